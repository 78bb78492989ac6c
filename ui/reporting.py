"""Where bugs and warnings go: a small log beside the base and the box of `ui.messages`; never personal data."""

from __future__ import annotations

import logging
import sys
import threading
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import QMessageLogContext, QObject, QtMsgType, Signal, qInstallMessageHandler

if TYPE_CHECKING:
    from logging.handlers import RotatingFileHandler

MOST_BYTES, KEPT = 300_000, 3  # of one file, and how many older ones stay
OURS = ("amf42", "app", "ui")  # loggers whose words we choose; a library may write what it was given
QT_LEVELS = {
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
    QtMsgType.QtSystemMsg: logging.CRITICAL,
}
SCREENLESS = ("This plugin does not support", "QFont::")  # what a screenless Qt always says

LOG = logging.getLogger("amf42")
QT_LOG = logging.getLogger("amf42.qt")


class QuietFormatter(logging.Formatter):
    """Time, place and our own words; of a library's record and of an exception only where they come from."""

    def format(self, record: logging.LogRecord) -> str:
        head = f"{self.formatTime(record)} {record.levelname} {record.name}"
        if record.name.partition(".")[0] not in OURS:
            return f"{head} {record.module}:{record.lineno}"
        told = f"{head} {record.getMessage()}".replace(str(Path.home()), "~")
        if record.exc_info and record.exc_info[1] is not None:
            from ui.messages import bug_report

            told += "\n" + bug_report(record.exc_info[1])
        return told


class LogFile(logging.Handler):
    """Opens its file at the first record: a program that has nothing to report writes nothing and loads nothing."""

    def __init__(self, path: Path) -> None:
        super().__init__(logging.WARNING)
        self._path = path
        self._file: RotatingFileHandler | None = None

    def emit(self, record: logging.LogRecord) -> None:
        try:
            self._opened().emit(record)
        except OSError:  # a full disk: the program goes on without its log
            self._file = None

    def close(self) -> None:
        if self._file is not None:
            self._file.close()
        super().close()

    def _opened(self) -> RotatingFileHandler:
        if self._file is None:
            from logging.handlers import RotatingFileHandler

            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._file = RotatingFileHandler(self._path, maxBytes=MOST_BYTES, backupCount=KEPT, encoding="utf-8")
            self._file.setFormatter(QuietFormatter())
        return self._file


class Reporting(QObject):
    """Takes what nobody caught, in any thread, to the log and to the box; `stop` gives Python its own hooks back."""

    _caught = Signal(object)  # from any thread to the window's

    def __init__(self, log: Path) -> None:
        super().__init__()
        self._handler = LogFile(log)
        self._caught.connect(self._tell)
        self._hooks = (sys.excepthook, threading.excepthook, sys.unraisablehook)

    def start(self) -> None:
        """Listen from now on."""
        logging.getLogger().addHandler(self._handler)
        sys.excepthook = self._uncaught
        threading.excepthook = lambda found: self._hand_over(found.exc_value)
        sys.unraisablehook = lambda found: LOG.error("nobody could be told", exc_info=found.exc_value)
        qInstallMessageHandler(_hear_qt)

    def stop(self) -> None:
        """Give the hooks back and close the file."""
        sys.excepthook, threading.excepthook, sys.unraisablehook = self._hooks
        qInstallMessageHandler(None)
        logging.getLogger().removeHandler(self._handler)
        self._handler.close()

    def _uncaught(self, kind: type[BaseException], problem: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, problem, trace)
        else:
            self._hand_over(problem.with_traceback(trace))

    def _hand_over(self, problem: BaseException | None) -> None:
        if problem is not None and not isinstance(problem, SystemExit):
            self._caught.emit(problem)

    def _tell(self, problem: BaseException) -> None:
        from ui.messages import report_bug

        report_bug(problem)


def _hear_qt(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
    """Qt's own warnings are kept too: they tell of our slips, never of people."""
    level = QT_LEVELS.get(kind)
    if level is not None and not message.startswith(SCREENLESS):
        QT_LOG.log(level, "%s: %s", context.category, message[:300])
