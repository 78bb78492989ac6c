"""13. No computer, no mail: the sheet and its letter by post, in large print; what was sent and when stays known."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QMenu

from app.desk import Desk
from app.settings import PcSettings, Places, save_pc_settings
from app.storage import queries
from tests.factories import AGENT, WITHOUT_ACCOUNT, add_dossier, add_person, add_session
from tests.journeys.desktop import Desktop, plain
from tests.journeys.test_main_job import with_printer
from tests.unit.sheet_reading import Reading
from ui.pages.document import DocumentPage
from ui.places import Page

Start = Callable[[], Desktop]
AT_HOME: Mapping[str, Any] = {"street_number": "12", "street_type": "rue", "street_name": "du Moulin"}


@pytest.fixture
def places(tmp_path: Path) -> Places:
    """A PC that remembers the printer of the front desk."""
    places = Places(tmp_path / "poste")
    save_pc_settings(places, PcSettings(agent=AGENT, recovery_printed=True, printer="Accueil"))
    return places


def choose(window: Desktop, words: str) -> None:
    """Open the menu of the card that has the keyboard, go down to these words, and press Entrée."""
    window.key("Shift+F10")
    for _ in range(20):
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        action = menu.activeAction()
        if action is not None and plain(action.text()) == words:
            window.key("Return")
            return
        window.key("Down")
    raise AssertionError(f"the menu does not offer « {words} »")


def to_letters(window: Desktop) -> None:
    """From the board to what can be sent by post."""
    window.key("Alt+D")
    assert window.focus_line().startswith("Odile Thévenet")
    choose(window, "Envoi par la poste")
    assert window.sees("Courriers pour Odile Thévenet")


def handed_out(window: Desktop, dossier: int) -> list[str]:
    return [plain(line.text) for line in queries.dossier(window.desk, dossier).history if line.kind == "handed_out"]


def test_by_post_in_large_print_with_her_address_in_the_window(prepared: Desk, desktop: Start, tmp_path: Path) -> None:
    odile = add_person(prepared, **AT_HOME)
    dossier = add_dossier(prepared, odile, add_session(prepared), WITHOUT_ACCOUNT)
    window = desktop()
    printers = with_printer(window, tmp_path)
    to_letters(window)
    assert window.sees("12 RUE DU MOULIN")
    assert window.sees("42990 SAINT GEORGES EN COUZAN")
    assert window.sees("à confirmer")  # where the window of the envelope is
    window.key("Right")  # « Gros caractères »
    window.reach("Voir la lettre et la fiche")
    window.key("Return")
    assert window.page() is Page.DOCUMENT
    page = window.window.current()
    assert isinstance(page, DocumentPage)
    assert page.view.paper is not None
    first = Reading(page.view.paper.pdf).pages[0]
    assert "12 RUE DU MOULIN" in first
    assert "en gros caractères" in first
    assert "au plus tard le mercredi 25 novembre 2026" in first
    window.key("Ctrl+P")
    assert list(tmp_path.glob("*.pdf")), printers
    (printed,) = handed_out(window, dossier)
    assert printed.startswith("Lettre et fiche imprimées pour la poste")
    assert printed.endswith("gros caractères")
    window.key("Escape")
    assert window.sees("Le courrier est parti ?")
    window.reach("Noter l'envoi")
    window.key("Return")
    assert window.banner() == "Envoi par la poste noté pour Mme Thévenet"
    assert window.sees("Posté le mar. 24 nov. 2026")
    assert handed_out(window, dossier)[0].startswith("Lettre et fiche envoyées par la poste")
    window.key("Escape")
    assert window.page() is Page.DOSSIERS
    window.key("Return")
    assert window.sees("Lettre et fiche envoyées par la poste")


def test_without_an_address_it_says_what_is_missing_and_leads_to_her_form(prepared: Desk, desktop: Start) -> None:
    add_dossier(prepared, add_person(prepared), add_session(prepared), WITHOUT_ACCOUNT)
    window = desktop()
    to_letters(window)
    assert window.sees("il manque la voie ou le lieu-dit. Complétez la fiche.")
    assert window.focus_name() == "Compléter la fiche"
    window.key("Return")
    assert window.page() is Page.ELUS
    window.reach("Lieu Dit")
    window.type("La Croix")
    window.key("Ctrl+S")
    to_letters(window)
    assert window.sees("LA CROIX")
    window.reach("Fenêtre, du bord droit")  # as measured on an envelope of the desk's own
    window.key("Ctrl+A")
    window.type("15")
    window.key("Tab")
    assert window.banner() == "Place de la fenêtre enregistrée"
    assert window.sees("Fenêtre mesurée le mar. 24 nov. 2026.")
