"""What the signed announcement of a newer program says, and whether it may be believed.

The announcement is a JSON file, `NAME.sig` beside it its detached Ed25519 signature (64 bytes in base 64), made by
`packaging/sign_update.py`; the installer lies beside both:

    {"program": "AMF42", "version": "0.2.0", "news": ["Une phrase par nouveauté."],
     "installer": "AMF42-0.2.0-installer.exe", "size": 31457280, "sha256": "…64 hexadecimal digits…"}
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.errors import UserError
from app.settings import UpdateSource

SIGNATURE = ".sig"
LONGEST_MANIFEST = 64_000  # bytes
LARGEST_INSTALLER = 300_000_000  # bytes; ours has 35 MB at most
MOST_NEWS, LONGEST_NEWS = 20, 300  # lines, and letters of one

_NUMBERS = r"[0-9]{1,4}(?:\.[0-9]{1,4}){1,3}"
_VERSION = re.compile(_NUMBERS)
INSTALLER_NAME = re.compile(rf"AMF42-({_NUMBERS})-installer\.exe")  # as build.py names it; never CON.exe, a device
_DIGEST = re.compile(r"[0-9a-f]{64}")

TELL_IT = "Signalez-le à votre service informatique."
BROKEN_KEY = (
    "La clé des mises à jour ne se lit pas\u00a0: 32 octets en base 64 sont attendus. "
    "Demandez à votre service informatique de la recopier."
)
WRONG_SIGNATURE = f"L’annonce de la mise à jour ne porte pas la signature attendue\u00a0: rien n’a été pris. {TELL_IT}"
TOO_LONG = f"L’annonce de la mise à jour est bien trop longue\u00a0: rien n’a été pris. {TELL_IT}"
NOT_UNDERSTOOD = f"L’annonce de la mise à jour ne se comprend pas\u00a0: rien n’a été pris. {TELL_IT}"
WRONG_NAME = (
    f"L’annonce de la mise à jour nomme un fichier qui n’est pas un installeur\u00a0: rien n’a été pris. {TELL_IT}"
)
TOO_SHORT = "La mise à jour n’est pas arrivée en entier\u00a0: elle n’est pas gardée. Réessayez."
TOO_LARGE = f"La mise à jour est plus longue qu’annoncé\u00a0: elle n’est pas gardée. {TELL_IT}"
WRONG_DIGEST = f"La mise à jour n’est pas celle qui est annoncée\u00a0: elle n’est pas gardée. {TELL_IT}"


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
    if not isinstance(installer, str) or not INSTALLER_NAME.fullmatch(installer):
        raise UserError(WRONG_NAME)
    return Release(version, tuple(news), installer, size, digest)


def _is_line(value: Any) -> bool:
    return isinstance(value, str) and 0 < len(value) <= LONGEST_NEWS and value.isprintable()


def order(version: str) -> tuple[int, ...]:
    """What versions are compared by: 0.2 is 0.2.0.0."""
    numbers = [int(part) for part in version.split(".")]
    return tuple(numbers + [0] * (4 - len(numbers)))


def check_installer(path: Path, release: Release) -> None:
    """Judge size and digest of the file on disk, as it will be started. Raises UserError, or OSError if not there."""
    with path.open("rb") as file:
        size = path.stat().st_size
        if size != release.size:
            raise UserError(TOO_SHORT if size < release.size else TOO_LARGE)
        if hashlib.file_digest(file, "sha256").hexdigest() != release.sha256:
            raise UserError(WRONG_DIGEST)
