"""All that keeps an edition from being used, at once, each with the step named: what is refused before it is saved.

The rules of a file (`app.guide.rules`) come first; then every situation is walked through: none may be left without a
path, and no step may wait for a person who cannot exist.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from app.domain.stages import Stage
from app.guide.compare import key_title
from app.guide.conditions import ANSWER_NAMES, EVERYONE, words_of
from app.guide.edition import ANSWERS, NO, UNKNOWN, YES, Actor, Edition, Effect, Situation, Step
from app.guide.loading import read_tables
from app.guide.path import holds, whole_path
from app.guide.rules import Finding, findings
from app.guide.tables import GuideError, french
from app.guide.writing import edition_tables

MOST_QUESTIONS = 8  # every situation is walked through: 3 to the power of this


@dataclass(frozen=True)
class Problem:
    """One thing to put right. `step_id` is "" for the whole edition; `sentence` names the step and says what to do."""

    step_id: str
    key: str
    sentence: str


def prove(edition: Edition) -> tuple[Problem, ...]:
    """All problems of an edition, those of the whole first, then in the order of the steps; none: it can be used."""
    found = [_told(one, edition) for one in findings(edition)]
    broken = {problem.key.partition(".")[0] for problem in found}
    # A path through unknown questions, stages or doubled names would say the same again in other words.
    if not broken & {"question", "step", "column", "path_order", "when"}:
        found += _walked(edition)
    if not found:
        found += _read_back(edition)
    ranks = {step.id: rank for rank, step in reversed(list(enumerate(edition.steps, start=1)))}
    return tuple(dict.fromkeys(sorted(found, key=lambda problem: ranks.get(problem.step_id, 0))))


def possible_situations(edition: Edition) -> tuple[Situation, ...]:
    """The situations that the guide's own questions and answers lead to, each question answered (« à voir » at first).

    A question is answered where it is asked; an answer to a step may change one that was given before.
    """
    ids = [question.id for question in edition.questions]
    ways = list(_ways(edition))
    start = tuple(UNKNOWN for _ in ids)
    reached, waiting = {start}, [start]
    while waiting:
        answers = waiting.pop()
        situation = dict(zip(ids, answers, strict=True))
        for question, values, when, fresh in ways:
            rank = ids.index(question)
            if (fresh and answers[rank] != UNKNOWN) or not holds(when, situation):
                continue
            for value in values:
                other = (*answers[:rank], value, *answers[rank + 1 :])
                if other not in reached:
                    reached.add(other)
                    waiting.append(other)
    return tuple(dict(zip(ids, answers, strict=True)) for answers in sorted(reached, key=_rank))


def all_situations(edition: Edition) -> Iterator[Situation]:
    """Every combination of answers: an answer that was given and is taken back can leave any of them."""
    ids = [question.id for question in edition.questions]
    return (dict(zip(ids, answers, strict=True)) for answers in itertools.product(ANSWERS, repeat=len(ids)))


def _ways(edition: Edition) -> Iterator[tuple[str, tuple[str, ...], Mapping[str, tuple[str, ...]], bool]]:
    """Yield question, answers, where it holds, and whether it only answers what has no answer yet."""
    known = {question.id for question in edition.questions}
    for question in edition.questions:
        yield question.id, (YES, NO), question.when, True
    for step in edition.steps:
        for answer in step.answers:
            if answer.effect is Effect.ANSWER and answer.question in known and answer.value in ANSWERS:
                yield answer.question, (answer.value,), step.when, False


def _rank(answers: tuple[str, ...]) -> tuple[int, ...]:
    return tuple(ANSWERS.index(answer) for answer in answers)


def _told(finding: Finding, edition: Edition) -> Problem:
    """A rule of the file in the words of the editor."""
    return Problem(
        finding.step_id, finding.key, _sentence(edition, finding.step_id, finding.key, _words(finding), finding.place)
    )


def _words(finding: Finding) -> str:
    return finding.staff or finding.problem


def _sentence(edition: Edition, step_id: str, key: str, problem: str, place: str = "") -> str:
    named = ", ".join(part for part in (_who(edition, step_id, place), _key(key, edition)) if part)
    return french(f"{named[:1].upper()}{named[1:]} : {problem}")


def _who(edition: Edition, step_id: str, place: str) -> str:
    """« étape « Confirmez », lien n° 1 » : what stands in a file's place behind the step is kept."""
    if not step_id:
        questions = {f"question « {one.id} »": f"question « {one.label or one.id} »" for one in edition.questions}
        return questions.get(place, place or "guide")
    title = next((step.title for step in edition.steps if step.id == step_id and step.title.strip()), step_id)
    _, _, behind = place.partition("»")
    return f"étape « {title} »{behind}"


