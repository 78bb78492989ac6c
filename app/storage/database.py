"""The one door to the base: units of work that hold whole or leave nothing, and reads that write nothing."""

from __future__ import annotations

import logging
import secrets
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import URL, Connection, Engine, QueuePool, create_engine, event, make_url, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.orm import Session
from sqlcipher3 import dbapi2

from app.changes import Changes, RowChange
from app.errors import StorageUnavailable
from app.storage import search
from app.storage.failures import DAMAGED, files_told_in_french, told_in_french
from app.storage.keys import Key
from app.storage.migrations import HEAD, REVISIONS
from app.storage.recording import Recorder

if TYPE_CHECKING:
    from app.storage.listening import Listener

APPLICATION_ID = int.from_bytes(b"AM42", "big")  # https://www.sqlite.org/pragma.html#pragma_application_id
WAIT_MS = 5000  # how long one desk waits for another's write
INDEX_LOCK = 420043  # of PostgreSQL: two desks that write the same entry of the index do so one after the other
# A server that went away without a word is noticed within a minute, as is, on its side, a desk that did.
POSTGRES_PATIENCE = {
    "connect_timeout": 5,
    "keepalives_idle": 20,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 20_000,
    "options": f"-c lock_timeout={2 * WAIT_MS} -c idle_in_transaction_session_timeout=300000",
}

PLAIN_HEADER = b"SQLite format 3\x00"
FROM_TOMORROW = (
    "Cette base a été enregistrée par une version plus récente d’AMF42 : rien n’y a été changé. "
    "Mettez ce poste à jour, puis rouvrez-la."
)

logger = logging.getLogger(__name__)


class Unit:
    """One unit of work: its session while it runs, what it changed once it ended well."""

    def __init__(self, session: Session, label: str, undoable: bool) -> None:
        self.session = session
        self.label = label  # French, for the banner; may be completed inside the block
        self.undoable = undoable
        self.result: Any = None
        self.recorder = Recorder(session)
        self._changes: Changes | None = None

    @property
    def changes(self) -> Changes:
        """What was committed; only once the block has ended well."""
        if self._changes is None:
            raise RuntimeError("a unit of work has no changes before its block has ended well")
        return self._changes

    def _end(self, changes: Changes) -> None:
        self._changes = changes


class Database:
    """An open base. One object for all threads: each unit of work and each read has its own connection."""

    def __init__(self, writer: Engine, reader: Engine, path: Path | None = None) -> None:
        self.dialect = writer.dialect.name  # "sqlite" or "postgresql"
        self.path = path
        self.listeners: list[Callable[[Changes], None]] = []
        self.sender = secrets.token_hex(8)  # by which a server's desk knows its own announcements
        self._listener: Listener | None = None
        self._writer = writer
        self._reader = reader
        self._in_unit = threading.local()

    @contextmanager
    def transaction(self, label: str = "", *, undoable: bool = False) -> Iterator[Unit]:
        """A unit of work: committed if its block ends well, else nothing of it stays.

        `label` is the French sentence of the banner. Raises Conflict when a row was saved by somebody else since it
        was read, StorageUnavailable when the base can't be written. Listeners hear of it after the commit, in the
        thread of the caller. Units don't nest.
        """
        if getattr(self._in_unit, "busy", False):
            raise RuntimeError("a unit of work inside another one would wait for itself")
        self._in_unit.busy = True
        try:
            with told_in_french(), Session(self._writer, expire_on_commit=False) as session:
                session.connection()  # BEGIN IMMEDIATE now: a base that can't be written is told before any work
                unit = Unit(session, label, undoable)
                yield unit
                session.flush()
                rows = unit.recorder.rows()
                if rows:
                    if self.dialect == "postgresql":
                        self.announce(session.connection(), rows)
                    search.reindex(session, rows)
                    stamp(session.connection())
                session.commit()
        finally:
            self._in_unit.busy = False
        changes = Changes(rows=rows, label=unit.label, result=unit.result, undoable=unit.undoable and bool(rows))
        unit._end(changes)
        self._tell(changes)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session that sees one moment of the base and can't write. Raises StorageUnavailable."""
        with told_in_french(), Session(self._reader, autoflush=False) as session:
            yield session

    def listen(self) -> None:
        """Hand what other desks of a server write to the listeners, in a thread of its own, until `close`.

        Nothing is missed that is committed after it returns. A base in a file has no other desk. Raises
        StorageUnavailable.
        """
        if self.dialect == "postgresql" and self._listener is None:
            from app.storage.listening import Listener

            with told_in_french():
                self._listener = Listener(self._writer, self.sender, self._tell)

    def announce(self, connection: Connection, rows: Sequence[RowChange]) -> None:
        """Within a server's transaction: other desks hear of it at its commit; the index is this desk's until then."""
        from app.storage.listening import CHANNEL, announcement

        told = announcement(self.sender, rows)
        if told:
            connection.execute(
                text("SELECT pg_advisory_xact_lock(:lock), pg_notify(:channel, :told)"),
                {"lock": INDEX_LOCK, "channel": CHANNEL, "told": told},
            )

    def _tell(self, changes: Changes) -> None:
        for listener in tuple(self.listeners):
            try:
                listener(changes)
            except Exception:  # what was saved is saved: a listener's bug must not say otherwise
                logger.exception("a listener failed on committed changes")

    def close(self) -> None:
        """Give all connections back; the base can be opened again."""
        if self._listener is not None:
            self._listener.stop()
            self._listener = None
        self._reader.dispose()
        self._writer.dispose()


