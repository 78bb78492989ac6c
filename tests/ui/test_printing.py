"""The sheet on paper and as a file: the preview's own bytes; nothing is noted as handed out that was not."""

import io
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.desk import Desk
from app.errors import UserError
from app.services.sheets import make_sheet
from app.settings import PcSettings
from app.storage.queries import dossier as dossier_detail
from tests.factories import ACCOUNT_OPEN, WITHOUT_ACCOUNT, add_dossier, add_person, add_session
from tests.ui.board_desk import CONTROL, ENTER, PaperPrinters, Told, handouts, shown, strike
from ui.dialogs.preview import SheetPreview
from ui.front import Front
from ui.pages.board import BoardPage
from ui.pdf_pages import page_count, page_pictures
from ui.printing import PrinterSource, PrinterUnknown, check_printer, draw, print_dossier_sheet, print_pdf
from ui.tasks import Handlers, ThreadRunner


def two_pages() -> bytes:
    """A black square in the corner of the first page, one in the middle of the second."""
    from reportlab.pdfgen.canvas import Canvas

    paper = io.BytesIO()
    canvas = Canvas(paper, pagesize=(595.28, 841.89))
    canvas.rect(0, 0, 100, 100, fill=1)
    canvas.showPage()
    canvas.rect(250, 370, 100, 100, fill=1)
    canvas.showPage()
    canvas.save()
    return paper.getvalue()


def dark(picture: QImage, x: float, y: float) -> bool:
    """Whether a page is inked at this place, in fractions of its width and height."""
    return picture.pixelColor(int(x * picture.width()), int(y * picture.height())).lightness() < 128


def asked(desk: Desk, **person: object) -> int:
    return add_dossier(desk, add_person(desk, **person), add_session(desk), ACCOUNT_OPEN)


def preview_of(page: BoardPage) -> SheetPreview:
    assert page.preview is not None
    assert page.preview.isVisible()
    return page.preview


# The bytes


def test_every_page_is_drawn_edge_to_edge_and_in_its_place(qapp: QApplication, tmp_path: Path) -> None:
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFileName(str(tmp_path / "papier.pdf"))
    draw(printer, two_pages(), "Fiche")
    printed = (tmp_path / "papier.pdf").read_bytes()
    first, second = page_pictures(printed, 72)
    assert (first.width(), first.height()) == (595, 842)
    assert dark(first, 0.005, 0.995)  # the very corner of the paper
    assert not dark(first, 0.5, 0.5)
    assert dark(second, 0.5, 0.5)
    assert not dark(second, 0.05, 0.95)


def test_the_preview_shows_what_is_printed_and_what_is_saved(
    page: BoardPage, desk: Desk, printers: PaperPrinters, tmp_path: Path
) -> None:
    due = asked(desk)
    page.preview_sheet(due)
    preview = preview_of(page)
    assert preview.shown is not None
    assert preview.shown.sheet.pdf == make_sheet(desk, due).pdf
    assert len(preview.shown.pictures) == page_count(preview.shown.sheet.pdf)
    preview.save_to(tmp_path / "Fiche")
    assert (tmp_path / "Fiche.pdf").read_bytes() == preview.shown.sheet.pdf
    page.print_sheet()
    assert page_count(printers.paper.read_bytes()) == preview.shown.sheet.pages


def test_grey_for_paper_takes_a_quarter_of_the_memory(qapp: QApplication) -> None:
    grey, colour = (next(page_pictures(two_pages(), 72, grey=grey)) for grey in (True, False))
    assert grey.sizeInBytes() * 3 < colour.sizeInBytes()


# The printer


def test_a_printer_that_is_not_there_is_told_with_what_to_do(qapp: QApplication, tmp_path: Path) -> None:
    with pytest.raises(PrinterUnknown, match="«\u00a0Guichet\u00a0» est introuvable"):
        print_pdf(two_pages(), "Guichet", "Fiche", source=PaperPrinters(tmp_path))


def test_a_pc_without_any_printer_is_told_so(qapp: QApplication) -> None:
    class NoPrinter(PrinterSource):
        def names(self) -> tuple[str, ...]:
            return ()

    with pytest.raises(PrinterUnknown, match="Aucune imprimante"):
        print_pdf(two_pages(), "", "Fiche", source=NoPrinter())


def test_the_systems_own_printers_are_asked(qapp: QApplication) -> None:
    """No such printer exists on any PC: whatever the system has, the answer is a sentence."""
    with pytest.raises(PrinterUnknown):
        check_printer("imprimante que personne n’a")


def test_a_printer_that_stopped_prints_nothing(qapp: QApplication, tmp_path: Path) -> None:
    source = PaperPrinters(tmp_path)
    source.out = True
    with pytest.raises(UserError, match="n’a rien imprimé"):
        print_pdf(two_pages(), "Accueil", "Fiche", source=source)
    assert not source.paper.exists()


@pytest.mark.qt_log_ignore("QPainter::begin")
def test_a_printer_that_refuses_at_the_last_moment_is_told(qapp: QApplication, tmp_path: Path) -> None:
    source = PaperPrinters(tmp_path / "nulle part")
    with pytest.raises(UserError, match="Regardez le papier"):
        print_pdf(two_pages(), "Accueil", "Fiche", source=source)


def test_a_printer_that_stops_behind_the_last_page_is_told(qapp: QApplication, tmp_path: Path) -> None:
    class Stopping(QPrinter):
        def printerState(self) -> QPrinter.PrinterState:
            return QPrinter.PrinterState.Error

    printer = Stopping(QPrinter.PrinterMode.ScreenResolution)
    printer.setOutputFileName(str(tmp_path / "papier.pdf"))
    with pytest.raises(UserError, match="Regardez le papier"):
        draw(printer, two_pages(), "Fiche")


