"""Sheets for many by keyboard: chosen on the board, what is missing mended, one file, one each, stopped on the way."""

import threading
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path

import pytest
from pypdfium2 import PdfDocument
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.desk import Desk
from app.documents.sheet_data import SheetData
from app.domain.dossiers import Dossier, Handout
from app.services import batch_files
from app.services.batches import sheets
from app.services.sheets import make_sheet
from app.settings import PcSettings, Places, save_pc_settings
from tests.factories import ACCOUNT_OPEN, AGENT, NOTHING_KNOWN, WITHOUT_ACCOUNT, add_dossier, add_person, add_session
from tests.journeys.desktop import Desktop
from tests.journeys.test_main_job import with_printer
from tests.unit.sheet_reading import Reading
from ui.pages.batch import BatchPage
from ui.places import Page

Start = Callable[[], Desktop]


@pytest.fixture
def places(tmp_path: Path) -> Places:
    """A PC that remembers the printer of the front desk."""
    places = Places(tmp_path / "poste")
    save_pc_settings(places, PcSettings(agent=AGENT, recovery_printed=True, printer="Accueil"))
    return places


def three_new(desk: Desk) -> list[int]:
    """In the first column: Lucie and Paul, of whom nothing is known yet; beside it Marc, who has no address."""
    session = add_session(desk, starts_on=date(2026, 12, 15))
    return [
        add_dossier(desk, add_person(desk, "Lucie", "Ravel", "Feurs"), session, NOTHING_KNOWN),
        add_dossier(desk, add_person(desk, "Paul", "Souchon", "Feurs", civility="M."), session, NOTHING_KNOWN),
        add_dossier(desk, add_person(desk, "Marc", "Œuvrard", "Champdieu", civility="M."), session, WITHOUT_ACCOUNT),
    ]


def handed_out(window: Desktop) -> list[tuple[int, str]]:
    with window.desk.database.read() as session:
        return [(one.dossier_id, one.way) for one in session.query(Handout).order_by(Handout.dossier_id)]


def batch(window: Desktop) -> BatchPage:
    page = window.window.page(Page.BATCH)
    assert isinstance(page, BatchPage)
    return page


def lines(window: Desktop) -> list[tuple[str, str]]:
    return [(row.sheet.name, row.lacks) for row in batch(window).model.rows()]


def test_chosen_by_keyboard_completed_printed_together(prepared: Desk, desktop: Start, tmp_path: Path) -> None:
    ids = three_new(prepared)
    window = desktop()
    printers = with_printer(window, tmp_path)
    window.key("Alt+D", "Shift+Down")  # Lucie and Paul
    assert window.focus_line().endswith("choisi")
    assert window.sees("2 dossiers choisis")
    window.key("Right", "Space")  # and Marc, in the column beside
    assert window.sees("3 dossiers choisis")

    window.key("Ctrl+P")  # first what is missing
    assert window.page() is Page.BATCH
    assert lines(window) == [
        ("Œuvrard Marc", "adresse"),
        ("Ravel Lucie", "situation, adresse"),
        ("Souchon Paul", "situation, adresse"),
    ]
    assert not printers.paper.exists()
    window.key("Return")  # Marc's address is mended on his form…
    assert window.page() is Page.ELUS
    window.reach("Numéro")
    window.type("12")
    window.reach("Nom de la voie")
    window.type("des Pins")
    window.key("Ctrl+S", "Escape")
    while window.page() is not Page.BATCH:
        window.key("Escape")
    assert lines(window)[-1] == ("Œuvrard Marc", "")  # …and the list knows it

    window.key("Home", "Space")  # Lucie is left aside
    assert window.sees("2 fiches à faire")
    assert batch(window).kept() == (ids[2], ids[1])  # Œuvrard comes out before Souchon
    window.key("Ctrl+P")
    wanted = sum(make_sheet(window.desk, one).pages for one in ids[1:])
    assert len(Reading(printers.paper.read_bytes()).pages) == wanted  # Paul's and Marc's, whole
    assert handed_out(window) == [(ids[1], "paper"), (ids[2], "paper")]
    assert window.banner().startswith("2 fiches imprimées")
    window.reach("Aperçu")
    window.key("Return")  # all of them as one paper, from the same bytes
    assert window.page() is Page.DOCUMENT
    assert sum(text.startswith("Page ") for text in window.texts()) == wanted
    window.key("Ctrl+P")
    assert len(handed_out(window)) == 4
    window.key("Escape")
    assert window.page() is Page.BATCH
    window.key("Escape")
    assert window.page() is Page.DOSSIERS
    window.key("Escape")
    assert window.lacks("dossiers choisis")


