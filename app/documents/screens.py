"""The platform's screens redrawn: form boxes with the values to copy, the two counters, the price table.

Solid frame: copy what is printed. Dashed frame: a NIR or a password, typed on the screen and nowhere else; the frame
says so inside, so that no hand can write there.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from functools import lru_cache

from app.documents import fonts
from app.documents.fonts import Face
from app.documents.layout import (
    Block,
    Frame,
    Mark,
    Ring,
    Rule,
    Shape,
    Tag,
    TickBox,
    baseline,
    keep,
    line_marks,
    paragraph,
    stacked,
)
from app.documents.measure import BUTTON_PADDING, Span, line_of, lines_of, span_width
from app.documents.metrics import FIELD, THIN, Metrics
from app.documents.sheet_data import KEPT_SESSIONS, Publisher, SheetTraining
from app.documents.words import french, platform_amount
from app.guide.edition import Screen, ScreenField

ON_SCREEN_ONLY = "à l’écran seulement"
TO_COMPLETE = "à compléter"
_WHERE = ("street_number", "street_type", "street_name", "locality")  # where one lives, before the town
COUNTERS_IN_WORDS = (
    "Deux compteurs côte à côte. À gauche, avec la cocarde tricolore, celui à choisir\u00a0: DIF Élus, liés au mandat "
    "électoral en cours (Mon Compte Élu). À droite\u00a0: Droits CPF, liés à votre activité professionnelle "
    "(Mon Compte Formation)."
)
HEAD_BAR = 1.6  # the thick head of a form
PADDING = 4.0
COLUMN_GAP = 4.0
ROW_GAP = 1.8
HINT_GAP, HINT_REACH = 3.0, 2.0  # beside a third of the form: a hint may reach into the form's own margin
COUNTER_TEXT = 15.4  # where the words of the counter with the cockade begin
VALUE_LINES = 20  # a value is there to be copied: only an absurd one ends in « … »
_UNITS = {"full": 6, "two_thirds": 4, "half": 3, "third": 2}


Note = Callable[[float], Block]  # a note set in a column of so many millimetres


def form_box(screen: Screen, note: Note | None, values: Mapping[str, str], m: Metrics) -> Block:
    """A screen with fields: head, rows of fields in the screen's order, its note, boxes to tick, buttons."""
    inner = m.text_width - 2 * PADDING
    rows = rows_of(screen.fields, m)
    last = len(rows)
    while last and rows[last - 1][0].source == "checkbox":
        last -= 1
    filled = [block for row in rows[:last] for block in (*_section(row, inner, m), _row(row, values, inner, m))]
    ticked = [_row(row, values, inner, m) for row in rows[last:]]
    noted = [_note_and_buttons(screen, note, inner, m)]
    if ticked and note is not None:  # what a note says is about the fields above the boxes
        noted = [note(inner), *ticked, _note_and_buttons(screen, None, inner, m)]
    else:
        filled += ticked
    body = stacked(stacked(*filled, gap=ROW_GAP), stacked(*noted, gap=0.6), gap=ROW_GAP)
    return _boxed(_head(screen.title, screen.place, m), body, m)


def rows_of(fields: tuple[ScreenField, ...], m: Metrics) -> list[list[ScreenField]]:
    """Fields side by side as far as their widths go; one a line in large print, for a hint, and for a box to tick."""
    rows: list[list[ScreenField]] = []
    taken = 6
    for field in fields:
        alone = bool(field.hint) or field.source == "checkbox" or (m.large and not (field.secret and m.paired_secrets))
        units = 6 if alone else _UNITS.get(field.width, 6)
        if taken + units > 6:
            rows.append([])
            taken = 0
        rows[-1].append(field)
        taken += units
    return rows


def has_secret(screen: Screen | None) -> bool:
    """Whether a NIR or a password is typed on this screen."""
    return screen is not None and any(field.secret for field in screen.fields)


