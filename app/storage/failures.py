"""Turns the failures of an engine into refusals that a person can act on; anything unknown stays a bug."""

from __future__ import annotations

import errno
import re
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm.exc import StaleDataError
from sqlcipher3 import dbapi2

from app.errors import AccountRefused, Conflict, KeyMissing, StorageUnavailable

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
ACCOUNT_UNPROVEN = "Le serveur demande un mot de passe pour ce compte. Saisissez-le."
ACCOUNT_REFUSED = "Le serveur n’accepte pas ce compte avec ce mot de passe. Relisez-les, puis recommencez."
NO_RIGHTS = (
    "Ce compte n’a pas les droits qu’il faut sur la base du serveur\u00a0: rien n’a été enregistré. "
    "Demandez-les à l’informatique."
)
NO_SUCH_BASE = "Le serveur n’a pas la base que ce poste demande. Demandez à l’informatique de la créer."

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
    "42501": NO_RIGHTS,
    "55P03": "Un autre poste occupe la base\u00a0: rien n’a été enregistré. Recommencez dans un instant.",
    "3D": NO_SUCH_BASE,
    "08": SERVER_AWAY,
    "53": SERVER_AWAY,
    "57": SERVER_AWAY,
    "58": SERVER_AWAY,
}
_POSTGRES_CONFLICTS = ("40001", "40P01")  # serialization failure, deadlock
# What libpq or the server says while the connection is made, for which there is no SQLSTATE, nor one language.
_AT_THE_DOOR = (
    (
        r"does not support SSL",
        "Le serveur ne chiffre pas la connexion\u00a0: rien ne lui a été envoyé. "
        "Demandez à l’informatique d’y activer TLS.",
    ),
    (
        r"root certificate file",
        "Le fichier de l’autorité qui garantit le serveur manque sur ce poste\u00a0: rien n’a été envoyé. "
        "Prévenez l’informatique.",
    ),
    (
        r"certificate|does not match host name",
        "Le certificat du serveur n’est pas celui qu’on attend\u00a0: rien ne lui a été envoyé. "
        "Prévenez l’informatique.",
    ),
    (
        r"pg_hba\.conf",
        "Le serveur n’accepte pas ce compte depuis ce poste. Demandez à l’informatique de l’y autoriser (pg_hba.conf).",
    ),
    (r"too many (?:clients|connections)|connection slots", "Le serveur n’a plus de place. Prévenez l’informatique."),
    (r"permission denied for database", NO_RIGHTS),
    (r"database \"[^\"]*\" does not exist|base de données «[^»]*» n['’]existe pas", NO_SUCH_BASE),
)
_DOOR = re.compile(r"connection (?:failed|is bad)")  # how psycopg begins; a connection that was lost says otherwise


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
        return _at_the_door(failure) if type(failure).__name__ in ("OperationalError", "ConnectionTimeout") else None
    if state.startswith("28"):
        return AccountRefused(ACCOUNT_REFUSED)
    if state in _POSTGRES_CONFLICTS:
        return Conflict(CHANGED_MEANWHILE)
    said = _POSTGRES.get(state) or _POSTGRES.get(state[:2])
    return StorageUnavailable(said) if said else None


def _at_the_door(failure: BaseException) -> StorageUnavailable:
    said, connection = str(failure), getattr(failure, "pgconn", None)
    if connection is None or not _DOOR.match(said):
        return StorageUnavailable(SERVER_AWAY)
    if connection.needs_password:
        return AccountRefused(ACCOUNT_UNPROVEN)
    for words, sentence in _AT_THE_DOOR:
        if re.search(words, said):
            return StorageUnavailable(sentence)
    # It was given one, and went no further; or it knows this session by another way, and refuses it.
    refused = connection.used_password or re.search(r"authentication failed|role \"[^\"]*\" does not exist", said)
    return AccountRefused(ACCOUNT_REFUSED) if refused else StorageUnavailable(SERVER_AWAY)


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
