"""Keeps what is being typed, so that nothing is lost when the PC stops; never a NIR."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete

from app.changes import Changes
from app.checks.nir import contains_nir
from app.desk import Desk
from app.domain.calls import Draft


def save_draft(desk: Desk, draft_id: int | None, kind: str, subject_id: int | None, payload: Mapping[str, Any]) -> int:
    """Keep a draft (plain JSON) and give back its id; a text in which a plausible NIR stands is left out.

    A draft that was dropped meanwhile is kept anew.
    """
    kept = {key: value for key, value in _clean(dict(payload)).items() if value is not _SECRET}
    with desk.database.transaction() as unit:
        draft = unit.session.get(Draft, draft_id) if draft_id is not None else None
        if draft is None:
            draft = Draft(kind=kind, agent=desk.agent)
            unit.session.add(draft)
        draft.kind, draft.subject_id, draft.payload, draft.updated_at = kind, subject_id, kept, desk.now()
        unit.session.flush()
        unit.result = draft.id
    return int(unit.changes.result)


def drop_draft(desk: Desk, draft_id: int) -> Changes:
    """Forget a draft: what it held was saved, or given up. One that is gone already is no matter."""
    with desk.database.transaction() as unit:
        unit.session.execute(delete(Draft).where(Draft.id == draft_id))
    return unit.changes


_SECRET = object()


def _clean(value: Any) -> Any:
    """The same JSON without the texts, numbers and keys that may be a NIR."""
    if isinstance(value, Mapping):
        cleaned = {key: _clean(one) for key, one in value.items() if not contains_nir(str(key))}
        return {key: one for key, one in cleaned.items() if one is not _SECRET}
    if isinstance(value, list | tuple):
        return [one for one in (_clean(item) for item in value) if one is not _SECRET]
    if isinstance(value, str | int | float) and not isinstance(value, bool) and contains_nir(str(value)):
        return _SECRET
    return value
