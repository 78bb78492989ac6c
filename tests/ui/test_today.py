"""*Aujourd’hui*: whom to call back, who must confirm, what AMF42 owes, the last days to ask."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from app.desk import Desk
from app.domain.stages import Stage
from app.services.calls import add_callback
from app.services.dossiers import mark_validated, set_edof
from app.services.drafts import save_draft
from app.settings import PcSettings, Places, save_pc_settings
from app.storage import queries
from tests.factories import (
    ACCOUNT_OPEN,
    AGENT,
    NOW,
    TODAY,
    Clock,
    add_dossier,
    add_person,
    add_session,
    add_training,
)
from tests.journeys.desktop import Desktop
from tests.ui.hands import BoxAnswer
from ui.components import BadgeKind, ElidedLabel, Text
from ui.pages.today import TodayPage
from ui.places import Page

Start = Callable[[], Desktop]


def page_of(window: Desktop) -> TodayPage:
    """The page on screen."""
    page = window.window.current()
    assert isinstance(page, TodayPage)
    return page


def click(window: Desktop, widget: QWidget) -> None:
    """Click in the middle of something."""
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton)
    window.settle()


def names(window: Desktop) -> list[str]:
    """The lines to call back, as they are read out."""
    return [row.accessibleName() for row in page_of(window).callbacks.rows()]


def to_confirm(desk: Desk, clock: Clock, *, validated: int) -> int:
    """A dossier that was validated so many days ago."""
    person = add_person(desk, "Philippe", "Duclosel", "Boën-sur-Lignon", civility="M.")
    dossier = add_dossier(desk, person, add_session(desk), ACCOUNT_OPEN, stage=Stage.REQUEST_SENT)
    clock.now = NOW - timedelta(days=validated)
    mark_validated(desk, dossier)
    clock.now = NOW
    return dossier


def test_callbacks_stand_with_the_most_urgent_first_and_are_counted(prepared: Desk, desktop: Start) -> None:
    for first, when, hour in (
        ("Jeudi", TODAY + timedelta(days=2), time(10)),
        ("Onze", TODAY, time(11)),
        ("Hier", TODAY - timedelta(days=1), time(16)),
        ("Quatorze", TODAY, time(14)),
    ):
        add_callback(prepared, add_person(prepared, first, "Essai"), None, when, hour, "Ouvrir son compte")
    window = desktop()
    assert [name.split()[0] for name in names(window)] == ["Hier", "Onze", "Quatorze", "Jeudi"]
    assert "Ouvrir son compte" in names(window)[0]
    assert window.sees("1 en retard")
    assert window.sees("2 pour aujourd'hui")
    assert window.window.rail._entries[Page.TODAY].accessibleName().endswith("3 à traiter aujourd’hui")


def test_one_line_is_marked_as_the_next_gesture_and_the_mark_follows_the_keyboard(
    prepared: Desk, desktop: Start
) -> None:
    for hour in (9, 10, 11):
        add_callback(prepared, add_person(prepared, "Odile", f"Essai-{hour}"), None, TODAY, time(hour), "")
    window = desktop()
    rows = page_of(window).callbacks.rows()

    def marked() -> list[int]:
        return [n for n, row in enumerate(rows) if row.buttons()[0].property("kind") == "primary"]

    assert marked() == [0]
    window.key("F6", "Down", "Down")
    assert rows[2].hasFocus()
    assert marked() == [2]
    window.key("Up")
    assert marked() == [1]


def test_f6_and_return_call_the_most_urgent(prepared: Desk, desktop: Start) -> None:
    odile = add_person(prepared, mobile_typed="06 39 98 20 63")
    add_callback(prepared, odile, None, TODAY, time(11), "Ouvrir son compte avec elle")
    window = desktop()
    window.key("F6", "Return")
    assert window.page() is Page.CALL
    assert window.sees("Thévenet")


def test_f6_goes_first_to_the_list_whose_first_line_presses_most(prepared: Desk, desktop: Start, clock: Clock) -> None:
    add_callback(prepared, add_person(prepared), None, TODAY + timedelta(days=1), time(9), "")
    to_confirm(prepared, clock, validated=7)
    window = desktop()
    row = page_of(window).to_confirm.rows()[0]
    assert row.badge.kind is BadgeKind.LATE
    window.key("F6")
    assert row.hasFocus()
    assert "Philippe Duclosel" in window.focus_name()
    window.key("Return")
    assert window.page() is Page.DOSSIERS


def test_a_request_is_marked_validated_from_the_line_and_this_can_be_undone(prepared: Desk, desktop: Start) -> None:
    person = add_person(prepared, "Jean-Luc", "Montagnier", "Feurs", civility="M.")
    dossier = add_dossier(prepared, person, add_session(prepared), ACCOUNT_OPEN, stage=Stage.REQUEST_SENT)
    set_edof(prepared, dossier, "784307", "")
    window = desktop()
    page = page_of(window)
    assert "Dossier 784307, " not in page.to_answer.rows()[0].accessibleName()
    assert "784307" in page.to_answer.rows()[0].accessibleName()
    click(window, page.to_answer.rows()[0].buttons()[0])
    assert page.to_answer.rows() == ()
    assert "Jean-Luc Montagnier" in page.to_confirm.rows()[0].accessibleName()
    window.key("Ctrl+Z")
    assert len(page.to_answer.rows()) == 1
    assert page.to_confirm.rows() == ()


def test_last_days_tell_how_many_have_still_to_ask(prepared: Desk, desktop: Start) -> None:
    session = add_session(prepared, starts_on=date(2026, 12, 15))
    for name in ("Un", "Deux"):
        add_dossier(prepared, add_person(prepared, "Odile", name), session, ACCOUNT_OPEN)
    window = desktop()
    (row,) = page_of(window).last_days.rows()
    assert "2 demandes à faire" in row.accessibleName()
    assert "Domaine public" in row.accessibleName()


def test_a_calm_day_says_so_in_each_list(prepared: Desk, desktop: Start) -> None:
    add_person(prepared)
    window = desktop()
    for words in (
        "Personne à rappeler",
        "Aucune inscription n'attend",
        "Aucune demande n'attend",
        "Aucun élu ne reste à aider",
    ):
        assert window.sees(words)
    assert not window.sees("en retard")


def test_a_long_list_shows_its_first_lines_and_the_others_on_demand(prepared: Desk, desktop: Start) -> None:
    for n in range(15):
        add_callback(prepared, add_person(prepared, "Odile", f"Numéro-{n:02}"), None, TODAY, time(9, n), "")
    window = desktop()
    section = page_of(window).callbacks
    assert len(section.rows()) == 12
    assert window.sees("3 autres")
    click(window, section._more)
    assert len(section.rows()) == 15
    assert section.rows()[12].hasFocus()
    assert section.accessibleName() == "À rappeler, 15"


def test_the_keyboard_stays_at_its_line_when_the_day_is_read_again(prepared: Desk, desktop: Start) -> None:
    for hour in (9, 10, 11):
        add_callback(prepared, add_person(prepared, "Odile", f"Essai-{hour}"), None, TODAY, time(hour), "")
    window = desktop()
    window.key("F6", "Down")
    page_of(window).refresh()
    window.settle()
    assert page_of(window).callbacks.rows()[1].hasFocus()


# Adding a callback


def test_a_callback_is_added_by_keyboard(prepared: Desk, desktop: Start) -> None:
    add_person(prepared)
    window = desktop()
    window.key("Ctrl+N")
    assert window.focus_name().startswith("Qui")
    window.type("theve")
    window.key("Return")  # the first proposal is chosen already
    assert window.focus_name().startswith("Jour")
    window.type("demain")
    window.key("Tab")
    window.type("10 h 30")
    window.key("Tab")
    window.type("Choisir une date")
    window.key("Return")
    (row,) = queries.today(window.desk).callbacks
    assert (row.name, row.deadline.day, row.reason) == (
        "Odile Thévenet",
        TODAY + timedelta(days=1),
        "Choisir une date",
    )
    assert len(names(window)) == 1
    window.key("Ctrl+Z")
    assert names(window) == []


def test_a_callback_without_a_person_is_asked_for_and_nothing_typed_is_lost(prepared: Desk, desktop: Start) -> None:
    add_person(prepared)
    window = desktop()
    window.key("Ctrl+N")
    window.type("personne de ce nom")
    window.key("Ctrl+S")
    assert window.sees("Choisissez une personne dans la liste")
    assert window.focus_name().startswith("Qui")
    assert window.target().text() == "personne de ce nom"
    assert queries.today(window.desk).callbacks == ()
    window.key("Escape")
    assert not window.sees("Pourquoi")
    assert window.page() is Page.TODAY


# Drafts


def test_a_form_that_was_cut_off_can_be_taken_up_or_given_up(prepared: Desk, desktop: Start) -> None:
    add_person(prepared)
    save_draft(prepared, None, "training", None, {"title": "Le budget"})
    window = desktop()
    page = page_of(window)
    (row,) = page.drafts.rows()
    assert row.accessibleName().startswith("Formation, Le budget")
    keep = BoxAnswer("Garder")
    click(window, row.buttons()[1])
    assert keep.asked == ["Abandonner cette saisie\u00a0?"]
    assert len(queries.drafts(window.desk)) == 1
    give_up = BoxAnswer("Abandonner")
    click(window, page.drafts.rows()[0].buttons()[1])
    assert len(give_up.asked) == 1
    assert queries.drafts(window.desk) == ()
    assert page.drafts.isHidden()


# Looks


@pytest.mark.parametrize("scale", [90, 100, 150, 200])
def test_nothing_is_wider_than_the_page(
    prepared: Desk, desktop: Start, places: Places, clock: Clock, scale: int
) -> None:
    save_pc_settings(places, PcSettings(agent=AGENT, text_scale=scale))
    person = add_person(prepared, "Marie-Bernadette", "Chavassieux-Desplaces", mobile_typed="06 39 98 20 63")
    add_callback(prepared, person, None, TODAY, time(15, 30), "A-t-elle reçu la réponse de la Caisse des dépôts ?")
    to_confirm(prepared, clock, validated=7)
    add_dossier(prepared, person, add_session(prepared, starts_on=date(2026, 12, 16)), stage=Stage.REQUEST_SENT)
    window = desktop()
    page = page_of(window)
    for size in ((1920, 1000), (1366, 688), (900, 480), (1024, 600)):
        window.window.resize(*size)
        window.settle()
        assert page._area.widget().width() <= page._area.viewport().width(), size
        for section in (page.callbacks, page.to_confirm, page.to_answer, page.last_days):
            assert section.height() >= section.layout().totalHeightForWidth(section.width()), size
            for row in section.rows():
                for words in row.findChildren(Text):
                    if words.isVisible() and not words.wordWrap() and not isinstance(words, ElidedLabel):
                        assert words.width() >= words.fontMetrics().horizontalAdvance(words.text()) - 1, words.text()


def test_columns_follow_the_width(prepared: Desk, desktop: Start) -> None:
    add_person(prepared)
    window = desktop()
    page = page_of(window)

    def columns() -> int:
        window.settle()
        places = {
            section.mapTo(page, section.rect().topLeft()).x()
            for section in (page.callbacks, page.to_confirm, page.to_answer, page.last_days)
        }
        return len(places)

    for width, expected in ((900, 1), (1366, 2), (1920, 3), (1366, 2), (900, 1)):
        window.window.resize(width, 700)
        assert columns() == expected, width
        assert page.callbacks.height() >= page.callbacks.layout().totalHeightForWidth(page.callbacks.width())


def test_a_click_on_a_line_does_its_first_gesture(prepared: Desk, desktop: Start) -> None:
    training = add_training(prepared)
    add_dossier(prepared, add_person(prepared), add_session(prepared, training), ACCOUNT_OPEN)
    window = desktop()
    (row,) = page_of(window).last_days.rows()
    QTest.mouseClick(row, Qt.MouseButton.LeftButton)
    window.settle()
    assert window.page() is Page.FORMATIONS
