"""Keeps what is being typed as a draft within two seconds, off the window's thread; a form and a call alike."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import Enum, auto
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal

from app.changes import Changes, RowChange
from app.errors import UserError

if TYPE_CHECKING:
    from ui.front import Front

DELAY = 1200
"""Milliseconds from the first keystroke to the writing: with the writing itself, less than two seconds. It is never
put off by the keystrokes that follow."""

RETRY = 10_000
"""Milliseconds before trying again when the base did not answer."""

Payload = Callable[[], Mapping[str, Any]]


class DraftState(Enum):
    """What is told beside the foot of a form."""

    EMPTY = auto()  # nothing to keep
    TYPING = auto()  # typed, not yet written
    KEPT = auto()  # « Brouillon gardé »
    FAILED = auto()  # the base does not answer; it is tried again


class DraftKeeper(QObject):
    """One draft: `touch` at each keystroke, `drop` when what was typed is saved or given up.

    `payload` is asked for when the draft is written and gives plain JSON. A field in which a NIR stands is left out by
    the page; the service leaves out what would still hold one.
    """

    changed = Signal(object)
    """The DraftState now."""

    def __init__(
        self,
        front: Front,
        kind: str,
        payload: Payload,
        *,
        subject_id: int | None = None,
        draft_id: int | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._front, self._kind, self._payload, self._subject_id = front, kind, payload, subject_id
        self._draft_id = draft_id
        self._state = DraftState.EMPTY if draft_id is None else DraftState.KEPT
        self._writing = False
        self._again = False  # touched while a writing was under way
        self._last: Mapping[str, Any] | None = None  # asked for while a writing was under way: written next
        self._dropped = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.flush)

    @property
    def draft_id(self) -> int | None:
        """The draft in the base; None while there is none. Hand it to the service that saves, which drops it."""
        return self._draft_id

    @property
    def state(self) -> DraftState:
        """Whether what was typed is kept."""
        return self._state

    def touch(self) -> None:
        """Something was typed: it is written soon, however fast the typing goes on."""
        if self._dropped:
            return
        self._tell(DraftState.TYPING)
        if self._writing:
            self._again = True
        elif not self._timer.isActive():
            self._timer.start(DELAY)

    def flush(self) -> None:
        """Write now: the page is left, or the time has come."""
        self._timer.stop()
        if self._dropped or self._state not in (DraftState.TYPING, DraftState.FAILED):
            return
        if self._writing:
            if self._again:  # read now: what is on screen later may be another person's form
                self._last, self._again = dict(self._payload()), False
            return
        self._again = False
        self._write(dict(self._payload()))

    def _write(self, payload: Mapping[str, Any]) -> None:
        from app.services.drafts import save_draft

        draft_id, desk, kind, subject_id = self._draft_id, self._front.desk, self._kind, self._subject_id
        self._writing, self._last = True, None
        self._front.runner.run(
            lambda: save_draft(desk, draft_id, kind, subject_id, payload), self._written, self._not_written
        )

    def forget(self) -> None:
        """Keep nothing more and leave the base alone: the service that saved the form has dropped the draft."""
        self._dropped, self._last = True, None
        self._timer.stop()
        if not self._writing:
            self._draft_id = None
        self._tell(DraftState.EMPTY)

    def drop(self) -> None:
        """Take the draft away: what was typed is given up."""
        draft_id = self._draft_id
        self.forget()
        if draft_id is not None and not self._writing:
            self._drop(draft_id)

    def _written(self, draft_id: int) -> None:
        self._writing = False
        if self._dropped:
            # It was written after the form had been saved or given up: it must not be offered again.
            self._draft_id = None
            self._drop(draft_id)
            return
        self._draft_id = draft_id
        self._announce(draft_id)
        if self._last is not None:
            self._write(self._last)
        elif self._again:
            self._again = False
            self._timer.start(DELAY)
        else:
            self._tell(DraftState.KEPT)

    def _not_written(self, _problem: UserError) -> None:
        self._writing = False
        if not self._dropped:
            self._tell(DraftState.FAILED)
            self._timer.start(RETRY)

    def _drop(self, draft_id: int) -> None:
        from app.services.drafts import drop_draft

        desk = self._front.desk
        self._front.runner.run(lambda: drop_draft(desk, draft_id), lambda _gone: self._announce(draft_id), _nothing)

    def _announce(self, draft_id: int) -> None:
        """Pages that list what can be taken up again read it anew."""
        self._front.changed.emit(Changes(rows=(RowChange("drafts", (draft_id,), None, None),)))

    def _tell(self, state: DraftState) -> None:
        if state is not self._state:
            self._state = state
            self.changed.emit(state)


def draft_words(state: DraftState) -> str:
    """What is said of the draft beside a form's foot; nothing while there is nothing to say."""
    if state is DraftState.KEPT:
        return "Brouillon gardé"
    if state is DraftState.FAILED:
        return "La base ne répond pas. Votre saisie est gardée ici\u00a0; nouvel essai dans 10\u00a0s."
    return ""


def _nothing(_result: object) -> None:
    """Nobody waits for this."""
