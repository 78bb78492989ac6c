"""The program on a base of the house's server: the account, two desks at once, a server that goes away."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import time
from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu

from app.desk import Desk
from app.domain.officials import Official
from app.server import Account, Server
from app.services.calls import CallForm, add_callback, log_call
from app.settings import PcSettings, Places, load_pc_settings, save_pc_settings
from app.storage import queries
from app.storage.on_server import open_server
from tests.factories import TODAY, Clock, add_dossier, add_person, make_desk
from tests.house_server import CLAIRE, NADIA, HouseServer, address_of
from tests.journeys.desktop import Desktop, plain
from tests.keyring_of_a_test import Ring
from tests.ui.test_settings_page import settings_of
from ui.dialogs.server_account import ServerPanel
from ui.pages.today import TodayPage
from ui.pages.welcome import WelcomePanel
from ui.places import Page

Start = Callable[[], Desktop]


def panel_of(window: Desktop) -> ServerPanel:
    """What stands in the way of the base."""
    panel = window.window._stack.currentWidget()
    assert isinstance(panel, ServerPanel)
    return panel


def answer(window: Desktop, account: Account) -> None:
    """Type the account and its password, by keyboard alone."""
    for field, text in (("Compte", account.name), ("Mot de passe", account.password)):
        window.reach(field)
        window.key("Ctrl+A")
        window.type(text)
    window.key("Return")


@pytest.fixture
def other(qapp: QApplication, second_places: Places, clock: Clock) -> Iterator[Start]:
    """Start the program on a second PC of the same house."""
    started: list[Desktop] = []

    def start() -> Desktop:
        started.append(Desktop(qapp, second_places, clock))
        return started[-1]

    yield start
    for one in started:
        one.leave()


# The account


def test_the_account_is_asked_for_once_and_a_wrong_password_is_told(
    shared: Server, places: Places, desktop: Start, ring: Ring
) -> None:
    window = desktop()
    panel = panel_of(window)
    assert window.sees(f"Base : {shared.base}, sur ce poste")
    assert window.focus_name() == "Compte"
    assert panel.password.line.echoMode() is QLineEdit.EchoMode.Password
    answer(window, Account("nadia", "faux"))
    assert window.sees("Le serveur n'accepte pas ce compte avec ce mot de passe")
    assert panel_of(window).account.text() == "nadia"
    assert window.focus_name() == "Mot de passe"
    assert ring.kept == {}
    window.type(NADIA.password)
    panel = panel_of(window)
    window.key("Return")
    assert window.page() is Page.TODAY
    assert panel.password.text() == ""
    assert load_pc_settings(places).server_account == "nadia"
    assert list(ring.kept.values()) == [NADIA.password]
    assert NADIA.password not in places.pc_settings.read_text("utf-8")
    window.restart()
    assert window.page() is Page.TODAY
    assert not places.base.exists()


def test_where_there_is_no_keyring_the_password_is_asked_for_at_each_start(
    shared: Server, desktop: Start, places: Places
) -> None:
    window = desktop()
    answer(window, CLAIRE)
    assert window.page() is Page.TODAY
    settings_of(window)
    assert window.sees("il est demandé à chaque démarrage")
    window.restart()
    assert panel_of(window).account.text() == "claire"
    assert window.focus_name() == "Mot de passe"
    assert window.sees("demande un mot de passe pour ce compte")
    window.type(CLAIRE.password)
    window.key("Return")
    assert window.page() is Page.TODAY


def test_an_empty_field_is_told_and_nothing_is_sent(shared: Server, desktop: Start) -> None:
    window = desktop()
    window.key("Return")
    assert window.sees("Indiquez le compte.")
    assert window.focus_name() == "Compte"
    window.type("claire")
    window.key("Return")
    assert window.sees("Saisissez le mot de passe de ce compte")
    assert window.focus_name() == "Mot de passe"


def test_a_server_that_is_away_is_told_and_tried_again_by_keyboard(
    shared: Server, desktop: Start, house: HouseServer, ring: Ring, places: Places
) -> None:
    window = desktop()
    house.stop()
    answer(window, CLAIRE)
    assert window.sees("Le serveur de la base ne répond pas")
    assert panel_of(window).password.text() == CLAIRE.password
    house.start()
    window.key("Return")
    assert window.page() is Page.TODAY
    window.leave()
    house.stop()
    window.start()
    assert window.sees("Le serveur de la base ne répond pas")
    assert panel_of(window).account.isHidden()
    house.start()
    assert window.focus_name() == "Réessayer"
    window.key("Return")
    assert window.page() is Page.TODAY


def test_the_first_start_asks_for_a_name_and_speaks_of_no_recovery_key(
    shared: Server, desktop: Start, places: Places
) -> None:
    save_pc_settings(places, PcSettings())
    window = desktop()
    answer(window, CLAIRE)
    assert isinstance(window.window._stack.currentWidget(), WelcomePanel)
    assert window.sees("La base est sur le serveur")
    assert window.lacks("clé de secours")
    window.key("Ctrl+A")
    window.type("Nadia B.")
    window.key("Return")
    assert window.page() is Page.TODAY
    assert load_pc_settings(places).agent == "Nadia B."


def test_the_demonstration_is_one_click_away_and_back(shared: Server, desktop: Start, ring: Ring) -> None:
    window = desktop()
    answer(window, CLAIRE)
    window.program._change_base(demo=True)
    window.settle()
    assert "Démonstration" in window.window.windowTitle()
    assert window.program.opened is not None
    assert window.program.opened.server is None
    window.window.top_bar.leaveDemoWanted.emit()
    window.settle()
    assert window.program.opened is not None
    assert window.program.opened.server == shared


# Réglages


def test_the_settings_tell_where_the_base_is_and_offer_no_copy(
    shared: Server, desktop: Start, ring: Ring, places: Places
) -> None:
    window = desktop()
    answer(window, CLAIRE)
    page = settings_of(window)
    for words in ("Réglé par votre service informatique", shared.words, "claire", "Gardé dans le trousseau"):
        assert window.sees(plain(words)), words
    assert window.sees("Faites sur le serveur, par votre service informatique")
    assert window.sees("ne se connecte qu'au serveur de la base")
    for words in ("Copier la base", "Remettre une copie", "clé de secours", str(places.base)):
        assert window.lacks(words), words
    window.program.copy_base()
    window.program._restore_over(places.data / "copie.db")
    page.copy_to(places.data / "copie.db")
    window.settle()
    assert window.page() is Page.REGLAGES
    assert not list(places.data.rglob("*.db"))


def test_another_account_is_chosen_in_the_settings_or_the_old_one_kept(
    shared: Server, desktop: Start, ring: Ring, places: Places
) -> None:
    window = desktop()
    answer(window, CLAIRE)
    settings_of(window)
    window.reach("Changer de compte")
    window.key("Return")
    assert window.sees("Changer de compte")
    assert window.focus_name() == "Compte"
    assert panel_of(window).account.line.selectedText() == "claire"
    answer(window, Account("nadia", "faux"))
    assert window.sees("Le serveur n'accepte pas ce compte")
    window.reach("Garder le compte actuel")
    window.key("Return")
    assert window.page() is Page.TODAY
    settings_of(window)
    window.reach("Changer de compte")
    window.key("Return")
    answer(window, NADIA)
    assert window.page() is Page.TODAY
    assert load_pc_settings(places).server_account == "nadia"
    assert list(ring.kept.values()) == [NADIA.password]


def test_a_base_that_was_in_a_file_is_told_as_such(
    base: Server, office: Callable[[str], Path], desktop: Start, ring: Ring, places: Places
) -> None:
    window = desktop()
    assert window.page() is Page.TODAY
    window.leave()
    office(f'server = "{address_of(base)}"\n')
    window.start()
    answer(window, CLAIRE)
    settings_of(window)
    assert window.sees(f"{places.base}. Elle ne sert plus.")


# Two desks


def test_a_call_logged_on_one_desk_appears_on_the_other_without_a_gesture(
    shared: Server, desktop: Start, other: Start, clock: Clock, ring: Ring
) -> None:
    first = desktop()
    answer(first, CLAIRE)
    odile = add_person(first.desk)
    second = other()
    answer(second, NADIA)
    assert isinstance(second.window._stack.currentWidget(), WelcomePanel)
    second.key("Ctrl+A")
    second.type("Nadia B.")
    second.key("Return")
    assert second.page() is Page.TODAY
    second.window.show_page(Page.DOSSIERS)
    second.settle()
    assert second.lacks("Odile Thévenet")
    add_dossier(first.desk, odile)
    second.until(lambda: second.sees("Odile Thévenet"), "the dossier of the other desk")
    second.window.show_page(Page.TODAY)
    second.settle()
    front = first.window.front
    assert front is not None
    call = CallForm(clock(), official_id=odile, callback_on=TODAY, callback_reason="Rappeler pour le mot de passe")
    front.write(lambda: log_call(first.desk, call))
    first.settle()
    second.until(lambda: second.sees("Rappeler pour le mot de passe"), "the call back of the other desk")
    assert not second.window.in_call()
    assert second.window.front is not None
    second.window.activateWindow()
    second.key("Ctrl+Z")
    assert "Rien à annuler" in second.banner()


def test_a_line_that_another_desk_puts_above_does_not_take_the_keyboard_away(
    shared: Server, desktop: Start, ring: Ring
) -> None:
    window = desktop()
    answer(window, CLAIRE)
    with other_desk(shared) as desk:
        promise(desk, "Odile", "Thévenet", hour=11)
    window.until(lambda: window.sees("Odile Thévenet"), "the first promise of the other desk")
    page = window.window.current()
    assert isinstance(page, TodayPage)
    page.callbacks.rows()[0].setFocus()
    before = window.focus_name()
    assert "Odile Thévenet" in before
    with other_desk(shared) as desk:
        promise(desk, "Robert", "Pallandre", hour=8)
    window.until(lambda: window.sees("Robert Pallandre"), "the promise of the other desk")
    assert ["Robert" in row.accessibleName() for row in page.callbacks.rows()] == [True, False]
    assert window.focus_name() == before


def test_what_another_desk_writes_waits_while_a_menu_is_open(shared: Server, desktop: Start, ring: Ring) -> None:
    window = desktop()
    answer(window, CLAIRE)
    menu = QMenu(window.window)
    menu.addAction("Rappeler demain")
    menu.popup(window.window.mapToGlobal(window.window.rect().center()))
    with other_desk(shared) as desk:
        promise(desk, "Robert", "Pallandre", hour=8)
    QTest.qWait(700)
    assert window.lacks("Robert Pallandre")
    menu.close()
    window.until(lambda: window.sees("Robert Pallandre"), "the promise of the other desk")


@contextmanager
def other_desk(server: Server) -> Iterator[Desk]:
    """Nadia's desk, without a window."""
    database = open_server(server, NADIA)
    try:
        yield make_desk(database)
    finally:
        database.close()


