"""What the desk does with a dossier: opens it, answers, ticks, moves, closes; EDOF's side is in `edof`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from app.changes import Changes
from app.desk import Desk
from app.domain.calls import Draft
from app.domain.dates import named_day
from app.domain.dossiers import Dossier, EventKind, Handout, Outcome, Stage
from app.domain.edof import edof_status, status_in
from app.domain.names import formal_name, of_person
from app.domain.officials import Official
from app.domain.trainings import SessionStatus, TrainingSession
from app.errors import FieldConflict, UserError
from app.guide.edition import ANSWERS, Edition, Question, Scope, Step
from app.guide.path import stage_after, stage_for
from app.services.edof import mark_validated, set_edof, written_to_cdc
from app.services.guarding import existing, refuse_nir, refuse_stale
from app.services.stages import (
    add_event,
    add_tick,
    column_title,
    enter,
    find_stage_anew,
    go_to,
    keep_own_answers,
    moved_label,
    other_open,
    title_of,
    what_was_learned,
    whose,
)
from app.storage.queries_settings import read_settings

if TYPE_CHECKING:
    from app.documents.guide_sheet import Sheet

__all__ = (
    "answer",
    "answer_person",
    "block",
    "change_session",
    "close",
    "follow",
    "mark_validated",
    "move",
    "open_dossier",
    "record_handout",
    "reopen",
    "set_edof",
    "tick",
    "unblock",
    "untick",
    "written_to_cdc",
)
DOSSIER = "ce dossier"
SECOND = "Un dossier est déjà ouvert pour cette personne et cette session. Reprenez celui-là."
OUTCOMES = {
    Outcome.CANCELLED: "annulé",
    Outcome.REFUSED: "refusé",
    Outcome.WITHOUT_SUITE: "sans suite",
    Outcome.OTHER: "autre raison",
}


def open_dossier(
    desk: Desk,
    official_id: int,
    session_id: int | None,
    situation: Mapping[str, str] | None = None,
    *,
    draft_id: int | None = None,
) -> Changes:
    """Open a dossier with the edition in force; what earlier dossiers have proved of the person is known to it.

    Raises UserError for somebody who is no official, a cancelled session, or a second dossier on the same session.
    """
    with desk.database.transaction(undoable=True) as unit:
        session = unit.session
        person = existing(session, Official, official_id, "cette fiche")
        if not person.is_official:
            raise UserError(
                "Cette personne n’est pas élue\u00a0: le DIF élus est réservé aux élus. "
                "Choisissez l’élu pour qui elle appelle, ou corrigez sa fiche."
            )
        held = existing(session, TrainingSession, session_id, "cette session") if session_id is not None else None
        if held is not None:
            _refuse_session(held)
        earlier = list(session.scalars(select(Dossier).where(Dossier.official_id == official_id).order_by(Dossier.id)))
        if session_id is not None and any(one.session_id == session_id and one.is_open for one in earlier):
            raise UserError(SECOND)
        edition = edition_for_new(desk, read_settings(session).edition)
        learned = what_was_learned(desk, earlier)
        keep_own_answers(earlier, person.situation, learned)
        scopes = {question.id: question.scope for question in edition.questions}
        given = {name: value for name, value in (situation or {}).items() if name in scopes and value in ANSWERS}
        of_person = {name: value for name, value in given.items() if scopes[name] is Scope.OFFICIAL}
        if learned or of_person:
            person.situation = {**person.situation, **learned, **of_person}
        own = {name: value for name, value in given.items() if scopes[name] is Scope.DOSSIER}
        dossier = Dossier(
            official=person,
            session=held,
            edition=edition.id,
            situation=own,
            agent=desk.agent,
            stage=stage_for(edition, {**person.situation, **own}, ()).value,
            opened_at=desk.now(),
            stage_since=desk.now(),
        )
        session.add(dossier)
        if draft_id is not None:
            session.execute(delete(Draft).where(Draft.id == draft_id))
        session.flush()
        for other in other_open(session, official_id, but=dossier.id) if of_person else ():
            find_stage_anew(desk, session, other)
        add_event(desk, session, dossier, EventKind.OPENED, training=held.training.title if held is not None else "")
        unit.result = dossier.id
        unit.label = f"Dossier ouvert pour {formal_name(person.civility, person.surname, person.first_name)}"
    return unit.changes


def answer(desk: Desk, dossier_id: int, question: str, value: str) -> Changes:
    """Answer a question of the situation: kept on the person or the dossier, by the question's scope.

    The column is found anew as long as no request has been sent; the person's other dossiers follow too.
    """
    with desk.database.transaction(undoable=True) as unit:
        dossier = existing(unit.session, Dossier, dossier_id, DOSSIER)
        asked = _question(desk.edition(dossier.edition), question, value)
        before = dossier.stage
        if asked.scope is Scope.DOSSIER:
            dossier.situation = {**dossier.situation, question: value}
            touched = [dossier]
        else:
            person = dossier.official
            person.situation = {**person.situation, question: value}
            dossier.situation = {name: kept for name, kept in dossier.situation.items() if name != question}
            touched = [dossier, *other_open(unit.session, dossier.official_id, but=dossier_id)]
        add_event(desk, unit.session, dossier, EventKind.SITUATION, question=question, value=value, label=asked.label)
        for one in touched:
            find_stage_anew(desk, unit.session, one)
        unit.label = moved_label(desk, dossier) if dossier.stage != before else ""
        unit.result = dossier_id
    return unit.changes


def answer_person(desk: Desk, official_id: int, question: str, value: str) -> Changes:
    """Answer a question of the person, on their own page; their open dossiers find their column anew."""
    with desk.database.transaction(undoable=True) as unit:
        person = existing(unit.session, Official, official_id, "cette fiche")
        dossiers = list(other_open(unit.session, official_id))
        edition = edition_for_new(desk, read_settings(unit.session).edition)
        asked = _question(edition, question, value)
        if asked.scope is not Scope.OFFICIAL:
            raise UserError("Cette question se répond dans le dossier. Ouvrez-le, puis répondez.")
        person.situation = {**person.situation, question: value}
        for dossier in dossiers:
            dossier.situation = {name: kept for name, kept in dossier.situation.items() if name != question}
            add_event(
                desk, unit.session, dossier, EventKind.SITUATION, question=question, value=value, label=asked.label
            )
            find_stage_anew(desk, unit.session, dossier)
        unit.result = official_id
    return unit.changes


def tick(desk: Desk, dossier_id: int, step_id: str) -> Changes:
    """Tick a step; ticking the last one of a column moves the dossier on."""
    with desk.database.transaction(undoable=True) as unit:
        dossier = existing(unit.session, Dossier, dossier_id, DOSSIER)
        edition = desk.edition(dossier.edition)
        before = Stage(dossier.stage)
        if add_tick(desk, unit.session, dossier, _step(edition, step_id)):
            enter(desk, unit.session, dossier, stage_after(edition, dossier.full_situation, before, dossier.done))
        unit.label = moved_label(desk, dossier) if dossier.stage != before else ""
        unit.result = dossier_id
    return unit.changes


def untick(desk: Desk, dossier_id: int, step_id: str) -> Changes:
    """Open a step again; a dossier that had gone past it comes back to its column, the other ticks stay."""
    with desk.database.transaction(undoable=True) as unit:
        dossier = existing(unit.session, Dossier, dossier_id, DOSSIER)
        edition = desk.edition(dossier.edition)
        step, before = _step(edition, step_id), Stage(dossier.stage)
        behind = edition.path_order.index(step.stage) < edition.path_order.index(before)
        if step_id in dossier.done or behind:
            dossier.done_steps[:] = [tick for tick in dossier.done_steps if tick.step_id != step_id]
            title = title_of(dossier, step)
            add_event(desk, unit.session, dossier, EventKind.STEP_UNDONE, step=step_id, title=title)
        if behind:
            enter(desk, unit.session, dossier, step.stage)
        unit.label = moved_label(desk, dossier) if dossier.stage != before else ""
        unit.result = dossier_id
    return unit.changes


def block(desk: Desk, dossier_id: int, step_id: str, note: str = "") -> Changes:
    """Mark the step where the person is stuck (F11), with their own words."""
    refuse_nir({"Note": note})
    with desk.database.transaction(undoable=True) as unit:
        dossier = existing(unit.session, Dossier, dossier_id, DOSSIER)
        step = _step(desk.edition(dossier.edition), step_id)
        dossier.blocked_step = step_id
        title = title_of(dossier, step)
        add_event(desk, unit.session, dossier, EventKind.BLOCKED, step=step_id, title=title, note=note.strip())
        unit.result = dossier_id
    return unit.changes


def unblock(desk: Desk, dossier_id: int) -> Changes:
    """The person is stuck no longer."""
    with desk.database.transaction(undoable=True) as unit:
        dossier = existing(unit.session, Dossier, dossier_id, DOSSIER)
        if dossier.blocked_step:
            step = _step(desk.edition(dossier.edition), dossier.blocked_step)
            title = title_of(dossier, step)
            add_event(desk, unit.session, dossier, EventKind.UNBLOCKED, step=step.id, title=title)
            dossier.blocked_step = ""
        unit.result = dossier_id
    return unit.changes


def move(desk: Desk, dossier_id: int, stage: Stage, version: int | None = None) -> Changes:
    """Put a dossier in another column: drag, menu or keyboard. Raises Conflict when it was moved elsewhere since."""
    with desk.database.transaction(undoable=True) as unit:
        dossier = existing(unit.session, Dossier, dossier_id, DOSSIER)
        here, there = column_title(desk, dossier, dossier.stage), column_title(desk, dossier, stage)
        refuse_stale(dossier.version, version, [FieldConflict("Colonne", there, here)])
        if Stage(dossier.stage) is not Stage(stage):
            go_to(desk, unit.session, dossier, Stage(stage))
            unit.label = moved_label(desk, dossier)
        unit.result = dossier_id
    return unit.changes


def change_session(desk: Desk, dossier_id: int, session_id: int | None) -> Changes:
    """Choose another session, or none: « À choisir ».

    Raises UserError for a cancelled session, or one on which the person has another open dossier.
    """
    with desk.database.transaction(undoable=True) as unit:
        dossier = existing(unit.session, Dossier, dossier_id, DOSSIER)
        held = existing(unit.session, TrainingSession, session_id, "cette session") if session_id is not None else None
        if held is not None and session_id != dossier.session_id:
            _refuse_session(held)
            if any(other.session_id == session_id for other in other_open(unit.session, dossier.official_id)):
                raise UserError(SECOND)
        words = f"{held.training.title}, {named_day(held.starts_on, year=True)}" if held is not None else ""
        if session_id != dossier.session_id:
            dossier.session = held
            add_event(desk, unit.session, dossier, EventKind.SESSION_CHANGED, session=words)
            unit.label = f"Session {of_person(whose(dossier))}\u00a0: {words or 'à choisir'}"
        unit.result = dossier_id
    return unit.changes


def close(desk: Desk, dossier_id: int, outcome: Outcome, edof_status: str = "") -> Changes:
    """Take a dossier off the board; EDOF's own word is kept beside the outcome."""
    refuse_nir({"Statut EDOF": edof_status})
    with desk.database.transaction(undoable=True) as unit:
        dossier = existing(unit.session, Dossier, dossier_id, DOSSIER)
        dossier.outcome, dossier.closed_at = Outcome(outcome).value, desk.now()
        dossier.edof_status = edof_status.strip() or dossier.edof_status
        add_event(desk, unit.session, dossier, EventKind.CLOSED, outcome=dossier.outcome, edof=edof_status.strip())
        unit.label = f"Dossier {of_person(whose(dossier))} clos\u00a0: {OUTCOMES[Outcome(outcome)]}"
        unit.result = dossier_id
    return unit.changes


