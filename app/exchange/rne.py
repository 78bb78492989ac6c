"""Reads a file of the Répertoire national des élus, whatever its dialect; changes nothing.

73 dialects were counted since 2019 (domain.md, section 7): the kind of a file is told by its columns, never by its
name, a commune by its INSEE code, never by its label.
"""

from __future__ import annotations

import csv
import difflib
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from app.domain.folding import fold
from app.errors import UserError

if TYPE_CHECKING:
    from app.checks.communes import Communes

LARGEST_FILE = 200 * 1024 * 1024  # the national file of municipal councillors weighs 60 MB
HEADER_SEARCH = 10  # a title, sometimes a blank line, stands above the headings
CLOSE_ENOUGH = 0.9  # « Date de naissancee »


class RneKind(StrEnum):
    """What a file holds, with the words to say it."""

    MAYORS = "maires"
    MUNICIPAL = "conseillers municipaux"
    COMMUNAUTAIRE = "conseillers communautaires"
    DEPARTEMENTAL = "conseillers départementaux"
    REGIONAL = "conseillers régionaux"
    OTHER = "autres élus"


@dataclass(frozen=True)
class RneLine:
    """One official as the register has it; `line` counts from 1 in the file, headings included."""

    line: int
    insee: str
    commune: str
    birth_name: str
    first_name: str
    civility: str  # "M.", "Mme" or ""
    birth_date: date | None
    mandate_on: date | None
    function_on: date | None


@dataclass(frozen=True)
class RefusedLine:
    """A line that could not be read, and why, in French; the values themselves are not repeated."""

    line: int
    reason: str


@dataclass(frozen=True)
class RneFile:
    """One file, read: its lines and those that were refused."""

    name: str
    kind: RneKind
    lines: tuple[RneLine, ...]
    refused: tuple[RefusedLine, ...]


_HEADINGS: Mapping[str, tuple[str, ...]] = {
    "department": ("code departement", "code departement maire", "departement code"),
    "insee": ("code commune", "code insee commune", "code insee", "insee commune"),
    "commune": ("libelle commune", "nom commune", "commune"),
    "surname": ("nom elu", "nom", "nom naissance elu", "nom naissance"),
    "first_name": ("prenom elu", "prenom"),
    "sex": ("code sexe", "sexe", "civilite"),
    "birth_date": ("date naissance", "date naissance elu"),
    "mandate_on": ("date debut mandat",),
    "function_on": ("date debut fonction",),
    "function": ("libelle fonction", "fonction"),
    "nationality": ("code nationalite", "nationalite elu", "code nationalite elu"),
    "epci": ("n siren", "siren epci", "libelle epci", "code epci", "numero siren"),
    "canton": ("code canton", "libelle canton"),
    "region": ("code region", "libelle region"),
    "other": ("code circonscription legislative", "libelle circonscription legislative", "code circ", "code section"),
}
_SMALL_WORDS = frozenset(("de", "du", "des", "la", "le", "les", "l", "d", "et", "a"))


def read_rne(path: Path) -> RneFile:
    """Read one file. UserError when it is not a register of mayors that can be read; nothing is changed."""
    if path.stat().st_size > LARGEST_FILE:
        raise UserError(
            "Ce fichier dépasse 200 Mo : ce n’est pas un registre d’élus. Choisissez le fichier des maires."
        )
    return parse_rne(path.read_bytes(), path.name)


def parse_rne(content: bytes, name: str) -> RneFile:
    """Read the bytes of one file; see `read_rne`."""
    rows = list(_rows(_decoded(content)))
    found = next(
        (
            (index, columns)
            for index, (_, cells) in enumerate(rows[:HEADER_SEARCH])
            if "surname" in (columns := columns_of(cells)) and len(columns) >= 4
        ),
        None,
    )
    if found is None:
        raise UserError(
            "Ce fichier n’a pas les titres de colonnes du Répertoire national des élus (nom, prénom, commune…). "
            "Téléchargez le fichier des maires sur data.gouv.fr et choisissez-le tel quel."
        )
    index, columns = found
    kind = kind_of(columns)
    if kind is not RneKind.MAYORS:
        raise UserError(f"Ce fichier contient les {kind}, pas les maires. Choisissez le fichier des maires.")
    from app.checks.communes import load_communes

    communes = load_communes()
    read: list[RneLine] = []
    refused: list[RefusedLine] = []
    width = len(rows[index][1])
    for number, cells in rows[index + 1 :]:
        if not any(cell.strip() for cell in cells):
            continue
        result = _line(number, cells, width, columns, communes)
        if isinstance(result, RneLine):
            read.append(result)
        else:
            refused.append(result)
    if not read and not refused:
        raise UserError("Ce fichier a des titres de colonnes, mais aucune ligne. Téléchargez-le de nouveau.")
    return RneFile(name, kind, tuple(read), tuple(refused))


def columns_of(headings: Sequence[str]) -> dict[str, int]:
    """Our name of each column that these headings have -> its place."""
    known = {words: name for name, variants in _HEADINGS.items() for words in variants}
    columns: dict[str, int] = {}
    for place, heading in enumerate(headings):
        words = " ".join(word for word in re.split(r"[^a-z0-9]+", fold(heading)) if word and word not in _SMALL_WORDS)
        close = difflib.get_close_matches(words, known, n=1, cutoff=CLOSE_ENOUGH)
        if close:
            columns.setdefault(known[close[0]], place)
    return columns


