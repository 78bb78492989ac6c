"""*Formations* by keyboard: trainings and sessions typed, corrected, cancelled, found again, with the real services."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, time
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QAction, QFontMetrics, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from app.bootstrap import Opened, open_desk
from app.checks.nir_structure import right_key
from app.desk import Desk
from app.domain.dossiers import Stage
from app.services.catalogue import (
    SessionForm,
    TrainingForm,
    cancel_session,
    save_session,
    save_training,
)
from app.services.dossiers import move
from app.settings import PcSettings, Places, save_pc_settings
from app.storage import queries
from app.storage.rows import SessionRow
from tests.factories import ACCOUNT_OPEN, DOMAINE_PUBLIC, Clock, add_dossier, add_person, add_session, add_training
from ui.front import Front
from ui.main_window import MainWindow
from ui.pages.catalogue import CataloguePage
from ui.pages.session_form import SessionFormPage
from ui.pages.training_form import TrainingFormPage, check_link
from ui.panels.catalogue_rows import CatalogueModel, catalogue_rows, days_of
from ui.panels.person_line import PersonLine
from ui.places import NewDossier, OpenDossier, Page
from ui.tasks import ImmediateRunner
from ui.theme import Theme

THIRTEEN = "2850542187005"
NIR = THIRTEEN + right_key(THIRTEEN)
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
ENTER, ESCAPE, TAB = Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.Key.Key_Tab
UP, DOWN, LEFT, RIGHT = Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Right
NEW, SAVE, MODIFY, UNDO = ((key, CTRL) for key in (Qt.Key.Key_N, Qt.Key.Key_S, Qt.Key.Key_E, Qt.Key.Key_Z))


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a PC whose base is empty, made once and copied for each test."""
    places = Places(tmp_path_factory.mktemp("catalogue") / "poste")
    save_pc_settings(places, PcSettings(agent="Claire M.", recovery_printed=True))
    open_desk(places, clock=Clock()).desk.database.close()
    return places.data


@pytest.fixture
def opened(tmp_path: Path, prepared: Path) -> Iterator[Opened]:
    with open_desk(Places(Path(shutil.copytree(prepared, tmp_path / "poste"))), clock=Clock()) as opened:
        yield opened


@pytest.fixture
def desk(opened: Opened) -> Desk:
    return opened.desk


@pytest.fixture
def window(qtbot: QtBot, opened: Opened) -> MainWindow:
    window = MainWindow("Claire M.")
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is window)
    window.open_desk(opened, Front(opened.desk, ImmediateRunner(), PcSettings()))
    return window


def shown(window: MainWindow) -> CataloguePage:
    """The page, reached by its key."""
    press(window, (Qt.Key.Key_F, Qt.KeyboardModifier.AltModifier))
    page = window.page(Page.FORMATIONS)
    assert isinstance(page, CataloguePage)
    assert window.current() is page
    return page


def press(window: MainWindow, *keys: Any) -> None:
    """Words, a key, or (key, modifiers), to whatever has the keyboard."""
    for key in keys:
        focus = QApplication.focusWidget() or window
        if isinstance(key, str):
            for letter in key:
                down = QKeyEvent(QEvent.Type.KeyPress, 0, Qt.KeyboardModifier.NoModifier, letter)
                QApplication.sendEvent(QApplication.focusWidget() or focus, down)
        elif isinstance(key, tuple):
            QTest.keyClick(focus, *key)
        else:
            QTest.keyClick(focus, key)


def replace_with(window: MainWindow, words: str) -> None:
    """Type over what stands in the field."""
    press(window, (Qt.Key.Key_A, CTRL), words or Qt.Key.Key_Delete)


def session_form(page: CataloguePage) -> SessionFormPage:
    """The form of a session, on screen."""
    assert isinstance(page.form, SessionFormPage)
    return page.form


def training_form(page: CataloguePage) -> TrainingFormPage:
    """The form of a training, on screen."""
    assert isinstance(page.form, TrainingFormPage)
    return page.form


