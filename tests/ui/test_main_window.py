"""The window around the pages: places, keys, the banner, what is dropped, its sizes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QScrollArea
from pytestqt.qtbot import QtBot

from app.desk import Desk
from app.settings import PcSettings, Places, save_pc_settings
from tests.factories import AGENT, add_person
from tests.journeys.desktop import Desktop
from ui.main_window import MainWindow
from ui.places import Page
from ui.window_hands import dropped_file

Start = Callable[[], Desktop]


def test_the_window_is_whole_before_its_base_is_open(qtbot: QtBot) -> None:
    window = MainWindow(AGENT)
    qtbot.addWidget(window)
    with qtbot.waitSignal(window.painted):
        window.show()
    assert window.windowTitle() == "AMF42 – Accueil des élus"
    for key in (Qt.Key.Key_F1, Qt.Key.Key_F2, Qt.Key.Key_F6, Qt.Key.Key_Escape):
        QTest.keyClick(window, key)  # nothing to do yet, and no fault
    assert window.current() is None


def test_the_demonstration_is_marked_plainly(qtbot: QtBot) -> None:
    window = MainWindow(AGENT, demo=True)
    qtbot.addWidget(window)
    window.show()
    assert "Démonstration" in window.windowTitle()
    assert window.top_bar._demo.isVisible()
    window.set_demo(False)
    assert "Démonstration" not in window.windowTitle()
    assert not window.top_bar._demo.isVisible()


def test_one_key_leads_to_each_page_and_escape_leads_back(prepared: Desk, desktop: Start) -> None:
    window = desktop()
    for key, page in (
        ("Alt+D", Page.DOSSIERS),
        ("Alt+L", Page.ELUS),
        ("Alt+F", Page.FORMATIONS),
        ("Alt+G", Page.GUIDE),
        ("Alt+R", Page.REGLAGES),
        ("Alt+A", Page.TODAY),
        ("Alt+F", Page.FORMATIONS),
        ("Alt+L", Page.ELUS),
    ):
        window.key(key)
        assert window.page() is page
    window.key("Escape")
    assert window.page() is Page.FORMATIONS
    window.key("Escape")
    assert window.page() is Page.TODAY


def test_f6_goes_through_all_regions_and_the_rail_and_round_again(prepared: Desk, desktop: Start) -> None:
    add_person(prepared)
    window = desktop()
    seen = []
    for _ in range(12):
        window.key("F6")
        seen.append(window.target())
    again = seen.index(seen[0], 1)
    assert again >= 2  # a region without anything to press is passed over
    assert seen[again : again + 2] == seen[:2]
    assert any(window.window.rail.isAncestorOf(widget) for widget in seen[: again + 1])


def test_arrows_go_through_the_rail_and_return_opens_a_page(prepared: Desk, desktop: Start) -> None:
    window = desktop()
    window.window.rail.focus_current()
    window.key("Down", "Down", "Space")
    assert window.page() is Page.ELUS
    window.window.rail.focus_current()
    window.key("Up", "Up", "Up", "Space")
    assert window.page() is Page.REGLAGES


def test_the_agents_name_leads_to_the_settings(prepared: Desk, desktop: Start) -> None:
    window = desktop()
    QTest.mouseClick(window.window.top_bar._agent, Qt.MouseButton.LeftButton)
    window.settle()
    assert window.page() is Page.REGLAGES


def test_ctrl_z_takes_back_typing_first_and_then_the_last_action(prepared: Desk, desktop: Start) -> None:
    window = desktop()
    window.key("Alt+A", "Ctrl+Z")
    assert "Rien à annuler" in window.banner()
    window.key("Ctrl+Y")
    assert "Rien à rétablir" in window.banner()
    window.key("Ctrl+K")
    field = window.target()
    assert isinstance(field, QLineEdit)
    window.type("ab")
    window.key("Ctrl+Z")
    assert field.text() != "ab"
    window.key("Ctrl+Y")
    assert field.text() == "ab"


def test_printing_without_a_dossier_says_what_to_open(prepared: Desk, desktop: Start) -> None:
    window = desktop()
    for key in ("Ctrl+P", "Ctrl+Shift+P"):
        window.key(key)
        assert "Ouvrez d'abord un dossier" in window.banner()


def test_a_register_dropped_on_the_window_is_shown_before_it_is_imported(
    prepared: Desk, desktop: Start, tmp_path: Path
) -> None:
    register = tmp_path / "rne.csv"
    register.write_text(
        "Code du département;Libellé du département;Code de la commune;Libellé de la commune;Nom de l'élu;"
        "Prénom de l'élu;Code sexe;Date de naissance;Date de début du mandat;Date de début de la fonction\n"
        "42;Loire;42147;Montbrison;ESSAI;Camille;F;01/02/1960;15/03/2026;22/03/2026\n",
        "utf-8",
    )
    window = desktop()
    window.drop(register)
    assert window.page() is Page.ELUS
    assert window.sees("rne.csv")


def test_only_one_file_of_this_computer_is_taken(tmp_path: Path) -> None:
    def dropping(*urls: str) -> Path | None:
        data = QMimeData()
        data.setUrls([QUrl(url) for url in urls])
        return dropped_file(data)

    one = QUrl.fromLocalFile(str(tmp_path / "a b é.csv")).toString()
    assert dropping(one) == tmp_path / "a b é.csv"
    assert dropping(one, one) is None
    assert dropping("https://exemple.fr/a.csv") is None
    assert dropping() is None


def test_a_window_without_a_base_takes_no_file(qtbot: QtBot, tmp_path: Path) -> None:
    window = MainWindow(AGENT)
    qtbot.addWidget(window)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / "a.csv"))])
    event = QDragEnterEvent(
        QPointF(5, 5), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    QApplication.sendEvent(window, event)
    assert not event.isAccepted()


@pytest.mark.parametrize("scale", [100, 200])
def test_each_quiet_page_fits_in_the_smallest_window(
    prepared: Desk, desktop: Start, places: Places, scale: int
) -> None:
    save_pc_settings(places, PcSettings(agent=AGENT, text_scale=scale))
    window = desktop()
    for size in ((1366, 688), (900, 480)):
        window.window.resize(*size)
        assert (window.window.width(), window.window.height()) == size
        for page in (Page.TODAY, Page.GUIDE, Page.REGLAGES):
            window.window.show_page(page)
            window.settle()
            for area in window.window.current().findChildren(QScrollArea):
                if area.isVisible():
                    assert area.widget().width() <= area.viewport().width(), (page, size)
        bar = window.window.top_bar
        assert bar._call.width() >= bar._call.sizeHint().width()
        entries = list(window.window.rail._entries.values())
        assert all(entry.height() >= entry.sizeHint().height() for entry in entries)
        assert entries[-1].geometry().bottom() <= window.window.rail.height()
