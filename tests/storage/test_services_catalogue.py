"""What an agent can do with the catalogue."""

from datetime import date, time

import pytest

from app.desk import Desk
from app.domain.trainings import SessionStatus
from app.errors import Conflict, UserError
from app.services.catalogue import (
    SessionForm,
    TrainingForm,
    cancel_session,
    delete_session,
    delete_training,
    reopen_session,
    save_session,
    save_training,
    short_name_for,
)
from app.storage import queries
from app.storage.database import Database
from app.storage.revert import revert
from tests.factories import add_dossier, add_person, add_session, add_training, make_desk


@pytest.fixture
def desk(database: Database) -> Desk:
    return make_desk(database)


def test_a_training_and_its_session_are_added_and_shown(desk: Desk) -> None:
    training = save_training(desk, None, TrainingForm("Les pouvoirs de police du maire", minutes=360), None)
    assert training.label == "Formation «\u00a0Les pouvoirs de police du maire\u00a0» ajoutée"
    held = save_session(
        desk, None, training.result, SessionForm(date(2026, 12, 17), starts_at=time(9), place="Feurs"), None
    )
    assert held.label == "Session du jeu.\u00a017\u00a0déc. ajoutée"
    shown = queries.trainings(desk)
    assert [(row.title, row.short_name, [one.place for one in row.sessions]) for row in shown] == [
        ("Les pouvoirs de police du maire", "Les pouvoirs de", ["Feurs"])
    ]
    assert shown[0].sessions[0].ends_on == date(2026, 12, 17)


def test_a_short_name_is_made_of_whole_words_that_fit_a_card() -> None:
    assert short_name_for("Urbanisme") == "Urbanisme"
    assert short_name_for("Les marchés publics pas à pas") == "Les marchés"
    assert len(short_name_for("Anticonstitutionnellement vôtre")) <= 18


@pytest.mark.parametrize(
    ("form", "words"),
    [
        (TrainingForm("  "), "titre"),
        (TrainingForm("Budget", short_name="Un nom bien trop long pour une carte"), "nom court"),
        (TrainingForm("Budget", price_cents=-1), "négatifs"),
        (TrainingForm("2 62 06 42 147 036 11"), "sécurité sociale"),
    ],
)
def test_a_training_that_cannot_be_kept_says_why(encrypted: Database, form: TrainingForm, words: str) -> None:
    with pytest.raises(UserError, match=words):
        save_training(make_desk(encrypted), None, form, None)


def test_a_session_that_ends_before_it_begins_is_refused(desk: Desk) -> None:
    training = add_training(desk)
    for form in (
        SessionForm(date(2026, 12, 15), ends_on=date(2026, 12, 14)),
        SessionForm(date(2026, 12, 15), starts_at=time(16), ends_at=time(9)),
        SessionForm(date(2026, 12, 15), seats=0),
    ):
        with pytest.raises(UserError):
            save_session(desk, None, training, form, None)
    save_session(desk, None, training, SessionForm(date(2026, 12, 15), date(2026, 12, 16), time(14), time(12)), None)


def test_two_agents_on_one_training_see_both_prices(desk: Desk) -> None:
    training = add_training(desk)
    save_training(desk, training, TrainingForm("Budget", price_cents=40_000), 1)
    with pytest.raises(Conflict) as refused:
        save_training(desk, training, TrainingForm("Budget", price_cents=25_050), 1)
    prices = [(field.mine, field.theirs) for field in refused.value.fields if field.label == "Prix"]
    assert prices == [("250,50\u00a0€", "400\u00a0€")]


def test_what_has_dossiers_is_not_deleted_and_says_what_to_do(desk: Desk) -> None:
    training = add_training(desk)
    held = add_session(desk, training)
    add_dossier(desk, add_person(desk), held)
    with pytest.raises(UserError, match="Archivez-la"):
        delete_training(desk, training)
    with pytest.raises(UserError, match="Annulez-la"):
        delete_session(desk, held)


def test_a_session_deleted_by_mistake_comes_back(desk: Desk) -> None:
    held = add_session(desk)
    changes = delete_session(desk, held)
    assert queries.session(desk, held) is None
    revert(desk.database, changes, desk.now(), desk.agent)
    assert queries.session(desk, held) is not None


def test_a_training_goes_with_its_sessions(desk: Desk) -> None:
    training = add_training(desk)
    held = add_session(desk, training)
    delete_training(desk, training)
    assert queries.session(desk, held) is None
    assert queries.trainings(desk, when="all") == ()


def test_a_cancelled_session_is_offered_no_longer_until_it_is_reopened(desk: Desk) -> None:
    held = add_session(desk)
    assert cancel_session(desk, held).label == "Session du mar.\u00a015\u00a0déc. annulée"
    assert queries.sessions_to_choose(desk) == ()
    assert [one.status for one in queries.trainings(desk)[0].sessions] == [SessionStatus.CANCELLED]
    reopen_session(desk, held)
    assert [row.id for row in queries.sessions_to_choose(desk)] == [held]
