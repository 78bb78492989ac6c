"""The program tries itself: 0 when all of it worked, else 1 and a reason that names what is missing."""

import io
import json
import os
import shutil
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QLocale, QTranslator
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QApplication

from app import self_test as pieces
from app import self_test_installed as installed
from app.self_test import FailedError, Trial, attempt
from app.settings import Places
from app.storage.keys import read_key_file
from tests.storage.conftest import KEY
from ui import self_test
from ui.incomplete import report_of, tell_incomplete
from ui.self_test import Report, Wanted
from ui.start import make_application, start

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
            *("--report", str(report), "--timings", str(timings), "--limit", "300"),  # speed is never asserted
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


def test_a_trial_without_end_is_ended_and_leaves_nothing_behind(tmp_path: Path) -> None:
    script = """
        import sys, time
        from pathlib import Path
        from app.self_test import Trial
        from app.settings import Places
        from app.storage.keys import Key, store_key
        from ui import self_test
        from ui.start import make_application
        def hang(folder):
            places = Places(folder / self_test.WORK_FOLDER)
            places.data.mkdir()
            store_key(places.base_id, places, Key.new())
            Path(sys.argv[2]).write_text(str(places.key_file.exists()))
            time.sleep(60)
        self_test._trials = lambda _app, folder, _wanted: iter([Trial("Attente", lambda: hang(folder))])
        self_test.self_test(make_application, self_test.Wanted(report=Path(sys.argv[1]), limit=2))
        """
    report, seen, temporary = tmp_path / "rapport.txt", tmp_path / "vu.txt", tmp_path / "temp"
    temporary.mkdir()
    started = time.monotonic()
    ran = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script), str(report), str(seen)],
        cwd=ROOT,
        env={**os.environ, "TMPDIR": str(temporary)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 1
    assert time.monotonic() - started < 30
    told = report.read_text("utf-8")
    assert "Attente\u00a0: l’essai n’est pas fini" in told
    assert "--limit 120" in told
    assert seen.read_text() == "True"
    assert list(temporary.iterdir()) == []


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
    assert "«\u00a0QtWidgets\u00a0» ne se charge pas" in report.read_text("utf-8")
    assert "Réinstallez" in capsys.readouterr().err


def test_wrong_use_is_told_in_french() -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "ui", "--selftest"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 2
    assert "Usage\u00a0: amf42" in ran.stderr


def test_the_value_of_report_is_found_however_it_is_written() -> None:
    assert report_of(["--self-test", "--report=C:\\essai.txt"]) == Path("C:\\essai.txt")
    assert report_of(["--report", "essai.txt", "--self-test"]) == Path("essai.txt")
    assert report_of(["--self-test", "--report"]) is None


def test_whoever_is_slow_may_be_given_longer(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    asked: list[Wanted] = []

    def tried(_make: object, wanted: Wanted) -> int:
        asked.append(wanted)
        return 0

    monkeypatch.setattr(self_test, "self_test", tried)
    assert start(["--self-test", "--limit", "162", "--data", str(tmp_path)]) == 0
    assert start(["--self-test", "--data", str(tmp_path)]) == 0
    assert [wanted.limit for wanted in asked] == [162, self_test.LIMIT]


# The trial itself can fail


def test_each_piece_is_tried(qapp: QApplication, tmp_path: Path) -> None:
    names = [trial.name for trial in self_test._trials(qapp, tmp_path, Wanted(bases=BASES))]
    assert names[-1] == "Travail"
    assert {name for name in names if not name.startswith("Base ")} == {
        *("Bibliothèques", "Qt en français", "Icônes", "Impression", "Polices", "Guide", "Données de référence"),
        *("Contrôles de saisie", "Migrations", "Clé", "Mises à jour", "Licences", "Fichiers"),
        *("Une seule fenêtre", "Travail"),
    }
    assert len([name for name in names if name.startswith("Base ")]) == len(list(BASES.glob("*.db")))


@pytest.mark.parametrize(
    ("broken", "replacement", "told"),
    [
        ("nacl.signing.VerifyKey.verify", lambda *_: b"", "changée après sa signature"),
        ("app.updates.order", lambda version: (int(version.split(".")[0] == "9"), *version.encode()), "plus ancienne"),
        (
            "app.updates._fetch",
            lambda place, release, file, _report: file.writelines(place.pieces(release.installer, lambda: None)),
            "n’est pas celui annoncé",
        ),
    ],
)
def test_a_program_that_takes_any_update_fails_the_trial(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, broken: str, replacement: Callable[..., object], told: str
) -> None:
    monkeypatch.setattr(broken, replacement)
    outcome = attempt(Trial("Mises à jour", lambda: installed.updates(tmp_path)))
    assert not outcome.good
    assert told in outcome.told


def test_an_installed_program_without_licences_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "amf42.exe"))
    with pytest.raises(FailedError, match="licences"):
        installed.licences()
    (tmp_path / "licences" / "Qt").mkdir(parents=True)
    (tmp_path / "licences" / "Qt" / "LGPL-3.0.txt").write_text("…")
    assert installed.licences() == "1 textes"


