"""Reads the catalogue: trainings with their sessions, seats taken, last days to ask."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, func, select
from sqlalchemy.orm import Session

from app.desk import Desk
from app.domain.calendar import DeadlineKind, NoticeRule
from app.domain.dates import full_day
from app.domain.deadlines import BEFORE_REQUEST, other_rule, session_deadline, validate_by, validate_rule
from app.domain.dossiers import SEATED, Dossier
from app.domain.folding import fold, fold_choices
from app.domain.hindrances import hindrance
from app.domain.trainings import SessionStatus, Training, TrainingSession
from app.storage.queries_dossiers import dossier_rows
from app.storage.queries_settings import read_settings
from app.storage.recording import chunks
from app.storage.rows import OtherSessions, SessionDetail, SessionRow, TrainingRow

UPCOMING, FREE, PAST, ALL = "upcoming", "free", "past", "all"


def trainings(desk: Desk, *, when: str = UPCOMING) -> tuple[TrainingRow, ...]:
    """The catalogue: `when` is "upcoming", "free" (a seat is left), "past" or "all".

    A training without any such session still stands among "upcoming" and "all", so that one can be added to it.
    """
    today = desk.today()
    keep: Callable[[SessionRow], bool] = {
        UPCOMING: lambda one: one.ends_on >= today,
        FREE: lambda one: one.ends_on >= today and one.free > 0 and one.status == SessionStatus.OPEN,
        PAST: lambda one: one.ends_on < today,
        ALL: lambda one: True,
    }[when]
    with desk.database.read() as session:
        sessions = by_training(session_rows(desk, session))
        rows = []
        for training in session.execute(select(*_TRAINING)):
            kept = tuple(one for one in sessions.get(training.id, ()) if keep(one))
            if kept or when == ALL or (when == UPCOMING and not training.archived):
                rows.append(training_row(training, kept))
    return tuple(sorted(rows, key=_past_key if when == PAST else _next_key))


def session(desk: Desk, session_id: int) -> SessionDetail | None:
    """One session with its open dossiers, or None when it is gone."""
    with desk.database.read() as reading:
        training_id = reading.scalar(select(TrainingSession.training_id).where(TrainingSession.id == session_id))
        if training_id is None:
            return None
        rows = session_rows(desk, reading, TrainingSession.training_id == training_id)
        training = reading.execute(select(*_TRAINING).where(Training.id == training_id)).one()
        dossiers = dossier_rows(desk, reading, Dossier.session_id == session_id, Dossier.outcome == "")
        own, rule = next(row for row in rows if row.id == session_id), read_settings(reading).notice_rule
        return SessionDetail(
            session=own,
            training=training_row(training, rows),
            dossiers=tuple(dossiers),
            instead=other_sessions(desk, reading, session_id),
            other_rule=other_rule(own.starts_on, rule),
            validate_by=validate_by(own.starts_on, rule),
            validate_rule=validate_rule(own.starts_on, rule),
        )


def sessions_to_choose(desk: Desk, text: str = "") -> tuple[SessionRow, ...]:
    """Sessions to come that match every word: those one can still ask for first, then full ones, then too late."""
    wanted = fold_choices(text)
    with desk.database.read() as reading:
        rows = session_rows(
            desk,
            reading,
            TrainingSession.starts_on >= desk.today(),
            TrainingSession.status == SessionStatus.OPEN.value,
            Training.archived.is_(False),
        )
    return tuple(sorted((row for row in rows if _matches(row, wanted)), key=_choice_key))


def other_sessions(
    desk: Desk, reading: Session, session_id: int, official_id: int | None = None
) -> OtherSessions | None:
    """Why this session can no longer be asked for, and those that still can: of the same training, or of its theme.

    Sessions on which the person has an open dossier are no choice. None while the session itself can be asked for.
    """
    found = session_rows(desk, reading, TrainingSession.id == session_id)
    if not found:
        return None
    own, today, rule = found[0], desk.today(), read_settings(reading).notice_rule
    why = hindrance(own.starts_on, own.status, seats=own.seats, taken=own.taken, rule=rule, today=today)
    if why is None:
        return None
    theirs = select(Dossier.session_id).where(Dossier.official_id == official_id, Dossier.outcome == "")
    held = set(reading.scalars(theirs)) if official_id is not None else set()
    can_be = (
        TrainingSession.starts_on > today,
        TrainingSession.status == SessionStatus.OPEN.value,
        TrainingSession.id != session_id,
    )

    def asked_for(*which: ColumnElement[bool]) -> tuple[SessionRow, ...]:
        rows = session_rows(desk, reading, *can_be, *which, rule=rule)
        return tuple(
            row for row in rows if row.deadline.kind is DeadlineKind.REQUEST and row.free and row.id not in held
        )

    same = asked_for(TrainingSession.training_id == own.training_id)
    if same:
        return OtherSessions(why, same)
    theme, relatives = _same_theme(reading, own.training_id)
    return OtherSessions(why, asked_for(Training.id.in_(relatives)) if relatives else (), theme)


def _same_theme(reading: Session, training_id: int) -> tuple[str, list[int]]:
    """The theme of a training, and the other trainings in use that bear it, however it is written there."""
    theme = reading.scalar(select(Training.theme).where(Training.id == training_id)) or ""
    others = select(Training.id, Training.theme).where(Training.id != training_id, Training.archived.is_(False))
    wanted = fold(theme)
    return theme, [row.id for row in reading.execute(others) if wanted and fold(row.theme) == wanted]


def session_rows(
    desk: Desk, reading: Session, *conditions: ColumnElement[bool], rule: NoticeRule | None = None
) -> list[SessionRow]:
    """Sessions in order of date; three statements, however many there are."""
    query = select(*_SESSION).join(Training, Training.id == TrainingSession.training_id).where(*conditions)
    found = reading.execute(query.order_by(TrainingSession.starts_on, TrainingSession.id)).all()
    rule = rule or read_settings(reading).notice_rule
    taken, to_help = _counts(reading, [row.id for row in found])
    today = desk.today()
    return [_session_row(row, taken[row.id], to_help[row.id], rule, today) for row in found]


def by_training(rows: Iterable[SessionRow]) -> dict[int, list[SessionRow]]:
    """Sessions by their training."""
    found: dict[int, list[SessionRow]] = defaultdict(list)
    for row in rows:
        found[row.training_id].append(row)
    return found


def training_rows(desk: Desk, reading: Session, ids: Iterable[int]) -> tuple[TrainingRow, ...]:
    """These trainings, in the order of `ids`, with their sessions to come."""
    ids = list(ids)
    coming = (TrainingSession.training_id.in_(ids), TrainingSession.ends_on >= desk.today())
    sessions = by_training(session_rows(desk, reading, *coming)) if ids else {}
    found = {row.id: row for row in reading.execute(select(*_TRAINING).where(Training.id.in_(ids)))}
    return tuple(training_row(found[one], sessions.get(one, ())) for one in ids if one in found)


def training_row(row: Any, sessions: Iterable[SessionRow]) -> TrainingRow:
    """One training, of a row with the columns of the table."""
    return TrainingRow(
        id=row.id,
        version=row.version,
        title=row.title,
        short_name=row.short_name,
        minutes=row.minutes,
        price_cents=row.price_cents,
        extra_fees_cents=row.extra_fees_cents,
        place=row.place,
        theme=row.theme,
        link=row.link,
        archived=row.archived,
        sessions=tuple(sessions),
    )


_TRAINING = (
    *(Training.id, Training.version, Training.title, Training.short_name, Training.minutes, Training.price_cents),
    *(Training.extra_fees_cents, Training.place, Training.theme, Training.link, Training.archived),
)
_SESSION = (
    *(TrainingSession.id, TrainingSession.version, TrainingSession.training_id, TrainingSession.starts_on),
    *(TrainingSession.ends_on, TrainingSession.starts_at, TrainingSession.ends_at, TrainingSession.place),
    *(TrainingSession.seats, TrainingSession.status, TrainingSession.access, Training.title, Training.short_name),
)


def _counts(reading: Session, session_ids: list[int]) -> tuple[dict[int, int], dict[int, int]]:
    """Seats taken, and open dossiers before « Demande envoyée », by session."""
    taken: dict[int, int] = defaultdict(int)
    to_help: dict[int, int] = defaultdict(int)
    for piece in chunks(session_ids):
        query = (
            select(Dossier.session_id, Dossier.stage, func.count())
            .where(Dossier.session_id.in_(piece), Dossier.outcome == "")
            .group_by(Dossier.session_id, Dossier.stage)
        )
        for session_id, stage, count in reading.execute(query):
            if stage in SEATED:
                taken[session_id or 0] += count
            elif stage in BEFORE_REQUEST:
                to_help[session_id or 0] += count
    return taken, to_help


def _session_row(row: Row[*tuple[Any, ...]], taken: int, to_help: int, rule: NoticeRule, today: date) -> SessionRow:
    return SessionRow(
        id=row.id,
        version=row.version,
        training_id=row.training_id,
        training=row.title,
        training_short=row.short_name or row.title,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        place=row.place,
        seats=row.seats,
        taken=taken,
        status=row.status,
        deadline=session_deadline(row.starts_on, rule, today),
        to_help=to_help,
        access=row.access,
    )


def _matches(row: SessionRow, wanted: tuple[tuple[str, ...], ...]) -> bool:
    """Every word typed begins a word of the title, of the short name, of the place or of the date."""
    numbers = f"{row.starts_on:%d/%m/%Y} {row.starts_on.day}"
    words = fold(f"{row.training} {row.training_short} {row.place} {full_day(row.starts_on)} {numbers}").split()
    return all(any(word.startswith(spelling) for word in words for spelling in choices) for choices in wanted)


def _choice_key(row: SessionRow) -> tuple[bool, bool, date, int]:
    return (row.deadline.kind is DeadlineKind.TOO_LATE, row.free == 0, row.starts_on, row.id)


def _next_key(row: TrainingRow) -> tuple[date, str, int]:
    """By their next session; those without one last."""
    return (row.sessions[0].starts_on if row.sessions else date.max, fold(row.title), row.id)


def _past_key(row: TrainingRow) -> tuple[int, str, int]:
    return (-row.sessions[-1].starts_on.toordinal(), fold(row.title), row.id)
