"""Frees what nobody can reach any more on the window's thread alone.

Python's collector runs on whichever thread happens to make objects. When that is the base's, it may free a widget that
only a cycle kept alive, and Qt takes the whole program down: seen as a crash in the middle of a write.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

EVERY = 1000
"""Milliseconds between two looks."""


class WindowCollector(QObject):
    """Takes the collector's place from its making to `stop`; to be made on the window's thread."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._was_enabled = gc.isenabled()
        gc.disable()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.collect)
        self._timer.start(EVERY)

    def collect(self) -> None:
        """Collect the oldest generation that is due, as the collector would have done."""
        for generation in (2, 1, 0):
            if gc.get_count()[generation] > gc.get_threshold()[generation] > 0:
                gc.collect(generation)
                return

    def stop(self) -> None:
        """Give the collector back: no other thread works any more."""
        self._timer.stop()
        if self._was_enabled:
            gc.enable()
