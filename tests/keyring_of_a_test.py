"""A keyring that works, for tests of what the program keeps in one: every other test has none."""

from __future__ import annotations

import keyring.backend


class Ring(keyring.backend.KeyringBackend):
    """It can be read by its test, and emptied as one that was lost."""

    priority = 1  # type: ignore[assignment]  # a number is what keyring reads

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service, username]
