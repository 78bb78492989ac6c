"""A real window on a real encrypted base, and two hands on the keyboard that count their keys."""

from __future__ import annotations

import logging
import shutil
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import (
    QAbstractItemModel,
    QAbstractListModel,
    QCoreApplication,
    QEvent,
    QMimeData,
    QPointF,
    Qt,
    QTimer,
    QUrl,
)
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeyEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QApplication, QWidget

from app.desk import Desk
from app.settings import Places, load_pc_settings
from tests.factories import Clock
from ui.main_window import MainWindow
from ui.places import Page
from ui.program import Program
from ui.reporting import LogFile
from ui.theme import apply_theme, system_theme

PATIENCE = 20.0  # seconds before a journey says that what it waits for does not come
GATHERING = 300  # milliseconds: a timer this short gathers keys; what it causes belongs to the last key
ROUNDS = 4  # of Qt's event loop: a change of layout or focus takes as many to reach the screen
MOST_TABS = 150


class Desktop:
    """The program as a person has it before them. `key` and `type` go to whatever has the keyboard, and are counted."""

    def __init__(self, application: QApplication, places: Places, clock: Clock) -> None:
        self.application, self.places, self.clock = application, places, clock
        self.keys = 0
        self.running = False
        self.start()

    def start(self) -> None:
        """Start the program on its base; what stands in its way is on screen."""
        settings = load_pc_settings(self.places)
        apply_theme(self.application, system_theme(self.application, settings))
        self.window = MainWindow(settings.agent)
        self.program = Program(self.application, self.window, self.places, settings, clock=self.clock)
        opening: list[bool] = []
        self.window.painted.connect(self.program.open)
        self.window.painted.connect(lambda: opening.append(True))
        self.log = LogFile(self.places.log)
        logging.getLogger().addHandler(self.log)
        self.running = True
        self.program.show_window()
        self.window.activateWindow()
        self.until(lambda: bool(opening), "the window is painted")
        self.until(lambda: QApplication.activeWindow() is self.window, "the window has the keyboard")
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
            assert combination.key() != Qt.Key.Key_unknown, sequence
            self.keys += 1
            QTest.keyClick(self.target(), combination.key(), combination.keyboardModifiers())
            self.settle()

    def type(self, text: str) -> None:
        """Type letters as fast as hands go, one key each; Qt has key numbers for those of plain ASCII only."""
        for letter in text:
            self._strike(letter)
        self.settle()

    def _strike(self, letter: str) -> None:
        self.keys += 1
        target = self.target()
        if letter == "\n":
            QTest.keyClick(target, Qt.Key.Key_Return)
        elif letter.isascii():
            QTest.keyClick(target, letter)
        else:
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                event = QKeyEvent(kind, Qt.Key.Key_unknown, Qt.KeyboardModifier.NoModifier, letter)
                QCoreApplication.sendEvent(target, event)

    def target(self) -> QWidget:
        """What has the keyboard."""
        return QApplication.activePopupWidget() or QApplication.focusWidget() or self.front_window()

    def front_window(self) -> QWidget:
        """The window, or the dialog over it."""
        return QApplication.activeModalWidget() or self.window

    def reach(self, name: str, key: str = "Tab", *, exactly: bool = False) -> QWidget:
        """Press Tab (or another key) until the keyboard is on what is called so, or begins so."""
        passed: list[str] = []
        for _ in range(MOST_TABS):
            widget = self.target()
            called = plain(widget.accessibleName())
            if called == name or (called.startswith(name) and not exactly):
                return widget
            passed.append(called)
            self.key(key)
        raise AssertionError(f"{key} does not lead to « {name} », but to {list(dict.fromkeys(passed))}")

    def focus_name(self) -> str:
        """What a screen reader says of the widget that has the keyboard."""
        widget = QApplication.focusWidget()
        return plain(widget.accessibleName()) if widget is not None else ""

    def focus_line(self) -> str:
        """What a screen reader says of the line or card on which the keyboard stands; "" in anything but a list."""
        view = QApplication.focusWidget()
        if not isinstance(view, QAbstractItemView):
            return ""
        said = view.currentIndex().data(Qt.ItemDataRole.AccessibleTextRole)
        return plain(said) if isinstance(said, str) else ""

    def answer_next_dialog(self, text: str, key: str = "Return") -> None:
        """Have a file dialog that the next key opens answered by keyboard: the name typed, then Entrée."""
        timer = QTimer(self.window)
        timer.setObjectName("waits for a dialog")
        limit = time.monotonic() + PATIENCE

        def answer() -> None:
            if time.monotonic() > limit:
                timer.stop()
            dialog, focus = QApplication.activeModalWidget(), QApplication.focusWidget()
            if dialog is None or focus is None or not dialog.isAncestorOf(focus):
                if dialog is not None:
                    dialog.activateWindow()
                return
            timer.stop()
            for letter in text:
                self._strike(letter)
            self.keys += 1
            QTest.keyClick(self.target(), QKeySequence(key)[0].key())

        timer.timeout.connect(answer)
        timer.start(20)

    def drop(self, path: Path) -> None:
        """Drop a file on the window."""
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(path))])
        place, action = QPointF(self.window.rect().center()), Qt.DropAction.CopyAction
        left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        entering = QDragEnterEvent(place, action, data, left, none)
        QCoreApplication.sendEvent(self.window, entering)
        assert entering.isAccepted(), "the window takes no file"
        QCoreApplication.sendEvent(self.window, QDropEvent(place, action, data, left, none))
        self.settle()

    # Eyes

    def settle(self) -> None:
        """Wait until nothing is under way: both threads, what they give back, timers that gather keys, drawing."""
        limit = time.monotonic() + PATIENCE
        calm = 0
        while calm < ROUNDS:
            assert time.monotonic() < limit, "the program does not come to rest"
            self.program.runner.wait()
            QCoreApplication.sendPostedEvents()
            QCoreApplication.processEvents()
            if self.program.runner.busy():
                calm = 0
                continue
            waiting = [left for timer in self.window.findChildren(QTimer) if (left := _left(timer)) is not None]
            if waiting:
                QTest.qWait(min(waiting) + 1)
                calm = 0
            else:
                calm += 1
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        if QApplication.activeWindow() is None and QApplication.activeModalWidget() is None:
            self.window.activateWindow()  # without a screen nobody gives the keyboard back when a dialog has closed
            QCoreApplication.processEvents()

    def until(self, holds: Callable[[], bool], what: str) -> None:
        """Wait until something holds; the sentence says what did not come."""
        limit = time.monotonic() + PATIENCE
        while not holds():
            assert time.monotonic() < limit, f"waited in vain: {what}"
            QTest.qWait(5)

    def page(self) -> Page | None:
        """The page on screen; None while the base is not open."""
        return self.window._page if self.window.front is not None else None

    def sees(self, words: str) -> bool:
        """Whether these words stand anywhere on screen; no-break spaces and typographic apostrophes count as plain."""
        wanted = plain(words)
        return any(wanted in text for text in self.texts())

    def lacks(self, words: str) -> bool:
        """Whether these words stand nowhere on screen."""
        return not self.sees(words)

    def texts(self) -> list[str]:
        """All that can be read on screen: labels, buttons, fields, lists, and what screen readers say of the rest."""
        found: list[str] = []
        for top in QApplication.topLevelWidgets():  # the window, dialogs, lists that are let down
            for widget in [top, *top.findChildren(QWidget)] if top.isVisible() else ():
                if widget.isVisible():
                    found += _texts_of(widget)
        return [plain(text) for text in found if text]

    def banner(self) -> str:
        """What the banner says, or nothing."""
        return plain(self.window.banner.text()) if self.window.banner.isVisible() else ""

    # Leaving

    def leave(self) -> None:
        """Close the window as a person does."""
        if not self.running:
            return
        self.running = False
        self.window.close()
        self.program.close()
        self._forget()

    def cut_power(self) -> None:
        """Switch the computer off: on the disk is what had been written by then, and nothing is closed in order."""
        kept = self.places.data.with_name(self.places.data.name + " - courant coupé")
        # The lock names a process that a power cut ends; this one must live on to go through the journey.
        shutil.copytree(self.places.data, kept, ignore=shutil.ignore_patterns("*-shm", "*.lock"))
        self.running = False
        self.program.runner.finish()
        lock = getattr(self.program, "_alone", None)
        if lock is not None:
            lock.unlock()
        if self.program.opened is not None:
            self.program.opened.desk.database.close()
        self.window.hide()
        self._forget()
        shutil.rmtree(self.places.data)
        kept.rename(self.places.data)

    def restart(self) -> None:
        """Close and start again."""
        self.leave()
        self.start()

    def _forget(self) -> None:
        logging.getLogger().removeHandler(self.log)
        self.log.close()
        self.window.deleteLater()
        self.program.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        QCoreApplication.processEvents()


