"""Which wheel of a package in uv.lock a pip on Windows would take."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from packaging.tags import Tag, compatible_tags, cpython_tags
from packaging.utils import parse_wheel_filename

PLATFORM = "win_amd64"


def windows_tags(version: str) -> list[Tag]:
    """The wheel tags of this Python on Windows, the most precise first."""
    major, minor = (int(part) for part in version.split(".")[:2])
    interpreter = f"cp{major}{minor}"
    return [
        *cpython_tags((major, minor), platforms=[PLATFORM]),
        *compatible_tags((major, minor), interpreter, [PLATFORM]),
    ]


def best_file(package: Mapping[str, Any], tags: Sequence[Tag]) -> tuple[str, str] | None:
    """Name and SHA-256 of the wheel of this package of uv.lock that fits best; None where none fits."""
    ranks = {tag: rank for rank, tag in enumerate(tags)}
    found = []
    for wheel in package.get("wheels", []):
        file = wheel["url"].rsplit("/", 1)[-1]
        rank = min((ranks[tag] for tag in parse_wheel_filename(file)[3] if tag in ranks), default=None)
        if rank is not None:
            found.append((rank, file, wheel["hash"].removeprefix("sha256:")))
    return min(found)[1:] if found else None
