"""What every page is given: the desk, a way to read and write off the window's thread, undo, and places to go."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, Signal

from app.changes import Changes
from app.errors import UserError
from ui.places import (
    EditGuide,
    EditOfficial,
    EditSession,
    EditTraining,
    GoTo,
    ImportFile,
    ManySheets,
    NewCall,
    NewDossier,
    OpenDossier,
    OpenOfficial,
    OpenSession,
    OpenTownHall,
    Page,
    PreviewSheet,
    PrintSheet,
    ShowDocument,
    WriteLetters,
)
from ui.tasks import call_back

if TYPE_CHECKING:
    from app.desk import Desk
    from app.documents.document import Document
    from app.settings import PcSettings
    from ui.printing import PrinterSource
    from ui.tasks import Progress, TaskRunner
    from ui.updating import Updates

T = TypeVar("T")
UNDO_DEPTH = 50


class Front(QObject):
    """The one object that pages share. It knows no page."""

    changed = Signal(object)  # Changes, after each write: the one thing that screens listen to
    told = Signal(object)  # Changes with a label: the banner, with « Annuler » when it can be undone
    begun = Signal()  # a gesture begins again: what was said of the one before goes
    turned = Signal(object, bool)  # Changes of an undo (True) or a redo (False): the banner, with the way back
    refused = Signal(str)  # a French sentence that nobody else shows
    settingsWanted = Signal(dict)  # names and values of PcSettings to remember on this PC  # noqa: N815 - Qt’s way of naming
    demoWanted = Signal(bool)  # to the demonstration, or back to the desk's own base  # noqa: N815 - Qt’s way of naming
    accountWanted = Signal()  # another account on the server of the base  # noqa: N815 - Qt’s way of naming
    placeWanted = Signal(object)  # a ui.places.Place  # noqa: N815 - Qt’s way of naming

    def __init__(self, desk: Desk, runner: TaskRunner, settings: PcSettings) -> None:
        super().__init__()
        self.desk = desk
        self.runner = runner
        self.settings = settings
        self.printer_source: PrinterSource | None = None  # None: the system's own printers
        self.updates: Updates | None = None  # None: IT has not said where newer programs are
        self._undo: list[Changes] = []
        self._redo: list[Changes] = []

    # Reading and writing

    def read(self, query: Callable[[], T], show: Callable[[T], None]) -> None:
        """Run a query on the database's thread, then show its rows here."""
        self.runner.run(query, show, self._refuse)

    def write(
        self,
        action: Callable[[], Changes],
        done: Callable[[Changes], None] | None = None,
        failed: Callable[[UserError], None] | None = None,
    ) -> Progress:
        """Run one user action, tell everybody what it touched, and offer to undo it; the progress tells its end."""

        def finish(changes: Changes) -> None:
            if changes.undoable:
                self._undo = [*self._undo[-UNDO_DEPTH + 1 :], changes]
                self._redo.clear()
            self._announce(changes)
            if done is not None:
                call_back(done, changes)

        return self.runner.run(action, finish, failed or self._refuse)

    def undo(self) -> None:
        """Turn back the last action that can be."""
        self._turn_back(self._undo, self._redo, "Rien à annuler.", undone=True)

    def redo(self) -> None:
        """Do again what was just undone."""
        self._turn_back(self._redo, self._undo, "Rien à rétablir.", undone=False)

    def _turn_back(self, source: list[Changes], target: list[Changes], nothing: str, *, undone: bool) -> None:
        if not source:
            self.refused.emit(nothing)
            return
        last = source.pop()

        def finish(changes: Changes) -> None:
            target.append(changes)
            self.changed.emit(changes)
            self.turned.emit(changes, undone)

        def work() -> Changes:
            from app.storage.revert import revert

            return revert(self.desk.database, last, self.desk.now(), self.desk.agent)

        self.runner.run(work, finish, self._refuse)

    def _announce(self, changes: Changes) -> None:
        self.changed.emit(changes)
        if changes.label:
            self.told.emit(changes)

    def _refuse(self, problem: UserError) -> None:
        self.refused.emit(problem.message)

    def remember(self, **changes: object) -> None:
        """Keep settings of this PC (fields of `PcSettings`)."""
        self.settingsWanted.emit(changes)

    def show_demo(self) -> None:
        """Open the demonstration, filled with invented people, in the place of this base."""
        self.demoWanted.emit(True)

    # Places

    def go(self, page: Page) -> None:
        """Show a page of the rail."""
        self.placeWanted.emit(GoTo(page))

    def open_official(self, official_id: int) -> None:
        """Show one person in the directory."""
        self.placeWanted.emit(OpenOfficial(official_id))

    def open_town_hall(self, insee: str, name: str) -> None:
        """Show the people of one commune in the directory."""
        self.placeWanted.emit(OpenTownHall(insee, name))

    def open_dossier(self, dossier_id: int) -> None:
        """Show one dossier, its panel open on the board."""
        self.placeWanted.emit(OpenDossier(dossier_id))

    def open_session(self, session_id: int) -> None:
        """Show one session, its panel open in the catalogue."""
        self.placeWanted.emit(OpenSession(session_id))

    def new_call(
        self,
        *,
        official_id: int | None = None,
        dossier_id: int | None = None,
        typed: str = "",
        callback_id: int | None = None,
        outgoing: bool = False,
    ) -> None:
        """Begin a call with what is known of it."""
        self.placeWanted.emit(NewCall(official_id, dossier_id, typed, callback_id, outgoing))

    def edit_official(self, official_id: int | None, prefill: Mapping[str, str] | None = None) -> None:
        """Show the form of a person, or of a new one."""
        self.placeWanted.emit(EditOfficial(official_id, prefill or {}))

    def new_dossier(self, official_id: int | None = None, session_id: int | None = None) -> None:
        """Open a dossier for somebody or on a session."""
        self.placeWanted.emit(NewDossier(official_id, session_id))

    def preview_sheet(self, dossier_id: int) -> None:
        """Show the sheet of a dossier beside it."""
        self.placeWanted.emit(PreviewSheet(dossier_id))

    def print_sheet(self, dossier_id: int, *, ask: bool = False) -> None:
        """Print the sheet of a dossier on the remembered printer."""
        self.placeWanted.emit(PrintSheet(dossier_id, ask))

    def show_document(self, make: Callable[[], Document], record: Callable[[str], Changes] | None = None) -> None:
        """Show a paper that is made beside the window's thread; `record("print" | "file")` once it was handed out."""
        self.placeWanted.emit(ShowDocument(make, record))

    def write_letters(self, dossier_id: int, part: str = "post", stage: str = "") -> None:
        """Show the letters of a dossier, beginning with "post", "mail" or "letter"."""
        self.placeWanted.emit(WriteLetters(dossier_id, part, stage))

    def edit_guide(self, edition_id: str = "", step_id: str = "") -> None:
        """Show the editions of the guide, or the editor of one of them."""
        self.placeWanted.emit(EditGuide(edition_id, step_id))

    def many_sheets(self, dossier_ids: Sequence[int], title: str = "") -> None:
        """Show what sheets for these dossiers need, then make them."""
        self.placeWanted.emit(ManySheets(tuple(dossier_ids), title))

    def import_file(self, path: Path | None = None) -> None:
        """Import a register."""
        self.placeWanted.emit(ImportFile(path))

    def edit_training(self, training_id: int | None = None) -> None:
        """Show the form of a training."""
        self.placeWanted.emit(EditTraining(training_id))

    def edit_session(self, session_id: int | None = None, training_id: int | None = None) -> None:
        """Show the form of a session."""
        self.placeWanted.emit(EditSession(session_id, training_id))
