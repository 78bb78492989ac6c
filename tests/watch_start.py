"""Runs the program and tells what it had loaded when it first painted, and when its first page could be used.

    python -m tests.watch_start REPORT BASE [what the program's own command line takes]

REPORT gets {"painted": [modules…], "base_when_painted": bool, "usable": [modules…]}. Without a known agent the program
waits on its welcome, and "usable" is left out.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from ui.__main__ import main


def watch(report: Path, base: Path, arguments: list[str]) -> int:
    """Run until the first page can be used, or the base is there and an answer is waited for."""
    from PySide6.QtCore import QTimer
    from PySide6.QtGui import QPaintEvent
    from PySide6.QtWidgets import QApplication

    from ui.main_window import MainWindow

    told: dict[str, Any] = {}
    paint = MainWindow.paintEvent

    def end() -> None:
        report.write_text(json.dumps(told), encoding="utf-8")
        QApplication.quit()

    def watch_paint(window: MainWindow, event: QPaintEvent) -> None:
        paint(window, event)
        if not told:
            told["painted"] = sorted(sys.modules)
            told["base_when_painted"] = base.exists()
            watch_rest(window)

    def watch_rest(window: MainWindow) -> None:
        from ui.program import Program

        usable = Program._usable
        alone = window.show_alone

        def watch_usable(program: Program) -> None:
            told["usable"] = sorted(sys.modules)
            usable(program)
            QTimer.singleShot(0, end)

        def watch_alone(widget: Any) -> None:
            alone(widget)
            QTimer.singleShot(0, end)

        Program._usable = watch_usable  # type: ignore[method-assign]
        window.show_alone = watch_alone  # type: ignore[method-assign]

    MainWindow.paintEvent = watch_paint  # type: ignore[method-assign]
    return main(arguments)


if __name__ == "__main__":
    sys.exit(watch(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:]))
