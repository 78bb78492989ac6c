"""The line of phases: arrows that say by word, shape and ink at once what is done, where one is, what comes next."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from app.documents.fonts import Face
from app.documents.layout import Block, Mark, Rule, Shape, Tag, baseline, keep, line_marks, paragraph, stacked
from app.documents.measure import Line, Span, line_of, lines_of
from app.documents.metrics import STRONG, THIN, WIDTH, Metrics
from app.documents.sheet_data import SheetData
from app.guide.edition import Phase

GAP = 2.0  # between two arrows
TICK_ROOM = 9.0  # for the tick of a phase that is done


def phase_line(data: SheetData, m: Metrics) -> Block:
    """One arrow a phase, 175 wide together, as wide as their names ask."""
    return _phase_line(data.phases, data.current_phase, m)


@lru_cache(maxsize=64)
def _phase_line(phases: tuple[Phase, ...], current: int | None, m: Metrics) -> Block:
    if not phases:
        return Block(0.0)
    depth = m.phase_line_height * (0.31 if not m.large else 0.19)
    inset = [4.0 if index == 0 else depth + 3.4 for index in range(len(phases))]
    states = [_state(phase, current) for phase in phases]
    room = [TICK_ROOM if state == "fait" else 1.0 for state in states]
    if states[-1] == "fait":
        room[-1] += 2.5  # no tip to reach into
    labels = [
        line_of(Span(f"Phase\u00a0{phase.number} –\u00a0{state.replace(' ', chr(160))}", _weight(state), m.caption))
        for phase, state in zip(phases, states, strict=True)
    ]
    free = WIDTH - GAP * (len(phases) - 1) - sum(inset) - sum(room)
    names = _names(phases, m, free, [label.width for label in labels])
    wanted = [max([label.width, *(line.width for line in lines)]) for label, lines in zip(labels, names, strict=True)]
    spare = max(0.0, free - sum(wanted)) / len(phases)
    lines_high = max(len(lines) for lines in names)
    height = max(m.phase_line_height, 4.6 + m.caption_leading + lines_high * m.phase_name_leading)
    marks: list[Mark] = []
    x = 0.0
    for index, (state, label, lines) in enumerate(zip(states, labels, names, strict=True)):
        width = inset[index] + wanted[index] + room[index] + spare
        last = index == len(phases) - 1
        right = WIDTH if last else x + width
        marks.append(_arrow(x, right, height, depth, first=index == 0, last=last, black=state == "vous êtes ici"))
        marks += _words(label, lines, x + inset[index], height, m, white=state == "vous êtes ici")
        if state == "fait":
            marks.append(tick(right - room[index] + 2.0, height / 2, 6.0))
        x = right + GAP
    said = ". ".join(
        f"Phase {phase.number}, {state}\u00a0: {phase.title}" for phase, state in zip(phases, states, strict=True)
    )
    return keep(Block(height, tuple(marks), (), Tag("Figure", f"{said}.")))


@lru_cache(maxsize=512)
def phase_heading(phase: Phase, first: int, last: int, m: Metrics) -> Block:
    """« Phase 1 – Connexion », the numbers of its steps at right, over a strong rule."""
    height = 9.2 if not m.large else 10.4
    y = height - 3.0
    reach = f"étapes {first} à\u00a0{last}" if last > first else f"étape {first}"
    side = line_of(
        Span(reach.replace("étapes ", "étapes\u00a0").replace("étape ", "étape\u00a0"), Face.REGULAR, m.role)
    )
    title = lines_of(
        [Span(f"Phase\u00a0{phase.number} – {phase.title}", Face.BOLD, m.phase)], WIDTH - side.width - 5, most=2
    )
    marks: list[Mark] = []
    extra = (len(title) - 1) * m.title_leading
    for index, line in enumerate(title):
        marks += line_marks(line, 0, y + index * m.title_leading, ends_line=index < len(title) - 1)
    marks += line_marks(side, WIDTH - side.width, y + extra)
    marks.append(Rule(0, height - 0.3 + extra, WIDTH, height - 0.3 + extra, STRONG))
    return keep(Block(height + extra, tuple(marks), (), Tag("H2")))


class Reach(NamedTuple):
    """The steps of a phase and the page where they begin."""

    phase: int
    first: int
    last: int
    page: int


def overview(reaches: list[Reach], data: SheetData, m: Metrics) -> Block:
    """What stands on page 1 when its head leaves no room for the first step: which phase begins on which page."""
    titles = {phase.number: phase.title for phase in data.phases}
    blocks: list[Block] = []
    for reach in reaches:
        steps = (
            f"étapes\u00a0{reach.first} à\u00a0{reach.last}"
            if reach.last > reach.first
            else f"étape\u00a0{reach.first}"
        )
        name = Span(f"Phase\u00a0{reach.phase} – {titles.get(reach.phase, '')}", Face.BOLD, m.phase)
        where = Span(f"{steps}, page\u00a0{reach.page}", Face.REGULAR, m.body)
        lines = (*lines_of([name], WIDTH, most=2), *lines_of([where], WIDTH))
        rule = Block(2.4, (Rule(0, 1.2, WIDTH, 1.2, THIN),))
        blocks += [paragraph(lines, m.body_leading, size=m.body), rule]
    return stacked(*blocks[:-1], gap=1.0)


def tick(x: float, middle: float, width: float) -> Shape:
    """A drawn tick: the font has none."""
    high = width * 0.9
    points = ((x, middle + high * 0.1), (x + width * 0.36, middle + high * 0.5), (x + width, middle - high * 0.5))
    return Shape(points, weight=2.2, closed=False)


def _state(phase: Phase, current: int | None) -> str:
    if current is None or phase.number < current:
        return "fait"
    return "vous êtes ici" if phase.number == current else "ensuite"


def _weight(state: str) -> Face:
    return Face.BOLD if state == "vous êtes ici" else Face.REGULAR


def _names(phases: tuple[Phase, ...], m: Metrics, free: float, labels: list[float]) -> list[tuple[Line, ...]]:
    """Names on one line each; the longest ones on more, as long as they do not fit beside one another."""
    spans = [Span(phase.title, Face.BOLD, m.phase_name) for phase in phases]
    names: list[tuple[Line, ...]] = [(line_of(span),) for span in spans]
    for _ in range(4 * len(phases)):
        widths = [max([label, *(line.width for line in lines)]) for label, lines in zip(labels, names, strict=True)]
        if sum(widths) <= free:
            break
        longest = max(range(len(phases)), key=lambda index: max(line.width for line in names[index]))
        count = len(names[longest])
        width = max(line.width for line in names[longest])
        word = max(line_of(Span(part, Face.BOLD, m.phase_name)).width for part in phases[longest].title.split() or [""])
        while width - 1.0 >= max(word, 12.0):  # down to the narrowest of one line more
            width -= 1.0
            tried = lines_of([spans[longest]], width, balanced=False)
            if len(tried) > count + 1 or any(line.width > width for line in tried):
                break
            names[longest] = tried
        if len(names[longest]) == count:
            break
    return names


def _arrow(left: float, right: float, height: float, depth: float, *, first: bool, last: bool, black: bool) -> Shape:
    """From a corner to a corner; the tip reaches `depth` further, into the notch of the next."""
    points = [(left, 0.0), (right, 0.0)]
    points += [(right, height)] if last else [(right + depth, height / 2), (right, height)]
    points.append((left, height))
    if not first:
        points.append((left + depth, height / 2))
    return Shape(tuple(points), weight=0.0 if black else 0.9)


def _words(label: Line, lines: tuple[Line, ...], x: float, height: float, m: Metrics, *, white: bool) -> list[Mark]:
    total = m.caption_leading + 0.8 + len(lines) * m.phase_name_leading
    # In large print names of one and two lines stand side by side: all begin at the same height.
    y = 2.4 if m.large else (height - total) / 2
    marks: list[Mark] = [*line_marks(label, x, y + baseline(m.caption_leading, m.caption), white=white)]
    y += m.caption_leading + 0.8
    for index, line in enumerate(lines):
        at = y + baseline(m.phase_name_leading, m.phase_name)
        marks += line_marks(line, x, at, white=white, ends_line=index < len(lines) - 1)
        y += m.phase_name_leading
    return marks
