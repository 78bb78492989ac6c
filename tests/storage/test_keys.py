"""The key: never shown by accident, kept where only its owner reads it, read back from paper."""

import logging
import os
import stat
import sys
import time
import types
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from keyring.backend import KeyringBackend

from app.errors import StorageUnavailable, UserError
from app.settings import Places
from app.storage import keys
from app.storage.keys import Key, KeyPlace, find_key, load_key, parse_recovery, store_key

KEYS = st.binary(min_size=32, max_size=32).map(lambda raw: Key(raw.hex()))
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def test_a_key_is_never_seen_in_a_repr_or_a_log() -> None:
    key = Key.new()
    shown = f"{key} {key!r} {[key]} {logging.LogRecord('x', 10, '', 0, '%s', (key,), None).getMessage()}"
    assert key.hex not in shown
    assert key.hex[:8] not in shown


@pytest.mark.parametrize("wrong", ["", "ab", "0" * 62, "0" * 96, "g" * 64, "A" * 64, "0" * 63 + "'", "0" * 64 + "\n"])
def test_what_sqlcipher_would_take_for_a_pass_phrase_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match="64 hexadecimal"):
        Key(wrong)


@given(KEYS)
def test_the_recovery_key_gives_the_key_back_however_it_is_typed(key: Key) -> None:
    text = key.recovery_text()
    assert all(len(group) == 5 for group in key.recovery_groups())
    assert len(key.recovery_groups()) == 13
    for typed in (
        text,
        text.lower(),
        text.replace("-", " "),
        text.replace("-", "").replace("\n", ""),
        text.replace("-", " – "),
        f"\u00a0 {text}\t\n",
        text.replace("0", "O"),
        text.replace("0", "o").replace("1", "l"),
        text.replace("1", "I"),
    ):
        assert parse_recovery(typed) == key


@given(KEYS, st.integers(0, 64), st.sampled_from(LETTERS))
def test_one_wrong_letter_is_always_seen_and_its_group_named(key: Key, place: int, letter: str) -> None:
    text = "".join(key.recovery_groups())
    if text[place] == letter:
        return
    wrong = text[:place] + letter + text[place + 1 :]
    with pytest.raises(UserError, match=rf"Le groupe {place // 5 + 1} ") as caught:
        parse_recovery(wrong)
    assert text[:5] not in caught.value.message


@given(KEYS, st.integers(0, 12), st.integers(0, 4), st.integers(0, 4))
def test_two_letters_exchanged_in_a_group_are_seen(key: Key, group: int, one: int, other: int) -> None:
    groups = [list(letters) for letters in key.recovery_groups()]
    if groups[group][one] == groups[group][other]:
        return
    groups[group][one], groups[group][other] = groups[group][other], groups[group][one]
    with pytest.raises(UserError, match=f"Le groupe {group + 1} "):
        parse_recovery("-".join("".join(letters) for letters in groups))


@given(KEYS, st.integers(0, 12), st.integers(0, 12))
def test_two_groups_exchanged_are_seen(key: Key, one: int, other: int) -> None:
    groups = list(key.recovery_groups())
    groups[one], groups[other] = groups[other], groups[one]
    if groups == list(key.recovery_groups()):
        return
    with pytest.raises(UserError, match=f"Le groupe {min(one, other) + 1} "):
        parse_recovery(" ".join(groups))


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda groups: [], "vide"),
        (lambda groups: groups[:-1], "s’arrête au groupe 13"),
        (lambda groups: [*groups, "12345"], "70 caractères au lieu de 65"),
        (lambda groups: [*groups[:4], groups[4][:4], *groups[5:]], "Le groupe 5 a 4 caractères au lieu de 5"),
        (lambda groups: [*groups[:6], "1234U", *groups[7:]], "Le groupe 7 "),
        (lambda groups: [*groups[:6], "ÉÀ€12", *groups[7:]], "Le groupe 7 "),
    ],
)
def test_each_slip_has_its_sentence(spoil: Callable[[list[str]], list[str]], said: str) -> None:
    groups = list(Key.new().recovery_groups())
    with pytest.raises(UserError, match=said):
        parse_recovery(" ".join(spoil(groups)))


class Drawer(KeyringBackend):
    """A keyring of its own, as an operating system's would be: it keeps what it is given."""

    priority = 1
    kept: dict[tuple[str, str], str] = {}  # noqa: RUF012 - one drawer for all instances, emptied by the fixture

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service, username]


