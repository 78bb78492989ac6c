"""What must hold between the parts of an edition: each stage a column, each reference a step, each step its turn."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from app.domain.stages import Stage
from app.guide.edition import ANSWERS, Edition, Effect, Step
from app.guide.markup import MarkupError, RunKind, parse
from app.guide.tables import GuideError, Table
from app.guide.wording import PLACEHOLDERS, WordingError, placeholders

Refuse = Callable[[str, str], GuideError]  # key, problem -> the error to raise

MOST_ANSWERS = 3  # F7, F8, F9


def check_edition(edition: Edition, table: Table) -> None:
    """Raise GuideError at the first rule that does not hold; `table` gives the file's name."""

    def place(words: str) -> Refuse:
        return Table(table.file, words, {}).error

    _check_whole(edition, place(""))
    for question in edition.questions:
        _check_conditions(question.when, edition, "when", place(f"question « {question.id} »"))
    for before, step in zip((None, *edition.steps), edition.steps, strict=False):
        refuse = place(f"étape « {step.id} »")
        _check_turn(before, step, edition, refuse)
        _check_conditions(step.when, edition, "when", refuse)
        _check_conditions(
            {question: (answer,) for question, answer in step.teaches.items()}, edition, "teaches", refuse
        )
        _check_answers(step, edition, refuse)
        _check_texts(step, edition, refuse)


def _check_whole(edition: Edition, refuse: Refuse) -> None:
    if edition.review_by <= edition.valid_from:
        raise refuse("review_by", "cette date vient après « valid_from ». Corrigez l’une des deux.")
    _check_each_stage("path_order", edition.path_order, refuse)
    _check_each_stage("column", [column.stage for column in edition.columns], refuse)
    _check_unique("phase", [str(phase.number) for phase in edition.phases], refuse)
    _check_unique("question", [question.id for question in edition.questions], refuse)
    _check_unique("step", [step.id for step in edition.steps], refuse)
    if not edition.steps:
        raise refuse("step", "le guide n’a pas d’étape. Ajoutez-en une : [[step]].")
    numbers = {phase.number for phase in edition.phases}
    for column in edition.columns:
        if column.phase is not None and column.phase not in numbers:
            raise refuse("column", f"la colonne « {column.title} » est dans la phase {column.phase}, qui n’existe pas.")


def _check_each_stage(key: str, stages: Sequence[Stage], refuse: Refuse) -> None:
    _check_unique(key, [stage.value for stage in stages], refuse)
    missing = [stage.value for stage in Stage if stage not in stages]
    if missing:
        raise refuse(key, f"il manque {', '.join(missing)}. Chaque colonne du tableau y est une fois.")


def _check_unique(key: str, names: Iterable[str], refuse: Refuse) -> None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise refuse(key, f"« {name} » y est deux fois. Gardez-en un, ou donnez un autre nom à l’autre.")
        seen.add(name)


def _check_turn(before: Step | None, step: Step, edition: Edition, refuse: Refuse) -> None:
    if step.phase not in {phase.number for phase in edition.phases}:
        raise refuse("phase", f"la phase {step.phase} n’existe pas. Écrivez le numéro d’une phase du guide.")
    if before is None:
        return
    order = edition.path_order
    if order.index(step.stage) < order.index(before.stage):
        raise refuse(
            "stage",
            f"« {step.stage.value} » vient avant « {before.stage.value} », la colonne de l’étape précédente, "
            f"« {before.id} ». Déplacez l’étape.",
        )
    if step.phase < before.phase:
        raise refuse(
            "phase", f"l’étape précédente, « {before.id} », est déjà en phase {before.phase}. Déplacez l’étape."
        )


def _check_conditions(when: Mapping[str, tuple[str, ...]], edition: Edition, key: str, refuse: Refuse) -> None:
    for question, answers in when.items():
        _check_known(f"{key}.{question}", question, [one.id for one in edition.questions], refuse)
        for answer in answers:
            _check_known(f"{key}.{question}", answer, ANSWERS, refuse)


def _check_known(key: str, word: str, words: Iterable[str], refuse: Refuse) -> None:
    known = list(words)
    if word not in known:
        raise refuse(key, f"« {word} » n’est pas connu. Écrivez l’un de ces mots : {', '.join(known)}.")


def _check_answers(step: Step, edition: Edition, refuse: Refuse) -> None:
    if not 1 <= len(step.answers) <= MOST_ANSWERS:
        raise refuse("answer", f"il y a {len(step.answers)} réponses. Il en faut de 1 à {MOST_ANSWERS} (F7, F8, F9).")
    for answer in step.answers:
        if answer.effect is Effect.ANSWER:
            _check_known("answer.question", answer.question, [one.id for one in edition.questions], refuse)
            _check_known("answer.value", answer.value, ANSWERS, refuse)
        if answer.effect is Effect.BACK:
            _check_known("answer.step", answer.step, [one.id for one in edition.steps], refuse)


def _check_texts(step: Step, edition: Edition, refuse: Refuse) -> None:
    steps = {one.id for one in edition.steps}
    for key, text, marked in _texts(step):
        try:
            for found in placeholders(text):
                missing = [name for name in found.names if found.is_step and name not in steps]
                if missing:
                    raise refuse(key, f"l’étape « {missing[0]} » citée dans le texte n’existe pas. Corrigez son nom.")
        except WordingError as problem:
            raise _wording_refused(problem, key, refuse) from None
        if marked:
            _check_markup(key, text, refuse)


def _check_markup(key: str, text: str, refuse: Refuse) -> None:
    try:
        blocks = parse(text)
    except MarkupError as problem:
        raise refuse(key, f"un signe n’est pas fermé, ici : {problem.excerpt} Fermez-le.") from None
    for run in (run for block in blocks for run in block.runs):
        if run.kind in (RunKind.BUTTON, RunKind.ADDRESS) and "{" in run.text:
            raise refuse(key, f"« {run.text} » est un mot exact : il ne contient pas d’accolade. Retirez-la.")
        if run.text.count("{") != run.text.count("}"):
            raise refuse(key, f"une accolade est coupée par un signe, ici : {run.text[-30:]} Ôtez le signe.")


def _wording_refused(problem: WordingError, key: str, refuse: Refuse) -> GuideError:
    if problem.reason == WordingError.NAME:
        return refuse(
            key, f"{problem.written} : ce mot n’est pas connu. Les mots connus : {', '.join(sorted(PLACEHOLDERS))}."
        )
    return refuse(
        key,
        f"{problem.written} : écrivez aussi ce qui se lit quand on ne sait pas, comme "
        "{training|la formation} ou {step:confirm|à l’étape #|à la fin}.",
    )


def _texts(step: Step) -> Iterator[tuple[str, str, bool]]:
    """Yield key, text and whether it is light markup, for each text that may hold a placeholder."""
    yield "title", step.title, False
    yield "body", step.body, True
    yield "say", step.say, False
    yield "if_blocked", step.if_blocked, False
    for answer in step.answers:
        yield "answer.text", answer.text, False
        yield "answer.help", answer.help, False
    if step.screen:
        yield "screen.title", step.screen.title, False
        yield "screen.text", step.screen.text, False
        yield "screen.note", step.screen.note, True
        for field in step.screen.fields:
            yield "screen.field.hint", field.hint, False
