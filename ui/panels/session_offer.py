"""One session offered in the place of another: its key, when and where it is, what is left and until when to ask."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from ui.components import Themed, key_cap_size, paint_key_cap
from ui.components.keys import pressed_enter
from ui.theme import BODY, CAPTION, Role, Theme, current_theme

_FLAGS = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap


@dataclass(frozen=True)
class Offered:
    """A session ready to be shown."""

    session_id: int
    title: str  # "Jeu. 14 janv. 2027, Boën-sur-Lignon"
    below: str  # "12 places · Demander d’ici au mer. 23 déc."


class SessionOffer(Themed, QPushButton):
    """Two lines of words beside a key, as wide as its place; what lacks room goes on a further line, never cut."""

    def __init__(self, key: str, offered: Offered, *, solid: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.offered, self._key, self.solid = offered, key, solid
        self.setAutoDefault(False)
        self.setText(offered.title.replace("&", "&&"))
        self.setAccessibleName(f"{key}, {offered.title}, {offered.below}")
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.start_theme()

    def sizeHint(self) -> QSize:
        return QSize(current_theme().px(300), self.heightForWidth(self.width()))

    def minimumSizeHint(self) -> QSize:
        theme = current_theme()
        return QSize(theme.px(160), theme.px(48))

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        theme = current_theme()
        room = self._room(max(width, theme.px(160)), theme)
        return max(theme.px(48), sum(_height(*part, room) for part in self._parts(theme)) + theme.px(12))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if pressed_enter(event):
            self.click()
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        over = self.underMouse() or self.isDown()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen if self.solid else QPen(theme.color(Role.BORDER), 1))
        painter.setBrush((theme.hover if over else theme.color)(Role.ACCENT_FILL if self.solid else Role.SURFACE))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), theme.px(5), theme.px(5))
        cap = key_cap_size(self._key, theme)
        place = QRectF(theme.px(12), (self.height() - cap.height()) / 2, cap.width(), cap.height())
        first, ink = (Role.ON_FILL, Role.ON_FILL) if self.solid else (Role.TEXT, Role.TEXT_SECOND)
        edge = theme.color(Role.ON_FILL if self.solid else Role.BORDER)
        paint_key_cap(painter, place, self._key, theme, (edge, theme.color(ink)))
        room = self._room(self.width(), theme)
        parts = self._parts(theme)
        heights = [_height(*part, room) for part in parts]
        y = (self.height() - sum(heights)) / 2
        for (words, font), height, role in zip(parts, heights, (first, ink), strict=True):
            painter.setFont(font)
            painter.setPen(theme.color(role))
            painter.drawText(QRectF(self._left(theme), y, room, height), int(_FLAGS.value), words)
            y += height

    def _parts(self, theme: Theme) -> tuple[tuple[str, QFont], tuple[str, QFont]]:
        return (self.offered.title, theme.font(BODY, semibold=True)), (self.offered.below, theme.font(CAPTION))

    def _left(self, theme: Theme) -> int:
        return theme.px(12) + key_cap_size(self._key, theme).width() + theme.px(10)

    def _room(self, width: int, theme: Theme) -> int:
        return max(width - self._left(theme) - theme.px(12), 1)


def _height(words: str, font: QFont, room: int) -> int:
    return QFontMetrics(font).boundingRect(QRect(0, 0, room, 4000), int(_FLAGS.value), words).height()
