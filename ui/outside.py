"""Fulfils what comes from outside (a second start, a link, a task of the taskbar) as soon as the window can."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication

from app.errors import UserError
from ui.links import LONGEST, place_of
from ui.places import OpenDossier, Place

if TYPE_CHECKING:
    from ui.main_window import MainWindow

MOST_WAITING = 8  # wishes before the base is open: nobody clicks more links than that
LOOK_AGAIN = 400  # milliseconds, while a dialog lies over the window

GONE = "Ce dossier n’est pas dans cette base. Cherchez la personne avec Ctrl+K."


class Outside(QObject):
    """Wishes wait here while the base opens, or while a dialog has the window; a call goes on, set aside as by F2."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._waiting: list[str] = []
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(LOOK_AGAIN)
        self._later.timeout.connect(self.fulfil)

    def ring(self, link: str) -> None:
        """A second start: bring the window forward, and go where its link leads."""
        come_forward(self._window)
        if link:
            self.ask(link)

    def ask(self, link: str) -> None:
        """Go where a link leads, now or as soon as the base is open."""
        if len(self._waiting) < MOST_WAITING:
            self._waiting.append(link[: LONGEST + 1])  # one letter more than a link may have: refused, not cut
        self.fulfil()

    def fulfil(self) -> None:
        """Do what waits; the window calls it when the base is open."""
        while self._waiting and self._window.front is not None:
            if QApplication.activeModalWidget() is not None or QApplication.activePopupWidget() is not None:
                self._later.start()
                return
            try:
                self._go(place_of(self._waiting.pop(0)))
            except UserError as problem:
                self._window.say(problem.message)

    def _go(self, place: Place) -> None:
        front = self._window.front
        if front is None or not isinstance(place, OpenDossier):
            self._window.go(place)
            return
        desk, wanted = front.desk, place.dossier_id

        def exists() -> bool:
            from app.storage import queries

            return queries.dossier(desk, wanted) is not None

        front.read(exists, lambda there: self._window.go(place) if there else self._window.say(GONE))


def come_forward(window: MainWindow) -> None:
    """Bring the window in front of all others, out of the taskbar where it lies there."""
    window.setWindowState((window.windowState() & ~Qt.WindowState.WindowMinimized) | Qt.WindowState.WindowActive)
    window.show()
    window.raise_()
    window.activateWindow()