def _key(key: str, edition: Edition) -> str:
    """The French name of a key; a condition is told by its question: « pour qui, « Compte ouvert » »."""
    head, _, rest = key.partition(".")
    if head in ("when", "teaches") and rest:
        label = next((one.label for one in edition.questions if one.id == rest and one.label.strip()), rest)
        return f"{key_title(head)}, « {label} »"
    return key_title(key)


def _walked(edition: Edition) -> Iterator[Problem]:
    """What only shows when every situation is walked through."""
    if len(edition.questions) > MOST_QUESTIONS:
        problem = f"il y a {len(edition.questions)} questions. Gardez-en {MOST_QUESTIONS} au plus."
        yield Problem("", "questions", _sentence(edition, "", "questions", problem))
        return
    possible = possible_situations(edition)
    every = tuple(all_situations(edition))
    yield from _nobody(edition, possible)
    yield from _branches(edition)
    yield from _holes(edition)
    yield from _paths(edition, every)
    yield from _answers(edition, possible)


def _nobody(edition: Edition, possible: Iterable[Situation]) -> Iterator[Problem]:
    """Conditions that no situation fulfils: of a question, of a step."""
    for question in edition.questions:
        if not any(holds(question.when, situation) for situation in possible):
            problem = (
                f"elle n’est jamais posée : personne n’est dans ce cas ({words_of(question.when, edition)}). "
                "Changez « pour qui »."
            )
            place = f"question « {question.id} »"
            yield Problem("", "question.when", _sentence(edition, "", "when", problem, place))
    for step in edition.steps:
        if not any(holds(step.when, situation) for situation in possible):
            problem = (
                f"personne n’est dans ce cas ({words_of(step.when, edition)}). "
                "Choisissez d’autres conditions, ou retirez l’étape."
            )
            yield Problem(step.id, "when", _sentence(edition, step.id, "when", problem))


def _branches(edition: Edition) -> Iterator[Problem]:
    """Columns and answers for which no step is left."""
    order = edition.path_order
    for stage in order[: order.index(Stage.ENROLLED)]:
        if not any(step.stage is stage for step in edition.steps):
            title = edition.column(stage).title
            problem = f"la colonne « {title} » n’a plus d’étape. Ajoutez-en une dans cette colonne."
            yield Problem("", "stage", _sentence(edition, "", "stage", problem))
    for question in edition.questions:
        for answer in ANSWERS:
            if not any(answer in step.when.get(question.id, ()) for step in edition.steps):
                problem = (
                    f"« {question.label} : {ANSWER_NAMES[answer]} » n’a plus d’étape. "
                    "Ajoutez une étape qui vaut dans ce cas."
                )
                yield Problem("", "path", _sentence(edition, "", "path", problem))


def _holes(edition: Edition) -> Iterator[Problem]:
    """Steps that stand for each other, one answer each, where one answer has none.

    « Oui » alone may have nothing to do (what is to be obtained is there already); « à voir » beside both, or « non »
    beside « oui » and « à voir », would leave a person without what all the others must do here.
    """
    for question in edition.questions:
        for group in _alternatives(edition.steps, question.id):
            answered = {answer for step in group for answer in step.when[question.id]}
            for answer in set(ANSWERS) - answered - {YES}:
                titles = dict.fromkeys(f"« {step.title} »" for step in group)
                problem = (
                    f"rien ne remplace cette étape pour « {question.label} : {ANSWER_NAMES[answer]} » "
                    f"(ici : {', '.join(titles)}). Ajoutez l’étape qui manque, ou changez les conditions."
                )
                yield Problem(group[0].id, "when", _sentence(edition, group[0].id, "when", problem))


