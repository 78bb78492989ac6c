"""How soon the installed program paints, beside a bare Qt window packaged the same way: the bench row of the start.

Measured and told, never judged here: the time of a start is the machine's. `dev.py bench` reads what is left.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

from installed import NBSP, TrialPC, ending
from report import FailedError, Step
from wine import Wine, end_group

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.append(str(ROOT))  # last: `packaging` there hides no library

from tests.benchmarks.installed_start import GOAL, take_turns  # noqa: E402 - after the path is set

RECIPE = ROOT / "tests" / "benchmarks" / "bare_window.spec"
ROUNDS = 5
PATIENCE = 90.0  # seconds before a program that tells nothing counts as hung


def build_bare_window(wine: Wine, python: Path) -> Path:
    """Package the bare window in the prefix, by the builder's own Python; its program. Raises FailedError."""
    place = wine.drive / "fenetre nue"
    command = [wine.windows(python), "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN"]
    command += ["--distpath", wine.windows(place), "--workpath", wine.windows(place / "work"), wine.windows(RECIPE)]
    outcome = wine.run(command, seconds=900, PYTHONUTF8="1")
    program = place / "bare" / "bare.exe"
    if not outcome.ended_well or not program.exists():
        raise FailedError(f"La fenêtre nue n’est pas faite (code {outcome.code}){NBSP}:\n{outcome.last_words}")
    return program


def measure_first_paint(step: Step, desk: TrialPC, bare: Path, report: Path) -> None:
    """Start both in turn, on the demonstration that is already there."""
    ours = [desk.exe(), "--demo"]
    row = take_turns(
        lambda: one_start(desk, ours, "amf42.exe"),
        lambda: one_start(desk, [desk.wine.windows(bare)], "bare.exe"),
        report,
        ROUNDS,
    )
    times = f"{row.value:.2f} s, fenêtre nue {row.peer_value:.2f} s, rapport {row.ratio:.2f} (visé{NBSP}: {GOAL:g})"
    step.found(f"premier affichage, médiane de {ROUNDS}{NBSP}: {times}".replace(".", ","))


def one_start(desk: TrialPC, command: list[str], image: str) -> float:
    """Start a program that writes `--timings`, ask it to close; its first paint in seconds. Raises FailedError."""
    timings = desk.wine.drive / "timings.json"
    timings.unlink(missing_ok=True)
    running = desk.wine.start([*command, "--timings", desk.wine.windows(timings)])
    try:
        seconds = first_paint(running, timings)
        if not 0 < seconds < PATIENCE:
            raise FailedError(f"{image} dit s’être affiché en {seconds:.2f} s.")
        desk.wine.run(["taskkill", "/im", image], seconds=20)
        ending(running, 30)
    finally:
        if running.poll() is None:
            end_group(running)
    return seconds


def first_paint(running: subprocess.Popen[bytes], timings: Path) -> float:
    limit = time.monotonic() + PATIENCE
    while time.monotonic() < limit and running.poll() is None:
        try:
            return float(json.loads(timings.read_text(encoding="utf-8"))["first_paint"])
        except (OSError, ValueError):  # not there yet, or half written
            time.sleep(0.1)
    raise FailedError(f"Le programme ne dit pas quand il s’est affiché (code {running.poll()}).")
