"""Ctrl+K: one field that finds officials, dossiers, trainings and communes together, wherever one is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QWidget
from shiboken6 import isValid

from ui.components import KeyCap, Themed, key_cap_size
from ui.fields.line_edit import LineEdit
from ui.theme import Theme, current_theme

if TYPE_CHECKING:
    from app.storage.rows import SearchResults
    from ui.front import Front
    from ui.panels.search_popup import SearchPopup

WAIT = 80  # milliseconds after a key: whoever types fast asks once
NIR_TYPED = "Un numéro de sécurité sociale ne se cherche pas\u00a0: il n’est gardé nulle part."
NOTHING = "Rien de ce nom. Essayez un autre mot, la commune ou le téléphone."


class SearchBox(Themed, QWidget):
    """The field of the top bar. Entrée opens, F2 calls, Échap closes; what is typed is never kept."""

    def __init__(self) -> None:
        super().__init__()
        self._front: Front | None = None
        self.line = LineEdit(icon="search")
        self.line.setPlaceholderText("Élu, commune, téléphone, dossier…")
        self.line.setAccessibleName("Chercher un élu, une commune, un téléphone ou un dossier, Ctrl+K")
        self._cap = KeyCap("Ctrl+K")
        self._cap.setParent(self.line)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.line)
        self.setFocusProxy(self.line)
        self._popup: SearchPopup | None = None
        self._asked = ""
        self._from: QWidget | None = None  # where the keyboard was before
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(WAIT)
        self._timer.timeout.connect(self._ask)
        self.line.textEdited.connect(self._typed)
        self.line.installEventFilter(self)
        self.start_theme()

    def set_front(self, front: Front | None) -> None:
        """Search in this base from now on, beginning with what was typed while it opened; None while there is none."""
        self._front = front
        if front is None:
            self.close_popup()
        elif self.line.text().strip():
            self._ask()

    @property
    def popup(self) -> SearchPopup:
        """The finds, made the first time that they are wanted."""
        if self._popup is None:
            from ui.panels.search_popup import SearchPopup

            self._popup = SearchPopup(self.window())
            self._popup.list.clicked.connect(lambda index: self._open(index.row()))
        return self._popup

    def start(self) -> None:
        """Ctrl+K: the keyboard comes here, with all that stands in the field chosen."""
        if not self.line.hasFocus():
            self._from = QApplication.focusWidget()
        self.line.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.line.selectAll()
        if self.line.text().strip():
            self._ask()

    def close_popup(self) -> None:
        """Hide the finds and forget what was typed."""
        self._timer.stop()
        self._asked = ""
        self.line.clear()
        if self._popup is not None:
            self._popup.hide()

    def retheme(self, theme: Theme) -> None:
        self._place_cap()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._place_cap()
        elif event.type() == QEvent.Type.FocusOut:
            self._left()
        elif event.type() == QEvent.Type.FocusIn and self._popup is not None and self.line.text().strip():
            self._ask()
        elif event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_F2) and not event.modifiers():
                event.accept()  # closing the finds and calling the chosen one come before the window's own keys
                return True
        elif event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._key(event)
        return False

    def _left(self) -> None:
        """The keyboard goes elsewhere: the finds close, and a NIR is forgotten."""
        self._timer.stop()
        if self._popup is not None:
            self._popup.hide()
        if holds_nir(self.line.text()):
            self.line.clear()

    def _key(self, event: QKeyEvent) -> bool:
        match Qt.Key(event.key()):
            case Qt.Key.Key_Down | Qt.Key.Key_Up if self._popup is not None and self._popup.isVisible():
                self._move(1 if event.key() == Qt.Key.Key_Down else -1)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self._timer.stop()
                if self.line.text().strip() != self._asked:
                    self._ask(then_open=True)
                elif self._asked:
                    self._open(self.popup.list.currentIndex().row())
            case Qt.Key.Key_F2:
                self._call()
            case Qt.Key.Key_Escape:
                self._leave()
            case _:
                return False
        return True

    def _typed(self, text: str) -> None:
        if text.strip():
            self._timer.start()
        elif self._popup is not None:
            self._popup.hide()
            self._asked = ""

    def _ask(self, *, then_open: bool = False) -> None:
        text, front = self.line.text().strip(), self._front
        if not text or front is None:
            return  # what is typed before the base is open is asked when it is

        def query() -> SearchResults:
            from app.storage import queries
            from app.storage.rows import SearchResults

            return SearchResults() if holds_nir(text) else queries.search(front.desk, text)

        front.read(query, lambda found: self._show(text, found, then_open=then_open))

    def _show(self, text: str, found: SearchResults, *, then_open: bool) -> None:
        if text != self.line.text().strip() or self._front is None:
            return  # more was typed meanwhile
        from ui.search_entries import entries

        self._asked = text
        popup = self.popup
        secret = holds_nir(text)
        popup.nothing.setText(NIR_TYPED if secret else NOTHING)
        desk = self._front.desk
        popup.model.set_entries(() if secret else entries(found, text, desk.edition_for_new(), desk.today()), text)
        popup.nothing.setVisible(found.empty)
        first = popup.model.first_choice()
        popup.list.setCurrentIndex(popup.model.index(first))
        window = self.window()
        at = self.mapTo(window, QPoint(0, self.height() + 4))
        popup.fit(at, window.height() - at.y() - 16, window.width() - at.x() - 16)
        popup.setVisible(self.line.hasFocus() or then_open)
        popup.raise_()
        if then_open:
            self._open(first)

    def _move(self, step: int) -> None:
        model, view = self.popup.model, self.popup.list
        row = view.currentIndex().row()
        count = model.rowCount()
        for _ in range(count):
            row = (row + step) % count
            entry = model.entry(row)
            if entry is not None and entry.place is not None:
                view.setCurrentIndex(model.index(row))
                return

    def _open(self, row: int) -> None:
        entry = self.popup.model.entry(row)
        if entry is not None and entry.place is not None and self._front is not None:
            self.close_popup()
            self.line.clearFocus()
            self._front.placeWanted.emit(entry.place)

    def _call(self) -> None:
        if self._front is None:
            return
        typed = self.line.text().strip()
        entry = None
        if self._popup is not None and typed and typed == self._asked:  # else the finds are those of other words
            entry = self._popup.model.entry(self._popup.list.currentIndex().row())
        self.close_popup()
        self.line.clearFocus()
        if entry is not None and entry.call is not None:
            self._front.placeWanted.emit(entry.call)
        else:
            self._front.new_call(typed="" if holds_nir(typed) else typed)

    def _leave(self) -> None:
        if self._popup is not None and self._popup.isVisible():
            self.close_popup()
            return
        self.line.clear()
        back, self._from = self._from, None
        if back is not None and isValid(back) and back.isVisible():
            back.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.line.clearFocus()

    def _place_cap(self) -> None:
        """« Ctrl+K » at the right end, unless the field is too narrow for it."""
        theme = current_theme()
        size = key_cap_size("Ctrl+K", theme)
        shown = self.line.width() > 3 * size.width()
        self._cap.setVisible(shown)
        self._cap.resize(size)
        self._cap.move(self.line.width() - size.width() - theme.px(8), (self.line.height() - size.height()) // 2)
        right = size.width() + theme.px(4) if shown else 0
        self.line.setTextMargins(self.line.textMargins().left(), 0, right, 0)


def holds_nir(text: str) -> bool:
    """Whether a plausible NIR stands in what was typed: it is neither searched nor handed on."""
    if sum(letter.isdigit() for letter in text) < 12:
        return False
    from app.checks.nir import contains_nir

    return bool(contains_nir(text))
