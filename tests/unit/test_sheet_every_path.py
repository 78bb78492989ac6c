"""Every situation at every stage of the edition of 2026, both print sizes: made as one batch each, and read back whole.

A sheet depends on the run of steps that remain, so each different run is made once (2,187 ways lead to 97 of them).
Those of the edition of 2022, 729 ways and 53 runs, are made one by one and read in `test_sheet_steps`.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from functools import lru_cache
from io import BytesIO
from typing import Any

import pytest

from app.documents import pages
from app.documents.guide_sheet import Size, guide_sheet, worded_steps
from app.documents.many import Written, write_sheets
from app.documents.metrics import FOOT_END, LEFT, RIGHT, metrics_of
from app.documents.sheet_data import SheetData
from app.documents.words import french
from app.guide.edition import ANSWERS, Actor, Edition, Step
from app.guide.loading import load_editions
from app.guide.path import sheet_steps
from tests.benchmarks.sheet_words import grouped
from tests.unit.sheet_reading import Reading, plain, sheet_data

EDITIONS = {edition.id: edition for edition in load_editions()}
ACTORS = {Actor.OFFICIAL: "Vous", Actor.AMF42: "AMF42", Actor.CDC: "Caisse des Dépôts"}
BOTH = [("2026-fcplus", size) for size in Size]  # those of 2022 are read sheet by sheet in `test_sheet_steps`


def runs_of_steps(edition: Edition) -> list[tuple[Step, ...]]:
    """Each different run of steps that some situation at some stage leaves to do."""
    questions = [question.id for question in edition.questions]
    found: dict[tuple[str, ...], tuple[Step, ...]] = {}
    for answers in itertools.product(ANSWERS, repeat=len(questions)):
        for stage in edition.path_order:
            steps = sheet_steps(edition, dict(zip(questions, answers, strict=True)), stage, ())
            found[tuple(step.id for step in steps)] = steps
    return list(found.values())


@lru_cache(maxsize=4)
def batch(edition_id: str, size: Size) -> tuple[list[SheetData], Written, Reading]:
    """All runs of an edition in one file, and the file read."""
    edition = EDITIONS[edition_id]
    people = [
        sheet_data(
            steps=steps,
            phases=edition.phases,
            edition_title=f"Guide AMF42, {edition.title}",
            request_sent=not any(step.deadline for step in steps),
        )
        for steps in runs_of_steps(edition)
    ]
    file = BytesIO()
    written = write_sheets(people, file, size)
    return people, written, Reading(file.getvalue())


def squeezed(text: str) -> str:
    return plain(text).replace(" ", "")


def heads_of(data: SheetData) -> list[str]:
    """« 3VousCliquez sur votre formation », as each step's box, number, actor and title read one after the other."""
    return [squeezed(f"{one.number} {ACTORS[one.step.actor]} {french(one.step.title)}") for one in worded_steps(data)]


def without(pieces: list[str], text: str) -> str:
    for piece in pieces:
        text = text.replace(piece, "|")
    return text


def words_of(data: SheetData) -> Iterator[list[str]]:
    """What each step says, piece by piece."""
    for worded in worded_steps(data):
        screen = worded.step.screen
        said = [run.text for block in (*worded.body, *worded.screen_note) for run in block.runs]
        if screen is not None and screen.fields:
            said += [*(field.label for field in screen.fields), *screen.buttons]
        yield [squeezed(words) for words in said]


@pytest.mark.parametrize(("edition_id", "size"), BOTH)
def test_each_step_that_remains_stands_whole_on_one_page_in_its_order(edition_id: str, size: Size) -> None:
    people, written, reading = batch(edition_id, size)
    sheets = grouped(reading.pages)
    assert len(sheets) == len(people) == written.sheets >= 50
    assert written.pages == len(reading.pages)
    assert written.missing_letters == ()
    for data, texts in zip(people, sheets, strict=True):
        bare = [squeezed(text) for text in texts]
        page = 0
        for head, words in zip(heads_of(data), words_of(data), strict=True):
            while head not in bare[page]:
                page += 1
                assert page < len(bare), f"not on the sheet, or before the step that precedes it: {head}"
            assert [piece for piece in words if piece not in bare[page]] == []
        assert not re.search(r"\d suite (?!page)", " ".join(texts))  # no step goes on on another page


