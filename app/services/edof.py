"""What the desk notes of EDOF and of the CDC on a dossier."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.changes import Changes
from app.desk import Desk
from app.domain.dossiers import Dossier, EventKind, Stage
from app.domain.edof import edof_status
from app.domain.names import of_person
from app.errors import UserError
from app.guide.cdc import MAIL, POST, writes_to_cdc
from app.guide.path import remaining_steps, stage_after
from app.services.guarding import existing, refuse_nir
from app.services.stages import add_event, add_tick, enter, go_to, moved_label, whose

NOTE_NUMBER, ANSWER = "note_edof_number", "answer_in_edof"  # duties of the guide that are ticked from here
PAST_VALIDATION = (Stage.TO_CONFIRM, Stage.ENROLLED, Stage.TRAINED)
WAYS = (MAIL, POST)


def set_edof(desk: Desk, dossier_id: int, number: str, status: str) -> Changes:
    """Keep the number of the EDOF dossier and its status, by machine name or label; an unknown one is kept as it is.

    An empty status says nothing new. A known one puts the dossier in its column, or closes it.
    Raises UserError when another open dossier has that number.
    """
    number = number.strip()
    refuse_nir({"Numéro EDOF": number, "Statut EDOF": status})
    with desk.database.transaction(undoable=True) as unit:
        session = unit.session
        dossier = existing(session, Dossier, dossier_id, "ce dossier")
        _refuse_taken(session, dossier, number)
        known = edof_status(status.strip() or dossier.edof_status)
        changed = (number, known.name) != (dossier.edof_number, dossier.edof_status)
        before = dossier.stage
        dossier.edof_number = number
        if changed:
            told = known.name if known.name != dossier.edof_status else ""
            add_event(desk, session, dossier, EventKind.EDOF, number=number, status=told)
        dossier.edof_status = known.name
        if number:
            _tick_duty(desk, session, dossier, NOTE_NUMBER)
        if known.stage is not None and dossier.is_open:
            go_to(desk, session, dossier, known.stage)
        unit.label = f"EDOF noté pour {whose(dossier)}" if changed else ""
        if dossier.stage != before:
            unit.label = moved_label(desk, dossier)
        if known.outcome is not None and dossier.is_open:
            dossier.outcome, dossier.closed_at = known.outcome.value, desk.now()
            add_event(desk, session, dossier, EventKind.CLOSED, outcome=dossier.outcome, edof=known.name)
            unit.label = f"Dossier {of_person(whose(dossier))} clos\u00a0: {known.label}"
        unit.result = dossier_id
    return unit.changes


def mark_validated(desk: Desk, dossier_id: int) -> Changes:
    """AMF42 has answered in EDOF: its step is ticked, and the official has 4 working days to confirm."""
    with desk.database.transaction(undoable=True) as unit:
        dossier = existing(unit.session, Dossier, dossier_id, "ce dossier")
        if dossier.stage not in PAST_VALIDATION:
            _tick_duty(desk, unit.session, dossier, ANSWER)
            go_to(desk, unit.session, dossier, Stage.TO_CONFIRM)
            unit.label = moved_label(desk, dossier)
        unit.result = dossier_id
    return unit.changes


def written_to_cdc(desk: Desk, dossier_id: int, way: str, on: date | None = None) -> Changes:
    """The CDC has been written to, by "mail" or "courrier": that step is ticked, somebody else acts now."""
    if way not in WAYS:
        raise ValueError(f"a way to write is one of {WAYS}")
    with desk.database.transaction(undoable=True) as unit:
        dossier = existing(unit.session, Dossier, dossier_id, "ce dossier")
        dossier.cdc_written_on, dossier.cdc_written_by = on or desk.today(), way
        _tick_writing(desk, unit.session, dossier)
        add_event(desk, unit.session, dossier, EventKind.EDOF, cdc=way)
        unit.label = f"{way.capitalize()} à la CDC noté pour {whose(dossier)}"
        unit.result = dossier_id
    return unit.changes


def _tick_writing(desk: Desk, session: Session, dossier: Dossier) -> None:
    """The step of this column that says to write is done: neither script nor sheet asks for it again."""
    edition, stage = desk.edition(dossier.edition), Stage(dossier.stage)
    remaining = remaining_steps(edition, dossier.full_situation, stage, dossier.done)
    written = next((step for step in remaining if step.stage is stage and writes_to_cdc(step)), None)
    if written is not None and add_tick(desk, session, dossier, written):
        enter(desk, session, dossier, stage_after(edition, dossier.full_situation, stage, dossier.done))


def _tick_duty(desk: Desk, session: Session, dossier: Dossier, duty: str) -> None:
    for step in desk.edition(dossier.edition).steps:
        if step.duty == duty:
            add_tick(desk, session, dossier, step)


def _refuse_taken(session: Session, dossier: Dossier, number: str) -> None:
    if not number:
        return
    query = select(Dossier).where(Dossier.edof_number == number, Dossier.outcome == "", Dossier.id != dossier.id)
    if session.scalars(query.limit(1)).first() is not None:
        raise UserError(
            f"Le numéro {number} est déjà celui d’un autre dossier. Cherchez-le avec Ctrl+K, puis relisez les deux."
        )
