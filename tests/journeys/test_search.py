"""Ctrl+K: one field finds people, dossiers, trainings and communes, however they are written."""

from collections.abc import Callable
from datetime import date

from app.desk import Desk
from tests.factories import ACCOUNT_OPEN, add_dossier, add_person, add_session, add_training
from tests.journeys.desktop import Desktop
from ui.places import Page

Start = Callable[[], Desktop]


def found(desktop: Desktop) -> list[str]:
    """The lines below the search, as they are read out."""
    model = desktop.window.search.popup.model
    return [entry.spoken for n in range(model.rowCount()) if (entry := model.entry(n)) is not None]


SPELLINGS = {
    "thevenet": "Odile Thévenet",
    "THÉVENET odile": "Odile Thévenet",
    "odile thev": "Odile Thévenet",
    "st georges couzan": "Odile Thévenet",
    "saint-georges-en-couzan": "Odile Thévenet",
    "boen sur lignon": "Jean-François Lœuf",
    "jean francois": "Jean-François Lœuf",
    "loeuf": "Jean-François Lœuf",
    "0639984127": "Odile Thévenet",
    "06.39.98.41": "Odile Thévenet",
    "+33 6 39 98 41 27": "Odile Thévenet",
}


def test_she_finds_somebody_however_the_name_or_the_number_is_written(prepared: Desk, desktop: Start) -> None:
    add_person(prepared, mobile="+33639984127", mobile_typed="06 39 98 41 27")
    add_person(prepared, "Jean-François", "Lœuf", "Boën-sur-Lignon", function="maire", civility="M.")
    add_person(prepared, "Robert", "Pallandre", "Feurs", civility="M.")
    window = desktop()
    for typed, person in SPELLINGS.items():
        window.key("Ctrl+K")
        window.type(typed)
        names = [line for line in found(window) if line.startswith(("Odile", "Jean-François", "Robert"))]
        assert names, typed
        assert names[0].startswith(person), typed
        assert not any(line.startswith("Robert") for line in names), typed
        window.key("Escape")


def test_one_word_finds_a_person_her_dossier_her_training_and_her_commune(prepared: Desk, desktop: Start) -> None:
    odile = add_person(prepared)
    training = add_training(prepared, "Budget de Saint-Georges-en-Couzan")
    add_dossier(prepared, odile, add_session(prepared, training, starts_on=date(2027, 1, 12)), ACCOUNT_OPEN)
    window = desktop()
    window.key("Ctrl+K")
    window.type("georges")
    heads = [line.split(",", maxsplit=1)[0] for line in found(window)]
    for kind in ("Élus", "Dossiers", "Formations", "Communes"):
        assert kind in heads, kind


def test_f2_in_the_search_calls_the_chosen_person(prepared: Desk, desktop: Start) -> None:
    add_person(prepared, "Robert", "Pallandre", "Feurs", civility="M.")
    add_person(prepared)
    window = desktop()
    window.key("Ctrl+K")
    window.type("theven")
    window.key("F2")
    assert window.page() is Page.CALL
    assert window.sees("Appel de Mme Thévenet")


def test_f2_in_the_search_takes_a_number_that_nobody_has_to_the_call(prepared: Desk, desktop: Start) -> None:
    window = desktop()
    window.key("Ctrl+K")
    window.type("0465712099")
    window.key("F2")
    assert window.page() is Page.CALL
    assert window.sees("0465712099")


def test_escape_closes_the_finds_and_leaves_the_page_as_it_was(prepared: Desk, desktop: Start) -> None:
    add_person(prepared)
    window = desktop()
    window.key("Ctrl+K")
    window.type("thevenet")
    assert window.window.search.popup.isVisible()
    window.key("Escape")
    assert not window.window.search.popup.isVisible()
    assert window.page() is Page.TODAY


def test_what_nobody_bears_is_said_and_the_person_can_be_added(prepared: Desk, desktop: Start) -> None:
    add_person(prepared)
    window = desktop()
    window.key("Ctrl+K")
    window.type("zzyzx")
    assert window.sees("Rien de ce nom")
    assert any("à l’annuaire" in line for line in found(window))


def test_what_was_given_up_is_neither_opened_nor_called(prepared: Desk, desktop: Start) -> None:
    add_person(prepared)
    window = desktop()
    window.key("Ctrl+K")
    window.type("thevenet")
    window.key("Escape", "Return")
    assert window.page() is Page.TODAY
    window.key("Ctrl+K", "F2")
    assert window.page() is Page.CALL
    assert window.lacks("Thévenet")


def test_a_page_takes_the_keyboard_from_the_search(prepared: Desk, desktop: Start) -> None:
    add_person(prepared)
    window = desktop()
    window.key("Ctrl+K")
    window.type("thevenet")
    window.key("Alt+L")
    assert window.page() is Page.ELUS
    assert not window.window.search.isAncestorOf(window.target())
    assert not window.window.search.popup.isVisible()
