"""Who is calling, the directory and what Ctrl+K finds."""

from datetime import date

import pytest

from app.desk import Desk
from app.domain.dossiers import Outcome
from app.services.directory import save_mandates
from app.services.dossiers import close
from app.storage import queries
from app.storage.database import Database
from tests.factories import add_dossier, add_person, add_session, add_training, make_desk, mandate_form

TOWN_HALL = "04 65 71 20 14"


@pytest.fixture
def desk(database: Database) -> Desk:
    return make_desk(database)


def shared_line(desk: Desk) -> dict[str, int]:
    """Somebody of a town hall, her colleagues and the secretary, all on one number."""
    line = {"landline_typed": TOWN_HALL}
    return {
        "pallandre": add_person(desk, "Robert", "Pallandre", civility="M.", function="conseiller municipal", **line),
        "oriol": add_person(desk, "Martine", "Oriol", is_official=False, role="Secrétaire de mairie", **line),
        "thevenet": add_person(desk, mobile_typed="06 39 98 41 27", **line),
    }


@pytest.mark.parametrize(
    "typed",
    [
        "04 65 71 20 14",
        "0465712014",
        "04.65.71.20.14",
        "+33 4 65 71 20 14",
        "0033 465712014",
        "+33 (0)4 65 71 20 14",
        "04 65 71 20",
        "4657",
        "20 14",
    ],
)
def test_a_shared_line_brings_all_its_people_whatever_the_format(desk: Desk, typed: str) -> None:
    people = shared_line(desk)
    add_person(desk, "Alain", "Rochigneux", "Montbrison", mobile_typed="06 39 98 00 01")
    add_dossier(desk, people["thevenet"])
    found = queries.caller(desk, typed)
    assert {row.id for row in found.people} == set(people.values())
    assert found.people[0].name == "Odile Thévenet", "who has an open dossier comes first"


def test_a_shared_line_says_whose_it_is(desk: Desk) -> None:
    shared_line(desk)
    found = queries.caller(desk, TOWN_HALL)
    assert found.shared_line == "Mairie de Saint-Georges-en-Couzan"
    assert (found.phone_e164, found.phone_national) == ("+33465712014", "04 65 71 20 14")
    secretary = next(row for row in found.people if row.name == "Martine Oriol")
    assert secretary.function == "Secrétaire de mairie (pas élue)"
    assert secretary.phone is not None
    assert secretary.phone.line == "Mairie, 3 pers."
    alone = queries.caller(desk, "0639984127")
    assert (alone.shared_line, [row.name for row in alone.people]) == ("", ["Odile Thévenet"])
    assert alone.people[0].phone is not None
    assert alone.people[0].phone.line == "Mobile"


def test_a_number_that_nobody_bears_is_understood_all_the_same(desk: Desk) -> None:
    found = queries.caller(desk, "06 39 98 77 77")
    assert (found.people, found.shared_line, found.phone_e164) == ((), "", "+33639987777")
    assert queries.caller(desk, "").people == ()


def test_homonyms_stand_side_by_side_with_commune_function_and_year(desk: Desk) -> None:
    add_person(desk, "Jean", "Faure", "Feurs", civility="M.", function="maire", birth_date=date(1951, 2, 3))
    add_person(desk, "Jean", "Faure", "Montbrison", civility="M.", function="conseiller", birth_date=date(1978, 1, 1))
    found = queries.caller(desk, "faure jean").people
    assert sorted((row.name, row.commune, row.function, row.birth_year) for row in found) == [
        ("Jean Faure", "Feurs", "maire", 1951),
        ("Jean Faure", "Montbrison", "conseiller", 1978),
    ]


def test_a_person_is_found_by_the_beginning_of_name_and_commune(desk: Desk) -> None:
    people = shared_line(desk)
    for typed in ("thev", "Odile TH", "st georges t", "saint-georges-en-couzan thévenet"):
        assert people["thevenet"] in {row.id for row in queries.caller(desk, typed).people}


def test_the_directory_is_in_the_order_of_names_whatever_their_accents(desk: Desk) -> None:
    for surname in ("Zanone", "Épinat", "Faure", "Elbaz", "de Rivoire"):
        add_person(desk, "Anne", surname, "Feurs")
    names = [row.sort_name for row in queries.officials(desk)]
    assert names == ["de Rivoire Anne", "Elbaz Anne", "Épinat Anne", "Faure Anne", "Zanone Anne"]
    assert [row.sort_name for row in queries.officials(desk, offset=1, limit=2)] == names[1:3]
    assert [row.sort_name for row in queries.officials(desk, text="epi")] == ["Épinat Anne"]


