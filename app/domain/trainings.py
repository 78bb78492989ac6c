"""The catalogue: trainings of AMF42 and the sessions on which they are held."""

from __future__ import annotations

from datetime import date, time
from enum import StrEnum

from sqlalchemy import Date, ForeignKey, Time
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.domain.base import Base, identity, row_version, words

SHORT_NAME_LENGTH = 18  # so that a card never cuts a date (looks/window/SPEC.md, section 2)
DEFAULT_SEATS = 15  # arrêté du 12/07/2021: 15 participants at most


class SessionStatus(StrEnum):
    """What may happen to a session; « complet » is counted, never kept."""

    OPEN = "open"
    CANCELLED = "cancelled"


class Training(Base):
    """One training of the catalogue; money is in euro cents, duration in minutes."""

    __tablename__ = "trainings"

    id: Mapped[identity]
    version: Mapped[row_version] = mapped_column()
    title: Mapped[words]
    short_name: Mapped[words]
    minutes: Mapped[int] = mapped_column(default=0)
    price_cents: Mapped[int] = mapped_column(default=0)
    extra_fees_cents: Mapped[int] = mapped_column(default=0)
    place: Mapped[words]  # usual place, offered for a new session
    theme: Mapped[words]
    link: Mapped[words]
    archived: Mapped[bool] = mapped_column(default=False, server_default="0")

    sessions: Mapped[list[TrainingSession]] = relationship(
        back_populates="training", cascade="all, delete-orphan", order_by="TrainingSession.starts_on"
    )

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own hook


class TrainingSession(Base):
    """One date on which a training is held; `ends_on` is the same day unless it lasts several."""

    __tablename__ = "sessions"

    id: Mapped[identity]
    version: Mapped[row_version] = mapped_column()
    training_id: Mapped[int] = mapped_column(ForeignKey("trainings.id", ondelete="CASCADE"), index=True)
    starts_on: Mapped[date] = mapped_column(Date, index=True)
    ends_on: Mapped[date] = mapped_column(Date)
    starts_at: Mapped[time | None] = mapped_column(Time)
    ends_at: Mapped[time | None] = mapped_column(Time)
    place: Mapped[words]
    access: Mapped[words]  # how one gets there and into the room: for the day pack
    seats: Mapped[int] = mapped_column(default=DEFAULT_SEATS)
    status: Mapped[str] = mapped_column(default=SessionStatus.OPEN.value)

    training: Mapped[Training] = relationship(back_populates="sessions")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own hook
