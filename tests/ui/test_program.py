"""The life of one run: opening, leaving, copies put back, two windows on one base, the log."""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import qWarning
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.bootstrap import copy_of_the_day, open_desk
from app.desk import Desk
from app.settings import PcSettings, Places, load_pc_settings, save_pc_settings
from app.storage import queries
from tests.factories import AGENT, Clock, add_person
from tests.journeys.desktop import Desktop
from tests.ui.hands import BoxAnswer
from ui.components import Button
from ui.dialogs.unlock import UnlockPanel
from ui.places import Page
from ui.reporting import LogFile, Reporting
from ui.theme import current_theme

Start = Callable[[], Desktop]


def names(desk: Desk) -> list[str]:
    return [person.name for person in queries.officials(desk)]


def alone(window: Desktop) -> UnlockPanel:
    """What stands in the way of the base."""
    panel = window.window._stack.currentWidget()
    assert isinstance(panel, UnlockPanel)
    return panel


# Leaving and coming back


def test_the_window_comes_back_where_it_was_left(prepared: Desk, desktop: Start, places: Places) -> None:
    window = desktop()
    window.window.resize(900, 555)  # a screenless Qt has a small screen
    window.settle()
    window.leave()
    assert load_pc_settings(places).window_geometry
    again = desktop()
    assert (again.window.width(), again.window.height()) == (900, 555)


def test_what_is_being_typed_is_kept_when_the_window_closes_at_once(prepared: Desk, desktop: Start) -> None:
    add_person(prepared)
    window = desktop()
    window.key("F2")
    window.type("Odile Thév")
    window.leave()  # long before the two seconds of a draft
    again = desktop()
    assert "appel interrompu" in again.banner()
    assert again.window.in_call()
    again.key("F2")
    assert again.sees("Odile Thév")


def test_leaving_makes_the_copy_of_the_day(prepared: Desk, desktop: Start, places: Places) -> None:
    add_person(prepared)
    window = desktop()
    window.leave()
    assert len(list(places.copies.glob("*.db"))) == 1


def test_settings_that_cannot_be_written_are_told_and_hold_all_the_same(
    prepared: Desk, desktop: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_arguments: object) -> None:
        raise OSError("no space left")

    window = desktop()
    with monkeypatch.context() as patch:
        patch.setattr("ui.program.save_pc_settings", full)
        window.program.change_settings(theme="dark")
    assert "Vérifiez la place" in window.banner()
    assert current_theme().dark


# A base that does not open


