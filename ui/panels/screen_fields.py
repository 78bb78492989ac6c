"""The fields of the platform's screen as the agent fills them with the caller: checked, in the platform's order."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from app.checks.address import Address, check_address_fields
from app.checks.email import check_email
from app.checks.nir import NirMode
from app.checks.phone import check_phone
from app.checks.problems import Problem
from app.guide.edition import ScreenField
from ui.fields.base import Field
from ui.fields.text import CompletingField, Suggestion, TextField
from ui.nir_field import NirField

if TYPE_CHECKING:
    from app.checks.communes import Communes
    from app.desk import Desk
    from app.storage.rows import OfficialDetail

ADDRESS = {
    "street_number": "number",
    "repetition": "repetition",
    "street_type": "street_type",
    "street_name": "street_name",
    "complement": "complement",
    "locality": "locality",
}
"""The program's name of a field -> its name in `app.checks.address`."""

TOWN = "postcode_city"
NIR_SOURCES = ("nir13", "nir15")
_NIR_MODES = {"nir13": NirMode.LOGIN, "nir15": NirMode.OPENING}
_TOWN_TYPED = re.compile(r"\s*(\d{5})?\s*(.*)", re.DOTALL)


def known_values(official: OfficialDetail) -> dict[str, str]:
    """What is known of a person, by the platform's fields (`ScreenField.source`)."""
    values = dict(official.values)
    for phone in official.phones:
        values["mobile" if phone.mobile else "landline"] = phone.national
    values[TOWN] = f"{values.get('postcode', '')} {values.get('city', '')}".strip()
    return values


def saved_values(source: str, text: str, communes: Communes) -> dict[str, str]:
    """The columns that a field of the platform's screen writes."""
    if source in ("mobile", "landline"):
        return {source: "", f"{source}_typed": text}  # The service works the E.164 form out.
    if source != TOWN:
        return {source: text}
    found = _TOWN_TYPED.fullmatch(text)
    postcode, city = (found[1] or "", found[2].strip()) if found else ("", text)
    towns = [one for one in communes.by_name(city) if not postcode or postcode in one.postcodes] if city else []
    return {"postcode": postcode, "city": city, "city_insee": towns[0].insee if len(towns) == 1 else ""}


class ScreenFields:
    """Makes the fields of one screen; address fields are judged with each other."""

    def __init__(
        self,
        desk: Desk,
        saved: Mapping[str, str],
        typed: Mapping[str, str],
        civility: str,
        birth_date: date | None,
    ) -> None:
        """`saved` is what the person has (`known_values`), `typed` what was typed over it and not yet saved."""
        self._desk, self._saved, self._values = desk, saved, {**saved, **typed}
        self._civility, self._birth_date = civility, birth_date
        self._shown: dict[str, str] = {}
        self.fields: dict[str, Field] = {}
        self.nir: NirField | None = None

    def again(self) -> ScreenFields:
        """The same fields with what stands in them, to be made anew."""
        typed = {source: field.text() for source, field in self.fields.items()}
        fresh = ScreenFields(self._desk, self._saved, typed, self._civility, self._birth_date)
        fresh._saved = {**self._saved, **self._shown}
        return fresh

    def shown(self, source: str) -> str:
        """What the field showed when it was made or last saved."""
        return self._shown.get(source, "")

    def set_shown(self, source: str, text: str) -> None:
        """The field was saved with this text."""
        self._shown[source] = text

    def make(self, field: ScreenField) -> Field | None:
        """The widget of one field; None for a password or a box to tick, which are on the caller's screen alone."""
        if field.source in _NIR_MODES:
            self.nir = NirField(_NIR_MODES[field.source], label=field.label)
            self.nir.set_person(self._civility or None, self._birth_date)
            self.nir.set_hint(field.hint)
            return self.nir
        if field.source in ("password", "checkbox"):
            return None
        made = self._made(field)
        made.set_text(self._values.get(field.source, ""))
        self._shown[field.source] = self._saved.get(field.source, "")
        self.fields[field.source] = made
        return made

    def _made(self, field: ScreenField) -> Field:
        note = "ou" if field.alternative else ""
        if field.source == TOWN:
            return CompletingField(field.label, self._towns, hint=field.hint, check=self._check_town, note=note)
        checks = {"mobile": _check_phone, "landline": _check_phone, "email": _check_email}
        check = checks.get(field.source)
        if field.source in ADDRESS:
            return TextField(
                field.label,
                hint=field.hint,
                placeholder=field.empty,
                note=note,
                check=lambda text: self._check_address(field.source, text),
            )
        hint = field.hint
        if field.source == "birth_name" and self._values.get("usual_name"):
            usual, born = self._values["usual_name"], self._values.get("birth_name", "")
            if usual != born:
                hint = f"{hint or 'Nom de naissance'}, pas {usual}."
        return TextField(field.label, hint=hint, placeholder=field.empty, note=note, check=check)

    def _check_address(self, source: str, text: str) -> tuple[str, Sequence[Problem]]:
        name = ADDRESS[source]
        judged = check_address_fields(self._address({name: text}))
        tidied = getattr(judged.address, name) or ""
        return tidied, tuple(problem for problem in judged.problems if problem.field == name)

    def _check_town(self, text: str) -> tuple[str, Sequence[Problem]]:
        if not text.strip():
            return "", ()
        found = _TOWN_TYPED.fullmatch(text)
        postcode, city = (found[1], found[2].strip()) if found else (None, text.strip())
        judged = check_address_fields(self._address({"postcode": postcode or "", "city": city}))
        written = " ".join(part for part in (judged.address.postcode, judged.address.city) if part)
        return written, tuple(problem for problem in judged.problems if problem.field in ("postcode", "city"))

    def _address(self, now: Mapping[str, str]) -> Address:
        """The address as it stands, with what is being judged."""
        texts = {name: self.fields[source].text() for source, name in ADDRESS.items() if source in self.fields}
        if TOWN in self.fields and "city" not in now:
            found = _TOWN_TYPED.fullmatch(self.fields[TOWN].text())
            texts |= {"postcode": found[1] or "", "city": found[2].strip()} if found else {}
        return Address(**{name: text.strip() or None for name, text in {**texts, **now}.items()})

    def _towns(self, text: str) -> list[Suggestion]:
        if len(text.strip()) < 2:
            return []
        typed = "".join(letter for letter in text if letter.isdigit())
        offered = []
        for commune in self._desk.communes().complete(text, 12):
            codes = [code for code in commune.postcodes if code.startswith(typed)] or list(commune.postcodes)
            offered += [Suggestion(f"{code} {commune.name}", commune.department, commune) for code in codes[:4]]
        return offered[:12]


def _check_phone(text: str) -> tuple[str, Sequence[Problem]]:
    if not text.strip():
        return "", ()
    result = check_phone(text)
    return result.national or text.strip(), result.problems


def _check_email(text: str) -> tuple[str, Sequence[Problem]]:
    if not text.strip():
        return "", ()
    result = check_email(text)
    return result.email or text.strip(), result.problems
