"""What desks of one server hear of each other: tables and numbers, at the commit, and never a word."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import text

from app.changes import Changes, RowChange
from app.desk import Desk
from app.domain.base import Base
from app.domain.calls import Setting
from app.domain.dossiers import Dossier, Stage
from app.errors import Conflict, UserError
from app.server import Server
from app.services.dossiers import move, open_dossier
from app.services.drafts import save_draft
from app.services.guide import choose_edition
from app.settings import Places
from app.storage import queries
from app.storage.database import Database, open_encrypted
from app.storage.keys import Key
from app.storage.listening import CHANNEL, MOST_BYTES, announcement, everything, heard
from app.storage.on_server import open_server
from app.storage.upgrade import upgrade
from tests.factories import NOW, add_dossier, add_person, make_desk
from tests.house_server import CLAIRE, NADIA, HouseServer

PATIENCE = 15.0  # seconds; a lost server is tried again after one, then two


class Ears:
    """What one desk has heard so far."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.told: list[Changes] = []
        self.threads: set[str] = set()
        database.listeners.append(self._hear)
        database.listen()

    def _hear(self, changes: Changes) -> None:
        self.told.append(changes)
        self.threads.add(threading.current_thread().name)

    def elsewhere(self) -> list[Changes]:
        return [changes for changes in self.told if changes.elsewhere]

    def until(self, holds: Callable[[], bool]) -> None:
        limit = time.monotonic() + PATIENCE
        while not holds():
            assert time.monotonic() < limit, f"heard {self.told}"
            time.sleep(0.01)


@pytest.fixture
def first(base: Server) -> Iterator[Ears]:
    """The desk of Claire."""
    ears = Ears(open_server(base, CLAIRE))
    yield ears
    ears.database.close()


@pytest.fixture
def second(base: Server, first: Ears) -> Iterator[Ears]:
    """The desk of Nadia."""
    ears = Ears(open_server(base, NADIA))
    yield ears
    ears.database.close()


def test_a_write_is_heard_by_the_other_desk_alone_and_once(first: Ears, second: Ears) -> None:
    odile = add_person(make_desk(first.database))
    second.until(lambda: bool(second.elsewhere()))
    [changes] = second.elsewhere()
    assert {"officials", "mandates"} <= changes.tables
    assert changes.touches("officials")
    assert RowChange("officials", (odile,), None, None) in changes.rows
    assert (changes.label, changes.undoable, changes.result) == ("", False, None)
    assert second.threads == {"listener"}
    time.sleep(0.1)
    assert first.elsewhere() == []


def test_what_is_rolled_back_is_never_announced(first: Ears, second: Ears) -> None:
    with pytest.raises(UserError):
        open_dossier(make_desk(first.database), 999_999, None)
    add_person(make_desk(first.database))
    second.until(lambda: bool(second.elsewhere()))
    assert len(second.elsewhere()) == 1


def test_what_is_being_typed_is_nobody_elses(first: Ears, second: Ears) -> None:
    save_draft(make_desk(first.database), None, "call", None, {"note": "en cours"})
    add_person(make_desk(first.database))
    second.until(lambda: bool(second.elsewhere()))
    assert [changes.touches("drafts") for changes in second.elsewhere()] == [False]


def test_no_word_goes_over_the_servers_channel(base: Server, first: Ears, house: HouseServer) -> None:
    desk = make_desk(first.database)
    with psycopg.connect(
        host=base.host, port=base.port, dbname=base.base, user="postgres", autocommit=True
    ) as connection:
        connection.execute(f"LISTEN {CHANNEL}")
        add_person(desk, note="Odile préfère le matin")
        with first.database.transaction() as unit:
            unit.session.add(Setting(key="filtre d’Odile", value={}))
        said = [notice.payload for notice in connection.notifies(timeout=0.3)]
    assert len(said) == 2
    for payload in said:
        for word in ("Odile", "Thévenet", "matin", "filtre", "Couzan"):
            assert word not in payload
    assert json.loads(said[1])["rows"] == {"settings": []}


def test_many_rows_are_announced_by_their_tables_alone(first: Ears, second: Ears) -> None:
    rows = [RowChange("officials", (number,), None, None) for number in range(3000)]
    short = announcement("a", [*rows, RowChange("mandates", (1,), None, None)])
    assert len(short) <= MOST_BYTES
    changes = heard(short, "b")
    assert changes is not None
    assert changes.rows == (RowChange("officials", (), None, None), RowChange("mandates", (), None, None))
    longest = announcement("a" * 16, [RowChange(name, (2**31,), None, None) for name in Base.metadata.tables])
    assert len(longest) < 8_000


