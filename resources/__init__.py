"""The program's own files (guide, reference data, fonts, icons), found alike from source, wheel and frozen program."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path


def path(*parts: str) -> Path:
    """Return where a file of the program lies, as `path("reference", "communes.csv.xz")`.

    The program is always installed unpacked (wheel or PyInstaller folder), so a real path exists.
    """
    return Path(str(files(__name__).joinpath(*parts)))


def read(*parts: str) -> bytes:
    """Return the content of a file of the program. Raises FileNotFoundError where there is none."""
    return files(__name__).joinpath(*parts).read_bytes()


def read_text(*parts: str) -> str:
    """Return the text of a file of the program, which is always UTF-8."""
    return read(*parts).decode("utf-8")
