"""« À l’écran, elle voit »: the platform's own words in a frame, and its fields where it has some."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from app.guide.edition import ScreenField
from app.guide.wording import WordedStep
from ui.components import ElidedLabel, FlowLayout, Text, Themed
from ui.icons import draw_icon, icon_pixmap, screen_ratio
from ui.panels.screen_fields import NIR_SOURCES, ScreenFields
from ui.panels.step_text import BlocksLabel
from ui.theme import BODY, CAPTION, SECTION, Role, Theme, current_theme

_LINE, _ALONE = 6, 4
_SPANS = {"full": 6, "two_thirds": 4, "half": 3, "third": 2}
ON_THEIR_SCREEN = "À taper à l’écran seulement, jamais à dire"


class PlatformScreen(Themed, QFrame):
    """A frame with a title bar, as a window of the platform."""

    def __init__(
        self, worded: WordedStep, sees: str, fields: ScreenFields | None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        screen = worded.step.screen
        assert screen is not None
        self.setAccessibleName(f"À l’écran, {sees} voit\u00a0: {screen.title}")
        self._bar = _Bar(f"À l’écran, {sees} voit", screen.address)
        self._body = QVBoxLayout()
        self._body.addWidget(Text(screen.title, SECTION, semibold=True, wrap=True, selectable=True))
        if screen.place:
            self._body.addWidget(Text(screen.place, CAPTION, Role.TEXT_SECOND, wrap=True))
        if screen.picture == "counters":
            self._body.addLayout(_counters(screen.text))
        else:
            for line in screen.text.splitlines():
                self._body.addWidget(Text(line, BODY, wrap=True))
        self._lines = _lines_of(screen.fields, fields)
        self._body.addLayout(self._lines)
        if worded.screen_note:
            self._body.addWidget(BlocksLabel(worded.screen_note, CAPTION))
        if screen.buttons:
            self._buttons = FlowLayout()
            for button in screen.buttons:
                self._buttons.addWidget(PlatformButton(button))
            self._body.addLayout(self._buttons)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, 1)
        layout.setSpacing(0)
        layout.addWidget(self._bar)
        layout.addLayout(self._body)
        self.setProperty("part", "card")
        self.start_theme()

    def retheme(self, theme: Theme) -> None:
        self._body.setContentsMargins(theme.px(22), theme.px(12), theme.px(22), theme.px(14))
        self._body.setSpacing(theme.px(8))
        self._lines.setSpacing(theme.px(6))
        for place in range(self._lines.count()):
            item = self._lines.itemAt(place)
            line = item.layout() if item is not None else None
            if line is not None:
                line.setSpacing(theme.px(12))


class _Bar(Themed, QWidget):
    """The title bar of the frame."""

    def __init__(self, words: str, address: str) -> None:
        super().__init__()
        self._icon = QLabel()
        self._address = ElidedLabel(address, CAPTION, Role.TEXT_SECOND)
        self._address.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._layout = QHBoxLayout(self)
        self._layout.addWidget(self._icon)
        self._layout.addWidget(Text(words, CAPTION, semibold=True))
        self._layout.addWidget(self._address, 1)
        self.start_theme()

    def retheme(self, theme: Theme) -> None:
        self.setMinimumHeight(theme.px(30))
        self._layout.setContentsMargins(theme.px(14), 0, theme.px(14), 0)
        self._layout.setSpacing(theme.px(8))
        self._icon.setPixmap(icon_pixmap("monitor", theme.color(Role.TEXT_SECOND), theme.icon(16), screen_ratio()))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color(Role.SUNKEN))
        radius = theme.px(5)
        # Round above, straight below: the lower corners are drawn outside the widget.
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0, 0, 0, radius), radius, radius)
        painter.setPen(QPen(theme.color(Role.LINE), 1))
        painter.drawLine(0, self.height() - 1, self.width(), self.height() - 1)


class PlatformButton(Themed, QWidget):
    """A button of the platform: to be found on the caller's screen, so it takes neither click nor keyboard here."""

    def __init__(self, words: str) -> None:
        super().__init__()
        self._words = Text(words, BODY, semibold=True, wrap=len(words) > 40)
        self._layout = QHBoxLayout(self)
        self._layout.addWidget(self._words)
        self.setAccessibleName(f"Bouton de la plateforme\u00a0: {words}")
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.start_theme()

    def retheme(self, theme: Theme) -> None:
        self._layout.setContentsMargins(theme.px(16), theme.px(6), theme.px(16), theme.px(6))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.color(Role.TEXT_SECOND), 1))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), theme.px(4), theme.px(4))


