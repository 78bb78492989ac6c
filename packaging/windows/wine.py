"""A Windows of Wine's: its prefix made ready for Qt, and programs run in it, each with a limit of time.

Wine is not Windows. What it needs to stand in for Windows 10 stays in the prefix and never enters the package.
"""

from __future__ import annotations

import os
import selectors
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve().parent
STANDINS = ("icuuc", "mscms")
USER = "Éloïse Ô"  # the Windows user of the proof: accents and a space
ANSI, OEM = "cp1252", "cp850"  # Windows' two code pages in western Europe: of windows, and of its console programs
TIMED_OUT = 124  # as of `timeout`; a windowed program that breaks waits for ever in a box
# No Mono, no Gecko, no entry in this machine's own menus; `mscms` is the stand-in.
OVERRIDES = "mscoree=;mshtml=;winemenubuilder.exe=d;mscms=n"
WINE = "/usr/lib/wine/wine64"  # Debian's `wine` is a script that asks for the 32-bit half at each call
WINESERVER = "/usr/lib/wine/wineserver64"


class WineError(Exception):
    """Wine itself could not be made ready; the message, in French, says at what."""


@dataclass(frozen=True)
class Outcome:
    """How a program ended: its exit code (124: it did not end in time), what it wrote, how many seconds it took."""

    code: int
    output: str
    seconds: float

    @property
    def ended_well(self) -> bool:
        return self.code == 0

    @property
    def last_words(self) -> str:
        """The end of its output, for a report."""
        return self.output.strip()[-1500:]


