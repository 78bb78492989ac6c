"""The program tries itself: 0 when all of it worked, else 1 and a reason that names what is missing."""

import json
import os
import shutil
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QTranslator
from PySide6.QtWidgets import QApplication

from app import self_test as pieces
from app import self_test_installed as installed
from app.self_test import FailedError, Trial, attempt
from app.settings import Places
from app.storage.keys import read_key_file
from tests.storage.conftest import KEY
from ui import self_test
from ui.incomplete import tell_incomplete
from ui.self_test import Report, Wanted
from ui.start import make_application

ROOT = Path(self_test.__file__).resolve().parent.parent
BASES = ROOT / "tests" / "storage" / "bases"


def test_the_trial_goes_through_all_of_it_and_tells_what_it_saw(tmp_path: Path) -> None:
    """On a screen at 175 %, from a folder whose name has accents and spaces."""
    folder = tmp_path / "Éloïse Ô"
    folder.mkdir()
    report, timings = folder / "rapport.txt", folder / "temps.json"
    ran = subprocess.run(
        [
            *(sys.executable, "-m", "ui", "--self-test", "--data", str(folder / "données"), "--bases", str(BASES)),
            *("--report", str(report), "--timings", str(timings)),
        ],
        cwd=ROOT,
        env={**os.environ, "TMPDIR": str(folder), "TEMP": str(folder), "QT_SCALE_FACTOR": "1.75"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    assert "Essai réussi" in ran.stderr
    lines = report.read_text("utf-8").splitlines()
    assert lines[-1] == "Essai réussi."
    tried = [line for line in lines if line.startswith("réussi")]
    assert len(tried) == len(lines) - 2
    for words in ("Base schema-0001 : de 0001 à", "3 personnes", "polices incorporées", "dans un fichier", "GP, RE"):
        assert any(words in line.replace("\u00a0", " ") for line in tried), words
    told = json.loads(timings.read_text())
    assert 0 < told["first_paint"] < told["usable"]
    assert [path.name for path in folder.iterdir()] in ([report.name, timings.name], [timings.name, report.name])


def test_what_the_installer_laid_is_looked_for_file_by_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert installed.files() == "vus dans le programme installé seulement"
    program = tmp_path / "amf42.exe"
    library = tmp_path / "_internal" / "PySide6" / "MSVCP140.dll"
    library.parent.mkdir(parents=True)
    for path in (program, library, tmp_path / "desinstaller.exe"):
        path.write_bytes(b"whole")
    places = (r"5 amf42.exe", r"5 _internal\PySide6\MSVCP140.dll", "- desinstaller.exe")
    (tmp_path / installed.LISTING).write_bytes("".join(f"{place}\r\n" for place in places).encode())
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(program))
    assert installed.files() == "3 en place"
    library.write_bytes(b"cut")
    with pytest.raises(FailedError, match=r"abîmés.*MSVCP140"):
        installed.files()
    library.unlink()
    with pytest.raises(FailedError, match=r"manquent.*MSVCP140.*Réinstallez"):
        installed.files()


def test_each_earlier_base_has_its_key_beside_it() -> None:
    bases = sorted(BASES.glob("*.db"))
    assert bases
    assert {read_key_file(base.with_suffix(".key")) for base in bases} == {KEY}


@pytest.mark.parametrize("problem", [FailedError("la fiche est vide"), ValueError("Odile Thévenet")])
def test_a_trial_that_fails_leaves_with_a_reason(
    qapp: QApplication,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    expected_log: Callable[[str], None],
    tmp_path: Path,
    problem: Exception,
) -> None:
    def fail(*_arguments: object) -> str:
        raise problem

    only = (Trial("Travail", lambda: self_test.whole_work(qapp, tmp_path / "base", None)),)
    monkeypatch.setattr(self_test, "_main_job", fail)
    monkeypatch.setattr(self_test, "_trials", lambda *_: iter(only))
    expected_log("Travail")
    report, log = tmp_path / "rapport.txt", tmp_path / "amf42.log"
    assert self_test.self_test(make_application, Wanted(report=report, log=log)) == 1
    told = capsys.readouterr().err
    for written in (told, report.read_text("utf-8"), log.read_text("utf-8")):
        assert "Travail" in written
        assert "Odile" not in written
        assert "Traceback" not in written
    assert "Essai manqué" in told


def test_what_the_window_would_tell_its_user_fails_the_trial(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def harmed(*_arguments: object) -> str:
        raise KeyError("une icône")

    monkeypatch.setattr("ui.pages.today.TodayPage.refresh", harmed)
    outcome = attempt(Trial("Travail", lambda: self_test.whole_work(qapp, tmp_path, None)))
    assert not outcome.good
    assert "KeyError" in outcome.told


def test_a_trial_without_end_is_ended(tmp_path: Path) -> None:
    script = """
        import sys, time
        from pathlib import Path
        from app.self_test import Trial
        from ui import self_test
        from ui.start import make_application
        self_test._trials = lambda *_: iter([Trial("Attente", lambda: time.sleep(60) or "")])
        self_test.self_test(make_application, self_test.Wanted(report=Path(sys.argv[1]), limit=0.3))
        """
    started = time.monotonic()
    ran = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script), str(tmp_path / "rapport.txt")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 1
    assert time.monotonic() - started < 30
    assert "Attente\u00a0: l’essai n’est pas fini" in (tmp_path / "rapport.txt").read_text("utf-8")


# What is missing is named


MISSING = {
    "fonts/AMF42Lisible-Bold.ttf": "fonts",
    "fonts/DejaVuSans.ttf": "fonts",
    "guide/2022-03.toml": "guide",
    "reference/communes.tsv.xz": "reference",
    "reference/departements.tsv": "reference",
    "reference/streets.toml": "reference",
    "letters/cdc.toml": "reference",
    "help.toml": "reference",
    "qr_codes.txt": "reference",
    "desk.toml": "reference",
}


def test_each_data_file_that_is_missing_is_noticed(tmp_path: Path) -> None:
    """In a tree of this program whose data files go away one by one, each trial in a process of its own."""
    for room in ("app", "ui"):
        (tmp_path / room).symlink_to(ROOT / room)
    shutil.copytree(ROOT / "resources", tmp_path / "resources")
    script = """
        import json, os, sys
        from pathlib import Path
        import app.documents.fonts, app.guide.proving, app.help, app.documents.letter_texts, app.checks.address
        from app import self_test
        for name, trial in json.load(sys.stdin).items():
            file = Path("resources", name)
            if name:
                file.rename("aside")
            child = os.fork()
            if child == 0:
                outcome = self_test.attempt(self_test.Trial(name, getattr(self_test, trial)))
                print(json.dumps([name, outcome.good, outcome.told]), flush=True)
                os._exit(0)
            os.waitpid(child, 0)
            if name:
                Path("aside").rename(file)
        """
    ran = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script)],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        input=json.dumps({**MISSING, "": "reference"}),
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    told = [json.loads(line) for line in ran.stdout.splitlines()]
    assert [row[0] for row in told if not row[1]] == list(MISSING), told
    for name, good, words in told[:-1]:
        if not name.startswith("guide"):  # the other edition is based on it, and says so
            assert Path(name).name in words, words
        assert not good
    assert told[-1][1], told[-1]


