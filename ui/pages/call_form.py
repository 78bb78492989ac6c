"""The left side of a call: who, which dossier, why, what came of it, when to call back, and what was said."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, time
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from app.storage.rows import Caller, DossierRow, PersonRow
from ui.call_state import OUTCOMES, REASONS, CallState, in_one_hour, tomorrow_morning
from ui.components import Button, ChipGroup, Line, Text, Themed
from ui.drafting import DraftState, draft_words
from ui.fields.text import MultilineField
from ui.icons import icon_pixmap, screen_ratio
from ui.pages.call_back import CallbackFields
from ui.panels.call_dossier import DossierPanel
from ui.panels.caller import CallerPanel
from ui.panels.new_person import SPEAKER, SUBJECT, NewPerson
from ui.theme import CAPTION, PAGE, Role, Theme, current_theme

if TYPE_CHECKING:
    from ui.front import Front

NEVER = "Jamais de numéro de sécurité sociale dans une note."
WIDTH, WIDE_WIDTH, LABELS = 588, 640, 76


class CallForm(Themed, QWidget):
    """Shows a `CallState` and tells what the person changes; it reads candidates and sessions, and writes nothing."""

    edited = Signal()
    """Something of the call's own was changed: it is to be drafted and shown again."""

    endWanted = Signal()  # noqa: N815 - Qt's way of naming signals
    asideWanted = Signal()  # noqa: N815 - Qt's way of naming signals

    def __init__(self, front: Front, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._front = front
        self._state = CallState(front.desk.now())
        self._filling = False
        self.title = Text("", PAGE, semibold=True)
        self.began = Text("", CAPTION, Role.TEXT_SECOND)
        self.direction = Button("Reçu", "phone-incoming", kind="quiet", height=28, size=CAPTION)
        self.direction.clicked.connect(self._turn)
        self.caller = CallerPanel(front, "Appelle")
        self.person = NewPerson(front.desk)
        self.person.hide()
        self.subject = CallerPanel(front, "Pour qui", officials_only=True)
        self.dossier = DossierPanel(front)
        self.reason = ChipGroup([(one.value, words) for one, words in REASONS], accessible_name="Motif", optional=True)
        self.outcome = ChipGroup(
            [(one.value, words) for one, words in OUTCOMES], accessible_name="Résultat", optional=True
        )
        self.callback = CallbackFields(front.desk.today)
        self.note = MultilineField("Note", lines=2, hint=NEVER, show_label=False)
        self.end = Button("Terminer l’appel", "phone-off", "Ctrl+Entrée", "primary")
        self.aside = Button("Mettre de côté", None, "Échap")
        self.draft = _DraftLine()
        self._rows: list[tuple[Text, QWidget]] = []
        self._lay_out()
        self._connect()
        self.start_theme()

    # Shape

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self.title, 1)
        head.addWidget(self.direction)
        head.addWidget(self.began)
        self._head = QWidget()
        self._head.setLayout(head)
        self._head_layout = head
        inside = QWidget()
        inside.setProperty("part", "page")
        self._grid = QGridLayout(inside)
        who = QWidget()
        column = QVBoxLayout(who)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.caller)
        column.addWidget(self.person)
        self._who = column
        for label, widget in (
            ("Appelle", who),
            ("Pour", self.subject),
            ("Dossier", self.dossier),
            ("Motif", self.reason),
            ("Résultat", self.outcome),
            ("Rappel", self.callback),
            ("Note", self.note),
        ):
            words = Text(label, CAPTION, Role.TEXT_SECOND, semibold=True)
            words.setAlignment(Qt.AlignmentFlag.AlignTop)
            at = len(self._rows)
            self._grid.addWidget(words, at, 0)
            self._grid.addWidget(widget, at, 1)
            self._rows.append((words, widget))
        self._grid.setRowStretch(len(self._rows), 1)
        self._grid.setColumnStretch(1, 1)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setWidget(inside)
        foot = QHBoxLayout()
        for widget in (self.end, self.aside):
            foot.addWidget(widget)
        foot.addWidget(self.draft, 1)
        self._foot = QWidget()
        self._foot.setProperty("part", "surface")
        self._foot.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._foot.setLayout(foot)
        self._foot_layout = foot
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._head)
        layout.addWidget(self.area, 1)
        layout.addWidget(Line())
        layout.addWidget(self._foot)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)

    def retheme(self, theme: Theme) -> None:
        self._head.setFixedHeight(max(theme.px(52), self.title.sizeHint().height()))
        self._head_layout.setContentsMargins(theme.px(16), 0, theme.px(16), 0)
        self._head_layout.setSpacing(theme.px(8))
        self._grid.setContentsMargins(theme.px(16), theme.px(4), theme.px(16), 0)
        self._grid.setHorizontalSpacing(theme.px(8))
        self._grid.setVerticalSpacing(theme.px(7))
        self._grid.setColumnMinimumWidth(0, theme.px(LABELS))
        for words, _widget in self._rows:
            words.setContentsMargins(0, theme.px(8), 0, 0)
        self._who.setSpacing(theme.px(4))
        self._foot.setFixedHeight(max(theme.px(52), self.end.sizeHint().height() + theme.px(12)))
        self._foot_layout.setContentsMargins(theme.px(16), 0, theme.px(16), 0)
        self._foot_layout.setSpacing(theme.px(8))

    def foot_height(self) -> int:
        """Pixels that « Terminer l’appel » and its neighbours take."""
        return self._foot.height()

    # Showing a call

    def fill(self, state: CallState, speaker: PersonRow | None) -> None:
        """Show another call, whole."""
        self._state = state
        self._filling = True
        self.caller.restore(state.typed, speaker, state.strangers)
        self.subject.restore("", None)
        if state.person:
            self.person.restore(state.person)
        self._show_person(bool(state.person))
        self.note.set_text(state.note)
        self.note.show_problems(())
        self.callback.forget()
        self._filling = False

    def show_people(self, speaker: PersonRow | None, official: PersonRow | None) -> None:
        """Who speaks, and for whom when it is somebody else."""
        self.caller.set_person(speaker)
        apart = speaker is not None and not speaker.is_official
        self.show_row("Pour", apart)
        if apart:
            self.subject.set_person(official)

    def show_row(self, label: str, shown: bool) -> None:
        """Show or hide one line of the form."""
        for words, widget in self._rows:
            if words.text() == label:
                words.setVisible(shown)
                widget.setVisible(shown)

    def show_dossiers(self, dossiers: Sequence[DossierRow], chosen: int | None, *, can_open: bool) -> None:
        """The open dossiers of the official."""
        self.dossier.show_dossiers(dossiers, chosen, can_open=can_open)

    def show_state(self, title: str, reason: str, outcome: str, callback_words: str = "") -> None:
        """Title, what is proposed or chosen, callback."""
        state = self._state
        self._filling = True
        self.title.setText(title)
        self.title.setAccessibleName(title)
        began = state.started_at.astimezone()
        self.began.setText(f"commencé à {began.hour}\u00a0h\u00a0{began.minute:02}")
        self.direction.set_icon_name("phone-outgoing" if state.outgoing else "phone-incoming")
        self.direction.set_text("Émis" if state.outgoing else "Reçu")
        self.direction.setAccessibleName(f"Appel {'émis' if state.outgoing else 'reçu'}. Changer le sens")
        self.reason.set_value(reason or None)
        self.outcome.set_value(outcome or None)
        self.callback.show_moment(state.callback_on, state.callback_at, proposed=state.callback_proposed)
        self.callback.show_limit(callback_words)
        self._filling = False

    def show_attached(self, attached: Collection[int]) -> None:
        """Earlier calls without a name that now belong to this one."""
        self.caller.set_attached(attached)

    def show_draft(self, state: DraftState) -> None:
        """« Brouillon gardé »."""
        self.draft.show_state(state)

    def begin_person(self, whom: str) -> None:
        """Open the small form of a new person, in the place of the candidates."""
        panel = self.subject if whom == SUBJECT else self.caller
        self.person.begin(panel.line.text(), panel.caller(), whom)
        self._state.person = self.person.texts()
        self._show_person(True)
        self.person.focus_first()

    def made_from(self) -> Caller:
        """What the field tells of the person who is being made."""
        return (self.subject if self.person.whom == SUBJECT else self.caller).caller()

    def _show_person(self, shown: bool) -> None:
        self.person.setVisible(shown)
        self.caller.hide_list(shown and self.person.whom == SPEAKER)
        self.subject.hide_list(shown and self.person.whom == SUBJECT)

    def end_person(self) -> None:
        """Close it."""
        self._state.person = {}
        self._show_person(False)

    def write_note(self, prefix: str) -> None:
        """Go to the note, on a new line that begins with these words."""
        area = self.note.area
        text = self.note.text().rstrip()
        self.note.set_text(f"{text}\n{prefix}" if text else prefix)
        self._state.note = self.note.text()
        area.setFocus(Qt.FocusReason.ShortcutFocusReason)
        cursor = area.textCursor()
        cursor.movePosition(cursor.MoveOperation.End)
        area.setTextCursor(cursor)
        self.edited.emit()

    def lead_to_nir(self) -> bool:
        """Go to the first field in which a NIR stands: it is never saved. False if there is none."""
        if self.caller.judge():
            self.caller.setFocus(Qt.FocusReason.OtherFocusReason)
            return True
        holding = [*(self.person.fields.holding_nir() if self.person.isVisibleTo(self) else ())]
        if self.note.holds_nir():
            holding.append(self.note)
        for field in holding:
            field.judge()
        if holding:
            holding[0].lead_here()
        return bool(holding)

    def escape(self) -> bool:
        """Échap: one level back inside the form."""
        if self.person.isVisibleTo(self):
            panel = self.subject if self.person.whom == SUBJECT else self.caller
            self.end_person()
            panel.setFocus(Qt.FocusReason.OtherFocusReason)
            return True
        if self.dossier.close_new():
            if not self.dossier.opening:  # else one level back, among the sessions
                self.note.lead_here()
            return True
        return self.caller.close_list() or self.subject.close_list()

    # What the person changes

    def _connect(self) -> None:
        self.caller.edited.connect(self._take_typed)
        self.caller.lineKnown.connect(self._take_line)
        self.person.edited.connect(self._take_person)
        self.person.civility.changed.connect(lambda _value: self._take_person())
        self.person.givenUp.connect(self.escape)
        self.reason.changed.connect(self._take_reason)
        self.outcome.changed.connect(self._take_outcome)
        self.callback.changed.connect(self._take_callback)
        self.callback.hourWanted.connect(self._in_one_hour)
        self.callback.tomorrowWanted.connect(self._tomorrow)
        self.note.edited.connect(self._take_note)
        self.end.clicked.connect(self.endWanted)
        self.aside.clicked.connect(self.asideWanted)

    def _take_typed(self, text: str) -> None:
        self._state.typed = text
        self.edited.emit()

    def _take_line(self, e164: str) -> None:
        self._state.phone = e164

    def _take_person(self) -> None:
        self._state.person = self.person.texts()
        self.edited.emit()

    def _take_reason(self, value: object) -> None:
        self._state.reason = str(value or "")
        self.edited.emit()

    def _take_outcome(self, value: object) -> None:
        self._state.outcome = str(value or "")
        self.edited.emit()

    def _take_callback(self) -> None:
        state = self._state
        if not self._filling and self.callback.moment() != (state.callback_on, state.callback_at):
            state.set_callback(*self.callback.moment())
            self.edited.emit()

    def _take_note(self) -> None:
        if not self._filling:
            self._state.note = self.note.text()
            self.edited.emit()

    def _in_one_hour(self) -> None:
        self._set_callback(*in_one_hour(self._front.desk.now().astimezone()))

    def _tomorrow(self) -> None:
        day, at, _words = tomorrow_morning(self._front.desk.today())
        self._set_callback(day, at)

    def _set_callback(self, day: date, at: time) -> None:
        self._state.set_callback(day, at)
        self.edited.emit()

    def _turn(self) -> None:
        self._state.outgoing = not self._state.outgoing
        self.edited.emit()


class _DraftLine(Themed, QWidget):
    """« ✓ Brouillon gardé » at the right of the foot."""

    def __init__(self) -> None:
        super().__init__()
        self._tick = QLabel()
        self._words = Text("", CAPTION, Role.TEXT_SECOND, wrap=True)
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.addStretch(1)
        self._layout.addWidget(self._tick)
        self._layout.addWidget(self._words)
        self.start_theme()

    def show_state(self, state: DraftState) -> None:
        """Say whether what was typed is kept."""
        words = draft_words(state)
        self._words.setText(words)
        self._words.setWordWrap(state is DraftState.FAILED)
        self._words.set_role(Role.SOON if state is DraftState.FAILED else Role.TEXT_SECOND)
        self._tick.setVisible(state is DraftState.KEPT)
        self.setAccessibleName(words)

    def retheme(self, theme: Theme) -> None:
        self._layout.setSpacing(theme.px(8))
        color = current_theme().color(Role.DONE)
        self._tick.setPixmap(icon_pixmap("check", color, theme.icon(14), screen_ratio()))
