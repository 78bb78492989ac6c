"""A PDF file written as it comes: what is finished leaves memory, only where it stands is remembered.

reportlab keeps every object of a file until it is saved: ten thousand tagged sheets are two million objects, more than
a gigabyte. Here a stream goes to the file at once; other objects wait until 200 of them are deflated together (object
streams, ISO 32000-1, 7.5.7), which also makes each of them ten times smaller. The table of where each object stands
(7.5.8) takes seven bytes an object, in one row of bytes. The same objects give the same bytes, whatever the day.
"""

from __future__ import annotations

import zlib
from hashlib import md5
from struct import Struct
from typing import BinaryIO

OBJECTS = 200  # in one object stream: fewer deflate worse, more make a reader unpack more for one of them
_ROWS = 16_384  # of the table of places, deflated at once
LEVEL = 6  # of deflate, measured on 1,000 sheets: 9 takes half as long again for 1 % less, 1 half as long for 12 % more
_HEAD = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"  # four bytes over 127 tell a mail program that this is no text
_IN_FILE, _IN_STREAM = 1, 2
_PLACE = Struct(">BIH")  # kind, place or stream, index: 7 bytes


class PdfFile:
    """Objects numbered from 1, written to `to`. Raises OSError as `to` does."""

    def __init__(self, to: BinaryIO) -> None:
        self._to = to
        self._at = 0
        self._digest = md5(usedforsecurity=False)
        self._places = bytearray(_PLACE.pack(0, 0, 65_535))  # of each object, the first of which is none
        self._numbers: list[int] = []
        self._waiting: list[bytes] = []
        self._put(_HEAD)

    def reserve(self, count: int = 1) -> int:
        """The first of so many new object numbers, which follow one another."""
        first = len(self._places) // 7
        self._places += bytes(7 * count)
        return first

    def add(self, number: int, body: bytes) -> None:
        """An object that is no stream, written together with others."""
        self._numbers.append(number)
        self._waiting.append(body)
        if len(self._waiting) >= OBJECTS:
            self.flush()

    def add_stream(self, number: int, entries: bytes, data: bytes, *, packed: bool = True) -> None:
        """A stream, written at once; `packed`: deflated."""
        if packed:
            data, entries = zlib.compress(data, LEVEL), entries + b"/Filter/FlateDecode"
        self._stand(number)
        self._put(b"%d 0 obj\n<<%s/Length %d>>stream\n%s\nendstream\nendobj\n" % (number, entries, len(data), data))

    def add_plain(self, number: int, body: bytes) -> None:
        """An object that can be read in the file as it is."""
        self._stand(number)
        self._put(b"%d 0 obj\n%s\nendobj\n" % (number, body))

    def flush(self) -> None:
        """Write the objects that wait."""
        if not self._waiting:
            return
        stream = self.reserve()
        index: list[bytes] = []
        offset = 0
        for place, (number, body) in enumerate(zip(self._numbers, self._waiting, strict=True)):
            index.append(b"%d %d" % (number, offset))
            offset += len(body) + 1
            _PLACE.pack_into(self._places, 7 * number, _IN_STREAM, stream, place)
        first = b" ".join(index) + b"\n"
        data = first + b"\n".join(self._waiting)
        entries = b"/Type/ObjStm/N %d/First %d" % (len(index), len(first))
        self._numbers, self._waiting = [], []
        self.add_stream(stream, entries, data)

    def finish(self, root: int, info: int) -> None:
        """The table of places and the end of the file."""
        self.flush()
        table = self.reserve()
        start = self._at
        self._stand(table)
        size = len(self._places) // 7
        identity = self._digest.hexdigest().encode()
        data = self._table(size)
        self._put(
            b"%d 0 obj\n<</Type/XRef/Size %d/W[1 4 2]/Root %d 0 R/Info %d 0 R/ID[<%s><%s>]/Filter/FlateDecode"
            b"/DecodeParms<</Predictor 12/Columns 7>>/Length %d>>stream\n%s\nendstream\nendobj\n"
            b"startxref\n%d\n%%%%EOF\n" % (table, size, root, info, identity, identity, len(data), data, start)
        )

    def _table(self, size: int) -> bytes:
        """The places, each row less the one above it (PNG's « up »): rows in turn differ in a byte or two."""
        deflate = zlib.compressobj(LEVEL)
        packed: list[bytes] = []
        above = bytes(7)
        for start in range(0, 7 * size, _ROWS * 7):
            rows = bytes(self._places[start : start + _ROWS * 7])
            less = _less(rows, (above + rows)[:-7])
            filtered = bytearray(len(rows) // 7 * 8)
            filtered[0::8] = b"\x02" * (len(rows) // 7)
            for column in range(7):
                filtered[column + 1 :: 8] = less[column::7]
            packed.append(deflate.compress(filtered))
            above = rows[-7:]
        packed.append(deflate.flush())
        return b"".join(packed)

    def _stand(self, number: int) -> None:
        _PLACE.pack_into(self._places, 7 * number, _IN_FILE, self._at, 0)

    def _put(self, data: bytes) -> None:
        self._to.write(data)
        self._digest.update(data)
        self._at += len(data)


def _less(these: bytes, those: bytes) -> bytes:
    """Each byte less its counterpart, modulo 256, all at once: as one long number a row of tables takes 30 times less.

    The top bit of each byte is kept out of the subtraction, so that none borrows from its neighbour, and set after it.
    """
    count = len(these)
    high = int.from_bytes(b"\x80" * count, "big")
    one, other = int.from_bytes(these, "big"), int.from_bytes(those, "big")
    low = (one | high) - (other & ~high)
    return (low ^ ((one ^ ~other) & high)).to_bytes(count, "big")


def text_string(text: str) -> bytes:
    """A text for people: a title, the words of a picture (ISO 32000-1, 7.9.2.2)."""
    if text.isascii():
        return escaped(text.encode())
    return escaped(b"\xfe\xff" + text.encode("utf-16-be", "replace"))


def escaped(data: bytes) -> bytes:
    """Bytes as a literal string."""
    if b"\\" in data:
        data = data.replace(b"\\", b"\\\\")
    return b"(%s)" % data.replace(b"(", b"\\(").replace(b")", b"\\)").replace(b"\r", b"\\r")
