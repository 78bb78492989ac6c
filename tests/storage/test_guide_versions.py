"""The guide as this desk changes it: versions kept, refused whole, gone back to, and brought from elsewhere."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from app.desk import Desk
from app.domain.guide_versions import GuideVersion
from app.errors import Conflict, StorageUnavailable, UserError
from app.guide.changing import replace_step
from app.guide.edition import Edition
from app.guide.loading import load_editions
from app.guide.writing import edition_text
from app.services import guide
from app.services.guide import EditionRefused
from app.services.settings import desk_settings, save_desk_settings
from app.services.sheets import sheet_data
from app.storage import queries_guide
from app.storage.database import Database
from app.storage.editions import DeskGuide
from app.storage.revert import revert
from tests.factories import ACCOUNT_OPEN, Clock, add_dossier, add_person, make_desk, packaged

SEED, NEW = "2022-03", "2026-fcplus"
REASON = "Le site a changé de titre"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def desk(encrypted: Database, clock: Clock) -> Desk:
    return make_desk(encrypted, clock)


@pytest.fixture
def either(database: Database, clock: Clock) -> Desk:
    """A desk on each of the two engines, where the base itself has a word to say."""
    return make_desk(database, clock)


def retitled(desk: Desk, title: str, edition_id: str = SEED) -> Edition:
    """The edition in use with another title for its last step."""
    edition = desk.edition(edition_id)
    return replace_step(edition, replace(edition.steps[-1], title=title))


def last_title(desk: Desk, edition_id: str = SEED) -> str:
    return desk.edition(edition_id).steps[-1].title


def row_of(desk: Desk, edition_id: str = SEED) -> queries_guide.EditionRow:
    return next(row for row in queries_guide.editions(desk) if row.id == edition_id)


def test_blanks_at_the_ends_of_a_text_are_no_fault_and_are_not_kept(desk: Desk) -> None:
    edition = desk.edition(SEED)
    step = replace(edition.steps[-1], say="Je vérifie de mon côté. ", body="Regardez dans EDOF.\r\n\r\nPuis notez.\n")
    guide.save_edition(desk, replace_step(edition, step), REASON, 0)
    kept = desk.edition(SEED).steps[-1]
    assert (kept.say, kept.body) == ("Je vérifie de mon côté.", "Regardez dans EDOF.\n\nPuis notez.")


def test_a_number_is_refused_with_a_wrong_key_or_bold_in_it(desk: Desk) -> None:
    for hidden in ("285054218700599", "**285**05**42187**005"):
        with pytest.raises(UserError, match="numéro de sécurité sociale"):
            guide.save_edition(desk, retitled(desk, f"Vérifiez {hidden}"), REASON, 0)
        with pytest.raises(UserError, match="numéro de sécurité sociale"):
            guide.save_edition(desk, retitled(desk, "Vérifiez"), hidden, 0)
    assert queries_guide.versions(desk, SEED)[0].number == 0


def count(desk: Desk) -> int:
    with desk.database.read() as session:
        return session.scalar(select(func.count()).select_from(GuideVersion)) or 0


def test_a_change_is_a_new_version_with_author_date_and_reason_and_holds_at_once(either: Desk, clock: Clock) -> None:
    dossier = add_dossier(either, add_person(either), None, ACCOUNT_OPEN)
    before = either.edition(SEED)
    changes = guide.save_edition(either, retitled(either, "Venez à la formation"), f"  {REASON} ", 0)
    assert (changes.result, changes.undoable, changes.touches("guide_versions")) == (1, False, True)
    assert changes.label == "Guide enregistré\u00a0: édition 2022, version 1"
    assert last_title(either) == "Venez à la formation"
    assert sheet_data(either, dossier).steps[-1].title != before.steps[-1].title
    clock.pass_by(hours=1)
    either.agent = "Julien B."
    assert guide.save_edition(either, retitled(either, "Venez"), "Plus court", 1).result == 2
    newest, first, packaged = queries_guide.versions(either, SEED)
    assert (newest.number, newest.author, newest.reason, newest.made_at) == (2, "Julien B.", "Plus court", clock.now)
    assert (first.number, first.author, first.reason) == (1, "Claire M.", REASON)
    assert (packaged.number, packaged.author, packaged.made_at) == (0, "", None)
    assert queries_guide.edition_at(either, SEED, 1).steps[-1].title == "Venez à la formation"
    assert queries_guide.edition_at(either, SEED, 0) == before
    row = row_of(either)
    assert (row.version, row.dossiers, row.for_new, row.past_review, row.problem) == (2, 1, True, False, "")


def test_another_desk_reads_what_was_saved_and_a_third_that_was_open_notices(either: Desk, database: Database) -> None:
    other = make_desk(database, agent="Julien B.")
    assert last_title(other)  # it has read the guide
    database.listeners.pop()  # as a desk on another PC, which hears of nothing
    dossier = add_dossier(either, add_person(either))
    guide.save_edition(either, retitled(either, "Venez"), REASON, 0)
    assert last_title(make_desk(database)) == "Venez"
    assert last_title(other) != "Venez"
    sheet_data(other, dossier)
    assert last_title(other) == "Venez"
    guide.choose_edition(either, NEW)
    assert other.edition_for_new().id == SEED
    sheet_data(other, dossier)
    assert other.edition_for_new().id == NEW
    assert row_of(other).version == 1


def test_going_back_adds_a_version_and_loses_none(either: Desk) -> None:
    packaged = either.edition(SEED)
    guide.save_edition(either, retitled(either, "Venez"), REASON, 0)
    guide.save_edition(either, retitled(either, "Partez"), REASON, 1)
    changes = guide.go_back(either, SEED, 1, "La version 2 se trompait")
    assert changes.label == "Guide revenu à la version 1\u00a0: édition 2022, version 3"
    assert (changes.result, last_title(either)) == (3, "Venez")
    guide.go_back(either, SEED, 0, "Tout reprendre")
    assert either.edition(SEED) == packaged
    assert [row.number for row in queries_guide.versions(either, SEED)] == [4, 3, 2, 1, 0]
    assert queries_guide.edition_at(either, SEED, 2).steps[-1].title == "Partez"
    for edition_id, number in ((SEED, 9), ("2019-01", 0)):
        with pytest.raises(UserError, match="n’est pas sur ce poste"):
            guide.go_back(either, edition_id, number, "Pour voir")


def test_what_is_saved_again_as_it_is_makes_no_version(desk: Desk) -> None:
    changes = guide.save_edition(desk, desk.edition(SEED), REASON, 0)
    assert (changes.rows, changes.result, changes.label) == ((), 0, "Le guide, édition 2022, est déjà ainsi")
    guide.save_edition(desk, retitled(desk, "Venez"), REASON, 0)
    assert guide.go_back(desk, SEED, 1, REASON).result == 1
    assert count(desk) == 1


def test_a_version_saved_elsewhere_meanwhile_is_a_conflict_that_says_whose_and_why(desk: Desk) -> None:
    mine = retitled(desk, "Mon titre")
    guide.save_edition(desk, retitled(desk, "Venez"), REASON, 0)
    with pytest.raises(Conflict, match=f"par Claire M., mar.\u00a024\u00a0nov.\u00a0: «\u00a0{REASON}"):
        guide.save_edition(desk, mine, "Le mien", 0)
    assert (count(desk), last_title(desk)) == (1, "Venez")
    guide.save_edition(desk, mine, "Le mien, après lecture", 1)
    assert last_title(desk) == "Mon titre"


def test_two_desks_of_a_server_that_save_the_same_number_at_once_lose_nothing(
    on_server: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, other = make_desk(on_server), make_desk(on_server, agent="Julien B.")
    mine, theirs = retitled(desk, "Mon titre"), retitled(other, "Le leur")

    def saved_meanwhile(session: object, edition_id: str) -> int:
        monkeypatch.undo()
        with ThreadPoolExecutor(1) as pool:
            pool.submit(guide.save_edition, other, theirs, "Le premier", 0).result()
        return 0

    monkeypatch.setattr(guide, "last_number", saved_meanwhile)
    with pytest.raises(Conflict, match=r"par Julien B\..*Le premier"):
        guide.save_edition(desk, mine, "Le second", 0)
    assert [row.author for row in queries_guide.versions(desk, SEED)] == ["Julien B.", ""]


def test_a_broken_edition_is_refused_with_all_its_problems_and_nothing_is_written(desk: Desk) -> None:
    edition = desk.edition(SEED)
    broken = edition
    for step, body in zip(edition.steps[:3], ("{inconnu|rien}", "**gras", ""), strict=True):
        broken = replace_step(broken, replace(step, body=body, say="" if not body else step.say))
    with pytest.raises(EditionRefused) as refusal:
        guide.save_edition(desk, broken, REASON, 0)
    named = {problem.step_id for problem in refusal.value.problems}
    assert named == {step.id for step in edition.steps[:3]}
    assert refusal.value.message.startswith("Le guide n’est pas enregistré. ")
    with pytest.raises(EditionRefused):
        guide.import_edition(desk, broken, REASON)
    assert count(desk) == 0
    assert desk.edition(SEED) == edition


def test_a_text_that_no_page_holds_is_refused_with_its_step(desk: Desk) -> None:
    edition = desk.edition(SEED)
    step = next(one for one in edition.steps if one.on_sheet and one.body)
    long = replace_step(edition, replace(step, body="\n\n".join(["Lisez tout, puis relisez."] * 140)))
    with pytest.raises(EditionRefused, match="plus haute qu’une page") as refusal:
        guide.save_edition(desk, long, REASON, 0)
    assert {problem.step_id for problem in refusal.value.problems} == {step.id}
    assert count(desk) == 0
    assert guide.problems_of(edition) == ()


def test_a_change_without_a_reason_or_with_a_nir_is_refused(desk: Desk) -> None:
    nir = "2 62 06 42 147 036 11"  # invented: no such birth was registered
    with pytest.raises(UserError, match="pourquoi le guide change"):
        guide.save_edition(desk, retitled(desk, "Venez"), "  ", 0)
    for edition, reason in ((retitled(desk, "Venez"), f"pour {nir}"), (retitled(desk, f"Tapez {nir}"), REASON)):
        with pytest.raises(UserError, match="sécurité sociale") as refusal:
            guide.save_edition(desk, edition, reason, 0)
        assert nir not in refusal.value.message
    assert count(desk) == 0


def test_a_nir_is_refused_wherever_in_the_guide_it_stands(desk: Desk) -> None:
    nir = "2 62 06 42 147 036 11"  # invented: no such birth was registered
    edition = desk.edition(SEED)
    shown = next(step for step in edition.steps if step.screen is not None and step.screen.fields)
    assert shown.screen is not None
    fields = (replace(shown.screen.fields[0], hint=f"comme {nir}"), *shown.screen.fields[1:])
    answers = (replace(shown.answers[0], text=f"C’est {nir}"), *shown.answers[1:])
    question = replace(edition.questions[0], ask=f"Est-ce bien le {nir} ?")
    for broken in (
        replace_step(edition, replace(shown, screen=replace(shown.screen, fields=fields))),
        replace_step(edition, replace(shown, screen=replace(shown.screen, buttons=(nir,)))),
        replace_step(edition, replace(shown, answers=answers)),
        replace(edition, questions=(question, *edition.questions[1:])),
        replace(edition, source=f"lettre de {nir}"),
    ):
        with pytest.raises(UserError, match="sécurité sociale") as refusal:
            guide.save_edition(desk, broken, REASON, 0)
        assert nir not in refusal.value.message
    assert count(desk) == 0


def test_a_version_can_be_neither_changed_nor_taken_away(either: Desk) -> None:
    changes = guide.save_edition(either, retitled(either, "Venez"), REASON, 0)
    with either.database.transaction() as unit:
        unit.session.scalars(select(GuideVersion)).one().text = ""
        with pytest.raises(RuntimeError, match="stays as it was saved"):
            unit.session.flush()
        unit.session.rollback()
        unit.session.delete(unit.session.scalars(select(GuideVersion)).one())
        with pytest.raises(RuntimeError, match="stays as it was saved"):
            unit.session.flush()
        unit.session.rollback()
    assert not changes.undoable
    assert count(either) == 1


def test_an_edition_goes_from_one_desk_to_another_by_a_file(desk: Desk, tmp_path: Path) -> None:
    guide.save_edition(desk, retitled(desk, "Venez"), REASON, 0)
    file = tmp_path / "guide.toml"
    file.write_text(guide.export_edition(desk, SEED), "utf-8")
    read = guide.read_edition_file(file)
    assert read == desk.edition(SEED)
    guide.go_back(desk, SEED, 0, "Comme un poste où rien n’a changé")
    assert guide.import_edition(desk, read, "Du poste de Saint-Étienne").result == 3
    assert last_title(desk) == "Venez"


def test_a_third_edition_is_added_and_waits_to_be_chosen(desk: Desk) -> None:
    third = replace(desk.edition(SEED), id="2026-09-essai", title="édition d’essai", valid_from=date(2026, 9, 1))
    assert guide.import_edition(desk, third, "Pour essayer").label.startswith("Nouvelle édition du guide importée")
    assert desk.edition("2026-09-essai") == third
    assert desk.edition_for_new().id == SEED
    assert [row.version for row in queries_guide.editions(desk) if row.id == third.id] == [1]
    assert [row.number for row in queries_guide.versions(desk, third.id)] == [1]
    chosen = guide.choose_edition(desk, third.id)
    assert chosen.label == "Nouveaux dossiers\u00a0: guide, édition d’essai"
    assert desk.edition_for_new() == third
    dossier = add_dossier(desk, add_person(desk))
    assert sheet_data(desk, dossier).edition_title == "Guide AMF42, édition d’essai"
    revert(desk.database, chosen, desk.now(), desk.agent)
    assert desk.edition_for_new().id == SEED
    with pytest.raises(UserError, match="n’est pas sur ce poste"):
        guide.choose_edition(desk, "2031-01")


def test_files_that_are_no_guide_are_refused_by_sentences(tmp_path: Path, desk: Desk) -> None:
    text = edition_text(desk.edition(SEED))
    cases: list[tuple[Callable[[Path], object], str]] = [
        (lambda file: None, "ne peut pas être lu"),
        (lambda file: file.mkdir(), "ne peut pas être lu"),
        (lambda file: file.write_bytes(b"\xff\xfe" + text.encode("utf-16-le")), "UTF-8"),
        (lambda file: file.write_text(text[: len(text) // 2], "utf-8"), "TOML"),
        (lambda file: file.write_text("nom = 'rien'", "utf-8"), "id"),
        (lambda file: file.write_text("a = " + "[" * 5000, "utf-8"), "sans fin"),
        (lambda file: file.write_text("a = " + "9" * 5000, "utf-8"), "sans fin"),
        (lambda file: file.write_text(text + "x" * guide.LONGEST_FILE, "utf-8"), "trop grand"),
    ]
    for number, (make, said) in enumerate(cases):
        file = tmp_path / f"guide-{number}.toml"
        make(file)
        with pytest.raises(UserError, match=said):
            guide.read_edition_file(file)


def test_a_file_saved_by_a_windows_editor_is_read_as_any_other(tmp_path: Path, desk: Desk) -> None:
    file = tmp_path / "guide.toml"
    file.write_bytes(b"\xef\xbb\xbf" + edition_text(desk.edition(SEED)).replace("\n", "\r\n").encode())
    assert guide.read_edition_file(file) == desk.edition(SEED)


@pytest.mark.parametrize("name", ["../../guide", "a" * 41, "deux mots", "Noël", "-", "2022-03\n"])
def test_an_edition_with_an_odd_name_stays_out(desk: Desk, name: str) -> None:
    with pytest.raises(UserError, match="ne convient pas"):
        guide.import_edition(desk, replace(desk.edition(SEED), id=name), REASON)


def test_a_version_of_a_later_program_does_not_stop_this_one(
    either: Desk, database: Database, expected_log: Callable[[str], None]
) -> None:
    expected_log("can't be read")
    guide.save_edition(either, retitled(either, "Venez"), REASON, 0)
    text = edition_text(retitled(either, "Demain")) + "\n[tomorrow]\nkey = 1\n"
    with database.transaction() as unit:
        for edition_id, number in ((SEED, 2), ("2031-01", 1)):
            unit.session.add(GuideVersion(edition_id=edition_id, number=number, text=text, made_at=either.now()))
    fresh = make_desk(database)
    assert last_title(fresh) == "Venez"
    assert [edition.id for edition in fresh.editions] == [edition.id for edition in load_editions()]
    row = row_of(fresh)
    assert (row.version, row.dossiers) == (1, 0)
    assert row.problem.startswith("La version 2 du guide, édition 2022, ne se lit pas avec ce programme\u00a0: ")
    with pytest.raises(Conflict):
        guide.save_edition(fresh, retitled(fresh, "Par-dessus"), REASON, row.version)
    assert guide.go_back(fresh, SEED, 1, "Ce poste est resté ancien").result == 3
    assert row_of(fresh).problem == ""


def test_a_base_that_is_away_at_midnight_takes_no_guide_away(
    desk: Desk, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    guide.save_edition(desk, retitled(desk, "Venez"), REASON, 0)

    def away() -> object:
        raise StorageUnavailable("Le serveur de la base ne répond pas.")

    with monkeypatch.context() as patch:
        patch.setattr(desk.database, "read", away)
        clock.pass_by(days=1)
        assert last_title(desk) == "Venez"
        with pytest.raises(StorageUnavailable):
            assert make_desk(desk.database).editions
    assert last_title(desk) == "Venez"


def test_settings_saved_for_another_reason_keep_the_edition_chosen(desk: Desk) -> None:
    save_desk_settings(desk, replace(desk_settings(desk), desk_name="AMF 42"))
    assert desk.edition_for_new().id == SEED


def test_the_edition_that_it_laid_down_comes_before_any_that_is_chosen(encrypted: Database, clock: Clock) -> None:
    guide.choose_edition(make_desk(encrypted, clock), SEED)
    laid = replace(make_desk(encrypted, clock), guide=DeskGuide(encrypted, packaged(), imposed=NEW))
    assert laid.edition_for_new().id == NEW
    assert [row.id for row in queries_guide.editions(laid) if row.for_new] == [NEW]
    assert sheet_data(laid, add_dossier(laid, add_person(laid))).edition_title.endswith(laid.edition(NEW).title)
    with pytest.raises(UserError):
        guide.choose_edition(laid, NEW)
    gone = replace(laid, guide=DeskGuide(encrypted, packaged(), imposed="2030-01"))  # not on this PC: as chosen
    assert gone.edition_for_new().id == SEED
    guide.choose_edition(gone, NEW)
    assert gone.edition_for_new().id == NEW


def test_an_edition_comes_into_force_overnight_while_the_desk_is_open(encrypted: Database, clock: Clock) -> None:
    seed = packaged()[0]
    tomorrow = replace(seed, id="2026-12", valid_from=clock().date() + timedelta(days=1), to_approve=False)
    desk = replace(make_desk(encrypted, clock), guide=DeskGuide(encrypted, (seed, tomorrow)))
    assert desk.edition_for_new().id == SEED
    clock.pass_by(days=1)
    assert desk.edition_for_new().id == "2026-12"
