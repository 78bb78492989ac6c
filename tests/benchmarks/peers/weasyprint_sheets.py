"""The same by WeasyPrint, tagged PDF/UA-1: `many SHEETS PDF REPORT`; SHEETS holds their plain data as JSON.

One rendered document a sheet, so that « Page 1/3 » counts its own pages, then all their pages in one file, as its
documentation does. The HTML is made, the style sheet read and the fonts known before time counts.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import weasyprint
from weasyprint.text.fonts import FontConfiguration

from tests.benchmarks.measure import ROOT
from tests.benchmarks.peers.sheet_html import CSS, html
from tests.benchmarks.process_age import Watch, peak_memory, report

FONTS = ROOT / "resources" / "fonts"
FACES = (
    ("AMF42 Lisible", "AMF42Lisible-Regular", "400", "normal"),
    ("AMF42 Lisible", "AMF42Lisible-Bold", "700", "normal"),
    ("AMF42 Lisible", "AMF42Lisible-Italic", "400", "italic"),
    ("DejaVu Sans", "DejaVuSans", "400", "normal"),
    ("DejaVu Sans", "DejaVuSans-Bold", "700", "normal"),
)
TAGGED = {"pdf_variant": "pdf/ua-1", "pdf_tags": True}


def main() -> int:
    _, data, pdf, timings = sys.argv[1:]
    pages = [html(sheet) for sheet in json.loads(Path(data).read_bytes())]
    fonts = FontConfiguration()
    faces = "".join(
        f"@font-face {{font-family: '{family}'; src: url({(FONTS / name).as_uri()}.ttf);"
        f" font-weight: {weight}; font-style: {style}}}"
        for family, name, weight, style in FACES
    )
    style = [weasyprint.CSS(string=faces, font_config=fonts), weasyprint.CSS(filename=CSS, font_config=fonts)]
    watch = Watch()
    made = [weasyprint.HTML(string=page).render(stylesheets=style, font_config=fonts, **TAGGED) for page in pages]
    made[0].copy([page for one in made for page in one.pages]).write_pdf(pdf, **TAGGED)
    report(timings, {**watch.told(), "bytes": Path(pdf).stat().st_size / len(pages), "peak": peak_memory()})
    return 0


if __name__ == "__main__":
    sys.exit(main())
