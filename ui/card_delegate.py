"""Draws one card of the board: name, commune, training and date, badge; the date and the badge are never cut."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from ui.board_model import Card, Entry, More
from ui.components import BadgeData, badge_size, paint_badge
from ui.icons import draw_icon
from ui.table_model import ROW_ROLE
from ui.theme import BODY, CAPTION, Role, Theme, current_theme


class CardLook(NamedTuple):
    """What the board knows of a card beyond its row."""

    selected: Callable[[], int | None]  # the dossier whose panel is open
    marked: Callable[[int], bool]  # whether a dossier is one of those chosen together


SIDE = 6  # between the edge of the column and the card: room for the ring
ABOVE, BELOW = 4, 4
_ONE_LINE = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine


def card_height(card: Card, theme: Theme) -> int:
    """Pixels of a card: about 95 at 100 %, less where nothing is due."""
    lines = _line(theme, BODY) + 2 * _line(theme, CAPTION)
    badge = theme.px(4) + theme.px(22) if card.badges else 0
    return theme.px(6) + lines + badge + theme.px(6)


def usual_pitch(theme: Theme) -> int:
    """Pixels from one card to the next where something is due."""
    lines = _line(theme, BODY) + 2 * _line(theme, CAPTION)
    return theme.px(6) + lines + theme.px(4) + theme.px(22) + theme.px(6) + ABOVE + BELOW


def _line(theme: Theme, size: float) -> int:
    return QFontMetrics(theme.font(size, semibold=size == BODY)).height() + (size == CAPTION)


def paint_card(
    painter: QPainter,
    rect: QRectF,
    card: Card,
    theme: Theme,
    *,
    selected: bool = False,
    over: bool = False,
    marked: bool = False,
) -> None:
    """Draw a card into `rect`; `selected` is the one whose panel is open, `marked` one of those chosen together."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if selected or marked:
        painter.setPen(QPen(theme.color(Role.ACCENT), 2))
        painter.setBrush(theme.color(Role.ACCENT_SOFT))
        painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), theme.px(6) - 1, theme.px(6) - 1)
    else:
        painter.setPen(QPen(theme.color(Role.BORDER if over or theme.high_contrast else Role.LINE), 1))
        painter.setBrush(theme.color(Role.SURFACE))
        painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), theme.px(6), theme.px(6))
    inside = rect.adjusted(theme.px(10), theme.px(6), -theme.px(8), -theme.px(6))
    _paint_words(painter, inside, card, theme, theme.icon(16) + theme.px(6) if marked else 0)
    if marked:
        side = theme.icon(16)
        draw_icon(painter, "square-check", theme.color(Role.ACCENT), (inside.right() - side, inside.top() + 1), side)
    badge = fitting_badge(card.badges, inside.width() + theme.px(4), theme)  # up to the card's line
    if badge is not None:
        height = theme.px(22)
        paint_badge(painter, QRectF(inside.left(), inside.bottom() - height, inside.width(), height), badge, theme)
    painter.restore()


def _paint_words(painter: QPainter, inside: QRectF, card: Card, theme: Theme, beside: int) -> None:
    """`beside`: pixels that a mark takes at the right of the name."""
    top, row = inside.top(), card.row
    height = _line(theme, BODY)
    painter.setFont(theme.font(BODY, semibold=True))
    painter.setPen(theme.color(Role.TEXT))
    _draw(painter, QRectF(inside.left(), top, inside.width() - beside, height), row.name)
    top += height
    height = _line(theme, CAPTION)
    painter.setFont(theme.font(CAPTION))
    painter.setPen(theme.color(Role.TEXT_SECOND))
    _draw(painter, QRectF(inside.left(), top, inside.width(), height), row.commune)
    top += height
    day_width = painter.fontMetrics().horizontalAdvance(card.day)
    if card.day:
        day = QRectF(inside.right() - day_width, top, day_width + 1, height)
        painter.drawText(day, _ONE_LINE | Qt.AlignmentFlag.AlignRight, card.day)
    room = inside.width() - (day_width + theme.px(6) if card.day else 0)
    _draw(painter, QRectF(inside.left(), top, room, height), row.training_short)


def _draw(painter: QPainter, rect: QRectF, text: str) -> None:
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(rect.width()))
    painter.drawText(rect, _ONE_LINE | Qt.AlignmentFlag.AlignLeft, shown)


def fitting_badge(badges: tuple[BadgeData, ...], width: float, theme: Theme) -> BadgeData | None:
    """The fullest words that fit; the shortest ones where none does."""
    if not badges:
        return None
    return next((badge for badge in badges if badge_size(badge, theme).width() <= width), badges[-1])


def cut_words(card: Card, width: float, theme: Theme) -> str:
    """What the card does not show whole at this width, for a tooltip; "" where all is seen."""
    inside = width - theme.px(18)
    small = QFontMetrics(theme.font(CAPTION))
    day = small.horizontalAdvance(card.day) + theme.px(6) if card.day else 0
    found = []
    if QFontMetrics(theme.font(BODY, semibold=True)).horizontalAdvance(card.row.name) > inside:
        found.append(card.row.name)
    if small.horizontalAdvance(card.row.commune) > inside:
        found.append(card.row.commune)
    if card.row.training_short != card.row.training or small.horizontalAdvance(card.row.training_short) > inside - day:
        found.append(card.row.training)
    return "\n".join(found)


def card_picture(card: Card, width: int, widget: QWidget) -> QPixmap:
    """The card as it hangs under the pointer while it is dragged."""
    theme, ratio = current_theme(), widget.devicePixelRatioF()
    height = card_height(card, theme)
    picture = QPixmap(round(width * ratio), round(height * ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setOpacity(0.92)
    paint_card(painter, QRectF(0, 0, width, height), card, theme, selected=True)
    painter.end()
    return picture


class CardDelegate(QStyledItemDelegate):
    """Draws the entries of a column. `lifted` answers which dossier is dragged."""

    def __init__(self, view: QAbstractItemView, look: CardLook, lifted: Callable[[], int | None]) -> None:
        super().__init__(view)
        self._view, self._look, self._lifted = view, look, lifted

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        theme = current_theme()
        entry: Entry | None = index.data(ROW_ROLE)
        height = card_height(entry, theme) + ABOVE + BELOW if isinstance(entry, Card) else theme.px(36)
        return QSize(theme.px(100), height)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        theme = current_theme()
        entry: Entry | None = index.data(ROW_ROLE)
        rect = QRectF(option.rect).adjusted(SIDE, ABOVE, -SIDE, -BELOW)
        focused = self._view.hasFocus() and self._view.currentIndex() == index
        over = bool(option.state & QStyle.StateFlag.State_MouseOver)
        painter.save()
        if isinstance(entry, Card):
            if entry.row.id == self._lifted():
                painter.setOpacity(0.45)
            selected, marked = entry.row.id == self._look.selected(), self._look.marked(entry.row.id)
            paint_card(painter, rect, entry, theme, selected=selected, over=over, marked=marked)
            ring = rect.adjusted(-3, -3, 3, 3)
        elif isinstance(entry, More):
            font = theme.font(CAPTION)
            font.setUnderline(over)
            painter.setFont(font)
            painter.setPen(theme.color(Role.ACCENT))
            painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, entry.text)
            ring = rect
        else:
            ring = QRectF()
        painter.setOpacity(1)
        if focused and not ring.isEmpty():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.color(Role.ACCENT), 2))
            painter.drawRoundedRect(ring, theme.px(6) + 3, theme.px(6) + 3)
        painter.restore()
