"""A card of *Réglages*: a title, and below it settings and facts."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from ui.components import Card, Text, Themed
from ui.theme import BODY, CAPTION, SECTION, Role, Theme, current_theme

WIDTH = 760


class Group(Themed, Card):
    """A card of settings with a title."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self._lines: list[tuple[QBoxLayout, QWidget]] = []
        self.setAccessibleName(title)
        self.body = QVBoxLayout(self)
        self.body.addWidget(Text(title, SECTION, semibold=True))
        self.start_theme()

    def row(self, label: str, editor: QWidget, hint: str = "") -> Text:
        """One setting: its label, its editor, and a hint below; returns the hint."""
        line = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        line.addWidget(Text(label, BODY, wrap=True), 1)
        line.addWidget(editor)
        self.body.addLayout(line)
        self._lines.append((line, editor))
        words = Text(hint, CAPTION, Role.TEXT_SECOND, wrap=True)
        self.body.addWidget(words)
        words.setVisible(bool(hint))  # once it has its place: before, it would flash as a window of its own
        return words

    def fact(self, label: str, value: str) -> Text:
        """One fact to read and to copy; returns its value."""
        line = QHBoxLayout()
        line.addWidget(Text(label, BODY, Role.TEXT_SECOND))
        words = Text(value, BODY, wrap=True, selectable=True)
        words.setAccessibleName(f"{label}\u00a0: {value}")
        line.addWidget(words, 1)
        self.body.addLayout(line)
        return words

    def retheme(self, theme: Theme) -> None:
        edge = theme.px(16)
        self.body.setContentsMargins(edge, theme.px(12), edge, theme.px(14))
        self.body.setSpacing(theme.px(8))
        self.setMaximumWidth(theme.px(WIDTH))

    def minimumSizeHint(self) -> QSize:
        """As narrow as its widest editor, which then stands below its label."""
        widest = max((editor.minimumSizeHint().width() for _, editor in self._lines), default=current_theme().px(120))
        return QSize(widest + 2 * current_theme().px(16), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """An editor stands below its label where the card is narrow for its text."""
        super().resizeEvent(event)
        theme = current_theme()
        for line, editor in self._lines:
            narrow = self.width() < editor.sizeHint().width() + theme.px(190)
            direction = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
            if line.direction() is not direction:
                line.setDirection(direction)
