"""Dossiers: one official on the way to one session; their stage, ticks, history and hand-outs."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Date, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.domain.base import Base, identity, row_version, words
from app.domain.officials import Official
from app.domain.stages import SEATED, Stage
from app.domain.trainings import TrainingSession

__all__ = ["SEATED", "DoneStep", "Dossier", "DossierEvent", "EventKind", "Handout", "Outcome", "Stage"]


class Outcome(StrEnum):
    """Why a dossier left the board; EDOF's own label is kept beside it in `edof_status`."""

    CANCELLED = "cancelled"
    REFUSED = "refused"
    WITHOUT_SUITE = "without_suite"
    OTHER = "other"


class EventKind(StrEnum):
    """What the history of a dossier tells."""

    OPENED = "opened"
    MOVED = "moved"
    STEP_DONE = "step_done"
    STEP_UNDONE = "step_undone"
    BLOCKED = "blocked"
    UNBLOCKED = "unblocked"
    SITUATION = "situation"
    SESSION_CHANGED = "session_changed"
    EDOF = "edof"
    HANDED_OUT = "handed_out"
    CALL = "call"
    CLOSED = "closed"
    REOPENED = "reopened"
    UNDONE = "undone"
    NIR_CHECKED = "nir_checked"
    EDITION_CHANGED = "edition_changed"


class Dossier(Base):
    """One official's way to one session (or to none yet: « À choisir »)."""

    __tablename__ = "dossiers"

    id: Mapped[identity]
    version: Mapped[row_version] = mapped_column()
    official_id: Mapped[int] = mapped_column(ForeignKey("officials.id", ondelete="CASCADE"), index=True)
    session_id: Mapped[int | None] = mapped_column(ForeignKey("sessions.id", ondelete="RESTRICT"), index=True)
    stage: Mapped[str] = mapped_column(default=Stage.NEW.value, index=True)
    edition: Mapped[words]  # id of the guide's edition it began with
    situation: Mapped[dict[str, Any]] = mapped_column(default=dict)  # the questions of scope "dossier"
    agent: Mapped[words]  # who follows it: « Mes dossiers »
    edof_number: Mapped[words]
    edof_status: Mapped[words]  # raw value of EDOF, an unknown one is kept
    requested_on: Mapped[date | None] = mapped_column(Date)  # the official sent the request
    validated_on: Mapped[date | None] = mapped_column(Date)  # AMF42 validated it in EDOF
    cdc_written_on: Mapped[date | None] = mapped_column(Date)  # somebody else acts: the CDC has been written to
    cdc_written_by: Mapped[words]  # "mail" or "courrier"
    blocked_step: Mapped[words]  # id of the step where the official is stuck, or ""
    outcome: Mapped[words]  # an Outcome value once closed, else ""
    closed_at: Mapped[datetime | None]
    opened_at: Mapped[datetime]
    stage_since: Mapped[datetime]

    official: Mapped[Official] = relationship()
    session: Mapped[TrainingSession | None] = relationship()
    done_steps: Mapped[list[DoneStep]] = relationship(back_populates="dossier", cascade="all, delete-orphan")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own hook

    @property
    def is_open(self) -> bool:
        """Whether it stands on the board."""
        return not self.outcome

    @property
    def done(self) -> frozenset[str]:
        """Ids of the steps that are ticked."""
        return frozenset(step.step_id for step in self.done_steps)

    @property
    def full_situation(self) -> dict[str, str]:
        """Answers of the official and of the dossier together, question id -> "yes" | "no" | "unknown"."""
        return {**self.official.situation, **self.situation}


class DoneStep(Base):
    """One step ticked, when and by whom."""

    __tablename__ = "done_steps"

    dossier_id: Mapped[int] = mapped_column(ForeignKey("dossiers.id", ondelete="CASCADE"), primary_key=True)
    step_id: Mapped[str] = mapped_column(primary_key=True)
    done_at: Mapped[datetime]
    done_by: Mapped[words]

    dossier: Mapped[Dossier] = relationship(back_populates="done_steps")


class DossierEvent(Base):
    """One line of history. Append-only: undo adds a line, it takes none away."""

    __tablename__ = "dossier_events"

    id: Mapped[identity]
    dossier_id: Mapped[int | None] = mapped_column(ForeignKey("dossiers.id", ondelete="CASCADE"), index=True)
    official_id: Mapped[int] = mapped_column(ForeignKey("officials.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime]
    agent: Mapped[words]
    kind: Mapped[words]  # an EventKind value
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)  # {"from": stage, "to": stage}, {"step": id}…
    call_id: Mapped[int | None] = mapped_column(ForeignKey("calls.id", ondelete="SET NULL"))


class Handout(Base):
    """A sheet that was handed out, by paper or file: when, by whom, with which edition of the guide."""

    __tablename__ = "handouts"

    id: Mapped[identity]
    dossier_id: Mapped[int] = mapped_column(ForeignKey("dossiers.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime]
    agent: Mapped[words]
    way: Mapped[words]  # "paper", "file" or "post"
    edition: Mapped[words]
    pages: Mapped[int]
    steps: Mapped[int]
    sha256: Mapped[words]  # of the very bytes that were printed or saved
