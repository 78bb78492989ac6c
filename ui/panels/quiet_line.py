"""A quiet line at the foot of *Aujourd’hui*: something to know, and where it leads. No line of the day waits for it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.components import LinkButton, Text, Themed
from ui.panels.dossier_parts import IconLabel
from ui.theme import CAPTION, Role, Theme


class QuietLine(Themed, QWidget):
    """Hidden until it has something to say."""

    wanted = Signal()

    def __init__(self, icon: str, link: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.words = Text("", CAPTION, Role.TEXT_SECOND, wrap=True)
        self.link = LinkButton(link)
        self._link_words = link
        self.link.clicked.connect(self.wanted)
        self._layout = QHBoxLayout(self)
        self._layout.addWidget(IconLabel(icon), 0, Qt.AlignmentFlag.AlignVCenter)
        self._layout.addWidget(self.words, 1)
        self._layout.addWidget(self.link)
        self.hide()
        self.start_theme()

    def say(self, sentence: str) -> None:
        """Say this; nothing takes the line away."""
        self.words.setText(sentence)
        self.setAccessibleName(sentence)
        self.link.setAccessibleName(f"{self._link_words}. {sentence}")
        self.setVisible(bool(sentence))

    def retheme(self, theme: Theme) -> None:
        self._layout.setContentsMargins(theme.px(16), theme.px(6), theme.px(16), theme.px(8))
        self._layout.setSpacing(theme.px(8))
