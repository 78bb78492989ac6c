"""The NIR is typed in seven groups, judged on leaving, told group by group, and then it is nowhere."""

from datetime import date

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible, QDragEnterEvent, QDropEvent, QGuiApplication, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.checks.nir import NirMode, NirResult
from app.checks.nir_structure import right_key
from ui.forms import ErrorSummary, FormFields, TextField
from ui.nir_field import NirField
from ui.theme import Role, Theme

INVENTED = "2620642147036"  # Of nobody: the example of the pictures.
NIR = INVENTED + right_key(INVENTED)
WRONG = INVENTED + "60"
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def place(qtbot: QtBot) -> tuple[QWidget, NirField, TextField]:
    """A window with the field and another one after it."""
    window = QWidget()
    qtbot.addWidget(window)
    layout = QVBoxLayout(window)
    field, after = NirField(NirMode.OPENING), TextField("Suite")
    layout.addWidget(field)
    layout.addWidget(after)
    window.resize(700, 200)
    window.show()
    qtbot.waitExposed(window)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    field.lead_here()
    return window, field, after


Place = tuple[QWidget, NirField, TextField]


def leave(qtbot: QtBot, field: NirField) -> None:
    qtbot.keyClick(field.edit, Qt.Key.Key_Tab)


def test_a_right_number_is_told_once_left_and_not_before(qtbot: QtBot, place: Place) -> None:
    _, field, _ = place
    heard: list[NirResult] = []
    field.checked.connect(heard.append)
    qtbot.keyClicks(field.edit, NIR)
    assert heard == []
    leave(qtbot, field)
    assert [result.ok for result in heard] == [True]
    assert NIR not in repr(heard)
    assert field.state() == ""


def test_a_wrong_key_names_the_groups_to_read_again_and_keeps_what_was_typed(qtbot: QtBot, place: Place) -> None:
    _, field, _ = place
    heard: list[NirResult] = []
    field.checked.connect(heard.append)
    field.set_person("Mme", date(1962, 6, 3))
    qtbot.keyClicks(field.edit, WRONG)
    assert field.state() == ""
    leave(qtbot, field)
    assert heard == []
    assert field.message.text() == "La clé ne correspond pas. Relisez avec l’élue les groupes année, mois et commune."
    assert field.edit.doubtful() == ("année", "mois", "commune")
    assert field.edit.text() == WRONG
    described = field.edit.accessibleDescription()
    assert "sexe, année, mois, département, commune, ordre, clé" in described
    assert field.message.text() in described


def test_separators_and_small_letters_are_dropped_as_they_come(qtbot: QtBot, place: Place) -> None:
    _, field, _ = place
    QGuiApplication.clipboard().setText("2 62.06-2a\u00a0147 036 60")
    qtbot.keyClick(field.edit, Qt.Key.Key_V, CTRL)
    assert field.edit.text() == "262062A14703660"
    field.clear()
    qtbot.keyClicks(field.edit, "2 62 06 42")
    assert field.edit.text() == "2620642"


def test_typing_in_the_middle_keeps_the_caret_where_one_types(qtbot: QtBot, place: Place) -> None:
    _, field, _ = place
    qtbot.keyClicks(field.edit, "26206147036")
    for _ in range(6):
        qtbot.keyClick(field.edit, Qt.Key.Key_Left)
    qtbot.keyClicks(field.edit, "42")
    assert (field.edit.text(), field.edit.cursorPosition()) == (INVENTED, 7)
    qtbot.keyClick(field.edit, Qt.Key.Key_Backspace)
    qtbot.keyClick(field.edit, Qt.Key.Key_Delete)
    assert field.edit.text() == "26206447036"
    qtbot.keyClick(field.edit, Qt.Key.Key_Home)
    qtbot.keyClicks(field.edit, "1")
    assert field.edit.text().startswith("126206")


def test_logging_in_takes_thirteen_characters_and_names_the_key_as_too_much(qtbot: QtBot, place: Place) -> None:
    _, field, _ = place
    field.set_mode(NirMode.LOGIN)
    qtbot.keyClicks(field.edit, NIR)
    leave(qtbot, field)
    assert "Deux caractères de trop" in field.message.text()
    assert field.edit.doubtful() == ("clé",)
    field.lead_here()
    qtbot.keyClick(field.edit, Qt.Key.Key_End)
    qtbot.keyClick(field.edit, Qt.Key.Key_Backspace)
    qtbot.keyClick(field.edit, Qt.Key.Key_Backspace)
    with qtbot.waitSignal(field.checked):
        leave(qtbot, field)


def test_a_pointer_puts_the_caret_into_a_group(qtbot: QtBot, place: Place) -> None:
    _, field, _ = place
    qtbot.keyClicks(field.edit, NIR)
    QTest.mouseClick(field.edit, Qt.MouseButton.LeftButton, pos=QPoint(2, 20))
    assert field.edit.cursorPosition() == 0
    QTest.mouseClick(field.edit, Qt.MouseButton.LeftButton, pos=QPoint(field.edit.width() - 2, 20))
    assert field.edit.cursorPosition() == 15


# Nowhere else