def first_words(page: CataloguePage) -> list[str]:
    """What the first column says, line by line."""
    return [str(page.model.index(row, 0).data()) for row in range(page.model.rowCount())]


def cells(page: CataloguePage, row: int) -> list[str]:
    return [str(page.model.index(row, column).data()) for column in range(page.model.columnCount())]


def people(page: CataloguePage) -> list[PersonLine]:
    """The lines of the panel that can be seen."""
    QApplication.processEvents()
    return [line for line in page.panel.findChildren(PersonLine) if line.isVisible()]


def only_session(desk: Desk) -> SessionRow:
    (session,) = [one for row in queries.trainings(desk, when="all") for one in row.sessions]
    return session


def two_trainings(desk: Desk) -> tuple[int, int]:
    """The guide's own with two sessions, another with one; ids of the two sessions of the first."""
    own = add_training(desk, theme="Organisation territoriale", link="https://www.amf42.fr/formations")
    near = add_session(desk, own)
    far = add_session(desk, own, starts_on=date(2027, 2, 2), place="Boën-sur-Lignon")
    police = add_training(desk, "Les pouvoirs de police du maire", short_name="Pouvoirs de police", theme="Sécurité")
    add_session(desk, police, starts_on=date(2026, 12, 17), place="Feurs")
    return near, far


def menu_words(menu: QMenu) -> dict[str, QAction]:
    return {action.text().split("\t")[0]: action for action in menu.actions() if action.text()}


# Filling the catalogue


def test_an_empty_catalogue_says_what_will_be_here_and_is_filled_by_keyboard(window: MainWindow, desk: Desk) -> None:
    page = shown(window)
    assert page.list.is_empty()
    assert "seront ici" in page.list.empty.accessibleName()
    press(window, ENTER)  # the gesture that fills it has the keyboard
    press(window, DOMAINE_PUBLIC, TAB)
    form = training_form(page)
    assert form.short_name.line.placeholderText() == "La gestion du"
    press(window, "Domaine public", TAB, "Organisation territoriale", TAB, "Boën-sur-Lignon", TAB)
    press(window, "6", TAB, "200", TAB, "18", TAB, "www.amf42.fr", SAVE)
    (training,) = queries.trainings(desk)
    assert (training.title, training.short_name, training.minutes) == (DOMAINE_PUBLIC, "Domaine public", 360)
    assert (training.price_cents, training.extra_fees_cents, training.place) == (20_000, 1_800, "Boën-sur-Lignon")
    assert (training.theme, training.link) == ("Organisation territoriale", "https://www.amf42.fr")
    assert page.form is None
    assert QApplication.focusWidget() is page.table

    press(window, NEW, "15/12", TAB, TAB, TAB, TAB, "16", SAVE)
    session = only_session(desk)
    assert (session.starts_on, session.ends_on) == (date(2026, 12, 15), date(2026, 12, 15))
    assert (session.starts_at, session.ends_at) == (time(9), time(16))
    assert (session.place, session.seats) == ("Boën-sur-Lignon", 15)
    current = page.table.current()
    assert current is not None
    assert current.session == session
    assert cells(page, 1) == [
        *("mar.\u00a015\u00a0déc.\u00a02026", "Boën-sur-Lignon", "15\u00a0places"),
        *("Demain, mer.\u00a025\u00a0nov.", ""),
    ]


def test_a_training_without_a_session_offers_to_add_one(window: MainWindow, desk: Desk) -> None:
    training = add_training(desk)
    page = shown(window)
    assert first_words(page)[1].startswith("Aucune session prévue")
    press(window, DOWN, ENTER)
    form = session_form(page)
    assert form.training.value() == str(training)


# The table


