"""What the day pack of a session says of each: from the dossier, EDOF, the rights declared, and the place before."""

from datetime import date, time

import pytest

from app.desk import Desk
from app.domain.dossiers import Stage
from app.errors import UserError
from app.services.day_packs import day_pack_data, make_day_pack
from app.services.directory import set_rights
from app.services.dossiers import close, set_edof
from app.storage.database import Database
from tests.factories import ACCOUNT_OPEN, Clock, add_dossier, add_person, add_session, add_training, make_desk

THURSDAY = date(2026, 11, 26)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def desk(encrypted: Database, clock: Clock) -> Desk:
    return make_desk(encrypted, clock)


def test_each_is_told_by_stage_and_edof_and_only_those_to_confirm_are_called(desk: Desk, clock: Clock) -> None:
    session = add_session(desk, starts_on=THURSDAY)
    stages = {
        "Bergeron": Stage.TO_CONFIRM,
        "Chavanne": Stage.ENROLLED,
        "Dubessy": Stage.REQUEST_SENT,
        "Fayard": Stage.NEW,
    }
    clock.pass_by(days=-6)
    made = {
        name: add_dossier(desk, add_person(desk, surname=name), session, ACCOUNT_OPEN, stage=stage)
        for name, stage in stages.items()
    }
    clock.pass_by(days=6)
    gone = add_dossier(desk, add_person(desk, surname="Partie"), session, ACCOUNT_OPEN)
    close(desk, gone, outcome="cancelled")  # type: ignore[arg-type]  # the value of an Outcome
    set_edof(desk, made["Chavanne"], "71234567", "ACCEPTED")
    people = day_pack_data(desk, session).people
    assert [one.name for one in people] == [f"{name} Odile" for name in stages]
    to_confirm, enrolled, sent, new = people
    assert to_confirm.state == "Validée par l’AMF42, pas encore confirmée"
    assert (to_confirm.to_call, to_confirm.comes, to_confirm.call_by) == (True, True, "aujourd’hui")
    assert enrolled.state == "Inscrite\u00a0: la place est confirmée"
    assert "71234567" in enrolled.edof
    assert not enrolled.to_call
    assert sent.state == "Demande envoyée, à valider par l’AMF42 dans EDOF"
    assert new.state == "Pas encore de demande (nouveau)"
    assert [(one.comes, one.to_call, one.fees_cents) for one in (sent, new)] == [(False, False, 0)] * 2


def test_who_confirms_too_late_is_said_so(desk: Desk, clock: Clock) -> None:
    session = add_session(desk, starts_on=date(2026, 12, 15))
    clock.pass_by(days=-12)
    add_dossier(desk, add_person(desk), session, ACCOUNT_OPEN, stage=Stage.TO_CONFIRM)
    clock.pass_by(days=12)
    (one,) = day_pack_data(desk, session).people
    assert one.call_by.endswith("(dépassé)")


def test_fees_are_the_extra_ones_and_what_the_rights_leave(desk: Desk) -> None:
    session = add_session(desk)  # 200 € and 18 € of extra fees
    poor = add_person(desk, surname="Bergeron")
    set_rights(desk, poor, 160, date(2026, 11, 2))
    for person in (poor, add_person(desk, surname="Chavanne")):
        add_dossier(desk, person, session, ACCOUNT_OPEN, stage=Stage.ENROLLED)
    first, second = day_pack_data(desk, session).people
    assert (first.fees_cents, first.fees_note) == (5_800, "dont 40\u00a0€ au-delà de ses droits")
    assert (second.fees_cents, second.fees_note) == (1_800, "")


def test_the_way_is_the_sessions_own_or_the_last_one_to_the_same_place(desk: Desk) -> None:
    training = add_training(desk)
    add_session(desk, training, starts_on=date(2026, 10, 6), place="Montbrison", access="Par la cour")
    add_session(desk, training, starts_on=date(2026, 11, 3), place="montbrison", access="1er étage")
    same, other = (add_session(desk, training, place=place) for place in ("Montbrison", "Feurs"))
    assert day_pack_data(desk, same).access == "1er étage"
    assert day_pack_data(desk, other).access == ""
    own = add_session(desk, training, place="Montbrison", access="Salle des mariages")
    assert day_pack_data(desk, own).access == "Salle des mariages"


@pytest.mark.parametrize(
    ("hours", "half_days"),
    [
        ((time(9), time(12, 30)), ("matin",)),
        ((time(9), time(13)), ("matin",)),
        ((time(14), time(17)), ("après-midi",)),
        ((time(12), time(17)), ("après-midi",)),
        ((time(9), time(16)), ("matin", "après-midi")),
    ],
)
def test_one_signs_for_each_half_day_that_is_held(
    desk: Desk, hours: tuple[time, time], half_days: tuple[str, ...]
) -> None:
    session = add_session(desk, starts_at=hours[0], ends_at=hours[1])
    assert day_pack_data(desk, session).half_days == half_days


def test_a_session_that_is_gone_is_told_and_one_without_people_has_its_pack(desk: Desk) -> None:
    with pytest.raises(UserError, match="Cette session n’existe plus"):
        make_day_pack(desk, 99)
    document = make_day_pack(desk, add_session(desk, starts_on=THURSDAY))
    assert document.name == "Dossier de la journée – 2026-11-26"
    assert document.pages == 2
