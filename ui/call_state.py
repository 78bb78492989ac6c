"""What is known of a call that goes on: plain data that a draft keeps, and what the program proposes from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime, time, timedelta
from typing import Any

from app.checks.nir import contains_nir
from app.checks.problems import NBSP
from app.domain.calendar import add_working_days, is_working_day
from app.domain.calls import CallOutcome, CallReason
from app.domain.dates import named_day
from app.domain.dossiers import Stage
from app.guide.cdc import writes_to_cdc
from app.guide.edition import NO, YES, Actor, Effect
from ui.script_position import Offer, Script, Standing

ELU_ACCOUNT = "elu_account"  # the question whose « non » means that the CDC must be written to (domain.md section 1)
CDC_DAYS = 5  # working days after which one asks whether the CDC has answered: the desk's habit, can be changed
MORNING = time(9)

REASONS = (
    (CallReason.CONNECTION, "Connexion"),
    (CallReason.TRAINING, "Formation"),
    (CallReason.ENROLMENT, "Inscription"),
    (CallReason.FOLLOW_UP, "Suivi"),
    (CallReason.OTHER, "Autre"),
)
OUTCOMES = (
    (CallOutcome.STEP_DONE, "Étape faite"),
    (CallOutcome.CALL_BACK, "À rappeler"),
    (CallOutcome.WRITE_TO_CDC, "Écrire à la CDC"),
    (CallOutcome.NO_ANSWER, "Sans réponse"),
)
_PHASE_REASONS = {1: CallReason.CONNECTION, 2: CallReason.TRAINING, 3: CallReason.ENROLMENT}


@dataclass
class CallState:
    """One call. `reason` and `outcome` are None while the proposal holds, "" when the agent took it away."""

    started_at: datetime
    outgoing: bool = False
    typed: str = ""  # what stands in « Appelle »
    phone: str = ""  # E.164 of the line
    speaker_id: int | None = None  # who speaks, when it is not the official
    official_id: int | None = None
    dossier_id: int | None = None
    callback_id: int | None = None  # the promise that this call keeps
    reason: str | None = None
    outcome: str | None = None
    note: str = ""
    callback_on: date | None = None
    callback_at: time | None = None
    callback_reason: str = ""
    callback_proposed: bool = False  # by the script; the agent has not touched it
    place: str = ""  # of the script, when the agent went back; "" where the dossier stands
    help: str = ""  # another way to the same thing, read out beside the step
    ticked: list[str] = field(default_factory=list)  # steps done in this call
    advanced: bool = False  # a dossier was opened, or a question answered, in this call
    waiting: bool = False  # an answer put the rest off
    to_cdc: bool = False  # the élu account is not shown
    strangers: list[int] = field(default_factory=list)  # earlier calls without a name, attached when this one has one
    person: dict[str, str] = field(default_factory=dict)  # a new person being typed
    screen: dict[str, str] = field(default_factory=dict)  # platform's fields typed and not yet saved

    @property
    def blank(self) -> bool:
        """Whether nothing was typed or chosen: such a call is no loss."""
        fresh = CallState(self.started_at, outgoing=self.outgoing)
        return all(getattr(self, one.name) == getattr(fresh, one.name) for one in fields(self))

    def forget_dossier(self) -> None:
        """Another person or dossier: what the script proposed no longer holds."""
        self.dossier_id, self.place, self.help = None, "", ""
        self.ticked, self.advanced, self.waiting, self.to_cdc, self.screen = [], False, False, False, {}
        self._drop_proposed_callback()

    def note_tick(self, step_id: str) -> None:
        """A step was done in this call."""
        if step_id not in self.ticked:
            self.ticked.append(step_id)
        self.waiting = False
        self.place = self.help = ""
        if not self.to_cdc:  # The CDC's answer is still awaited.
            self._drop_proposed_callback()

    def note_answer(self, question: str, value: str, today: date, limit: date | None = None) -> None:
        """A question of the situation was answered; `limit` is the last day to ask for the session."""
        self.place = self.help = ""
        self.advanced = True
        if question == ELU_ACCOUNT:
            self.to_cdc = value == NO
            self._drop_proposed_callback()
            if self.to_cdc:
                self._propose_callback(day_to_ask_cdc(today, limit), f"Réponse de la CDC reçue{NBSP}?")

    def note_wait(self, script: Script, today: date, limit: date | None = None) -> None:
        """The rest waits: a callback is proposed, unless the agent has set one."""
        self.waiting = True
        cdc = script.step is not None and script.step.actor is Actor.CDC
        day = day_to_ask_cdc(today, limit) if cdc else add_working_days(today, 1)
        self._propose_callback(day, f"Réponse de la CDC reçue{NBSP}?" if cdc else resume_words(script))

    def set_callback(self, on: date | None, at: time | None) -> None:
        """The agent set or took away the callback."""
        self.callback_on, self.callback_at, self.callback_proposed = on, at if on is not None else None, False

    def _propose_callback(self, on: date, reason: str) -> None:
        if self.callback_on is not None and not self.callback_proposed:
            return
        self.callback_on, self.callback_at = on, MORNING
        self.callback_reason, self.callback_proposed = reason, True

    def _drop_proposed_callback(self) -> None:
        """The script goes on: what it proposed while it could not no longer holds."""
        if self.callback_proposed:
            self.callback_on = self.callback_at = None
            self.callback_reason, self.callback_proposed = "", False


def note_offer(state: CallState, script: Script, offer: Offer, today: date, limit: date | None = None) -> None:
    """What an answer changes in the call itself; ticks and answers kept in the dossier are written by its services.

    `limit` is the last day to ask for the dossier's session, while it can be asked for.
    """
    match offer.effect:
        case Effect.DONE if script.step is not None:
            if script.step.teaches.get(ELU_ACCOUNT) == YES:
                state.to_cdc = False
            state.note_tick(script.step.id)
        case Effect.ANSWER:
            state.note_answer(offer.question, offer.value, today, limit)
        case Effect.BACK:
            state.place, state.help = f"step:{offer.step}", ""
        case Effect.HELP:
            state.help = offer.help
        case Effect.WAIT:
            state.note_wait(script, today, limit)


def day_to_ask_cdc(today: date, limit: date | None) -> date:
    """When to ask whether the CDC has answered: in 5 working days, or on the working day before the last day to ask.

    The day after tomorrow's limit is no help: then the limit itself, and once it is today the next working day.
    """
    usual = add_working_days(today, CDC_DAYS)
    if limit is None or limit < today or usual < limit:
        return usual
    before = add_working_days(limit, -1)
    return before if before > today else max(limit, add_working_days(today, 1))


def callback_limit_words(callback_on: date | None, limit: date | None, today: date, *, to_cdc: bool) -> str:
    """What a callback must know of the last day to ask: that it comes after it, or that the CDC's delay does."""
    if callback_on is None or limit is None or limit < today:
        return ""
    if callback_on > limit:
        return (
            f"Dernier jour pour demander{NBSP}: {named_day(limit)}, plus tôt que ce rappel. "
            "Choisissez un jour d’ici là, ou une autre session."
        )
    usual = add_working_days(today, CDC_DAYS)
    if to_cdc and usual >= limit:
        late = f"le rappel habituel, dans {CDC_DAYS}{NBSP}j{NBSP}ouvrés, viendrait trop tard"
        return (
            f"Sans réponse d’ici au {named_day(limit)}, dernier jour pour demander, "
            f"proposez une autre session{NBSP}: {late}."
        )
    return ""


