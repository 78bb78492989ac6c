"""One finished paper: its bytes and what a person is told of it before it is printed, saved or only looked at."""

from __future__ import annotations

from dataclasses import dataclass

LONGEST_NAME = 80  # letters of a person's name in a file's


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


def file_words(what: str, name: str, day: str) -> str:
    """« Fiche Mme Hélène Fayard 24 novembre 2026 »: a file's name without what a file system refuses in a person's."""
    kept = "".join(letter for letter in name if letter.isalnum() or letter in " .-’'")
    words = " ".join(kept.split())[:LONGEST_NAME].strip(" .") or "sans nom"
    return f"{what} {words} {day}".replace("\u00a0", " ")
