"""What is set on paper, as plain data: marks placed from a block's top left corner in millimetres, blocks in blocks.

A block that is the same on every sheet (a step's title, its text, the frame of a screen) is made once and placed many
times; what is a person's own is set per sheet. Painting them: `painter`. Marks are named tuples because a sheet makes
two thousand of them: frozen dataclasses take three times as long, to define and to make.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import NamedTuple

from app.documents.fonts import Face
from app.documents.measure import BUTTON_PADDING, Line, Span, line_of
from app.documents.metrics import CAP_HEIGHT, MM


class Text(NamedTuple):
    """Letters of one style; `y` is the baseline. `ends_line`: another line of the same text follows."""

    x: float
    y: float
    text: str
    face: Face
    size: float
    white: bool = False
    ends_line: bool = False
    url: str = ""  # where these words lead on a screen


class TickBox(NamedTuple):
    """A square to tick, outlined with `weight` points inside `side`: drawn as a letter, so that it is read as a box."""

    x: float
    y: float
    side: float
    weight: float


class Rule(NamedTuple):
    """A straight line; `weight` in points; dotted for a pencil to follow."""

    x: float
    y: float
    to_x: float
    to_y: float
    weight: float
    dotted: bool = False


class Frame(NamedTuple):
    """A rectangle: outlined with `weight` points inside its size, or solid black."""

    x: float
    y: float
    width: float
    height: float
    weight: float = 0.0
    radius: float = 0.0
    solid: bool = False
    dashed: bool = False


class Shape(NamedTuple):
    """A closed or open run of points: solid black, or outlined with `weight` points."""

    points: tuple[tuple[float, float], ...]
    weight: float = 0.0
    closed: bool = True


class Ring(NamedTuple):
    """A circle, outlined with `weight` points."""

    x: float
    y: float
    radius: float
    weight: float


class Code(NamedTuple):
    """A QR code: rows of modules in a square of `side`."""

    x: float
    y: float
    side: float
    rows: tuple[tuple[bool, ...], ...]


Mark = Text | TickBox | Rule | Frame | Shape | Ring | Code


class Tag(NamedTuple):
    """What a block is to a screen reader: a role of PDF/UA-1 (ISO 14289-1), and what stands in words for a picture.

    `role`: "H1", "H2", "H3", "P", "L", "LI", "Lbl", "LBody", "Link", "Figure", "Sect", "Table", "TR", "TH", "TD", or
    ARTIFACT for what is not read out (a rule, a running head, the foot of a page that repeats: `alt` then says which,
    "Header" or "Footer").
    """

    role: str
    alt: str = ""  # a Figure's words
    url: str = ""  # a Link's address: https:// or mailto:


ARTIFACT = "Artifact"


class Kept:
    """What it takes to draw a block that comes again and again, once the painter has worked it out."""

    __slots__ = ("painted", "paper")

    def __init__(self) -> None:
        self.painted: object = None
        self.paper: object = None  # the last one that it was drawn on: that one knows its letters


class Same:
    """Stands for one thing in the key of what is kept: the thing itself, not another that is equal to it.

    A step of the guide holds fifty texts: to compare two of them by their texts takes longer than to set one.
    """

    __slots__ = ("thing",)

    def __init__(self, thing: object) -> None:
        self.thing = thing

    def __hash__(self) -> int:
        return id(self.thing)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and self.thing is other.thing


class Block(NamedTuple):
    """Marks and smaller blocks in a box of `height` millimetres.

    Read out in the order in which it is made: its own marks, then the blocks inside. Text without a tag belongs to the
    nearest tagged block around it; rules, frames and shapes are never read, but inside a Figure.
    """

    height: float
    marks: tuple[Mark, ...] = ()
    inside: tuple[tuple[float, float, Block], ...] = ()  # x, y, block
    tag: Tag | None = None
    kept: Kept | None = None  # set by `keep`, after all else


def keep(block: Block) -> Block:
    """The same block, painted once however often it is placed: for what the caller keeps, too."""
    return block._replace(kept=Kept())


def cap_height(size: float) -> float:
    """Height in millimetres of a capital of `size` points."""
    return size * CAP_HEIGHT / MM


def baseline(leading: float, size: float) -> float:
    """Where the letters of a line of `leading` millimetres stand: capitals in its middle."""
    return (leading + cap_height(size)) / 2


def line_marks(line: Line, x: float, y: float, *, white: bool = False, ends_line: bool = False) -> tuple[Mark, ...]:
    """Marks of one line whose baseline is at `y`; a button gets its frame and thick foot."""
    marks: list[Mark] = []
    for index, segment in enumerate(line.segments):
        left = x + segment.x
        last = ends_line and index == len(line.segments) - 1
        if not segment.button:
            if segment.text.strip() or last:
                marks.append(Text(left, y, segment.text, segment.face, segment.size, white, last, segment.url))
            continue
        marks += button_frame(left, y, segment.width, segment.size)
        inset = BUTTON_PADDING * segment.size / 12
        marks.append(Text(left + inset, y, segment.text, segment.face, segment.size, white, last))
    return tuple(marks)


def button_frame(x: float, y: float, width: float, size: float) -> list[Mark]:
    """The rounded frame with a thick foot around words of `size` points whose first baseline is at `y`."""
    scale = size / 12
    top, height = y - 4.45 * scale, 6.2 * scale
    foot = 2.4 / MM * min(scale, 1.3)
    return [
        Frame(x, top, width, height, weight=0.9 * min(scale, 1.4), radius=1.3 * scale),
        Frame(x + 0.9 * scale, top + height - foot, width - 1.8 * scale, foot, solid=True),
    ]


def paragraph(lines: Sequence[Line], leading: float, *, button_leading: float = 0.0, size: float) -> Block:
    """Lines under one another; a line that bears a button is higher."""
    marks: list[Mark] = []
    y = 0.0
    for index, line in enumerate(lines):
        height = button_leading if line.has_button and button_leading else leading
        # The frame of a button hangs lower than letters alone do: 0.6 mm clear above it.
        at = y + (0.6 + 4.45 * size / 12 if line.has_button and button_leading else baseline(leading, size))
        marks += line_marks(line, 0, at, ends_line=index < len(lines) - 1)
        y += height
    return Block(y, tuple(marks))


def one_line(span: Span, leading: float, *, x: float = 0.0, white: bool = False) -> Block:
    """A single line, not cut."""
    return Block(leading, line_marks(line_of(span), x, baseline(leading, span.size), white=white))


def stacked(*blocks: Block, gap: float = 0.0) -> Block:
    """Blocks under one another, the empty ones left out."""
    inside: list[tuple[float, float, Block]] = []
    y = 0.0
    for block in blocks:
        if block.height <= 0:
            continue
        if inside:
            y += gap
        inside.append((0.0, y, block))
        y += block.height
    return Block(y, (), tuple(inside))


def listed(inside: Sequence[tuple[float, float, Block]]) -> tuple[tuple[float, float, Block], ...]:
    """The same blocks, those items of a list that follow one another read as one list."""
    grouped: list[tuple[float, float, Block]] = []
    for is_item, run in groupby(inside, lambda placed: placed[2].tag is not None and placed[2].tag.role == "LI"):
        if is_item:
            grouped.append((0.0, 0.0, Block(0.0, (), tuple(run), Tag("L"))))
        else:
            grouped += run
    return tuple(grouped)


def space(height: float) -> Block:
    """Nothing, so high."""
    return Block(height)
