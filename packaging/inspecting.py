"""What is verified in the files of a package: the checksum of programs, and that no path of this machine is inside."""

from __future__ import annotations

import array
import io
import struct
import sys
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

# A "PE" checksum stands 64 bytes into the optional header, itself after a signature of 4 and a header of 20
# (Microsoft, "PE Format").
CHECKSUM_PLACE = 4 + 20 + 64


class DamagedError(Exception):
    """A program of the package is not as it must be; the message, in French, names it."""


def place_of_checksum(data: bytes) -> int:
    """Where the checksum stands in a Windows program. Raises DamagedError for anything else."""
    start = struct.unpack_from("<I", data, 0x3C)[0] if data[:2] == b"MZ" else 0
    if not start or data[start : start + 4] != b"PE\0\0":
        raise DamagedError("ce n’est pas un programme de Windows")
    return int(start) + CHECKSUM_PLACE


def checksum_of(data: bytes) -> int:
    """The checksum that a program must bear: the sum of its 16-bit words folded on itself, plus its length."""
    place = place_of_checksum(data)
    bare = data[:place] + b"\0\0\0\0" + data[place + 4 :]
    words = array.array("H", bare + b"\0" * (len(bare) % 2))
    if sys.byteorder == "big":
        words.byteswap()
    total = sum(words)
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return total + len(data)


def write_checksum(path: Path) -> None:
    """Write the right checksum in a program: antivirus programs look at it, and NSIS leaves none."""
    data = bytearray(path.read_bytes())
    struct.pack_into("<I", data, place_of_checksum(bytes(data)), checksum_of(bytes(data)))
    path.write_bytes(data)


def check_programs(paths: Iterable[Path]) -> None:
    """Raise DamagedError unless each program bears its right checksum."""
    for path in paths:
        data = path.read_bytes()
        written = struct.unpack_from("<I", data, place_of_checksum(data))[0]
        if written != checksum_of(data):
            raise DamagedError(f"« {path.name} » ne porte pas sa somme de contrôle")


def own_paths(*places: Path) -> set[str]:
    """The paths that would betray this machine: of the project, of this Python, of the user, each way to write it."""
    told = {Path(sys.prefix), Path(sys.base_prefix), Path.home(), *places}
    kept = set()
    for place in told:
        whole = str(place).rstrip("\\/").lower()
        without_drive = whole[2:] if whole[1:2] == ":" else whole
        for one in (whole, without_drive):
            if len(one) >= 6:  # a bare drive or "\tmp" says nothing
                kept |= {one, one.replace("\\", "/"), one.replace("\\", "\\\\")}
    return kept


def paths_inside(folder: Path, wanted: Iterable[str]) -> list[str]:
    """Where one of these texts stands in a file of the folder, as `place: text`; what is packed is looked into too."""
    needles = [(text, text.encode("utf-8"), text.encode("utf-16-le")) for text in sorted(wanted)]
    found = []
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        place = path.relative_to(folder).as_posix()
        for inner, data in parts_of(path):
            low = data.lower()
            for text, narrow, wide in needles:
                if narrow in low or wide in low:
                    found.append(f"{place}{inner} : {text}")
    return found


def parts_of(path: Path) -> Iterator[tuple[str, bytes]]:
    """The bytes of a file, then those of each file packed in it: modules of a program, members of a ZIP."""
    data = path.read_bytes()
    yield "", data
    if path.suffix == ".zip":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for name in archive.namelist():
                yield f"!{name}", archive.read(name)
    elif path.suffix == ".pyz":
        from PyInstaller.loader.pyimod01_archive import ZlibArchiveReader

        modules = ZlibArchiveReader(str(path), 0)
        for name in modules.toc:
            yield f"!{name}", modules.extract(name, raw=True) or b""
    elif path.suffix == ".exe":
        from PyInstaller.archive.readers import CArchiveReader

        program = CArchiveReader(str(path))
        for name, entry in program.toc.items():
            if entry[-1] != "z":  # an empty archive of modules
                yield f"!{name}", program.extract(name)
