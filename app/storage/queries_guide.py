"""Reads the guide: its editions, the versions of each, and what a dossier would gain by another edition."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.desk import Desk
from app.domain.dates import full_day
from app.domain.dossiers import Dossier
from app.domain.guide_versions import GuideVersion
from app.errors import UserError
from app.guide.edition import Edition
from app.storage.editions import EditionInUse, parse_version, text_of

PACKAGED = 0  # the number of the version that comes with the program
GONE = "Cette version du guide n’est pas sur ce poste. Choisissez-en une autre."


@dataclass(frozen=True)
class EditionRow:
    """One edition of the guide as it is in use."""

    id: str
    title: str  # "édition 2022"
    source: str
    valid_from: date
    review_by: date
    version: int  # in use; 0: as it comes with the program
    dossiers: int  # open ones that follow it
    for_new: bool  # new dossiers begin with it
    past_review: bool  # today is after `review_by`
    problem: str = ""  # a sentence, when a later version is kept and this program can't read it


@dataclass(frozen=True)
class VersionRow:
    """One version of an edition; number 0 is the one that comes with the program, which nobody made here."""

    number: int
    author: str
    made_at: datetime | None
    reason: str


def editions(desk: Desk) -> tuple[EditionRow, ...]:
    """All editions in use, the oldest first."""
    with desk.database.read() as session:
        desk.guide.look_again(session)
        shelf = desk.guide.shelf(desk.today())
        count = select(Dossier.edition, func.count()).where(Dossier.outcome == "").group_by(Dossier.edition)
        dossiers = {row[0]: row[1] for row in session.execute(count)}
    return tuple(_row(desk, one, shelf.for_new, dossiers.get(one.edition.id, 0)) for one in shelf.in_use)


def versions(desk: Desk, edition_id: str) -> tuple[VersionRow, ...]:
    """The versions of one edition, the newest first; the packaged one ends the list."""
    columns = (GuideVersion.number, GuideVersion.author, GuideVersion.made_at, GuideVersion.reason)
    query = select(*columns).where(GuideVersion.edition_id == edition_id).order_by(GuideVersion.number.desc())
    with desk.database.read() as session:
        kept = tuple(VersionRow(*row) for row in session.execute(query))
    if packaged(desk, edition_id) is None:
        return kept
    return (*kept, VersionRow(PACKAGED, "", None, "Livrée avec le programme"))


def edition_at(desk: Desk, edition_id: str, number: int) -> Edition:
    """One version whole. Raises UserError when there is none of this number, or this program can't read it."""
    if number == PACKAGED:
        ours = packaged(desk, edition_id)
        if ours is None:
            raise UserError(GONE)
        return ours
    with desk.database.read() as session:
        text = text_of(session, edition_id, number)
    if text is None:
        raise UserError(GONE)
    return parse_version(text, edition_id, number)


def packaged(desk: Desk, edition_id: str) -> Edition | None:
    """The edition as it comes with the program, None for one that was imported."""
    return next((edition for edition in desk.guide.packaged() if edition.id == edition_id), None)


def last_number(session: Session, edition_id: str) -> int:
    """The number of the last version kept, 0 while the edition is as it comes with the program."""
    query = select(func.max(GuideVersion.number)).where(GuideVersion.edition_id == edition_id)
    return session.scalar(query) or PACKAGED


def _row(desk: Desk, one: EditionInUse, for_new: Edition | None, dossiers: int) -> EditionRow:
    edition = one.edition
    return EditionRow(
        id=edition.id,
        title=edition.title,
        source=edition.source,
        valid_from=edition.valid_from,
        review_by=edition.review_by,
        version=one.version,
        dossiers=dossiers,
        for_new=for_new is not None and edition.id == for_new.id,
        past_review=edition.to_read_again(desk.today()),
        problem=one.problem,
    )


def guide_notices(desk: Desk) -> tuple[str, ...]:
    """What *Aujourd’hui* says of the guide: an edition in use to be read again, a version that can’t be read."""
    notices = []
    for row in editions(desk):
        if row.problem:
            notices.append(row.problem)
        if row.past_review and (row.for_new or row.dossiers):
            since = full_day(row.review_by + timedelta(days=1)).partition(" ")[2]
            notices.append(f"Le guide, {row.title}, est à relire depuis le {since}.")
    return tuple(notices)
