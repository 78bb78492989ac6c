"""The date that matters now: what is due next, by when, counted how, and what is said when it is too late."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from app.documents.guide_sheet import Size, guide_sheet, placeholder_words
from app.documents.header import page_one
from app.documents.layout import Block, Mark, Text
from app.documents.metrics import FOOT_END, FREE_ABOVE_FOOT, TOP, metrics_of
from app.documents.sheet_data import OtherSession
from app.documents.words import (
    amount,
    at_place,
    day_and_month,
    french,
    long_date,
    period,
    platform_amount,
)
from app.domain.stages import Stage
from tests.pdf_structure import faults
from tests.unit.sheet_reading import PERSON, RULE, SHORT_RULE, TRAINING, WITH_FRANCECONNECT, Reading, plain, sheet_data

SENT: dict[str, Any] = {"situation": WITH_FRANCECONNECT, "stage": Stage.REQUEST_SENT, "request_sent": True}


@pytest.mark.parametrize("size", Size)
def test_the_last_day_to_ask_is_on_every_page_and_at_the_step_that_asks(size: Size) -> None:
    reading = Reading(guide_sheet(sheet_data(), size).pdf)
    for text in reading.pages:
        assert "Demande à envoyer au plus tard le mardi 3 mars 2026" in text
    assert "Envoyez votre dossier" in reading.text
    said = "" if size is Size.STANDARD else "Pourquoi cette date ? "
    assert f"Au plus tard le mardi 3 mars 2026 {said}{plain(SHORT_RULE)}" in reading.text


def test_its_rule_stands_beside_it_in_one_sentence() -> None:
    first = Reading(guide_sheet(sheet_data()).pdf).pages[0]
    assert f"mardi 3 mars 2026 {plain(SHORT_RULE)}" in first
    large = Reading(guide_sheet(sheet_data(WITH_FRANCECONNECT, Stage.REQUEST_SENT), Size.LARGE).pdf).pages[0]
    assert f"mardi 3 mars 2026 Pourquoi cette date ? {RULE}" in large
    whole = Reading(guide_sheet(sheet_data(deadline_rule_short="")).pdf).pages[0]
    assert f"mardi 3 mars 2026 {RULE}" in whole


def test_once_the_request_is_sent_what_is_due_is_to_confirm() -> None:
    text = Reading(
        guide_sheet(sheet_data(**SENT, confirm_by=date(2026, 3, 12), confirm_rule="4 jours ouvrés.")).pdf
    ).text
    assert "Inscription à confirmer au plus tard le jeudi 12 mars 2026 4 jours ouvrés." in text
    assert "mardi 3 mars 2026" not in text


@pytest.mark.parametrize("size", Size)
def test_a_day_to_confirm_that_has_gone_is_not_asked_for(size: Size) -> None:
    late = sheet_data(**SENT, confirm_by=date(2026, 3, 12), confirm_rule="4 jours ouvrés.", made_on=date(2026, 3, 13))
    reading = Reading(guide_sheet(late, size).pdf)
    assert "La date limite pour confirmer était le jeudi 12 mars 2026" in reading.pages[0]
    assert "Confirmez dès aujourd’hui, ou appelez-nous." in reading.pages[0]
    assert "au plus tard" not in reading.text


def test_a_session_that_has_gone_is_told_as_past() -> None:
    gone = sheet_data(WITH_FRANCECONNECT, Stage.TRAINED, request_sent=True, made_on=date(2026, 4, 1))
    text = Reading(guide_sheet(gone).pdf).text
    assert "Votre formation a eu lieu le lundi 23 mars 2026" in text
    assert "La formation a eu lieu le lundi 23 mars 2026" in text
    assert "Rendez-vous" not in text


def test_while_amf42_answers_the_date_is_the_session() -> None:
    text = Reading(guide_sheet(sheet_data(**SENT)).pdf).text
    assert "Votre formation a lieu le lundi 23 mars 2026" in text
    assert "au plus tard" not in text.split("Phase 1")[0]


@pytest.mark.parametrize("size", Size)
def test_when_it_is_too_late_the_sheet_says_so(size: Size) -> None:
    reading = Reading(guide_sheet(sheet_data(deadline_passed=True), size).pdf)
    assert "Trop tard pour cette session. La date limite était le mardi 3 mars 2026" in reading.pages[0]
    assert "Appelez-nous pour en choisir une autre." in reading.pages[0]
    assert "Demande à envoyer" not in reading.text
    assert "Appelez-nous avant d’envoyer votre dossier." in reading.text
    for text in reading.pages[1:]:
        assert "Date limite dépassée : le mardi 3 mars 2026" in text


@pytest.mark.parametrize("size", Size)
def test_without_a_session_a_sentence_stands_in_place_of_the_date(size: Size) -> None:
    text = Reading(guide_sheet(sheet_data(training=None, deadline=None), size).pdf).text
    assert "Pas encore de date limite : elle dépend de la formation choisie." in text
    assert "au plus tard le" not in text
    undated = replace(TRAINING, starts_on=None, ends_on=None)
    text = Reading(guide_sheet(sheet_data(training=undated, deadline=None), size).pdf).text
    assert "elle dépend de la session choisie." in text
    assert "à choisir avec l’AMF42" in text


@pytest.mark.parametrize("size", Size)
@pytest.mark.parametrize("day", [date(2026, 9, 23), date(2026, 4, 1), date(2026, 12, 30)])
def test_a_long_date_is_never_cut(day: date, size: Size) -> None:
    reading = Reading(guide_sheet(sheet_data(deadline=day), size).pdf)
    for text in reading.pages:
        assert long_date(day).replace("\u00a0", " ") in text
    assert all(right <= 195.8 for page in range(len(reading.pages)) for _, _, right, _ in reading.bounds(page))


@pytest.mark.parametrize(
    ("day", "lines"),
    [
        (date(2026, 3, 3), ["mardi", "3 mars 2026"]),
        (date(2026, 1, 28), ["mercredi", "28 janvier 2026"]),
        (date(2026, 9, 23), ["mercredi 23", "septembre 2026"]),
    ],
)
def test_the_framed_date_takes_two_lines(day: date, lines: list[str]) -> None:
    head = page_one(sheet_data(deadline=day), metrics_of(Size.STANDARD))
    large = [
        mark.text.replace("\u00a0", " ") for mark in every_mark(head) if isinstance(mark, Text) and mark.size == 22.5
    ]
    assert large == lines


def every_mark(block: Block) -> Iterator[Mark]:
    """All marks of a block and of those in it."""
    yield from block.marks
    for _, _, inner in block.inside:
        yield from every_mark(inner)


def test_a_long_name_leaves_the_date_of_the_other_pages_whole() -> None:
    data = sheet_data(person=replace(PERSON, title_name="Mme Marie-Christine Fayard-Dupont"))
    for text in Reading(guide_sheet(data).pdf).pages[1:]:
        assert (
            "Mme Marie-Christine Fayard-Dupont Formation du 23 mars 2026 À envoyer au plus tard le mardi 3 mars" in text
        )


def test_a_session_of_two_days_tells_both() -> None:
    training = replace(TRAINING, ends_on=date(2026, 3, 24))
    text = Reading(guide_sheet(sheet_data(training=training)).pdf).text
    assert "du lundi 23 mars 2026 au mardi 24 mars 2026, 6 heures" in text
    assert "Rendez-vous du lundi 23 mars 2026 au mardi 24 mars 2026 à Boën-sur-Lignon." in text


def test_price_balance_and_fees_stand_on_three_lines() -> None:
    text = Reading(guide_sheet(sheet_data()).pdf).pages[0]
    assert "Prix 200 €, payés par votre DIF élus Reste à payer 0 € Frais additionnels 18 €, à régler au début" in text
    training = replace(TRAINING, balance_cents=None, extra_fees_cents=0)
    text = Reading(guide_sheet(sheet_data(training=training)).pdf).text
    assert "Reste à payer selon vos droits" in text
    assert "Frais additionnels" not in text


@pytest.mark.parametrize(
    ("cents", "words", "platform"),
    [
        (0, "0 €", "0,00 €"),
        (1_800, "18 €", "18,00 €"),
        (1_850, "18,50 €", "18,50 €"),
        (20_005, "200,05 €", "200,05 €"),
        (120_000, "1 200 €", "1 200,00 €"),
        (-20_000, "– 200 €", "– 200,00 €"),
    ],
)
def test_amounts_in_french(cents: int, words: str, platform: str) -> None:
    assert amount(cents).replace("\u00a0", " ") == words
    assert platform_amount(cents).replace("\u00a0", " ") == platform
    assert " " not in amount(abs(cents))


def test_dates_in_french() -> None:
    assert long_date(date(2026, 3, 23)) == "lundi 23\u00a0mars\u00a02026"
    assert day_and_month(date(2026, 4, 1)) == "1er\u00a0avril\u00a02026"
    assert period(date(2026, 3, 23), None) == period(date(2026, 3, 23), date(2026, 3, 23))


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("Boën-sur-Lignon", "à Boën-sur-Lignon"),
        ("Le Coteau", "au Coteau"),
        ("Les Salles", "aux Salles"),
        ("La Talaudière", "à La Talaudière"),
        ("L’Étrat", "à L’Étrat"),
        ("Salle des fêtes, Boën", "– Salle des fêtes, Boën"),
        ("visioconférence", "– visioconférence"),
    ],
)
def test_where_one_meets_in_french(place: str, words: str) -> None:
    assert at_place(place) == words


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("L'eau : qui paie ?", "L’eau\u00a0: qui paie\u00a0?"),
        ("« Pouvoirs »", "«\u00a0Pouvoirs\u00a0»"),
        ("100 %", "100\u00a0%"),
        ("o'brien@exemple.fr", "o'brien@exemple.fr"),
        ("https://exemple.fr/l'eau", "https://exemple.fr/l'eau"),
    ],
)
def test_typed_prose_gets_its_french_spaces(typed: str, printed: str) -> None:
    assert french(typed) == printed


OTHERS = (
    OtherSession(date(2026, 5, 20), "Feurs", date(2026, 4, 30), 12),
    OtherSession(date(2026, 9, 23), "Maison des communes, 2 place de la Mairie", date(2026, 9, 2), 1),
    OtherSession(date(2026, 10, 1), "Le Coteau", date(2026, 9, 11), 3, title="Lire et préparer le budget communal"),
    OtherSession(date(2026, 11, 3), "Ne tient pas", date(2026, 10, 13), 3),
)


@pytest.mark.parametrize("size", Size)
def test_when_it_is_too_late_three_other_sessions_stand_on_page_one_each_with_its_last_day(size: Size) -> None:
    reading = Reading(guide_sheet(sheet_data(deadline_passed=True, other_sessions=OTHERS[:2]), size).pdf)
    first = reading.pages[0].lower()
    assert "trop tard pour cette session" in first
    assert "autres sessions de cette formation" in first
    for words in (
        "mercredi 20 mai 2026",
        "feurs",
        "jeudi 30 avril 2026",
        "mercredi 23 septembre 2026",
        "2 place de la",
    ):
        assert words in first
    assert "le même thème" not in first
    whole = Reading(guide_sheet(sheet_data(deadline_passed=True, other_sessions=OTHERS), size).pdf)
    assert "sur le même thème" in whole.pages[0].lower()
    assert "Lire et préparer le budget communal" in whole.text
    assert "Ne tient pas" not in whole.text
    assert "Au plus tard le mardi 3 mars 2026" not in whole.text
    assert "Rendez-vous" not in whole.text
    assert faults(whole.pdf) == []
    assert all(right <= 195.8 for page in range(len(whole.pages)) for _, _, right, _ in whole.bounds(page))


@pytest.mark.parametrize("size", Size)
def test_with_a_very_long_name_the_head_drops_sessions_before_it_reaches_the_foot(size: Size) -> None:
    person = replace(PERSON, title_name="Mme " + "Marie-Antoinette " * 12)
    data = sheet_data(deadline_passed=True, other_sessions=OTHERS, person=person)
    m = metrics_of(size)
    reading = Reading(guide_sheet(data, size).pdf)
    assert "Trop tard" in reading.pages[0]
    assert page_one(data, m, name_lines=2).height <= FOOT_END - m.foot_height - FREE_ABOVE_FOOT - TOP
    assert "/" in reading.pages[0]


@pytest.mark.parametrize("size", Size)
def test_a_cancelled_session_is_told_and_no_date_is_given(size: Size) -> None:
    undated = replace(TRAINING, starts_on=None, ends_on=None)
    note = "La session du lundi 23\u00a0mars\u00a02026 est annulée."
    data = sheet_data(training=undated, deadline=None, session_note=note, other_sessions=OTHERS[:1])
    first = Reading(guide_sheet(data, size).pdf).pages[0]
    assert plain(note) in first
    assert "ercredi 20 mai 2026" in first
    alone = Reading(guide_sheet(sheet_data(session_note="La session est complète à ce jour."), size).pdf)
    assert "La session est complète à ce jour." in alone.pages[0]
    assert "Autres sessions" not in alone.text


@pytest.mark.parametrize("size", Size)
def test_amf42_s_own_step_says_until_when_it_validates(size: Size) -> None:
    rule = "11\u00a0jours ouvrés pleins entre notre validation et le 23\u00a0mars"
    text = Reading(guide_sheet(sheet_data(validate_by=date(2026, 3, 5), validate_rule=rule), size).pdf).text
    assert f"Validation au plus tard le jeudi 5 mars 2026 : {plain(rule)}." in text
    assert text.count("jeudi 5 mars 2026") == 1
    gone = sheet_data(validate_by=date(2026, 3, 5), validate_rule=rule, made_on=date(2026, 3, 6))
    assert "Validation au plus tard" not in Reading(guide_sheet(gone, size).pdf).text


@pytest.mark.parametrize("size", Size)
def test_the_day_by_which_to_confirm_stands_again_at_the_step_that_confirms(size: Size) -> None:
    rule = "Accepté par l’AMF42 le 6\u00a0mars\u00a0: 4\u00a0jours ouvrés pour confirmer"
    data = sheet_data(
        WITH_FRANCECONNECT, Stage.TO_CONFIRM, request_sent=True, confirm_by=date(2026, 3, 12), confirm_rule=rule
    )
    text = Reading(guide_sheet(data, size).pdf).text
    assert "Au plus tard le jeudi 12 mars 2026" in text.split("Confirmez")[-1]
    unknown = sheet_data(WITH_FRANCECONNECT, Stage.READY_TO_REQUEST)
    assert "Au plus tard le" not in Reading(guide_sheet(unknown, size).pdf).text.split("Confirmez")[-1]


@pytest.mark.parametrize("size", Size)
def test_on_the_last_day_the_sheet_says_today(size: Size) -> None:
    reading = Reading(guide_sheet(sheet_data(made_on=date(2026, 3, 3)), size).pdf)
    assert "Demande à envoyer aujourd’hui même, au plus tard le mardi 3 mars 2026" in reading.pages[0]
    assert "aujourd’hui même" not in Reading(guide_sheet(sheet_data(made_on=date(2026, 3, 2)), size).pdf).text


def test_a_last_day_that_has_gone_stands_in_no_sentence_of_the_guide() -> None:
    assert "deadline" in placeholder_words(sheet_data())
    assert "deadline" not in placeholder_words(sheet_data(deadline_passed=True))
