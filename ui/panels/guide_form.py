"""The form of one step of the guide: what it says, for whom, who acts; it knows one step and decides nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QScrollArea, QVBoxLayout, QWidget

from app.checks.problems import error
from app.domain.stages import Stage
from app.guide.edition import ANSWERS, Actor, Step
from app.guide.proving import Problem
from ui.components import CheckBox, Text, Themed
from ui.fields.base import Field
from ui.focus_view import tab_stops
from ui.forms import ComboField, TextField
from ui.guide_words import ACTORS, DUTIES
from ui.guide_words import ANSWERS as ANSWER_WORDS
from ui.panels.guide_answers import AnswersPart, LinksPart
from ui.panels.guide_conditions import ConditionsPart
from ui.panels.guide_rows import EditionNow, Pair, Part, choice
from ui.panels.guide_screen import ScreenPart
from ui.panels.guide_text import GuideTextField
from ui.theme import BODY, Theme, current_theme

_INSIDE = (
    (re.compile(r"écran, champ n°\s(\d+)"), "screen.field"),
    (re.compile(r"(?<=»), écran"), "screen"),
    (re.compile(r"réponse n°\s(\d+)"), "answer"),
    (re.compile(r"lien n°\s(\d+)"), "link"),
)
"""A problem inside an answer, a link or a screen names it in its sentence, as the file does."""


def whole_key(problem: Problem) -> tuple[str, int]:
    """A problem's key from the step down, and the rank of the row that it speaks of (0: not said)."""
    for pattern, head in _INSIDE:
        if found := pattern.search(problem.sentence):
            rank = int(found[1]) if pattern.groups else 0
            return (problem.key if problem.key.startswith(head) else f"{head}.{problem.key}"), rank
    return problem.key, 0


class StepPart(Part):
    """Étape: title, column, phase, who acts."""

    def __init__(self, edition: EditionNow) -> None:
        super().__init__("Étape")
        self._edition = edition
        self.title = GuideTextField("Titre", edition, single=True)
        self.stage = choice("Colonne du tableau", ())
        self.phase = choice("Phase de la fiche", ())
        self.actor = choice("Qui agit", [(one.value, words) for one, words in ACTORS.items()])
        self.body.addWidget(self.title)
        self.body.addWidget(Pair(self.stage, self.phase))
        self.body.addWidget(self.actor)
        for field in (self.title, self.stage, self.phase, self.actor):
            field.edited.connect(self.edited)

    def load(self, step: Step) -> None:
        edition = self._edition()
        self.stage.set_options([(one.stage.value, one.title) for one in edition.columns if one.phase is not None])
        self.phase.set_options([(str(one.number), f"{one.number}. {one.title}") for one in edition.phases])
        self.title.set_text(step.title)
        self.stage.set_value(step.stage.value)
        self.phase.set_value(str(step.phase))
        self.actor.set_value(step.actor.value)

    def taken(self, step: Step) -> Step:
        return replace(
            step,
            title=self.title.text(),
            stage=Stage(self.stage.value()),
            phase=int(self.phase.value()),
            actor=Actor(self.actor.value()),
        )

    def place_of(self, key: str) -> QWidget | None:
        places: Mapping[str, QWidget] = {
            "title": self.title.edit,
            "stage": self.stage.combo,
            "phase": self.phase.combo,
            "actor": self.actor.combo,
        }
        return places.get(key)


