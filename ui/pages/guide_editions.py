"""*Réglages › Guide*: the editions side by side, the editor of one, its versions, and what a file would bring."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from app.errors import UserError
from app.files import write_whole
from app.guide.edition import Edition
from app.guide.proving import Problem
from ui.components import Button, ComboBox, FlowLayout, Segmented, Text, Themed, show_part
from ui.focus_view import FocusView
from ui.pages.base import PageWidget
from ui.panels.guide_editions import EditionsView
from ui.panels.guide_versions import ImportView, VersionsView
from ui.theme import PAGE, Role, Theme, current_theme

if TYPE_CHECKING:
    from app.storage.queries_guide import EditionRow
    from ui.front import Front
    from ui.panels.guide_editor import GuideEditor

EDITIONS, EDITOR, VERSIONS, IMPORT = "editions", "editor", "versions", "import"
VIEWS = ((EDITIONS, "Côte à côte"), (EDITOR, "Modifier"), (VERSIONS, "Versions"))
LOW = 260  # height at 100 % below which the editor goes without buttons that have a key
FILES = "Guide AMF42 (*.toml)"


class Head(Themed, QWidget):
    """Title, the three views, the edition, the file that brings one; it goes on to a second line where it must."""

    def __init__(self) -> None:
        super().__init__()
        self._editor: GuideEditor | None = None
        self._view, self._editions, self._low = EDITIONS, 0, False
        self.title = Text("Guide", PAGE, Role.TEXT, semibold=True)
        self.views = Segmented(VIEWS, EDITIONS, accessible_name="Vue du guide")
        self.edition = ComboBox()
        self.edition.setAccessibleName("Édition")
        self.bring = Button("Importer…", "file-down", height=28)
        self._flow = FlowLayout(self)
        for widget in (self.title, self.views, self.edition, self.bring):
            self._flow.addWidget(widget)
        self.start_theme()

    def take_tools(self, editor: GuideEditor) -> None:
        """Give the editor's tools a place, once there is one."""
        self._editor = editor
        for tool in editor.tools:
            self._flow.addWidget(tool)

    def show_for(self, view: str, editions: int) -> None:
        """Show what the view needs; in a low window, what cannot be reached by a key."""
        self._view, self._editions = view, editions
        low = self._low and view == EDITOR
        show_part(self.title, not low)
        self.views.set_value(view if view != IMPORT else None)
        show_part(self.edition, view in (EDITOR, VERSIONS) and editions > 1 and not low)
        show_part(self.bring, view == EDITIONS)
        editor = self._editor
        for tool in editor.tools if editor is not None else ():
            switch = editor is not None and tool is editor.panes_switch
            wanted = editor is not None and editor.folded if switch else not low
            show_part(tool, view == EDITOR and wanted)
        self._flow.invalidate()

    def set_low(self, low: bool) -> None:
        """Whether the window is so low that the page needs the height."""
        if low is not self._low:
            self._low = low
            self.show_for(self._view, self._editions)

    def retheme(self, theme: Theme) -> None:
        self._flow.set_gaps(theme.px(14), theme.px(6))
        self._flow.setContentsMargins(theme.px(16), theme.px(10), theme.px(16), theme.px(8))


