"""The switch « Oui / Non / À voir »: two to four answers in one frame."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QRadioButton, QSizePolicy, QWidget

from ui.components.keys import neighbour, press_or_pass
from ui.components.labels import text_width
from ui.components.themed import Themed
from ui.focus_ring import RING_AROUND_PARENT
from ui.icons import draw_icon
from ui.theme import CAPTION, Role, current_theme

YES_NO_LATER: tuple[tuple[str, str], ...] = (("yes", "Oui"), ("no", "Non"), ("unknown", "À voir"))
"""The options of a question of the situation."""


class _Segment(Themed, QRadioButton):
    """One answer of a switch."""

    def __init__(self, text: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._words = text
        self.setText(text.replace("&", "&&"))
        self.setAccessibleName(text)
        self.setProperty(RING_AROUND_PARENT, True)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.toggled.connect(lambda _on: self.updateGeometry())
        self.start_theme()

    def sizeHint(self) -> QSize:
        theme = current_theme()
        width = theme.px(10) * 2 + text_width(self._words, theme.font(CAPTION, self.isChecked()))
        if self.isChecked():
            width += theme.icon(14) + theme.px(4)
        return QSize(width, theme.px(28) - 4)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def hitButton(self, _position: object) -> bool:
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Entrée answers as the space bar does; arrows belong to the switch."""
        if press_or_pass(self, event):
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        chosen = self.isChecked()
        ink = theme.color(Role.ACCENT if chosen else Role.TEXT_SECOND)
        if chosen or self.underMouse():
            painter.setPen(QPen(ink, 1) if theme.high_contrast and chosen else Qt.PenStyle.NoPen)
            painter.setBrush(theme.color(Role.ACCENT_SOFT if chosen else Role.SUNKEN))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), theme.px(4), theme.px(4))
        x = theme.px(10)
        if chosen:
            side = theme.icon(14)
            draw_icon(painter, "check", ink, (x - theme.px(1), (self.height() - side) / 2), side)
            x += side + theme.px(4)
        painter.setFont(theme.font(CAPTION, chosen))
        painter.setPen(ink)
        painter.drawText(
            QRectF(x, 0, self.width(), self.height()),
            Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft,
            self._words,
        )


class Segmented(Themed, QWidget):
    """A switch among two to four answers; arrows move the answer, Tab passes it as one stop."""

    changed = Signal(object)
    """The value that the person chose."""

    def __init__(
        self,
        options: Sequence[tuple[str, str]],
        value: str | None = None,
        *,
        accessible_name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(accessible_name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._segments: dict[str, _Segment] = {}
        self._group = QButtonGroup(self)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(2, 2, 2, 2)
        layout.setSpacing(0)
        for name, text in options:
            segment = _Segment(text, self)
            segment.setAccessibleName(f"{accessible_name}, {text}" if accessible_name else text)
            segment.clicked.connect(lambda _on, chosen=name: self._picked(chosen))
            self._group.addButton(segment)
            layout.addWidget(segment)
            self._segments[name] = segment
        self._value: str | None = None
        self.set_value(value)
        self.start_theme()

    def value(self) -> str | None:
        """The answer, or None while none was given."""
        return self._value

    def set_value(self, value: str | None) -> None:
        """Give the answer without telling anybody; None takes it back."""
        self._value = value if value in self._segments else None
        self._group.setExclusive(False)
        for name, segment in self._segments.items():
            segment.setChecked(name == self._value)
        self._group.setExclusive(True)
        entry = self._value if self._value is not None else next(iter(self._segments), None)
        for name, segment in self._segments.items():
            segment.setFocusPolicy(Qt.FocusPolicy.StrongFocus if name == entry else Qt.FocusPolicy.ClickFocus)
        if entry is not None:
            self.setFocusProxy(self._segments[entry])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        target = neighbour(event, self._segments, self.focusWidget())
        if target is None:
            super().keyPressEvent(event)
            return
        self._picked(target)
        self._segments[target].setFocus(Qt.FocusReason.TabFocusReason)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.color(Role.BORDER), 1))
        painter.setBrush(theme.color(Role.SURFACE))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), theme.px(5), theme.px(5))

    def _picked(self, value: str) -> None:
        if value != self._value:
            self.set_value(value)
            self.changed.emit(value)
