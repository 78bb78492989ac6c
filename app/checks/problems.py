"""What every check hands back: problems with a code, a severity and a French sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

NBSP = "\u00a0"


class Severity(StrEnum):
    """An `ERROR` is certainly wrong; a `WARNING` may be right. Neither ever keeps a value from being saved."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True)
class Problem:
    """One thing to read again; `field` names the part of the value (of an address: a name of its fields)."""

    code: str
    severity: Severity
    message: str
    field: str | None = None


def error(code: str, message: str, field: str | None = None) -> Problem:
    """Make a problem that is certainly one."""
    return Problem(code, Severity.ERROR, message, field)


def warning(code: str, message: str, field: str | None = None) -> Problem:
    """Make a problem that may be none."""
    return Problem(code, Severity.WARNING, message, field)


def no_error(problems: Sequence[Problem]) -> bool:
    """Say whether nothing in these problems is certainly wrong."""
    return all(problem.severity is not Severity.ERROR for problem in problems)


def enumeration(words: Sequence[str], last: str = "et") -> str:
    """Join words the French way: `a`, `a et b`, `a, b et c`."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def count_of(number: int, singular: str, plural: str | None = None) -> str:
    """Write `un chiffre`, `2 chiffres`: one in words, as people say it (`singular` is masculine)."""
    return f"un {singular}" if number == 1 else f"{number}{NBSP}{plural or singular + 's'}"


def typed_of(number: int, expected: str) -> str:
    """Write `9 saisis sur 10`, with the agreement of one and none."""
    return f"{number} saisi{'s' if number > 1 else ''} sur {expected}"
