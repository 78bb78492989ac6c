"""A newer program is taken only whole, from a safe place, signed with the key that IT laid; else it says why."""

from __future__ import annotations

import base64
import json
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from urllib.parse import unquote

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app import __version__, update_folder, update_release, update_source, updates
from app.errors import UserError
from app.settings import UpdateSource, load_office
from app.update_folder import FOLDER
from app.update_release import LONGEST_MANIFEST, Release, order
from app.updates import download, fetched, is_due, known, look
from tests.update_server import Served, serving

ROOT = Path(__file__).resolve().parents[2]
TOOL = ROOT / "packaging" / "sign_update.py"
sys.path.append(str(TOOL.parent))  # a folder of scripts, not a package: it would hide the library of that name

import sign_update  # noqa: E402

TODAY = date(2026, 11, 24)
NEWER = "9.4.1"
INSTALLER = f"AMF42-{NEWER}-installer.exe"
CONTENT = bytes(range(256)) * 4096  # 1 MiB


class House:
    """Whoever releases, with the key and the installer, and the server that IT named."""

    def __init__(self, served: Served, key: Ed25519PrivateKey) -> None:
        self.served, self.key = served, key
        self.source = UpdateSource(served.address, public_words(key))
        self.told = {
            "program": "AMF42",
            "version": NEWER,
            "news": ["Les lettres se relisent.", "Le guide se compare."],
            "installer": INSTALLER,
            "size": len(CONTENT),
            "sha256": digest(CONTENT),
        }
        self.publish()

    def publish(self, **changes: object) -> None:
        """Lay the announcement, changed and signed again, and the installer."""
        manifest = json.dumps(self.told | changes).encode()
        self.served.files["annonce.json"] = manifest
        self.served.files["annonce.json.sig"] = base64.b64encode(self.key.sign(manifest))
        self.served.files[INSTALLER] = CONTENT

    def look(self, data: Path, *, current: str = __version__) -> Release | None:
        return look(self.source, data, TODAY, current=current, trust=self.served.trust)

    def download(self, data: Path, report: Callable[[float, str], None] = lambda _done, _words: None) -> Path:
        release = self.look(data)
        assert release is not None
        return download(self.source, release, data, report, trust=self.served.trust)


def public_words(key: Ed25519PrivateKey) -> str:
    return base64.b64encode(key.public_key().public_bytes_raw()).decode()


def digest(content: bytes) -> str:
    import hashlib

    return hashlib.sha256(content).hexdigest()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("tls")) as served:
        yield served


@pytest.fixture
def house(server: Served) -> House:
    for kept in (server.files, server.moved, server.cut, server.drips, server.asked):
        kept.clear()
    server.hold, server.moved_by, server.moved_as = None, "Location", 302
    return House(server, Ed25519PrivateKey.generate())


def left_in(data: Path) -> set[str]:
    folder = data / FOLDER
    return {file.name for file in folder.iterdir()} if folder.is_dir() else set()


def refusal(work: Callable[[], object]) -> str:
    with pytest.raises(UserError) as told:
        work()
    return told.value.message


def test_what_is_new_is_said_then_fetched_whole(house: House, tmp_path: Path) -> None:
    release = house.look(tmp_path)
    assert release is not None
    assert (release.version, release.news) == (NEWER, ("Les lettres se relisent.", "Le guide se compare."))
    told: list[tuple[float, str]] = []
    path = house.download(tmp_path, lambda done, words: told.append((done, words)))
    assert path.read_bytes() == CONTENT
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert told[-1] == (1.0, f"Téléchargement d’AMF42 {NEWER}, 1\u00a0Mo…")
    assert len(told) > 2
    house.served.asked.clear()
    assert download(house.source, release, tmp_path, lambda *_: None, trust=house.served.trust) == path
    assert house.served.asked == []  # it is there already