def test_arrows_and_plus_and_minus_fold_a_training(window: MainWindow, desk: Desk) -> None:
    two_trainings(desk)
    page = shown(window)
    assert len(first_words(page)) == 5
    page.table.choose(("session", page.catalogue["upcoming"][0].sessions[0].id))
    press(window, LEFT)  # from a session to its training
    current = page.table.current()
    assert current is not None
    assert current.is_training
    press(window, LEFT)
    assert len(first_words(page)) == 3
    press(window, RIGHT)
    assert len(first_words(page)) == 5
    press(window, Qt.Key.Key_Minus)
    assert len(first_words(page)) == 3
    press(window, Qt.Key.Key_Plus)
    assert len(first_words(page)) == 5
    press(window, ENTER)
    assert len(first_words(page)) == 3


def test_folding_from_inside_leaves_the_keyboard_on_the_training(window: MainWindow, desk: Desk) -> None:
    near, _far = two_trainings(desk)
    page = shown(window)
    page.table.choose(("session", near))
    row = page.table.current()
    assert row is not None
    page.table.folded.emit(row, False)
    current = page.table.current()
    assert current is not None
    assert current.key == ("training", row.training.id)


def test_the_session_that_presses_most_is_shown_first(window: MainWindow, desk: Desk) -> None:
    near, _far = two_trainings(desk)
    page = shown(window)
    current = page.table.current()
    assert current is not None
    assert current.key == ("session", near)
    assert not page.panel.isHidden()


def test_filters_count_and_show_their_sessions(window: MainWindow, desk: Desk) -> None:
    near, far = two_trainings(desk)
    save_session(desk, far, 0, SessionForm(date(2027, 2, 2), seats=1), None)
    move(desk, add_dossier(desk, add_person(desk), far, ACCOUNT_OPEN), Stage.ENROLLED)
    training = add_training(desk, "L’état civil et les actes du maire")
    for day in (date(2026, 6, 9), date(2026, 11, 19)):
        add_session(desk, training, starts_on=day)
    cancel_session(desk, near)
    page = shown(window)
    names = [page.filters.chip(when).accessibleName() for when in ("upcoming", "free", "past")]
    assert names == ["À venir, 3", "Places libres, 1", "Passées, 2"]
    page.filters.setFocus()
    press(window, RIGHT)
    assert first_words(page) == ["Les pouvoirs de police du maire", "jeu.\u00a017\u00a0déc.\u00a02026"]
    press(window, RIGHT)
    assert first_words(page)[1:] == ["jeu.\u00a019\u00a0nov.\u00a02026", "mar.\u00a09\u00a0juin\u00a02026"]
    assert cells(page, 1)[2:4] == ["0\u00a0inscrit", "Session passée"]


def test_words_of_seats_and_of_last_days(window: MainWindow, desk: Desk) -> None:
    near, far = two_trainings(desk)
    save_session(desk, near, 0, SessionForm(date(2026, 12, 8), seats=1), None)
    move(desk, add_dossier(desk, add_person(desk), near, ACCOUNT_OPEN), Stage.TO_CONFIRM)
    add_dossier(desk, add_person(desk, "Robert", "Crozet"), far, ACCOUNT_OPEN)
    page = shown(window)
    assert cells(page, 1)[2:] == ["Complet", "Demandes closes", ""]
    assert cells(page, 2)[2:] == ["15\u00a0places", "Mer.\u00a013\u00a0janv., 34\u00a0j\u00a0ouvrés", "1\u00a0élu"]
    cancel_session(desk, far)
    page.refresh()
    assert cells(page, 2)[2:4] == ["Annulée", "Session annulée"]


def test_who_does_not_see_the_table_hears_each_line_whole(window: MainWindow, desk: Desk) -> None:
    near, _far = two_trainings(desk)
    add_dossier(desk, add_person(desk), near, ACCOUNT_OPEN)
    page = shown(window)
    spoken = [str(page.model.index(row, 0).data(Qt.ItemDataRole.AccessibleTextRole)) for row in (0, 1)]
    assert spoken[0].startswith(f"{DOMAINE_PUBLIC}, 6\u00a0h · 200\u00a0€ · frais 18\u00a0€, Organisation territoriale")
    assert spoken[0].endswith("2\u00a0sessions, dépliée")
    assert spoken[1] == (
        f"Mardi\u00a015\u00a0décembre\u00a02026, {DOMAINE_PUBLIC}, Montbrison, 15\u00a0places, "
        "demander demain au plus tard, 1\u00a0élu à aider"
    )


