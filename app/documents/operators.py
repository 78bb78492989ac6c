"""Marks as PDF operators, from the top left corner of what they belong to: black or white, nothing between.

Letters are written with two bytes each that are their own Unicode numbers, in every font and every file: so the
operators of a block that many sheets share are made once. Which glyph a number draws is told in the font
(`embedded`). The few letters beyond 65,535 borrow numbers that Unicode leaves to no letter.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import groupby

from app.documents import fonts
from app.documents.fonts import BOX_FONT
from app.documents.layout import Code, Frame, Mark, Ring, Rule, Shape, Text, TickBox
from app.documents.metrics import MM
from app.documents.pdf_file import escaped

NAMES = {  # of the fonts, in a page's resources
    "AMF42Lisible-Regular": b"R",
    "AMF42Lisible-Bold": b"B",
    "AMF42Lisible-Italic": b"I",
    "DejaVuSans": b"D",
    "DejaVuSans-Bold": b"E",
    BOX_FONT: b"K",
}
BOX = "\u2610 "  # BALLOT BOX: how a box to tick is read out, apart from what follows
_CURVE = 0.5523  # of a radius: where the handles of a quarter of a circle stand
_BORROWED = range(0xD800, 0xE000)  # halves of surrogate pairs are no letters

Letters = list[tuple[str, str]]  # a font and letters drawn with it
Run = Sequence[tuple[Text | TickBox, float, float]]  # marks, each with the corner from which it stands


def text_operators(run: Run, letters: Letters) -> bytes:
    """One run of letters, read as one text: a space is put where a line or a column ends without one."""
    parts: list[bytes] = [b"BT"]
    before: object = None
    white = False
    last = len(run) - 1
    for index, (mark, x, y) in enumerate(run):
        if isinstance(mark, TickBox):
            parts.append(_box_operators(mark, x, y))
            letters.append((BOX_FONT, BOX))
            before = None
            continue
        text = mark.text
        if mark.ends_line or (index < last and _apart(run[index], run[index + 1])):
            text = text if text.endswith(" ") else text + " "
        if mark.white is not white:
            parts.append(b"1 g" if mark.white else b"0 g")
            white = mark.white
        parts.append(b"1 0 0 1 %.2f %.2f Tm" % ((x + mark.x) * MM, -(y + mark.y) * MM))
        for name, piece in fonts.pieces(text, mark.face):
            if before != (name, mark.size):
                parts.append(b"/%s %g Tf" % (NAMES[name], mark.size))
                before = (name, mark.size)
            parts.append(escaped(codes(piece, name)) + b"Tj")
            letters.append((name, piece))
    if white:
        parts.append(b"0 g")
    parts.append(b"ET")
    return b" ".join(parts)


def _apart(this: tuple[Text | TickBox, float, float], following: tuple[Text | TickBox, float, float]) -> bool:
    """Whether what follows in the same run stands on another line, or further right than this one ends."""
    mark, x, y = this
    after, after_x, after_y = following
    if type(mark) is not Text or type(after) is not Text or after.y + after_y != mark.y + y:
        return True
    if mark.text.endswith(" ") or after.text.startswith(" "):
        return False
    return after_x + after.x - x - mark.x - fonts.width(mark.text, mark.face, mark.size) / MM > 0.3


def _box_operators(mark: TickBox, x: float, y: float) -> bytes:
    """A square outlined as a letter is: it is seen as a frame and read as a box to tick."""
    inset = mark.weight / 2
    size = mark.side * MM - mark.weight
    left, bottom = (x + mark.x) * MM + inset, -(y + mark.y + mark.side) * MM + inset
    return b"/%s %.2f Tf 1 Tr %g w 1 0 0 1 %.2f %.2f Tm %sTj 0 Tr" % (
        NAMES[BOX_FONT],
        size,
        mark.weight,
        left,
        bottom,
        escaped(codes(BOX, BOX_FONT)),
    )


def codes(text: str, name: str) -> bytes:
    """The two bytes of each letter in a font."""
    data = text.encode("utf-16-be", "surrogatepass")
    if len(data) == 2 * len(text):
        return data
    return text.translate(_borrowed(name)).encode("utf-16-be", "surrogatepass")


@lru_cache(maxsize=8)
def _borrowed(name: str) -> dict[int, int]:
    """Numbers lent to a font's letters beyond 65,535, always the same."""
    beyond = sorted(code for code in fonts.font(name).face.charToGlyph if code > 0xFFFF)
    return dict(zip(beyond, _BORROWED, strict=False))


def code_of(letter: str, name: str) -> int:
    """The number that stands for a letter in a font."""
    return int.from_bytes(codes(letter, name), "big")


