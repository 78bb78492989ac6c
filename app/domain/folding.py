"""One spelling for comparing: what search, import and the list of communes hold against each other."""

from __future__ import annotations

import re
import unicodedata

# Letters that Unicode does not take apart by itself; ligatures first (Chambœuf, Lætitia).
_LETTERS = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"})
_ASCII_RUN = re.compile(r"[^0-9a-z]+")
_ANY_RUN = re.compile(r"[\W_]+")
_SAINTS = {"st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes"}
_ABBREVIATED = {long: short for short, long in _SAINTS.items()}
_SAINT_WORD = re.compile(r"\b(?:st|ste|sts|stes)\b")


def fold(text: str) -> str:
    """Return `text` without accents, case, hyphens, apostrophes and ligatures, words parted by one space.

    *St* and *Ste* are written `saint` and `sainte`: the whole word, so that each beginning that people type on
    the way to it (`s`, `sa`, `sain`…) is a prefix of the folded name. Other alphabets keep their letters.
    """
    text = text.casefold()
    if text.isascii():
        text = _ASCII_RUN.sub(" ", text).strip()
    else:
        decomposed = unicodedata.normalize("NFKD", text).casefold().translate(_LETTERS)
        bare = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
        text = _ANY_RUN.sub(" ", bare).strip()
    if "st" not in text:
        return text
    return _SAINT_WORD.sub(lambda found: _SAINTS[found.group()], text)


def fold_choices(text: str) -> tuple[tuple[str, ...], ...]:
    """Return for each word its folded spellings, for a search that answers while one types.

    The last word may be unfinished: `st` is *Saint* or the beginning of *Stéphane*, so both stand for it.
    """
    words = fold(text).split()
    choices: list[tuple[str, ...]] = [(word,) for word in words]
    if words and words[-1] in _ABBREVIATED and not _ends_with(text, words[-1]):
        choices[-1] = (words[-1], _ABBREVIATED[words[-1]])
    return tuple(choices)


def _ends_with(text: str, word: str) -> bool:
    """Say whether `word` itself, not its abbreviation, ends what was typed."""
    return re.sub(r"[\W_]+$", "", text.casefold()).endswith(word)
