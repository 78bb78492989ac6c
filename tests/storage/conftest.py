"""Every test of storage runs on an encrypted file and on a real PostgreSQL."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.storage.database import Database, open_encrypted, open_postgres
from app.storage.keys import Key
from app.storage.upgrade import upgrade, upgrade_postgres

KEY = Key("1f" * 32)


@pytest.fixture
def key() -> Key:
    return KEY


@pytest.fixture(scope="session")
def model_base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty base, made once a run and copied by each test."""
    path = tmp_path_factory.mktemp("model") / "amf42.db"
    upgrade(path, KEY)
    return path


@pytest.fixture
def base(tmp_path: Path, model_base: Path) -> Path:
    """An empty encrypted base of this test's own, closed."""
    return Path(shutil.copy(model_base, tmp_path / "amf42.db"))


@pytest.fixture
def encrypted(base: Path) -> Iterator[Database]:
    """That base, open."""
    database = open_encrypted(base, KEY)
    yield database
    database.close()


@pytest.fixture
def on_server(prepared_postgres: Callable[[Callable[[str], object]], str]) -> Iterator[Database]:
    """An empty base on a PostgreSQL server, open."""
    database = open_postgres(prepared_postgres(upgrade_postgres))
    yield database
    database.close()


@pytest.fixture(params=["encrypted", "on_server"])
def database(request: pytest.FixtureRequest) -> Database:
    """An empty, open base on each of the two engines."""
    opened: Database = request.getfixturevalue(request.param)
    return opened
