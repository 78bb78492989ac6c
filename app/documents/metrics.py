"""Sizes of the sheet, in millimetres for places and points for letters: standard and large print.

Every number comes from looks/sheet/SPEC.md or was measured on its pictures.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

MM = 72 / 25.4  # points in a millimetre
PAGE_WIDTH, PAGE_HEIGHT = 210.0, 297.0
LEFT, RIGHT, TOP, FOOT_END = 20.0, 195.0, 10.0, 289.0
WIDTH = RIGHT - LEFT
CAP_HEIGHT = 0.668  # of the font's size: AMF42 Lisible, table OS/2


class Size(StrEnum):
    """How large the sheet is printed."""

    STANDARD = "standard"
    LARGE = "large"


@dataclass(frozen=True, eq=False)
class Metrics:
    """One set of sizes, compared by identity: it is part of the key of every block kept.

    Names ending in `_leading`, `_height` or `_width` are millimetres, bare ones points.
    """

    size: Size
    rail_width: float
    gutter_width: float
    body: float
    body_leading: float
    button_leading: float  # of a line in which a button stands
    button_height: float
    title: float
    title_leading: float
    phase: float
    number: float
    name: float
    name_leading: float
    role: float  # function and commune beside the name
    masthead: float
    masthead_side: float  # words beside the masthead
    deadline: float
    deadline_leading: float
    deadline_label: float
    deadline_label_leading: float
    deadline_weight: float  # thickness of its frame, points
    phone: float
    label: float  # field labels and hints
    label_leading: float
    caption: float  # actors, phase labels
    caption_leading: float
    foot_title: float
    foot_small: float
    foot_small_leading: float
    foot_height: float
    field_height: float
    box_width: float  # the tick box
    qr_width: float
    phase_line_height: float
    phase_name: float
    phase_name_leading: float
    characters: int  # of a line over the full text column
    characters_beside_qr: int
    running_head_height: float  # of the head of pages 2 and on
    note_leading: float
    head_gap: float  # between the parts of the head of page 1
    paired_secrets: bool = False  # large print: two dashed frames on a line, where a page would not hold the step

    @property
    def large(self) -> bool:
        """Whether one field stands on each line and the QR code in the rail."""
        return self.size is Size.LARGE

    @property
    def text_left(self) -> float:
        """Where the text column begins, from the page's left edge."""
        return LEFT + self.rail_width + self.gutter_width

    @property
    def text_width(self) -> float:
        """Width of the text column."""
        return RIGHT - self.text_left

    @property
    def text_indent(self) -> float:
        """Where the text column begins, from the left margin."""
        return self.rail_width + self.gutter_width


STEP_GAP = 5.1  # between two steps, the rule in its middle
STEP_GAP_MORE = 3.6  # at most, when the page has room
FREE_ABOVE_FOOT = 3.0
NOTES_FROM = 30.0  # a last page with this much left gets note lines
THIN, FIELD, STRONG = 0.5, 0.8, 1.6  # points: rules, frames, masthead and tick boxes

STANDARD = Metrics(
    size=Size.STANDARD,
    rail_width=26,
    gutter_width=5,
    body=12,
    body_leading=5.5,
    button_leading=7.4,
    button_height=6.2,
    title=14,
    title_leading=6.2,
    phase=17,
    number=23,
    name=23,
    name_leading=9.2,
    role=13,
    masthead=20,
    masthead_side=12,
    deadline=22.5,
    deadline_leading=9.5,
    deadline_label=13,
    deadline_label_leading=6,
    deadline_weight=2.6,
    phone=28,
    label=11.5,
    label_leading=4.8,
    caption=10.5,
    caption_leading=4.4,
    foot_title=14,
    foot_small=10.5,
    foot_small_leading=4.7,
    foot_height=17,
    field_height=7.2,
    box_width=7.5,
    qr_width=25,
    phase_line_height=14,
    phase_name=13,
    phase_name_leading=5.7,
    characters=70,
    characters_beside_qr=57,
    running_head_height=10,
    note_leading=9,
    head_gap=2.6,
)
LARGE = Metrics(
    size=Size.LARGE,
    rail_width=33,
    gutter_width=4,
    body=18,
    body_leading=8.2,
    button_leading=10.8,
    button_height=9.2,
    title=20,
    title_leading=8.8,
    phase=19,
    number=32,
    name=28,
    name_leading=11,
    role=18,
    masthead=20,
    masthead_side=16,
    deadline=31,
    deadline_leading=12,
    deadline_label=17,
    deadline_label_leading=7.6,
    deadline_weight=3.2,
    phone=33,
    label=15,
    label_leading=6.6,
    caption=14.5,
    caption_leading=6.2,
    foot_title=17,
    foot_small=13,
    foot_small_leading=5.4,
    foot_height=23,
    field_height=10.4,
    box_width=10.5,
    qr_width=31,
    phase_line_height=24,
    phase_name=16,
    phase_name_leading=6.8,
    characters=46,
    characters_beside_qr=46,
    running_head_height=20,
    note_leading=12,
    head_gap=2.0,
)
DENSE_LARGE = replace(LARGE, paired_secrets=True)


def metrics_of(size: Size) -> Metrics:
    """The set of sizes of one print."""
    return LARGE if size is Size.LARGE else STANDARD


def denser(m: Metrics) -> Metrics:
    """The same letters with less room around them, for a step that a page would not hold otherwise."""
    return DENSE_LARGE if m.large else m
