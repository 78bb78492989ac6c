"""Small parts of the script: a tinted sentence, the guide's own words, the column of all steps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLayout, QPushButton, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from app.guide.markup import plain
from app.guide.wording import WordedStep
from ui.components import PhaseNumber, Text, Themed
from ui.icons import draw_icon
from ui.panels.step_text import BlocksLabel
from ui.theme import BODY, CAPTION, SECTION, Role, Theme, current_theme

STEPS_WIDTH = 348


class Told(Themed, QFrame):
    """One sentence on a tint, with its sign."""

    def __init__(self, words: str, icon: str, ink: Role, ground: Role, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon, self._ink, self._ground = icon, ink, ground
        self._layout = QVBoxLayout(self)
        self._layout.addWidget(Text(words, BODY, Role.TEXT, wrap=True, selectable=True))
        self.setAccessibleName(words)
        self.start_theme()

    def retheme(self, theme: Theme) -> None:
        self._layout.setContentsMargins(theme.px(38), theme.px(8), theme.px(12), theme.px(8))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(theme.color(self._ink) if theme.high_contrast else Qt.PenStyle.NoPen)
        painter.setBrush(theme.color(self._ground))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), theme.px(6), theme.px(6))
        side = theme.icon(16)
        draw_icon(painter, self._icon, theme.color(self._ink), (theme.px(12), theme.px(10)), side)


class _GuideWords(Themed, QFrame):
    """The guide's own text, and its addresses to read out."""

    def __init__(self, worded: WordedStep, title: str) -> None:
        super().__init__()
        self._layout = QVBoxLayout(self)
        self._layout.addWidget(Text(title, CAPTION, Role.TEXT_SECOND, semibold=True))
        self._layout.addWidget(BlocksLabel(worded.body))
        for link in worded.step.links:
            if link.url.startswith("mailto:") and link.typed not in plain(worded.body):
                self._layout.addWidget(
                    Text(link.typed, SECTION, Role.ACCENT, semibold=True, wrap=True, selectable=True)
                )
        self.setProperty("part", "card")
        self.start_theme()

    def retheme(self, theme: Theme) -> None:
        self._layout.setContentsMargins(theme.px(16), theme.px(10), theme.px(16), theme.px(12))
        self._layout.setSpacing(theme.px(4))


def guide_words(worded: WordedStep, title: str) -> QWidget:
    """The guide's own words in a card."""
    return _GuideWords(worded, title)


@dataclass(frozen=True)
class StepLine:
    """One line of the column of all steps."""

    place: str
    number: str
    title: str
    phase: int
    phase_title: str
    done: bool
    here: bool
    blocked: bool = False


