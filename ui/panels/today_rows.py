"""The lines of *Aujourd’hui*: one kind each for a callback, a dossier that waits, and a last day to ask."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ui.components import (
    Badge,
    BadgeData,
    Button,
    ElidedLabel,
    IconButton,
    LinkButton,
    Section,
    Text,
    Themed,
    text_width,
)
from ui.theme import BODY, CAPTION, Role, Theme, current_theme

BADGE_WIDTH = 116
BLANK = 3  # pixels of the one blank before « · »
FIRST_SHOWN = 12  # beyond, « n autres » opens the rest: a calm page is read, a long one is searched
FIRST_MADE = 6  # lines made before the window draws the day; the others follow at once
CARD_RADIUS = 6
PHONE_WIDTH, WHO_LEAST, REASON_LEAST = 108, 180, 110


class TodayRow(Themed, QWidget):
    """One line: badge, who and where, what; Entrée or a click does its first gesture.

    `second` may be cut where it lacks room, `kept` (a date, a count) behind it never is.
    """

    activated = Signal()
    took_keyboard = Signal()

    def __init__(
        self,
        badge: BadgeData,
        title: str,
        second: str,
        *,
        kept: str = "",
        phone: tuple[str, str] | None = None,
        reason: str | None = None,
        tall: bool = False,
    ) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._tall = tall
        self._last = self._next = False
        self._buttons: list[Button] = []
        self._more: IconButton | None = None
        self.badge = badge
        self._badge = Badge(badge)
        self._badge_place = QWidget()
        place = QHBoxLayout(self._badge_place)
        place.setContentsMargins(0, 0, 0, 0)
        place.addWidget(self._badge)
        place.addStretch(1)
        self._kept_words = kept
        self._kept = Text(f"· {kept}" if kept and second else kept, CAPTION, Role.TEXT_SECOND)
        self._where = _WhereLabel(second)
        if not second:  # never setVisible(True) on what has no parent yet: it would flash as a window of its own
            self._where.hide()
        self._below = QBoxLayout(_ACROSS)
        self._below.setSpacing(BLANK)
        self._below.addWidget(self._where)
        self._below.addWidget(self._kept)
        self._below.addStretch(1)
        who = _stacked()
        who.insertWidget(1, ElidedLabel(title, BODY, semibold=True))
        who.insertLayout(2, self._below)
        self._words = QBoxLayout(_ACROSS)
        self._words.addLayout(who, 20)
        self._phone = _phone(*phone) if phone is not None else None
        if self._phone is not None:
            self._words.addWidget(self._phone)
        self._reason: Text | None = None
        if reason is not None:
            self._reason = Text(reason, CAPTION, wrap=True)
            self._reason.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
            self._words.addWidget(self._reason, 14)
        self._hands = QHBoxLayout()
        self._main = QBoxLayout(_ACROSS)
        self._main.addLayout(self._words, 1)
        self._main.addLayout(self._hands)
        self._layout = QHBoxLayout(self)
        self._layout.addWidget(self._badge_place)
        self._layout.addLayout(self._main, 1)
        spoken = (title, second, kept, badge.text, *(phone or ()), reason or "")
        self.setAccessibleName(", ".join(word for word in spoken if word))
        self.start_theme()

    def add_button(self, button: Button, does: Callable[[], object] | None = None) -> None:
        """Put a button at the end; without a gesture of its own it does that of the line."""
        button.clicked.connect(does if does is not None else self.activated.emit)
        self._buttons.append(button)
        self._hands.addWidget(button)

    def add_menu(self, more: IconButton) -> None:
        """Put « … » at the end; the Menu key and Maj+F10 open it from the line."""
        self._more = more
        self._hands.addWidget(more)

    def _hand_parts(self) -> Sequence[QWidget]:
        return [*self._buttons, *([self._more] if self._more is not None else [])]

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if self._more is not None:
            self._more.click()

    def buttons(self) -> Sequence[Button]:
        """The buttons at the end of the line."""
        return tuple(self._buttons)

    def set_place(self, *, last: bool) -> None:
        """Whether the card ends with this line: its border is then the line's own."""
        self._last = last
        self.update()

    def reserve_buttons(self) -> None:
        """Give the first button the room of a solid one, whose words are bolder: lines stay aligned when it changes."""
        for button in self._buttons[:1]:
            button.set_kind("primary")
            button.setMinimumWidth(button.sizeHint().width())
            button.set_kind("primary" if self._next else "secondary")

    def set_next(self, marked: bool) -> None:
        """Mark the line as the next gesture: soft fill, and the one solid button of its list."""
        self._next = marked
        for button in self._buttons[:1]:
            button.set_kind("primary" if marked else "secondary")
        self.update()

    def badge_width(self) -> int:
        """Logical pixels that the badge itself takes."""
        return self._badge.sizeHint().width()

    def set_badge_width(self, width: int) -> None:
        """Make the badge's column as wide as that of the lines around it: names stand below each other."""
        self._badge_place.setFixedWidth(width)

    def retheme(self, theme: Theme) -> None:
        self._layout.setContentsMargins(theme.px(16), theme.px(4), theme.px(12), theme.px(4))
        self._layout.setSpacing(theme.px(12))
        self._main.setSpacing(theme.px(8))
        self._words.setSpacing(theme.px(4))
        self._hands.setSpacing(theme.px(8))
        self.setMinimumHeight(theme.px(54 if self._tall else 46))
        if self._phone is not None:
            self._phone.setFixedWidth(max(self._phone.minimumSizeHint().width(), theme.px(PHONE_WIDTH)))
        self._fold()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fold()

    def minimumSizeHint(self) -> QSize:
        """What the line needs when all of it stands one below the other: it can always become that narrow."""
        theme = current_theme()
        phone = self._phone.width() if self._phone is not None else 0
        buttons = sum(hand.sizeHint().width() + theme.px(8) for hand in self._hand_parts())
        words = max(self._kept.sizeHint().width(), phone, buttons, theme.px(60))
        return QSize(self._badge_place.width() + words + theme.px(40), super().minimumSizeHint().height())

    def _fold(self) -> None:
        """Who, phone, reason and buttons side by side; one below the other where the line is narrow for its text."""
        theme = current_theme()
        who = max(self._kept.sizeHint().width(), theme.px(WHO_LEAST if self._phone is not None else 0))
        phone = self._phone.width() if self._phone is not None else 0
        reason = theme.px(REASON_LEAST) if self._reason is not None else 0
        buttons = sum(hand.sizeHint().width() + theme.px(8) for hand in self._hand_parts())
        room = self.width() - self._badge_place.width() - theme.px(40)
        if self._kept_words and not self._where.isHidden():
            words = f"· {self._kept_words}"  # whichever way it is written now
            whole = BLANK + text_width(words, self._kept.font())
            aside = room >= whole + theme.px(40)
            self._kept.setText(f"· {self._kept_words}" if aside else self._kept_words)
            self._below.setSpacing(BLANK if aside else 0)
            _turn(self._below, across=aside)
        _turn(self._words, across=room >= who + phone + reason + buttons)
        spaces = theme.px(24)  # between words and buttons
        _turn(self._main, across=room >= max(who, phone) + buttons + spaces)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._last:
            painter.setClipPath(_round_foot(QRectF(self.rect()), theme.px(CARD_RADIUS) - 1))
        if self.hasFocus() or self._next:
            painter.fillRect(self.rect(), theme.color(Role.ACCENT_SOFT))
        elif self.underMouse():
            painter.fillRect(self.rect(), theme.hover(Role.SURFACE))
        if not self._last:
            painter.fillRect(QRectF(0, self.height() - 1, self.width(), 1), theme.color(Role.LINE))

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.took_keyboard.emit()
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
    """A section whose lines are gone through with the arrows; what is beyond the first ones is made on demand."""

    def __init__(self, title: str, nothing: str, action: QWidget | None = None, *, marks_next: bool = False) -> None:
        self._rows: list[TodayRow] = []
        super().__init__(title, 0, action=action)
        self._marks_next = marks_next
        self._nothing = Text(nothing, BODY, Role.TEXT_SECOND, wrap=True)
        self._nothing.setContentsMargins(16, 12, 16, 12)
        self.body.addWidget(self._nothing)
        self._to_come: list[Callable[[], TodayRow]] = []
        self._soon: list[Callable[[], TodayRow]] = []
        self._all = False
        self._more = LinkButton("")
        self._more.clicked.connect(self._show_all)
        self.body.addWidget(self._more, 0, Qt.AlignmentFlag.AlignHCenter)
        self._more.hide()

    def show_rows(self, rows: Sequence[Callable[[], TodayRow]]) -> None:
        """Show these lines, each made by its function; the keyboard stays on its line, or else on the same place.

        Another desk may have put a line above it: Entrée must not act on somebody else then.
        """
        kept = next((n for n, row in enumerate(self._rows) if row.hasFocus() or _in_buttons(row)), None)
        said = self._rows[kept].accessibleName() if kept is not None else ""
        for row in self._rows:
            self.body.removeWidget(row)
            row.hide()
            row.deleteLater()
        self._rows = []
        shown = len(rows) if self._all else FIRST_SHOWN
        self._to_come = list(rows[shown:])
        self._soon = list(rows[:shown])
        self.set_count(len(rows))
        self._nothing.setVisible(not rows)
        self._make_lines(max(FIRST_MADE, (kept or 0) + FIRST_MADE))
        if self._soon:
            QTimer.singleShot(0, self, self._make_lines)
        if kept is not None and self._rows:
            same = (row for row in self._rows if row.accessibleName() == said)
            row = next(same, self._rows[min(kept, len(self._rows) - 1)])
            row.show()  # a layout shows its lines later; what is hidden takes no keyboard
            row.setFocus(Qt.FocusReason.OtherFocusReason)

    def rows(self) -> Sequence[TodayRow]:
        """The lines on screen, most urgent first."""
        return tuple(self._rows)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
        place = next((n for n, row in enumerate(self._rows) if row.hasFocus() or _in_buttons(row)), None)
        if step is None or place is None or not 0 <= place + step < len(self._rows):
            super().keyPressEvent(event)
            return
        self._rows[place + step].setFocus(Qt.FocusReason.TabFocusReason)

    def _make_lines(self, most: int | None = None) -> None:
        """Make the next lines, all of them unless said otherwise: a few come first, so that the day is read sooner."""
        most = len(self._soon) if most is None else most
        making, self._soon = self._soon[:most], self._soon[most:]
        for make in making:
            self._add(make())
        self._finish()

    def _add(self, row: TodayRow) -> None:
        self.body.insertWidget(self.body.indexOf(self._more), row)
        self._rows.append(row)
        if self._marks_next:
            row.reserve_buttons()
            row.took_keyboard.connect(lambda: self._mark(row))

    def _mark(self, chosen: TodayRow) -> None:
        for row in self._rows:
            row.set_next(row is chosen)

    def _finish(self) -> None:
        left = len(self._to_come)
        self._more.setVisible(left > 0)
        self._more.set_text(f"{left} autre{'s' * (left > 1)}")
        self._align_badges()
        for row in self._rows:
            row.set_place(last=row is self._rows[-1] and not left and not self._soon)
        if self._marks_next and self._rows:
            self._mark(next((row for row in self._rows if row.hasFocus()), self._rows[0]))

    def _align_badges(self) -> None:
        least = current_theme().px(BADGE_WIDTH - 12)
        width = max((row.badge_width() for row in self._rows), default=least)
        for row in self._rows:
            row.set_badge_width(max(width, least))
            if self._marks_next:
                row.reserve_buttons()

    def retheme(self, theme: Theme) -> None:
        super().retheme(theme)
        QTimer.singleShot(0, self, self._align_badges)  # once the lines have their new sizes

    def _show_all(self) -> None:
        self._all = True
        self._make_lines()
        place = len(self._rows)
        for make in self._to_come:
            self._add(make())
        self._to_come = []
        self._finish()
        self._rows[place].show()
        self._rows[place].setFocus(Qt.FocusReason.TabFocusReason)


