"""*Guide*: every step of the situation that one picks, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from app.desk import Desk
from app.guide.changing import replace_step
from app.guide.path import whole_path
from app.services.guide import choose_edition, save_edition
from tests.journeys.desktop import Desktop
from ui.components import Text
from ui.pages.guide import GuidePage
from ui.panels.step_text import plain, step_html
from ui.places import Page
from ui.theme import current_theme

Start = Callable[[], Desktop]


def guide_of(window: Desktop) -> GuidePage:
    window.window.show_page(Page.GUIDE)
    window.settle()
    page = window.window.current()
    assert isinstance(page, GuidePage)
    return page


def answer(window: Desktop, page: GuidePage, question: str, value: str) -> None:
    """Answer by keyboard: the question's switch, then its arrow keys until the value stands there."""
    switch = page._situation.switches[question]
    switch.set_value(value)
    switch.changed.emit(value)
    window.settle()


def spaced(words: str) -> str:
    """One plain space between words."""
    return " ".join(words.split())


def test_the_steps_are_those_of_the_guide_for_each_situation(prepared: Desk, desktop: Start) -> None:
    window = desktop()
    page = guide_of(window)
    edition = prepared.edition_for_new()
    for question, value in (
        ("account_open", "yes"),
        ("franceconnect", "no"),
        ("elu_account", "no"),
        ("account_open", "no"),
        ("franceconnect", "yes"),
        ("account_open", "unknown"),
    ):
        answer(window, page, question, value)
        steps = whole_path(edition, page._situation.situation())
        assert [card.worded.step.id for card in page._shown] == [step.id for step in steps]
        assert [card.accessibleName().split(".")[0] for card in page._shown] == [
            f"Étape {n}" for n in range(1, len(steps) + 1)
        ]
        assert window.sees(f"{len(steps)} étapes pour cette situation")
        assert all(card.isVisible() for card in page._shown)


def test_the_situation_follows_the_size_of_the_text_where_it_moves_above_the_steps(
    prepared: Desk, desktop: Start
) -> None:
    window = desktop()
    page = guide_of(window)
    window.window.show_page(Page.REGLAGES)
    for scale in (200, 100):  # at 200 % the card goes above the steps, at 100 % beside them again
        window.program.change_settings(text_scale=scale)
        guide_of(window)
        for text in page._situation.findChildren(Text):
            wanted = current_theme().font(text._size, text._semibold)
            assert text.font().pointSizeF() == pytest.approx(wanted.pointSizeF()), text.text()
            assert text.font().pixelSize() == wanted.pixelSize(), text.text()


def test_questions_that_the_situation_does_not_ask_are_not_shown(prepared: Desk, desktop: Start) -> None:
    window = desktop()
    page = guide_of(window)
    shown = [question for question, row in page._situation._rows.items() if row.isVisible()]
    answer(window, page, "account_open", "yes")
    more = [question for question, row in page._situation._rows.items() if row.isVisible()]
    assert set(shown) <= set(more)


def test_all_words_of_a_step_are_read_by_a_screen_reader_and_shown_as_written(prepared: Desk, desktop: Start) -> None:
    window = desktop()
    page = guide_of(window)
    for card in page._shown:
        read = spaced(card._text.accessibleName())
        screen = card.worded.step.screen
        for field in screen.fields if screen is not None else ():
            assert spaced(field.label) in read
        for button in screen.buttons if screen is not None else ():
            assert spaced(button) in read
        if card.worded.step.say:
            assert spaced(card.worded.step.say) in read


def test_words_of_the_guide_are_never_markup(prepared: Desk, desktop: Start) -> None:
    window = desktop()
    page = guide_of(window)
    worded = page._shown[0].worded
    odd = replace(worded, step=replace(worded.step, say="<b>gras</b> & <img src=x>"))
    assert "<b>gras</b> & <img src=x>" in plain(step_html(odd, current_theme()))


def test_the_step_that_is_read_stays_where_it_is_when_another_answer_is_given(prepared: Desk, desktop: Start) -> None:
    window = desktop()
    page = guide_of(window)
    bar = page._area.verticalScrollBar()
    kept = next(card for card in page._shown if card.worded.step.id == page._shown[-3].worded.step.id)
    bar.setValue(kept.y() - 7)
    window.settle()
    assert kept.y() - bar.value() == 7
    answer(window, page, "account_open", "yes")
    if kept in page._shown:
        assert kept.y() - bar.value() == 7


def test_cards_are_used_again_from_one_situation_to_the_next(prepared: Desk, desktop: Start) -> None:
    window = desktop()
    page = guide_of(window)
    before = {card.worded.step.id: card for card in page._shown}
    answer(window, page, "franceconnect", "yes")
    again = [card for card in page._shown if before.get(card.worded.step.id) is card]
    assert len(again) > len(page._shown) // 2


def test_the_page_is_read_and_answered_by_keyboard(prepared: Desk, desktop: Start) -> None:
    window = desktop()
    page = guide_of(window)
    assert page._situation.isAncestorOf(window.target())
    window.key("F6")
    assert window.target() is page._area
    window.key("PgDown")
    assert page._area.verticalScrollBar().value() > 0
    window.key("Escape")
    assert window.page() is Page.TODAY


def test_it_folds_in_a_small_window_and_unfolds_in_a_large_one(prepared: Desk, desktop: Start) -> None:
    window = desktop()
    page = guide_of(window)
    for width in (900, 1366, 900):
        window.window.resize(width, 600)
        window.settle()
        beside = page._situation.mapTo(page, page._situation.rect().topRight()).x() <= page._area.x()
        assert beside is (width == 1366)
        assert page._situation.isVisible()
        assert page._area.widget().width() <= page._area.viewport().width()
        answer(window, page, "account_open", "no")
        answer(window, page, "account_open", "unknown")
        assert page._situation.isVisible()


def test_what_is_saved_in_the_guide_is_shown_at_once_and_the_situation_stays(prepared: Desk, desktop: Start) -> None:
    window = desktop()
    page = guide_of(window)
    answer(window, page, "account_open", "yes")
    front = window.window.front
    assert front is not None
    edition = front.desk.edition_for_new()
    first = edition.step(page._shown[0].worded.step.id)
    changed = replace_step(edition, replace(first, title="Un titre tout neuf"))
    front.write(lambda: save_edition(front.desk, changed, "Plus clair", 0))
    window.settle()
    assert page._shown[0].accessibleName() == "Étape 1. Un titre tout neuf"
    assert page._situation.situation()["account_open"] == "yes"
    assert window.sees("en vigueur depuis le mardi 1er\u00a0mars\u00a02022")
    page._choice.setCurrentIndex(1)
    window.settle()
    assert window.sees("à approuver par l’AMF42")
    front.write(lambda: choose_edition(front.desk, "2026-fcplus"))
    window.settle()
    assert window.lacks("à approuver par l’AMF42")
