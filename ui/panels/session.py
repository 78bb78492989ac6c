"""The panel of one session, or of a training: what is due and why, price, seats, public page, who is on the way."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from PySide6.QtCore import QPoint, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from app.domain.calendar import DeadlineKind
from app.domain.dossiers import Stage
from app.domain.hindrances import HindranceKind
from app.storage.rows import DossierRow, SessionDetail, TrainingRow
from ui.components import (
    BadgeKind,
    Button,
    DeadlineBox,
    FlowLayout,
    IconButton,
    Line,
    LinkButton,
    Text,
    Themed,
    seats_words,
    show_part,
)
from ui.dates import NBSP, duration_words, money_words
from ui.deadline_words import long_words, spoken, validate_words
from ui.panels.calls_to_make import CallsToMake
from ui.panels.catalogue_rows import days_words, hours_words, is_cancelled, is_past
from ui.panels.person_line import PersonLine
from ui.theme import BODY, CAPTION, SECTION, Role, Theme

if TYPE_CHECKING:
    from ui.front import Front

WIDTH = 340
FEW = 3  # so many enrolled people stand by name; more of them are one line that opens
PAST = "Cette session est passée. Choisissez une session à venir."
CANCELLED = "Cette session est annulée. Rouvrez-la, ou choisissez une autre session."


class SessionPanel(Themed, QFrame):
    """Shows what `queries.session` reads, or a training of the table; what is asked of it goes to the page."""

    closed = Signal()
    modifyWanted = Signal()  # noqa: N815 - Qt's way of naming signals
    addWanted = Signal(int)  # id of the training that gets a session  # noqa: N815 - Qt's way of naming signals
    menuWanted = Signal(QPoint)  # noqa: N815 - Qt's way of naming signals

    def __init__(self, front: Front, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.front = front
        self.session_id: int | None = None
        self.detail: SessionDetail | None = None
        self.training: TrainingRow | None = None
        self._all_shown = False
        self.setProperty("part", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.title = Text("", SECTION, semibold=True, wrap=True)
        self.under = Text("", CAPTION, Role.TEXT_SECOND, wrap=True)
        self.close_button = IconButton("x", "Fermer le panneau", "Fermer le panneau (Échap)", size=18)
        self.close_button.clicked.connect(self.closed)
        self.deadline = DeadlineBox(BadgeKind.LATER, "", "")
        self.dates = Text("", CAPTION, Role.TEXT_SECOND, wrap=True)
        self._facts = QGridLayout()
        self._facts.setColumnStretch(1, 1)
        self.link = LinkButton("", size=BODY)
        self.link.clicked.connect(self._open_link)
        self.calls = CallsToMake(front)
        self._people_line = Line()
        self._people_title = Text("Dossiers", BODY, semibold=True)
        self._people_count = Text("", BODY, Role.TEXT_SECOND)
        self._people = QVBoxLayout()
        self.pack = LinkButton("Dossier de la journée", "printer", "Ctrl+P", size=BODY)
        self.pack.clicked.connect(self.show_pack)
        self.sheets = LinkButton("Leurs fiches…", size=BODY)
        self.sheets.clicked.connect(self._show_sheets)
        self._lay_out()
        self.start_theme()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        names = QVBoxLayout()
        names.setSpacing(2)
        names.addWidget(self.title)
        names.addWidget(self.under)
        head.addLayout(names, 1)
        head.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignTop)
        counted = QHBoxLayout()
        counted.setSpacing(8)
        counted.addWidget(self._people_title)
        counted.addWidget(self._people_count)
        counted.addStretch(1)
        body = QWidget()
        body.setProperty("part", "page")
        self._column = QVBoxLayout(body)
        self._column.addLayout(head)
        self._column.addWidget(self.deadline)
        self._column.addWidget(self.dates)
        self._column.addLayout(self._facts)
        self._column.addWidget(self.calls)
        self._column.addWidget(self._people_line)
        self._column.addLayout(counted)
        self._column.addLayout(self._people)
        papers = QWidget()
        self._papers = FlowLayout(papers)
        for button in (self.pack, self.sheets):
            self._papers.addWidget(button)
        self._column.addWidget(papers)
        self._column.addStretch(1)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setWidget(body)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(Line(upright=True))
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addWidget(self.area, 1)
        column.addWidget(Line())
        column.addWidget(self._make_foot())
        whole.addLayout(column, 1)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)

    def _make_foot(self) -> QWidget:
        self.enrol = Button("Inscrire un élu", "user-plus", kind="primary")
        self.enrol.clicked.connect(self._enrol)
        self.add = Button("Ajouter une session", kind="primary")
        self.add.clicked.connect(self._add)
        self.modify = Button("Modifier", "pencil")
        self.modify.setToolTip("Modifier (Ctrl+E)")
        self.modify.clicked.connect(self.modifyWanted)
        self.more = IconButton("ellipsis", "Toutes les actions", "Toutes les actions (Maj+F10)")
        self.more.clicked.connect(self._menu)
        foot = QWidget()
        self._foot_row = QHBoxLayout(foot)
        for button in (self.enrol, self.add, self.modify):
            self._foot_row.addWidget(button)
        self._foot_row.addStretch(1)
        self._foot_row.addWidget(self.more)
        return foot

    # Showing

    def show_session(self, session_id: int) -> None:
        """Read a session and show it."""
        if session_id != self.session_id:
            self._all_shown = False
        self.session_id, self.training = session_id, None
        self.refresh()

    def show_training(self, training: TrainingRow) -> None:
        """Show a training of the table."""
        self.session_id, self.detail, self.training = None, None, training
        self.setAccessibleName(f"Formation {training.title}")
        self.title.setText(training.title)
        self.under.setText(
            " · ".join(part for part in (training.theme, "archivée" if training.archived else "") if part)
        )
        show_part(self.under, bool(self.under.text()))
        show_part(self.deadline, False)
        show_part(self.dates, False)
        facts = [
            ("Nom court", training.short_name),
            ("Durée", duration_words(training.minutes) if training.minutes else ""),
            *self._money(training),
            ("Lieu habituel", training.place),
        ]
        self._show_facts(facts, training.link)
        self._show_people(())
        self.calls.show_people(())
        show_part(self.enrol, False)
        show_part(self.add, True)

    def refresh(self) -> None:
        """Read the session again; one that is gone closes the panel."""
        wanted = self.session_id
        if wanted is None:
            return
        from app.storage import queries

        desk = self.front.desk
        self.front.read(lambda: queries.session(desk, wanted), lambda found: self._found(wanted, found))

    def _found(self, wanted: int, detail: SessionDetail | None) -> None:
        if wanted != self.session_id:
            return
        if detail is None:
            self.closed.emit()
            return
        self.show_detail(detail)

    def show_detail(self, detail: SessionDetail) -> None:
        """Show these rows."""
        session, training = detail.session, detail.training
        anew = self.detail is None or self.detail.session.id != session.id
        self.detail, self.session_id, self.training = detail, session.id, None
        self.setAccessibleName(f"Session du {days_words(session)}, {training.title}")
        self.title.setText(training.title)
        under = [days_words(session), hours_words(session), session.place]
        self.under.setText(" · ".join(part for part in under if part))
        show_part(self.under, True)
        self._show_deadline(detail)
        facts = [
            *self._money(training),
            ("Places", seats_words(session.taken, session.seats)),
        ]
        self._show_facts(facts, training.link)
        self._show_people(detail.dossiers)
        self.calls.show_people(detail.dossiers)
        over = is_past(session, self.front.desk.today())
        self.enrol.refuse(CANCELLED if is_cancelled(session) else PAST if over else "")
        show_part(self.enrol, True)
        show_part(self.add, False)
        if anew:
            self.area.verticalScrollBar().setValue(0)

    def _show_deadline(self, detail: SessionDetail) -> None:
        """Why nobody can ask any more, or until when, how that is counted, and what the other rule would give."""
        session, instead = detail.session, detail.instead
        today, deadline = self.front.desk.today(), session.deadline
        show_part(self.deadline, True)
        can_ask = deadline.kind is DeadlineKind.REQUEST and not is_cancelled(session)
        words = [validate_words(detail, today), detail.other_rule] if can_ask else []
        self.dates.setText("\n".join(one for one in words if one))
        show_part(self.dates, any(words))
        if is_cancelled(session):
            self.deadline.set_deadline(BadgeKind.CLOSED, "Session annulée", "Ses dossiers attendent une autre date.")
        elif is_past(session, today):
            self.deadline.set_deadline(BadgeKind.CLOSED, "Session passée", "")
        elif instead is not None and instead.hindrance.kind is HindranceKind.FULL:
            rule = f"{instead.hindrance.rule}. {long_words(deadline, today)}{NBSP}: {deadline.rule}"
            self.deadline.set_deadline(BadgeKind.TODAY, instead.hindrance.title, rule)
        else:
            self.deadline.set_deadline(BadgeKind(deadline.urgency), long_words(deadline, today), deadline.rule)

    def _money(self, training: TrainingRow) -> list[tuple[str, str]]:
        price = f"{money_words(training.price_cents)}, payés par le DIF" if training.price_cents else "gratuite"
        fees = f"{money_words(training.extra_fees_cents)}, le jour même" if training.extra_fees_cents else "aucun"
        return [("Prix", price), ("Frais additionnels", fees)]

    def _show_facts(self, facts: Sequence[tuple[str, str]], link: str) -> None:
        self._facts.removeWidget(self.link)
        while (item := self._facts.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.link.setParent(self.area.widget())
        shown = [(label, words) for label, words in facts if words]
        for place, (label, words) in enumerate(shown):
            self._facts.addWidget(Text(label, CAPTION, Role.TEXT_SECOND), place, 0, Qt.AlignmentFlag.AlignTop)
            value = Text(words, BODY, wrap=True)
            value.setAccessibleName(f"{label}{NBSP}: {words}")
            self._facts.addWidget(value, place, 1)
        host = urlsplit(link).netloc.removeprefix("www.") if is_public_page(link) else ""
        show_part(self.link, bool(host))
        if host:
            self.link.set_text(host)
            self.link.setToolTip(link)
            self.link.setAccessibleName(f"Ouvrir la page publique, {host}")
            self._facts.addWidget(Text("Page publique", CAPTION, Role.TEXT_SECOND), len(shown), 0)
            self._facts.addWidget(self.link, len(shown), 1, Qt.AlignmentFlag.AlignLeft)

    def _show_people(self, dossiers: Sequence[DossierRow]) -> None:
        while (item := self._people.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for part in (self._people_line, self._people_title, self._people_count):
            show_part(part, bool(dossiers) or self.session_id is not None)
        self._people_count.setText(str(len(dossiers)) if dossiers else "aucun")
        for button in (self.pack, self.sheets):
            show_part(button, bool(dossiers))
        dossiers = [row for row in dossiers if row.stage is not Stage.TO_CONFIRM]  # they stand above, to be called
        seated = [row for row in dossiers if row.stage in (Stage.ENROLLED, Stage.TRAINED)]
        others = [row for row in dossiers if row not in seated]
        folded = len(seated) > FEW and not self._all_shown
        for row in others if folded else (*others, *seated):
            self._people.addWidget(self._line(row))
        if folded:
            count = f"{len(seated)} {'autres ' if others else ''}élus"
            trained = all(row.stage is Stage.TRAINED for row in seated)
            line = PersonLine(BadgeKind.DONE, count, "Formés" if trained else "Inscrits")
            line.setAccessibleName(f"{count}, {'formés' if trained else 'inscrits'}. Entrée pour les voir tous")
            line.clicked.connect(self._show_all)
            self._people.addWidget(line)

    def _line(self, row: DossierRow) -> PersonLine:
        edition = self.front.desk.edition_for_new()
        stage = edition.column(row.stage).title.removesuffix(" par l’élu")
        kind = BadgeKind(row.deadline.urgency) if row.deadline else BadgeKind.LATER
        if row.stage in (Stage.ENROLLED, Stage.TRAINED):
            kind = BadgeKind.DONE
        line = PersonLine(kind, row.name, stage)
        due = f", {spoken(row.deadline, self.front.desk.today())}" if row.deadline else ""
        line.setAccessibleName(f"{row.name}, {row.commune}, {stage}{due}")
        line.clicked.connect(lambda: self.front.open_dossier(row.id))
        return line

    # Gestures

    def focus_first(self) -> None:
        """Put the keyboard on the gesture of the panel."""
        wanted = next((button for button in (self.enrol, self.add, self.modify) if _can_press(button)), self.modify)
        wanted.setFocus(Qt.FocusReason.OtherFocusReason)

    def retheme(self, theme: Theme) -> None:
        self.setFixedWidth(theme.px(WIDTH))
        edge = theme.px(15)
        self._column.setContentsMargins(edge, theme.px(12), edge, theme.px(12))
        self._column.setSpacing(theme.px(10))
        self._facts.setHorizontalSpacing(theme.px(16))
        self._facts.setVerticalSpacing(theme.px(4))
        self._facts.setColumnMinimumWidth(0, theme.px(100))
        self._people.setSpacing(0)
        self._papers.set_gaps(theme.px(8), theme.px(4))
        self._foot_row.setContentsMargins(edge, theme.px(10), edge, theme.px(10))
        self._foot_row.setSpacing(theme.px(8))

    def show_pack(self) -> bool:
        """Ctrl+P: the day pack of the session; False for a training."""
        wanted = self.session_id
        if wanted is None:
            return False
        from ui.panels.catalogue_menu import show_day_pack

        show_day_pack(self.front, wanted)
        return True

    def _show_sheets(self) -> None:
        if self.detail is not None:
            from ui.panels.catalogue_menu import many_sheets_of

            many_sheets_of(self.front, self.detail)

    def _show_all(self) -> None:
        self._all_shown = True
        if self.detail is not None:
            self._show_people(self.detail.dossiers)

    def _enrol(self) -> None:
        if self.session_id is not None:
            self.front.new_dossier(session_id=self.session_id)

    def _add(self) -> None:
        if self.training is not None:
            self.addWanted.emit(self.training.id)

    def _menu(self) -> None:
        self.menuWanted.emit(self.more.mapToGlobal(QPoint(0, 0)))

    def _open_link(self) -> None:
        training = self.training or (self.detail.training if self.detail else None)
        if training is not None and is_public_page(training.link):
            QDesktopServices.openUrl(QUrl(training.link))


def is_public_page(link: str) -> bool:
    """Whether it is safe to hand an address to the browser."""
    parts = urlsplit(link)
    return parts.scheme in ("https", "http") and bool(parts.netloc)


def _can_press(button: Button) -> bool:
    return button.isEnabled() and not button.isHidden()