# At the desk


def test_ctrl_p_shows_the_sheet_and_ctrl_p_again_prints_it_on_the_remembered_printer(
    page: BoardPage, desk: Desk, told: Told, printers: PaperPrinters
) -> None:
    due = asked(desk)
    page.refresh()
    page.board.focus_dossier(due)
    assert page.print_sheet()  # Ctrl+P on a card
    assert preview_of(page).title.text() == "Fiche de Mme Odile Thévenet"
    assert page.dossier.isVisible()  # beside the dossier
    assert not handouts(desk)
    assert page.print_sheet()
    assert printers.paper.read_bytes().startswith(b"%PDF")
    (given,) = handouts(desk)
    assert (given.way, given.agent, given.edition) == ("paper", "Claire M.", desk.editions[0].id)
    assert told.banners == ["Fiche de Mme\u00a0Thévenet imprimée"]
    detail = dossier_detail(desk, due)
    assert detail is not None
    assert detail.history[0].text.startswith("Fiche imprimée")


def test_enter_prints_too_and_escape_goes_back(page: BoardPage, desk: Desk, printers: PaperPrinters) -> None:
    page.refresh()
    due = asked(desk)
    page.open_dossier(due)
    page.dossier.preview.click()
    assert preview_of(page).area.hasFocus()
    strike(ENTER)
    assert len(handouts(desk)) == 1
    assert page.escape()
    assert not page.preview.isVisible() if page.preview is not None else False
    assert page.dossier.isVisible()


def test_a_preview_asked_for_elsewhere_goes_back_there(page: BoardPage, desk: Desk) -> None:
    page.preview_sheet(asked(desk))
    assert not page.escape()  # the window goes one level back: to the call, to the official's page


def test_the_printer_is_out_nothing_is_noted_and_the_sheet_can_be_saved(
    page: BoardPage, desk: Desk, told: Told, printers: PaperPrinters, tmp_path: Path
) -> None:
    page.preview_sheet(asked(desk))
    printers.out = True
    page.print_sheet()
    preview = preview_of(page)
    assert "«\u00a0Accueil\u00a0» n’a rien imprimé" in preview.notice()
    assert preview.save_button.hasFocus()
    assert not handouts(desk)
    assert not told.banners
    preview.save_to(tmp_path / "fiche.pdf")
    assert [one.way for one in handouts(desk)] == ["file"]
    assert not preview.notice()
    printers.out = False
    page.print_sheet()
    assert [one.way for one in handouts(desk)] == ["file", "paper"]


def test_a_file_that_cannot_be_written_is_told_and_nothing_is_noted(
    page: BoardPage, desk: Desk, tmp_path: Path
) -> None:
    page.preview_sheet(asked(desk))
    preview_of(page).save_to(tmp_path / "nulle part" / "fiche.pdf")
    assert "n’a pas pu être enregistré" in preview_of(page).notice()
    assert not handouts(desk)


def test_large_print_is_another_sheet(page: BoardPage, desk: Desk) -> None:
    page.preview_sheet(add_dossier(desk, add_person(desk), add_session(desk), WITHOUT_ACCOUNT))
    preview = preview_of(page)
    assert preview.shown is not None
    standard = preview.shown.sheet
    preview.size_switch.set_value("large")
    preview.size_switch.changed.emit("large")
    assert preview.shown.sheet.pages > standard.pages
    assert f"{preview.shown.sheet.pages}\u00a0pages" in preview.count.text()


def test_letters_that_print_as_a_mark_are_told_beforehand(page: BoardPage, desk: Desk) -> None:
    page.preview_sheet(asked(desk, surname="Thévenet 漢"))
    assert "漢" in preview_of(page).notice()
    assert not preview_of(page).other_printer.isVisible()


def test_what_is_ticked_while_the_sheet_is_shown_leaves_it(page: BoardPage, desk: Desk) -> None:
    page.preview_sheet(asked(desk))
    preview = preview_of(page)
    assert preview.shown is not None
    before = preview.shown.sheet.steps
    page.dossier.steps.lines[0].box.click()
    assert preview.shown.sheet.steps == before - 1


def test_the_sheet_is_zoomed_and_follows_the_text_size(page: BoardPage, desk: Desk, dress: object) -> None:
    page.preview_sheet(asked(desk))
    preview = preview_of(page)
    before = preview.area.pages[0].width()
    strike((Qt.Key.Key_Plus, CONTROL))
    assert preview.area.pages[0].width() > before
    strike((Qt.Key.Key_0, CONTROL))
    assert preview.area.pages[0].width() == before
    dress(scale=2.0)  # type: ignore[operator]
    assert preview.area.pages[0].width() > before


def test_printing_from_elsewhere_shows_the_preview_first(page: BoardPage, desk: Desk, front: Front, told: Told) -> None:
    due = asked(desk)
    print_dossier_sheet(front, page, due)
    (place,) = told.places
    assert place.dossier_id == due
    assert not handouts(desk)


def test_off_the_windows_thread_all_comes_in_order(qtbot: QtBot, desk: Desk, tmp_path: Path) -> None:
    """The real runner: the sheet is asked to print before it is made, and prints once it is."""
    problems: list[BaseException] = []
    runner = ThreadRunner(Handlers(problems.append, problems.append))
    front = Front(desk, runner, replace(PcSettings(), printer="Accueil"))
    source = PaperPrinters(tmp_path)
    front.printer_source = source
    due = asked(desk)
    page = shown(qtbot, BoardPage(front))
    page.preview_sheet(due)
    page.print_sheet()
    qtbot.waitUntil(lambda: len(handouts(desk)) == 1, timeout=20_000)
    runner.wait()
    assert source.paper.read_bytes().startswith(b"%PDF")
    assert not problems
    runner.finish()
