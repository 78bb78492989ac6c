"""What differs between two editions of the guide: for staff, and for one person whose dossier may change edition."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, fields
from typing import Literal, TypeVar

from app.domain.stages import Stage
from app.guide.edition import Edition, Question, Situation, Step
from app.guide.path import remaining_steps, whole_path

Kind = Literal["added", "removed", "changed", "moved"]
Part = TypeVar("Part", Step, Question)

ORDER = "order"  # the key of a step that stands elsewhere

_TITLES = {
    # a step
    "id": "nom interne",
    "title": "titre",
    "stage": "colonne",
    "phase": "phase",
    "actor": "qui agit",
    "body": "texte",
    "say": "phrase à dire",
    "when": "pour qui",
    "screen": "écran de la plateforme",
    "links": "liens",
    "link": "lien",
    "answers": "réponses",
    "answer": "réponse",
    "if_blocked": "en cas de blocage",
    "deadline": "dernier jour rappelé",
    "on_sheet": "imprimé sur la fiche",
    "duty": "tâche de l’accueil",
    "teaches": "ce que l’étape apprend",
    "source": "source",
    "unsure": "à confirmer",
    ORDER: "place",
    # a question
    "label": "nom",
    "ask": "question à poser",
    "yes": "réponse « oui »",
    "no": "réponse « non »",
    "unknown": "réponse « à voir »",
    "no_label": "résumé du « non »",
    "scope": "portée",
    # an edition
    "valid_from": "valable depuis",
    "review_by": "à relire avant",
    "to_approve": "à approuver",
    "path_order": "ordre du parcours",
    "phases": "phases",
    "columns": "colonnes",
    "column": "colonne",
    "questions": "questions",
    "question": "question",
    "steps": "étapes",
    "step": "étape",
    "path": "parcours",
    # inside a screen, a link, an answer
    "place": "place de l’écran",
    "address": "adresse affichée",
    "text": "texte",
    "fields": "champs",
    "field": "champ",
    "buttons": "boutons",
    "note": "note",
    "picture": "image",
    "hint": "aide du champ",
    "empty": "si rien n’est connu",
    "section": "rubrique",
    "band": "nom court",
    "url": "adresse",
    "typed": "adresse à taper",
    "qr": "carré à viser",
    "value": "valeur",
    "help": "aide",
}


@dataclass(frozen=True)
class Difference:
    """One step that differs. `keys` are the names of the fields that changed; `order` when it stands elsewhere."""

    step_id: str
    kind: Kind
    before: Step | None
    after: Step | None
    keys: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """The step's title as it is now, or as it was."""
        step = self.after or self.before
        return step.title if step else ""


@dataclass(frozen=True)
class QuestionDifference:
    """One question of the situation that differs."""

    question_id: str
    kind: Kind
    before: Question | None
    after: Question | None
    keys: tuple[str, ...] = ()


def differences(before: Edition, after: Edition) -> tuple[Difference, ...]:
    """The steps that differ, in the order of `after`; one taken away stands where it stood."""
    return tuple(Difference(*found) for found in _compared(before.steps, after.steps))


def question_differences(before: Edition, after: Edition) -> tuple[QuestionDifference, ...]:
    """The questions that differ, in the order of `after`."""
    return tuple(QuestionDifference(*found) for found in _compared(before.questions, after.questions))


def differences_for(
    before: Edition, after: Edition, situation: Situation, stage: Stage, done: Collection[str]
) -> tuple[Difference, ...]:
    """What differs for one person: among the steps that remain, before and after a change of edition."""
    stands = stage_after_change(before, after, situation, stage, done)
    return tuple(
        Difference(*found)
        for found in _compared(
            remaining_steps(before, situation, stage, done), remaining_steps(after, situation, stands, done)
        )
    )


def stage_after_change(
    before: Edition, after: Edition, situation: Situation, stage: Stage, done: Collection[str]
) -> Stage:
    """Where a dossier stands once it follows `after`: where it was, or back at a step that only `after` asks for.

    A step of an earlier stage that `before` asked for too was passed over by hand: it does not come back. Once the
    request is sent, nothing that comes before it is asked for again.
    """
    order = after.path_order
    if order.index(stage) <= order.index(Stage.READY_TO_REQUEST):
        known = {step.id for step in whole_path(before, situation)}
        for step in whole_path(after, situation):
            if order.index(step.stage) >= order.index(stage):
                break
            if step.id not in known and step.id not in done:
                return step.stage
    return stage


def key_title(key: str) -> str:
    """The French name of a key, as `Problem` and `Difference` give it: « texte », « écran de la plateforme, champs ».

    A key inside another is written with a point (`screen.note`, `when.account_open`); an unknown part stays as it is.
    """
    return ", ".join(_TITLES.get(part, f"« {part} »".replace(" ", "\u00a0")) for part in key.split("."))


def changed_keys(before: Part, after: Part) -> tuple[str, ...]:
    """The fields that differ between two steps, or two questions."""
    return tuple(one.name for one in fields(before) if getattr(before, one.name) != getattr(after, one.name))


def _compared(
    before: Sequence[Part], after: Sequence[Part]
) -> Iterable[tuple[str, Kind, Part | None, Part | None, tuple[str, ...]]]:
    olds = {one.id: one for one in before}
    news = {one.id: one for one in after}
    elsewhere = _moved([one.id for one in before if one.id in news], [one.id for one in after if one.id in olds])
    for part_id in _merged([one.id for one in before], [one.id for one in after]):
        old, new = olds.get(part_id), news.get(part_id)
        if old is None or new is None:
            yield part_id, "added" if old is None else "removed", old, new, ()
            continue
        keys: tuple[str, ...] = changed_keys(old, new)
        if part_id in elsewhere:
            yield part_id, "changed" if keys else "moved", old, new, (*keys, ORDER)
        elif keys:
            yield part_id, "changed", old, new, keys


def _moved(before: list[str], after: list[str]) -> set[str]:
    """The fewest names whose moving explains the new order; both lists hold the same names, each once.

    All but the longest run of names that still follow each other as they did.
    """
    ends: list[int] = []  # the smallest rank that ends a run of each length
    ending: list[str] = []
    behind: dict[str, str] = {}
    ranks = {name: rank for rank, name in enumerate(before)}
    for name in after:
        length = bisect_left(ends, ranks[name])
        behind[name] = ending[length - 1] if length else ""
        ends[length:] = [ranks[name], *ends[length + 1 :]]
        ending[length:] = [name, *ending[length + 1 :]]
    kept, name = set[str](), ending[-1] if ending else ""
    while name:
        kept.add(name)
        name = behind[name]
    return set(after) - kept


def _merged(before: list[str], after: list[str]) -> list[str]:
    """The names of `after`, each name that is gone put behind the one that it followed."""
    names = list(after)
    previous = ""
    for name in before:
        if name not in names:
            names.insert(names.index(previous) + 1 if previous else 0, name)
        previous = name
    return names
