"""A letter on A4 for a window envelope: who writes, the address where the window is, what is said, room to sign.

What stands above the first fold keeps out of all that the window may show, but for the address (`envelope`). Sizes:
looks/sheet/SPEC.md. The body flows on to another page where it must; closing, signature and name stay together.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from app.documents.envelope import Envelope, french_envelope
from app.documents.fonts import Face
from app.documents.layout import ARTIFACT, Block, Rule, Tag, baseline, line_marks, paragraph, space, stacked
from app.documents.measure import Span, line_of, lines_of, span_width
from app.documents.metrics import LEFT, RIGHT, STRONG, THIN, WIDTH, Metrics
from app.documents.painter import Paper
from app.documents.words import NO_BREAK
from app.errors import UserError
from app.guide import markup
from app.guide.markup import BlockKind, RunKind

TOP, BOTTOM = 11.0, 286.0  # of what is written: ordinary printers reach it all
CLEAR = 2.0  # between what the window may show and anything that is not the address
HEAD_BOTTOM = 40.0  # the letterhead over the whole width ends here, above the window at its highest
FOLD_MARK = (4.5, 9.0)  # from and to, from the left edge: what an ordinary printer still prints
AFTER_FOLD = 3.0  # no line of text on a crease
SIGNATURE_ROOM = 30.0  # from the closing's foot to the name, at best


@dataclass(frozen=True)
class Letter:
    """All that a letter says, ready to be read. `letterhead`: a house writes, else a person."""

    sender: tuple[str, ...]  # its first line is who writes
    address: tuple[str, ...]
    place_and_date: str
    subject: str
    greeting: str
    body: tuple[markup.Block, ...]
    closing: str
    signed_by: tuple[str, ...]  # under the room for the signature, or over it
    about: tuple[str, ...] = ()  # « Téléphone : 06… », one a line
    signature_label: str = ""  # over an empty room: who signs is not who prints
    enclosed: str = ""
    letterhead: bool = False
    house: str = ""  # beside the name of a house


def draw_letter(paper: Paper, letter: Letter, m: Metrics, envelope: Envelope | None = None) -> int:
    """Draw the letter; the number of its pages. Raises UserError for an address that its window can't show."""
    envelope = envelope or french_envelope()
    _place_sender(paper, letter, m, envelope)
    paper.place(address_block(letter.address, envelope), *_address_place(letter.address, envelope))
    for fold in envelope.folds:
        left, right = FOLD_MARK
        paper.place(Block(0, (Rule(0, 0, right - left, 0, THIN),), (), Tag(ARTIFACT)), left, fold)
    parts = _fitting_parts(letter, m, envelope)
    pages, y = 1, envelope.folds[0] + AFTER_FOLD
    for gap, block in parts:
        if y + gap + block.height > BOTTOM and y > TOP:
            paper.end_page()
            pages, y = pages + 1, TOP + 9.0
        else:
            y += gap
        paper.place(block, LEFT, y)
        y += block.height
    paper.end_page()
    return pages


def _fitting_parts(letter: Letter, m: Metrics, envelope: Envelope) -> list[tuple[float, Block]]:
    """What stands under the first fold, as airy as one page allows; where it takes two, the first is filled."""
    room = BOTTOM - envelope.folds[0] - AFTER_FOLD
    for air in (1.0, 0.75, 0.5, 0.35):
        parts = list(_parts(letter, m, envelope, air))
        if sum(gap + block.height for gap, block in parts) <= room:
            return parts
    return list(_parts(letter, m, envelope, 1.0))


def address_block(address: tuple[str, ...], envelope: Envelope) -> Block:
    """The address, one line under the other; none is cut or made smaller."""
    room = envelope.always.width - 2 * envelope.inset
    lines = [line_of(Span(line, Face.REGULAR, envelope.size)) for line in address]
    for line in lines:
        if line.width > room:
            raise UserError(
                f"La ligne «{NO_BREAK}{line.text}{NO_BREAK}» est trop large pour la fenêtre de l’enveloppe. "
                "Abrégez-la sur la fiche."
            )
    if len(lines) * envelope.leading > envelope.always.height + 1e-6:
        raise UserError("L’adresse a trop de lignes pour la fenêtre de l’enveloppe. Ôtez-en une sur la fiche.")
    return tagged("P", paragraph(lines, envelope.leading, size=envelope.size))


