"""Words of a step set in lines: title, paragraphs, items, warnings and a screen's note, each made once and kept."""

from __future__ import annotations

from functools import lru_cache

from app.documents.fonts import Face
from app.documents.layout import Block, Frame, Tag, baseline, keep, line_marks, paragraph, stacked
from app.documents.measure import Span, line_of, lines_of
from app.documents.metrics import Metrics
from app.documents.screens import button_block
from app.guide import markup
from app.guide.markup import BlockKind, Run, RunKind

TITLE_LINES = 4
BESIDE_BUTTON = 5.0  # between a button and the words at its right


@lru_cache(maxsize=1024)
def title_block(title: str, width: float, m: Metrics) -> Block:
    """What to do, in bold."""
    lines = lines_of([Span(title, Face.BOLD, m.title)], width, most=TITLE_LINES)
    return paragraph(lines, m.title_leading, size=m.title)


@lru_cache(maxsize=512)
def note_block(block: markup.Block, width: float, m: Metrics) -> Block:
    """A paragraph of a screen's note, in the letters of its hints."""
    spans = [_span(run, m.label) for run in block.runs]
    scale = m.label / m.body
    lines = lines_of(spans, width, characters=int(m.characters / scale))
    return keep(paragraph(lines, m.label_leading, button_leading=m.button_leading * scale, size=m.label))


@lru_cache(maxsize=2048)
def text_block(block: markup.Block, width: float, characters: int, m: Metrics) -> Block:
    """A paragraph, an item with its bullet or a warning with its bar; a button longer than a line stands alone."""
    left = {BlockKind.ITEM: m.body_leading * 0.8, BlockKind.WARNING: 5.0}.get(block.kind, 0.0)
    column = width - left
    parts: list[Block] = []
    spans: list[Span] = []
    first_has_button = False
    button_width = 0.0

    def flush() -> None:
        nonlocal first_has_button, button_width
        if beside := _beside_button(spans, parts, button_width, column, m):
            parts[-1] = beside
            spans.clear()
        button_width = 0.0
        lines = lines_of(spans, column, characters=characters) if spans else ()
        if any(letter.isalnum() for line in lines for letter in line.text):  # a lone full stop after a button is none
            first_has_button = not parts and lines[0].has_button
            parts.append(paragraph(lines, m.body_leading, button_leading=m.button_leading, size=m.body))
        spans.clear()

    for run in block.runs:
        if run.kind is RunKind.BUTTON and line_of(Span(run.text, Face.BOLD, m.body, button=True)).width > column:
            flush()
            button, button_width = button_block(run.text, column, m)
            parts.append(button)
        else:
            spans.append(_span(run, m.body))
    flush()
    text = stacked(*parts, gap=0.4)._replace(tag=Tag("LBody" if block.kind is BlockKind.ITEM else "P"))
    if block.kind is BlockKind.WARNING:
        height = text.height + 0.6
        return keep(Block(height, (Frame(0, 0, 1.6, height, solid=True),), ((left, 0.3, text),)))
    if block.kind is BlockKind.ITEM:
        y = (0.6 + 4.45 * m.body / 12) if first_has_button else baseline(m.body_leading, m.body)
        dash = Block(0.0, line_marks(line_of(Span("–", Face.REGULAR, m.body)), 0, y), (), Tag("Lbl"))
        return Block(text.height, (), ((0.0, 0.0, dash), (left, 0.0, text)), Tag("LI"))
    return keep(text)


def _beside_button(
    spans: list[Span], parts: list[Block], button_width: float, column: float, m: Metrics
) -> Block | None:
    """A high button with the words that follow it at its right, where they take less height there than below."""
    room = column - button_width - BESIDE_BUTTON
    if not button_width or not spans or room < column / 3:
        return None
    lines = lines_of(spans, room)
    while room > column / 3 and len(tried := lines_of(spans, room - 2.0)) == len(lines):  # lines of a like length
        lines, room = tried, room - 2.0
    button = parts[-1]
    words = paragraph(lines, m.body_leading, size=m.body)
    if words.height > button.height + m.body_leading or any(line.has_button for line in lines):
        return None
    height = max(button.height, words.height)
    beside = (button_width + BESIDE_BUTTON, (height - words.height) / 2, words)
    return Block(height, (), ((0.0, (height - button.height) / 2, button), beside))


def _span(run: Run, size: float) -> Span:
    if run.kind is RunKind.BUTTON:
        return Span(run.text, Face.BOLD, size, button=True)
    if run.kind is RunKind.ADDRESS:
        return Span(run.text, Face.BOLD, size, url=leads_to(run.text))
    return Span(run.text, Face.BOLD if run.kind is RunKind.BOLD else Face.REGULAR, size)


def leads_to(typed: str) -> str:
    """The address that a click on a typed one opens."""
    if "://" in typed:
        return typed
    return f"mailto:{typed}" if "@" in typed else f"https://{typed}"
