"""Any paper on its page, and what the printer's dialog was answered: pages, copies, order, colour, sides."""

from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from threading import Event

import pytest
from PySide6.QtCore import QSizeF
from PySide6.QtGui import QImage, QPageLayout, QPageRanges, QPageSize
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.changes import Changes, RowChange
from app.desk import Desk
from app.documents.document import Document
from app.errors import UserError
from app.settings import PcSettings
from tests.ui.board_desk import ENTER, PaperPrinters, Told, strike
from ui.front import Front
from ui.pages.document import DocumentPage
from ui.panels.pages_view import MOST_SHOWN
from ui.pdf_pages import page_count, page_pictures
from ui.printing import draw, page_numbers, ready_printer
from ui.tasks import CancelledError, Handlers, ThreadRunner


def pdf_of(pages: int, colour: bool = False) -> bytes:
    """Page n has n squares beside one another; a coloured paper has them red."""
    from reportlab.pdfgen.canvas import Canvas

    paper = BytesIO()
    canvas = Canvas(paper, pagesize=(595.28, 841.89))
    for number in range(1, pages + 1):
        if colour:
            canvas.setFillColorRGB(1, 0, 0)
        for square in range(number):
            canvas.rect(20 + 40 * square, 400, 30, 30, fill=1, stroke=0)
        canvas.showPage()
    canvas.save()
    return paper.getvalue()


def squares(picture: QImage) -> int:
    """How many squares stand on a page."""
    scale = picture.width() / 595.28
    middle = round((841.89 - 415) * scale)
    return sum(
        picture.pixelColor(round((35 + 40 * n) * scale), middle).lightness() < 200
        for n in range(13)
        if (35 + 40 * n) * scale < picture.width()
    )


def printed(path: Path) -> list[int]:
    """Which pages came out, in their order."""
    return [squares(picture) for picture in page_pictures(path.read_bytes(), 72)]


class AskedPrinters(PaperPrinters):
    """Whoever is asked in the dialog answers with `answer`; None closes it."""

    def __init__(self, folder: Path, answer: Callable[[QPrinter], None] | None) -> None:
        super().__init__(folder)
        self.answer = answer
        self.asked = 0

    def ask(self, printer: QPrinter, window: QWidget | None, pages: int) -> bool:
        self.asked += 1
        if self.answer is not None:
            self.answer(printer)
        return self.answer is not None


@pytest.fixture
def printer(qapp: QApplication, tmp_path: Path) -> QPrinter:
    """A printer whose paper is a file."""
    made = QPrinter(QPrinter.PrinterMode.ScreenResolution)
    made.setOutputFileName(str(tmp_path / "papier.pdf"))
    return made


# What the dialog was answered


def test_pages_copies_and_order_follow_the_dialog(printer: QPrinter, tmp_path: Path) -> None:
    printer.setPrintRange(QPrinter.PrintRange.PageRange)
    ranges = QPageRanges()
    ranges.addRange(2, 3)
    ranges.addPage(5)
    printer.setPageRanges(ranges)
    printer.setCopyCount(2)
    printer.setPageOrder(QPrinter.PageOrder.LastPageFirst)
    draw(printer, pdf_of(6), "Fiche")
    assert printed(tmp_path / "papier.pdf") == [5, 3, 2, 5, 3, 2]
    printer.setCollateCopies(False)
    assert page_numbers(printer, 6) == [5, 5, 3, 3, 2, 2]


def test_a_printer_that_makes_copies_by_itself_is_sent_each_page_once(qapp: QApplication) -> None:
    class Copier(QPrinter):
        def supportsMultipleCopies(self) -> bool:
            return True

    copier = Copier(QPrinter.PrinterMode.ScreenResolution)
    copier.setCopyCount(3)
    assert page_numbers(copier, 2) == [1, 2]


@pytest.mark.parametrize("mode", [QPrinter.ColorMode.Color, QPrinter.ColorMode.GrayScale])
def test_colour_follows_the_dialog(printer: QPrinter, tmp_path: Path, mode: QPrinter.ColorMode) -> None:
    printer.setColorMode(mode)
    draw(printer, pdf_of(1, colour=True), "Fiche")
    (page,) = page_pictures((tmp_path / "papier.pdf").read_bytes(), 72)
    assert page.allGray() is (mode is QPrinter.ColorMode.GrayScale)


