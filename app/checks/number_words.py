"""Numbers as they are dictated: `douze bis`, `quatre-vingt-dix-neuf`, `quarante-deux six cents` (42600)."""

from __future__ import annotations

import re

_UNITS = {
    "un": 1, "une": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7, "huit": 8, "neuf": 9,
    "dix": 10, "onze": 11, "douze": 12, "treize": 13, "quatorze": 14, "quinze": 15, "seize": 16,
}  # fmt: skip
_TENS = {
    "vingt": 20, "vingts": 20, "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60,
    "septante": 70, "huitante": 80, "octante": 80, "nonante": 90,
}  # fmt: skip
_WORD = "|".join(sorted({*_UNITS, *_TENS, "cent", "cents", "mille", "zéro", "zero"}, key=len, reverse=True))
RUN = re.compile(rf"(?<!\w)(?:{_WORD})(?:(?:[\s-]+et)?[\s-]+(?:{_WORD}))*(?!\w)", re.I)


def value(words: list[str]) -> int | None:
    """Return the number that these lower-case words make, up to 99,999; None where they make none."""
    if not words:
        return None
    if "mille" in words:
        place = words.index("mille")
        before = value(words[:place]) if place else 1
        after = value(words[place + 1 :]) if words[place + 1 :] else 0
        return before * 1000 + after if before and before < 100 and after is not None and after < 1000 else None
    hundreds = [place for place, word in enumerate(words) if word in {"cent", "cents"}]
    if len(hundreds) > 1:
        return None
    if hundreds:
        place = hundreds[0]
        before = _below_hundred(words[:place]) if place else 1
        after = _below_hundred(words[place + 1 :]) if words[place + 1 :] else 0
        return before * 100 + after if before and before < 10 and after is not None else None
    return _below_hundred(words)


def postcode(words: list[str]) -> str | None:
    """Return five digits dictated as a department and the rest: `quarante-deux six cents`, or as one number."""
    whole = value(words)
    if whole is not None and 10000 <= whole <= 98999:
        return str(whole)
    for place in range(1, len(words)):
        left = words[:place]
        zero = left[0] in {"zéro", "zero"}
        department = value(left[1:] if zero else left)
        rest = value(words[place:])
        if (
            department is not None
            and rest is not None
            and (1 if zero else 10) <= department <= 98
            and 100 <= rest <= 999
        ):
            return f"{department:02}{rest:03}"
    return None


def words_of(run: str) -> list[str]:
    """Return the bare words of a run: no hyphens, no *et*."""
    return [word for word in re.split(r"[\s-]+", run.lower()) if word != "et"]


def _below_hundred(words: list[str]) -> int | None:
    if not words:
        return None
    total = 0
    rest = list(words)
    if rest[:2] in (["quatre", "vingt"], ["quatre", "vingts"]):
        total, rest = 80, rest[2:]
    elif rest[0] in _TENS:
        total, rest = _TENS[rest[0]], rest[1:]
    if not rest:
        return total
    if rest[0] == "dix" and len(rest) == 2 and rest[1] in {"sept", "huit", "neuf"}:
        return total + 10 + _UNITS[rest[1]] if total in {0, 60, 80} else None
    if len(rest) > 1 or rest[0] not in _UNITS:
        return None
    unit = _UNITS[rest[0]]
    return total + unit if not total or unit < 10 or total in {60, 80} else None
