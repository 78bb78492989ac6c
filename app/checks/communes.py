"""The national list of communes: by code, by postal code, by name, and what completes a few letters typed."""

from __future__ import annotations

import lzma
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Literal

import resources
from app.domain.folding import fold

Kind = Literal["commune", "déléguée", "associée", "arrondissement"]

HOME_DEPARTMENT = "42"
# Departments that touch the Loire, then what is left of its region: the order in which choices are offered.
_NEIGHBOURS = frozenset({"03", "07", "38", "43", "63", "69", "71"})
_REGION = frozenset({"01", "15", "26", "73", "74"})
_ARTICLE = re.compile(r"^(?:l|la|le|les) ")


@dataclass(frozen=True, slots=True)
class Commune:
    """One record of the INSEE code (COG); `kind` says whether it is a commune today or a part of one.

    `postcodes` are text, in La Poste's order; `current_insee` is the commune that answers for it today
    (its own code for a commune of today).
    """

    insee: str
    name: str
    department: str
    postcodes: tuple[str, ...]
    epci_name: str | None
    kind: Kind
    current_insee: str

    @property
    def is_current(self) -> bool:
        """Say whether this is a commune of today, not a part or a former one."""
        return self.kind == "commune"


def nearness(commune: Commune) -> int:
    """Rank by distance from the desk: 0 in the Loire, 1 next to it, 2 in its region, 3 elsewhere."""
    if commune.department == HOME_DEPARTMENT:
        return 0
    if commune.department in _NEIGHBOURS:
        return 1
    return 2 if commune.department in _REGION else 3


@dataclass(frozen=True)
class Columns:
    """The list as it lies in its file, one sequence a column: records are made only for what is asked."""

    insee: Sequence[str]
    name: Sequence[str]
    folded: Sequence[str]
    department: Sequence[str]
    postcodes: Sequence[str]
    epci: Sequence[str]
    kind: Sequence[str]
    current: Sequence[str]
    former: Sequence[str]
    epci_names: Sequence[str]


