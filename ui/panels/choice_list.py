"""A short list to choose one line of, as the call has them: candidates, dossiers, sessions; drawn, and spoken."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from ui.components import BadgeData, Themed, badge_size, key_cap_size, paint_badge, paint_key_cap, paint_radio
from ui.components.keys import held_keys
from ui.icons import draw_icon
from ui.theme import BODY, CAPTION, Role, Theme, current_theme

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class ChoiceRow:
    """One line. `second` stands beside the title, `below` under it; `icon` replaces the round; an action is a link."""

    key: Hashable
    title: str
    second: str = ""
    below: str = ""
    right: str = ""
    badge: BadgeData | None = None
    icon: str = ""
    action: bool = False
    shortcut: str = ""
    spoken: str = ""

    @property
    def sentence(self) -> str:
        """What a screen reader says."""
        parts = (self.title, self.second, self.below, self.right, self.badge.text if self.badge else "", self.shortcut)
        return self.spoken or ", ".join(part for part in parts if part)


class _Rows(QAbstractListModel):
    """The lines, as Qt asks for them."""

    def __init__(self, view: QWidget) -> None:
        super().__init__(view)
        self.rows: tuple[ChoiceRow, ...] = ()
        self.chosen: Hashable = None

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  # Qt's own signature.
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self.rows):
            return None
        row = self.rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return row.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{row.sentence}, choisi" if row.key == self.chosen else row.sentence
        return None

    def set_rows(self, rows: Sequence[ChoiceRow]) -> None:
        """Show other lines."""
        self.beginResetModel()
        self.rows = tuple(rows)
        self.endResetModel()


class ChoiceList(Themed, QListView):
    """Arrows go from line to line, Entrée or the space bar chooses, ↑ above the first line goes back to the field."""

    chosen = Signal(object)
    """The key of the line that the person chose."""

    leftUpwards = Signal()  # noqa: N815 - Qt's way of naming signals

    moreWanted = Signal()  # noqa: N815 - Qt's way of naming signals
    """Alt+↓ on the list itself."""

    def __init__(self, accessible_name: str, *, most: int = 6, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._most = most
        self._rows = _Rows(self)
        self.setModel(self._rows)
        self.setItemDelegate(_Delegate(self))
        self.setAccessibleName(accessible_name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)
        self.start_theme()

    def rows(self) -> tuple[ChoiceRow, ...]:
        """What can be chosen."""
        return self._rows.rows

    def chosen_key(self) -> Hashable:
        """The line that is chosen, or None."""
        return self._rows.chosen

    def set_rows(self, rows: Sequence[ChoiceRow], chosen: Hashable = None) -> None:
        """Show these lines; a person who is going through them stays on theirs if it is still there."""
        before = self.current_key() if self.hasFocus() else None
        self._rows.chosen = chosen
        if tuple(rows) != self._rows.rows:
            self._rows.set_rows(rows)
        keys = [row.key for row in rows]
        at = next((key for key in (before, chosen) if key is not None and key in keys), None)
        place = keys.index(at) if at is not None else 0
        if rows:
            self.setCurrentIndex(self._rows.index(place))
        # Nobody to choose from is no stop for Tab.
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if rows else Qt.FocusPolicy.NoFocus)
        self._fit()
        self.viewport().update()

    def current_key(self) -> Hashable:
        """The line on which the keyboard stands."""
        index = self.currentIndex()
        return self._rows.rows[index.row()].key if index.isValid() and index.row() < len(self._rows.rows) else None

    def go_to(self, key: Hashable) -> None:
        """Put the keyboard on a line."""
        for place, row in enumerate(self._rows.rows):
            if row.key == key:
                self.setCurrentIndex(self._rows.index(place))

    def choose_current(self) -> None:
        """Take the line on which the keyboard stands."""
        key = self.current_key()
        if key is not None:
            self.chosen.emit(key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = not held_keys(event)
        if plain and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.choose_current()
        elif event.key() == Qt.Key.Key_Down and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.moreWanted.emit()
        elif plain and event.key() == Qt.Key.Key_Up and self.currentIndex().row() <= 0:
            self.leftUpwards.emit()
        elif plain and event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_End):
            super().keyPressEvent(event)
        else:
            event.ignore()  # Letters are no search here, and Échap belongs to the page.

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        if event.button() == Qt.MouseButton.LeftButton and self.indexAt(event.position().toPoint()).isValid():
            self.choose_current()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def retheme(self, theme: Theme) -> None:
        self.setFont(theme.font(BODY))
        self._fit()

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self._wanted())

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self._wanted())

    def _wanted(self) -> int:
        theme = current_theme()
        return sum(row_height(row, theme) for row in self._rows.rows[: self._most])

    def _fit(self) -> None:
        self.scheduleDelayedItemsLayout()
        self.setFixedHeight(max(1, self._wanted()))
        self.updateGeometry()


def row_height(row: ChoiceRow, theme: Theme) -> int:
    """Logical pixels of a line: 30, or 44 with two lines of words; more where the font needs it."""
    body = QFontMetrics(theme.font(BODY)).height()
    if row.below:
        return max(theme.px(44), body + QFontMetrics(theme.font(CAPTION)).height() + theme.px(6))
    return max(theme.px(30), body + theme.px(8))


class _Delegate(QStyledItemDelegate):
    """Draws a line: round or icon, title, what stands beside and below, badge or words at the right."""

    def __init__(self, view: ChoiceList) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(0, row_height(self._view.rows()[index.row()], current_theme()))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme = current_theme()
        row = self._view.rows()[index.row()]
        chosen = row.key == self._view.chosen_key() and not row.action
        rect: QRect = option.rect
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        over = bool(option.state & QStyle.StateFlag.State_MouseOver)
        self._paint_ground(painter, rect, index, theme, chosen=chosen, over=over)
        x = self._paint_sign(painter, rect, row, chosen, theme)
        right = self._paint_right(painter, rect, row, theme)
        self._paint_words(painter, QRect(QPoint(x, rect.top()), QPoint(right, rect.bottom())), row, chosen, theme)
        painter.restore()

    def _paint_ground(
        self, painter: QPainter, rect: QRect, index: Index, theme: Theme, *, chosen: bool, over: bool
    ) -> None:
        if chosen:
            painter.fillRect(rect, theme.color(Role.ACCENT_SOFT))
        elif over:
            painter.fillRect(rect, theme.hover(Role.SURFACE))
        if self._view.hasFocus() and self._view.currentIndex() == index:
            painter.setPen(QPen(theme.color(Role.ACCENT), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(rect).adjusted(2, 2, -2, -2), theme.px(4), theme.px(4))

    def _paint_sign(self, painter: QPainter, rect: QRect, row: ChoiceRow, chosen: bool, theme: Theme) -> int:
        side = theme.px(16)
        box = QRectF(rect.left() + theme.px(10), rect.top() + (rect.height() - side) / 2, side, side)
        if row.icon:
            role = Role.ACCENT if row.action else Role.TEXT_SECOND
            draw_icon(painter, row.icon, theme.color(role), (box.left(), box.top()), theme.icon(16))
        else:
            paint_radio(painter, box, chosen, theme)
        return round(box.right()) + theme.px(9)

    def _paint_right(self, painter: QPainter, rect: QRect, row: ChoiceRow, theme: Theme) -> int:
        """Draw what stands at the right; answers where it begins."""
        edge = rect.right() - theme.px(10)
        if row.badge is not None:
            size = badge_size(row.badge, theme)
            paint_badge(painter, QRectF(edge - size.width(), rect.top(), size.width(), rect.height()), row.badge, theme)
            return edge - size.width() - theme.px(8)
        if row.shortcut:
            size = key_cap_size(row.shortcut, theme)
            top = rect.top() + (rect.height() - size.height()) / 2
            place = QRectF(edge - size.width(), top, size.width(), size.height())
            paint_key_cap(painter, place, row.shortcut, theme)
            return edge - size.width() - theme.px(8)
        if row.right:
            width = QFontMetrics(theme.font(CAPTION)).horizontalAdvance(row.right)
            _words(
                painter,
                QRect(edge - width, rect.top(), width + 2, rect.height()),
                row.right,
                theme.font(CAPTION),
                Role.TEXT_SECOND,
            )
            return edge - width - theme.px(8)
        return edge

    def _paint_words(self, painter: QPainter, room: QRect, row: ChoiceRow, chosen: bool, theme: Theme) -> None:
        title_font, small = theme.font(BODY, semibold=chosen or row.action), theme.font(CAPTION)
        upper = QRect(room)
        if row.below:
            line, rest = QFontMetrics(title_font).height(), QFontMetrics(small).height()
            top = room.top() + (room.height() - line - rest) // 2
            upper = QRect(room.left(), top, room.width(), line)
            _words(painter, QRect(room.left(), top + line, room.width(), rest), row.below, small, Role.TEXT_SECOND)
        shown = _words(painter, upper, row.title, title_font, Role.ACCENT if row.action else Role.TEXT)
        if row.second:
            left = shown + theme.px(9)
            beside = QRect(left, upper.top(), upper.right() - left, upper.height())
            if beside.width() > theme.px(24):
                _words(painter, beside, row.second, small, Role.TEXT_SECOND)


def _words(painter: QPainter, room: QRect, text: str, font: QFont, role: Role) -> int:
    """Draw one line of words, elided where it lacks room; answers where they end."""
    metrics = QFontMetrics(font)
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room.width())
    painter.setFont(font)
    painter.setPen(current_theme().color(role))
    flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextSingleLine
    painter.drawText(room, flags, shown)
    return room.left() + metrics.horizontalAdvance(shown)