@pytest.mark.parametrize("scale", [1.0, 2.0])
@pytest.mark.parametrize("size", [(1366, 688), (900, 480)])
def test_no_date_and_no_limit_is_ever_cut(
    window: MainWindow, desk: Desk, dress: Any, scale: float, size: tuple[int, int]
) -> None:
    two_trainings(desk)
    page = shown(window)
    press(window, ESCAPE)
    theme: Theme = dress(scale=scale)
    window.resize(*size)
    QApplication.processEvents()
    table = page.table
    widths = [table.columnWidth(column) for column in range(5)]
    assert table.fontMetrics().horizontalAdvance("mar.\u00a015\u00a0déc.\u00a02026") + theme.px(24) <= widths[0]
    badge = "Jeu.\u00a017\u00a0déc." if table.short else "Mer.\u00a013\u00a0janv., 34\u00a0j\u00a0ouvrés"
    metrics_room = widths[3] - theme.px(24) - theme.px(17)
    assert QFontMetrics(theme.font(9)).horizontalAdvance(badge) <= metrics_room
    if size[0] / scale >= 600:
        assert sum(widths) <= table.viewport().width()


def test_the_model_behaves(qtmodeltester: ModelTester, desk: Desk) -> None:
    near, _far = two_trainings(desk)
    check: Any = qtmodeltester.check
    model = CatalogueModel()
    check(model)
    trainings = queries.trainings(desk)
    model.set_rows(catalogue_rows(trainings, (), desk.today()))
    check(model)
    model.set_rows(catalogue_rows(trainings, {trainings[0].id}, desk.today()))
    check(model)
    cancel_session(desk, near)
    model.set_rows(catalogue_rows(queries.trainings(desk), (), desk.today()))
    check(model)


def test_two_days_around_a_week_end_are_two_days(desk: Desk) -> None:
    add_session(desk, starts_on=date(2026, 12, 4), ends_on=date(2026, 12, 7))
    assert days_of(only_session(desk)) == 2


# The panel


def test_the_panel_tells_what_is_due_and_who_is_on_the_way(window: MainWindow, desk: Desk, qtbot: QtBot) -> None:
    near, _far = two_trainings(desk)
    opened = add_dossier(desk, add_person(desk), near, ACCOUNT_OPEN)
    for number in range(5):
        person = add_person(desk, "Robert", f"Crozet{number}")
        move(desk, add_dossier(desk, person, near, ACCOUNT_OPEN), Stage.ENROLLED)
    page = shown(window)
    panel = page.panel
    assert panel.title.text() == DOMAINE_PUBLIC
    assert panel.under.text() == "mar.\u00a015\u00a0déc.\u00a02026 · 9\u00a0h à 16\u00a0h · Montbrison"
    assert panel.deadline.accessibleName() == (
        "Demander demain au plus tard. 11\u00a0jours ouvrés pleins entre notre validation et le 15\u00a0déc., "
        "et 2 pour notre réponse"
    )
    facts = [child.accessibleName() for child in panel.findChildren(QWidget) if ":" in child.accessibleName()]
    assert "Prix\u00a0: 200\u00a0€, payés par le DIF" in facts
    assert "Frais additionnels\u00a0: 18\u00a0€, le jour même" in facts
    assert "Places\u00a0: 5\u00a0prises sur\u00a015" in facts
    assert panel.link.words() == "amf42.fr"
    assert [(line.name(), line.words()) for line in people(page)] == [
        ("Odile Thévenet", "Prêt à demander"),
        ("5 autres élus", "Inscrits"),
    ]
    press(window, ENTER)  # from the table into the panel
    assert QApplication.focusWidget() is panel.enrol
    assert window.front is not None
    window.front.placeWanted.disconnect(window.go)
    with qtbot.waitSignal(window.front.placeWanted, check_params_cb=lambda place: place == NewDossier(None, near)):
        press(window, ENTER)
    people(page)[0].setFocus()
    with qtbot.waitSignal(window.front.placeWanted, check_params_cb=lambda place: place == OpenDossier(opened)):
        press(window, ENTER)
    people(page)[1].setFocus()
    press(window, ENTER)
    assert len(people(page)) == 6


