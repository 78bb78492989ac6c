"""Tables over as many pages as they need: no row is cut, the names of the columns stand again on each page.

Read aloud, a table is one: what is repeated at the top of a page is seen only.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from app.documents.fonts import Face
from app.documents.layout import ARTIFACT, Block, Frame, Mark, Rule, Tag, TickBox, paragraph, stacked
from app.documents.measure import Span, lines_of
from app.documents.metrics import STRONG, THIN

PADDING = 1.8  # millimetres at the left and right of a cell's words
ABOVE, BELOW = 1.3, 1.5
BOX = 5.0  # side of a box to tick
SMALL, SMALL_LEADING = 10.5, 4.4  # points, millimetres: the smallest that the paper allows
WORDS, WORDS_LEADING = 11.5, 4.9
MOST_LINES = 4  # of one text of a cell: a name of 500 letters ends in « … »


class Column(NamedTuple):
    """One column: its name, and its width in millimetres."""

    title: str
    width: float


class Cell(NamedTuple):
    """Lines of a cell, the first ones bold; `box`: one to tick before them. Empty: room for a hand."""

    bold: tuple[str, ...] = ()
    plain: tuple[str, ...] = ()
    box: bool = False


class Table(NamedTuple):
    """`row_height`: at least so high, in millimetres; `ruled`: lines between the columns too, for hands that write.

    `spare`: how many of the last rows are there only to fill what is left of a page.
    """

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    row_height: float = 0.0
    ruled: bool = False
    spare: int = 0

    @property
    def width(self) -> float:
        """Of all columns together."""
        return sum(column.width for column in self.columns)


def head_row(table: Table, *, again: bool = False) -> Block:
    """The names of the columns; `again`, at the top of another page, they are not read a second time."""
    inside: list[tuple[float, float, Block]] = []
    x = 0.0
    height = 0.0
    for column in table.columns:
        lines = lines_of([Span(column.title, Face.BOLD, SMALL)], column.width - 2 * PADDING, most=3)
        words = paragraph(lines, SMALL_LEADING, size=SMALL)
        height = max(height, words.height)
        inside.append((x, 0.0, Block(words.height, (), ((PADDING, ABOVE, words),), None if again else Tag("TH"))))
        x += column.width
    height += ABOVE + BELOW
    marks = (Rule(0, height, table.width, height, STRONG),)
    return Block(height, marks, tuple(inside), Tag(ARTIFACT, "Header") if again else Tag("TR"))


def body_rows(table: Table) -> list[Block]:
    """Each row with the line under it."""
    return [_row(table, cells) for cells in table.rows]


def _row(table: Table, cells: Sequence[Cell]) -> Block:
    inside: list[tuple[float, float, Block]] = []
    x, height = 0.0, max(0.0, table.row_height - ABOVE - BELOW)
    for column, cell in zip(table.columns, cells, strict=True):
        words = _words(cell, column.width - 2 * PADDING)
        height = max(height, words.height)
        inside.append((x, 0.0, Block(words.height, (), ((PADDING, ABOVE, words),), Tag("TD"))))
        x += column.width
    height += ABOVE + BELOW
    marks: list[Mark] = [Rule(0, height, table.width, height, THIN)]
    if table.ruled:
        at = 0.0
        for column in table.columns:
            marks.append(Frame(at, 0, column.width, height, THIN))
            at += column.width
    return Block(height, tuple(marks), tuple(inside), Tag("TR"))


def _words(cell: Cell, width: float) -> Block:
    indent = BOX + 2.0 if cell.box else 0.0
    parts = [*_texts(cell.bold, Face.BOLD, WORDS, WORDS_LEADING, width - indent)]
    parts += _texts(cell.plain, Face.REGULAR, SMALL, SMALL_LEADING, width - indent)
    text = stacked(*parts)
    if not cell.box:
        return text
    marks = (TickBox(0, 0.2, BOX, weight=STRONG),)
    return Block(max(text.height, BOX + 0.4), marks, ((indent, 0.0, text),))


def _texts(texts: Iterable[str], face: Face, size: float, leading: float, width: float) -> list[Block]:
    return [
        paragraph(lines_of([Span(text, face, size)], width, most=MOST_LINES, balanced=False), leading, size=size)
        for text in texts
        if text
    ]