def drawn(mark: Mark, x: float, y: float) -> bytes:
    """Any mark that is no text."""
    match mark:
        case Rule():
            return _rule(mark, x, y)
        case Frame():
            return _frame(mark, x, y)
        case Shape():
            return _shape(mark, x, y)
        case Ring():
            return b"%g w %s s" % (mark.weight, _circle((x + mark.x) * MM, -(y + mark.y) * MM, mark.radius * MM))
        case Code():
            return _code(mark, x, y)
    raise TypeError(mark)


def _rule(mark: Rule, x: float, y: float) -> bytes:
    line = b"%s m %s l S" % (_place(x + mark.x, y + mark.y), _place(x + mark.to_x, y + mark.to_y))
    if mark.dotted:  # round ends make a dot of a dash without length
        return b"q %g w 1 J [0 %.3f] 0 d %s Q" % (mark.weight, 1.5 * MM, line)
    return b"%g w %s" % (mark.weight, line)


def _frame(mark: Frame, x: float, y: float) -> bytes:
    inset = 0.0 if mark.solid else mark.weight / 2
    left, bottom = (x + mark.x) * MM + inset, -(y + mark.y + mark.height) * MM + inset
    width, height = mark.width * MM - 2 * inset, mark.height * MM - 2 * inset
    paint = b"f" if mark.solid else b"S"
    if mark.radius:
        path = _rounded(left, bottom, width, height, mark.radius * MM)
        return b"%s %s" % (path, paint) if mark.solid else b"%g w %s %s" % (mark.weight, path, paint)
    box = b"%.2f %.2f %.2f %.2f re" % (left, bottom, width, height)
    if mark.solid:
        return box + b" f"
    if mark.dashed:
        return b"q %g w [2.6 2] 0 d %s S Q" % (mark.weight, box)
    return b"%g w %s S" % (mark.weight, box)


def _shape(mark: Shape, x: float, y: float) -> bytes:
    points = [_place(x + px, y + py) for px, py in mark.points]
    path = b"%s m %s" % (points[0], b" ".join(b"%s l" % point for point in points[1:]))
    if not mark.closed:
        return b"q %g w 1 J 1 j %s S Q" % (mark.weight, path)
    if mark.weight:
        return b"%g w %s s" % (mark.weight, path)
    return b"%s h f" % path


def _code(mark: Code, x: float, y: float) -> bytes:
    """All black modules as one path, neighbours of a row merged: no hairline shows between them."""
    size = len(mark.rows)
    runs: list[bytes] = []
    for index, row in enumerate(mark.rows):
        column = 0
        for black, run in groupby(row):
            length = sum(1 for _ in run)
            if black:
                runs.append(b"%d %d %d 1 re" % (column, size - 1 - index, length))
            column += length
    module = mark.side * MM / size
    left, bottom = (x + mark.x) * MM, -(y + mark.y + mark.side) * MM
    return b"q %.6f 0 0 %.6f %.3f %.3f cm %s f Q" % (module, module, left, bottom, b" ".join(runs))


def _place(x: float, y: float) -> bytes:
    return b"%.2f %.2f" % (x * MM, -y * MM)


def _rounded(left: float, bottom: float, width: float, height: float, radius: float) -> bytes:
    """A rectangle whose corners are quarters of a circle."""
    right, top = left + width, bottom + height
    handle = radius * (1 - _CURVE)
    return (
        b"%.2f %.2f m %.2f %.2f l %.2f %.2f %.2f %.2f %.2f %.2f c %.2f %.2f l %.2f %.2f %.2f %.2f %.2f %.2f c "
        b"%.2f %.2f l %.2f %.2f %.2f %.2f %.2f %.2f c %.2f %.2f l %.2f %.2f %.2f %.2f %.2f %.2f c h"
        % (
            *(left + radius, bottom, right - radius, bottom),
            *(right - handle, bottom, right, bottom + handle, right, bottom + radius),
            *(right, top - radius, right, top - handle, right - handle, top, right - radius, top),
            *(left + radius, top, left + handle, top, left, top - handle, left, top - radius),
            *(left, bottom + radius, left, bottom + handle, left + handle, bottom, left + radius, bottom),
        )
    )


def _circle(x: float, y: float, radius: float) -> bytes:
    far, near = radius, radius * _CURVE
    return (
        b"%.2f %.2f m %.2f %.2f %.2f %.2f %.2f %.2f c %.2f %.2f %.2f %.2f %.2f %.2f c "
        b"%.2f %.2f %.2f %.2f %.2f %.2f c %.2f %.2f %.2f %.2f %.2f %.2f c"
        % (
            *(x + far, y, x + far, y + near, x + near, y + far, x, y + far),
            *(x - near, y + far, x - far, y + near, x - far, y),
            *(x - far, y - near, x - near, y - far, x, y - far),
            *(x + near, y - far, x + far, y - near, x + far, y),
        )
    )
