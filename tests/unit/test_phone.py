"""Phone numbers as they are typed, dialled and searched."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.checks.phone import check_phone, phone_digits
from app.checks.problems import Severity

FICTION = ["019900", "026191", "035301", "046571", "053649", "063998"]
MOBILE = "+33639984127"


@pytest.mark.parametrize(
    "typed",
    [
        "06 39 98 41 27", "0639984127", "06.39.98.41.27", "06-39-98-41-27", "06/39/98/41/27", "+33 6 39 98 41 27",
        "+33639984127", "0033639984127", "00 33 6 39 98 41 27", "+33 (0)6 39 98 41 27", "33639984127",
        "06\u00a039\u00a098\u00a041\u00a027", "06\u202f39\u202f98\u202f41\u202f27", " Tél. : 06 39 98 41 27 ",
        "(06) 39 98 41 27", "06 39 98 41 27 (mobile)", "06 39 98 41 27 poste 12", "+33 06 39 98 41 27",
    ],
)  # fmt: skip
def test_a_french_number_is_understood_in_any_format(typed: str) -> None:
    result = check_phone(typed)
    assert (result.e164, result.national, result.region, result.kind) == (MOBILE, "06 39 98 41 27", "FR", "mobile")
    assert result.problems == ()
    assert result.typed == typed
    assert phone_digits(typed) == "0639984127"


@given(st.sampled_from(FICTION), st.integers(0, 9999))
def test_the_ranges_kept_for_fiction_count_as_valid(start: str, end: int) -> None:
    result = check_phone(f"{start}{end:04}")
    assert result.problems == ()
    assert result.e164 == f"+33{start[1:]}{end:04}"
    assert result.kind == ("mobile" if start.startswith("06") else "fixe")


@pytest.mark.parametrize(
    ("typed", "e164", "region", "national"),
    [
        ("0690 12 34 56", "+590690123456", "GP", "0690 12 34 56"),
        ("0690123456", "+590690123456", "GP", "0690 12 34 56"),
        ("0691 12 34 56", "+590691123456", "GP", "0691 12 34 56"),
        ("0692 12 34 56", "+262692123456", "RE", "0692 12 34 56"),
        ("0693 12 34 56", "+262693123456", "RE", "0693 12 34 56"),
        ("0694 12 34 56", "+594694123456", "GF", "0694 12 34 56"),
        ("0696 12 34 56", "+596696123456", "MQ", "0696 12 34 56"),
        ("0639 01 23 45", "+262639012345", "YT", "0639 01 23 45"),
        ("0590 12 34 56", "+590590123456", "GP", "0590 12 34 56"),
        ("0262 12 34 56", "+262262123456", "RE", "0262 12 34 56"),
        ("0269 61 23 45", "+262269612345", "YT", "0269 61 23 45"),
        ("0594 12 34 56", "+594594123456", "GF", "0594 12 34 56"),
        ("0508 41 23 45", "+508412345", "PM", "0508 41 23 45"),
        ("+262 692 12 34 56", "+262692123456", "RE", "0692 12 34 56"),
    ],
)
def test_overseas_is_typed_the_local_way(typed: str, e164: str, region: str, national: str) -> None:
    result = check_phone(typed)
    assert (result.e164, result.region, result.national) == (e164, region, national)
    assert result.ok
    assert phone_digits(typed) == phone_digits(e164)


@pytest.mark.parametrize(
    ("typed", "e164", "region"),
    [
        ("+41 22 730 51 11", "+41227305111", "CH"),
        ("0041 22 730 51 11", "+41227305111", "CH"),
        ("+32 475 12 34 56", "+32475123456", "BE"),
        ("+1 202 555 0123", "+12025550123", "US"),
    ],
)
def test_another_country_keeps_its_code(typed: str, e164: str, region: str) -> None:
    result = check_phone(typed)
    assert (result.e164, result.region, result.ok) == (e164, region, True)
    assert result.national is not None
    assert result.national.startswith("+")


@pytest.mark.parametrize("typed", ["15", "17", "18", "112", "114", "115", "3646", "36 46", "118 712", "116 117"])
def test_short_numbers_are_known_and_have_no_long_form(typed: str) -> None:
    result = check_phone(typed)
    assert (result.e164, result.region, result.kind, result.problems) == (None, "FR", "court", ())


@pytest.mark.parametrize("typed", ["0 800 123 456", "0805 12 34 56", "+33 800 123 456"])
def test_freephone_is_known(typed: str) -> None:
    result = check_phone(typed)
    assert result.kind == "gratuit"
    assert result.ok


@pytest.mark.parametrize(
    ("typed", "code", "words"),
    [
        ("06 39 98 52 1", "phone.too_short", "Il manque un chiffre\u00a0: 9 saisis sur 10."),
        ("639984127", "phone.too_short", "Le zéro du début, peut-être."),
        ("06 39", "phone.too_short", "Il manque 6\u00a0chiffres\u00a0: 4 saisis sur 10."),
        ("+33 6 39 98 41 2", "phone.too_short", "Il manque un chiffre\u00a0: 8 saisis sur 9 après +33."),
        ("06 39 98 52 123", "phone.too_long", "Un chiffre de trop\u00a0: 11 saisis sur 10."),
        ("06 39 98 41 2O", "phone.foreign_character", "n’est pas un chiffre"),
        ("mairie", "phone.foreign_character", "n’est pas un chiffre"),
        ("1639984127", "phone.first_digit", "commence par 0"),
        ("+999 123 456", "phone.country", "indicatif"),
        ("", "phone.empty", "Aucun numéro"),
    ],
)
def test_what_cannot_be_a_number_says_why(typed: str, code: str, words: str) -> None:
    result = check_phone(typed)
    assert [problem.code for problem in result.problems] == [code]
    assert words in result.problems[0].message
    assert not result.ok
    assert result.e164 is None
    assert result.typed == typed


@pytest.mark.parametrize(("typed", "e164"), [("07 00 00 00 00", "+33700000000"), ("0639 12 34 56", "+262639123456")])
def test_a_doubtful_number_is_kept_with_a_warning(typed: str, e164: str) -> None:
    result = check_phone(typed)
    assert [(one.code, one.severity) for one in result.problems] == [("phone.unknown_range", Severity.WARNING)]
    assert result.ok
    assert result.e164 == e164


def test_two_numbers_in_a_field_keep_the_first() -> None:
    result = check_phone("04 65 71 33 07 / 06 39 98 41 27")
    assert result.e164 == "+33465713307"
    assert [problem.code for problem in result.problems] == ["phone.several"]


@pytest.mark.parametrize(
    ("typed", "digits"),
    [("06 39", "0639"), ("+33 6 39", "0639"), ("0033639", "0639"), ("06/39/9", "06399"), ("39 98 41", "399841"),
     ("+41 22 730", "4122730"), ("Dupont", ""), ("+590 690 12", "069012")],
)  # fmt: skip
def test_a_search_compares_digits_even_of_a_part(typed: str, digits: str) -> None:
    assert phone_digits(typed) == digits


@given(st.text(max_size=40))
def test_any_text_is_judged_without_harm(text: str) -> None:
    result = check_phone(text)
    assert result.ok or result.problems
    assert all("a" <= one.code[0] <= "z" for one in result.problems)
    assert phone_digits(text) == "" or phone_digits(text).isdigit()
