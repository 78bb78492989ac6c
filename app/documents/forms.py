"""What many sheets of one file have in common, kept in it once: operators that come a second time become a form.

Nobody has to say which blocks are the same for all: a title of a step, a paragraph, a code come again and are found; a
name does not. Only so many are remembered, so that memory stays the same however many sheets there are.
"""

from __future__ import annotations

from app.documents.pdf_file import PdfFile

SHORT = 100  # operators shorter than this are written where they stand: a form costs as much
MOST_SEEN, MOST_KEPT = 4_096, 4_096
_BOX = b"/Type/XObject/Subtype/Form/BBox[-99 -999 699 99]"  # any block of a page, from its corner


class Forms:
    """The forms of one file; they draw with the fonts of object `fonts`."""

    def __init__(self, file: PdfFile, fonts: int) -> None:
        self._file = file
        self._entries = b"%s/Resources %d 0 R" % (_BOX, fonts)
        self._seen: set[bytes] = set()
        self._seen_before: set[bytes] = set()  # two handfuls of what was seen once: the older one goes when one is full
        self._calls: dict[bytes, bytes] = {}
        self._numbers: list[int] = []

    def drawn(self, operators: bytes) -> bytes:
        """These operators, or the name of the form that holds them."""
        call = self._calls.get(operators)
        if call is not None:
            return call
        if len(operators) < SHORT or len(self._numbers) >= MOST_KEPT:
            return operators
        if operators not in self._seen and operators not in self._seen_before:
            self._seen.add(operators)
            if len(self._seen) > MOST_SEEN:
                self._seen, self._seen_before = set(), self._seen
            return operators
        number = self._file.reserve()
        self._file.add_stream(number, self._entries, operators)
        call = b"/X%d Do" % len(self._numbers)
        self._numbers.append(number)
        self._calls[operators] = call
        return call

    def names(self) -> bytes:
        """Name and object of each form, for the pages' resources."""
        return b"".join(b"/X%d %d 0 R" % one for one in enumerate(self._numbers))