def _boxed(head: Block, body: Block, m: Metrics) -> Block:
    top = head.height + 1.2
    height = top + body.height + 2.4
    return Block(
        height,
        (
            Frame(0, 0.4, m.text_width, height - 0.4, weight=FIELD, radius=1.2),
            Frame(0, 0, m.text_width, HEAD_BAR, solid=True),
        ),
        ((0.0, 0.0, head), (PADDING, top, body)),
    )


def _head(title: str, place: str, m: Metrics) -> Block:
    """Screen title and, at right, « écran 2 sur 4 », over a thin rule."""
    inner = m.text_width - 2 * PADDING
    title_span, place_span = Span(french(title), Face.BOLD, m.body), Span(french(place), Face.REGULAR, m.caption)
    side_by_side = span_width(title_span) + 6 + span_width(place_span) <= inner
    parts = [paragraph(lines_of([title_span], inner, most=2), m.body_leading, size=m.body)] if title else []
    if place and not side_by_side:
        parts.append(paragraph(lines_of([place_span], inner, most=2), m.label_leading, size=m.caption))
    text = stacked(*parts)
    top = HEAD_BAR + 0.6
    inside = [(PADDING, top, text)]
    if place and side_by_side:
        line = line_of(place_span)
        at = m.text_width - PADDING - line.width, top + baseline(m.body_leading, m.body)
        inside.append((0.0, 0.0, Block(0.0, line_marks(line, *at))))
    height = top + text.height + 0.6
    return Block(height, (Rule(0, height, m.text_width, height, THIN),), tuple(inside))


def _section(row: list[ScreenField], inner: float, m: Metrics) -> list[Block]:
    """The screen's own heading above the fields that follow, where it has one."""
    if not row[0].section:
        return []
    lines = lines_of([Span(french(row[0].section), Face.BOLD, m.label)], inner, most=2)
    return [paragraph(lines, m.label_leading, size=m.label)]


def _row(row: list[ScreenField], values: Mapping[str, str], inner: float, m: Metrics) -> Block:
    if len(row) == 1 and row[0].source == "checkbox":
        return _box_to_tick(row[0], inner, m)
    if len(row) == 1 and (row[0].hint or m.large):
        return _with_hint(row[0], values, inner, m)
    placed: list[tuple[float, float, Block]] = []
    x = 0.0
    unit = (inner + COLUMN_GAP) / 6
    lead = max((_or_width(m) for field in row if field.alternative), default=0.0)
    # « ou » stands between two fields: they give up its width in equal parts.
    for index, field in enumerate(row):
        width = _UNITS.get(field.width, 6) * unit - COLUMN_GAP
        if lead and len(row) > 1:
            width -= (lead - COLUMN_GAP) / len(row)
        if index and field.alternative:
            x += lead - COLUMN_GAP
        block = field_block(field, values, width, m)
        if index and field.alternative:
            word = line_of(Span("ou", Face.ITALIC, m.body))
            at = x - lead + (lead - word.width) / 2
            y = m.label_leading + 0.7 + baseline(m.field_height, m.body)
            placed.append((at, 0.0, Block(0.1, line_marks(word, 0, y))))
        placed.append((x, 0.0, block))
        x += width + COLUMN_GAP
    return Block(max(block.height for _, _, block in placed), (), tuple(placed))


def _or_width(m: Metrics) -> float:
    return span_width(Span("ou", Face.ITALIC, m.body)) + 6


