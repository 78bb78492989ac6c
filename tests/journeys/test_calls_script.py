"""What the agent does with the script of a call: numbers, addresses, slips, blocks, an account that is not shown."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from app.checks.nir_structure import right_key
from app.desk import Desk
from app.domain.dossiers import Stage
from app.storage import queries
from app.storage.rows import DossierDetail
from tests.factories import ACCOUNT_OPEN, WITHOUT_ACCOUNT, add_dossier, add_person, add_session
from tests.journeys.desktop import Desktop
from tests.journeys.reading import calls_logged, current_call, dites, field, message, sheet_text
from tests.journeys.written import places_that_hold
from ui.nir_edit import NirEdit
from ui.places import Page

Start = Callable[[], Desktop]
THIRTEEN = "2850542187005"  # invented, of a commune that exists
NIR = THIRTEEN + right_key(THIRTEEN)
NIR_NAME = "Numéro de sécurité sociale"


def call_odile(window: Desktop) -> None:
    """Odile Thévenet is on the line."""
    window.key("F2")
    window.type("theven")
    window.key("Return")
    assert window.sees("Appel de Mme Thévenet")


def go_to(window: Desktop, title: str) -> None:
    """Answer the likely answer until the platform's screen of this title is read out."""
    for _ in range(12):
        if window.sees(f"À l'écran, elle voit : {title}"):
            return
        window.key("F7")
    raise AssertionError(f"the script does not come to « {title} », it says {dites(window)}")


def nir_edit(window: Desktop) -> NirEdit:
    """The one NIR field on screen."""
    (edit,) = (one for one in window.window.findChildren(NirEdit) if one.isVisible())
    return edit


def dossier_of(window: Desktop, official_id: int) -> DossierDetail:
    """The whole of the only dossier of somebody."""
    (row,) = queries.dossiers_of(window.desk, official_id)
    return queries.dossier(window.desk, row.id)


# 5. The NIR that does not pass


def test_fifteen_characters_where_thirteen_are_asked_says_to_leave_out_the_key(prepared: Desk, desktop: Start) -> None:
    odile = add_person(prepared)
    add_dossier(prepared, odile, add_session(prepared), {"account_open": "yes", "franceconnect": "no"})
    window = desktop()
    call_odile(window)
    window.key("F9")  # the élu account: to be seen
    go_to(window, "Connexion avec votre compte")
    window.reach(NIR_NAME)
    window.type(NIR)
    window.key("Tab")
    assert window.sees("clé")
    assert window.sees("13")
    window.key("Shift+Tab", "Ctrl+A")
    window.type(THIRTEEN)
    window.key("Tab")
    assert nir_edit(window).property("state") not in ("error", "warning")
    assert queries.official(window.desk, odile).nir_checked_by == "Claire M."


def test_a_wrong_character_names_the_groups_to_read_again_and_repairs_nothing(prepared: Desk, desktop: Start) -> None:
    odile = add_person(prepared)
    add_dossier(prepared, odile, add_session(prepared), WITHOUT_ACCOUNT)
    window = desktop()
    call_odile(window)
    go_to(window, "Votre identité")
    wrong = NIR[:4] + "6" + NIR[5:]
    window.reach(NIR_NAME)
    window.type(wrong)
    window.key("Tab")
    assert window.sees("La clé ne correspond pas")
    assert window.sees("Relisez")
    assert nir_edit(window).doubtful()
    assert nir_edit(window).text() == wrong
    assert queries.official(window.desk, odile).nir_checked_at is None


@pytest.mark.parametrize("leave", ["F7", "Ctrl+Return", "F2", "Alt+A", "Escape"])
def test_the_number_is_forgotten_when_the_field_is_left_for_good(prepared: Desk, desktop: Start, leave: str) -> None:
    add_dossier(prepared, add_person(prepared), add_session(prepared), WITHOUT_ACCOUNT)
    window = desktop()
    call_odile(window)
    go_to(window, "Votre identité")
    window.reach(NIR_NAME)
    window.type(NIR)
    edit = nir_edit(window)
    texts: list[str] = []
    edit.textChanged.connect(texts.append)
    window.key(leave)
    assert texts == [""]
    if leave in ("F2", "Alt+A", "Escape"):
        window.key("Shift+F2")
        assert window.sees("Appel de Mme Thévenet")
        assert nir_edit(window).text() == ""


def test_a_number_said_on_the_phone_is_written_nowhere(
    prepared: Desk, desktop: Start, tmp_path: Path, home: Path
) -> None:
    odile = add_person(prepared)
    dossier = add_dossier(prepared, odile, add_session(prepared), WITHOUT_ACCOUNT)
    window = desktop()
    call_odile(window)
    go_to(window, "Votre identité")
    window.reach(NIR_NAME)
    window.type(NIR)
    QApplication.clipboard().setText("avant")
    window.key("Ctrl+A", "Ctrl+C", "Ctrl+X")
    assert QApplication.clipboard().text() == "avant"
    window.key("Tab")
    assert queries.official(window.desk, odile).nir_checked_by == "Claire M."
    window.key("Ctrl+S")
    window.key("Ctrl+Return")
    assert places_that_hold(window, THIRTEEN, home.parent) == []  # while the base and its WAL are open
    assert THIRTEEN not in "".join(sheet_text(window, dossier).split())
    assert all(THIRTEEN not in "".join(text.split()) for text in window.texts())
    window.leave()
    assert places_that_hold(window, THIRTEEN, home.parent) == []  # and in the copy of the day


# 6. The dictated address


