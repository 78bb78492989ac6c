"""The command line on a server of the house: the account that it wants, asked for on the terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from app.command_line import say
from app.errors import AccountRefused, KeyMissing, UserError

if TYPE_CHECKING:
    from app.server import Account
    from app.settings import Places
    from app.storage.database import Database

T = TypeVar("T")
TRIES = 3
NO_SERVER = (
    "Aucun serveur n’est nommé pour ce poste. Écrivez sa ligne « server » dans accueil.toml, puis recommencez\u00a0; "
    "doctor dit ce qui en est lu."
)
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


def examined(places: Places) -> dict[str, Any]:
    """What `doctor` tells, also where the server lets nobody in."""
    from app.bootstrap import examine

    try:
        return with_account(lambda account: examine(places, account))
    except AccountRefused as refusal:
        return examine(places, refused=refusal.message)


def move(places: Places) -> dict[str, Any]:
    """Copy the base of this PC to the server that IT named, and say how many rows of each table.

    Raises UserError where there is no server, no base, or no key that opens it, and what the server refuses.
    """
    from app.bootstrap import NO_KEY, remembered_account, server_of
    from app.settings import load_pc_settings
    from app.storage.keys import load_key
    from app.storage.moving import move_to_server
    from app.storage.on_server import open_server

    server = server_of(places)
    if server is None:
        raise UserError(NO_SERVER)
    if not places.base.exists():
        raise UserError(f"Il n’y a pas de base à copier sur ce poste\u00a0: {places.base} n’existe pas.")
    key = load_key(places.base_id, places)
    if key is None:
        raise KeyMissing(NO_KEY)

    def open_there(account: Account | None) -> Database:
        return open_server(server, account or remembered_account(server, load_pc_settings(places)))

    database = with_account(open_there)
    try:
        rows = move_to_server(places.base, key, database)
    finally:
        database.close()
    say(f"Tout est sur le serveur. La base de ce poste ne sert plus, mais reste là\u00a0: {places.base}.")
    return {"moved": str(places.base), "server": server.words, "rows": dict(rows)}


def _typed() -> Account:
    from getpass import getpass

    from app.server import Account

    sys.stderr.write("Compte\u00a0: ")
    sys.stderr.flush()
    return Account(sys.stdin.readline().strip(), getpass("Mot de passe\u00a0: ", sys.stderr))
