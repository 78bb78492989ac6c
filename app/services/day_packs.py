"""The day pack of a session: who is on the way to it, how far each is, who is still to be called."""

from __future__ import annotations

from dataclasses import replace
from datetime import time
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.desk import Desk
from app.domain.calendar import last_day_to_confirm
from app.domain.dates import full_day, hour
from app.domain.dossiers import Dossier, Stage
from app.domain.edof import edof_status
from app.domain.folding import fold
from app.domain.names import agreed
from app.domain.trainings import Training, TrainingSession
from app.services.guarding import existing
from app.services.sheets import balance, function_words
from app.storage.queries_people import commune_and_function, mandates_of, phones_of, sort_name
from app.storage.queries_settings import DeskSettings, read_settings

if TYPE_CHECKING:
    from app.documents.day_pack import DayPackData, DayPerson
    from app.documents.document import Document
    from app.storage.rows import MandateRow

MORNING_ENDS = time(13)  # at the latest: who is held until then signs once
ON_THE_LIST = frozenset({Stage.ENROLLED, Stage.TRAINED, Stage.TO_CONFIRM})


def make_day_pack(desk: Desk, session_id: int) -> Document:
    """The pack as one paper. Raises UserError when the session is gone."""
    from app.documents.day_pack import day_pack

    return day_pack(day_pack_data(desk, session_id))


def day_pack_data(desk: Desk, session_id: int) -> DayPackData:
    """What the pack is made from, people by name; a fixed number of statements."""
    from app.documents.day_pack import DayPackData
    from app.documents.sheet_data import publisher

    with desk.database.read() as reading:
        held = existing(reading, TrainingSession, session_id, "cette session")
        whole = joinedload(Dossier.official)
        query = select(Dossier).where(Dossier.session_id == session_id, Dossier.outcome == "").options(whole)
        dossiers = list(reading.scalars(query))
        mandates = mandates_of(reading, {dossier.official_id for dossier in dossiers})
        own, settings = publisher(), read_settings(reading)
        people = [_person(desk, one, held.training, mandates.get(one.official_id, []), settings) for one in dossiers]
        return DayPackData(
            training=held.training.title,
            starts_on=held.starts_on,
            ends_on=held.ends_on,
            made_on=desk.today(),
            people=tuple(sorted(people, key=lambda person: fold(person.name))),
            hours=" à ".join(hour(at) for at in (held.starts_at, held.ends_at) if at is not None),
            place=held.place or held.training.place,
            access=held.access or _access_before(reading, held),
            price_cents=held.training.price_cents,
            seats=held.seats,
            half_days=_half_days(held.starts_at, held.ends_at),
            desk=replace(own, name=settings.desk_name) if settings.desk_name != own.name else own,
        )


def state_words(desk: Desk, dossier: Dossier) -> str:
    """Where somebody stands, in words for the one who opens the door that day."""
    civility, stage = dossier.official.civility, Stage(dossier.stage)
    if stage is Stage.TO_CONFIRM:
        words = f"{agreed(civility, 'Validé')} par l’AMF42, pas encore {agreed(civility, 'confirmé')}"
    elif stage is Stage.ENROLLED:
        words = f"{agreed(civility, 'Inscrit')}\u00a0: la place est confirmée"
    elif stage is Stage.TRAINED:
        words = agreed(civility, "Formé")
    elif stage is Stage.REQUEST_SENT:
        words = "Demande envoyée, à valider par l’AMF42 dans EDOF"
    else:
        words = f"Pas encore de demande ({desk.edition(dossier.edition).column(stage).title.lower()})"
    return words


def edof_words(dossier: Dossier) -> str:
    """« EDOF : « Accepté », dossier 12345678 », what of it is known."""
    number = f"dossier\u00a0{dossier.edof_number}" if dossier.edof_number else ""
    told = edof_status(dossier.edof_status).label if dossier.edof_status else ""
    return ", ".join(part for part in (f"EDOF\u00a0: «\u00a0{told}\u00a0»" if told else "", number) if part)


def _person(
    desk: Desk, dossier: Dossier, training: Training, mandates: list[MandateRow], settings: DeskSettings
) -> DayPerson:
    from app.documents.day_pack import DayPerson
    from app.documents.words import amount as money

    person, stage = dossier.official, Stage(dossier.stage)
    commune, function = commune_and_function(mandates, person.city)
    rest = balance(training.price_cents, person, settings)
    note = "et le prix selon ses droits" if rest is None else ""
    if rest:
        note = f"dont {money(rest)} au-delà de ses droits"
    phones = [f"{one.national}{_kind(one.mobile)}" for one in phones_of(person, {})]
    return DayPerson(
        name=sort_name(person.usual_name, person.birth_name, person.first_name),
        function=function_words(function),
        commune=commune,
        state=state_words(desk, dossier),
        edof=edof_words(dossier),
        phones=(*phones, person.phone_note) if person.phone_note else tuple(phones),
        email=person.email,
        to_call=stage is Stage.TO_CONFIRM,
        call_by=_call_by(desk, dossier) if stage is Stage.TO_CONFIRM else "",
        comes=stage in ON_THE_LIST,
        fees_cents=training.extra_fees_cents + (rest or 0) if stage in ON_THE_LIST else 0,
        fees_note=note if stage in ON_THE_LIST else "",
    )


def _call_by(desk: Desk, dossier: Dossier) -> str:
    if dossier.validated_on is None:
        return "au plus vite"
    last, today = last_day_to_confirm(dossier.validated_on), desk.today()
    if last == today:
        return "aujourd’hui"
    return f"{full_day(last)} (dépassé)" if last < today else full_day(last)


def _access_before(reading: Session, held: TrainingSession) -> str:
    """How one got to the same place for another session, the latest first."""
    query = select(TrainingSession.place, TrainingSession.access).where(TrainingSession.access != "")
    place = fold(held.place)
    for there, access in reading.execute(query.order_by(TrainingSession.starts_on.desc())):
        if place and fold(there) == place:
            return str(access)
    return ""


def _half_days(starts_at: time | None, ends_at: time | None) -> tuple[str, ...]:
    """One signature for each half day on which the session is held; both where the hours are not known."""
    if ends_at is not None and ends_at <= MORNING_ENDS:
        return ("matin",)
    if starts_at is not None and starts_at >= time(12):
        return ("après-midi",)
    return ("matin", "après-midi")


def _kind(mobile: bool) -> str:
    return "" if mobile else " (fixe)"
