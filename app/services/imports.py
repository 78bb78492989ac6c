"""Brings a register into the directory: first what it would do, then one transaction that can be turned back."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session, selectinload

from app.changes import Changes
from app.desk import Desk
from app.domain.dates import NBSP
from app.domain.folding import fold
from app.domain.officials import Mandate, MandateKind, Official
from app.exchange.rne import TOLD_EVERY, Advance, RefusedLine, RneFile, RneLine
from app.storage.recording import chunks

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


def preview(desk: Desk, file: RneFile, advance: Advance | None = None) -> ImportPreview:
    """Compare a register with the directory; nothing is written."""
    with desk.database.read() as session:
        return _plan(session, file, advance)


def import_officials(desk: Desk, seen: ImportPreview) -> Changes:
    """Do what was seen, in one transaction; compared anew, so that a change made meanwhile is never overwritten."""
    with desk.database.transaction(undoable=True) as unit:
        plan = _plan(unit.session, seen.file)
        unit.label = _sentence(plan)
        now, today = desk.now(), desk.today()
        for line in plan.new:
            person = Official(
                civility=line.civility,
                birth_name=line.birth_name,
                first_name=line.first_name,
                birth_date=line.birth_date,
                situation={},
                created_at=now,
            )
            person.mandates.append(_mandate(line))
            unit.session.add(person)
        people = _by_id(unit.session, [changed.official_id for changed in plan.changed])
        for changed in plan.changed:
            _bring_up_to_date(people[changed.official_id], changed.line)
        for absent in plan.absent:
            unit.session.get_one(Mandate, absent.mandate_id).absent_since = today
    return unit.changes


def _plan(session: Session, file: RneFile, advance: Advance | None = None) -> ImportPreview:
    people = _people(session, {line.insee for line in file.lines})
    by_commune: dict[str, list[Official]] = defaultdict(list)
    for person in people:
        held = {mandate.territory_code for mandate in person.mandates if mandate.kind == MandateKind.MUNICIPAL}
        for insee in held or {person.city_insee}:
            by_commune[insee].append(person)
    lines_of = Counter(line.insee for line in file.lines)
    new: list[RneLine] = []
    changed: list[ChangedPerson] = []
    refused = list(file.refused)
    unchanged = 0
    seen_people: set[int] = set()
    seen_lines: set[tuple[object, ...]] = set()
    for place, line in enumerate(file.lines):
        if advance is not None and place % TOLD_EVERY == 0:
            advance(place / len(file.lines))
        key = (line.insee, fold(line.birth_name), fold(line.first_name), line.birth_date)
        if key in seen_lines:
            refused.append(RefusedLine(line.line, "la même personne figure déjà plus haut dans ce fichier", line.insee))
            continue
        seen_lines.add(key)
        candidates = [one for one in by_commune.get(line.insee, ()) if one.id not in seen_people]
        known = _same_person(candidates, line)
        if known is None and lines_of[line.insee] == 1:
            known = _corrected_by_the_desk(candidates, line)
        if known is None:
            new.append(line)
            continue
        seen_people.add(known.id)
        if differences := _differences(known, line):
            changed.append(ChangedPerson(known.id, line, differences))
        else:
            unchanged += 1
    absent = _absent(session, file, seen_people)
    refused.sort(key=lambda refusal: refusal.line)
    return ImportPreview(file, tuple(new), tuple(changed), unchanged, absent, tuple(refused))


def _people(session: Session, communes: Iterable[str]) -> list[Official]:
    """Those who hold or held a municipal mandate in these communes, or live there: nobody else can be meant."""
    found: dict[int, Official] = {}
    for piece in chunks(sorted(communes)):
        sits = exists().where(
            Mandate.official_id == Official.id,
            Mandate.kind == MandateKind.MUNICIPAL.value,
            Mandate.territory_code.in_(piece),
        )
        query = select(Official).where(or_(sits, Official.city_insee.in_(piece))).order_by(Official.id)
        for person in session.scalars(query.options(selectinload(Official.mandates))):
            found[person.id] = person
    return list(found.values())


def _same_person(candidates: Iterable[Official], line: RneLine) -> Official | None:
    """Commune, folded names and birth date; without a birth date on one side, the names must fit one person only."""
    surname, first_name = fold(line.birth_name), fold(line.first_name)
    named = [
        person
        for person in candidates
        if fold(person.first_name) == first_name and surname in (fold(person.birth_name), fold(person.usual_name))
    ]
    exact = [person for person in named if person.birth_date == line.birth_date and line.birth_date is not None]
    if exact:
        return exact[0]
    vague = [person for person in named if person.birth_date is None or line.birth_date is None]
    return vague[0] if len(vague) == 1 else None


def _corrected_by_the_desk(candidates: Iterable[Official], line: RneLine) -> Official | None:
    """The mayor whom this register gave, the same mandate to the day, one of whose names or birth date was corrected.

    Without this, a slip that the desk puts right would come back as a second person at the next import. Of somebody
    whom nobody has saved since (version 1) names and birth date stay those of the register: another is another person.
    """
    for person in candidates:
        mandate = _municipal(person, line.insee)
        if person.version == 1 or mandate is None or mandate.source != SOURCE or line.mandate_on is None:
            continue
        same_mandate = (mandate.mandate_on, mandate.function_on) == (line.mandate_on, line.function_on)
        agreeing = (
            fold(line.birth_name) in (fold(person.birth_name), fold(person.usual_name)),
            fold(line.first_name) == fold(person.first_name),
            line.birth_date is not None and line.birth_date == person.birth_date,
        )
        if same_mandate and sum(agreeing) >= 2:
            return person
    return None


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
    if fold(mandate.function) != MAYOR:
        found.append(f"désormais maire de {line.commune}")
    elif mandate.absent_since is not None:
        found.append("de nouveau dans le registre")
    elif _dates(mandate, line) != (mandate.mandate_on, mandate.function_on):
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
    mandate.mandate_on, mandate.function_on = _dates(mandate, line)
    mandate.absent_since = None
    mandate.source = SOURCE


def _dates(mandate: Mandate, line: RneLine) -> tuple[date | None, date | None]:
    """The register's dates; an empty cell of it takes nothing away."""
    return line.mandate_on or mandate.mandate_on, line.function_on or mandate.function_on


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


