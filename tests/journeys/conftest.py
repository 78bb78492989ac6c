"""What each journey begins with: a PC whose agent has said her name, a base to fill, and the program to start on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from app.bootstrap import open_desk
from app.desk import Desk
from app.settings import PcSettings, Places, save_pc_settings
from tests.factories import AGENT, Clock
from tests.journeys.desktop import Desktop
from ui.start import make_application


@pytest.fixture
def clock() -> Clock:
    """Tuesday 24 November 2026, 10 h 42."""
    return Clock()


@pytest.fixture
def places(tmp_path: Path) -> Places:
    """The folder of a PC whose agent has said her name."""
    places = Places(tmp_path / "poste")
    save_pc_settings(places, PcSettings(agent=AGENT, recovery_printed=True))
    return places


@pytest.fixture
def prepared(places: Places, clock: Clock) -> Iterator[Desk]:
    """The base before the program starts, to be filled by the journey."""
    with open_desk(places, clock=clock) as opened:
        yield opened.desk


@pytest.fixture
def desktop(qapp: QApplication, places: Places, clock: Clock) -> Iterator[Callable[[], Desktop]]:
    """Start the program; call it once the base is filled."""
    make_application()
    started: list[Desktop] = []

    def start() -> Desktop:
        made = Desktop(qapp, places, clock)
        started.append(made)
        return made

    yield start
    for one in started:
        one.leave()
