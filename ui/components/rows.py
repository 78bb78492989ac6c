"""How rows of tables and lists are drawn: selection as a soft fill and a 3 px bar, the keyboard's row with its ring."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView

from ui.theme import BODY, Role, Theme, current_theme, is_theme_change

Index = QModelIndex | QPersistentModelIndex


def paint_row_ground(
    painter: QPainter, rect: QRectF, theme: Theme, *, selected: bool, focused: bool, first: bool, last: bool
) -> None:
    """Ground, line below, selection bar and focus ring of the part of a row in `rect`.

    `first` and `last` tell which ends of the row this part holds: the bar stands at the first, the ring is closed at
    both.
    """
    painter.save()
    if selected:
        painter.fillRect(rect, theme.color(Role.ACCENT_SOFT))
    painter.fillRect(QRectF(rect.left(), rect.bottom() - 1, rect.width(), 1), theme.color(Role.LINE))
    if selected and first:
        painter.fillRect(QRectF(rect.left(), rect.top(), 3, rect.height() - 1), theme.color(Role.ACCENT))
    if focused:
        painter.setPen(QPen(theme.color(Role.ACCENT), 2))
        top, bottom = rect.top() + 1, rect.bottom() - 2
        painter.drawLine(round(rect.left()), round(top), round(rect.right()), round(top))
        painter.drawLine(round(rect.left()), round(bottom), round(rect.right()), round(bottom))
        if first:
            painter.drawLine(round(rect.left()) + 1, round(top), round(rect.left()) + 1, round(bottom))
        if last:
            painter.drawLine(round(rect.right()) - 1, round(top), round(rect.right()) - 1, round(bottom))
    painter.restore()


class RowDelegate(QStyledItemDelegate):
    """Draws a table of `RowsModel` row by row; text is elided in the middle of a row, never in a date's column.

    The font and the colour of a cell come from the model's FontRole and ForegroundRole if it gives them.
    """

    def __init__(self, view: QAbstractItemView, row_height: int = 34) -> None:
        super().__init__(view)
        self._view = view
        self._row_height = row_height
        view.installEventFilter(self)
        self.fit_rows()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._view:  # Qt would take the view for one of its editors
            if is_theme_change(event):
                self.fit_rows()
            return False
        return super().eventFilter(watched, event)

    def fit_rows(self) -> None:
        """Rows of a table grow with the text."""
        if isinstance(self._view, QTableView):
            self._view.verticalHeader().setDefaultSectionSize(current_theme().px(self._row_height))

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        theme = current_theme()
        hint = super().sizeHint(option, index)
        return QSize(hint.width() + theme.px(24), theme.px(self._row_height))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme = current_theme()
        self.initStyleOption(option, index)
        rect = QRectF(option.rect)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        columns = index.model().columnCount()
        focused = self._view.hasFocus() and self._view.currentIndex().row() == index.row()
        first, last = self._ends(index.column(), columns)
        paint_row_ground(painter, rect, theme, selected=selected, focused=focused, first=first, last=last)
        self.paint_cell(painter, rect.adjusted(theme.px(12), 0, -theme.px(12), -1), option, index, theme)

    def paint_cell(
        self, painter: QPainter, rect: QRectF, option: QStyleOptionViewItem, index: Index, theme: Theme
    ) -> None:
        """Draw the contents of one cell; pages override it for badges and bars."""
        painter.save()
        font = index.data(Qt.ItemDataRole.FontRole)
        painter.setFont(font if font is not None else theme.font(BODY))
        ink = index.data(Qt.ItemDataRole.ForegroundRole)
        painter.setPen(ink if ink is not None else theme.color(Role.TEXT))
        shown = painter.fontMetrics().elidedText(option.text, Qt.TextElideMode.ElideRight, round(rect.width()))
        painter.drawText(rect, option.displayAlignment | Qt.TextFlag.TextSingleLine, shown)
        painter.restore()

    def _ends(self, column: int, columns: int) -> tuple[bool, bool]:
        view = self._view
        if not isinstance(view, QTableView):
            return column == 0, column == columns - 1
        header = view.horizontalHeader()
        in_order = [header.logicalIndex(place) for place in range(columns)]
        shown = [logical for logical in in_order if not view.isColumnHidden(logical)]
        return bool(shown) and column == shown[0], bool(shown) and column == shown[-1]


def dress_table(table: QTableView, row_height: int = 34) -> RowDelegate:
    """Give a table the looks and the keys of the pictures: whole rows, no grid, Tab leaves it."""
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setShowGrid(False)
    table.setTabKeyNavigation(False)
    table.setWordWrap(False)
    table.setCornerButtonEnabled(False)
    table.verticalHeader().hide()
    table.verticalHeader().setMinimumSectionSize(1)
    table.horizontalHeader().setHighlightSections(False)
    table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    table.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    table.setFrameShape(QTableView.Shape.NoFrame)
    delegate = RowDelegate(table, row_height)
    table.setItemDelegate(delegate)
    return delegate
