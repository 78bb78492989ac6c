"""A real desk on a real base, the page Dossiers on screen, and hands: what the tests of the board share."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from app.desk import Desk
from app.domain.dossiers import Handout, Stage
from app.settings import PcSettings
from app.storage.database import open_encrypted
from app.storage.keys import Key
from app.storage.queries import board
from app.storage.upgrade import upgrade
from tests.factories import ACCOUNT_OPEN, Clock, add_dossier, add_person, add_session, add_training, make_desk
from ui.front import Front
from ui.pages.board import BoardPage
from ui.printing import PrinterSource
from ui.tasks import ImmediateRunner

KEY = Key("2e" * 32)
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
LEFT, RIGHT, UP, DOWN = Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down
ENTER, ESCAPE = Qt.Key.Key_Return, Qt.Key.Key_Escape


@pytest.fixture(scope="session")
def board_model_base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("board") / "amf42.db"
    upgrade(path, KEY)
    return path


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def desk(tmp_path: Path, board_model_base: Path, clock: Clock) -> Iterator[Desk]:
    database = open_encrypted(Path(shutil.copy(board_model_base, tmp_path / "amf42.db")), KEY)
    yield make_desk(database, clock)
    database.close()


class Told:
    """What the window would say: banners and refusals; and where it would go."""

    def __init__(self, front: Front) -> None:
        self.banners: list[str] = []
        self.refusals: list[str] = []
        self.places: list[Any] = []
        self.remembered: dict[str, Any] = {}
        front.told.connect(lambda changes: self.banners.append(changes.label))
        front.refused.connect(self.refusals.append)
        front.placeWanted.connect(self.places.append)
        front.settingsWanted.connect(self.remembered.update)


@pytest.fixture
def front(desk: Desk, qapp: QApplication) -> Front:
    return Front(desk, ImmediateRunner(), PcSettings())


@pytest.fixture
def told(front: Front) -> Told:
    return Told(front)


@pytest.fixture
def page(qtbot: QtBot, front: Front) -> BoardPage:
    return shown(qtbot, BoardPage(front))


def shown(qtbot: QtBot, page: BoardPage, width: int = 1274, height: int = 636) -> BoardPage:
    """The page on screen, as large as on a PC of 1366 × 768, read and with the keyboard."""
    qtbot.addWidget(page)
    page.resize(width, height)
    with qtbot.waitExposed(page):
        page.show()
    page.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is page)
    page.shown()
    page.focus_first()
    return page


class PaperPrinters(PrinterSource):
    """Printers whose paper is a file; one can run out of it."""

    def __init__(self, folder: Path, *names: str) -> None:
        self.paper = folder / "papier.pdf"
        self.present = names or ("Accueil",)
        self.out = False

    def names(self) -> tuple[str, ...]:
        return self.present

    def stopped(self, name: str) -> bool:
        return self.out

    def printer(self, name: str) -> QPrinter:
        printer = QPrinter(QPrinter.PrinterMode.ScreenResolution)
        printer.setOutputFileName(str(self.paper))
        return printer


@pytest.fixture
def printers(front: Front, tmp_path: Path) -> PaperPrinters:
    """The remembered printer of this PC."""
    source = PaperPrinters(tmp_path)
    front.printer_source = source
    front.settings = replace(front.settings, printer="Accueil")
    return source


def strike(*keys: Any) -> None:
    """Press keys on whatever has the keyboard: a key, (key, modifiers), or the letters of a word."""
    for key in keys:
        focus = QApplication.focusWidget()
        assert focus is not None
        if isinstance(key, str):
            for letter in key:
                QApplication.sendEvent(
                    focus, QKeyEvent(QEvent.Type.KeyPress, 0, Qt.KeyboardModifier.NoModifier, letter)
                )
        elif isinstance(key, tuple):
            QTest.keyClick(focus, key[0], key[1])
        else:
            QTest.keyClick(focus, key)
        QApplication.processEvents()


def open_menu(page: BoardPage) -> QMenu:
    """The menu that is on screen."""
    menus = [menu for menu in page.findChildren(QMenu) if menu.isVisible()]
    assert len(menus) == 1
    return menus[0]


def choose(menu: QMenu, *path: str) -> None:
    """Choose a line of a menu by its words, through its sub-menus."""
    for place, words in enumerate(path):
        action = next((one for one in menu.actions() if one.text().split("\t")[0] == words), None)
        assert action is not None, [one.text() for one in menu.actions()]
        if place == len(path) - 1:
            action.trigger()
        else:
            inner = action.menu()
            assert isinstance(inner, QMenu)
            menu = inner


def stage_of(desk: Desk, dossier_id: int) -> Stage | None:
    """The column of a dossier of the board, None when it is not there."""
    return next((row.stage for row in board(desk) if row.id == dossier_id), None)


def handouts(desk: Desk) -> list[Handout]:
    """What was handed out."""
    with desk.database.read() as session:
        found = list(session.query(Handout).order_by(Handout.id))
        session.expunge_all()
        return found


def philippe(desk: Desk, clock: Clock, **values: Any) -> int:
    """The dossier of the pictures: validated on 18 November, to be confirmed today."""
    person = add_person(
        desk,
        "Philippe",
        "Duclosel",
        "Boën-sur-Lignon",
        function="3e adjoint",
        civility="M.",
        **{"mobile_typed": "06 39 98 41 27", **values},
    )
    training = add_training(
        desk, "Les pouvoirs de police du maire", short_name="Pouvoirs de police", minutes=360, price_cents=20_000
    )
    session = add_session(desk, training, starts_on=date(2026, 12, 17), place="Feurs")
    now = clock.now
    clock.pass_by(days=-6)
    dossier = add_dossier(desk, person, session, {**ACCOUNT_OPEN, "training_found": "yes"}, stage=Stage.TO_CONFIRM)
    clock.now = now
    return dossier
