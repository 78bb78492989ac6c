"""What became of a gesture, over a page: words alone, or with a sign and a ground when it was refused."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout

from ui.components import Text, Themed, show_part
from ui.panels.dossier_parts import IconLabel
from ui.theme import BODY, Role, Theme, current_theme


class SignNotice(Themed, QFrame):
    """Hidden until it has something to say."""

    def __init__(self) -> None:
        super().__init__()
        self.refused = False
        self._words = Text("", BODY, wrap=True)
        self._sign = IconLabel("octagon-alert", Role.LATE)
        self._row = QHBoxLayout(self)
        self._row.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        self._row.addWidget(self._words, 1)
        self.hide()
        self.start_theme()

    def text(self) -> str:
        """What is said."""
        return self._words.text()

    def say(self, words: str, *, refused: bool = False) -> None:
        """Say this; "" says nothing more."""
        self.refused = refused
        self._words.setText(words)
        self.setAccessibleName(words)
        self.setProperty("part", "error-summary" if refused else "")
        self.style().unpolish(self)
        self.style().polish(self)
        self.retheme(current_theme())
        show_part(self._sign, refused)
        self.setVisible(bool(words))

    def retheme(self, theme: Theme) -> None:
        aside, above = (theme.px(12), theme.px(8)) if self.refused else (0, 0)
        self._row.setContentsMargins(aside, above, aside, above)
        self._row.setSpacing(theme.px(8))
