"""The sheet that an edition gives for a situation, for an invented person: its pages as pictures, its steps' places.

Made off the window's thread, from an edition that may still be half made: what cannot be set is told, never raised as
a bug.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtGui import QImage

from app.domain.stages import Stage
from app.errors import UserError
from app.guide.edition import Edition, Situation, Step
from app.guide.markup import MarkupError
from app.guide.path import sheet_steps
from app.guide.wording import WordingError

if TYPE_CHECKING:
    from app.documents.sheet_data import SheetData

INCH = 110  # dots per inch of the pictures
NAMED_BY = 24  # letters of a step's title by which its place is found
FAR = timedelta(days=30)  # how far away the session of the trial is


@dataclass(frozen=True)
class Spot:
    """Where a step stands: its page from 0, top and bottom as parts of the page's height from its top."""

    page: int
    top: float
    bottom: float


@dataclass(frozen=True)
class Trial:
    """One sheet ready to be looked at."""

    pictures: tuple[QImage, ...]
    steps: tuple[str, ...]  # ids of the steps on it, in order
    spots: Mapping[str, Spot]
    missing_letters: tuple[str, ...]


def make_trial(edition: Edition, situation: Situation, stage: Stage, size: str, today: date) -> Trial:
    """Set the sheet and draw it. Raises UserError where a text of the edition cannot be set as it stands."""
    from app.documents.guide_sheet import Size, guide_sheet, worded_steps
    from ui.pdf_pages import page_pictures

    data = trial_data(edition, situation, stage, today)
    if not data.steps:
        return Trial((), (), {}, ())
    try:
        titles = [(worded.step.id, worded.step.title) for worded in worded_steps(data)]
        sheet = guide_sheet(data, Size(size))
    except (MarkupError, WordingError):
        raise UserError(
            "L’aperçu attend\u00a0: un signe ou un champ d’un texte ne se lit pas. La liste des points dit où."
        ) from None
    return Trial(
        tuple(page_pictures(sheet.pdf, INCH)),
        tuple(step.id for step in data.steps),
        find_spots(sheet.pdf, titles),
        sheet.missing_letters,
    )


def trial_data(edition: Edition, situation: Situation, stage: Stage, today: date) -> SheetData:
    """What the sheet is made from: an invented official and an invented session a month ahead."""
    from app.documents.sheet_data import SheetData, SheetPerson, SheetTraining

    steps: tuple[Step, ...] = sheet_steps(edition, situation, stage, ())
    starts_on = today + FAR
    return SheetData(
        person=SheetPerson(
            title_name="Mme Odile Thévenet",
            function="1re adjointe au maire",
            territory_words="commune de",
            territory="Saint-Georges-en-Couzan",
            values={
                "birth_name": "THÉVENET",
                "mobile": "06 39 98 12 34",
                "email": "odile.thevenet@exemple.fr",
                "street_number": "12",
                "street_type": "RUE",
                "street_name": "DES ÉCOLES",
                "postcode_city": "42990 SAINT-GEORGES-EN-COUZAN",
            },
        ),
        training=SheetTraining(
            title="La gestion du domaine public et privé de la commune",
            starts_on=starts_on,
            hours_words="6\u00a0heures",
            place="Montbrison",
            price_cents=20_000,
            extra_fees_cents=1_800,
        ),
        steps=steps,
        phases=edition.phases,
        edition_title=f"Guide AMF42, {edition.title}",
        made_on=today,
        deadline=starts_on - timedelta(days=18),
        deadline_rule="Date d’exemple pour cet aperçu.",
        words={"civility": "Mme", "first_name": "Odile", "surname": "Thévenet", "training_short": "Domaine public"},
    )


def find_spots(pdf: bytes, titles: list[tuple[str, str]]) -> dict[str, Spot]:
    """Where each step begins, found by the first words of its title, in order; one that is not found is left out."""
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    starts: list[tuple[str, int, float]] = []
    try:
        page, after = 0, 0
        pages = [document[number] for number in range(len(document))]
        texts = [one.get_textpage() for one in pages]
        for step_id, title in titles:
            wanted = _first_words(title)
            for number in range(page, len(pages)):
                begin = after if number == page else 0
                found = texts[number].search(wanted, index=begin, match_case=True).get_next() if wanted else None
                if found is not None:
                    _, _, _, top = texts[number].get_charbox(found[0])
                    page, after = number, found[0] + found[1]
                    starts.append((step_id, number, 1 - top / pages[number].get_height()))
                    break
        for text in texts:
            text.close()
        for one in pages:
            one.close()
    finally:
        document.close()
    spots = {}
    for (step_id, number, top), following in pairwise([*starts, ("", -1, 0.0)]):
        bottom = following[2] if following[1] == number else 0.94
        spots[step_id] = Spot(number, max(0.0, top - 0.008), bottom - 0.012)
    return spots


def _first_words(title: str) -> str:
    """The beginning of a title that stands on one line, cut between words."""
    words = title.split()
    taken = ""
    for word in words:
        if taken and len(taken) + len(word) > NAMED_BY:
            break
        taken = f"{taken} {word}".strip()
    return taken
