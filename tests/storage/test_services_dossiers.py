"""What an agent can do with a dossier, from the first question to « Formé »."""

from datetime import date

import pytest

from app.desk import Desk
from app.domain.calendar import DeadlineKind
from app.domain.dossiers import Outcome, Stage
from app.errors import Conflict, UserError
from app.services import dossiers
from app.services.catalogue import cancel_session
from app.storage import queries
from app.storage.database import Database
from app.storage.revert import revert
from app.storage.rows import DossierDetail
from tests.factories import (
    ACCOUNT_OPEN,
    NOT_SHOWN,
    WITHOUT_ACCOUNT,
    WITHOUT_FRANCECONNECT,
    Clock,
    add_dossier,
    add_person,
    add_session,
    add_training,
    make_desk,
)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def desk(database: Database, clock: Clock) -> Desk:
    return make_desk(database, clock)


def seen(desk: Desk, dossier_id: int) -> DossierDetail:
    detail = queries.dossier(desk, dossier_id)
    assert detail is not None
    return detail


def stage(desk: Desk, dossier_id: int) -> Stage:
    return seen(desk, dossier_id).row.stage


def remaining(desk: Desk, dossier_id: int) -> list[str]:
    return [step.id for step in seen(desk, dossier_id).steps if not step.done]


def finish_column(desk: Desk, dossier_id: int) -> None:
    """Tick what is left of the column where the dossier stands."""
    here = stage(desk, dossier_id)
    for step in seen(desk, dossier_id).steps:
        if not step.done and step.stage is here:
            dossiers.tick(desk, dossier_id, step.id)


# -- opening and answering


@pytest.mark.parametrize(
    ("situation", "expected"),
    [
        ({}, Stage.NEW),
        (WITHOUT_ACCOUNT, Stage.ACCOUNT_TO_OPEN),
        (NOT_SHOWN, Stage.ELU_ACCOUNT_MISSING),
        (WITHOUT_FRANCECONNECT, Stage.IDENTITY_TO_CHECK),
        (ACCOUNT_OPEN, Stage.READY_TO_REQUEST),
        ({**ACCOUNT_OPEN, "training_found": "yes"}, Stage.READY_TO_REQUEST),
    ],
)
def test_a_dossier_opens_in_the_column_of_its_situation(desk: Desk, situation: dict[str, str], expected: Stage) -> None:
    held = add_session(desk)
    changes = dossiers.open_dossier(desk, add_person(desk), held, situation)
    assert changes.label == "Dossier ouvert pour Mme\u00a0Thévenet"
    detail = seen(desk, changes.result)
    assert detail.row.stage is expected
    assert (detail.row.session_id, detail.row.agent, detail.edition) == (held, "Claire M.", "2022-03")
    assert detail.history[0].text == "Dossier ouvert\u00a0: La gestion du domaine public et privé de la commune"
    assert detail.history[0].detail == "Par Claire M."


def test_answers_find_the_column_and_go_to_the_person_or_the_dossier(desk: Desk) -> None:
    person = add_person(desk)
    dossier = add_dossier(desk, person)
    dossiers.answer(desk, dossier, "account_open", "no")
    assert stage(desk, dossier) is Stage.ACCOUNT_TO_OPEN
    changes = dossiers.answer(desk, dossier, "account_open", "yes")
    assert changes.label == "Dossier d’Odile Thévenet déplacé vers «\u00a0Nouveau\u00a0»"
    dossiers.answer(desk, dossier, "elu_account", "yes")
    dossiers.answer(desk, dossier, "franceconnect", "yes")
    dossiers.answer(desk, dossier, "training_found", "unknown")
    assert stage(desk, dossier) is Stage.READY_TO_REQUEST
    official = queries.official(desk, person)
    assert official is not None
    assert official.situation == {"account_open": "yes", "elu_account": "yes", "franceconnect": "yes"}
    assert seen(desk, dossier).situation == {**official.situation, "training_found": "unknown"}
    assert next(row.text for row in seen(desk, dossier).history if row.kind == "situation") == (
        "Formation trouvée\u00a0: à voir"
    )


