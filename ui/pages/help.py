"""*Aide* (F1): the desk's gestures, those of the page left first, found as one types, and printed on one page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app import __version__
from app.help import Gesture, HelpSection, find, load_help
from ui.components import Button, EmptyState, FlowLayout, KeyCap, PageHead, Section, Text, Themed
from ui.fields.line_edit import LineEdit
from ui.front import Front
from ui.pages.base import PageWidget
from ui.rail_pages import Page
from ui.theme import BODY, Theme, current_theme

if TYPE_CHECKING:
    from app.documents.document import Document

WIDTH, KEYS = 760, 200  # of a section and of its keys at 100 %, in logical pixels
ONE_ABOVE_THE_OTHER = 520  # below this width of a row, the keys stand above what they do


class GestureRow(Themed, QWidget):
    """Keys at the left, what they do at the right; one sentence for a screen reader."""

    def __init__(self, gesture: Gesture) -> None:
        super().__init__()
        said = f"{' ou '.join(gesture.keys)}\u00a0: {gesture.does}" if gesture.keys else gesture.does
        self.setAccessibleName(said)
        self._keys: QWidget | None = None
        self._row = QHBoxLayout(self)
        if gesture.keys:
            self._keys = QWidget()
            caps = FlowLayout(self._keys)
            for key in gesture.keys:
                caps.addWidget(KeyCap(key))
            self._row.addWidget(self._keys, 0, Qt.AlignmentFlag.AlignTop)
        self._row.addWidget(Text(gesture.does, BODY, wrap=True), 1)
        self.start_theme()

    def retheme(self, theme: Theme) -> None:
        self._row.setContentsMargins(theme.px(16), theme.px(6), theme.px(16), theme.px(6))
        self._fold()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fold()

    def _fold(self) -> None:
        theme = current_theme()
        narrow = self.width() < theme.px(ONE_ABOVE_THE_OTHER)
        self._row.setSpacing(theme.px(2 if narrow else 12))
        self._row.setDirection(QHBoxLayout.Direction.TopToBottom if narrow else QHBoxLayout.Direction.LeftToRight)
        if self._keys is not None:
            width = 16_777_215 if narrow else theme.px(KEYS)
            self._keys.setMinimumWidth(0 if narrow else width)
            self._keys.setMaximumWidth(width)


class HelpPage(Themed, PageWidget):
    """A line to search in, then sections of gestures."""

    def __init__(self, front: Front) -> None:
        super().__init__(front)
        self._sections = load_help()
        self._first = ""
        self.line = LineEdit(icon="search")
        self.line.setPlaceholderText("Un mot ou une touche\u00a0: imprimer, rappel, F7…")
        self.line.setAccessibleName("Chercher dans l’aide")
        self.line.textChanged.connect(lambda _text: self.refresh())
        self.printing = Button("Imprimer cette aide", "printer", "Ctrl+P")
        self.printing.clicked.connect(self._print)
        head = PageHead("Aide")
        head.add_action(self.printing)
        self._nothing = EmptyState(
            "Aucun geste ne répond à ces mots",
            "Essayez un autre mot, par exemple «\u00a0appel\u00a0» ou «\u00a0fiche\u00a0».",
        )
        inner = QWidget()
        inner.setProperty("part", "page")
        across = QHBoxLayout(inner)
        across.setContentsMargins(0, 0, 0, 0)
        self._column = QVBoxLayout()
        self._column.addWidget(self._nothing)
        self._column.addStretch(1)
        across.addLayout(self._column, 10)
        across.addStretch(1)
        self.area = QScrollArea()
        self.area.setAccessibleName("Gestes de l’accueil")
        self.area.setWidgetResizable(True)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.area.setWidget(inner)
        self._searching = QHBoxLayout()
        self._searching.addWidget(self.line, 1)
        self._searching.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(head)
        layout.addLayout(self._searching)
        layout.addWidget(self.area, 1)
        self._cards: list[Section] = []
        self.start_theme()

    def come_from(self, page: Page) -> None:
        """Put the gestures of this page first, and begin a new search."""
        self._first = page.value
        self.line.clear()
        self.refresh()

    def refresh(self) -> None:
        """Show the gestures that answer what is typed."""
        for card in self._cards:
            self._column.removeWidget(card)
            card.hide()
            card.deleteLater()
        found = find(self._sections, self.line.text(), self._first)
        self._cards = [_section_card(section) for section in found]
        for place, card in enumerate(self._cards):
            self._column.insertWidget(place, card)
        self._nothing.setVisible(not found)
        self.area.verticalScrollBar().setValue(0)

    def retheme(self, theme: Theme) -> None:
        edge = theme.px(16)
        self._searching.setContentsMargins(edge, 0, edge, theme.px(8))
        self._column.setContentsMargins(edge, theme.px(4), edge, edge)
        self._column.setSpacing(theme.px(12))
        self.line.setMinimumWidth(theme.px(300))
        self.line.setMaximumWidth(theme.px(440))

    def print_sheet(self, *, ask: bool = False) -> bool:
        """Ctrl+P: all gestures on one page, seen before they are printed."""
        sections, today = self._sections, self.front.desk.today()

        def make() -> Document:
            from app.documents.help_sheet import help_sheet

            return help_sheet(sections, version=__version__, made_on=today)

        self.front.show_document(make)
        return True

    def _print(self) -> None:
        self.print_sheet()

    def escape(self) -> bool:
        """Échap: the search first, then back."""
        if self.line.text():
            self.line.clear()
            return True
        return False

    def focus_first(self) -> None:
        """The search."""
        self.line.setFocus(Qt.FocusReason.OtherFocusReason)

    def regions(self) -> Sequence[QWidget]:
        return (self.line, self.area)


def _section_card(section: HelpSection) -> Section:
    card = Section(section.title)
    card.setMaximumWidth(current_theme().px(WIDTH))
    for gesture in section.gestures:
        card.body.addWidget(GestureRow(gesture))
    return card
