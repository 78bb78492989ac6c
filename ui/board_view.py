"""The board itself: open columns and lanes of tiles side by side, the keyboard among them, cards that are moved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QScrollArea, QWidget

from app.domain.stages import Stage
from ui.board_column import ColumnFrame
from ui.board_layout import Block, Metrics, Placement, arrange
from ui.board_marks import BoardMarks
from ui.board_model import Band, Card, entries_of
from ui.board_tile import BandHead, StrongLine, Tile
from ui.card_delegate import CardLook
from ui.components import Themed
from ui.theme import Theme, current_theme

TAB, CLICK = Qt.FocusPolicy.StrongFocus, Qt.FocusPolicy.ClickFocus


class BoardView(Themed, QScrollArea):
    """Shows cards by stage. It writes nothing: signals tell what the person wants."""

    opened = Signal(int)  # a dossier
    moveWanted = Signal(int, Stage)  # noqa: N815 - as Qt names signals
    menuWanted = Signal(int, QPoint)  # noqa: N815 - as Qt names signals
    bandsChanged = Signal(tuple)  # keys of the wanted bands, last used first  # noqa: N815 - as Qt names signals

    def __init__(self, bands: Sequence[Band], wanted: Sequence[str] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bands = tuple(bands)
        self.wanted = [key for key in wanted if key in {band.key for band in bands}] or [band.key for band in bands]
        self.columns = [column for band in bands for column in band.columns]
        self._band_of = [place for place, band in enumerate(bands) for _ in band.columns]
        self._cards: dict[Stage, list[Card]] = {}
        self._waiting: Mapping[Stage, Sequence[Card]] | None = None
        self._expanded: set[Stage] = set()
        self._selected: int | None = None
        self._lifted = False
        self._here = 0  # index of the column that has the keyboard, or would have it
        self._placement = Placement((), 0)
        self.canvas = QWidget()
        self.setWidget(self.canvas)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName("Tableau des dossiers")
        self.marks = BoardMarks(self)
        look = CardLook(self.selected, self.marks.holds)
        self.frames = [ColumnFrame(column, look, self.canvas) for column in self.columns]
        self.marks.changed.connect(self._repaint_cards)
        self.tiles = [Tile(column, self.canvas) for column in self.columns]
        self._heads = {place: [self._new_head(place)] for place, band in enumerate(self.bands) if band.number}
        self._foot_line = StrongLine(self.canvas)
        self._foot_line.hide()
        for place in range(len(self.columns)):
            self._connect(place)
        self.start_theme()

    def _connect(self, place: int) -> None:
        frame, tile, view = self.frames[place], self.tiles[place], self.frames[place].view
        view.opened.connect(self.opened)
        view.menuWanted.connect(self.menuWanted)
        view.moved.connect(lambda dossier, step: self._move_beside(dossier, place + step))
        view.sideways.connect(lambda step: self._go_sideways(place, step))
        view.folding.connect(lambda step: self._fold_key(place, step))
        view.moreWanted.connect(lambda: self._toggle_more(place))
        view.focused.connect(lambda: self._note_here(place))
        view.walked.connect(lambda: self._bring_card(place))
        view.lifting.connect(self._lift)
        view.marked.connect(self.marks.take)
        frame.dropped.connect(lambda dossier: self._drop(dossier, place))
        tile.dropped.connect(lambda dossier: self._drop(dossier, place))
        tile.opened.connect(lambda: self._open_tile(place))
        tile.sideways.connect(lambda step: self._go_sideways(place, step))
        tile.folding.connect(lambda step: self._fold_key(place, step))

    def _new_head(self, place: int) -> BandHead:
        head = BandHead(self.bands[place], self.canvas)
        head.toggled.connect(lambda: self.toggle_band(place))
        return head

    # What is shown

    def selected(self) -> int | None:
        """The dossier whose panel is open."""
        return self._selected

    def select(self, dossier_id: int | None) -> None:
        """Mark the dossier whose panel is open; its band opens if it was folded, as the last used."""
        self._selected = dossier_id
        place = self.place_of(dossier_id) if dossier_id is not None else None
        if place is not None and dossier_id is not None:
            self._here = place
            self.use_band(self._band_of[place])
            self._point_at(place, dossier_id)
        self._repaint_cards()

    def _repaint_cards(self) -> None:
        for frame in self.frames:
            frame.view.viewport().update()

    def reveal(self, dossier_id: int) -> None:
        """After a refresh: keep the dossier whose panel is open in sight, in whatever column it is now."""
        place = self.place_of(dossier_id)
        if self._selected != dossier_id or (place is not None and not self._is_open(place)):
            self.select(dossier_id)

    def show_cards(self, cards: Mapping[Stage, Sequence[Card]]) -> None:
        """Show these cards; while one hangs under the pointer nothing moves, they wait until it is dropped."""
        if self._lifted:
            self._waiting = cards
            return
        held = self.current_dossier()
        had_focus = self._has_keyboard()
        self._cards = {stage: list(found) for stage, found in cards.items()}
        for place in range(len(self.columns)):
            self._show_column(place)
        if held is not None and (place_now := self.place_of(held)) is not None and place_now != self._here:
            self._here = place_now
            if had_focus:
                self.use_band(self._band_of[place_now])
            self._point_at(place_now, held)
            if had_focus:
                self.focus_card()

    def _show_column(self, place: int) -> None:
        stage = self.columns[place].stage
        cards = self._cards.get(stage, [])
        frame = self.frames[place]
        frame.show_cards(cards, entries_of(cards, frame.room(frame.height()), stage in self._expanded))
        self.tiles[place].show_cards(cards)

    def place_of(self, dossier_id: int) -> int | None:
        """Index of the column that holds a dossier."""
        for place, column in enumerate(self.columns):
            if any(card.row.id == dossier_id for card in self._cards.get(column.stage, ())):
                return place
        return None

    def current_dossier(self) -> int | None:
        """The dossier that has the keyboard, or would have it."""
        card = self.frames[self._here].view.current_card()
        return card.row.id if card is not None else None

    def card(self, dossier_id: int) -> Card | None:
        """The card of a dossier on the board."""
        return next((card for cards in self._cards.values() for card in cards if card.row.id == dossier_id), None)

    # The keyboard

    def focus_card(self) -> None:
        """Put the keyboard on the current card, or on the first one there is."""
        places = [self._here, *range(len(self.columns))]
        wanted = next((n for n in places if self._is_open(n) and self.frames[n].view.cards.rowCount()), None)
        if wanted is None:
            wanted = next((n for n in places if not self._is_open(n) and self._cards.get(self.columns[n].stage)), 0)
        self._focus_place(wanted)

    def focus_dossier(self, dossier_id: int) -> None:
        """Put the keyboard on one dossier."""
        place = self.place_of(dossier_id)
        if place is not None:
            self._here = place
            self._point_at(place, dossier_id)
        self.focus_card()

    def _has_keyboard(self) -> bool:
        return any(frame.view.hasFocus() for frame in self.frames) or any(tile.hasFocus() for tile in self.tiles)

    def _is_open(self, place: int) -> bool:
        return self._placement.is_open(place)

    def _note_here(self, place: int) -> None:
        self._here = place
        self._one_tab_stop()

    def _one_tab_stop(self) -> None:
        """Tab passes the open columns as one stop; arrows go among them."""
        for place, frame in enumerate(self.frames):
            frame.view.setFocusPolicy(TAB if place == self._tab_place() else CLICK)

    def _tab_place(self) -> int:
        if self._is_open(self._here):
            return self._here
        return next((place for place in range(len(self.columns)) if self._is_open(place)), 0)

    def _focus_place(self, place: int) -> None:
        self._here = place
        widget: QWidget = self.frames[place].view if self._is_open(place) else self.tiles[place]
        self._one_tab_stop()
        view = self.frames[place].view
        if not view.currentIndex().isValid():
            view.go_to_row(0)
        if self._is_open(place):
            self._bring_card(place)
        else:
            self.ensureWidgetVisible(widget, 0, 0)
        widget.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def focusNextPrevChild(self, following: bool) -> bool:
        moved = super().focusNextPrevChild(following)
        if moved and self._is_open(self._here) and self.frames[self._here].view.hasFocus():
            self._bring_card(self._here)  # Qt has scrolled to the middle of the column
        return moved

    def _bring_card(self, place: int) -> None:
        """Scroll to the chosen card, with the column's name above it where the window is high enough for both."""
        frame, view = self.frames[place], self.frames[place].view
        card = view.visualRect(view.currentIndex())
        moved = QPoint(self.horizontalScrollBar().value(), self.verticalScrollBar().value())
        within = view.viewport().mapTo(self.viewport(), card.topLeft()) + moved
        head = frame.mapTo(self.viewport(), QPoint(0, 0)) + moved
        bottom = within.y() + card.height()
        top = head.y() if bottom - head.y() <= self.viewport().height() else within.y()
        middle = head.x() + frame.width() // 2
        for y in (bottom, top):
            self.ensureVisible(middle, y, frame.width() // 2, 0)

    def _go_sideways(self, place: int, step: int) -> None:
        """To the column beside, at the same height; empty open columns are passed over."""
        row = self.frames[place].view.currentIndex().row() if self._is_open(place) else 0
        target = place + step
        while 0 <= target < len(self.columns):
            view = self.frames[target].view
            if not self._is_open(target) or view.cards.rowCount():
                if self._is_open(target):
                    view.go_to_row(max(row, 0))
                self._focus_place(target)
                return
            target += step

    def _point_at(self, place: int, dossier_id: int) -> None:
        """Make a dossier the current one of its column, unfolding « 30 autres » if it lies there."""
        view = self.frames[place].view
        index = view.cards.index_of(dossier_id)
        if not index.isValid():
            self._expanded.add(self.columns[place].stage)
            self._show_column(place)
            index = view.cards.index_of(dossier_id)
        view.setCurrentIndex(index)
        view.scrollTo(index)

    def _toggle_more(self, place: int) -> None:
        stage = self.columns[place].stage
        row = self.frames[place].view.currentIndex().row()
        self._expanded ^= {stage}
        self._show_column(place)
        self.frames[place].view.go_to_row(row if stage in self._expanded else row - 1)

    # Moving

    def _move_beside(self, dossier: int, place: int) -> None:
        if 0 <= place < len(self.columns):
            self.moveWanted.emit(dossier, self.columns[place].stage)

    def _drop(self, dossier: int, place: int) -> None:
        if self.place_of(dossier) != place:
            self.moveWanted.emit(dossier, self.columns[place].stage)

    def _lift(self, dossier: int | None) -> None:
        self._lifted = dossier is not None
        if not self._lifted and self._waiting is not None:
            cards, self._waiting = self._waiting, None
            self.show_cards(cards)

    # Folding

    def use_band(self, place: int) -> None:
        """Open a band, as the last used."""
        key = self.bands[place].key
        if self.wanted[0] != key:
            self.wanted = [key, *(other for other in self.wanted if other != key)]
            self.bandsChanged.emit(tuple(self.wanted))
        self.arrange()

    def toggle_band(self, place: int) -> None:
        """Fold an open band, or open a folded one."""
        is_open = any(self._is_open(n) for n, band in enumerate(self._band_of) if band == place)
        if is_open:
            self.fold_band(place)
        else:
            self.use_band(place)

    def fold_band(self, place: int) -> None:
        """Fold a band; the last one that is wanted stays, or there would be no board."""
        rest = [key for key in self.wanted if key != self.bands[place].key]
        if not rest:
            return
        self.wanted = rest
        self.bandsChanged.emit(tuple(rest))
        self.arrange()

    def _fold_key(self, place: int, step: int) -> None:
        """Ctrl+Maj+← folds the band, Ctrl+Maj+→ opens it."""
        band = self._band_of[place]
        if step < 0:
            self.fold_band(band)
        else:
            self.use_band(band)
        self._focus_place(place)

    def _open_tile(self, place: int) -> None:
        had = self.tiles[place].hasFocus() or not self._lifted
        self._here = place
        self.use_band(self._band_of[place])
        if had:
            self._focus_place(place)

    # Placing

    def arrange(self) -> None:
        """Put every part where it belongs at this width."""
        theme = current_theme()
        area = self.viewport().size()
        self._placement = arrange(area.width(), self.bands, self.wanted, self._here, Metrics().scaled(theme.scale))
        head = theme.px(40)
        lanes = [self._lane_height(block, head, theme) for block in self._placement.blocks if not block.open]
        height = max([area.height() - theme.px(12), *lanes, head + theme.px(220)])
        self.canvas.setFixedSize(max(area.width(), self._placement.width), height)
        self._foot_line.hide()
        used: dict[int, int] = {}
        for place, (frame, tile) in enumerate(zip(self.frames, self.tiles, strict=True)):
            is_open = self._is_open(place)
            had = tile.hasFocus() if is_open else frame.view.hasFocus()
            frame.setVisible(is_open)
            tile.setVisible(not is_open)
            if had:
                (frame.view if is_open else tile).setFocus()
        for block in self._placement.blocks:
            if block.open:
                self._place_open(block, head, height, used)
            else:
                self._place_lane(block, head, theme, used)
        for place, heads in self._heads.items():
            for spare in heads[used.get(place, 0) :]:
                spare.hide()
        for place in range(len(self.columns)):
            if self._is_open(place):
                self._show_column(place)
        self._one_tab_stop()

    def _head(self, place: int, used: dict[int, int], rect: QRect, *, is_open: bool) -> None:
        """Show one more head of a band: a band of which only a part is open has two or three."""
        heads = self._heads[place]
        number = used.get(place, 0)
        used[place] = number + 1
        if number == len(heads):
            heads.append(self._new_head(place))
        heads[number].show_open(is_open)
        heads[number].setGeometry(rect)
        heads[number].show()

    def _place_open(self, block: Block, head: int, height: int, used: dict[int, int]) -> None:
        part = block.parts[0]
        if self.bands[part.band].number:
            self._head(part.band, used, QRect(block.left, 0, block.width, head - 6), is_open=True)
        left = block.left
        for place in part.columns:
            self.frames[place].setGeometry(left, head, block.column_width, height - head)
            left += block.column_width + Metrics().gap

    def _lane_height(self, block: Block, head: int, theme: Theme) -> int:
        step = self.tiles[0].height_wanted() + theme.px(6)
        gaps = theme.px(10) * (len(block.parts) - 1)
        return sum(head + step * len(part.columns) for part in block.parts) + gaps

    def _place_lane(self, block: Block, head: int, theme: Theme, used: dict[int, int]) -> None:
        top, tile_height = 0, self.tiles[0].height_wanted()
        for number, part in enumerate(block.parts):
            if self.bands[part.band].number:
                self._head(part.band, used, QRect(block.left, top, block.width, head - 6), is_open=False)
                top += head
            elif number == 0:
                top += head
            else:
                self._foot_line.setGeometry(block.left, top, block.width, 2)
                self._foot_line.show()
                top += theme.px(8)
            for place in part.columns:
                self.tiles[place].setGeometry(block.left, top, block.width, tile_height)
                top += tile_height + theme.px(6)
            top += theme.px(10)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.arrange()

    def retheme(self, theme: Theme) -> None:
        self.arrange()

    def sizeHint(self) -> QSize:
        theme = current_theme()
        return QSize(theme.px(800), theme.px(500))

    def minimumSizeHint(self) -> QSize:
        return QSize(200, 200)
