"""What an agent can do with a call: log it, promise a callback, find whose a stranger's was."""

from datetime import date, time, timedelta

import pytest

from app.desk import Desk
from app.domain.calls import CallOutcome, CallReason
from app.errors import Conflict, UserError
from app.services.calls import CallForm, add_callback, attach_call, finish_callback, log_call, move_callback
from app.services.drafts import save_draft
from app.storage import queries
from app.storage.database import Database
from app.storage.revert import revert
from tests.factories import AGENT, NOW, WITHOUT_ACCOUNT, Clock, add_dossier, add_person, add_session, make_desk

BEGAN = NOW - timedelta(minutes=4)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def desk(database: Database, clock: Clock) -> Desk:
    return make_desk(database, clock)


def test_a_call_stands_in_the_history_of_dossier_and_person_with_its_note(desk: Desk) -> None:
    person = add_person(desk)
    dossier = add_dossier(desk, person, add_session(desk), WITHOUT_ACCOUNT)
    form = CallForm(
        BEGAN,
        official_id=person,
        dossier_id=dossier,
        caller_typed="04 65 71 20 14",
        reason=CallReason.CONNECTION,
        outcome=CallOutcome.STEP_DONE,
        note="Sa carte Vitale est à la maison.",
    )
    changes = log_call(desk, form)
    assert changes.label == "Appel de Mme\u00a0Thévenet enregistré"
    detail, page = queries.dossier(desk, dossier), queries.official(desk, person)
    assert detail is not None
    assert page is not None
    for history in (detail.history, page.history):
        line = next(row for row in history if row.kind == "call")
        assert (line.text, line.detail) == (
            "Appel de 4\u00a0min · Connexion · étape faite",
            "«\u00a0Sa carte Vitale est à la maison.\u00a0»",
        )
        assert (line.icon, line.agent, line.at, line.call_id) == ("phone", AGENT, BEGAN, changes.result)
    row = queries.call(desk, changes.result)
    assert row is not None
    assert (row.caller_phone, row.minutes) == ("04\u00a065\u00a071\u00a020\u00a014", 4)


def test_a_promise_made_in_a_call_is_on_the_card_and_on_today(desk: Desk) -> None:
    person = add_person(desk, landline_typed="04 65 71 20 14")
    dossier = add_dossier(desk, person, add_session(desk, starts_on=date(2027, 1, 21)))
    form = CallForm(
        BEGAN,
        dossier_id=dossier,
        outcome=CallOutcome.CALL_BACK,
        callback_on=date(2026, 11, 24),
        callback_time=time(14),
        callback_reason="Ouvrir son compte avec elle",
    )
    log_call(desk, form)
    (row,) = queries.today(desk).callbacks
    assert (row.name, row.reason, row.deadline.at) == ("Odile Thévenet", "Ouvrir son compte avec elle", time(14))
    assert row.phone is not None
    assert row.phone.national == "04\u00a065\u00a071\u00a020\u00a014"
    shown = queries.board(desk)[0].deadline
    assert shown is not None
    assert (shown.kind, shown.at) == ("callback", time(14))


def test_answering_a_callback_finishes_it_unless_nobody_picked_up(desk: Desk) -> None:
    person = add_person(desk)
    promise = add_callback(desk, person, None, date(2026, 11, 24), time(11), "Du nouveau ?").result
    missed = CallForm(BEGAN, official_id=person, outgoing=True, outcome=CallOutcome.NO_ANSWER, callback_id=promise)
    log_call(desk, missed)
    assert [row.id for row in queries.today(desk).callbacks] == [promise]
    page = queries.official(desk, person)
    assert page is not None
    assert (page.history[0].text, page.history[0].icon) == ("Appel sans réponse", "phone-missed")
    reached = CallForm(BEGAN, official_id=person, outgoing=True, callback_id=promise)
    assert log_call(desk, reached).label == "Appel à Mme\u00a0Thévenet enregistré"
    assert queries.today(desk).callbacks == ()


def test_nobody_picked_up_and_another_day_replaces_the_promise(desk: Desk) -> None:
    person = add_person(desk)
    promise = add_callback(desk, person, None, date(2026, 11, 23)).result
    form = CallForm(
        BEGAN,
        official_id=person,
        outcome=CallOutcome.NO_ANSWER,
        callback_id=promise,
        callback_on=date(2026, 11, 25),
    )
    log_call(desk, form)
    assert [row.deadline.day for row in queries.today(desk).callbacks] == [date(2026, 11, 25)]


def test_undoing_a_logged_call_takes_its_callback_back_and_leaves_the_old_promise_open(desk: Desk) -> None:
    person = add_person(desk)
    promise = add_callback(desk, person, None, date(2026, 11, 24)).result
    changes = log_call(desk, CallForm(BEGAN, official_id=person, callback_id=promise, callback_on=date(2026, 11, 25)))
    revert(desk.database, changes, desk.now(), desk.agent)
    assert [row.id for row in queries.today(desk).callbacks] == [promise]
    assert queries.call(desk, changes.result) is None


