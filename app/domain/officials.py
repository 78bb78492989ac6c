"""Officials (élus), the other people of a town hall, and their mandates."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Date, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.domain.base import Base, identity, row_version, words


class MandateKind(StrEnum):
    """The councils that give a right to training; values are kept in the base."""

    MUNICIPAL = "municipal"
    COMMUNAUTAIRE = "communautaire"
    DEPARTEMENTAL = "departemental"
    REGIONAL = "regional"


class Official(Base):
    """A person of the directory: an official, or a secretary who calls for one (`is_official` false).

    A NIR is never a column here: what stays is when it was checked, and by whom (décret 2019-341).
    """

    __tablename__ = "officials"

    id: Mapped[identity]
    version: Mapped[row_version] = mapped_column()
    civility: Mapped[words]  # "M.", "Mme" or ""
    birth_name: Mapped[words]
    usual_name: Mapped[words]  # nom d'usage, "" when it is the birth name
    first_name: Mapped[words]
    birth_date: Mapped[date | None] = mapped_column(Date)
    is_official: Mapped[bool] = mapped_column(default=True, server_default="1")
    role: Mapped[words]  # of somebody who is not an official: "Secrétaire de mairie"
    mobile: Mapped[words]  # E.164, or "" when what was typed could not be understood
    mobile_typed: Mapped[words]
    landline: Mapped[words]  # E.164
    landline_typed: Mapped[words]
    phone_note: Mapped[words]  # "de préférence le matin"
    email: Mapped[words]
    diploma: Mapped[words]
    street_number: Mapped[words]
    repetition: Mapped[words]
    street_type: Mapped[words]
    street_name: Mapped[words]
    complement: Mapped[words]
    locality: Mapped[words]  # lieu-dit
    postcode: Mapped[words]
    city: Mapped[words]
    city_insee: Mapped[words]
    situation: Mapped[dict[str, Any]] = mapped_column(default=dict)  # question id -> "yes" | "no" | "unknown"
    nir_checked_at: Mapped[datetime | None]
    nir_checked_by: Mapped[words]
    rights_euros: Mapped[int | None]  # declared by the official, whole euros
    rights_on: Mapped[date | None] = mapped_column(Date)
    note: Mapped[words]
    created_at: Mapped[datetime]

    mandates: Mapped[list[Mandate]] = relationship(
        back_populates="official", cascade="all, delete-orphan", order_by="Mandate.id"
    )

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own hook

    @property
    def surname(self) -> str:
        """The name people know: the name in use, or the birth name."""
        return self.usual_name or self.birth_name

    @property
    def display_name(self) -> str:
        """First name then surname, as on a card: « Odile Thévenet »."""
        return f"{self.first_name} {self.surname}".strip()

    @property
    def current_mandates(self) -> list[Mandate]:
        """Mandates that are not ended."""
        return [mandate for mandate in self.mandates if mandate.ended_on is None]


class Mandate(Base):
    """One mandate of one official in a commune (INSEE code), an EPCI (SIREN), a département or a région."""

    __tablename__ = "mandates"

    id: Mapped[identity]
    official_id: Mapped[int] = mapped_column(ForeignKey("officials.id", ondelete="CASCADE"), index=True)
    kind: Mapped[words]  # a MandateKind value
    territory_code: Mapped[str] = mapped_column(default="", index=True)
    territory: Mapped[words]
    function: Mapped[words]  # "maire", "2e adjointe", "conseiller"
    mandate_on: Mapped[date | None] = mapped_column(Date)
    function_on: Mapped[date | None] = mapped_column(Date)
    ended_on: Mapped[date | None] = mapped_column(Date)
    source: Mapped[words]  # "rne" or "desk"
    absent_since: Mapped[date | None] = mapped_column(Date)  # no longer in the newest RNE file: marked, never removed

    official: Mapped[Official] = relationship(back_populates="mandates")
