"""The board with its head: filters and their counts, the text filter, what is said when nothing is there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from app.domain.stages import Stage
from app.services.board_filters import BoardFilter, save_filter, saved_filters
from app.storage.rows import DossierRow
from ui.board_bars import FilterLine, MarksBar
from ui.board_filter import filter_words, filtered, which_of
from ui.board_filter_menu import FilterMenu, fill_filter_menu
from ui.board_model import FILTER_WORDS, Card, Filter, bands_of, card_of, filter_counts
from ui.board_view import BoardView
from ui.components import Button, ChipGroup, EmptyState, PageHead, Themed, show_part
from ui.fields.line_edit import LineEdit
from ui.panels.dossier_menu import move, popup_menu
from ui.theme import Theme

if TYPE_CHECKING:
    from app.changes import Changes
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
        self._wanted = BoardFilter()
        self._moving: set[int] = set()
        bands = bands_of(front.desk.edition_for_new())
        self.columns = tuple(column for band in bands for column in band.columns)
        self.board = BoardView(bands, front.settings.open_bands)
        self._make_head()
        self._lay_out()
        self.new_button.clicked.connect(self.newWanted)
        self.filters.changed.connect(self._filter)
        self.filter_line.textChanged.connect(self._filter_text)
        self.filter_button.clicked.connect(self.open_filters)
        self.told.keepWanted.connect(self._keep_filter)
        self.told.clearWanted.connect(self.clear_filters)
        self.told.left.connect(self.focus_first)
        self.board.marks.changed.connect(self._show_marks)
        self.marks.clearWanted.connect(self.clear_marks)
        self.marks.sheetsWanted.connect(self.sheets_of_chosen)
        for keys, act in (("Ctrl+F", self.open_filters), ("Ctrl+A", self.choose_all)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)
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
        self.filter_button = Button("Filtrer", "list-filter", "Ctrl+F", "quiet")
        self.head.add_beside(self.filter_button)
        self.told = FilterLine()
        self.told.hide()
        self.marks = MarksBar()
        self.filter_line = LineEdit(icon="list-filter")
        self.filter_line.setPlaceholderText("Filtrer\u00a0: formation, EPCI, agent")
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
        column.addWidget(self.told)
        self._margin = QHBoxLayout()
        self._margin.addWidget(self.stack)
        column.addLayout(self._margin, 1)
        column.addWidget(self.marks)

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
        chosen = self.shown_cards()
        self.board.marks.keep({card.row.id for card in chosen})
        if not self._wanted.lets_all_through:
            words = self._wanted.name or filter_words(self._wanted, self.columns, self._cards)
            self.told.show_words(words, len(chosen), known=bool(self._wanted.name))
        plain = self._wanted == BoardFilter(which=self._wanted.which)  # the chip says it
        self.told.setVisible(not plain or self.told.asking())
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

    def shown_cards(self) -> list[Card]:
        """The cards that the filter lets through."""
        return filtered(self._cards, self._wanted, self.front.desk.today(), self.front.desk.agent)

    # Filters

    def show_filter(self, wanted: BoardFilter) -> None:
        """Show what this filter lets through."""
        self._wanted = wanted
        self.filters.set_value(which_of(wanted).value)
        if self.filter_line.text() != wanted.text:
            self.filter_line.setText(wanted.text)
        self._show_cards()
        self._open_where_they_are()

    def go_to_filter(self, wanted: BoardFilter) -> None:
        """Show what it lets through, with the keyboard on the first of them."""
        self.show_filter(wanted)
        shown = self.shown_cards()
        if shown:
            self.board.focus_dossier(shown[0].row.id)
        else:
            self.focus_first()

    def _open_where_they_are(self) -> None:
        """Open the band of the first card that is let through, where all of them lie in folded ones."""
        shown = self.shown_cards()
        bands = {column.stage: place for place, band in enumerate(self.board.bands) for column in band.columns}
        is_open = {frame.column.stage for frame in self.board.frames if not frame.isHidden()}
        if shown and all(card.row.stage not in is_open for card in shown):
            self.board.use_band(bands[shown[0].row.stage])

    def open_filters(self) -> None:
        """Ctrl+F: all that can be filtered by, and the filters that were kept."""
        desk = self.front.desk
        self.front.read(lambda: saved_filters(desk), self._open_menu)

    def _open_menu(self, kept: Sequence[BoardFilter]) -> None:
        menu = popup_menu(self, "Filtrer les dossiers")
        fill_filter_menu(menu, FilterMenu(self, self._wanted, self._cards, tuple(kept)))
        menu.popup(self.filter_button.mapToGlobal(self.filter_button.rect().bottomLeft()))

    def ask_name(self) -> None:
        """Have the filter in force named, to be kept."""
        self.told.setVisible(True)
        self.told.ask_name(self._wanted.name)

    def _keep_filter(self, name: str) -> None:
        desk, wanted = self.front.desk, replace(self._wanted, name=name)

        def kept(changes: Changes) -> None:
            self.show_filter(replace(wanted, name=str(changes.result)))

        self.front.write(lambda: save_filter(desk, wanted), kept)

    def _filter(self, which: str | None) -> None:
        self.show_filter(replace(self._wanted, which=which or Filter.ALL.value, name=""))

    def _filter_text(self, text: str) -> None:
        if text != self._wanted.text:
            self.show_filter(replace(self._wanted, text=text, name=""))

    # Dossiers chosen together

    def choose_all(self) -> None:
        """Ctrl+A: all that the filter shows and that are still under way."""
        self.board.marks.take(card.row.id for card in self.shown_cards() if card.row.stage is not Stage.TRAINED)

    def clear_marks(self) -> bool:
        """Choose none any more; False when none was."""
        return self.board.marks.clear()

    def sheets_of_chosen(self) -> bool:
        """The sheets of the dossiers that are chosen; False when none is."""
        ids = self.board.marks.ids()
        if ids:
            count = len(ids)
            named = self._wanted.name if count == len(self.shown_cards()) else ""
            self.front.many_sheets(ids, named or f"{count} dossier{'s' * (count > 1)} choisi{'s' * (count > 1)}")
        return bool(ids)

    def sheets_of_shown(self) -> None:
        """The sheets of all that the filter shows."""
        ids = [card.row.id for card in self.shown_cards() if card.row.stage is not Stage.TRAINED]
        words = self._wanted.name or filter_words(self._wanted, self.columns, self._cards)
        self.front.many_sheets(ids, words or "Tous les dossiers")

    def _show_marks(self) -> None:
        self.marks.show_count(len(self.board.marks.ids()))

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
        if self._wanted.lets_all_through:
            return False
        self.show_filter(BoardFilter())
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
        show_part(self.filter_line, wide)
        if not wide and self.filter_line.text() and not self._wanted.name:
            self.filter_line.clear()
        show_part(self.new_button, True)
        show_part(self.filter_button, True)
        for part in (self.new_button, self.filter_button):  # Ctrl+N and Ctrl+F remain
            show_part(part, self.head.sizeHint().width() <= room)

    def retheme(self, theme: Theme) -> None:
        self._margin.setContentsMargins(theme.px(16), 0, theme.px(16), 0)
        self.filter_line.setFixedWidth(theme.px(260))
