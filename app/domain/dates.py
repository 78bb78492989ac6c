"""Dates and hours as the desk says them in French, with no-break spaces (looks/window/SPEC.md section 6)."""

from __future__ import annotations

from datetime import date, time

NBSP = "\u00a0"
DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
SHORT_DAYS = ("lun.", "mar.", "mer.", "jeu.", "ven.", "sam.", "dim.")
MONTHS = (
    *("janvier", "février", "mars", "avril", "mai", "juin"),
    *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
)
SHORT_MONTHS = ("janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc.")


def day_number(day: date) -> str:
    """« 1er » or « 17 »."""
    return "1er" if day.day == 1 else str(day.day)


def short_day(day: date) -> str:
    """« 15 déc. », « 1er janv. »."""
    return f"{day_number(day)}{NBSP}{SHORT_MONTHS[day.month - 1]}"


def named_day(day: date, *, year: bool = False) -> str:
    """« mar. 15 déc. », with `year` « mar. 15 déc. 2026 »."""
    words = f"{SHORT_DAYS[day.weekday()]}{NBSP}{short_day(day)}"
    return f"{words}{NBSP}{day.year}" if year else words


def full_day(day: date) -> str:
    """« mardi 15 décembre 2026 »."""
    return f"{DAYS[day.weekday()]} {day_number(day)}{NBSP}{MONTHS[day.month - 1]}{NBSP}{day.year}"


def hour(at: time) -> str:
    """« 9 h », « 10 h 30 »."""
    return f"{at.hour}{NBSP}h{NBSP}{at.minute:02}" if at.minute else f"{at.hour}{NBSP}h"


def duration(minutes: int) -> str:
    """« 6 h », « 1 h 30 », « 45 min »."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{rest}{NBSP}min"
    return f"{hours}{NBSP}h{NBSP}{rest:02}" if rest else f"{hours}{NBSP}h"
