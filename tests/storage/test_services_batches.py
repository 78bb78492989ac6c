"""Sheets for many: what each goes without, one file or one each, all or nothing, and what is kept of it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from pypdfium2 import PdfDocument
from sqlalchemy import event

from app.desk import Desk
from app.documents.guide_sheet import Size
from app.domain.dossiers import Handout, Stage
from app.errors import UserError
from app.files import safe_name
from app.services import batch_files
from app.services.batch_files import make_document, write_file_each, write_one_file
from app.services.batches import Lack, record_handouts, sheets, sheets_to_make
from app.services.catalogue import cancel_session
from app.services.directory import delete_official
from app.services.sheets import make_sheet, sheet_data
from app.storage import queries
from app.storage.database import Database
from app.storage.revert import revert
from tests.factories import (
    ACCOUNT_OPEN,
    NOTHING_KNOWN,
    WITHOUT_ACCOUNT,
    add_dossier,
    add_person,
    add_session,
    make_desk,
)


class StopHere(Exception):
    """A person pressed « Arrêter »."""


def nothing(_done: int, _of: int) -> None:
    """Nobody looks on."""


def stop_at(sheet: int) -> Callable[[int, int], None]:
    def report(done: int, _of: int) -> None:
        if done == sheet:
            raise StopHere

    return report


def handouts(desk: Desk) -> list[tuple[int, str, int]]:
    with desk.database.read() as session:
        return [(one.dossier_id, one.way, one.pages) for one in session.query(Handout).order_by(Handout.id)]


@pytest.fixture
def desk(encrypted: Database) -> Desk:
    return make_desk(encrypted)


@pytest.fixture
def three(desk: Desk) -> list[int]:
    """Hélène who has opened her account, Yves who has none, Odile who was asked nothing yet."""
    session = add_session(desk)
    return [
        add_dossier(desk, add_person(desk, "Hélène", "Fayard", "Champdieu"), session, ACCOUNT_OPEN),
        add_dossier(desk, add_person(desk, "Yves", "Bergeron", "Feurs", civility="M."), session, WITHOUT_ACCOUNT),
        add_dossier(desk, add_person(desk, "Odile", "Thévenet"), None, NOTHING_KNOWN),
    ]


def test_what_is_missing_comes_first_and_says_where_it_is_mended(desk: Desk, three: list[int]) -> None:
    rows = sheets_to_make(desk, three)
    assert [(row.name, row.commune) for row in rows] == [
        ("Bergeron Yves", "Feurs"),
        ("Thévenet Odile", "Saint-Georges-en-Couzan"),
        ("Fayard Hélène", "Champdieu"),
    ]
    yves, odile, helene = rows
    assert [one.lack for one in yves.missing] == [Lack.ADDRESS]
    assert yves.missing[0].on_person
    assert [one.words for one in odile.missing][:2] == ["session", "situation"]
    assert helene.missing == ()  # her account is open: no screen of her sheet asks for an address
    assert (helene.training, helene.session_on) == ("Domaine public", date(2026, 12, 15))


def test_an_address_a_session_held_and_still_open_is_what_it_takes(desk: Desk) -> None:
    person = add_person(desk, street_number="12", street_type="RUE", street_name="des Pins")
    session, gone = add_session(desk), add_session(desk, starts_on=date(2026, 11, 26))
    complete = add_dossier(desk, person, session, WITHOUT_ACCOUNT)
    late = add_dossier(desk, person, gone, WITHOUT_ACCOUNT)
    words = {row.dossier_id: [one.words for one in row.missing] for row in sheets_to_make(desk, [complete, late])}
    assert words == {complete: [], late: ["session (trop tard)"]}
    cancel_session(desk, session)
    (row,) = sheets_to_make(desk, [complete])
    assert [one.words for one in row.missing] == ["session (annulée)"]


def test_the_last_day_is_in_time_a_lieu_dit_is_an_address_and_what_was_sent_lacks_nothing(desk: Desk) -> None:
    last_day, gone = add_session(desk, starts_on=date(2026, 12, 14)), add_session(desk, starts_on=date(2026, 11, 26))
    asking = add_dossier(desk, add_person(desk, locality="Les Rives"), last_day, WITHOUT_ACCOUNT)
    sent = add_dossier(desk, add_person(desk, "Yves", "Bergeron"), gone, NOTHING_KNOWN, stage=Stage.REQUEST_SENT)
    assert [row.missing for row in sheets_to_make(desk, [asking, sent])] == [(), ()]


def test_who_has_nothing_left_to_do_is_told(desk: Desk) -> None:
    trained = add_dossier(desk, add_person(desk), add_session(desk), ACCOUNT_OPEN, stage=Stage.TRAINED)
    (row,) = sheets_to_make(desk, [trained])
    assert [one.lack for one in row.missing] == [Lack.STEPS]
    assert row.finished
    assert not row.to_complete


def test_each_sheet_of_a_batch_is_the_one_that_is_made_alone(desk: Desk, three: list[int]) -> None:
    assert [data for _dossier, data in sheets(desk, three)] == [sheet_data(desk, one) for one in three]


def test_the_number_of_statements_does_not_grow_with_the_number_of_sheets(desk: Desk) -> None:
    sessions = [add_session(desk), add_session(desk, starts_on=date(2026, 11, 26))]  # the second is too late
    ids = [add_dossier(desk, add_person(desk, surname=f"Person{n}"), sessions[n % 2], ACCOUNT_OPEN) for n in range(12)]

    def statements(wanted: list[int]) -> int:
        seen: list[str] = []
        engine = desk.database._reader

        def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
            seen.append(statement)

        event.listen(engine, "before_cursor_execute", note)
        try:
            list(sheets(desk, wanted))
            sheets_to_make(desk, wanted)
        finally:
            event.remove(engine, "before_cursor_execute", note)
        return len(seen)

    assert statements(ids) == statements(ids[:2])


def test_one_file_holds_all_with_a_bookmark_each(desk: Desk, three: list[int], tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    batch = write_one_file(desk, three, tmp_path / "Fiches.pdf", Size.STANDARD, lambda *at: told.append(at))
    assert told == [(1, 3), (2, 3), (3, 3)]
    assert [path.name for path in tmp_path.glob("*Fiches*")] == ["Fiches.pdf"]
    document = PdfDocument(tmp_path / "Fiches.pdf")
    bookmarks = [(item.get_title(), item.get_dest().get_index()) for item in document.get_toc()]
    count = len(document)
    document.close()
    alone = [make_sheet(desk, one).pages for one in three]
    assert bookmarks == [
        ("Mme Hélène Fayard – Champdieu", 0),
        ("M. Yves Bergeron – Feurs", alone[0]),
        ("Mme Odile Thévenet – Saint-Georges-en-Couzan", alone[0] + alone[1]),
    ]
    assert count == batch.pages == sum(alone)
    assert [one.pages for one in batch.made] == alone


def test_one_file_each_bears_name_and_day_and_replaces_none(desk: Desk, three: list[int], tmp_path: Path) -> None:
    (tmp_path / "Fiche – Fayard Hélène – 2026-12-15.pdf").write_bytes(b"hers, of last week")
    batch = write_file_each(desk, three, tmp_path, Size.STANDARD, nothing)
    names = [path.name for path in batch.files]
    assert names == [
        "Fiche – Fayard Hélène – 2026-12-15 (2).pdf",
        "Fiche – Bergeron Yves – 2026-12-15.pdf",
        "Fiche – Thévenet Odile – 2026-11-24.pdf",
    ]
    assert (tmp_path / "Fiche – Fayard Hélène – 2026-12-15.pdf").read_bytes() == b"hers, of last week"
    assert batch.files[0].read_bytes() == make_sheet(desk, three[0]).pdf
    assert not list(tmp_path.glob(".fiches*"))


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ('Fiche – D’Arc: Jean/Jacques <le> "2e"', "Fiche – D’Arc JeanJacques le 2e.pdf"),
        ("Fiche – O\\Neil?*|\x07 ...", "Fiche – ONeil.pdf"),
        ("Fiche – " + "x" * 300, "Fiche – " + "x" * 108 + ".pdf"),
        ("漢" * 120, "漢" * 72 + ".pdf"),
    ],
)
def test_a_name_is_safe_for_windows(words: str, name: str) -> None:
    assert safe_name(words, ".pdf") == name


@pytest.mark.parametrize("write", [write_one_file, write_file_each])
def test_stopped_on_the_way_nothing_is_left(
    desk: Desk, three: list[int], tmp_path: Path, write: Callable[..., object]
) -> None:
    folder = tmp_path / "sorties"
    folder.mkdir()
    target = folder if write is write_file_each else folder / "Fiches.pdf"
    with pytest.raises(StopHere):
        write(desk, three, target, Size.STANDARD, stop_at(2))
    assert list(folder.iterdir()) == []
    assert handouts(desk) == []


def test_stopped_at_the_seven_hundredth_of_a_thousand(
    desk: Desk, three: list[int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A thousand dossiers, each read as the same one and with one step, so that this takes a moment only."""
    ((dossier, whole),) = sheets(desk, three[:1])
    short = replace(whole, steps=whole.steps[:1])
    monkeypatch.setattr(batch_files, "sheets", lambda _desk, ids: ((dossier, short) for _one in ids))
    told: list[int] = []

    def report(done: int, of: int) -> None:
        assert of == 1000
        told.append(done)
        if done == 700:
            assert len(list(tmp_path.glob(".Mille.pdf.*.part"))) == 1
            raise StopHere

    with pytest.raises(StopHere):
        write_one_file(desk, range(1000), tmp_path / "Mille.pdf", Size.STANDARD, report)
    assert told[-1] == 700
    assert not any("Mille" in path.name for path in tmp_path.iterdir())
    assert handouts(desk) == []


