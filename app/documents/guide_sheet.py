"""The printed guide sheet (« fiche pas à pas »): the steps that remain for one person, with their own dates on it.

    sheet = guide_sheet(data, Size.LARGE)      # the PDF's bytes, pages, letters that print as a mark
    letters = missing_letters(data)            # told before printing

The same data give the same bytes, so preview, printer and file agree. Specification: looks/sheet/SPEC.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import lru_cache
from typing import cast

from app.documents import fonts
from app.documents.document import file_words
from app.documents.layout import Same
from app.documents.metrics import Size, metrics_of
from app.documents.pages import draw
from app.documents.painter import Paper
from app.documents.sheet_data import Publisher, SheetData, SheetPerson, SheetTraining, publisher
from app.documents.words import amount, day_and_month, long_date, period
from app.guide.edition import Step
from app.guide.path import numbering
from app.guide.texts import texts_in
from app.guide.wording import STEP, WordedStep, worded_step

__all__ = (
    "Publisher",
    "Sheet",
    "SheetData",
    "SheetPerson",
    "SheetTraining",
    "Size",
    "guide_sheet",
    "missing_letters",
    "publisher",
)

FOUR_WEEKS = timedelta(weeks=4)  # what the Caisse des Dépôts takes to answer a form sent by post: the guide of 2026


@dataclass(frozen=True)
class Sheet:
    """A finished sheet; `missing_letters` are those that print as a mark because no font here has them."""

    pdf: bytes
    pages: int
    steps: int
    missing_letters: tuple[str, ...]


def guide_sheet(data: SheetData, size: Size = Size.STANDARD) -> Sheet:
    """Set the sheet. Never refused for its data: what is too long ends in « … » or goes on on the next page."""
    name = fonts.printable(data.person.title_name)
    paper = Paper(
        title=f"Fiche pas à pas – {name}", author=data.desk.name, subject=f"Mon Compte Élu – {data.edition_title}"
    )
    drawn = draw_sheet(paper, data, size)
    return replace(drawn, pdf=paper.finish())


def draw_sheet(paper: Paper, data: SheetData, size: Size) -> Sheet:
    """Draw it on a paper as a part of it; its `pdf` stays empty."""
    steps = worded_steps(data)
    paper.part(part_title(data))
    pages = draw(paper, steps, data, metrics_of(size))
    return Sheet(b"", pages, len(steps), fonts.missing(_texts(data, steps)))


def part_title(data: SheetData) -> str:
    """What the outline calls a sheet: « Mme Hélène Fayard – Champdieu »."""
    return " – ".join(fonts.printable(part) for part in (data.person.title_name, data.person.territory) if part)


def missing_letters(data: SheetData) -> tuple[str, ...]:
    """Letters of this sheet that no font here has, in the order in which they are met."""
    return fonts.missing(_texts(data, worded_steps(data)))


def worded_steps(data: SheetData) -> tuple[WordedStep, ...]:
    """The steps in this person's words, numbered on from 1 through the sheet."""
    numbers = numbering(data.steps)
    words = placeholder_words(data)
    squares = square_words(data.steps, numbers)
    priced = data.training is not None and data.training.price_cents is not None
    return tuple(
        _worded(_on_paper(Same(step), priced), words | {"square": squares.get(step.id, "")}, numbers)
        for step in with_each_code_once(data.steps)
    )


def _worded(step: Step, words: Mapping[str, str], numbers: Mapping[str, int]) -> WordedStep:
    """The step in these words; steps that name nothing of a person's own are the same on every sheet."""
    names, ids = _named(Same(step))
    return _worded_once(
        Same(step),
        tuple((name, words[name]) for name in names if name in words),
        tuple((one, numbers[one]) for one in ids if one in numbers),
    )


@lru_cache(maxsize=1024)
def _worded_once(same: Same, words: tuple[tuple[str, str], ...], numbers: tuple[tuple[str, int], ...]) -> WordedStep:
    return worded_step(cast(Step, same.thing), dict(words), dict(numbers))


@lru_cache(maxsize=512)
def _on_paper(same: Same, priced: bool) -> Step:
    """The step without what no paper shows: it names a person or a session, and would be worded for each anew.

    `priced`: the price is known and drawn as the platform shows it, so its words are not needed.
    """
    step = cast(Step, same.thing)
    screen = step.screen
    if screen is not None and (screen.picture != "price_table" or priced):
        drawn = screen.fields or screen.picture != "price_table"
        screen = replace(screen, text="", title=screen.title if drawn else "")
    return replace(step, say="", if_blocked="", answers=(), screen=screen)


