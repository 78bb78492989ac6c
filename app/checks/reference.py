"""The small tables of `resources/reference/`, read once a process and only when a check needs them."""

from __future__ import annotations

import tomllib
from functools import cache
from typing import Any

import resources


@cache
def table(name: str) -> dict[str, Any]:
    """Return a TOML file of `resources/reference/`, by its name without ending. Treat it as read-only."""
    return tomllib.loads(resources.read_text("reference", f"{name}.toml"))


@cache
def departments() -> dict[str, str]:
    """Return the departments and overseas collectivities of today: code (`42`, `2A`, `974`) and name."""
    lines = resources.read_text("reference", "departements.tsv").splitlines()
    return dict(line.split("\t", 1) for line in lines)
