"""What choosing who calls, for whom and which dossier does to the call, and where the keyboard goes next."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QWidget

from app.storage.rows import PersonRow
from ui.pages.call_form import CallForm
from ui.pages.live_call import LiveCall
from ui.panels.new_person import SPEAKER, SUBJECT


class CallerChoice(QObject):
    """Between the form and the call on screen."""

    def __init__(self, form: CallForm, current: Callable[[], LiveCall | None]) -> None:
        super().__init__(form)
        self._form, self._current = form, current
        self._held: dict[QWidget, LiveCall] = {}
        form.caller.personChosen.connect(self._choose_speaker)
        form.caller.strangerChosen.connect(self._attach)
        form.caller.newWanted.connect(lambda: self._begin_person(SPEAKER))
        form.subject.newWanted.connect(lambda: self._begin_person(SUBJECT))
        form.caller.emptied.connect(self._forget)
        form.person.wanted.connect(self.make_person)
        form.subject.personChosen.connect(self._choose_official)
        form.dossier.chosen.connect(self._choose_dossier)
        form.dossier.sessionChosen.connect(self._open_dossier)
        for panel in (form.caller, form.subject, form.dossier):
            panel.waits.connect(lambda on, by=panel: self._hold(by, on))

    def make_person(self) -> None:
        """Create who calls from the small form."""
        call = self._current()
        if call is None or self._form.person.fields.holding_nir():
            return
        subject = self._form.person.whom == SUBJECT
        form, mandates = self._form.person.form(self._form.made_from())
        self._form.end_person()
        call.make_person(form, mandates, subject=subject)
        call.settle(lambda: self._go_on(call))

    def _choose_speaker(self, person: PersonRow) -> None:
        call = self._current()
        if call is not None:
            call.choose_speaker(person)
            self._form.end_person()
            call.settle(lambda: self._go_on(call))

    def _choose_official(self, person: PersonRow) -> None:
        call = self._current()
        if call is not None:
            call.choose_official(person)
            call.settle(lambda: self._go_on(call))

    def _go_on(self, call: LiveCall) -> None:
        """It is known who calls: the keyboard goes to whom for, to the dossiers, or to the note."""
        form = self._form
        if call is not self._current():
            return
        if call.person is None:
            form.subject.restore(call.speaker.commune if call.speaker is not None else "", None)
            form.subject.setFocus(Qt.FocusReason.OtherFocusReason)
            form.subject.line.selectAll()  # Her town hall is proposed; another name takes its place.
        elif len(call.dossiers) > 1:
            form.dossier.list.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            form.note.lead_here()

    def _attach(self, call_id: int) -> None:
        if (call := self._current()) is not None:
            call.attach(call_id)

    def _begin_person(self, whom: str) -> None:
        if (call := self._current()) is not None:
            self._form.begin_person(whom)
            call.touch()

    def _forget(self) -> None:
        if (call := self._current()) is not None:
            call.forget_people()

    def _choose_dossier(self, dossier_id: int) -> None:
        if (call := self._current()) is not None:
            call.choose_dossier(dossier_id)

    def _open_dossier(self, session_id: int | None) -> None:
        if (call := self._current()) is not None:
            call.open_dossier(session_id)
            self._form.note.lead_here()

    def _hold(self, panel: QWidget, on: bool) -> None:
        """Keys struck ahead of a choice wait for it, in the call in which it was to be made."""
        call = self._current()
        if on and call is not None:
            self._held[panel] = call
            call.hold(True)
        elif not on and (held := self._held.pop(panel, None)) is not None:
            held.hold(False)
