"""Records the rows that one unit of work writes, as they were and as they are, whatever way they were written."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, cast

from sqlalchemy import Connection, Table, event, inspect, select, tuple_
from sqlalchemy.orm import Mapper, ORMExecuteState, Session, UOWTransaction, object_session
from sqlalchemy.sql import ColumnElement, Delete, Update

from app.changes import RowChange
from app.domain.base import Base

RowKey = tuple[Any, ...]
Image = Mapping[str, Any]

_CHUNK = 500  # keys a statement; far below the 32,766 bound values of SQLite, two to a key at most
_RECORDER = "recorder"


def chunks(items: Iterable[Any], size: int = _CHUNK) -> Iterator[list[Any]]:
    """Cut `items` into lists of at most `size`."""
    left = iter(items)
    while piece := list(islice(left, size)):
        yield piece


def is_among(table: Table, keys: Sequence[RowKey]) -> ColumnElement[bool]:
    """The condition that a row's primary key is one of `keys`."""
    columns = tuple(table.primary_key.columns)
    if len(columns) == 1:
        return columns[0].in_([key[0] for key in keys])
    return tuple_(*columns).in_(keys)


def images(connection: Connection, table: Table, keys: Iterable[RowKey], *, lock: bool = False) -> dict[RowKey, Image]:
    """Whole rows by primary key, column name -> value; a key without a row is absent.

    `lock` keeps other desks of a server from writing these rows until the transaction ends.
    """
    names = [column.name for column in table.primary_key.columns]
    found: dict[RowKey, Image] = {}
    for piece in chunks(keys):
        statement = select(table).where(is_among(table, piece))
        for row in connection.execute(statement.with_for_update() if lock else statement).mappings():
            image = cast(Image, row)
            found[tuple(image[name] for name in names)] = image
    return found


def dependents(connection: Connection, table: Table, keys: Collection[RowKey]) -> Iterator[tuple[Table, RowKey, bool]]:
    """Rows that the engine itself deletes (True) or cuts loose (False) when these rows go, children of children too."""
    for child in table.metadata.sorted_tables:
        for constraint in child.foreign_key_constraints:
            rule = (constraint.ondelete or "").upper()
            if constraint.referred_table is not table or rule not in ("CASCADE", "SET NULL"):
                continue
            column = constraint.columns[0]
            found: list[RowKey] = []
            for piece in chunks(keys):
                statement = select(*child.primary_key.columns).where(column.in_([key[0] for key in piece]))
                found.extend(tuple(row) for row in connection.execute(statement))
            for key in found:
                yield child, key, rule == "CASCADE"
            if found and rule == "CASCADE":
                yield from dependents(connection, child, found)


class Recorder:
    """Listens to one session and keeps the first image of each row that it is about to write."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._before: dict[tuple[str, RowKey], Image | None] = {}
        session.info[_RECORDER] = self
        event.listen(session, "before_flush", self._before_flush)
        event.listen(session, "after_flush", self._after_flush)
        event.listen(session, "do_orm_execute", self._before_statement)

    def touch(self, table: Table, keys: Iterable[RowKey]) -> None:
        """Keep the images of these rows, before they are written by a statement of one's own."""
        unseen = [key for key in dict.fromkeys(keys) if (table.name, key) not in self._before]
        found = images(self._session.connection(), table, unseen)
        self._before.update({(table.name, key): found.get(key) for key in unseen})

    def touch_before_delete(self, table: Table, keys: Iterable[RowKey]) -> None:
        """As `touch`, with the rows that the engine will delete or cut loose on its own."""
        keys = list(keys)
        self.touch(table, keys)
        following: dict[str, list[RowKey]] = {}
        for child, key, _ in dependents(self._session.connection(), table, keys):
            following.setdefault(child.name, []).append(key)
        for name, found in following.items():
            self.touch(table.metadata.tables[name], found)

    def rows(self) -> tuple[RowChange, ...]:
        """What was really changed so far, in the order of the first writes; call it before the commit."""
        by_table: dict[str, list[RowKey]] = {}
        for name, key in self._before:
            by_table.setdefault(name, []).append(key)
        connection = self._session.connection()
        after = {name: images(connection, Base.metadata.tables[name], keys) for name, keys in by_table.items()}
        changes = (
            RowChange(table=name, key=key, before=before, after=after[name].get(key))
            for (name, key), before in self._before.items()
        )
        return tuple(change for change in changes if change.before != change.after)

    def _before_flush(self, session: Session, _context: UOWTransaction, _instances: object) -> None:
        dirty = (thing for thing in session.dirty if session.is_modified(thing))
        for table, keys in _keys_by_table(dirty).items():
            self.touch(table, keys)
        for table, keys in _keys_by_table(session.deleted).items():
            self.touch_before_delete(table, keys)

    def _after_flush(self, session: Session, _context: UOWTransaction) -> None:
        for table, keys in _keys_by_table(session.new).items():
            for key in keys:
                self._before.setdefault((table.name, key), None)

    def _before_statement(self, state: ORMExecuteState) -> None:
        """See UPDATE and DELETE statements that pass through the session; an INSERT could not be undone."""
        statement = state.statement
        if state.is_insert:
            raise RuntimeError("add mapped objects to the session: an INSERT statement would escape undo and search")
        if not isinstance(statement, Update | Delete) or not isinstance(statement.table, Table):
            return
        self._session.flush()
        table = statement.table
        names = [column.name for column in table.primary_key.columns]
        if isinstance(state.parameters, Sequence):  # bulk update by primary key
            keys: list[RowKey] = [tuple(row[name] for name in names) for row in state.parameters]
        else:
            query = select(*table.primary_key.columns)
            if statement.whereclause is not None:
                query = query.where(statement.whereclause)
            found = self._session.connection().execute(query, state.parameters or {})
            keys = [tuple(row) for row in found]
        if state.is_delete:
            self.touch_before_delete(table, keys)
        else:
            self.touch(table, keys)


def _keys_by_table(things: Iterable[object]) -> dict[Table, list[RowKey]]:
    by_table: dict[Table, list[RowKey]] = {}
    for thing in things:
        mapper = inspect(thing).mapper
        table = cast(Table, mapper.local_table)
        # The key as the base knows it, should somebody have changed it on the object.
        key = inspect(thing).identity or tuple(mapper.primary_key_from_instance(thing))
        by_table.setdefault(table, []).append(tuple(key))
    return by_table


@event.listens_for(Base, "before_delete", propagate=True)
def _before_orphan_goes(mapper: Mapper[Any], _connection: Connection, thing: object) -> None:
    """See children taken out of a list (delete-orphan): to the session they are deleted only while it flushes."""
    session = object_session(thing)
    recorder = session.info.get(_RECORDER) if session is not None else None
    if isinstance(recorder, Recorder):
        key = tuple(inspect(thing).identity or mapper.primary_key_from_instance(thing))
        if (cast(Table, mapper.local_table).name, key) not in recorder._before:
            recorder.touch_before_delete(cast(Table, mapper.local_table), [key])
