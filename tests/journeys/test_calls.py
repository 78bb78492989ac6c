"""A call comes in: who is it? Known mobile, shared line, two names, homonyms, a stranger; by keyboard alone."""

from collections.abc import Callable
from datetime import date

from app.desk import Desk
from app.domain.calls import Call
from app.storage import queries
from tests.factories import ACCOUNT_OPEN, WITHOUT_ACCOUNT, Clock, add_dossier, add_person, add_session
from tests.journeys.desktop import Desktop
from tests.journeys.reading import calls_logged, candidates, current_call, dites, field, people_for, sheet_text
from ui.places import Page

Start = Callable[[], Desktop]
LINE = "04 65 71 20 14"


def town_hall(desk: Desk) -> dict[str, int]:
    """A mayor, two deputies and the secretary behind one number."""
    line = {"landline": "+33465712014", "landline_typed": LINE}
    return {
        "Odette": add_person(desk, "Odette", "Thévenet", function="maire", **line),
        "Odile": add_person(desk, "Odile", "Vérane", function="1re adjointe", **line),
        "Robert": add_person(desk, "Robert", "Pallandre", function="2e adjoint", civility="M.", **line),
        "Solange": add_person(
            desk,
            "Solange",
            "Mazoyer",
            is_official=False,
            role="Secrétaire de mairie",
            city_insee="42227",
            **line,
        ),
    }


def logged(desktop: Desktop) -> Call:
    """The one call that was logged."""
    (call,) = calls_logged(desktop)
    return call


# 2. The shared line


def test_a_shared_line_asks_who_speaks_and_one_key_chooses(prepared: Desk, desktop: Start) -> None:
    people = town_hall(prepared)
    dossier = add_dossier(prepared, people["Robert"], add_session(prepared), ACCOUNT_OPEN)
    window = desktop()
    window.key("F2")
    window.type("0465712014")
    assert window.sees("Ligne partagée : qui parle ?")
    lines = candidates(window)
    assert lines[0].startswith("Robert Pallandre")  # the one with an open dossier first
    for name in ("Odette Thévenet", "Odile Vérane", "Robert Pallandre", "Solange Mazoyer"):
        assert sum(line.startswith(name) for line in lines) == 1
    assert "Une autre personne" in lines[-1]
    window.key("Return")
    assert window.sees("Appel de M. Pallandre")
    assert current_call(window).state.dossier_id == dossier
    window.key("Ctrl+Return")
    call = logged(window)
    assert (call.official_id, call.dossier_id, call.caller_phone) == (people["Robert"], dossier, "+33465712014")


def test_the_second_of_a_shared_line_is_chosen_with_the_arrow(prepared: Desk, desktop: Start) -> None:
    people = town_hall(prepared)
    window = desktop()
    window.key("F2")
    window.type("04.65.71.20.14")
    wanted = next(n for n, line in enumerate(candidates(window)) if line.startswith("Odile"))
    window.key("Alt+Down", *["Down"] * wanted, "Return")
    assert current_call(window).state.official_id == people["Odile"]


def test_a_secretary_calls_for_her_mayor(prepared: Desk, desktop: Start) -> None:
    people = town_hall(prepared)
    window = desktop()
    window.key("F2")
    window.type("mazoyer")
    window.key("Return")
    assert "Pour quel élu" in dites(window)
    assert not any(line.startswith("Solange") for line in people_for(window))
    window.type("odette")
    window.key("Return")
    window.key("Ctrl+Return")
    call = logged(window)
    assert (call.official_id, call.speaker_id) == (people["Odette"], people["Solange"])
    history = queries.official(window.desk, people["Odette"]).history
    assert any(line.kind == "call" for line in history)


def test_another_person_of_the_town_hall_is_added_on_the_spot(prepared: Desk, desktop: Start) -> None:
    town_hall(prepared)
    window = desktop()
    window.key("F2")
    window.type("0465712014")
    window.key("Alt+Down", "End", "Return")
    assert window.sees("Nouvelle personne")
    assert field(window, "Commune") == "Saint-Georges-en-Couzan"
    window.reach("Prénom")
    window.type("Lucie")
    window.reach("Nom")
    window.type("Fayolle")
    window.key("Return")
    assert window.sees("Lucie Fayolle")
    window.key("Ctrl+Return")
    (lucie,) = queries.officials(window.desk, text="fayolle")
    assert lucie.commune == "Saint-Georges-en-Couzan"
    assert lucie.phone is not None
    assert lucie.phone.e164 == "+33465712014"
    assert logged(window).official_id == lucie.id


# 3. Two names


def two_names(desk: Desk) -> int:
    """Known to the register by her birth name, to everybody else by the one that she uses."""
    return add_person(desk, "Odile", "Garnier", function="maire", usual_name="Thévenet", mobile="+33639984127")


def test_either_name_finds_her_and_the_candidate_tells_both(prepared: Desk, desktop: Start) -> None:
    two_names(prepared)
    for typed in ("theven", "garnier"):
        window = desktop()
        window.key("F2")
        window.type(typed)
        assert candidates(window)[0].startswith("Odile Thévenet")
        assert "née Garnier" in candidates(window)[0]
        window.leave()


