"""One step of the guide on paper: box to tick, number, who acts, what to do, how, and the screen it is done on.

Its text column is a stack of blocks, each made once for the same words and size and kept: on another sheet only what
is that person's own is set again.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import cast

from app.documents import qr
from app.documents.fonts import Face
from app.documents.header import rule_line
from app.documents.layout import (
    Block,
    Frame,
    Mark,
    Same,
    Tag,
    TickBox,
    baseline,
    cap_height,
    keep,
    line_marks,
    listed,
    one_line,
    paragraph,
    space,
    stacked,
)
from app.documents.measure import Line, Span, line_of, lines_of
from app.documents.metrics import STRONG, Metrics
from app.documents.prose import note_block, text_block, title_block
from app.documents.screens import counters, form_box, price_table
from app.documents.sheet_data import Publisher
from app.documents.step_codes import GAP, Beside, code_of, codes_beside, codes_in_rail, links_with_code, picture
from app.documents.step_facts import Due, StepFacts
from app.documents.words import NO_BREAK, french, long_date, sentence
from app.guide import markup
from app.guide.edition import Actor, Link, Screen
from app.guide.markup import BlockKind, Run, RunKind
from app.guide.wording import WordedStep

UNDER_TITLE = 0.8
BEFORE_DATE, BESIDE_DATE, DATE_PADDING = 1.6, 2.6, 3.4  # around the framed date and inside it
BEFORE_FRAME = 2.0  # above a form, a picture, a warning
SECRET_WARNING = markup.Block(
    BlockKind.WARNING,
    (
        Run(RunKind.TEXT, "Cadre en pointillé\u00a0: "),
        Run(RunKind.BOLD, "à l’écran seulement"),
        Run(RunKind.TEXT, ", jamais sur cette feuille."),
    ),
)

_AMF42_TELLS = Run(RunKind.TEXT, "l’AMF42 vous la donnera.")
SHORT_SECRET_WARNING = markup.Block(
    BlockKind.WARNING,
    (Run(RunKind.BOLD, "À l’écran seulement"), Run(RunKind.TEXT, ", pas sur cette feuille.")),
)


@dataclass(frozen=True)
class _Set:
    """A block of the text column and the gap above it."""

    gap: float
    block: Block


def step_block(worded: WordedStep, facts: StepFacts, m: Metrics) -> Block:
    """The whole step, in the width of the sheet."""
    return _step_block(Same(worded), facts, m)


@lru_cache(maxsize=1024)
def _step_block(same: Same, facts: StepFacts, m: Metrics) -> Block:
    worded = cast(WordedStep, same.thing)
    block = _with_rail(worded, _column(worded, facts, m), m, facts)
    return block if facts.values or facts.training else keep(block)


def step_parts(worded: WordedStep, facts: StepFacts, m: Metrics, most: float) -> list[Block]:
    """A step higher than `most` millimetres, cut between its blocks; later parts bear its number and « suite ».

    No step of an edition is that high: only absurdly long texts are, and a sheet is never refused for them.
    """
    room = most - 2.0
    groups: list[list[_Set]] = [[]]
    for placed in _column(worded, facts, m):
        used = sum(one.gap + one.block.height for one in groups[-1])
        if groups[-1] and used + placed.gap + placed.block.height > room:
            groups.append([])
        groups[-1].append(placed)
    return [_with_rail(worded, group, m, facts, continued=index > 0) for index, group in enumerate(groups)]


def _column(worded: WordedStep, facts: StepFacts, m: Metrics) -> list[_Set]:
    """The text column: title, body, screen, deadline and warnings, top to bottom."""
    step = worded.step
    links = links_with_code(worded)
    body = [*worded.body, *_typed_addresses(worded, links)]
    prose = [block for block in body if block.kind is not BlockKind.WARNING]
    warnings = [block for block in body if block.kind is BlockKind.WARNING]
    column = _prose(french(step.title), prose, codes_beside(links, m) if links and not m.large else None, m)
    if m.large:  # a code too wide for the rail
        for link in links:
            code = code_of(link, m)
            if code.side > m.rail_width:
                quiet = qr.QUIET * code.side / len(code.rows)
                column.append(_Set(quiet, picture(link, code, code.side + quiet)))
    shown = [_Set(BEFORE_FRAME, block) for block in _screen(worded, facts, m)]
    if step.screen is not None and step.screen.picture == "counters":  # what to do when it looks otherwise comes after
        column[2:2] = shown
    else:
        column += shown
    for due in facts.due:
        column += _due(due, m)
    if facts.first_secret and not any("cette feuille" in _words(block) for block in warnings):
        warnings.insert(0, SHORT_SECRET_WARNING if m.large else SECRET_WARNING)
    if facts.stuck:
        warnings.append(_stuck(facts.desk))
    return column + [_Set(BEFORE_FRAME, text_block(block, m.text_width, m.characters, m)) for block in warnings]


def _prose(title: str, prose: list[markup.Block], beside: Beside | None, m: Metrics) -> list[_Set]:
    """Room for the title, and paragraphs; next to a code as long as it is high, then over the whole column.

    The title itself is set with its box and number, which are read as one heading.
    """
    count = 0
    column: list[_Set] = []
    if beside is None:
        column.append(_Set(0.0, space(title_block(title, m.text_width, m).height)))
    else:
        narrow = [space(title_block(title, beside.text_width, m).height)]
        while (
            count < len(prose) and stacked(*narrow, gap=UNDER_TITLE).height < beside.block.height - 1.5 * m.body_leading
        ):
            narrow.append(text_block(prose[count], beside.text_width, m.characters_beside_qr, m))
            count += 1
        paragraphs = stacked(*narrow[1:], gap=GAP)
        text = stacked(narrow[0], paragraphs._replace(inside=listed(paragraphs.inside)), gap=UNDER_TITLE)
        code = (m.text_width - beside.width, 0.0, beside.block)
        column.append(_Set(0.0, Block(max(text.height, beside.block.height), (), ((0.0, 0.0, text), code))))
    for block in prose[count:]:
        gap = UNDER_TITLE if len(column) == 1 and beside is None else GAP
        column.append(_Set(gap, text_block(block, m.text_width, m.characters, m)))
    return column


def _words(block: markup.Block) -> str:
    return "".join(run.text for run in block.runs)


def _typed_addresses(worded: WordedStep, links: tuple[Link, ...]) -> list[markup.Block]:
    """The address to type, for a code whose step does not already give it in its words."""
    said = markup.plain(worded.body)
    return [
        markup.Block(
            BlockKind.PARAGRAPH, (Run(RunKind.TEXT, "Adresse à taper\u00a0: "), Run(RunKind.ADDRESS, link.typed))
        )
        for link in links
        if link.typed and link.typed not in said
    ]


def _screen(worded: WordedStep, facts: StepFacts, m: Metrics) -> list[Block]:
    """The screen redrawn: its picture, its form, both or neither."""
    screen = worded.step.screen
    if screen is None:
        return []
    blocks: list[Block] = []
    if screen.picture == "counters":
        blocks.append(counters(m))
    if screen.picture == "price_table":
        table = price_table(facts.training, facts.desk, m) if facts.training is not None else None
        blocks.append(table if table is not None else _shown_there(screen, m))
    if screen.fields:
        said = worded.screen_note

        def note(width: float) -> Block:
            return stacked(*(note_block(block, width, m) for block in said), gap=0.6)

        blocks.append(form_box(screen, note if said else None, dict(facts.values), m))
    return blocks


def _shown_there(screen: Screen, m: Metrics) -> Block:
    """The lines of a picture that can't be drawn, as no sum is known: what to look for on the screen."""
    lines = [line.strip() for line in screen.text.splitlines() if line.strip()]
    said = [markup.Block(BlockKind.PARAGRAPH, (Run(RunKind.TEXT, f"La page affiche{NO_BREAK}:"),))]
    said += [markup.Block(BlockKind.ITEM, (Run(RunKind.TEXT, line),)) for line in lines]
    column = stacked(*(text_block(block, m.text_width, m.characters, m) for block in said if lines), gap=0.4)
    return column._replace(inside=listed(column.inside))


