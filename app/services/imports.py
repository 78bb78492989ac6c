"""Brings a register into the directory: first what it would do, then one transaction that can be turned back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from app.changes import Changes
from app.desk import Desk
from app.domain.folding import fold
from app.domain.officials import Mandate, MandateKind, Official
from app.exchange.rne import RefusedLine, RneFile, RneLine

SOURCE = "rne"
MAYOR = "maire"


@dataclass(frozen=True)
class ChangedPerson:
    """Somebody of the directory whom the register tells differently."""

    official_id: int
    line: RneLine
    differences: tuple[str, ...]  # French, one a difference: "nouveau mandat de maire à Feurs"


@dataclass(frozen=True)
class AbsentMandate:
    """A mandate that the register gave before and gives no longer: it is marked, never removed."""

    mandate_id: int
    name: str
    territory: str


@dataclass(frozen=True)
class ImportPreview:
    """What an import would do, to be read before it is accepted."""

    file: RneFile
    new: tuple[RneLine, ...]
    changed: tuple[ChangedPerson, ...]
    unchanged: int
    absent: tuple[AbsentMandate, ...]
    refused: tuple[RefusedLine, ...]

    @property
    def does_nothing(self) -> bool:
        """Whether accepting it would write nothing."""
        return not (self.new or self.changed or self.absent)


def preview(desk: Desk, file: RneFile) -> ImportPreview:
    """Compare a register with the directory; nothing is written."""
    with desk.database.read() as session:
        return _plan(session, file)


def import_officials(desk: Desk, seen: ImportPreview) -> Changes:
    """Do what was seen, in one transaction; compared anew, so that a change made meanwhile is never overwritten."""
    with desk.database.transaction(label=_sentence(seen), undoable=True) as unit:
        plan = _plan(unit.session, seen.file)
        for line in plan.new:
            person = Official(
                civility=line.civility,
                birth_name=line.birth_name,
                first_name=line.first_name,
                birth_date=line.birth_date,
                situation={},
                created_at=desk.now(),
            )
            person.mandates.append(_mandate(line))
            unit.session.add(person)
        people = _by_id(unit.session, [changed.official_id for changed in plan.changed])
        for changed in plan.changed:
            _bring_up_to_date(people[changed.official_id], changed.line)
        for absent in plan.absent:
            mandate = unit.session.get_one(Mandate, absent.mandate_id)
            mandate.absent_since = desk.today()
    return unit.changes


def _plan(session: Session, file: RneFile) -> ImportPreview:
    people = list(session.scalars(select(Official).options(selectinload(Official.mandates))))
    by_commune: dict[str, list[Official]] = defaultdict(list)
    for person in people:
        for mandate in person.mandates:
            if mandate.kind == MandateKind.MUNICIPAL:
                by_commune[mandate.territory_code].append(person)
    new: list[RneLine] = []
    changed: list[ChangedPerson] = []
    refused = list(file.refused)
    unchanged = 0
    seen_people: set[int] = set()
    seen_lines: set[tuple[object, ...]] = set()
    for line in file.lines:
        key = (line.insee, fold(line.birth_name), fold(line.first_name), line.birth_date)
        if key in seen_lines:
            refused.append(RefusedLine(line.line, "la même personne figure déjà plus haut dans ce fichier"))
            continue
        seen_lines.add(key)
        known = _same_person(by_commune.get(line.insee, ()), line)
        if known is None:
            new.append(line)
            continue
        seen_people.add(known.id)
        if differences := _differences(known, line):
            changed.append(ChangedPerson(known.id, line, differences))
        else:
            unchanged += 1
    absent = _absent(people, {line.insee for line in file.lines}, seen_people)
    refused.sort(key=lambda refusal: refusal.line)
    return ImportPreview(file, tuple(new), tuple(changed), unchanged, absent, tuple(refused))


def _same_person(candidates: Iterable[Official], line: RneLine) -> Official | None:
    """Commune, folded names and birth date; without a birth date on one side, the names must fit one person only."""
    named = [
        person
        for person in candidates
        if fold(person.first_name) == fold(line.first_name)
        and fold(line.birth_name) in (fold(person.birth_name), fold(person.usual_name))
    ]
    exact = [person for person in named if person.birth_date == line.birth_date and line.birth_date is not None]
    if exact:
        return exact[0]
    vague = [person for person in named if person.birth_date is None or line.birth_date is None]
    return vague[0] if len({person.id for person in vague}) == 1 else None


def _municipal(person: Official, insee: str) -> Mandate | None:
    """The mandate in that commune, the present one first."""
    mandates = [m for m in person.mandates if m.kind == MandateKind.MUNICIPAL and m.territory_code == insee]
    return min(mandates, key=lambda mandate: mandate.ended_on is not None, default=None)


def _differences(person: Official, line: RneLine) -> tuple[str, ...]:
    found: list[str] = []
    if person.birth_date is None and line.birth_date is not None:
        found.append("date de naissance ajoutée")
    if not person.civility and line.civility:
        found.append("civilité ajoutée")
    mandate = _municipal(person, line.insee)
    if mandate is None or mandate.ended_on is not None:
        return (*found, f"nouveau mandat de maire à {line.commune}")
    if mandate.function != MAYOR:
        found.append(f"désormais maire de {line.commune}")
    elif mandate.absent_since is not None:
        found.append("de nouveau dans le registre")
    elif (mandate.mandate_on, mandate.function_on) != (line.mandate_on, line.function_on):
        found.append("dates du mandat")
    return tuple(found)


def _bring_up_to_date(person: Official, line: RneLine) -> None:
    """Complete what is missing; what the desk typed is kept."""
    person.birth_date = person.birth_date or line.birth_date
    person.civility = person.civility or line.civility
    mandate = _municipal(person, line.insee)
    if mandate is None or mandate.ended_on is not None:
        person.mandates.append(_mandate(line))
        return
    mandate.function = MAYOR
    mandate.mandate_on, mandate.function_on = line.mandate_on, line.function_on
    mandate.absent_since = None
    mandate.source = SOURCE


def _mandate(line: RneLine) -> Mandate:
    return Mandate(
        kind=MandateKind.MUNICIPAL.value,
        territory_code=line.insee,
        territory=line.commune,
        function=MAYOR,
        mandate_on=line.mandate_on,
        function_on=line.function_on,
        source=SOURCE,
    )


def _absent(people: Sequence[Official], communes: set[str], seen: set[int]) -> tuple[AbsentMandate, ...]:
    """Mayors whom an earlier register gave in these communes and this one gives no longer."""
    return tuple(
        AbsentMandate(mandate.id, person.display_name, mandate.territory)
        for person in people
        if person.id not in seen
        for mandate in person.current_mandates
        if mandate.source == SOURCE
        and mandate.function == MAYOR
        and mandate.territory_code in communes
        and mandate.absent_since is None
    )


def _by_id(session: Session, ids: Sequence[int]) -> Mapping[int, Official]:
    people = session.scalars(select(Official).where(Official.id.in_(ids)).options(selectinload(Official.mandates)))
    return {person.id: person for person in people}


def _sentence(seen: ImportPreview) -> str:
    count = len(seen.new)
    parts = [f"{count} élu{'s' * (count > 1)} ajouté{'s' * (count > 1)}"] if count else []
    if seen.changed:
        parts.append(f"{len(seen.changed)} mis à jour")
    return "Registre importé : " + (", ".join(parts) or "rien à changer")
