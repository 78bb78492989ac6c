"""A deadline in words: short on cards and in search, shorter in lists that say what is due, long on panels."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from app.domain.calendar import Deadline, DeadlineKind, Urgency, working_days_until
from app.domain.dates import SHORT_DAYS
from app.domain.deadlines import TO_DECLARE
from ui.components import BadgeData, BadgeKind
from ui.dates import (
    DAYS,
    NBSP,
    at_latest_words,
    capitalised,
    delay_words,
    short_day,
    time_words,
    today_words,
    until_words,
    week_day,
    working_days_words,
)

if TYPE_CHECKING:
    from app.storage.rows import DossierDetail, SessionDetail

SEPARATOR = f"{NBSP}: "
NO_LONGER = {
    DeadlineKind.TOO_LATE: "Trop tard pour cette session",
    DeadlineKind.CANCELLED: "Session annulée",
}


def short_badge(deadline: Deadline, today: date) -> BadgeData:
    """The badge of a card: « Rappel à 14 h », « 1 jour de retard », « Demander d’ici au 31 déc. »."""
    return short_badges(deadline, today)[0]


def short_badges(deadline: Deadline, today: date) -> tuple[BadgeData, ...]:
    """The same, then shorter ways to say it where a card is narrow: a deadline is never cut."""
    kind = BadgeKind(deadline.urgency)
    return tuple(BadgeData(kind, words) for words in _short(deadline, today))


def row_badge(deadline: Deadline, today: date) -> BadgeData:
    """The badge of a line whose list says what is due: « Hier 16 h », « 11 h », « Vendredi 27 »."""
    kind, ahead = BadgeKind(deadline.urgency), (deadline.day - today).days
    if deadline.kind is DeadlineKind.CALLBACK:
        return BadgeData(kind, capitalised(_callback_moment(deadline, today)))
    if deadline.urgency is Urgency.LATE and deadline.kind not in (
        *(DeadlineKind.TOO_LATE, DeadlineKind.CANCELLED, DeadlineKind.SESSION),
    ):
        return BadgeData(kind, delay_words(-ahead))
    if deadline.kind in (DeadlineKind.REQUEST, DeadlineKind.VALIDATE, DeadlineKind.CONFIRM):
        return BadgeData(kind, capitalised(today_words(deadline.day, today)))
    return short_badge(deadline, today)


def session_badge(deadline: Deadline, today: date) -> BadgeData:
    """The last day to ask in a table of sessions: « Demain, mer. 25 nov. », « Ven. 8 janv., 31 j ouvrés »."""
    kind = BadgeKind(deadline.urgency)
    if deadline.kind is DeadlineKind.TOO_LATE or deadline.day < today:
        return BadgeData(BadgeKind.CLOSED, "Demandes closes")
    day, ahead = week_day(deadline.day), (deadline.day - today).days
    if ahead <= 1:
        return BadgeData(kind, f"{capitalised(today_words(deadline.day, today))}, {day}")
    count = working_days_until(deadline.day, today)
    return BadgeData(kind, f"{capitalised(day)}, {count}{NBSP}j{NBSP}ouvré{'s' if count > 1 else ''}")


def long_words(deadline: Deadline, today: date, official: str = "élu") -> str:
    """The title of the box on a panel, without its rule; `official` is « élu » or « élue »."""
    day, ahead = deadline.day, (deadline.day - today).days
    late = delay_words(-ahead) if deadline.urgency is Urgency.LATE else ""
    match deadline.kind:
        case DeadlineKind.CALLBACK:
            return f"Rappel promis {_promise(deadline, today)}" if late else f"Rappel {_promise(deadline, today)}"
        case DeadlineKind.REQUEST:
            return f"Demander {at_latest_words(day, today)}"
        case DeadlineKind.TOO_LATE | DeadlineKind.CANCELLED:
            return NO_LONGER[deadline.kind]
        case DeadlineKind.VALIDATE:
            return f"À valider dans EDOF{SEPARATOR}{late}" if late else f"À valider dans EDOF {_limit(day, today)}"
        case DeadlineKind.CONFIRM if late:
            return f"À confirmer par l’{official}{SEPARATOR}{late}"
        case DeadlineKind.CONFIRM:
            return f"À confirmer {_limit(day, today)} par l’{official}"
        case DeadlineKind.SESSION if deadline.detail == TO_DECLARE:
            return "Formation à déclarer dans EDOF"
        case DeadlineKind.SESSION if ahead <= 0:
            return "Formation aujourd’hui"
        case DeadlineKind.SESSION if ahead < 7:
            return f"Formation {today_words(day, today)}"
        case DeadlineKind.SESSION:
            return f"Formation le {week_day(day)}, {working_days_words(working_days_until(day, today)).lower()}"
        case DeadlineKind.CDC:
            return f"{capitalised(deadline.detail or 'courrier')} envoyé à la CDC le {short_day(day)}"
        case DeadlineKind.TRAINED:
            return f"Formé{'e' if official.endswith('e') else ''} le {short_day(day)}"


def validate_words(row: DossierDetail | SessionDetail, today: date) -> str:
    """« Validation dans EDOF le ven. 27 nov. au plus tard : 11 jours ouvrés pleins… »; "" where no such day holds."""
    if row.validate_by is None or row.validate_by < today:
        return ""
    return f"Validation dans EDOF {at_latest_words(row.validate_by, today)}{SEPARATOR}{row.validate_rule}"


def spoken(deadline: Deadline, today: date) -> str:
    """The end of a card's sentence, in lower case: « à confirmer aujourd’hui »."""
    match deadline.kind:
        case DeadlineKind.CONFIRM if deadline.urgency is not Urgency.LATE:
            return f"à confirmer {_limit(deadline.day, today)}"
        case DeadlineKind.CONFIRM:
            return f"à confirmer, {delay_words((today - deadline.day).days)}"
        case DeadlineKind.TOO_LATE | DeadlineKind.CANCELLED:
            return NO_LONGER[deadline.kind].lower()
        case _:
            words = long_words(deadline, today)
            return words[:1].lower() + words[1:]


