"""Lines of a person's page: a coordinate to copy, a dossier to open, a line of history."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QEnterEvent, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QBoxLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.storage.rows import DossierRow, HistoryRow
from ui.components import Badge, ElidedLabel, FlowLayout, IconButton, Pill, Text, Themed
from ui.dates import NBSP, short_day, week_day
from ui.deadline_words import short_badge
from ui.icons import icon_pixmap, screen_ratio
from ui.theme import BODY, CAPTION, Role, Theme, current_theme

COPIED_FOR = 1500  # milliseconds that a copy button says « Copié »


class Sign(Themed, QLabel):
    """A small icon before words; it says nothing that they don't."""

    def __init__(self, icon: str, role: Role = Role.TEXT_SECOND, size: int = 16) -> None:
        super().__init__()
        self._icon, self._role, self._side = icon, role, size
        self.start_theme()

    def set_sign(self, icon: str, role: Role) -> None:
        """Show another icon."""
        self._icon, self._role = icon, role
        self.retheme(current_theme())

    def retheme(self, theme: Theme) -> None:
        side = theme.icon(self._side)
        self.setPixmap(icon_pixmap(self._icon, theme.color(self._role), side, screen_ratio()))
        self.setFixedSize(side, theme.px(22))


class CopyButton(IconButton):
    """Puts words on the clipboard, and says that it did."""

    def __init__(self, words: str, what: str, icon: str = "copy") -> None:
        super().__init__(icon, f"Copier {what}", role=Role.ACCENT, size=16)
        self._words_copied, self._plain, self._what = words, icon, what
        self.clicked.connect(self._copy)

    def _copy(self) -> None:
        QApplication.clipboard().setText(self._words_copied)
        self.set_icon_name("check", "Copié")
        QTimer.singleShot(COPIED_FOR, self, lambda: self.set_icon_name(self._plain, f"Copier {self._what}"))


class Coordinate(Themed, QWidget):
    """A phone, a mail or an address: what it is, what to know of it, and the buttons that copy it."""

    def __init__(
        self,
        icon: str,
        lines: Sequence[str],
        about: str,
        copies: Sequence[CopyButton],
        *,
        doubt: str = "",
        warning: str = "",
    ) -> None:
        super().__init__()
        self._words = QVBoxLayout()
        self._words.setSpacing(0)
        for line in lines:
            self._words.addWidget(Text(line, BODY, wrap=True, selectable=True))
        if about:
            self._words.addWidget(Text(about, CAPTION, Role.TEXT_SECOND, wrap=True))
        for words, role in ((doubt, Role.LATE), (warning, Role.SOON)):
            if words:
                self._words.addWidget(Text(words, CAPTION, role, wrap=True))
        self._layout = QHBoxLayout(self)
        sign = Sign(icon) if not doubt else Sign("octagon-alert", Role.LATE)
        self._layout.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        self._layout.addLayout(self._words, 1)
        for copy in copies:
            self._layout.addWidget(copy, 0, Qt.AlignmentFlag.AlignTop)
        self.setAccessibleName(", ".join(part for part in (*lines, about, doubt, warning) if part))
        self.start_theme()

    def retheme(self, theme: Theme) -> None:
        self._layout.setContentsMargins(theme.px(16), theme.px(4), theme.px(10), theme.px(5))
        self._layout.setSpacing(theme.px(10))