def test_a_filter_kept_by_name_gives_one_file_with_bookmarks_or_one_file_each(
    prepared: Desk, desktop: Start, tmp_path: Path
) -> None:
    ids = three_new(prepared)
    window = desktop()
    window.key("Alt+D", "Ctrl+F")
    window.key("Down", "Right", "Return")  # Étape, Nouveau
    assert window.sees("Nouveau : 2 dossiers")
    window.reach("Garder ce filtre", "F6")
    window.key("Return")
    window.type("À rappeler")
    window.key("Return")
    assert window.banner().startswith("Filtre « À rappeler » gardé")
    window.key("Escape")
    assert window.lacks("À rappeler : 2 dossiers")

    window.restart()
    window.key("Alt+D", "Ctrl+F", "Down", "Return")  # the desk has kept it
    assert window.sees("À rappeler : 2 dossiers")
    window.key("Ctrl+A", "Ctrl+P")
    assert window.page() is Page.BATCH
    assert window.sees("À rappeler : 2 fiches à faire")
    file = tmp_path / "Fiches.pdf"
    window.answer_next_dialog(str(file))
    window.key("Ctrl+S")
    window.until(file.exists, "the file is written")
    window.settle()
    document = PdfDocument(file)
    assert [one.get_title() for one in document.get_toc()] == ["Mme Lucie Ravel – Feurs", "M. Paul Souchon – Feurs"]
    document.close()
    assert handed_out(window) == [(ids[0], "file"), (ids[1], "file")]
    window.key("Ctrl+Z")
    assert handed_out(window) == []

    folder = tmp_path / "sorties"
    folder.mkdir()
    batch(window).way_switch.set_value("each")
    batch(window).save_to(folder)
    window.settle()
    assert sorted(path.name for path in folder.iterdir()) == [
        "Fiche – Ravel Lucie – 2026-12-15.pdf",
        "Fiche – Souchon Paul – 2026-12-15.pdf",
    ]


def test_stopped_on_the_way_nothing_is_half_done(
    prepared: Desk, desktop: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = add_session(prepared)
    ids = [add_dossier(prepared, add_person(prepared, surname=f"Ravel{n}"), session, ACCOUNT_OPEN) for n in range(10)]
    window = desktop()
    assert window.program.front is not None
    window.program.front.many_sheets(ids, "Dix")
    window.settle()
    page, file = batch(window), tmp_path / "Fiches.pdf"
    reached, pressed = threading.Event(), threading.Event()

    def slowly(desk: Desk, wanted: Sequence[int]) -> Iterator[tuple[Dossier, SheetData]]:
        for number, one in enumerate(sheets(desk, wanted), start=1):
            if number == 7:
                reached.set()
                assert pressed.wait(20)
            yield one

    with monkeypatch.context() as slower:
        slower.setattr(batch_files, "sheets", slowly)
        page.save_to(file)
        window.until(reached.is_set, "six sheets are made")
        window.until(page.work.isVisible, "the page says how far it is")
        assert window.sees("Fiche 6 sur 10")
        assert page.save_button.reason()  # one at a time
        QTest.keyClick(window.target(), Qt.Key.Key_Escape)
        pressed.set()
        window.settle()
    assert window.sees("aucune fiche n'a été enregistrée")
    assert not any(path.suffix in (".pdf", ".part") for path in tmp_path.iterdir())
    assert handed_out(window) == []
    page.save_to(file)  # and again, to the end
    window.settle()
    assert file.exists()
    assert len(handed_out(window)) == 10


def test_a_printer_that_is_not_there_is_told_and_the_sheets_can_be_saved(
    prepared: Desk, desktop: Start, tmp_path: Path
) -> None:
    three_new(prepared)
    window = desktop()
    printers = with_printer(window, tmp_path)
    printers.present = ("Autre imprimante",)
    window.key("Alt+D", "Ctrl+A", "Ctrl+P", "Ctrl+P")
    assert window.sees("« Accueil » est introuvable")
    assert window.focus_name().startswith("Enregistrer")
    assert handed_out(window) == []
