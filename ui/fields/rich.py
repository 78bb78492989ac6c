"""Where a text of the guide is typed: bold, items, buttons and addresses look so; a field is taken or left whole."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QMimeData, QPointF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QPainter, QPaintEvent, QTextCursor
from PySide6.QtWidgets import QTextEdit, QWidget

from app.guide.markup import BlockKind, RunKind, is_address
from ui import guide_rich
from ui.components import Themed
from ui.components.keys import held_keys
from ui.theme import BODY, Role, Theme, current_theme

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier

RUN_KEYS = {
    (CTRL, Qt.Key.Key_G): RunKind.BOLD,
    (CTRL, Qt.Key.Key_B): RunKind.BOLD,
    (CTRL | SHIFT, Qt.Key.Key_B): RunKind.BUTTON,
    (CTRL | SHIFT, Qt.Key.Key_K): RunKind.ADDRESS,
}
BLOCK_KEYS = {(CTRL | SHIFT, Qt.Key.Key_L): BlockKind.ITEM, (CTRL | SHIFT, Qt.Key.Key_A): BlockKind.WARNING}
FIELD_KEY = (CTRL | SHIFT, Qt.Key.Key_C)
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class RichEdit(Themed, QTextEdit):
    """`marked`: all of the toolbar holds; else plain lines, with fields only. `single`: one line, Entrée is no key."""

    changed = Signal()
    """The person changed the text."""

    fieldWanted = Signal(str)  # noqa: N815 - Qt’s way of naming
    """The person asked for a field; the one at the cursor as it is written, or "" for a new one."""

    addressWanted = Signal()  # noqa: N815 - Qt’s way of naming
    """The person wants an address here, and what stands at the cursor is none."""

    def __init__(self, *, marked: bool, lines: int = 1, single: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.marked, self._lines, self._single = marked, lines, single
        self._quiet = False
        self.setAcceptRichText(False)
        self.setTabChangesFocus(True)
        self.document().setDocumentMargin(0)
        self._objects = guide_rich.FieldObject(current_theme(), self.document())
        self.document().documentLayout().registerHandler(guide_rich.FIELD, self._objects)
        if single:
            self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.textChanged.connect(self._changed)
        self.document().documentLayout().documentSizeChanged.connect(lambda _size: self._fit())
        self.start_theme()

    # What it holds

    def text(self) -> str:
        """The text as the guide's file has it."""
        return guide_rich.written(self.document(), marked=self.marked)

    def set_text(self, text: str) -> None:
        """Show another text without telling anybody; nothing can be undone then."""
        self._quiet = True
        guide_rich.fill(self.document(), text, current_theme(), marked=self.marked)
        self.moveCursor(QTextCursor.MoveOperation.End)  # one goes on after what stands, as in a line
        self._quiet = False
        self._fit()

    def run_kind(self) -> RunKind:
        """What is typed at the cursor."""
        return guide_rich.kind_of(self.currentCharFormat())

    def block_kind(self) -> BlockKind:
        """What the cursor's block is."""
        return guide_rich.block_kind(self.textCursor().block())

    def field_here(self) -> str:
        """The field that is selected, or stands before or behind the cursor; "" where there is none."""
        here = self._field_cursor()
        return guide_rich.raw_field(here.charFormat()) if here is not None else ""

    # Gestures

    def mark(self, kind: RunKind) -> None:
        """Turn a kind of words on or off, for the selection or for what is typed next."""
        if not self.marked:
            return
        theme, cursor = current_theme(), self.textCursor()
        wanted = RunKind.TEXT if self.run_kind() is kind else kind
        if wanted is RunKind.ADDRESS:
            found = self._address_cursor()
            if found is None:
                self.addressWanted.emit()
                return
            cursor = found
        if not cursor.hasSelection():
            self.setCurrentCharFormat(guide_rich.run_format(wanted, theme))
            self.cursorPositionChanged.emit()
            return
        start, end = cursor.selectionStart(), cursor.selectionEnd()
        cursor.beginEditBlock()
        for place in range(start, end):
            one = QTextCursor(self.document())
            one.setPosition(place)
            one.setPosition(place + 1, QTextCursor.MoveMode.KeepAnchor)
            raw = guide_rich.raw_field(one.charFormat())
            one.setCharFormat(
                guide_rich.field_format(raw, wanted, theme) if raw else guide_rich.run_format(wanted, theme)
            )
        cursor.endEditBlock()
        self.cursorPositionChanged.emit()

    def chosen_words(self) -> str:
        """What is selected, without its fields."""
        return self.textCursor().selectedText().replace(guide_rich.OBJECT, "").strip()

    def put_address(self, address: str) -> None:
        """Put an address in behind what is selected: no word is taken away for it."""
        theme, cursor = current_theme(), self.textCursor()
        cursor.beginEditBlock()
        cursor.setPosition(cursor.selectionEnd())
        before = cursor.block().text()[: cursor.positionInBlock()]
        if before and not before[-1].isspace():
            cursor.insertText(" ", guide_rich.run_format(RunKind.TEXT, theme))
        cursor.insertText(address, guide_rich.run_format(RunKind.ADDRESS, theme))
        cursor.endEditBlock()
        self.setTextCursor(cursor)
        self.setCurrentCharFormat(guide_rich.run_format(RunKind.TEXT, theme))

    def make(self, kind: BlockKind) -> None:
        """Turn the blocks of the selection into items or warnings, or back into paragraphs."""
        if not self.marked:
            return
        cursor = self.textCursor()
        wanted = BlockKind.PARAGRAPH if self.block_kind() is kind else kind
        last = self.document().findBlock(cursor.selectionEnd()).blockNumber()
        block = self.document().findBlock(cursor.selectionStart())
        cursor.beginEditBlock()
        while block.isValid() and block.blockNumber() <= last:
            one = QTextCursor(block)
            one.setBlockFormat(guide_rich.block_format(wanted, current_theme()))
            block = block.next()
        cursor.endEditBlock()
        self.cursorPositionChanged.emit()

    def put_field(self, raw: str) -> None:
        """Put a field in, in the place of the one at the cursor or of what is selected."""
        cursor = self._field_cursor() or self.textCursor()
        kind = RunKind.BOLD if self.run_kind() is RunKind.BOLD else RunKind.TEXT
        cursor.insertText(guide_rich.OBJECT, guide_rich.field_format(raw, kind, current_theme()))
        self.setTextCursor(cursor)
        self.setCurrentCharFormat(guide_rich.run_format(kind, current_theme()))

    # Keys and clipboard

    def event(self, event: QEvent) -> bool:
        """Ctrl+Z with nothing to undo here is the window's: it turns back what was done to the step."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            document = self.document()
            for key, available in (
                (QKeySequence.StandardKey.Undo, document.isUndoAvailable()),
                (QKeySequence.StandardKey.Redo, document.isRedoAvailable()),
            ):
                if event.matches(key) and not available:
                    event.ignore()
                    return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        held = held_keys(event)
        pressed = (held, Qt.Key(event.key()))
        if pressed in RUN_KEYS:
            self.mark(RUN_KEYS[pressed])
        elif pressed in BLOCK_KEYS:
            self.make(BLOCK_KEYS[pressed])
        elif pressed == FIELD_KEY:
            self.fieldWanted.emit(self.field_here())
        elif event.key() in _ENTER and (self._single or held in (CTRL, CTRL | SHIFT)):
            event.ignore()
        elif event.key() in _ENTER and self.marked:
            self._next_block()
        elif event.key() == Qt.Key.Key_Backspace and not held and self._at_start_of_mark():
            self.make(self.block_kind())
        else:
            super().keyPressEvent(event)

    def createMimeDataFromSelection(self) -> QMimeData:
        """Words alone, a field as the file has it: pasted elsewhere in the guide it is a field again."""
        data = QMimeData()
        cursor = self.textCursor()
        block = self.document().findBlock(cursor.selectionStart())
        lines = []
        while block.isValid() and block.position() <= cursor.selectionEnd():
            words = ""
            inside = block.begin()
            while not inside.atEnd():
                fragment = inside.fragment()
                raw = guide_rich.raw_field(fragment.charFormat())
                start = max(0, cursor.selectionStart() - fragment.position())
                taken = fragment.text()[start : max(0, cursor.selectionEnd() - fragment.position())]
                words += taken.replace(guide_rich.OBJECT, raw)
                inside += 1
            lines.append(words)
            block = block.next()
        data.setText("\n".join(lines))
        return data

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Words alone; what reads as a field is one."""
        cursor = self.textCursor()
        cursor.beginEditBlock()
        cursor.removeSelectedText()
        kind = self.run_kind()
        for number, line in enumerate(source.text().splitlines()):
            if number and self._single:
                cursor.insertText(" ")
            elif number:
                cursor.insertBlock()
            guide_rich.insert_run(cursor, kind, line, current_theme())
        cursor.endEditBlock()
        self.setTextCursor(cursor)

    def _next_block(self) -> None:
        """Entrée: an item follows an item, a paragraph all else; an empty item ends the list."""
        theme, cursor = current_theme(), self.textCursor()
        kind = self.block_kind()
        if kind is not BlockKind.PARAGRAPH and not cursor.block().text().strip():
            self.make(kind)
            return
        following = kind if kind is BlockKind.ITEM else BlockKind.PARAGRAPH
        cursor.insertBlock(guide_rich.block_format(following, theme), guide_rich.run_format(RunKind.TEXT, theme))
        self.setTextCursor(cursor)
        self.ensureCursorVisible()

    def _at_start_of_mark(self) -> bool:
        cursor = self.textCursor()
        return not cursor.hasSelection() and cursor.atBlockStart() and self.block_kind() is not BlockKind.PARAGRAPH

    def _address_cursor(self) -> QTextCursor | None:
        """A cursor that holds the address that is selected, or in which the cursor stands."""
        cursor = self.textCursor()
        words = cursor.block().text()
        start = cursor.selectionStart() - cursor.block().position()
        end = cursor.selectionEnd() - cursor.block().position()
        if start < 0 or end > len(words):
            return None  # over more than one block
        if not cursor.hasSelection():
            while start and not words[start - 1].isspace():
                start -= 1
            while end < len(words) and not words[end].isspace():
                end += 1
        start += len(words[start:end]) - len(words[start:end].lstrip("(« \u00a0"))
        end -= len(words[start:end]) - len(words[start:end].rstrip(".,;:!?)» \u00a0"))
        if not is_address(words[start:end]):
            return None
        place = cursor.block().position()
        cursor.setPosition(place + start)
        cursor.setPosition(place + end, QTextCursor.MoveMode.KeepAnchor)
        return cursor

    def _field_cursor(self) -> QTextCursor | None:
        """A cursor that holds the field at the text's own cursor."""
        cursor = self.textCursor()
        if cursor.selectionEnd() - cursor.selectionStart() > 1:
            return None
        place = cursor.selectionStart()
        for start in (place, place - 1):
            if start < 0 or start + 1 >= self.document().characterCount():
                continue
            one = QTextCursor(self.document())
            one.setPosition(start)
            one.setPosition(start + 1, QTextCursor.MoveMode.KeepAnchor)
            if guide_rich.raw_field(one.charFormat()):
                return one
        return None

    # Looks

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        theme = current_theme()
        painter = QPainter(self.viewport())
        layout = self.document().documentLayout()
        top = self.verticalScrollBar().value()
        block = self.document().begin()
        while block.isValid():
            kind = guide_rich.block_kind(block)
            if kind is not BlockKind.PARAGRAPH:
                box = layout.blockBoundingRect(block)
                item = kind is BlockKind.ITEM
                painter.setPen(theme.color(Role.TEXT if item else Role.SOON))
                font = theme.font(BODY)
                painter.setFont(font)
                base = box.top() - top + self.fontMetrics().ascent()
                painter.drawText(QPointF(theme.px(5), base), guide_rich.BULLET if item else guide_rich.BAR)
            block = block.next()

    def retheme(self, theme: Theme) -> None:
        self._objects.theme = theme
        self.setFont(theme.font(BODY))
        place = self.textCursor().position()
        self.set_text(self.text())
        cursor = self.textCursor()
        cursor.setPosition(min(place, self.document().characterCount() - 1))
        self.setTextCursor(cursor)
        self._fit()

    def _fit(self) -> None:
        """As high as its text, so that the form scrolls and not each text in it."""
        theme = current_theme()
        least = self.fontMetrics().lineSpacing() * self._lines
        wanted = max(least, round(self.document().documentLayout().documentSize().height()))
        height = wanted + theme.px(14)
        if self.minimumHeight() != height or self.maximumHeight() != height:
            self.setFixedHeight(height)

    def _changed(self) -> None:
        if not self._quiet:
            self.changed.emit()
