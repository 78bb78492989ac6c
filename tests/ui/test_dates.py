"""Dates and delays are said as the specification writes them, with no-break spaces inside."""

from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui import dates
from ui.dates import NBSP

TODAY = date(2026, 11, 24)  # A Tuesday.


def said(words: str) -> str:
    """The same words with plain spaces, to be read in a test."""
    return words.replace(NBSP, " ").replace("\u202f", " ")


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 11, 23), "hier"),
        (date(2026, 11, 24), "aujourd’hui"),
        (date(2026, 11, 25), "demain"),
        (date(2026, 11, 26), "jeudi 26"),
        (date(2026, 11, 27), "vendredi 27"),
        (date(2026, 11, 30), "lundi 30"),
        (date(2026, 12, 1), "mar. 1er déc."),
        (date(2026, 12, 21), "lun. 21 déc."),
        (date(2027, 1, 12), "mar. 12 janv. 2027"),
        (date(2026, 11, 22), "dim. 22 nov."),
    ],
)
def test_a_day_near_today_is_said_in_words(day: date, words: str) -> None:
    assert said(dates.today_words(day, TODAY)) == words


def test_dates_of_the_pictures() -> None:
    assert said(dates.short_date(date(2026, 12, 17))) == "jeu. 17 déc. 2026"
    assert said(dates.short_day(date(2026, 12, 8))) == "8 déc."
    assert said(dates.capitalised(dates.long_day(TODAY))) == "Mardi 24 novembre"
    assert said(dates.long_date(date(2026, 5, 1))) == "vendredi 1er mai 2026"
    assert dates.numeric_date(date(1962, 6, 3)) == "03/06/1962"


@pytest.mark.parametrize(
    ("moment", "words"), [(time(10, 30), "10 h 30"), (time(11, 0), "11 h"), (time(9, 5), "9 h 05"), (time(0, 0), "0 h")]
)
def test_hours(moment: time, words: str) -> None:
    assert said(dates.time_words(moment)) == words


def test_delays_name_the_kind_of_days() -> None:
    assert said(dates.working_days_words(10)) == "Dans 10 j ouvrés"
    assert said(dates.working_days_words(1)) == "Dans 1 j ouvré"
    assert said(dates.delay_words(1)) == "1 jour de retard"
    assert said(dates.delay_words(3)) == "3 jours de retard"


@pytest.mark.parametrize(
    ("day", "until", "latest"),
    [
        (date(2026, 11, 24), "aujourd’hui", "aujourd’hui au plus tard"),
        (date(2026, 11, 25), "demain", "demain au plus tard"),
        (date(2026, 11, 26), "d’ici à jeu.", "jeudi 26 au plus tard"),
        (date(2026, 12, 31), "d’ici au 31 déc.", "le jeu. 31 déc. au plus tard"),
        (date(2027, 1, 8), "d’ici au 8 janv. 2027", "le ven. 8 janv. 2027 au plus tard"),
    ],
)
def test_a_limit_leaves_no_doubt_about_its_day(day: date, until: str, latest: str) -> None:
    assert said(dates.until_words(day, TODAY)) == until
    assert said(dates.at_latest_words(day, TODAY)) == latest
    assert "avant" not in until + latest


def test_a_history_says_when() -> None:
    assert said(dates.past_moment_words(datetime(2026, 11, 24, 9, 12), TODAY)) == "aujourd’hui 9 h 12"
    assert said(dates.past_moment_words(datetime(2026, 11, 18, 9, 12), TODAY)) == "18 nov."
    assert said(dates.past_moment_words(datetime(2025, 11, 18, 9, 12), TODAY)) == "18 nov. 2025"


@pytest.mark.parametrize(
    ("cents", "words"), [(20000, "200 €"), (1850, "18,50 €"), (125005, "1 250,05 €"), (0, "0 €"), (-500, "−5 €")]
)
def test_amounts(cents: int, words: str) -> None:
    assert said(dates.money_words(cents)) == words


@pytest.mark.parametrize(("minutes", "words"), [(360, "6 h"), (390, "6 h 30"), (45, "45 min"), (65, "1 h 05")])
def test_durations(minutes: int, words: str) -> None:
    assert said(dates.duration_words(minutes)) == words


@given(st.dates(date(2020, 1, 1), date(2035, 12, 31)))
def test_no_date_can_be_cut_between_its_day_and_its_month(day: date) -> None:
    for words in (dates.short_date(day), dates.short_day(day), dates.week_day(day), dates.long_date(day)):
        assert " " not in words
