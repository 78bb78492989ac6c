"""Where things lie on a PC, and what it remembers, even after a file was broken."""

import base64
import json
import os
import re
import stat
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

import app
from app.server import Account, Server
from app.settings import (
    Office,
    PcSettings,
    Places,
    UpdateSource,
    find_places,
    load_office,
    load_pc_settings,
    office_file,
    save_pc_settings,
)
from app.update_source import Place


def test_the_demonstration_shares_nothing_with_the_desk(tmp_path: Path) -> None:
    desk, demo = find_places(tmp_path), find_places(tmp_path, demo=True)
    assert demo.base == tmp_path / "demo" / "demonstration.db"
    mine = {desk.base, desk.copies, desk.key_file, desk.log, desk.pc_settings}
    assert mine.isdisjoint({demo.base, demo.copies, demo.key_file, demo.log, demo.pc_settings})
    assert desk.base_id != demo.base_id


def test_without_a_folder_the_user_s_own_is_used(home: Path) -> None:
    places = find_places()
    assert places.data.is_relative_to(home.parent if os.name == "nt" else home)
    assert not places.data.exists()


def test_settings_are_kept_as_they_were_saved(tmp_path: Path) -> None:
    places = Places(tmp_path / "new folder")
    kept = PcSettings(agent="Élodie", theme="dark", text_scale=150, open_bands=("1", "3"), server_account="elodie")
    save_pc_settings(places, kept)
    assert load_pc_settings(places) == kept
    save_pc_settings(places, replace(kept, agent="Karim"))
    assert load_pc_settings(places).agent == "Karim"
    assert list(places.data.iterdir()) == [places.pc_settings]
    if os.name == "posix":
        assert stat.S_IMODE(places.pc_settings.stat().st_mode) == 0o600


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff\xfe\x00", b"null", b'{"agent": 3, "open_bands": [1]}'])
def test_a_broken_file_is_as_good_as_none(tmp_path: Path, content: bytes) -> None:
    places = Places(tmp_path)
    places.pc_settings.write_bytes(content)
    assert load_pc_settings(places) == PcSettings()


def test_what_is_right_in_a_half_broken_file_is_kept(tmp_path: Path) -> None:
    places = Places(tmp_path)
    places.pc_settings.write_text(json.dumps({"agent": "Élodie", "text_scale": "big", "postgres_url": "x"}), "utf-8")
    assert load_pc_settings(places) == PcSettings(agent="Élodie")


def test_on_windows_the_base_is_under_the_local_profile_never_the_roaming_one(monkeypatch: pytest.MonkeyPatch) -> None:
    r"""The names are those that Windows gives a user « Éloïse Ô »; only how Windows is asked for them is replaced."""
    from platformdirs.windows import Windows

    monkeypatch.setenv("WIN_PD_OVERRIDE_LOCAL_APPDATA", r"C:\Users\Éloïse Ô\AppData\Local")
    monkeypatch.setenv("WIN_PD_OVERRIDE_APPDATA", r"\\serveur\profils\Éloïse Ô\AppData\Roaming")
    monkeypatch.setenv("WIN_PD_OVERRIDE_COMMON_APPDATA", r"C:\ProgramData")

    def of_windows(of: str) -> Callable[..., Path]:
        return lambda name, **options: Path(getattr(Windows(name, **options), of))

    monkeypatch.setattr("platformdirs.user_data_path", of_windows("user_data_dir"))
    monkeypatch.setattr("platformdirs.site_config_path", of_windows("site_config_dir"))
    places = find_places()
    assert [*re.split(r"[\\/]", str(places.base))] == [
        *("C:", "Users", "Éloïse Ô", "AppData", "Local", "AMF42", "amf42.db")
    ]
    assert re.split(r"[\\/]", str(office_file())) == ["C:", "ProgramData", "AMF42", "accueil.toml"]
    everything = (places.base, places.copies, places.key_file, places.log, places.pc_settings)
    assert not any("Roaming" in str(place) or "serveur" in str(place) for place in everything)


# What IT laid


def laid(tmp_path: Path, text: str | bytes) -> Office:
    file = tmp_path / "accueil.toml"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return load_office(file)


def test_an_office_without_a_file_has_nothing_to_say(tmp_path: Path) -> None:
    assert load_office(tmp_path / "rien" / "accueil.toml") == Office()


