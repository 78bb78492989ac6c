"""Fields of plain words: one line, several lines, and one line that proposes how to go on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QSize, QStringListModel, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QTextCursor
from PySide6.QtWidgets import (
    QCompleter,
    QListView,
    QPlainTextEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from ui.components import text_width
from ui.components.keys import held_keys
from ui.fields.base import Check, Field
from ui.fields.line_edit import LineEdit, is_for_window
from ui.theme import BODY, CAPTION, Role, Theme, current_theme


class TextField(Field):
    """One line of words."""

    def __init__(
        self,
        label: str,
        *,
        placeholder: str = "",
        line: LineEdit | None = None,
        accessible_name: str = "",
        hint: str = "",
        note: str = "",
        show_label: bool = True,
        reserve: bool = True,
        required: str = "",
        check: Check | None = None,
        parent: QWidget | None = None,
    ) -> None:
        self.line = line or LineEdit()
        self.line.setPlaceholderText(placeholder)
        super().__init__(
            label,
            self.line,
            accessible_name=accessible_name,
            hint=hint,
            note=note,
            show_label=show_label,
            reserve=reserve,
            required=required,
            check=check,
            parent=parent,
        )
        self.line.textEdited.connect(self._edited)

    def text(self) -> str:
        return self.line.text()

    def set_text(self, text: str) -> None:
        if text != self.line.text():
            self.line.setText(text)
            self.line.setCursorPosition(0 if not self.line.hasFocus() else len(text))

    def _edited(self, _text: str) -> None:
        self.edited.emit()


class _Area(QPlainTextEdit):
    """Qt's area; Ctrl+Z is the window's while nothing was typed here."""

    def event(self, event: QEvent) -> bool:
        document = self.document()
        if is_for_window(event, undo=document.isUndoAvailable(), redo=document.isRedoAvailable()):
            event.ignore()
            return False
        return super().event(event)


class MultilineField(Field):
    """A note of several lines; Tab leaves it, Entrée goes to the next line."""

    def __init__(
        self,
        label: str,
        *,
        lines: int = 2,
        placeholder: str = "",
        accessible_name: str = "",
        hint: str = "",
        show_label: bool = True,
        reserve: bool = True,
        required: str = "",
        check: Check | None = None,
        parent: QWidget | None = None,
    ) -> None:
        self.area = _Area()
        self.area.setTabChangesFocus(True)
        self.area.setPlaceholderText(placeholder)
        self._lines = lines
        self._quiet = False
        super().__init__(
            label,
            self.area,
            accessible_name=accessible_name,
            hint=hint,
            show_label=show_label,
            reserve=reserve,
            required=required,
            check=check,
            parent=parent,
        )
        self.area.textChanged.connect(self._edited)

    def text(self) -> str:
        # Qt's plain text turns no-break spaces into plain ones; its raw text marks the ends of lines in its own way.
        return self.area.document().toRawText().replace("\u2029", "\n").replace("\u2028", "\n")

    def set_text(self, text: str) -> None:
        if text != self.text():
            self._quiet = True
            self.area.setPlainText(text)
            self.area.moveCursor(QTextCursor.MoveOperation.End)  # one goes on after what stands, as in a line
            self._quiet = False

    def retheme(self, theme: Theme) -> None:
        super().retheme(theme)
        height = self.area.fontMetrics().lineSpacing() * self._lines + theme.px(16)
        self.area.setMinimumHeight(height)
        self.area.setMaximumHeight(height if self._lines < 6 else 16_777_215)

    def _edited(self) -> None:
        if not self._quiet:
            self.edited.emit()


@dataclass(frozen=True)
class Suggestion:
    """One way to go on: the text that the field takes, what tells it from others, and what it stands for."""

    text: str
    detail: str = ""
    value: Any = None


Suggest = Callable[[str], Sequence[Suggestion]]


class CompletingField(TextField):
    """One line with proposals below it: arrows choose, Entrée takes, Alt+↓ shows them, Échap keeps what was typed."""

    chosen = Signal(object)
    """The Suggestion that the person took."""

    def __init__(self, label: str, suggest: Suggest, *, chevron: bool = False, **options: Any) -> None:
        super().__init__(label, line=LineEdit(chevron=chevron), **options)
        self._suggest = suggest
        self._offered: list[Suggestion] = []
        self._model = QStringListModel(self)
        self._completer = QCompleter(self._model, self)
        self._completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self._completer.setMaxVisibleItems(8)
        self._completer.setWidget(self.line)
        popup = self._popup = QListView()
        popup.setProperty("part", "completion")
        popup.setItemDelegate(_SuggestionDelegate(self))
        popup.setUniformItemSizes(True)
        popup.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._completer.setPopup(popup)
        self._completer.activated[QModelIndex].connect(self._taken)  # type: ignore[index]  # An overload by type.
        popup.setAccessibleName(f"Propositions pour {label}")
        self.line.textEdited.connect(self._propose)

    def offered(self) -> Sequence[Suggestion]:
        """What is proposed now."""
        return tuple(self._offered)

    def popup(self) -> QListView:
        """The list of proposals."""
        return self._popup

    def propose(self) -> None:
        """Show the proposals for what stands in the field."""
        self._propose(self.text())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.editor and event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if self._popup.isVisible() and event.key() == Qt.Key.Key_Escape:
                event.accept()  # closes the proposals: to the window, whose Échap it is too, they are part of the field
                return True
        elif watched is self.editor and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            alone = held_keys(event) & ~Qt.KeyboardModifier.AltModifier
            if event.key() == Qt.Key.Key_Down and not alone:
                self.propose()
                return True
        return super().eventFilter(watched, event)

    def _propose(self, text: str) -> None:
        self._offered = list(self._suggest(text))
        self._model.setStringList([one.text for one in self._offered])
        if not self._offered:
            self._popup.hide()
            return
        self._completer.setCompletionPrefix("")
        self._completer.complete()
        self._popup.setCurrentIndex(self._model.index(0, 0))

    def _taken(self, index: QModelIndex) -> None:
        if not 0 <= index.row() < len(self._offered):
            return
        suggestion = self._offered[index.row()]
        self.line.setText(suggestion.text)
        self.edited.emit()
        self.chosen.emit(suggestion)


class _SuggestionDelegate(QStyledItemDelegate):
    """A proposal with what tells it from the others beside it."""

    def __init__(self, field: CompletingField) -> None:
        super().__init__(field)
        self._field = field

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        theme = current_theme()
        return QSize(super().sizeHint(option, index).width(), theme.px(28))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().paint(painter, option, index)
        offered = self._field.offered()
        detail = offered[index.row()].detail if index.row() < len(offered) else ""
        if detail:
            theme = current_theme()
            painter.save()
            painter.setFont(theme.font(CAPTION))
            painter.setPen(theme.color(Role.TEXT_SECOND))
            left = theme.px(9) + text_width(offered[index.row()].text, theme.font(BODY)) + theme.px(10)
            room = option.rect.adjusted(left, 0, -theme.px(9), 0)
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, detail)
            painter.restore()
