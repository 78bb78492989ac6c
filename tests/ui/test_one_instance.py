"""A second start hands its wish to the window that is open; links from outside never disturb what goes on."""

from __future__ import annotations

import os
import socket
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from PySide6.QtCore import QObject, QSysInfo, Qt
from PySide6.QtNetwork import QLocalSocket
from PySide6.QtWidgets import QApplication, QDialog, QMenu
from pytestqt.qtbot import QtBot

from app.desk import Desk
from app.services.dossiers import open_dossier
from app.settings import PcSettings, Places, save_pc_settings
from tests.factories import add_person
from tests.journeys.desktop import Desktop
from ui.links import place_of
from ui.one_instance import LONGEST, LONGEST_SOCKET, Doorbell, Told, hand_over, name_of, take_place
from ui.outside import MOST_WAITING
from ui.places import GoTo, NewCall, Page
from ui.windows_shell import TASKS

Start = Callable[[], Desktop]
ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture(autouse=True)
def runtime_folder(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Sockets of this test's own user folder, whose path is short: that of a socket holds 107 bytes."""
    with TemporaryDirectory(prefix="amf42-", dir="/tmp") as folder:
        monkeypatch.setenv("XDG_RUNTIME_DIR", folder)
        yield


class Second:
    """A second start, in a thread of its own: the first one must answer meanwhile."""

    def __init__(self, places: Places, link: str = "", patience: float = 5.0) -> None:
        self.told: Told | None = None
        self._thread = threading.Thread(target=self._run, args=(places, link, patience))
        self._thread.start()

    def _run(self, places: Places, link: str, patience: float) -> None:
        self.told = hand_over(places, link, patience=patience)

    def answer(self, qtbot: QtBot) -> Told | None:
        qtbot.waitUntil(lambda: not self._thread.is_alive(), timeout=8000)
        return self.told


def ring(window: Desktop, qtbot: QtBot, link: str = "") -> None:
    assert Second(window.places, link).answer(qtbot) is Told.SEEN
    window.settle()


# A real second program


def test_a_second_program_hands_its_dossier_to_the_open_window_and_ends(
    prepared: Desk, desktop: Start, places: Places, qtbot: QtBot
) -> None:
    dossier = open_dossier(prepared, add_person(prepared), None).result
    window = desktop()
    window.window.showMinimized()
    second = subprocess.Popen(
        [sys.executable, "-m", "ui", "--data", str(places.data), "--", f"amf42://dossier/{dossier}"],
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        stderr=subprocess.PIPE,
    )
    try:
        qtbot.waitUntil(lambda: second.poll() is not None, timeout=15_000)
    finally:
        second.kill()  # nothing once it has ended
    assert second.stderr is not None
    assert (second.returncode, second.stderr.read()) == (0, b"")
    second.stderr.close()
    window.settle()
    assert window.page() is Page.DOSSIERS
    assert window.sees("Odile Thévenet")
    assert not window.window.isMinimized()


# Where links lead


def test_a_number_opens_a_call_and_sets_aside_the_one_that_goes_on(
    prepared: Desk, desktop: Start, qtbot: QtBot
) -> None:
    add_person(prepared)
    window = desktop()
    window.key("F2")
    window.type("Odile")
    ring(window, qtbot, "tel:+33-1-99-00-01-42")
    assert window.page() is Page.CALL
    assert window.window.call_page().calls() == 2
    assert window.sees("+33199000142")
    assert window.sees("Émis")
    window.key("Shift+F2")
    assert window.sees("Odile")


def test_who_calls_and_today_come_from_outside_too(prepared: Desk, desktop: Start, qtbot: QtBot) -> None:
    window = desktop()
    window.window.show_page(Page.ELUS)
    ring(window, qtbot)
    assert window.page() is Page.ELUS  # a second start without a link only brings the window forward
    ring(window, qtbot, "amf42://appel/0199000142")
    assert window.sees("0199000142")
    assert window.sees("Reçu")
    ring(window, qtbot, "amf42://aujourdhui")
    assert window.page() is Page.TODAY
    assert window.window.in_call()


def test_a_broken_link_and_a_dossier_that_is_not_here_are_a_sentence(
    prepared: Desk, desktop: Start, qtbot: QtBot
) -> None:
    window = desktop()
    ring(window, qtbot, "amf42://supprimer/1")
    assert "Ce lien n’est pas" in window.window.banner.text()
    ring(window, qtbot, "amf42://dossier/4711")
    assert "Ce dossier n’est pas dans cette base" in window.window.banner.text().replace("\u00a0", " ")
    assert window.page() is Page.TODAY


def test_a_link_waits_until_the_base_is_open_and_until_a_menu_is_closed(
    places: Places, desktop: Start, qtbot: QtBot
) -> None:
    save_pc_settings(places, PcSettings())  # nobody has said her name yet: the first start asks for it
    window = desktop()
    ring(window, qtbot, "amf42://appel/0199000142")
    assert window.page() is None
    menu = QMenu(window.window)
    menu.addAction("Un menu")
    menu.popup(window.window.rect().center())
    window.program._welcomed(window.program.opened, "Claire M.", recovery_kept=True)  # type: ignore[arg-type]  # open
    window.settle()
    assert window.page() is Page.TODAY
    menu.close()
    qtbot.waitUntil(lambda: window.page() is Page.CALL, timeout=3000)
    assert window.sees("0199000142")


def test_a_link_waits_until_a_dialog_is_closed(prepared: Desk, desktop: Start, qtbot: QtBot) -> None:
    window = desktop()
    dialog = QDialog(window.window)
    dialog.setModal(True)
    dialog.show()
    ring(window, qtbot, "amf42://appel/0199000142")
    assert window.page() is Page.TODAY
    dialog.close()
    qtbot.waitUntil(lambda: window.page() is Page.CALL, timeout=3000)


def test_links_beyond_a_few_are_forgotten_while_the_base_opens(places: Places, desktop: Start) -> None:
    save_pc_settings(places, PcSettings())  # nobody has said her name yet: the first start asks for it
    window = desktop()
    for number in range(MOST_WAITING + 5):
        window.program.outside.ask(f"amf42://dossier/{number + 1}")
    assert len(window.program.outside._waiting) == MOST_WAITING


def test_each_task_of_the_taskbar_leads_where_it_says() -> None:
    assert {task.title: place_of(task.link) for task in TASKS} == {
        "Nouvel appel": NewCall(),
        "Aujourd’hui": GoTo(Page.TODAY),
    }


# One window for each base


def test_each_base_has_a_socket_of_its_own_whose_name_fits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert name_of(Places(tmp_path / "un")) != name_of(Places(tmp_path / "deux"))
    assert name_of(Places(tmp_path)) != name_of(Places(tmp_path, demo=True))
    long = tmp_path / ("x" * LONGEST_SOCKET)
    long.mkdir()
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(long))
    assert len(os.fsencode(name_of(Places(tmp_path)))) <= LONGEST_SOCKET