def test_an_answer_of_the_person_moves_their_other_dossier_too(desk: Desk) -> None:
    person = add_person(desk)
    first, second = add_dossier(desk, person, add_session(desk)), add_dossier(desk, person)
    dossiers.answer(desk, first, "account_open", "no")
    assert stage(desk, second) is Stage.ACCOUNT_TO_OPEN
    dossiers.answer_person(desk, person, "account_open", "yes")
    assert (stage(desk, first), stage(desk, second)) == (Stage.NEW, Stage.NEW)


def test_once_the_request_is_sent_an_answer_moves_nothing(desk: Desk) -> None:
    dossier = add_dossier(desk, add_person(desk), add_session(desk), ACCOUNT_OPEN, stage=Stage.TO_CONFIRM)
    dossiers.answer(desk, dossier, "account_open", "no")
    assert stage(desk, dossier) is Stage.TO_CONFIRM


def test_the_next_dossier_knows_what_the_first_one_proved_and_the_first_keeps_its_path(desk: Desk) -> None:
    person = add_person(desk)
    first = add_dossier(desk, person, add_session(desk), {**WITHOUT_ACCOUNT, "franceconnect": "yes"})
    finish_column(desk, first)
    assert stage(desk, first) is Stage.READY_TO_REQUEST
    before = [step.id for step in seen(desk, first).steps]
    second = add_dossier(desk, person, add_session(desk, starts_on=date(2027, 2, 2)))
    assert stage(desk, second) is Stage.READY_TO_REQUEST
    assert [step.id for step in seen(desk, first).steps] == before
    dossiers.move(desk, first, Stage.ACCOUNT_TO_OPEN)
    assert "create_account" in remaining(desk, first)


def test_a_secretary_has_no_dossier_and_a_session_takes_one_dossier_a_person(desk: Desk) -> None:
    secretary = add_person(desk, "Martine", "Oriol", is_official=False, role="Secrétaire de mairie")
    with pytest.raises(UserError, match="réservé aux élus"):
        dossiers.open_dossier(desk, secretary, None)
    person, held = add_person(desk), add_session(desk)
    dossier = add_dossier(desk, person, held)
    with pytest.raises(UserError, match="déjà ouvert"):
        dossiers.open_dossier(desk, person, held)
    dossiers.close(desk, dossier, Outcome.CANCELLED)
    add_dossier(desk, person, held)


def test_a_cancelled_session_takes_no_new_dossier(desk: Desk) -> None:
    held = add_session(desk)
    dossier = add_dossier(desk, add_person(desk))
    cancel_session(desk, held)
    for gesture in (
        lambda: dossiers.open_dossier(desk, add_person(desk, "Robert", "Pallandre"), held),
        lambda: dossiers.change_session(desk, dossier, held),
    ):
        with pytest.raises(UserError, match="annulée"):
            gesture()


# -- ticking


def test_ticking_all_steps_leads_from_the_account_to_inscrit(desk: Desk, clock: Clock) -> None:
    dossier = add_dossier(desk, add_person(desk), add_session(desk), WITHOUT_ACCOUNT)
    visited = []
    while stage(desk, dossier) is not Stage.ENROLLED:
        visited.append(stage(desk, dossier))
        finish_column(desk, dossier)
    assert visited == [
        Stage.ACCOUNT_TO_OPEN,
        Stage.IDENTITY_TO_CHECK,
        Stage.READY_TO_REQUEST,
        Stage.REQUEST_SENT,
        Stage.TO_CONFIRM,
    ]
    assert remaining(desk, dossier) == []
    assert seen(desk, dossier).edof_label == "Accepté"
    assert seen(desk, dossier).official_sees == "Validé"


