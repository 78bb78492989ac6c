"""One answer of the script: its key, the official's words, and where it leads; the likely one is solid."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from ui.components import Themed, key_cap_size, paint_key_cap
from ui.components.keys import pressed_enter
from ui.icons import draw_icon
from ui.theme import BODY, CAPTION, Role, Theme, current_theme

_FLAGS = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap


class AnswerButton(Themed, QPushButton):
    """As wide as the script, 40 high; words that lack room go on a second line, never cut."""

    def __init__(self, key: str, words: str, hint: str, *, likely: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._key, self._words, self._hint, self.likely = key, words, hint, likely
        self.setAutoDefault(False)
        self.setText(words.replace("&", "&&"))
        self.setAccessibleName(f"{key}, {words}, {hint}" if hint else f"{key}, {words}")
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.start_theme()

    def words(self) -> str:
        """The official's words."""
        return self._words

    def sizeHint(self) -> QSize:
        return QSize(current_theme().px(300), self.heightForWidth(self.width()))

    def minimumSizeHint(self) -> QSize:
        theme = current_theme()
        return QSize(theme.px(160), theme.px(40))

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        theme = current_theme()
        left, right = self._room(max(width, theme.px(160)), theme)
        metrics = QFontMetrics(theme.font(BODY, semibold=True))
        needed = metrics.boundingRect(QRect(0, 0, max(right - left, 1), 2000), _FLAGS, self._words).height()
        return max(theme.px(40), needed + theme.px(14))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if pressed_enter(event):
            self.click()
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        over = self.underMouse() or self.isDown()
        pick = theme.hover if over else theme.color
        ink = theme.color(Role.ON_FILL if self.likely else Role.TEXT)
        second = theme.color(Role.ON_FILL if self.likely else Role.TEXT_SECOND)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen if self.likely else QPen(theme.color(Role.BORDER), 1))
        painter.setBrush(pick(Role.ACCENT_FILL if self.likely else Role.SURFACE))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), theme.px(5), theme.px(5))
        cap = key_cap_size(self._key, theme)
        place = QRectF(theme.px(12), (self.height() - cap.height()) / 2, cap.width(), cap.height())
        paint_key_cap(painter, place, self._key, theme, (second if self.likely else theme.color(Role.BORDER), second))
        left, right = self._room(self.width(), theme)
        painter.setPen(ink)
        painter.setFont(theme.font(BODY, semibold=True))
        painter.drawText(QRectF(left, 0, right - left, self.height()), int(_FLAGS.value), self._words)
        side = theme.icon(16)
        arrow = self.width() - side - theme.px(11)
        draw_icon(painter, "arrow-right", second, (arrow, (self.height() - side) / 2), side)
        painter.setPen(second)
        painter.setFont(theme.font(CAPTION))
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        painter.drawText(QRectF(right, 0, arrow - theme.px(10) - right, self.height()), flags, self._hint)

    def _room(self, width: int, theme: Theme) -> tuple[int, int]:
        """Where the words begin and end."""
        left = theme.px(12) + key_cap_size(self._key, theme).width() + theme.px(10)
        hint = QFontMetrics(theme.font(CAPTION)).horizontalAdvance(self._hint)
        right = width - theme.px(11) - theme.icon(16) - theme.px(10) - hint - theme.px(12)
        return left, max(right, left + theme.px(60))
