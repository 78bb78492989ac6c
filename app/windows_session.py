r"""What this user's Windows may be asked to do: start the program with the session, open `amf42:` and `tel:` links.

Nothing is written unless it was chosen in *Réglages*, all of it under HKEY_CURRENT_USER, and it goes when it is chosen
no more. The registry itself is passed in. Keys and their meaning: learn.microsoft.com, *Run and RunOnce Registry Keys*,
*Registering an Application to a URI Scheme*, *Default Programs*. Since Windows 10 no program can make itself the one
for `tel:`: it can only stand in the list from which the user chooses.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Protocol

NAME = "AMF42"
TITLE = "AMF42 – Accueil des élus"
RUN = r"Software\Microsoft\Windows\CurrentVersion\Run"
LINK_CLASS = r"Software\Classes\amf42"  # the installer lays it too, without the value that makes it open links
URL_PROTOCOL = "URL Protocol"
CAPABILITIES = r"Software\AMF42\Capabilities"
REGISTERED = r"Software\RegisteredApplications"
CHOOSE_TEL = f"ms-settings:defaultapps?registeredAppUser={NAME}"  # where Windows lets its user choose


class Registry(Protocol):
    r"""Values of one user, as text. Keys are written with `\`; the name "" is a key's own value. Raises OSError."""

    def read(self, key: str, name: str) -> str | None:
        """A value, None where there is none."""

    def write(self, key: str, name: str, value: str) -> None:
        """Write a value, and the keys above it."""

    def remove_value(self, key: str, name: str) -> None:
        """Take a value away, if it is there."""

    def remove_tree(self, key: str) -> None:
        """Take a key away with all that is in it, if it is there."""


def starts_with_session(registry: Registry) -> bool:
    """Whether Windows starts the program when this user's session opens."""
    return registry.read(RUN, NAME) is not None


def start_with_session(registry: Registry, program: Path, *, on: bool) -> None:
    """Have Windows start the program with the session, or no more."""
    if on:
        registry.write(RUN, NAME, f'"{program}"')
    else:
        registry.remove_value(RUN, NAME)


def opens_links(registry: Registry) -> bool:
    """Whether links are opened with this program."""
    return registry.read(LINK_CLASS, URL_PROTOCOL) is not None


def open_links(registry: Registry, program: Path, *, on: bool) -> None:
    """Have `amf42:` links opened with the program, and offer it for `tel:`; or neither any more.

    `--` before the link: whatever a link holds, it never becomes an option of the program.
    """
    if not on:
        registry.remove_tree(LINK_CLASS)
        registry.remove_tree(CAPABILITIES)
        registry.remove_value(REGISTERED, NAME)
        return
    registry.write(LINK_CLASS, "", f"URL:{TITLE}")
    registry.write(rf"{LINK_CLASS}\DefaultIcon", "", f"{program},0")
    registry.write(rf"{LINK_CLASS}\shell\open\command", "", f'"{program}" -- "%1"')
    registry.write(CAPABILITIES, "ApplicationName", TITLE)
    registry.write(CAPABILITIES, "ApplicationDescription", "Note l’appel d’un élu et ouvre son dossier")
    registry.write(CAPABILITIES, "ApplicationIcon", f"{program},0")
    registry.write(rf"{CAPABILITIES}\URLAssociations", "tel", "amf42")
    registry.write(REGISTERED, NAME, CAPABILITIES)
    registry.write(LINK_CLASS, URL_PROTOCOL, "")  # last: from now on links are opened


def current_user() -> Registry | None:
    """This user's registry; None on another system than Windows."""
    found: Registry | None = None
    if sys.platform == "win32":
        found = CurrentUser()
    return found


if sys.platform == "win32":
    import winreg
    from contextlib import suppress

    class CurrentUser:
        """HKEY_CURRENT_USER."""

        def read(self, key: str, name: str) -> str | None:
            """A value, None where there is none."""
            try:
                with winreg.OpenKey(winreg.HKEY_CURRENT_USER, key) as opened:
                    return str(winreg.QueryValueEx(opened, name)[0])
            except FileNotFoundError:
                return None

        def write(self, key: str, name: str, value: str) -> None:
            """Write a value, and the keys above it."""
            with winreg.CreateKey(winreg.HKEY_CURRENT_USER, key) as made:
                winreg.SetValueEx(made, name, 0, winreg.REG_SZ, value)

        def remove_value(self, key: str, name: str) -> None:
            """Take a value away, if it is there."""
            with (
                suppress(FileNotFoundError),
                winreg.OpenKey(winreg.HKEY_CURRENT_USER, key, 0, winreg.KEY_SET_VALUE) as opened,
            ):
                winreg.DeleteValue(opened, name)

        def remove_tree(self, key: str) -> None:
            """Take a key away with all that is in it, if it is there."""
            with suppress(FileNotFoundError):
                with winreg.OpenKey(winreg.HKEY_CURRENT_USER, key) as opened:
                    below = [winreg.EnumKey(opened, at) for at in range(winreg.QueryInfoKey(opened)[0])]
                for name in below:
                    self.remove_tree(rf"{key}\{name}")
                winreg.DeleteKey(winreg.HKEY_CURRENT_USER, key)
