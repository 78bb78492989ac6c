"""What the build made, judged without running it: its list, its sizes, its executables, the builder's paths in it."""

from __future__ import annotations

import csv
import hashlib
import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parent.parent))  # last: the build's own modules, beside this folder

from inspecting import DamagedError, check_programs, paths_inside

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


def differences(expected: Iterable[Entry], found: Mapping[str, str], allowed: Iterable[str] = ()) -> list[str]:
    """How what was found, {place: SHA-256}, differs from a list: missing, changed, in excess of what is allowed."""
    wanted = {entry.place: entry.sha256 for entry in expected}
    wrong = [f"manque{NBSP}: {place}" for place in sorted(wanted.keys() - found.keys())]
    wrong += [
        f"changé{NBSP}: {place}" for place in sorted(wanted.keys() & found.keys()) if wanted[place] != found[place]
    ]
    excess = found.keys() - wanted.keys() - set(allowed)
    return wrong + [f"en trop{NBSP}: {place}" for place in sorted(excess)]


# ── What the builder left in it ──────────────────────────────────────────────────────────────────────────────────────


def wrong_checksums(programs: Iterable[Path]) -> list[str]:
    """A sentence for each Windows program that does not bear its own checksum."""
    wrong = []
    for program in programs:
        try:
            check_programs([program])
        except DamagedError as problem:
            wrong.append(str(problem))
    return wrong


def paths_of_builder(needles: Iterable[str], folder: Path) -> list[str]:
    """Where one of these strings stands, as UTF-8 or UTF-16, in a file or in what is packed in it: `place : text`."""
    return list(paths_inside(folder, {needle.lower() for needle in needles}))


def components_of(sbom: Path) -> list[str]:
    """`name version` of each component in a CycloneDX file; raises `ValueError` where it is not one."""
    table = json.loads(sbom.read_text(encoding="utf-8"))
    if table.get("bomFormat") != "CycloneDX":
        raise ValueError("Le SBOM n’est pas au format CycloneDX.")
    return sorted(f"{one['name']} {one.get('version', '?')}" for one in table.get("components", []))


def files_of(sbom: Path) -> dict[str, str]:
    """{place: SHA-256} of every file that a CycloneDX document names; the document itself is not in it."""
    table = json.loads(sbom.read_text(encoding="utf-8"))
    works = [table["metadata"]["component"], *table["components"]]
    return {part["name"]: part["hashes"][0]["content"] for one in works for part in one.get("components", ())}
