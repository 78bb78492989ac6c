"""The main job, as the self-test does it on a throw-away base: register, catalogue, dossier, sheet, moves, undo."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.self_test import BEYOND_PAPER, FailedError, reread

if TYPE_CHECKING:
    from app.desk import Desk
    from app.domain.stages import Stage

REGISTER = (
    "Code du département;Libellé du département;Code de la commune;Libellé de la commune;Nom de l'élu;Prénom de l'élu;"
    "Code sexe;Date de naissance;Date de début du mandat;Date de début de la fonction\n"
    "42;Loire;42147;Montbrison;ESSAI;Camille;F;01/02/1960;15/03/2026;22/03/2026\n"
    "42;Loire;42019;Boën-sur-Lignon;PREUVE;Dominique;M;03/04/1958;15/03/2026;22/03/2026\n"
)
PLACE = f"Montbrison, salle {BEYOND_PAPER}"  # with a letter that only the paper's second font has


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
        SessionForm(starts_on=start, ends_on=start, starts_at=hour(9), ends_at=hour(16), place=PLACE),
        None,
    ).result
    dossier = open_dossier(desk, people[0].id, session).result
    assert isinstance(dossier, int)
    return dossier


def sheet_and_moves(desk: Desk, dossier_id: int) -> str:
    """Print the dossier's sheet and read it again; move the dossier and take that back. Returns what was seen."""
    from app.domain.dates import full_day
    from app.domain.stages import Stage
    from app.services.dossiers import answer, move
    from app.services.sheets import make_sheet, sheet_data
    from app.storage import queries
    from app.storage.revert import revert

    for question in ("account_open", "franceconnect", "elu_account"):
        answer(desk, dossier_id, question, "yes")
    sheet = make_sheet(desk, dossier_id)
    deadline = sheet_data(desk, dossier_id).deadline
    if deadline is None:
        raise FailedError("la fiche n’a pas de date limite")
    told = reread(sheet, ("Camille ESSAI", PLACE, full_day(deadline)))

    def stage() -> Stage | None:
        detail = queries.dossier(desk, dossier_id)
        return detail.row.stage if detail is not None else None

    before = stage()
    moved = move(desk, dossier_id, Stage.REQUEST_SENT, None)
    revert(desk.database, moved, desk.now(), desk.agent)
    if before is None or stage() is not before:
        raise FailedError("le déplacement n’a pas été annulé")
    return told
