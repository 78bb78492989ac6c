"""Each kind of paper as a screen reader meets it: two independent checkers, the project's own, the order read."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import cache
from io import BytesIO
from pathlib import Path

import outloud
import pdfua
import pikepdf
import pytest

from app.documents.cdc_letter import Writer, cdc_document, cdc_letter
from app.documents.cover_letter import Posted, by_post
from app.documents.day_pack import DayPackData, DayPerson, day_pack
from app.documents.guide_sheet import Size, guide_sheet, worded_steps
from app.documents.help_sheet import help_sheet
from app.documents.letter_texts import cdc_text
from app.documents.many import write_sheets
from app.documents.recovery_sheet import recovery_sheet
from app.documents.sheet_data import OtherSession, SheetData
from app.documents.words import french
from app.domain.stages import Stage
from app.guide.edition import Actor
from app.guide.loading import load_editions
from app.guide.path import sheet_steps
from app.help import load_help
from tests.pdf_content import page_content
from tests.pdf_structure import faults, reading_order
from tests.unit.sheet_reading import PERSON, TRAINING, VALUES, WITH_FRANCECONNECT, plain, sheet_data

ACTORS = {Actor.OFFICIAL: "Vous", Actor.AMF42: "AMF42", Actor.CDC: "Caisse des Dépôts"}
ADDRESS = ("MME HELENE FAYARD", "12 BIS RUE DE LA FONTAINE", "42600 CHAMPDIEU")


def sheet_of_2026() -> SheetData:
    """The longest way of the edition of 2026, with what could not be confirmed in it."""
    edition = load_editions()[-1]
    steps = sheet_steps(edition, {}, Stage.NEW, ())
    return sheet_data(steps=steps, phases=edition.phases, edition_title=f"Guide AMF42, {edition.title}")


def people() -> list[SheetData]:
    """Three people, one of whom has both letters that the second font has and letters that none has."""
    named = replace(PERSON, title_name="M. Νίκος 陳 Fayard", values={**VALUES, "birth_name": "陳"})
    return [sheet_data(), sheet_data(WITH_FRANCECONNECT), sheet_data(person=named)]


def too_late() -> SheetData:
    """A session that can no longer be asked for, others in its place, an edition that is to be read again."""
    there = (
        OtherSession(date(2026, 4, 20), "Montbrison", date(2026, 3, 31), 4),
        OtherSession(date(2026, 5, 4), "Roanne", date(2026, 4, 14), 1, "Le budget communal"),
    )
    return sheet_data(
        WITH_FRANCECONNECT,
        made_on=date(2026, 3, 10),
        deadline_passed=True,
        other_sessions=there,
        edition_note="à relire depuis le 1er\u00a0mars\u00a02026",
        blocked_step="open_programme",
    )


def batch() -> bytes:
    file = BytesIO()
    write_sheets(people(), file, Size.STANDARD)
    return file.getvalue()


def letter_to_the_cdc() -> bytes:
    data = sheet_data()
    writer = Writer("Mme Hélène Fayard", ADDRESS[1:], "Champdieu", {"birth_name": "Berthet", "commune": "Champdieu"})
    return cdc_document(cdc_letter(cdc_text("elu_account_missing", "2022-03"), writer, data), data).pdf


def pack() -> bytes:
    named = ("Chazelle Yves", "maire", "Panissières", "À confirmer")
    there = [
        DayPerson("Fayard Hélène", "adjointe au maire", "Champdieu", "Inscrite", phones=("06 39 98 12 34",)),
        DayPerson(*named, to_call=True, call_by="aujourd’hui", email="yves@exemple.fr", fees_cents=1800),
    ]
    day = date(2026, 3, 23)
    return day_pack(DayPackData(TRAINING.title, day, day, date(2026, 3, 20), tuple(there), place="Montbrison")).pdf


KINDS: dict[str, Callable[[], bytes]] = {
    "standard": lambda: guide_sheet(sheet_data()).pdf,
    "large": lambda: guide_sheet(sheet_data(WITH_FRANCECONNECT), Size.LARGE).pdf,
    "2026": lambda: guide_sheet(sheet_of_2026()).pdf,
    "too late": lambda: guide_sheet(too_late()).pdf,
    "too late, large": lambda: guide_sheet(too_late(), Size.LARGE).pdf,
    "batch": batch,
    "recovery key": lambda: recovery_sheet([f"AB{number:02}C" for number in range(13)]),
    "by post": lambda: (
        by_post(sheet_data(WITH_FRANCECONNECT), Posted(ADDRESS, "Mme", "Claire M."), Size.STANDARD).document.pdf
    ),
    "letter to the CDC": letter_to_the_cdc,
    "day pack": pack,
    "help": lambda: help_sheet(load_help(), version="1.0", made_on=date(2026, 11, 24)).pdf,
}


# What outloud takes for faults, and why it is none.
FALSE_ALARMS = (
    # The like first lines of several people's sheets are no running heads.
    r"PAG-001 \d running header or footer line\(s\) are tagged as content on 3 or more pages",
    # An official's own mailbox is there to be copied or called by hand: not a place to go to.
    r"LNK-010 .*: (helene\.fayard|yves)@exemple\.fr$",
    # A foot is read once, on the last page; a head is read where its words stand first.
    r"TAG-002 1 line\(s\) of prose .*: (Un blocage \? Appelez-nous amf42@amf42\.fr Page 1/2"
    r"|La gestion du domaine public et privé de la commune lundi 23 mars 2026)$",
)


@cache
def made(kind: str) -> bytes:
    return KINDS[kind]()


@cache
def read(kind: str) -> tuple[tuple[str, str], ...]:
    """Role and text of each piece, in the order in which it is read out."""
    return tuple((role, plain(text)) for role, text in reading_order(made(kind)))


@pytest.mark.parametrize("kind", KINDS)
def test_each_paper_is_a_whole_tree_to_the_projects_own_check(kind: str) -> None:
    assert faults(made(kind)) == []


@pytest.mark.parametrize("kind", KINDS)
def test_each_paper_passes_the_two_independent_checkers(kind: str, tmp_path: Path) -> None:
    file = tmp_path / "paper.pdf"
    file.write_bytes(made(kind))
    report = pdfua.validate(str(file))
    assert [f"{one.rule_id} {one.message}" for one in report.findings] == []
    heard = outloud.check(str(file))
    assert heard.error is None or heard.error == ""
    found = [f"{one.rule} {one.message}: {one.evidence}" for one in heard.findings]
    assert [one for one in found if not any(re.match(known, one) for known in FALSE_ALARMS)] == []


# ----------------------------------------------------------------- the order of the steps


def headings(data: SheetData) -> list[str]:
    """« ☐ 3 Vous Cliquez sur votre formation », as each step is announced."""
    return [f"☐ {one.number} {ACTORS[one.step.actor]} {plain(french(one.step.title))}" for one in worded_steps(data)]


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("standard", sheet_data()),
        ("large", sheet_data(WITH_FRANCECONNECT)),
        ("2026", sheet_of_2026()),
        ("too late", too_late()),
        ("too late, large", too_late()),
        ("by post", sheet_data(WITH_FRANCECONNECT)),
    ],
)
def test_what_is_read_out_is_the_steps_in_their_order_each_with_its_box(kind: str, data: SheetData) -> None:
    told = [text for role, text in read(kind) if role == "H3"]
    assert told == headings(data)
    # After its heading each step says what to do, before the next one is announced.
    order = [text for _, text in read(kind)]
    for worded, here, after in zip(worded_steps(data), told, [*told[1:], ""], strict=True):
        inside = " ".join(order[order.index(here) : order.index(after) if after else None])
        for block in worded.body:
            for run in block.runs:
                assert plain(run.text) in inside


def test_a_batch_reads_one_person_after_the_other() -> None:
    told = [text for role, text in read("batch") if role in ("H1", "H3")]
    expected: list[str] = []
    for data in people():
        name = data.person.title_name.replace("陳", "\ufffd")
        expected += [name, *headings(data)]
    assert told == expected


@pytest.mark.parametrize("kind", ["standard", "large", "2026", "batch"])
def test_each_box_to_tick_reads_as_a_box_and_nothing_else_does(kind: str) -> None:
    boxed = [(role, text) for role, text in read(kind) if "☐" in text]
    assert all(text.startswith("☐ ") and text.count("☐") == 1 for _, text in boxed)
    steps = {"standard": [sheet_data()], "large": [sheet_data(WITH_FRANCECONNECT)], "2026": [sheet_of_2026()]}
    data = steps.get(kind) or people()
    shown = sum(len(one.steps) for one in data)
    ticked = sum(
        field.source == "checkbox" for one in data for step in one.steps if step.screen for field in step.screen.fields
    )
    assert sum(role == "H3" for role, _ in boxed) == shown
    assert len(boxed) == shown + ticked


@pytest.mark.parametrize("kind", KINDS)
def test_no_words_are_glued_where_a_line_ends(kind: str) -> None:
    """Every word that is read stands in the text as its author wrote it: none is two of the paper's words together."""
    words = re.findall(r"[^\W\d_]+", " ".join(text for _, text in read(kind)))
    assert words
    known = {word.lower() for word in words}
    glued = [
        word
        for word in words
        if re.search(r"[a-zà-ÿ][A-ZÀ-Þ]", word)  # « danscommune » has no capital: below
        and word not in ("FranceConnect", "MonCompteElu", "AMF")
    ]
    assert glued == []
    assert [
        word
        for word in known
        if len(word) > 9 and any(word[:at] in known and word[at:] in known for at in range(4, len(word) - 3))
    ] == []


