"""Kills, full disks and two programs at once: what was acknowledged is there, what was not left no half."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import event, func, select

from app.domain.calls import Setting
from app.domain.officials import Mandate, Official
from app.errors import StorageUnavailable
from app.storage.backup import check
from app.storage.database import Database, open_encrypted
from app.storage.keys import Key
from app.storage.queries_guide import edition_at, versions
from app.storage.upgrade import upgrade
from tests.factories import make_desk
from tests.storage.people import add_official, official

ROOT = Path(__file__).resolve().parents[2]

WRITES_AND_TELLS = """
import sys
from pathlib import Path
from app.storage.database import open_encrypted
from app.storage.keys import Key
from app.storage.upgrade import upgrade
from tests.storage.people import official

database = open_encrypted(Path(sys.argv[1]), Key(sys.argv[2]))
for n in range(100_000):
    with database.transaction() as unit:
        person = official(f"Nom{n}", "Odile", "Boën-sur-Lignon")
        unit.session.add(person)
        unit.session.flush()
        unit.result = person.id
    print(unit.changes.result, flush=True)
"""

SAVES_THE_GUIDE = """
import sys
from dataclasses import replace
from pathlib import Path
from app.guide.changing import replace_step
from app.services.guide import save_edition
from app.storage.database import open_encrypted
from app.storage.keys import Key
from tests.factories import make_desk

desk = make_desk(open_encrypted(Path(sys.argv[1]), Key(sys.argv[2])))
for n in range(100_000):
    edition = desk.edition("2022-03")
    changed = replace_step(edition, replace(edition.steps[0], title=f"Titre {n}"))
    print(save_edition(desk, changed, f"Motif {n}", n).result, flush=True)
"""

COUNTS = """
import sys
from pathlib import Path
from app.domain.calls import Setting
from app.storage.database import open_encrypted
from app.storage.keys import Key

database = open_encrypted(Path(sys.argv[1]), Key(sys.argv[2]))
for n in range(100):
    with database.transaction() as unit:
        setting = unit.session.get_one(Setting, "count")
        setting.value = {"n": setting.value["n"] + 1}
