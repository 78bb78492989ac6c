"""A block made ready for paper and for a screen reader: what is only seen, then what is read, in the order it is read.

What is only seen (rules, frames, shapes outside a picture) comes first, as one run of operators. What is read is a tree
of elements (ISO 32000-1, 14.7); each leaf of it is one run of operators, which a file marks with a number when the
block is placed. Nothing here depends on the file, the page or the place, so a block is made ready once for all sheets.
"""

from __future__ import annotations

from typing import NamedTuple, Union, cast

from app.documents import fonts
from app.documents.layout import ARTIFACT, Block, Code, Frame, Mark, Ring, Rule, Shape, Tag, Text, TickBox, cap_height
from app.documents.metrics import MM
from app.documents.operators import Letters, drawn, text_operators

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


class Painted(NamedTuple):
    """A block's operators from its top left corner: `seen` alone, `running` on every page, and what is read."""

    seen: bytes
    running: tuple[tuple[bytes, bytes], ...]  # "Header" or "Footer", operators
    read: tuple[Element, ...]
    letters: dict[str, frozenset[str]]  # by font


def painted(block: Block) -> Painted:
    """Make a block ready; one that is kept, once."""
    if block.kept is not None:
        if block.kept.painted is None:
            block.kept.painted = _painted(block)
        return cast(Painted, block.kept.painted)
    return _painted(block)


def _painted(block: Block) -> Painted:
    reading = _Reading()
    reading.block(block, 0.0, 0.0, None)
    read = tuple(reading.root.finished())  # the letters are known after
    letters = {name: frozenset(drawn_with) for name, drawn_with in reading.letters.items()}
    return Painted(b" ".join(reading.seen), tuple(reading.running), read, letters)


class _Open:
    """An element being read: its finished kids and the run of marks that is not finished yet."""

    def __init__(self, tag: Tag, reading: _Reading) -> None:
        self.tag = tag
        self._reading = reading
        self._kids: list[bytes | _Open] = []
        self._run: list[tuple[Mark, float, float]] = []

    def add(self, element: _Open) -> None:
        self._end_run()
        self._kids.append(element)

    def mark(self, mark: Mark, x: float, y: float) -> None:
        self._run.append((mark, x, y))

    def finished(self) -> list[Element]:
        """The elements inside."""
        return [kid._element() for kid in self._kids if isinstance(kid, _Open)]

    def _element(self) -> Element:
        figure = self.tag.role == "Figure"
        boxes = tuple(_boxes(self._run)) if figure or self.tag.url else ()
        if figure and boxes:
            boxes = (_around(boxes),)
        self._end_run()
        kids = tuple(kid if isinstance(kid, bytes) else kid._element() for kid in self._kids)
        return Element(self.tag.role.encode(), kids, self.tag.alt, self.tag.url, boxes)

    def _end_run(self) -> None:
        run, self._run = self._run, []
        if not run:
            return
        if self.tag.role == "Figure":
            parts = [self._reading.operators(mark, x, y) for mark, x, y in run]
            self._kids.append(b" ".join(parts))
            return
        start = 0
        texts = [(mark._replace(x=mark.x + x, y=mark.y + y), _url(mark)) for mark, x, y in run]  # type: ignore[union-attr, call-arg]
        for end in range(1, len(texts) + 1):
            if end < len(texts) and texts[end][1] == texts[start][1]:
                continue
            url = texts[start][1]
            marks = [mark for mark, _ in texts[start:end]]
            if url and not self.tag.url:
                link = _Open(Tag("Link", url=url), self._reading)
                link._run = [(mark, 0.0, 0.0) for mark in marks]
                self._kids.append(link)
            else:
                self._kids.append(text_operators(marks, 0.0, 0.0, self._reading.letters))  # type: ignore[arg-type]
            start = end


class _Reading:
    """One walk through a block."""

    def __init__(self) -> None:
        self.letters: Letters = {}
        self.seen: list[bytes] = []
        self.running: list[tuple[bytes, bytes]] = []
        self.root = _Open(Tag(""), self)

    def block(self, block: Block, x: float, y: float, inside: _Open | None) -> None:
        """`inside`: the nearest element around, None outside any."""
        tag = block.tag
        around = inside or self.root
        if tag is not None and tag.role == ARTIFACT:
            operators = b" ".join(self._all(block, x, y))
            if tag.alt:
                self.running.append((tag.alt.encode(), operators))
            else:
                self.seen.append(operators)
            return
        if tag is not None and around.tag.role != "Figure":  # a picture is read as its words alone
            element = _Open(tag, self)
            around.add(element)
            around = element
        holds_text = around is not self.root and around.tag.role not in GROUPS
        into = around
        for mark in block.marks:
            if isinstance(mark, Text | TickBox):
                if not holds_text and into is around:
                    into = _Open(PARAGRAPH, self)
                    around.add(into)
                into.mark(mark, x, y)
            elif around.tag.role == "Figure":
                around.mark(mark, x, y)
            else:
                self.seen.append(drawn(mark, x, y))
        for dx, dy, inner in block.inside:
            self.block(inner, x + dx, y + dy, around)

    def operators(self, mark: Mark, x: float, y: float) -> bytes:
        """Any mark by itself."""
        if isinstance(mark, Text | TickBox):
            return text_operators([mark], x, y, self.letters)
        return drawn(mark, x, y)

    def _all(self, block: Block, x: float, y: float) -> list[bytes]:
        parts = [self.operators(mark, x, y) for mark in block.marks]
        for dx, dy, inner in block.inside:
            parts += self._all(inner, x + dx, y + dy)
        return parts


def _url(mark: Mark) -> str:
    return mark.url if isinstance(mark, Text) else ""


def _boxes(run: list[tuple[Mark, float, float]]) -> list[Box]:
    return [_box(mark, x, y) for mark, x, y in run]


def _around(boxes: tuple[Box, ...]) -> Box:
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
