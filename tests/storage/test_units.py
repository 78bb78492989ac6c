"""What a unit of work keeps, what it leaves, and what it says that it changed."""

import threading
from collections.abc import Callable

import pytest
from sqlalchemy import Table, delete, func, insert, select, text, update
from sqlalchemy.exc import DBAPIError

from app.changes import Changes
from app.domain.base import Base
from app.domain.calls import Call, Draft, Setting
from app.domain.dossiers import DoneStep, Dossier, DossierEvent
from app.domain.officials import Mandate, Official
from app.errors import Conflict, StorageUnavailable
from app.storage.database import Database, Unit
from app.storage.search import entries, search
from tests.storage.people import NOW, add_dossier, add_official, official


def count(database: Database, table: type[Base] | Table) -> int:
    with database.read() as session:
        return int(session.execute(select(func.count()).select_from(table)).scalar_one())


class PowerCut(Exception):
    """What ends a unit of work in its middle."""


def save_half(database: Database, units: list[Unit]) -> None:
    with database.transaction() as unit:
        units.append(unit)
        unit.session.add(official(commune="Boën-sur-Lignon"))
        unit.session.flush()
        raise PowerCut


def test_a_unit_that_fails_leaves_nothing(database: Database) -> None:
    units: list[Unit] = []
    with pytest.raises(PowerCut):
        save_half(database, units)
    assert count(database, Official) == 0
    assert count(database, Mandate) == 0
    assert count(database, entries) == 0
    with pytest.raises(RuntimeError, match="ended well"):
        _ = units[0].changes


def test_a_new_row_has_no_before_and_its_id_in_after(database: Database) -> None:
    with database.transaction("Fiche créée.", undoable=True) as unit:
        unit.session.add(official(commune="Boën-sur-Lignon"))
        unit.result = "made"
    changes = unit.changes
    assert (changes.label, changes.result, changes.undoable) == ("Fiche créée.", "made", True)
    person, mandate = changes.rows
    assert (person.table, person.before, mandate.table) == ("officials", None, "mandates")
    assert person.after is not None
    assert person.key == (person.after["id"],)
    assert set(person.after) == {column.name for column in Official.__table__.columns}
    assert person.after["birth_name"] == "Thévenet"
    assert person.after["created_at"] == NOW
    assert mandate.after is not None
    assert mandate.after["official_id"] == person.after["id"]


def test_a_changed_row_shows_the_whole_row_before_even_if_it_was_never_read(database: Database) -> None:
    official_id = add_official(database, note="avant", situation={"compte": "no"})
    with database.transaction() as unit:
        person = unit.session.get_one(Official, official_id)
        unit.session.expire(person)
        person.note = "après"
    [row] = unit.changes.rows
    assert row.before is not None
    assert row.after is not None
    assert (row.before["note"], row.after["note"]) == ("avant", "après")
    assert (row.before["version"], row.after["version"]) == (1, 2)
    changed = {name for name in row.before if row.before[name] != row.after[name]}
    assert changed == {"note", "version"}
    assert row.before["situation"] == {"compte": "no"}


def test_a_row_written_back_to_what_it_was_is_no_change(database: Database) -> None:
    official_id = add_official(database, note="avant")
    with database.transaction("Rien.", undoable=True) as unit:
        unit.session.get_one(Official, official_id).note = "avant"
    assert unit.changes.rows == ()
    assert not unit.changes.undoable


def test_a_child_taken_out_of_its_list_is_seen_with_its_former_values(database: Database) -> None:
    dossier_id = add_dossier(database, add_official(database))
    with database.transaction() as unit:
        dossier = unit.session.get_one(Dossier, dossier_id)
        dossier.done_steps.append(DoneStep(step_id="open-account", done_at=NOW, done_by="Marie"))
    with database.transaction() as unit:
        dossier = unit.session.get_one(Dossier, dossier_id)
        dossier.done_steps.clear()
    [row] = unit.changes.rows
    assert (row.table, row.key, row.after) == ("done_steps", (dossier_id, "open-account"), None)
    assert row.before is not None
    assert row.before["done_by"] == "Marie"


