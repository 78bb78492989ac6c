"""QR codes: a link to a square of modules, level M, large enough to be read on a 1-bit page at 100 dots an inch."""

from __future__ import annotations

import importlib.util
from functools import lru_cache
from importlib.machinery import PathFinder
from pathlib import Path
from types import ModuleType

import reportlab

import resources

MODULE = 0.6  # millimetres: the smallest side of a module
QUIET = 4  # modules left clear around a code
CAPACITY = 2213  # bytes of version 39 at level M, the largest that reportlab's encoder fills (ISO/IEC 18004, table 7)


Rows = tuple[tuple[bool, ...], ...]


@lru_cache(maxsize=64)
def modules(link: str) -> Rows:
    """Rows of modules, True for black, for a link of at most `CAPACITY` bytes."""
    return _stored().get(link) or drawn(link)


def drawn(link: str) -> Rows:
    """The same, worked out: eight masks are tried, 10 ms a code."""
    encoder = _encoder()
    code = encoder.QRCode(None, encoder.QRErrorCorrectLevel.M)
    code.addData(encoder.QR8bitByte(link))
    code.make()
    return tuple(tuple(bool(module) for module in row) for row in code.modules)


def line_to_store(link: str) -> str:
    """A line of `resources/qr_codes.txt`: the link, modules a side, all modules as one hexadecimal number."""
    rows = drawn(link)
    bits = "".join("01"[module] for row in rows for module in row)
    return f"{link} {len(rows)} {int(bits, 2):x}"


@lru_cache(maxsize=1)
def _stored() -> dict[str, Rows]:
    """The guide's own links, drawn beforehand: a first sheet does not wait for them."""
    codes: dict[str, Rows] = {}
    for line in resources.read_text("qr_codes.txt").splitlines():
        link, size, number = line.split(" ")
        side = int(size)
        bits = f"{int(number, 16):0{side * side}b}"
        codes[link] = tuple(
            tuple(bit == "1" for bit in bits[start : start + side]) for start in range(0, side * side, side)
        )
    return codes


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
