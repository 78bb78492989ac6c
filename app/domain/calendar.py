"""Working days and the dates that a session imposes; today is always passed in."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import StrEnum
from functools import lru_cache


class NoticeRule(StrEnum):
    """How the notice before a session is counted (domain.md section 2); a dated setting of the desk."""

    WORKING = "ouvres"  # 11 jours ouvrés between validation and start, asked 2 working days earlier: the default
    CALENDAR = "calendaires"  # the letter of the guide of 2022: start − 11 days


NOTICE_DAYS = 11
ANSWER_DAYS = 2  # AMF42 answers a request within 2 working days (domain.md section 4)
CONFIRM_DAYS = 4  # the official confirms within 4 working days of the validation (domain.md section 4)
SOON_DAYS = 3  # « Demain » to 3 working days (looks/window/SPEC.md section 4)


@lru_cache(maxsize=64)
def public_holidays(year: int) -> frozenset[date]:
    """The 11 public holidays of metropolitan France in one year (Code du travail, article L. 3133-1).

    Counted here and not by the library `holidays`, which loads 300 countries at each start, 0.15 s and 12 MB; the
    tests hold both against each other.
    """
    easter = easter_sunday(year)
    fixed = ((1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25))
    after_easter = (1, 39, 50)  # Easter Monday, Ascension, Whit Monday
    return frozenset(
        [date(year, month, day) for month, day in fixed] + [easter + timedelta(days=days) for days in after_easter]
    )


def easter_sunday(year: int) -> date:
    """Easter of the Gregorian calendar (J.-M. Oudin, 1940; https://aa.usno.navy.mil/faq/easter)."""
    century = year // 100
    golden = year % 19
    epact = (century - century // 4 - (century - (century - 17) // 25) // 3 + 19 * golden + 15) % 30
    epact -= epact // 28 * (1 - epact // 28 * (29 // (epact + 1)) * ((21 - golden) // 11))
    weekday = (year + year // 4 + epact + 2 - century + century // 4) % 7
    day = epact - weekday
    month = 3 + (day + 40) // 44
    return date(year, month, day + 28 - 31 * (month // 4))


def is_working_day(day: date) -> bool:
    """Neither a Saturday, a Sunday nor a public holiday."""
    return day.weekday() < 5 and day not in public_holidays(day.year)


@lru_cache(maxsize=4096)  # a board asks for the same few sessions again and again
def add_working_days(day: date, count: int) -> date:
    """The day `count` working days after `day`, or before it when negative; the day itself is never counted."""
    step = timedelta(days=1 if count >= 0 else -1)
    left = abs(count)
    while left:
        day += step
        if is_working_day(day):
            left -= 1
    return day


@lru_cache(maxsize=4096)
def working_days_until(day: date, today: date) -> int:
    """Working days from tomorrow to `day`, both included; negative when `day` is past."""
    if day < today:
        return -working_days_until(today, day)
    return sum(is_working_day(today + timedelta(days=n)) for n in range(1, (day - today).days + 1))


def last_day_to_validate(start: date, rule: NoticeRule) -> date:
    """Last day on which AMF42 may validate. Under the calendar rule it is the last day to ask itself."""
    if rule is NoticeRule.CALENDAR:
        return start - timedelta(days=NOTICE_DAYS)
    return add_working_days(start, -(NOTICE_DAYS + 1))


def last_day_to_ask(start: date, rule: NoticeRule) -> date:
    """Last day on which the official may send the request for a session that starts on `start`."""
    if rule is NoticeRule.CALENDAR:
        return start - timedelta(days=NOTICE_DAYS)
    return add_working_days(last_day_to_validate(start, rule), -ANSWER_DAYS)


def last_day_to_answer(requested_on: date) -> date:
    """Last day for AMF42 to answer in EDOF."""
    return add_working_days(requested_on, ANSWER_DAYS)


def last_day_to_confirm(validated_on: date) -> date:
    """Last day for the official to press « Je confirme mon inscription »."""
    return add_working_days(validated_on, CONFIRM_DAYS)


class Urgency(StrEnum):
    """How a date presses, most urgent first."""

    LATE = "late"
    TODAY = "today"
    SOON = "soon"
    WAITING = "waiting"  # on a card before what is calm (looks/window/SPEC.md, section 1)
    LATER = "later"
    DONE = "done"
    CLOSED = "closed"


_RANKS = {one: rank for rank, one in enumerate(Urgency)}


def urgency(day: date, today: date) -> Urgency:
    """Late, today, soon (3 working days at most) or later."""
    if day < today:
        return Urgency.LATE
    if day == today:
        return Urgency.TODAY
    return Urgency.SOON if working_days_until(day, today) <= SOON_DAYS else Urgency.LATER


class DeadlineKind(StrEnum):
    """What is due."""

    CALLBACK = "callback"  # Rappel
    REQUEST = "request"  # the official asks: Demander
    VALIDATE = "validate"  # AMF42 answers in EDOF: Valider
    CONFIRM = "confirm"  # the official confirms
    SESSION = "session"  # the training day comes
    CDC = "cdc"  # the CDC has been written to, somebody else acts
    TRAINED = "trained"  # done, on that day
    TOO_LATE = "too_late"  # the last day to ask is past and no request was sent: Demandes closes
    CANCELLED = "cancelled"  # the session will not be held: another date is to be chosen


@dataclass(frozen=True)
class Deadline:
    """One date that a dossier or a session shows; `rule` is the sentence that stands beside it, or ""."""

    kind: DeadlineKind
    day: date
    urgency: Urgency
    at: time | None = None
    rule: str = ""
    detail: str = ""  # of CDC: "mail" or "courrier"; of SESSION: "to_declare" once it is over

    @property
    def sort_key(self) -> tuple[int, date, time]:
        """Most urgent first: late, today, soon, waiting, later, done; then the earliest."""
        return (_RANKS[self.urgency], self.day, self.at or time.max)


def most_urgent(deadlines: Collection[Deadline]) -> Deadline | None:
    """The one that a card shows."""
    return min(deadlines, key=lambda deadline: deadline.sort_key, default=None)
