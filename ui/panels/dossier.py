"""The panel of one dossier: phone first, what is due and why, the training, the situation, the steps, the story."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from app.domain.calendar import DeadlineKind
from app.domain.names import agreed, of_person
from app.errors import UserError
from app.storage.rows import DossierDetail
from ui.board_model import BoardColumn
from ui.components import BadgeKind, Button, DeadlineBox, IconButton, Line, LinkButton, Text, Themed, show_part
from ui.dates import NBSP, duration_words, money_words, short_date
from ui.deadline_words import long_words, validate_words
from ui.panels.dossier_edition import EditionLine
from ui.panels.dossier_menu import (
    Wishes,
    fill_dossier_menu,
    fill_move_menu,
    outcome_words,
    popup_menu,
    reopen,
)
from ui.panels.dossier_parts import EdofPart, HistoryPart, clear
from ui.panels.dossier_phone import PhonePart
from ui.panels.dossier_steps import SituationPart, StepsPart
from ui.panels.other_sessions import OtherSessionsPart
from ui.theme import BODY, CAPTION, SECTION, Role, Theme

if TYPE_CHECKING:
    from ui.front import Front

WIDTH = 372


class DossierPanel(Themed, QFrame):
    """Shows what `queries.dossier` reads; what is done in it goes through the services."""

    closed = Signal()

    def __init__(
        self, front: Front, columns: Sequence[BoardColumn], wishes: Wishes, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.front, self._columns, self._wishes = front, tuple(columns), wishes
        self.dossier_id: int | None = None
        self.detail: DossierDetail | None = None
        self.setProperty("part", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.name = Text("", SECTION, semibold=True, wrap=True)
        self.under = Text("", CAPTION, Role.TEXT_SECOND, wrap=True)
        self.close_button = IconButton("x", "Fermer le panneau", "Fermer le panneau (Échap)", size=18)
        self.close_button.clicked.connect(self.closed)
        self.phone = PhonePart()
        self.deadline = DeadlineBox(BadgeKind.LATER, "", "")
        self.instead = OtherSessionsPart()
        self._others = QVBoxLayout()
        self._make_training()
        self.situation, self.steps, self.history = SituationPart(), StepsPart(), HistoryPart()
        self.edition = EditionLine()
        self._lay_out()
        self._connect()
        self.start_theme()

    def _make_training(self) -> None:
        self.write_cdc = LinkButton("Écrire à la Caisse des Dépôts", "mail")
        self.write_cdc.clicked.connect(self._write_cdc)
        self.training = Text("", BODY, semibold=True, wrap=True)
        self.facts = Text("", CAPTION, Role.TEXT_SECOND, wrap=True)
        self.choose = LinkButton("Choisir une session", "calendar-plus")
        self.choose.clicked.connect(self._choose_session)
        self.edof = EdofPart()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addWidget(self.name)
        names.addWidget(self.under)
        head.addLayout(names, 1)
        head.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignTop)
        self._body = QWidget()
        self._body.setProperty("part", "page")
        self._column = QVBoxLayout(self._body)
        self._column.addLayout(head)
        self._column.addWidget(self.phone)
        self._column.addWidget(self.deadline)
        self._column.addLayout(self._others)
        self._column.addWidget(self.instead)
        self._column.addWidget(self.write_cdc, 0, Qt.AlignmentFlag.AlignLeft)
        training = QVBoxLayout()
        training.setSpacing(2)
        for widget in (self.training, self.facts, self.edof):
            training.addWidget(widget)
        training.addWidget(self.choose, 0, Qt.AlignmentFlag.AlignLeft)
        self._column.addLayout(training)
        self._lines = [Line() for _ in range(3)]
        for line, part in zip(self._lines, (self.situation, self.steps, self.history), strict=True):
            self._column.addWidget(line)
            self._column.addWidget(part)
        self._column.insertWidget(self._column.indexOf(self.steps), self.edition)
        self._column.addStretch(1)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setWidget(self._body)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.area, 1)
        whole.addWidget(Line())
        whole.addWidget(self._make_foot())
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)

    def _make_foot(self) -> QWidget:
        self.preview = Button("Aperçu de la fiche", "file-text", kind="primary")
        self.reopen = Button("Rouvrir le dossier", "rotate-ccw", kind="primary")
        self.move_button = Button("Déplacer", "arrow-left-right")
        self.more = IconButton("ellipsis", "Toutes les actions", "Toutes les actions (Maj+F10)")
        self._foot = QWidget()
        self._foot_row = QHBoxLayout(self._foot)
        for button in (self.preview, self.reopen, self.move_button):
            self._foot_row.addWidget(button)
        self._foot_row.addStretch(1)
        self._foot_row.addWidget(self.more)
        return self._foot

    def _connect(self) -> None:
        self.phone.called.connect(self._call)
        self.phone.addWanted.connect(self._add_phone)
        self.preview.clicked.connect(self._preview)
        self.reopen.clicked.connect(self._reopen)
        self.move_button.clicked.connect(self.open_move_menu)
        self.more.clicked.connect(self.open_menu)
        self.situation.answered.connect(self._answer)
        self.steps.ticked.connect(self._tick)
        self.steps.blocked.connect(self._block)
        self.steps.unblocked.connect(self._unblock)
        self.edof.saved.connect(self._save_edof)
        self.edition.wanted.connect(lambda: self._wishes.change_edition(self._id()))
        self.instead.chosen.connect(self._take_session)

    # Showing

    def show_dossier(self, dossier_id: int) -> None:
        """Read a dossier and show it."""
        self.dossier_id = dossier_id
        self.refresh()

    def refresh(self) -> None:
        """Read the dossier again; one that is gone closes the panel."""
        wanted = self.dossier_id
        if wanted is None:
            return
        from app.storage import queries

        desk = self.front.desk
        self.front.read(lambda: queries.dossier(desk, wanted), lambda found: self._found(wanted, found))

    def _found(self, wanted: int, detail: DossierDetail | None) -> None:
        if wanted != self.dossier_id:
            return
        if detail is None:
            self.closed.emit()
            return
        self.show_detail(detail)

    def show_detail(self, detail: DossierDetail) -> None:
        """Show these rows."""
        anew = self.detail is None or self.detail.row.id != detail.row.id
        self.detail, self.dossier_id = detail, detail.row.id
        today, row, person = self.front.desk.today(), detail.row, detail.official
        official = agreed(person.civility, "élu")
        self.setAccessibleName(f"Dossier {of_person(row.name)}")
        self.name.setText(row.name)
        self.under.setText(" · ".join(part for part in (row.function, row.commune) if part))
        self.phone.show_phone(person.phone, row.name)
        self._show_deadlines(detail, official)
        self._show_training(detail)
        self.edof.show_detail(detail, official)
        show_part(self.edof, bool(row.edof_number or detail.edof_label) or _may_have_number(detail))
        if anew:
            self.edof.close_editor()
        edition = self.front.desk.edition(detail.edition)
        self.situation.show_situation(edition, detail.situation, detail.known, anew=anew)
        self.steps.show_steps(detail.steps, anew=anew)
        self.history.show_rows(detail.history, today, anew=anew)
        closed = bool(row.outcome)
        self.edition.show_editions(edition, self.front.desk.edition_for_new(), closed=closed)
        for part in (self.situation, self.steps):
            part.setEnabled(not closed)
        show_part(self.reopen, closed)
        show_part(self.write_cdc, not closed and row.stage in row.to_write)
        show_part(self.preview, not closed)
        show_part(self.move_button, not closed)
        if anew:
            self.area.verticalScrollBar().setValue(0)

    def _show_deadlines(self, detail: DossierDetail, official: str) -> None:
        clear(self._others)
        row, today = detail.row, self.front.desk.today()
        if row.outcome:
            words = outcome_words(row.outcome)
            closed_on = f" le {short_date(row.closed_at.astimezone().date())}" if row.closed_at else ""
            label = f"EDOF{NBSP}: «{NBSP}{detail.edof_label}{NBSP}»" if detail.edof_label else ""
            self.deadline.set_deadline(BadgeKind.CLOSED, f"Dossier clos{closed_on}{NBSP}: {words}", label)
            show_part(self.deadline, True)
            self.instead.show_instead(None, today)
            return
        show_part(self.deadline, bool(detail.deadlines))
        for place, deadline in enumerate(detail.deadlines):
            title = long_words(deadline, today, official)
            if place == 0:
                self.deadline.set_deadline(BadgeKind(deadline.urgency), title, _sentence(deadline.rule))
            else:
                rule = f"{NBSP}: {deadline.rule}" if deadline.rule else ""
                self._others.addWidget(Text(f"{title}{rule}", CAPTION, Role.TEXT_SECOND, wrap=True))
        for words in (validate_words(detail, today), detail.other_rule):
            if words:
                self._others.addWidget(Text(words, CAPTION, Role.TEXT_SECOND, wrap=True))
        first = detail.deadlines[0].kind if detail.deadlines else None
        said = first in (DeadlineKind.TOO_LATE, DeadlineKind.CANCELLED)
        self.instead.show_instead(detail.instead, today, with_why=not said)

    def _show_training(self, detail: DossierDetail) -> None:
        row = detail.row
        self.training.setText(row.training or "Formation à choisir")
        facts = [short_date(row.session_on)] if row.session_on is not None else []
        facts += [part for part in (row.place, detail.session_words) if part]
        if detail.minutes and not detail.session_words:
            facts.append(duration_words(detail.minutes))
        if row.training:
            facts.append(money_words(detail.price_cents))
        if detail.extra_fees_cents:
            facts.append(f"frais {money_words(detail.extra_fees_cents)}")
        self.facts.setText(" · ".join(facts))
        show_part(self.facts, bool(facts))
        self.choose.set_text("Choisir une session" if row.session_id is None else "Choisir une autre session")
        show_part(self.choose, (row.session_id is None or detail.instead is not None) and not row.outcome)

    def retheme(self, theme: Theme) -> None:
        self.setFixedWidth(theme.px(WIDTH))
        self._column.setContentsMargins(theme.px(16), theme.px(12), theme.px(16), theme.px(12))
        self._column.setSpacing(theme.px(12))
        self._others.setSpacing(theme.px(4))
        self._foot.setMinimumHeight(theme.px(52))
        self._foot_row.setContentsMargins(theme.px(16), 0, theme.px(10), 0)
        self._foot_row.setSpacing(theme.px(8))

    # Doing

    def open_menu(self) -> None:
        """All actions, above the button that asks for them."""
        if self.detail is None:
            return
        menu = popup_menu(self, f"Actions sur le dossier de {self.detail.row.name}")
        fill_dossier_menu(menu, self.front, self._columns, self.detail.row, self._wishes)
        _popup_above(menu, self.more)

    def open_move_menu(self) -> None:
        """The columns where it can go."""
        if self.detail is None:
            return
        menu = popup_menu(self, "Déplacer vers")
        fill_move_menu(menu, self.front, self._columns, self.detail.row)
        _popup_above(menu, self.move_button)

    def modify(self) -> None:
        """Ctrl+E: the answers of the situation."""
        self.situation.modify()

    def focus_first(self) -> None:
        """The keyboard begins at the call."""
        self.phone.focus_first()

    def _call(self) -> None:
        if self.detail is not None:
            row = self.detail.row
            self.front.new_call(official_id=row.official_id, dossier_id=row.id, outgoing=True)

    def _add_phone(self) -> None:
        if self.detail is not None:
            self.front.edit_official(self.detail.row.official_id)

    def _choose_session(self) -> None:
        if self.detail is not None:
            self._wishes.choose_session(self.detail.row)

    def _take_session(self, session_id: int) -> None:
        from app.services import dossiers

        desk, dossier_id = self.front.desk, self._id()
        self.front.write(lambda: dossiers.change_session(desk, dossier_id, session_id), None, self._failed)

    def _preview(self) -> None:
        if self.dossier_id is not None:
            self._wishes.preview(self.dossier_id)

    def _write_cdc(self) -> None:
        if self.detail is not None:
            self.front.write_letters(self.detail.row.id, "mail", self.detail.row.stage.value)

    def _reopen(self) -> None:
        if self.detail is not None:
            reopen(self.front, self.detail.row)

    def _answer(self, question: str, value: str) -> None:
        from app.services import dossiers

        desk, dossier_id = self.front.desk, self._id()
        self.front.write(lambda: dossiers.answer(desk, dossier_id, question, value), None, self._failed)

    def _tick(self, step_id: str, done: bool) -> None:
        from app.services import dossiers

        desk, dossier_id = self.front.desk, self._id()
        act = dossiers.tick if done else dossiers.untick
        self.front.write(lambda: act(desk, dossier_id, step_id), None, self._failed)

    def _block(self, step_id: str) -> None:
        from app.services import dossiers

        desk, dossier_id = self.front.desk, self._id()
        self.front.write(lambda: dossiers.block(desk, dossier_id, step_id))

    def _unblock(self) -> None:
        from app.services import dossiers

        desk, dossier_id = self.front.desk, self._id()
        self.front.write(lambda: dossiers.unblock(desk, dossier_id))

    def _save_edof(self, number: str, status: str) -> None:
        from app.services import dossiers

        desk, dossier_id = self.front.desk, self._id()

        def fail(problem: UserError) -> None:
            self.edof.refuse()
            self.front.refused.emit(problem.message)

        self.front.write(lambda: dossiers.set_edof(desk, dossier_id, number, status), None, fail)

    def _failed(self, problem: UserError) -> None:
        """Nothing was written: what the person saw change is shown as it is."""
        self.front.refused.emit(problem.message)
        self.refresh()

    def _id(self) -> int:
        assert self.dossier_id is not None
        return self.dossier_id


def _may_have_number(detail: DossierDetail) -> bool:
    """A request has been sent, so EDOF has a number for it."""
    from app.domain.stages import SEATED

    return detail.row.stage in SEATED


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]


def _popup_above(menu: QMenu, button: QWidget) -> None:
    """The foot of a panel is the foot of the window: its menus open upwards."""
    menu.popup(button.mapToGlobal(QPoint(0, -menu.sizeHint().height())))
