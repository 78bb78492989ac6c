"""Where things lie on this PC, what this PC remembers, and what IT laid; settings of the desk are in the base."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from app.server import Server


@dataclass(frozen=True)
class Places:
    """The folder of one base and the names in it. The demonstration has a folder, a base and a key of its own."""

    data: Path
    demo: bool = False

    @property
    def base(self) -> Path:
        """The encrypted base."""
        return self.data / ("demonstration.db" if self.demo else "amf42.db")

    @property
    def copies(self) -> Path:
        """The folder of the daily copies."""
        return self.data / "copies"

    @property
    def key_file(self) -> Path:
        """The key, where no keyring keeps it."""
        return self.base.with_suffix(".key")

    @property
    def log(self) -> Path:
        """What the program reports of itself; never personal data."""
        return self.data / "amf42.log"

    @property
    def pc_settings(self) -> Path:
        """The settings of this PC."""
        return self.data / "poste.json"

    @property
    def base_id(self) -> str:
        """The name under which a keyring keeps the key of this base: one for each place on disk."""
        import hashlib  # not needed for the first paint

        whole = str(self.base.absolute())
        return f"{self.base.stem}-{hashlib.sha256(whole.encode()).hexdigest()[:12]}"


def find_places(data: Path | None = None, *, demo: bool = False) -> Places:
    """The places under `data`, or under the user's own folder (LOCALAPPDATA on Windows). Creates nothing."""
    if data is None:
        from platformdirs import user_data_path

        data = user_data_path("AMF42", appauthor=False)
    return Places(data / "demo", demo=True) if demo else Places(data)


def installed_program() -> Path | None:
    """The window's program as it was installed; None when it runs from its sources."""
    return Path(sys.executable) if getattr(sys, "frozen", False) else None


@dataclass(frozen=True)
class PcSettings:
    """What one PC remembers; change it with `dataclasses.replace`, then save it."""

    agent: str = ""
    theme: str = "system"  # "system", "light" or "dark"
    text_scale: int = 100  # per cent
    printer: str = ""
    printer_sides: str = ""  # as last chosen in the printer's dialog: "one", "long", "short"; "": the printer's own way
    printer_colour: str = ""  # "grey" or "colour"; "": the printer's own way
    open_bands: tuple[str, ...] = ()  # bands of the board that are unfolded; empty: those that it chooses
    window_geometry: str = ""  # base 64
    recovery_printed: bool = False
    server_account: str = ""  # with which this PC last opened the base on the server; its password is in the keyring


def load_pc_settings(places: Places) -> PcSettings:
    """The settings of this PC; what is missing, broken or of another type has its default."""
    try:
        kept = json.loads(places.pc_settings.read_text("utf-8"))
    except (OSError, ValueError):
        return PcSettings()
    if not isinstance(kept, dict):
        return PcSettings()
    defaults = PcSettings()
    values: dict[str, Any] = {}
    for one in fields(PcSettings):
        value, default = kept.get(one.name), getattr(defaults, one.name)
        if isinstance(default, tuple) and isinstance(value, list) and all(isinstance(item, str) for item in value):
            values[one.name] = tuple(value)
        elif type(value) is type(default):
            values[one.name] = value
    return PcSettings(**values)


def save_pc_settings(places: Places, settings: PcSettings) -> None:
    """Write the settings of this PC, whole or not at all, for this user's eyes only. Raises OSError."""
    places.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = places.pc_settings.with_name(places.pc_settings.name + ".new")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        json.dump(asdict(settings), file, ensure_ascii=False, indent=1)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(places.pc_settings)


# What IT lays for all users of this PC


@dataclass(frozen=True)
class UpdateSource:
    """Where IT lets this program look for a newer one, and the key that its manifest must be signed with."""

    address: str
    public_key: str


@dataclass(frozen=True)
class Office:
    """Defaults of an office, as IT laid them in `accueil.toml`; empty where it says nothing.

    `problems` are sentences about what could not be taken from the file: told in *Réglages* and in the log, no more.
    """

    file: Path | None = None  # None: there is no such file
    printer: str = ""  # until the user of this PC chooses another
    edition: str = ""  # of the guide, for new dossiers; nobody changes it in *Réglages*
    updates: UpdateSource | None = None
    updates_refused: bool = False  # IT may have said where they are, and it could not be taken
    server: Server | None = None  # where the base is, for all desks of the house; None: in a file of this PC
    problems: tuple[str, ...] = ()


OFFICE_FILE = "accueil.toml"
OFFICE_LONGEST = 8_000  # bytes: a file of a few lines; tomllib's time grows with the square of what is nested
OFFICE_WORDS = 2_000  # letters of one value
OFFICE_KEYS = ("server", "printer", "edition", "updates")
UPDATE_KEYS = ("address", "public_key")
OFFICE_TOLD = 3  # keys that are no settings: the others are counted
SET_BY_OFFICE = "Réglé par votre service informatique"


def office_file() -> Path:
    r"""Where IT lays its defaults: `%PROGRAMDATA%\AMF42\accueil.toml`; elsewhere the system's own configuration."""
    from platformdirs import site_config_path

    return site_config_path("AMF42", appauthor=False) / OFFICE_FILE


