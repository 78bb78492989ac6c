"""The stages of a dossier, apart from the mapped classes: a sheet needs them, and no base."""

from __future__ import annotations

from enum import StrEnum


class Stage(StrEnum):
    """Columns of the board, in the order in which they stand on screen."""

    NEW = "new"
    ACCOUNT_TO_OPEN = "account_to_open"
    IDENTITY_TO_CHECK = "identity_to_check"
    ELU_ACCOUNT_MISSING = "elu_account_missing"
    READY_TO_REQUEST = "ready_to_request"
    REQUEST_SENT = "request_sent"
    TO_CONFIRM = "to_confirm"
    ENROLLED = "enrolled"
    TRAINED = "trained"


SEATED = (Stage.REQUEST_SENT, Stage.TO_CONFIRM, Stage.ENROLLED, Stage.TRAINED)  # domain.md, section 6: who takes a seat
