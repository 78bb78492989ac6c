"""QR codes: a link to a square of modules, level M, large enough to be read on a 1-bit page at 100 dots an inch."""

from __future__ import annotations

import importlib.util
from functools import lru_cache
from importlib.machinery import PathFinder
from pathlib import Path
from types import ModuleType

import reportlab

MODULE = 0.6  # millimetres: the smallest side of a module
QUIET = 4  # modules left clear around a code
CAPACITY = 2213  # bytes of version 39 at level M, the largest that reportlab's encoder fills (ISO/IEC 18004, table 7)


@lru_cache(maxsize=64)
def modules(link: str) -> tuple[tuple[bool, ...], ...]:
    """Rows of modules, True for black, for a link of at most `CAPACITY` bytes."""
    encoder = _encoder()
    code = encoder.QRCode(None, encoder.QRErrorCorrectLevel.M)
    code.addData(encoder.QR8bitByte(link))
    code.make()
    return tuple(tuple(bool(module) for module in row) for row in code.modules)


def fits(link: str) -> bool:
    """Whether a code can hold this link at all."""
    return 0 < len(link.encode()) <= CAPACITY


def side(link: str, usual: float) -> float:
    """Side in millimetres: the usual one, or larger where its modules would fall under 0.6 mm."""
    return max(usual, len(modules(link)) * MODULE)


@lru_cache(maxsize=1)
def _encoder() -> ModuleType:
    """reportlab's encoder, one plain file, without its package: that imports all of reportlab's drawing (0.12 s)."""
    name = "reportlab.graphics.barcode.qrencoder"
    folders = [str(Path(folder, "graphics", "barcode")) for folder in reportlab.__path__]
    found = PathFinder.find_spec("qrencoder", folders)
    if found is None or found.loader is None:  # a packaged program may keep its modules elsewhere
        return importlib.import_module(name)
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module
