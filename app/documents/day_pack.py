"""The day pack of a session: who is to be called, who comes and how far they are, how one gets there, who signs.

One paper for the agent and the trainer, set in the same letters as the sheet. Nothing here asks for a NIR.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from app.documents import fonts
from app.documents.document import Document
from app.documents.fonts import Face
from app.documents.layout import ARTIFACT, Block, Frame, Rule, Tag, line_marks, paragraph, space, stacked
from app.documents.measure import Span, line_of, lines_of
from app.documents.metrics import FOOT_END, LEFT, STRONG, THIN, TOP, WIDTH
from app.documents.painter import Paper
from app.documents.sheet_data import Publisher, publisher
from app.documents.tables import (
    PADDING,
    SMALL,
    SMALL_LEADING,
    WORDS,
    WORDS_LEADING,
    Cell,
    Column,
    Table,
    body_rows,
    head_row,
)
from app.documents.words import NO_BREAK, amount, day_and_month, french, long_date, period, weekday

FOOT = 9.0  # millimetres that the foot takes
BOTTOM = FOOT_END - FOOT
SIGN_HEIGHT = 12.0  # of a line to sign: fourteen people on one page
SPARE_LINES = 2  # empty ones, for who comes without being on the list
AFTER_TITLE, AFTER_SECTION = 1.6, 7.0


@dataclass(frozen=True)
class DayPerson:
    """One person on the way to this session; words are ready to be read."""

    name: str  # "Fayard Hélène"
    function: str  # "adjointe au maire"
    commune: str
    state: str  # "Inscrite : la place est confirmée"
    edof: str = ""  # « EDOF : « Accepté », dossier 1234 »
    phones: tuple[str, ...] = ()
    email: str = ""
    to_call: bool = False  # validated, not yet confirmed
    call_by: str = ""  # "aujourd’hui", "jeudi 26 novembre 2026"
    comes: bool = True  # stands on the list to sign
    fees_cents: int = 0  # to be paid that day: extra fees, and what the rights leave
    fees_note: str = ""  # "dont 40 € au-delà de ses droits"


@dataclass(frozen=True)
class DayPackData:
    """A session and all who are on the way to it, by name."""

    training: str
    starts_on: date
    ends_on: date
    made_on: date
    people: tuple[DayPerson, ...]
    hours: str = ""  # "9 h à 16 h"
    place: str = ""
    access: str = ""
    price_cents: int = 0
    seats: int = 0
    half_days: tuple[str, ...] = ("matin", "après-midi")
    desk: Publisher = field(default_factory=publisher)

    @property
    def days(self) -> tuple[date, ...]:
        """Each day of the session that is not a Sunday."""
        every = (self.starts_on + timedelta(days=n) for n in range((self.ends_on - self.starts_on).days + 1))
        return tuple(day for day in every if day.weekday() < 6) or (self.starts_on,)


def day_pack(data: DayPackData) -> Document:
    """Set the pack: on its first page who is to be called, on its last ones a list to sign for each day."""
    title = f"Dossier de la journée – {long_date(data.starts_on)}"
    paper = Paper(title=title, author=data.desk.name, subject=french(data.training))
    flow = _Flow(paper, data)
    flow.place(_masthead(data))
    flow.place(_facts(data), 2.4)
    flow.section("À appeler\u00a0: inscription pas encore confirmée", _call_words(data), _calls(data))
    flow.section("Où en est chacun", "", _states(data))
    for day in data.days:
        flow.new_page()
        flow.place(_sign_head(data, day))
        flow.table(_sign(data))
    pages = flow.finish()
    name = f"Dossier de la journée – {data.starts_on:%Y-%m-%d}"
    return Document(name, title, paper.finish(), pages, fonts.missing(_texts(data)))


class _Flow:
    """Blocks under one another on as many pages as they need; the foot is drawn when the next page is known."""

    def __init__(self, paper: Paper, data: DayPackData) -> None:
        self._paper, self._data = paper, data
        self._pages: list[list[tuple[str, Block | None, float]]] = [[]]  # what, block, top
        self._y = TOP

    def place(self, block: Block, gap: float = 0.0, *, follow: float = 0.0) -> None:
        """Put a block under the last one, or on a new page with what must follow it (`follow` mm)."""
        if self._y > TOP and self._y + gap + block.height + follow > BOTTOM:
            self.new_page()
        elif self._y > TOP:
            self._y += gap
        self._pages[-1].append(("place", block, self._y))
        self._y += block.height

    def section(self, title: str, words: str, table: Table | None) -> None:
        """A heading, a sentence and a table; the heading never stands alone at the foot of a page."""
        head = _heading(title)
        said = _sentence(words) if words else space(0)
        follow = said.height + (24.0 if table is not None else 0.0)
        self.place(head, AFTER_SECTION, follow=follow)
        if words:
            self.place(said, AFTER_TITLE)
        if table is not None:
            self.table(table)

    def table(self, table: Table) -> None:
        """A table; each page that it goes on to begins with the names of its columns."""
        self._pages[-1].append(("begin", None, 0.0))
        head, rows = head_row(table), body_rows(table)
        if self._y + head.height + (rows[0].height if rows else 0) > BOTTOM:
            self._y = BOTTOM
        self.place(head, AFTER_TITLE)
        for index, row in enumerate(rows):
            if self._y + row.height > BOTTOM and self._y > TOP:
                if index and index >= len(rows) - table.spare:
                    break  # a page of empty lines alone is none
                self.new_page()
                self.place(head_row(table, again=True))
            self.place(row)
        self._pages[-1].append(("end", None, 0.0))

    def new_page(self) -> None:
        """Go on at the top of another page, under the running head."""
        self._pages.append([])
        head = _running_head(self._data)
        self._pages[-1].append(("place", head, TOP))
        self._y = TOP + head.height + 3.0

    def finish(self) -> int:
        """Draw all; the number of pages."""
        count = len(self._pages)
        for number, page in enumerate(self._pages, start=1):
            for what, block, y in page:
                if block is not None:
                    self._paper.place(block, LEFT, y)
                elif what == "begin":
                    self._paper.begin("Table")
                else:
                    self._paper.end()
            self._paper.place(_foot(self._data, number, count), LEFT, BOTTOM + 2.0)
            self._paper.end_page()
        return count


# Parts


def _masthead(data: DayPackData) -> Block:
    name = line_of(Span(data.desk.name, Face.BOLD, 15))
    right = line_of(Span("Dossier de la journée", Face.BOLD, 12))
    marks = (*line_marks(name, 0, 6.2), *line_marks(right, WIDTH - right.width, 6.2), Rule(0, 8.8, WIDTH, 8.8, STRONG))
    top = Block(9.0, marks, (), Tag("P"))
    title = lines_of([Span(french(data.training), Face.BOLD, 17)], WIDTH, most=3)
    when = period(data.starts_on, data.ends_on) + (f", {data.hours}" if data.hours else "")
    said = lines_of([Span(when[:1].upper() + when[1:], Face.BOLD, 14)], WIDTH, most=2)
    return stacked(
        top,
        paragraph(title, 7.4, size=17)._replace(tag=Tag("H1")),
        paragraph(said, 6.2, size=14)._replace(tag=Tag("P")),
        gap=2.0,
    )


def _facts(data: DayPackData) -> Block:
    """Place and way, money, how many: label at the left, words at 34 mm, in a frame."""
    coming = [person for person in data.people if person.comes]
    calls = sum(person.to_call for person in data.people)
    counted = f"{len(coming)} sur la liste"
    counted += f", dont {calls} à appeler" if calls else ", toutes les inscriptions sont confirmées" if coming else ""
    counted += f"{NO_BREAK}· {data.seats}{NO_BREAK}places" if data.seats else ""
    fees = [person for person in coming if person.fees_cents]
    if fees:
        total = sum(person.fees_cents for person in fees)
        same = len({person.fees_cents for person in fees}) == 1
        each = f"{amount(fees[0].fees_cents)} par personne, " if same else ""
        money = f"{each}{amount(total)} en tout, à régler au début"
    else:
        money = "aucun"
    rows = [
        ("Lieu", french(data.place) or "à préciser"),
        ("Accès", french(data.access)),
        ("Participants", counted),
        ("Prix", f"{amount(data.price_cents)}, payés par le DIF élus" if data.price_cents else "gratuit"),
        ("Frais à régler", money),
    ]
    blocks = [_fact(label, words) for label, words in rows if words]
    text = stacked(*blocks, gap=0.8)
    height = text.height + 5.0
    return Block(height, (Frame(0, 0, WIDTH, height, THIN),), ((4.0, 2.5, text),), Tag("L"))


def _fact(label: str, words: str) -> Block:
    said = paragraph(lines_of([Span(words, Face.REGULAR, 12)], WIDTH - 42.0, most=4), 5.5, size=12)
    name = paragraph([line_of(Span(label, Face.BOLD, 12))], 5.5, size=12)
    inside = ((0.0, 0.0, name._replace(tag=Tag("Lbl"))), (34.0, 0.0, said._replace(tag=Tag("LBody"))))
    return Block(said.height, (), inside, Tag("LI"))


def _call_words(data: DayPackData) -> str:
    calls = sum(person.to_call for person in data.people)
    if not data.people:
        return "Personne n’est encore sur la liste."
    if not calls:
        return "Personne à appeler."
    return (
        "Leur demande est validée\u00a0: il leur reste à cliquer sur «\u00a0Je confirme mon inscription\u00a0» "
        "dans Mon Compte Élu. Sans cela, la place est perdue."
    )


def _calls(data: DayPackData) -> Table | None:
    rows = tuple(
        (
            Cell(box=True, bold=(person.name,), plain=(_who(person),)),
            Cell(bold=person.phones or ("pas de numéro",), plain=(person.email,)),
            Cell(bold=(person.call_by,)),
        )
        for person in data.people
        if person.to_call
    )
    columns = (Column("À appeler", 73.0), Column("Téléphone, mail", 58.0), Column("À confirmer d’ici à", 44.0))
    return Table(columns, rows) if rows else None


def _states(data: DayPackData) -> Table | None:
    with_fees = any(person.fees_cents or person.fees_note for person in data.people)
    widths = (55.0, 50.0, 46.0, 24.0) if with_fees else (62.0, 60.0, 53.0)
    titles = ("Élu", "Inscription", "Téléphone, mail", "Frais réglés")
    columns = tuple(Column(title, width) for title, width in zip(titles, widths, strict=False))
    rows = tuple(
        (
            Cell(bold=(person.name,), plain=(_who(person),)),
            Cell(plain=(person.state, person.edof)),
            Cell(plain=(*person.phones, person.email)),
            *((_fees(person),) if with_fees else ()),
        )
        for person in data.people
    )
    return Table(columns, rows) if rows else None


def _fees(person: DayPerson) -> Cell:
    if not person.comes:
        return Cell()
    if not person.fees_cents:
        return Cell(plain=("aucun", person.fees_note))
    return Cell(box=True, bold=(amount(person.fees_cents),), plain=(person.fees_note,))


def _sign_head(data: DayPackData, day: date) -> Block:
    hours = f", {data.hours}" if data.hours else ""
    when = long_date(day).capitalize().replace(" ", NO_BREAK) + hours
    where = ", ".join(part for part in (when, french(data.place)) if part)
    lines = [
        line
        for words in (french(data.training), where)
        for line in lines_of([Span(words, Face.REGULAR, WORDS)], WIDTH, most=2)
    ]
    provider = lines_of([Span(f"Organisme{NO_BREAK}: {data.desk.provider}", Face.REGULAR, SMALL)], WIDTH, most=2)
    return stacked(
        _heading("Feuille d’émargement"),
        paragraph(lines, WORDS_LEADING, size=WORDS)._replace(tag=Tag("P")),
        paragraph(provider, SMALL_LEADING, size=SMALL)._replace(tag=Tag("P")),
        _trainer(),
        gap=AFTER_TITLE,
    )


def _sign(data: DayPackData) -> Table:
    width = (WIDTH - 10.0 - 73.0) / len(data.half_days)
    columns = (
        Column("N°", 10.0),
        Column("Nom, commune, fonction", 73.0),
        *(Column(f"Signature, {half}", width) for half in data.half_days),
    )
    blank = tuple(Cell() for _ in data.half_days)
    coming = [person for person in data.people if person.comes]
    rows = [
        (
            Cell(plain=(str(number),)),
            Cell(bold=(person.name,), plain=(_who(person), "inscription à confirmer" if person.to_call else "")),
            *blank,
        )
        for number, person in enumerate(coming, start=1)
    ]
    rows += [(Cell(plain=(str(len(coming) + n),)), Cell(), *blank) for n in range(1, SPARE_LINES + 1)]
    return Table(columns, tuple(rows), SIGN_HEIGHT, ruled=True, spare=SPARE_LINES)


def _trainer() -> Block:
    """Room for the trainer's name and signature."""
    words = paragraph(
        [line_of(Span("Formateur ou formatrice\u00a0: nom et signature", Face.BOLD, SMALL))], 5.0, size=SMALL
    )
    return Block(13.0, (Frame(0, 0, WIDTH, 13.0, 0.9),), ((PADDING, 1.2, words),), Tag("P"))


