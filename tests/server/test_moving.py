"""A desk that had its base in a file moves to the house's server: all of it, or nothing."""

from __future__ import annotations

import hashlib
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import select, text

from app.bootstrap import open_desk
from app.changes import Changes
from app.demonstration import fill
from app.desk import Desk
from app.domain.base import Base
from app.domain.officials import Official
from app.errors import StorageUnavailable, UserError
from app.server import Server
from app.settings import Places
from app.storage import moving, queries
from app.storage.database import Database, open_encrypted
from app.storage.keys import Key, read_key_file
from app.storage.migrations import REVISIONS
from app.storage.moving import move_to_server
from app.storage.on_server import open_server
from app.storage.search import entries
from app.storage.upgrade import upgrade
from tests.factories import add_dossier, add_person, make_desk
from tests.house_server import CLAIRE, HouseServer, address_of
from tests.server.test_admin import run

BASES = Path(__file__).resolve().parents[1] / "storage" / "bases"
TABLES = [table for table in Base.metadata.sorted_tables if table is not entries]


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Key]:
    """A base with the demonstration's people in it, some of them taken away again: numbers were used that are gone."""
    base, key = tmp_path_factory.mktemp("model") / "amf42.db", Key.new()
    upgrade(base, key)
    database = open_encrypted(base, key)
    desk = make_desk(database)
    fill(desk)
    gone = add_person(desk, "Partie", "Ailleurs", "Feurs")
    with database.transaction() as unit:
        unit.session.delete(unit.session.get_one(Official, gone))
    database.close()
    return base, key


@pytest.fixture
def server(base: Server) -> Iterator[Database]:
    """The server's base, open and empty."""
    database = open_server(base, CLAIRE)
    yield database
    database.close()


def content(database: Database) -> dict[str, set[str]]:
    """All rows of all tables."""
    with database.read() as session:
        return {table.name: {repr(tuple(row)) for row in session.execute(select(table))} for table in TABLES}


def digest(base: Path) -> str:
    return hashlib.sha256(base.read_bytes()).hexdigest()


def is_empty(database: Database) -> bool:
    return not any(content(database).values())


def test_all_of_it_is_on_the_server_and_the_file_is_as_it_was(model: tuple[Path, Key], server: Database) -> None:
    base, key = model
    before = digest(base)
    moved = move_to_server(base, key, server)
    assert digest(base) == before
    here = open_encrypted(base, key)
    try:
        assert content(server) == content(here)
        assert moved == {name: len(rows) for name, rows in content(here).items()}
        one, other = make_desk(here), make_desk(server)
        for words in ("thevenet", "montbrison", "01 99 00"):
            assert queries.search(other, words) == queries.search(one, words)
        assert queries.board(other) == queries.board(one)
        last = here_last(here)
    finally:
        here.close()
    assert min(moved["officials"], moved["dossiers"], moved["calls"]) > 10
    new = add_person(make_desk(server), "Nouvelle", "Venue", "Feurs")
    assert new == last + 1  # no number is given twice, not even that of somebody who is gone
    add_dossier(make_desk(server), new)


def here_last(database: Database) -> int:
    with database.read() as session:
        return int(session.execute(text("SELECT seq FROM sqlite_sequence WHERE name = 'officials'")).scalar_one())


@pytest.mark.parametrize("revision", REVISIONS[:-1])
def test_a_base_of_an_earlier_program_moves_too_and_is_not_migrated_here(
    tmp_path: Path, server: Database, revision: str
) -> None:
    base = Path(shutil.copy(BASES / f"schema-{revision}.db", tmp_path / "amf42.db"))
    key = read_key_file(BASES / f"schema-{revision}.key")
    assert key is not None
    before = digest(base)
    move_to_server(base, key, server)
    assert digest(base) == before
    assert [row.name for row in queries.officials(make_desk(server))] == [
        "Anne Dubessy",
        "Marc Œuvrard",
        "Odile Thévenet",
    ]


def test_a_server_that_has_data_is_left_alone(model: tuple[Path, Key], server: Database) -> None:
    add_person(make_desk(server))
    before = content(server)
    with pytest.raises(UserError, match="contient déjà des données"):
        move_to_server(*model, server)
    assert content(server) == before


