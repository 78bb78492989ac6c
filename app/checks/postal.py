"""An address in the platform's own fields, and the lines that go on an envelope (NF Z10-011)."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, fields

ENVELOPE_WIDTH = 38
ENVELOPE_LINES = 6
_DISTRIBUTION = re.compile(r"\b(?:B\.?P\.?|C\.?S\.?|TSA|CIDEX)\s*\d+\b", re.I)


@dataclass(frozen=True)
class Address:
    """The platform's fields in its order; `insee` is the commune's code once it is sure. None: not given."""

    number: str | None = None
    repetition: str | None = None
    street_type: str | None = None
    street_name: str | None = None
    complement: str | None = None
    locality: str | None = None
    postcode: str | None = None
    city: str | None = None
    insee: str | None = None

    @property
    def street(self) -> str:
        """The way in one piece: `12 bis rue du Moulin`; empty where none is given."""
        return " ".join(part for part in (self.number, self.repetition, self.street_type, self.street_name) if part)

    @property
    def is_empty(self) -> bool:
        """Say whether nothing at all is given."""
        return not any(getattr(self, one.name) for one in fields(self))


def envelope_lines(name: str, address: Address) -> tuple[str, ...]:
    """Return at most six lines of at most 38 characters, in capitals, without punctuation from the street on.

    What does not fit is cut at a word, the postal code and the town never; `AddressResult.problems` says so before.
    """
    return tuple(_cut(line) for line in full_lines(name, address))[:ENVELOPE_LINES]


def full_lines(name: str, address: Address) -> list[str]:
    """Return the lines of the envelope uncut, in order: name, complement, street, lieu-dit or box, code and town."""
    complement = address.complement or ""
    boxes = " ".join(found.group() for found in _DISTRIBUTION.finditer(complement))
    complement = _DISTRIBUTION.sub(" ", complement)
    last = " ".join(part for part in (address.postcode, address.city) if part)
    street, locality = address.street, address.locality or ""
    if not (address.street_type or address.street_name) and street and locality:
        street, locality = f"{street} {locality}", ""
    lines = [name, complement, street, " ".join(part for part in (boxes, locality) if part), last]
    return [line for line in (_capitals(text) for text in lines) if line]


def _capitals(text: str) -> str:
    """Write as sorting machines read: capitals, no accents, no punctuation, no ligatures."""
    plain = unicodedata.normalize("NFKD", text.upper().replace("Œ", "OE").replace("Æ", "AE"))
    letters = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return " ".join(re.sub(r"[^\w/]|_", " ", letters).split())


def _cut(line: str) -> str:
    if len(line) <= ENVELOPE_WIDTH:
        return line
    shortened = line[: ENVELOPE_WIDTH + 1].rsplit(" ", 1)[0]
    return shortened[:ENVELOPE_WIDTH].strip()
