"""What the desk does in its catalogue: trainings and the sessions on which they are held."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, time
from typing import Any

from sqlalchemy import delete, exists, select
from sqlalchemy.orm import Session

from app.changes import Changes
from app.desk import Desk
from app.domain.calls import Draft
from app.domain.dates import duration, hour, named_day
from app.domain.dossiers import Dossier
from app.domain.trainings import DEFAULT_SEATS, SHORT_NAME_LENGTH, SessionStatus, Training, TrainingSession
from app.errors import FieldConflict, UserError
from app.services.guarding import existing, refuse_nir, refuse_stale

TRAINING, SESSION = "cette formation", "cette session"
TRAINING_LABELS = {
    "title": "Titre",
    "short_name": "Nom court",
    "minutes": "Durée",
    "price_cents": "Prix",
    "extra_fees_cents": "Frais additionnels",
    "place": "Lieu",
    "theme": "Thème",
    "link": "Page publique",
    "archived": "Archivée",
}
SESSION_LABELS = {
    "starts_on": "Premier jour",
    "ends_on": "Dernier jour",
    "starts_at": "Début",
    "ends_at": "Fin",
    "place": "Lieu",
    "access": "Accès",
    "seats": "Places",
}


@dataclass(frozen=True)
class TrainingForm:
    """A training as typed; money in euro cents, duration in minutes. Without a short name one is made of the title."""

    title: str
    short_name: str = ""
    minutes: int = 0
    price_cents: int = 0
    extra_fees_cents: int = 0
    place: str = ""
    theme: str = ""
    link: str = ""
    archived: bool = False


@dataclass(frozen=True)
class SessionForm:
    """A session as typed; `ends_on` None is the first day."""

    starts_on: date
    ends_on: date | None = None
    starts_at: time | None = None
    ends_at: time | None = None
    place: str = ""
    seats: int = DEFAULT_SEATS
    access: str = ""


def save_training(
    desk: Desk, training_id: int | None, form: TrainingForm, version: int | None, *, draft_id: int | None = None
) -> Changes:
    """Save a training, new when `training_id` is None. Raises UserError, Conflict."""
    values = _stripped(form)
    refuse_nir({TRAINING_LABELS[name]: value for name, value in values.items() if isinstance(value, str)})
    if not values["title"]:
        raise UserError("Il manque le titre de la formation. Saisissez-le, puis enregistrez.")
    if len(values["short_name"]) > SHORT_NAME_LENGTH:
        raise UserError(
            f"Le nom court a {len(values['short_name'])}\u00a0caractères, {SHORT_NAME_LENGTH} au plus tiennent "
            "sur une carte. Raccourcissez-le."
        )
    if min(values["minutes"], values["price_cents"], values["extra_fees_cents"]) < 0:
        raise UserError("La durée, le prix et les frais ne peuvent pas être négatifs. Relisez-les.")
    values["short_name"] = values["short_name"] or short_name_for(values["title"])
    with desk.database.transaction(undoable=True) as unit:
        if training_id is None:
            training = Training()
            unit.session.add(training)
        else:
            training = existing(unit.session, Training, training_id, TRAINING)
            refuse_stale(training.version, version, _conflicts(training, values, TRAINING_LABELS))
        _put(training, values)
        _drop_draft(unit.session, draft_id)
        unit.session.flush()
        unit.result = training.id
        unit.label = f"Formation «\u00a0{training.title}\u00a0» {'ajoutée' if training_id is None else 'enregistrée'}"
    return unit.changes


def delete_training(desk: Desk, training_id: int) -> Changes:
    """Delete a training with its sessions; refused while a dossier, even a closed one, names one of them."""
    with desk.database.transaction(undoable=True) as unit:
        training = existing(unit.session, Training, training_id, TRAINING)
        used = exists().where(Dossier.session_id == TrainingSession.id, TrainingSession.training_id == training_id)
        if unit.session.scalar(select(used)):
            raise UserError(
                "Des dossiers portent sur les sessions de cette formation\u00a0: elle ne peut pas être supprimée. "
                "Archivez-la pour qu’elle ne soit plus proposée."
            )
        unit.label = f"Formation «\u00a0{training.title}\u00a0» supprimée"
        unit.session.delete(training)
    return unit.changes


def save_session(
    desk: Desk,
    session_id: int | None,
    training_id: int,
    form: SessionForm,
    version: int | None,
    *,
    draft_id: int | None = None,
) -> Changes:
    """Save a session, new when `session_id` is None. Raises UserError, Conflict."""
    values = _stripped(form) | {"ends_on": form.ends_on or form.starts_on}
    refuse_nir({"Lieu": values["place"], "Accès": values["access"]})
    if values["ends_on"] < form.starts_on:
        raise UserError("Le dernier jour vient plus tôt que le premier. Relisez les deux dates.")
    same_day = values["ends_on"] == form.starts_on
    if same_day and form.starts_at and form.ends_at and form.ends_at <= form.starts_at:
        raise UserError("L’heure de fin ne suit pas l’heure de début. Relisez les deux heures.")
    if form.seats < 1:
        raise UserError("Il faut au moins une place. Relisez le nombre de places.")
    with desk.database.transaction(undoable=True) as unit:
        if session_id is None:
            existing(unit.session, Training, training_id, TRAINING)
            held = TrainingSession(training_id=training_id, status=SessionStatus.OPEN.value)
            unit.session.add(held)
        else:
            held = existing(unit.session, TrainingSession, session_id, SESSION)
            refuse_stale(held.version, version, _conflicts(held, values, SESSION_LABELS))
        _put(held, values)
        _drop_draft(unit.session, draft_id)
        unit.session.flush()
        unit.result = held.id
        unit.label = f"Session du {named_day(held.starts_on)} {'ajoutée' if session_id is None else 'enregistrée'}"
    return unit.changes


def cancel_session(desk: Desk, session_id: int) -> Changes:
    """Mark a session as cancelled; its dossiers stay where they are."""
    return _set_status(desk, session_id, SessionStatus.CANCELLED, "annulée")


def reopen_session(desk: Desk, session_id: int) -> Changes:
    """Offer a cancelled session again."""
    return _set_status(desk, session_id, SessionStatus.OPEN, "rouverte")


def delete_session(desk: Desk, session_id: int) -> Changes:
    """Delete a session that no dossier names."""
    with desk.database.transaction(undoable=True) as unit:
        held = existing(unit.session, TrainingSession, session_id, SESSION)
        if unit.session.scalar(select(exists().where(Dossier.session_id == session_id))):
            raise UserError(
                "Des dossiers portent sur cette session\u00a0: elle ne peut pas être supprimée. "
                "Annulez-la, ou changez d’abord la session de ces dossiers."
            )
        unit.label = f"Session du {named_day(held.starts_on)} supprimée"
        unit.session.delete(held)
    return unit.changes


def short_name_for(title: str) -> str:
    """Whole words of the title, as many as a card shows."""
    words = title.split()
    while len(words) > 1 and len(" ".join(words)) > SHORT_NAME_LENGTH:
        words.pop()
    return " ".join(words)[:SHORT_NAME_LENGTH]


def _set_status(desk: Desk, session_id: int, status: SessionStatus, said: str) -> Changes:
    with desk.database.transaction(undoable=True) as unit:
        held = existing(unit.session, TrainingSession, session_id, SESSION)
        held.status = status.value
        unit.label = f"Session du {named_day(held.starts_on)} {said}"
        unit.result = session_id
    return unit.changes


def _stripped(form: TrainingForm | SessionForm) -> dict[str, Any]:
    values = {one.name: getattr(form, one.name) for one in fields(form)}
    return {name: value.strip() if isinstance(value, str) else value for name, value in values.items()}


def _put(row: Training | TrainingSession, values: dict[str, Any]) -> None:
    for name, value in values.items():
        setattr(row, name, value)


def _conflicts(row: Training | TrainingSession, values: dict[str, Any], labels: dict[str, str]) -> list[FieldConflict]:
    return [
        FieldConflict(label, _words(name, values[name]), _words(name, getattr(row, name)))
        for name, label in labels.items()
    ]


def _words(name: str, value: Any) -> str:
    """A value as shown on screen."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, date):
        return named_day(value, year=True)
    if isinstance(value, time):
        return hour(value)
    if name.endswith("_cents"):
        return f"{value / 100:.2f}".replace(".", ",").removesuffix(",00") + "\u00a0€"
    return duration(value) if name == "minutes" else str(value)


def _drop_draft(session: Session, draft_id: int | None) -> None:
    if draft_id is not None:
        session.execute(delete(Draft).where(Draft.id == draft_id))