def test_only_files_are_asked_for_and_nothing_of_this_pc_is_said(house: House, tmp_path: Path) -> None:
    house.download(tmp_path)
    assert [path for path, _ in house.served.asked] == [
        "/amf42/annonce.json",
        "/amf42/annonce.json.sig",
        f"/amf42/{INSTALLER}",
    ]
    for _, headers in house.served.asked:
        assert headers.keys() == {"Host", "User-Agent", "Accept-Encoding", "Connection"}
        assert headers["User-Agent"] == "AMF42"


def test_a_look_a_day_and_what_it_found_is_known_without_the_network(house: House, tmp_path: Path) -> None:
    assert is_due(tmp_path, TODAY)
    assert known(house.source, tmp_path) is None
    found = house.look(tmp_path)
    assert not is_due(tmp_path, TODAY)
    assert is_due(tmp_path, date(2026, 11, 25))
    house.served.files.clear()
    assert known(house.source, tmp_path) == found is not None
    kept = tmp_path / FOLDER / "annonce.json"
    kept.write_bytes(kept.read_bytes().replace(b"9.4.1", b"9.9.9"))
    assert known(house.source, tmp_path) is None


def test_a_look_in_vain_counts_for_the_day(house: House, tmp_path: Path) -> None:
    house.served.files.clear()
    assert refusal(lambda: house.look(tmp_path)) == update_source.NOT_THERE
    assert not is_due(tmp_path, TODAY)


def test_once_installed_its_installer_is_removed(house: House, tmp_path: Path) -> None:
    house.download(tmp_path)
    assert known(house.source, tmp_path, current=NEWER) is None
    assert left_in(tmp_path) == {"dernier-regard"}


def test_this_very_version_is_no_news(house: House, tmp_path: Path) -> None:
    house.download(tmp_path)
    assert house.look(tmp_path, current=NEWER) is None
    assert house.look(tmp_path, current=f"{NEWER}.0") is None
    assert left_in(tmp_path) == {"dernier-regard"}


def test_an_older_version_is_refused_though_well_signed(house: House, tmp_path: Path) -> None:
    assert refusal(lambda: house.look(tmp_path, current="9.10.0")) == (
        "La version annoncée, 9.4.1, est plus ancienne que celle de ce poste, 9.10.0\u00a0: elle n’est pas prise. "
        "Signalez-le à votre service informatique."
    )
    assert known(house.source, tmp_path) is None


def test_versions_are_compared_as_numbers() -> None:
    versions = ["0.1.0", "0.1.0.1", "0.2", "0.9.0", "0.10.0", "1.0"]
    assert sorted(["1.0", *versions[:-1]], key=order) == versions
    assert order("0.2") == order("0.2.0.0")


@pytest.mark.parametrize("shown_again", ["9.4", "0.1.0", "0.0.9"])
def test_an_announcement_of_before_is_not_taken_again(house: House, tmp_path: Path, shown_again: str) -> None:
    """Whoever stands in the way may keep an announcement that was signed once, and show it instead of the newest."""
    house.download(tmp_path)
    house.publish(version=shown_again)
    assert refusal(lambda: house.look(tmp_path, current="0.1.0")) == (
        f"La version annoncée, {shown_again}, est plus ancienne que celle annoncée auparavant, 9.4.1\u00a0: "
        "elle n’est pas prise. Signalez-le à votre service informatique."
    )
    release = known(house.source, tmp_path, current="0.1.0")
    assert release is not None
    assert release.version == NEWER
    assert fetched(release, tmp_path) is not None
    house.publish(version="9.10")
    newest = house.look(tmp_path, current="0.1.0")
    assert newest is not None
    assert newest.version == "9.10"


def test_another_key_has_no_say(house: House, tmp_path: Path) -> None:
    house.key = Ed25519PrivateKey.generate()
    house.publish()
    assert refusal(lambda: house.look(tmp_path)) == update_release.WRONG_SIGNATURE
    assert left_in(tmp_path) == {"dernier-regard"}