class GuideEditionsPage(PageWidget):
    """One view at a time; Échap goes one level back, from the editor to the editions and then where one came from."""

    tables = ("guide_versions", "settings", "dossiers")

    def __init__(self, front: Front) -> None:
        super().__init__(front)
        self._rows: tuple[EditionRow, ...] = ()
        self.editions = EditionsView(front, front.desk.edition)
        self._editor: GuideEditor | None = None
        self.head = Head()
        self.versions = VersionsView(front)
        self.importing = ImportView(front)
        self.stack = QStackedWidget()
        self._scrolled: dict[str, QWidget] = {
            EDITIONS: _scrolled(self.editions, "Éditions du guide"),
            VERSIONS: _scrolled(self.versions, "Versions du guide"),
            IMPORT: _scrolled(self.importing, "Importer une édition"),
        }
        for widget in self._scrolled.values():
            self.stack.addWidget(widget)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.head)
        layout.addWidget(self.stack, 1)
        self.head.views.changed.connect(lambda view: self.show_view(str(view), lead=False))
        self.head.edition.activated.connect(lambda _index: self._take_edition())
        self.head.bring.clicked.connect(lambda _on: self.ask_import())
        self.editions.editWanted.connect(self.edit)
        self.editions.exportWanted.connect(self.ask_export)
        self.importing.imported.connect(self._imported)
        self.view = EDITIONS
        self.head.show_for(EDITIONS, 0)

    @property
    def editor(self) -> GuideEditor:
        """The editor, made when one first writes: it has two hundred fields, and most come here to read."""
        if self._editor is None:
            from ui.panels.guide_editor import GuideEditor

            made = self._editor = GuideEditor(self.front)
            made.closed.connect(lambda: self.show_view(EDITIONS))
            made.inUse.connect(self._show_edition)
            self._scrolled[EDITOR] = made
            self.stack.addWidget(made)
            self.head.take_tools(made)
        return self._editor

    # Views

    def show_view(self, view: str, *, lead: bool = True) -> None:
        """Show one of the views, with the edition of the head; `lead` takes the keyboard into it."""
        self.view = view
        if view == EDITOR:
            self.edit(lead=lead)
            return
        self.head.show_for(view, len(self._rows))
        self.stack.setCurrentWidget(self._scrolled[view])
        if view == VERSIONS:
            self.versions.show_edition(self.front.desk.edition(self._edition_id()))
        if lead:
            self.focus_first()

    def edit(self, edition_id: str = "", step_id: str = "", *, lead: bool = True) -> None:
        """Open the editor on an edition, and on one of its steps."""
        if edition_id:
            self._show_edition(edition_id)
        editor, self.view = self.editor, EDITOR
        self.head.show_for(EDITOR, len(self._rows))
        self.stack.setCurrentWidget(editor)
        editor.open_edition(edition_id or self._edition_id(), step_id, lead=lead)

    def _take_edition(self) -> None:
        """Another edition in the head: what is typed in the one before is a draft."""
        if self.view == EDITOR:
            self.editor.open_edition(self._edition_id(), lead=False)
        else:
            self.versions.show_edition(self.front.desk.edition(self._edition_id()))

    def _edition_id(self) -> str:
        chosen = self.head.edition.currentData()
        if isinstance(chosen, str) and chosen:
            return chosen
        return self.front.desk.edition_for_new().id

    def _show_edition(self, edition_id: str) -> None:
        place = self.head.edition.findData(edition_id)
        if place >= 0:
            self.head.edition.setCurrentIndex(place)

    # Reading

    def refresh(self) -> None:
        """Read the editions again."""
        desk = self.front.desk

        def query() -> tuple[EditionRow, ...]:
            from app.storage.queries_guide import editions

            return editions(desk)

        self.front.read(query, self._show)
        if self.view == VERSIONS:
            self.versions.refresh()

    def _show(self, rows: Sequence[EditionRow]) -> None:
        focus = QApplication.focusWidget()
        held = focus is not None and self.editions.isAncestorOf(focus)
        kept = self._edition_id()
        self._rows = tuple(rows)
        self.head.edition.clear()
        for row in rows:
            self.head.edition.addItem(row.title, row.id)
        self._show_edition(kept)
        self.head.show_for(self.view, len(rows))
        self.editions.show_rows(rows)
        if held and self.view == EDITIONS:
            self.editions.focus_first()

    # Files

    def ask_export(self, edition_id: str) -> None:
        """Ask where, and write the edition there."""
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        start = str(Path(folder) / f"guide-{edition_id}.toml")
        name, _ = QFileDialog.getSaveFileName(self, "Exporter une édition du guide", start, FILES)
        if name:
            self.export_to(edition_id, Path(name))

    def export_to(self, edition_id: str, path: Path) -> None:
        """Write one edition, whole, into one file."""
        path = path if path.suffix.lower() == ".toml" else path.with_name(f"{path.name}.toml")
        desk = self.front.desk

        def work() -> Path:
            from app.services.guide import export_edition

            write_whole(path, export_edition(desk, edition_id).encode("utf-8"))
            return path

        self.front.read(work, lambda kept: self.front.refused.emit(f"Édition exportée\u00a0: {kept.name}."))

    def ask_import(self) -> None:
        """Ask which file, and show what it would change."""
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        name, _ = QFileDialog.getOpenFileName(self, "Importer une édition du guide", folder, f"{FILES};;Tout (*)")
        if name:
            self.import_from(Path(name))

    def import_from(self, path: Path) -> None:
        """Show what the edition of a file would change; nothing is taken yet."""

        def work(_progress: object) -> tuple[Edition, tuple[Problem, ...]]:
            from app.services.guide import problems_of, read_edition_file

            edition = read_edition_file(path)
            return edition, problems_of(edition)

        def show(read: tuple[Edition, tuple[Problem, ...]]) -> None:
            self.show_view(IMPORT)
            self.importing.show_file(read[0], path.name, read[1])

        def unread(problem: UserError) -> None:
            self.show_view(IMPORT)
            self.importing.show_unread(path.name, problem.message)

        self.front.runner.run_heavy(work, show, unread, "Lecture de l’édition…")

    def _imported(self, edition_id: str) -> None:
        self.show_view(EDITIONS)
        self._show_edition(edition_id)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.head.set_low(self.height() < LOW * current_theme().scale)

    # What the window asks of a page

    def focus_first(self) -> None:
        match self.view:
            case "editor":
                self.editor.focus_first()
            case "versions":
                self.versions.focus_first()
            case "import":
                self.importing.focus_first()
            case _:
                self.editions.focus_first()

    def regions(self) -> Sequence[QWidget]:
        if self.view == EDITOR:
            return (self.head, *self.editor.regions())
        if self.view == EDITIONS:
            return (self.head, *self.editions.cards.values(), self.editions.compare.table, self.editions.compare.detail)
        view = self.versions if self.view == VERSIONS else self.importing
        tables = (self.versions.table,) if self.view == VERSIONS else ()
        return (self.head, *tables, view.compare.table, view.compare.detail, view.foot)

    def new(self) -> bool:
        if self.view == EDITOR:
            self.editor.add_step()
        return self.view == EDITOR

    def modify(self) -> bool:
        if self.view != EDITOR:
            step_id = self.editions.compare.current_key() if self.view == EDITIONS else ""
            self.edit(self.editions.right.value() if step_id else "", step_id)
        return True

    def save(self) -> bool:
        match self.view:
            case "editor":
                self.editor.save()
            case "versions":
                self.versions.foot.act()
            case "import":
                self.importing.foot.act()
        return True

    def foot_height(self) -> int:
        if self.view == EDITIONS:
            return 0
        if self.view == EDITOR:
            return self.editor.foot.height()
        return (self.versions if self.view == VERSIONS else self.importing).foot.height()

    def undo(self) -> bool:
        return self.view == EDITOR and self.editor.undo()

    def redo(self) -> bool:
        """Ctrl+Y in the editor."""
        return self.view == EDITOR and self.editor.redo()

    def escape(self) -> bool:
        if self.view == EDITOR and self.editor.escape():
            return True
        if self.view == EDITIONS:
            return False
        if self.view == EDITOR:
            self.editor.close_editor()
        else:
            self.show_view(EDITIONS)
        return True


def _scrolled(view: QWidget, name: str) -> QScrollArea:
    """A view that scrolls where the window is low for it."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setAccessibleName(name)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    view.setProperty("part", "page")
    area.setWidget(view)
    FocusView(area)
    return area
