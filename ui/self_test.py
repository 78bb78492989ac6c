"""The program tries itself: a real window on a throw-away base, the main job from the import to the sheet."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

from app.errors import UserError
from app.settings import PcSettings, Places
from ui.main_window import MainWindow
from ui.places import Page
from ui.program import Program
from ui.theme import apply_theme, system_theme

if TYPE_CHECKING:
    from app.desk import Desk

AGENT = "Essai"
PATIENCE = 30.0  # seconds for the whole: an installer waits for it
REGISTER = (
    "Code du département;Libellé du département;Code de la commune;Libellé de la commune;Nom de l'élu;Prénom de l'élu;"
    "Code sexe;Date de naissance;Date de début du mandat;Date de début de la fonction\n"
    "42;Loire;42147;Montbrison;ESSAI;Camille;F;01/02/1960;15/03/2026;22/03/2026\n"
    "42;Loire;42019;Boën-sur-Lignon;PREUVE;Dominique;M;03/04/1958;15/03/2026;22/03/2026\n"
)


class FailedError(Exception):
    """A step of the trial did not do what it must; the message says which, in French."""


def self_test(application: QApplication, timings: Path | None = None) -> int:
    """Run the trial; 0 when all of it worked, else 1 and a reason on standard error."""
    with TemporaryDirectory(prefix="amf42-essai-") as folder:
        places = Places(Path(folder))
        settings = PcSettings(agent=AGENT)
        apply_theme(application, system_theme(application, settings))
        window = MainWindow(AGENT)
        program = Program(application, window, places, settings, timings=timings)
        window.painted.connect(program.open)
        try:
            program.show_window()
            _wait(application, lambda: program.front is not None, "la base ne s’est pas ouverte")
            _main_job(application, program)
        except (FailedError, UserError) as problem:
            tell(f"Essai manqué\u00a0: {problem}")
            return 1
        except Exception as bug:  # whoever installs the program gets a reason, never a bare traceback
            from ui.messages import bug_report

            tell(f"Essai manqué\u00a0: un défaut du programme.\n{bug_report(bug)}")
            return 1
        finally:
            window.close()
            program.close()
    tell("Essai réussi.")
    return 0


def tell(sentence: str) -> None:
    """Write on standard error, which a program without a console has not got on Windows."""
    if sys.stderr is not None:
        sys.stderr.write(sentence + "\n")


def _main_job(application: QApplication, program: Program) -> None:
    """Import, catalogue, dossier, call, sheet, move, undo, copy: each through the program's own doors."""
    front, window = program.front, program.window
    assert front is not None
    assert program.opened is not None
    program.runner.wait()
    dossier_id = fill(front.desk)
    for page in (Page.TODAY, Page.DOSSIERS, Page.ELUS, Page.FORMATIONS, Page.GUIDE, Page.REGLAGES):
        window.show_page(page)
        program.runner.wait()
        application.processEvents()
        if window.grab().isNull():
            raise FailedError(f"la page {page} ne se dessine pas")
    front.new_call(dossier_id=dossier_id)
    program.runner.wait()
    application.processEvents()
    if not window.in_call():
        raise FailedError("l’appel n’a pas commencé")
    window.call_page().finish()
    program.runner.wait()
    _sheet_and_moves(front.desk, dossier_id)
    from app.bootstrap import copy_of_the_day

    if copy_of_the_day(program.opened) is None and not any(program.opened.places.copies.iterdir()):
        raise FailedError("la copie du jour n’a pas été faite")


def fill(desk: Desk) -> int:
    """Import the register, add a training and a session, open a dossier; returns the dossier's id."""
    from datetime import time as hour

    from app.domain.calendar import add_working_days
    from app.exchange.rne import parse_rne
    from app.services.catalogue import SessionForm, TrainingForm, save_session, save_training
    from app.services.dossiers import open_dossier
    from app.services.imports import import_officials, preview
    from app.storage import queries

    import_officials(desk, preview(desk, parse_rne(REGISTER.encode(), "essai.csv")))
    people = queries.officials(desk)
    if len(people) != 2:
        raise FailedError("le registre n’a pas été importé")
    training = save_training(
        desk, None, TrainingForm(title="Essai du programme", short_name="Essai", minutes=360, price_cents=20000), None
    ).result
    start = add_working_days(desk.today(), 30)
    session = save_session(
        desk,
        None,
        training,
        SessionForm(starts_on=start, ends_on=start, starts_at=hour(9), ends_at=hour(16), place="Montbrison"),
        None,
    ).result
    dossier = open_dossier(desk, people[0].id, session).result
    assert isinstance(dossier, int)
    return dossier


def _sheet_and_moves(desk: Desk, dossier_id: int) -> None:
    from app.domain.stages import Stage
    from app.services.dossiers import answer, move
    from app.services.sheets import make_sheet
    from app.storage import queries
    from app.storage.revert import revert

    for question in ("account_open", "franceconnect", "elu_account"):
        answer(desk, dossier_id, question, "yes")
    sheet = make_sheet(desk, dossier_id)
    if not sheet.pdf.startswith(b"%PDF") or not sheet.steps:
        raise FailedError("la fiche est vide")

    def stage() -> Stage | None:
        detail = queries.dossier(desk, dossier_id)
        return detail.row.stage if detail is not None else None

    before = stage()
    moved = move(desk, dossier_id, Stage.REQUEST_SENT, None)
    revert(desk.database, moved, desk.now(), desk.agent)
    if before is None or stage() is not before:
        raise FailedError("le déplacement n’a pas été annulé")


def _wait(application: QApplication, until: Callable[[], bool], reason: str) -> None:
    limit = time.monotonic() + PATIENCE
    while not until():
        if time.monotonic() > limit:
            raise FailedError(reason)
        application.processEvents()
        time.sleep(0.005)
