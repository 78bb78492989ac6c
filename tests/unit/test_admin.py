"""The command line for IT, as its users have it: as a process, and in this process where that is enough."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from app import admin
from app.bootstrap import open_desk
from app.settings import Places
from tests.factories import ACCOUNT_OPEN, add_dossier, add_person, add_session

ROOT = Path(admin.__file__).resolve().parent.parent
ENGLISH = re.compile(r"\b(?:usage:|show this help|positional|optional arguments|invalid|error|the following)\b")
COMMANDS = (
    *("check", "import", "demo", "search", "dossiers", "sheet", "guide", "backup", "restore", "move-to-server"),
    "doctor",
)
NIR = "2 55 07 42 019 123 49"  # nobody's: the key is right, the commune and the order are invented
NIR_DIGITS = NIR.replace(" ", "")
REGISTER = (
    "Code du département;Libellé du département;Code de la commune;Libellé de la commune;Nom de l'élu;Prénom de l'élu;"
    "Code sexe;Date de naissance;Date de début du mandat;Date de début de la fonction\n"
    "42;Loire;42147;Montbrison;ESSAI;Camille;F;01/02/1960;15/03/2026;22/03/2026\n"
    "42;Loire;42019;Boën-sur-Lignon;PREUVE;Dominique;M;03/04/1958;15/03/2026;22/03/2026\n"
    "42;Loire;42094;Feurs;SANS-DATE;Claude;M;31/02/1958;15/03/2026;22/03/2026\n"
)


@dataclass
class Ran:
    """What a command left behind."""

    code: int
    out: str
    told: str

    @property
    def rows(self) -> list[dict[str, Any]]:
        """One JSON object a line, and nothing else on standard output."""
        return [json.loads(line) for line in self.out.splitlines()]


Run = Callable[..., Ran]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    """`run("check", "nir", …, given=bytes)` in this process."""

    def run(*arguments: str | Path, given: bytes = b"") -> Ran:
        streams = [io.TextIOWrapper(io.BytesIO(data), encoding="latin-1") for data in (given, b"", b"")]
        for name, stream in zip(("stdin", "stdout", "stderr"), streams, strict=True):
            monkeypatch.setattr(sys, name, stream)
        try:
            code = admin.main([str(argument) for argument in arguments])
        except SystemExit as leaving:
            code = leaving.code if isinstance(leaving.code, int) else -1
        for stream in streams[1:]:
            stream.flush()
        out, told = (stream.buffer.getvalue().decode() for stream in streams[1:])  # type: ignore[attr-defined]
        monkeypatch.undo()
        return Ran(code, out, told)

    return run


def process(*arguments: str | Path, given: bytes = b"") -> Ran:
    """The same in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "app.admin", *map(str, arguments)],
        cwd=ROOT,
        input=given,
        capture_output=True,
        check=False,
    )
    return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())


def people_of(found: Ran) -> list[str]:
    """The officials that a search found."""
    return [row["name"] for row in found.rows if row["kind"] == "official"]


@pytest.fixture
def filled(tmp_path: Path) -> Path:
    """The folder of a desk with one official and one dossier."""
    data = tmp_path / "poste"
    with open_desk(Places(data), clock=lambda: datetime(2026, 11, 24, 9, 42, tzinfo=UTC)) as opened:
        odile = add_person(opened.desk, "Odile", "Thévenet", "Saint-Georges-en-Couzan", mobile_typed="06 39 98 20 63")
        add_dossier(opened.desk, odile, add_session(opened.desk), ACCOUNT_OPEN)
    return data


