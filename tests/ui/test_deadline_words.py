"""Deadlines in words, as the pictures write them, on Tuesday 24 November 2026."""

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.calendar import Deadline, DeadlineKind, NoticeRule, Urgency
from app.domain.deadlines import DossierDates, Promise, callback_deadline, dossier_deadlines, session_deadline
from app.domain.stages import Stage
from ui.components import BadgeKind
from ui.deadline_words import long_words, row_badge, session_badge, short_badge, short_badges, spoken

TODAY = date(2026, 11, 24)
NBSP = "\u00a0"


def day(number: int, month: int = 11, year: int = 2026) -> date:
    return date(year, month, number)


def of(stage: Stage, **dates: object) -> Deadline:
    """The most urgent deadline of a dossier, by the rules themselves."""
    return dossier_deadlines(DossierDates(stage, **dates), NoticeRule.WORKING, TODAY)[0]  # type: ignore[arg-type]


def plain(words: str) -> str:
    return words.replace(NBSP, " ")


def call(on: date, at: time | None = None) -> Deadline:
    return callback_deadline(Promise(on, at), TODAY)


CARDS = [
    (call(TODAY, time(14)), BadgeKind.TODAY, "Rappel à 14 h"),
    (call(TODAY, time(15, 30)), BadgeKind.TODAY, "Rappel à 15 h 30"),
    (call(TODAY), BadgeKind.TODAY, "Rappel aujourd’hui"),
    (call(day(23), time(16)), BadgeKind.LATE, "Rappel : hier 16 h"),
    (call(day(19), time(9)), BadgeKind.LATE, "Rappel : 19 nov. 9 h"),
    (call(day(25), time(9)), BadgeKind.SOON, "Rappel demain 9 h"),
    (call(day(26), time(10)), BadgeKind.SOON, "Rappel jeu. 10 h"),
    (of(Stage.NEW, session_on=day(15, 12)), BadgeKind.SOON, "Demander demain"),
    (of(Stage.READY_TO_REQUEST, session_on=day(17, 12)), BadgeKind.SOON, "Demander d’ici à ven."),
    (of(Stage.NEW, session_on=day(21, 1, 2027)), BadgeKind.LATER, "Demander d’ici au 31 déc."),
    (of(Stage.NEW, session_on=day(28, 1, 2027)), BadgeKind.LATER, "Demander d’ici au 8 janv."),
    (of(Stage.READY_TO_REQUEST, session_on=day(8, 12)), BadgeKind.LATE, "Demandes closes"),
    (of(Stage.ENROLLED, session_on=day(8, 12), session_cancelled=True), BadgeKind.LATE, "Session annulée"),
    (of(Stage.REQUEST_SENT, requested_on=TODAY, session_on=day(11, 12)), BadgeKind.SOON, "Valider demain"),
    (of(Stage.REQUEST_SENT, requested_on=day(20)), BadgeKind.TODAY, "Valider aujourd’hui"),
    (of(Stage.REQUEST_SENT, requested_on=day(23)), BadgeKind.SOON, "Valider demain"),
    (of(Stage.REQUEST_SENT, requested_on=TODAY), BadgeKind.SOON, "Valider d’ici à jeu."),
    (of(Stage.TO_CONFIRM, validated_on=day(17)), BadgeKind.LATE, "1 jour de retard"),
    (of(Stage.TO_CONFIRM, validated_on=day(18)), BadgeKind.TODAY, "Aujourd’hui"),
    (of(Stage.TO_CONFIRM, validated_on=day(19)), BadgeKind.SOON, "Demain"),
    (of(Stage.TO_CONFIRM, validated_on=day(20)), BadgeKind.SOON, "Jeudi 26 nov."),
    (of(Stage.TO_CONFIRM, validated_on=day(23)), BadgeKind.SOON, "Vendredi 27 nov."),
    (of(Stage.ENROLLED, session_on=day(8, 12)), BadgeKind.LATER, "Dans 10 j ouvrés"),
    (of(Stage.ENROLLED, session_on=day(26)), BadgeKind.SOON, "Formation jeudi 26"),
    (of(Stage.ENROLLED, session_on=TODAY), BadgeKind.TODAY, "Formation aujourd’hui"),
    (of(Stage.ENROLLED, session_on=day(23)), BadgeKind.TODAY, "À déclarer dans EDOF"),
    (of(Stage.ENROLLED, session_on=day(2)), BadgeKind.LATE, "À déclarer dans EDOF"),
    (
        of(Stage.IDENTITY_TO_CHECK, cdc_written_on=day(9), cdc_written_by="courrier"),
        BadgeKind.WAITING,
        "CDC : courrier du 9 nov.",
    ),
    (of(Stage.TRAINED, session_on=day(19)), BadgeKind.DONE, "Formation le 19 nov."),
]


