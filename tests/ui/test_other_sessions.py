"""A session that is too late, full or cancelled: said in every view, with the next ones, each taken by one key."""

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.desk import Desk
from app.domain.dossiers import Stage
from app.services.catalogue import cancel_session
from app.storage import queries
from tests.factories import ACCOUNT_OPEN, Clock, add_dossier, add_person, add_session, add_training
from tests.ui.board_desk import ENTER, Told, strike
from ui.components import Text
from ui.front import Front
from ui.pages.board import BoardPage
from ui.pages.call import CallPage
from ui.panels.other_sessions import OtherSessionsPart
from ui.panels.script_dates import DueBox
from ui.panels.session import SessionPanel

F3, F4, F5, F7 = Qt.Key.Key_F3, Qt.Key.Key_F4, Qt.Key.Key_F5, Qt.Key.Key_F7
LATE = date(2026, 11, 30)
FUTURE = (date(2027, 1, 14), date(2027, 2, 2), date(2027, 3, 9), date(2027, 4, 6))


def seen(part: QWidget) -> str:
    """All the words on screen in a part, with plain spaces."""
    QApplication.processEvents()
    return " | ".join(one.text() for one in part.findChildren(Text) if one.isVisible() and one.text()).replace(
        "\u00a0", " "
    )


def offers(part: OtherSessionsPart) -> list[str]:
    QApplication.processEvents()
    return [offer.accessibleName().replace("\u00a0", " ") for offer in part.offers if offer.isVisible()]


def catalogue(desk: Desk, *, count: int = 4, theme: str = "") -> tuple[int, int, list[int]]:
    training = add_training(desk, theme=theme)
    late = add_session(desk, training, starts_on=LATE)
    return training, late, [add_session(desk, training, starts_on=day, place="Feurs") for day in FUTURE[:count]]


@pytest.fixture
def call(qtbot: QtBot, front: Front) -> CallPage:
    page = CallPage(front)
    qtbot.addWidget(page)
    page.resize(1274, 636)
    with qtbot.waitExposed(page):
        page.show()
    page.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is page)
    return page


def due_box(call: CallPage) -> DueBox | None:
    QApplication.processEvents()
    return next((one for one in call.script.findChildren(DueBox) if one.isVisible()), None)


# The dossier's panel


def test_three_of_the_next_sessions_stand_on_the_panel_with_their_keys(page: BoardPage, desk: Desk, told: Told) -> None:
    _, late, others = catalogue(desk)
    dossier = add_dossier(desk, add_person(desk), late, ACCOUNT_OPEN)
    page.refresh()
    page.open_dossier(dossier)
    part = page.dossier.instead
    assert offers(part) == [
        "F3, Jeu. 14 janv. 2027, Feurs, 15 places · Demander d’ici au mer. 23 déc.",
        "F4, Mar. 2 févr. 2027, Feurs, 15 places · Demander d’ici au mer. 13 janv.",
        "F5, Mar. 9 mars 2027, Feurs, 15 places · Demander d’ici au mer. 17 févr.",
    ]
    assert "Autres sessions de cette formation (3 sur 4)" in seen(part)
    assert not part.why.isVisible()  # the box above says why
    strike(F4)
    assert told.banners[-1].startswith("Session d’Odile Thévenet")
    found = queries.dossier(desk, dossier)
    assert found is not None
    assert found.row.session_id == others[1]
    assert not part.isVisible()
    assert "Validation dans EDOF le ven. 15 janv. 2027 au plus tard : 11 jours ouvrés" in seen(page.dossier)
    page.front.undo()
    assert offers(part)[0].startswith("F3")
    QTest.mouseClick(part.offers[2], Qt.MouseButton.LeftButton)  # the mouse takes the one it is on
    found = queries.dossier(desk, dossier)
    assert found is not None
    assert found.row.session_id == others[2]


