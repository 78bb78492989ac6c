"""Text cut into lines: words never broken unless one alone is wider than its column, buttons never at all."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from app.documents import fonts
from app.documents.fonts import Face
from app.documents.metrics import MM
from app.documents.right_to_left import FIRST, is_right_to_left, visual

KEPT = 4096  # lines and paragraphs: dates, places and titles come again on sheet after sheet
LAST_LINE = 0.3  # of the column: what a paragraph's last line aims at
ELLIPSIS = "…"


class Span(NamedTuple):
    """Text of one style; a button is one unbreakable thing, framed where it is drawn. `size` in points.

    `url`: where it leads on a screen.
    """

    text: str
    face: Face
    size: float
    button: bool = False
    url: str = ""


class Segment(NamedTuple):
    """A stretch of one style on a line: `x` and `width` in millimetres from the line's left, frame included."""

    x: float
    width: float
    text: str
    face: Face
    size: float
    button: bool = False
    url: str = ""


class Line(NamedTuple):
    """One line; `width` in millimetres, `characters` with their spaces."""

    segments: tuple[Segment, ...]
    width: float
    characters: int

    @property
    def has_button(self) -> bool:
        """Whether it needs the room of a button's frame."""
        return any(segment.button for segment in self.segments)

    @property
    def text(self) -> str:
        """What it says."""
        return "".join(segment.text for segment in self.segments)


class _Word(NamedTuple):
    parts: tuple[Span, ...]
    width: float
    right_to_left: bool

    @property
    def characters(self) -> int:
        return sum(len(part.text) for part in self.parts)

    @property
    def counted(self) -> int:
        """Letters that count against a line's most: a last full stop hangs beyond them."""
        return self.characters - self.parts[-1].text.endswith(".")

    @property
    def button(self) -> bool:
        return any(part.button for part in self.parts)


BUTTON_PADDING = 2.1  # millimetres on each side of a button's words, at 12 points


def span_width(span: Span) -> float:
    """Millimetres that a span takes, with the frame of a button."""
    bare = fonts.width(span.text, span.face, span.size) / MM
    return bare + 2 * BUTTON_PADDING * span.size / 12 if span.button else bare


@lru_cache(maxsize=KEPT)
def line_of(*spans: Span) -> Line:
    """One line, however long."""
    words = list(_words(spans))
    return _line(words)


def lines_of(
    spans: Sequence[Span], column: float, *, characters: int = 0, most: int = 0, balanced: bool = True
) -> tuple[Line, ...]:
    """Cut spans into lines of at most `column` millimetres and, when given, `characters` letters.

    With `most`, the lines beyond are left out and an ellipsis says so. `balanced`: a short last line is lengthened.
    """
    return _lines_of(tuple(spans), column, characters, most, balanced)


@lru_cache(maxsize=KEPT)
def _lines_of(spans: tuple[Span, ...], column: float, characters: int, most: int, balanced: bool) -> tuple[Line, ...]:
    words = [piece for word in _words(spans) for piece in _fitting(word, column)]
    limit = characters or 10_000
    lines = _filled(words, column, limit)
    if balanced and len(lines) > 1:
        _lengthen_last(lines, column, limit)
    if most and len(lines) > most:
        lines = [*lines[: most - 1], _ellipsed(lines[most - 1], column)]
    return tuple(_line(line) for line in lines)


def _lengthen_last(lines: list[list[_Word]], column: float, characters: int) -> None:
    """Move words down to a last line under 30 % of the column, as long as the line above stays the longer one."""
    above, last = lines[-2], lines[-1]
    while len(above) > 1 and _line(last).width < column * LAST_LINE:
        longer = [above[-1], *last]
        if _line(longer).width > column or _line(longer).characters > characters:
            break
        if _line(longer).width > _line(above[:-1]).width:
            break
        last.insert(0, above.pop())


def _words(spans: Iterable[Span]) -> Iterable[_Word]:
    """Spans cut at ordinary spaces; what touches without a space is one word, whatever its styles."""
    parts: list[Span] = []
    for span in spans:
        text = fonts.printable(span.text)
        if span.button:
            if words := re.sub(r" +", " ", text.strip()):
                parts.append(Span(words, span.face, span.size, button=True))
            continue
        for index, bit in enumerate(text.split(" ")):
            if index and parts:
                yield _word(parts)
                parts = []
            if bit:
                parts.append(span._replace(text=bit))
    if parts:
        yield _word(parts)