def _left(timer: QTimer) -> int | None:
    """Milliseconds that a gathering timer still has; None for the others."""
    if timer.isActive() and timer.isSingleShot() and timer.interval() <= GATHERING:
        return max(0, timer.remainingTime())
    return None


def plain(text: str) -> str:
    """With plain spaces and apostrophes, as one types them."""
    return text.replace("\u00a0", " ").replace("\u202f", " ").replace("’", "'")


def _texts_of(widget: QWidget) -> list[str]:
    found = [widget.accessibleName()]
    for name in ("text", "toPlainText", "words", "title"):
        read = getattr(widget, name, None)
        if callable(read):
            try:
                said = read()
            except TypeError:
                continue
            if isinstance(said, str):
                found.append(said)
    if isinstance(widget, QAbstractItemView) and isinstance(widget.model(), QAbstractItemModel):
        found += _rows_of(widget.model())
    return found


def _rows_of(model: QAbstractItemModel, most: int = 200) -> list[str]:
    """What the cells of a list or table show and what is said of them."""
    found: list[str] = []
    columns = 1 if isinstance(model, QAbstractListModel) else model.columnCount()
    for row in range(min(model.rowCount(), most)):
        for column in range(columns):
            cell = model.index(row, column)
            for role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
                said = cell.data(role)
                if isinstance(said, str):
                    found.append(said)
    return found
