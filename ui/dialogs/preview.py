"""The sheet beside its dossier: the pages that will be printed, drawn from the same bytes; print, save, say why not."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, QStandardPaths, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from app.errors import UserError
from app.files import write_whole
from ui.components import Button, FlowLayout, IconButton, LinkButton, Segmented, Text, Themed, show_part
from ui.dates import NBSP
from ui.panels.dossier_parts import IconLabel
from ui.pdf_pages import page_pictures
from ui.theme import BODY, CAPTION, SECTION, Role, Theme, current_theme

if TYPE_CHECKING:
    from app.documents.guide_sheet import Sheet, SheetData
    from ui.front import Front

SIZES = (("standard", "Standard"), ("large", "Gros caractères"))
SCREEN_INCH = 144  # dots per inch of the pictures shown: sharp up to twice the size of paper on an ordinary screen
PAGE_WIDTH = 720  # logical pixels at 100 % of text size
_NEAREST, _FARTHEST = 3.0, 0.5


@dataclass(frozen=True)
class Shown:
    """One sheet ready to be seen, printed and saved."""

    sheet: Sheet
    name: str  # of the file, when it is saved
    pictures: tuple[QImage, ...]


class PageView(Themed, QWidget):
    """One page, as wide as it is told to be."""

    def __init__(self, picture: QImage, number: int, count: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._picture = picture
        self.setAccessibleName(f"Page {number} sur {count}")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_width(self, width: int) -> None:
        """Show the page at this width, in logical pixels."""
        self.setFixedSize(width, round(width * self._picture.height() / max(1, self._picture.width())))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(QRectF(self.rect()), self._picture)
        painter.setPen(QPen(theme.color(Role.LINE), 1))
        painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))


class SheetPreview(Themed, QWidget):
    """Lies where the board was while the panel of the dossier stays; Échap closes it."""

    closed = Signal()
    printed = Signal(str)  # name of the printer, once it has taken all of it
    ready = Signal()  # the pages are there

    def __init__(self, front: Front, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.front = front
        self.dossier_id: int | None = None
        self.shown: Shown | None = None
        self._zoom = 1.0
        self._wanted_print: bool | None = None  # asked for while the sheet was being made: with the dialog or not
        self._busy = False
        self._make_head()
        self._pages: list[PageView] = []
        self._stack = QWidget()
        self._stack.setProperty("part", "page")
        self._column = QVBoxLayout(self._stack)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setWidget(self._stack)
        self.area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._head)
        self._notice_margin = QHBoxLayout()
        self._notice_margin.addWidget(self._notice)
        layout.addLayout(self._notice_margin)
        layout.addWidget(self.area, 1)
        self._layout = layout
        self.start_theme()

    def _make_head(self) -> None:
        self.title = Text("Fiche", SECTION, semibold=True, wrap=True)
        self.count = Text("", CAPTION, Role.TEXT_SECOND)
        self.size_switch = Segmented(SIZES, "standard", accessible_name="Taille des caractères")
        self.size_switch.changed.connect(lambda _size: self.refresh())
        self.print_button = Button("Imprimer", "printer", "Ctrl+P", "primary")
        self.print_button.clicked.connect(lambda: self.print_sheet(ask=False))
        self.save_button = Button("Enregistrer…", "file-down", "Ctrl+S")
        self.save_button.clicked.connect(self.save)
        self.close_button = IconButton("x", "Fermer l’aperçu", "Fermer l’aperçu (Échap)", size=18)
        self.close_button.clicked.connect(self.closed)
        self._head = QWidget()
        self._title_row, self._act_row = QHBoxLayout(), QHBoxLayout()
        self._title_row.addWidget(self.title, 1)
        self._title_row.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignTop)
        acts = QWidget()
        self._flow = FlowLayout(acts)
        for widget in (self.print_button, self.save_button, self.size_switch, self.count):
            self._flow.addWidget(widget)
        self._act_row.addWidget(acts, 1)
        self._head_layout = QVBoxLayout(self._head)
        self._head_layout.addLayout(self._title_row)
        self._head_layout.addLayout(self._act_row)
        self._notice = QFrame()
        self._notice_icon = IconLabel("octagon-alert", Role.LATE)
        self._notice_text = Text("", BODY, Role.TEXT, wrap=True)
        self._notice_link = LinkButton("Choisir une imprimante")
        self._notice_link.clicked.connect(lambda: self.print_sheet(ask=True))
        self._notice_row = QHBoxLayout(self._notice)
        self._notice_row.addWidget(self._notice_icon, 0, Qt.AlignmentFlag.AlignTop)
        self._notice_row.addWidget(self._notice_text, 1)
        self._notice_row.addWidget(self._notice_link)
        self._notice.setProperty("part", "error-summary")
        self._notice.hide()

    # Showing

    def show_sheet(self, dossier_id: int) -> None:
        """Make the sheet of a dossier and show its pages."""
        if dossier_id != self.dossier_id:
            self.shown = None
            self._wanted_print = None
            self._show_pages(())
            self._zoom = 1.0
            self._say("")
        self.dossier_id = dossier_id
        self.refresh()

    def refresh(self) -> None:
        """Make the sheet anew from what the dossier holds now."""
        wanted = self.dossier_id
        if wanted is None:
            return
        from app.services.sheets import sheet_data

        desk, size = self.front.desk, self.size_switch.value() or "standard"
        self._busy = True
        self.front.runner.run(
            lambda: sheet_data(desk, wanted), lambda data: self._make(wanted, size, data), self._not_made
        )

    def _make(self, wanted: int, size: str, data: SheetData) -> None:
        def work(_progress: object) -> Shown:
            from app.documents.guide_sheet import Size, file_name, guide_sheet

            sheet = guide_sheet(data, Size(size))
            if self.shown is not None and self.shown.sheet.pdf == sheet.pdf:
                return self.shown
            return Shown(sheet, file_name(data), tuple(page_pictures(sheet.pdf, SCREEN_INCH)))

        def done(shown: Shown) -> None:
            if wanted == self.dossier_id and size == self.size_switch.value():
                self._made(data.person.title_name, shown)

        self.front.runner.run_heavy(work, done, self._not_made, "Préparation de la fiche…")

    def _made(self, name: str, shown: Shown) -> None:
        anew, self.shown, self._busy = shown is not self.shown, shown, False
        sheet = shown.sheet
        self.title.setText(f"Fiche de {name}")
        steps = f"{sheet.steps}{NBSP}étape{'s' if sheet.steps > 1 else ''}"
        self.count.setText(f"{sheet.pages}{NBSP}page{'s' if sheet.pages > 1 else ''} · {steps}")
        self._flow.invalidate()
        self.area.setAccessibleName(f"{self.title.text()}, {self.count.text()}, Entrée pour imprimer")
        if anew:
            self._show_pages(shown.pictures)
            self._tell_missing(sheet.missing_letters)
        self.ready.emit()
        if self._wanted_print is not None:
            ask, self._wanted_print = self._wanted_print, None
            self.print_sheet(ask=ask)

    def _not_made(self, problem: UserError) -> None:
        self._busy = False
        self._say(problem.message)

    def _show_pages(self, pictures: tuple[QImage, ...]) -> None:
        for page in self._pages:
            self._column.removeWidget(page)
            page.hide()
            page.deleteLater()
        self._pages = [PageView(picture, number, len(pictures)) for number, picture in enumerate(pictures, 1)]
        for page in self._pages:
            self._column.addWidget(page, 0, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self._fit()
        self.area.verticalScrollBar().setValue(0)

    def _fit(self) -> None:
        theme = current_theme()
        margins = self._column.contentsMargins()
        bar = self.area.verticalScrollBar().sizeHint().width()  # it comes once the pages are there
        room = self.area.width() - bar - margins.left() - margins.right()
        wanted = PAGE_WIDTH * max(1.0, theme.scale) if theme.scale > 1 else min(room, PAGE_WIDTH)
        for page in self._pages:
            page.set_width(max(200, round(wanted * self._zoom)))

    def _tell_missing(self, letters: tuple[str, ...]) -> None:
        """Letters that print as a mark are told here, so that nobody finds them on paper."""
        if letters:
            listed = " ".join(letters[:12])
            some = "Ce caractère n’existe" if len(letters) == 1 else "Ces caractères n’existent"
            leave = "laissera" if len(letters) == 1 else "laisseront"
            self._say(f"{some} pas dans la police et {leave} une marque sur le papier{NBSP}: {listed}")
        else:
            self._say("")

    def _say(self, words: str, *, offer: bool = False) -> None:
        """Say what stands in the way, in its place over the pages; "" says nothing more."""
        self._notice_text.setText(words)
        self._notice.setAccessibleName(words)
        self._notice.setVisible(bool(words))
        show_part(self._notice_link, offer)

    def notice(self) -> str:
        """What is said over the pages."""
        return self._notice_text.text() if self._notice.isVisibleTo(self) else ""

    # Doing

    def print_sheet(self, *, ask: bool) -> None:
        """Print on the remembered printer; `ask`, or none remembered, shows the system's dialog."""
        if self.shown is None or self._busy:
            self._wanted_print = ask or bool(self._wanted_print)
            return
        from ui.printing import PrinterSource, check_printer, choose_printer, draw

        shown, name = self.shown, self.front.settings.printer
        source = self.front.printer_source or PrinterSource()
        try:
            if not ask and name:
                check_printer(name, source)
            printer = choose_printer(self, name, source) if ask or not name else source.printer(name)
        except UserError as problem:
            self._refused(problem)
            return
        if printer is None:
            return
        self._say("")
        title = self.title.text()
        self.print_button.refuse("La fiche part à l’imprimante.")
        self.front.runner.run_heavy(
            lambda _progress: draw(printer, shown.sheet.pdf, title),
            lambda _nothing: self._printed(printer.printerName() or ("" if ask else name), shown),
            self._refused,
            "Impression de la fiche…",
        )

    def _printed(self, used: str, shown: Shown) -> None:
        """Without a name the dialog printed into a file."""
        self.print_button.refuse("")
        if used and used != self.front.settings.printer:
            self.front.remember(printer=used)
        self._record("paper" if used else "file", shown)
        self.printed.emit(used)

    def _refused(self, problem: UserError) -> None:
        """Nothing came out: nothing is recorded, and both ways on are in sight."""
        self.print_button.refuse("")
        from ui.printing import printer_names

        self._say(problem.message, offer=bool(printer_names(self.front.printer_source)))
        self.save_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def save(self) -> None:
        """Ask where, and write the same bytes there."""
        if self.shown is None:
            return
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        start = str(Path(folder) / self.shown.name)
        name, _ = QFileDialog.getSaveFileName(self, "Enregistrer la fiche", start, "PDF (*.pdf)")
        if name:
            self.save_to(Path(name))

    def save_to(self, path: Path) -> None:
        """Write the sheet there; only then is it handed out."""
        shown = self.shown
        if shown is None:
            return
        path = path if path.suffix.lower() == ".pdf" else path.with_name(f"{path.name}.pdf")

        def work(_progress: object) -> Path:
            write_whole(path, shown.sheet.pdf)
            return path

        def refused(problem: UserError) -> None:
            self._say(problem.message)

        self.front.runner.run_heavy(work, lambda _path: self._record("file", shown), refused)

    def _record(self, way: str, shown: Shown) -> None:
        from app.services.dossiers import record_handout

        desk, dossier_id = self.front.desk, self.dossier_id
        if dossier_id is not None:
            self._say("")
            self.front.write(lambda: record_handout(desk, dossier_id, way, shown.sheet))

    # Keys and sizes

    def focus_first(self) -> None:
        """The keyboard scrolls the pages; Entrée prints."""
        self.area.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not keys:
            self.print_sheet(ask=False)
        elif keys == Qt.KeyboardModifier.ControlModifier and event.key() in _ZOOM_KEYS:
            self._zoom_by(_ZOOM_KEYS[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._zoom_by(1.1 if event.angleDelta().y() > 0 else 1 / 1.1)
            return
        super().wheelEvent(event)

    def _zoom_by(self, factor: float) -> None:
        self._zoom = min(_NEAREST, max(_FARTHEST, self._zoom * factor)) if factor else 1.0
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def sizeHint(self) -> QSize:
        theme = current_theme()
        return QSize(theme.px(640), theme.px(500))

    def minimumSizeHint(self) -> QSize:
        return QSize(240, 200)

    def retheme(self, theme: Theme) -> None:
        self._head_layout.setContentsMargins(theme.px(16), theme.px(10), theme.px(12), theme.px(10))
        self._head_layout.setSpacing(theme.px(6))
        self._title_row.setSpacing(theme.px(10))
        self._flow.set_gaps(theme.px(10), theme.px(6))
        self._notice_margin.setContentsMargins(theme.px(16), 0, theme.px(16), 0)
        self._notice_row.setContentsMargins(theme.px(12), theme.px(8), theme.px(12), theme.px(8))
        self._notice_row.setSpacing(theme.px(8))
        self._column.setContentsMargins(theme.px(16), theme.px(4), theme.px(16), theme.px(16))
        self._column.setSpacing(theme.px(12))
        self._fit()


_ZOOM_KEYS = {Qt.Key.Key_Plus: 1.1, Qt.Key.Key_Equal: 1.1, Qt.Key.Key_Minus: 1 / 1.1, Qt.Key.Key_0: 0.0}
