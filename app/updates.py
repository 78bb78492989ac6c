"""A newer program: announced in a signed manifest, fetched, checked whole, handed to its installer.

Nothing is looked for unless IT laid an address and a public key (`accueil.toml`, `app.settings.UpdateSource`). What was
found is kept under `FOLDER` in the data folder with its signature, and judged again each time it is read.
"""

from __future__ import annotations

import hashlib
import logging
import shutil
import ssl
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from datetime import date
from pathlib import Path
from typing import BinaryIO

from app import __version__
from app.errors import UserError
from app.settings import UpdateSource
from app.update_folder import FOLDER, LOOKED, MANIFEST, NO_ROOM, forget, keep, on_its_way, own_folder
from app.update_release import (
    LONGEST_MANIFEST,
    SIGNATURE,
    TELL_IT,
    TOO_LARGE,
    TOO_LONG,
    TOO_SHORT,
    WRONG_DIGEST,
    Release,
    check_installer,
    judge,
    order,
)
from app.update_source import TICK, Place

LONGEST_LOOK = 60.0  # seconds, for the announcement and its signature
REPORTED = 256 * 1024  # bytes between two reports of a quick download
PATIENCE_OF_INSTALLER = 120  # seconds that it waits for this program to close

TOO_SLOW = (
    "L’annonce de la mise à jour n’est pas arrivée en une minute\u00a0: rien n’a été pris. "
    "Vérifiez la connexion, ou réessayez plus tard."
)
NOT_STARTED = "L’installeur ne démarre pas\u00a0: rien n’a été changé. Demandez à votre service informatique."
NOT_WINDOWS = "Cette mise à jour est pour Windows. Sur ce poste, le programme se met à jour par ses sources."

logger = logging.getLogger("amf42")

Report = Callable[[float, str], None]  # fraction done, sentence; may raise to stop the work


# Looking


def is_due(data: Path, today: date) -> bool:
    """Whether this PC has not looked today, well or in vain."""
    try:
        return (data / FOLDER / LOOKED).read_text("ascii") != today.isoformat()
    except (OSError, ValueError):
        return True


def look(
    source: UpdateSource, data: Path, today: date, *, current: str = __version__, trust: ssl.SSLContext | None = None
) -> Release | None:
    """Read the announcement; None when it is of this very version. Raises UserError.

    What is older than this program, or than what an earlier look found, is refused: an announcement once signed stays
    signed, and whoever stands in the way could show it again.
    """
    keep(data, LOOKED, today.isoformat().encode("ascii"))
    before = known(source, data, current=current)
    place = Place(source.address, trust)
    end = time.monotonic() + LONGEST_LOOK
    manifest, signature = (_whole(place, name, end) for name in (place.name, place.name + SIGNATURE))
    release = judge(source, manifest, signature)
    if before is not None and order(release.version) < order(before.version):
        raise UserError(
            f"La version annoncée, {release.version}, est plus ancienne que celle annoncée auparavant, "
            f"{before.version}\u00a0: elle n’est pas prise. {TELL_IT}"
        )
    if order(release.version) < order(current):
        forget(data)
        raise UserError(
            f"La version annoncée, {release.version}, est plus ancienne que celle de ce poste, {current}\u00a0: "
            f"elle n’est pas prise. {TELL_IT}"
        )
    if order(release.version) == order(current):
        forget(data)
        return None
    keep(data, MANIFEST, manifest)
    keep(data, MANIFEST + SIGNATURE, signature)
    logger.info("update announced: %s", release.version)
    return release


def known(source: UpdateSource, data: Path, *, current: str = __version__) -> Release | None:
    """The newer release that an earlier look found, judged again; None where there is none any more."""
    try:
        kept = own_folder(data) / MANIFEST
        release = judge(source, kept.read_bytes(), kept.with_name(kept.name + SIGNATURE).read_bytes())
    except (OSError, UserError):
        return None
    if order(release.version) > order(current):
        return release
    forget(data)  # this program is that release: its installer is of no use any more
    return None


def _whole(place: Place, name: str, end: float) -> bytes:
    """A short file, be it slow, until `end` on the clock of `time.monotonic`."""

    def tick() -> None:
        if time.monotonic() > end:
            raise UserError(TOO_SLOW)

    content = b""
    with closing(place.pieces(name, tick)) as pieces:
        for piece in pieces:
            content += piece
            if len(content) > LONGEST_MANIFEST:
                raise UserError(TOO_LONG)
    return content


# Fetching


def download(
    source: UpdateSource, release: Release, data: Path, report: Report, *, trust: ssl.SSLContext | None = None
) -> Path:
    """Fetch the installer, or find it fetched already; it has its name only once it is whole and right.

    `report` is called several times a second, whether something comes or not, and may raise to stop: nothing is kept
    then. Raises UserError.
    """
    found = fetched(release, data)
    if found is not None:
        return found
    target = own_folder(data) / release.installer
    with on_its_way(target) as file:
        if shutil.disk_usage(target.parent).free < release.size:
            raise UserError(NO_ROOM)
        _fetch(Place(source.address, trust), release, file, report)
    logger.info("update fetched: %s", release.version)
    return target


def _fetch(place: Place, release: Release, file: BinaryIO, report: Report) -> None:
    words = f"Téléchargement d’AMF42 {release.version}, {release.megabytes}…"
    digest, done = hashlib.sha256(), 0
    told, told_at = 0, float("-inf")

    def tick() -> None:
        nonlocal told, told_at
        now = time.monotonic()
        if done - told >= REPORTED or now - told_at >= TICK:
            told, told_at = done, now
            report(done / release.size, words)

    with closing(place.pieces(release.installer, tick)) as pieces:
        for piece in pieces:
            done += len(piece)
            if done > release.size:
                raise UserError(TOO_LARGE)
            digest.update(piece)
            file.write(piece)
    if done < release.size:
        raise UserError(TOO_SHORT)
    report(1.0, words)
    if digest.hexdigest() != release.sha256:
        raise UserError(WRONG_DIGEST)


def fetched(release: Release, data: Path) -> Path | None:
    """The installer in the data folder if it is whole and right; what is not is removed."""
    try:
        path = own_folder(data) / release.installer
    except UserError:
        return None
    try:
        check_installer(path, release)
    except UserError:
        with suppress(OSError):
            path.unlink()
        return None
    except OSError:
        return None
    return path


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
