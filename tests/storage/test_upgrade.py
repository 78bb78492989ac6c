"""A base from its first table on: made, migrated whole or not at all, and refused when it can't be ours."""

import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, select, text

from app.domain.dossiers import Dossier
from app.domain.officials import Mandate, Official
from app.errors import KeyMissing, StorageUnavailable
from app.storage import database as database_module
from app.storage import upgrade as upgrade_module
from app.storage.backup import check
from app.storage.database import Database, connect_raw, open_encrypted, open_postgres, postgres_engine
from app.storage.keys import Key, place_once
from app.storage.migrations import HEAD, REVISIONS
from app.storage.schema import is_ours, metadata
from app.storage.upgrade import MIGRATIONS, upgrade, upgrade_postgres
from tests.storage.people import add_dossier, add_official

TOMORROW = '''
"""Tomorrow's schema."""

import sqlalchemy as sa
from alembic import op

revision = "9000"
down_revision = "HEAD"


def upgrade() -> None:
    op.create_table("vehicles", sa.Column("id", sa.Integer(), primary_key=True))
    op.execute("INSERT INTO vehicles (id) VALUES (1)")
    with op.batch_alter_table("officials", recreate="auto") as batch:
        batch.add_column(sa.Column("nickname", sa.String(), server_default="", nullable=False))
        batch.alter_column("civility", new_column_name="title_of_civility")
    if op.get_bind().dialect.name == "sqlite":
        op.execute("CREATE VIRTUAL TABLE vehicle_index USING fts5(words)")
        with op.batch_alter_table("dossiers", recreate="always") as batch:
            batch.add_column(sa.Column("colour", sa.String(), server_default="", nullable=False))
        with op.batch_alter_table("officials", recreate="always") as batch:
            batch.add_column(sa.Column("hair", sa.String(), server_default="", nullable=False))
    # here
'''


