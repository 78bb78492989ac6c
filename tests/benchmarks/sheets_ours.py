"""Ours of the sheets: `one REPORT`, `many COUNT PDF REPORT` (all known beforehand) or `stream COUNT PDF REPORT`.

`stream` makes each sheet's data as it is asked for, as a batch reads them from the base: nothing keeps them.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Iterable
from pathlib import Path

from app.documents.guide_sheet import SheetData, Size, guide_sheet
from app.documents.many import write_sheets
from tests.benchmarks.process_age import Watch, peak_memory, report
from tests.benchmarks.sheet_content import sheets

WARM, MEASURED = 10, 60


def main() -> int:
    what, *rest = sys.argv[1:]
    if what == "one":
        report(rest[0], {"seconds": one_warm_sheet()})
        return 0
    count, pdf, timings = int(rest[0]), Path(rest[1]), rest[2]
    people: Iterable[SheetData] = sheets(count) if what == "stream" else list(sheets(count))
    watch = Watch()
    with pdf.open("wb") as file:
        write_sheets(people, file, Size.STANDARD)
    report(timings, {**watch.told(), "bytes": pdf.stat().st_size / count, "peak": peak_memory()})
    return 0


def one_warm_sheet() -> float:
    """The median of sheets of different people, once the first ones have warmed the program."""
    taken = []
    for data in list(sheets(WARM + MEASURED)):
        began = time.perf_counter()
        guide_sheet(data)
        taken.append(time.perf_counter() - began)
    return statistics.median(taken[WARM:])


if __name__ == "__main__":
    sys.exit(main())
