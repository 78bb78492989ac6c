"""*Réglages*: what Windows does for the program when it is chosen, and what IT laid for all PCs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from app.desk import Desk
from app.errors import UserError
from app.services.dossiers import open_dossier
from app.services.guide import choose_edition
from app.settings import Places, load_pc_settings
from app.storage import queries
from app.windows_session import open_links, opens_links, starts_with_session
from tests.factories import add_person
from tests.fakes_windows import FakeRegistry
from tests.journeys.desktop import Desktop
from tests.ui.test_settings_page import settings_of
from ui.pages.guide_editions import GuideEditionsPage
from ui.panels.windows_settings import WindowsGroup
from ui.places import Page

Start = Callable[[], Desktop]
PROGRAM = Path("/opt/AMF42/amf42.exe")


@pytest.fixture
def registry(monkeypatch: pytest.MonkeyPatch) -> FakeRegistry:
    """An installed program on a Windows whose registry is in memory."""
    made = FakeRegistry()
    monkeypatch.setattr("ui.pages.settings.current_user", lambda: made)
    monkeypatch.setattr("ui.pages.settings.installed_program", lambda: PROGRAM)
    return made


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Path]:
    """`office(text)` lays IT's file."""
    monkeypatch.setenv("XDG_CONFIG_DIRS", str(tmp_path / "commun"))

    def lay(text: str) -> Path:
        file = tmp_path / "commun" / "AMF42" / "accueil.toml"
        file.parent.mkdir(parents=True)
        file.write_text(text, encoding="utf-8")
        return file

    return lay


# Windows


def test_by_keyboard_the_program_starts_with_the_session_and_opens_links(
    prepared: Desk, desktop: Start, registry: FakeRegistry
) -> None:
    window = desktop()
    page = settings_of(window)
    assert page.windows is not None
    assert not page.windows.choose.isVisible()
    window.reach("Ouvrir AMF42 avec la session")
    window.key("Space")
    assert starts_with_session(registry)
    window.reach("Ouvrir avec AMF42 les liens")
    window.key("Space")
    assert opens_links(registry)
    assert page.windows.choose.isVisible()
    window.key("Space")
    window.reach("Ouvrir AMF42 avec la session", "Shift+Tab")
    window.key("Space")
    assert registry.values == {}


def test_what_windows_holds_is_shown_as_it_is_now(prepared: Desk, desktop: Start, registry: FakeRegistry) -> None:
    window = desktop()
    page = settings_of(window)
    assert page.windows is not None
    open_links(registry, PROGRAM, on=True)
    page.refresh()
    assert page.windows.links.isChecked()


def test_a_choice_that_windows_refuses_is_told_and_not_shown_as_made(
    prepared: Desk, desktop: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.pages.settings.current_user", lambda: FakeRegistry(full_after=3))
    monkeypatch.setattr("ui.pages.settings.installed_program", lambda: PROGRAM)
    window = desktop()
    page = settings_of(window)
    assert page.windows is not None
    page.windows.links.click()
    assert "Windows n’a pas gardé ce choix" in window.window.banner.text()
    assert not page.windows.links.isChecked()


def test_from_its_sources_the_choices_are_shown_with_their_reason(qapp: QApplication) -> None:
    group = WindowsGroup(FakeRegistry(), None)
    for box in (group.session, group.links):
        assert not box.isEnabled()
        assert "programme installé" in box.accessibleDescription()


def test_where_there_is_no_windows_there_is_no_such_card(prepared: Desk, desktop: Start) -> None:
    window = desktop()
    page = settings_of(window)
    assert page.windows is None
    assert page.office is None
    assert window.lacks("Ouvrir AMF42 avec la session")


# What IT laid


def test_what_it_laid_holds_and_is_said_to(
    prepared: Desk, desktop: Start, office: Callable[[str], Path], places: Places
) -> None:
    file = office(
        'printer = "Accueil couleur"\nedition = "2022-03"\n'
        '[updates]\naddress = "https://maj.exemple.fr/"\npublic_key = "x"\n'
    )
    window = desktop()
    page = settings_of(window)
    for words in ("Réglé par votre service informatique", "https://maj.exemple.fr/", str(file)):
        assert window.sees(words), words
    assert page.printer.currentText() == "Accueil couleur (votre service informatique)"
    assert window.window.front is not None
    assert window.window.front.settings.printer == "Accueil couleur"
    assert load_pc_settings(places).printer == ""  # the file may change tomorrow
    desk = window.desk
    dossier = open_dossier(desk, add_person(desk), None).result
    detail = queries.dossier(desk, dossier)
    assert detail is not None
    assert detail.edition == "2022-03"
    assert desk.edition_for_new().id == "2022-03"
    assert "Réglé par votre service informatique." in page._guide_words.text()


def test_a_printer_of_ones_own_comes_before_the_one_that_it_laid(
    prepared: Desk, desktop: Start, office: Callable[[str], Path], places: Places
) -> None:
    office('printer = "Accueil couleur"\n')
    window = desktop()
    window.program.change_settings(printer="Bureau 3")
    assert window.window.front is not None
    assert window.window.front.settings.printer == "Bureau 3"
    assert load_pc_settings(places).printer == "Bureau 3"
    window.program.change_settings(printer="")
    assert window.window.front.settings.printer == "Accueil couleur"


def test_the_edition_that_it_laid_is_not_chosen_otherwise(
    prepared: Desk, desktop: Start, office: Callable[[str], Path]
) -> None:
    office('edition = "2022-03"\n')
    window = desktop()
    window.window.front.edit_guide()  # type: ignore[union-attr]  # the desk is open
    window.settle()
    page = window.window.current()
    assert isinstance(page, GuideEditionsPage)
    other = next(card for card in page.editions.cards.values() if card.row.id != "2022-03")
    assert other.choose.reason() == "Réglé par votre service informatique."
    with pytest.raises(UserError, match="Réglé par votre service informatique"):
        choose_edition(window.desk, other.row.id)


def test_a_broken_file_stops_nothing_and_is_told_in_the_settings_and_in_the_log(
    prepared: Desk, desktop: Start, office: Callable[[str], Path], expected_log: Callable[[str], None], places: Places
) -> None:
    office("printer = Accueil\n")
    expected_log("sa ligne 1 ne se lit pas")
    window = desktop()
    assert window.page() is Page.TODAY
    settings_of(window)
    assert window.sees("sa ligne 1 ne se lit pas")
    assert "sa ligne 1 ne se lit pas" in places.log.read_text("utf-8")


def test_an_edition_that_this_pc_has_not_got_leaves_the_choice_to_the_desk(
    prepared: Desk, desktop: Start, office: Callable[[str], Path]
) -> None:
    office('edition = "2031-01"\n')
    window = desktop()
    settings_of(window)
    assert window.sees("« 2031-01 » n’est pas sur ce poste")
    newer = next(edition.id for edition in window.desk.editions if edition.id != "2022-03")
    choose_edition(window.desk, newer)
    assert window.desk.edition_for_new().id == newer
