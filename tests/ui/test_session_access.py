"""How one gets to the place of a session: kept with it, and proposed for the next one at the same place."""

from datetime import date

from pytestqt.qtbot import QtBot

from app.desk import Desk
from app.domain.calendar import NoticeRule
from app.storage import queries
from tests.factories import add_session, add_training
from ui.front import Front
from ui.pages.session_form import SessionFormPage


def test_the_way_to_the_same_place_is_proposed_and_kept(qtbot: QtBot, desk: Desk, front: Front) -> None:
    training = add_training(desk, place="Montbrison")
    add_session(desk, training, starts_on=date(2026, 10, 6), place="Montbrison", access="Par la cour")
    add_session(desk, training, starts_on=date(2026, 11, 3), place="Montbrison", access="1er étage")
    form = SessionFormPage(front, None, training, queries.trainings(desk, when="all"), NoticeRule.WORKING)
    qtbot.addWidget(form)
    assert form.place.text() == "Montbrison"  # the usual place of the training
    assert form.access.text() == "1er étage"
    form.place.set_text("Feurs")
    form.place.left.emit()
    assert form.access.text() == ""  # nobody knows the way there yet
    form.place.set_text("montbrison")
    form.place.left.emit()
    assert form.access.text() == "1er étage"
    form.access.set_text("Salle des mariages")
    form.place.left.emit()
    assert form.access.text() == "Salle des mariages"  # what is typed stays
    form.starts_on.set_text("12/01/2027")
    assert form.save()
    (made,) = [one for row in queries.trainings(desk) for one in row.sessions if one.starts_on == date(2027, 1, 12)]
    assert made.access == "Salle des mariages"
