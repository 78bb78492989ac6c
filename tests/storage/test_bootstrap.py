"""A base from its first start to another computer: keys, copies, the demonstration beside it."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from app.bootstrap import copy_of_the_day, examine, open_demo, open_desk, open_trial, restore_copy, session_name
from app.domain.officials import Official
from app.errors import KeyMissing, StorageUnavailable, UserError
from app.settings import PcSettings, Places, save_pc_settings
from app.storage import queries
from app.storage.backup import backup
from app.storage.keys import KeyPlace, read_key_file
from tests.factories import TODAY, Clock, add_person
from tests.keyring_of_a_test import Ring


@pytest.fixture
def ring(monkeypatch: pytest.MonkeyPatch) -> Ring:
    """A keyring that works."""
    ring = Ring()
    monkeypatch.setattr("app.storage.keys._backend", lambda: ring)
    return ring


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return Places(tmp_path / "poste")


def names(places: Places, **options: str) -> list[str]:
    """Who is in the base."""
    with open_desk(places, **options) as opened:  # type: ignore[arg-type]  # only texts are passed
        return [person.name for person in queries.officials(opened.desk)]


def with_odile(places: Places) -> str:
    """Make the base, save Odile in it, and give back its recovery key."""
    with open_desk(places) as opened:
        add_person(opened.desk)
        return opened.key.recovery_text()


# The first start


def test_the_first_start_makes_an_encrypted_base_whose_key_only_the_user_reads(places: Places) -> None:
    with open_desk(places) as opened:
        assert opened.made
        assert opened.key_place is KeyPlace.FILE
        assert opened.desk.agent == session_name() != ""
        assert opened.desk.editions
    assert stat.S_IMODE(places.key_file.stat().st_mode) == 0o600
    assert stat.S_IMODE(places.data.stat().st_mode) == 0o700
    assert not places.base.read_bytes().startswith(b"SQLite format 3")
    with open_desk(places) as again:
        assert not again.made


def test_the_keyring_keeps_the_key_where_there_is_one(places: Places, ring: Ring) -> None:
    with open_desk(places) as opened:
        assert opened.key_place is KeyPlace.KEYRING
    assert not places.key_file.exists()
    assert list(ring.kept) == [("AMF42", places.base_id)]
    with open_desk(places) as again:
        assert again.key_place is KeyPlace.KEYRING


def test_the_agent_of_this_pc_is_the_one_who_said_their_name(places: Places) -> None:
    save_pc_settings(places, PcSettings(agent="Claire M."))
    with open_desk(places) as opened:
        assert opened.desk.agent == "Claire M."


def test_a_start_that_is_cut_off_before_the_base_is_made_is_begun_again(places: Places) -> None:
    with open_desk(places):
        pass
    places.base.unlink()  # the key was kept, the base was not
    with open_desk(places) as opened:
        assert opened.made
    with open_desk(places) as again:
        assert not again.made


# A key that is lost


def test_a_lost_keyring_asks_for_the_recovery_key_and_then_keeps_it_again(places: Places, ring: Ring) -> None:
    recovery = with_odile(places)
    ring.kept.clear()
    with pytest.raises(KeyMissing, match="clé de secours"):
        open_desk(places)
    assert names(places, recovery=recovery.lower().replace("-", " ")) == ["Odile Thévenet"]
    assert names(places) == ["Odile Thévenet"]
    assert ring.kept


def test_a_lost_key_file_is_written_again(places: Places) -> None:
    recovery = with_odile(places)
    places.key_file.unlink()
    with pytest.raises(KeyMissing):
        open_desk(places)
    assert names(places, recovery=recovery) == ["Odile Thévenet"]
    assert places.key_file.exists()


def test_the_recovery_key_of_another_base_opens_nothing_and_is_not_kept(places: Places, tmp_path: Path) -> None:
    with_odile(places)
    other = with_odile(Places(tmp_path / "autre"))
    kept = places.key_file.read_text()
    places.key_file.unlink()
    with pytest.raises(KeyMissing):
        open_desk(places, recovery=other)
    assert not places.key_file.exists()
    places.key_file.write_text(kept)
    assert names(places) == ["Odile Thévenet"]


def test_a_recovery_key_that_was_misread_names_its_group(places: Places) -> None:
    recovery = with_odile(places)
    places.key_file.unlink()
    misread = ("0" if recovery[0] != "0" else "1") + recovery[1:]
    with pytest.raises(UserError, match="groupe 1"):
        open_desk(places, recovery=misread)


def test_a_recovery_key_typed_on_a_computer_without_a_base_opens_the_copy_that_is_put_there(
    places: Places, tmp_path: Path
) -> None:
    recovery = with_odile(places)
    with open_desk(places) as opened:
        copy = copy_of_the_day(opened)
    assert copy is not None
    other = Places(tmp_path / "autre")
    with pytest.raises(KeyMissing):
        restore_copy(other, copy)
    assert not other.base.exists()
    assert restore_copy(other, copy, recovery=recovery) is None
    assert names(other) == ["Odile Thévenet"]


# Copies


def test_the_copy_of_the_day_is_made_only_when_something_changed(places: Places) -> None:
    clock = Clock()
    with open_desk(places, clock=clock) as opened:
        first = copy_of_the_day(opened)
        assert first is not None
        assert TODAY.isoformat() in first.name
        assert copy_of_the_day(opened) is None
        add_person(opened.desk)
        clock.pass_by(days=1)
        second = copy_of_the_day(opened)
        assert second is not None
        assert second != first
        assert copy_of_the_day(opened) is None


def test_a_copy_takes_the_place_of_the_base_which_is_kept_aside(places: Places) -> None:
    with open_desk(places) as opened:
        copy = copy_of_the_day(opened)
    assert copy is not None
    with_odile(places)
    aside = restore_copy(places, copy)
    assert names(places) == []
    assert aside is not None
    assert restore_copy(places, aside) is not None
    assert names(places) == ["Odile Thévenet"]


def test_a_base_that_is_in_use_is_not_replaced(places: Places) -> None:
    with open_desk(places) as opened:
        copy = copy_of_the_day(opened)
        assert copy is not None
        with opened.desk.database.read() as session:
            session.connection()
            with pytest.raises(StorageUnavailable, match="ouverte ailleurs"):
                restore_copy(places, copy)


# Beside it


def test_the_demonstration_has_a_base_and_a_key_of_its_own(places: Places) -> None:
    with_odile(places)
    with open_demo(places) as demo:
        people = queries.count_officials(demo.desk)["all"]
        assert people > 10
        assert queries.board(demo.desk)
        assert demo.places.base != places.base
    assert names(places) == ["Odile Thévenet"]
    with open_demo(places) as again:
        assert queries.count_officials(again.desk)["all"] == people


def test_a_trial_base_leaves_nothing(ring: Ring) -> None:
    with open_trial() as opened:
        add_person(opened.desk)
        folder = opened.places.data
        assert folder.exists()
    assert not folder.exists()
    assert ring.kept == {}


def test_examining_changes_nothing(places: Places, ring: Ring) -> None:
    assert examine(places)["exists"] is False
    assert not places.data.exists()
    with_odile(places)
    before = {path: path.read_bytes() for path in places.data.rglob("*") if path.is_file()}
    report = examine(places)
    assert report["sound"] is True
    assert report["key"] == "keyring"
    assert {path: path.read_bytes() for path in places.data.rglob("*") if path.is_file()} == before
    assert ring.kept.keys() == {("AMF42", places.base_id)}


def test_a_base_replaced_by_one_of_another_key_can_be_put_back(tmp_path: Path) -> None:
    mine, other = Places(tmp_path / "mine"), Places(tmp_path / "other")
    with open_desk(mine) as opened:
        backup(opened.desk.database, opened.key, tmp_path / "copie.db")
        recovery = opened.key.recovery_text()
    with open_desk(other) as opened:
        key = opened.key
    aside = restore_copy(other, tmp_path / "copie.db", recovery=recovery)
    assert aside is not None
    assert read_key_file(aside.with_suffix(".key")) == key
    restore_copy(other, aside)
    with open_desk(other) as opened:
        assert opened.key == key


def test_a_demonstration_that_was_cut_off_is_filled_anew(tmp_path: Path) -> None:
    places = Places(tmp_path / "demo", demo=True)
    with open_desk(places) as opened, opened.desk.database.transaction() as unit:
        unit.session.add(Official(birth_name="Essai", first_name="Seul", situation={}, created_at=opened.desk.now()))
    with open_demo(places) as opened:
        assert queries.board(opened.desk)
        assert queries.count_officials(opened.desk)["all"] > 300
