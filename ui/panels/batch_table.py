"""The sheets to make: whose, and what each goes without; Espace leaves one aside, Entrée leads to what mends it."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, QPoint, QRectF, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QStyleOptionViewItem, QTableView, QWidget

from app.services.batches import SheetToMake
from ui.components import RowDelegate, Themed, dress_table
from ui.components.keys import held_keys
from ui.dates import short_day
from ui.icons import draw_icon
from ui.table_model import ROW_ROLE, Column, Index, RowsModel
from ui.theme import BODY, CAPTION, Role, Theme, current_theme

ROW_HEIGHT = 36
SHARES = (0.27, 0.22, 0.24)  # of the width: name, commune, training; the rest says what is missing
NARROW = 760  # logical pixels at 100 %
BOX, MISSING = 0, 3


@dataclass(frozen=True)
class BatchRow:
    """One line: a sheet, and whether it will be made."""

    sheet: SheetToMake
    kept: bool = True

    @property
    def lacks(self) -> str:
        """« situation, adresse »."""
        return ", ".join(one.words for one in self.sheet.missing)

    @property
    def training(self) -> str:
        """« Domaine public, 15 déc. »."""
        day = short_day(self.sheet.session_on) if self.sheet.session_on is not None else ""
        return ", ".join(part for part in (self.sheet.training, day) if part)

    @property
    def sentence(self) -> str:
        """What a screen reader says of the line."""
        sheet = self.sheet
        lacks = f"il manque\u00a0: {self.lacks}" if sheet.to_complete else self.lacks or "rien ne manque"
        parts = (sheet.name, sheet.commune, self.training, lacks, "" if self.kept else "laissée de côté")
        return ", ".join(part for part in parts if part)


class BatchModel(RowsModel[BatchRow]):
    """The lines, what is incomplete first."""

    def __init__(self, parent: QObject | None = None) -> None:
        columns = (
            Column[BatchRow]("Élu", lambda row: row.sheet.name, data=_name),
            Column[BatchRow]("Commune", lambda row: row.sheet.commune, data=_second),
            Column[BatchRow]("Formation", lambda row: row.training or "à choisir", data=_second),
            Column[BatchRow]("Il manque", _missing_words, data=_missing),
        )
        super().__init__(columns, lambda row: row.sheet.dossier_id, lambda row: row.sentence, parent)


class BatchTable(Themed, QTableView):
    """Arrows go; Espace, Entrée and the menu key act on the line that has the keyboard."""

    toggled = Signal(object)  # BatchRow: Espace, or a click on its box
    entered = Signal(object)  # BatchRow: Entrée, a double click, or a click on what is missing
    menuWanted = Signal(object, QPoint)  # BatchRow and the place on screen  # noqa: N815 - as Qt names signals

    def __init__(self, model: BatchModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = model
        self.setModel(model)
        dress_table(self, ROW_HEIGHT)
        self.setItemDelegate(_BatchDelegate(self, ROW_HEIGHT))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.horizontalHeader().setStretchLastSection(True)
        self.setSizeAdjustPolicy(QAbstractItemView.SizeAdjustPolicy.AdjustIgnored)
        self.setAccessibleName("Fiches à faire")
        self.start_theme()

    def current(self) -> BatchRow | None:
        """The line that has the keyboard."""
        return self._rows.row_at(self.currentIndex())

    def take_first(self) -> None:
        """Begin on the first line where none has the keyboard yet."""
        if not self.currentIndex().isValid() and self._rows.rowCount():
            self.setCurrentIndex(self._rows.index(0, 0))

    def keyboardSearch(self, search: str) -> None:
        """Espace is a gesture here, not a letter."""
        if search.strip():
            super().keyboardSearch(search)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row, bare = self.current(), not held_keys(event)
        if row is not None and bare and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit(row)
        elif row is not None and bare and event.key() == Qt.Key.Key_Space:
            self.toggled.emit(row)
        elif bare and event.key() in (Qt.Key.Key_Home, Qt.Key.Key_End):
            last = self._rows.rowCount() - 1
            self.setCurrentIndex(self._rows.index(0 if event.key() == Qt.Key.Key_Home else last, 0))
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        row = self._rows.row_at(index)
        if event.button() != Qt.MouseButton.LeftButton or row is None:
            return
        if index.column() == BOX and event.position().x() < self._box_end():
            self.toggled.emit(row)
        elif index.column() == MISSING and row.sheet.to_complete:
            self.entered.emit(row)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        row = self._rows.row_at(self.indexAt(event.position().toPoint()))
        if row is not None and event.position().x() >= self._box_end():
            self.entered.emit(row)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        row, at = self.current(), self.viewport().mapToGlobal(self.visualRect(self.currentIndex()).bottomLeft())
        if event.reason() == QContextMenuEvent.Reason.Mouse:
            row, at = self._rows.row_at(self.indexAt(event.pos())), event.globalPos()
        if row is not None:
            self.menuWanted.emit(row, at)

    def _box_end(self) -> int:
        theme = current_theme()
        return theme.px(12) + theme.icon(16) + theme.px(6)

    def retheme(self, theme: Theme) -> None:
        self.verticalHeader().setDefaultSectionSize(theme.px(ROW_HEIGHT))
        self.horizontalHeader().setFont(theme.font(CAPTION, semibold=True))
        self._share_width()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_width()

    def _share_width(self) -> None:
        """Where there is little room, what is missing is worth more than where somebody sits."""
        width = self.viewport().width()
        narrow = width < current_theme().px(NARROW)
        for column, share in enumerate((0.5, 0.0, 0.0) if narrow else SHARES):
            self.setColumnHidden(column, not share)
            self.setColumnWidth(column, round(width * share))


class _BatchDelegate(RowDelegate):
    """A box before the name: ticked, the sheet will be made."""

    def paint_cell(
        self, painter: QPainter, rect: QRectF, option: QStyleOptionViewItem, index: Index, theme: Theme
    ) -> None:
        row = index.data(ROW_ROLE)
        if isinstance(row, BatchRow) and index.column() == BOX:
            side = theme.icon(16)
            name, role = ("square-check", Role.ACCENT) if row.kept else ("square", Role.TEXT_SECOND)
            draw_icon(painter, name, theme.color(role), (rect.left(), rect.center().y() - side / 2), side)
            rect = rect.adjusted(side + theme.px(8), 0, 0, 0)
        if isinstance(row, BatchRow) and index.column() == MISSING and row.sheet.to_complete and row.kept:
            side = theme.icon(14)
            at = (rect.left(), rect.center().y() - side / 2)
            draw_icon(painter, "triangle-alert", theme.color(Role.SOON), at, side)
            rect = rect.adjusted(side + theme.px(6), 0, 0, 0)
        super().paint_cell(painter, rect, option, index, theme)


def _missing_words(row: BatchRow) -> str:
    if row.sheet.finished or (row.kept and row.lacks):
        return row.lacks
    return "rien" if row.kept else "laissée de côté"


def _name(row: BatchRow, role: int) -> object:
    theme = current_theme()
    if role == Qt.ItemDataRole.FontRole:
        return theme.font(BODY, semibold=row.kept)
    return theme.color(Role.HINT) if role == Qt.ItemDataRole.ForegroundRole and not row.kept else None


def _second(row: BatchRow, role: int) -> object:
    if role != Qt.ItemDataRole.ForegroundRole:
        return None
    return current_theme().color(Role.TEXT_SECOND if row.kept else Role.HINT)


def _missing(row: BatchRow, role: int) -> object:
    """What can be mended reads as the link that it is."""
    theme = current_theme()
    link = row.sheet.to_complete and row.kept
    if role == Qt.ItemDataRole.ForegroundRole:
        return theme.color(Role.ACCENT if link else Role.HINT)
    return theme.font(BODY, semibold=True) if role == Qt.ItemDataRole.FontRole and link else None
