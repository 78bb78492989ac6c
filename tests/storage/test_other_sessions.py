"""What is offered in the place of a session that is too late, full or cancelled, on both engines."""

from datetime import date

import pytest

from app.desk import Desk
from app.domain.calendar import NoticeRule
from app.domain.dossiers import Stage
from app.domain.hindrances import HindranceKind
from app.errors import UserError
from app.services.catalogue import TrainingForm, cancel_session, save_training
from app.services.dossiers import change_session
from app.services.settings import desk_settings, save_desk_settings
from app.services.sheets import sheet_data
from app.storage import queries
from app.storage.database import Database
from app.storage.revert import revert
from app.storage.rows import OtherSessions
from tests.factories import ACCOUNT_OPEN, add_dossier, add_person, add_session, add_training, make_desk

LATE = date(2026, 11, 30)
FUTURE = (date(2027, 1, 14), date(2027, 2, 2), date(2027, 3, 9))


@pytest.fixture
def desk(database: Database) -> Desk:
    return make_desk(database)


def instead_of(desk: Desk, session_id: int) -> OtherSessions:
    detail = queries.session(desk, session_id)
    assert detail is not None
    assert detail.instead is not None
    return detail.instead


def days(found: OtherSessions) -> list[date]:
    return [one.starts_on for one in found.sessions]


def test_the_next_sessions_of_the_training_each_with_places_and_its_last_day(desk: Desk) -> None:
    training = add_training(desk, theme="Gestion")
    late = add_session(desk, training, starts_on=LATE)
    for day in reversed(FUTURE):
        add_session(desk, training, starts_on=day, place="Feurs", seats=12)
    add_session(desk, training, starts_on=date(2026, 12, 3))  # too late as well
    cancel_session(desk, add_session(desk, training, starts_on=date(2027, 1, 20)))
    full = add_session(desk, training, starts_on=date(2027, 1, 21), seats=1)
    add_dossier(desk, add_person(desk, "Robert", "Pallandre"), full, ACCOUNT_OPEN, stage=Stage.REQUEST_SENT)
    add_session(desk, add_training(desk, "Autre", theme="Gestion"), starts_on=date(2026, 12, 28))
    dossier = add_dossier(desk, add_person(desk), late, ACCOUNT_OPEN)

    found = queries.dossier(desk, dossier)
    assert found is not None
    assert found.instead is not None
    assert found.instead.hindrance.kind is HindranceKind.TOO_LATE
    assert days(found.instead) == list(FUTURE)
    assert found.instead.theme == ""
    first = found.instead.sessions[0]
    assert (first.free, first.deadline.day, first.place) == (12, date(2026, 12, 23), "Feurs")
    assert found.validate_by == date(2026, 11, 11 + 1)
    assert [one.last_day for one in sheet_data(desk, dossier).other_sessions][:1] == [date(2026, 12, 23)]
    assert days(instead_of(desk, late)) == list(FUTURE)


def test_a_seat_is_taken_from_the_request_on_and_free_again_when_the_dossier_is_closed(desk: Desk) -> None:
    training = add_training(desk)
    late = add_session(desk, training, starts_on=LATE)
    last_seat = add_session(desk, training, starts_on=FUTURE[0], seats=1)
    interested = add_dossier(desk, add_person(desk, "Robert", "Pallandre"), last_seat, ACCOUNT_OPEN)
    assert days(instead_of(desk, late)) == [FUTURE[0]]  # interested is not seated
    from app.services.dossiers import close, move

    move(desk, interested, Stage.TO_CONFIRM)
    assert days(instead_of(desk, late)) == []
    close(desk, interested, "cancelled")
    assert days(instead_of(desk, late)) == [FUTURE[0]]


def test_without_another_session_those_of_the_theme_are_offered(desk: Desk) -> None:
    late = add_session(desk, add_training(desk, theme="Finances locales"), starts_on=LATE)
    relative = add_training(desk, "Lire un budget", short_name="Budget", theme="finances  LOCALES")
    add_session(desk, relative, starts_on=FUTURE[1])
    stranger = add_training(desk, "L’état civil", theme="Droit")
    add_session(desk, stranger, starts_on=FUTURE[0])
    old = add_training(desk, "Ancienne", theme="Finances locales")
    add_session(desk, old, starts_on=FUTURE[2])
    save_training(desk, old, TrainingForm(title="Ancienne", theme="Finances locales", archived=True), None)
    found = instead_of(desk, late)
    assert (days(found), found.theme) == ([FUTURE[1]], "Finances locales")
    assert found.sessions[0].training_short == "Budget"
    dossier = add_dossier(desk, add_person(desk), late, ACCOUNT_OPEN)
    assert [one.title for one in sheet_data(desk, dossier).other_sessions] == ["Lire un budget"]


