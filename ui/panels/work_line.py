"""How far long work of a page is: a sentence, a bar and « Arrêter » in the page itself, once it lasts."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QWidget

from ui.components import Button, Text, Themed
from ui.tasks import PROGRESS_AFTER, Progress
from ui.theme import BODY, Theme

STEPS = 1000


class WorkLine(Themed, QWidget):
    """Follows one piece of work at a time; hidden while there is none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._progress: Progress | None = None
        self._text = Text("", BODY)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self.stop = Button("Arrêter", None, "Échap")
        self.stop.clicked.connect(self.cancel)
        self._row = QHBoxLayout(self)
        self._row.addWidget(self._text)
        self._row.addWidget(self._bar, 1)
        self._row.addWidget(self.stop)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(PROGRESS_AFTER)
        self._soon.timeout.connect(self._show)
        self.hide()
        self.start_theme()

    def follow(self, progress: Progress) -> None:
        """Show this work from now on, until `clear`."""
        self._progress = progress
        self._advance(progress.fraction, progress.text)
        progress.changed.connect(self._advance)
        self._soon.start()

    def clear(self) -> None:
        """The work has ended, well or not."""
        self._progress = None
        self._soon.stop()
        self.hide()

    def working(self) -> bool:
        """Whether work is under way, shown or not yet."""
        return self._progress is not None

    def cancel(self) -> bool:
        """Ask the work to stop; False when there is none."""
        if self._progress is None:
            return False
        self._progress.cancel()
        self._text.setText("Arrêt en cours…")
        return True

    def _show(self) -> None:
        if self._progress is not None:
            self.show()

    def _advance(self, fraction: float, text: str) -> None:
        if self._progress is None or self._progress.cancelled:
            return
        self._text.setText(text)
        self._bar.setRange(0, STEPS if fraction >= 0 else 0)
        if fraction >= 0:
            self._bar.setValue(round(fraction * STEPS))
        self.setAccessibleName(f"{text} {round(fraction * 100)}\u00a0%" if fraction >= 0 else text)

    def retheme(self, theme: Theme) -> None:
        self._row.setContentsMargins(theme.px(16), theme.px(8), theme.px(16), theme.px(8))
        self._row.setSpacing(theme.px(12))
