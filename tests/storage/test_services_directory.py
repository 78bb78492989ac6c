"""What an agent can do with people: save, correct, delete and get back; a NIR never gets in."""

from dataclasses import fields, replace
from datetime import date

import pytest

from app.desk import Desk
from app.errors import Conflict, UserError
from app.services.directory import (
    OfficialForm,
    delete_official,
    record_nir_check,
    save_mandates,
    save_official,
    set_rights,
)
from app.services.drafts import save_draft
from app.storage import queries
from app.storage.database import Database
from app.storage.revert import revert
from tests.factories import NOW, add_dossier, add_person, add_session, make_desk, mandate_form, person_form

NIR = "2 62 06 42 147 036 11"  # nobody's: its key is right, its birth place and order were made up


@pytest.fixture
def desk(database: Database) -> Desk:
    return make_desk(database)


def test_a_person_is_saved_with_a_mandate_and_found_under_both_names(desk: Desk) -> None:
    form = person_form("Bernadette", "Chavassieux", usual_name="Moulin", birth_date=date(1962, 6, 3))
    changes = save_official(desk, None, form, None, mandates=[mandate_form("Sury-le-Comtal", "2e adjointe")])
    assert changes.label == "Fiche de Mme\u00a0Moulin ajoutée"
    assert changes.undoable
    detail = queries.official(desk, changes.result)
    assert detail is not None
    assert (detail.person.name, detail.person.birth_name, detail.person.commune) == (
        "Bernadette Moulin",
        "Chavassieux",
        "Sury-le-Comtal",
    )
    assert detail.birth_date == date(1962, 6, 3)
    for typed in ("chavassieux", "moulin bern", "sury le comtal"):
        assert [row.id for row in queries.caller(desk, typed).people] == [changes.result]


def test_a_phone_is_kept_as_typed_beside_what_was_understood(desk: Desk) -> None:
    changes = save_official(desk, None, person_form(mobile_typed="06.39.98.41.27", landline_typed="poste 12"), None)
    detail = queries.official(desk, changes.result)
    assert detail is not None
    assert detail.values["mobile"] == "+33639984127"
    assert detail.values["mobile_typed"] == "06.39.98.41.27"
    assert detail.values["landline"] == ""
    assert [(phone.national, phone.mobile) for phone in detail.phones] == [
        ("06\u00a039\u00a098\u00a041\u00a027", True),
        ("poste 12", False),
    ]


def test_two_agents_on_one_form_see_both_values_and_nothing_is_overwritten(desk: Desk) -> None:
    person = add_person(desk)
    seen = queries.official(desk, person)
    assert seen is not None
    save_official(desk, person, person_form(email="odile@exemple.fr", note="le matin"), seen.version)
    mine = person_form(email="thevenet@exemple.fr", note="le matin", birth_date=date(1960, 5, 1))
    with pytest.raises(Conflict) as refused:
        save_official(desk, person, mine, seen.version)
    assert [(field.label, field.mine, field.theirs) for field in refused.value.fields] == [
        ("Date de naissance", "1er\u00a0mai\u00a01960", ""),
        ("Adresse mail personnelle", "thevenet@exemple.fr", "odile@exemple.fr"),
    ]
    now = queries.official(desk, person)
    assert now is not None
    assert now.email == "odile@exemple.fr"
    save_official(desk, person, mine, now.version)


def test_the_same_words_saved_twice_are_no_conflict(desk: Desk) -> None:
    person = add_person(desk)
    seen = queries.official(desk, person)
    assert seen is not None
    form = person_form(email="odile@exemple.fr")
    save_official(desk, person, form, seen.version)
    save_official(desk, person, form, seen.version)


@pytest.mark.parametrize("name", [one.name for one in fields(OfficialForm) if one.type == "str"])
def test_a_nir_is_refused_in_every_text_of_the_form(encrypted: Database, name: str) -> None:
    desk = make_desk(encrypted)
    form = replace(person_form(), **{name: f"voir {NIR} svp"})
    with pytest.raises(UserError) as refused:
        save_official(desk, None, form, None)
    assert "numéro de sécurité sociale" in refused.value.message
    assert "036" not in refused.value.message
    assert queries.count_officials(desk)["all"] == 0


def test_a_nir_is_refused_in_a_mandate_too(desk: Desk) -> None:
    with pytest.raises(UserError):
        save_official(desk, None, person_form(), None, mandates=[mandate_form("Feurs", NIR)])
    person = add_person(desk)
    with pytest.raises(UserError):
        save_mandates(desk, person, [mandate_form(NIR)])


def test_somebody_without_any_name_is_asked_for_one(desk: Desk) -> None:
    with pytest.raises(UserError, match="Il manque un nom"):
        save_official(desk, None, OfficialForm(email="x@exemple.fr"), None)


def test_a_mandate_that_ends_is_marked_and_a_new_one_stands_first(desk: Desk) -> None:
    person = add_person(desk, commune="Feurs")
    detail = queries.official(desk, person)
    assert detail is not None
    kept = detail.mandates[0].id
    save_mandates(desk, person, [mandate_form("Feurs", "maire", id=kept, ended_on=date(2026, 3, 22))])
    ended = queries.official(desk, person)
    assert ended is not None
    assert ended.person.mandate_ended
    assert ended.mandates[0].id == kept
    save_mandates(
        desk,
        person,
        [
            mandate_form("Feurs", "maire", id=kept, ended_on=date(2026, 3, 22)),
            mandate_form("Champdieu", "conseillère"),
        ],
    )
    again = queries.official(desk, person)
    assert again is not None
    assert (again.person.commune, again.person.function, again.person.mandate_ended) == (
        "Champdieu",
        "conseillère",
        False,
    )


def test_deleting_a_person_takes_their_dossier_along_and_undo_brings_both_back(desk: Desk) -> None:
    person = add_person(desk)
    dossier = add_dossier(desk, person, add_session(desk))
    changes = delete_official(desk, person)
    assert changes.label == "Fiche de Mme\u00a0Thévenet supprimée"
    assert queries.official(desk, person) is None
    assert queries.board(desk) == ()
    revert(desk.database, changes, desk.now(), desk.agent)
    assert [row.id for row in queries.board(desk)] == [dossier]


def test_somebody_who_is_gone_is_a_sentence(desk: Desk) -> None:
    with pytest.raises(UserError, match="n’existe plus"):
        save_official(desk, 4242, person_form(), 1)


def test_of_a_nir_only_who_checked_it_and_when_is_kept(desk: Desk) -> None:
    person = add_person(desk)
    record_nir_check(desk, person)
    detail = queries.official(desk, person)
    assert detail is not None
    assert (detail.nir_checked_at, detail.nir_checked_by) == (NOW, "Claire M.")
    assert detail.history[0].text == "Numéro de sécurité sociale contrôlé, jamais conservé"
    assert detail.history[0].icon == "shield-check"


def test_declared_rights_bear_their_day(desk: Desk) -> None:
    person = add_person(desk)
    set_rights(desk, person, 800, None)
    detail = queries.official(desk, person)
    assert detail is not None
    assert (detail.rights_euros, detail.rights_on) == (800, date(2026, 11, 24))
    set_rights(desk, person, None, None)
    with pytest.raises(UserError):
        set_rights(desk, person, -1, None)


def test_saving_a_form_takes_its_draft_away(desk: Desk) -> None:
    draft = save_draft(desk, None, "official", None, {"birth_name": "Thév"})
    save_official(desk, None, person_form(), None, draft_id=draft)
    assert queries.drafts(desk) == ()
