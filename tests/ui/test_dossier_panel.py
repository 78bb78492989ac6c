"""The panel of a dossier: what it says, what is answered and ticked in it, with the real services."""

from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QWidget

from app.desk import Desk
from app.domain.stages import Stage
from app.services.calls import CallForm, log_call
from app.services.dossiers import move, set_edof
from app.storage.queries import dossier as dossier_detail
from app.storage.rows import DossierDetail
from tests.factories import ACCOUNT_OPEN, NOT_SHOWN, Clock, add_dossier, add_person, add_session
from tests.ui.board_desk import ENTER, RIGHT, SHIFT, Told, choose, open_menu, philippe, stage_of, strike
from ui.components import Pill, Text
from ui.dates import time_words
from ui.pages.board import BoardPage
from ui.panels.dossier_parts import HistoryLine
from ui.places import EditOfficial, NewCall

NBSP = "\u00a0"


def seen(part: QWidget) -> str:
    """All the words that are on screen in a part, no-break spaces as plain ones."""
    QApplication.processEvents()
    words = [label.text() for label in part.findChildren(Text) if label.isVisible()]
    words += [pill.text() for pill in part.findChildren(Pill) if pill.isVisible()]
    return " | ".join(word for word in words if word).replace(NBSP, " ")


def lines_of(history: QWidget) -> list[QWidget]:
    QApplication.processEvents()
    return [line for line in history.findChildren(HistoryLine) if line.isVisible()]


def detail(desk: Desk, dossier_id: int) -> DossierDetail:
    found = dossier_detail(desk, dossier_id)
    assert found is not None
    return found


def asked(desk: Desk, situation: Any = ACCOUNT_OPEN, **person: Any) -> int:
    return add_dossier(desk, add_person(desk, **person), add_session(desk), situation)


# What it says


def test_it_says_phone_deadline_with_its_rule_training_and_the_two_words_of_the_trap(
    page: BoardPage, desk: Desk, clock: Clock
) -> None:
    due = philippe(desk, clock)
    set_edof(desk, due, "784215", "")
    page.open_dossier(due)
    panel = page.dossier
    assert panel.name.text() == "Philippe Duclosel"
    assert panel.under.text() == "3e adjoint · Boën-sur-Lignon"
    assert panel.phone.number.text().replace(NBSP, " ") == "06 39 98 41 27"
    assert panel.deadline.accessibleName().replace(NBSP, " ") == (
        "À confirmer aujourd’hui par l’élu. Validé le 18 nov. · 4 jours ouvrés pour confirmer"
    )
    assert panel.facts.text().replace(NBSP, " ") == "jeu. 17 déc. 2026 · Feurs · 9 h à 16 h · 200 € · frais 18 €"
    words = seen(panel.edof)
    assert "L’élu lit | EDOF affiche | dossier 784215" in words
    assert "« À valider » | « Validé »" in words


def test_a_last_day_to_ask_stands_with_its_rule_and_what_the_other_one_would_give(page: BoardPage, desk: Desk) -> None:
    page.open_dossier(asked(desk))
    heard = page.dossier.deadline.accessibleName().replace(NBSP, " ")
    assert heard.startswith("Demander demain au plus tard. 11 jours ouvrés pleins entre notre validation")
    assert "En jours calendaires (guide de 2022) : demander le ven. 4 déc. au plus tard" in seen(page.dossier)


def test_a_woman_is_spoken_of_as_one(page: BoardPage, desk: Desk, clock: Clock) -> None:
    now = clock.now
    clock.pass_by(days=-7)
    due = add_dossier(desk, add_person(desk), add_session(desk), stage=Stage.TO_CONFIRM)
    clock.now = now
    page.open_dossier(due)
    assert page.dossier.deadline.accessibleName().startswith("À confirmer par l’élue")
    assert "L’élue lit" in seen(page.dossier.edof)


def test_a_shared_line_is_told(page: BoardPage, desk: Desk) -> None:
    line = "04 65 71 20 14"
    first = add_person(desk, landline_typed=line)
    add_person(desk, "Robert", "Pallandre", landline_typed=line)
    page.open_dossier(add_dossier(desk, first, add_session(desk)))
    assert "Mairie, 2 pers." in seen(page.dossier.phone)


def test_several_deadlines_stand_the_most_urgent_first(page: BoardPage, desk: Desk) -> None:
    due = asked(desk)
    whose = detail(desk, due).row.official_id
    form = CallForm(official_id=whose, dossier_id=due, callback_on=date(2026, 11, 24), started_at=desk.now())
    log_call(desk, form)
    page.open_dossier(due)
    assert page.dossier.deadline.accessibleName().startswith("Rappel aujourd’hui")
    assert "Demander demain au plus tard" in seen(page.dossier)


