"""The peer of the installed program's first paint: a bare Qt window, packaged the same way (`bare_window.spec`).

    bare.exe --timings FILE

It writes {"first_paint": seconds} since its process started, then waits to be closed, as the program does.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication, QMainWindow

from ui.process_age import process_age


class BareWindow(QMainWindow):
    """Tells once when it has painted; from the event loop's next turn, as the program measures it."""

    def __init__(self, timings: Path) -> None:
        super().__init__()
        self._timings: Path | None = timings

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._timings is not None:
            timings, self._timings = self._timings, None
            QTimer.singleShot(0, lambda: timings.write_text(json.dumps({"first_paint": process_age()}), "utf-8"))


def main() -> int:
    application = QApplication(sys.argv[:1])
    window = BareWindow(Path(sys.argv[sys.argv.index("--timings") + 1]))
    window.resize(1366, 768)
    window.show()
    return application.exec()


if __name__ == "__main__":
    sys.exit(main())
