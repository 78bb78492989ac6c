"""French words of the paper: dates with their weekday, amounts, and the spaces that French typography asks for."""

from __future__ import annotations

import re
from datetime import date

from app.domain.dates import DAYS, MONTHS, NBSP, day_number

NO_BREAK = NBSP


def day_and_month(day: date) -> str:
    """« 23 mars 2026 », « 1er avril 2026 », never broken over two lines."""
    return NO_BREAK.join((day_number(day), MONTHS[day.month - 1], str(day.year)))


def weekday(day: date) -> str:
    """« lundi »."""
    return DAYS[day.weekday()]


def long_date(day: date) -> str:
    """« lundi 23 mars 2026 »; the weekday may stay on the line before."""
    return f"{weekday(day)} {day_and_month(day)}"


def period(first: date, last: date | None) -> str:
    """One day in words, or « du lundi 23 mars 2026 au mardi 24 mars 2026 »."""
    if last is None or last <= first:
        return long_date(first)
    return f"du {long_date(first)} au {long_date(last)}"


def amount(cents: int) -> str:
    """« 200 € », « 18,50 € »: cents only where there are some."""
    euros, rest = divmod(abs(cents), 100)
    return f"{'– ' if cents < 0 else ''}{_thousands(euros)}{f',{rest:02}' if rest else ''}{NO_BREAK}€"


def platform_amount(cents: int) -> str:
    """« 200,00 € », as the platform's own price table writes it."""
    euros, rest = divmod(abs(cents), 100)
    return f"{'–' + NO_BREAK if cents < 0 else ''}{_thousands(euros)},{rest:02}{NO_BREAK}€"


def french(text: str) -> str:
    """Typed prose as it is printed: no-break spaces before : ; ? ! » € %, after «, and the typographic apostrophe.

    For titles and places that staff type; a person's name or a value to copy stays as typed, an address of the web too.
    """
    if "://" in text or "@" in text:
        return text
    text = re.sub(r"(?<=\w)'(?=\w)", "’", text)
    text = re.sub(r"[ \u202f](?=[:;?!»€%])", NO_BREAK, text)
    return re.sub(r"(?<=«)[ \u202f]", NO_BREAK, text)


def sentence(text: str) -> str:
    """Prose with the full stop that a line on the screen does without."""
    return french(text if text.endswith((".", "?")) else f"{text}.")


def at_place(place: str) -> str:
    """« à Boën-sur-Lignon », « au Coteau »; a place that is not one proper name follows a dash as it is."""
    place = french(place.strip())
    found = re.fullmatch(r"(?:(Les?) |(La |L’))?(\S+)", place)
    if not place or found is None or not place[0].isupper():
        return f"– {place}"
    article, kept, name = found.groups()
    return f"{'au' if article == 'Le' else 'aux'} {name}" if article else f"à {kept or ''}{name}"


def _thousands(euros: int) -> str:
    return f"{euros:,}".replace(",", NO_BREAK)
