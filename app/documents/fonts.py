"""The sheet's letters: which font draws each one, how wide it is, and which no font here can draw.

AMF42 Lisible first (Atkinson Hyperlegible with an open zero), then DejaVu Sans; what neither has prints as a visible
mark, and is told before printing. A right-to-left word comes here already in its visual order (`right_to_left`).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from enum import StrEnum
from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

import resources

if TYPE_CHECKING:
    from collections.abc import Mapping

BOX_FONT = "AMF42Case-Regular"  # one letter, a box to tick: `packaging/fonts.py`
MARK = "\ufffd"  # a black diamond with a question mark: seen even on a poor copy


class Face(StrEnum):
    """The styles of the sheet; italic only for words that are not content."""

    REGULAR = "AMF42Lisible-Regular"
    BOLD = "AMF42Lisible-Bold"
    ITALIC = "AMF42Lisible-Italic"


_FALLBACK = {Face.REGULAR: "DejaVuSans", Face.ITALIC: "DejaVuSans", Face.BOLD: "DejaVuSans-Bold"}

# Letters that the fonts lack but that another one says as well (materials.md, Fonts).
_SAME_LETTER = str.maketrans(
    {"\u202f": "\u00a0", "\u2007": "\u00a0", "\u2011": "-", "\t": " ", "\n": " ", "\r": " ", "\u00ad": None}
)


@lru_cache(maxsize=8)
def font(name: str) -> TTFont:
    """Load a font of `resources/fonts/` once and make reportlab know it by its file's name."""
    loaded = TTFont(name, str(resources.path("fonts", f"{name}.ttf")), asciiReadable=0)
    pdfmetrics.registerFont(loaded)
    return loaded


def _letters(name: str) -> Mapping[int, int]:
    letters: Mapping[int, int] = font(name).face.charToGlyph
    return letters


@lru_cache(maxsize=2048)
def printable(text: str) -> str:
    """Text as it can be drawn: composed accents, known spaces, no invisible control, a mark for what no font has.

    An emoji made of several letters (a family, a skin tone) gives as many marks as it has visible parts.
    """
    if _usual().issuperset(text):
        return text
    text = unicodedata.normalize("NFC", text.translate(_SAME_LETTER))
    return "".join(letter if _drawable(letter) else MARK for letter in text if not _silent(letter))


def missing(texts: Iterable[str]) -> tuple[str, ...]:
    """Letters of these texts that print as a mark, each once, in the order in which they are met."""
    found: dict[str, None] = {}
    for text in texts:
        if _usual().issuperset(text):
            continue
        for letter in unicodedata.normalize("NFC", text.translate(_SAME_LETTER)):
            if not letter.isascii() and not _silent(letter) and not _drawable(letter):
                found[letter] = None
    return tuple(found)


@lru_cache(maxsize=1)
def _usual() -> frozenset[str]:
    """Letters of our own font, which nearly all texts hold to: these are drawn as they are."""
    letters = (chr(code) for code in _letters(Face.REGULAR.value))
    return frozenset(letter for letter in letters if not _silent(letter) and not unicodedata.combining(letter))


@lru_cache(maxsize=4096)
def pieces(text: str, face: Face) -> tuple[tuple[str, str], ...]:
    """Cut printable text where the font changes: (font name, text) from left to right."""
    own = _letters(face.value)
    if all(ord(letter) in own for letter in text):
        return ((face.value, text),) if text else ()
    fallback = _FALLBACK[face]
    return tuple(
        (name, "".join(letters))
        for name, letters in groupby(text, lambda letter: face.value if ord(letter) in own else fallback)
    )


def width(text: str, face: Face, size: float) -> float:
    """Width in points of printable text."""
    return _thousandths(text, face) * size / 1000


@lru_cache(maxsize=8192)
def _thousandths(text: str, face: Face) -> float:
    """Width for a size of 1,000: asked for each word, several times, so without reportlab's own detours."""
    widths: Mapping[int, float] = font(face.value).face.charWidths
    own = _letters(face.value)
    codes = list(map(ord, text))
    if all(map(own.__contains__, codes)):
        return sum(map(widths.__getitem__, codes))
    return sum(font(name).stringWidth(piece, 1000) for name, piece in pieces(text, face))


def _silent(letter: str) -> bool:
    """Controls, direction marks, joiners and variation selectors draw nothing by themselves."""
    return unicodedata.category(letter) in ("Cc", "Cf") or "\ufe00" <= letter <= "\ufe0f"


def _drawable(letter: str) -> bool:
    # Both weights of DejaVu are asked: a name is bold in one place and plain in another.
    return ord(letter) in _letters(Face.REGULAR.value) or all(
        ord(letter) in _letters(name) for name in ("DejaVuSans", "DejaVuSans-Bold")
    )