def test_a_dashed_frame_is_told_in_words_and_never_holds_a_number() -> None:
    told = [text for _, text in read("standard") if "sécurité sociale" in text or text.startswith("Mot de passe")]
    asked = [text for text in told if "à l’écran seulement" in text]
    assert len(asked) >= 3
    assert not any(re.search(r"\d{5}", text) for text in told)


def test_heads_and_feet_that_every_page_repeats_are_not_read_again() -> None:
    whole = " ".join(text for _, text in read("standard"))
    assert whole.count("Mme Hélène Fayard") == 1
    assert "Page 1/4" not in whole
    assert "suite page" not in whole
    with pikepdf.open(BytesIO(made("standard"))) as document:
        for number, page in enumerate(document.pages, start=1):
            drawn = plain(" ".join(page_content(page.obj).artifacts))
            assert f"Page {number}/{len(document.pages)}" in drawn


def test_pictures_are_told_in_words() -> None:
    told = [text for role, text in read("standard") if role == "Figure"]
    assert any(text.startswith("Phase 1, vous êtes ici : Connexion.") for text in told)
    assert any("Code QR" in text and "www.moncompteformation.gouv.fr" in text for text in told)
    assert any("cocarde tricolore" in text for text in told)


def test_links_lead_where_their_words_say() -> None:
    with pikepdf.open(BytesIO(made("standard"))) as document:
        links = [(str(one.A.URI), str(one.Contents)) for page in document.pages for one in page.obj.get("/Annots", [])]
    assert links
    assert all(url.startswith(("https://", "mailto:")) and words.strip() for url, words in links)
    told = " ".join(text for role, text in read("standard") if role == "Link")
    assert "dfp_mcf_gestion-des-droits-et-formations@caissedesdepots.fr" in told
    assert {"https://www.amf42.fr", "mailto:dfp_mcf_gestion-des-droits-et-formations@caissedesdepots.fr"} <= {
        url.rstrip("/") for url, _ in links
    }


