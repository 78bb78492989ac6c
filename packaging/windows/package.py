"""What the build made, judged without running it: its list, its sizes, its executables, the builder's paths in it."""

from __future__ import annotations

import csv
import hashlib
import json
import struct
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

NBSP = "\u00a0"
MEGABYTE = 1_000_000
INSTALLED_LIMIT = 120 * MEGABYTE
INSTALLER_LIMIT = 35 * MEGABYTE


@dataclass(frozen=True)
class Entry:
    """One file of the package: its place with slashes, its size in bytes, its SHA-256."""

    place: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Package:
    """What one build left in its folder."""

    folder: Path
    version: str
    entries: tuple[Entry, ...]
    installer: Path

    @property
    def program(self) -> Path:
        return self.folder / "AMF42"

    @property
    def size(self) -> int:
        return sum(entry.size for entry in self.entries)

    @property
    def places(self) -> set[str]:
        return {entry.place for entry in self.entries}


def read_package(folder: Path) -> Package:
    """The package in a build's folder; raises `ValueError` in French where one of its parts is not there."""
    listing, installers = folder / "files.txt", sorted(folder.glob("AMF42-*-installer.exe"))
    if not listing.exists():
        raise ValueError("La liste des fichiers du paquet (files.txt) manque.")
    if len(installers) != 1:
        raise ValueError(f"Un installateur est attendu, il y en a {len(installers)}.")
    version = installers[0].name.removeprefix("AMF42-").removesuffix("-installer.exe")
    return Package(folder, version, tuple(read_listing(listing.read_text(encoding="utf-8"))), installers[0])


def read_listing(text: str) -> Iterator[Entry]:
    """`files.txt`: a line a file, `place<tab>bytes<tab>sha256`."""
    for row in csv.reader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE):
        if row and not row[0].startswith("#"):
            place, size, digest = row
            yield Entry(place, int(size), digest)


def sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def digests(folder: Path) -> dict[str, str]:
    """{place: SHA-256} of all files below a folder."""
    return {path.relative_to(folder).as_posix(): sha256(path) for path in sorted(folder.rglob("*")) if path.is_file()}


def differences(expected: Iterable[Entry], folder: Path, allowed: Iterable[str] = ()) -> list[str]:
    """How a folder differs from a list, in French: missing, changed, and in excess of what is allowed."""
    wanted = {entry.place: entry.sha256 for entry in expected}
    found = digests(folder)
    wrong = [f"manque{NBSP}: {place}" for place in sorted(wanted.keys() - found.keys())]
    wrong += [
        f"changé{NBSP}: {place}" for place in sorted(wanted.keys() & found.keys()) if wanted[place] != found[place]
    ]
    excess = found.keys() - wanted.keys() - set(allowed)
    return wrong + [f"en trop{NBSP}: {place}" for place in sorted(excess)]


# ── Executables ──────────────────────────────────────────────────────────────────────────────────────────────────────


def checksum_fault(data: bytes) -> str | None:
    """Why a Windows executable's own checksum is wrong, or None (PE format, optional header, offset 64)."""
    if data[:2] != b"MZ":
        return "n’est pas un programme Windows"
    header = struct.unpack_from("<I", data, 0x3C)[0]
    if data[header : header + 4] != b"PE\0\0":
        return "n’est pas un programme Windows"
    place = header + 4 + 20 + 64
    written = struct.unpack_from("<I", data, place)[0]
    padded = data[:place] + b"\0\0\0\0" + data[place + 4 :] + b"\0" * (-len(data) % 2)
    total = sum(memoryview(padded).cast("H"))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    right = (total + len(data)) & 0xFFFFFFFF
    return None if written == right else f"somme de contrôle {written:#010x} au lieu de {right:#010x}"


# ── The builder's own paths ──────────────────────────────────────────────────────────────────────────────────────────


def traces_of(needles: Sequence[str], folder: Path) -> list[str]:
    """Where one of these strings stands in a file, as UTF-8 or UTF-16, bundled bytecode unpacked: `file: needle`."""
    patterns = {
        needle: (needle.lower().encode(), needle.lower().encode("utf-16-le"))
        for needle in needles
        if needle.strip("/\\")
    }
    found = []
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            for part, data in parts_of(path):
                lowered = data.lower()
                found += [
                    f"{path.relative_to(folder).as_posix()}{part}{NBSP}: {needle}"
                    for needle, forms in patterns.items()
                    if any(form in lowered for form in forms)
                ]
    return found


def parts_of(path: Path) -> Iterator[tuple[str, bytes]]:
    """A file's bytes, then those of each module that PyInstaller packed into it, compressed."""
    data = path.read_bytes()
    yield "", data
    if path.suffix == ".exe" and b"MEI\014\013\012\013\016" in data:
        from PyInstaller.archive.readers import CArchiveReader

        archive = CArchiveReader(str(path))
        for name in archive.toc:
            if name.endswith(".pyz"):
                modules = archive.open_embedded_archive(name)
                for module in modules.toc:
                    yield f"/{module}", modules.extract(module, raw=True) or b""
            else:
                yield f"/{name}", archive.extract(name)


# ── What each part is for ────────────────────────────────────────────────────────────────────────────────────────────

PURPOSES = {
    "PySide6": "la fenêtre (Qt)",
    "shiboken6": "entre Python et Qt",
    "python": "Python et sa bibliothèque",
    "sqlcipher3": "la base chiffrée",
    "psycopg_binary": "la base partagée (PostgreSQL)",
    "psycopg_binary.libs": "la base partagée (PostgreSQL)",
    "pypdfium2_raw": "aperçu et impression des fiches",
    "pypdfium2": "aperçu et impression des fiches",
    "resources": "guide, communes, polices, icônes",
    "app": "montée de version des bases",
    "PIL": "ce que reportlab demande pour écrire un PDF",
    "sqlalchemy": "lire et écrire la base",
    "tzdata": "fuseaux horaires de la base partagée",
    "licenses": "les licences qui accompagnent le programme",
}


def sizes_by_part(entries: Iterable[Entry]) -> list[tuple[str, int, str]]:
    """(part, bytes, what it is for), the largest first."""
    sizes: dict[str, int] = {}
    for entry in entries:
        inner = entry.place.removeprefix("_internal/")
        first, slash, _ = inner.partition("/")
        if entry.place.endswith(".exe") and not entry.place.startswith("_internal/"):
            part = inner
        elif slash:
            part = first
        elif first.startswith(("python3", "vcruntime", "msvcp", "lib", "_", "base_library")) or first.endswith(".pyd"):
            part = "python"
        else:
            part = first
        sizes[part] = sizes.get(part, 0) + entry.size
    purposes = PURPOSES | {
        "amf42.exe": "la fenêtre et ses modules, compilés",
        "amf42-admin.exe": "la ligne de commande pour l’informatique",
    }
    return sorted(((part, size, purposes.get(part, "")) for part, size in sizes.items()), key=lambda row: -row[1])


def components_of(sbom: Path) -> list[str]:
    """`name version` of each component in a CycloneDX file; raises `ValueError` where it is not one."""
    table = json.loads(sbom.read_text(encoding="utf-8"))
    if table.get("bomFormat") != "CycloneDX":
        raise ValueError("Le SBOM n’est pas au format CycloneDX.")
    return sorted(f"{one['name']} {one.get('version', '?')}" for one in table.get("components", []))
