"""The rows of the catalogue's table: trainings that fold, their sessions, and what each says in words."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from PySide6.QtCore import QObject, Qt

from app.domain.calendar import DeadlineKind
from app.domain.trainings import SessionStatus
from app.storage.rows import SessionRow, TrainingRow
from ui.components import BadgeData, BadgeKind, plain_tooltip
from ui.dates import NBSP, capitalised, duration_words, long_date, money_words, short_date, time_words
from ui.deadline_words import long_words, row_badge, session_badge
from ui.table_model import Column, RowsModel
from ui.theme import BODY, CAPTION, Role, current_theme

SESSION, PLACE, SEATS, LAST_DAY, TO_HELP = range(5)


@dataclass(frozen=True)
class CatalogueRow:
    """A training (`session` None), one of its sessions, or the line that says that it has none (`empty`)."""

    training: TrainingRow
    session: SessionRow | None = None
    empty: bool = False
    is_open: bool = True
    today: date = date.min

    @property
    def key(self) -> tuple[str, int]:
        """What tells this row from all others."""
        if self.session is not None:
            return "session", self.session.id
        return ("empty" if self.empty else "training"), self.training.id

    @property
    def is_training(self) -> bool:
        """Whether it is the line of a training."""
        return self.session is None and not self.empty


def catalogue_rows(trainings: Sequence[TrainingRow], folded: Collection[int], today: date) -> list[CatalogueRow]:
    """Each training with its sessions below it; without any, one line says so."""
    rows: list[CatalogueRow] = []
    for training in trainings:
        is_open = training.id not in folded
        rows.append(CatalogueRow(training, is_open=is_open, today=today))
        if is_open:
            rows += [CatalogueRow(training, session, today=today) for session in training.sessions]
            if not training.sessions:
                rows.append(CatalogueRow(training, empty=True, today=today))
    return rows


def training_facts(training: TrainingRow) -> str:
    """« 6 h · 200 € · frais 18 € », « 12 h · 400 € · 2 jours »."""
    facts = [duration_words(training.minutes)] if training.minutes else []
    facts.append(money_words(training.price_cents) if training.price_cents else "gratuite")
    if training.extra_fees_cents:
        facts.append(f"frais {money_words(training.extra_fees_cents)}")
    days = max((days_of(one) for one in training.sessions), default=1)
    if days > 1:
        facts.append(f"{days}{NBSP}jours")
    if training.archived:
        facts.append("archivée")
    return " · ".join(facts)


def days_of(session: SessionRow) -> int:
    """Days on which it is held: a week-end between two of them does not count."""
    if session.ends_on == session.starts_on:
        return 1
    span = (
        session.starts_on + timedelta(days=ahead) for ahead in range((session.ends_on - session.starts_on).days + 1)
    )
    return max(2, sum(day.weekday() < 5 for day in span))


def is_cancelled(session: SessionRow) -> bool:
    """Whether it will not be held."""
    return session.status == SessionStatus.CANCELLED


def is_past(session: SessionRow, today: date) -> bool:
    """Whether its last day is over."""
    return session.ends_on < today


def seats_left_words(session: SessionRow, today: date) -> str:
    """« 4 places », « Complet », « Annulée »; of a session that is over « 11 inscrits »."""
    if is_cancelled(session):
        return "Annulée"
    if is_past(session, today):
        return f"{session.taken}{NBSP}inscrit{'s' * (session.taken > 1)}"
    if not session.free:
        return "Complet"
    return f"{session.free}{NBSP}place{'s' * (session.free > 1)}"


def last_day_badge(session: SessionRow, today: date, *, short: bool = False) -> BadgeData:
    """The last day to ask, or why nobody can ask any more; `short` leaves the working days out."""
    if is_cancelled(session):
        return BadgeData(BadgeKind.CLOSED, "Session annulée")
    if is_past(session, today):
        return BadgeData(BadgeKind.CLOSED, "Session passée")
    return row_badge(session.deadline, today) if short else session_badge(session.deadline, today)


def to_help_words(session: SessionRow) -> str:
    """« 2 élus », "" for nobody."""
    return f"{session.to_help}{NBSP}élu{'s' * (session.to_help > 1)}" if session.to_help else ""


def hours_words(session: SessionRow) -> str:
    """« 9 h à 16 h », "" when they are not known."""
    return " à ".join(time_words(at) for at in (session.starts_at, session.ends_at) if at is not None)


def days_words(session: SessionRow) -> str:
    """« mar. 15 déc. 2026 », « jeu. 21 janv. 2027, 2 jours »."""
    days = days_of(session)
    return short_date(session.starts_on) + (f", {days}{NBSP}jours" if days > 1 else "")


def training_sentence(row: CatalogueRow) -> str:
    """A training for who does not see the table."""
    count = len(row.training.sessions)
    sessions = f"{count}{NBSP}session{'s' * (count > 1)}" if count else "aucune session"
    theme = [row.training.theme] if row.training.theme else []
    state = "dépliée" if row.is_open else "repliée"
    return ", ".join([row.training.title, training_facts(row.training), *theme, sessions, state])


def session_sentence(row: CatalogueRow) -> str:
    """A session for who does not see the table."""
    session = row.session
    if session is None:
        return f"{row.training.title}, aucune session. Entrée pour en ajouter une"
    parts = [capitalised(long_date(session.starts_on)), session.training, session.place]
    parts.append(seats_left_words(session, row.today))
    if is_cancelled(session) or is_past(session, row.today) or session.deadline.kind is DeadlineKind.TOO_LATE:
        parts.append(last_day_badge(session, row.today).text.lower())
    else:
        parts.append(long_words(session.deadline, row.today).lower())
    if session.to_help:
        parts.append(f"{to_help_words(session)} à aider")
    return ", ".join(part for part in parts if part)


EMPTY_WORDS = "Aucune session prévue. Entrée pour en ajouter une."


class CatalogueModel(RowsModel[CatalogueRow]):
    """The five columns of the catalogue."""

    def __init__(self, parent: QObject | None = None) -> None:
        columns: tuple[Column[CatalogueRow], ...] = (
            Column("Session", _first_words, data=_first_looks),
            Column("Lieu", lambda row: row.session.place if row.session else "", data=_whole_place),
            Column("Places", lambda row: seats_left_words(row.session, row.today) if row.session else ""),
            Column(
                "Dernier jour pour demander",
                lambda row: last_day_badge(row.session, row.today).text if row.session else "",
            ),
            Column("À aider", lambda row: to_help_words(row.session) if row.session else "", data=_quiet),
        )
        super().__init__(columns, lambda row: row.key, _sentence, parent)
        self._short = False

    def set_short(self, short: bool) -> None:
        """Head the last days in fewer words where the table is narrow."""
        if short is not self._short:
            self._short = short
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, LAST_DAY, LAST_DAY)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if self._short and section == LAST_DAY and role == Qt.ItemDataRole.DisplayRole:
            return "Dernier jour"
        return super().headerData(section, orientation, role)


def _sentence(row: CatalogueRow) -> str:
    return training_sentence(row) if row.is_training else session_sentence(row)


def _first_words(row: CatalogueRow) -> str:
    if row.session is not None:
        return short_date(row.session.starts_on)
    return EMPTY_WORDS if row.empty else row.training.title


def _first_looks(row: CatalogueRow, role: int) -> Any:
    if role == Qt.ItemDataRole.ForegroundRole and row.empty:
        return current_theme().color(Role.TEXT_SECOND)
    if role == Qt.ItemDataRole.FontRole and row.is_training:
        return current_theme().font(BODY, semibold=True)
    return None


def _whole_place(row: CatalogueRow, role: int) -> Any:
    """Only a place may lack room: its tooltip says it whole."""
    return plain_tooltip(row.session.place) if role == Qt.ItemDataRole.ToolTipRole and row.session else None


def _quiet(_row: CatalogueRow, role: int) -> Any:
    if role == Qt.ItemDataRole.ForegroundRole:
        return current_theme().color(Role.TEXT_SECOND)
    return current_theme().font(CAPTION) if role == Qt.ItemDataRole.FontRole else None
