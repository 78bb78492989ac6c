"""The password of the base on the server: in the operating system's keyring, and nowhere else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.storage.keys import SERVICE, ask_keyring

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

    from app.server import Account, Server

SERVER_SERVICE = f"{SERVICE} serveur"  # apart from the key of a base in a file


def find_password(server: Server, account: str) -> str | None:
    """The password that was kept for this account of this server; None where there is none, or no keyring."""
    return ask_keyring(lambda ring: ring.get_password(SERVER_SERVICE, _entry(server, account)))


def keep_password(server: Server, account: Account) -> bool:
    """Keep a password that the server has just accepted; False where no keyring gives it back."""

    def keep(ring: KeyringBackend) -> bool:
        entry = _entry(server, account.name)
        ring.set_password(SERVER_SERVICE, entry, account.password)
        return ring.get_password(SERVER_SERVICE, entry) == account.password  # the null keyring keeps nothing

    return ask_keyring(keep) or False


def forget_password(server: Server, account: str) -> None:
    """Take a password away; one that is not there is no matter."""

    def remove(ring: KeyringBackend) -> bool:
        ring.delete_password(SERVER_SERVICE, _entry(server, account))
        return True

    ask_keyring(remove)


def _entry(server: Server, account: str) -> str:
    return f"{account}@{server.host}:{server.port}/{server.base}"
