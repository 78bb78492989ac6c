"""Tells one story of the demonstration as the base keeps it: by the rules of the services, with a clock of the past."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from sqlalchemy.orm import Session

from app.demonstration.stories import Story
from app.desk import Desk
from app.domain.calendar import add_working_days
from app.domain.dossiers import Dossier, EventKind, Handout, Outcome, Stage
from app.domain.officials import Official
from app.domain.trainings import TrainingSession
from app.guide.edition import Edition, Scope
from app.guide.path import sheet_steps, stage_after, stage_for, whole_path
from app.services.dossiers import edition_for_new
from app.services.edof import NOTE_NUMBER
from app.services.stages import add_event, add_tick, enter, go_to

BETWEEN = timedelta(minutes=4)  # from one step to the next, on the phone
STEPS_A_PAGE = 4


def moment(desk: Desk, day: int, at: time) -> datetime:
    """That hour of the desk's own wall clock, so many working days from today; never later than now."""
    on = add_working_days(desk.today(), day) if day else desk.today()
    return min(datetime.combine(on, at).astimezone(), desk.now())


class Telling:
    """One dossier on its way; time only goes forward."""

    def __init__(self, desk: Desk, session: Session, story: Story, person: Official, held: TrainingSession | None):
        self._session, self._story, self._real = session, story, desk
        self._now = moment(desk, story.opened, time(9, 30))
        self._desk = replace(desk, clock=lambda: self._now, agent=story.agent or desk.agent)
        self._edition: Edition = edition_for_new(self._desk, "")
        scopes = {question.id: question.scope for question in self._edition.questions}
        answers = dict(story.answers)
        of_person = {name: value for name, value in answers.items() if scopes[name] is Scope.OFFICIAL}
        own = {name: value for name, value in answers.items() if scopes[name] is Scope.DOSSIER}
        person.situation = {**person.situation, **of_person}
        self.dossier = Dossier(
            official=person,
            session=held,
            edition=self._edition.id,
            situation=own,
            agent=self._desk.agent,
            edof_number="",
            edof_status="",
            blocked_step="",
            cdc_written_by="",
            outcome="",
            stage=stage_for(self._edition, {**person.situation, **own}, ()).value,
            opened_at=self._now,
            stage_since=self._now,
        )
        session.add(self.dossier)
        session.flush()
        self._event(EventKind.OPENED, training=held.training.title if held is not None else "")

    def tell(self) -> Dossier:
        """Walk the path up to the story's column, then what happened there."""
        story, dossier = self._story, self.dossier
        if story.by_hand:
            go_to(self._desk, self._session, dossier, story.stage)
        order = self._edition.path_order
        for step in whole_path(self._edition, dossier.full_situation):
            if story.by_hand or order.index(step.stage) >= order.index(story.stage):
                break
            self._tick(step.id, self._day_of(step.stage))
        if story.stage is Stage.TRAINED:
            self._at(story.entered, time(8, 45))
            go_to(self._desk, self._session, dossier, Stage.TRAINED)
        here = [step for step in whole_path(self._edition, dossier.full_situation) if step.stage is story.stage]
        for step in here[: story.ticked]:
            self._tick(step.id, story.entered)
        self._aside()
        if story.outcome is not None:
            self._close(story.outcome)
        return dossier

    def _day_of(self, stage: Stage) -> int:
        """The day on which the last step of a column before the present one was done."""
        story = self._story
        days: dict[Stage, int] = {
            Stage.READY_TO_REQUEST: self._requested(),
            Stage.REQUEST_SENT: self._validated(),
            Stage.TO_CONFIRM: self._confirmed(),
        }
        if stage in days:
            return days[stage]
        ready = story.entered if story.stage in (*_CONNECTION, Stage.READY_TO_REQUEST) else self._requested() - 1
        early = {Stage.NEW: story.opened, Stage.ACCOUNT_TO_OPEN: story.opened + 1}
        return min(early.get(stage, ready), ready)

    def _confirmed(self) -> int:
        """Working days between the columns: domain.md, section 4."""
        if self._story.stage is Stage.TRAINED and self._story.session is not None:
            return self._story.session[1] - 12
        return self._story.entered

    def _validated(self) -> int:
        return self._story.entered if self._story.stage is Stage.TO_CONFIRM else self._confirmed() - 2

    def _requested(self) -> int:
        return self._story.entered if self._story.stage is Stage.REQUEST_SENT else self._validated() - 2

    def _at(self, day: int, at: time) -> None:
        self._now = max(self._now, moment(self._real, day, at))

    def _tick(self, step_id: str, day: int) -> None:
        self._at(day, time(10, 5))
        self._now = min(self._now + BETWEEN, self._real.now())
        step = self._edition.step(step_id)
        if step.duty == NOTE_NUMBER:
            if not self._story.number:
                return
            self.dossier.edof_number = self._story.number
            self._event(EventKind.EDOF, number=self._story.number, status="")
        if add_tick(self._desk, self._session, self.dossier, step):
            situation = self.dossier.full_situation
            reached = stage_after(self._edition, situation, Stage(self.dossier.stage), self.dossier.done)
            if self._edition.path_order.index(reached) <= self._edition.path_order.index(self._story.stage):
                enter(self._desk, self._session, self.dossier, reached)

    def _aside(self) -> None:
        """What happened besides the steps; each on its own day."""
        story, person = self._story, self.dossier.official
        if story.cdc is not None:
            way, day = story.cdc
            self.dossier.cdc_written_on = add_working_days(self._real.today(), day)
            self.dossier.cdc_written_by = way
            self._on(day, lambda: self._event(EventKind.EDOF, cdc=way))
        if story.blocked is not None:
            step_id, words = story.blocked
            self.dossier.blocked_step = step_id
            title = self._edition.step(step_id).title
            self._event(EventKind.BLOCKED, step=step_id, title=title, note=words)
        if story.nir_checked is not None:
            person.nir_checked_at = moment(self._real, story.nir_checked, time(14, 29))
            person.nir_checked_by = self._desk.agent
            self._on(story.nir_checked, lambda: self._event(EventKind.NIR_CHECKED), time(14, 29))
        if story.rights is not None:
            person.rights_euros = story.rights[0]
            person.rights_on = add_working_days(self._real.today(), story.rights[1])
        if story.handed_out is not None:
            self._on(story.handed_out, self._hand_out, time(14, 35))

    def _on(self, day: int, act: Callable[[], None], at: time = time(11, 40)) -> None:
        """Do something on a day of its own, then go on from where the story stands."""
        before, self._now = self._now, moment(self._real, day, at)
        act()
        self._now = before

    def _hand_out(self) -> None:
        """As a sheet that was printed that day; no byte of it is left, so it has no fingerprint."""
        dossier = self.dossier
        steps = len(sheet_steps(self._edition, dossier.full_situation, Stage(dossier.stage), dossier.done)) + 3
        pages = -(-steps // STEPS_A_PAGE)
        kept = {"way": "paper", "pages": pages, "steps": steps, "edition": self._edition.id}
        line = Handout(dossier_id=dossier.id, at=self._now, agent=self._desk.agent, sha256="", **kept)
        self._session.add(line)
        self._event(EventKind.HANDED_OUT, **kept)

    def _close(self, outcome: Outcome) -> None:
        story, dossier = self._story, self.dossier
        self._at(story.entered + 1, time(16, 20))
        dossier.outcome, dossier.closed_at = outcome.value, self._now
        dossier.edof_status = story.edof or dossier.edof_status
        self._event(EventKind.CLOSED, outcome=outcome.value, edof=story.edof)

    def _event(self, kind: EventKind, **details: object) -> None:
        add_event(self._desk, self._session, self.dossier, kind, **details)


_CONNECTION = (Stage.NEW, Stage.ACCOUNT_TO_OPEN, Stage.IDENTITY_TO_CHECK, Stage.ELU_ACCOUNT_MISSING)


def day(desk: Desk, count: int) -> date:
    """So many working days from today."""
    return add_working_days(desk.today(), count) if count else desk.today()