def test_history_shows_five_lines_then_all_of_them(page: BoardPage, desk: Desk) -> None:
    due = asked(desk)
    for stage in (Stage.REQUEST_SENT, Stage.TO_CONFIRM, Stage.ENROLLED, Stage.TO_CONFIRM, Stage.NEW):
        move(desk, due, stage)
    page.open_dossier(due)
    history = page.dossier.history
    shown = lines_of(history)
    assert len(shown) == 5
    now = time_words(desk.now().astimezone()).replace(NBSP, " ")
    assert shown[0].accessibleName().replace(NBSP, " ").startswith(f"auj. {now}, Passé à « Nouveau »")
    history.title.link.click()
    shown = lines_of(history)
    assert len(shown) == len(detail(desk, due).history)
    assert "Par Claire M." in seen(history)


# The phone


def test_the_phone_is_copied_and_called(page: BoardPage, desk: Desk, clock: Clock, told: Told) -> None:
    due = philippe(desk, clock)
    page.open_dossier(due)
    page.dossier.phone.copy.click()
    assert QApplication.clipboard().text() == "06 39 98 41 27"
    assert page.dossier.phone.call.hasFocus()
    strike(ENTER)
    place = told.places[-1]
    assert isinstance(place, NewCall)
    assert (place.dossier_id, place.outgoing) == (due, True)


def test_somebody_without_a_phone_is_given_one(page: BoardPage, desk: Desk, told: Told) -> None:
    due = asked(desk)
    page.open_dossier(due)
    assert page.dossier.phone.add.hasFocus()
    strike(ENTER)
    assert told.places[-1] == EditOfficial(detail(desk, due).row.official_id)


# The situation


def test_questions_are_answered_one_after_the_other_and_find_the_column(page: BoardPage, desk: Desk) -> None:
    due = asked(desk, {})
    page.refresh()
    page.open_dossier(due)
    switches = page.dossier.situation.switches
    assert list(switches) == ["account_open", "franceconnect"]
    switches["account_open"].setFocus()
    strike(Qt.Key.Key_Space)  # Oui
    assert detail(desk, due).situation["account_open"] == "yes"
    assert page.dossier.situation.switches["franceconnect"].isAncestorOf(QApplication.focusWidget())
    strike(Qt.Key.Key_Space)
    strike(RIGHT)  # compte élu affiché ? Non
    answers = detail(desk, due).situation
    assert (answers["franceconnect"], answers["elu_account"]) == ("yes", "no")
    assert stage_of(desk, due) is Stage.ELU_ACCOUNT_MISSING
    assert page.board.place_of(due) == 3


def test_an_answered_situation_is_one_line_until_it_is_modified(page: BoardPage, desk: Desk) -> None:
    due = asked(desk, {**NOT_SHOWN, "franceconnect": "unknown"})
    page.open_dossier(due)
    situation = page.dossier.situation
    assert not situation.switches
    assert seen(situation) == "Situation | Compte ouvert | FranceConnect : à voir | Compte élu pas affiché"
    assert page.modify()  # Ctrl+E
    assert list(situation.switches) == ["account_open", "franceconnect", "elu_account"]
    assert situation.switches["account_open"].isAncestorOf(QApplication.focusWidget())
    assert situation.switches["franceconnect"].value() == "unknown"
    situation.switches["elu_account"].changed.emit("yes")
    assert detail(desk, due).situation["elu_account"] == "yes"
    assert "training_found" in situation.switches  # a question that only now has a sense
    situation.title.link.click()
    assert list(situation.switches) == ["training_found"]  # it still waits for an answer


# The steps


def test_ticking_the_last_step_of_a_column_moves_the_dossier_on(page: BoardPage, desk: Desk, told: Told) -> None:
    due = asked(desk)
    page.refresh()
    page.open_dossier(due)
    before = stage_of(desk, due)
    lines = page.dossier.steps.lines
    assert lines[0].box.accessibleName().endswith(", Élue")
    lines[0].box.setFocus()
    for _ in range(12):
        strike(Qt.Key.Key_Space)  # the keyboard goes on to the next step by itself
        if stage_of(desk, due) is not before:
            break
    assert stage_of(desk, due) is not before
    assert told.banners
    assert told.banners[-1].startswith("Dossier d’Odile Thévenet déplacé")
    assert page.dossier.steps.lines[0].box.hasFocus()


