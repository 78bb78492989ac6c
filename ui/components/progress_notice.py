"""What work is under way when it lasts longer than 0.6 s, and the way to stop it; it lies over nothing that matters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QWidget

from ui.components.buttons import LinkButton
from ui.components.labels import Text
from ui.components.themed import Themed, show_part
from ui.theme import BODY, Theme, current_theme

if TYPE_CHECKING:
    from ui.tasks import Progress

STEPS = 1000


class ProgressNotice(Themed, QFrame):
    """A sentence, a bar and « Arrêter », at the bottom right of the window until the work ends."""

    def __init__(self, progress: Progress, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self.setProperty("part", "panel")
        self._text = Text(progress.text, BODY)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setRange(0, 0)
        self._stop = LinkButton("Arrêter", size=BODY)
        show_part(self._stop, progress.can_cancel)
        self._stop.clicked.connect(progress.cancel)
        self._layout = QHBoxLayout(self)
        for widget in (self._text, self._bar, self._stop):
            self._layout.addWidget(widget)
        progress.changed.connect(self._advance)
        progress.finished.connect(self.close)
        progress.finished.connect(self.deleteLater)
        window.installEventFilter(self)
        self.start_theme()
        self._advance(progress.fraction, progress.text)
        self.show()
        self.raise_()

    def _advance(self, fraction: float, text: str) -> None:
        self._text.setText(text)
        self._bar.setRange(0, STEPS if fraction >= 0 else 0)
        if fraction >= 0:
            self._bar.setValue(round(fraction * STEPS))
        self.setAccessibleName(f"{text} {round(fraction * 100)}\u00a0%" if fraction >= 0 else text)
        self._settle()

    def retheme(self, theme: Theme) -> None:
        self._layout.setContentsMargins(theme.px(12), theme.px(8), theme.px(12), theme.px(8))
        self._layout.setSpacing(theme.px(12))
        self._bar.setFixedWidth(theme.px(160))
        self._settle()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and watched is self._window:
            self._settle()
        return False

    def _settle(self) -> None:
        self.adjustSize()
        edge = current_theme().px(16)
        self.move(self._window.width() - self.width() - edge, self._window.height() - self.height() - edge)