def test_a_tick_says_who_and_when_and_a_second_one_changes_nothing(desk: Desk) -> None:
    dossier = add_dossier(desk, add_person(desk), None, WITHOUT_ACCOUNT)
    dossiers.tick(desk, dossier, "open_site")
    assert dossiers.tick(desk, dossier, "open_site").rows == ()
    step = next(step for step in seen(desk, dossier).steps if step.id == "open_site")
    assert (step.done, step.done_by, step.done_at) == (True, "Claire M.", desk.now())
    assert stage(desk, dossier) is Stage.ACCOUNT_TO_OPEN
    assert seen(desk, dossier).history[0].icon == "square-check"


def test_steps_ticked_in_one_go_are_one_line_of_history_and_the_next_day_another(desk: Desk, clock: Clock) -> None:
    dossier = add_dossier(desk, add_person(desk), None, WITHOUT_ACCOUNT)
    ticked = [step for step in seen(desk, dossier).steps if step.stage is Stage.ACCOUNT_TO_OPEN][:3]
    for step in ticked[:2]:
        dossiers.tick(desk, dossier, step.id)
    latest, earlier = seen(desk, dossier).history
    first, second = (step.title.replace("«\u00a0", "“").replace("\u00a0»", "”") for step in ticked[:2])
    assert latest.text == "2\u00a0étapes faites"
    assert latest.detail == f"De «\u00a0{first}\u00a0» à «\u00a0{second}\u00a0» · par Claire M."
    assert earlier.kind == "opened"
    clock.pass_by(days=1)
    dossiers.tick(desk, dossier, ticked[2].id)
    alone, together, _opened = seen(desk, dossier).history
    assert alone.text.startswith("Étape faite «\u00a0")
    assert together == latest


def test_undoing_the_last_tick_of_a_column_restores_tick_and_column_together(desk: Desk) -> None:
    dossier = add_dossier(desk, add_person(desk), add_session(desk), ACCOUNT_OPEN)
    *others, last = [step.id for step in seen(desk, dossier).steps if step.stage is Stage.READY_TO_REQUEST]
    for step in others:
        dossiers.tick(desk, dossier, step)
    changes = dossiers.tick(desk, dossier, last)
    assert stage(desk, dossier) is Stage.REQUEST_SENT
    assert seen(desk, dossier).edof_label == "Non traité"
    revert(desk.database, changes, desk.now(), desk.agent)
    assert stage(desk, dossier) is Stage.READY_TO_REQUEST
    assert remaining(desk, dossier)[0] == last
    assert seen(desk, dossier).edof_status == ""
    assert seen(desk, dossier).history[0].text.startswith("Annulé\u00a0: Dossier d’Odile Thévenet déplacé vers")


def test_opening_a_step_again_brings_the_dossier_back_to_its_column(desk: Desk) -> None:
    dossier = add_dossier(desk, add_person(desk), None, WITHOUT_ACCOUNT)
    finish_column(desk, dossier)
    assert stage(desk, dossier) is Stage.IDENTITY_TO_CHECK
    dossiers.untick(desk, dossier, "screen_contact")
    assert stage(desk, dossier) is Stage.ACCOUNT_TO_OPEN
    assert remaining(desk, dossier)[0] == "screen_contact"
    assert "screen_identity" not in remaining(desk, dossier)


def test_blocage_ici_keeps_the_step_and_her_words_until_the_step_is_done(desk: Desk) -> None:
    dossier = add_dossier(desk, add_person(desk), None, WITHOUT_ACCOUNT)
    dossiers.block(desk, dossier, "screen_identity", "Ça me dit autre chose")
    detail = seen(desk, dossier)
    assert detail.blocked_step == "screen_identity"
    assert [step.id for step in detail.steps if step.blocked] == ["screen_identity"]
    assert detail.history[0].detail == "«\u00a0Ça me dit autre chose\u00a0»"
    dossiers.tick(desk, dossier, "screen_identity")
    assert seen(desk, dossier).blocked_step == ""
    dossiers.block(desk, dossier, "screen_contact")
    dossiers.unblock(desk, dossier)
    assert seen(desk, dossier).blocked_step == ""
    with pytest.raises(UserError, match="sécurité sociale"):
        dossiers.block(desk, dossier, "screen_contact", "elle lit 2 62 06 42 147 036 11")


