"""The words of one dossier in the guide's sentences, and how one speaks of who is on the line."""

from __future__ import annotations

from app.domain.calendar import DeadlineKind
from app.domain.names import feminine
from app.storage.rows import DossierDetail, OfficialDetail, PersonRow
from ui.dates import duration_words, long_date, money_words


def placeholder_values(dossier: DossierDetail, official: OfficialDetail | None) -> dict[str, str]:
    """Values of `app.guide.wording.PLACEHOLDERS` that are known; the others are left out."""
    row = dossier.row
    day = long_date(row.session_on) if row.session_on is not None else ""
    limits = (one.day for one in dossier.deadlines if one.kind is DeadlineKind.REQUEST)
    limit = next(limits, None)
    values = {
        "civility": dossier.official.civility,
        "commune": row.commune,
        "training": row.training,
        "training_short": row.training_short if row.session_id is not None else "",
        "session_date": day,
        "session_dates": f"Le {day}" if day else "",
        "place": row.place,
        "hours": duration_words(dossier.minutes) if dossier.minutes else "",
        "price": money_words(dossier.price_cents) if dossier.price_cents else "",
        "extra_fees": money_words(dossier.extra_fees_cents) if dossier.extra_fees_cents else "",
        "deadline": long_date(limit) if limit is not None else "",
    }
    if official is not None:
        values |= {name: official.values.get(name, "") for name in ("first_name", "birth_name")}
        values["surname"] = official.values.get("usual_name") or official.values.get("birth_name", "")
        if official.rights_euros is not None and dossier.price_cents:
            values["balance"] = money_words(max(0, dossier.price_cents - official.rights_euros * 100))
    return {name: value for name, value in values.items() if value}


def pronoun(speaker: PersonRow | None) -> str:
    """« elle », « il », or « la personne » while one cannot tell."""
    if speaker is None or not speaker.civility:
        return "la personne"
    return "elle" if feminine(speaker.civility) else "il"


def formal(person: PersonRow | None) -> str:
    """« Mme Thévenet », or the whole name where the civility is not known."""
    if person is None:
        return ""
    surname = person.usual_name or person.birth_name
    return f"{person.civility}\u00a0{surname}" if person.civility and surname else person.name


def call_title(speaker: PersonRow | None, official: PersonRow | None, typed: str, *, outgoing: bool) -> str:
    """« Appel de Mme Thévenet », « Appel à Mme Thévenet », « Appel de Martine Oriol pour M. Pallandre »."""
    to = "à" if outgoing else "de"
    if speaker is not None and official is not None and speaker.id != official.id:
        return f"Appel {to} {formal(speaker)} pour {formal(official)}"
    who = formal(speaker or official)
    if who:
        return f"Appel {to} {who}"
    if not _number(typed):
        return "Nouvel appel"
    from app.checks.phone import check_phone  # heavy, and not needed before somebody types a number

    return f"Appel {'au' if outgoing else 'du'} {check_phone(typed).national or typed.strip()}"


def _number(typed: str) -> bool:
    """Whether what was typed is a phone rather than a name."""
    return sum(letter.isdigit() for letter in typed) >= 6 and not any(letter.isalpha() for letter in typed)