class StepsColumn(Themed, QWidget):
    """« Les 12 étapes »: on wide screens, all the steps beside the script; a click goes to one."""

    chosen = Signal(str)
    """Place of the script."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines: tuple[StepLine, ...] = ()
        self._title = Text("", SECTION, semibold=True)
        self._count = Text("", CAPTION, Role.TEXT_SECOND)
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self._count)
        self._head = QWidget()
        self._head.setLayout(head)
        self._head_layout = head
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setAccessibleName("Toutes les étapes")
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.addWidget(self._head)
        self._layout.addWidget(self._area, 1)
        self.start_theme()

    def show_lines(self, lines: Sequence[StepLine]) -> None:
        """Show the whole path."""
        if tuple(lines) == self._lines:
            return
        self._lines = tuple(lines)
        self._build()

    def _build(self) -> None:
        lines = self._lines
        count = sum(1 for line in lines if line.number)
        done = sum(1 for line in lines if line.done and line.number)
        self._title.setText(f"Les {count} étapes" if lines else "")
        self._count.setText(f"{done} faite{'s' if done > 1 else ''}" if lines else "")
        inner = QWidget()
        inner.setProperty("part", "page")
        column = QVBoxLayout(inner)
        theme = current_theme()
        column.setContentsMargins(theme.px(16), 0, theme.px(16), theme.px(16))
        column.setSpacing(0)
        phase, here = 0, None
        for line in lines:
            if line.phase != phase:
                phase = line.phase
                column.addSpacing(theme.px(8))
                row = QHBoxLayout()
                row.setContentsMargins(theme.px(8), theme.px(4), 0, theme.px(4))
                row.setSpacing(theme.px(8))
                row.addWidget(PhaseNumber(phase))
                row.addWidget(Text(line.phase_title, BODY, semibold=True), 1)
                column.addLayout(row)
            button = _StepButton(line)
            button.clicked.connect(lambda _on, place=line.place: self.chosen.emit(place))
            column.addWidget(button)
            here = button if line.here else here
        column.addStretch(1)
        put_in(self._area, inner)
        if here is not None:
            self._area.ensureWidgetVisible(here)

    def retheme(self, theme: Theme) -> None:
        self.setFixedWidth(theme.px(STEPS_WIDTH))
        self._head.setFixedHeight(theme.px(48))
        self._head_layout.setContentsMargins(theme.px(24), 0, theme.px(24), 0)
        if self._lines:
            # Not now: Qt is going through the very widgets that would be replaced.
            QTimer.singleShot(0, self, self._build)


class _StepButton(Themed, QPushButton):
    """One step: done, here, or to come."""

    def __init__(self, line: StepLine) -> None:
        super().__init__()
        self._line = line
        state = "faite" if line.done else "en cours" if line.here else "à venir"
        blocked = ", blocage" if line.blocked else ""
        number = f"{line.number}, " if line.number else ""
        self.setAccessibleName(f"Étape {number}{line.title}, {state}{blocked}")
        self.setText(line.title.replace("&", "&&"))
        self.setAutoDefault(False)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if line.here else Qt.FocusPolicy.ClickFocus)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.start_theme()

    def sizeHint(self) -> QSize:
        return QSize(current_theme().px(200), self.heightForWidth(self.width()))

    def minimumSizeHint(self) -> QSize:
        return QSize(0, current_theme().px(30))

    def heightForWidth(self, width: int) -> int:
        theme = current_theme()
        metrics = QFontMetrics(theme.font(BODY, self._line.here))
        room = max(width - self._left(theme) - theme.px(4), 40)
        flags = int(Qt.TextFlag.TextWordWrap.value)
        return max(
            theme.px(30), metrics.boundingRect(0, 0, room, 2000, flags, self._line.title).height() + theme.px(10)
        )

    def _left(self, theme: Theme) -> int:
        return theme.px(54)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        line = self._line
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if line.here or self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color(Role.ACCENT_SOFT) if line.here else theme.hover(Role.GROUND))
            painter.drawRoundedRect(QRectF(self.rect()), theme.px(4), theme.px(4))
        sign = ("check", Role.DONE) if line.done else ("arrow-right", Role.ACCENT) if line.here else None
        if line.blocked:
            sign = ("octagon-alert", Role.SOON)
        side = theme.icon(15)
        if sign is not None:
            draw_icon(painter, sign[0], theme.color(sign[1]), (theme.px(8), (self.height() - side) / 2), side)
        painter.setFont(theme.font(CAPTION))
        painter.setPen(theme.color(Role.TEXT_SECOND))
        right = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        painter.drawText(QRectF(theme.px(24), 0, theme.px(22), self.height()), right, line.number)
        painter.setFont(theme.font(BODY, line.here))
        painter.setPen(theme.color(Role.TEXT_SECOND if line.done and not line.here else Role.TEXT))
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap
        left = self._left(theme)
        room = self.width() - left - theme.px(4)
        painter.drawText(QRectF(left, 0, room, self.height()), int(flags.value), line.title)


def put_in(area: QScrollArea, inner: QWidget) -> None:
    """Show `inner` in the area; what stood there goes once nobody uses it any more."""
    before = area.takeWidget()
    if before is not None:
        before.hide()
        before.deleteLater()
    area.setWidget(inner)


def clear_layout(layout: QLayout) -> None:
    """Take every widget out of a layout."""
    while layout.count():
        item = layout.takeAt(0)
        widget = item.widget() if item is not None else None
        if widget is not None:
            widget.hide()
            widget.deleteLater()
