"""What the program has loaded when its window first paints, and when its first page can be used: named, and counted.

Times depend on the machine, what is loaded does not. Who makes the window need one more module says so here.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.bootstrap import open_desk
from app.settings import PcSettings, Places, save_pc_settings
from tests.factories import AGENT, Clock

ROOT = Path(__file__).resolve().parents[2]

# Nobody waits for these to see the window, nor to work with a day that needs none of them: {module: what it is for}.
HEAVY = {
    "reportlab": "sheets and letters",
    "PIL": "reportlab asks for it",
    "pypdfium2": "the preview of papers",
    "phonenumbers": "telephone numbers, as one types them",
    "stdnum": "the check of a NIR",
    "email_validator": "addresses, as one types them",
    "holidays": "only a test compares with it",
    "alembic": "a base of an earlier version",
    "mako": "of alembic",
    "psycopg": "a base on a server",
    "nacl": "the signature of an update",
    "urllib.request": "an update",
    "http.client": "an update",
    "xml": "workbooks that are imported",
    "zipfile._path": "workbooks that are imported",
    "unittest": "tests",
    "pytest": "tests",
    "multiprocessing": "nothing",
    "PySide6.QtPrintSupport": "printers",
    "PySide6.QtDBus": "nothing",
    "PySide6.QtQml": "nothing",
}
# These too are kept from the first paint; the base and its page need them afterwards.
OF_THE_BASE = {
    "sqlalchemy": "the base",
    "sqlcipher3": "the base",
    "keyring": "the key of the base",
    "asyncio": "of SQLAlchemy",
    "ssl": "of asyncio",
    "email": "of SQLAlchemy",
    "tomllib": "the guide",
    "concurrent.futures": "work beside the window's thread",
    "PySide6.QtNetwork": "a second start that rings at this one",
}
# Packages that are neither Python's own nor the project's, from which the first paint needs anything.
LIBRARIES = {"PySide6", "shiboken6", "shibokensupport", "platformdirs"}
# Not imported: laid in `sys.modules` by PySide, by site-packages' own start or Debian's, or by this watching.
LAID = {"__feature__", "signature_bootstrap", "_distutils_hack", "sitecustomize", "tests"}
QT = {"PySide6.QtCore", "PySide6.QtGui", "PySide6.QtWidgets", "PySide6.QtSvg"}
OURS = {
    "app",
    "app.settings",
    "app.command_line",
    "ui",
    "ui.__main__",
    "ui.components",
    "ui.components.badges",
    "ui.components.buttons",
    "ui.components.frames",
    "ui.components.keys",
    "ui.components.labels",
    "ui.components.themed",
    "ui.fields",
    "ui.fields.line_edit",
    "ui.focus_ring",
    "ui.icons",
    "ui.main_window",
    "ui.one_instance",
    "ui.panels",
    "ui.panels.search",
    "ui.process_age",
    "ui.rail",
    "ui.rail_pages",
    "ui.start",
    "ui.theme",
    "ui.theme_style",
    "ui.top_bar",
    "ui.window_hands",
}
OF_WINDOWS = {"ui.windows_shell", "ui.links", "app.errors"}  # there the taskbar is told which program this is
if sys.platform == "win32":
    OURS |= OF_WINDOWS
MOST_AT_FIRST_PAINT = 215  # modules of all kinds; 190 with Python 3.11, of which a bare window of PySide6 has 148
MOST_WHEN_USABLE = 580  # 534 with Python 3.11, SQLAlchemy's 131 among them


@dataclass(frozen=True)
class Seen:
    """What one start told; `usable` is empty where the program waits for an answer."""

    painted: frozenset[str]
    usable: frozenset[str]
    base_when_painted: bool
    base_afterwards: bool


def start(places: Places, told: Path) -> Seen:
    """Start the program as a person does, in a process of its own."""
    command = [sys.executable, "-m", "tests.watch_start", str(told), str(places.base), "--data", str(places.data)]
    done = subprocess.run(
        command, cwd=ROOT, env=os.environ.copy(), timeout=120, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    seen = json.loads(told.read_text(encoding="utf-8"))
    lists = (frozenset(seen["painted"]), frozenset(seen.get("usable", ())))
    return Seen(*lists, seen["base_when_painted"], places.base.exists())


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Seen:
    """A start on an ordinary day: the agent is known, the base is there."""
    folder = tmp_path_factory.mktemp("day")
    places = Places(folder / "poste")
    save_pc_settings(places, PcSettings(agent=AGENT, recovery_printed=True))
    with open_desk(places, clock=Clock()):
        pass
    return start(places, folder / "told.json")


def under(modules: frozenset[str], names: set[str]) -> list[str]:
    """Which of these modules are one of the names, or inside one."""
    return sorted(
        module for module in modules if any(module == name or module.startswith(f"{name}.") for name in names)
    )


def test_nothing_heavy_is_loaded_before_the_window_paints(day: Seen) -> None:
    assert under(day.painted, HEAVY.keys() | OF_THE_BASE.keys()) == []


def test_a_day_that_needs_nothing_heavy_loads_nothing_heavy(day: Seen) -> None:
    assert day.usable
    assert under(day.usable, set(HEAVY)) == []


def test_the_first_paint_needs_no_module_of_ours_that_is_not_named_here(day: Seen) -> None:
    ours = {module for module in day.painted if module.partition(".")[0] in {"app", "ui"}}
    assert sorted(ours - OURS) == [], "load it where it is used, or name it here with a reason in the commit"
    assert sorted(OURS - ours - {"ui.__main__", "app.command_line"}) == [], "no longer needed: take it off the list"


def test_what_windows_is_told_first_loads_little_else() -> None:
    code = "import sys, ui.windows_shell; print(*(name for name in sys.modules if name[:3] in ('ui.', 'app')))"
    told = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert set(told.stdout.split()) == {*OF_WINDOWS, "app"}


def test_the_first_paint_needs_no_other_library(day: Seen) -> None:
    top = {module.partition(".")[0] for module in day.painted} - {"app", "ui", "__main__"} - LAID
    assert sorted(top - LIBRARIES - set(sys.stdlib_module_names)) == []
    assert {module for module in day.painted if module.startswith("PySide6.Qt")} <= QT


def test_how_many_modules_there_are(day: Seen) -> None:
    assert len(day.painted) <= MOST_AT_FIRST_PAINT
    assert len(day.usable) <= MOST_WHEN_USABLE


def test_the_window_is_on_screen_before_the_base_is_touched(tmp_path: Path) -> None:
    """The very first start makes a key and a base, which takes a second: something is on screen before."""
    seen = start(Places(tmp_path / "poste"), tmp_path / "told.json")
    assert not seen.base_when_painted
    assert seen.base_afterwards
    assert under(seen.painted, HEAVY.keys() | OF_THE_BASE.keys()) == []


def test_a_heavy_module_that_joins_is_named(day: Seen) -> None:
    joined = day.painted | {"reportlab.pdfgen.canvas", "PySide6.QtPrintSupport", "reportlabel"}
    assert under(joined, set(HEAVY)) == ["PySide6.QtPrintSupport", "reportlab.pdfgen.canvas"]
