"""Why a session can no longer be asked for: cancelled, too late or full; said before anything is promised."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.domain.calendar import NoticeRule, last_day_to_ask
from app.domain.dates import NBSP, named_day
from app.domain.deadlines import too_late_rule
from app.domain.trainings import SessionStatus


class HindranceKind(StrEnum):
    """What stands in the way, the gravest first."""

    CANCELLED = "cancelled"
    TOO_LATE = "too_late"
    FULL = "full"


@dataclass(frozen=True)
class Hindrance:
    """What is said of the session, and why in one sentence without its full stop."""

    kind: HindranceKind
    title: str  # "Trop tard pour le lun. 30 nov."
    rule: str


def hindrance(start: date, status: str, *, seats: int, taken: int, rule: NoticeRule, today: date) -> Hindrance | None:
    """What keeps somebody who has not asked yet from this session; None while it can be asked for."""
    day = named_day(start)
    if status == SessionStatus.CANCELLED:
        return Hindrance(
            HindranceKind.CANCELLED,
            f"Session du {day} annulée",
            f"Elle n’aura pas lieu{NBSP}: choisissez une autre date",
        )
    last = last_day_to_ask(start, rule)
    if last < today:
        return Hindrance(HindranceKind.TOO_LATE, f"Trop tard pour le {day}", too_late_rule(last, start, rule))
    if taken >= seats:
        held = f"Les {seats}{NBSP}places sont prises" if seats > 1 else "Aucune place n’est libre"
        return Hindrance(HindranceKind.FULL, f"Session du {day} complète", f"{held}{NBSP}: choisissez une autre date")
    return None
