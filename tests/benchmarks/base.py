"""The base that the window opens in the benchmarks: 5,000 invented officials, 300 dossiers, what a busy desk has."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from app.checks.communes import Commune, load_communes
from app.domain.calls import Call, Callback, CallOutcome, CallReason
from app.domain.dossiers import Dossier, Stage
from app.domain.officials import Mandate, MandateKind, Official
from app.domain.trainings import Training, TrainingSession
from app.settings import PcSettings, Places, find_places, save_pc_settings
from app.storage.database import open_encrypted
from app.storage.keys import Key, store_key
from app.storage.upgrade import upgrade
from tests.benchmarks.names import FIRST_NAMES, SURNAMES

OFFICIALS, DOSSIERS, SESSIONS, CALLBACKS = 5000, 300, 40, 60
AGENT = "Camille Vernet"
TITLES = ("La gestion du domaine public et privé", "Le budget communal", "Prendre la parole en public", "L’urbanisme")


def make_base(data: Path) -> Places:
    """Make and fill a base under `data`; its key lies in a file beside it (the caller has put the keyring away)."""
    places = find_places(data)
    key = Key.new()
    store_key(places.base_id, places, key)
    upgrade(places.base, key)
    save_pc_settings(places, PcSettings(agent=AGENT, recovery_printed=True))
    database = open_encrypted(places.base, key)
    try:
        with database.transaction() as unit:
            communes = communes_of_the_loire()
            people = [invented_official(number, communes[number % len(communes)]) for number in range(OFFICIALS)]
            sessions = invented_sessions(date.today())
            unit.session.add_all([*people, *sessions])
            unit.session.flush()
            dossiers = [invented_dossier(number, people, sessions) for number in range(DOSSIERS)]
            unit.session.add_all(dossiers)
            unit.session.flush()
            unit.session.add_all(invented_call(number, dossiers) for number in range(DOSSIERS))
            unit.session.add_all(invented_callback(number, dossiers) for number in range(CALLBACKS))
    finally:
        database.close()
    return places


def communes_of_the_loire() -> list[Commune]:
    known = load_communes()
    found = {commune.insee: commune for code in range(42000, 43000) for commune in known.by_postcode(str(code))}
    return list(found.values())


def invented_official(number: int, commune: Commune) -> Official:
    """Somebody of one of the Loire's communes. Phones are in the range kept for fiction (06 39 98)."""
    surname = f"{SURNAMES[number % len(SURNAMES)]}-{SURNAMES[number // len(SURNAMES) % len(SURNAMES)]}"
    return Official(
        civility="Mme" if number % 2 else "M.",
        first_name=FIRST_NAMES[number % len(FIRST_NAMES)],
        birth_name=surname,
        birth_date=date(1950, 1, 1) + timedelta(days=number * 3),
        mobile=f"+3363998{number % 10000:04d}",
        email=f"elu{number}@example.org",
        postcode="42600",
        city=commune.name,
        city_insee=commune.insee,
        situation={"account": "yes" if number % 3 else "no"},
        created_at=datetime.now(UTC),
        mandates=[
            Mandate(
                kind=MandateKind.MUNICIPAL.value,
                territory_code=commune.insee,
                territory=commune.name,
                function="maire" if number < 320 else "conseillère" if number % 2 else "conseiller",
                source="rne",
            )
        ],
    )


def invented_sessions(today: date) -> list[TrainingSession]:
    trainings = [Training(title=title, short_name=title[:18], minutes=360, price_cents=20000) for title in TITLES]
    days = [today + timedelta(days=2 + 2 * number) for number in range(SESSIONS)]
    return [
        TrainingSession(training=trainings[number % len(trainings)], starts_on=day, ends_on=day, place="Montbrison")
        for number, day in enumerate(days)
    ]


def invented_dossier(number: int, people: list[Official], sessions: list[TrainingSession]) -> Dossier:
    stages = list(Stage)
    opened = datetime.now(UTC) - timedelta(days=number % 30)
    return Dossier(
        official=people[number * 7],
        session=sessions[number % SESSIONS],
        stage=stages[number % len(stages)].value,
        agent=AGENT,
        opened_at=opened,
        stage_since=opened,
    )


def invented_call(number: int, dossiers: list[Dossier]) -> Call:
    began = datetime.now(UTC) - timedelta(hours=number)
    dossier = dossiers[number % DOSSIERS]
    return Call(
        official_id=dossier.official_id,
        dossier_id=dossier.id,
        started_at=began,
        ended_at=began + timedelta(minutes=4),
        agent=AGENT,
        reason=CallReason.CONNECTION.value,
        outcome=CallOutcome.STEP_DONE.value,
        note="Cherchait le compte élu.",
    )


def invented_callback(number: int, dossiers: list[Dossier]) -> Callback:
    return Callback(
        official_id=dossiers[number].official_id,
        dossier_id=dossiers[number].id,
        due_on=date.today() + timedelta(days=number % 7 - 2),
        reason="Reprendre la connexion",
        agent=AGENT,
    )
