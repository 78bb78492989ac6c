"""The deadline badge in its seven shapes: words first, then shape, then colour."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPainterPath, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from ui.components.labels import PaintedLabel, text_width
from ui.theme import CAPTION, Role, Theme, current_theme


class BadgeKind(StrEnum):
    """How near a deadline is; the values are those of `app.domain.calendar.Urgency`: `BadgeKind(urgency)` converts."""

    LATE = "late"
    TODAY = "today"
    SOON = "soon"
    LATER = "later"
    WAITING = "waiting"
    DONE = "done"
    CLOSED = "closed"


@dataclass(frozen=True)
class BadgeData:
    """A deadline ready to be shown: words first, its kind gives shape and colour."""

    kind: BadgeKind
    text: str


_INK = {
    BadgeKind.LATE: Role.ON_FILL,
    BadgeKind.TODAY: Role.SOON,
    BadgeKind.SOON: Role.SOON,
    BadgeKind.WAITING: Role.TEXT_SECOND,
    BadgeKind.LATER: Role.TEXT_SECOND,
    BadgeKind.DONE: Role.DONE,
    BadgeKind.CLOSED: Role.TEXT_SECOND,
}
_GROUND = {BadgeKind.LATE: Role.LATE_FILL, BadgeKind.TODAY: Role.SOON_SOFT}
"""Only what is late or due today has a ground, so that a full board still shows where to look."""


def sign_role(kind: BadgeKind) -> Role:
    """Role of a kind's shape and words where they stand without the badge's own ground."""
    return Role.LATE if kind is BadgeKind.LATE else _INK[kind]


def badge_size(badge: BadgeData, theme: Theme) -> QSize:
    """Logical pixels that the badge takes: 22 high at 100 %, never cut."""
    width = theme.px(12) + theme.px(5) + text_width(badge.text, _font(badge.kind, theme)) + 1
    if badge.kind in _GROUND:
        width += theme.px(6) + theme.px(8)
    return QSize(width, theme.px(22))


def paint_badge(painter: QPainter, rect: QRectF, badge: BadgeData, theme: Theme) -> None:
    """Draw the badge at the left of `rect`, vertically centred; it keeps its own size, whatever the rect's."""
    size = badge_size(badge, theme)
    box = QRectF(rect.left(), rect.top() + (rect.height() - size.height()) / 2, size.width(), size.height())
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    x = box.left()
    ground = _GROUND.get(badge.kind)
    if ground is not None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color(ground))
        painter.drawRoundedRect(box, theme.px(4), theme.px(4))
        if theme.high_contrast and badge.kind is BadgeKind.TODAY:
            painter.setPen(QPen(theme.color(Role.BORDER), 1))
            painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), theme.px(4), theme.px(4))
        x += theme.px(6)
    side = theme.px(12)
    sign = QRectF(x, box.center().y() - side / 2, side, side)
    ink = theme.color(_INK[badge.kind])
    paint_sign(painter, sign, badge.kind, ink)
    painter.setFont(_font(badge.kind, theme))
    painter.setPen(ink)
    left = sign.right() + theme.px(5)
    painter.drawText(
        QRectF(left, box.top(), box.right() - left + 2, box.height()),
        Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextSingleLine,
        badge.text,
    )
    painter.restore()