@pytest.mark.parametrize("signature", [b"", b"x", b"AAAA", base64.b64encode(bytes(64)), b"\xff\xfe", b"=" * 88])
def test_a_signature_that_is_none_is_refused(house: House, tmp_path: Path, signature: bytes) -> None:
    house.served.files["annonce.json.sig"] = signature
    assert refusal(lambda: house.look(tmp_path)) == update_release.WRONG_SIGNATURE


def test_one_changed_letter_of_the_announcement_is_noticed(house: House, tmp_path: Path) -> None:
    manifest = house.served.files["annonce.json"]
    house.served.files["annonce.json"] = manifest.replace(b"guide", b"Guide")
    assert refusal(lambda: house.look(tmp_path)) == update_release.WRONG_SIGNATURE


@pytest.mark.parametrize("key", ["", "abc", "é", base64.b64encode(bytes(31)).decode(), "A" * 44])
def test_a_key_that_was_badly_copied_is_said(house: House, tmp_path: Path, key: str) -> None:
    house.source = replace(house.source, public_key=key)
    assert refusal(lambda: house.look(tmp_path)) in {update_release.BROKEN_KEY, update_release.WRONG_SIGNATURE}


@pytest.mark.parametrize(
    "installer",
    [
        "../../Startup/AMF42.exe",
        "..\\AMF42.exe",
        "C:\\Windows\\AMF42.exe",
        "/etc/AMF42.exe",
        "AMF42.exe/../x.exe",
        "AMF42..exe",
        "AMF42.exe:flux.exe",
        "AMF42.exe",
        "CON.exe",
        "NUL.exe",
        "COM1.x.exe",
        "AMF42--installer.exe",
        "AMF42-con-installer.exe",
        "AMF42-9.4.1-installer.exe.",
        "AMF42-9.4.1-installer.exe:flux",
        "../AMF42-9.4.1-installer.exe",
        "AMF42.bat",
        "AMF42",
        "",
        "AMF42\u202eexe.exe",
        " AMF42.exe",
        "AMF42.exe\n",
        7,
        None,
        ["AMF42.exe"],
    ],
)
def test_an_installer_has_a_plain_name_even_when_signed(house: House, tmp_path: Path, installer: object) -> None:
    house.publish(installer=installer)
    assert refusal(lambda: house.look(tmp_path)) == update_release.WRONG_NAME


@pytest.mark.parametrize(
    "changes",
    [
        {"program": "Autre"},
        {"version": "latest"},
        {"version": "1.2.3-beta"},
        {"version": "١.٢"},
        {"version": 2},
        {"news": "un"},
        {"news": ["x" * 301]},
        {"news": ["deux\nlignes"]},
        {"news": ["a"] * 21},
        {"size": 0},
        {"size": -1},
        {"size": True},
        {"size": 300_000_001},
        {"size": "12"},
        {"sha256": ""},
        {"sha256": "g" * 64},
        {"sha256": None},
    ],
)
def test_what_is_signed_by_mistake_is_not_understood(house: House, tmp_path: Path, changes: dict[str, object]) -> None:
    house.publish(**changes)
    assert refusal(lambda: house.look(tmp_path)) == update_release.NOT_UNDERSTOOD


@pytest.mark.parametrize("manifest", [b"", b"{", b"[]", b"null", b"\xff", b"[" * 60_000])
def test_a_signed_file_that_is_no_announcement(house: House, tmp_path: Path, manifest: bytes) -> None:
    house.served.files["annonce.json"] = manifest
    house.served.files["annonce.json.sig"] = base64.b64encode(house.key.sign(manifest))
    assert refusal(lambda: house.look(tmp_path)) == update_release.NOT_UNDERSTOOD


@pytest.mark.parametrize("name", ["annonce.json", "annonce.json.sig"])
def test_an_endless_announcement_is_not_read_to_its_end(house: House, tmp_path: Path, name: str) -> None:
    house.served.files[name] = b" " * (LONGEST_MANIFEST + 1)
    assert refusal(lambda: house.look(tmp_path)) == update_release.TOO_LONG


