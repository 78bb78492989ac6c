"""From the ringing phone to the printed sheet, counted; two calls at once; and the day the printer is out."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from app.desk import Desk
from app.domain.dossiers import Stage
from app.settings import PcSettings, Places, save_pc_settings
from app.storage import queries
from tests.factories import AGENT, add_dossier, add_person, add_session, add_training
from tests.journeys.desktop import Desktop
from tests.journeys.reading import calls_logged, current_call, dites, field, plain
from tests.ui.board_desk import PaperPrinters
from tests.unit.sheet_reading import Reading
from ui.places import Page

Start = Callable[[], Desktop]


@pytest.fixture
def places(tmp_path: Path) -> Places:
    """A PC that remembers the printer of the front desk."""
    places = Places(tmp_path / "poste")
    save_pc_settings(places, PcSettings(agent=AGENT, recovery_printed=True, printer="Accueil"))
    return places


def with_printer(window: Desktop, folder: Path) -> PaperPrinters:
    """Printers whose paper is a file; all the rest of printing is Qt's own."""
    assert window.program.front is not None
    printers = PaperPrinters(folder)
    window.program.front.printer_source = printers
    return printers


def handed_out(window: Desktop, official_id: int) -> list[str]:
    """What the history says of sheets that were handed out."""
    return [line.text for line in queries.official(window.desk, official_id).history if line.kind == "handed_out"]


# 1. The easy one


def test_from_f2_to_the_printed_sheet_and_the_logged_call_in_twenty_keys(
    prepared: Desk, desktop: Start, tmp_path: Path
) -> None:
    add_session(prepared, starts_on=date(2026, 12, 15))
    add_session(prepared, add_training(prepared, "Les finances de la commune"), starts_on=date(2027, 1, 12))
    odile = add_person(prepared, function="maire", mobile="+33639984127", mobile_typed="06 39 98 41 27")
    add_person(prepared, "Robert", "Pallandre", "Feurs", civility="M.")
    add_person(prepared, "Odette", "Chavanne", "Feurs", function="maire")
    window = desktop()
    printers = with_printer(window, tmp_path)

    window.key("F2")
    window.type("odi")  # whoever it is, three letters are enough
    window.key("Return")
    window.key("Ctrl+N")  # a dossier on …
    window.type("dom")
    window.key("Return")
    window.key("F7", "F7", "F7")  # account open, FranceConnect, élu account shown
    window.key("F8")  # the page of the training is still to be found
    window.key("Ctrl+P")
    window.key("Return")  # what is seen is printed
    window.key("Ctrl+Return")

    assert window.keys <= 20
    (call,) = calls_logged(window)
    (row,) = queries.dossiers_of(window.desk, odile)
    assert (call.official_id, call.dossier_id) == (odile, row.id)
    assert call.reason
    assert row.training.startswith("La gestion du domaine public")
    assert row.stage is Stage.READY_TO_REQUEST
    assert queries.dossier(window.desk, row.id).situation == {
        "account_open": "yes",
        "franceconnect": "yes",
        "elu_account": "yes",
        "training_found": "no",
    }
    assert printers.paper.stat().st_size > 10_000
    (told,) = handed_out(window, odile)
    assert "Fiche" in told
    assert window.page() is Page.TODAY
    assert queries.drafts(window.desk) == ()


def test_the_paper_is_what_the_preview_showed(prepared: Desk, desktop: Start, tmp_path: Path) -> None:
    odile = add_person(prepared)
    add_dossier(prepared, odile, add_session(prepared))
    window = desktop()
    printers = with_printer(window, tmp_path)
    window.key("F2")
    window.type("theven")
    window.key("Return", "Ctrl+P")
    assert window.sees("Fiche de Mme Odile Thévenet")
    pages = sum(text.startswith("Page ") for text in window.texts())
    window.key("Ctrl+P")
    assert pages == len(Reading(printers.paper.read_bytes()).pages)
    assert "Dites" in " ".join(window.texts())  # the script is there again


# 15. The printer is out


def test_a_printer_without_paper_is_seen_at_once_and_nothing_says_that_a_sheet_was_handed_out(
    prepared: Desk, desktop: Start, tmp_path: Path
) -> None:
    odile = add_person(prepared)
    add_dossier(prepared, odile, add_session(prepared))
    window = desktop()
    printers = with_printer(window, tmp_path)
    printers.out = True
    window.key("F2")
    window.type("theven")
    window.key("Return", "Ctrl+P", "Return")
    assert window.sees("n'a rien imprimé")
    assert handed_out(window, odile) == []
    assert not printers.paper.exists()
    assert window.focus_name().startswith("Enregistrer")
    kept = tmp_path / "fiche.pdf"
    window.answer_next_dialog(str(kept))
    window.key("Space")
    window.until(kept.exists, "the sheet is saved")
    window.settle()
    assert "Odile Thévenet" in Reading(kept.read_bytes()).text
    (told,) = handed_out(window, odile)
    printers.out = False
    window.key("Ctrl+P")
    assert printers.paper.exists()
    assert len(handed_out(window, odile)) == 2
    assert told
    window.key("Ctrl+Return")
    assert len(calls_logged(window)) == 1