def _with_hint(field: ScreenField, values: Mapping[str, str], inner: float, m: Metrics) -> Block:
    """A field of a third or half with its hint at right; the hint goes below in large print and under a wide field."""
    narrow = not m.large and (not field.hint or field.width in ("half", "third"))
    third = narrow and bool(field.hint) and field.width == "third"
    if third and not field.secret:  # a long name takes half
        value = Span(fonts.printable(values.get(field.source, "")), Face.BOLD, m.body)
        third = span_width(value) <= (inner + COLUMN_GAP) / 3 - COLUMN_GAP - 5
    width = (inner + COLUMN_GAP) / (3 if third else 2) - COLUMN_GAP if narrow else inner
    block = field_block(field, values, width, m, label_width=inner if third else width)
    if field.alternative:
        word = paragraph([line_of(Span("ou", Face.ITALIC, m.body))], m.body_leading, size=m.body)
        block = stacked(word, block)
    if not field.hint:
        return block
    hint = [Span(french(field.hint), Face.REGULAR, m.label)]
    if width == inner:
        below = paragraph(lines_of(hint, inner, characters=m.characters + 8), m.label_leading, size=m.label)
        return stacked(block, below, gap=0.8)
    gap, reach = (HINT_GAP, HINT_REACH) if third else (COLUMN_GAP, 0.0)
    beside = paragraph(lines_of(hint, inner + reach - width - gap), m.label_leading, size=m.label)
    frame_middle = m.label_leading + 0.7 + (block.height - m.label_leading - 0.7) / 2
    # The label over a third may reach over the hint, which then stays clear of it.
    reaching = third and span_width(Span(french(field.label), Face.REGULAR, m.label)) > width
    y = max(m.label_leading + 0.4 if reaching else 0.0, frame_middle - beside.height / 2)
    return Block(max(block.height, y + beside.height), (), ((0.0, 0.0, block), (width + gap, y, beside)))


def field_block(
    field: ScreenField, values: Mapping[str, str], width: float, m: Metrics, *, label_width: float = 0.0
) -> Block:
    """Label above its frame, as wide or wider. A NIR or a password gets no value, whatever `values` holds."""
    value = "" if field.secret else values.get(field.source, "").strip()
    return _field(field, value, filler_of(field, values), (width, label_width or width), m)


def filler_of(field: ScreenField, values: Mapping[str, str]) -> str:
    """What stands in a field whose value is not known; of an address without street or hamlet nothing is to be left."""
    if field.source in _WHERE and not any(values.get(source, "").strip() for source in ("street_name", "locality")):
        return TO_COMPLETE
    return field.empty or (TO_COMPLETE if field.source else "")


@lru_cache(maxsize=1024)
def _field(field: ScreenField, value: str, filler: str, widths: tuple[float, float], m: Metrics) -> Block:
    width, label_width = widths
    words = [Span(french(field.label), Face.REGULAR, m.label)]
    label = paragraph(lines_of(words, label_width, most=2), m.label_leading, size=m.label)
    if field.secret:
        content = [Span(ON_SCREEN_ONLY, Face.ITALIC, m.body)]
    elif value:
        content = [Span(value, Face.BOLD, m.body)]
    else:
        content = [Span(filler, Face.ITALIC, m.body)]
    lines = lines_of(content, width - 5, most=VALUE_LINES)
    padding = (m.field_height - m.body_leading) / 2
    text = paragraph(lines, m.body_leading, size=m.body)
    height = max(m.field_height, text.height + 2 * padding)
    top = label.height + 0.7
    frame = Frame(0, top, width, height, weight=0.9 if field.secret else FIELD, dashed=field.secret)
    return keep(Block(top + height, (frame,), ((0.0, 0.0, label), (2.5, top + padding, text)), Tag("P")))


def _box_to_tick(field: ScreenField, inner: float, m: Metrics) -> Block:
    """A box that is ticked on the screen: smaller than a step's own."""
    side = m.body_leading * 0.9
    lines = lines_of([Span(french(field.label), Face.REGULAR, m.body)], inner - side - 3, characters=m.characters)
    text = paragraph(lines, m.body_leading, size=m.body)
    box = TickBox(0, 1.0, side, weight=0.9)
    return Block(max(text.height, side) + 1.4, (box,), ((side + 3.0, 1.0 - 0.28, text),), Tag("P"))


