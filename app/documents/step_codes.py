"""The codes of a step's links: beside its text, in large print in the rail, each in words for who does not see it."""

from __future__ import annotations

from dataclasses import dataclass

from app.documents import qr
from app.documents.layout import Block, Code, Tag, stacked
from app.documents.metrics import FREE_ABOVE_FOOT, STEP_GAP, Metrics
from app.documents.words import NO_BREAK
from app.guide.edition import Link
from app.guide.wording import WordedStep

GAP = 1.4  # between two paragraphs


@dataclass(frozen=True)
class Beside:
    """What stands right of the text: codes, their height and how wide the text may be next to them."""

    block: Block
    width: float
    text_width: float


def links_with_code(worded: WordedStep) -> tuple[Link, ...]:
    """Those that the step shows as codes; a link that no code can hold keeps its typed address alone."""
    return tuple(link for link in worded.step.links if link.qr and qr.fits(link.url))


def code_of(link: Link, m: Metrics) -> Code:
    """Its code, as large as it must be to be read."""
    return Code(0, 0, qr.side(link.url, m.qr_width), qr.modules(link.url))


def picture(link: Link, code: Code, height: float) -> Block:
    """A code, in words for who does not see it."""
    return Block(height, (code,), (), Tag("Figure", f"Code QR{NO_BREAK}: {link.typed or link.url}"))


def codes_beside(links: tuple[Link, ...], m: Metrics) -> Beside:
    """Codes under one another at the right edge of the column, clear of the text by four modules at least."""
    codes = [code_of(link, m) for link in links]
    width = max(code.side for code in codes)
    quiet = max(qr.QUIET * code.side / len(code.rows) for code in codes)
    gap = quiet + 2.5
    # Clear above, where half a gap lies between the step and the rule before it, and below, where the foot may be.
    above = max(0.2, quiet - STEP_GAP / 2)
    # What follows, be it text, leaves one gap at least.
    blocks = [
        picture(link, Code(width - code.side, above, code.side, code.rows), above + code.side + quiet - GAP)
        for link, code in zip(links, codes, strict=True)
    ]
    stack = stacked(*blocks, gap=GAP)
    return Beside(stack, width, m.text_width - width - gap)


def codes_in_rail(worded: WordedStep, y: float, m: Metrics) -> list[tuple[tuple[float, float, Block], float]]:
    """Large print: codes in the rail from `y` down, and where the room of each one ends."""
    placed: list[tuple[tuple[float, float, Block], float]] = []
    for link in links_with_code(worded):
        code = code_of(link, m)
        if code.side > m.rail_width:
            continue
        quiet = qr.QUIET * code.side / len(code.rows)
        y += max(2.6, quiet)
        one = (0.0, y, picture(link, code, code.side))
        y += code.side + max(0.0, quiet - FREE_ABOVE_FOOT)
        placed.append((one, y))
    return placed
