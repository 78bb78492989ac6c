"""Many people's sheets in one file: any name, codes that a phone reads from poor prints, stopping on the way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO

import pikepdf
import pytest
import zxingcpp

from app.documents.fonts import MARK
from app.documents.guide_sheet import Size, guide_sheet, missing_letters
from app.documents.many import write_sheets
from app.documents.sheet_data import SheetData
from tests.benchmarks.sheet_words import grouped
from tests.pdf_structure import faults, reading_order
from tests.unit.sheet_reading import PERSON, VALUES, WITH_FRANCECONNECT, Reading, plain, sheet_data

LONG = (
    "Mme Marie-Bénédicte-Éléonore de La Rochefoucauld-Montmorency-Vaucansons "
    "de Saint-Bonnet-le-Courreau-en-Forez-sous-Lignon"
)
NAMES = {
    LONG: "",
    f"M. {'W' * 117}": "",
    "M. محمد الفقيه": "",
    "Mme Ελένη Παπαδοπούλου": "",
    "Mme Zoé 👩‍🚒 Fayard 陳": "👩🚒陳",
    "M. שלום Øyvind Łukasz Đorđe": "",
    "Mme Zo\u0065\u0301 O'Brien <b>&amp;</b> {deadline}": "",  # an accent apart, and what could be taken for markup
}


def named(name: str) -> SheetData:
    return sheet_data(
        WITH_FRANCECONNECT, person=replace(PERSON, title_name=name, values={**VALUES, "birth_name": name.upper()})
    )


def written(people: list[SheetData], size: Size = Size.STANDARD) -> tuple[bytes, tuple[str, ...]]:
    file = BytesIO()
    missing = write_sheets(people, file, size).missing_letters
    return file.getvalue(), missing


def test_the_long_names_have_120_letters() -> None:
    assert [len(name) for name in NAMES][:2] == [120, 120]


@pytest.mark.parametrize("size", Size)
def test_any_name_has_its_sheet_its_line_of_the_outline_and_a_sound_tree(size: Size) -> None:
    pdf, missing = written([named(name) for name in NAMES], size)
    reading = Reading(pdf)
    assert "".join(missing) == "".join(NAMES.values())
    heads = [plain(text).replace(" ", "") for role, text in reading_order(pdf) if role == "H1"]
    for name, head, texts in zip(NAMES, heads, grouped(reading.pages), strict=True):
        told = missing_letters(named(name))
        assert "".join(told) == NAMES[name]
        words = plain(name.replace("\u0065\u0301", "é").replace("\u200d", ""))
        for letter in told:
            words = words.replace(letter, MARK)
        if not any("\u0590" <= letter <= "\u06ff" for letter in name):  # right to left: drawn in its visual order
            assert head == words.replace(" ", "")
        for number, text in enumerate(texts, start=1):
            assert f"Page {number}/{len(texts)}" in text
    for page in range(len(reading.pages)):
        assert all(right <= 195.8 for _, _, right, _ in reading.bounds(page))
    assert faults(pdf) == []
    with pikepdf.open(BytesIO(pdf)) as document, document.open_outline() as outline:
        titles = [item.title for item in outline.root]
    assert len(titles) == len(NAMES)
    assert all("Champdieu" in title for title in titles)
    assert titles[3].startswith("Mme Ελένη Παπαδοπούλου")


@pytest.mark.parametrize("size", Size)
def test_the_codes_of_a_batch_read_back_from_one_bit_of_ink(size: Size) -> None:
    """On the second sheet a form draws the code, as on all later ones. 150 and 200 dots: `test_sheet_paper`."""
    people = [sheet_data(WITH_FRANCECONNECT, steps=coded_steps()) for _ in range(2)]
    reading = Reading(written(people, size)[0])
    links = list(dict.fromkeys(link.url for step in coded_steps() for link in step.links if link.qr))
    assert len(links) == 2
    assert reading.codes(100) == links * 2


def coded_steps() -> tuple[object, ...]:
    """Only the steps with a code: pages that have none need not be looked at."""
    return tuple(step for step in sheet_data().steps if any(link.qr for link in step.links))


@pytest.mark.parametrize("size", Size)
@pytest.mark.parametrize("threshold", [80, 176])
@pytest.mark.parametrize("scale", [1.0, 0.94])
def test_codes_read_back_from_a_printer_that_spreads_or_spares_its_ink_and_reduces_the_page(
    size: Size, threshold: int, scale: float
) -> None:
    """Grey edges turned white or black, and « ajuster à la page », which prints at 94 to 97 %: one bit at 100 dots."""
    reading = Reading(guide_sheet(sheet_data(steps=coded_steps()), size).pdf)
    found = []
    for page in range(len(reading.pages)):
        picture = reading.picture(page, round(100 * scale), one_bit=False)
        found += zxingcpp.read_barcodes(picture.point(lambda value: 255 if value > threshold else 0))
    assert len({code.text for code in found}) == 2


def test_each_sheet_is_told_as_it_is_done_and_stopping_at_one_stops_there() -> None:
    done: list[int] = []
    asked: list[int] = []

    def people() -> Iterator[SheetData]:
        for number in range(1000):
            asked.append(number)
            yield sheet_data(steps=sheet_data().steps[-2:])

    class StoppedError(Exception):
        pass

    def each(count: int) -> None:
        done.append(count)
        if count == 7:
            raise StoppedError

    with pytest.raises(StoppedError):
        write_sheets(people(), BytesIO(), Size.STANDARD, each=each)
    assert done == list(range(1, 8))
    assert asked == list(range(7))  # nobody's data are read beyond the last sheet made


def test_a_batch_gives_the_same_bytes_again_and_reads_as_its_sheets_alone() -> None:
    people = [named("Mme Odile Thévenet"), sheet_data(), named("M. Yves Rivoire")]
    pdf, _ = written(people)
    assert pdf == written(people)[0]
    alone = [piece for one in people for piece in reading_order(guide_sheet(one).pdf)]
    assert reading_order(pdf) == alone