class _TheirField(Themed, QWidget):
    """A password, or a box to tick: on the caller's screen alone."""

    def __init__(self, field: ScreenField) -> None:
        super().__init__()
        self._box = field.source == "checkbox"
        self._words = Text(field.label, BODY if self._box else CAPTION, semibold=not self._box, wrap=True)
        self._layout = QVBoxLayout(self)
        self._layout.addWidget(self._words)
        self._frame: Text | None = None
        if not self._box:
            self._frame = Text(ON_THEIR_SCREEN, CAPTION, Role.HINT, wrap=True)
            self._layout.addWidget(self._frame)
        words = (
            f"Case à cocher à l’écran\u00a0: {field.label}" if self._box else f"{field.label}\u00a0: {ON_THEIR_SCREEN}"
        )
        self.setAccessibleName(words)
        self.start_theme()

    def retheme(self, theme: Theme) -> None:
        self._layout.setContentsMargins(theme.px(24) if self._box else 0, 0, 0, theme.px(4))
        self._layout.setSpacing(theme.px(3))
        if self._frame is not None:
            self._frame.setContentsMargins(theme.px(9), theme.px(7), theme.px(9), theme.px(7))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        if self._box:
            side = theme.icon(16)
            draw_icon(painter, "square", theme.color(Role.TEXT_SECOND), (0, theme.px(2)), side)
        elif self._frame is not None:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(theme.color(Role.BORDER), 1, Qt.PenStyle.DashLine))
            painter.drawRoundedRect(
                QRectF(self._frame.geometry()).adjusted(0.5, 0.5, -0.5, -0.5), theme.px(5), theme.px(5)
            )


class _Counter(Themed, QFrame):
    """One of the two counters: left with the cockade, right for the job."""

    def __init__(self, words: str, *, cockade: bool) -> None:
        super().__init__()
        where, _, what = words.partition(" : ")
        self._layout = QVBoxLayout(self)
        self._layout.addWidget(Text(where, CAPTION, Role.TEXT_SECOND, wrap=True))
        self._layout.addWidget(Text(what or where, BODY, semibold=cockade, wrap=True))
        self.setProperty("part", "card")
        self.start_theme()

    def minimumSizeHint(self) -> QSize:
        return QSize(current_theme().px(140), super().minimumSizeHint().height())

    def retheme(self, theme: Theme) -> None:
        self._layout.setContentsMargins(theme.px(12), theme.px(8), theme.px(12), theme.px(8))
        self._layout.setSpacing(theme.px(2))


def _counters(text: str) -> QHBoxLayout:
    """The two counters side by side, as they stand on the platform."""
    row = QHBoxLayout()
    for place, line in enumerate(text.splitlines()):
        row.addWidget(_Counter(line.replace("\u00a0: ", " : "), cockade=place == 0), 1)
    return row


def _lines_of(screen_fields: tuple[ScreenField, ...], fields: ScreenFields | None) -> QVBoxLayout:
    """The fields in the platform's order; a heading of the platform begins a new line."""
    lines = QVBoxLayout()
    section = ""
    for of_line in _split(screen_fields):
        if of_line[0].section and of_line[0].section != section:
            section = of_line[0].section
            lines.addWidget(Text(section, BODY, semibold=True))
        line = QHBoxLayout()
        spans = [_span(one) for one in of_line]
        if len(spans) == 1:
            spans = [max(spans[0], _ALONE)]  # Its hint need not be as narrow as on paper.
        for one, span in zip(of_line, spans, strict=True):
            made = fields.make(one) if fields is not None else None
            line.addWidget(made if made is not None else _TheirField(one), span, Qt.AlignmentFlag.AlignTop)
        if sum(spans) < _LINE:
            line.addStretch(_LINE - sum(spans))
        lines.addLayout(line)
    return lines


def _split(screen_fields: tuple[ScreenField, ...]) -> list[list[ScreenField]]:
    """The fields of each line, six parts wide."""
    lines: list[list[ScreenField]] = []
    for one in screen_fields:
        new_section = bool(lines and one.section and one.section != lines[-1][0].section)
        if not lines or new_section or sum(map(_span, lines[-1])) + _span(one) > _LINE:
            lines.append([])
        lines[-1].append(one)
    return lines


def _span(field: ScreenField) -> int:
    """Parts of a line that a field takes; the seven groups of a NIR take all of it."""
    return _LINE if field.source in NIR_SOURCES else _SPANS.get(field.width, _LINE)
