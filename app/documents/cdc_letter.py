"""What an official writes to the Caisse des Dépôts: a letter to sign, or a mail to copy; the same words in both.

It says what the guide asks for: name, mandate, commune, how to be reached. There is no place for a NIR here.
Words: `resources/letters/cdc.toml`; the mailbox is the one that the step of the guide names.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import quote

from app.documents import fonts
from app.documents.cover_letter import training_values
from app.documents.document import Document, file_words
from app.documents.envelope import Envelope
from app.documents.letter import Letter, draw_letter, letter_texts, sender_of
from app.documents.letter_texts import CdcText, fill_line, fill_paragraphs, letter_table
from app.documents.metrics import STANDARD
from app.documents.painter import Paper
from app.documents.sheet_data import SheetData
from app.documents.words import NO_BREAK, day_and_month
from app.guide.markup import plain


@dataclass(frozen=True)
class Writer:
    """The official who writes. `known`: birth_name, usual_name, first_name, mandate, commune, phone, email."""

    title_name: str  # "Mme Odile Thévenet"
    address: tuple[str, ...] = ()  # under the name; empty when it is not known
    town: str = ""
    known: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Mail:
    """A mail ready to be copied; `enclosed` is what to attach to it, in words."""

    to: str
    subject: str
    body: str
    enclosed: str = ""

    def link(self, *, with_body: bool = True) -> str:
        """The address of the web that opens it in a mail program (RFC 6068); lines end as that text asks."""
        told = {"subject": self.subject, **({"body": self.body.replace("\n", "\r\n")} if with_body else {})}
        return f"mailto:{quote(self.to, safe='@')}?" + "&".join(f"{key}={quote(told[key], safe='')}" for key in told)

    @property
    def whole(self) -> str:
        """Address, subject and text together, as they are copied in one go."""
        return f"À{NO_BREAK}: {self.to}\nObjet{NO_BREAK}: {self.subject}\n\n{self.body}"


def cdc_mail(text: CdcText, writer: Writer, data: SheetData, mailbox: str) -> Mail:
    """The mail in plain words, one paragraph after an empty line."""
    table = letter_table("cdc")
    values = training_values(data)
    paragraphs = [plain((block,)) for block in fill_paragraphs(text.paragraphs, values)]
    end = "\n".join((table["mail_closing"], writer.title_name))
    body = "\n\n".join((table["mail_greeting"], *paragraphs, "\n".join(about_lines(writer)), end))
    return Mail(mailbox, text.subject, body + "\n", text.enclosed)


def forwarded(mail: Mail, address: str, desk: str) -> Mail:
    """The same mail on its way to the official, who sends it from their own mail program."""
    told = letter_table("cdc")["forward"]
    enclosed = f"{told['enclosed']}{NO_BREAK}: {mail.enclosed}." if mail.enclosed else ""
    lines = (told["greeting"], told["text"], enclosed, mail.whole.rstrip(), desk)
    return Mail(address, told["subject"], "\n\n".join(line for line in lines if line) + "\n")


def cdc_letter(text: CdcText, writer: Writer, data: SheetData, recipient: tuple[str, ...] = ()) -> Letter:
    """The letter, to be signed by hand. `recipient`: the lines of its address, else those delivered."""
    table = letter_table("cdc")
    known = writer.known
    day = day_and_month(data.made_on)
    return Letter(
        sender=sender_of(writer.title_name, *writer.address, known.get("phone", ""), known.get("email", "")),
        address=recipient or tuple(table["recipient"]["lines"]),
        place_and_date=f"{writer.town}, le {day}" if writer.town else f"Le {day}",
        subject=text.subject,
        greeting=table["greeting"],
        body=tuple(fill_paragraphs(text.paragraphs, training_values(data))),
        about=about_lines(writer, but=("phone", "email")),  # these stand at the head of the letter
        closing=table["closing"],
        signature_label=table["signature"],
        signed_by=(writer.title_name,),
        enclosed=f"Je joins{NO_BREAK}: {text.enclosed}" if text.enclosed else "",
    )


def cdc_document(letter: Letter, data: SheetData, envelope: Envelope | None = None) -> Document:
    """The letter as a paper of its own."""
    name = fonts.printable(data.person.title_name)
    paper = Paper(title=f"Lettre à la Caisse des Dépôts – {name}", author=data.desk.name, subject=letter.subject)
    paper.part("Lettre à la Caisse des Dépôts")
    pages = draw_letter(paper, letter, STANDARD, envelope)
    return Document(
        name=file_words("Lettre CDC", data.person.title_name, day_and_month(data.made_on)),
        title=f"Lettre à la Caisse des Dépôts, à signer par {data.person.title_name}",
        pdf=paper.finish(),
        pages=pages,
        missing_letters=fonts.missing(letter_texts(letter)),
    )


def about_lines(writer: Writer, *, but: tuple[str, ...] = ()) -> tuple[str, ...]:
    """« Téléphone : 06… », what is known of who writes, `but` what stands elsewhere."""
    known = {name: value for name, value in writer.known.items() if name not in but}
    lines = (fill_line(line, known) for line in letter_table("cdc")["about"]["lines"])
    return tuple(line for line in lines if line)
