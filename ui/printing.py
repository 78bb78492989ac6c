"""Puts a PDF on paper: the very bytes of the preview, on the printer that this PC remembers.

The only module that knows Qt's printing. Pages per side, the tray and all that a driver offers beyond Qt are kept in
the printer that its dialog has set up, and followed by the driver itself. Nothing here says that a sheet was handed
out: who asked is told whether the printer took it, and decides.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSizeF, Qt
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QAbstractPrintDialog, QPrintDialog, QPrinter, QPrinterInfo
from PySide6.QtWidgets import QWidget

from app.errors import UserError
from ui.dates import NBSP
from ui.messages import call_goes_on
from ui.pdf_pages import page_count, page_pictures

if TYPE_CHECKING:
    from app.settings import PcSettings
    from ui.front import Front

SHARPEST = 600  # dots per inch: beyond it an office printer shows no difference, and a page takes 35 MB
ROUNDING = 0.005  # paper and page are both A4 when they differ by less
_SIDES = {
    "one": QPrinter.DuplexMode.DuplexNone,
    "long": QPrinter.DuplexMode.DuplexLongSide,
    "short": QPrinter.DuplexMode.DuplexShortSide,
}
_COLOURS = {"grey": QPrinter.ColorMode.GrayScale, "colour": QPrinter.ColorMode.Color}
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

    def ask(self, printer: QPrinter, window: QWidget | None, pages: int) -> bool:
        """Show the system's dialog, which sets this printer up; False when it is closed without printing."""
        dialog = QPrintDialog(printer, window)
        dialog.setWindowTitle("Imprimer")
        if pages > 1:
            dialog.setOption(QAbstractPrintDialog.PrintDialogOption.PrintPageRange)
            dialog.setMinMax(1, pages)
        return bool(dialog.exec())


def printer_names(source: PrinterSource | None = None) -> tuple[str, ...]:
    """The printers of this PC, the system's own choice first."""
    return (source or PrinterSource()).names()


def check_any(source: PrinterSource) -> None:
    """Raise PrinterUnknown when this PC has no printer at all."""
    if not source.names():
        raise PrinterUnknown(
            "Aucune imprimante n’est installée sur ce poste. Enregistrez le document\u00a0: il s’imprimera plus tard."
        )


def check_printer(name: str, source: PrinterSource | None = None) -> None:
    """Raise UserError at once when this printer is not there or says that it stopped."""
    source = source or PrinterSource()
    check_any(source)
    if name not in source.names():
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
        draw(on_a4(source.printer(printer_name)), pdf, title)
        return printer_name
    printer = choose_printer(parent, "", source)
    if printer is None:
        return ""
    draw(printer, pdf, title)
    return printer.printerName() or printer.outputFileName()


def ready_printer(front: Front, parent: QWidget, *, ask: bool, pages: int) -> QPrinter | None:
    """The remembered printer, or, with `ask` or when none is remembered, the one that the system's dialog chooses.

    None when that dialog is closed without printing. Raises UserError when the printer is not there or stopped, and
    when none is remembered during a call: the dialog lies over a call only when it is asked for.
    """
    source, settings = front.printer_source or PrinterSource(), front.settings
    name = settings.printer
    if not ask and name:
        check_printer(name, source)
        return settled(on_a4(source.printer(name)), settings)
    if not ask and call_goes_on(parent):
        check_any(source)
        raise PrinterUnknown(
            "Aucune imprimante n’est encore choisie sur ce poste. Choisissez-la (Ctrl+Maj+P), ou enregistrez le "
            "document\u00a0: l’appel continue."
        )
    printer = choose_printer(parent, name, source, settings, pages)
    if printer is not None and printer.printerName():
        chosen = {
            "printer": printer.printerName(),
            "printer_sides": next((word for word, mode in _SIDES.items() if mode is printer.duplex()), ""),
            "printer_colour": next((word for word, mode in _COLOURS.items() if mode is printer.colorMode()), ""),
        }
        changed = {key: value for key, value in chosen.items() if getattr(settings, key) != value}
        if changed:
            front.remember(**changed)
    return printer


