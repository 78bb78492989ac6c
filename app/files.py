"""Writes a file whole or not at all."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from app.errors import UserError


def why(refusal: OSError) -> str:
    """The reason of a refused file in French."""
    reasons: dict[type[OSError], str] = {
        FileNotFoundError: "il n’est pas là",
        PermissionError: "vous n’en avez pas le droit",
        IsADirectoryError: "c’est un dossier",
        NotADirectoryError: "son dossier n’en est pas un",
    }
    return reasons.get(type(refusal), "il ne se lit pas ou ne s’écrit pas")


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
