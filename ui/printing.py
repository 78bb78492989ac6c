"""Puts a PDF on paper: the very bytes of the preview, on the printer that this PC remembers.

The only module that knows Qt's printing. Nothing here says that a sheet was handed out: who asked is told whether the
printer took it, and decides.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSizeF
from PySide6.QtGui import QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrinterInfo
from PySide6.QtWidgets import QWidget

from app.errors import UserError
from ui.dates import NBSP
from ui.pdf_pages import page_pictures

if TYPE_CHECKING:
    from ui.front import Front

SHARPEST = 600  # dots per inch: beyond it an office printer shows no difference, and a page takes 35 MB
_STOPPED = (QPrinter.PrinterState.Error, QPrinter.PrinterState.Aborted)


class PrinterUnknown(UserError):
    """No printer of that name, or none at all: one is to be chosen, or the sheet saved."""


def printer_names() -> tuple[str, ...]:
    """The printers of this PC; the system's own choice first."""
    names = list(QPrinterInfo.availablePrinterNames())
    usual = QPrinterInfo.defaultPrinterName()
    return tuple(sorted(names, key=lambda name: (name != usual, name.casefold())))


def check_printer(name: str) -> None:
    """Raise UserError at once when this printer is not there or says that it stopped."""
    if not printer_names():
        raise PrinterUnknown(
            "Aucune imprimante n’est installée sur ce poste. Enregistrez la fiche\u00a0: elle s’imprimera plus tard."
        )
    info = QPrinterInfo.printerInfo(name)
    if not name or info.isNull():
        raise PrinterUnknown(
            f"L’imprimante «{NBSP}{name}{NBSP}» est introuvable. Branchez-la, choisissez-en une autre "
            "(Ctrl+Maj+P), ou enregistrez la fiche."
        )
    if info.state() in _STOPPED:
        raise UserError(_stopped(name))


def print_pdf(pdf: bytes, printer_name: str, title: str) -> None:
    """Print on one side of A4, in one copy, without asking. Raises UserError when the printer did not take it all.

    To be called on the runner's heavy thread; `title` is what the printer's queue shows.
    """
    check_printer(printer_name)
    printer = QPrinter(QPrinterInfo.printerInfo(printer_name), QPrinter.PrinterMode.HighResolution)
    draw(printer, pdf, title)


def draw(printer: QPrinter, pdf: bytes, title: str) -> None:
    """Draw every page edge to edge on a printer that is set up. Raises UserError when it stops on the way."""
    name = printer.printerName() or "choisie"
    printer.setDocName(title)
    printer.setFullPage(True)
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    printer.setPageOrientation(QPageLayout.Orientation.Portrait)
    painter = QPainter()
    if not painter.begin(printer):
        raise UserError(_stopped(name))
    try:
        sheet = QSizeF(printer.pageLayout().fullRectPixels(printer.resolution()).size())
        for number, picture in enumerate(page_pictures(pdf, min(SHARPEST, printer.resolution()), grey=True)):
            if number and not printer.newPage():
                raise UserError(_stopped(name))
            painter.drawImage(QRectF(0, 0, sheet.width(), sheet.height()), picture)
    except BaseException:
        printer.abort()
        raise
    finally:
        ended = painter.end()
    if not ended or printer.printerState() in _STOPPED:
        raise UserError(_stopped(name))


def choose_printer(window: QWidget, name: str, chosen: Callable[[QPrinter], None]) -> QPrintDialog:
    """Show the system's dialog, beginning at the printer `name`; `chosen` gets the printer set up as one wished.

    Raises PrinterUnknown when this PC has no printer: a dialog without choice helps nobody.
    """
    if not printer_names():
        check_printer(name)
    info = QPrinterInfo.printerInfo(name)
    mode = QPrinter.PrinterMode.HighResolution
    printer = QPrinter(mode) if info.isNull() else QPrinter(info, mode)
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    dialog = QPrintDialog(printer, window)
    dialog.setWindowTitle("Imprimer la fiche")
    dialog.accepted.connect(lambda: chosen(printer))
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
    return dialog


def print_dossier_sheet(front: Front, window: QWidget, dossier_id: int, *, ask: bool = False) -> None:
    """The sheet of a dossier from anywhere: its preview first, where Ctrl+P prints; `ask` then shows the dialog."""
    front.preview_sheet(dossier_id)
    if not ask:
        return
    from ui.pages.board import BoardPage

    page = window.findChild(BoardPage)
    if page is not None:
        page.print_sheet(ask=True)


def _stopped(name: str) -> str:
    return (
        f"L’imprimante «{NBSP}{name}{NBSP}» n’a pas pris la fiche. Regardez le papier, le capot et le câble, puis "
        "recommencez, ou enregistrez la fiche."
    )
