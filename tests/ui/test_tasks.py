"""Work leaves the window's thread and comes back to it; what fails is said, what is cancelled leaves no trace."""

import threading
import time
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from app.changes import Changes
from app.desk import Desk
from app.errors import UserError
from app.settings import PcSettings
from ui import tasks
from ui.components import ProgressNotice
from ui.front import Front
from ui.tasks import Handlers, ImmediateRunner, Progress, ThreadRunner


class Heard:
    """What nobody else took."""

    def __init__(self) -> None:
        self.told: list[str] = []
        self.bugs: list[BaseException] = []
        self.shown: list[Progress] = []

    def handlers(self) -> Handlers:
        return Handlers(lambda refusal: self.told.append(refusal.message), self.bugs.append, self.shown.append)


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
def runner(qtbot: QtBot, heard: Heard) -> Iterator[ThreadRunner]:
    made = ThreadRunner(heard.handlers())
    yield made
    made.finish()


def test_work_is_done_elsewhere_and_its_result_comes_back_to_the_window(runner: ThreadRunner) -> None:
    places: list[object] = []
    here = threading.get_ident()
    runner.run(threading.get_ident, lambda there: places.extend((there, threading.get_ident())))
    runner.wait()
    assert places[0] != here
    assert places[1] == here


def test_the_base_is_asked_one_thing_at_a_time_in_order(runner: ThreadRunner) -> None:
    answers: list[int] = []
    at_once: list[int] = []
    busy = threading.Lock()

    def ask(number: int) -> int:
        at_once.append(int(not busy.acquire(blocking=False)))
        time.sleep(0.002)
        busy.release()
        return number

    for number in range(20):
        runner.run(lambda number=number: ask(number), answers.append)
    runner.wait()
    assert answers == list(range(20))
    assert at_once == [0] * 20


def test_a_sheet_does_not_keep_the_base_waiting(runner: ThreadRunner) -> None:
    order: list[str] = []
    go_on = threading.Event()
    runner.run_heavy(lambda _progress: go_on.wait(10), lambda _ok: order.append("sheet"))
    runner.run(lambda: None, lambda _none: (order.append("base"), go_on.set()))
    runner.wait()
    assert order == ["base", "sheet"]


def refuse() -> None:
    raise UserError("La base ne répond pas. Votre saisie est gardée ici.")


def break_down() -> None:
    raise ZeroDivisionError


@pytest.mark.parametrize(
    "make", [lambda heard: ThreadRunner(heard.handlers()), lambda heard: ImmediateRunner(heard.handlers())]
)
def test_a_refusal_goes_to_the_page_or_else_to_the_window_and_a_bug_to_the_report(
    qtbot: QtBot, heard: Heard, make: Callable[[Heard], ThreadRunner | ImmediateRunner]
) -> None:
    runner = make(heard)
    done: list[object] = []
    page: list[str] = []
    runner.run(refuse, done.append, lambda refusal: page.append(refusal.message))
    runner.run(refuse, done.append)
    runner.run(break_down, done.append, lambda refusal: page.append("never"))
    runner.run(lambda: 1, lambda _one: break_down())
    if isinstance(runner, ThreadRunner):
        runner.wait()
        runner.finish()
    assert done == []
    assert page == ["La base ne répond pas. Votre saisie est gardée ici."]
    assert heard.told == ["La base ne répond pas. Votre saisie est gardée ici."]
    assert [type(bug) for bug in heard.bugs] == [ZeroDivisionError, ZeroDivisionError]


def test_work_is_over_whichever_way_it_ends(runner: ThreadRunner, heard: Heard) -> None:
    def refuse() -> None:
        raise UserError("Non.")

    begun = [runner.run(work, lambda _done: None) for work in (lambda: None, refuse, lambda: 1 / 0)]
    runner.wait()
    assert [one.over for one in begun] == [True, True, True]  # a form that saves is never locked by a bug
    assert len(heard.bugs) == 1


def test_without_handlers_a_test_sees_the_bug_itself() -> None:
    with pytest.raises(ZeroDivisionError):
        ImmediateRunner().run(break_down, lambda _nothing: None)
    with pytest.raises(UserError):
        ImmediateRunner().run(refuse, lambda _nothing: None)