def _short(deadline: Deadline, today: date) -> tuple[str, ...]:
    day, ahead = deadline.day, (deadline.day - today).days
    late = delay_words(-ahead) if deadline.urgency is Urgency.LATE else ""
    match deadline.kind:
        case DeadlineKind.CALLBACK:
            words = _callback_moment(deadline, today)
            if late:
                return (f"Rappel{SEPARATOR}{words}", capitalised(words))
            at = "à " if ahead == 0 and deadline.at is not None else ""
            return (f"Rappel {at}{words}", capitalised(words))
        case DeadlineKind.REQUEST:
            return (f"Demander {_until(day, today)}", capitalised(_until(day, today)))
        case DeadlineKind.TOO_LATE | DeadlineKind.CANCELLED:
            return ("Demandes closes" if deadline.kind is DeadlineKind.TOO_LATE else "Session annulée",)
        case DeadlineKind.VALIDATE:
            return (late,) if late else (f"Valider {until_words(day, today)}",)
        case DeadlineKind.CONFIRM:
            return (late,) if late else (_day_to_confirm(day, today),)
        case DeadlineKind.SESSION if deadline.detail == TO_DECLARE:
            return ("À déclarer dans EDOF", "À déclarer")  # its day is the training's: a delay counts from the limit
        case DeadlineKind.SESSION if ahead <= 0:
            return ("Formation aujourd’hui", "Aujourd’hui")
        case DeadlineKind.SESSION if deadline.urgency is Urgency.SOON:
            return (f"Formation {today_words(day, today)}", capitalised(today_words(day, today)))
        case DeadlineKind.SESSION:
            return (working_days_words(working_days_until(day, today)),)
        case DeadlineKind.CDC:
            way = deadline.detail or "courrier"
            return (f"CDC{SEPARATOR}{way} du {short_day(day)}", f"CDC{SEPARATOR}{short_day(day)}")
        case DeadlineKind.TRAINED:
            return (f"Formation le {short_day(day)}", f"Le {short_day(day)}")


def _until(day: date, today: date) -> str:
    """As `until_words`, without the year where the next such day is plainly meant: a card is narrow."""
    ahead = (day - today).days
    return f"d’ici au{NBSP}{short_day(day)}" if 7 <= ahead < 300 else until_words(day, today)


def _day_to_confirm(day: date, today: date) -> str:
    """« Aujourd’hui », « Demain », « Jeudi 26 nov. », « D’ici au 8 déc. »."""
    ahead = (day - today).days
    if ahead < 2:
        return capitalised(today_words(day, today))
    if ahead < 7:
        return capitalised(f"{DAYS[day.weekday()]}{NBSP}{short_day(day)}")
    return capitalised(until_words(day, today))


def _limit(day: date, today: date) -> str:
    """« aujourd’hui », « d’ici à demain », « d’ici à vendredi 27 », « d’ici au 8 déc. »: the day is still in time."""
    ahead = (day - today).days
    if ahead == 0:
        return "aujourd’hui"
    if 0 < ahead < 7:
        return f"d’ici à{NBSP}{today_words(day, today)}"
    return until_words(day, today)


def _callback_moment(deadline: Deadline, today: date) -> str:
    """« 11 h », « hier 16 h », « demain 9 h », « jeu. 10 h », « aujourd’hui »."""
    day, ahead = deadline.day, (deadline.day - today).days
    if deadline.at is None:
        return f"{SHORT_DAYS[day.weekday()]}{NBSP}{short_day(day)}" if 1 < ahead < 7 else today_words(day, today)
    at = time_words(deadline.at)
    if ahead == 0:
        return at
    if ahead in (-1, 1):
        return f"{today_words(day, today)}{NBSP}{at}"
    return f"{SHORT_DAYS[day.weekday()]}{NBSP}{at}" if 0 < ahead < 7 else f"{short_day(day)} {at}"


def _promise(deadline: Deadline, today: date) -> str:
    """« aujourd’hui à 14 h », « hier à 16 h », « le jeu. 26 nov. »."""
    day, ahead = deadline.day, (deadline.day - today).days
    said = today_words(day, today) if ahead in (-1, 0, 1) else f"le{NBSP}{week_day(day)}"
    return said if deadline.at is None else f"{said} à{NBSP}{time_words(deadline.at)}"
