"""What the sheet says is true of who reads it: no dead date, no mail that nothing named, nothing left out."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from app.documents.guide_sheet import Size, guide_sheet
from app.domain.stages import Stage
from app.guide.edition import Edition
from app.guide.loading import load_editions
from app.guide.path import sheet_steps
from tests.unit.sheet_reading import PERSON, WITH_FRANCECONNECT, Reading, sheet_data

OLD, NEW = load_editions()
BY_POST = {"account_open": "yes", "franceconnect": "no", "digital_identity": "no", "elu_account": "yes"}
LATE: dict[str, Any] = {"deadline": date(2026, 1, 20), "deadline_passed": True}


@pytest.mark.parametrize("franceconnect", ["yes", "no", "unknown"])
@pytest.mark.parametrize("edition", [OLD, NEW], ids=["2022", "2026"])
def test_a_sheet_that_begins_with_confirming_names_the_mail_that_has_come(edition: Edition, franceconnect: str) -> None:
    situation = WITH_FRANCECONNECT | {"franceconnect": franceconnect}
    begun = sheet_steps(edition, situation, Stage.TO_CONFIRM, ())
    text = Reading(guide_sheet(sheet_data(steps=begun, request_sent=True)).pdf).text
    assert "Le mail « Changement de statut de votre dossier » est arrivé : connectez-vous" in text
    assert "ce mail" not in text
    whole = sheet_steps(edition, situation, Stage.REQUEST_SENT, ())
    text = Reading(guide_sheet(sheet_data(steps=whole, request_sent=True)).pdf).text
    assert "Dès que ce mail est arrivé, " in text


def address_fields(**values: str) -> str:
    person = replace(PERSON, values={"postcode_city": "42600 CHAMPDIEU", **values})
    text = Reading(guide_sheet(sheet_data(person=person)).pdf).text
    return text[text.index("Numéro de voie") : text.index("42600 CHAMPDIEU")]


def test_an_address_of_which_the_town_alone_is_known_is_to_be_completed() -> None:
    told = address_fields()
    assert told.count("à compléter") == 4  # number, kind and name of the street, hamlet
    assert told.count("laissez vide") == 2
    assert address_fields(locality="LE BOURG").count("à compléter") == 0
    assert address_fields(street_name="DE LA FONTAINE").count("à compléter") == 0


@pytest.mark.parametrize("size", Size)
def test_when_it_is_too_late_the_sheet_says_to_call_before_its_first_step(size: Size) -> None:
    reading = Reading(guide_sheet(sheet_data(**LATE), size).pdf)
    assert reading.text.count("Appelez-nous d’abord : une autre date est à choisir avant de commencer.") == 1
    assert reading.text.index("Appelez-nous d’abord") < reading.text.index("Ouvrez le site Mon Compte Formation")
    assert "le lundi 23 mars 2026." not in reading.text
    assert "Trop tard pour cette session : c’était le mardi 20 janvier 2026." in reading.text
    assert "Appelez-nous d’abord" not in Reading(guide_sheet(sheet_data(), size).pdf).text


@pytest.mark.parametrize(("last_day", "in_time"), [(date(2026, 2, 22), False), (date(2026, 2, 23), True)])
def test_a_letter_answered_after_the_last_day_to_ask_is_not_asked_for(last_day: date, in_time: bool) -> None:
    steps = sheet_steps(NEW, BY_POST, Stage.IDENTITY_TO_CHECK, ())
    text = Reading(guide_sheet(sheet_data(steps=steps, phases=NEW.phases, deadline=last_day)).pdf).text
    assert ("Envoyez ce formulaire dès aujourd’hui : la réponse prend environ 4 semaines." in text) == in_time
    assert ("Par courrier, c’est trop tard pour cette session." in text) != in_time
    assert ("Appelez-nous avant d’envoyer le formulaire." in text) != in_time
    assert in_time or "la demande doit partir au plus tard le dimanche 22 février 2026" in text
