"""The sheet in a call: its preview takes the place of the script, prints on Ctrl+P or Entrée, and gives it back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from ui.pages.call_shape import SCRIPT, CallShape

if TYPE_CHECKING:
    from ui.dialogs.preview import SheetPreview
    from ui.front import Front


class CallSheet(QObject):
    """Makes the preview the first time that it is wanted."""

    closed = Signal()
    """The script is there again."""

    def __init__(self, front: Front, shape: CallShape) -> None:
        super().__init__(shape)
        self._front, self._shape = front, shape
        self.preview: SheetPreview | None = None

    @property
    def shown(self) -> bool:
        """Whether the preview stands in the script's place."""
        return self.preview is not None and self._shape.beside() is self.preview

    def show(self, dossier_id: int, *, ask: bool) -> None:
        """Show the sheet of a dossier; `ask` shows the printer's dialog as soon as it is made."""
        if self.preview is None:
            from ui.dialogs.preview import SheetPreview

            self.preview = SheetPreview(self._front)
            self.preview.closed.connect(self.close)
            self.preview.printed.connect(lambda _printer: self.close())
        self.preview.show_sheet(dossier_id)
        self._shape.show_beside(self.preview)
        self._shape.show_tab(SCRIPT)
        self.preview.focus_first()
        if ask:
            self.print_sheet(ask=True)

    def print_sheet(self, *, ask: bool) -> None:
        """Print what is shown."""
        if self.preview is not None:
            self.preview.print_sheet(ask=ask)

    def save(self) -> None:
        """Save it as a file."""
        if self.preview is not None:
            self.preview.save()

    def close(self) -> bool:
        """Give the script its place back; False when it had it."""
        if not self.shown:
            return False
        self._shape.show_beside(None)
        self.closed.emit()
        return True