"""


def program(source: str, base: Path, key: Key, output: int | None = None) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", source, str(base), key.hex], cwd=ROOT, stdout=output)


@pytest.mark.parametrize("after", [0.0, 0.11, 0.37])
@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL; TerminateProcess is tried by hand")
def test_a_kill_while_saving_loses_nothing_that_was_acknowledged(base: Path, key: Key, after: float) -> None:
    writer = program(WRITES_AND_TELLS, base, key, subprocess.PIPE)
    assert writer.stdout is not None
    told = [int(writer.stdout.readline())]
    time.sleep(after)
    writer.send_signal(signal.SIGKILL)
    told += [int(line) for line in writer.stdout.read().split(b"\n")[:-1]]
    writer.wait()
    writer.stdout.close()
    database = open_encrypted(base, key)
    with database.read() as session:
        there = set(session.execute(select(Official.id)).scalars())
        with_mandate = set(session.execute(select(Mandate.official_id)).scalars())
    database.close()
    assert set(told) <= there
    assert len(there) <= len(told) + 1  # the one that was saved and had no time to tell
    assert with_mandate == there
    assert check(base, key).good


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL; TerminateProcess is tried by hand")
def test_a_kill_while_an_edition_is_saved_leaves_whole_versions_only(base: Path, key: Key) -> None:
    writer = program(SAVES_THE_GUIDE, base, key, subprocess.PIPE)
    assert writer.stdout is not None
    told = [int(writer.stdout.readline()), int(writer.stdout.readline())]
    time.sleep(0.13)
    writer.send_signal(signal.SIGKILL)
    told += [int(line) for line in writer.stdout.read().split(b"\n")[:-1]]
    writer.wait()
    writer.stdout.close()
    database = open_encrypted(base, key)
    desk = make_desk(database)
    numbers = [row.number for row in versions(desk, "2022-03")]
    assert numbers == list(range(numbers[0], -1, -1))
    assert told == list(range(1, told[-1] + 1))
    assert numbers[0] - told[-1] in (0, 1)  # the one that was saved and had no time to tell
    for row in versions(desk, "2022-03")[:-1]:
        assert edition_at(desk, "2022-03", row.number).steps[0].title == f"Titre {row.number - 1}"
        assert row.reason == f"Motif {row.number - 1}"
    assert desk.edition("2022-03") == edition_at(desk, "2022-03", numbers[0])
    database.close()
    assert check(base, key).good


def test_two_programs_write_the_same_base_without_losing_a_count(base: Path, key: Key) -> None:
    database = open_encrypted(base, key)
    with database.transaction() as unit:
        unit.session.add(Setting(key="count", value={"n": 0}))
    writers = [program(COUNTS, base, key) for _ in range(2)]
    assert [writer.wait() for writer in writers] == [0, 0]
    with database.read() as session:
        assert session.get_one(Setting, "count").value == {"n": 200}
    database.close()


def save_many(database: Database) -> None:
    with database.transaction() as unit:
        unit.session.add_all(official(f"Nom{n}", "Odile", "Boën-sur-Lignon", note="x" * 2000) for n in range(2000))


def people(database: Database) -> int:
    with database.read() as session:
        return int(session.execute(select(func.count()).select_from(Official)).scalar_one())


def test_a_full_base_says_so_and_keeps_what_it_had(base: Path, key: Key) -> None:
    database = open_encrypted(base, key)
    add_official(database)
    database.close()
    database = open_encrypted(base, key)
    limit = base.stat().st_size // 4096 + 100
    event.listen(database._writer, "checkout", lambda raw, *_: raw.execute(f"PRAGMA max_page_count = {limit}"))
    with pytest.raises(StorageUnavailable, match="disque est plein"):
        save_many(database)
    assert people(database) == 1
    add_official(database)  # a small one still finds its place
    assert people(database) == 2
    database.close()
    assert check(base, key).good


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A real disk of one megabyte and a half, where the system lets us mount one."""
    disk = tmp_path / "disk"
    disk.mkdir()
    try:
        made = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=1536k", "tmpfs", str(disk)], check=False, capture_output=True
        )
    except OSError:
        pytest.skip("no mount on this system")
    if made.returncode:
        pytest.skip("mounting a small disk needs rights that are not given here")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


def test_a_full_disk_says_so_and_keeps_what_it_had(small_disk: Path, base: Path, key: Key) -> None:
    path = small_disk / base.name
    path.write_bytes(base.read_bytes())
    database = open_encrypted(path, key)
    add_official(database)
    with pytest.raises(StorageUnavailable, match="disque"):
        save_many(database)
    assert people(database) == 1
    database.close()
    assert check(path, key).good


def test_a_disk_too_small_for_a_new_base_leaves_no_half_of_one(small_disk: Path, key: Key) -> None:
    filler, base = small_disk / "filler", small_disk / "amf42.db"
    refusals = []
    for left in range(0, 600, 24):  # kilobytes: from nothing to more than a new base and its log need
        filler.unlink(missing_ok=True)
        room = os.statvfs(small_disk)
        filler.write_bytes(b"x" * max(0, room.f_bavail * room.f_frsize - left * 1024))
        try:
            upgrade(base, key)
            break
        except StorageUnavailable as refusal:
            refusals.append(refusal.message)
        assert [file.name for file in small_disk.iterdir()] == ["filler"]
    filler.unlink()
    assert len(refusals) > 3
    assert all("disque" in said.lower() for said in refusals)
    assert check(base, key).good


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="for root no folder is read-only")
def test_a_folder_without_the_right_to_write_says_so(base: Path, key: Key) -> None:
    base.chmod(0o400)
    base.parent.chmod(0o500)
    try:
        with pytest.raises(StorageUnavailable):
            open_encrypted(base, key)
    finally:
        base.parent.chmod(0o700)


def test_a_base_held_by_another_program_is_told_in_french(
    base: Path, key: Key, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.storage.database.WAIT_MS", 100)
    one, other = open_encrypted(base, key), open_encrypted(base, key)
    with one.transaction(), pytest.raises(StorageUnavailable, match="Un autre programme"):
        add_official(other)
    assert add_official(other) == 1
    one.close()
    other.close()