def test_a_sheet_whose_fonts_are_elsewhere_or_that_lacks_its_words_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    import pypdfium2

    paper = io.BytesIO()
    with pypdfium2.PdfDocument.new() as document:
        document.new_page(595, 842).close()
        document.save(paper)
    sheet: Any = SimpleNamespace(pdf=paper.getvalue(), steps=3, pages=1)
    with pytest.raises(FailedError, match="« Camille » ne se lit pas"):
        pieces.reread(sheet, ("Camille",))
    with pytest.raises(FailedError, match="AMF42Lisible-Regular"):
        pieces.reread(sheet, ())
    whole = dict.fromkeys((*pieces.PAPER, *pieces.FALLBACK), True)
    monkeypatch.setattr(pieces, "_fonts_of", lambda _page: whole)
    assert "1 pages" in pieces.reread(sheet, ())
    monkeypatch.setattr(pieces, "_fonts_of", lambda _page: {**whole, "Helvetica": False})
    with pytest.raises(FailedError, match="Helvetica"):
        pieces.reread(sheet, ())


@pytest.mark.parametrize(
    ("broken", "replacement", "told"),
    [
        ("app.storage.upgrade.upgrade", lambda *_words, **_more: None, "elle est à 0001 après la mise à jour"),
        ("app.storage.queries.officials", lambda _desk: [], "personne n’y est plus"),
    ],
)
def test_an_earlier_base_that_is_not_brought_to_today_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, broken: str, replacement: Callable[..., object], told: str
) -> None:
    monkeypatch.setattr(broken, replacement)
    outcome = attempt(Trial("Base", lambda: pieces.earlier_base(BASES / "schema-0001.db", tmp_path)))
    assert not outcome.good
    assert told in outcome.told


def test_icons_that_draw_nothing_are_named(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    assert attempt(Trial("Icônes", self_test.icons)).good
    blank = QPixmap(24, 24)
    blank.fill("transparent")
    monkeypatch.setattr("ui.icons.icon_pixmap", lambda *_: blank)
    outcome = attempt(Trial("Icônes", self_test.icons))
    assert not outcome.good
    assert "ne se dessinent pas" in outcome.told


def test_a_qt_that_counts_in_another_language_is_noticed(qapp: QApplication) -> None:
    make_application()
    QLocale.setDefault(QLocale(QLocale.Language.English))
    try:
        outcome = attempt(Trial("Qt en français", self_test.french_qt))
    finally:
        make_application()
    assert not outcome.good


def test_a_plugin_that_is_there_and_does_not_load_is_named(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = {"win32": "qentamee.dll", "darwin": "libqentamee.dylib"}
    name = names.get(sys.platform, "libqentamee.so")
    (tmp_path / "platforms").mkdir()
    (tmp_path / "platforms" / name).write_bytes(b"half of it")
    monkeypatch.setenv("QT_QPA_PLATFORM", "entamee")
    QCoreApplication.addLibraryPath(str(tmp_path))
    try:
        outcome = attempt(Trial("Affichage de Qt", self_test.platform_plugin))
    finally:
        QCoreApplication.removeLibraryPath(str(tmp_path))
    assert not outcome.good
    assert "ne se charge pas" in outcome.told


@pytest.mark.parametrize("broken", ["app.bootstrap.copy_of_the_day", "app.storage.revert.revert"])
def test_a_copy_that_is_not_made_or_a_move_that_is_not_undone_fails_the_trial(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    monkeypatch.setattr(broken, lambda *_words, **_more: None)
    assert not attempt(Trial("Travail", lambda: self_test.whole_work(qapp, tmp_path, None))).good


def test_the_trial_takes_the_key_of_its_base_out_of_the_keyring(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    forgotten: list[str] = []
    monkeypatch.setattr("app.storage.keys.forget_key", lambda base_id, _places: forgotten.append(base_id))
    assert attempt(Trial("Travail", lambda: self_test.whole_work(qapp, tmp_path, None))).good
    assert forgotten == [Places(tmp_path).base_id]
