"""Qt's check box, radio button and combo box, drawn as the pictures have them."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QRadioButton, QWidget

from ui.components.labels import text_width
from ui.components.themed import Themed
from ui.icons import draw_icon
from ui.theme import BODY, Role, Theme, current_theme


class CheckBox(Themed, QCheckBox):
    """A box to tick, 16 px, with its words; `semibold` marks the next step to do."""

    def __init__(self, text: str = "", *, semibold: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words, self._semibold = text, semibold
        self.setText(text.replace("&", "&&"))
        self.setAccessibleName(text)
        self.start_theme()

    def words(self) -> str:
        """The text as shown."""
        return self._words

    def sizeHint(self) -> QSize:
        theme = current_theme()
        words = theme.px(8) + text_width(self._words, theme.font(BODY, self._semibold)) + 2 if self._words else 0
        return QSize(theme.px(16) + words, theme.px(24))

    def minimumSizeHint(self) -> QSize:
        theme = current_theme()
        return QSize(min(self.sizeHint().width(), theme.px(80)), theme.px(24))

    def hitButton(self, _position: object) -> bool:
        return True

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side = theme.px(16)
        box = QRectF(0, (self.height() - side) / 2, side, side).adjusted(0.75, 0.75, -0.75, -0.75)
        ticked = self.isChecked()
        painter.setPen(QPen(theme.color(Role.ACCENT_FILL if ticked else Role.BORDER), 1.5))
        painter.setBrush(theme.color(Role.ACCENT_FILL if ticked else Role.SURFACE))
        painter.drawRoundedRect(box, theme.px(3), theme.px(3))
        if ticked:
            tick = theme.icon(12)
            inset = (side - tick) / 2
            at = (inset, box.top() - 0.75 + inset)
            draw_icon(painter, "check", theme.color(Role.ON_FILL), at, tick, stroke=3.0)
        _paint_words(painter, self, self._words, side + theme.px(8), semibold=self._semibold)


class RadioButton(Themed, QRadioButton):
    """A round to choose, 16 px, with its words; none if they stand beside it."""

    def __init__(self, text: str = "", *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = text
        self.setText(text.replace("&", "&&"))
        self.setAccessibleName(text)
        self.start_theme()

    def sizeHint(self) -> QSize:
        theme = current_theme()
        words = theme.px(8) + text_width(self._words, theme.font(BODY, True)) + 2 if self._words else 0
        return QSize(theme.px(16) + words, theme.px(24))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def hitButton(self, _position: object) -> bool:
        return True

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        side = theme.px(16)
        paint_radio(painter, QRectF(0, (self.height() - side) / 2, side, side), self.isChecked(), theme)
        _paint_words(painter, self, self._words, side + theme.px(8), semibold=self.isChecked())


def paint_radio(painter: QPainter, box: QRectF, chosen: bool, theme: Theme) -> None:
    """Draw the round of a choice into the square `box`, for lists that are drawn by a delegate."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme.color(Role.ACCENT if chosen else Role.BORDER), 1.5))
    painter.setBrush(theme.color(Role.SURFACE))
    painter.drawEllipse(box.adjusted(0.75, 0.75, -0.75, -0.75))
    if chosen:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color(Role.ACCENT))
        painter.drawEllipse(QPointF(box.center()), box.width() / 4, box.width() / 4)
    painter.restore()


class ComboBox(Themed, QComboBox):
    """A list to choose from with the chevron of the pictures; the wheel never changes it by accident."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMaxVisibleItems(12)
        self.start_theme()

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        theme = current_theme()
        side = theme.icon(16)
        ink = theme.color(Role.TEXT_SECOND if self.isEnabled() else Role.HINT)
        at = (self.width() - side - theme.px(8), (self.height() - side) / 2)
        draw_icon(QPainter(self), "chevron-down", ink, at, side)


def _paint_words(painter: QPainter, widget: QWidget, words: str, left: int, *, semibold: bool) -> None:
    theme = current_theme()
    font = theme.font(BODY, semibold)
    painter.setFont(font)
    painter.setPen(theme.color(Role.TEXT if widget.isEnabled() else Role.HINT))
    room = QRectF(left, 0, widget.width() - left, widget.height())
    shown = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, round(room.width()))
    painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)
