"""The editions of the guide in use: those that come with the program, and over each its last version in the base.

What reads TOML is imported where it is used: a desk is open, and its day on screen, before the guide is needed.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterable, MutableMapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.changes import Changes
from app.domain.calls import Setting
from app.domain.guide_versions import GuideVersion
from app.errors import StorageUnavailable
from app.guide.edition import Edition
from app.storage.database import Database
from app.storage.queries_settings import EDITION

State = tuple[int, str]  # id of the newest version in the base, edition that is chosen for new dossiers
Parsed = MutableMapping[tuple[str, int], Edition | None]  # a version never changes; None: it can't be read

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class EditionInUse:
    """One edition as it holds now. `version` 0 is the edition as it comes with the program."""

    edition: Edition
    version: int
    newest: int  # the last version in the base: above `version` when this program can't read it

    @property
    def problem(self) -> str:
        """Why another version than the last one is in use, as a sentence, or nothing."""
        if self.newest == self.version:
            return ""
        used = f"la version {self.version}" if self.version else "celle qui est livrée avec le programme"
        return (
            f"La version {self.newest} du guide, {self.edition.title}, ne se lit pas avec ce programme\u00a0: {used} "
            "sert à sa place. Mettez ce poste à jour."
        )


@dataclass(frozen=True)
class Shelf:
    """All editions in use, the oldest first, and the one for new dossiers."""

    in_use: tuple[EditionInUse, ...]
    editions: tuple[Edition, ...]  # of `in_use`
    for_new: Edition | None  # None: there is no edition at all
    state: State  # to notice that another desk saved a version, or chose an edition


class DeskGuide:
    """The shelf of one base, read when first asked for and again after a save; for all threads of a desk.

    `packaged` are the editions that come with the program, None to load them then: their reading takes some 35 ms,
    which the opening of the base does not wait for. `imposed` is the edition that IT laid down for new dossiers, ""
    for none: it comes before the one that *Réglages* names, as long as it is on the shelf.
    """

    def __init__(self, database: Database, packaged: tuple[Edition, ...] | None = None, *, imposed: str = "") -> None:
        self._database = database
        self._packaged = packaged
        self.imposed = imposed
        self._parsed: Parsed = {}
        self._shelf: Shelf | None = None
        self._day = date.min
        self._lock = threading.RLock()  # the base's thread and the one of papers may both be the first to ask
        database.listeners.append(self._heard)

    def packaged(self) -> tuple[Edition, ...]:
        """The editions as they come with the program, the oldest first."""
        with self._lock:
            if self._packaged is None:
                from app.guide.loading import load_editions

                self._packaged = load_editions()
            return self._packaged

    def shelf(self, today: date) -> Shelf:
        """What is in use. Raises StorageUnavailable only while nothing was ever read; else what was read holds."""
        with self._lock:
            if self._shelf is None:
                return self._read(today)
            if self._day != today:  # an edition may come into force overnight
                with suppress(StorageUnavailable):
                    return self._read(today)
            return self._shelf

    def look_again(self, session: Session) -> None:
        """Within a read of one's own: read the guide anew if another desk has changed it, or chosen, since."""
        with self._lock:
            if self._shelf is not None and state_of(session) != self._shelf.state:
                self._read(self._day)

    def _read(self, today: date) -> Shelf:
        with self._database.read() as session:
            self._shelf, self._day = read_shelf(session, self.packaged(), today, self._parsed, self.imposed), today
        return self._shelf

    def _heard(self, changes: Changes) -> None:
        """A version was saved, or an edition chosen: read at once, on the thread that has just written."""
        if not changes.touches(GuideVersion.__tablename__, Setting.__tablename__):
            return
        with self._lock:
            if self._shelf is None:
                return
            today, self._day = self._day, date.min  # should the base be away now, the next who asks reads it
            with suppress(StorageUnavailable):
                self._read(today)


def read_shelf(session: Session, packaged: Iterable[Edition], today: date, parsed: Parsed, imposed: str = "") -> Shelf:
    """Read which version of each edition is in use; `parsed` keeps the versions that have been read before."""
    ours = {edition.id: edition for edition in packaged}
    numbers: dict[str, list[int]] = {}
    found = select(GuideVersion.edition_id, GuideVersion.number).order_by(GuideVersion.number.desc())
    for edition_id, number in session.execute(found):
        numbers.setdefault(edition_id, []).append(number)
    in_use = []
    for edition_id in dict.fromkeys((*ours, *numbers)):
        kept = numbers.get(edition_id, [])
        newest = kept[0] if kept else 0
        version = _last_readable(session, edition_id, kept, parsed)
        if version is not None:
            in_use.append(EditionInUse(version[1], version[0], newest))
        elif edition_id in ours:
            in_use.append(EditionInUse(ours[edition_id], 0, newest))
    in_use.sort(key=lambda one: (one.edition.valid_from, one.edition.id))
    shown = {one.edition.id: one.edition for one in in_use}
    state = state_of(session)
    wanted = imposed if imposed in shown else state[1]
    default = default_edition(ours.values(), today) if ours else None
    for_new = shown.get(wanted) or (shown[default.id] if default is not None else next(iter(shown.values()), None))
    return Shelf(tuple(in_use), tuple(shown.values()), for_new, state)


def default_edition(packaged: Iterable[Edition], today: date) -> Edition:
    """The edition for new dossiers until *Réglages* names one: the newest that is in force and needs no approval.

    Only those that come with the program: one that was imported waits to be chosen. ValueError when there is none.
    """
    from app.guide.loading import current_edition

    return current_edition(packaged, today)


def state_of(session: Session) -> State:
    """What the shelf depends on, in two small looks; 0 while no version was saved, "" while no edition was chosen."""
    chosen = session.scalar(select(Setting.value).where(Setting.key == EDITION)) or {}
    return session.scalar(select(func.max(GuideVersion.id))) or 0, str(chosen.get("value", ""))


def text_of(session: Session, edition_id: str, number: int) -> str | None:
    """The text of one version, or None when there is none of this number."""
    return session.scalar(
        select(GuideVersion.text).where(GuideVersion.edition_id == edition_id, GuideVersion.number == number)
    )


def parse_version(text: str, edition_id: str, number: int) -> Edition:
    """The edition of one version. Raises GuideError when this program can't read it."""
    from app.guide.loading import GuideError, load_edition

    edition = load_edition(text, f"{edition_id}, version {number}")
    if edition.id != edition_id:
        raise GuideError(f"Le guide « {edition_id}, version {number} » porte un autre nom : « {edition.id} ».")
    return edition


def _last_readable(
    session: Session, edition_id: str, numbers: Iterable[int], parsed: Parsed
) -> tuple[int, Edition] | None:
    """The newest version that this program can read, from the newest on; a later program may have written others."""
    for number in numbers:
        key = (edition_id, number)
        if key not in parsed:
            parsed[key] = _read(session, edition_id, number)
        edition = parsed[key]
        if edition is not None:
            return number, edition
    return None


def _read(session: Session, edition_id: str, number: int) -> Edition | None:
    from app.guide.loading import GuideError

    text = text_of(session, edition_id, number)
    try:
        return parse_version(text or "", edition_id, number)
    except GuideError as problem:
        logger.warning("a version of the guide can't be read: %s", problem.message)
        return None
