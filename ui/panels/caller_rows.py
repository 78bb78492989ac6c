"""Candidates for a caller as lines to choose from; pure, so that what is said of people is tested without a window."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from datetime import date

from app.checks.problems import NBSP
from app.domain.folding import fold
from app.domain.names import agreed
from app.storage.rows import Caller, CallRow, PersonRow
from ui.dates import past_moment_words
from ui.panels.choice_list import ChoiceRow

PERSON, STRANGER, NEW = "person", "stranger", "new"
STRANGERS_SHOWN = 3
BESIDE = 38  # characters that stand beside a name, at the width of the form


def person_row(person: PersonRow, *, shared: bool = False, homonym: bool = False) -> ChoiceRow:
    """One candidate. Homonyms are told apart by their year of birth; a birth name that is not used is told."""
    parts = [person.function] if shared else [person.commune, person.function]
    if person.usual_name and person.birth_name and fold(person.usual_name) != fold(person.birth_name):
        parts.append(f"{agreed(person.civility, 'né')} {person.birth_name}")
    if homonym and person.birth_year:
        parts.append(f"{agreed(person.civility, 'né')} en{NBSP}{person.birth_year}")
    if person.mandate_ended:
        parts.append("mandat terminé")
    told = " · ".join(part for part in parts if part)
    beside = told if len(told) <= BESIDE else ""  # What tells people apart is never cut: else it takes a second line.
    return ChoiceRow(
        (PERSON, person.id), person.name, beside, below="" if beside else told, right=dossiers_words(person)
    )


def dossiers_words(person: PersonRow) -> str:
    """« 2 dossiers », or nothing."""
    count = person.open_dossiers
    return f"{count}{NBSP}dossier{'s' if count > 1 else ''}" if count else ""


def stranger_row(call: CallRow, today: date) -> ChoiceRow:
    """An earlier call without a name: « Appel de 04 65 71 20 14, sans nom »."""
    who = call.caller_phone or call.caller_typed
    title = f"Appel de {who}, sans nom" if who else "Appel sans nom"
    note = " ".join(call.note.split())
    told = " · ".join(part for part in (past_moment_words(call.started_at.astimezone(), today), note) if part)
    return ChoiceRow((STRANGER, call.id), title, told, icon="phone-missed", spoken=f"Rattacher\u00a0: {title}, {told}")


def new_row(caller: Caller) -> ChoiceRow:
    """The gesture that makes a person on the spot."""
    if caller.shared_line:
        words = "Une autre personne sur cette ligne"
    elif len({person.commune for person in caller.people}) == 1 and len(caller.people) > 1:
        words = "Une autre personne de la mairie"
    else:
        words = "Une autre personne" if caller.people else "Créer sa fiche"
    return ChoiceRow((NEW,), words, icon="plus", action=True)


def candidate_rows(caller: Caller, today: date, attached: Collection[int] = ()) -> tuple[ChoiceRow, ...]:
    """All who may be on the line, earlier calls without a name, and another person."""
    names = Counter(fold(person.name) for person in caller.people)
    people = [
        person_row(person, shared=bool(caller.shared_line), homonym=names[fold(person.name)] > 1)
        for person in caller.people
    ]
    return (*people, *stranger_rows(caller, today, attached), new_row(caller))


def stranger_rows(caller: Caller, today: date, attached: Collection[int] = ()) -> tuple[ChoiceRow, ...]:
    """Earlier calls without a name that are not attached yet; those from this very number come first."""
    left = [call for call in caller.strangers if call.id not in attached]
    return tuple(stranger_row(call, today) for call in left[:STRANGERS_SHOWN])


def head_words(caller: Caller, *, chosen: bool, strangers: int) -> str:
    """What stands above the candidates, or nothing."""
    if caller.shared_line:
        return f"Ligne partagée{NBSP}: qui parle{NBSP}?"
    if chosen:
        if not strangers:
            return ""
        return f"{strangers} appel{'s' if strangers > 1 else ''} sans nom ces jours-ci"
    if not caller.people:
        return "Personne n’est trouvé. L’appel peut rester sans nom."
    return f"{len(caller.people)} personnes trouvées" if len(caller.people) > 1 else ""