def test_it_lays_a_printer_an_edition_and_where_updates_come_from(tmp_path: Path) -> None:
    office = laid(
        tmp_path,
        '\ufeffprinter = " Accueil élus "\nedition = "2022-03"\n'
        '[updates]\naddress = "https://maj.exemple.fr/amf42.json"\npublic_key = "clé"\n',
    )
    assert (office.printer, office.edition) == ("Accueil élus", "2022-03")
    assert office.updates == UpdateSource("https://maj.exemple.fr/amf42.json", "clé")
    assert office.problems == ()


def test_the_file_is_found_where_the_system_keeps_what_it_lays(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    if os.name == "nt":
        pytest.skip("Windows tells this folder itself")
    monkeypatch.setenv("XDG_CONFIG_DIRS", str(tmp_path))
    (tmp_path / "AMF42").mkdir()
    (tmp_path / "AMF42" / "accueil.toml").write_text('printer = "Accueil"\n')
    assert load_office().printer == "Accueil"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b'printer = "Accueil"\nedition = 2022-03\n', "sa ligne 2 ne se lit pas"),
        (b'printer = "Accueil', "ne se lit pas"),
        (b"\xff\xfep\x00r\x00", "il n’est pas en UTF-8"),
        (b"# " + b"x" * 70_000, "trop long"),
        (b"a" + b".a" * 30_000 + b"=1", "trop long"),  # would take the better part of a minute
        (b"a=" + b"[" * 1_200, "il ne se lit pas"),
        (b"a=" + b"[" * 1_200 + b"]" * 1_200, "il ne se lit pas"),
        (b"a=" + b"{a=" * 2_000, "il ne se lit pas"),
        (b"printer=" + b"9" * 5_000, "il ne se lit pas"),
        (b"a=0000-01-01", "ne se lit pas"),
    ],
)
def test_a_broken_file_is_a_sentence_and_nothing_else_of_it_holds(tmp_path: Path, content: bytes, told: str) -> None:
    office = laid(tmp_path, content)
    [problem] = office.problems
    assert told in problem
    assert "accueil.toml" in problem
    assert (office.printer, office.edition, office.updates) == ("", "", None)
    assert office.updates_refused


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ("b = 1\n", "« b » n’est pas un réglage."),
        ("b = 1\na = 1\n", "« a » et « b » ne sont pas des réglages."),
        ("d = 1\nb = 1\na = 1\nc = 1\n", "« a », « b », « c » et un autre ne sont pas des réglages."),
        ("".join(f"k{i:03} = 1\n" for i in range(800)), "« k000 », « k001 », « k002 » et 797 autres ne sont pas"),
        ('"\\u0007" = 1\n', "« … » n’est pas un réglage."),
        ("[updates]\naddress = 'https://a.example/a'\npublic_key = 'x'\nprinter = 'A'\n", "« updates.printer » n’est"),
    ],
)
def test_what_is_no_setting_is_one_sentence_however_much_there_is(tmp_path: Path, lines: str, told: str) -> None:
    [problem] = laid(tmp_path, lines).problems
    assert f"accueil.toml\u00a0: {told}" in problem
    assert len(problem) < len(str(tmp_path)) + 300


def test_what_it_is_told_to_write_is_taken_to_the_last_line(tmp_path: Path) -> None:
    """The example of packaging/README.md, with a real key where it has none."""
    readme = (Path(__file__).resolve().parents[2] / "packaging" / "README.md").read_text("utf-8")
    part = readme.partition("\n### Réglages communs\n")[2].partition("\n### ")[0]
    example = "\n".join(line[4:] for line in part.splitlines() if line.startswith("    "))
    assert [line.partition(" ")[0] for line in example.splitlines()] == [
        *("server", "printer", "edition", "[updates]", "address", "public_key")
    ]
    key = base64.b64encode(Ed25519PrivateKey.generate().public_key().public_bytes_raw()).decode()
    assert example.count('"…"') == 1
    office = laid(tmp_path, example.replace('"…"', f'"{key}"'))
    assert office.problems == ()
    assert office.server == Server("serveur.mairie.example", "amf42")
    assert office.printer == "Accueil couleur"
    assert (Path(app.__file__).parents[1] / "resources" / "guide" / f"{office.edition}.toml").is_file()
    assert office.updates is not None
    assert office.updates.public_key == key
    assert Place(office.updates.address).name == "annonce.json"