def proposed_reason(script: Script | None, standing: Standing | None) -> str:
    """Motif, from the phase where the script stands; "" while nothing tells it."""
    if script is None or standing is None:
        return ""
    if standing.stage in (Stage.ENROLLED, Stage.TRAINED):
        return CallReason.FOLLOW_UP
    return _PHASE_REASONS.get(script.phase.number, CallReason.OTHER)


def proposed_outcome(state: CallState, script: Script | None = None) -> str:
    """Résultat, from what happened in the call and, while nothing did, from the step where it stands; else ""."""
    step = script.step if script is not None else None
    idle = not (state.ticked or state.advanced or state.waiting or state.callback_on)
    if state.to_cdc or (idle and step is not None and step.stage is Stage.ELU_ACCOUNT_MISSING and writes_to_cdc(step)):
        return CallOutcome.WRITE_TO_CDC
    if state.callback_on is not None or state.waiting:
        return CallOutcome.CALL_BACK
    return CallOutcome.STEP_DONE if state.ticked or state.advanced else ""


def chosen_reason(state: CallState, script: Script | None, standing: Standing | None) -> str:
    """Motif as logged: the agent's choice, else the proposal."""
    return proposed_reason(script, standing) if state.reason is None else state.reason


def chosen_outcome(state: CallState, script: Script | None = None) -> str:
    """Résultat as logged: the agent's choice, else the proposal."""
    return proposed_outcome(state, script) if state.outcome is None else state.outcome