def _word(parts: list[Span]) -> _Word:
    if all(max(part.text) < FIRST for part in parts):
        return _Word(tuple(parts), sum(map(span_width, parts)), False)
    right_to_left = all(is_right_to_left(part.text) for part in parts if not part.button)
    shown = tuple(part._replace(text=visual(part.text)) for part in parts)
    return _Word(shown, sum(span_width(part) for part in shown), right_to_left and not shown[0].button)


def _fitting(word: _Word, column: float) -> list[_Word]:
    """The word itself, or, where it alone is wider than the column, pieces of it cut between letters."""
    if word.width <= column or word.button:
        return [word]
    letters = [part._replace(text=letter) for part in word.parts for letter in part.text]
    pieces: list[_Word] = []
    while letters:
        count, width = 0, 0.0
        while count < len(letters) and (count == 0 or width + span_width(letters[count]) <= column):
            width += span_width(letters[count])
            count += 1
        if count < len(letters):
            count = _good_cut("".join(letter.text for letter in letters[: count + 1]), count)
        piece, letters = letters[:count], letters[count:]
        pieces.append(_Word(_merged(piece), sum(map(span_width, piece)), word.right_to_left))
    return pieces


def _good_cut(text: str, count: int) -> int:
    """Where to cut an address so that it is still read: before @, else after a sign; `count` letters fit."""
    at = text.rfind("@", count // 3, count + 1)
    if at > 0:
        return at
    signs = max(text.rfind(sign, count // 2, count) for sign in "/-_.")
    return signs + 1 if signs > 0 else count


def _merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    merged: list[Span] = []
    for span in spans:
        if merged and not span.button and not merged[-1].button and _same_style(merged[-1], span):
            merged[-1] = span._replace(text=merged[-1].text + span.text)
        else:
            merged.append(span)
    return tuple(merged)


def _same_style(one: Span, other: Span) -> bool:
    return one.face is other.face and one.size == other.size and one.url == other.url


def _space(before: _Word, after: _Word) -> Span:
    """The space between two words: of their style where they agree, plain otherwise."""
    last, first = before.parts[-1], after.parts[0]
    if last.button or first.button or not _same_style(last, first):
        return Span(" ", Face.REGULAR, first.size)
    return Span(" ", first.face, first.size, url=first.url)


def _filled(words: list[_Word], column: float, characters: int) -> list[list[_Word]]:
    """As many words on each line as go."""
    lines: list[list[_Word]] = []
    width = count = 0.0
    for word in words:
        space = span_width(_space(lines[-1][-1], word)) if lines else 0.0
        fits = width + space + word.width <= column + 1e-6 and count + 1 + word.counted <= characters
        if lines and fits:
            lines[-1].append(word)
            width += space + word.width
            count += 1 + word.characters
        else:
            lines.append([word])
            width, count = word.width, word.characters
    return lines


def _line(words: list[_Word]) -> Line:
    """Place words on a line, merging neighbours of one style; right-to-left neighbours change places."""
    placed: list[_Word] = []
    turning: list[_Word] = []
    for word in words:
        if word.right_to_left:
            turning.insert(0, word)
        else:
            placed += [*turning, word]
            turning = []
    placed += turning
    spans: list[Span] = []
    for index, word in enumerate(placed):
        if index:
            spans.append(_space(placed[index - 1], word))
        spans.extend(word.parts)
    segments: list[Segment] = []
    x = 0.0
    for span in _merged(spans):
        width = span_width(span)
        segments.append(Segment(x, width, span.text, span.face, span.size, span.button, span.url))
        x += width
    return Line(tuple(segments), x, sum(len(span.text) for span in spans))


def _ellipsed(words: list[_Word], column: float) -> list[_Word]:
    """The words of the last line kept, cut between letters to leave room for « … »."""
    style = words[-1].parts[-1]
    mark = _word([Span(ELLIPSIS, style.face, style.size)])
    kept = list(words)
    while len(kept) > 1 and _line([*kept, mark]).width > column:
        kept.pop()
    last = kept[-1]
    if _line([*kept, mark]).width > column and not last.button:
        letters = [Span(letter, part.face, part.size) for part in last.parts for letter in part.text]
        while len(letters) > 1 and sum(map(span_width, letters)) + mark.width > column:
            letters.pop()
        last = _Word(_merged(letters), sum(map(span_width, letters)), last.right_to_left)
    return [*kept[:-1], _Word(_merged([*last.parts, *mark.parts]), last.width + mark.width, last.right_to_left)]
