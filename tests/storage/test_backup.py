"""Copies of the base: one a day, eight kept, each one opened and read; and the way back."""

import os
import stat
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from app.domain.officials import Official
from app.errors import KeyMissing, StorageUnavailable, UserError
from app.storage.backup import backup, check, daily_copies, daily_copy, restore
from app.storage.database import Database, connect_raw, open_encrypted
from app.storage.keys import Key
from app.storage.migrations import HEAD
from app.storage.search import search
from tests.storage.people import add_dossier, add_official

TODAY = date(2026, 11, 24)


def names(base: Path, key: Key) -> list[str]:
    """The people in a base or a copy."""
    database = open_encrypted(base, key)
    with database.read() as session:
        found = list(session.execute(select(Official.birth_name).order_by(Official.id)).scalars())
    database.close()
    return found


def spoil(path: Path, place: int | None = None) -> None:
    """Change some bytes in the middle, as a tired disk does."""
    with path.open("r+b") as file:
        file.seek(path.stat().st_size // 2 if place is None else place)
        file.write(b"\x00" * 64)


def test_a_copy_is_made_of_an_open_base_with_all_its_commits(encrypted: Database, base: Path, key: Key) -> None:
    add_official(encrypted, "Thévenet")
    made = daily_copy(encrypted, base, key, base.parent / "copies", TODAY)
    assert made is not None
    assert made.name == "amf42-2026-11-24.db"
    assert [file.name for file in made.parent.iterdir()] == [made.name]
    assert names(made, key) == ["Thévenet"]
    assert b"SQLite format" not in made.read_bytes()
    if os.name == "posix":
        assert stat.S_IMODE(made.stat().st_mode) == 0o600
    with pytest.raises(KeyMissing):
        check(made, Key("00" * 32))


def test_no_copy_is_made_when_nothing_was_written_since(encrypted: Database, base: Path, key: Key) -> None:
    folder = base.parent / "copies"
    add_official(encrypted, "Thévenet")
    assert daily_copy(encrypted, base, key, folder, TODAY) is not None
    with encrypted.read() as session:
        session.execute(select(Official)).all()
    with encrypted.transaction() as unit:
        unit.session.execute(select(Official)).all()
    os.utime(base)
    assert daily_copy(encrypted, base, key, folder, TODAY + timedelta(days=1)) is None
    add_official(encrypted, "Rivoire")
    second = daily_copy(encrypted, base, key, folder, TODAY + timedelta(days=1))
    assert second is not None
    assert names(second, key) == ["Thévenet", "Rivoire"]


def test_a_second_copy_of_the_day_takes_the_place_of_the_first(encrypted: Database, base: Path, key: Key) -> None:
    folder = base.parent / "copies"
    for name in ("Thévenet", "Rivoire"):
        add_official(encrypted, name)
        daily_copy(encrypted, base, key, folder, TODAY)
    [only] = daily_copies(folder, base)
    assert names(only, key) == ["Thévenet", "Rivoire"]


def test_eight_copies_are_kept_and_no_other_file_is_touched(encrypted: Database, base: Path, key: Key) -> None:
    folder = base.parent / "copies"
    folder.mkdir()
    others = ["amf42-avant-0001-abc123.db", "demonstration-2026-01-01.db", "amf42-2026-01-01.txt", "notes"]
    for name in others:
        (folder / name).write_bytes(b"")
    for n in range(11):
        add_official(encrypted, f"Nom{n}")
        daily_copy(encrypted, base, key, folder, TODAY + timedelta(days=n))
    days = [f"amf42-{TODAY + timedelta(days=n)}.db" for n in range(3, 11)]
    assert [copy.name for copy in daily_copies(folder, base)] == days
    assert {file.name for file in folder.iterdir()} == {*days, *others}


def test_a_last_copy_that_was_spoiled_is_made_again(encrypted: Database, base: Path, key: Key) -> None:
    folder = base.parent / "copies"
    add_official(encrypted)
    first = daily_copy(encrypted, base, key, folder, TODAY)
    assert first is not None
    spoil(first, 100)
    assert daily_copy(encrypted, base, key, folder, TODAY) == first
    assert check(first, key).good


def test_a_damaged_base_makes_no_copy_and_costs_none(base: Path, key: Key) -> None:
    folder = base.parent / "copies"
    database = open_encrypted(base, key)
    for n in range(50):
        add_official(database, f"Nom{n}", note="x" * 2000)
    good = daily_copy(database, base, key, folder, TODAY)
    add_official(database)
    database.close()
    spoil(base)
    database = open_encrypted(base, key)
    with pytest.raises(StorageUnavailable, match="abîmé"):
        daily_copy(database, base, key, folder, TODAY + timedelta(days=1))
    database.close()
    assert good is not None
    assert [file.name for file in folder.iterdir()] == [good.name]
    assert check(good, key).good


def test_check_names_what_is_wrong(base: Path, key: Key) -> None:
    assert check(base, key).good
    assert check(base, key).revision == HEAD
    spoil(base)
    report = check(base, key)
    assert not report.good
    assert report.problems


def test_check_sees_a_child_without_its_parent(base: Path, key: Key) -> None:
    connection = connect_raw(base, key)
    connection.execute("INSERT INTO done_steps (dossier_id, step_id, done_at) VALUES (9, 'x', '2026-11-24')")
    connection.close()
    assert check(base, key).problems == ("foreign key: done_steps",)


def test_backup_and_restore_bring_everything_back(base: Path, key: Key, tmp_path: Path) -> None:
    database = open_encrypted(base, key)
    add_dossier(database, add_official(database, "Thévenet", commune="Boën-sur-Lignon"))
    target = tmp_path / "Clé USB" / "amf42 du 24.db"
    target.parent.mkdir()
    backup(database, key, target)
    add_official(database, "Rivoire")
    database.close()
    aside = restore(target, key, base)
    assert names(base, key) == ["Thévenet"]
    assert aside is not None
    assert names(aside, key) == ["Thévenet", "Rivoire"]
    database = open_encrypted(base, key)
    with database.read() as session:
        assert [hit.kind for hit in search(session, "boen thevenet")] == ["official", "dossier"]
    add_official(database, "Après")
    database.close()
    assert names(target, key) == ["Thévenet"]


def test_restore_on_a_new_pc(base: Path, key: Key, tmp_path: Path) -> None:
    other = tmp_path / "autre poste" / "amf42.db"
    assert restore(base, key, other) is None
    assert [file.name for file in other.parent.iterdir()] == ["amf42.db"]
    assert names(other, key) == []


def test_commits_still_in_the_log_after_a_crash_stay_with_the_replaced_base(
    base: Path, key: Key, tmp_path: Path
) -> None:
    database = open_encrypted(base, key)
    backup(database, key, tmp_path / "copy.db")
    add_official(database, "Thévenet")
    crashed = tmp_path / "after the crash" / "amf42.db"
    crashed.parent.mkdir()
    for ending in ("", "-wal"):  # as the disk would be after a power cut: the log was never folded in
        source = base.with_name(base.name + ending)
        crashed.with_name(crashed.name + ending).write_bytes(source.read_bytes())
    database.close()
    aside = restore(tmp_path / "copy.db", key, crashed)
    assert names(crashed, key) == []
    assert aside is not None
    assert names(aside, key) == ["Thévenet"]


def test_a_base_that_opens_no_more_is_replaced_and_its_old_log_does_not_come_back(
    base: Path, key: Key, tmp_path: Path
) -> None:
    database = open_encrypted(base, key)
    add_official(database, "Thévenet")
    backup(database, key, tmp_path / "copy.db")
    add_official(database, "Rivoire")
    log = base.with_name("amf42.db-wal").read_bytes()
    database.close()
    spoil(base, 0)
    base.with_name("amf42.db-wal").write_bytes(log)
    aside = restore(tmp_path / "copy.db", key, base)
    assert not base.with_name("amf42.db-wal").exists()
    assert names(base, key) == ["Thévenet"]
    assert check(base, key).good
    assert aside is not None


def test_a_base_in_use_is_not_replaced(base: Path, key: Key, tmp_path: Path) -> None:
    database = open_encrypted(base, key)
    backup(database, key, tmp_path / "copy.db")
    add_official(database, "Thévenet")
    with pytest.raises(StorageUnavailable, match="ouverte ailleurs"):
        restore(tmp_path / "copy.db", key, base)
    add_official(database, "Rivoire")
    database.close()
    assert names(base, key) == ["Thévenet", "Rivoire"]
    assert not [file for file in base.parent.iterdir() if file.suffix in (".new", ".part")]


def empty(path: Path, _key: Key) -> None:
    path.write_bytes(b"")


def of_tomorrow(path: Path, key: Key) -> None:
    connection = connect_raw(path, key)
    connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()


@pytest.mark.parametrize(
    ("ruin", "said"),
    [
        (empty, "est vide"),
        (lambda path, _key: spoil(path), "Cette copie est abîmée"),
        (lambda path, _key: spoil(path, 0), "clé de secours"),
        (lambda path, _key: path.unlink(), "pas à l’endroit prévu"),
        (of_tomorrow, "version plus récente"),
    ],
)
def test_a_copy_that_is_not_good_replaces_nothing(
    encrypted: Database, base: Path, key: Key, tmp_path: Path, ruin: Callable[[Path, Key], object], said: str
) -> None:
    add_official(encrypted, "Thévenet")
    copy = tmp_path / "copy.db"
    backup(encrypted, key, copy)
    encrypted.close()
    ruin(copy, key)
    with pytest.raises(StorageUnavailable, match=said):
        restore(copy, key, base)
    assert names(base, key) == ["Thévenet"]


def test_a_copy_of_another_key_is_not_restored(encrypted: Database, base: Path, key: Key, tmp_path: Path) -> None:
    backup(encrypted, key, tmp_path / "copy.db")
    encrypted.close()
    with pytest.raises(KeyMissing):
        restore(tmp_path / "copy.db", Key("00" * 32), base)
    assert names(base, key) == []


def test_a_copy_never_takes_the_name_of_the_base(encrypted: Database, base: Path, key: Key, tmp_path: Path) -> None:
    (tmp_path / "link.db").symlink_to(base)
    for target, said in ((base, "nom de la base"), (tmp_path / "link.db", "nom de la base"), (tmp_path, "un nom")):
        with pytest.raises(UserError, match=said):
            backup(encrypted, key, target)
    with pytest.raises(StorageUnavailable, match="dossier existe"):
        backup(encrypted, key, tmp_path / "no such folder" / "copy.db")
    encrypted.close()
    with pytest.raises(UserError, match="la base elle-même"):
        restore(base, key, base)


def test_a_copy_takes_no_name_that_the_base_needs(encrypted: Database, base: Path, key: Key) -> None:
    base.with_suffix(".key").write_text(key.hex, "ascii")
    add_official(encrypted, "Thévenet")
    for name in ("amf42.key", "amf42.db-wal", "amf42.db-shm", "amf42.db-journal"):
        with pytest.raises(UserError, match="besoin"):
            backup(encrypted, key, base.with_name(name))
    assert base.with_suffix(".key").read_text("ascii") == key.hex
    encrypted.close()
    assert names(base, key) == ["Thévenet"]


def test_a_clock_that_was_ahead_costs_no_copy(encrypted: Database, base: Path, key: Key) -> None:
    folder = base.parent / "copies"
    for ahead in range(9):
        add_official(encrypted, f"Thévenet {ahead}")
        daily_copy(encrypted, base, key, folder, date(2030, 1, 1) + timedelta(days=ahead))
    add_official(encrypted, "Duclosel")
    made = daily_copy(encrypted, base, key, folder, TODAY)
    assert made is not None
    assert "Duclosel" in names(made, key)
    assert len(daily_copies(folder, base)) == 8
    assert daily_copy(encrypted, base, key, folder, TODAY) is None


def test_a_server_is_not_copied_from_a_desk(on_server: Database, base: Path, key: Key, tmp_path: Path) -> None:
    for attempt in (
        lambda: daily_copy(on_server, base, key, tmp_path, TODAY),
        lambda: backup(on_server, key, tmp_path / "copy.db"),
    ):
        with pytest.raises(UserError, match="pg_dump"):
            attempt()