@lru_cache(maxsize=512)
def _named(same: Same) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Which placeholders a step's texts name, and which steps: its own number is always told."""
    step = cast(Step, same.thing)
    names = {name for text in texts_in(step) for name in re.findall(r"\{([^{}|]*)", text)}
    ids = {one for name in names if name.startswith(STEP) for one in name.removeprefix(STEP).split("/")}
    return tuple(sorted(name for name in names if not name.startswith(STEP))), tuple(sorted(ids | {step.id}))


def with_each_code_once(steps: tuple[Step, ...]) -> Iterator[Step]:
    """The steps, a link keeping its code only where it comes first: later ones say « le carré de l’étape 1 »."""
    drawn: set[str] = set()
    for step in steps:
        coded = {link.url for link in step.links if link.qr}
        again = coded & drawn
        yield _without_codes(Same(step), frozenset(again)) if again else step
        drawn |= coded


def square_words(steps: tuple[Step, ...], numbers: Mapping[str, int]) -> dict[str, str]:
    """By step id, where the code of its link is: what `{square|…}` of the guide says on paper, and only there."""
    words: dict[str, str] = {}
    drawn: dict[str, str] = {}  # url -> step that draws its code
    for step in steps:
        coded = [link.url for link in step.links if link.qr]
        if not coded:
            continue
        if coded[0] in drawn:
            words[step.id] = f"le carré de l’étape\u00a0{numbers[drawn[coded[0]]]}"
        else:
            words[step.id] = "ou visez le carré ci-contre" + " avec votre téléphone" * (not drawn)
        drawn |= {url: step.id for url in coded if url not in drawn}
    return words


@lru_cache(maxsize=512)
def _without_codes(same: Same, urls: frozenset[str]) -> Step:
    step = cast(Step, same.thing)
    return replace(step, links=tuple(replace(link, qr=False) if link.url in urls else link for link in step.links))


def placeholder_words(data: SheetData) -> dict[str, str]:
    """Values of the guide's placeholders: what the sheet knows, then what its caller says."""
    words: dict[str, str] = {}
    training = data.training
    if training is not None:
        words |= {"training": training.title, "place": training.place, "hours": training.hours_words}
        if training.starts_on is not None and not data.session_lost:
            words["session_date"] = long_date(training.starts_on)
            words["session_dates"] = period(training.starts_on, training.ends_on)
        for name, cents in (
            ("price", training.price_cents),
            ("balance", training.balance_cents),
            ("extra_fees", training.extra_fees_cents),
        ):
            if cents is not None:
                words[name] = amount(cents)
    if data.deadline is not None and not data.deadline_passed:
        words["deadline"] = long_date(data.deadline)
        if not data.request_sent and data.deadline - data.made_on < FOUR_WEEKS:
            words["deadline_under_4_weeks"] = words["deadline"]
    if data.person.territory:
        words["commune"] = data.person.territory
    if data.person.values.get("birth_name"):
        words["birth_name"] = data.person.values["birth_name"]
    return words | dict(data.words)


def file_name(data: SheetData) -> str:
    """What a saved sheet is called before anybody changes it."""
    return f"{file_words('Fiche', data.person.title_name, day_and_month(data.made_on))}.pdf"


def _texts(data: SheetData, steps: tuple[WordedStep, ...]) -> Iterator[str]:
    """Every text that may be drawn."""
    person, training = data.person, data.training
    yield from (person.title_name, person.function, person.territory_words, person.territory)
    if training is not None:
        yield from (training.title, training.place, training.hours_words)
    yield from (text for one in data.other_sessions for text in (one.title, one.place))
    yield from (data.session_note, data.validate_rule)
    yield from (data.edition_title, data.deadline_rule, data.deadline_rule_short, data.confirm_rule)
    yield from (phase.title for phase in data.phases)
    for worded in steps:
        yield _text_of(Same(worded))
        if worded.step.screen is not None:
            for field in worded.step.screen.fields:
                if not field.secret:
                    yield person.values.get(field.source, "")


@lru_cache(maxsize=1024)
def _text_of(same: Same) -> str:
    """What a step says on paper, whoever it is for."""
    worded = cast(WordedStep, same.thing)
    words = [worded.step.title, *(run.text for block in (*worded.body, *worded.screen_note) for run in block.runs)]
    screen = worded.step.screen
    if screen is not None:
        words += [screen.title, screen.place, *screen.buttons]
        for field in screen.fields:
            words += [field.label, field.hint, field.empty]
    return " ".join(words)
