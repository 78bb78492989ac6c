"""*Formations*: trainings with their sessions, seats and last days to ask; a panel beside, forms in the window."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QMenu, QStackedLayout, QWidget

from app.changes import Changes
from app.domain.calendar import DeadlineKind
from app.storage.rows import DraftRow, SessionRow, TrainingRow
from ui.components import Themed, show_part
from ui.front import Front
from ui.pages.base import PageWidget
from ui.panels.catalogue_list import ALL, FILTERS, FREE, PAST, UPCOMING, CatalogueList
from ui.panels.catalogue_rows import CatalogueRow, catalogue_rows, is_cancelled, is_past
from ui.panels.session import WIDTH as PANEL_WIDTH
from ui.panels.session import SessionPanel
from ui.theme import Theme, current_theme

if TYPE_CHECKING:
    from app.domain.calendar import NoticeRule
    from ui.pages.catalogue_form import CatalogueForm

WIDE = 1180 - 92  # from there on the panel stands beside the table, else over it (SPEC section 1)

Catalogue = Mapping[str, Sequence[TrainingRow]]


class CataloguePage(Themed, PageWidget):
    """The table or a form; the panel follows the table's row."""

    tables = ("trainings", "sessions", "dossiers", "officials", "mandates", "callbacks", "settings")

    def __init__(self, front: Front) -> None:
        super().__init__(front)
        self.catalogue: Catalogue = {}
        self._when = UPCOMING
        self._folded: set[int] = set()
        self._wanted: tuple[str, int] | None = None
        self._seen = False
        self.form: CatalogueForm | None = None
        self.panel = SessionPanel(front)
        self._whole = QWidget()
        self.list = CatalogueList()
        self.list.setParent(self._whole)
        self.panel.setParent(self._whole)
        self.table, self.model, self.filters = self.list.table, self.list.model, self.list.filters
        show_part(self.panel, False)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self._whole)
        self._connect()
        self.start_theme()

    def _connect(self) -> None:
        self.filters.changed.connect(self.show_only)
        for button in (self.list.add_session, self.list.first_training):
            button.clicked.connect(self.new)
        self.list.add_training.clicked.connect(lambda: self.edit_training(None))
        self.table.chosen.connect(self._chosen)
        self.table.entered.connect(self._entered)
        self.table.folded.connect(self._fold)
        self.table.menuWanted.connect(lambda row, at: self.menu_of(row).popup(at))
        self.table.clicked.connect(lambda _index: self._open_panel())
        self.panel.closed.connect(self._close_panel)
        self.panel.modifyWanted.connect(self.modify)
        self.panel.addWanted.connect(lambda training_id: self.edit_session(None, training_id))
        self.panel.menuWanted.connect(self._panel_menu)

    # Reading

    def refresh(self) -> None:
        """Read the catalogue; the panel reads its own session."""
        desk = self.front.desk

        def query() -> Catalogue:
            from app.storage import queries

            return {when: queries.trainings(desk, when=when) for when in (UPCOMING, FREE, PAST, ALL)}

        self.front.read(query, self._show)
        self.panel.refresh()

    def _show(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self.list.show_counts([(when, catalogue[when]) for when, _words in FILTERS])
        self._show_rows()
        if not self._seen:
            self._seen = True
            self._look_first()

    def _trainings(self) -> list[TrainingRow]:
        """Those of the filter; an archived one without any session is found among the past."""
        rows = list(self.catalogue.get(self._when, ()))
        if self._when == PAST:  # the last session first
            rows = [replace(row, sessions=row.sessions[::-1]) for row in rows]
            rows += [row for row in self.catalogue.get(ALL, ()) if row.archived and not row.sessions]
        return rows

    def _show_rows(self) -> None:
        rows = catalogue_rows(self._trainings(), self._folded, self.front.desk.today())
        self.list.show_rows(rows, self._when, any_training=bool(self.catalogue.get(ALL)))
        if self._wanted is not None and self._take_wanted(self._wanted):
            self._wanted = None
        current = self.table.current()
        if current is None:
            self._close_panel()
        elif current.is_training and not self.panel.isHidden():
            self.panel.show_training(current.training)

    def _look_first(self) -> None:
        """The first time: the session whose last day to ask is the nearest, its panel open where it has its room."""
        sessions = [
            one
            for row in self._trainings()
            for one in row.sessions
            if one.deadline.kind is DeadlineKind.REQUEST and not is_cancelled(one)
        ]
        first = min(sessions, key=lambda one: one.deadline.sort_key, default=None)
        if first is None or self.form is not None or not self.panel.isHidden():
            return
        self.table.choose(("session", first.id))
        if self._has_room():
            self._open_panel()

    def _take_wanted(self, wanted: tuple[str, int]) -> bool:
        """Go to a row that was asked for before it was here: unfold its training, or show the past."""
        kind, wanted_id = wanted
        for row in self.catalogue.get(ALL, ()):
            for session in row.sessions:
                if kind == "session" and session.id == wanted_id:
                    self._bring(row, session)
                    return self.table.choose(wanted)
            if kind == "training" and row.id == wanted_id:
                return self.table.choose(wanted)
        return False

    def _bring(self, training: TrainingRow, session: SessionRow) -> None:
        when = PAST if is_past(session, self.front.desk.today()) else UPCOMING
        here = any(one.id == session.id for row in self._trainings() for one in row.sessions)
        if here and training.id not in self._folded:
            return
        self._folded.discard(training.id)
        if not here:
            self._when = when
            self.filters.set_value(when)
        self._wanted = None
        self._show_rows()

    # Places that others ask for

    def open_session(self, session_id: int) -> None:
        """Show one session, its panel open."""
        self._leave_form()
        self._wanted = ("session", session_id)
        self._seen = True
        if self.catalogue:
            self._show_rows()
        self.panel.show_session(session_id)
        self._set_panel(shown=True)
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def edit_training(self, training_id: int | None = None) -> None:
        """Show the form of a training, a new one without an id; what was typed before is taken up."""

        def show(found: tuple[Catalogue, NoticeRule, Sequence[DraftRow]]) -> None:
            from ui.pages.training_form import TrainingFormPage

            catalogue, _rule, drafts = found
            training = next((row for row in catalogue[ALL] if row.id == training_id), None)
            if training_id is not None and training is None:
                self.front.refused.emit("On ne trouve plus cette formation\u00a0: quelqu’un l’a supprimée entre-temps.")
                return
            form = TrainingFormPage(self.front, training, catalogue[ALL])
            self._show_form(form, _draft_of(drafts, "training", training_id), "training")

        self._read_for_form(show)

    def edit_session(self, session_id: int | None = None, training_id: int | None = None) -> None:
        """Show the form of a session, a new one of `training_id` without an id."""

        def show(found: tuple[Catalogue, NoticeRule, Sequence[DraftRow]]) -> None:
            from ui.pages.session_form import TRAINING, SessionFormPage

            catalogue, rule, drafts = found
            if not catalogue[ALL]:
                self.edit_training(None)
                return
            sessions = {one.id: one for row in catalogue[ALL] for one in row.sessions}
            session = sessions.get(session_id) if session_id is not None else None
            if session_id is not None and session is None:
                self.front.refused.emit("On ne trouve plus cette session\u00a0: quelqu’un l’a supprimée entre-temps.")
                return
            form = SessionFormPage(self.front, session, training_id, catalogue[ALL], rule)
            draft = _draft_of(drafts, "session", session_id)
            if draft and session is None and training_id not in (None, _number(draft.payload.get(TRAINING))):
                draft = None  # that one is of another training: it waits on Aujourd’hui
            self._show_form(form, draft, "session")

        self._read_for_form(show)

    def _read_for_form(self, show: Callable[[tuple[Catalogue, NoticeRule, Sequence[DraftRow]]], None]) -> None:
        desk = self.front.desk

        def query() -> tuple[Catalogue, NoticeRule, Sequence[DraftRow]]:
            from app.services.settings import desk_settings
            from app.storage import queries

            return {ALL: queries.trainings(desk, when=ALL)}, desk_settings(desk).notice_rule, queries.drafts(desk)

        self.front.read(query, show)

    def _show_form(self, form: CatalogueForm, draft: DraftRow | None, kind: str) -> None:
        self._leave_form()
        self.form = form
        if draft is not None:
            form.show_draft(draft)
        form.closed.connect(self._form_closed)
        form.saved.connect(lambda changes: self._form_saved(changes, kind))
        self._stack.addWidget(form)
        self._stack.setCurrentWidget(form)
        form.focus_first()

    def _leave_form(self) -> None:
        if self.form is not None:
            self.form.keeper.flush()
            self._stack.setCurrentWidget(self._whole)
            self._stack.removeWidget(self.form)
            self.form.deleteLater()
            self.form = None

    def _form_closed(self) -> None:
        self._leave_form()
        self.focus_first()

    def _form_saved(self, changes: Changes, kind: str) -> None:
        self._wanted = (kind, int(changes.result))
        self._leave_form()
        self._show_rows()  # and once more when what was saved has been read
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    # The table and its panel

    def show_only(self, when: str) -> None:
        """Show the sessions of one filter."""
        self._when = when
        self.filters.set_value(when)
        self.table.scrollToTop()
        self._show_rows()
        if self.model.rowCount():
            self.table.setCurrentIndex(self.model.index(0, 0))

    def _chosen(self, row: CatalogueRow) -> None:
        if not self.panel.isHidden():
            self._show_in_panel(row)

    def _show_in_panel(self, row: CatalogueRow) -> None:
        if row.session is not None:
            self.panel.show_session(row.session.id)
        else:
            self.panel.show_training(row.training)

    def _entered(self, row: CatalogueRow) -> None:
        if row.is_training:
            self._fold(row, is_open=not row.is_open)
        elif row.session is None:
            self.edit_session(None, row.training.id)
        else:
            self._open_panel()
            self.panel.focus_first()

    def _fold(self, row: CatalogueRow, is_open: bool) -> None:
        if is_open:
            self._folded.discard(row.training.id)
        else:
            self._folded.add(row.training.id)
        self._show_rows()

    def _open_panel(self) -> None:
        row = self.table.current()
        if row is not None:
            self._show_in_panel(row)
            self._set_panel(shown=True)

    def _close_panel(self) -> None:
        had_focus = self.panel.isAncestorOf(QApplication.focusWidget() or self)
        self._set_panel(shown=False)
        if had_focus:
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _set_panel(self, *, shown: bool) -> None:
        show_part(self.panel, shown)
        self._arrange()

    # Menus

    def _panel_menu(self, at: QPoint) -> None:
        row = self.table.current()
        if row is not None:
            menu = self.menu_of(row)
            menu.popup(at - QPoint(menu.sizeHint().width(), menu.sizeHint().height()))

    def menu_of(self, row: CatalogueRow) -> QMenu:
        """All that can be done with a row."""
        from ui.panels.catalogue_menu import Forms, row_menu

        return row_menu(self, self.front, row, Forms(self.edit_training, self.edit_session))

    # What the window asks

    def new(self) -> bool:
        """Ctrl+N: a session of the training where one stands; the first training where there is none."""
        if self.form is None:
            row = self.table.current()
            self.edit_session(None, row.training.id if row is not None else None)
        return True

    def modify(self) -> bool:
        row = self.table.current()
        if self.form is not None or row is None:
            return False
        if row.session is not None:
            self.edit_session(row.session.id)
        else:
            self.edit_training(row.training.id)
        return True

    def save(self) -> bool:
        return self.form.save() if self.form is not None else False

    def print_sheet(self, *, ask: bool = False) -> bool:
        """Ctrl+P: the day pack of the session where one stands."""
        row = self.table.current()
        if self.form is not None or row is None or row.session is None:
            return False
        self._open_panel()
        return self.panel.show_pack()

    def foot_height(self) -> int:
        return self.form.foot_height() if self.form is not None else 0

    def escape(self) -> bool:
        if self.form is not None:
            self.form.close_form()
            return True
        if self.panel.isHidden():
            return False
        self._close_panel()
        return True

    def focus_first(self) -> None:
        if self.form is not None:
            self.form.focus_first()
        else:
            self.list.focus_first()

    def regions(self) -> Sequence[QWidget]:
        if self.form is not None:
            return (self.form,)
        return (self.list.main_part(), self.panel, self.list.head)

    # Looks

    def retheme(self, theme: Theme) -> None:
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _has_room(self) -> bool:
        return self.width() >= current_theme().px(WIDE)

    def _arrange(self) -> None:
        """Beside the table where there is room, else over it."""
        size = self.size()
        width = min(current_theme().px(PANEL_WIDTH), size.width())
        beside = not self.panel.isHidden() and self._has_room()
        self.list.setGeometry(0, 0, size.width() - (width if beside else 0), size.height())
        self.panel.setGeometry(size.width() - width, 0, width, size.height())
        self.panel.raise_()


def _draft_of(drafts: Sequence[DraftRow], kind: str, subject_id: int | None) -> DraftRow | None:
    """The newest draft of a record."""
    mine = [row for row in drafts if row.kind == kind and row.subject_id == subject_id]
    return max(mine, key=lambda row: row.updated_at, default=None)


def _number(text: object) -> int | None:
    return int(text) if isinstance(text, str) and text.isdigit() else None