def tagged(role: str, *blocks: Block, gap: float = 0.0) -> Block:
    """Blocks under one another that are one thing to a screen reader."""
    return replace_tag(stacked(*blocks, gap=gap), Tag(role))


def replace_tag(block: Block, tag: Tag) -> Block:
    """The same block as something else to a screen reader."""
    return block._replace(tag=tag)


def sender_of(name: str, *lines: str) -> tuple[str, ...]:
    """The lines of who writes, the empty ones left out."""
    return tuple(line for line in (name, *lines) if line)


def letter_texts(letter: Letter) -> Iterator[str]:
    """Every text that is drawn."""
    yield from (
        *letter.sender,
        *letter.address,
        letter.place_and_date,
        letter.subject,
        *letter.about,
        *letter.signed_by,
    )
    yield from (run.text for block in letter.body for run in block.runs)


def _address_place(address: tuple[str, ...], envelope: Envelope) -> tuple[float, float]:
    """In the middle of what the window always shows, from top to bottom."""
    box = envelope.always
    return box.left + envelope.inset, box.top + (box.height - len(address) * envelope.leading) / 2


def _place_sender(paper: Paper, letter: Letter, m: Metrics, envelope: Envelope) -> None:
    """Who writes: a house over the whole width and down the left column, a person in the left column alone."""
    column = envelope.ever.left - CLEAR - LEFT
    y = TOP
    lines = letter.sender
    if letter.letterhead:
        head = _letterhead(letter, m)
        paper.place(head, LEFT, y)
        y += head.height + 3.0
        lines = lines[1:]
    room = envelope.folds[0] - AFTER_FOLD - y
    size, leading = (m.foot_small, m.foot_small_leading) if letter.letterhead else (m.body, m.body_leading)
    blocks = []
    for place, line in enumerate(lines):
        face = Face.BOLD if place == 0 and not letter.letterhead else Face.REGULAR
        blocks.append(paragraph(lines_of([_sender_span(line, face, size)], column, balanced=False), leading, size=size))
    while blocks and sum(block.height for block in blocks) > room:  # a name of 200 letters
        blocks.pop()
    if blocks:
        paper.place(tagged("P", *blocks), LEFT, y)


def _sender_span(line: str, face: Face, size: float) -> Span:
    """A line of who writes; a mailbox or a site leads there on a screen."""
    if "@" in line and " " not in line:
        return Span(line, face, size, url=f"mailto:{line}")
    return Span(line, face, size, url=f"https://{line}" if line.startswith("www.") else "")


def _letterhead(letter: Letter, m: Metrics) -> Block:
    """The house's name over a strong rule, what it is beside it where there is room, else under it."""
    y = 6.2
    name = line_of(Span(letter.sender[0], Face.BOLD, m.masthead))
    marks = list(line_marks(name, 0, y))
    whole = line_of(Span(letter.house, Face.REGULAR, m.masthead_side))
    marks += line_marks(whole, max(name.width + 4, WIDTH - whole.width), y)
    marks.append(Rule(0, 8.8, WIDTH, 8.8, STRONG))
    return Block(9.0, tuple(marks), (), Tag("P"))


