"""One open column of the board: its head, its cards, the keys and the drag that move them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QByteArray, QEvent, QMimeData, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QDrag,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QListView, QToolTip, QVBoxLayout, QWidget

from ui.board_model import BoardColumn, Card, CardsModel, Entry, More, column_sentence
from ui.card_delegate import SIDE, CardDelegate, CardLook, card_picture, cut_words, usual_pitch
from ui.components import Text, Themed, plain_tooltip
from ui.components.keys import held_keys
from ui.theme import BODY, Role, Theme, current_theme

MIME = "application/x-amf42-dossier"
_CONTROL, _SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}


def dragged_dossier(data: QMimeData) -> int | None:
    """The dossier that hangs under the pointer, if it is one."""
    raw = bytes(data.data(MIME).data()) if data.hasFormat(MIME) else b""
    return int(raw) if raw.isdigit() else None


class CardsView(QListView):
    """The cards of one column. It moves nothing itself: the board is told what the person wants."""

    opened = Signal(int)  # a dossier, by click or Entrée
    moved = Signal(int, int)  # a dossier, and -1 or 1: the column beside
    sideways = Signal(int)  # -1 or 1: the keyboard goes to the column beside
    folding = Signal(int)  # -1 or 1: Ctrl+Maj+arrow
    menuWanted = Signal(int, QPoint)  # a dossier, and where the menu opens on screen  # noqa: N815 - as Qt names signals
    moreWanted = Signal()  # noqa: N815 - as Qt names signals
    marked = Signal(tuple, bool)  # dossiers to mark; or, False, to mark or free one after the other
    focused = Signal()  # the keyboard came here
    walked = Signal()  # a key chose another card
    lifting = Signal(object)  # the dossier being dragged, None when it is dropped

    def __init__(self, column: BoardColumn, look: CardLook, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lifted: int | None = None
        self._marking = False
        self.setProperty("part", "column")
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.viewport().setAutoFillBackground(False)
        self.cards = CardsModel(column.title, look.marked, self)
        self.setModel(self.cards)
        self.setItemDelegate(CardDelegate(self, look, lambda: self._lifted))
        self.clicked.connect(self._activate)

    def current_card(self) -> Card | None:
        """The card that has the keyboard, or would have it."""
        return self.cards.card_at(self.currentIndex())

    def go_to_row(self, row: int) -> None:
        """Make a row the current one, the nearest there is."""
        count = self.cards.rowCount()
        if count:
            index = self.cards.index(min(max(row, 0), count - 1), 0)
            self.setCurrentIndex(index)
            self.scrollTo(index)

    # Keyboard

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys = held_keys(event)
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        card = self.current_card()
        if step is not None:
            if keys == _CONTROL | _SHIFT:
                self.folding.emit(step)
            elif keys == _CONTROL and card is not None:
                self.moved.emit(card.row.id, step)
            elif not keys:
                self.sideways.emit(step)
            return
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not keys:
            self._activate()
            return
        if event.key() == Qt.Key.Key_Menu or (event.key() == Qt.Key.Key_F10 and keys == _SHIFT):
            if card is not None:
                place = self.visualRect(self.currentIndex())
                self.menuWanted.emit(card.row.id, self.viewport().mapToGlobal(place.center()))
            return
        if event.key() == Qt.Key.Key_Space and not keys:
            if card is not None:
                self.marked.emit((card.row.id,), False)
            return
        if keys == _SHIFT and event.key() in _STEPS:
            self._mark_on_the_way(_STEPS[Qt.Key(event.key())])
            return
        super().keyPressEvent(event)
        self.walked.emit()

    def _mark_on_the_way(self, step: int) -> None:
        """Maj+↑ ↓: mark the card, go to the next one, mark it too."""
        here = self.current_card()
        self.go_to_row(self.currentIndex().row() + step)
        there = self.current_card()
        self.marked.emit(tuple(card.row.id for card in (here, there) if card is not None), True)
        self.walked.emit()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self.currentIndex().isValid():
            self.go_to_row(0)
        self.focused.emit()

    def _activate(self) -> None:
        entry = self.cards.row_at(self.currentIndex())
        if isinstance(entry, Card):
            self.opened.emit(entry.row.id)
        elif isinstance(entry, More):
            self.moreWanted.emit()

    # Pointer

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Ctrl+click marks a card or frees it; Maj+click marks all from the current one to it."""
        card = self.cards.card_at(self.indexAt(event.position().toPoint()))
        keys = event.modifiers() & (_CONTROL | _SHIFT)
        if event.button() != Qt.MouseButton.LeftButton or card is None or keys not in (_CONTROL, _SHIFT):
            super().mousePressEvent(event)
            return
        row, here = self.cards.index_of(card.row.id).row(), self.currentIndex().row()
        first, last = sorted((row, here if keys == _SHIFT and here >= 0 else row))
        between = (self.cards.card_at(self.cards.index(place, 0)) for place in range(first, last + 1))
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self.go_to_row(row)
        self._marking = True
        self.marked.emit(tuple(one.row.id for one in between if one is not None), keys == _SHIFT)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """What was marked is not opened."""
        if self._marking:
            self._marking = False
            return
        super().mouseReleaseEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            return  # The key itself opened the menu.
        card = self.cards.card_at(self.indexAt(event.pos()))
        if card is not None:
            self.menuWanted.emit(card.row.id, event.globalPos())

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            index = self.indexAt(event.pos())
            card = self.cards.card_at(index)
            words = cut_words(card, self.visualRect(index).width() - 2 * SIDE, current_theme()) if card else ""
            QToolTip.showText(event.globalPos(), plain_tooltip(words), self)
            return True
        return super().viewportEvent(event)

    def startDrag(self, _actions: Qt.DropAction) -> None:
        """Lift a card; Échap puts it back."""
        card = self.current_card()
        if card is None:
            return
        data = QMimeData()
        data.setData(MIME, QByteArray(str(card.row.id).encode("ascii")))
        drag = QDrag(self)
        drag.setMimeData(data)
        width = self.visualRect(self.currentIndex()).width() - 2 * SIDE
        drag.setPixmap(card_picture(card, width, self))
        drag.setHotSpot(QPoint(width // 3, 16))
        self.lift(card.row.id)
        try:
            drag.exec(Qt.DropAction.MoveAction)
        finally:
            self.lift(None)

    def lift(self, dossier_id: int | None) -> None:
        """Show a card as lifted, or put it back."""
        self._lifted = dossier_id
        self.lifting.emit(dossier_id)
        self.viewport().update()


class DropTarget(QWidget):
    """What a card can be dropped on: an open column, or the tile of a folded one."""

    dropped = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAcceptDrops(True)
        self.hot = False

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dragged_dossier(event.mimeData()) is not None:
            event.setDropAction(Qt.DropAction.MoveAction)
            event.accept()
            self.warm(True)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        event.setDropAction(Qt.DropAction.MoveAction)
        event.accept()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self.warm(False)

    def dropEvent(self, event: QDropEvent) -> None:
        self.warm(False)
        dossier = dragged_dossier(event.mimeData())
        if dossier is not None:
            event.setDropAction(Qt.DropAction.MoveAction)
            event.accept()
            self.dropped.emit(dossier)

    def warm(self, hot: bool) -> None:
        """Show, or no longer, that the card would land here."""
        self.hot = hot
        self.update()


class ColumnFrame(Themed, DropTarget):
    """An open column: its name, how many dossiers it holds, and its cards."""

    def __init__(self, column: BoardColumn, look: CardLook, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.column = column
        self._title = Text(column.title, BODY, semibold=True)
        self._count = Text("0", BODY, Role.TEXT_SECOND)
        self.view = CardsView(column, look)
        self._head = QHBoxLayout()
        self._head.addWidget(self._title, 1)
        self._head.addWidget(self._count)
        layout = QVBoxLayout(self)
        layout.setSpacing(0)
        layout.addLayout(self._head)
        layout.addWidget(self.view, 1)
        self._layout = layout
        self.start_theme()

    def show_cards(self, cards: Sequence[Card], entries: Sequence[Entry]) -> None:
        """Show the entries; the head counts all the cards, folded away or not."""
        self._count.setText(str(len(cards)))
        self.view.cards.set_rows(entries)
        words = column_sentence(self.column.title, cards)
        self.setAccessibleName(words)
        self.view.setAccessibleName(words)

    def room(self, height: int) -> int:
        """How many cards fit in a column of this height, the line « 30 autres » kept free."""
        theme = current_theme()
        free = height - self._head_height(theme) - theme.px(36) - theme.px(6)
        return max(0, free // usual_pitch(theme))

    def retheme(self, theme: Theme) -> None:
        self._layout.setContentsMargins(0, 0, 0, theme.px(3))
        self._head.setContentsMargins(theme.px(10), 0, theme.px(10), 0)
        self._title.setFixedHeight(self._head_height(theme))
        self.view.scheduleDelayedItemsLayout()

    def sizeHint(self) -> QSize:
        theme = current_theme()
        return QSize(theme.px(184), theme.px(300))

    def _head_height(self, theme: Theme) -> int:
        return theme.px(28)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(theme.color(Role.ACCENT_SOFT if self.hot else Role.SUNKEN))
        if self.hot:
            painter.setPen(QPen(theme.color(Role.ACCENT), 2))
        elif theme.high_contrast:
            painter.setPen(QPen(theme.color(Role.BORDER), 1))
        else:
            painter.setPen(Qt.PenStyle.NoPen)
        inset = 1 if self.hot or theme.high_contrast else 0
        rect = QRectF(self.rect()).adjusted(inset, inset, -inset, -inset)
        painter.drawRoundedRect(rect, theme.px(6), theme.px(6))
