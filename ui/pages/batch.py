"""Sheets for many: what will be made and what is missing for each, then one file, one file each, or paper."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from ui.pages.base import PageWidget

if TYPE_CHECKING:
    from ui.front import Front


class BatchPage(PageWidget):
    """The sheets of a selection, of a session or of a saved filter."""

    leaveWanted = Signal()  # noqa: N815 - as Qt names signals

    def __init__(self, front: Front) -> None:
        super().__init__(front)
        self.dossier_ids: tuple[int, ...] = ()

    def show_dossiers(self, dossier_ids: Sequence[int], title: str = "") -> None:
        """Show what sheets for these dossiers need."""
        self.dossier_ids = tuple(dossier_ids)
