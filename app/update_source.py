"""Where a newer program is announced: an address in https, or a folder of the house; nothing else is opened.

Only whole files are asked for (GET), and nothing is said of this PC, of its user or of its base.
"""

from __future__ import annotations

import http.client
import re
import ssl
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, BinaryIO
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urljoin, urlsplit
from urllib.request import url2pathname

from app.errors import UserError

PATIENCE = 15.0  # seconds without a byte from the server
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]+):", re.IGNORECASE)  # two letters at least: `C:` is a drive

_TELL_IT = "Signalez-le à votre service informatique."
_CORRECT_IT = "Demandez à votre service informatique de la corriger."
NOT_SAFE = f"L’adresse des mises à jour doit commencer par https:// ou être celle d’un dossier partagé. {_CORRECT_IT}"
NO_FILE = f"L’adresse des mises à jour doit finir par le nom d’un fichier, comme annonce.json. {_CORRECT_IT}"
REDIRECTED = (
    f"Le serveur des mises à jour renvoie vers une adresse qui n’est pas en https\u00a0: rien n’a été pris. {_TELL_IT}"
)
NOT_TRUSTED = f"Le certificat du serveur des mises à jour n’est pas reconnu\u00a0: rien n’a été pris. {_TELL_IT}"
NO_ANSWER = "Le serveur des mises à jour ne répond pas. Vérifiez la connexion, ou réessayez plus tard."
CUT_OFF = "La connexion au serveur des mises à jour s’est interrompue. Réessayez."
NOT_THERE = f"Il manque un fichier là où les mises à jour sont annoncées. {_TELL_IT}"
NOT_READ = "Le dossier des mises à jour ne s’ouvre pas. Vérifiez le réseau, ou réessayez plus tard."


@dataclass(frozen=True)
class Place:
    """The announcement and its neighbours; `address` as IT wrote it: https://…, file:…, or a path.

    `trust` is what a server's certificate must agree with; None: what Windows trusts, the house's own included.
    """

    address: str
    trust: ssl.SSLContext | None = field(default=None, compare=False)

    def __post_init__(self) -> None:
        """Raises UserError for an address that would not be safe, or names no file."""
        try:
            parts = urlsplit(self.address)
        except ValueError:
            raise UserError(NOT_SAFE) from None
        if self._folder() is None and (parts.scheme != "https" or not parts.hostname):
            raise UserError(NOT_SAFE)
        if not self.name:
            raise UserError(NO_FILE)

    @property
    def name(self) -> str:
        """The announcement's own file name."""
        path = self._folder()
        return path.name if path is not None else urlsplit(self.address).path.rpartition("/")[2]

    def _folder(self) -> Path | None:
        """The announcement's path, None where it is on a server."""
        scheme = _SCHEME.match(self.address)
        if scheme is not None and scheme[1].casefold() != "file":
            return None
        parts = urlsplit(self.address)
        path = Path(self.address if scheme is None else url2pathname(parts.path))
        if scheme is not None and parts.netloc not in ("", "localhost"):
            path = Path(f"//{parts.netloc}{url2pathname(parts.path)}")
        if not path.is_absolute():
            raise UserError(NOT_SAFE)
        return path

    @contextmanager
    def open(self, name: str) -> Iterator[Callable[[int], bytes]]:
        """Open the file `name` beside the announcement: gives its `read`. Raises UserError when it can't be had."""
        path = self._folder()
        try:
            with self._on_server(name) if path is None else path.with_name(name).open("rb") as stream:
                yield _reading(stream)
        except HTTPError as refusal:
            refusal.close()
            raise UserError(NOT_THERE if refusal.code in {404, 410} else NO_ANSWER) from None
        except URLError as problem:
            known = isinstance(problem.reason, ssl.SSLCertVerificationError)
            raise UserError(NOT_TRUSTED if known else NO_ANSWER) from None
        except FileNotFoundError:
            raise UserError(NOT_THERE) from None
        except (OSError, http.client.HTTPException):
            raise UserError(NO_ANSWER if path is None else NOT_READ) from None

    def _on_server(self, name: str) -> IO[bytes]:
        safe = urllib.request.HTTPSHandler(context=self.trust or ssl.create_default_context())
        opener = urllib.request.build_opener(safe, _OnlyHttps())
        address = urljoin(self.address, quote(name, safe="%"))
        request = urllib.request.Request(address, headers={"User-Agent": "AMF42"})  # noqa: S310 - https, judged above
        opened: IO[bytes] = opener.open(request, timeout=PATIENCE)
        return opened


def _reading(stream: IO[bytes] | BinaryIO) -> Callable[[int], bytes]:
    def read(most: int) -> bytes:
        try:
            return stream.read(most)
        except (OSError, http.client.HTTPException):
            raise UserError(CUT_OFF) from None

    return read


class _OnlyHttps(urllib.request.HTTPRedirectHandler):
    """A server may lead elsewhere, never to where others could listen."""

    def http_error_302(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: http.client.HTTPMessage
    ) -> IO[bytes] | None:
        if urlsplit(urljoin(req.full_url, headers.get("Location", ""))).scheme != "https":
            fp.close()
            raise UserError(REDIRECTED)
        return super().http_error_302(req, fp, code, msg, headers)

    http_error_301 = http_error_303 = http_error_307 = http_error_308 = http_error_302