def test_a_pc_without_any_printer_says_so_and_offers_to_save(prepared: Desk, desktop: Start, tmp_path: Path) -> None:
    odile = add_person(prepared)
    add_dossier(prepared, odile, add_session(prepared))
    window = desktop()
    with_printer(window, tmp_path).present = ()
    window.key("F2")
    window.type("theven")
    window.key("Return", "Ctrl+P", "Ctrl+P")
    assert window.sees("Aucune imprimante n'est installée sur ce poste")
    assert window.focus_name().startswith("Enregistrer")
    assert handed_out(window, odile) == []


# 11. Interrupted


def two_calls(prepared: Desk, desktop: Start) -> tuple[Desktop, int, int]:
    """Another call comes in the middle of a note; the first one waits."""
    odile = add_person(prepared)
    helene = add_person(prepared, "Hélène", "Fayard", "Champdieu", function="maire")
    window = desktop()
    window.key("F2")
    window.type("theven")
    window.key("Return")
    window.type("Cherche sa carte")
    window.key("F2")
    window.type("fayard")
    window.key("Return")
    window.type("Pour la session de")
    return window, odile, helene


@pytest.mark.parametrize("first_ended", ["the first", "the second"])
def test_two_calls_go_on_and_end_in_any_order(prepared: Desk, desktop: Start, first_ended: str) -> None:
    window, odile, helene = two_calls(prepared, desktop)
    assert window.sees("2\u00a0appels en cours")  # the one that waits is not forgotten
    assert window.sees("Appel de Mme Fayard")
    window.key("Shift+F2")
    assert window.sees("Appel de Mme Thévenet")
    window.type(" Vitale")
    assert current_call(window).state.note == "Cherche sa carte Vitale"
    if first_ended == "the second":
        window.key("Shift+F2")
        window.type(" juin")
        window.key("Ctrl+Return")
        assert window.sees("Appel de Mme Thévenet")
        window.key("Ctrl+Return")
    else:
        window.key("Ctrl+Return")
        assert window.sees("Appel de Mme Fayard")
        window.type(" juin")
        window.key("Ctrl+Return")
    assert {(call.official_id, call.note) for call in calls_logged(window)} == {
        (odile, "Cherche sa carte Vitale"),
        (helene, "Pour la session de juin"),
    }
    assert queries.drafts(window.desk) == ()
    assert window.page() is Page.TODAY


def test_a_call_that_was_left_for_another_page_is_one_key_away(prepared: Desk, desktop: Start) -> None:
    window, _odile, _helene = two_calls(prepared, desktop)
    window.key("Alt+L")
    assert window.page() is Page.ELUS
    assert window.sees("2\u00a0appels en cours")
    window.key("F2")
    assert window.page() is Page.CALL
    assert window.sees("Appel de Mme Fayard")
    assert current_call(window).state.note == "Pour la session de"


def test_two_calls_survive_a_power_cut(prepared: Desk, desktop: Start) -> None:
    window, odile, helene = two_calls(prepared, desktop)
    window.until(lambda: {row.payload["note"] for row in queries.drafts(window.desk)} >= {"Pour la session de"}, "kept")
    window.cut_power()
    window.start()
    assert window.sees("2 appels interrompus vous attendent : F2 pour les reprendre.")
    window.key("F2")
    assert window.page() is Page.CALL
    window.key("Ctrl+Return")
    window.key("Ctrl+Return")
    assert {(call.official_id, call.note) for call in calls_logged(window)} == {
        (odile, "Cherche sa carte"),
        (helene, "Pour la session de"),
    }


def test_an_interrupted_script_goes_on_where_it_was(prepared: Desk, desktop: Start) -> None:
    odile = add_person(prepared)
    add_dossier(prepared, odile, add_session(prepared), {"account_open": "no", "franceconnect": "no"})
    window = desktop()
    window.key("F2")
    window.type("theven")
    window.key("Return", "F7", "F7", "F7")
    before = dites(window)
    window.reach("Adresse mail")
    window.type("odile@exemple")
    window.until(lambda: any("odile@exemple" in str(row.payload) for row in queries.drafts(window.desk)), "kept")
    window.cut_power()
    window.start()
    window.key("F2")
    assert dites(window) == before
    assert plain(field(window, "Adresse mail")) == "odile@exemple"
