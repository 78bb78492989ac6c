"""*Réglages › Vos données* where the base is on a server: where it is, with which account, whose its copies are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app import __version__
from app.server import PasswordPlace
from ui.components import Button, FlowLayout
from ui.panels.settings_group import Group

if TYPE_CHECKING:
    from PySide6.QtCore import SignalInstance

    from app.bootstrap import Opened

PASSWORD = {
    PasswordPlace.KEYRING: "Gardé dans le trousseau de cet ordinateur.",
    PasswordPlace.ASKED: "Cet ordinateur n’a pas de trousseau\u00a0: il est demandé à chaque démarrage.",
    PasswordPlace.NONE: "Le serveur n’en demande pas à ce compte.",
}
COPIES = "Faites sur le serveur, par votre service informatique. Ce poste n’en garde pas."


class ServerGroup(Group):
    """What this PC knows of the server; nothing of it can be copied or put back here."""

    def __init__(self, opened: Opened, account_wanted: SignalInstance) -> None:
        super().__init__("Vos données")
        assert opened.server is not None
        self.fact("Base", opened.server.words)
        self.fact("Compte", opened.account)
        self.fact("Mot de passe", PASSWORD[opened.password])
        self.fact("Copies", COPIES)
        if opened.places.base.exists():
            self.fact("Ancienne base", f"{opened.places.base}. Elle ne sert plus.")
        self.change = Button("Changer de compte…", "user")
        self.change.clicked.connect(account_wanted)
        buttons = FlowLayout()
        buttons.addWidget(self.change)
        self.body.addLayout(buttons)
        self.fact("Programme", f"AMF42 {__version__}")
