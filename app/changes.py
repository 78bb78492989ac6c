"""What a write touched: the one thing that screens listen to, and what undo turns back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class RowChange:
    """One row as it was and as it is; `before` is None for a new row, `after` is None for a deleted one.

    Both map column names to values as SQLAlchemy reads them.
    """

    table: str
    key: tuple[Any, ...]
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None


@dataclass(frozen=True)
class Changes:
    """The rows that one unit of work wrote; `label` is the French sentence of the banner, or empty.

    `result` is what the action hands back to its caller: usually the id of the row it made. What another desk wrote on
    the server comes as tables and keys alone, `before` and `after` None; a key is () where only the table is known.
    """

    rows: tuple[RowChange, ...] = ()
    label: str = ""
    result: Any = None
    undoable: bool = field(default=False)
    elsewhere: bool = False  # written by another desk: to be read anew, never undone here

    @property
    def tables(self) -> frozenset[str]:
        """Names of the tables that were touched."""
        return frozenset(row.table for row in self.rows)

    def touches(self, *tables: str) -> bool:
        """Say whether one of these tables was written."""
        return not self.tables.isdisjoint(tables)
