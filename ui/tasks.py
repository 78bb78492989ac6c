"""Work off the window's thread: one thread for the base, a second one for sheets and imports.

Results come back on the window's thread, in the order in which the base gave them. What takes longer than 0.6 s shows
its progress and can be cancelled.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from queue import Empty, SimpleQueue
from types import FunctionType
from typing import Any, Protocol, TypeVar

from PySide6.QtCore import QEventLoop, QObject, Qt, QTimer, Signal
from shiboken6 import isValid

from app.errors import UserError
from ui.collecting import WindowCollector

T = TypeVar("T")

PROGRESS_AFTER = 600
"""Milliseconds before progress shows (SPEC section 5)."""


class CancelledError(Exception):
    """Raised inside heavy work by `Progress.report` or `check` once the person has cancelled it."""


class Progress(QObject):
    """Advance of one piece of work: the work reports into it from its thread, the window reads and cancels."""

    changed = Signal(float, str)
    """Fraction from 0 to 1, or -1 where it is unknown, and a French sentence."""

    finished = Signal()
    """The work ended, well or not, or was cancelled; on the window's thread."""

    def __init__(self, text: str = "", can_cancel: bool = False) -> None:
        super().__init__()
        self.text = text
        self.fraction = -1.0
        self.can_cancel = can_cancel
        self.between: Callable[[], None] | None = None  # what the runner has done between two steps of long work
        self.over = False  # it ended, whichever way: a bug in the work counts too
        self.finished.connect(self._end)
        self._cancelled = threading.Event()

    def _end(self) -> None:
        self.over = True

    @property
    def cancelled(self) -> bool:
        """Whether the person asked to stop."""
        return self._cancelled.is_set()

    def cancel(self) -> None:
        """Ask the work to stop at its next report; what it has not committed is not kept."""
        self._cancelled.set()

    def check(self) -> None:
        """Raise CancelledError if the person asked to stop."""
        if self.cancelled:
            raise CancelledError

    def report(self, fraction: float, text: str = "") -> None:
        """Say how far the work is (0 to 1, -1 unknown); raises CancelledError if it was asked to stop.

        What was asked for meanwhile is done here first: one sheet during a call does not wait for a thousand others.
        """
        self.check()
        if self.between is not None:
            self.between()
            self.check()
        self.fraction = fraction
        self.text = text or self.text
        self.changed.emit(fraction, self.text)


class TaskRunner(Protocol):
    """How pages have work done; `done` and `failed` are called on the window's thread.

    `failed` gets what a user may be told; without it the window shows it in its own place. Anything else that is
    raised is a bug and goes to the bug report. Callbacks of a widget that is gone are dropped.
    """

    def run(
        self,
        work: Callable[[], T],
        done: Callable[[T], None],
        failed: Callable[[UserError], None] | None = None,
        progress_text: str | None = None,
    ) -> Progress:
        """Do `work` on the base's thread; the sentence is shown if it lasts."""
        ...

    def run_heavy(
        self,
        work: Callable[[Progress], T],
        done: Callable[[T], None],
        failed: Callable[[UserError], None] | None = None,
        progress_text: str | None = None,
        cancelled: Callable[[], None] | None = None,
    ) -> Progress:
        """Do `work` (a sheet, an import) beside the base's thread; it may report its advance and be cancelled."""
        ...


class Handlers:
    """Where a runner sends what no page took: sentences for the user, bugs, and work that lasts."""

    def __init__(
        self,
        tell: Callable[[UserError], None],
        bug: Callable[[BaseException], None],
        show_progress: Callable[[Progress], None] | None = None,
    ) -> None:
        self.tell = tell
        self.bug = bug
        self.show_progress = show_progress


