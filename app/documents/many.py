"""Many sheets in one file, written as they come: one part and one line of the outline for each.

    with open(path, "wb") as file:
        written = write_sheets(sheets, file, Size.STANDARD, each=tell)

Memory does not grow with their number: see `pdf_file`. What sheets have in common stands in the file once: `forms`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import BinaryIO

from app.documents.guide_sheet import draw_sheet
from app.documents.metrics import Size
from app.documents.painter import Paper
from app.documents.sheet_data import SheetData


@dataclass(frozen=True)
class Written:
    """What was written; `missing_letters`: those that print as a mark, each once, in the order they were met."""

    sheets: int
    pages: int
    missing_letters: tuple[str, ...]
    pages_each: tuple[int, ...] = ()  # of each sheet, in their order


def write_sheets(
    sheets: Iterable[SheetData], to: BinaryIO, size: Size, *, each: Callable[[int], None] = lambda done: None
) -> Written:
    """Write the sheets to `to`, in their order, and tell `each` how many are done after every one.

    What `each` raises ends it (cancelling): what `to` holds then is no PDF, and the caller's to remove. Raises OSError
    as `to` does. No sheet at all gives no file: ValueError.
    """
    paper: Paper | None = None
    count = 0
    missing: dict[str, None] = {}
    pages: list[int] = []
    for data in sheets:
        if paper is None:
            desk = data.desk
            paper = Paper(title="Fiches pas à pas", author=desk.name, subject=f"Mon Compte Élu – {desk.name}", to=to)
        sheet = draw_sheet(paper, data, size)
        missing.update(dict.fromkeys(sheet.missing_letters))
        pages.append(sheet.pages)
        count += 1
        each(count)
    if paper is None:
        raise ValueError("no sheet to write")
    paper.finish()
    return Written(count, paper.pages, tuple(missing), tuple(pages))
