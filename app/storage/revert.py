"""Takes back what one unit of work wrote, as a unit of work of its own: taking that back does it again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from app.changes import Changes, RowChange
from app.domain.base import Base
from app.domain.dossiers import Dossier, DossierEvent, EventKind
from app.domain.officials import Official
from app.errors import Conflict
from app.storage.database import Database, Unit
from app.storage.recording import chunks, dependents, images, is_among

VERSION = "version"
HISTORY = DossierEvent.__tablename__
_DRAFTS = "drafts"  # what is being typed is no part of what was saved

_NAMES = {
    "officials": "la fiche de l’élu",
    "mandates": "un mandat",
    "trainings": "la formation",
    "sessions": "la session",
    "dossiers": "le dossier",
    "done_steps": "une étape du dossier",
    "handouts": "la remise de la fiche",
    "calls": "l’appel",
    "callbacks": "le rappel",
    "settings": "un réglage",
}


def revert(database: Database, changes: Changes, now: datetime, agent: str) -> Changes:
    """Put each row back as it was, or refuse whole; the result, reverted in its turn, is the redo.

    The history of dossiers loses no line: one of kind "undone" is added to each dossier that is touched, with
    `details` {"label": of the action, "redo": whether it is done again}. Drafts stay as they are. Raises Conflict, with
    a French sentence, when a row was changed since or others now hang on it.
    """
    label = changes.label
    with database.transaction(label, undoable=True) as unit:
        rows = [row for row in changes.rows if row.table != _DRAFTS]
        _refuse_if_changed(unit, rows)
        gone = [row for row in rows if row.before is None and row.table != HISTORY]
        _refuse_if_others_hang_on(unit, gone, rows)
        _keep_history_of_removed(unit, gone)
        try:
            _put_back(unit, rows, gone)
        except IntegrityError as error:
            raise Conflict(_refusal("ce dont cette action dépend")) from error
        redo = any(_is_undone_line(row) and not row.after["details"].get("redo") for row in rows if row.after)
        _add_history(unit, rows, now, agent, {"label": label, "redo": redo})
        unit.result = changes.result
    return unit.changes


def _refusal(what: str) -> str:
    return (
        f"Cette action ne peut plus être annulée : {what} a été modifié depuis par quelqu’un d’autre ou par vous. "
        "Rien n’a été changé ; corrigez la fiche à la main."
    )


def _refuse_if_changed(unit: Unit, rows: Iterable[RowChange]) -> None:
    """Every row must stand as the action left it; its version counts saves, it is no content."""
    put_back = (row for row in rows if not (row.table == HISTORY and row.before is None))  # a line of history stays
    for table, changed in _by_table(put_back).items():
        now = images(unit.session.connection(), table, [row.key for row in changed], lock=True)
        for row in changed:
            if not _same(now.get(row.key), row.after):
                raise Conflict(_refusal(_NAMES.get(table.name, "cette fiche")))


def _refuse_if_others_hang_on(unit: Unit, gone: Iterable[RowChange], rows: Iterable[RowChange]) -> None:
    """What was added later to a row that is to go must not go with it unseen; lines of history are kept apart."""
    known = {(row.table, row.key) for row in rows}
    for table, changed in _by_table(gone).items():
        for child, key, _ in dependents(unit.session.connection(), table, [row.key for row in changed]):
            if child.name != HISTORY and (child.name, key) not in known:
                raise Conflict(_refusal(_NAMES.get(table.name, "cette fiche")))


def _keep_history_of_removed(unit: Unit, gone: Iterable[RowChange]) -> None:
    """Cut the history of dossiers that go loose from them: it stays with the official."""
    ids = [row.key[0] for row in gone if row.table == Dossier.__tablename__]
    if ids:
        of_them = DossierEvent.dossier_id.in_(ids)
        unit.session.execute(update(DossierEvent).where(of_them).values(dossier_id=None))


def _put_back(unit: Unit, rows: list[RowChange], gone: list[RowChange]) -> None:
    """Parents come back before their children, then values, then children go before their parents."""
    session, connection = unit.session, unit.session.connection()
    order = {table: place for place, table in enumerate(Base.metadata.sorted_tables)}
    lost = _by_table(row for row in rows if row.after is None)
    for table in sorted(lost, key=order.__getitem__):
        unit.recorder.touch(table, [row.key for row in lost[table]])
        connection.execute(insert(table), [dict(row.before or {}) for row in lost[table]])
    for row in rows:
        if row.before is not None and row.after is not None:
            table = Base.metadata.tables[row.table]
            unit.recorder.touch(table, [row.key])
            connection.execute(update(table).where(is_among(table, [row.key])).values(_back(connection, table, row)))
    removed = _by_table(gone)
    for table in sorted(removed, key=order.__getitem__, reverse=True):
        keys = [row.key for row in removed[table]]
        unit.recorder.touch_before_delete(table, keys)
        for piece in chunks(keys):
            connection.execute(delete(table).where(is_among(table, piece)))
    session.expire_all()


def _back(connection: Connection, table: Table, row: RowChange) -> dict[str, Any]:
    """The former values of what was changed; the version goes on, so that whoever holds the row notices."""
    before, after = row.before or {}, row.after or {}
    values = {name: before[name] for name in before if before[name] != after.get(name)}
    if VERSION in values:
        current = connection.execute(select(table.c.version).where(is_among(table, [row.key]))).scalar_one()
        values[VERSION] = current + 1
    return values


def _add_history(unit: Unit, rows: Iterable[RowChange], now: datetime, agent: str, details: dict[str, Any]) -> None:
    """One line for each dossier touched; for one that was removed, with its official."""
    dossiers: dict[int, int | None] = {}  # id -> official, from the images where the dossier's own row was touched
    for row in rows:
        for image in (row.before, row.after):
            if image is None:
                continue
            if row.table == Dossier.__tablename__:
                dossiers[row.key[0]] = image["official_id"]
            elif image.get("dossier_id") is not None:
                dossiers.setdefault(image["dossier_id"], None)
    for dossier_id, official_id in dossiers.items():
        dossier = unit.session.get(Dossier, dossier_id)
        owner = dossier.official_id if dossier is not None else official_id
        if owner is None or unit.session.get(Official, owner) is None:
            continue
        line = DossierEvent(
            dossier_id=dossier_id if dossier is not None else None,
            official_id=owner,
            at=now,
            agent=agent,
            kind=EventKind.UNDONE.value,
            details=details,
        )
        unit.session.add(line)


def _is_undone_line(row: RowChange) -> bool:
    return row.table == HISTORY and row.before is None and (row.after or {}).get("kind") == EventKind.UNDONE.value


def _same(one: Mapping[str, Any] | None, other: Mapping[str, Any] | None) -> bool:
    if one is None or other is None:
        return one is other
    return {**one, VERSION: None} == {**other, VERSION: None}


def _by_table(rows: Iterable[RowChange]) -> dict[Table, list[RowChange]]:
    """The rows of each table, in their order."""
    by_table: dict[Table, list[RowChange]] = {}
    for row in rows:
        by_table.setdefault(Base.metadata.tables[row.table], []).append(row)
    return by_table
