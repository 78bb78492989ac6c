"""One call that goes on: its state, who and what it is about as last read, and the actions that its keys cause.

Answers come faster than the base: each action waits until what came before it has been written and read again, so that
F7 F7 F7 answers three questions and never the same one three times.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.changes import Changes
from app.domain.calendar import DeadlineKind
from app.domain.dossiers import Stage
from app.errors import UserError
from app.storage.rows import DossierDetail, DossierRow, OfficialDetail, PersonRow
from ui.call_state import CallState, callback_limit_words, chosen_outcome, chosen_reason, resume_words, to_draft
from ui.drafting import DraftKeeper
from ui.pages.script_actions import ScriptActions
from ui.script_position import Script, Standing, script_at

if TYPE_CHECKING:
    from app.desk import Desk
    from app.services.calls import CallForm
    from app.services.directory import MandateForm, OfficialForm
    from ui.front import Front

REASON_LENGTH = 80  # of a callback's reason taken from the note


@dataclass(frozen=True)
class _Read:
    """What one reading found for a call."""

    speaker: PersonRow | None
    official: OfficialDetail | None
    dossier: DossierDetail | None


class LiveCall(QObject):
    """Tells `changed` whenever it is to be drawn again."""

    changed = Signal()
    # A platform's field that could not be saved: what was typed stays.
    fieldRefused = Signal(str)  # noqa: N815 - Qt's way of naming signals
    # F11: the words with which the note goes on.
    noteWanted = Signal(str)  # noqa: N815 - Qt's way of naming signals
    ended = Signal()

    def __init__(
        self, front: Front, state: CallState, draft_id: int | None = None, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._front = front
        self.state = state
        self.keeper = DraftKeeper(front, "call", lambda: to_draft(self.state), draft_id=draft_id, parent=self)
        self.speaker: PersonRow | None = None
        self.official: OfficialDetail | None = None
        self.dossier: DossierDetail | None = None
        self.attached: set[int] = set()
        self.actions = ScriptActions(self, front)
        self._pending = 0
        self._waiting: list[Callable[[], None]] = []
        self._over = False

    # What is known

    @property
    def dossiers(self) -> tuple[DossierRow, ...]:
        """The open dossiers of the official, most urgent first."""
        return tuple(row for row in self.official.dossiers if not row.outcome) if self.official is not None else ()

    @property
    def person(self) -> PersonRow | None:
        """The official whom the call is about."""
        return self.official.person if self.official is not None else None

    def elapsed(self) -> timedelta:
        """How long it has lasted."""
        return max(self._front.desk.now() - self.state.started_at, timedelta(0))

    def standing(self) -> Standing | None:
        """What the script is found from; None without a dossier."""
        dossier = self.dossier
        if dossier is None:
            return None
        done = frozenset(step.id for step in dossier.steps if step.done)
        edition = self._front.desk.edition(dossier.edition)
        return Standing(edition, dossier.situation, Stage(dossier.row.stage), done, dossier.blocked_step)

    def script(self) -> Script | None:
        """Where the script stands; None without a dossier."""
        standing = self.standing()
        return script_at(standing, self.state.place) if standing is not None else None

    def last_day(self) -> date | None:
        """Last day to ask for the dossier's session, while the request is not sent; a day that has gone is none."""
        due = self.dossier.deadlines if self.dossier is not None else ()
        return next((one.day for one in due if one.kind is DeadlineKind.REQUEST), None)

    def callback_words(self) -> str:
        """What the callback must know of that day."""
        state, today = self.state, self._front.desk.today()
        return callback_limit_words(state.callback_on, self.last_day(), today, to_cdc=state.to_cdc)

    def reason(self) -> str:
        """Motif, chosen or proposed."""
        return chosen_reason(self.state, self.script(), self.standing())

    def outcome(self) -> str:
        """Résultat, chosen or proposed."""
        return chosen_outcome(self.state, self.script())

    def touch(self) -> None:
        """Something of the call was typed or chosen."""
        if not self._over:
            self.keeper.touch()

    # One after the other

    @property
    def busy(self) -> bool:
        """Whether something is being written or read."""
        return self._pending > 0

    def settle(self, action: Callable[[], None]) -> None:
        """Do this once all that was asked before has been written and read again."""
        if self._pending or self._waiting:
            self._waiting.append(action)
        else:
            action()

    def hold(self, on: bool) -> None:
        """What comes now waits for a choice that is not made yet; false once it was."""
        if on:
            self._pending += 1
        else:
            self._end_one()

    def load(self) -> None:
        """Read again who and what the call is about."""
        self._pending += 1
        desk, state = self._front.desk, replace(self.state)
        self._front.runner.run(lambda: _read(desk, state), self._loaded, self._failed)

    def _loaded(self, read: _Read) -> None:
        self.speaker, self.official, self.dossier = read.speaker, read.official, read.dossier
        state = self.state
        state.dossier_id = read.dossier.row.id if read.dossier is not None else None
        official = read.official
        if official is None:
            state.official_id = None
        elif not official.person.is_official:
            # A secretary was called: she speaks, and whom for is asked.
            state.speaker_id, state.official_id = official.person.id, None
            self.speaker, self.official = official.person, None
        if self.speaker is None:
            state.speaker_id = None
            self.speaker = self.person
        self._attach_strangers()
        self._end_one()

    def write(
        self, action: Callable[[], Changes], *, told: bool = False, refused: Callable[[], None] | None = None
    ) -> None:
        """Write, then read again. The script shows what was done, so a banner would only hide the form's foot."""
        self._pending += 1

        def work() -> Changes:
            changes = action()
            return changes if told else replace(changes, label="")

        def done(_changes: Changes) -> None:
            self.load()
            self._end_one()

        def failed(problem: UserError) -> None:
            if refused is not None:
                refused()
            self._write_failed(problem)

        self._front.write(work, done, failed)

    def _write_failed(self, problem: UserError) -> None:
        """Nothing was written: what is in the base now is shown."""
        self.load()
        self._failed(problem)

    def _failed(self, problem: UserError) -> None:
        self._front.refused.emit(problem.message)
        self._waiting.clear()  # What was typed ahead counted on it.
        self._end_one()

    def _end_one(self) -> None:
        self._pending -= 1
        if self._pending:
            return
        if not self._over:
            self.changed.emit()
        while self._waiting and not self.busy and not self._over:
            self._waiting.pop(0)()

    # Who

    def choose_speaker(self, person: PersonRow) -> None:
        """Who is on the line: the official, or somebody who calls for one."""
        state = self.state
        if person.is_official:
            if state.official_id != person.id:
                state.forget_dossier()
            state.official_id, state.speaker_id = person.id, None
        else:
            state.speaker_id = person.id
        state.person = {}
        self.touch()
        self.load()

    def choose_official(self, person: PersonRow) -> None:
        """For whom somebody else calls."""
        if self.state.official_id != person.id:
            self.state.forget_dossier()
        self.state.official_id = person.id
        self.touch()
        self.load()

    def forget_people(self) -> None:
        """The field was emptied: nobody is known any more."""
        self.state.forget_dossier()
        self.state.official_id = self.state.speaker_id = None
        self.state.phone = ""
        self.touch()
        self.load()

    def make_person(self, form: OfficialForm, mandates: Sequence[MandateForm], *, subject: bool = False) -> None:
        """Create on the spot the person who calls, or, with `subject`, the one for whom somebody else calls."""
        from app.services.directory import save_official

        desk = self._front.desk
        self._pending += 1

        def done(changes: Changes) -> None:
            state = self.state
            state.person = {}
            if form.is_official:
                state.forget_dossier()
                state.official_id = changes.result
                state.speaker_id = state.speaker_id if subject else None
            else:
                state.speaker_id = changes.result
            self.touch()
            self.load()
            self._end_one()

        self._front.write(lambda: save_official(desk, None, form, None, mandates=mandates), done, self._write_failed)

    def attach(self, call_id: int) -> None:
        """An earlier call without a name was this person's too."""
        if call_id not in self.state.strangers:
            self.state.strangers.append(call_id)
        self.touch()
        self.settle(self._attach_and_draw)

    def _attach_and_draw(self) -> None:
        self._attach_strangers()
        if not self._pending:
            self.changed.emit()

    def _attach_strangers(self) -> None:
        from app.services.calls import attach_call

        whose = self.state.official_id or self.state.speaker_id
        if whose is None or not self.state.strangers:
            return
        desk, calls = self._front.desk, list(self.state.strangers)
        self.state.strangers = []
        for call_id in calls:
            self.attached.add(call_id)
            self.write(partial(attach_call, desk, call_id, whose), told=True)

    # Dossier

    def choose_dossier(self, dossier_id: int) -> None:
        """Another dossier of the same official."""
        if dossier_id != self.state.dossier_id:
            self.state.forget_dossier()
            self.state.dossier_id = dossier_id
            self.touch()
            self.load()

    def open_dossier(self, session_id: int | None) -> None:
        """A new dossier of the official on a session, or on none yet."""
        from app.services.dossiers import open_dossier

        official_id, desk = self.state.official_id, self._front.desk
        if official_id is None:
            return
        self._pending += 1

        def done(changes: Changes) -> None:
            self.state.forget_dossier()
            self.state.dossier_id, self.state.advanced = changes.result, True
            self.touch()
            self.load()
            self._end_one()

        def work() -> Changes:
            return replace(open_dossier(desk, official_id, session_id), label="")

        self._front.write(work, done, self._write_failed)

    # The end

    def form(self) -> CallForm:
        """The call as it is logged."""
        from app.services.calls import CallForm

        state, script = self.state, self.script()
        note = state.note.strip()
        first_line = note.partition("\n")[0][:REASON_LENGTH]
        return CallForm(
            started_at=state.started_at,
            official_id=state.official_id or state.speaker_id,
            speaker_id=state.speaker_id,
            dossier_id=state.dossier_id,
            outgoing=state.outgoing,
            caller_typed=state.typed,
            caller_phone=state.phone,
            reason=self.reason(),
            outcome=self.outcome(),
            note=note,
            callback_on=state.callback_on,
            callback_time=state.callback_at,
            callback_reason=state.callback_reason or first_line or resume_words(script),
            callback_id=state.callback_id,
        )

    def finish(self) -> None:
        """Log the call; a call in which nothing happened leaves no trace."""
        self.settle(self._finish)

    def _finish(self) -> None:
        from app.services.calls import log_call

        if self.state.blank:
            self.give_up()
            return
        desk, form, draft_id = self._front.desk, self.form(), self.keeper.draft_id
        self._pending += 1

        def done(_changes: Changes) -> None:
            self._over = True
            self.keeper.forget()
            self._end_one()
            self.ended.emit()

        self._front.write(lambda: log_call(desk, form, draft_id), done, self._failed)

    def give_up(self) -> None:
        """Nothing was typed: forget it."""
        self._over = True
        self.keeper.drop()
        self.ended.emit()


def _read(desk: Desk, state: CallState) -> _Read:
    """On the base's thread: the people and the dossier of a call; those that are gone are left out."""
    from app.storage.queries import dossier, official

    speaker = official(desk, state.speaker_id) if state.speaker_id is not None else None
    kept = dossier(desk, state.dossier_id) if state.dossier_id is not None else None
    official_id = kept.official.id if kept is not None and state.official_id is None else state.official_id
    person = official(desk, official_id) if official_id is not None else None
    if kept is not None and (person is None or kept.official.id != person.person.id or kept.row.outcome):
        kept = None
    if kept is None and person is not None and person.person.is_official:
        still_open = [row for row in person.dossiers if not row.outcome]
        kept = dossier(desk, still_open[0].id) if still_open else None
    return _Read(speaker.person if speaker is not None else None, person, kept)
