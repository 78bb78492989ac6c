"""What is due for a dossier or a session, each date with its rule in one French sentence; today is passed in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time

from app.domain.calendar import (
    ANSWER_DAYS,
    CONFIRM_DAYS,
    NOTICE_DAYS,
    Deadline,
    DeadlineKind,
    NoticeRule,
    Urgency,
    add_working_days,
    last_day_to_answer,
    last_day_to_ask,
    last_day_to_confirm,
    last_day_to_validate,
    urgency,
)
from app.domain.dates import NBSP, named_day, short_day
from app.domain.dossiers import Stage

TO_DECLARE = "to_declare"  # detail of a SESSION that is over: EDOF is to be told
DECLARE_DAYS = 3  # « En formation » and « Sortie de formation » are told to EDOF within 3 working days (domain.md 4)

BEFORE_REQUEST = frozenset(
    {
        Stage.NEW,
        Stage.ACCOUNT_TO_OPEN,
        Stage.IDENTITY_TO_CHECK,
        Stage.ELU_ACCOUNT_MISSING,
        Stage.READY_TO_REQUEST,
    }
)
WAITING_FOR_CDC = (Stage.IDENTITY_TO_CHECK, Stage.ELU_ACCOUNT_MISSING)


@dataclass(frozen=True)
class Promise:
    """A callback that is still to be made; no hour means any time of that day."""

    on: date
    at: time | None = None
    reason: str = ""


@dataclass(frozen=True)
class DossierDates:
    """What the deadlines of an open dossier depend on."""

    stage: Stage
    session_on: date | None = None
    session_ends_on: date | None = None
    session_cancelled: bool = False
    requested_on: date | None = None
    validated_on: date | None = None
    cdc_written_on: date | None = None
    cdc_written_by: str = ""
    promises: tuple[Promise, ...] = ()


def dossier_deadlines(dates: DossierDates, rule: NoticeRule, today: date) -> tuple[Deadline, ...]:
    """Everything that is due for one open dossier, most urgent first."""
    found = [callback_deadline(promise, today) for promise in dates.promises]
    stage = dates.stage
    if dates.session_cancelled and dates.session_on is not None and stage is not Stage.TRAINED:
        found.append(_cancelled(dates.session_on))
        return most_urgent_first(found)
    if stage in BEFORE_REQUEST:
        if dates.session_on is not None:
            found.append(_request(dates.session_on, rule, today))
        if dates.cdc_written_on is not None and stage in WAITING_FOR_CDC:
            found.append(_cdc(dates.cdc_written_on, dates.cdc_written_by))
    elif stage is Stage.REQUEST_SENT and dates.requested_on is not None:
        found.append(_validate(dates.requested_on, validate_by(dates.session_on, rule), today))
    elif stage is Stage.TO_CONFIRM and dates.validated_on is not None:
        found.append(_confirm(dates.validated_on, today))
    elif stage is Stage.ENROLLED and dates.session_on is not None:
        found.append(_session(dates.session_on, dates.session_ends_on or dates.session_on, today))
    elif stage is Stage.TRAINED and dates.session_on is not None:
        found.append(Deadline(DeadlineKind.TRAINED, dates.session_ends_on or dates.session_on, Urgency.DONE))
    return most_urgent_first(found)


def most_urgent_first(deadlines: Iterable[Deadline]) -> tuple[Deadline, ...]:
    """Late, today, soon, waiting, later, done, closed; then the earliest."""
    return tuple(sorted(deadlines, key=lambda deadline: deadline.sort_key))


def callback_deadline(promise: Promise, today: date) -> Deadline:
    """A callback to make; its rule is its reason."""
    return Deadline(DeadlineKind.CALLBACK, promise.on, urgency(promise.on, today), promise.at, promise.reason)


def session_deadline(start: date, rule: NoticeRule, today: date) -> Deadline:
    """The last day to ask for a session; once it is past, TOO_LATE and closed: no one is at fault yet."""
    last = last_day_to_ask(start, rule)
    if last < today:
        return Deadline(DeadlineKind.TOO_LATE, last, Urgency.CLOSED, rule=too_late_rule(last, start, rule))
    return Deadline(DeadlineKind.REQUEST, last, urgency(last, today), rule=request_rule(start, rule))


def request_rule(start: date, rule: NoticeRule) -> str:
    """How the last day to ask is counted, in one sentence without its full stop."""
    day = short_day(start)
    if rule is NoticeRule.CALENDAR:
        return f"{NOTICE_DAYS}{NBSP}jours calendaires entre la demande et le {day}"
    return (
        f"{NOTICE_DAYS}{NBSP}jours ouvrés pleins entre notre validation et le {day}, "
        f"et {ANSWER_DAYS} pour notre réponse"
    )


def validate_by(start: date | None, rule: NoticeRule) -> date | None:
    """Last day for AMF42 to validate; None without a session, and where the rule counts from the request alone."""
    return last_day_to_validate(start, rule) if start is not None and rule is NoticeRule.WORKING else None


def validate_rule(start: date | None, rule: NoticeRule) -> str:
    """How that day is counted, in one sentence without its full stop; "" where there is none."""
    if start is None or rule is not NoticeRule.WORKING:
        return ""
    return f"{NOTICE_DAYS}{NBSP}jours ouvrés pleins entre notre validation et le {short_day(start)}"


def short_request_rule(start: date, rule: NoticeRule) -> str:
    """The same in fewer words, where it stands right under the date."""
    if rule is NoticeRule.CALENDAR:
        return f"{NOTICE_DAYS}{NBSP}jours calendaires avant le {short_day(start)}"
    return f"{NOTICE_DAYS}{NBSP}jours ouvrés avant le {short_day(start)}, et {ANSWER_DAYS}{NBSP}pour notre réponse"


def other_rule(start: date | None, rule: NoticeRule) -> str:
    """What the notice rule that is not in use would give, in one sentence; "" without a session."""
    if start is None:
        return ""
    other = NoticeRule.WORKING if rule is NoticeRule.CALENDAR else NoticeRule.CALENDAR
    words = "En jours ouvrés" if other is NoticeRule.WORKING else "En jours calendaires (guide de 2022)"
    return f"{words}{NBSP}: demander le {named_day(last_day_to_ask(start, other))} au plus tard"


def confirm_rule(validated_on: date) -> str:
    """« Validé le 18 nov. · 4 jours ouvrés pour confirmer »."""
    return f"Validé le {short_day(validated_on)} · {CONFIRM_DAYS}{NBSP}jours ouvrés pour confirmer"


def told_confirm_rule(validated_on: date) -> str:
    """The same on the official's paper: « Validé » is EDOF's word, the official reads « À valider »."""
    return f"Accepté par l’AMF42 le {short_day(validated_on)}{NBSP}: {CONFIRM_DAYS}{NBSP}jours ouvrés pour confirmer"


def too_late_rule(last: date, start: date, rule: NoticeRule) -> str:
    """What a session that can no longer be asked for says: until when, and how that day is counted."""
    return f"Il fallait demander le {named_day(last)} au plus tard{NBSP}: {request_rule(start, rule)}"


def _request(start: date, rule: NoticeRule, today: date) -> Deadline:
    """A dossier whose last day is past calls for another session: that is late, where a session is only closed."""
    last = last_day_to_ask(start, rule)
    if last < today:
        return Deadline(DeadlineKind.TOO_LATE, last, Urgency.LATE, rule=too_late_rule(last, start, rule))
    return session_deadline(start, rule, today)


def _validate(requested_on: date, limit: date | None, today: date) -> Deadline:
    """AMF42 answers within 2 working days, and in time for the notice before the session if that comes first."""
    day = last_day_to_answer(requested_on)
    rule = f"Demandé le {short_day(requested_on)} · {ANSWER_DAYS}{NBSP}jours ouvrés pour répondre dans EDOF"
    if limit is not None and limit < day:
        day = limit
        rule = f"{NOTICE_DAYS}{NBSP}jours ouvrés pleins entre notre validation et la formation"
    return Deadline(DeadlineKind.VALIDATE, day, urgency(day, today), rule=rule)


def _confirm(validated_on: date, today: date) -> Deadline:
    day = last_day_to_confirm(validated_on)
    return Deadline(DeadlineKind.CONFIRM, day, urgency(day, today), rule=confirm_rule(validated_on))


def _session(start: date, end: date, today: date) -> Deadline:
    """The training day; once it is over, what is due is to tell EDOF and to move the dossier on."""
    if start > today:
        near = urgency(start, today)
        return Deadline(DeadlineKind.SESSION, start, Urgency.LATER if near is Urgency.LATER else Urgency.SOON)
    if end >= today:
        return Deadline(DeadlineKind.SESSION, start, Urgency.TODAY, rule="La formation a lieu aujourd’hui")
    limit = add_working_days(end, DECLARE_DAYS)
    pressing = Urgency.LATE if limit < today else Urgency.TODAY
    rule = (
        f"La formation a eu lieu{NBSP}: à déclarer dans EDOF d’ici au {named_day(limit)} "
        f"({DECLARE_DAYS}{NBSP}jours ouvrés)"
    )
    return Deadline(DeadlineKind.SESSION, end, pressing, rule=rule, detail=TO_DECLARE)


def _cancelled(start: date) -> Deadline:
    """The session will not be held: nothing of it is due any more but to choose another date."""
    rule = f"La session du {named_day(start)} est annulée{NBSP}: choisissez une autre date"
    return Deadline(DeadlineKind.CANCELLED, start, Urgency.LATE, rule=rule)


def _cdc(written_on: date, written_by: str) -> Deadline:
    way = written_by or "mail"
    rule = f"{way.capitalize()} envoyé à la CDC le {short_day(written_on)}{NBSP}: sa réponse est attendue"
    return Deadline(DeadlineKind.CDC, written_on, Urgency.WAITING, rule=rule, detail=way)
