"""One person on a line that opens their dossier: a sign, a name, and where they stand."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from ui.components import BadgeKind, Themed, paint_sign, sign_role, text_width
from ui.components.keys import held_keys
from ui.theme import BODY, CAPTION, Role, Theme, current_theme


class PersonLine(Themed, QPushButton):
    """26 high; the name gives way before the words at its right."""

    def __init__(self, kind: BadgeKind, name: str, words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kind, self._name, self._words = kind, name, words
        self.setText(f"{name} {words}".replace("&", "&&"))
        self.setAccessibleName(f"{name}, {words}")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.start_theme()

    def name(self) -> str:
        """Who it is."""
        return self._name

    def words(self) -> str:
        """Where they stand."""
        return self._words

    def retheme(self, theme: Theme) -> None:
        self.setFont(theme.font(BODY))

    def sizeHint(self) -> QSize:
        return QSize(current_theme().px(200), current_theme().px(26))

    def minimumSizeHint(self) -> QSize:
        return QSize(current_theme().px(80), current_theme().px(26))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Entrée opens it; ↑ and ↓ go along the list."""
        bare = not held_keys(event)
        if bare and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        elif bare and event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.focusNextPrevChild(event.key() == Qt.Key.Key_Down)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.underMouse() or self.isDown():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color(Role.SUNKEN))
            painter.drawRoundedRect(QRectF(self.rect()), theme.px(4), theme.px(4))
        side = theme.px(12)
        ink = theme.color(sign_role(self._kind))
        paint_sign(painter, QRectF(0, (self.height() - side) / 2, side, side), self._kind, ink)
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
        caption = theme.font(CAPTION)
        left, right = side + theme.px(8), text_width(self._words, caption)
        room = QRectF(left, 0, self.width() - left - right - theme.px(8), self.height())
        painter.setFont(theme.font(BODY))
        painter.setPen(theme.color(Role.TEXT))
        shown = painter.fontMetrics().elidedText(self._name, Qt.TextElideMode.ElideRight, round(room.width()))
        painter.drawText(room, flags | Qt.AlignmentFlag.AlignLeft, shown)
        painter.setFont(caption)
        painter.setPen(theme.color(Role.TEXT_SECOND))
        painter.drawText(QRectF(self.rect()), flags | Qt.AlignmentFlag.AlignRight, self._words)