def test_other_paper_shows_the_whole_page_in_its_shape(printer: QPrinter, tmp_path: Path) -> None:
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.Letter))
    printer.setPageOrientation(QPageLayout.Orientation.Landscape)
    draw(printer, pdf_of(1), "Fiche")
    (page,) = page_pictures((tmp_path / "papier.pdf").read_bytes(), 72)
    dark = [
        (x, y)
        for x in range(0, page.width(), 2)
        for y in range(0, page.height(), 2)
        if page.pixelColor(x, y).lightness() < 128
    ]
    wide = max(x for x, _y in dark) - min(x for x, _y in dark)
    high = max(y for _x, y in dark) - min(y for _x, y in dark)
    assert QSizeF(page.size()).width() > QSizeF(page.size()).height()
    assert abs(wide - high) <= 4  # a square stays one
    assert abs(wide - 30 * page.height() / 841.89) <= 4


def test_stopping_between_two_pages_gives_the_printer_back(printer: QPrinter) -> None:
    seen: list[tuple[int, int]] = []

    def stop(done: int, of: int) -> None:
        seen.append((done, of))
        if done == 2:
            raise CancelledError

    with pytest.raises(CancelledError):
        draw(printer, pdf_of(6), "Fiches", stop)
    assert seen == [(1, 6), (2, 6)]
    draw(printer, pdf_of(1), "Fiche")  # it prints again


def test_what_was_chosen_is_remembered_and_used_without_asking(front: Front, told: Told, tmp_path: Path) -> None:
    class TwoSided(QPrinter):
        """Qt's file printer forgets both sides: this one keeps what it is told, as a real one does."""

        def __init__(self) -> None:
            super().__init__(QPrinter.PrinterMode.ScreenResolution)
            self.sides = QPrinter.DuplexMode.DuplexNone

        def setDuplex(self, sides: QPrinter.DuplexMode) -> None:
            self.sides = sides

        def duplex(self) -> QPrinter.DuplexMode:
            return self.sides

        def printerName(self) -> str:
            return "Accueil"

    def both_sides_grey(printer: QPrinter) -> None:
        printer.setDuplex(QPrinter.DuplexMode.DuplexLongSide)
        printer.setColorMode(QPrinter.ColorMode.GrayScale)
        printer.setCopyCount(3)

    source = AskedPrinters(tmp_path, both_sides_grey)
    source.printer = lambda name: TwoSided()  # type: ignore[method-assign]  # a printer with two sides
    front.printer_source = source
    chosen = ready_printer(front, QWidget(), ask=False, pages=4)  # none remembered: asked the first time
    assert chosen is not None
    assert told.remembered == {"printer": "Accueil", "printer_sides": "long", "printer_colour": "grey"}
    front.settings = replace(front.settings, **told.remembered)
    again = ready_printer(front, QWidget(), ask=False, pages=4)
    assert source.asked == 1
    assert again is not None
    assert again.duplex() is QPrinter.DuplexMode.DuplexLongSide
    assert again.colorMode() is QPrinter.ColorMode.GrayScale
    assert again.copyCount() == 1  # copies and pages are of that day only


def test_a_dialog_that_is_closed_prints_and_remembers_nothing(front: Front, told: Told, tmp_path: Path) -> None:
    front.printer_source = AskedPrinters(tmp_path, None)
    assert ready_printer(front, QWidget(), ask=True, pages=1) is None
    assert told.remembered == {}


# A paper on its page


def letter(pages: int = 2) -> Document:
    return Document("Lettre", "Lettre à Mme Thévenet", pdf_of(pages), pages)


class Recorded:
    """What was written down; each time a row is touched, as a service does."""

    def __init__(self) -> None:
        self.ways: list[str] = []

    def __call__(self, way: str) -> Changes:
        self.ways.append(way)
        return Changes((RowChange("handouts", (len(self.ways),), None, {}),), label="Lettre imprimée")


@pytest.fixture
def paper_page(qtbot: QtBot, front: Front) -> DocumentPage:
    page = DocumentPage(front)
    qtbot.addWidget(page)
    page.resize(1274, 636)
    with qtbot.waitExposed(page):
        page.show()
    page.activateWindow()
    return page


def test_a_paper_is_shown_printed_and_saved_from_the_same_bytes(
    paper_page: DocumentPage, printers: PaperPrinters, tmp_path: Path
) -> None:
    record, made = Recorded(), letter()
    paper_page.show_document(lambda: made, record)
    view = paper_page.view
    assert view.title.text() == "Lettre à Mme Thévenet"
    assert view.count.text() == "2\u00a0pages"
    assert [page.accessibleName() for page in view.area.pages] == ["Page 1 sur 2", "Page 2 sur 2"]
    paper_page.focus_first()
    strike(ENTER)
    assert printed(printers.paper) == [1, 2]
    view.save_to(tmp_path / "lettre.pdf")
    assert (tmp_path / "lettre.pdf").read_bytes() == made.pdf
    assert record.ways == ["print", "file"]


