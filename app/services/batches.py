"""Sheets for many dossiers at once: what each still needs, what they are made from, that they were handed out.

Making them: `batch_files`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from app.changes import Changes
from app.desk import Desk
from app.domain.calendar import last_day_to_ask
from app.domain.deadlines import BEFORE_REQUEST
from app.domain.dossiers import Dossier, DossierEvent, EventKind, Handout, Stage
from app.domain.officials import Official
from app.domain.trainings import SessionStatus, TrainingSession
from app.guide.path import sheet_steps
from app.services.sheets import data_of
from app.storage.queries_people import commune_and_function, mandates_of, sort_name
from app.storage.queries_settings import read_settings
from app.storage.queries_trainings import other_sessions
from app.storage.recording import chunks

if TYPE_CHECKING:
    from app.documents.sheet_data import SheetData
    from app.storage.rows import OtherSessions

EACH = 200  # dossiers read at a time: ten thousand of them never lie in memory together


class Lack(StrEnum):
    """What a sheet goes without."""

    SESSION = "session"
    SITUATION = "situation"
    ADDRESS = "address"
    STEPS = "steps"


@dataclass(frozen=True)
class Missing:
    """One thing that a sheet goes without, in French; mended in the dossier, or on the person's form."""

    lack: Lack
    words: str

    @property
    def on_person(self) -> bool:
        """Whether it is mended on the person's form."""
        return self.lack is Lack.ADDRESS


@dataclass(frozen=True)
class SheetToMake:
    """One sheet of a batch, and what is missing for it."""

    dossier_id: int
    official_id: int
    name: str  # "Fayard Hélène"
    commune: str
    training: str  # short name, or ""
    session_on: date | None
    missing: tuple[Missing, ...]

    @property
    def finished(self) -> bool:
        """Whether nothing is left to do: a sheet would say so, and no more."""
        return any(one.lack is Lack.STEPS for one in self.missing)

    @property
    def to_complete(self) -> bool:
        """Whether something is missing that can be mended."""
        return bool(self.missing) and not self.finished


@dataclass(frozen=True)
class Made:
    """One sheet that was made: what is kept of it once it was printed or saved."""

    dossier_id: int
    pages: int
    steps: int
    sha256: str


# What will be made


def sheets_to_make(desk: Desk, dossier_ids: Sequence[int]) -> tuple[SheetToMake, ...]:
    """One line for each dossier that exists: what is to be completed, what is complete, what is finished, by name."""
    rows: list[SheetToMake] = []
    with desk.database.read() as session:
        desk.guide.look_again(session)
        rule = read_settings(session).notice_rule
        for piece in _read(session, dossier_ids):
            mandates = mandates_of(session, {dossier.official_id for dossier in piece})
            for dossier in piece:
                person, held = dossier.official, dossier.session
                commune, _function = commune_and_function(mandates.get(person.id, []), person.city)
                late = held is not None and last_day_to_ask(held.starts_on, rule) < desk.today()
                rows.append(
                    SheetToMake(
                        dossier_id=dossier.id,
                        official_id=person.id,
                        name=sort_name(person.usual_name, person.birth_name, person.first_name),
                        commune=commune,
                        training=(held.training.short_name or held.training.title) if held is not None else "",
                        session_on=held.starts_on if held is not None else None,
                        missing=_missing(desk, dossier, person, held, late=late),
                    )
                )
    return tuple(sorted(rows, key=lambda row: (row.finished, not row.missing, _folded(row.name), row.dossier_id)))


def _missing(
    desk: Desk, dossier: Dossier, person: Official, held: TrainingSession | None, *, late: bool
) -> tuple[Missing, ...]:
    edition, stage = desk.edition(dossier.edition), Stage(dossier.stage)
    situation, asking = dossier.full_situation, stage in BEFORE_REQUEST
    steps = sheet_steps(edition, situation, stage, dossier.done)
    found: list[Missing] = []
    if held is None:
        found.append(Missing(Lack.SESSION, "session"))
    elif held.status == SessionStatus.CANCELLED:
        found.append(Missing(Lack.SESSION, "session (annulée)"))
    elif late and asking:
        found.append(Missing(Lack.SESSION, "session (trop tard)"))
    if asking and not any(question.id in situation for question in edition.questions):
        found.append(Missing(Lack.SITUATION, "situation"))
    asked = {field.source for step in steps if step.screen is not None for field in step.screen.fields}
    if "postcode_city" in asked and not ((person.street_name or person.locality) and person.postcode and person.city):
        found.append(Missing(Lack.ADDRESS, "adresse"))
    if not steps:
        return (Missing(Lack.STEPS, "plus rien à faire"),)
    return tuple(found)


