"""What a guide sheet is made from: one person, one session or none, the steps that remain. Plain frozen data.

The desk's services fill it; nothing here knows a base. There is no place for a NIR or a password.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

import resources
from app.guide.edition import Phase, Step

KEPT_SESSIONS = 512  # whose parts of a sheet are kept: its participants share them


@dataclass(frozen=True)
class Publisher:
    """Who hands the sheet out: `resources/desk.toml`."""

    name: str  # "AMF42"
    full_name: str  # "Fédération des maires de la Loire"
    provider: str  # as the platform writes it: "FEDERATION DES MAIRES DE LA LOIRE"
    phone: str
    email: str
    address: tuple[str, ...]  # lines


@dataclass(frozen=True)
class SheetPerson:
    """The official. `values` holds what is known for the platform's fields: `ScreenField.source` -> value to copy."""

    title_name: str  # "Mme Hélène Fayard"
    function: str = ""  # "adjointe au maire"
    territory_words: str = ""  # "commune de", "commune d’", before the name
    territory: str = ""  # "Champdieu"
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class SheetTraining:
    """The training and its session. Money in euro cents; None where it is not known."""

    title: str
    starts_on: date | None = None
    ends_on: date | None = None
    hours_words: str = ""  # "6 heures"
    place: str = ""
    price_cents: int | None = None
    balance_cents: int | None = 0  # what the official's rights leave to pay; None: it depends on them
    extra_fees_cents: int | None = None


@dataclass(frozen=True)
class OtherSession:
    """A session that can still be asked for; `title` only where it is of another training."""

    starts_on: date
    place: str
    last_day: date  # to ask
    free_places: int
    title: str = ""


@dataclass(frozen=True)
class SheetData:
    """Everything on one sheet.

    `steps`: those that remain and are meant for paper, in order. `deadline`: last day to ask, None without a session.
    `request_sent`: the request has left, so `confirm_by` (or the session itself) is the next date. `words`: values for
    the guide's placeholders (`app.guide.wording.PLACEHOLDERS`), over those that the sheet works out itself.
    """

    person: SheetPerson
    training: SheetTraining | None
    steps: tuple[Step, ...]
    phases: tuple[Phase, ...]
    edition_title: str  # "Guide AMF42, édition 2022"
    made_on: date
    deadline: date | None = None
    deadline_rule: str = ""  # one sentence
    deadline_rule_short: str = ""  # the same in fewer words, for the frames of dates; "": the sentence itself
    deadline_passed: bool = False
    request_sent: bool = False
    confirm_by: date | None = None
    confirm_rule: str = ""  # one sentence
    blocked_step: str = ""  # id of the step where the official is stuck
    words: Mapping[str, str] = field(default_factory=dict)
    publisher: Publisher | None = None  # None: the desk's own
    validate_by: date | None = None  # last day for AMF42 to validate, while it has not
    validate_rule: str = ""  # one sentence
    other_sessions: tuple[OtherSession, ...] = ()  # when this one can no longer be asked for, the next one first
    session_note: str = ""  # "La session du … est annulée."
    edition_note: str = ""  # "à relire", once the guide's edition is past the day by which AMF42 reads it again

    @property
    def desk(self) -> Publisher:
        """Who hands it out."""
        return self.publisher or publisher()

    @property
    def session_lost(self) -> bool:
        """Whether another session is to be chosen first: this one is cancelled, or can no longer be asked for."""
        return bool(self.session_note) or (self.deadline_passed and not self.request_sent)

    @property
    def rule_in_frame(self) -> str:
        """How the last day to ask is counted, in the words that stand in its frame."""
        return self.deadline_rule_short or self.deadline_rule

    @property
    def current_phase(self) -> int | None:
        """Number of the phase where the official stands, None when no step remains."""
        return self.steps[0].phase if self.steps else None


@lru_cache(maxsize=1)
def publisher() -> Publisher:
    """The desk of `resources/desk.toml`. Raises KeyError when a line of that file is missing."""
    told = tomllib.loads(resources.read_text("desk.toml"))
    return Publisher(
        name=told["name"],
        full_name=told["full_name"],
        provider=told["provider"],
        phone=told["phone"],
        email=told["email"],
        address=tuple(told["address"]),
    )
