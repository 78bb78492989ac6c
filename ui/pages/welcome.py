"""The first start: who works here, and the recovery key to print or save once."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.errors import UserError
from ui.components import Button, Card, FlowLayout, Text, Themed
from ui.forms import TextField
from ui.theme import BODY, PAGE, SECTION, Role, Theme, current_theme

if TYPE_CHECKING:
    from app.settings import Places
    from app.storage.keys import Key, KeyPlace

WIDTH = 720
FILE_NAME = "AMF42 - clé de secours.pdf"


def place_words(place: KeyPlace, places: Places) -> str:
    """Where the key is kept, in one sentence."""
    if place.value == "keyring":
        return "La clé de tous les jours est dans le trousseau de cet ordinateur."
    return (
        "Cet ordinateur n’a pas de trousseau\u00a0: la clé de tous les jours est dans un fichier que vous seul "
        f"pouvez lire, {places.key_file}."
    )


class RecoveryCard(Themed, Card):
    """The recovery key in large groups, with two ways to keep it."""

    kept = Signal()

    def __init__(self, key: Key, place: KeyPlace, places: Places) -> None:
        super().__init__()
        self._key = key
        self._title = Text("La clé de secours de cette base", SECTION, semibold=True)
        self._why = Text(
            "Vos données sont chiffrées. Si cet ordinateur tombe en panne, cette clé seule rouvre la base et ses "
            "copies. Imprimez-la ou enregistrez-la sur une clé USB, et rangez-la hors de ce poste.",
            BODY,
            Role.TEXT_SECOND,
            wrap=True,
        )
        self._groups = Text(key.recovery_text(), SECTION, semibold=True, wrap=True)
        self._groups.setAccessibleName("Clé de secours, treize groupes de cinq caractères")
        self._where = Text(place_words(place, places), BODY, Role.TEXT_SECOND, wrap=True)
        self._said = Text("", BODY, Role.DONE, wrap=True)
        self.print_button = Button("Imprimer la clé", "printer")
        self.print_button.clicked.connect(self._print)
        self.save_button = Button("Enregistrer…", "save")
        self.save_button.clicked.connect(self._ask_where)
        buttons = FlowLayout()
        buttons.addWidget(self.print_button)
        buttons.addWidget(self.save_button)
        self._layout = QVBoxLayout(self)
        for widget in (self._title, self._why, self._groups, self._where):
            self._layout.addWidget(widget)
        self._layout.addLayout(buttons)
        self._layout.addWidget(self._said)
        self.start_theme()

    def save(self, path: Path) -> None:
        """Write the key's sheet to a file."""
        from app.documents.recovery_sheet import recovery_sheet
        from app.files import write_whole

        try:
            write_whole(path, recovery_sheet(self._key.recovery_groups()))
        except UserError as problem:
            self._say(problem.message, Role.LATE)
            return
        self._say(f"Clé enregistrée dans {path.name}. Rangez ce fichier hors de ce poste.", Role.DONE)
        self.kept.emit()

    def _ask_where(self) -> None:
        name, _ = QFileDialog.getSaveFileName(self, "Enregistrer la clé de secours", FILE_NAME, "PDF (*.pdf)")
        if name:
            self.save(Path(name))

    def _print(self) -> None:
        from app.documents.recovery_sheet import recovery_sheet
        from ui.printing import print_pdf

        try:
            printer = print_pdf(recovery_sheet(self._key.recovery_groups()), "", "Clé de secours", parent=self)
        except UserError as problem:
            self._say(problem.message, Role.LATE)
            return
        if printer:
            self._say("Clé envoyée à l’imprimante. Vérifiez la feuille avant de la ranger.", Role.DONE)
            self.kept.emit()

    def _say(self, text: str, role: Role) -> None:
        self._said.set_role(role)
        self._said.setText(text)

    def retheme(self, theme: Theme) -> None:
        edge = theme.px(20)
        self._layout.setContentsMargins(edge, edge, edge, edge)
        self._layout.setSpacing(theme.px(12))


class WelcomePanel(Themed, QScrollArea):
    """Two questions, in the window, or one where the base is on a server; Entrée goes on."""

    done = Signal(str, bool)  # the agent's name, whether the key was printed or saved

    def __init__(self, offered_name: str, key: Key | None, place: KeyPlace | None, places: Places) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self._kept = key is None  # a base on a server has none
        inner = QWidget()
        inner.setProperty("part", "page")
        self._title = Text("Bonjour", PAGE, semibold=True)
        made = "La base de cet ordinateur vient d’être créée. Deux choses, et c’est prêt."
        shared = "La base est sur le serveur, la même pour tous les postes. Dites qui vous êtes, et c’est prêt."
        self._text = Text(
            shared if key is None else made,
            BODY,
            Role.TEXT_SECOND,
            wrap=True,
        )
        self.name = TextField(
            "Votre nom",
            hint="Il signe vos appels et vos dossiers. Modifiable dans Réglages.",
            accessible_name="Votre nom",
        )
        self.name.set_text(offered_name)
        self.name.line.selectAll()  # the session's name gives way to the one that is typed
        self.card: RecoveryCard | None = None
        if key is not None and place is not None:
            self.card = RecoveryCard(key, place, places)
            self.card.kept.connect(self._key_kept)
        self.go_on = Button("Commencer", "check", "Entrée", "primary")
        self.go_on.clicked.connect(self._finish)
        self._note = Text("", BODY, Role.SOON, wrap=True)
        self._column = QVBoxLayout()
        for widget in (self._title, self._text, self.name, self.card, self.go_on, self._note):
            if widget is not None:
                self._column.addWidget(widget)
        self._column.setAlignment(self.go_on, Qt.AlignmentFlag.AlignLeft)
        self._column.addStretch(1)
        self._row = QHBoxLayout(inner)
        self._row.addLayout(self._column, 10)
        self._row.addStretch(1)
        self.setWidget(inner)
        self.name.line.returnPressed.connect(self._finish)
        self.setFocusProxy(self.name.line)
        self.start_theme()

    def _key_kept(self) -> None:
        self._kept = True
        self._note.setText("")

    def _finish(self) -> None:
        name = self.name.text().strip()
        if not name:
            self._note.setText("Indiquez votre nom\u00a0: il signera vos appels.")
            self.name.setFocus()
            return
        if self.name.holds_nir():  # it would stand in the settings' file, which is not encrypted
            self.name.judge()
            self.name.lead_here()
            return
        if not self._kept and not self._note.text():
            self._note.setText(
                "La clé de secours n’est ni imprimée ni enregistrée. Faites-le maintenant, ou appuyez encore une fois "
                "sur «\u00a0Commencer\u00a0»\u00a0: elle vous attendra dans Réglages."
            )
            return
        self.done.emit(name, self._kept)

    def retheme(self, theme: Theme) -> None:
        self._fold()
        self._column.setSpacing(theme.px(14))
        if self.card is not None:
            self.card.setMaximumWidth(theme.px(WIDTH))
        self.name.setMaximumWidth(theme.px(WIDTH))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fold()

    def _fold(self) -> None:
        """Wide margins where there is room for them."""
        theme = current_theme()
        edge = theme.px(40 if self.width() >= WIDTH * theme.scale else 12)
        self._row.setContentsMargins(edge, theme.px(24), edge, theme.px(24))
