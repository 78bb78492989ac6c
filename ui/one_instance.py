"""One window for each user and base: a second start hands its wish to the first one, and ends.

Who has the base is told by a lock file beside it, at once and without any network library. The rest goes through a
local socket (a named pipe on Windows) that only this user can open: it is listened to once the window is painted.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from enum import Enum, auto
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLockFile, QObject, QSysInfo, QTimerEvent, Signal

if TYPE_CHECKING:
    from PySide6.QtNetwork import QLocalServer, QLocalSocket

    from app.settings import Places

PATIENCE = 5.0  # seconds: the first window may be starting itself; beyond it hangs
LONGEST = 2_000  # bytes of one wish: a link has 200 letters at most
ANSWER_LIMIT = 3_000  # milliseconds that a connection may take to say what it wants
STEP = 50  # milliseconds of waiting at a time
END, ANSWER = b"\n", b"vu\n"


class Told(Enum):
    """What came of handing a wish over."""

    SEEN = auto()  # the first window has it
    HANGS = auto()  # it is there and does not answer
    AWAY = auto()  # nobody listens: another computer or another user has the base


def take_place(places: Places) -> QLockFile | None:
    """The lock of the one window of this base, to be kept; None when another window has it.

    Where no lock can be written (a folder that can only be read), each window is the only one that it knows of.
    """
    with suppress(OSError):  # told when the base is made there
        places.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = places.base.with_suffix(".lock")
    lock = QLockFile(str(path))
    lock.setStaleLockTime(0)  # only the end of its program frees it, not its age
    if lock.tryLock(0) or lock.error() is not QLockFile.LockError.LockFailedError:
        return lock
    return lock if _is_nobodys(places) and _remove(path) and lock.tryLock(0) else None


def _is_nobodys(places: Places) -> bool:
    """Whether the lock names nobody, as a power cut leaves it; one that is just being made names nobody either."""
    with suppress(OSError):
        age = time.time() - places.base.with_suffix(".lock").stat().st_mtime
        return _holder(places) == (0, "") and age > PATIENCE
    return False


def _remove(path: Path) -> bool:
    with suppress(OSError):  # Windows removes no file that a program holds
        path.unlink()
        return True
    return False


LONGEST_SOCKET = 100  # bytes of a socket's path: unix(7) allows 107


def name_of(places: Places) -> str:
    """The name of the socket of this user's window on this base."""
    import getpass  # not needed for the first paint
    import hashlib

    whole = f"{getpass.getuser()}\0{places.base.absolute()}"
    name = f"amf42-{hashlib.sha256(whole.encode()).hexdigest()[:24]}"
    folder = os.environ.get("XDG_RUNTIME_DIR", "")  # this user's own; without it, the folder of temporary files
    place = str(Path(folder, name))
    fits = len(os.fsencode(place)) <= LONGEST_SOCKET
    return place if sys.platform != "win32" and folder and Path(folder).is_dir() and fits else name


def hand_over(places: Places, wish: str, *, patience: float = PATIENCE) -> Told:
    """Give the first window a wish, "" for its mere raising; waits until it has answered, `patience` seconds at most.

    The first window may be painting itself: then nobody listens yet, and it is asked again.
    """
    from PySide6.QtNetwork import QLocalSocket

    if not _on_this_computer(places):
        return Told.AWAY
    limit = time.monotonic() + patience
    met = False
    while time.monotonic() < limit:
        socket = QLocalSocket()
        socket.connectToServer(name_of(places))
        if not socket.waitForConnected(STEP):
            time.sleep(STEP / 1000)
            continue
        met = True
        let_raise_itself(places)
        socket.write(wish.replace("\n", " ").encode(errors="replace")[: LONGEST - 1] + END)
        seen = _answered(socket, limit)
        socket.abort()
        if seen:
            return Told.SEEN
    return Told.HANGS if met else Told.AWAY


def _answered(socket: QLocalSocket, limit: float) -> bool:
    got = b""
    while time.monotonic() < limit:
        socket.waitForReadyRead(STEP)
        got += bytes(socket.readAll().data())
        if got == ANSWER:
            return True
        time.sleep(0)  # Qt waits with Python's lock in its hand
        if socket.state() is not socket.LocalSocketState.ConnectedState:
            return False
    return False


def _holder(places: Places) -> tuple[int, str]:
    """The process that has the lock, and its computer; (0, "") when the file does not say."""
    lock = QLockFile(str(places.base.with_suffix(".lock")))
    process, computer, _program = lock.getLockInfo()
    return process, computer


def _on_this_computer(places: Places) -> bool:
    computer = _holder(places)[1].casefold()
    own = (QSysInfo.machineHostName(), os.environ.get("COMPUTERNAME", ""))  # on Windows the lock bears the second one
    return not computer or computer in {name.casefold() for name in own}


def let_raise_itself(places: Places) -> None:
    """Windows lets only the program in front bring another one forward: hand that right to the first window."""
    from ui.windows_shell import let_come_forward

    let_come_forward(_holder(places)[0])


class Doorbell(QObject):
    """Listens for second starts; `rang` brings what each one wants, "" when it only wants the window."""

    rang = Signal(str)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._server: QLocalServer | None = None

    @property
    def listens(self) -> bool:
        """Whether a second start would find this window."""
        return self._server is not None and self._server.isListening()

    def listen(self, places: Places) -> bool:
        """Listen for this base from now on, and for no other; False when the system does not let us."""
        from PySide6.QtNetwork import QLocalServer

        self.stop()
        name = name_of(places)
        QLocalServer.removeServer(name)  # left by a window that was killed: whoever calls this has the base's lock
        server = QLocalServer(self)
        server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        server.newConnection.connect(self._meet)
        self._server = server
        return server.listen(name)

    def stop(self) -> None:
        """Listen no more."""
        if self._server is not None:
            self._server.close()
            self._server.deleteLater()
            self._server = None

    def _meet(self) -> None:
        while self._server is not None and (socket := self._server.nextPendingConnection()) is not None:
            _Visit(socket, self.rang.emit)


class _Visit(QObject):
    """One connection: a line of text, an answer, the end. Whoever says too much, or nothing, is sent away."""

    def __init__(self, socket: QLocalSocket, tell: Callable[[str], None]) -> None:
        super().__init__(socket)
        self._socket, self._tell = socket, tell
        self._said = b""
        self._over = False
        socket.disconnected.connect(socket.deleteLater)
        socket.readyRead.connect(self._hear)
        self.startTimer(ANSWER_LIMIT)
        self._hear()

    def timerEvent(self, event: QTimerEvent) -> None:
        self._socket.abort()

    def _hear(self) -> None:
        if self._over:
            return
        self._said += bytes(self._socket.read(LONGEST + 1 - len(self._said)).data())
        if END not in self._said and len(self._said) <= LONGEST:
            return
        self._over = True
        wish, end, rest = self._said.partition(END)
        if not end or rest:
            self._socket.abort()
            return
        self._socket.write(ANSWER)
        self._socket.flush()  # whoever asked reads it and hangs up, while this window does what was asked
        self._tell(wish.decode("utf-8", "replace"))
