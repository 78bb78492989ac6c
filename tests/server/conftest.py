"""Desks of one house on one server: each has a folder of its own, a keyring of its own, and IT's file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.server import Server
from app.settings import Places
from tests.house_server import HouseServer, address_of, running_server
from tests.journeys.conftest import clock, desktop, places
from tests.keyring_of_a_test import Ring

__all__ = ["clock", "desktop", "places"]


@pytest.fixture
def ring(monkeypatch: pytest.MonkeyPatch) -> Ring:
    """The keyring of this PC; without this fixture it has none."""
    ring = Ring()
    monkeypatch.setattr("app.storage.keys._backend", lambda: ring)
    return ring


@pytest.fixture(scope="session")
def house() -> Iterator[HouseServer]:
    """The server of the house, for the whole run."""
    with running_server() as server:
        yield server


@pytest.fixture
def base(house: HouseServer) -> Iterator[Server]:
    """An empty base on it, as IT made it, for this test alone."""
    server = house.new_base()
    yield server
    house.drop(server)


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Path]:
    """`office(text)` lays IT's file for all PCs of this test."""
    monkeypatch.setenv("XDG_CONFIG_DIRS", str(tmp_path / "commun"))

    def lay(text: str) -> Path:
        file = tmp_path / "commun" / "AMF42" / "accueil.toml"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        return file

    return lay


@pytest.fixture
def shared(base: Server, office: Callable[[str], Path]) -> Server:
    """That base, named in IT's file."""
    office(f'server = "{address_of(base)}"\n')
    return base


@pytest.fixture
def second_places(tmp_path: Path) -> Places:
    """Another PC."""
    return Places(tmp_path / "autre poste")
