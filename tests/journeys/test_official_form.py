"""The form of a person: in the platform's order, checked when a field is left, saved even when something is wrong."""

from collections.abc import Callable

from app.desk import Desk
from app.storage import queries
from tests.factories import Clock, add_person
from tests.journeys.desktop import Desktop, plain
from tests.journeys.reading import field, message
from ui.places import Page

Start = Callable[[], Desktop]

# Mon Compte Formation's four screens: identity, contact, address (domain.md); what is the desk's own may come between.
PLATFORM = (
    "Nom de naissance",
    "Prénom",
    "Numéro de sécurité sociale",
    "Téléphone mobile",
    "Téléphone fixe",
    "Adresse mail personnelle",
    "Numéro de voie",
    "Indice de répétition",
    "Type de voie",
    "Nom de la voie",
    "Complément d'adresse",
    "Lieu Dit",
    "Code postal / Ville",
)


def open_form(window: Desktop, typed: str = "theven") -> None:
    """From anywhere: found, shown, modified."""
    window.key("Ctrl+K")
    window.type(typed)
    window.key("Return")
    assert window.page() is Page.ELUS
    window.key("Ctrl+E")


def walk(window: Desktop, most: int = 70) -> list[str]:
    """The names under the keyboard, Tab after Tab, from where it is until it comes round."""
    names = [window.focus_name()]
    for _ in range(most):
        window.key("Tab")
        if window.focus_name() == names[0]:
            break
        names.append(window.focus_name())
    return names


def test_tab_goes_in_the_platforms_order(prepared: Desk, desktop: Start) -> None:
    add_person(prepared)
    window = desktop()
    open_form(window)
    window.reach("Nom de naissance")
    walked = walk(window)
    places = [next((n for n, name in enumerate(walked) if name.startswith(one)), None) for one in PLATFORM]
    assert None not in places, dict(zip(PLATFORM, places, strict=True))
    assert places == sorted(places), [walked[n] for n in places if n is not None]  # type: ignore[type-var]


def test_a_wrong_phone_is_told_when_the_field_is_left_and_may_be_saved_marked(prepared: Desk, desktop: Start) -> None:
    odile = add_person(prepared)
    window = desktop()
    open_form(window)
    window.reach("Téléphone mobile")
    window.type("06 39 98 41")
    assert message(window, "Téléphone mobile") == ""  # nothing is judged while one types
    window.key("Tab")
    told = message(window, "Téléphone mobile")
    assert told
    assert "invalide" not in told.lower()
    window.key("Ctrl+S")  # leads to what is wrong
    window.key("Ctrl+S")  # it is kept as it is
    kept = queries.official(window.desk, odile)
    assert kept is not None
    assert plain(kept.values["mobile_typed"]) == "06 39 98 41"
    open_form(window)
    assert message(window, "Téléphone mobile") == told  # marked when one comes back to it


def test_a_person_is_added_by_keyboard_and_found_at_once(prepared: Desk, desktop: Start) -> None:
    window = desktop()
    window.key("Alt+L", "Ctrl+N")
    window.reach("Nom de naissance")
    window.type("Garnier")
    window.reach("Prénom")
    window.type("Odile")
    window.reach("Nom d'usage")
    window.type("Thévenet")
    window.reach("Téléphone mobile")
    window.type("0639984127")
    window.reach("Ajouter un mandat")
    window.key("Space")
    window.reach("Territoire")
    window.type("boen")
    window.key("Return")
    window.reach("Fonction")
    window.type("maire")
    window.key("Escape")
    window.key("Ctrl+S")
    (person,) = queries.officials(window.desk, text="garnier")
    assert (person.name, person.commune, person.function) == ("Odile Thévenet", "Boën-sur-Lignon", "maire")
    window.key("F2")
    window.type("0639984127")
    window.key("Return")
    assert window.sees("Thévenet")
    assert window.page() is Page.CALL


def test_saving_is_undone_and_done_again(prepared: Desk, desktop: Start) -> None:
    odile = add_person(prepared, email="odile@example.fr")
    window = desktop()
    open_form(window)
    window.reach("Adresse mail personnelle")
    window.key("Ctrl+A")
    window.type("mairie@example.fr")
    window.key("Ctrl+S")
    assert queries.official(window.desk, odile).email == "mairie@example.fr"  # type: ignore[union-attr]
    window.key("Ctrl+Z")
    assert queries.official(window.desk, odile).email == "odile@example.fr"  # type: ignore[union-attr]
    window.key("Ctrl+Y")
    assert queries.official(window.desk, odile).email == "mairie@example.fr"  # type: ignore[union-attr]


def test_a_phone_in_any_format_is_understood_and_kept(prepared: Desk, desktop: Start) -> None:
    odile = add_person(prepared)
    window = desktop()
    for typed in ("0639984127", "06.39.98.41.28", "+33 6 39 98 41 29", "0033639984130"):
        open_form(window)
        window.reach("Téléphone mobile")
        window.key("Ctrl+A")
        window.type(typed)
        window.key("Tab")
        assert plain(field(window, "Téléphone mobile")) == f"06 39 98 41 {typed[-2:]}"
        window.key("Ctrl+S")
        kept = queries.official(window.desk, odile)
        assert kept is not None
        assert kept.values["mobile"] == f"+336399841{typed[-2:]}"


def test_what_was_typed_is_offered_again_after_leaving_the_form(prepared: Desk, desktop: Start, clock: Clock) -> None:
    odile = add_person(prepared)
    window = desktop()
    open_form(window)
    window.reach("Adresse mail personnelle")
    window.type("odile@example.fr")
    window.key("Escape", "Alt+A")
    assert window.sees("Saisies à reprendre")
    assert queries.official(window.desk, odile).email == ""  # type: ignore[union-attr]
    open_form(window)
    assert window.sees("Reprendre")
    window.reach("Reprendre", key="Shift+Tab")
    window.key("Space")
    assert field(window, "Adresse mail personnelle") == "odile@example.fr"
    window.key("Ctrl+S")
    assert queries.official(window.desk, odile).email == "odile@example.fr"  # type: ignore[union-attr]
    assert queries.drafts(window.desk) == ()