def sheets(desk: Desk, dossier_ids: Sequence[int]) -> Iterator[tuple[Dossier, SheetData]]:
    """Each dossier with what its sheet is made from. Its rows belong to this read: keep no dossier beyond its turn."""
    with desk.database.read() as session:
        desk.guide.look_again(session)
        settings = read_settings(session)
        find = _OtherSessionsOnce(session)
        for piece in _read(session, dossier_ids):
            find.read_held(dossier.official_id for dossier in piece)
            for dossier in piece:
                yield dossier, data_of(desk, session, dossier, settings, find)
            session.expunge_all()


def _read(session: Session, dossier_ids: Sequence[int]) -> Iterator[list[Dossier]]:
    """Dossiers with all that a sheet needs, some at a time, in the order of the ids; those gone are left out."""
    whole = (
        joinedload(Dossier.official).selectinload(Official.mandates),
        joinedload(Dossier.session).joinedload(TrainingSession.training),
        selectinload(Dossier.done_steps),
    )
    for piece in chunks(dict.fromkeys(dossier_ids), EACH):
        query = select(Dossier).where(Dossier.id.in_(piece)).options(*whole)
        found = {dossier.id: dossier for dossier in session.scalars(query)}
        yield [found[one] for one in piece if one in found]


class _OtherSessionsOnce:
    """`other_sessions`, asked once for all people of whom the answer is the same."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._held: dict[int, frozenset[int]] = {}
        self._known: dict[tuple[int, frozenset[int]], OtherSessions | None] = {}

    def read_held(self, official_ids: Iterable[int]) -> None:
        """Read on which sessions these people have an open dossier."""
        held: dict[int, set[int]] = {}
        for piece in chunks(official_ids):
            query = select(Dossier.official_id, Dossier.session_id).where(
                Dossier.official_id.in_(piece), Dossier.outcome == "", Dossier.session_id.is_not(None)
            )
            for official_id, session_id in self._session.execute(query):
                held.setdefault(official_id, set()).add(session_id or 0)
        self._held = {official_id: frozenset(sessions) for official_id, sessions in held.items()}

    def __call__(
        self, desk: Desk, reading: Session, session_id: int, official_id: int | None = None
    ) -> OtherSessions | None:
        others = self._held.get(official_id or 0, frozenset()) - {session_id}
        key = (session_id, others)
        if key not in self._known:
            self._known[key] = other_sessions(desk, reading, session_id, official_id)
        return self._known[key]


# Keeping


def record_handouts(desk: Desk, made: Sequence[Made], way: str) -> Changes:
    """Keep that these sheets were handed out, by "paper" or "file": all of them, or none. Can be undone."""
    with desk.database.transaction(undoable=True) as unit:
        session, now = unit.session, desk.now()
        known: dict[int, Any] = {}
        for piece in chunks(one.dossier_id for one in made):
            query = select(Dossier.id, Dossier.official_id, Dossier.edition).where(Dossier.id.in_(piece))
            known.update({row.id: row for row in session.execute(query)})
        here = [one for one in made if one.dossier_id in known]
        for one in here:
            row = known[one.dossier_id]
            session.add(
                Handout(
                    dossier_id=row.id,
                    at=now,
                    agent=desk.agent,
                    way=way,
                    edition=row.edition,
                    pages=one.pages,
                    steps=one.steps,
                    sha256=one.sha256,
                )
            )
            counted = {"way": way, "steps": one.steps, "pages": one.pages, "edition": row.edition}
            session.add(
                DossierEvent(
                    dossier_id=row.id,
                    official_id=row.official_id,
                    at=now,
                    agent=desk.agent,
                    kind=EventKind.HANDED_OUT.value,
                    details=counted,
                )
            )
        count, done = len(here), "imprimée" if way == "paper" else "enregistrée"
        unit.label = f"{count}\u00a0fiche{'s' * (count > 1)} {done}{'s' * (count > 1)}" if count else ""
        unit.result = count
    return unit.changes


def _folded(name: str) -> str:
    from app.domain.folding import fold

    return fold(name)
