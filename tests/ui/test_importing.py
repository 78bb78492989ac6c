# ruff: noqa: F811 - fixtures are parameters
"""A register imported from the page Élus: seen before it is accepted, refused in one sentence, turned back whole."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QApplication, QDialog, QMessageBox
from pytestqt.qtbot import QtBot

from app.desk import Desk
from app.errors import StorageUnavailable, UserError
from app.settings import PcSettings
from app.storage.queries import count_officials, officials
from tests.factories import add_person
from tests.ui.directory_desk import (  # noqa: F401 - the fixtures come with the hands
    ENTER,
    Told,
    clock,
    desk,
    directory_model_base,
    front,
    plain,
    shown,
    strike,
    told,
)
from ui.dialogs.importing import ABSENT, CHANGED, NEW, REFUSED, ImportPanel
from ui.front import Front
from ui.pages.directory import DirectoryPage
from ui.tasks import Handlers, ThreadRunner
from ui.theme import Theme

HEADINGS = (
    "Code du département;Libellé du département;Code de la collectivité à statut particulier;"
    "Libellé de la collectivité à statut particulier;Code de la commune;Libellé de la commune;Nom de l'élu;"
    "Prénom de l'élu;Code sexe;Date de naissance;Code de la catégorie socio-professionnelle;"
    "Libellé de la catégorie socio-professionnelle;Date de début du mandat;Date de début de la fonction"
)


def line(insee: str, commune: str, name: str, first: str, sex: str = "F", birth: str = "25/11/1962") -> str:
    return f"42;Loire;;;{insee};{commune};{name};{first};{sex};{birth};33;Cadre;22/03/2026;28/03/2026"


ODILE = line("42304", "Sury-le-Comtal", "THÉVENET", "Odile")
REMI = line("42094", "Feurs", "COMBARET", "Rémi", "M", "04/03/1971")
UNREAD = line("42147", "Montbrison", "DAMON", "Paul", "M", "31/02/1971")


@pytest.fixture
def file(tmp_path: Path) -> Callable[..., Path]:
    def write(*lines: str, name: str = "maires.csv", content: bytes | None = None) -> Path:
        path = tmp_path / name
        path.write_bytes(("\n".join((HEADINGS, *lines)) + "\n").encode() if content is None else content)
        return path

    return write


@pytest.fixture
def page(qtbot: QtBot, front: Front) -> DirectoryPage:
    return shown(qtbot, front)


def panel_of(page: DirectoryPage) -> ImportPanel:
    found = page.findChild(ImportPanel)
    assert found is not None
    return found


def rows(panel: ImportPanel) -> list[tuple[str, ...]]:
    model = panel.model
    return [tuple(plain(model.index(row, column).data()) for column in range(3)) for row in range(model.rowCount())]


def test_a_register_is_seen_accepted_and_turned_back(
    page: DirectoryPage, file: Callable[..., Path], desk: Desk, told: Told, front: Front
) -> None:
    page.import_file(file(ODILE, REMI, UNREAD))
    panel = panel_of(page)
    assert panel.isVisible()
    assert plain(panel.summary.text()) == "2 personnes nouvelles, 1 ligne refusée."
    assert rows(panel) == [
        ("Thévenet Odile", "Sury-le-Comtal", "maire depuis le 28 mars 2026"),
        ("Combaret Rémi", "Feurs", "maire depuis le 28 mars 2026"),
    ]
    panel.kinds.chip(REFUSED).click()
    assert rows(panel) == [("Ligne 4", "", "la date de naissance n’est pas une date")]
    assert count_officials(desk)["all"] == 0
    assert plain(panel.accept.words()) == "Importer 2 personnes"
    assert page.save()  # Ctrl+S
    assert not panel.isVisible()
    assert [row.name for row in officials(desk)] == ["Rémi Combaret", "Odile Thévenet"]
    assert page.list.model.rowCount() == 2
    assert plain(told.banners[0]) == "Registre importé : 2 élus ajoutés."
    front.undo()
    assert count_officials(desk)["all"] == 0
    assert page.list.model.rowCount() == 0


def test_importing_again_creates_nobody_and_says_so(page: DirectoryPage, file: Callable[..., Path], desk: Desk) -> None:
    page.import_file(file(ODILE, REMI))
    page.save()
    page.import_file(file(ODILE, REMI))
    panel = panel_of(page)
    assert plain(panel.summary.text()) == "2 inchangées. Rien à importer."
    assert panel.accept.isHidden()
    assert not page.save()
    assert count_officials(desk)["all"] == 2


def test_changed_and_absent_people_are_listed_with_what_changes(
    page: DirectoryPage, file: Callable[..., Path], desk: Desk
) -> None:
    add_person(desk, "Odile", "Thévenet", "Sury-le-Comtal", function="1re adjointe", birth_date=date(1962, 11, 25))
    page.import_file(file(REMI))
    page.save()
    page.import_file(file(ODILE, line("42094", "Feurs", "CLADIÈRE", "Lise")))
    panel = panel_of(page)
    panel.kinds.chip(CHANGED).click()
    assert rows(panel) == [("Thévenet Odile", "Sury-le-Comtal", "désormais maire de Sury-le-Comtal")]
    panel.kinds.chip(ABSENT).click()
    assert rows(panel) == [("Rémi Combaret", "Feurs", "sera marqué, pas supprimé")]
    assert "personne n’est supprimé" in panel.explained.text()
    page.save()
    assert count_officials(desk)["all"] == 3


WRONG: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "vide"),
    "binary": (bytes(range(256)) * 20, "pas un fichier CSV"),
    "HTML": (b"<!doctype html><html></html>", "page internet"),
    "half": (f"{HEADINGS}\n{ODILE}\n{REMI[:40]}".encode(), "coupé"),
    "others": (HEADINGS.replace("Code de la commune", "Code de la région").encode() + b"\n", "pas les maires"),
}


@pytest.mark.parametrize("kind", WRONG)
def test_a_wrong_file_is_one_sentence_and_changes_nothing(
    page: DirectoryPage, file: Callable[..., Path], desk: Desk, kind: str
) -> None:
    content, words = WRONG[kind]
    page.import_file(file(content=content))
    panel = panel_of(page)
    said = panel.empty.accessibleName()
    assert words in said
    assert "Rien n’a été changé." in said
    assert panel.choose.hasFocus()
    assert panel.accept.isHidden()
    assert count_officials(desk)["all"] == 0
    assert not [
        one for one in QApplication.topLevelWidgets() if isinstance(one, QDialog | QMessageBox) and one.isVisible()
    ]
    page.import_file(file(ODILE))  # and the next file is read as if nothing had been
    assert plain(panel.summary.text()) == "1 personne nouvelle."


def test_a_file_that_is_gone_is_one_sentence(page: DirectoryPage, tmp_path: Path) -> None:
    page.import_file(tmp_path / "absent.csv")
    assert "ne s’ouvre pas" in panel_of(page).empty.accessibleName()


def test_without_a_file_one_is_asked_for_and_nothing_lies_over_a_call(
    page: DirectoryPage, file: Callable[..., Path]
) -> None:
    page.import_file(None)
    panel = panel_of(page)
    dialog = panel._dialog
    assert dialog is not None
    assert dialog.windowModality() == Qt.WindowModality.NonModal
    dialog.fileSelected.emit(str(file(ODILE)))
    dialog.hide()
    assert plain(panel.summary.text()) == "1 personne nouvelle."


def test_escape_leaves_without_writing(page: DirectoryPage, file: Callable[..., Path], desk: Desk) -> None:
    page.import_file(file(ODILE))
    assert page.escape()
    assert not panel_of(page).isVisible()
    assert page.list.importing.hasFocus()  # the directory is empty still
    assert count_officials(desk)["all"] == 0
    assert not page.save()


def test_entree_accepts_what_was_seen(page: DirectoryPage, file: Callable[..., Path], desk: Desk) -> None:
    page.import_file(file(ODILE))
    assert panel_of(page).accept.hasFocus()
    strike(ENTER)
    assert count_officials(desk)["all"] == 1


def test_a_base_that_does_not_answer_keeps_what_was_seen(
    page: DirectoryPage, file: Callable[..., Path], desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    page.import_file(file(ODILE))
    panel = panel_of(page)
    whole = type(desk.database).transaction

    def full(*_arguments: Any, **_options: Any) -> Any:
        raise StorageUnavailable("Le disque est plein. Libérez de la place, puis recommencez.")

    monkeypatch.setattr(type(desk.database), "transaction", full)
    page.save()
    assert panel.isVisible()
    assert "Le disque est plein." in panel.explained.text()
    monkeypatch.setattr(type(desk.database), "transaction", whole)
    page.save()
    assert count_officials(desk)["all"] == 1


def test_a_long_reading_tells_its_advance_and_can_be_stopped(
    qtbot: QtBot, desk: Desk, file: Callable[..., Path]
) -> None:
    """On real threads: the window stays alive, « Arrêter » leaves the panel as it was, nothing is written."""
    bugs: list[BaseException] = []

    def refuse(problem: UserError) -> None:
        bugs.append(problem)

    runner = ThreadRunner(Handlers(refuse, bugs.append))
    front = Front(desk, runner, PcSettings())
    page = DirectoryPage(front)
    qtbot.addWidget(page)
    page.show()
    page.shown()
    lines = [line(f"{n % 90 + 10:02}{n // 90:03}", f"Commune {n}", f"NOM{n}", "Jean", "M") for n in range(6000)]
    path = file(*lines)
    page.import_file(path)
    panel = panel_of(page)
    progress = panel._progress
    assert progress is not None
    told: list[float] = []
    progress.changed.connect(lambda fraction, _text: told.append(fraction))
    qtbot.waitUntil(lambda: len(told) > 2, timeout=20_000)
    progress.cancel()
    runner.wait()
    QCoreApplication.processEvents()
    assert panel._preview is None
    assert "Choisissez-le ici" in panel.empty.accessibleName()
    page.import_file(path)
    runner.wait()
    assert plain(panel.summary.text()) == "6 000 personnes nouvelles."
    assert panel.model.rowCount() == 6000
    runner.finish()
    assert not bugs


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_nothing_is_cut(
    qtbot: QtBot, front: Front, file: Callable[..., Path], dress: Callable[..., Theme], scale: float
) -> None:
    dress(scale=scale)
    page = shown(qtbot, front, 1182, 584)
    page.import_file(file(ODILE, REMI, UNREAD))
    panel = panel_of(page)
    assert panel.minimumSizeHint().width() <= page.width()
    assert panel.kinds.chip(NEW).isVisible()