def test_a_widget_that_is_gone_is_not_called(runner: ThreadRunner, heard: Heard) -> None:
    label = QLabel()
    runner.run(lambda: "texte", label.setText)
    delete(label)
    runner.wait()
    assert heard.bugs == []


class _Line(QLabel):
    """Asks as panels do, with a closure over itself."""

    def ask(self, runner: ThreadRunner) -> None:
        runner.run(lambda: "texte", lambda text: self.setText(text.upper()))

    def save(self, front: Front) -> None:
        front.write(lambda: Changes(label="Rappel noté"), lambda changes: self.setText(changes.label))


def test_nor_through_a_closure_and_what_was_saved_is_told_all_the_same(
    desk: Desk, runner: ThreadRunner, heard: Heard
) -> None:
    front = Front(desk, runner, PcSettings())
    told: list[str] = []
    front.told.connect(lambda changes: told.append(changes.label))
    line = _Line()
    line.ask(runner)
    line.save(front)
    delete(line)
    runner.wait()
    assert heard.bugs == []
    assert told == ["Rappel noté"]


def test_work_that_lasts_shows_itself_and_can_be_stopped(
    qtbot: QtBot, runner: ThreadRunner, heard: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks, "PROGRESS_AFTER", 1)
    stopped: list[bool] = []

    def work(progress: Progress) -> str:
        for step in range(10_000):
            progress.report(step / 10_000, f"Ligne {step}")
            time.sleep(0.002)
        return "never"

    results: list[str] = []
    progress = runner.run_heavy(work, results.append, None, "Lecture du fichier…", lambda: stopped.append(True))
    qtbot.waitUntil(lambda: heard.shown == [progress])
    assert progress.can_cancel
    progress.cancel()
    runner.wait()
    assert (stopped, results, heard.bugs, heard.told) == ([True], [], [], [])


def test_one_sheet_does_not_wait_for_a_thousand_others(runner: ThreadRunner, heard: Heard) -> None:
    """Long work lets what is asked for meanwhile go first, on its own thread, and goes on after it."""
    begun, asked = threading.Event(), threading.Event()
    order: list[str] = []
    threads: set[str] = set()

    def thousand(progress: Progress) -> str:
        threads.add(threading.current_thread().name)
        begun.set()
        assert asked.wait(10)
        for step in range(1000):
            progress.report(step / 1000)
        return "thousand"

    def one(_progress: Progress) -> str:
        threads.add(threading.current_thread().name)
        return "one"

    runner.run_heavy(thousand, order.append)
    assert begun.wait(10)
    runner.run_heavy(one, order.append)
    asked.set()
    runner.wait()
    assert order == ["one", "thousand"]
    assert len(threads) == 1
    assert heard.bugs == []


def test_work_that_is_quick_never_shows(qtbot: QtBot, runner: ThreadRunner, heard: Heard) -> None:
    runner.run(lambda: None, lambda _none: None, progress_text="Enregistrement…")
    runner.wait()
    qtbot.wait(tasks.PROGRESS_AFTER + 50)
    assert heard.shown == []


def test_after_the_end_nothing_is_begun_nor_delivered(qtbot: QtBot, heard: Heard) -> None:
    runner = ThreadRunner(heard.handlers())
    answers: list[int] = []
    runner.run(lambda: 1, answers.append)
    runner.finish()
    runner.run(lambda: 2, answers.append)
    qtbot.wait(20)
    assert answers == []
    assert not runner.busy()


def test_the_notice_says_how_far_the_work_is_and_goes_with_it(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(800, 600)
    window.show()
    progress = Progress("Lecture du fichier…", can_cancel=True)
    notice = ProgressNotice(progress, window)
    assert notice.accessibleName() == "Lecture du fichier…"
    progress.report(0.5, "2 600 lignes lues")
    qtbot.waitUntil(lambda: notice.accessibleName().startswith("2 600 lignes lues"))
    assert notice.geometry().right() < 800
    assert notice.geometry().bottom() < 600
    stop = next(button for button in notice.findChildren(QWidget) if button.accessibleName() == "Arrêter")
    qtbot.mouseClick(stop, Qt.MouseButton.LeftButton)
    assert progress.cancelled
    with qtbot.waitSignal(notice.destroyed):
        progress.finished.emit()