# Its language and its exit codes


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help_is_french_and_leaves_with_0(run: Run, command: str) -> None:
    helped = run(*([command] if command else []), "--help")
    assert helped.code == 0
    assert helped.out.startswith("Usage\u00a0: amf42-admin")
    assert "montrer cette aide" in helped.out
    assert not ENGLISH.search(helped.out)


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("unknown",),
        ("check",),
        ("check", "nir"),
        ("check", "nir", "--digits", "14"),
        ("check", "phone", "--digits", "13"),
        ("check", "iban"),
        ("import", "csv", "a.csv"),
        ("import", "rne"),
        ("search",),
        ("sheet", "--dossier", "un", "--out", "a.pdf"),
        ("sheet", "--dossier", "1"),
        ("backup",),
        ("doctor", "--everything"),
        ("--data",),
    ],
    ids=" ".join,
)
def test_wrong_use_leaves_with_2_and_a_french_sentence(run: Run, arguments: tuple[str, ...]) -> None:
    refused = run(*arguments)
    assert refused.code == 2
    assert refused.out == ""
    assert refused.told.strip()
    assert not ENGLISH.search(refused.told)


def test_wrong_use_never_repeats_what_was_typed(run: Run) -> None:
    for arguments in (("check", "nir", NIR), ("check", NIR), (NIR,), ("sheet", "--dossier", NIR, "--out", "a")):
        refused = run(*arguments)
        assert refused.code == 2
        assert NIR not in refused.told
        assert NIR_DIGITS not in refused.told


def test_a_bug_is_one_french_sentence_without_its_words(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_options: object) -> int:
        raise ValueError(f"the value {NIR} was not expected")

    monkeypatch.setattr(admin, "run_doctor", broken)
    told = run("doctor")
    assert told.code == 1
    assert "Un défaut du programme" in told.told
    assert "ValueError" in told.told
    assert NIR not in told.told
    assert "Traceback" not in told.told


