"""The foot of *Aujourd’hui*: the guide is to be read again, a newer program is there. Usually nothing at all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.rail_pages import Page

if TYPE_CHECKING:
    from ui.front import Front
    from ui.panels.quiet_line import QuietLine


class TodayFoot(QWidget):
    """Reads beside the window's thread, once the day is on screen; each line is made when it has something to say."""

    def __init__(self, front: Front) -> None:
        super().__init__()
        self._front = front
        self.guide: QuietLine | None = None
        self.newer: QuietLine | None = None
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(0)
        if front.updates is not None:
            front.updates.changed.connect(self._show_newer)
            self._show_newer()

    def refresh(self) -> None:
        """Read what the guide asks for."""
        from app.storage.queries_guide import guide_notices

        self._front.read(lambda: guide_notices(self._front.desk), self._show_guide)

    def links(self) -> Sequence[QWidget]:
        """Where the keyboard may go."""
        return [line.link for line in (self.guide, self.newer) if line is not None and line.isVisible()]

    def _show_guide(self, notices: Sequence[str]) -> None:
        if self.guide is None and notices:
            self.guide = self._line("book-open-check", "Ouvrir les éditions du guide", self._show_editions)
        if self.guide is not None:
            self.guide.say(" ".join(notices))

    def _show_newer(self) -> None:
        release = self._front.updates.release if self._front.updates is not None else None
        if self.newer is None and release is not None:
            self.newer = self._line("download", "Voir ce qui est nouveau", self._show_news)
        if self.newer is not None:
            self.newer.say(f"AMF42 {release.version} est disponible." if release is not None else "")

    def _line(self, icon: str, link: str, lead: Callable[[], None]) -> QuietLine:
        from ui.panels.quiet_line import QuietLine

        line = QuietLine(icon, link)
        line.wanted.connect(lead)
        self._layout.addWidget(line)
        return line

    def _show_editions(self) -> None:
        self._front.go(Page.GUIDE_EDITIONS)

    def _show_news(self) -> None:
        self._front.go(Page.REGLAGES)
        if self._front.updates is not None:
            self._front.updates.wanted.emit()
