"""Brings a base to today's schema: made from nothing, migrated whole, or refused and left as it was."""

from __future__ import annotations

import secrets
from pathlib import Path

from sqlalchemy import URL, Connection, text

from app.storage.database import (
    APPLICATION_ID,
    check_file,
    check_identity,
    connect_raw,
    postgres_engine,
    sqlite_engine,
    stamp,
)
from app.storage.failures import files_told_in_french, told_in_french
from app.storage.keys import Key, place_once
from app.storage.migrations import HEAD

MIGRATIONS = Path(__file__).parent / "migrations"  # read as files: a frozen program ships them beside its modules
_LOCK = 420042  # of PostgreSQL, so that two desks that start together don't both migrate


def upgrade(path: Path, key: Key, *, copies: Path | None = None) -> bool:
    """Make the encrypted base if there is none, migrate it if it is of yesterday; say whether anything was done.

    A base that is migrated is first copied into `copies` (beside it when None). Raises KeyMissing,
    StorageUnavailable; the base is then as it was.
    """
    with files_told_in_french():
        if not path.exists():
            _make(path, key)
            return True
        check_file(path)
        engine = sqlite_engine(path, key, "query_only = on", begin="BEGIN")
        try:
            with engine.connect() as connection:
                revision = check_identity(connection)
        finally:
            engine.dispose()
        if revision == HEAD:
            return False
        from app.storage.backup import copy_checked

        folder = copies or path.parent
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        copy_checked(path, key, folder / f"{path.stem}-avant-{HEAD}-{secrets.token_hex(3)}{path.suffix}")
        migrate_file(path, key)
        return True


def upgrade_postgres(url: str | URL, password: str = "") -> bool:
    """Make or migrate the tables on a server; say whether anything was done.

    Raises AccountRefused, StorageUnavailable; the base is then as it was.
    """
    with told_in_french():
        engine = postgres_engine(url, password)
        try:
            with engine.begin() as connection:
                if check_identity(connection) == HEAD:
                    return False
                connection.execute(text("SET LOCAL lock_timeout = 0"))  # another desk may be at it
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
                if check_identity(connection) == HEAD:
                    return False
                run_migrations(connection)
                return True
        finally:
            engine.dispose()


def migrate_file(path: Path, key: Key, *, journal: str = "wal") -> None:
    """Run the migrations on an encrypted file in one transaction, on a connection of their own.

    Foreign keys are off before it begins: rebuilding a table would delete its children otherwise, and SQLite ignores
    the pragma inside a transaction. They are checked before the commit.
    """
    engine = sqlite_engine(path, key, "foreign_keys = off", f"journal_mode = {journal}", "synchronous = full")
    try:
        with engine.connect() as connection:
            with connection.begin():
                run_migrations(connection)
                broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
                if broken:
                    tables = ", ".join(sorted({str(row[0]) for row in broken}))
                    raise RuntimeError(f"the migration would leave rows without their parent in: {tables}")
                connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
                stamp(connection)
            connection.rollback()
    finally:
        engine.dispose()


def run_migrations(connection: Connection) -> None:
    """Run alembic in the transaction that `connection` is in; it neither begins nor commits one."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def known_revisions() -> tuple[str, ...]:
    """The revisions whose files this program carries, the oldest first: `versions/0001_first_schema.py`.

    alembic says nothing of one that is missing at the end: the base would stay a revision behind.
    """
    return tuple(sorted(path.stem.partition("_")[0] for path in (MIGRATIONS / "versions").glob("[0-9]*.py")))


def _make(path: Path, key: Key) -> None:
    """Make a base under another name, then give it its own: a kill or a full disk leaves no half of one.

    The log comes once all is in the file: folded in at the close, it would tell of no full disk and stay behind.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}.{secrets.token_hex(4)}.new")
    try:
        migrate_file(fresh, key, journal="delete")
        connection = connect_raw(fresh, key)
        try:
            connection.execute("PRAGMA journal_mode = wal").fetchone()
        finally:
            connection.close()
        place_once(fresh, path)
    finally:
        for ending in ("", "-journal", "-wal", "-shm"):
            fresh.with_name(fresh.name + ending).unlink(missing_ok=True)