def test_escape_closes_the_panel_and_the_keyboard_comes_back_to_the_row(window: MainWindow, desk: Desk) -> None:
    two_trainings(desk)
    page = shown(window)
    press(window, ENTER, ESCAPE)
    assert page.panel.isHidden()
    assert QApplication.focusWidget() is page.table
    press(window, DOWN)
    assert page.panel.isHidden()  # it comes when it is asked for
    press(window, ENTER)
    assert not page.panel.isHidden()


def test_the_panel_of_a_training_adds_a_session_to_it(window: MainWindow, desk: Desk) -> None:
    two_trainings(desk)
    page = shown(window)
    press(window, LEFT)
    current = page.table.current()
    assert current is not None
    assert page.panel.title.text() == current.training.title
    assert page.panel.deadline.isHidden()
    page.panel.add.setFocus()
    press(window, ENTER)
    form = session_form(page)
    assert form.training.value() == str(current.training.id)


def test_nobody_is_enrolled_for_a_session_that_is_cancelled_or_over(window: MainWindow, desk: Desk) -> None:
    near, _far = two_trainings(desk)
    over = add_session(desk, 1, starts_on=date(2026, 11, 19))
    cancel_session(desk, near)
    page = shown(window)
    page.open_session(near)
    assert "annulée" in page.panel.enrol.reason()
    page.open_session(over)
    assert "passée" in page.panel.enrol.reason()
    assert page.filters.value() == "past"
    current = page.table.current()
    assert current is not None
    assert current.key == ("session", over)


def test_a_session_that_is_asked_for_comes_out_of_its_folded_training(window: MainWindow, desk: Desk) -> None:
    near, _far = two_trainings(desk)
    page = shown(window)
    press(window, LEFT, LEFT)
    page.open_session(near)
    current = page.table.current()
    assert current is not None
    assert current.key == ("session", near)


def test_below_1180_the_panel_lies_over_the_table(window: MainWindow, desk: Desk) -> None:
    two_trainings(desk)
    page = shown(window)
    assert page.list.geometry().right() < page.panel.geometry().left()
    window.resize(1100, 640)
    QApplication.processEvents()
    assert page.list.width() == page.width()
    assert page.panel.geometry().right() == page.rect().right()


# Correcting


def test_ctrl_e_modifies_the_session_or_the_training_where_one_stands(window: MainWindow, desk: Desk) -> None:
    near, _far = two_trainings(desk)
    page = shown(window)
    press(window, MODIFY)
    session_form(page)
    press(window, TAB, "16/12", SAVE)
    detail = queries.session(desk, near)
    assert detail is not None
    assert detail.session.ends_on == date(2026, 12, 16)
    press(window, LEFT, MODIFY)
    training_form(page)
    replace_with(window, "Le domaine public")
    press(window, SAVE, UNDO)
    assert next(row.title for row in queries.trainings(desk)) == DOMAINE_PUBLIC


def test_what_cannot_be_read_stays_as_typed_and_saving_leads_there(window: MainWindow, desk: Desk) -> None:
    add_training(desk)
    page = shown(window)
    press(window, NEW, "le quinze")
    form = session_form(page)
    assert form.starts_on.problems() == ()  # nothing is judged while typing
    press(window, TAB)
    assert form.starts_on.text() == "le quinze"
    assert form.starts_on.has_error()
    assert [link.words() for link in form.summary.links()] == ["Premier jour"]
    press(window, SAVE)
    assert QApplication.focusWidget() is form.starts_on.editor
    assert queries.trainings(desk)[0].sessions == ()
    replace_with(window, "15/12")
    press(window, SAVE)
    assert only_session(desk).starts_on == date(2026, 12, 15)


