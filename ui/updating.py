"""A newer program, followed beside the work: looked for once a day where IT said so, fetched and installed when asked.

It has a thread of its own: a network that does not answer holds up neither the base nor a sheet.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date
from enum import Enum
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from shiboken6 import isValid

from app import __version__, updates
from app.errors import UserError
from ui.messages import ask, call_goes_on
from ui.tasks import CancelledError, Progress

if TYPE_CHECKING:
    import ssl
    from collections.abc import Sequence
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from app.settings import UpdateSource
    from app.update_release import Release
    from ui.front import Front
    from ui.program import Program

T = TypeVar("T")
LOOK_AFTER = 15_000  # milliseconds: the agent's first gestures come first
LOOK_AGAIN = 3_600_000  # a window that stays open for days looks each day too
IN_CALL = "Un appel est en cours\u00a0: rien n’a été installé. Terminez l’appel, puis recommencez."


class Work(Enum):
    """What is under way."""

    NONE = "none"
    LOOK = "look"
    DOWNLOAD = "download"
    INSTALL = "install"


class Updates(QObject):
    """What is known of a newer program. `data` is the data folder; `copy_base` runs beside the window's thread.

    It is None where the base is on a server, which makes its own copies.
    """

    changed = Signal()
    wanted = Signal()  # somebody asks to see what is new
    lasts = Signal(object)  # a Progress to be shown
    leaveWanted = Signal()  # the installer has started and waits for this program to close  # noqa: N815 - Qt’s way of naming
    _ended = Signal(object)

    def __init__(
        self,
        source: UpdateSource,
        data: Path,
        today: Callable[[], date],
        copy_base: Callable[[], object] | None,
        *,
        current: str = __version__,
        trust: ssl.SSLContext | None = None,
        launch: Callable[[Sequence[str]], None] | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._source, self._data, self._today, self._copy_base = source, data, today, copy_base
        self.copies = copy_base is not None  # before the installer starts
        self._trust, self._launch = trust, launch
        self.current = current
        self.work = Work.NONE
        self.release: Release | None = None
        self.file: Path | None = None  # its installer, whole and right
        self.looked = False  # since the window opened
        self.problem = ""
        self._progress: Progress | None = None
        self._stopped = False
        self._ended.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_AGAIN)
        self._timer.timeout.connect(self.look_if_due)

    def start(self) -> None:
        """Say what an earlier look found, and look from now on."""
        self._run(Work.LOOK, lambda: (self._known(), updates.is_due(self._data, self._today())), self._begin)

    def stop(self) -> None:
        """The window goes: nobody waits for an answer any more."""
        self._stopped = True
        self._timer.stop()
        if self._progress is not None:
            self._progress.cancel()

    def _known(self) -> tuple[Release | None, Path | None]:
        release = updates.known(self._source, self._data, current=self.current)
        return release, updates.fetched(release, self._data) if release is not None else None

    def _begin(self, found: tuple[tuple[Release | None, Path | None], bool]) -> None:
        (self.release, self.file), due = found
        if due:
            QTimer.singleShot(LOOK_AFTER, self, self.look_if_due)
        self._timer.start()

    # What one can ask

    def look_if_due(self) -> None:
        """Look, unless it was done today."""
        if self.work is Work.NONE and updates.is_due(self._data, self._today()):
            self.look()

    def look(self) -> None:
        """Read the announcement now."""

        def work() -> tuple[Release | None, Path | None]:
            release = updates.look(self._source, self._data, self._today(), current=self.current, trust=self._trust)
            return release, updates.fetched(release, self._data) if release is not None else None

        def done(found: tuple[Release | None, Path | None]) -> None:
            self.release, self.file = found
            self.looked = True

        self._run(Work.LOOK, work, done)

    def download(self) -> None:
        """Fetch the installer; the window shows how far it is, and it can be stopped."""
        release = self.release
        if release is None or self.work is not Work.NONE:
            return
        progress = Progress(f"Téléchargement d’AMF42 {release.version}…", can_cancel=True)

        def work() -> Path:
            return updates.download(self._source, release, self._data, progress.report, trust=self._trust)

        def done(path: Path) -> None:
            self.file = path

        self._progress = progress
        self._run(Work.DOWNLOAD, work, done)
        self.lasts.emit(progress)

    def install(self, window: QWidget) -> None:
        """Ask, copy the base, start the installer and have this program closed; never during a call."""
        release, path = self.release, self.file
        if release is None or path is None or self.work is not Work.NONE:
            return
        agreed = ask(
            window,
            f"Installer AMF42 {release.version} maintenant\u00a0?",
            f"{'La base est d’abord copiée. Puis ' if self.copies else ''}AMF42 se ferme et l’installeur prend la "
            "suite\u00a0; ce que vous êtes en train de saisir est gardé.",
            "Fermer et installer",
        )
        if not agreed:
            return

        def done(_copied: object) -> None:
            if call_goes_on(window):  # somebody called meanwhile
                raise UserError(IN_CALL)
            updates.start_installer(path, release, self._launch)
            self.leaveWanted.emit()

        self._run(Work.INSTALL, self._copy_base or (lambda: None), done)

    # Beside the window's thread

    def _run(self, kind: Work, work: Callable[[], T], done: Callable[[T], None]) -> None:
        if self.work is not Work.NONE or self._stopped:
            return
        self.work, self.problem = kind, ""
        self.changed.emit()

        def do() -> None:
            result: Any = None
            problem: BaseException | None = None
            try:
                result = work()
            except BaseException as raised:  # whatever it is must reach the window's thread
                problem = raised
            if not self._stopped and isValid(self):
                self._ended.emit((result, problem, done))

        threading.Thread(target=do, name="updates", daemon=True).start()

    def _deliver(self, ended: tuple[Any, BaseException | None, Callable[[Any], None]]) -> None:
        result, problem, done = ended
        self.work = Work.NONE
        progress, self._progress = self._progress, None
        if progress is not None:
            progress.finished.emit()
        try:
            if problem is None:
                done(result)
            elif not isinstance(problem, CancelledError):
                raise problem
        except UserError as refusal:
            self.problem = refusal.message
        finally:
            self.changed.emit()


def follow_updates(program: Program, front: Front) -> Updates | None:
    """The updates of the desk that has just been opened, if IT said where they are; none in the demonstration."""
    opened = program.opened
    if opened is None or opened.office.updates is None or program.places.demo:
        return None

    def copy_base() -> object:
        from app.bootstrap import copy_of_the_day

        return copy_of_the_day(opened)

    copies = copy_base if opened.server is None else None
    made = Updates(opened.office.updates, program.places.data, opened.desk.today, copies, parent=front)
    made.lasts.connect(program.show_progress)
    made.leaveWanted.connect(program.window.close)
    program.window.closing.connect(made.stop)
    made.start()
    return made
