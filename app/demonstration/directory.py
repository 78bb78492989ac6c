"""Makes the invented people of the demonstration: those of the pictures, those who ask too, a mayor a commune."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import cache

from app.checks.communes import HOME_DEPARTMENT, Commune, Communes
from app.demonstration.people import MEN, PEOPLE, STREETS, SURNAMES, WOMEN, Person
from app.desk import Desk
from app.domain.folding import fold
from app.domain.officials import Mandate, MandateKind, Official
from app.services.directory import understood_phone

MANDATE_DAYS = 240  # since the vote that made these councils
FUNCTIONS = {
    "M.": ("1er adjoint", "2e adjoint", "3e adjoint", "adjoint", "conseiller municipal", "conseiller délégué"),
    "Mme": ("1re adjointe", "2e adjointe", "3e adjointe", "adjointe", "conseillère municipale", "conseillère déléguée"),
}


def communes_of_the_loire(communes: Communes) -> list[Commune]:
    """All communes of today of the desk's département, by code."""
    found = {commune.insee: commune for commune in communes.complete(HOME_DEPARTMENT, limit=len(communes))}
    return [commune for _, commune in sorted(found.items()) if commune.department == HOME_DEPARTMENT]


class Inventor:
    """Makes people up, always the same ones; nobody has the name or the phone of somebody else."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)  # noqa: S311 - for invention, not for secrets
        self._names = {person.name for person in PEOPLE}
        taken = {number for person in PEOPLE for number in (person.mobile, person.landline)}
        self._mobiles = self._numbers("06 39 98", taken)
        self._landlines = self._numbers("04 65 71", taken)

    def person(self, commune: Commune, function: str = "") -> Person:
        """Somebody of this commune; some have no phone, one in eight another name in use."""
        chance = self.chance
        civility = chance.choice(("M.", "Mme"))
        name = self._name(civility)
        first_name, surname = name
        married = civility == "Mme" and chance.random() < 1 / 8
        return Person(
            civility=civility,
            first_name=first_name,
            birth_name=chance.choice(SURNAMES) if married else surname,
            usual_name=surname if married else "",
            commune=commune.name,
            function=function or chance.choice(FUNCTIONS[civility]),
            mobile=next(self._mobiles) if chance.random() < 3 / 4 else "",
            landline=next(self._landlines) if chance.random() < 4 / 5 else "",
            born=chance.randrange(1944, 1999),
        )

    def _name(self, civility: str) -> tuple[str, str]:
        while True:
            first_name, surname = self.chance.choice(MEN if civility == "M." else WOMEN), self.chance.choice(SURNAMES)
            if f"{first_name} {surname}" not in self._names:
                self._names.add(f"{first_name} {surname}")
                return first_name, surname

    def _numbers(self, start: str, taken: set[str]) -> Iterator[str]:
        rests = self.chance.sample(range(10_000), 2_000)
        numbers = (f"{start} {rest // 100:02} {rest % 100:02}" for rest in rests)
        return (number for number in numbers if number not in taken)


def official_of(person: Person, commune: Commune, desk: Desk, chance: random.Random) -> Official:
    """The record of a person, with their mandates."""
    mobile, landline = _e164(person.mobile), _e164(person.landline)
    street = chance.choice(STREETS)
    number, repetition, street_type, street_name = person.address or (str(chance.randrange(1, 90)), "", *street)
    made = Official(
        civility=person.civility,
        birth_name=person.birth_name,
        usual_name=person.usual_name,
        first_name=person.first_name,
        birth_date=date(person.born, chance.randrange(1, 13), chance.randrange(1, 29)),
        is_official=not person.role,
        role=person.role,
        mobile=mobile,
        mobile_typed=person.mobile,
        landline=landline,
        landline_typed=person.landline,
        email=_email(person) if chance.random() < 4 / 5 or person in PEOPLE else "",
        street_number="" if person.locality else number,
        repetition="" if person.locality else repetition,
        street_type="" if person.locality else street_type,
        street_name="" if person.locality else street_name,
        locality=person.locality,
        postcode=commune.postcodes[0] if commune.postcodes else "",
        city=commune.name,
        city_insee=commune.insee,
        situation={},
        created_at=desk.now(),
    )
    if not person.role:
        made.mandates.extend(_mandates(person, commune, desk.today()))
    return made


def homonym(person: Person, commune: Commune) -> Person:
    """Somebody else of the same name."""
    return replace(person, commune=commune.name, mobile="", landline="", born=person.born - 17)


def _mandates(person: Person, commune: Commune, today: date) -> Iterator[Mandate]:
    since = today - timedelta(days=MANDATE_DAYS)
    if person.ended:
        yield Mandate(
            kind=MandateKind.MUNICIPAL.value,
            territory=commune.name,
            territory_code=commune.insee,
            function=person.function,
            mandate_on=since - timedelta(days=6 * 365),
            ended_on=since,
            source="desk",
        )
        return
    if not person.only_council:
        yield Mandate(
            kind=MandateKind.MUNICIPAL.value,
            territory=commune.name,
            territory_code=commune.insee,
            function=person.function,
            mandate_on=since,
            source="desk",
        )
    if person.council:
        yield Mandate(
            kind=MandateKind.COMMUNAUTAIRE.value,
            territory=commune.epci_name or "",
            function=person.council,
            mandate_on=since,
            source="desk",
        )


@cache
def _e164(typed: str) -> str:
    return understood_phone("", typed)[0]


def _email(person: Person) -> str:
    surname = fold(person.usual_name or person.birth_name).replace(" ", "")
    return f"{fold(person.first_name)[0]}.{surname}@exemple.fr"
