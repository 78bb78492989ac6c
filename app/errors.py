"""What a person may be told: refusals of the world, in French, apart from our own bugs."""

from __future__ import annotations

from dataclasses import dataclass


class UserError(Exception):
    """A refusal with one French sentence that says what is wrong and what to do; never personal data."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class StorageUnavailable(UserError):
    """The base does not answer, is full, read-only or damaged; nothing was changed."""


class KeyMissing(StorageUnavailable):
    """No key opens this base: the recovery key is asked for."""


class AccountRefused(StorageUnavailable):
    """The server wants an account and a password, or refuses those that it was given: they are asked for."""


@dataclass(frozen=True)
class FieldConflict:
    """One field that two people changed; `label` is French, values are as shown on screen."""

    label: str
    mine: str
    theirs: str


class Conflict(UserError):
    """Somebody else saved first; nothing was overwritten. `fields` holds both values, field by field."""

    def __init__(self, message: str, fields: tuple[FieldConflict, ...] = ()) -> None:
        super().__init__(message)
        self.fields = fields