def _in_buttons(row: TodayRow) -> bool:
    return any(button.hasFocus() for button in row.buttons())


def _round_foot(rect: QRectF, radius: float) -> QPainterPath:
    """The rectangle with its two lower corners round, as the card's own."""
    path = QPainterPath()
    path.addRoundedRect(rect.adjusted(0, -2 * radius, 0, 0), radius, radius)
    return path


_ACROSS, _DOWN = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom


class _WhereLabel(ElidedLabel):
    """Takes the width of its words where there is room, and leaves it to what stands behind where there is not."""

    def __init__(self, text: str) -> None:
        super().__init__(text, CAPTION, Role.TEXT_SECOND)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return super().sizeHint() + QSize(2, 0)  # elided only when it is really too narrow, not for a part of a pixel


def _turn(layout: QBoxLayout, *, across: bool) -> None:
    """Lay out in a row or in a column; a direction that stays must not ask for another lay-out."""
    direction = _ACROSS if across else _DOWN
    if layout.direction() is not direction:
        layout.setDirection(direction)


def _phone(number: str, line: str) -> QWidget:
    """A number, never cut, above the kind of its line."""
    words = _stacked()
    words.insertWidget(1, Text(number, BODY))
    words.insertWidget(2, Text(line, CAPTION, Role.TEXT_SECOND))
    place = QWidget()
    place.setLayout(words)
    return place


def _stacked() -> QVBoxLayout:
    words = QVBoxLayout()
    words.setContentsMargins(0, 0, 0, 0)
    words.setSpacing(0)
    words.addStretch(1)
    words.addStretch(1)
    return words