@pytest.fixture
def tomorrow(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """`tomorrow("raise …")` makes this program one of tomorrow, with a second migration that ends so."""

    def prepare(end: str = "") -> None:
        migrations = Path(shutil.copytree(MIGRATIONS, tmp_path / "migrations"))
        source = TOMORROW.replace("# here", end or "pass").replace("HEAD", HEAD)
        (migrations / "versions" / "9000_tomorrow.py").write_text(source, "utf-8")
        monkeypatch.setattr(upgrade_module, "MIGRATIONS", migrations)
        monkeypatch.setattr(upgrade_module, "HEAD", "9000")
        monkeypatch.setattr(database_module, "HEAD", "9000")
        monkeypatch.setattr(database_module, "REVISIONS", (*REVISIONS, "9000"))

    return prepare


def schema_differences(connection: Connection) -> list[object]:
    context = MigrationContext.configure(connection, opts={"include_name": is_ours, "compare_type": True})
    return list(compare_metadata(context, metadata))


def dump(path: Path, key: Key) -> list[tuple[object, ...]]:
    """All tables with all their rows."""
    connection = connect_raw(path, key)
    tables = connection.execute("SELECT name, sql FROM sqlite_master ORDER BY name").fetchall()
    rows = [
        (name, *row)
        for name, sql in tables
        if sql and sql.startswith("CREATE TABLE")
        for row in connection.execute(f'SELECT * FROM "{name}"')
    ]
    connection.close()
    return [*tables, *rows]


def test_migrations_from_nothing_give_the_schema_of_the_classes(database: Database) -> None:
    with database.read() as session:
        assert schema_differences(session.connection()) == []


def test_the_list_of_revisions_is_that_of_the_folder(tmp_path: Path) -> None:
    script = ScriptDirectory(str(MIGRATIONS))
    assert tuple(reversed([revision.revision for revision in script.walk_revisions()])) == REVISIONS


def test_foreign_keys_hold_and_settings_of_durability_are_on(encrypted: Database) -> None:
    with encrypted.transaction() as unit:
        pragmas = ("foreign_keys", "journal_mode", "synchronous", "busy_timeout")
        found = [unit.session.connection().exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in pragmas]
    assert found == [1, "wal", 2, 5000]


def test_a_new_base_is_made_once_and_then_left_alone(tmp_path: Path, key: Key) -> None:
    path = tmp_path / "Données d’Élodie 100%" / "amf42.db"
    assert upgrade(path, key)
    assert [file.name for file in path.parent.iterdir()] == ["amf42.db"]
    before = path.read_bytes()
    assert not upgrade(path, key)
    assert path.read_bytes() == before
    assert check(path, key).good


def test_two_programs_that_start_together_make_one_base(tmp_path: Path, key: Key) -> None:
    fresh, path = tmp_path / "fresh.new", tmp_path / "amf42.db"
    fresh.write_bytes(b"of the second")
    path.write_bytes(b"of the first")
    with pytest.raises(StorageUnavailable, match="vient de créer cette base"):
        place_once(fresh, path)
    assert path.read_bytes() == b"of the first"


def test_the_server_is_prepared_once(postgres_url: str) -> None:
    assert upgrade_postgres(postgres_url)
    assert not upgrade_postgres(postgres_url)
    open_postgres(postgres_url).close()


def test_a_migration_keeps_all_rows_and_their_children_and_copies_first(
    base: Path, key: Key, tmp_path: Path, tomorrow: Callable[[str], None]
) -> None:
    opened = open_encrypted(base, key)
    official_id = add_official(opened, commune="Boën-sur-Lignon", civility="Mme")
    add_dossier(opened, official_id)
    opened.close()
    before = dump(base, key)
    tomorrow("")
    assert upgrade(base, key, copies=tmp_path / "copies")
    connection = connect_raw(base, key)
    assert connection.execute("SELECT title_of_civility, nickname, hair FROM officials").fetchall() == [("Mme", "", "")]
    for table in ("mandates", "dossiers", "dossier_events", "vehicles"):
        assert connection.execute(f"SELECT count(*) FROM {table}").fetchone() == (1,), table
    assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    connection.close()
    [copy] = (tmp_path / "copies").iterdir()
    assert dump(copy, key) == before


@pytest.mark.parametrize("end", ['raise ValueError("no")', 'op.execute("UPDATE mandates SET official_id = 99")'])
def test_a_migration_that_fails_leaves_the_base_as_it_was(
    base: Path, key: Key, tmp_path: Path, tomorrow: Callable[[str], None], end: str
) -> None:
    opened = open_encrypted(base, key)
    add_official(opened, commune="Boën-sur-Lignon")
    opened.close()
    before = dump(base, key)
    tomorrow(end)
    with pytest.raises((ValueError, RuntimeError)):
        upgrade(base, key, copies=tmp_path / "copies")
    assert dump(base, key) == before


def test_a_migration_that_fails_leaves_the_server_as_it_was(postgres_url: str, tomorrow: Callable[[str], None]) -> None:
    upgrade_postgres(postgres_url)
    opened = open_postgres(postgres_url)
    add_official(opened, commune="Boën-sur-Lignon")
    opened.close()
    tomorrow('raise ValueError("no")')
    with pytest.raises(ValueError, match="no"):
        upgrade_postgres(postgres_url)
    engine = postgres_engine(postgres_url)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one() == HEAD
        assert connection.execute(text("SELECT to_regclass('vehicles')")).scalar_one() is None
        assert connection.execute(select(Mandate.territory)).scalar_one() == "Boën-sur-Lignon"
        assert schema_differences(connection) == []
    engine.dispose()


def test_a_base_of_tomorrow_is_refused_untouched(base: Path, key: Key) -> None:
    connection = connect_raw(base, key)
    connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    before = base.read_bytes()
    for attempt in (upgrade, open_encrypted):
        with pytest.raises(StorageUnavailable, match="version plus récente"):
            attempt(base, key)
    assert base.read_bytes() == before


def test_a_server_of_tomorrow_is_refused(postgres_url: str) -> None:
    upgrade_postgres(postgres_url)
    engine = postgres_engine(postgres_url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    for attempt in (upgrade_postgres, open_postgres):
        with pytest.raises(StorageUnavailable, match="version plus récente"):
            attempt(postgres_url)


def test_a_server_that_is_not_there_is_told_in_french() -> None:
    with pytest.raises(StorageUnavailable, match="ne répond pas"):
        open_postgres("postgresql://nobody@127.0.0.1:1/amf42")


def plain_base(path: Path, _key: Key) -> None:
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE officials (id INTEGER)")
    connection.close()


def cut_base(path: Path, _key: Key) -> None:
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size // 2 // 4096 * 4096)


def spoiled_header(path: Path, _key: Key) -> None:
    with path.open("r+b") as file:
        file.seek(100)
        file.write(b"\x00" * 50)


def other_program(path: Path, key: Key) -> None:
    connection = connect_raw(path, key)
    connection.execute("CREATE TABLE recipes (id INTEGER)")
    connection.close()


SPOILED = [
    (lambda path, _key: path.write_bytes(b""), StorageUnavailable, "est vide"),
    (lambda path, _key: path.write_bytes(b"0123456789"), KeyMissing, "clé de secours"),
    (lambda path, _key: path.write_text("<html>" * 3000), KeyMissing, "clé de secours"),
    (lambda path, _key: path.mkdir(), StorageUnavailable, "pas à l’endroit prévu"),
    (plain_base, StorageUnavailable, "n’est pas chiffrée"),
    (other_program, StorageUnavailable, "n’est pas une base AMF42"),
]


@pytest.mark.parametrize(("spoil", "refusal", "said"), SPOILED)
def test_a_file_that_is_no_base_is_refused_in_french_and_left_alone(
    tmp_path: Path, key: Key, spoil: Callable[[Path, Key], object], refusal: type[StorageUnavailable], said: str
) -> None:
    path = tmp_path / "amf42.db"
    spoil(path, key)
    before = path.read_bytes() if path.is_file() else b""
    for attempt in (upgrade, open_encrypted):
        with pytest.raises(refusal, match=said):
            attempt(path, key)
    assert (path.read_bytes() if path.is_file() else b"") == before


@pytest.mark.parametrize(
    ("spoil", "refusal", "said"),
    [(cut_base, StorageUnavailable, "abîmé"), (spoiled_header, KeyMissing, "abîmé")],
)
def test_a_damaged_base_is_refused_in_french(
    base: Path, key: Key, spoil: Callable[[Path, Key], object], refusal: type[StorageUnavailable], said: str
) -> None:
    spoil(base, key)
    for attempt in (upgrade, open_encrypted):
        with pytest.raises(refusal, match=said):
            attempt(base, key)


def test_a_wrong_key_asks_for_the_recovery_key(base: Path, capfd: pytest.CaptureFixture[str]) -> None:
    before = base.read_bytes()
    for attempt in (upgrade, open_encrypted, check):
        with pytest.raises(KeyMissing, match="clé de secours"):
            attempt(base, Key("00" * 32))
    assert base.read_bytes() == before
    assert capfd.readouterr().err == ""


def test_a_wrong_key_after_a_crash_loses_no_commit(base: Path, key: Key, tmp_path: Path) -> None:
    """Closing folds the log in even when the key was wrong: page by page, as it stands encrypted."""
    opened = open_encrypted(base, key)
    add_official(opened, "Thévenet")
    crashed = tmp_path / "after the crash" / "amf42.db"
    crashed.parent.mkdir()
    for ending in ("", "-wal"):
        crashed.with_name(crashed.name + ending).write_bytes(base.with_name(base.name + ending).read_bytes())
    opened.close()
    with pytest.raises(KeyMissing):
        open_encrypted(crashed, Key("00" * 32))
    opened = open_encrypted(crashed, key)
    with opened.read() as session:
        assert session.execute(select(Official.birth_name)).scalar_one() == "Thévenet"
    opened.close()


def test_a_base_that_is_not_there_is_not_made_by_opening_it(tmp_path: Path, key: Key) -> None:
    with pytest.raises(StorageUnavailable, match="pas à l’endroit prévu"):
        open_encrypted(tmp_path / "amf42.db", key)
    assert list(tmp_path.iterdir()) == []


def test_plain_sqlite_reads_nothing_and_no_file_shows_a_name(base: Path, key: Key) -> None:
    opened = open_encrypted(base, key)
    official_id = add_official(opened, "Thévenet", "Odile", "Boën-sur-Lignon", note="une note de 40 mots")
    add_dossier(opened, official_id)
    files = sorted(file.name for file in base.parent.iterdir())
    assert files == ["amf42.db", "amf42.db-shm", "amf42.db-wal"]  # the newest rows are still in the log
    for closed in (False, True):
        if closed:
            opened.close()
        for file in base.parent.iterdir():
            content = file.read_bytes()
            for word in ("Thévenet", "thevenet", "Odile", "Boën", "une note", "CREATE TABLE", "SQLite format", HEAD):
                assert word.encode() not in content, (file.name, word)
    plain = sqlite3.connect(base)
    with pytest.raises(sqlite3.DatabaseError, match="not a database"):
        plain.execute("SELECT * FROM officials").fetchall()
    plain.close()


def test_each_table_that_is_mapped_is_in_the_base(database: Database) -> None:
    with database.read() as session:
        for table in (Official, Dossier):
            assert session.execute(select(table)).all() == []
