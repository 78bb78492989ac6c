"""What holds a page together: head, cards, sections with their header, lines, the deadline box, empty states."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ui.components.badges import BadgeKind, paint_sign, sign_role
from ui.components.buttons import Button
from ui.components.labels import ElidedLabel, Text
from ui.components.themed import Themed, show_part
from ui.icons import draw_icon
from ui.theme import BODY, CAPTION, PAGE, SECTION, Role, Theme, current_theme


class Line(QFrame):
    """A decorative line of 1 px."""

    def __init__(self, *, upright: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("part", "column-line" if upright else "line")


class Card(QFrame):
    """Surface with a line around and round corners; pages put a layout into it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("part", "card")


class Section(Themed, Card):
    """A card with a header: title, count, a note in small, and at most one action; rows go into `body`."""

    def __init__(
        self,
        title: str,
        count: int | None = None,
        note: str = "",
        action: QWidget | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._title = Text(title, SECTION, semibold=True)
        self._count = Text("", SECTION, Role.TEXT_SECOND)
        self._note = ElidedLabel(note, CAPTION, Role.TEXT_SECOND)
        self._note.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._head = QWidget()
        self._head_layout = QHBoxLayout(self._head)
        self._head_layout.addWidget(self._title)
        self._head_layout.addWidget(self._count)
        self._head_layout.addWidget(self._note, 1)
        if action is not None:
            self._head_layout.addWidget(action)
        self._line = Line()
        self.body = QVBoxLayout()
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(0)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, 1)
        layout.setSpacing(0)
        layout.addWidget(self._head)
        layout.addWidget(self._line)
        layout.addLayout(self.body)
        self.set_count(count)
        self.start_theme()

    def title(self) -> str:
        """The title as shown."""
        return self._title.text()

    def set_title(self, title: str) -> None:
        """Change the title."""
        self._title.setText(title)
        self._say()

    def set_count(self, count: int | None) -> None:
        """How many rows there are; None shows no number."""
        self._count.setText("" if count is None else str(count))
        show_part(self._count, count is not None)
        self._say()

    def set_note(self, note: str) -> None:
        """The small words beside the title: the rule that holds here."""
        self._note.setText(note)

    def show_header_line(self, shown: bool) -> None:
        """Whether a line parts the header from the body."""
        show_part(self._line, shown)

    def retheme(self, theme: Theme) -> None:
        self._head.setMinimumHeight(theme.px(44))
        self._head_layout.setContentsMargins(theme.px(16), 0, theme.px(12), 0)
        self._head_layout.setSpacing(theme.px(9))

    def _say(self) -> None:
        self.setAccessibleName(f"{self._title.text()}, {self._count.text()}" if self._count.text() else self.title())


class PageHead(Themed, QWidget):
    """Head of a page, 52 high: title, filters at its right, at most one action at the far right."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = Text(title, PAGE, semibold=True)
        self._title.setAccessibleName(title)
        self._layout = QHBoxLayout(self)
        self._layout.addWidget(self._title)
        self._stretch_at = 1
        self._layout.addStretch(1)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.start_theme()

    def set_title(self, title: str) -> None:
        """Change the title."""
        self._title.setText(title)
        self._title.setAccessibleName(title)

    def let_wrap(self, under: QWidget) -> None:
        """Let a title that names somebody go on to more lines, with `under` below it: no name is cut."""
        self._title.setWordWrap(True)
        self._layout.removeWidget(self._title)
        self._layout.takeAt(0)  # what pushed the actions to the right: the words do, now
        self._wrapped = QVBoxLayout()
        self._wrapped.setContentsMargins(0, 8, 0, 8)
        self._wrapped.setSpacing(2)
        self._wrapped.addStretch(1)
        self._wrapped.addWidget(self._title)
        self._wrapped.addWidget(under)
        self._wrapped.addStretch(1)
        self._layout.insertLayout(0, self._wrapped, 1)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)

    def add_beside(self, widget: QWidget) -> None:
        """Add a filter or a count beside the title."""
        self._layout.insertWidget(self._stretch_at, widget)
        self._stretch_at += 1

    def add_action(self, widget: QWidget) -> None:
        """Add the page's action at the far right."""
        self._layout.addWidget(widget)

    def retheme(self, theme: Theme) -> None:
        self.setMinimumHeight(theme.px(52))
        self._layout.setContentsMargins(theme.px(16), 0, theme.px(16), 0)
        self._layout.setSpacing(theme.px(12))


