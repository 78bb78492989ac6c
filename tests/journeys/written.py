"""What the program has written: every file of its folder, and every cell of its decrypted base and copies."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from app.settings import Places
from app.storage.database import connect_raw
from app.storage.keys import Key, find_key
from tests.journeys.desktop import Desktop

BETWEEN = r"[\s\u00a0\u202f.,;:_/|-]*"


def number_pattern(number: str) -> re.Pattern[str]:
    """This number however it is spaced, dotted or dashed."""
    return re.compile(BETWEEN.join(number), re.IGNORECASE)


def everything_written(desktop: Desktop, *folders: Path) -> Iterator[tuple[str, str]]:
    """Where something is written, and what: cells of bases, then bytes of all files as text in three readings."""
    found = find_key(desktop.places.base_id, desktop.places)
    assert found is not None
    for folder in (desktop.places.data, *folders):
        for path in sorted(folder.rglob("*")):
            if not path.is_file():
                continue
            yield f"name of {path.name}", path.name
            content = path.read_bytes()
            for reading in ("latin-1", "utf-16-le", "utf-16-be"):
                yield f"{path.name} as {reading}", content.decode(reading, "ignore")
            if path.suffix == ".db":
                yield from _cells(path, found[0])


def _cells(path: Path, key: Key) -> Iterator[tuple[str, str]]:
    """Every cell of every table of an encrypted base, those of the search and of the history of changes too."""
    base = connect_raw(path, key)
    try:
        tables = [name for (name,) in base.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        assert "officials" in tables
        for table in tables:
            for row in base.execute(f'SELECT * FROM "{table}"'):
                for cell in row:
                    text = cell.decode("utf-8", "ignore") if isinstance(cell, bytes) else str(cell)
                    yield f"{path.name}, table {table}", text
    finally:
        base.close()


def places_that_hold(desktop: Desktop, number: str, *folders: Path) -> list[str]:
    """Where this number was written; empty is what we want."""
    pattern = number_pattern(number)
    return sorted({where for where, text in everything_written(desktop, *folders) if pattern.search(text)})


def copies_of(places: Places) -> list[Path]:
    """The daily copies."""
    return sorted(places.copies.glob("*.db"))
