"""A newer program: said quietly, fetched and installed when asked, never during a call; nothing unless IT wants it."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from PySide6.QtWidgets import QApplication, QMessageBox

from app import update_release, updates
from app.desk import Desk
from app.settings import Places
from app.update_folder import FOLDER
from tests.factories import add_person
from tests.journeys.desktop import Desktop
from tests.update_server import Served, serving
from ui.components.progress_notice import ProgressNotice
from ui.pages.settings import SettingsPage
from ui.pages.today import TodayPage
from ui.panels.update_group import UpdateGroup
from ui.places import Page
from ui.updating import LOOK_AFTER, Updates, Work, follow_updates

Start = Callable[[], Desktop]
INSTALLER = "AMF42-9.4.1-installer.exe"
CONTENT = bytes(range(256)) * 2048


@pytest.fixture
def laid(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """IT's file, still to be written, where this system has it."""
    monkeypatch.setenv("XDG_CONFIG_DIRS", str(tmp_path / "xdg"))
    monkeypatch.setenv("PROGRAMDATA", str(tmp_path / "xdg"))
    from app.settings import office_file

    file = office_file()
    assert file.is_relative_to(tmp_path)
    file.parent.mkdir(parents=True)
    return file


@pytest.fixture
def released(laid: Path, tmp_path: Path) -> Path:
    """A shared folder with a newer release, named in IT's file."""
    folder = tmp_path / "partage"
    folder.mkdir()
    key = Ed25519PrivateKey.generate()
    manifest = json.dumps(
        {
            "program": "AMF42",
            "version": "9.4.1",
            "news": ["Les lettres se <b>relisent</b>."],
            "installer": INSTALLER,
            "size": len(CONTENT),
            "sha256": hashlib.sha256(CONTENT).hexdigest(),
        }
    ).encode()
    (folder / "annonce.json").write_bytes(manifest)
    (folder / "annonce.json.sig").write_bytes(base64.b64encode(key.sign(manifest)))
    (folder / INSTALLER).write_bytes(CONTENT)
    public = base64.b64encode(key.public_key().public_bytes_raw()).decode()
    address = folder / "annonce.json"
    laid.write_text(f"[updates]\naddress = '{address}'\npublic_key = '{public}'\n", encoding="utf-8")
    return folder


@pytest.fixture
def launched(monkeypatch: pytest.MonkeyPatch) -> list[Sequence[str]]:
    """What would have been started: installers are for Windows."""
    started: list[Sequence[str]] = []
    monkeypatch.setattr(updates, "launch_installer", started.append)
    return started


def hold(go: threading.Event) -> None:
    go.wait(20)


def updates_of(window: Desktop) -> Updates:
    assert window.window.front is not None
    found = window.window.front.updates
    assert found is not None
    rest(window)
    return found


def rest(window: Desktop) -> None:
    """Until nothing of an update is under way."""
    front = window.window.front
    assert front is not None
    followed = front.updates
    assert followed is not None
    window.until(lambda: followed.work is Work.NONE, "the end of what an update does")
    window.settle()


def group_of(window: Desktop) -> UpdateGroup:
    window.window.show_page(Page.REGLAGES)
    window.settle()
    page = window.window.current()
    assert isinstance(page, SettingsPage)
    return page.updates


def answer(window: Desktop, words: str) -> list[str]:
    """Press the button with these words in the box that comes next; what the box said is in the list."""
    from PySide6.QtCore import QTimer

    said: list[str] = []
    timer = QTimer(window.window)

    def press() -> None:
        box = QApplication.activeModalWidget()
        if isinstance(box, QMessageBox):
            timer.stop()
            said.extend((box.text(), box.informativeText()))
            next(button for button in box.buttons() if button.text() == words).click()

    timer.timeout.connect(press)
    timer.start(20)
    return said


def test_without_it_s_word_nothing_is_looked_for(prepared: Desk, laid: Path, desktop: Start, places: Places) -> None:
    laid.write_text('printer = "Accueil"\n', encoding="utf-8")
    window = desktop()
    assert window.window.front is not None
    assert window.window.front.updates is None
    group = group_of(window)
    assert not group.look.isVisibleTo(group)
    assert not group.fetch.isVisibleTo(group)
    assert window.sees("ne se connecte à rien")
    assert not (places.data / FOLDER).exists()