def test_doubtful_values_are_marked_and_saved(window: MainWindow, desk: Desk) -> None:
    training = add_training(desk)
    page = shown(window)
    page.edit_session(None, training)
    form = session_form(page)
    press(window, "13/12", TAB)
    assert "dimanche" in form.starts_on.problems()[0].message
    form.seats.lead_here()
    replace_with(window, "20")
    press(window, SAVE)
    assert (only_session(desk).starts_on, only_session(desk).seats) == (date(2026, 12, 13), 20)


def test_the_last_day_to_ask_shows_while_the_session_is_typed(window: MainWindow, desk: Desk) -> None:
    training = add_training(desk)
    page = shown(window)
    page.edit_session(None, training)
    form = session_form(page)
    assert form.deadline.isHidden()
    press(window, "15/12", TAB)
    assert "Demander demain au plus tard" in form.deadline.accessibleName()


def test_a_last_day_or_an_hour_before_the_first_is_told(window: MainWindow, desk: Desk) -> None:
    training = add_training(desk)
    page = shown(window)
    page.edit_session(None, training)
    form = session_form(page)
    press(window, "15/12", TAB, "14/12", TAB)
    assert form.ends_on.has_error()
    form.ends_at.lead_here()
    press(window, "8", TAB)
    form.ends_on.set_text("")
    form.ends_at.judge()
    assert form.ends_at.has_error()


def test_a_short_name_that_would_cut_a_date_is_refused_with_its_length(window: MainWindow, desk: Desk) -> None:
    page = shown(window)
    press(window, ENTER, "Le budget", TAB, "Budget de la commune entière", TAB)
    form = training_form(page)
    assert "28\u00a0caractères" in form.short_name.problems()[0].message
    press(window, SAVE)
    assert queries.trainings(desk) == ()
    assert QApplication.focusWidget() is form.short_name.editor


def test_a_price_above_the_cap_is_marked(window: MainWindow, desk: Desk) -> None:
    page = shown(window)
    press(window, ENTER, "Le budget")
    form = training_form(page)
    form.minutes.lead_here()
    press(window, "6", TAB, "900", TAB)
    assert "80\u00a0€ HT de l’heure" in form.price.problems()[0].message
    press(window, SAVE)
    assert queries.trainings(desk)[0].price_cents == 90_000


def test_a_nir_is_neither_drafted_nor_saved(window: MainWindow, desk: Desk) -> None:
    page = shown(window)
    press(window, ENTER, "Le budget", TAB, TAB, f"Finances {NIR}", TAB)
    form = training_form(page)
    press(window, SAVE)
    form.keeper.flush()
    assert queries.trainings(desk) == ()
    assert NIR not in str(queries.drafts(desk))
    press(window, (Qt.Key.Key_R, CTRL), SAVE)
    assert queries.trainings(desk)[0].theme == "Finances «\u00a0NIR contrôlé\u00a0»"


def test_places_and_themes_already_used_are_proposed(window: MainWindow, desk: Desk) -> None:
    two_trainings(desk)
    page = shown(window)
    page.edit_training(None)
    form = training_form(page)
    form.theme_field.lead_here()
    press(window, "secu")
    assert [one.text for one in form.theme_field.offered()] == ["Sécurité"]
    QTest.keyClick(form.theme_field.popup(), ENTER)
    assert form.theme_field.text() == "Sécurité"
    form.place.lead_here()
    press(window, "bo")
    assert [one.text for one in form.place.offered()] == ["Boën-sur-Lignon"]


@pytest.mark.parametrize(
    ("typed", "kept", "doubtful"),
    [
        ("www.amf42.fr/x", "https://www.amf42.fr/x", False),
        ("https://www.amf42.fr", "https://www.amf42.fr", False),
        ("http://www.amf42.fr", "http://www.amf42.fr", True),
        ("file:///etc/passwd", "file:///etc/passwd", True),
        ("à venir", "à venir", True),
        ("", "", False),
    ],
)
def test_public_pages(typed: str, kept: str, doubtful: bool) -> None:
    text, problems = check_link(typed)
    assert (text, bool(problems)) == (kept, doubtful)


