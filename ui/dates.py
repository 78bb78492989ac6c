"""Dates, times and delays in French words, as the specification writes them (SPEC section 6)."""

from __future__ import annotations

from datetime import date, datetime, time

from app.domain.dates import DAYS, MONTHS, NBSP, SHORT_DAYS, day_number, short_day
from app.domain.dates import duration as duration_words
from app.domain.dates import named_day as week_day

__all__ = (
    "DAYS",
    "NBSP",
    "at_latest_words",
    "capitalised",
    "day_number",
    "delay_words",
    "duration_words",
    "long_date",
    "long_day",
    "money_words",
    "numeric_date",
    "past_moment_words",
    "short_date",
    "short_day",
    "time_words",
    "today_words",
    "until_words",
    "week_day",
    "working_days_words",
)


def short_date(day: date) -> str:
    """« jeu. 17 déc. 2026 »."""
    return week_day(day, year=True)


def long_day(day: date) -> str:
    """« mardi 24 novembre », for the title of the day; capitalise it where it begins a line."""
    return f"{DAYS[day.weekday()]}{NBSP}{day_number(day)}{NBSP}{MONTHS[day.month - 1]}"


def long_date(day: date) -> str:
    """« mardi 24 novembre 2026 »."""
    return f"{long_day(day)}{NBSP}{day.year}"


def numeric_date(day: date) -> str:
    """« 24/11/2026 », for fields where people type a birth date."""
    return f"{day.day:02}/{day.month:02}/{day.year:04}"


def capitalised(words: str) -> str:
    """The same words with a capital first letter, the rest as it is."""
    return words[:1].upper() + words[1:]


def today_words(day: date, today: date) -> str:
    """How a date near today is said: hier, aujourd’hui, demain, jeudi 26 within a week, lun. 21 déc. beyond.

    Lower case; the year only when it is another one than today's.
    """
    ahead = (day - today).days
    near = {-1: "hier", 0: "aujourd’hui", 1: "demain"}.get(ahead)
    if near is not None:
        return near
    if 0 < ahead < 7:
        return f"{DAYS[day.weekday()]}{NBSP}{day_number(day)}"
    return week_day(day) if day.year == today.year else short_date(day)


def time_words(moment: time | datetime) -> str:
    """« 10 h 30 », « 11 h »."""
    minutes = f"{NBSP}{moment.minute:02}" if moment.minute else ""
    return f"{moment.hour}{NBSP}h{minutes}"


def past_moment_words(moment: datetime, today: date) -> str:
    """When something was done, in a history: « aujourd’hui 9 h 12 », « 18 nov. », « 18 nov. 2025 »."""
    day = moment.date()
    if day == today:
        return f"aujourd’hui{NBSP}{time_words(moment)}"
    return short_day(day) if day.year == today.year else f"{short_day(day)}{NBSP}{day.year}"


def working_days_words(count: int) -> str:
    """« Dans 10 j ouvrés », « Dans 1 j ouvré »; `count` working days ahead."""
    return f"Dans{NBSP}{count}{NBSP}j{NBSP}ouvré{'s' if count > 1 else ''}"


def delay_words(days: int) -> str:
    """« 1 jour de retard », « 3 jours de retard »; `days` are calendar days, 1 at least."""
    return f"{days}{NBSP}jour{'s' if days > 1 else ''} de retard"


def until_words(day: date, today: date) -> str:
    """« d’ici à demain », « d’ici à jeu. », « d’ici au 31 déc. »: the day itself is still in time."""
    ahead = (day - today).days
    if ahead == 0:
        return "aujourd’hui"
    if ahead == 1:
        return "demain"
    if 1 < ahead < 7:
        return f"d’ici à{NBSP}{SHORT_DAYS[day.weekday()]}"
    year = "" if day.year == today.year else f"{NBSP}{day.year}"
    return f"d’ici au{NBSP}{short_day(day)}{year}"


def at_latest_words(day: date, today: date) -> str:
    """« demain au plus tard », « vendredi 27 au plus tard », « le 31 déc. au plus tard »."""
    ahead = (day - today).days
    said = today_words(day, today)
    return f"{said} au plus tard" if 0 <= ahead < 7 else f"le{NBSP}{said} au plus tard"


def money_words(cents: int) -> str:
    """« 200 € », « 18,50 € », « 1 250 € »."""
    euros, rest = divmod(abs(cents), 100)
    whole = f"{euros:,}".replace(",", "\u202f")
    sign = "−" if cents < 0 else ""
    return f"{sign}{whole}{f',{rest:02}' if rest else ''}{NBSP}€"
