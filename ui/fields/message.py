"""The line below a field: a hint, a warning or an error in one place, and the one action that mends it."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ui.components import BadgeKind, KeyCap, LinkButton, Text, Themed, paint_sign, show_part
from ui.theme import CAPTION, Role, Theme, current_theme

_ROLES = {"": Role.HINT, "warning": Role.SOON, "error": Role.LATE}
_SIGNS = {"warning": BadgeKind.SOON, "error": BadgeKind.LATE}


class MessageLine(Themed, QWidget):
    """Keeps the height of one line even when empty (`reserve`), so that a message never moves what is below."""

    mended = Signal()
    """The person asked for the gesture that was offered."""

    def __init__(self, reserve: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._reserve = reserve
        self._state = ""
        self._words = Text("", CAPTION, Role.HINT, wrap=True)
        self._words.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self.action: LinkButton | None = None
        self._gesture = QWidget(self)
        self._gesture.hide()
        self._layout = QVBoxLayout(self)
        self._layout.setSpacing(0)
        self._layout.addWidget(self._words)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.start_theme()
        self.say("", "")

    def say(self, state: str, text: str) -> None:
        """Show `text` as a hint (empty state), a "warning" or an "error"."""
        self._state = state if text else ""
        self._words.setText(text)
        self._words.set_role(_ROLES[self._state])
        self._lay_out(current_theme())
        show_part(self, bool(text) or self._reserve)

    def text(self) -> str:
        """What the line says."""
        return self._words.text()

    def offer(self, words: str) -> None:
        """Offer one gesture below the words, on Ctrl+R; empty words take it away."""
        if not words:
            self._gesture.hide()
            return
        if self.action is None:
            self.action = self._make_gesture()
        self.action.set_text(words)
        self.action.setAccessibleName(f"{words}, Ctrl+R")
        self._gesture.show()

    def _make_gesture(self) -> LinkButton:
        """The link and its key, made for the few fields that ever need them."""
        row = QHBoxLayout(self._gesture)
        row.setContentsMargins(0, 0, 0, 0)
        link = LinkButton("", size=CAPTION)
        link.clicked.connect(self.mended)
        row.addWidget(link)
        row.addWidget(KeyCap("Ctrl+R"))
        row.addStretch(1)
        self._layout.addWidget(self._gesture)
        return link

    def retheme(self, theme: Theme) -> None:
        self._lay_out(theme)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self._one_line() if self._reserve else 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._state in _SIGNS:
            theme = current_theme()
            side = theme.px(12)
            top = self._layout.contentsMargins().top() + (self._words.fontMetrics().height() - side) / 2
            ink = theme.color(_ROLES[self._state])
            paint_sign(QPainter(self), QRectF(0, top, side, side), _SIGNS[self._state], ink)

    def _lay_out(self, theme: Theme) -> None:
        left = theme.px(18) if self._state in _SIGNS else 0
        self._layout.setContentsMargins(left, theme.px(1), 0, 0)
        self.setMinimumHeight(self._one_line() if self._reserve else 0)
        self.update()

    def _one_line(self) -> int:
        return self._words.fontMetrics().height() + current_theme().px(1)
