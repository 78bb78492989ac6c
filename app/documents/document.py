"""One finished paper: its bytes and what a person is told of it before it is printed, saved or only looked at."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Document:
    """A PDF made once: the same `pdf` bytes are shown, printed and saved. `pages` counts its A4 pages.

    `name` is the proposed file name, without « .pdf »; `title` is what stands above the preview. `missing_letters`
    are the letters of names that no embedded font can write, as the sheet reports them.
    """

    name: str
    title: str
    pdf: bytes
    pages: int
    missing_letters: tuple[str, ...] = ()
