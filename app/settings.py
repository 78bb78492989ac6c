"""Where things lie on this PC, and what this PC remembers; settings of the whole desk are in the base."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any


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
    postgres_url: str = field(default="", repr=False)  # may hold a password


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
