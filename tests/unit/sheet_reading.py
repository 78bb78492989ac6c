"""A sheet made from the real guide for invented people, and read back from its PDF as a reader or a scanner would."""

from __future__ import annotations

import ctypes
import itertools
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium
import zxingcpp
from PIL import Image

from app.documents.guide_sheet import SheetData, SheetPerson, SheetTraining
from app.domain.stages import Stage
from app.guide.edition import ANSWERS, Edition, Step
from app.guide.loading import load_editions
from app.guide.path import sheet_steps

VALUES = {
    "birth_name": "BERTHET",
    "mobile": "06 39 98 12 34",
    "landline": "04 65 71 23 45",
    "email": "helene.fayard@exemple.fr",
    "street_number": "12",
    "repetition": "bis",
    "street_type": "RUE",
    "street_name": "DE LA FONTAINE",
    "postcode_city": "42600 CHAMPDIEU",
}
PERSON = SheetPerson("Mme Hélène Fayard", "adjointe au maire", "commune de", "Champdieu", VALUES)
TRAINING = SheetTraining(
    title="La gestion du domaine public et privé de la commune",
    starts_on=date(2026, 3, 23),
    ends_on=date(2026, 3, 23),
    hours_words="6 heures",
    place="Boën-sur-Lignon",
    price_cents=20_000,
    extra_fees_cents=1_800,
)
RULE = "11 jours ouvrés pleins entre la réponse de l’AMF42 et la formation, et 2 jours ouvrés pour répondre."
SHORT_RULE = "11\u00a0jours ouvrés avant le 23\u00a0mars, et 2\u00a0pour notre réponse"
WITHOUT_ACCOUNT = {"account_open": "no", "franceconnect": "no"}
WITH_FRANCECONNECT = {"account_open": "yes", "franceconnect": "yes", "elu_account": "yes", "training_found": "no"}


@lru_cache(maxsize=1)
def edition() -> Edition:
    return next(one for one in load_editions() if one.id == "2022-03")


def sheet_data(
    situation: dict[str, str] = WITHOUT_ACCOUNT, stage: Stage = Stage.NEW, done: Sequence[str] = (), **changes: Any
) -> SheetData:
    """What the desk's services would hand over, for Mme Fayard unless said otherwise."""
    known: dict[str, Any] = {
        "person": PERSON,
        "training": TRAINING,
        "steps": sheet_steps(edition(), situation, stage, done),
        "phases": edition().phases,
        "edition_title": f"Guide AMF42, {edition().title}",
        "made_on": date(2026, 1, 26),
        "deadline": date(2026, 3, 3),
        "deadline_rule": RULE,
        "deadline_rule_short": SHORT_RULE,
    }
    return SheetData(**(known | changes))


def every_path() -> list[tuple[Step, ...]]:
    """Each different run of steps that some situation at some stage leads to."""
    questions = [question.id for question in edition().questions]
    paths: dict[tuple[str, ...], tuple[Step, ...]] = {}
    for answers in itertools.product(ANSWERS, repeat=len(questions)):
        for stage in edition().path_order:
            steps = sheet_steps(edition(), dict(zip(questions, answers, strict=True)), stage, ())
            paths[tuple(step.id for step in steps)] = steps
    return list(paths.values())


def plain(text: str) -> str:
    """One line, every space alike."""
    return " ".join(text.replace("\u00a0", " ").split())


@dataclass(frozen=True)
class Letters:
    """One run of letters: size in points, its font, and whether that font travels with the file."""

    size: float
    font: str
    embedded: bool


MILLIMETRE = 72 / 25.4
HIGH = 297.0


class Reading:
    """A PDF read back; it is open only while something is read from it."""

    def __init__(self, pdf: bytes) -> None:
        self.pdf = pdf
        with self.opened() as document:
            self.pages = [plain(page.get_textpage().get_text_bounded()) for page in document]
            self.title = document.get_metadata_value("Title")

    @contextmanager
    def opened(self) -> Iterator[pypdfium2.PdfDocument]:
        document = pypdfium2.PdfDocument(self.pdf)
        try:
            yield document
        finally:
            document.close()

    @property
    def text(self) -> str:
        return " ".join(self.pages)

    def picture(self, page: int, dots: int, *, one_bit: bool = True) -> Image.Image:
        """The page in one bit of ink, or in greys, at so many dots an inch."""
        with self.opened() as document:
            grey: Image.Image = document[page].render(scale=dots / 72, grayscale=True).to_pil()
        return grey.point(lambda value: 255 if value > 127 else 0) if one_bit else grey

    def codes(self, dots: int) -> list[str]:
        """What a phone reads on the printed pages, page after page and from top to bottom."""
        return [
            code.text
            for page in range(len(self.pages))
            for code in sorted(
                zxingcpp.read_barcodes(self.picture(page, dots)), key=lambda code: code.position.top_left.y
            )
        ]

    def letters(self) -> list[Letters]:
        """Every run of letters of all pages."""
        with self.opened() as document:
            return [
                _letters(thing) for page in document for thing in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_TEXT])
            ]

    def bounds(self, page: int) -> list[tuple[float, float, float, float]]:
        """Left, top, right, bottom in millimetres of every mark of a page."""
        with self.opened() as document:
            boxes = [[edge / MILLIMETRE for edge in thing.get_bounds()] for thing in document[page].get_objects()]
        return [(left, HIGH - top, right, HIGH - bottom) for left, bottom, right, top in boxes]


def _letters(thing: pypdfium2.PdfObject) -> Letters:
    size = ctypes.c_float()
    pdfium.FPDFTextObj_GetFontSize(thing.raw, size)
    font = pdfium.FPDFTextObj_GetFont(thing.raw)
    name = ctypes.create_string_buffer(200)
    pdfium.FPDFFont_GetBaseFontName(font, name, 200)
    return Letters(size.value, name.value.decode(), pdfium.FPDFFont_GetIsEmbedded(font) == 1)