@pytest.mark.parametrize(("deadline", "kind", "words"), CARDS, ids=[words for _, _, words in CARDS])
def test_a_card_says_its_deadline_as_in_the_pictures(deadline: Deadline, kind: BadgeKind, words: str) -> None:
    badge = short_badge(deadline, TODAY)
    assert (badge.kind, plain(badge.text)) == (kind, words)


@pytest.mark.parametrize(
    ("deadline", "words"),
    [
        (call(day(23), time(16)), "Hier 16 h"),
        (call(TODAY, time(11)), "11 h"),
        (call(day(25), time(9)), "Demain 9 h"),
        (call(day(26), time(10)), "Jeu. 10 h"),
        (of(Stage.TO_CONFIRM, validated_on=day(17)), "1 jour de retard"),
        (of(Stage.TO_CONFIRM, validated_on=day(20)), "Jeudi 26"),
        (session_deadline(day(12, 1, 2027), NoticeRule.WORKING, TODAY), "Lun. 21 déc."),
    ],
)
def test_a_line_says_only_when(deadline: Deadline, words: str) -> None:
    assert plain(row_badge(deadline, TODAY).text) == words


@pytest.mark.parametrize(
    ("start", "words"),
    [
        (day(15, 12), "Demain, mer. 25 nov."),
        (day(17, 12), "Ven. 27 nov., 3 j ouvrés"),
        (day(12, 1, 2027), "Lun. 21 déc., 19 j ouvrés"),
        (day(8, 12), "Demandes closes"),
    ],
)
def test_a_session_says_its_last_day_and_how_far_it_is(start: date, words: str) -> None:
    assert plain(session_badge(session_deadline(start, NoticeRule.WORKING, TODAY), TODAY).text) == words


@pytest.mark.parametrize(
    ("deadline", "words"),
    [
        (of(Stage.TO_CONFIRM, validated_on=day(18)), "À confirmer aujourd’hui par l’élue"),
        (of(Stage.TO_CONFIRM, validated_on=day(17)), "À confirmer par l’élue : 1 jour de retard"),
        (of(Stage.TO_CONFIRM, validated_on=day(20)), "À confirmer d’ici à jeudi 26 par l’élue"),
        (of(Stage.NEW, session_on=day(15, 12)), "Demander demain au plus tard"),
        (of(Stage.NEW, session_on=day(21, 1, 2027)), "Demander le jeu. 31 déc. au plus tard"),
        (of(Stage.NEW, session_on=day(8, 12)), "Trop tard pour cette session"),
        (of(Stage.REQUEST_SENT, requested_on=TODAY), "À valider dans EDOF d’ici à jeudi 26"),
        (of(Stage.ENROLLED, session_on=day(8, 12)), "Formation le mar. 8 déc., dans 10 j ouvrés"),
        (of(Stage.TRAINED, session_on=day(19)), "Formée le 19 nov."),
        (call(day(23), time(16)), "Rappel promis hier à 16 h"),
        (call(day(26)), "Rappel le jeu. 26 nov."),
    ],
)
def test_a_panel_says_it_whole(deadline: Deadline, words: str) -> None:
    assert plain(long_words(deadline, TODAY, "élue")) == words


def test_a_card_is_heard_as_in_the_specification() -> None:
    assert spoken(of(Stage.TO_CONFIRM, validated_on=day(18)), TODAY) == "à confirmer aujourd’hui"
    assert plain(spoken(of(Stage.TO_CONFIRM, validated_on=day(17)), TODAY)) == "à confirmer, 1 jour de retard"


deadlines = st.builds(
    Deadline,
    st.sampled_from(DeadlineKind),
    st.integers(-400, 400).map(lambda days: TODAY + timedelta(days=days)),
    st.sampled_from(Urgency),
    st.none() | st.times(),
)


@given(deadlines)
def test_whatever_is_due_can_be_said_and_never_says_before(deadline: Deadline) -> None:
    """« Avant » leaves the day in doubt; a bare « jours » leaves the count in doubt, but in a delay."""
    said = [badge.text for badge in short_badges(deadline, TODAY)]
    said += [row_badge(deadline, TODAY).text, session_badge(deadline, TODAY).text]
    said += [long_words(deadline, TODAY), spoken(deadline, TODAY)]
    for words in said:
        assert words
        assert "avant" not in words
        assert " :" not in words
        assert "jours" not in words.replace("jours de retard", "")