def test_a_full_session_says_so_beside_its_last_day_and_a_cancelled_one_on_its_card_too(
    page: BoardPage, desk: Desk
) -> None:
    training = add_training(desk)
    session = add_session(desk, training, seats=1)
    following = add_session(desk, training, starts_on=FUTURE[0], seats=2)
    add_dossier(desk, add_person(desk, "Robert", "Pallandre"), session, ACCOUNT_OPEN, stage=Stage.ENROLLED)
    dossier = add_dossier(desk, add_person(desk), session, ACCOUNT_OPEN)
    page.open_dossier(dossier)
    assert "Demander demain au plus tard" in seen(page.dossier)
    assert "Session du mar. 15 déc. complète" in seen(page.dossier)
    assert "2 places" in offers(page.dossier.instead)[0]
    cancel_session(desk, session)
    page.refresh()
    assert "Session annulée" in seen(page.dossier)
    assert "La session du mar. 15 déc. est annulée : choisissez une autre date" in seen(page.dossier)
    assert "Demander" not in seen(page.dossier.deadline)
    card = page.pane.card(dossier)
    assert card is not None
    assert card.badges[0].text == "Session annulée"
    strike(F3)
    found = queries.dossier(desk, dossier)
    assert found is not None
    assert found.row.session_id == following


# A new dossier


def test_without_another_session_this_is_said_and_with_one_of_the_theme_one_key_takes_it(
    page: BoardPage, desk: Desk
) -> None:
    _, late, _ = catalogue(desk, count=0, theme="Finances")
    dossier = add_dossier(desk, add_person(desk, "Robert", "Pallandre"), late, ACCOUNT_OPEN)
    page.open_dossier(dossier)
    assert "Aucune autre session de cette formation ni de son thème" in seen(page.dossier.instead)
    strike(F3)
    found = queries.dossier(desk, dossier)
    assert found is not None
    assert found.row.session_id == late
    other = add_session(desk, add_training(desk, "Lire un budget", short_name="Budget", theme="finances"))
    page.new_dossier(add_person(desk), late)
    assert "Trop tard pour le lun. 30 nov." in seen(page.opening)
    assert "Sur le même thème : Finances" in seen(page.opening)
    assert offers(page.opening.instead) == ["F3, Budget · mar. 15 déc. 2026, Montbrison, 15 places · Demander demain"]
    assert page.opening.instead.offers[0].hasFocus()
    strike(F3)
    assert page.opening.session_id == other
    assert not page.opening.instead.isVisible()
    assert "Demander demain au plus tard" in seen(page.opening)
    assert "Validation dans EDOF vendredi 27 au plus tard" in seen(page.opening)
    assert page.opening.accept.hasFocus()
    page.opening.start()
    assert not page.opening.dates.isVisible()


# The panel of a session


def test_the_panel_of_a_session_tells_all_its_dates(qtbot: QtBot, front: Front, desk: Desk) -> None:
    training = add_training(desk)
    session = add_session(desk, training, seats=1)
    panel = SessionPanel(front)
    qtbot.addWidget(panel)
    panel.show_session(session)
    with qtbot.waitExposed(panel):
        panel.show()
    assert "Demander demain au plus tard" in seen(panel)
    assert "Validation dans EDOF vendredi 27 au plus tard" in seen(panel)
    assert "En jours calendaires (guide de 2022) : demander le ven. 4 déc. au plus tard" in seen(panel)
    add_dossier(desk, add_person(desk), session, ACCOUNT_OPEN, stage=Stage.REQUEST_SENT)
    panel.refresh()
    assert "Session du mar. 15 déc. complète" in seen(panel)
    assert "Demander demain au plus tard" in seen(panel)
    cancel_session(desk, session)
    panel.refresh()
    assert "Session annulée" in seen(panel)
    assert "Validation" not in seen(panel)


# The call


def test_a_date_that_presses_stands_first_in_the_script_and_the_others_last(
    call: CallPage, desk: Desk, clock: Clock
) -> None:
    dossier = add_dossier(desk, add_person(desk), add_session(desk), ACCOUNT_OPEN)
    call.start(dossier_id=dossier)
    box = due_box(call)
    assert box is not None
    assert seen(box) == (
        "Demander demain au plus tard | 11 jours ouvrés pleins entre notre validation et le 15 déc., "
        "et 2 pour notre réponse"
    )
    assert "Validation dans EDOF vendredi 27 au plus tard" in seen(call.script)
    clock.pass_by(days=1)
    call.refresh()
    box = due_box(call)
    assert box is not None
    assert seen(box).startswith("Demander aujourd’hui au plus tard")
    later = add_session(desk, starts_on=FUTURE[0])
    call.start(dossier_id=add_dossier(desk, add_person(desk, "Robert", "Pallandre"), later, ACCOUNT_OPEN))
    assert due_box(call) is None
    assert "Demander le mer. 23 déc. au plus tard : 11 jours ouvrés pleins entre" in seen(call.script)