def _heading(title: str) -> Block:
    lines = lines_of([Span(title, Face.BOLD, 14)], WIDTH, most=2)
    return paragraph(lines, 6.2, size=14)._replace(tag=Tag("H2"))


def _sentence(words: str) -> Block:
    return paragraph(lines_of([Span(words, Face.REGULAR, 12)], WIDTH), 5.5, size=12)._replace(tag=Tag("P"))


def _running_head(data: DayPackData) -> Block:
    left = lines_of([Span(french(data.training), Face.BOLD, SMALL)], WIDTH - 62.0, most=1)[0]
    right = line_of(Span(f"{weekday(data.starts_on)} {day_and_month(data.starts_on)}", Face.BOLD, SMALL))
    marks = (*line_marks(left, 0, 3.6), *line_marks(right, WIDTH - right.width, 3.6), Rule(0, 5.6, WIDTH, 5.6, STRONG))
    return Block(6.0, marks, (), Tag(ARTIFACT, "Header"))


def _foot(data: DayPackData, page: int, pages: int) -> Block:
    made = f"{data.desk.name} – dossier de la journée établi le {day_and_month(data.made_on)}"
    left = lines_of([Span(made, Face.REGULAR, SMALL)], WIDTH - 30.0, most=1)[0]
    right = line_of(Span(f"Page{NO_BREAK}{page}/{pages}", Face.BOLD, SMALL))
    marks = (Rule(0, 0, WIDTH, 0, STRONG), *line_marks(left, 0, 5.0), *line_marks(right, WIDTH - right.width, 5.0))
    return Block(7.0, marks, (), Tag(ARTIFACT, "Footer"))


def _who(person: DayPerson) -> str:
    return ", ".join(part for part in (french(person.commune), french(person.function)) if part)


def _texts(data: DayPackData) -> Iterator[str]:
    yield from (data.training, data.place, data.access, data.desk.provider)
    for person in data.people:
        yield from (
            person.name,
            person.function,
            person.commune,
            person.state,
            person.edof,
            person.email,
            *person.phones,
        )
