"""A register brought into the directory: seen first, done whole, done twice without a double, turned back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import func, select

from app.desk import Desk
from app.domain.officials import Mandate, Official
from app.errors import StorageUnavailable
from app.exchange.rne import RefusedLine, RneFile, RneKind, RneLine
from app.services import imports
from app.services.imports import import_officials, preview
from app.storage.database import Database
from app.storage.editions import DeskGuide
from app.storage.revert import revert
from tests.storage.people import NOW, official

BIRTH = date(1962, 11, 25)
ODILE = RneLine(2, "42019", "Boën-sur-Lignon", "Thévenet", "Odile", "Mme", BIRTH, date(2026, 3, 22), date(2026, 3, 28))
REMI = RneLine(3, "42005", "Ambierle", "Combaret", "Rémi", "M.", date(1971, 3, 4), date(2026, 3, 22), date(2026, 3, 28))
LISE = RneLine(4, "42147", "Montbrison", "Cladière", "Lise", "Mme", date(1980, 1, 2), date(2026, 3, 22), None)


@pytest.fixture
def desk(database: Database) -> Desk:
    return Desk(database=database, guide=DeskGuide(database, ()), clock=lambda: NOW, agent="Claire M.")


def register(*lines: RneLine, refused: Iterable[RefusedLine] = ()) -> RneFile:
    return RneFile("maires.csv", RneKind.MAYORS, lines, tuple(refused))


def bring(desk: Desk, *lines: RneLine) -> None:
    import_officials(desk, preview(desk, register(*lines)))


def add(desk: Desk, *people: Official) -> list[int]:
    with desk.database.transaction() as unit:
        unit.session.add_all(people)
        unit.session.flush()
        unit.result = [person.id for person in people]
    return list(unit.changes.result)


def sitting(person: Official, insee: str, **columns: object) -> Official:
    person.mandates.append(Mandate(kind="municipal", territory_code=insee, **columns))
    return person


def people(desk: Desk) -> list[Official]:
    with desk.database.read() as session:
        found = list(session.scalars(select(Official).order_by(Official.birth_name)))
        for person in found:
            assert person.mandates is not None  # read while the session is open
        return found


def count(desk: Desk) -> int:
    with desk.database.read() as session:
        return session.scalar(select(func.count()).select_from(Official)) or 0


def mandate_of(desk: Desk, birth_name: str) -> Mandate:
    with desk.database.read() as session:
        query = select(Mandate).join(Official).where(Official.birth_name == birth_name).order_by(Mandate.id.desc())
        return session.scalars(query).first() or pytest.fail(f"{birth_name} holds no mandate")


def test_what_is_seen_is_what_is_done_and_doing_it_again_creates_nobody(desk: Desk) -> None:
    seen = preview(desk, register(ODILE, REMI))
    assert (len(seen.new), len(seen.changed), seen.unchanged) == (2, 0, 0)
    assert count(desk) == 0  # seeing writes nothing
    done = import_officials(desk, seen)
    assert done.label == "Registre importé\u00a0: 2 élus ajoutés."
    assert done.undoable
    assert [(p.birth_name, p.first_name, p.civility, p.birth_date) for p in people(desk)] == [
        ("Combaret", "Rémi", "M.", date(1971, 3, 4)),
        ("Thévenet", "Odile", "Mme", BIRTH),
    ]
    mandate = mandate_of(desk, "Thévenet")
    assert (mandate.kind, mandate.territory_code, mandate.territory) == ("municipal", "42019", "Boën-sur-Lignon")
    assert (mandate.function, mandate.source, mandate.mandate_on) == ("maire", "rne", date(2026, 3, 22))
    again = preview(desk, register(ODILE, REMI))
    assert again.does_nothing
    assert again.unchanged == 2
    assert not import_officials(desk, again).rows
    assert not import_officials(desk, seen).rows  # even what was seen before
    assert count(desk) == 2


def test_one_gesture_turns_the_whole_import_back(desk: Desk) -> None:
    done = import_officials(desk, preview(desk, register(ODILE, REMI)))
    revert(desk.database, done, NOW, "Claire M.")
    assert count(desk) == 0
    assert len(preview(desk, register(ODILE, REMI)).new) == 2


@pytest.mark.parametrize(
    "spelt", [{"birth_name": "THEVENET"}, {"birth_name": "Thevenet", "first_name": "odile"}, {"civility": ""}]
)
def test_the_same_person_spelt_otherwise_is_nobody_new(desk: Desk, spelt: dict[str, str]) -> None:
    bring(desk, ODILE)
    assert preview(desk, register(replace(ODILE, **spelt))).unchanged == 1  # type: ignore[arg-type]


def test_somebody_known_under_the_name_in_use_is_found_by_the_birth_name_or_by_that_one(desk: Desk) -> None:
    known = sitting(official("Duclosel", "Odile", usual_name="Thévenet", birth_date=BIRTH), "42019", function="maire")
    add(desk, known)
    assert not preview(desk, register(ODILE)).new


def test_a_mandate_that_the_desk_knows_is_brought_up_to_date_and_what_the_desk_typed_stays(desk: Desk) -> None:
    typed = sitting(
        official("Thévenet", "Odile", email="odile@exemple.fr", note="rappeler le matin"),
        "42019",
        territory="Boën",
        function="1re adjointe",
    )
    add(desk, typed)
    seen = preview(desk, register(ODILE))
    assert [change.differences for change in seen.changed] == [
        ("date de naissance ajoutée", "civilité ajoutée", "désormais maire de Boën-sur-Lignon")
    ]
    done = import_officials(desk, seen)
    assert done.label == "Registre importé\u00a0: 1 mis à jour."
    (person,) = people(desk)
    assert (person.email, person.note, person.birth_date, person.civility) == (
        *("odile@exemple.fr", "rappeler le matin", BIRTH, "Mme"),
    )
    assert mandate_of(desk, "Thévenet").function == "maire"
    assert len(person.mandates) == 1


def test_dates_of_a_mandate_change_and_an_empty_cell_takes_none_away(desk: Desk) -> None:
    bring(desk, ODILE)
    assert preview(desk, register(replace(ODILE, mandate_on=None, function_on=None))).unchanged == 1
    seen = preview(desk, register(replace(ODILE, function_on=date(2026, 9, 1))))
    assert seen.changed[0].differences == ("dates du mandat",)
    import_officials(desk, seen)
    mandate = mandate_of(desk, "Thévenet")
    assert (mandate.mandate_on, mandate.function_on) == (date(2026, 3, 22), date(2026, 9, 1))


def test_a_former_mandate_is_left_and_a_new_one_begins(desk: Desk) -> None:
    before = official("Thévenet", "Odile", birth_date=BIRTH, civility="Mme")
    add(desk, sitting(before, "42019", function="maire", ended_on=date(2020, 5, 1)))
    seen = preview(desk, register(ODILE))
    assert seen.changed[0].differences == ("nouveau mandat de maire à Boën-sur-Lignon",)
    import_officials(desk, seen)
    assert [mandate.ended_on for mandate in people(desk)[0].mandates] == [date(2020, 5, 1), None]


def test_homonyms_are_never_merged(desk: Desk) -> None:
    """Two people of one name in one commune, told apart by their birth dates; without one, nothing is guessed."""
    first = sitting(official("Thévenet", "Odile", birth_date=date(1940, 1, 1)), "42019", function="conseillère")
    add(desk, first)
    assert len(preview(desk, register(ODILE)).new) == 1
    vague = [sitting(official("Thévenet", "Odile"), "42019", function="conseillère") for _ in range(2)]
    add(desk, *vague)
    assert len(preview(desk, register(ODILE)).new) == 1


def test_two_lines_of_one_name_never_meet_in_one_person(desk: Desk) -> None:
    add(desk, sitting(official("Thévenet", "Odile"), "42019", function="maire"))
    seen = preview(desk, register(ODILE, replace(ODILE, line=3, birth_date=date(1990, 1, 1))))
    assert (len(seen.changed), len(seen.new)) == (1, 1)
    import_officials(desk, seen)
    assert {person.birth_date for person in people(desk)} == {BIRTH, date(1990, 1, 1)}


def test_somebody_of_the_same_name_in_another_commune_is_somebody_else(desk: Desk) -> None:
    bring(desk, ODILE)
    assert len(preview(desk, register(replace(ODILE, insee="42005", commune="Ambierle"))).new) == 1


def test_a_person_whom_the_desk_created_without_a_mandate_is_met_by_the_commune_of_the_address(desk: Desk) -> None:
    add(desk, official("Thévenet", "Odile", city_insee="42019"))
    seen = preview(desk, register(ODILE))
    assert not seen.new
    import_officials(desk, seen)
    assert count(desk) == 1
    assert mandate_of(desk, "Thévenet").function == "maire"


def test_a_line_twice_in_one_file_is_refused_the_second_time(desk: Desk) -> None:
    seen = preview(desk, register(ODILE, replace(ODILE, line=9)))
    assert len(seen.new) == 1
    assert [(refusal.line, refusal.reason) for refusal in seen.refused] == [
        (9, "la même personne figure déjà plus haut dans ce fichier")
    ]


def test_who_is_gone_is_listed_and_marked_and_never_removed(desk: Desk) -> None:
    bring(desk, ODILE, REMI, LISE)
    newer = register(replace(ODILE, birth_name="Duclosel", first_name="Philippe"), REMI, LISE)
    seen = preview(desk, newer)
    assert [(absent.name, absent.territory) for absent in seen.absent] == [("Odile Thévenet", "Boën-sur-Lignon")]
    done = import_officials(desk, seen)
    assert "1 marqué «\u00a0plus dans le registre\u00a0»" in done.label
    assert count(desk) == 4
    gone = mandate_of(desk, "Thévenet")
    assert (gone.absent_since, gone.ended_on) == (NOW.date(), None)
    assert not preview(desk, newer).absent  # listed once
    back = preview(desk, register(ODILE, REMI, LISE))
    assert back.changed[0].differences == ("de nouveau dans le registre",)
    import_officials(desk, back)
    assert mandate_of(desk, "Thévenet").absent_since is None


def test_an_office_left_vacant_is_noticed_where_the_file_has_most_of_the_department(desk: Desk) -> None:
    bring(desk, ODILE, REMI, LISE)
    assert [absent.name for absent in preview(desk, register(REMI, LISE)).absent] == ["Odile Thévenet"]


def test_a_file_of_a_few_communes_says_nothing_of_the_others(desk: Desk) -> None:
    bring(desk, ODILE, REMI, LISE)
    assert not preview(desk, register(REMI)).absent


@pytest.mark.parametrize("insee", ["42019", ""])
def test_whose_line_could_not_be_read_is_not_told_as_gone(desk: Desk, insee: str) -> None:
    bring(desk, ODILE, REMI, LISE)
    unread = RefusedLine(2, "la date de naissance n’est pas une date", insee)
    assert not preview(desk, register(REMI, LISE, refused=[unread])).absent


def test_a_mandate_that_only_the_desk_knows_is_never_told_as_gone(desk: Desk) -> None:
    add(desk, sitting(official("Damon", "Patrice"), "42019", function="maire", source="desk"))
    assert not preview(desk, register(ODILE, REMI, LISE)).absent


def test_what_changed_between_seeing_and_accepting_is_not_overwritten(desk: Desk) -> None:
    """Another desk added her meanwhile: she is met, not created twice."""
    seen = preview(desk, register(ODILE, REMI))
    add(desk, sitting(official("Thévenet", "Odile", birth_date=BIRTH), "42019", territory="Boën", function="maire"))
    done = import_officials(desk, seen)
    assert count(desk) == 2
    assert done.label == "Registre importé\u00a0: 1 élu ajouté, 1 mis à jour."


def test_a_base_that_fails_in_the_middle_keeps_nothing_of_the_import(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = preview(desk, register(ODILE, REMI))
    whole, made = imports._mandate, []

    def fails_on_the_second(line: RneLine) -> Mandate:
        made.append(line)
        if len(made) == 2:
            raise StorageUnavailable("Le disque est plein.")
        return whole(line)

    monkeypatch.setattr(imports, "_mandate", fails_on_the_second)
    with pytest.raises(StorageUnavailable):
        import_officials(desk, seen)
    assert count(desk) == 0


def test_whoever_was_imported_is_found_by_the_search(desk: Desk) -> None:
    from app.storage.queries import officials

    bring(desk, ODILE, REMI)
    assert [row.name for row in officials(desk, text="thevenet")] == ["Odile Thévenet"]
    assert [row.commune for row in officials(desk, text="combaret")] == ["Ambierle"]


def test_a_register_larger_than_a_statement_may_name_is_brought_in_and_met_again(desk: Desk) -> None:
    lines = [
        replace(ODILE, line=n, insee=f"{n // 900 + 10:02}{n % 900:03}", commune=f"Commune {n}") for n in range(1800)
    ]
    bring(desk, *lines)
    assert count(desk) == 1800
    again = preview(desk, register(*lines))
    assert again.does_nothing
    assert again.unchanged == 1800


@pytest.mark.parametrize(
    "corrected",
    [{"first_name": "Odile-Marie"}, {"birth_name": "Thévenaz"}, {"birth_date": date(1962, 11, 26)}],
    ids=["first name", "birth name", "birth date"],
)
def test_a_slip_that_the_desk_put_right_does_not_come_back_as_a_second_person(
    desk: Desk, corrected: dict[str, object]
) -> None:
    bring(desk, ODILE, REMI)
    with desk.database.transaction() as unit:
        person = unit.session.scalars(select(Official).where(Official.birth_name == "Thévenet")).one()
        for name, value in corrected.items():
            setattr(person, name, value)
    seen = preview(desk, register(ODILE, REMI))
    assert (len(seen.new), len(seen.changed), seen.unchanged, len(seen.absent)) == (0, 0, 2, 0)
    successor = replace(ODILE, first_name="Paule", birth_date=date(1975, 5, 6))
    seen = preview(desk, register(successor, REMI))
    assert (len(seen.new), len(seen.absent)) == (1, 1)


def test_another_birth_date_is_another_person_where_nobody_corrected_anything(desk: Desk) -> None:
    bring(desk, ODILE)
    seen = preview(desk, register(replace(ODILE, birth_date=date(1990, 11, 25))))
    assert (len(seen.new), seen.unchanged, len(seen.absent)) == (1, 0, 1)
