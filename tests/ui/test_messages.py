"""Boxes say plain words, never lie over a call, and the report of a bug holds nothing that anybody typed."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QMessageBox, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.checks.nir import NirMode, check_nir
from ui import messages
from ui.table_model import RowsModel


class Desk(QWidget):
    """A window with a banner and, or not, a call."""

    def __init__(self) -> None:
        super().__init__()
        self.calling = False
        self.said: list[str] = []

    def say(self, sentence: str) -> None:
        self.said.append(sentence)

    def in_call(self) -> bool:
        return self.calling


@pytest.fixture
def desk(qtbot: QtBot) -> Desk:
    made = Desk()
    qtbot.addWidget(made)
    made.show()
    return made


def boxes(desk: Desk) -> list[QMessageBox]:
    return [box for box in desk.findChildren(QMessageBox) if box.isVisible()]


def press(words: str) -> None:
    """Press a button of the box that is open, as soon as it is."""

    def press_it() -> None:
        box = next(box for box in QApplication.topLevelWidgets() if isinstance(box, QMessageBox) and box.isVisible())
        next(button for button in box.findChildren(QPushButton) if button.text() == words).click()

    QTimer.singleShot(0, press_it)


def test_a_question_is_answered_by_its_verbs_and_nothing_changes_by_default(desk: Desk) -> None:
    press("Remplacer la base")
    assert messages.ask(desk, "Remplacer la base ?", "Elle n’est plus lisible.", "Remplacer la base")
    press("Ne rien changer")
    assert not messages.ask(desk, "Remplacer la base ?", "Elle n’est plus lisible.", "Remplacer la base")


def test_names_are_shown_as_typed(desk: Desk) -> None:
    messages.tell(desk, "<b>O'Brien</b>", "<img src='file:///etc/passwd'/>")
    box = boxes(desk)[0]
    assert box.text() == "<b>O'Brien</b>"
    assert box.textFormat().name == "PlainText"
    box.close()


def test_nothing_lies_over_a_call(desk: Desk, expected_log: Callable[[str], None]) -> None:
    expected_log("ZeroDivisionError")
    desk.calling = True
    messages.tell(desk, "La copie est faite.")
    assert not messages.ask(desk, "Remplacer la base ?", "", "Remplacer")
    messages.report_bug(ZeroDivisionError(), desk)
    assert boxes(desk) == []
    assert desk.said[:2] == ["La copie est faite.", "Remplacer la base ? Terminez d’abord l’appel."]
    assert "gardée" in desk.said[2]


def typed_nir() -> str:
    return "2620642147036" + "60"


def break_with(value: str) -> None:
    groups = check_nir(value, NirMode.OPENING).groups
    raise KeyError(f"{value} {groups}")


def test_a_report_tells_where_and_never_what(desk: Desk, expected_log: Callable[[str], None], qtbot: QtBot) -> None:
    expected_log("ValueError")
    model = RowsModel[str]([], key=lambda _row: "one")
    try:
        try:
            break_with(typed_nir())
        except KeyError as first:
            model.set_rows([typed_nir(), "Odile Thévenet"])
            raise AssertionError from first
    except ValueError as problem:
        caught = problem
    messages.report_bug(caught, desk)
    box = boxes(desk)[0]
    next(button for button in box.findChildren(QPushButton) if button.text() == "Copier le rapport").click()
    report = QGuiApplication.clipboard().text()
    assert "builtins.ValueError" in report
    assert "builtins.KeyError" in report
    assert "ui/table_model.py, ligne" in report
    assert "set_rows" in report
    for secret in ("26206", "Odile", "/work", "/home", "two rows"):
        assert secret not in report


def test_a_storm_of_bugs_opens_one_box(desk: Desk, expected_log: Callable[[str], None]) -> None:
    expected_log("RuntimeError")
    for _ in range(5):
        messages.report_bug(RuntimeError("x"), desk)
    assert len(boxes(desk)) == 1
    assert "x" not in boxes(desk)[0].informativeText().split()
