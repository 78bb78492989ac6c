"""The key of an encrypted base: made here, kept by the operating system, written out for people to print."""

from __future__ import annotations

import getpass
import os
import re
import secrets
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from app.errors import StorageUnavailable, UserError

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

    from app.settings import Places

T = TypeVar("T")

SERVICE = "AMF42"
PATIENCE = 20.0  # seconds: somebody may have to type the password of their keyring; a dead bus must not hold us longer

MADE_ELSEWHERE = "Un autre programme AMF42 vient de créer cette base. Fermez-le, puis rouvrez celui-ci."

_HEX_KEY = re.compile(r"[0-9a-f]{64}")
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: no I, L, O, U
_GROUPS = 13
_GROUP_LENGTH = 5  # four letters of the key, one that checks them
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1"})
_BETWEEN = re.compile(r"[\s\-\u2010-\u2015_.,;:/|]+")


class KeyPlace(StrEnum):
    """Where a key is kept: the operating system's keyring, or a file that only the user can read."""

    KEYRING = "keyring"
    FILE = "file"


@dataclass(frozen=True, repr=False)
class Key:
    """256 bits as 64 hexadecimal digits; never in a repr, so that no log or traceback shows them."""

    hex: str

    def __post_init__(self) -> None:
        """SQLCipher silently takes any other length for a pass phrase: refuse it."""
        if not _HEX_KEY.fullmatch(self.hex):
            raise ValueError("a key is 64 hexadecimal digits, in lower case")

    def __repr__(self) -> str:
        return "Key(…)"

    @classmethod
    def new(cls) -> Key:
        """A key that nobody has seen."""
        return cls(secrets.token_hex(32))

    def recovery_text(self) -> str:
        """13 groups of 5 letters and digits on three lines, each group with its own check."""
        groups = self.recovery_groups()
        return "\n".join("-".join(groups[start : start + 5]) for start in range(0, _GROUPS, 5))

    def recovery_groups(self) -> tuple[str, ...]:
        """The groups of the recovery key one by one, for a printed card or thirteen fields."""
        bits = int(self.hex, 16) << 4  # 260 bits: 52 letters of 5 bits
        letters = [bits >> (5 * (51 - n)) & 31 for n in range(52)]
        return tuple(_written(letters[4 * n : 4 * n + 4], n) for n in range(_GROUPS))


def parse_recovery(text: str) -> Key:
    """Read a recovery key in any case, with any separators, O for 0, I or L for 1.

    Raises UserError with a French sentence that names the first group that is wrong, never what was typed.
    """
    letters = _BETWEEN.sub("", text).upper().translate(_READ_AS)
    typed_groups = [group for group in _BETWEEN.split(text) if group]
    if not letters:
        raise UserError("La clé de secours est vide. Saisissez ses 13 groupes de 5 lettres et chiffres.")
    if len(typed_groups) == _GROUPS:
        uneven = next((n for n, group in enumerate(typed_groups, 1) if len(group) != _GROUP_LENGTH), None)
        if uneven is not None:
            count = len(typed_groups[uneven - 1])
            raise UserError(f"Le groupe {uneven} a {count} caractère{'s' * (count > 1)} au lieu de 5. Relisez-le.")
    values: list[int] = []
    for n in range(_GROUPS):
        group = letters[_GROUP_LENGTH * n : _GROUP_LENGTH * (n + 1)]
        found = [_ALPHABET.find(letter) for letter in group]
        if len(group) < _GROUP_LENGTH:
            raise UserError(
                f"La clé de secours s’arrête au groupe {n + 1} : elle a {len(letters)} caractères au lieu de 65. "
                "Complétez-la."
            )
        if -1 in found or _written(found[:4], n) != group:
            raise UserError(f"Le groupe {n + 1} de la clé de secours ne convient pas. Relisez-le sur la feuille.")
        values += found[:4]
    if len(letters) > _GROUPS * _GROUP_LENGTH:
        raise UserError(
            f"La clé de secours a {len(letters)} caractères au lieu de 65. Retirez ce qui suit le groupe {_GROUPS}."
        )
    bits = 0
    for value in values:
        bits = bits << 5 | value
    if bits & 15:  # the last four bits stand for nothing: a group that nobody printed
        raise UserError(f"Le groupe {_GROUPS} de la clé de secours ne convient pas. Relisez-le sur la feuille.")
    return Key(f"{bits >> 4:064x}")


