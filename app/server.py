"""The base on a server of the house, as IT names it in `accueil.toml`; the address never holds a password."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import parse_qsl, unquote, urlsplit

from app.errors import UserError

NBSP = "\u00a0"
PORT = 5432
# How libpq protects the way to the server; https://www.postgresql.org/docs/current/libpq-ssl.html
STRONG = ("require", "verify-ca", "verify-full")
WEAK = ("disable", "allow", "prefer")  # in clear, or in clear when somebody on the way says so
EXAMPLE = "postgresql://serveur.mairie.example/amf42"

_HOST = re.compile(r"[\w.-]+|[0-9a-f:.]+", re.ASCII)
_WHOLE_PATH = re.compile(r"/|[A-Za-z]:[\\/]|\\\\")
_HERE = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True)
class Server:
    """Where a base is. `host` is a name, an address, or the folder of a socket of this PC, which begins with /."""

    host: str
    base: str
    port: int = PORT
    account: str = ""  # "": asked in the window
    tls: str = "require"  # libpq's sslmode
    authority: str = ""  # libpq's sslrootcert: the whole path of a file; "": where libpq looks for it

    @property
    def is_here(self) -> bool:
        """Whether it is this very PC: nothing goes over the network then."""
        return is_here(self.host)

    @property
    def words(self) -> str:
        """The base and its server, as told to people."""
        where = "ce poste" if self.is_here else self.host
        return f"{self.base}, sur {where}" + (f", port {self.port}" if self.port != PORT else "")


@dataclass(frozen=True, repr=False)
class Account:
    """With what the server is asked; never in a repr, so that no log or traceback shows the password."""

    name: str
    password: str = ""  # "": none is given; the server may know this session otherwise

    def __repr__(self) -> str:
        return "Account(…)"


class PasswordPlace(StrEnum):
    """Where the password that opened the server comes from at the next start."""

    KEYRING = "keyring"
    ASKED = "asked"  # there is no keyring
    NONE = "none"  # the server wants none


def is_here(host: str) -> bool:
    """Whether a host is this very PC."""
    return host.startswith("/") or host in _HERE


def parse_server(text: str) -> Server:
    """Read the address of a base. Raises UserError with what is wrong, never with a word of the address itself."""
    try:
        address = urlsplit(text)
        port = address.port
        options = parse_qsl(address.query, keep_blank_values=True, strict_parsing=bool(address.query))
    except ValueError:
        raise _unreadable() from None
    if address.scheme not in ("postgresql", "postgres"):
        raise UserError(f"elle commence par postgresql://, par exemple {EXAMPLE}.")
    if address.password or any(name == "password" for name, _ in options):
        raise UserError(
            "elle contient un mot de passe, que tous liraient dans ce fichier. Retirez-le et changez-le sur le "
            f"serveur{NBSP}: le programme le demande à l’agent."
        )
    told = dict(options)
    unknown = told.keys() - {"host", "sslmode", "sslrootcert"}
    if unknown:
        named = next((name for name in sorted(unknown) if re.fullmatch(r"[a-z_]{1,40}", name)), "…")
        raise UserError(f"«{NBSP}{named}{NBSP}» n’y a pas sa place. Seules sslmode et sslrootcert l’y ont.")
    host, base = address.hostname or told.get("host", ""), unquote(address.path.strip("/"))
    if not base or not host:
        raise UserError(f"il y manque le serveur ou le nom de la base. Écrivez par exemple {EXAMPLE}.")
    whole = len(told) == len(options) and not address.fragment and "/" not in base and base.isprintable()
    good = host.startswith("/") if "host" in told else bool(_HOST.fullmatch(host))
    if not whole or not good:
        raise _unreadable()
    authority = told.get("sslrootcert", "")
    if "sslrootcert" in told and not _WHOLE_PATH.match(authority):  # libpq's « system »: its OpenSSL here knows nobody
        raise UserError(
            "sslrootcert est le chemin entier du certificat de votre autorité, par exemple "
            "C:/ProgramData/AMF42/mairie.crt."
        )
    return Server(
        host=host,
        base=base,
        port=port or PORT,
        account=unquote(address.username or ""),
        tls=_tls(told.get("sslmode"), host),
        authority=authority,
    )


def _tls(told: str | None, host: str) -> str:
    if told is None:
        return "prefer" if is_here(host) else STRONG[0]
    if told in STRONG or (told in WEAK and is_here(host)):
        return told
    raise UserError(
        "sslmode laisserait passer les données en clair, ou n’est pas un mode connu. Écrivez sslmode=require, "
        "verify-ca ou verify-full, ou retirez-le."
    )


def _unreadable() -> UserError:
    return UserError(f"cette adresse ne se lit pas. Écrivez par exemple {EXAMPLE}.")
