"""What Ctrl+K shows, as plain lines made from what was found: headings, finds, and what can be done."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from app.guide.edition import Edition
from app.storage.rows import DossierRow, PersonRow, SearchResults, TrainingRow
from ui.components import BadgeData
from ui.dates import short_date
from ui.deadline_words import short_badge
from ui.places import (
    EditOfficial,
    EditTraining,
    NewCall,
    OpenDossier,
    OpenOfficial,
    OpenSession,
    OpenTownHall,
    Place,
)

MOST_OF_A_KIND = 5
_MOBILE = re.compile(r"(?:0{0,2}33)?0?[67]")  # with the code of France, its 0, both or neither


@dataclass(frozen=True)
class Entry:
    """One line; a heading has no place to go to."""

    title: str
    second: str = ""
    right: str = ""
    icon: str = ""
    place: Place | None = None
    badge: BadgeData | None = None
    call: NewCall | None = None  # what F2 does on this line
    key: str = ""  # a key cap at the right

    @property
    def spoken(self) -> str:
        """The line in one sentence, for a screen reader."""
        words = (self.title, self.second, self.right, self.badge.text if self.badge else "")
        return ", ".join(word for word in words if word)


def entries(results: SearchResults, text: str, edition: Edition, today: date) -> tuple[Entry, ...]:
    """All lines for what was typed, headings included."""
    lines: list[Entry] = []
    lines += _group("Élus", results.totals.get("officials", 0), [_person(row) for row in results.officials])
    lines += _group(
        "Dossiers", results.totals.get("dossiers", 0), [_dossier(row, edition, today) for row in results.dossiers]
    )
    lines += _group(
        "Formations",
        results.totals.get("trainings", 0),
        [_training(row, today) for row in results.trainings],
    )
    lines += _group(
        "Communes",
        results.totals.get("communes", 0),
        [
            Entry(name, postcodes, icon="landmark", place=OpenTownHall(insee, name))
            for insee, name, postcodes in results.communes
        ],
    )
    actions = list(_actions(results, text))
    return (*lines, Entry("Faire"), *actions) if actions else tuple(lines)


def _group(title: str, total: int, found: list[Entry]) -> list[Entry]:
    if not found:
        return []
    return [Entry(title, right="", second=str(max(total, len(found)))), *found[:MOST_OF_A_KIND]]


def _person(row: PersonRow) -> Entry:
    where = " · ".join(part for part in (row.commune, row.function) if part)
    if row.mandate_ended:
        where += " · mandat terminé"
    return Entry(
        row.name,
        where,
        row.phone.national if row.phone else "Pas de téléphone",
        "user",
        OpenOfficial(row.id),
        call=NewCall(official_id=row.id),
    )


def _dossier(row: DossierRow, edition: Edition, today: date) -> Entry:
    column = edition.column(row.stage).title if not row.outcome else "Clos"
    return Entry(
        f"{row.name} · {row.training_short}",
        column,
        icon="folder",
        place=OpenDossier(row.id),
        badge=short_badge(row.deadline, today) if row.deadline and not row.outcome else None,
        call=NewCall(official_id=row.official_id, dossier_id=row.id),
    )


def _training(row: TrainingRow, today: date) -> Entry:
    upcoming = [session for session in row.sessions if session.starts_on >= today]
    if not upcoming:
        return Entry(row.title, "pas de session à venir", icon="graduation-cap", place=EditTraining(row.id))
    first = upcoming[0]
    second = ", ".join(part for part in (short_date(first.starts_on), first.place) if part)
    return Entry(row.title, second, icon="graduation-cap", place=OpenSession(first.id))


def _actions(results: SearchResults, text: str) -> Iterator[Entry]:
    from app.checks.phone import phone_digits

    digits = phone_digits(text)
    number = len(digits) >= 8 and not any(letter.isalpha() for letter in text)
    if results.officials:
        first = results.officials[0]
        yield Entry(f"Nouvel appel avec {first.name}", icon="phone", place=NewCall(official_id=first.id), key="F2")
    elif number:
        yield Entry("Nouvel appel avec ce numéro", icon="phone", place=NewCall(typed=text.strip()), key="F2")
    else:
        yield Entry("Nouvel appel", icon="phone", place=NewCall(typed=text.strip()), key="F2")
    if number:
        field_name = "mobile_typed" if _MOBILE.match(digits) else "landline_typed"
        yield Entry(
            "Ajouter une personne avec ce numéro", icon="user-plus", place=EditOfficial(None, {field_name: text})
        )
    elif results.communes and len(results.communes) == 1:
        insee, name, _ = results.communes[0]
        yield Entry(f"Ajouter une personne à {name}", icon="user-plus", place=EditOfficial(None, {"commune": insee}))
    elif not results.officials:
        yield Entry(
            f"Ajouter «\u00a0{text.strip()}\u00a0» à l’annuaire",
            icon="user-plus",
            place=EditOfficial(None, {"birth_name": text.strip()}),
        )
