"""What goes by post: a cover letter, the letter to sign where there is one, and the sheet, in one document.

    paper = by_post(sheet_data, Posted(address, civility, agent), Size.LARGE)

The sheet in it is the one that `guide_sheet` makes of the same data. Words: `resources/letters/cover.toml`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.documents import fonts
from app.documents.document import Document, file_words
from app.documents.envelope import Envelope
from app.documents.guide_sheet import Size, guide_sheet, missing_letters, worded_steps
from app.documents.letter import Letter, draw_letter, letter_texts, sender_of
from app.documents.letter_texts import fill_line, fill_paragraphs, letter_table, paragraphs_of
from app.documents.metrics import STANDARD, metrics_of
from app.documents.pages import draw
from app.documents.painter import Paper
from app.documents.sheet_data import Publisher, SheetData
from app.documents.words import NO_BREAK, day_and_month, french, long_date, period


@dataclass(frozen=True)
class Posted:
    """To whom and by whom the sheet is sent. `cdc_letter` goes with it to be signed and sent on."""

    address: tuple[str, ...]  # as on the envelope, whole
    civility: str
    agent: str
    cdc_letter: Letter | None = None


@dataclass(frozen=True)
class PostedSheet:
    """The finished document, and what of it is the sheet."""

    document: Document
    sheet_pages: int
    steps: int


def by_post(data: SheetData, posted: Posted, size: Size, envelope: Envelope | None = None) -> PostedSheet:
    """Set letter and sheet as one PDF. Raises UserError for an address that the window can't show whole."""
    m = metrics_of(size)
    sheet = guide_sheet(data, size)
    letter = cover_letter(data, posted, size, sheet.pages)
    name = fonts.printable(data.person.title_name)
    paper = Paper(title=f"Envoi par la poste – {name}", author=data.desk.name, subject="Lettre et fiche pas à pas")
    paper.part("Lettre")
    pages = draw_letter(paper, letter, m, envelope)
    if posted.cdc_letter is not None:
        paper.part("Lettre à la Caisse des Dépôts")
        pages += draw_letter(paper, posted.cdc_letter, STANDARD, envelope)
    paper.part("Fiche pas à pas")
    pages += draw(paper, worded_steps(data), data, m)
    document = Document(
        name=file_words("Courrier", data.person.title_name, day_and_month(data.made_on)),
        title=f"Envoi par la poste à {data.person.title_name}",
        pdf=paper.finish(),
        pages=pages,
        missing_letters=tuple(dict.fromkeys((*fonts.missing(letter_texts(letter)), *missing_letters(data)))),
    )
    return PostedSheet(document, sheet.pages, sheet.steps)


def cover_letter(data: SheetData, posted: Posted, size: Size, sheet_pages: int) -> Letter:
    """The letter in this person's words."""
    table, desk = letter_table("cover"), data.desk
    values = _values(data, posted, size, sheet_pages)
    values["greeting"] = table["greeting"].get(posted.civility, table["greeting"][""])
    enclosed = [fill_line(table["enclosed_sheet"], values)]
    if posted.cdc_letter is not None:
        enclosed.append(table["enclosed_letter"])
    return Letter(
        sender=sender_of(desk.name, *desk.address, desk.phone, desk.email, table["site"]),
        house=desk.full_name,
        letterhead=True,
        address=posted.address,
        place_and_date=f"{town_of(desk)}, le {day_and_month(data.made_on)}",
        subject=table["subject"],
        greeting=f"{values['greeting']},",
        body=tuple(fill_paragraphs(paragraphs_of(table["paragraph"]), values)),
        closing=fill_line(table["closing"], values),
        signed_by=tuple(line for line in (fill_line(table["signed"], values), posted.agent) if line),
        # In large print the letter keeps to one page: its first words say what comes with it.
        enclosed=fill_line(table["enclosed"], {"enclosed": ", ".join(enclosed)}) if size is Size.STANDARD else "",
    )


def town_of(desk: Publisher) -> str:
    """« Montbrison », from the last line of the desk's address."""
    return re.sub(r"^\d{5}\s+", "", desk.address[-1])


def training_values(data: SheetData) -> dict[str, str]:
    """What letters say of the training and of its dates; nothing where it is not known."""
    values = {"desk_name": data.desk.name, "desk_full_name": data.desk.full_name, "desk_phone": data.desk.phone}
    training = data.training
    if training is not None:
        values["training"] = french(training.title)
        if training.starts_on is not None and not data.session_note:
            days = period(training.starts_on, training.ends_on)
            values["session_dates"] = days if days.startswith("du ") else f"le {days}"
    asking = not data.request_sent and not data.deadline_passed and not data.session_note
    if data.deadline is not None and asking:
        values["deadline"] = long_date(data.deadline)
        values["deadline_rule"] = data.deadline_rule
    return values


def _values(data: SheetData, posted: Posted, size: Size, sheet_pages: int) -> dict[str, str]:
    values = training_values(data)
    values["pages"] = f"en {sheet_pages}{NO_BREAK}pages" if sheet_pages > 1 else "en une page"
    if size is Size.LARGE:
        values["large"] = "large"
    if data.training is None or data.training.starts_on is None:
        values["no_session"] = "no session"
    elif data.session_note:
        values["session_note"] = data.session_note
    elif data.deadline is not None and data.deadline_passed and not data.request_sent:
        values["deadline_past"] = long_date(data.deadline)
    if data.confirm_by is not None and data.confirm_by >= data.made_on:
        values |= {
            "confirm_by": long_date(data.confirm_by),
            "confirm_rule": data.confirm_rule[:1].lower() + data.confirm_rule[1:],
        }
    if posted.cdc_letter is not None:
        values["cdc_letter"] = "enclosed"
        if posted.cdc_letter.enclosed:
            values["cdc_enclosed"] = "identity"
    return values
