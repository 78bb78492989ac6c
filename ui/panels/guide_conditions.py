"""For whom a step holds: the questions of the situation, each with the answers that it may have; nothing is typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from PySide6.QtWidgets import QWidget

from app.guide.conditions import ANSWER_NAMES
from app.guide.edition import ANSWERS, Edition, Step
from ui.components import CheckBox, FlowLayout, Text, Themed
from ui.guide_words import ANSWERS as ANSWER_WORDS
from ui.panels.guide_rows import EditionNow, Part
from ui.theme import BODY, Theme


class QuestionRow(Themed, QWidget):
    """One question: Oui, Non, À voir; all three ticked means that it does not matter."""

    def __init__(self, label: str) -> None:
        super().__init__()
        self._flow = FlowLayout(self)
        self._label = Text(label, BODY)
        self._flow.addWidget(self._label)
        self.boxes = {answer: CheckBox(ANSWER_WORDS[answer]) for answer in ANSWERS}
        for box in self.boxes.values():
            box.setAccessibleName(f"{label}, {box.words()}")
            self._flow.addWidget(box)
        self.start_theme()

    def answers(self) -> tuple[str, ...]:
        """The answers that are ticked."""
        return tuple(answer for answer, box in self.boxes.items() if box.isChecked())

    def set_answers(self, answers: tuple[str, ...]) -> None:
        """Tick these."""
        for answer, box in self.boxes.items():
            box.setChecked(answer in answers)

    def retheme(self, theme: Theme) -> None:
        self._flow.set_gaps(theme.px(14), theme.px(2))
        self._label.setMinimumWidth(theme.px(150))


def answers_words(answers: Sequence[str]) -> str:
    """« oui ou à voir »."""
    return " ou ".join(ANSWER_NAMES.get(answer, answer) for answer in answers)


class ConditionsPart(Part):
    """Pour qui."""

    def __init__(self, edition: EditionNow) -> None:
        super().__init__("Pour qui", "Cochez les réponses pour lesquelles l’étape est à faire.")
        self._edition = edition
        self._shown: tuple[str, ...] = ()
        self.rows: dict[str, QuestionRow] = {}
        self.words = Text("", BODY, semibold=True, wrap=True)
        self.body.addWidget(self.words)
        self._own: Mapping[str, tuple[str, ...]] = {}

    def load(self, step: Step) -> None:
        self._make_rows(self._edition())
        self._own = step.when
        for question, row in self.rows.items():
            row.set_answers(step.when.get(question, ANSWERS))
        self._say()

    def taken(self, step: Step) -> Step:
        return replace(step, when=self._when())

    def place_of(self, key: str) -> QWidget | None:
        if key.split(".", maxsplit=1)[0] != "when":
            return None
        question = key.partition(".")[2]
        row = self.rows.get(question) or next(
            (row for row in self.rows.values() if row.answers() != ANSWERS), next(iter(self.rows.values()), None)
        )
        return next(iter(row.boxes.values())) if row is not None else None

    def _when(self) -> dict[str, tuple[str, ...]]:
        """The conditions as they stand, in the order that they had; a question that is no more keeps its own."""
        now = {question: self._as_before(question, row.answers()) for question, row in self.rows.items()}
        kept = {question: now.get(question, answers) for question, answers in self._own.items()}
        whole = {**kept, **now}
        return {question: answers for question, answers in whole.items() if answers and set(answers) != set(ANSWERS)}

    def _as_before(self, question: str, answers: tuple[str, ...]) -> tuple[str, ...]:
        own = self._own.get(question, ())
        return own if set(own) == set(answers) else answers

    def _make_rows(self, edition: Edition) -> None:
        wanted = tuple(question.id for question in edition.questions)
        if wanted == self._shown:
            return
        self._shown = wanted
        for row in self.rows.values():
            self.body.removeWidget(row)
            row.hide()
            row.deleteLater()
        self.rows = {}
        for place, question in enumerate(edition.questions):
            row = self.rows[question.id] = QuestionRow(question.label)
            for box in row.boxes.values():
                box.clicked.connect(lambda _on, asked=question.id: self._ticked(asked))
            self.body.insertWidget(2 + place, row)

    def _ticked(self, question: str) -> None:
        row = self.rows[question]
        if not row.answers():
            row.set_answers(ANSWERS)  # no answer at all would be a step for nobody
        self._say()
        self.edited.emit()

    def _say(self) -> None:
        when = {question: row.answers() for question, row in self.rows.items()}
        labels = {question.id: question.label for question in self._edition().questions}
        told = [
            f"•{_NBSP}{labels.get(question, question)}{_NBSP}: {answers_words(answers)}"
            for question, answers in when.items()
            if answers and set(answers) != set(ANSWERS)
        ]
        every = "Pour qui remplit toutes ces conditions" if len(told) > 1 else "Pour qui remplit cette condition"
        self.words.setText("\n".join([every, *told]) if told else "Cette étape est pour tout le monde.")


_NBSP = "\u00a0"
