"""*Réglages*: each change holds at once and is remembered."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.bootstrap import restore_copy
from app.desk import Desk
from app.domain.calendar import NoticeRule
from app.services.settings import desk_settings
from app.settings import Places, load_pc_settings
from tests.factories import AGENT, add_person
from tests.journeys.desktop import Desktop
from ui.pages.settings import SettingsPage
from ui.places import Page
from ui.theme import current_theme

Start = Callable[[], Desktop]


def settings_of(window: Desktop) -> SettingsPage:
    window.window.show_page(Page.REGLAGES)
    window.settle()
    page = window.window.current()
    assert isinstance(page, SettingsPage)
    return page


def test_another_agent_signs_from_now_on(prepared: Desk, desktop: Start, places: Places) -> None:
    window = desktop()
    page = settings_of(window)
    assert page.agent.text() == AGENT
    assert window.focus_name().startswith("Votre nom")
    window.key("Ctrl+A")
    window.type("Nadia B.")
    window.key("Tab")
    assert window.desk.agent == "Nadia B."
    assert load_pc_settings(places).agent == "Nadia B."
    assert window.window.top_bar._agent.words() == "Nadia B."


def test_a_name_that_is_emptied_is_asked_for_and_the_old_one_signs_on(prepared: Desk, desktop: Start) -> None:
    window = desktop()
    page = settings_of(window)
    page.agent.set_text("")
    window.key("Tab")
    assert window.desk.agent == AGENT
    assert window.sees("Indiquez votre nom")


def test_a_nir_is_no_name(prepared: Desk, desktop: Start, places: Places) -> None:
    window = desktop()
    page = settings_of(window)
    page.agent.set_text("2 55 07 42 019 123 49")
    window.key("Tab", "Ctrl+S")
    assert window.desk.agent == AGENT
    assert "255074201912349" not in places.pc_settings.read_text().replace(" ", "")


def test_theme_and_text_size_hold_at_once_and_are_remembered(prepared: Desk, desktop: Start, places: Places) -> None:
    window = desktop()
    page = settings_of(window)
    page.theme.setFocus()
    window.key("Right")
    page.theme.set_value("dark")
    page.theme.changed.emit("dark")
    page.scale.setCurrentIndex(page.scale.findData(150))
    window.settle()
    assert current_theme().dark
    assert current_theme().scale == 1.5
    kept = load_pc_settings(places)
    assert (kept.theme, kept.text_scale) == ("dark", 150)


def test_the_notice_rule_is_dated_and_signed_and_can_be_undone(prepared: Desk, desktop: Start) -> None:
    window = desktop()
    page = settings_of(window)
    assert page.rule.value() == NoticeRule.WORKING.value
    page.rule.changed.emit(NoticeRule.CALENDAR.value)
    window.settle()
    assert desk_settings(window.desk).notice_rule is NoticeRule.CALENDAR
    assert window.sees(f"par {AGENT}")
    assert window.sees("jours calendaires")
    window.window.current().setFocus()
    window.key("Ctrl+Z")
    assert desk_settings(window.desk).notice_rule is NoticeRule.WORKING
    assert page.rule.value() == NoticeRule.WORKING.value


def test_where_base_key_and_copies_are(prepared: Desk, desktop: Start, places: Places) -> None:
    window = desktop()
    settings_of(window)
    for words in (str(places.base), str(places.key_file), str(places.copies), "aucune encore"):
        assert window.sees(words)
    window.program.copy_base()
    window.settle()
    window.window.show_page(Page.TODAY)
    page = settings_of(window)
    page.refresh()
    window.settle()
    assert window.sees("1 copie, la dernière")


def test_the_recovery_key_is_shown_on_demand_only(prepared: Desk, desktop: Start) -> None:
    window = desktop()
    page = settings_of(window)
    assert window.program.opened is not None
    group = window.program.opened.key.recovery_groups()[0]
    assert not window.sees(group)
    page.show_key.click()
    window.settle()
    assert window.sees(group)
    assert page.show_key.reason()


def test_a_copy_of_the_base_opens_elsewhere(prepared: Desk, desktop: Start, tmp_path: Path) -> None:
    add_person(prepared)
    window = desktop()
    page = settings_of(window)
    target = tmp_path / "clé USB.db"
    page.copy_to(target)
    window.settle()
    assert "Copie vérifiée" in window.banner()
    assert window.program.opened is not None
    recovery = window.program.opened.key.recovery_text()
    restore_copy(Places(tmp_path / "autre"), target, recovery=recovery)
    page.copy_to(tmp_path / "nulle part" / "copie.db")
    window.settle()
    assert "Copie vérifiée" not in window.banner()


def test_a_printer_that_is_gone_is_still_named(prepared: Desk, desktop: Start) -> None:
    window = desktop()
    window.program.change_settings(printer="Accueil 2e étage")
    page = settings_of(window)
    page.refresh()
    window.settle()
    assert page.printer.currentText() == "Accueil 2e étage (introuvable)"
    page.printer.setCurrentIndex(0)
    window.settle()
    assert window.program.settings.printer == ""


def test_each_editor_is_reached_with_the_tab_key(prepared: Desk, desktop: Start) -> None:
    window = desktop()
    page = settings_of(window)
    for name in ("Taille du texte", "Imprimante des fiches", "Afficher la clé de secours", "Remettre une copie"):
        window.reach(name)
        assert page.isAncestorOf(window.target())
    QTest.keyClick(window.target(), Qt.Key.Key_Tab)