def test_nothing_copies_cuts_or_drags_it(qtbot: QtBot, place: Place) -> None:
    _, field, after = place
    clipboard = QGuiApplication.clipboard()
    clipboard.setText("avant")
    qtbot.keyClicks(field.edit, NIR)
    for keys in ("Ctrl+A", "Ctrl+C", "Ctrl+X", "Ctrl+Insert", "Shift+Delete"):
        combination = QKeySequence(keys)[0]
        qtbot.keyClick(field.edit, combination.key(), combination.keyboardModifiers())
        assert clipboard.text() == "avant", keys
    if not field.edit.text():
        qtbot.keyClicks(field.edit, NIR)
    field.edit.selectAll()
    field.edit.copy()
    field.edit.cut()
    assert clipboard.text() == "avant"
    assert not field.edit.dragEnabled()
    middle = field.edit.rect().center()
    qtbot.mousePress(field.edit, Qt.MouseButton.LeftButton, pos=middle)
    qtbot.mouseMove(after.editor)
    qtbot.mouseRelease(after.editor, Qt.MouseButton.LeftButton)
    assert after.text() == ""
    if clipboard.supportsSelection():
        assert clipboard.text(clipboard.Mode.Selection) != NIR


def test_undo_does_not_bring_it_back(qtbot: QtBot, place: Place) -> None:
    _, field, _ = place
    qtbot.keyClicks(field.edit, NIR)
    assert not field.edit.isUndoAvailable()
    field.forget()
    for keys in (QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo):
        qtbot.keySequence(field.edit, QKeySequence(keys))
    field.edit.undo()
    assert field.is_empty()
    assert (field.state(), field.message.text(), field.edit.doubtful()) == ("", "", ())


def test_no_screen_reader_and_no_title_gets_a_digit(qtbot: QtBot, place: Place) -> None:
    window, field, _ = place
    qtbot.keyClicks(field.edit, WRONG)
    leave(qtbot, field)
    interface = QAccessible.queryAccessibleInterface(field.edit)
    assert interface is not None
    texts = [interface.text(kind) for kind in QAccessible.Text if kind != QAccessible.Text.UserText]
    texts += [field.edit.accessibleName(), field.edit.accessibleDescription(), field.edit.displayText()]
    texts += [field.message.text(), window.windowTitle(), field.edit.toolTip()]
    said = " ".join(texts)
    # The numbers of characters that are asked for are no part of a number.
    assert not any(piece in said for piece in ("262", "2062", "0642", "147", "036", "14703"))
    assert interface.state().passwordEdit
    assert "Numéro de sécurité sociale" in field.edit.accessibleName()


def test_a_form_neither_reads_nor_drafts_nor_restores_it(qtbot: QtBot, place: Place) -> None:
    _, field, after = place
    form = FormFields({"nir": field, "after": after})
    qtbot.keyClicks(field.edit, NIR)
    assert form.texts() == {"nir": "", "after": ""}
    assert form.draft() == {"after": ""}
    form.restore({"nir": NIR})
    field.forget()
    form.restore({"nir": NIR})
    assert field.is_empty()
    assert form.holding_nir() == ()


def test_the_menu_only_brings_in_or_takes_away(qtbot: QtBot, place: Place) -> None:
    _, field, _ = place
    qtbot.keyClicks(field.edit, WRONG)
    leave(qtbot, field)
    menu = field.edit.make_menu()
    assert [action.text() for action in menu.actions()] == ["Coller", "Effacer"]
    menu.actions()[1].trigger()
    assert field.is_empty()
    assert isinstance(menu, QMenu)


def test_what_is_dropped_on_it_is_typed_and_judged_later(place: Place) -> None:
    _, field, _ = place
    data = QMimeData()
    data.setText("2 62 06 42 147 036")
    point = QPointF(field.edit.rect().center())
    arguments = (Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(field.edit, QDragEnterEvent(point, *arguments))
    QApplication.sendEvent(field.edit, QDropEvent(point, *arguments))
    assert field.edit.text() in ("", INVENTED)
    assert field.state() == ""


def test_the_summary_names_it_and_it_never_keeps_anybody_from_saving(qtbot: QtBot, place: Place) -> None:
    _, field, after = place
    summary = ErrorSummary()
    qtbot.addWidget(summary)
    qtbot.keyClicks(field.edit, "26206")
    leave(qtbot, field)
    summary.show_fields([field, after])
    assert [link.words() for link in summary.links()] == ["Numéro de sécurité sociale"]
    assert "10" in field.message.text()
    field.clear()
    assert not field.has_error()


def test_doubtful_groups_are_tinted_and_the_others_are_not(qtbot: QtBot, place: Place, light: Theme) -> None:
    _, field, _ = place
    qtbot.keyClicks(field.edit, WRONG)
    before = field.edit.grab().toImage()
    leave(qtbot, field)
    after = field.edit.grab().toImage()
    soft = light.color(Role.LATE_SOFT).rgba()
    # A point of each group's ground, near its top: sexe, année, …
    tinted = [after.pixelColor(round(one.left + 4), 6).rgba() == soft for one in field.edit.places()]
    assert tinted == [False, True, True, False, True, False, False]
    assert not any(before.pixelColor(round(one.left + 4), 6).rgba() == soft for one in field.edit.places())
