"""The one window: rail, top bar, pages, banner; it takes each wish to the page that fulfils it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QKeySequence, QPaintEvent, QShortcut
from PySide6.QtWidgets import QApplication, QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from ui.components import Line
from ui.panels.search import SearchBox
from ui.rail import FOOT, TOP, Rail
from ui.rail_pages import Page
from ui.theme import Role
from ui.top_bar import TopBar
from ui.window_hands import ask_help, dropped_file, focus_next, turn_back_typing

if TYPE_CHECKING:
    from app.bootstrap import Opened
    from app.changes import Changes
    from ui.components import Banner
    from ui.front import Front
    from ui.pages.base import PageWidget
    from ui.pages.call import CallPage
    from ui.places import Place

TITLE = "AMF42 – Accueil des élus"
SMALLEST = (900, 480)
USUAL = (1366, 688)
REMEMBERED_PAGES = 20


class MainWindow(QMainWindow):
    """Shows at once, empty; `open_desk` fills it when the base is open."""

    painted = Signal()  # the first time that something is on screen
    closing = Signal()
    restoreWanted = Signal(object)  # the Path of a copy to put in the base's place  # noqa: N815 - Qt’s way of naming

    def __init__(self, agent: str = "", *, demo: bool = False) -> None:
        super().__init__()
        self.setMinimumSize(*SMALLEST)
        self.resize(*USUAL)
        self.setAcceptDrops(True)
        self.front: Front | None = None
        self.opened: Opened | None = None
        self._pages: dict[Page, PageWidget] = {}
        self._page = Page.TODAY
        self._before: list[Page] = []
        self._first_paint = True
        self._alone: QWidget | None = None
        self.rail = Rail()
        self.rail.chosen.connect(self.show_page)
        self.rail.show_page(Page.TODAY)
        self.top_bar = TopBar(agent)
        self.top_bar.callWanted.connect(self.call_key)
        self.top_bar.agentWanted.connect(lambda: self.show_page(Page.REGLAGES))
        self.search = SearchBox()
        self.top_bar.put_search(self.search)
        self._stack = QStackedWidget()
        self._stack.addWidget(QWidget())
        self._lay_out()
        self._banner: Banner | None = None
        application = QApplication.instance()
        if isinstance(application, QApplication):  # a form that opens takes the keyboard, and has buttons at its foot
            application.focusChanged.connect(self._focus_moved)
        self._tick = QTimer(self)
        self._tick.setInterval(1000)
        self._tick.timeout.connect(self.show_call)
        self._make_shortcuts()
        self.set_demo(demo)

    def set_demo(self, demo: bool) -> None:
        """Say in the title and beside the search that all people are invented."""
        self.setWindowTitle(f"{TITLE} – Démonstration" if demo else TITLE)
        self.top_bar.set_demo(demo)

    def _lay_out(self) -> None:
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for widget in (self.top_bar, Line(), self._stack):
            column.addWidget(widget)
        column.setStretch(2, 1)
        whole = QWidget()
        whole.setProperty("part", "ground")
        whole.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = QHBoxLayout(whole)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.rail)
        row.addWidget(Line(upright=True))
        row.addWidget(right, 1)
        self.setCentralWidget(whole)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._first_paint:
            self._first_paint = False
            QTimer.singleShot(0, self.painted.emit)

    # Opening and closing

    def show_where_left(self, geometry: str) -> None:
        """Show the window where it was when it was closed (`saveGeometry` in base 64), or at its usual size."""
        if geometry:
            self.restoreGeometry(QByteArray.fromBase64(geometry.encode("ascii")))
        self.show()

    def keep_drafts(self) -> None:
        """Have all that is being typed written now: the window closes, or another base takes the place of this one."""
        from ui.drafting import DraftKeeper

        for keeper in self.findChildren(DraftKeeper):
            keeper.flush()

    def show_alone(self, widget: QWidget) -> None:
        """Show something that is not a page: the first start, a lost key, a base that can't be opened."""
        self.search.hide()  # there is nothing to search in
        self._stack.addWidget(widget)
        self._stack.setCurrentWidget(widget)
        widget.setFocus(Qt.FocusReason.OtherFocusReason)  # not the rail: its pages are not there yet

    def open_desk(self, opened: Opened, front: Front) -> None:
        """The base is open: pages can be made, beginning with *Aujourd’hui*."""
        self.front, self.opened = front, opened
        front.placeWanted.connect(self.go)
        front.told.connect(self._tell)
        front.begun.connect(lambda: self.banner.dismiss())  # noqa: PLW0108 - made when first wanted
        front.turned.connect(self._tell_turned)
        front.refused.connect(self.say)
        self.search.set_front(front)
        self.search.show()
        self.top_bar.set_agent(opened.desk.agent)
        self.show_page(Page.TODAY)

    def close_desk(self) -> None:
        """Forget the pages: another base is about to be opened."""
        self.show_alone(QWidget())
        for page in self._pages.values():
            self._stack.removeWidget(page)
            page.deleteLater()
        self._pages.clear()
        self._before.clear()
        self._page = Page.TODAY
        self.rail.set_today_count(0)
        self._tick.stop()
        self.top_bar.show_call(None)
        self.search.set_front(None)
        self.front = self.opened = None

    def in_call(self) -> bool:
        """Whether a call goes on: then no box may lie over the window."""
        return Page.CALL in self._pages and self.call_page().has_call()

    def page(self, page: Page) -> PageWidget:
        """The widget of a page, made the first time that it is wanted."""
        if page not in self._pages:
            from ui.routes import make_page

            made = make_page(self, page)
            self._pages[page] = made
            self._stack.addWidget(made)
        return self._pages[page]

    def ready(self) -> tuple[Front, Opened]:
        """What pages are made with; a RuntimeError before the base is open."""
        if self.front is None or self.opened is None:
            raise RuntimeError("pages need an open desk")
        return self.front, self.opened

    # Going from place to place

    def show_page(self, page: Page) -> None:
        """Bring a page on screen and remember where one came from."""
        if self.front is None:
            self.rail.show_page(self._page)  # a click there leads nowhere yet
            return
        widget = self.page(page)
        elsewhere = page is not self._page
        if elsewhere:
            self._before = [*self._before[-REMEMBERED_PAGES:], self._page]
        self._page = page
        self.rail.show_page(page)
        self._stack.setCurrentWidget(widget)
        if self._banner is not None:
            self._place_banner()  # the page came above it
        widget.shown()
        focus = QApplication.focusWidget()
        if elsewhere or focus is None or not self.search.isAncestorOf(focus):
            widget.focus_first()

    def current(self) -> PageWidget | None:
        """The page on screen, None before the base is open."""
        return self._pages.get(self._page) if self.front is not None else None

    def go(self, place: Place) -> None:
        """Fulfil a wish of a page."""
        from ui.routes import fulfil

        fulfil(self, place)

    def call_page(self) -> CallPage:
        """The page of calls."""
        from ui.pages.call import CallPage

        page = self.page(Page.CALL)
        assert isinstance(page, CallPage)
        return page

    # The call

    def call_key(self) -> None:
        """F2: a call, or back to the one that was left; on the call page, set it aside and start another."""
        if self.front is None:
            return
        call = self.call_page()
        if self._page is Page.CALL or not call.has_call():
            call.start()
        self.show_page(Page.CALL)
        self.show_call()

    def other_call_key(self) -> None:
        """Maj+F2: the other call."""
        if self.front is None:
            return
        call = self.call_page()
        if call.has_call():
            call.next_call()
            self.show_page(Page.CALL)
        self.show_call()

    def show_call(self) -> None:
        """Show in the top bar whether a call goes on, and how long it has lasted."""
        page = self._pages.get(Page.CALL)
        call = self.call_page() if page is not None else None
        if call is not None and call.has_call():
            self.top_bar.show_call(call.elapsed(), call.calls())
            if not self._tick.isActive():
                self._tick.start()
            return
        self._tick.stop()
        self.top_bar.show_call(None)
        if self._page is Page.CALL and call is not None:
            self.back()

    def back(self) -> None:
        """One level back: to the page that was on screen before."""
        while self._before:
            page = self._before.pop()
            if page is not self._page:
                self.show_page(page)
                if self._before and self._before[-1] is not page:
                    self._before.pop()
                return
        if self._page is Page.CALL:
            self.show_page(Page.TODAY)

    # What is said

    def say(self, sentence: str) -> None:
        """Say a sentence where the banner stands."""
        self._place_banner()
        self.banner.show_message(sentence, can_undo=False, icon="info", role=Role.SOON)

    def _tell(self, changes: Changes) -> None:
        self._place_banner()
        self.banner.show_message(changes.label, can_undo=changes.undoable)

    def _tell_turned(self, changes: Changes, undone: bool) -> None:
        """What was taken back, with the way to have it again; what was done again, with the way to take it back."""
        self._place_banner()
        if undone:
            self.banner.show_message(f"Annulé – {changes.label}" if changes.label else "Annulé", can_redo=True)
        else:
            self.banner.show_message(f"Rétabli – {changes.label}" if changes.label else "Rétabli")

    def _focus_moved(self) -> None:
        if self._banner is not None and self._banner.isVisible():
            QTimer.singleShot(0, self, self._place_banner)

    @property
    def banner(self) -> Banner:
        """Where things are said, made when the first one is said."""
        if self._banner is None:
            from ui.components import Banner

            self._banner = Banner(self._stack)
            self._banner.undo.connect(self._undo_last)
            self._banner.redo.connect(self._redo_last)
        return self._banner

    def _place_banner(self) -> None:
        """Bottom left of what the page lets it cover, above the buttons at its foot."""
        page = self.current()
        left, foot = (page.banner_left(), page.foot_height()) if page is not None else (0, 0)
        self.banner.set_corner(16 + left, 12 + foot)
        self.banner.raise_()

    # Keyboard

    def _make_shortcuts(self) -> None:
        keys: Sequence[tuple[str, Callable[[], object]]] = (
            ("F1", lambda: ask_help(self, self._page)),
            ("F2", self.call_key),
            ("Shift+F2", self.other_call_key),
            ("F6", self.next_region),
            ("Ctrl+K", self.focus_search),
            ("Ctrl+N", lambda: self._ask_page("new")),
            ("Ctrl+E", lambda: self._ask_page("modify")),
            ("Ctrl+S", lambda: self._ask_page("save")),
            ("Ctrl+P", lambda: self._ask_page("print")),
            ("Ctrl+Shift+P", lambda: self._ask_page("ask")),
            ("Ctrl+Z", self.undo),
            ("Ctrl+Y", self.redo),
            ("Escape", self.escape),
            *((keys, partial(self.show_page, page)) for page, _, _, keys in (*TOP, *FOOT) if keys != "F1"),
        )
        for sequence, action in keys:
            shortcut = QShortcut(QKeySequence(sequence), self)
            shortcut.activated.connect(action)

    def _ask_page(self, what: str) -> None:
        page = self.current()
        if page is None:
            return
        match what:
            case "new":
                page.new()
            case "modify":
                page.modify()
            case "save":
                page.save()
            case "print" | "ask":
                if not page.print_sheet(ask=what == "ask"):
                    self.say("Ouvrez d’abord un dossier\u00a0: c’est sa fiche qui s’imprime.")

    def focus_search(self) -> None:
        """Ctrl+K."""
        if self.front is not None:
            self.search.start()

    def next_region(self) -> None:
        """F6: from the page's regions to the rail and round again."""
        page = self.current()
        if page is None:
            return
        if not focus_next(page.regions()):
            self.rail.focus_current()

    def _undo_last(self) -> None:
        if self.front is not None:
            self.front.undo()

    def _redo_last(self) -> None:
        if self.front is not None:
            self.front.redo()

    def undo(self) -> None:
        """Ctrl+Z: the field's own typing first, then the page's, then the last action."""
        if self.front is None or turn_back_typing("undo"):
            return
        page = self.current()
        if page is None or not page.undo():
            self.front.undo()

    def redo(self) -> None:
        """Ctrl+Y."""
        if self.front is None or turn_back_typing("redo"):
            return
        page = self.current()
        if page is None or not page.redo():
            self.front.redo()

    def escape(self) -> None:
        """Échap: one level back."""
        page = self.current()
        if page is not None and not page.escape():
            self.back()

    # Files dropped on the window

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self.front is not None and dropped_file(event.mimeData()) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        path = dropped_file(event.mimeData())
        if path is not None and self.front is not None:
            event.acceptProposedAction()
            self.front.import_file(path)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.closing.emit()
        super().closeEvent(event)
