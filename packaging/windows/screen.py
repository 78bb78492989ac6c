"""A screen without a screen: Xvfb started and stopped, and what it shows read back as a picture."""

from __future__ import annotations

import os
import struct
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

WIDTH, HEIGHT = 1600, 1000


@dataclass(frozen=True)
class Screen:
    """A running X server: its name (":99") and the file in which its pixels lie."""

    display: str
    pixels: Path

    def picture(self) -> Image.Image:
        return read_xwd(self.pixels.read_bytes())


@contextmanager
def virtual_screen() -> Iterator[Screen]:
    """Xvfb on the first free number, 24 bits deep, its pixels in a file; stopped at the end."""
    read_end, write_end = os.pipe()
    with tempfile.TemporaryDirectory(prefix="amf42-screen-") as folder:
        server = subprocess.Popen(
            [
                *("Xvfb", "-displayfd", str(write_end), "-screen", "0", f"{WIDTH}x{HEIGHT}x24"),
                *("-fbdir", folder, "-nolisten", "tcp", "-noreset"),
            ],
            pass_fds=(write_end,),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(write_end)
        try:
            with os.fdopen(read_end) as answer:
                number = answer.readline().strip()
            if not number:
                raise OSError("Xvfb n’a pas démarré.")
            yield Screen(f":{number}", Path(folder) / "Xvfb_screen0")
        finally:
            server.terminate()
            server.wait(timeout=20)


def read_xwd(data: bytes) -> Image.Image:
    """The picture in an X window dump, 32 bits a pixel (X11/XWDFile.h: 25 big-endian words, a name, colours, rows)."""
    words = struct.unpack(">25I", data[:100])
    header, width, height, bits, row, colours = words[0], words[4], words[5], words[11], words[12], words[19]
    if bits != 32:
        raise ValueError(f"{bits} bits a pixel")
    order = "BGRX" if words[7] == 0 else "XRGB"
    start = header + colours * 12
    return Image.frombytes("RGB", (width, height), data[start : start + row * height], "raw", order, row)
