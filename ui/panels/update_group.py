"""*Réglages › Mises à jour*: off unless IT said where they are; what is new, then fetch, then install."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from app import __version__
from app.settings import SET_BY_OFFICE
from ui.components import Button, FlowLayout, Text
from ui.panels.settings_group import Group
from ui.theme import BODY, CAPTION, Role
from ui.updating import Work

if TYPE_CHECKING:
    from ui.updating import Updates

OFF = "Le programme ne cherche pas de mise à jour et ne se connecte à rien\u00a0: "
OFF_ON_SERVER = "Le programme ne cherche pas de mise à jour et ne se connecte qu’au serveur de la base\u00a0: "
NO_ADDRESS = "votre service informatique ne lui a pas indiqué d’adresse."
NOT_TAKEN = (
    "ce que votre service informatique a déposé n’a pas pu être repris. "
    f"La raison est plus haut, dans «\u00a0{SET_BY_OFFICE}\u00a0»\u00a0: signalez-la-lui."
)
ON = (
    "Le programme regarde une fois par jour à l’adresse que votre service informatique a indiquée. "
    "Il ne lui dit rien de ce poste ni de vos données, et n’installe rien sans vous."
)


class UpdateGroup(Group):
    """Shows what is known of a newer program, and asks for the next step."""

    asked = Signal()  # somebody came here to see what is new

    def __init__(self, updates: Updates | None, *, on_server: bool = False, refused: bool = False) -> None:
        """`refused`: IT may have said where updates are, but it could not be taken."""
        super().__init__("Mises à jour")
        self._updates = updates
        self.state = Text("", BODY, wrap=True)
        self.news = Text("", BODY, Role.TEXT_SECOND, wrap=True, selectable=True)
        self.problem = Text("", BODY, Role.SOON, wrap=True, selectable=True)
        self.look = Button("Regarder maintenant", "refresh-cw")
        self.fetch = Button("Télécharger", "download", kind="primary")
        self.install = Button("Installer…", "download", kind="primary")
        buttons = FlowLayout()
        for button in (self.fetch, self.install, self.look):
            buttons.addWidget(button)
        for words in (self.state, self.news, self.problem):
            self.body.addWidget(words)
        self.body.addLayout(buttons)
        off = (OFF_ON_SERVER if on_server else OFF) + (NOT_TAKEN if refused else NO_ADDRESS)
        self.body.addWidget(Text(off if updates is None else ON, CAPTION, Role.TEXT_SECOND, wrap=True))
        if updates is not None:
            self.look.clicked.connect(lambda _on: updates.look())
            self.fetch.clicked.connect(lambda _on: updates.download())
            self.install.clicked.connect(lambda _on: updates.install(self.window()))
            updates.changed.connect(self.show_state)
            updates.wanted.connect(self._show_news)
        self.show_state()

    def show_state(self) -> None:
        """Show what is known now."""
        updates = self._updates
        release = updates.release if updates is not None else None
        fetched = updates is not None and updates.file is not None
        idle = updates is not None and updates.work is Work.NONE
        self.state.setText(self._words())
        self.news.setText("\n".join(f"–\u00a0{line}" for line in release.news) if release is not None else "")
        self.problem.setText(updates.problem if updates is not None else "")
        for words in (self.news, self.problem):
            words.setVisible(bool(words.text()))
        for button, offered in (
            (self.fetch, release is not None and not fetched),
            (self.install, fetched),
            (self.look, updates is not None),
        ):
            button.setVisible(offered)
            button.setEnabled(idle)

    def _words(self) -> str:
        updates = self._updates
        own = f"Ce poste a AMF42 {updates.current if updates is not None else __version__}."
        if updates is None:
            return own
        match updates.work:
            case Work.LOOK if updates.release is None:
                return f"{own} Le programme regarde s’il y en a une plus récente…"
            case Work.DOWNLOAD:
                return f"{own} La version plus récente est en cours de téléchargement."
            case Work.INSTALL:
                return (
                    "La base est copiée, puis l’installeur prend la suite."
                    if updates.copies
                    else "L’installeur démarre."
                )
        if updates.release is not None:
            what = (
                "est prêt à installer" if updates.file is not None else f"est disponible ({updates.release.megabytes})"
            )
            return f"AMF42 {updates.release.version} {what}. {own}"
        return f"{own} Il n’y en a pas de plus récente." if updates.looked else own

    def _show_news(self) -> None:
        """Bring the next step under the keyboard."""
        button = self.install if self.install.isVisibleTo(self) else self.fetch
        if button.isVisibleTo(self):
            button.setFocus()
        self.asked.emit()
