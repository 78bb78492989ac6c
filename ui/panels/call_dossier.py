"""The dossiers of who calls: one is chosen, the most urgent first; Ctrl+N opens another on a session, inline."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from app.domain.calendar import DeadlineKind
from app.errors import UserError
from app.storage.rows import DossierRow, SessionDetail, SessionRow
from ui.components import LinkButton, Text, Themed
from ui.dates import NBSP, short_day
from ui.deadline_words import short_badge
from ui.panels.choice_list import ChoiceList, ChoiceRow
from ui.panels.other_sessions import OtherSessionsPart
from ui.panels.search_line import SearchLine
from ui.theme import BODY, CAPTION, Role, Theme

if TYPE_CHECKING:
    from datetime import date

    from app.guide.edition import Edition
    from ui.front import Front

ANYWAY = "Ouvrir quand même un dossier sur cette session"
DOSSIER, SESSION, NEW, WITHOUT = "dossier", "session", "new", "without"
SESSIONS_SHOWN = 40


class DossierPanel(Themed, QWidget):
    """List of dossiers, or, while a new one is opened, the sessions filtered by typing."""

    chosen = Signal(int)
    """Id of the dossier chosen."""

    waits = Signal(bool)
    """Entrée was struck before the sessions were there; false once one of them was taken."""

    # Id of the session, or None.
    sessionChosen = Signal(object)  # noqa: N815 - Qt's way of naming signals

    def __init__(self, front: Front, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._front = front
        self._dossiers: tuple[DossierRow, ...] = ()
        self._can_open = False
        self._wanted, self._asking, self._take = "", False, False
        self._closed: set[int] = set()  # sessions of the list that are too late or full
        self.list = ChoiceList("Dossier", most=4)
        self.list.chosen.connect(self._choose)
        self.line = SearchLine("Nouveau dossier\u00a0: formation, lieu ou date", "Formation, lieu ou date")
        self.line.textEdited.connect(self._ask)
        self.line.downWanted.connect(self._go_down)
        self.line.takeWanted.connect(self._take_first)
        self.sessions = ChoiceList("Sessions", most=5)
        self.sessions.chosen.connect(self._choose)
        self.sessions.leftUpwards.connect(lambda: self.line.setFocus(Qt.FocusReason.BacktabFocusReason))
        self._refused_session = 0  # the one that is too late or full
        self.instead = OtherSessionsPart()
        self.instead.chosen.connect(self._take_session)
        self.anyway = LinkButton(ANYWAY, "plus", size=BODY)
        self.anyway.clicked.connect(lambda: self._take_session(self._refused_session))
        self._none = Text("Qui appelle d’abord\u00a0: ses dossiers se montrent ici.", CAPTION, Role.HINT, wrap=True)
        self._none.setMinimumHeight(1)
        dossiers = _card(self.list)
        picker = QWidget()
        self._picker_layout = QVBoxLayout(picker)
        self._picker_layout.setContentsMargins(0, 0, 0, 0)
        self._picker_layout.addWidget(self.line)
        self._picker_layout.addWidget(_card(self.sessions))
        refused = QWidget()
        self._refused_layout = QVBoxLayout(refused)
        self._refused_layout.setContentsMargins(0, 0, 0, 0)
        self._refused_layout.addWidget(self.instead)
        self._refused_layout.addWidget(self.anyway, 0, Qt.AlignmentFlag.AlignLeft)
        self._parts = (self._none, dossiers, picker, refused)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        for part in self._parts:
            layout.addWidget(part)
        self._show_part(0)
        self.start_theme()

    def show_dossiers(self, dossiers: Sequence[DossierRow], chosen: int | None, *, can_open: bool) -> None:
        """The open dossiers of one person; `can_open` when a dossier can be opened for them."""
        self._dossiers = tuple(dossiers)
        self._can_open = can_open
        today = self._front.desk.today()
        edition = self._front.desk.edition_for_new()
        rows = [dossier_row(one, edition, today) for one in self._dossiers]
        if can_open:
            words = "Nouveau dossier" if rows else "Ouvrir un dossier"
            rows.append(ChoiceRow((NEW,), words, icon="plus", action=True, shortcut="Ctrl+N"))
        self.list.set_rows(rows, (DOSSIER, chosen) if chosen is not None else None)
        if not self.opening:
            self._show_part(1 if rows else 0)

    @property
    def opening(self) -> bool:
        """Whether a new dossier is being opened."""
        return self._parts[2].isVisibleTo(self) or self._parts[3].isVisibleTo(self)

    def open_new(self) -> bool:
        """Ctrl+N: list the sessions; False while nobody is there to open a dossier for."""
        if not self._can_open:
            return False
        self.line.clear()
        self._ask("")
        self._show_part(2)
        self.line.setFocus(Qt.FocusReason.ShortcutFocusReason)
        return True

    def close_new(self) -> bool:
        """Échap: back to the dossiers; False when nothing was open."""
        if not self.opening:
            return False
        self._hold(False)
        if self._parts[3].isVisibleTo(self):
            self._show_part(2)
            self.line.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self._show_part(1)
        return True

    def retheme(self, theme: Theme) -> None:
        self._picker_layout.setSpacing(theme.px(4))
        self._refused_layout.setSpacing(theme.px(6))

    def _show_part(self, shown: int) -> None:
        for place, part in enumerate(self._parts):
            part.setVisible(place == shown)
        self.setFocusProxy(self.line if shown == 2 else self.anyway if shown == 3 else self.list)

    def _ask(self, text: str) -> None:
        """Read the sessions; while one reading is under way only the newest text waits."""
        self._wanted = text
        if self._asking:
            return
        from app.storage.queries import sessions_to_choose

        self._asking = True
        desk = self._front.desk
        self._front.runner.run(
            lambda: sessions_to_choose(desk, text), lambda found: self._found(text, found), self._not_found
        )

    def _found(self, text: str, sessions: Sequence[SessionRow]) -> None:
        self._asking = False
        if text != self._wanted:
            self._ask(self._wanted)
            return
        today = self._front.desk.today()
        shown = sessions[:SESSIONS_SHOWN]
        self._closed = {one.id for one in shown if one.deadline.kind is DeadlineKind.TOO_LATE or not one.free}
        rows = [session_row(one, today) for one in shown]
        without = ChoiceRow((WITHOUT,), "Sans session pour l’instant", "à choisir plus tard", icon="calendar")
        self.sessions.set_rows((*rows, without))
        if rows:
            self.sessions.go_to(rows[0].key)
        if self._take:
            self.sessions.choose_current()
            self._hold(False)

    def _offer_others(self, session_id: int) -> None:
        """Too late or full: said before anything is promised, with what can be asked for instead."""
        from app.storage.queries import session

        desk = self._front.desk
        self._front.read(lambda: session(desk, session_id), self._show_others)

    def _show_others(self, detail: SessionDetail | None) -> None:
        if detail is None or not self.opening:
            return
        if detail.instead is None:  # a seat was freed meanwhile
            self._take_session(detail.session.id)
            return
        held = {row.session_id for row in self._dossiers}
        sessions = tuple(one for one in detail.instead.sessions if one.id not in held)
        self._refused_session = detail.session.id
        self.instead.show_instead(replace(detail.instead, sessions=sessions), self._front.desk.today())
        self._show_part(3)
        if not self.instead.focus_first():
            self.anyway.setFocus(Qt.FocusReason.OtherFocusReason)

    def _take_session(self, session_id: int) -> None:
        self._show_part(1)
        self.sessionChosen.emit(session_id)

    def _not_found(self, problem: UserError) -> None:
        self._asking = False
        self._hold(False)
        self._front.refused.emit(problem.message)

    def _hold(self, on: bool) -> None:
        """Entrée came before the answer: it takes the first line once that is there, and other keys wait for it."""
        if on != self._take:
            self._take = on
            self.waits.emit(on)

    def _go_down(self) -> None:
        self.sessions.setFocus(Qt.FocusReason.TabFocusReason)

    def _take_first(self) -> None:
        """Entrée in the field: the first session."""
        if self._asking:
            self._hold(True)
            return
        self.sessions.choose_current()

    def _choose(self, key: Hashable) -> None:
        match key:
            case ("dossier", int(dossier_id)):
                self.chosen.emit(dossier_id)
            case ("session", int(session_id)) if session_id in self._closed:
                self._offer_others(session_id)
            case ("session", int(session_id)):
                self._take_session(session_id)
            case ("without",):
                self._show_part(1)
                self.sessionChosen.emit(None)
            case _:
                self.open_new()


def dossier_row(dossier: DossierRow, edition: Edition, today: date) -> ChoiceRow:
    """« La gestion du domaine public et privé · Compte à ouvrir · 15 déc., Montbrison · Demander demain »."""
    when = short_day(dossier.session_on) if dossier.session_on is not None else "session à choisir"
    where = ", ".join(part for part in (when, dossier.place) if part)
    stage = edition.column(dossier.stage).title
    return ChoiceRow(
        (DOSSIER, dossier.id),
        dossier.training or "Formation à choisir",
        below=f"{stage} · {where}",
        badge=short_badge(dossier.deadline, today) if dossier.deadline is not None else None,
    )


def session_row(session: SessionRow, today: date) -> ChoiceRow:
    """« La gestion du domaine public · mar. 15 déc., Montbrison · 4 places · Demander demain »."""
    free = session.free
    seats = "complet" if not free else f"{free}{NBSP}place{'s' if free > 1 else ''}"
    where = ", ".join(part for part in (short_day(session.starts_on), session.place) if part)
    return ChoiceRow(
        (SESSION, session.id),
        session.training,
        below=f"{where} · {seats}",
        badge=short_badge(session.deadline, today),
        icon="graduation-cap",
    )


def _card(inside: QWidget) -> QFrame:
    card = QFrame()
    card.setProperty("part", "card")
    layout = QVBoxLayout(card)
    layout.setContentsMargins(1, 1, 1, 1)
    layout.addWidget(inside)
    return card
