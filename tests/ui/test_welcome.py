"""The first start: the agent's name, and the recovery key to print or save once."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.settings import Places
from app.storage.keys import Key, KeyPlace, parse_recovery
from tests.unit.sheet_reading import Reading
from ui.pages.welcome import WelcomePanel, place_words

KEY = Key("3c" * 32)


@pytest.fixture
def panel(qtbot: QtBot, tmp_path: Path) -> WelcomePanel:
    made = WelcomePanel("Claire Maurin", KEY, KeyPlace.FILE, Places(tmp_path))
    qtbot.addWidget(made)
    made.resize(1200, 640)
    made.show()
    qtbot.waitExposed(made)
    return made


def test_the_name_of_the_session_is_offered_and_the_key_is_shown_whole(panel: WelcomePanel) -> None:
    assert panel.name.text() == "Claire Maurin"
    assert panel.card._groups.text().split() == KEY.recovery_text().split()
    assert "que vous seul pouvez lire" in panel.card._where.text()


def test_the_key_on_paper_opens_the_base(panel: WelcomePanel, tmp_path: Path) -> None:
    file = tmp_path / "clé.pdf"
    panel.card.save(file)
    text = Reading(file.read_bytes()).text
    groups = [group for group in re.findall(r"\b[0-9A-Z]{5}\b", text) if group != "AMF42"]
    assert parse_recovery(" ".join(groups[:13])) == KEY
    assert KEY.hex not in text
    assert "clé.pdf" in panel.card._said.text()


def test_one_goes_on_once_the_key_is_kept(panel: WelcomePanel, qtbot: QtBot, tmp_path: Path) -> None:
    panel.card.save(tmp_path / "clé.pdf")
    with qtbot.waitSignal(panel.done) as told:
        QTest.keyClick(panel.name.line, Qt.Key.Key_Return)
    assert told.args == ["Claire Maurin", True]


def test_going_on_without_the_key_is_said_once_and_then_allowed(panel: WelcomePanel, qtbot: QtBot) -> None:
    told: list[tuple[str, bool]] = []
    panel.done.connect(lambda name, kept: told.append((name, kept)))
    panel.go_on.click()
    assert told == []
    assert "ni imprimée ni enregistrée" in panel._note.text()
    panel.go_on.click()
    assert told == [("Claire Maurin", False)]


def test_a_name_is_needed_for_it_signs_calls(panel: WelcomePanel, qtbot: QtBot) -> None:
    told: list[str] = []
    panel.done.connect(lambda name, _kept: told.append(name))
    panel.name.set_text("   ")
    panel.go_on.click()
    panel.go_on.click()
    assert told == []
    assert "Indiquez votre nom" in panel._note.text()


def test_a_nir_is_no_name(panel: WelcomePanel, qtbot: QtBot, tmp_path: Path) -> None:
    told: list[str] = []
    panel.done.connect(lambda name, _kept: told.append(name))
    panel.card.save(tmp_path / "clé.pdf")
    panel.name.set_text("2 55 07 42 019 123 49")
    panel.go_on.click()
    assert told == []


def test_a_file_that_cannot_be_written_is_told(panel: WelcomePanel, tmp_path: Path) -> None:
    panel.card.save(tmp_path / "nulle part" / "clé.pdf")
    assert "n’a pas pu être enregistré" in panel.card._said.text()
    assert not panel._kept


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_it_fits_in_the_smallest_window(
    panel: WelcomePanel, qtbot: QtBot, dress: Callable[..., object], scale: float
) -> None:
    dress(scale=scale)
    panel.resize(900 - round(92 * scale), 480 - round(52 * scale))
    qtbot.wait(20)
    assert panel.widget().width() <= panel.viewport().width()


def test_the_place_of_the_key_is_said_in_words(tmp_path: Path) -> None:
    assert "trousseau de cet ordinateur" in place_words(KeyPlace.KEYRING, Places(tmp_path))
    assert str(Places(tmp_path).key_file) in place_words(KeyPlace.FILE, Places(tmp_path))
