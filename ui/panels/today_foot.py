"""The foot of *Aujourd’hui*: the guide is to be read again, a newer program is there. Usually nothing at all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.panels.quiet_line import QuietLine
from ui.rail_pages import Page

if TYPE_CHECKING:
    from ui.front import Front


class TodayFoot(QWidget):
    """Reads beside the window's thread, once the day is on screen."""

    def __init__(self, front: Front) -> None:
        super().__init__()
        self._front = front
        self.guide = QuietLine("book-open-check", "Ouvrir les éditions du guide")
        self.guide.wanted.connect(lambda: front.go(Page.GUIDE_EDITIONS))
        self.newer = QuietLine("download", "Voir ce qui est nouveau")
        self.newer.wanted.connect(self._show_news)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for line in (self.guide, self.newer):
            layout.addWidget(line)
        if front.updates is not None:
            front.updates.changed.connect(self._show_update)
            self._show_update()

    def refresh(self) -> None:
        """Read what the guide asks for."""
        from app.storage.queries_guide import guide_notices

        self._front.read(lambda: guide_notices(self._front.desk), lambda found: self.guide.say(" ".join(found)))

    def links(self) -> Sequence[QWidget]:
        """Where the keyboard may go."""
        return [line.link for line in (self.guide, self.newer) if line.isVisible()]

    def _show_update(self) -> None:
        updates = self._front.updates
        release = updates.release if updates is not None else None
        self.newer.say(f"AMF42 {release.version} est disponible." if release is not None else "")

    def _show_news(self) -> None:
        self._front.go(Page.REGLAGES)
        if self._front.updates is not None:
            self._front.updates.wanted.emit()