def test_an_address_that_is_no_page_of_the_web_is_never_opened(window: MainWindow, desk: Desk) -> None:
    add_session(desk, add_training(desk, link="file:///etc/passwd"))
    assert shown(window).panel.link.isHidden()


def test_words_are_shown_as_typed_never_as_markup(window: MainWindow, desk: Desk) -> None:
    words = '<b>O’Brien & <img src="file:///etc/passwd"/>'
    add_session(desk, add_training(desk, words), place=words)
    page = shown(window)
    assert page.panel.title.text() == words
    assert page.panel.title.textFormat() is Qt.TextFormat.PlainText
    tooltip = str(page.model.index(1, 1).data(Qt.ItemDataRole.ToolTipRole))
    assert "&lt;img" in tooltip


# Drafts


def test_escape_keeps_what_was_typed_and_it_is_taken_up_again(window: MainWindow, desk: Desk) -> None:
    training = add_training(desk)
    page = shown(window)
    press(window, NEW, "15/12", TAB, ESCAPE)
    assert page.form is None
    (draft,) = queries.drafts(desk)
    assert (draft.kind, draft.subject_id) == ("session", None)
    assert "brouillon" in window.banner.text()
    page.edit_session(None, training)
    form = session_form(page)
    assert form.starts_on.value() == date(2026, 12, 15)
    assert form.resumed.text().startswith("Saisie reprise")
    press(window, SAVE)
    assert only_session(desk).starts_on == date(2026, 12, 15)
    assert queries.drafts(desk) == ()


def test_one_may_begin_again_without_what_was_typed(window: MainWindow, desk: Desk) -> None:
    training = add_training(desk)
    page = shown(window)
    page.edit_training(training)
    replace_with(window, "Autre titre")
    press(window, ESCAPE)
    page.edit_training(training)
    form = training_form(page)
    assert form.title.text() == "Autre titre"
    form.start_over.setFocus()
    press(window, ENTER)
    assert form.title.text() == DOMAINE_PUBLIC
    assert queries.drafts(desk) == ()


def test_a_draft_of_another_training_waits_for_its_own(window: MainWindow, desk: Desk) -> None:
    first = add_training(desk)
    second = add_training(desk, "Les marchés publics pas à pas")
    page = shown(window)
    page.edit_session(None, first)
    press(window, "15/12", TAB, ESCAPE)
    page.edit_session(None, second)
    form = session_form(page)
    assert form.starts_on.text() == ""
    assert form.training.value() == str(second)
    assert len(queries.drafts(desk)) == 1


def test_nothing_typed_leaves_no_draft(window: MainWindow, desk: Desk) -> None:
    add_training(desk)
    shown(window)
    press(window, NEW, ESCAPE)
    assert queries.drafts(desk) == ()


# Two desks, and undo


def test_two_desks_on_one_training_choose_field_by_field(window: MainWindow, desk: Desk) -> None:
    training = add_training(desk, place="Montbrison")
    page = shown(window)
    page.edit_training(training)
    form = training_form(page)
    form.price.lead_here()
    replace_with(window, "250")
    form.place.lead_here()
    replace_with(window, "Roanne")
    press(window, TAB)
    theirs = TrainingForm(DOMAINE_PUBLIC, "Domaine public", 360, 21_000, 1_800, "Feurs")
    save_training(replace(desk, agent="Julien B."), training, theirs, None)
    press(window, SAVE)
    conflict = form.conflict
    assert not conflict.isHidden()
    assert queries.trainings(desk)[0].price_cents == 21_000  # nothing was overwritten
    assert set(conflict.choices) == {"price_cents", "place"}
    conflict.choices["place"]["theirs"].setFocus()
    press(window, Qt.Key.Key_Space, SAVE)
    kept = queries.trainings(desk)[0]
    assert (kept.price_cents, kept.place) == (25_000, "Feurs")