def kind_of(columns: Mapping[str, int]) -> RneKind:
    """Tell what a file holds by the columns that it has."""
    if "epci" in columns:
        return RneKind.COMMUNAUTAIRE
    if "canton" in columns:
        return RneKind.DEPARTEMENTAL
    if "insee" in columns:
        return RneKind.MUNICIPAL if columns.keys() & {"function", "nationality"} else RneKind.MAYORS
    if "other" in columns:
        return RneKind.OTHER
    return RneKind.REGIONAL if "region" in columns else RneKind.OTHER


def _decoded(content: bytes) -> str:
    """UTF-8 or Windows-1252; a UserError for what is empty or not text."""
    if not content.strip():
        raise UserError("Ce fichier est vide. Téléchargez-le de nouveau.")
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    if b"\x00" in content[:4096]:
        raise UserError("Ce fichier n’est pas un fichier CSV. Choisissez le fichier des maires, au format CSV.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    if re.match(r"\s*<(!doctype|html|\?xml)", text, re.IGNORECASE):
        raise UserError(
            "Ce fichier est une page internet, pas un fichier CSV. "
            "Sur data.gouv.fr, utilisez le bouton « Télécharger »."
        )
    return text


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Number of the line and cells of each row; the separator is the one that stands most often in the first lines."""
    sample = "\n".join(text.splitlines()[:HEADER_SEARCH])
    separator = max(";\t,", key=sample.count)
    csv.field_size_limit(1_000_000)
    reader = csv.reader(io.StringIO(text.replace("\x00", "")), delimiter=separator)
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            raise UserError(
                "Ce fichier est abîmé : une ligne ne se termine pas. "
                "Téléchargez-le de nouveau, sans l’ouvrir dans un tableur."
            ) from None
        yield reader.line_num, cells


def _line(
    number: int, cells: list[str], width: int, columns: Mapping[str, int], communes: Communes
) -> RneLine | RefusedLine:
    def cell(name: str) -> str:
        place = columns.get(name)
        return " ".join(cells[place].split()) if place is not None and place < len(cells) else ""

    if len(cells) < width - 1:
        return RefusedLine(number, f"la ligne a {len(cells)} colonnes au lieu de {width}")
    if len(cells) > width and any(extra.strip() for extra in cells[width:]):
        return RefusedLine(number, f"la ligne a {len(cells)} colonnes au lieu de {width}")
    surname, first_name = cell("surname"), cell("first_name")
    if not surname or not first_name:
        return RefusedLine(number, "le nom ou le prénom manque")
    insee = insee_code(cell("insee"), cell("department"))
    if insee is None:
        return RefusedLine(number, "le code de la commune manque ou n’a pas la forme d’un code INSEE")
    dates: dict[str, date | None] = {}
    for name, label in (
        ("birth_date", "la date de naissance"),
        ("mandate_on", "la date de début du mandat"),
        ("function_on", "la date de début de la fonction"),
    ):
        try:
            dates[name] = parse_date(cell(name), past=name == "birth_date")
        except ValueError:
            return RefusedLine(number, f"{label} n’est pas une date")
    commune = communes.by_insee(insee)
    return RneLine(
        line=number,
        insee=commune.insee if commune else insee,
        commune=commune.name if commune else cell("commune"),
        birth_name=name_case(surname),
        first_name=name_case(first_name),
        civility={"m": "M.", "f": "Mme"}.get(cell("sex").casefold()[:1], ""),
        birth_date=dates["birth_date"],
        mandate_on=dates["mandate_on"],
        function_on=dates["function_on"],
    )


def insee_code(code: str, department: str) -> str | None:
    """A five-character INSEE code from one that a spreadsheet may have robbed of its zeros; None when it is none.

    `101` in the department `1` is 01101; `1001` is 01001; overseas, `1` in the department `971` is 97101.
    """
    code, department = code.strip().upper().removesuffix(".0"), department.strip().upper().removesuffix(".0")
    if len(code) <= 3 and code.isdigit() and department:
        head = department if len(department) == 3 else department.zfill(2)
        code = head + code.zfill(5 - len(head)) if len(code) <= 5 - len(head) else head[:2] + code
    if len(code) == 4 and code.isdigit():
        code = code.zfill(5)
    return code if re.fullmatch(r"(\d{2}|2[AB])\d{3}", code) else None


def parse_date(text: str, *, past: bool = False) -> date | None:
    """A date of any dialect, None for an empty cell, ValueError for anything else.

    Two figures for the year: `past` reads 62 as 1962, else 26 as 2026.
    """
    text = text.strip()
    if not text:
        return None
    if found := re.match(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T].*)?$", text):
        year, month, day = map(int, found.groups())
        return date(year, month, day)
    found = re.match(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})(?: .*)?$", text)
    if not found:
        raise ValueError("not a date")
    day, month, year = map(int, found.groups())
    if year < 100:
        year += 1900 if past and year > 12 else 2000  # nobody in office is born after 2012
    return date(year, month, day)


def name_case(name: str) -> str:
    """« DE LA TOUR-D’AUVERGNE » -> « de La Tour-d’Auvergne »; a name that is not all in capitals is left alone."""
    name = " ".join(name.replace("'", "’").split())
    if name != name.upper():
        return name
    parts = re.split(r"([\s’-]+)", name.lower())
    return "".join(part if part in ("de", "du", "des", "d") else part.capitalize() for part in parts)
