"""All that can be done with a row of the catalogue; what takes something away can be undone, so nothing is asked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QWidget

from app.changes import Changes
from app.domain.stages import Stage
from app.services.catalogue import cancel_session, delete_session, delete_training, reopen_session
from app.storage.rows import SessionDetail, SessionRow, TrainingRow
from ui.panels.catalogue_rows import CatalogueRow, days_words, is_cancelled, is_past

if TYPE_CHECKING:
    from ui.front import Front


@dataclass(frozen=True)
class Forms:
    """How the page shows its forms."""

    edit_training: Callable[[int | None], None]
    edit_session: Callable[[int | None, int | None], None]


def row_menu(parent: QWidget, front: Front, row: CatalogueRow, forms: Forms) -> QMenu:
    """The menu of a session, or of a training."""
    menu = QMenu(parent)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    if row.session is not None:
        _fill_session(menu, front, row.session, forms)
        menu.addSeparator()
    _fill_training(menu, front, row.training, forms, alone=row.session is None)
    return menu


def _fill_session(menu: QMenu, front: Front, session: SessionRow, forms: Forms) -> None:
    cancelled = is_cancelled(session)
    if not cancelled and not is_past(session, front.desk.today()):
        menu.addAction("Inscrire un élu", lambda: front.new_dossier(session_id=session.id))
    menu.addAction("Dossier de la journée\tCtrl+P", lambda: show_day_pack(front, session.id))
    menu.addAction("Fiches des participants…", lambda: _show_sheets(front, session))
    menu.addAction("Modifier la session\tCtrl+E", lambda: forms.edit_session(session.id, None))
    act = reopen_session if cancelled else cancel_session
    words = "Rouvrir la session" if cancelled else "Annuler la session"
    menu.addAction(words, lambda: front.write(partial(act, front.desk, session.id)))
    menu.addAction("Supprimer la session", lambda: front.write(partial(delete_session, front.desk, session.id)))


def show_day_pack(front: Front, session_id: int) -> None:
    """The papers of the day of a session; once printed or saved, the banner says so. No row keeps it."""
    from app.services.day_packs import make_day_pack

    def record(way: str) -> Changes:
        return Changes(label=f"Dossier de la journée {'imprimé' if way == 'print' else 'enregistré'}")

    front.show_document(lambda: make_day_pack(front.desk, session_id), record)


def _show_sheets(front: Front, session: SessionRow) -> None:
    from app.storage import queries

    def show(found: SessionDetail | None) -> None:
        if found is not None:
            many_sheets_of(front, found)

    front.read(lambda: queries.session(front.desk, session.id), show)


def many_sheets_of(front: Front, detail: SessionDetail) -> None:
    """The sheets of all who are on the way to a session; none is left to do for who has been there."""
    ids = [row.id for row in detail.dossiers if row.stage is not Stage.TRAINED]
    front.many_sheets(ids, f"Session du {days_words(detail.session)}")


def _fill_training(menu: QMenu, front: Front, training: TrainingRow, forms: Forms, *, alone: bool) -> None:
    menu.addAction("Ajouter une session\tCtrl+N", lambda: forms.edit_session(None, training.id))
    words = "Modifier la formation\tCtrl+E" if alone else "Modifier la formation"
    menu.addAction(words, lambda: forms.edit_training(training.id))
    if alone:
        menu.addAction("Supprimer la formation", lambda: front.write(partial(delete_training, front.desk, training.id)))
