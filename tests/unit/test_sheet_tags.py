"""How the file of a sheet, and of many, is built: what shows in it, what leads where, what leaves it when one stops."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from typing import Any

import pikepdf
import pytest

from app.documents import fonts
from app.documents.fonts import Face
from app.documents.guide_sheet import SheetData, Size, guide_sheet
from app.documents.layout import Block, Tag, Text, TickBox, keep
from app.documents.many import write_sheets
from app.documents.metrics import MM
from app.documents.painter import Paper
from app.documents.pdf_file import PdfFile
from app.domain.stages import Stage
from tests.pdf_structure import faults, reading_order
from tests.unit.sheet_reading import PERSON, WITH_FRANCECONNECT, Reading, sheet_data

NAMES = ("Mme Hélène Fayard", "M. Rémi Œuvrard", "Mme Maëlle Chazelle", "M. Basile Granjon")


def people() -> list[SheetData]:
    """Sheets of different people; the third has everything behind her."""
    sheets = [sheet_data(WITH_FRANCECONNECT, person=replace(PERSON, title_name=name)) for name in NAMES]
    sheets[2] = replace(sheets[2], steps=(), request_sent=True)
    return sheets


def batch(size: Size = Size.STANDARD) -> bytes:
    file = BytesIO()
    write_sheets(people(), file, size)
    return file.getvalue()


def paper_of(*blocks: Block) -> bytes:
    paper = Paper(title="Essai", author="AMF42", subject="Essai")
    for number, block in enumerate(blocks):
        paper.place(block, 20, 20 + 10 * number)
    paper.end_page()
    return paper.finish()


def test_the_outline_of_a_batch_leads_to_each_persons_first_page() -> None:
    with pikepdf.open(BytesIO(batch())) as pdf, pdf.open_outline() as outline:
        assert [line.title for line in outline.root] == [f"{name} – Champdieu" for name in NAMES]
        numbers = [page.objgen for page in pdf.pages]
        lines: list[Any] = list(outline.root)
        assert [numbers.index(line.destination[0].objgen) for line in lines] == [0, 2, 4, 5]


@pytest.mark.parametrize("size", Size)
def test_a_sheet_says_the_same_alone_and_among_others(size: Size) -> None:
    alone = [text for data in people() for text in Reading(guide_sheet(data, size).pdf).pages]
    assert Reading(batch(size)).pages == alone


def test_the_same_sheets_give_the_same_file() -> None:
    assert batch() == batch()


def test_what_sheets_share_stands_in_the_file_once() -> None:
    sizes: list[int] = []
    for count in (2, 10):
        file = BytesIO()
        write_sheets(people()[:1] * count, file, Size.STANDARD)
        sizes.append(len(file.getvalue()))
        assert faults(file.getvalue()) == []
    # A sheet of its own weighs three times as much: its steps, its codes and its fonts are all in it.
    assert (sizes[1] - sizes[0]) / 8 < 6_000


def test_whoever_cancels_stops_after_the_sheet_that_is_done() -> None:
    asked: list[str] = []

    def sheets() -> Iterator[SheetData]:
        for data in people():
            asked.append(data.person.title_name)
            yield data

    class CancelledError(Exception):
        pass

    def each(done: int) -> None:
        if done == 2:
            raise CancelledError

    file = BytesIO()
    with pytest.raises(CancelledError):
        write_sheets(sheets(), file, Size.STANDARD, each=each)
    assert asked == list(NAMES[:2])
    assert b"%%EOF" not in file.getvalue()


def test_no_sheet_makes_no_file() -> None:
    with pytest.raises(ValueError, match="no sheet"):
        write_sheets([], BytesIO(), Size.STANDARD)


def test_letters_left_to_a_file_on_disk_are_told_once() -> None:
    data = sheet_data(WITH_FRANCECONNECT, person=replace(PERSON, title_name="M. 陳 Fayard"))
    written = write_sheets([data, data], BytesIO(), Size.STANDARD)
    assert (written.sheets, written.pages, written.missing_letters) == (2, 4, ("陳",))


@pytest.mark.parametrize("size", Size)
def test_a_click_on_an_address_opens_it_and_nothing_else_does(size: Size) -> None:
    sheet = guide_sheet(sheet_data(), size)
    found: dict[str, set[str]] = {}
    reading = Reading(sheet.pdf)
    with pikepdf.open(BytesIO(sheet.pdf)) as pdf, reading.opened() as document:
        for number, page in enumerate(pdf.pages):
            for link in page.get("/Annots", []):
                left, bottom, right, top = (float(edge) for edge in link.Rect)
                words = document[number].get_textpage().get_text_bounded(left, bottom, right, top)
                found.setdefault(str(link.A.URI), set()).add("".join(words.split()))
    assert found == {
        "https://www.moncompteformation.gouv.fr": {"www.moncompteformation.gouv.fr"},
        "https://www.amf42.fr": {"www.amf42.fr"},
        "mailto:dfp_mcf_gestion-des-droits-et-formations@caissedesdepots.fr": {
            "dfp_mcf_gestion-des-droits-et-formations@caissedesdepots.fr"
        },
        "mailto:amf42@amf42.fr": {"amf42@amf42.fr"},
    }


def test_a_letter_is_read_back_as_it_was_typed_though_another_looks_the_same() -> None:
    """No-break spaces, letters of the second font, letters beyond 65,535."""
    words = "page\u00a03\u00a0: Ελένη 😀 « a-b »"
    assert reading_order(paper_of(Block(5, (Text(0, 5, words, Face.REGULAR, 12),)))) == [("P", words)]


def test_what_stands_in_two_columns_is_not_glued_and_what_touches_is_not_parted() -> None:
    beside = Block(5, (Text(0, 5, "Prix", Face.REGULAR, 12), Text(40, 5, "200", Face.REGULAR, 12)))
    touching = Block(
        5,
        (
            Text(0, 5, "Champ", Face.REGULAR, 12),
            Text(fonts.width("Champ", Face.REGULAR, 12) / MM, 5, "dieu.", Face.BOLD, 12),
        ),
    )
    ticked = Block(5, (TickBox(0, 0, 5, 0.9), Text(8, 5, "J’accepte", Face.REGULAR, 12)))
    said = [text for _, text in reading_order(paper_of(beside, touching, ticked))]
    assert said == ["Prix 200", "Champdieu.", "☐ J’accepte"]


def test_a_block_that_is_kept_is_in_the_fonts_of_each_paper() -> None:
    kept = keep(Block(5, (Text(0, 5, "Essai", Face.BOLD, 12),), (), Tag("H1")))
    assert reading_order(paper_of(kept)) == reading_order(paper_of(kept)) == [("H1", "Essai")]


def test_a_phase_is_one_section_over_its_pages_and_a_step_one_section_in_it() -> None:
    data = sheet_data(WITH_FRANCECONNECT, Stage.READY_TO_REQUEST)
    with pikepdf.open(BytesIO(guide_sheet(data).pdf)) as pdf:
        part = pdf.Root.StructTreeRoot.K[0].K[0]
        assert (str(part.S), str(part.T)) == ("/Part", "Mme Hélène Fayard – Champdieu")
        phases = [kid for kid in part.K if str(kid.S) == "/Sect"]
        steps = [[kid for kid in phase.K if str(kid.S) == "/Sect"] for phase in phases]
        assert [len(one) for one in steps] == [
            sum(step.phase == number for step in data.steps) for number in sorted({step.phase for step in data.steps})
        ]
        assert all(str(phase.K[0].S) == "/H2" for phase in phases)
        assert all(str(step.K[0].S) == "/H3" for one in steps for step in one)


def test_the_headings_of_a_table_say_what_they_are_the_headings_of() -> None:
    def row(*cells: tuple[str, str]) -> Block:
        texts = [Block(5, (Text(0, 5, text, Face.REGULAR, 12),), (), Tag(role)) for role, text in cells]
        return Block(5, (), tuple((40.0 * n, 0.0, one) for n, one in enumerate(texts)), Tag("TR"))

    rows = (row(("TH", "Date"), ("TH", "Lieu")), row(("TH", "lundi"), ("TD", "Montbrison")))
    table = Block(15, (), tuple((0.0, 7.0 * n, one) for n, one in enumerate(rows)), Tag("Table"))
    file = paper_of(table)
    assert faults(file) == []
    with pikepdf.open(BytesIO(file)) as pdf:
        head, body = pdf.Root.StructTreeRoot.K[0].K[0].K
        assert [str(cell.A.Scope) for cell in head.K] == ["/Column", "/Column"]
        assert [str(cell.A.Scope) for cell in body.K if "/A" in cell] == ["/Row"]


def test_a_page_on_which_nothing_stands_is_a_page() -> None:
    paper = Paper(title="Essai\x0b \ud800", author="AMF42", subject="")
    paper.end_page()
    file = paper.finish()
    assert Reading(file).pages == [""]


def test_thousands_of_objects_are_found_where_the_file_says() -> None:
    """More than one object stream, and more rows of the table than are deflated at once."""
    to = BytesIO()
    file = PdfFile(to)
    pages = file.reserve()
    values = [file.reserve() for _ in range(40_000)]
    for number in values:
        file.add(number, b"[%d (\\()]" % (number * 7))
    stream, catalog = file.reserve(), file.reserve()
    file.add_stream(stream, b"", b"some bytes")
    file.add(pages, b"<</Type/Pages/Kids[]/Count 0/All %d 0 R>>" % stream)
    file.add_plain(catalog, b"<</Type/Catalog/Pages %d 0 R>>" % pages)
    file.finish(catalog, file.reserve())
    with pikepdf.open(BytesIO(to.getvalue())) as pdf:
        assert pdf.get_warnings() == []
        assert pdf.Root.Pages.All.read_bytes() == b"some bytes"
        for number in (values[0], values[199], values[200], values[20_000], values[-1]):
            assert [str(one) for one in pdf.get_object(number, 0)] == [str(number * 7), "("]