def _absent(session: Session, file: RneFile, seen: set[int]) -> tuple[AbsentMandate, ...]:
    """Mayors whom an earlier register gave and this one gives no longer, in the communes that it covers.

    A commune without any line counts as covered if the file has most of those known in its department: its office is
    vacant. One of which a line was refused does not: its mayor may be there.
    """
    covered = {line.insee for line in file.lines}
    unread = {refusal.insee for refusal in file.refused}
    query = (
        select(Mandate, Official)
        .join(Official, Official.id == Mandate.official_id)
        .where(
            Mandate.kind == MandateKind.MUNICIPAL.value,
            Mandate.source == SOURCE,
            Mandate.function == MAYOR,
            Mandate.ended_on.is_(None),
        )
        .order_by(Mandate.territory, Mandate.id)
    )
    known = [(mandate, person) for mandate, person in session.execute(query)]
    in_department: dict[str, set[str]] = defaultdict(set)
    for mandate, _ in known:
        in_department[_department(mandate.territory_code)].add(mandate.territory_code)
    whole = {name for name, communes in in_department.items() if len(communes & covered) * 2 > len(communes)}
    if "" in unread:  # a line whose commune could not be read may be anybody's
        whole = set()
    return tuple(
        AbsentMandate(mandate.id, person.display_name, mandate.territory)
        for mandate, person in known
        if person.id not in seen
        and mandate.absent_since is None
        and mandate.territory_code not in unread
        and (mandate.territory_code in covered or _department(mandate.territory_code) in whole)
    )


def _department(insee: str) -> str:
    return insee[:3] if insee.startswith("97") else insee[:2]


def _by_id(session: Session, ids: Iterable[int]) -> Mapping[int, Official]:
    found: dict[int, Official] = {}
    for piece in chunks(ids):
        query = select(Official).where(Official.id.in_(piece)).options(selectinload(Official.mandates))
        found |= {person.id: person for person in session.scalars(query)}
    return found


def _sentence(plan: ImportPreview) -> str:
    added, changed, absent = len(plan.new), len(plan.changed), len(plan.absent)
    parts = [f"{added} élu{'s' * (added > 1)} ajouté{'s' * (added > 1)}"] if added else []
    if changed:
        parts.append(f"{changed} mis à jour")
    if absent:
        parts.append(f"{absent} marqué{'s' * (absent > 1)} «{NBSP}plus dans le registre{NBSP}»")
    return f"Registre importé{NBSP}: {', '.join(parts) or 'rien à changer'}."
