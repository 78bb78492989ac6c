"""The board as a person uses it: by keyboard, by pointer, with a real base behind it."""

import warnings
from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible, QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.desk import Desk
from app.domain.dossiers import Outcome
from app.domain.stages import Stage
from app.services.dossiers import close, move, tick
from app.settings import PcSettings
from app.storage.queries import dossier as dossier_detail
from tests.factories import ACCOUNT_OPEN, Clock, add_dossier, add_person, add_session
from tests.ui.board_desk import (
    CONTROL,
    DOWN,
    ENTER,
    LEFT,
    RIGHT,
    SHIFT,
    Told,
    choose,
    open_menu,
    philippe,
    shown,
    stage_of,
    strike,
)
from ui.board_column import MIME
from ui.board_model import Filter, More
from ui.board_tile import HOVER_OPENS
from ui.front import Front
from ui.pages.board import BoardPage
from ui.places import NewCall, OpenOfficial
from ui.tasks import ImmediateRunner


def two_new(desk: Desk) -> tuple[int, int]:
    session = add_session(desk)
    odile = add_dossier(desk, add_person(desk, mobile_typed="06 39 98 20 63"), session)
    anne = add_dossier(desk, add_person(desk, "Annie", "Bergeron", "Feurs"), session)
    return odile, anne


def resize(page: BoardPage, width: int, height: int) -> None:
    page.resize(width, height)
    QApplication.processEvents()


def read(page: BoardPage) -> None:
    page.refresh()
    page.focus_first()


# By keyboard


def test_arrows_go_among_cards_and_enter_opens_the_panel(page: BoardPage, desk: Desk, clock: Clock) -> None:
    new, _ = two_new(desk)
    other = philippe(desk, clock)
    move(desk, other, Stage.ACCOUNT_TO_OPEN)
    read(page)
    first = page.board.current_dossier()
    strike(DOWN)
    assert page.board.current_dossier() not in (None, first)
    strike(RIGHT)
    assert page.board.current_dossier() == other
    strike(ENTER)
    assert page.dossier.isVisible()
    assert page.dossier.name.text() == "Philippe Duclosel"
    assert page.board.selected() == other
    strike(ENTER)  # once more goes into the panel
    assert page.dossier.isAncestorOf(QApplication.focusWidget())
    assert page.escape()
    assert not page.dossier.isVisible()
    assert page.board.current_dossier() == other
    strike(LEFT)
    assert page.board.current_dossier() in (new, first)


def test_ctrl_arrow_moves_a_dossier_the_banner_undoes_it_and_history_keeps_it(
    page: BoardPage, desk: Desk, front: Front, told: Told
) -> None:
    new, _ = two_new(desk)
    read(page)
    page.board.focus_dossier(new)
    strike((RIGHT, CONTROL))
    assert stage_of(desk, new) is Stage.ACCOUNT_TO_OPEN
    assert told.banners == ["Dossier d’Odile Thévenet déplacé vers «\u00a0Compte à ouvrir\u00a0»"]
    assert page.board.current_dossier() == new  # the keyboard follows
    strike((LEFT, CONTROL))
    assert stage_of(desk, new) is Stage.NEW
    front.undo()
    assert stage_of(desk, new) is Stage.ACCOUNT_TO_OPEN
    detail = dossier_detail(desk, new)
    assert detail is not None
    assert [line.kind for line in detail.history].count("moved") >= 2
    assert all(line.agent == "Claire M." for line in detail.history)


def test_a_dossier_moves_into_a_folded_column_which_opens_for_it(page: BoardPage, desk: Desk) -> None:
    new, _ = two_new(desk)
    move(desk, new, Stage.READY_TO_REQUEST)
    read(page)
    place = page.board.place_of(new)
    assert place is not None
    assert not page.board.frames[5].isVisible()
    page.board.focus_dossier(new)
    strike((RIGHT, CONTROL))
    assert stage_of(desk, new) is Stage.REQUEST_SENT
    assert page.board.frames[5].isVisible()
    assert page.board.frames[5].view.hasFocus()


