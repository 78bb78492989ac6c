"""The first start on an empty PC, the second one, and the day on which the key is gone."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from app.bootstrap import session_name
from app.settings import PcSettings, Places, load_pc_settings, save_pc_settings
from app.storage.keys import find_key
from tests.factories import AGENT
from tests.journeys.desktop import Desktop
from tests.unit.sheet_reading import Reading
from ui.places import Page

Start = Callable[[], Desktop]


@pytest.fixture
def places(tmp_path: Path) -> Places:
    """A PC on which the program never ran."""
    return Places(tmp_path / "poste")


def welcome(desktop: Desktop, folder: Path) -> Path:
    """Go through the first start by keyboard: name kept as offered, key saved to a file. Give back that file."""
    file = folder / "clé de secours.pdf"
    desktop.reach("Enregistrer")
    desktop.answer_next_dialog(str(file))
    desktop.key("Space")
    desktop.until(file.exists, "the recovery key is written")
    desktop.reach("Votre nom", key="Shift+Tab")
    desktop.key("Return")
    return file


def recovery_key(pdf: Path) -> str:
    """The key as somebody reads it off the paper."""
    groups = re.findall(r"\b[0-9A-Z]{5}\b", Reading(pdf.read_bytes()).text.replace("AMF42", ""))
    return " ".join(groups[:13])


def test_an_empty_pc_makes_its_base_and_gives_a_recovery_key(desktop: Start, places: Places, tmp_path: Path) -> None:
    window = desktop()
    assert places.base.exists()
    assert not places.base.read_bytes().startswith(b"SQLite format 3")
    assert window.focus_name().startswith("Votre nom")
    assert window.target().text() == session_name()  # offered from the session
    assert window.sees("La clé de secours de cette base")
    assert window.sees("n'a pas de trousseau")  # and where the daily key is
    assert window.sees(str(places.key_file))
    file = welcome(window, tmp_path)
    assert window.page() is Page.TODAY
    found = find_key(places.base_id, places)
    assert found is not None
    assert recovery_key(file) == " ".join(found[0].recovery_groups())
    kept = load_pc_settings(places)
    assert (kept.agent, kept.recovery_printed) == (session_name(), True)


def test_the_agent_may_bear_another_name_and_keep_the_key_for_later(desktop: Start, places: Places) -> None:
    window = desktop()
    window.type("Léa B.")
    window.key("Return")
    assert window.sees("La clé de secours n'est ni imprimée ni enregistrée")
    window.key("Return")
    assert window.page() is Page.TODAY
    assert window.sees("Bonjour Léa")
    kept = load_pc_settings(places)
    assert (kept.agent, kept.recovery_printed) == ("Léa B.", False)


def test_four_empty_pages_say_what_will_be_here_and_how_to_fill_it(desktop: Start, places: Places) -> None:
    save_pc_settings(places, PcSettings(agent=AGENT, recovery_printed=True))
    window = desktop()
    for key, page, words in (
        ("Alt+A", Page.TODAY, "Importer les maires de la Loire"),
        ("Alt+D", Page.DOSSIERS, "dossier"),
        ("Alt+L", Page.ELUS, "Importer"),
        ("Alt+F", Page.FORMATIONS, "formation"),
    ):
        window.key(key)
        assert window.page() is page
        assert window.sees(words)


def test_starting_again_asks_nothing(desktop: Start, places: Places, tmp_path: Path) -> None:
    window = desktop()
    welcome(window, tmp_path)
    window.restart()
    assert window.page() is Page.TODAY
    assert window.lacks("Votre nom")
    assert window.lacks("clé de secours")
    assert window.sees(f"Bonjour {session_name().split()[0]}")


def test_a_lost_key_is_a_sentence_and_a_field_and_the_recovery_key_opens_the_base(
    desktop: Start, places: Places, tmp_path: Path
) -> None:
    window = desktop()
    file = welcome(window, tmp_path)
    window.leave()
    places.key_file.unlink()
    window.start()
    assert window.sees("La base attend sa clé")
    assert window.focus_name().startswith("Clé de secours")
    window.type("ce n'est pas elle")
    window.key("Return")
    assert window.sees("Relisez")
    assert window.focus_name().startswith("Clé de secours")
    window.key("Ctrl+A")
    window.type(recovery_key(file).lower())
    window.key("Return")
    assert window.page() is Page.TODAY
    assert window.program.opened is not None
    window.restart()  # the key is kept again
    assert window.page() is Page.TODAY
    assert window.lacks("Clé de secours")


def test_the_base_and_the_recovery_key_are_enough_on_another_pc(desktop: Start, places: Places, tmp_path: Path) -> None:
    window = desktop()
    file = welcome(window, tmp_path)
    window.leave()
    elsewhere = Places(tmp_path / "autre poste")
    elsewhere.data.mkdir()
    shutil.copy(places.base, elsewhere.base)
    window.places = elsewhere
    window.start()
    assert window.sees("La base attend sa clé")
    window.type(recovery_key(file))
    window.key("Return")
    assert window.focus_name().startswith("Votre nom")  # a new PC asks who works there
    window.key("Return", "Return")
    assert window.page() is Page.TODAY