def on_a4(printer: QPrinter) -> QPrinter:
    """The printer with the paper that all our documents are made for."""
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    printer.setPageOrientation(QPageLayout.Orientation.Portrait)
    return printer


def settled(printer: QPrinter, settings: PcSettings) -> QPrinter:
    """The printer with the sides and the colour that were last chosen in its dialog."""
    if settings.printer_sides in _SIDES:
        printer.setDuplex(_SIDES[settings.printer_sides])
    if settings.printer_colour in _COLOURS:
        printer.setColorMode(_COLOURS[settings.printer_colour])
    return printer


def draw(printer: QPrinter, pdf: bytes, title: str, each: Callable[[int, int], None] = lambda done, of: None) -> None:
    """Draw the pages that were chosen on a printer that is set up: sides, colour, paper stay as its dialog left them.

    `each(done, of)` is told after each page and may raise to stop. Raises UserError when the printer stops on the way.
    """
    name = printer.printerName() or "choisie"
    printer.setDocName(title)
    printer.setFullPage(True)
    numbers = page_numbers(printer, page_count(pdf))
    sharpness = min(SHARPEST, printer.resolution())
    grey = True if printer.colorMode() is QPrinter.ColorMode.GrayScale else None
    painter = QPainter()
    if not painter.begin(printer):
        raise UserError(_refusal(name))
    try:
        paper = QSizeF(printer.pageLayout().fullRectPixels(printer.resolution()).size())
        for done, picture in enumerate(page_pictures(pdf, sharpness, grey=grey, numbers=numbers)):
            if done and not printer.newPage():
                raise UserError(_refusal(name))
            painter.drawImage(_placed(picture, paper), picture)
            each(done + 1, len(numbers))
    except BaseException:
        printer.abort()
        raise
    finally:
        ended = painter.end()
    if not ended or printer.printerState() in _STOPPED:
        raise UserError(_refusal(name))


def page_numbers(printer: QPrinter, count: int) -> list[int]:
    """Which of `count` pages leave the printer, in which order, from 1: as its dialog was answered.

    A printer that makes copies by itself is sent each page once.
    """
    wanted = list(range(1, count + 1))
    if printer.printRange() is QPrinter.PrintRange.PageRange and not printer.pageRanges().isEmpty():
        wanted = [number for number in wanted if printer.pageRanges().contains(number)]
    if printer.pageOrder() is QPrinter.PageOrder.LastPageFirst:
        wanted.reverse()
    copies = 1 if printer.supportsMultipleCopies() else max(1, printer.copyCount())
    if printer.collateCopies():
        return wanted * copies
    return [number for number in wanted for _ in range(copies)]


def _placed(picture: QImage, paper: QSizeF) -> QRectF:
    """A page edge to edge on paper of its shape; as large as it goes, in the middle, on any other."""
    size = QSizeF(picture.size()).scaled(paper, Qt.AspectRatioMode.KeepAspectRatio)
    if abs(size.width() - paper.width()) < ROUNDING * paper.width():
        size = QSizeF(paper) if abs(size.height() - paper.height()) < ROUNDING * paper.height() else size
    left, top = (paper.width() - size.width()) / 2, (paper.height() - size.height()) / 2
    return QRectF(left, top, size.width(), size.height())


def choose_printer(
    window: QWidget | None,
    name: str,
    source: PrinterSource | None = None,
    settings: PcSettings | None = None,
    pages: int = 0,
) -> QPrinter | None:
    """Ask with the system's dialog, beginning at the printer `name`; None when it is closed without printing.

    With `pages` some of them can be chosen. Raises PrinterUnknown when this PC has no printer: a dialog without choice
    helps nobody.
    """
    source = source or PrinterSource()
    check_any(source)
    printer = on_a4(source.printer(name))
    if settings is not None:
        settled(printer, settings)
    # Its own exec: the system's dialog, on Windows, cannot be shown in another way.
    return printer if source.ask(printer, window, pages) else None


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
