"""What is due for a dossier or a session, on Tuesday 24 November 2026 unless said otherwise."""

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.calendar import DeadlineKind, NoticeRule, Urgency, most_urgent, urgency
from app.domain.deadlines import (
    BEFORE_REQUEST,
    DossierDates,
    Promise,
    dossier_deadlines,
    other_rule,
    session_deadline,
)
from app.domain.dossiers import Stage

TODAY = date(2026, 11, 24)
WORKING, CALENDAR = NoticeRule.WORKING, NoticeRule.CALENDAR
DECEMBER_15 = date(2026, 12, 15)


def due(**dates: object) -> tuple[tuple[DeadlineKind, date, Urgency], ...]:
    known = DossierDates(**dates)  # type: ignore[arg-type]  # words of the test, checked by the class
    return tuple((one.kind, one.day, one.urgency) for one in dossier_deadlines(known, WORKING, TODAY))


@pytest.mark.parametrize("stage", sorted(BEFORE_REQUEST))
def test_until_the_request_is_sent_the_last_day_to_ask_is_due(stage: Stage) -> None:
    assert due(stage=stage, session_on=DECEMBER_15) == ((DeadlineKind.REQUEST, date(2026, 11, 25), Urgency.SOON),)


def test_the_example_of_march_by_both_rules() -> None:
    march = date(2026, 3, 23)
    assert session_deadline(march, WORKING, date(2026, 1, 26)).day == date(2026, 3, 3)
    assert session_deadline(march, CALENDAR, date(2026, 1, 26)).day == date(2026, 3, 12)


def test_a_last_day_stands_with_its_rule_and_what_the_other_would_give() -> None:
    deadline = session_deadline(DECEMBER_15, WORKING, TODAY)
    assert (
        deadline.rule
        == "11\u00a0jours ouvrés pleins entre notre validation et le 15\u00a0déc., et 2 pour notre réponse"
    )
    calendar = session_deadline(DECEMBER_15, CALENDAR, TODAY)
    assert (calendar.day, calendar.rule) == (
        date(2026, 12, 4),
        "11\u00a0jours calendaires entre la demande et le 15\u00a0déc.",
    )
    assert other_rule(DECEMBER_15, WORKING) == (
        "En jours calendaires (guide de 2022)\u00a0: demander le ven.\u00a04\u00a0déc. au plus tard"
    )
    assert other_rule(DECEMBER_15, CALENDAR) == (
        "En jours ouvrés\u00a0: demander le mer.\u00a025\u00a0nov. au plus tard"
    )
    assert other_rule(None, WORKING) == ""


def test_no_limit_says_avant() -> None:
    for start in (DECEMBER_15, date(2026, 12, 8)):
        for rule in NoticeRule:
            assert "avant" not in session_deadline(start, rule, TODAY).rule
            assert "avant" not in other_rule(start, rule)


def test_once_the_last_day_is_past_a_session_is_closed_and_a_dossier_is_late() -> None:
    december_8 = date(2026, 12, 8)
    closed = session_deadline(december_8, WORKING, TODAY)
    assert (closed.kind, closed.urgency) == (DeadlineKind.TOO_LATE, Urgency.CLOSED)
    assert due(stage=Stage.READY_TO_REQUEST, session_on=december_8) == (
        (DeadlineKind.TOO_LATE, closed.day, Urgency.LATE),
    )


def test_the_last_day_itself_is_not_too_late() -> None:
    assert session_deadline(DECEMBER_15, WORKING, date(2026, 11, 25)).urgency is Urgency.TODAY
    assert session_deadline(DECEMBER_15, WORKING, date(2026, 11, 26)).kind is DeadlineKind.TOO_LATE


def test_amf42_answers_within_two_working_days() -> None:
    friday = date(2026, 11, 20)
    assert due(stage=Stage.REQUEST_SENT, session_on=DECEMBER_15, requested_on=friday) == (
        (DeadlineKind.VALIDATE, TODAY, Urgency.TODAY),
    )


def test_the_official_confirms_within_four_working_days_of_the_validation() -> None:
    wednesday = date(2026, 11, 18)
    found = dossier_deadlines(DossierDates(Stage.TO_CONFIRM, DECEMBER_15, validated_on=wednesday), WORKING, TODAY)
    assert [(one.kind, one.day, one.urgency) for one in found] == [(DeadlineKind.CONFIRM, TODAY, Urgency.TODAY)]
    assert found[0].rule == "Validé le 18\u00a0nov. · 4\u00a0jours ouvrés pour confirmer"
    late = due(stage=Stage.TO_CONFIRM, session_on=DECEMBER_15, validated_on=date(2026, 11, 17))
    assert late == ((DeadlineKind.CONFIRM, date(2026, 11, 23), Urgency.LATE),)


