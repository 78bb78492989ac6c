"""Unreachable objects are freed on the window's thread alone, however much another thread makes."""

import gc
import threading

from pytestqt.qtbot import QtBot

from ui.collecting import WindowCollector
from ui.tasks import Handlers, ThreadRunner


class Knot:
    """Reachable from itself alone; tells on which thread it is freed."""

    freed_on: list[int] = []  # noqa: RUF012 - what the test reads

    def __init__(self) -> None:
        self.me = self

    def __del__(self) -> None:
        self.freed_on.append(threading.get_ident())


def make_much() -> None:
    for _ in range(20_000):
        Knot()


def refuse(problem: BaseException) -> None:
    raise problem


def test_what_the_base_thread_leaves_behind_is_freed_by_the_window(qtbot: QtBot) -> None:
    Knot.freed_on.clear()
    runner = ThreadRunner(Handlers(refuse, refuse))
    runner.run(make_much, lambda _none: None)
    runner.wait()
    assert Knot.freed_on == []
    qtbot.waitUntil(lambda: bool(Knot.freed_on), timeout=3000)
    assert set(Knot.freed_on) == {threading.get_ident()}
    runner.finish()
    assert gc.isenabled()


def test_a_collector_that_was_off_stays_off(qtbot: QtBot) -> None:
    gc.disable()
    try:
        WindowCollector().stop()
        assert not gc.isenabled()
    finally:
        gc.enable()