def paint_sign(painter: QPainter, box: QRectF, kind: BadgeKind, ink: QColor) -> None:
    """Draw the shape of a kind into the square `box`."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink)
    side = box.width()
    line = QPen(ink, max(1.4, side / 8), Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
    if kind is BadgeKind.LATE:
        _paint_octagon(painter, box)
    elif kind is BadgeKind.TODAY:
        edge = side / 12
        painter.drawPolygon(
            QPolygonF(
                [
                    QPointF(box.center().x(), box.top() + edge),
                    QPointF(box.right(), box.bottom() - edge),
                    QPointF(box.left(), box.bottom() - edge),
                ]
            )
        )
    elif kind in (BadgeKind.SOON, BadgeKind.LATER):
        ring = box.adjusted(*(value * side / 12 for value in (1, 1, -1, -1)))
        if kind is BadgeKind.SOON:
            painter.drawPie(ring, 90 * 16, -180 * 16)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(line)
        painter.drawEllipse(ring)
    elif kind is BadgeKind.WAITING:
        _paint_hourglass(painter, box)
    elif kind is BadgeKind.DONE:
        painter.setPen(QPen(ink, max(2.0, side / 6), Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        points = ((0.08, 0.55), (0.36, 0.84), (0.94, 0.2))
        painter.drawPolyline(QPolygonF([QPointF(box.left() + x * side, box.top() + y * side) for x, y in points]))
    else:
        painter.setPen(QPen(ink, max(2.0, side / 6)))
        painter.drawLine(
            QPointF(box.left() + side * 0.1, box.center().y()), QPointF(box.right() - side * 0.1, box.center().y())
        )
    painter.restore()


def _paint_octagon(painter: QPainter, box: QRectF) -> None:
    """An octagon through whose exclamation mark one sees the ground."""
    side = box.width()
    cut = side * 0.29
    left, top, right, bottom = box.left(), box.top(), box.right(), box.bottom()
    corners = (
        (left + cut, top),
        (right - cut, top),
        (right, top + cut),
        (right, bottom - cut),
        (right - cut, bottom),
        (left + cut, bottom),
        (left, bottom - cut),
        (left, top + cut),
    )
    octagon = QPainterPath()
    octagon.addPolygon(QPolygonF([QPointF(x, y) for x, y in corners]))
    octagon.closeSubpath()
    width, middle = side / 6, box.center().x()
    mark = QPainterPath()
    mark.addRoundedRect(QRectF(middle - width / 2, top + side * 0.22, width, side * 0.34), width / 3, width / 3)
    mark.addEllipse(QPointF(middle, top + side * 0.73), width * 0.58, width * 0.58)
    painter.drawPath(octagon.subtracted(mark))


def _paint_hourglass(painter: QPainter, box: QRectF) -> None:
    side = box.width()
    path = QPainterPath()
    for points in (
        ((0.1, 0.0), (0.9, 0.0), (0.9, 0.14), (0.1, 0.14)),
        ((0.1, 0.86), (0.9, 0.86), (0.9, 1.0), (0.1, 1.0)),
        ((0.18, 0.1), (0.82, 0.1), (0.56, 0.5), (0.44, 0.5)),
        ((0.44, 0.5), (0.56, 0.5), (0.82, 0.9), (0.18, 0.9)),
    ):
        path.addPolygon(QPolygonF([QPointF(box.left() + x * side, box.top() + y * side) for x, y in points]))
        path.closeSubpath()
    path.setFillRule(Qt.FillRule.WindingFill)
    painter.drawPath(path)


def _font(kind: BadgeKind, theme: Theme) -> QFont:
    return theme.font(CAPTION, semibold=kind in _GROUND)


class Badge(PaintedLabel):
    """The deadline badge as a widget."""

    def __init__(self, badge: BadgeData, parent: QWidget | None = None) -> None:
        self._badge = badge
        super().__init__(badge.text, parent)

    def badge(self) -> BadgeData:
        """What is shown."""
        return self._badge

    def sizeHint(self) -> QSize:
        return badge_size(self._badge, current_theme())

    def paintEvent(self, event: QPaintEvent) -> None:
        paint_badge(QPainter(self), QRectF(self.rect()), self._badge, current_theme())


class SignCount(PaintedLabel):
    """A shape and a number or words in its colour, without ground: « ▲ 2 », « 2 en retard »."""

    def __init__(
        self, kind: BadgeKind, text: str, spoken: str = "", *, size: float = CAPTION, parent: QWidget | None = None
    ) -> None:
        self._kind, self._size = kind, size
        super().__init__(text, parent)
        self.setAccessibleName(spoken or text)

    def retheme(self, theme: Theme) -> None:
        self.setFont(theme.font(self._size, semibold=self._kind in (BadgeKind.LATE, BadgeKind.TODAY, BadgeKind.SOON)))

    def sizeHint(self) -> QSize:
        theme = current_theme()
        width = theme.px(12) + theme.px(5) + self.fontMetrics().horizontalAdvance(self.text()) + 1
        return QSize(width, theme.px(20))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        ink = theme.color(sign_role(self._kind))
        side = theme.px(12)
        paint_sign(painter, QRectF(0, (self.height() - side) / 2, side, side), self._kind, ink)
        painter.setPen(ink)
        painter.setFont(self.font())
        rest = QRectF(side + theme.px(5), 0, self.width(), self.height())
        painter.drawText(rest, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self.text())
