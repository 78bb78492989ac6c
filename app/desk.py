"""What every service and every read works with: the base, the guide, the clock and the agent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.checks.communes import Communes
    from app.guide.edition import Edition
    from app.storage.database import Database


@dataclass
class Desk:
    """One front desk at work. Only `app.bootstrap` and the tests make one; `agent` follows *Réglages*."""

    database: Database
    editions: tuple[Edition, ...]
    clock: Callable[[], datetime]
    agent: str

    def now(self) -> datetime:
        """This moment, aware."""
        return self.clock()

    def today(self) -> date:
        """The desk's own calendar day."""
        return self.clock().astimezone().date()

    def edition(self, edition_id: str) -> Edition:
        """The edition of this id, or the oldest one when a dossier names an edition that is not here."""
        return next((edition for edition in self.editions if edition.id == edition_id), self.editions[0])

    def communes(self) -> Communes:
        """The national list of communes, read the first time it is needed."""
        from app.checks.communes import load_communes

        return load_communes()
