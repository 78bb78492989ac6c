"""Split one pasted or dictated address into the platform's fields; nothing that was said is lost.

Order is free. The postal code is found first, then the town beside it, then each remaining piece is told by its
words: a number and a way, a complement (bâtiment, étage, BP…), a lieu-dit.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from app.checks import number_words
from app.checks.address_city import CEDEX, is_district, match, town_key
from app.checks.address_words import (
    ADDED,
    LOCALITY,
    NUMBER,
    PERSON,
    split_added,
    starts_way,
    street_of,
    tidy_repetition,
    way_inside,
)
from app.checks.communes import Commune, Communes, nearness
from app.checks.postal import Address
from app.domain.folding import fold

_CODE = re.compile(r"(?<![\d])(?:[Ff]\s*-\s*)?(\d{5}|\d{2}[ .]\d{3})(?!\d)")
_BOX_BEFORE = re.compile(r"\b(?:B\.?P\.?|C\.?S\.?|TSA|CIDEX|CEDEX)\s*$", re.I)
_DEPARTMENT = re.compile(r"\(\s*(\d{2,3}|2[ABab])\s*\)")
_COUNTRY = re.compile(r"(?:[,;\n]\s*|(?<=\d)\s+|\bcedex\s+)france\s*\.?\s*$", re.I)
_PIECES = re.compile(r"\s*(?:[,;\n|]|\s[-–—]\s)\s*")
_AT = re.compile(r"^(?:(?:sur|dans)\s+)?(?:la\s+commune\s+de\s+|commune\s+de\s+|à\s+|a\s+(?=[A-ZÉÈ]))", re.I)
_DANGLING = re.compile(r"(?:^|\s)(?:d[eu]s?|de la|de l|du|la|le|les|l|au|aux|en|sur|sous|et|saint|sainte|notre dame)$")


@dataclass
class Pieces:
    """What is being gathered while the line is read; lists because several pieces may go to one field."""

    number: str | None = None
    repetition: str | None = None
    street_type: str | None = None
    street_name: str | None = None
    complement: list[str] = field(default_factory=list)
    locality: list[str] = field(default_factory=list)

    @property
    def has_street(self) -> bool:
        """Say whether a way was found."""
        return bool(self.street_type or self.street_name)


@dataclass(frozen=True)
class Line:
    """The fields as they were said, before code and town are brought together; `department` stood in brackets."""

    address: Address
    department: str | None = None


def split_line(text: str, communes: Communes) -> Line:
    """Split an address written or said in one breath, or pasted on several lines."""
    text = _cleaned(text)
    department = None
    if found := _DEPARTMENT.search(text):
        department = found.group(1).upper()
        text = f"{text[: found.start()].rstrip()},{text[found.end() :]}"
    text = re.sub(r"\(\s*(\d{5})\s*\)", r" \1", text).replace("(", ",").replace(")", ",")
    pieces, code, city = _take_town([piece for piece in _PIECES.split(text) if piece], communes)
    gathered = _gather(pieces)
    address = Address(
        gathered.number,
        gathered.repetition,
        gathered.street_type,
        gathered.street_name,
        ", ".join(gathered.complement) or None,
        ", ".join(gathered.locality) or None,
        code,
        city,
    )
    return Line(address, department)


def _cleaned(text: str) -> str:
    """Take away blanks of all kinds and the country, cut before *lieu-dit*, write dictated numbers in digits."""
    text = "\n".join(" ".join(line.split()) for line in text.replace("\u200b", "").splitlines())
    text = _COUNTRY.sub("", text)
    text = re.sub(r"(?<!\bau)(?<!\ble)\s+(?=(?:au |le )?(?:lieu[- ]?dit\b|l\.d\.|l/d\b))", ", ", text, flags=re.I)
    return number_words.RUN.sub(lambda run: _in_digits(run, text), text).strip(" ,;.\n")


def _in_digits(run: re.Match[str], text: str) -> str:
    """Write a dictated postal code or house number in digits; *rue du Quatre-Septembre* is left alone."""
    words = number_words.words_of(run.group())
    code = number_words.postcode(words)
    if code is not None:
        return code
    value = number_words.value(words)
    before, after = text[: run.start()].rstrip(), text[run.end() :]
    opens = not before or before[-1] in ",;\n" or bool(re.search(r"(?:\bau|\bnuméro|\bn°)$", before, re.I))
    goes_on = re.match(r"\s*(?:$|,|(?:bis|ter|quater|quinquies)\b)", after, re.I) or starts_way(after)
    return str(value) if value is not None and 0 < value < 10000 and opens and goes_on else run.group()


def _take_town(pieces: list[str], communes: Communes) -> tuple[list[str], str | None, str | None]:
    """Take postal code and town out of the pieces; return what is left, the code and the name as said."""
    for place in range(len(pieces) - 1, -1, -1):
        found = _code_in(pieces[place], communes)
        if found is None:
            continue
        before, code, after = found
        left, right = pieces[:place], pieces[place + 1 :]
        served = communes.by_postcode(code)
        if after:
            town, rest = _leading_town(after, served, communes)
            return [*left, *_filled(before, "" if fold(rest) == "france" else rest), *right], code, town
        if right and (match(right[0], served) or (not starts_way(right[0]) and _only_town(right[0], communes))):
            return [*left, *_filled(before), *right[1:]], code, _AT.sub("", right[0])
        rest, named = _trailing_town(before, served)
        if named is not None:
            return [*left, *_filled(rest), *right], code, named
        for other in (*range(place - 1, -1, -1), *range(place + 1, len(pieces))):
            if match(_AT.sub("", pieces[other]), served) and not starts_way(pieces[other]):
                kept = [one for index, one in enumerate(pieces) if index not in {place, other}]
                return [*kept, *_filled(before)], code, _AT.sub("", pieces[other])
        if left and not before:
            rest, named = _trailing_town(left[-1], served)
            if named is not None:
                return [*left[:-1], *_filled(rest), *right], code, named
        if left and not before and not served and _only_town(left[-1], communes):
            return [*left[:-1], *right], code, _AT.sub("", left[-1])
        return [*left, *_filled(before), *right], code, None
    rest_of, city = _town_without_code(pieces, communes)
    return rest_of, None, city


def _filled(*texts: str) -> list[str]:
    return [text for text in texts if text]


def _code_in(piece: str, communes: Communes) -> tuple[str, str, str] | None:
    """Find a postal code in a piece: what stands before it, the code, what stands behind."""
    chosen = None
    for found in _CODE.finditer(piece):
        code = re.sub(r"\D", "", found.group(1))
        if _BOX_BEFORE.search(piece[: found.start()]):
            continue
        known = bool(communes.by_postcode(code))
        # Two and three digits apart are a code only if La Poste knows it: `14 200` may be anything.
        if len(found.group(1)) == 5 or known:
            chosen = found
    if chosen is None:
        short = re.match(r"^(\d{4})\s+([^\W\d].*)$", piece)
        if short and not starts_way(short.group(2)) and match(short.group(2), communes.by_postcode(short.group(1))):
            return "", f"0{short.group(1)}", short.group(2)
        # A code short of a digit, or with one too many, at the end of the line or before a town: kept as typed.
        odd = re.search(r"(?:^|\s)(\d{4}|\d{6})\s+([^\W\d].*)$", piece)
        if odd and not starts_way(odd.group(2)) and _only_town(odd.group(2), communes):
            return piece[: odd.start(1)].strip(), odd.group(1), odd.group(2)
        return None
    code = re.sub(r"\D", "", chosen.group(1))
    return piece[: chosen.start()].strip(" -"), code, piece[chosen.end() :].strip(" -.")


def _leading_town(after: str, served: Sequence[Commune], communes: Communes) -> tuple[str, str]:
    """Part what follows a postal code into the town and the rest (`Montbrison 12 rue des Lilas`)."""
    if cedex := re.search(r"\bc[ée]dex(?:\s+\d{1,2}(?!\d))?", after, re.I):
        return after[: cedex.end()], after[cedex.end() :].strip(" ,-")
    if match(after, served):
        return after, ""
    words = after.split(" ")
    for length in range(len(words) - 1, 0, -1):
        name, rest = " ".join(words[:length]), " ".join(words[length:])
        if _named(name, served) or ((starts_way(rest) or re.match(r"\d", rest)) and _only_town(name, communes)):
            return name, rest
    for length in range(1, len(words)):
        rest = " ".join(words[length:])
        if re.match(r"\d+\s*(?:bis|ter|quater)?\s+\D", rest, re.I) and way_inside(rest):
            return " ".join(words[:length]), rest
    return after, ""


def _trailing_town(before: str, served: Sequence[Commune]) -> tuple[str, str | None]:
    """Find the town just before a postal code (`12 rue des Lilas Montbrison 42600`)."""
    words = before.split(" ") if before else []
    for start in range(len(words)):
        name = " ".join(words[start:])
        rest = " ".join(words[:start])
        bare = _AT.sub("", name)
        if _named(bare, served) and not _DANGLING.search(fold(rest)) and not _only_type(rest):
            return rest, bare
    return before, None


def _only_type(rest: str) -> bool:
    way = street_of(rest) if rest else None
    return way is not None and way.street_type is not None and not way.street_name


def _named(text: str, candidates: Sequence[Commune]) -> bool:
    """Say whether `text` is the whole name of one of these, with or without its article."""
    key = town_key(text)
    articles = re.compile(r"^(?:l|la|le|les) ")
    return any(key in (fold(one.name), articles.sub("", fold(one.name))) for one in candidates)


def _only_town(text: str, communes: Communes) -> bool:
    """Say whether the whole of `text` names a commune of France, or a CEDEX of one."""
    name = CEDEX.sub("", _AT.sub("", text))
    return bool(communes.by_name(name)) or is_district(name)


def _town_without_code(pieces: list[str], communes: Communes) -> tuple[list[str], str | None]:
    """Find the town where nobody gave a code: a piece by itself, *à Saint-Just*, or the end of the last piece."""
    for place in range(len(pieces) - 1, -1, -1):
        piece = pieces[place]
        if LOCALITY.match(piece) or NUMBER.match(piece):
            continue
        named = _only_town(piece, communes) and not _likely_locality(piece, communes)
        at = _AT.match(piece) is not None and not starts_way(_AT.sub("", piece))
        if (named and (len(pieces) > 1 or not starts_way(piece))) or at:
            return [*pieces[:place], *pieces[place + 1 :]], _AT.sub("", piece)
    for place in range(len(pieces) - 1, -1, -1):
        rest, city = _town_at_the_end(pieces[place], communes)
        if city is not None:
            return [*pieces[:place], *_filled(rest), *pieces[place + 1 :]], city
    if len(pieces) > 1 and not starts_way(pieces[-1]) and not ADDED.match(pieces[-1]):
        last = pieces[-1]
        known = communes.complete(last, 1)
        if known and f"{fold(known[0].name)} ".startswith(f"{fold(last)} ") and not LOCALITY.match(last):
            return pieces[:-1], last
    return pieces, None


def _likely_locality(piece: str, communes: Communes) -> bool:
    """Say whether a name with an article (*Le Bourg*, *Les Granges*) is rather a lieu-dit than a small far commune."""
    found = [one for one in communes.by_name(piece) if one.is_current]
    article = re.match(r"^(?:l|la|le|les) \w+$", fold(piece)) is not None
    return article and all(nearness(one) > 0 and len(one.postcodes) < 2 for one in found)


def _town_at_the_end(piece: str, communes: Communes) -> tuple[str, str | None]:
    words = piece.split(" ")
    for start in range(1, len(words)):
        rest, name = " ".join(words[:start]), " ".join(words[start:])
        at = re.match(r"^à\s+", name, re.I)
        bare = name[at.end() :] if at else name
        if at and (communes.by_name(CEDEX.sub("", bare)) or (start > 1 and communes.complete(bare, 1))):
            return rest, bare
        # Many streets bear a commune's name: without *à*, only the Loire's and the great towns' are believed.
        same = [one for one in communes.by_name(bare) if one.is_current]
        trusted = any(nearness(one) == 0 or len(one.postcodes) > 1 for one in same) or is_district(bare)
        if trusted and not _DANGLING.search(fold(rest)) and not _only_type(rest) and way_inside(rest):
            return rest, bare
    return piece, None


def _gather(pieces: list[str]) -> Pieces:
    """Give each piece to its field. A set of houses is the way only where no other way is named."""
    gathered = Pieces()
    ways = [place for place, piece in enumerate(pieces) if way_inside(piece, strict=True)]
    if not ways:
        ways = [place for place, piece in enumerate(pieces) if way_inside(piece)]
    numbered = [place for place in ways if street_of(split_added(pieces[place])[1]).number]
    main = next(iter(numbered or ways), None)
    for place, piece in enumerate(pieces):
        if place == main:
            _gather_way(piece, gathered)
        else:
            _gather_other(piece, gathered, before_way=main is not None and place < main)
    return gathered


def _gather_way(piece: str, gathered: Pieces) -> None:
    before, way, behind = split_added(piece)
    if before:
        _gather_other(before, gathered, before_way=True)
    street = street_of(way)
    gathered.number = street.number or gathered.number
    gathered.repetition = street.repetition or gathered.repetition
    gathered.street_type, gathered.street_name = street.street_type, street.street_name
    if behind:
        gathered.complement.append(behind)


def _gather_other(piece: str, gathered: Pieces, *, before_way: bool) -> None:
    if place := LOCALITY.match(piece):
        gathered.locality.append(piece[place.end() :].strip() or piece)
        return
    number = NUMBER.match(piece)
    if number and number.end() == len(piece) and gathered.number is None:
        gathered.number, gathered.repetition = number["number"], tidy_repetition(number["repetition"])
        return
    if ADDED.match(piece) or PERSON.match(piece):
        gathered.complement.append(piece)
        return
    if number and not gathered.has_street and gathered.number is None and not before_way:
        gathered.number, gathered.repetition = number["number"], tidy_repetition(number["repetition"])
        piece = piece[number.end() :].strip()
    before, way, behind = split_added(piece)
    if behind and not before and not before_way:
        gathered.complement.append(behind)
        piece = way
    article = re.match(r"^(?:le|la|les|au|aux|l[’'])\b", piece, re.I) is not None
    if before_way and not article:
        gathered.complement.append(piece)
    elif piece:
        gathered.locality.append(piece)
