"""The board, the day and the catalogue, as they stand on Tuesday 24 November 2026."""

from datetime import date, time

import pytest
from sqlalchemy import event

from app.desk import Desk
from app.domain.calendar import DeadlineKind, Urgency
from app.domain.dossiers import Outcome, Stage
from app.services.calls import add_callback
from app.services.catalogue import TrainingForm, cancel_session, save_training
from app.services.dossiers import close
from app.storage import queries
from app.storage.database import Database
from tests.factories import (
    ACCOUNT_OPEN,
    WITHOUT_ACCOUNT,
    Clock,
    add_dossier,
    add_person,
    add_session,
    add_training,
    make_desk,
)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def desk(database: Database, clock: Clock) -> Desk:
    return make_desk(database, clock)


def test_an_empty_base_says_so_until_somebody_or_something_is_in_it(desk: Desk) -> None:
    assert queries.today(desk).empty_base
    assert queries.board(desk) == ()
    assert queries.trainings(desk) == ()
    add_training(desk)
    assert not queries.today(desk).empty_base


def test_within_a_column_the_most_urgent_card_is_on_top(desk: Desk) -> None:
    training = add_training(desk)
    calm = add_dossier(desk, add_person(desk, "A", "Calme"), add_session(desk, training, starts_on=date(2027, 3, 4)))
    soon = add_dossier(desk, add_person(desk, "B", "Bientôt"), add_session(desk, training))
    without = add_dossier(desk, add_person(desk, "C", "Sans"))
    late = add_dossier(desk, add_person(desk, "D", "Retard"), add_session(desk, training, starts_on=date(2026, 12, 1)))
    today = add_dossier(desk, add_person(desk, "E", "Rappel"))
    add_callback(desk, None, today, date(2026, 11, 24), time(14))
    other = add_dossier(desk, add_person(desk, "F", "Compte"), None, WITHOUT_ACCOUNT)
    rows = queries.board(desk)
    assert [row.id for row in rows] == [late, today, soon, calm, without, other]
    assert rows[-1].stage is Stage.ACCOUNT_TO_OPEN
    assert (rows[4].training_short, rows[4].deadline) == ("À choisir", None)


def test_a_card_has_all_that_it_shows_and_that_one_filters_by(desk: Desk) -> None:
    person = add_person(desk, "Philippe", "Duclosel", "Boën-sur-Lignon", civility="M.", function="3e adjoint")
    add_dossier(desk, person, add_session(desk), ACCOUNT_OPEN)
    (row,) = queries.board(desk)
    assert (row.name, row.commune, row.function, row.training_short) == (
        "Philippe Duclosel",
        "Boën-sur-Lignon",
        "3e adjoint",
        "Domaine public",
    )
    assert (row.session_on, row.place, row.agent) == (date(2026, 12, 15), "Montbrison", "Claire M.")
    assert "Loire Forez" in row.epci


def test_the_day_shows_what_presses_the_most_urgent_first(desk: Desk, clock: Clock) -> None:
    held = add_session(desk)
    people = [add_person(desk, name, "Faure", "Feurs") for name in ("A", "B", "C", "D", "E", "F")]
    confirming = [add_dossier(desk, people[0], held, ACCOUNT_OPEN, stage=Stage.TO_CONFIRM)]
    answering = [add_dossier(desk, people[1], held, ACCOUNT_OPEN, stage=Stage.REQUEST_SENT)]
    clock.pass_by(days=1)
    confirming.append(add_dossier(desk, people[2], held, ACCOUNT_OPEN, stage=Stage.TO_CONFIRM))
    add_dossier(desk, people[3], held)
    later = add_session(desk, starts_on=date(2027, 1, 12))
    add_dossier(desk, people[4], later)
    add_dossier(desk, people[5], later)
    for day, at in ((date(2026, 11, 25), time(11)), (date(2026, 11, 24), time(16)), (date(2026, 11, 25), None)):
        add_callback(desk, people[0], None, day, at)
    add_callback(desk, people[0], None, date(2026, 12, 20))
    page = queries.today(desk)
    assert [row.id for row in page.to_confirm] == confirming
    assert [row.id for row in page.to_answer] == answering
    assert [(row.deadline.day.day, row.deadline.at) for row in page.callbacks] == [
        (24, time(16)),
        (25, time(11)),
        (25, None),
    ]
    assert [row.deadline.urgency for row in page.callbacks] == [Urgency.LATE, Urgency.TODAY, Urgency.TODAY]
    assert [(row.session.id, row.to_ask) for row in page.last_days] == [(held, 1), (later, 2)]


def test_a_session_of_which_nobody_is_left_to_help_is_no_last_day(desk: Desk) -> None:
    held = add_session(desk)
    dossier = add_dossier(desk, add_person(desk), held)
    cancelled = add_session(desk)
    add_dossier(desk, add_person(desk, "Robert", "Pallandre"), cancelled)
    cancel_session(desk, cancelled)
    assert [row.session.id for row in queries.today(desk).last_days] == [held]
    close(desk, dossier, Outcome.WITHOUT_SUITE)
    assert queries.today(desk).last_days == ()


