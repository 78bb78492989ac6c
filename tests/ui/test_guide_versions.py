"""*Réglages › Guide*: versions compared and gone back to; an edition in one file, exported, looked at and imported."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.desk import Desk
from app.guide.compare import Difference, QuestionDifference, differences, question_differences
from app.guide.edition import Edition
from app.guide.loading import load_edition
from app.guide.writing import edition_text
from app.services.guide import save_edition
from app.storage.queries_guide import editions, versions
from tests.ui.board_desk import Told
from tests.ui.guide_desk import NEW, OLD, guide_on_screen
from ui.front import Front
from ui.guide_differences import compared_html, rows_of
from ui.guide_writing import EditionInHand
from ui.pages.guide_editions import EDITIONS, IMPORT, VERSIONS, GuideEditionsPage
from ui.theme import Theme


def with_title(edition: Edition, step_id: str, title: str) -> Edition:
    hand = EditionInHand(edition)
    hand.put(replace(edition.step(step_id), title=title))
    return hand.edition


@pytest.fixture
def guide(qtbot: QtBot, front: Front, desk: Desk) -> Iterator[GuideEditionsPage]:
    """The page, two versions of the edition of 2022 saved."""
    save_edition(desk, with_title(desk.edition(OLD), "open_site", "Allez sur le site"), "Plus court", 0)
    desk.agent = "Nadia B."
    save_edition(desk, with_title(desk.edition(OLD), "write_cdc", "Écrivez un mail"), "Plus clair", 1)
    with guide_on_screen(qtbot, front) as page:
        yield page


def test_versions_say_who_when_and_why_any_two_are_compared_and_one_goes_back(
    guide: GuideEditionsPage, desk: Desk, told: Told
) -> None:
    guide.show_view(VERSIONS)
    view = guide.versions
    rows = view.model.rows()
    assert [(row.number, row.author, row.reason) for row in rows[:2]] == [
        (2, "Nadia B.", "Plus clair"),
        (1, "Claire M.", "Plus court"),
    ]
    assert view.table.hasFocus()
    assert [line.key for line in view.compare.lines()] == ["write_cdc"], "the newest with the one before it"
    said = view.compare.detail.toPlainText()
    assert "Écrivez à la Caisse des Dépôts" in said
    assert "Écrivez un mail" in said
    view.other.set_value("0")
    view.other.edited.emit()
    assert {line.key for line in view.compare.lines()} == {"open_site", "write_cdc"}
    assert view.compare.table.accessibleName() == "Étapes, Livrée et Version 2", "the older one stands before"
    assert view.foot.button.reason(), "the one in force cannot be gone back to, and the button says why"
    # The way back to one, with its reason.
    view.table.setCurrentIndex(view.model.index(1, 0))
    view.other.set_value("2")
    view.other.edited.emit()
    assert view.compare.table.accessibleName() == "Étapes, Version 1 et Version 2"
    guide.save()
    assert view.foot.reason.line.hasFocus()
    assert len(versions(desk, OLD)) == 3
    QTest.keyClicks(view.foot.reason.line, "Retour au mot juste")
    guide.save()
    kept = versions(desk, OLD)[0]
    assert (kept.number, kept.reason) == (3, "Retour au mot juste")
    assert desk.edition(OLD).step("write_cdc").title == "Écrivez à la Caisse des Dépôts"
    assert desk.edition(OLD).step("open_site").title == "Allez sur le site"
    assert view.model.rows()[0].number == 3
    assert told.banners


def test_one_file_takes_an_edition_to_another_desk(
    guide: GuideEditionsPage, desk: Desk, told: Told, tmp_path: Path
) -> None:
    guide.export_to(OLD, tmp_path / "clé USB")
    file = tmp_path / "clé USB.toml"
    assert load_edition(file) == desk.edition(OLD)
    assert any("clé USB.toml" in words for words in told.refusals)
    guide.import_from(file)
    assert guide.view == IMPORT
    assert "déjà" in guide.importing.foot.button.reason()
    changed = with_title(desk.edition(OLD), "open_site", "Ouvrez le navigateur")
    file.write_text(edition_text(changed), encoding="utf-8")
    guide.import_from(file)
    assert [line.key for line in guide.importing.compare.lines()] == ["open_site"]
    assert desk.edition(OLD).step("open_site").title == "Allez sur le site", "nothing is taken yet"
    guide.save()
    assert guide.importing.foot.reason.line.hasFocus()
    QTest.keyClicks(guide.importing.foot.reason.line, "De Feurs")
    guide.save()
    assert desk.edition(OLD).step("open_site").title == "Ouvrez le navigateur"
    assert versions(desk, OLD)[0].reason == "De Feurs"
    assert guide.view == EDITIONS


def test_an_edition_more_waits_to_be_chosen_and_a_broken_file_is_refused(
    guide: GuideEditionsPage, desk: Desk, told: Told, tmp_path: Path
) -> None:
    file = tmp_path / "2027.toml"
    more = edition_text(replace(desk.edition(OLD), id="2027-01", title="édition 2027"))
    file.write_text(
        more.replace("https://www.moncompteformation", "http://www.moncompteformation", 1), encoding="utf-8"
    )
    guide.import_from(file)
    assert guide.view == IMPORT
    said = guide.importing.points.text().replace("\u00a0", " ")
    assert "Étape « Connectez-vous avec FranceConnect », lien n° 1, adresse : le lien" in said
    assert "commence par https:// ou par mailto:" in said
    assert "« url »" not in said
    assert "fc_" not in said
    assert "empêchent" in guide.importing.foot.button.reason()
    file.write_text(more.replace("\nsay = ", "\nsays = ", 1), encoding="utf-8")
    guide.import_from(file)
    said = guide.importing.points.text().replace("\u00a0", " ")
    assert (
        "étape « Voyez si votre compte est déjà ouvert », phrase à dire (« say » dans le fichier) : elle manque" in said
    )
    assert guide.importing.compare.isHidden()
    file.write_bytes(b"\xff\xfe")
    guide.import_from(file)
    assert "UTF-8" in guide.importing.points.text()
    assert not told.refusals, "what is wrong stays on the page, it does not pass by"
    assert len(editions(desk)) == 2
    file.write_text(more, encoding="utf-8")
    guide.import_from(file)
    assert "nouvelle édition" in guide.importing.title.text()
    guide.importing.foot.reason.set_text("Neuve")
    guide.save()
    assert len(editions(desk)) == 3
    assert desk.edition_for_new().id == OLD
    assert set(guide.editions.cards) == {OLD, NEW, "2027-01"}


def test_what_was_and_what_is_are_told_by_more_than_colour(light: Theme) -> None:
    left, right = compared_html("Cliquez ici", "Cliquez là", light)
    assert "line-through" in left
    assert "underline" in right
    assert "font-weight:600" in right
    assert "Cliquez" in left
    assert compared_html("", "a<b", light) == ("–", compared_html("", "a<b", light)[1])
    assert "a&lt;b" in compared_html("", "a<b", light)[1]


def test_every_difference_of_the_two_editions_has_words(desk: Desk) -> None:
    old, new = desk.edition(OLD), desk.edition(NEW)
    found: list[Difference | QuestionDifference] = [*differences(old, new), *question_differences(old, new)]
    assert len(found) > 10
    for one in found:
        rows = list(rows_of(one, old, new))
        assert rows, one
        assert all(was != now for _, was, now in rows), one
