"""Calls, callbacks to make, and drafts of what is being typed."""

from __future__ import annotations

from datetime import date, datetime, time
from enum import StrEnum
from typing import Any

from sqlalchemy import Date, ForeignKey, Time
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.base import Base, identity, row_version, words


class CallReason(StrEnum):
    """Motif of a call."""

    CONNECTION = "connection"
    TRAINING = "training"
    ENROLMENT = "enrolment"
    FOLLOW_UP = "follow_up"
    OTHER = "other"


class CallOutcome(StrEnum):
    """Résultat of a call."""

    STEP_DONE = "step_done"
    CALL_BACK = "call_back"
    WRITE_TO_CDC = "write_to_cdc"
    NO_ANSWER = "no_answer"


class Call(Base):
    """One call, incoming or outgoing. `official_id` is whom it is about; `speaker_id` who spoke, if somebody else."""

    __tablename__ = "calls"

    id: Mapped[identity]
    version: Mapped[row_version]
    official_id: Mapped[int | None] = mapped_column(ForeignKey("officials.id", ondelete="SET NULL"), index=True)
    speaker_id: Mapped[int | None] = mapped_column(ForeignKey("officials.id", ondelete="SET NULL"))
    dossier_id: Mapped[int | None] = mapped_column(ForeignKey("dossiers.id", ondelete="SET NULL"), index=True)
    outgoing: Mapped[bool] = mapped_column(default=False, server_default="0")
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime]
    agent: Mapped[words]
    caller_typed: Mapped[words]  # what the agent typed in « Appelle »
    caller_phone: Mapped[str] = mapped_column(default="", index=True)  # E.164
    reason: Mapped[words]
    outcome: Mapped[words]
    note: Mapped[words]


class Callback(Base):
    """A promise to call back, in the desk's own wall time; `due_time` None means any time that day."""

    __tablename__ = "callbacks"

    id: Mapped[identity]
    version: Mapped[row_version]
    official_id: Mapped[int | None] = mapped_column(ForeignKey("officials.id", ondelete="CASCADE"), index=True)
    dossier_id: Mapped[int | None] = mapped_column(ForeignKey("dossiers.id", ondelete="CASCADE"), index=True)
    call_id: Mapped[int | None] = mapped_column(ForeignKey("calls.id", ondelete="SET NULL"))
    due_on: Mapped[date] = mapped_column(Date, index=True)
    due_time: Mapped[time | None] = mapped_column(Time)
    reason: Mapped[words]
    phone: Mapped[words]  # E.164, for a caller who is nobody's record yet
    agent: Mapped[words]
    done_at: Mapped[datetime | None]


class Draft(Base):
    """What is being typed and not yet saved, as JSON that never holds a NIR; offered again after a crash."""

    __tablename__ = "drafts"

    id: Mapped[identity]
    kind: Mapped[words]  # "call", "official", "training", "session", "dossier"
    subject_id: Mapped[int | None]  # the record being edited, None for a new one
    agent: Mapped[words]
    payload: Mapped[dict[str, Any]] = mapped_column(default=dict)
    updated_at: Mapped[datetime]


class Setting(Base):
    """A setting of the whole desk (not of one PC): notice rule, edition for new dossiers, dated amounts."""

    __tablename__ = "settings"

    key: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[dict[str, Any]] = mapped_column(default=dict)
