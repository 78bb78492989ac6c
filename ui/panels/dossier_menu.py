"""All that can be done with a dossier, as a menu: on a card, on its panel, by pointer or by the Menu key."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from app.domain.dossiers import Outcome
from app.domain.edof import STATUSES
from app.domain.names import of_person
from app.domain.stages import Stage
from app.errors import Conflict, UserError
from ui.board_model import BoardColumn
from ui.dates import NBSP

if TYPE_CHECKING:
    from app.storage.rows import DossierRow
    from ui.front import Front

OUTCOME_WORDS: tuple[tuple[Outcome, str], ...] = (
    (Outcome.CANCELLED, "Annulé"),
    (Outcome.REFUSED, "Refusé"),
    (Outcome.WITHOUT_SUITE, "Sans suite"),
    (Outcome.OTHER, "Autre raison"),
)


@dataclass(frozen=True)
class Wishes:
    """What the page does itself: show the sheet beside the dossier, choose a session for it."""

    preview: Callable[[int], None]
    choose_session: Callable[[DossierRow], None]
    change_edition: Callable[[int], None]


def fill_dossier_menu(
    menu: QMenu, front: Front, columns: Sequence[BoardColumn], row: DossierRow, wishes: Wishes
) -> None:
    """Put every action that this dossier allows into `menu`."""
    add(menu, "Aperçu de la fiche\tCtrl+P", lambda: wishes.preview(row.id))
    add(menu, "Appeler", lambda: front.new_call(official_id=row.official_id, dossier_id=row.id, outgoing=True))
    add(menu, _plain(f"Ouvrir la fiche {of_person(row.name)}"), lambda: front.open_official(row.official_id))
    add(menu, "Envoi par la poste", lambda: front.write_letters(row.id, "post"))
    menu.addSeparator()
    if row.outcome:
        add(menu, "Rouvrir le dossier", lambda: reopen(front, row))
        return
    fill_move_menu(menu.addMenu("Déplacer vers"), front, columns, row)
    if row.stage is Stage.REQUEST_SENT:
        add(menu, "Marquer validé dans EDOF", lambda: mark_validated(front, row))
    words = "Changer de session" if row.session_id is not None else "Choisir une session"
    add(menu, words, lambda: wishes.choose_session(row))
    if row.stage in row.to_write:
        add(menu, "Mail à la CDC", lambda: front.write_letters(row.id, "mail", row.stage.value))
        add(menu, "Lettre à la CDC", lambda: front.write_letters(row.id, "letter", row.stage.value))
        written = menu.addMenu("Noter un envoi à la CDC")
        add(written, "Mail envoyé aujourd’hui", lambda: written_to_cdc(front, row, "mail"))
        add(written, "Courrier envoyé aujourd’hui", lambda: written_to_cdc(front, row, "courrier"))
    if row.edition and row.edition != (for_new := front.desk.edition_for_new()).id:
        add(menu, _plain(f"Passer à l’{for_new.title}…"), lambda: wishes.change_edition(row.id))
    if row.agent != front.desk.agent:
        now = f" (suivi par {row.agent})" if row.agent else ""
        add(menu, _plain(f"Suivre ce dossier{now}"), lambda: take_over(front, row))
    menu.addSeparator()
    fill_close_menu(menu.addMenu("Clore le dossier"), front, row)


def fill_move_menu(menu: QMenu, front: Front, columns: Sequence[BoardColumn], row: DossierRow) -> None:
    """The columns where the dossier can go; the one where it stands is ticked."""
    for column in columns:
        action = add(menu, column.title, partial(move, front, row, column.stage))
        action.setCheckable(True)
        action.setChecked(column.stage is row.stage)


def fill_close_menu(menu: QMenu, front: Front, row: DossierRow) -> None:
    """The outcomes in the desk's words, then EDOF's own labels, which are kept beside the outcome."""
    for outcome, words in OUTCOME_WORDS:
        add(menu, words, partial(close, front, row, outcome))
    menu.addSeparator()
    seen: set[str] = set()
    for status in STATUSES:
        if status.outcome is not None and status.label not in seen:
            seen.add(status.label)
            add(menu, f"EDOF{NBSP}: {status.label}", partial(close, front, row, status.outcome, status.name))


def outcome_words(outcome: str) -> str:
    """« annulé », « sans suite »; an unknown one is said as it is."""
    return next((words.lower() for known, words in OUTCOME_WORDS if known.value == outcome), outcome)


def add(menu: QMenu, words: str, act: Callable[[], object]) -> QAction:
    """One line of a menu; Qt's own argument (ticked or not) is kept from `act`."""
    action = menu.addAction(words)
    action.triggered.connect(lambda _ticked: act())
    return action


def popup_menu(parent: QWidget, name: str) -> QMenu:
    """A menu that is gone once it is closed."""
    menu = QMenu(parent)
    menu.setAccessibleName(name)
    menu.aboutToHide.connect(menu.deleteLater)
    return menu


def move(front: Front, row: DossierRow, stage: Stage, failed: Callable[[], None] | None = None) -> None:
    """Put a dossier in another column; where somebody else moved it first, both columns are told."""
    from app.services import dossiers

    def fail(problem: UserError) -> None:
        front.refused.emit(told(problem))
        if failed is not None:
            failed()

    if stage is not row.stage:
        desk = front.desk
        front.write(lambda: dossiers.move(desk, row.id, stage, row.version), None, fail)


def told(problem: UserError) -> str:
    """What went wrong in one sentence; of a conflict both values, field by field."""
    if not isinstance(problem, Conflict) or not problem.fields:
        return problem.message
    both = " · ".join(
        f"{one.label}{NBSP}: «{NBSP}{one.theirs}{NBSP}» est enregistré, vous aviez «{NBSP}{one.mine}{NBSP}»"
        for one in problem.fields
    )
    return f"{problem.message} {both}"


def mark_validated(front: Front, row: DossierRow) -> None:
    """AMF42 has answered in EDOF."""
    from app.services import dossiers

    front.write(lambda: dossiers.mark_validated(front.desk, row.id))


def written_to_cdc(front: Front, row: DossierRow, way: str) -> None:
    """Somebody else acts now."""
    from app.services import dossiers

    front.write(lambda: dossiers.written_to_cdc(front.desk, row.id, way))


def take_over(front: Front, row: DossierRow) -> None:
    """The agent follows this dossier from now on."""
    from app.services import dossiers

    front.write(lambda: dossiers.follow(front.desk, row.id, front.desk.agent))


def close(front: Front, row: DossierRow, outcome: Outcome, edof_status: str = "") -> None:
    """Take the dossier off the board."""
    from app.services import dossiers

    front.write(lambda: dossiers.close(front.desk, row.id, outcome, edof_status))


def reopen(front: Front, row: DossierRow) -> None:
    """Put a closed dossier back where it was."""
    from app.services import dossiers

    front.write(lambda: dossiers.reopen(front.desk, row.id))


def _plain(words: str) -> str:
    """An & in a name is shown, never a mnemonic; a tab would be read as a shortcut."""
    return words.replace("&", "&&").replace("\t", " ")
