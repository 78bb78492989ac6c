"""Whose work is in the Windows package, under which licence, with the texts that must travel.

A library tells it itself, in its `dist-info`; what is inside a library (Qt in PySide6, OpenSSL in sqlcipher3…) is told
here. A library without a known licence or without a text stops the build.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from importlib.metadata import Distribution, distributions
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
TEXTS = HERE / "licences"

# SPDX, for libraries whose metadata say it in their own words or not at all; read in their licence files.
SPDX = {
    "altgraph": "MIT",
    "cffi": "MIT",
    "charset-normalizer": "MIT",
    "email-validator": "Unlicense",
    "jaraco-classes": "MIT",
    "pefile": "MIT",
    "psycopg": "LGPL-3.0-only",
    "psycopg-binary": "LGPL-3.0-only",
    "pypdfium2": "BSD-3-Clause AND Apache-2.0",
    "pyside6-essentials": "LGPL-3.0-only",
    "shiboken6": "LGPL-3.0-only",
    "python-stdnum": "LGPL-2.1-or-later",
    "pywin32-ctypes": "BSD-3-Clause",
    "reportlab": "BSD-3-Clause",
    "sqlcipher3": "Zlib",
    "tomli-w": "MIT",
    "tzdata": "Apache-2.0",
}
# Texts that these libraries' `dist-info` does not carry.
MORE_TEXTS = {
    "pyside6-essentials": ("LGPL-3.0.txt", "GPL-3.0.txt"),
    "shiboken6": ("LGPL-3.0.txt", "GPL-3.0.txt"),
    "psycopg": ("GPL-3.0.txt",),  # the LGPL refers to it
    "psycopg-binary": ("GPL-3.0.txt",),
}
# Files in a `dist-info` that are about other systems, or that say that one may buy another licence.
NOT_OURS = ("*/android/*", "*musl*", "*Qt-Commercial*")


@dataclass(frozen=True)
class Inside:
    """A work that is not a Python library of its own: its name, SPDX licence, purl's type and name, and its texts."""

    name: str
    licence: str
    purl: str  # without its version: "generic/openssl"
    texts: tuple[str, ...]  # in `packaging/licences/`, or from the root with a slash
    patterns: tuple[str, ...]  # files of the package that hold it
    source: str  # where its source is


