"""The social security number (NIR): judged as it is typed and forgotten; no answer holds it in words.

What a NIR is made of is in `nir_structure.py`, what finds one in other fields in `nir_text.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import Enum

from app.checks.nir_structure import (
    DIGITS,
    GROUP_NAMES,
    bounds,
    group_at,
    is_separator,
    known_department,
    mistakes,
    normalise,
    right_key,
)
from app.checks.nir_text import contains_nir, redact_nir
from app.checks.problems import NBSP, Problem, count_of, enumeration, error, no_error, typed_of, warning

__all__ = ["NirGroup", "NirMode", "NirResult", "check_nir", "contains_nir", "redact_nir"]


class NirMode(Enum):
    """How many characters the platform asks: 13 to log in, 15, key included, to open an account."""

    LOGIN = 13
    OPENING = 15


@dataclass(frozen=True)
class NirGroup:
    """One of the seven named groups, in French; `text` never shows in a repr."""

    name: str
    text: str = field(repr=False)
    doubtful: bool = False


@dataclass(frozen=True)
class NirResult:
    """What a number looks like: its groups (fewer when it is too short), and what is wrong with it."""

    groups: tuple[NirGroup, ...]
    problems: tuple[Problem, ...] = ()

    @property
    def doubtful_groups(self) -> tuple[str, ...]:
        """Names of the groups to read again, in their order."""
        return tuple(group.name for group in self.groups if group.doubtful)

    @property
    def ok(self) -> bool:
        """Say whether nothing is certainly wrong."""
        return no_error(self.problems)


def check_nir(text: str, mode: NirMode, *, civility: str | None = None, birth_date: date | None = None) -> NirResult:
    """Judge a number; `civility` (`M.`, `Mme`) and `birth_date` are those of the form, compared where known.

    Nothing is repaired, and no message repeats a character that was typed.
    """
    kept = [letter for letter in normalise(text) if not is_separator(letter)]
    number = "".join(letter for letter in kept if letter.isalnum())
    doubtful: set[str] = set()
    problems: list[Problem] = []

    foreign = list(_foreign(kept))
    if foreign:
        problems.append(_foreign_problem(foreign, number))
        doubtful.update(name for _, name in foreign if name)
    if len(number) != mode.value:
        problems.append(_length_problem(len(number), mode))
        if len(number) == 15 and mode is NirMode.LOGIN:
            doubtful.add("clé")
    if not problems:
        problems += _structure_problems(number)
        if mode is NirMode.OPENING and right_key(number) != number[13:]:
            problems.append(_key_problem(number, civility))
            doubtful.update(groups_to_read(number))
        problems += _form_problems(number, civility, birth_date)
    doubtful.update(problem.field for problem in problems if problem.field in GROUP_NAMES)

    groups = tuple(
        NirGroup(name, number[start:end], name in doubtful) for name, start, end in bounds(number) if number[start:end]
    )
    return NirResult(groups, tuple(problems))


def _foreign(kept: list[str]) -> Iterator[tuple[int, str | None]]:
    """Find what is neither a digit nor the A or B of Corsica: its place, from 0, and its group."""
    number = "".join(letter for letter in kept if letter.isalnum())
    place = 0
    for letter in kept:
        if not letter.isalnum():
            yield place, group_at(number, max(place - 1, 0))
            continue
        corsica = place == 6 and letter in "AB" and number[5] == "2"
        if letter not in DIGITS and not corsica:
            yield place, group_at(number, place)
        place += 1


def _foreign_problem(foreign: list[tuple[int, str | None]], number: str) -> Problem:
    place, name = foreign[0]
    letters = [number[index] for index, _ in foreign if index < len(number)]
    hint = ""
    if any(letter in "OIL" for letter in letters):
        hint = " La lettre O n’est pas un zéro, la lettre I n’est pas un 1."
    elif place == 6:
        hint = f" Seule la Corse a une lettre{NBSP}: 2A ou 2B."
    if name is None:
        return error("nir.foreign_character", f"Un caractère de trop suit la clé.{hint} Retirez-le.")
    where = f"dans le groupe {name}, au {place + 1}{'er' if place == 0 else 'e'} caractère"
    return error(
        "nir.foreign_character",
        f"Un caractère n’est pas un chiffre {where}.{hint} Relisez ce groupe.",
        name,
    )


def _length_problem(length: int, mode: NirMode) -> Problem:
    wanted = mode.value
    typed = typed_of(length, str(wanted))
    if length < wanted:
        key = " Demandez aussi la clé, les deux derniers chiffres." if length == 13 else ""
        return error("nir.too_short", f"Il manque {count_of(wanted - length, 'caractère')}{NBSP}: {typed}.{key}")
    if mode is NirMode.LOGIN and length == 15:
        return error(
            "nir.too_long",
            f"Deux caractères de trop{NBSP}: {typed}. Pour se connecter, laissez la clé, les deux derniers chiffres.",
            "clé",
        )
    surplus = count_of(length - wanted, "caractère").capitalize()
    return error("nir.too_long", f"{surplus} de trop{NBSP}: {typed}. Relisez le numéro.")


def _structure_problems(number: str) -> Iterator[Problem]:
    """Judge the groups of a number that has its length and only its own characters."""
    wrong = set(mistakes(number))
    if "sexe" in wrong:
        yield error("nir.sex", "Le premier chiffre est 1 pour un homme, 2 pour une femme. Relisez-le.", "sexe")
    elif number[0] in "3478":
        yield warning(
            "nir.provisional", "Ce premier chiffre est celui d’un numéro provisoire ou en cours d’attribution.", "sexe"
        )
    if "mois" in wrong:
        yield error("nir.month", "Ce mois n’existe pas. Relisez le groupe mois.", "mois")
    elif int(number[3:5]) > 12:
        yield warning(
            "nir.month_unknown", "Ce mois est celui d’un acte de naissance incomplet. Relisez le groupe mois.", "mois"
        )
    if not known_department(number):
        yield warning(
            "nir.department", "Ce département n’est pas dans la liste. Relisez le groupe département.", "département"
        )
    if "ordre" in wrong:
        yield error("nir.order", "Le numéro d’ordre commence à 001. Relisez le groupe ordre.", "ordre")


def groups_to_read(number: str) -> tuple[str, ...]:
    """Name the groups in which one changed character gives a number of right key and possible structure.

    `number` has 15 characters and a wrong key. A change that would make a new mistake (month 13, order 000) or an
    unknown department out of a known one is no way out, and names nothing.
    """
    named = set()
    for place in range(15):
        choices = DIGITS + "AB" if place == 6 and number[5] == "2" else DIGITS
        for choice in choices:
            if choice == number[place] or (place == 5 and number[6] in "AB"):
                continue
            changed = number[:place] + choice + number[place + 1 :]
            if right_key(changed) == changed[13:] and _possible(changed, number):
                named.add(group_at(number, place))
    return tuple(name for name in GROUP_NAMES if name in named)


def _possible(changed: str, number: str) -> bool:
    return not any(mistakes(changed)) and (known_department(changed) or not known_department(number))


def _key_problem(number: str, civility: str | None) -> Problem:
    who = {"M.": " avec l’élu", "Mme": " avec l’élue"}.get(civility or "", "")
    groups = groups_to_read(number)
    if not groups:
        advice = f"Relisez{who} tout le numéro{NBSP}: plus d’un caractère est à revoir."
    elif len(groups) == 1:
        advice = f"Relisez{who} le groupe {groups[0]}."
    else:
        advice = f"Relisez{who} les groupes {enumeration(groups)}."
    return error("nir.key", f"La clé ne correspond pas. {advice}")


def _form_problems(number: str, civility: str | None, birth_date: date | None) -> Iterator[Problem]:
    """Compare with the form: 1, 3, 7 are for men, 2, 4, 8 for women; an unknown month is compared with nothing."""
    if (civility == "M." and number[0] in "248") or (civility == "Mme" and number[0] in "137"):
        yield warning(
            "nir.civility",
            f"Le premier chiffre ne va pas avec la civilité «{NBSP}{civility}{NBSP}» de la fiche.",
            "sexe",
        )
    if birth_date is None:
        return
    if number[1:3] != f"{birth_date.year % 100:02}":
        yield warning("nir.birth_year", "L’année ne va pas avec la date de naissance de la fiche.", "année")
    month = int(number[3:5])
    if 1 <= month <= 12 and month != birth_date.month:
        yield warning("nir.birth_month", "Le mois ne va pas avec la date de naissance de la fiche.", "mois")
