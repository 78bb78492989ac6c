"""Foot of every page, end of the path and lines for notes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from app.documents.fonts import Face
from app.documents.layout import (
    ARTIFACT,
    Block,
    Frame,
    Mark,
    Rule,
    Shape,
    Tag,
    cap_height,
    keep,
    line_marks,
    paragraph,
    stacked,
)
from app.documents.measure import Span, line_of, lines_of
from app.documents.metrics import STRONG, WIDTH, Metrics
from app.documents.phases import tick
from app.documents.sheet_data import KEPT_SESSIONS, Publisher, SheetData, SheetTraining
from app.documents.words import NO_BREAK, amount, at_place, day_and_month, french, period

NOTE_LINES = 10


def foot(data: SheetData, page: int, pages: int, m: Metrics) -> Block:
    """Whom to call, where to write, which page of how many, which guide, which day; where the sheet goes on.

    It is the same on every page, so only the last one's words are read, and its mailbox opened by a click.
    """
    return _foot(_Told(data.desk, data.edition_title, data.made_on, data.edition_note), page, pages, m)


class _Told(NamedTuple):
    """What a foot says beside the page's number."""

    desk: Publisher
    edition_title: str
    made_on: date
    edition_note: str


@lru_cache(maxsize=256)
def _foot(told: _Told, page: int, pages: int, m: Metrics) -> Block:
    desk = told.desk
    marks: list[Mark] = []
    end = WIDTH
    if page < pages:
        size = m.foot_title if m.large else m.body
        going_on = line_of(Span(f"suite page{NO_BREAK}{page + 1}", Face.BOLD, size))
        end = WIDTH - going_on.width - 6.5
        marks += line_marks(going_on, WIDTH - going_on.width - 4.2, cap_height(size) / 2 - 0.3)
        marks.append(Shape(((WIDTH - 2.8, -1.6), (WIDTH, 0.0), (WIDTH - 2.8, 1.6))))
    marks.append(Rule(0, 0, end, 0, STRONG))
    contact: list[Mark] = []
    first = 7.0 if not m.large else 7.4
    phone_at = 16.4 if not m.large else 17.0
    small = (first, first + m.foot_small_leading, first + 2 * m.foot_small_leading)
    contact += line_marks(line_of(Span(f"Un blocage{NO_BREAK}? Appelez-nous", Face.BOLD, m.foot_title)), 0, first)
    contact += line_marks(line_of(Span(desk.phone, Face.BOLD, m.phone)), 0, phone_at)
    mail = Span(desk.email, Face.BOLD, m.foot_small, url=f"mailto:{desk.email}" if page == pages else "")
    if m.large:
        spans = [mail, Span(" – " + ", ".join(desk.address), Face.REGULAR, m.foot_small)]
        contact += line_marks(lines_of(spans, WIDTH, most=1)[0], 0, 22.6)
    else:
        at = 76 if told.edition_note else 84
        contact += line_marks(line_of(mail), at, small[0])
        for index, words in enumerate(desk.address[:2]):
            contact += line_marks(line_of(Span(words, Face.REGULAR, m.foot_small)), at, small[index + 1])
    room = 84 if m.large else 62  # beside the phone, or beside the address
    edition, day = french(told.edition_title), f"Fiche du {day_and_month(told.made_on)}"
    if told.edition_note:  # beside the edition, or under it where its name is long: the note itself is never cut
        noted = f"{edition} ({told.edition_note})"
        fits = line_of(Span(noted, Face.REGULAR, m.foot_small)).width <= room
        edition, day = (noted, day) if fits else (edition, f"{day}, guide {told.edition_note}")
    for words, face, size, y in (
        (f"Page{NO_BREAK}{page}/{pages}", Face.BOLD, m.foot_title, small[0]),
        (edition, Face.REGULAR, m.foot_small, small[1]),
        (day, Face.REGULAR, m.foot_small, small[2]),
    ):
        line = lines_of([Span(words, face, size)], room, most=1)[0]
        marks += line_marks(line, WIDTH - line.width, y)
    whom = Block(m.foot_height, tuple(contact), (), Tag("P") if page == pages else None)
    running = Block(m.foot_height, tuple(marks), () if page == pages else ((0.0, 0.0, whom),), Tag(ARTIFACT, "Footer"))
    return keep(Block(m.foot_height, (), ((0.0, 0.0, running), *([(0.0, 0.0, whom)] if page == pages else []))))


def closing(data: SheetData, m: Metrics) -> Block:
    """The end of the path: where and when one meets, what is left to pay."""
    training = data.training
    if training is not None and data.session_lost:
        training = replace(training, starts_on=None, ends_on=None)  # nobody is expected on that day any more
    return _closing(training, data.made_on, bool(data.steps), m)


@lru_cache(maxsize=KEPT_SESSIONS)
def _closing(training: SheetTraining | None, made_on: date, steps_remained: bool, m: Metrics) -> Block:
    over = False
    last = "C’est terminé." if steps_remained else "Tout est fait."
    if training is not None and training.starts_on is not None:
        when = period(training.starts_on, training.ends_on)
        date_words = when if when.startswith("du ") else f"le {when}"
        date_words = " au ".join(day.replace(" ", NO_BREAK) for day in date_words.split(" au "))  # no day is broken
        where = f" {at_place(training.place)}" if training.place else ""
        if where.startswith(" –"):  # « Montbrison, AMF42 » has no « à » before it: a sentence of its own
            where = f". Lieu{NO_BREAK}: {where.removeprefix(' – ')}"
        over = (training.ends_on or training.starts_on) < made_on
        first = f"{last} {'La formation a eu lieu' if over else 'Rendez-vous'} {date_words}{where}."
    else:
        first = f"{last} L’AMF42 vous donne la date et le lieu de la formation."
    second = ""
    if training is not None and training.extra_fees_cents and not over:
        second = f"Les {amount(training.extra_fees_cents)} de frais se règlent au début de la formation."
    column = WIDTH - m.text_indent - 3
    text = stacked(
        paragraph(lines_of([Span(first, Face.BOLD, m.body)], column), m.body_leading, size=m.body),
        paragraph(lines_of([Span(second, Face.REGULAR, m.body)], column), m.body_leading, size=m.body)
        if second
        else Block(0),
    )
    height = max(16.5, text.height + 3)
    frame = Frame(0, 0, WIDTH, height, weight=0.9)
    return keep(Block(height, (frame, tick(7.5, height / 2, 10)), ((m.text_indent, (height - text.height) / 2, text),)))


def notes(height: float, m: Metrics) -> Block:
    """Dotted lines to write on, and what must never be written there."""
    words = [
        Span("Vos notes", Face.BOLD, m.body),
        Span(f"{NO_BREAK}: jamais votre mot de passe ni votre numéro de sécurité sociale.", Face.REGULAR, m.label),
    ]
    head = paragraph(lines_of(words, WIDTH), m.body_leading, size=m.body)
    marks: list[Mark] = []
    y = head.height + m.note_leading
    while y <= height and len(marks) < NOTE_LINES:
        marks.append(Rule(0, y, WIDTH, y, 0.9, dotted=True))
        y += m.note_leading
    return Block(height, tuple(marks), ((0.0, 0.0, head),))
