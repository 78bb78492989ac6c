"""What was printed for the post or for the Caisse des Dépôts, and what left the desk: on the dossier's history.

Printing and sending are two things: nothing says that a letter was sent when it was only printed.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.changes import Changes
from app.checks.problems import NBSP
from app.desk import Desk
from app.domain.dates import named_day
from app.domain.dossiers import Dossier, DossierEvent, EventKind, Handout
from app.domain.names import formal_name, of_person
from app.domain.officials import Official
from app.errors import UserError
from app.services.guarding import existing
from app.services.stages import add_event

if TYPE_CHECKING:
    from app.documents.document import Document

DOSSIER = "ce dossier"
POST, CDC = "post", "cdc"  # which paper an event of the history is about


@dataclass(frozen=True)
class Printed:
    """The last paper for the post that was printed or saved, and the day on which it was posted since."""

    on: date
    words: str  # « lettre et fiche, 7 pages, gros caractères »
    large: bool = False
    posted_on: date | None = None


@dataclass(frozen=True)
class Made:
    """A paper ready to be shown, printed and saved, with what its history will say."""

    document: Document
    paper: str  # POST or CDC
    steps: int = 0
    large: bool = False
    with_letter: bool = False


def record_made(desk: Desk, dossier_id: int, made: Made, way: str) -> Changes:
    """A paper was printed ("print") or saved ("file"): that, and not yet that it left."""
    saved = way == "file"
    with desk.database.transaction() as unit:
        dossier = existing(unit.session, Dossier, dossier_id, DOSSIER)
        add_event(
            desk,
            unit.session,
            dossier,
            EventKind.HANDED_OUT,
            paper=made.paper,
            way="file" if saved else "paper",
            pages=made.document.pages,
            steps=made.steps,
            large=made.large,
            letter=made.with_letter,
            edition=dossier.edition,
            sha256=hashlib.sha256(made.document.pdf).hexdigest(),
        )
        done = "enregistré" if saved else "imprimé"
        whose = of_person(_formal(dossier.official))
        unit.label = (
            f"Courrier {whose} {done}. Une fois posté, notez son envoi"
            if made.paper == POST
            else f"Lettre à la CDC {whose} {done}e. Une fois partie, notez son envoi"
        )
        unit.result = dossier_id
    return unit.changes


def record_posted(desk: Desk, dossier_id: int, on: date | None = None) -> Changes:
    """The paper that was printed last has been posted: the sheet counts as handed out. Raises UserError."""
    today = desk.today()
    on = on or today
    if on > today:
        raise UserError(f"Le {named_day(on)} est encore à venir. Notez l’envoi le jour où le courrier part.")
    with desk.database.transaction(undoable=True) as unit:
        dossier = existing(unit.session, Dossier, dossier_id, DOSSIER)
        printed = _last_made(unit.session, dossier_id)
        if printed is None:
            raise UserError(
                "Rien n’est encore imprimé pour la poste. Imprimez la lettre et la fiche, puis notez l’envoi."
            )
        made_on = printed.at.astimezone().date()
        if on < made_on:
            raise UserError(f"Ce courrier a été préparé le {named_day(made_on)}. Notez ce jour ou un jour d’après.")
        told = printed.details
        noon = datetime.combine(on, time(12)).astimezone()
        unit.session.add(
            Handout(
                dossier_id=dossier_id,
                at=desk.now() if on == today else max(noon, printed.at),
                agent=desk.agent,
                way="post",
                edition=told.get("edition", dossier.edition),
                pages=told.get("pages", 0),
                steps=told.get("steps", 0),
                sha256=told.get("sha256", ""),
            )
        )
        add_event(desk, unit.session, dossier, EventKind.HANDED_OUT, **{**told, "way": POST, "on": on.isoformat()})
        unit.label = f"Envoi par la poste noté pour {_formal(dossier.official)}"
        unit.result = dossier_id
    return unit.changes


def last_printed(session: Session, dossier_id: int) -> Printed | None:
    """The last paper that was made for the post; what was posted since, if it was (and not taken back)."""
    last = _last_made(session, dossier_id)
    if last is None:
        return None
    sent = session.scalars(
        select(Handout.at)
        .where(Handout.dossier_id == dossier_id, Handout.way == POST, Handout.at >= last.at)
        .order_by(Handout.at.desc())
        .limit(1)
    ).first()
    told = last.details
    pages, large = told.get("pages", 0), bool(told.get("large"))
    words = f"{'lettres' if told.get('letter') else 'lettre'} et fiche, {pages}{NBSP}page{'s' * (pages > 1)}"
    return Printed(
        on=last.at.astimezone().date(),
        words=words + (", gros caractères" if large else ""),
        large=large,
        posted_on=sent.astimezone().date() if sent is not None else None,
    )


def _last_made(session: Session, dossier_id: int) -> DossierEvent | None:
    """The last time that a paper for the post was printed or saved."""
    query = (
        select(DossierEvent)
        .where(DossierEvent.dossier_id == dossier_id, DossierEvent.kind == EventKind.HANDED_OUT.value)
        .order_by(DossierEvent.at.desc(), DossierEvent.id.desc())
    )
    made = (event for event in session.scalars(query) if event.details.get("paper") == POST)
    return next((event for event in made if event.details.get("way") != POST), None)


def _formal(person: Official) -> str:
    return formal_name(person.civility, person.surname, person.first_name)
