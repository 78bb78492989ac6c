"""Keys that groups of choices share: arrows go from one to the next, Entrée chooses."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QWidget

_FORWARD = (Qt.Key.Key_Right, Qt.Key.Key_Down)
_BACKWARD = (Qt.Key.Key_Left, Qt.Key.Key_Up)


def press_or_pass(button: QAbstractButton, event: QKeyEvent) -> bool:
    """Press on Entrée alone, leave arrows alone to the group; answers whether the key was either."""
    if _held_with_others(event):
        return False
    if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
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
    if not step or not names or _held_with_others(event):
        return None
    place = next((index for index, name in enumerate(names) if choices[name] is held), 0)
    return names[(place + step) % len(names)]


def _held_with_others(event: QKeyEvent) -> bool:
    """Whether Ctrl, Alt or Maj is held too; the keypad's own mark does not count."""
    return bool(event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier)
