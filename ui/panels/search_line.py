"""One line to search with: icon, what was understood at the right, and a cross that empties it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from ui.components import IconButton, Text
from ui.components.keys import held_keys
from ui.fields.line_edit import LineEdit
from ui.theme import CAPTION, Role, Theme, current_theme


class SearchLine(LineEdit):
    """Arrows and Entrée are told to who owns the list below it."""

    downWanted = Signal()  # noqa: N815 - Qt's way of naming signals
    takeWanted = Signal()  # noqa: N815 - Qt's way of naming signals
    emptied = Signal()

    def __init__(self, accessible_name: str, placeholder: str = "", parent: QWidget | None = None) -> None:
        self._told: Text | None = None
        super().__init__(icon="search", parent=parent)
        self.setAccessibleName(accessible_name)
        self.setPlaceholderText(placeholder)
        self._told = Text("", CAPTION, Role.TEXT_SECOND, parent=self)
        self._told.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._cross = IconButton("x", "Vider ce champ", size=16, target=24, parent=self)
        self._cross.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # The keyboard empties a field by itself.
        self._cross.setCursor(Qt.CursorShape.ArrowCursor)
        self._cross.clicked.connect(self._empty)
        self.textChanged.connect(lambda _text: self._place())
        self._place()

    def tell(self, words: str) -> None:
        """What was understood: « Mairie de Saint-Georges-en-Couzan »."""
        if self._told is not None and words != self._told.text():
            self._told.setText(words)
            self.setAccessibleDescription(words)
            self._place()

    def retheme(self, theme: Theme) -> None:
        super().retheme(theme)
        self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = not held_keys(event) & ~Qt.KeyboardModifier.AltModifier
        bare = plain and not event.modifiers() & Qt.KeyboardModifier.AltModifier
        if plain and event.key() == Qt.Key.Key_Down:
            self.downWanted.emit()
        elif bare and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.takeWanted.emit()
        else:
            super().keyPressEvent(event)

    def _empty(self) -> None:
        self.clear()
        self.textEdited.emit("")
        self.emptied.emit()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def _place(self) -> None:
        if self._told is None:
            return
        theme = current_theme()
        cross = self._cross.sizeHint()
        right = self.width() - theme.px(6)
        self._cross.setVisible(bool(self.text()))
        self._cross.setGeometry(
            right - cross.width(), (self.height() - cross.height()) // 2, cross.width(), cross.height()
        )
        used = cross.width() + theme.px(6) if self.text() else 0
        left = theme.icon(16) + theme.px(6)
        typed = self.fontMetrics().horizontalAdvance(self.text()) + left + theme.px(24)
        width = self._told.sizeHint().width()
        room = self.width() - used - theme.px(10) - typed
        shown = bool(self._told.text()) and room >= min(width, theme.px(60))
        self._told.setVisible(shown)
        taken = min(width, room) if shown else 0
        self._told.setGeometry(self.width() - used - theme.px(6) - taken, 0, taken, self.height())
        self.setTextMargins(left, 0, used + taken, 0)