def address_screen(prepared: Desk, desktop: Start) -> tuple[Desktop, int]:
    """Odile opens her account and sees « Votre adresse de domicile »; nothing is known of where she lives."""
    odile = add_person(prepared, city="", city_insee="", postcode="")
    add_dossier(prepared, odile, add_session(prepared), WITHOUT_ACCOUNT)
    window = desktop()
    call_odile(window)
    go_to(window, "Votre adresse de domicile")
    return window, odile


def test_an_address_dictated_in_disorder_is_kept_in_the_platforms_fields(prepared: Desk, desktop: Start) -> None:
    window, odile = address_screen(prepared, desktop)
    window.reach("Lieu Dit")
    window.type("La Croix")
    window.reach("Complément", key="Shift+Tab")
    window.type("lotissement Les Pins")
    window.reach("Code postal / Ville")
    window.type("st just en")
    assert window.sees("42990 Saint-Just-en-Bas")
    assert window.sees("42430 Saint-Just-en-Chevalet")  # two places share the beginning of the name
    window.key("Down", "Return")
    assert field(window, "Code postal / Ville") == "42430 Saint-Just-en-Chevalet"
    window.reach("Numéro de voie", key="Shift+Tab")
    window.type("12")
    window.key("Tab")
    window.type("BIS")
    window.key("F7")
    values = queries.official(window.desk, odile).values
    assert (values["street_number"], values["repetition"], values["locality"]) == ("12", "bis", "La Croix")
    assert values["complement"] == "lotissement Les Pins"
    assert (values["postcode"], values["city"]) == ("42430", "Saint-Just-en-Chevalet")
    assert values["city_insee"] == "42248"


def test_a_postal_code_brings_its_communes_and_an_unknown_one_is_kept_and_marked(
    prepared: Desk, desktop: Start
) -> None:
    window, odile = address_screen(prepared, desktop)
    window.reach("Code postal / Ville")
    window.type("42990")
    assert window.sees("42990 Palogneux")
    assert window.sees("42990 Sauvain")
    window.key("Escape")
    assert window.page() is Page.CALL  # Échap closed the proposals, nothing else
    window.key("Ctrl+A")
    window.type("42600 Ici-Même")
    window.key("Tab")
    assert field(window, "Code postal / Ville") == "42600 Ici-Même"
    values = queries.official(window.desk, odile).values
    assert (values["postcode"], values["city"], values["city_insee"]) == ("42600", "Ici-Même", "")
    assert "commune" in message(window, "Code postal / Ville").lower()


# 7. Password in hand


def test_f11_says_that_she_is_stuck_here_and_keeps_her_words(prepared: Desk, desktop: Start) -> None:
    odile = add_person(prepared)
    dossier = add_dossier(prepared, odile, add_session(prepared), WITHOUT_ACCOUNT)
    window = desktop()
    call_odile(window)
    go_to(window, "Votre mot de passe")
    window.key("F11")
    assert window.focus_name() == "Note"
    window.type("on lui demande un code reçu par SMS")
    assert window.sees("Blocage ici")
    assert dossier_of(window, odile).blocked_step == "screen_password"
    window.key("Ctrl+Return")
    (call,) = calls_logged(window)
    assert "on lui demande un code reçu par SMS" in call.note
    assert call.note.startswith("Blocage à l’étape")
    assert "Un blocage" in sheet_text(window, dossier) or "Blocage" in sheet_text(window, dossier)


# 8. The account that is not shown


def test_an_account_that_is_not_shown_goes_to_the_cdc(prepared: Desk, desktop: Start) -> None:
    odile = add_person(prepared)
    dossier = add_dossier(prepared, odile, add_session(prepared), {"account_open": "yes", "franceconnect": "yes"})
    window = desktop()
    call_odile(window)
    assert "compte élu à gauche" in dites(window)
    window.key("F8")  # only the right-hand counter
    assert dossier_of(window, odile).row.stage is Stage.ELU_ACCOUNT_MISSING
    text = sheet_text(window, dossier)
    assert "dfp_mcf_gestion-des-droits-et-formations@caissedesdepots.fr" in text.replace(" ", "")
    assert field(window, "Jour du rappel")  # a callback is proposed
    assert window.sees("Proposé par le guide")
    window.key("Ctrl+Return")
    window.key("Alt+A")
    clock = window.clock
    assert calls_logged(window)[0].outcome == "write_to_cdc"
    clock.pass_by(days=7)
    window.restart()
    assert window.page() is Page.TODAY
    assert window.sees("Réponse de la CDC reçue ?")


# 9. The mail nobody reads


def test_a_dossier_to_confirm_is_there_when_the_program_opens_and_two_keys_lead_to_it(
    prepared: Desk, desktop: Start
) -> None:
    odile = add_person(prepared)
    dossier = add_dossier(
        prepared, odile, add_session(prepared, starts_on=date(2026, 12, 15)), ACCOUNT_OPEN, stage=Stage.TO_CONFIRM
    )
    window = desktop()
    assert window.sees("À confirmer par l'élu")
    assert window.sees("Odile Thévenet")
    window.key("F6", "Return")
    assert window.page() is Page.DOSSIERS
    assert window.sees("Odile Thévenet")
    assert window.sees("À valider")  # what she reads
    assert window.sees("Validé")  # what EDOF shows
    assert window.sees("ouvrés")
    window.key("F2")
    window.type("theven")
    window.key("Return")
    assert current_call(window).state.dossier_id == dossier
    assert "Changement de statut" in dites(window)
    window.key("F7")
    assert window.sees("Je confirme mon inscription")
