"""The program's looks for every test of the window: Open Sans where it is installed, the light theme at 100 %."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QApplication

from tests.journeys.conftest import desktop, places, prepared
from tests.ui.board_desk import board_model_base, clock, desk, front, page, printers, told
from ui.theme import Theme, apply_theme, first_family

__all__ = ["board_model_base", "clock", "desk", "desktop", "front", "page", "places", "prepared", "printers", "told"]
"""Fixtures of the whole program, of the board and of what stands beside it.

A module that needs another one gives it the same name.
"""


@pytest.fixture
def light(qapp: QApplication) -> Theme:
    """The light theme at 100 %, in force."""
    theme = Theme(family=first_family())
    apply_theme(qapp, theme)
    return theme


@pytest.fixture
def dress(qapp: QApplication, light: Theme) -> Callable[..., Theme]:
    """`dress(dark=True, scale=2.0)` puts another theme in force for this test."""

    def dress(**changes: object) -> Theme:
        theme = replace(light, **changes)  # type: ignore[arg-type]
        apply_theme(qapp, theme)
        return theme

    return dress


@pytest.fixture(autouse=True)
def _same_looks(request: pytest.FixtureRequest) -> None:
    """Tests that use the window start from the same looks."""
    if "qtbot" in request.fixturenames or "qapp" in request.fixturenames:
        request.getfixturevalue("light")
