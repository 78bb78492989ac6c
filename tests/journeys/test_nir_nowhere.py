"""A social security number typed in every field there is: then it is searched in all that the program has written."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QWidget

from app.checks.nir_structure import right_key
from app.desk import Desk
from app.storage import queries
from tests.factories import WITHOUT_ACCOUNT, add_dossier, add_person, add_session
from tests.journeys.desktop import Desktop
from tests.journeys.test_import import MAYORS, register
from tests.journeys.written import places_that_hold
from ui.nir_edit import NirEdit
from ui.places import Page

Start = Callable[[], Desktop]
THIRTEEN = "2850542187005"
NIR = THIRTEEN + right_key(THIRTEEN)
SPACED = f"{NIR[0]} {NIR[1:3]} {NIR[3:5]} {NIR[5:7]} {NIR[7:10]} {NIR[10:13]} {NIR[13:]}"


def fields_on(window: Desktop) -> list[QWidget]:
    """Every field that can be typed in now."""
    kinds = (QLineEdit, QPlainTextEdit)
    return [
        one
        for one in window.window.findChildren(QWidget)
        if isinstance(one, kinds) and one.isVisible() and one.isEnabled() and not one.isReadOnly()
    ]


def type_everywhere(window: Desktop, opened: Callable[[], object], typed: str = SPACED) -> list[str]:
    """In each field in turn: the number, Tab, Ctrl+S, the draft. Give back the names of the fields."""
    opened()
    names = [one.accessibleName() for one in fields_on(window)]
    for at in range(len(names)):
        found = fields_on(window)
        if len(found) != len(names):
            window.key("Escape")
            opened()
            found = fields_on(window)
        if at >= len(found):
            break
        one = found[at]
        one.setFocus(Qt.FocusReason.OtherFocusReason)
        QTest.keyClick(one, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        window.type(typed)
        window.window.keep_drafts()
        window.key("Ctrl+S")
        window.window.keep_drafts()
        window.settle()
        for left in [other for other in fields_on(window) if typed_in(other)]:
            left.setFocus(Qt.FocusReason.OtherFocusReason)
            window.key("Ctrl+A", "Delete")
    return names


def typed_in(one: QWidget) -> bool:
    """Whether the number still stands in this field."""
    text = one.text() if isinstance(one, QLineEdit) else one.toPlainText() if isinstance(one, QPlainTextEdit) else ""
    return (isinstance(one, NirEdit) and bool(text)) or THIRTEEN in "".join(text.split())


def official_form(window: Desktop) -> None:
    """Odile's form."""
    window.key("Ctrl+K")
    window.type("theven")
    window.key("Return", "Ctrl+E")


def training_form(window: Desktop) -> None:
    """A new training."""
    window.key("Alt+F")
    window.reach("Ajouter une formation")
    window.key("Space")


def session_form(window: Desktop) -> None:
    """A new session."""
    window.key("Alt+F", "Ctrl+N")


def settings(window: Desktop) -> None:
    """Réglages, which only the rail leads to."""
    window.window.show_page(Page.REGLAGES)
    window.settle()


def new_callback(window: Desktop) -> None:
    """A callback being added on Aujourd'hui."""
    window.key("Alt+A", "Ctrl+N")


def new_dossier(window: Desktop) -> None:
    """A dossier being opened on the board."""
    window.key("Alt+D", "Ctrl+N")


def directory(window: Desktop) -> None:
    """The filter of the directory."""
    window.key("Alt+L")


def call(window: Desktop) -> None:
    """A call of somebody known, at the platform's first screen with fields."""
    if not window.window.in_call():
        window.key("F2")
        window.type("theven")
        window.key("Return", "F7", "F7")
    else:
        window.key("Alt+A", "F2")


def unknown_caller(window: Desktop) -> None:
    """A call of somebody who is being added."""
    if not window.window.in_call():
        window.key("F2")
        window.type("Zénobie Personne")
        window.key("Return")
    else:
        window.key("Alt+A", "F2")


@pytest.mark.parametrize(
    ("place", "least"),
    [
        (official_form, 15),
        (training_form, 7),
        (session_form, 6),
        (settings, 1),
        (new_callback, 2),
        (new_dossier, 1),
        (directory, 1),
        (call, 5),
        (unknown_caller, 5),
    ],
    ids=lambda one: getattr(one, "__name__", ""),
)
def test_a_number_typed_in_every_field_is_written_nowhere(
    prepared: Desk, desktop: Start, home: Path, place: Callable[[Desktop], object], least: int
) -> None:
    odile = add_person(prepared)
    add_dossier(prepared, odile, add_session(prepared), WITHOUT_ACCOUNT)
    window = desktop()
    names = type_everywhere(window, lambda: place(window))
    assert len(names) >= least, names
    assert places_that_hold(window, "Montbrison"), "the search finds what is written"
    assert places_that_hold(window, THIRTEEN, home.parent) == []
    assert THIRTEEN not in "".join(window.window.windowTitle().split())
    assert THIRTEEN not in "".join(QApplication.clipboard().text().split())
    window.leave()
    assert places_that_hold(window, THIRTEEN, home.parent) == []


def test_a_file_with_numbers_in_it_brings_none_of_them_in(prepared: Desk, desktop: Start, tmp_path: Path) -> None:
    lines = (MAYORS[0].replace("THÉVENET", NIR), MAYORS[1].replace("Rémi", SPACED), MAYORS[2])
    window = desktop()
    window.drop(register(tmp_path, lines))
    window.key("Ctrl+S")
    assert len(queries.officials(window.desk)) >= 1
    assert places_that_hold(window, THIRTEEN) == []
