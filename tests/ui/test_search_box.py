"""The search of the top bar: its lines, what was matched, mouse and keyboard, and what it never hands on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from pytestqt.qtbot import QtBot

from app.desk import Desk
from app.domain.folding import fold
from app.settings import Places, load_pc_settings
from app.storage import queries
from app.storage.rows import SearchResults
from tests.factories import AGENT, TODAY, Clock, add_person, add_session, add_training
from tests.journeys.desktop import Desktop
from ui.main_window import MainWindow
from ui.panels.search import SearchBox
from ui.panels.search_popup import ENTRY, EntriesModel, marked
from ui.places import EditOfficial, NewCall, OpenOfficial, Page
from ui.program import Program
from ui.search_entries import Entry, entries
from ui.start import make_application

Start = Callable[[], Desktop]
NIR = "255074201912349"  # nobody's


def box_of(window: Desktop) -> SearchBox:
    return window.window.search


def lines(window: Desktop) -> list[Entry]:
    """The lines below the field."""
    model = box_of(window).popup.model
    return [model.index(row).data(ENTRY) for row in range(model.rowCount())]


def search(window: Desktop, text: str) -> None:
    window.key("Ctrl+K")
    window.type(text)


# Lines


def test_the_model_of_the_lines_is_sound(qtbot: object) -> None:
    model = EntriesModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.set_entries((Entry("Élus", "1"), Entry("Odile Thévenet", "Feurs", place=OpenOfficial(1))), "thev")
    assert model.rowCount() == 2
    assert not model.flags(model.index(0)) & Qt.ItemFlag.ItemIsSelectable
    assert model.flags(model.index(1)) & Qt.ItemFlag.ItemIsSelectable
    assert model.first_choice() == 1
    assert model.index(1).data() == "Odile Thévenet, Feurs"
    model.set_entries(())
    assert model.first_choice() == -1
    del tester


@pytest.mark.parametrize(
    ("title", "typed", "pieces"),
    [
        ("Odile Thévenet", "the", [("Odile ", False), ("Thé", True), ("venet", False)]),
        ("Odile Thévenet", "od th", [("Od", True), ("ile ", False), ("Th", True), ("évenet", False)]),
        ("Saint-Galmier", "st gal", [("Saint", True), ("-", False), ("Gal", True), ("mier", False)]),
        ("Jean Lœuf", "loe", [("Jean ", False), ("Lœ", True), ("uf", False)]),
        ("Odile Thévenet", "zz", [("Odile Thévenet", False)]),
        ("Odile Thévenet", "", [("Odile Thévenet", False)]),
        ("<b>O'Brien", "br", [("<b>O'", False), ("Br", True), ("ien", False)]),
    ],
)
def test_the_letters_that_were_typed_are_told_apart(title: str, typed: str, pieces: list[tuple[str, bool]]) -> None:
    assert list(marked(title, tuple(fold(typed).split()))) == pieces
    assert "".join(words for words, _ in marked(title, tuple(fold(typed).split()))) == title


def test_a_number_that_nobody_has_offers_a_call_and_a_new_person(prepared: Desk) -> None:
    found = entries(SearchResults(), "06 39 98 20 63", prepared.edition_for_new(), TODAY)
    assert NewCall(typed="06 39 98 20 63") in [line.place for line in found]
    assert EditOfficial(None, {"mobile_typed": "06 39 98 20 63"}) in [line.place for line in found]


def test_kinds_stand_in_one_order_and_a_training_without_session_still_leads_somewhere(
    prepared: Desk, desktop: Start
) -> None:
    add_person(prepared)
    add_session(prepared, add_training(prepared, "Georges et ses budgets"))
    add_training(prepared, "Georges sans session")
    window = desktop()
    search(window, "georges")
    heads = [line.title for line in lines(window) if line.place is None]
    assert heads == ["Élus", "Formations", "Communes", "Faire"]
    assert all(line.icon for line in lines(window) if line.place is not None)


# Typing


@pytest.mark.parametrize("typed", ["s", "sa", "sai", "sain", "saint", "saint g", "st", "st g", "st-georges"])
def test_each_letter_on_the_way_finds_her(prepared: Desk, desktop: Start, typed: str) -> None:
    add_person(prepared)
    window = desktop()
    search(window, typed)
    assert "Odile Thévenet" in [line.title for line in lines(window)]


def test_what_is_typed_while_the_base_opens_is_found_when_it_is_open(
    prepared: Desk, places: Places, clock: Clock, qtbot: QtBot
) -> None:
    add_person(prepared)
    window = MainWindow(AGENT)
    qtbot.addWidget(window)
    program = Program(make_application(), window, places, load_pc_settings(places), clock=clock)
    window.show()
    window.activateWindow()
    window.search.line.setFocus()
    QTest.keyClicks(window.search.line, "theven")
    QTest.keyClick(window.search.line, Qt.Key.Key_Return)  # nothing to open yet, and no fault
    program.open()
    qtbot.waitUntil(lambda: window.search.popup.model.rowCount() > 0, timeout=15_000)
    assert "Odile Thévenet" in [window.search.popup.model.index(1).data(ENTRY).title]
    window.close()
    program.close()


def test_the_finds_follow_what_is_typed_and_go_when_nothing_is_left(prepared: Desk, desktop: Start) -> None:
    add_person(prepared)
    add_person(prepared, "Robert", "Pallandre", "Feurs")
    window = desktop()
    search(window, "t")
    assert "Odile Thévenet" in [line.title for line in lines(window)]
    window.key("Backspace")
    assert not box_of(window).popup.isVisible()
    window.type("p")
    assert "Robert Pallandre" in [line.title for line in lines(window)]
    assert "Odile Thévenet" not in [line.title for line in lines(window)]


def test_return_before_the_answer_opens_what_was_typed(prepared: Desk, desktop: Start) -> None:
    odile = add_person(prepared)
    window = desktop()
    went: list[object] = []
    assert window.program.front is not None
    window.program.front.placeWanted.connect(went.append)
    window.key("Ctrl+K")
    QTest.keyClicks(box_of(window).line, "theven")
    QTest.keyClick(box_of(window).line, Qt.Key.Key_Return)  # at once, before the base has answered
    window.settle()
    assert went == [OpenOfficial(odile)]
    assert window.page() is Page.ELUS
    assert box_of(window).line.text() == ""


def test_arrows_pass_over_headings_and_go_round(prepared: Desk, desktop: Start) -> None:
    add_person(prepared)
    window = desktop()
    search(window, "thevenet")
    choice = box_of(window).popup.list
    chosen = []
    for _ in lines(window):
        entry = choice.currentIndex().data(ENTRY)
        assert entry.place is not None
        chosen.append(entry.title)
        window.key("Down")
    assert chosen[0] == "Odile Thévenet"
    assert chosen.count("Odile Thévenet") > 1


def test_escape_gives_the_keyboard_back_to_where_it_was(prepared: Desk, desktop: Start) -> None:
    add_person(prepared)
    window = desktop()
    window.key("Alt+L")
    before = window.target()
    search(window, "odile")
    window.key("Escape", "Escape")
    assert window.target() is before
    assert box_of(window).line.text() == ""


# Mouse


def test_a_click_opens_the_line_and_the_pointer_chooses_it(prepared: Desk, desktop: Start) -> None:
    odile = add_person(prepared)
    window = desktop()
    search(window, "thevenet")
    view = box_of(window).popup.list
    went: list[object] = []
    assert window.program.front is not None
    window.program.front.placeWanted.connect(went.append)
    row = next(n for n, line in enumerate(lines(window)) if line.place == OpenOfficial(odile))
    centre = view.visualRect(view.model().index(row, 0)).center()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=centre)
    window.settle()
    assert went == [OpenOfficial(odile)]
    assert not box_of(window).popup.isVisible()


def test_a_click_elsewhere_closes_the_finds_and_keeps_the_words(prepared: Desk, desktop: Start) -> None:
    add_person(prepared)
    window = desktop()
    search(window, "thevenet")
    assert box_of(window).popup.isVisible()
    window.window.current().setFocus()
    window.settle()
    assert not box_of(window).popup.isVisible()
    assert box_of(window).line.text() == "thevenet"
    window.key("Ctrl+K")
    assert box_of(window).popup.isVisible()


def test_the_finds_fit_in_the_smallest_window(prepared: Desk, desktop: Start) -> None:
    for n in range(8):
        add_person(prepared, "Odile", f"Thévenet-{n}")
    window = desktop()
    window.window.resize(900, 480)
    search(window, "thevenet")
    popup = box_of(window).popup
    assert window.window.rect().contains(popup.geometry())
    assert popup.geometry().topLeft().y() >= box_of(window).mapTo(window.window, QPoint(0, 0)).y()


# A NIR


def test_a_nir_is_refused_with_a_sentence_and_leaves_no_trace(
    prepared: Desk, desktop: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(queries, "search", lambda _desk, text: asked.append(text) or SearchResults())
    window = desktop()
    search(window, NIR)
    assert window.sees("ne se cherche pas")
    assert lines(window) == []
    assert NIR not in asked
    assert NIR[:13] not in asked
    window.key("F2")  # a call begins, without it
    assert window.page() is Page.CALL
    assert not window.sees(NIR)
    assert box_of(window).line.text() == ""
    window.leave()
    for file in tmp_path.rglob("*"):
        if file.is_file():
            assert NIR.encode() not in file.read_bytes()


def test_a_nir_is_forgotten_when_the_search_is_left(prepared: Desk, desktop: Start) -> None:
    window = desktop()
    search(window, NIR)
    window.window.current().setFocus()
    assert box_of(window).line.text() == ""
