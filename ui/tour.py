"""The main job where there is no screen: the demonstration, a call, pictures of the pages, a sheet of each branch."""

from __future__ import annotations

import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

from app.settings import PcSettings, Places
from app.storage.keys import forget_key
from ui.main_window import MainWindow
from ui.places import Page
from ui.program import Program
from ui.self_test import tell
from ui.theme import apply_theme, system_theme

if TYPE_CHECKING:
    from app.desk import Desk
    from app.storage.rows import DossierRow

PICTURES = (
    (Page.TODAY, "1-aujourdhui"),
    (Page.DOSSIERS, "2-dossiers"),
    (Page.ELUS, "3-elus"),
    (Page.FORMATIONS, "4-formations"),
)
PATIENCE = 60.0
WORDS = {"yes": "oui", "no": "non", "unknown": "a-voir"}


def tour(application: QApplication, folder: Path) -> int:
    """Leave pictures and sheets in `folder`; returns 0."""
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix="amf42-visite-") as data:
        settings = PcSettings(agent="Claire M.")
        apply_theme(application, system_theme(application, settings))
        window = MainWindow(settings.agent, demo=True)
        program = Program(application, window, Places(Path(data), demo=True), settings)
        window.painted.connect(program.open)
        program.show_window()
        limit = time.monotonic() + PATIENCE
        while program.front is None:
            if time.monotonic() > limit:
                raise RuntimeError("the demonstration did not open")
            application.processEvents()
            time.sleep(0.01)
        _take_pictures(application, program, folder)
        _make_sheets(program.front.desk, folder)
        window.close()
        program.close()
        forget_key(program.places.base_id, program.places)
    return 0


def _take_pictures(application: QApplication, program: Program, folder: Path) -> None:
    from app.storage import queries

    window, front = program.window, program.front
    assert front is not None
    for page, name in PICTURES:
        window.show_page(page)
        _settle(application, program)
        window.grab().save(str(folder / f"{name}.png"))
    calls = [row for row in queries.today(front.desk).callbacks if row.dossier_id is not None]
    row = calls[0]
    front.new_call(official_id=row.official_id, dossier_id=row.dossier_id, callback_id=row.id, outgoing=True)
    _settle(application, program)
    window.grab().save(str(folder / "5-appel.png"))
    window.call_page().finish()
    _settle(application, program)
    tell(f"Appel enregistré\u00a0: {row.name}.")


def _settle(application: QApplication, program: Program) -> None:
    for _ in range(3):
        program.runner.wait()
        application.processEvents()


def _make_sheets(desk: Desk, folder: Path) -> None:
    """One sheet for each situation that the demonstration has."""
    from app.files import write_whole
    from app.services.sheets import make_sheet
    from app.storage import queries

    seen: set[str] = set()
    for row in queries.board(desk):
        branch = branch_name(desk, row)
        if branch not in seen:
            seen.add(branch)
            write_whole(folder / f"fiche-{branch}.pdf", make_sheet(desk, row.id).pdf)


def branch_name(desk: Desk, row: DossierRow) -> str:
    """« compte-non_franceconnect-a-voir_… », from the answers; the stage alone once the request has left."""
    from app.domain.stages import SEATED
    from app.storage import queries

    if row.stage in SEATED:
        return row.stage.value
    detail = queries.dossier(desk, row.id)
    situation = detail.situation if detail is not None else {}
    names = {"account_open": "compte", "franceconnect": "franceconnect", "elu_account": "compte-elu"}
    return "_".join(f"{word}-{WORDS[situation.get(question, 'unknown')]}" for question, word in names.items())
