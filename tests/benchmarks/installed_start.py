"""The first paint of the installed program against a bare Qt window packaged the same way.

Only a package can tell, so it is measured where one is: by the proof of the Windows package, or on a Windows PC by
`python -m tests.benchmarks.installed_start AMF42.EXE BARE.EXE`. Both leave `REPORT`, which `dev.py bench` reads.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.benchmarks.measure import PATIENCE, ROOT, Row

NAME, GOAL = "start_installed_first_paint", 1.5
REPORT = ROOT / "build" / "windows" / "start.json"  # {"ours": [seconds…], "bare": [seconds…]}
ROUNDS = 7

Start = Callable[[], float]  # starts one of both in a fresh process, closes it, and tells its first paint in seconds


def take_turns(ours: Start, bare: Start, report: Path = REPORT, rounds: int = ROUNDS) -> Row:
    """Start both in turn and write what they told; a first round that fills the disk's cache is not counted."""
    told: dict[str, list[float]] = {"ours": [], "bare": []}
    for turn in range(rounds + 1):
        pair = [("ours", ours), ("bare", bare)]
        for name, start in pair if turn % 2 else reversed(pair):  # neither always follows the other
            seconds = start()
            if turn:
                told[name].append(seconds)
    report.parent.mkdir(parents=True, exist_ok=True)
    report.write_text(json.dumps(told), encoding="utf-8")
    return row_of(told)


def row_of(told: dict[str, list[float]]) -> Row:
    ours, bare = (statistics.median(told[name]) for name in ("ours", "bare"))
    return Row(NAME, ours, "s", "bare QMainWindow, packaged the same way", bare, GOAL)


def installed_rows(_folder: Path, _rounds: int) -> list[Row]:
    """The row that the proof or a Windows PC left; none, and a word, where no package was started."""
    if REPORT.exists():
        return [row_of(json.loads(REPORT.read_text(encoding="utf-8")))]
    sys.stdout.write(f"{NAME}: no package was started here (`dev.py windows`)\n")
    return []


def first_paint(command: Sequence[str], timings: Path) -> float:
    """Start a program of this system that writes `timings`, end it; its first paint. Raises RuntimeError."""
    timings.unlink(missing_ok=True)
    process = subprocess.Popen(command)
    limit = time.monotonic() + PATIENCE
    try:
        while time.monotonic() < limit and process.poll() is None:
            try:
                return float(json.loads(timings.read_text(encoding="utf-8"))["first_paint"])
            except (OSError, ValueError):  # not there yet, or half written
                time.sleep(0.02)
    finally:
        process.terminate()
        process.wait(10)
    raise RuntimeError(f"{Path(command[0]).name} reported nothing")


def main() -> int:
    programs = [str(Path(name).resolve()) for name in sys.argv[1:3]]
    with TemporaryDirectory(prefix="amf42-start-") as folder:
        timings, data = Path(folder) / "timings.json", Path(folder) / "data"
        ours = [programs[0], "--data", str(data), "--demo", "--timings", str(timings)]
        row = take_turns(
            lambda: first_paint(ours, timings),
            lambda: first_paint([programs[1], "--timings", str(timings)], timings),
        )
    sys.stdout.write(f"{row.name}: {row.value:.3f} s, {row.peer_value:.3f} s, × {row.ratio:.3f} (goal {GOAL:g})\n")
    return 0 if row.reached else 1


if __name__ == "__main__":
    sys.exit(main())