def test_a_batch_has_a_part_and_a_line_of_the_outline_for_each_person() -> None:
    with pikepdf.open(BytesIO(made("batch"))) as document, document.open_outline() as outline:
        titles = [item.title for item in outline.root]
        parts = [kid for kid in document.Root.StructTreeRoot.K[0].K if kid.S == "/Part"]
    assert titles[0] == "Mme Hélène Fayard – Champdieu"
    assert len(titles) == len(parts) == 3


COLOURS = "g G rg RG k K cs CS sc SC scn SCN sh gs BI ID EI"


def ink_operators(pdf: bytes) -> set[tuple[str, ...]]:
    """Every setting of a colour in the pages and their forms."""
    found = set()
    with pikepdf.open(BytesIO(pdf)) as document:
        forms = [one for one in document.objects if isinstance(one, pikepdf.Stream) and one.get("/Subtype") == "/Form"]
        for content in (*(page.obj for page in document.pages), *forms):
            for operands, operator in pikepdf.parse_content_stream(content, COLOURS):
                found.add((str(operator), *map(str, operands)))
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_all_is_drawn_in_black_or_white_so_one_bit_loses_nothing(kind: str) -> None:
    assert ink_operators(made(kind)) <= {("g", "0"), ("g", "1"), ("G", "0"), ("G", "1")}
