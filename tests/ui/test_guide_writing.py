"""An edition in hand: each gesture, and the way back from it; two people who change it at once."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from app.domain.stages import Stage
from app.guide.compare import differences
from app.guide.edition import Edition
from app.guide.loading import load_editions
from app.guide.proving import prove
from ui.guide_writing import EditionInHand, merged

EDITION = load_editions()[0]


@pytest.fixture
def hand() -> EditionInHand:
    return EditionInHand(EDITION)


def ids(edition: Edition) -> list[str]:
    return [step.id for step in edition.steps]


def in_order(edition: Edition) -> bool:
    """Whether the steps stand in the order of the path and of the phases."""
    ranks = [(edition.path_order.index(step.stage), step.phase) for step in edition.steps]
    return all(before[0] <= after[0] and before[1] <= after[1] for before, after in pairwise(ranks))


def test_a_step_goes_down_through_every_column_and_back_again(hand: EditionInHand) -> None:
    hand.step_id = "see_account"
    seen = set()
    while hand.move(1):
        assert in_order(hand.edition)
        assert hand.step is not None
        seen.add((hand.step.stage, hand.step.phase))
    assert ids(hand.edition)[-1] == "see_account"
    assert len(seen) == len({(step.stage, step.phase) for step in EDITION.steps})
    while hand.move(-1):
        assert in_order(hand.edition)
    assert ids(hand.edition)[0] == "see_account"
    assert hand.move(-1) is False


def test_each_gesture_is_taken_back_and_done_again(hand: EditionInHand) -> None:
    hand.step_id = "open_site"
    made = hand.add()
    assert ids(hand.edition).index(made.id) == ids(hand.edition).index("open_site") + 1
    assert (made.stage, hand.step_id) == (Stage.ACCOUNT_TO_OPEN, made.id)
    hand.double()
    assert hand.step is not None
    assert hand.step.title.endswith("(copie)")
    hand.remove()
    hand.remove()
    after = hand.edition
    for _ in range(4):
        assert hand.undo()
    assert hand.edition == EDITION
    assert hand.step_id == "open_site"
    assert not hand.undo()
    for _ in range(4):
        assert hand.redo()
    assert hand.edition == after
    assert not hand.redo()


def test_keystrokes_in_one_field_are_one_gesture(hand: EditionInHand) -> None:
    step = EDITION.step("open_site")
    for number in range(1, 6):
        hand.put(replace(step, say=step.say + "!" * number))
    hand.put(replace(EDITION.step("open_site"), say=step.say + "!!!!!", title="Autre titre"))
    assert hand.changed_ids() == {"open_site"}
    assert hand.undo()
    assert hand.edition.step("open_site").title == step.title
    assert hand.undo()
    assert hand.edition == EDITION


def test_another_column_takes_the_step_to_its_end(hand: EditionInHand) -> None:
    step = EDITION.step("see_account")
    hand.put(replace(step, stage=Stage.IDENTITY_TO_CHECK))
    assert in_order(hand.edition)
    there = [one.id for one in hand.edition.steps if one.stage is Stage.IDENTITY_TO_CHECK]
    assert there[-1] == "see_account"


def test_a_new_step_of_a_column_stands_in_it(hand: EditionInHand) -> None:
    made = hand.add(Stage.REQUEST_SENT)
    assert made.stage is Stage.REQUEST_SENT
    assert in_order(hand.edition)
    assert {problem.step_id for problem in prove(hand.edition)} <= {made.id, ""}


def test_the_last_step_can_go_too() -> None:
    hand = EditionInHand(replace(EDITION, steps=EDITION.steps[:1]))
    hand.remove()
    assert hand.edition.steps == ()
    assert hand.step is None
    hand.remove()
    made = hand.add()
    assert hand.step == made


def test_what_two_people_changed_stands_together() -> None:
    step = EDITION.step("open_site")
    theirs = EditionInHand(EDITION)
    theirs.put(replace(step, title="Leur titre"))
    theirs.step_id = "write_cdc"
    theirs.remove()
    mine = EditionInHand(EDITION)
    mine.put(replace(EDITION.step("see_account"), say="Ma phrase"))
    mine.step_id = "see_account"
    made = mine.add()
    mine.step_id = "cdc_answers"
    mine.remove()
    both, conflicts = merged(EDITION, replace(mine.edition, title="édition à nous"), theirs.edition)
    assert conflicts == ()
    assert both.title == "édition à nous"
    assert both.step("open_site").title == "Leur titre"
    assert both.step("see_account").say == "Ma phrase"
    assert ids(both).index(made.id) == 1
    assert {"write_cdc", "cdc_answers"} & set(ids(both)) == set()
    assert len(differences(EDITION, both)) == 5


def test_of_a_step_that_both_changed_mine_is_kept_and_named() -> None:
    step = EDITION.step("open_site")
    theirs, mine = EditionInHand(EDITION), EditionInHand(EDITION)
    theirs.put(replace(step, title="Leur titre"))
    mine.put(replace(step, title="Mon titre"))
    both, conflicts = merged(EDITION, mine.edition, theirs.edition)
    assert both.step("open_site").title == "Mon titre"
    assert conflicts == ("open_site",)