def test_a_shorter_file_is_not_kept(house: House, tmp_path: Path) -> None:
    house.served.files[INSTALLER] = CONTENT[:-1]
    assert refusal(lambda: house.download(tmp_path)) == update_release.TOO_SHORT
    assert INSTALLER not in left_in(tmp_path)
    assert f"{INSTALLER}.part" not in left_in(tmp_path)


def test_a_line_that_breaks_leaves_nothing(house: House, tmp_path: Path) -> None:
    house.served.cut[INSTALLER] = 1
    assert refusal(lambda: house.download(tmp_path)) in {update_release.TOO_SHORT, update_source.CUT_OFF}
    assert not any(name.startswith(INSTALLER) for name in left_in(tmp_path))


def test_a_longer_file_is_left_at_the_byte_too_many(house: House, tmp_path: Path) -> None:
    house.served.files[INSTALLER] = CONTENT + b"x"
    assert refusal(lambda: house.download(tmp_path)) == update_release.TOO_LARGE
    assert not any(name.startswith(INSTALLER) for name in left_in(tmp_path))


def test_a_file_of_the_right_length_that_is_another_is_not_kept(house: House, tmp_path: Path) -> None:
    house.served.files[INSTALLER] = CONTENT[:-1] + b"x"
    assert refusal(lambda: house.download(tmp_path)) == update_release.WRONG_DIGEST
    assert not any(name.startswith(INSTALLER) for name in left_in(tmp_path))


def test_a_fetched_file_that_was_changed_since_is_neither_started_nor_kept(house: House, tmp_path: Path) -> None:
    path = house.download(tmp_path)
    release = known(house.source, tmp_path)
    assert release is not None
    started: list[Sequence[str]] = []
    path.write_bytes(CONTENT[:-1] + b"x")
    assert refusal(lambda: updates.start_installer(path, release, started.append)) == update_release.WRONG_DIGEST
    assert fetched(release, tmp_path) is None
    assert not path.exists()
    assert refusal(lambda: updates.start_installer(path, release, started.append)) == updates.NOT_STARTED
    assert started == []


def test_the_installer_is_started_with_its_documented_switch(house: House, tmp_path: Path) -> None:
    path = house.download(tmp_path)
    release = known(house.source, tmp_path)
    assert release is not None
    started: list[Sequence[str]] = []
    updates.start_installer(path, release, started.append)
    assert started == [(str(path), "/WAIT=120")]
    assert "/WAIT=" in (ROOT / "packaging" / "installer.nsi").read_text(encoding="utf-8")
    if sys.platform != "win32":
        assert refusal(lambda: updates.start_installer(path, release)) == updates.NOT_WINDOWS


def test_whoever_stops_it_finds_nothing_left(house: House, tmp_path: Path) -> None:
    class StoppedError(Exception):
        pass

    def stop(done: float, _words: str) -> None:
        if done > 0.4:
            raise StoppedError

    with pytest.raises(StoppedError):
        house.download(tmp_path, stop)
    assert not any(name.startswith(INSTALLER) for name in left_in(tmp_path))


