"""What other desks of one server write: announced within each transaction, heard on a connection of its own.

https://www.postgresql.org/docs/current/sql-notify.html
"""

from __future__ import annotations

import json
import logging
import selectors
import socket
import threading
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from app.changes import Changes, RowChange
from app.domain.base import Base
from app.domain.calls import Draft

if TYPE_CHECKING:
    import psycopg

    Driver = psycopg.Connection[Any]

CHANNEL = "amf42"
MOST_BYTES = 7_900  # PostgreSQL refuses 8,000
PAUSES = (1.0, 2.0, 5.0, 10.0, 30.0)  # seconds between two tries to reach a server that went away; then the last one

logger = logging.getLogger(__name__)


def announcement(sender: str, rows: Sequence[RowChange]) -> str:
    """Who wrote, and the tables and numbers of the rows, as JSON; never a word that somebody typed.

    What one desk is typing concerns no other: drafts stay out, and "" says that nothing else was written. The tables
    alone where the numbers would be too many.
    """
    tables: dict[str, list[list[int]]] = {}
    for row in rows:
        if row.table != Draft.__tablename__:
            keys = tables.setdefault(row.table, [])
            if row.key and all(type(part) is int for part in row.key):  # other keys are words: a setting's name
                keys.append(list(row.key))
    if not tables:
        return ""
    whole = _json(sender, tables)
    return whole if len(whole) <= MOST_BYTES else _json(sender, {name: [] for name in tables})


def heard(payload: str, own: str) -> Changes | None:
    """What an announcement says; None for one's own. One that can't be read may stand for anything."""
    try:
        told = json.loads(payload)
        if told["from"] == own:
            return None
        tables = {str(name): [tuple(map(int, key)) for key in keys] for name, keys in told["rows"].items()}
    except (ValueError, TypeError, KeyError, AttributeError):
        return everything()
    return _changes({name: keys for name, keys in tables.items() if name in Base.metadata.tables})


def everything() -> Changes:
    """That all that is on screen may be another by now."""
    return _changes(dict.fromkeys(Base.metadata.tables, ()))


def _json(sender: str, tables: Mapping[str, Sequence[Sequence[int]]]) -> str:
    return json.dumps({"from": sender, "rows": tables}, separators=(",", ":"))  # plain ASCII: letters are bytes


def _changes(tables: Mapping[str, Sequence[tuple[int, ...]]]) -> Changes:
    rows = (RowChange(name, key, None, None) for name, keys in tables.items() for key in keys or ((),))
    return Changes(rows=tuple(rows), elsewhere=True)


class Listener:
    """Hears the announcements of other desks from when it is made until `stop`; `tell` is called on its own thread.

    A connection that is lost is made again, with growing pauses; once it is back, everything may have changed. Raises
    what the engine raises when the first connection can't be made.
    """

    def __init__(self, engine: Engine, own: str, tell: Callable[[Changes], None]) -> None:
        self._engine = engine.execution_options(isolation_level="AUTOCOMMIT")
        self._own, self._tell = own, tell
        self._stopped = threading.Event()
        first = self._connect()
        self._wake, self._waker = socket.socketpair()  # a wait for the server must end when the window closes
        self._thread = threading.Thread(target=self._run, args=(first,), name="listener", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Hear no more. A try to reach a lost server, which may last some seconds, ends by itself."""
        self._stopped.set()
        self._waker.send(b".")
        self._thread.join(2.0)
        self._waker.close()

    def _connect(self) -> Driver:
        """A connection that listens, and that the pool has forgotten: it is closed here alone."""
        connection = self._engine.connect()
        try:
            connection.exec_driver_sql(f"LISTEN {CHANNEL}")
            connection.rollback()  # of nothing: what is set on a connection that commits by itself stays
        except BaseException:
            connection.close()
            raise
        driver: Driver = connection.connection.driver_connection  # type: ignore[assignment]  # psycopg's own
        connection.detach()
        return driver

    def _run(self, first: Driver) -> None:
        driver: Driver | None = first
        while driver is not None:
            self._hear(driver)
            driver = self._again()
            if driver is not None:
                self._tell(everything())
        self._wake.close()

    def _hear(self, driver: Driver) -> None:
        """Tell what is announced until the connection is lost, or this listener is stopped."""
        import psycopg

        try:
            with selectors.DefaultSelector() as selector:
                selector.register(driver.fileno(), selectors.EVENT_READ)
                selector.register(self._wake, selectors.EVENT_READ)
                while not self._stopped.is_set():
                    driver.pgconn.consume_input()
                    while (notice := driver.pgconn.notifies()) is not None:
                        changes = heard(notice.extra.decode(), self._own)
                        if changes is not None and changes.rows:
                            self._tell(changes)
                    selector.select()
        except (psycopg.Error, OSError):
            logger.warning("the server no longer announces what other desks write: it is tried again")
        finally:
            driver.close()

    def _again(self) -> Driver | None:
        """The connection made anew, however long that takes; None once this listener is stopped."""
        tries = 0
        while not self._stopped.wait(PAUSES[min(tries, len(PAUSES)) - 1] if tries else 0):
            try:
                driver = self._connect()
            except (DBAPIError, OSError):
                tries += 1
                continue
            if not self._stopped.is_set():
                return driver
            driver.close()
        return None
