"""Who has not confirmed a session yet: one line each, Entrée begins the call."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.stages import Stage
from app.storage.rows import DossierRow
from ui.components import BadgeKind, Line, Text, Themed, show_part
from ui.deadline_words import short_badges, spoken
from ui.panels.person_line import PersonLine
from ui.theme import BODY, CAPTION, Role, Theme

if TYPE_CHECKING:
    from ui.front import Front


class CallsToMake(Themed, QWidget):
    """Hidden when all have confirmed."""

    def __init__(self, front: Front, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.front = front
        self.title = Text("", BODY, semibold=True)
        self._why = Text(
            "Inscription pas encore confirmée\u00a0: sans cela, la place est perdue.",
            CAPTION,
            Role.TEXT_SECOND,
            wrap=True,
        )
        self._lines = QVBoxLayout()
        self._column = QVBoxLayout(self)
        self._column.addWidget(Line())
        self._column.addWidget(self.title)
        self._column.addWidget(self._why)
        self._column.addLayout(self._lines)
        show_part(self, False)
        self.start_theme()

    def show_people(self, dossiers: Sequence[DossierRow]) -> None:
        """Show those of these dossiers that the officials have still to confirm, the most urgent first."""
        while (item := self._lines.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        rows = [row for row in dossiers if row.stage is Stage.TO_CONFIRM]
        show_part(self, bool(rows))
        self.title.setText(f"{len(rows)} appel{'s' * (len(rows) > 1)} à faire")
        for row in rows:
            self._lines.addWidget(self._line(row))

    def _line(self, row: DossierRow) -> PersonLine:
        today = self.front.desk.today()
        kind = BadgeKind(row.deadline.urgency) if row.deadline else BadgeKind.SOON
        badges = short_badges(row.deadline, today) if row.deadline else ()
        line = PersonLine(kind, row.name, badges[-1].text if badges else "à confirmer")
        due = f", {spoken(row.deadline, today)}" if row.deadline else ""
        line.setAccessibleName(f"Appeler {row.name}, {row.commune}{due}")
        line.clicked.connect(lambda: self.front.new_call(official_id=row.official_id, dossier_id=row.id, outgoing=True))
        return line

    def retheme(self, theme: Theme) -> None:
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.px(6))
        self._lines.setSpacing(0)
