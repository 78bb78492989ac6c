"""What has the keyboard is on screen: a page that scrolls goes where the focus goes, to the line in a list."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QObject, QPoint, QRect, Qt, QTimer
from PySide6.QtWidgets import QAbstractItemView, QApplication, QLayout, QScrollArea, QWidget

from ui.fields.base import Field
from ui.theme import current_theme


class FocusView(QObject):
    """Follows the keyboard inside one scroll area, as long as the area lives."""

    def __init__(self, area: QScrollArea) -> None:
        super().__init__(area)
        self._area = area
        application = QApplication.instance()
        assert isinstance(application, QApplication)  # what makes widgets at all
        application.focusChanged.connect(self._focus_moved)

    def _focus_moved(self, _old: QWidget | None, new: QWidget | None) -> None:
        inner = self._area.widget()
        if new is not None and inner is not None and inner.isAncestorOf(new):
            QTimer.singleShot(0, new, lambda: bring_into_view(new))  # once what grows by it has grown


def bring_into_view(widget: QWidget) -> None:
    """Scroll what is around a widget so that it is seen: the whole field it is in, the current line of a list."""
    target, part = _whole(widget), None
    if isinstance(widget, QAbstractItemView):
        line = widget.visualRect(widget.currentIndex())
        part = QRect(widget.viewport().mapTo(widget, line.topLeft()), line.size()) if line.isValid() else None
    around: QWidget | None = target.parentWidget()
    while around is not None and not around.isWindow():
        if isinstance(around, QScrollArea):
            _show(around, target, target.rect())
            if part is not None:
                _show(around, target, part)
        around = around.parentWidget()


def tab_stops(widget: QWidget) -> Iterator[QWidget]:
    """Yield what Tab stops at inside a widget, in the order of its layouts: as one reads."""
    if widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
        yield widget
    layout = widget.layout()
    if layout is not None:
        yield from _stops_of(layout)


def _stops_of(layout: QLayout) -> Iterator[QWidget]:
    for place in range(layout.count()):
        item = layout.itemAt(place)
        widget, inside = (item.widget(), item.layout()) if item is not None else (None, None)
        if widget is not None:
            yield from tab_stops(widget)
        elif inside is not None:
            yield from _stops_of(inside)


def _show(area: QScrollArea, widget: QWidget, part: QRect) -> None:
    """Its end first, then its beginning: where there is no room for both, one sees the beginning."""
    inner = area.widget()
    if inner is None or not inner.isAncestorOf(widget):
        return
    margin = current_theme().px(12)
    for corner in (part.bottomLeft(), part.topLeft()):
        place: QPoint = widget.mapTo(inner, corner)
        area.ensureVisible(place.x(), place.y(), 0, margin)


def _whole(widget: QWidget) -> QWidget:
    """The field that a widget stands in, with its label and what is said below it; else the widget."""
    around: QWidget | None = widget
    while around is not None and not around.isWindow():
        if isinstance(around, Field):
            return around
        around = around.parentWidget()
    return widget
