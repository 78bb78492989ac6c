"""A dossier goes on with another edition of the guide: what differs, what stays, how it is undone."""

from collections.abc import Mapping

import pytest

from app.desk import Desk
from app.domain.deadlines import BEFORE_REQUEST
from app.domain.dossiers import Dossier, Outcome, Stage
from app.errors import UserError
from app.guide.edition import Edition
from app.guide.path import remaining_steps, whole_path
from app.guide.proving import possible_situations
from app.guide.restaging import stage_in
from app.services import dossiers, guide
from app.services.sheets import sheet_data
from app.storage import queries
from app.storage.database import Database
from app.storage.queries_edition_offer import edition_offer
from app.storage.revert import revert
from app.storage.rows import DossierDetail
from tests.factories import ACCOUNT_OPEN, WITHOUT_ACCOUNT, add_dossier, add_person, add_session, make_desk, packaged

OLD, NEW = "2022-03", "2026-fcplus"


@pytest.fixture
def desk(encrypted: Database) -> Desk:
    return make_desk(encrypted)


def detail(desk: Desk, dossier_id: int) -> DossierDetail:
    found = queries.dossier(desk, dossier_id)
    assert found is not None
    return found


def begin(desk: Desk, situation: Mapping[str, str], steps: int = 0) -> int:
    """A dossier of the edition of 2022 with its first steps ticked; the edition of 2026 holds for the next ones."""
    dossier_id = add_dossier(desk, add_person(desk), add_session(desk), situation)
    for step in detail(desk, dossier_id).steps[:steps]:
        dossiers.tick(desk, dossier_id, step.id)
    guide.choose_edition(desk, NEW)
    return dossier_id


def test_a_dossier_keeps_the_edition_it_began_with_and_new_ones_take_the_one_chosen(desk: Desk) -> None:
    first = begin(desk, ACCOUNT_OPEN)
    second = add_dossier(desk, add_person(desk, "Marc", "Dubost"), None, ACCOUNT_OPEN)
    assert [detail(desk, one).edition for one in (first, second)] == [OLD, NEW]
    assert [sheet_data(desk, one).edition_title for one in (first, second)] == [
        "Guide AMF42, édition 2022",
        "Guide AMF42, édition 2026",
    ]


def test_the_offer_lists_what_differs_among_the_steps_that_remain(desk: Desk) -> None:
    dossier_id = begin(desk, ACCOUNT_OPEN)
    offer = edition_offer(desk, dossier_id)
    assert offer is not None
    assert (offer.name, offer.before, offer.after, offer.after_id) == (
        "Odile Thévenet",
        "édition 2022",
        "édition 2026",
        NEW,
    )
    [question] = [line for line in offer.lines if line.question]
    assert (question.kind, question.title) == ("added", "Identité numérique")
    old, new = desk.edition(OLD), desk.edition(NEW)
    titles = {line.kind: line.title for line in offer.lines if not line.question}
    assert {"added", "removed", "changed"} <= set(titles)
    kept = {step.title for step in old.steps} | {step.title for step in new.steps}
    assert all("{" not in line.title for line in offer.lines)
    assert titles["added"] in kept
    changed = [line for line in offer.lines if line.kind == "changed"]
    assert all(line.detail and "source" not in line.detail for line in changed)
    assert any(line.unsure for line in changed)
    assert edition_offer(desk, add_dossier(desk, add_person(desk, "Marc", "Dubost"))) is None
    assert edition_offer(desk, 999) is None


def test_steps_that_are_behind_are_no_part_of_the_offer(desk: Desk) -> None:
    dossier_id = begin(desk, WITHOUT_ACCOUNT)
    dossiers.move(desk, dossier_id, Stage.ENROLLED)
    offer = edition_offer(desk, dossier_id)
    assert offer is not None
    assert [line.title for line in offer.lines if not line.question] == []
    assert offer.column == ""


def test_the_change_keeps_ticks_finds_the_column_writes_a_line_and_is_undone_whole(database: Database) -> None:
    desk = make_desk(database)
    dossier_id = begin(desk, ACCOUNT_OPEN, steps=2)
    before = detail(desk, dossier_id)
    ticked = {step.id for step in before.steps if step.done}
    offer = edition_offer(desk, dossier_id)
    assert offer is not None
    changes = guide.change_edition(desk, dossier_id, NEW)
    assert (changes.label, changes.undoable) == ("Dossier d’Odile Thévenet\u00a0: guide, édition 2026", True)
    after = detail(desk, dossier_id)
    assert after.edition == NEW
    path = {step.id for step in whole_path(desk.edition(NEW), after.situation)}
    assert ticked & path <= {step.id for step in after.steps if step.done}
    assert after.row.stage is Stage.IDENTITY_TO_CHECK  # an identity on the phone is asked for, and nobody has it yet
    assert offer.column == desk.edition(NEW).column(after.row.stage).title
    assert "Guide de ce dossier\u00a0: édition 2026" in [row.text for row in after.history]
    assert any(row.detail == "Avant\u00a0: édition 2022 · par Claire M." for row in after.history)
    revert(desk.database, changes, desk.now(), desk.agent)
    again = detail(desk, dossier_id)
    assert (again.edition, again.row.stage, again.steps) == (OLD, before.row.stage, before.steps)
    assert again.history[0].text.startswith("Annulé\u00a0: ")