def test_a_file_that_stands_is_left_as_it_is_when_making_the_new_one_stops(
    desk: Desk, three: list[int], tmp_path: Path
) -> None:
    path = tmp_path / "Fiches.pdf"
    path.write_bytes(b"of yesterday")
    with pytest.raises(StopHere):
        write_one_file(desk, three, path, Size.STANDARD, stop_at(3))
    assert path.read_bytes() == b"of yesterday"


def test_a_folder_that_is_gone_is_told_in_a_sentence(desk: Desk, three: list[int], tmp_path: Path) -> None:
    for write, target in ((write_one_file, tmp_path / "a" / "b.pdf"), (write_file_each, tmp_path / "a")):
        with pytest.raises(UserError, match="Rien n’a été écrit"):
            write(desk, three, target, Size.STANDARD, nothing)


def test_files_that_came_in_go_again_when_one_of_them_cannot(tmp_path: Path) -> None:
    folder, apart = tmp_path / "sorties", tmp_path / "à part"
    folder.mkdir()
    apart.mkdir()
    (apart / "0.pdf").write_bytes(b"%PDF")
    with pytest.raises(FileNotFoundError):  # somebody emptied the folder meanwhile
        batch_files._bring_in([(apart / "0.pdf", "a.pdf"), (apart / "1.pdf", "b.pdf")], folder)
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("write", [write_one_file, write_file_each])
def test_when_all_were_deleted_meanwhile_a_sentence_says_it_and_nothing_is_written(
    desk: Desk, tmp_path: Path, write: Callable[..., object]
) -> None:
    person = add_person(desk)
    alone = add_dossier(desk, person, None, ACCOUNT_OPEN)
    delete_official(desk, person)
    folder = tmp_path / "sorties"
    folder.mkdir()
    target = folder / "x.pdf" if write is write_one_file else folder
    with pytest.raises(UserError, match="n’existent plus"):
        write(desk, [alone], target, Size.STANDARD, nothing)
    with pytest.raises(UserError, match="n’existent plus"):
        make_document(desk, [alone], Size.STANDARD, nothing)
    assert list(folder.iterdir()) == []


