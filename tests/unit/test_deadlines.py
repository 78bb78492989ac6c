"""What is due for a dossier or a session, on Tuesday 24 November 2026 unless said otherwise."""

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.calendar import (
    NOTICE_DAYS,
    DeadlineKind,
    NoticeRule,
    Urgency,
    add_working_days,
    is_working_day,
    last_day_to_answer,
    last_day_to_ask,
    most_urgent,
    urgency,
)
from app.domain.deadlines import (
    BEFORE_REQUEST,
    DossierDates,
    Promise,
    dossier_deadlines,
    other_rule,
    session_deadline,
    validate_by,
    validate_rule,
)
from app.domain.dossiers import Stage
from app.domain.hindrances import hindrance

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


@pytest.mark.parametrize(
    ("start", "rule", "ask", "validate"),
    [
        # The examples of the rule (domain.md section 2).
        (date(2026, 3, 23), WORKING, date(2026, 3, 3), date(2026, 3, 5)),
        (date(2026, 12, 15), WORKING, date(2026, 11, 25), date(2026, 11, 27)),
        (date(2026, 3, 23), CALENDAR, date(2026, 3, 12), None),
        # Over holidays: 1 and 11 November, Christmas and the new year, Easter Monday and the bridges of May.
        (date(2026, 11, 16), WORKING, date(2026, 10, 26), date(2026, 10, 28)),
        (date(2027, 1, 14), WORKING, date(2026, 12, 23), date(2026, 12, 28)),
        (date(2027, 5, 18), WORKING, date(2027, 4, 26), date(2027, 4, 28)),
        (date(2027, 1, 3), WORKING, date(2026, 12, 11), date(2026, 12, 15)),  # a Sunday
        (date(2027, 1, 4), CALENDAR, date(2026, 12, 24), None),
    ],
)
def test_last_days_to_ask_and_to_validate(start: date, rule: NoticeRule, ask: date, validate: date | None) -> None:
    assert session_deadline(start, rule, TODAY - timedelta(days=365)).day == ask
    assert validate_by(start, rule) == validate
    assert bool(validate_rule(start, rule)) is (validate is not None)


def test_without_a_session_there_is_no_day_to_validate() -> None:
    assert validate_by(None, WORKING) is None
    assert validate_rule(None, WORKING) == ""
    assert (
        validate_rule(DECEMBER_15, WORKING) == "11\u00a0jours ouvrés pleins entre notre validation et le 15\u00a0déc."
    )


@given(st.dates(date(2020, 1, 1), date(2035, 12, 31)))
def test_who_asks_on_the_last_day_is_validated_in_time_within_the_two_days(start: date) -> None:
    ask, validate = last_day_to_ask(start, WORKING), validate_by(start, WORKING)
    assert validate is not None
    assert is_working_day(ask)
    assert is_working_day(validate)
    assert last_day_to_answer(ask) == validate
    between = sum(is_working_day(validate + timedelta(days=n)) for n in range(1, (start - validate).days))
    assert between >= NOTICE_DAYS
    later = add_working_days(validate, 1)
    assert sum(is_working_day(later + timedelta(days=n)) for n in range(1, (start - later).days)) < NOTICE_DAYS


@given(st.dates(date(2020, 1, 1), date(2035, 12, 31)), st.sampled_from(NoticeRule), st.integers(-40, 40))
def test_a_session_is_too_late_from_the_day_after_its_last_day(start: date, rule: NoticeRule, ahead: int) -> None:
    last = last_day_to_ask(start, rule)
    why = hindrance(start, "open", seats=15, taken=0, rule=rule, today=last + timedelta(days=ahead))
    assert (why is not None) is (ahead > 0)


def test_amf42_answers_in_time_for_the_session_where_that_is_sooner_than_two_days() -> None:
    asked_late = {"stage": Stage.REQUEST_SENT, "requested_on": TODAY, "session_on": date(2026, 12, 11)}
    assert due(**asked_late) == ((DeadlineKind.VALIDATE, date(2026, 11, 25), Urgency.SOON),)
    (one,) = dossier_deadlines(DossierDates(**asked_late), WORKING, TODAY)  # type: ignore[arg-type]
    assert one.rule == "11\u00a0jours ouvrés pleins entre notre validation et la formation"
    in_time = {**asked_late, "session_on": DECEMBER_15}
    assert due(**in_time) == ((DeadlineKind.VALIDATE, date(2026, 11, 26), Urgency.SOON),)
    (one,) = dossier_deadlines(DossierDates(**asked_late), CALENDAR, TODAY)  # type: ignore[arg-type]
    assert one.day == date(2026, 11, 26)


@pytest.mark.parametrize("stage", [one for one in Stage if one is not Stage.TRAINED])
def test_of_a_cancelled_session_only_another_date_is_due(stage: Stage) -> None:
    dates = DossierDates(
        stage=stage, session_on=DECEMBER_15, session_cancelled=True, requested_on=TODAY, validated_on=TODAY
    )
    (one,) = dossier_deadlines(dates, WORKING, TODAY)
    assert (one.kind, one.urgency) == (DeadlineKind.CANCELLED, Urgency.LATE)
    assert one.rule == "La session du mar.\u00a015\u00a0déc. est annulée\u00a0: choisissez une autre date"


@pytest.mark.parametrize(
    ("start", "status", "taken", "title", "rule"),
    [
        (date(2026, 11, 30), "open", 0, "Trop tard pour le lun. 30 nov.", "Il fallait demander le lun. 9 nov. au plus"),
        (date(2026, 11, 30), "open", 15, "Trop tard pour le lun. 30 nov.", "Il fallait demander le"),
        (date(2026, 12, 15), "open", 15, "Session du mar. 15 déc. complète", "Les 15 places sont prises : choisissez"),
        (date(2026, 12, 15), "open", 16, "Session du mar. 15 déc. complète", "Les 15 places sont prises : choisissez"),
        (date(2026, 11, 30), "cancelled", 15, "Session du lun. 30 nov. annulée", "Elle n’aura pas lieu : choisissez"),
    ],
)
def test_why_a_session_can_no_longer_be_asked_for(start: date, status: str, taken: int, title: str, rule: str) -> None:
    why = hindrance(start, status, seats=15, taken=taken, rule=WORKING, today=TODAY)
    assert why is not None
    assert why.title.replace("\u00a0", " ") == title
    assert why.rule.replace("\u00a0", " ").startswith(rule)


def test_a_session_with_a_seat_and_days_left_has_nothing_against_it() -> None:
    assert hindrance(DECEMBER_15, "open", seats=15, taken=14, rule=WORKING, today=TODAY) is None
    december_8 = date(2026, 12, 8)
    assert hindrance(december_8, "open", seats=15, taken=0, rule=CALENDAR, today=TODAY) is None
    assert hindrance(december_8, "open", seats=15, taken=0, rule=WORKING, today=TODAY) is not None