@dataclass(frozen=True)
class Wine:
    """One prefix, one user and one screen; `run` starts a Windows program there and waits for it."""

    prefix: Path
    display: str = ""  # ":99"; empty: no screen
    user: str = USER
    settings: Mapping[str, str] = field(default_factory=dict)

    @property
    def drive(self) -> Path:
        return self.prefix / "drive_c"

    def unix(self, windows_path: str) -> Path:
        r"""`C:\users\x` as a path of this machine."""
        drive, _, rest = windows_path.replace("\\", "/").partition(":/")
        if drive.lower() == "z":
            return Path("/") / rest
        return self.drive / rest

    def windows(self, path: Path) -> str:
        r"""A path of this machine as Windows programs see it: under `C:` inside the prefix, else under `Z:`."""
        absolute = path.absolute()
        if absolute.is_relative_to(self.drive):
            return "C:\\" + str(absolute.relative_to(self.drive)).replace("/", "\\")
        return "Z:" + str(absolute).replace("/", "\\")

    def surroundings(self, more: Mapping[str, str] | None = None) -> dict[str, str]:
        """The environment of Windows programs. Wine drops every `QT_…`; `WINEQT_…` comes through as `QT_…`."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("WINE", "PYTHON", "QT_"))}
        for name in ("VIRTUAL_ENV", "WAYLAND_DISPLAY", "XDG_RUNTIME_DIR"):
            kept.pop(name, None)
        return {
            **kept,
            "WINEPREFIX": str(self.prefix),
            "WINEARCH": "win64",
            "WINEDEBUG": "-all",
            "WINEDLLOVERRIDES": OVERRIDES,
            "USER": self.user,  # Wine's own name for the Windows user
            "LC_ALL": "C.UTF-8",  # for names with accents
            "DISPLAY": self.display,
            **self.settings,
            **(more or {}),
        }

    def start(self, command: Sequence[str], **settings: str) -> subprocess.Popen[bytes]:
        """Start a program and return at once. Its output goes to a pipe: into a file, Python under Wine dies."""
        return subprocess.Popen(
            [WINE, *command],
            env=self.surroundings(settings),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    def run(self, command: Sequence[str], *, seconds: float, page: str = ANSI, **settings: str) -> Outcome:
        """Run a program to its end, at most `seconds`; one that does not end is stopped, and its code is 124.

        `page` is the code page in which it writes what is not UTF-8: `OEM` for Windows' own console programs.
        """
        started = time.monotonic()
        return wait_for(self.start(command, **settings), seconds, started, page)

    def stop(self) -> None:
        """End every Windows program of this prefix, and its server."""
        for what in ("-k", "-w"):
            try:
                subprocess.run(
                    [WINESERVER, what], env=self.surroundings(), capture_output=True, check=False, timeout=60
                )
            except subprocess.TimeoutExpired:
                break


def wait_for(process: subprocess.Popen[bytes], seconds: float, started: float, page: str = ANSI) -> Outcome:
    """Read what a process writes until it ends, or stop it after `seconds` with 124.

    Whoever inherited its pipe (Wine's services do) may keep it open: the end of the process counts, not the pipe's.
    """
    assert process.stdout is not None
    heard = bytearray()
    with selectors.DefaultSelector() as watch:
        os.set_blocking(process.stdout.fileno(), False)
        watch.register(process.stdout, selectors.EVENT_READ)
        code = process.poll()
        while code is None and time.monotonic() - started < seconds:
            if watch.get_map():
                if watch.select(0.1):
                    more = process.stdout.read()
                    heard += more or b""
                    if more == b"":
                        watch.unregister(process.stdout)
            else:
                time.sleep(0.05)
            code = process.poll()
        if code is None:
            end_group(process)
            code = TIMED_OUT
        heard += process.stdout.read() or b""
    process.stdout.close()
    output = decoded(bytes(heard), page).replace("\r\n", "\n")
    return Outcome(code if code >= 0 else 128 - code, output, time.monotonic() - started)


def decoded(heard: bytes, page: str = ANSI) -> str:
    """What a Windows program wrote: UTF-8, or its own code page."""
    try:
        return heard.decode("utf-8")
    except UnicodeDecodeError:
        return heard.decode(page, errors="replace")


def end_group(process: subprocess.Popen[bytes]) -> None:
    """End a process and all that it started in its own session."""
    for blow in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(process.pid, blow)
        except ProcessLookupError:
            break
        try:
            process.wait(timeout=5)
            break
        except subprocess.TimeoutExpired:
            continue


def make_prefix(prefix: Path, *, anew: bool = True) -> Wine:
    """A fresh prefix that says it is Windows 10, with the stand-ins for what Qt asks of Windows and Wine 8 lacks."""
    wine = Wine(prefix)
    if anew and prefix.exists():
        wine.stop()
        shutil.rmtree(prefix)
    prefix.mkdir(parents=True, exist_ok=True)
    without_standins = {"WINEDLLOVERRIDES": OVERRIDES.removesuffix(";mscms=n")}
    made = wine.run(["wineboot", "--init"], seconds=180, **without_standins)
    if not made.ended_well or not (wine.drive / "windows" / "system32" / "kernel32.dll").exists():
        raise WineError(f"Wine n’a pas fait son dossier (code {made.code}) :\n{made.last_words}")
    ten = wine.run(["winecfg", "-v", "win10"], seconds=60, **without_standins)  # 7 by default
    if not ten.ended_well:
        raise WineError(f"Wine ne s’est pas mis à Windows 10 (code {ten.code}) :\n{ten.last_words}")
    system = wine.drive / "windows" / "system32"
    for name in STANDINS:
        compile_for_windows(HERE / "standins" / f"{name}.c", system / f"{name}.dll", "-shared")
    compile_for_windows(HERE / "standins" / "keeper.c", system / "keeper.exe", "-mwindows")
    return wine


def compile_for_windows(source: Path, target: Path, kind: str) -> None:
    done = subprocess.run(
        ["x86_64-w64-mingw32-gcc", kind, "-O2", "-s", str(source), "-o", str(target)],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise WineError(f"Le remplaçant « {target.name} » n’a pas été compilé :\n{done.stderr[-1500:]}")


@contextmanager
def serving(wine: Wine) -> Iterator[Wine]:
    """Keep Wine's server and desktop up between programs, and end all of them afterwards.

    Each program then starts faster, and none has to start the desktop, which would keep its pipes (`keeper.c`).
    """
    keeper = subprocess.Popen(
        [WINE, "keeper.exe"],
        env=wine.surroundings(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield wine
    finally:
        wine.stop()
        end_group(keeper)
