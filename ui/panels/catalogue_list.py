"""The catalogue's table with its head, filters, gestures, and what is said where there is nothing to show."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.storage.rows import TrainingRow
from ui.components import Button, Card, ChipGroup, EmptyState, Line, LinkButton, PageHead, Themed, show_part
from ui.panels.catalogue_rows import CatalogueModel, CatalogueRow
from ui.panels.catalogue_table import CatalogueTable
from ui.theme import BODY, Theme, current_theme

UPCOMING, FREE, PAST, ALL = "upcoming", "free", "past", "all"
FILTERS = ((UPCOMING, "À venir"), (FREE, "Places libres"), (PAST, "Passées"))
NOTHING = {
    UPCOMING: ("Aucune formation", "Les formations que vous proposez et leurs sessions seront ici."),
    FREE: ("Aucune place libre", "Les sessions à venir où il reste des places seront ici."),
    PAST: ("Aucune session passée", "Les sessions qui ont eu lieu seront ici."),
}


class CatalogueList(Themed, QWidget):
    """What stands beside the panel."""

    def __init__(self) -> None:
        super().__init__()
        self.head = PageHead("Formations")
        self.filters = ChipGroup(FILTERS, UPCOMING, accessible_name="Sessions montrées")
        self.head.add_beside(_Filters(self.filters))
        self.add_session = Button("Ajouter une session", "plus", "Ctrl+N")
        self.head.add_action(self.add_session)
        self.model = CatalogueModel(self)
        self.table = CatalogueTable(self.model)
        self.first_training = Button("Ajouter une formation", "plus", "Ctrl+N", kind="primary")
        self.empty = EmptyState("", "", self.first_training, icon="graduation-cap")
        self._shown = QStackedWidget()
        self._shown.addWidget(self.table)
        self._shown.addWidget(self.empty)
        self.add_training = LinkButton("Ajouter une formation", "plus", size=BODY)
        self._foot = QHBoxLayout()
        self._foot.addWidget(self.add_training)
        self._foot.addStretch(1)
        card = Card()
        inside = QVBoxLayout(card)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.setSpacing(0)
        inside.addWidget(self._shown, 1)
        self._foot_line = Line()
        inside.addWidget(self._foot_line)
        inside.addLayout(self._foot)
        self._edge = QHBoxLayout()
        self._edge.addWidget(card)
        column = QVBoxLayout(self)
        column.setSpacing(0)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.head)
        column.addLayout(self._edge, 1)
        self.start_theme()

    def show_counts(self, counts: Sequence[tuple[str, Sequence[TrainingRow]]]) -> None:
        """How many sessions each filter has."""
        for when, trainings in counts:
            self.filters.chip(when).set_count(sum(len(row.sessions) for row in trainings))

    def show_rows(self, rows: list[CatalogueRow], when: str, *, any_training: bool) -> None:
        """Show these rows, or why there are none."""
        self.table.show_rows(rows)
        self._shown.setCurrentWidget(self.table if rows else self.empty)
        self.empty.set_words(*NOTHING[when])
        show_part(self.first_training, not any_training)
        for part in (self.add_training, self._foot_line, self.add_session):
            show_part(part, any_training)

    def is_empty(self) -> bool:
        """Whether there is nothing in the table."""
        return self._shown.currentWidget() is self.empty

    def main_part(self) -> QWidget:
        """What F6 leads to."""
        return self.empty if self.is_empty() and not self.first_training.isHidden() else self.table

    def focus_first(self) -> None:
        """The table; the gesture that begins it where it is empty."""
        if not self.is_empty():
            wanted: QWidget = self.table
        elif not self.first_training.isHidden():
            wanted = self.first_training
        else:
            wanted = self.filters
        wanted.setFocus(Qt.FocusReason.OtherFocusReason)

    def retheme(self, theme: Theme) -> None:
        self._edge.setContentsMargins(theme.px(16), 0, theme.px(16), theme.px(14))
        self._foot.setContentsMargins(theme.px(10), theme.px(6), theme.px(10), theme.px(6))


class _Filters(QWidget):
    """Chips in the middle of the head, which grows where they take two lines."""

    def __init__(self, chips: ChipGroup) -> None:
        super().__init__()
        self._chips = chips
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addStretch(1)
        layout.addWidget(chips)
        layout.addStretch(1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def event(self, event: QEvent) -> bool:
        """Chips that grow, by a count or by the size of the text, ask for their lines anew."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return super().event(event)

    def _fit(self) -> None:
        self.setMinimumHeight(self._chips.heightForWidth(self.width()) + 2 * current_theme().px(4))