def test_somebody_enrolled_waits_for_the_day_then_is_to_be_declared() -> None:
    assert due(stage=Stage.ENROLLED, session_on=DECEMBER_15) == ((DeadlineKind.SESSION, DECEMBER_15, Urgency.LATER),)
    assert due(stage=Stage.ENROLLED, session_on=date(2026, 11, 25))[0][2] is Urgency.SOON
    assert due(stage=Stage.ENROLLED, session_on=date(2026, 11, 23), session_ends_on=TODAY)[0][2] is Urgency.TODAY
    assert due(stage=Stage.ENROLLED, session_on=date(2026, 11, 19))[0][2] is Urgency.TODAY
    assert due(stage=Stage.ENROLLED, session_on=date(2026, 11, 5))[0][2] is Urgency.LATE


def test_soon_is_three_working_days_a_weekend_never_counts() -> None:
    assert urgency(date(2026, 11, 27), TODAY) is Urgency.SOON
    assert urgency(date(2026, 11, 30), TODAY) is Urgency.LATER
    friday = date(2026, 11, 27)
    assert urgency(date(2026, 12, 2), friday) is Urgency.SOON
    assert urgency(date(2026, 12, 3), friday) is Urgency.LATER


def test_a_training_that_is_over_is_to_be_declared_within_three_working_days() -> None:
    thursday = date(2026, 11, 19)

    def of_day(today: date) -> tuple[Urgency, str]:
        (found,) = dossier_deadlines(DossierDates(Stage.ENROLLED, thursday), WORKING, today)
        return found.urgency, found.rule

    told = "La formation a eu lieu\u00a0: à déclarer dans EDOF d’ici au mar.\u00a024\u00a0nov. (3\u00a0jours ouvrés)"
    assert of_day(date(2026, 11, 20)) == (Urgency.TODAY, told)
    assert of_day(TODAY) == (Urgency.TODAY, told)
    assert of_day(date(2026, 11, 25)) == (Urgency.LATE, told)


def test_a_training_done_says_its_last_day() -> None:
    assert due(stage=Stage.TRAINED, session_on=date(2026, 11, 19), session_ends_on=date(2026, 11, 20)) == (
        (DeadlineKind.TRAINED, date(2026, 11, 20), Urgency.DONE),
    )


def test_a_letter_to_the_cdc_waits_only_where_the_cdc_acts() -> None:
    written = {"cdc_written_on": date(2026, 11, 17), "cdc_written_by": "mail", "session_on": date(2027, 1, 21)}
    waiting = due(stage=Stage.ELU_ACCOUNT_MISSING, **written)
    assert waiting[0] == (DeadlineKind.CDC, date(2026, 11, 17), Urgency.WAITING)
    assert [kind for kind, _, _ in waiting] == [DeadlineKind.CDC, DeadlineKind.REQUEST]
    assert [kind for kind, _, _ in due(stage=Stage.READY_TO_REQUEST, **written)] == [DeadlineKind.REQUEST]
    pressing = due(stage=Stage.IDENTITY_TO_CHECK, **written | {"session_on": DECEMBER_15})
    assert pressing[0][0] is DeadlineKind.REQUEST, "a limit that presses comes before the wait"


def test_the_most_urgent_of_callback_and_limit_is_on_the_card() -> None:
    dates = DossierDates(
        Stage.ACCOUNT_TO_OPEN,
        DECEMBER_15,
        promises=(Promise(TODAY, time(11), "Ouvrir son compte avec elle"), Promise(date(2026, 11, 30))),
    )
    shown = most_urgent(dossier_deadlines(dates, WORKING, TODAY))
    assert shown is not None
    assert (shown.kind, shown.at, shown.rule) == (DeadlineKind.CALLBACK, time(11), "Ouvrir son compte avec elle")


def test_without_a_session_or_a_date_nothing_is_due() -> None:
    for stage in Stage:
        assert due(stage=stage) == ()


@given(
    start=st.dates(date(2025, 1, 1), date(2029, 12, 31)),
    rule=st.sampled_from(NoticeRule),
    before=st.integers(min_value=0, max_value=60),
)
def test_whatever_the_session_its_deadline_is_open_until_its_last_day_and_closed_after(
    start: date, rule: NoticeRule, before: int
) -> None:
    today = start - timedelta(days=before)
    deadline = session_deadline(start, rule, today)
    assert deadline.day < start
    assert (deadline.kind is DeadlineKind.TOO_LATE) == (deadline.day < today)
    assert deadline.rule
