"""A number read over the phone: which slip it is, said without repeating it; and a number typed where none belongs."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.checks.nir import NirMode, check_nir, contains_nir, redact_nir
from app.checks.nir_structure import bounds
from app.checks.problems import Severity

SEPARATORS = st.sampled_from(["", " ", "\u00a0", "\u202f", ".", "-", "–", "  "])


def with_key(thirteen: str) -> str:
    """Add the key by the published formula: 97 less the remainder, Corsica counting as 19 and 18."""
    number = int(thirteen.replace("2A", "19").replace("2B", "18"))
    return f"{thirteen}{97 - number % 97:02}"


@st.composite
def thirteens(draw: st.DrawFn) -> str:
    """Invented numbers of people born in a month of the year, in France or abroad."""
    place = draw(st.sampled_from(["01042", "42147", "42218", "2A004", "2B033", "20004", "97105", "98714", "99351"]))
    year, month, order = draw(st.integers(0, 99)), draw(st.integers(1, 12)), draw(st.integers(1, 999))
    return f"{draw(st.sampled_from('12'))}{year:02}{month:02}{place}{order:03}"


def codes(text: str, mode: NirMode, severity: Severity | None = None) -> set[str]:
    return {one.code for one in check_nir(text, mode).problems if severity in (None, one.severity)}


@given(thirteens(), st.lists(SEPARATORS, min_size=15, max_size=15), st.booleans())
def test_a_right_number_passes_however_it_is_spaced(thirteen: str, gaps: list[str], lower: bool) -> None:
    number = with_key(thirteen)
    spaced = "".join(letter + gap for letter, gap in zip(number, gaps, strict=True))
    spaced = spaced.lower() if lower else spaced
    opening, login = check_nir(spaced, NirMode.OPENING), check_nir(thirteen, NirMode.LOGIN)
    assert opening.problems == login.problems == ()
    assert len(opening.groups) == 7
    assert len(login.groups) == 6
    assert "".join(group.text for group in opening.groups) == number


@given(thirteens(), st.integers(0, 14), st.sampled_from("0123456789"))
def test_the_group_of_one_wrong_character_is_always_named(thirteen: str, place: int, digit: str) -> None:
    number = with_key(thirteen)
    if digit == number[place] or (place in {5, 6} and "2A" <= number[5:7] <= "2B"):
        return
    wrong = number[:place] + digit + number[place + 1 :]
    result = check_nir(wrong, NirMode.OPENING)
    assert not result.ok
    slip = next(name for name, start, end in bounds(wrong) if start <= place < end)
    assert slip in result.doubtful_groups


@given(thirteens(), st.integers(0, 14), st.sampled_from("0123456789"))
def test_nothing_that_is_shown_repeats_the_number(thirteen: str, place: int, digit: str) -> None:
    number = with_key(thirteen)
    for text in (number, number[:place] + digit + number[place + 1 :], number[:place], number + digit):
        for mode in NirMode:
            result = check_nir(text, mode, civility="Mme", birth_date=date(1962, 6, 1))
            said = repr(result) + "".join(problem.message for problem in result.problems)
            assert number[3:10] not in said
            assert not any(len(group.text) > 2 and f"'{group.text}'" in said for group in result.groups)


def test_the_number_of_the_picture_names_its_three_groups() -> None:
    result = check_nir("2 62 06 42 147 036 60", NirMode.OPENING, civility="Mme")
    assert result.doubtful_groups == ("année", "mois", "commune")
    assert [problem.message for problem in result.problems] == [
        "La clé ne correspond pas. Relisez avec l’élue les groupes année, mois et commune."
    ]


def test_a_wrong_digit_of_corsica_is_found_by_its_letter() -> None:
    number = with_key("2620" + "62A004036")
    wrong = number.replace("2A", "2B")
    assert "département" in check_nir(wrong, NirMode.OPENING).doubtful_groups


@pytest.mark.parametrize(
    ("text", "mode", "code", "words"),
    [
        ("262064214703611", NirMode.LOGIN, "nir.too_long", "laissez la clé"),
        ("26206421470361", NirMode.LOGIN, "nir.too_long", "14 saisis sur 13"),
        ("2620642147036", NirMode.OPENING, "nir.too_short", "13 saisis sur 15. Demandez aussi la clé"),
        ("26206421470", NirMode.LOGIN, "nir.too_short", "Il manque 2\u00a0caractères\u00a0: 11 saisis sur 13."),
        ("", NirMode.LOGIN, "nir.too_short", "0 saisi sur 13"),
        ("2620642147O36", NirMode.LOGIN, "nir.foreign_character", "groupe ordre, au 11e caractère"),
        ("2 62 06 42 147 036 / 11", NirMode.OPENING, "nir.foreign_character", "n’est pas un chiffre"),
        ("262062C147036", NirMode.LOGIN, "nir.foreign_character", "2A ou 2B"),
        ("26206421470A6", NirMode.LOGIN, "nir.foreign_character", "groupe ordre"),
        ("0620642147036", NirMode.LOGIN, "nir.sex", "1 pour un homme"),
        ("5620642147036", NirMode.LOGIN, "nir.sex", "1 pour un homme"),
        ("6620642147036", NirMode.LOGIN, "nir.sex", "1 pour un homme"),
        ("9620642147036", NirMode.LOGIN, "nir.sex", "1 pour un homme"),
        ("2620642147000", NirMode.LOGIN, "nir.order", "001"),
        ("262064214703612", NirMode.OPENING, "nir.key", "La clé ne correspond pas."),
        ("262064214703600", NirMode.OPENING, "nir.key", "La clé ne correspond pas."),
    ],
)
def test_each_slip_is_named(text: str, mode: NirMode, code: str, words: str) -> None:
    result = check_nir(text, mode)
    assert [problem.code for problem in result.problems] == [code]
    assert words in result.problems[0].message
    assert not result.ok


@pytest.mark.parametrize("month", range(100))
def test_every_month_is_judged_as_the_issue_says(month: int) -> None:
    number = f"262{month:02}42147036"
    wrong = month == 0 or 13 <= month <= 19 or 43 <= month <= 49
    unknown = 20 <= month <= 42 or month >= 50
    assert codes(number, NirMode.LOGIN, Severity.ERROR) == ({"nir.month"} if wrong else set())
    assert codes(number, NirMode.LOGIN, Severity.WARNING) == ({"nir.month_unknown"} if unknown else set())


@pytest.mark.parametrize("digit", "3478")
def test_a_provisional_number_is_only_a_warning(digit: str) -> None:
    result = check_nir(f"{digit}620642147036", NirMode.LOGIN)
    assert [problem.code for problem in result.problems] == ["nir.provisional"]
    assert result.ok


@pytest.mark.parametrize(
    ("place", "known"),
    [
        ("42147", True), ("20004", True), ("2A004", True), ("2B004", True), ("91352", True), ("95350", True),
        ("96351", True), ("99351", True), ("97105", True), ("97601", True), ("98714", True), ("98501", True),
        ("00147", False), ("97005", False), ("97905", False), ("98105", False),
    ],
)  # fmt: skip
def test_an_unknown_department_is_only_a_warning(place: str, known: bool) -> None:
    result = check_nir(f"26206{place}036", NirMode.LOGIN)
    assert [problem.code for problem in result.problems] == ([] if known else ["nir.department"])
    assert result.ok


def test_overseas_the_department_has_three_characters() -> None:
    groups = {group.name: group.text for group in check_nir("2620697105036", NirMode.LOGIN).groups}
    assert groups["département"] == "971"
    assert groups["commune"] == "05"


@pytest.mark.parametrize(
    ("civility", "born", "expected"),
    [
        ("Mme", date(1962, 6, 12), []),
        ("M.", date(1962, 6, 12), ["nir.civility"]),
        ("Mme", date(1963, 6, 12), ["nir.birth_year"]),
        (None, date(1962, 7, 12), ["nir.birth_month"]),
        ("M.", date(1961, 7, 12), ["nir.civility", "nir.birth_year", "nir.birth_month"]),
        (None, None, []),
    ],
)
def test_what_the_form_says_otherwise_is_a_warning(
    civility: str | None, born: date | None, expected: list[str]
) -> None:
    result = check_nir("2620642147036", NirMode.LOGIN, civility=civility, birth_date=born)
    assert [problem.code for problem in result.problems] == expected
    assert result.ok


def test_an_unknown_month_is_compared_with_no_birth_date() -> None:
    result = check_nir("2625042147036", NirMode.LOGIN, birth_date=date(1962, 6, 12))
    assert [problem.code for problem in result.problems] == ["nir.month_unknown"]


@pytest.mark.parametrize(
    "written",
    [
        "262064214703611", "2620642147036", "2 62 06 42 147 036 11", "2 62 06 42 147 036", "2.62.06.42.147.036.11",
        "2-62-06-42-147-036", "2\u00a062\u00a006\u00a042\u00a0147\u00a0036\u00a011", "26 20 64 21 47 03 61 1",
        "2  62  06  42  147  036", "2/62/06/42/147/036", "2620 6421 4703 6", "２６２０６４２１４７０３６",
        "1 85 05 2A 004 036", "185052b004036", "2 62 06 42 147 036 99", "2 62 06 42 147 (036)",
        "7 62 06 42 147 036",
    ],
)  # fmt: skip
def test_a_number_in_a_note_is_found_and_replaced_alone(written: str) -> None:
    assert redact_nir(f"Elle dit {written}, à rappeler.") in {
        "Elle dit «\u00a0NIR contrôlé\u00a0», à rappeler.",
        "Elle dit «\u00a0NIR contrôlé\u00a0»), à rappeler.",
    }


@pytest.mark.parametrize("text", ["Dupont262064214703611", "0639984127262064214703611", "n°2620642147036."])
def test_a_number_glued_to_other_words_is_found(text: str) -> None:
    assert contains_nir(text)
    assert "2620642147036" not in redact_nir(text)


def test_a_number_of_which_the_key_is_wrong_is_somebody_s_all_the_same() -> None:
    assert contains_nir("262064214703612") == [(0, 15)]  # situation 5: fifteen characters of which one is wrong
    assert redact_nir("lu 262064214703612 ce matin") == "lu «\u00a0NIR contrôlé\u00a0» ce matin"
    assert contains_nir("**285**05**42187**005") == [(2, 21)]  # bold runs through it


@pytest.mark.parametrize(
    "text",
    [
        "06 39 98 41 27", "04 65 71 33 07 / 06 39 98 41 27", "+33 6 39 98 41 27 04 65 71 33 07", "0033639984127",
        "SIRET 123 456 789 00012", "12345678900012", "SIRET 123 456 789 00012 42600 Montbrison",
        "21110 04 65 71 33 07", "le 24/11/2026 à 10:30:45", "24/11/2026 15/12/2026", "dossier EDOF 28374651029",
        "2026-11-24 10:30", "42600 Montbrison", "12, 14, 16 et 18 rue du 8 mai 1945", "", "9 782070 368228",
        "2 62 06 42 147 03", "26206421470361",
    ],
)  # fmt: skip
def test_other_numbers_are_left_alone(text: str) -> None:
    assert contains_nir(text) == []
    assert redact_nir(text) == text


@given(thirteens(), st.text(alphabet="abc é\n,.", max_size=20), st.text(alphabet="abc é\n,.", max_size=20))
def test_all_the_rest_of_a_note_is_kept(thirteen: str, before: str, after: str) -> None:
    number = with_key(thirteen)
    spans = contains_nir(before + number + after)
    assert spans == [(len(before), len(before) + len(number))]
    assert redact_nir(before + number + after) == f"{before}«\u00a0NIR contrôlé\u00a0»{after}"


@settings(max_examples=300)
@given(st.text(max_size=60))
def test_any_text_is_judged_without_harm(text: str) -> None:
    for mode in NirMode:
        check_nir(text, mode)
    assert contains_nir(redact_nir(text)) == []