def test_without_a_theme_nothing_of_another_training_is_offered(desk: Desk) -> None:
    late = add_session(desk, add_training(desk), starts_on=LATE)
    add_session(desk, add_training(desk, "Autre"), starts_on=FUTURE[0])
    assert days(instead_of(desk, late)) == []


def test_sessions_on_which_the_person_is_already_on_the_way_are_no_choice(desk: Desk) -> None:
    training, odile = add_training(desk), add_person(desk)
    late = add_session(desk, training, starts_on=LATE)
    first, second = (add_session(desk, training, starts_on=day) for day in FUTURE[:2])
    add_dossier(desk, odile, first, ACCOUNT_OPEN)
    found = queries.dossier(desk, add_dossier(desk, odile, late, ACCOUNT_OPEN))
    assert found is not None
    assert found.instead is not None
    assert [one.id for one in found.instead.sessions] == [second]
    with pytest.raises(UserError, match="déjà ouvert"):
        change_session(desk, found.row.id, first)


def test_the_rule_of_the_desk_says_what_is_too_late(desk: Desk) -> None:
    december_8 = add_session(desk, starts_on=date(2026, 12, 8))
    dossier = add_dossier(desk, add_person(desk), december_8, ACCOUNT_OPEN)
    working = queries.dossier(desk, dossier)
    assert working is not None
    assert working.instead is not None
    from dataclasses import replace

    save_desk_settings(desk, replace(desk_settings(desk), notice_rule=NoticeRule.CALENDAR))
    calendar = queries.dossier(desk, dossier)
    assert calendar is not None
    assert (calendar.instead, calendar.validate_by, calendar.validate_rule) == (None, None, "")
    assert calendar.other_rule.startswith("En jours ouvrés")
    assert sheet_data(desk, dossier).validate_by is None


def test_a_full_and_a_cancelled_session_say_so_on_screen_and_on_paper(desk: Desk) -> None:
    training, odile = add_training(desk), add_person(desk)
    full = add_session(desk, training, starts_on=date(2026, 12, 15), seats=1)
    add_session(desk, training, starts_on=FUTURE[0])
    add_dossier(desk, add_person(desk, "Robert", "Pallandre"), full, ACCOUNT_OPEN, stage=Stage.ENROLLED)
    dossier = add_dossier(desk, odile, full, ACCOUNT_OPEN)
    found = queries.dossier(desk, dossier)
    assert found is not None
    assert found.instead is not None
    assert found.instead.hindrance.kind is HindranceKind.FULL
    assert (
        sheet_data(desk, dossier).session_note
        == "La session du mardi 15\u00a0décembre\u00a02026 est complète à ce jour."
    )
    cancel_session(desk, full)
    found = queries.dossier(desk, dossier)
    assert found is not None
    assert found.instead is not None
    assert found.instead.hindrance.kind is HindranceKind.CANCELLED
    assert found.row.deadline is not None
    assert found.row.deadline.rule.endswith("choisissez une autre date")
    assert (found.other_rule, found.validate_by) == ("", None)
    data = sheet_data(desk, dossier)
    assert (data.session_note, data.deadline) == ("La session du mardi 15\u00a0décembre\u00a02026 est annulée.", None)
    assert data.training is not None
    assert data.training.starts_on is None
    assert [one.starts_on for one in data.other_sessions] == [FUTURE[0]]


def test_once_the_request_is_sent_nothing_is_offered(desk: Desk) -> None:
    training = add_training(desk)
    late = add_session(desk, training, starts_on=LATE)
    add_session(desk, training, starts_on=FUTURE[0])
    dossier = add_dossier(desk, add_person(desk), late, ACCOUNT_OPEN, stage=Stage.TO_CONFIRM)
    found = queries.dossier(desk, dossier)
    assert found is not None
    assert found.instead is None
    assert sheet_data(desk, dossier).other_sessions == ()


def test_the_change_is_undone_as_a_whole(desk: Desk) -> None:
    training = add_training(desk)
    late = add_session(desk, training, starts_on=LATE)
    following = add_session(desk, training, starts_on=FUTURE[0])
    dossier = add_dossier(desk, add_person(desk), late, ACCOUNT_OPEN)
    changes = change_session(desk, dossier, following)
    found = queries.dossier(desk, dossier)
    assert found is not None
    assert (found.row.session_id, found.instead) == (following, None)
    revert(desk.database, changes, desk.now(), desk.agent)
    found = queries.dossier(desk, dossier)
    assert found is not None
    assert found.row.session_id == late
    assert found.instead is not None
