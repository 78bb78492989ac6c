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
    follower = app.findChild(FocusFollower)
    if follower is None:
        FocusFollower(app)
    else:
        follower.place()


def wants_ring(widget: QWidget | None) -> bool:
    """Whether the ring stands around this widget: lists and menus show their current line themselves."""
    if widget is None or isinstance(widget, (QMenu, QAbstractItemView)) or widget.property(OWN_FOCUS):
        return False
    return widget.window().windowType() not in (Qt.WindowType.Popup, Qt.WindowType.ToolTip) and not widget.isWindow()


class FocusFollower(QObject):
    """Moves one ring per window to the widget that has the keyboard, and keeps it there while things move."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._target: QWidget | None = None
        self._watched: list[QWidget] = []
        self._ring: FocusRing | None = None
        app.focusChanged.connect(self._focus_moved)
        self._focus_moved(None, app.focusWidget())

    def _focus_moved(self, _old: QWidget | None, new: QWidget | None) -> None:
        for widget in self._watched:
            if isValid(widget):
                widget.removeEventFilter(self)
        self._watched = []
        if new is not None and new.property(RING_AROUND_PARENT):
            new = new.parentWidget()
        self._target = new if wants_ring(new) else None
        walker = self._target
        while walker is not None:
            walker.installEventFilter(self)
            self._watched.append(walker)
            walker = None if walker.isWindow() else walker.parentWidget()
        self.place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _FOLLOWED:
            self.place()
        return False

    def place(self) -> None:
        """Put the ring where its widget is now, cut to what scrolling areas let see."""
        ring = self._ring if self._ring is not None and isValid(self._ring) else None
        target = self._target if self._target is not None and isValid(self._target) else None
        if target is None or not target.isVisible():
            if ring is not None:
                ring.hide()
            return
        window = target.window()
        if ring is None or ring.parentWidget() is not window:
            if ring is not None:
                ring.hide()
                ring.deleteLater()
            ring = self._ring = FocusRing(window)
        ring.surround(target)


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
