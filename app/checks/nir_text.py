"""Find a NIR where none belongs: every field of the program asks here before it drafts or saves (design, decision 7).

Plausible are 15 characters with their right key, and 13 of right structure, even with a wrong key behind. Thirteen
digits say little by themselves, so the way they are written counts too: in one piece or cut where a NIR is cut, the
structure is enough; cut elsewhere (`18 50 54…`), it must be that of a man or a woman born in a month of the year, and
not the half of a phone number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from app.checks.nir_structure import SEPARATORS, bounds, known_department, mistakes, normalise, right_key

NIR_MARK = "«\u00a0NIR contrôlé\u00a0»"

# Slashes, colons, parentheses, the signs of bold and of links are no way to type a NIR into its own field, but hide
# none here.
_GAP = rf"[\s/_:,;|()<>*\[\]{re.escape(''.join(sorted(SEPARATORS)))}]{{0,4}}"
_THIRTEEN = _GAP.join(
    [r"[1-478]", r"\d", r"\d", r"\d", r"\d", r"(?:\d" + _GAP + r"\d|2" + _GAP + r"[AB])", *[r"\d"] * 6]
)
_KEY = rf"{_GAP}\d{_GAP}\d"
# A lookahead, so that a number that begins inside another candidate is seen too.
_WITH_KEY = re.compile(rf"(?<!\d)(?=({_THIRTEEN}{_KEY})(?!\d))")
_WITHOUT_KEY = re.compile(rf"(?<!\d)(?=({_THIRTEEN})(?!\d))")
# A key that is wrong, glued to its number: read out wrongly, the number is somebody's all the same.
_WRONG_KEY = re.compile(rf"(?<!\d)(?=({_THIRTEEN})(\d\d)(?!\d))")
_WRITTEN_KEY = re.compile(rf"{_GAP}\d\d(?!\d)")
_LONG_RUN = re.compile(r"\d{16,}")
_PHONE = re.compile(r"(?<!\d)(?:0[1-9]|(?:\+|00)33[ .]?[1-9])(?:[ .\-/\u00a0\u202f]?\d\d){4}(?!\d)")


def contains_nir(text: str) -> list[tuple[int, int]]:
    """Return start and end of each plausible NIR in `text`, in order, without overlap; empty where there is none."""
    plain = normalise(text)
    if sum(letter.isdigit() for letter in plain) < 12:
        return []
    spans = sorted(
        {*_with_key(plain), *_without_key(plain), *_with_wrong_key(plain), *_in_long_runs(plain)},
        key=lambda span: (span[0], -span[1]),
    )
    merged: list[tuple[int, int]] = []
    for start, end in spans:
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged


def redact_nir(text: str) -> str:
    """Put « NIR contrôlé » in the place of each plausible NIR; all the rest is kept as typed."""
    for start, end in reversed(contains_nir(text)):
        text = text[:start] + NIR_MARK + text[end:]
    return text


def _with_key(text: str) -> Iterator[tuple[int, int]]:
    for found in _WITH_KEY.finditer(text):
        number = _number(found.group(1))
        if not any(mistakes(number)) and right_key(number) == number[13:]:
            yield found.span(1)


def _without_key(text: str) -> Iterator[tuple[int, int]]:
    phones = [found.span() for found in _PHONE.finditer(text)]
    for found in _WITHOUT_KEY.finditer(text):
        number = _number(found.group(1))
        if any(mistakes(number)) or not known_department(number):
            continue
        start, end = found.span(1)
        if _well_cut(found.group(1), number):
            # A wrong key written behind belongs to the number all the same.
            key = _WRITTEN_KEY.match(text, end)
            yield start, key.end() if key and not _cuts(phones, start, key.end()) else end
        elif _of_a_birth(number) and not _cuts(phones, start, end):
            yield start, end


def _with_wrong_key(text: str) -> Iterator[tuple[int, int]]:
    for found in _WRONG_KEY.finditer(text):
        number = _number(found.group(1))
        if not any(mistakes(number)) and known_department(number) and _of_a_birth(number):
            yield found.start(1), found.end(2)


def _in_long_runs(text: str) -> Iterator[tuple[int, int]]:
    """Look into digits that run on, as a NIR typed behind a phone number; only the strictest are named."""
    for run in _LONG_RUN.finditer(text):
        for place in range(len(run.group()) - 14):
            number = run.group()[place : place + 15]
            right = not any(mistakes(number)) and right_key(number) == number[13:]
            if right and _of_a_birth(number) and known_department(number):
                yield run.start() + place, run.start() + place + 15


def _number(written: str) -> str:
    return "".join(letter for letter in written if letter.isalnum())


def _of_a_birth(number: str) -> bool:
    return number[0] in "12" and 1 <= int(number[3:5]) <= 12


def _well_cut(written: str, number: str) -> bool:
    """Say whether each blank or sign stands where one group ends and the next begins."""
    allowed = {end for _, _, end in bounds(number)} | {7, 8}
    place = 0
    for letter, following in pairwise(written):
        place += letter.isalnum()
        if letter.isalnum() and not following.isalnum() and place not in allowed:
            return False
    return True


def _cuts(phones: list[tuple[int, int]], start: int, end: int) -> bool:
    """Say whether a phone number lies partly inside and partly outside of these characters."""
    return any(low < end < high or low < start < high for low, high in phones)
