"""Tables show frozen rows, say each in one sentence, and keep their selection when the rows change."""

import random
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QTableView
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from ui.components import dress_table
from ui.table_model import RIGHT, ROW_ROLE, Column, RowsModel
from ui.theme import Theme


@dataclass(frozen=True)
class Person:
    id: int
    name: str
    commune: str = "Feurs"
    count: int = 0


ODILE, YANNICK, GUY = Person(1, "Odile"), Person(2, "Yannick", "Noirétable", 2), Person(3, "Guy", "Veauche")


def model_of(*people: Person) -> RowsModel[Person]:
    columns = [
        Column[Person]("Nom", lambda one: one.name),
        Column[Person]("Commune", lambda one: one.commune, accessible=lambda one: f"commune {one.commune}"),
        Column[Person]("Dossiers", lambda one: str(one.count or ""), RIGHT, title_accessible="Nombre de dossiers"),
    ]
    model = RowsModel(columns, key=lambda one: one.id, sentence=lambda one: f"{one.name}, {one.commune}")
    model.set_rows(people)
    return model


def shown(model: QAbstractItemModel) -> list[str]:
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def test_qts_own_tester_finds_nothing_wrong(qtmodeltester: ModelTester) -> None:
    model = model_of(ODILE, YANNICK, GUY)
    qtmodeltester.check(model)
    model.set_rows([GUY, ODILE])
    model.set_rows([Person(4, "Éliane"), ODILE, Person(3, "Guy", "Roanne")])
    model.set_rows([])


def test_a_row_is_spoken_in_one_sentence_and_its_cells_by_themselves() -> None:
    model = model_of(ODILE)
    spoken = Qt.ItemDataRole.AccessibleTextRole
    assert model.index(0, 0).data(spoken) == "Odile, Feurs"
    assert model.index(0, 1).data(spoken) == "commune Feurs"
    assert model.headerData(2, Qt.Orientation.Horizontal, spoken) == "Nombre de dossiers"
    assert model.headerData(2, Qt.Orientation.Horizontal) == "Dossiers"
    assert model.index(0, 2).data(Qt.ItemDataRole.TextAlignmentRole) == RIGHT


def test_nothing_can_be_typed_into_a_table() -> None:
    model = model_of(ODILE)
    assert not model.flags(model.index(0, 0)) & Qt.ItemFlag.ItemIsEditable
    assert not model.setData(model.index(0, 0), "Autre")
    assert shown(model) == ["Odile"]


def test_the_selected_person_stays_selected_when_others_come_go_and_move(qtbot: QtBot) -> None:
    model = model_of(ODILE, YANNICK, GUY)
    table = QTableView()
    qtbot.addWidget(table)
    table.setModel(model)
    dress_table(table)
    table.selectRow(1)
    model.set_rows([Person(4, "Éliane"), GUY, Person(2, "Yannick", "Roanne")])
    chosen = table.selectionModel().selectedRows()
    assert [index.data(ROW_ROLE) for index in chosen] == [Person(2, "Yannick", "Roanne")]
    assert table.currentIndex().row() == 2
    model.set_rows([GUY])
    assert table.currentIndex().data(ROW_ROLE) == GUY  # The keyboard keeps a place when its row has gone.


def test_an_unchanged_list_tells_nobody_anything(qtbot: QtBot) -> None:
    model = model_of(ODILE, YANNICK)
    signals = [model.dataChanged, model.rowsInserted, model.rowsRemoved, model.layoutChanged, model.modelReset]
    heard: list[str] = []
    for signal in signals:
        signal.connect(lambda *_: heard.append("heard"))
    model.set_rows([Person(1, "Odile"), Person(2, "Yannick", "Noirétable", 2)])
    assert heard == []
    with qtbot.waitSignal(model.dataChanged) as told:
        model.set_rows([ODILE, Person(2, "Yannick", "Roanne", 2)])
    assert told.args[0].row() == told.args[1].row() == 1
    assert heard == ["heard"]


def test_two_rows_of_one_key_are_refused_before_anything_changes() -> None:
    model = model_of(ODILE)
    with pytest.raises(ValueError, match="one key"):
        model.set_rows([YANNICK, YANNICK])
    assert shown(model) == ["Odile"]


def test_any_change_of_rows_keeps_what_points_at_them(qtmodeltester: ModelTester) -> None:
    chance = random.Random(42)
    model = model_of()
    qtmodeltester.check(model)
    everybody = [Person(number, f"Personne {number}") for number in range(12)]
    for _ in range(60):
        before = {index.data(ROW_ROLE).id: QPersistentModelIndex(index) for index in indexes(model)}
        fresh = [
            Person(one.id, one.name, chance.choice(["Feurs", "Roanne"]))
            for one in chance.sample(everybody, chance.randrange(12))
        ]
        model.set_rows(fresh)
        assert shown(model) == [one.name for one in fresh]
        ids = [one.id for one in fresh]
        for number, index in before.items():
            assert index.isValid() == (number in ids)
            if index.isValid():
                assert index.row() == ids.index(number)


def indexes(model: RowsModel[Person]) -> list[QModelIndex]:
    return [model.index(row, 0) for row in range(model.rowCount())]


def test_a_person_is_found_by_key_and_an_index_of_nothing_is_nobody() -> None:
    model = model_of(ODILE, GUY)
    assert model.row_at(model.index_of(3)) == GUY
    assert not model.index_of(99).isValid()
    assert model.row_at(QModelIndex()) is None


def test_rows_grow_with_the_text(qtbot: QtBot, dress: Callable[..., Theme]) -> None:
    table = QTableView()
    qtbot.addWidget(table)
    table.setModel(model_of(ODILE))
    dress_table(table, 36)
    assert table.rowHeight(0) == 36
    dress(scale=2.0)
    assert table.rowHeight(0) == 72


def test_arrows_move_the_selection_by_whole_rows_and_tab_leaves_the_table(qtbot: QtBot) -> None:
    table = QTableView()
    qtbot.addWidget(table)
    table.setModel(model_of(ODILE, YANNICK, GUY))
    dress_table(table)
    table.show()
    table.setFocus()
    table.selectRow(0)
    qtbot.keyClick(table, Qt.Key.Key_Down)
    assert [index.row() for index in table.selectionModel().selectedRows()] == [1]
    assert table.selectionModel().isRowSelected(1, QModelIndex())
    assert not table.tabKeyNavigation()
    assert table.selectionModel().selection().count() == 1
    assert not table.grab().isNull()
