"""What must hold between the parts of an edition: each stage a column, each reference a step, each step its turn.

Each rule is written once: loading a file raises the first finding (`check_edition`), the editor lists them all
(`app.guide.proving`, which adds what needs every situation to be walked through).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from urllib.parse import urlsplit

from app.domain.stages import Stage
from app.guide.edition import ANSWERS, Answer, Edition, Effect, Link, Step
from app.guide.markup import MarkupError, RunKind, is_address, parse
from app.guide.tables import EMPTY, Table
from app.guide.text_rules import says_something, step_texts, whole_texts
from app.guide.wording import PLACEHOLDERS, WordingError, placeholders

MOST_ANSWERS = 3  # F7, F8, F9

# The keys that an answer has for its effect alone.
_OWN = {Effect.ANSWER: ("question", "value"), Effect.BACK: ("step",), Effect.HELP: ("help",)}


@dataclass(frozen=True)
class Finding:
    """One rule that does not hold: `place` and `key` as in a file, `problem` says what is wrong, then what to do.

    `problem` speaks to who writes the file; `staff`, where it differs, to who edits on screen.
    """

    place: str
    key: str
    problem: str
    step_id: str = ""
    staff: str = ""


def check_edition(edition: Edition, table: Table) -> None:
    """Raise GuideError at the first rule that does not hold; `table` gives the file's name."""
    for finding in findings(edition):
        raise Table(table.file, finding.place, {}).error(finding.key, finding.problem)


def findings(edition: Edition) -> Iterator[Finding]:
    """Yield all that does not hold, the whole first, then question by question, step by step."""
    yield from _whole(edition)
    for question in edition.questions:
        place = f"question « {question.id} »"
        texts = ("id", "label", "ask", "yes", "no", "unknown", "no_label")
        yield from _empty(place, {key: getattr(question, key) for key in texts})
        yield from _conditions(question.when, edition, "when", place)
    ids = [step.id for step in edition.steps]
    for before, step in zip((None, *edition.steps), edition.steps, strict=False):
        yield from _step(before, step, edition, frozenset(ids))


def _whole(edition: Edition) -> Iterator[Finding]:
    yield from _empty("", {key: getattr(edition, key) for key in ("id", "title", "source")})
    yield from (Finding("", key, problem) for key, problem in whole_texts(edition))
    if edition.review_by <= edition.valid_from:
        yield Finding(
            "",
            "review_by",
            "cette date vient après « valid_from ». Corrigez l’une des deux.",
            staff="cette date vient après celle du début. Corrigez l’une des deux.",
        )
    yield from _each_stage("path_order", edition.path_order)
    yield from _each_stage("column", [column.stage for column in edition.columns])
    yield from _unique("phase", [str(phase.number) for phase in edition.phases])
    yield from _unique("question", [question.id for question in edition.questions])
    yield from _unique("step", [step.id for step in edition.steps])
    if not edition.steps:
        yield Finding(
            "", "step", "le guide n’a pas d’étape. Ajoutez-en une : [[step]].", staff="le guide n’a plus d’étape."
        )
    numbers = {phase.number for phase in edition.phases}
    for phase in edition.phases:
        yield from _empty(f"phase n° {phase.number}", {"title": phase.title})
    for column in edition.columns:
        yield from _empty(f"colonne « {column.stage.value} »", {"title": column.title})
        if column.phase is not None and column.phase not in numbers:
            problem = f"la colonne « {column.title} » est dans la phase {column.phase}, qui n’existe pas."
            yield Finding("", "column", problem)


def _each_stage(key: str, stages: Sequence[Stage]) -> Iterator[Finding]:
    yield from _unique(key, [stage.value for stage in stages])
    missing = [stage.value for stage in Stage if stage not in stages]
    if missing:
        yield Finding("", key, f"il manque {', '.join(missing)}. Chaque colonne du tableau y est une fois.")


def _unique(key: str, names: Iterable[str]) -> Iterator[Finding]:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            problem = f"« {name} » y est deux fois. Gardez-en un, ou donnez un autre nom à l’autre."
            yield Finding("", key, problem, step_id=name if key == "step" else "")
        seen.add(name)


def _empty(place: str, texts: Mapping[str, str], step_id: str = "") -> Iterator[Finding]:
    for key, text in texts.items():
        if not text.strip():
            yield Finding(place, key, EMPTY, step_id)


