"""What the window of an envelope shows of a folded sheet, however the sheet slides: from dated, sourced numbers.

Places are millimetres from the top left corner of the panel that faces the window, as elsewhere on paper.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from app.checks.reference import table


class Box(NamedTuple):
    """A rectangle of the sheet: left, top, right and bottom edge."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """From left to right."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """From top to bottom."""
        return self.bottom - self.top

    def holds(self, other: Box) -> bool:
        """Whether the other one lies wholly inside."""
        return (
            self.left <= other.left
            and self.top <= other.top
            and other.right <= self.right
            and other.bottom <= self.bottom
        )

    def meets(self, other: Box) -> bool:
        """Whether they share some surface."""
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )


@dataclass(frozen=True)
class Envelope:
    """An envelope with a window and the sheet folded into it; `unsure` says what is still to be measured."""

    title: str
    width: float
    height: float
    window_width: float
    window_height: float
    window_from_right: float
    window_from_bottom: float
    sheet_width: float
    folds: tuple[float, ...]  # from the sheet's top
    size: float  # points, of the address
    leading: float
    inset: float
    source: str
    unsure: str

    @property
    def slide(self) -> tuple[float, float]:
        """How far the sheet moves in the envelope, across and down."""
        return self.width - self.sheet_width, self.height - self.folds[0]

    @property
    def window(self) -> Box:
        """The window, from the top left corner of the envelope."""
        left = self.width - self.window_from_right - self.window_width
        top = self.height - self.window_from_bottom - self.window_height
        return Box(left, top, left + self.window_width, top + self.window_height)

    def seen(self, across: float, down: float) -> Box:
        """What the window shows of a sheet that lies so far from the envelope's left and top."""
        window = self.window
        return Box(window.left - across, window.top - down, window.right - across, window.bottom - down)

    @property
    def always(self) -> Box:
        """What it shows wherever the sheet lies: the address belongs here."""
        first, last = self.seen(0, 0), self.seen(*self.slide)
        return Box(first.left, first.top, last.right, last.bottom)

    @property
    def ever(self) -> Box:
        """What it shows somewhere: nothing but the address may stand here."""
        first, last = self.seen(0, 0), self.seen(*self.slide)
        return Box(last.left, last.top, first.right, first.bottom)


@lru_cache(maxsize=1)
def french_envelope() -> Envelope:
    """The desk's envelope (`resources/reference/envelope.toml`). KeyError when a number of it is missing."""
    told = table("envelope")
    envelope, sheet, address = told["envelope"], told["sheet"], told["address"]
    sizes = ("width", "height", "window_width", "window_height", "window_from_right", "window_from_bottom")
    return Envelope(
        title=envelope["title"],
        **{name: float(envelope[name]) for name in sizes},
        sheet_width=float(sheet["width"]),
        folds=tuple(map(float, sheet["folds"])),
        size=float(address["size"]),
        leading=float(address["leading"]),
        inset=float(address["inset"]),
        source=f"{envelope['source']}, {envelope['checked_on']:%d/%m/%Y}",
        unsure=envelope["unsure"],
    )
