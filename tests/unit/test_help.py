"""The help: gestures are found by what they do, by other words and by their keys, and fit one page."""

import re
from datetime import date

import pypdfium2
import pytest

from app.documents.help_sheet import help_sheet
from app.help import Gesture, HelpSection, find, load_help

TODAY = date(2026, 11, 24)


def keys_found(text: str, page: str = "") -> list[str]:
    return [key for section in find(load_help(), text, page) for one in section.gestures for key in one.keys]


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("imprimer", "Ctrl+P"),
        ("RACCROCHER", "Ctrl+Entrée"),
        ("f11", "F11"),
        ("ctrl + k", "Ctrl+K"),
        ("étape déplacer", "Ctrl+→"),
        ("bloque", "F11"),
    ],
)
def test_a_gesture_is_found_by_its_words_or_its_key(typed: str, key: str) -> None:
    assert key in keys_found(typed)


def test_a_key_brings_that_key_alone() -> None:
    found = [one.keys for section in find(load_help(), "F1") for one in section.gestures]
    assert found == [("F1",)]


def test_every_word_must_answer() -> None:
    assert keys_found("imprimer zèbre") == []


def test_the_gestures_of_the_page_that_was_left_come_first() -> None:
    assert find(load_help(), "", "appel")[0].title == "Pendant un appel"
    assert [one.title for one in find(load_help(), "")] == [one.title for one in load_help()]


def test_no_gesture_is_told_twice_in_a_section_and_the_french_is_well_spaced() -> None:
    for section in load_help():
        told = [one.does for one in section.gestures]
        assert len(told) == len(set(told))
        for sentence in told:
            assert not re.search(r" [:;?!%»]|« |'", sentence), sentence
            assert sentence.endswith("."), sentence


def test_the_printed_help_is_one_page_with_every_gesture() -> None:
    made = help_sheet(load_help(), version="1.0", made_on=TODAY)
    document = pypdfium2.PdfDocument(made.pdf)
    assert made.pages == len(document) == 1
    text = " ".join(document[0].get_textpage().get_text_range().split())
    for section in load_help():
        for gesture in section.gestures:
            assert " ".join(gesture.does.split()) in text, gesture.does
            assert all(key in text for key in gesture.keys)


def test_more_gestures_than_a_page_holds_go_on_the_next_one() -> None:
    many = tuple(
        HelpSection(f"Partie {n}", tuple(Gesture(("F1",), f"Un geste {n}-{m}.") for m in range(12))) for n in range(9)
    )
    made = help_sheet(many, version="1.0", made_on=TODAY)
    document = pypdfium2.PdfDocument(made.pdf)
    assert made.pages == len(document) > 1
    assert "Un geste 8-11." in document[made.pages - 1].get_textpage().get_text_range()
