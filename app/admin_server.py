"""The command line on a server of the house: the account that it wants, asked for on the terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from app.command_line import say
from app.errors import AccountRefused

if TYPE_CHECKING:
    from app.server import Account

T = TypeVar("T")
TRIES = 3
WHERE_TO_ASK = (
    "Ouvrez d’abord AMF42 sous ce compte Windows, ou lancez cette commande dans un terminal\u00a0: le compte et le mot "
    "de passe y sont demandés."
)


def with_account(use: Callable[[Account | None], T]) -> T:
    """`use` with what this PC remembers; with what is typed where the server wants another account or password.

    What is typed is kept nowhere. Raises AccountRefused where nobody can be asked, and after the last try.
    """
    account: Account | None = None
    for left in reversed(range(TRIES)):
        try:
            return use(account)
        except AccountRefused as refusal:
            if not left:
                raise
            if not sys.stdin.isatty():
                raise AccountRefused(f"{refusal.message} {WHERE_TO_ASK}") from refusal
            say(refusal.message)
            account = _typed()
    raise AssertionError("each try returns or raises")


def _typed() -> Account:
    from getpass import getpass

    from app.server import Account

    sys.stderr.write("Compte\u00a0: ")
    sys.stderr.flush()
    return Account(sys.stdin.readline().strip(), getpass("Mot de passe\u00a0: ", sys.stderr))
