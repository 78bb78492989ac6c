"""Folded columns as tiles, and the head of a band with its fold."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QEnterEvent,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.domain.stages import Stage
from ui.board_column import DropTarget
from ui.board_model import Band, BoardColumn, Card, column_sentence, marks_of
from ui.components import BadgeKind, IconButton, PhaseNumber, Text, Themed, paint_sign, sign_role
from ui.components.keys import held_keys
from ui.theme import BODY, CAPTION, Role, Theme, current_theme

HOVER_OPENS = 600
"""Milliseconds that a card hangs over a tile before its band opens (SPEC section 1)."""


class Tile(Themed, DropTarget):
    """A folded column: name, number and urgent marks. It opens its band, and takes a card that is dropped on it."""

    opened = Signal()
    sideways = Signal(int)
    folding = Signal(int)

    def __init__(self, column: BoardColumn, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.column = column
        self._cards: Sequence[Card] = ()
        self._hover = QTimer(self)
        self._hover.setSingleShot(True)
        self._hover.setInterval(HOVER_OPENS)
        self._hover.timeout.connect(self._open_under_card)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.start_theme()

    def show_cards(self, cards: Sequence[Card]) -> None:
        """Count these cards."""
        self._cards = cards
        self.setAccessibleName(f"{column_sentence(self.column.title, cards)}, replié")
        self.setAccessibleDescription("Entrée pour déplier")
        self.update()

    def height_wanted(self) -> int:
        """Pixels of a tile: two lines."""
        theme = current_theme()
        lines = QFontMetrics(theme.font(BODY, True)).height() + max(
            theme.px(16), QFontMetrics(theme.font(CAPTION)).height()
        )
        return lines + theme.px(14)

    def sizeHint(self) -> QSize:
        return QSize(current_theme().px(168), self.height_wanted())

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect())
        over = self.underMouse() and not self.hot
        painter.setPen(QPen(theme.color(Role.ACCENT if self.hot else Role.BORDER if over else Role.LINE), 1 + self.hot))
        painter.setBrush(theme.color(Role.ACCENT_SOFT if self.hot else Role.SUNKEN))
        inset = 1 if self.hot else 0.5
        painter.drawRoundedRect(rect.adjusted(inset, inset, -inset, -inset), theme.px(6), theme.px(6))
        left, right, top = theme.px(9), self.width() - theme.px(9), theme.px(6)
        name_font = theme.font(BODY, semibold=True)
        height = QFontMetrics(name_font).height()
        count = str(len(self._cards))
        painter.setFont(theme.font(BODY))
        painter.setPen(theme.color(Role.TEXT_SECOND))
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
        painter.drawText(QRectF(left, top, right - left, height), flags | Qt.AlignmentFlag.AlignRight, count)
        room = right - left - painter.fontMetrics().horizontalAdvance(count) - theme.px(4)
        painter.setFont(name_font)
        painter.setPen(theme.color(Role.TEXT))
        name = painter.fontMetrics().elidedText(self.column.title, Qt.TextElideMode.ElideRight, room)
        painter.drawText(QRectF(left, top, room, height), flags | Qt.AlignmentFlag.AlignLeft, name)
        self._paint_marks(painter, QRectF(left, top + height + theme.px(2), right - left, self._small(theme)), theme)

    def _small(self, theme: Theme) -> int:
        return max(theme.px(16), QFontMetrics(theme.font(CAPTION)).height())

    def _paint_marks(self, painter: QPainter, line: QRectF, theme: Theme) -> None:
        marks = [(kind, str(number), True) for kind, number in marks_of(self._cards)]
        if not marks:
            done = self.column.stage is Stage.TRAINED and self._cards
            painter.setFont(theme.font(CAPTION))
            if not done:
                painter.setPen(theme.color(Role.TEXT_SECOND))
                words = "Rien d’urgent" if self._cards else "Aucun dossier"
                painter.drawText(line, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, words)
                return
            marks = [(BadgeKind.DONE, "Terminé", False)]
        x, side = line.left(), theme.px(12)
        for kind, words, semibold in marks:
            ink = theme.color(sign_role(kind))
            paint_sign(painter, QRectF(x, line.center().y() - side / 2, side, side), kind, ink)
            x += side + theme.px(4)
            painter.setFont(theme.font(CAPTION, semibold))
            painter.setPen(ink)
            rest = QRectF(x, line.top(), line.right() - x + 1, line.height())
            painter.drawText(rest, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, words)
            x += painter.fontMetrics().horizontalAdvance(words) + theme.px(10)

    # Gestures

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.opened.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys = held_keys(event)
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1}.get(
            Qt.Key(event.key())
        )
        control_shift = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and not keys:
            self.opened.emit()
        elif step is not None and not keys:
            self.sideways.emit(step)
        elif step is not None and keys == control_shift:
            self.folding.emit(step)
        else:
            super().keyPressEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        super().dragEnterEvent(event)
        if self.hot:
            self._hover.start()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        super().dragLeaveEvent(event)
        self._hover.stop()

    def dropEvent(self, event: QDropEvent) -> None:
        self._hover.stop()
        super().dropEvent(event)

    def _open_under_card(self) -> None:
        self.warm(False)
        self.opened.emit()


class StrongLine(QWidget):
    """The line under the head of a band, and over what has no head."""

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), current_theme().color(Role.HINT))


class BandHead(Themed, QWidget):
    """The head of a band: its number, its name and the button that folds or opens it, over a strong line."""

    toggled = Signal()

    def __init__(self, band: Band, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.band = band
        self._number = PhaseNumber(band.number or 0)
        self._title = Text(band.title, BODY, semibold=True)
        self._fold = IconButton("chevrons-right-left", "Replier", size=14, target=24)
        self._fold.clicked.connect(self.toggled)
        self._layout = QHBoxLayout(self)
        self._layout.addWidget(self._number)
        self._layout.addWidget(self._title, 1)
        self._layout.addWidget(self._fold)
        self.start_theme()

    def show_open(self, is_open: bool) -> None:
        """Offer to fold an open band, or to open a folded one."""
        name = f"{'Replier' if is_open else 'Déplier'} «\u00a0{self.band.title}\u00a0»"
        keys = "Ctrl+Maj+←" if is_open else "Ctrl+Maj+→"
        icon = "chevrons-right-left" if is_open else "chevrons-left-right"
        if self._fold.accessibleName() != name:
            self._fold.set_icon_name(icon, name, f"{name} ({keys})")

    def retheme(self, theme: Theme) -> None:
        self._layout.setContentsMargins(theme.px(2), 0, 0, theme.px(8))
        self._layout.setSpacing(theme.px(7))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        painter.fillRect(0, self.height() - 2, self.width(), 2, theme.color(Role.HINT))
