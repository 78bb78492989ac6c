"""What reads hand to the screens: frozen rows, never mapped objects."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time

from app.domain.calendar import Deadline
from app.domain.dossiers import Stage
from app.domain.hindrances import Hindrance


@dataclass(frozen=True)
class PhoneRow:
    """One phone of one person: as written in France, as dialled, and whose line it is."""

    national: str  # "06 39 98 41 27"; what was typed when it could not be understood
    e164: str  # "" when it was not understood
    mobile: bool
    shared_by: int = 1  # how many people of the directory bear this number

    @property
    def line(self) -> str:
        """« Mobile », « Fixe » or « Mairie, 3 pers. »."""
        if self.shared_by > 1:
            return f"Mairie, {self.shared_by} pers."
        return "Mobile" if self.mobile else "Fixe"


@dataclass(frozen=True)
class PersonRow:
    """One line of the directory, or one candidate for a caller."""

    id: int
    name: str  # "Odile Thévenet"
    sort_name: str  # "Thévenet Odile"
    commune: str  # of the first current mandate, or the city
    function: str  # "1re adjointe", "Secrétaire de mairie (pas élue)"
    civility: str
    birth_year: int | None
    birth_name: str
    usual_name: str
    phone: PhoneRow | None
    open_dossiers: int
    is_official: bool
    mandate_ended: bool = False


@dataclass(frozen=True)
class MandateRow:
    """One mandate as shown beside the form."""

    id: int
    kind: str
    territory: str
    territory_code: str
    function: str
    mandate_on: date | None
    ended_on: date | None
    absent_since: date | None
    function_on: date | None = None


@dataclass(frozen=True)
class DossierRow:
    """One dossier: a card of the board, a line on a person's page, a choice during a call."""

    id: int
    version: int
    official_id: int
    name: str
    commune: str
    function: str
    epci: str
    training: str  # title, or "" while none is chosen
    training_short: str  # or "À choisir"
    session_id: int | None
    session_on: date | None
    place: str
    stage: Stage
    deadline: Deadline | None  # the most urgent
    agent: str
    edof_number: str
    outcome: str
    stage_since: datetime
    closed_at: datetime | None = None
    edition: str = ""  # id of the edition of the guide that it follows
    to_write: tuple[Stage, ...] = ()  # columns that ask this person to write to the CDC, its own first


@dataclass(frozen=True)
class HistoryRow:
    """One line of history: an event, a call or a hand-out, newest first."""

    at: datetime
    kind: str  # an EventKind value, or "call"
    text: str  # "Passé à « À confirmer par l’élu »"
    detail: str  # second line: agent, note, EDOF's word
    agent: str
    icon: str  # name of a Lucide icon
    dossier_id: int | None = None
    call_id: int | None = None


@dataclass(frozen=True)
class StepRow:
    """One step of a checklist."""

    id: str
    number: int  # in the whole path of this situation, from 1
    title: str
    actor: str  # "Élu", "Élue", "AMF42", "CDC"
    phase: int
    stage: Stage
    done: bool
    done_at: datetime | None = None
    done_by: str = ""
    blocked: bool = False


@dataclass(frozen=True)
class SessionRow:
    """One session, with its seats and its last day to ask."""

    id: int
    version: int
    training_id: int
    training: str
    training_short: str
    starts_on: date
    ends_on: date
    starts_at: time | None
    ends_at: time | None
    place: str
    seats: int
    taken: int
    status: str
    deadline: Deadline  # REQUEST, or TOO_LATE when its last day is past
    to_help: int  # open dossiers before « Demande envoyée »
    access: str = ""  # how one gets there and into the room

    @property
    def free(self) -> int:
        """Seats left, never below zero."""
        return max(0, self.seats - self.taken)


@dataclass(frozen=True)
class OtherSessions:
    """What is offered in the place of a session that can no longer be asked for, the next one first."""

    hindrance: Hindrance
    sessions: tuple[SessionRow, ...]  # each with seats left and its last day to ask still to come
    theme: str = ""  # they are of other trainings on this theme; "": of the same training


