"""Reads dossiers as rows: a card of the board, a line on a person's page, a choice during a call."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from app.desk import Desk
from app.domain.calendar import NoticeRule, most_urgent
from app.domain.calls import Callback
from app.domain.deadlines import WAITING_FOR_CDC, DossierDates, Promise, dossier_deadlines
from app.domain.dossiers import Dossier, Stage
from app.domain.officials import MandateKind, Official
from app.domain.trainings import SessionStatus, Training, TrainingSession
from app.guide.cdc import reasons_to_write
from app.storage.queries_people import commune_and_function, mandates_of
from app.storage.queries_settings import read_settings
from app.storage.recording import chunks
from app.storage.rows import DossierRow, MandateRow

if TYPE_CHECKING:
    from app.domain.calendar import Deadline

TO_CHOOSE = "À choisir"
_ORDER = list(Stage)

_COLUMNS = (
    *(Dossier.id, Dossier.version, Dossier.official_id, Dossier.session_id, Dossier.stage, Dossier.agent),
    *(Dossier.edof_number, Dossier.outcome, Dossier.stage_since, Dossier.closed_at, Dossier.edition),
    *(Dossier.requested_on, Dossier.validated_on, Dossier.cdc_written_on, Dossier.cdc_written_by),
    *(Official.first_name, Official.usual_name, Official.birth_name, Official.city),
    *(TrainingSession.starts_on, TrainingSession.ends_on, TrainingSession.place, TrainingSession.status),
    *(Training.title, Training.short_name),
)


def dossier_rows(
    desk: Desk,
    session: Session,
    *conditions: ColumnElement[bool],
    epci_of: Callable[[str], str] | None = None,
    rule: NoticeRule | None = None,
    with_callbacks: bool = True,
) -> list[DossierRow]:
    """Dossiers that meet these conditions, sorted by column then urgency; three statements, however many there are.

    `epci_of` finds the EPCI of a commune (INSEE code) for people without a mandate there. Without callbacks the
    deadline is the stage's own, for lists that say what is due.
    """
    query = (
        select(*_COLUMNS)
        .select_from(Dossier)
        .join(Official, Official.id == Dossier.official_id)
        .outerjoin(TrainingSession, TrainingSession.id == Dossier.session_id)
        .outerjoin(Training, Training.id == TrainingSession.training_id)
        .where(*conditions)
    )
    found = session.execute(query).all()
    if not found:
        return []
    rule = rule or read_settings(session).notice_rule
    mandates = mandates_of(session, {row.official_id for row in found})
    promises = promises_of(session, (row.id for row in found if not row.outcome)) if with_callbacks else {}
    writing = _writing(desk, session, found)
    rows, today = [], desk.today()
    for row in found:
        dates = dates_of(row, promises.get(row.id, ()))
        deadlines = () if row.outcome else dossier_deadlines(dates, rule, today)
        held, to_write = mandates.get(row.official_id, []), writing.get(row.id, ())
        rows.append(_row(row, held, most_urgent(deadlines), epci_of, to_write))
    return sorted(rows, key=urgency_key)


def dates_of(row: Any, promises: Iterable[Promise]) -> DossierDates:
    """What the deadlines depend on, of a row with the columns of a dossier and of its session."""
    return DossierDates(
        stage=Stage(row.stage),
        session_on=row.starts_on,
        session_ends_on=row.ends_on,
        session_cancelled=row.status == SessionStatus.CANCELLED,
        requested_on=row.requested_on,
        validated_on=row.validated_on,
        cdc_written_on=row.cdc_written_on,
        cdc_written_by=row.cdc_written_by,
        promises=tuple(promises),
    )


def promises_of(session: Session, dossier_ids: Iterable[int]) -> dict[int, list[Promise]]:
    """The callbacks that are still to be made, by dossier."""
    found: dict[int, list[Promise]] = {}
    columns = (Callback.dossier_id, Callback.due_on, Callback.due_time, Callback.reason)
    for piece in chunks(dossier_ids):
        query = select(*columns).where(Callback.dossier_id.in_(piece), Callback.done_at.is_(None))
        for row in session.execute(query.order_by(Callback.id)):
            if row.dossier_id is not None:
                found.setdefault(row.dossier_id, []).append(Promise(row.due_on, row.due_time, row.reason))
    return found


def urgency_key(row: DossierRow) -> tuple[Any, ...]:
    """By column; within it late, today, soon, waiting, calm, then what has no date, then the name."""
    deadline = row.deadline
    return (_ORDER.index(row.stage), deadline is None, deadline.sort_key if deadline else (), row.name, row.id)


def _row(
    row: Any,
    mandates: list[MandateRow],
    deadline: Deadline | None,
    epci_of: Callable[[str], str] | None,
    to_write: tuple[Stage, ...],
) -> DossierRow:
    commune, function = commune_and_function(mandates, row.city)
    return DossierRow(
        id=row.id,
        version=row.version,
        official_id=row.official_id,
        name=f"{row.first_name} {row.usual_name or row.birth_name}".strip(),
        commune=commune,
        function=function,
        epci=_epci(mandates, epci_of),
        training=row.title or "",
        training_short=(row.short_name or row.title) if row.title else TO_CHOOSE,
        session_id=row.session_id,
        session_on=row.starts_on,
        place=row.place or "",
        stage=Stage(row.stage),
        deadline=deadline,
        agent=row.agent,
        edof_number=row.edof_number,
        outcome=row.outcome,
        stage_since=row.stage_since,
        closed_at=row.closed_at,
        edition=row.edition,
        to_write=to_write,
    )


def _writing(desk: Desk, session: Session, rows: Iterable[Any]) -> dict[int, tuple[Stage, ...]]:
    """Who of those that wait for the CDC still has to write to it, by dossier."""
    waiting = [row.id for row in rows if not row.outcome and row.stage in WAITING_FOR_CDC]
    found: dict[int, tuple[Stage, ...]] = {}
    for piece in chunks(waiting):
        for kept in session.scalars(select(Dossier).where(Dossier.id.in_(piece))):
            edition = desk.edition(kept.edition)
            found[kept.id] = reasons_to_write(edition, kept.full_situation, Stage(kept.stage), kept.done)
    return found


def _epci(mandates: list[MandateRow], epci_of: Callable[[str], str] | None) -> str:
    """Where the person sits, or the EPCI of their commune."""
    sits = next((one.territory for one in mandates if one.kind == MandateKind.COMMUNAUTAIRE), "")
    if sits or epci_of is None:
        return sits
    codes = (one.territory_code for one in mandates if one.kind == MandateKind.MUNICIPAL)
    return next((found for code in codes if code and (found := epci_of(code))), "")


def epci_finder(desk: Desk) -> Callable[[str], str]:
    """A function from a commune's INSEE code to the name of its EPCI, "" where none is known."""
    communes = desk.communes()
    known: dict[str, str] = {}

    def find(insee: str) -> str:
        if insee not in known:
            commune = communes.by_insee(insee)
            known[insee] = (commune.epci_name or "") if commune else ""
        return known[insee]

    return find
