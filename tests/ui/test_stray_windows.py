"""Nothing flashes: what is shown before it has its place is, for a moment, a window of its own on the desk's screen.

Windows shows it as a small frame that comes and goes, and under Wine without a window manager each one takes 2 s.
"""

from pathlib import Path

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QWidget

from ui.self_test import whole_work


class Watch(QObject):
    """Notes each widget that becomes a window."""

    def __init__(self) -> None:
        super().__init__()
        self.windows: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.windows.append(type(watched).__name__)
        return False


def test_the_main_job_shows_no_window_but_the_programs_own(qapp: QApplication, tmp_path: Path) -> None:
    watch = Watch()
    qapp.installEventFilter(watch)
    try:
        whole_work(qapp, tmp_path / "travail", None)
    finally:
        qapp.removeEventFilter(watch)
    assert set(watch.windows) == {"MainWindow"}