def _written(values: list[int], position: int) -> str:
    """Four letters and their check: a sum in the field of 32 elements, each place with its own weight.

    It sees each single wrong letter, any two letters exchanged in a group, and any two groups exchanged.
    """
    check = position + 1
    for value in reversed(values):
        check = _doubled(check ^ value)
    return "".join(_ALPHABET[value] for value in (*values, check))


def _doubled(value: int) -> int:
    """Multiply by x modulo x⁵ + x² + 1, a primitive polynomial."""
    value <<= 1
    return value ^ 0b100101 if value & 32 else value


def load_key(base_id: str, places: Places) -> Key | None:
    """The key of a base, from the file beside it if there is one, else from the keyring; None where neither has it."""
    found = find_key(base_id, places)
    return found[0] if found else None


def read_key_file(path: Path) -> Key | None:
    """The key that a file holds; None where there is no such file, or something else in it."""
    try:
        written = path.read_text("ascii").strip()
    except (OSError, UnicodeDecodeError):
        return None
    return Key(written) if _HEX_KEY.fullmatch(written) else None


def write_key_file(path: Path, key: Key) -> None:
    """Keep a key in a file that only this user can read. Raises StorageUnavailable when it can't be written."""
    _write_privately(path, key.hex + "\n")


def find_key(base_id: str, places: Places) -> tuple[Key, KeyPlace] | None:
    """As `load_key`, with the place where it lay. The file is looked at first: it costs nothing where it is used."""
    written = read_key_file(places.key_file)
    if written is not None:
        return written, KeyPlace.FILE
    kept = _key_in_keyring(base_id)
    return (kept, KeyPlace.KEYRING) if kept is not None else None


def _key_in_keyring(base_id: str) -> Key | None:
    kept = ask_keyring(lambda ring: ring.get_password(SERVICE, base_id))
    return Key(kept) if kept and _HEX_KEY.fullmatch(kept) else None


def store_key(base_id: str, places: Places, key: Key) -> KeyPlace:
    """Keep the key in the keyring, or in a file of mode 0600 beside the base where no keyring gives it back.

    While there is no base yet, a key that another program keeps for it is never replaced: the base is being made with
    that one. Raises StorageUnavailable then, and when neither place can be written.
    """
    from app.storage.failures import files_told_in_french

    with files_told_in_french():
        if not places.base.exists():
            return _store_first(base_id, places, key)
        return _store(base_id, places, key)


def _store_first(base_id: str, places: Places, key: Key) -> KeyPlace:
    """Keep the key of a base that is about to be made: the file comes first, for only one program can make it."""
    if read_key_file(places.key_file) is None:
        places.key_file.unlink(missing_ok=True)  # broken: nothing was ever made with it
    elif read_key_file(places.key_file) == key:
        return _store(base_id, places, key)
    _write_privately(places.key_file, key.hex + "\n", once=True)
    kept = _key_in_keyring(base_id)
    if kept is not None and kept != key:
        places.key_file.unlink()
        raise StorageUnavailable(MADE_ELSEWHERE)
    return _store(base_id, places, key)


def _store(base_id: str, places: Places, key: Key) -> KeyPlace:
    def keep(ring: KeyringBackend) -> str | None:
        ring.set_password(SERVICE, base_id, key.hex)
        return ring.get_password(SERVICE, base_id)  # the null keyring takes everything and keeps nothing

    if ask_keyring(keep) == key.hex:
        places.key_file.unlink(missing_ok=True)
        return KeyPlace.KEYRING
    _write_privately(places.key_file, key.hex + "\n")
    return KeyPlace.FILE


