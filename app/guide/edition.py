"""An edition of AMF42's guide: what its file holds, as frozen data. Loading and validation: `app.guide.loading`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from app.domain.stages import Stage

YES, NO, UNKNOWN = "yes", "no", "unknown"
ANSWERS = (YES, NO, UNKNOWN)  # Oui · Non · À voir

Situation = Mapping[str, str]  # question id -> one of ANSWERS; an absent question counts as UNKNOWN


class Actor(StrEnum):
    """Who acts in a step."""

    OFFICIAL = "official"
    AMF42 = "amf42"
    CDC = "cdc"


class Scope(StrEnum):
    """Whether an answer is true of the person (kept for the next dossier) or of this dossier alone."""

    OFFICIAL = "official"
    DOSSIER = "dossier"


class Effect(StrEnum):
    """What an official's answer to a step does."""

    DONE = "done"  # ticks the step
    ANSWER = "answer"  # answers a question of the situation: the path is found anew
    BACK = "back"  # shows an earlier step again (`step`)
    HELP = "help"  # shows `help`, another way to the same thing; the step stays
    WAIT = "wait"  # nothing more in this call: a callback is proposed
    BLOCKED = "blocked"  # marks the step as blocked (F11)


@dataclass(frozen=True)
class Question:
    """A question of the situation: « Compte ouvert » on the panel, `ask` on the phone."""

    id: str
    label: str  # "Compte ouvert"
    ask: str  # the sentence to say
    yes: str  # what F7 means: "Oui, j’y suis déjà allée"…
    no: str
    unknown: str
    no_label: str  # "compte à ouvrir": how the summary line says no
    scope: Scope
    when: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)  # only asked where this holds


@dataclass(frozen=True)
class Phase:
    """A phase of the guide and band of the board: number 1 to 3 and its name."""

    number: int
    title: str
    band: str = ""  # the board's shorter name: « Trouver »


@dataclass(frozen=True)
class Column:
    """A column of the board: a stage, its French name, and its band (None for Formé)."""

    stage: Stage
    title: str
    phase: int | None


@dataclass(frozen=True)
class ScreenField:
    """One field or button-like box of the platform's screen.

    `source` names the official's value (`birth_name`, `mobile`, `email`, `street_number`, `repetition`, `street_type`,
    `street_name`, `complement`, `locality`, `postcode_city`, `diploma`), or "nir13", "nir15", "password" which are
    secret and never printed, or "checkbox" for a box to tick on screen. Two halves stand side by side, unless they
    have a hint: it takes the other half.
    """

    label: str
    source: str
    hint: str = ""
    width: str = "full"  # "full", "half", "third", "two_thirds"
    empty: str = ""  # what stands there when the value is not known: "laissez vide", "à choisir"
    alternative: bool = False  # preceded by « ou »
    section: str = ""  # the platform's heading above this field: "Vos informations professionnelles"

    @property
    def secret(self) -> bool:
        """A NIR or a password: only ever typed on the platform's own screen."""
        return self.source in ("nir13", "nir15", "password")


@dataclass(frozen=True)
class Screen:
    """What the official sees: the platform's exact words."""

    title: str
    place: str = ""  # "Création de compte – écran 1 sur 4"
    address: str = ""  # "moncompteformation.gouv.fr › Connexion"
    text: str = ""  # plain; with a picture, its words, for a view that does not draw it
    fields: tuple[ScreenField, ...] = ()
    buttons: tuple[str, ...] = ()
    note: str = ""  # under the fields, light markup
    picture: str = ""  # "counters", "price_table": drawn, not typed


@dataclass(frozen=True)
class Link:
    """A link: the address to open, the short one to type, and whether the sheet shows it as a QR code."""

    url: str
    typed: str
    label: str = ""
    qr: bool = False


@dataclass(frozen=True)
class Answer:
    """What the official may answer to a step, likely one first."""

    text: str
    effect: Effect
    question: str = ""
    value: str = ""
    step: str = ""
    help: str = ""


@dataclass(frozen=True)
class Step:
    """One step of the guide.

    `body` is light markup (`app.guide.markup`): blank line = paragraph, `- ` = list item, `! ` = warning bar,
    `**bold**`, `[[exact words of a button]]`, `<address to type>`. Every text but labels and buttons may hold
    `{placeholder|…}` and `{step:ID|…|…}` (`app.guide.wording`).
    """

    id: str
    title: str
    stage: Stage
    phase: int
    actor: Actor
    body: str
    say: str
    when: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)
    screen: Screen | None = None
    links: tuple[Link, ...] = ()
    answers: tuple[Answer, ...] = ()
    if_blocked: str = ""  # what the script offers after F11
    deadline: bool = False  # repeats the last day to ask
    on_sheet: bool = True  # False: a step of the desk alone (checklist and agent's list)
    duty: str = ""  # AMF42's own list: "note_edof_number", "answer_in_edof", "check_accepted"
    # What a tick proves of the person, question -> answer: known for the next dossier (`app.guide.path.learned`).
    teaches: Mapping[str, str] = field(default_factory=dict, hash=False)
    source: str = ""  # where the instruction is written, for what changed since the seed
    # What could not be confirmed, as a sentence behind « À confirmer : » (light markup): said wherever the step shows.
    unsure: str = ""


@dataclass(frozen=True)
class Edition:
    """A whole edition. `steps` stand in the order in which they are done; `columns` in the board's order."""

    id: str
    title: str  # "édition 2022": printed as « Guide AMF42, édition 2022 »
    source: str
    valid_from: date
    review_by: date
    phases: tuple[Phase, ...]
    columns: tuple[Column, ...]
    path_order: tuple[Stage, ...]  # stages in the order of the path, which is not the columns' (identity check last)
    questions: tuple[Question, ...]
    steps: tuple[Step, ...]
    # True: never chosen by its date, only by AMF42 in *Réglages*, which approves it so (`app.guide.loading`).
    to_approve: bool = False

    def to_read_again(self, today: date) -> bool:
        """Whether the last day for which its words were checked (`review_by`) has gone."""
        return self.review_by < today

    def step(self, step_id: str) -> Step:
        """Return the step of this id; KeyError when the edition has none."""
        for step in self.steps:
            if step.id == step_id:
                return step
        raise KeyError(step_id)

    def column(self, stage: Stage) -> Column:
        """Return the column of a stage; KeyError when the edition has none."""
        for column in self.columns:
            if column.stage is stage:
                return column
        raise KeyError(stage)