def _note_and_buttons(screen: Screen, note: Note | None, inner: float, m: Metrics) -> Block:
    """The note, and the screen's buttons in the bottom right corner: beside it, or below where that is shorter."""
    buttons = [button_block(words, inner, m) for words in screen.buttons]
    if not buttons:
        return note(inner) if note is not None else Block(0.0)
    width = max(block_width for _, block_width in buttons)
    column = stacked(*(block for block, _ in buttons), gap=1.2)
    if note is None:
        return Block(column.height, (), ((inner - width, 0.0, column),))
    below = stacked(note(inner), Block(column.height, (), ((inner - width, 0.0, column),)), gap=1.2)
    room = inner - width - 6.0
    if room < inner / 3:
        return below
    beside = note(room)
    height = max(beside.height, column.height)
    if height > below.height:
        return below
    return Block(height, (), ((0.0, 0.0, beside), (inner - width, height - column.height, column)))


def button_block(words: str, column: float, m: Metrics) -> tuple[Block, float]:
    """A button by itself and its width; in two lines or more, centred, where it is longer than a line."""
    scale = m.body / 12
    inset = BUTTON_PADDING * scale + (2.0 if not m.large else 1.0)
    span = Span(words, Face.BOLD, m.body)
    line = line_of(Span(words, Face.BOLD, m.body, button=True))
    first = 0.5 + 4.45 * scale
    if line.width <= column:
        return Block(m.button_height + 1.0, line_marks(line, 0, first)), line.width
    lines = lines_of([span], column - 2 * inset, balanced=False)
    narrower = line_of(span).width / len(lines)
    while narrower < column - 2 * inset:  # the narrowest frame of the same number of lines
        tried = lines_of([span], narrower, balanced=False)
        if len(tried) == len(lines):
            lines = tried
            break
        narrower += 2
    width = max(one.width for one in lines) + 2 * inset
    height = m.button_height + (len(lines) - 1) * m.body_leading + 1.6
    marks: list[Mark] = [
        Frame(0, 0.5, width, height, weight=0.9, radius=1.3 * scale),
        Frame(1.0, 0.5 + height - 0.9, width - 2.0, 0.9, solid=True),
    ]
    y = first + 0.8
    for index, one in enumerate(lines):
        at = y + index * m.body_leading
        marks += line_marks(one, (width - one.width) / 2, at, ends_line=index < len(lines) - 1)
    return Block(height + 1.0, tuple(marks)), width


@lru_cache(maxsize=4)
def counters(m: Metrics) -> Block:
    """The two counters as the platform shows them: the one to use has a thick frame, its cockade and a pointer."""
    left = (
        "DIF Élus",
        "liés au mandat électoral en cours",
        "(Mon Compte Élu)",
    )
    right = ("Droits CPF", "liés à votre activité professionnelle", "(Mon Compte Formation)")
    gap = 5.0
    # The left one needs room for its cockade: a little wider than half.
    width = m.text_width if m.large else (m.text_width - gap) * 0.53
    other = m.text_width if m.large else m.text_width - gap - width
    high = max(_counter(left, width, m, chosen=True).height, _counter(right, other, m, chosen=False).height)
    first = _counter(left, width, m, chosen=True, height=high)
    second = _counter(right, other, m, chosen=False, height=high)
    if m.large:
        said = "À l’écran, le compte élu apparaît à gauche, avec la cocarde tricolore."
        caption = paragraph(
            lines_of([Span(said, Face.BOLD, m.body)], width - COUNTER_TEXT), m.body_leading, size=m.body
        )
        pointed = Block(caption.height, (_pointer(8.4, 1.2),), ((COUNTER_TEXT, 0.0, caption),))
        return stacked(first, pointed, second, gap=1.6)._replace(tag=Tag("Figure", COUNTERS_IN_WORDS))
    pointer = line_of(Span("Le compte élu apparaît à gauche, avec la cocarde tricolore.", Face.BOLD, m.body))
    under = Block(
        m.body_leading + 0.6,
        (_pointer(8.4, 1.4), *line_marks(pointer, COUNTER_TEXT, baseline(m.body_leading, m.body) + 0.6)),
    )
    pair = Block(high, (), ((0.0, 0.0, first), (width + gap, 0.0, second)), Tag("Figure", COUNTERS_IN_WORDS))
    return stacked(pair, under, gap=0.4)