def test_what_is_done_is_counted_shown_and_opened_again(page: BoardPage, desk: Desk) -> None:
    due = asked(desk)
    page.open_dossier(due)
    steps = page.dossier.steps
    total = len(detail(desk, due).steps)
    already = sum(step.done for step in detail(desk, due).steps)
    steps.lines[0].box.click()
    assert f"{total - already - 1} sur {total}" in seen(steps.title)
    assert steps.title.link.words() == f"{already + 1}{NBSP}faite{'s' if already else ''}"
    steps.title.link.click()
    done = [line for line in steps.lines if line.step.done]
    assert len(done) == already + 1
    done[-1].box.click()
    assert sum(step.done for step in detail(desk, due).steps) == already


def test_a_step_where_the_person_is_stuck_is_marked_and_freed(page: BoardPage, desk: Desk) -> None:
    due = asked(desk)
    page.open_dossier(due)
    first = page.dossier.steps.lines[0]
    first.box.setFocus()
    strike((Qt.Key.Key_F10, SHIFT))
    choose(open_menu(page), "Blocage ici")
    open_menu(page).close()
    assert detail(desk, due).blocked_step == first.step.id
    assert page.dossier.steps.lines[0].box.accessibleName().endswith("blocage")
    page.dossier.steps.lines[0].box.setFocus()
    strike(Qt.Key.Key_Menu)
    choose(open_menu(page), "Blocage levé")
    assert not detail(desk, due).blocked_step


# EDOF


def test_the_number_of_edof_is_typed_in_place(page: BoardPage, desk: Desk, clock: Clock) -> None:
    due = philippe(desk, clock)
    page.open_dossier(due)
    page.dossier.edof.edit.click()
    assert page.dossier.edof.number.editor.hasFocus()
    strike("784215", ENTER)
    assert detail(desk, due).row.edof_number == "784215"
    assert "dossier 784215" in seen(page.dossier.edof)
    assert page.dossier.edof.edit.hasFocus()


def test_a_number_that_another_dossier_bears_stays_to_be_read_again(
    page: BoardPage, desk: Desk, clock: Clock, told: Told
) -> None:
    other = asked(desk)
    set_edof(desk, other, "784215", "")
    due = philippe(desk, clock)
    page.open_dossier(due)
    page.dossier.edof.edit.click()
    strike("784215", ENTER)
    assert not detail(desk, due).row.edof_number
    assert "déjà" in told.refusals[-1]
    assert page.dossier.edof.editing
    assert page.dossier.edof.number.text() == "784215"
    assert page.escape()
    assert not page.dossier.edof.editing
    assert page.dossier.isVisible()


def test_a_status_of_edof_puts_the_dossier_in_its_column(page: BoardPage, desk: Desk, clock: Clock) -> None:
    due = philippe(desk, clock)
    page.refresh()
    page.open_dossier(due)
    page.dossier.edof.edit.click()
    page.dossier.edof.status.set_value("accepted")
    page.dossier.edof.keep.click()
    assert stage_of(desk, due) is Stage.ENROLLED
    assert "« Accepté »" in seen(page.dossier.edof)


# Its foot, its neighbours


def test_its_menus_move_the_dossier_and_hold_every_action(page: BoardPage, desk: Desk) -> None:
    due = asked(desk)
    page.refresh()
    page.open_dossier(due)
    page.dossier.move_button.click()
    menu = open_menu(page)
    assert len(menu.actions()) == 9
    choose(menu, "Inscrit")
    menu.close()
    assert stage_of(desk, due) is Stage.ENROLLED
    page.dossier.more.click()
    words = [action.text() for action in open_menu(page).actions()]
    assert "Clore le dossier" in words
    assert "Changer de session" in words


def test_a_dossier_that_is_gone_closes_its_panel(page: BoardPage, desk: Desk) -> None:
    page.open_dossier(asked(desk))
    page.open_dossier(9999)
    assert not page.panel.isVisible()


@pytest.mark.parametrize("name", ['<b>O\'Brien & <img src="file:///etc/passwd"/>', "Ὀδυσσεύς", "عمر", "n" * 200])
def test_any_name_stands_as_typed(page: BoardPage, desk: Desk, name: str) -> None:
    due = asked(desk, surname=name)
    page.open_dossier(due)
    assert page.dossier.name.text() == f"Odile {name}"
    assert page.dossier.name.textFormat() is Qt.TextFormat.PlainText
    page.dossier.more.click()
    assert open_menu(page).accessibleName().endswith(name)
    assert page.rect().contains(page.panel.geometry())


def test_each_step_and_each_button_is_heard(page: BoardPage, desk: Desk, clock: Clock) -> None:
    page.open_dossier(philippe(desk, clock))
    for button in (page.dossier.close_button, page.dossier.more, page.dossier.phone.copy, page.dossier.phone.call):
        interface = QAccessible.queryAccessibleInterface(button)
        assert interface.text(QAccessible.Text.Name)
    assert page.dossier.accessibleName() == "Dossier de Philippe Duclosel"
