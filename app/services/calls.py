"""What the desk does with a call: logs it with its callback, attaches a stranger's, and keeps the promises made."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from app.changes import Changes
from app.desk import Desk
from app.domain.calls import Call, Callback, CallOutcome, Draft
from app.domain.dates import hour, named_day
from app.domain.dossiers import Dossier, DossierEvent, EventKind
from app.domain.names import of_person
from app.domain.officials import Official
from app.errors import FieldConflict
from app.services.directory import name_of, understood_phone
from app.services.guarding import existing, refuse_nir, refuse_stale

CALLBACK = "ce rappel"


@dataclass(frozen=True)
class CallForm:
    """One call as it ends. Nothing is compulsory but when it began.

    `official_id` is whom it is about, `speaker_id` who spoke if somebody else; `callback_on` promises a callback at
    `callback_time` (None: any time that day); `callback_id` is the callback that this call answers.
    """

    started_at: datetime
    official_id: int | None = None
    speaker_id: int | None = None
    dossier_id: int | None = None
    outgoing: bool = False
    caller_typed: str = ""
    caller_phone: str = ""
    reason: str = ""
    outcome: str = ""
    note: str = ""
    callback_on: date | None = None
    callback_time: time | None = None
    callback_reason: str = ""
    callback_id: int | None = None


def log_call(desk: Desk, form: CallForm, draft_id: int | None = None) -> Changes:
    """Keep a call that ends now, on its dossier and person, with its callback; its draft goes with it."""
    typed = {"Appelle": form.caller_typed, "Téléphone": form.caller_phone, "Motif": form.reason}
    typed |= {"Résultat": form.outcome, "Note": form.note, "Motif du rappel": form.callback_reason}
    refuse_nir(typed)
    with desk.database.transaction(undoable=True) as unit:
        session = unit.session
        dossier = existing(session, Dossier, form.dossier_id, "ce dossier") if form.dossier_id is not None else None
        official_id = form.official_id or (dossier.official_id if dossier is not None else None)
        if official_id is not None:
            existing(session, Official, official_id, "cette fiche")
        phone = form.caller_phone or understood_phone("", form.caller_typed)[0]
        call = Call(
            official_id=official_id,
            speaker_id=form.speaker_id if form.speaker_id != official_id else None,
            dossier_id=form.dossier_id,
            outgoing=form.outgoing,
            started_at=form.started_at,
            ended_at=max(desk.now(), form.started_at),
            agent=desk.agent,
            caller_typed=form.caller_typed.strip(),
            caller_phone=phone,
            reason=form.reason,
            outcome=form.outcome,
            note=form.note.strip(),
        )
        session.add(call)
        session.flush()
        if official_id is not None:
            _add_to_history(session, call)
        _answer_promises(desk, session, form, official_id)
        if form.callback_on is not None:
            session.add(
                Callback(
                    official_id=official_id,
                    dossier_id=form.dossier_id,
                    call_id=call.id,
                    due_on=form.callback_on,
                    due_time=form.callback_time,
                    reason=form.callback_reason.strip(),
                    phone=phone,
                    agent=desk.agent,
                )
            )
        if draft_id is not None:
            session.execute(delete(Draft).where(Draft.id == draft_id))
        unit.result = call.id
        unit.label = _label(name_of(session, official_id), form.outgoing)
    return unit.changes


def attach_call(desk: Desk, call_id: int, official_id: int) -> Changes:
    """Say whose a stranger's call was; its callback and its line of history follow."""
    with desk.database.transaction(undoable=True) as unit:
        call = existing(unit.session, Call, call_id, "cet appel")
        existing(unit.session, Official, official_id, "cette fiche")
        if call.official_id != official_id:
            call.official_id = official_id
            for promise in unit.session.scalars(select(Callback).where(Callback.call_id == call_id)):
                promise.official_id = official_id
            lines = select(DossierEvent).where(DossierEvent.call_id == call_id)
            for line in unit.session.scalars(lines):
                unit.session.delete(line)  # of somebody else: it was attached by mistake
            _add_to_history(unit.session, call)
            unit.label = f"Appel rattaché à {name_of(unit.session, official_id)}"
        unit.result = call_id
    return unit.changes


