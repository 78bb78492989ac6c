"""What the desk does in its directory: keeps people and their mandates, and that a NIR was checked, never the NIR."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from sqlalchemy import delete
from sqlalchemy.orm import Session

from app.changes import Changes
from app.desk import Desk
from app.domain.calls import Draft
from app.domain.dates import short_day
from app.domain.dossiers import DossierEvent, EventKind
from app.domain.names import formal_name, of_person
from app.domain.officials import Mandate, Official
from app.errors import FieldConflict, UserError
from app.services.guarding import existing, refuse_nir, refuse_stale

PERSON = "cette fiche"
LABELS = {
    "civility": "Civilité",
    "birth_name": "Nom de naissance",
    "usual_name": "Nom d’usage",
    "first_name": "Prénom",
    "birth_date": "Date de naissance",
    "is_official": "Élu",
    "role": "Fonction",
    "mobile": "Téléphone mobile",
    "mobile_typed": "Téléphone mobile",
    "landline": "Téléphone fixe",
    "landline_typed": "Téléphone fixe",
    "phone_note": "Note sur le téléphone",
    "email": "Adresse mail personnelle",
    "diploma": "Diplôme le plus élevé",
    "street_number": "Numéro de voie",
    "repetition": "Indice de répétition",
    "street_type": "Type de voie",
    "street_name": "Nom de la voie",
    "complement": "Complément d’adresse",
    "locality": "Lieu-dit",
    "postcode": "Code postal",
    "city": "Ville",
    "city_insee": "Code de la commune",
    "note": "Note",
}


@dataclass(frozen=True)
class OfficialForm:
    """All that the form of a person holds; a phone's E.164 form may be left out: it is made of what was typed."""

    civility: str = ""
    birth_name: str = ""
    usual_name: str = ""
    first_name: str = ""
    birth_date: date | None = None
    is_official: bool = True
    role: str = ""
    mobile: str = ""
    mobile_typed: str = ""
    landline: str = ""
    landline_typed: str = ""
    phone_note: str = ""
    email: str = ""
    diploma: str = ""
    street_number: str = ""
    repetition: str = ""
    street_type: str = ""
    street_name: str = ""
    complement: str = ""
    locality: str = ""
    postcode: str = ""
    city: str = ""
    city_insee: str = ""
    note: str = ""


@dataclass(frozen=True)
class MandateForm:
    """One mandate as typed; `id` None for a new one."""

    kind: str
    territory: str
    territory_code: str = ""
    function: str = ""
    mandate_on: date | None = None
    function_on: date | None = None
    ended_on: date | None = None
    id: int | None = None


def save_official(
    desk: Desk,
    official_id: int | None,
    form: OfficialForm,
    version: int | None,
    *,
    mandates: Sequence[MandateForm] | None = None,
    draft_id: int | None = None,
) -> Changes:
    """Save a person, new when `official_id` is None, with their mandates when given; the draft goes with it.

    `version` is the one that was read, None to save over whatever is there. Raises UserError, Conflict.
    """
    values = _values(form)
    refuse_nir({LABELS[name]: value for name, value in values.items() if isinstance(value, str)})
    _refuse_nir_in(mandates or ())
    if not (form.birth_name.strip() or form.usual_name.strip() or form.first_name.strip()):
        raise UserError("Il manque un nom. Saisissez au moins un nom ou un prénom, puis enregistrez.")
    with desk.database.transaction(undoable=True) as unit:
        session = unit.session
        if official_id is None:
            person = Official(situation={}, created_at=desk.now())
            session.add(person)
        else:
            person = existing(session, Official, official_id, PERSON)
            refuse_stale(person.version, version, _conflicts(person, values))
        for name, value in values.items():
            setattr(person, name, value)
        if mandates is not None:
            _put_mandates(person, mandates)
        if draft_id is not None:
            session.execute(delete(Draft).where(Draft.id == draft_id))
        session.flush()
        unit.result = person.id
        unit.label = f"Fiche {of_person(_name(person))} {'ajoutée' if official_id is None else 'enregistrée'}"
    return unit.changes


