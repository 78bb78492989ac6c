"""*Formations* by keyboard: a training and its sessions, added, corrected and taken back."""

from collections.abc import Callable
from datetime import date, time

from app.desk import Desk
from app.storage import queries
from tests.factories import add_session
from tests.journeys.desktop import Desktop
from tests.journeys.reading import message
from ui.places import Page

Start = Callable[[], Desktop]


def test_a_training_and_its_session_are_added_by_keyboard(prepared: Desk, desktop: Start) -> None:
    window = desktop()
    window.key("Alt+F")
    window.reach("Ajouter une formation")
    window.key("Space")
    window.reach("Titre")
    window.type("La gestion du domaine public et privé de la commune")
    window.reach("Nom court")
    window.key("Ctrl+A")
    window.type("Domaine public")
    window.reach("Thème")
    window.type("Domanialité")
    window.reach("Lieu habituel")
    window.type("Boën-sur-Lignon")
    window.reach("Durée")
    window.type("6")
    window.reach("Prix")
    window.type("200")
    window.reach("Frais additionnels")
    window.type("18")
    window.reach("Page publique")
    window.type("https://www.moncompteformation.gouv.fr/")
    window.key("Ctrl+S")
    (training,) = queries.trainings(window.desk, when="all")
    assert (training.title, training.short_name) == (
        "La gestion du domaine public et privé de la commune",
        "Domaine public",
    )
    assert (training.minutes, training.price_cents, training.extra_fees_cents) == (360, 20_000, 1_800)
    assert (training.place, training.theme) == ("Boën-sur-Lignon", "Domanialité")

    if not window.focus_name().startswith("Premier jour"):
        if window.lacks("Premier jour"):
            window.key("Ctrl+N")
        window.reach("Premier jour")
    window.type("15/12/2026")
    window.reach("Début")
    window.type("9h")
    window.reach("Fin")
    window.type("16h")
    window.reach("Places")
    window.key("Ctrl+A")
    window.type("12")
    window.key("Ctrl+S")
    (training,) = queries.trainings(window.desk, when="upcoming")
    (session,) = training.sessions
    assert (session.starts_on, session.starts_at, session.ends_at) == (date(2026, 12, 15), time(9), time(16))
    assert (session.place, session.seats) == ("Boën-sur-Lignon", 12)
    assert window.page() is Page.FORMATIONS
    assert window.sees("La gestion du domaine public")


def test_a_session_is_corrected_and_the_correction_undone(prepared: Desk, desktop: Start) -> None:
    session = add_session(prepared, starts_on=date(2026, 12, 15), seats=12)
    window = desktop()
    window.key("Ctrl+K")
    window.type("domaine")
    window.key("Return")
    assert window.page() is Page.FORMATIONS
    window.key("Ctrl+E")
    window.reach("Places")
    window.key("Ctrl+A")
    window.type("15")
    window.key("Ctrl+S")
    assert queries.session(window.desk, session).session.seats == 15
    window.key("Ctrl+Z")
    assert queries.session(window.desk, session).session.seats == 12


def test_a_session_in_the_past_is_said_and_may_be_kept(prepared: Desk, desktop: Start) -> None:
    add_session(prepared)
    window = desktop()
    window.key("Alt+F", "Ctrl+N")
    window.reach("Premier jour")
    window.type("1er février 2026")
    window.key("Tab")
    assert message(window, "Premier jour")
    window.reach("Premier jour", key="Shift+Tab")
    window.key("Ctrl+A")
    window.type("n'importe quoi")
    window.key("Tab")
    assert message(window, "Premier jour")
