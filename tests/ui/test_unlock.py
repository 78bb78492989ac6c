"""A base that does not open: a sentence, and what can be done about it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.errors import KeyMissing, StorageUnavailable, UserError
from app.settings import Places
from ui.dialogs.unlock import UnlockPanel


@pytest.fixture
def made(qtbot: QtBot, tmp_path: Path) -> Callable[[UserError], UnlockPanel]:
    def make(problem: UserError) -> UnlockPanel:
        panel = UnlockPanel(problem, Places(tmp_path), key_missing=isinstance(problem, KeyMissing))
        qtbot.addWidget(panel)
        panel.resize(1200, 640)
        panel.show()
        qtbot.waitExposed(panel)
        return panel

    return make


Made = Callable[[UserError], UnlockPanel]


def test_a_lost_key_asks_for_the_recovery_key(made: Made, qtbot: QtBot) -> None:
    panel = made(KeyMissing("La clé manque."))
    assert panel.open_button.isVisible()
    panel.key.set_text("abcde fghij")
    with qtbot.waitSignal(panel.keyTyped) as told:
        QTest.keyClick(panel.key.line, Qt.Key.Key_Return)
    assert told.args == ["abcde fghij"]


def test_an_empty_key_says_where_it_is(made: Made) -> None:
    panel = made(KeyMissing("La clé manque."))
    panel.open_button.click()
    assert "feuille imprimée" in panel.said()


def test_a_refusal_keeps_what_was_typed(made: Made) -> None:
    panel = made(KeyMissing("La clé manque."))
    panel.key.set_text("abcde")
    panel.refuse(UserError("Relisez le groupe 3."))
    assert panel.said() == "Relisez le groupe 3."
    assert panel.key.text() == "abcde"


def test_another_failure_offers_another_try_first(made: Made, qtbot: QtBot) -> None:
    panel = made(StorageUnavailable("La base est abîmée."))
    assert not panel.open_button.isVisible()
    assert panel.retry_button.property("kind") == "primary"
    with qtbot.waitSignal(panel.retry):
        panel.retry_button.click()


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_it_fits_in_the_smallest_window(made: Made, qtbot: QtBot, dress: Callable[..., object], scale: float) -> None:
    dress(scale=scale)
    panel = made(KeyMissing("La clé de cette base n’est plus dans le trousseau de cet ordinateur."))
    panel.resize(900 - round(92 * scale), 480 - round(52 * scale))
    qtbot.wait(20)
    assert panel.widget().width() <= panel.viewport().width()
