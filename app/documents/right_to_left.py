"""Words written from right to left, put in the order in which ink is laid from left to right.

reportlab draws letters one after the other and joins nothing. The sheet is French: such a word is somebody's name
within a line that runs left to right, so the short form of the bidirectional algorithm suffices: each run of
right-to-left letters is turned, numbers inside it keep their order, brackets are mirrored, and Arabic letters take
their joined forms, which Unicode itself lists (blocks Arabic Presentation Forms A and B) and DejaVu Sans draws.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

FIRST = "\u0590"  # no letter before it runs from right to left
_STRONG = ("R", "AL")
_MIRRORED = str.maketrans("()[]{}<>«»‹›", ")(][}{><»«›‹")
_JOINER = "\u0640"  # tatweel joins on both sides and has no other form


def is_right_to_left(text: str) -> bool:
    """Whether a word holds right-to-left letters and no left-to-right one."""
    if not text or max(text) < FIRST:
        return False
    kinds = {unicodedata.bidirectional(letter) for letter in text}
    return bool(kinds.intersection(_STRONG)) and "L" not in kinds


def visual(text: str) -> str:
    """One word as it is laid from left to right; a word without right-to-left letters comes back as it was."""
    if not text or max(text) < FIRST or not any(unicodedata.bidirectional(letter) in _STRONG for letter in text):
        return text
    return "".join(_turned(run) if right_to_left else run for right_to_left, run in _runs(joined(text)))


def joined(text: str) -> str:
    """Arabic letters in their isolated, initial, medial or final form, lam and alef as one."""
    forms, pairs = _forms()
    shaped: list[str] = []
    letters = list(text)
    index = 0
    tied = False  # the letter before reaches out to this one
    while index < len(letters):
        letter = letters[index]
        if unicodedata.combining(letter):
            shaped.append(letter)
            index += 1
            continue
        after = next((at for at in range(index + 1, len(letters)) if not unicodedata.combining(letters[at])), None)
        pair = pairs.get(letter + letters[after]) if after is not None else None
        if pair is not None and after is not None:
            shaped.append(pair["final" if tied and "final" in pair else "isolated"])
            shaped.extend(letters[index + 1 : after])
            index, tied = after + 1, False
            continue
        mine = forms.get(letter, {})
        following = letters[after] if after is not None else ""
        reaches = ("initial" in mine or letter == _JOINER) and (
            following == _JOINER or "final" in forms.get(following, {})
        )
        kind = {(True, True): "medial", (True, False): "final", (False, True): "initial"}.get(
            (tied, reaches), "isolated"
        )
        shaped.append(mine.get(kind, letter))
        tied = reaches
        index += 1
    return "".join(shaped)


@lru_cache(maxsize=1)
def _forms() -> tuple[dict[str, dict[str, str]], dict[str, dict[str, str]]]:
    """Joined forms by letter, and of the pairs lam + alef, as Unicode's own decompositions give them."""
    forms: dict[str, dict[str, str]] = {}
    pairs: dict[str, dict[str, str]] = {}
    for code in (*range(0xFB50, 0xFC00), *range(0xFE80, 0xFEFD)):
        kind, _, letters = unicodedata.decomposition(chr(code)).partition("> ")
        base = "".join(chr(int(letter, 16)) for letter in letters.split())
        if base:
            (forms if len(base) == 1 else pairs).setdefault(base, {})[kind[1:]] = chr(code)
    return forms, pairs


def _runs(text: str) -> list[tuple[bool, str]]:
    """Cut a word in runs: from its first to its last right-to-left letter without a Latin one between, and the rest."""
    directions = "".join(
        "R" if (kind := unicodedata.bidirectional(letter)) in _STRONG else "L" if kind == "L" else "N"
        for letter in text
    )
    runs: list[tuple[bool, str]] = []
    start = 0
    for found in re.finditer(r"R(?:[RN]*R)?", directions):
        end = found.end()
        while end < len(text) and unicodedata.combining(text[end]):
            end += 1  # marks above the last letter belong to it
        runs += [(False, text[start : found.start()]), (True, text[found.start() : end])]
        start = end
    return [*runs, (False, text[start:])]


def _turned(run: str) -> str:
    """A run from its last letter to its first; a mark stays after its letter, a number keeps its own order."""
    clusters = re.findall(r"[\d.,/:+-]*\d|.", run, flags=re.DOTALL)
    turned: list[str] = []
    for cluster in clusters:
        if turned and unicodedata.combining(cluster[0]):
            turned[-1] += cluster
        else:
            turned.append(cluster)
    return "".join(cluster.translate(_MIRRORED) for cluster in reversed(turned))
