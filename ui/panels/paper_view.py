"""One paper on screen: its pages, and the ways to print and to save the very bytes that are shown.

What the owner does with it: make the paper, hand it over (`show_paper`), and write down what `handedOut` tells. Only
what the printer took or the disk holds is told.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, QStandardPaths, Qt, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.errors import UserError
from app.files import safe_name, write_whole
from ui.components import Button, FlowLayout, IconButton, LinkButton, Text, Themed, show_part
from ui.dates import NBSP
from ui.panels.dossier_parts import IconLabel
from ui.panels.pages_view import PagesView
from ui.theme import BODY, CAPTION, SECTION, Role, Theme, current_theme

if TYPE_CHECKING:
    from ui.front import Front
    from ui.tasks import Progress

PRINT, FILE = "print", "file"


@dataclass(frozen=True)
class Paper:
    """What is shown, printed and saved: one run of bytes and its pages as pictures."""

    title: str
    count: str  # « 2 pages · 11 étapes »
    name: str  # of the file, « .pdf » included
    pdf: bytes
    pages: int
    pictures: tuple[QImage, ...]
    missing_letters: tuple[str, ...] = ()


class PaperView(Themed, QWidget):
    """Title and gestures over the pages; what stands in the way is said between them."""

    closed = Signal()
    printed = Signal(str)  # name of the printer, once it has taken all of it
    handedOut = Signal(str)  # PRINT or FILE  # noqa: N815 - as Qt names signals
    ready = Signal()  # the pages are there

    def __init__(self, front: Front, what: str, parent: QWidget | None = None) -> None:
        """`what` is what the paper is called in a sentence: « la fiche », « le document »."""
        super().__init__(parent)
        self.front = front
        self.what = what
        self.paper: Paper | None = None
        self.busy = False  # a paper is being made: what is asked of it waits
        self._wanted_print: bool | None = None  # asked for while it was being made: with the dialog or not
        self._make_head()
        self.area = PagesView()
        self.area.setAccessibleName(f"Aperçu\u00a0: {what}")
        self.area.entered.connect(lambda: self.print_sheet(ask=False))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._head)
        self._notice_margin = QHBoxLayout()
        self._notice_margin.addWidget(self._notice)
        layout.addLayout(self._notice_margin)
        layout.addWidget(self.area, 1)

    def _make_head(self) -> None:
        self.title = Text(self.what[self.what.rfind(" ") + 1 :].capitalize(), SECTION, semibold=True, wrap=True)
        self.count = Text("", CAPTION, Role.TEXT_SECOND)
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
        for widget in (self.print_button, self.save_button, *self.choices(), self.count):
            self._flow.addWidget(widget)
        self._act_row.addWidget(acts, 1)
        self._head_layout = QVBoxLayout(self._head)
        self._head_layout.addLayout(self._title_row)
        self._head_layout.addLayout(self._act_row)
        self._notice = QFrame()
        self._notice_icon = IconLabel("octagon-alert", Role.LATE)
        self._notice_text = Text("", BODY, Role.TEXT, wrap=True)
        self.other_printer = LinkButton("Choisir une imprimante")
        self.other_printer.clicked.connect(lambda: self.print_sheet(ask=True))
        self._notice_row = QHBoxLayout(self._notice)
        self._notice_row.addWidget(self._notice_icon, 0, Qt.AlignmentFlag.AlignTop)
        self._notice_row.addWidget(self._notice_text, 1)
        self._notice_row.addWidget(self.other_printer)
        self._notice.setProperty("part", "error-summary")
        self._notice.hide()

    def choices(self) -> tuple[QWidget, ...]:
        """What else stands among the gestures, such as the size of the letters."""
        return ()

    # Showing

    def show_paper(self, paper: Paper | None) -> None:
        """Show a finished paper, or none while the first one is being made."""
        anew = paper is None or self.paper is None or paper.pdf != self.paper.pdf
        self.paper, self.busy = paper, paper is None
        if paper is None:
            self._wanted_print = None
            self.area.reset_zoom()
            self.area.show_pages(())
            self.area.setAccessibleName(f"Aperçu\u00a0: {self.what}")
            self.say("")
            return
        self.title.setText(paper.title)
        self.count.setText(paper.count)
        self._flow.invalidate()
        self.area.setAccessibleName(f"{paper.title}, {paper.count}, Entrée pour imprimer")
        if anew:
            self.area.show_pages(paper.pictures, paper.pages)
            self._tell_missing(paper.missing_letters)
        self.ready.emit()
        if self._wanted_print is not None:
            ask, self._wanted_print = self._wanted_print, None
            self.print_sheet(ask=ask)

    def not_made(self, problem: UserError) -> None:
        """The paper can't be made: say why in its place."""
        self.busy = False
        self._wanted_print = None
        self.say(problem.message)

    def _tell_missing(self, letters: tuple[str, ...]) -> None:
        """Letters that print as a mark are told here, so that nobody finds them on paper."""
        if letters:
            listed = " ".join(letters[:12])
            some = "Ce caractère n’existe" if len(letters) == 1 else "Ces caractères n’existent"
            leave = "laissera" if len(letters) == 1 else "laisseront"
            self.say(f"{some} pas dans la police et {leave} une marque sur le papier{NBSP}: {listed}")
        else:
            self.say("")

    def say(self, words: str, *, offer: bool = False) -> None:
        """Say what stands in the way, in its place over the pages; "" says nothing more."""
        self._notice_text.setText(words)
        self._notice.setAccessibleName(words)
        self._notice.setVisible(bool(words))
        show_part(self.other_printer, offer)

    def notice(self) -> str:
        """What is said over the pages."""
        return self._notice_text.text() if self._notice.isVisibleTo(self) else ""

    # Doing

    def print_sheet(self, *, ask: bool) -> None:
        """Print on the remembered printer; `ask`, or none remembered, shows the system's dialog."""
        paper = self.paper
        if paper is None or self.busy:
            self._wanted_print = ask or bool(self._wanted_print)
            return
        from ui.printing import draw, ready_printer

        try:
            printer = ready_printer(self.front, self, ask=ask, pages=paper.pages)
        except UserError as problem:
            self._refused(problem)
            return
        if printer is None:
            return
        self.say("")
        self.print_button.refuse(f"{self.what.capitalize()} part à l’imprimante.")

        def work(progress: Progress) -> None:
            draw(printer, paper.pdf, paper.title, lambda done, of: progress.report(done / of))

        self.front.runner.run_heavy(
            work,
            lambda _nothing: self._printed(printer.printerName() or ("" if ask else self.front.settings.printer)),
            self._refused,
            f"Impression\u00a0: {paper.title}…",
            self._stopped,
        )

    def _printed(self, used: str) -> None:
        """Without a name the dialog printed into a file."""
        self.print_button.refuse("")
        self.handedOut.emit(PRINT if used else FILE)
        self.printed.emit(used)

    def _stopped(self) -> None:
        self.print_button.refuse("")
        self.say("L’impression est arrêtée. Rien n’est noté\u00a0; vérifiez ce qui est sorti de l’imprimante.")

    def _refused(self, problem: UserError) -> None:
        """Nothing came out: nothing is recorded, and both ways on are in sight."""
        self.print_button.refuse("")
        from ui.printing import printer_names

        self.say(problem.message, offer=bool(printer_names(self.front.printer_source)))
        self.save_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def save(self) -> None:
        """Ask where, and write the same bytes there."""
        if self.paper is None:
            return
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        start = str(Path(folder) / safe_name(self.paper.name.removesuffix(".pdf"), ".pdf"))
        name, _ = QFileDialog.getSaveFileName(self, f"Enregistrer {self.what}", start, "PDF (*.pdf)")
        if name:
            self.save_to(Path(name))

    def save_to(self, path: Path) -> None:
        """Write the paper there; only then is it handed out."""
        paper = self.paper
        if paper is None:
            return
        path = path if path.suffix.lower() == ".pdf" else path.with_name(f"{path.name}.pdf")

        def work(_progress: object) -> Path:
            write_whole(path, paper.pdf)
            return path

        def saved(_path: Path) -> None:
            self.say("")
            self.handedOut.emit(FILE)

        def refused(problem: UserError) -> None:
            self.say(problem.message)

        self.front.runner.run_heavy(work, saved, refused)

    # Keys and sizes

    def focus_first(self) -> None:
        """The keyboard scrolls the pages; Entrée prints."""
        self.area.setFocus(Qt.FocusReason.ShortcutFocusReason)

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


def pages_words(pages: int, shown: int = 0) -> str:
    """« 2 pages »; with `shown`, how many of them are on screen when it is not all."""
    words = f"{pages}{NBSP}page{'s' if pages > 1 else ''}"
    if not shown or shown >= pages:
        return words
    return f"{words}, les {shown} premières sont montrées ici{NBSP}; Enregistrer (Ctrl+S) les donne toutes"
