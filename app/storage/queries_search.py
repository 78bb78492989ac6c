"""Finds: who is calling, what Ctrl+K shows, the list of the directory, drafts that may be taken up again."""

from __future__ import annotations

import re
from collections import Counter
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import Session

from app.desk import Desk
from app.domain.calls import Call, Draft
from app.domain.dossiers import Dossier
from app.domain.folding import fold
from app.domain.names import town_hall
from app.domain.officials import Mandate, MandateKind, Official
from app.storage import search as index
from app.storage.queries_dossiers import dossier_rows
from app.storage.queries_history import call_minutes
from app.storage.queries_people import count_people, national, person_rows
from app.storage.queries_trainings import training_rows
from app.storage.rows import Caller, CallRow, DraftRow, PersonRow, SearchResults

STRANGER_DAYS = 30
STRANGERS = 5
CANDIDATES = 40  # a town hall's line may bear a whole council
SHOWN, COUNTED = 8, 100  # of each kind under Ctrl+K; beyond 100 the count stops

_LETTERS = re.compile(r"[^\W\d_]")


def search(desk: Desk, text: str) -> SearchResults:
    """Officials, communes, trainings and dossiers that hold each word; `totals` counts what was found of each kind."""
    if not text.strip():
        return SearchResults()
    with desk.database.read() as session:
        hits = index.search(session, text, limit=COUNTED)
        ids = {kind: [hit.ref_id for hit in hits if hit.kind == kind] for kind in index.KINDS}
        shown = {kind: found[:SHOWN] for kind, found in ids.items()}
        communes = _communes(desk, text)
        by_id = {row.id: row for row in dossier_rows(desk, session, Dossier.id.in_(shown[index.DOSSIER]))}
        return SearchResults(
            officials=person_rows(session, shown[index.OFFICIAL]),
            communes=communes,
            trainings=training_rows(desk, session, shown[index.TRAINING]),
            dossiers=tuple(by_id[one] for one in shown[index.DOSSIER] if one in by_id),
            totals={
                "officials": len(ids[index.OFFICIAL]),
                "communes": len(communes),
                "trainings": len(ids[index.TRAINING]),
                "dossiers": len(ids[index.DOSSIER]),
            },
        )


def caller(desk: Desk, typed: str) -> Caller:
    """Who may be on the line: people of a number in any format, else by name or commune; homonyms all stand there.

    Calls of the last 30 days that are nobody's yet come with them, those from the same number first.
    """
    e164, written = _number(typed)
    with desk.database.read() as session:
        people: tuple[PersonRow, ...] = ()
        if e164:
            bearing = select(Official.id).where(or_(Official.mobile == e164, Official.landline == e164))
            people = person_rows(session, session.scalars(bearing.order_by(Official.id)).all())
        line = people
        if not people and typed.strip():
            hits = index.search(session, typed, kinds=(index.OFFICIAL,), limit=CANDIDATES)
            people = person_rows(session, [hit.ref_id for hit in hits])
        return Caller(
            people=tuple(sorted(people, key=lambda row: row.open_dossiers == 0)),
            shared_line=_shared_line(line),
            strangers=_strangers(desk, session, e164),
            phone_e164=e164,
            phone_national=written,
        )


def call(desk: Desk, call_id: int) -> CallRow | None:
    """One call, or None when it is gone."""
    with desk.database.read() as session:
        row = session.execute(select(*_CALL).where(Call.id == call_id)).one_or_none()
        return _call_row(row) if row is not None else None


def officials(
    desk: Desk, *, text: str = "", with_dossier: bool = False, territory: str = "", offset: int = 0, limit: int = 200
) -> tuple[PersonRow, ...]:
    """A page of the directory in the order of names; `territory` is the INSEE code of a commune or a SIREN."""
    conditions: list[ColumnElement[bool]] = []
    if with_dossier:
        conditions.append(exists().where(Dossier.official_id == Official.id, Dossier.outcome == ""))
    if territory:
        sits = exists().where(Mandate.official_id == Official.id, Mandate.territory_code == territory)
        conditions.append(or_(sits, and_(Official.is_official.is_(False), Official.city_insee == territory)))
    with desk.database.read() as session:
        if text.strip():
            hits = index.search(session, text, kinds=(index.OFFICIAL,), limit=offset + limit + 1000)
            conditions.append(Official.id.in_([hit.ref_id for hit in hits]))
        # The index holds folded names, surname first: accents do not scatter the list.
        words = index.entries.c.words.collate("C" if session.get_bind().dialect.name == "postgresql" else "BINARY")
        entry = and_(index.entries.c.kind == index.OFFICIAL, index.entries.c.ref_id == Official.id)
        query = select(Official.id).outerjoin(index.entries, entry).where(*conditions).order_by(words, Official.id)
        return person_rows(session, session.scalars(query.offset(offset).limit(limit)).all())