INSIDE = (
    Inside(
        "Qt",
        "LGPL-3.0-only",
        "generic/qt",
        ("LGPL-3.0.txt", "GPL-3.0.txt", "Qt-third-party.txt"),
        ("_internal/PySide6/Qt6*.dll", "_internal/PySide6/plugins/*", "_internal/PySide6/translations/*"),
        "https://download.qt.io/official_releases/qt/",
    ),
    Inside(
        "OpenSSL",
        "Apache-2.0",
        "generic/openssl",
        ("Apache-2.0.txt",),
        ("*/libcrypto-*.dll", "*/libssl-*.dll", "_internal/sqlcipher3/_sqlite3*.pyd"),
        "https://github.com/openssl/openssl",
    ),
    Inside(
        "SQLCipher",
        "BSD-3-Clause",
        "github/sqlcipher/sqlcipher",
        ("SQLCipher.txt",),
        ("_internal/sqlcipher3/_sqlite3*.pyd",),
        "https://github.com/sqlcipher/sqlcipher",
    ),
    Inside(
        "SQLite",
        "blessing",
        "generic/sqlite",
        ("SQLCipher.txt",),
        ("_internal/sqlcipher3/_sqlite3*.pyd",),
        "https://sqlite.org",
    ),
    Inside(
        "PDFium",
        "BSD-3-Clause AND Apache-2.0",
        "generic/pdfium",
        ("Apache-2.0.txt",),  # the others come with pypdfium2
        ("_internal/pypdfium2_raw/pdfium.dll",),
        "https://pdfium.googlesource.com/pdfium/",
    ),
    Inside(
        "libsodium",
        "ISC",
        "github/jedisct1/libsodium",
        ("libsodium.txt",),
        ("_internal/nacl/_sodium*.pyd",),
        "https://github.com/jedisct1/libsodium",
    ),
    Inside(
        "libpq",
        "PostgreSQL",
        "generic/postgresql",
        ("PostgreSQL.txt",),
        ("*/libpq-*.dll",),
        "https://www.postgresql.org/ftp/source/",
    ),
    Inside(
        "Microsoft Visual C++ Runtime",
        "LicenseRef-Microsoft-Visual-Studio-REDIST",
        "generic/msvc-runtime",
        ("Microsoft-Visual-C++.txt",),
        ("*/vcruntime140*.dll", "*/msvcp140*.dll"),
        "https://visualstudio.microsoft.com/license-terms/",
    ),
    Inside(
        "Atkinson Hyperlegible (AMF42 Lisible)",
        "OFL-1.1",
        "pypi/fontpkg-atkinson-hyperlegible",
        ("resources/fonts/AMF42Lisible-OFL.txt",),
        ("_internal/resources/fonts/AMF42Lisible*.ttf",),
        "https://pypi.org/project/fontpkg-atkinson-hyperlegible/",
    ),
    Inside(
        "DejaVu Sans",
        "Bitstream-Vera",
        "deb/debian/fonts-dejavu-core",
        ("resources/fonts/DejaVu-LICENSE.txt",),
        ("_internal/resources/fonts/DejaVuSans*.ttf",),
        "https://dejavu-fonts.github.io",
    ),
    Inside(
        "Lucide",
        "ISC AND MIT",
        "npm/lucide-static",
        ("resources/icons/LICENSE",),
        ("_internal/resources/icons/*.svg",),
        "https://lucide.dev",
    ),
    Inside(
        "Découpage administratif",
        "MIT AND etalab-2.0",
        "npm/%40etalab/decoupage-administratif",
        ("resources/reference/LICENSE-decoupage-administratif",),
        ("_internal/resources/reference/communes.tsv.xz", "_internal/resources/reference/departements.tsv"),
        "https://www.npmjs.com/package/@etalab/decoupage-administratif",
    ),
)


class LicenceMissingError(Exception):
    """A library of the package has no known licence, or no text of it; the message, in French, names it."""


def project(distribution: Distribution) -> str:
    """The name of a library as uv.lock writes it: lower case, hyphens."""
    return re.sub(r"[-_.]+", "-", distribution.metadata["Name"]).lower()


def recorded(distribution: Distribution) -> list[str]:
    """The files of a library, relative to where libraries lie, with slashes.

    Read from its RECORD: `Distribution.files` looks for each of PySide6's thousands on disk, minutes under Wine.
    """
    return [row[0] for row in csv.reader((distribution.read_text("RECORD") or "").splitlines()) if row]


def carried(sources: Iterable[str]) -> list[Distribution]:
    """The installed libraries that some of these files come from, and PyInstaller, whose code starts each program.

    `sources` are paths on the builder's machine.
    """
    wanted = {path.replace("\\", "/").lower() for path in sources}
    kept = []
    for one in distributions():
        files = {f"{home_of(one)}/{place}".lower() for place in recorded(one)}
        if files & wanted or project(one) == "pyinstaller":
            kept.append(one)
    return sorted(kept, key=project)


def home_of(distribution: Distribution) -> str:
    """The folder that its files are relative to, with slashes."""
    return str(distribution.locate_file("")).replace("\\", "/").rstrip("/")