# -- moving


def test_a_move_says_where_and_can_be_undone_with_its_ticks(desk: Desk) -> None:
    dossier = add_dossier(desk, add_person(desk, "Bernadette", "Chavassieux"), add_session(desk), WITHOUT_ACCOUNT)
    finish_column(desk, dossier)
    finish_column(desk, dossier)
    ticked = {step.id for step in seen(desk, dossier).steps if step.done_at}
    changes = dossiers.move(desk, dossier, Stage.ACCOUNT_TO_OPEN)
    assert changes.label == "Dossier de Bernadette Chavassieux déplacé vers «\u00a0Compte à ouvrir\u00a0»"
    assert not [step for step in seen(desk, dossier).steps if step.done_at]
    revert(desk.database, changes, desk.now(), desk.agent)
    assert {step.id for step in seen(desk, dossier).steps if step.done_at} == ticked
    assert stage(desk, dossier) is Stage.READY_TO_REQUEST


def test_a_move_forward_leaves_the_steps_behind_as_done_without_ticking_them(desk: Desk) -> None:
    dossier = add_dossier(desk, add_person(desk), add_session(desk), WITHOUT_ACCOUNT)
    dossiers.move(desk, dossier, Stage.TO_CONFIRM)
    steps = seen(desk, dossier).steps
    assert {step.stage for step in steps if not step.done} == {Stage.TO_CONFIRM}
    assert not [step for step in steps if step.done_at]


def test_on_the_board_or_on_the_path_going_back_to_the_missing_account_opens_its_steps(desk: Desk) -> None:
    """On the board its column stands after that of the identity, on the path before: both ways are back."""
    situation = {**NOT_SHOWN, "franceconnect": "no"}
    dossier = add_dossier(desk, add_person(desk), add_session(desk), situation)
    finish_column(desk, dossier)
    assert stage(desk, dossier) is Stage.IDENTITY_TO_CHECK
    dossiers.move(desk, dossier, Stage.ELU_ACCOUNT_MISSING)
    assert remaining(desk, dossier)[0] == "write_cdc"
    assert not [step for step in seen(desk, dossier).steps if step.done_at]


def test_dates_and_edof_follow_the_column(desk: Desk, clock: Clock) -> None:
    dossier = add_dossier(desk, add_person(desk), add_session(desk), ACCOUNT_OPEN)
    dossiers.move(desk, dossier, Stage.REQUEST_SENT)
    asked = seen(desk, dossier)
    assert (asked.deadlines[0].kind, asked.deadlines[0].day) == (DeadlineKind.VALIDATE, date(2026, 11, 26))
    assert (asked.edof_label, asked.official_sees) == ("Non traité", "Demande d’inscription")
    clock.pass_by(days=1)
    dossiers.mark_validated(desk, dossier)
    validated = seen(desk, dossier)
    assert validated.row.stage is Stage.TO_CONFIRM
    assert (validated.edof_label, validated.official_sees) == ("Validé", "À valider")
    assert (validated.deadlines[0].kind, validated.deadlines[0].day) == (DeadlineKind.CONFIRM, date(2026, 12, 1))
    assert "amf42_answers" not in remaining(desk, dossier)
    dossiers.move(desk, dossier, Stage.REQUEST_SENT)
    back = seen(desk, dossier)
    assert (back.deadlines[0].kind, back.deadlines[0].day) == (DeadlineKind.VALIDATE, date(2026, 11, 26))
    assert "amf42_answers" in remaining(desk, dossier)
    dossiers.move(desk, dossier, Stage.READY_TO_REQUEST)
    assert seen(desk, dossier).edof_status == ""


