"""What the machine itself must have: the libraries that Qt loads, fonts, and Debian's packages for them.

Standard library only, for `dev.py` runs before anything is installed.
"""

from __future__ import annotations

import ctypes
import importlib.util
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

# What Qt loads from the system, and Debian's package for it: tried on a bare Debian 12, names kept by later ones.
QT_LIBRARIES = {
    "libglib-2.0.so.0": "libglib2.0-0",
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
}
# What it needs in addition to show a window on a real screen, X or Wayland, and to find the printers.
SCREEN_LIBRARIES = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libcups.so.2": "libcups2",
}
# What WeasyPrint loads, a peer of the sheets: for `bench` alone.
PEER_LIBRARIES = {
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libharfbuzz.so.0": "libharfbuzz0b",
    "libharfbuzz-subset.so.0": "libharfbuzz-subset0",
}
# The window's letters outside Windows, and those that the paper's font lacks.
FONTS = {
    "/usr/share/fonts/truetype/open-sans/OpenSans-Regular.ttf": "fonts-open-sans",
    "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf": "fonts-dejavu-core",
}


class Refusal(Exception):
    """The command cannot go on; the message, in French, says what is missing and what to do."""


def has_screen() -> bool:
    """Whether a window can be shown: always on Windows and macOS, elsewhere where X or Wayland is announced."""
    if os.environ.get("QT_QPA_PLATFORM", "").startswith(("offscreen", "minimal")):
        return False
    return not sys.platform.startswith("linux") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def prepare_system(*, uv_ready: bool) -> None:
    """Add, as root on Debian, the system packages that are missing; elsewhere raise `Refusal` naming what is needed."""
    needed = missing_packages(uv_ready=uv_ready)
    wished = missing_fonts()
    if not needed and not wished:
        return
    if is_debian() and is_root():
        install_packages(sorted({*needed.values(), *wished.values()}))
        needed = missing_packages(uv_ready=uv_ready)
        if needed:
            raise Refusal(f"Il manque encore à ce poste : {', '.join(sorted(needed))}.")
    elif needed:
        raise Refusal(advice(needed))


def add_libraries(libraries: dict[str, str]) -> None:
    """Add, as root on Debian, those of these libraries that do not load; elsewhere raise `Refusal` naming them."""
    missing = {name: package for name, package in libraries.items() if not loads(name)}
    if missing and is_debian() and is_root():
        install_packages(sorted(missing.values()))
        missing = {name: package for name, package in libraries.items() if not loads(name)}
    if missing:
        raise Refusal(advice(missing))


def missing_packages(*, uv_ready: bool) -> dict[str, str]:
    """What this machine lacks and cannot do without, as {what is missing: Debian's package for it}."""
    missing = {}
    if importlib.util.find_spec("ensurepip") is None and not uv_ready:
        missing["ensurepip (module de Python)"] = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
    if sys.platform.startswith("linux"):
        libraries = QT_LIBRARIES | SCREEN_LIBRARIES if has_screen() or is_root() else QT_LIBRARIES
        missing |= {name: package for name, package in libraries.items() if not loads(name)}
    return missing


def missing_fonts() -> dict[str, str]:
    """Fonts that make the window as drawn; without them it works in the system's own letters."""
    return {path: package for path, package in FONTS.items() if is_debian() and not Path(path).exists()}


def loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def is_root() -> bool:
    return sys.platform != "win32" and os.geteuid() == 0


def is_debian() -> bool:
    """Whether this is Debian or one of its kin, whose packages apt-get installs."""
    try:
        lines = Path("/etc/os-release").read_text(encoding="utf-8").splitlines()
    except OSError:
        return False
    kin = " ".join(line.partition("=")[2].strip("\"'") for line in lines if line.startswith(("ID=", "ID_LIKE=")))
    return "debian" in kin.split()


def install_packages(packages: Sequence[str]) -> None:
    say(f"Paquets du système à ajouter : {' '.join(packages)}")
    for command in (
        ["apt-get", "update"],
        ["apt-get", "install", "--yes", "--no-install-recommends", *packages],
    ):
        surroundings = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        done = subprocess.run(
            command, env=surroundings, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
        )
        if done.returncode:  # Its hundreds of lines matter only when it fails.
            say(done.stdout)
            raise Refusal(
                f"« {' '.join(command[:2])} » n’a pas abouti : les lignes au-dessus disent pourquoi. "
                "Vérifiez l’accès aux dépôts de Debian, puis relancez."
            )


def advice(needed: dict[str, str]) -> str:
    """The sentence for someone who cannot install here."""
    what = f"Il manque à ce poste : {', '.join(sorted(needed))}."
    if is_debian():
        packages = " ".join(sorted(set(needed.values())))
        return f"{what} Un administrateur ajoute cela ainsi, puis vous relancez :\n    apt-get install {packages}"
    return (
        f"{what} Ajoutez ces bibliothèques avec l’outil de votre système (sous Debian, elles s’appellent "
        f"{', '.join(sorted(set(needed.values())))}) ; relancez ensuite la commande."
    )


def say(words: str, stream: TextIO | None = None) -> None:
    print(words, file=stream or sys.stdout, flush=True)
