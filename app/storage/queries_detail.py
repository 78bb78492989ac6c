"""Reads all that the panel of one dossier and the page of one person show."""

from __future__ import annotations

from datetime import time

from sqlalchemy.orm import Session

from app.desk import Desk
from app.domain.dates import full_day, hour
from app.domain.deadlines import BEFORE_REQUEST as EARLY
from app.domain.deadlines import dossier_deadlines, other_rule, validate_by, validate_rule
from app.domain.dossiers import Dossier, DossierEvent, Stage
from app.domain.edof import edof_status
from app.domain.names import agreed
from app.domain.officials import Official
from app.domain.trainings import SessionStatus, TrainingSession
from app.guide.edition import Actor, Edition, Step
from app.guide.path import learned, numbering, whole_path
from app.guide.wording import fill_text
from app.storage.queries_dossiers import dates_of, dossier_rows, promises_of
from app.storage.queries_history import history_rows
from app.storage.queries_people import mandates_of, people_on_lines, person_rows, phones_of
from app.storage.queries_settings import read_settings
from app.storage.queries_trainings import other_sessions
from app.storage.rows import DossierDetail, DossierRow, OfficialDetail, StepRow

# The text columns of the form, in the platform's order.
TEXT_COLUMNS = (
    *("civility", "birth_name", "usual_name", "first_name", "role", "diploma"),
    *("mobile", "mobile_typed", "landline", "landline_typed", "phone_note", "email"),
    *("street_number", "repetition", "street_type", "street_name", "complement", "locality"),
    *("postcode", "city", "city_insee", "note"),
)


def dossier(desk: Desk, dossier_id: int) -> DossierDetail | None:
    """One dossier whole, or None when it is gone."""
    with desk.database.read() as session:
        kept = session.get(Dossier, dossier_id)
        if kept is None:
            return None
        person, held = kept.official, kept.session
        training = held.training if held is not None else None
        settings = read_settings(session)
        rows = dossier_rows(desk, session, Dossier.id == dossier_id, rule=settings.notice_rule)
        desk.guide.look_again(session)
        edition = desk.edition(kept.edition)
        status = edof_status(kept.edof_status)
        situation = kept.full_situation
        dates = dates_of(_Joined(kept, held), promises_of(session, [dossier_id]).get(dossier_id, ()))
        early = kept.is_open and kept.stage in EARLY
        asks = early and held is not None and held.status == SessionStatus.OPEN
        steps = _steps(kept, edition, rows[0])
        return DossierDetail(
            row=rows[0],
            official=person_rows(session, [person.id])[0],
            deadlines=dossier_deadlines(dates, settings.notice_rule, desk.today()) if kept.is_open else (),
            other_rule=other_rule(held.starts_on, settings.notice_rule) if held is not None and asks else "",
            validate_by=validate_by(held.starts_on, settings.notice_rule) if held is not None and asks else None,
            validate_rule=validate_rule(held.starts_on, settings.notice_rule) if held is not None and asks else "",
            instead=other_sessions(desk, session, held.id, person.id) if held is not None and early else None,
            session_words=_hours(held.starts_at, held.ends_at) if held is not None else "",
            price_cents=training.price_cents if training is not None else 0,
            extra_fees_cents=training.extra_fees_cents if training is not None else 0,
            minutes=training.minutes if training is not None else 0,
            link=training.link if training is not None else "",
            edition=kept.edition,
            edof_status=kept.edof_status,
            edof_label=status.label,
            official_sees=status.official_sees,
            situation=situation,
            steps=steps,
            history=history_rows(desk, session, DossierEvent.dossier_id == dossier_id),
            blocked_step=kept.blocked_step,
            cdc_written_on=kept.cdc_written_on,
            cdc_written_by=kept.cdc_written_by,
            version=kept.version,
            known=learned(edition, situation, {step.id for step in steps if step.done}),
        )