def test_what_is_right_in_the_file_of_it_holds_and_the_rest_is_told(tmp_path: Path) -> None:
    office = laid(
        tmp_path,
        'printer = 3\nedition = "2022-03"\nserver = "mysql://nuage"\nimprimante = "A"\n[updates]\naddress = "https://a"\n',
    )
    assert (office.printer, office.edition, office.updates) == ("", "2022-03", None)
    told = "\n".join(office.problems)
    for words in ("« printer » doit être un texte", "« server »", "« imprimante » n’est pas", "address et public_key"):
        assert words in told
    assert len(office.problems) == 4
    assert "nuage" not in told
    assert office.updates_refused
    assert not laid(tmp_path, 'imprimante = "A"\n').updates_refused


def test_updates_come_only_from_where_an_administrator_said(tmp_path: Path) -> None:
    """Anybody may make a file in %PROGRAMDATA%: its printer does no harm, an address of updates would."""
    file = tmp_path / "accueil.toml"
    file.write_text('printer = "Accueil"\n[updates]\naddress = "https://a.exemple.fr"\npublic_key = "x"\n', "utf-8")
    office = load_office(file, trusted=lambda path: path != file)
    assert (office.printer, office.updates, office.updates_refused) == ("Accueil", None, True)
    [problem] = office.problems
    assert "un administrateur doit avoir déposé ce fichier" in problem
    assert load_office(file, trusted=lambda path: path == file).updates is not None


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (f'printer = "{"x" * 2001}"', "« printer » doit être un texte"),
        ('printer = "Acc\\u0007ueil"', "« printer » doit être un texte"),
        ('updates = "https://a.exemple.fr/annonce.json"', "« updates » doit être une partie"),
        ('updates = ["https://a.exemple.fr/annonce.json"]', "« updates » doit être une partie"),
    ],
)
def test_a_value_that_is_no_line_of_text_is_told_and_not_taken(tmp_path: Path, line: str, told: str) -> None:
    office = laid(tmp_path, line + "\n")
    assert (office.printer, office.updates) == ("", None)
    [problem] = office.problems
    assert told in problem


def test_each_place_on_disk_has_a_key_of_its_own(tmp_path: Path) -> None:
    """A desk moved with `--data` must not find, nor replace, the key of another base in the keyring."""
    ids = {find_places(tmp_path / name).base_id for name in ("un", "deux")}
    assert len(ids) == 2
    assert find_places(tmp_path / "un").base_id in ids


def test_the_address_that_the_readme_gives_it_is_one_that_the_program_takes(tmp_path: Path) -> None:
    from app.update_source import Place

    readme = (Path(__file__).resolve().parents[2] / "packaging" / "README.md").read_text("utf-8")
    [lines] = re.findall(r"((?:^    .*\n)*^    \[updates\].*\n(?:^    .*\n)*)", readme, re.MULTILINE)
    office = laid(tmp_path, lines)
    assert office.problems == ()
    assert office.updates is not None
    assert Place(office.updates.address).name == "annonce.json"


# The server of the house


def served(tmp_path: Path, address: str) -> tuple[Server | None, str]:
    """What is taken from the line of the server, and what is told of it."""
    office = laid(tmp_path, f"server = '{address}'\n")
    return office.server, "\n".join(office.problems)


