"""The words of an address: numbers and their *bis*, types of ways and their abbreviations, what is said beside."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from app.checks.reference import table

_REPETITION = r"bis|ter|quater|quinquies|sexies"
# `12 R rue du Moulin` has a letter, `12 r du Moulin` and `12 q de l’Astrée` a type of way.
_LETTER = (
    r"(?!(?i:[rq])\s+(?!(?:rue|route|rte|avenue|av|boulevard|bd|chemin|ch|impasse|imp|all[ée]e|place|pl|quai|cours"
    r"|mont[ée]e|passage|square|r|q)\b))[A-Z](?![\w’'.])"
)
# 12, 12 bis, 12B, 12-14, 12/14, n° 3 ter A; a letter alone counts where nothing is said behind or a way begins.
NUMBER = re.compile(
    rf"""^(?:(?:au|à)\s+)?(?:n[°ºo]\.?\s*|numéro\s+|no\s+)?
    (?P<number>\d{{1,5}}(?:\s?[-/]\s?\d{{1,4}})?)(?!\d|\s*(?:er|e|[eè]me)\b|\s*/)
    \s*(?P<repetition>(?:{_REPETITION})(?:\s+{_LETTER})?|{_LETTER}|[a-d](?![\w’'.à]))?
    (?=[\s,.]|$)[\s,.]*""",
    re.X | re.I,
)
LOCALITY = re.compile(r"^(?:au |aux |le )?(?:lieu[- ]?dits?|l\.\s?d\.?|l/d|ld)(?=[\s:]|$)\s*:?\s*", re.I)
PERSON = re.compile(r"^(?:m\.|mr|mme|mlle|monsieur|madame|m(?:me)? et m(?:me)?|chez|c/o|aux bons soins)\s", re.I)
_ADDED = (
    r"(?:b[âa]t(?:iment)?|appartement|app(?:t|art)?|apt|esc(?:alier)?|imm(?:euble)?|lgt|logement|bo[iî]te|bal|tour|bloc|aile"
    r"|hall|mairie|h[ôo]tel de ville|rdc|rez[- ]de[- ]chauss[ée]e)"
)
_ADDED_NUMBERED = r"(?:porte|entr[ée]e|[ée]tage|[ée]t|n[°º]\s*d[e’']appartement)"
_BOX = r"(?:b\.?\s?p\.?|c\.?s\.?|tsa|cidex|bo[iî]te postale)\s*\d+"
ADDED = re.compile(
    rf"^(?:{_ADDED}\b|{_ADDED_NUMBERED}\.?\s*\w{{1,4}}\b|{_BOX}\b|\d{{1,2}}\s*(?:er|e|[eè]me|nd|nde)\s+[ée]tage)", re.I
)
_ADDED_INSIDE = re.compile(
    rf"(?<![\w’'])(?:{_ADDED}\.?\s+\S|{_ADDED_NUMBERED}\.?\s*(?:\d|[A-Z]\b)|{_BOX}\b|chez\s"
    rf"|(?:r[ée]sidence|r[ée]s\.|lotissement|hlm)\s+\S"
    rf"|\d{{1,2}}\s*(?:er|e|[eè]me|nd|nde)\s+[ée]tage|rdc\b)",
    re.I,
)
_JOINED = re.compile(r"(?:\b(?:d[eu]s?|la|les?|aux?|en)|[’'])\s*$", re.I)
_UNIT_BEFORE = re.compile(
    rf"(?<!\w)(?:{_ADDED}|{_ADDED_NUMBERED}|b\.?\s?p|c\.?s|tsa|cidex|lot|villa|n[°º])\.?\s*(?:n[°º]\s*)?$", re.I
)


@dataclass(frozen=True)
class Street:
    """A way read from its words; `kind` is the table of `streets.toml` that its type stands in."""

    number: str | None
    repetition: str | None
    street_type: str | None
    street_name: str | None
    kind: str | None = None


@cache
def _types() -> dict[str, tuple[str, str]]:
    """Return each spelling of a type, bare of dots and accents: its whole name and its table."""
    spellings: dict[str, tuple[str, str]] = {}
    for kind, types in table("streets").items():
        for whole, abbreviations in types.items():
            for spelling in (whole, *abbreviations):
                spellings[_bare(spelling)] = (whole, kind)
    return spellings


def _bare(text: str) -> str:
    from app.domain.folding import fold

    return fold(text)


def whole_type(text: str) -> str | None:
    """Write a type of way whole (`bd.` gives `boulevard`); None where it is not one."""
    found = _types().get(_bare(text))
    return found[0] if found else None


def type_at_start(text: str) -> tuple[str, str, str] | None:
    """Find a type at the beginning: its whole name, its table, and the rest; the longest spelling wins."""
    words = text.split(" ")
    for length in range(min(4, len(words)), 0, -1):
        first = " ".join(words[:length])
        found = _types().get(_bare(first))
        # `L’Hôpital`, `R’…`: an article is no abbreviation; nor is a hyphenated name (`Place-Neuve`).
        if found and not re.search(r"[’']$", first):
            return found[0], found[1], " ".join(words[length:]).strip()
    glued = re.match(r"^(\w{1,5})\.(?=\w)(.+)$", text)
    if glued and (found := _types().get(_bare(glued[1]))):
        return found[0], found[1], glued[2].strip()
    return None


def starts_way(text: str) -> bool:
    """Say whether a way begins here, number or not: `rue…`, `12 bis, allée…`."""
    text = text.strip(" ,.")
    number = NUMBER.match(text)
    return type_at_start(text[number.end() :] if number else text) is not None


def tidy_repetition(text: str | None) -> str | None:
    """Write *bis*, *ter*… in lower case and letters as capitals."""
    if not text:
        return None
    return " ".join(word.upper() if len(word) == 1 else word.lower() for word in text.split())


def street_of(text: str) -> Street:
    """Read number, *bis*, type and name, in this order; a trailing `n° 12` is a number too."""
    text = text.strip(" ,")
    number = repetition = None
    if found := NUMBER.match(text):
        number, repetition = re.sub(r"\s", "", found["number"]), tidy_repetition(found["repetition"])
        text = text[found.end() :].strip()
        text = re.sub(
            r"^de la (?=(?:rue|place|route|avenue)\b)|^du (?=(?:chemin|boulevard|quai)\b)", "", text, flags=re.I
        )
    else:
        found = _NUMBER_SAID.search(text) or (_NUMBER_BEHIND.search(text) if type_at_start(text) else None)
        if found:
            number, repetition = found[1], tidy_repetition(found[2])
            text = text[: found.start()].strip()
    kind = type_at_start(text)
    if kind is None:
        return Street(number, repetition, None, text or None)
    return Street(number, repetition, kind[0], kind[2].strip(" ,") or None, kind[1])


_NUMBER_SAID = re.compile(r"[\s,]+(?:au\s+)?(?:n[°º]|numéro|no\.?)\s*(\d{1,4})\s*(bis|ter|quater|[A-Z])?$", re.I)
# `rue du Moulin 12`: a number behind, but for dates (`8 mai 1945`), numbered roads and what an article announces.
_NUMBER_BEHIND = re.compile(
    r"(?<![’'])(?<!\bdu)(?<!\bde)(?<!\bles)(?<!\bdes)(?<!\ble)(?<!\bla)(?<!ale)(?<!ural)(?<!icinal)(?<!\b[DNCV])"
    r"(?<!\bCD)(?<!\bRD)(?<!\bRN)(?<!\bVC)(?<!\bCR)\s+(\d{1,3})\s*(bis|ter|quater)?$",
    re.I,
)
_UNTYPED = re.compile(
    r"^(?:grand[e’']?|petite?|vieille|vieux|ancienne?|nouvelle|haute|basse)[ -]?"
    r"(?:rue|route|chemin|place|allée|voie|côte|montée)\b",
    re.I,
)


def way_inside(text: str, *, strict: bool = False) -> bool:
    """Say whether a piece holds a way; `strict` leaves out sets of houses without number, hamlets and bare types."""
    _, way, _ = split_added(text)
    if LOCALITY.match(text) or not way:
        return False
    street = street_of(way)
    if _UNTYPED.match(street.street_name or "") and street.street_type is None:
        return True
    if street.kind == "ways":
        return True
    if street.kind == "places":
        return not strict or street.number is not None
    if street.kind == "localities":
        return street.number is not None
    article = re.match(r"^(?:le|la|les|au|aux|l[’'])(?=\s|\w)", street.street_name or "", re.I)
    return not strict and street.number is not None and street.street_name is not None and article is None


def split_added(piece: str) -> tuple[str, str, str]:
    """Part a piece into what is said before the way, the way, and what is said behind it.

    `Résidence Les Pins bât B apt 3 14 rue du Moulin` and `14 rue du Moulin bât B` both give their way apart; *rue de
    la Porte Neuve* stays whole, since an article stands before the word.
    """
    start = 0
    typed = type_at_start(piece)
    if NUMBER.match(piece) is None and not (typed and typed[1] == "ways"):
        start = _way_start(piece)
    before, way = piece[:start].strip(" ,-"), piece[start:]
    if not start and ADDED.match(piece):
        return piece, "", ""
    for found in _ADDED_INSIDE.finditer(way):
        head = way[: found.start()]
        if head.strip() and not _JOINED.search(head) and street_of(head).street_name:
            return before, head.strip(" ,-"), way[found.start() :].strip()
    return before, way.strip(" ,"), ""


def _way_start(piece: str) -> int:
    """Find where a way begins inside a piece: at a number with a type behind, or at the type alone."""
    words = list(re.finditer(r"\S+", piece))
    for index, word in enumerate(words[1:], 1):
        rest = piece[word.start() :]
        head = piece[: word.start()]
        number = NUMBER.match(rest)
        if number and not _UNIT_BEFORE.search(head.rstrip()):
            kind = type_at_start(rest[number.end() :])
            if kind and kind[1] == "ways" and kind[2]:
                return word.start()
        kind = type_at_start(rest)
        whole_word = kind is not None and _bare(words[index].group()) == _bare(kind[0])
        if (
            kind
            and kind[1] == "ways"
            and kind[2]
            and whole_word
            and not _JOINED.search(head)
            and len(words[index].group()) > 2
        ):
            return word.start()
    return 0
