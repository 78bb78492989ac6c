"""Choosing among a few things at one glance: chips that filter, and the switch « Oui / Non / À voir »."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QRadioButton, QSizePolicy, QWidget

from ui.components.flow import FlowLayout
from ui.components.labels import text_width
from ui.components.themed import Themed
from ui.focus_ring import RING_AROUND_PARENT
from ui.icons import draw_icon
from ui.theme import CAPTION, Role, Theme, current_theme


class Chip(Themed, QPushButton):
    """A filter or an answer, with how many it stands for; a tick and a soft fill say that it is chosen."""

    def __init__(
        self, text: str, count: int | None = None, checkable: bool = True, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._words, self._count = text, count
        self.setCheckable(checkable)
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.toggled.connect(lambda _on: self.updateGeometry())
        self._say()
        self.start_theme()

    def words(self) -> str:
        """The text without the count."""
        return self._words

    def set_words(self, text: str) -> None:
        """Change the text."""
        self._words = text
        self._say()

    def set_count(self, count: int | None) -> None:
        """Change the number; None shows none."""
        self._count = count
        self._say()

    def _say(self) -> None:
        self.setText(self._words.replace("&", "&&"))
        self.setAccessibleName(self._words if self._count is None else f"{self._words}, {self._count}")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        theme = current_theme()
        width = theme.px(9) * 2 + text_width(self._words, theme.font(CAPTION, self.isChecked()))
        if self.isChecked():
            width += theme.icon(14) + theme.px(5)
        if self._count is not None:
            width += theme.px(6) + text_width(str(self._count), theme.font(CAPTION))
        return QSize(width, theme.px(28))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Entrée chooses too; arrows belong to the group."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and event.modifiers() in (
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.KeypadModifier,
        ):
            self.click()
            return
        if event.key() in _ARROWS:
            event.ignore()
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        chosen = self.isChecked()
        fill, border, ink = _choice_colors(theme, chosen, self.underMouse() or self.isDown())
        if not self.isEnabled():
            ink = theme.color(Role.HINT)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(border, 1))
        painter.setBrush(fill)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), theme.px(5), theme.px(5))
        x = theme.px(9)
        if chosen:
            side = theme.icon(14)
            draw_icon(painter, "check", ink, (x, (self.height() - side) / 2), side)
            x += side + theme.px(5)
        font = theme.font(CAPTION, chosen)
        painter.setFont(font)
        painter.setPen(ink)
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextSingleLine
        painter.drawText(QRectF(x, 0, self.width(), self.height()), flags, self._words)
        if self._count is not None:
            x += text_width(self._words, font) + theme.px(6)
            painter.setFont(theme.font(CAPTION))
            painter.setPen(theme.color(Role.TEXT_SECOND if not chosen else Role.ACCENT))
            painter.drawText(QRectF(x, 0, self.width(), self.height()), flags, str(self._count))


class ChipGroup(Themed, QWidget):
    """Chips of which one is chosen; arrows move the choice, Tab passes the group as one stop.

    `optional`: nothing need be chosen, and choosing the same chip again takes the choice back.
    """

    changed = Signal(object)
    """The value now chosen by the person, or None."""

    def __init__(
        self,
        options: Sequence[tuple[str, str]],
        value: str | None = None,
        *,
        accessible_name: str = "",
        optional: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(accessible_name)
        self._optional = optional
        self._value: str | None = None
        self._flow = FlowLayout(self)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._chips: dict[str, Chip] = {}
        self.set_options(options)
        self.set_value(value)
        self.start_theme()

    def set_options(self, options: Sequence[tuple[str, str]]) -> None:
        """Replace the chips by (value, text) pairs; the choice stays if it is still one of them."""
        for chip in self._chips.values():
            self._flow.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self._chips = {}
        for value, text in options:
            chip = Chip(text)
            chip.clicked.connect(lambda _on, chosen=value: self._pick(chosen))
            self._flow.addWidget(chip)
            self._chips[value] = chip
        self.set_value(self._value)

    def chip(self, value: str) -> Chip:
        """The chip of a value, to count or to name it otherwise."""
        return self._chips[value]

    def value(self) -> str | None:
        """The value chosen, or None."""
        return self._value

    def set_value(self, value: str | None) -> None:
        """Choose without telling anybody; an unknown value chooses nothing."""
        self._value = value if value in self._chips else None
        for name, chip in self._chips.items():
            chip.setChecked(name == self._value)
        entry = self._value if self._value is not None else next(iter(self._chips), None)
        for name, chip in self._chips.items():
            chip.setFocusPolicy(Qt.FocusPolicy.StrongFocus if name == entry else Qt.FocusPolicy.ClickFocus)
        if entry is not None:
            self.setFocusProxy(self._chips[entry])

    def retheme(self, theme: Theme) -> None:
        self._flow.set_gaps(theme.px(6), theme.px(6))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1, Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1}.get(
            Qt.Key(event.key())
        )
        names = list(self._chips)
        if step is None or not names or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            super().keyPressEvent(event)
            return
        held = next((index for index, name in enumerate(names) if self._chips[name].hasFocus()), 0)
        target = names[(held + step) % len(names)]
        self._pick(target, again=False)
        self._chips[target].setFocus(Qt.FocusReason.TabFocusReason)

    def _pick(self, value: str, *, again: bool = True) -> None:
        wanted = None if again and self._optional and value == self._value else value
        before = self._value
        self.set_value(wanted)
        if wanted != before:
            self.changed.emit(wanted)


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
        width = theme.px(11) * 2 + text_width(self._words, theme.font(CAPTION, self.isChecked()))
        if self.isChecked():
            width += theme.icon(14) + theme.px(4)
        return QSize(width, theme.px(28) - 4)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def hitButton(self, _position: object) -> bool:
        return True

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
        x = theme.px(11)
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
        first = next(iter(self._segments.values()), None)
        if first is not None:
            self.setFocusProxy(first)
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
        if self._value is not None:
            self.setFocusProxy(self._segments[self._value])

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.color(Role.BORDER), 1))
        painter.setBrush(theme.color(Role.SURFACE))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), theme.px(5), theme.px(5))

    def _picked(self, value: str) -> None:
        if value != self._value:
            self._value = value
            self.setFocusProxy(self._segments[value])
            self.changed.emit(value)


YES_NO_LATER: tuple[tuple[str, str], ...] = (("yes", "Oui"), ("no", "Non"), ("unknown", "À voir"))
"""The options of a question of the situation."""

_ARROWS = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down)


def _choice_colors(theme: Theme, chosen: bool, over: bool) -> tuple[QColor, QColor, QColor]:
    """Fill, border and words of a chip."""
    if chosen:
        return theme.color(Role.ACCENT_SOFT), theme.color(Role.ACCENT), theme.color(Role.ACCENT)
    fill = theme.hover(Role.SURFACE) if over else theme.color(Role.SURFACE)
    return fill, theme.color(Role.BORDER), theme.color(Role.TEXT)
