"""What the program says in a box of its own, and the report of a bug; the only module that opens message boxes.

Never over a call: while one goes on, the same words go to the banner.
"""

from __future__ import annotations

import logging
import platform
import traceback
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, qVersion
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget

from app import __version__

LOG = logging.getLogger("amf42.bug")
ROOT = Path(__file__).resolve().parent.parent
TITLE = "AMF42 – Accueil des élus"
_BUG_TITLE = "Cette action n’a pas abouti."
_BUG_TEXT = (
    "Un défaut du programme l’a arrêtée. Votre saisie est gardée. Recommencez\u00a0; si cela se répète, "
    "copiez le rapport et envoyez-le à la personne qui s’occupe du programme. Il ne contient aucune donnée personnelle."
)
_BUG_IN_CALL = "Cette action n’a pas abouti. Votre saisie est gardée ; recommencez."


class Messages:
    """Boxes over `window`; `in_call` says whether a call goes on, `say` shows a sentence in the banner instead."""

    def __init__(self, window: QWidget | None, in_call: Callable[[], bool], say: Callable[[str], None]) -> None:
        self._window = window
        self._in_call = in_call
        self._say = say
        self.last_report = ""
        self._open: QMessageBox | None = None

    def tell(self, title: str, text: str = "") -> None:
        """Say something that needs no answer."""
        if self._in_call():
            self._say(f"{title} {text}".strip())
            return
        box = self._box(title, text)
        box.addButton("Fermer", QMessageBox.ButtonRole.AcceptRole)
        box.open()
        self._open = box

    def ask(self, title: str, text: str, yes: str, no: str = "Ne rien changer") -> bool:
        """Ask what no undo can turn back; `yes` and `no` are verbs. During a call the answer is no, and it is said."""
        if self._in_call():
            self._say(f"{title} Terminez d’abord l’appel.")
            return False
        box = self._box(title, text)
        accept = box.addButton(yes, QMessageBox.ButtonRole.AcceptRole)
        refuse = box.addButton(no, QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(refuse)
        box.setEscapeButton(refuse)
        box.exec()
        return box.clickedButton() is accept

    def report_bug(self, problem: BaseException) -> None:
        """Log a bug and say that it happened; neither holds a word of what people typed."""
        self.last_report = bug_report(problem)
        LOG.error("%s", self.last_report)
        if self._in_call():
            self._say(_BUG_IN_CALL)
            return
        if self._open is not None and self._open.isVisible():
            return  # One box is enough: a storm of the same bug must not bury the window.
        box = self._box(_BUG_TITLE, _BUG_TEXT)
        copy = box.addButton("Copier le rapport", QMessageBox.ButtonRole.ActionRole)
        box.addButton("Fermer", QMessageBox.ButtonRole.AcceptRole)
        copy.clicked.connect(lambda: QApplication.clipboard().setText(self.last_report))
        box.open()
        self._open = box

    def _box(self, title: str, text: str) -> QMessageBox:
        box = QMessageBox(self._window)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        box.setWindowTitle(TITLE)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setText(title)
        box.setInformativeText(text)
        return box


def tell(parent: QWidget | None, title: str, text: str = "") -> None:
    """Say something before there is a window of pages (start, unlocking); waits until it is closed."""
    box = QMessageBox(parent)
    box.setWindowTitle(TITLE)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(title)
    box.setInformativeText(text)
    box.addButton("Fermer", QMessageBox.ButtonRole.AcceptRole)
    box.exec()


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