def test_what_is_said_on_the_phone_for_each_reason(call: CallPage, desk: Desk) -> None:
    training = add_training(desk)
    session = add_session(desk, training, seats=1)
    add_dossier(desk, add_person(desk, "Robert", "Pallandre"), session, ACCOUNT_OPEN, stage=Stage.TRAINED)
    call.start(dossier_id=add_dossier(desk, add_person(desk), session, ACCOUNT_OPEN))
    none = "Il n’y a pas d’autre date à vous proposer pour l’instant."
    box = due_box(call)
    assert box is not None
    assert f"« La session du mardi 15 décembre 2026 est complète. {none} »" in seen(box)
    add_session(desk, training, starts_on=FUTURE[0], place="Le Coteau")
    cancel_session(desk, session)
    call.refresh()
    box = due_box(call)
    assert box is not None
    said = "La prochaine session est le jeudi 14 janvier 2027 au Coteau. Cela vous convient-il ?"
    assert f"« La session du mardi 15 décembre 2026 est annulée. {said} »" in seen(box)
    assert [offer.solid for offer in box.instead.offers] == [True], "the next gesture is the only solid one"
    assert not any(answer.likely for answer in call.script.answers)


def test_while_sessions_are_chosen_the_keys_are_theirs_and_the_scripts_again_afterwards(
    call: CallPage, desk: Desk
) -> None:
    _, late, others = catalogue(desk, count=2)
    markets = add_training(desk, "Les marchés publics", short_name="Marchés")
    too_soon = add_session(desk, markets, starts_on=date(2026, 12, 1))
    add_session(desk, markets, starts_on=FUTURE[2])
    odile = add_person(desk)
    dossier = add_dossier(desk, odile, late, ACCOUNT_OPEN)
    call.start(dossier_id=dossier)
    call.focus_first()
    call.new()
    strike("marches decembre", ENTER)
    panel = call.form.dossier
    assert "Trop tard pour le mar. 1er déc." in seen(panel)
    assert panel.instead.offers[0].hasFocus()
    call.escape()
    assert panel.line.hasFocus()  # back among the sessions
    panel.sessions.chosen.emit(("session", too_soon))
    call.escape()
    call.escape()
    assert not panel.opening
    strike(F3)  # the script's own again
    found = queries.dossier(desk, dossier)
    assert found is not None
    assert found.row.session_id == others[0]
    assert due_box(call) is None


def test_a_dossier_may_still_be_opened_and_a_callback_about_the_cdc_falls_before_the_last_day(
    call: CallPage, desk: Desk
) -> None:
    _, late, _ = catalogue(desk, count=1)
    odile = add_person(desk)
    call.start(official_id=odile)
    call.focus_first()
    call.new()
    strike("domaine 30", ENTER)
    call.form.dossier.anyway.click()
    (row,) = queries.dossiers_of(desk, odile)
    assert row.session_id == late
    assert due_box(call) is not None
    session = add_session(desk, starts_on=date(2026, 12, 17))  # to be asked for by Friday 27
    dossier = add_dossier(
        desk, add_person(desk, "Robert", "Pallandre"), session, {"account_open": "yes", "franceconnect": "yes"}
    )
    call.start(dossier_id=dossier)
    call.answer(1)
    state = call.current()
    assert state is not None
    assert state.state.callback_on == date(2026, 11, 26)
    said = call.form.callback.limit.text().replace("\u00a0", " ")
    assert call.form.callback.limit.isVisible()
    assert said.startswith("Sans réponse d’ici au ven. 27 nov., dernier jour pour demander, proposez une autre session")
