"""What the board shows: its bands and columns by the guide, cards with their words ready, filters, « 30 autres »."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, Qt

from app.domain.calendar import Deadline, DeadlineKind, Urgency
from app.domain.folding import fold
from app.domain.stages import Stage
from app.guide.edition import Edition
from app.storage.rows import DossierRow
from ui.components import BadgeData, BadgeKind
from ui.dates import NBSP, short_day
from ui.deadline_words import short_badges, spoken
from ui.table_model import Column, RowsModel

PRESSING = frozenset({BadgeKind.LATE, BadgeKind.TODAY, BadgeKind.SOON, BadgeKind.WAITING})
"""What a column always shows; only what is calm folds away."""


@dataclass(frozen=True)
class BoardColumn:
    """One column: a stage and its name."""

    stage: Stage
    title: str


@dataclass(frozen=True)
class Band:
    """Columns that fold together. Formé is a band of its own, without number or head."""

    key: str
    number: int | None
    title: str
    columns: tuple[BoardColumn, ...]


def bands_of(edition: Edition) -> tuple[Band, ...]:
    """The bands of an edition of the guide, in the order of its columns."""
    phases = {phase.number: phase for phase in edition.phases}
    bands: list[Band] = []
    for column in edition.columns:
        one = BoardColumn(column.stage, column.title)
        if column.phase is None:
            bands.append(Band(column.stage.value, None, column.title, (one,)))
        elif bands and bands[-1].number == column.phase:
            bands[-1] = Band(bands[-1].key, column.phase, bands[-1].title, (*bands[-1].columns, one))
        else:
            phase = phases[column.phase]
            bands.append(Band(str(column.phase), column.phase, phase.band or phase.title, (one,)))
    return tuple(bands)


@dataclass(frozen=True)
class Card:
    """A dossier ready to be drawn and read out."""

    row: DossierRow
    badges: tuple[BadgeData, ...]  # the same deadline in fewer and fewer words
    sentence: str
    words: str  # folded, for the filter
    day: str  # of the session: « 17 déc. »

    @property
    def kind(self) -> BadgeKind:
        """How it presses; a dossier without any date is calm."""
        return self.badges[0].kind if self.badges else BadgeKind.LATER


@dataclass(frozen=True)
class More:
    """The last line of a column: « 30 autres », or « Réduire » once they are shown."""

    hidden: int

    @property
    def text(self) -> str:
        """What the line says."""
        return f"{self.hidden}{NBSP}autres" if self.hidden else "Réduire"

    @property
    def sentence(self) -> str:
        """What it does, for a screen reader."""
        return f"{self.hidden} autres dossiers, Entrée pour les montrer" if self.hidden else "Réduire la colonne"


Entry = Card | More
MORE = "more"


def card_of(row: DossierRow, today: date) -> Card:
    """Prepare one dossier for its column."""
    training = row.training_short or "À choisir"
    parts = [row.name, row.commune, training, spoken(row.deadline, today) if row.deadline else ""]
    if row.session_on is not None:
        parts.append(f"session du {short_day(row.session_on)}")
    searched = (row.name, row.commune, row.training, row.training_short, row.epci, row.agent, row.edof_number)
    return Card(
        row=row,
        badges=short_badges(row.deadline, today) if row.deadline is not None else (),
        sentence=", ".join(part for part in parts if part),
        words=fold(" ".join(searched)),
        day=short_day(row.session_on) if row.session_on is not None else "",
    )


class Filter(StrEnum):
    """The filters of the board's head."""

    ALL = "all"
    LATE = "late"
    WEEK = "week"
    MINE = "mine"


FILTER_WORDS: tuple[tuple[str, str], ...] = (
    (Filter.ALL.value, "Tous"),
    (Filter.LATE.value, "En retard"),
    (Filter.WEEK.value, "Cette semaine"),
    (Filter.MINE.value, "Mes dossiers"),
)


