"""*Réglages*: what Windows does for this program (start with the session, links), and what IT laid for all PCs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl, Signal
from PySide6.QtGui import QDesktopServices

from app.settings import SET_BY_OFFICE, Office
from app.windows_session import (
    CHOOSE_TEL,
    Registry,
    open_links,
    opens_links,
    start_with_session,
    starts_with_session,
)
from ui.components import Button, CheckBox, Text
from ui.panels.settings_group import Group
from ui.theme import BODY, CAPTION, Role

if TYPE_CHECKING:
    from app.guide.edition import Edition

NBSP = "\u00a0"
NOT_INSTALLED = "Ces réglages sont ceux du programme installé\u00a0: celui-ci est ouvert depuis ses sources."
REFUSED = "Windows n’a pas gardé ce choix. Demandez à votre service informatique si ce compte en a le droit."


class WindowsGroup(Group):
    """Two choices that Windows keeps; each holds at once. `program` is None where it is not installed."""

    refused = Signal(str)
    linksChanged = Signal()  # noqa: N815 - Qt’s way of naming

    def __init__(self, registry: Registry, program: Path | None) -> None:
        super().__init__("Windows")
        self._registry, self._program = registry, program
        self.session = CheckBox("Ouvrir AMF42 avec la session Windows")
        self.links = CheckBox("Ouvrir avec AMF42 les liens amf42:// et tel:")
        self.choose = Button("Choisir AMF42 pour tel: dans Windows…", "external-link", height=28)
        self.choose.clicked.connect(lambda _on: QDesktopServices.openUrl(QUrl(CHOOSE_TEL)))
        words = Text(
            f"Un numéro ouvert d’une page ou d’un courriel devient un nouvel appel{NBSP}; l’appel en cours est mis de "
            "côté. Pour tel:, Windows veut que vous le choisissiez aussi dans ses paramètres.",
            CAPTION,
            Role.TEXT_SECOND,
            wrap=True,
        )
        for widget in (self.session, self.links, words, self.choose):
            self.body.addWidget(widget)
        if program is None:
            for box in (self.session, self.links):
                box.setEnabled(False)
                box.setAccessibleDescription(NOT_INSTALLED)
            self.body.addWidget(Text(NOT_INSTALLED, CAPTION, Role.TEXT_SECOND, wrap=True))
        self.show_kept()
        self.session.toggled.connect(lambda on: self._keep(start_with_session, on=on))
        self.links.toggled.connect(lambda on: self._keep(open_links, on=on))

    def show_kept(self) -> None:
        """Show what Windows holds: it may have been changed there."""
        for box, kept in ((self.session, starts_with_session), (self.links, opens_links)):
            box.blockSignals(True)
            box.setChecked(kept(self._registry))
            box.blockSignals(False)
        self.choose.setVisible(self.links.isChecked())

    def _keep(self, keep: Callable[..., None], *, on: bool) -> None:
        if self._program is None:
            return
        try:
            keep(self._registry, self._program, on=on)
        except OSError:
            self.refused.emit(REFUSED)
        self.show_kept()
        self.linksChanged.emit()


class OfficeGroup(Group):
    """What IT laid: to be read, not to be changed here."""

    def __init__(self, office: Office) -> None:
        super().__init__(SET_BY_OFFICE)
        self._wanted = office.edition
        if office.server is not None:
            self.fact("Base des dossiers", office.server.words)
        if office.printer:
            self.fact("Imprimante proposée", office.printer)
        if office.edition:
            self._edition = self.fact("Guide des nouveaux dossiers", office.edition)
        if office.updates is not None:
            self.fact("Mises à jour", office.updates.address)
        for problem in office.problems:
            self.body.addWidget(Text(problem, BODY, Role.SOON, wrap=True, selectable=True))
        self.body.addWidget(
            Text(f"Lu dans {office.file}, que votre service informatique tient.", CAPTION, Role.TEXT_SECOND, wrap=True)
        )

    def show_edition(self, imposed: Edition | None) -> None:
        """The edition that holds; one that this PC has not got cannot."""
        if self._wanted:
            here = f"«\u00a0{self._wanted}\u00a0» n’est pas sur ce poste\u00a0: le choix de Réglages › Guide tient."
            self._edition.setText(imposed.title if imposed is not None else here)