def test_the_directory_can_be_cut_to_a_commune_or_to_those_with_a_dossier(desk: Desk) -> None:
    people = shared_line(desk)
    feurs = add_person(desk, "Anne", "Faure", "Feurs")
    dossier = add_dossier(desk, feurs)
    assert [row.id for row in queries.officials(desk, with_dossier=True)] == [feurs]
    assert {row.id for row in queries.officials(desk, territory="42227")} == set(people.values())
    assert queries.count_officials(desk) == {"all": 4, "with_dossier": 1, "communes": 2}
    assert queries.town_halls(desk) == (("42094", "Feurs", 1), ("42227", "Saint-Georges-en-Couzan", 2))
    close(desk, dossier, Outcome.OTHER)
    assert queries.officials(desk, with_dossier=True) == ()
    assert queries.count_officials(desk)["with_dossier"] == 0


def test_a_mandate_in_the_commune_comes_before_one_in_the_epci(desk: Desk) -> None:
    person = add_person(desk, commune="Feurs")
    epci = mandate_form(
        "CC de Forez-Est", "conseillère communautaire", kind="communautaire", territory_code="200065894"
    )
    save_mandates(desk, person, [epci, mandate_form("Feurs", "maire")])
    detail = queries.official(desk, person)
    assert detail is not None
    assert (detail.person.commune, detail.person.function) == ("Feurs", "maire")
    assert [mandate.kind for mandate in detail.mandates] == ["municipal", "communautaire"]
    save_mandates(desk, person, [epci])
    detail = queries.official(desk, person)
    assert detail is not None
    assert (detail.person.commune, detail.person.function) == ("Feurs", "conseillère communautaire")
    assert [row.id for row in queries.officials(desk, territory="200065894")] == [person]


def test_a_page_of_a_person_has_address_dossiers_and_history(desk: Desk) -> None:
    person = add_person(
        desk,
        "Bernadette",
        "Chavassieux",
        "Sury-le-Comtal",
        street_number="4",
        repetition="bis",
        street_type="rue",
        street_name="du Moulin",
        locality="La Croix",
    )
    closed = add_dossier(desk, person)
    close(desk, closed, Outcome.CANCELLED)
    calm = add_dossier(desk, person, add_session(desk, starts_on=date(2027, 3, 4)))
    urgent = add_dossier(desk, person, add_session(desk))
    detail = queries.official(desk, person)
    assert detail is not None
    assert detail.address_lines == ("4 bis rue du Moulin", "La Croix", "42450 Sury-le-Comtal")
    assert [row.id for row in detail.dossiers] == [urgent, calm, closed]
    assert detail.person.open_dossiers == 2
    assert [line.kind for line in detail.history] == ["opened", "opened", "closed", "opened"]
    assert queries.official(desk, 4242) is None


def test_ctrl_k_finds_people_communes_trainings_and_dossiers_together(desk: Desk) -> None:
    people = shared_line(desk)
    held = add_session(desk)
    dossier = add_dossier(desk, people["thevenet"], held)
    found = queries.search(desk, "st georges")
    assert {row.id for row in found.officials} == set(people.values())
    assert [row.id for row in found.dossiers] == [dossier]
    assert ("42227", "Saint-Georges-en-Couzan") in {row[:2] for row in found.communes}
    assert found.totals["officials"] == 3
    training = queries.search(desk, "domaine public")
    assert [row.short_name for row in training.trainings] == ["Domaine public"]
    assert [one.id for one in training.trainings[0].sessions] == [held]
    assert [row.id for row in training.dossiers] == [dossier]
    assert queries.search(desk, "zzzz").empty
    assert queries.search(desk, "  ").empty


def test_ctrl_k_counts_more_than_it_shows(desk: Desk) -> None:
    for number in range(12):
        add_person(desk, f"Anne {number}", "Faure", "Feurs")
    found = queries.search(desk, "faure")
    assert (len(found.officials), found.totals["officials"]) == (8, 12)


def test_a_dossier_is_found_by_its_edof_number(desk: Desk) -> None:
    from app.services.dossiers import set_edof

    dossier = add_dossier(desk, add_person(desk), add_session(desk, add_training(desk)))
    set_edof(desk, dossier, "784215", "")
    assert [row.id for row in queries.search(desk, "784215").dossiers] == [dossier]