def test_seats_are_taken_from_the_request_on_and_never_by_who_is_only_interested(desk: Desk) -> None:
    held = add_session(desk, seats=5)
    dossiers = [
        add_dossier(desk, add_person(desk, f"Anne {stage}", "Faure"), held, ACCOUNT_OPEN, stage=stage)
        for stage in (Stage.REQUEST_SENT, Stage.TO_CONFIRM, Stage.ENROLLED, Stage.TRAINED)
    ]
    add_dossier(desk, add_person(desk), held, ACCOUNT_OPEN)
    detail = queries.session(desk, held)
    assert detail is not None
    assert (detail.session.taken, detail.session.free, detail.session.to_help) == (4, 1, 1)
    assert len(detail.dossiers) == 5
    close(desk, dossiers[0], Outcome.CANCELLED)
    detail = queries.session(desk, held)
    assert detail is not None
    assert (detail.session.taken, len(detail.dossiers)) == (3, 4)
    assert queries.session(desk, 4242) is None


def test_the_catalogue_shows_what_comes_what_is_free_and_what_is_past(desk: Desk) -> None:
    full, empty = add_training(desk, "Budget"), add_training(desk, "Nouvelle")
    archived = add_training(desk, "Ancienne")
    coming = add_session(desk, full, seats=1)
    add_dossier(desk, add_person(desk), coming, ACCOUNT_OPEN, stage=Stage.ENROLLED)
    running = add_session(desk, full, starts_on=date(2026, 11, 23), ends_on=date(2026, 11, 24))
    past = add_session(desk, archived, starts_on=date(2026, 10, 1))
    row = queries.trainings(desk, when="all")[-1]

    save_training(desk, archived, TrainingForm("Ancienne", archived=True), row.version)

    def shown(when: str) -> dict[int, list[int]]:
        return {one.id: [held.id for held in one.sessions] for one in queries.trainings(desk, when=when)}

    assert shown("upcoming") == {full: [running, coming], empty: []}
    assert shown("free") == {full: [running]}
    assert shown("past") == {archived: [past]}
    assert shown("all") == {archived: [past], full: [running, coming], empty: []}


def test_sessions_to_choose_come_best_first_and_match_words_or_a_date(desk: Desk) -> None:
    public, budget = add_training(desk), add_training(desk, "Lire et préparer le budget communal")
    late = add_session(desk, public, starts_on=date(2026, 12, 8))
    full = add_session(desk, public, seats=1)
    add_dossier(desk, add_person(desk), full, ACCOUNT_OPEN, stage=Stage.ENROLLED)
    good = add_session(desk, public, starts_on=date(2027, 2, 2), place="Boën-sur-Lignon")
    other = add_session(desk, budget, starts_on=date(2027, 1, 21), place="Saint-Étienne")
    add_session(desk, public, starts_on=date(2026, 11, 3))

    def found(text: str) -> list[int]:
        return [row.id for row in queries.sessions_to_choose(desk, text)]

    assert found("") == [other, good, full, late]
    assert found("boen domaine") == [good]
    assert found("st etienne") == [other]
    assert found("BUDGET prepar") == [other]
    assert found("15 décembre") == [full]
    assert found("21/01") == [other]
    assert found("zzz") == []


def test_a_session_row_has_its_last_day_and_closes_after_it(desk: Desk) -> None:
    held = add_session(desk)
    row = queries.sessions_to_choose(desk)[0]
    assert (row.id, row.deadline.kind, row.deadline.day) == (held, DeadlineKind.REQUEST, date(2026, 11, 25))
    closed = add_session(desk, starts_on=date(2026, 12, 8))
    detail = queries.session(desk, closed)
    assert detail is not None
    assert (detail.session.deadline.kind, detail.session.deadline.urgency) == (DeadlineKind.TOO_LATE, Urgency.CLOSED)


def test_a_panel_says_hours_money_and_what_the_other_rule_would_give(desk: Desk) -> None:
    dossier = add_dossier(desk, add_person(desk), add_session(desk), WITHOUT_ACCOUNT)
    detail = queries.dossier(desk, dossier)
    assert detail is not None
    assert (detail.session_words, detail.minutes, detail.price_cents, detail.extra_fees_cents) == (
        "9\u00a0h à 16\u00a0h",
        360,
        20_000,
        1_800,
    )
    assert detail.other_rule == (
        "En jours calendaires (guide de 2022)\u00a0: demander le ven.\u00a04\u00a0déc. au plus tard"
    )
    first = detail.steps[0]
    assert (first.id, first.number, first.actor, first.done) == ("open_site", 1, "Élue", False)
    assert {step.actor for step in detail.steps} == {"Élue", "AMF42", "CDC"}
    assert queries.dossier(desk, 4242) is None


@pytest.mark.parametrize("read", [queries.board, queries.today, queries.officials, queries.trainings])
def test_a_page_asks_the_base_as_often_for_many_as_for_few(encrypted: Database, read: object) -> None:
    desk = make_desk(encrypted)
    asked: list[str] = []

    def count() -> int:
        asked.clear()
        read(desk)  # type: ignore[operator]  # each of them takes a desk
        return len(asked)

    def fill(number: int) -> None:
        person = add_person(desk, f"Anne {number}", "Faure", "Feurs", mobile_typed=f"06 39 98 00 {number:02}")
        dossier = add_dossier(desk, person, held[number % 2], ACCOUNT_OPEN, stage=[*Stage][5 + number % 3])
        add_callback(desk, person, dossier, date(2026, 11, 24))
        add_dossier(desk, person, held[1 - number % 2])

    held = [add_session(desk), add_session(desk, starts_on=date(2027, 1, 12))]
    for number in (0, 1, 2):
        fill(number)
    engine = encrypted._reader
    event.listen(engine, "before_cursor_execute", lambda *words: asked.append(words[2]))
    few = count()
    assert few > 0
    for number in range(3, 12):
        fill(number)
    assert count() == few