def test_an_announcement_that_cannot_be_read_stands_for_anything() -> None:
    for payload in (
        "",
        "{",
        "[]",
        '{"from": "b"}',
        '{"from": "b", "rows": {"officials": 3}}',
        '{"from":"b","rows":[]}',
    ):
        assert heard(payload, "a") == everything(), payload
    assert heard('{"from": "a", "rows": {}}', "a") is None
    of_tomorrow = heard('{"from": "b", "rows": {"of_tomorrow": [[1]]}}', "a")
    assert of_tomorrow is not None
    assert of_tomorrow.rows == ()


def test_the_guide_of_one_desk_follows_the_other(first: Ears, second: Ears) -> None:
    here, there = make_desk(first.database), make_desk(second.database)
    before = there.edition_for_new().id
    other = next(edition.id for edition in there.editions if edition.id != before)
    choose_edition(here, other)
    second.until(lambda: there.edition_for_new().id == other)


def test_a_server_that_went_away_is_heard_again_and_everything_may_have_changed(
    base: Server, first: Ears, second: Ears, house: HouseServer, expected_log: Callable[[str], None]
) -> None:
    expected_log("no longer announces")
    house.stop()
    house.start()
    third = open_server(base, NADIA)
    try:
        add_person(make_desk(third))
    finally:
        third.close()
    first.until(lambda: everything() in first.elsewhere())
    add_person(make_desk(second.database), "Robert", "Pallandre", "Feurs")
    first.until(lambda: len(first.elsewhere()) > 1 and first.elsewhere()[-1].touches("officials"))


def test_closing_ends_the_listener_at_once_even_while_the_server_is_away(
    base: Server, house: HouseServer, expected_log: Callable[[str], None]
) -> None:
    def listeners() -> list[str]:
        return [thread.name for thread in threading.enumerate() if thread.name == "listener"]

    for away in (False, True):
        ears = Ears(open_server(base, CLAIRE))
        assert listeners()
        if away:
            expected_log("no longer announces")
            house.stop()
            time.sleep(0.2)
        start = time.monotonic()
        ears.database.close()
        assert time.monotonic() - start < 1.5
        assert not listeners()
    house.start()


def test_two_desks_that_write_at_the_same_moment_both_hold(first: Ears, second: Ears) -> None:
    """They touch the same entries of the search: one desk waits for the other instead of failing on them."""
    odile = add_person(make_desk(first.database))
    problems: list[BaseException] = []

    def write(database: Database, names: str) -> None:
        desk = make_desk(database)
        try:
            for name in names:
                open_dossier(desk, odile, None)
                add_person(desk, name * 3, "Pallandre", "Feurs")
        except BaseException as problem:
            problems.append(problem)

    threads = [
        threading.Thread(target=write, args=(ears.database, names))
        for ears, names in ((first, "ABCDEFGHIJ"), (second, "KLMNOPQRST"))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    with first.database.read() as session:
        count = session.execute(text("SELECT count(*) FROM search_entries WHERE kind = 'official'")).scalar_one()
        assert count == 21


def test_a_dossier_that_the_other_desk_moved_is_not_moved_over_it(first: Ears, second: Ears) -> None:
    here, there = make_desk(first.database), make_desk(second.database)
    dossier = add_dossier(here, add_person(here))
    seen = version_of(there, dossier)
    move(here, dossier, Stage.REQUEST_SENT, seen)
    with pytest.raises(Conflict, match="entre-temps"):
        move(there, dossier, Stage.ENROLLED, seen)
    detail = queries.dossier(there, dossier)
    assert detail is not None
    assert detail.row.stage is Stage.REQUEST_SENT


def version_of(desk: Desk, dossier_id: int) -> int:
    with desk.database.read() as session:
        return session.get_one(Dossier, dossier_id).version


def test_a_desk_that_holds_a_row_makes_the_other_wait_and_say_so(first: Ears, second: Ears) -> None:
    odile = add_person(make_desk(first.database))

    def write_in_a_hurry() -> None:
        with second.database.transaction() as late:
            late.session.execute(text("SET LOCAL lock_timeout = 50"))
            late.session.execute(text(f"UPDATE officials SET note = 'x' WHERE id = {odile}"))

    with first.database.transaction() as unit:
        unit.session.execute(text("SELECT * FROM officials FOR UPDATE"))
        with pytest.raises(UserError, match="Un autre poste occupe la base"):
            write_in_a_hurry()


def test_a_base_in_a_file_has_nobody_to_listen_to(tmp_path: Path) -> None:
    places, key = Places(tmp_path), Key.new()
    upgrade(places.base, key)
    database = open_encrypted(places.base, key)
    try:
        database.listen()
        assert not [thread for thread in threading.enumerate() if thread.name == "listener"]
        told: list[Changes] = []
        database.listeners.append(told.append)
        add_person(make_desk(database, lambda: NOW + timedelta(days=1)))
        assert [changes.elsewhere for changes in told] == [False]
    finally:
        database.close()
