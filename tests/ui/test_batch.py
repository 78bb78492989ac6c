"""The page of many sheets: who is left aside, where what is missing is mended, what is kept of what came out."""

from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.desk import Desk
from app.domain.dossiers import Handout, Stage
from tests.factories import ACCOUNT_OPEN, NOTHING_KNOWN, WITHOUT_ACCOUNT, add_dossier, add_person, add_session
from tests.ui.board_desk import Told
from ui.front import Front
from ui.pages.batch import BatchPage
from ui.places import EditOfficial, OpenDossier, ShowDocument


def handouts(desk: Desk) -> list[tuple[int, str]]:
    with desk.database.read() as session:
        return [(one.dossier_id, one.way) for one in session.query(Handout).order_by(Handout.id)]


@pytest.fixture
def batch(qtbot: QtBot, front: Front) -> BatchPage:
    page = BatchPage(front)
    qtbot.addWidget(page)
    page.resize(1274, 636)
    with qtbot.waitExposed(page):
        page.show()
    return page


def test_who_has_nothing_left_to_do_is_aside_until_wanted(batch: BatchPage, desk: Desk, tmp_path: Path) -> None:
    session = add_session(desk)
    finished = add_dossier(desk, add_person(desk), session, ACCOUNT_OPEN, stage=Stage.TRAINED)
    waiting = add_dossier(desk, add_person(desk, "Yves", "Bergeron"), session, ACCOUNT_OPEN)
    batch.show_dossiers([finished, waiting])
    assert batch.kept() == (waiting,)
    (row,) = (row for row in batch.model.rows() if row.sheet.dossier_id == finished)
    batch.table.toggled.emit(row)
    assert set(batch.kept()) == {finished, waiting}
    batch.refresh()  # something changed meanwhile: what was wanted stays so
    assert set(batch.kept()) == {finished, waiting}
    (row,) = (row for row in batch.model.rows() if row.sheet.dossier_id == waiting)
    batch.table.toggled.emit(row)
    batch.save_to(tmp_path / "Fiches")
    assert batch.notice.text().replace("\u00a0", " ") == "1 fiche, 1 page, dans « Fiches.pdf »."
    assert handouts(desk) == [(finished, "file")]


def test_an_address_alone_is_mended_on_the_form_and_anything_else_in_the_dossier(
    batch: BatchPage, desk: Desk, told: Told
) -> None:
    alone, unknown = add_person(desk), add_person(desk, "Yves", "Bergeron")
    session = add_session(desk)
    without_address = add_dossier(desk, alone, session, WITHOUT_ACCOUNT)
    nothing_known = add_dossier(desk, unknown, session, NOTHING_KNOWN)
    batch.show_dossiers([without_address, nothing_known])
    for row in batch.model.rows():
        batch.table.entered.emit(row)
    places = {type(place): place for place in told.places}
    assert places[EditOfficial].official_id == alone
    assert places[OpenDossier].dossier_id == nothing_known


def test_what_is_printed_from_the_preview_counts_as_paper(batch: BatchPage, desk: Desk, told: Told) -> None:
    dossier = add_dossier(desk, add_person(desk), add_session(desk), ACCOUNT_OPEN)
    batch.show_dossiers([dossier], "Une")
    batch.preview()
    place = told.places[-1]
    assert isinstance(place, ShowDocument)
    assert place.record is not None
    assert place.make().title == "Une"
    place.record("print")
    place.record("file")
    assert handouts(desk) == [(dossier, "paper"), (dossier, "file")]


def test_a_refusal_has_its_sign_and_the_next_print_says_nothing_of_the_one_before(
    batch: BatchPage, desk: Desk, told: Told, qtbot: QtBot
) -> None:
    dossier = add_dossier(desk, add_person(desk), add_session(desk), ACCOUNT_OPEN)
    batch.show_dossiers([dossier], "2 dossiers choisis")
    batch.front.settings = replace(batch.front.settings, printer="Imprimante partie")
    with qtbot.waitSignal(batch.front.begun):
        batch.print_sheet()
    assert batch.notice.refused
    assert batch.notice.isVisible()
    assert batch.notice.text()
    batch.preview()
    place = told.places[-1]
    assert isinstance(place, ShowDocument)
    assert place.make().title == "1\u00a0fiche", "the sheets are counted, not the dossiers that were chosen"