class WordsPart(Part):
    """Texte: what is printed, what is said, what is offered when it does not work."""

    def __init__(self, edition: EditionNow) -> None:
        super().__init__("Texte")
        self.text = GuideTextField("Sur la fiche", edition, marked=True, lines=4)
        self.say = GuideTextField("Phrase à dire au téléphone", edition, single=True)
        self.blocked = GuideTextField("Si c’est bloqué", edition, single=True)
        self.unsure = GuideTextField(
            "À confirmer", edition, marked=True, hint="Ce qui n’a pas pu être vérifié. Vide si tout l’est."
        )
        for field in (self.text, self.say, self.blocked, self.unsure):
            self.body.addWidget(field)
            field.edited.connect(self.edited)

    def load(self, step: Step) -> None:
        self.text.set_text(step.body)
        self.say.set_text(step.say)
        self.blocked.set_text(step.if_blocked)
        self.unsure.set_text(step.unsure)

    def taken(self, step: Step) -> Step:
        return replace(
            step,
            body=self.text.text(),
            say=self.say.text(),
            if_blocked=self.blocked.text(),
            unsure=self.unsure.text(),
        )

    def place_of(self, key: str) -> QWidget | None:
        places: Mapping[str, QWidget] = {
            "body": self.text.edit,
            "say": self.say.edit,
            "if_blocked": self.blocked.edit,
            "unsure": self.unsure.edit,
        }
        return places.get(key)


class MorePart(Part):
    """Autres réglages: source, what is printed, AMF42's own duty, what a tick proves."""

    def __init__(self, edition: EditionNow) -> None:
        super().__init__("Autres réglages")
        self._edition = edition
        self.source = TextField("Source", hint="Où cette consigne est écrite\u00a0: page du guide, texte, date.")
        self.duty = choice("Tâche d’AMF42", list(DUTIES.items()))
        self.deadline = CheckBox("Rappelle le dernier jour pour demander")
        self.on_sheet = CheckBox("Imprimée sur la fiche")
        for widget in (self.source, self.duty, self.deadline, self.on_sheet):
            self.body.addWidget(widget)
        self.body.addWidget(Text("Une fois l’étape cochée, on sait de cette personne\u00a0:", BODY, wrap=True))
        self.teaches: dict[str, ComboField] = {}
        for field in (self.source, self.duty):
            field.edited.connect(self.edited)
        for box in (self.deadline, self.on_sheet):
            box.clicked.connect(lambda _on: self.edited.emit())
        self._own: Mapping[str, str] = {}

    def load(self, step: Step) -> None:
        for question in self._edition().questions:
            if question.id not in self.teaches:
                options = [("", "rien de plus"), *((one, ANSWER_WORDS[one]) for one in ANSWERS)]
                field = self.teaches[question.id] = choice(question.label, options)
                field.edited.connect(self.edited)
                self.body.addWidget(field)
        self._own = step.teaches
        self.source.set_text(step.source)
        self.duty.set_value(step.duty)
        self.deadline.setChecked(step.deadline)
        self.on_sheet.setChecked(step.on_sheet)
        for name, field in self.teaches.items():
            field.set_value(step.teaches.get(name, ""))

    def taken(self, step: Step) -> Step:
        now = {name: field.value() for name, field in self.teaches.items()}
        return replace(
            step,
            source=self.source.text().strip(),
            duty=self.duty.value(),
            deadline=self.deadline.isChecked(),
            on_sheet=self.on_sheet.isChecked(),
            teaches={name: value for name, value in {**self._own, **now}.items() if value},
        )

    def place_of(self, key: str) -> QWidget | None:
        head, _, question = key.partition(".")
        if head == "teaches":
            field = self.teaches.get(question) or next(iter(self.teaches.values()), None)
            return field.combo if field is not None else None
        places: Mapping[str, QWidget] = {
            "source": self.source.line,
            "duty": self.duty.combo,
            "deadline": self.deadline,
            "on_sheet": self.on_sheet,
        }
        return places.get(key)


