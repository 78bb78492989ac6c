"""The address as it stands on an envelope, whole: what is missing or too long is told, nothing is cut.

NF Z10-011 (`resources/reference/envelope.toml`): 6 lines of 38 characters at most. A line that is longer is shortened
with the norm's own abbreviations; where they are not enough, a sentence says what to shorten on the person's form.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.checks.postal import ENVELOPE_LINES, ENVELOPE_WIDTH, Address, full_lines
from app.checks.problems import NBSP, Problem, enumeration, error
from app.checks.reference import table


@dataclass(frozen=True)
class EnvelopeAddress:
    """The lines from the name to the town; `shortened` lists those that were abbreviated, as they were before."""

    lines: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    shortened: tuple[str, ...] = ()

    @property
    def ready(self) -> bool:
        """Whether a letter can bear it."""
        return not self.problems


def envelope_address(name: str, address: Address) -> EnvelopeAddress:
    """The lines for `name` at `address`. The name keeps its accents, the rest is in capitals for sorting machines."""
    missing = _missing(name, address)
    if missing:
        told = f"L’adresse n’est pas complète{NBSP}: il manque {enumeration(missing)}. Complétez la fiche."
        return EnvelopeAddress(problems=(error("envelope.missing", told),))
    whole = [" ".join(name.split()), *full_lines("", address)]
    lines = tuple(_shorter(line, is_name=place == 0) for place, line in enumerate(whole))
    problems = [
        error(
            "envelope.too_long",
            f"La ligne «{NBSP}{line}{NBSP}» a {len(line)} caractères, l’enveloppe en montre {ENVELOPE_WIDTH}. "
            f"{_advice(place, len(lines))}",
        )
        for place, line in enumerate(lines)
        if len(line) > ENVELOPE_WIDTH
    ]
    if len(lines) > ENVELOPE_LINES:
        problems.append(
            error("envelope.lines", f"L’adresse a {len(lines)} lignes, l’enveloppe en montre {ENVELOPE_LINES}.")
        )
    shortened = tuple(before for before, after in zip(whole, lines, strict=True) if before != after)
    return EnvelopeAddress(lines, tuple(problems), shortened)


def _missing(name: str, address: Address) -> list[str]:
    """What a postman can't do without: a number is not compulsory, a way or a lieu-dit is."""
    there = {
        "le nom": name.strip(),
        "la voie ou le lieu-dit": address.street_name or address.street_type or address.locality or address.complement,
        "le code postal": address.postcode,
        "la commune": address.city,
    }
    return [words for words, value in there.items() if not (value or "").strip()]


def _shorter(line: str, *, is_name: bool) -> str:
    """The line with as few abbreviations as make it fit; of a name the first names become initials."""
    if len(line) <= ENVELOPE_WIDTH:
        return line
    if is_name:
        return _initials(line)
    for word, short in table("envelope")["abbreviations"].items():
        line = re.sub(rf"\b{word}\b", short, line)
        if len(line) <= ENVELOPE_WIDTH:
            break
    return line


def _initials(name: str) -> str:
    """« Mme Marie-Christine de La Rochefoucauld » with « M.-C. » for the first name, which comes after the civility."""
    words = name.split(" ")
    first = 1 if words[0] in ("M.", "Mme") else 0
    if len(words) < first + 2:
        return name
    words[first] = "-".join(f"{part[:1]}." for part in words[first].split("-") if part)
    return " ".join(words)


def _advice(place: int, count: int) -> str:
    if place == 0:
        return "Abrégez le nom ou le prénom sur la fiche."
    if place == count - 1:
        return "Abrégez le nom de la commune sur la fiche."
    return "Abrégez la voie, le lieu-dit ou le complément d’adresse sur la fiche."
