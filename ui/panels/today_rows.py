"""The lines of *Aujourd’hui*: one kind each for a callback, a dossier that waits, and a last day to ask."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.components import Badge, BadgeData, Button, ElidedLabel, LinkButton, Section, Text, Themed
from ui.theme import BODY, CAPTION, Role, Theme, current_theme

BADGE_WIDTH = 116
FIRST_SHOWN = 12  # beyond, « n autres » opens the rest: a calm page is read, a long one is searched


class TodayRow(Themed, QWidget):
    """One line: badge, who and where, what; Entrée or a click does its first gesture."""

    activated = Signal()

    def __init__(
        self,
        badge: BadgeData,
        title: str,
        second: str,
        *,
        phone: tuple[str, str] | None = None,
        reason: str | None = None,
        button: Button | None = None,
        tall: bool = False,
    ) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._tall = tall
        self.badge = badge
        self.button = button
        self._layout = QHBoxLayout(self)
        self._badge = Badge(badge)
        self._badge_place = QWidget()
        place = QHBoxLayout(self._badge_place)
        place.setContentsMargins(0, 0, 0, 0)
        place.addWidget(self._badge)
        place.addStretch(1)
        self._layout.addWidget(self._badge_place)
        self._layout.addLayout(
            _pair(ElidedLabel(title, BODY, semibold=True), ElidedLabel(second, CAPTION, Role.TEXT_SECOND)), 20
        )
        if phone is not None:
            number, line = phone
            self._layout.addLayout(_pair(Text(number, BODY), Text(line, CAPTION, Role.TEXT_SECOND)), 0)
        if reason is not None:
            self._layout.addWidget(Text(reason, CAPTION, wrap=True), 14)
        if button is not None:
            self._layout.addWidget(button)
            button.clicked.connect(self.activated)
        spoken = (title, second, badge.text, *(phone or ()), reason or "")
        self.setAccessibleName(", ".join(word for word in spoken if word))
        self.start_theme()

    def retheme(self, theme: Theme) -> None:
        self._badge_place.setMinimumWidth(theme.px(BADGE_WIDTH - 12))
        self._layout.setContentsMargins(theme.px(16), theme.px(4), theme.px(12), theme.px(4))
        self._layout.setSpacing(theme.px(12))
        self.setMinimumHeight(theme.px(54 if self._tall else 46))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        if self.hasFocus() or self.underMouse():
            painter.fillRect(
                self.rect(), theme.color(Role.ACCENT_SOFT) if self.hasFocus() else theme.hover(Role.SURFACE)
            )
        painter.fillRect(QRectF(0, self.height() - 1, self.width(), 1), theme.color(Role.LINE))

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.activated.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.activated.emit()
            return
        super().keyPressEvent(event)


class TodaySection(Section):
    """A section whose lines are gone through with the arrows; what is beyond the first ones opens on demand."""

    def __init__(self, title: str, nothing: str, action: QWidget | None = None) -> None:
        super().__init__(title, 0, action=action)
        self._nothing = Text(nothing, BODY, Role.TEXT_SECOND, wrap=True)
        self._nothing.setContentsMargins(16, 12, 16, 12)
        self.body.addWidget(self._nothing)
        self._rows: list[TodayRow] = []
        self._all = False
        self._more = LinkButton("")
        self._more.clicked.connect(self._show_all)
        self.body.addWidget(self._more, 0, Qt.AlignmentFlag.AlignHCenter)
        self._more.hide()

    def show_rows(self, rows: Sequence[TodayRow]) -> None:
        """Show these lines; the keyboard stays on the line of the same place."""
        kept = next((n for n, row in enumerate(self._rows) if row.hasFocus()), None)
        for row in self._rows:
            self.body.removeWidget(row)
            row.deleteLater()
        self._rows = list(rows)
        for place, row in enumerate(self._rows):
            self.body.insertWidget(place, row)
        self.set_count(len(self._rows))
        self._nothing.setVisible(not self._rows)
        self._fold()
        if kept is not None and self._rows:
            self._rows[min(kept, len(self._rows) - 1)].setFocus(Qt.FocusReason.OtherFocusReason)

    def rows(self) -> Sequence[TodayRow]:
        """The lines, most urgent first."""
        return tuple(self._rows)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
        shown = [row for row in self._rows if not row.isHidden()]
        place = next(
            (n for n, row in enumerate(shown) if row.hasFocus() or (row.button and row.button.hasFocus())), None
        )
        if step is None or place is None or not 0 <= place + step < len(shown):
            super().keyPressEvent(event)
            return
        shown[place + step].setFocus(Qt.FocusReason.TabFocusReason)

    def _fold(self) -> None:
        for place, row in enumerate(self._rows):
            row.setVisible(self._all or place < FIRST_SHOWN)
        left = len(self._rows) - FIRST_SHOWN
        self._more.setVisible(left > 0 and not self._all)
        self._more.set_text(f"{left} autre{'s' * (left > 1)}")

    def _show_all(self) -> None:
        self._all = True
        self._fold()
        self._rows[FIRST_SHOWN].setFocus(Qt.FocusReason.TabFocusReason)


def _pair(first: QWidget, second: QWidget) -> QVBoxLayout:
    words = QVBoxLayout()
    words.setSpacing(0)
    words.addStretch(1)
    words.addWidget(first)
    words.addWidget(second)
    words.addStretch(1)
    return words
