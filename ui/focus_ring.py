"""The ring around what has the keyboard: 2 px of accent, 2 px outside the control, drawn over the window."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractItemView, QAbstractScrollArea, QApplication, QMenu, QWidget
from shiboken6 import isValid

from ui.theme import Role, current_theme

REACH = 4
"""Logical pixels that the ring takes outside the control: 2 of air and 2 of line, at every text size."""

OWN_FOCUS = "ownFocus"
"""Dynamic property of a widget that shows by itself where the keyboard is (a board, a text to read)."""

RING_AROUND_PARENT = "ringAroundParent"
"""Dynamic property of a part (an answer of a switch) whose parent is the whole control."""

_FOLLOWER = "focusFollower"
RING_AROUND_LIST = "ringAroundList"
"""Dynamic property of a list whose current line does not show by itself that the keyboard is there."""

_FOLLOWED = frozenset(
    (
        QEvent.Type.Move,
        QEvent.Type.Resize,
        QEvent.Type.Show,
        QEvent.Type.Hide,
        QEvent.Type.ParentChange,
        QEvent.Type.ZOrderChange,
        QEvent.Type.EnabledChange,
    )
)


def install_focus_ring(app: QApplication) -> None:
    """Give the program its ring once; later calls only repaint it."""
    follower = app.property(_FOLLOWER)  # looking through the application's children would load all that a style can do
    if isinstance(follower, FocusFollower):
        follower.place()
    else:
        app.setProperty(_FOLLOWER, FocusFollower(app))


def wants_ring(widget: QWidget | None) -> bool:
    """Whether the ring stands around this widget: lists and menus show their current line themselves."""
    if widget is None or isinstance(widget, QMenu) or widget.property(OWN_FOCUS):
        return False
    if isinstance(widget, QAbstractItemView) and not widget.property(RING_AROUND_LIST):
        return False
    return widget.window().windowType() not in (Qt.WindowType.Popup, Qt.WindowType.ToolTip) and not widget.isWindow()


class FocusFollower(QObject):
    """Moves one ring to the widget that has the keyboard, and keeps it there while things move.

    It holds no widget: one that lost its last reference here would be deleted in the middle of Qt's change of focus.
    """

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._ear: _Ear | None = None
        self._ring: FocusRing | None = None
        app.focusChanged.connect(self._focus_moved)
        self._focus_moved()

    def _focus_moved(self) -> None:
        if self._ear is not None:
            self._ear.deleteLater()
        self._ear = _Ear(self)
        walker = ring_target()
        while walker is not None:
            walker.installEventFilter(self._ear)
            walker = None if walker.isWindow() else walker.parentWidget()
        self.place()

    def place(self) -> None:
        """Put the ring where its widget is now, cut to what scrolling areas let see."""
        ring = self._ring if self._ring is not None and isValid(self._ring) else None
        target = ring_target()
        window = target.window() if target is not None else None
        if target is None or window is None or not target.isVisible() or not window.isVisible():
            if ring is not None:
                ring.hide()
            return
        if ring is None or ring.parentWidget() is not window:
            if ring is not None:
                ring.hide()
                ring.deleteLater()
            ring = self._ring = FocusRing(window)
        ring.surround(target)


class _Ear(QObject):
    """Hears one widget and all around it move; Qt forgets it everywhere once it is deleted."""

    def __init__(self, follower: FocusFollower) -> None:
        super().__init__(follower)
        self._follower = follower

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _FOLLOWED:
            self._follower.place()
        return False


def ring_target() -> QWidget | None:
    """The widget around which the ring stands now: what has the keyboard, or the control that it is a part of."""
    focus = QApplication.focusWidget()
    if focus is not None and focus.property(RING_AROUND_PARENT):
        focus = focus.parentWidget()
    return focus if wants_ring(focus) else None


class FocusRing(QWidget):
    """The line itself, transparent to the pointer and unknown to screen readers."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._around = QRect()

    def surround(self, target: QWidget) -> None:
        """Stand around `target`, in the coordinates of its window."""
        window = target.window()
        wanted = QRect(target.mapTo(window, QPoint(0, 0)), target.size()).adjusted(-REACH, -REACH, REACH, REACH)
        shown = wanted
        walker = target.parentWidget()
        while walker is not None and walker is not window:
            area = walker.parentWidget()
            if isinstance(area, QAbstractScrollArea) and area.viewport() is walker:
                shown = shown.intersected(QRect(walker.mapTo(window, QPoint(0, 0)), walker.size()))
            walker = walker.parentWidget()
        self._around = wanted.translated(-shown.topLeft())
        self.setGeometry(shown)
        self.setVisible(not shown.isEmpty())
        self.raise_()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.color(Role.ACCENT), 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        radius = theme.px(5) + 3
        painter.drawRoundedRect(QRectF(self._around).adjusted(1, 1, -1, -1), radius, radius)
