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
from typing import TYPE_CHECKING, Any, Self

from app import __version__
from app.desk import Desk
from app.errors import AccountRefused, KeyMissing, UserError
from app.server import PasswordPlace
from app.settings import Office, PcSettings, Places, load_office, load_pc_settings
from app.storage.database import Database, open_encrypted
from app.storage.editions import DeskGuide
from app.storage.keys import Key, KeyPlace, find_key, parse_recovery, store_key
from app.storage.upgrade import upgrade

if TYPE_CHECKING:
    from app.server import Account, Server

NO_KEY = (
    "La clé de cette base n’est plus dans le trousseau de cet ordinateur. "
    "Saisissez la clé de secours, imprimée ou enregistrée au premier démarrage."
)

NO_ACCOUNT = "Indiquez le compte et le mot de passe que votre service informatique vous a donnés."
COPIES_OF_SERVER = (
    "La base est sur le serveur de votre service informatique ({server})\u00a0: ses copies sont faites là-bas. "
    "Demandez-lui d’en remettre une."
)
KEPT_REFUSED = "Le serveur n’accepte plus le mot de passe gardé sur ce poste. Saisissez celui d’aujourd’hui."
NO_TABLES = "La base du serveur est vide\u00a0: ses tables sont créées au premier démarrage."

logger = logging.getLogger(__name__)

DEMONSTRATION = "demonstration"  # key of the setting that says that the demonstration is filled


@dataclass
class Opened:
    """A desk whose base is open, with what *Réglages* tells about it. `with` closes it.

    The base is either in a file, which has a key, or on a server, which has an account.
    """

    desk: Desk
    places: Places
    settings: PcSettings
    key: Key | None
    key_place: KeyPlace | None
    made: bool  # the file of the base was made just now
    office: Office = field(default_factory=Office)  # what IT laid for all users of this PC
    server: Server | None = None
    account: str = ""  # with which the server was opened
    password: PasswordPlace = PasswordPlace.NONE

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
    office: Office | None = None,
    account: Account | None = None,
    listens: bool = False,
) -> Opened:
    """Open the base of these places, or make it with a new key; the one on the server where IT named one.

    `recovery` is the recovery key as typed: it opens the base and is kept in the keyring or file again. `office` is
    what IT laid, read from its file when None. `account` is what was typed for the server, None for what this PC
    remembers; `listens` has it hear what other desks write there. Raises KeyMissing when no key opens the base,
    AccountRefused when the server wants another account or password, StorageUnavailable or another UserError when the
    base can't be opened.
    """
    settings = settings or load_pc_settings(places)
    office = load_office() if office is None else office
    if office.server is not None and not places.demo:
        database, account, password = _open_server(office.server, account, settings)
        try:
            desk = _desk(database, settings, office, clock)
            if listens:
                database.listen()
        except BaseException:
            database.close()
            raise
        opened = Opened(desk, places, settings, None, None, made=False, office=office)
        opened.server, opened.account, opened.password = office.server, account.name, password
        return opened
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
    desk = _desk(database, settings, office, clock)
    return Opened(desk, places, settings, key, key_place, made=not existed, office=office)


def _desk(database: Database, settings: PcSettings, office: Office, clock: Callable[[], datetime]) -> Desk:
    for problem in office.problems:
        logger.warning("%s", problem)
    guide = DeskGuide(database, imposed=office.edition)
    return Desk(database=database, guide=guide, clock=clock, agent=settings.agent or session_name())


def _open_server(
    server: Server, typed: Account | None, settings: PcSettings
) -> tuple[Database, Account, PasswordPlace]:
    from app.storage.on_server import open_server

    account = typed or remembered_account(server, settings)
    try:
        database = open_server(server, account)
    except AccountRefused as refusal:
        if typed is None and account.password:
            raise AccountRefused(KEPT_REFUSED) from refusal
        raise
    whence = PasswordPlace.ASKED if typed is not None else PasswordPlace.KEYRING
    return database, account, whence if account.password else PasswordPlace.NONE


def remembered_account(server: Server, settings: PcSettings) -> Account:
    """What this PC remembers of its account; without a password where none was kept: the server may want none."""
    from app.server import Account
    from app.storage.server_password import find_password

    name = settings.server_account or server.account
    if not name:
        raise AccountRefused(NO_ACCOUNT)
    return Account(name, find_password(server, name) or "")


