"""What other desks of a server write, told to this window's screens as a write of its own is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid

from app.changes import Changes, RowChange

if TYPE_CHECKING:
    from app.storage.database import Database
    from ui.front import Front

GATHERED = 150  # milliseconds: what comes in a burst is read once
HELD = 400  # milliseconds until another look, while somebody drags or has a menu open


class OtherDesks(QObject):
    """A child of the front, for as long as its base is open."""

    _heard = Signal(object)  # from the listener's thread to the window's

    def __init__(self, database: Database, front: Front) -> None:
        super().__init__(front)
        self._front = front
        self._rows: dict[RowChange, None] = {}
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._hand_over)
        self._heard.connect(self._gather, Qt.ConnectionType.QueuedConnection)
        database.listeners.append(self._hear)

    def _hear(self, changes: Changes) -> None:
        """On whatever thread has written or heard; this desk's own writes are told by the front."""
        if changes.elsewhere and isValid(self):
            self._heard.emit(changes)

    def _gather(self, changes: Changes) -> None:
        self._rows |= dict.fromkeys(changes.rows)
        if not self._timer.isActive():
            self._timer.start(GATHERED)

    def _hand_over(self) -> None:
        """Tell the screens; not under somebody's hand, where a line would move away from the pointer."""
        held = QApplication.activePopupWidget() is not None or QApplication.mouseButtons() != Qt.MouseButton.NoButton
        if held:
            self._timer.start(HELD)
            return
        rows, self._rows = tuple(self._rows), {}
        self._front.changed.emit(Changes(rows=rows, elsewhere=True))
