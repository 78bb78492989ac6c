"""Ctrl+K: one field that finds officials, dossiers, trainings and communes together, wherever one is."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRectF,
    QSize,
    Qt,
    QTimer,
)
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from app.storage.rows import SearchResults
from ui.components import KeyCap, Text, Themed, badge_size, key_cap_size, paint_badge, paint_key_cap, text_width
from ui.forms import LineEdit
from ui.front import Front
from ui.icons import draw_icon
from ui.search_entries import Entry, entries
from ui.theme import BODY, CAPTION, Role, Theme, current_theme

WAIT = 80  # milliseconds after a key: whoever types fast asks once
ROW, HEADING, POPUP_WIDTH = 34, 28, 700
Index = QModelIndex | QPersistentModelIndex
ENTRY = Qt.ItemDataRole.UserRole + 1


class EntriesModel(QAbstractListModel):
    """The lines; headings can't be chosen."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._entries: tuple[Entry, ...] = ()

    def set_entries(self, found: Sequence[Entry]) -> None:
        """Show other lines."""
        self.beginResetModel()
        self._entries = tuple(found)
        self.endResetModel()

    def entry(self, row: int) -> Entry | None:
        """The line at a place."""
        return self._entries[row] if 0 <= row < len(self._entries) else None

    def first_choice(self) -> int:
        """Row of the first line that leads somewhere, -1 when there is none."""
        return next((n for n, entry in enumerate(self._entries) if entry.place is not None), -1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._entries)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        entry = self.entry(index.row()) if index.isValid() else None
        if entry is None:
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return entry.spoken
        return entry if role == ENTRY else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        entry = self.entry(index.row()) if index.isValid() else None
        if entry is None or entry.place is None:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


class EntryDelegate(QStyledItemDelegate):
    """Icon, title, second words, and at the right a number, a badge or a key."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        entry: Entry = index.data(ENTRY)
        return QSize(0, current_theme().px(ROW if entry.place is not None else HEADING))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme, entry = current_theme(), index.data(ENTRY)
        rect = QRectF(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if entry.place is None:
            self._heading(painter, rect, entry, theme)
        else:
            chosen = bool(option.state & QStyle.StateFlag.State_Selected)
            if chosen:
                painter.fillRect(rect, theme.color(Role.ACCENT_SOFT))
            self._line(painter, rect, entry, theme, chosen=chosen)
        painter.restore()

    def _heading(self, painter: QPainter, rect: QRectF, entry: Entry, theme: Theme) -> None:
        left = rect.adjusted(theme.px(12), 0, 0, 0)
        painter.setFont(theme.font(CAPTION, semibold=True))
        painter.setPen(theme.color(Role.TEXT_SECOND))
        words = f"{entry.title}  {entry.second}".strip()
        painter.drawText(left, Qt.AlignmentFlag.AlignVCenter, words)

    def _line(self, painter: QPainter, rect: QRectF, entry: Entry, theme: Theme, *, chosen: bool) -> None:
        side = theme.icon(16)
        x = rect.left() + theme.px(12)
        ink = theme.color(Role.TEXT_SECOND)
        draw_icon(painter, entry.icon, ink, (x, rect.center().y() - side / 2), side)
        x += side + theme.px(10)
        right = self._right(painter, rect, entry, theme, chosen=chosen)
        painter.setFont(theme.font(BODY, semibold=True))
        painter.setPen(theme.color(Role.TEXT))
        title = painter.fontMetrics().elidedText(entry.title, Qt.TextElideMode.ElideRight, round(right - x))
        painter.drawText(QRectF(x, rect.top(), right - x, rect.height()), Qt.AlignmentFlag.AlignVCenter, title)
        x += painter.fontMetrics().horizontalAdvance(title) + theme.px(10)
        painter.setFont(theme.font(CAPTION))
        painter.setPen(ink)
        second = painter.fontMetrics().elidedText(entry.second, Qt.TextElideMode.ElideRight, max(0, round(right - x)))
        painter.drawText(QRectF(x, rect.top(), right - x, rect.height()), Qt.AlignmentFlag.AlignVCenter, second)

    def _right(self, painter: QPainter, rect: QRectF, entry: Entry, theme: Theme, *, chosen: bool) -> float:
        """Draw what stands at the right; returns where it begins."""
        right = rect.right() - theme.px(12)
        key = entry.key or ("Entrée" if chosen else "")
        if key:
            size = key_cap_size(key, theme)
            right -= size.width()
            place = QRectF(right, rect.center().y() - size.height() / 2, size.width(), size.height())
            paint_key_cap(painter, place, key, theme)
            right -= theme.px(10)
        if entry.badge is not None:
            size = badge_size(entry.badge, theme)
            right -= size.width()
            place = QRectF(right, rect.center().y() - size.height() / 2, size.width(), size.height())
            paint_badge(painter, place, entry.badge, theme)
        elif entry.right:
            painter.setFont(theme.font(CAPTION))
            painter.setPen(theme.color(Role.TEXT if entry.right[:1].isdigit() else Role.HINT))
            width = text_width(entry.right, theme.font(CAPTION))
            right -= width
            painter.drawText(
                QRectF(right, rect.top(), width + 2, rect.height()), Qt.AlignmentFlag.AlignVCenter, entry.right
            )
        return right - theme.px(10)


class SearchPopup(Themed, QFrame):
    """The finds, over the page; it never takes the keyboard from the field."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setProperty("part", "panel")
        self.model = EntriesModel(self)
        self.list = QListView()
        self.list.setModel(self.model)
        self.list.setItemDelegate(EntryDelegate(self.list))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setAccessibleName("Résultats de la recherche")
        self.list.setMouseTracking(True)
        self.nothing = Text("", BODY, Role.TEXT_SECOND, wrap=True)
        self._foot = Text("↑ ↓ choisir · Entrée ouvrir · Échap fermer", CAPTION, Role.TEXT_SECOND)
        self._aside = Text("accents, tirets et «\u00a0St\u00a0» indifférents", CAPTION, Role.TEXT_SECOND)
        foot = QHBoxLayout()
        foot.addWidget(self._foot)
        foot.addStretch(1)
        foot.addWidget(self._aside)
        self._layout = QVBoxLayout(self)
        self._layout.addWidget(self.nothing)
        self._layout.addWidget(self.list, 1)
        self._layout.addLayout(foot)
        self.hide()
        self.start_theme()

    def retheme(self, theme: Theme) -> None:
        self._layout.setContentsMargins(theme.px(6), theme.px(6), theme.px(6), theme.px(8))
        self._layout.setSpacing(theme.px(4))

    def fit(self, at: QPoint, most_height: int, most_width: int) -> None:
        """Stand below the field, as high as its lines need."""
        theme = current_theme()
        lines = [self.model.entry(n) for n in range(self.model.rowCount())]
        height = sum(theme.px(ROW if line and line.place is not None else HEADING) for line in lines)
        extra = theme.px(48) + (self.nothing.sizeHint().height() if self.nothing.isVisibleTo(self) else 0)
        self.setGeometry(at.x(), at.y(), min(theme.px(POPUP_WIDTH), most_width), min(height + extra, most_height))


