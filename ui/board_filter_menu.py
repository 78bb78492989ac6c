"""The menu of the board's filters: by column, session and agent; those kept by name; the sheets of what is shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMenu

from app.services.board_filters import BoardFilter, forget_filter
from ui.board_filter import agents_of, sessions_of
from ui.board_model import Card
from ui.dates import NBSP
from ui.panels.dossier_menu import add

if TYPE_CHECKING:
    from ui.board_pane import BoardPane


@dataclass(frozen=True)
class FilterMenu:
    """What the menu is made from: the board, the filter in force, its cards, the filters that were kept."""

    pane: BoardPane
    wanted: BoardFilter
    cards: Sequence[Card]
    kept: tuple[BoardFilter, ...]


def fill_filter_menu(menu: QMenu, about: FilterMenu) -> None:
    """Put every filter into `menu`; what holds is ticked."""
    pane, wanted = about.pane, about.wanted
    for one in about.kept:
        ticked(menu, one.name, one.name == wanted.name, partial(pane.go_to_filter, one))
    if about.kept:
        menu.addSeparator()
    stages = menu.addMenu("Étape")
    for column in pane.columns:
        chosen = column.stage.value in wanted.stages
        without = tuple(one for one in wanted.stages if one != column.stage.value)
        changed = without if chosen else (*wanted.stages, column.stage.value)
        ticked(stages, column.title, chosen, partial(pane.go_to_filter, replace(wanted, stages=changed, name="")))
    sessions = menu.addMenu("Session")
    ticked(sessions, "Toutes", wanted.session_id is None, partial(pane.go_to_filter, _with(wanted, session_id=None)))
    for session_id, words in sessions_of(about.cards):
        ticked(
            sessions,
            words,
            session_id == wanted.session_id,
            partial(pane.go_to_filter, _with(wanted, session_id=session_id)),
        )
    agents = menu.addMenu("Suivi par")
    ticked(agents, "Tous", not wanted.agent, partial(pane.go_to_filter, replace(wanted, agent="", name="")))
    for agent in agents_of(about.cards):
        chosen = agent == wanted.agent
        ticked(agents, agent, chosen, partial(pane.go_to_filter, replace(wanted, agent=agent, name="")))
    menu.addSeparator()
    count = len(pane.shown_cards())
    sheets = add(menu, f"Fiches des {count}{NBSP}dossiers montrés", pane.sheets_of_shown)
    sheets.setEnabled(count > 0)
    add(menu, "Choisir tous les dossiers montrés\tCtrl+A", pane.choose_all)
    if not wanted.lets_all_through:
        add(menu, "Garder ce filtre…", pane.ask_name)
        add(menu, "Tout montrer\tÉchap", pane.clear_filters)
    if about.kept:
        forget = menu.addMenu("Oublier un filtre")
        for one in about.kept:
            add(forget, _plain(one.name), partial(_forget, pane, one.name))


def ticked(menu: QMenu, words: str, chosen: bool, act: partial[None]) -> None:
    """One line that can hold a tick."""
    action = add(menu, _plain(words), act)
    action.setCheckable(True)
    action.setChecked(chosen)


def _with(wanted: BoardFilter, *, session_id: int | None) -> BoardFilter:
    return replace(wanted, session_id=session_id, name="")


def _forget(pane: BoardPane, name: str) -> None:
    desk = pane.front.desk
    pane.front.write(lambda: forget_filter(desk, name))


def _plain(words: str) -> str:
    """An & is shown, never a mnemonic; a tab would be read as a shortcut."""
    return words.replace("&", "&&").replace("\t", " ")
