"""Chips: filters, and answers of which one is chosen."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from ui.components.flow import FlowLayout
from ui.components.keys import neighbour, press_or_pass
from ui.components.labels import text_width
from ui.components.themed import Themed
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
        if press_or_pass(self, event):
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
        target = neighbour(event, self._chips, self.focusWidget())
        if target is None:
            super().keyPressEvent(event)
            return
        self._pick(target, again=False)
        self._chips[target].setFocus(Qt.FocusReason.TabFocusReason)

    def _pick(self, value: str, *, again: bool = True) -> None:
        wanted = None if again and self._optional and value == self._value else value
        before = self._value
        self.set_value(wanted)
        if wanted != before:
            self.changed.emit(wanted)


def _choice_colors(theme: Theme, chosen: bool, over: bool) -> tuple[QColor, QColor, QColor]:
    """Fill, border and words of a chip."""
    if chosen:
        return theme.color(Role.ACCENT_SOFT), theme.color(Role.ACCENT), theme.color(Role.ACCENT)
    fill = theme.hover(Role.SURFACE) if over else theme.color(Role.SURFACE)
    return fill, theme.color(Role.BORDER), theme.color(Role.TEXT)
