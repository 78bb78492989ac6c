"""Puts a PDF on paper: the very bytes of the preview, on the printer that this PC remembers.

The only module that knows Qt's printing. Nothing here says that a sheet was handed out: who asked is told whether the
printer took it, and decides.
"""

from __future__ import annotations

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


class PrinterSource:
    """The printers of this PC, as the system knows them; tests give one whose printers write files."""

    def names(self) -> tuple[str, ...]:
        """All printers, the system's own choice first."""
        usual = QPrinterInfo.defaultPrinterName()
        return tuple(sorted(QPrinterInfo.availablePrinterNames(), key=lambda name: (name != usual, name.casefold())))

    def stopped(self, name: str) -> bool:
        """Whether the system says that this printer does not print now: no paper, off, out of reach."""
        return QPrinterInfo.printerInfo(name).state() in _STOPPED

    def printer(self, name: str) -> QPrinter:
        """This printer, or the system's own choice for an unknown name."""
        info = QPrinterInfo.printerInfo(name)
        mode = QPrinter.PrinterMode.HighResolution
        return QPrinter(mode) if info.isNull() else QPrinter(info, mode)


def printer_names(source: PrinterSource | None = None) -> tuple[str, ...]:
    """The printers of this PC, the system's own choice first."""
    return (source or PrinterSource()).names()


def check_printer(name: str, source: PrinterSource | None = None) -> None:
    """Raise UserError at once when this printer is not there or says that it stopped."""
    source = source or PrinterSource()
    names = source.names()
    if not names:
        raise PrinterUnknown(
            "Aucune imprimante n’est installée sur ce poste. Enregistrez le document\u00a0: il s’imprimera plus tard."
        )
    if name not in names:
        raise PrinterUnknown(
            f"L’imprimante «{NBSP}{name}{NBSP}» est introuvable. Branchez-la, choisissez-en une autre "
            "(Ctrl+Maj+P), ou enregistrez le document."
        )
    if source.stopped(name):
        raise UserError(_refusal(name))


def print_pdf(
    pdf: bytes,
    printer_name: str,
    title: str,
    *,
    parent: QWidget | None = None,
    source: PrinterSource | None = None,
) -> str:
    """Print one copy on A4 and give back the printer's name. `title` is what the printer's queue shows.

    Without a name the system's dialog asks over `parent`; "" when it is closed without printing. With one it asks
    nothing and may run on the runner's heavy thread. Raises UserError when the printer did not take it all.
    """
    source = source or PrinterSource()
    if printer_name:
        check_printer(printer_name, source)
        draw(source.printer(printer_name), pdf, title)
        return printer_name
    printer = choose_printer(parent, "", source)
    if printer is None:
        return ""
    draw(printer, pdf, title)
    return printer.printerName() or printer.outputFileName()


def draw(printer: QPrinter, pdf: bytes, title: str) -> None:
    """Draw every page edge to edge on a printer that is set up. Raises UserError when it stops on the way."""
    name = printer.printerName() or "choisie"
    printer.setDocName(title)
    printer.setFullPage(True)
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    printer.setPageOrientation(QPageLayout.Orientation.Portrait)
    painter = QPainter()
    if not painter.begin(printer):
        raise UserError(_refusal(name))
    try:
        sheet = QSizeF(printer.pageLayout().fullRectPixels(printer.resolution()).size())
        for number, picture in enumerate(page_pictures(pdf, min(SHARPEST, printer.resolution()), grey=True)):
            if number and not printer.newPage():
                raise UserError(_refusal(name))
            painter.drawImage(QRectF(0, 0, sheet.width(), sheet.height()), picture)
    except BaseException:
        printer.abort()
        raise
    finally:
        ended = painter.end()
    if not ended or printer.printerState() in _STOPPED:
        raise UserError(_refusal(name))


def choose_printer(window: QWidget | None, name: str, source: PrinterSource | None = None) -> QPrinter | None:
    """Ask with the system's dialog, beginning at the printer `name`; None when it is closed without printing.

    Raises PrinterUnknown when this PC has no printer: a dialog without choice helps nobody.
    """
    source = source or PrinterSource()
    if not source.names():
        check_printer(name, source)
    printer = source.printer(name)
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    dialog = QPrintDialog(printer, window)
    dialog.setWindowTitle("Imprimer")
    # exec: the system's own dialog, on Windows, cannot be shown in another way.
    return printer if dialog.exec() else None


def print_dossier_sheet(front: Front, window: QWidget, dossier_id: int, *, ask: bool = False) -> None:
    """The sheet of a dossier from anywhere: its preview first, where Ctrl+P prints; `ask` then shows the dialog."""
    front.preview_sheet(dossier_id)
    if not ask:
        return
    from ui.pages.board import BoardPage

    page = window.findChild(BoardPage)
    if page is not None:
        page.print_sheet(ask=True)


def _refusal(name: str) -> str:
    return (
        f"L’imprimante «{NBSP}{name}{NBSP}» n’a rien imprimé. Regardez le papier, le capot et le câble, puis "
        "recommencez, ou enregistrez le document."
    )
