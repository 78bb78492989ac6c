"""Describe a finished package: lay the licences that must travel, and list every work inside with its version."""

from __future__ import annotations

import hashlib
import platform
import re
import sys
import tomllib
from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase
from importlib.metadata import Distribution
from pathlib import Path
from typing import Any

from licences import INSIDE, Inside, carried, home_of, licence_of, project, recorded, write_licences
from locked_wheels import best_file, windows_tags
from sbom import Component, bill_of_materials
from version_info import Version

ROOT = Path(__file__).resolve().parent.parent
SOURCE = "https://pypi.org/project/"


def describe(folder: Path, version: Version, contents: Mapping[str, Mapping[str, str]], made: int) -> dict[str, Any]:
    """Lay `licences/` in the folder and return the CycloneDX document. Raises LicenceMissingError.

    `contents` is what the recipe wrote, modules and files with the path that each came from;
    `made` is seconds since 1970.
    """
    sources = {**contents["modules"], **contents["files"]}
    libraries = carried(sources.values())
    places = files_in(folder)
    inside = [
        (work, told, files)
        for work in INSIDE
        for told, files in by_version(work, folder, files_of(work, places), libraries).items()
    ]
    works = [(work, told) for work, told, _files in inside]
    write_licences(folder / "licences", libraries, works, Path(sys.base_prefix) / "LICENSE.txt", write)
    digests = {place: digest(folder / place) for place in files_in(folder)}  # the licences are there now
    components = [python_component(digests), *library_components(libraries, contents, digests)]
    components += [
        Component(
            work.name,
            told,
            work.licence,
            f"pkg:{work.purl}@{told.replace('+', '%2B')}",
            kind="data" if "resources/" in work.patterns[0] else "library",
            source=work.source,
            files={place: digests[place] for place in files},
        )
        for work, told, files in inside
    ]
    of_others = {place for one in components for place in one.files}
    program = Component(
        "AMF42 – Accueil des élus",
        version.full,
        "MIT",
        f"pkg:generic/amf42@{version.full}",
        kind="application",
        # What is ours, and what holds everybody's modules: no file of the package is left out of the list.
        files={place: value for place, value in digests.items() if place not in of_others},
    )
    return bill_of_materials(program, components, made)


def files_in(folder: Path) -> list[str]:
    """The place of each file below a folder, with slashes, sorted."""
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def files_of(work: Inside, places: Sequence[str]) -> list[str]:
    """The places that hold a work; Windows' own libraries are written in capitals or not, as their makers like."""
    patterns = [pattern.casefold() for pattern in work.patterns]
    return [place for place in places if any(fnmatchcase(place.casefold(), pattern) for pattern in patterns)]


def by_version(
    work: Inside, folder: Path, places: Sequence[str], libraries: Sequence[Distribution]
) -> dict[str, list[str]]:
    """{version: files that hold it}. Three libraries bring OpenSSL, each its own, which each file tells."""
    if not places:
        return {}
    if work.name != "OpenSSL":
        return {version_of(work, libraries): list(places)}
    found: dict[str, list[str]] = {}
    for place in places:
        teller = folder / place.replace("libssl-", "libcrypto-")  # libssl leaves it to libcrypto, beside it
        told = re.search(rb"OpenSSL (\d+\.\d+\.\d+)", teller.read_bytes()) if teller.is_file() else None
        found.setdefault(told[1].decode() if told else "unknown", []).append(place)
    return found


def version_of(work: Inside, libraries: Sequence[Distribution]) -> str:
    """The version of a work inside the package, asked of the work itself."""
    versions = {project(one): one.version for one in libraries}
    match work.name:
        case "Qt":
            return versions["pyside6-essentials"]
        case "PDFium":
            from pypdfium2_raw import version as pdfium

            return str(pdfium.PDFIUM_INFO.tag)
        case "libsodium":
            return bundled_libsodium(next(one for one in libraries if project(one) == "pynacl"))
        case "SQLCipher" | "SQLite" | "libpq":
            from app.storage.libraries import engine_versions

            return engine_versions()[work.name]
        case "Microsoft Visual C++ Runtime":
            return "14"
        case _:
            return RESOURCE_VERSIONS[work.name]


def bundled_libsodium(pynacl: Distribution) -> str:
    """PyNaCl says it nowhere but in its list of changes, the newest first."""
    told = re.search(r"libsodium`` to (\d+\.\d+\.\d+\S*)", pynacl.read_text("METADATA") or "")
    return told[1] if told else "unknown"


# Versions of what was taken into `resources/`: see resources/LICENSES.md.
RESOURCE_VERSIONS = {
    "Atkinson Hyperlegible (AMF42 Lisible)": "1.6",
    "DejaVu Sans": "2.37",
    "Lucide": "1",
    "Découpage administratif": "6.0.0",
}


def python_component(digests: Mapping[str, str]) -> Component:
    """Python itself: its library in the programs and in `base_library.zip`, its DLLs."""
    version = platform.python_version()
    mine = ("_internal/python3*.dll", "_internal/base_library.zip", "_internal/*.pyd", "_internal/libffi*.dll")
    files = {
        place: value
        for place, value in digests.items()
        if place.count("/") == 1 and any(fnmatchcase(place, pattern) for pattern in mine)
    }
    source = f"https://www.python.org/ftp/python/{version}/"
    return Component("Python", version, "PSF-2.0", f"pkg:generic/python@{version}", source=source, files=files)


def library_components(
    libraries: Sequence[Distribution], contents: Mapping[str, Mapping[str, str]], digests: Mapping[str, str]
) -> list[Component]:
    """One for each library, with the digest of its wheel in uv.lock, its own binaries, and what it imports."""
    wheels = wheels_of_lock()
    by_source = {source.lower(): place for place, source in contents["files"].items()}
    names = {project(one): f"pkg:pypi/{project(one)}@{one.version}" for one in libraries}
    found = []
    for one in libraries:
        mine = {f"{home_of(one)}/{place}".lower() for place in recorded(one)}
        files = {}
        for source in mine & by_source.keys():
            place = f"_internal/{by_source[source]}"
            if place in digests and place.endswith((".dll", ".pyd")):
                files[place] = digests[place]
        wanted = {re.split(r"[\s;<>=!~\[(]", need)[0] for need in one.requires or ()}
        needs = {names[key] for key in (re.sub(r"[-_.]+", "-", name).lower() for name in wanted) if key in names}
        found.append(
            Component(
                project(one),
                one.version,
                licence_of(one),
                names[project(one)],
                sha256=wheels.get((project(one), one.version), ""),
                source=f"{SOURCE}{project(one)}/{one.version}/",
                files=files,
                needs=tuple(sorted(needs)),
            )
        )
    return found


def wheels_of_lock() -> dict[tuple[str, str], str]:
    """{(name, version): SHA-256 of the wheel that this Python takes on Windows}, from uv.lock."""
    lock = tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))
    tags = windows_tags(platform.python_version())
    fitting = {(package["name"], package.get("version", "")): best_file(package, tags) for package in lock["package"]}
    return {key: found[1] for key, found in fitting.items() if found is not None}


def digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
