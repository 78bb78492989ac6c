"""How a pair is measured: both programs in turn, each time in a fresh process, the median of what they tell."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil

ROOT = Path(__file__).resolve().parent.parent.parent
PATIENCE = 60.0  # seconds before a program that reports nothing counts as hung
CALM = 2.0  # seconds that a window is left alone before its memory is read


@dataclass(frozen=True)
class Row:
    """One line of the report: ours, the peer's, and what is hoped for at most: of the ratio, or of our own value."""

    name: str
    value: float
    unit: str
    peer: str
    peer_value: float
    goal: float
    goal_of: str = "ratio"  # or "value", where the peer only shows what is usual
    processor_ratio: float | None = None  # the same ratio in processor time: told on screen, beside a busy machine's

    @property
    def ratio(self) -> float:
        return self.value / self.peer_value

    @property
    def reached(self) -> bool:
        return (self.value if self.goal_of == "value" else self.ratio) <= self.goal

    def as_json(self) -> dict[str, str | float]:
        return {
            "name": self.name,
            "value": round(self.value, 4),
            "unit": self.unit,
            "peer": self.peer,
            "peer_value": round(self.peer_value, 4),
            "ratio": round(self.ratio, 3),
            "goal": self.goal,
            "goal_of": self.goal_of,
        }


@dataclass(frozen=True)
class Program:
    """A command of this project's interpreter; `{report}` in it is where it writes its timings."""

    arguments: tuple[str, ...]

    def command(self, report: Path) -> list[str]:
        return [sys.executable, *(argument.replace("{report}", str(report)) for argument in self.arguments)]


def watch_window(program: Program) -> dict[str, float]:
    """Start a window; once it has reported, leave it alone a moment, read its memory, and end it.

    The program writes seconds since its process started (`first_paint`, `usable`); `resident` is added, in MiB.
    Raises RuntimeError when it ends or says nothing in time.
    """
    with TemporaryDirectory(prefix="amf42-bench-") as folder:
        report = Path(folder) / "timings.json"
        process = subprocess.Popen(program.command(report), cwd=ROOT, env=surroundings(Path(folder)))
        try:
            told = await_report(report, process)
            time.sleep(CALM)
            told["resident"] = psutil.Process(process.pid).memory_info().rss / 2**20
        finally:
            process.terminate()
            process.wait(10)
    return told


def await_report(report: Path, process: subprocess.Popen[bytes]) -> dict[str, float]:
    limit = time.monotonic() + PATIENCE
    while time.monotonic() < limit:
        if process.poll() is not None:
            raise RuntimeError(f"{process.args!r} ended with {process.returncode} before it reported")
        try:
            return {name: float(seconds) for name, seconds in json.loads(report.read_text(encoding="utf-8")).items()}
        except (OSError, ValueError):  # Not there yet, or half written.
            time.sleep(0.02)
    raise RuntimeError(f"{process.args!r} reported nothing in {PATIENCE:.0f} s")


def time_whole(program: Program) -> dict[str, float]:
    """Seconds that a program takes from its start to its end, as {"whole": seconds}. Raises CalledProcessError."""
    with TemporaryDirectory(prefix="amf42-bench-") as folder:
        started = time.perf_counter()
        subprocess.run(program.command(Path(folder) / "out"), cwd=ROOT, env=surroundings(Path(folder)), check=True)
        return {"whole": time.perf_counter() - started}


def listen(program: Program) -> dict[str, float]:
    """Run a program that measures itself, and return what it wrote. Raises CalledProcessError."""
    with TemporaryDirectory(prefix="amf42-bench-") as folder:
        told = Path(folder) / "told.json"
        subprocess.run(program.command(told), cwd=ROOT, env=surroundings(Path(folder)), check=True)
        return {name: float(number) for name, number in json.loads(told.read_text(encoding="utf-8")).items()}


def surroundings(home: Path) -> Mapping[str, str]:
    """The same for both programs: no screen, a home of their own, no keyring to wait for, bytecode read and kept."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    (home / "run").mkdir(mode=0o700)
    return kept | {
        "HOME": str(home),
        "XDG_RUNTIME_DIR": str(home / "run"),
        "QT_QPA_PLATFORM": "offscreen",
        "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",
    }


def alternate(
    ours: Program, peer: Program, watch: Callable[[Program], dict[str, float]], rounds: int, *, uncounted: int = 1
) -> tuple[dict[str, float], dict[str, float]]:
    """The medians of both programs, run in turn; a first round that fills the disk's cache is not counted."""
    told: tuple[list[dict[str, float]], list[dict[str, float]]] = ([], [])
    for turn in range(rounds + uncounted):
        # Who goes first changes each time: neither always follows the other.
        for side in (0, 1) if turn % 2 else (1, 0):
            seen = watch((ours, peer)[side])
            if turn >= uncounted:
                told[side].append(seen)
    return medians(told[0]), medians(told[1])


def medians(seen: Sequence[Mapping[str, float]]) -> dict[str, float]:
    return {name: statistics.median(one[name] for one in seen) for name in seen[0]}