def test_a_request_that_is_sent_again_counts_from_its_new_day(desk: Desk, clock: Clock) -> None:
    dossier = add_dossier(desk, add_person(desk), add_session(desk), ACCOUNT_OPEN)
    dossiers.move(desk, dossier, Stage.REQUEST_SENT)
    dossiers.mark_validated(desk, dossier)
    dossiers.move(desk, dossier, Stage.READY_TO_REQUEST)
    clock.pass_by(days=1)
    dossiers.move(desk, dossier, Stage.REQUEST_SENT)
    asked = seen(desk, dossier).deadlines[0]
    assert (asked.kind, asked.day) == (DeadlineKind.VALIDATE, date(2026, 11, 27))
    dossiers.mark_validated(desk, dossier)
    validated = seen(desk, dossier).deadlines[0]
    assert (validated.kind, validated.day) == (DeadlineKind.CONFIRM, date(2026, 12, 1))


def test_marking_validated_twice_changes_nothing(desk: Desk) -> None:
    dossier = add_dossier(desk, add_person(desk), add_session(desk), ACCOUNT_OPEN, stage=Stage.ENROLLED)
    assert dossiers.mark_validated(desk, dossier).rows == ()


def test_two_agents_who_move_one_card_see_both_columns(desk: Desk) -> None:
    dossier = add_dossier(desk, add_person(desk), add_session(desk), ACCOUNT_OPEN)
    version = seen(desk, dossier).version
    dossiers.move(desk, dossier, Stage.REQUEST_SENT, version)
    with pytest.raises(Conflict) as refused:
        dossiers.move(desk, dossier, Stage.NEW, version)
    (field,) = refused.value.fields
    assert (field.label, field.mine, field.theirs) == ("Colonne", "Nouveau", "Demande envoyée")
    dossiers.move(desk, dossier, Stage.REQUEST_SENT, version)


def test_who_saw_the_card_as_it_was_before_an_undo_sees_that_it_moved(desk: Desk) -> None:
    """An undo is a save like another: the version goes on, it never comes back to one that somebody holds."""
    dossier = add_dossier(desk, add_person(desk), add_session(desk), ACCOUNT_OPEN)
    moved = dossiers.move(desk, dossier, Stage.REQUEST_SENT)
    version = seen(desk, dossier).version
    revert(desk.database, moved, desk.now(), desk.agent)
    assert seen(desk, dossier).version > version
    with pytest.raises(Conflict) as refused:
        dossiers.move(desk, dossier, Stage.TO_CONFIRM, version)
    (field,) = refused.value.fields
    assert (field.label, field.mine, field.theirs) == ("Colonne", "À confirmer par l’élu", "Prêt à demander")


def test_the_history_of_a_confirmation_says_edofs_word(desk: Desk) -> None:
    dossier = add_dossier(desk, add_person(desk), add_session(desk), ACCOUNT_OPEN, stage=Stage.TO_CONFIRM)
    dossiers.move(desk, dossier, Stage.ENROLLED)
    latest, earlier = seen(desk, dossier).history[:2]
    assert (latest.text, latest.detail) == (
        "Inscription confirmée par l’élue",
        "EDOF\u00a0: «\u00a0Accepté\u00a0» · statut saisi par Claire M.",
    )
    assert earlier.text == "Passé à «\u00a0À confirmer par l’élu\u00a0»"


# -- EDOF, the CDC, closing


def test_an_edof_number_ticks_the_step_that_asks_for_it_and_is_of_one_dossier(desk: Desk) -> None:
    held = add_session(desk)
    dossier = add_dossier(desk, add_person(desk), held, ACCOUNT_OPEN, stage=Stage.REQUEST_SENT)
    dossiers.set_edof(desk, dossier, " 784215 ", "")
    assert seen(desk, dossier).row.edof_number == "784215"
    assert seen(desk, dossier).edof_label == "Non traité"
    assert "note_edof_number" not in remaining(desk, dossier)
    other = add_dossier(desk, add_person(desk, "Robert", "Pallandre"), held)
    with pytest.raises(UserError, match="784215 est déjà"):
        dossiers.set_edof(desk, other, "784215", "")


