"""Buttons: the solid one, the outlined, the link, the green one of a call, and those that are only an icon."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QEnterEvent, QFont, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from ui.components.keys import pressed_enter
from ui.components.labels import key_cap_size, paint_key_cap, text_width
from ui.components.themed import Themed, plain_tooltip
from ui.icons import draw_icon
from ui.theme import BODY, CAPTION, Role, Theme, current_theme

Kind = Literal["primary", "secondary", "link", "call", "quiet", "late"]
"""primary: the one solid gesture of a region · secondary: outlined · link: words only · call: the call in progress ·
quiet: no frame until pointed at · late: a link in a box of errors."""


class Button(Themed, QPushButton):
    """Words, an icon before them, and the key that does the same; pages make the real shortcut."""

    def __init__(
        self,
        text: str,
        icon: str | None = None,
        shortcut: str | None = None,
        kind: Kind = "secondary",
        *,
        height: int = 32,
        size: float | None = None,
        icon_after: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._words, self._icon, self._shortcut, self._kind = text, icon, shortcut, kind
        self._height = height
        self._icon_after = icon_after
        self._size = size or BODY
        self._reason = ""
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor if kind == "link" else Qt.CursorShape.ArrowCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setProperty("kind", kind)
        self.set_text(text)
        self.start_theme()

    def words(self) -> str:
        """The text as shown (Qt's `text()` doubles each &)."""
        return self._words

    def set_text(self, text: str) -> None:
        """Change the words; an & in them is shown, never a mnemonic."""
        self._words = text
        self.setText(text.replace("&", "&&"))
        self._say()
        self.updateGeometry()
        self.update()

    def set_shortcut_text(self, shortcut: str | None) -> None:
        """Change the key written at the right."""
        self._shortcut = shortcut
        self._say()
        self.updateGeometry()
        self.update()

    def set_icon_name(self, icon: str | None) -> None:
        """Change the icon."""
        self._icon = icon
        self.updateGeometry()
        self.update()

    def set_kind(self, kind: Kind) -> None:
        """Change the rank of the button in its region."""
        self._kind = kind
        self.setProperty("kind", kind)
        self.updateGeometry()
        self.update()

    def refuse(self, reason: str) -> None:
        """Disable the button for a reason told in words (tooltip and screen reader); an empty one enables it again."""
        self._reason = reason
        self.setEnabled(not reason)
        self.setToolTip(plain_tooltip(reason))
        self.setAccessibleDescription(reason)

    def reason(self) -> str:
        """Why the button is refused, or nothing."""
        return self._reason

    def retheme(self, theme: Theme) -> None:
        self.setFont(self._font(theme))

    def sizeHint(self) -> QSize:
        theme = current_theme()
        width = self._padding(theme) * 2 + text_width(self._words, self._font(theme))
        if self._icon:
            width += theme.icon(16) + theme.px(8)
        if self._shortcut:
            width += theme.px(8) + key_cap_size(self._shortcut, theme).width()
        return QSize(width, theme.px(self._height))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        fill, border, ink, cap = self._colors(theme)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(border, 1) if border is not None else Qt.PenStyle.NoPen)
        painter.setBrush(fill if fill is not None else Qt.BrushStyle.NoBrush)
        radius = theme.px(5)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
        wanted = self.sizeHint().width()
        x = self._padding(theme) + max(0, (self.width() - wanted) // 2)
        side = theme.icon(16)
        width = text_width(self._words, self._font(theme))
        if self._icon:
            left = x + width + theme.px(8) if self._icon_after else x
            draw_icon(painter, self._icon, ink, (left, (self.height() - side) / 2), side)
            x += 0 if self._icon_after else side + theme.px(8)
        painter.setFont(self._font(theme))
        painter.setPen(ink)
        painter.drawText(
            QRectF(x, 0, width + 2, self.height()),
            Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextSingleLine,
            self._words,
        )
        if self._shortcut:
            size = key_cap_size(self._shortcut, theme)
            place = QRectF(x + width + theme.px(8), (self.height() - size.height()) / 2, size.width(), size.height())
            paint_key_cap(
                painter, place, self._shortcut, theme, (cap, ink if self._kind in ("primary", "call") else cap)
            )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Entrée presses the button that has the keyboard, as the space bar does."""
        if pressed_enter(event):
            self.click()
            return
        super().keyPressEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()

    def _say(self) -> None:
        self.setAccessibleName(f"{self._words}, {self._shortcut}" if self._shortcut else self._words)

    def _font(self, theme: Theme) -> QFont:
        return theme.font(self._size, semibold=self._kind in ("primary", "link", "call", "late"))

    def _padding(self, theme: Theme) -> int:
        return theme.px(4) if self._kind in ("link", "late") else theme.px(12)

    def _colors(self, theme: Theme) -> tuple[QColor | None, QColor | None, QColor, QColor]:
        """Fill, border, words, key cap."""
        over = self.underMouse() and self.isEnabled()
        pick = theme.hover if over or self.isDown() else theme.color
        if not self.isEnabled():
            ink = theme.color(Role.HINT)
            return theme.color(Role.SUNKEN), theme.color(Role.LINE), ink, ink
        if self._kind == "primary":
            return pick(Role.ACCENT_FILL), None, theme.color(Role.ON_FILL), theme.color(Role.ON_FILL)
        if self._kind == "call":
            ink = theme.color(Role.DONE)
            return pick(Role.DONE_SOFT), ink, ink, ink
        if self._kind == "link":
            ink = theme.color(Role.ACCENT)
            return (theme.color(Role.ACCENT_SOFT) if over else None), None, ink, theme.color(Role.BORDER)
        if self._kind == "late":
            ink = theme.color(Role.LATE)
            return (theme.hover(Role.LATE_SOFT) if over else None), None, ink, ink
        if self._kind == "quiet":
            return (pick(Role.SUNKEN) if over else None), None, theme.color(Role.TEXT), theme.color(Role.TEXT_SECOND)
        return pick(Role.SURFACE), theme.color(Role.BORDER), theme.color(Role.TEXT), theme.color(Role.TEXT_SECOND)


class LinkButton(Button):
    """Words that act: « Modifier », « Tout voir », « 30 autres »."""

    def __init__(
        self,
        text: str,
        icon: str | None = None,
        shortcut: str | None = None,
        *,
        size: float = CAPTION,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, icon, shortcut, "link", height=24, size=size, parent=parent)


class IconButton(Themed, QPushButton):
    """An icon alone, for close, copy, fold and « more » only; always with a name and a tooltip."""

    def __init__(
        self,
        icon: str,
        accessible_name: str,
        tooltip: str | None = None,
        *,
        role: Role = Role.TEXT_SECOND,
        size: int = 20,
        target: int = 28,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._icon, self._role, self._side, self._target = icon, role, size, target
        self.setAutoDefault(False)
        self.setAccessibleName(accessible_name)
        self.setToolTip(plain_tooltip(tooltip or accessible_name))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.start_theme()

    def set_icon_name(self, icon: str, accessible_name: str | None = None, tooltip: str | None = None) -> None:
        """Change the icon and, with it, what it says."""
        self._icon = icon
        if accessible_name is not None:
            self.setAccessibleName(accessible_name)
            self.setToolTip(plain_tooltip(tooltip or accessible_name))
        self.update()

    def sizeHint(self) -> QSize:
        side = max(24, current_theme().px(self._target))
        return QSize(side, side)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Entrée presses the button that has the keyboard."""
        if pressed_enter(event):
            self.click()
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.underMouse() or self.isDown() or self.isChecked():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.hover(Role.SUNKEN) if self.isDown() else theme.color(Role.SUNKEN))
            painter.drawRoundedRect(QRectF(self.rect()), theme.px(5), theme.px(5))
        side = theme.icon(self._side)
        ink = theme.color(self._role if self.isEnabled() else Role.HINT)
        draw_icon(painter, self._icon, ink, ((self.width() - side) / 2, (self.height() - side) / 2), side)