def load_office(file: Path | None = None, *, trusted: Callable[[Path], bool] | None = None) -> Office:
    """What IT laid; a file that can't be read, or a line of it that can't be taken, is a sentence and never a stop.

    `trusted` says whether an administrator laid it: on Windows anybody may make a file in %PROGRAMDATA%, and where
    updates come from must not be in anybody's hands.
    """
    path = file if file is not None else office_file()
    try:
        with path.open("rb") as opened:
            content = opened.read(OFFICE_LONGEST + 1)
    except (FileNotFoundError, NotADirectoryError):
        return Office()
    except OSError:
        return _unread(path, "il ne s’ouvre pas. Vérifiez que les utilisateurs ont le droit de le lire.")
    if len(content) > OFFICE_LONGEST:
        return _unread(path, "il est trop long pour quelques réglages. Remettez-en un de quelques lignes.")
    import tomllib  # only where there is such a file

    try:
        told = tomllib.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return _unread(path, "il n’est pas en UTF-8. Enregistrez-le à nouveau, en UTF-8.")
    except (ValueError, RecursionError) as problem:  # a number of thousands of digits is no TOMLDecodeError
        at = re.search(r"at line (\d+)", str(problem))
        where = f"sa ligne {at[1]} ne se lit pas" if at else "il ne se lit pas"
        return _unread(path, f'{where}. Écrivez par exemple\u00a0: printer = "Accueil".')
    return _take_office(path, told, trusted or laid_by_administrator)


def _office(path: Path, *, problems: tuple[str, ...], **values: Any) -> Office:
    return Office(path, problems=tuple(f"Fichier {path}\u00a0: {problem}" for problem in problems), **values)


def _unread(path: Path, problem: str) -> Office:
    """Nothing of the file holds, and nobody knows what it says of updates."""
    return _office(path, problems=(problem,), updates_refused=True)


def laid_by_administrator(path: Path) -> bool:
    """Whether the file belongs to Windows' administrators or to the system; elsewhere its folder is theirs anyway.

    An owner can't be forged. https://learn.microsoft.com/windows/win32/api/aclapi/nf-aclapi-getnamedsecurityinfow
    """
    theirs = True
    if sys.platform == "win32":
        import ctypes

        owner, whole = ctypes.c_void_p(), ctypes.c_void_p()
        file, owner_only, system, administrators = 1, 1, 22, 26
        refused = ctypes.windll.advapi32.GetNamedSecurityInfoW(
            *(ctypes.c_wchar_p(str(path)), file, owner_only, ctypes.byref(owner), None, None, None),
            ctypes.byref(whole),
        )
        is_known = ctypes.windll.advapi32.IsWellKnownSid
        theirs = not refused and any(is_known(owner, kind) for kind in (system, administrators))
        ctypes.windll.kernel32.LocalFree(whole)
    return theirs


def _no_settings(told: dict[str, Any]) -> str:
    """The sentence about keys that are no settings, be there one or thousands; "" where there is none."""
    source = told.get("updates")
    unknown = sorted(told.keys() - set(OFFICE_KEYS))
    if isinstance(source, dict):
        unknown += sorted(f"updates.{key}" for key in source.keys() - set(UPDATE_KEYS))
    if not unknown:
        return ""
    shown = [f"« {key if key.isprintable() and len(key) < 40 else '…'} »" for key in unknown[:OFFICE_TOLD]]
    if len(unknown) > OFFICE_TOLD:
        more = len(unknown) - OFFICE_TOLD
        shown.append("un autre" if more == 1 else f"{more} autres")
    what = " et ".join(filter(None, (", ".join(shown[:-1]), shown[-1])))
    which = "n’est pas un réglage" if len(unknown) == 1 else "ne sont pas des réglages"
    return (
        f"{what} {which}. Les réglages sont server, printer et edition, puis la partie [updates] avec address et "
        "public_key."
    )


def _take_office(path: Path, told: dict[str, Any], trusted: Callable[[Path], bool]) -> Office:
    problems: list[str] = []

    def words(table: dict[str, Any], key: str, name: str) -> str:
        value = table.get(key, "")
        good = isinstance(value, str) and len(value) <= OFFICE_WORDS and value.isprintable()
        if not good:
            problems.append(f"« {name} » doit être un texte, entre guillemets et sur une ligne.")
        return value.strip() if good else ""

    def laid_by_anybody(key: str) -> bool:
        if trusted(path):
            return False
        problems.append(
            f"« {key} » n’est pas repris\u00a0: un administrateur doit avoir déposé ce fichier. "
            "Remettez-le depuis une fenêtre ouverte en tant qu’administrateur."
        )
        return True

    if unknown := _no_settings(told):
        problems.append(unknown)
    address, server = words(told, "server", "server"), None
    if address and not laid_by_anybody("server"):
        from app.errors import UserError
        from app.server import parse_server  # only where a server is named

        try:
            server = parse_server(address)
        except UserError as refusal:
            problems.append(f"« server » n’est pas repris\u00a0: {refusal.message}")
    printer, edition = words(told, "printer", "printer"), words(told, "edition", "edition")
    source, updates = told.get("updates"), None
    if isinstance(source, dict):
        address = words(source, "address", "updates.address")
        public_key = words(source, "public_key", "updates.public_key")
        if address and public_key:
            updates = None if laid_by_anybody("updates") else UpdateSource(address, public_key)
        else:
            problems.append("« updates » demande address et public_key ensemble\u00a0: il n’est pas repris.")
    elif source is not None:
        problems.append("« updates » doit être une partie, [updates], avec address et public_key.")
    return _office(
        path,
        printer=printer,
        edition=edition,
        updates=updates,
        updates_refused=source is not None and updates is None,
        server=server,
        problems=tuple(problems),
    )
