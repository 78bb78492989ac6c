"""Sheets for many: what will be made and what is missing for each, then one file, one file each, or paper."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QStandardPaths, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from app.domain.folding import fold
from app.errors import UserError
from app.files import safe_name
from app.services.batches import SheetToMake, sheets_to_make
from ui.components import Button, Card, ChipGroup, EmptyState, FlowLayout, IconButton, PageHead, Segmented, Text, Themed
from ui.dates import NBSP
from ui.dialogs.preview import SIZES
from ui.pages.base import PageWidget
from ui.panels.batch_table import BatchModel, BatchRow, BatchTable
from ui.panels.dossier_menu import add, popup_menu
from ui.panels.sign_notice import SignNotice
from ui.panels.work_line import WorkLine
from ui.theme import BODY, Role, Theme

if TYPE_CHECKING:
    from app.changes import Changes
    from app.documents.document import Document
    from app.documents.guide_sheet import Size
    from app.services.batch_files import Batch
    from ui.front import Front
    from ui.tasks import Progress

ALL, LACKING = "all", "lacking"
CHOICES = ((ALL, "Toutes"), (LACKING, "À compléter"))
ONE, EACH = "one", "each"
WAYS = ((ONE, "Un seul fichier"), (EACH, "Un fichier par élu"))
MAKING = 0.25  # of printing: making all sheets takes less time than drawing them
NOTHING = "Aucune fiche n’est cochée. Cochez-en une (Espace)."
CHOSEN = re.compile(r"dossiers? choisis?$")
BUSY = "Les fiches se préparent."


class BatchPage(Themed, PageWidget):
    """The sheets of a selection, of a session or of a saved filter."""

    leaveWanted = Signal()  # noqa: N815 - as Qt names signals
    tables = (
        *("dossiers", "done_steps", "officials", "mandates", "sessions", "trainings", "settings"),
        *("guide_versions",),
    )

    def __init__(self, front: Front) -> None:
        super().__init__(front)
        self.dossier_ids: tuple[int, ...] = ()
        self.batch: Batch | None = None  # the last one that was made whole
        self._title = ""
        self._making: Progress | None = None
        self._rows: tuple[SheetToMake, ...] = ()
        self._aside: set[int] = set()
        self._seen: set[int] = set()
        self.head = PageHead("Fiches à imprimer")
        self.which = ChipGroup(CHOICES, ALL, accessible_name="Fiches montrées")
        self.which.changed.connect(lambda _value: self._fill())
        policy = self.which.sizePolicy()
        policy.setVerticalPolicy(QSizePolicy.Policy.Fixed)  # on the title's middle, not on top of the head
        self.which.setSizePolicy(policy)
        self.head.add_beside(self.which)
        self.close_button = IconButton("x", "Fermer", "Fermer (Échap)", size=18)
        self.close_button.clicked.connect(self.leaveWanted)
        self.head.add_action(self.close_button)
        self.under = Text("", BODY, Role.TEXT_SECOND, wrap=True)
        self.model = BatchModel(self)
        self.table = BatchTable(self.model)
        self.table.entered.connect(self._mend)
        self.table.toggled.connect(self._toggle)
        self.table.menuWanted.connect(self._menu)
        self.empty = EmptyState("Aucune fiche ici", "Choisissez des dossiers sur le tableau (Espace), puis Ctrl+P.")
        self._shown = QStackedWidget()
        self._shown.addWidget(self.table)
        self._shown.addWidget(self.empty)
        self.notice = SignNotice()
        self.work = WorkLine()
        self._make_foot()
        self._lay_out()
        self.start_theme()

    def _make_foot(self) -> None:
        self.print_button = Button("Imprimer", "printer", "Ctrl+P", "primary")
        self.print_button.clicked.connect(lambda: self.print_sheet(ask=False))
        self.save_button = Button("Enregistrer…", "file-down", "Ctrl+S")
        self.save_button.clicked.connect(self.save)
        self.preview_button = Button("Aperçu", "eye")
        self.preview_button.clicked.connect(self.preview)
        self.size_switch = Segmented(SIZES, "standard", accessible_name="Taille des caractères")
        self.way_switch = Segmented(WAYS, ONE, accessible_name="Enregistrer dans")
        self.foot = QWidget()
        self._flow = FlowLayout(self.foot)
        for widget in (self.print_button, self.save_button, self.preview_button, self.size_switch, self.way_switch):
            self._flow.addWidget(widget)

    def _lay_out(self) -> None:
        card = Card()
        inside = QVBoxLayout(card)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.addWidget(self._shown)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        self._edge, self._said = QHBoxLayout(), QVBoxLayout()
        self._said.addWidget(self.under)
        self._said.addWidget(self.notice)
        column.addLayout(self._said)
        self._edge.addWidget(card)
        column.addLayout(self._edge, 1)
        column.addWidget(self.work)
        column.addWidget(self.foot)

    # What is shown

    def show_dossiers(self, dossier_ids: Sequence[int], title: str = "") -> None:
        """Show what sheets for these dossiers need."""
        if self._under_way:
            self.front.refused.emit("Les fiches précédentes se préparent encore. Attendez, ou arrêtez-les (Échap).")
            return
        self.dossier_ids, self._title = tuple(dossier_ids), title
        self._rows, self.batch = (), None
        self._aside.clear()
        self._seen.clear()
        self.which.set_value(ALL)
        self.say("")
        self._stale = True
        if self.isVisible():
            self.shown()

    def refresh(self) -> None:
        desk, wanted = self.front.desk, self.dossier_ids

        def show(rows: tuple[SheetToMake, ...]) -> None:
            if wanted == self.dossier_ids:
                self._show(rows)

        self.front.read(lambda: sheets_to_make(desk, wanted), show)

    def _show(self, rows: tuple[SheetToMake, ...]) -> None:
        focus = self.table.hasFocus()
        self._rows = rows
        # A sheet that has nothing to say is no paper, unless somebody wants it.
        self._aside |= {row.dossier_id for row in rows if row.finished and row.dossier_id not in self._seen}
        self._seen |= {row.dossier_id for row in rows}
        self._fill()
        self.table.take_first()
        if focus:
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _fill(self) -> None:
        lacking = [row for row in self._rows if row.to_complete]
        self.which.chip(ALL).set_count(len(self._rows))
        self.which.chip(LACKING).set_count(len(lacking))
        chosen = lacking if self.which.value() == LACKING else self._rows
        self.model.set_rows([BatchRow(row, row.dossier_id not in self._aside) for row in chosen])
        self._shown.setCurrentWidget(self.table if chosen else self.empty)
        self.under.setText(self._words(len(lacking)))
        for button in (self.print_button, self.save_button, self.preview_button):
            button.refuse(BUSY if self._under_way else "" if self.kept() else NOTHING)

    def _words(self, lacking: int) -> str:
        count = len(self.kept())
        words = f"{self._title}{NBSP}: " if self._title else ""
        words += f"{_number(count)}{NBSP}fiche{'s' * (count > 1)} à faire."
        if lacking:
            words += " Entrée mène à ce qui manque, Espace laisse une fiche de côté."
        return words

    def kept(self) -> tuple[int, ...]:
        """The dossiers whose sheets will be made, by name."""
        kept = (row for row in self._rows if row.dossier_id not in self._aside)
        rows = sorted(kept, key=lambda row: (fold(row.name), row.dossier_id))  # É among the E, as in any list
        return tuple(row.dossier_id for row in rows)

    def say(self, words: str, *, refused: bool = False) -> None:
        """What became of the last gesture, over the list, with a sign when it was refused; "" says nothing more."""
        self.notice.say(words, refused=refused)

    # One line

    def _toggle(self, row: BatchRow) -> None:
        self._aside ^= {row.sheet.dossier_id}
        self._fill()

    def _mend(self, row: BatchRow) -> None:
        """Where what is missing is written: the person's form for an address alone, else the dossier."""
        missing = row.sheet.missing
        if row.sheet.to_complete and all(one.on_person for one in missing):
            self.front.edit_official(row.sheet.official_id)
        else:
            self.front.open_dossier(row.sheet.dossier_id)

    def _menu(self, row: BatchRow, at: QPoint) -> None:
        menu = popup_menu(self, f"Actions sur la fiche de {row.sheet.name}")
        add(menu, "Ouvrir le dossier", lambda: self.front.open_dossier(row.sheet.dossier_id))
        add(menu, "Modifier la fiche de l’élu", lambda: self.front.edit_official(row.sheet.official_id))
        add(menu, "Aperçu de cette fiche", lambda: self.front.preview_sheet(row.sheet.dossier_id))
        menu.addSeparator()
        add(menu, "Laisser de côté\tEspace" if row.kept else "Reprendre\tEspace", lambda: self._toggle(row))
        menu.popup(at)

    # Making

    def _heading(self, count: int) -> str:
        """The name of a session or of a filter; else « 12 fiches »: of the dossiers chosen some may be left aside."""
        counted = not self._title or CHOSEN.search(self._title)
        return f"{_number(count)}{NBSP}fiche{'s' * (count > 1)}" if counted else self._title

    def _ready(self) -> tuple[int, ...]:
        """The dossiers to make sheets for; none while others are being made."""
        return () if self._under_way else self.kept()

    def _size(self) -> Size:
        from app.documents.guide_sheet import Size

        return Size(self.size_switch.value() or "standard")

    def print_sheet(self, *, ask: bool = False) -> bool:
        ids = self._ready()
        if not ids:
            return True
        from app.services.batch_files import make_document
        from ui.printing import draw, ready_printer

        self.say("")
        self.front.begun.emit()
        desk, size = self.front.desk, self._size()
        try:
            printer = ready_printer(self.front, self, ask=ask, pages=0)
        except UserError as problem:
            self.say(problem.message, refused=True)
            self.save_button.setFocus(Qt.FocusReason.OtherFocusReason)
            return True
        if printer is None:
            return True
        used = printer.printerName() or ("" if ask else self.front.settings.printer)
        title = self._heading(len(ids))

        def work(progress: Progress) -> Batch:
            def making(done: int, of: int) -> None:
                progress.report(MAKING * done / of, f"Préparation de la fiche {_number(done)} sur {_number(of)}")

            def printing(done: int, of: int) -> None:
                part = MAKING + (1 - MAKING) * done / of
                progress.report(part, f"Impression de la page {_number(done)} sur {_number(of)}")

            document, batch = make_document(desk, ids, size, making, title)
            draw(printer, document.pdf, document.title, printing)
            return batch

        stopped = "L’impression est arrêtée. Rien n’est noté\u00a0; vérifiez ce qui est sorti de l’imprimante."
        self._begin(work, partial(self._made, way="paper" if used else "file"), stopped)
        return True

    def preview(self) -> None:
        """Show all of them as one paper, to be printed or saved from there."""
        ids = self._ready()
        if not ids:
            return
        from app.services.batch_files import make_document
        from app.services.batches import record_handouts

        desk, size, title = self.front.desk, self._size(), self._heading(len(ids))
        made: list[Batch] = []

        def make() -> Document:
            document, batch = make_document(desk, ids, size, lambda done, of: None, title)
            made[:] = [batch]
            return document

        def record(way: str) -> Changes:
            return record_handouts(desk, made[0].made, "paper" if way == "print" else way)

        self.front.show_document(make, record)

    def save(self) -> bool:
        """Ask where, then write one file or one file each."""
        if not self._ready():
            return True
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        if self.way_switch.value() == EACH:
            chosen = QFileDialog.getExistingDirectory(self, "Enregistrer les fiches dans", folder)
        else:
            start = str(
                Path(folder) / safe_name(f"Fiches – {self._title or self.front.desk.today().isoformat()}", ".pdf")
            )
            chosen, _ = QFileDialog.getSaveFileName(self, "Enregistrer les fiches", start, "PDF (*.pdf)")
        if chosen:
            self.save_to(Path(chosen))
        return True

    def save_to(self, path: Path) -> None:
        """Write the sheets: in a file of this name, or one file each in this folder."""
        ids = self._ready()
        if not ids:
            return
        from app.services.batch_files import write_file_each, write_one_file

        desk, size, each = self.front.desk, self._size(), self.way_switch.value() == EACH
        if not each and path.suffix.lower() != ".pdf":
            path = path.with_name(f"{path.name}.pdf")

        def work(progress: Progress) -> Batch:
            def report(done: int, of: int) -> None:
                progress.report(done / of, f"Fiche {_number(done)} sur {_number(of)}")

            return (write_file_each if each else write_one_file)(desk, ids, path, size, report)

        self._begin(work, partial(self._made, way="file"), "C’est arrêté\u00a0: aucune fiche n’a été enregistrée.")

    def _begin(self, work: Callable[[Progress], Batch], done: Callable[[Batch], None], stopped: str) -> None:
        self.say("")
        self.batch = None
        self._making = progress = self.front.runner.run_heavy(work, done, self._failed, None, lambda: self.say(stopped))
        if not progress.over:
            self.work.follow(progress)
            progress.finished.connect(self._rest)
        self._fill()

    @property
    def _under_way(self) -> bool:
        """Whether sheets are being made."""
        return self._making is not None and not self._making.over

    def _rest(self) -> None:
        """They are made, or not, whichever way it ended: another batch can begin."""
        self.work.clear()
        self._fill()

    def _failed(self, problem: UserError) -> None:
        self.say(problem.message, refused=True)

    def _made(self, batch: Batch, way: str) -> None:
        """All of it came out: it is said, and kept on each dossier."""
        from app.services.batches import record_handouts

        self.batch = batch
        desk = self.front.desk
        count = len(batch.made)
        words = f"{_number(count)}{NBSP}fiche{'s' * (count > 1)}"
        words += f", {_number(batch.pages)}{NBSP}page{'s' * (batch.pages > 1)}"
        if len(batch.files) == 1:
            words += f", dans «{NBSP}{batch.files[0].name}{NBSP}»"
        elif batch.files:
            words += f", dans le dossier «{NBSP}{batch.files[0].parent.name}{NBSP}»"
        if batch.missing_letters:
            words += f". Ces caractères laissent une marque sur le papier{NBSP}: {' '.join(batch.missing_letters[:12])}"
        self.say(f"{words}.")
        self.front.write(lambda: record_handouts(desk, batch.made, way))

    # What the window asks of a page

    def focus_first(self) -> None:
        if self._rows:
            self.table.take_first()
        self.table.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def regions(self) -> Sequence[QWidget]:
        return (self.table, self.foot, self.which)

    def foot_height(self) -> int:
        return self.foot.height()

    def escape(self) -> bool:
        return self.work.cancel()

    def retheme(self, theme: Theme) -> None:
        self._said.setContentsMargins(theme.px(16), 0, theme.px(16), theme.px(8))
        self._said.setSpacing(theme.px(6))
        self._edge.setContentsMargins(theme.px(16), 0, theme.px(16), 0)
        self._flow.setContentsMargins(theme.px(16), theme.px(10), theme.px(16), theme.px(10))
        self._flow.set_gaps(theme.px(10), theme.px(6))


def _number(count: int) -> str:
    return f"{count:,}".replace(",", "\u202f")