def test_a_dossier_at_the_end_of_the_board_stays_there(page: BoardPage, desk: Desk, told: Told) -> None:
    new, _ = two_new(desk)
    read(page)
    page.board.focus_dossier(new)
    strike((LEFT, CONTROL))
    assert stage_of(desk, new) is Stage.NEW
    assert not told.banners


def test_ctrl_shift_arrows_fold_a_band_and_open_it_and_the_pc_remembers(
    page: BoardPage, desk: Desk, told: Told
) -> None:
    new, _ = two_new(desk)
    read(page)
    page.board.focus_dossier(new)
    strike((LEFT, CONTROL | SHIFT))
    assert not page.board.frames[0].isVisible()
    assert page.board.tiles[0].hasFocus()  # on the tile of the same column
    assert "1" not in told.remembered["open_bands"]
    strike((RIGHT, CONTROL | SHIFT))
    assert page.board.frames[0].isVisible()
    assert page.board.frames[0].view.hasFocus()
    assert told.remembered["open_bands"][0] == "1"


def test_arrows_reach_folded_columns_and_enter_opens_them(page: BoardPage, desk: Desk) -> None:
    two_new(desk)
    read(page)
    tiles = [number for number, tile in enumerate(page.board.tiles) if tile.isVisible()]
    for _ in range(9):
        if page.board.tiles[tiles[0]].hasFocus():
            break
        strike(RIGHT)
    assert page.board.tiles[tiles[0]].hasFocus()
    strike(ENTER)
    assert page.board.frames[tiles[0]].isVisible()


def test_the_bands_that_this_pc_remembers_are_open_first(qtbot: QtBot, desk: Desk) -> None:
    two_new(desk)
    front = Front(desk, ImmediateRunner(), PcSettings(open_bands=("3",)))
    page = shown(qtbot, BoardPage(front))
    assert [frame.isVisible() for frame in page.board.frames] == [False] * 5 + [True] * 3 + [False]


def test_the_menu_key_offers_every_action(page: BoardPage, desk: Desk, told: Told) -> None:
    new, _ = two_new(desk)
    read(page)
    page.board.focus_dossier(new)
    strike((Qt.Key.Key_F10, SHIFT))
    menu = open_menu(page)
    words = [action.text().split("\t")[0] for action in menu.actions() if not action.isSeparator()]
    assert words == [
        "Aperçu de la fiche",
        "Appeler",
        "Ouvrir la fiche d’Odile Thévenet",
        "Envoi par la poste",
        "Déplacer vers",
        "Changer de session",
        "Clore le dossier",
    ]
    choose(menu, "Déplacer vers", "Identité à vérifier")
    menu.close()
    assert stage_of(desk, new) is Stage.IDENTITY_TO_CHECK
    strike(Qt.Key.Key_Menu)
    choose(open_menu(page), "Appeler")
    open_menu(page).close()
    assert isinstance(told.places[-1], NewCall)
    assert told.places[-1].outgoing
    strike(Qt.Key.Key_Menu)
    choose(open_menu(page), "Ouvrir la fiche d’Odile Thévenet")
    assert isinstance(told.places[-1], OpenOfficial)


def test_somebody_elses_dossier_is_taken_over(page: BoardPage, desk: Desk, front: Front) -> None:
    new, _ = two_new(desk)
    desk.agent = "Julien B."
    read(page)
    assert page.pane.filters.chip(Filter.MINE.value).accessibleName() == "Mes dossiers, 0"
    page.board.focus_dossier(new)
    strike(Qt.Key.Key_Menu)
    choose(open_menu(page), "Suivre ce dossier (suivi par Claire M.)")
    assert page.pane.filters.chip(Filter.MINE.value).accessibleName() == "Mes dossiers, 1"


