"""Steps shared out over pages: none cut, no heading without its first step, no page without content.

When a page overflows, first the extra space between steps goes, then the step goes to the next page; never the size of
the letters. The one exception is a step higher than a whole page, which no guide has: see `steps.step_parts`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

from app.documents.fonts import Face
from app.documents.foot import closing, foot, notes
from app.documents.header import NAME_LINES, page_one, running_head
from app.documents.layout import Block, Rule, keep, line_marks, stacked
from app.documents.measure import Span, line_of
from app.documents.metrics import (
    FOOT_END,
    FREE_ABOVE_FOOT,
    LEFT,
    NOTES_FROM,
    STEP_GAP,
    STEP_GAP_MORE,
    THIN,
    TOP,
    WIDTH,
    Metrics,
    denser,
)
from app.documents.painter import Paper
from app.documents.phases import Reach, overview, phase_heading, phase_line
from app.documents.prose import text_block
from app.documents.sheet_data import SheetData
from app.documents.step_facts import facts_of
from app.documents.steps import step_block, step_parts
from app.documents.words import NO_BREAK
from app.guide import markup
from app.guide.edition import Phase
from app.guide.wording import WordedStep

HEADING_GAP = 3.2  # between a phase's heading and its first step
BEFORE_HEADING = 4.6
UNDER_HEAD = 1.4  # between the head of page 1 and its first phase
AFTER_HEAD = 3.6  # between a page's head and its first step
BEFORE_CLOSING = 3.6
MANY_PAGES = 6  # from here on the date at the top of each page is not read out
FEW_STEPS = 3  # fewer on the last page, and it takes some over from the page before
CALL_FIRST = markup.Block(
    markup.BlockKind.WARNING,
    (
        markup.Run(markup.RunKind.BOLD, f"Appelez-nous d’abord{NO_BREAK}: "),
        markup.Run(markup.RunKind.TEXT, "une autre date est à choisir avant de commencer."),
    ),
)


@dataclass(frozen=True)
class Unit:
    """What stays together on a page: a step, with its phase's heading or the end of the path where it has one."""

    block: Block
    begins_phase: bool = False


@dataclass
class Page:
    """Units of one page, their top and the height left under them."""

    top: float
    left: float
    units: list[Unit] = field(default_factory=list)


def units_of(steps: tuple[WordedStep, ...], data: SheetData, m: Metrics, most: float) -> list[Unit]:
    """Steps as units no higher than `most`, where their content allows."""
    units: list[Unit] = []
    titles = {phase.number: phase for phase in data.phases}
    for index, (worded, facts) in enumerate(zip(steps, facts_of(steps, data), strict=True)):
        phase = worded.step.phase
        begins = index == 0 or steps[index - 1].step.phase != phase
        block = step_block(worded, facts, m)
        heading = _heading(index, steps, titles.get(phase, Phase(phase, "")), m) if begins else None
        ending = closing(data, m) if index == len(steps) - 1 else None
        if index == 0 and data.session_lost:
            call = text_block(CALL_FIRST, WIDTH, m.characters, m)
            heading = call if heading is None else stacked(call, heading, gap=HEADING_GAP)
        extra = (heading.height + HEADING_GAP if heading else 0) + (ending.height + BEFORE_CLOSING if ending else 0)
        if block.height + extra > most:
            block = step_block(worded, facts, denser(m))
        parts = [block] if block.height + extra <= most else step_parts(worded, facts, m, most - extra)
        for number, part in enumerate(parts):
            whole = part
            if heading is not None and number == 0:
                whole = stacked(heading, whole, gap=HEADING_GAP)
            if ending is not None and number == len(parts) - 1:
                whole = stacked(whole, ending, gap=BEFORE_CLOSING)
            units.append(Unit(whole, begins and number == 0))
    return units or [Unit(closing(data, m), begins_phase=True)]


def share_out(units: list[Unit], first: Page, others: Page) -> list[Page]:
    """Units on pages, in order, as many on each as go."""
    pages = [Page(first.top, first.left)]
    for unit in units:
        gap = _gap(unit) if pages[-1].units else 0.0
        if gap + unit.block.height > pages[-1].left + 1e-6 and (pages[-1].units or len(pages) == 1):
            # Page 1 may hold its head alone when the first step needs a whole page.
            pages.append(Page(others.top, others.left))
            gap = 0.0
        pages[-1].left -= gap + unit.block.height
        pages[-1].units.append(unit)
    pages = [page for page in pages if page.units or page is pages[0]]
    _fill_last(pages)
    return pages


def _fill_last(pages: list[Page]) -> None:
    """Take steps over from the page before to a last page that holds one or two, as long as it stays the shorter."""
    if len(pages) < 2:
        return
    before, last = pages[-2:]
    while len(last.units) < FEW_STEPS and len(before.units) > len(last.units) + 1:
        moved = before.units[-1]
        height = moved.block.height + _gap(last.units[0])
        if height > last.left + 1e-6:
            return
        before.units.pop()
        before.left += moved.block.height + _gap(moved)
        last.units.insert(0, moved)
        last.left -= height


def room_of(data: SheetData, m: Metrics) -> float:
    """Millimetres of a page that is not the first, from its head to its foot."""
    top = TOP + max(running_head(data, m).height, m.running_head_height) + AFTER_HEAD
    return FOOT_END - m.foot_height - FREE_ABOVE_FOOT - top


