"""The line that every field of words is typed in; apart, for the search of the first paint needs no more."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtGui import QKeyEvent, QKeySequence, QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from ui.components import Themed
from ui.icons import draw_icon
from ui.theme import Role, Theme, current_theme


class LineEdit(Themed, QLineEdit):
    """Qt's line, with room for an icon at either end."""

    def __init__(self, *, icon: str | None = None, chevron: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon, self._chevron = icon, chevron
        self.start_theme()

    def event(self, event: QEvent) -> bool:
        if is_for_window(event, undo=self.isUndoAvailable(), redo=self.isRedoAvailable()):
            event.ignore()
            return False
        return super().event(event)

    def retheme(self, theme: Theme) -> None:
        left = theme.icon(16) + theme.px(6) if self._icon else 0
        right = theme.icon(16) + theme.px(4) if self._chevron else 0
        self.setTextMargins(left, 0, right, 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        theme = current_theme()
        side = theme.icon(16)
        top = (self.height() - side) / 2
        if self._icon:
            draw_icon(QPainter(self), self._icon, theme.color(Role.TEXT_SECOND), (theme.px(9), top), side)
        if self._chevron:
            at = (self.width() - side - theme.px(8), top)
            draw_icon(QPainter(self), "chevron-down", theme.color(Role.TEXT_SECOND), at, side)


def is_for_window(event: QEvent, *, undo: bool, redo: bool) -> bool:
    """Ctrl+Z or Ctrl+Y in a field that has nothing to turn back: Qt would keep the key, the window has a use for it."""
    if event.type() != QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
        return False
    keys = ((QKeySequence.StandardKey.Undo, undo), (QKeySequence.StandardKey.Redo, redo))
    return any(event.matches(key) and not available for key, available in keys)
