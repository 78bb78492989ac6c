"""What a screen reader has of the window: names for all that takes the keyboard, and buttons that can be pressed."""

from collections.abc import Callable, Iterator
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from app.desk import Desk
from app.domain.dossiers import Stage
from app.storage import queries
from tests.factories import ACCOUNT_OPEN, WITHOUT_ACCOUNT, add_dossier, add_person, add_session
from tests.journeys.desktop import Desktop, plain
from ui.places import Page

Start = Callable[[], Desktop]
PRESS = "Press"
PRESSED = 130  # milliseconds: Qt keeps a button that a screen reader presses down for 100


def filled(desk: Desk) -> int:
    """Something on each page. Gives back Odile."""
    session = add_session(desk, starts_on=date(2026, 12, 15))
    odile = add_person(desk, mobile="+33639984127")
    add_dossier(desk, odile, session, WITHOUT_ACCOUNT)
    robert = add_person(desk, "Robert", "Pallandre", "Feurs", civility="M.")
    add_dossier(desk, robert, session, ACCOUNT_OPEN, stage=Stage.REQUEST_SENT)
    return odile


def tree(of: QAccessibleInterface) -> Iterator[QAccessibleInterface]:
    """The accessible tree, from this node down; invisible parts are left out."""
    yield of
    for at in range(of.childCount()):
        child = of.child(at)
        if child is not None and not child.state().invisible:
            yield from tree(child)


def nodes(window: Desktop) -> Iterator[QAccessibleInterface]:
    """The whole accessible tree of the window."""
    root = QAccessible.queryAccessibleInterface(window.window)
    assert root is not None
    return tree(root)


def find(window: Desktop, name: str, role: QAccessible.Role = QAccessible.Role.Button) -> QAccessibleInterface:
    """The first node of this role whose name begins so."""
    for node in nodes(window):
        if node.role() == role and plain(node.text(QAccessible.Text.Name)).startswith(name):
            return node
    raise AssertionError(f"no {role} « {name} »")


def press(window: Desktop, name: str, role: QAccessible.Role = QAccessible.Role.Button) -> None:
    """Press a button as a screen reader does."""
    action = find(window, name, role).actionInterface()
    assert action is not None
    assert PRESS in action.actionNames()
    action.doAction(PRESS)
    QTest.qWait(PRESSED)
    window.settle()


def unnamed(window: Desktop) -> list[str]:
    """What takes the keyboard by Tab and says no name."""
    found: list[str] = []
    for one in window.window.findChildren(QWidget):
        if not (one.isVisible() and one.isEnabled() and one.focusPolicy() & Qt.FocusPolicy.TabFocus):
            continue
        if one.focusProxy() is not None:
            continue
        node = QAccessible.queryAccessibleInterface(one)
        if node is None or not node.text(QAccessible.Text.Name).strip():
            parents = [type(up).__name__ for up in (one.parentWidget(), one.window()) if up is not None]
            found.append(f"{type(one).__name__} in {parents}")
    return found


def show(window: Desktop, place: str) -> None:
    """Bring a page or form on screen."""
    match place:
        case "call":
            window.key("F2")
            window.type("theven")
            window.key("Return", "F7", "F7")
        case "official form":
            window.key("Ctrl+K")
            window.type("theven")
            window.key("Return", "Ctrl+E")
        case "training form":
            window.key("Alt+F")
            window.reach("Ajouter une formation")
            window.key("Space")
        case "session form":
            window.key("Alt+F", "Ctrl+N")
        case "dossier":
            window.key("Alt+D", "Return", "Return")
        case "sheet":
            window.key("Alt+D", "Return", "Ctrl+P")
        case _:
            window.window.show_page(Page(place))
            window.settle()


PLACES = (*(page.value for page in Page if page is not Page.CALL), "call", "official form", "training form")
PLACES = (*PLACES, "session form", "dossier", "sheet")


@pytest.mark.parametrize("place", PLACES)
def test_all_that_takes_the_keyboard_says_its_name_and_f6_goes_round(
    prepared: Desk, desktop: Start, place: str
) -> None:
    filled(prepared)
    window = desktop()
    show(window, place)
    assert unnamed(window) == []
    page = window.window.current()
    assert page is not None
    regions = [one for one in (*page.regions(), window.window.rail) if one.isVisible() and takes_keyboard(one)]
    assert len(regions) > 1
    seen: list[int] = []
    for _ in range(2 * len(regions)):
        window.key("F6")
        focus = window.target()
        inside = [n for n, one in enumerate(regions) if one is focus or one.isAncestorOf(focus)]
        assert inside, f"F6 leads nowhere: {focus}"
        seen.append(inside[0])
    assert sorted(seen) == sorted([*range(len(regions)), *range(len(regions))])


def takes_keyboard(region: QWidget) -> bool:
    """Whether a region, or anything in it, takes the keyboard: an empty list may not."""
    parts = [region, *region.findChildren(QWidget)]
    return any(one.focusPolicy() & Qt.FocusPolicy.TabFocus and one.isVisible() and one.isEnabled() for one in parts)


def test_the_main_job_through_the_accessible_tree(prepared: Desk, desktop: Start) -> None:
    odile = filled(prepared)
    window = desktop()
    press(window, "Nouvel appel")
    field = next(
        node
        for node in nodes(window)
        if node.role() == QAccessible.Role.EditableText and plain(node.text(QAccessible.Text.Name)) == "Appelle"
    )
    assert field.state().focused
    window.type("theven")
    candidate = find(window, "Odile Thévenet", QAccessible.Role.ListItem)
    assert "Saint-Georges-en-Couzan" in candidate.text(QAccessible.Text.Name)
    window.key("Return")
    press(window, "F7")  # the likely answer, with its words
    press(window, "Terminer l'appel")
    history = queries.official(window.desk, odile).history  # type: ignore[union-attr]
    assert any(line.kind == "call" for line in history)
    press(window, "Dossiers", QAccessible.Role.CheckBox)  # an entry of the rail, checked while its page is shown
    assert window.page() is Page.DOSSIERS