def add_callback(  # noqa: PLR0917 - whose, when, why: the order in which they are said
    desk: Desk, official_id: int | None, dossier_id: int | None, on: date, at: time | None = None, reason: str = ""
) -> Changes:
    """Promise to call somebody back."""
    refuse_nir({"Motif du rappel": reason})
    with desk.database.transaction(undoable=True) as unit:
        session = unit.session
        if dossier_id is not None:
            official_id = existing(session, Dossier, dossier_id, "ce dossier").official_id
        promise = Callback(
            official_id=official_id,
            dossier_id=dossier_id,
            due_on=on,
            due_time=at,
            reason=reason.strip(),
            agent=desk.agent,
        )
        session.add(promise)
        session.flush()
        name = name_of(session, official_id)
        unit.label = f"Rappel {f'{of_person(name)} ' if name else ''}noté pour le {_when(on, at)}"
        unit.result = promise.id
    return unit.changes


def move_callback(
    desk: Desk, callback_id: int, on: date, at: time | None = None, version: int | None = None
) -> Changes:
    """Put a callback off, or forward. Raises Conflict when somebody else moved it elsewhere."""
    with desk.database.transaction(undoable=True) as unit:
        promise = existing(unit.session, Callback, callback_id, CALLBACK)
        there = _when(promise.due_on, promise.due_time)
        refuse_stale(promise.version, version, [FieldConflict("Rappel", _when(on, at), there)])
        promise.due_on, promise.due_time = on, at
        promise.version += 1
        name = name_of(unit.session, promise.official_id)
        unit.label = f"Rappel {f'{of_person(name)} ' if name else ''}déplacé au {_when(on, at)}"
        unit.result = callback_id
    return unit.changes


def finish_callback(desk: Desk, callback_id: int) -> Changes:
    """The callback was made, or is needed no longer."""
    with desk.database.transaction(undoable=True) as unit:
        promise = existing(unit.session, Callback, callback_id, CALLBACK)
        if promise.done_at is None:
            promise.done_at = desk.now()
            promise.version += 1
            name = name_of(unit.session, promise.official_id)
            unit.label = f"Rappel {f'{of_person(name)} ' if name else ''}fait"
        unit.result = callback_id
    return unit.changes


def _answer_promises(desk: Desk, session: Session, form: CallForm, official_id: int | None) -> None:
    """The callback that this call answers is done, and with it what was due to this person: they have been spoken to.

    Unless nobody picked up and no other day was agreed. A promise for a later day, or about another dossier, stays.
    """
    if form.outcome == CallOutcome.NO_ANSWER and form.callback_on is None:
        return
    due = select(Callback).where(
        Callback.done_at.is_(None), Callback.official_id == official_id, Callback.due_on <= desk.today()
    )
    if form.dossier_id is not None:
        due = due.where(or_(Callback.dossier_id.is_(None), Callback.dossier_id == form.dossier_id))
    kept = list(session.scalars(due)) if official_id is not None else []
    answered = session.get(Callback, form.callback_id) if form.callback_id is not None else None
    for promise in {*kept, *([answered] if answered is not None else [])}:
        if promise.done_at is None:
            promise.done_at = desk.now()
            promise.version += 1


def _add_to_history(session: Session, call: Call) -> None:
    """The line keeps what it needs should the call be undone; never the note."""
    if call.official_id is None:
        raise ValueError("a stranger's call has no history")
    minutes = max(1, round((call.ended_at - call.started_at).total_seconds() / 60))
    told = {"minutes": minutes, "reason": call.reason, "outcome": call.outcome, "outgoing": call.outgoing}
    session.add(
        DossierEvent(
            dossier_id=call.dossier_id,
            official_id=call.official_id,
            at=call.started_at,
            agent=call.agent,
            kind=EventKind.CALL.value,
            details=told,
            call_id=call.id,
        )
    )


def _label(name: str, outgoing: bool) -> str:
    if not name:
        return "Appel sans nom enregistré"
    return f"Appel {f'à {name}' if outgoing else of_person(name)} enregistré"


def _when(on: date, at: time | None) -> str:
    """« jeu. 26 nov. à 10 h »."""
    return f"{named_day(on)} à {hour(at)}" if at is not None else named_day(on)
