"""The tree that a screen reader walks through, and the outline that one clicks, written as they are finished.

Document > Part (one for each sheet of many) > what the blocks say they are. The parent tree leads back from each marked
run of a page, and from each link, to its element (ISO 32000-1, 14.7.4.4); it has one leaf for each part, so that a part
that is done leaves memory: of ten thousand sheets only the numbers of their parts, leaves and outline items remain.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field

from app.documents.pdf_file import PdfFile, text_string


@dataclass
class _Element:
    """An element still open: its number, role and title, and the references of what it holds so far."""

    number: int
    role: bytes
    title: str = ""
    kids: list[bytes] = field(default_factory=list)


class Structure:
    """Elements that stay open over several blocks, and the way back to all of them."""

    def __init__(self, file: PdfFile) -> None:
        self._file = file
        self.root = file.reserve()
        self._document = file.reserve()
        self._open: list[_Element] = []
        self._kids = array("I")  # of the document
        self._leaves = array("I")
        self._next_key = 0
        self._nums: list[tuple[int, bytes]] = []

    @property
    def parent(self) -> int:
        """The element in which the next one stands."""
        return self._open[-1].number if self._open else self._document

    def begin(self, role: str, title: str = "") -> None:
        """What is added next stands in an element of this role, until `end`."""
        number = self._file.reserve()
        self.add(number)
        self._open.append(_Element(number, role.encode(), title))

    def end(self) -> None:
        """Close the element begun last. One without content is kept: its parent has counted it."""
        element = self._open.pop()
        title = b"/T" + text_string(element.title) if element.title else b""
        self._file.add(
            element.number,
            b"<</S/%s%s/P %d 0 R/K[%s]>>" % (element.role, title, self.parent, b" ".join(element.kids)),
        )

    def end_all(self) -> None:
        """Close whatever is open."""
        while self._open:
            self.end()

    def add(self, number: int) -> None:
        """An element stands in the open one."""
        if self._open:
            self._open[-1].kids.append(b"%d 0 R" % number)
        else:
            self._kids.append(number)

    def key(self) -> int:
        """A new key of the parent tree, for a page or a link."""
        self._next_key += 1
        return self._next_key - 1

    def leads_to(self, key: int, value: bytes) -> None:
        """A page's array of elements by the numbers of its runs, or a link's element."""
        self._nums.append((key, value))

    def end_leaf(self) -> None:
        """Write the way back to what has come since the last leaf."""
        if not self._nums:
            return
        self._nums.sort()
        leaf = self._file.reserve()
        nums = b" ".join(b"%d %s" % one for one in self._nums)
        self._file.add(leaf, b"<</Limits[%d %d]/Nums[%s]>>" % (self._nums[0][0], self._nums[-1][0], nums))
        self._leaves.append(leaf)
        self._nums = []

    def finish(self) -> None:
        """Write the roots."""
        self.end_all()
        self.end_leaf()
        file = self._file
        file.add(self._document, b"<</S/Document/P %d 0 R/K[%s]>>" % (self.root, references(self._kids)))
        tree = file.reserve()
        file.add(tree, b"<</Kids[%s]>>" % references(self._leaves))
        file.add(
            self.root,
            b"<</Type/StructTreeRoot/K[%d 0 R]/ParentTree %d 0 R/ParentTreeNextKey %d>>"
            % (self._document, tree, self._next_key),
        )


class Outline:
    """One line for each part, written when the next one is known."""

    def __init__(self, file: PdfFile) -> None:
        self._file = file
        self.root = 0
        self.count = 0
        self._first = self._before = self._number = 0
        self._line = b""

    def add(self, title: str, page: int) -> None:
        """A line that leads to a page."""
        if not self.root:
            self.root = self._file.reserve()
        number = self._file.reserve()
        self._write(number)
        self._first = self._first or number
        self._before, self._number = self._number, number
        self._line = b"<</Title%s/Parent %d 0 R/Dest[%d 0 R/Fit]" % (text_string(title), self.root, page)
        self.count += 1

    def finish(self) -> None:
        """Write the last line and the root."""
        if not self.root:
            return
        self._write(0)
        self._file.add(
            self.root,
            b"<</Type/Outlines/First %d 0 R/Last %d 0 R/Count %d>>" % (self._first, self._number, self.count),
        )

    def _write(self, following: int) -> None:
        if not self._line:
            return
        before = b"/Prev %d 0 R" % self._before if self._before else b""
        after = b"/Next %d 0 R" % following if following else b""
        self._file.add(self._number, b"%s%s%s>>" % (self._line, before, after))


def references(numbers: array[int]) -> bytes:
    """References to objects, one after the other."""
    return b" ".join(b"%d 0 R" % number for number in numbers)