def test_a_dossier_waiting_for_the_cdc_notes_what_was_sent(page: BoardPage, desk: Desk) -> None:
    new, _ = two_new(desk)
    move(desk, new, Stage.ELU_ACCOUNT_MISSING)
    read(page)
    page.board.focus_dossier(new)
    strike(Qt.Key.Key_Menu)
    choose(open_menu(page), "Noter un envoi à la CDC", "Courrier envoyé aujourd’hui")
    detail = dossier_detail(desk, new)
    assert detail is not None
    assert (detail.cdc_written_on, detail.cdc_written_by) == (date(2026, 11, 24), "courrier")


def test_a_dossier_is_closed_with_an_outcome_and_reopened(page: BoardPage, desk: Desk, told: Told) -> None:
    new, _ = two_new(desk)
    read(page)
    page.board.focus_dossier(new)
    strike(ENTER, Qt.Key.Key_Menu)
    choose(open_menu(page), "Clore le dossier", "EDOF\u00a0: Refus titulaire")
    assert stage_of(desk, new) is None
    detail = dossier_detail(desk, new)
    assert detail is not None
    assert (detail.row.outcome, detail.edof_label) == (Outcome.REFUSED.value, "Refus titulaire")
    assert page.dossier.reopen.isVisible()
    assert "refusé" in page.dossier.deadline.accessibleName()
    page.dossier.reopen.click()
    assert stage_of(desk, new) is Stage.NEW
    assert told.banners[-1] == "Dossier d’Odile Thévenet rouvert"


def test_a_closed_dossier_can_still_be_looked_at(page: BoardPage, desk: Desk) -> None:
    new, _ = two_new(desk)
    close(desk, new, Outcome.WITHOUT_SUITE)
    page.open_dossier(new)
    assert "sans suite" in page.dossier.deadline.accessibleName()
    assert page.dossier.reopen.isVisible()


# By pointer


def carried(dossier_id: int) -> QMimeData:
    data = QMimeData()
    data.setData(MIME, str(dossier_id).encode("ascii"))
    return data


def enter_with(target: QWidget, data: QMimeData) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # PySide has no other constructor of it yet
        event = QDragEnterEvent(
            QPoint(20, 20), Qt.DropAction.MoveAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        )
    QApplication.sendEvent(target, event)
    assert event.isAccepted()