def passes(card: Card, which: Filter, today: date, agent: str) -> bool:
    """Whether a filter lets a card through."""
    deadline = card.row.deadline
    match which:
        case Filter.LATE:
            return card.kind is BadgeKind.LATE
        case Filter.WEEK:
            return deadline is not None and _this_week(deadline, today)
        case Filter.MINE:
            return card.row.agent == agent
        case Filter.ALL:
            return True


def _this_week(deadline: Deadline, today: date) -> bool:
    """Due up to this Sunday, what is late included; not what somebody else or nobody has to do."""
    if deadline.urgency in (Urgency.WAITING, Urgency.DONE, Urgency.CLOSED):
        return False
    if deadline.kind is DeadlineKind.TRAINED:
        return False
    if deadline.urgency is Urgency.LATE:
        return True
    return deadline.day <= today + timedelta(days=6 - today.weekday())


def filter_counts(cards: Iterable[Card], today: date, agent: str) -> Mapping[Filter, int]:
    """How many dossiers each filter lets through; those that are done (« Formé ») are not to be worked on."""
    found: Counter[Filter] = Counter()
    for card in cards:
        if card.row.stage is not Stage.TRAINED:
            found.update(which for which in Filter if passes(card, which, today, agent))
    return found


def entries_of(cards: Sequence[Card], room: int, expanded: bool) -> list[Entry]:
    """What a column shows: all that presses, calm cards as far as there is `room` (cards), then « 30 autres ».

    A single card is never folded away: its line would take as much attention as itself.
    """
    pressing = sum(card.kind in PRESSING for card in cards)
    kept = max(pressing, room, 1)
    if len(cards) <= kept + 1:
        return list(cards)
    if expanded:
        return [*cards, More(0)]
    return [*cards[:kept], More(len(cards) - kept)]


def marks_of(cards: Iterable[Card]) -> tuple[tuple[BadgeKind, int], ...]:
    """The urgent marks of a folded column: late, today, soon, each with its number."""
    found = Counter(card.kind for card in cards)
    return tuple((kind, found[kind]) for kind in (BadgeKind.LATE, BadgeKind.TODAY, BadgeKind.SOON) if found[kind])


MARK_WORDS = {BadgeKind.LATE: "en retard", BadgeKind.TODAY: "pour aujourd’hui", BadgeKind.SOON: "bientôt"}


def column_sentence(title: str, cards: Sequence[Card]) -> str:
    """« Compte à ouvrir, 3 dossiers, 1 pour aujourd’hui »."""
    count = len(cards)
    words = [title, f"{count} dossier{'s' if count > 1 else ''}" if count else "aucun dossier"]
    words += [f"{number} {MARK_WORDS[kind]}" for kind, number in marks_of(cards)]
    return ", ".join(words)


def entry_key(entry: Entry) -> int | str:
    """What makes an entry the same after a refresh."""
    return entry.row.id if isinstance(entry, Card) else MORE


def _text(entry: Entry) -> str:
    return entry.row.name if isinstance(entry, Card) else entry.text


class CardsModel(RowsModel[Entry]):
    """The entries of one column; cards can be dragged."""

    def __init__(self, title: str, marked: Callable[[int], bool], parent: QObject | None = None) -> None:
        """`marked` answers whether a dossier is one of those chosen together."""

        def sentence(entry: Entry) -> str:
            chosen = isinstance(entry, Card) and marked(entry.row.id)
            return f"{entry.sentence}, choisi" if chosen else entry.sentence

        super().__init__((Column(title, _text),), entry_key, sentence, parent)

    def flags(self, index: QModelIndex | QPersistentModelIndex) -> Qt.ItemFlag:
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsDragEnabled if isinstance(self.row_at(index), Card) else flags

    def card_at(self, index: QModelIndex | QPersistentModelIndex) -> Card | None:
        """The card of an index; None for « 30 autres » and for nothing."""
        entry = self.row_at(index)
        return entry if isinstance(entry, Card) else None