def test_a_status_read_in_edof_moves_or_closes_and_an_unknown_one_is_kept(desk: Desk) -> None:
    dossier = add_dossier(desk, add_person(desk), add_session(desk), ACCOUNT_OPEN, stage=Stage.REQUEST_SENT)
    dossiers.set_edof(desk, dossier, "784215", "Accepté")
    assert stage(desk, dossier) is Stage.ENROLLED
    dossiers.set_edof(desk, dossier, "784215", "nouveauStatut")
    assert (stage(desk, dossier), seen(desk, dossier).edof_status) == (Stage.ENROLLED, "nouveauStatut")
    closed = dossiers.set_edof(desk, dossier, "784215", "Annulé sans suite")
    assert closed.label == "Dossier d’Odile Thévenet clos\u00a0: Annulé sans suite"
    assert seen(desk, dossier).row.outcome == Outcome.WITHOUT_SUITE
    assert queries.board(desk) == ()


def test_writing_to_the_cdc_shows_that_somebody_else_acts_until_the_column_is_left(desk: Desk) -> None:
    dossier = add_dossier(desk, add_person(desk), add_session(desk, starts_on=date(2027, 1, 21)), NOT_SHOWN)
    dossiers.written_to_cdc(desk, dossier, "mail", date(2026, 11, 17))
    shown = seen(desk, dossier)
    assert shown.row.deadline is not None
    assert (shown.row.deadline.kind, shown.row.deadline.detail) == (DeadlineKind.CDC, "mail")
    assert shown.history[0].text == "Mail envoyé à la CDC"
    assert [step.done for step in shown.steps if step.id == "write_cdc"] == [
        True
    ]  # neither script nor sheet asks again
    assert shown.row.stage is Stage.ELU_ACCOUNT_MISSING
    dossiers.move(desk, dossier, Stage.READY_TO_REQUEST)
    assert seen(desk, dossier).cdc_written_on is None


def test_a_closed_dossier_leaves_the_board_with_its_outcome_and_comes_back_where_it_was(desk: Desk) -> None:
    person = add_person(desk)
    dossier = add_dossier(desk, person, add_session(desk), ACCOUNT_OPEN, stage=Stage.TO_CONFIRM)
    dossiers.close(desk, dossier, Outcome.REFUSED, "refusedByOrganism")
    closed = seen(desk, dossier)
    assert (closed.row.outcome, closed.deadlines, closed.edof_label) == ("refused", (), "Refusé (par l’organisme)")
    assert queries.board(desk) == ()
    assert [row.id for row in queries.dossiers_of(desk, person)] == [dossier]
    dossiers.reopen(desk, dossier)
    again = seen(desk, dossier)
    assert (again.row.outcome, again.row.stage, again.edof_label) == ("", Stage.TO_CONFIRM, "Validé")


def test_another_session_gives_another_last_day(desk: Desk) -> None:
    training = add_training(desk)
    dossier = add_dossier(desk, add_person(desk), add_session(desk, training), ACCOUNT_OPEN)
    later = add_session(desk, training, starts_on=date(2027, 2, 2))
    changes = dossiers.change_session(desk, dossier, later)
    assert changes.label == (
        "Session d’Odile Thévenet\u00a0: La gestion du domaine public et privé de la commune, "
        "mar.\u00a02\u00a0févr.\u00a02027"
    )
    assert seen(desk, dossier).deadlines[0].day == date(2027, 1, 13)
    dossiers.change_session(desk, dossier, None)
    assert (seen(desk, dossier).row.training_short, seen(desk, dossier).deadlines) == ("À choisir", ())


def test_a_dossier_can_be_followed_by_a_colleague(desk: Desk) -> None:
    dossier = add_dossier(desk, add_person(desk))
    dossiers.follow(desk, dossier, "Julien B.")
    assert seen(desk, dossier).row.agent == "Julien B."


def test_a_dossier_that_is_gone_is_a_sentence(desk: Desk) -> None:
    with pytest.raises(UserError, match="Ce dossier n’existe plus"):
        dossiers.tick(desk, 4242, "open_site")
    with pytest.raises(UserError, match="guide"):
        dossiers.tick(desk, add_dossier(desk, add_person(desk)), "no_such_step")
