"""How a NIR is built: its groups, its places of birth, its key; facts that hold no number.

Structure and key: domain.md section 5; INSEE, « Numéro d'inscription au répertoire » (décret 82-103, article 4).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from app.checks.reference import departments, table

DIGITS = "0123456789"
GROUP_NAMES = ("sexe", "année", "mois", "département", "commune", "ordre", "clé")

# Between the characters people write blanks, dots and dashes of all widths; invisible ones come with a paste:
# soft hyphen, zero-width space and joiners, word joiner, byte order mark.
SEPARATORS = frozenset(".-\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u00b7\u2022\u00ad\u200b\u200c\u200d\u2060\ufeff")


@cache
def birth_places() -> frozenset[str]:
    """Return the beginnings that a place of birth may have: departments, 99 for abroad, and former ones."""
    return frozenset(departments()) | frozenset(table("nir")["places"])


def normalise(text: str) -> str:
    """Write digits of other keyboards as 0 to 9 and letters as capitals, one character for one."""
    return "".join(_plain(letter) for letter in text)


def _plain(letter: str) -> str:
    if letter.isascii():
        return letter.upper()
    return str(int(letter)) if letter.isdecimal() else letter


def is_separator(letter: str) -> bool:
    """Say whether this character may stand between those of a number."""
    return letter.isspace() or letter in SEPARATORS


def bounds(number: str) -> tuple[tuple[str, int, int], ...]:
    """Return name, start and end of each group; overseas, the department takes a character of the commune."""
    split = 8 if number[5:7] in {"97", "98"} else 7
    return (
        ("sexe", 0, 1),
        ("année", 1, 3),
        ("mois", 3, 5),
        ("département", 5, split),
        ("commune", split, 10),
        ("ordre", 10, 13),
        ("clé", 13, 15),
    )


def group_at(number: str, index: int) -> str | None:
    """Name the group that holds the character at this place, from 0; None after the key."""
    return next((name for name, start, end in bounds(number) if start <= index < end), None)


def known_department(number: str) -> bool:
    """Say whether the place of birth begins as one that INSEE has used."""
    return number[5 : 8 if number[5:7] in {"97", "98"} else 7] in birth_places()


def right_key(number: str) -> str:
    """Return the key of the first 13 characters, by python-stdnum; Corsica counts as 19 and 18."""
    from stdnum.fr.nir import calc_check_digits

    return str(calc_check_digits(number))


def mistakes(number: str) -> Iterator[str]:
    """Name the groups that cannot be, in a number of 13 or 15 characters; the key is judged apart."""
    if number[0] in "0569":
        yield "sexe"
    month = int(number[3:5])
    if month == 0 or 13 <= month <= 19 or 43 <= month <= 49:
        yield "mois"
    if number[10:13] == "000":
        yield "ordre"
