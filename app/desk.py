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
    from app.storage.editions import DeskGuide


@dataclass
class Desk:
    """One front desk at work. Only `app.bootstrap` and the tests make one; `agent` follows *Réglages*."""

    database: Database
    guide: DeskGuide
    clock: Callable[[], datetime]
    agent: str

    def now(self) -> datetime:
        """This moment, aware."""
        return self.clock()

    def today(self) -> date:
        """The desk's own calendar day."""
        return self.clock().astimezone().date()

    @property
    def editions(self) -> tuple[Edition, ...]:
        """The editions of the guide in use, the oldest first: each as it was last saved."""
        return self.guide.shelf(self.today()).editions

    def edition(self, edition_id: str) -> Edition:
        """The edition of this id, or the oldest one when a dossier names an edition that is not here."""
        editions = self.editions
        return next((edition for edition in editions if edition.id == edition_id), editions[0])

    def edition_for_new(self) -> Edition:
        """The edition with which a new dossier begins. ValueError when there is none at all."""
        chosen = self.guide.shelf(self.today()).for_new
        if chosen is None:
            raise ValueError("no edition of the guide")
        return chosen

    def imposed_edition(self) -> Edition | None:
        """The edition that IT laid down for new dossiers; None where it did not, or where it is not on this PC."""
        imposed = self.guide.imposed
        return next((edition for edition in self.editions if edition.id == imposed), None) if imposed else None

    def communes(self) -> Communes:
        """The national list of communes, read the first time it is needed."""
        from app.checks.communes import load_communes

        return load_communes()
