"""Where a newer program is announced: an address in https, or a folder of the house; nothing else is opened.

Only whole files are asked for (GET), and nothing is said of this PC, of its user or of its base.
"""

from __future__ import annotations

import http.client
import re
import ssl
import threading
import urllib.request
from collections.abc import Callable, Generator
from contextlib import suppress
from dataclasses import dataclass, field
from io import BufferedIOBase
from pathlib import Path
from queue import Empty, Full, Queue
from typing import IO
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urljoin, urlsplit, urlunsplit
from urllib.request import url2pathname

from app.errors import UserError

PATIENCE = 15.0  # seconds without a byte from the server
TICK = 0.25  # seconds between two looks at whether anybody still wants the file
PIECE = 64 * 1024  # bytes at most in one piece
AHEAD = 16  # pieces that have come and were not taken yet
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]+):", re.IGNORECASE)  # two letters at least: `C:` is a drive
_IN_PATH = "/%:@!$&'()*+,;=~"  # not quoted again, https://www.rfc-editor.org/rfc/rfc3986#section-3.3

_TELL_IT = "Signalez-le à votre service informatique."
_CORRECT_IT = "Demandez à votre service informatique de la corriger."
NOT_SAFE = f"L’adresse des mises à jour doit commencer par https:// ou être celle d’un dossier partagé. {_CORRECT_IT}"
MISWRITTEN = f"L’adresse des mises à jour est mal écrite\u00a0: elle ne mène à aucun serveur. {_CORRECT_IT}"
NO_FILE = f"L’adresse des mises à jour doit finir par le nom d’un fichier, comme annonce.json. {_CORRECT_IT}"
REDIRECTED = (
    f"Le serveur des mises à jour renvoie vers une adresse qui n’est pas en https\u00a0: rien n’a été pris. {_TELL_IT}"
)
LED_NOWHERE = f"Le serveur des mises à jour renvoie vers une adresse mal écrite\u00a0: rien n’a été pris. {_TELL_IT}"
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
        if self._folder() is None:
            if parts.scheme != "https" or not parts.hostname:
                raise UserError(NOT_SAFE)
            try:
                _as_asked(self.address)
            except ValueError:
                raise UserError(MISWRITTEN) from None
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

    def pieces(self, name: str, tick: Callable[[], None]) -> Generator[bytes, None, None]:
        """The file `name` beside the announcement, as it comes. Raises UserError when it can't be had.

        It is read on a thread of its own, and `tick` is called at each piece and several times a second between two:
        what `tick` raises ends it at once, however little the server or the share says.
        """
        came: Queue[bytes | BaseException] = Queue(AHEAD)
        left = threading.Event()

        def hand_over(what: bytes | BaseException) -> None:
            while not left.is_set():
                with suppress(Full):
                    came.put(what, timeout=TICK)
                    return

        def work() -> None:
            try:
                with self._opened(name) as stream:
                    read, more = _reading(stream), True
                    while more and not left.is_set():
                        piece = read(PIECE)
                        hand_over(piece)
                        more = bool(piece)
            except BaseException as problem:  # whatever it is must reach whoever asked
                hand_over(problem)

        threading.Thread(target=work, name="updates-source", daemon=True).start()
        try:
            while True:
                tick()
                try:
                    piece = came.get(timeout=TICK)
                except Empty:
                    continue
                if isinstance(piece, BaseException):
                    raise piece
                if not piece:
                    return
                yield piece
        finally:
            left.set()

    def _opened(self, name: str) -> BufferedIOBase:
        path = self._folder()
        try:
            return self._on_server(name) if path is None else path.with_name(name).open("rb")
        except HTTPError as refusal:
            refusal.close()
            if not refusal.url.startswith("https:"):  # where it would have led
                raise UserError(REDIRECTED) from None
            raise UserError(NOT_THERE if refusal.code in {404, 410} else NO_ANSWER) from None
        except URLError as problem:
            known = isinstance(problem.reason, ssl.SSLCertVerificationError)
            raise UserError(NOT_TRUSTED if known else NO_ANSWER) from None
        except FileNotFoundError:
            raise UserError(NOT_THERE) from None
        except (OSError, http.client.HTTPException):
            raise UserError(NO_ANSWER if path is None else NOT_READ) from None
        except ValueError:
            raise UserError(MISWRITTEN if path is None else NOT_READ) from None

    def _on_server(self, name: str) -> BufferedIOBase:
        """Ask by an opener that knows https and nothing else: the usual one opens http, ftp, file and data too."""
        opener = urllib.request.OpenerDirector()
        for handler in (
            urllib.request.ProxyHandler(),
            urllib.request.UnknownHandler(),
            urllib.request.HTTPSHandler(context=self.trust or ssl.create_default_context()),
            urllib.request.HTTPDefaultErrorHandler(),
            urllib.request.HTTPErrorProcessor(),
            _OnlyHttps(),
        ):
            opener.add_handler(handler)
        address = urljoin(_as_asked(self.address), quote(name, safe=_IN_PATH))
        request = urllib.request.Request(address, headers={"User-Agent": "AMF42"})  # noqa: S310 - https, judged above
        opened: BufferedIOBase = opener.open(request, timeout=PATIENCE)
        return opened


def _as_asked(address: str) -> str:
    """An address in https as a server is asked for it, with its accents quoted. ValueError where none could be."""
    parts = urlsplit(address)
    host = (parts.hostname or "").encode("idna").decode("ascii")  # a UnicodeError is a ValueError
    if "@" in parts.netloc or not host.isprintable() or " " in host:
        raise ValueError
    whole = f"[{host}]" if ":" in host else host
    if parts.port is not None:
        whole += f":{parts.port}"
    return urlunsplit(("https", whole, quote(parts.path, safe=_IN_PATH), "", ""))


def _reading(stream: BufferedIOBase) -> Callable[[int], bytes]:
    """Read what has come, be it little: `read` would wait until all that was asked for is there."""
    to_come: int | None = getattr(stream, "length", None)  # bytes that a server promised

    def read(most: int) -> bytes:
        nonlocal to_come
        try:
            piece = stream.read1(most if to_come is None else min(most, to_come))
        except (OSError, ValueError, http.client.HTTPException):
            raise UserError(CUT_OFF) from None
        if to_come is not None:
            if to_come and not piece:
                raise UserError(CUT_OFF)
            to_come -= len(piece)
        return piece

    return read


class _OnlyHttps(urllib.request.HTTPRedirectHandler):
    """A server may lead elsewhere, never to where others could listen."""

    def redirect_request(  # noqa: PLR0917 - called so by urllib
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: http.client.HTTPMessage,
        newurl: str,
    ) -> urllib.request.Request | None:
        """Judged here, where the address is known in the end: a server may name it in more than one header."""
        fp.close()  # what comes with it is of no use and may have no end
        led = super().redirect_request(req, fp, code, msg, headers, newurl)
        if led is None or led.type != "https":
            raise UserError(REDIRECTED)
        return led

    def http_error_302(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: http.client.HTTPMessage
    ) -> IO[bytes] | None:
        try:
            return super().http_error_302(req, fp, code, msg, headers)
        except OSError:  # a certificate's refusal is a ValueError too
            raise
        except ValueError:
            fp.close()
            raise UserError(LED_NOWHERE) from None

    http_error_301 = http_error_303 = http_error_307 = http_error_308 = http_error_302
