"""Reads a file of the Répertoire national des élus, whatever its dialect; changes nothing.

73 dialects were counted since 2019 (domain.md, section 7): the kind of a file is told by its columns, never by its
name, a commune by its INSEE code, never by its label.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from app.checks.nir_text import contains_nir
from app.domain.folding import fold
from app.errors import UserError
from app.exchange.csv_text import SEPARATORS, clean, rows_of, text_lines

if TYPE_CHECKING:
    from app.checks.communes import Communes

LARGEST_FILE = 200 * 1024 * 1024  # the national file of municipal councillors weighs 60 MB
HEADER_SEARCH = 10  # a title, sometimes a blank line, stands above the headings
TOLD_EVERY = 500  # lines
FEWEST_TITLES = 4  # known ones, below which a line is not that of the titles
CLOSE_ENOUGH = 0.9  # « Date de naissancee »


class RneKind(StrEnum):
    """What a file holds."""

    MAYORS = "maires"
    MUNICIPAL = "municipal"
    COMMUNAUTAIRE = "communautaire"
    DEPARTEMENTAL = "departemental"
    REGIONAL = "regional"
    OTHER = "other"


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
    insee: str = ""  # of its commune, where that much could be read: who may be meant is not told as gone


@dataclass(frozen=True)
class RneFile:
    """One file, read: its lines and those that were refused."""

    name: str
    kind: RneKind
    lines: tuple[RneLine, ...]
    refused: tuple[RefusedLine, ...]


@dataclass(frozen=True)
class Heading:
    """The line of titles: its number from 1, the separator, how many titles, and the place of those that are known."""

    line: int
    separator: str
    width: int
    columns: Mapping[str, int]


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
_DATES = {
    "birth_date": "la date de naissance",
    "mandate_on": "la date de début du mandat",
    "function_on": "la date de début de la fonction",
}
_WORDS = {
    RneKind.MUNICIPAL: "les conseillers municipaux",
    RneKind.COMMUNAUTAIRE: "les conseillers communautaires",
    RneKind.DEPARTEMENTAL: "les conseillers départementaux",
    RneKind.REGIONAL: "les conseillers régionaux",
    RneKind.OTHER: "d’autres élus",
}
_CIVILITIES = {"m": "M.", "h": "M.", "masculin": "M.", "homme": "M.", "f": "Mme", "féminin": "Mme", "femme": "Mme"}
_CIVILITIES |= {"mme": "Mme", "feminin": "Mme", "monsieur": "M.", "madame": "Mme"}
# The interior ministry's own codes of overseas departments and territories, in registers up to 2020.
_OVERSEAS = {"ZA": "971", "ZB": "972", "ZC": "973", "ZD": "974", "ZS": "975", "ZM": "976"}
_OVERSEAS |= {"ZX": "977", "ZW": "986", "ZP": "987", "ZN": "988"}
_SMALL_WORDS = frozenset(("de", "du", "des", "la", "le", "les", "l", "d", "et", "a"))


Advance = Callable[[float], None]
"""Hears how far a piece of work is, from 0 to 1, and may stop it by raising."""


def read_rne(path: Path, advance: Advance | None = None) -> RneFile:
    """Read one file. UserError when it is not a register of mayors that can be read; nothing is changed."""
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise UserError(
                "Ce fichier dépasse 200\u00a0Mo\u00a0: ce n’est pas un registre d’élus. "
                "Choisissez le fichier des maires."
            )
        content = path.read_bytes()
    except OSError:
        raise UserError(
            "Ce fichier ne s’ouvre pas. Vérifiez qu’il est toujours là et qu’un autre programme ne le tient pas."
        ) from None
    return parse_rne(content, path.name, advance)


def parse_rne(content: bytes, name: str, advance: Advance | None = None) -> RneFile:
    """Read the bytes of one file; see `read_rne`."""
    text = text_lines(content)
    heading = _heading(text.lines)
    if heading is None:
        raise UserError(
            "Ce fichier n’a pas les titres de colonnes du Répertoire national des élus (nom, prénom, commune…). "
            "Téléchargez le fichier des maires sur data.gouv.fr et choisissez-le tel quel."
        )
    kind = kind_of(heading.columns)
    if kind is not RneKind.MAYORS:
        raise UserError(f"Ce fichier contient {_WORDS[kind]}, pas les maires. Choisissez le fichier des maires.")
    rows = [row for row in rows_of(text.lines, heading.separator) if row[0] > heading.line]
    if not text.ended and _is_cut(rows, heading, len(text.lines)):
        raise UserError(
            "Ce fichier est coupé\u00a0: sa dernière ligne s’arrête au milieu. Téléchargez-le de nouveau, en entier."
        )
    if not rows:
        raise UserError("Ce fichier a des titres de colonnes, mais aucune ligne. Téléchargez-le de nouveau.")
    from app.checks.communes import load_communes

    communes = load_communes()
    read: list[RneLine] = []
    refused: list[RefusedLine] = []
    for place, (number, cells) in enumerate(rows):
        if advance is not None and place % TOLD_EVERY == 0:
            advance(place / len(rows))
        result = _line(number, cells, heading, communes)
        if isinstance(result, RneLine):
            read.append(result)
        else:
            refused.append(result)
    if not read:
        raise UserError(
            "Aucune ligne de ce fichier ne se lit. Téléchargez-le de nouveau, sans l’ouvrir dans un tableur."
        )
    return RneFile(name, kind, tuple(read), tuple(refused))


def _heading(lines: Sequence[str]) -> Heading | None:
    """The line of titles and the separator with which most of its titles are known."""
    found: list[Heading] = []
    for separator in SEPARATORS:
        for number, cells in rows_of(lines[:HEADER_SEARCH], separator):
            titled = [place for place, cell in enumerate(cells or ()) if cell.strip()]
            width = max(titled, default=-1) + 1  # a separator at the end of the titles makes no column
            columns = columns_of((cells or ())[:width])
            if "surname" in columns and len(columns) >= FEWEST_TITLES:
                found.append(Heading(number, separator, width, columns))
    return max(found, key=lambda heading: len(heading.columns), default=None)


def columns_of(headings: Sequence[str]) -> dict[str, int]:
    """Our name of each column that these headings have -> its place."""
    known = {words: name for name, variants in _HEADINGS.items() for words in variants}
    folded = [" ".join(word for word in fold(heading).split() if word not in _SMALL_WORDS) for heading in headings]
    columns: dict[str, int] = {}
    for place, words in enumerate(folded):
        if words in known:
            columns.setdefault(known[words], place)
    for place, words in enumerate(folded):
        close = difflib.get_close_matches(words, known, n=1, cutoff=CLOSE_ENOUGH)
        if close and place not in columns.values():
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


def _is_cut(rows: Sequence[tuple[int, list[str] | None]], heading: Heading, last_line: int) -> bool:
    """Whether the file stops in the middle of its last line, which has no end.

    Fewer cells than titles, a quote left open, or a last date of another shape than all the others (« 22/03/20 »).
    """
    if not rows or rows[-1][0] != last_line:
        return False
    last = rows[-1][1]
    if last is None or len(last) < heading.width:
        return True
    if heading.width - 1 not in {heading.columns.get(name) for name in _DATES}:
        return False
    shapes = {_shape(cells[heading.width - 1]) for _, cells in rows[:-1] if cells and len(cells) >= heading.width}
    return bool(shapes) and _shape(last[heading.width - 1]) not in shapes


def _shape(text: str) -> str:
    return re.sub(r"\d", "9", text.strip())


def _line(number: int, cells: list[str] | None, heading: Heading, communes: Communes) -> RneLine | RefusedLine:
    if cells is None:
        return RefusedLine(number, "un guillemet n’est pas refermé")
    width = heading.width
    if len(cells) < width or any(extra.strip() for extra in cells[width:]):
        return RefusedLine(number, f"la ligne a {len(cells)} colonnes au lieu de {width}")

    def cell(name: str) -> str:
        place = heading.columns.get(name)
        return clean(cells[place]) if place is not None else ""

    insee = insee_code(cell("insee"), cell("department"))
    if insee is None:
        return RefusedLine(number, "le code de la commune manque ou n’a pas la forme d’un code INSEE")
    commune = communes.by_insee(insee)
    insee = commune.insee if commune else insee
    surname, first_name = cell("surname"), cell("first_name")
    if not surname or not first_name:
        return RefusedLine(number, "le nom ou le prénom manque", insee)
    if any(sum(map(str.isdigit, words)) >= 13 and contains_nir(words) for words in (surname, first_name)):
        return RefusedLine(number, "un numéro de sécurité sociale s’y trouve, qui ne se garde pas", insee)
    dates: dict[str, date | None] = {}
    for name, label in _DATES.items():
        try:
            dates[name] = parse_date(cell(name), past=name == "birth_date")
        except ValueError:
            return RefusedLine(number, f"{label} n’est pas une date", insee)
    return RneLine(
        line=number,
        insee=insee,
        commune=commune.name if commune else cell("commune"),
        birth_name=name_case(surname),
        first_name=name_case(first_name),
        civility=_CIVILITIES.get(cell("sex").casefold().rstrip("."), ""),
        birth_date=dates["birth_date"],
        mandate_on=dates["mandate_on"],
        function_on=dates["function_on"],
    )


def insee_code(code: str, department: str) -> str | None:
    """A five-character INSEE code from one that a spreadsheet may have robbed of its zeros; None when it is none.

    `101` in the department `1` is 01101; `1001` is 01001; overseas, `1` in the department `971` or `ZA` is 97101.
    """
    code, department = code.strip().upper().removesuffix(".0"), department.strip().upper().removesuffix(".0")
    department = _OVERSEAS.get(department, department)
    head = department if len(department) == 3 else department.zfill(2)
    if len(code) <= 3 and code.isdigit() and department:
        code = head + code.zfill(5 - len(head)) if len(code) <= 5 - len(head) else head[:2] + code
    if len(code) == 4 and code.isdigit():
        if department and head != f"0{code[0]}":
            return None  # a zero was not all that was lost
        code = code.zfill(5)
    return code if re.fullmatch(r"(\d{2}|2[AB])\d{3}", code) else None


def parse_date(text: str, *, past: bool = False) -> date | None:
    """A date of any dialect, None for an empty cell, ValueError for anything else.

    Two figures for the year: a birth (`past`) in 62 is of 1962, a mandate since 26 is of 2026.
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
        # Nobody in office is born after 2012; no mandate began before 1950 or will begin after 2049.
        year += 1900 if year > (12 if past else 49) else 2000
    return date(year, month, day)


def name_case(name: str) -> str:
    """« DE LA TOUR-D’AUVERGNE » -> « de La Tour-d’Auvergne »; a name that is not all in capitals is left alone."""
    name = " ".join(name.replace("'", "’").split())
    if name != name.upper():
        return name
    parts = re.split(r"([\s’-]+)", name.lower())
    if len(parts) == 1:
        return name.capitalize()
    return "".join(part if part in ("de", "du", "des", "d") else part.capitalize() for part in parts)
