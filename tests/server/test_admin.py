"""The command line for IT on a base of the house's server, as a process of its own."""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
import time
from pathlib import Path

import pytest

from app import admin
from app.server import Server
from app.settings import Places
from app.storage.on_server import open_server
from tests.factories import add_person, make_desk
from tests.house_server import CLAIRE, address_of
from tests.unit.test_admin import Ran

ROOT = Path(admin.__file__).resolve().parent.parent
PATIENCE = 30.0  # seconds


@pytest.fixture
def filled(shared: Server) -> Server:
    """The server's base with one person in it."""
    database = open_server(shared, CLAIRE)
    add_person(make_desk(database))
    database.close()
    return shared


def command(places: Places, *arguments: str) -> list[str]:
    return [sys.executable, "-m", "app.admin", "--data", str(places.data), *arguments]


def run(places: Places, *arguments: str, password: str = "") -> Ran:
    """Without a terminal, as a planned task has it."""
    known = {**os.environ, **({"PGUSER": "nobody", "PGPASSWORD": password} if password else {})}
    done = subprocess.run(
        command(places, *arguments), cwd=ROOT, env=known, input=b"", capture_output=True, timeout=PATIENCE, check=False
    )
    return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())


def test_doctor_and_search_speak_of_the_server(filled: Server, places: Places, office: object) -> None:
    name_account(filled)
    told = run(places, "doctor", password=CLAIRE.password)
    assert told.code == 0, told.told
    [report] = told.rows
    assert report["sound"] is True
    assert report["server"] == {
        "host": "127.0.0.1",
        "port": filled.port,
        "base": filled.base,
        "account": "claire",
        "tls": "prefer",
    }
    assert (report["copies"], report["key"]) == (None, None)
    found = run(places, "search", "thevenet", password=CLAIRE.password)
    assert [row["name"] for row in found.rows] == ["Odile Thévenet"]
    assert not places.base.exists()


def name_account(server: Server) -> None:
    """IT may name one account for all desks."""
    file = Path(os.environ["XDG_CONFIG_DIRS"]) / "AMF42" / "accueil.toml"
    file.write_text(f'server = "{address_of(server).replace("//", "//claire@")}"\n', encoding="utf-8")


def test_copies_are_refused_with_where_they_are(filled: Server, places: Places, tmp_path: Path) -> None:
    for words in (("backup", str(tmp_path / "copie.db")), ("restore", str(tmp_path / "copie.db"))):
        told = run(places, *words)
        assert (told.code, told.out) == (1, "")
        assert "ses copies sont faites là-bas" in told.told
        assert filled.base in told.told
    assert not list(tmp_path.rglob("*.db"))


def test_without_a_password_nor_a_terminal_it_says_where_one_is_asked_for(filled: Server, places: Places) -> None:
    told = run(places, "search", "thevenet")
    assert told.code == 1
    assert "lancez cette commande dans un terminal" in told.told
    assert "Traceback" not in told.told
    doctor = run(places, "doctor")
    assert doctor.code == 1
    assert "lancez cette commande dans un terminal" in doctor.told
    assert doctor.rows[0]["server"]["base"] == filled.base


def test_on_a_terminal_account_and_password_are_asked_for_and_not_shown(filled: Server, places: Places) -> None:
    pty = pytest.importorskip("pty", reason="Windows has no such terminals")
    terminal, inside = pty.openpty()
    streams = {"stdin": inside, "stdout": inside, "stderr": inside}
    child = subprocess.Popen(command(places, "search", "thevenet"), cwd=ROOT, start_new_session=True, **streams)
    os.close(inside)
    said = ""
    for asked, typed in (("Compte", "claire"), ("Mot de passe", "faux"), ("Compte", "claire"), ("Mot de passe", None)):
        said += read_until(terminal, asked)
        os.write(terminal, f"{CLAIRE.password if typed is None else typed}\n".encode())
    said += read_until(terminal, "\x00")
    os.close(terminal)
    assert child.wait(PATIENCE) == 0, said
    assert "n’accepte pas ce compte avec ce mot de passe" in said
    assert CLAIRE.password not in said
    rows = [json.loads(line) for line in said.splitlines() if line.startswith("{")]
    assert [row["name"] for row in rows] == ["Odile Thévenet"]
    assert not places.pc_settings.exists() or "claire" not in places.pc_settings.read_text("utf-8")


def read_until(terminal: int, words: str) -> str:
    """What the terminal shows up to these words, or to its end."""
    said = b""
    limit = time.monotonic() + PATIENCE
    while words.encode() not in said:
        assert time.monotonic() < limit, said.decode("utf-8", "replace")
        if not select.select([terminal], [], [], 0.1)[0]:
            continue
        try:
            got = os.read(terminal, 4096)
        except OSError:  # the other end is closed
            break
        if not got:
            break
        said += got
    return said.decode("utf-8", "replace")
