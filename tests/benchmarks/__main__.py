"""Measure starting, memory and the sheets against their peers, and write the rows. See packaging/README.md."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.benchmarks.base import make_base
from tests.benchmarks.installed_start import NAME, installed_rows
from tests.benchmarks.measure import Program, Row, alternate, time_whole, watch_window
from tests.benchmarks.sheet_rows import many_vs_typst, many_vs_weasyprint, one_vs_typst, ten_times_as_many

ROUNDS = 11
Measure = Callable[[Path, int], list[Row]]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--json", type=Path, required=True)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--only", nargs="+", choices=[name for names in MEASURES for name in names], metavar="ROW")
    options = parser.parse_args()
    os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.null.Keyring"  # The bases' keys lie in files.
    rows: list[Row] = []
    with TemporaryDirectory(prefix="amf42-bench-") as folder:
        for names, measure in MEASURES.items():
            wanted = [name for name in names if not options.only or name in options.only]
            found = measure(Path(folder), options.rounds) if wanted else []
            rows += [row for row in found if row.name in wanted]
            # Written after each measure: half an hour of them is not lost with the last.
            write(options.json, rows)
            for row in (row for row in found if row.name in wanted):
                sys.stdout.write(line_of(row))
                sys.stdout.flush()
    return 0


def write(file: Path, rows: list[Row]) -> None:
    file.write_text(json.dumps([row.as_json() for row in rows], ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def line_of(row: Row) -> str:
    goal = f"goal {row.goal:g}" if row.goal_of == "ratio" else f"goal {row.goal:g} {row.unit}"
    busy = f", processor × {row.processor_ratio:.3f}" if row.processor_ratio is not None else ""
    return (
        f"{row.name:<26}{row.value:10.3f} {row.unit:<6}{row.peer:<58}{row.peer_value:10.3f}"
        f"  × {row.ratio:.3f} ({goal}: {'reached' if row.reached else 'missed'}{busy})\n"
    )


def window_rows(folder: Path, rounds: int) -> list[Row]:
    """The window against a bare one, then, on the large base, against one that reads the same base."""
    places = make_base(folder / "large")
    window = Program(("-m", "ui", "--data", str(places.data), "--timings", "{report}"))
    bare = Program(("-m", "tests.benchmarks.bare_window", "{report}"))
    reading = Program(("-m", "tests.benchmarks.bare_base_window", str(places.base), str(places.key_file), "{report}"))
    ours, peer = alternate(window, bare, watch_window, rounds)
    first_paint = Row("start_first_paint", ours["first_paint"], "s", "bare QMainWindow", peer["first_paint"], 1.5)
    ours, peer = alternate(window, reading, watch_window, rounds)
    words = "bare window, same mapped classes, one query on the base"
    return [
        first_paint,
        Row("start_usable", ours["usable"], "s", words, peer["usable"], 1.3),
        Row("idle_memory", ours["resident"], "MiB", words, peer["resident"], 1.2),
    ]


def first_sheet_rows(_folder: Path, rounds: int) -> list[Row]:
    """A first sheet in a fresh process, from the interpreter's start to the file on disk."""
    ours, peer = alternate(
        Program(("-m", "tests.benchmarks.first_sheet", "{report}")),
        Program(("-m", "tests.benchmarks.bare_sheet", "{report}")),
        time_whole,
        rounds,
    )
    return [Row("sheet_first", ours["whole"], "s", "reportlab and phonenumbers, one page of text", peer["whole"], 2.0)]


MEASURES: dict[tuple[str, ...], Measure] = {
    ("sheet_first",): first_sheet_rows,
    ("start_first_paint", "start_usable", "idle_memory"): window_rows,
    (NAME,): installed_rows,
    ("sheet_one_vs_typst",): one_vs_typst,
    ("sheets_1000_vs_typst", "sheet_bytes"): many_vs_typst,
    ("sheets_100_vs_weasyprint",): many_vs_weasyprint,
    ("sheets_10000_memory", "sheets_10000_growth"): ten_times_as_many,
}

if __name__ == "__main__":
    sys.exit(main())
