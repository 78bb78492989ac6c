"""What people type in Ctrl+K, and whom they find, alike on both engines."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.dossiers import Dossier
from app.domain.officials import Official
from app.domain.trainings import Training, TrainingSession
from app.storage.database import Database
from app.storage.search import Hit, reindex_all, search
from tests.storage.people import NOW, add_dossier, add_official, official, training

PEOPLE = {
    "thevenet": official("Thévenet", "Odile", "Boën-sur-Lignon", mobile="+33639980102", landline="+33477000042"),
    "oeuvrard": official("Œuvrard", "Éléonore", "Chambœuf", email="eleonore.oeuvrard@mairie-chamboeuf.example"),
    "stephane": official("Stéphane", "Luc", "Saint-Étienne", postcode="42100"),
    "hopital": official("de L’Hôpital", "Jean-Pierre", "St-Just-St-Rambert", usual_name="d'Écotay"),
    "hoarau": official("Hoarau", "Marie", "Saint-Denis", mobile="+262692000203"),
    "odd": official("Martin", "Zoé", "", mobile_typed="06 39 98 04 05 / 01 99 00 11 22"),
}


@pytest.fixture
def people(database: Database) -> tuple[Database, dict[int, str]]:
    with database.transaction() as unit:
        copies = {
            name: official(
                person.birth_name,
                person.first_name,
                person.mandates[0].territory if person.mandates else "",
                **{column: getattr(person, column) or "" for column in COLUMNS},
            )
            for name, person in PEOPLE.items()
        }
        unit.session.add_all(copies.values())
        unit.session.flush()
        unit.result = {person.id: name for name, person in copies.items()}
    return database, unit.changes.result


COLUMNS = ("mobile", "mobile_typed", "landline", "email", "postcode", "usual_name")


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("thevenet", {"thevenet"}),
        ("THÉV", {"thevenet"}),
        ("odile thev", {"thevenet"}),
        ("thevenet odile boen", {"thevenet"}),
        ("boen sur lignon", {"thevenet"}),
        ("boën-sur-l", {"thevenet"}),
        ("oeuvrard", {"oeuvrard"}),
        ("œuv eleo", {"oeuvrard"}),
        ("chamboeuf", {"oeuvrard"}),
        ("eleonore.oeuvrard@mairie", {"oeuvrard"}),
        ("st etienne", {"stephane"}),
        ("Saint-Etienne", {"stephane"}),
        ("ST", {"stephane", "hopital", "hoarau"}),
        ("st ", {"stephane", "hopital", "hoarau"}),
        ("stéph", {"stephane"}),
        ("42100", {"stephane"}),
        ("saint just saint rambert", {"hopital"}),
        ("lhopital", {"hopital"}),
        ("l hopital", {"hopital"}),
        ("jeanpierre", {"hopital"}),
        ("decotay", {"hopital"}),
        ("maire", set(PEOPLE) - {"odd"}),
        ("06 39 98 01 02", {"thevenet"}),
        ("0639980102", {"thevenet"}),
        ("+33 6 39 98 01 02", {"thevenet"}),
        ("+33 (0)6.39.98.01.02", {"thevenet"}),
        ("0033639980102", {"thevenet"}),
        ("06-39-98", {"thevenet", "odd"}),
        ("80102", {"thevenet"}),
        ("00 42", {"thevenet"}),
        ("thev 0639", {"thevenet"}),
        ("0477", {"thevenet"}),
        ("0692 00 02 03", {"hoarau"}),
        ("+262692", {"hoarau"}),
        ("01 99 00 11 22", {"odd"}),
        ("1122", {"odd"}),
        ("639", set()),
        ("9998", set()),
        ("thevenet dupont", set()),
        ("", set()),
        ("   ", set()),
        ("'\"*:(-)&|!<->\\", set()),
        ("hôpital NEAR( AND OR NOT", set()),
    ],
)
def test_people_are_found_whatever_the_spelling(
    people: tuple[Database, dict[int, str]], typed: str, found: set[str]
) -> None:
    database, names = people
    with database.read() as session:
        assert {names[hit.ref_id] for hit in search(session, typed)} == found


def test_who_has_an_open_dossier_comes_first_then_by_name(database: Database) -> None:
    ids = {name: add_official(database, name, "Odile", "Boën") for name in ("Abel", "Berger", "Cotte", "Boën")}
    dossier_id = add_dossier(database, ids["Cotte"])

    def order(typed: str) -> list[int]:
        with database.read() as session:
            return [hit.ref_id for hit in search(session, typed, kinds=("official",))]

    assert order("odile") == [ids["Cotte"], ids["Abel"], ids["Berger"], ids["Boën"]]
    assert order("boen") == [ids["Cotte"], ids["Boën"], ids["Abel"], ids["Berger"]]
    with database.transaction() as unit:
        unit.session.get_one(Dossier, dossier_id).outcome = "cancelled"
    assert order("odile") == [ids["Abel"], ids["Berger"], ids["Boën"], ids["Cotte"]]


def test_each_kind_has_its_own_limit_and_kinds_come_as_asked(database: Database) -> None:
    for n in range(12):
        add_dossier(database, add_official(database, f"Nom{n:02}", "Odile", "Boën"))
    with database.read() as session:
        hits = search(session, "odile boen", limit=3)
        assert [hit.kind for hit in hits] == ["official"] * 3 + ["dossier"] * 3
        assert {hit.kind for hit in search(session, "odile", kinds=("dossier",))} == {"dossier"}


def test_an_entry_follows_what_it_stands_for(database: Database) -> None:
    official_id = add_official(database, commune="Boën-sur-Lignon")
    with database.transaction() as unit:
        course = training(short_name="Domaine public")
        unit.session.add(course)
        unit.session.flush()
        unit.result = (course.id, course.sessions[0].id)
    training_id, session_id = unit.changes.result
    dossier_id = add_dossier(database, official_id, session_id=session_id, edof_number="20261124777")
    person, course_hit, dossier = (
        Hit("official", official_id),
        Hit("training", training_id),
        Hit("dossier", dossier_id),
    )

    def found(typed: str) -> set[Hit]:
        with database.read() as session:
            return set(search(session, typed))

    assert found("thevenet domaine") == {dossier}
    assert found("domaine") == {course_hit, dossier}
    assert found("202611247") == {dossier}
    with database.transaction() as unit:
        unit.session.get_one(Official, official_id).usual_name = "Rivoire"
        unit.session.get_one(Training, training_id).title = "Les marchés publics"
        unit.session.get_one(Training, training_id).short_name = "Marchés"
    assert found("rivoire") == {person, dossier}
    assert found("thevenet") == {person, dossier}  # her birth name still finds her
    assert found("domaine") == set()
    assert found("rivoire marches") == {dossier}
    with database.transaction() as unit:
        unit.session.get_one(TrainingSession, session_id).place = "Montbrison"
    assert found("montbrison") == {course_hit, dossier}
    with database.transaction() as unit:
        person_row = unit.session.get_one(Official, official_id)
        person_row.mandates.clear()
    assert found("boen") == set()
    with database.transaction() as unit:
        reindex_all(unit.session)
    assert found("rivoire") == {person, dossier}
    with database.transaction() as unit:
        unit.session.delete(unit.session.get_one(Official, official_id))
    assert found("rivoire") == set()
    assert found("marches") == {course_hit}


def test_a_word_longer_than_an_engine_takes_is_still_found(database: Database) -> None:
    official_id = add_official(database, "x" * 5000)
    with database.read() as session:
        assert search(session, "x" * 300) == [Hit("official", official_id)]


def test_an_engine_keeps_nothing_of_an_entry_that_went(encrypted: Database) -> None:
    official_id = add_official(encrypted)
    with encrypted.transaction() as unit:
        unit.session.get_one(Official, official_id).birth_name = "Rivoire"
    with encrypted.transaction() as unit:
        # Compares the FTS5 index with the entries row by row; raises when they differ.
        unit.session.connection().exec_driver_sql(
            "INSERT INTO search_index(search_index, rank) VALUES ('integrity-check', 1)"
        )


NAMES = st.lists(
    st.sampled_from(
        ["Œuvrard", "St-Just", "d'Étaing", "Ste Foy", "ÉLÉONORE", "Ελένη", "Ǆerić", "ﬁlière", "𝔸da", "名前"]
    )
)
TYPED = st.one_of(st.text(max_size=12), NAMES.map(" ".join), st.text("0123456789 +.-()", max_size=14))


def test_both_engines_answer_alike(encrypted: Database, on_server: Database) -> None:
    names = ["Œuvrard St-Just", "d'Étaing Ste Foy", "ÉLÉONORE Ελένη", "Ǆerić ﬁlière", "𝔸da 名前", "Saint Éloi 42000"]
    phones = ["+33477000042", "+33639980102", "", "+262692000203", "", ""]
    for database in (encrypted, on_server):
        with database.transaction() as unit:
            for name, phone in zip(names, phones, strict=True):
                unit.session.add(official(name, "Odile", "Boën-sur-Lignon", mobile=phone))
        add_dossier(database, 3)

    @settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(TYPED)
    def same(typed: str) -> None:
        with encrypted.read() as one, on_server.read() as other:
            assert search(one, typed) == search(other, typed)

    same()
    for typed in [word[:length] for name in names for word in name.split() for length in (1, 2, 3, 9)]:
        with encrypted.read() as one, on_server.read() as other:
            hits = search(one, typed)
            assert hits == search(other, typed)
            assert hits, typed


def test_a_dossier_without_a_session_is_found_by_its_official(database: Database) -> None:
    official_id = add_official(database)
    with database.transaction() as unit:
        dossier = Dossier(official_id=official_id, opened_at=NOW, stage_since=NOW, requested_on=date(2026, 11, 20))
        unit.session.add(dossier)
    with database.read() as session:
        assert [hit.kind for hit in search(session, "thev")] == ["official", "dossier"]
