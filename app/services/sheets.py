"""Makes the guide sheet of one dossier: this person's values, this session's dates, the steps that remain."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from app.desk import Desk
from app.domain.calendar import last_day_to_ask, last_day_to_confirm
from app.domain.dates import full_day
from app.domain.deadlines import (
    BEFORE_REQUEST,
    request_rule,
    short_request_rule,
    told_confirm_rule,
    validate_by,
    validate_rule,
)
from app.domain.dossiers import Dossier, Stage
from app.domain.hindrances import HindranceKind
from app.domain.names import of_commune
from app.domain.officials import Mandate, MandateKind, Official
from app.domain.trainings import SessionStatus, TrainingSession
from app.guide.path import sheet_steps
from app.services.guarding import existing
from app.storage.queries_people import national
from app.storage.queries_settings import DeskSettings, read_settings
from app.storage.queries_trainings import other_sessions

if TYPE_CHECKING:
    from app.documents.guide_sheet import Sheet, Size
    from app.documents.sheet_data import OtherSession, SheetData, SheetPerson, SheetTraining
    from app.storage.rows import OtherSessions

FindOthers = Callable[[Desk, Session, int, int | None], "OtherSessions | None"]
"""`other_sessions`, or the same with what it has found kept."""


def make_sheet(desk: Desk, dossier_id: int, size: Size | None = None) -> Sheet:
    """The PDF of a dossier's sheet; the same dossier on the same day gives the same bytes. Raises UserError."""
    from app.documents.guide_sheet import Size, guide_sheet

    return guide_sheet(sheet_data(desk, dossier_id), size or Size.STANDARD)


def sheet_data(desk: Desk, dossier_id: int) -> SheetData:
    """What the sheet is made from. Raises UserError when the dossier is gone."""
    with desk.database.read() as session:
        desk.guide.look_again(session)
        return data_of(desk, session, existing(session, Dossier, dossier_id, "ce dossier"), read_settings(session))


def data_of(
    desk: Desk,
    session: Session,
    dossier: Dossier,
    settings: DeskSettings,
    find_others: FindOthers = other_sessions,
) -> SheetData:
    """What the sheet of a dossier that was read is made from; for a thousand of them the settings are read once."""
    from app.documents.sheet_data import SheetData, publisher

    edition = desk.edition(dossier.edition)
    stage = Stage(dossier.stage)
    person, held = dossier.official, dossier.session
    rule, asking = settings.notice_rule, stage in BEFORE_REQUEST
    # Of a session that will not be held no date counts any more.
    start = held.starts_on if held is not None and held.status == SessionStatus.OPEN else None
    deadline = last_day_to_ask(start, rule) if start is not None else None
    validating = start if asking or stage is Stage.REQUEST_SENT else None
    instead = find_others(desk, session, held.id, person.id) if held is not None and asking else None
    confirming = dossier.validated_on if stage is Stage.TO_CONFIRM else None
    own = publisher()
    return SheetData(
        person=_person(person),
        training=_training(held, person, settings) if held is not None else None,
        steps=sheet_steps(edition, dossier.full_situation, stage, dossier.done),
        phases=edition.phases,
        edition_title=f"Guide AMF42, {edition.title}",
        made_on=desk.today(),
        deadline=deadline,
        deadline_rule=request_rule(start, rule) if start is not None else "",
        deadline_rule_short=short_request_rule(start, rule) if start is not None else "",
        deadline_passed=deadline is not None and deadline < desk.today(),
        request_sent=not asking,
        confirm_by=last_day_to_confirm(confirming) if confirming is not None else None,
        confirm_rule=told_confirm_rule(confirming) if confirming is not None else "",
        blocked_step=dossier.blocked_step,
        words=_words(person, held),
        publisher=replace(own, name=settings.desk_name) if settings.desk_name != own.name else None,
        validate_by=validate_by(validating, rule),
        validate_rule=validate_rule(validating, rule),
        other_sessions=_others(instead),
        session_note=_session_note(held, instead),
        edition_note="à relire" if edition.to_read_again(desk.today()) else "",
    )