def resume_words(script: Script | None) -> str:
    """Why one calls back: the step where the script stands."""
    if script is None or script.step is None:
        return ""
    where = f"étape{NBSP}{script.number}" if script.number else "étape de l’AMF42"
    return f"Reprendre à l’{where}{NBSP}: {script.step.title}"


def in_one_hour(now: datetime) -> tuple[date, time]:
    """« Dans 1 h », rounded up to five minutes; `now` in the desk's own time."""
    soon = now + timedelta(hours=1)
    soon += timedelta(minutes=-soon.minute % 5)
    return soon.date(), time(soon.hour, soon.minute)


def tomorrow_morning(today: date) -> tuple[date, time, str]:
    """« Demain 9 h », or the next working day's morning with its name."""
    tomorrow = today + timedelta(days=1)
    if is_working_day(tomorrow):
        return tomorrow, MORNING, f"Demain 9{NBSP}h"
    names = ("Lundi", "Mardi", "Mercredi", "Jeudi", "Vendredi", "Samedi", "Dimanche")
    day = add_working_days(today, 1)
    return day, MORNING, f"{names[day.weekday()]} 9{NBSP}h"


def callback_days(today: date, count: int = 10) -> tuple[date, ...]:
    """Days offered for a callback: today, then working days."""
    days = [today]
    while len(days) < count:
        days.append(add_working_days(days[-1], 1))
    return tuple(days)


def to_draft(state: CallState) -> dict[str, Any]:
    """The call as JSON; a text in which a NIR stands is left out (design, decision 7)."""
    payload: dict[str, Any] = {}
    for one in fields(state):
        value = getattr(state, one.name)
        if isinstance(value, str) and contains_nir(value):
            continue
        if isinstance(value, datetime | date | time):
            value = value.isoformat()
        elif isinstance(value, dict):
            value = {name: text for name, text in value.items() if not contains_nir(text)}
        payload[one.name] = value
    return payload


def from_draft(payload: Mapping[str, Any], now: datetime) -> CallState:
    """A call from its draft; what another version of the program wrote and this one cannot read is passed over."""
    state = CallState(_moment(payload.get("started_at")) or now)
    for one in fields(CallState):
        value = payload.get(one.name)
        if one.name in ("started_at", "callback_on", "callback_at") or value is None:
            continue
        before = getattr(state, one.name)
        numbers = one.name.endswith("_id")
        if (numbers and isinstance(value, int)) or (
            not numbers and isinstance(value, str if before is None else type(before))
        ):
            setattr(state, one.name, value)
    state.callback_on = _read(date.fromisoformat, payload.get("callback_on"))
    state.callback_at = _read(time.fromisoformat, payload.get("callback_at"))
    return state


def _moment(value: object) -> datetime | None:
    moment = _read(datetime.fromisoformat, value)
    return moment if moment is not None and moment.tzinfo is not None else None


def _read(reader: Any, value: object) -> Any:
    try:
        return reader(value) if isinstance(value, str) else None
    except ValueError:
        return None