@dataclass(frozen=True)
class DossierDetail:
    """All that the panel beside the board shows."""

    row: DossierRow
    official: PersonRow
    deadlines: tuple[Deadline, ...]  # each with its rule in one sentence, most urgent first
    other_rule: str  # what the other notice rule would give, in one sentence, or ""
    session_words: str  # "6 h", "9 h à 16 h"
    price_cents: int
    extra_fees_cents: int
    minutes: int
    link: str
    edition: str
    edof_status: str  # raw
    edof_label: str  # "Validé"
    official_sees: str  # "À valider"
    situation: Mapping[str, str]  # question id -> yes | no | unknown; absent = never answered
    steps: tuple[StepRow, ...]  # the whole path, done ones too
    history: tuple[HistoryRow, ...]
    blocked_step: str
    cdc_written_on: date | None
    cdc_written_by: str
    version: int
    validate_by: date | None = None  # last day for AMF42 to validate, while the request is not sent
    validate_rule: str = ""
    instead: OtherSessions | None = None  # when its session can no longer be asked for
    known: Mapping[str, str] = field(default_factory=dict)  # the situation with what the steps behind have proved


@dataclass(frozen=True)
class OfficialDetail:
    """All that the page of one person shows."""

    person: PersonRow
    version: int
    values: Mapping[str, str]  # column name -> text, of each text column of the form
    birth_date: date | None
    mandates: tuple[MandateRow, ...]
    phones: tuple[PhoneRow, ...]
    email: str
    address_lines: tuple[str, ...]
    situation: Mapping[str, str]
    nir_checked_at: datetime | None
    nir_checked_by: str
    rights_euros: int | None
    rights_on: date | None
    dossiers: tuple[DossierRow, ...]
    history: tuple[HistoryRow, ...]


@dataclass(frozen=True)
class TrainingRow:
    """One training of the catalogue with its sessions in order of date."""

    id: int
    version: int
    title: str
    short_name: str
    minutes: int
    price_cents: int
    extra_fees_cents: int
    place: str
    theme: str
    link: str
    archived: bool
    sessions: tuple[SessionRow, ...]


@dataclass(frozen=True)
class SessionDetail:
    """All that the panel of a session shows."""

    session: SessionRow
    training: TrainingRow
    dossiers: tuple[DossierRow, ...]
    instead: OtherSessions | None = None  # when it can no longer be asked for
    other_rule: str = ""  # what the other notice rule would give, in one sentence
    validate_by: date | None = None  # last day for AMF42 to validate
    validate_rule: str = ""


@dataclass(frozen=True)
class CallbackRow:
    """One line of « À rappeler »."""

    id: int
    version: int
    official_id: int | None
    dossier_id: int | None
    call_id: int | None
    name: str  # "Appel du 04 65 71 20 14, sans nom" for a stranger
    commune: str
    function: str
    phone: PhoneRow | None
    reason: str
    deadline: Deadline


@dataclass(frozen=True)
class LastDayRow:
    """One line of « Derniers jours pour demander »."""

    session: SessionRow
    to_ask: int  # "2 demandes à faire"


@dataclass(frozen=True)
class TodayRows:
    """The whole page Aujourd’hui, each list most urgent first."""

    callbacks: tuple[CallbackRow, ...] = ()
    to_confirm: tuple[DossierRow, ...] = ()
    to_answer: tuple[DossierRow, ...] = ()
    last_days: tuple[LastDayRow, ...] = ()
    empty_base: bool = False  # nobody and nothing yet: the three gestures of a first start


@dataclass(frozen=True)
class CallRow:
    """One call that was logged."""

    id: int
    official_id: int | None
    dossier_id: int | None
    started_at: datetime
    minutes: int
    caller_phone: str
    caller_typed: str
    reason: str
    outcome: str
    note: str
    agent: str
    outgoing: bool


@dataclass(frozen=True)
class Caller:
    """Who may be on the line for what the agent typed in « Appelle »."""

    people: tuple[PersonRow, ...]  # those with an open dossier first
    shared_line: str  # "Mairie de Saint-Georges-en-Couzan" when the number is shared, else ""
    strangers: tuple[CallRow, ...] = ()  # recent calls without a name that may be this person's
    phone_e164: str = ""
    phone_national: str = ""


@dataclass(frozen=True)
class SearchResults:
    """What Ctrl+K finds, together."""

    officials: tuple[PersonRow, ...] = ()
    communes: tuple[tuple[str, str, str], ...] = ()  # (INSEE, name, postal codes)
    trainings: tuple[TrainingRow, ...] = ()
    dossiers: tuple[DossierRow, ...] = ()
    totals: Mapping[str, int] = field(default_factory=dict)

    @property
    def empty(self) -> bool:
        """Nothing at all."""
        return not (self.officials or self.communes or self.trainings or self.dossiers)


@dataclass(frozen=True)
class DraftRow:
    """A draft that may be taken up again."""

    id: int
    kind: str
    subject_id: int | None
    agent: str
    payload: Mapping[str, object]
    updated_at: datetime