def _others(instead: OtherSessions | None) -> tuple[OtherSession, ...]:
    """The sessions offered in the place of one that can no longer be asked for."""
    from app.documents.sheet_data import OtherSession

    if instead is None:
        return ()
    return tuple(
        OtherSession(one.starts_on, one.place, one.deadline.day, one.free, one.training if instead.theme else "")
        for one in instead.sessions
    )


def _session_note(held: TrainingSession | None, instead: OtherSessions | None) -> str:
    """What no date on the sheet says: the session will not be held, or has no place left."""
    if held is not None and held.status == SessionStatus.CANCELLED:
        return f"La session du {full_day(held.starts_on)} est annulée."
    if instead is not None and instead.hindrance.kind is HindranceKind.FULL:
        return f"La session du {full_day(held.starts_on)} est complète à ce jour." if held is not None else ""
    return ""


def field_values(person: Official) -> dict[str, str]:
    """`ScreenField.source` -> what to copy, in the platform's capitals; an absent value is left out."""
    values = {
        "birth_name": person.birth_name.upper(),
        "mobile": national(person.mobile, person.mobile_typed),
        "landline": national(person.landline, person.landline_typed),
        "email": person.email,
        "diploma": person.diploma,
        "street_number": person.street_number,
        "repetition": person.repetition.lower(),
        "street_type": person.street_type.upper(),
        "street_name": person.street_name.upper(),
        "complement": person.complement.upper(),
        "locality": person.locality.upper(),
        "postcode_city": f"{person.postcode} {person.city.upper()}".strip(),
    }
    return {source: value for source, value in values.items() if value}


def function_words(function: str) -> str:
    """« 2e adjointe » is written « 2e adjointe au maire »."""
    words = function.strip()
    return f"{words} au maire" if "adjoint" in words.lower() and "maire" not in words.lower() else words


def hours_words(minutes: int) -> str:
    """« 6 heures », « 1 heure 30 »."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{rest}\u00a0minutes" if rest else ""
    return f"{hours}\u00a0heure{'s' * (hours > 1)}" + (f"\u00a0{rest:02}" if rest else "")


def _person(person: Official) -> SheetPerson:
    from app.documents.sheet_data import SheetPerson

    mandate = _mandate(person)
    words, territory = "", ""
    if mandate is not None and mandate.kind == MandateKind.MUNICIPAL:
        article, territory = of_commune(mandate.territory)
        words = f"commune {article.strip()}" if territory else ""
    elif mandate is not None:
        territory = mandate.territory
    return SheetPerson(
        title_name=f"{person.civility} {person.display_name}".strip(),
        function=function_words(mandate.function) if mandate is not None else "",
        territory_words=words,
        territory=territory,
        values=field_values(person),
    )


def _mandate(person: Official) -> Mandate | None:
    """The one under which the person is known: a current municipal one, else the first."""
    current = person.current_mandates
    municipal = (mandate for mandate in current if mandate.kind == MandateKind.MUNICIPAL)
    return next(municipal, current[0] if current else None)


def _training(held: TrainingSession, person: Official, settings: DeskSettings) -> SheetTraining:
    from app.documents.sheet_data import SheetTraining

    training = held.training
    price = training.price_cents or None
    return SheetTraining(
        title=training.title,
        starts_on=held.starts_on if held.status == SessionStatus.OPEN else None,
        ends_on=held.ends_on if held.status == SessionStatus.OPEN else None,
        hours_words=hours_words(training.minutes),
        place=held.place or training.place,
        price_cents=price,
        balance_cents=balance(price or 0, person, settings),
        extra_fees_cents=training.extra_fees_cents or None,
    )


def balance(price_cents: int, person: Official, settings: DeskSettings) -> int | None:
    """What is left to pay: by the declared rights, else nothing where one year's rights suffice, else unknown."""
    if person.rights_euros is not None:
        return max(0, price_cents - person.rights_euros * 100)
    return 0 if price_cents <= settings.rights_a_year_euros * 100 else None


def _words(person: Official, held: TrainingSession | None) -> dict[str, str]:
    """Values of the guide's placeholders that the sheet does not work out itself."""
    mandate = _mandate(person)
    words = {
        "civility": person.civility,
        "first_name": person.first_name,
        "surname": person.surname,
        "commune": mandate.territory if mandate is not None else "",
        "training_short": held.training.short_name if held is not None else "",
    }
    return {name: value for name, value in words.items() if value}
