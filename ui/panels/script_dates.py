"""The dates of a dossier in its script: what presses is said first, all the others at the end, each with its rule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.documents.words import at_place
from app.domain.calendar import DeadlineKind, Urgency
from app.domain.dates import full_day
from app.domain.hindrances import HindranceKind
from app.domain.names import agreed
from app.storage.rows import DossierDetail, SessionRow
from ui.components import BadgeKind, DeadlineBox, Text, Themed, show_part
from ui.dates import NBSP
from ui.deadline_words import SEPARATOR, long_words, validate_words
from ui.panels.other_sessions import OtherSessionsPart, heading_words, hindrance_kind, offered_sessions
from ui.panels.session_offer import Offered
from ui.theme import CAPTION, SPEAK, Role, Theme, current_theme

_TOLD = frozenset({DeadlineKind.REQUEST, DeadlineKind.VALIDATE, DeadlineKind.CONFIRM})
_PRESSES = frozenset({Urgency.LATE, Urgency.TODAY, Urgency.SOON})


@dataclass(frozen=True)
class Due:
    """What is said before anything is promised: `say` aloud, the rest for the agent."""

    kind: BadgeKind
    title: str
    rule: str
    say: str = ""


class DueBox(Themed, QWidget):
    """The box of a date with its rule; of a session that can no longer be asked for, what to say and what to offer."""

    chosen = Signal(int)

    def __init__(self, due: Due, offers_title: str, offers: Sequence[Offered]) -> None:
        super().__init__()
        self.box = DeadlineBox(due.kind, due.title, due.rule)
        self._before = Text("Dites d’abord", CAPTION, Role.TEXT_SECOND, semibold=True)
        self._say = Text(f"«{NBSP}{due.say}{NBSP}»", SPEAK, semibold=True, wrap=True, selectable=True)
        self.instead = OtherSessionsPart(solid=True)
        show_part(self.instead.why, False)
        self.instead.show_offers(offers_title, offers, bool(due.say))
        self.instead.chosen.connect(self.chosen)
        self._layout = QVBoxLayout(self)
        for widget in (self.box, self._before, self._say, self.instead):
            self._layout.addWidget(widget)
        for widget in (self._before, self._say, self.instead):
            show_part(widget, bool(due.say))
        self.start_theme()

    def retheme(self, theme: Theme) -> None:
        self._layout.setContentsMargins(0, 0, 0, theme.px(8))
        self._layout.setSpacing(theme.px(6))


def dates_words(dates: Sequence[str]) -> QWidget:
    """« Dates », one line each."""
    block = QWidget()
    column = QVBoxLayout(block)
    column.setContentsMargins(0, current_theme().px(6), 0, 0)
    column.setSpacing(current_theme().px(2))
    column.addWidget(Text("Dates", CAPTION, Role.TEXT_SECOND, semibold=True))
    for words in dates:
        column.addWidget(Text(words, CAPTION, Role.TEXT_SECOND, wrap=True))
    return block


def due_now(detail: DossierDetail, today: date) -> Due | None:
    """What stands in the way of the session, or the date that comes within three working days; None else."""
    instead = detail.instead
    if instead is not None:
        why = instead.hindrance
        return Due(hindrance_kind(instead), why.title, f"{why.rule}.", say_first(detail))
    for one in detail.deadlines:
        if one.kind is DeadlineKind.CANCELLED or (one.kind in _TOLD and one.urgency in _PRESSES):
            official = agreed(detail.official.civility, "élu")
            return Due(BadgeKind(one.urgency), long_words(one, today, official), one.rule)
    return None


def offers_of(detail: DossierDetail, today: date) -> tuple[str, tuple[Offered, ...]]:
    """The heading of what is offered, and the sessions."""
    instead = detail.instead
    if instead is None:
        return "", ()
    # Of the same training: the sentence to say has told it.
    return heading_words(instead) if instead.theme else "", offered_sessions(instead, today)


def other_dates(detail: DossierDetail, today: date) -> tuple[str, ...]:
    """The dates that do not press, each with its rule, and until when AMF42 may validate."""
    official = agreed(detail.official.civility, "élu")
    calm = [one for one in detail.deadlines if one.kind in _TOLD and one.urgency not in _PRESSES]
    words = [f"{long_words(one, today, official)}{SEPARATOR}{one.rule}" for one in calm]
    return tuple(one for one in (*words, validate_words(detail, today) if detail.instead is None else "") if one)


def say_first(detail: DossierDetail) -> str:
    """« C’est trop tard pour le lundi 30 novembre 2026… La prochaine session est le … Cela vous convient-il ? »."""
    instead, day = detail.instead, detail.row.session_on
    if instead is None or day is None:
        return ""
    held = full_day(day)
    beginning = {
        HindranceKind.CANCELLED: f"La session du {held} est annulée.",
        HindranceKind.TOO_LATE: f"C’est trop tard pour le {held}.",
        HindranceKind.FULL: f"La session du {held} est complète.",
    }[instead.hindrance.kind]
    if not instead.sessions:
        return f"{beginning} Il n’y a pas d’autre date à vous proposer pour l’instant."
    return f"{beginning} {_next_words(instead.sessions[0], other=bool(instead.theme))} Cela vous convient-il{NBSP}?"


def _next_words(one: SessionRow, *, other: bool) -> str:
    where = f" {at_place(one.place)}" if one.place else ""
    if other:
        return f"Sur le même thème, nous avons «{NBSP}{one.training}{NBSP}», le {full_day(one.starts_on)}{where}."
    return f"La prochaine session est le {full_day(one.starts_on)}{where}."
