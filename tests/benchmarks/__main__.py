"""Measure starting, memory and the first sheet against bare peers, and write the rows. See packaging/README.md."""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.benchmarks.base import make_base
from tests.benchmarks.measure import Program, Row, alternate, time_whole, watch_window

ROUNDS = 11


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--json", type=Path, required=True)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    options = parser.parse_args()
    os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.null.Keyring"  # The bases' keys lie in files.
    with TemporaryDirectory(prefix="amf42-bench-") as folder:
        rows = [sheet_row(options.rounds), *window_rows(Path(folder), options.rounds)]
    options.json.write_text(
        json.dumps([row.as_json() for row in rows], ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )
    for row in rows:
        sys.stdout.write(
            f"{row.name:<18}{row.value:8.3f} {row.unit:<4}{row.peer:<58}{row.peer_value:8.3f}"
            f"  × {row.ratio:.2f} (goal {row.goal})\n"
        )
    return 0


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


def sheet_row(rounds: int) -> Row:
    """A first sheet in a fresh process, from the interpreter's start to the file on disk."""
    ours, peer = alternate(
        Program(("-m", "tests.benchmarks.first_sheet", "{report}")),
        Program(("-m", "tests.benchmarks.bare_sheet", "{report}")),
        time_whole,
        rounds,
    )
    return Row("sheet_first", ours["whole"], "s", "reportlab and phonenumbers, one page of text", peer["whole"], 2.0)


if __name__ == "__main__":
    sys.exit(main())
