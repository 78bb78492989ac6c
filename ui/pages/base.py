"""What the window asks of a page; a page overrides what it has."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from app.changes import Changes
    from ui.front import Front


class PageWidget(QWidget):
    """One page of the window. It reads through `front`, and again when something that it shows has changed."""

    tables: tuple[str, ...] = ()  # a write that touches one of them refreshes the page

    def __init__(self, front: Front) -> None:
        super().__init__()
        self.front = front
        self._stale = True
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        front.changed.connect(self._hear)

    def refresh(self) -> None:
        """Read again and show."""

    def shown(self) -> None:
        """The page comes on screen: read again if something changed meanwhile."""
        if self._stale:
            self._stale = False
            self.refresh()

    def focus_first(self) -> None:
        """Put the keyboard where work begins on this page."""

    def regions(self) -> Sequence[QWidget]:
        """Parts between which F6 goes, in reading order."""
        return (self,)

    def new(self) -> bool:
        """Ctrl+N: a new one of what the page holds. False when the page has none."""
        return False

    def modify(self) -> bool:
        """Ctrl+E: modify what is shown."""
        return False

    def save(self) -> bool:
        """Ctrl+S: save what is being typed."""
        return False

    def print_sheet(self, *, ask: bool = False) -> bool:
        """Ctrl+P, or Ctrl+Maj+P with `ask`: the sheet of what is shown."""
        return False

    def foot_height(self) -> int:
        """Pixels that the page's own buttons take at its foot: the banner lies above them."""
        return 0

    def banner_left(self) -> int:
        """Pixels from the page's left edge where the banner may begin: what is being typed must not lie under it."""
        return 0

    def undo(self) -> bool:
        """Ctrl+Z inside the page, before the last action is turned back."""
        return False

    def redo(self) -> bool:
        """Ctrl+Y inside the page, before the last undone action is done again."""
        return False

    def escape(self) -> bool:
        """Échap: one level back inside the page. False when there is none."""
        return False

    def _hear(self, changes: Changes) -> None:
        if not changes.touches(*self.tables):
            return
        if self.isVisible():
            self.refresh()
        else:
            self._stale = True