def forget_key(base_id: str, places: Places) -> None:
    """Take a key away from the keyring and from its file: nothing opens its base any more. Never raises."""

    def remove(ring: KeyringBackend) -> bool:
        ring.delete_password(SERVICE, base_id)
        return True

    ask_keyring(remove)
    with suppress(OSError):
        places.key_file.unlink(missing_ok=True)


def ask_keyring(use: Callable[[KeyringBackend], T]) -> T | None:
    """Apply `use` to the keyring that works here; None where there is none, it fails, or it does not answer in time."""
    return _patiently(lambda: _with_keyring(use))


def _with_keyring(use: Callable[[KeyringBackend], T]) -> T | None:
    """Apply `use` to the keyring that works here, or return None. Never raises: a keyring may fail in any way."""
    try:
        backend = _backend()
        return use(backend) if backend is not None else None
    except Exception:  # a locked, missing or broken keyring; the file takes its place
        return None


def _backend() -> KeyringBackend | None:
    """The platform's own keyring, named directly: a frozen program has no entry points to search.

    PYTHON_KEYRING_BACKEND or keyring's own configuration file come first. Backends that write a plain file
    (keyrings.alt) are passed over: our own file has stricter rights.
    """
    from keyring import core
    from keyring.backends import fail, null

    chosen: Any = core.load_env() or core.load_config()
    if chosen is not None:
        plain = type(chosen).__module__.startswith("keyrings.alt")
        return None if plain or isinstance(chosen, fail.Keyring | null.Keyring) else chosen
    classes: list[type[KeyringBackend]] = []
    if sys.platform == "win32":
        from keyring.backends import Windows

        classes = [Windows.WinVaultKeyring]
    elif sys.platform == "darwin":
        from keyring.backends import macOS

        classes = [macOS.Keyring]
    else:
        from keyring.backends import SecretService, kwallet

        classes = [SecretService.Keyring, kwallet.DBusKeyring]
    return next((kind() for kind in classes if kind.viable), None)


def _patiently(ask: Callable[[], T | None]) -> T | None:
    """Give a keyring `PATIENCE` seconds, in a thread that may be left behind."""
    answers: list[T | None] = []
    thread = threading.Thread(target=lambda: answers.append(ask()), name="keyring", daemon=True)
    thread.start()
    thread.join(PATIENCE)
    return answers[0] if answers else None


def _write_privately(path: Path, text: str, *, once: bool = False) -> None:
    """Write a file that only this user can read, whole or not at all; `once`: never over one that is there."""
    from app.storage.failures import files_told_in_french

    fresh = path.with_name(f"{path.name}.{secrets.token_hex(4)}.new")
    with files_told_in_french(), _gone_afterwards(fresh):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        if sys.platform == "win32":  # the mode means nothing there: drop inherited rights, keep the user's
            whole = "\\".join(name for name in (os.environ.get("USERDOMAIN"), getpass.getuser()) if name)
            subprocess.run(
                ["icacls", str(fresh), "/inheritance:r", "/grant:r", f"{whole}:F"],
                check=False,
                capture_output=True,
                creationflags=subprocess.CREATE_NO_WINDOW,  # no console flashes up
            )
        if once:
            place_once(fresh, path)
        else:
            fresh.replace(path)


def place_once(fresh: Path, path: Path) -> None:
    """Give `fresh` the name `path`, never over a file that came meanwhile. Raises StorageUnavailable."""
    try:
        os.link(fresh, path)
    except FileExistsError:
        raise StorageUnavailable(MADE_ELSEWHERE) from None
    except OSError:  # a disk without hard links (exFAT, some network shares): rename, which Windows does only once
        fresh.rename(path)


@contextmanager
def _gone_afterwards(path: Path) -> Iterator[None]:
    try:
        yield
    finally:
        path.unlink(missing_ok=True)
