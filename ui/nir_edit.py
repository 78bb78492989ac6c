"""The line in which a NIR is typed, drawn as seven named groups; the number lives here and nowhere else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QContextMenuEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QLineEdit, QMenu, QWidget

from app.checks.nir import NirMode
from app.checks.nir_structure import bounds, is_separator, normalise
from ui.components import Themed, text_width
from ui.theme import CAPTION, SECTION, Role, Theme, current_theme

MOST = 20
"""Characters that are taken; more than any slip of a hand needs."""

_FORBIDDEN = (
    QKeySequence.StandardKey.Copy,
    QKeySequence.StandardKey.Cut,
    QKeySequence.StandardKey.Undo,
    QKeySequence.StandardKey.Redo,
)


@dataclass(frozen=True)
class Place:
    """One group on screen: its name, the characters that it holds (from, to), and its share of the width."""

    name: str
    start: int
    end: int
    left: float
    width: float


class NirEdit(Themed, QLineEdit):
    """To Qt it is a hidden entry: nothing copies, drags, remembers or reads it aloud; on screen it shows its groups.

    Blanks, dots and dashes are dropped as they come, letters become capitals; what is too long or foreign stays, for
    the check to name it.
    """

    def __init__(self, mode: NirMode, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._mode = mode
        self._doubtful: tuple[str, ...] = ()
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setDragEnabled(False)
        self.setMaxLength(60)
        self.setInputMethodHints(
            Qt.InputMethodHint.ImhSensitiveData
            | Qt.InputMethodHint.ImhHiddenText
            | Qt.InputMethodHint.ImhNoPredictiveText
        )
        self.setProperty("part", "groups")
        self.textEdited.connect(self._tidy)
        self.cursorPositionChanged.connect(lambda _old, _new: self.update())
        self.start_theme()

    def set_mode(self, mode: NirMode) -> None:
        """13 characters to log in, 15 to open an account."""
        self._mode = mode
        self.update()

    def set_doubtful(self, names: Sequence[str]) -> None:
        """Tint the groups to read again."""
        self._doubtful = tuple(names)
        self.update()

    def doubtful(self) -> tuple[str, ...]:
        """The groups that are tinted."""
        return self._doubtful

    def places(self) -> list[Place]:
        """Where the groups stand now."""
        return self._places(current_theme())

    def wanted(self) -> int:
        """How many characters are asked."""
        return self._mode.value

    def retheme(self, theme: Theme) -> None:
        self.setFont(theme.font(SECTION, semibold=True))

    def sizeHint(self) -> QSize:
        theme = current_theme()
        return QSize(round(sum(_basis(name, theme) for name in self._names())), theme.px(52))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if any(event.matches(key) for key in _FORBIDDEN):
            event.accept()
            return
        super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = self.make_menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(event.globalPos())

    def make_menu(self) -> QMenu:
        """Only what brings a number in or takes it away."""
        menu = QMenu(self)
        paste = menu.addAction("Coller")
        paste.setEnabled(bool(QGuiApplication.clipboard().text()))
        paste.triggered.connect(self.paste)
        clear = menu.addAction("Effacer")
        clear.setEnabled(bool(self.text()))
        clear.triggered.connect(self._clear)
        return menu

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        if event.button() == Qt.MouseButton.LeftButton:
            self.setCursorPosition(self._nearest(event.position()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.selectAll()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        wrong = self.property("state") == "error"
        doubtful_role = Role.LATE if wrong else Role.SOON
        width = 2 if wrong else 1
        role = Role.LATE if wrong else Role.SOON if self.property("state") == "warning" else Role.BORDER
        frame = QRectF(self.rect()).adjusted(width / 2, width / 2, -width / 2, -width / 2)
        outline = QPainterPath()
        outline.addRoundedRect(frame, theme.px(5), theme.px(5))
        painter.fillPath(outline, theme.color(Role.SURFACE))
        painter.setClipPath(outline)
        places = self._places(theme)
        for place in places:
            self._paint_group(painter, place, theme, doubtful_role if place.name in self._doubtful else None)
            if place is not places[-1]:
                right = round(place.left + place.width)
                painter.fillRect(QRectF(right - 1, 0, 1, self.height()), theme.color(Role.LINE))
        painter.setClipping(False)
        painter.setPen(QPen(theme.color(role), width))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(frame, theme.px(5), theme.px(5))
        if self.hasFocus() and not self.hasSelectedText():
            x = self._x_of(self.cursorPosition(), theme)
            painter.fillRect(QRectF(x, theme.px(8), 1, theme.px(20)), theme.color(Role.TEXT))

    def _paint_group(self, painter: QPainter, place: Place, theme: Theme, doubt: Role | None) -> None:
        box = QRectF(place.left, 0, place.width, self.height())
        if doubt is not None:
            painter.fillRect(box, theme.color(Role.LATE_SOFT if doubt is Role.LATE else Role.SOON_SOFT))
        text = self.text()
        painter.setFont(theme.font(SECTION, semibold=True))
        for index in range(place.start, place.end):
            x = self._x_of(index, theme)
            cell = QRectF(x, theme.px(7), _digit(theme), theme.px(22))
            if self.hasSelectedText() and self.selectionStart() <= index < self.selectionEnd():
                painter.fillRect(cell, theme.color(Role.ACCENT_SOFT))
            if index < len(text):
                painter.setPen(theme.color(doubt or Role.TEXT))
                painter.drawText(cell, Qt.AlignmentFlag.AlignCenter, text[index])
            else:
                painter.setPen(theme.color(Role.HINT))
                painter.drawText(cell, Qt.AlignmentFlag.AlignCenter, "·")
        painter.setFont(theme.font(CAPTION, semibold=doubt is not None))
        painter.setPen(theme.color(doubt or Role.TEXT_SECOND))
        below = QRectF(place.left, theme.px(28), place.width, theme.px(18))
        painter.drawText(below, Qt.AlignmentFlag.AlignCenter, place.name)

    def _names(self) -> list[str]:
        return [name for name, _start, _end in self._cut()]

    def _cut(self) -> list[tuple[str, int, int]]:
        """Groups of what stands here: those that are asked, the key if it was typed too, and what is too much."""
        length = len(self.text())
        groups = [group for group in bounds(self.text()) if group[1] < max(self.wanted(), length)]
        if length > 15:
            groups.append(("en trop", 15, length))
        return groups

    def _places(self, theme: Theme) -> list[Place]:
        groups = self._cut()
        bases = [max(_basis(name, theme), (end - start) * _digit(theme) + theme.px(16)) for name, start, end in groups]
        inside = self.width() - 4
        spare = max(0.0, inside - sum(bases)) / sum(bases)
        places, left = [], 2.0
        for (name, start, end), basis in zip(groups, bases, strict=True):
            width = basis * (1 + spare)
            places.append(Place(name, start, end, left, width))
            left += width
        return places

    def _x_of(self, index: int, theme: Theme) -> float:
        """Left edge of the character at `index`; past the last one, its right edge."""
        places = self._places(theme)
        digit = _digit(theme)
        for place in places:
            if place.start <= index < place.end:
                held = (place.end - place.start) * digit
                return place.left + (place.width - held) / 2 + (index - place.start) * digit
        last = places[-1]
        held = (last.end - last.start) * digit
        return last.left + (last.width + held) / 2

    def _nearest(self, point: QPointF) -> int:
        theme = current_theme()
        return min(range(len(self.text()) + 1), key=lambda index: abs(self._x_of(index, theme) - point.x()))

    def _tidy(self, typed: str) -> None:
        """Keep what counts; setting the text anew also empties Qt's memory for undo."""
        before = self.cursorPosition()
        kept = "".join(letter for letter in normalise(typed[:before]) if not is_separator(letter))
        rest = "".join(letter for letter in normalise(typed[before:]) if not is_separator(letter))
        self.setText((kept + rest)[:MOST])
        self.setCursorPosition(min(len(kept), MOST))

    def _clear(self) -> None:
        self.setText("")
        self.textEdited.emit("")


def _digit(theme: Theme) -> float:
    return text_width("0", theme.font(SECTION, semibold=True)) + 1.0


def _basis(name: str, theme: Theme) -> float:
    """Width that a group needs for its name, which is semibold where it is doubtful."""
    return text_width(name, theme.font(CAPTION, semibold=True)) + theme.px(22)
