"""One read-only model for all tables: frozen rows prepared by the queries, each with one spoken sentence."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

Row = TypeVar("Row")
Index = QModelIndex | QPersistentModelIndex

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
"""Numbers align right."""

ROW_ROLE = Qt.ItemDataRole.UserRole + 1
"""The frozen row itself, for delegates and selections."""


@dataclass(frozen=True)
class Column(Generic[Row]):
    """One column: its title and the words of a row in it; `data` answers other roles (font, colour) or None."""

    title: str
    text: Callable[[Row], str]
    alignment: Qt.AlignmentFlag = LEFT
    accessible: Callable[[Row], str] | None = None
    data: Callable[[Row, int], Any] | None = None
    title_accessible: str = ""


class RowsModel(QAbstractTableModel, Generic[Row]):
    """Rows of one kind. `key` tells which row is the same after a refresh, so that selection stays where it was."""

    def __init__(
        self,
        columns: Sequence[Column[Row]],
        key: Callable[[Row], Hashable],
        sentence: Callable[[Row], str] | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._columns = tuple(columns)
        self._key = key
        self._sentence = sentence
        self._rows: list[Row] = []

    def rows(self) -> Sequence[Row]:
        """All rows, in the order shown."""
        return tuple(self._rows)

    def row_at(self, index: Index) -> Row | None:
        """The row of an index; None for an index of nothing."""
        return self._rows[index.row()] if index.isValid() and index.row() < len(self._rows) else None

    def index_of(self, key: Hashable) -> QModelIndex:
        """First cell of the row that has this key; an invalid index if there is none."""
        for place, row in enumerate(self._rows):
            if self._key(row) == key:
                return self.index(place, 0)
        return QModelIndex()

    def set_rows(self, rows: Sequence[Row]) -> None:
        """Show other rows: equal ones are left alone, kept ones stay selected, views never lose their place.

        Rows that were there and still are, in the same order, are only told as changed; whatever else is told as the
        fewest removals and insertions, or as one change of layout where the order differs.
        """
        fresh = list(rows)
        old_keys = [self._key(row) for row in self._rows]
        new_keys = [self._key(row) for row in fresh]
        if len(set(new_keys)) != len(new_keys):
            raise ValueError("two rows of a table have one key")
        staying, wanted = set(old_keys) & set(new_keys), set(new_keys)
        self._remove([place for place, key in enumerate(old_keys) if key not in wanted])
        kept_order = [key for key in new_keys if key in staying]
        if [self._key(row) for row in self._rows] != kept_order:
            self._reorder(kept_order)
        for first, last in _runs([place for place, key in enumerate(new_keys) if key not in staying]):
            self.beginInsertRows(QModelIndex(), first, last)
            self._rows[first:first] = fresh[first : last + 1]
            self.endInsertRows()
        changed = [place for place, row in enumerate(fresh) if row != self._rows[place]]
        self._rows = fresh
        if self._columns:
            for first, last in _runs(changed):
                self.dataChanged.emit(self.index(first, 0), self.index(last, len(self._columns) - 1))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  # Qt's own signature.
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  # Qt's own signature.
        return 0 if parent.isValid() else len(self._columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self.row_at(index)
        if row is None or index.column() >= len(self._columns):
            return None
        column = self._columns[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.text(row)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return column.alignment
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._spoken(row, index.column(), column)
        if role == ROW_ROLE:
            return row
        return column.data(row, role) if column.data is not None else None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self._columns):
            return None
        column = self._columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return column.title_accessible or column.title
        return column.alignment if role == Qt.ItemDataRole.TextAlignmentRole else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren

    def _spoken(self, row: Row, place: int, column: Column[Row]) -> str:
        """The first cell says the whole row in one sentence; the others say themselves."""
        if place == 0 and self._sentence is not None:
            return self._sentence(row)
        return column.accessible(row) if column.accessible is not None else column.text(row)

    def _remove(self, places: list[int]) -> None:
        for first, last in reversed(_runs(places)):
            self.beginRemoveRows(QModelIndex(), first, last)
            del self._rows[first : last + 1]
            self.endRemoveRows()

    def _reorder(self, keys: Sequence[Hashable]) -> None:
        self.layoutAboutToBeChanged.emit()
        by_key = {self._key(row): row for row in self._rows}
        target = {key: place for place, key in enumerate(keys)}
        before = self.persistentIndexList()
        after = [self.index(target[self._key(self._rows[index.row()])], index.column()) for index in before]
        self._rows = [by_key[key] for key in keys]
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()


def _runs(places: Sequence[int]) -> list[tuple[int, int]]:
    """Consecutive places as (first, last) pairs, in rising order."""
    runs: list[tuple[int, int]] = []
    for place in places:
        if runs and place == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], place)
        else:
            runs.append((place, place))
    return runs
