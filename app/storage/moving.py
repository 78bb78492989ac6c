"""Brings a whole base from its file to an empty one on a server: in one transaction, read back row by row."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Connection, Table, func, insert, select, text

from app.changes import RowChange
from app.domain.base import Base
from app.errors import UserError
from app.storage import search
from app.storage.backup import copy_checked
from app.storage.database import Database, open_encrypted
from app.storage.keys import Key
from app.storage.recording import chunks, images
from app.storage.upgrade import upgrade

NOT_EMPTY = (
    "La base du serveur contient déjà des données\u00a0: rien n’a été copié. "
    "Demandez à l’informatique une base vide, ou gardez celle du serveur."
)
DIFFERS = (
    "Ce que le serveur a gardé n’est pas ce que la base contient (table {table})\u00a0: rien n’a été copié. "
    "Prévenez l’informatique."
)
ROWS_AT_ONCE = 2000


def move_to_server(base: Path, key: Key, server: Database) -> Mapping[str, int]:
    """Copy a base in a file, of any schema, into the empty tables of an open server; how many rows of each table.

    The file stays as it is: a checked copy of it is read. Raises UserError when the server has data, or gives back
    anything else than it was given, KeyMissing, StorageUnavailable; the server's base is then empty as it was.
    """
    with TemporaryDirectory(prefix="amf42-") as folder:
        copy = Path(folder) / base.name
        copy_checked(base, key, copy)
        upgrade(copy, key)
        source = open_encrypted(copy, key)
        try:
            return _move(source, server)
        finally:
            source.close()


def _move(source: Database, server: Database) -> Mapping[str, int]:
    tables = [table for table in Base.metadata.sorted_tables if table is not search.entries]
    with source.read() as reading, server.transaction() as unit:
        here, there = reading.connection(), unit.session.connection()
        # Who opens the server meanwhile waits, or is waited for: nobody's first row is lost among these.
        there.execute(text(f"LOCK TABLE {', '.join(table.name for table in tables)} IN EXCLUSIVE MODE"))
        if any(_count(there, table) for table in tables):
            raise UserError(NOT_EMPTY)
        last = {str(name): int(number) for name, number in here.execute(text("SELECT name, seq FROM sqlite_sequence"))}
        for table in tables:
            for rows in chunks(here.execute(select(table)).mappings(), ROWS_AT_ONCE):
                there.execute(insert(table), [dict(row) for row in rows])
            if last.get(table.name):
                _go_on_after(there, table, last[table.name])
        for table in tables:
            _compare(here, there, table)
        search.reindex_all(unit.session)
        server.announce(there, [RowChange(table.name, (), None, None) for table in tables])
        return {table.name: _count(there, table) for table in tables}


def _count(connection: Connection, table: Table) -> int:
    return connection.execute(select(func.count()).select_from(table)).scalar_one()


def _go_on_after(connection: Connection, table: Table, number: int) -> None:
    """New rows are numbered after all that the file ever numbered, those that are gone too."""
    [column] = table.primary_key.columns
    connection.execute(
        text("SELECT setval(pg_get_serial_sequence(:table, :column), :number)"),
        {"table": table.name, "column": column.name, "number": number},
    )


def _compare(here: Connection, there: Connection, table: Table) -> None:
    """Raise UserError unless both hold the same rows, value by value."""
    names = [column.name for column in table.primary_key.columns]
    same = _count(here, table) == _count(there, table)
    for rows in chunks(here.execute(select(table)).mappings(), ROWS_AT_ONCE):
        given = {tuple(row[name] for name in names): dict(row) for row in rows}
        kept = images(there, table, given)
        same = same and all(dict(kept.get(key, {})) == row for key, row in given.items())
    if not same:
        raise UserError(DIFFERS.format(table=table.name))
