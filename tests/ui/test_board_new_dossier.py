"""Opening a dossier, or choosing another session for one, by keyboard alone and beside the board."""

from datetime import date

from PySide6.QtWidgets import QApplication

from app.desk import Desk
from app.domain.stages import Stage
from app.storage.queries import board
from app.storage.queries import dossier as dossier_detail
from tests.factories import ACCOUNT_OPEN, Clock, add_dossier, add_person, add_session, add_training
from tests.ui.board_desk import DOWN, ENTER, Told, choose, open_menu, stage_of, strike
from ui.pages.board import BoardPage
from ui.places import EditOfficial


def catalogue(desk: Desk) -> tuple[int, int]:
    """One session that can be asked for, one that cannot any more."""
    training = add_training(desk)
    late = add_session(desk, training, starts_on=date(2026, 12, 2), place="Feurs")
    return add_session(desk, training), late


def test_a_dossier_is_opened_by_keyboard_alone(page: BoardPage, desk: Desk, told: Told) -> None:
    session, _ = catalogue(desk)
    odile = add_person(desk)
    add_person(desk, "Odile", "Martin", "Feurs")
    page.new()
    strike("thev")  # whatever the accents
    assert [row.title for row in page.opening.official.list.rows()] == ["Odile Thévenet"]
    strike(DOWN, ENTER)
    assert page.opening.official.title.text() == "Odile Thévenet"
    assert page.opening.session.line.hasFocus()
    strike("domaine", ENTER)  # the first session found: the one that can still be asked for
    assert page.opening.session_id == session
    assert page.opening.deadline.accessibleName().startswith("Demander demain au plus tard")
    assert page.opening.accept.hasFocus()
    strike(ENTER)
    (row,) = board(desk)
    assert (row.official_id, row.session_id, row.stage) == (odile, session, Stage.NEW)
    assert told.banners[-1].startswith("Dossier ouvert pour")
    assert page.dossier.isVisible()  # it is shown at once
    assert page.dossier.name.text() == "Odile Thévenet"
    assert page.board.place_of(row.id) == 0


def test_what_is_known_already_is_chosen(page: BoardPage, desk: Desk) -> None:
    session, _ = catalogue(desk)
    page.new_dossier(add_person(desk), session)
    assert page.opening.accept.hasFocus()
    assert page.save()
    assert len(board(desk)) == 1


def test_a_session_can_be_chosen_later(page: BoardPage, desk: Desk) -> None:
    catalogue(desk)
    page.new_dossier(add_person(desk))
    rows = page.opening.session.list.rows()
    assert rows[-1].title == "À choisir plus tard"
    page.opening.session.list.go_to(rows[-1].key)
    page.opening.session.list.choose_current()
    page.save()
    assert board(desk)[0].training_short == "À choisir"


def test_a_session_too_late_says_so_before_anything_is_promised(page: BoardPage, desk: Desk) -> None:
    _, late = catalogue(desk)
    page.new_dossier(add_person(desk), late)
    assert "Trop tard pour cette session" in page.opening.deadline.accessibleName()


def test_what_is_missing_is_said_and_led_to(page: BoardPage, desk: Desk) -> None:
    catalogue(desk)
    page.new()
    page.save()
    assert page.opening.problem.isVisible()
    assert page.opening.official.line.hasFocus()
    page.opening._read_person(add_person(desk))
    page.save()
    assert "session" in page.opening.problem.accessibleName()
    assert page.opening.session.line.hasFocus()
    assert not board(desk)


def test_dossiers_already_open_are_told_and_the_same_one_is_refused(page: BoardPage, desk: Desk) -> None:
    session, _ = catalogue(desk)
    odile = add_person(desk)
    add_dossier(desk, odile, session, ACCOUNT_OPEN)
    page.new_dossier(odile, session)
    QApplication.processEvents()
    assert "1 dossier déjà ouvert\u00a0: Domaine public, 15\u00a0déc." in page.opening.has.text()
    page.save()
    assert "déjà ouvert" in page.opening.problem.accessibleName()
    assert len(board(desk)) == 1


def test_somebody_unknown_is_added(page: BoardPage, desk: Desk, told: Told) -> None:
    page.new()
    strike("Introuvable", DOWN, ENTER)
    assert told.places[-1] == EditOfficial(None, {"birth_name": "Introuvable"})


def test_only_officials_have_a_dossier(page: BoardPage, desk: Desk) -> None:
    add_person(desk, "Martine", "Oriol", is_official=False, role="Secrétaire de mairie")
    page.new()
    strike("oriol")
    assert [row.action for row in page.opening.official.list.rows()] == [True]


def test_another_session_is_chosen_from_the_menu(page: BoardPage, desk: Desk, told: Told) -> None:
    session, _ = catalogue(desk)
    training = add_training(desk, "Lire et préparer le budget communal", short_name="Budget communal")
    budget = add_session(desk, training, starts_on=date(2027, 1, 21))
    due = add_dossier(desk, add_person(desk), session, ACCOUNT_OPEN)
    page.refresh()
    page.open_dossier(due)
    page.dossier.more.click()
    choose(open_menu(page), "Changer de session")
    open_menu(page).close()
    QApplication.processEvents()
    page.activateWindow()  # offscreen, a menu that closes gives the keyboard to no window
    QApplication.processEvents()
    assert not page.opening.official.isVisible()
    assert page.opening.session.line.hasFocus()
    strike("budget", ENTER, ENTER)
    detail = dossier_detail(desk, due)
    assert detail is not None
    assert detail.row.session_id == budget
    assert told.banners[-1].startswith("Session d’Odile Thévenet")
    assert page.dossier.isVisible()


def test_escape_leaves_the_panel_and_changes_nothing(page: BoardPage, desk: Desk, clock: Clock) -> None:
    session, _ = catalogue(desk)
    due = add_dossier(desk, add_person(desk), session, ACCOUNT_OPEN)
    page.refresh()
    page.new()
    assert page.escape()
    assert not page.panel.isVisible()
    assert stage_of(desk, due) is not None
    assert page.board.current_dossier() == due
