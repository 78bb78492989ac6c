"""Postal addresses: one line split into the platform's fields, fields tidied and judged, envelope lines foreseen.

Nothing is refused for being unknown: a commune, a code or a way that no list holds stays as it was typed, with a
warning. Fields and envelope: domain.md section 6.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace

from app.checks.address_city import settle
from app.checks.address_line import split_line
from app.checks.address_words import tidy_repetition, whole_type
from app.checks.communes import Commune, load_communes
from app.checks.postal import ENVELOPE_WIDTH, Address, envelope_lines, full_lines
from app.checks.problems import NBSP, Problem, error, no_error, warning

__all__ = ["Address", "AddressResult", "check_address", "check_address_fields", "envelope_lines"]


@dataclass(frozen=True)
class AddressResult:
    """The address as understood, its lines on an envelope without the name, and the communes to choose between."""

    address: Address
    problems: tuple[Problem, ...] = ()
    envelope: tuple[str, ...] = ()
    choices: tuple[Commune, ...] = ()

    @property
    def ok(self) -> bool:
        """Say whether nothing is certainly wrong."""
        return no_error(self.problems)


def check_address(text: str) -> AddressResult:
    """Split one address, pasted or dictated, on one line or several, in any order; then judge its fields."""
    line = split_line(text, load_communes())
    return _judged(line.address, line.department)


def check_address_fields(address: Address) -> AddressResult:
    """Tidy and judge fields that were typed one by one; `insee` is worked out anew."""
    return _judged(address, None)


def _judged(address: Address, department: str | None) -> AddressResult:
    tidy = _tidied(address)
    if tidy.is_empty:
        nothing = error("address.empty", "Aucune adresse n’est saisie. Demandez au moins la commune.")
        return AddressResult(tidy, (nothing,))
    town = settle(tidy.postcode, tidy.city, load_communes(), department)
    tidy = replace(
        tidy,
        postcode=town.postcode,
        city=town.city,
        insee=town.insee,
        # The former commune is the lieu-dit of today's (La Poste), unless one is given.
        locality=tidy.locality or town.former,
    )
    problems = (*_way_problems(tidy), *town.problems, *_envelope_problems(tidy))
    return AddressResult(tidy, problems, envelope_lines("", tidy), town.choices)


def _tidied(address: Address) -> Address:
    """Take away spare blanks, write the type of way whole, *bis* in lower case; empty is None."""
    values = {one.name: " ".join((getattr(address, one.name) or "").split()) or None for one in fields(address)}
    tidy = Address(**{**values, "insee": None})
    number, repetition = tidy.number, tidy_repetition(tidy.repetition)
    if (
        number
        and repetition is None
        and (glued := re.fullmatch(r"(\d+)\s*(bis|ter|quater|quinquies|[a-z])", number, re.I))
    ):
        number, repetition = glued[1], tidy_repetition(glued[2])
    street_type = tidy.street_type
    if street_type is not None:
        street_type = whole_type(street_type) or street_type.lower()
    postcode = tidy.postcode
    if postcode is not None and re.fullmatch(r"[\d\s.]+", postcode):
        postcode = re.sub(r"\D", "", postcode)
    return replace(tidy, number=number, repetition=repetition, street_type=street_type, postcode=postcode)


def _way_problems(address: Address) -> Iterator[Problem]:
    """A way or a lieu-dit, and a number or none: only what leads the postman nowhere is said."""
    if address.number and not re.fullmatch(r"\d{1,5}([-/]\d{1,4})?", address.number):
        yield warning(
            "address.number", f"Le numéro de voie n’est pas un nombre. Relisez-le{NBSP}; il est gardé.", "number"
        )
    if address.street_type and not address.street_name:
        yield warning("address.street_name", "Il manque le nom de la voie. Demandez-le.", "street_name")
    if not (address.street_type or address.street_name or address.locality or address.complement):
        yield warning("address.no_street", "Il manque la voie ou le lieu-dit. Demandez l’un des deux.", "street_name")


def _envelope_problems(address: Address) -> Iterator[Problem]:
    """Name each line of the envelope that is longer than the norm allows."""
    for line in full_lines("", address):
        if len(line) > ENVELOPE_WIDTH:
            message = (
                f"Une ligne de l’enveloppe a {len(line)} caractères sur {ENVELOPE_WIDTH}{NBSP}: "
                f"«{NBSP}{line}{NBSP}». Abrégez-la."
            )
            yield warning("address.line_too_long", message, _field_of(address, line))


def _field_of(address: Address, line: str) -> str:
    for name in ("complement", "locality", "city"):
        alone = Address(**{name: getattr(address, name)})
        if any(part in line for part in full_lines("", alone)):
            return name
    return "street_name"
