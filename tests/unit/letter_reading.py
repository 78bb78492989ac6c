"""A letter read back from its PDF as the window of an envelope shows it: what ink stands where, in millimetres."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2

from app.documents.envelope import Box, Envelope

MM = 72 / 25.4
PAGE_HEIGHT = 297.0


@dataclass(frozen=True)
class Ink:
    """One thing that is drawn: a run of letters with its words, or a line or shape without."""

    box: Box
    words: str = ""


def ink_of(pdf: bytes, page: int = 0) -> list[Ink]:
    """All that is drawn on one page, from the top left corner; the boxes are those of the letters' own shapes."""
    document = pypdfium2.PdfDocument(pdf)
    sheet = document[page]
    found = [Ink(_box(*thing.get_bounds())) for thing in sheet.get_objects() if thing.type != 1]
    text = sheet.get_textpage()
    for place in range(text.count_chars()):
        letter = text.get_text_range(place, 1)
        if letter.strip():
            found.append(Ink(_box(*text.get_charbox(place)), letter))
    document.close()
    return found


def _box(left: float, bottom: float, right: float, top: float) -> Box:
    return Box(left / MM, PAGE_HEIGHT - top / MM, right / MM, PAGE_HEIGHT - bottom / MM)


def positions(envelope: Envelope) -> Iterator[tuple[float, float, float]]:
    """Every way in which the folded sheet lies in the envelope: pushed into each corner and between, level or turned.

    Across and down in millimetres, and how far it is turned, in radians: as far as its corners let it.
    """
    width, height = envelope.sheet_width, envelope.folds[0]
    for turned in (0.0, 0.02, 0.04, 0.05):
        for sense in (turned, -turned):
            # The room that is left once a turned sheet takes more of it.
            across = envelope.width - (width * math.cos(turned) + height * math.sin(turned))
            down = envelope.height - (width * math.sin(turned) + height * math.cos(turned))
            if across < 0 or down < 0:
                continue
            for right in (0.0, 0.5, 1.0):
                for low in (0.0, 0.5, 1.0):
                    yield across * right, down * low, sense


def in_envelope(box: Box, envelope: Envelope, across: float, down: float, turned: float) -> Box:
    """Where something on the panel lies in the envelope: the box around it once the sheet is moved and turned."""
    corners = [(x, y) for x in (box.left, box.right) for y in (box.top, box.bottom)]
    whole = [(x, y) for x in (0.0, envelope.sheet_width) for y in (0.0, envelope.folds[0])]
    cos, sin = math.cos(turned), math.sin(turned)

    def turn(x: float, y: float) -> tuple[float, float]:
        return x * cos - y * sin, x * sin + y * cos

    left = min(turn(*corner)[0] for corner in whole)
    top = min(turn(*corner)[1] for corner in whole)
    placed = [(x - left + across, y - top + down) for x, y in (turn(*corner) for corner in corners)]
    return Box(
        min(x for x, _ in placed), min(y for _, y in placed), max(x for x, _ in placed), max(y for _, y in placed)
    )
