"""Reads the history of a dossier or of a person, each line in French as the panel shows it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from app.desk import Desk
from app.domain.calls import Call, CallOutcome, CallReason
from app.domain.dates import NBSP, duration, named_day
from app.domain.dossiers import Dossier, DossierEvent, EventKind, Stage
from app.domain.edof import edof_status
from app.domain.names import agreed
from app.domain.officials import Official
from app.guide.edition import Edition
from app.storage.rows import HistoryRow

REASONS = {
    CallReason.CONNECTION: "Connexion",
    CallReason.TRAINING: "Formation",
    CallReason.ENROLMENT: "Inscription",
    CallReason.FOLLOW_UP: "Suivi",
    CallReason.OTHER: "Autre motif",
}
OUTCOMES = {
    CallOutcome.STEP_DONE: "étape faite",
    CallOutcome.CALL_BACK: "à rappeler",
    CallOutcome.WRITE_TO_CDC: "écrire à la CDC",
    CallOutcome.NO_ANSWER: "sans réponse",
}
_ANSWERS = {"yes": "oui", "no": "non", "unknown": "à voir"}


@dataclass(frozen=True)
class _Line:
    """One event with what its sentence needs."""

    details: Mapping[str, Any]
    edition: Edition
    civility: str
    agent: str
    call: Any  # the row, or None
    at: datetime


def history_rows(desk: Desk, session: Session, condition: ColumnElement[bool]) -> tuple[HistoryRow, ...]:
    """The lines that meet `condition` (on DossierEvent), newest first; one statement.

    Steps that one agent ticked one after the other on one day make one line: a call ticks ten of them.
    """
    query = (
        select(
            *(DossierEvent.id, DossierEvent.at, DossierEvent.kind, DossierEvent.details, DossierEvent.agent),
            *(DossierEvent.dossier_id, DossierEvent.call_id, Dossier.edition, Official.civility),
            *(Call.started_at, Call.ended_at, Call.reason, Call.outcome, Call.note, Call.outgoing),
        )
        .join(Official, Official.id == DossierEvent.official_id)
        .outerjoin(Dossier, Dossier.id == DossierEvent.dossier_id)
        .outerjoin(Call, Call.id == DossierEvent.call_id)
        .where(condition)
        .order_by(DossierEvent.at.desc(), DossierEvent.id.desc())
    )
    return tuple(
        _history(desk, lines[0]) if len(lines) == 1 else _steps_done(desk, lines)
        for lines in (tuple(group) for _, group in groupby(session.execute(query), _together))
    )


def _together(row: Any) -> object:
    """Equal for lines that make one; another value for each line that stands alone."""
    if row.kind != EventKind.STEP_DONE:
        return row.id
    return row.kind, row.dossier_id, row.agent, row.at.astimezone().date()


def _steps_done(desk: Desk, rows: Sequence[Any]) -> HistoryRow:
    """« 3 étapes faites », with the first and the last of them."""
    last, first = (_step(_line(desk, row)) for row in (rows[0], rows[-1]))
    between = f"De {first} à {last}" if first and last else ""
    return replace(
        _history(desk, rows[0]),
        text=f"{len(rows)}{NBSP}étapes faites",
        detail=" · ".join(words for words in (between, f"par {rows[0].agent}" if rows[0].agent else "") if words),
    )


def _line(desk: Desk, row: Any) -> _Line:
    return _Line(
        details=row.details or {},
        edition=desk.edition(row.edition or ""),
        civility=row.civility,
        agent=row.agent,
        call=row if row.call_id is not None else None,
        at=row.at,
    )


def _history(desk: Desk, row: Any) -> HistoryRow:
    line = _line(desk, row)
    icon, text, detail = _SENTENCES.get(row.kind, _unknown)(line)
    return HistoryRow(
        at=row.at,
        kind=row.kind,
        text=text,
        detail=detail or (f"Par {row.agent}" if row.agent else ""),
        agent=row.agent,
        icon=icon,
        dossier_id=row.dossier_id,
        call_id=row.call_id,
    )


_Words = tuple[str, str, str]  # icon, text, detail ("" for the agent)


def _column(edition: Edition, stage: str) -> str:
    try:
        return edition.column(Stage(stage)).title
    except (KeyError, ValueError):
        return stage


def _step(line: _Line) -> str:
    """The title that was kept when it was ticked, or that of the edition."""
    kept = line.details.get("title", "")
    return f"«{NBSP}{_inner(kept)}{NBSP}»" if kept else ""


def _inner(words: str) -> str:
    """Words that stand between « », with other marks around what they quote."""
    return words.replace(f"«{NBSP}", "“").replace(f"{NBSP}»", "”")


def _opened(line: _Line) -> _Words:
    training = line.details.get("training", "")
    return "folder-plus", f"Dossier ouvert{NBSP}: {training}" if training else "Dossier ouvert", ""


def _moved(line: _Line) -> _Words:
    target, source = line.details.get("to", ""), line.details.get("from", "")
    status = edof_status(line.details.get("edof", ""))
    words = f"EDOF{NBSP}: «{NBSP}{status.label}{NBSP}»" if status.label else ""
    if target == Stage.ENROLLED and source == Stage.TO_CONFIRM:
        detail = f"{words} · statut saisi par {line.agent}" if words and line.agent else words
        return "circle-check", f"Inscription confirmée par l’{agreed(line.civility, 'élu')}", detail
    return "arrow-right", f"Passé à «{NBSP}{_column(line.edition, target)}{NBSP}»", ""


def _step_done(line: _Line) -> _Words:
    return "square-check", f"Étape faite {_step(line)}".strip(), ""


def _step_undone(line: _Line) -> _Words:
    return "square", f"Étape rouverte {_step(line)}".strip(), ""


def _blocked(line: _Line) -> _Words:
    note = line.details.get("note", "")
    return "octagon-alert", f"Blocage {_step(line)}".strip(), f"«{NBSP}{note}{NBSP}»" if note else ""


def _unblocked(line: _Line) -> _Words:
    return "check", f"Blocage levé {_step(line)}".strip(), ""


def _situation(line: _Line) -> _Words:
    label = line.details.get("label", "") or "Situation"
    answer = line.details.get("value", "")
    return "list-checks", f"{label}{NBSP}: {_ANSWERS.get(answer, answer)}", ""


def _session_changed(line: _Line) -> _Words:
    words = line.details.get("session", "")
    return "calendar", f"Session changée{NBSP}: {words}" if words else "Session retirée", ""


def _edof(line: _Line) -> _Words:
    status, number = edof_status(line.details.get("status", "")), line.details.get("number", "")
    if line.details.get("cdc"):
        return "mail", f"{line.details['cdc'].capitalize()} envoyé à la CDC", ""
    parts = ([f"dossier {number}"] if number else []) + ([f"«{NBSP}{status.label}{NBSP}»"] if status.label else [])
    return "landmark", f"EDOF{NBSP}: " + ", ".join(parts), ""


def _handed_out(line: _Line) -> _Words:
    paper = line.details.get("way") == "paper"
    steps, pages = line.details.get("steps", 0), line.details.get("pages", 0)
    if line.details.get("paper"):
        return _letter(line)
    said = "imprimée" if paper else "enregistrée"
    counted = f"{steps}{NBSP}étape{'s' * (steps > 1)}, {pages}{NBSP}page{'s' * (pages > 1)}"
    return "printer" if paper else "file-down", f"Fiche {said}{NBSP}: {counted}", ""


def _letter(line: _Line) -> _Words:
    """What was printed or saved for the post or for the CDC, and what was posted since."""
    told = line.details
    way, pages = told.get("way", ""), told.get("pages", 0)
    counted = f"{pages}{NBSP}page{'s' * (pages > 1)}{', gros caractères' if told.get('large') else ''}"
    if told["paper"] == "cdc":
        said = "imprimée" if way == "paper" else "enregistrée"
        return "printer" if way == "paper" else "file-down", f"Lettre à la CDC {said}, à signer", ""
    what = "Lettres et fiche" if told.get("letter") else "Lettre et fiche"
    if way == "post":
        on = date.fromisoformat(told["on"])
        day = f"Posté le {named_day(on)}" if on != line.at.astimezone().date() else ""
        agent = f"par {line.agent}" if line.agent else ""
        return "mail", f"{what} envoyées par la poste{NBSP}: {counted}", " · ".join(p for p in (day, agent) if p)
    said = "imprimées" if way == "paper" else "enregistrées"
    return "printer" if way == "paper" else "file-down", f"{what} {said} pour la poste{NBSP}: {counted}", ""


def _call(line: _Line) -> _Words:
    call = line.call
    told = line.details if call is None else {"outcome": call.outcome, "reason": call.reason, "outgoing": call.outgoing}
    minutes = line.details.get("minutes", 0) if call is None else call_minutes(call.started_at, call.ended_at)
    note = "" if call is None else call.note
    detail = f"«{NBSP}{note}{NBSP}»" if note else ""
    if told.get("outcome") == CallOutcome.NO_ANSWER:
        return "phone-missed", "Appel sans réponse", detail
    parts = [f"Appel {'donné ' if told.get('outgoing') else ''}de {duration(minutes)}"]
    parts += [words for words in (REASONS.get(told.get("reason", "")), OUTCOMES.get(told.get("outcome", ""))) if words]
    return "phone-outgoing" if told.get("outgoing") else "phone", " · ".join(parts), detail


def _closed(line: _Line) -> _Words:
    label = edof_status(line.details.get("edof", "")).label
    words = {"cancelled": "annulé", "refused": "refusé", "without_suite": "sans suite", "other": "autre raison"}
    outcome = words.get(line.details.get("outcome", ""), "")
    return "archive", f"Dossier clos{NBSP}: {outcome}", f"EDOF{NBSP}: «{NBSP}{label}{NBSP}»" if label else ""


def _reopened(_line: _Line) -> _Words:
    return "rotate-ccw", "Dossier rouvert", ""


def _undone(line: _Line) -> _Words:
    label = line.details.get("label", "")
    if line.details.get("redo"):
        return "redo-2", f"Rétabli{NBSP}: {label}" if label else "Saisie rétablie", ""
    return "undo-2", f"Annulé{NBSP}: {label}" if label else "Saisie annulée", ""


def _nir_checked(_line: _Line) -> _Words:
    return "shield-check", "Numéro de sécurité sociale contrôlé, jamais conservé", ""


def _edition_changed(line: _Line) -> _Words:
    before = f"Avant{NBSP}: {line.details.get('from', '')} · par {line.agent}".removesuffix(" · par ")
    return "book-open-check", f"Guide de ce dossier{NBSP}: {line.details.get('to', '')}", before


def _unknown(_line: _Line) -> _Words:
    return "history", "Dossier modifié", ""


_SENTENCES: dict[str, Callable[[_Line], _Words]] = {
    EventKind.OPENED: _opened,
    EventKind.MOVED: _moved,
    EventKind.STEP_DONE: _step_done,
    EventKind.STEP_UNDONE: _step_undone,
    EventKind.BLOCKED: _blocked,
    EventKind.UNBLOCKED: _unblocked,
    EventKind.SITUATION: _situation,
    EventKind.SESSION_CHANGED: _session_changed,
    EventKind.EDOF: _edof,
    EventKind.HANDED_OUT: _handed_out,
    EventKind.CALL: _call,
    EventKind.CLOSED: _closed,
    EventKind.REOPENED: _reopened,
    EventKind.UNDONE: _undone,
    EventKind.NIR_CHECKED: _nir_checked,
    EventKind.EDITION_CHANGED: _edition_changed,
}


def call_minutes(started_at: datetime, ended_at: datetime) -> int:
    """Whole minutes of a call, one at least."""
    return max(1, round((ended_at - started_at).total_seconds() / 60))
