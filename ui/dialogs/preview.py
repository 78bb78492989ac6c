"""The sheet beside its dossier: the pages that will be printed, drawn from the same bytes; print, save, say why not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.domain.names import of_person
from ui.components import Segmented
from ui.dates import NBSP
from ui.panels.pages_view import pictures_of
from ui.panels.paper_view import PRINT, Paper, PaperView, pages_words

if TYPE_CHECKING:
    from PySide6.QtGui import QImage

    from app.documents.guide_sheet import Sheet, SheetData
    from ui.front import Front

SIZES = (("standard", "Standard"), ("large", "Gros caractères"))


@dataclass(frozen=True)
class Shown:
    """One sheet ready to be seen, printed and saved."""

    sheet: Sheet
    name: str  # of the file, when it is saved
    pictures: tuple[QImage, ...]


class SheetPreview(PaperView):
    """Lies where the board was while the panel of the dossier stays; Échap closes it."""

    def __init__(self, front: Front, parent: QWidget | None = None) -> None:
        self.dossier_id: int | None = None
        self.shown: Shown | None = None
        self.size_switch = Segmented(SIZES, "standard", accessible_name="Taille des caractères")
        super().__init__(front, "la fiche", parent)
        self.size_switch.changed.connect(lambda _size: self.refresh())
        self.handedOut.connect(self._record)
        self.start_theme()

    def choices(self) -> tuple[QWidget, ...]:
        return (self.size_switch,)

    def show_sheet(self, dossier_id: int) -> None:
        """Make the sheet of a dossier and show its pages."""
        if dossier_id != self.dossier_id:
            self.shown = None
            self.show_paper(None)
        self.dossier_id = dossier_id
        self.refresh()

    def refresh(self) -> None:
        """Make the sheet anew from what the dossier holds now."""
        wanted = self.dossier_id
        if wanted is None:
            return
        from app.services.sheets import sheet_data

        desk, size = self.front.desk, self.size_switch.value() or "standard"
        self.busy = True
        self.front.runner.run(
            lambda: sheet_data(desk, wanted), lambda data: self._make(wanted, size, data), self.not_made
        )

    def _make(self, wanted: int, size: str, data: SheetData) -> None:
        def work(_progress: object) -> Shown:
            from app.documents.guide_sheet import Size, file_name, guide_sheet

            sheet = guide_sheet(data, Size(size))
            if self.shown is not None and self.shown.sheet.pdf == sheet.pdf:
                return self.shown
            return Shown(sheet, file_name(data), pictures_of(sheet.pdf))

        def done(shown: Shown) -> None:
            if wanted == self.dossier_id and size == self.size_switch.value():
                self._made(data.person.title_name, shown)

        self.front.runner.run_heavy(work, done, self.not_made, "Préparation de la fiche…")

    def _made(self, name: str, shown: Shown) -> None:
        self.shown = shown
        sheet = shown.sheet
        steps = f"{sheet.steps}{NBSP}étape{'s' if sheet.steps > 1 else ''}"
        self.show_paper(
            Paper(
                title=f"Fiche {of_person(name)}",
                count=f"{pages_words(sheet.pages)} · {steps}",
                name=shown.name,
                pdf=sheet.pdf,
                pages=sheet.pages,
                pictures=shown.pictures,
                missing_letters=sheet.missing_letters,
            )
        )

    def _record(self, way: str) -> None:
        from app.services.dossiers import record_handout

        desk, dossier_id, shown = self.front.desk, self.dossier_id, self.shown
        if dossier_id is not None and shown is not None:
            way = "paper" if way == PRINT else way
            self.front.write(lambda: record_handout(desk, dossier_id, way, shown.sheet))