class Locked(Drawer):
    """A keyring whose owner does not unlock it."""

    def get_password(self, service: str, username: str) -> str | None:
        raise OSError("Failed to unlock the collection")

    def set_password(self, service: str, username: str, password: str) -> None:
        raise OSError("Failed to unlock the collection")


class Dead(Drawer):
    """A keyring that never answers."""

    def get_password(self, service: str, username: str) -> str | None:
        time.sleep(60)
        return None

    def set_password(self, service: str, username: str, password: str) -> None:
        time.sleep(60)


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return Places(tmp_path / "données")


@pytest.fixture
def keyring_of(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[type], None]]:
    """`keyring_of(Drawer)` makes this the keyring of the desk, the way IT would: by keyring's own variable."""
    module = types.ModuleType("drawers_of_test_keys")
    vars(module).update(Drawer=Drawer, Locked=Locked, Dead=Dead)
    monkeypatch.setitem(sys.modules, module.__name__, module)
    monkeypatch.setattr(keys, "PATIENCE", 0.5)
    yield lambda kind: monkeypatch.setenv("PYTHON_KEYRING_BACKEND", f"{module.__name__}.{kind.__name__}")
    Drawer.kept.clear()


def test_the_keyring_keeps_the_key_and_no_file_does(places: Places, keyring_of: Callable[[type], None]) -> None:
    keyring_of(Drawer)
    key = Key.new()
    assert load_key(places.base_id, places) is None
    assert store_key(places.base_id, places, key) is KeyPlace.KEYRING
    assert find_key(places.base_id, places) == (key, KeyPlace.KEYRING)
    assert not places.key_file.exists()
    assert load_key(Places(places.data, demo=True).base_id, places) is None  # the demonstration has its own


@pytest.mark.parametrize("kind", [Locked, Dead, None, "keyring.backends.null.Keyring", "no.such.Keyring"])
def test_where_no_keyring_works_a_private_file_keeps_the_key(
    places: Places,
    keyring_of: Callable[[type], None],
    kind: type | str | None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if isinstance(kind, str):
        monkeypatch.setenv("PYTHON_KEYRING_BACKEND", kind)
    elif kind is not None:
        keyring_of(kind)
    else:
        monkeypatch.delenv("PYTHON_KEYRING_BACKEND")  # the machine as it is: here without a session bus
        monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    key = Key.new()
    assert store_key(places.base_id, places, key) is KeyPlace.FILE
    assert find_key(places.base_id, places) == (key, KeyPlace.FILE)
    if os.name == "posix":
        assert stat.S_IMODE(places.key_file.stat().st_mode) == 0o600
    assert list(places.data.iterdir()) == [places.key_file]


def test_a_key_that_moves_to_the_keyring_leaves_no_file(places: Places, keyring_of: Callable[[type], None]) -> None:
    key = Key.new()
    assert store_key(places.base_id, places, key) is KeyPlace.FILE
    keyring_of(Drawer)
    assert store_key(places.base_id, places, key) is KeyPlace.KEYRING
    assert not places.key_file.exists()


@pytest.mark.parametrize("kind", [Drawer, Locked])
def test_of_two_first_starts_the_second_never_takes_the_place_of_the_key(
    places: Places, keyring_of: Callable[[type], None], kind: type
) -> None:
    keyring_of(kind)
    key = Key.new()
    kept = store_key(places.base_id, places, key)
    with pytest.raises(StorageUnavailable, match="vient de créer cette base"):
        store_key(places.base_id, places, Key.new())
    assert find_key(places.base_id, places) == (key, kept)
    assert store_key(places.base_id, places, key) is kept  # the first, cut before it made its base, goes on


def test_a_recovery_key_takes_the_place_of_one_that_opens_nothing(places: Places) -> None:
    places.data.mkdir()
    places.base.write_bytes(b"a base")
    key = Key.new()
    for stale in (Key.new().hex, "broken"):
        places.key_file.write_text(stale, "ascii")
        assert store_key(places.base_id, places, key) is KeyPlace.FILE
        assert load_key(places.base_id, places) == key


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"not a key", b"0" * 63])
def test_a_broken_key_file_is_no_key(places: Places, content: bytes) -> None:
    places.data.mkdir()
    places.key_file.write_bytes(content)
    assert load_key(places.base_id, places) is None


def test_a_data_folder_that_is_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "poste").write_bytes(b"")
    places = Places(tmp_path / "poste")
    with pytest.raises(StorageUnavailable):
        store_key(places.base_id, places, Key.new())
