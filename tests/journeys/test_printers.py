"""The printer's dialog in the real window: the first time, on request, never over a call that did not ask for it."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QWidget

from app.desk import Desk
from tests.factories import add_dossier, add_person, add_session
from tests.journeys.desktop import Desktop
from tests.ui.board_desk import PaperPrinters

Start = Callable[[], Desktop]


class FirstPrinter(PaperPrinters):
    """The dialog is answered with its first printer; how often it came is counted."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.asked = 0

    def printer(self, name: str) -> QPrinter:
        made = _Named(QPrinter.PrinterMode.ScreenResolution)
        made.setOutputFileName(str(self.paper))
        return made

    def ask(self, printer: QPrinter, window: QWidget | None, pages: int) -> bool:
        self.asked += 1
        return True


class _Named(QPrinter):
    def printerName(self) -> str:
        return "Accueil"


def test_a_call_is_not_covered_by_a_dialog_that_nobody_asked_for(
    prepared: Desk, desktop: Start, tmp_path: Path
) -> None:
    add_dossier(prepared, add_person(prepared), add_session(prepared))
    window = desktop()
    printers = FirstPrinter(tmp_path)
    assert window.program.front is not None
    window.program.front.printer_source = printers
    window.key("F2")
    window.type("theven")
    window.key("Return", "Ctrl+P", "Ctrl+P")
    assert printers.asked == 0
    assert window.sees("Aucune imprimante n'est encore choisie sur ce poste")
    assert not printers.paper.exists()
    window.key("Ctrl+Shift+P")  # asked for
    assert printers.asked == 1
    assert printers.paper.exists()
    printers.paper.unlink()
    window.key("Ctrl+P", "Ctrl+P")  # remembered from now on
    assert printers.asked == 1
    assert printers.paper.exists()
    window.key("Ctrl+Return")


def test_without_a_call_the_first_printing_asks_once(prepared: Desk, desktop: Start, tmp_path: Path) -> None:
    add_dossier(prepared, add_person(prepared), add_session(prepared))
    window = desktop()
    printers = FirstPrinter(tmp_path)
    assert window.program.front is not None
    window.program.front.printer_source = printers
    window.key("Alt+D", "Ctrl+P", "Ctrl+P")
    assert printers.asked == 1
    assert printers.paper.exists()
    window.key("Ctrl+P")
    assert printers.asked == 1
    window.restart()
    assert window.program.front is not None
    assert window.program.front.settings.printer == "Accueil"
