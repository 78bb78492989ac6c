"""The desk's own gestures, as F1 shows and prints them: read from `resources/help.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import resources
from app.domain.folding import fold


@dataclass(frozen=True)
class Gesture:
    """One thing that the desk can do; `keys` as on the buttons, none for what is only good to know."""

    keys: tuple[str, ...]
    does: str  # a sentence
    words: str = ""  # other words that lead to it


@dataclass(frozen=True)
class HelpSection:
    """Gestures that belong together; `page` is the page of the window whose help this is, "" for all."""

    title: str
    gestures: tuple[Gesture, ...]
    page: str = ""


def load_help() -> tuple[HelpSection, ...]:
    """All sections in their order. KeyError when a line of the file is missing."""
    told = tomllib.loads(resources.read_text("help.toml"))
    return tuple(
        HelpSection(
            title=section["title"],
            gestures=tuple(
                Gesture(tuple(one.get("keys", ())), one["does"], one.get("words", "")) for one in section["gesture"]
            ),
            page=section.get("page", ""),
        )
        for section in told["section"]
    )


def find(sections: Sequence[HelpSection], text: str, page: str = "") -> tuple[HelpSection, ...]:
    """The gestures of a key, or those in which every word of `text` begins a word; the sections of `page` first."""
    key = text.strip().casefold().replace(" ", "")
    keys = {key} if any(key == one.casefold() for one in _keys(sections)) else set()
    wanted = fold(text).split()
    found = [
        HelpSection(section.title, kept, section.page)
        for section in sections
        if (kept := tuple(one for one in section.gestures if _answers(section, one, wanted, keys)))
    ]
    return tuple(sorted(found, key=lambda section: not (page and section.page == page)))  # sorted keeps the order


def _keys(sections: Sequence[HelpSection]) -> tuple[str, ...]:
    return tuple(key for section in sections for gesture in section.gestures for key in gesture.keys)


def _answers(section: HelpSection, gesture: Gesture, wanted: Sequence[str], keys: Collection[str]) -> bool:
    if keys:
        return any(key.casefold() in keys for key in gesture.keys)
    words = fold(f"{section.title} {gesture.does} {gesture.words}").split()
    return all(any(word.startswith(one) for word in words) for one in wanted)
