"""A dossier of an earlier edition says so; what another changes is read, then taken or left, by keyboard alone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.desk import Desk
from app.domain.stages import Stage
from app.services import dossiers, guide
from app.storage import queries
from tests.factories import ACCOUNT_OPEN, add_dossier, add_person, add_session
from tests.journeys.desktop import Desktop
from tests.ui.board_desk import ENTER, Told, choose, open_menu, shown, strike
from ui.front import Front
from ui.pages.board import BoardPage
from ui.panels.edition_change import DifferenceLine, EditionChangePanel

OLD, NEW = "2022-03", "2026-fcplus"


@pytest.fixture
def dossier_id(desk: Desk) -> int:
    made = add_dossier(desk, add_person(desk), add_session(desk), ACCOUNT_OPEN)
    guide.choose_edition(desk, NEW)
    return made


def edition_of(desk: Desk, dossier_id: int) -> str:
    found = queries.dossier(desk, dossier_id)
    assert found is not None
    return found.edition


def offered(page: BoardPage, dossier_id: int) -> EditionChangePanel:
    """Open the dossier and follow its link."""
    page.open_dossier(dossier_id)
    page.dossier.edition.link.setFocus()
    strike(ENTER)
    panel = page.edition_change
    assert panel is not None
    assert panel.isVisible()
    return panel


def test_the_panel_says_which_edition_a_dossier_follows_only_where_another_holds(
    dossier_id: int, page: BoardPage, front: Front, desk: Desk
) -> None:
    page.open_dossier(dossier_id)
    line = page.dossier.edition
    assert line.isVisible()
    assert (line._words.text(), line.link.text()) == ("Guide\u00a0: édition 2022", "Passer à l’édition 2026…")
    front.write(lambda: guide.choose_edition(desk, OLD))
    assert not line.isVisible()
    front.undo()
    assert line.isVisible()
    front.write(lambda: dossiers.close(desk, dossier_id, dossiers.Outcome.CANCELLED))
    assert not line.isVisible()


def test_entree_changes_and_the_dossier_is_back_with_the_way_to_undo(
    dossier_id: int, page: BoardPage, front: Front, told: Told, desk: Desk
) -> None:
    panel = offered(page, dossier_id)
    assert QApplication.focusWidget() is panel.accept
    assert panel.title.text() == "Passer à l’édition 2026\u00a0?"
    assert panel._offer is not None
    words = panel.summary.text()
    assert words.startswith("Pour Odile Thévenet\u00a0: ")
    assert "1\u00a0question de plus" in words
    assert words.endswith(f"Le dossier passe dans «\u00a0{panel._offer.column}\u00a0».")
    lines = panel.findChildren(DifferenceLine)
    assert lines
    assert all(line.accessibleName() for line in lines)
    strike(ENTER)
    assert edition_of(desk, dossier_id) == NEW
    assert told.banners[-1] == "Dossier d’Odile Thévenet\u00a0: guide, édition 2026"
    assert page.dossier.isVisible()
    assert not page.dossier.edition.isVisible()
    front.undo()
    assert edition_of(desk, dossier_id) == OLD
    assert page.dossier.edition.isVisible()


def test_echap_leaves_the_dossier_as_it_is(dossier_id: int, page: BoardPage, desk: Desk) -> None:
    panel = offered(page, dossier_id)
    assert page.escape()
    assert not panel.isVisible()
    assert page.dossier.isVisible()
    assert edition_of(desk, dossier_id) == OLD
    assert page.escape()
    assert not page.dossier.isVisible()
    panel = offered(page, dossier_id)
    panel.cancel.setFocus()
    strike(ENTER)
    assert edition_of(desk, dossier_id) == OLD
    page.dossier.open_menu()
    choose(open_menu(page), "Passer à l’édition 2026…")
    assert panel.isVisible()


def test_a_dossier_that_was_changed_meanwhile_is_shown_anew(
    dossier_id: int, page: BoardPage, front: Front, desk: Desk
) -> None:
    panel = offered(page, dossier_id)
    front.write(lambda: dossiers.move(desk, dossier_id, Stage.ENROLLED))
    assert "rien ne change dans ce qui reste à faire" in panel.summary.text() or "question" in panel.summary.text()
    assert [line for line in panel._offer.lines if not line.question] == []  # type: ignore[union-attr]  # it is read
    front.write(lambda: guide.change_edition(desk, dossier_id, NEW))
    assert page.dossier.isVisible()


def test_all_of_it_is_read_at_200_per_cent_in_the_smallest_window(
    dossier_id: int, qtbot: QtBot, front: Front, dress: Callable[..., object]
) -> None:
    dress(scale=2.0, dark=True)
    panel = offered(shown(qtbot, BoardPage(front), 900 - 93, 480), dossier_id)
    assert panel.area.horizontalScrollBar().maximum() == 0
    for button in (panel.accept, panel.cancel):
        assert button.width() >= button.sizeHint().width()
        assert panel.rect().contains(button.mapTo(panel, button.rect().bottomRight()))


def test_a_dossier_changes_edition_by_keyboard_in_the_whole_program(
    prepared: Desk, desktop: Callable[[], Desktop]
) -> None:
    dossier_id = add_dossier(prepared, add_person(prepared), add_session(prepared), ACCOUNT_OPEN)
    guide.choose_edition(prepared, NEW)
    window = desktop()
    assert window.window.front is not None
    window.window.front.open_dossier(dossier_id)
    window.settle()
    page = window.window.current()
    assert isinstance(page, BoardPage)
    for _ in range(40):  # Tab leads there, whatever the dossier holds
        if QApplication.focusWidget() is page.dossier.edition.link:
            break
        window.key("Tab")
    assert window.target() is page.dossier.edition.link
    window.key("Return")
    window.key("Escape")
    assert edition_of(prepared, dossier_id) == OLD
    page.dossier.edition.link.setFocus(Qt.FocusReason.TabFocusReason)
    window.key("Return")
    window.key("Return")
    assert edition_of(prepared, dossier_id) == NEW
    assert window.sees("guide, édition 2026")
    window.key("Ctrl+Z")
    assert edition_of(prepared, dossier_id) == OLD
