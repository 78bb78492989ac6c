"""*Réglages › Guide*: two editions side by side, an edition edited, proved, drafted and saved, all by keyboard."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.desk import Desk
from app.guide.edition import ANSWERS, NO, YES
from app.services.drafts import save_draft
from app.services.guide import save_edition
from app.services.settings import desk_settings
from app.storage import queries
from app.storage.queries_guide import edition_at, versions
from tests.factories import add_dossier, add_person
from tests.ui.board_desk import Told
from tests.ui.guide_desk import NEW, OLD, WHOLE, focus, guide_on_screen, strike
from ui.front import Front
from ui.guide_draft import as_json, edition_from
from ui.guide_writing import EditionInHand
from ui.pages.guide_editions import EDITIONS, EDITOR, VERSIONS, GuideEditionsPage
from ui.pages.today import TodayPage
from ui.places import EditGuide
from ui.theme import Theme

ALT = Qt.KeyboardModifier.AltModifier
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def guide(qtbot: QtBot, front: Front) -> Iterator[GuideEditionsPage]:
    with guide_on_screen(qtbot, front) as page:
        yield page


def test_both_editions_stand_side_by_side_with_what_differs(guide: GuideEditionsPage) -> None:
    view = guide.editions
    assert set(view.cards) == {OLD, NEW}
    assert "à relire" in view.cards[OLD].accessibleName().lower()
    assert view.compare.table.hasFocus()
    lines = view.compare.lines()
    assert lines
    assert all(line.kind for line in lines), "only what changes is shown at first"
    spoken = [line.sentence for line in lines]
    assert any("modifiée" in sentence for sentence in spoken)
    assert any("à confirmer" in sentence for sentence in spoken)
    added = next(line for line in lines if line.kind == "added" and not line.key.startswith("question"))
    view.compare.choose(added.key)
    said = view.compare.detail.toPlainText()
    assert "+ ajoutée" in said
    assert "Source" in said
    changed = next(line for line in lines if line.kind == "changed" and line.unsure)
    view.compare.choose(changed.key)
    assert "À confirmer" in view.compare.detail.toPlainText()
    before = len(lines)
    view.compare.only.click()
    assert len(view.compare.lines()) > before
    assert any("identique" in line.sentence for line in view.compare.lines())


def test_amf42_chooses_which_holds_for_new_dossiers(guide: GuideEditionsPage, desk: Desk, told: Told) -> None:
    assert desk.edition_for_new().id == OLD
    cards = guide.editions.cards
    assert cards[OLD].choose.isHidden()
    cards[NEW].choose.setFocus()
    strike(Qt.Key.Key_Return)
    assert desk_settings(desk).edition == NEW
    assert desk.edition_for_new().id == NEW
    assert told.banners
    assert guide.editions.cards[NEW].choose.isHidden()
    dossier = add_dossier(desk, add_person(desk))
    detail = queries.dossier(desk, dossier)
    assert detail is not None


def test_entree_on_a_difference_opens_its_step_and_echap_comes_back(guide: GuideEditionsPage) -> None:
    line = next(line for line in guide.editions.compare.lines() if line.kind == "changed")
    guide.editions.compare.choose(line.key)
    strike(Qt.Key.Key_Return)
    assert guide.view == EDITOR
    assert guide.editor.edition_id == NEW
    assert guide.editor.hand is not None
    assert guide.editor.hand.step_id == line.key
    assert guide.editor.tree.hasFocus()
    strike(Qt.Key.Key_Return)
    title = guide.editor.form.own.title
    assert title.edit.hasFocus()
    strike(Qt.Key.Key_C, CTRL | Qt.KeyboardModifier.ShiftModifier)
    assert title.box is not None
    assert title.box.isVisible()
    assert guide.escape()
    assert title.edit.hasFocus(), "out of the box, back to its text"
    assert not title.box.isVisible()
    assert guide.escape()
    assert guide.editor.tree.hasFocus()
    assert guide.escape()
    assert guide.view == EDITIONS
    assert not guide.escape(), "the next one leaves the page"


def test_a_step_is_written_proved_and_saved_with_its_reason(
    guide: GuideEditionsPage, desk: Desk, told: Told, qtbot: QtBot
) -> None:
    guide.edit(OLD, "open_site")
    editor = guide.editor
    strike(Qt.Key.Key_Return)
    QTest.keyClicks(focus(), " maintenant")
    assert "modifiée" in editor.tree.currentIndex().data(Qt.ItemDataRole.AccessibleTextRole)
    assert "1 étape à enregistrer" in editor.state.text()
    guide.save()
    assert editor.reason.line.hasFocus(), "a reason is asked for, in its field"
    QTest.keyClicks(focus(), "Plus clair")
    guide.save()
    assert "Guide enregistré" in told.banners[0]
    kept = versions(desk, OLD)[0]
    assert (kept.number, kept.author, kept.reason) == (1, desk.agent, "Plus clair")
    assert desk.edition(OLD).step("open_site").title.endswith(" maintenant")
    assert editor.state.text() == "Rien à enregistrer."
    assert not queries.drafts(desk)


def test_the_title_of_the_whole_written_after_a_step_takes_nothing_of_it_back(guide: GuideEditionsPage) -> None:
    guide.edit(OLD, "open_site")
    editor = guide.editor
    strike(Qt.Key.Key_Return)
    QTest.keyClicks(focus(), " maintenant")
    editor.show_whole()
    strike(Qt.Key.Key_End)
    QTest.keyClicks(focus(), " revue")
    assert editor.hand is not None
    assert editor.hand.edition.title.endswith(" revue")
    assert editor.hand.edition.step("open_site").title.endswith(" maintenant")


def test_a_step_that_is_not_sure_is_marked_so_in_the_tree(guide: GuideEditionsPage, desk: Desk) -> None:
    unsure = next(step for step in desk.edition(NEW).steps if step.unsure)
    guide.edit(NEW, unsure.id)
    tree = guide.editor.tree
    assert ", à confirmer, " in tree.currentIndex().data(Qt.ItemDataRole.AccessibleTextRole)
    tree.choose(next(step.id for step in desk.edition(NEW).steps if not step.unsure))
    assert "à confirmer" not in tree.currentIndex().data(Qt.ItemDataRole.AccessibleTextRole)


def test_a_refusal_names_each_step_and_entree_leads_to_its_field(
    guide: GuideEditionsPage, desk: Desk, qtbot: QtBot
) -> None:
    guide.edit(OLD, "open_site")
    editor = guide.editor
    row = editor.form.links.rows.rows()[0]
    url = row.first()
    url.setFocus()
    strike(Qt.Key.Key_A, CTRL)
    QTest.keyClicks(url, "http://www.amf42.fr")
    editor.tree.choose("write_cdc")
    editor.form.words.say.edit.setFocus()
    strike(Qt.Key.Key_A, CTRL)
    strike(Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: len(editor.points.problems()) == 3, timeout=4000)  # before anything is saved
    editor.reason.set_text("Essai")
    guide.save()
    assert not versions(desk, OLD)[:-1], "nothing was written"
    assert editor.points.list.hasFocus()
    sentences = [editor.points.list.item(row).text() for row in range(editor.points.list.count())]
    assert "Ouvrez le site Mon Compte Formation" in sentences[0]
    assert "carré à viser" in sentences[1]
    assert "Écrivez à la Caisse des Dépôts" in sentences[2]
    strike(Qt.Key.Key_Return)
    assert focus() is editor.form.links.rows.rows()[0].first()
    assert editor.hand is not None
    assert editor.hand.step_id == "open_site"
    assert focus().text() == "http://www.amf42.fr", "what was typed stands"  # type: ignore[attr-defined]  # A line.
    assert "https" in focus().accessibleDescription()
    editor.points.list.setFocus()
    strike(Qt.Key.Key_End)
    strike(Qt.Key.Key_Return)
    assert focus() is editor.form.words.say.edit


def test_for_whom_is_ticked_never_typed(guide: GuideEditionsPage) -> None:
    guide.edit(OLD, "open_site")
    part = guide.editor.form.conditions
    row = part.rows["account_open"]
    assert row.answers() == (NO, "unknown")
    assert part.rows["franceconnect"].answers() == ANSWERS, "what does not matter is ticked whole"
    row.boxes[YES].setFocus()
    strike(Qt.Key.Key_Space)
    assert guide.editor.hand is not None
    assert "account_open" not in guide.editor.hand.edition.step("open_site").when
    assert "tout le monde" in part.words.text()
    for answer in (YES, "unknown"):
        row.boxes[answer].click()
    assert guide.editor.hand.edition.step("open_site").when["account_open"] == (NO,)
    row.boxes[NO].click()
    assert "account_open" not in guide.editor.hand.edition.step("open_site").when, "nobody would be no condition"


def test_steps_move_are_added_and_taken_away_and_ctrl_z_brings_them_back(guide: GuideEditionsPage) -> None:
    guide.edit(OLD, "create_account")
    editor = guide.editor
    assert editor.hand is not None
    before = editor.hand.edition
    strike(Qt.Key.Key_Down, ALT)
    assert editor.hand.edition.steps.index(before.step("create_account")) > before.steps.index(
        before.step("create_account")
    )
    assert editor.tree.current_id() == "create_account"
    strike(Qt.Key.Key_D, CTRL)
    strike(Qt.Key.Key_Delete)
    assert "Ctrl+Z" in editor.told.text()
    assert guide.new()
    assert editor.form.own.title.edit.hasFocus()
    QTest.keyClicks(focus(), "Relisez tout")
    assert editor.hand.step is not None
    assert editor.hand.step.title == "Relisez tout"
    for _ in range(6):
        guide.undo()
    assert editor.hand.edition == before
    assert guide.redo()


def test_what_is_typed_is_kept_within_two_seconds(guide: GuideEditionsPage, desk: Desk, qtbot: QtBot) -> None:
    guide.edit(OLD, "open_site")
    strike(Qt.Key.Key_Return)
    QTest.keyClicks(focus(), " demain")
    guide.editor.reason.set_text("Pas fini")
    qtbot.waitUntil(lambda: bool(queries.drafts(desk)), timeout=4000)
    kept = queries.drafts(desk)[0]
    assert (kept.kind, kept.payload["reason"]) == ("guide", "Pas fini")
    edition = edition_from(kept.payload["edition"])
    assert edition is not None
    assert edition.step("open_site").title.endswith(" demain")


def test_a_draft_is_put_onto_the_version_saved_since_and_leads_there_from_today(
    front: Front, desk: Desk, qtbot: QtBot, told: Told
) -> None:
    mine, theirs = EditionInHand(desk.edition(OLD)), EditionInHand(desk.edition(OLD))
    mine.put(replace(desk.edition(OLD).step("open_site"), title="Mon titre"))
    payload = {"edition_id": OLD, "seen": 0, "step": "open_site", "reason": "Essai", "edition": as_json(mine.edition)}
    save_draft(desk, None, "guide", None, payload)
    theirs.put(replace(desk.edition(OLD).step("write_cdc"), title="Leur titre"))
    save_edition(desk, theirs.edition, "Eux", 0)
    today = TodayPage(front)
    qtbot.addWidget(today)
    today.refresh()
    assert "Guide" in today.drafts.rows()[0].accessibleName()
    today.drafts.rows()[0].activated.emit()
    assert told.places == [EditGuide(OLD)]
    with guide_on_screen(qtbot, front) as page:
        page.edit(OLD)
        page.editor.offer.take.click()
        assert "version 1" in page.editor.told.text()
        page.save()
    assert desk.edition(OLD).step("open_site").title == "Mon titre"
    assert desk.edition(OLD).step("write_cdc").title == "Leur titre"
    assert versions(desk, OLD)[0].reason == "Essai"


def test_a_version_saved_meanwhile_loses_nobody_s_words(guide: GuideEditionsPage, desk: Desk) -> None:
    guide.edit(OLD, "open_site")
    strike(Qt.Key.Key_Return)
    QTest.keyClicks(focus(), " ici")
    theirs = EditionInHand(desk.edition(OLD))
    theirs.step_id = "create_account"
    theirs.double()
    save_edition(desk, theirs.edition, "Double", 0)
    guide.editor.reason.set_text("Ici")
    guide.save()
    assert "version 1" in guide.editor.told.text()
    guide.save()
    assert [one.number for one in versions(desk, OLD)] == [2, 1, 0]
    now = desk.edition(OLD)
    assert now.step("open_site").title.endswith(" ici")
    assert len(now.steps) == len(edition_at(desk, OLD, 0).steps) + 1


def test_the_sheet_follows_and_marks_the_step(guide: GuideEditionsPage, qtbot: QtBot) -> None:
    guide.edit(OLD, "write_cdc")
    sheet = guide.editor.sheet
    assert not sheet.pages.pages, "no sheet is made while nobody looks at it"
    assert sheet.situation()["elu_account"] == NO, "a situation in which the step is to be done is taken"
    guide.resize(WHOLE, 636)
    qtbot.waitUntil(lambda: sheet._mark is not None)
    assert sheet.trial is not None
    assert "write_cdc" in sheet.trial.steps
    assert set(sheet.trial.spots) == set(sheet.trial.steps)
    assert sheet._spot is not None
    page, spot = sheet._spot
    bar = sheet.pages.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.value() <= page.y() + spot.top * page.height() <= bar.value() + sheet.pages.height())
    pages = len(sheet.trial.pictures)
    sheet.size_switch.set_value("large")
    sheet.size_switch.changed.emit("large")
    assert len(sheet.trial.pictures) > pages
    sheet.switches["elu_account"].set_value(YES)
    sheet.switches["elu_account"].changed.emit(YES)
    qtbot.waitUntil(lambda: "n’est pas sur cette fiche" in sheet.told.text())
    sheet.adapt.click()
    assert "write_cdc" in sheet.trial.steps


def test_all_that_takes_the_keyboard_has_a_name_and_fits_at_twice_the_size(
    guide: GuideEditionsPage, dress: Callable[..., Theme]
) -> None:
    guide.edit(NEW, "send_identity")
    editor = guide.editor
    for step_id in ("send_identity", "screen_identity"):
        editor.show_step(step_id)
        for widget in guide.findChildren(QWidget):
            if widget.isVisible() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.focusProxy() is None:
                assert widget.accessibleName(), (type(widget).__name__, widget.parent())
    guide.resize(1180, 583)
    dress(scale=2.0)
    QApplication.processEvents()
    assert sum(pane.isVisible() for pane in (editor.left, editor.middle, editor.sheet)) == 1
    assert editor.panes_switch.isVisible()
    editor.focus_first()
    assert editor.tree.hasFocus()
    strike(Qt.Key.Key_Return)
    assert editor.middle.isVisible()
    assert not editor.left.isVisible()
    for view in (EDITIONS, VERSIONS):
        guide.show_view(view)
        QApplication.processEvents()
        assert guide.width() == 1180
    assert guide.editions.compare.height() > 150