class ThreadRunner(QObject):
    """The real runner. `finish` must be called before the program ends."""

    _ended = Signal(object)

    def __init__(self, handlers: Handlers, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._handlers = handlers
        self._base = ThreadPoolExecutor(1, thread_name_prefix="base")
        self._heavy = ThreadPoolExecutor(1, thread_name_prefix="heavy")
        self._asked: SimpleQueue[_Task] = SimpleQueue()  # heavy work that has not begun
        self._under_way: set[Progress] = set()
        self._closed = False
        self._collector = WindowCollector(self)
        self._ended.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def run(
        self,
        work: Callable[[], T],
        done: Callable[[T], None],
        failed: Callable[[UserError], None] | None = None,
        progress_text: str | None = None,
    ) -> Progress:
        progress = Progress(progress_text or "")
        self._start(self._base, _Task(progress, lambda _progress: work(), done, failed, None))
        return progress

    def run_heavy(
        self,
        work: Callable[[Progress], T],
        done: Callable[[T], None],
        failed: Callable[[UserError], None] | None = None,
        progress_text: str | None = None,
        cancelled: Callable[[], None] | None = None,
    ) -> Progress:
        progress = Progress(progress_text or "", can_cancel=True)
        progress.between = self._do_one_asked
        self._start(self._heavy, _Task(progress, work, done, failed, cancelled))
        return progress

    def busy(self) -> bool:
        """Whether work is under way or its result not yet delivered."""
        return bool(self._under_way)

    def wait(self) -> None:
        """Return when all that was asked for has been delivered; the window stays alive meanwhile."""
        while self._under_way:
            loop = QEventLoop()
            for progress in self._under_way:
                progress.finished.connect(loop.quit)
            loop.exec()

    def finish(self) -> None:
        """Let what the base is doing end, drop what has not begun, and stop both threads; results are not delivered."""
        self._closed = True
        for progress in self._under_way:
            progress.cancel()
        for pool in (self._heavy, self._base):
            pool.shutdown(wait=True, cancel_futures=True)
        self._under_way.clear()
        self._collector.stop()

    def _start(self, pool: ThreadPoolExecutor, task: _Task) -> None:
        if self._closed:
            return  # The window is going: nobody waits for an answer any more.
        self._under_way.add(task.progress)
        if self._handlers.show_progress is not None and task.progress.text:
            QTimer.singleShot(PROGRESS_AFTER, task.progress, lambda: self._show(task.progress))
        if pool is self._heavy:
            self._asked.put(task)
            pool.submit(self._do_one_asked)
        else:
            pool.submit(self._work, task)

    def _do_one_asked(self) -> None:
        """On the heavy thread: do what was asked for first and has not begun; long work calls it between two steps."""
        try:
            task = self._asked.get_nowait()
        except Empty:
            return  # Longer work has done it on its way.
        self._work(task)

    def _work(self, task: _Task) -> None:
        """On the worker's thread: do it, keep what came of it, and hand it over."""
        task.do()
        if isValid(self):
            self._ended.emit(task)

    def _show(self, progress: Progress) -> None:
        if progress in self._under_way and self._handlers.show_progress is not None:
            self._handlers.show_progress(progress)

    def _deliver(self, task: _Task) -> None:
        """On the window's thread."""
        if task.progress not in self._under_way:
            return
        self._under_way.discard(task.progress)
        try:
            task.hand_over(self._handlers)
        finally:
            task.progress.finished.emit()


class ImmediateRunner:
    """Does all at once on the calling thread: for tests, which need no sleep."""

    def __init__(self, handlers: Handlers | None = None) -> None:
        self._handlers = handlers or Handlers(_raise, _raise)

    def run(
        self,
        work: Callable[[], T],
        done: Callable[[T], None],
        failed: Callable[[UserError], None] | None = None,
        progress_text: str | None = None,
    ) -> Progress:
        return self._do(_Task(Progress(progress_text or ""), lambda _progress: work(), done, failed, None))

    def run_heavy(
        self,
        work: Callable[[Progress], T],
        done: Callable[[T], None],
        failed: Callable[[UserError], None] | None = None,
        progress_text: str | None = None,
        cancelled: Callable[[], None] | None = None,
    ) -> Progress:
        return self._do(_Task(Progress(progress_text or "", can_cancel=True), work, done, failed, cancelled))

    def _do(self, task: _Task) -> Progress:
        task.do()
        task.hand_over(self._handlers)
        task.progress.finished.emit()
        return task.progress


class _Task:
    """One piece of work, what it gave, and who waits for it."""

    def __init__(
        self,
        progress: Progress,
        work: Callable[[Progress], Any],
        done: Callable[[Any], None],
        failed: Callable[[UserError], None] | None,
        cancelled: Callable[[], None] | None,
    ) -> None:
        self.progress = progress
        self._work, self._done, self._failed, self._cancelled = work, done, failed, cancelled
        self._result: Any = None
        self._problem: BaseException | None = None

    def do(self) -> None:
        try:
            self.progress.check()
            self._result = self._work(self.progress)
        except BaseException as problem:  # Whatever it is must reach the window's thread.
            self._problem = problem

    def hand_over(self, handlers: Handlers) -> None:
        """Call the one who waits; a bug in what the page does with it is a bug of the program too."""
        try:
            match self._problem:
                case None:
                    call_back(self._done, self._result)
                case CancelledError():
                    if self._cancelled is not None:
                        call_back(self._cancelled)
                case UserError() as refusal if self._failed is not None:
                    call_back(self._failed, refusal)
                case UserError() as refusal:
                    handlers.tell(refusal)
                case bug:
                    handlers.bug(bug)
        except UserError as refusal:
            handlers.tell(refusal)
        except Exception as bug:
            handlers.bug(bug)


def call_back(callback: Callable[..., object], *values: Any) -> None:
    """Call a page back, unless the widget that it speaks for, as a method's or a closure's `self`, was deleted."""
    owner = getattr(callback, "__self__", None)
    if isinstance(callback, FunctionType):
        inner = dict(zip(callback.__code__.co_freevars, callback.__closure__ or (), strict=True))
        owner = inner["self"].cell_contents if "self" in inner else None
    if isinstance(owner, QObject) and not isValid(owner):
        return
    callback(*values)


def _raise(problem: BaseException) -> None:
    raise problem
