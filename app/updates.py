"""A newer program: announced in a signed manifest, fetched, checked whole, handed to its installer.

Nothing is looked for unless IT laid an address and a public key (`accueil.toml`, `app.settings.UpdateSource`). The
announcement is a JSON file, `NAME.sig` beside it its detached Ed25519 signature (64 bytes in base 64), made by
`packaging/sign_update.py`; the installer lies beside both:

    {"program": "AMF42", "version": "0.2.0", "news": ["Une phrase par nouveauté."],
     "installer": "AMF42-0.2.0-installer.exe", "size": 31457280, "sha256": "…64 hexadecimal digits…"}

What was found is kept under `FOLDER` in the data folder with its signature, and judged again each time it is read.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import logging
import re
import shutil
import ssl
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from app import __version__
from app.errors import UserError
from app.files import write_whole
from app.settings import UpdateSource
from app.update_source import Place

FOLDER = "mises-a-jour"
SIGNATURE = ".sig"
LONGEST_MANIFEST = 64_000  # bytes
LARGEST_INSTALLER = 300_000_000  # bytes; ours has 35 MB at most
MOST_NEWS, LONGEST_NEWS = 20, 300  # lines, and letters of one
PIECE = 256 * 1024  # bytes read between two looks at « Arrêter »
PATIENCE_OF_INSTALLER = 120  # seconds that it waits for this program to close

_VERSION = re.compile(r"[0-9]{1,4}(?:\.[0-9]{1,4}){1,3}")
_INSTALLER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,80}\.exe")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_LOOKED, _MANIFEST = "dernier-regard", "annonce.json"

_TELL_IT = "Signalez-le à votre service informatique."
BROKEN_KEY = (
    "La clé des mises à jour ne se lit pas\u00a0: 32 octets en base 64 sont attendus. "
    "Demandez à votre service informatique de la recopier."
)
WRONG_SIGNATURE = f"L’annonce de la mise à jour ne porte pas la signature attendue\u00a0: rien n’a été pris. {_TELL_IT}"
TOO_LONG = f"L’annonce de la mise à jour est bien trop longue\u00a0: rien n’a été pris. {_TELL_IT}"
NOT_UNDERSTOOD = f"L’annonce de la mise à jour ne se comprend pas\u00a0: rien n’a été pris. {_TELL_IT}"
WRONG_NAME = (
    f"L’annonce de la mise à jour nomme un fichier qui n’est pas un installeur\u00a0: rien n’a été pris. {_TELL_IT}"
)
TOO_SHORT = "La mise à jour n’est pas arrivée en entier\u00a0: elle n’est pas gardée. Réessayez."
TOO_LARGE = f"La mise à jour est plus longue qu’annoncé\u00a0: elle n’est pas gardée. {_TELL_IT}"
WRONG_DIGEST = f"La mise à jour n’est pas celle qui est annoncée\u00a0: elle n’est pas gardée. {_TELL_IT}"
NOT_WRITTEN = "La mise à jour ne s’enregistre pas. Libérez de la place sur le disque, puis réessayez."
NOT_STARTED = "L’installeur ne démarre pas\u00a0: rien n’a été changé. Demandez à votre service informatique."
NOT_WINDOWS = "Cette mise à jour est pour Windows. Sur ce poste, le programme se met à jour par ses sources."

logger = logging.getLogger("amf42")

Report = Callable[[float, str], None]  # fraction done, sentence; may raise to stop the work


@dataclass(frozen=True)
class Release:
    """A newer program, as its signed announcement tells it; `size` in bytes, `sha256` in hexadecimal."""

    version: str
    news: tuple[str, ...]
    installer: str
    size: int
    sha256: str

    @property
    def megabytes(self) -> str:
        """The size as people read it."""
        return f"{max(1, round(self.size / 1_000_000))}\u00a0Mo"


# The announcement


def judge(source: UpdateSource, manifest: bytes, signature: bytes) -> Release:
    """The release that a manifest announces, once its signature is found right. Raises UserError."""
    from nacl.exceptions import CryptoError
    from nacl.signing import VerifyKey

    try:
        key = VerifyKey(base64.b64decode(source.public_key, validate=True))
    except ValueError:
        raise UserError(BROKEN_KEY) from None
    if len(manifest) > LONGEST_MANIFEST:
        raise UserError(TOO_LONG)
    try:
        key.verify(manifest, base64.b64decode(signature.strip(), validate=True))
    except (CryptoError, binascii.Error):
        raise UserError(WRONG_SIGNATURE) from None
    try:
        told = json.loads(manifest)
    except (ValueError, RecursionError):
        raise UserError(NOT_UNDERSTOOD) from None
    return _release(told)


def _release(told: Any) -> Release:
    """Signed does not mean right: whoever signs may have made a mistake."""
    if not isinstance(told, dict) or told.get("program") != "AMF42":
        raise UserError(NOT_UNDERSTOOD)
    version, news, size, digest = (told.get(name) for name in ("version", "news", "size", "sha256"))
    if not isinstance(version, str) or not _VERSION.fullmatch(version):
        raise UserError(NOT_UNDERSTOOD)
    if not isinstance(news, list) or len(news) > MOST_NEWS or not all(map(_is_line, news)):
        raise UserError(NOT_UNDERSTOOD)
    if type(size) is not int or not 0 < size <= LARGEST_INSTALLER:
        raise UserError(NOT_UNDERSTOOD)
    if not isinstance(digest, str) or not _DIGEST.fullmatch(digest):
        raise UserError(NOT_UNDERSTOOD)
    installer = told.get("installer")
    if not isinstance(installer, str) or not _INSTALLER.fullmatch(installer) or ".." in installer:
        raise UserError(WRONG_NAME)
    return Release(version, tuple(news), installer, size, digest)


def _is_line(value: Any) -> bool:
    return isinstance(value, str) and 0 < len(value) <= LONGEST_NEWS and value.isprintable()


def order(version: str) -> tuple[int, ...]:
    """What versions are compared by: 0.2 is 0.2.0.0."""
    numbers = [int(part) for part in version.split(".")]
    return tuple(numbers + [0] * (4 - len(numbers)))


# Looking


def is_due(data: Path, today: date) -> bool:
    """Whether this PC has not looked today, well or in vain."""
    try:
        return (data / FOLDER / _LOOKED).read_text("ascii") != today.isoformat()
    except (OSError, ValueError):
        return True


def look(
    source: UpdateSource, data: Path, today: date, *, current: str = __version__, trust: ssl.SSLContext | None = None
) -> Release | None:
    """Read the announcement; None when it is of this very version. What is older is refused. Raises UserError."""
    folder = data / FOLDER
    _keep(folder / _LOOKED, today.isoformat().encode("ascii"))
    place = Place(source.address, trust)
    with place.open(place.name) as read:
        manifest = _whole(read, LONGEST_MANIFEST)
    with place.open(place.name + SIGNATURE) as read:
        signature = _whole(read, LONGEST_MANIFEST)
    release = judge(source, manifest, signature)
    if order(release.version) < order(current):
        forget(data)
        raise UserError(
            f"La version annoncée, {release.version}, est plus ancienne que celle de ce poste, {current}\u00a0: "
            f"elle n’est pas prise. {_TELL_IT}"
        )
    if order(release.version) == order(current):
        forget(data)
        return None
    _keep(folder / _MANIFEST, manifest)
    _keep(folder / (_MANIFEST + SIGNATURE), signature)
    logger.info("update announced: %s", release.version)
    return release


def known(source: UpdateSource, data: Path, *, current: str = __version__) -> Release | None:
    """The newer release that an earlier look found, judged again; None where there is none any more."""
    try:
        kept = data / FOLDER / _MANIFEST
        release = judge(source, kept.read_bytes(), kept.with_name(kept.name + SIGNATURE).read_bytes())
    except (OSError, UserError):
        return None
    if order(release.version) > order(current):
        return release
    forget(data)  # this program is that release: its installer is of no use any more
    return None


def forget(data: Path) -> None:
    """Remove what was fetched; the day of the last look stays."""
    folder = data / FOLDER
    kept = (_MANIFEST, _MANIFEST + SIGNATURE)
    with suppress(OSError):
        for file in folder.iterdir():
            if file.name in kept or file.suffix in {".exe", ".part"}:
                file.unlink()


def _keep(path: Path, content: bytes) -> None:
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_whole(path, content)
    except (OSError, UserError):
        raise UserError(NOT_WRITTEN) from None


def _whole(read: Callable[[int], bytes], most: int) -> bytes:
    content = b""
    while len(content) <= most:
        more = read(most + 1 - len(content))
        if not more:
            return content
        content += more
    raise UserError(TOO_LONG)


# Fetching


def download(
    source: UpdateSource, release: Release, data: Path, report: Report, *, trust: ssl.SSLContext | None = None
) -> Path:
    """Fetch the installer, or find it fetched already; it has its name only once it is whole and right.

    `report` may raise to stop: nothing is kept then. Raises UserError.
    """
    found = fetched(release, data)
    if found is not None:
        return found
    folder = data / FOLDER
    target, part = folder / release.installer, folder / f"{release.installer}.part"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if shutil.disk_usage(folder).free < release.size:
            raise UserError(NOT_WRITTEN)
        with Place(source.address, trust).open(release.installer) as read:
            _fetch(read, release, part, report)
        part.replace(target)
    except OSError:
        raise UserError(NOT_WRITTEN) from None
    finally:
        part.unlink(missing_ok=True)
    logger.info("update fetched: %s", release.version)
    return target


def _fetch(read: Callable[[int], bytes], release: Release, part: Path, report: Report) -> None:
    words = f"Téléchargement d’AMF42 {release.version}, {release.megabytes}…"
    digest, done = hashlib.sha256(), 0
    try:
        with part.open("wb") as file:
            while piece := read(PIECE):
                done += len(piece)
                if done > release.size:
                    raise UserError(TOO_LARGE)
                digest.update(piece)
                file.write(piece)
                report(done / release.size, words)
    except OSError:
        raise UserError(NOT_WRITTEN) from None
    if done < release.size:
        raise UserError(TOO_SHORT)
    if digest.hexdigest() != release.sha256:
        raise UserError(WRONG_DIGEST)


def fetched(release: Release, data: Path) -> Path | None:
    """The installer in the data folder if it is whole and right; what is not is removed."""
    path = data / FOLDER / release.installer
    try:
        check_installer(path, release)
    except UserError:
        with suppress(OSError):
            path.unlink()
        return None
    except OSError:
        return None
    return path


def check_installer(path: Path, release: Release) -> None:
    """Judge size and digest of the file on disk, as it will be started. Raises UserError, or OSError if not there."""
    with path.open("rb") as file:
        size = path.stat().st_size
        if size != release.size:
            raise UserError(TOO_SHORT if size < release.size else TOO_LARGE)
        if hashlib.file_digest(file, "sha256").hexdigest() != release.sha256:
            raise UserError(WRONG_DIGEST)


# Installing


def installer_command(path: Path) -> tuple[str, ...]:
    """The installer with its documented switch: it waits for this program, and replaces it where it is."""
    return (str(path), f"/WAIT={PATIENCE_OF_INSTALLER}")


def start_installer(path: Path, release: Release, launch: Callable[[Sequence[str]], None] | None = None) -> None:
    """Judge the installer a last time and start it; this program is to close then. Raises UserError."""
    try:
        check_installer(path, release)
        (launch or launch_installer)(installer_command(path))
    except OSError:
        raise UserError(NOT_STARTED) from None
    logger.info("update started: %s", release.version)


def launch_installer(command: Sequence[str]) -> None:
    """Start a program that outlives this one and holds nothing of it. Raises OSError, or UserError elsewhere.

    A frozen program looks for DLLs in its own folder first, and a program that it starts would too; it would then hold
    files that it is about to replace (https://pyinstaller.org/en/stable/common-issues-and-pitfalls.html).
    """
    if sys.platform == "win32":
        import ctypes

        own = getattr(sys, "_MEIPASS", None)
        ctypes.windll.kernel32.SetDllDirectoryW(None)
        try:
            flags = subprocess.DETACHED_PROCESS | subprocess.CREATE_NEW_PROCESS_GROUP
            subprocess.Popen(command, cwd=Path(command[0]).parent, close_fds=True, creationflags=flags)
        finally:
            ctypes.windll.kernel32.SetDllDirectoryW(own)
    else:
        raise UserError(NOT_WINDOWS)
