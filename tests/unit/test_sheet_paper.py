"""What a printer, a copier, a phone and a file make of a sheet."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import zxingcpp

import resources
from app.documents import qr
from app.documents.fonts import Face, font
from app.documents.guide_sheet import Size, file_name, guide_sheet
from app.documents.metrics import metrics_of
from app.guide.edition import Link
from app.guide.loading import load_editions
from tests.unit.sheet_reading import WITH_FRANCECONNECT, WITHOUT_ACCOUNT, Reading, sheet_data

ROOT = Path(__file__).resolve().parents[2]
MAKE = """
import sys
from app.documents.guide_sheet import Size, guide_sheet
from tests.unit.sheet_reading import sheet_data
sys.stdout.buffer.write(guide_sheet(sheet_data(), Size(sys.argv[1])).pdf)
"""


def expected_codes(situation: dict[str, str] | None = None) -> list[str]:
    """Each link that has a code, once: where it comes first."""
    steps = sheet_data(situation or {"account_open": "no", "franceconnect": "no"}).steps
    return list(dict.fromkeys(link.url for step in steps for link in step.links if link.qr))


@pytest.mark.parametrize("size", Size)
@pytest.mark.parametrize("dots", [100, 150, 200])
def test_every_code_reads_back_from_one_bit_of_ink(size: Size, dots: int) -> None:
    for situation in ({"account_open": "no", "franceconnect": "no"}, WITH_FRANCECONNECT):
        reading = Reading(guide_sheet(sheet_data(situation), size).pdf)
        assert reading.codes(dots) == expected_codes(situation)
        assert len(reading.codes(dots)) >= 2


def test_the_codes_of_the_guides_links_are_stored_as_the_encoder_draws_them() -> None:
    links = {link.url for one in load_editions() for step in one.steps for link in step.links if link.qr}
    assert resources.read_text("qr_codes.txt") == "".join(f"{qr.line_to_store(link)}\n" for link in sorted(links))


def test_a_code_stands_beside_the_address_to_type() -> None:
    step = sheet_data().steps[0]
    silent = type(step)(
        **{
            **vars(step),
            "body": "Visez le carré.",
            "links": (Link("https://x.exemple.fr/a/b", "x.exemple.fr", qr=True),),
        }
    )
    text = Reading(guide_sheet(sheet_data(steps=(silent,))).pdf).text
    assert "Visez le carré. Adresse à taper : x.exemple.fr" in text


@pytest.mark.parametrize("size", Size)
@pytest.mark.parametrize("length", [106, 107, 400, 1200])
def test_a_longer_link_gets_a_larger_code(size: Size, length: int) -> None:
    link = "https://exemple.fr/" + "a" * (length - 19)
    side = qr.side(link, metrics_of(size).qr_width)
    assert side / len(qr.modules(link)) >= 0.6
    assert (side == 25.0) == (size is Size.STANDARD and length == 106) or size is Size.LARGE
    step = sheet_data().steps[0]
    long = type(step)(**{**vars(step), "links": (Link(link, "exemple.fr", qr=True),)})
    reading = Reading(guide_sheet(sheet_data(steps=(long,)), size).pdf)
    assert reading.codes(200) == [link]


def test_a_link_met_again_refers_to_the_code_that_is_already_on_the_sheet() -> None:
    text = Reading(guide_sheet(sheet_data()).pdf).text
    assert "Retournez sur www.moncompteformation.gouv.fr (le carré de l’étape 1)." in text


def test_a_link_that_no_code_can_hold_keeps_its_typed_address() -> None:
    step = sheet_data().steps[0]
    link = Link("https://exemple.fr/" + "a" * 3000, "exemple.fr", qr=True)
    reading = Reading(guide_sheet(sheet_data(steps=(type(step)(**{**vars(step), "links": (link,)}),))).pdf)
    assert reading.codes(100) == []
    assert "www.moncompteformation.gouv.fr" in reading.text


@pytest.mark.parametrize("size", Size)
def test_all_letters_are_embedded_and_none_is_too_small(size: Size) -> None:
    sheet = guide_sheet(sheet_data(), size)
    runs = Reading(sheet.pdf).letters()
    assert len(runs) > 200
    assert all(run.embedded for run in runs)
    assert {run.font.split("+")[-1] for run in runs} == {
        "AMF42Lisible-Regular",
        "AMF42Lisible-Bold",
        "AMF42Lisible-Italic",
        "AMF42Case-Regular",  # boxes to tick
    }
    assert min(run.size for run in runs) >= (10.5 if size is Size.STANDARD else 13.0)
    assert b"Helvetica" not in sheet.pdf


@pytest.mark.parametrize("face", Face)
def test_a_zero_is_open_so_that_it_never_reads_as_an_eight(face: Face) -> None:
    """Ink of « 0 », drawn large: a ring, that is one white island, where « 8 » has two."""
    from io import BytesIO

    from reportlab.pdfgen.canvas import Canvas

    def islands(letter: str) -> int:
        buffer = BytesIO()
        canvas = Canvas(buffer, pagesize=(100, 100))
        font(face.value)
        canvas.setFont(face.value, 100)
        canvas.drawString(20, 15, letter)
        canvas.save()
        picture = Reading(buffer.getvalue()).picture(0, 72)
        white = {(x, y) for x in range(100) for y in range(100) if picture.getpixel((x, y))}
        count = 0
        while white:
            count += 1
            heap = [white.pop()]
            while heap:
                x, y = heap.pop()
                for near in ((x + 1, y), (x - 1, y), (x, y + 1), (x, y - 1)):
                    if near in white:
                        white.remove(near)
                        heap.append(near)
        return count - 1  # the paper around the letter is an island too

    assert (islands("0"), islands("8")) == (1, 2)


def test_the_page_is_black_and_white_alone() -> None:
    """No grey and no tint: whatever is not an edge is plain black or white."""
    picture = Reading(guide_sheet(sheet_data()).pdf).picture(0, 400, one_bit=False)
    counts = picture.histogram()
    edges = sum(counts[32:224])
    assert edges < 0.25 * sum(counts[:32])


@pytest.mark.parametrize("size", Size)
def test_the_same_data_give_the_same_bytes_in_another_program_and_leave_no_file(size: Size, tmp_path: Path) -> None:
    here = guide_sheet(sheet_data(), size).pdf
    assert here == guide_sheet(sheet_data(), size).pdf
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "PYTHONHASHSEED": "7",
        "PYTHONDONTWRITEBYTECODE": "1",
        "TMPDIR": str(tmp_path),
    }
    made = subprocess.run(
        [sys.executable, "-c", MAKE, size.value], cwd=tmp_path, env=environment, capture_output=True, check=True
    )
    assert made.stdout == here
    assert list(tmp_path.iterdir()) == []


def test_the_file_says_what_it_is_and_in_which_language() -> None:
    sheet = guide_sheet(sheet_data())
    reading = Reading(sheet.pdf)
    assert reading.title == "Fiche pas à pas – Mme Hélène Fayard"
    with reading.opened() as document:
        assert document.get_metadata_value("Author") == "AMF42"
        assert document.get_metadata_value("Subject") == "Mon Compte Élu – Guide AMF42, édition 2022"
    assert b"/Lang (fr-FR)" in sheet.pdf or b"/Lang <" in sheet.pdf
    assert file_name(sheet_data()) == "Fiche Mme Hélène Fayard 26 janvier 2026.pdf"
    assert sheet.pdf.startswith(b"%PDF-1.7")


def test_a_sheet_weighs_little() -> None:
    assert len(guide_sheet(sheet_data()).pdf) < 60_000


@pytest.mark.parametrize("size", Size)
def test_nothing_stands_within_four_modules_of_a_code(size: Size) -> None:
    """Each code found on the page is surrounded by white paper, four of its modules wide."""
    for situation in (WITHOUT_ACCOUNT, WITH_FRANCECONNECT):
        reading = Reading(guide_sheet(sheet_data(situation), size).pdf)
        for page in range(len(reading.pages)):
            picture = reading.picture(page, 300)
            for code in zxingcpp.read_barcodes(picture):
                corner, opposite = code.position.top_left, code.position.bottom_right
                module = (opposite.x - corner.x) / len(qr.modules(code.text))
                clear = int(4 * module) - 3  # what the drawing of an edge may take at 300 dots
                box = (corner.x - 2, corner.y - 2, opposite.x + 2, opposite.y + 2)
                around = picture.crop((box[0] - clear, box[1] - clear, box[2] + clear, box[3] + clear))
                around.paste(255, (clear, clear, around.width - clear, around.height - clear))
                assert around.getextrema() == (255, 255)
