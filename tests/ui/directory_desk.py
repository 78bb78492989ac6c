"""A real desk on a real base, the page Élus on screen, and hands: what the tests of the directory share."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.checks.nir_structure import right_key
from app.desk import Desk
from app.settings import PcSettings
from app.storage.database import open_encrypted
from app.storage.keys import Key
from app.storage.upgrade import upgrade
from tests.factories import Clock, make_desk
from ui.front import Front
from ui.pages.directory import DirectoryPage
from ui.pages.official_form import OfficialFormPage
from ui.tasks import ImmediateRunner

KEY = Key("3d" * 32)
DOWN, UP, LEFT, RIGHT = Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Left, Qt.Key.Key_Right
ENTER, TAB, BACK = Qt.Key.Key_Return, Qt.Key.Key_Tab, Qt.Key.Key_Backspace
INVENTED = "2621142019036"  # of nobody: an invented order number
NIR = INVENTED + right_key(INVENTED)


@pytest.fixture(scope="session")
def directory_model_base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("directory") / "amf42.db"
    upgrade(path, KEY)
    return path


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def desk(tmp_path: Path, directory_model_base: Path, clock: Clock) -> Iterator[Desk]:
    database = open_encrypted(Path(shutil.copy(directory_model_base, tmp_path / "amf42.db")), KEY)
    yield make_desk(database, clock)
    database.close()


class Told:
    """What the window would say, and where it would go."""

    def __init__(self, front: Front) -> None:
        self.banners: list[str] = []
        self.refusals: list[str] = []
        self.places: list[Any] = []
        front.told.connect(lambda changes: self.banners.append(changes.label))
        front.refused.connect(self.refusals.append)
        front.placeWanted.connect(self.places.append)


@pytest.fixture
def front(desk: Desk, qapp: QApplication) -> Iterator[Front]:
    yield Front(desk, ImmediateRunner(), PcSettings())
    # The page of this test goes now: the next test would dress it again, which costs more than the test.
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def told(front: Front) -> Told:
    return Told(front)


def shown(qtbot: QtBot, front: Front, width: int = 1274, height: int = 636) -> DirectoryPage:
    """The page on screen, as large as on a PC of 1366 × 768, read and with the keyboard."""
    page = DirectoryPage(front)
    qtbot.addWidget(page)
    page.resize(width, height)
    with qtbot.waitExposed(page):
        page.show()
    page.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is page)
    page.shown()
    page.focus_first()
    return page


def form_of(page: DirectoryPage) -> OfficialFormPage:
    """The form that has taken the page."""
    found = page.findChild(OfficialFormPage)
    assert found is not None
    assert found.isVisible()
    return found


def target() -> QWidget:
    """What gets the keys: an open list of proposals, or what has the keyboard."""
    found = QApplication.activePopupWidget() or QApplication.focusWidget()
    assert found is not None
    return found


def strike(*keys: Any) -> None:
    """Press keys: a key, (key, modifiers), or the letters of a word."""
    for key in keys:
        if isinstance(key, str):
            for letter in key:
                event = QKeyEvent(QEvent.Type.KeyPress, 0, Qt.KeyboardModifier.NoModifier, letter)
                QApplication.sendEvent(target(), event)
        elif isinstance(key, tuple):
            QTest.keyClick(target(), key[0], key[1])
        else:
            QTest.keyClick(target(), key)


def plain(text: str) -> str:
    """The same words with plain blanks."""
    return text.replace("\u00a0", " ").replace("\u202f", " ")