class EmptyState(Themed, QWidget):
    """Says what will be here and offers the gesture that fills it."""

    def __init__(
        self,
        title: str,
        text: str,
        action: Button | None = None,
        icon: str | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._icon = icon
        self._title = Text(title, SECTION, semibold=True, wrap=True)
        self._text = Text(text, BODY, Role.TEXT_SECOND, wrap=True)
        self._layout = QVBoxLayout(self)
        self._layout.addWidget(self._title)
        self._layout.addWidget(self._text)
        self.action = action
        if action is not None:
            self._layout.addWidget(action, 0, Qt.AlignmentFlag.AlignLeft)
        self._layout.addStretch(1)
        self.setAccessibleName(f"{title}. {text}")
        self.start_theme()

    def set_words(self, title: str, text: str) -> None:
        """Change what is said."""
        self._title.setText(title)
        self._text.setText(text)
        self.setAccessibleName(f"{title}. {text}")

    def retheme(self, theme: Theme) -> None:
        left = theme.px(16) + (theme.icon(22) + theme.px(12) if self._icon else 0)
        self._layout.setContentsMargins(left, theme.px(16), theme.px(16), theme.px(16))
        self._layout.setSpacing(theme.px(8))

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._icon:
            theme = current_theme()
            place = theme.px(16)
            draw_icon(QPainter(self), self._icon, theme.color(Role.TEXT_SECOND), (place, place), theme.icon(22))


class DeadlineBox(Themed, QFrame):
    """The deadline of a dossier or of a session with its rule in one sentence, on the tint of its urgency."""

    def __init__(self, kind: BadgeKind, title: str, rule: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kind = kind
        self._title = Text(title, BODY, Role.SOON, semibold=True, wrap=True)
        self._rule = Text(rule, CAPTION, Role.TEXT, wrap=True)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self._title)
        words.addWidget(self._rule)
        self._layout = QHBoxLayout(self)
        self._layout.addLayout(words)
        self.set_deadline(kind, title, rule)
        self.start_theme()

    def set_deadline(self, kind: BadgeKind, title: str, rule: str) -> None:
        """Show another deadline."""
        self._kind = kind
        self._title.setText(title)
        self._title.set_role(sign_role(kind))
        self._rule.setText(rule)
        show_part(self._rule, bool(rule))
        self.setAccessibleName(f"{title}. {rule}" if rule else title)
        self.update()

    def retheme(self, theme: Theme) -> None:
        self._layout.setContentsMargins(theme.px(38), theme.px(8), theme.px(12), theme.px(8))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.color(Role.BORDER), 1) if theme.high_contrast else Qt.PenStyle.NoPen)
        painter.setBrush(theme.color(_box_ground(self._kind)))
        painter.drawRoundedRect(QRectF(self.rect()), theme.px(6), theme.px(6))
        side = theme.icon(16)
        sign = QRectF(theme.px(12), (self.height() - side) / 2, side, side)
        paint_sign(painter, sign, self._kind, theme.color(sign_role(self._kind)))


def _box_ground(kind: BadgeKind) -> Role:
    grounds = {
        BadgeKind.LATE: Role.LATE_SOFT,
        BadgeKind.TODAY: Role.SOON_SOFT,
        BadgeKind.SOON: Role.SOON_SOFT,
        BadgeKind.DONE: Role.DONE_SOFT,
    }
    return grounds.get(kind, Role.SUNKEN)
