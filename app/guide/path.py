"""From a situation, a stage and the ticks to the steps that remain: the pure heart of the program."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from app.domain.stages import Stage
from app.guide.edition import UNKNOWN, Edition, Question, Situation, Step


def holds(when: Mapping[str, tuple[str, ...]], situation: Situation) -> bool:
    """Say whether each question of `when` has one of its answers; an unanswered one counts as « à voir »."""
    return all(situation.get(question, UNKNOWN) in answers for question, answers in when.items())


def whole_path(edition: Edition, situation: Situation) -> tuple[Step, ...]:
    """All steps that hold for a situation, in the order in which they are done."""
    return tuple(step for step in edition.steps if holds(step.when, situation))


def remaining_steps(edition: Edition, situation: Situation, stage: Stage, done: Collection[str]) -> tuple[Step, ...]:
    """The steps that hold for the situation, belong to this stage or a later one of the path, and are not ticked."""
    rank = edition.path_order.index(stage)
    return tuple(
        step
        for step in whole_path(edition, situation)
        if edition.path_order.index(step.stage) >= rank and step.id not in done
    )


def stage_after(edition: Edition, situation: Situation, stage: Stage, done: Collection[str]) -> Stage:
    """The stage where a dossier stands once these steps are ticked: that of the first step that remains.

    It never goes back; with nothing left to do, the official is enrolled (only the training day makes one « Formé »).
    """
    remaining = remaining_steps(edition, situation, stage, done)
    if remaining:
        return remaining[0].stage
    order = edition.path_order
    return max(stage, Stage.ENROLLED, key=order.index)


def stage_for(edition: Edition, situation: Situation, done: Collection[str]) -> Stage:
    """The stage that a situation leads to when it has just been answered, whatever the stage was.

    « Nouveau » while nothing at all is known.
    """
    if not any(situation.get(question.id, UNKNOWN) != UNKNOWN for question in edition.questions):
        return Stage.NEW
    return stage_after(edition, situation, Stage.NEW, done)


def reopened_steps(edition: Edition, target: Stage, done: Collection[str]) -> frozenset[str]:
    """Ticks to take away when a dossier is moved to `target`: those of its column and of the columns after it."""
    order = [column.stage for column in edition.columns]
    rank = order.index(target)
    return frozenset(step.id for step in edition.steps if step.id in done and order.index(step.stage) >= rank)


def open_questions(edition: Edition, situation: Situation) -> tuple[Question, ...]:
    """Questions that this situation asks and that have no answer yet (« à voir » set by hand is an answer)."""
    return tuple(
        question for question in edition.questions if question.id not in situation and holds(question.when, situation)
    )


def sheet_steps(edition: Edition, situation: Situation, stage: Stage, done: Collection[str]) -> tuple[Step, ...]:
    """What remains, less the steps that concern the desk alone."""
    return tuple(step for step in remaining_steps(edition, situation, stage, done) if step.on_sheet)


def numbering(steps: Iterable[Step]) -> dict[str, int]:
    """Numbers from 1, by step id. A step of the desk alone has none, so that paper and script count alike."""
    return {step.id: number for number, step in enumerate((step for step in steps if step.on_sheet), start=1)}


def learned(edition: Edition, situation: Situation, done: Collection[str]) -> dict[str, str]:
    """The situation of the person's next dossier: the answers given, and what the ticked steps have proved since.

    Never applied to the dossier itself: its path would lose the steps that a move back must open again.
    """
    known = dict(situation)
    for step in edition.steps:
        if step.id in done:
            known.update(step.teaches)
    return known
