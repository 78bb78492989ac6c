"""What shows while work lasts longer than 0.6 s: a sentence, a bar, a way to stop it; never over what people do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from ui.components.buttons import LinkButton
from ui.components.labels import Text
from ui.components.themed import Themed
from ui.theme import BODY, Theme

if TYPE_CHECKING:
    from ui.tasks import Progress


class ProgressNotice(Themed, QFrame):
    """Lies at the bottom right of `window` until the work ends, and then deletes itself."""

    def __init__(self, progress: Progress, window: QWidget) -> None:
        super().__init__(window)
        self.setProperty("part", "panel")
        self._progress = progress
        self._text = Text(progress.text, BODY)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._stop = LinkButton("Arrêter")
        self._stop.setVisible(progress.can_cancel)
        self._stop.clicked.connect(self._ask_to_stop)
        row = QHBoxLayout()
        row.addWidget(self._text, 1)
        row.addWidget(self._stop)
        self._layout = QVBoxLayout(self)
        self._layout.addLayout(row)
        self._layout.addWidget(self._bar)
        progress.changed.connect(self._show_advance, Qt.ConnectionType.QueuedConnection)
        progress.finished.connect(self.deleteLater)
        window.installEventFilter(self)
        self.start_theme()
        self._show_advance(progress.fraction, progress.text)
        self.show()
        self.raise_()

    def retheme(self, theme: Theme) -> None:
        self.setMinimumWidth(theme.px(260))
        self._layout.setContentsMargins(theme.px(12), theme.px(8), theme.px(12), theme.px(10))
        self._layout.setSpacing(theme.px(6))
        self._settle()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._settle()
        return False

    def _show_advance(self, fraction: float, text: str) -> None:
        self._text.setText(text)
        self._bar.setRange(0, 0 if fraction < 0 else 1000)
        if fraction >= 0:
            self._bar.setValue(round(fraction * 1000))
        self._bar.setAccessibleName(text)
        self.setAccessibleName(text)
        self._settle()

    def _ask_to_stop(self) -> None:
        self._progress.cancel()
        self._stop.refuse("L’arrêt est demandé.")

    def _settle(self) -> None:
        parent = self.parentWidget()
        if parent is not None:
            self.adjustSize()
            self.move(parent.width() - self.width() - 16, parent.height() - self.height() - 12)
