"""Encrypted copies of the base: made whole, opened and checked before they count, put back without losing a commit."""

from __future__ import annotations

import os
import re
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlcipher3 import dbapi2

from app.errors import StorageUnavailable, UserError
from app.storage.database import APPLICATION_ID, FROM_TOMORROW, Database, check_file, connect_raw
from app.storage.failures import DAMAGED, files_told_in_french, refusal
from app.storage.keys import Key
from app.storage.migrations import REVISIONS

KEPT = 8  # daily copies
_DAILY = re.compile(r"-(\d{4}-\d{2}-\d{2})$")
_COMPANIONS = ("-wal", "-shm", "-journal")


@dataclass(frozen=True)
class IntegrityReport:
    """What a base holds together; `problems` are the engine's own lines, page or table numbers, never data."""

    problems: tuple[str, ...]
    size: int  # bytes
    revision: str

    @property
    def good(self) -> bool:
        """Whether nothing was found."""
        return not self.problems


def check(path: Path, key: Key) -> IntegrityReport:
    """Open a base or a copy and read all of it. Raises KeyMissing for a wrong key, StorageUnavailable if it can’t."""
    check_file(path)
    with files_told_in_french(), _opened(path, key, "query_only = on") as connection:
        problems: list[str] = []
        application_id = connection.execute("PRAGMA application_id").fetchone()[0]
        if application_id != APPLICATION_ID:
            problems.append("application_id")
        revision = ""
        try:
            # The cipher's check sees changed bytes, not a file cut at a page; quick_check sees that one.
            for pragma in ("cipher_integrity_check", "quick_check(20)"):
                lines = (str(row[0]) for row in connection.execute(f"PRAGMA {pragma}"))
                problems += [line for line in lines if line != "ok"]
            problems += [f"foreign key: {row[0]}" for row in connection.execute("PRAGMA foreign_key_check")]
            found = connection.execute("SELECT version_num FROM alembic_version").fetchone()
            revision = str(found[0]) if found else ""
        except dbapi2.DatabaseError as error:
            problems.append(str(error))
        return IntegrityReport(tuple(problems), path.stat().st_size, revision)


def daily_copy(database: Database, path: Path, key: Key, folder: Path, today: date) -> Path | None:
    """Make today's copy in `folder` if the base changed since the last one; keep 8. None when there was nothing to do.

    Called again the same day after a change, it renews that day's copy. A copy counts only once it was opened with
    its key and read through. Raises UserError on PostgreSQL, StorageUnavailable when it can't be made; older copies
    then stay.
    """
    _refuse_server(database)
    with files_told_in_french():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        copies = _by_age(daily_copies(folder, path), today)
        if copies and _mark(copies[-1], key) == _mark(path, key):
            return None
        made = folder / f"{path.stem}-{today.isoformat()}{path.suffix}"
        copy_checked(path, key, made)
        for old in _by_age(daily_copies(folder, path), today)[:-KEPT]:
            old.unlink()
        return made


def _by_age(copies: list[Path], today: date) -> list[Path]:
    """The newest last. A day to come is of a clock that was wrong: such a copy goes first, never the one just made."""
    return sorted(copies, key=lambda copy: (copy.stem[-len("2026-01-01") :] <= today.isoformat(), copy.stem))


def daily_copies(folder: Path, path: Path) -> list[Path]:
    """The daily copies of the base `path` in `folder`, oldest first by the day in their name."""
    if not folder.is_dir():
        return []
    found = (file for file in folder.iterdir() if file.suffix == path.suffix and _DAILY.search(file.stem))
    return sorted(file for file in found if _DAILY.sub("", file.stem) == path.stem)


def backup(database: Database, key: Key, target: Path) -> None:
    """Write a checked copy of the open base to `target`, which is replaced only once the copy is good.

    Raises UserError on PostgreSQL or when `target` is the base itself, its key or its log, StorageUnavailable when it
    can't be written.
    """
    path = _refuse_server(database)
    if target.is_dir():
        raise UserError("La copie a besoin d’un nom de fichier, pas d’un dossier. Donnez-lui un nom.")
    if target.exists() and target.samefile(path):
        raise UserError("La copie ne peut pas porter le nom de la base elle-même. Choisissez un autre nom.")
    own = (path.with_suffix(".key"), *(path.with_name(path.name + ending) for ending in _COMPANIONS))
    if target.resolve() in {file.resolve() for file in own}:  # without its key or its log a base is lost
        raise UserError("Ce nom est celui d’un fichier dont la base a besoin. Choisissez un autre nom pour la copie.")
    copy_checked(path, key, target)


