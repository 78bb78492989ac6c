"""A real window on a real encrypted base, and two hands on the keyboard that count their keys."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from app.desk import Desk
from app.settings import PcSettings, Places, save_pc_settings
from tests.factories import AGENT, Clock
from ui.main_window import MainWindow
from ui.program import Program
from ui.theme import apply_theme, system_theme

PATIENCE = 15.0  # seconds before a journey says that what it waits for does not come


class Desktop:
    """The program as a person has it before them. `key` and `type` go to whatever has the keyboard, and are counted."""

    def __init__(self, application: QApplication, places: Places, clock: Clock) -> None:
        self.application, self.places, self.clock = application, places, clock
        self.keys = 0
        self.start()

    def start(self) -> None:
        """Start the program on its base."""
        from app.settings import load_pc_settings

        settings = load_pc_settings(self.places)
        apply_theme(self.application, system_theme(self.application, settings))
        self.window = MainWindow(settings.agent)
        self.program = Program(self.application, self.window, self.places, settings, clock=self.clock)
        self.window.painted.connect(self.program.open)
        self.window.show()
        self.window.activateWindow()
        QTest.qWaitForWindowActive(self.window)
        self.until(lambda: self.program.opened is not None, "the base opens")
        self.settle()

    @property
    def desk(self) -> Desk:
        """The desk behind the window."""
        assert self.program.opened is not None
        return self.program.opened.desk

    # Hands

    def key(self, *sequences: str) -> None:
        """Press keys, each named as on the buttons in Qt's words: "F2", "Ctrl+K", "Return", "Alt+Down"."""
        for sequence in sequences:
            combination = QKeySequence(sequence)[0]
            QTest.keyClick(self.target(), combination.key(), combination.keyboardModifiers())
            self.keys += 1
            self.settle()

    def type(self, text: str) -> None:
        """Type letters, one key each."""
        for letter in text:
            QTest.keyClick(self.target(), letter)
            self.keys += 1
        self.settle()

    def target(self) -> QWidget:
        """What has the keyboard."""
        popup = QApplication.activePopupWidget()
        return popup or QApplication.focusWidget() or self.window

    def click(self, widget: QWidget) -> None:
        """Click in the middle of a widget."""
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton)
        self.settle()

    # Eyes

    def settle(self) -> None:
        """Wait until nothing is under way: the base's thread, short timers that gather keys, queued events."""
        limit = time.monotonic() + PATIENCE
        calm = 0
        while calm < 3 and time.monotonic() < limit:
            busy = self.program.runner.busy()
            self.program.runner.wait()
            QCoreApplication.processEvents()
            QTest.qWait(45)
            calm = 0 if busy or self.program.runner.busy() else calm + 1

    def until(self, holds: Callable[[], bool], what: str) -> None:
        """Wait until something holds; the sentence says what did not come."""
        limit = time.monotonic() + PATIENCE
        while not holds():
            assert time.monotonic() < limit, f"waited in vain: {what}"
            QCoreApplication.processEvents()
            QTest.qWait(10)

    def sees(self, words: str) -> bool:
        """Whether these words stand anywhere on screen."""
        return any(words in text.replace("\u00a0", " ") for text in self.texts())

    def texts(self) -> list[str]:
        """All that can be read on screen: labels, buttons, fields, and what screen readers say of the rest."""
        found: list[str] = []
        for widget in [self.window, *self.window.findChildren(QWidget)]:
            if not widget.isVisible():
                continue
            if isinstance(widget, QLabel):
                found.append(widget.text())
            for name in ("text", "toPlainText", "words"):
                read = getattr(widget, name, None)
                if callable(read):
                    try:
                        said = read()
                    except TypeError:
                        continue
                    if isinstance(said, str):
                        found.append(said)
            found.append(widget.accessibleName())
            model = getattr(widget, "model", None)
            if callable(model) and (rows := model()) is not None and hasattr(rows, "rowCount"):
                found += [
                    str(rows.index(row, column).data() or "")
                    for row in range(min(rows.rowCount(), 200))
                    for column in range(rows.columnCount())
                ]
        return found

    # Leaving

    def leave(self) -> None:
        """Close the window as a person does."""
        self.window.close()
        self.program.close()
        self.window.deleteLater()
        QCoreApplication.processEvents()

    def cut_power(self) -> None:
        """End without a word: nothing is saved, copied or closed in order."""
        self.program.runner.finish()
        if self.program.opened is not None:
            self.program.opened.desk.database.close()
        self.window.hide()
        self.window.deleteLater()
        QCoreApplication.processEvents()


@pytest.fixture
def clock() -> Clock:
    """Tuesday 24 November 2026, 10 h 42."""
    return Clock()


@pytest.fixture
def places(tmp_path: Path) -> Places:
    """The folder of a PC whose agent has said her name."""
    places = Places(tmp_path / "poste")
    save_pc_settings(places, PcSettings(agent=AGENT, recovery_printed=True))
    return places


@pytest.fixture
def prepared(places: Places, clock: Clock) -> Iterator[Desk]:
    """The base before the program starts, to be filled by the journey."""
    from app.bootstrap import open_desk

    with open_desk(places, clock=clock) as opened:
        yield opened.desk


@pytest.fixture
def desktop(qapp: QApplication, places: Places, clock: Clock) -> Iterator[Callable[[], Desktop]]:
    """Start the program; call it once the base is filled."""
    started: list[Desktop] = []

    def start() -> Desktop:
        made = Desktop(qapp, places, clock)
        started.append(made)
        return made

    yield start
    for one in started:
        one.leave()