def _due(due: Due, m: Metrics) -> list[_Set]:
    """The last day to ask where the request is sent, until when AMF42 validates, the day by which to confirm."""
    if due.day is None:
        return [_said([Run(RunKind.BOLD, f"Pas encore de date limite{NO_BREAK}: "), _AMF42_TELLS], m)]
    day = long_date(due.day)
    if due.kind == "late":
        words = f"Trop tard pour cette session{NO_BREAK}: c’était le {day}. "
        late = markup.Block(
            BlockKind.WARNING,
            (Run(RunKind.BOLD, words), Run(RunKind.TEXT, "Appelez-nous avant d’envoyer votre dossier.")),
        )
        return [_Set(BEFORE_FRAME, text_block(late, m.text_width, m.characters, m))]
    if due.kind == "validate":
        rule = f"{NO_BREAK}: {sentence(due.rule)}" if due.rule else "."
        return [
            _said(
                [Run(RunKind.TEXT, "Validation au plus tard le "), Run(RunKind.BOLD, day), Run(RunKind.TEXT, rule)], m
            )
        ]
    return _framed(f"Au plus tard le {day}", due.rule, m)


def _said(runs: list[Run], m: Metrics) -> _Set:
    return _Set(GAP, text_block(markup.Block(BlockKind.PARAGRAPH, tuple(runs)), m.text_width, m.characters, m))


