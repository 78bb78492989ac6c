"""Make the fonts of the printed sheet: Atkinson Hyperlegible with its slashed zero redrawn open, under another name.

Run once, by hand, when the source fonts change; its results are kept in `resources/fonts/`:

    pip install fonttools fontpkg-atkinson-hyperlegible
    python packaging/fonts.py

Why the zero: on a poor copy « 2026 », « 200 € » or « 04 77 » must not read as 8 (looks/sheet/SPEC.md, Type). The SIL
Open Font License 1.1 allows the change and asks for another name. Hinting goes too: paper does not need it, and the
hints of the zero would name points that are no longer there. DejaVu Sans, the fallback, is copied as Debian's
`fonts-dejavu-core` installs it. AMF42 Case is drawn here, from nothing: a font of one square, U+2610, so that a box to
tick is seen as a frame (the square's outline, stroked) and read out as a box. It is AMF42's own, under the same licence
as the program.
"""

from __future__ import annotations

import math
import shutil
import sys
from importlib.metadata import files
from pathlib import Path
from typing import Any

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.reverseContourPen import ReverseContourPen
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables._g_l_y_f import GlyphCoordinates

TARGET = Path(__file__).resolve().parent.parent / "resources" / "fonts"
FAMILY = "AMF42 Lisible"
STYLES = ("Regular", "Bold", "Italic")
DEJAVU = Path("/usr/share/fonts/truetype/dejavu")
DEJAVU_LICENCE = Path("/usr/share/doc/fonts-dejavu-core/copyright")
HINTING = ("fpgm", "prep", "cvt ", "gasp", "DSIG")


def extent(points: list[tuple[int, int]], slant: float) -> tuple[float, float, float, float]:
    """Smallest upright box of points, once the italic slant is undone: left, bottom, right, top."""
    upright = [(x - slant * y, y) for x, y in points]
    return (
        min(x for x, _ in upright),
        min(y for _, y in upright),
        max(x for x, _ in upright),
        max(y for _, y in upright),
    )


def open_zero(font: Any) -> None:
    """Replace the two half counters of « 0 » by one: the outer curve, shrunk to where the halves reached."""
    table = font["glyf"]
    zero = table["zero"]
    if zero.numberOfContours != 3:
        raise SystemExit("The zero no longer has an outline and two half counters: look at it before going on.")
    points = list(GlyphCoordinates(zero.coordinates))
    first_end = zero.endPtsOfContours[0] + 1
    slant = math.tan(math.radians(-font["post"].italicAngle))
    left, bottom, right, top = extent(points[:first_end], slant)
    inner_left, inner_bottom, inner_right, inner_top = extent(points[first_end:], slant)
    scale_x, scale_y = (inner_right - inner_left) / (right - left), (inner_top - inner_bottom) / (top - bottom)
    # slant · move · scale · unslant, as one affine map
    shift_x, shift_y = inner_left - left * scale_x, inner_bottom - bottom * scale_y
    counter = (scale_x, 0, slant * (scale_y - scale_x), scale_y, shift_x + slant * shift_y, shift_y)

    recording = DecomposingRecordingPen(font.getGlyphSet())
    font.getGlyphSet()["zero"].draw(recording)
    outline = recording.value[: next(i for i, (name, _) in enumerate(recording.value) if name == "closePath") + 1]
    pen = TTGlyphPen(None)
    inside = TransformPen(ReverseContourPen(pen), counter)
    for drawing in (pen, inside):
        for name, arguments in outline:
            getattr(drawing, name)(*arguments)
    table["zero"] = pen.glyph()
    font["hmtx"]["zero"] = (font["hmtx"]["zero"][0], int(min(x for x, _ in points)))


def rename(font: Any, style: str) -> None:
    """Give the font its own name everywhere; keep the copyright and say what was changed."""
    postscript = f"{FAMILY.replace(' ', '')}-{style}"
    for record in list(font["name"].names):
        new = {
            1: FAMILY,
            2: style,
            3: f"1.006;AMF42;{postscript}",
            4: f"{FAMILY} {style}",
            6: postscript,
            10: "Atkinson Hyperlegible, son zéro redessiné sans barre pour les fiches de l’AMF42.",
        }.get(record.nameID)
        if new is not None:
            font["name"].setName(new, record.nameID, record.platformID, record.platEncID, record.langID)
    font["name"].setName("Zéro redessiné sans barre, sans instructions de rendu.", 10, 3, 1, 0x409)


def box_font() -> Any:
    """A font of a space and BALLOT BOX: a square as wide as the letter is large, from the baseline up."""
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder([".notdef", "space", "box"])
    builder.setupCharacterMap({0x20: "space", 0x2610: "box"})
    pen = TTGlyphPen(None)
    pen.moveTo((0, 0))
    for corner in ((0, 1000), (1000, 1000), (1000, 0)):
        pen.lineTo(corner)
    pen.closePath()
    builder.setupGlyf({".notdef": TTGlyphPen(None).glyph(), "space": TTGlyphPen(None).glyph(), "box": pen.glyph()})
    builder.setupHorizontalMetrics({".notdef": (1000, 0), "space": (250, 0), "box": (1000, 0)})
    builder.setupHorizontalHeader(ascent=1000, descent=0)
    builder.setupOS2(sTypoAscender=1000, sTypoDescender=0, usWinAscent=1000, usWinDescent=0, sCapHeight=1000)
    builder.setupPost()
    builder.setupNameTable(
        {
            "familyName": "AMF42 Case",
            "styleName": "Regular",
            "uniqueFontIdentifier": "1.000;AMF42;AMF42Case-Regular",
            "fullName": "AMF42 Case Regular",
            "psName": "AMF42Case-Regular",
            "version": "Version 1.000",
        }
    )
    builder.updateHead(created=0, modified=0)
    return builder.font


def main() -> int:
    """Write the three styles, the box, the two fallback fonts and their licences."""
    TARGET.mkdir(parents=True, exist_ok=True)
    packaged = files("fontpkg-atkinson-hyperlegible") or []
    for style in STYLES:
        source = next(entry for entry in packaged if entry.name == f"AtkinsonHyperlegible-{style}.ttf")
        font = TTFont(source.locate(), recalcTimestamp=False)
        open_zero(font)
        for tag in HINTING:
            if tag in font:
                del font[tag]
        for name in font.getGlyphOrder():
            glyph = font["glyf"][name]
            glyph.removeHinting()
        rename(font, style)
        font.save(TARGET / f"AMF42Lisible-{style}.ttf", reorderTables=True)
    shutil.copyfile(
        next(entry for entry in packaged if entry.name == "LICENSE").locate(), TARGET / "AMF42Lisible-OFL.txt"
    )
    font = box_font()
    font.recalcTimestamp = False
    font.save(TARGET / "AMF42Case-Regular.ttf", reorderTables=True)
    for name in ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf"):
        shutil.copyfile(DEJAVU / name, TARGET / name)
    shutil.copyfile(DEJAVU_LICENCE, TARGET / "DejaVu-LICENSE.txt")
    return 0


if __name__ == "__main__":
    sys.exit(main())
