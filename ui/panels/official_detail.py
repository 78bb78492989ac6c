"""The right side of *Élus*: one person whole, or a town hall, or what to do where nobody is chosen."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QMenu, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from app.domain.names import agreed, town_hall
from app.errors import UserError
from app.storage.rows import OfficialDetail
from ui.components import Button, EmptyState, FlowLayout, IconButton, Text, Themed
from ui.panels.official_cards import (
    CoordinatesCard,
    DossiersCard,
    HistoryCard,
    MandatesCard,
    Shown,
    SituationCard,
)
from ui.panels.people_model import HallRow
from ui.theme import CAPTION, PAGE, Role, Theme, current_theme

if TYPE_CHECKING:
    from app.changes import Changes
    from app.desk import Desk
    from ui.front import Front

TWO_COLUMNS = 660
"""Width, at 100 %, from which dossiers and history stand beside the coordinates."""

ROOM_FOR_WORDS = 380
"""Width, at 100 %, below which buttons say less."""


def read_shown(desk: Desk, official_id: int) -> Shown | None:
    """Read what the page of a person shows; None when they are gone. On the base's thread."""
    from app.services.dossiers import edition_for_new
    from app.services.settings import desk_settings
    from app.storage import queries

    detail = queries.official(desk, official_id)
    if detail is None:
        return None
    return Shown(detail, edition_for_new(desk, desk_settings(desk).edition), _doubts(detail))


def _doubts(detail: OfficialDetail) -> dict[str, str]:
    """What was kept though it is certainly wrong."""
    if not detail.email:
        return {}
    from app.checks.email import check_email

    problems = check_email(detail.email)
    return {} if problems.ok else {"email": problems.problems[0].message}