def _parts(letter: Letter, m: Metrics, envelope: Envelope, air: float) -> Iterator[tuple[float, Block]]:
    """The gap above each part, `air` of what it would be at best, and the part."""
    indent = envelope.always.left + envelope.inset - LEFT
    yield 0.0, _dated(letter.place_and_date, indent, m)
    subject = lines_of([Span(f"Objet{NO_BREAK}: {letter.subject}", Face.BOLD, m.body)], _column(m))
    yield 7.0 * air, replace_tag(paragraph(subject, m.body_leading, size=m.body), Tag("H1"))
    yield 6.0 * air, _words([Span(letter.greeting, Face.REGULAR, m.body)], m)
    between = m.body_leading * 0.6 * air
    told = [_body(block, m) for block in letter.body]
    if letter.about:
        told.append(_list(letter.about, m))
    for block in told:
        yield between, block
    # The closing goes with it: a second page never bears a signature alone.
    yield between, tagged("Sect", *_end(letter, indent, m, air))


def _dated(words: str, indent: float, m: Metrics) -> Block:
    """Place and date, under the address where they fit, as far left as they must."""
    span = Span(words, Face.REGULAR, m.body)
    x = max(0.0, min(indent, WIDTH - span_width(span)))
    if x > 0:
        y = baseline(m.body_leading, m.body)
        return Block(m.body_leading, line_marks(line_of(span), x, y), (), Tag("P"))
    return _words([span], m)


def _column(m: Metrics) -> float:
    return RIGHT - LEFT if m.large else 150.0


def _words(spans: list[Span], m: Metrics) -> Block:
    lines = lines_of(spans, _column(m), characters=m.characters if not m.large else 0)
    return replace_tag(paragraph(lines, m.body_leading, size=m.body), Tag("P"))


def _body(block: markup.Block, m: Metrics) -> Block:
    spans = [Span(run.text, Face.REGULAR if run.kind is RunKind.TEXT else Face.BOLD, m.body) for run in block.runs]
    if block.kind is BlockKind.ITEM:
        return _item(spans, m)
    return _words(spans, m)


def _item(spans: list[Span], m: Metrics) -> Block:
    left = m.body_leading * 0.8
    lines = lines_of(spans, _column(m) - left)
    dash = Block(0, line_marks(line_of(Span("–", Face.REGULAR, m.body)), 0, baseline(m.body_leading, m.body)))
    text = paragraph(lines, m.body_leading, size=m.body)
    inside = ((0.0, 0.0, replace_tag(dash, Tag("Lbl"))), (left, 0.0, replace_tag(text, Tag("LBody"))))
    return Block(text.height, (), inside, Tag("LI"))


def _list(lines: tuple[str, ...], m: Metrics) -> Block:
    """What is told of a person, one thing a line, the value in bold: « Téléphone : **06 39 98 41 27** »."""
    items = []
    for line in lines:
        label, sign, value = line.partition(f"{NO_BREAK}: ")
        spans = [Span(label + sign, Face.REGULAR, m.body), Span(value, Face.BOLD, m.body)]
        items.append(_item(spans, m))
    return tagged("L", *items)


def _end(letter: Letter, indent: float, m: Metrics, air: float) -> Iterator[Block]:
    """Closing, room to sign, name, what is enclosed: never on two pages."""
    yield _words([Span(letter.closing, Face.REGULAR, m.body)], m)
    yield space(m.body_leading * air)
    if letter.signature_label:
        yield _indented(letter.signature_label, Face.REGULAR, indent, m)
    for place, words in enumerate(letter.signed_by):
        if place == len(letter.signed_by) - 1:
            yield space(SIGNATURE_ROOM * (0.5 + air / 2) - 2 * m.body_leading)
        yield _indented(words, Face.BOLD, indent, m)
    if letter.enclosed:
        yield space(m.body_leading * air)
        lines = lines_of([Span(letter.enclosed, Face.REGULAR, m.label)], _column(m))
        yield replace_tag(paragraph(lines, m.label_leading, size=m.label), Tag("P"))


def _indented(words: str, face: Face, indent: float, m: Metrics) -> Block:
    """Words under the address."""
    text = paragraph(lines_of([Span(words, face, m.body)], WIDTH - indent, balanced=False), m.body_leading, size=m.body)
    return Block(text.height, (), ((indent, 0.0, text),), Tag("P"))