def promise(desk: Desk, first_name: str, surname: str, *, hour: int) -> None:
    """Somebody is to be called back today."""
    add_callback(desk, add_person(desk, first_name, surname), None, TODAY, time(hour))


def test_the_same_person_saved_by_both_desks_is_a_conflict_that_loses_nothing(
    shared: Server, desktop: Start, ring: Ring
) -> None:
    window = desktop()
    answer(window, CLAIRE)
    odile = add_person(window.desk)
    window.window.show_page(Page.ELUS)
    window.settle()
    window.key("Ctrl+E")
    window.reach("Prénom")
    window.key("Ctrl+A")
    window.type("Odette")
    with other_desk(shared) as desk:
        rename(desk, odile)
    window.settle()
    assert window.sees("Odette")
    window.key("Ctrl+S")
    assert window.sees("Quelqu'un d'autre a enregistré cette fiche entre-temps")
    assert window.sees("L'autre poste : Odilia")
    assert window.focus_name() == "Prénom, Vous : Odette"
    assert [person.name for person in queries.officials(window.desk)] == ["Odilia Thévenet"]


def rename(desk: Desk, official_id: int) -> None:
    """Another desk corrects somebody's name."""
    with desk.database.transaction() as unit:
        unit.session.get_one(Official, official_id).first_name = "Odilia"


# A server that goes away


def test_what_is_typed_while_the_server_is_away_is_kept_and_saved_later(
    shared: Server, desktop: Start, house: HouseServer, ring: Ring, expected_log: Callable[[str], None]
) -> None:
    window = desktop()
    answer(window, CLAIRE)
    add_person(window.desk)
    window.window.show_page(Page.ELUS)
    window.settle()
    window.key("Ctrl+N")
    expected_log("no longer announces")
    house.stop()
    window.reach("Prénom")
    window.type("Robert")
    window.reach("Nom de naissance")
    window.type("Pallandre")
    window.key("Ctrl+S")
    assert window.sees("ne répond pas")
    assert window.sees("Pallandre")
    house.start()
    window.key("Ctrl+S")
    window.until(lambda: len(queries.officials(window.desk)) == 2, "the person is saved")