class OfficialDetailPanel(Themed, QWidget):
    """Reads a person and shows them; what is done here goes through `front` at once."""

    formWanted = Signal(int)  # noqa: N815 - Qt's way of naming signals
    addWanted = Signal(dict)  # prefill of a new person  # noqa: N815 - Qt's way of naming signals
    importWanted = Signal()  # noqa: N815 - Qt's way of naming signals
    shownPerson = Signal(object)  # OfficialDetail, once it is on screen  # noqa: N815 - Qt's way of naming signals

    def __init__(self, front: Front) -> None:
        super().__init__()
        self._front = front
        self._wanted: int | None = None
        self._reading = False
        self._again = False
        self.shown: Shown | None = None
        self._hall: HallRow | None = None
        self.name = Text("", PAGE, semibold=True, wrap=True)
        self.second = Text("", CAPTION, Role.TEXT_SECOND, wrap=True)
        self.call = Button("Appeler", "phone-outgoing")
        self.modify = Button("Modifier", "pencil", "Ctrl+E")
        self.new_dossier = Button("Nouveau dossier", "plus")
        self.more = IconButton("ellipsis", "Autres actions sur cette fiche", target=32)
        self.coordinates, self.situation, self.mandates = CoordinatesCard(), SituationCard(), MandatesCard()
        self.dossiers, self.history = DossiersCard(), HistoryCard()
        self._empty = EmptyState("", "", Button("", kind="primary"), icon="users")
        self._connect()
        self._lay_out()
        self.start_theme()

    def _connect(self) -> None:
        front = self._front
        self.call.clicked.connect(lambda: self._with_person(lambda one: front.new_call(official_id=one, outgoing=True)))
        self.modify.clicked.connect(lambda: self._with_person(self.formWanted.emit))
        self.new_dossier.clicked.connect(lambda: self._with_person(front.new_dossier))
        self.more.clicked.connect(lambda: self.show_menu(self.more.mapToGlobal(self.more.rect().bottomLeft())))
        self.situation.answered.connect(self._answer)
        self.situation.rightsGiven.connect(self._give_rights)
        self.dossiers.dossierWanted.connect(front.open_dossier)
        self.dossiers.sheetWanted.connect(front.preview_sheet)
        if self._empty.action is not None:
            self._empty.action.clicked.connect(self._empty_gesture)

    def _lay_out(self) -> None:
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addWidget(self.name)
        names.addWidget(self.second)
        actions = QWidget()
        self._actions = FlowLayout(actions)
        for widget in (self.call, self.modify, self.new_dossier, self.more):
            self._actions.addWidget(widget)
        self._head = QHBoxLayout()
        self._head.addLayout(names, 1)
        self._head.addWidget(actions, 0, Qt.AlignmentFlag.AlignTop)
        self._left, self._right = QVBoxLayout(), QVBoxLayout()
        for on_left in (self.coordinates, self.situation, self.mandates):
            self._left.addWidget(on_left)
        for on_right in (self.dossiers, self.history):
            self._right.addWidget(on_right)
        for side in (self._left, self._right):
            side.addStretch(1)  # not an alignment: Qt then forgets the height that wrapped words need
        self._columns = QHBoxLayout()
        self._columns.addLayout(self._left, 345)
        self._columns.addLayout(self._right, 477)
        inner = QWidget()
        inner.setProperty("part", "page")
        self._page = QVBoxLayout(inner)
        self._page.addLayout(self._head)
        self._page.addLayout(self._columns)
        self._page.addStretch(1)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setWidget(inner)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._area)
        self._stack.addWidget(self._empty)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._stack)

    # What is shown

    @property
    def person_id(self) -> int | None:
        """Whose page is wanted now."""
        return self._wanted

    def show_person(self, official_id: int) -> None:
        """Read and show a person; while the arrows run through the list only the last one is read."""
        self._wanted, self._hall = official_id, None
        self.refresh()

    def show_hall(self, hall: HallRow) -> None:
        """Say what this town hall is, and offer to add somebody to it."""
        self._wanted, self.shown, self._hall = None, None, hall
        text = f"{hall.count_words}. Entrée ouvre la liste, ← la referme." if hall.people else "Personne encore."
        self._say_empty(town_hall(hall.name), text, "Ajouter une personne de cette mairie", "plus")

    def show_nobody(self, *, empty_directory: bool) -> None:
        """Nobody is chosen: say what will be here, and offer the gesture that fills it."""
        self._wanted, self.shown, self._hall = None, None, None
        if empty_directory:
            text = (
                "Le fichier des maires du Répertoire national des élus les apporte en une fois. "
                "Vous voyez tout avant d’accepter, et vous pouvez revenir en arrière."
            )
            self._say_empty("L’annuaire est vide", text, "Importer les élus", "upload")
        else:
            self._say_empty("Personne n’est choisi", "Choisissez une personne dans la liste.", "", None)

    def refresh(self) -> None:
        """Read again the person that is shown."""
        if self._wanted is None:
            return
        if self._reading:
            self._again = True
            return
        self._reading, self._again = True, False
        wanted, desk = self._wanted, self._front.desk
        self._front.runner.run(
            lambda: read_shown(desk, wanted), lambda shown: self._show(wanted, shown), self._not_read
        )

    def _not_read(self, problem: UserError) -> None:
        self._reading = False
        self._front.refused.emit(problem.message)

    def _show(self, official_id: int, shown: Shown | None) -> None:
        self._reading = False
        if official_id != self._wanted:
            self.refresh()
            return
        if shown is None:
            self.show_nobody(empty_directory=False)
            return
        other = self.shown is None or self.shown.detail.person.id != official_id
        self.shown = shown
        today = self._front.desk.today()
        person = shown.detail.person
        self.name.setText(person.name or "Sans nom")
        self.second.setText(_subtitle(shown.detail))
        for card in (self.situation, self.mandates, self.dossiers, self.history):
            card.show_person(shown, today)
        self.coordinates.show_person(shown)
        self.call.refuse("" if shown.detail.phones else "Aucun numéro n’est connu. Modifier permet d’en ajouter un.")
        self._stack.setCurrentWidget(self._area)
        if other:
            self.situation.stop_editing()
            self._area.verticalScrollBar().setValue(0)
        self.shownPerson.emit(shown.detail)
        if self._again:
            self.refresh()

    def _say_empty(self, title: str, text: str, gesture: str, icon: str | None) -> None:
        self._empty.set_words(title, text)
        action = self._empty.action
        if action is not None:
            action.set_text(gesture)
            action.set_icon_name(icon)
            action.setVisible(bool(gesture))
            action.set_kind("primary" if self._hall is None else "secondary")
        self._stack.setCurrentWidget(self._empty)

    # Gestures

    def focus_first(self) -> None:
        """The first gesture of this person."""
        target = self.modify if self._stack.currentWidget() is self._area else self._empty.action
        if target is not None:
            target.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def escape(self) -> bool:
        """Close the field of the rights; True as well where the keyboard is here, to be taken back to the list."""
        if self.situation.stop_editing():
            return True
        focus = QApplication.focusWidget()
        return focus is not None and self.isAncestorOf(focus)

    def show_menu(self, at: QPoint) -> None:
        """All gestures, the rare ones too; deletion can be undone, so it asks nothing."""
        menu = self.menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(at)

    def menu(self) -> QMenu:
        """The menu of the person that is shown."""
        menu = QMenu(self)
        gestures: tuple[tuple[str, Callable[[], object], bool], ...] = (
            ("Modifier\tCtrl+E", self.modify.click, True),
            ("Appeler", self.call.click, self.call.isEnabled()),
            ("Nouveau dossier", self.new_dossier.click, True),
            ("Aperçu de la fiche\tCtrl+P", self.preview, self.dossiers.first_open is not None),
        )
        for words, gesture, possible in gestures:
            action = menu.addAction(words)
            action.setEnabled(possible)
            action.triggered.connect(lambda _on, do=gesture: do())
        menu.addSeparator()
        menu.addAction("Supprimer la fiche").triggered.connect(lambda: self._with_person(self._delete))
        return menu

    def preview(self) -> bool:
        """Show the sheet of the most urgent dossier; False where none is open."""
        dossier_id = self.dossiers.first_open if self.shown is not None else None
        if dossier_id is None:
            return False
        self._front.preview_sheet(dossier_id)
        return True

    def _with_person(self, gesture: Callable[[int], object]) -> None:
        if self._wanted is not None:
            gesture(self._wanted)

    def _answer(self, question: str, value: str) -> None:
        from app.services.dossiers import answer_person

        desk = self._front.desk
        self._with_person(lambda one: self._front.write(lambda: answer_person(desk, one, question, value)))

    def _give_rights(self, euros: int | None) -> None:
        from app.services.directory import set_rights

        desk = self._front.desk
        self._with_person(lambda one: self._front.write(lambda: set_rights(desk, one, euros, None)))

    def _delete(self, official_id: int) -> None:
        from app.services.directory import delete_official

        desk = self._front.desk

        def gone(_changes: Changes) -> None:
            if self._wanted == official_id:
                self.show_nobody(empty_directory=False)

        self._front.write(lambda: delete_official(desk, official_id), gone)

    def _empty_gesture(self) -> None:
        if self._hall is not None:
            self.addWanted.emit({"territory": self._hall.name, "territory_code": self._hall.insee})
        else:
            self.importWanted.emit()

    # Looks

    def retheme(self, theme: Theme) -> None:
        edge = theme.px(16)
        self._page.setContentsMargins(theme.px(20), theme.px(10), edge, edge)
        self._page.setSpacing(theme.px(12))
        self._head.setSpacing(theme.px(12))
        self._actions.set_gaps(theme.px(8), theme.px(6))
        for layout in (self._left, self._right):
            layout.setSpacing(theme.px(12))
        self._columns.setSpacing(theme.px(12))
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Two columns side by side where there is room, else one below the other; the head likewise."""
        wide = self.width() >= current_theme().px(TWO_COLUMNS)
        across = QHBoxLayout.Direction.LeftToRight if wide else QHBoxLayout.Direction.TopToBottom
        self._columns.setDirection(across)
        self._columns.setStretch(0, 345 if wide else 0)
        self._columns.setStretch(1, 477 if wide else 0)
        self._head.setDirection(across)
        roomy = self.width() >= current_theme().px(ROOM_FOR_WORDS)
        self.dossiers.sheet.set_text("Aperçu de la fiche" if roomy else "Aperçu")
        self.dossiers.sheet.setAccessibleName("Aperçu de la fiche, Ctrl+P")


def _subtitle(detail: OfficialDetail) -> str:
    """« Sury-le-Comtal, 2e adjointe · Loire Forez agglomération, conseillère communautaire »."""
    person = detail.person
    parts = [
        ", ".join(word for word in (one.territory, one.function) if word)
        for one in detail.mandates
        if one.ended_on is None
    ]
    if not person.is_official or not parts:
        parts = [", ".join(word for word in (person.commune, person.function) if word), *parts]
    usual, birth = person.usual_name, person.birth_name
    if usual and birth and usual != birth:
        parts.append(f"{agreed(person.civility, 'né')} {birth}")
    return " · ".join(part for part in parts if part)
