"""Phone numbers as people in France write and dial them; what was typed always stays beside what was understood.

`phonenumbers` knows the plans; here is what it does not do: overseas numbers dialled as at home, the ranges kept
for fiction, and saying in one sentence what is missing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.checks.problems import NBSP, Problem, count_of, error, no_error, typed_of, warning
from app.checks.reference import table

if TYPE_CHECKING:
    from phonenumbers import PhoneNumber

_LABEL = re.compile(
    r"^\s*(?:t[ée]l(?:[ée]phone)?|mob(?:ile)?|port(?:able)?|fixe|domicile|mairie|bureau|n°)?[\s.:]*(?=[+(\d])", re.I
)
_EXTENSION = re.compile(r"[\s,;(-]*\b(?:poste|post|ext(?:ension)?|p)\b[\s.:]*(\d{1,5})\)?\s*$", re.I)
_REMARK = re.compile(
    r"(?<=\d)[\s,;(-]*\b(?:mobile|mob|portable|port|fixe|domicile|maison|bureau|mairie|travail|perso|pro)\b[\s.)]*$",
    re.I,
)
_TRUNK = re.compile(r"\(\s*0\s*\)")
_SIGNS = re.compile(r"[\s.\-‐-―−/_,;:()\[\]·•\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]+")
_SEVERAL = re.compile(r"\s*(?:/|;|,|\bou\b|\bet\b|\||\n)\s*", re.I)
# Countries of the French plan whose numbers are dialled with a zero at home.
_FRENCH_CODES = ("33", "262", "590", "594", "596")

READ_AGAIN = "Relisez-le avec la personne"


@dataclass(frozen=True)
class PhoneResult:
    """What a number is: `national` as people here write it, `region` ISO 3166, `kind` a French word; None unknown."""

    typed: str
    e164: str | None = None
    national: str | None = None
    region: str | None = None
    kind: str | None = None
    problems: tuple[Problem, ...] = ()

    @property
    def ok(self) -> bool:
        """Say whether nothing is certainly wrong."""
        return no_error(self.problems)


def check_phone(text: str) -> PhoneResult:
    """Understand one number; one that could exist but is in no plan is kept with a warning."""
    first, others = _first_number(text)
    number = _bare(first)
    if not number:
        return PhoneResult(text, problems=(error("phone.empty", "Aucun numéro n’est saisi. Donnez ses chiffres."),))
    if not re.fullmatch(r"\+?[0-9]+", number):
        return PhoneResult(
            text,
            problems=(error("phone.foreign_character", f"Un caractère n’est pas un chiffre. {READ_AGAIN}."),),
        )
    found = _international(text, number) if number.startswith("+") else _french(text, number)
    if others and found.e164:
        several = warning(
            "phone.several", "Il y a plusieurs numéros ici. Le premier est retenu, donnez les autres à part."
        )
        return PhoneResult(text, found.e164, found.national, found.region, found.kind, (*found.problems, several))
    return found


def phone_digits(text: str) -> str:
    """Return the digits to compare in a search, whatever the format: national, with the zero, for the French plan.

    `+33 6 39`, `0033639`, `06/39` all give `0639`; of another country, the country code and the rest.
    """
    number = _bare(text)
    digits = re.sub(r"\D", "", number)
    if not number.startswith("+"):
        return digits
    for code in _FRENCH_CODES:
        if digits.startswith(code):
            return "0" + digits[len(code) :].lstrip("0")
    return f"0{digits}" if digits.startswith("508") else digits


def _first_number(text: str) -> tuple[str, bool]:
    """Return the first of the numbers in a field, and whether there are others."""
    parts = [part for part in _SEVERAL.split(text) if part]
    if len(parts) > 1 and all(len(re.sub(r"\D", "", part)) >= 9 for part in parts):
        return parts[0], True
    return text, False


def _bare(text: str) -> str:
    """Return digits, after a + when the country is given; anything else that was typed is left in."""
    text = "".join(str(int(sign)) if sign.isdecimal() else sign for sign in text)
    text = _EXTENSION.sub("", _REMARK.sub("", _LABEL.sub("", text)))
    trunk = _TRUNK.search(text) is not None
    number = _SIGNS.sub("", _TRUNK.sub("", text) if re.match(r"\s*(?:\+|\(\+|00)", text) else text)
    if number.startswith("00") and len(number) > 3:
        number = "+" + number[2:]
    # A spreadsheet loses the +: 33 and nine digits that begin as a French number does.
    if re.fullmatch(r"33[1-9]\d{8}", number):
        number = "+" + number
    if trunk or not number.startswith("+"):
        return number
    for code in _FRENCH_CODES:
        if re.match(rf"\+{code}0\d{{9}}$", number):
            return f"+{code}{number[len(code) + 2 :]}"
    return number


def _french(text: str, number: str) -> PhoneResult:
    """Judge digits typed without a country."""
    if len(number) <= 6 and (short := _short(text, number)) is not None:
        return short
    length = len(number)
    if length == 10 and number.startswith("0"):
        return _ten_digits(text, number)
    if length < 10:
        missing = f"Il manque {count_of(10 - length, 'chiffre')}{NBSP}: {typed_of(length, '10')}."
        if length == 9 and not number.startswith("0"):
            missing += " Le zéro du début, peut-être."
        return PhoneResult(text, problems=(error("phone.too_short", missing),))
    if length == 10:
        message = "Un numéro français commence par 0. Relisez-le, ou donnez l’indicatif du pays après un +."
        return PhoneResult(text, problems=(error("phone.first_digit", message),))
    surplus = f"{count_of(length - 10, 'chiffre').capitalize()} de trop{NBSP}: {typed_of(length, '10')}."
    return PhoneResult(text, problems=(error("phone.too_long", f"{surplus} {READ_AGAIN}."),))


def _short(text: str, number: str) -> PhoneResult | None:
    """Judge the numbers of two to six digits (15, 112, 3646, 118 712); None if it cannot be one."""
    import phonenumbers

    parsed = phonenumbers.PhoneNumber(country_code=33, national_number=int(number))
    if number.startswith("0"):
        return None
    valid = phonenumbers.is_valid_short_number_for_region(parsed, "FR")
    if not valid and not re.fullmatch(r"3\d{3}|10\d{2}|11[68]\d{3}|1\d", number):
        return None
    written = f"{number[:3]} {number[3:]}" if len(number) == 6 else number
    problems = (
        () if valid else (warning("phone.unknown_short", f"Ce numéro court n’est pas dans la liste. {READ_AGAIN}."),)
    )
    return PhoneResult(text, None, written, "FR", "court", problems)


def _ten_digits(text: str, number: str) -> PhoneResult:
    """Judge ten digits with their zero: metropolitan, overseas, or a range kept for fiction."""
    import phonenumbers

    phones = table("phones")
    if number.startswith(tuple(phones["fiction"])):
        kind = "mobile" if number.startswith(("06", "07")) else "fixe"
        return PhoneResult(text, f"+33{number[1:]}", by_pairs(number), "FR", kind)
    if number.startswith("0508"):
        # Saint-Pierre-et-Miquelon: six digits at home, 0508 before them from the rest of France.
        parsed = phonenumbers.PhoneNumber(country_code=508, national_number=int(number[4:]))
        if phonenumbers.is_valid_number(parsed):
            return _known(text, parsed, national=_overseas(number))
    # The plan says which territory a number belongs to, even where libphonenumber counts it for metropolitan France.
    region = phones["overseas"].get(number[:4], "FR")
    parsed = phonenumbers.parse(number, region)
    if region != "FR" and phonenumbers.is_valid_number(parsed):
        return _known(text, parsed)
    if region == "FR":
        for other in ("FR", *dict.fromkeys(phones["overseas"].values())):
            parsed = phonenumbers.parse(number, other)
            if phonenumbers.is_valid_number(parsed):
                return _known(text, parsed)
        parsed = phonenumbers.parse(number, region)
    doubt = warning("phone.unknown_range", f"Ce début de numéro n’est pas attribué. {READ_AGAIN}.")
    e164 = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
    written = by_pairs(number) if region == "FR" else _overseas(number)
    return PhoneResult(text, e164, written, region, None, (doubt,))


def _international(text: str, number: str) -> PhoneResult:
    """Judge a number that bears its country."""
    import phonenumbers

    if number.startswith("+33"):
        rest = number[3:].lstrip("0")
        if len(rest) == 9:
            found = _ten_digits(text, f"0{rest}")
            if found.region == "FR" or found.e164 is None:
                return found
            code = found.e164[: len(found.e164) - 9]
            doubt = warning(
                "phone.overseas_code", f"Ce numéro est d’outre-mer{NBSP}: depuis l’étranger, son indicatif est {code}."
            )
            return PhoneResult(text, found.e164, found.national, found.region, found.kind, (*found.problems, doubt))
        counted = f"{typed_of(len(rest), '9')} après +33"
        if len(rest) < 9:
            problem = error("phone.too_short", f"Il manque {count_of(9 - len(rest), 'chiffre')}{NBSP}: {counted}.")
        else:
            surplus = count_of(len(rest) - 9, "chiffre").capitalize()
            problem = error("phone.too_long", f"{surplus} de trop{NBSP}: {counted}. {READ_AGAIN}.")
        return PhoneResult(text, problems=(problem,))
    try:
        parsed = phonenumbers.parse(number, None)
    except phonenumbers.NumberParseException as refused:
        if refused.error_type == phonenumbers.NumberParseException.INVALID_COUNTRY_CODE:
            message = "Cet indicatif de pays n’existe pas. Relisez les chiffres qui suivent le +."
            return PhoneResult(text, problems=(error("phone.country", message),))
        short = error("phone.too_short", f"Il manque des chiffres après l’indicatif du pays. {READ_AGAIN}.")
        return PhoneResult(text, problems=(short,))
    if phonenumbers.is_valid_number(parsed):
        return _known(text, parsed)
    reason = phonenumbers.is_possible_number_with_reason(parsed)
    if reason == phonenumbers.ValidationResult.TOO_LONG:
        message = f"Il y a trop de chiffres pour ce pays. {READ_AGAIN}."
        return PhoneResult(text, problems=(error("phone.too_long", message),))
    if reason == phonenumbers.ValidationResult.TOO_SHORT:
        message = f"Il manque des chiffres pour ce pays. {READ_AGAIN}."
        return PhoneResult(text, problems=(error("phone.too_short", message),))
    doubt = warning("phone.unknown_range", f"Ce numéro n’est pas dans le plan de ce pays. {READ_AGAIN}.")
    return _known(text, parsed, problems=(doubt,))


def _known(
    text: str, parsed: PhoneNumber, *, national: str | None = None, problems: tuple[Problem, ...] = ()
) -> PhoneResult:
    import phonenumbers

    region = phonenumbers.region_code_for_number(parsed)
    french = parsed.country_code in {33, 262, 508, 590, 594, 596}
    style = phonenumbers.PhoneNumberFormat.NATIONAL if french else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return PhoneResult(
        text,
        phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164),
        national or phonenumbers.format_number(parsed, style),
        region or phonenumbers.region_code_for_country_code(parsed.country_code or 0),
        _kind(phonenumbers.number_type(parsed)),
        problems,
    )


def _kind(number_type: int) -> str | None:
    from phonenumbers import PhoneNumberType

    return {
        PhoneNumberType.MOBILE: "mobile",
        PhoneNumberType.FIXED_LINE: "fixe",
        PhoneNumberType.FIXED_LINE_OR_MOBILE: "fixe ou mobile",
        PhoneNumberType.TOLL_FREE: "gratuit",
        PhoneNumberType.SHARED_COST: "surtaxé",
        PhoneNumberType.PREMIUM_RATE: "surtaxé",
        PhoneNumberType.VOIP: "box",
    }.get(number_type)


def _overseas(number: str) -> str:
    """Write an overseas number as people do there, `0690 12 34 56`."""
    return f"{number[:4]} {by_pairs(number[4:])}"


def by_pairs(number: str) -> str:
    """Write digits two by two, `06 39 98 41 27`."""
    return " ".join(number[place : place + 2] for place in range(0, len(number), 2))
