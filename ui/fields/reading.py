"""Reading dates, hours and amounts as people type them; pure functions that answer None for what they cannot read."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, time, timedelta

_MONTHS = ("janv", "fevr", "mars", "avr", "mai", "juin", "juil", "aout", "sept", "oct", "nov", "dec")
_DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_NUMBERS = re.compile(r"(\d{1,2})[\s./\-]+(\d{1,2})(?:[\s./\-]+(\d{4}|\d{2}))?")
_RUN = re.compile(r"(\d{2})(\d{2})(\d{4}|\d{2})")
_BACKWARDS = re.compile(r"(\d{4})[\s./\-](\d{1,2})[\s./\-](\d{1,2})")
_WORDS = re.compile(r"(\d{1,2})(?:er)?\s+([a-z]{3,9})\.?(?:\s+(\d{4}|\d{2}))?")
_HOUR = re.compile(r"(\d{1,2})\s*(?:h|:|heures?)\s*(\d{1,2})?\s*(?:min)?|(\d{1,2})(\d{2})?")
_AMOUNT = re.compile(r"(\d{1,7})(?:[.,](\d{1,2}))?")


def read_date(text: str, today: date, *, past: bool = False) -> date | None:
    """« 15/12/2026 », « 15 12 26 », « 151226 », « 2026-12-15 », « mar. 15 déc. 2026 », « demain », « jeudi 26 ».

    Without a year, the next such day, or with `past` (a birth) the last one; two digits of a year likewise.
    """
    plain = _plain(text)
    near = {"aujourd'hui": 0, "auj": 0, "aujourdhui": 0, "demain": 1, "hier": -1}.get(plain.rstrip("."))
    if near is not None:
        return today + timedelta(days=near)
    plain, named = _without_day(plain)
    if not plain and named is not None:
        return today + timedelta(days=(named - today.weekday() - 1) % 7 + 1)
    if found := _BACKWARDS.fullmatch(plain):
        return _day(int(found[1]), int(found[2]), int(found[3]))
    found = _NUMBERS.fullmatch(plain) or _RUN.fullmatch(plain)
    if found:
        return _near_year(found[3], int(found[2]), int(found[1]), today, past=past)
    if found := _WORDS.fullmatch(plain):
        month = _month(found[2])
        return _near_year(found[3], month, int(found[1]), today, past=past) if month else None
    if named is not None and re.fullmatch(r"\d{1,2}", plain):
        return _next_named(named, int(plain), today)
    return None


def read_time(text: str) -> time | None:
    """« 10h30 », « 10 h 30 », « 10:30 », « 1030 », « 10 », « midi »."""
    plain = _plain(text)
    if plain == "midi":
        return time(12)
    found = _HOUR.fullmatch(plain)
    if found is None:
        return None
    hour, minute = int(found[1] or found[3]), int(found[2] or found[4] or 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


def read_money(text: str) -> int | None:
    """Cents of « 200 », « 200 € », « 1 250,5 », « 18.50 EUR »."""
    plain = re.sub(r"[\s€]|eur(os?)?", "", _plain(text))
    found = _AMOUNT.fullmatch(plain)
    return None if found is None else int(found[1]) * 100 + int((found[2] or "0").ljust(2, "0"))


def read_duration(text: str) -> int | None:
    """Minutes of « 6 h », « 6h30 », « 6,5 h », « 90 min », « 6 » (hours)."""
    plain = re.sub(r"\s", "", _plain(text))
    if found := re.fullmatch(r"(\d{1,4})min(utes?)?", plain):
        return int(found[1])
    if found := re.fullmatch(r"(\d{1,3})(?:[.,](\d{1,2}))?(?:h|heures?)?", plain):
        return round(float(f"{found[1]}.{found[2] or 0}") * 60)
    if found := re.fullmatch(r"(\d{1,3})h(\d{2})(?:min)?", plain):
        return int(found[1]) * 60 + int(found[2]) if int(found[2]) < 60 else None
    return None


def read_number(text: str) -> int | None:
    """A whole number of « 15 » or « 1 250 »."""
    plain = re.sub(r"\s", "", text)
    return int(plain) if plain.isascii() and plain.isdigit() and len(plain) < 10 else None


def _plain(text: str) -> str:
    """Lower case, without accents, plain spaces and apostrophes."""
    folded = "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))
    return re.sub(r"\s+", " ", folded.replace("’", "'").lower()).strip()


def _without_day(plain: str) -> tuple[str, int | None]:
    """The rest after a day of the week, and that day (Monday 0); `mar.` is a day only where a number follows."""
    found = re.match(r"([a-z]{3,8})\.?\s*(.*)", plain)
    if found is None:
        return plain, None
    for place, day in enumerate(_DAYS):
        if day.startswith(found[1]):
            return found[2], place
    return plain, None


def _month(word: str) -> int | None:
    for number, start in enumerate(_MONTHS, start=1):
        if word.startswith(start) or (len(word) == 3 and start.startswith(word)):
            return number
    return None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _near_year(year: str | None, month: int, day: int, today: date, *, past: bool) -> date | None:
    if year is not None and len(year) == 4:
        return _day(int(year), month, day)
    if year is not None:
        century = today.year // 100 * 100
        full = century + int(year)
        return _day(full - 100 if past and full > today.year else full, month, day)
    # Eight years ahead or back hold at least one 29 February.
    steps = range(9)
    candidates = [_day(today.year + (-step if past else step), month, day) for step in steps]
    return next((one for one in candidates if one is not None and (one <= today if past else one >= today)), None)


def _next_named(named: int, day: int, today: date) -> date | None:
    """The next day of that number in a month that falls on that day of the week, within a year."""
    days = (today + timedelta(days=step) for step in range(366))
    return next((one for one in days if one.day == day and one.weekday() == named), None)
