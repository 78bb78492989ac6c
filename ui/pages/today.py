"""*Aujourd’hui*: whom to call back, who must confirm, what AMF42 owes, the last days to ask; most urgent first."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QScrollArea, QStackedLayout, QVBoxLayout, QWidget

from app.domain.calendar import Urgency
from app.domain.names import of_person
from app.storage.rows import CallbackRow, DossierRow, DraftRow, LastDayRow, TodayRows
from ui.components import BadgeData, BadgeKind, Button, LinkButton, PageHead, SignCount, text_width
from ui.dates import capitalised, long_day, past_moment_words, short_day
from ui.deadline_words import row_badge
from ui.focus_ring import OWN_FOCUS
from ui.front import Front
from ui.pages.base import PageWidget
from ui.panels.callback_menu import CallbackMenu
from ui.panels.today_rows import TodayRow, TodaySection
from ui.theme import BODY, PAGE, current_theme

if TYPE_CHECKING:
    from app.changes import Changes
    from ui.pages.first_steps import FirstSteps
    from ui.panels.add_callback import AddCallback
    from ui.panels.today_foot import TodayFoot

WIDE, TWO_COLUMNS = 1600 - 92, 1024 - 92  # widths at 100 % from which there are three or two columns, less the rail
FOOT_AFTER = 300  # milliseconds: the day is on screen before the guide is read for the first time
DRAFT_WORDS = {
    "official": "Fiche d’un élu",
    "training": "Formation",
    "session": "Session",
    "dossier": "Nouveau dossier",
    "guide": "Guide",
}


class TodayPage(PageWidget):
    """A calm day is allowed to look empty."""

    countChanged = Signal(int)  # late and for today, for the rail  # noqa: N815 - Qt’s way of naming
    tables = (
        *("callbacks", "dossiers", "officials", "sessions", "trainings", "calls", "settings", "mandates", "drafts"),
        "guide_versions",
    )

    def __init__(self, front: Front) -> None:
        super().__init__(front)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setProperty(OWN_FOCUS, True)  # the page waits for F6: a ring around all of it would say nothing
        self._head = PageHead("")
        self._late = [SignCount(BadgeKind.LATE, "", size=BODY) for _ in range(2)]  # beside the title, and below it
        self._due = [SignCount(BadgeKind.TODAY, "", size=BODY) for _ in range(2)]
        self._below = QWidget()
        self._below_layout = below = QHBoxLayout(self._below)
        for signs in (self._late, self._due):
            self._head.add_beside(signs[0])
            below.addWidget(signs[1])
        below.addStretch(1)
        self._counts = (0, 0)
        add = LinkButton("Ajouter un rappel", "plus", size=BODY)
        add.clicked.connect(self.show_add)
        self.callbacks = TodaySection("À rappeler", "Personne à rappeler cette semaine.", add, marks_next=True)
        self.to_confirm = TodaySection("À confirmer par l’élu", "Aucune inscription n’attend une confirmation.")
        self.to_confirm.set_note("4 jours ouvrés après validation")
        self.to_answer = TodaySection("À répondre dans EDOF", "Aucune demande n’attend votre réponse.")
        self.to_answer.set_note("sous 2 jours ouvrés")
        self.last_days = TodaySection("Derniers jours pour demander", "Aucun élu ne reste à aider pour une session.")
        self.drafts = TodaySection("Saisies à reprendre", "")
        self.drafts.hide()
        self._adding: AddCallback | None = None
        self._order: list[TodaySection] = []
        self._grid = QGridLayout()
        self._columns = [QVBoxLayout() for _ in range(3)]
        for place, column in enumerate(self._columns):
            self._grid.addLayout(column, 0, place)
        inner = QWidget()
        inner.setProperty("part", "page")
        inner.setLayout(self._grid)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setWidget(inner)
        self._day = QWidget()
        column = QVBoxLayout(self._day)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head)
        column.addWidget(self._below)
        column.addWidget(self._area, 1)
        self.foot: TodayFoot | None = None
        self._first: FirstSteps | None = None
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self._day)
        self._shown_columns = 0
        self._arrange()

    # Reading

    def refresh(self) -> None:
        """Read the day and the drafts."""

        def query() -> tuple[TodayRows, tuple[DraftRow, ...]]:
            from app.storage import queries

            return queries.today(self.front.desk), queries.drafts(self.front.desk)

        self.front.read(query, self._show)
        QTimer.singleShot(0 if self.foot is not None else FOOT_AFTER, self, self._read_foot)

    def _read_foot(self) -> None:
        if self.foot is None:
            from ui.panels.today_foot import TodayFoot

            self.foot = TodayFoot(self.front)
            column = self._day.layout()
            assert column is not None
            column.addWidget(self.foot)
        self.foot.refresh()

    def foot_height(self) -> int:
        return self.foot.height() if self.foot is not None and self.foot.links() else 0

    def _show(self, found: tuple[TodayRows, tuple[DraftRow, ...]]) -> None:
        rows, drafts = found
        today = self.front.desk.today()
        self._head.set_title(capitalised(long_day(today)))
        self.setAccessibleName(f"Aujourd’hui, {long_day(today)}")
        self.callbacks.show_rows([partial(self._callback, row) for row in rows.callbacks])
        self.to_confirm.show_rows([partial(self._confirm, row) for row in rows.to_confirm])
        self.to_answer.show_rows([partial(self._answer, row) for row in rows.to_answer])
        self.last_days.show_rows([partial(self._last_day, row) for row in rows.last_days])
        self.drafts.show_rows([partial(self._draft, row) for row in drafts if row.kind in DRAFT_WORDS])
        self.drafts.setVisible(bool(self.drafts.rows()))
        self._count(rows)
        waited = self.hasFocus()  # the page had the keyboard before anybody knew that it is the first day
        self._stack.setCurrentWidget(self._first_steps() if rows.empty_base and not drafts else self._day)
        if waited:
            self.focus_first()

    def _first_steps(self) -> FirstSteps:
        """What an empty base shows, made only then."""
        if self._first is None:
            from ui.pages.first_steps import FirstSteps

            self._first = FirstSteps(self.front.desk.agent)
            self._first.importWanted.connect(self.front.import_file)
            self._first.trainingWanted.connect(self.front.edit_training)
            self._first.callWanted.connect(self.front.new_call)
            self._first.demoWanted.connect(self.front.show_demo)
            self._stack.addWidget(self._first)
        return self._first

    def _count(self, rows: TodayRows) -> None:
        pressing = [row.deadline.urgency for row in rows.callbacks]
        pressing += [row.deadline.urgency for row in (*rows.to_confirm, *rows.to_answer) if row.deadline]
        pressing += [row.session.deadline.urgency for row in rows.last_days]
        late, due = pressing.count(Urgency.LATE), pressing.count(Urgency.TODAY)
        self._counts = (late, due)
        for signs, count, words in ((self._late, late, "en retard"), (self._due, due, "pour aujourd’hui")):
            for sign in signs:
                sign.setText(f"{count} {words}")
                sign.setAccessibleName(sign.text())
                sign.updateGeometry()
        self._place_counts()
        self.countChanged.emit(late + due)
        first = min(
            (
                (section.rows()[0].badge.kind, place, section)
                for place, section in enumerate((self.callbacks, self.to_confirm, self.to_answer, self.last_days))
                if section.rows()
            ),
            key=lambda found: (list(BadgeKind).index(found[0]), found[1]),
            default=None,
        )
        shown = [self.callbacks, self.to_answer, self.to_confirm, self.last_days]
        self._order = [first[2], *(section for section in shown if section is not first[2])] if first else shown

    # Lines

    def _callback(self, row: CallbackRow) -> TodayRow:
        where = " · ".join(part for part in (row.commune, row.function) if part)
        button = Button("Appeler", "phone", height=28)
        button.setAccessibleName(f"Appeler {row.name}")
        phone = (row.phone.national, row.phone.line) if row.phone else ("Pas de téléphone", "")
        badge = row_badge(row.deadline, self.front.desk.today())
        line = TodayRow(badge, row.name, where, phone=phone, reason=row.reason, tall=True)
        line.add_button(button)
        line.add_menu(CallbackMenu(self.front, row))
        line.activated.connect(
            lambda: self.front.new_call(
                official_id=row.official_id,
                dossier_id=row.dossier_id,
                typed=row.phone.national if row.phone and row.official_id is None else "",
                callback_id=row.id,
                outgoing=True,
            )
        )
        return line

    def _badge_of(self, row: DossierRow) -> BadgeData:
        if row.deadline is None:
            return BadgeData(BadgeKind.LATER, "Sans date")
        return row_badge(row.deadline, self.front.desk.today())

    def _confirm(self, row: DossierRow) -> TodayRow:
        on = short_day(row.session_on) if row.session_on else ""
        training = ", ".join(part for part in (row.training_short, on) if part)
        line = TodayRow(self._badge_of(row), row.name, row.commune, kept=training)
        line.activated.connect(lambda: self.front.open_dossier(row.id))
        return line

    def _answer(self, row: DossierRow) -> TodayRow:
        session = f"session {short_day(row.session_on)}" if row.session_on else "sans session"
        button = Button("Marquer validé", "check", height=28)
        button.setAccessibleName(f"Marquer validé le dossier {of_person(row.name)}")
        number = f"Dossier {row.edof_number} · " if row.edof_number else ""
        missing = "" if row.edof_number else "Numéro EDOF à noter"
        line = TodayRow(self._badge_of(row), row.name, missing, kept=f"{number}{session}")
        line.add_button(button, lambda: self._validate(row.id))
        line.activated.connect(lambda: self.front.open_dossier(row.id))
        return line

    def _validate(self, dossier_id: int) -> None:
        def action() -> Changes:
            from app.services.dossiers import mark_validated

            return mark_validated(self.front.desk, dossier_id)

        self.front.write(action)

    def _last_day(self, row: LastDayRow) -> TodayRow:
        session = row.session
        asks = f"{row.to_ask} demande{'s' * (row.to_ask > 1)} à faire"
        place = f"{short_day(session.starts_on)} à {session.place}" if session.place else short_day(session.starts_on)
        badge = row_badge(session.deadline, self.front.desk.today())
        line = TodayRow(badge, session.training_short, place, kept=asks)
        line.activated.connect(lambda: self.front.open_session(session.id))
        return line

    def _draft(self, row: DraftRow) -> TodayRow:
        when = past_moment_words(row.updated_at.astimezone(), self.front.desk.today())
        named = " ".join(str(row.payload.get(name, "")) for name in ("first_name", "birth_name", "title")).strip()
        badge = BadgeData(BadgeKind.SOON, "À reprendre")
        line = TodayRow(badge, DRAFT_WORDS[row.kind], named, kept=when)
        line.activated.connect(lambda: self._take_up(row))
        line.add_button(Button("Reprendre", "pencil", height=28))
        give_up = Button("Abandonner", "trash-2", height=28)
        give_up.setAccessibleName(f"Abandonner cette saisie, {DRAFT_WORDS[row.kind]} {named}".strip())
        line.add_button(give_up, lambda: self._give_up(row))
        return line

    def _give_up(self, row: DraftRow) -> None:
        from ui.messages import ask

        words = "Ce qui a été tapé et n’a pas été enregistré sera oublié."
        if ask(self.window(), "Abandonner cette saisie\u00a0?", words, "Abandonner", "Garder"):

            def action() -> Changes:
                from app.services.drafts import drop_draft

                return drop_draft(self.front.desk, row.id)

            self.front.write(action, lambda _changes: self.refresh())

    def _take_up(self, row: DraftRow) -> None:
        match row.kind:
            case "official":
                self.front.edit_official(row.subject_id)
            case "training":
                self.front.edit_training(row.subject_id)
            case "session":
                self.front.edit_session(row.subject_id)
            case "guide":
                self.front.edit_guide(str(row.payload.get("edition_id", "")))
            case _:
                self.front.new_dossier()

    # Gestures

    def show_add(self) -> None:
        """Open the line that adds a callback."""
        if self._adding is None:
            from ui.panels.add_callback import AddCallback

            self._adding = AddCallback(self.front)
            self._adding.done.connect(self._close_add)
            self.callbacks.body.insertWidget(0, self._adding)
        self._adding.who.setFocus()

    def _close_add(self) -> None:
        if self._adding is not None:
            self.callbacks.body.removeWidget(self._adding)
            self._adding.deleteLater()
            self._adding = None
            self.setFocus()

    def new(self) -> bool:
        self.show_add()
        return True

    def save(self) -> bool:
        if self._adding is None:
            return False
        self._adding.save()
        return True

    def escape(self) -> bool:
        if self._adding is None:
            return False
        self._close_add()
        return True

    def focus_first(self) -> None:
        """The page itself: F6 then goes to the most urgent list, Entrée to its first line."""
        if self._first is not None and self._stack.currentWidget() is self._first:
            self._first.choose.setFocus()
        else:
            self.setFocus(Qt.FocusReason.OtherFocusReason)

    def regions(self) -> Sequence[QWidget]:
        if self._first is not None and self._stack.currentWidget() is self._first:
            return (self._first,)
        drafts = [self.drafts] if self.drafts.rows() else []
        foot = self.foot.links() if self.foot is not None else ()
        shown = [section.rows()[0] if section.rows() else section for section in (*self._order, *drafts)]
        return [*shown, *foot]

    # Looks

    def _place_counts(self) -> None:
        """How many are late and due: beside the day, or below it where the window is narrow for its text."""
        shown = [signs for signs, count in zip((self._late, self._due), self._counts, strict=True) if count]
        title = text_width(capitalised(long_day(self.front.desk.today())), current_theme().font(PAGE, semibold=True))
        needed = title + sum(signs[0].sizeHint().width() + current_theme().px(12) for signs in shown)
        beside = needed <= self.width() - current_theme().px(32)
        edge, gap = current_theme().px(16), current_theme().px(8)
        self._below_layout.setContentsMargins(edge, 0, edge, gap)
        self._below_layout.setSpacing(edge)
        self._below.setVisible(bool(shown) and not beside)
        for signs in (self._late, self._due):
            signs[0].setVisible(signs in shown and beside)
            signs[1].setVisible(signs in shown)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()
        self._place_counts()

    def _arrange(self) -> None:
        """One, two or three columns, by the width that the text leaves."""
        width = self.width() / current_theme().scale
        columns = 3 if width >= WIDE else 2 if width >= TWO_COLUMNS else 1
        if columns == self._shown_columns:
            return
        self._shown_columns = columns
        first, second, third = (self.drafts, self.callbacks), (self.to_confirm,), (self.to_answer, self.last_days)
        places: dict[int, tuple[tuple[TodaySection, ...], ...]] = {
            1: ((*first, self.to_confirm, *third), (), ()),
            2: ((*first, self.to_answer), (self.to_confirm, self.last_days), ()),
            3: (first, second, third),
        }
        for column in self._columns:
            for section in places[1][0]:
                column.removeWidget(section)  # `takeAt` would leave Qt an old measure of the section
            while column.count():
                column.takeAt(0)
        for column, sections in zip(self._columns, places[columns], strict=True):
            for section in sections:
                column.addWidget(section)
            column.addStretch(1)
            column.setSpacing(12)
        for place, part in enumerate({1: (100, 0, 0), 2: (61, 39, 0), 3: (46, 27, 27)}[columns]):
            self._grid.setColumnStretch(place, part)
        self._grid.setContentsMargins(16, 0, 16, 16)
        self._grid.setHorizontalSpacing(12 if columns > 1 else 0)
