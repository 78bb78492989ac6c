"""The trainings of the demonstration and who is enrolled; days are counted in working days from today."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.dossiers import Outcome


@dataclass(frozen=True)
class Course:
    """One training with its sessions to come: (working days from today, place, seats)."""

    title: str
    short_name: str
    minutes: int
    euros: int
    fees: int
    place: str
    theme: str
    sessions: tuple[tuple[int, str, int], ...]
    days: int = 1


POLICE, DOMAIN, STATUTE, BUDGET = "Pouvoirs de police", "Domaine public", "Statut de l’élu", "Budget communal"
MARKETS, SPEAKING, PLANNING, CIVIL = "Marchés publics", "Prise de parole", "Urbanisme", "État civil"
HALL = "Montbrison, AMF42"
LINK = "https://www.amf42.fr"

COURSES = (
    Course(
        "La gestion du domaine public et privé de la commune",
        *(DOMAIN, 360, 200, 18, "Boën-sur-Lignon", "Organisation territoriale"),
        ((15, HALL, 15), (48, "Boën-sur-Lignon", 15)),
    ),
    Course(
        "Les pouvoirs de police du maire",
        *(POLICE, 360, 200, 18, "Feurs", "Sécurité"),
        ((17, "Feurs", 15), (45, "Roanne", 15)),
    ),
    Course(
        "Le statut de l’élu et le début de mandat",
        *(STATUTE, 180, 100, 0, HALL, "Organisation territoriale"),
        ((10, HALL, 15), (33, "Roanne", 15)),
    ),
    Course(
        "Lire et préparer le budget communal",
        *(BUDGET, 720, 400, 0, "Roanne", "Finances"),
        ((40, "Roanne", 15), (55, "Saint-Chamond", 15)),
        days=2,
    ),
    Course(
        "Les marchés publics pas à pas",
        *(MARKETS, 360, 200, 0, "Saint-Étienne", "Achats"),
        ((12, "Saint-Étienne", 15), (70, HALL, 15)),
    ),
    Course(
        "Prendre la parole en public",
        *(SPEAKING, 360, 200, 0, "Andrézieux-Bouthéon", "Communication"),
        ((13, "Andrézieux-Bouthéon", 8),),
    ),
    Course(
        "L’urbanisme au quotidien",
        *(PLANNING, 360, 200, 0, HALL, "Urbanisme"),
        ((17, HALL, 15), (33, "Saint-Étienne", 12)),
    ),
    Course(
        "L’état civil et les actes du maire",
        *(CIVIL, 180, 100, 0, "Feurs", "Organisation territoriale"),
        ((26, "Feurs", 15),),
    ),
)
CANCELLED = (CIVIL, 26)

# Who else is on the way, by session: (short name, day, how many are enrolled besides those named above).
ENROLLED = (
    *((STATUTE, 10, 12), (MARKETS, 12, 6), (SPEAKING, 13, 5), (DOMAIN, 15, 8), (POLICE, 17, 12)),
    *((STATUTE, 33, 5), (BUDGET, 40, 4), (POLICE, 45, 4), (DOMAIN, 48, 2), (BUDGET, 55, 1)),
)
NEW_ENROLLED = 30  # so many of them are here for the first time, the others have been trained before
PAST = ((CIVIL, -3), (BUDGET, -12))
PAST_SESSIONS = 38
TRAINED_BESIDES = 23
CLOSED = (
    (Outcome.CANCELLED, "canceledByAttendee"),
    (Outcome.CANCELLED, "canceledByOrganism"),
    (Outcome.REFUSED, "refusedByOrganism"),
    (Outcome.REFUSED, "refusedByAttendee"),
    (Outcome.WITHOUT_SUITE, "rejectedWithoutTitulaireSuite"),
    (Outcome.OTHER, ""),
)
