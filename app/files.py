"""Writes a file whole or not at all, under a name that every system takes."""

from __future__ import annotations

import errno
import os
import secrets
import unicodedata
from pathlib import Path

from app.errors import UserError

NAME_LENGTH = 120  # letters of a file's name: a folder's own path has room beside it
NAME_BYTES = 220  # Linux takes 255: the name of the file on its way to this one is a little longer
_FORBIDDEN = set('<>:"/\\|?*')  # in a file's name on Windows


def why(refusal: OSError) -> str:
    """The reason of a refused file in French."""
    reasons: dict[type[OSError], str] = {
        FileNotFoundError: "il n’est pas là",
        PermissionError: "vous n’en avez pas le droit",
        IsADirectoryError: "c’est un dossier",
        NotADirectoryError: "son dossier n’en est pas un",
    }
    by_number = {errno.ENOSPC: "il n’y a plus de place", errno.EROFS: "on ne peut rien y écrire"}
    found = reasons.get(type(refusal)) or by_number.get(refusal.errno or 0)
    return found or "il ne se lit pas ou ne s’écrit pas"


def write_whole(path: Path, content: bytes) -> None:
    """Write `content` under another name beside `path`, then give it that name. UserError when it can't be done."""
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        with fresh.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    except OSError as refusal:
        raise UserError(
            f"Le fichier n’a pas pu être enregistré\u00a0: {why(refusal)}. "
            "Choisissez un autre dossier ou libérez de la place."
        ) from None
    finally:
        fresh.unlink(missing_ok=True)


def safe_name(words: str, ending: str) -> str:
    """A file's name without what Windows refuses, cut before its ending where it is too long."""
    kept = (
        letter
        for letter in unicodedata.normalize("NFC", words)
        if letter not in _FORBIDDEN and unicodedata.category(letter)[0] != "C"
    )
    cut = " ".join("".join(kept).split())[: NAME_LENGTH - len(ending)]
    room = NAME_BYTES - len(ending.encode())
    return cut.encode()[:room].decode(errors="ignore").rstrip(" .") + ending
