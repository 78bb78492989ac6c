"""Bases of earlier programs, kept as they were written: each comes to today's schema with all that is in it.

`bases/schema-0001.db` was written by the program of schema 0001, under the key of these tests: three invented people,
three dossiers (one closed), a call with its callback, a draft, and the notice rule in calendar days. A later schema
adds its own base here before it changes anything.
"""

import shutil
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import text

from app.domain.calendar import NoticeRule
from app.domain.dossiers import Stage
from app.errors import UserError
from app.services.guide import change_edition
from app.services.settings import desk_settings
from app.storage import queries, queries_guide
from app.storage.backup import check
from app.storage.database import open_encrypted, open_postgres, postgres_engine
from app.storage.keys import Key
from app.storage.migrations import HEAD, REVISIONS
from app.storage.upgrade import MIGRATIONS, upgrade, upgrade_postgres
from tests.factories import make_desk

BASES = Path(__file__).parent / "bases"


def test_there_is_a_base_of_each_schema_before_todays() -> None:
    assert [path.stem for path in sorted(BASES.glob("*.db"))] == [f"schema-{one}" for one in REVISIONS[:-1]]


@pytest.mark.parametrize("revision", REVISIONS[:-1])
def test_a_base_of_an_earlier_program_keeps_all_it_holds(tmp_path: Path, key: Key, revision: str) -> None:
    base = Path(shutil.copy(BASES / f"schema-{revision}.db", tmp_path / "amf42.db"))
    assert check(base, key).revision == revision
    assert upgrade(base, key, copies=tmp_path / "copies")
    assert check(base, key).good
    [copy] = (tmp_path / "copies").iterdir()
    assert check(copy, key).revision == revision
    database = open_encrypted(base, key)
    desk = make_desk(database)
    assert [row.name for row in queries.officials(desk)] == ["Anne Dubessy", "Marc Œuvrard", "Odile Thévenet"]
    stages = {row.name: row.stage for row in queries.board(desk)}
    assert stages == {"Odile Thévenet": Stage.ACCOUNT_TO_OPEN, "Marc Œuvrard": Stage.REQUEST_SENT}
    odile = next(row for row in queries.board(desk) if row.name == "Odile Thévenet")
    detail = queries.dossier(desk, odile.id)
    assert detail is not None
    assert detail.situation == {"account_open": "no", "franceconnect": "no"}
    assert [step.done for step in detail.steps][:2] == [True, False]
    assert [row.text for row in detail.history][-1].startswith("Dossier ouvert\u00a0: La gestion du domaine public")
    assert [row.reason for row in queries.today(desk).callbacks] == ["Créer le compte"]
    assert [row.payload for row in queries.drafts(desk)] == [{"note": "à finir"}]
    assert desk_settings(desk).notice_rule is NoticeRule.CALENDAR
    assert queries.search(desk, "oeuvrard").officials[0].name == "Marc Œuvrard"
    assert [row.version for row in queries_guide.editions(desk)] == [0] * len(desk.editions)
    with pytest.raises(UserError, match="pas sur ce poste"):
        change_edition(desk, odile.id, "2031-01")
    database.close()


def test_a_server_of_the_first_schema_keeps_all_it_holds(postgres_url: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    engine = postgres_engine(postgres_url)
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        connection.execute(
            text("INSERT INTO settings (key, value) VALUES ('notice_rule', CAST(:value AS json))"),
            {"value": '{"value": "calendaires"}'},
        )
    engine.dispose()
    assert upgrade_postgres(postgres_url)
    assert not upgrade_postgres(postgres_url)
    database = open_postgres(postgres_url)
    desk = make_desk(database)
    assert desk_settings(desk).notice_rule is NoticeRule.CALENDAR
    assert [row.version for row in queries_guide.editions(desk)] == [0] * len(desk.editions)
    with database.read() as session:
        assert session.scalar(text("SELECT version_num FROM alembic_version")) == HEAD
    database.close()
