"""The table of the catalogue: trainings across all columns, sessions below them; arrows, Entrée, ← → or + − fold."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRectF, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QStyleOptionViewItem, QTableView, QWidget

from ui.components import (
    RowDelegate,
    Themed,
    badge_size,
    dress_table,
    paint_badge,
    paint_row_ground,
    paint_seats,
    seats_size,
    text_width,
)
from ui.components.keys import held_keys
from ui.dates import NBSP, short_date
from ui.icons import draw_icon
from ui.panels.catalogue_rows import (
    LAST_DAY,
    PLACE,
    SEATS,
    SESSION,
    TO_HELP,
    CatalogueModel,
    CatalogueRow,
    is_cancelled,
    last_day_badge,
    seats_left_words,
    training_facts,
)
from ui.table_model import ROW_ROLE, Index
from ui.theme import BODY, CAPTION, Role, Theme, current_theme

ROW_HEIGHT = 36
EDGE = 12  # left and right of each cell
SHOWN_SEATS = 15
_OPENS = (Qt.Key.Key_Right, Qt.Key.Key_Plus)
_CLOSES = (Qt.Key.Key_Left, Qt.Key.Key_Minus)


class CatalogueTable(Themed, QTableView):
    """One row is always the current one; nothing is cut but a place, which its tooltip says whole."""

    chosen = Signal(object)  # CatalogueRow that the arrows or the pointer came to
    entered = Signal(object)  # Entrée or a double click
    folded = Signal(object, bool)  # CatalogueRow, whether its training is to be open
    menuWanted = Signal(object, QPoint)  # CatalogueRow and the place on screen  # noqa: N815 - Qt's way of naming signals

    def __init__(self, model: CatalogueModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = model
        self.with_bars, self.short = True, False
        self.setModel(model)
        dress_table(self, ROW_HEIGHT)
        self.setItemDelegate(CatalogueDelegate(self, ROW_HEIGHT))
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.horizontalHeader().setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setAccessibleName("Formations et sessions")
        self.selectionModel().currentRowChanged.connect(self._current_moved)
        self.start_theme()

    def current(self) -> CatalogueRow | None:
        """The row that the keyboard is on."""
        return self._rows.row_at(self.currentIndex())

    def choose(self, key: tuple[str, int]) -> bool:
        """Put the keyboard on the row of this key; False if it is not here."""
        index = self._rows.index_of(key)
        if not index.isValid():
            return False
        self.setCurrentIndex(index)
        self.scrollTo(index)
        return True

    def show_rows(self, rows: list[CatalogueRow]) -> None:
        """Show other rows; the line of a training, or of none, goes across all columns."""
        current = self.current()
        self._rows.set_rows(rows)
        self.clearSpans()
        for place, row in enumerate(rows):
            if row.session is None:
                self.setSpan(place, 0, 1, self._rows.columnCount())
        self._share_width()
        if rows and not self.currentIndex().isValid():
            self.setCurrentIndex(self._rows.index(0, 0))
        if current is not None and not self.choose(current.key):  # its training was folded
            self.choose(("training", current.training.id))

    def retheme(self, theme: Theme) -> None:
        self.verticalHeader().setDefaultSectionSize(theme.px(ROW_HEIGHT))
        header = self.horizontalHeader()
        header.setFixedHeight(theme.px(30))
        header.setStyleSheet(
            f"QHeaderView {{ background: {theme.name(Role.SURFACE)}; }}"
            f"QHeaderView::section {{ background: {theme.name(Role.SURFACE)}; padding: 0 0 0 {theme.px(EDGE)}px;"
            f" font-size: {CAPTION * theme.scale}pt; font-weight: 600; }}"
        )
        self._share_width()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_width()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row, bare = self.current(), not held_keys(event) & ~Qt.KeyboardModifier.ShiftModifier
        key = event.key()
        if row is not None and bare and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit(row)
        elif row is not None and bare and key in _CLOSES and not row.is_training:
            self.choose(("training", row.training.id))
        elif row is not None and bare and key in (*_OPENS, *_CLOSES):
            self.folded.emit(row, key in _OPENS)
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        row = self._rows.row_at(self.indexAt(event.position().toPoint()))
        on_sign = event.position().x() < current_theme().px(EDGE * 2 + 16)
        if event.button() == Qt.MouseButton.LeftButton and row is not None and row.is_training and on_sign:
            self.folded.emit(row, not row.is_open)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        row = self._rows.row_at(self.indexAt(event.position().toPoint()))
        if event.button() == Qt.MouseButton.LeftButton and row is not None:
            self.entered.emit(row)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if event.reason() == QContextMenuEvent.Reason.Mouse:
            row, at = self._rows.row_at(self.indexAt(event.pos())), event.globalPos()
        else:
            row = self.current()
            at = self.viewport().mapToGlobal(self.visualRect(self.currentIndex()).bottomLeft())
        if row is not None:
            self.menuWanted.emit(row, at)

    def _current_moved(self, now: Index, _before: Index) -> None:
        row = self._rows.row_at(now)
        if row is not None:
            self.chosen.emit(row)

    def _share_width(self) -> None:
        """Dates, seats and limits get what they need, the place the rest; where it lacks room bars go, then words."""
        theme = current_theme()
        bars = seats_size(SHOWN_SEATS, theme).width() + theme.px(EDGE)
        room = self.viewport().width() - theme.px(110)
        self.short = False
        wanted = self._wanted_widths(theme)
        self.with_bars = sum(wanted.values()) + bars <= room
        if self.with_bars:
            wanted[SEATS] = max(wanted[SEATS], self._seats_width(theme) + bars)
        elif sum(wanted.values()) > room:
            self.short = True
            wanted = self._wanted_widths(theme)
        self._rows.set_short(self.short)
        left = self.viewport().width() - sum(wanted.values())
        for column, width in {**wanted, PLACE: max(left, theme.px(90))}.items():
            self.setColumnWidth(column, width)

    def _seats_width(self, theme: Theme) -> int:
        words = [seats_left_words(row.session, row.today) for row in self._rows.rows() if row.session]
        font = theme.font(BODY, semibold=True)
        return max(text_width(word, font) for word in (*words, f"15{NBSP}places")) + theme.px(EDGE) * 2

    def _wanted_widths(self, theme: Theme) -> dict[int, int]:
        """Of each column but the place, without the bars of the seats."""
        caption, body = theme.font(CAPTION, semibold=True), theme.font(BODY, semibold=True)
        sessions = [(row.session, row.today) for row in self._rows.rows() if row.session is not None]
        limit = "Dernier jour" if self.short else "Dernier jour pour demander"
        edges = theme.px(EDGE) * 2
        dates = [text_width(short_date(session.starts_on), body) for session, _ in sessions]
        limits = [badge_size(last_day_badge(one, today, short=self.short), theme).width() for one, today in sessions]
        return {
            SESSION: max([*dates, theme.px(106)]) + edges,
            SEATS: self._seats_width(theme),
            LAST_DAY: max([*limits, text_width(limit, caption)]) + edges,
            TO_HELP: max(text_width("À aider", caption), text_width(f"00{NBSP}élus", caption)) + edges,
        }


class CatalogueDelegate(RowDelegate):
    """Draws trainings as bands, sessions as rows."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row = index.data(ROW_ROLE)
        if isinstance(row, CatalogueRow) and row.is_training:
            self._paint_training(painter, option, index, row)
            return
        super().paint(painter, option, index)

    def paint_cell(
        self, painter: QPainter, rect: QRectF, option: QStyleOptionViewItem, index: Index, theme: Theme
    ) -> None:
        row = index.data(ROW_ROLE)
        session = row.session if isinstance(row, CatalogueRow) else None
        if index.column() == SESSION:
            rect = rect.adjusted(0, 0, theme.px(EDGE), 0)  # a date is never cut: it may reach the cell's edge
        if session is None or index.column() not in (SESSION, SEATS, LAST_DAY):
            super().paint_cell(painter, rect, option, index, theme)
            return
        if index.column() == LAST_DAY:
            short = isinstance(self._view, CatalogueTable) and self._view.short
            paint_badge(painter, rect, last_day_badge(session, row.today, short=short), theme)
            return
        painter.save()
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextSingleLine
        painter.setPen(theme.color(Role.TEXT_SECOND if is_cancelled(session) else Role.TEXT))
        words, strong = option.text, index.column() == SESSION and self._is_current(index)
        if index.column() == SEATS:
            words = seats_left_words(session, row.today)
            strong = not session.free and not is_cancelled(session)
            if self._with_bars():
                total = min(session.seats, SHOWN_SEATS)
                taken = session.taken if session.seats <= SHOWN_SEATS else session.taken * total // session.seats
                paint_seats(painter, rect, taken, total, theme)
                rect = rect.adjusted(seats_size(SHOWN_SEATS, theme).width() + theme.px(12), 0, 0, 0)
        painter.setFont(theme.font(BODY, semibold=strong))
        painter.drawText(rect, flags, words)
        painter.restore()

    def _paint_training(self, painter: QPainter, option: QStyleOptionViewItem, index: Index, row: CatalogueRow) -> None:
        theme, rect = current_theme(), QRectF(option.rect)
        painter.save()
        painter.fillRect(rect, theme.color(Role.SUNKEN))
        painter.restore()
        focused = self._view.hasFocus() and self._is_current(index)
        selected = self._is_current(index)
        paint_row_ground(painter, rect, theme, selected=selected, focused=focused, first=True, last=True)
        painter.save()
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
        side = theme.icon(16)
        sign = "chevron-down" if row.is_open else "chevron-right"
        at = (rect.left() + theme.px(EDGE), rect.top() + (rect.height() - side) / 2)
        draw_icon(painter, sign, theme.color(Role.TEXT_SECOND), at, side)
        inside = rect.adjusted(theme.px(EDGE) + side + theme.px(6), 0, -theme.px(15), -1)
        caption, title = theme.font(CAPTION), theme.font(BODY, semibold=True)
        theme_width = text_width(row.training.theme, caption)
        facts = training_facts(row.training)
        room = inside.width() - text_width(facts, caption) - theme.px(12)
        if row.training.theme and room - theme_width - theme.px(24) >= min(
            text_width(row.training.title, title), theme.px(200)
        ):
            painter.setFont(caption)
            painter.setPen(theme.color(Role.TEXT_SECOND))
            painter.drawText(inside, flags | Qt.AlignmentFlag.AlignRight, row.training.theme)
            room -= theme_width + theme.px(24)
        painter.setFont(title)
        painter.setPen(theme.color(Role.TEXT))
        shown = painter.fontMetrics().elidedText(row.training.title, Qt.TextElideMode.ElideRight, round(room))
        painter.drawText(inside, flags | Qt.AlignmentFlag.AlignLeft, shown)
        painter.setFont(caption)
        painter.setPen(theme.color(Role.TEXT_SECOND))
        inside.adjust(text_width(shown, title) + theme.px(10), 0, 0, 0)
        painter.drawText(inside, flags | Qt.AlignmentFlag.AlignLeft, facts)
        painter.restore()

    def _is_current(self, index: Index) -> bool:
        return self._view.currentIndex().row() == index.row()

    def _with_bars(self) -> bool:
        return isinstance(self._view, CatalogueTable) and self._view.with_bars
