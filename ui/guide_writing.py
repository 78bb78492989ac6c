"""An edition while somebody writes it: what was done to it step by step, so that each gesture can be taken back."""

from __future__ import annotations

from dataclasses import dataclass, replace

from app.domain.stages import Stage
from app.guide.changing import add_step, move_step, new_step_id, remove_step, replace_step
from app.guide.compare import differences
from app.guide.edition import Actor, Answer, Edition, Effect, Step

DEPTH = 200


@dataclass(frozen=True)
class Moment:
    """The edition at one time, and the step that one was at."""

    edition: Edition
    step_id: str
    what: str  # « text:open_site »: keystrokes in one field are one gesture


class EditionInHand:
    """`base` is the edition as it is kept; `edition` as it stands on screen."""

    def __init__(self, base: Edition, edition: Edition | None = None) -> None:
        self.base = base
        self.edition = edition or base
        self.step_id = self.edition.steps[0].id if self.edition.steps else ""
        self._before: list[Moment] = []
        self._after: list[Moment] = []

    @property
    def step(self) -> Step | None:
        """The step that is being written."""
        return next((step for step in self.edition.steps if step.id == self.step_id), None)

    def is_changed(self) -> bool:
        """Whether something is not saved."""
        return self.edition != self.base

    def changed_ids(self) -> frozenset[str]:
        """The steps that are not as they are kept; those that are no more are not among them."""
        return frozenset(one.step_id for one in differences(self.base, self.edition) if one.after is not None)

    # Gestures

    def change(self, edition: Edition, what: str, step_id: str | None = None) -> None:
        """Take another edition; the same `what` twice in a row is one gesture."""
        if edition == self.edition:
            return
        if not (self._before and self._before[-1].what == what and what):
            self._before = [*self._before[-DEPTH:], Moment(self.edition, self.step_id, what)]
        self._after.clear()
        self.edition = edition
        if step_id is not None:
            self.step_id = step_id

    def rest(self) -> None:
        """What is typed next in the same field is a gesture of its own."""
        if self._before:
            self._before[-1] = replace(self._before[-1], what="")

    def put(self, step: Step) -> None:
        """Take a step as its form has it; in another column, it goes to the end of that column."""
        old = self.edition.step(step.id)
        edition = replace_step(self.edition, step)
        if (step.stage, step.phase) != (old.stage, old.phase):
            edition = in_its_column(edition, step)
        keys = [name for name in Step.__dataclass_fields__ if getattr(old, name) != getattr(step, name)]
        self.change(edition, f"{','.join(keys)}:{step.id}")

    def add(self, stage: Stage | None = None) -> Step:
        """A new step after the one in hand, or at the end of a column that is named."""
        here = self.step
        if stage is not None and (here is None or here.stage is not stage):
            column = self.edition.column(stage)
            phase = column.phase or 1
            here = None
        elif here is not None:
            stage, phase = here.stage, here.phase
        else:
            stage, phase = self.edition.path_order[0], 1
        made = Step(
            id=new_step_id(self.edition, "nouvelle étape"),
            title="Nouvelle étape",
            stage=stage,
            phase=phase,
            actor=Actor.OFFICIAL,
            body="",
            say="",
            answers=(Answer("C’est fait", Effect.DONE),),
        )
        if here is not None:
            self.change(add_step(self.edition, made, here.id), "", made.id)
        else:
            last = self.edition.steps[-1].id if self.edition.steps else ""
            self.change(in_its_column(add_step(self.edition, made, last), made), "", made.id)
        return made

    def double(self) -> None:
        """The same step once more, behind it."""
        here = self.step
        if here is not None:
            made = replace(here, id=new_step_id(self.edition, here.title), title=f"{here.title} (copie)")
            self.change(add_step(self.edition, made, here.id), "", made.id)

    def remove(self) -> None:
        """Take the step away; the one behind it comes in hand, or the one before."""
        ids = [step.id for step in self.edition.steps]
        if self.step_id not in ids:
            return
        place = ids.index(self.step_id)
        following = ids[place + 1] if place + 1 < len(ids) else ids[place - 1] if place else ""
        self.change(remove_step(self.edition, self.step_id), "", following)

    def move(self, by: int) -> bool:
        """One place up (-1) or down (1); at the edge of its column the step goes over to the next. False: no way."""
        steps, here = self.edition.steps, self.step
        if here is None:
            return False
        place = steps.index(here)
        if not 0 <= place + by < len(steps):
            return False
        other = steps[place + by]
        if (other.stage, other.phase) != (here.stage, here.phase):
            moved = replace_step(self.edition, replace(here, stage=other.stage, phase=other.phase))
        elif by > 0:
            moved = move_step(self.edition, here.id, other.id)
        else:
            moved = move_step(self.edition, here.id, steps[place - 2].id if place > 1 else "")
        self.change(moved, "")
        return True

    # Taking back

    def undo(self) -> bool:
        """Turn the last gesture back; False when there is none."""
        return self._turn(self._before, self._after)

    def redo(self) -> bool:
        """Do again what was turned back."""
        return self._turn(self._after, self._before)

    def _turn(self, source: list[Moment], target: list[Moment]) -> bool:
        while source:
            moment = source.pop()
            if moment.edition == self.edition:
                continue  # its field took it back already
            target.append(Moment(self.edition, self.step_id, ""))
            self.edition, self.step_id = moment.edition, moment.step_id
            return True
        return False


def in_its_column(edition: Edition, step: Step) -> Edition:
    """The edition with a step of another column put where its column and its phase want it: at their end."""
    order = edition.path_order
    rank = (order.index(step.stage), step.phase)
    before = ""
    for one in edition.steps:
        if one.id != step.id and (order.index(one.stage), one.phase) <= rank:
            before = one.id
    return move_step(edition, step.id, before)


def merged(base: Edition, mine: Edition, theirs: Edition) -> tuple[Edition, tuple[str, ...]]:
    """What I changed, done to the edition that somebody else saved meanwhile; and the steps that both changed.

    Of these mine is kept: theirs is a version, and can be compared and gone back to.
    """
    edition = theirs
    changed = {one.step_id for one in differences(base, theirs)}
    both: list[str] = []
    for one in differences(base, mine):
        there = {step.id for step in edition.steps}
        if one.step_id in changed:
            both.append(one.step_id)
        if one.after is None:
            if one.step_id in there:
                edition = remove_step(edition, one.step_id)
        elif one.step_id in there:
            edition = replace_step(edition, one.after)
            edition = in_its_column(edition, one.after) if "stage" in one.keys else edition
        else:
            ids = [step.id for step in mine.steps]
            previous = ids[max(0, ids.index(one.step_id) - 1)]
            edition = add_step(edition, one.after, previous if previous in there else "")
    head = ("title", "source", "valid_from", "review_by", "phases", "columns", "questions", "path_order", "to_approve")
    own = {name: getattr(mine, name) for name in head if getattr(mine, name) != getattr(base, name)}
    return replace(edition, **own), tuple(both)