def count_officials(desk: Desk) -> dict[str, int]:
    """`all`, `with_dossier`, `communes`."""
    with desk.database.read() as session:
        return count_people(session)


def town_halls(desk: Desk) -> tuple[tuple[str, str, int], ...]:
    """Each commune of which somebody holds a mandate: INSEE code, name, how many people; in the order of names."""
    query = (
        select(Mandate.territory_code, func.max(Mandate.territory), func.count(Mandate.official_id.distinct()))
        .where(Mandate.kind == MandateKind.MUNICIPAL.value, Mandate.territory_code != "", Mandate.ended_on.is_(None))
        .group_by(Mandate.territory_code)
    )
    with desk.database.read() as session:
        rows = [(code, name, count) for code, name, count in session.execute(query)]
    return tuple(sorted(rows, key=lambda row: (fold(row[1]), row[0])))


def drafts(desk: Desk) -> tuple[DraftRow, ...]:
    """What was typed and not saved, newest first: all of this PC's base, on a server those of this agent."""
    query = select(Draft).order_by(Draft.updated_at.desc(), Draft.id.desc())
    if desk.database.dialect == "postgresql":
        query = query.where(Draft.agent == desk.agent)
    with desk.database.read() as session:
        return tuple(
            DraftRow(row.id, row.kind, row.subject_id, row.agent, dict(row.payload), row.updated_at)
            for row in session.scalars(query)
        )


_CALL = (
    *(Call.id, Call.official_id, Call.dossier_id, Call.started_at, Call.ended_at, Call.caller_phone, Call.caller_typed),
    *(Call.reason, Call.outcome, Call.note, Call.agent, Call.outgoing),
)


def _number(typed: str) -> tuple[str, str]:
    """E.164 and national form of a whole number, in any format; empty for anything else."""
    from app.checks.phone import check_phone, phone_digits

    if _LETTERS.search(typed) or len(phone_digits(typed)) < 8:
        return "", ""
    found = check_phone(typed)
    return found.e164 or "", found.national or ""


def _shared_line(people: tuple[PersonRow, ...]) -> str:
    """« Mairie de … », of the commune of most, when several people bear the number; else « Ligne partagée »."""
    if len(people) < 2:
        return ""
    communes = Counter(row.commune for row in people if row.commune).most_common(1)
    return town_hall(communes[0][0]) if communes and communes[0][1] > 1 else "Ligne partagée"


def _strangers(desk: Desk, session: Session, e164: str) -> tuple[CallRow, ...]:
    since = desk.now() - timedelta(days=STRANGER_DAYS)
    query = select(*_CALL).where(Call.official_id.is_(None), Call.started_at >= since)
    found = list(session.execute(query.order_by(Call.started_at.desc(), Call.id.desc())))
    found.sort(key=lambda row: not e164 or row.caller_phone != e164)
    return tuple(_call_row(row) for row in found[:STRANGERS])


def _call_row(row: Any) -> CallRow:
    return CallRow(
        id=row.id,
        official_id=row.official_id,
        dossier_id=row.dossier_id,
        started_at=row.started_at,
        minutes=call_minutes(row.started_at, row.ended_at),
        caller_phone=national(row.caller_phone, row.caller_phone),
        caller_typed=row.caller_typed,
        reason=row.reason,
        outcome=row.outcome,
        note=row.note,
        agent=row.agent,
        outgoing=row.outgoing,
    )


def _communes(desk: Desk, text: str) -> tuple[tuple[str, str, str], ...]:
    """INSEE code, name and postal codes; a single letter or part of a number names no commune."""
    letters = len(_LETTERS.findall(text))
    if letters < 2 and not re.fullmatch(r"\s*\d{5}\s*", text):
        return ()
    found = desk.communes().complete(text.strip(), limit=SHOWN)
    return tuple((one.insee, one.name, " ".join(one.postcodes)) for one in found)
