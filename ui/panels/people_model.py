"""The rows of the directory's list: people, and town halls that open on their people; read page by page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QModelIndex, QObject, Qt

from app.storage.rows import PersonRow
from ui.icons import icon
from ui.table_model import RIGHT, Column, Index, RowsModel
from ui.theme import BODY, CAPTION, Role, current_theme

NBSP = "\u00a0"
PAGE_OF_ROWS = 200


@dataclass(frozen=True)
class HallRow:
    """One town hall of which somebody holds a mandate."""

    insee: str
    name: str
    people: int
    is_open: bool = False

    @property
    def count_words(self) -> str:
        """« 4 personnes »."""
        return f"{self.people}{NBSP}personne{'s' if self.people > 1 else ''}"


@dataclass(frozen=True)
class ListRow:
    """A person (of an open town hall where `inside` names one), or a town hall."""

    person: PersonRow | None = None
    hall: HallRow | None = None
    inside: str = ""  # INSEE code

    @property
    def key(self) -> tuple[str, int]:
        """What tells this row from all others."""
        if self.hall is not None:
            return self.hall.insee, 0
        return self.inside, self.person.id if self.person is not None else 0


def people_rows(people: Sequence[PersonRow], inside: str = "") -> list[ListRow]:
    """A line for each."""
    return [ListRow(person=person, inside=inside) for person in people]


class PeopleModel(RowsModel[ListRow]):
    """Rows that come page by page: the view asks for more when it comes to the end of those it has."""

    def __init__(self, more: Callable[[], None], parent: QObject | None = None) -> None:
        columns = (
            Column[ListRow]("Nom", _name, data=_name_data),
            Column[ListRow]("Commune", _commune, data=_commune_data),
            Column[ListRow]("", _dossiers, RIGHT, accessible=_dossiers_spoken, title_accessible="Dossiers ouverts"),
        )
        super().__init__(columns, lambda row: row.key, _sentence, parent)
        self._more = more
        self._has_more = False

    def show(self, rows: Sequence[ListRow], *, has_more: bool) -> None:
        """Show other rows; `has_more` when the base holds more of them."""
        self._has_more = has_more
        self.set_rows(rows)

    def append(self, rows: Sequence[ListRow], *, has_more: bool) -> None:
        """Add the next page; what came twice, because the list moved meanwhile, is left out."""
        known = {row.key for row in self._rows}
        fresh = [row for row in rows if row.key not in known]
        self._has_more = has_more
        if fresh:
            self.beginInsertRows(QModelIndex(), len(self._rows), len(self._rows) + len(fresh) - 1)
            self._rows += fresh
            self.endInsertRows()

    @property
    def has_more(self) -> bool:
        """Whether the base holds rows that are not here yet."""
        return self._has_more

    def canFetchMore(self, parent: Index) -> bool:
        return not parent.isValid() and self._has_more

    def fetchMore(self, parent: Index) -> None:
        if self.canFetchMore(parent):
            self._more()

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if section == 2 and orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DecorationRole:
            return icon("folder", current_theme(), Role.TEXT_SECOND, 16)
        return super().headerData(section, orientation, role)


def _name(row: ListRow) -> str:
    if row.hall is not None:
        return row.hall.name
    return row.person.sort_name if row.person is not None else ""


def _commune(row: ListRow) -> str:
    if row.hall is not None:
        return row.hall.count_words
    if row.person is None:
        return ""
    return row.person.function if row.inside else row.person.commune


def _dossiers(row: ListRow) -> str:
    return str(row.person.open_dossiers) if row.person is not None and row.person.open_dossiers else ""


def _dossiers_spoken(row: ListRow) -> str:
    count = row.person.open_dossiers if row.person is not None else 0
    return f"{count}{NBSP}dossier{'s' if count > 1 else ''} ouvert{'s' if count > 1 else ''}" if count else ""


def _sentence(row: ListRow) -> str:
    if row.hall is not None:
        state = "ouverte" if row.hall.is_open else "fermée"
        return f"{row.hall.name}, {row.hall.count_words}, {state}"
    parts = (_name(row), row.person.commune if row.person else "", row.person.function if row.person else "")
    return ", ".join(part for part in (*parts, _dossiers_spoken(row)) if part)


def _name_data(row: ListRow, role: int) -> Any:
    """Bold for a town hall and for who has an open dossier."""
    if role != Qt.ItemDataRole.FontRole:
        return None
    return current_theme().font(BODY, semibold=bool(row.hall or (row.person and row.person.open_dossiers)))


def _commune_data(_row: ListRow, role: int) -> Any:
    theme = current_theme()
    if role == Qt.ItemDataRole.FontRole:
        return theme.font(CAPTION)
    return theme.color(Role.TEXT_SECOND) if role == Qt.ItemDataRole.ForegroundRole else None