def stamp(connection: Connection) -> None:
    """Mark the base as changed, within the transaction: its daily copy is made only when this mark differs.

    A random mark in SQLite's `user_version`: a counter would come back to an old value after a restored copy.
    """
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"PRAGMA user_version = {secrets.randbelow(2**31 - 1) + 1}")


def connect_raw(path: Path, key: Key, *pragmas: str) -> dbapi2.Connection:
    """A driver's connection with its key set and no implicit transactions; nothing has been read yet.

    A wrong key shows only at the first statement that reads, as DatabaseError SQLITE_NOTADB.
    """
    connection = dbapi2.connect(str(path), isolation_level=None, check_same_thread=False, timeout=WAIT_MS / 1000)
    try:
        connection.execute("PRAGMA cipher_log_level = NONE")  # else each wrong key writes on standard error
        connection.execute(f"PRAGMA key = \"x'{key.hex}'\"")
        for pragma in (f"busy_timeout = {WAIT_MS}", *pragmas):
            connection.execute(f"PRAGMA {pragma}")
    except BaseException:
        connection.close()
        raise
    return connection


def sqlite_engine(path: Path, key: Key, *pragmas: str, begin: str = "BEGIN IMMEDIATE") -> Engine:
    """An engine on an encrypted file, whose transactions (DDL too) start with `begin` and roll back whole."""

    def connect() -> DBAPIConnection:
        connection: DBAPIConnection = connect_raw(path, key, *pragmas)
        return connection

    engine = create_engine(
        URL.create("sqlite", database=str(path)),
        module=dbapi2,
        creator=connect,
        poolclass=QueuePool,
        hide_parameters=True,  # an exception must not carry what people typed
    )
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql(begin))
    return engine


def postgres_engine(url: str | URL, password: str = "") -> Engine:
    """An engine on a PostgreSQL server, through psycopg 3 whatever way the URL names the driver.

    The password stays out of the URL, which may be shown; "" sends none.
    """
    return create_engine(
        make_url(url).set(drivername="postgresql+psycopg"),
        pool_pre_ping=True,
        hide_parameters=True,
        connect_args={
            "application_name": "AMF42",
            "gssencmode": "disable",  # TLS is what is asked for, and told
            **POSTGRES_PATIENCE,
            **({"password": password} if password else {}),
        },
    )


def check_file(path: Path) -> None:
    """Refuse, before SQLite sees it, a file that can't be one of our bases. Raises StorageUnavailable."""
    with files_told_in_french():
        if not path.is_file():
            raise StorageUnavailable(
                "La base n’est pas à l’endroit prévu. Vérifiez que son disque est branché, ou restaurez une copie."
            )
        with path.open("rb") as file:
            start = file.read(len(PLAIN_HEADER))
    if not start:
        raise StorageUnavailable("Le fichier de la base est vide. Restaurez la dernière copie de la base.")
    if start == PLAIN_HEADER:
        raise StorageUnavailable(
            "Ce fichier est une base SQLite qui n’est pas chiffrée : AMF42 ne l’ouvre pas. Choisissez une base AMF42."
        )


def check_identity(connection: Connection) -> str:
    """The revision of a base of ours, "" for one without any table yet.

    Raises KeyMissing for a wrong key, StorageUnavailable for another program's base or one of tomorrow.
    """
    if connection.dialect.name == "sqlite":
        application_id = connection.exec_driver_sql("PRAGMA application_id").scalar_one()
        tables = connection.exec_driver_sql("SELECT count(*) FROM sqlite_master").scalar_one()
        if application_id != APPLICATION_ID:
            raise StorageUnavailable(
                "Ce fichier n’est pas une base AMF42. Choisissez-en un autre, ou restaurez une copie."
            )
        if not tables:
            raise StorageUnavailable(DAMAGED)
    elif connection.execute(text("SELECT to_regclass('alembic_version')")).scalar_one() is None:
        return ""
    revision = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none() or ""
    if revision and revision not in REVISIONS:
        raise StorageUnavailable(FROM_TOMORROW)
    return str(revision)


def open_encrypted(path: Path, key: Key) -> Database:
    """Open an encrypted base that is up to date (see app.storage.upgrade).

    Raises KeyMissing when the key doesn't open it, StorageUnavailable when the file is missing, empty, plain,
    damaged, or of a later version.
    """
    check_file(path)
    writing = ("foreign_keys = on", "journal_mode = wal", "synchronous = full")
    database = Database(
        writer=sqlite_engine(path, key, *writing),
        reader=sqlite_engine(path, key, "query_only = on", begin="BEGIN"),
        path=path,
    )
    return _checked(database)


def open_postgres(url: str | URL, password: str = "") -> Database:
    """Open a base on a PostgreSQL server that is up to date.

    Raises AccountRefused when the server refuses the account or the password, StorageUnavailable when it does not
    answer or can't be used.
    """
    with told_in_french():
        engine = postgres_engine(url, password)
        snapshot = engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        return _checked(Database(writer=engine, reader=snapshot))


def _checked(database: Database) -> Database:
    try:
        with (
            told_in_french(),
            database._reader.connect() as connection,
        ):  # which can change nothing in a stranger’s file
            if check_identity(connection) != HEAD:
                raise RuntimeError("upgrade the base before opening it")
    except BaseException:
        database.close()
        raise
    return database
