"""What is typed is kept within two seconds, never a NIR, and is not offered again once it was saved."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from app.desk import Desk
from app.errors import UserError
from app.services.drafts import drop_draft
from app.settings import PcSettings
from app.storage.database import open_encrypted
from app.storage.keys import Key
from app.storage.queries import drafts
from app.storage.upgrade import upgrade
from tests.factories import make_desk
from ui.drafting import DELAY, DraftKeeper, DraftState, draft_words
from ui.front import Front
from ui.tasks import ImmediateRunner, Progress

KEY = Key("1f" * 32)


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("drafting") / "amf42.db"
    upgrade(path, KEY)
    return path


@pytest.fixture
def desk(tmp_path: Path, model: Path) -> Iterator[Desk]:
    database = open_encrypted(Path(shutil.copy(model, tmp_path / "amf42.db")), KEY)
    yield make_desk(database)
    database.close()


class LateRunner:
    """Does the work when asked to, so that a test stands between the asking and the answer."""

    def __init__(self) -> None:
        self.waiting: list[Callable[[], None]] = []
        self.refusal: UserError | None = None

    def run(
        self,
        work: Callable[[], Any],
        done: Callable[[Any], None],
        failed: Callable[[UserError], None] | None = None,
        progress_text: str | None = None,
    ) -> Progress:
        def act() -> None:
            if self.refusal is not None and failed is not None:
                failed(self.refusal)
            else:
                done(work())

        self.waiting.append(act)
        return Progress()

    def go_on(self) -> None:
        waiting, self.waiting = self.waiting, []
        for act in waiting:
            act()


def keeper(desk: Desk, text: dict[str, str], runner: Any = None) -> DraftKeeper:
    front = Front(desk, runner or ImmediateRunner(), PcSettings())
    made = DraftKeeper(front, "official", lambda: dict(text), subject_id=7)
    made.setProperty("front", front)  # kept alive as long as the keeper
    return made


def test_what_is_typed_is_kept_within_two_seconds_without_a_gesture(qtbot: QtBot, desk: Desk) -> None:
    text = {"city": "Feurs"}
    kept = keeper(desk, text)
    assert DELAY < 2000
    with qtbot.waitSignal(kept.changed, timeout=2000, check_params_cb=lambda state: state is DraftState.KEPT):
        kept.touch()
    (row,) = drafts(desk)
    assert (row.kind, row.subject_id, row.payload) == ("official", 7, {"city": "Feurs"})
    assert draft_words(kept.state) == "Brouillon gardé"


def test_typing_without_a_pause_does_not_put_the_draft_off(qtbot: QtBot, desk: Desk) -> None:
    text = {"note": ""}
    kept = keeper(desk, text)
    with qtbot.waitSignal(kept.changed, timeout=2000, check_params_cb=lambda state: state is DraftState.KEPT):
        for letter in "Elle rappelle":
            text["note"] += letter
            kept.touch()
            qtbot.wait(60)
    assert drafts(desk)[0].payload["note"]


def test_a_draft_is_written_again_in_its_own_place(qtbot: QtBot, desk: Desk) -> None:
    text = {"note": "un"}
    kept = keeper(desk, text)
    kept.touch()
    kept.flush()
    first = kept.draft_id
    text["note"] = "un deux"
    kept.touch()
    kept.flush()
    (row,) = drafts(desk)
    assert (row.id, row.payload) == (first, {"note": "un deux"})


def test_what_is_typed_while_a_draft_is_being_written_is_written_too(qtbot: QtBot, desk: Desk) -> None:
    runner, text = LateRunner(), {"note": "un"}
    kept = keeper(desk, text, runner)
    kept.touch()
    kept.flush()
    text["note"] = "un deux"
    kept.touch()
    kept.flush()
    runner.go_on()
    assert kept.state is DraftState.TYPING
    kept.flush()
    runner.go_on()
    assert [row.payload for row in drafts(desk)] == [{"note": "un deux"}]


def test_a_form_saved_while_its_draft_is_being_written_is_not_offered_again(qtbot: QtBot, desk: Desk) -> None:
    runner = LateRunner()
    kept = keeper(desk, {"note": "un"}, runner)
    kept.touch()
    kept.flush()
    kept.forget()
    runner.go_on()
    runner.go_on()
    assert drafts(desk) == ()
    kept.touch()
    kept.flush()
    assert runner.waiting == []


def test_giving_up_takes_the_draft_away(qtbot: QtBot, desk: Desk) -> None:
    kept = keeper(desk, {"note": "un"})
    kept.touch()
    kept.flush()
    assert drafts(desk)
    kept.drop()
    assert (drafts(desk), kept.draft_id, kept.state) == ((), None, DraftState.EMPTY)


def test_a_draft_dropped_elsewhere_is_kept_anew(qtbot: QtBot, desk: Desk) -> None:
    kept = keeper(desk, {"note": "un"})
    kept.touch()
    kept.flush()
    assert kept.draft_id is not None
    drop_draft(desk, kept.draft_id)
    kept.touch()
    kept.flush()
    assert [row.id for row in drafts(desk)] == [kept.draft_id]


def test_a_base_that_does_not_answer_is_told_and_tried_again(qtbot: QtBot, desk: Desk) -> None:
    runner = LateRunner()
    kept = keeper(desk, {"note": "un"}, runner)
    runner.refusal = UserError("La base ne répond pas.")
    kept.touch()
    kept.flush()
    runner.go_on()
    assert kept.state is DraftState.FAILED
    assert "gardée ici" in draft_words(kept.state)
    runner.refusal = None
    kept.flush()
    runner.go_on()
    assert kept.state is DraftState.KEPT


def test_nothing_typed_nothing_kept(qtbot: QtBot, desk: Desk) -> None:
    kept = keeper(desk, {})
    kept.flush()
    assert drafts(desk) == ()


def test_a_form_left_while_its_draft_is_being_written_is_read_at_once_and_written_next(
    qtbot: QtBot, desk: Desk
) -> None:
    runner, text = LateRunner(), {"note": "un"}
    kept = keeper(desk, text, runner)
    kept.touch()
    kept.flush()
    text["note"] = "un deux"
    kept.touch()
    kept.flush()  # the page is left …
    kept.flush()  # … and told so twice
    text["note"] = "la fiche de quelqu’un d’autre"
    runner.go_on()
    runner.go_on()
    assert [row.payload for row in drafts(desk)] == [{"note": "un deux"}]
    assert kept.state is DraftState.KEPT
