"""The sheet of a dossier: what it is made from, and that handing it out is recorded."""

import hashlib
from datetime import date

import pytest
from sqlalchemy import select

from app.desk import Desk
from app.domain.dossiers import Handout, Stage
from app.errors import UserError
from app.services.directory import save_official, set_rights
from app.services.dossiers import block, record_handout, tick
from app.services.sheets import function_words, hours_words, make_sheet, sheet_data
from app.storage import queries
from app.storage.database import Database
from tests.factories import (
    ACCOUNT_OPEN,
    WITHOUT_ACCOUNT,
    Clock,
    add_dossier,
    add_person,
    add_session,
    add_training,
    make_desk,
    mandate_form,
    person_form,
)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def desk(database: Database, clock: Clock) -> Desk:
    return make_desk(database, clock)


def helene(desk: Desk) -> int:
    form = person_form(
        "Hélène",
        "Berthet",
        usual_name="Fayard",
        mobile_typed="06 39 98 12 34",
        landline_typed="04 65 71 23 45",
        email="helene.fayard@exemple.fr",
        street_number="12",
        repetition="bis",
        street_type="rue",
        street_name="de la Fontaine",
        postcode="42600",
        city="Champdieu",
    )
    return int(save_official(desk, None, form, None, mandates=[mandate_form("Champdieu", "2e adjointe")]).result)


def test_the_sheet_bears_the_person_as_the_platform_wants_them(desk: Desk) -> None:
    data = sheet_data(desk, add_dossier(desk, helene(desk), add_session(desk), WITHOUT_ACCOUNT))
    person = data.person
    assert (person.title_name, person.function, person.territory_words, person.territory) == (
        "Mme Hélène Fayard",
        "2e adjointe au maire",
        "commune de",
        "Champdieu",
    )
    assert person.values == {
        "birth_name": "BERTHET",
        "mobile": "06\u00a039\u00a098\u00a012\u00a034",
        "landline": "04\u00a065\u00a071\u00a023\u00a045",
        "email": "helene.fayard@exemple.fr",
        "street_number": "12",
        "repetition": "bis",
        "street_type": "RUE",
        "street_name": "DE LA FONTAINE",
        "postcode_city": "42600 CHAMPDIEU",
    }


def test_the_last_day_to_ask_is_still_in_time_on_the_sheet(desk: Desk, clock: Clock) -> None:
    dossier = add_dossier(desk, helene(desk), add_session(desk, starts_on=date(2026, 12, 15)), WITHOUT_ACCOUNT)
    clock.pass_by(days=1)
    there = sheet_data(desk, dossier)
    assert (there.made_on, there.deadline, there.deadline_passed) == (date(2026, 11, 25), date(2026, 11, 25), False)
    clock.pass_by(days=1)
    assert sheet_data(desk, dossier).deadline_passed


def test_the_sheet_bears_this_sessions_dates_and_money(desk: Desk) -> None:
    data = sheet_data(desk, add_dossier(desk, helene(desk), add_session(desk), WITHOUT_ACCOUNT))
    assert data.training is not None
    assert (data.training.hours_words, data.training.place, data.training.price_cents) == (
        "6\u00a0heures",
        "Montbrison",
        20_000,
    )
    assert (data.deadline, data.deadline_passed, data.request_sent) == (date(2026, 11, 25), False, False)
    assert data.deadline_rule.startswith("11\u00a0jours ouvrés pleins")
    assert data.deadline_rule_short == "11\u00a0jours ouvrés avant le 15\u00a0déc., et 2\u00a0pour notre réponse"
    assert (data.edition_title, data.made_on) == ("Guide AMF42, édition 2022", date(2026, 11, 24))


def test_only_steps_that_remain_are_on_it_and_a_blocked_one_is_named(desk: Desk) -> None:
    dossier = add_dossier(desk, helene(desk), add_session(desk), WITHOUT_ACCOUNT)
    tick(desk, dossier, "open_site")
    block(desk, dossier, "create_account")
    data = sheet_data(desk, dossier)
    assert data.steps[0].id == "create_account"
    assert data.blocked_step == "create_account"
    assert all(step.on_sheet for step in data.steps)


def test_once_amf42_has_validated_the_day_to_confirm_is_on_it(desk: Desk) -> None:
    dossier = add_dossier(desk, helene(desk), add_session(desk), ACCOUNT_OPEN, stage=Stage.TO_CONFIRM)
    data = sheet_data(desk, dossier)
    assert (data.request_sent, data.confirm_by) == (True, date(2026, 11, 30))
    assert data.confirm_rule == "Accepté par l’AMF42 le 24\u00a0nov.\u00a0: 4\u00a0jours ouvrés pour confirmer"


