"""Invented people of real communes of the Loire, trainings and dossiers, made with the real services.

    desk = make_desk(database)                      # Tuesday 24 November 2026, 10 h 42, Claire M.
    odile = add_person(desk, "Odile", "Thévenet", "Saint-Georges-en-Couzan", function="1re adjointe")
    dossier = add_dossier(desk, odile, add_session(desk, starts_on=date(2026, 12, 15)), ACCOUNT_OPEN)

Phones are of the ranges kept for fiction. Nobody here bears a NIR.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Any

from app.changes import Changes
from app.desk import Desk
from app.domain.dossiers import Stage
from app.guide.edition import Edition
from app.guide.loading import load_editions
from app.services.catalogue import SessionForm, TrainingForm, save_session, save_training
from app.services.directory import MandateForm, OfficialForm, save_official
from app.services.dossiers import move, open_dossier
from app.storage.database import Database
from app.storage.editions import DeskGuide

NOW = datetime(2026, 11, 24, 9, 42, tzinfo=UTC)  # the day and hour of the looks
TODAY = date(2026, 11, 24)
AGENT = "Claire M."
DOMAINE_PUBLIC = "La gestion du domaine public et privé de la commune"

# Situations, as the questions of the guide answer them.
NOTHING_KNOWN: Mapping[str, str] = {}
WITHOUT_ACCOUNT: Mapping[str, str] = {"account_open": "no", "franceconnect": "no"}
ACCOUNT_OPEN: Mapping[str, str] = {"account_open": "yes", "franceconnect": "yes", "elu_account": "yes"}
NOT_SHOWN: Mapping[str, str] = {"account_open": "yes", "franceconnect": "yes", "elu_account": "no"}
WITHOUT_FRANCECONNECT: Mapping[str, str] = {"account_open": "yes", "franceconnect": "no", "elu_account": "yes"}

# Communes of the Loire with their INSEE and postal codes.
COMMUNES = {
    "Andrézieux-Bouthéon": ("42005", "42160"),
    "Boën-sur-Lignon": ("42019", "42130"),
    "Champdieu": ("42046", "42600"),
    "Feurs": ("42094", "42110"),
    "Le Coteau": ("42071", "42120"),
    "Montbrison": ("42147", "42600"),
    "Saint-Galmier": ("42222", "42330"),
    "Saint-Georges-en-Couzan": ("42227", "42990"),
    "Sury-le-Comtal": ("42304", "42450"),
}


class Clock:
    """A clock that stands still until it is told to go on."""

    def __init__(self, now: datetime = NOW) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, **span: float) -> None:
        """Go on by days, hours, minutes…"""
        self.now += timedelta(**span)


@cache
def packaged() -> tuple[Edition, ...]:
    """The editions that come with the program, read once a run."""
    return load_editions()


def make_desk(database: Database, clock: Callable[[], datetime] | None = None, agent: str = AGENT) -> Desk:
    """A desk at work with the editions that come with the program."""
    guide = DeskGuide(database, packaged())
    return Desk(database=database, guide=guide, clock=clock or Clock(), agent=agent)


def person_form(first_name: str = "Odile", surname: str = "Thévenet", **values: Any) -> OfficialForm:
    """The form of somebody."""
    return OfficialForm(**{"civility": "Mme", "first_name": first_name, "birth_name": surname, **values})


def mandate_form(commune: str, function: str = "maire", **values: Any) -> MandateForm:
    """A municipal mandate in one of COMMUNES, or in any other place."""
    code = COMMUNES.get(commune, ("", ""))[0]
    return MandateForm(
        **{"kind": "municipal", "territory": commune, "territory_code": code, "function": function, **values}
    )


def add_person(
    desk: Desk,
    first_name: str = "Odile",
    surname: str = "Thévenet",
    commune: str = "Saint-Georges-en-Couzan",
    *,
    function: str = "1re adjointe",
    mandate: Mapping[str, Any] | None = None,
    **values: Any,
) -> int:
    """Save somebody with one mandate in their commune; with `is_official=False` nobody's mandate. Give back the id."""
    insee, postcode = COMMUNES.get(commune, ("", ""))
    form = person_form(first_name, surname, **{"city": commune, "city_insee": insee, "postcode": postcode, **values})
    sits = form.is_official and bool(commune)
    mandates = [mandate_form(commune, function, **(mandate or {}))] if sits else []
    return int(save_official(desk, None, form, None, mandates=mandates).result)


def add_training(desk: Desk, title: str = DOMAINE_PUBLIC, **values: Any) -> int:
    """The guide's own training unless said otherwise: 6 h, 200 €, 18 € of extra fees."""
    known = {"short_name": "Domaine public", "minutes": 360, "price_cents": 20_000, "extra_fees_cents": 1_800}
    if title != DOMAINE_PUBLIC:
        known["short_name"] = ""
    form = TrainingForm(**{"title": title, **known, **values})
    return int(save_training(desk, None, form, None).result)


def add_session(desk: Desk, training_id: int | None = None, **values: Any) -> int:
    """A session on Tuesday 15 December 2026 at Montbrison, of a training of its own unless one is named."""
    form = SessionForm(**{"starts_on": date(2026, 12, 15), "place": "Montbrison", **values})
    if training_id is None:
        training_id = add_training(desk)
    if form.starts_at is None:
        form = replace(form, starts_at=time(9), ends_at=time(16))
    return int(save_session(desk, None, training_id, form, None).result)


def add_dossier(
    desk: Desk,
    official_id: int,
    session_id: int | None = None,
    situation: Mapping[str, str] = NOTHING_KNOWN,
    *,
    stage: Stage | None = None,
) -> int:
    """Open a dossier and, with `stage`, move it there by hand."""
    dossier_id = int(open_dossier(desk, official_id, session_id, situation).result)
    if stage is not None:
        move(desk, dossier_id, stage)
    return dossier_id


def tables(changes: Changes) -> set[str]:
    """What a write touched."""
    return set(changes.tables)
