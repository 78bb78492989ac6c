"""The desk's gestures on one A4, beside the telephone: keys at the left of each column, what they do at their right."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from app.documents.document import Document
from app.documents.fonts import Face
from app.documents.layout import Block, Frame, Rule, Tag, paragraph, space, stacked
from app.documents.measure import Span, lines_of
from app.documents.metrics import FOOT_END, LEFT, THIN, TOP, WIDTH
from app.documents.painter import Paper
from app.documents.words import day_and_month
from app.help import Gesture, HelpSection

BETWEEN = 7.0  # millimetres between the two columns
COLUMN = (WIDTH - BETWEEN) / 2
KEYS = 24.0  # what the keys of a gesture take of a column, with the gap after them
BODY, LEADING = 10.5, 4.3  # points, millimetres: the smallest that the paper allows
HEADING, HEADING_LEADING = 13.0, 6.0
TITLE, TITLE_LEADING = 17.0, 7.6
KEY_PADDING = 0.7  # inside the frame of a key
KEY_GAP = 0.9  # between two keys under one another
GESTURE_GAP, SECTION_GAP = 0.8, 2.8


def help_sheet(sections: Sequence[HelpSection], *, version: str, made_on: date) -> Document:
    """Set all gestures on as many pages as they need: one, for those that come with the program."""
    title = "Aide – les gestes de l’accueil"
    paper = Paper(title=title, author="AMF42", subject=f"Accueil des élus {version}")
    head = _head(title, version, made_on)
    left = list(sections)
    pages = 0
    while left:
        pages += 1
        paper.place(head, LEFT, TOP)
        top = TOP + head.height + SECTION_GAP
        first, second, left = _shared([(one, _section(one)) for one in left], FOOT_END - top)
        for x, column in ((LEFT, first), (LEFT + COLUMN + BETWEEN, second)):
            paper.place(stacked(*(block for _, block in column), gap=SECTION_GAP), x, top)
        paper.end_page()
    return Document(name="Aide de l’accueil AMF42", title=title, pdf=paper.finish(), pages=pages)


_Placed = tuple[HelpSection, Block]


def _shared(sections: list[_Placed], room: float) -> tuple[list[_Placed], list[_Placed], list[HelpSection]]:
    """Both columns of a page, as equal as whole sections allow, and the sections that are left for the next page."""
    count = len(sections)
    while count > 1 and min(_higher(sections[:count], cut) for cut in range(1, count)) > room:
        count -= 1
    taken = sections[:count]
    cut = min(range(1, count), key=lambda place: _higher(taken, place)) if count > 1 else 1
    return taken[:cut], taken[cut:], [one for one, _ in sections[count:]]


def _higher(sections: Sequence[_Placed], cut: int) -> float:
    return max(
        stacked(*(block for _, block in part), gap=SECTION_GAP).height for part in (sections[:cut], sections[cut:])
    )


def _head(title: str, version: str, made_on: date) -> Block:
    words = paragraph(lines_of([Span(title, Face.BOLD, TITLE)], WIDTH, most=1), TITLE_LEADING, size=TITLE)
    below = f"AMF42 – Accueil des élus, version {version}, le {day_and_month(made_on)}"
    said = paragraph(lines_of([Span(below, Face.REGULAR, BODY)], WIDTH, most=1), LEADING, size=BODY)
    rule = Block(1.0, (Rule(0, 0.8, WIDTH, 0.8, 1.6),))
    return stacked(words._replace(tag=Tag("H1")), said._replace(tag=Tag("P")), rule, gap=0.6)


def _section(section: HelpSection) -> Block:
    heading = paragraph(
        lines_of([Span(section.title, Face.BOLD, HEADING)], COLUMN, most=2), HEADING_LEADING, size=HEADING
    )
    rule = Block(0.8, (Rule(0, 0.2, COLUMN, 0.2, THIN),))
    gestures = stacked(*(_gesture(one) for one in section.gestures), gap=GESTURE_GAP)
    return stacked(heading._replace(tag=Tag("H2")), rule, gestures._replace(tag=Tag("L")), gap=0.2)._replace(
        tag=Tag("Sect")
    )


def _gesture(gesture: Gesture) -> Block:
    """A gesture without keys takes the whole column."""
    indent = KEYS if gesture.keys else 0.0
    does = lines_of([Span(gesture.does, Face.REGULAR, BODY)], COLUMN - indent)
    words = paragraph(does, LEADING, size=BODY)._replace(tag=Tag("LBody"))
    keys = _keys(gesture.keys)
    height = max(keys.height, words.height)
    return Block(height, (), ((0.0, 0.0, keys), (indent, 0.0, words)), Tag("LI"))


def _keys(keys: Sequence[str]) -> Block:
    """The keys in frames, beside one another while there is room."""
    if not keys:
        return space(0)
    inside: list[tuple[float, float, Block]] = []
    x = y = 0.0
    for key in keys:
        line = lines_of([Span(key, Face.BOLD, BODY)], COLUMN)[0]
        width = line.width + 2 * KEY_PADDING
        if x and x + width > KEYS - 1.0:
            x, y = 0.0, y + LEADING + KEY_GAP
        cap = paragraph([line], LEADING, size=BODY)
        frame = Frame(0, 0, width, LEADING + 0.2, THIN)
        inside.append((x, y, Block(cap.height, (frame,), ((KEY_PADDING, 0.1, cap),))))
        x += width + KEY_GAP
    return Block(y + LEADING + 0.2, (), tuple(inside), Tag("Lbl"))