def test_two_desks_on_one_session(window: MainWindow, desk: Desk) -> None:
    training = add_training(desk)
    held = add_session(desk, training)
    page = shown(window)
    page.edit_session(held)
    form = session_form(page)
    replace_with(window, "16/12")
    save_session(desk, held, training, SessionForm(date(2026, 12, 17), place="Montbrison", starts_at=time(9)), None)
    press(window, TAB, SAVE)
    assert set(form.conflict.choices) >= {"starts_on"}
    press(window, SAVE)
    assert only_session(desk).starts_on == date(2026, 12, 16)


def test_a_session_is_cancelled_and_the_key_of_undo_brings_it_back(window: MainWindow, desk: Desk) -> None:
    near, _far = two_trainings(desk)
    page = shown(window)
    current = page.table.current()
    assert current is not None
    menu_words(page.menu_of(current))["Annuler la session"].trigger()
    detail = queries.session(desk, near)
    assert detail is not None
    assert detail.session.status == "cancelled"
    assert page.panel.deadline.accessibleName().startswith("Session annulée")
    press(window, UNDO)
    detail = queries.session(desk, near)
    assert detail is not None
    assert detail.session.status == "open"


def test_what_is_deleted_comes_back_with_undo(window: MainWindow, desk: Desk) -> None:
    near, _far = two_trainings(desk)
    page = shown(window)
    current = page.table.current()
    assert current is not None
    menu_words(page.menu_of(current))["Supprimer la session"].trigger()
    assert queries.session(desk, near) is None
    press(window, UNDO)
    assert queries.session(desk, near) is not None
    page.edit_training(current.training.id)
    form = training_form(page)
    form.remove.click()
    assert [row.title for row in queries.trainings(desk)] == ["Les pouvoirs de police du maire"]
    assert page.form is None
    press(window, UNDO)
    assert len(queries.trainings(desk)) == 2


def test_a_session_with_dossiers_is_not_deleted_and_says_why(window: MainWindow, desk: Desk) -> None:
    near, _far = two_trainings(desk)
    add_dossier(desk, add_person(desk), near, ACCOUNT_OPEN)
    page = shown(window)
    current = page.table.current()
    assert current is not None
    menu_words(page.menu_of(current))["Supprimer la session"].trigger()
    assert queries.session(desk, near) is not None
    assert "Des dossiers portent sur cette session" in window.banner.text()


def test_an_archived_training_is_found_among_the_past_and_offered_again(window: MainWindow, desk: Desk) -> None:
    training = add_training(desk)
    page = shown(window)
    page.edit_training(training)
    form = training_form(page)
    form.archive.click()
    assert queries.trainings(desk) == ()
    page.show_only("past")
    assert first_words(page)[0] == DOMAINE_PUBLIC
    page.edit_training(training)
    form = training_form(page)
    form.archive.click()
    assert len(queries.trainings(desk)) == 1


def test_f6_goes_from_the_table_to_the_panel_and_the_filters(window: MainWindow, desk: Desk) -> None:
    two_trainings(desk)
    page = shown(window)
    assert QApplication.focusWidget() is page.table
    press(window, Qt.Key.Key_F6)
    focus = QApplication.focusWidget()
    assert focus is not None
    assert page.panel.isAncestorOf(focus)
    press(window, Qt.Key.Key_F6)
    focus = QApplication.focusWidget()
    assert focus is not None
    assert page.list.head.isAncestorOf(focus)


def test_a_double_click_opens_and_the_sign_folds(window: MainWindow, desk: Desk) -> None:
    two_trainings(desk)
    page = shown(window)
    viewport = page.table.viewport()
    QTest.mouseClick(viewport, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(20, 18))
    assert len(first_words(page)) == 3
    QTest.mouseClick(viewport, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(20, 18))
    assert len(first_words(page)) == 5
