"""Text, lines and cells of a CSV of unknown dialect: encoding, ends of lines, separator and quotes are found out."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.errors import UserError

SEPARATORS = ";\t,"
_CONTROLS = {code: None for code in (*range(32), *range(127, 160)) if chr(code) != "\t"}
_MARKUP = re.compile(r"\s*<[!?a-z]", re.IGNORECASE)
_ZIP, _PDF = b"PK\x03\x04", b"%PDF"


@dataclass(frozen=True)
class TextLines:
    """The lines of a file without their ends; `ended` says whether the last one had its end."""

    lines: Sequence[str]
    ended: bool


def text_lines(content: bytes) -> TextLines:
    """Decode UTF-8, Windows-1252 or UTF-16, whatever the ends of lines. UserError for what is empty or no text."""
    if not content.strip(b"\xef\xbb\xbf\xff\xfe \t\r\n\x00"):
        raise UserError("Ce fichier est vide. Téléchargez-le de nouveau.")
    if content.startswith(_ZIP):
        raise UserError(
            "Ce fichier est un classeur ou une archive, pas un fichier CSV. "
            "Choisissez le fichier des maires, au format CSV."
        )
    text = _decoded(content)
    if _MARKUP.match(text):
        raise UserError(
            "Ce fichier est une page internet, pas un fichier CSV. "
            "Sur data.gouv.fr, utilisez le bouton «\u00a0Télécharger\u00a0»."
        )
    lines = re.split(r"\r\n|\r|\n", text)
    ended = not lines[-1]
    return TextLines(lines[:-1] if ended else lines, ended)


def _decoded(content: bytes) -> str:
    encoding = _utf_16(content)
    if encoding is not None:
        return content.decode(encoding, errors="replace").removeprefix("\ufeff")
    if b"\x00" in content or content.startswith(_PDF):
        raise UserError("Ce fichier n’est pas un fichier CSV. Choisissez le fichier des maires, au format CSV.")
    content = content.removeprefix(b"\xef\xbb\xbf")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        # Line by line: one stray byte, or a file put together from two, must not spoil every accent of the others.
        return "\n".join(_line_decoded(line) for line in content.split(b"\n"))


def _line_decoded(line: bytes) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return line.decode("cp1252", errors="replace")


def _utf_16(content: bytes) -> str | None:
    """The UTF-16 that a file is in, with its mark or, of western text, by the place of its zero bytes."""
    if content.startswith(b"\xff\xfe"):
        return "utf-16-le"
    if content.startswith(b"\xfe\xff"):
        return "utf-16-be"
    sample = content[:2000]
    zeros = sample.count(0)
    if zeros * 5 < len(sample) * 2:
        return None
    for encoding, first in (("utf-16-le", 1), ("utf-16-be", 0)):
        if sample[first::2].count(0) == zeros:
            return encoding
    return None


def cells_of(line: str, separator: str) -> list[str] | None:
    """The cells of one line; None where a quote is not closed or stands in the middle of a quoted cell.

    A line is a row: no dialect of the register has a line's end inside a cell, and so a quote that is never closed
    costs one line, not all that follow.
    """
    csv.field_size_limit(1_000_000)
    try:
        return next(csv.reader([line.rstrip("\r")], delimiter=separator, strict=True), [])
    except csv.Error:
        return None


def clean(cell: str) -> str:
    """A cell without spare blanks of any kind, and without control characters."""
    return " ".join(cell.split()).translate(_CONTROLS)


def rows_of(lines: Sequence[str], separator: str) -> Iterator[tuple[int, list[str] | None]]:
    """Number of each line, from 1, and its cells; blank lines are passed over."""
    for number, line in enumerate(lines, start=1):
        if line.strip(f' {SEPARATORS}"\u00a0\r'):
            yield number, cells_of(line, separator)
