"""Puts the dossier's own values and step numbers into the guide's texts.

A placeholder always says what is read when nothing is known, so that the French stays whole:
- `{training|la formation de votre choix}`: the value, or these words;
- `{session_date|, le #|}`: the words with the value in place of `#`, or the other words (here none);
- `{step:login|comme à l’étape #|comme d’habitude}`: the same with the number of a step; `{step:first/second|…|…}` takes
  the first of them that stands on this sheet.
A value is data: it is put in after the markup has been read, and nothing in it is read again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from app.guide.edition import Answer, Screen, ScreenField, Step
from app.guide.markup import Block, BlockKind, Run, RunKind, parse

# What a text of the guide may name. Each is a French text ready to be read (« lundi 23 mars 2026 », « 200 € »).
PLACEHOLDERS = frozenset(
    {
        "civility",
        "first_name",
        "surname",
        "birth_name",
        "commune",
        "training",
        "training_short",
        "session_date",
        "session_dates",
        "place",
        "hours",
        "price",
        "balance",
        "extra_fees",
        "deadline",
        "deadline_under_4_weeks",  # the same day, only where it comes before a letter is answered
        "square",  # « ou visez le carré ci-contre »: known on paper alone, where a link has its code
    }
)

STEP = "step:"
TO_CONFIRM = "À confirmer\u00a0:"
_PLACEHOLDER = re.compile(r"\{([^{}|]*)((?:\|[^{}|]*)*)\}")
_SPACES = re.compile(r"[ \t\r\n\f\v]+")


@dataclass(frozen=True)
class Placeholder:
    """One placeholder as written: `names` are values or, for steps, step ids; `found` has `#` where the value goes."""

    names: tuple[str, ...]
    is_step: bool
    found: str
    missing: str


@dataclass(frozen=True)
class WordedStep:
    """A step in the words of one dossier: what the sheet sets and the script reads out.

    What could not be confirmed (`Step.unsure`) is the last paragraph of `body`, « À confirmer : … ».
    `body` and `screen_note` are blocks; the texts of `step` (title, say, screen, answers, if_blocked) are filled in.
    """

    step: Step
    number: int | None
    body: tuple[Block, ...]
    screen_note: tuple[Block, ...]


class WordingError(ValueError):
    """A placeholder that cannot be understood: `written` is what stands there, `reason` one of the kinds below."""

    SHAPE, NAME = "shape", "name"

    def __init__(self, written: str, reason: str) -> None:
        super().__init__(written)
        self.written = written
        self.reason = reason


def placeholders(text: str) -> Iterator[Placeholder]:
    """Yield the placeholders of a text of the guide; WordingError when one is unknown or badly written."""
    for found in _PLACEHOLDER.finditer(text):
        yield _read(found)
    rest = _PLACEHOLDER.sub("", text)
    if "{" in rest or "}" in rest:
        raise WordingError(
            rest[max(0, min(rest.find(sign) for sign in "{}" if sign in rest)) :][:40], WordingError.SHAPE
        )


def fill_text(text: str, values: Mapping[str, str], numbers: Mapping[str, int]) -> str:
    """Fill a plain text (a title, a sentence to say). An absent or empty value counts as not known."""
    return _tidy(_PLACEHOLDER.sub(lambda found: _worded(_read(found), values, numbers), text))


def fill(blocks: tuple[Block, ...], values: Mapping[str, str], numbers: Mapping[str, int]) -> tuple[Block, ...]:
    """Fill parsed blocks; a run or a block that ends up without a word is left out."""
    filled = (
        replace(block, runs=tuple(_joined([replace(run, text=_filled(run, values, numbers)) for run in block.runs])))
        for block in blocks
    )
    return tuple(block for block in filled if block.runs)


def worded_step(step: Step, values: Mapping[str, str], numbers: Mapping[str, int]) -> WordedStep:
    """Return a step with all its texts filled in; `numbers` comes from `app.guide.path.numbering`."""

    def text(words: str) -> str:
        return fill_text(words, values, numbers)

    def field(one: ScreenField) -> ScreenField:
        return replace(one, hint=text(one.hint))

    def answer(one: Answer) -> Answer:
        return replace(one, text=text(one.text), help=text(one.help))

    note: tuple[Block, ...] = ()
    screen: Screen | None = step.screen
    if screen is not None:
        note = fill(parse(screen.note), values, numbers)
        screen = replace(
            screen, title=text(screen.title), text=text(screen.text), fields=tuple(field(one) for one in screen.fields)
        )
    worded = replace(
        step,
        title=text(step.title),
        say=text(step.say),
        if_blocked=text(step.if_blocked),
        screen=screen,
        answers=tuple(answer(one) for one in step.answers),
    )
    return WordedStep(worded, numbers.get(step.id), fill(body_blocks(step), values, numbers), note)


def body_blocks(step: Step) -> tuple[Block, ...]:
    """The blocks of a step's body, nothing filled in: its text, then what could not be confirmed."""
    unsure = parse(step.unsure)
    if not unsure:
        return parse(step.body)
    opening = (Run(RunKind.BOLD, TO_CONFIRM), Run(RunKind.TEXT, " "))
    first = replace(unsure[0], kind=BlockKind.PARAGRAPH, runs=(*opening, *unsure[0].runs))
    return (*parse(step.body), first, *unsure[1:])


def _read(found: re.Match[str]) -> Placeholder:
    name, words = found[1], found[2].split("|")[1:]
    if not 1 <= len(words) <= 2:
        raise WordingError(found[0], WordingError.SHAPE)
    present, missing = ("#", words[0]) if len(words) == 1 else (words[0], words[1])
    if name.startswith(STEP):
        if len(words) == 1:
            raise WordingError(found[0], WordingError.SHAPE)
        return Placeholder(tuple(name.removeprefix(STEP).split("/")), True, present, missing)
    if name not in PLACEHOLDERS:
        raise WordingError(found[0], WordingError.NAME)
    return Placeholder((name,), False, present, missing)


def _worded(placeholder: Placeholder, values: Mapping[str, str], numbers: Mapping[str, int]) -> str:
    if placeholder.is_step:
        number = next((numbers[name] for name in placeholder.names if name in numbers), None)
        value = "" if number is None else str(number)
    else:
        # A value stands on one line, whatever was typed; its no-break spaces stay.
        value = _SPACES.sub(" ", values.get(placeholder.names[0], "")).strip(" ")
    return placeholder.found.replace("#", value) if value else placeholder.missing


def _filled(run: Run, values: Mapping[str, str], numbers: Mapping[str, int]) -> str:
    return _PLACEHOLDER.sub(lambda found: _worded(_read(found), values, numbers), run.text)


def _joined(runs: list[Run]) -> Iterator[Run]:
    """Leave out empty runs and the double spaces that an empty placeholder leaves between and around runs."""
    before = " "
    kept: list[Run] = []
    for run in runs:
        text = _tidy_inside(run.text)
        if before.endswith(" "):
            text = text.removeprefix(" ")
        if text:
            kept.append(replace(run, text=text))
            before = text
    while kept and not (last := kept[-1].text.rstrip(" ")):
        kept.pop()
    if kept:
        kept[-1] = replace(kept[-1], text=last)
    yield from kept


def _tidy_inside(text: str) -> str:
    return re.sub(r" {2,}", " ", text)


def _tidy(text: str) -> str:
    return "\n".join(_tidy_inside(line).strip(" ") for line in text.split("\n")).strip(" \n")
