"""*Réglages › Guide* on screen, for the tests of the editor and of its versions."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from ui.front import Front
from ui.pages.guide_editions import GuideEditionsPage

WHOLE, WITHOUT_SHEET = 1274, 1000  # a page of a PC of 1366 × 768; one where the sheet waits behind the form
OLD, NEW = "2022-03", "2026-fcplus"


@contextmanager
def guide_on_screen(qtbot: QtBot, front: Front, width: int = WITHOUT_SHEET) -> Iterator[GuideEditionsPage]:
    """The page, read and with the keyboard; gone at the end, for the next test dresses all widgets that are left."""
    page = GuideEditionsPage(front)
    page.resize(width, 636)
    with qtbot.waitExposed(page):
        page.show()
    page.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is page)
    page.shown()
    page.focus_first()
    try:
        yield page
    finally:
        page.close()
        page.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def focus() -> QWidget:
    """What has the keyboard."""
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def strike(key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """Press a key on what has the keyboard."""
    QTest.keyClick(focus(), key, held)