def test_no_room_on_the_disk(house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = shutil.disk_usage(tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: whole._replace(free=1000))
    assert refusal(lambda: house.download(tmp_path)) == update_folder.NO_ROOM


# Files of others


def test_a_link_in_place_of_the_folder_leads_nowhere(house: House, tmp_path: Path) -> None:
    release = house.look(tmp_path / "autre")
    assert release is not None
    others = tmp_path / "Téléchargements"
    others.mkdir()
    kept = {"jeu.exe", "film.part", INSTALLER, "annonce.json"}
    for name in kept:
        (others / name).write_bytes(b"x")
    (tmp_path / FOLDER).symlink_to(others, target_is_directory=True)
    told = update_folder.stands_there(FOLDER)
    assert refusal(lambda: house.look(tmp_path, current=NEWER)) == told
    assert refusal(lambda: download(house.source, release, tmp_path, lambda *_: None, trust=house.served.trust)) == told
    assert known(house.source, tmp_path) is None
    assert fetched(release, tmp_path) is None
    update_folder.forget(tmp_path)
    assert {file.name: file.read_bytes() for file in others.iterdir()} == dict.fromkeys(kept, b"x")


@pytest.mark.skipif(sys.platform != "win32", reason="a junction is Windows’ own")
def test_a_junction_in_place_of_the_folder_leads_nowhere(tmp_path: Path) -> None:
    (tmp_path / "autre").mkdir()
    link = ["cmd", "/c", "mklink", "/J", str(tmp_path / FOLDER), str(tmp_path / "autre")]
    subprocess.run(link, check=True, capture_output=True)
    assert refusal(lambda: update_folder.own_folder(tmp_path)) == update_folder.stands_there(FOLDER)


def test_only_the_program_s_own_files_are_removed(house: House, tmp_path: Path) -> None:
    house.download(tmp_path)
    others = {"jeu.exe", "film.part", "AMF42.exe", "AMF42-notes-installer.exe", "annonce.json.txt"}
    for name in others | {"AMF42-9.3-installer.exe.part", ".annonce.json.0123abcd.part"}:
        (tmp_path / FOLDER / name).write_bytes(b"x")
    (tmp_path / FOLDER / "AMF42-9.2-installer.exe").mkdir()  # can't be removed as a file: the others still are
    assert house.look(tmp_path, current=NEWER) is None
    assert left_in(tmp_path) == others | {"dernier-regard", "AMF42-9.2-installer.exe"}


def test_nothing_is_written_through_a_link(house: House, tmp_path: Path) -> None:
    precious = tmp_path / "budget.ods"
    precious.write_bytes(b"x")
    (tmp_path / FOLDER).mkdir()
    (tmp_path / FOLDER / f"{INSTALLER}.part").symlink_to(precious)
    assert house.download(tmp_path).read_bytes() == CONTENT
    assert precious.read_bytes() == b"x"
    assert f"{INSTALLER}.part" not in left_in(tmp_path)


@pytest.mark.parametrize("name", [INSTALLER, f"{INSTALLER}.part"])
def test_a_folder_in_place_of_the_installer_is_said(house: House, tmp_path: Path, name: str) -> None:
    (tmp_path / FOLDER / name).mkdir(parents=True)
    assert refusal(lambda: house.download(tmp_path)) == update_folder.stands_there(name)
    assert (tmp_path / FOLDER / name).is_dir()


def test_a_file_in_place_of_the_folder_is_said(house: House, tmp_path: Path) -> None:
    release = house.look(tmp_path / "autre")
    assert release is not None
    (tmp_path / FOLDER).write_text("")
    told = update_folder.stands_there(FOLDER)
    assert refusal(lambda: house.look(tmp_path)) == told
    assert refusal(lambda: download(house.source, release, tmp_path, lambda *_: None, trust=house.served.trust)) == told
    assert is_due(tmp_path, TODAY)


def test_a_folder_in_place_of_the_kept_announcement_is_said(house: House, tmp_path: Path) -> None:
    (tmp_path / FOLDER / "annonce.json").mkdir(parents=True)
    assert refusal(lambda: house.look(tmp_path)) == update_folder.NOT_WRITTEN


@pytest.mark.skipif(sys.platform == "win32", reason="there the second one is refused: the first has the file open")
def test_of_two_downloads_at_once_one_ends_well_and_the_other_says_what_is_so(house: House, tmp_path: Path) -> None:
    ended: list[Path] = []

    def meanwhile(_done: float, _words: str) -> None:
        if not ended:
            ended.append(tmp_path)
            ended.append(house.download(tmp_path))

    assert refusal(lambda: house.download(tmp_path, meanwhile)) == update_folder.HELD
    assert ended[1].read_bytes() == CONTENT
    assert left_in(tmp_path) == {"dernier-regard", "annonce.json", "annonce.json.sig", INSTALLER}


# Slow servers


@pytest.mark.parametrize("name", ["annonce.json", "annonce.json.sig"])
def test_an_announcement_that_comes_drop_by_drop_is_given_up(
    house: House, tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert updates.LONGEST_LOOK == 60
    monkeypatch.setattr(updates, "LONGEST_LOOK", 0.5)
    house.served.drips[name] = 60
    assert refusal(lambda: house.look(tmp_path)) == updates.TOO_SLOW


def test_an_announcement_that_stays_out_is_given_up(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(updates, "LONGEST_LOOK", 0.5)
    go = threading.Event()
    house.served.hold = lambda: held(go)
    assert refusal(lambda: house.look(tmp_path)) == updates.TOO_SLOW
    go.set()


def test_an_announcement_that_is_a_little_slow_is_waited_for(house: House, tmp_path: Path) -> None:
    house.served.drips["annonce.json"] = 5
    assert house.look(tmp_path) is not None


class StoppedError(Exception):
    """Whoever waited had enough."""


def test_a_download_drop_by_drop_is_told_and_can_be_stopped(house: House, tmp_path: Path) -> None:
    house.served.drips[INSTALLER] = 50
    told: list[float] = []

    def stop(done: float, _words: str) -> None:
        told.append(done)
        if done > 0:
            raise StoppedError

    with pytest.raises(StoppedError):
        house.download(tmp_path, stop)
    assert told[-1] < 50 / len(CONTENT)
    assert INSTALLER not in left_in(tmp_path)


def test_a_download_of_which_nothing_more_comes_can_be_stopped(house: House, tmp_path: Path) -> None:
    go = threading.Event()
    told: list[float] = []

    def stop(done: float, _words: str) -> None:
        told.append(done)
        if told[-4:] == [0.5] * 4:
            raise StoppedError

    release = house.look(tmp_path)
    assert release is not None
    house.served.hold = lambda: held(go)
    with pytest.raises(StoppedError):
        download(house.source, release, tmp_path, stop, trust=house.served.trust)
    assert not go.is_set()
    go.set()
    assert left_in(tmp_path) == {"dernier-regard", "annonce.json", "annonce.json.sig"}


def held(go: threading.Event) -> None:
    go.wait(20)


# Addresses


@pytest.mark.parametrize(
    "address",
    [
        "http://exemple.fr/annonce.json",
        "ftp://exemple.fr/annonce.json",
        "data:application/json,{}",
        "https:///annonce.json",
        "https://[::1/annonce.json",
        "annonce.json",
        "../annonce.json",
        "",
    ],
)
def test_an_address_that_is_not_safe(address: str) -> None:
    assert refusal(lambda: update_source.Place(address)) == update_source.NOT_SAFE


@pytest.mark.parametrize(
    "address",
    [
        f"https://{'a' * 64}.fr/annonce.json",
        f"https://{'é' * 70}.fr/annonce.json",
        "https://.fr/annonce.json",
        "https://a..fr/annonce.json",
        "https://serveur:abc/annonce.json",
        "https://serveur:99999999/annonce.json",
        "https://claire:sesame@serveur.example/annonce.json",
        "https://mon serveur/annonce.json",
    ],
)
def test_an_address_that_leads_to_no_server(address: str, tmp_path: Path) -> None:
    source = UpdateSource(address, public_words(Ed25519PrivateKey.generate()))
    assert refusal(lambda: look(source, tmp_path, TODAY)) == update_source.MISWRITTEN


@pytest.mark.parametrize("folder", ["mises-à-jour", "mises à jour", "mises-%C3%A0-jour", "100%25"])
def test_an_address_has_its_accents(house: House, tmp_path: Path, folder: str) -> None:
    house.source = replace(house.source, address=house.served.address.replace("amf42", folder))
    assert house.download(tmp_path).read_bytes() == CONTENT
    asked = [path for path, _ in house.served.asked]
    assert {unquote(path) for path in asked} == {
        f"/{unquote(folder)}/{name}" for name in ("annonce.json", "annonce.json.sig", INSTALLER)
    }


def test_the_announcement_s_own_name_has_accents_too(house: House, tmp_path: Path) -> None:
    for ending in ("", ".sig"):
        house.served.files[f"publi%C3%A9e.json{ending}"] = house.served.files[f"annonce.json{ending}"]
    house.source = replace(house.source, address=house.served.address.replace("annonce", "publiée"))
    assert house.look(tmp_path) is not None


def test_an_address_without_a_file() -> None:
    assert refusal(lambda: update_source.Place("https://exemple.fr/")) == update_source.NO_FILE


def test_an_unsafe_server_is_not_even_asked(house: House, tmp_path: Path) -> None:
    with serving(tmp_path, safe=False) as served:
        house.source = replace(house.source, address=served.address)
        assert refusal(lambda: house.look(tmp_path)) == update_source.NOT_SAFE
        assert served.asked == []


@pytest.mark.parametrize("code", [301, 302, 303, 307, 308])
def test_whatever_the_code_of_a_redirection_it_stays_in_https(house: House, tmp_path: Path, code: int) -> None:
    house.served.moved_as = code
    with serving(tmp_path, safe=False) as served:
        served.files |= house.served.files
        house.served.moved["annonce.json"] = served.address
        assert refusal(lambda: house.look(tmp_path)) == update_source.REDIRECTED
        assert served.asked == []


def test_a_file_address_of_another_computer_is_its_share() -> None:
    folder = update_source.Place("file://serveur/maj%20amf42/annonce.json")._folder()
    assert folder is not None
    assert folder.as_posix() == "//serveur/maj amf42/annonce.json"


@pytest.mark.parametrize("name", ["annonce.json", "annonce.json.sig", INSTALLER])
def test_a_server_may_not_lead_where_others_listen(house: House, tmp_path: Path, name: str) -> None:
    with serving(tmp_path, safe=False) as served:
        served.files |= house.served.files
        house.served.moved[name] = served.address.replace("annonce.json", name)
        assert refusal(lambda: house.download(tmp_path)) == update_source.REDIRECTED
        assert served.asked == []


def test_nor_by_a_header_that_is_seldom_used(house: House, tmp_path: Path) -> None:
    house.served.moved_by = "URI"
    with serving(tmp_path, safe=False) as served:
        served.files |= house.served.files
        house.served.moved["annonce.json"] = served.address
        assert refusal(lambda: house.look(tmp_path)) == update_source.REDIRECTED
        assert served.asked == []


@pytest.mark.parametrize(
    "elsewhere", ["https://[::1/annonce.json", f"https://{'a' * 300}/annonce.json", "https://.fr/a"]
)
def test_a_server_that_leads_nowhere(house: House, tmp_path: Path, elsewhere: str) -> None:
    house.served.moved["annonce.json"] = elsewhere
    assert refusal(lambda: house.look(tmp_path)) == update_source.LED_NOWHERE


def test_what_comes_with_a_redirection_is_not_waited_for(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(updates, "LONGEST_LOOK", 4)
    go = threading.Event()
    house.served.moved["annonce.json"] = house.served.address.replace("annonce.json", "v2.json")
    house.served.files["v2.json"] = house.served.files["annonce.json"]
    house.served.hold = lambda: held(go) if len(house.served.asked) == 1 else None
    assert house.look(tmp_path) is not None
    go.set()


@pytest.mark.parametrize("elsewhere", ["file:///etc/hostname", "ftp://exemple.fr/annonce.json"])
def test_a_server_may_not_lead_to_this_pc_s_own_files(house: House, tmp_path: Path, elsewhere: str) -> None:
    house.served.moved["annonce.json"] = elsewhere
    assert refusal(lambda: house.look(tmp_path)) == update_source.REDIRECTED


def test_a_server_may_lead_to_another_safe_place(house: House, tmp_path: Path) -> None:
    house.served.moved["annonce.json"] = house.served.address.replace("annonce.json", "v2.json")
    house.served.files["v2.json"] = house.served.files["annonce.json"]
    assert house.look(tmp_path) is not None


def test_a_server_that_leads_in_circles(house: House, tmp_path: Path) -> None:
    house.served.moved["annonce.json"] = house.served.address
    assert refusal(lambda: house.look(tmp_path)) == update_source.NO_ANSWER


def test_a_certificate_that_this_pc_does_not_know(house: House, tmp_path: Path) -> None:
    assert refusal(lambda: look(house.source, tmp_path, TODAY)) == update_source.NOT_TRUSTED
    assert house.served.asked == []


def test_a_server_that_is_not_there(house: House, tmp_path: Path) -> None:
    house.source = replace(house.source, address="https://127.0.0.1:1/annonce.json")
    assert refusal(lambda: house.look(tmp_path)) == update_source.NO_ANSWER


@pytest.mark.parametrize("as_url", [False, True])
def test_a_shared_folder_serves_a_house_without_internet(house: House, tmp_path: Path, as_url: bool) -> None:
    folder = tmp_path / "Partagé à tous"
    folder.mkdir()
    for name, content in house.served.files.items():
        (folder / name).write_bytes(content)
    address = folder / "annonce.json"
    house.source = replace(house.source, address=address.as_uri() if as_url else str(address))
    assert house.download(tmp_path / "poste").read_bytes() == CONTENT
    assert house.served.asked == []
    (folder / "annonce.json.sig").unlink()
    assert refusal(lambda: house.look(tmp_path / "poste")) == update_source.NOT_THERE


# Whoever releases


def tool(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(TOOL), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", timeout=60, check=False)


def test_from_the_pair_of_keys_to_the_desk(tmp_path: Path) -> None:
    made = tool("keys", "--no-password", tmp_path / "coffre")
    assert made.returncode == 0, made.stderr
    folder = tmp_path / "partage"
    folder.mkdir()
    laid = made.stdout[made.stdout.index("[updates]") :].replace("https://…", folder.as_uri())
    (tmp_path / "accueil.toml").write_text(laid, encoding="utf-8")
    office = load_office(tmp_path / "accueil.toml")
    assert office.problems == ()
    assert office.updates is not None
    private = tmp_path / "coffre" / "amf42-updates.pem"
    if sys.platform != "win32":
        assert private.stat().st_mode & 0o077 == 0
    (folder / INSTALLER).write_bytes(CONTENT)
    signed = tool("sign", "--no-password", "--key", private, "--news", "Plus clair.", folder / INSTALLER)
    assert signed.returncode == 0, signed.stderr
    assert office.updates.public_key in signed.stdout
    release = look(office.updates, tmp_path / "poste", TODAY)
    assert release is not None
    assert (release.version, release.news) == (NEWER, ("Plus clair.",))
    assert download(office.updates, release, tmp_path / "poste", lambda *_: None).read_bytes() == CONTENT


def test_the_private_key_never_lies_in_the_repository_and_is_never_replaced(tmp_path: Path) -> None:
    with pytest.raises(sign_update.RefusalError, match="dépôt"):
        sign_update.make_keys(ROOT / "packaging", b"")
    public = sign_update.make_keys(tmp_path, b"un mot de passe")
    with pytest.raises(sign_update.RefusalError, match="existe déjà"):
        sign_update.make_keys(tmp_path, b"")
    private = tmp_path / sign_update.KEY_FILE
    assert b"ENCRYPTED" in private.read_bytes()
    for wrong in (b"", b"un autre"):
        with pytest.raises(sign_update.RefusalError, match="mot de passe"):
            sign_update.load_key(private, wrong)
    key = sign_update.load_key(private, b"un mot de passe")
    assert sign_update.public_words(key) == public
    with pytest.raises(sign_update.RefusalError, match="installeur"):
        sign_update.sign(tmp_path / "autre.exe", key, [])
    installer = tmp_path / INSTALLER
    with pytest.raises(sign_update.RefusalError, match="installeur"):
        sign_update.sign(installer, key, [])  # there is no such file
    installer.write_bytes(b"")
    with pytest.raises(UserError):
        sign_update.sign(installer, key, [])
    assert not (tmp_path / sign_update.MANIFEST).exists()
