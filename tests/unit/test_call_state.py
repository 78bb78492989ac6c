"""A call's own logic: where the script stands, what its answers do, what is proposed, what a draft keeps."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest

from app.domain.calls import CallOutcome, CallReason
from app.domain.dossiers import Stage
from app.guide.edition import Edition, Effect
from app.guide.loading import load_editions
from app.guide.path import stage_after, stage_for
from ui.call_state import (
    CallState,
    callback_limit_words,
    chosen_outcome,
    chosen_reason,
    from_draft,
    in_one_hour,
    note_offer,
    proposed_outcome,
    to_draft,
    tomorrow_morning,
)
from ui.script_position import Standing, place_after, places, script_at, situation_words

TODAY = date(2026, 11, 24)
NOW = datetime(2026, 11, 24, 10, 38, tzinfo=UTC)
NIR = "1 85 05 42 187 005 " + f"{97 - 1850542187005 % 97:02}"


@pytest.fixture(scope="module")
def edition() -> Edition:
    return next(one for one in load_editions() if one.id == "2022-03")


def answered(standing: Standing, question: str, value: str) -> Standing:
    situation = {**standing.situation, question: value}
    return replace(standing, situation=situation, stage=stage_for(standing.edition, situation, standing.done))


def ticked(standing: Standing, step: str) -> Standing:
    done = standing.done | {step}
    stage = stage_after(standing.edition, standing.situation, standing.stage, done)
    return replace(standing, done=done, stage=stage)


NO_ACCOUNT = {"account_open": "no", "franceconnect": "no"}


def without_account(edition: Edition) -> Standing:
    return Standing(edition, NO_ACCOUNT, stage_for(edition, NO_ACCOUNT, ()))


def test_questions_come_one_by_one_and_an_answer_may_spare_the_next(edition: Edition) -> None:
    standing = Standing(edition, {}, Stage.NEW)
    assert script_at(standing).place == "question:account_open"
    standing = answered(standing, "account_open", "no")
    assert script_at(standing).place == "question:franceconnect"
    standing = answered(standing, "franceconnect", "no")
    # Without an account nobody can see the élu account: neither it nor the training's page is asked.
    script = script_at(standing)
    assert script.question is None
    assert script.step is not None
    assert script.step.id == "open_site"
    assert (script.number, script.phase.number) == (1, 1)


def test_a_vague_answer_is_an_answer_the_question_does_not_come_back(edition: Edition) -> None:
    standing = answered(Standing(edition, {}, Stage.NEW), "account_open", "unknown")
    assert script_at(standing).place == "question:franceconnect"


def test_questions_about_the_account_are_not_asked_once_the_request_has_left(edition: Edition) -> None:
    script = script_at(Standing(edition, {}, Stage.TO_CONFIRM))
    assert script.question is None
    assert script.step is not None
    assert script.step.stage is Stage.TO_CONFIRM


def test_the_script_goes_through_the_guide_to_its_end(edition: Edition) -> None:
    standing = without_account(edition)
    numbers = []
    for _ in range(80):
        script = script_at(standing)
        if script.step is None:
            break
        if script.number:
            numbers.append(script.number)
        standing = ticked(standing, script.step.id)
    assert script_at(standing).at_end
    assert numbers == sorted(numbers)
    assert numbers[-1] == script_at(standing).total


def test_each_answer_says_where_it_leads(edition: Edition) -> None:
    standing = ticked(without_account(edition), "open_site")
    script = script_at(standing)
    assert script.step is not None
    assert script.step.id == "create_account"
    assert [offer.hint for offer in script.offers] == ["étape\u00a03", "autre façon de faire", "autre chemin"]
    assert [step.id for step in script.ahead] == ["screen_identity", "screen_contact", "screen_address"]


def test_going_back_shows_the_step_before_and_forward_again_where_one_was(edition: Edition) -> None:
    standing = ticked(ticked(without_account(edition), "open_site"), "create_account")
    here = script_at(standing)
    back = script_at(standing, here.before)
    assert back.step is not None
    assert (back.step.id, back.done) == ("create_account", True)
    further = script_at(standing, back.before)
    assert further.place == "step:open_site"
    assert place_after(standing, further.place) == "step:create_account"
    assert place_after(standing, "step:create_account") == ""
    first = script_at(standing, "step:open_site")
    assert first.before == "question:franceconnect"
    assert script_at(standing, places(standing)[0]).before == ""


def test_a_place_that_is_no_longer_on_the_path_leads_where_the_dossier_stands(edition: Edition) -> None:
    standing = answered(without_account(edition), "account_open", "yes")
    assert script_at(standing, "step:screen_identity").place == "question:elu_account"


def test_the_situation_is_told_in_one_line(edition: Edition) -> None:
    assert situation_words(edition, NO_ACCOUNT) == "Compte à ouvrir · sans FranceConnect"
    assert situation_words(edition, {"account_open": "unknown"}) == ""


def test_reason_and_result_are_proposed_until_the_agent_chooses(edition: Edition) -> None:
    standing = without_account(edition)
    script, state = script_at(standing), CallState(NOW)
    assert chosen_reason(state, script, standing) == CallReason.CONNECTION
    assert chosen_outcome(state) == ""
    note_offer(state, script, script.offers[0], TODAY)
    assert state.ticked == ["open_site"]
    assert chosen_outcome(state) == CallOutcome.STEP_DONE
    state.set_callback(TODAY, time(16))
    assert chosen_outcome(state) == CallOutcome.CALL_BACK
    state.reason, state.outcome = CallReason.OTHER, ""
    assert chosen_reason(state, script, standing) == CallReason.OTHER
    assert chosen_outcome(state) == ""


def test_an_answer_that_puts_off_proposes_to_call_back_the_next_working_morning(edition: Edition) -> None:
    standing = without_account(edition)
    script, state = script_at(standing), CallState(NOW)
    offer = next(one for one in script.offers if one.effect is Effect.WAIT)
    note_offer(state, script, offer, date(2026, 11, 27))
    assert (state.callback_on, state.callback_at) == (date(2026, 11, 30), time(9))
    assert state.callback_reason.startswith("Reprendre à l’étape\u00a01")
    assert proposed_outcome(state) == CallOutcome.CALL_BACK


def test_a_callback_set_by_the_agent_is_never_replaced(edition: Edition) -> None:
    standing = without_account(edition)
    script, state = script_at(standing), CallState(NOW)
    state.set_callback(TODAY, time(17))
    note_offer(state, script, next(one for one in script.offers if one.effect is Effect.WAIT), TODAY)
    assert (state.callback_on, state.callback_at) == (TODAY, time(17))


def test_an_elu_account_that_is_not_shown_proposes_the_cdc_and_a_callback(edition: Edition) -> None:
    standing = Standing(edition, {"account_open": "yes", "franceconnect": "yes"}, Stage.NEW)
    script, state = script_at(standing), CallState(NOW)
    note_offer(state, script, script.offers[1], TODAY)
    assert chosen_outcome(state) == CallOutcome.WRITE_TO_CDC
    assert state.callback_on == date(2026, 12, 1)
    note_offer(state, script, script.offers[0], TODAY)
    assert (chosen_outcome(state), state.callback_on) == (CallOutcome.STEP_DONE, None)


@pytest.mark.parametrize(
    ("limit", "proposed", "said"),
    [
        (None, date(2026, 12, 1), ""),
        (date(2026, 12, 2), date(2026, 12, 1), ""),  # the usual 5 working days are in time
        (date(2026, 12, 1), date(2026, 11, 30), "Sans réponse d’ici au mar. 1er déc., dernier jour"),
        (date(2026, 11, 30), date(2026, 11, 27), "Sans réponse d’ici au lun. 30 nov., dernier jour"),
        (date(2026, 11, 26), date(2026, 11, 25), "Sans réponse d’ici au jeu. 26 nov., dernier jour"),
        (date(2026, 11, 25), date(2026, 11, 25), "Sans réponse d’ici au mer. 25 nov., dernier jour"),
        (TODAY, date(2026, 11, 25), "Dernier jour pour demander : mar. 24 nov., plus tôt que ce rappel."),
        (date(2026, 11, 23), date(2026, 12, 1), ""),  # gone: the script says it is too late
    ],
)
def test_a_callback_about_the_cdc_minds_the_last_day_to_ask(
    edition: Edition, limit: date | None, proposed: date, said: str
) -> None:
    standing = Standing(edition, {"account_open": "yes", "franceconnect": "yes"}, Stage.NEW)
    script, state = script_at(standing), CallState(NOW)
    note_offer(state, script, script.offers[1], TODAY, limit)
    assert state.callback_on == proposed
    words = callback_limit_words(state.callback_on, limit, TODAY, to_cdc=state.to_cdc).replace("\u00a0", " ")
    assert words.startswith(said)
    assert bool(words) is bool(said)


def test_a_callback_set_after_the_last_day_to_ask_is_told_so() -> None:
    limit = date(2026, 11, 25)
    words = callback_limit_words(date(2026, 11, 26), limit, TODAY, to_cdc=False)
    assert "plus tôt que ce rappel" in words
    assert callback_limit_words(limit, limit, TODAY, to_cdc=False) == ""
    assert callback_limit_words(None, limit, TODAY, to_cdc=True) == ""


def test_shortcuts_of_the_callback_fall_on_working_mornings() -> None:
    assert in_one_hour(datetime(2026, 11, 24, 10, 42)) == (TODAY, time(11, 45))
    assert tomorrow_morning(TODAY) == (date(2026, 11, 25), time(9), "Demain 9\u00a0h")
    assert tomorrow_morning(date(2026, 11, 27)) == (date(2026, 11, 30), time(9), "Lundi 9\u00a0h")


def test_a_draft_gives_the_whole_call_back() -> None:
    state = CallState(NOW, outgoing=True, typed="04 65 71 20 14", official_id=3, dossier_id=8, note="Rappelle ce soir")
    state.set_callback(TODAY, time(10, 30))
    state.ticked, state.screen, state.strangers = ["open_site"], {"mobile": "06 39 98 01 02"}, [4]
    assert from_draft(json.loads(json.dumps(to_draft(state))), NOW) == state


@pytest.mark.parametrize("number", [NIR, NIR.replace(" ", ""), NIR[:-3]])
def test_a_draft_never_holds_a_nir(number: str) -> None:
    state = CallState(NOW, typed=number, note=f"Elle lit {number}", person={"birth_name": number})
    state.screen = {"street_name": number, "city": "Feurs"}
    payload = json.dumps(to_draft(state))
    assert number not in payload
    assert number.replace(" ", "") not in payload
    assert "Feurs" in payload


def test_a_draft_of_another_version_is_read_as_far_as_it_can() -> None:
    state = from_draft({"started_at": "hier", "note": 3, "typed": "Feurs", "callback_on": "?", "colour": "red"}, NOW)
    assert state == CallState(NOW, typed="Feurs")


def test_a_call_in_which_nothing_happened_is_blank() -> None:
    state = CallState(NOW)
    assert state.blank
    state.note = "x"
    assert not state.blank