def save_mandates(desk: Desk, official_id: int, mandates: Sequence[MandateForm]) -> Changes:
    """Put these mandates in the place of the person's; one that is kept names its id."""
    _refuse_nir_in(mandates)
    with desk.database.transaction(undoable=True) as unit:
        person = existing(unit.session, Official, official_id, PERSON)
        _put_mandates(person, mandates)
        unit.result = official_id
        unit.label = f"Mandats {of_person(_name(person))} enregistrés"
    return unit.changes


def delete_official(desk: Desk, official_id: int) -> Changes:
    """Delete a person with their mandates, dossiers and callbacks; calls lose their name. Can be undone."""
    with desk.database.transaction(undoable=True) as unit:
        person = existing(unit.session, Official, official_id, PERSON)
        unit.label = f"Fiche {of_person(_name(person))} supprimée"
        unit.session.delete(person)
    return unit.changes


def record_nir_check(desk: Desk, official_id: int, dossier_id: int | None = None) -> Changes:
    """Keep that the NIR was checked, when and by whom; the number itself never comes here (décret 2019-341)."""
    with desk.database.transaction() as unit:
        person = existing(unit.session, Official, official_id, PERSON)
        person.nir_checked_at, person.nir_checked_by = desk.now(), desk.agent
        line = DossierEvent(
            dossier_id=dossier_id,
            official_id=official_id,
            at=desk.now(),
            agent=desk.agent,
            kind=EventKind.NIR_CHECKED.value,
            details={},
        )
        unit.session.add(line)
    return unit.changes


def set_rights(desk: Desk, official_id: int, euros: int | None, on: date | None) -> Changes:
    """Keep the rights that the person declared, in whole euros, and the day when they did; None takes them away."""
    if euros is not None and euros < 0:
        raise UserError("Les droits ne peuvent pas être négatifs. Relisez le montant avec la personne.")
    with desk.database.transaction(undoable=True) as unit:
        person = existing(unit.session, Official, official_id, PERSON)
        person.rights_euros, person.rights_on = euros, (on or desk.today()) if euros is not None else None
        unit.label = f"Droits {of_person(_name(person))} enregistrés"
    return unit.changes


def understood_phone(standard: str, typed: str) -> tuple[str, str]:
    """E.164 and what was typed, each from the other where one of them is missing."""
    if typed.strip() and not standard:
        from app.checks.phone import check_phone

        return check_phone(typed).e164 or "", typed.strip()
    return standard, typed.strip() or standard


def _values(form: OfficialForm) -> dict[str, Any]:
    """Column -> value, tidied at the ends, phones understood."""
    values = {one.name: getattr(form, one.name) for one in fields(form)}
    values = {name: value.strip() if isinstance(value, str) else value for name, value in values.items()}
    for name in ("mobile", "landline"):
        standard, typed = understood_phone(values[name], values[f"{name}_typed"])
        values |= {name: standard, f"{name}_typed": typed}
    return values


def _conflicts(person: Official, values: dict[str, Any]) -> list[FieldConflict]:
    """Each field as shown: phones as typed, dates in words."""
    shown = (name for name in values if name not in ("mobile", "landline", "city_insee"))
    return [FieldConflict(LABELS[name], _words(values[name]), _words(getattr(person, name))) for name in shown]


def _words(value: object) -> str:
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, date):
        return f"{short_day(value)}\u00a0{value.year}"
    return "" if value is None else str(value)


def _put_mandates(person: Official, mandates: Sequence[MandateForm]) -> None:
    """Mandates that are not named go; those that come from a register stay marked so."""
    known = {mandate.id: mandate for mandate in person.mandates}
    kept = []
    for form in mandates:
        mandate = known.get(form.id) if form.id is not None else None
        if mandate is None:
            mandate = Mandate(source="desk")
        for one in fields(form):
            if one.name != "id":
                value = getattr(form, one.name)
                setattr(mandate, one.name, value.strip() if isinstance(value, str) else value)
        kept.append(mandate)
    person.mandates[:] = kept


def _refuse_nir_in(mandates: Sequence[MandateForm]) -> None:
    for form in mandates:
        refuse_nir({"Fonction": form.function, "Territoire": form.territory, "Code": form.territory_code})


def _name(person: Official) -> str:
    return formal_name(person.civility, person.surname, person.first_name)


def name_of(session: Session, official_id: int | None) -> str:
    """« Mme Thévenet », "" for nobody."""
    person = session.get(Official, official_id) if official_id is not None else None
    return _name(person) if person is not None else ""
