"""The one place where settings, base, guide and services are put together."""

from __future__ import annotations

import getpass
import logging
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Any, Self

from app import __version__
from app.desk import Desk
from app.errors import KeyMissing, UserError
from app.settings import Office, PcSettings, Places, load_office, load_pc_settings
from app.storage.database import open_encrypted
from app.storage.editions import DeskGuide
from app.storage.keys import Key, KeyPlace, find_key, parse_recovery, store_key
from app.storage.upgrade import upgrade

NO_KEY = (
    "La clé de cette base n’est plus dans le trousseau de cet ordinateur. "
    "Saisissez la clé de secours, imprimée ou enregistrée au premier démarrage."
)

logger = logging.getLogger(__name__)

DEMONSTRATION = "demonstration"  # key of the setting that says that the demonstration is filled


@dataclass
class Opened:
    """A desk whose base is open, with what *Réglages* tells about it. `with` closes it."""

    desk: Desk
    places: Places
    settings: PcSettings
    key: Key
    key_place: KeyPlace
    made: bool  # the base was made just now
    office: Office = field(default_factory=Office)  # what IT laid for all users of this PC

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.desk.database.close()


def system_clock() -> datetime:
    """This moment."""
    return datetime.now(UTC)


def session_name() -> str:
    """The name of whoever opened this computer's session, to be offered as the agent's."""
    return _full_name() or getpass.getuser()


if sys.platform == "win32":

    def _full_name() -> str:
        """The display name of the Windows account, or "" (https://learn.microsoft.com/windows/win32/api/secext)."""
        import ctypes

        size = ctypes.c_ulong(256)
        buffer = ctypes.create_unicode_buffer(size.value)
        display = 3  # NameDisplay
        return buffer.value if ctypes.windll.secur32.GetUserNameExW(display, buffer, ctypes.byref(size)) else ""

else:

    def _full_name() -> str:
        """The name in the account's record, or "" where it has none or the account has no record."""
        import pwd

        try:
            return pwd.getpwuid(os.getuid()).pw_gecos.split(",")[0].strip()
        except KeyError:
            return ""


def open_desk(
    places: Places,
    *,
    clock: Callable[[], datetime] = system_clock,
    recovery: str | None = None,
    settings: PcSettings | None = None,
) -> Opened:
    """Open the base of these places, or make it with a new key.

    `recovery` is the recovery key as typed: it opens the base and is kept in the keyring or file again. Raises
    KeyMissing when no key opens the base, StorageUnavailable or another UserError when it can't be opened.
    """
    settings = settings or load_pc_settings(places)
    existed = places.base.exists()
    found = find_key(places.base_id, places)
    if recovery is not None:
        key, key_place = parse_recovery(recovery), None
    elif found is not None:
        key, key_place = found
    elif existed:
        raise KeyMissing(NO_KEY)
    else:
        key, key_place = Key.new(), None
    if key_place is None and not existed:
        key_place = store_key(places.base_id, places, key)  # before the base: one without its key would be lost
    upgrade(places.base, key, copies=places.copies)
    database = open_encrypted(places.base, key)
    if key_place is None:  # the recovery key has just opened the base
        key_place = store_key(places.base_id, places, key)
    agent = settings.agent or session_name()
    office = load_office()
    for problem in office.problems:
        logger.warning("%s", problem)
    desk = Desk(database=database, guide=DeskGuide(database, imposed=office.edition), clock=clock, agent=agent)
    return Opened(desk, places, settings, key, key_place, made=not existed, office=office)


def open_demo(places: Places, *, clock: Callable[[], datetime] = system_clock) -> Opened:
    """Open the demonstration's own base beside the real one, and fill it with invented people if it is not yet."""
    demo = places if places.demo else Places(places.data / "demo", demo=True)
    opened = open_desk(demo, clock=clock)
    try:
        if not _is_filled(opened.desk):
            if not opened.made:  # cut off while it was being filled: nobody's work is in it, so it is made anew
                opened.desk.database.close()
                for file in demo.base.parent.glob(f"{demo.base.name}*"):
                    file.unlink()
                opened = open_desk(demo, clock=clock)
            _fill(opened.desk)
    except BaseException:
        opened.desk.database.close()
        raise
    return opened