def test_a_harmed_base_is_a_sentence_and_another_try(desktop: Start, places: Places, clock: Clock) -> None:
    with open_desk(places, clock=clock) as opened:
        add_person(opened.desk)
    whole = places.base.read_bytes()
    places.base.write_bytes(whole[: len(whole) // 2])
    window = desktop()
    panel = alone(window)
    assert window.sees("La base ne s'ouvre pas")
    assert panel.retry_button.isVisible()
    assert not panel.open_button.isVisible()
    panel.retry_button.click()
    window.settle()
    assert panel.said()
    places.base.write_bytes(whole)
    panel.retry_button.click()
    window.settle()
    assert names(window.desk) == ["Odile Thévenet"]
    assert window.page() is Page.TODAY


def test_a_copy_takes_the_place_of_a_harmed_base(desktop: Start, places: Places, clock: Clock) -> None:
    with open_desk(places, clock=clock) as opened:
        add_person(opened.desk)
        copy = copy_of_the_day(opened)
    assert copy is not None
    places.base.write_bytes(b"\x00" * 9000)
    window = desktop()
    alone(window).copyChosen.emit(copy, "")
    window.settle()
    assert names(window.desk) == ["Odile Thévenet"]


# Another base in this window


def test_a_copy_is_put_back_from_the_settings_as_often_as_one_wants(
    desktop: Start, places: Places, clock: Clock
) -> None:
    with open_desk(places, clock=clock) as opened:
        add_person(opened.desk)
        copy = copy_of_the_day(opened)
        assert copy is not None
        copy = copy.rename(copy.with_name("copie.db"))
        add_person(opened.desk, "Robert", "Pallandre", "Feurs")
    window = desktop()
    for _ in range(2):
        window.window.show_page(Page.REGLAGES)
        answer = BoxAnswer("Remettre la copie")
        window.window.restoreWanted.emit(copy)
        window.settle()
        assert len(answer.asked) == 1
        assert names(window.desk) == ["Odile Thévenet"]
        assert window.page() is Page.TODAY
        add_person(window.desk, "Louis", "Ajouté", "Feurs")
    assert len(list(places.data.glob("amf42-remplacee-*.db"))) == 2


def test_a_copy_is_not_put_back_unless_one_agrees(prepared: Desk, desktop: Start, tmp_path: Path) -> None:
    add_person(prepared)
    window = desktop()
    answer = BoxAnswer("Ne rien changer")
    window.window.restoreWanted.emit(tmp_path / "copie.db")
    window.settle()
    assert len(answer.asked) == 1
    assert names(window.desk) == ["Odile Thévenet"]


def test_a_copy_that_is_none_leaves_the_base_as_it_was(
    desktop: Start, places: Places, clock: Clock, tmp_path: Path
) -> None:
    with open_desk(places, clock=clock) as opened:
        add_person(opened.desk)
    wrong = tmp_path / "copie.db"
    wrong.write_bytes(b"\x07" * 9000)
    window = desktop()
    answer = BoxAnswer("Remettre la copie")
    window.window.restoreWanted.emit(wrong)
    window.settle()
    assert len(answer.asked) == 1
    panel = alone(window)
    panel.retry_button.click()
    window.settle()
    assert names(window.desk) == ["Odile Thévenet"]


def test_the_demonstration_is_one_click_away_from_an_empty_base_and_back(desktop: Start, places: Places) -> None:
    window = desktop()
    first = next(
        button for button in window.window.findChildren(Button) if button.words().startswith("Ouvrir avec des données")
    )
    first.click()
    window.settle()
    assert "Démonstration" in window.window.windowTitle()
    assert window.desk.agent == AGENT
    assert len(names(window.desk)) > 10
    window.window.top_bar.leaveDemoWanted.emit()
    window.settle()
    assert "Démonstration" not in window.window.windowTitle()
    assert names(window.desk) == []
    assert window.program.places == places


# Two windows


def test_two_windows_work_on_one_base_and_one_alone_takes_up_calls(
    prepared: Desk, desktop: Start, qtbot: QtBot
) -> None:
    add_person(prepared)
    first = desktop()
    first.key("F2")
    first.type("Odile")
    first.settle()
    first.window.keep_drafts()
    first.settle()
    second = desktop()
    assert "déjà ouvert" in second.banner()
    assert not second.window.in_call()
    add_person(second.desk, "Robert", "Pallandre", "Feurs")
    add_person(first.desk, "Louis", "Ajouté", "Feurs")
    assert len(names(first.desk)) == len(names(second.desk)) == 3
    second.leave()
    assert first.window.in_call()


# The log


@pytest.fixture
def reporting(tmp_path: Path, qapp: QApplication) -> Iterator[Reporting]:
    """Bugs and warnings go to a file of this test's own; the test's own hooks come back afterwards."""
    before = sys.excepthook, threading.excepthook, sys.unraisablehook
    made = Reporting(tmp_path / "journal" / "amf42.log")
    made.start()
    yield made
    made.stop()
    assert (sys.excepthook, threading.excepthook, sys.unraisablehook) == before


SECRET = "Odile Thévenet 2 55 07 42 019 123 49"


def test_nothing_to_report_writes_nothing(reporting: Reporting, tmp_path: Path) -> None:
    logging.getLogger("amf42").info("copie faite")
    assert not (tmp_path / "journal").exists()


def test_the_log_tells_what_happened_without_a_word_of_anybody(
    reporting: Reporting, tmp_path: Path, expected_log: Callable[[str], None], qtbot: QtBot
) -> None:
    for pattern in ("ours", "secret", "failed here", "ValueError"):
        expected_log(pattern)
    logging.getLogger("amf42").warning("ours")
    logging.getLogger("sqlalchemy.engine").warning("secret %s", SECRET)
    try:
        raise KeyError(SECRET)
    except KeyError:
        logging.getLogger("app.storage.database").exception("failed here")

    def fail() -> None:
        raise ValueError(SECRET)

    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    log = tmp_path / "journal" / "amf42.log"
    qtbot.waitUntil(lambda: "ValueError" in log.read_text("utf-8"), timeout=3000)
    written = log.read_text("utf-8")
    assert "ours" in written
    assert "sqlalchemy.engine" in written
    assert "builtins.KeyError" in written
    assert SECRET not in written
    assert "Odile" not in written
    assert str(Path.home()) not in written


def test_qts_own_warnings_are_kept_but_for_those_of_a_missing_screen(
    reporting: Reporting, tmp_path: Path, expected_log: Callable[[str], None]
) -> None:
    expected_log("layout is odd")
    qWarning("This plugin does not support propagateSizeHints()")
    qWarning("layout is odd")
    written = (tmp_path / "journal" / "amf42.log").read_text("utf-8")
    assert "layout is odd" in written
    assert "plugin" not in written


def test_a_log_that_cannot_be_written_stops_nobody(tmp_path: Path, expected_log: Callable[[str], None]) -> None:
    (tmp_path / "file").write_text("")
    handler = LogFile(tmp_path / "file" / "amf42.log")
    logging.getLogger().addHandler(handler)
    expected_log("lost")
    logging.getLogger("amf42").warning("lost")
    logging.getLogger().removeHandler(handler)
    handler.close()


def test_a_text_size_of_the_settings_holds_from_the_first_paint(prepared: Desk, desktop: Start, places: Places) -> None:
    save_pc_settings(places, PcSettings(agent=AGENT, text_scale=150, theme="dark"))
    window = desktop()
    assert current_theme().scale == 1.5
    assert current_theme().dark
    assert window.window.rail.width() == round(92 * 1.5)
