"""The program as somebody's Windows has it: installed, filled, tried, looked at, removed."""

from __future__ import annotations

import json
import re
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from package import Package, differences, digests
from report import FailedError
from screen import Screen
from wine import OEM, Outcome, Wine

ROOT = Path(__file__).resolve().parent.parent.parent
NBSP = "\u00a0"
UNINSTALLER = "desinstaller.exe"
LISTING = "fichiers.txt"  # the installer's own list of what it laid, by which a later one removes it
ADDED = (UNINSTALLER, LISTING)
SELF_TEST_LIMIT = 30.0  # seconds: the promise of --self-test
REGISTRY = "Software\\Microsoft\\Windows\\CurrentVersion\\Uninstall"
INSTALLER_PATIENCE = 180.0  # seconds
# Invented people; the columns are those of the national register.
REGISTER = (
    "Code du département;Libellé du département;Code de la commune;Libellé de la commune;Nom de l'élu;Prénom de l'élu;"
    "Code sexe;Date de naissance;Date de début du mandat;Date de début de la fonction\n"
    "42;Loire;42147;Montbrison;GARDÉE;Éloïse;F;01/02/1960;15/03/2026;22/03/2026\n"
    "42;Loire;42019;Boën-sur-Lignon;TÉMOIN;Dominique;M;03/04/1958;15/03/2026;22/03/2026\n"
)


@dataclass(frozen=True)
class TrialPC:
    """One user's Windows: the folder where the program is installed, and the one where its data lie."""

    wine: Wine
    screen: Screen

    @property
    def local(self) -> Path:
        """`%LOCALAPPDATA%`."""
        return self.wine.drive / "users" / self.wine.user / "AppData" / "Local"

    @property
    def program(self) -> Path:
        return self.local / "Programs" / "AMF42"

    @property
    def data(self) -> Path:
        return self.local / "AMF42"

    def exe(self, folder: Path | None = None, name: str = "amf42.exe") -> str:
        return self.wine.windows((folder or self.program) / name)


def install(desk: TrialPC, package: Package, *options: str, seconds: float = INSTALLER_PATIENCE) -> Outcome:
    """Run a package's installer without a word; `/D=…`, which NSIS reads to the end of the line, comes last."""
    return desk.wine.run([desk.wine.windows(package.installer), "/S", *options], seconds=seconds)


def uninstall(desk: TrialPC, folder: Path | None = None, root: str = "HKCU", seconds: float = 120.0) -> Outcome:
    """Run the uninstaller of a folder without a word, and wait for the copy of itself that does the work."""
    started = time.monotonic()
    remover = (folder or desk.program) / UNINSTALLER
    first = desk.wine.run([desk.wine.windows(remover), "/S"], seconds=seconds)
    while time.monotonic() - started < seconds and (remover.exists() or listed_program(desk, root)):
        time.sleep(0.5)
    return Outcome(first.code, first.output, time.monotonic() - started)


def faults(desk: TrialPC, package: Package, folder: Path | None = None) -> list[str]:
    """How the installed folder differs from what the package lists; the uninstaller and its list alone are added."""
    return differences(package.entries, digests(folder or desk.program), allowed=ADDED)


def listed_program(desk: TrialPC, root: str = "HKCU") -> dict[str, str]:
    """What *Applications installées* says of the program, {value: text}; empty when it is not listed.

    `root`: HKCU for this user's own, HKLM for that of all accounts.
    """
    asked = desk.wine.run(["reg", "query", f"{root}\\{REGISTRY}\\AMF42"], seconds=30, page=OEM)
    rows = re.findall(r"^\s+(\w+)\s+REG_\w+\s+(.*?)\s*$", asked.output, re.MULTILINE)
    return dict(rows) if asked.ended_well else {}


def self_test(desk: TrialPC, folder: Path | None = None, bases: Path | None = None, seconds: float = 180.0) -> Outcome:
    """Run the installed program's own trial; its report is added to what it wrote.

    It has longer than its own promise: Wine beside other work is slower than a PC. A trial that says 0 without a report
    did not take place, and counts as failed.
    """
    told = desk.wine.drive / "self-test.txt"
    told.unlink(missing_ok=True)
    command = [desk.exe(folder), "--self-test", "--report", desk.wine.windows(told)]
    command += ["--bases", desk.wine.windows(bases)] if bases else []
    command += ["--limit", str(round(seconds * 0.9))]  # it then says itself at what it was too slow
    outcome = desk.wine.run(command, seconds=seconds)
    words = told.read_text(encoding="utf-8", errors="replace") if told.exists() else ""
    code = outcome.code or (0 if words.strip() else 1)
    return Outcome(code, f"{outcome.output}\n{words}".strip(), outcome.seconds)


def admin(desk: TrialPC, *arguments: str, folder: Path | None = None) -> list[dict[str, Any]]:
    """Run `amf42-admin` and return the objects that it wrote; raises `FailedError` unless it ended with 0."""
    outcome = desk.wine.run([desk.exe(folder, "amf42-admin.exe"), *arguments], seconds=90)
    if not outcome.ended_well:
        raise FailedError(f"« amf42-admin {arguments[0]} » a répondu {outcome.code}{NBSP}:\n{outcome.last_words}")
    return [json.loads(line) for line in outcome.output.splitlines() if line.startswith("{")]


def fill(desk: TrialPC) -> None:
    """Make the desk's base and bring two invented people into it."""
    register = desk.wine.drive / "registre.csv"
    register.write_text(REGISTER, encoding="utf-8")
    admin(desk, "import", "rne", desk.wine.windows(register))


def require_people(desk: TrialPC, folder: Path | None = None) -> None:
    """Raise `FailedError` unless the base opens and holds who was put there."""
    names = [row.get("name") for row in admin(desk, "search", "gardee", folder=folder)]
    if names != ["Éloïse Gardée"]:
        raise FailedError(f"La base ne rend pas ce qui y a été mis{NBSP}: {names}.")


# ── The window ───────────────────────────────────────────────────────────────────────────────────────────────────────


def open_window(desk: TrialPC, *arguments: str) -> subprocess.Popen[bytes]:
    return desk.wine.start([desk.exe(), *arguments])


def close_window(desk: TrialPC, running: subprocess.Popen[bytes], seconds: float = 60.0) -> int | None:
    """Ask the window to close, as its cross does; the exit code, or None if it did not end in time."""
    desk.wine.run(["taskkill", "/im", "amf42.exe"], seconds=20)
    return ending(running, seconds)


def ending(running: subprocess.Popen[bytes], seconds: float) -> int | None:
    """The exit code of a program once it has ended, None if it still runs after so many seconds."""
    try:
        return running.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        return None
