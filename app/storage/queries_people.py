"""Reads people: rows of the directory, phones with those who share them, mandates, one whole page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, literal, select, union_all
from sqlalchemy.orm import Session

from app.domain.dossiers import Dossier
from app.domain.names import agreed
from app.domain.officials import Mandate, MandateKind, Official
from app.storage.recording import chunks
from app.storage.rows import MandateRow, PersonRow, PhoneRow

if TYPE_CHECKING:
    from sqlalchemy import Row

_PERSON = (
    *(Official.id, Official.civility, Official.birth_name, Official.usual_name, Official.first_name),
    *(Official.birth_date, Official.is_official, Official.role, Official.city),
    *(Official.mobile, Official.mobile_typed, Official.landline, Official.landline_typed),
)
# Plans dialled with a zero and nine digits: France, and overseas (domain.md, section 6).
_FRENCH = {
    "+33": (1, 2, 2, 2, 2),
    "+262": (3, 2, 2, 2),
    "+590": (3, 2, 2, 2),
    "+594": (3, 2, 2, 2),
    "+596": (3, 2, 2, 2),
}


def person_rows(session: Session, ids: Sequence[int]) -> tuple[PersonRow, ...]:
    """One row for each id that exists, in the order of `ids`; a fixed number of statements."""
    rows: dict[int, Row[Any]] = {}
    for piece in chunks(dict.fromkeys(ids)):
        rows.update({row.id: row for row in session.execute(select(*_PERSON).where(Official.id.in_(piece)))})
    mandates = mandates_of(session, rows)
    counts = _open_dossiers(session, rows)
    shared = people_on_lines(session, {n for row in rows.values() for n in (row.mobile, row.landline) if n})
    return tuple(
        _person(rows[one], mandates.get(one, ()), counts.get(one, 0), shared)
        for one in dict.fromkeys(ids)
        if one in rows
    )


def mandates_of(session: Session, official_ids: Iterable[int]) -> dict[int, list[MandateRow]]:
    """The mandates of these people, current ones first, municipal ones before the others."""
    found: dict[int, list[MandateRow]] = {}
    columns = (Mandate.id, Mandate.official_id, Mandate.kind, Mandate.territory, Mandate.territory_code)
    dates = (Mandate.function, Mandate.mandate_on, Mandate.function_on, Mandate.ended_on, Mandate.absent_since)
    for piece in chunks(official_ids):
        query = select(*columns, *dates).where(Mandate.official_id.in_(piece)).order_by(Mandate.id)
        for row in session.execute(query):
            mandate = MandateRow(
                id=row.id,
                kind=row.kind,
                territory=row.territory,
                territory_code=row.territory_code,
                function=row.function,
                mandate_on=row.mandate_on,
                ended_on=row.ended_on,
                absent_since=row.absent_since,
                function_on=row.function_on,
            )
            found.setdefault(row.official_id, []).append(mandate)
    for mandates in found.values():
        mandates.sort(key=lambda one: (one.ended_on is not None, one.kind != MandateKind.MUNICIPAL))
    return found


def commune_and_function(mandates: Sequence[MandateRow], city: str) -> tuple[str, str]:
    """The commune under which one knows a person, and what they are there."""
    if not mandates:
        return city, ""
    first = mandates[0]
    commune = first.territory if first.kind == MandateKind.MUNICIPAL else (city or first.territory)
    return commune, first.function


def people_on_lines(session: Session, numbers: Iterable[str]) -> dict[str, int]:
    """How many people of the directory bear each of these numbers (E.164)."""
    counts: dict[str, int] = {}
    for piece in chunks(sorted(numbers)):
        bearers = union_all(
            select(Official.id, Official.mobile.label("number")).where(Official.mobile.in_(piece)),
            select(Official.id, Official.landline.label("number")).where(Official.landline.in_(piece)),
        ).subquery()
        query = select(bearers.c.number, func.count(bearers.c.id.distinct())).group_by(bearers.c.number)
        counts |= {row[0]: row[1] for row in session.execute(query)}
    return counts


def national(e164: str, typed: str) -> str:
    """« 06 39 98 41 27 »; what was typed for a number of another country or one that was not understood.

    Written here rather than by `phonenumbers`, whose import costs more than all these reads together.
    """
    for code, groups in _FRENCH.items():
        digits = e164.removeprefix(code)
        if digits != e164 and len(digits) == 9 and digits.isdigit():
            first, *rest = groups
            parts, place = ["0" + digits[:first]], first
            for size in rest:
                parts.append(digits[place : place + size])
                place += size
            return "\u00a0".join(parts)
    return typed or e164


def phones_of(row: Any, shared: Mapping[str, int]) -> tuple[PhoneRow, ...]:
    """Mobile then landline, those that there are; `row` has the four columns of phones."""
    both = ((row.mobile, row.mobile_typed, True), (row.landline, row.landline_typed, False))
    return tuple(
        PhoneRow(national(e164, typed), e164, mobile, shared.get(e164, 1))
        for e164, typed, mobile in both
        if e164 or typed
    )


def sort_name(usual_name: str, birth_name: str, first_name: str) -> str:
    """« Thévenet Odile »."""
    return f"{usual_name or birth_name} {first_name}".strip()


def _open_dossiers(session: Session, official_ids: Iterable[int]) -> dict[int, int]:
    counts: dict[int, int] = {}
    for piece in chunks(official_ids):
        query = select(Dossier.official_id, func.count()).where(Dossier.official_id.in_(piece), Dossier.outcome == "")
        counts |= {row[0]: row[1] for row in session.execute(query.group_by(Dossier.official_id))}
    return counts


def _person(row: Row[Any], mandates: Sequence[MandateRow], open_dossiers: int, shared: Mapping[str, int]) -> PersonRow:
    commune, function = commune_and_function(mandates, row.city)
    if not row.is_official:
        function = f"{row.role or 'Autre personne'} (pas {agreed(row.civility, 'élu')})"
    birth: date | None = row.birth_date
    phones = phones_of(row, shared)
    return PersonRow(
        id=row.id,
        name=f"{row.first_name} {row.usual_name or row.birth_name}".strip(),
        sort_name=sort_name(row.usual_name, row.birth_name, row.first_name),
        commune=commune,
        function=function,
        civility=row.civility,
        birth_year=birth.year if birth else None,
        birth_name=row.birth_name,
        usual_name=row.usual_name,
        phone=phones[0] if phones else None,
        open_dossiers=open_dossiers,
        is_official=row.is_official,
        mandate_ended=bool(mandates) and mandates[0].ended_on is not None,
    )


def count_people(session: Session) -> dict[str, int]:
    """`all` people, those `with_dossier` (an open one, « Formé » too), and `communes` with a municipal mandate."""
    with_dossier = select(func.count(Dossier.official_id.distinct())).where(Dossier.outcome == "")
    communes = select(func.count(Mandate.territory_code.distinct())).where(
        Mandate.kind == MandateKind.MUNICIPAL.value, Mandate.territory_code != literal(""), Mandate.ended_on.is_(None)
    )
    return {
        "all": session.scalar(select(func.count()).select_from(Official)) or 0,
        "with_dossier": session.scalar(with_dossier) or 0,
        "communes": session.scalar(communes) or 0,
    }
