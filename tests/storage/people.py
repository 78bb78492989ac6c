"""Invented people, trainings and dossiers for the tests of storage."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from app.domain.dossiers import Dossier, DossierEvent, EventKind
from app.domain.officials import Mandate, Official
from app.domain.trainings import Training, TrainingSession
from app.storage.database import Database

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)


def official(birth_name: str = "Thévenet", first_name: str = "Odile", commune: str = "", **columns: Any) -> Official:
    person = Official(birth_name=birth_name, first_name=first_name, created_at=NOW, **columns)
    if commune:
        person.mandates.append(Mandate(kind="municipal", territory=commune, function="maire"))
    return person


def training(title: str = "La gestion du domaine public et privé de la commune", **columns: Any) -> Training:
    made = Training(title=title, minutes=360, price_cents=20000, **columns)
    day = date(2027, 1, 14)
    made.sessions.append(TrainingSession(starts_on=day, ends_on=day, place="Boën-sur-Lignon"))
    return made


def add_official(database: Database, *arguments: Any, **columns: Any) -> int:
    """Save one official; give back the id."""
    with database.transaction() as unit:
        person = official(*arguments, **columns)
        unit.session.add(person)
        unit.session.flush()
        unit.result = person.id
    return int(unit.changes.result)


def add_dossier(database: Database, official_id: int, **columns: Any) -> int:
    """Open one dossier, with its first line of history; give back the id."""
    with database.transaction("Dossier ouvert.", undoable=True) as unit:
        dossier = Dossier(official_id=official_id, opened_at=NOW, stage_since=NOW, **columns)
        unit.session.add(dossier)
        unit.session.flush()
        line = DossierEvent(dossier_id=dossier.id, official_id=official_id, at=NOW, kind=EventKind.OPENED.value)
        unit.session.add(line)
        unit.result = dossier.id
    return int(unit.changes.result)