def test_what_a_killed_window_left_does_not_keep_the_next_from_listening(tmp_path: Path, qapp: QApplication) -> None:
    places, holder = Places(tmp_path), QObject()
    dead = socket.socket(socket.AF_UNIX)
    dead.bind(name_of(places))
    dead.close()
    assert Path(name_of(places)).exists()
    bell = Doorbell(holder)
    assert bell.listen(places)
    bell.stop()


def test_nobody_answers_where_the_window_hangs_or_is_elsewhere(tmp_path: Path, qapp: QApplication) -> None:
    places = Places(tmp_path / "poste")
    lock = take_place(places)
    assert lock is not None
    assert take_place(places) is None
    assert hand_over(places, "", patience=0.2) is Told.AWAY
    deaf = socket.socket(socket.AF_UNIX)
    deaf.bind(name_of(places))
    deaf.listen()
    started = time.monotonic()
    assert hand_over(places, "", patience=0.3) is Told.HANGS
    assert time.monotonic() - started < 2
    deaf.close()
    lock.unlock()
    again = take_place(places)
    assert again is not None
    again.unlock()


@pytest.mark.parametrize("content", [b"", bytes(range(100))])
def test_a_lock_that_a_power_cut_left_is_nobodys(tmp_path: Path, qapp: QApplication, content: bytes) -> None:
    places, file = Places(tmp_path), tmp_path / "amf42.lock"
    file.write_bytes(content)
    assert take_place(places) is None  # it may be another window's, which is writing it at this moment
    os.utime(file, (1_790_000_000, 1_790_000_000))
    lock = take_place(places)
    assert lock is not None
    assert lock.isLocked()
    assert take_place(places) is None
    lock.unlock()


