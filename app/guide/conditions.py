"""For whom a step holds, in French words."""

from __future__ import annotations

from collections.abc import Mapping

from app.guide.edition import ANSWERS, NO, UNKNOWN, YES, Edition, Question

EVERYONE = "tout le monde"
ANSWER_NAMES = {YES: "oui", NO: "non", UNKNOWN: "à voir"}


def words_of(when: Mapping[str, tuple[str, ...]], edition: Edition) -> str:
    """A condition in words, without a capital: « compte ouvert et sans FranceConnect »; none: « tout le monde ».

    A question that the edition doesn't have is told by its id, so that a broken step can still be listed.
    """
    questions = {question.id: question for question in edition.questions}
    told = [_told(questions.get(name), name, answers) for name, answers in when.items() if set(answers) != set(ANSWERS)]
    if not told:
        return EVERYONE
    return told[0] if len(told) == 1 else f"{', '.join(told[:-1])} et {told[-1]}"


def _told(question: Question | None, name: str, answers: tuple[str, ...]) -> str:
    if question is None:
        return f"{name}\u00a0: {_answers(answers)}"
    if answers == (UNKNOWN,):
        return f"{_lower(question.label)}\u00a0: à voir"
    words = {YES: _lower(question.label), NO: question.no_label, UNKNOWN: "à voir"}
    return " ou ".join(words.get(answer, answer) for answer in sorted(answers, key=_rank))


def _answers(answers: tuple[str, ...]) -> str:
    return " ou ".join(ANSWER_NAMES.get(answer, answer) for answer in sorted(answers, key=_rank))


def _rank(answer: str) -> int:
    return ANSWERS.index(answer) if answer in ANSWERS else len(ANSWERS)


def _lower(label: str) -> str:
    """« compte ouvert », but « FranceConnect »: a word with a capital inside is a name."""
    first = label.split(" ", maxsplit=1)[0]
    return label if first[1:] != first[1:].lower() else label[:1].lower() + label[1:]
