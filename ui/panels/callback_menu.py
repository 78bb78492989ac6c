"""What else can be done with a promised callback: it was made, or it is put off."""

from __future__ import annotations

from datetime import date, time
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu

from app.domain.calendar import add_working_days
from app.domain.names import of_person
from app.storage.rows import CallbackRow
from ui.components import IconButton
from ui.dates import week_day
from ui.front import Front

if TYPE_CHECKING:
    from app.changes import Changes

MORNING = time(9)
PUT_OFF = (1, 2, 5)  # working days from today


class CallbackMenu(IconButton):
    """« … » at the end of a line of « À rappeler »."""

    def __init__(self, front: Front, row: CallbackRow) -> None:
        super().__init__(
            "ellipsis", f"Autres gestes pour le rappel {of_person(row.name)}", "Rappel fait, reporter…", size=16
        )
        self._front, self._row = front, row
        self.clicked.connect(self.open_menu)

    def open_menu(self) -> QMenu:
        """Show the menu below the button."""
        from ui.panels.dossier_menu import add, popup_menu

        menu = popup_menu(self, self.accessibleName())
        add(menu, "Rappel fait", self._finish)
        menu.addSeparator()
        today = self._front.desk.today()
        for days in PUT_OFF:
            day = add_working_days(today, days)
            add(menu, f"Reporter au {week_day(day)}, 9\u00a0h", partial(self._put_off, day))
        menu.popup(self.mapToGlobal(QPoint(0, self.height())))
        return menu

    def _finish(self) -> None:
        def action() -> Changes:
            from app.services.calls import finish_callback

            return finish_callback(self._front.desk, self._row.id)

        self._front.write(action)

    def _put_off(self, day: date) -> None:
        def action() -> Changes:
            from app.services.calls import move_callback

            return move_callback(self._front.desk, self._row.id, day, MORNING, self._row.version)

        self._front.write(action)
