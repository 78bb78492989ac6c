"""Dossiers of the board chosen together: what Espace, Maj+arrows, Ctrl+click and Ctrl+A gather."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from PySide6.QtCore import QObject, Signal


class BoardMarks(QObject):
    """Ids of dossiers, in the order in which they were chosen."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._ids: dict[int, None] = {}

    def ids(self) -> tuple[int, ...]:
        """The dossiers chosen."""
        return tuple(self._ids)

    def holds(self, dossier_id: int) -> bool:
        """Whether a dossier is one of them."""
        return dossier_id in self._ids

    def take(self, ids: Iterable[int], only_add: bool = True) -> None:
        """Choose these; without `only_add`, one that was chosen is set free."""
        for one in ids:
            if one in self._ids and not only_add:
                del self._ids[one]
            else:
                self._ids[one] = None
        self.changed.emit()

    def keep(self, shown: Collection[int]) -> None:
        """Set free those that are no longer shown: nobody acts on what he does not see."""
        gone = [one for one in self._ids if one not in shown]
        for one in gone:
            del self._ids[one]
        if gone:
            self.changed.emit()

    def clear(self) -> bool:
        """Set all free; False when none was chosen."""
        if not self._ids:
            return False
        self._ids.clear()
        self.changed.emit()
        return True
