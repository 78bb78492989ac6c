"""*Appel*: the heart of the program. Who calls at the left, what to say at the right; never a window in the way."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.storage.rows import DraftRow
from ui.call_state import CallState, from_draft
from ui.drafting import DraftState
from ui.pages.base import PageWidget
from ui.pages.call_fields import FieldSaver
from ui.pages.call_reading import reading_of, step_lines
from ui.pages.call_shape import FORM, CallShape
from ui.pages.call_sheet import CallSheet
from ui.pages.caller_choice import CallerChoice
from ui.pages.live_call import LiveCall
from ui.panels.screen_fields import ScreenFields, known_values
from ui.script_words import call_title

if TYPE_CHECKING:
    from app.changes import Changes
    from ui.front import Front


class CallPage(PageWidget):
    """Holds the calls that go on; one is shown, the others are set aside, each with its draft."""

    tables = ("officials", "mandates", "dossiers", "done_steps", "sessions", "trainings", "callbacks")
    callChanged = Signal()  # noqa: N815 - Qt's way of naming signals
    # « Mettre de côté »: one level back, the call goes on.
    leaveWanted = Signal()  # noqa: N815 - Qt's way of naming signals

    def __init__(self, front: Front) -> None:
        super().__init__(front)
        self._calls: list[LiveCall] = []
        self._call: LiveCall | None = None
        self.setProperty("part", "ground")
        self._shape = CallShape(front)
        self.form, self.script, self.steps = self._shape.form, self._shape.script, self._shape.steps
        self._fields = FieldSaver(self.script)
        self.sheet = CallSheet(front, self._shape)
        self.sheet.closed.connect(self._sheet_closed)
        self._who = CallerChoice(self.form, self.current)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._shape)
        self._connect()
        self._make_shortcuts()

    # Calls

    def start(
        self,
        official_id: int | None = None,
        dossier_id: int | None = None,
        typed: str = "",
        callback_id: int | None = None,
        outgoing: bool = False,
    ) -> None:
        """Begin a call with what is known of it; the one on screen is set aside, or forgotten if nothing is in it."""
        self._leave_call()
        state = CallState(self.front.desk.now(), outgoing=outgoing, typed=typed)
        state.official_id, state.dossier_id, state.callback_id = official_id, dossier_id, callback_id
        self._show(self._add(state))
        self.callChanged.emit()

    def restore(self, drafts: Iterable[DraftRow]) -> None:
        """Take up the calls that were going on when the program stopped."""
        calls = [
            self._add(from_draft(row.payload, self.front.desk.now()), row.id) for row in drafts if row.kind == "call"
        ]
        if calls:
            self._leave_call()
            self._show(calls[-1])
            self.callChanged.emit()

    def has_call(self) -> bool:
        """Whether a call goes on, on screen or set aside."""
        return bool(self._calls)

    def calls(self) -> int:
        """How many calls go on."""
        return len(self._calls)

    def current_title(self) -> str:
        """« Appel de Mme Thévenet »; empty without a call."""
        return self._title() if self._call is not None else ""

    def elapsed(self) -> timedelta:
        """How long the call on screen has lasted."""
        return self._call.elapsed() if self._call is not None else timedelta(0)

    def current(self) -> LiveCall | None:
        """The call on screen."""
        return self._call

    def set_aside(self) -> None:
        """Keep the call as it is, its draft written at once; an empty one is forgotten."""
        call = self._call
        self._leave_call()
        if call is not None and call not in self._calls:
            self._show(self._calls[-1] if self._calls else None)
            self.callChanged.emit()

    def next_call(self) -> None:
        """Maj+F2: the other call."""
        if not self._calls:
            return
        at = self._calls.index(self._call) if self._call in self._calls else -1
        following = self._calls[(at + 1) % len(self._calls)]
        if following is not self._call:
            self._leave_call()
            self._show(following)
            self.callChanged.emit()

    def finish(self) -> None:
        """Ctrl+Entrée: log the call on screen. What is not in order is told beside its field, never in a window."""
        call = self._call
        if call is None:
            return
        self._commit_fields()
        if self.form.lead_to_nir() or self.form.callback.lead_to_unread():
            return
        if call.state.person.get("surname") or call.state.person.get("first_name"):
            self._who.make_person()
        call.finish()

    def forget_nir(self) -> None:
        """The screen locks: the number is gone."""
        self.script.forget_nir()

    def _add(self, state: CallState, draft_id: int | None = None) -> LiveCall:
        call = LiveCall(self.front, state, draft_id, parent=self)
        call.changed.connect(lambda: self._draw_if_shown(call))
        call.noteWanted.connect(lambda words: self._take_note(call, words))
        call.fieldRefused.connect(lambda source: self._fields.refused(call, source))
        call.ended.connect(lambda: self._end(call))
        call.keeper.changed.connect(lambda kept: self._show_draft(call, kept))
        self._calls.append(call)
        call.load()
        return call

    def _leave_call(self) -> None:
        """Before another call or page is shown."""
        call = self._call
        if call is None:
            return
        self.script.forget_nir()
        self._shape.show_beside(None)
        self._commit_fields()
        if call.state.blank and not call.busy:
            self._calls.remove(call)
            self._call = None
            call.give_up()
        else:
            call.keeper.flush()

    def _end(self, call: LiveCall) -> None:
        """A call was logged: the one that waits comes back."""
        self.script.forget_nir()
        self._shape.show_beside(None)
        if call in self._calls:
            self._calls.remove(call)
        if call is self._call or self._call is None:
            self._show(self._calls[-1] if self._calls else None)
        self.callChanged.emit()
        call.deleteLater()

    def _show(self, call: LiveCall | None) -> None:
        self._call = call
        if call is None:
            return
        self.form.fill(call.state, call.speaker)
        self.form.show_draft(call.keeper.state)
        self._draw()
        self._shape.show_tab(FORM)
        if self.isVisible():
            self.focus_first()

    # Drawing

    def refresh(self) -> None:
        """Somebody wrote elsewhere: read the call's people and dossier again."""
        for call in self._calls:
            if not call.busy:
                call.load()

    def _hear(self, changes: Changes) -> None:
        """The call hears of what was written even while another page is shown."""
        if changes.touches(*self.tables):
            self.refresh()

    def _draw_if_shown(self, call: LiveCall) -> None:
        if call is self._call:
            self._draw()
            self.callChanged.emit()

    def _draw(self) -> None:
        call = self._call
        if call is None:
            return
        state = call.state
        self.form.show_people(call.speaker, call.person)
        self.form.show_attached(call.attached)
        self.form.show_dossiers(call.dossiers, state.dossier_id, can_open=call.person is not None)
        self.form.show_state(self._title(), call.reason(), call.outcome(), call.callback_words())
        fields = None
        if call.official is not None:
            saved, person = known_values(call.official), call.official.person
            desk, born = self.front.desk, call.official.birth_date
            fields = ScreenFields(desk, saved, state.screen, person.civility, born)
        self.script.show_reading(reading_of(call, self.front.desk), fields)
        self.steps.show_lines(step_lines(call))
        self._shape.want_steps(call.dossier is not None)

    def _title(self) -> str:
        call = self._call
        assert call is not None
        return call_title(call.speaker, call.person, call.state.typed, outgoing=call.state.outgoing)

    def _show_draft(self, call: LiveCall, kept: DraftState) -> None:
        if call is self._call:
            self.form.show_draft(kept)

    # What the person does

    def _connect(self) -> None:
        form, script = self.form, self.script
        form.edited.connect(self._edited)
        form.endWanted.connect(self.finish)
        form.asideWanted.connect(self._aside)
        script.answered.connect(self.answer)
        script.backWanted.connect(self.step_back)
        script.blockWanted.connect(self.block)
        script.reopenWanted.connect(lambda: self._with(lambda call: call.actions.reopen()))
        script.sessionTaken.connect(lambda session: self._with(lambda call: call.actions.take_session(session)))
        script.printWanted.connect(self.print_sheet)
        script.lettersWanted.connect(lambda stage: self._with(lambda call: call.actions.write_letters(stage)))
        script.fieldEdited.connect(lambda: self._with(self._fields.draft))
        script.fieldLeft.connect(lambda source, text: self._with(lambda call: self._fields.save(call, source, text)))
        script.nirChecked.connect(lambda: self._with(lambda call: call.actions.nir_checked()))
        self.steps.chosen.connect(lambda place: self._with(lambda call: call.actions.go(place)))

    def _with(self, action: Callable[[LiveCall], object]) -> None:
        if self._call is not None:
            action(self._call)

    def _edited(self) -> None:
        call = self._call
        if call is not None:
            call.touch()
            self.form.show_state(self._title(), call.reason(), call.outcome(), call.callback_words())

    def _take_note(self, call: LiveCall, words: str) -> None:
        if call is self._call:
            self._shape.show_tab(FORM)
            self.form.write_note(words)

    def _aside(self) -> None:
        self.set_aside()
        if self.has_call():  # Without one the window has left the page by itself.
            self.leaveWanted.emit()

    # The script's keys

    def answer(self, at: int) -> None:
        """F7, F8, F9. Before there is a dossier F7 opens one."""
        call = self._call
        if call is None:
            return
        self.sheet.close()
        self._commit_fields()
        call.settle(lambda: self._answer(call, at))

    def _answer(self, call: LiveCall, at: int) -> None:
        if call.dossier is not None:
            call.actions.answer(at)
        elif at == 0 and call.person is not None:
            self.new()

    def step_back(self) -> None:
        """Maj+F7."""
        self._commit_fields()
        self._with(lambda call: call.actions.back())

    def block(self) -> None:
        """F11."""
        self._with(lambda call: call.actions.block())

    def _commit_fields(self) -> None:
        self._with(self._fields.save_all)

    # What the window asks

    def new(self) -> bool:
        """Ctrl+N: a new dossier of this caller."""
        call = self._call
        if call is None:
            return False
        self._shape.show_tab(FORM)
        call.settle(self._open_new)
        return True

    def _open_new(self) -> None:
        self.form.dossier.open_new()

    def print_sheet(self, *, ask: bool = False) -> bool:
        """Ctrl+P: the sheet in the place of the script, once all that was answered is written; once more prints it."""
        call = self._call
        if call is None:
            return False
        if self.sheet.shown:
            self.sheet.print_sheet(ask=ask)
            return True
        self._commit_fields()
        call.settle(lambda: self._show_sheet(call, ask=ask))
        return call.state.dossier_id is not None or call.busy

    def _show_sheet(self, call: LiveCall, *, ask: bool) -> None:
        if call is self._call and call.state.dossier_id is not None:
            self.script.forget_nir()
            self.sheet.show(call.state.dossier_id, ask=ask)

    def _sheet_closed(self) -> None:
        if self.isVisible():
            self._shape.show_tab(FORM)
            self.form.note.lead_here()

    def foot_height(self) -> int:
        """« Terminer l’appel »; side by side the banner lies over the script's foot, whose three actions have keys."""
        return self.form.foot_height() if self._shape.narrow() else 0

    def banner_left(self) -> int:
        """Under the script: the note is being typed at the foot of the form."""
        return 0 if self._shape.narrow() else self.form.width()

    def save(self) -> bool:
        """Ctrl+S: the sheet as a file while it is shown; else the draft is written at once."""
        if self._call is None:
            return False
        if self.sheet.shown:
            self.sheet.save()
            return True
        self._commit_fields()
        self._call.keeper.flush()
        return True

    def escape(self) -> bool:
        """Échap: one level back in the form; else the call is set aside and the page left."""
        if self.sheet.close() or self.form.escape():
            return True
        self.set_aside()
        return not self.has_call()  # Without one the window has left the page by itself.

    def focus_first(self) -> None:
        """Who calls, while nobody is known; the note afterwards."""
        call = self._call
        if call is not None and call.speaker is not None:
            self.form.note.lead_here()
        else:
            self.form.caller.setFocus(Qt.FocusReason.OtherFocusReason)
            self.form.caller.line.selectAll()  # Nobody was found by it: something else is typed in its place.

    def regions(self) -> Sequence[QWidget]:
        return tuple(part for part in (self.form, self._shape.beside(), self.steps) if part.isVisible())

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.forget_nir()

    def _make_shortcuts(self) -> None:
        keys: tuple[tuple[str, Callable[[], object]], ...] = (
            ("F7", lambda: self.answer(0)),
            ("F8", lambda: self.answer(1)),
            ("F9", lambda: self.answer(2)),
            ("Shift+F7", self.step_back),
            ("F11", self.block),
            ("Ctrl+Return", self.finish),
            ("Ctrl+Enter", self.finish),
            ("Ctrl+Tab", self._shape.other_tab),
        )
        for keys_of, action in keys:
            shortcut = QShortcut(QKeySequence(keys_of), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(action)