def test_a_migration_that_is_missing_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert attempt(Trial("Migrations", pieces.migrations)).good
    folder = tmp_path / "migrations"
    shutil.copytree(ROOT / "app" / "storage" / "migrations", folder)
    newest = sorted((folder / "versions").glob("0*.py"))[-1]
    newest.unlink()
    monkeypatch.setattr("app.storage.upgrade.MIGRATIONS", folder)
    outcome = attempt(Trial("Migrations", pieces.migrations))
    assert not outcome.good
    assert newest.name[:4] in outcome.told


def test_a_part_of_qt_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    assert self_test.platform_plugin() == "offscreen"
    monkeypatch.setenv("QT_QPA_PLATFORM", "absente")
    outcome = attempt(Trial("Affichage de Qt", self_test.platform_plugin))
    assert not outcome.good
    assert "absente" in outcome.told


def test_qts_own_words_that_are_missing_are_noticed(qapp: QApplication) -> None:
    make_application()
    translators = qapp.findChildren(QTranslator)
    for one in translators:
        QCoreApplication.removeTranslator(one)
    try:
        outcome = attempt(Trial("Qt en français", self_test.french_qt))
    finally:
        for one in translators:
            QCoreApplication.installTranslator(one)
    assert not outcome.good
    assert attempt(Trial("Qt en français", self_test.french_qt)).good


def test_a_library_that_does_not_load_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pypdfium2", None)
    outcome = attempt(Trial("Bibliothèques", pieces.libraries))
    assert not outcome.good
    assert "pypdfium2 (aperçu et impression" in outcome.told


def test_a_base_without_its_key_or_with_nobody_in_it_fails(tmp_path: Path) -> None:
    shutil.copy(BASES / "schema-0001.db", tmp_path)
    [trial] = pieces.earlier_bases(tmp_path, tmp_path / "copies")
    assert "schema-0001.key" in attempt(trial).told
    [none] = pieces.earlier_bases(tmp_path / "vide", tmp_path / "copies")
    assert not attempt(none).good


def test_a_key_of_the_trial_stays_nowhere(tmp_path: Path) -> None:
    places = Places(tmp_path / "clé")
    outcome = attempt(Trial("Clé", pieces.key_store(places)))
    assert outcome.good
    assert outcome.told == "dans un fichier, sans trousseau"
    assert not places.key_file.exists()


def test_a_report_that_cannot_be_written_is_a_failure(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], expected_log: Callable[[str], None]
) -> None:
    expected_log("rapport")
    assert Report(Wanted(report=tmp_path / "nulle part" / "rapport.txt")).close() == 1
    assert "Le rapport ne s’écrit pas" in capsys.readouterr().err


def test_a_program_that_cannot_even_start_says_so_in_the_report(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report = tmp_path / "rapport.txt"
    missing = ImportError("DLL load failed", name="QtWidgets")
    assert tell_incomplete(missing, ["--self-test", "--report", str(report)]) == 1
    assert "« QtWidgets » ne se charge pas" in report.read_text("utf-8")
    assert "Réinstallez" in capsys.readouterr().err


def test_wrong_use_is_told_in_french() -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "ui", "--selftest"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 2
    assert "Usage\u00a0: amf42" in ran.stderr
