"""A block made ready for paper and for a screen reader: what is only seen, then what is read, in the order it is read.

What is only seen (rules, frames, shapes outside a picture) comes first, as one run of operators. What is read is a tree
of elements (ISO 32000-1, 14.7); each leaf of it is one run of operators, which a file marks with a number when the
block is placed. Nothing here depends on the file, the page or the place, so a block is made ready once for all sheets.
"""

from __future__ import annotations

from itertools import groupby
from typing import NamedTuple, Union, cast

from app.documents import fonts
from app.documents.layout import ARTIFACT, Block, Code, Frame, Mark, Ring, Rule, Shape, Tag, Text, TickBox, cap_height
from app.documents.metrics import MM
from app.documents.operators import Letters, Run, drawn, text_operators

GROUPS = frozenset({"Sect", "Part", "L", "LI", "Table", "THead", "TBody", "TR"})  # hold elements, never text itself
PARAGRAPH = Tag("P")
Box = tuple[float, float, float, float]  # left, top, right, bottom in millimetres from the block's corner


class Element(NamedTuple):
    """An element of the structure; `kids`: runs of operators and other elements. `box`: a picture's or a link's."""

    role: bytes
    kids: tuple[Union[bytes, Element], ...]  # noqa: UP007 - a name in quotes stands in it
    alt: str = ""
    url: str = ""
    boxes: tuple[Box, ...] = ()
    scope: bytes = b""  # of a TH: what it is the heading of, "Column" or "Row"


class Painted(NamedTuple):
    """A block's operators from its top left corner: `seen` alone, `running` on every page, and what is read."""

    seen: bytes
    running: tuple[tuple[bytes, bytes], ...]  # "Header" or "Footer", operators
    read: tuple[Element, ...]
    letters: Letters


def painted(block: Block) -> Painted:
    """Make a block ready; one that is kept, once."""
    kept = block.kept
    if kept is None:
        return _painted(block)
    if kept.painted is None:
        kept.painted = _painted(block)
    return cast(Painted, kept.painted)


def _painted(block: Block) -> Painted:
    reading = _Reading()
    reading.block(block, 0.0, 0.0, None)
    read = tuple(reading.element(one) for one in reading.found)
    return Painted(b" ".join(reading.seen), tuple(reading.running), read, reading.letters)


class _Open:
    """An element that is being read: marks, each with the corner from which it stands, and elements, in their order."""

    __slots__ = ("holds_text", "kids", "tag")

    def __init__(self, tag: Tag) -> None:
        self.tag = tag
        self.holds_text = tag.role not in GROUPS
        self.kids: list[tuple[Mark, float, float] | _Open] = []


