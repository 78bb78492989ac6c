"""Which columns of the board are open and where each part stands, in pixels; no widget is known here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ui.board_model import Band


@dataclass(frozen=True)
class Metrics:
    """Widths in pixels, already grown with the text size (looks/window/SPEC.md section 1)."""

    smallest: int = 184
    largest: int = 280
    lane: int = 168
    short_lane: int = 104  # a lane that holds Formé alone
    gap: int = 8  # between the columns of a band
    band_gap: int = 12

    def scaled(self, factor: float) -> Metrics:
        """The same for another text size; gaps stay."""
        return Metrics(
            smallest=round(self.smallest * factor),
            largest=round(self.largest * factor),
            lane=round(self.lane * factor),
            short_lane=round(self.short_lane * factor),
            gap=self.gap,
            band_gap=self.band_gap,
        )


@dataclass(frozen=True)
class Part:
    """Neighbouring columns (indexes over the whole board) of one band that are shown alike."""

    band: int
    columns: tuple[int, ...]


@dataclass(frozen=True)
class Block:
    """What stands side by side: one open part, or a lane of folded ones; `left` and `width` in pixels."""

    parts: tuple[Part, ...]
    open: bool
    left: int = 0
    width: int = 0
    column_width: int = 0


@dataclass(frozen=True)
class Placement:
    """The whole board; `width` is what it takes, more than it was given only when the window is tiny."""

    blocks: tuple[Block, ...]
    width: int

    def is_open(self, column: int) -> bool:
        """Whether a column is open, by its index over the whole board."""
        return any(block.open and column in part.columns for block in self.blocks for part in block.parts)


def arrange(width: int, bands: Sequence[Band], wanted: Sequence[str], focus: int, metrics: Metrics) -> Placement:
    """Open the wanted bands as far as they fit, first wanted first; the others fold into lanes of tiles.

    The first wanted band is always open: where it does not fit whole, as many of its columns as fit around the column
    `focus`, and one at least.
    """
    starts = _starts(bands)
    open_columns: frozenset[int] = frozenset()
    known = [place for key in wanted for place, band in enumerate(bands) if band.key == key] or [0]
    for place in known:
        more = open_columns | frozenset(range(starts[place], starts[place + 1]))
        if _needs(bands, more, metrics) <= width:
            open_columns = more
        elif not open_columns:
            open_columns = _window(width, bands, place, focus, metrics)
    return _place(width, _blocks(bands, open_columns), metrics)


def _starts(bands: Sequence[Band]) -> list[int]:
    """Index of the first column of each band, then the number of columns."""
    starts = [0]
    for band in bands:
        starts.append(starts[-1] + len(band.columns))
    return starts


def _window(width: int, bands: Sequence[Band], place: int, focus: int, metrics: Metrics) -> frozenset[int]:
    """The most columns of one band that fit side by side with the column `focus` among them; one at least."""
    starts = _starts(bands)
    first, last = starts[place], starts[place + 1] - 1
    focus = min(max(focus, first), last)
    windows = [
        frozenset(range(left, right + 1)) for left in range(first, focus + 1) for right in range(focus, last + 1)
    ]
    fitting = [window for window in windows if _needs(bands, window, metrics) <= width]
    return max(fitting, key=len, default=frozenset({focus}))


def _blocks(bands: Sequence[Band], open_columns: frozenset[int] | set[int]) -> list[Block]:
    blocks: list[Block] = []
    column = 0
    for place, band in enumerate(bands):
        for _ in band.columns:
            is_open = column in open_columns
            last = blocks[-1] if blocks and blocks[-1].open == is_open else None
            if last is not None and last.parts[-1].band == place:
                part = Part(place, (*last.parts[-1].columns, column))
                blocks[-1] = Block((*last.parts[:-1], part), is_open)
            elif last is not None and not is_open:
                blocks[-1] = Block((*last.parts, Part(place, (column,))), is_open)
            else:
                blocks.append(Block((Part(place, (column,)),), is_open))
            column += 1
    return blocks


def _lane_width(block: Block, metrics: Metrics, last_column: int) -> int:
    """A lane that holds only the last column, which has no head, is narrow."""
    alone = len(block.parts) == 1 and block.parts[0].columns == (last_column,)
    return metrics.short_lane if alone else metrics.lane


def _needs(bands: Sequence[Band], open_columns: frozenset[int] | set[int], metrics: Metrics) -> int:
    """Pixels that the board takes at least with these columns open."""
    blocks = _blocks(bands, open_columns)
    last = _starts(bands)[-1] - 1
    total = metrics.band_gap * (len(blocks) - 1)
    for block in blocks:
        count = len(block.parts[0].columns)
        total += (
            count * metrics.smallest + (count - 1) * metrics.gap if block.open else _lane_width(block, metrics, last)
        )
    return total


def _place(width: int, blocks: list[Block], metrics: Metrics) -> Placement:
    last_column = blocks[-1].parts[-1].columns[-1]
    lanes = sum(_lane_width(block, metrics, last_column) for block in blocks if not block.open)
    opened = [len(block.parts[0].columns) for block in blocks if block.open]
    gaps = metrics.band_gap * (len(blocks) - 1) + metrics.gap * sum(count - 1 for count in opened)
    free = width - lanes - gaps
    column_width = max(metrics.smallest, min(metrics.largest, free // max(1, sum(opened))))
    placed: list[Block] = []
    left = 0
    for block in blocks:
        count = len(block.parts[0].columns)
        taken = (
            count * column_width + (count - 1) * metrics.gap if block.open else _lane_width(block, metrics, last_column)
        )
        placed.append(Block(block.parts, block.open, left, taken, column_width if block.open else 0))
        left += taken + metrics.band_gap
    return Placement(tuple(placed), left - metrics.band_gap)