def official(desk: Desk, official_id: int) -> OfficialDetail | None:
    """One person whole, or None when they are gone."""
    with desk.database.read() as session:
        person = session.get(Official, official_id)
        if person is None:
            return None
        shared = people_on_lines(session, {number for number in (person.mobile, person.landline) if number})
        return OfficialDetail(
            person=person_rows(session, [official_id])[0],
            version=person.version,
            values={name: getattr(person, name) for name in TEXT_COLUMNS},
            birth_date=person.birth_date,
            mandates=tuple(mandates_of(session, [official_id]).get(official_id, ())),
            phones=phones_of(person, shared),
            email=person.email,
            address_lines=address_lines(person),
            situation=dict(person.situation),
            nir_checked_at=person.nir_checked_at,
            nir_checked_by=person.nir_checked_by,
            rights_euros=person.rights_euros,
            rights_on=person.rights_on,
            dossiers=dossiers_of_person(desk, session, official_id),
            history=history_rows(desk, session, DossierEvent.official_id == official_id),
        )


def dossiers_of_person(desk: Desk, session: Session, official_id: int) -> tuple[DossierRow, ...]:
    """Open dossiers first, the most urgent on top, then closed ones, the newest first."""
    rows = dossier_rows(desk, session, Dossier.official_id == official_id)
    still_open = [row for row in rows if not row.outcome]
    closed = sorted(
        (row for row in rows if row.outcome), key=lambda row: row.closed_at or row.stage_since, reverse=True
    )
    still_open.sort(key=lambda row: (row.deadline is None, row.deadline.sort_key if row.deadline else (), row.id))
    return (*still_open, *closed)


def address_lines(person: Official) -> tuple[str, ...]:
    """The address as one reads it: complement, street, lieu-dit, code and town; empty lines left out."""
    street = " ".join(
        part for part in (person.street_number, person.repetition, person.street_type, person.street_name) if part
    )
    town = f"{person.postcode} {person.city}".strip()
    return tuple(line for line in (person.complement, street, person.locality, town) if line)


class _Joined:
    """A dossier and its session as one row of columns, for `dates_of`."""

    def __init__(self, kept: Dossier, held: TrainingSession | None) -> None:
        self.stage = kept.stage
        self.starts_on = held.starts_on if held is not None else None
        self.ends_on = held.ends_on if held is not None else None
        self.status = held.status if held is not None else ""
        self.requested_on = kept.requested_on
        self.validated_on = kept.validated_on
        self.cdc_written_on = kept.cdc_written_on
        self.cdc_written_by = kept.cdc_written_by


def _steps(kept: Dossier, edition: Edition, row: DossierRow) -> tuple[StepRow, ...]:
    """The whole path of this situation; what lies behind the stage is done, ticked or not."""
    ticks = {tick.step_id: tick for tick in kept.done_steps}
    path = whole_path(edition, kept.full_situation)
    numbers = numbering(path)
    order = edition.path_order
    rank = order.index(Stage(kept.stage))
    words = {"training": row.training, "training_short": row.training_short, "place": row.place}
    if row.session_on is not None:
        words["session_date"] = full_day(row.session_on)
    actors = {Actor.OFFICIAL: agreed(kept.official.civility, "Élu"), Actor.AMF42: "AMF42", Actor.CDC: "CDC"}

    def made(step: Step) -> StepRow:
        tick = ticks.get(step.id)
        return StepRow(
            id=step.id,
            number=numbers.get(step.id, 0),
            title=fill_text(step.title, words, numbers),
            actor=actors[step.actor],
            phase=step.phase,
            stage=step.stage,
            done=tick is not None or order.index(step.stage) < rank,
            done_at=tick.done_at if tick is not None else None,
            done_by=tick.done_by if tick is not None else "",
            blocked=step.id == kept.blocked_step,
        )

    return tuple(made(step) for step in path)


def _hours(starts_at: time | None, ends_at: time | None) -> str:
    """« 9 h à 16 h »."""
    return " à ".join(hour(at) for at in (starts_at, ends_at) if at is not None)
