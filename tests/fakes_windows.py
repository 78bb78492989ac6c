"""A Windows registry in memory, for what must be tried where there is none."""

from __future__ import annotations

from collections.abc import Mapping


class FakeRegistry:
    """One user's values, {(key, name): text}; after `full_after` writes it refuses, as a full disk does."""

    def __init__(self, values: Mapping[tuple[str, str], str] | None = None, *, full_after: int = 1000) -> None:
        self.values = dict(values or {})
        self._left = full_after

    def read(self, key: str, name: str) -> str | None:
        return self.values.get((key, name))

    def write(self, key: str, name: str, value: str) -> None:
        if self._left == 0:
            raise OSError("plein")
        self._left -= 1
        self.values[(key, name)] = value

    def remove_value(self, key: str, name: str) -> None:
        self.values.pop((key, name), None)

    def remove_tree(self, key: str) -> None:
        for known, name in list(self.values):
            if known == key or known.startswith(key + "\\"):
                del self.values[(known, name)]