@pytest.mark.parametrize("lines", ["[updates]\naddress = 'https://a.example/annonce.json'\n", "printer = [[\n"])
def test_what_it_gave_and_was_not_taken_is_not_said_to_be_missing(
    prepared: Desk, laid: Path, desktop: Start, lines: str, expected_log: Callable[[str], None]
) -> None:
    expected_log("accueil.toml")
    laid.write_text(lines, encoding="utf-8")
    window = desktop()
    group_of(window)
    assert window.sees("n’a pas pu être repris. La raison est plus haut, dans « Réglé par votre service informatique »")
    assert window.lacks("ne lui a pas indiqué d’adresse")
    assert window.sees("il n’est pas repris" if "updates" in lines else "se lit pas. Écrivez par exemple")


def test_the_program_looks_by_itself_once_a_day_after_the_first_gestures(
    prepared: Desk, released: Path, desktop: Start, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert LOOK_AFTER >= 10_000
    monkeypatch.setattr("ui.updating.LOOK_AFTER", 1)
    add_person(prepared)
    window = desktop()
    followed = updates_of(window)
    window.until(lambda: followed.release is not None, "what is new")
    page = window.window.current()
    assert isinstance(page, TodayPage)
    window.until(lambda: window.sees("AMF42 9.4.1 est disponible."), "the quiet line")
    assert (places.data / FOLDER / "dernier-regard").read_text() == "2026-11-24"
    (released / "annonce.json").unlink()
    window.restart()
    followed = updates_of(window)
    assert followed.release is not None  # known from the first look
    followed.look_if_due()
    assert followed.work is Work.NONE
    assert followed.problem == ""
    window.clock.pass_by(days=1)
    followed.look_if_due()
    rest(window)
    assert followed.problem


def test_a_window_that_stays_open_for_days_looks_each_day(
    prepared: Desk, released: Path, desktop: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.updating.LOOK_AGAIN", 1000)
    window = desktop()
    followed = updates_of(window)
    followed.look()
    rest(window)
    window.restart()  # looked today: the start itself looks no more
    followed = updates_of(window)
    (released / "annonce.json").unlink()
    window.clock.pass_by(days=1)
    window.until(lambda: bool(followed.problem), "the look of the next day")


def test_the_quiet_line_leads_by_keyboard_to_what_is_new(prepared: Desk, released: Path, desktop: Start) -> None:
    add_person(prepared)
    window = desktop()
    updates_of(window).look()
    rest(window)
    page = window.window.current()
    assert isinstance(page, TodayPage)
    window.until(lambda: page.foot is not None and page.foot.newer is not None, "the foot of the page")
    assert page.foot is not None
    assert page.foot.newer is not None
    for _ in range(8):
        if QApplication.focusWidget() is page.foot.newer.link:
            break
        window.key("F6")
    assert window.target() is page.foot.newer.link
    assert page.foot_height() > 0
    window.key("Return")
    assert window.page() is Page.REGLAGES
    assert window.focus_name() == "Télécharger"
    assert window.sees("Les lettres se <b>relisent</b>.")  # as written: what comes from outside is no markup


def test_fetched_then_installed_with_the_base_copied_first(
    prepared: Desk, released: Path, desktop: Start, places: Places, launched: list[Sequence[str]]
) -> None:
    add_person(prepared)
    window = desktop()
    updates_of(window)
    group = group_of(window)
    assert window.sees("Ce poste a AMF42 0.1.0.")
    group.look.click()
    rest(window)
    assert window.sees("AMF42 9.4.1 est disponible (1 Mo).")
    group.fetch.click()
    rest(window)
    assert window.sees("AMF42 9.4.1 est prêt à installer.")
    assert not group.fetch.isVisibleTo(group)
    said = answer(window, "Ne rien changer")
    group.install.click()
    rest(window)
    assert "La base est d’abord copiée" in said[1]
    assert launched == []
    assert window.window.isVisible()
    answer(window, "Fermer et installer")
    group.install.click()
    window.until(lambda: not window.window.isVisible(), "the window closes")
    assert launched == [(str(places.data / FOLDER / INSTALLER), "/WAIT=120")]
    assert [copy.name for copy in places.copies.iterdir()] == ["amf42-2026-11-24.db"]


def test_a_base_that_cannot_be_copied_stops_the_installation(
    prepared: Desk, released: Path, desktop: Start, places: Places, launched: list[Sequence[str]]
) -> None:
    window = desktop()
    followed = updates_of(window)
    followed.look()
    rest(window)
    followed.download()
    rest(window)
    group = group_of(window)
    places.copies.write_text("a file where the folder of copies should be")
    answer(window, "Fermer et installer")
    group.install.click()
    rest(window)
    assert launched == []
    assert window.window.isVisible()
    assert group.problem.isVisibleTo(group)
    places.copies.unlink()


def test_never_during_a_call(
    prepared: Desk, released: Path, desktop: Start, launched: list[Sequence[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    window = desktop()
    followed = updates_of(window)
    followed.look()
    rest(window)
    followed.download()
    rest(window)
    window.key("F2")
    window.type("0639980123")
    followed.install(window.window)
    rest(window)
    assert window.sees("Terminez d’abord l’appel.")
    monkeypatch.setattr("ui.updating.ask", lambda *_words: True)  # agreed just before the phone rang
    followed.install(window.window)
    rest(window)
    assert followed.problem.startswith("Un appel est en cours")
    assert launched == []
    assert window.window.isVisible()


def test_an_announcement_changed_on_its_way_is_told_and_nothing_is_offered(
    prepared: Desk, released: Path, desktop: Start
) -> None:
    manifest = released / "annonce.json"
    manifest.write_bytes(manifest.read_bytes().replace(b"9.4.1", b"9.4.2"))
    window = desktop()
    updates_of(window)
    group = group_of(window)
    group.look.click()
    rest(window)
    assert window.sees(update_release.WRONG_SIGNATURE)
    assert not group.fetch.isVisibleTo(group)
    assert not group.install.isVisibleTo(group)
    (released / "annonce.json").unlink()
    group.look.click()
    rest(window)
    assert not window.sees(update_release.WRONG_SIGNATURE)


@pytest.fixture
def slow(released: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Served, threading.Event]]:
    """The same release from a server that waits in the middle of the installer."""
    go = threading.Event()
    with serving(tmp_path) as served:
        served.files |= {file.name: file.read_bytes() for file in released.iterdir()}
        yield served, go
        go.set()


def download_slowly(window: Desktop, served: Served, go: threading.Event) -> Updates:
    """Begin a download from a server that holds it until `go`."""
    followed = updates_of(window)
    followed._source = type(followed._source)(served.address, followed._source.public_key)
    followed._trust = served.trust
    followed.look()
    rest(window)
    served.hold = lambda: hold(go)
    followed.download()
    return followed


def test_a_network_that_hangs_holds_nothing_up_and_can_be_left(
    prepared: Desk,
    released: Path,
    desktop: Start,
    places: Places,
    slow: tuple[Served, threading.Event],
) -> None:
    window = desktop()
    go, followed = slow[1], download_slowly(window, *slow)
    window.until(lambda: bool(window.window.findChildren(ProgressNotice)), "how far the download is")
    window.window.show_page(Page.REGLAGES)
    window.key("Ctrl+Z")  # the base answers meanwhile
    window.settle()
    assert followed.work is Work.DOWNLOAD
    notice = window.window.findChildren(ProgressNotice)[0]
    notice._stop.click()
    rest(window)
    assert not go.is_set()  # though nothing more has come
    go.set()
    assert followed.file is None
    assert followed.problem == ""
    assert not (places.data / FOLDER / INSTALLER).exists()
    group = group_of(window)
    assert group.fetch.isVisibleTo(group)
    assert group.fetch.isEnabled()


def test_closing_the_window_during_a_download_waits_for_nothing(
    prepared: Desk, released: Path, desktop: Start, slow: tuple[Served, threading.Event]
) -> None:
    window = desktop()
    go = slow[1]
    download_slowly(window, *slow)
    window.restart()
    assert not go.is_set()
    assert updates_of(window).release is not None


def test_no_program_looks_in_the_demonstration(prepared: Desk, released: Path, desktop: Start, places: Places) -> None:
    window = desktop()
    updates_of(window)
    assert window.window.front is not None
    window.program.places = replace(places, demo=True)
    assert follow_updates(window.program, window.window.front) is None
    window.program.places = places
