"""Drafts that never hold a NIR, and the settings of the whole desk."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from app.desk import Desk
from app.domain.calendar import NoticeRule
from app.domain.calls import Setting
from app.errors import UserError
from app.services.drafts import drop_draft, save_draft
from app.services.settings import DeskSettings, desk_settings, save_desk_settings, save_notice_rule
from app.storage import queries
from app.storage.database import Database
from app.storage.revert import revert
from tests.factories import Clock, add_dossier, add_person, add_session, make_desk


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def desk(database: Database, clock: Clock) -> Desk:
    return make_desk(database, clock)


def test_what_is_typed_is_kept_again_and_again_in_one_draft(desk: Desk, clock: Clock) -> None:
    draft = save_draft(desk, None, "official", 7, {"birth_name": "Th"})
    clock.pass_by(seconds=2)
    assert save_draft(desk, draft, "official", 7, {"birth_name": "Thévenet", "is_official": True}) == draft
    (row,) = queries.drafts(desk)
    assert (row.kind, row.subject_id, row.agent, row.updated_at) == ("official", 7, "Claire M.", desk.now())
    assert row.payload == {"birth_name": "Thévenet", "is_official": True}
    assert drop_draft(desk, draft).tables == {"drafts"}
    assert drop_draft(desk, draft).rows == ()
    assert queries.drafts(desk) == ()


def test_a_draft_that_was_dropped_meanwhile_is_kept_anew(desk: Desk) -> None:
    draft = save_draft(desk, None, "call", None, {})
    drop_draft(desk, draft)
    save_draft(desk, draft, "call", None, {"note": "encore"})
    assert [row.payload for row in queries.drafts(desk)] == [{"note": "encore"}]


def test_a_nir_is_left_out_wherever_it_hides_and_all_the_rest_is_kept(desk: Desk) -> None:
    payload = {
        "note": "son numéro 2 62 06 42 147 036 11",
        "number": 262064214703611,
        "fields": {"birth_name": "Thévenet", "diploma": "262064214703611", "deep": ["ok", "2620642147036"]},
        "phone": "06 39 98 41 27",
        "262064214703611": "as a key",
    }
    save_draft(desk, None, "official", None, payload)
    (row,) = queries.drafts(desk)
    assert row.payload == {"fields": {"birth_name": "Thévenet", "deep": ["ok"]}, "phone": "06 39 98 41 27"}


def test_the_newest_draft_comes_first(desk: Desk, clock: Clock) -> None:
    first = save_draft(desk, None, "call", None, {})
    clock.pass_by(seconds=5)
    second = save_draft(desk, None, "official", None, {})
    assert [row.id for row in queries.drafts(desk)] == [second, first]


def test_the_notice_rule_is_the_cautious_one_until_somebody_changes_it(desk: Desk) -> None:
    add_dossier(desk, add_person(desk), add_session(desk))
    assert desk_settings(desk) == DeskSettings()
    assert queries.board(desk)[0].deadline.day == date(2026, 11, 25)  # type: ignore[union-attr]  # there is one
    changes = save_notice_rule(desk, NoticeRule.CALENDAR)
    assert changes.label == "Délai de demande compté en jours calendaires"
    kept = desk_settings(desk)
    assert (kept.notice_rule, kept.notice_since, kept.notice_by) == (
        NoticeRule.CALENDAR,
        date(2026, 11, 24),
        "Claire M.",
    )
    assert queries.board(desk)[0].deadline.day == date(2026, 12, 4)  # type: ignore[union-attr]  # there is one
    revert(desk.database, changes, desk.now(), desk.agent)
    assert desk_settings(desk).notice_rule is NoticeRule.WORKING


def test_only_what_changed_is_kept_and_saving_the_same_keeps_nothing(desk: Desk) -> None:
    save_desk_settings(desk, replace(DeskSettings(), edition="2022-03", rights_cap_euros=700))
    with desk.database.read() as session:
        assert set(session.scalars(select(Setting.key))) == {"edition", "rights"}
    kept = desk_settings(desk)
    assert (kept.edition, kept.rights_cap_euros, kept.rights_a_year_euros) == ("2022-03", 700, 400)
    assert save_desk_settings(desk, kept).rows == ()


def test_an_edition_that_is_not_here_is_refused(desk: Desk) -> None:
    with pytest.raises(UserError, match="édition"):
        save_desk_settings(desk, replace(DeskSettings(), edition="1998-01"))