def test_a_link_of_broken_bytes_is_handed_over_all_the_same(tmp_path: Path, qapp: QApplication) -> None:
    places, holder = Places(tmp_path), QObject()
    bell = Doorbell(holder)
    assert bell.listen(places)
    assert hand_over(places, "amf42://\udcff", patience=0.3) is not Told.AWAY
    bell.stop()


def test_a_base_that_another_computer_has_open_is_not_waited_for(
    tmp_path: Path, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    places = Places(tmp_path)
    (tmp_path / "amf42.lock").write_text(f"{os.getpid()}\npython\nun-autre-poste\n\n\n")
    started = time.monotonic()
    assert hand_over(places, "", patience=5) is Told.AWAY
    assert time.monotonic() - started < 1
    monkeypatch.setenv("COMPUTERNAME", "UN-AUTRE-POSTE")  # Windows writes this name into the lock, in capitals
    started = time.monotonic()
    assert hand_over(places, "", patience=0.3) is Told.AWAY
    assert time.monotonic() - started >= 0.3
    assert QSysInfo.machineHostName() != "un-autre-poste"


@pytest.mark.parametrize(
    ("other", "words"), [(Told.AWAY, "travaillent ensemble"), (Told.HANGS, "ne répond pas : celle-ci travaille")]
)
def test_where_the_first_window_does_not_answer_this_one_works_and_says_so(
    prepared: Desk, desktop: Start, places: Places, other: Told, words: str
) -> None:
    lock = take_place(places)
    assert lock is not None
    window = desktop()
    window.program._other = other
    window.program._begin(window.program.opened)  # type: ignore[arg-type]  # open
    window.settle()
    assert words in window.banner()
    assert not window.program._doorbell.listens
    lock.unlock()


# What arrives is data


@pytest.fixture
def doorbell(qapp: QApplication, tmp_path: Path) -> Iterator[tuple[Places, list[str]]]:
    """A window that only listens."""
    places, heard, holder = Places(tmp_path / "poste"), list[str](), QObject()
    bell = Doorbell(holder)
    bell.rang.connect(heard.append)
    assert bell.listen(places)
    yield places, heard
    bell.stop()


def test_only_this_user_reaches_the_window(doorbell: tuple[Places, list[str]]) -> None:
    mode = stat.S_IMODE(Path(name_of(doorbell[0])).stat().st_mode)
    assert mode & 0o077 == 0


@pytest.mark.parametrize("said", [b"x" * (LONGEST + 100) + b"\n", b"amf42://appel\namf42://appel\n"])
def test_whoever_says_too_much_is_sent_away(doorbell: tuple[Places, list[str]], qtbot: QtBot, said: bytes) -> None:
    places, heard = doorbell
    caller = QLocalSocket()
    caller.connectToServer(name_of(places))
    caller.write(said)
    qtbot.waitUntil(lambda: caller.state() is QLocalSocket.LocalSocketState.UnconnectedState, timeout=3000)
    assert heard == []


def test_whoever_says_nothing_is_sent_away(
    doorbell: tuple[Places, list[str]], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.one_instance.ANSWER_LIMIT", 100)
    places, heard = doorbell
    caller = QLocalSocket()
    caller.connectToServer(name_of(places))
    assert caller.waitForConnected(1000)
    qtbot.waitUntil(lambda: caller.state() is QLocalSocket.LocalSocketState.UnconnectedState, timeout=3000)
    assert heard == []


def test_a_wish_of_several_lines_is_one_line_and_a_long_one_is_cut(
    doorbell: tuple[Places, list[str]], qtbot: QtBot, qapp: QApplication
) -> None:
    places, heard = doorbell
    (places.data / "x").parent.mkdir(exist_ok=True)
    assert Second(places, "tel:01\n99").answer(qtbot) is Told.SEEN
    assert Second(places, "é" * 5000).answer(qtbot) is Told.SEEN
    qtbot.waitUntil(lambda: len(heard) == 2, timeout=3000)
    assert heard[0] == "tel:01 99"
    assert len(heard[1]) <= LONGEST


def test_the_scaling_of_each_screen_is_taken_as_it_is(qapp: QApplication) -> None:
    """125 and 175 % are not rounded to 100 and 200 %."""
    assert qapp.highDpiScaleFactorRoundingPolicy() is Qt.HighDpiScaleFactorRoundingPolicy.PassThrough