def _counter(words: tuple[str, str, str], width: float, m: Metrics, *, chosen: bool, height: float = 17.0) -> Block:
    left = COUNTER_TEXT if chosen else PADDING
    column = width - left - 1.0
    text = stacked(
        paragraph(lines_of([Span(words[0], Face.BOLD, m.body)], column), m.body_leading, size=m.body),
        *(
            paragraph(lines_of([Span(word, Face.REGULAR, m.caption)], column), m.caption_leading, size=m.caption)
            for word in words[1:]
        ),
    )
    height = max(height, text.height + 2.6)
    marks: list[Mark] = [Frame(0, 0, width, height, weight=2.4 if chosen else FIELD)]
    if chosen:
        middle = height / 2
        marks += [Ring(8.4, middle, 5.0, 0.9), Ring(8.4, middle, 2.5, 5.0)]
    return Block(height, tuple(marks), ((left, (height - text.height) / 2, text),))


def _pointer(x: float, y: float) -> Shape:
    return Shape(((x, y), (x + 1.7, y + 2.8), (x - 1.7, y + 2.8)))


@lru_cache(maxsize=KEPT_SESSIONS)
def price_table(training: SheetTraining, desk: Publisher, m: Metrics) -> Block | None:
    """The price as the platform writes it; None while the price is not known: no sum is ever invented."""
    if training.price_cents is None:
        return None
    inner = m.text_width - 2 * PADDING
    facts = [f"par {desk.provider}", _short_hours(training.hours_words), _in_capitals(training.place)]
    head = stacked(
        paragraph(
            lines_of([Span(french(training.title), Face.BOLD, m.body)], inner, most=3), m.body_leading, size=m.body
        ),
        paragraph(
            lines_of([Span(" – ".join(fact for fact in facts if fact), Face.REGULAR, m.caption)], inner, most=2),
            m.label_leading,
            size=m.caption,
        ),
    )
    top = HEAD_BAR + 0.8
    head_height = top + head.height + 0.6
    header = Block(head_height, (Rule(0, head_height, m.text_width, head_height, THIN),), ((PADDING, top, head),))
    balance = training.balance_cents
    rows = [_sum("Prix de la formation (frais d’examen non inclus)", training.price_cents, inner, m)]
    if balance is not None:
        rows.append(_sum("Vos droits élu", -(training.price_cents - balance), inner, m))
        rule = Block(0.4, (Rule(0, 0.2, inner, 0.2, THIN),))
        rows += [rule, _sum("Reste à payer final", balance, inner, m, face=Face.BOLD)]
    if training.extra_fees_cents:
        rows.append(
            _sum("Frais additionnels à régler au début de votre formation", training.extra_fees_cents, inner, m)
        )
    return keep(_boxed(header, stacked(*rows), m))


def _sum(label: str, cents: int, inner: float, m: Metrics, *, face: Face = Face.REGULAR) -> Block:
    value = line_of(Span(platform_amount(cents), face, m.body))
    text = paragraph(
        lines_of([Span(label, face, m.body)], inner - value.width - 4, balanced=False), m.body_leading, size=m.body
    )
    at = text.height - m.body_leading + baseline(m.body_leading, m.body)
    sum_block = Block(0.0, line_marks(value, inner - value.width, at))
    return Block(text.height, (), ((0.0, 0.0, text), (0.0, 0.0, sum_block)), Tag("P"))


def _short_hours(words: str) -> str:
    """« 6h », as the platform writes « 6 heures »."""
    found = re.fullmatch(r"(\d+)[\s\u00a0]*(?:heures?|h)[\s\u00a0]*(\d*)", words.strip())
    return f"{found[1]}h{found[2]}" if found else words


def _in_capitals(place: str) -> str:
    """« BOEN SUR LIGNON », as the platform writes « Boën-sur-Lignon »."""
    bare = unicodedata.normalize("NFKD", place.replace("œ", "oe").replace("Œ", "OE"))
    return re.sub(r"[-’']", " ", "".join(letter for letter in bare if not unicodedata.combining(letter))).upper()
