"""All tables of the base in one place, for migrations and for whoever walks through them."""

from __future__ import annotations

from app.domain import calls, dossiers, guide_versions, officials, trainings
from app.domain.base import Base
from app.storage.search import ENGINE_OBJECTS, entries

MAPPED = (  # imported so that the tables are known
    officials.Official,
    trainings.Training,
    dossiers.Dossier,
    calls.Call,
    guide_versions.GuideVersion,
)

metadata = Base.metadata


def is_ours(name: str | None, kind: str, _parents: object) -> bool:
    """Leave out of comparisons what each engine has for search on its own (FTS5 tables, the GIN index)."""
    return not (kind in ("table", "index") and name is not None and name.startswith(ENGINE_OBJECTS))


__all__ = ["MAPPED", "entries", "is_ours", "metadata"]