class DossierLine(Themed, QWidget):
    """One dossier; Entrée or a click opens it."""

    activated = Signal()

    def __init__(self, row: DossierRow, column: str, outcome: str, today: date) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        title = row.training or "Formation à choisir"
        when = week_day(row.session_on) if row.session_on is not None else ""
        number = f"dossier{NBSP}{row.edof_number}" if row.edof_number else ""
        second = " · ".join(part for part in (when, row.place, number) if part)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(ElidedLabel(title, BODY, semibold=True))
        words.addWidget(ElidedLabel(second or "Pas de date", CAPTION, Role.TEXT_SECOND))
        marks = QWidget()
        self._marks = FlowLayout(marks)
        self._marks.addWidget(Pill(outcome or column))
        self._middle = QHBoxLayout()
        self._middle.addLayout(words, 1)
        self._middle.addWidget(marks)
        self._layout = QHBoxLayout(self)
        self._layout.addLayout(self._middle, 1)
        spoken = [title, second, outcome or column]
        if row.deadline is not None and not outcome:
            badge = short_badge(row.deadline, today)
            self._marks.addWidget(Badge(badge))
            spoken.append(badge.text)
        self._chevron = Sign("chevron-right")
        self._layout.addWidget(self._chevron)
        self.setAccessibleName(", ".join(part for part in spoken if part))
        self.start_theme()

    def retheme(self, theme: Theme) -> None:
        self._layout.setContentsMargins(theme.px(16), theme.px(5), theme.px(10), theme.px(5))
        self._layout.setSpacing(theme.px(10))
        self._middle.setSpacing(theme.px(10))
        self._marks.set_gaps(theme.px(10), theme.px(2))
        self.setMinimumHeight(theme.px(50))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Stage and deadline beside the title, below it where there is no room: a deadline is never cut."""
        super().resizeEvent(event)
        across = self.width() >= current_theme().px(360)
        self._middle.setDirection(QBoxLayout.Direction.LeftToRight if across else QBoxLayout.Direction.TopToBottom)

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.activated.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.activated.emit()
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter = current_theme(), QPainter(self)
        if self.underMouse():
            painter.fillRect(self.rect(), theme.hover(Role.SURFACE))
        painter.fillRect(QRectF(0, self.height() - 1, self.width(), 1), theme.color(Role.LINE))


class HistoryLine(Themed, QWidget):
    """What was done, when, and by whom or with which words."""

    def __init__(self, row: HistoryRow, today: date) -> None:
        super().__init__()
        self._icon = row.icon
        day = row.at.astimezone().date()
        when = "aujourd’hui" if day == today else short_day(day)
        if day.year != today.year:
            when = f"{when}{NBSP}{day.year}"
        self._when = Text(when, CAPTION, Role.TEXT_SECOND)
        self._when.setAlignment(Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(Text(row.text, BODY, wrap=True))
        if row.detail:
            words.addWidget(Text(row.detail, CAPTION, Role.TEXT_SECOND, wrap=True))
        self._layout = QHBoxLayout(self)
        self._layout.addWidget(Sign(row.icon), 0, Qt.AlignmentFlag.AlignTop)
        self._layout.addWidget(self._when, 0, Qt.AlignmentFlag.AlignTop)
        self._layout.addLayout(words, 1)
        self.setAccessibleName(", ".join(part for part in (when, row.text, row.detail) if part))
        self.start_theme()

    def retheme(self, theme: Theme) -> None:
        self._layout.setContentsMargins(theme.px(16), theme.px(3), theme.px(16), theme.px(5))
        self._layout.setSpacing(theme.px(10))
        self._when.setMinimumWidth(theme.px(62))
        self._when.setContentsMargins(0, theme.px(2), 0, 0)


class NoteLine(Themed, QWidget):
    """An icon and a sentence, with a line above it; a small action may stand at its right."""

    def __init__(self, icon: str, role: Role = Role.TEXT_SECOND, action: QWidget | None = None) -> None:
        super().__init__()
        self.sign = Sign(icon, role)
        self.text = Text("", CAPTION, Role.TEXT_SECOND, wrap=True)
        self._layout = QHBoxLayout(self)
        self._layout.addWidget(self.sign, 0, Qt.AlignmentFlag.AlignVCenter)
        self._layout.addWidget(self.text, 1)
        if action is not None:
            self._layout.addWidget(action)
        self.start_theme()

    def say(self, words: str, icon: str, role: Role) -> None:
        """Show another sentence."""
        self.text.setText(words)
        self.sign.set_sign(icon, role)
        self.setAccessibleName(words)

    def retheme(self, theme: Theme) -> None:
        self._layout.setContentsMargins(theme.px(16), theme.px(8), theme.px(12), theme.px(8))
        self._layout.setSpacing(theme.px(10))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        QPainter(self).fillRect(QRectF(0, 0, self.width(), 1), theme.color(Role.LINE))