def test_a_move_that_is_cut_off_leaves_nothing(
    model: tuple[Path, Key], server: Database, house: HouseServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_arguments: object) -> None:
        house.stop()

    monkeypatch.setattr(moving, "_compare", away)
    with pytest.raises(StorageUnavailable, match="ne répond pas"):
        move_to_server(*model, server)
    house.start()
    assert is_empty(server)


def test_a_row_that_the_server_keeps_otherwise_stops_the_move(
    model: tuple[Path, Key], server: Database, house: HouseServer, base: Server
) -> None:
    house.administer(
        "CREATE FUNCTION spoil() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN NEW.note = NEW.note || '!'; RETURN NEW; END $$",
        base.base,
    )
    house.administer(
        "CREATE TRIGGER spoiled BEFORE INSERT ON officials FOR EACH ROW EXECUTE FUNCTION spoil()", base.base
    )
    with pytest.raises(UserError, match="table officials"):
        move_to_server(*model, server)
    assert is_empty(server)


def test_a_desk_that_is_open_on_the_empty_server_hears_of_it(
    model: tuple[Path, Key], server: Database, base: Server
) -> None:
    told: list[Changes] = []
    heard = open_server(base, CLAIRE)
    try:
        heard.listeners.append(told.append)
        heard.listen()
        move_to_server(*model, server)
        add_person(make_desk(server))
        limit = time.monotonic() + 10
        while len(told) < 2:
            assert time.monotonic() < limit, told
            time.sleep(0.01)
    finally:
        heard.close()
    assert told[0].tables == {table.name for table in TABLES} - {"drafts"}


# As IT does it


def test_a_copy_that_pg_dump_made_opens_again(
    model: tuple[Path, Key], server: Database, base: Server, house: HouseServer
) -> None:
    """As packaging/README.md has it."""
    move_to_server(*model, server)
    copy, where = str(house.folder / "data" / f"{base.base}.dump"), ("-h", base.host, "-p", str(base.port))
    house.run("pg_dump", *where, "-U", "postgres", "-Fc", "-f", copy, base.base)
    fresh = house.new_base()
    try:
        house.run("pg_restore", *where, "-U", "postgres", "--exit-on-error", "-d", fresh.base, copy)
        put_back = open_server(fresh, CLAIRE)
        try:
            assert content(put_back) == content(server)
            last = max(person.id for person in queries.officials(make_desk(put_back), limit=1000))
            assert add_person(make_desk(put_back), "Nouvelle", "Venue", "Feurs") > last
        finally:
            put_back.close()
    finally:
        house.drop(fresh)


def test_it_moves_a_desk_in_one_command(base: Server, office: Callable[[str], Path], places: Places) -> None:
    with open_desk(places) as opened:
        fill_a_little(opened.desk)
    refused = run(places, "move-to-server")
    assert (refused.code, refused.out) == (1, "")
    assert "Aucun serveur n’est nommé" in refused.told
    office(f'server = "{address_of(base).replace("//", "//claire@")}"\n')
    moved = run(places, "move-to-server", password=CLAIRE.password)
    assert moved.code == 0, moved.told
    assert moved.rows[0]["rows"]["officials"] == 1
    assert "reste là" in moved.told
    assert places.base.exists()
    found = run(places, "search", "thevenet", password=CLAIRE.password).rows
    assert [row["name"] for row in found] == ["Odile Thévenet"] * 2  # she and her dossier
    again = run(places, "move-to-server", password=CLAIRE.password)
    assert again.code == 1
    assert "contient déjà des données" in again.told


def fill_a_little(desk: Desk) -> None:
    add_dossier(desk, add_person(desk))


def test_there_must_be_a_base_to_move(shared: Server, places: Places) -> None:
    told = run(places, "move-to-server")
    assert told.code == 1
    assert "Il n’y a pas de base à copier" in told.told


def test_doctor_tells_what_it_did_not_take_of_the_file(office: Callable[[str], Path], places: Places) -> None:
    office('server = "postgresql://serveur.mairie.example/amf42?sslmode=disable"\n')
    told = run(places, "doctor")
    assert "laisserait passer les données en clair" in told.told
    assert told.rows[0]["office"]["problems"]
