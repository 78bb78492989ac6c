"""Dates and hours as the desk says them in French, with no-break spaces (looks/window/SPEC.md section 6)."""

from __future__ import annotations

from datetime import date, time

NBSP = "\u00a0"
_MONTHS = ("janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc.")
_LONG_MONTHS = (
    *("janvier", "février", "mars", "avril", "mai", "juin"),
    *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
)
_LONG_DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_DAYS = ("lun.", "mar.", "mer.", "jeu.", "ven.", "sam.", "dim.")


def short_day(day: date) -> str:
    """« 15 déc. », « 1er janv. »."""
    return f"{'1er' if day.day == 1 else day.day}{NBSP}{_MONTHS[day.month - 1]}"


def named_day(day: date, *, year: bool = False) -> str:
    """« mar. 15 déc. », with `year` « mar. 15 déc. 2026 »."""
    words = f"{_DAYS[day.weekday()]}{NBSP}{short_day(day)}"
    return f"{words}{NBSP}{day.year}" if year else words


def full_day(day: date) -> str:
    """« mardi 15 décembre 2026 »."""
    number = "1er" if day.day == 1 else day.day
    return f"{_LONG_DAYS[day.weekday()]} {number}{NBSP}{_LONG_MONTHS[day.month - 1]}{NBSP}{day.year}"


def hour(at: time) -> str:
    """« 9 h », « 10 h 30 »."""
    return f"{at.hour}{NBSP}h{NBSP}{at.minute:02}" if at.minute else f"{at.hour}{NBSP}h"


def duration(minutes: int) -> str:
    """« 6 h », « 1 h 30 », « 45 min »."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{rest}{NBSP}min"
    return f"{hours}{NBSP}h{NBSP}{rest:02}" if rest else f"{hours}{NBSP}h"
