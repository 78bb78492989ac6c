"""Signs of advance: numbers of phases, seats of a session, steps done."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.components.labels import PaintedLabel
from ui.theme import CAPTION, Role, Theme, current_theme


class PhaseNumber(PaintedLabel):
    """The number of a phase or of a part of a form, in a dark round."""

    def __init__(self, number: int, parent: QWidget | None = None, *, outlined: bool = False, side: int = 18) -> None:
        self._outlined, self._side = outlined, side
        super().__init__(str(number), parent)

    def sizeHint(self) -> QSize:
        side = current_theme().px(self._side)
        return QSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        circle = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        if self._outlined:
            painter.setPen(QPen(theme.color(Role.BORDER), 1))
            painter.setBrush(theme.color(Role.SURFACE))
        else:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color(Role.TEXT_SECOND))
        painter.drawEllipse(circle)
        painter.setPen(theme.color(Role.TEXT_SECOND if self._outlined else Role.SURFACE))
        painter.setFont(theme.font(CAPTION if self._side < 24 else 12, semibold=not self._outlined))
        painter.drawText(circle, Qt.AlignmentFlag.AlignCenter, self.text())


class SeatsBar(PaintedLabel):
    """Seats of a session, one small bar each; its text says the same in words."""

    def __init__(self, taken: int, total: int, parent: QWidget | None = None) -> None:
        self._taken, self._total = taken, total
        super().__init__(seats_words(taken, total), parent)

    def set_seats(self, taken: int, total: int) -> None:
        """Show other numbers."""
        self._taken, self._total = taken, total
        self.setText(seats_words(taken, total))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return seats_size(self._total, current_theme())

    def paintEvent(self, event: QPaintEvent) -> None:
        paint_seats(QPainter(self), QRectF(self.rect()), self._taken, self._total, current_theme())


def seats_words(taken: int, total: int) -> str:
    """« 11 prises sur 15 », as the session panel says it."""
    return f"{taken}\u00a0prise{'s' if taken > 1 else ''} sur\u00a0{total}"


def seats_size(total: int, theme: Theme) -> QSize:
    """Logical pixels of the bars: 5 wide each with its gap, 12 high."""
    return QSize(total * theme.px(5) - 1, theme.px(12))


def paint_seats(painter: QPainter, rect: QRectF, taken: int, total: int, theme: Theme) -> None:
    """Draw `total` small bars at the left of `rect`, the `taken` ones dark; more taken than seats fills them all."""
    size = seats_size(total, theme)
    top = rect.top() + (rect.height() - size.height()) / 2
    step = theme.px(5)
    painter.save()
    for index in range(total):
        role = Role.TEXT_SECOND if index < taken else Role.LINE
        bar = QRectF(round(rect.left()) + index * step, round(top), step - 1, size.height())
        painter.fillRect(bar, theme.color(role))
        if theme.high_contrast and index >= taken:
            painter.fillRect(bar.adjusted(1, 1, -1, -1), theme.color(Role.SURFACE))
    painter.restore()


class ProgressStrip(PaintedLabel):
    """Steps done among all, as one strip of segments across the script; words for who does not see it."""

    def __init__(self, done: int, total: int, parent: QWidget | None = None) -> None:
        self._done, self._total = done, total
        super().__init__(f"étape {done} sur {total}", parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_progress(self, done: int, total: int) -> None:
        """Show another advance."""
        self._done, self._total = done, total
        self.setText(f"étape {done} sur {total}")
        self.update()

    def sizeHint(self) -> QSize:
        theme = current_theme()
        return QSize(theme.px(120), theme.px(4))

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._total < 1:
            return
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        gap = theme.px(3)
        width = (self.width() - gap * (self._total - 1)) / self._total
        for index in range(self._total):
            painter.setBrush(theme.color(Role.ACCENT if index < self._done else Role.LINE))
            painter.drawRoundedRect(QRectF(index * (width + gap), 0, width, self.height()), 2, 2)
