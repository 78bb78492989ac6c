"""Undo and redo: what comes back, what is refused, and the history that loses no line."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from app.changes import Changes
from app.domain.calls import Call, Callback, Draft
from app.domain.dossiers import DoneStep, Dossier, DossierEvent, EventKind, Stage
from app.domain.officials import Official
from app.errors import Conflict
from app.storage.database import Database
from app.storage.revert import revert
from app.storage.search import search
from tests.storage.people import NOW, add_dossier, add_official

LATER = NOW + timedelta(minutes=1)


def move(database: Database, dossier_id: int, stage: Stage, step: str) -> Changes:
    """Tick a step and move the dossier, with its line of history, as the board does."""
    with database.transaction(f"Dossier déplacé vers {stage}.", undoable=True) as unit:
        dossier = unit.session.get_one(Dossier, dossier_id)
        details = {"from": dossier.stage, "to": stage.value}
        dossier.stage = stage.value
        dossier.done_steps.append(DoneStep(step_id=step, done_at=NOW, done_by="Marie"))
        line = DossierEvent(
            dossier_id=dossier_id, official_id=dossier.official_id, at=NOW, kind=EventKind.MOVED.value, details=details
        )
        unit.session.add(line)
    return unit.changes


def stands(database: Database, dossier_id: int) -> tuple[str, set[str]]:
    with database.read() as session:
        dossier = session.get_one(Dossier, dossier_id)
        return dossier.stage, set(dossier.done)


def history(database: Database, official_id: int) -> list[tuple[str, int | None]]:
    with database.read() as session:
        query = select(DossierEvent.kind, DossierEvent.dossier_id).where(DossierEvent.official_id == official_id)
        return [(kind, dossier_id) for kind, dossier_id in session.execute(query.order_by(DossierEvent.id))]


@pytest.fixture
def dossier(database: Database) -> tuple[Database, int, int]:
    official_id = add_official(database, commune="Boën-sur-Lignon")
    return database, official_id, add_dossier(database, official_id)


def test_undo_puts_ticks_and_stage_back_together_and_redo_does_them_again(dossier: tuple[Database, int, int]) -> None:
    database, _, dossier_id = dossier
    moved = move(database, dossier_id, Stage.ACCOUNT_TO_OPEN, "open-account")
    undone = revert(database, moved, LATER, "Marie")
    assert stands(database, dossier_id) == ("new", set())
    assert undone.label == moved.label
    assert undone.undoable
    redone = revert(database, undone, LATER, "Marie")
    assert stands(database, dossier_id) == ("account_to_open", {"open-account"})
    revert(database, redone, LATER, "Karim")
    assert stands(database, dossier_id) == ("new", set())
    with database.read() as session:
        lines = session.execute(select(DossierEvent).order_by(DossierEvent.id)).scalars().all()
        assert [line.kind for line in lines] == ["opened", "moved", "undone", "undone", "undone"]
        assert [line.details.get("redo") for line in lines[2:]] == [False, True, False]
        assert {line.details["label"] for line in lines[2:]} == {moved.label}
        assert [(line.agent, line.at) for line in lines[2:]] == [("Marie", LATER), ("Marie", LATER), ("Karim", LATER)]


def test_several_actions_are_undone_one_after_the_other_and_redone(dossier: tuple[Database, int, int]) -> None:
    database, _, dossier_id = dossier
    first = move(database, dossier_id, Stage.ACCOUNT_TO_OPEN, "open-account")
    second = move(database, dossier_id, Stage.READY_TO_REQUEST, "find-training")
    back_second = revert(database, second, LATER, "Marie")
    back_first = revert(database, first, LATER, "Marie")
    assert stands(database, dossier_id) == ("new", set())
    revert(database, back_first, LATER, "Marie")
    revert(database, back_second, LATER, "Marie")
    assert stands(database, dossier_id) == ("ready_to_request", {"open-account", "find-training"})


def test_whoever_holds_the_record_notices_an_undo(dossier: tuple[Database, int, int]) -> None:
    database, _, dossier_id = dossier
    moved = move(database, dossier_id, Stage.ACCOUNT_TO_OPEN, "open-account")
    with database.read() as session:
        held = session.get_one(Dossier, dossier_id)
        session.expunge(held)
    revert(database, moved, LATER, "Marie")
    held.agent = "Karim"
    with pytest.raises(Conflict), database.transaction() as unit:
        unit.session.add(held)


def test_an_action_is_not_undone_over_a_later_change(dossier: tuple[Database, int, int]) -> None:
    database, official_id, dossier_id = dossier
    moved = move(database, dossier_id, Stage.ACCOUNT_TO_OPEN, "open-account")
    with database.transaction() as unit:
        unit.session.get_one(Dossier, dossier_id).edof_number = "20261124777"
    with pytest.raises(Conflict, match="le dossier a été modifié depuis"):
        revert(database, moved, LATER, "Marie")
    assert stands(database, dossier_id) == ("account_to_open", {"open-account"})
    assert [kind for kind, _ in history(database, official_id)] == ["opened", "moved"]


def test_an_action_is_undone_once(dossier: tuple[Database, int, int]) -> None:
    database, _, dossier_id = dossier
    moved = move(database, dossier_id, Stage.ACCOUNT_TO_OPEN, "open-account")
    revert(database, moved, LATER, "Marie")
    with pytest.raises(Conflict):
        revert(database, moved, LATER, "Marie")


def test_a_dossier_opened_by_mistake_goes_and_its_history_stays_with_the_official(database: Database) -> None:
    official_id = add_official(database)
    heard: list[Changes] = []
    database.listeners.append(heard.append)
    dossier_id = add_dossier(database, official_id)
    undone = revert(database, heard[0], LATER, "Marie")
    assert history(database, official_id) == [("opened", None), ("undone", None)]
    with database.read() as session:
        assert session.get(Dossier, dossier_id) is None
        assert [hit.kind for hit in search(session, "thevenet")] == ["official"]
    revert(database, undone, LATER, "Marie")
    assert history(database, official_id) == [("opened", dossier_id), ("undone", None), ("undone", dossier_id)]
    with database.read() as session:
        assert [hit.kind for hit in search(session, "thevenet")] == ["official", "dossier"]


def test_a_dossier_that_got_more_since_does_not_vanish(database: Database) -> None:
    official_id = add_official(database)
    heard: list[Changes] = []
    database.listeners.append(heard.append)
    dossier_id = add_dossier(database, official_id)
    with database.transaction() as unit:
        unit.session.add(Call(official_id=official_id, dossier_id=dossier_id, started_at=NOW, ended_at=NOW))
    with pytest.raises(Conflict):
        revert(database, heard[0], LATER, "Marie")
    assert stands(database, dossier_id)[0] == "new"


def test_a_removed_official_comes_back_with_all_that_went_along(dossier: tuple[Database, int, int]) -> None:
    database, official_id, dossier_id = dossier
    move(database, dossier_id, Stage.ACCOUNT_TO_OPEN, "open-account")
    with database.transaction() as unit:
        call = Call(official_id=official_id, dossier_id=dossier_id, started_at=NOW, ended_at=NOW)
        unit.session.add(call)
        unit.session.flush()
        unit.session.add(Callback(dossier_id=dossier_id, call_id=call.id, due_on=date(2026, 11, 25)))
        unit.result = call.id
    call_id = unit.changes.result
    with database.transaction("Fiche supprimée.", undoable=True) as unit:
        unit.session.delete(unit.session.get_one(Official, official_id))
    revert(database, unit.changes, LATER, "Marie")
    assert stands(database, dossier_id) == ("account_to_open", {"open-account"})
    with database.read() as session:
        assert [mandate.territory for mandate in session.get_one(Official, official_id).mandates] == ["Boën-sur-Lignon"]
        assert session.get_one(Call, call_id).dossier_id == dossier_id
        assert session.execute(select(Callback.call_id)).scalar_one() == call_id
        assert {hit.kind for hit in search(session, "thevenet boen")} == {"official", "dossier"}
    assert [kind for kind, _ in history(database, official_id)] == ["opened", "moved", "undone"]


def test_what_hangs_on_a_removed_record_is_refused_in_french(dossier: tuple[Database, int, int]) -> None:
    database, official_id, dossier_id = dossier
    with database.transaction("Étape cochée.", undoable=True) as unit:
        unit.session.add(DoneStep(dossier_id=dossier_id, step_id="open-account", done_at=NOW))
    ticked = unit.changes
    undone = revert(database, ticked, LATER, "Marie")
    with database.transaction() as unit:
        unit.session.delete(unit.session.get_one(Official, official_id))
    with pytest.raises(Conflict, match="ne peut plus être annulée"):
        revert(database, undone, LATER, "Marie")


def test_a_draft_that_was_saved_does_not_come_back(database: Database) -> None:
    with database.transaction() as unit:
        unit.session.add(Draft(kind="official", updated_at=NOW))
    with database.transaction("Fiche créée.", undoable=True) as unit:
        unit.session.delete(unit.session.execute(select(Draft)).scalar_one())
        unit.session.add(Official(birth_name="Thévenet", created_at=NOW))
    revert(database, unit.changes, LATER, "Marie")
    with database.read() as session:
        assert session.execute(select(Draft)).first() is None
        assert session.execute(select(Official)).first() is None


def test_an_id_that_was_taken_back_is_never_given_again(database: Database) -> None:
    official_id = add_official(database)
    heard: list[Changes] = []
    database.listeners.append(heard.append)
    dossier_id = add_dossier(database, official_id)
    revert(database, heard[0], LATER, "Marie")
    assert add_dossier(database, official_id) > dossier_id
