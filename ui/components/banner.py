"""The banner at the bottom left: what was just done or undone, and « Annuler » or « Rétablir » for ten seconds."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QTimer, Signal
from PySide6.QtGui import QEnterEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QLabel, QWidget

from ui.components.buttons import IconButton, LinkButton
from ui.components.labels import KeyCap, Text
from ui.components.themed import Themed, show_part
from ui.icons import icon_pixmap, screen_ratio
from ui.theme import BODY, Role, Theme, current_theme

MARGIN = 16  # px at least to the parent's right edge

STAY = 10_000
"""Milliseconds that a banner stays, counted anew when the pointer or the keyboard leaves it."""


class Banner(Themed, QFrame):
    """Lies over its parent, bottom left; one message at a time, and Ctrl+Z still works after it has gone."""

    undo = Signal()
    """The person asked to take back what the banner tells."""

    redo = Signal()
    """The person asked to have again what was just taken back."""

    closed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("part", "panel")
        self._corner = QPoint(16, 12)
        self._icon_name, self._icon_role = "check", Role.DONE
        self._sign = QLabel()
        self._text = Text("", BODY, wrap=False)
        self._undo = LinkButton("Annuler", size=BODY)
        self._undo.setAccessibleName("Annuler, Ctrl+Z")
        self._cap = KeyCap("Ctrl+Z")
        self._redo = LinkButton("Rétablir", size=BODY)
        self._redo.setAccessibleName("Rétablir, Ctrl+Y")
        self._redo_cap = KeyCap("Ctrl+Y")
        self._close = IconButton("x", "Fermer ce message", size=16)
        self._layout = QHBoxLayout(self)
        for widget in (self._sign, self._text, self._undo, self._cap, self._redo, self._redo_cap, self._close):
            self._layout.addWidget(widget)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.dismiss)
        self._undo.clicked.connect(self._undo_asked)
        self._redo.clicked.connect(self._redo_asked)
        self._close.clicked.connect(self.dismiss)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._focus_moved)
        parent.installEventFilter(self)
        self.hide()
        self.start_theme()

    def show_message(
        self,
        text: str,
        *,
        can_undo: bool = True,
        can_redo: bool = False,
        icon: str = "check",
        role: Role = Role.DONE,
    ) -> None:
        """Say what was done; `can_undo` offers to take it back, `can_redo` to have again what was taken back."""
        self._text.setText(text)
        self._icon_name, self._icon_role = icon, role
        for part in (self._undo, self._cap):
            show_part(part, can_undo and not can_redo)
        for part in (self._redo, self._redo_cap):
            show_part(part, can_redo)
        self.setAccessibleName(text)
        self._draw_sign(current_theme())
        self._settle()
        self.show()
        self.raise_()
        self._timer.start(STAY)

    def text(self) -> str:
        """What the banner says."""
        return self._text.text()

    def remaining(self) -> int:
        """Milliseconds before it goes; -1 while the pointer or the keyboard holds it, or when it has gone."""
        return self._timer.remainingTime()

    def set_corner(self, left: int, bottom: int) -> None:
        """Distance from the parent's left and bottom edges, in logical pixels."""
        self._corner = QPoint(left, bottom)
        self._settle()

    def dismiss(self) -> None:
        """Go away; what was done stays done."""
        self._timer.stop()
        if not self.isHidden():
            self.hide()
            self.closed.emit()

    def retheme(self, theme: Theme) -> None:
        self._layout.setContentsMargins(theme.px(12), theme.px(6), theme.px(8), theme.px(6))
        self._layout.setSpacing(theme.px(8))
        self._draw_sign(theme)
        self._settle()

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self._timer.stop()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._count_down()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and watched is self.parentWidget():
            self._settle()
        return False

    def _focus_moved(self, _old: QWidget | None, new: QWidget | None) -> None:
        if self.isHidden():
            return
        if new is not None and self.isAncestorOf(new):
            self._timer.stop()
        else:
            self._count_down()

    def _count_down(self) -> None:
        focus = QApplication.focusWidget()
        held = self.underMouse() or (focus is not None and self.isAncestorOf(focus))
        if not self.isHidden() and not held and not self._timer.isActive():
            self._timer.start(STAY)

    def _undo_asked(self) -> None:
        self.dismiss()
        self.undo.emit()

    def _redo_asked(self) -> None:
        self.dismiss()
        self.redo.emit()

    def _draw_sign(self, theme: Theme) -> None:
        side = theme.icon(16)
        self._sign.setPixmap(icon_pixmap(self._icon_name, theme.color(self._icon_role), side, screen_ratio()))

    def _settle(self) -> None:
        parent = self.parentWidget()
        if parent is None:
            return
        room = parent.width() - self._corner.x() - MARGIN
        self._text.setWordWrap(False)
        self._layout.activate()
        if self.sizeHint().width() > room > 0:
            self._text.setWordWrap(True)
            self.setFixedWidth(room)
            self.resize(room, self.heightForWidth(room) if self.hasHeightForWidth() else self.sizeHint().height())
        else:
            self.setMinimumWidth(0)
            self.setMaximumWidth(16_777_215)
            self.adjustSize()
        self.move(self._corner.x(), parent.height() - self.height() - self._corner.y())
