"""Fonts put into a file: only the glyphs that it draws, with what each one reads as.

A font is a CID font (ISO 32000-1, 9.7.4) whose numbers are Unicode's own (`operators.codes`): a table leads from each
number to its glyph among those kept, another back to the letter, so that search, copies and screen readers find it.
"""

from __future__ import annotations

from collections.abc import Iterable
from threading import Lock

from app.documents import fonts
from app.documents.operators import code_of
from app.documents.pdf_file import PdfFile

_HEAD = """/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo <</Registry(Adobe)/Ordering(UCS)/Supplement 0>> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <FFFF>
endcodespacerange
"""
_TAIL = """endcmap
CMapName currentdict /CMap defineresource pop
end
end
"""
_ONE_READER = Lock()  # reportlab reads a font from a place that it remembers: two papers in two threads would mix it up
_BLOCK = 100  # most lines of one block of a table of letters (Adobe Technical Note 5411)


def embed(file: PdfFile, number: int, name: str, letters: Iterable[str]) -> None:
    """Write a font as object `number`, for these letters alone."""
    face = fonts.font(name).face
    points = sorted(ord(letter) for letter in letters)
    kept = {letter: code_of(chr(letter), name) for letter in points}
    first = file.reserve(5)
    descendant, descriptor, program, glyphs, unicode = range(first, first + 5)
    base = b"%s+%s" % (_tag(points), name.encode())
    file.add(
        number,
        b"<</Type/Font/Subtype/Type0/BaseFont/%s/Encoding/Identity-H/DescendantFonts[%d 0 R]/ToUnicode %d 0 R>>"
        % (base, descendant, unicode),
    )
    widths = b"".join(b"%d[%d]" % (code, round(face.charWidths[letter])) for letter, code in kept.items())
    file.add(
        descendant,
        b"<</Type/Font/Subtype/CIDFontType2/BaseFont/%s/CIDSystemInfo"
        b"<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/FontDescriptor %d 0 R/CIDToGIDMap %d 0 R/DW 0/W[%s]>>"
        % (base, descriptor, glyphs, widths),
    )
    box = b" ".join(b"%d" % round(edge) for edge in face.bbox)
    file.add(
        descriptor,
        b"<</Type/FontDescriptor/FontName/%s/Flags 4/FontBBox[%s]/ItalicAngle %d/Ascent %d/Descent %d/CapHeight %d"
        b"/StemV %d/FontFile2 %d 0 R>>"
        % (
            *(base, box, round(face.italicAngle), round(face.ascent), round(face.descent)),
            *(round(face.capHeight), round(face.stemV), program),
        ),
    )
    with _ONE_READER:
        font_file = face.makeSubset(points)
    file.add_stream(program, b"/Length1 %d" % len(font_file), font_file)
    file.add_stream(glyphs, b"", _glyph_numbers({code: face.charToGlyph[letter] for letter, code in kept.items()}))
    file.add_stream(unicode, b"", _letters_of(kept))


def _tag(points: list[int]) -> bytes:
    """Six capitals that tell this choice of glyphs from another (9.6.4)."""
    number = 0
    for point in points:
        number = (number * 31 + point) % 26**6
    return bytes(65 + number // 26**place % 26 for place in range(6))


def _glyph_numbers(glyphs: dict[int, int]) -> bytes:
    """Two bytes for each number up to the highest: its glyph among those kept, which stand in the order of letters.

    `makeSubset` keeps glyph 0, then each glyph where it is first met; letters that share one share its place.
    """
    places = {0: 0}
    table = bytearray(2 * (max(glyphs) + 1))
    for code, glyph in glyphs.items():
        place = places.setdefault(glyph, len(places))
        table[2 * code : 2 * code + 2] = place.to_bytes(2, "big")
    return bytes(table)


def _letters_of(kept: dict[int, int]) -> bytes:
    lines = [f"<{code:04X}> <{chr(letter).encode('utf-16-be').hex().upper()}>\n" for letter, code in kept.items()]
    blocks = [lines[start : start + _BLOCK] for start in range(0, len(lines), _BLOCK)]
    body = "".join(f"{len(block)} beginbfchar\n{''.join(block)}endbfchar\n" for block in blocks)
    return (_HEAD + body + _TAIL).encode("ascii")
