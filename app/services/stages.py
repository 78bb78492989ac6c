"""How a dossier changes its column, for all services that make it: dates, EDOF's word, ticks and history follow."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.desk import Desk
from app.domain.deadlines import BEFORE_REQUEST
from app.domain.dossiers import DoneStep, Dossier, DossierEvent, EventKind, Stage
from app.domain.edof import status_in
from app.domain.names import formal_name, of_person
from app.guide.edition import Edition, Scope, Step
from app.guide.path import learned, reopened_steps, stage_for, whole_path
from app.guide.wording import fill_text


def add_event(desk: Desk, session: Session, dossier: Dossier, kind: EventKind, /, **details: Any) -> None:
    """One line of the dossier's history, of this moment and agent."""
    session.add(
        DossierEvent(
            dossier_id=dossier.id,
            official_id=dossier.official_id,
            at=desk.now(),
            agent=desk.agent,
            kind=kind.value,
            details=details,
        )
    )


def enter(desk: Desk, session: Session, dossier: Dossier, stage: Stage) -> None:
    """Put the dossier in a column. Its dates and EDOF's status follow; the ticks don't."""
    source = Stage(dossier.stage)
    if source is stage:
        return
    today = desk.today()
    dossier.stage, dossier.stage_since = stage.value, desk.now()
    if stage in BEFORE_REQUEST:
        dossier.requested_on = dossier.validated_on = None
    elif stage is Stage.REQUEST_SENT:
        dossier.requested_on, dossier.validated_on = dossier.requested_on or today, None
    elif stage is Stage.TO_CONFIRM:
        dossier.validated_on = dossier.validated_on or today
    dossier.cdc_written_on, dossier.cdc_written_by = None, ""  # what was written concerned the column that is left
    dossier.edof_status = status_in(stage, dossier.edof_status)
    moved = {"from": source.value, "to": stage.value, "edof": dossier.edof_status}
    add_event(desk, session, dossier, EventKind.MOVED, **moved)


def go_to(desk: Desk, session: Session, dossier: Dossier, stage: Stage) -> None:
    """Put the dossier in a column by hand: going back on the board or on the path opens the steps from there on."""
    edition = desk.edition(dossier.edition)
    if goes_back(edition, Stage(dossier.stage), stage):
        reopened = reopened_steps(edition, stage, dossier.done)
        dossier.done_steps[:] = [tick for tick in dossier.done_steps if tick.step_id not in reopened]
        if dossier.blocked_step and dossier.blocked_step in reopened:
            dossier.blocked_step = ""
    enter(desk, session, dossier, stage)


def goes_back(edition: Edition, source: Stage, target: Stage) -> bool:
    """Whether `target` stands earlier, on the board or on the path (they differ for the identity check)."""
    columns = [column.stage for column in edition.columns]
    return any(order.index(target) < order.index(source) for order in (columns, list(edition.path_order)))


def add_tick(desk: Desk, session: Session, dossier: Dossier, step: Step) -> bool:
    """Tick one step; False when it was."""
    if step.id in dossier.done:
        return False
    dossier.done_steps.append(DoneStep(step_id=step.id, done_at=desk.now(), done_by=desk.agent))
    if dossier.blocked_step == step.id:
        dossier.blocked_step = ""
    add_event(desk, session, dossier, EventKind.STEP_DONE, step=step.id, title=title_of(dossier, step))
    return True


def find_stage_anew(desk: Desk, session: Session, dossier: Dossier) -> None:
    """After an answer: the column that the situation leads to, while no request has been sent."""
    if dossier.is_open and dossier.stage in BEFORE_REQUEST:
        edition = desk.edition(dossier.edition)
        enter(desk, session, dossier, stage_for(edition, dossier.full_situation, dossier.done))


def other_open(session: Session, official_id: int, but: int | None = None) -> Iterable[Dossier]:
    """The person's open dossiers, less one."""
    query = select(Dossier).where(Dossier.official_id == official_id, Dossier.outcome == "").order_by(Dossier.id)
    return [dossier for dossier in session.scalars(query) if dossier.id != but]


def what_was_learned(desk: Desk, dossiers: Iterable[Dossier]) -> dict[str, str]:
    """Answers of the person that their dossiers have proved: steps ticked, or left behind by a move."""
    known: dict[str, str] = {}
    for dossier in dossiers:
        edition = desk.edition(dossier.edition)
        order = edition.path_order
        rank = order.index(Stage(dossier.stage))
        behind = {
            step.id for step in whole_path(edition, dossier.full_situation) if order.index(step.stage) < rank
        } | dossier.done
        before = dossier.full_situation
        after = learned(edition, before, behind)
        ours = {question.id for question in edition.questions if question.scope is Scope.OFFICIAL}
        known |= {name: value for name, value in after.items() if name in ours and before.get(name) != value}
    return known


def keep_own_answers(dossiers: Iterable[Dossier], before: Mapping[str, str], changed: Iterable[str]) -> None:
    """Let these dossiers keep the answers that they went by: their path would lose steps that a move back opens."""
    for dossier in dossiers:
        own = {name: before.get(name, "unknown") for name in changed if name not in dossier.situation}
        if own:
            dossier.situation = {**dossier.situation, **own}


def column_title(desk: Desk, dossier: Dossier, stage: Stage | str) -> str:
    """« À confirmer par l’élu »."""
    return desk.edition(dossier.edition).column(Stage(stage)).title


def title_of(dossier: Dossier, step: Step) -> str:
    """A step's title in the words of this dossier."""
    held = dossier.session
    words = {"training": held.training.title} if held is not None else {}
    return fill_text(step.title, words, {})


def whose(dossier: Dossier) -> str:
    """« Bernadette Chavassieux », as on the card."""
    person = dossier.official
    return person.display_name or formal_name(person.civility, person.surname)


def moved_label(desk: Desk, dossier: Dossier) -> str:
    """« Dossier de Bernadette Chavassieux déplacé vers « Inscrit » »."""
    return (
        f"Dossier {of_person(whose(dossier))} déplacé vers «\u00a0{column_title(desk, dossier, dossier.stage)}\u00a0»"
    )
