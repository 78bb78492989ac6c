"""The guide's light markup: a text of the guide becomes blocks of runs, for the paper and the screen alike.

A blank line parts paragraphs. A line that begins with `- ` is an item of a list, with `! ` a warning. Within a line:
`**bold**`, `[[exact words of a button]]`, `<address to type>`. Nothing nests. Only the guide's own text is ever parsed:
what comes from a person is put in afterwards (`app.guide.wording`), so a name is never markup.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto


class RunKind(Enum):
    """How a run of words is shown."""

    TEXT = auto()
    BOLD = auto()
    BUTTON = auto()  # the platform's exact words, in a frame that is never broken
    ADDRESS = auto()  # an address to type: a site or a mailbox


class BlockKind(Enum):
    """What a block is."""

    PARAGRAPH = auto()
    ITEM = auto()
    WARNING = auto()


@dataclass(frozen=True)
class Run:
    """Words shown in one way."""

    kind: RunKind
    text: str


@dataclass(frozen=True)
class Block:
    """One paragraph, item or warning."""

    kind: BlockKind
    runs: tuple[Run, ...]


class MarkupError(ValueError):
    """A sign is open and never closed, or stands alone: `excerpt` is the place, as written."""

    def __init__(self, excerpt: str) -> None:
        super().__init__(excerpt)
        self.excerpt = excerpt


_MARKED = re.compile(r"\*\*(?P<bold>[^*]+)\*\*|\[\[(?P<button>[^\[\]]+)\]\]|<(?P<address>[^<>\s]+)>")
_STRAY = re.compile(r"\*\*|\[\[|\]\]|[<>]")
_KINDS = {"bold": RunKind.BOLD, "button": RunKind.BUTTON, "address": RunKind.ADDRESS}
_DOMAIN = r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}"
_ADDRESS = re.compile(rf"(?:https://)?{_DOMAIN}(?:[/?#]\S*)?|[^\s@<>:/]+@{_DOMAIN}", re.IGNORECASE)
_PREFIXES = {"- ": BlockKind.ITEM, "! ": BlockKind.WARNING}


def parse(text: str) -> tuple[Block, ...]:
    """Return the blocks of a text of the guide; MarkupError when a sign is not closed."""
    return tuple(Block(kind, _runs(words)) for kind, words in _lines(text))


def plain(blocks: tuple[Block, ...]) -> str:
    """Return the words alone, one block a line."""
    return "\n".join("".join(run.text for run in block.runs) for block in blocks)


def is_address(words: str) -> bool:
    """Whether words can be typed as the address of a site (https://…, www.…, a bare host) or of a mailbox."""
    return _ADDRESS.fullmatch(words) is not None


def _lines(text: str) -> Iterator[tuple[BlockKind, str]]:
    """Yield each block's kind and words; lines of one paragraph, item or warning are joined by a space."""
    kind, words = BlockKind.PARAGRAPH, ""
    for line in (*text.splitlines(), ""):
        stripped = line.strip(" \t")
        prefix = _PREFIXES.get(stripped[:2])
        if words and (prefix or not stripped):
            yield kind, words
            kind, words = BlockKind.PARAGRAPH, ""
        if prefix:
            kind, words = prefix, stripped[2:].strip(" ")
        elif stripped:
            words = f"{words} {stripped}" if words else stripped


def _runs(words: str) -> tuple[Run, ...]:
    runs: list[Run] = []
    end = 0
    for found in _MARKED.finditer(words):
        runs.extend(_text_run(words[end : found.start()]))
        name = str(found.lastgroup)
        runs.append(Run(_KINDS[name], found[name]))
        end = found.end()
    runs.extend(_text_run(words[end:]))
    return tuple(runs)


def _text_run(text: str) -> Iterator[Run]:
    stray = _STRAY.search(text)
    if stray:
        raise MarkupError(text[stray.start() : stray.start() + 30])
    if text:
        yield Run(RunKind.TEXT, text)