def test_a_change_and_the_change_back_leave_the_dossier_as_it_was(desk: Desk) -> None:
    dossier_id = begin(desk, ACCOUNT_OPEN, steps=3)
    before = detail(desk, dossier_id)
    guide.change_edition(desk, dossier_id, NEW)
    guide.change_edition(desk, dossier_id, OLD)
    after = detail(desk, dossier_id)
    assert (after.edition, after.row.stage) == (OLD, before.row.stage)
    assert [step.done for step in after.steps] == [step.done for step in before.steps]


def test_a_column_chosen_by_hand_and_one_after_the_request_stay(desk: Desk) -> None:
    dossier_id = begin(desk, WITHOUT_ACCOUNT)
    for stage in (Stage.REQUEST_SENT, Stage.TO_CONFIRM, Stage.ENROLLED):
        dossiers.move(desk, dossier_id, stage)
        kept = detail(desk, dossier_id)
        guide.change_edition(desk, dossier_id, NEW)
        moved = detail(desk, dossier_id)
        assert (moved.row.stage, moved.edof_status) == (stage, kept.edof_status)
        guide.change_edition(desk, dossier_id, OLD)


def test_a_blocked_step_that_the_other_edition_has_not_is_no_longer_blocked(desk: Desk) -> None:
    dossier_id = begin(desk, ACCOUNT_OPEN)
    gone = next(step for step in detail(desk, dossier_id).steps if step.id == "login_again_franceconnect")
    dossiers.block(desk, dossier_id, gone.id, "Il ne sait plus son code")
    guide.change_edition(desk, dossier_id, NEW)
    after = detail(desk, dossier_id)
    kept = {step.id for step in desk.edition(NEW).steps}
    assert after.blocked_step == (gone.id if gone.id in kept else "")


def test_what_cannot_be_is_refused(desk: Desk) -> None:
    dossier_id = begin(desk, ACCOUNT_OPEN)
    with pytest.raises(UserError, match="pas sur ce poste"):
        guide.change_edition(desk, dossier_id, "2031-01")
    with pytest.raises(UserError, match="n’existe plus"):
        guide.change_edition(desk, 999, NEW)
    assert guide.change_edition(desk, dossier_id, OLD).rows == ()
    dossiers.close(desk, dossier_id, Outcome.CANCELLED)
    assert edition_offer(desk, dossier_id) is None
    with pytest.raises(UserError, match="Rouvrez-le"):
        guide.change_edition(desk, dossier_id, NEW)


def test_an_edition_that_is_no_longer_here_is_read_as_the_oldest_and_can_be_left(desk: Desk) -> None:
    dossier_id = begin(desk, ACCOUNT_OPEN)
    with desk.database.transaction() as unit:
        unit.session.get_one(Dossier, dossier_id).edition = "2019-01"
    assert sheet_data(desk, dossier_id).edition_title == "Guide AMF42, édition 2022"
    offer = edition_offer(desk, dossier_id)
    assert offer is not None
    guide.change_edition(desk, dossier_id, offer.after_id)
    assert detail(desk, dossier_id).edition == NEW


@pytest.mark.parametrize(("before", "after"), [packaged(), tuple(reversed(packaged()))], ids=["to 2026", "to 2022"])
def test_no_step_is_lost_by_a_change_whatever_the_situation_and_the_ticks(before: Edition, after: Edition) -> None:
    """Walked whole: a dossier that was worked through by ticks comes to the first step that it still needs."""
    for situation in possible_situations(packaged()[-1]):
        path = whole_path(before, situation)
        for count in range(len(path)):
            done, stage = {step.id for step in path[:count]}, path[count].stage
            stands = stage_in(before, after, situation, stage, done)
            left = remaining_steps(after, situation, stands, done)
            if stage in BEFORE_REQUEST:
                assert [step.id for step in left] == [
                    step.id for step in whole_path(after, situation) if step.id not in done
                ]
            else:
                assert stands is stage


def test_the_edition_of_a_row_is_told(desk: Desk) -> None:
    dossier_id = begin(desk, ACCOUNT_OPEN)
    [row] = queries.board(desk)
    assert (row.id, row.edition) == (dossier_id, OLD)
