"""The pages of a paper as pictures under one another, as wide as there is room; nearer and farther by keys."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from ui.components import Themed
from ui.components.keys import held_keys
from ui.pdf_pages import page_pictures
from ui.theme import Role, Theme, current_theme

SCREEN_INCH = 144  # dots per inch of the pictures shown: sharp up to twice the size of paper on an ordinary screen
MOST_SHOWN = 40  # pages; each takes 2 MB
PAGE_WIDTH = 720  # logical pixels at 100 % of text size
_NEAREST, _FARTHEST = 3.0, 0.5
_ZOOM_KEYS = {Qt.Key.Key_Plus: 1.1, Qt.Key.Key_Equal: 1.1, Qt.Key.Key_Minus: 1 / 1.1, Qt.Key.Key_0: 0.0}


def pictures_of(pdf: bytes) -> tuple[QImage, ...]:
    """The first pages (`MOST_SHOWN`) as they are shown. Only on the runner's heavy thread: see `page_pictures`."""
    pages: Iterator[QImage] = page_pictures(pdf, SCREEN_INCH, grey=True)
    return tuple(islice(pages, MOST_SHOWN))


class PageView(Themed, QWidget):
    """One page, as wide as it is told to be."""

    def __init__(self, picture: QImage, number: int, count: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._picture = picture
        self.setAccessibleName(f"Page {number} sur {count}")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_width(self, width: int) -> None:
        """Show the page at this width, in logical pixels."""
        self.setFixedSize(width, round(width * self._picture.height() / max(1, self._picture.width())))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(QRectF(self.rect()), self._picture)
        painter.setPen(QPen(theme.color(Role.LINE), 1))
        painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))


class PagesView(Themed, QScrollArea):
    """Keys scroll; Ctrl + and Ctrl − bring nearer and farther, Ctrl 0 as at first; Entrée is told to the owner."""

    entered = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.pages: list[PageView] = []
        self._zoom = 1.0
        self._stack = QWidget()
        self._stack.setProperty("part", "page")
        self._column = QVBoxLayout(self._stack)
        self.setWidgetResizable(True)
        self.setWidget(self._stack)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.start_theme()

    def show_pages(self, pictures: tuple[QImage, ...], count: int = 0) -> None:
        """Show these pages in the place of those before, from the top; `count`: how many the whole paper has."""
        for page in self.pages:
            self._column.removeWidget(page)
            page.hide()
            page.deleteLater()
        count = max(count, len(pictures))
        self.pages = [PageView(picture, number, count) for number, picture in enumerate(pictures, 1)]
        for page in self.pages:
            self._column.addWidget(page, 0, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self._fit()
        self.verticalScrollBar().setValue(0)

    def reset_zoom(self) -> None:
        """As wide as at first."""
        self._zoom_by(0)

    def _zoom_by(self, factor: float) -> None:
        self._zoom = min(_NEAREST, max(_FARTHEST, self._zoom * factor)) if factor else 1.0
        self._fit()

    def _fit(self) -> None:
        theme = current_theme()
        margins = self._column.contentsMargins()
        bar = self.verticalScrollBar().sizeHint().width()  # it comes once the pages are there
        room = self.width() - bar - margins.left() - margins.right()
        wanted = PAGE_WIDTH * max(1.0, theme.scale) if theme.scale > 1 else min(room, PAGE_WIDTH)
        for page in self.pages:
            page.set_width(max(200, round(wanted * self._zoom)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys = held_keys(event)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not keys:
            self.entered.emit()
        elif keys == Qt.KeyboardModifier.ControlModifier and event.key() in _ZOOM_KEYS:
            self._zoom_by(_ZOOM_KEYS[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._zoom_by(1.1 if event.angleDelta().y() > 0 else 1 / 1.1)
            return
        super().wheelEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def sizeHint(self) -> QSize:
        theme = current_theme()
        return QSize(theme.px(640), theme.px(500))

    def minimumSizeHint(self) -> QSize:
        return QSize(240, 120)

    def retheme(self, theme: Theme) -> None:
        self._column.setContentsMargins(theme.px(16), theme.px(4), theme.px(16), theme.px(16))
        self._column.setSpacing(theme.px(12))
        self._fit()
