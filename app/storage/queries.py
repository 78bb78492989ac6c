"""All that screens read: each function takes the desk and gives back frozen rows, writing nothing."""

from __future__ import annotations

from app.desk import Desk
from app.domain.dossiers import Dossier
from app.storage.queries_detail import dossier, dossiers_of_person, official
from app.storage.queries_dossiers import dossier_rows, epci_finder
from app.storage.queries_search import call, caller, count_officials, drafts, officials, search, town_halls
from app.storage.queries_today import today
from app.storage.queries_trainings import session, sessions_to_choose, trainings
from app.storage.rows import DossierRow

__all__ = (
    "board",
    "call",
    "caller",
    "count_officials",
    "dossier",
    "dossiers_of",
    "drafts",
    "official",
    "officials",
    "search",
    "session",
    "sessions_to_choose",
    "today",
    "town_halls",
    "trainings",
)


def board(desk: Desk) -> tuple[DossierRow, ...]:
    """Open dossiers, « Formé » included, sorted by column then urgency."""
    with desk.database.read() as reading:
        return tuple(dossier_rows(desk, reading, Dossier.outcome == "", epci_of=epci_finder(desk)))


def dossiers_of(desk: Desk, official_id: int) -> tuple[DossierRow, ...]:
    """The dossiers of one person: open ones first, the most urgent on top."""
    with desk.database.read() as reading:
        return dossiers_of_person(desk, reading, official_id)
