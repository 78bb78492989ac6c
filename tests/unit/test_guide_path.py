"""From situation, stage and ticks to the steps that remain, for the real edition: what holds whatever is picked."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.domain.dossiers import Stage
from app.guide.edition import ANSWERS, NO, UNKNOWN, YES, Effect, Scope
from app.guide.loading import load_editions
from app.guide.path import (
    learned,
    numbering,
    open_questions,
    remaining_steps,
    reopened_steps,
    sheet_steps,
    stage_after,
    stage_for,
    whole_path,
)

EDITION = next(edition for edition in load_editions() if edition.id == "2022-03")
ORDER = EDITION.path_order
IDS = [step.id for step in EDITION.steps]
situations = st.fixed_dictionaries({}, optional={one.id: st.sampled_from(ANSWERS) for one in EDITION.questions})
stages = st.sampled_from(ORDER)
ticks = st.frozensets(st.sampled_from(IDS))


@given(situations, stages, ticks)
def test_what_is_done_or_behind_never_remains(situation: dict[str, str], stage: Stage, done: frozenset[str]) -> None:
    remaining = remaining_steps(EDITION, situation, stage, done)

    assert not done & {step.id for step in remaining}
    assert all(ORDER.index(step.stage) >= ORDER.index(stage) for step in remaining)
    assert set(remaining) <= set(whole_path(EDITION, situation))


@given(situations, stages, ticks, st.sampled_from(IDS))
def test_ticking_one_more_step_adds_none(
    situation: dict[str, str], stage: Stage, done: frozenset[str], more: str
) -> None:
    before = remaining_steps(EDITION, situation, stage, done)
    after = remaining_steps(EDITION, situation, stage, done | {more})

    assert after == tuple(step for step in before if step.id != more)


@given(situations, stages, ticks)
def test_a_stage_never_goes_back_by_ticking(situation: dict[str, str], stage: Stage, done: frozenset[str]) -> None:
    after = stage_after(EDITION, situation, stage, done)

    assert ORDER.index(after) >= ORDER.index(stage)
    assert remaining_steps(EDITION, situation, after, done) == remaining_steps(EDITION, situation, stage, done)


@given(situations, stages)
def test_ticking_all_that_remains_in_turn_leads_to_enrolled(situation: dict[str, str], stage: Stage) -> None:
    done: frozenset[str] = frozenset()
    seen = [stage]
    while remaining := remaining_steps(EDITION, situation, seen[-1], done):
        done |= {remaining[0].id}
        seen.append(stage_after(EDITION, situation, seen[-1], done))

    assert seen[-1] is max(stage, Stage.ENROLLED, key=ORDER.index)
    assert [ORDER.index(one) for one in seen] == sorted(ORDER.index(one) for one in seen)


@given(situations, stages, ticks, stages)
def test_moving_back_opens_the_steps_of_that_column_again(
    situation: dict[str, str], stage: Stage, done: frozenset[str], target: Stage
) -> None:
    left = done - reopened_steps(EDITION, target, done)

    own = {step.id for step in whole_path(EDITION, situation) if step.stage is target}
    assert own <= {step.id for step in remaining_steps(EDITION, situation, target, left)}
    assert left <= done


@given(situations, stages, ticks)
def test_numbers_follow_on_from_1_and_the_desk_has_none(
    situation: dict[str, str], stage: Stage, done: frozenset[str]
) -> None:
    remaining = remaining_steps(EDITION, situation, stage, done)
    numbers = numbering(remaining)

    assert list(numbers.values()) == list(range(1, len(numbers) + 1))
    assert list(numbers) == [step.id for step in sheet_steps(EDITION, situation, stage, done)]
    assert numbers == numbering(sheet_steps(EDITION, situation, stage, done))


def test_a_dossier_about_which_nothing_is_known_is_new() -> None:
    assert stage_for(EDITION, {}, ()) is Stage.NEW
    assert stage_for(EDITION, dict.fromkeys(("account_open", "franceconnect"), UNKNOWN), ()) is Stage.NEW


def test_the_questions_are_asked_one_after_the_other_and_only_where_they_make_sense() -> None:
    def asked(situation: dict[str, str]) -> list[str]:
        return [question.id for question in open_questions(EDITION, situation)]

    assert asked({}) == ["account_open", "franceconnect"]
    assert asked({"account_open": NO, "franceconnect": NO}) == []
    assert asked({"account_open": YES, "franceconnect": YES}) == ["elu_account"]
    assert asked({"account_open": YES, "franceconnect": UNKNOWN, "elu_account": YES}) == ["training_found"]


def test_saying_that_only_the_right_hand_counter_shows_sends_the_dossier_to_its_column() -> None:
    opening = {"account_open": NO, "franceconnect": NO, "elu_account": UNKNOWN}
    done = [step.id for step in whole_path(EDITION, opening) if step.id.startswith(("open", "create_acc", "screen"))]
    check = EDITION.step("see_counters_opened")
    answer = next(one for one in check.answers if one.effect is Effect.ANSWER)

    told = opening | {answer.question: answer.value}

    assert stage_after(EDITION, told, Stage.ACCOUNT_TO_OPEN, done) is Stage.ELU_ACCOUNT_MISSING
    assert remaining_steps(EDITION, told, Stage.ELU_ACCOUNT_MISSING, done)[0].id == "write_cdc"


def test_what_the_ticks_prove_is_known_for_the_next_dossier() -> None:
    opening = {"account_open": NO, "franceconnect": NO}
    done = [step.id for step in whole_path(EDITION, opening)]

    # What is true of one training alone stays with its dossier (`app.services.stages.what_was_learned`).
    ours = {question.id for question in EDITION.questions if question.scope is Scope.OFFICIAL}
    known = {name: value for name, value in learned(EDITION, opening, done).items() if name in ours}

    assert known == {"account_open": YES, "franceconnect": NO, "elu_account": YES}
    assert stage_for(EDITION, known, ()) is Stage.IDENTITY_TO_CHECK


def test_the_steps_that_the_desk_owes_are_on_its_list_and_not_all_on_paper() -> None:
    owed = [(step.id, step.duty, step.on_sheet) for step in EDITION.steps if step.duty]

    assert owed == [
        ("note_edof_number", "note_edof_number", False),
        ("amf42_answers", "answer_in_edof", True),
        ("check_accepted", "check_accepted", False),
    ]


def test_what_the_panel_of_a_dossier_to_confirm_shows() -> None:
    situation = dict.fromkeys((question.id for question in EDITION.questions), YES)
    remaining = remaining_steps(EDITION, situation, Stage.TO_CONFIRM, ())

    assert [(step.title.replace("\u00a0", " "), step.actor.value) for step in remaining] == [
        ("Connectez-vous sur votre Compte Formation", "official"),
        ("Confirmez", "official"),
        ("Vérifier dans EDOF : « Accepté »", "amf42"),
    ]


def test_back_to_the_account_that_is_missing_an_identity_that_was_checked_stays_checked() -> None:
    """On the board the identity stands before it: what is opened again is its own column and those after it."""
    done = frozenset(IDS)
    left = {EDITION.step(one).stage for one in done - reopened_steps(EDITION, Stage.ELU_ACCOUNT_MISSING, done)}

    assert left == {Stage.NEW, Stage.ACCOUNT_TO_OPEN, Stage.IDENTITY_TO_CHECK}


def test_back_to_the_identity_to_check_what_the_cdc_did_is_open_again() -> None:
    done = frozenset(IDS)
    left = {EDITION.step(one).stage for one in done - reopened_steps(EDITION, Stage.IDENTITY_TO_CHECK, done)}

    assert left == {Stage.NEW, Stage.ACCOUNT_TO_OPEN}
