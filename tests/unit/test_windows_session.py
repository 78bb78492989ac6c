"""What Windows is asked to do is written only when chosen, and leaves nothing behind when it is chosen no more."""

from __future__ import annotations

import sys
from pathlib import PureWindowsPath
from typing import TYPE_CHECKING, cast

import pytest

from app.windows_session import (
    LINK_CLASS,
    RUN,
    current_user,
    open_links,
    opens_links,
    start_with_session,
    starts_with_session,
)
from tests.fakes_windows import FakeRegistry

if TYPE_CHECKING:
    from pathlib import Path

PROGRAM = cast("Path", PureWindowsPath(r"C:\Users\Éloïse Ô\AppData\Local\Programs\AMF42\amf42.exe"))
OTHERS = {(RUN, "OneDrive"): "onedrive.exe", (r"Software\RegisteredApplications", "Edge"): r"Software\Edge"}


def test_the_program_starts_with_the_session_when_chosen_and_not_any_more_when_not() -> None:
    registry = FakeRegistry(OTHERS)
    assert not starts_with_session(registry)
    start_with_session(registry, PROGRAM, on=True)
    assert starts_with_session(registry)
    assert registry.values[(RUN, "AMF42")] == rf'"{PROGRAM}"'  # the spaces of a name are inside the quotes
    start_with_session(registry, PROGRAM, on=False)
    start_with_session(registry, PROGRAM, on=False)
    assert registry.values == OTHERS


def test_links_are_opened_when_chosen_and_nothing_stays_when_they_are_not() -> None:
    registry = FakeRegistry(OTHERS)
    open_links(registry, PROGRAM, on=True)
    assert opens_links(registry)
    command = registry.values[(rf"{LINK_CLASS}\shell\open\command", "")]
    assert command == rf'"{PROGRAM}" -- "%1"'
    registered = registry.values[(r"Software\RegisteredApplications", "AMF42")]
    assert registry.values[(rf"{registered}\URLAssociations", "tel")] == "amf42"
    assert all(key.startswith("Software\\") for key, _name in registry.values)
    open_links(registry, PROGRAM, on=False)
    assert not opens_links(registry)
    assert registry.values == OTHERS


def test_what_the_installer_laid_opens_nothing_until_it_is_chosen() -> None:
    registry = FakeRegistry({(LINK_CLASS, ""): "URL:AMF42", (rf"{LINK_CLASS}\shell\open\command", ""): "amf42.exe"})
    assert not opens_links(registry)
    open_links(registry, PROGRAM, on=True)
    assert opens_links(registry)


def test_links_that_could_only_half_be_written_are_not_opened() -> None:
    registry = FakeRegistry(full_after=4)
    with pytest.raises(OSError, match="plein"):
        open_links(registry, PROGRAM, on=True)
    assert not opens_links(registry)


@pytest.mark.skipif(sys.platform == "win32", reason="there Windows has one")
def test_other_systems_have_no_registry() -> None:
    assert current_user() is None


@pytest.mark.skipif(sys.platform != "win32", reason="needs Windows, or Wine")
def test_the_registry_of_this_user_takes_it_and_gives_it_back() -> None:
    registry = current_user()
    assert registry is not None
    before = opens_links(registry), starts_with_session(registry)
    key = r"Software\AMF42\Essai"
    registry.write(rf"{key}\Sous\Clé", "Nom", "Éloïse Ô")
    assert registry.read(rf"{key}\Sous\Clé", "Nom") == "Éloïse Ô"
    registry.remove_value(rf"{key}\Sous\Clé", "Nom")
    assert registry.read(rf"{key}\Sous\Clé", "Nom") is None
    registry.remove_tree(key)
    registry.remove_tree(key)
    assert (opens_links(registry), starts_with_session(registry)) == before
