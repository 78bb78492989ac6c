"""Answers the boxes that stop the program: what a person does when one comes."""

from __future__ import annotations

import time

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMessageBox

PATIENCE = 15.0  # seconds


class BoxAnswer:
    """Presses the button with these words in the next box; `asked` then holds what the box said."""

    def __init__(self, words: str) -> None:
        self.words = words
        self.asked: list[str] = []
        self._limit = time.monotonic() + PATIENCE
        self._timer = QTimer()
        self._timer.timeout.connect(self._look)
        self._timer.start(10)

    def _look(self) -> None:
        box = QApplication.activeModalWidget()
        if isinstance(box, QMessageBox) and box.isVisible():
            self._timer.stop()
            self.asked.append(box.text())
            next(button for button in box.buttons() if button.text() == self.words).click()
        elif time.monotonic() > self._limit:
            self._timer.stop()
