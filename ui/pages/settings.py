"""*Réglages*: agent, looks, printer, notice rule; where the base, its key and its copies are."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app import __version__
from app.domain.calendar import NoticeRule
from app.settings import SET_BY_OFFICE, installed_program
from app.storage.queries_settings import DeskSettings
from app.windows_session import current_user
from ui.components import Button, ComboBox, FlowLayout, PageHead, Segmented, Text
from ui.dates import long_date
from ui.forms import TextField
from ui.front import Front
from ui.pages.base import PageWidget
from ui.pages.welcome import RecoveryCard, place_words
from ui.panels.settings_group import Group
from ui.theme import BODY, CAPTION, Role, ThemeChoice

if TYPE_CHECKING:
    from app.bootstrap import Opened
    from app.changes import Changes
    from app.guide.edition import Edition
    from app.storage.keys import Key, KeyPlace
    from ui.panels.windows_settings import OfficeGroup, WindowsGroup

SCALES = (90, 100, 110, 125, 150, 175, 200)
THEMES = (
    (ThemeChoice.SYSTEM.value, "Comme Windows"),
    (ThemeChoice.LIGHT.value, "Clair"),
    (ThemeChoice.DARK.value, "Sombre"),
)
RULES = ((NoticeRule.WORKING.value, "Jours ouvrés"), (NoticeRule.CALENDAR.value, "Jours calendaires"))
RULE_WORDS = {
    NoticeRule.WORKING: "11 jours ouvrés pleins entre notre validation et la session, et 2 pour notre réponse. "
    "C’est la règle prudente\u00a0: elle ne donne jamais une date que la plateforme refuserait.",
    NoticeRule.CALENDAR: "La lettre du guide de 2022\u00a0: la session moins 11 jours calendaires.",
}


class SettingsPage(PageWidget):
    """Each change holds at once; there is nothing to save."""

    agentChanged = Signal(str)  # noqa: N815 - Qt’s way of naming
    restoreWanted = Signal(Path)  # noqa: N815 - Qt’s way of naming
    tables = ("settings", "guide_versions")

    def __init__(self, front: Front, opened: Opened) -> None:
        super().__init__(front)
        self._opened = opened
        inner = QWidget()
        inner.setProperty("part", "page")
        across = QHBoxLayout(inner)
        self._column = QVBoxLayout()
        across.addLayout(self._column, 10)
        across.addStretch(1)
        across.setContentsMargins(0, 0, 0, 0)
        for group in (
            self._agent_group(),
            self._looks_group(),
            self._printer_group(),
            self._rule_group(),
            self._guide_group(),
            self._windows_group(),
            self._office_group(),
            self._update_group(),
            self._base_group(),
        ):
            if group is not None:
                self._column.addWidget(group)
        self._column.addStretch(1)
        self._area = QScrollArea()
        self._area.setAccessibleName("Réglages")
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setWidget(inner)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(PageHead("Réglages"))
        layout.addWidget(self._area, 1)
        self._column.setContentsMargins(16, 4, 16, 16)
        self._column.setSpacing(12)

    # Groups

    def _agent_group(self) -> Group:
        group = Group("Agent")
        self.agent = TextField(
            "Votre nom",
            hint="Il signe vos appels, vos dossiers et vos fiches.",
            required="Indiquez votre nom\u00a0: il signe vos appels.",
        )
        self.agent.set_text(self.front.desk.agent)
        self.agent.left.connect(self._keep_agent)
        group.body.addWidget(self.agent)
        return group

    def _looks_group(self) -> Group:
        group = Group("Apparence")
        self.theme = Segmented(THEMES, self.front.settings.theme, accessible_name="Thème")
        self.theme.changed.connect(lambda value: self.front.remember(theme=value))
        group.row("Thème", self.theme)
        self.scale = ComboBox()
        self.scale.setAccessibleName("Taille du texte")
        for percent in SCALES:
            self.scale.addItem(f"{percent}\u00a0%", percent)
        self.scale.setCurrentIndex(max(0, self.scale.findData(self.front.settings.text_scale)))
        self.scale.currentIndexChanged.connect(lambda _index: self.front.remember(text_scale=self.scale.currentData()))
        group.row("Taille du texte", self.scale, "En plus de la mise à l’échelle de Windows.")
        return group

    def _printer_group(self) -> Group:
        group = Group("Imprimante")
        self.printer = ComboBox()
        self.printer.setAccessibleName("Imprimante des fiches")
        self.printer.currentIndexChanged.connect(self._keep_printer)
        group.row(
            "Imprimante des fiches",
            self.printer,
            "Ctrl+P imprime sur celle-ci sans autre question\u00a0; Ctrl+Maj+P rouvre la fenêtre de l’imprimante.",
        )
        return group

    def _rule_group(self) -> Group:
        group = Group("Délai de demande")
        self.rule = Segmented(RULES, accessible_name="Règle du délai de demande")
        self.rule.changed.connect(self._keep_rule)
        self._rule_words = group.row("Règle de ce bureau", self.rule, RULE_WORDS[NoticeRule.WORKING])
        self._rule_since = Text("", CAPTION, Role.TEXT_SECOND, wrap=True)
        group.body.addWidget(self._rule_since)
        return group

    def _guide_group(self) -> Group:
        group = Group("Guide")
        self._guide_words = Text("", BODY, wrap=True)
        group.body.addWidget(self._guide_words)
        buttons = FlowLayout()
        self.editions = Button("Éditions du guide…", "book-open-check")
        self.editions.clicked.connect(lambda _on: self.front.edit_guide())
        self.edit_guide = Button("Modifier le guide…", "pencil")
        self.edit_guide.clicked.connect(lambda _on: self.front.edit_guide(self.front.desk.edition_for_new().id))
        for button in (self.editions, self.edit_guide):
            buttons.addWidget(button)
        group.body.addLayout(buttons)
        return group

    def _windows_group(self) -> Group | None:
        """What only Windows has; nothing on another system."""
        registry = current_user()
        self.windows: WindowsGroup | None = None
        if registry is not None:
            from ui.panels.windows_settings import WindowsGroup

            self.windows = WindowsGroup(registry, installed_program())
            self.windows.refused.connect(self.front.refused)
        return self.windows

    def _office_group(self) -> Group | None:
        """What IT laid, where it did."""
        self.office: OfficeGroup | None = None
        if self._opened.office.file is not None:
            from ui.panels.windows_settings import OfficeGroup

            self.office = OfficeGroup(self._opened.office)
        return self.office

    def _update_group(self) -> Group:
        from ui.panels.update_group import UpdateGroup

        on_server, refused = self._opened.server is not None, self._opened.office.updates_refused
        self.updates = UpdateGroup(self.front.updates, on_server=on_server, refused=refused)
        self.updates.asked.connect(lambda: self._area.ensureWidgetVisible(self.updates))
        return self.updates

    def _base_group(self) -> Group:
        opened, places = self._opened, self._opened.places
        self._copies: Text | None = None
        if opened.key is None or opened.key_place is None:
            from ui.panels.server_group import ServerGroup

            return ServerGroup(opened, self.front.accountWanted)
        key, key_place = opened.key, opened.key_place
        group = Group("Vos données")
        group.fact("Base", str(places.base))
        group.fact("Clé", place_words(key_place, places))
        self._copies = group.fact("Copies", str(places.copies))
        buttons = FlowLayout()
        self.show_key = Button("Afficher la clé de secours", "key-round")
        self.show_key.clicked.connect(lambda: self._show_key(group, key, key_place))
        self.copy = Button("Copier la base…", "database")
        self.copy.clicked.connect(self._ask_copy)
        self.restore = Button("Remettre une copie…", "history")
        self.restore.clicked.connect(self._ask_restore)
        for button in (self.show_key, self.copy, self.restore):
            buttons.addWidget(button)
        group.body.addLayout(buttons)
        group.fact("Programme", f"AMF42 {__version__}")
        return group

    # Reading

    def refresh(self) -> None:
        """Show what is kept."""

        def query() -> tuple[DeskSettings, list[str], Edition, Edition | None]:
            from app.services.settings import desk_settings
            from app.storage.backup import daily_copies

            places = self._opened.places
            copies = [copy.name for copy in daily_copies(places.copies, places.base)]
            desk = self.front.desk
            return desk_settings(desk), copies, desk.edition_for_new(), desk.imposed_edition()

        self.front.read(query, self._show)
        self._show_printers()
        if self.windows is not None:
            self.windows.show_kept()

    def _show(self, kept: tuple[DeskSettings, list[str], Edition, Edition | None]) -> None:
        settings, copies, edition, imposed = kept
        if self.office is not None:
            self.office.show_edition(imposed)
        review = f"à relire d’ici au {long_date(edition.review_by)}"
        if edition.to_read_again(self.front.desk.today()):
            review = f"à relire depuis le {long_date(edition.review_by + timedelta(days=1))}"
        whose = f" {SET_BY_OFFICE}." if imposed is not None else ""
        self._guide_words.setText(f"Nouveaux dossiers\u00a0: guide AMF42, {edition.title}, {review}.{whose}")
        self.rule.set_value(settings.notice_rule.value)
        self._rule_words.setText(RULE_WORDS[settings.notice_rule])
        since = f"Choisie le {long_date(settings.notice_since)}" if settings.notice_since else ""
        self._rule_since.setText(f"{since} par {settings.notice_by}." if since and settings.notice_by else since)
        self._rule_since.setVisible(bool(since))
        if self._copies is None:
            return
        folder = self._opened.places.copies
        count = f"{len(copies)} copie{'s' * (len(copies) > 1)}, la dernière {copies[-1]}" if copies else "aucune encore"
        self._copies.setText(f"{folder}\n{count}")

    def _show_printers(self) -> None:
        from ui.printing import printer_names

        names = printer_names()
        kept, laid = self.front.settings.printer, self._opened.office.printer
        self.printer.blockSignals(True)
        self.printer.clear()
        self.printer.addItem(f"{laid} (votre service informatique)" if laid else "Demander la première fois", "")
        kept = "" if kept == laid else kept
        for name in names:
            self.printer.addItem(name, name)
        if kept and kept not in names:
            self.printer.addItem(f"{kept} (introuvable)", kept)
        self.printer.setCurrentIndex(max(0, self.printer.findData(kept)))
        self.printer.blockSignals(False)

    # Keeping

    def _keep_agent(self) -> None:
        name = self.agent.text().strip()
        if not name or self.agent.holds_nir() or name == self.front.desk.agent:
            return
        self.front.desk.agent = name
        self.front.remember(agent=name)
        self.agentChanged.emit(name)

    def _keep_printer(self, _index: int) -> None:
        self.front.remember(printer=self.printer.currentData())

    def _keep_rule(self, value: str) -> None:
        def action() -> Changes:
            from app.services.settings import save_notice_rule

            return save_notice_rule(self.front.desk, NoticeRule(value))

        self.front.write(action, lambda _changes: self.refresh())

    def _show_key(self, group: Group, key: Key, key_place: KeyPlace) -> None:
        card = RecoveryCard(key, key_place, self._opened.places)
        card.kept.connect(lambda: self.front.remember(recovery_printed=True))
        group.body.addWidget(card)
        self.show_key.refuse("La clé est affichée ci-dessous.")
        card.print_button.setFocus()

    def _ask_copy(self) -> None:
        name, _ = QFileDialog.getSaveFileName(self, "Copier la base, chiffrée", "copie-amf42.db", "Copies (*.db)")
        if name:
            self.copy_to(Path(name))

    def copy_to(self, target: Path) -> None:
        """Write a checked, encrypted copy of the base; a server's is not this PC's to copy."""
        key = self._opened.key
        if key is None:
            return

        def work(_progress: object) -> Path:
            from app.storage.backup import backup

            backup(self.front.desk.database, key, target)
            return target

        self.front.runner.run_heavy(
            work,
            lambda path: self.front.refused.emit(f"Copie vérifiée\u00a0: {path.name}."),
            self._refused,
            "Copie de la base…",
        )

    def _ask_restore(self) -> None:
        start = str(self._opened.places.copies)
        name, _ = QFileDialog.getOpenFileName(self, "Choisir une copie", start, "Copies (*.db);;Tout (*)")
        if name:
            self.restoreWanted.emit(Path(name))

    def _refused(self, problem: Exception) -> None:
        self.front.refused.emit(str(problem))

    def save(self) -> bool:
        """Everything is kept already; the name is judged now."""
        self._keep_agent()
        return True

    def focus_first(self) -> None:
        """The agent's name."""
        self.agent.setFocus()

    def regions(self) -> Sequence[QWidget]:
        return (self._area,)