def _is_filled(desk: Desk) -> bool:
    """Whether the demonstration was filled to its end: its mark is the last thing that is written."""
    from app.domain.calls import Setting

    with desk.database.read() as session:
        return session.get(Setting, DEMONSTRATION) is not None


def _fill(desk: Desk) -> None:
    from app.demonstration import fill
    from app.domain.calls import Setting

    fill(desk)
    with desk.database.transaction() as unit:
        unit.session.add(Setting(key=DEMONSTRATION, value={"filled": True}))


@contextmanager
def open_trial(*, clock: Callable[[], datetime] = system_clock) -> Iterator[Opened]:
    """An empty base that is gone afterwards; its key is kept nowhere."""
    with TemporaryDirectory(prefix="amf42-") as folder:
        places, key = Places(Path(folder)), Key.new()
        upgrade(places.base, key)
        with open_file(places.base, key, clock=clock) as opened:
            yield opened


def open_file(base: Path, key: Key, *, clock: Callable[[], datetime] = system_clock) -> Opened:
    """A base of today's schema that lies anywhere, under a key that is kept nowhere; for trials. Raises UserError."""
    database = open_encrypted(base, key)
    desk = Desk(database=database, guide=DeskGuide(database), clock=clock, agent="")
    return Opened(desk, Places(base.parent), PcSettings(), key, KeyPlace.FILE, made=False)


def copy_of_the_day(opened: Opened) -> Path | None:
    """Make today's encrypted copy if something changed; None when there was nothing to do."""
    from app.storage.backup import daily_copy

    return daily_copy(opened.desk.database, opened.places.base, opened.key, opened.places.copies, opened.desk.today())


def restore_copy(places: Places, copy: Path, *, recovery: str | None = None) -> Path | None:
    """Put a copy in the place of the base; the base that it replaces is kept aside and its path returned.

    On a new computer `recovery` gives the key; else the key that lies beside the copy, or the present base's, opens
    it. A base that is replaced by one of another key keeps its own in a file beside it. Raises UserError.
    """
    from app.storage.backup import restore
    from app.storage.keys import read_key_file, write_key_file

    found = find_key(places.base_id, places)
    beside = read_key_file(copy.with_suffix(".key"))
    if recovery is not None:
        key = parse_recovery(recovery)
    elif beside is not None and copy.with_suffix(".key") != places.key_file:
        key = beside
    elif found is not None:
        key = found[0]
    else:
        raise KeyMissing(NO_KEY)
    aside = restore(copy, key, places.base)
    if aside is not None and found is not None and found[0] != key:
        write_key_file(aside.with_suffix(".key"), found[0])  # else nothing would open the base that was replaced
    store_key(places.base_id, places, key)
    upgrade(places.base, key, copies=places.copies)
    return aside


def examine(places: Places) -> dict[str, Any]:
    """Where the base, its key and its copies are, and whether it is sound; nothing is made or changed."""
    from app.storage.backup import check, daily_copies
    from app.storage.migrations import HEAD

    found = find_key(places.base_id, places)
    copies = daily_copies(places.copies, places.base)
    report: dict[str, Any] = {
        "base": str(places.base),
        "exists": places.base.exists(),
        "key": found[1].value if found else None,
        "key_file": str(places.key_file) if found and found[1] is KeyPlace.FILE else None,
        "sound": False,
        "problems": [],  # sentences
        "integrity": [],  # what the engine found, in its own words
        "last_copy": copies[-1].name if copies else None,
        "copies": str(places.copies),
        "program": __version__,
        "schema": HEAD,
        "revision": None,
        "guides": [],
    }
    from app.guide.loading import load_editions

    report["guides"] = [edition.id for edition in load_editions()]
    if not places.base.exists():
        report["problems"] = ["La base n’existe pas encore\u00a0: elle est créée au premier démarrage."]
        return report
    if found is None:
        report["problems"] = [NO_KEY]
        return report
    try:
        integrity = check(places.base, found[0])
    except UserError as refusal:
        report["problems"] = [refusal.message]
        return report
    report |= {"sound": integrity.good, "integrity": list(integrity.problems), "revision": integrity.revision}
    return report