def remember_account(opened: Opened, account: Account) -> None:
    """Keep in the keyring the password that has just opened the server; the one of the account before it goes."""
    from app.storage.server_password import forget_password, keep_password

    if opened.server is None:
        return
    before = opened.settings.server_account
    if before and before != account.name:
        forget_password(opened.server, before)
    if account.password and keep_password(opened.server, account):
        opened.password = PasswordPlace.KEYRING


def server_of(places: Places) -> Server | None:
    """The server that has the base of these places, if IT named one; the demonstration is always in a file."""
    return None if places.demo else load_office().server


def refuse_copies_of_server(places: Places) -> None:
    """Raise UserError where the base is on a server: its copies are not this PC's to make or to put back."""
    server = server_of(places)
    if server is not None:
        raise UserError(COPIES_OF_SERVER.format(server=server.words))


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
    """Make today's encrypted copy if something changed; None when there was nothing to do, or a server does it."""
    from app.storage.backup import daily_copy

    if opened.key is None:
        return None
    return daily_copy(opened.desk.database, opened.places.base, opened.key, opened.places.copies, opened.desk.today())


def restore_copy(places: Places, copy: Path, *, recovery: str | None = None) -> Path | None:
    """Put a copy in the place of the base; the base that it replaces is kept aside and its path returned.

    On a new computer `recovery` gives the key; else the key that lies beside the copy, or the present base's, opens
    it. A base that is replaced by one of another key keeps its own in a file beside it. Raises UserError.
    """
    refuse_copies_of_server(places)
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


def examine(places: Places, account: Account | None = None, *, refused: str = "") -> dict[str, Any]:
    """Where the base, its key and its copies are, and whether it is sound; nothing is made or changed.

    Of a base on a server it tells whether it answers, and of which schema it is. Raises AccountRefused when the server
    wants another account or password than `account`, or than those that this PC remembers; with `refused`, the
    sentence of that refusal, it is not asked.
    """
    from app.guide.loading import load_editions
    from app.storage.backup import daily_copies
    from app.storage.migrations import HEAD

    report: dict[str, Any] = {
        "base": str(places.base),
        "server": None,
        "exists": places.base.exists(),
        "key": None,
        "key_file": None,
        "sound": False,
        "problems": [],  # sentences
        "integrity": [],  # what the engine found, in its own words
        "last_copy": None,
        "copies": str(places.copies),
        "program": __version__,
        "schema": HEAD,
        "revision": None,
        "guides": [edition.id for edition in load_editions()],
    }
    office = load_office()
    report["office"] = {"file": str(office.file) if office.file else None, "problems": list(office.problems)}
    server = None if places.demo else office.server
    if server is not None:
        if not refused:
            account = account or remembered_account(server, load_pc_settings(places))
        return report | _examine_server(server, account, refused)
    found = find_key(places.base_id, places)
    copies = daily_copies(places.copies, places.base)
    report |= {
        "key": found[1].value if found else None,
        "key_file": str(places.key_file) if found and found[1] is KeyPlace.FILE else None,
        "last_copy": copies[-1].name if copies else None,
    }
    return report | _examine_file(places, found[0] if found else None)


def _examine_file(places: Places, key: Key | None) -> dict[str, Any]:
    from app.storage.backup import check

    if not places.base.exists():
        return {"problems": ["La base n’existe pas encore\u00a0: elle est créée au premier démarrage."]}
    if key is None:
        return {"problems": [NO_KEY]}
    try:
        integrity = check(places.base, key)
    except UserError as refusal:
        return {"problems": [refusal.message]}
    return {"sound": integrity.good, "integrity": list(integrity.problems), "revision": integrity.revision}


def _examine_server(server: Server, account: Account | None, refused: str) -> dict[str, Any]:
    from app.storage.on_server import revision_of

    name = account.name if account is not None else server.account
    where = {"host": server.host, "port": server.port, "base": server.base, "account": name, "tls": server.tls}
    told: dict[str, Any] = {"base": server.words, "server": where, "exists": False, "copies": None}
    if account is None or refused:
        return told | {"problems": [refused]}
    try:
        revision = revision_of(server, account)
    except AccountRefused:
        raise
    except UserError as refusal:
        return told | {"problems": [refusal.message]}
    problems = [] if revision else [NO_TABLES]
    return told | {"exists": True, "sound": bool(revision), "revision": revision or None, "problems": problems}
