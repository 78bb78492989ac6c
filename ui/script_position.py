"""Where the script of a call stands: a question of the situation or a step of the guide, and what F7, F8, F9 do there.

Pure: from the dossier's answers, stage and ticks; nothing here reads or writes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.checks.problems import NBSP
from app.domain.deadlines import BEFORE_REQUEST
from app.domain.dossiers import Stage
from app.guide.edition import NO, UNKNOWN, YES, Answer, Edition, Effect, Phase, Question, Situation, Step
from app.guide.path import holds, numbering, open_questions, remaining_steps, whole_path

QUESTION, STEP = "question:", "step:"
KEYS = ("F7", "F8", "F9")
AHEAD = 3  # steps told under « Ensuite »

_DESK_ANSWERS = (Answer("C’est fait", Effect.DONE), Answer("Pas encore", Effect.WAIT))
"""For a step of the guide that gives no answers of its own: what AMF42 or the CDC does."""


@dataclass(frozen=True)
class Standing:
    """What a dossier's script is found from."""

    edition: Edition
    situation: Situation
    stage: Stage
    done: frozenset[str] = frozenset()
    blocked: str = ""  # id of the step where the official is stuck


@dataclass(frozen=True)
class Offer:
    """One answer that the official may give, with where it leads in a few words (`hint`)."""

    text: str
    hint: str
    effect: Effect
    question: str = ""
    value: str = ""
    step: str = ""
    help: str = ""


@dataclass(frozen=True)
class Script:
    """One place of the script. Neither question nor step: nothing is left to do."""

    place: str  # "question:account_open", "step:create_account", or "" at the end
    before: str  # the place that Maj+F7 goes back to, or ""
    phase: Phase
    question: Question | None = None
    step: Step | None = None
    number: int | None = None  # of the step, from 1, as on paper; of the question among the questions
    total: int = 0
    offers: tuple[Offer, ...] = ()
    ahead: tuple[Step, ...] = ()
    done: bool = False  # the step was ticked before: the script was led back to it
    blocked: bool = False
    numbers: Mapping[str, int] = field(default_factory=dict)  # step id -> number

    @property
    def at_end(self) -> bool:
        """Whether nothing is left to say."""
        return self.question is None and self.step is None


def asked_questions(standing: Standing) -> tuple[Question, ...]:
    """The questions that this situation asks; none once the request has left, since the account then works."""
    if standing.stage not in BEFORE_REQUEST:
        return ()
    return tuple(one for one in standing.edition.questions if holds(one.when, standing.situation))


def places(standing: Standing) -> tuple[str, ...]:
    """All the places of the script, in the order in which one goes through them."""
    path = whole_path(standing.edition, standing.situation)
    return (
        *(QUESTION + question.id for question in asked_questions(standing)),
        *(STEP + step.id for step in path),
    )


def current_place(standing: Standing) -> str:
    """The first question without an answer, else the first step that remains, else ""."""
    asked = asked_questions(standing)
    for question in open_questions(standing.edition, standing.situation):
        if question in asked:
            return QUESTION + question.id
    remaining = _remaining(standing)
    return STEP + remaining[0].id if remaining else ""


def script_at(standing: Standing, wanted: str = "") -> Script:
    """The script at a place, or where the dossier stands when `wanted` is empty or no longer on the path."""
    order = places(standing)
    place = wanted if wanted in order else current_place(standing)
    at = order.index(place) if place in order else len(order)
    before = order[at - 1] if at else ""
    if place.startswith(QUESTION):
        return _at_question(standing, place, before)
    path = whole_path(standing.edition, standing.situation)
    numbers = numbering(path)
    if not place:
        return Script("", before, standing.edition.phases[-1], total=len(numbers), numbers=numbers)
    step = standing.edition.step(place.removeprefix(STEP))
    done = step.id in standing.done
    return Script(
        place,
        before,
        _phase(standing.edition, step.phase),
        step=step,
        number=numbers.get(step.id),
        total=len(numbers),
        offers=tuple(_offer(standing, step, answer, numbers) for answer in (step.answers or _DESK_ANSWERS)),
        ahead=tuple(one for one in path[path.index(step) + 1 :] if one.id not in standing.done)[:AHEAD],
        done=done,
        blocked=step.id == standing.blocked,
        numbers=numbers,
    )


def place_after(standing: Standing, place: str) -> str:
    """The place that follows, for a step that was already ticked; "" leads where the dossier stands."""
    order = places(standing)
    at = order.index(place) + 1 if place in order else len(order)
    if at >= len(order) or order[at] == current_place(standing):
        return ""
    return order[at]


def situation_words(edition: Edition, situation: Situation) -> str:
    """« Compte à ouvrir · FranceConnect » : the situation in one line; what is not known is left out."""
    words: list[str] = []
    for question in edition.questions:
        value = situation.get(question.id, UNKNOWN)
        if value == UNKNOWN or not holds(question.when, situation):
            continue
        told = question.label if value == YES else question.no_label
        words.append(told[:1].upper() + told[1:] if not words else told)
    return " · ".join(words)


def _at_question(standing: Standing, place: str, before: str) -> Script:
    asked = asked_questions(standing)
    question = next(one for one in asked if one.id == place.removeprefix(QUESTION))
    offers = tuple(
        Offer(text, hint, Effect.ANSWER, question.id, value)
        for text, hint, value in (
            (question.yes, "oui", YES),
            (question.no, "non", NO),
            (question.unknown, "à voir", UNKNOWN),
        )
    )
    remaining = _remaining(standing)
    numbers = numbering(whole_path(standing.edition, standing.situation))
    return Script(
        place,
        before,
        _phase(standing.edition, remaining[0].phase if remaining else 1),
        question=question,
        number=asked.index(question) + 1,
        total=len(asked),
        offers=offers,
        numbers=numbers,
    )


def _offer(standing: Standing, step: Step, answer: Answer, numbers: Mapping[str, int]) -> Offer:
    return Offer(
        answer.text,
        _hint(standing, step, answer, numbers),
        answer.effect,
        answer.question,
        answer.value,
        answer.step,
        answer.help,
    )


def _hint(standing: Standing, step: Step, answer: Answer, numbers: Mapping[str, int]) -> str:
    match answer.effect:
        case Effect.DONE:
            return _leads_to(standing, step, numbers)
        case Effect.BACK:
            number = numbers.get(answer.step)
            return f"revient à l’étape{NBSP}{number}" if number else "revient en arrière"
        case Effect.ANSWER:
            return "autre chemin"
        case Effect.HELP:
            return "autre façon de faire"
        case Effect.WAIT:
            return "rappel proposé"
    return "blocage ici"


def _leads_to(standing: Standing, step: Step, numbers: Mapping[str, int]) -> str:
    after = next((one for one in _remaining(standing) if one.id != step.id), None)
    if after is None:
        return "fin du guide"
    number = numbers.get(after.id)
    return f"étape{NBSP}{number}" if number else "à l’AMF42"


def _remaining(standing: Standing) -> tuple[Step, ...]:
    return remaining_steps(standing.edition, standing.situation, standing.stage, standing.done)


def _phase(edition: Edition, number: int) -> Phase:
    return next((phase for phase in edition.phases if phase.number == number), edition.phases[0])