def reopen(desk: Desk, dossier_id: int) -> Changes:
    """Put a closed dossier back in the column where it was."""
    with desk.database.transaction(undoable=True) as unit:
        dossier = existing(unit.session, Dossier, dossier_id, DOSSIER)
        if not dossier.is_open:
            dossier.outcome, dossier.closed_at = "", None
            if edof_status(dossier.edof_status).outcome is not None:
                dossier.edof_status = status_in(Stage(dossier.stage))
            add_event(desk, unit.session, dossier, EventKind.REOPENED)
            unit.label = f"Dossier {of_person(whose(dossier))} rouvert"
        unit.result = dossier_id
    return unit.changes


def follow(desk: Desk, dossier_id: int, agent: str) -> Changes:
    """Say who follows a dossier: « Mes dossiers »."""
    refuse_nir({"Agent": agent})
    with desk.database.transaction(undoable=True) as unit:
        dossier = existing(unit.session, Dossier, dossier_id, DOSSIER)
        dossier.agent = agent.strip()
        unit.label = f"Dossier {of_person(whose(dossier))} suivi par {agent.strip() or 'personne'}"
        unit.result = dossier_id
    return unit.changes


def record_handout(desk: Desk, dossier_id: int, way: str, sheet: Sheet) -> Changes:
    """Keep that a sheet was handed out, by "paper" or "file": only once it was printed or saved."""
    import hashlib

    with desk.database.transaction() as unit:
        dossier = existing(unit.session, Dossier, dossier_id, DOSSIER)
        unit.session.add(
            Handout(
                dossier_id=dossier_id,
                at=desk.now(),
                agent=desk.agent,
                way=way,
                edition=dossier.edition,
                pages=sheet.pages,
                steps=sheet.steps,
                sha256=hashlib.sha256(sheet.pdf).hexdigest(),
            )
        )
        counted = {"way": way, "steps": sheet.steps, "pages": sheet.pages, "edition": dossier.edition}
        add_event(desk, unit.session, dossier, EventKind.HANDED_OUT, **counted)
        person = dossier.official
        name = formal_name(person.civility, person.surname, person.first_name)
        unit.label = f"Fiche {of_person(name)} {'imprimée' if way == 'paper' else 'enregistrée'}"
        unit.result = dossier_id
    return unit.changes


def edition_for_new(desk: Desk, wanted: str) -> Edition:
    """The edition that IT laid down, or that *Réglages* names, read just now; else the one that holds until then."""
    named = desk.imposed_edition() or next((edition for edition in desk.editions if edition.id == wanted), None)
    return named or desk.edition_for_new()


def _refuse_session(held: TrainingSession) -> None:
    if held.status == SessionStatus.CANCELLED:
        raise UserError("Cette session est annulée. Choisissez une autre date de la formation.")


def _step(edition: Edition, step_id: str) -> Step:
    try:
        return edition.step(step_id)
    except KeyError:
        raise UserError("Cette étape n’est plus dans le guide de ce dossier. Revenez au dossier.") from None


def _question(edition: Edition, question: str, value: str) -> Question:
    """The question of this id; ValueError for what only a bug can ask or answer."""
    if value not in ANSWERS:
        raise ValueError(f"an answer is one of {ANSWERS}")
    for one in edition.questions:
        if one.id == question:
            return one
    raise ValueError(f"the guide has no question {question!r}")
