"""What the board shows, before any widget: cards and their sentence, filters, « 30 autres », marks."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytestqt.modeltest import ModelTester

from app.domain.calendar import NoticeRule
from app.domain.deadlines import DossierDates, Promise, dossier_deadlines
from app.domain.stages import Stage
from app.guide.loading import load_editions
from app.services.board_filters import BoardFilter
from app.storage.rows import DossierRow
from ui.board_filter import filtered
from ui.board_model import (
    Card,
    CardsModel,
    Filter,
    More,
    bands_of,
    card_of,
    column_sentence,
    entries_of,
    filter_counts,
    marks_of,
)
from ui.components import BadgeKind

TODAY = date(2026, 11, 24)


def row(number: int = 1, stage: Stage = Stage.NEW, on: date | None = None, **values: object) -> DossierRow:
    dates = {name: values.pop(name) for name in ("validated_on", "requested_on", "promises") if name in values}
    due = dossier_deadlines(DossierDates(stage, on, on, **dates), NoticeRule.WORKING, TODAY)  # type: ignore[arg-type]
    known = {
        "name": "Philippe Duclosel",
        "commune": "Boën-sur-Lignon",
        "training": "Les pouvoirs de police du maire",
        "training_short": "Pouvoirs de police",
        "agent": "Claire M.",
        "epci": "Loire Forez agglomération",
        **values,
    }
    return DossierRow(
        id=number, version=1, official_id=number, function="3e adjoint", session_id=1, session_on=on, place="Feurs",
        stage=stage, deadline=due[0] if due else None, edof_number="", outcome="",
        stage_since=datetime(2026, 11, 20, tzinfo=UTC),
        **known,  # type: ignore[arg-type]
    )  # fmt: skip


def cards(*rows: DossierRow) -> list[Card]:
    return [card_of(one, TODAY) for one in rows]


def calm(count: int, first: int = 100) -> list[Card]:
    return cards(*(row(first + n, Stage.ENROLLED, date(2027, 2, 1)) for n in range(count)))


def pressing(count: int) -> list[Card]:
    return cards(*(row(n, Stage.TO_CONFIRM, date(2026, 12, 17), validated_on=date(2026, 11, 18)) for n in range(count)))


def test_a_card_is_heard_in_one_sentence() -> None:
    card = card_of(row(1, Stage.TO_CONFIRM, date(2026, 12, 17), validated_on=date(2026, 11, 18)), TODAY)
    assert card.sentence.startswith("Philippe Duclosel, Boën-sur-Lignon, Pouvoirs de police, à confirmer aujourd’hui")
    assert card.day == "17\u00a0déc."


def test_bands_and_columns_are_those_of_the_guide() -> None:
    bands = bands_of(load_editions()[-1])
    assert [(band.number, band.title) for band in bands] == [
        (1, "Connexion"), (2, "Trouver"), (3, "S’inscrire"), (None, "Formé"),
    ]  # fmt: skip
    assert [len(band.columns) for band in bands] == [4, 1, 3, 1]
    assert [column.stage for band in bands for column in band.columns] == list(Stage)


def test_what_presses_is_always_shown_and_only_what_is_calm_folds_away() -> None:
    shown = entries_of([*pressing(7), *calm(30)], room=4, expanded=False)
    assert len(shown) == 8
    assert shown[-1] == More(30)
    assert shown[-1].text == "30\u00a0autres"
    assert [entry.kind for entry in shown[:7] if isinstance(entry, Card)] == [BadgeKind.TODAY] * 7


def test_calm_cards_take_the_room_there_is() -> None:
    assert entries_of(calm(34), room=4, expanded=False)[-1] == More(30)
    assert entries_of(calm(34), room=8, expanded=False)[-1] == More(26)
    assert entries_of(calm(5), room=4, expanded=False) == calm(5)  # one card is not folded away
    assert entries_of(calm(34), room=4, expanded=True) == [*calm(34), More(0)]


@given(st.integers(0, 60), st.integers(0, 60), st.integers(0, 12), st.booleans())
def test_no_dossier_is_ever_lost_in_a_column(urgent: int, quiet: int, room: int, expanded: bool) -> None:
    every = [*pressing(urgent), *calm(quiet)]
    shown = entries_of(every, room, expanded)
    seen = [entry for entry in shown if isinstance(entry, Card)]
    hidden = sum(entry.hidden for entry in shown if isinstance(entry, More))
    assert seen == every[: len(seen)]
    assert len(seen) + hidden == len(every)
    assert len(seen) >= urgent


def board_cards() -> list[Card]:
    return cards(
        row(1, Stage.TO_CONFIRM, date(2026, 12, 8), validated_on=date(2026, 11, 17), agent="Julien B."),
        row(2, Stage.TO_CONFIRM, date(2026, 12, 17), validated_on=date(2026, 11, 18)),
        row(3, Stage.NEW, None, promises=(Promise(TODAY, time(14)),), agent="Julien B."),
        row(
            4,
            Stage.NEW,
            date(2027, 1, 21),
            commune="Saint-Étienne",
            training="Lire le budget communal",
            training_short="Budget communal",
        ),
        row(5, Stage.TRAINED, date(2026, 11, 19)),
        row(6, Stage.NEW, None),
    )


def test_the_filters_count_what_they_let_through_and_trained_people_are_not_counted() -> None:
    assert filter_counts(board_cards(), TODAY, "Claire M.") == {
        Filter.ALL: 5, Filter.LATE: 1, Filter.WEEK: 3, Filter.MINE: 3,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("which", "text", "found"),
    [
        (Filter.ALL, "", [1, 2, 3, 4, 5, 6]),
        (Filter.LATE, "", [1]),
        (Filter.WEEK, "", [1, 2, 3]),
        (Filter.MINE, "", [2, 4, 5, 6]),
        (Filter.ALL, "BUDGET", [4]),
        (Filter.ALL, "st etienne", [4]),
        (Filter.ALL, "julien", [1, 3]),
        (Filter.MINE, "forez police", [2, 5, 6]),
        (Filter.ALL, "introuvable", []),
    ],
)
def test_filters_find_by_training_epci_agent_whatever_the_accents(which: Filter, text: str, found: list[int]) -> None:
    wanted = BoardFilter(which=which.value, text=text)
    assert [card.row.id for card in filtered(board_cards(), wanted, TODAY, "Claire M.")] == found


def test_a_folded_column_says_what_presses_in_it() -> None:
    found = board_cards()[:4]
    assert marks_of(found) == ((BadgeKind.LATE, 1), (BadgeKind.TODAY, 2))
    assert column_sentence("Nouveau", found) == "Nouveau, 4 dossiers, 1 en retard, 2 pour aujourd’hui"
    assert column_sentence("Nouveau", []) == "Nouveau, aucun dossier"


def test_the_model_of_a_column_keeps_qts_rules_while_cards_come_and_go(qtmodeltester: ModelTester) -> None:
    model = CardsModel("Inscrit", lambda _dossier: False)
    steps: Sequence[Sequence[Card | More]] = (
        calm(3),
        [*pressing(2), *calm(3), More(12)],
        list(reversed(calm(5))),
        [],
        calm(500),
        entries_of(calm(500), 4, False),
    )
    qtmodeltester.check(model, force_py=True)  # it goes on watching while rows come and go
    for entries in steps:
        model.set_rows(entries)
        assert model.rowCount() == len(entries)


def test_names_stand_in_sentences_as_typed() -> None:
    name = '<b>O\'Brien & <img src="file:///etc/passwd"/>'
    assert card_of(row(1, name=name), TODAY).sentence.startswith(name)


def test_a_dossier_without_a_date_is_calm() -> None:
    bare = card_of(row(9, Stage.NEW, None), TODAY)
    assert bare.kind is BadgeKind.LATER
    assert bare.badges == ()
    assert not bare.day
    later = row(10, Stage.ENROLLED, TODAY + timedelta(days=60))
    assert card_of(later, TODAY).kind is BadgeKind.LATER
