"""The folder of updates in the data folder: what a look found and what was fetched. Files of others stay there."""

from __future__ import annotations

import errno
import os
import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from app.errors import UserError
from app.files import write_whole
from app.update_release import INSTALLER_NAME, SIGNATURE

FOLDER = "mises-a-jour"
LOOKED, MANIFEST = "dernier-regard", "annonce.json"

_JUNCTION = 0xA0000003  # IO_REPARSE_TAG_MOUNT_POINT; Path.is_junction comes with Python 3.12
_KEPT = rf"{re.escape(MANIFEST)}(?:{re.escape(SIGNATURE)})?"
_OWN = re.compile(rf"{_KEPT}|{INSTALLER_NAME.pattern}(?:\.part)?|\.(?:{_KEPT}|{LOOKED})\.[0-9a-f]{{8}}\.part")

NOT_WRITTEN = (
    f"La mise à jour ne s’enregistre pas. Vérifiez que «\u00a0{FOLDER}\u00a0», dans le dossier des données, peut être "
    "écrit et qu’il reste de la place sur le disque, puis réessayez."
)
NO_ROOM = "La mise à jour ne s’enregistre pas. Libérez de la place sur le disque, puis réessayez."
HELD = (
    "Le fichier de la mise à jour est tenu par un autre téléchargement ou par un antivirus\u00a0: elle n’est pas "
    "gardée. Attendez un instant, puis réessayez."
)


def stands_there(name: str) -> str:
    """The sentence about a link, a file or a folder of others that has a name which this program needs."""
    return (
        f"Autre chose tient la place de «\u00a0{name}\u00a0», dans le dossier des données d’AMF42\u00a0: rien n’a été "
        "pris. Demandez à votre service informatique de le retirer."
    )


def own_folder(data: Path) -> Path:
    """The folder, be it there or not. UserError where a file or a link has its name: a link leads to others’ files."""
    folder = data / FOLDER
    with suppress(OSError):
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or getattr(found, "st_reparse_tag", 0) == _JUNCTION:
            raise UserError(stands_there(FOLDER))
    return folder


def keep(data: Path, name: str, content: bytes) -> None:
    """Write one file of the folder whole. Raises UserError."""
    folder = own_folder(data)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_whole(folder / name, content)
    except (OSError, UserError):
        raise UserError(NOT_WRITTEN) from None


def forget(data: Path) -> None:
    """Remove what was fetched, as far as it is this program's own; the day of the last look stays."""
    with suppress(OSError, UserError):
        for file in own_folder(data).iterdir():
            if _OWN.fullmatch(file.name):
                with suppress(OSError):
                    file.unlink()


@contextmanager
def on_its_way(target: Path) -> Iterator[BinaryIO]:
    """A new file that has the name `target` once the block ends well; else nothing of it is left. Raises UserError."""
    part = target.with_name(f"{target.name}.part")
    for path in (target, part):
        if path.is_dir() and not path.is_symlink():
            raise UserError(stands_there(path.name))
    try:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _remove(part)
        file = part.open("xb")  # never through a link that somebody laid there
    except FileExistsError:
        raise UserError(HELD) from None
    except OSError:
        raise UserError(NOT_WRITTEN) from None
    own = os.fstat(file.fileno())
    try:
        with file:
            yield file
        if not _is(part, own):  # elsewhere than on Windows another download may have taken its place
            raise UserError(HELD)
        part.replace(target)
    except PermissionError:
        raise UserError(HELD) from None
    except OSError as refusal:
        raise UserError(NO_ROOM if refusal.errno == errno.ENOSPC else NOT_WRITTEN) from None
    finally:
        with suppress(OSError):
            if _is(part, own):
                part.unlink()


def _remove(part: Path) -> None:
    try:
        part.unlink(missing_ok=True)
    except PermissionError:  # Windows: somebody has it open
        raise UserError(HELD) from None


def _is(path: Path, own: os.stat_result) -> bool:
    try:
        return os.path.samestat(path.lstat(), own)
    except OSError:
        return False
