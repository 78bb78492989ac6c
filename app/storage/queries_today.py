"""Reads the page Aujourd’hui: callbacks, confirmations, answers owed in EDOF, last days to ask."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.desk import Desk
from app.domain.calendar import add_working_days
from app.domain.calls import Call, Callback
from app.domain.deadlines import Promise, callback_deadline
from app.domain.dossiers import Dossier, Stage
from app.domain.officials import Official
from app.domain.trainings import SessionStatus, Training, TrainingSession
from app.storage.queries_dossiers import dossier_rows
from app.storage.queries_people import national, person_rows
from app.storage.queries_settings import read_settings
from app.storage.queries_trainings import session_rows
from app.storage.rows import CallbackRow, DossierRow, LastDayRow, PersonRow, PhoneRow, TodayRows

SHOWN_WORKING_DAYS = 5  # callbacks of the week to come; a page that shows all of them hides those of today


def today(desk: Desk) -> TodayRows:
    """The whole page, each list most urgent first; callbacks are shown from 5 working days on."""
    day = desk.today()
    with desk.database.read() as session:
        rule = read_settings(session).notice_rule
        waiting = dossier_rows(
            desk,
            session,
            Dossier.outcome == "",
            Dossier.stage.in_([Stage.TO_CONFIRM.value, Stage.REQUEST_SENT.value]),
            rule=rule,
            with_callbacks=False,
        )
        coming = session_rows(
            desk,
            session,
            TrainingSession.starts_on >= day,
            TrainingSession.status == SessionStatus.OPEN.value,
            rule=rule,
        )
        last_days = [LastDayRow(row, row.to_help) for row in coming if row.to_help]
        return TodayRows(
            callbacks=_callbacks(session, day),
            to_confirm=_in_stage(waiting, Stage.TO_CONFIRM),
            to_answer=_in_stage(waiting, Stage.REQUEST_SENT),
            last_days=tuple(sorted(last_days, key=lambda row: row.session.deadline.sort_key)),
            empty_base=session.scalar(select(Official.id).limit(1)) is None
            and session.scalar(select(Training.id).limit(1)) is None,
        )


def callback_rows(session: Session, found: Sequence[Any], day: date) -> tuple[CallbackRow, ...]:
    """Callbacks as rows, most urgent first; `found` has the columns of the table and `typed` of the call it is from."""
    people = {row.id: row for row in person_rows(session, [one.official_id for one in found if one.official_id])}
    rows = [_callback_row(one, people.get(one.official_id), day) for one in found]
    return tuple(sorted(rows, key=lambda row: (*row.deadline.sort_key, row.id)))


def _in_stage(rows: Sequence[DossierRow], stage: Stage) -> tuple[DossierRow, ...]:
    """Those of one column, by the date that the list tells."""
    return tuple(row for row in rows if row.stage is stage)


def _callbacks(session: Session, day: date) -> tuple[CallbackRow, ...]:
    query = (
        select(
            *(Callback.id, Callback.version, Callback.official_id, Callback.dossier_id, Callback.call_id),
            *(Callback.due_on, Callback.due_time, Callback.reason, Callback.phone),
            *(Call.caller_typed, Call.note),
        )
        .outerjoin(Call, Call.id == Callback.call_id)
        .where(Callback.done_at.is_(None), Callback.due_on <= add_working_days(day, SHOWN_WORKING_DAYS))
    )
    return callback_rows(session, session.execute(query).all(), day)


def _callback_row(row: Any, person: PersonRow | None, day: date) -> CallbackRow:
    deadline = callback_deadline(Promise(row.due_on, row.due_time, row.reason), day)
    phone = person.phone if person else None
    if person is None and row.phone:
        phone = PhoneRow(national(row.phone, ""), row.phone, mobile=row.phone.startswith(("+336", "+337")))
    return CallbackRow(
        id=row.id,
        version=row.version,
        official_id=row.official_id,
        dossier_id=row.dossier_id,
        call_id=row.call_id,
        name=person.name if person else stranger_name(row.phone, row.caller_typed or ""),
        commune=person.commune if person else "",
        function=person.function if person else "",
        phone=phone,
        reason=row.reason or row.note or "",
        deadline=deadline,
    )


def stranger_name(phone: str, typed: str) -> str:
    """« Appel du 04 65 71 20 14, sans nom »; without a number what was typed, in « »."""
    if phone:
        return f"Appel du {national(phone, phone)}, sans nom"
    return f"Appel de «\u00a0{typed}\u00a0», sans fiche" if typed.strip() else "Appel sans nom ni numéro"
