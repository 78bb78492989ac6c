"""Names are data: printed as typed, or with an honest mark that is told before printing; a NIR never is."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.documents import fonts
from app.documents.fonts import Face
from app.documents.guide_sheet import SheetPerson, Size, file_name, guide_sheet, missing_letters
from app.documents.measure import Span, line_of
from app.documents.right_to_left import joined, visual
from tests.unit.sheet_reading import PERSON, TRAINING, VALUES, Reading, plain, sheet_data

MARKUP = '<b>O\'Brien & <img src="file:///etc/passwd"/>'


def named(name: str, **values: str) -> SheetPerson:
    return replace(PERSON, title_name=name, values={**VALUES, **values})


@pytest.mark.parametrize("size", Size)
def test_a_name_is_never_markup(size: Size) -> None:
    name = f"{MARKUP} **gras** [[bouton]] {{deadline|x}} <adresse>"
    data = sheet_data(person=named(name, birth_name=name))
    sheet = guide_sheet(data, size)
    text = Reading(sheet.pdf).text.replace(" ", "")
    assert text.count(name.replace(" ", "")) >= 2  # the head and the form
    assert sheet.missing_letters == ()


@pytest.mark.parametrize("size", Size)
@pytest.mark.parametrize("letter", ["N", "W", "l"])
def test_two_hundred_letters_are_all_there(letter: str, size: Size) -> None:
    name = letter * 200
    sheet = guide_sheet(sheet_data(person=named(name, birth_name=name)), size)
    text = Reading(sheet.pdf).text.replace(" ", "")
    assert text.count(name) >= 2


def test_long_words_everywhere_still_make_a_sheet() -> None:
    long = "Saint-Rémy-en-Bouzemont-Saint-Genest-et-Isson " * 12
    person = SheetPerson(long, long, "commune de", long, dict.fromkeys(VALUES, long))
    for size in Size:
        sheet = guide_sheet(sheet_data(person=person, training=replace(TRAINING, title=long, place=long)), size)
        reading = Reading(sheet.pdf)
        for number in range(sheet.pages):
            assert all(right <= 195.8 and bottom <= 290.6 for _, _, right, bottom in reading.bounds(number))


def test_greek_comes_from_the_second_font() -> None:
    sheet = guide_sheet(sheet_data(person=named("Mme Ελένη Παπαδοπούλου")))
    reading = Reading(sheet.pdf)
    assert "Mme Ελένη Παπαδοπούλου" in reading.text
    assert sheet.missing_letters == ()
    assert any("DejaVu" in run.font for run in reading.letters())
    assert all(run.embedded for run in reading.letters())


def test_letters_that_no_font_has_are_marked_and_told_before_printing() -> None:
    data = sheet_data(person=named("Mme 陳 Fayard 𓀀", birth_name="陳"))
    assert missing_letters(data) == ("陳", "𓀀")
    sheet = guide_sheet(data)
    assert sheet.missing_letters == ("陳", "𓀀")
    assert f"Mme {fonts.MARK} Fayard {fonts.MARK}" in Reading(sheet.pdf).text
    assert missing_letters(sheet_data()) == ()


def test_an_emoji_is_drawn_or_marked_never_an_unnoticed_hole() -> None:
    data = sheet_data(person=named("Mme Fayard 😀 👩‍🚒"))
    assert set(missing_letters(data)) == {"👩", "🚒"}
    assert f"{fonts.MARK}{fonts.MARK}" in Reading(guide_sheet(data).pdf).text


def test_arabic_is_joined_and_runs_from_right_to_left() -> None:
    assert joined("محمد") == "\ufee3\ufea4\ufee4\ufeaa"
    assert joined("سلام") == "\ufeb3\ufefc\ufee1"
    assert visual("محمد") == "\ufeaa\ufee4\ufea4\ufee3"
    assert visual("(محمد)") == "(\ufeaa\ufee4\ufea4\ufee3)"
    assert visual("שלום") == "םולש"
    assert visual("Fayard") == "Fayard"
    data = sheet_data(person=named("M. محمد الفقيه"))
    assert missing_letters(data) == ()
    assert guide_sheet(data).pages >= 4


def test_two_right_to_left_words_change_places_on_their_line() -> None:
    line = line_of(Span("M. שלום עולם, maire", Face.BOLD, 12))
    assert line.text.split(" ") == ["M.", "םלוע,", "םולש", "maire"]


def test_invisible_letters_print_nothing_and_turn_nothing_round() -> None:
    data = sheet_data(person=named("Mme \u202eHélène\u202c Fa\u00adyard\u0000\ufeff"))
    assert missing_letters(data) == ()
    assert "Mme Hélène Fayard" in Reading(guide_sheet(data).pdf).text


def test_spaces_and_hyphens_that_the_font_lacks_become_their_like() -> None:
    data = sheet_data(person=named("Mme\u202fAnne\u2011Marie\u2007Fayard"))
    assert missing_letters(data) == ()
    assert "Mme Anne-Marie Fayard" in Reading(guide_sheet(data).pdf).text


@pytest.mark.parametrize("size", Size)
def test_a_nir_or_a_password_is_never_printed_even_when_it_is_handed_over(size: Size) -> None:
    secrets = {"nir13": "2620542123456", "nir15": "262054212345678", "password": "Motdepasse42"}
    sheet = guide_sheet(sheet_data(person=named("Mme Hélène Fayard", **secrets)), size)
    text = Reading(sheet.pdf).text.replace(" ", "")
    assert not [secret for secret in secrets.values() if secret in text]
    assert guide_sheet(sheet_data(), size).pdf == sheet.pdf


def test_a_file_name_holds_no_letter_that_a_disk_refuses() -> None:
    assert file_name(sheet_data(person=named('a/b\\c:d*e?"<>|\n' + "x" * 300))).startswith("Fiche abcdexxx")
    assert len(file_name(sheet_data(person=named("x" * 300)))) < 120
    assert file_name(sheet_data(person=named("///"))) == "Fiche sans nom 26 janvier 2026.pdf"


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=60), st.text(max_size=60))
def test_any_text_whatever_makes_a_sheet(name: str, value: str) -> None:
    data = sheet_data(person=named(name, birth_name=value), steps=sheet_data().steps[2:4])
    sheet = guide_sheet(data)
    drawn = plain(fonts.printable(name))
    assert (fonts.MARK in drawn) <= bool(sheet.missing_letters)
    assert sheet.pdf.endswith(b"%%EOF\n")