def drop(target: QWidget, data: QMimeData) -> None:
    enter_with(target, data)
    event = QDropEvent(
        QPointF(20, 20), Qt.DropAction.MoveAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    QApplication.sendEvent(target, event)


def test_a_card_dropped_on_a_column_or_on_a_tile_goes_there(page: BoardPage, desk: Desk) -> None:
    new, anne = two_new(desk)
    read(page)
    drop(page.board.frames[2], carried(new))
    assert stage_of(desk, new) is Stage.IDENTITY_TO_CHECK
    assert page.board.tiles[6].isVisible()
    drop(page.board.tiles[6], carried(anne))
    assert stage_of(desk, anne) is Stage.TO_CONFIRM


def test_a_card_dropped_where_it_was_or_taken_back_changes_nothing(page: BoardPage, desk: Desk, told: Told) -> None:
    new, _ = two_new(desk)
    read(page)
    drop(page.board.frames[0], carried(new))
    enter_with(page.board.frames[3], carried(new))
    assert page.board.frames[3].hot
    page.board.frames[3].warm(False)  # Échap: Qt tells that the drag has left
    assert stage_of(desk, new) is Stage.NEW
    assert not told.banners


def test_nothing_moves_under_the_pointer_while_a_card_hangs_from_it(page: BoardPage, desk: Desk) -> None:
    new, anne = two_new(desk)
    read(page)
    view = page.board.frames[0].view
    before = [page.board.frames[0].view.cards.row_at(view.cards.index(n, 0)) for n in range(view.cards.rowCount())]
    view.lift(new)
    move(desk, anne, Stage.ENROLLED)
    page.refresh()
    assert [view.cards.row_at(view.cards.index(n, 0)) for n in range(view.cards.rowCount())] == before
    view.lift(None)
    assert view.cards.rowCount() == 1


def test_a_tile_opens_its_band_under_a_card_that_waits(page: BoardPage, desk: Desk, qtbot: QtBot) -> None:
    new, _ = two_new(desk)
    read(page)
    tile = page.board.tiles[6]
    page.board.frames[0].view.lift(new)
    enter_with(tile, carried(new))
    assert not page.board.frames[6].isVisible()
    qtbot.waitUntil(page.board.frames[6].isVisible, timeout=HOVER_OPENS + 3000)
    drop(page.board.frames[6], carried(new))
    page.board.frames[0].view.lift(None)
    assert stage_of(desk, new) is Stage.TO_CONFIRM


def test_a_click_opens_the_panel_and_a_click_on_a_tile_its_band(page: BoardPage, desk: Desk) -> None:
    new, _ = two_new(desk)
    read(page)
    view = page.board.frames[0].view
    place = view.visualRect(view.cards.index_of(new)).center()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert page.dossier.isVisible()
    assert page.board.selected() == new
    QTest.mouseClick(page.board.tiles[6], Qt.MouseButton.LeftButton)
    assert page.board.frames[6].isVisible()


# What others do meanwhile


def test_a_dossier_that_somebody_moved_first_tells_both_columns(page: BoardPage, desk: Desk, told: Told) -> None:
    new, _ = two_new(desk)
    read(page)
    page.board.focus_dossier(new)
    move(desk, new, Stage.ENROLLED)
    strike((RIGHT, CONTROL))
    assert stage_of(desk, new) is Stage.ENROLLED
    assert "Inscrit" in told.refusals[-1]
    assert "Compte à ouvrir" in told.refusals[-1]
    assert page.board.place_of(new) == 7  # and the board shows where it is


def test_a_tick_made_elsewhere_shows_on_the_board(page: BoardPage, desk: Desk, front: Front) -> None:
    new, _ = two_new(desk)
    read(page)
    detail = dossier_detail(desk, new)
    assert detail is not None
    page.open_dossier(new)
    front.write(lambda: tick(desk, new, detail.steps[0].id))
    assert page.dossier.detail is not None
    assert any(step.done for step in page.dossier.detail.steps)


# Filters, numbers, sizes


def test_filters_hide_and_escape_brings_all_back(page: BoardPage, desk: Desk, clock: Clock) -> None:
    new, _ = two_new(desk)
    late = philippe(desk, clock)
    clock.pass_by(days=1)
    read(page)
    page.pane.filters.setFocus()
    strike(RIGHT)
    assert page.pane.filters.value() == Filter.LATE.value
    assert page.board.place_of(late) is not None
    assert page.board.place_of(new) is None
    assert page.escape()
    assert page.board.place_of(new) is not None
    assert not page.escape()


def test_the_text_filter_is_there_from_1600_pixels_on(page: BoardPage, desk: Desk, qtbot: QtBot) -> None:
    new, anne = two_new(desk)
    read(page)
    assert not page.pane.filter_line.isVisible()
    page.resize(1828, 950)
    assert page.pane.filter_line.isVisible()
    page.pane.filter_line.setText("bergeron")
    assert page.board.place_of(new) is None
    assert page.board.place_of(anne) is not None
    page.pane.filter_line.setText("personne de ce nom")
    assert page.pane.nothing.isVisible()
    page.resize(1274, 636)  # nothing stays hidden by a filter that is not seen
    assert page.board.place_of(new) is not None


def test_thirty_others_show_on_demand(page: BoardPage, desk: Desk) -> None:
    session = add_session(desk, starts_on=date(2027, 3, 2), seats=200)
    for number in range(30):
        person = add_person(desk, f"Ida{number:02}", "Exemple", "Feurs")
        add_dossier(desk, person, session, ACCOUNT_OPEN, stage=Stage.NEW)
    read(page)
    view = page.board.frames[0].view
    last = view.cards.row_at(view.cards.index(view.cards.rowCount() - 1, 0))
    assert isinstance(last, More)
    assert last.hidden + view.cards.rowCount() - 1 == 30
    view.go_to_row(view.cards.rowCount() - 1)
    strike(ENTER)
    assert view.cards.rowCount() == 31  # all, and « Réduire »
    view.go_to_row(30)
    strike(ENTER)
    assert view.cards.rowCount() < 31


def test_an_empty_board_says_what_will_be_here_and_how_to_fill_it(page: BoardPage) -> None:
    assert page.pane.empty.isVisible()
    assert page.pane.empty.action is not None
    assert page.pane.empty.action.hasFocus()
    strike(ENTER)
    assert page.opening.isVisible()


def test_every_card_and_column_is_heard(page: BoardPage, desk: Desk, clock: Clock) -> None:
    due = philippe(desk, clock)
    read(page)
    page.board.focus_dossier(due)
    view = page.board.frames[6].view
    interface = QAccessible.queryAccessibleInterface(view)
    assert interface.text(QAccessible.Text.Name).startswith("À confirmer par l’élu, 1 dossier, 1 pour aujourd’hui")
    heard = [interface.child(n).text(QAccessible.Text.Name) for n in range(interface.childCount())]
    assert heard[0].startswith("Philippe Duclosel, Boën-sur-Lignon, Pouvoirs de police, à confirmer aujourd’hui")
    assert "Nouveau, aucun dossier, replié" in {tile.accessibleName() for tile in page.board.tiles}


@pytest.mark.parametrize("size", [(808, 428), (1000, 600), (1274, 636), (1828, 950)])
@pytest.mark.parametrize("scale", [0.9, 1.0, 2.0])
def test_nothing_is_out_of_reach_at_any_size(
    page: BoardPage, desk: Desk, clock: Clock, dress: Any, size: tuple[int, int], scale: float
) -> None:
    new, _ = two_new(desk)
    philippe(desk, clock)
    dress(scale=scale)
    page.resize(*size)
    read(page)
    board = page.board
    assert sum(frame.isVisible() for frame in board.frames) >= 1
    for frame, tile in zip(board.frames, board.tiles, strict=True):
        part = frame if frame.isVisible() else tile
        assert part.isVisible()
        assert board.canvas.rect().contains(part.geometry())
    page.open_dossier(new)
    assert page.rect().contains(page.panel.geometry())
    foot = page.dossier.more
    assert page.rect().contains(foot.mapTo(page, foot.rect().bottomRight()))


def test_a_narrow_window_lays_the_panel_over_the_board_then_over_the_page(page: BoardPage, desk: Desk) -> None:
    new, _ = two_new(desk)
    read(page)
    page.open_dossier(new)
    assert page.pane.width() == 1274 - page.panel.width()
    resize(page, 1060, 600)
    assert page.pane.width() == 1060
    assert page.panel.y() == page.pane.head.height()
    resize(page, 808, 428)
    assert page.panel.y() == 0


def test_names_in_sight_follow_a_text_size_chosen_meanwhile(page: BoardPage, desk: Desk, dress: Any) -> None:
    new, _ = two_new(desk)
    read(page)
    page.open_dossier(new)
    before = page.dossier.name.font().pointSizeF()
    dress(scale=2.0)
    QApplication.processEvents()
    assert page.dossier.name.font().pointSizeF() == 2 * before
    assert page.board.frames[0].view.visualRect(page.board.frames[0].view.cards.index(0, 0)).height() > 150


def test_five_hundred_dossiers_stand_on_the_board(page: BoardPage, desk: Desk) -> None:
    from app.domain.dossiers import Dossier

    session = add_session(desk, starts_on=date(2027, 3, 2), seats=900)
    person = add_person(desk)
    stages = list(Stage)
    with desk.database.transaction() as unit:
        for number in range(500):
            unit.session.add(
                Dossier(
                    official_id=person,
                    session_id=session,
                    stage=stages[number % 9].value,
                    edition=desk.editions[0].id,
                    opened_at=desk.now(),
                    stage_since=desk.now(),
                )
            )
    read(page)
    assert sum(len(cards) for cards in (page.board._cards.get(stage, []) for stage in stages)) == 500
    page.grab()
    view = page.board.frames[0].view
    assert sum(len(entry.row.name) > 0 for entry in view.cards.rows() if not isinstance(entry, More)) >= 4
