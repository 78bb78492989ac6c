"""Dossiers chosen together on the board, by keyboard and pointer, and the filters that the desk keeps by name."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from app.desk import Desk
from app.domain.stages import Stage
from app.errors import UserError
from app.services.board_filters import BoardFilter, forget_filter, save_filter, saved_filters
from app.storage.revert import revert
from tests.factories import ACCOUNT_OPEN, NOTHING_KNOWN, add_dossier, add_person, add_session
from tests.ui.board_desk import CONTROL, DOWN, RIGHT, SHIFT, Told, choose, open_menu, strike
from ui.board_column import CardsView
from ui.front import Front
from ui.pages.board import BoardPage
from ui.places import ManySheets

SPACE = Qt.Key.Key_Space


@pytest.fixture
def four(desk: Desk) -> list[int]:
    """Three new ones, and one that waits to be asked for."""
    session = add_session(desk)
    new = [add_dossier(desk, add_person(desk, surname=name), session, NOTHING_KNOWN) for name in ("Ravel", "Souchon")]
    new.append(add_dossier(desk, add_person(desk, surname="Vial"), None, NOTHING_KNOWN))
    return [
        *new,
        add_dossier(desk, add_person(desk, surname="Fayard"), session, {**ACCOUNT_OPEN, "training_found": "yes"}),
    ]


def first_column(page: BoardPage) -> CardsView:
    return page.board.frames[0].view


def click(view: CardsView, row: int, keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    place = view.visualRect(view.cards.index(row, 0)).center()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, keys, QPoint(place.x(), place.y()))


def pick(page: BoardPage, *path: str) -> None:
    """Choose a line of the menu of filters, which closes then."""
    page.pane.open_filters()
    menu = open_menu(page)
    choose(menu, *path)
    menu.close()


def test_space_chooses_and_frees_shift_and_arrows_gather(page: BoardPage, desk: Desk, four: list[int]) -> None:
    page.refresh()
    page.focus_first()
    strike(SPACE)
    assert len(page.board.marks.ids()) == 1
    assert page.pane.marks.isVisible()
    assert page.pane.marks.words.text() == "1\u00a0dossier choisi"
    assert page.foot_height() > 0  # the banner stands above
    strike(SPACE)
    assert page.board.marks.ids() == ()
    assert not page.pane.marks.isVisible()
    strike((DOWN, SHIFT), (DOWN, SHIFT))
    assert set(page.board.marks.ids()) == set(four[:3])
    strike(RIGHT, SPACE)
    assert set(page.board.marks.ids()) == set(four)
    assert page.pane.marks.words.text() == "4\u00a0dossiers choisis"


def test_a_chosen_card_is_heard_as_such(page: BoardPage, four: list[int]) -> None:
    page.refresh()
    page.focus_first()
    strike(SPACE)
    view = first_column(page)
    said = view.currentIndex().data(Qt.ItemDataRole.AccessibleTextRole)
    assert said.endswith(", choisi")


def test_ctrl_click_chooses_without_opening_and_shift_click_takes_all_between(page: BoardPage, four: list[int]) -> None:
    page.refresh()
    view = first_column(page)
    click(view, 0, CONTROL)
    assert len(page.board.marks.ids()) == 1
    assert not page.dossier.isVisible()
    click(view, 2, SHIFT)
    assert set(page.board.marks.ids()) == set(four[:3])
    click(view, 1, CONTROL)
    assert len(page.board.marks.ids()) == 2
    click(view, 1)  # a plain click opens, what is chosen stays chosen
    assert page.dossier.isVisible()
    assert len(page.board.marks.ids()) == 2


def test_ctrl_a_chooses_all_that_is_shown_but_who_is_trained(page: BoardPage, desk: Desk, four: list[int]) -> None:
    add_dossier(desk, add_person(desk, surname="Formée"), add_session(desk), ACCOUNT_OPEN, stage=Stage.TRAINED)
    page.refresh()
    page.focus_first()
    strike((Qt.Key.Key_A, CONTROL))
    assert set(page.board.marks.ids()) == set(four)


def test_escape_frees_them_before_it_leaves_anything_else(page: BoardPage, four: list[int]) -> None:
    page.refresh()
    page.pane.show_filter(BoardFilter(stages=(Stage.NEW.value,)))
    page.focus_first()
    strike(SPACE)
    assert page.escape()
    assert page.board.marks.ids() == ()
    assert page.pane.told.isVisible()
    assert page.escape()  # then the filter
    assert not page.pane.told.isVisible()
    assert not page.escape()


def test_ctrl_p_leads_to_the_sheets_of_those_chosen(page: BoardPage, told: Told, four: list[int]) -> None:
    page.refresh()
    page.focus_first()
    strike((DOWN, SHIFT))
    chosen = page.board.marks.ids()
    assert page.print_sheet()
    assert told.places == [ManySheets(chosen, "2 dossiers choisis")]


def test_in_the_panel_ctrl_p_is_still_the_sheet_of_that_dossier(page: BoardPage, told: Told, four: list[int]) -> None:
    page.refresh()
    page.focus_first()
    strike(SPACE)
    page.open_dossier(four[3])
    assert page.print_sheet()
    assert page.preview is not None
    assert page.preview.dossier_id == four[3]
    assert told.places == []


def test_what_a_filter_hides_is_no_longer_chosen(page: BoardPage, four: list[int]) -> None:
    page.refresh()
    page.focus_first()
    strike((Qt.Key.Key_A, CONTROL))
    page.pane.show_filter(BoardFilter(stages=(Stage.NEW.value,)))
    assert set(page.board.marks.ids()) == set(four[:3])


# Filters


def test_the_menu_filters_by_column_session_and_agent(page: BoardPage, desk: Desk, four: list[int]) -> None:
    page.refresh()
    pick(page, "Étape", "Nouveau")
    assert {card.row.id for card in page.pane.shown_cards()} == set(four[:3])
    pick(page, "Session", "15\u00a0déc. · Domaine public")
    assert {card.row.id for card in page.pane.shown_cards()} == set(four[:2])
    assert page.pane.told.words.text() == ("Nouveau · session du 15\u00a0déc. · Domaine public\u00a0: 2\u00a0dossiers")
    pick(page, "Suivi par", "Claire M.")
    assert len(page.pane.shown_cards()) == 2


def test_a_filter_opens_the_band_where_its_dossiers_are(page: BoardPage, desk: Desk, four: list[int]) -> None:
    sent = add_dossier(desk, add_person(desk, surname="Envoyée"), add_session(desk), ACCOUNT_OPEN, stage=Stage.ENROLLED)
    page.refresh()
    page.pane.go_to_filter(BoardFilter(stages=(Stage.ENROLLED.value,)))
    place = page.board.place_of(sent)
    assert place is not None
    assert page.board.frames[place].isVisible()
    assert page.board.current_dossier() == sent


def test_a_filter_is_kept_by_name_for_all_and_forgotten_again(
    page: BoardPage, front: Front, told: Told, desk: Desk, four: list[int]
) -> None:
    page.refresh()
    page.pane.show_filter(BoardFilter(stages=(Stage.NEW.value,)))
    page.pane.told.keep.click()
    strike("Nouveaux", Qt.Key.Key_Return)
    assert told.banners == ["Filtre «\u00a0Nouveaux\u00a0» gardé"]
    assert [one.name for one in saved_filters(desk)] == ["Nouveaux"]
    assert not page.pane.told.keep.isVisible()  # it has its name
    page.pane.clear_filters()
    pick(page, "Nouveaux")
    assert page.pane.told.words.text() == "Nouveaux\u00a0: 3\u00a0dossiers"
    pick(page, "Fiches des 3\u00a0dossiers montrés")
    assert isinstance(told.places[-1], ManySheets)
    assert told.places[-1].title == "Nouveaux"
    pick(page, "Oublier un filtre", "Nouveaux")
    assert saved_filters(desk) == ()
    front.undo()
    assert [one.name for one in saved_filters(desk)] == ["Nouveaux"]


def test_the_name_is_given_up_with_escape_and_the_filter_stays(page: BoardPage, four: list[int]) -> None:
    page.refresh()
    page.pane.show_filter(BoardFilter(stages=(Stage.NEW.value,)))
    page.pane.told.keep.click()
    strike("Nou")
    assert page.escape()
    assert not page.pane.told.asking()
    assert page.pane.told.words.text().startswith("Nouveau")


def test_a_filter_without_a_name_or_with_a_nir_is_not_kept(desk: Desk) -> None:
    with pytest.raises(UserError, match="pas encore de nom"):
        save_filter(desk, BoardFilter(name="  "))
    with pytest.raises(UserError, match="sécurité sociale"):
        save_filter(desk, BoardFilter(name="2 55 08 14 168 025 38"))
    assert saved_filters(desk) == ()


def test_the_same_name_keeps_one_filter_and_undo_brings_back_the_one_before(desk: Desk) -> None:
    save_filter(desk, BoardFilter(name="À confirmer", which="late"))
    changes = save_filter(desk, BoardFilter(name="a confirmer", session_id=3, agent="Claire M.", text="police"))
    assert saved_filters(desk) == (BoardFilter("a confirmer", "all", (), 3, "Claire M.", "police"),)
    revert(desk.database, changes, desk.now(), desk.agent)
    assert [one.which for one in saved_filters(desk)] == ["late"]
    forget_filter(desk, "À confirmer")
    assert saved_filters(desk) == ()


def test_a_session_that_is_gone_is_said_as_another_one(page: BoardPage, four: list[int]) -> None:
    page.refresh()
    page.pane.show_filter(BoardFilter(session_id=999))
    assert page.pane.told.words.text() == "autre session\u00a0: 0\u00a0dossier"
    assert page.pane.stack.currentWidget() is page.pane.nothing
