"""The board by keyboard: move a dossier, take it back, read who moved it; close it and open it again."""

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QListView

from app.desk import Desk
from app.domain.dossiers import Stage
from app.storage import queries
from tests.factories import ACCOUNT_OPEN, Clock, add_dossier, add_person, add_session
from tests.journeys.desktop import Desktop, plain
from ui.board_view import BoardView
from ui.pages.board import BoardPage
from ui.places import Page

Start = Callable[[], Desktop]


def with_dossiers(desk: Desk) -> tuple[int, int]:
    """Odile waits to be asked for, Robert's request has been sent."""
    session = add_session(desk, starts_on=date(2026, 12, 15))
    odile = add_dossier(desk, add_person(desk), session, ACCOUNT_OPEN)
    robert = add_dossier(
        desk,
        add_person(desk, "Robert", "Pallandre", "Feurs", civility="M.", landline="+33465712014"),
        session,
        ACCOUNT_OPEN,
        stage=Stage.REQUEST_SENT,
    )
    return odile, robert


def stage_of(window: Desktop, dossier_id: int) -> Stage:
    """The column where a dossier stands."""
    detail = queries.dossier(window.desk, dossier_id)
    assert detail is not None
    return Stage(detail.row.stage)


def shown_dossier(window: Desktop) -> int | None:
    """The dossier whose panel is open."""
    page = window.window.page(Page.DOSSIERS)
    assert isinstance(page, BoardPage)
    return page._shown_dossier()


def open_card(window: Desktop, typed: str) -> None:
    """From anywhere to a dossier's card, by its person's name."""
    window.key("Ctrl+K")
    window.type(typed)
    lines = window.window.search.popup.model
    at = next(n for n in range(lines.rowCount()) if (one := lines.entry(n)) and one.icon == "folder")
    first = lines.first_choice()
    window.key(*["Down"] * sum(1 for n in range(first, at) if lines.entry(n + 1).place is not None), "Return")
    assert window.page() is Page.DOSSIERS


def test_ctrl_right_moves_a_dossier_ctrl_z_takes_it_back_and_history_tells_who_and_when(
    prepared: Desk, desktop: Start, clock: Clock
) -> None:
    odile, _robert = with_dossiers(prepared)
    window = desktop()
    window.key("Alt+D")
    assert window.focus_line().startswith("Odile Thévenet")
    assert "demander demain" in window.focus_line()
    clock.pass_by(minutes=3)
    window.key("Ctrl+Right")
    assert stage_of(window, odile) is Stage.REQUEST_SENT
    assert "Demande envoyée" in window.banner()
    assert window.sees("Annuler, Ctrl+Z")
    window.key("Ctrl+Z")
    assert stage_of(window, odile) is Stage.READY_TO_REQUEST
    window.key("Ctrl+Right", "Ctrl+Right")
    assert stage_of(window, odile) is Stage.TO_CONFIRM
    history = queries.dossier(window.desk, odile).history  # type: ignore[union-attr]
    moves = [line for line in history if line.kind == "moved"]
    assert {line.agent for line in moves} == {"Claire M."}
    assert all(line.at == clock() for line in moves)
    assert "À confirmer" in plain(moves[0].text)
    assert window.sees("Claire M.")
    window.key("Ctrl+Left")
    assert stage_of(window, odile) is Stage.REQUEST_SENT


def test_the_keyboard_goes_from_card_to_card_and_opens_one(prepared: Desk, desktop: Start) -> None:
    _odile, robert = with_dossiers(prepared)
    window = desktop()
    window.key("Alt+D")
    window.key("Right")
    assert window.focus_name().startswith("Demande envoyée, 1 dossier")  # a folded column is a tile
    window.key("Return")  # which opens its band
    assert window.focus_line().startswith("Robert Pallandre")
    window.key("Return")
    assert shown_dossier(window) == robert
    assert window.sees("04 65 71 20 14")
    window.key("Escape")
    assert window.focus_line().startswith("Robert Pallandre")  # back where one was


def test_the_search_leads_to_a_dossier_and_its_panel_has_the_keyboard(prepared: Desk, desktop: Start) -> None:
    odile, _robert = with_dossiers(prepared)
    window = desktop()
    open_card(window, "theven")
    assert shown_dossier(window) == odile
    page = window.window.page(Page.DOSSIERS)
    assert isinstance(page, BoardPage)
    assert page.panel.isAncestorOf(window.target())


def test_a_request_is_marked_validated_from_today_and_then_waits_for_her(prepared: Desk, desktop: Start) -> None:
    _odile, robert = with_dossiers(prepared)
    window = desktop()
    assert window.sees("À répondre dans EDOF")
    window.reach("Marquer validé")
    window.key("Space")
    assert stage_of(window, robert) is Stage.TO_CONFIRM
    window.key("Ctrl+Z")
    assert stage_of(window, robert) is Stage.REQUEST_SENT


def test_a_new_dossier_is_opened_on_the_page(prepared: Desk, desktop: Start) -> None:
    add_session(prepared)
    odile = add_person(prepared)
    window = desktop()
    window.key("Alt+D", "Ctrl+N")
    window.type("theven")
    window.key("Return")
    window.type("domaine")
    window.key("Return")
    if not queries.dossiers_of(window.desk, odile):
        window.key("Ctrl+S")
    (row,) = queries.dossiers_of(window.desk, odile)
    assert row.stage is Stage.NEW
    assert row.training.startswith("La gestion")


def test_in_the_smallest_window_the_chosen_card_is_whole_and_walked_to(prepared: Desk, desktop: Start) -> None:
    session = add_session(prepared, starts_on=date(2026, 12, 15))
    for name in ("Arnaud", "Bouchet", "Chazal", "Damon", "Faure"):
        add_dossier(prepared, add_person(prepared, "Agnès", name, "Feurs"), session)
    window = desktop()
    window.window.resize(900, 480)
    window.settle()
    window.key("Alt+D")
    assert card_is_whole(window)
    for _ in range(4):
        window.key("Down")
        assert card_is_whole(window)
    last = window.target()
    assert isinstance(last, QListView)
    assert last.currentIndex().row() == 4


def card_is_whole(window: Desktop) -> bool:
    """Whether the card that has the keyboard stands whole in the board."""
    view = window.target()
    assert isinstance(view, QListView)
    page = window.window.page(Page.DOSSIERS)
    card = view.visualRect(view.currentIndex())
    top = view.viewport().mapTo(page, card.topLeft()).y()
    area = next(one for one in page.findChildren(BoardView) if one.isVisible())
    above = area.viewport().mapTo(page, QPoint(0, 0)).y()
    return above <= top and top + card.height() <= above + area.viewport().height()
