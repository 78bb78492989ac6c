"""Words on the window: texts by role and size, elided texts, key caps, pills and links."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from ui.components.themed import Themed, plain_tooltip
from ui.theme import BODY, CAPTION, Role, Theme, current_theme


class Text(Themed, QLabel):
    """A plain text in a size and a role of the theme; markup in it is shown as typed."""

    def __init__(
        self,
        text: str = "",
        size: float = BODY,
        role: Role = Role.TEXT,
        *,
        semibold: bool = False,
        wrap: bool = False,
        selectable: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(text)
        self.setWordWrap(wrap)
        self._size, self._role, self._semibold = size, role, semibold
        self._selectable = selectable
        if wrap:
            self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        if selectable:
            self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.start_theme()

    def set_role(self, role: Role) -> None:
        """Change what the text stands for."""
        self._role = role
        self._dress_selectable()
        self.update()

    def role(self) -> Role:
        """What the text stands for."""
        return self._role

    def retheme(self, theme: Theme) -> None:
        self.setFont(theme.font(self._size, self._semibold))
        self._dress_selectable()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the words in the role's colour: Qt forgets a label's palette under a style sheet when it moves house."""
        if self._selectable:
            super().paintEvent(event)
            return
        painter = QPainter(self)
        painter.setPen(current_theme().color(self._role if self.isEnabled() else Role.HINT))
        flags = self.alignment() | (Qt.TextFlag.TextWordWrap if self.wordWrap() else Qt.TextFlag(0))
        painter.drawText(self.contentsRect(), flags, self.text())

    def _dress_selectable(self) -> None:
        """Words that can be selected are drawn by Qt, which minds a style sheet of their own."""
        if self._selectable:
            self.setStyleSheet(f"color: {current_theme().name(self._role)}; background: transparent")


class ElidedLabel(Text):
    """One line that ends in « … » where it lacks room, and then says all in its tooltip; not for dates or phones."""

    def __init__(
        self,
        text: str = "",
        size: float = BODY,
        role: Role = Role.TEXT,
        *,
        semibold: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        self._full = text
        super().__init__(text, size, role, semibold=semibold, parent=parent)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def setText(self, text: str) -> None:
        """Show another text; screen readers always get all of it."""
        self._full = text
        super().setText(text)
        self.setAccessibleName(text)
        self._fit()

    def full_text(self) -> str:
        """The whole text, cut on screen or not."""
        return self._full

    def minimumSizeHint(self) -> QSize:
        return QSize(self.fontMetrics().averageCharWidth() * 4, super().minimumSizeHint().height())

    def sizeHint(self) -> QSize:
        return QSize(self.fontMetrics().horizontalAdvance(self._full), super().sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        shown = self.fontMetrics().elidedText(self._full, Qt.TextElideMode.ElideRight, self.width())
        if shown != self.text():
            QLabel.setText(self, shown)
        self.setToolTip(plain_tooltip(self._full) if shown != self._full else "")


def key_cap_size(text: str, theme: Theme) -> QSize:
    """Size of a key cap in logical pixels: 20 high at 100 %, as wide as its words."""
    metrics = QFontMetrics(theme.font(CAPTION))
    return QSize(max(theme.px(22), metrics.horizontalAdvance(text) + theme.px(11)), theme.px(20))


def paint_key_cap(
    painter: QPainter, rect: QRectF, text: str, theme: Theme, colors: tuple[QColor, QColor] | None = None
) -> None:
    """Draw the outlined key of a shortcut into `rect`; `colors` are those of its border and of its words."""
    border, ink = colors or (theme.color(Role.BORDER), theme.color(Role.TEXT_SECOND))
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(border, 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), theme.px(4), theme.px(4))
    painter.setFont(theme.font(CAPTION))
    painter.setPen(ink)
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)
    painter.restore()


class PaintedLabel(Themed, QLabel):
    """A label that draws itself while screen readers get its text."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(text)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.start_theme()

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()


class KeyCap(PaintedLabel):
    """The key of a shortcut: « F2 », « Ctrl+K »."""

    def sizeHint(self) -> QSize:
        return key_cap_size(self.text(), current_theme())

    def paintEvent(self, event: QPaintEvent) -> None:
        paint_key_cap(QPainter(self), QRectF(self.rect()), self.text(), current_theme())


class Pill(PaintedLabel):
    """A word of the platform or of EDOF on a sunken ground: « À valider »."""

    def __init__(self, text: str = "", *, quiet: bool = False, parent: QWidget | None = None) -> None:
        self._role = Role.TEXT_SECOND if quiet else Role.TEXT
        super().__init__(text, parent)

    def retheme(self, theme: Theme) -> None:
        self.setFont(theme.font(CAPTION))

    def sizeHint(self) -> QSize:
        theme = current_theme()
        return QSize(self.fontMetrics().horizontalAdvance(self.text()) + theme.px(12), theme.px(20))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.color(Role.LINE), 1) if theme.high_contrast else Qt.PenStyle.NoPen)
        painter.setBrush(theme.color(Role.SUNKEN))
        painter.drawRoundedRect(QRectF(self.rect()), theme.px(3), theme.px(3))
        painter.setPen(theme.color(self._role))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.text())


def text_width(text: str, font: QFont) -> int:
    """Logical pixels that `text` takes on one line."""
    return QFontMetrics(font).horizontalAdvance(text)