def test_the_script_says_which_name_to_type_on_the_platforms_screen(prepared: Desk, desktop: Start) -> None:
    odile = two_names(prepared)
    dossier = add_dossier(prepared, odile, add_session(prepared), WITHOUT_ACCOUNT)
    window = desktop()
    window.key("F2")
    window.type("theven")
    window.key("Return", "F7", "F7")  # the site is open, the account is asked for
    assert window.sees("Votre identité")
    assert field(window, "Nom de naissance") == "Garnier"
    assert window.sees("pas Thévenet")
    text = sheet_text(window, dossier)
    assert "Mme Odile Thévenet" in text
    assert "GARNIER" in text


# 4. Homonyms


def test_homonyms_are_told_apart_and_nothing_is_merged(prepared: Desk, desktop: Start) -> None:
    both = [
        add_person(prepared, "Jean", "Berthet", "Feurs", function="maire", civility="M.", birth_date=date(1958, 3, 2)),
        add_person(
            prepared, "Jean", "Berthet", "Champdieu", function="2e adjoint", civility="M.", birth_date=date(1971, 9, 14)
        ),
    ]
    window = desktop()
    window.key("F2")
    window.type("jean berthet")
    lines = [line for line in candidates(window) if line.startswith("Jean Berthet")]
    assert len(lines) == 2
    assert any("Feurs" in line and "maire" in line and "né en 1958" in line for line in lines)
    assert any("Champdieu" in line and "2e adjoint" in line and "né en 1971" in line for line in lines)
    at = next(n for n, line in enumerate(lines) if "1971" in line)
    window.key("Alt+Down", *["Down"] * at, "Return", "Ctrl+Return")
    assert logged(window).official_id == both[1]
    assert len(queries.officials(window.desk, text="berthet")) == 2


# 12. The stranger


def test_a_stranger_of_yesterday_is_attached_in_two_keys(prepared: Desk, desktop: Start, clock: Clock) -> None:
    odile = add_person(prepared, mobile="+33639984127", mobile_typed="06 39 98 41 27")
    window = desktop()
    window.key("F2")
    window.type("0261910099")
    window.reach("Note")
    window.type("Rappellera demain au sujet de son compte")
    window.key("Ctrl+Return")
    assert "sans nom" in window.banner()
    assert logged(window).official_id is None
    assert window.page() is Page.TODAY

    clock.pass_by(days=1)
    window.key("F2")
    window.type("0353010044")  # another number that nobody has
    before = window.keys
    assert candidates(window)[0].startswith("Rattacher : Appel de 02 61 91 00 99, sans nom")
    window.key("Alt+Down", "Return")
    assert window.keys - before == 2
    window.reach("Appelle", key="Shift+Tab", exactly=True)
    window.key("Ctrl+A")
    window.type("theven")
    window.key("Return", "Ctrl+Return")
    assert [call.official_id for call in calls_logged(window)] == [odile, odile]
    assert sum(line.kind == "call" for line in queries.official(window.desk, odile).history) == 2


def test_a_stranger_is_attached_once_one_knows_who_it_was(prepared: Desk, desktop: Start, clock: Clock) -> None:
    odile = add_person(prepared)
    window = desktop()
    window.key("F2")
    window.type("0261910099")
    window.key("Ctrl+Return")
    clock.pass_by(days=1)
    window.key("F2")
    window.type("theven")
    window.key("Return")
    window.reach("Appelle", key="Shift+Tab", exactly=True)
    window.key("Alt+Down", "Return")
    assert calls_logged(window)[0].official_id == odile
    window.key("Ctrl+Z")
    assert calls_logged(window)[0].official_id is None
    assert window.banner().startswith("Annulé – ")
    window.key("Ctrl+Y")
    assert calls_logged(window)[0].official_id == odile


def test_the_banner_is_seen_when_the_call_has_ended_and_its_page_is_gone(prepared: Desk, desktop: Start) -> None:
    window = desktop()
    window.key("F2")
    window.type("0261910099")
    window.key("Ctrl+Return")
    assert window.page() is Page.TODAY
    assert on_top(window)
    assert window.sees("Annuler, Ctrl+Z")
    window.key("F2")
    window.type("0261910088")
    window.key("F2")
    window.type("0261910077")
    window.key("Ctrl+Return")
    assert window.page() is Page.CALL
    assert on_top(window)
    end = window.window.call_page().form.end
    banner = window.window.banner
    corner = end.mapTo(window.window, end.rect().topLeft())
    over = banner.mapTo(window.window, banner.rect().topLeft())
    assert not end.rect().translated(corner).intersects(banner.rect().translated(over)), "« Terminer l’appel » is free"


def on_top(window: Desktop) -> bool:
    """Whether nothing lies over the middle of the banner."""
    banner = window.window.banner
    found = window.window.childAt(banner.mapTo(window.window, banner.rect().center()))
    return found is not None and (found is banner or banner.isAncestorOf(found))


def test_a_call_may_end_with_nothing_known(prepared: Desk, desktop: Start) -> None:
    window = desktop()
    window.key("F2")
    window.reach("Note")
    window.type("A raccroché")
    window.key("Ctrl+Return")
    call = logged(window)
    assert (call.official_id, call.note) == (None, "A raccroché")


def test_a_call_in_which_nothing_was_typed_leaves_no_trace(prepared: Desk, desktop: Start) -> None:
    window = desktop()
    window.key("F2", "Ctrl+Return")
    assert calls_logged(window) == []
    assert window.page() is Page.TODAY
    assert queries.drafts(window.desk) == ()
