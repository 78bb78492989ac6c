"""The rail at the left: the same entries at the same place at every size, icon and label always."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QSizePolicy, QVBoxLayout, QWidget

from ui.components import Themed
from ui.icons import draw_icon
from ui.rail_pages import Page
from ui.theme import CAPTION, Role, Theme, current_theme

WIDTH, ENTRY = 92, 58
LOW_ENTRY = 28  # where the window is low for its text: icon and label side by side, so that no page is out of reach
TOP = (
    (Page.TODAY, "Aujourd’hui", "calendar-check", "Alt+A"),
    (Page.DOSSIERS, "Dossiers", "square-kanban", "Alt+D"),
    (Page.ELUS, "Élus", "users", "Alt+L"),
    (Page.FORMATIONS, "Formations", "graduation-cap", "Alt+F"),
)
FOOT = (
    (Page.GUIDE, "Guide", "book-open-check", "Alt+G"),
    (Page.AIDE, "Aide", "circle-question-mark", "F1"),
    (Page.REGLAGES, "Réglages", "settings", "Alt+R"),
)


class RailEntry(Themed, QAbstractButton):
    """Icon, label and, on *Aujourd’hui*, how many things are late or for today."""

    def __init__(self, label: str, icon: str, shortcut: str) -> None:
        super().__init__()
        self._label, self._icon, self._shortcut, self._count = label, icon, shortcut, 0
        self._low = False
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setToolTip(f"{label} ({shortcut})" if shortcut else label)
        self.set_count(0)
        self.start_theme()

    def set_count(self, count: int) -> None:
        """Show a number at the icon; none for 0."""
        self._count = count
        self.setAccessibleName(f"{self._label}, {count} à traiter aujourd’hui" if count else self._label)
        self.update()

    def set_low(self, low: bool) -> None:
        """Icon above the label, or beside it."""
        if low is not self._low:
            self._low = low
            self.updateGeometry()
            self.update()

    def sizeHint(self) -> QSize:
        theme = current_theme()
        return QSize(theme.px(WIDTH), theme.px(LOW_ENTRY if self._low else ENTRY))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def retheme(self, theme: Theme) -> None:
        self.setFont(theme.font(CAPTION))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        chosen = self.isChecked()
        if chosen or self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color(Role.SURFACE) if chosen else theme.hover(Role.SUNKEN))
            edge = theme.px(3 if self._low else 6)
            painter.drawRoundedRect(QRectF(edge, 0, self.width() - 2 * edge, self.height()), theme.px(5), theme.px(5))
        if chosen:
            painter.setBrush(theme.color(Role.ACCENT))  # `fillRect` would load Qt's 169 ready-made gradients first
            painter.drawRect(QRectF(0, 0, theme.px(3), self.height()))
        ink = theme.color(Role.ACCENT if chosen else Role.TEXT_SECOND)
        painter.setFont(theme.font(CAPTION, semibold=chosen))
        if self._low:
            side = theme.icon(12)
            icon = QRectF(theme.px(7), (self.height() - side) / 2, side, side)
            words = QRectF(icon.right() + theme.px(2), 0, self.width(), self.height())
            align = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        else:
            side = theme.icon(22)
            icon = QRectF((self.width() - side) / 2, theme.px(6), side, side)
            words = QRectF(0, self.height() - theme.px(28), self.width(), theme.px(24))
            align = Qt.AlignmentFlag.AlignCenter
        if not (self._low and self._count):  # the number takes the icon's place: there is none beside it
            draw_icon(painter, self._icon, ink, (icon.x(), icon.y()), side)
        painter.setPen(ink if chosen else theme.color(Role.TEXT))
        painter.drawText(words, align, self._label)
        if self._count:
            self._paint_count(painter, theme, icon)

    def _paint_count(self, painter: QPainter, theme: Theme, icon: QRectF) -> None:
        text = str(self._count) if self._count < 100 else "99+"
        painter.setFont(theme.font(CAPTION, semibold=True))
        height = theme.px(14 if self._low else 18)
        width = max(height, painter.fontMetrics().horizontalAdvance(text) + theme.px(4 if self._low else 8))
        if self._low:
            left, top = max(theme.px(4), icon.right() - width), (self.height() - height) / 2
        else:
            left, top = self.width() / 2 + theme.px(9), theme.px(3)
        place = QRectF(left, top, width, height)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color(Role.ACCENT_FILL))
        painter.drawRoundedRect(place, height / 2, height / 2)
        painter.setPen(theme.color(Role.ON_FILL))
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)


class Rail(Themed, QWidget):
    """The pages at the top, *Guide*, *Aide* and *Réglages* at the foot; arrows go from one to the next."""

    chosen = Signal(object)  # a Page

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("part", "rail")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName("Pages")
        self._entries: dict[Page, RailEntry] = {}
        self._group = QButtonGroup(self)
        self._layout = QVBoxLayout(self)
        for page, label, icon, shortcut in TOP:
            self._add(page, label, icon, shortcut)
        self._layout.addStretch(1)
        for page, label, icon, shortcut in FOOT:
            self._add(page, label, icon, shortcut)
        self.start_theme()

    def _add(self, page: Page, label: str, icon: str, shortcut: str) -> None:
        entry = RailEntry(label, icon, shortcut)
        entry.clicked.connect(lambda: self.chosen.emit(page))
        self._group.addButton(entry)
        self._layout.addWidget(entry)
        self._entries[page] = entry

    def show_page(self, page: Page) -> None:
        """Mark the page on screen; the call leaves the mark where it was."""
        if page in self._entries:
            self._entries[page].setChecked(True)

    def set_today_count(self, count: int) -> None:
        """How many things are late or for today."""
        self._entries[Page.TODAY].set_count(count)

    def focus_current(self) -> None:
        """Put the keyboard on the page in force."""
        button = self._group.checkedButton()
        (button or self._entries[Page.TODAY]).setFocus(Qt.FocusReason.ShortcutFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
        entries = list(self._entries.values())
        place = next((n for n, entry in enumerate(entries) if entry.hasFocus()), None)
        if step is None or place is None:
            super().keyPressEvent(event)
            return
        entries[(place + step) % len(entries)].setFocus(Qt.FocusReason.TabFocusReason)

    def retheme(self, theme: Theme) -> None:
        self._layout.setContentsMargins(0, theme.px(8), 0, theme.px(8))
        self._layout.setSpacing(theme.px(4))
        self.setFixedWidth(theme.px(WIDTH))
        self._fold()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fold()

    def minimumSizeHint(self) -> QSize:
        theme = current_theme()
        gaps = (len(self._entries) + 3) * theme.px(4)
        return QSize(theme.px(WIDTH), len(self._entries) * theme.px(LOW_ENTRY) + gaps)

    def _fold(self) -> None:
        theme = current_theme()
        needed = len(self._entries) * theme.px(ENTRY + 4) + theme.px(12)
        for entry in self._entries.values():
            entry.set_low(self.height() < needed)
