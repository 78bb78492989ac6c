"""The quiet line of *Aujourd’hui* that says that the guide is to be read again."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.components import LinkButton, Text, Themed
from ui.panels.dossier_parts import IconLabel
from ui.theme import CAPTION, Role, Theme


class GuideNotice(Themed, QWidget):
    """At the foot of the page: no line of the day waits for it."""

    wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.words = Text("", CAPTION, Role.TEXT_SECOND, wrap=True)
        self.link = LinkButton("Ouvrir les éditions du guide")
        self.link.clicked.connect(self.wanted)
        self._layout = QHBoxLayout(self)
        self._layout.addWidget(IconLabel("book-open-check"), 0, Qt.AlignmentFlag.AlignVCenter)
        self._layout.addWidget(self.words, 1)
        self._layout.addWidget(self.link)
        self.hide()
        self.start_theme()

    def show_notices(self, notices: Sequence[str]) -> None:
        """Say these sentences; without any the line is gone."""
        self.words.setText(" ".join(notices))
        self.setAccessibleName(self.words.text())
        self.link.setAccessibleName(f"Ouvrir les éditions du guide. {self.words.text()}")
        self.setVisible(bool(notices))

    def retheme(self, theme: Theme) -> None:
        self._layout.setContentsMargins(theme.px(16), theme.px(6), theme.px(16), theme.px(8))
        self._layout.setSpacing(theme.px(8))
