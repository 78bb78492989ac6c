"""The import of a register as a panel of *Élus*: what it would do is read before anything is written."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QHeaderView, QStackedWidget, QTableView, QVBoxLayout, QWidget

from app.errors import UserError
from app.exchange.rne import RneFile, RneLine
from app.services.imports import ImportPreview
from ui.components import Button, Card, ChipGroup, EmptyState, FlowLayout, Line, Text, Themed, dress_table
from ui.dates import NBSP, short_day
from ui.table_model import Column, RowsModel
from ui.theme import BODY, CAPTION, PAGE, Role, Theme, current_theme

if TYPE_CHECKING:
    from app.changes import Changes
    from ui.front import Front
    from ui.tasks import Progress

NEW, CHANGED, ABSENT, REFUSED = "new", "changed", "absent", "refused"
TITLE = "Importer les élus"
HOW = (
    "Sur data.gouv.fr, cherchez «\u00a0Répertoire national des élus\u00a0» et téléchargez le fichier des maires. "
    "Choisissez-le ici tel quel, ou déposez-le sur la fenêtre. Rien n’est écrit avant que vous l’acceptiez."
)
_KINDS = (
    (NEW, "Nouveaux"),
    (CHANGED, "Modifiés"),
    (ABSENT, "Plus dans le registre"),
    (REFUSED, "Lignes refusées"),
)
_EXPLAINED = {
    NEW: "Ces personnes ne sont pas dans l’annuaire\u00a0: elles y seront ajoutées avec leur mandat.",
    CHANGED: "Ce que vous avez saisi reste\u00a0; le registre ne fait que compléter.",
    ABSENT: "Le registre ne donne plus ces mandats. Ils seront marqués\u00a0; personne n’est supprimé.",
    REFUSED: "Ces lignes ne se lisent pas et sont laissées de côté. Les autres sont importées.",
}


@dataclass(frozen=True)
class PreviewRow:
    """One line of the preview."""

    place: int
    name: str
    where: str
    what: str


class ImportPanel(Themed, QWidget):
    """Choose or drop a file, read what it would do, accept or close. It lies in the page, never over it."""

    closed = Signal()
    imported = Signal()

    def __init__(self, front: Front) -> None:
        super().__init__()
        self._front = front
        self._preview: ImportPreview | None = None
        self._progress: Progress | None = None
        self._writing = False
        self._dialog: QFileDialog | None = None
        self.title = Text(TITLE, PAGE, semibold=True)
        self.second = Text("", CAPTION, Role.TEXT_SECOND)
        self.choose = Button("Choisir le fichier…", "upload", kind="primary")
        self.choose.clicked.connect(self.ask_file)
        self.empty = EmptyState("Le fichier des maires", HOW, self.choose, icon="file-up")
        self.kinds = ChipGroup(_KINDS, NEW, accessible_name="Ce que l’import ferait")
        self.kinds.changed.connect(lambda _value: self._fill())
        self.summary = Text("", BODY, wrap=True)
        self.explained = Text("", CAPTION, Role.TEXT_SECOND, wrap=True)
        columns: Sequence[Column[PreviewRow]] = (
            Column("Nom", lambda row: row.name),
            Column("Commune", lambda row: row.where),
            Column("Ce qui change", lambda row: row.what, data=_second),
        )
        self.model = RowsModel[PreviewRow](columns, lambda row: row.place, _sentence, self)
        self.table = QTableView()
        self.table.setModel(self.model)
        self.table.setAccessibleName("Aperçu de l’import")
        dress_table(self.table)
        self.table.horizontalHeader().setStretchLastSection(True)
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.accept = Button("Importer", "check", "Ctrl+S", "primary")
        self.accept.clicked.connect(self.do_import)
        self.other = Button("Choisir un autre fichier…")
        self.other.clicked.connect(self.ask_file)
        self.close_button = Button("Fermer", None, "Échap")
        self.close_button.clicked.connect(self.leave)
        self._lay_out()
        self.start_theme()

    def _lay_out(self) -> None:
        self._head = QHBoxLayout()
        self._head.addWidget(self.title)
        self._head.addWidget(self.second, 1)
        found = QWidget()
        self._found = QVBoxLayout(found)
        self._found.addWidget(self.summary)
        self._found.addWidget(self.kinds)
        self._found.addWidget(self.explained)
        card = Card()
        inside = QVBoxLayout(card)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.addWidget(self.table)
        self._found.addWidget(card, 1)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.empty)
        self.stack.addWidget(found)
        self.foot = QWidget()
        self.foot.setProperty("part", "surface")
        self.foot.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._foot = FlowLayout(self.foot)
        for button in (self.accept, self.other, self.close_button):
            self._foot.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._head)
        column.addWidget(self.stack, 1)
        column.addWidget(Line())
        column.addWidget(self.foot)

    # Choosing and reading

    def begin(self, path: Path | None) -> None:
        """Read a file, or ask for one."""
        self._show_choice()
        if path is not None:
            self.read(path)
        else:
            self.ask_file()

    def ask_file(self) -> None:
        """Let the person choose; the dialog is not modal, a call may go on."""
        if self._dialog is None:
            self._dialog = QFileDialog(self, TITLE, "", "Registres (*.csv *.txt);;Tous les fichiers (*)")
            self._dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
            self._dialog.setWindowModality(Qt.WindowModality.NonModal)
            self._dialog.fileSelected.connect(lambda name: self.read(Path(name)))
        self._dialog.show()
        self._dialog.raise_()
        self._dialog.activateWindow()

    def read(self, path: Path) -> None:
        """Read a file and compare it with the directory; nothing is written."""
        if self._progress is not None:
            self._progress.cancel()
        self._preview = None
        self.second.setText(path.name)
        self.empty.set_words("Lecture en cours", f"{path.name} est lu, puis comparé avec l’annuaire.")
        self.stack.setCurrentIndex(0)
        self._offer_acceptance()
        desk = self._front.desk

        def work(progress: Progress) -> ImportPreview:
            from app.exchange.rne import read_rne
            from app.services.imports import preview

            file: RneFile = read_rne(path, lambda done: progress.report(done * 0.6, "Lecture du registre"))
            return preview(desk, file, lambda done: progress.report(0.6 + done * 0.4, "Comparaison avec l’annuaire"))

        self._progress = self._front.runner.run_heavy(
            work, self._show, self._refuse, progress_text="Lecture du registre", cancelled=self._show_choice
        )

    def _refuse(self, problem: UserError) -> None:
        """One sentence, nothing changed, and the gesture that goes on."""
        self._progress = None
        self.empty.set_words("Ce fichier n’est pas importé", f"{problem.message} Rien n’a été changé.")
        self.stack.setCurrentIndex(0)
        self._offer_acceptance()
        self.choose.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_choice(self) -> None:
        self._preview, self._progress = None, None
        self.second.setText("")
        self.empty.set_words("Le fichier des maires", HOW)
        self.stack.setCurrentIndex(0)
        self._offer_acceptance()

    # What it would do

    def _show(self, found: ImportPreview) -> None:
        self._progress = None
        self._preview = found
        counts = {
            NEW: len(found.new),
            CHANGED: len(found.changed),
            ABSENT: len(found.absent),
            REFUSED: len(found.refused),
        }
        self.kinds.set_options([(name, words) for name, words in _KINDS if counts[name]])
        for name, count in counts.items():
            if count:
                self.kinds.chip(name).set_count(count)
        self.kinds.set_value(next((name for name, count in counts.items() if count), None))
        self.kinds.setVisible(any(counts.values()))
        self.summary.setText(summary_words(found))
        self.stack.setCurrentIndex(1)
        self._fill()
        self._offer_acceptance()
        (self.close_button if found.does_nothing else self.accept).setFocus(Qt.FocusReason.OtherFocusReason)

    def _fill(self) -> None:
        kind, found = self.kinds.value() or NEW, self._preview
        if found is None:
            return
        self.explained.setText(_EXPLAINED[kind] if not found.does_nothing or found.refused else "")
        self.model.set_rows(preview_rows(found, kind))
        self.table.scrollToTop()

    def _offer_acceptance(self) -> None:
        found = self._preview
        self.accept.setVisible(found is not None and not found.does_nothing)
        self.other.setVisible(found is not None)
        if found is not None:
            self.accept.set_text(accept_words(found))

    def do_import(self) -> bool:
        """Do what was seen, in one transaction; the banner offers to turn it back."""
        found = self._preview
        if found is None or found.does_nothing or self._writing:
            return False
        from app.services.imports import import_officials

        desk = self._front.desk
        self._writing = True
        self.accept.refuse("L’import est en cours.")

        def done(_changes: Changes) -> None:
            self._stop_writing()
            self.imported.emit()
            self.leave()

        def failed(problem: UserError) -> None:
            self._stop_writing()
            self.explained.setText(f"{problem.message} Rien n’a été changé.")

        self._front.write(lambda: import_officials(desk, found), done, failed)
        return True

    def _stop_writing(self) -> None:
        self._writing = False
        self.accept.refuse("")

    def leave(self) -> None:
        """Close the panel; a reading under way is stopped, a writing ends by itself."""
        if self._progress is not None:
            self._progress.cancel()
        if self._dialog is not None:
            self._dialog.hide()
        if not self._writing:
            self._show_choice()
        self.closed.emit()

    def focus_first(self) -> None:
        """The gesture that goes on."""
        target = self.choose if self._preview is None else self.accept
        (target if target.isVisible() else self.close_button).setFocus(Qt.FocusReason.OtherFocusReason)

    # Looks

    def retheme(self, theme: Theme) -> None:
        edge = theme.px(20)
        self._head.setContentsMargins(edge, theme.px(10), edge, theme.px(8))
        self._head.setSpacing(theme.px(12))
        self._found.setContentsMargins(edge, 0, edge, theme.px(12))
        self._found.setSpacing(theme.px(10))
        self._foot.setContentsMargins(edge, theme.px(9), edge, theme.px(9))
        self._foot.set_gaps(theme.px(8), theme.px(6))
        self.table.verticalHeader().setDefaultSectionSize(theme.px(34))
        self._share_width()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_width()

    def _share_width(self) -> None:
        width = self.width() - 2 * current_theme().px(20)
        for column, share in ((0, 0.30), (1, 0.27)):
            self.table.setColumnWidth(column, round(width * share))


def summary_words(found: ImportPreview) -> str:
    """« 312 personnes nouvelles, 3 modifiées, 1 inchangée. »"""
    parts = [
        _counted(len(found.new), "personne nouvelle", "personnes nouvelles"),
        _counted(len(found.changed), "modifiée", "modifiées"),
        _counted(found.unchanged, "inchangée", "inchangées"),
    ]
    words = ", ".join(part for part in parts if part) or "Personne"
    if found.absent:
        words += f", {_counted(len(found.absent), 'mandat', 'mandats')} plus dans le registre"
    if found.refused:
        words += f", {_counted(len(found.refused), 'ligne refusée', 'lignes refusées')}"
    return f"{words}. Rien à importer." if found.does_nothing else f"{words}."


def accept_words(found: ImportPreview) -> str:
    """« Importer 312 personnes », or what else accepting would do."""
    count = len(found.new) + len(found.changed)
    if not count:
        return "Marquer ces mandats"
    return f"Importer {_counted(count, 'personne', 'personnes')}"


def preview_rows(found: ImportPreview, kind: str) -> list[PreviewRow]:
    """The lines of one kind, in the order of the file."""
    readers: dict[str, Callable[[], list[tuple[str, str, str]]]] = {
        NEW: lambda: [(_name(line), line.commune, _born(line)) for line in found.new],
        CHANGED: lambda: [(_name(one.line), one.line.commune, ", ".join(one.differences)) for one in found.changed],
        ABSENT: lambda: [(one.name, one.territory, "sera marqué, pas supprimé") for one in found.absent],
        REFUSED: lambda: [(f"Ligne{NBSP}{one.line}", "", one.reason) for one in found.refused],
    }
    return [PreviewRow(place, *words) for place, words in enumerate(readers[kind]())]


def _name(line: RneLine) -> str:
    return f"{line.birth_name} {line.first_name}"


def _born(line: RneLine) -> str:
    """« maire depuis le 22 mars 2026 »."""
    day = line.function_on or line.mandate_on
    return f"maire depuis le{NBSP}{short_day(day)}{NBSP}{day.year}" if day is not None else "maire"


def _counted(count: int, one: str, several: str) -> str:
    if not count:
        return ""
    return f"{count:,}".replace(",", "\u202f") + f"{NBSP}{several if count > 1 else one}"


def _second(_row: PreviewRow, role: int) -> object:
    theme = current_theme()
    if role == Qt.ItemDataRole.FontRole:
        return theme.font(CAPTION)
    return theme.color(Role.TEXT_SECOND) if role == Qt.ItemDataRole.ForegroundRole else None


def _sentence(row: PreviewRow) -> str:
    return ", ".join(part for part in (row.name, row.where, row.what) if part)