@pytest.mark.parametrize(
    ("address", "server"),
    [
        ("postgresql://serveur.mairie.example/amf42", Server("serveur.mairie.example", "amf42")),
        ("postgres://10.1.2.3:5433/amf42/", Server("10.1.2.3", "amf42", 5433)),
        ("postgresql://accueil@serveur/amf42", Server("serveur", "amf42", account="accueil")),
        ("postgresql://mairie%5Caccueil@serveur/base%20amf", Server("serveur", "base amf", account="mairie\\accueil")),
        ("postgresql://[fd00::7]/amf42?sslmode=verify-full", Server("fd00::7", "amf42", tls="verify-full")),
        (
            "postgresql://serveur/amf42?sslmode=verify-ca&sslrootcert=C:/AMF42/mairie.crt",
            Server("serveur", "amf42", tls="verify-ca", authority="C:/AMF42/mairie.crt"),
        ),
        (
            "postgresql://serveur/amf42?sslrootcert=/etc/ssl/mairie.crt",
            Server("serveur", "amf42", authority="/etc/ssl/mairie.crt"),
        ),
        ("postgresql://localhost/amf42", Server("localhost", "amf42", tls="prefer")),
        ("postgresql://127.0.0.1/amf42?sslmode=disable", Server("127.0.0.1", "amf42", tls="disable")),
        ("postgresql://[::1]/amf42?sslmode=require", Server("::1", "amf42", tls="require")),
        ("postgresql:///amf42?host=/run/postgresql", Server("/run/postgresql", "amf42", tls="prefer")),
    ],
)
def test_the_address_of_the_server_is_taken_and_its_way_is_encrypted(
    tmp_path: Path, address: str, server: Server
) -> None:
    assert served(tmp_path, address) == (server, "")


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("mysql://serveur/amf42", "commence par postgresql://"),
        ("serveur.mairie.example/amf42", "commence par postgresql://"),
        ("postgresql://accueil:sesame@serveur/amf42", "contient un mot de passe"),
        ("postgresql://accueil:sesame@localhost/amf42", "contient un mot de passe"),
        ("postgresql://serveur/amf42?password=sesame", "contient un mot de passe"),
        ("postgresql://accueil:sesame#1@serveur/amf42", "ne se lit pas"),
        ("postgresql://accueil:sesame/1@serveur/amf42", "ne se lit pas"),
        ("postgresql://serveur", "il y manque"),
        ("postgresql://serveur/", "il y manque"),
        ("postgresql:///amf42", "il y manque"),
        ("postgresql://serveur:sesame/amf42", "ne se lit pas"),
        ("postgresql://serveur:99999/amf42", "ne se lit pas"),
        ("postgresql://un,deux/amf42", "ne se lit pas"),
        ("postgresql://serveur/amf42/autre", "ne se lit pas"),
        ("postgresql://[fd00::7/amf42", "ne se lit pas"),
        ("postgresql://serveur/amf42?sslmode", "ne se lit pas"),
        ("postgresql://serveur/amf42?host=/run/postgresql", "ne se lit pas"),
        ("postgresql:///amf42?host=serveur", "ne se lit pas"),
        ("postgresql://serveur/amf42?sslmode=verify-full&sslmode=disable", "ne se lit pas"),
        ("postgresql://serveur/amf42?sslmode=disable", "laisserait passer les données en clair"),
        ("postgresql://serveur/amf42?sslmode=allow", "laisserait passer les données en clair"),
        ("postgresql://serveur/amf42?sslmode=prefer", "laisserait passer les données en clair"),
        ("postgresql://localhost.example/amf42?sslmode=disable", "laisserait passer les données en clair"),
        ("postgresql://serveur/amf42?sslmode=oui", "n’est pas un mode connu"),
        ("postgresql://serveur/amf42?sslrootcert=system", "le chemin entier du certificat"),
        ("postgresql://serveur/amf42?sslrootcert=mairie.crt", "le chemin entier du certificat"),
        ("postgresql://serveur/amf42?sslrootcert=", "le chemin entier du certificat"),
        ("postgresql://serveur/amf42?passfile=/tmp/sesame", "« passfile » n’y a pas sa place"),
        ("postgresql://serveur/amf42?options=-csearch_path", "« options » n’y a pas sa place"),
    ],
)
def test_an_address_that_would_not_do_is_told_and_not_taken(tmp_path: Path, address: str, told: str) -> None:
    server, problem = served(tmp_path, address)
    assert server is None
    assert told in problem.replace("\u00a0", " ")
    assert "« server » n’est pas repris" in problem
    assert "sesame" not in problem


def test_a_server_is_taken_only_from_what_an_administrator_laid(tmp_path: Path) -> None:
    """Anybody may make a file in %PROGRAMDATA%, and with it send the account and the dossiers to their own server."""
    file = tmp_path / "accueil.toml"
    file.write_text('server = "postgresql://serveur/amf42"\n', "utf-8")
    office = load_office(file, trusted=lambda _path: False)
    assert office.server is None
    [problem] = office.problems
    assert "« server » n’est pas repris" in problem
    assert "un administrateur doit avoir déposé ce fichier" in problem
    assert load_office(file, trusted=lambda _path: True).server == Server("serveur", "amf42")


def test_what_is_typed_for_the_server_is_never_shown() -> None:
    assert "sésame" not in f"{Account('claire', 'sésame')} {[Account('claire', 'sésame')]}"


def test_a_file_that_nobody_may_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "accueil.toml").mkdir()  # even an administrator can't read a folder
    [problem] = load_office(tmp_path / "accueil.toml").problems
    assert "il ne s’ouvre pas" in problem
