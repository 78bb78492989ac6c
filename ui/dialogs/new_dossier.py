"""A dossier to open: for whom, on which session, by keyboard alone; a panel beside the board, never a box over it.

The same panel chooses another session for a dossier that is open.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from app.errors import UserError
from app.storage.rows import DossierRow, PersonRow, SessionDetail, SessionRow
from ui.components import BadgeKind, Button, DeadlineBox, IconButton, Line, Text, Themed, show_part
from ui.dates import NBSP, short_date, short_day
from ui.deadline_words import long_words, short_badges, spoken, validate_words
from ui.panels.choice_list import ChoiceRow
from ui.panels.chooser import SHOWN, Chooser
from ui.panels.dossier import WIDTH
from ui.panels.other_sessions import OtherSessionsPart
from ui.theme import CAPTION, SECTION, Role, Theme

if TYPE_CHECKING:
    from app.changes import Changes
    from app.storage.rows import OfficialDetail
    from ui.front import Front

LATER, ADD = "later", "add"


class NewDossierPanel(Themed, QFrame):
    """`start` opens a dossier, `change_session` chooses another session for one."""

    closed = Signal()
    opened = Signal(int)  # the dossier that was opened or changed

    def __init__(self, front: Front, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.front = front
        self.official_id: int | None = None
        self.session_id: int | None = None
        self.later = False  # the session is to be chosen later
        self._changing: DossierRow | None = None
        self._people: dict[int, PersonRow] = {}
        self._sessions: dict[int, SessionRow] = {}
        self.setProperty("part", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.title = Text("Nouveau dossier", SECTION, semibold=True, wrap=True)
        self.close_button = IconButton("x", "Fermer le panneau", "Fermer le panneau (Échap)", size=18)
        self.close_button.clicked.connect(self.closed)
        self.official = Chooser("Pour qui", "Nom, commune ou téléphone")
        self.official.typed.connect(self._search_people)
        self.official.chosen.connect(self._choose_person)
        self.official.changing.connect(self._change_person)
        self.has = Text("", CAPTION, Role.SOON, wrap=True)
        self.session = Chooser("Quelle session", "Formation, lieu ou date")
        self.session.typed.connect(self._search_sessions)
        self.session.chosen.connect(self._choose_session)
        self.session.changing.connect(self._change_session)
        self.deadline = DeadlineBox(BadgeKind.LATER, "", "")
        self.dates = Text("", CAPTION, Role.TEXT_SECOND, wrap=True)
        self.instead = OtherSessionsPart()
        self.instead.chosen.connect(self._read_session)
        self.problem = DeadlineBox(BadgeKind.LATE, "", "")
        self.accept = Button("Ouvrir le dossier", "folder-plus", "Ctrl+S", "primary")
        self.accept.clicked.connect(self.save)
        self.cancel = Button("Fermer", None, "Échap")
        self.cancel.clicked.connect(self.closed)
        self._lay_out()
        self.start_theme()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self.title, 1)
        head.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignTop)
        body = QWidget()
        body.setProperty("part", "page")
        self._column = QVBoxLayout(body)
        self._column.addLayout(head)
        for widget in (
            *(self.official, self.has, self.session, self.deadline, self.dates, self.instead, self.problem),
        ):
            self._column.addWidget(widget)
        self._column.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(body)
        self._foot = QWidget()
        self._foot_row = QHBoxLayout(self._foot)
        self._foot_row.addWidget(self.accept)
        self._foot_row.addWidget(self.cancel)
        self._foot_row.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(area, 1)
        whole.addWidget(Line())
        whole.addWidget(self._foot)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)

    # Beginning

    def start(self, official_id: int | None = None, session_id: int | None = None) -> None:
        """Ask for whom and on which session; what is known already is chosen."""
        self._begin(None, "Nouveau dossier", "Ouvrir le dossier", "folder-plus")
        show_part(self.official, True)
        self._search_people("")
        if official_id is not None:
            self._read_person(official_id)
        if session_id is not None:
            self._read_session(session_id)

    def change_session(self, row: DossierRow) -> None:
        """Ask for another session for this dossier."""
        words = "Changer de session" if row.session_id is not None else "Choisir une session"
        self._begin(row, f"{words} pour {row.name}", "Garder cette session", "calendar-check")
        show_part(self.official, False)
        self.official_id = row.official_id

    def _begin(self, changing: DossierRow | None, title: str, accept: str, icon: str) -> None:
        self._changing, self.official_id, self.session_id, self.later = changing, None, None, False
        self.title.setText(title)
        self.accept.set_text(accept)
        self.accept.set_icon_name(icon)
        self.setAccessibleName(title)
        for chooser in (self.official, self.session):
            chooser.line.clear()
            chooser.show_choice("", "")
        for part in (self.has, self.problem):
            show_part(part, False)
        self._forget_dates()
        self._search_sessions("")

    def focus_first(self) -> None:
        """The keyboard begins at what is still to be chosen."""
        if self.official_id is None:
            self.official.focus_search()
        elif self.session_id is None and not self.later:
            self.session.focus_search()
        elif not (self.instead.isVisibleTo(self) and self.instead.focus_first()):
            self.accept.setFocus(Qt.FocusReason.ShortcutFocusReason)

    # For whom

    def _search_people(self, text: str) -> None:
        from app.storage import queries

        desk = self.front.desk

        def read() -> Sequence[PersonRow]:
            return queries.caller(desk, text).people if text.strip() else ()

        self.front.read(read, lambda people: self._show_people(text, people))

    def _show_people(self, text: str, people: Sequence[PersonRow]) -> None:
        if text != self.official.line.text():
            return
        people = [person for person in people if person.is_official]
        self._people = {person.id: person for person in people}
        rows = [
            ChoiceRow(person.id, person.name, below=_person_words(person), icon="user") for person in people[:SHOWN]
        ]
        if text.strip() and not rows:
            rows.append(ChoiceRow(ADD, "Ajouter une personne", icon="user-plus", action=True))
        self.official.list.set_rows(rows)

    def _choose_person(self, key: Hashable) -> None:
        if isinstance(key, int):
            self._read_person(key)
        elif key == ADD:
            self.front.edit_official(None, {"birth_name": self.official.line.text().strip()})

    def _read_person(self, official_id: int) -> None:
        from app.storage import queries

        desk = self.front.desk
        self.front.read(lambda: queries.official(desk, official_id), self._set_person)

    def _set_person(self, detail: OfficialDetail | None) -> None:
        if detail is None:
            return
        person = detail.person
        self.official_id = person.id
        self.official.show_choice(person.name, _person_words(person))
        still_open = [row for row in detail.dossiers if not row.outcome]
        listed = " · ".join(f"{row.training_short}{_on(row)}" for row in still_open[:3])
        count = len(still_open)
        words = f"{count} dossier{'s' * (count > 1)} déjà ouvert{'s' * (count > 1)}\u00a0: {listed}" if count else ""
        if person.mandate_ended:
            words = "Son mandat est terminé\u00a0: son compteur ne sert plus qu’à un retour à l’emploi. " + words
        self.has.setText(words.strip())
        show_part(self.has, bool(words))
        if self.isVisible():
            self.focus_first()

    def _change_person(self) -> None:
        self.official_id = None
        self.official.show_choice("", "")
        show_part(self.has, False)
        self.official.focus_search()

    # On which session

    def _search_sessions(self, text: str) -> None:
        from app.storage import queries

        desk = self.front.desk
        self.front.read(
            lambda: queries.sessions_to_choose(desk, text), lambda sessions: self._show_sessions(text, sessions)
        )

    def _show_sessions(self, text: str, sessions: Sequence[SessionRow]) -> None:
        if text != self.session.line.text():
            return
        held = self._changing.session_id if self._changing is not None else None
        shown = [one for one in sessions if one.id != held][:SHOWN]
        self._sessions = {one.id: one for one in shown}
        today = self.front.desk.today()
        rows = [_session_row(one, today) for one in shown]
        if self._changing is None or held is not None:
            rows.append(ChoiceRow(LATER, "À choisir plus tard", icon="calendar"))
        self.session.list.set_rows(rows)

    def _choose_session(self, key: Hashable) -> None:
        match key:
            case int(session_id) if session_id in self._sessions:
                self._read_session(session_id)
            case "later":
                self.session_id, self.later = None, True
                self.session.show_choice("À choisir plus tard", "")
                self._forget_dates()
                self.focus_first()

    def _read_session(self, session_id: int) -> None:
        from app.storage import queries

        desk = self.front.desk

        def show(detail: SessionDetail | None) -> None:
            if detail is not None:
                self._set_session(detail)

        self.front.read(lambda: queries.session(desk, session_id), show)

    def _set_session(self, detail: SessionDetail) -> None:
        """Show what is chosen: until when to ask and why, or, when it is too late or full, what to ask for instead."""
        session, today = detail.session, self.front.desk.today()
        self.session_id, self.later = session.id, False
        where = " · ".join(part for part in (short_date(session.starts_on), session.place) if part)
        self.session.show_choice(session.training, where)
        deadline = session.deadline
        self.deadline.set_deadline(BadgeKind(deadline.urgency), long_words(deadline, today), deadline.rule)
        show_part(self.deadline, detail.instead is None)
        words = [validate_words(detail, today), detail.other_rule] if detail.instead is None else []
        self.dates.setText("\n".join(one for one in words if one))
        show_part(self.dates, any(words))
        self.instead.show_instead(detail.instead, today)
        show_part(self.problem, False)
        if self.isVisible():
            self.focus_first()

    def _forget_dates(self) -> None:
        for part in (self.deadline, self.dates):
            show_part(part, False)
        self.instead.show_instead(None, self.front.desk.today())

    def _change_session(self) -> None:
        self.session_id, self.later = None, False
        self.session.show_choice("", "")
        self._forget_dates()
        self.session.focus_search()

    # Keeping

    def save(self) -> None:
        """Open the dossier, or lead to what is still to be chosen."""
        from app.services import dossiers

        if self.official_id is None:
            self._missing("Choisissez d’abord pour qui est ce dossier.", self.official)
            return
        if self.session_id is None and not self.later:
            self._missing("Choisissez une session, ou «\u00a0À choisir plus tard\u00a0».", self.session)
            return
        desk, official_id, session_id, changing = self.front.desk, self.official_id, self.session_id, self._changing
        if changing is not None:
            dossier_id = changing.id
            self.front.write(lambda: dossiers.change_session(desk, dossier_id, session_id), self._done, self._refused)
        else:
            self.front.write(lambda: dossiers.open_dossier(desk, official_id, session_id), self._done, self._refused)

    def _done(self, changes: Changes) -> None:
        if isinstance(changes.result, int):
            self.opened.emit(changes.result)

    def _missing(self, words: str, chooser: Chooser) -> None:
        self._tell(words)
        chooser.focus_search()

    def _refused(self, problem: UserError) -> None:
        self._tell(problem.message)

    def _tell(self, words: str) -> None:
        self.problem.set_deadline(BadgeKind.LATE, words, "")
        show_part(self.problem, True)

    def retheme(self, theme: Theme) -> None:
        self.setFixedWidth(theme.px(WIDTH))
        self._column.setContentsMargins(theme.px(16), theme.px(12), theme.px(16), theme.px(12))
        self._column.setSpacing(theme.px(12))
        self._foot.setMinimumHeight(theme.px(52))
        self._foot_row.setContentsMargins(theme.px(16), 0, theme.px(10), 0)
        self._foot_row.setSpacing(theme.px(8))


def _person_words(person: PersonRow) -> str:
    return " · ".join(part for part in (person.commune, person.function) if part)


def _session_row(session: SessionRow, today: date) -> ChoiceRow:
    """« Domaine public · 15 déc. · Montbrison · 4 places · Demain »: short, so that the date is never cut."""
    free = session.free
    seats = "complet" if not free else f"{free}{NBSP}place{'s' if free > 1 else ''}"
    words = (short_day(session.starts_on), seats, session.place)
    return ChoiceRow(
        session.id,
        session.training_short or session.training,
        below=" · ".join(word for word in words if word),
        badge=short_badges(session.deadline, today)[-1],
        icon="graduation-cap",
        spoken=", ".join(word for word in (session.training, *words, spoken(session.deadline, today)) if word),
    )


def _on(row: DossierRow) -> str:
    return f", {short_day(row.session_on)}" if row.session_on is not None else ""