@pytest.mark.parametrize(("edition_id", "size"), BOTH)
def test_nothing_that_is_done_is_printed_and_no_page_is_empty(edition_id: str, size: Size) -> None:
    edition = EDITIONS[edition_id]
    people, _, reading = batch(edition_id, size)
    for data, texts in zip(people, grouped(reading.pages), strict=True):
        heads = heads_of(data)
        # The titles that are there go first: « Connectez-vous de nouveau » begins a longer one.
        whole = without(heads, squeezed(" ".join(texts)))
        here = {step.title for step in data.steps}
        gone = [step for step in edition.steps if step.on_sheet and step.title not in here]
        assert [step.title for step in gone if squeezed(f"{ACTORS[step.actor]} {french(step.title)}") in whole] == []
        for number, text in enumerate(texts, start=1):
            assert f"Page {number}/{len(texts)}" in text
            assert ("suite page" in text) == (number < len(texts))
            # In large print a long first step may leave page 1 to the head.
            assert number == 1 or any(head in squeezed(text) for head in heads)


@pytest.mark.parametrize(("edition_id", "size"), BOTH)
def test_nothing_stands_below_the_steps_room_but_the_foot(edition_id: str, size: Size) -> None:
    _, written, reading = batch(edition_id, size)
    foot = FOOT_END - metrics_of(size).foot_height
    with reading.opened() as document:
        assert len(document) == written.pages
        for page in document:
            for thing in page.get_objects(max_depth=1):
                left, bottom, right, top = (edge * 25.4 / 72 for edge in thing.get_bounds())
                top, bottom = 297.0 - top, 297.0 - bottom
                assert left >= LEFT - 0.8
                assert right <= RIGHT + 0.8
                assert top >= 9.2
                in_foot = top > foot - 5 and bottom <= 290.6  # with « suite page 2 » on its rule
                assert bottom <= foot - 1.4 or in_foot


@pytest.mark.parametrize(("edition_id", "size"), BOTH)
def test_a_sheet_of_a_batch_says_what_it_says_alone(edition_id: str, size: Size) -> None:
    people, _, reading = batch(edition_id, size)
    sheets = grouped(reading.pages)
    for index in range(0, len(people), 20):
        alone = Reading(guide_sheet(people[index], size).pdf)
        assert [squeezed(text) for text in sheets[index]] == [squeezed(text) for text in alone.pages]


@pytest.mark.parametrize("edition_id", EDITIONS)
def test_a_ticked_step_is_on_no_sheet_whatever_else_remains(edition_id: str) -> None:
    edition = EDITIONS[edition_id]
    whole = max(runs_of_steps(edition), key=len)
    people = [
        sheet_data(steps=tuple(step for index, step in enumerate(whole) if index % every), phases=edition.phases)
        for every in (2, 3, 5)
    ]
    file = BytesIO()
    write_sheets(people, file, Size.STANDARD)
    for every, data, texts in zip((2, 3, 5), people, grouped(Reading(file.getvalue()).pages), strict=True):
        text = squeezed(" ".join(texts))
        assert [head for head in heads_of(data) if head not in text] == []
        text = without(heads_of(data), text)
        left = {step.title for step in data.steps}
        ticked = [step for index, step in enumerate(whole) if not index % every and step.title not in left]
        assert [step.id for step in ticked if squeezed(f"{ACTORS[step.actor]} {step.title}") in text] == []


# ----------------------------------------------------------------- a page filled to its last millimetre


@pytest.mark.parametrize("size", Size)
def test_a_step_that_ends_exactly_at_the_foot_stays_and_one_a_hair_longer_goes_on(
    size: Size, monkeypatch: pytest.MonkeyPatch
) -> None:
    shared: list[list[Any]] = []
    real = pages.share_out

    def watched(*given: Any) -> list[Any]:
        shared.append(real(*given))
        return shared[-1]

    monkeypatch.setattr(pages, "share_out", watched)
    data = sheet_data()
    guide_sheet(data, size)
    # The page but the last with least room left, filled to the end by as much free height above the foot.
    spare, number = min((page.left, index) for index, page in enumerate(shared[0][:-1]) if page.units)
    count = len(shared[0][number].units)
    assert 0 < spare < 10
    heads = heads_of(data)
    for more, kept in ((spare, count), (spare + 0.01, count - 1)):
        monkeypatch.setattr(pages, "FREE_ABOVE_FOOT", 3.0 + more)
        shared.clear()
        reading = Reading(guide_sheet(data, size).pdf)
        assert len(shared[0][number].units) == kept
        assert (abs(shared[0][number].left) < 1e-6) == (kept == count)
        drawn = sum(head in squeezed(reading.pages[number]) for head in heads)
        assert drawn == kept or (number == 0 and len(shared[1]) < len(shared[0]))  # page 1 may go without its last line
        bottom = FOOT_END - metrics_of(size).foot_height - 3.0 - more
        ends = [low for _, high, _, low in reading.bounds(number) if high < bottom - 1]
        assert max(ends) <= bottom + 0.5  # half a frame's weight
