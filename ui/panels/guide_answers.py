"""What the official may answer to a step, and the links that stand on its sheet."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.guide.edition import ANSWERS, Answer, Edition, Effect, Link, Step
from app.guide.rules import MOST_ANSWERS
from ui.components import CheckBox, show_part
from ui.forms import TextField
from ui.guide_words import ANSWERS as ANSWER_WORDS
from ui.guide_words import EFFECTS, without_fields
from ui.panels.guide_rows import EditionNow, Pair, Part, Row, Rows, choice
from ui.panels.guide_text import GuideTextField
from ui.theme import Theme


class AnswerRow(Row[Answer]):
    """Its words, and what it does."""

    def __init__(self, edition: EditionNow) -> None:
        super().__init__()
        self._edition = edition
        self._seen: Edition | None = None
        self.text = GuideTextField("Ce que l’élu répond", edition, single=True)
        self.effect = choice("Ce que cela fait", [(effect.value, words) for effect, words in EFFECTS.items()])
        self.question = choice("Question", ())
        self.answer = choice("Réponse", [(one, ANSWER_WORDS[one]) for one in ANSWERS])
        self.step = choice("Étape", ())
        self.help = GuideTextField("L’autre façon de faire", edition)
        self._asked = Pair(self.question, self.answer)
        column = QVBoxLayout(self)
        self._column = column
        for widget in (self.text, self.effect, self._asked, self.step, self.help):
            column.addWidget(widget)
        for field in (self.text, self.question, self.answer, self.step, self.help):
            field.edited.connect(self.edited)
        self.effect.edited.connect(self._effect_chosen)
        self.start_theme()

    def load(self, value: Answer) -> None:
        edition = self._edition()
        if edition is not self._seen:
            self._seen = edition
            self.question.set_options([(one.id, one.label) for one in edition.questions])
            self.step.set_options([(one.id, without_fields(one.title)) for one in edition.steps])
        self.text.set_text(value.text)
        self.effect.set_value(value.effect.value)
        self.question.set_value(value.question)
        self.answer.set_value(value.value)
        self.step.set_value(value.step)
        self.help.set_text(value.help)
        self._show_own()

    def value(self) -> Answer:
        effect = Effect(self.effect.value())
        asks = effect is Effect.ANSWER
        return Answer(
            text=self.text.text(),
            effect=effect,
            question=self.question.value() if asks else "",
            value=self.answer.value() if asks else "",
            step=self.step.value() if effect is Effect.BACK else "",
            help=self.help.text() if effect is Effect.HELP else "",
        )

    def first(self) -> QWidget:
        return self.text.edit

    def _effect_chosen(self) -> None:
        self._show_own()
        self.edited.emit()

    def _show_own(self) -> None:
        effect = Effect(self.effect.value())
        show_part(self._asked, effect is Effect.ANSWER)
        show_part(self.step, effect is Effect.BACK)
        show_part(self.help, effect is Effect.HELP)

    def retheme(self, theme: Theme) -> None:
        edge = theme.px(10)
        self._column.setContentsMargins(edge, theme.px(6), edge, theme.px(8))
        self._column.setSpacing(theme.px(6))


class AnswersPart(Part):
    """Réponses, likely one first: they are F7, F8 and F9 of the script."""

    def __init__(self, edition: EditionNow) -> None:
        super().__init__("Réponses", "La plus probable d’abord\u00a0: ce sont F7, F8 et F9 pendant l’appel.")
        self.rows: Rows[Answer] = Rows(
            "Réponse",
            "Ajouter une réponse",
            lambda: AnswerRow(edition),
            lambda: Answer("", Effect.DONE),
            MOST_ANSWERS,
        )
        self.rows.edited.connect(self.edited)
        self.body.addWidget(self.rows)

    def load(self, step: Step) -> None:
        self.rows.set_values(step.answers)

    def taken(self, step: Step) -> Step:
        return replace(step, answers=self.rows.values())

    def place_of(self, key: str) -> QWidget | None:
        head, _, inner = key.partition(".")
        if head not in ("answer", "answers"):
            return None
        wanted = next((place for place, row in enumerate(self._answers(), 1) if _wanting(row, inner)), 1)
        return self.place_at(key, wanted)

    def place_at(self, key: str, rank: int) -> QWidget | None:
        """Where a key of the answer of this rank, from 1, is typed."""
        head, _, inner = key.partition(".")
        if head not in ("answer", "answers"):
            return None
        rows = self._answers()
        if not rows:
            return self.rows.add
        row = rows[min(rank, len(rows)) - 1]
        named: dict[str, QWidget] = {
            "help": row.help.edit,
            "question": row.question.combo,
            "value": row.answer.combo,
            "step": row.step.combo,
        }
        return named.get(inner, row.text.edit)

    def _answers(self) -> list[AnswerRow]:
        return [row for row in self.rows.rows() if isinstance(row, AnswerRow)]


def _wanting(row: AnswerRow, inner: str) -> bool:
    """Whether a key inside an answer, told without its rank, may speak of this row."""
    wanted = {"help": Effect.HELP, "question": Effect.ANSWER, "value": Effect.ANSWER, "step": Effect.BACK}
    value = row.value()
    return value.effect is wanted[inner] if inner in wanted else not value.text or "{" in value.text


class LinkRow(Row[Link]):
    """The address that opens, the one that is typed, and whether the sheet has its square."""

    def __init__(self) -> None:
        super().__init__()
        self.url = TextField("Adresse qui s’ouvre", hint="Elle commence par https:// ou mailto:", reserve=False)
        self.typed = TextField("Adresse à taper", hint="Telle qu’elle est imprimée", reserve=False)
        self.label = TextField("Nom", reserve=False)
        self.code = CheckBox("Imprimer le carré à viser avec un téléphone")
        self._column = QVBoxLayout(self)
        for widget in (self.url, Pair(self.typed, self.label), self.code):
            self._column.addWidget(widget)
        for field in (self.url, self.typed, self.label):
            field.edited.connect(self.edited)
        self.code.clicked.connect(lambda _on: self.edited.emit())
        self.start_theme()

    def load(self, value: Link) -> None:
        self.url.set_text(value.url)
        self.typed.set_text(value.typed)
        self.label.set_text(value.label)
        self.code.setChecked(value.qr)

    def value(self) -> Link:
        return Link(
            url=self.url.text().strip(),
            typed=self.typed.text().strip(),
            label=self.label.text().strip(),
            qr=self.code.isChecked(),
        )

    def first(self) -> QWidget:
        return self.url.line

    def retheme(self, theme: Theme) -> None:
        edge = theme.px(10)
        self._column.setContentsMargins(edge, theme.px(6), edge, theme.px(8))
        self._column.setSpacing(theme.px(6))


class LinksPart(Part):
    """Liens."""

    def __init__(self) -> None:
        super().__init__("Liens")
        self.rows: Rows[Link] = Rows("Lien", "Ajouter un lien", LinkRow, lambda: Link("https://", ""))
        self.rows.edited.connect(self.edited)
        self.body.addWidget(self.rows)

    def load(self, step: Step) -> None:
        self.rows.set_values(step.links)

    def taken(self, step: Step) -> Step:
        return replace(step, links=self.rows.values())

    def place_of(self, key: str) -> QWidget | None:
        return self.place_at(key, 1)

    def place_at(self, key: str, rank: int) -> QWidget | None:
        """Where a key of the link of this rank, from 1, is typed."""
        head, _, inner = key.partition(".")
        if head not in ("link", "links"):
            return None
        rows = [row for row in self.rows.rows() if isinstance(row, LinkRow)]
        if not rows:
            return self.rows.add
        row = rows[min(rank, len(rows)) - 1]
        named: dict[str, QWidget] = {"typed": row.typed.line, "label": row.label.line, "qr": row.code}
        return named.get(inner, row.url.line)
