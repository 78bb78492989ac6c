"""14. The training day: fourteen for Thursday, three have not confirmed; the pack is printed, the calls begin."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from app.desk import Desk
from app.domain.dossiers import Stage
from app.settings import PcSettings, Places, save_pc_settings
from app.storage import queries
from tests.factories import ACCOUNT_OPEN, AGENT, COMMUNES, Clock, add_dossier, add_person, add_session
from tests.journeys.desktop import Desktop
from tests.journeys.reading import calls_logged, current_call
from tests.journeys.test_main_job import with_printer
from tests.unit.sheet_reading import Reading
from ui.places import Page

Start = Callable[[], Desktop]
THURSDAY = date(2026, 11, 26)
PEOPLE = (
    *("Bergeron Yves", "Chavanne Odette", "Dubessy Anne", "Duclosel Philippe", "Fayard Hélène", "Montagny Élise"),
    *("Œuvrard Marc", "Pallandre Robert", "Poncet Noé", "Ravel Lucie", "Rivoire Jean", "Souchon Paul"),
    *("Thévenet Odile", "Vial Antoine"),
)
NOT_CONFIRMED = ("Bergeron Yves", "Fayard Hélène", "Rivoire Jean")


@pytest.fixture
def places(tmp_path: Path) -> Places:
    """A PC that remembers the printer of the front desk."""
    places = Places(tmp_path / "poste")
    save_pc_settings(places, PcSettings(agent=AGENT, recovery_printed=True, printer="Accueil"))
    return places


def fourteen_for_thursday(desk: Desk, clock: Clock) -> dict[str, int]:
    """Name -> official; three of them were validated yesterday and have not pressed their button yet."""
    clock.pass_by(days=-5)
    session = add_session(desk, starts_on=THURSDAY, access="Salle du conseil, 1er étage")
    found = {}
    for number, name in enumerate(PEOPLE):
        surname, first_name = name.split()
        commune = list(COMMUNES)[number % len(COMMUNES)]
        phone = f"06 39 98 {20 + number} 27"
        who = add_person(
            desk, first_name, surname, commune, mobile_typed=phone, mobile="+33" + phone.replace(" ", "")[1:]
        )
        stage = Stage.TO_CONFIRM if name in NOT_CONFIRMED else Stage.ENROLLED
        add_dossier(desk, who, session, {**ACCOUNT_OPEN, "training_found": "yes"}, stage=stage)
        found[name] = who
    clock.pass_by(days=5)
    return found


def test_the_pack_of_thursday_is_printed_and_the_three_calls_are_one_key_away(
    prepared: Desk, desktop: Start, clock: Clock, tmp_path: Path
) -> None:
    people = fourteen_for_thursday(prepared, clock)
    window = desktop()
    printers = with_printer(window, tmp_path)
    window.key("Alt+F", "Home", "Down")
    assert "26 nov" in window.focus_line()

    window.key("Ctrl+P")  # the day pack, as it will be on paper
    assert window.page() is Page.DOCUMENT
    assert window.sees("Dossier de la journée – jeudi 26 novembre 2026")
    assert not printers.paper.exists()
    pages = sum(text.startswith("Page ") for text in window.texts())
    window.key("Ctrl+P")
    paper = Reading(printers.paper.read_bytes())
    assert len(paper.pages) == pages
    assert window.focus_name().startswith("Dossier de la journée")
    window.key("Escape")
    assert window.page() is Page.FORMATIONS

    assert window.sees("3 appels à faire")
    window.key("Return")  # into the panel
    called = []
    for name in NOT_CONFIRMED:
        surname, first_name = name.split()
        window.reach(f"Appeler {first_name} {surname}")
        window.key("Return")
        assert window.page() is Page.CALL
        call = current_call(window)
        assert call.person is not None
        called.append(call.person.id)
        window.key("Ctrl+Return")
        assert window.page() is Page.FORMATIONS
        window.key("Return")
    assert called == [people[name] for name in NOT_CONFIRMED]
    assert [(one.official_id, one.outgoing) for one in calls_logged(window)] == [(one, True) for one in called]


def test_who_confirms_leaves_the_list_of_calls(prepared: Desk, desktop: Start, clock: Clock) -> None:
    people = fourteen_for_thursday(prepared, clock)
    window = desktop()
    window.key("Alt+F", "Home", "Down", "Return")
    assert window.sees("3 appels à faire")
    window.reach("Appeler Yves Bergeron")
    window.key("Return")
    (row,) = queries.dossiers_of(window.desk, people["Bergeron Yves"])
    for _step in range(5):  # he is taken through his screen up to « Je confirme mon inscription »
        if queries.dossiers_of(window.desk, row.official_id)[0].stage is Stage.TO_CONFIRM:
            window.key("F7")
    window.key("Ctrl+Return")
    assert window.page() is Page.FORMATIONS
    assert window.sees("2 appels à faire")
    assert window.lacks("Appeler Yves Bergeron")