def test_a_reader_that_has_enough_is_no_trouble() -> None:
    reading = subprocess.Popen(
        [sys.executable, "-m", "app.admin", "check", "phone"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert reading.stdin is not None
    assert reading.stdout is not None
    assert reading.stderr is not None
    reading.stdin.write(b"04 65 71 20 14\n")
    reading.stdin.flush()
    assert json.loads(reading.stdout.readline())["line"] == 1
    reading.stdout.close()  # as `head -1` does
    reading.stdin.write(b"04 65 71 20 14\n" * 2000)
    reading.stdin.close()
    told = reading.stderr.read()
    reading.stderr.close()
    assert reading.wait(30) == 0
    assert told == b""


# Checks


def test_check_nir_answers_each_line_and_never_repeats_it() -> None:
    lines = (NIR, NIR_DIGITS, "2 55 07 42 019 123 50", "2550742019", "", "Mme Thévenet", NIR + " " + NIR)
    checked = process("check", "nir", "--digits", "15", given="\n".join(lines).encode() + b"\n")
    assert checked.code == 0
    assert [row["line"] for row in checked.rows] == [1, 2, 3, 4, 5, 6, 7]
    assert [row["ok"] for row in checked.rows] == [True, True, False, False, False, False, False]
    assert set(checked.rows[0]) == {"line", "ok", "problems"}
    assert checked.rows[2]["problems"][0]["code"] == "nir.key"
    everything = checked.out + checked.told
    for piece in ("2550742019", "2 55 07", "019 123", "Thévenet", "123"):
        assert piece not in everything


@pytest.mark.parametrize(
    "given",
    [
        b"\x00\x01\xff\xfe\x80" * 200 + b"\n",
        NIR.encode("utf-16"),
        b"<html><body>" + NIR_DIGITS.encode() + b"</body></html>\n",
        NIR_DIGITS.encode() * 20_000 + b"\n",
        "2\u202e55\u00a007\u200b42019123\ud7ff18\n".encode(),
        bytes(range(256)),
    ],
    ids=["binary", "utf-16", "html", "very long", "odd spaces", "each byte"],
)
def test_check_nir_takes_anything(run: Run, given: bytes) -> None:
    checked = run("check", "nir", "--digits", "13", given=given)
    assert checked.code == 0
    assert checked.told == ""
    assert len(checked.rows) == given.count(b"\n") + (not given.endswith(b"\n"))
    assert not any(row["ok"] for row in checked.rows)
    assert NIR_DIGITS[:13] not in checked.out
    assert len(checked.out) < 3000 * len(checked.rows)


def test_lines_are_numbered_as_an_editor_numbers_them(run: Run) -> None:
    given = b"\xef\xbb\xbf04 65 71 20 14\r\n\r\n06 39 98 20 63\r\nzz"
    rows = run("check", "phone", given=given).rows
    assert [(row["line"], row["ok"], row["e164"]) for row in rows] == [
        (1, True, "+33465712014"),
        (2, False, None),
        (3, True, "+33639982063"),
        (4, False, None),
    ]
    assert run("check", "phone", given=b"").rows == []


def test_check_phone_address_and_email_give_what_was_understood(run: Run) -> None:
    phone = run("check", "phone", given=b"00 33 4 65 71 20 14\n").rows[0]
    assert (phone["e164"], phone["national"], phone["region"]) == ("+33465712014", "04 65 71 20 14", "FR")
    address = run("check", "address", given=b"12 bis av. de la Gare 42130 Boen sur Lignon\n").rows[0]
    assert list(address)[:3] == ["line", "ok", "problems"]
    assert address["number"] == "12"
    assert address["repetition"] == "bis"
    assert address["street_type"] == "avenue"
    assert address["street_name"] == "de la Gare"
    assert address["complement"] is None
    assert address["locality"] is None
    assert (address["postcode"], address["city"], address["insee"]) == ("42130", "Boën-sur-Lignon", "42019")
    email = run("check", "email", given=b"mairie@gmial.com\n").rows[0]
    assert email["suggestion"] == "mairie@gmail.com"


def test_each_problem_has_a_code_that_the_list_explains(run: Run) -> None:
    listed = {row["code"] for row in run("check", "--codes").rows}
    found = run("check", "nir", "--digits", "13", given=b"0\n9550742019123\n25507420191234567\n").rows
    found += run("check", "phone", given=b"12\nabc\n\n").rows + run("check", "email", given=b"a@b\n\n").rows
    problems = [problem for row in found for problem in row["problems"]]
    assert problems
    assert {problem["severity"] for problem in problems} <= {"error", "warning"}
    assert {problem["code"] for problem in problems} <= listed


# The base


def test_a_register_is_imported_once(run: Run, tmp_path: Path) -> None:
    register, data = tmp_path / "rne.csv", tmp_path / "poste"
    register.write_text(REGISTER, "utf-8")
    first = run("--data", data, "import", "rne", register)
    assert first.code == 0
    (row,) = first.rows
    assert (row["file"], row["created"], row["updated"], row["unchanged"]) == ("rne.csv", 3 - row["skipped"], 0, 0)
    assert [set(line) for line in row["refused_lines"]] == [{"line", "reason"}] * row["skipped"]
    (again,) = run("--data", data, "import", "rne", register).rows
    assert (again["created"], again["updated"], again["unchanged"]) == (0, 0, row["created"])
    assert people_of(run("--data", data, "search", "boen")) == ["Dominique Preuve"]


def test_a_dry_run_makes_nothing(run: Run, tmp_path: Path) -> None:
    register, data = tmp_path / "rne.csv", tmp_path / "poste"
    register.write_text(REGISTER, "utf-8")
    told = run("--data", data, "import", "rne", "--dry-run", register)
    assert told.code == 0
    assert told.rows[0]["created"] >= 2
    assert not data.exists()


def test_a_dry_run_changes_nothing(run: Run, filled: Path, tmp_path: Path) -> None:
    register = tmp_path / "rne.csv"
    register.write_text(REGISTER, "utf-8")
    assert run("--data", filled, "import", "rne", "--dry-run", register).rows[0]["created"] >= 2
    assert people_of(run("--data", filled, "search", "preuve")) == []


@pytest.mark.parametrize(
    "content", [None, b"", b"\x00\xff" * 500, b"<!DOCTYPE html><html></html>", b"a;b;c\n1;2;3\n"], ids=str
)
def test_a_register_that_is_none_is_refused_and_the_others_go_on(
    run: Run, tmp_path: Path, content: bytes | None
) -> None:
    bad, good, data = tmp_path / "autre.csv", tmp_path / "rne.csv", tmp_path / "poste"
    good.write_text(REGISTER, "utf-8")
    if content is not None:
        bad.write_bytes(content)
    told = run("--data", data, "import", "rne", bad, good)
    assert told.code == 1
    assert told.rows[0]["file"] == "autre.csv"
    assert told.rows[0]["refused"]
    assert told.rows[1]["created"] >= 2
    assert len(told.told.splitlines()) == 1
    assert not ENGLISH.search(told.told)


def test_search_finds_people_communes_trainings_and_dossiers(run: Run, filled: Path) -> None:
    found = run("--data", filled, "search", "st georges couzan")
    assert {"official", "commune", "dossier"} <= {row["kind"] for row in found.rows}
    assert run("--data", filled, "search", "06.39.98.20.63").rows[0]["name"] == "Odile Thévenet"
    assert [row["kind"] for row in run("--data", filled, "search", "domaine").rows if row["kind"] == "training"]
    assert run("--data", filled, "search", "zzzz").rows == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows hands over no broken text")
def test_search_takes_any_bytes(filled: Path) -> None:
    found = subprocess.run(
        [sys.executable, "-m", "app.admin", "--data", str(filled), "search", b"\xff\xfe th\xc3\xa9v"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    assert found.returncode == 0, found.stderr


def test_a_sheet_is_written_and_remembered(run: Run, filled: Path, tmp_path: Path) -> None:
    (dossier,) = run("--data", filled, "dossiers").rows
    assert dossier["name"] == "Odile Thévenet"
    assert dossier["session"] == "2026-12-15"
    out = tmp_path / "fiche.pdf"
    (row,) = run("--data", filled, "sheet", "--dossier", str(dossier["id"]), "--out", out).rows
    assert out.read_bytes().startswith(b"%PDF")
    assert row["pages"] >= 1
    assert row["steps"] >= 1
    with open_desk(Places(filled)) as opened:
        from app.storage import queries

        detail = queries.dossier(opened.desk, dossier["id"])
        assert detail is not None
        assert [line for line in detail.history if "fiche" in line.text.lower()]


def test_a_sheet_of_nobody_or_to_nowhere_is_refused(run: Run, filled: Path, tmp_path: Path) -> None:
    for arguments in (("999", tmp_path / "a.pdf"), ("1", tmp_path / "no" / "a.pdf"), ("1", tmp_path)):
        refused = run("--data", filled, "sheet", "--dossier", arguments[0], "--out", arguments[1])
        assert refused.code == 1
        assert refused.rows == []
        assert len(refused.told.splitlines()) == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["poste"]


def test_the_demonstration_is_filled_once_and_then_serves_where_it_stands_alone(run: Run, tmp_path: Path) -> None:
    first = run("--data", tmp_path / "poste", "demo")
    assert first.code == 0
    assert first.rows[0]["officials"] > 10
    assert run("--data", tmp_path / "poste", "demo").rows == first.rows
    listed = run("--data", tmp_path / "poste", "dossiers")
    assert len(listed.rows) == first.rows[0]["dossiers"]
    assert "démonstration" in listed.told
    assert run("--data", tmp_path / "poste", "--demo", "dossiers").rows == listed.rows
    out = tmp_path / "fiche.pdf"
    assert run("--data", tmp_path / "poste", "sheet", "--dossier", str(listed.rows[0]["id"]), "--out", out).code == 0


def test_a_desks_own_base_is_never_mixed_with_the_demonstration(run: Run, filled: Path) -> None:
    run("--data", filled, "demo")
    assert [row["name"] for row in run("--data", filled, "dossiers").rows] == ["Odile Thévenet"]


# Copies


def test_a_copy_is_made_and_put_back(run: Run, filled: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copie.db"
    (made,) = run("--data", filled, "backup", copy).rows
    assert made["bytes"] == copy.stat().st_size > 0
    assert b"SQLite format 3" not in copy.read_bytes()[:100]
    register = tmp_path / "rne.csv"
    register.write_text(REGISTER, "utf-8")
    run("--data", filled, "import", "rne", register)
    (restored,) = run("--data", filled, "restore", copy).rows
    assert Path(restored["kept_aside"]).exists()
    assert people_of(run("--data", filled, "search", "preuve")) == []
    assert run("--data", filled, "dossiers").rows[0]["name"] == "Odile Thévenet"


def test_a_copy_opens_on_another_computer_with_the_recovery_key(run: Run, filled: Path, tmp_path: Path) -> None:
    copy, other = tmp_path / "copie.db", tmp_path / "autre"
    run("--data", filled, "backup", copy)
    with open_desk(Places(filled)) as opened:
        recovery = opened.key.recovery_text().replace("\n", " ").lower()
    refused = run("--data", other, "restore", copy)
    assert refused.code == 1
    assert "clé de secours" in refused.told
    assert run("--data", other, "restore", copy, "--recovery", given=b"AAAAA\n").code == 1
    assert not (other / "amf42.db").exists()
    assert run("--data", other, "restore", copy, "--recovery", given=recovery.encode() + b"\n").code == 0
    assert run("--data", other, "dossiers").rows[0]["name"] == "Odile Thévenet"


@pytest.mark.parametrize("content", [None, b"", b"SQLite format 3\x00" + b"\x00" * 5000, b"\x07" * 8192], ids=str)
def test_a_wrong_copy_changes_nothing(run: Run, filled: Path, tmp_path: Path, content: bytes | None) -> None:
    wrong = tmp_path / "copie.db"
    if content is not None:
        wrong.write_bytes(content)
    before = (filled / "amf42.db").read_bytes()
    refused = run("--data", filled, "restore", wrong)
    assert refused.code == 1
    assert refused.rows == []
    assert len(refused.told.splitlines()) == 1
    assert (filled / "amf42.db").read_bytes() == before
    assert run("--data", filled, "dossiers").code == 0


# Doctor


def test_doctor_finds_a_sound_base_and_changes_nothing(run: Run, filled: Path) -> None:
    before = {path.name: path.read_bytes() for path in filled.iterdir()}
    told = run("--data", filled, "doctor")
    assert told.code == 0
    (report,) = told.rows
    assert report["sound"] is True
    assert report["key"] == "file"
    assert report["revision"] == report["schema"]
    assert report["guides"]
    assert {path.name: path.read_bytes() for path in filled.iterdir()} == before


def test_doctor_where_nothing_is_makes_nothing(run: Run, tmp_path: Path) -> None:
    told = run("--data", tmp_path / "poste", "doctor")
    assert told.code == 1
    assert told.rows[0]["exists"] is False
    assert "n’existe pas encore" in told.told
    assert not (tmp_path / "poste").exists()


def test_doctor_tells_a_lost_key(run: Run, filled: Path) -> None:
    (filled / "amf42.key").unlink()
    told = run("--data", filled, "doctor")
    assert told.code == 1
    assert "clé de secours" in told.told
    assert run("--data", filled, "dossiers").code == 1


@pytest.mark.parametrize("harm", ["empty", "plain", "garbage", "cut", "flipped"])
def test_a_base_that_is_harmed_is_one_sentence(run: Run, filled: Path, harm: str) -> None:
    base = filled / "amf42.db"
    whole = bytearray(base.read_bytes())
    if harm == "empty":
        base.write_bytes(b"")
    elif harm == "plain":
        base.unlink()
        import sqlite3

        plain = sqlite3.connect(base)
        plain.execute("CREATE TABLE a (b)")
        plain.commit()
        plain.close()
    elif harm == "garbage":
        base.write_bytes(os.urandom(20_000))
    elif harm == "cut":
        base.write_bytes(whole[: len(whole) // 2])
    else:
        whole[-5000] ^= 255
        base.write_bytes(whole)
    told = run("--data", filled, "doctor")
    assert told.code == 1
    assert told.rows[0]["sound"] is False
    assert len(told.told.splitlines()) == 1
    assert not ENGLISH.search(told.told)
    harmed = base.read_bytes()
    if harm != "flipped":  # one page: what does not touch it still reads
        for command in ("dossiers", "backup"):
            arguments = [command] if command == "dossiers" else [command, str(filled / "copie.db")]
            refused = run("--data", filled, *arguments)
            assert refused.code == 1
            assert len(refused.told.splitlines()) == 1
    assert base.read_bytes() == harmed
    assert not (filled / "copie.db").exists()