class SearchBox(Themed, QWidget):
    """The field of the top bar. Entrée opens, F2 calls, Échap closes; what is typed is never kept."""

    def __init__(self, front: Front) -> None:
        super().__init__()
        self.front = front
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
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(WAIT)
        self._timer.timeout.connect(self._ask)
        self.line.textEdited.connect(self._typed)
        self.line.installEventFilter(self)
        self.start_theme()

    @property
    def popup(self) -> SearchPopup:
        """The finds, made the first time that they are wanted."""
        if self._popup is None:
            self._popup = SearchPopup(self.window())
            self._popup.list.clicked.connect(lambda index: self._open(index.row()))
        return self._popup

    def start(self) -> None:
        """Ctrl+K: the keyboard comes here, with all that stands in the field chosen."""
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
        elif event.type() == QEvent.Type.FocusOut and self._popup is not None:
            self._popup.hide()
        elif event.type() == QEvent.Type.FocusIn and self._popup is not None and self.line.text().strip():
            self._ask()
        elif event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_F2) and not event.modifiers():
                event.accept()  # closing the finds and calling the chosen one come before the window's own keys
                return True
        elif event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._key(event)
        return False

    def _key(self, event: QKeyEvent) -> bool:
        match Qt.Key(event.key()):
            case Qt.Key.Key_Down | Qt.Key.Key_Up if self._popup is not None and self._popup.isVisible():
                self._move(1 if event.key() == Qt.Key.Key_Down else -1)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self._timer.stop()
                if self.line.text().strip() != self._asked:
                    self._ask(then_open=True)
                else:
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
        text = self.line.text().strip()
        if not text:
            return

        def query() -> SearchResults:
            from app.checks.nir import contains_nir
            from app.storage import queries

            return SearchResults() if contains_nir(text) else queries.search(self.front.desk, text)

        self.front.read(query, lambda found: self._show(text, found, then_open=then_open))

    def _show(self, text: str, found: SearchResults, *, then_open: bool) -> None:
        if text != self.line.text().strip():
            return  # more was typed meanwhile
        self._asked = text
        popup = self.popup
        from app.checks.nir import contains_nir

        if contains_nir(text):
            popup.nothing.setText("Un numéro de sécurité sociale ne se cherche pas\u00a0: il n’est gardé nulle part.")
            popup.model.set_entries(())
        else:
            popup.nothing.setText("Rien de ce nom. Vérifiez un autre mot, la commune ou le téléphone.")
            popup.model.set_entries(entries(found, text, self.front.desk.editions[-1], self.front.desk.today()))
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
        if entry is not None and entry.place is not None:
            self.close_popup()
            self.line.clearFocus()
            self.front.placeWanted.emit(entry.place)

    def _call(self) -> None:
        entry = self._popup.model.entry(self._popup.list.currentIndex().row()) if self._popup is not None else None
        typed = self.line.text().strip()
        self.close_popup()
        self.line.clearFocus()
        if entry is not None and entry.call is not None:
            self.front.placeWanted.emit(entry.call)
        else:
            self.front.new_call(typed=typed)

    def _leave(self) -> None:
        if self._popup is not None and self._popup.isVisible():
            self.close_popup()
            return
        self.line.clear()
        self.line.clearFocus()

    def _place_cap(self) -> None:
        size = key_cap_size("Ctrl+K", current_theme())
        self._cap.resize(size)
        self._cap.move(
            self.line.width() - size.width() - current_theme().px(8), (self.line.height() - size.height()) // 2
        )
        self.line.setTextMargins(self.line.textMargins().left(), 0, size.width() + current_theme().px(4), 0)
