"""The finds of Ctrl+K: their lines as a model, how each is drawn, and the panel that lies over the page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from app.domain.folding import fold
from ui.components import Line, Text, Themed, badge_size, key_cap_size, paint_badge, paint_key_cap, text_width
from ui.icons import draw_icon
from ui.search_entries import Entry
from ui.theme import BODY, CAPTION, Role, Theme, current_theme

ROW, HEADING, POPUP_WIDTH = 34, 28, 700
Index = QModelIndex | QPersistentModelIndex
ENTRY = Qt.ItemDataRole.UserRole + 1
TYPED = Qt.ItemDataRole.UserRole + 2
_WORD = re.compile(r"[^\W_]+")


class EntriesModel(QAbstractListModel):
    """The lines; headings can't be chosen."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._entries: tuple[Entry, ...] = ()
        self._typed: tuple[str, ...] = ()

    def set_entries(self, found: Sequence[Entry], typed: str = "") -> None:
        """Show other lines, found for what was typed."""
        self.beginResetModel()
        self._entries = tuple(found)
        self._typed = tuple(word for word in fold(typed).split() if not word.isdigit())
        self.endResetModel()

    def entry(self, row: int) -> Entry | None:
        """The line at a place."""
        return self._entries[row] if 0 <= row < len(self._entries) else None

    def first_choice(self) -> int:
        """Row of the first line that leads somewhere, -1 when there is none."""
        return next((n for n, entry in enumerate(self._entries) if entry.place is not None), -1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._entries)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        entry = self.entry(index.row()) if index.isValid() else None
        if entry is None:
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return entry.spoken
        if role == TYPED:
            return self._typed
        return entry if role == ENTRY else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        entry = self.entry(index.row()) if index.isValid() else None
        if entry is None or entry.place is None:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