def test_paper_is_made_in_memory_with_the_same_pages(desk: Desk, three: list[int], tmp_path: Path) -> None:
    document, batch = make_document(desk, three, Size.STANDARD, nothing, "Trois fiches")
    write_one_file(desk, three, tmp_path / "x.pdf", Size.STANDARD, nothing)
    assert document.pdf == (tmp_path / "x.pdf").read_bytes()
    assert (document.title, document.pages) == ("Trois fiches", batch.pages)


def test_all_are_kept_as_handed_out_and_taken_back_together(database: Database) -> None:
    desk = make_desk(database)
    session = add_session(desk)
    ids = [add_dossier(desk, add_person(desk, surname=name), session, ACCOUNT_OPEN) for name in ("Fayard", "Ravel")]
    _document, batch = make_document(desk, ids, Size.STANDARD, nothing)
    changes = record_handouts(desk, batch.made, "paper")
    assert changes.label == "2\u00a0fiches imprimées"
    assert [(one, way) for one, way, _pages in handouts(desk)] == [(one, "paper") for one in ids]
    detail = queries.dossier(desk, ids[0])
    assert detail is not None
    assert detail.history[0].text.startswith("Fiche imprimée")
    revert(desk.database, changes, desk.now(), desk.agent)
    assert handouts(desk) == []


def test_when_one_cannot_be_kept_none_is(desk: Desk, three: list[int]) -> None:
    _document, batch = make_document(desk, three, Size.STANDARD, nothing)

    def break_down(_mapper: object, _connection: object, handout: Handout) -> None:
        if handout.dossier_id == three[2]:
            raise StopHere

    event.listen(Handout, "before_insert", break_down)
    try:
        with pytest.raises(StopHere):
            record_handouts(desk, batch.made, "paper")
    finally:
        event.remove(Handout, "before_insert", break_down)
    assert handouts(desk) == []
    details = [queries.dossier(desk, one) for one in three]
    assert not any("Fiche" in line.text for detail in details if detail is not None for line in detail.history)


def test_somebody_deleted_meanwhile_is_left_out(desk: Desk, three: list[int], tmp_path: Path) -> None:
    official = sheets_to_make(desk, three[:1])[0].official_id
    _document, batch = make_document(desk, three, Size.STANDARD, nothing)
    delete_official(desk, official)
    assert len(sheets_to_make(desk, three)) == 2
    assert record_handouts(desk, batch.made, "paper").label == "2\u00a0fiches imprimées"
