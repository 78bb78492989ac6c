"""The right side of a call: what to say, what the caller sees, what they may answer, what comes next."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.checks.problems import NBSP
from app.guide.cdc import writes_to_cdc
from app.guide.edition import Actor
from app.guide.wording import WordedStep
from ui.components import ElidedLabel, Line, LinkButton, PhaseNumber, ProgressStrip, Text, Themed
from ui.focus_view import FocusView
from ui.panels.answer_button import AnswerButton
from ui.panels.platform_screen import PlatformScreen
from ui.panels.screen_fields import ScreenFields
from ui.panels.script_answers import AnswerBox, stays
from ui.panels.script_dates import Due, DueBox, dates_words
from ui.panels.script_parts import Told, clear_layout, guide_words, put_in
from ui.panels.session_offer import Offered
from ui.script_position import Script
from ui.theme import BODY, CAPTION, SECTION, SPEAK, Role, Theme, current_theme

TEXT_WIDTH = 860  # looks/window/SPEC.md, section 1


@dataclass(frozen=True)
class Reading:
    """All that one place of the script shows. Two equal ones are not drawn twice."""

    say: str
    who: str  # "elle", "il", "la personne"
    phase: str = ""
    phase_number: int = 0
    place_words: str = ""  # "étape 4 sur 12"
    situation: str = ""
    done_steps: int = 0
    all_steps: int = 0
    worded: WordedStep | None = None
    answers: tuple[tuple[str, str], ...] = ()  # (words, hint), likely one first
    ahead: tuple[tuple[str, str], ...] = ()  # (number, title)
    help: str = ""
    blocked: str = ""
    done: bool = False
    can_go_back: bool = False
    can_block: bool = False
    due: Due | None = None  # what presses, or stands in the way, said before anything else
    offers: tuple[Offered, ...] = ()  # sessions in the place of this one: F3, F4, F5
    offers_title: str = ""
    dates: tuple[str, ...] = ()  # the other dates, each with its rule
    print_words: str = ""  # "Imprimer la fiche de Mme Thévenet"
    place: str = ""


class ScriptPanel(Themed, QWidget):
    """Shows a `Reading`; F7, F8 and F9 are the page's, here they are buttons."""

    answered = Signal(int)
    """Place of the answer: 0 is F7."""

    backWanted = Signal()  # noqa: N815 - Qt's way of naming signals
    blockWanted = Signal()  # noqa: N815 - Qt's way of naming signals
    reopenWanted = Signal()  # noqa: N815 - Qt's way of naming signals
    sessionTaken = Signal(int)  # noqa: N815 - Qt's way of naming signals
    printWanted = Signal()  # noqa: N815 - Qt's way of naming signals
    # Column of the step in which the CDC is written to.
    lettersWanted = Signal(str)  # noqa: N815 - Qt's way of naming signals
    fieldEdited = Signal()  # noqa: N815 - Qt's way of naming signals
    # Source of the field, what now stands in it.
    fieldLeft = Signal(str, str)  # noqa: N815 - Qt's way of naming signals
    nirChecked = Signal()  # noqa: N815 - Qt's way of naming signals

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("part", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._reading: Reading | None = None
        self.fields: ScreenFields | None = None
        self.answers: list[AnswerButton] = []
        self._answers: AnswerBox | None = None
        self._slot = 0  # where the answers stand among what is read
        self._lay_out_head()
        self._content = QVBoxLayout()
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setAccessibleName("Guide de l’appel")
        FocusView(self.area)
        self.back = LinkButton("Étape précédente", "arrow-left", "Maj+F7", size=BODY)
        self.back.clicked.connect(self.backWanted)
        self.block = LinkButton("Blocage ici", "octagon-alert", "F11", size=BODY)
        self.block.clicked.connect(self.blockWanted)
        self.print = LinkButton("Imprimer la fiche", "printer", size=BODY)
        self.print.setToolTip("Ctrl+P")
        self.print.clicked.connect(self.printWanted)
        self._foot = QWidget()
        self._foot_layout = QHBoxLayout(self._foot)
        for widget in (self.back, self.block):
            self._foot_layout.addWidget(widget)
        self._foot_layout.addStretch(1)
        self._foot_layout.addWidget(self.print)
        self._foot.setMinimumWidth(1)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(0)
        self._layout.addWidget(self._head)
        self._layout.addWidget(self.area, 1)
        self._layout.addWidget(self._foot)
        self.start_theme()

    def _lay_out_head(self) -> None:
        self._number = QHBoxLayout()
        self._phase = Text("", BODY, semibold=True)
        self._place = Text("", BODY, Role.TEXT_SECOND)
        self._situation = ElidedLabel("", CAPTION, Role.TEXT_SECOND)
        self._situation.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._strip = ProgressStrip(0, 0)
        self._head = QWidget()
        row = QHBoxLayout()
        row.addLayout(self._number)
        row.addWidget(self._phase)
        row.addWidget(self._place)
        row.addWidget(self._situation, 1)
        self._head_row = row
        self._head_layout = QVBoxLayout(self._head)
        self._head_layout.addLayout(row)
        self._head_layout.addWidget(self._strip)

    def reading(self) -> Reading | None:
        """What is shown."""
        return self._reading

    def show_reading(self, reading: Reading, fields: ScreenFields | None = None) -> None:
        """Show a place of the script. The same one again leaves its fields, and the keyboard in them, alone."""
        if reading == self._reading:
            return
        here = self._reading is not None and self._reading.place == reading.place
        focus = self._focused_source() if here else ""
        self.forget_nir()
        self._reading, self.fields = reading, fields
        self._show_head(reading)
        self._build(reading)
        self.back.setVisible(reading.can_go_back)
        self.block.setVisible(reading.can_block)
        self.block.set_text("Débloqué" if reading.blocked else "Blocage ici")
        self.print.setVisible(bool(reading.print_words))
        self._fit_foot()
        if focus and fields is not None and focus in fields.fields:
            fields.fields[focus].lead_here()
        elif not here:
            self.area.verticalScrollBar().setValue(0)

    def forget_nir(self) -> None:
        """The field is left for good: the step changes, the call ends or is set aside, the screen locks."""
        if self.fields is not None and self.fields.nir is not None:
            self.fields.nir.forget()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_foot()
        self._place_answers()

    def _fit_foot(self) -> None:
        """One line of gestures, with the name where there is room for it; two lines at large text sizes."""
        words = self._reading.print_words if self._reading is not None else ""
        short = "Imprimer la fiche"
        margins = self._foot_layout.contentsMargins()
        room = self._foot.width() if self._foot.isVisible() else self.width()
        shown = [one for one in (self.back, self.block, self.print) if one.isVisibleTo(self)]
        for text in (words or short, short):
            self.print.set_text(text)
            gaps = self._foot_layout.spacing() * 3 + margins.left() + margins.right()
            if sum(one.sizeHint().width() for one in shown) + gaps <= room:
                self._foot_layout.setDirection(QBoxLayout.Direction.LeftToRight)
                return
        self._foot_layout.setDirection(QBoxLayout.Direction.TopToBottom)

    def retheme(self, theme: Theme) -> None:
        edge = theme.px(24)
        self._head_layout.setContentsMargins(edge, theme.px(14), edge, 0)
        self._head_layout.setSpacing(theme.px(13))
        self._head_row.setSpacing(theme.px(9))
        self._foot.setMinimumHeight(theme.px(52))
        self._foot_layout.setContentsMargins(edge - theme.px(4), 0, edge - theme.px(4), 0)
        self._foot_layout.setSpacing(theme.px(8))
        self._head.setMaximumWidth(theme.px(TEXT_WIDTH) + 2 * edge)
        self._foot.setMaximumWidth(theme.px(TEXT_WIDTH) + 2 * edge)
        self._space(theme)
        if self._reading is not None:
            # Not now: Qt is going through the very widgets that would be replaced.
            QTimer.singleShot(0, self, self._build_again)

    def _build_again(self) -> None:
        """Draw the same place with other sizes; what was typed in its fields stays."""
        if self._reading is not None:
            if self.fields is not None:
                self.fields = self.fields.again()
            self._build(self._reading)

    def _space(self, theme: Theme) -> None:
        edge = theme.px(24)
        self._content.setContentsMargins(edge, theme.px(14), edge, theme.px(4))
        self._content.setSpacing(theme.px(6))

    def _focused_source(self) -> str:
        """The platform's field in which the keyboard stands, or ""."""
        if self.fields is None:
            return ""
        return next((source for source, one in self.fields.fields.items() if one.editor.hasFocus()), "")

    def _show_head(self, reading: Reading) -> None:
        clear_layout(self._number)
        if reading.phase_number:
            self._number.addWidget(PhaseNumber(reading.phase_number))
        self._phase.setText(reading.phase)
        self._place.setText(reading.place_words)
        self._situation.setText(reading.situation)
        self._strip.setVisible(reading.all_steps > 0)
        self._strip.set_progress(reading.done_steps, reading.all_steps)

    def _build(self, reading: Reading) -> None:
        """Draw the place anew."""
        inner = QWidget()
        inner.setProperty("part", "page")
        self._content = QVBoxLayout(inner)
        self._space(current_theme())
        column = self._content
        worded = reading.worded
        if reading.due is not None:
            due = DueBox(reading.due, reading.offers_title, reading.offers)
            due.chosen.connect(self.sessionTaken)
            column.addWidget(due)
        first = reading.due is not None and bool(reading.due.say)  # nothing else is said or done before that
        size = SECTION if first else SPEAK
        if reading.say:
            column.addWidget(Text("Dites", CAPTION, Role.TEXT_SECOND, semibold=True))
            column.addWidget(Text(f"«{NBSP}{reading.say}{NBSP}»", size, semibold=True, wrap=True, selectable=True))
        if reading.done:
            column.addWidget(self._done_line())
        if reading.blocked:
            column.addWidget(Told(f"Blocage ici. {reading.blocked}", "octagon-alert", Role.SOON, Role.SOON_SOFT))
        if reading.help:
            column.addWidget(Told(reading.help, "info", Role.ACCENT, Role.ACCENT_SOFT))
        column.addSpacing(current_theme().px(6))
        if worded is not None and worded.step.screen is not None:
            column.addWidget(PlatformScreen(worded, reading.who, self.fields))
            self._connect_fields()
        elif worded is not None and worded.body:
            column.addWidget(guide_words(worded, _whose(worded)))
        if worded is not None and writes_to_cdc(worded.step):
            write = LinkButton("Écrire à la Caisse des Dépôts", "mail", size=BODY)
            stage = worded.step.stage.value
            write.clicked.connect(lambda: self.lettersWanted.emit(stage))
            column.addWidget(write, 0, Qt.AlignmentFlag.AlignLeft)
        self._add_answers(reading)
        self._add_ahead(reading)
        if worded is not None and worded.step.screen is not None and worded.body:
            column.addSpacing(current_theme().px(6))
            column.addWidget(guide_words(worded, "Sur la fiche"))
        if reading.dates:
            column.addWidget(dates_words(reading.dates))
        column.addStretch(1)
        inner.setMaximumWidth(current_theme().px(TEXT_WIDTH) + 2 * current_theme().px(24))
        put_in(self.area, inner)
        self._place_answers()
        self._order_keyboard(inner)

    def _done_line(self) -> QWidget:
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(Text("✓ Étape déjà faite", CAPTION, Role.DONE, semibold=True))
        again = LinkButton("La rouvrir", "rotate-ccw")
        again.clicked.connect(self.reopenWanted)
        row.addWidget(again)
        row.addStretch(1)
        return line

    def _connect_fields(self) -> None:
        if self.fields is None:
            return
        for source, one in self.fields.fields.items():
            one.edited.connect(self.fieldEdited)
            one.left.connect(lambda name=source, owner=self.fields: self._left(owner, name))
        if self.fields.nir is not None:
            self.fields.nir.checked.connect(lambda _result: self.nirChecked.emit())

    def _left(self, owner: ScreenFields, source: str) -> None:
        """A field was left; one that has just been taken away tells nothing any more."""
        if owner is self.fields:
            self.fieldLeft.emit(source, owner.fields[source].text())

    def _add_answers(self, reading: Reading) -> None:
        if self._answers is not None and self._answers.pinned:
            self._answers.hide()
            self._answers.deleteLater()
        self._answers, self.answers = None, []
        if reading.answers:
            self._answers = AnswerBox(reading.who, reading.answers, self.answered.emit, likely=not reading.offers)
            self.answers = self._answers.buttons
            self._slot = self._content.count()
            self._content.addWidget(self._answers)

    def _order_keyboard(self, inner: QWidget) -> None:
        """Tab goes through fields and answers, which are newer than the foot, before the foot."""
        tabs = [one for one in inner.findChildren(QWidget) if one.focusPolicy() & Qt.FocusPolicy.TabFocus]
        stops = [*tabs[-1:], *self.answers, self.back, self.block, self.print]
        for one, following in pairwise(stops):
            QWidget.setTabOrder(one, following)

    def _place_answers(self) -> None:
        """The answers stay on screen: they never have to be looked for while somebody waits on the phone."""
        box = self._answers
        if box is None:
            return
        room = self.area.height() + (box.height() if box.pinned else 0)
        edges = self._content.contentsMargins()
        bar = self.area.verticalScrollBar().sizeHint().width()
        width = min(self.area.width() - bar, current_theme().px(TEXT_WIDTH) + edges.left() + edges.right())
        pinned = stays(box, self._content, self._slot, width - edges.left() - edges.right(), room - edges.top())
        if pinned is box.pinned:
            return
        held = next((button for button in box.buttons if button.hasFocus()), None)
        box.set_pinned(pinned)
        if pinned:
            self._content.removeWidget(box)
            self._layout.insertWidget(self._layout.indexOf(self._foot), box)
        else:
            self._content.insertWidget(self._slot, box)
        box.show()
        if held is not None:
            held.setFocus()

    def _add_ahead(self, reading: Reading) -> None:
        if not reading.ahead:
            return
        column = self._content
        column.addSpacing(current_theme().px(6))
        column.addWidget(Line())
        column.addSpacing(current_theme().px(4))
        column.addWidget(Text("Ensuite", CAPTION, Role.TEXT_SECOND, semibold=True))
        lines = QVBoxLayout()
        lines.setSpacing(current_theme().px(2))
        column.addLayout(lines)
        for number, title in reading.ahead:
            row = QHBoxLayout()
            row.setSpacing(current_theme().px(9))
            figure = Text(number, CAPTION, Role.TEXT_SECOND)
            figure.setMinimumWidth(current_theme().px(20))
            figure.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
            row.addWidget(figure)
            row.addWidget(Text(title, CAPTION, Role.TEXT_SECOND, wrap=True), 1)
            lines.addLayout(row)


def _whose(worded: WordedStep) -> str:
    """Who acts in a step without a screen."""
    return {Actor.AMF42: "À faire par l’AMF42", Actor.CDC: "À la Caisse des Dépôts"}.get(worded.step.actor, "À faire")


def place_words(script: Script) -> str:
    """« étape 4 sur 12 », « question 2 sur 4 », « étape de l’AMF42 »."""
    if script.question is not None:
        return f"question {script.number} sur {script.total}"
    if script.step is None:
        return "terminé"
    return f"étape {script.number} sur {script.total}" if script.number else "étape de l’AMF42"