class Communes:
    """The list in memory; every answer puts communes of today first, then the nearest to the Loire."""

    def __init__(self, columns: Columns) -> None:
        """Take the columns, sorted by code, a commune of today before a part of the same code."""
        self._columns = columns

    def __len__(self) -> int:
        """Count the communes of today."""
        return self._columns.kind.count("")

    def by_insee(self, code: str) -> Commune | None:
        """Find a commune by its INSEE code, of today or of before; `1001` and `2a004` are read `01001`, `2A004`.

        A *déléguée* or *associée* is returned as such (see `current`); a code that is gone, as the commune of today.
        """
        code = code.strip().upper()
        if code.isdigit():
            code = code.zfill(5)
        row = self._rows_by_insee.get(code)
        return None if row is None else self._commune(row)

    def current(self, commune: Commune) -> Commune:
        """Return the commune of today that this record belongs to (itself for a commune of today)."""
        return self._commune(self._rows_by_insee[commune.current_insee])

    def by_postcode(self, code: str) -> list[Commune]:
        """List the communes of today that a postal code serves, by name; none for a CEDEX code."""
        digits = "".join(code.split())
        rows = self._rows_by_postcode.get(digits.zfill(5), []) if digits else []
        return [self._commune(row) for row in sorted(rows, key=self._columns.folded.__getitem__)]

    def by_name(self, name: str) -> list[Commune]:
        """List the communes that bear this name whatever accents, hyphens and *St/Saint*; of today first.

        Where a commune of today has the name, its own *déléguée* of the same name is left out.
        """
        communes = [self._commune(row) for row in self._rows_by_name.get(fold(name), ())]
        today = {commune.insee for commune in communes if commune.is_current}
        kept = [commune for commune in communes if commune.is_current or commune.current_insee not in today]
        return sorted(kept, key=lambda commune: (not commune.is_current, nearness(commune), commune.insee))

    def complete(self, text: str, limit: int = 12) -> list[Commune]:
        """Offer communes of today for the beginning of a postal code, of a name, or of both (`42600 mont`).

        Each word may begin any word of the name, in any order: *couzan st georges* is Saint-Georges-en-Couzan.
        """
        folded = fold(text)
        digits = "".join(word for word in folded.split() if word.isdigit())
        words = [f" {word}" for word in folded.split() if not word.isdigit()]
        letters = "".join(words).strip()
        if not digits and not letters:
            return []
        if digits:
            found = self._with_code(digits)
            if letters:
                found = [commune for commune in found if _holds(f" {fold(commune.name)}", words)]
            found.sort(key=lambda commune: (nearness(commune), commune.postcodes, fold(commune.name)))
            return found[:limit]
        ranked: list[tuple[int, int, str, str, Commune]] = []
        for key, rows in self._rows_by_name.items():
            if words[-1][1:] not in key or not _holds(f" {key}", words):
                continue
            begins = key.startswith(letters) or _ARTICLE.sub("", key).startswith(letters)
            for commune in map(self._commune, rows):
                if commune.is_current:
                    near = nearness(commune)
                    place = _place(begins=begins, whole=key == letters, home=near == 0)
                    ranked.append((place, near, key, commune.insee, commune))
        ranked.sort(key=lambda row: row[:4])
        return [row[4] for row in ranked[:limit]]

    def complete_epci(self, text: str, limit: int = 12) -> list[str]:
        """Offer names of EPCI that hold these letters, those with a commune of the Loire first."""
        letters = fold(text)
        if not letters:
            return []
        columns = self._columns
        home = {
            columns.epci_names[int(epci)]
            for epci, department in zip(columns.epci, columns.department, strict=True)
            if epci and department == HOME_DEPARTMENT
        }
        found = [name for name in columns.epci_names if f" {letters}" in f" {fold(name)}"]
        return sorted(found, key=lambda name: (name not in home, fold(name)))[:limit]

    def _with_code(self, digits: str) -> list[Commune]:
        found: dict[int, Commune] = {}
        for code, rows in self._rows_by_postcode.items():
            if code.startswith(digits):
                found |= {row: self._commune(row) for row in rows}
        if not found and len(digits) == 5:
            exact = self.by_insee(digits)
            return [self.current(exact)] if exact is not None else []
        return list(found.values())

    def _commune(self, row: int) -> Commune:
        columns = self._columns
        epci = columns.epci[row]
        return Commune(
            columns.insee[row],
            columns.name[row],
            columns.department[row],
            tuple(columns.postcodes[row].split()),
            columns.epci_names[int(epci)] if epci else None,
            _kind(columns.kind[row]),
            columns.current[row] or columns.insee[row],
        )

    @cached_property
    def _rows_by_insee(self) -> dict[str, int]:
        columns = self._columns
        index: dict[str, int] = {}
        for row, insee in enumerate(columns.insee):
            index.setdefault(insee, row)
        for row, former in enumerate(columns.former):
            if former:
                for old in former.split():
                    index.setdefault(old, row)
        return index

    @cached_property
    def _rows_by_postcode(self) -> dict[str, list[int]]:
        columns = self._columns
        index: dict[str, list[int]] = {}
        for row, (postcodes, kind) in enumerate(zip(columns.postcodes, columns.kind, strict=True)):
            if postcodes and not kind:
                for code in postcodes.split():
                    index.setdefault(code, []).append(row)
        return index

    @cached_property
    def _rows_by_name(self) -> dict[str, list[int]]:
        index: dict[str, list[int]] = {}
        for row, folded in enumerate(self._columns.folded):
            index.setdefault(folded, []).append(row)
        return index


def _holds(name: str, beginnings: list[str]) -> bool:
    """Say whether each of these (a space, letters) begins a word of a folded name that has a space in front."""
    return all(beginning in name for beginning in beginnings)


def _place(*, begins: bool, whole: bool, home: bool) -> int:
    """Rank a name for what was typed: of the Loire and beginning so, the very name, then what holds it further on."""
    if begins and home:
        return 0
    if whole:
        return 1
    if home:
        return 2
    return 3 if begins else 4


@cache
def load_communes() -> Communes:
    """Read the packed list, once a process (about a twentieth of a second), and only when it is asked for."""
    text = lzma.decompress(resources.read("reference", "communes.tsv.xz")).decode("utf-8")
    return Communes(Columns(*(line.split("\t") for line in text.splitlines())))


def _kind(text: str) -> Kind:
    match text:
        case "":
            return "commune"
        case "déléguée" | "associée" | "arrondissement":
            return text
    raise ValueError(f"unknown kind of commune in resources/reference: {text}")
