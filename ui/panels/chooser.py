"""Choosing one of many by a few letters: a search line, what it finds, and what was chosen, with « Changer »."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.components import LinkButton, Text, Themed, show_part
from ui.panels.choice_list import ChoiceList
from ui.panels.search_line import SearchLine
from ui.theme import BODY, CAPTION, Role, Theme

SHOWN = 12


class Chooser(Themed, QWidget):
    """One line to search with, what it finds below it, and, once one is chosen, that one with « Changer »."""

    typed = Signal(str)
    chosen = Signal(object)
    changing = Signal()

    def __init__(self, label: str, placeholder: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.label = Text(label, BODY, semibold=True)
        self.line = SearchLine(label, placeholder)
        self.line.textEdited.connect(self.typed)
        self.line.downWanted.connect(self._go_down)
        self.line.takeWanted.connect(self._take)
        self.list: ChoiceList = ChoiceList(label, most=SHOWN + 1)
        self.list.chosen.connect(self.chosen)
        self.list.leftUpwards.connect(lambda: self.line.setFocus(Qt.FocusReason.BacktabFocusReason))
        self.title = Text("", BODY, semibold=True, wrap=True)
        self.detail = Text("", CAPTION, Role.TEXT_SECOND, wrap=True)
        self.change = LinkButton("Changer")
        self.change.setAccessibleName(f"Changer\u00a0: {label}")
        self.change.clicked.connect(self.changing)
        head = QHBoxLayout()
        head.addWidget(self.label, 1)
        head.addWidget(self.change)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(head)
        for widget in (self.line, self.list, self.title, self.detail):
            layout.addWidget(widget)
        self._layout = layout
        self.show_choice("", "")
        self.start_theme()

    def show_choice(self, title: str, detail: str) -> None:
        """Show what is chosen; "" goes back to searching."""
        self.title.setText(title)
        self.detail.setText(detail)
        show_part(self.title, bool(title))
        show_part(self.change, bool(title))
        show_part(self.detail, bool(detail))
        show_part(self.line, not title)
        show_part(self.list, not title)

    def focus_search(self) -> None:
        """Type to search."""
        self.line.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _go_down(self) -> None:
        self.list.setFocus(Qt.FocusReason.TabFocusReason)

    def _take(self) -> None:
        self.list.choose_current()

    def retheme(self, theme: Theme) -> None:
        self._layout.setSpacing(theme.px(6))
