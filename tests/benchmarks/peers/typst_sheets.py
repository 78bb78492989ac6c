"""The same by Typst, tagged: `one SHEETS REPORT` or `many SHEETS PDF REPORT`; SHEETS holds their plain data as JSON.

A compiler with our fonts alone, made before time counts for `one` and within it for `many`. It makes PDF/UA-1, as we
do: neither faster nor slower than the tags that it writes by itself.
"""

from __future__ import annotations

import json
import shutil
import statistics
import sys
import time
from pathlib import Path

import typst

from tests.benchmarks.measure import ROOT
from tests.benchmarks.process_age import Watch, peak_memory, report

TEMPLATE = Path(__file__).with_name("sheet.typ")
FONTS = ROOT / "resources" / "fonts"
WARM = 10


def main() -> int:
    what, data, *rest = sys.argv[1:]
    # Typst reads nothing outside its root: the template stands beside its data.
    template = Path(shutil.copy(TEMPLATE, Path(data).parent))
    if what == "one":
        report(rest[0], {"seconds": one_warm_sheet(compiler(template), Path(data))})
        return 0
    pdf, timings = Path(rest[0]), rest[1]
    count = len(json.loads(Path(data).read_bytes()))
    watch = Watch()
    compiler(template).compile(output=pdf, format="pdf", pdf_standards="ua-1")
    report(timings, {**watch.told(), "bytes": pdf.stat().st_size / count, "peak": peak_memory()})
    return 0


def compiler(template: Path) -> typst.Compiler:
    return typst.Compiler(template, root=template.parent, font_paths=[FONTS], ignore_system_fonts=True)


def one_warm_sheet(warm: typst.Compiler, data: Path) -> float:
    """The median of sheets of different people, each handed over as the template's input to the same compiler."""
    taken = []
    for sheet in json.loads(data.read_bytes()):
        handed = {"sheet": json.dumps(sheet, ensure_ascii=False)}
        began = time.perf_counter()
        warm.compile(format="pdf", sys_inputs=handed, pdf_standards="ua-1")
        taken.append(time.perf_counter() - began)
    return statistics.median(taken[WARM:])


if __name__ == "__main__":
    sys.exit(main())