def test_what_the_engine_deletes_by_itself_is_seen_too(database: Database) -> None:
    official_id = add_official(database, commune="Boën-sur-Lignon")
    dossier_id = add_dossier(database, official_id)
    with database.transaction() as unit:
        unit.session.add(Call(official_id=official_id, dossier_id=dossier_id, started_at=NOW, ended_at=NOW))
    with database.transaction() as unit:
        unit.session.delete(unit.session.get_one(Official, official_id))
    tables = {row.table: row for row in unit.changes.rows}
    assert set(tables) == {"officials", "mandates", "dossiers", "dossier_events", "calls"}
    assert all(row.after is None for name, row in tables.items() if name != "calls")
    assert tables["calls"].after is not None
    assert tables["calls"].after["dossier_id"] is None
    assert count(database, entries) == 0


def test_statements_through_the_session_are_seen(database: Database) -> None:
    with database.transaction() as unit:
        unit.session.add_all(Draft(kind="call", agent=agent, updated_at=NOW) for agent in ("Marie", "Karim", "Karim"))
    with database.transaction() as unit:
        unit.session.execute(update(Draft).where(Draft.agent == "Marie").values(kind="official"))
        unit.session.execute(delete(Draft).where(Draft.agent == "Karim"))
    assert [row.after["kind"] if row.after else None for row in unit.changes.rows] == ["official", None, None]


def test_an_insert_statement_that_undo_could_not_see_is_refused(database: Database) -> None:
    with pytest.raises(RuntimeError, match="undo"), database.transaction() as unit:
        unit.session.execute(insert(Setting).values(key="notice", value={}))


def test_listeners_hear_after_the_commit_and_never_of_a_failure(database: Database) -> None:
    heard: list[tuple[Changes, int]] = []
    database.listeners.append(lambda changes: heard.append((changes, count(database, Official))))
    with pytest.raises(PowerCut):
        save_half(database, [])
    assert heard == []
    add_official(database)
    [(changes, seen)] = heard
    assert changes.touches("officials")
    assert seen == 1


def test_a_listener_that_fails_does_not_make_saved_work_look_lost(
    database: Database, expected_log: Callable[[str], None]
) -> None:
    def broken(_changes: Changes) -> None:
        raise ValueError

    expected_log("a listener failed")
    database.listeners.append(broken)
    add_official(database)
    assert count(database, Official) == 1


def test_two_people_who_save_the_same_record_one_is_told(database: Database) -> None:
    official_id = add_official(database)
    with database.read() as session:
        stale = session.get_one(Official, official_id)
        session.expunge(stale)
    with database.transaction() as unit:
        unit.session.get_one(Official, official_id).note = "le premier"
    stale.note = "le second"
    with pytest.raises(Conflict, match="rien n’a été écrasé"), database.transaction() as unit:
        unit.session.add(stale)
    with database.read() as session:
        assert session.get_one(Official, official_id).note == "le premier"


def test_a_read_cannot_write(database: Database) -> None:
    with pytest.raises((StorageUnavailable, DBAPIError)), database.read() as session:
        session.execute(text("DELETE FROM officials"))
    with pytest.raises((StorageUnavailable, DBAPIError)), database.read() as session:
        session.bulk_save_objects([official()])
    add_official(database)  # the connection that was refused is not the one that writes


def test_a_read_sees_one_moment(database: Database) -> None:
    with database.read() as session:
        assert session.execute(select(func.count()).select_from(Official)).scalar_one() == 0
        worker = threading.Thread(target=add_official, args=(database,))
        worker.start()
        worker.join()
        assert session.execute(select(func.count()).select_from(Official)).scalar_one() == 0
    assert count(database, Official) == 1


def test_units_do_not_nest_in_one_thread(database: Database) -> None:
    with database.transaction(), pytest.raises(RuntimeError, match="inside another"), database.transaction():
        pass
    add_official(database)  # and the door opens again


def test_threads_write_one_after_the_other(database: Database) -> None:
    threads = [threading.Thread(target=add_official, args=(database, f"Nom{n}")) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert count(database, Official) == 8


def test_an_exception_holds_nothing_that_was_typed(database: Database) -> None:
    with pytest.raises(DBAPIError) as caught, database.transaction() as unit:
        unit.session.add(Mandate(official_id=999, territory="Boën-sur-Lignon"))
    assert "Boën" not in str(caught.value)


def test_names_are_data_whatever_they_hold(database: Database) -> None:
    odd = "<b>O'Brien</b> \"; DROP TABLE officials; -- Ελένη שלום 🦊 " + "x" * 200
    official_id = add_official(database, odd)
    with database.read() as session:
        assert session.get_one(Official, official_id).birth_name == odd
        assert [hit.ref_id for hit in search(session, "obrien ελενη שלום")] == [official_id]
        assert count(database, DossierEvent) == 0