def restore(source: Path, key: Key, path: Path) -> Path | None:
    """Put the copy `source` in the place of the base `path`; nobody may have that base open.

    The copy is checked first, then written beside the base and checked again. The replaced base keeps all its commits
    under another name beside it, which is returned (None when there was none). Until the last step, one rename, the
    base is the old one. Raises KeyMissing when the key doesn't open the copy, StorageUnavailable otherwise. A copy of
    yesterday's version is to be upgraded next.
    """
    report = check(source, key)
    if not report.good:
        raise StorageUnavailable("Cette copie est abîmée : rien n’a été changé. Choisissez une autre copie.")
    if report.revision not in REVISIONS:
        raise StorageUnavailable(FROM_TOMORROW)
    with files_told_in_french():
        if path.exists() and source.samefile(path):
            raise UserError("Cette copie est la base elle-même. Choisissez une autre copie.")
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        fresh = path.with_name(f"{path.name}.{secrets.token_hex(4)}.new")
        try:
            copy_checked(source, key, fresh)
            aside = _set_aside(path, key)
            fresh.replace(path)
            _flush_folder(path.parent)
        finally:
            _remove(fresh)
        return aside


def copy_checked(path: Path, key: Key, target: Path) -> None:
    """Copy a base, also while others use it, with the same key, into one file that was opened and read through.

    Raises KeyMissing, StorageUnavailable; `target` is then as it was.
    """
    check_file(path)
    fresh = target.with_name(f".{target.name}.{secrets.token_hex(4)}.part")
    with files_told_in_french():
        try:
            with _opened(path, key) as connection:
                connection.execute("VACUUM INTO ?", (str(fresh),))
            fresh.chmod(0o600)
            with fresh.open("rb+") as file:  # VACUUM INTO leaves it to us to see the bytes on the disk
                os.fsync(file.fileno())
            report = check(fresh, key)
            if not report.good:
                raise StorageUnavailable(DAMAGED)
            fresh.replace(target)
            _flush_folder(target.parent)
        finally:
            _remove(fresh)


def _refuse_server(database: Database) -> Path:
    if database.dialect != "sqlite" or database.path is None:
        raise UserError(
            "Cette base est sur un serveur PostgreSQL : ses copies s’y font, avec pg_dump. "
            "Demandez à l’informatique comment elles sont gardées."
        )
    return database.path


@contextmanager
def _opened(path: Path, key: Key, *pragmas: str) -> Iterator[dbapi2.Connection]:
    connection = connect_raw(path, key, *pragmas)
    try:
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()  # here a wrong key shows
        yield connection
    finally:
        connection.close()


def _mark(path: Path, key: Key) -> int | None:
    """The mark that each write leaves (see database.stamp), or None when the file can't be read with this key."""
    try:
        with _opened(path, key, "query_only = on") as connection:
            return int(connection.execute("PRAGMA user_version").fetchone()[0])
    except dbapi2.Error:
        return None


def _set_aside(path: Path, key: Key) -> Path | None:
    """Keep the base under another name, its write-ahead log folded in or beside it; none may stay for the new base.

    Raises StorageUnavailable while another program has the base open.
    """
    if not path.exists():
        _remove_companions(path)
        return None
    aside = path.with_name(f"{path.stem}-remplacee-{secrets.token_hex(4)}{path.suffix}")
    try:
        with _opened(path, key) as connection:  # leaving WAL mode folds the log in; it needs the base for itself
            connection.execute("PRAGMA busy_timeout = 1000")
            connection.execute("PRAGMA journal_mode = delete").fetchone()
    except dbapi2.DatabaseError as error:
        if getattr(error, "sqlite_errorname", "").startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
            raise StorageUnavailable(
                "La base est ouverte ailleurs : rien n’a été changé. Fermez AMF42 partout, puis recommencez."
            ) from error
        said = refusal(error)  # damaged, or of another key: that is why a copy is put back
        if said is None:
            raise
    try:
        os.link(path, aside)
    except OSError:  # a disk without hard links
        shutil.copy2(path, aside)
    for ending in _COMPANIONS:
        companion = path.with_name(path.name + ending)
        if companion.exists():
            companion.replace(aside.with_name(aside.name + ending))
    return aside


def _remove_companions(path: Path) -> None:
    for ending in _COMPANIONS:
        path.with_name(path.name + ending).unlink(missing_ok=True)


def _remove(path: Path) -> None:
    path.unlink(missing_ok=True)
    _remove_companions(path)


def _flush_folder(folder: Path) -> None:
    """Have the new name itself on the disk; Windows has no such call and needs none."""
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
