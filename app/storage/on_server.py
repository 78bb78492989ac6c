"""A base on a server of the house: its address for the driver, and its opening."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sqlalchemy import URL

from app.errors import StorageUnavailable
from app.storage.database import Database, check_identity, open_postgres, postgres_engine
from app.storage.failures import SERVER_AWAY, told_in_french
from app.storage.upgrade import upgrade_postgres

if TYPE_CHECKING:
    from app.server import Account, Server


SERVER_UNREACHED = (
    "Le serveur de la base ne répond pas. Vérifiez le réseau, puis recommencez\u00a0; "
    "si cela dure, prévenez l’informatique."
)


def url_of(server: Server, account: Account) -> URL:
    """The address as the driver takes it, without the password."""
    query = {"sslmode": server.tls}
    if server.authority:
        query["sslrootcert"] = server.authority
    socket = server.host.startswith("/")
    if socket:
        query["host"] = server.host
    return URL.create(
        "postgresql+psycopg",
        username=account.name or None,
        host=None if socket else server.host,
        port=server.port,
        database=server.base,
        query=query,
    )


def open_server(server: Server, account: Account) -> Database:
    """Open the base, its tables made or brought to today's schema. Raises AccountRefused, StorageUnavailable."""
    url = url_of(server, account)
    with _nothing_to_save():
        upgrade_postgres(url, account.password)
        return open_postgres(url, account.password)


def revision_of(server: Server, account: Account) -> str:
    """The schema of the base as it stands, "" for one without tables; nothing is changed.

    Raises AccountRefused, StorageUnavailable.
    """
    with _nothing_to_save(), told_in_french():
        engine = postgres_engine(url_of(server, account), account.password)
        try:
            with engine.connect() as connection:
                return check_identity(connection)
        finally:
            engine.dispose()


@contextmanager
def _nothing_to_save() -> Iterator[None]:
    """While a base is opened nobody has typed anything: that it was not saved would only frighten."""
    try:
        yield
    except StorageUnavailable as refusal:
        if refusal.message != SERVER_AWAY:
            raise
        raise StorageUnavailable(SERVER_UNREACHED) from refusal
