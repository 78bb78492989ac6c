"""What a sheet offers when its session can no longer be asked for: other sessions, each with its last day to ask."""

from __future__ import annotations

from app.documents.fonts import Face
from app.documents.layout import Block, Rule, Tag, paragraph, stacked
from app.documents.measure import Span, lines_of
from app.documents.metrics import THIN, WIDTH, Metrics
from app.documents.sheet_data import OtherSession, SheetData
from app.documents.words import NO_BREAK, at_place, french, long_date

MOST = 3
BETWEEN, CELL = 4.0, 1.0  # between two columns, above and below the words of a row
DATE_WIDTH = 61.0  # « mercredi 30 septembre 2026 » in the bold letters of the body
FOLDED_WIDTH = 50.0  # the weekday on a line of its own: beside the name of a training


def other_sessions(data: SheetData, m: Metrics, room: float) -> Block:
    """Why the session is no longer to be had, then the next ones; as many as `room` millimetres hold, none without."""
    offered = data.other_sessions[:MOST]
    note = [_note(data.session_note, m)] if data.session_note else []
    while offered:
        rows = _listed(offered, m) if m.large else _table(offered, m)
        whole = stacked(*note, _heading(offered, m), rows, gap=1.2)
        if whole.height <= room:
            return whole
        offered = offered[:-1]
    return stacked(*note)


def _note(words: str, m: Metrics) -> Block:
    lines = lines_of([Span(french(words), Face.BOLD, m.body)], WIDTH)
    return paragraph(lines, m.body_leading, size=m.body)._replace(tag=Tag("P"))


def _heading(offered: tuple[OtherSession, ...], m: Metrics) -> Block:
    other = any(one.title for one in offered)
    words = "Sur le même thème, vous pouvez demander" if other else "Autres sessions de cette formation"
    lines = lines_of([Span(f"{words}{NO_BREAK}:", Face.BOLD, m.body)], WIDTH)
    return paragraph(lines, m.body_leading, size=m.body)._replace(tag=Tag("H2"))


def _table(offered: tuple[OtherSession, ...], m: Metrics) -> Block:
    """Day, place and last day to ask side by side, a thin rule between two sessions."""
    named = any(one.title for one in offered)
    where, width = ("Formation et lieu", FOLDED_WIDTH) if named else ("Lieu", DATE_WIDTH)
    head = ("Date", where, "Demande au\u00a0plus\u00a0tard\u00a0le")
    rows = [_row([[Span(words, Face.REGULAR, m.label)] for words in head], m.label_leading, m.label, "TH", width)]
    rows += [
        _row(
            [
                [Span(long_date(one.starts_on), Face.BOLD, m.body)],
                _where(one, m),
                [Span(long_date(one.last_day), Face.BOLD, m.body)],
            ],
            m.body_leading,
            m.body,
            "TD",
            width,
        )
        for one in offered
    ]
    return stacked(*rows)._replace(tag=Tag("Table"))


def _row(cells: list[list[Span]], leading: float, size: float, role: str, date_width: float) -> Block:
    widths = (date_width, WIDTH - 2 * (date_width + BETWEEN), date_width)
    inside: list[tuple[float, float, Block]] = []
    x = 0.0
    for spans, width in zip(cells, widths, strict=True):
        text = paragraph(lines_of(spans, width, most=5), leading, size=size)
        inside.append((x, CELL, text._replace(tag=Tag(role))))
        x += width + BETWEEN
    height = max(block.height for _x, _y, block in inside) + 2 * CELL
    return Block(height, (Rule(0, height, WIDTH, height, THIN),), tuple(inside), Tag("TR"))


def _where(one: OtherSession, m: Metrics) -> list[Span]:
    parts = [part for part in (one.title, one.place) if part]
    return [Span(french(", ".join(parts)), Face.REGULAR, m.body)]


def _listed(offered: tuple[OtherSession, ...], m: Metrics) -> Block:
    """Large print: each session in words, one below the other."""
    return stacked(*(_item(one, m) for one in offered), gap=1.2)._replace(tag=Tag("L"))


def _item(one: OtherSession, m: Metrics) -> Block:
    day = long_date(one.starts_on)
    spans = [Span(day[:1].upper() + day[1:], Face.BOLD, m.body)]
    if one.title:
        spans.append(Span(f", {french(one.title)}", Face.REGULAR, m.body))
    if one.place:
        place = at_place(one.place)
        spans.append(Span(f"{' ' if place.startswith('–') else ', '}{place}", Face.REGULAR, m.body))
    spans += [
        Span(f"{NO_BREAK}: demande au plus tard le ", Face.REGULAR, m.body),
        Span(long_date(one.last_day), Face.BOLD, m.body),
        Span(".", Face.REGULAR, m.body),
    ]
    text = paragraph(lines_of(spans, WIDTH, most=4), m.body_leading, size=m.body)
    return Block(text.height, (), ((0.0, 0.0, text._replace(tag=Tag("LBody"))),), Tag("LI"))