def _step(before: Step | None, step: Step, edition: Edition, ids: frozenset[str]) -> Iterator[Finding]:
    place = f"étape « {step.id} »"

    def named(found: Iterator[Finding]) -> Iterator[Finding]:
        return (Finding(one.place, one.key, one.problem, step.id, one.staff) for one in found)

    taught = {question: (answer,) for question, answer in step.teaches.items()}
    texts = {key: getattr(step, key) for key in ("id", "title", "say", "if_blocked", "source")}
    yield from named(
        chain(
            _empty(place, texts),
            _turn(before, step, edition, place),
            _conditions(step.when, edition, "when", place),
            _conditions(taught, edition, "teaches", place),
            _says_how(step, place),
            _links(step, place),
            _answers(step, edition, ids, place),
            _screen(step, place),
            (Finding(place, key, problem) for key, problem in step_texts(step)),
            _texts_of(step, ids, place),
        )
    )


def _turn(before: Step | None, step: Step, edition: Edition, place: str) -> Iterator[Finding]:
    if step.stage not in {column.stage for column in edition.columns}:
        yield Finding(place, "stage", "elle n’est dans aucune colonne du tableau. Choisissez sa colonne.")
    if step.phase not in {phase.number for phase in edition.phases}:
        yield Finding(place, "phase", f"la phase {step.phase} n’existe pas. Écrivez le numéro d’une phase du guide.")
    if before is None:
        return
    order = edition.path_order
    titles = {column.stage: column.title for column in edition.columns}
    if {step.stage, before.stage} <= set(order) and order.index(step.stage) < order.index(before.stage):
        yield Finding(
            place,
            "stage",
            f"« {step.stage.value} » vient avant « {before.stage.value} », la colonne de l’étape précédente, "
            f"« {before.id} ». Déplacez l’étape.",
            staff=f"la colonne « {titles.get(step.stage, step.stage.value)} » vient avant "
            f"« {titles.get(before.stage, before.stage.value)} », celle de l’étape précédente, « {before.title} ». "
            "Déplacez l’étape, ou changez sa colonne.",
        )
    if step.phase < before.phase:
        yield Finding(
            place,
            "phase",
            f"l’étape précédente, « {before.id} », est déjà en phase {before.phase}. Déplacez l’étape.",
            staff=f"l’étape précédente, « {before.title} », est déjà en phase {before.phase}. "
            "Déplacez l’étape, ou changez sa phase.",
        )


def _conditions(when: Mapping[str, tuple[str, ...]], edition: Edition, key: str, place: str) -> Iterator[Finding]:
    for question, answers in when.items():
        at = f"{key}.{question}"
        yield from _known(
            place,
            at,
            question,
            [one.id for one in edition.questions],
            f"la question « {question} » n’existe pas dans ce guide. Choisissez une autre condition.",
        )
        if not answers:
            yield Finding(place, at, "il n’y a pas de réponse. Choisissez-en une.")
        for answer in answers:
            yield from _known(
                place, at, answer, ANSWERS, f"la réponse « {answer} » n’existe pas. Choisissez oui, non ou à voir."
            )


def _known(place: str, key: str, word: str, words: Iterable[str], staff: str) -> Iterator[Finding]:
    known = list(words)
    if word not in known:
        problem = f"« {word} » n’est pas connu. Écrivez l’un de ces mots : {', '.join(known)}."
        yield Finding(place, key, problem, staff=staff)


def _says_how(step: Step, place: str) -> Iterator[Finding]:
    shown = step.screen is not None and (step.screen.fields or step.screen.picture)
    if not says_something(step.body) and not step.deadline and not shown:
        yield Finding(place, "body", "l’étape ne dit pas comment faire. Écrivez son texte.")


def _links(step: Step, place: str) -> Iterator[Finding]:
    for rank, link in enumerate(step.links, start=1):
        at = f"{place}, lien n° {rank}"
        yield from ((Finding(at, key, problem, staff=staff)) for key, problem, staff in _link(link))


def _link(link: Link) -> Iterator[tuple[str, str, str]]:
    if not link.typed.strip():
        yield "typed", EMPTY, "l’adresse à taper est vide. Écrivez-la."
    if not link.url.startswith(("https://", "mailto:")):
        problem = "un lien commence par https:// ou par mailto:. Écrivez l’adresse entière."
        yield "url", problem, f"{_shown(link)} commence par https:// ou par mailto:. Écrivez l’adresse entière."
    elif not _leads_somewhere(link.url):
        problem = "l’adresse n’est pas entière. Écrivez-la comme https://www.amf42.fr ou mailto:amf42@amf42.fr."
        yield "url", problem, ""
    if link.qr and not link.url.startswith("https://"):
        problem = "seul un lien https:// se lit dans un carré à viser."
        yield "qr", f"{problem} Écrivez qr = false.", f"{problem} Retirez le carré."


def _shown(link: Link) -> str:
    return f"le lien « {link.url} »" if link.url.strip() else "un lien"