class StepForm(Themed, QScrollArea):
    """All parts of one step, one below the other."""

    edited = Signal(object)
    """The step as it stands now."""

    def __init__(self, edition: EditionNow) -> None:
        super().__init__()
        self.step: Step | None = None
        self.setAccessibleName("Étape choisie")
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.own = StepPart(edition)
        self.conditions = ConditionsPart(edition)
        self.words = WordsPart(edition)
        self.answers = AnswersPart(edition)
        self.links = LinksPart()
        self.screen_part = ScreenPart(edition)
        self.more = MorePart(edition)
        self.parts: Sequence[Part] = (
            self.own,
            self.words,
            self.conditions,
            self.answers,
            self.links,
            self.screen_part,
            self.more,
        )
        self._inner = QWidget()
        self._inner.setProperty("part", "page")
        self._column = QVBoxLayout(self._inner)
        for part in self.parts:
            self._column.addWidget(part)
            part.edited.connect(lambda whose=part: self._edited(whose))
        self._column.addStretch(1)
        self.setWidget(self._inner)
        self._marked: list[Field] = []
        self._stops: list[QWidget] = []
        self.start_theme()
        application = QApplication.instance()
        assert isinstance(application, QApplication)  # what makes widgets at all
        application.focusChanged.connect(self._follow_focus)

    def load(self, step: Step | None, *, from_top: bool = True) -> None:
        """Show a step, or nothing."""
        self.step = step
        self._inner.setVisible(step is not None)
        if step is None:
            return
        for part in self.parts:
            part.load(step)
        self._order_keyboard()
        if from_top:
            self.verticalScrollBar().setValue(0)

    def show_problems(self, problems: Sequence[Problem]) -> None:
        """Say at its field what keeps this step from being saved."""
        told: dict[Field, list[str]] = {}
        for problem in problems:
            field = _field_of(self.place_of(problem))
            if field is not None:
                told.setdefault(field, []).append(problem.sentence)
        for field in self._marked:
            if field not in told:
                _tell(field, ())
        for field, sentences in told.items():
            _tell(field, sentences)
        self._marked = list(told)

    def place_of(self, problem: Problem) -> QWidget | None:
        """What a problem is put right in."""
        key, rank = whole_key(problem)
        for part in self.parts:
            if rank and isinstance(part, AnswersPart | LinksPart | ScreenPart):
                place = part.place_at(key, rank)
            else:
                place = part.place_of(key)
            if place is not None:
                return place
        return None

    def lead_to(self, problem: Problem) -> None:
        """Bring the keyboard to what a problem speaks of."""
        place = self.place_of(problem) or self.own.title.edit
        place.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def focus_first(self) -> None:
        """The title."""
        self.own.title.lead_here()

    def close_box(self) -> bool:
        """Échap: close the box of a field; False when none is open."""
        return any(field.leave_box() for field in self.findChildren(GuideTextField))

    def _edited(self, part: Part) -> None:
        if self.step is None:
            return
        self._order_keyboard()
        taken = part.taken(self.step)
        if taken != self.step:
            self.step = taken
            self.edited.emit(taken)

    def _order_keyboard(self) -> None:
        """Tab goes as one reads, through rows that were made after what stands below them too."""
        stops = list(tab_stops(self._inner))
        if stops != self._stops:
            self._stops = stops
            for one, following in pairwise(stops):
                QWidget.setTabOrder(one, following)

    def _follow_focus(self, _old: QWidget | None, new: QWidget | None) -> None:
        """Bring the field that has the keyboard on screen, with its label and what is said below it."""
        if new is None or not self.isVisible() or not self._inner.isAncestorOf(new):
            return
        target = _field_of(new) or new
        QTimer.singleShot(0, target, lambda: self.ensureWidgetVisible(target, 8, current_theme().px(30)))

    def retheme(self, theme: Theme) -> None:
        self._column.setContentsMargins(theme.px(4), 0, theme.px(10), theme.px(12))
        self._column.setSpacing(theme.px(10))


def _field_of(widget: QWidget | None) -> Field | None:
    """The field that a widget stands in."""
    while widget is not None and not isinstance(widget, Field):
        widget = widget.parentWidget()
    return widget


def _tell(field: Field, sentences: Sequence[str]) -> None:
    problems = [error("guide", sentence) for sentence in sentences]
    if isinstance(field, GuideTextField):
        field.show_proved(problems)
    else:
        field.show_problems(problems)