class EntryDelegate(QStyledItemDelegate):
    """Icon, title, second words, and at the right a number, a badge or a key."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        entry: Entry = index.data(ENTRY)
        return QSize(0, current_theme().px(ROW if entry.place is not None else HEADING))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme, entry = current_theme(), index.data(ENTRY)
        rect = QRectF(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if entry.place is None:
            self._heading(painter, rect, entry, theme)
        else:
            chosen = bool(option.state & QStyle.StateFlag.State_Selected)
            if chosen:
                painter.setPen(theme.color(Role.ACCENT) if theme.high_contrast else Qt.PenStyle.NoPen)
                painter.setBrush(theme.color(Role.ACCENT_SOFT))
                painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), theme.px(5), theme.px(5))
            self._line(painter, rect, entry, theme, chosen=chosen, typed=index.data(TYPED))
        painter.restore()

    def _heading(self, painter: QPainter, rect: QRectF, entry: Entry, theme: Theme) -> None:
        x = rect.left() + theme.px(12)
        painter.setPen(theme.color(Role.TEXT_SECOND))
        for words, semibold in ((entry.title, True), (entry.second, False)):
            font = theme.font(CAPTION, semibold)
            painter.setFont(font)
            painter.drawText(QRectF(x, rect.top(), rect.right() - x, rect.height()), _MIDDLE, words)
            x += text_width(words, font) + theme.px(8)

    def _line(
        self,
        painter: QPainter,
        rect: QRectF,
        entry: Entry,
        theme: Theme,
        *,
        chosen: bool,
        typed: Sequence[str],
    ) -> None:
        side = theme.icon(16)
        x = rect.left() + theme.px(12)
        ink = theme.color(Role.TEXT_SECOND)
        draw_icon(painter, entry.icon, ink, (x, rect.center().y() - side / 2), side)
        x += side + theme.px(10)
        right = self._right(painter, rect, entry, theme, chosen=chosen)
        painter.setFont(theme.font(BODY, semibold=True))
        painter.setPen(theme.color(Role.TEXT))
        title = painter.fontMetrics().elidedText(entry.title, Qt.TextElideMode.ElideRight, round(right - x))
        for words, semibold in marked(title, typed if entry.key == "" else ()):
            font = theme.font(BODY, semibold)
            painter.setFont(font)
            painter.drawText(QRectF(x, rect.top(), max(0.0, right - x) + 2, rect.height()), _MIDDLE, words)
            x += painter.fontMetrics().horizontalAdvance(words)
        x += theme.px(10)
        painter.setFont(theme.font(CAPTION))
        painter.setPen(ink)
        second = painter.fontMetrics().elidedText(entry.second, Qt.TextElideMode.ElideRight, max(0, round(right - x)))
        painter.drawText(QRectF(x, rect.top(), max(0.0, right - x), rect.height()), _MIDDLE, second)

    def _right(self, painter: QPainter, rect: QRectF, entry: Entry, theme: Theme, *, chosen: bool) -> float:
        """Draw what stands at the right; returns where it begins."""
        right = rect.right() - theme.px(12)
        key = entry.key or ("Entrée" if chosen else "")
        if key:
            size = key_cap_size(key, theme)
            right -= size.width()
            place = QRectF(right, rect.center().y() - size.height() / 2, size.width(), size.height())
            paint_key_cap(painter, place, key, theme)
            right -= theme.px(10)
        if entry.badge is not None:
            size = badge_size(entry.badge, theme)
            right -= size.width()
            place = QRectF(right, rect.center().y() - size.height() / 2, size.width(), size.height())
            paint_badge(painter, place, entry.badge, theme)
        elif entry.right:
            painter.setFont(theme.font(CAPTION))
            painter.setPen(theme.color(Role.TEXT if entry.right[:1].isdigit() else Role.HINT))
            width = text_width(entry.right, theme.font(CAPTION))
            right -= width
            painter.drawText(QRectF(right, rect.top(), width + 2, rect.height()), _MIDDLE, entry.right)
        return right - theme.px(10)


def marked(title: str, typed: Sequence[str]) -> Iterator[tuple[str, bool]]:
    """Pieces of a title; those that a typed, folded word begins are told apart: « **Thé**venet » for `the`."""
    end = 0
    for word in _WORD.finditer(title):
        length = max((_matched(word.group(), beginning) for beginning in typed), default=0)
        if length:
            if word.start() > end:
                yield title[end : word.start()], False
            end = word.start() + length
            yield title[word.start() : end], True
    if end < len(title):
        yield title[end:], False


def _matched(word: str, beginning: str) -> int:
    """How many letters of `word` the folded `beginning` stands for, 0 when it does not begin the word."""
    if not fold(word).startswith(beginning):
        return 0
    return next((n for n in range(1, len(word) + 1) if fold(word[:n]).startswith(beginning)), len(word))


class SearchPopup(Themed, QFrame):
    """The finds, over the page; it never takes the keyboard from the field."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setProperty("part", "panel")
        self.model = EntriesModel(self)
        self.list = QListView()
        self.list.setModel(self.model)
        self.list.setItemDelegate(EntryDelegate(self.list))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setAccessibleName("Résultats de la recherche")
        self.list.setMouseTracking(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.entered.connect(self._point_at)
        self.nothing = Text("", BODY, Role.TEXT_SECOND, wrap=True)
        self._foot = Text("↑ ↓ choisir · Entrée ouvrir · Échap fermer", CAPTION, Role.TEXT_SECOND)
        self._aside = Text("accents, tirets et «\u00a0St\u00a0» indifférents", CAPTION, Role.TEXT_SECOND)
        self._foot_layout = foot = QHBoxLayout()
        foot.addWidget(self._foot)
        foot.addStretch(1)
        foot.addWidget(self._aside)
        self._layout = QVBoxLayout(self)
        self._layout.addWidget(self.nothing)
        self._layout.addWidget(self.list, 1)
        self._layout.addWidget(Line())
        self._layout.addLayout(foot)
        self.hide()
        self.start_theme()

    def retheme(self, theme: Theme) -> None:
        self._layout.setContentsMargins(theme.px(6), theme.px(6), theme.px(6), theme.px(8))
        self._layout.setSpacing(theme.px(4))
        self._foot_layout.setContentsMargins(theme.px(12), theme.px(4), theme.px(12), theme.px(2))
        self.nothing.setContentsMargins(theme.px(12), theme.px(8), theme.px(12), theme.px(8))

    def _point_at(self, index: QModelIndex) -> None:
        """The line under the pointer is the chosen one: a click and Entrée do the same."""
        if index.flags() & Qt.ItemFlag.ItemIsSelectable:
            self.list.setCurrentIndex(index)

    def fit(self, at: QPoint, most_height: int, most_width: int) -> None:
        """Stand below the field, as high as its lines need."""
        theme = current_theme()
        lines = [self.model.entry(n) for n in range(self.model.rowCount())]
        height = sum(theme.px(ROW if line and line.place is not None else HEADING) for line in lines)
        extra = theme.px(56) + (self.nothing.sizeHint().height() if self.nothing.isVisibleTo(self) else 0)
        self.setGeometry(at.x(), at.y(), min(theme.px(POPUP_WIDTH), most_width), min(height + extra, most_height))


_MIDDLE = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
