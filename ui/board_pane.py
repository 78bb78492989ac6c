"""The board with its head: filters and their counts, the text filter, what is said when nothing is there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from app.domain.stages import Stage
from app.storage.rows import DossierRow
from ui.board_model import FILTER_WORDS, Card, Filter, bands_of, card_of, chosen_cards, filter_counts
from ui.board_view import BoardView
from ui.components import Button, ChipGroup, EmptyState, PageHead, Themed, show_part
from ui.fields.line_edit import LineEdit
from ui.panels.dossier_menu import move
from ui.theme import Theme, current_theme

if TYPE_CHECKING:
    from ui.front import Front


class BoardPane(Themed, QWidget):
    """What fills the page Dossiers while no sheet is shown."""

    newWanted = Signal()  # noqa: N815 - as Qt names signals
    stale = Signal()  # what is shown is no longer so: read again

    def __init__(self, front: Front, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.front = front
        self._cards: list[Card] = []
        self._read_once = False
        self._which, self._text = Filter.ALL, ""
        self._moving: set[int] = set()
        bands = bands_of(front.desk.edition_for_new())
        self.columns = tuple(column for band in bands for column in band.columns)
        self.board = BoardView(bands, front.settings.open_bands)
        self._make_head()
        self._lay_out()
        self.new_button.clicked.connect(self.newWanted)
        self.filters.changed.connect(self._filter)
        self.filter_line.textChanged.connect(self._filter_text)
        self.board.moveWanted.connect(self.move_dossier)
        self.board.bandsChanged.connect(lambda keys: front.remember(open_bands=keys))
        self.start_theme()

    def _make_head(self) -> None:
        self.head = PageHead("Dossiers")
        self.filters = ChipGroup(FILTER_WORDS, Filter.ALL.value, accessible_name="Filtrer les dossiers")
        policy = self.filters.sizePolicy()
        policy.setVerticalPolicy(QSizePolicy.Policy.Fixed)  # on the title's middle, not on top of the head
        self.filters.setSizePolicy(policy)
        self.head.add_beside(self.filters)
        self.filter_line = LineEdit(icon="list-filter")
        self.filter_line.setPlaceholderText("Filtrer : formation, EPCI, agent")
        self.filter_line.setAccessibleName("Filtrer par formation, EPCI ou agent")
        self.filter_line.setClearButtonEnabled(True)
        self.head.add_action(self.filter_line)
        self.new_button = Button("Nouveau dossier", "plus", "Ctrl+N")
        self.head.add_action(self.new_button)

    def _lay_out(self) -> None:
        add = Button("Ouvrir un dossier", "plus", "Ctrl+N", "primary")
        add.clicked.connect(self.newWanted)
        self.empty = EmptyState(
            "Aucun dossier ouvert",
            "Chaque élu accompagné a ici une carte, dans la colonne de l’étape où il se trouve. Un dossier s’ouvre "
            "pendant un appel, ou ici\u00a0: on choisit l’élu, puis la session.",
            add,
            "square-kanban",
        )
        self.nothing = EmptyState(
            "Aucun dossier ne répond à ce filtre",
            "Choisissez «\u00a0Tous\u00a0», ou videz le filtre (Échap), pour revoir le tableau.",
            None,
            "list-filter",
        )
        self.stack = QStackedWidget()
        for widget in (self.board, self.empty, self.nothing):
            self.stack.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        self._margin = QHBoxLayout()
        self._margin.addWidget(self.stack)
        column.addLayout(self._margin, 1)

    def show_rows(self, rows: Sequence[DossierRow]) -> None:
        """Show what the base holds now."""
        today = self.front.desk.today()
        self._moving.clear()
        self._cards = [card_of(row, today) for row in rows]
        focus = QApplication.focusWidget()
        waited = not self._read_once and focus is not None and self.stack.isAncestorOf(focus)
        self._read_once = True
        self._show_cards()
        if waited:
            self.focus_first()  # the page had the keyboard before there was a card to put it on

    def _show_cards(self) -> None:
        desk = self.front.desk
        today = desk.today()
        counts = filter_counts(self._cards, today, desk.agent)
        for which in Filter:
            self.filters.chip(which.value).set_count(counts.get(which, 0))
        chosen = chosen_cards(self._cards, self._which, self._text, today, desk.agent)
        by_stage: dict[Stage, list[Card]] = {column.stage: [] for column in self.columns}
        for card in chosen:
            by_stage.setdefault(card.row.stage, []).append(card)
        # What is done reads from the newest on; all else comes sorted by urgency.
        by_stage.get(Stage.TRAINED, []).sort(key=lambda card: card.row.session_on or date.min, reverse=True)
        self.board.show_cards(by_stage)
        if self._read_once and not self._cards:
            self.stack.setCurrentWidget(self.empty)
        elif self._cards and not chosen:
            self.stack.setCurrentWidget(self.nothing)
        else:
            self.stack.setCurrentWidget(self.board)

    def _filter(self, which: str | None) -> None:
        self._which = Filter(which or Filter.ALL.value)
        self._show_cards()

    def _filter_text(self, text: str) -> None:
        self._text = text
        self._show_cards()

    def move_dossier(self, dossier_id: int, stage: Stage) -> None:
        """Put a dossier in another column; one move at a time, the next waits until this one shows."""
        card = self.board.card(dossier_id)
        if card is None or dossier_id in self._moving or card.row.stage is stage:
            return
        self._moving.add(dossier_id)
        move(self.front, card.row, stage, failed=self._move_failed)

    def _move_failed(self) -> None:
        self._moving.clear()
        self.stale.emit()

    def card(self, dossier_id: int) -> Card | None:
        """A dossier of the board, filtered out or not."""
        return next((card for card in self._cards if card.row.id == dossier_id), None)

    def clear_filters(self) -> bool:
        """Échap: all dossiers again. False when none was hidden."""
        if not self.filter_line.text() and self._which is Filter.ALL:
            return False
        self.filter_line.clear()
        self.filters.set_value(Filter.ALL.value)
        self._filter(Filter.ALL.value)
        return True

    def focus_first(self) -> None:
        """The keyboard begins on a card, or on what fills an empty board."""
        if self.stack.currentWidget() is self.empty and self.empty.action is not None:
            self.empty.action.setFocus(Qt.FocusReason.ShortcutFocusReason)
        elif self.stack.currentWidget() is self.nothing:
            self.filters.setFocus(Qt.FocusReason.ShortcutFocusReason)
        else:
            self.board.focus_card()

    def fit_head(self, room: int, *, wide: bool) -> None:
        """Show in the head what has room; the text filter only in a `wide` window."""
        theme = current_theme()
        show_part(self.filter_line, wide)
        if not wide and self.filter_line.text():
            self.filter_line.clear()
        shown = self.new_button.isVisibleTo(self.head)
        needed = self.head.sizeHint().width() + (0 if shown else self.new_button.sizeHint().width() + theme.px(12))
        show_part(self.new_button, needed <= room)

    def retheme(self, theme: Theme) -> None:
        self._margin.setContentsMargins(theme.px(16), 0, theme.px(16), 0)
        self.filter_line.setFixedWidth(theme.px(260))
