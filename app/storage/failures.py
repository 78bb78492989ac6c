"""Turns the failures of an engine into refusals that a person can act on; anything unknown stays a bug."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm.exc import StaleDataError
from sqlcipher3 import dbapi2

from app.errors import Conflict, KeyMissing, StorageUnavailable

CHANGED_MEANWHILE = (
    "Quelqu’un d’autre a enregistré cette fiche entre-temps : rien n’a été écrasé. "
    "Rouvrez-la, puis refaites votre modification."
)
NO_KEY = (
    "La clé connue n’ouvre pas cette base, ou le début du fichier est abîmé. "
    "Saisissez la clé de secours, ou restaurez une copie."
)
DAMAGED = "Le fichier de la base est abîmé : rien n’a été enregistré. Restaurez la dernière copie de la base."
SERVER_AWAY = (
    "Le serveur de la base ne répond pas : rien n’a été enregistré. Vérifiez le réseau, puis recommencez ; "
    "si cela dure, prévenez l’informatique."
)

# Beginning of the name of an SQLite result code -> what to say; https://www.sqlite.org/rescode.html
_SQLITE = {
    "SQLITE_FULL": "Le disque est plein : rien n’a été enregistré. Libérez de la place, puis recommencez.",
    "SQLITE_READONLY": (
        "La base ne peut pas être modifiée : rien n’a été enregistré. "
        "Demandez à l’informatique le droit d’écrire dans son dossier."
    ),
    "SQLITE_BUSY": "Un autre programme occupe la base : rien n’a été enregistré. Recommencez dans un instant.",
    "SQLITE_LOCKED": "Un autre programme occupe la base : rien n’a été enregistré. Recommencez dans un instant.",
    "SQLITE_IOERR": (
        "Le disque ne répond pas : rien n’a été enregistré. Vérifiez qu’il est branché et qu’il reste de la place, "
        "puis recommencez."
    ),
    "SQLITE_CANTOPEN": (
        "Le fichier de la base ne s’ouvre pas. Vérifiez que son dossier existe et que vous y avez accès."
    ),
    "SQLITE_PERM": "Le fichier de la base ne s’ouvre pas. Vérifiez que son dossier existe et que vous y avez accès.",
    "SQLITE_CORRUPT": DAMAGED,
}
# SQLSTATE, or its class of two letters -> what to say; https://www.postgresql.org/docs/current/errcodes-appendix.html
_POSTGRES = {
    "53100": "Le disque du serveur est plein : rien n’a été enregistré. Prévenez l’informatique.",
    "25006": "Le serveur n’accepte que la lecture : rien n’a été enregistré. Prévenez l’informatique.",
    "28": "Le serveur refuse ce compte : rien n’a été enregistré. Vérifiez l’adresse de la base dans les réglages.",
    "3D": "Le serveur n’a pas cette base. Vérifiez son adresse dans les réglages.",
    "08": SERVER_AWAY,
    "53": SERVER_AWAY,
    "57": SERVER_AWAY,
    "58": SERVER_AWAY,
}
_POSTGRES_CONFLICTS = ("40001", "40P01", "55P03")  # serialization failure, deadlock, lock not available


def refusal(failure: BaseException | None) -> StorageUnavailable | Conflict | None:
    """The refusal that stands for a driver's exception, or None when it is no fault of the world."""
    name = getattr(failure, "sqlite_errorname", None)
    if name == "SQLITE_NOTADB":
        return KeyMissing(NO_KEY)
    if name:
        return next((StorageUnavailable(said) for code, said in _SQLITE.items() if name.startswith(code)), None)
    if failure is None or not type(failure).__module__.startswith("psycopg"):
        return None
    state = getattr(failure, "sqlstate", None)
    if state is None:  # psycopg knows no SQLSTATE when the server was never reached or went away
        return StorageUnavailable(SERVER_AWAY) if type(failure).__name__ == "OperationalError" else None
    if state in _POSTGRES_CONFLICTS:
        return Conflict(CHANGED_MEANWHILE)
    said = _POSTGRES.get(state) or _POSTGRES.get(state[:2])
    return StorageUnavailable(said) if said else None


@contextmanager
def told_in_french() -> Iterator[None]:
    """Raise Conflict, KeyMissing or StorageUnavailable in place of the driver's own exceptions.

    The original is kept as the cause; engines hide bound values, so that it holds no personal data.
    """
    try:
        yield
    except StaleDataError as error:
        raise Conflict(CHANGED_MEANWHILE) from error
    except DBAPIError as error:
        said = refusal(error.orig)
        if said is None:
            raise
        raise said from error
    except dbapi2.Error as error:
        said = refusal(error)
        if said is None:
            raise
        raise said from error


@contextmanager
def files_told_in_french() -> Iterator[None]:
    """As `told_in_french`, for work on the files themselves: the system's OSError too."""
    try:
        with told_in_french():
            yield
    except OSError as error:
        raise file_refusal(error) from error


def file_refusal(error: OSError) -> StorageUnavailable:
    """The refusal for a file or a folder that the system does not let us use."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return StorageUnavailable(_SQLITE["SQLITE_FULL"])
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return StorageUnavailable(_SQLITE["SQLITE_READONLY"])
    return StorageUnavailable(_SQLITE["SQLITE_CANTOPEN"])
