"""What of a person and a session a step's block is made from: the key under which it is kept for other sheets."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from app.documents.screens import has_secret
from app.documents.sheet_data import Publisher, SheetData, SheetTraining
from app.domain.stages import Stage
from app.guide.edition import Actor, Step
from app.guide.wording import WordedStep


class Due(NamedTuple):
    """A day told at a step: "ask", "late", "unknown" (no session yet), "validate" or "confirm"."""

    kind: str
    day: date | None
    rule: str


class StepFacts(NamedTuple):
    """What a step's block is made from beside its words: all of it, for it is the key under which the block is kept."""

    desk: Publisher
    training: SheetTraining | None  # where the step shows its price
    values: tuple[tuple[str, str], ...]  # of the fields on its screen
    due: tuple[Due, ...]
    first_secret: bool  # the sheet's first screen with a dashed frame: what it means is said there, once
    stuck: bool


def facts_of(steps: tuple[WordedStep, ...], data: SheetData) -> list[StepFacts]:
    """What each of the sheet's steps is made from, in their order."""
    secret = next((one.step.id for one in steps if has_secret(one.step.screen)), "")
    last = confirming(data)
    return [_facts(one.step, data, one.step.id == secret, one.step.id == last) for one in steps]


def _facts(step: Step, data: SheetData, first_secret: bool, confirms: bool) -> StepFacts:
    screen = step.screen
    values: tuple[tuple[str, str], ...] = ()
    if screen is not None and screen.fields:
        known = data.person.values
        values = tuple(
            (one.source, known[one.source]) for one in screen.fields if not one.secret and one.source in known
        )
    shows_price = screen is not None and screen.picture == "price_table"
    due: list[Due] = []
    if step.deadline and not data.request_sent:
        if data.deadline is None:
            due.append(Due("unknown", None, ""))
        else:
            due.append(Due("late" if data.deadline_passed else "ask", data.deadline, data.rule_in_frame))
    if step.duty == "answer_in_edof" and data.validate_by is not None and data.validate_by >= data.made_on:
        due.append(Due("validate", data.validate_by, data.validate_rule))
    elif confirms and data.confirm_by is not None and data.confirm_by >= data.made_on:
        due.append(Due("confirm", data.confirm_by, data.confirm_rule))
    return StepFacts(
        data.desk,
        data.training if shows_price else None,
        values,
        tuple(due),
        first_secret,
        step.id == data.blocked_step,
    )


def confirming(data: SheetData) -> str:
    """The step in which the official confirms: the last one of that column that they do."""
    own = [step.id for step in data.steps if step.stage is Stage.TO_CONFIRM and step.actor is Actor.OFFICIAL]
    return own[-1] if own else ""