def test_nothing_is_written_down_that_was_not_printed(paper_page: DocumentPage, printers: PaperPrinters) -> None:
    record = Recorded()
    paper_page.show_document(letter, record)
    printers.out = True
    paper_page.print_sheet()
    assert "n’a rien imprimé" in paper_page.view.notice()
    assert paper_page.view.save_button.hasFocus()
    assert record.ways == []


def test_a_printer_that_writes_a_file_is_kept_as_a_file(paper_page: DocumentPage, front: Front, tmp_path: Path) -> None:
    record = Recorded()
    paper_page.show_document(letter, record)
    front.printer_source = AskedPrinters(tmp_path, lambda printer: None)  # « Imprimer dans un fichier »: without a name
    paper_page.print_sheet(ask=True)
    assert record.ways == ["file"]


def test_a_paper_that_cannot_be_made_says_why(paper_page: DocumentPage) -> None:
    def refuse() -> Document:
        raise UserError("L’adresse manque sur la fiche. Complétez-la.")

    paper_page.show_document(letter)
    paper_page.show_document(refuse)
    assert paper_page.view.notice() == "L’adresse manque sur la fiche. Complétez-la."
    assert paper_page.view.area.pages == []


def test_what_is_read_stays_until_one_comes_back(paper_page: DocumentPage, desk: Desk, front: Front) -> None:
    made: list[int] = []

    def make() -> Document:
        made.append(len(made) + 1)
        return letter(len(made))

    paper_page.show_document(make)
    front.changed.emit(Changes((RowChange("officials", (1,), None, {}),)))
    assert made == [1]  # not under the reader's eyes
    paper_page.hide()
    front.changed.emit(Changes((RowChange("officials", (1,), None, {}),)))
    paper_page.show()
    paper_page.shown()
    assert made == [1, 2]
    assert len(paper_page.view.area.pages) == 2


def test_of_a_very_long_paper_the_first_pages_are_shown_and_that_is_said(paper_page: DocumentPage) -> None:
    paper_page.show_document(lambda: letter(MOST_SHOWN + 3))
    assert len(paper_page.view.area.pages) == MOST_SHOWN
    assert f"les {MOST_SHOWN} premières sont montrées ici" in paper_page.view.count.text()
    assert paper_page.view.area.pages[0].accessibleName() == f"Page 1 sur {MOST_SHOWN + 3}"


def test_off_the_windows_thread_it_prints_once_it_is_made(qtbot: QtBot, desk: Desk, tmp_path: Path) -> None:
    problems: list[BaseException] = []
    runner = ThreadRunner(Handlers(problems.append, problems.append))
    front = Front(desk, runner, replace(PcSettings(), printer="Accueil"))
    source = PaperPrinters(tmp_path)
    front.printer_source = source
    page = DocumentPage(front)
    qtbot.addWidget(page)
    record = Recorded()
    page.show_document(letter, record)
    page.print_sheet()  # asked for before it is there
    qtbot.waitUntil(lambda: record.ways == ["print"], timeout=20_000)
    runner.wait()
    assert page_count(source.paper.read_bytes()) == 2
    assert not problems
    runner.finish()


def test_a_paper_that_is_no_longer_wanted_is_not_shown_when_it_comes(qtbot: QtBot, desk: Desk) -> None:
    problems: list[BaseException] = []
    runner = ThreadRunner(Handlers(problems.append, problems.append))
    page = DocumentPage(Front(desk, runner, PcSettings()))
    qtbot.addWidget(page)
    second, shown = Event(), Event()

    def slowly() -> Document:
        second.set()  # the first one is made
        assert shown.wait(20)
        return replace(letter(), title="Lettre à M. Bergeron")

    page.show_document(letter)
    page.show_document(slowly)
    qtbot.waitUntil(second.is_set, timeout=20_000)
    qtbot.wait(20)
    assert page.view.title.text() == ""
    shown.set()
    qtbot.waitUntil(lambda: page.view.title.text() == "Lettre à M. Bergeron", timeout=20_000)
    runner.wait()
    assert not problems
    runner.finish()