def licence_of(distribution: Distribution) -> str:
    """Its licence in SPDX. Raises LicenceMissingError."""
    name = project(distribution)
    if name == "pyinstaller":
        return "GPL-2.0-or-later WITH Bootloader-exception"
    said = SPDX.get(name) or distribution.metadata.get("License-Expression") or distribution.metadata.get("License")
    if not said or not re.fullmatch(r"[A-Za-z0-9.+\-]+( (AND|OR|WITH) [A-Za-z0-9.+\-]+)*", said):
        raise LicenceMissingError(
            f"La licence de « {name} » n’est pas connue ({said}). Lisez-la, puis notez-la dans packaging/licences.py."
        )
    return str(said)


def texts_of(distribution: Distribution) -> list[tuple[str, bytes]]:
    """Its licence files, as (name, content), those of its own parts too. Raises LicenceMissingError."""
    found = []
    for place in recorded(distribution):
        in_licences = "/licenses/" in place and ".dist-info/" in place
        named = re.match(r"(licen[cs]e|copying|notice|authors)", place.rpartition("/")[2], re.IGNORECASE)
        if ".dist-info/" not in place or not (in_licences or named):
            continue
        if not any(fnmatchcase(place, pattern) for pattern in NOT_OURS):
            name = re.sub(r"^.*?\.dist-info/(licenses/)?", "", place)
            found.append((name, Path(home_of(distribution), place).read_bytes()))
    found += [(text, (TEXTS / text).read_bytes()) for text in MORE_TEXTS.get(project(distribution), ())]
    if not found:
        raise LicenceMissingError(
            f"« {project(distribution)} » ne porte pas le texte de sa licence. "
            "Ajoutez-le dans packaging/licences/ et MORE_TEXTS."
        )
    return sorted(found)


def write_licences(
    target: Path,
    libraries: Sequence[Distribution],
    inside: Sequence[tuple[Inside, str]],
    python_licence: Path,
    write: Callable[[Path, bytes], object],
) -> None:
    """Lay all texts under `target`, a folder for each work, and a list of them in French.

    `inside` are the works of INSIDE that are in the package, each with its version.
    """
    rows = [("AMF42", "", "MIT", "LICENSE", "")]
    write(target / "LICENSE", (ROOT / "LICENSE").read_bytes())
    write(target / "Python" / "LICENSE.txt", python_licence.read_bytes())
    rows.append(("Python", "", "PSF-2.0", "Python/", "https://www.python.org/downloads/source/"))
    for work, version in inside:
        plain = unicodedata.normalize("NFKD", work.name).encode("ascii", "ignore").decode()
        folder = re.sub(r"[^A-Za-z0-9]+", "-", plain).strip("-")
        for text in work.texts:
            source = ROOT / text if "/" in text else TEXTS / text
            write(target / folder / source.name, source.read_bytes())
        rows.append((work.name, version, work.licence, f"{folder}/", work.source))
    for library in libraries:
        name, version = project(library), library.version
        for place, content in texts_of(library):
            write(target / name / place, content)
        rows.append((name, version, licence_of(library), f"{name}/", f"https://pypi.org/project/{name}/{version}/"))
    write(target / "LISEZ-MOI.txt", reading(rows).encode("utf-8"))


def reading(rows: Iterable[tuple[str, ...]]) -> str:
    """The list, for whoever opens the folder."""
    head = (
        "AMF42 – Accueil des élus : licences de ce qui est installé\r\n\r\n"
        "Le programme est sous licence MIT. Il contient les œuvres ci-dessous, chacune sous sa licence ; le texte\r\n"
        "en est dans le dossier nommé. Qt, PySide6, psycopg et python-stdnum sont sous la LGPL : leurs sources sont\r\n"
        "à l’adresse donnée. Les bibliothèques Qt sont des fichiers séparés, dans _internal/PySide6, que l’on peut\r\n"
        "remplacer par les siennes, de même version. La liste complète, avec empreintes : sbom.cdx.json.\r\n\r\n"
    )
    return head + "".join(
        f"{name} {version}".rstrip() + f"\r\n    {licence} · {place} · {source}".rstrip(" ·") + "\r\n"
        for name, version, licence, place, source in rows
    )
