"""What the board's filters let through, and the words that say it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from app.domain.folding import fold
from app.services.board_filters import BoardFilter
from ui.board_model import FILTER_WORDS, BoardColumn, Card, Filter, passes
from ui.dates import NBSP, short_day


def filtered(cards: Iterable[Card], wanted: BoardFilter, today: date, agent: str) -> list[Card]:
    """The cards that all conditions of a filter let through; `agent` is who « Mes dossiers » are."""
    which = which_of(wanted)
    words = fold(wanted.text).split()
    return [
        card
        for card in cards
        if passes(card, which, today, agent)
        and (not wanted.stages or card.row.stage.value in wanted.stages)
        and (wanted.session_id is None or card.row.session_id == wanted.session_id)
        and (not wanted.agent or card.row.agent == wanted.agent)
        and all(word in card.words for word in words)
    ]


def which_of(wanted: BoardFilter) -> Filter:
    """The filter of the head that it holds; all for one that is not known here."""
    return Filter(wanted.which) if wanted.which in list(Filter) else Filter.ALL


def sessions_of(cards: Iterable[Card]) -> list[tuple[int, str]]:
    """Sessions on the board, the next one first: id and « 17 déc. · Pouvoirs de police »."""
    found: dict[int, tuple[date, str]] = {}
    for card in cards:
        if card.row.session_id is not None and card.row.session_on is not None:
            words = f"{short_day(card.row.session_on)} · {card.row.training_short}"
            found[card.row.session_id] = (card.row.session_on, words)
    return [(one, words) for one, (_day, words) in sorted(found.items(), key=lambda item: item[1])]


def agents_of(cards: Iterable[Card]) -> list[str]:
    """Who follows a dossier of the board."""
    return sorted({card.row.agent for card in cards if card.row.agent}, key=fold)


def filter_words(wanted: BoardFilter, columns: Sequence[BoardColumn], cards: Iterable[Card]) -> str:
    """« À confirmer par l’élu · session du 17 déc. · Claire M. »; "" when nothing is hidden."""
    titles = {column.stage.value: column.title for column in columns}
    sessions = dict(sessions_of(cards))
    parts = [dict(FILTER_WORDS)[wanted.which]] if which_of(wanted) is not Filter.ALL else []
    if wanted.stages:
        parts.append(" ou ".join(titles[stage] for stage in titles if stage in wanted.stages))
    if wanted.session_id is not None:
        parts.append(f"session du {sessions[wanted.session_id]}" if wanted.session_id in sessions else "autre session")
    if wanted.agent:
        parts.append(f"suivi par {wanted.agent}")
    if wanted.text.strip():
        parts.append(f"«{NBSP}{wanted.text.strip()}{NBSP}»")
    return " · ".join(parts)
