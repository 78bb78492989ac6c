"""What is being typed survives: it is kept by itself, the power goes, it is offered again; never a NIR."""

from collections.abc import Callable

from app.checks.nir_structure import right_key
from app.desk import Desk
from app.storage import queries
from tests.factories import add_person, add_session
from tests.journeys.desktop import Desktop
from tests.journeys.reading import field
from tests.journeys.written import places_that_hold
from ui.places import Page

Start = Callable[[], Desktop]
THIRTEEN = "2850542187005"
NIR = THIRTEEN + right_key(THIRTEEN)


def wait_for_draft(window: Desktop, words: str) -> None:
    """Nothing is pressed: the draft is kept by itself, within two seconds as tests/ui/test_drafting.py holds."""
    window.until(lambda: any(words in str(row.payload) for row in queries.drafts(window.desk)), f"{words} is kept")


def test_a_call_that_was_cut_off_is_offered_again(prepared: Desk, desktop: Start) -> None:
    odile = add_person(prepared)
    window = desktop()
    window.key("F2")
    window.type("theven")
    window.key("Return")
    window.type("Rappeler pour le compte élu")
    wait_for_draft(window, "Rappeler pour le compte élu")
    window.cut_power()
    window.start()
    assert window.sees("Un appel interrompu vous attend : F2 pour le reprendre.")
    window.key("F2")
    assert window.sees("Appel de Mme Thévenet")
    window.type(" demain")
    window.key("Ctrl+Return")
    history = queries.official(window.desk, odile).history  # type: ignore[union-attr]
    assert any("Rappeler pour le compte élu demain" in f"{line.text} {line.detail}" for line in history)
    window.restart()
    assert window.lacks("appel interrompu")


def test_a_form_that_was_cut_off_is_offered_again(prepared: Desk, desktop: Start) -> None:
    odile = add_person(prepared)
    window = desktop()
    window.key("Ctrl+K")
    window.type("theven")
    window.key("Return", "Ctrl+E")
    window.reach("Adresse mail personnelle")
    window.type("odile@example.fr")
    wait_for_draft(window, "odile@example.fr")
    window.cut_power()
    window.start()
    assert window.sees("Saisies à reprendre")
    assert window.sees("Fiche d'un élu")
    window.reach("Fiche d'un élu")
    window.key("Return")
    assert window.page() is Page.ELUS
    assert window.focus_name().startswith("Reprendre")
    window.key("Space")
    assert field(window, "Adresse mail personnelle") == "odile@example.fr"
    window.key("Ctrl+S")
    assert queries.official(window.desk, odile).email == "odile@example.fr"  # type: ignore[union-attr]
    window.key("Alt+A")
    assert window.lacks("Saisies à reprendre")


def test_a_training_that_was_cut_off_is_offered_again(prepared: Desk, desktop: Start) -> None:
    add_session(prepared)
    window = desktop()
    window.key("Alt+F")
    window.reach("Ajouter une formation")
    window.key("Space")
    window.reach("Titre")
    window.type("Les finances de la commune")
    wait_for_draft(window, "Les finances de la commune")
    window.cut_power()
    window.start()
    window.reach("Formation, Les finances")
    window.key("Return")
    assert window.page() is Page.FORMATIONS
    if field(window, "Titre") != "Les finances de la commune":
        window.reach("Reprendre", key="Shift+Tab")
        window.key("Space")
    assert field(window, "Titre") == "Les finances de la commune"


def test_a_number_in_a_note_is_never_kept_while_the_rest_of_the_call_is(prepared: Desk, desktop: Start) -> None:
    add_person(prepared)
    window = desktop()
    window.key("F2")
    window.type("theven")
    window.key("Return")
    window.type(f"Son numéro : {NIR[:1]} {NIR[1:3]} {NIR[3:5]} {NIR[5:7]} {NIR[7:10]} {NIR[10:13]} {NIR[13:]}")
    wait_for_draft(window, "theven")
    window.key("Ctrl+S", "Ctrl+Return")
    assert window.page() is Page.CALL  # the call is not ended: the note is to be cleared of the number first
    assert window.sees("numéro de sécurité sociale")
    assert places_that_hold(window, THIRTEEN) == []
    window.cut_power()
    window.start()
    assert places_that_hold(window, THIRTEEN) == []
    window.key("F2")
    assert window.sees("Appel de Mme Thévenet")