class _Reading:
    """One walk through a block."""

    def __init__(self) -> None:
        self.letters: Letters = []
        self.seen: list[bytes] = []
        self.running: list[tuple[bytes, bytes]] = []
        self.found: list[_Open] = []

    def block(self, block: Block, x: float, y: float, around: _Open | None) -> None:
        """`around`: the nearest element, None outside any."""
        tag = block.tag
        figure = around is not None and around.tag.role == "Figure"
        if tag is not None and not figure:  # a picture is read as its words alone, whatever is in it
            if tag.role == ARTIFACT:
                self._artifact(block, x, y, tag)
                return
            around = self._open(tag, around)
            figure = tag.role == "Figure"
        into = around if around is not None and around.holds_text else None
        for mark in block.marks:
            if type(mark) is Text or type(mark) is TickBox:
                if into is None:
                    into = self._open(PARAGRAPH, around)
                into.kids.append((mark, x, y))
            elif figure and around is not None:
                around.kids.append((mark, x, y))
            else:
                self.seen.append(drawn(mark, x, y))
        for dx, dy, inner in block.inside:
            self.block(inner, x + dx, y + dy, around)

    def element(self, read: _Open) -> Element:
        """What was read of an element, its runs as operators."""
        tag = read.tag
        if tag.role == "Figure":
            marks = [kid for kid in read.kids if isinstance(kid, tuple)]
            boxes = [_box(*placed) for placed in marks]
            operators = b" ".join(self._operators(*placed) for placed in marks)
            return Element(b"Figure", (operators,), tag.alt, "", (_around(boxes),) if boxes else ())
        kids: list[bytes | Element] = []
        for url, group in groupby(read.kids, _url):
            if url is None:
                kids += [self.element(one) for one in group if isinstance(one, _Open)]
                continue
            run = cast(Run, list(group))
            if url and not tag.url:
                boxes = [_box(*placed) for placed in run]
                kids.append(Element(b"Link", (text_operators(run, self.letters),), "", url, tuple(boxes)))
            else:
                kids.append(text_operators(run, self.letters))
        if tag.role == "TR":
            kids = _scoped(kids)
        boxes = [_box(*kid) for kid in read.kids if isinstance(kid, tuple)] if tag.url else []
        return Element(tag.role.encode(), tuple(kids), tag.alt, tag.url, tuple(boxes))

    def _open(self, tag: Tag, around: _Open | None) -> _Open:
        element = _Open(tag)
        if around is None:
            self.found.append(element)
        else:
            around.kids.append(element)
        return element

    def _artifact(self, block: Block, x: float, y: float, tag: Tag) -> None:
        operators = b" ".join(self._all(block, x, y))
        if tag.alt:
            self.running.append((tag.alt.encode(), operators))
        else:
            self.seen.append(operators)

    def _operators(self, mark: Mark, x: float, y: float) -> bytes:
        if isinstance(mark, Text):  # by itself, but not glued to the next where somebody copies it
            return text_operators([(mark._replace(ends_line=True), x, y)], self.letters)
        if isinstance(mark, TickBox):
            return text_operators([(mark, x, y)], self.letters)
        return drawn(mark, x, y)

    def _all(self, block: Block, x: float, y: float) -> list[bytes]:
        parts = [self._operators(mark, x, y) for mark in block.marks]
        for dx, dy, inner in block.inside:
            parts += self._all(inner, x + dx, y + dy)
        return parts


def _scoped(cells: list[bytes | Element]) -> list[bytes | Element]:
    """Headings of a row that holds nothing else are those of the columns, others of their row (ISO 14289-1, 7.5)."""
    headings = [cell for cell in cells if isinstance(cell, Element) and cell.role == b"TH"]
    scope = b"Column" if len(headings) == len(cells) else b"Row"
    return [cell._replace(scope=scope) if cell in headings else cell for cell in cells]


def _url(kid: tuple[Mark, float, float] | _Open) -> str | None:
    """Where a mark leads, "" for nowhere; None for an element."""
    if isinstance(kid, _Open):
        return None
    mark = kid[0]
    return mark.url if type(mark) is Text else ""


def _around(boxes: list[Box]) -> Box:
    return (
        min(box[0] for box in boxes),
        min(box[1] for box in boxes),
        max(box[2] for box in boxes),
        max(box[3] for box in boxes),
    )


def _box(mark: Mark, x: float, y: float) -> Box:
    """Around one mark."""
    match mark:
        case Text():
            left, base, high = x + mark.x, y + mark.y, cap_height(mark.size)
            return left, base - 1.3 * high, left + fonts.width(mark.text, mark.face, mark.size) / MM, base + 0.4 * high
        case TickBox() | Code():
            return x + mark.x, y + mark.y, x + mark.x + mark.side, y + mark.y + mark.side
        case Frame():
            return x + mark.x, y + mark.y, x + mark.x + mark.width, y + mark.y + mark.height
        case Ring():
            return (
                x + mark.x - mark.radius,
                y + mark.y - mark.radius,
                x + mark.x + mark.radius,
                y + mark.y + mark.radius,
            )
        case Rule():
            across, down = sorted((mark.x, mark.to_x)), sorted((mark.y, mark.to_y))
            return x + across[0], y + down[0], x + across[1], y + down[1]
        case Shape():
            across, down = [px for px, _ in mark.points], [py for _, py in mark.points]
            return x + min(across), y + min(down), x + max(across), y + max(down)
