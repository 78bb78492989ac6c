"""The demonstration: what somebody who opens it finds on each page, whatever the day on which they do."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
from sqlalchemy import String, select

from app.bootstrap import open_demo
from app.checks.nir import contains_nir
from app.checks.phone import check_phone
from app.demonstration import fill
from app.desk import Desk
from app.domain.base import Base
from app.domain.calendar import DeadlineKind, NoticeRule, Urgency, is_working_day, last_day_to_ask
from app.domain.calls import Call
from app.domain.deadlines import BEFORE_REQUEST
from app.domain.dossiers import Dossier, DossierEvent, Outcome, Stage
from app.domain.officials import Official
from app.domain.trainings import SHORT_NAME_LENGTH
from app.guide.edition import ANSWERS
from app.guide.loading import load_editions
from app.guide.path import holds, stage_after
from app.settings import Places
from app.storage import queries
from app.storage.database import Database, open_encrypted
from app.storage.editions import DeskGuide
from app.storage.keys import Key
from app.storage.upgrade import upgrade

TUESDAY = datetime(2026, 11, 24, 10, 42).astimezone()
FICTION = re.compile(r"\+33(19900|26191|35301|46571|53649|63998)\d{4}")


def desk_of(database: Database, now: datetime = TUESDAY) -> Desk:
    return Desk(database, DeskGuide(database, load_editions()), lambda: now, "Claire M.")


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """The demonstration on a Tuesday morning, on an encrypted base, for the tests that only look."""
    path, key = tmp_path_factory.mktemp("demonstration") / "demonstration.db", Key("2e" * 32)
    upgrade(path, key)
    database = open_encrypted(path, key)
    desk = desk_of(database)
    fill(desk)
    yield desk
    database.close()


def test_every_column_of_the_board_holds_somebody(shown: Desk) -> None:
    columns = Counter(row.stage for row in queries.board(shown))
    assert set(columns) == set(Stage)
    assert sum(count for stage, count in columns.items() if stage is not Stage.TRAINED) >= 58


def test_every_step_of_the_guide_waits_for_somebody(shown: Desk) -> None:
    """Each instruction stands, not yet done, on the checklist of an open dossier."""
    edition = shown.editions[0]
    waiting: set[str] = set()
    for row in queries.board(shown):
        detail = queries.dossier(shown, row.id)
        assert detail is not None
        waiting |= {step.id for step in detail.steps if not step.done}
    assert waiting == {step.id for step in edition.steps}


def test_every_answer_to_every_question_is_somebodys(shown: Desk) -> None:
    given: set[tuple[str, str]] = set()
    with shown.database.read() as session:
        for dossier in session.scalars(select(Dossier)):
            given |= set(dossier.full_situation.items())
    assert given == {(question.id, answer) for question in shown.editions[0].questions for answer in ANSWERS}


def test_whoever_is_enrolled_has_found_a_training_and_opened_an_account(shown: Desk) -> None:
    """What the steps behind have proved is known, whatever was answered when the dossier began."""
    beyond = [row for row in queries.board(shown) if row.stage in (Stage.ENROLLED, Stage.TRAINED)]
    assert len(beyond) > 20
    for row in beyond:
        detail = queries.dossier(shown, row.id)
        assert detail is not None
        assert {detail.known.get(name, "yes") for name in ("account_open", "elu_account", "training_found")} == {"yes"}


def test_each_dossier_stands_where_its_ticks_put_it(shown: Desk) -> None:
    """But for the one that an agent has put back by hand."""
    edition = shown.editions[0]
    elsewhere = []
    with shown.database.read() as session:
        for dossier in session.scalars(select(Dossier).where(Dossier.outcome == "", Dossier.stage != Stage.TRAINED)):
            stage, situation = Stage(dossier.stage), dossier.full_situation
            reached = stage_after(edition, situation, stage, dossier.done)
            fits = any(step.stage is stage and holds(step.when, situation) for step in edition.steps)
            if reached is not stage or not (fits or stage is Stage.ENROLLED):
                elsewhere.append((dossier.official.display_name, stage.value, reached.value))
    assert elsewhere == [("Odile Thévenet", "new", "account_to_open")]


def test_deadlines_press_as_on_a_real_day(shown: Desk) -> None:
    today = queries.today(shown)
    assert [one.deadline.urgency for one in today.callbacks] == [
        *(Urgency.LATE, Urgency.TODAY, Urgency.TODAY, Urgency.TODAY, Urgency.SOON, Urgency.SOON)
    ]
    pressing = [one.deadline.urgency for one in today.to_confirm if one.deadline]
    assert pressing == [Urgency.LATE, Urgency.TODAY, Urgency.SOON, Urgency.SOON, Urgency.SOON]
    assert [one.deadline.urgency for one in today.to_answer if one.deadline][:2] == [Urgency.TODAY, Urgency.SOON]
    assert [one.session.deadline.day for one in today.last_days][:2] == [date(2026, 11, 25), date(2026, 11, 27)]
    found = {row.deadline.urgency for row in queries.board(shown) if row.deadline}
    assert found >= {Urgency.LATE, Urgency.TODAY, Urgency.SOON, Urgency.WAITING, Urgency.LATER, Urgency.DONE}


def test_the_catalogue_has_the_guides_own_training_and_others(shown: Desk) -> None:
    trainings = queries.trainings(shown)
    own = next(one for one in trainings if one.short_name == "Domaine public")
    assert own.title == "La gestion du domaine public et privé de la commune"
    assert (own.minutes, own.price_cents, own.extra_fees_cents, own.place) == (360, 20000, 1800, "Boën-sur-Lignon")
    assert all(0 < len(one.short_name) <= SHORT_NAME_LENGTH for one in trainings)
    sessions = [session for one in trainings for session in one.sessions]
    assert all(is_working_day(session.starts_on) for session in sessions)
    assert any(session.deadline.kind is DeadlineKind.TOO_LATE for session in sessions)
    assert any(session.free == 0 for session in sessions)
    assert all(session.taken <= session.seats for session in sessions)
    assert sum(len(one.sessions) for one in queries.trainings(shown, when="past")) == 38


def test_requests_were_sent_in_time(shown: Desk) -> None:
    """Nobody is enrolled for a session that the rule would have refused."""
    with shown.database.read() as session:
        asked = session.scalars(
            select(Dossier).where(Dossier.requested_on.is_not(None), Dossier.session_id.is_not(None))
        )
        late = [
            (one.official.display_name, one.requested_on, one.session.starts_on)
            for one in asked
            if one.session
            and one.requested_on
            and one.requested_on > last_day_to_ask(one.session.starts_on, NoticeRule.WORKING)
        ]
    assert late == []


def test_phones_mails_and_texts_are_invented_and_hold_no_nir(shown: Desk) -> None:
    with shown.database.read() as session:
        for person in session.scalars(select(Official)):
            for standard, typed in ((person.mobile, person.mobile_typed), (person.landline, person.landline_typed)):
                assert not typed or (FICTION.fullmatch(standard) and check_phone(typed).e164 == standard)
            assert not person.email or person.email.endswith("@exemple.fr")
        assert all(FICTION.fullmatch(call.caller_phone) for call in session.scalars(select(Call)) if call.caller_phone)
        for table in Base.metadata.sorted_tables:
            texts = [column for column in table.columns if isinstance(column.type, String)]
            for row in session.execute(select(*texts)) if texts else ():
                assert not any(contains_nir(text) for text in row if text)


def test_the_situations_of_the_desk_are_there(shown: Desk) -> None:
    """A shared line with a secretary, homonyms, two names, no phone, a stranger, a mandate that is over."""
    line = queries.caller(shown, "04 65 71 20 14")
    assert line.people[0].name == "Odile Thévenet"
    assert len(line.people) == 3
    assert "Secrétaire de mairie (pas élue)" in [person.function for person in line.people]
    assert len(queries.caller(shown, "Michel Bruyas").people) == 2
    assert queries.caller(shown, "Ponchon").people[0].name == "Christiane Mazenod"
    assert queries.caller(shown, "Lucie Tissot").people[0].phone is None
    assert queries.caller(shown, "Gérard Lardon").people[0].mandate_ended
    with shown.database.read() as session:
        strangers = list(session.scalars(select(Call).where(Call.official_id.is_(None))))
        outcomes = set(session.scalars(select(Dossier.outcome).where(Dossier.outcome != "")))
    assert len(strangers) == 1
    assert outcomes == {outcome.value for outcome in Outcome}


def test_history_is_never_of_tomorrow_and_each_line_has_words(shown: Desk) -> None:
    kinds: set[str] = set()
    for name in ("Philippe Duclosel", "Bernadette Chavassieux", "Annie Bergeron"):
        detail = queries.official(shown, queries.caller(shown, name).people[0].id)
        assert detail is not None
        assert all(line.at <= shown.now() and line.text for line in detail.history)
        assert detail.history == tuple(sorted(detail.history, key=lambda line: line.at, reverse=True))
        kinds |= {line.kind for line in detail.history}
    assert kinds >= {"opened", "moved", "step_done", "call", "handed_out", "nir_checked", "edof", "blocked"}


@pytest.mark.parametrize(
    "now",
    [
        pytest.param(datetime(2026, 11, 28, 15, 0), id="a Saturday"),
        pytest.param(datetime(2027, 1, 1, 0, 5), id="just after midnight of a holiday"),
        pytest.param(datetime(2028, 2, 29, 23, 58), id="the last minutes of a leap day"),
    ],
)
def test_it_fills_on_any_day(encrypted: Database, now: datetime) -> None:
    desk = desk_of(encrypted, now.astimezone())
    fill(desk)
    assert {row.stage for row in queries.board(desk)} == set(Stage)
    assert queries.today(desk).callbacks
    with encrypted.read() as session:
        assert max(session.scalars(select(DossierEvent.at))) <= desk.now()
        early = session.scalars(select(Dossier).where(Dossier.stage.in_([stage.value for stage in BEFORE_REQUEST])))
        assert all(one.requested_on is None for one in early)


def test_it_fills_a_base_on_a_server_alike(on_server: Database, shown: Desk) -> None:
    desk = desk_of(on_server)
    fill(desk)
    assert [row.name for row in queries.board(desk)] == [row.name for row in queries.board(shown)]


def test_opening_it_again_adds_nobody(tmp_path: Path) -> None:
    with open_demo(Places(tmp_path), clock=lambda: TUESDAY) as first:
        counted = queries.count_officials(first.desk)
    with open_demo(Places(tmp_path), clock=lambda: TUESDAY) as again:
        assert queries.count_officials(again.desk) == counted
