"""The texts of the guide as they are typed: what one sees, what the file has, and the way between the two."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor, QTextDocument
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.guide import loading
from app.guide.edition import ANSWERS, Actor, Effect, Step
from app.guide.loading import load_editions
from app.guide.markup import BlockKind, RunKind, parse
from app.guide.wording import PLACEHOLDERS
from ui import guide_rich, guide_words
from ui.fields.rich import RichEdit
from ui.guide_draft import as_json, edition_from
from ui.guide_words import chip_words, field_sentence, whom_where_same, without_fields, written_field
from ui.panels.guide_text import GuideTextField
from ui.theme import Theme

EDITIONS = load_editions()
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
NBSP = "\u00a0"


def texts_of(step: Step) -> list[tuple[str, bool]]:
    """The texts of a step, each with whether it is light markup."""
    screen = step.screen
    texts = [(step.body, True), (step.unsure, True), (step.title, False), (step.say, False), (step.if_blocked, False)]
    texts += [(words, False) for answer in step.answers for words in (answer.text, answer.help)]
    if screen is not None:
        texts += [(screen.note, True), (screen.title, False), (screen.text, False)]
    return texts


def test_each_text_of_the_guide_comes_back_as_it_was(light: Theme) -> None:
    document = QTextDocument()
    seen = 0
    for step in (step for edition in EDITIONS for step in edition.steps):
        for text, marked in texts_of(step):
            guide_rich.fill(document, text, light, marked=marked)
            back = guide_rich.written(document, marked=marked)
            assert back == text, step.id
            shown = document.toPlainText()
            assert not any(sign in shown for sign in ("**", "[[", "{", "|")), step.id
            seen += bool(text)
    assert seen > 400


def test_texts_made_by_hand_come_back(light: Theme) -> None:
    for text in (
        "",
        "Un seul mot",
        "- un\n- deux\n\nAprès\n\n! Attention\n\n! Encore",
        "**gras {training|« # »|rien} encore** puis [[Un bouton]] et <www.amf42.fr>.",
        "{training|a}{training|a}{step:x/y|#|b}",
        "deux  espaces et une\u00a0insécable\u202f!",
    ):
        document = QTextDocument()
        guide_rich.fill(document, text, light, marked=True)
        assert parse(guide_rich.written(document, marked=True)) == parse(text)


def test_a_broken_markup_is_shown_as_written_to_be_mended(light: Theme) -> None:
    document = QTextDocument()
    guide_rich.fill(document, "un **gras sans fin", light, marked=True)
    assert document.toPlainText() == "un **gras sans fin"
    assert guide_rich.written(document, marked=True) == "un **gras sans fin"


@pytest.fixture
def edit(qtbot: QtBot) -> RichEdit:
    edit = RichEdit(marked=True)
    qtbot.addWidget(edit)
    with qtbot.waitExposed(edit):
        edit.show()
    edit.setFocus()
    return edit


def select(edit: RichEdit, words: str) -> None:
    """Select these words."""
    place = edit.document().toPlainText().index(words)
    cursor = edit.textCursor()
    cursor.setPosition(place)
    cursor.setPosition(place + len(words), QTextCursor.MoveMode.KeepAnchor)
    edit.setTextCursor(cursor)


def press(edit: RichEdit, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(edit, key, held)


def test_keys_mark_words_and_lines_and_ctrl_z_takes_it_back(edit: RichEdit) -> None:
    edit.set_text("Ouvrez www.amf42.fr puis Valider")
    for words, key, held in (
        ("www.amf42.fr", Qt.Key.Key_K, CTRL | SHIFT),
        ("Valider", Qt.Key.Key_B, CTRL | SHIFT),
        ("Ouvrez", Qt.Key.Key_G, CTRL),
    ):
        select(edit, words)
        press(edit, key, held)
    assert edit.text() == "**Ouvrez** <www.amf42.fr> puis [[Valider]]"
    press(edit, Qt.Key.Key_G, CTRL)
    assert edit.text() == "Ouvrez <www.amf42.fr> puis [[Valider]]"
    edit.moveCursor(QTextCursor.MoveOperation.End)
    press(edit, Qt.Key.Key_L, CTRL | SHIFT)
    assert edit.text().startswith("- Ouvrez")
    for _ in range(5):
        press(edit, Qt.Key.Key_Z, CTRL)
    assert edit.text() == "Ouvrez www.amf42.fr puis Valider"


def test_entree_goes_on_with_a_list_and_an_empty_item_ends_it(edit: RichEdit) -> None:
    edit.set_text("- un")
    press(edit, Qt.Key.Key_Return)
    QTest.keyClicks(edit, "deux")
    press(edit, Qt.Key.Key_Return)
    press(edit, Qt.Key.Key_Return)
    QTest.keyClicks(edit, "fin")
    assert edit.text() == "- un\n- deux\n\nfin"
    press(edit, Qt.Key.Key_Home)
    press(edit, Qt.Key.Key_A, CTRL | SHIFT)
    assert edit.block_kind() is BlockKind.WARNING
    press(edit, Qt.Key.Key_Backspace)
    assert edit.block_kind() is BlockKind.PARAGRAPH


def test_an_address_with_spaces_never_breaks_the_text(edit: RichEdit, qtbot: QtBot) -> None:
    edit.set_text("voyez www.amf42.fr ou www.cdc.fr ici")
    select(edit, "www.amf42.fr ou www.cdc.fr")
    with qtbot.waitSignal(edit.addressWanted, timeout=500):
        edit.mark(RunKind.ADDRESS)
    assert edit.text() == "voyez www.amf42.fr ou www.cdc.fr ici"


def test_the_address_under_the_cursor_is_taken_without_its_full_stop(edit: RichEdit) -> None:
    edit.set_text("voyez www.amf42.fr.")
    edit.moveCursor(QTextCursor.MoveOperation.End)
    edit.mark(RunKind.ADDRESS)
    assert edit.text() == "voyez <www.amf42.fr>."
    assert parse(edit.text())


def test_a_link_on_a_word_asks_for_its_address_and_keeps_the_word(field: GuideTextField) -> None:
    field.set_text("Cliquez ici")
    select(field.edit, "Cliquez")
    press(field.edit, Qt.Key.Key_K, CTRL | SHIFT)
    box = field.address_box
    assert box is not None
    assert not box.isHidden()
    assert field.text() == "Cliquez ici", "nothing is taken for an address that is none"
    box.address.set_text("la page")
    QTest.keyClick(box.address.line, Qt.Key.Key_Return)
    assert "Ce n’est pas une adresse" in box.address.problems()[0].message
    box.address.set_text("www.amf42.fr")
    QTest.keyClick(box.address.line, Qt.Key.Key_Return)
    assert field.text() == "Cliquez <www.amf42.fr> ici"
    assert box.isHidden()


def test_a_field_is_copied_whole_and_pasted_as_a_field(edit: RichEdit) -> None:
    edit.set_text("le {session_date|jour dit}.")
    edit.selectAll()
    edit.copy()
    assert QApplication.clipboard().text() == "le {session_date|jour dit}."
    edit.moveCursor(QTextCursor.MoveOperation.End)
    edit.paste()
    assert edit.text() == "le {session_date|jour dit}.le {session_date|jour dit}."
    edit.moveCursor(QTextCursor.MoveOperation.End)
    for _ in range(2):
        press(edit, Qt.Key.Key_Backspace)
    assert edit.text() == "le {session_date|jour dit}.le", "one key takes a field whole"


def test_words_that_are_pasted_are_words_alone(edit: RichEdit, qtbot: QtBot) -> None:
    QApplication.clipboard().setText("un\ndeux <b>gras</b>")
    edit.set_text("")
    edit.paste()
    assert edit.document().toPlainText() == "un\ndeux <b>gras</b>"


def test_a_line_alone_has_no_second_line(qtbot: QtBot) -> None:
    title = RichEdit(marked=False, single=True)
    qtbot.addWidget(title)
    title.set_text("Titre")
    press(title, Qt.Key.Key_Return)
    QApplication.clipboard().setText(" un\ndeux")
    title.moveCursor(QTextCursor.MoveOperation.End)
    title.paste()
    assert title.text() == "Titre un deux"


@pytest.fixture
def field(qtbot: QtBot) -> GuideTextField:
    edition = EDITIONS[0]
    field = GuideTextField("Sur la fiche", lambda: edition, marked=True)
    qtbot.addWidget(field)
    with qtbot.waitExposed(field):
        field.show()
    field.edit.setFocus()
    return field


def test_a_field_is_made_out_of_names_and_changed(field: GuideTextField) -> None:
    field.set_text("Venez à")
    QTest.keyClicks(field.edit, " ")
    press(field.edit, Qt.Key.Key_C, CTRL | SHIFT)
    box = field.box
    assert box is not None
    assert box.isVisible()
    assert box.value.combo.hasFocus()
    names = [box.value.combo.itemText(row) for row in range(box.value.combo.count())]
    assert {"Lieu", "Titre de la formation", "Numéro d’une étape"} <= set(names)
    box.value.set_value("place")
    box.missing.line.setText("la mairie | {")
    QTest.keyClick(box.missing.line, Qt.Key.Key_Return)
    assert field.text() == "Venez à {place|la mairie  }"
    assert not box.isVisible()
    press(field.edit, Qt.Key.Key_C, CTRL | SHIFT)
    assert box.value.value() == "place", "the field at the cursor is the one that is changed"
    box.missing.line.setText("Feurs")
    box.take.click()
    assert field.text() == "Venez à {place|Feurs}"
    assert "Lieu" in field.message.text()
    assert "Feurs" in field.message.text()


def test_the_number_of_a_step_is_chosen_by_its_title(field: GuideTextField) -> None:
    field.set_text("")
    press(field.edit, Qt.Key.Key_C, CTRL | SHIFT)
    box = field.box
    assert box is not None
    box.value.set_value("step")
    box.value.edited.emit()
    box.take.click()
    assert field.text() == "", "no step is chosen yet"
    box.steps[0].set_value("open_site")
    box.steps[0].edited.emit()
    assert len(box.steps) == 2, "another one may stand in its place"
    box.found.line.setText(" (étape #)")
    box.take.click()
    assert field.text() == "{step:open_site| (étape #)|}"
    assert "Ouvrez le site" in field.message.text()
    assert field.close_box() is False


def test_fields_are_told_in_words() -> None:
    assert chip_words("{session_date|, le #|}") == ", le ‹date de la session›"
    assert chip_words("{training| : |}").startswith("‹si titre de la formation connu")
    assert chip_words("{open}") == "{open}"
    assert "jour dit" in field_sentence("{session_date|jour dit}")
    assert written_field(("training",), is_step=False, found="#", missing="x") == "{training|x}"
    assert written_field(("a", "b"), is_step=True, found="étape #", missing="") == "{step:a/b|étape #|}"


def test_steps_of_one_title_are_told_apart_by_for_whom_they_are() -> None:
    edition = load_editions()[-1]
    titles = [without_fields(step.title) for step in edition.steps]
    same = [step for step in edition.steps if titles.count(without_fields(step.title)) > 1]
    assert same
    assert len({(without_fields(step.title), whom_where_same(step, edition)) for step in same}) == len(same)
    assert not whom_where_same(next(step for step in edition.steps if step not in same), edition)


def test_every_word_of_the_file_has_a_french_name() -> None:
    assert set(guide_words.VALUES) == PLACEHOLDERS  # no name for what no text may name
    for named, known in (
        (guide_words.SOURCES, loading.SOURCES),
        (guide_words.WIDTHS, loading.WIDTHS),
        (guide_words.PICTURES, loading.PICTURES),
        (guide_words.DUTIES, loading.DUTIES),
        (guide_words.EFFECTS, Effect),
        (guide_words.ACTORS, Actor),
        (guide_words.ANSWERS, ANSWERS),
    ):
        assert set(named) >= set(known)


def test_the_toolbar_says_what_holds_and_does_the_same(field: GuideTextField) -> None:
    tools = field.tools
    assert tools is not None
    field.set_text("un **deux** trois")
    select(field.edit, "deux")
    assert tools.runs[RunKind.BOLD].isChecked()
    assert not tools.runs[RunKind.BUTTON].isChecked()
    tools.runs[RunKind.BUTTON].click()
    assert field.text() == "un [[deux]] trois"
    assert field.edit.hasFocus(), "the keyboard stays in the text"
    tools.blocks[BlockKind.WARNING].click()
    assert field.text() == "! un [[deux]] trois"


def test_another_theme_keeps_text_and_cursor(edit: RichEdit, dress: Callable[..., Theme]) -> None:
    edit.set_text("- un **deux**\n\n{training|la formation}")
    cursor = edit.textCursor()
    cursor.setPosition(4)
    edit.setTextCursor(cursor)
    dress(dark=True, scale=2.0)
    assert edit.text() == "- un **deux**\n\n{training|la formation}"
    assert edit.textCursor().position() == 4


def test_a_draft_keeps_an_edition_whole() -> None:
    for edition in EDITIONS:
        assert edition_from(as_json(edition)) == edition


def test_a_draft_that_lost_a_part_is_no_edition() -> None:
    kept = as_json(EDITIONS[0])
    del kept["steps"][0]["title"]
    assert edition_from(kept) is None
    assert edition_from(None) is None
    assert edition_from({**as_json(EDITIONS[0]), "phases": "x"}) is None
