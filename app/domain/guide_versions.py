"""The versions of the guide that this desk has saved, over the editions that come with the program."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Text, UniqueConstraint, event
from sqlalchemy.orm import Mapped, Mapper, mapped_column

from app.domain.base import Base, identity, words


class GuideVersion(Base):
    """A whole edition as it was saved, in TOML. Append-only: going back adds a version, none is changed or removed.

    `number` counts from 1 within an edition; 0 is the edition as it comes with the program, which has no row.
    """

    __tablename__ = "guide_versions"
    __table_args__ = (UniqueConstraint("edition_id", "number"),)

    id: Mapped[identity]
    edition_id: Mapped[str] = mapped_column()
    number: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    author: Mapped[words]
    made_at: Mapped[datetime]
    reason: Mapped[words]


@event.listens_for(GuideVersion, "before_update")
@event.listens_for(GuideVersion, "before_delete")
def _stays(_mapper: Mapper[Any], _connection: Connection, _version: GuideVersion) -> None:
    raise RuntimeError("a version of the guide stays as it was saved: add another one")
