"""Postal code and town: each completed from the other where only one answer is possible, both kept where none is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from app.checks.communes import Commune, Communes, nearness
from app.checks.problems import NBSP, Problem, enumeration, error, warning
from app.checks.reference import departments
from app.domain.folding import fold

CEDEX = re.compile(r"[\s,(-]*\bc[ée]dex\b[\s]*(\d{1,2})?\)?\s*$", re.I)
_ARTICLE = re.compile(r"^(?:l|la|le|les) ")
_SUR = re.compile(r"\bs/s?\b|\bs/", re.I)
_ARRONDISSEMENT = re.compile(
    r"^(?P<city>paris|lyon|marseille)[\s-]*(?P<rank>\d{1,2}|i{1,3}|iv|vi{0,3}|ix)?\s*(?:er|e|eme|ieme)?(?:\s*arr(?:ondissement|dt)?)?$"
)
_SHOWN = 6


@dataclass(frozen=True)
class Town:
    """What postal code and town became; `choices` are the communes between which somebody has to choose."""

    postcode: str | None
    city: str | None
    insee: str | None
    former: str | None = None
    problems: tuple[Problem, ...] = ()
    choices: tuple[Commune, ...] = ()


def town_key(text: str) -> str:
    """Fold the name of a town, with *s/* read as *sur*."""
    return fold(_SUR.sub("sur ", text))


def match(text: str, candidates: Sequence[Commune]) -> Commune | None:
    """Find the one commune meant among a few: its name, without its article, or its beginning if only one has it."""
    key = town_key(text)
    if not key:
        return None
    bare = _ARTICLE.sub("", key)
    for wanted in (key, bare):
        same = [one for one in candidates if wanted in (fold(one.name), _ARTICLE.sub("", fold(one.name)))]
        if len(same) == 1:
            return same[0]
    if len(bare) < 3:
        return None
    begin = [one for one in candidates if f"{_ARTICLE.sub('', fold(one.name))} ".startswith(f"{bare} ")]
    return begin[0] if len(begin) == 1 else None


def is_district(text: str) -> bool:
    """Say whether this is Paris, Lyon or Marseille with an arrondissement (`Lyon 3e`)."""
    found = _ARRONDISSEMENT.match(town_key(text))
    return found is not None and found["rank"] is not None


def settle(postcode: str | None, city: str | None, communes: Communes, department: str | None = None) -> Town:
    """Bring code and town together; `department` is what stood in brackets behind the name, if anything did."""
    if city is not None and (cedex := CEDEX.search(city)):
        return _cedex(postcode, city[: cedex.start()].strip(), cedex.group(1), communes)
    if city is not None and (district := _ARRONDISSEMENT.match(town_key(city))):
        city, postcode = _district(district, postcode)
    if postcode is not None and not re.fullmatch(r"\d{5}", postcode):
        digits = sum(sign.isdigit() for sign in postcode)
        wrong = error(
            "address.postcode", f"Un code postal a 5 chiffres{NBSP}: {digits} saisis. Relisez-le.", "postcode"
        )
        named = _by_name(city, communes, department) if city else []
        name = named[0].name if len(named) == 1 else city
        return Town(postcode, name, None, problems=(wrong,))
    if postcode is None and city is None:
        return Town(None, None, None, problems=(_missing(),))
    if city is None and postcode is not None:
        return _from_code(postcode, communes)
    if postcode is None and city is not None:
        return _from_name(city, communes, department)
    return _both(postcode or "", city or "", communes)


def _missing() -> Problem:
    return warning("address.no_city", "Il manque le code postal et la commune. Demandez l’un des deux.", "city")


def _from_code(postcode: str, communes: Communes) -> Town:
    served = communes.by_postcode(postcode)
    if len(served) == 1:
        return Town(postcode, served[0].name, served[0].insee)
    if not served:
        return Town(postcode, None, None, problems=(_unknown_code(postcode), _missing_city(postcode)))
    message = f"{postcode} dessert plusieurs communes{NBSP}: {_names(served)}. Demandez laquelle."
    return Town(postcode, None, None, None, (warning("address.city_choice", message, "city"),), tuple(served))


def _missing_city(postcode: str) -> Problem:
    return warning("address.no_city", f"Il manque la commune après {postcode}. Demandez-la.", "city")


def _unknown_code(postcode: str) -> Problem:
    message = f"{postcode} n’est pas dans la liste des codes postaux. Relisez-le{NBSP}; il est gardé tel quel."
    return warning("address.postcode_unknown", message, "postcode")


def _from_name(city: str, communes: Communes, department: str | None) -> Town:
    named = _by_name(city, communes, department)
    if len(named) == 1:
        today = communes.current(named[0])
        former = named[0].name if today is not named[0] and not named[0].is_current else None
        problems = (_former(named[0], today),) if former else ()
        if len(today.postcodes) == 1:
            return Town(today.postcodes[0], today.name, today.insee, former, problems)
        if not today.postcodes:
            return Town(None, today.name, today.insee, former, problems)
        codes = enumeration(
            today.postcodes if len(today.postcodes) <= _SHOWN else (*today.postcodes[:_SHOWN], "…"), "ou"
        )
        message = f"{today.name} a plusieurs codes postaux{NBSP}: {codes}. Demandez lequel."
        choice = warning("address.postcode_choice", message, "postcode")
        return Town(None, today.name, today.insee, former, (*problems, choice))
    if named:
        return _ambiguous(city, named, communes)
    beginning = [one for one in communes.complete(city, 200) if f"{fold(one.name)} ".startswith(f"{town_key(city)} ")]
    home = [one for one in beginning if nearness(one) == 0]
    if len(beginning) == 1 or (len(home) == 1 and len(town_key(city)) > 3):
        only = beginning[0] if len(beginning) == 1 else home[0]
        return _from_name(only.name, communes, only.department)
    if beginning:
        return _ambiguous(city, beginning, communes)
    return Town(None, city, None, problems=(_unknown_city(city, ()),))


def _ambiguous(city: str, named: Sequence[Commune], communes: Communes) -> Town:
    """Name the homonyms, and the communes of the Loire that begin so: on the phone people say the short name."""
    longer = [
        one
        for one in communes.complete(city, 60)
        if nearness(one) == 0 and f"{fold(one.name)} ".startswith(f"{town_key(city)} ")
    ]
    choices = list(dict.fromkeys([*longer, *named]))
    same = len({fold(one.name) for one in named}) == 1
    name = named[0].name if same and fold(named[0].name) == town_key(city) else city
    what = ("s’appellent ou commencent par" if longer else "s’appellent") if same else "commencent par"
    message = (
        f"Plusieurs communes {what} {name}{NBSP}: {_names(choices, with_place=True)}. "
        "Demandez le code postal ou le département."
    )
    return Town(None, name, None, None, (warning("address.city_choice", message, "city"),), tuple(choices))


def _both(postcode: str, city: str, communes: Communes) -> Town:
    served = communes.by_postcode(postcode)
    found = match(city, served)
    if found is not None:
        return Town(postcode, found.name, found.insee)
    named = communes.by_name(_SUR.sub("sur ", city))
    parts = [one for one in named if not one.is_current and postcode in communes.current(one).postcodes]
    if len(parts) == 1:
        today = communes.current(parts[0])
        return Town(postcode, today.name, today.insee, parts[0].name, (_former(parts[0], today),))
    today_named = [one for one in named if one.is_current]
    if today_named:
        name = today_named[0].name
        if not served:
            return Town(postcode, name, None, problems=(_unknown_code(postcode),))
        codes = [code for one in today_named for code in one.postcodes]
        where = f"{name} a {enumeration(codes[:_SHOWN], 'ou')}" if codes else f"{name} n’en a pas"
        message = f"{postcode} n’est pas le code postal de {name}{NBSP}: {where}. Relisez les deux."
        return Town(postcode, name, None, problems=(warning("address.mismatch", message, "postcode"),))
    problems = () if served else (_unknown_code(postcode),)
    return Town(postcode, city, None, problems=(*problems, _unknown_city(city, served)), choices=tuple(served))


def _unknown_city(city: str, served: Sequence[Commune]) -> Problem:
    close = get_close_matches(town_key(city), [fold(one.name) for one in served], n=1, cutoff=0.8)
    meant = next((one.name for one in served if close and fold(one.name) == close[0]), None)
    advice = f"Vouliez-vous dire {meant}{NBSP}?" if meant else f"Relisez-la{NBSP}; elle est gardée telle quelle."
    return warning("address.city_unknown", f"{city} n’est pas dans la liste des communes. {advice}", "city")


def _former(part: Commune, today: Commune) -> Problem:
    message = f"{part.name} fait aujourd’hui partie de {today.name}. Son nom est mis au lieu-dit."
    return warning("address.city_former", message, "city")


def _cedex(postcode: str | None, base: str, rank: str | None, communes: Communes) -> Town:
    """Keep a CEDEX, whose codes are in no list; the commune is found by its name in the code's department."""
    named = [one for one in communes.by_name(base) if one.is_current]
    if postcode:
        named = [one for one in named if _department_of(postcode) == one.department]
    name = named[0].name if named else base
    problems: tuple[Problem, ...] = ()
    if postcode is None:
        problems = (warning("address.no_postcode", "Il manque le code postal de ce CEDEX. Demandez-le.", "postcode"),)
    elif not re.fullmatch(r"\d{5}", postcode):
        problems = (error("address.postcode", "Un code postal a 5 chiffres. Relisez celui du CEDEX.", "postcode"),)
    elif not named:
        problems = (_unknown_city(base, ()),)
    return Town(
        postcode,
        f"{name} CEDEX{f' {rank}' if rank else ''}",
        named[0].insee if len(named) == 1 else None,
        problems=problems,
    )


def _department_of(postcode: str) -> str:
    if postcode.startswith("20"):
        return "2A" if postcode[2] in "01" else "2B"
    return postcode[:3] if postcode[:2] in {"97", "98"} else postcode[:2]


def _district(found: re.Match[str], postcode: str | None) -> tuple[str, str | None]:
    """Read *Lyon 3e*: the town is Lyon, and its postal code is known where none was given."""
    city, rank = found["city"], found["rank"]
    base = {"paris": 75000, "lyon": 69000, "marseille": 13000}[city]
    highest = {"paris": 20, "lyon": 9, "marseille": 16}[city]
    roman = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9}
    number = int(rank) if rank and rank.isdigit() else roman.get(rank or "", 0)
    if postcode is None and 1 <= number <= highest:
        postcode = str(base + number)
    return city.capitalize(), postcode


def _by_name(city: str, communes: Communes, department: str | None) -> list[Commune]:
    named = communes.by_name(_SUR.sub("sur ", city))
    current = [one for one in named if one.is_current] or named
    return [one for one in current if department is None or one.department == department]


def _names(communes: Sequence[Commune], *, with_place: bool = False) -> str:
    nearest = sorted(communes, key=nearness)[:_SHOWN]
    shown = [f"{one.name} ({_place(one)})" if with_place else one.name for one in nearest]
    others = len(communes) - len(nearest)
    return enumeration([*shown, f"{others} autre{'s' * (others > 1)}"] if others else shown, "ou")


def _place(commune: Commune) -> str:
    department = departments().get(commune.department, commune.department)
    return f"{commune.postcodes[0]}, {department}" if commune.postcodes else department
