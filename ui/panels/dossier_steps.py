"""The situation and the checklist of a dossier's panel: answers find the path, ticks move the dossier."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from app.guide.edition import NO, UNKNOWN, YES, Edition, Question, Situation
from app.guide.path import holds
from app.storage.rows import StepRow
from ui.components import YES_NO_LATER, BadgeKind, CheckBox, FlowLayout, Pill, Segmented, SignCount, Text, Themed
from ui.dates import NBSP, short_day
from ui.panels.dossier_menu import add, popup_menu
from ui.panels.dossier_parts import IconLabel, PartTitle, clear
from ui.theme import BODY, CAPTION, Role, Theme


def _holds_keyboard(part: QWidget) -> bool:
    focus = QApplication.focusWidget()
    return focus is not None and part.isAncestorOf(focus)


class SituationPart(Themed, QWidget):
    """One line once the questions are answered, with « Modifier »; the switches of those that are not."""

    answered = Signal(str, str)  # question, answer

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._editing = False
        self._asked: tuple[Question, ...] = ()
        self._situation: dict[str, str] = {}
        self._known: dict[str, str] = {}
        self.title = PartTitle("Situation", "Modifier")
        self.title.acted.connect(self._toggle)
        self._line = QWidget()
        self._flow = FlowLayout(self._line)
        self._switches = QVBoxLayout()
        self.switches: dict[str, Segmented] = {}
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.addWidget(self.title)
        self._layout.addWidget(self._line)
        self._layout.addLayout(self._switches)
        self.start_theme()

    def show_situation(self, edition: Edition, situation: Situation, known: Situation, *, anew: bool) -> None:
        """Show the questions that this situation asks; `anew` when it is of another dossier.

        The line tells what is `known` by now, steps that are done included; the switches tell what was answered, for
        the path goes by that.
        """
        asked = tuple(one for one in edition.questions if holds(one.when, situation))
        if anew:
            self._editing = False
        elif (asked, dict(situation), dict(known)) == (self._asked, self._situation, self._known):
            return
        self._asked, self._situation, self._known = asked, dict(situation), dict(known)
        self._fill()

    def modify(self) -> None:
        """Show the switches of all questions, with the keyboard on the first one."""
        self._editing = False
        self._toggle()

    def _toggle(self) -> None:
        self._editing = not self._editing
        self._fill()
        if self._editing and self.switches:
            next(iter(self.switches.values())).setFocus(Qt.FocusReason.OtherFocusReason)
        elif not self._editing:
            self.title.link.setFocus(Qt.FocusReason.OtherFocusReason)

    def _fill(self) -> None:
        held = next((name for name, switch in self.switches.items() if _holds_keyboard(switch)), "")
        clear(self._flow)
        clear(self._switches)
        self.switches = {}
        for question in self._asked:
            answer, known = self._situation.get(question.id), self._known.get(question.id)
            if known is None or self._editing:
                self._add_switch(question, answer)
            else:
                self._flow.addWidget(_Answered(question, known))
        self._line.setVisible(self._flow.count() > 0)
        all_open = not any(question.id in self._known for question in self._asked)
        self.title.offer("" if all_open else "Terminé" if self._editing else "Modifier", "Modifier la situation")
        self._flow.invalidate()
        if held:
            self._focus_after(held)

    def _focus_after(self, held: str) -> None:
        """The keyboard goes on to the next question, as on the phone."""
        order = [question.id for question in self._asked]
        place = order.index(held) if held in order else 0
        rest = [name for name in order if name in self.switches]
        target = (
            held
            if self._editing and held in self.switches
            else next((name for name in rest if order.index(name) > place), rest[0] if rest else "")
        )
        widget: QWidget = self.switches[target] if target else self.title.link
        widget.setFocus(Qt.FocusReason.OtherFocusReason)

    def _add_switch(self, question: Question, answer: str | None) -> None:
        row = QHBoxLayout()
        switch = Segmented(YES_NO_LATER, answer, accessible_name=question.label)
        switch.changed.connect(lambda value, name=question.id: self.answered.emit(name, value))
        label = Text(question.label, BODY, wrap=True)
        row.addWidget(label, 1)
        row.addWidget(switch)
        self._switches.addLayout(row)
        self.switches[question.id] = switch

    def retheme(self, theme: Theme) -> None:
        self._layout.setSpacing(theme.px(4))
        self._switches.setSpacing(theme.px(6))
        self._flow.set_gaps(theme.px(16), theme.px(2))


class _Answered(Themed, QWidget):
    """One answer on the line: « ✓ Compte ouvert », « ✗ sans FranceConnect », « FranceConnect : à voir »."""

    def __init__(self, question: Question, answer: str) -> None:
        super().__init__()
        words = {YES: question.label, NO: question.no_label[:1].upper() + question.no_label[1:]}.get(
            answer, f"{question.label}{NBSP}: à voir"
        )
        icon, role = {YES: ("check", Role.DONE), NO: ("x", Role.TEXT_SECOND)}.get(
            answer, ("circle-question-mark", Role.SOON)
        )
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.addWidget(IconLabel(icon, role, 14))
        self._layout.addWidget(Text(words, CAPTION))
        self.setAccessibleName(f"{question.label}, {dict(YES_NO_LATER).get(answer, dict(YES_NO_LATER)[UNKNOWN])}")
        self.start_theme()

    def retheme(self, theme: Theme) -> None:
        self._layout.setSpacing(theme.px(5))


class StepLine(Themed, QWidget):
    """A step to tick, with who acts; the whole line is the target."""

    ticked = Signal(str, bool)
    menuWanted = Signal(str, QPoint)  # noqa: N815 - as Qt names signals
    unblocked = Signal()

    def __init__(self, step: StepRow, *, first: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.step = step
        self.box = CheckBox()
        self.box.setChecked(step.done)
        blocked = ", blocage" if step.blocked else ""
        self.box.setAccessibleName(f"{step.title}, {step.actor}{blocked}")
        self.box.clicked.connect(lambda on: self.ticked.emit(step.id, on))
        words = QVBoxLayout()
        words.setSpacing(0)
        role = Role.TEXT_SECOND if step.done else Role.TEXT
        words.addWidget(Text(step.title, BODY, role, semibold=first, wrap=True))
        if step.blocked:
            words.addWidget(SignCount(BadgeKind.LATE, "Blocage ici"))
        if step.done and step.done_at is not None:
            when = short_day(step.done_at.astimezone().date())
            words.addWidget(Text(", ".join(part for part in (when, step.done_by) if part), CAPTION, Role.TEXT_SECOND))
        self._layout = QHBoxLayout(self)
        self._layout.addWidget(self.box, 0, Qt.AlignmentFlag.AlignTop)
        self._layout.addLayout(words, 1)
        self._layout.addWidget(Pill(step.actor, quiet=True), 0, Qt.AlignmentFlag.AlignTop)
        self.start_theme()

    def retheme(self, theme: Theme) -> None:
        self._layout.setContentsMargins(0, theme.px(3), 0, theme.px(3))
        self._layout.setSpacing(theme.px(8))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.box.click()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        shift_f10 = event.key() == Qt.Key.Key_F10 and event.modifiers() == Qt.KeyboardModifier.ShiftModifier
        if event.key() == Qt.Key.Key_Menu or shift_f10:
            self.menuWanted.emit(self.step.id, self.mapToGlobal(self.box.geometry().bottomLeft()))
            return
        super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if event.reason() != QContextMenuEvent.Reason.Keyboard:
            self.menuWanted.emit(self.step.id, event.globalPos())


class StepsPart(Themed, QWidget):
    """The steps that remain, and on demand those that are done."""

    ticked = Signal(str, bool)  # step, done or open again
    blocked = Signal(str)  # the step where the person is stuck
    unblocked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._with_done = False
        self._steps: Sequence[StepRow] = ()
        self.lines: list[StepLine] = []
        self.title = PartTitle("Étapes restantes", "")
        self.title.acted.connect(self._toggle)
        self._list = QVBoxLayout()
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.addWidget(self.title)
        self._layout.addLayout(self._list)
        self.start_theme()

    def show_steps(self, steps: Sequence[StepRow], *, anew: bool) -> None:
        """Show the whole path; `anew` when it is of another dossier."""
        if anew:
            self._with_done = False
        elif tuple(steps) == tuple(self._steps):
            for line in self.lines:  # A tick that was refused is taken back.
                line.box.setChecked(line.step.done)
            return
        self._steps = steps
        self._fill()

    def _toggle(self) -> None:
        self._with_done = not self._with_done
        self._fill()

    def _fill(self) -> None:
        held = next((n for n, line in enumerate(self.lines) if _holds_keyboard(line)), None)
        held_id = self.lines[held].step.id if held is not None else ""
        clear(self._list)
        remaining = [step for step in self._steps if not step.done]
        done = len(self._steps) - len(remaining)
        self.title.set_count(f"{len(remaining)} sur {len(self._steps)}" if self._steps else "")
        words = f"{done}{NBSP}faite{'s' if done > 1 else ''}" if done else ""
        hint = "Masquer les étapes faites" if self._with_done else f"Montrer les étapes faites, {done}"
        self.title.offer("Masquer" if self._with_done and done else words, hint)
        shown = self._steps if self._with_done else remaining
        first = remaining[0].id if remaining else ""
        self.lines = [StepLine(step, first=step.id == first) for step in shown]
        for line in self.lines:
            self._list.addWidget(line)
            line.ticked.connect(self.ticked)
            line.menuWanted.connect(self._open_menu)
        if not remaining:
            self._list.addWidget(
                Text("Plus rien à faire ici\u00a0: il reste la formation.", CAPTION, Role.TEXT_SECOND, wrap=True)
            )
        if held is not None and self.lines:
            same = next((n for n, line in enumerate(self.lines) if line.step.id == held_id), held)
            self.lines[min(same, len(self.lines) - 1)].box.setFocus(Qt.FocusReason.OtherFocusReason)

    def _open_menu(self, step_id: str, place: QPoint) -> None:
        step = next((one for one in self._steps if one.id == step_id), None)
        if step is None:
            return
        menu = popup_menu(self, step.title)
        if step.blocked:
            add(menu, "Blocage levé", self.unblocked.emit)
        elif not step.done:
            add(menu, "Blocage ici", lambda: self.blocked.emit(step_id))
        add(
            menu,
            "Rouvrir cette étape" if step.done else "Étape faite",
            lambda: self.ticked.emit(step_id, not step.done),
        )
        menu.popup(place)

    def retheme(self, theme: Theme) -> None:
        self._layout.setSpacing(theme.px(2))
        self._list.setSpacing(0)