def test_a_stranger_is_logged_with_what_is_known_and_attached_the_next_day(desk: Desk, clock: Clock) -> None:
    form = CallForm(BEGAN, caller_typed="04.65.71.20.14", note="Demande le programme", callback_on=date(2026, 11, 25))
    changes = log_call(desk, form)
    assert changes.label == "Appel sans nom enregistré"
    (row,) = queries.today(desk).callbacks
    assert row.name == "Appel du 04\u00a065\u00a071\u00a020\u00a014, sans nom"
    clock.pass_by(days=1)
    log_call(desk, CallForm(desk.now(), caller_typed="une dame de Feurs"))
    from_elsewhere = queries.caller(desk, "06 39 98 41 27")
    assert [call.caller_typed for call in from_elsewhere.strangers] == ["une dame de Feurs", "04.65.71.20.14"]
    from_there = queries.caller(desk, "+33 4 65 71 20 14")
    assert from_there.strangers[0].id == changes.result
    person = add_person(desk)
    assert attach_call(desk, changes.result, person).label == "Appel rattaché à Mme\u00a0Thévenet"
    page = queries.official(desk, person)
    assert page is not None
    assert [(line.kind, line.at) for line in page.history] == [("call", BEGAN)]
    assert [row.name for row in queries.today(desk).callbacks] == ["Odile Thévenet"]
    assert len(queries.caller(desk, "x").strangers) == 1


def test_a_stranger_of_long_ago_is_offered_no_longer(desk: Desk, clock: Clock) -> None:
    log_call(desk, CallForm(BEGAN, caller_typed="une dame"))
    clock.pass_by(days=31)
    assert queries.caller(desk, "").strangers == ()


@pytest.mark.parametrize("name", ["note", "caller_typed", "caller_phone", "reason", "outcome", "callback_reason"])
def test_a_nir_is_refused_in_every_text_of_a_call(encrypted: Database, name: str) -> None:
    desk = make_desk(encrypted)
    with pytest.raises(UserError) as refused:
        log_call(desk, CallForm(BEGAN, **{name: "2620642147036"}))
    assert "2620642147036" not in refused.value.message
    assert queries.caller(desk, "").strangers == ()


def test_a_callback_can_be_moved_and_done(desk: Desk) -> None:
    person = add_person(desk)
    added = add_callback(desk, person, None, date(2026, 11, 24), time(10, 30))
    assert added.label == "Rappel de Mme\u00a0Thévenet noté pour le mar.\u00a024\u00a0nov. à 10\u00a0h\u00a030"
    (row,) = queries.today(desk).callbacks
    moved = move_callback(desk, row.id, date(2026, 11, 26), time(9), row.version)
    assert moved.label == "Rappel de Mme\u00a0Thévenet déplacé au jeu.\u00a026\u00a0nov. à 9\u00a0h"
    with pytest.raises(Conflict):
        move_callback(desk, row.id, date(2026, 11, 27), None, row.version)
    assert finish_callback(desk, row.id).label == "Rappel de Mme\u00a0Thévenet fait"
    assert queries.today(desk).callbacks == ()
    assert finish_callback(desk, row.id).rows == ()


def test_a_secretary_calls_for_an_official(desk: Desk) -> None:
    official = add_person(desk)
    secretary = add_person(desk, "Martine", "Oriol", is_official=False, role="Secrétaire de mairie")
    log_call(desk, CallForm(BEGAN, official_id=official, speaker_id=secretary))
    page = queries.official(desk, official)
    assert page is not None
    assert [line.kind for line in page.history] == ["call"]
    assert page.history[0].text.startswith("Appel de")


def test_ending_a_call_takes_its_draft_away(desk: Desk) -> None:
    draft = save_draft(desk, None, "call", None, {"note": "Sa carte"})
    log_call(desk, CallForm(BEGAN), draft)
    assert queries.drafts(desk) == ()


def test_who_phones_first_is_not_called_back_for_what_was_due(desk: Desk) -> None:
    odile = add_person(desk)
    today, later = desk.today(), date(2026, 12, 1)
    due = add_callback(desk, odile, None, today, time(14), "Choisir une date").result
    far = add_callback(desk, odile, None, later, None, "Après la session").result
    log_call(desk, CallForm(started_at=NOW, official_id=odile, outcome="no_answer", outgoing=True))
    assert {row.id for row in queries.today(desk).callbacks} >= {due}, "nobody picked up"
    log_call(desk, CallForm(started_at=NOW, official_id=odile, outcome="step_done"))
    waiting = {row.id for row in queries.today(desk).callbacks}
    assert due not in waiting
    assert far in waiting