def draw(paper: Paper, steps: tuple[WordedStep, ...], data: SheetData, m: Metrics) -> int:
    """Draw the whole sheet; the number of its pages."""
    bottom = FOOT_END - m.foot_height - FREE_ABOVE_FOOT
    other_head = keep(running_head(data, m, date_read=True))
    top = TOP + max(other_head.height, m.running_head_height) + AFTER_HEAD
    others = Page(top, bottom - top)
    units = units_of(steps, data, m, others.left)
    head, shorter = _heads(units[0], steps, data, m, bottom)
    pages = share_out(units, _under(head, bottom), others)
    fewer = share_out(units, _under(shorter, bottom), others) if len(pages) > 1 else pages
    if len(fewer) < len(pages):  # a page saved is worth the line that says what a button looks like
        head, pages = shorter, fewer
    if len(pages) >= MANY_PAGES:
        other_head = keep(running_head(data, m))
    for number, page in enumerate(pages, start=1):
        paper.place(head if number == 1 else other_head, LEFT, TOP)
        if not page.units:
            begins = overview(_reaches(steps, pages), data, m)
            if begins.height + UNDER_HEAD <= page.left:
                paper.place(begins, LEFT, page.top + UNDER_HEAD)
        end = _draw_units(paper, page, units[0], bottom, m)
        if number == len(pages):
            paper.end()
        left = bottom - end - 4.0
        if number == len(pages) and left >= NOTES_FROM:
            paper.place(notes(left, m), LEFT, end + 4.0)
        paper.place(foot(data, number, len(pages), m), LEFT, FOOT_END - m.foot_height)
        paper.end_page()
    return len(pages)


def _under(head: Block, bottom: float) -> Page:
    """Page 1 under its head."""
    top = TOP + head.height + UNDER_HEAD
    return Page(top, bottom - top)


def _reaches(steps: tuple[WordedStep, ...], pages: list[Page]) -> list[Reach]:
    """Each phase with its first and last step's number and the page where it begins."""
    reaches: list[Reach] = []
    page_of = [number for number, page in enumerate(pages, start=1) for unit in page.units if unit.begins_phase]
    for number, worded in enumerate(steps, start=1):
        if reaches and reaches[-1].phase == worded.step.phase:
            reaches[-1] = reaches[-1]._replace(last=number)
        else:
            reaches.append(Reach(worded.step.phase, number, number, page_of[len(reaches)]))
    return reaches


def _heads(
    unit: Unit, steps: tuple[WordedStep, ...], data: SheetData, m: Metrics, bottom: float
) -> tuple[Block, Block]:
    """Top of page 1, and the same without the line that shows what a button looks like.

    In large print what can be read elsewhere gives way, so that the first step stands on page 1: that line goes first,
    then the rule of the deadline, if the step that sends the request says it too.
    """
    reading, phases = how_to_read(steps, m), phase_line(data, m)
    lines = NAME_LINES
    top = page_one(data, m)
    whole = stacked(top, phases, *reading, gap=m.head_gap)
    while whole.height > bottom - TOP and lines > 2:  # a name of 500 letters
        lines -= 2
        top = page_one(data, m, name_lines=lines)
        whole = stacked(top, phases, *reading, gap=m.head_gap)
    shorter = stacked(top, phases, gap=m.head_gap)
    room = bottom - TOP - UNDER_HEAD - unit.block.height
    if not m.large or whole.height <= room:
        return whole, shorter
    said_at_step = any(worded.step.deadline for worded in steps) and not data.request_sent
    if shorter.height > room and said_at_step:
        shorter = stacked(page_one(data, m, with_rule=False), phases, gap=m.head_gap)
    return (shorter if shorter.height <= room else whole), shorter


def how_to_read(steps: tuple[WordedStep, ...], m: Metrics) -> list[Block]:
    """One line: tick what is done, and what a framed word is."""
    return [_how_to_read(m)] if steps else []


@lru_cache(maxsize=4)
def _how_to_read(m: Metrics) -> Block:
    sample = "Un cadre comme celui-ci" if not m.large else "Ce cadre"
    line = line_of(
        Span("Cochez chaque étape faite. ", Face.REGULAR, m.body),
        Span(sample, Face.BOLD, m.body, button=True),
        Span(" est un bouton à cliquer." if not m.large else " est un bouton.", Face.REGULAR, m.body),
    )
    return keep(Block(m.button_leading, line_marks(line, 0, 0.6 + 4.45 * m.body / 12)))


def _heading(index: int, steps: tuple[WordedStep, ...], phase: Phase, m: Metrics) -> Block:
    last = index
    while last + 1 < len(steps) and steps[last + 1].step.phase == phase.number:
        last += 1
    return phase_heading(phase, index + 1, last + 1, m)


def _gap(unit: Unit) -> float:
    return BEFORE_HEADING if unit.begins_phase else STEP_GAP


@lru_cache(maxsize=4)
def _rule(m: Metrics) -> Block:
    """Between two steps."""
    return keep(Block(0, (Rule(m.text_indent, 0, WIDTH, 0, THIN),)))


def _draw_units(paper: Paper, page: Page, first: Unit, bottom: float, m: Metrics) -> float:
    """Draw a page's units, spaced as its room allows; where the last one ends."""
    count = len(page.units) - 1
    more = min(STEP_GAP_MORE, page.left / count) if count else 0.0
    y = page.top
    for index, unit in enumerate(page.units):
        if index:
            gap = _gap(unit) + more
            if not unit.begins_phase:
                # In the text column only: the rail is for boxes.
                paper.place(_rule(m), LEFT, y + gap / 2)
            y += gap
        if unit.begins_phase:  # a phase is one section, over as many pages as it takes
            if unit is not first:
                paper.end()
            paper.begin("Sect")
        room = bottom - y
        if unit.block.height > room + 1e-6:
            paper.place_reduced(unit.block, LEFT, y, room / unit.block.height)
            y = bottom
        else:
            paper.place(unit.block, LEFT, y)
            y += unit.block.height
    return y