def _framed(words: str, rule: str, m: Metrics) -> list[_Set]:
    """A day that must not be missed, in its thick frame, and how it is counted: beside it, or below."""
    span = Span(words, Face.BOLD, m.title)
    lines: tuple[Line, ...] = lines_of([span], m.text_width - 2 * DATE_PADDING)
    text = paragraph(lines, m.title_leading, size=m.title)
    height = text.height + 2.6
    width = max(line.width for line in lines) + 2 * DATE_PADDING
    frame = Frame(0, 0, width, height, weight=2.2 if not m.large else 2.8)
    framed = Block(height, (frame,), ((DATE_PADDING, 1.3, text),))
    if not rule:
        return [_Set(BEFORE_DATE, framed)]
    room = m.text_width - width - BESIDE_DATE
    if room > m.text_width / 6:
        spans = [Span(sentence(rule), Face.REGULAR, m.caption)]
        said = paragraph(lines_of(spans, room), m.caption_leading, size=m.caption)
        if said.height < height + m.caption_leading + 1.0:
            whole = max(height, said.height)
            beside = (width + BESIDE_DATE, (whole - said.height) / 2, said)
            return [_Set(BEFORE_DATE, Block(whole, (), ((0.0, (whole - height) / 2, framed), beside)))]
    return [_Set(BEFORE_DATE, framed), _Set(1.0, rule_line(rule, m.text_width, m))]


def _stuck(desk: Publisher) -> markup.Block:
    return markup.Block(
        BlockKind.WARNING,
        (
            Run(RunKind.BOLD, "Vous en étiez ici. "),
            Run(RunKind.TEXT, f"Si cela bloque encore, appelez-nous au {desk.phone}."),
        ),
    )


def _with_rail(
    worded: WordedStep, column: list[_Set], m: Metrics, facts: StepFacts, *, continued: bool = False
) -> Block:
    """The text column, and left of it the rail where the eye finds the next empty box.

    Box, number, who acts and what to do are one heading, then comes how: it is read in that order.
    """
    rail = _rail(worded, m, facts, continued=continued)
    codes = [] if continued or not m.large else codes_in_rail(worded, rail.height, m)
    # The title's capitals stand level with the box.
    text = _joined(column)
    drop = 0.5 if not continued else 0.0
    height = max([text.height + drop, rail.height, *(bottom for _, bottom in codes)])
    inside = [(0.0, 0.0, rail)]
    if not continued:
        beside = links_with_code(worded)
        width = m.text_width if m.large or not beside else codes_beside(beside, m).text_width
        inside.append((m.text_indent, drop, title_block(french(worded.step.title), width, m)))
    heading = Block(rail.height, (), tuple(inside), Tag("P" if continued else "H3"))
    how = (m.text_indent, drop, text)
    return Block(height, (), ((0.0, 0.0, heading), *(placed for placed, _ in codes), how), Tag("Sect"))


def _joined(column: list[_Set]) -> Block:
    inside: list[tuple[float, float, Block]] = []
    y = 0.0
    for placed in column:
        y += placed.gap if inside else 0.0
        inside.append((0.0, y, placed.block))
        y += placed.block.height
    return Block(y, (), listed(inside))


def _rail(worded: WordedStep, m: Metrics, facts: StepFacts, *, continued: bool) -> Block:
    """Box, number and actor."""
    number = str(worded.number or "")
    marks: list[Mark] = []
    middle = (m.box_width + cap_height(m.number)) / 2
    x = 0.0
    if not continued:
        marks.append(TickBox(0, 0, m.box_width, weight=STRONG))
        x = m.box_width + 2.6
    marks += line_marks(line_of(Span(number, Face.BOLD, m.number)), x, middle)
    y = m.box_width + (1.9 if not m.large else 2.2)
    actor = (
        one_line(Span("suite", Face.ITALIC, m.caption), m.caption_leading)
        if continued
        else _actor(worded, m, facts.desk)
    )
    return Block(y + actor.height, tuple(marks), ((0.0, y, actor),))


def _actor(worded: WordedStep, m: Metrics, desk: Publisher) -> Block:
    """« Vous » plain; who is not the reader, white on black: black means wait."""
    actor = worded.step.actor
    if actor is Actor.OFFICIAL:
        return one_line(Span("Vous", Face.BOLD, m.caption), m.caption_leading)
    words = desk.name if actor is Actor.AMF42 else "Caisse des\u00a0Dépôts"
    lines = lines_of([Span(words, Face.BOLD, m.caption)], m.rail_width - 3, balanced=False)
    padding = 0.9
    width = max(line.width for line in lines) + 4.2
    height = len(lines) * m.caption_leading + 2 * padding
    marks: list[Mark] = [Frame(0, 0, width, height, solid=True)]
    for index, line in enumerate(lines):
        at = padding + index * m.caption_leading + baseline(m.caption_leading, m.caption)
        marks += line_marks(line, 2.1, at, white=True, ends_line=index < len(lines) - 1)
    return Block(height, tuple(marks))
