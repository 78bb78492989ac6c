"""What the program says in a box of its own, and the report of a bug; the only module that opens message boxes.

Never over a call: while one goes on, the same words go to the banner.
"""

from __future__ import annotations

import logging
import platform
import traceback
from pathlib import Path
from typing import Protocol, runtime_checkable

from PySide6.QtCore import Qt, qVersion
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget

from app import __version__

LOG = logging.getLogger("amf42.bug")
ROOT = Path(__file__).resolve().parent.parent
TITLE = "AMF42 – Accueil des élus"
_BUG_BOX = "bug-report"
_BUG_TITLE = "Cette action n’a pas abouti."
_BUG_TEXT = (
    "Un défaut du programme l’a arrêtée. Votre saisie est gardée. Recommencez\u00a0; si cela se répète, "
    "copiez le rapport et envoyez-le à la personne qui s’occupe du programme. Il ne contient aucune donnée personnelle."
)
_BUG_IN_CALL = "Cette action n’a pas abouti. Votre saisie est gardée\u00a0; recommencez."


@runtime_checkable
class Speaker(Protocol):
    """A window that has a banner, and knows whether a call goes on."""

    def say(self, sentence: str) -> None:
        """Show a sentence in the banner."""

    def in_call(self) -> bool:
        """Whether a call goes on: then no box may lie over it."""


def tell(parent: QWidget | None, title: str, text: str = "") -> None:
    """Say something that needs no answer; without a window yet, wait until it is closed."""
    speaker = _speaker_in_call(parent)
    if speaker is not None:
        speaker.say(f"{title} {text}".strip())
        return
    box = _box(parent, title, text)
    box.addButton("Fermer", QMessageBox.ButtonRole.AcceptRole)
    if parent is None:
        box.exec()
    else:
        box.open()


def ask(parent: QWidget | None, title: str, text: str, yes: str, no: str = "Ne rien changer") -> bool:
    """Ask what no undo can turn back; `yes` and `no` are verbs. During a call the answer is no, and that is said."""
    speaker = _speaker_in_call(parent)
    if speaker is not None:
        speaker.say(f"{title} Terminez d’abord l’appel.")
        return False
    box = _box(parent, title, text)
    accept = box.addButton(yes, QMessageBox.ButtonRole.AcceptRole)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)  # Its answer is read after it has closed.
    refuse = box.addButton(no, QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(refuse)
    box.setEscapeButton(refuse)
    box.exec()
    agreed = box.clickedButton() is accept
    box.deleteLater()
    return agreed


def call_goes_on(parent: QWidget | None) -> bool:
    """Whether a call goes on in some window: nothing that was not asked for may lie over it."""
    return _speaker_in_call(parent) is not None


def report_bug(problem: BaseException, parent: QWidget | None = None) -> None:
    """Log a bug and say that it happened; neither holds a word of what people typed."""
    report = bug_report(problem)
    LOG.error("%s", report)
    parent = parent or QApplication.activeWindow() or _main_window()
    speaker = _speaker_in_call(parent)
    if speaker is not None:
        speaker.say(_BUG_IN_CALL)
        return
    if parent is None or any(box.objectName() == _BUG_BOX for box in parent.findChildren(QMessageBox)):
        return  # One box is enough: a storm of the same bug must not bury the window.
    box = _box(parent, _BUG_TITLE, _BUG_TEXT)
    box.setObjectName(_BUG_BOX)
    copy = box.addButton("Copier le rapport", QMessageBox.ButtonRole.ActionRole)
    box.addButton("Fermer", QMessageBox.ButtonRole.AcceptRole)
    copy.clicked.connect(lambda: QApplication.clipboard().setText(report))
    box.open()


def _box(parent: QWidget | None, title: str, text: str) -> QMessageBox:
    box = QMessageBox(parent)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, parent is not None)
    box.setWindowTitle(TITLE)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(title)
    box.setInformativeText(text)
    return box


def _speaker_in_call(parent: QWidget | None) -> Speaker | None:
    """The window to speak through instead of a box, if a call goes on in any window."""
    windows = [parent.window()] if parent is not None else []
    for window in (*windows, *QApplication.topLevelWidgets()):
        if isinstance(window, Speaker) and window.isVisible() and window.in_call():
            return window
    return None


def _main_window() -> QWidget | None:
    return next((window for window in QApplication.topLevelWidgets() if isinstance(window, Speaker)), None)


def bug_report(problem: BaseException) -> str:
    """Kind of the exception and the places in our own files that led to it: never its words, never a value."""
    lines = [f"AMF42 {__version__}, Python {platform.python_version()}, Qt {qVersion()}, {platform.system()}"]
    seen: BaseException | None = problem
    while seen is not None:
        kind = type(seen)
        lines.append(f"{kind.__module__}.{kind.__qualname__}")
        lines += [
            f"  {place}, ligne {frame.lineno}, {frame.name}"
            for frame in traceback.extract_tb(seen.__traceback__, limit=60)
            if (place := _own_place(frame.filename)) is not None
        ]
        seen = seen.__cause__ or (None if seen.__suppress_context__ else seen.__context__)
    return "\n".join(lines)


def _own_place(filename: str) -> str | None:
    """A file of ours from the project's root; None for the others, whose paths may name the user."""
    try:
        place = Path(filename).resolve().relative_to(ROOT)
    except ValueError:
        return None
    return place.as_posix() if place.parts and place.parts[0] in ("app", "ui") else None
