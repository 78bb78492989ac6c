"""The line of a dossier's panel that says which edition of the guide it follows, where another holds for new ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.components import FlowLayout, LinkButton, Text, Themed, show_part
from ui.dates import NBSP
from ui.theme import CAPTION, Role, Theme

if TYPE_CHECKING:
    from app.guide.edition import Edition


class EditionLine(Themed, QWidget):
    """« Guide : édition 2022 », with the way to the edition of new dossiers; hidden where a dossier has that one."""

    wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = Text("", CAPTION, Role.TEXT_SECOND)
        self.link = LinkButton("", "book-open-check")
        self.link.clicked.connect(self.wanted)
        self._flow = FlowLayout(self)
        self._flow.addWidget(self._words)
        self._flow.addWidget(self.link)
        self.hide()
        self.start_theme()

    def show_editions(self, own: Edition, for_new: Edition, *, closed: bool) -> None:
        """Show which edition the dossier follows, when it is not the one with which new ones begin."""
        self._words.setText(f"Guide{NBSP}: {own.title}")
        self.link.set_text(f"Passer à l’{for_new.title}…")
        self.link.setAccessibleName(f"Passer ce dossier à l’{for_new.title}, voir ce qui change")
        show_part(self, own.id != for_new.id and not closed)

    def retheme(self, theme: Theme) -> None:
        self._flow.set_gaps(theme.px(6), theme.px(2))