def _alternatives(steps: Iterable[Step], question: str) -> Iterator[list[Step]]:
    """Yield the runs of two steps or more that differ in their answers to this question alone, and share none."""
    run: list[Step] = []
    for step in steps:
        if run and not _alternative(run, step, question):
            if len(run) > 1:
                yield run
            run = []
        if question in step.when:
            run.append(step)
    if len(run) > 1:
        yield run


def _alternative(run: list[Step], step: Step, question: str) -> bool:
    def rest(one: Step) -> tuple[object, ...]:
        return one.stage, one.phase, {name: set(answers) for name, answers in one.when.items() if name != question}

    taken = {answer for one in run for answer in one.when[question]}
    return question in step.when and rest(step) == rest(run[0]) and not taken & set(step.when[question])


def _paths(edition: Edition, situations: Iterable[Situation]) -> Iterator[Problem]:
    """What each person must find on the way to being enrolled."""
    titles = {column.stage: column.title for column in edition.columns}

    def official(stage: Stage) -> Callable[[Step], bool]:
        return lambda step: step.stage is stage and step.on_sheet and step.actor is Actor.OFFICIAL

    wanted: list[tuple[str, Callable[[Step], bool]]] = [
        (f"l’élu n’a rien à faire dans la colonne « {titles[stage]} »", official(stage))
        for stage in (Stage.READY_TO_REQUEST, Stage.TO_CONFIRM)
    ]
    wanted.append(("aucune étape ne rappelle le dernier jour pour demander", lambda step: step.deadline))
    paths = [(situation, whole_path(edition, situation)) for situation in situations]
    for lacking, test in wanted:
        without = [situation for situation, path in paths if not any(test(step) for step in path)]
        if without:
            who = _case(edition, without, len(paths))
            problem = f"{who}, {lacking}. Ajoutez une étape qui vaut dans ce cas."
            yield Problem("", "path", _sentence(edition, "", "path", problem))


def _case(edition: Edition, without: list[Situation], total: int) -> str:
    """Name the people concerned: everyone, those who gave one answer, or one of them as an example."""
    if len(without) == total:
        return f"pour {EVERYONE}"
    for question in edition.questions:
        given = [situation[question.id] for situation in without]
        answers = [answer for answer in ANSWERS if given.count(answer) * len(ANSWERS) == total]
        if sum(map(given.count, answers)) == len(given):
            return f"pour « {question.label} : {' ou '.join(ANSWER_NAMES[answer] for answer in answers)} »"
    return f"par exemple pour : {words_of({name: (answer,) for name, answer in without[0].items()}, edition)}"


def _answers(edition: Edition, possible: Iterable[Situation]) -> Iterator[Problem]:
    """Answers to a step that leave the official where they were."""
    order = [step.id for step in edition.steps]
    situations = tuple(possible)
    for step in edition.steps:
        here = [situation for situation in situations if holds(step.when, situation)]
        for answer in step.answers:
            problem = ""
            if (
                answer.effect is Effect.BACK
                and answer.step in order
                and not (
                    order.index(answer.step) < order.index(step.id)
                    and any(holds(edition.step(answer.step).when, situation) for situation in here)
                )
            ):
                problem = (
                    f"« {answer.text} » ramène à « {edition.step(answer.step).title} », qui ne vient pas avant. "
                    "Choisissez une étape d’avant."
                )
            if (
                answer.effect is Effect.ANSWER
                and here
                and not any(_leads(edition, one, step, answer.question, answer.value) for one in here)
            ):
                problem = f"« {answer.text} » ne mène nulle part : l’étape reste la même. Choisissez un autre effet."
            if problem:
                yield Problem(step.id, "answer", _sentence(edition, step.id, "answer", problem))


def _leads(edition: Edition, situation: Situation, step: Step, question: str, value: str) -> bool:
    """Whether an answer makes this step another one, or puts something before it."""

    def way(answers: Situation) -> list[str]:
        path = [one.id for one in whole_path(edition, answers)]
        return path[: path.index(step.id) + 1] if step.id in path else []

    return way(situation) != way({**situation, question: value})


def _read_back(edition: Edition) -> Iterator[Problem]:
    """What the file's own reading still refuses: a word that only a program can have put there."""
    try:
        read_tables(edition_tables(edition), edition.title)
    except GuideError as problem:
        yield Problem("", "", problem.message)
