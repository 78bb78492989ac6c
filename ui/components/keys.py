"""Keys that parts share: what Entrée alone is, and groups of choices, where arrows go from one to the next."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QWidget

ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)  # both Enter keys of the keyboard
_FORWARD = (Qt.Key.Key_Right, Qt.Key.Key_Down)
_BACKWARD = (Qt.Key.Key_Left, Qt.Key.Key_Up)


def held_keys(event: QKeyEvent) -> Qt.KeyboardModifier:
    """Ctrl, Alt or Maj held with a key; the keypad's own mark does not count."""
    return event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier


def pressed_enter(event: QKeyEvent) -> bool:
    """Whether this is Entrée alone."""
    return event.key() in ENTER and not held_keys(event)


def press_or_pass(button: QAbstractButton, event: QKeyEvent) -> bool:
    """Press on Entrée alone, leave arrows alone to the group; answers whether the key was either."""
    if held_keys(event):
        return False
    if event.key() in ENTER:
        button.click()
        return True
    if event.key() in (*_FORWARD, *_BACKWARD):
        event.ignore()
        return True
    return False


def neighbour(event: QKeyEvent, choices: Mapping[str, QWidget], held: QWidget | None) -> str | None:
    """The choice that an arrow leads to from the one that has the keyboard; None for any other key."""
    step = 1 if event.key() in _FORWARD else -1 if event.key() in _BACKWARD else 0
    names = list(choices)
    if not step or not names or held_keys(event):
        return None
    place = next((index for index, name in enumerate(names) if choices[name] is held), 0)
    return names[(place + step) % len(names)]
