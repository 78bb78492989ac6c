"""The words of letters, read from `resources/letters/`: paragraphs with placeholders, those that say nothing left out.

`{name}` is a value; a paragraph that names one that is not known is left out. `{name|words with #|other words}` says
the words with the value in place of `#`, or the other words. Only our own text is parsed for markup: a value is put in
afterwards, so a name is never markup (as in `app.guide.wording`).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import resources
from app.guide.markup import Block, Run, parse

_PLACEHOLDER = re.compile(r"\{([a-z_]+)(?:\|([^{}|]*)\|([^{}|]*))?\}")


@dataclass(frozen=True)
class Paragraph:
    """One paragraph as written; `needs` names a value that must be known without being said."""

    text: str
    needs: str = ""


@dataclass(frozen=True)
class CdcText:
    """What is written to the Caisse des Dépôts for one reason; `editions` empty: wherever no other text holds."""

    reason: str  # value of a Stage
    title: str
    editions: tuple[str, ...]
    subject: str
    paragraphs: tuple[Paragraph, ...]
    enclosed: str = ""
    source: str = ""


@lru_cache(maxsize=4)
def letter_table(name: str) -> Mapping[str, Any]:
    """A file of `resources/letters/`, by its name without ending. Treat it as read-only."""
    return tomllib.loads(resources.read_text("letters", f"{name}.toml"))


def paragraphs_of(told: Iterable[Mapping[str, str]]) -> tuple[Paragraph, ...]:
    """The paragraphs of a text, in order."""
    return tuple(Paragraph(one["text"], one.get("needs", "")) for one in told)


@lru_cache(maxsize=1)
def cdc_texts() -> tuple[CdcText, ...]:
    """All that can be written to the Caisse des Dépôts. KeyError when a line of the file is missing."""
    return tuple(
        CdcText(
            reason=one["reason"],
            title=one["title"],
            editions=tuple(one["editions"]),
            subject=one["subject"],
            paragraphs=paragraphs_of(one["paragraph"]),
            enclosed=one.get("enclosed", ""),
            source=one["source"],
        )
        for one in letter_table("cdc")["text"]
    )


def cdc_text(reason: str, edition_id: str) -> CdcText:
    """The text for a reason in an edition of the guide. Raises KeyError for a reason that nobody writes for."""
    held = [text for text in cdc_texts() if text.reason == reason]
    if not held:
        raise KeyError(reason)
    return next((text for text in held if edition_id in text.editions), next(t for t in held if not t.editions))


def cdc_unsure(reason: str, edition_id: str) -> tuple[str, ...]:
    """What could not be confirmed of this way of writing, one sentence each, for the agent alone."""
    told = letter_table("cdc")["unsure"]
    return tuple(one["text"] for one in told if one["reason"] == reason and edition_id in one["editions"])


def fill_line(text: str, values: Mapping[str, str]) -> str:
    """A single line in this letter's words; "" when a value that it needs is not known."""
    if any(not values.get(name) for name in _needed(text)):
        return ""
    return _PLACEHOLDER.sub(lambda found: _worded(found, values), text)


def fill_paragraphs(paragraphs: Iterable[Paragraph], values: Mapping[str, str]) -> Iterator[Block]:
    """The paragraphs that have something to say, their bold words apart."""
    for paragraph in paragraphs:
        needed = [*_needed(paragraph.text), *([paragraph.needs] if paragraph.needs else [])]
        if all(values.get(name) for name in needed):
            # Words between | may hold **: they are put in before the markup is read, values after it.
            yield from (_filled(block, values) for block in parse(_chosen(paragraph.text, values)))


def placeholders_of(text: str) -> frozenset[str]:
    """All the values that a text names. Raises ValueError for braces that are no placeholder."""
    rest = _PLACEHOLDER.sub("", text)
    if "{" in rest or "}" in rest:
        raise ValueError(f"a brace stands alone in {text!r}")
    return frozenset(found[1] for found in _PLACEHOLDER.finditer(text))


def _needed(text: str) -> list[str]:
    return [found[1] for found in _PLACEHOLDER.finditer(text) if found[2] is None]


def _worded(found: re.Match[str], values: Mapping[str, str]) -> str:
    value = values.get(found[1], "")
    if found[2] is None:
        return value
    return found[2].replace("#", value) if value else found[3]


def _chosen(text: str, values: Mapping[str, str]) -> str:
    """The text with its alternatives decided, their values still to come."""

    def choose(found: re.Match[str]) -> str:
        if found[2] is None:
            return found[0]
        return found[2].replace("#", f"{{{found[1]}}}") if values.get(found[1]) else found[3]

    return _PLACEHOLDER.sub(choose, text)


def _filled(block: Block, values: Mapping[str, str]) -> Block:
    def fill(run: Run) -> Run:
        return replace(run, text=_PLACEHOLDER.sub(lambda found: values.get(found[1], ""), run.text))

    return replace(block, runs=tuple(fill(run) for run in block.runs))
