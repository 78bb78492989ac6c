"""Makes the sheets of many dossiers: one file with bookmarks, one file each, or one paper in memory to print.

Whatever stops the making (a person, a full disk) leaves no file behind.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from app.desk import Desk
from app.domain.dossiers import Dossier
from app.errors import UserError
from app.files import safe_name, why
from app.services.batches import Made, sheets
from app.storage.queries_people import sort_name

if TYPE_CHECKING:
    from app.documents.document import Document
    from app.documents.guide_sheet import Size
    from app.documents.sheet_data import SheetData

NONE_LEFT = "Ces dossiers n’existent plus sur ce bureau. Revenez au tableau et choisissez-en d’autres."

Report = Callable[[int, int], None]
"""`report(done, of)` after each sheet; it may raise to stop."""


@dataclass(frozen=True)
class Batch:
    """All sheets that were made, in their order; `files` are those that were written, empty for paper."""

    made: tuple[Made, ...]
    pages: int
    missing_letters: tuple[str, ...]
    files: tuple[Path, ...] = ()


def write_one_file(desk: Desk, dossier_ids: Sequence[int], path: Path, size: Size, report: Report) -> Batch:
    """All sheets in one PDF with a bookmark each. Raises UserError when it can't be written, or nobody is left."""
    with _told():
        fresh = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
        try:
            with fresh.open("xb") as file:
                batch = _write(desk, dossier_ids, file, size, report)
                file.flush()
                os.fsync(file.fileno())
            batch = _with_hash(batch, fresh)
            fresh.replace(path)
        finally:
            fresh.unlink(missing_ok=True)
    return Batch(batch.made, batch.pages, batch.missing_letters, (path,))


def write_file_each(desk: Desk, dossier_ids: Sequence[int], folder: Path, size: Size, report: Report) -> Batch:
    """One PDF for each, in `folder`: they come in together once all are made; no file that is there is replaced."""
    from app.documents.guide_sheet import guide_sheet

    ids = tuple(dict.fromkeys(dossier_ids))
    with _told():
        apart = folder / f".fiches.{secrets.token_hex(4)}.part"
        apart.mkdir()
        try:
            made: list[Made] = []
            written: list[tuple[Path, str]] = []
            letters: dict[str, None] = {}
            for dossier, data in sheets(desk, ids):
                sheet = guide_sheet(data, size)
                fresh = apart / f"{len(made)}.pdf"
                fresh.write_bytes(sheet.pdf)
                written.append((fresh, file_name(dossier, data)))
                made.append(Made(dossier.id, sheet.pages, sheet.steps, hashlib.sha256(sheet.pdf).hexdigest()))
                letters.update(dict.fromkeys(sheet.missing_letters))
                report(len(made), len(ids))
            if not made:
                raise UserError(NONE_LEFT)
            files = _bring_in(written, folder)
        finally:
            shutil.rmtree(apart, ignore_errors=True)
    return Batch(tuple(made), sum(one.pages for one in made), tuple(letters), files)


def make_document(
    desk: Desk, dossier_ids: Sequence[int], size: Size, report: Report, title: str = "Fiches"
) -> tuple[Document, Batch]:
    """All sheets as one paper in memory, to be printed; nothing is written."""
    from app.documents.document import Document

    to = BytesIO()
    batch = _write(desk, dossier_ids, to, size, report)
    pdf = to.getvalue()
    digest = hashlib.sha256(pdf).hexdigest()
    made = tuple(Made(one.dossier_id, one.pages, one.steps, digest) for one in batch.made)
    document = Document(f"{title} – {desk.today():%Y-%m-%d}", title, pdf, batch.pages, batch.missing_letters)
    return document, Batch(made, batch.pages, batch.missing_letters)


def file_name(dossier: Dossier, data: SheetData) -> str:
    """« Fiche – Fayard Hélène – 2026-12-15.pdf »: the session's day, or the sheet's own; safe on every system."""
    person = dossier.official
    day = data.training.starts_on if data.training is not None and data.training.starts_on else data.made_on
    name = sort_name(person.usual_name, person.birth_name, person.first_name)
    return safe_name(f"Fiche – {name or 'sans nom'}", f" – {day:%Y-%m-%d}.pdf")


def _write(desk: Desk, dossier_ids: Sequence[int], to: BinaryIO, size: Size, report: Report) -> Batch:
    from app.documents.many import write_sheets

    ids = tuple(dict.fromkeys(dossier_ids))
    begun: list[tuple[int, int]] = []  # dossier, steps

    def told() -> Iterator[SheetData]:
        for dossier, data in sheets(desk, ids):
            begun.append((dossier.id, len(data.steps)))
            yield data
        if not begun:
            raise UserError(NONE_LEFT)

    written = write_sheets(told(), to, size, each=lambda done: report(done, len(ids)))
    made = tuple(
        Made(dossier_id, pages, steps, "") for (dossier_id, steps), pages in zip(begun, written.pages_each, strict=True)
    )
    return Batch(made, written.pages, written.missing_letters)


def _with_hash(batch: Batch, file: Path) -> Batch:
    with file.open("rb") as written:
        digest = hashlib.file_digest(written, "sha256").hexdigest()
    made = tuple(Made(one.dossier_id, one.pages, one.steps, digest) for one in batch.made)
    return Batch(made, batch.pages, batch.missing_letters)


def _bring_in(written: Sequence[tuple[Path, str]], folder: Path) -> tuple[Path, ...]:
    """Give all files their names, or none: those that came in go again when one can't."""
    brought: list[Path] = []
    try:
        for fresh, name in written:
            target = _free(folder, name)
            fresh.rename(target)
            brought.append(target)
    except BaseException:
        for target in brought:
            target.unlink(missing_ok=True)
        raise
    return tuple(brought)


def _free(folder: Path, name: str) -> Path:
    """This name, or the first of « (2) », « (3) »… that no file bears yet."""
    target, number = folder / name, 1
    while target.exists():
        number += 1
        target = folder / f"{name.removesuffix('.pdf')} ({number}).pdf"
    return target


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except OSError as refusal:
        raise UserError(
            f"Les fiches n’ont pas pu être enregistrées\u00a0: {why(refusal)}. Rien n’a été écrit. "
            "Choisissez un autre dossier ou libérez de la place."
        ) from None
