"""The page Dossiers: the board, and beside it one dossier, a new one, or the sheet of one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QStackedWidget, QWidget

from app.storage.rows import DossierRow
from ui.board_pane import BoardPane
from ui.components import Line, Themed
from ui.dialogs.new_dossier import NewDossierPanel
from ui.pages.base import PageWidget
from ui.panels.dossier import WIDTH, DossierPanel
from ui.panels.dossier_menu import Wishes, fill_dossier_menu, popup_menu
from ui.theme import Theme, current_theme

if TYPE_CHECKING:
    from ui.dialogs.preview import SheetPreview
    from ui.front import Front
    from ui.panels.edition_change import EditionChangePanel

RAIL = 93  # the specification's widths are the window's: rail and its line are not the page's
BESIDE_FROM = 1180 - RAIL  # below, the panel lies over the board (SPEC section 1)
OVER_PAGE_BELOW = 1024 - RAIL  # below, over the head too
FILTER_FROM = 1600 - RAIL


class BoardPage(Themed, PageWidget):
    """Dossiers by column. `open_dossier`, `new_dossier` and `preview_sheet` are what other pages ask for."""

    tables = (
        *("dossiers", "done_steps", "dossier_events", "callbacks", "calls", "officials", "mandates"),
        *("sessions", "trainings", "handouts", "settings", "guide_versions"),
    )

    def __init__(self, front: Front) -> None:
        super().__init__(front)
        self._panel_open = False
        self._from_elsewhere = False  # the preview was asked for on another page: Échap goes back there
        self.pane = BoardPane(front)
        self.board = self.pane.board
        self.preview: SheetPreview | None = None
        wishes = Wishes(self._preview_here, self._choose_session, self._change_edition)
        self.dossier = DossierPanel(front, self.pane.columns, wishes)
        self.opening = NewDossierPanel(front)
        self.edition_change: EditionChangePanel | None = None
        self._wishes = wishes
        self._lay_out()
        self._connect()
        self.start_theme()

    def _lay_out(self) -> None:
        self._main = QStackedWidget()
        self._main.addWidget(self.pane)
        self.panel = QWidget(self)
        inner = QHBoxLayout(self.panel)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(0)
        inner.addWidget(Line(upright=True))
        self._sides = QStackedWidget()
        self._sides.addWidget(self.dossier)
        self._sides.addWidget(self.opening)
        inner.addWidget(self._sides)
        self.panel.hide()
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self._row.addWidget(self._main, 1)

    def _connect(self) -> None:
        self.pane.newWanted.connect(self.new)
        self.pane.stale.connect(self.refresh)
        self.board.opened.connect(self._open_card)
        self.board.menuWanted.connect(self._open_menu)
        self.dossier.closed.connect(self._close_panel)
        self.opening.closed.connect(self._close_panel)
        self.opening.opened.connect(self._opened)

    # What other pages ask for

    def open_dossier(self, dossier_id: int) -> None:
        """Show one dossier: its panel, and its card where it has one."""
        self._close_preview()
        self._show_dossier(dossier_id)
        self.dossier.focus_first()

    def new_dossier(self, official_id: int | None = None, session_id: int | None = None) -> None:
        """Ask for whom and on which session a dossier opens."""
        self._close_preview()
        self.board.select(None)
        self._sides.setCurrentWidget(self.opening)
        self._show_panel(True)
        self.opening.start(official_id, session_id)
        self.opening.focus_first()

    def preview_sheet(self, dossier_id: int) -> None:
        """Show the sheet of a dossier beside it, asked for from anywhere."""
        self._show_dossier(dossier_id)
        self._preview(dossier_id)
        self._from_elsewhere = True

    # What the window asks of a page

    def refresh(self) -> None:
        from app.storage import queries

        desk = self.front.desk
        self.front.read(lambda: queries.board(desk), self._show_rows)
        if self._shown_dossier() is not None:
            self.dossier.refresh()
        if (changing := self._changing_edition()) is not None:
            changing.refresh()
        if self._previewing():
            assert self.preview is not None
            self.preview.refresh()

    def focus_first(self) -> None:
        if self._previewing():
            assert self.preview is not None
            self.preview.focus_first()
        else:
            self.pane.focus_first()

    def regions(self) -> Sequence[QWidget]:
        shown: list[QWidget] = [self._main]
        if not self._previewing():
            shown = [self.pane.stack, self.pane.marks, self.pane.head, self.pane.told]
        return [*shown, self.panel] if self._panel_open else shown

    def new(self) -> bool:
        self.new_dossier()
        return True

    def modify(self) -> bool:
        if self._shown_dossier() is None:
            return False
        self.dossier.modify()
        return True

    def save(self) -> bool:
        if self._previewing():
            assert self.preview is not None
            self.preview.save()
        elif self._panel_open and self._sides.currentWidget() is self.opening:
            self.opening.save()
        elif (changing := self._changing_edition()) is not None:
            changing.save()
        else:
            return False
        return True

    def print_sheet(self, *, ask: bool = False) -> bool:
        if self._previewing():
            assert self.preview is not None
            self.preview.print_sheet(ask=ask)
            return True
        if not self._in_panel() and self.pane.sheets_of_chosen():
            return True
        shown = self._shown_dossier()
        wanted = shown if shown is not None else self.board.current_dossier()
        if wanted is None:
            return False
        self._preview_here(wanted)
        if ask and self.preview is not None:
            self.preview.print_sheet(ask=True)
        return True

    def escape(self) -> bool:
        if self._previewing():
            elsewhere, self._from_elsewhere = self._from_elsewhere, False
            self._close_preview()
            self.dossier.focus_first()
            return not elsewhere
        if (changing := self._changing_edition()) is not None:
            changing.leave()
            return True
        if self.dossier.edof.editing:
            self.dossier.edof.close_editor()
            return True
        if self.pane.told.stop_asking() or (not self._in_panel() and self.pane.clear_marks()):
            return True
        if self._panel_open:
            self._close_panel()
            return True
        return self.pane.clear_marks() or self.pane.clear_filters()

    def foot_height(self) -> int:
        return self.pane.marks.height() if self.pane.marks.isVisible() else 0

    def _in_panel(self) -> bool:
        focus = QApplication.focusWidget()
        return focus is not None and self.panel.isAncestorOf(focus)

    # The board

    def _show_rows(self, rows: Sequence[DossierRow]) -> None:
        self.pane.show_rows(rows)
        shown = self._shown_dossier()
        if shown is not None:
            self.board.reveal(shown)

    def _open_menu(self, dossier_id: int, place: QPoint) -> None:
        card = self.pane.card(dossier_id)
        if card is not None:
            menu = popup_menu(self, f"Actions sur le dossier de {card.row.name}")
            fill_dossier_menu(menu, self.front, self.pane.columns, card.row, self._wishes)
            menu.popup(place)

    # The panel

    def _shown_dossier(self) -> int | None:
        """The dossier whose panel is open."""
        if self._panel_open and self._sides.currentWidget() is self.dossier:
            return self.dossier.dossier_id
        return None

    def _open_card(self, dossier_id: int) -> None:
        """Click or Entrée: the panel opens; Entrée again, or F6, goes into it."""
        if self._shown_dossier() == dossier_id:
            self.dossier.focus_first()
            return
        self._show_dossier(dossier_id)
        self.board.focus_dossier(dossier_id)

    def _show_dossier(self, dossier_id: int) -> None:
        self._sides.setCurrentWidget(self.dossier)
        self._show_panel(True)
        self.dossier.show_dossier(dossier_id)
        self.board.select(dossier_id)

    def _show_panel(self, shown: bool) -> None:
        if shown != self._panel_open:
            self._panel_open = shown
            self._place_panel()

    def _close_panel(self) -> None:
        """Back to the board, on the card that was open."""
        held = self._shown_dossier()
        self._close_preview()
        self.dossier.dossier_id = None
        self._show_panel(False)
        self.board.select(None)
        if self.isVisible():
            if held is not None:
                self.board.focus_dossier(held)
            else:
                self.focus_first()

    def _choose_session(self, row: DossierRow) -> None:
        self._close_preview()
        self._sides.setCurrentWidget(self.opening)
        self._show_panel(True)
        self.opening.change_session(row)
        self.opening.focus_first()

    def _change_edition(self, dossier_id: int) -> None:
        """What another edition of the guide changes for this dossier, in the place of its panel."""
        if self.edition_change is None:
            from ui.panels.edition_change import EditionChangePanel

            self.edition_change = EditionChangePanel(self.front)
            self.edition_change.closed.connect(self.open_dossier)
            self._sides.addWidget(self.edition_change)
        self._close_preview()
        self._sides.setCurrentWidget(self.edition_change)
        self._show_panel(True)
        self.board.select(dossier_id)
        self.edition_change.start(dossier_id)

    def _changing_edition(self) -> EditionChangePanel | None:
        """The panel of what another edition changes, while it is open."""
        shown = self._panel_open and self._sides.currentWidget() is self.edition_change
        return self.edition_change if shown else None

    def _opened(self, dossier_id: int) -> None:
        """A dossier was opened or has another session: it is shown, and takes the keyboard."""
        self.open_dossier(dossier_id)

    # The sheet

    def _previewing(self) -> bool:
        return self.preview is not None and self._main.currentWidget() is self.preview

    def _preview_here(self, dossier_id: int) -> None:
        self._show_dossier(dossier_id)
        self._preview(dossier_id)
        self._from_elsewhere = False

    def _preview(self, dossier_id: int) -> None:
        if self.preview is None:
            from ui.dialogs.preview import SheetPreview

            self.preview = SheetPreview(self.front)
            self.preview.closed.connect(self._preview_closed)
            self._main.addWidget(self.preview)
        self._main.setCurrentWidget(self.preview)
        self._place_panel()
        self.preview.show_sheet(dossier_id)
        self.preview.focus_first()

    def _preview_closed(self) -> None:
        self._from_elsewhere = False
        self._close_preview()
        self.dossier.focus_first()

    def _close_preview(self) -> None:
        if self._previewing():
            self._main.setCurrentWidget(self.pane)
            self._place_panel()

    # Widths

    def _place_panel(self) -> None:
        """Beside the board where there is room, else over the board, or over the whole page."""
        theme = current_theme()
        # One solid gesture at a time: while the sheet is shown it is « Imprimer ».
        self.dossier.preview.set_kind("secondary" if self._previewing() else "primary")
        beside = self.width() >= BESIDE_FROM * theme.scale
        # In a narrow window the sheet has all the room: the panel is one step back (Échap).
        shown = self._panel_open and (beside or not self._previewing())
        in_row = self._row.indexOf(self.panel) >= 0
        if beside and not in_row:
            self._row.addWidget(self.panel)
        elif not beside and in_row:
            self._row.removeWidget(self.panel)
        self.panel.setVisible(shown)
        if not beside:
            top = 0 if self.width() < OVER_PAGE_BELOW * theme.scale else self.pane.head.height()
            width = min(self.width(), theme.px(WIDTH) + 1)
            self.panel.setGeometry(QRect(self.width() - width, top, width, self.height() - top))
            self.panel.raise_()
        room = self.width() - (self.panel.sizeHint().width() if shown and beside else 0)
        self.pane.fit_head(room, wide=self.width() >= FILTER_FROM * theme.scale)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_panel()

    def retheme(self, theme: Theme) -> None:
        self._place_panel()