def _leads_somewhere(url: str) -> bool:
    """Whether there is a host or a mailbox behind the scheme, and no space."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    if any(letter.isspace() for letter in url):
        return False
    if parts.scheme == "mailto":
        before, _, host = parts.path.partition("@")
        return bool(before) and "." in host.strip(".")
    return "." in (parts.hostname or "").strip(".")


def _answers(step: Step, edition: Edition, ids: frozenset[str], place: str) -> Iterator[Finding]:
    if not 1 <= len(step.answers) <= MOST_ANSWERS:
        problem = f"il y a {len(step.answers)} réponses. Il en faut de 1 à {MOST_ANSWERS} (F7, F8, F9)."
        yield Finding(place, "answer", problem)
    for rank, answer in enumerate(step.answers, start=1):
        at = f"{place}, réponse n° {rank}"
        yield from _empty(at, {key: getattr(answer, key) for key in ("text", *_OWN.get(answer.effect, ()))})
        yield from _own_keys(answer, at)
        if answer.effect is Effect.ANSWER:
            unknown = f"« {answer.text} » répond à une question qui n’existe pas. Choisissez-en une autre."
            yield from _known(place, "answer.question", answer.question, [one.id for one in edition.questions], unknown)
            unknown = f"« {answer.text} » n’a pas de réponse connue. Choisissez oui, non ou à voir."
            yield from _known(place, "answer.value", answer.value, ANSWERS, unknown)
        if answer.effect is Effect.BACK:
            unknown = f"« {answer.text} » ramène à une étape qui n’existe plus. Choisissez une autre étape."
            yield from _known(place, "answer.step", answer.step, sorted(ids), unknown)


def _own_keys(answer: Answer, at: str) -> Iterator[Finding]:
    for key in ("question", "value", "step", "help"):
        if getattr(answer, key) and key not in _OWN.get(answer.effect, ()):
            yield Finding(at, key, f"une réponse « {answer.effect.value} » n’a pas cette clé. Retirez-la.")


def _screen(step: Step, place: str) -> Iterator[Finding]:
    if step.screen is None:
        return
    yield from _empty(f"{place}, écran", {"title": step.screen.title})
    for rank, field in enumerate(step.screen.fields, start=1):
        yield from _empty(f"{place}, écran, champ n° {rank}", {"label": field.label})
    if not all(button.strip() for button in step.screen.buttons):
        yield Finding(f"{place}, écran", "buttons", "un bouton n’a pas de mots. Écrivez-les ou retirez-le.")


def _texts_of(step: Step, ids: frozenset[str], place: str) -> Iterator[Finding]:
    for key, text, marked in _texts(step):
        try:
            for found in placeholders(text):
                missing = [name for name in found.names if found.is_step and name not in ids]
                if missing:
                    problem = f"l’étape « {missing[0]} » citée dans le texte n’existe pas. Corrigez son nom."
                    staff = f"le texte renvoie à l’étape « {missing[0]} », qui n’existe plus. Choisissez-en une autre."
                    yield Finding(place, key, problem, staff=staff)
        except WordingError as problem:
            yield Finding(place, key, _wording(problem))
        if marked:
            yield from _markup(place, key, text)


def _markup(place: str, key: str, text: str) -> Iterator[Finding]:
    try:
        blocks = parse(text)
    except MarkupError as problem:
        yield Finding(place, key, f"un signe n’est pas fermé, ici : {problem.excerpt} Fermez-le.")
        return
    for run in (run for block in blocks for run in block.runs):
        if run.kind in (RunKind.BUTTON, RunKind.ADDRESS) and "{" in run.text:
            yield Finding(place, key, f"« {run.text} » est un mot exact : il ne contient pas d’accolade. Retirez-la.")
        elif run.kind is RunKind.ADDRESS and not is_address(run.text):
            told = f"« {run.text} » n’est pas une adresse. Écrivez-la entière, comme www.amf42.fr, ou ôtez le lien."
            yield Finding(place, key, told)
        if run.text.count("{") != run.text.count("}"):
            yield Finding(place, key, f"une accolade est coupée par un signe, ici : {run.text[-30:]} Ôtez le signe.")


def _wording(problem: WordingError) -> str:
    if problem.reason == WordingError.NAME:
        return f"{problem.written} : ce mot n’est pas connu. Les mots connus : {', '.join(sorted(PLACEHOLDERS))}."
    return (
        f"{problem.written} : écrivez aussi ce qui se lit quand on ne sait pas, comme "
        "{training|la formation} ou {step:confirm|à l’étape #|à la fin}."
    )


def _texts(step: Step) -> Iterator[tuple[str, str, bool]]:
    """Yield key, text and whether it is light markup, for each text that may hold a placeholder."""
    yield "title", step.title, False
    yield "body", step.body, True
    yield "unsure", step.unsure, True
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
