"""*Élus*: the list at the left, one person at the right; the form and the import take the whole page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QStackedLayout, QWidget

from app.storage.rows import OfficialDetail
from ui.components import Line
from ui.pages.base import PageWidget
from ui.panels.official_detail import OfficialDetailPanel
from ui.panels.official_list import OfficialList
from ui.panels.people_model import HallRow, ListRow

if TYPE_CHECKING:
    from ui.dialogs.importing import ImportPanel
    from ui.front import Front
    from ui.pages.official_form import OfficialFormPage


class DirectoryPage(PageWidget):
    """Nothing here opens a window; Échap always goes one level back."""

    tables = ("officials", "mandates", "dossiers", "dossier_events", "calls", "callbacks", "handouts", "done_steps")

    def __init__(self, front: Front) -> None:
        super().__init__(front)
        self.list = OfficialList(front)
        self.detail = OfficialDetailPanel(front)
        self._form: OfficialFormPage | None = None
        self._import: ImportPanel | None = None
        self._wanted: int | None = None  # a person to be shown whom the list may not have yet
        self._from_outside = False  # the form was opened by another page: Échap goes back there
        browse = QWidget()
        row = QHBoxLayout(browse)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.list)
        row.addWidget(Line(upright=True))
        row.addWidget(self.detail, 1)
        self._browse = browse
        self._stack = QStackedLayout(self)
        self._stack.addWidget(browse)
        self._connect()

    def _connect(self) -> None:
        self.list.chosen.connect(self._chosen)
        self.list.entered.connect(self.detail.focus_first)
        self.list.importWanted.connect(lambda: self.import_file(None))
        self.list.addWanted.connect(lambda: self._open_form(None, {}))
        self.list.menuWanted.connect(self._show_menu)
        self.detail.formWanted.connect(lambda official_id: self._open_form(official_id, {}))
        self.detail.addWanted.connect(lambda prefill: self._open_form(None, prefill))
        self.detail.importWanted.connect(lambda: self.import_file(None))
        self.detail.shownPerson.connect(self._place)

    # What other pages ask for

    def open_official(self, official_id: int) -> None:
        """Show one person; the list shows where they stand."""
        self._show_browse()
        self._wanted = official_id
        self.detail.show_person(official_id)

    def open_town_hall(self, insee: str, name: str) -> None:
        """Show the people of one commune; one of which nobody is known offers to add somebody."""
        self._show_browse()
        self._wanted = None

        def show(halls: tuple[tuple[str, str, int], ...]) -> None:
            if any(code == insee for code, _, _ in halls):
                self.list.show_hall(insee)
            else:
                self.detail.show_hall(HallRow(insee, name, 0))

        desk = self.front.desk

        def read() -> tuple[tuple[str, str, int], ...]:
            from app.storage import queries

            return queries.town_halls(desk)

        self.front.read(read, show)

    def edit_official(self, official_id: int | None, prefill: Mapping[str, str] | None = None) -> None:
        """Show the form of a person, or of a new one; it was asked for by another page."""
        self._open_form(official_id, prefill or {})
        self._from_outside = True

    def import_file(self, path: Path | None) -> None:
        """Show the import of a file, or ask for one."""
        panel = self._import_panel()
        self._stack.setCurrentWidget(panel)
        panel.begin(path)
        panel.focus_first()

    # What the window asks of a page

    def refresh(self) -> None:
        """Read list and person again; what is being typed in the form is left alone."""
        self.list.refresh()
        self.detail.refresh()

    def focus_first(self) -> None:
        """The list, or whatever has taken the page."""
        if self._form is not None and self._stack.currentWidget() is self._form:
            self._form.focus_first()
        elif self._import is not None and self._stack.currentWidget() is self._import:
            self._import.focus_first()
        else:
            self.list.focus_first()

    def regions(self) -> Sequence[QWidget]:
        """List, then person; or the one thing that has taken the page."""
        current = self._stack.currentWidget()
        if current is self._form and self._form is not None:
            return (self._form.inner, self._form.save_button)
        return (self.list.table, self.detail) if current is None or current is self._browse else (current,)

    def new(self) -> bool:
        """Ctrl+N: a new person."""
        if self._stack.currentWidget() is not self._browse:
            return False
        self._open_form(None, {})
        return True

    def modify(self) -> bool:
        """Ctrl+E: the form of the person that is shown."""
        person = self.detail.person_id
        if self._stack.currentWidget() is not self._browse or person is None:
            return False
        self._open_form(person, {})
        return True

    def save(self) -> bool:
        """Ctrl+S: the form, or the import that was read."""
        current = self._stack.currentWidget()
        if self._form is not None and current is self._form:
            return self._form.save()
        return self._import is not None and current is self._import and self._import.do_import()

    def print_sheet(self, *, ask: bool = False) -> bool:
        """Ctrl+P: the sheet of this person's most urgent dossier."""
        if self._stack.currentWidget() is not self._browse:
            return False
        first = self.detail.dossiers.first_open
        if ask and first is not None and self.detail.shown is not None:
            self.front.print_sheet(first, ask=True)
            return True
        return self.detail.preview()

    def foot_height(self) -> int:
        """The form and the import have their buttons at the foot."""
        current = self._stack.currentWidget()
        if self._form is not None and current is self._form:
            return self._form.foot.height()
        return self._import.foot.height() if self._import is not None and current is self._import else 0

    def undo(self) -> bool:
        """Ctrl+Z: an address that was just split goes back on its line."""
        return self._form is not None and self._stack.currentWidget() is self._form and self._form.undo()

    def escape(self) -> bool:
        """Échap: out of the form, the import, the person, the filter; then out of the page."""
        current = self._stack.currentWidget()
        if self._form is not None and current is self._form:
            outside = self._from_outside
            self._form.close_form()
            return not outside
        if self._import is not None and current is self._import:
            self._import.leave()
            return True
        if self.detail.escape():
            self.list.focus_first()
            return True
        return self.list.clear_filter()

    # Inside

    def _chosen(self, row: ListRow | None) -> None:
        if row is None:
            if self._wanted is None:
                self.detail.show_nobody(empty_directory=self.list.is_empty())
        elif row.hall is not None:
            self.detail.show_hall(row.hall)
        elif row.person is not None and row.person.id != self.detail.person_id and self._wanted is None:
            self.detail.show_person(row.person.id)

    def _place(self, detail: OfficialDetail) -> None:
        """Put the list's keyboard on a person who was asked for."""
        if self._wanted != detail.person.id:
            return
        self._wanted = None
        if not self.list.choose(detail.person.id):
            self.list.look_for(detail.person.sort_name, detail.person.id)

    def _show_menu(self, row: ListRow, at: QPoint) -> None:
        if row.person is not None and row.person.id == self.detail.person_id:
            self.detail.show_menu(at)

    def _show_browse(self) -> None:
        self._stack.setCurrentWidget(self._browse)

    def _open_form(self, official_id: int | None, prefill: Mapping[str, str]) -> None:
        form = self._form_page()
        self._from_outside = False
        self._stack.setCurrentWidget(form)
        form.open_person(official_id, prefill)

    def _form_page(self) -> OfficialFormPage:
        if self._form is None:
            from ui.pages.official_form import OfficialFormPage

            self._form = OfficialFormPage(self.front)
            self._form.closed.connect(self._form_closed)
            self._stack.addWidget(self._form)
        return self._form

    def _import_panel(self) -> ImportPanel:
        if self._import is None:
            from ui.dialogs.importing import ImportPanel

            self._import = ImportPanel(self.front)
            self._import.closed.connect(self._import_closed)
            self._stack.addWidget(self._import)
        return self._import

    def _form_closed(self, official_id: int | None) -> None:
        self._from_outside = False
        self._show_browse()
        if official_id is not None:
            self.open_official(official_id)
        self._focus_list()

    def _import_closed(self) -> None:
        self._show_browse()
        self._focus_list()

    def _focus_list(self) -> None:
        focus = QApplication.focusWidget()
        if self.isVisible() and (focus is None or self.isAncestorOf(focus)):
            self.list.focus_first()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.list.fit(self.width())
