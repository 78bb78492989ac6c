"""An edition of the guide that is past the day of its reading again says so on *Aujourd’hui* and on the sheet."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime

import pypdfium2
import pytest
from PySide6.QtWidgets import QApplication

from app.desk import Desk
from app.documents.guide_sheet import Size, guide_sheet
from app.services import guide
from app.services.sheets import make_sheet, sheet_data
from app.storage.queries_guide import editions, guide_notices
from tests.factories import ACCOUNT_OPEN, Clock, add_dossier, add_person
from tests.journeys.desktop import Desktop
from ui.pages.today import TodayPage
from ui.panels.guide_editions import review_words
from ui.places import Page

Start = Callable[[], Desktop]
AFTER = datetime(2027, 4, 12, 9, tzinfo=UTC)  # the edition of 2022 is read again by 31 March 2027
SAID = "Le guide, édition 2022, est à relire depuis le 1er\u00a0avril\u00a02027."


def words(pdf: bytes) -> str:
    with pypdfium2.PdfDocument(pdf) as document:
        pages = [page.get_textpage().get_text_bounded() for page in document]
    return " ".join(" ".join(pages).split())


def test_nothing_is_said_until_the_last_day_has_gone(desk: Desk, clock: Clock) -> None:
    assert guide_notices(desk) == ()
    clock.now = datetime(2027, 3, 31, 9, tzinfo=UTC)
    assert guide_notices(desk) == ()
    clock.now = datetime(2027, 4, 1, 9, tzinfo=UTC)
    assert guide_notices(desk) == (SAID,)
    assert [row.past_review for row in editions(desk)] == [True, False]
    assert [review_words(row).replace("\u00a0", " ") for row in editions(desk)] == [
        "▲ À relire depuis le jeudi 1er avril 2027.",
        "À relire d’ici au lundi 31 mai 2027.",
    ]


def test_an_edition_that_nobody_follows_any_more_is_not_to_be_read_again(desk: Desk, clock: Clock) -> None:
    clock.now = AFTER
    guide.choose_edition(desk, "2026-fcplus")
    assert guide_notices(desk) == ()
    guide.choose_edition(desk, "2022-03")
    add_dossier(desk, add_person(desk))
    guide.choose_edition(desk, "2026-fcplus")
    assert guide_notices(desk) == (SAID,)


def test_read_again_means_a_version_with_a_later_day(desk: Desk, clock: Clock) -> None:
    clock.now = AFTER
    read = replace(desk.edition("2022-03"), review_by=date(2028, 3, 31))
    guide.save_edition(desk, read, "Relu avec la Caisse des Dépôts", 0)
    assert guide_notices(desk) == ()


@pytest.mark.parametrize("size", list(Size))
def test_the_foot_of_the_sheet_says_so_in_each_size(desk: Desk, clock: Clock, size: Size) -> None:
    dossier_id = add_dossier(desk, add_person(desk), None, ACCOUNT_OPEN)
    clock.now = datetime(2027, 3, 31, 9, tzinfo=UTC)
    assert "à relire" not in words(make_sheet(desk, dossier_id, size).pdf)
    clock.now = AFTER
    sheet = make_sheet(desk, dossier_id, size)
    said = words(sheet.pdf)
    assert said.count("Guide AMF42, édition 2022 (à relire)") == sheet.pages
    long = replace(sheet_data(desk, dossier_id), edition_title="Guide AMF42, édition 2022 revue par toutes les mairies")
    said = words(guide_sheet(long, size).pdf)
    assert said.count(", guide à relire") == sheet.pages


def test_the_line_of_the_day_leads_to_the_editions_by_keyboard(prepared: Desk, desktop: Start, clock: Clock) -> None:
    add_person(prepared)
    clock.now = AFTER
    window = desktop()
    page = window.window.current()
    assert isinstance(page, TodayPage)
    window.until(lambda: window.sees(SAID), "the line of the guide")
    assert page.foot is not None
    assert page.foot.guide is not None
    for _ in range(8):
        if QApplication.focusWidget() is page.foot.guide.link:
            break
        window.key("F6")
    assert window.target() is page.foot.guide.link
    window.key("Return")
    assert window.page() is Page.GUIDE_EDITIONS
    window.key("Escape")
    assert window.page() is Page.TODAY
