"""What comes from outside, a link or a task of the taskbar, as a place of the window. It is data, and trusted as such.

`amf42://aujourdhui`, `amf42://appel`, `amf42://appel/NUMÉRO` (a telephone system that announces who calls),
`amf42://dossier/ID`, and `tel:NUMÉRO` (RFC 3966), where somebody is to be called. Nothing else is understood.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from app.errors import UserError

if TYPE_CHECKING:
    from ui.places import Place

TODAY, CALL = "amf42://aujourdhui", "amf42://appel"
LONGEST = 200  # letters of a link; ours have 40 at most
LARGEST_ID = 2**31 - 1  # PostgreSQL's integer
NIR_DIGITS = 13  # without its key
FEWEST_DIGITS, MOST_DIGITS = 2, 15  # short numbers (15, 3939) to E.164

BROKEN_LINK = "Ce lien n’est pas l’un de ceux d’AMF42. Cherchez le dossier ou la personne avec Ctrl+K."
BROKEN_NUMBER = "Ce lien ne donne pas de numéro de téléphone. Saisissez le numéro dans un nouvel appel (F2)."

_OURS = re.compile(r"amf42:(?://)?([a-z]+)(?:/([^/?#]*))?/?", re.IGNORECASE)
_NUMBER = re.compile(r"\+?[0-9]+")
_SEPARATORS = re.compile(r"[\s.()\-\u2010-\u2015\u00a0\u202f]+")  # those of RFC 3966, and those that people write


def place_of(link: str) -> Place:
    """Where a link leads. Raises UserError, with a sentence that repeats nothing of the link, when nowhere."""
    from ui.places import GoTo, NewCall, OpenDossier, Page  # on Windows this module comes before the first paint

    text = link.strip()
    if len(text) > LONGEST:
        raise UserError(BROKEN_LINK)
    scheme, colon, rest = text.partition(":")
    if colon and scheme.casefold() == "tel":
        return NewCall(typed=number_of(rest), outgoing=True)
    ours = _OURS.fullmatch(text)
    if ours is None:
        raise UserError(BROKEN_LINK)
    what, which = ours[1].casefold(), ours[2] or ""
    match what:
        case "aujourdhui" if not which:
            return GoTo(Page.TODAY)
        case "appel":
            return NewCall(typed=number_of(which) if which else "")
        case "dossier" if re.fullmatch(r"[0-9]{1,10}", which) and 0 < int(which) <= LARGEST_ID:
            return OpenDossier(int(which))
        case _:
            raise UserError(BROKEN_LINK)


def number_of(text: str) -> str:
    """The digits of a number, after `+` where it stands; its parameters (`;ext=12`) are left out. Raises UserError."""
    from urllib.parse import unquote  # not needed for the first paint

    number = _SEPARATORS.sub("", unquote(text).removeprefix("//").partition(";")[0])
    if not _NUMBER.fullmatch(number) or not FEWEST_DIGITS <= len(number.lstrip("+")) <= MOST_DIGITS:
        raise UserError(BROKEN_NUMBER)
    from app.checks.nir import contains_nir

    # A NIR has no way into the window but its own field, nor has one with a digit before or behind it.
    digits = number.lstrip("+")
    parts = [digits[at : at + NIR_DIGITS] for at in range(len(digits) - NIR_DIGITS + 1)]
    if contains_nir(number) or any(map(contains_nir, parts)):
        raise UserError(BROKEN_NUMBER)
    return number
