"""The peer of the first paint: a bare window, with as many imports as it needs."""

from __future__ import annotations

import sys

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QMainWindow

from tests.benchmarks.process_age import process_age, report


class BareWindow(QMainWindow):
    def __init__(self, timings: str) -> None:
        super().__init__()
        self.timings = timings

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() == QEvent.Type.Paint and self.timings:
            age = process_age()
            report(self.timings, {"first_paint": age, "usable": age})
            self.timings = ""
        return done


def main() -> int:
    application = QApplication(sys.argv)
    window = BareWindow(sys.argv[1])
    window.resize(1366, 768)
    window.show()
    return application.exec()


if __name__ == "__main__":
    sys.exit(main())
