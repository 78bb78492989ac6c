"""The table of the directory's list: arrows choose, Entrée goes on, letters filter, ← → fold a town hall."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QStyleOptionViewItem, QTableView, QWidget

from ui.components import RowDelegate, Themed, dress_table
from ui.components.keys import held_keys
from ui.icons import draw_icon
from ui.panels.people_model import ListRow, PeopleModel
from ui.table_model import ROW_ROLE, Index
from ui.theme import CAPTION, Role, Theme, current_theme

ROW_HEIGHT = 34


class PeopleTable(Themed, QTableView):
    """One row is always the current one; it is told once the arrows have come to rest on it."""

    chosen = Signal(object)  # ListRow, or None
    entered = Signal(object)  # ListRow: Entrée, or a click on a town hall
    folded = Signal(object, bool)  # ListRow of a town hall; whether it is to be open
    typed = Signal(str)  # letters that nobody took: they filter
    menuWanted = Signal(object, QPoint)  # ListRow and the place on screen  # noqa: N815 - Qt's way of naming signals
    moved = Signal()  # other rows are on screen

    def __init__(self, model: PeopleModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._people = model
        self.setModel(model)
        dress_table(self, ROW_HEIGHT)
        self.setItemDelegate(_PeopleDelegate(self, ROW_HEIGHT))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.horizontalHeader().setStretchLastSection(True)
        self.setAccessibleName("Élus")
        self.setSizeAdjustPolicy(QAbstractItemView.SizeAdjustPolicy.AdjustIgnored)
        self.selectionModel().currentRowChanged.connect(self._current_moved)
        self.verticalScrollBar().valueChanged.connect(lambda _value: self.moved.emit())
        for signal in (model.rowsInserted, model.rowsRemoved, model.modelReset):
            signal.connect(lambda *_: self.moved.emit())
        self.start_theme()

    def current(self) -> ListRow | None:
        """The row that the keyboard is on."""
        return self._people.row_at(self.currentIndex())

    def choose(self, key: tuple[str, int]) -> bool:
        """Put the keyboard on the row of this key; False if it is not here."""
        index = self._people.index_of(key)
        if not index.isValid():
            return False
        self.setCurrentIndex(index)
        self.scrollTo(index)
        return True

    def on_screen(self) -> int:
        """How many rows can be seen at least in half."""
        rows = self._people.rowCount()
        if not rows:
            return 0
        height, half = self.viewport().height(), self.rowHeight(0) // 2
        first = self.indexAt(QPoint(1, half))
        last = self.indexAt(QPoint(1, height - half))
        start = first.row() if first.isValid() else 0
        return (last.row() if last.isValid() else rows - 1) - start + 1

    def retheme(self, theme: Theme) -> None:
        self.verticalHeader().setDefaultSectionSize(theme.px(ROW_HEIGHT))
        self.horizontalHeader().setFont(theme.font(CAPTION, semibold=True))
        self.horizontalHeader().setIconSize(QSize(theme.icon(16), theme.icon(16)))
        self._share_width()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_width()
        self.moved.emit()

    def keyboardSearch(self, search: str) -> None:
        """Letters go to the filter: it finds what no first letters tell, and shows what it left out."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row, bare = self.current(), not held_keys(event)
        key = event.key()
        if bare and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and row is not None:
            self.entered.emit(row)
        elif bare and key in (Qt.Key.Key_Left, Qt.Key.Key_Right) and row is not None and (row.hall or row.inside):
            self.folded.emit(row, key == Qt.Key.Key_Right)
        elif not held_keys(event) & ~Qt.KeyboardModifier.ShiftModifier and _is_letter(event.text()):
            self.typed.emit(event.text())
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        row = self._people.row_at(self.indexAt(event.position().toPoint()))
        if event.button() == Qt.MouseButton.LeftButton and row is not None and row.hall is not None:
            self.folded.emit(row, not row.hall.is_open)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        row = self.current()
        if event.reason() == QContextMenuEvent.Reason.Mouse:
            index = self.indexAt(event.pos())
            row = self._people.row_at(index)
            at = event.globalPos()
        else:
            at = self.viewport().mapToGlobal(self.visualRect(self.currentIndex()).bottomLeft())
        if row is not None:
            self.menuWanted.emit(row, at)

    def _share_width(self) -> None:
        """Names get the half, the count what two figures need, the commune the rest."""
        theme, width = current_theme(), self.viewport().width()
        count = theme.px(52)
        name = round((width - count) * 0.53)
        self.setColumnWidth(0, name)
        self.setColumnWidth(1, max(0, width - count - name))
        self.setColumnWidth(2, count)

    def _current_moved(self, now: Index, before: Index) -> None:
        if now.row() != before.row():
            self.chosen.emit(self._people.row_at(now))


def _is_letter(text: str) -> bool:
    return len(text) == 1 and text.isprintable() and not text.isspace()


class _PeopleDelegate(RowDelegate):
    """A town hall has a chevron before its name, and its people stand a step to the right."""

    def paint_cell(
        self, painter: QPainter, rect: QRectF, option: QStyleOptionViewItem, index: Index, theme: Theme
    ) -> None:
        row = index.data(ROW_ROLE)
        if index.column() == 0 and isinstance(row, ListRow) and (row.hall or row.inside):
            side = theme.icon(16)
            if row.hall is not None:
                name = "chevron-down" if row.hall.is_open else "chevron-right"
                at = (rect.left() - theme.px(3), rect.center().y() - side / 2)
                draw_icon(painter, name, theme.color(Role.TEXT_SECOND), at, side)
            rect = rect.adjusted(side + theme.px(2), 0, 0, 0)
        super().paint_cell(painter, rect, option, index, theme)