def test_too_late_is_said_and_no_session_has_no_date(desk: Desk) -> None:
    late = add_dossier(desk, helene(desk), add_session(desk, starts_on=date(2026, 12, 8)), WITHOUT_ACCOUNT)
    assert sheet_data(desk, late).deadline_passed
    free = sheet_data(desk, add_dossier(desk, add_person(desk), None, WITHOUT_ACCOUNT))
    assert (free.training, free.deadline, free.deadline_rule) == (None, None, "")


def test_what_is_left_to_pay_follows_declared_rights_and_is_not_promised_beyond_a_years(desk: Desk) -> None:
    person = helene(desk)
    cheap = add_dossier(desk, person, add_session(desk))
    dear = add_dossier(desk, person, add_session(desk, add_training(desk, "Le budget en 3 jours", price_cents=60_000)))

    def left(dossier: int) -> int | None:
        training = sheet_data(desk, dossier).training
        assert training is not None
        return training.balance_cents

    assert (left(cheap), left(dear)) == (0, None)
    set_rights(desk, person, 450, None)
    assert (left(cheap), left(dear)) == (0, 15_000)


@pytest.mark.parametrize(
    ("commune", "words"),
    [("Le Coteau", ("commune du", "Coteau")), ("Andrézieux-Bouthéon", ("commune d’", "Andrézieux-Bouthéon"))],
)
def test_a_commune_takes_its_article(encrypted: Database, commune: str, words: tuple[str, str]) -> None:
    desk = make_desk(encrypted)
    person = sheet_data(desk, add_dossier(desk, add_person(desk, commune=commune), None)).person
    assert (person.territory_words, person.territory) == words


def test_words_of_functions_and_hours() -> None:
    assert function_words("2e adjointe") == "2e adjointe au maire"
    assert function_words("maire") == "maire"
    assert function_words("adjoint au maire") == "adjoint au maire"
    assert [hours_words(minutes) for minutes in (0, 45, 60, 90, 360)] == [
        "",
        "45\u00a0minutes",
        "1\u00a0heure",
        "1\u00a0heure\u00a030",
        "6\u00a0heures",
    ]


def test_the_same_dossier_gives_the_same_bytes_and_handing_it_out_is_recorded(desk: Desk) -> None:
    dossier = add_dossier(desk, helene(desk), add_session(desk), ACCOUNT_OPEN)
    sheet = make_sheet(desk, dossier)
    assert sheet.pdf.startswith(b"%PDF")
    assert make_sheet(desk, dossier).pdf == sheet.pdf
    changes = record_handout(desk, dossier, "paper", sheet)
    assert changes.label == "Fiche de Mme\u00a0Fayard imprimée"
    assert not changes.undoable
    with desk.database.read() as session:
        kept = session.scalars(select(Handout)).one()
        assert (kept.way, kept.edition, kept.pages, kept.steps, kept.agent) == (
            "paper",
            "2022-03",
            sheet.pages,
            sheet.steps,
            "Claire M.",
        )
        assert kept.sha256 == hashlib.sha256(sheet.pdf).hexdigest()
    detail = queries.dossier(desk, dossier)
    assert detail is not None
    assert detail.history[0].text == f"Fiche imprimée\u00a0: {sheet.steps}\u00a0étapes, {sheet.pages}\u00a0pages"
    assert detail.history[0].icon == "printer"


def test_a_dossier_that_is_gone_has_no_sheet(desk: Desk) -> None:
    with pytest.raises(UserError):
        make_sheet(desk, 4242)


@pytest.mark.parametrize(
    ("stage", "day"),
    [
        (Stage.READY_TO_REQUEST, date(2026, 11, 27)),
        (Stage.REQUEST_SENT, date(2026, 11, 27)),  # sent, and still to be validated in time
        (Stage.TO_CONFIRM, None),
    ],
)
def test_the_day_to_validate_by_stands_on_the_sheet_until_it_is_validated(
    desk: Desk, stage: Stage, day: date | None
) -> None:
    session = add_session(desk, starts_on=date(2026, 12, 15))
    data = sheet_data(desk, add_dossier(desk, add_person(desk), session, ACCOUNT_OPEN, stage=stage))
    assert (data.validate_by, bool(data.validate_rule)) == (day, day is not None)
