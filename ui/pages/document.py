"""Any finished paper on the whole page: a letter, a day pack, the help; printed, saved, or only read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.pages.base import PageWidget
from ui.panels.pages_view import pictures_of
from ui.panels.paper_view import Paper, PaperView, pages_words

if TYPE_CHECKING:
    from app.changes import Changes
    from app.documents.document import Document
    from ui.front import Front


class DocumentPage(PageWidget):
    """Shows the paper that `show_document` makes; made anew when one comes back and something has changed meanwhile."""

    leaveWanted = Signal()  # noqa: N815 - as Qt names signals

    tables = (
        *("dossiers", "done_steps", "callbacks", "officials", "mandates", "sessions", "trainings", "settings"),
        *("guide_versions",),
    )

    def __init__(self, front: Front) -> None:
        super().__init__(front)
        self._make_paper: Callable[[], Document] | None = None
        self._record: Callable[[str], Changes] | None = None
        self.view = PaperView(front, "le document")
        self.view.start_theme()
        self.view.closed.connect(self.leaveWanted)
        self.view.handedOut.connect(self._handed_out)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.view)

    def show_document(self, make: Callable[[], Document], record: Callable[[str], Changes] | None = None) -> None:
        """Have a paper made off the window's thread and show it; `record` writes down what was done with it."""
        self._make_paper, self._record = make, record
        self.view.title.setText("")
        self.view.count.setText("")
        self.view.show_paper(None)
        self._stale = False
        self._make()

    def _make(self) -> None:
        make = self._make_paper
        if make is None:
            return
        self.view.busy = True

        def done(paper: Paper) -> None:
            if make is self._make_paper:
                self.view.show_paper(paper)

        # All on the heavy thread: PDFium and reportlab know one thread at a time, the base knows several.
        self.front.runner.run_heavy(
            lambda _progress: _paper(make()), done, self.view.not_made, "Préparation du document…"
        )

    def _handed_out(self, way: str) -> None:
        record = self._record
        if record is not None:
            self.front.write(lambda: record(way))

    # What the window asks of a page

    def refresh(self) -> None:
        """What is on screen stays what is printed and saved: nothing is made anew under the reader's eyes."""

    def shown(self) -> None:
        if self._stale:
            self._stale = False
            self._make()

    def focus_first(self) -> None:
        self.view.focus_first()

    def regions(self) -> Sequence[QWidget]:
        return (self.view,)

    def save(self) -> bool:
        self.view.save()
        return True

    def print_sheet(self, *, ask: bool = False) -> bool:
        self.view.print_sheet(ask=ask)
        return True


def _paper(document: Document) -> Paper:
    pictures = pictures_of(document.pdf)
    return Paper(
        title=document.title,
        count=pages_words(document.pages, len(pictures)),
        name=f"{document.name}.pdf",
        pdf=document.pdf,
        pages=document.pages,
        pictures=pictures,
        missing_letters=document.missing_letters,
    )
