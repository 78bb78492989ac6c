"""The guide's light markup as rich text and back: nobody at the desk needs to know a sign of it.

Paragraphs, items and warnings are blocks of a QTextDocument; bold, a button's exact words and an address are formats;
a field (`{training|la formation}`) is one object that is taken or left whole. `fill` shows a text, `written` gives the
text of the file: for each text of the guide, what is written back is read as the same blocks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from PySide6.QtCore import QRect, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QFontMetricsF,
    QPainter,
    QPen,
    QPyTextObject,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
)

from app.guide.markup import BlockKind, MarkupError, RunKind, parse
from ui.guide_words import chip_words
from ui.theme import Role, Theme

KIND = QTextFormat.Property.UserProperty + 1  # RunKind of a run, by its value
RAW = QTextFormat.Property.UserProperty + 2  # a field as the file has it
BLOCK = QTextFormat.Property.UserProperty + 3  # BlockKind of a block, by its value
FIELD = QTextFormat.ObjectTypes.UserObject + 1
OBJECT = "\ufffc"
BULLET, BAR = "•", "▲"
"""What stands before an item and a warning, drawn by the editor in the block's margin."""

_FIELD = re.compile(r"\{[^{}]*\}")
_AROUND = {RunKind.BOLD: ("**", "**"), RunKind.BUTTON: ("[[", "]]"), RunKind.ADDRESS: ("<", ">")}
_PREFIXES = {BlockKind.ITEM: "- ", BlockKind.WARNING: "! "}


def parts(text: str) -> Iterator[tuple[bool, str]]:
    """Yield the parts of a text in order: whether each is a field, and its words."""
    end = 0
    for found in _FIELD.finditer(text):
        if found.start() > end:
            yield False, text[end : found.start()]
        yield True, found[0]
        end = found.end()
    if end < len(text):
        yield False, text[end:]


# Formats


def run_format(kind: RunKind, theme: Theme) -> QTextCharFormat:
    """How words of a kind look."""
    made = QTextCharFormat()
    made.setProperty(KIND, kind.value)
    made.setForeground(theme.color(Role.ACCENT if kind is RunKind.ADDRESS else Role.TEXT))
    if kind in (RunKind.BOLD, RunKind.BUTTON):
        made.setFontWeight(QFont.Weight.DemiBold)
    if kind is RunKind.BUTTON:
        made.setBackground(theme.color(Role.SUNKEN))
    if kind is RunKind.ADDRESS:
        made.setFontUnderline(True)
    return made


def field_format(raw: str, kind: RunKind, theme: Theme) -> QTextCharFormat:
    """How a field looks inside words of a kind; a button's words and an address hold none."""
    made = run_format(RunKind.BOLD if kind is RunKind.BOLD else RunKind.TEXT, theme)
    made.setObjectType(FIELD)
    made.setProperty(RAW, raw)
    made.setToolTip("")
    made.setVerticalAlignment(QTextCharFormat.VerticalAlignment.AlignBaseline)
    return made


def block_format(kind: BlockKind, theme: Theme) -> QTextBlockFormat:
    """How a paragraph, an item or a warning stands."""
    made = QTextBlockFormat()
    made.setProperty(BLOCK, kind.value)
    made.setBottomMargin(theme.px(4))
    if kind is not BlockKind.PARAGRAPH:
        made.setLeftMargin(theme.px(20))
    if kind is BlockKind.WARNING:
        made.setBackground(QBrush(theme.color(Role.SOON_SOFT)))
    return made


def kind_of(form: QTextCharFormat) -> RunKind:
    """What words of this format are."""
    value = form.property(KIND)
    return RunKind(value) if isinstance(value, int) else RunKind.TEXT


def block_kind(block: QTextBlock) -> BlockKind:
    """What a block is."""
    value = block.blockFormat().property(BLOCK)
    return BlockKind(value) if isinstance(value, int) else BlockKind.PARAGRAPH


# From the file to the screen


def fill(document: QTextDocument, text: str, theme: Theme, *, marked: bool) -> None:
    """Show a text of the guide, and forget what could be undone.

    `marked`: light markup; else plain lines with fields. A markup that cannot be read is shown as it is written, so
    that it can be mended.
    """
    cursor = QTextCursor(document)
    document.setUndoRedoEnabled(False)
    cursor.select(QTextCursor.SelectionType.Document)
    cursor.removeSelectedText()
    for number, (kind, runs) in enumerate(_blocks(text, marked=marked)):
        form = block_format(kind, theme)
        if number:
            cursor.insertBlock(form, run_format(RunKind.TEXT, theme))
        else:
            cursor.setBlockFormat(form)
            cursor.setBlockCharFormat(run_format(RunKind.TEXT, theme))
        for run, words in runs:
            insert_run(cursor, run, words, theme)
    document.setUndoRedoEnabled(True)


def insert_run(cursor: QTextCursor, kind: RunKind, words: str, theme: Theme) -> None:
    """Put words in, their fields as objects."""
    for is_field, part in parts(words):
        if is_field:
            cursor.insertText(OBJECT, field_format(part, kind, theme))
        else:
            cursor.insertText(part, run_format(kind, theme))


def _blocks(text: str, *, marked: bool) -> Iterator[tuple[BlockKind, list[tuple[RunKind, str]]]]:
    if not marked:
        for line in text.strip("\n").split("\n"):
            yield BlockKind.PARAGRAPH, [(RunKind.TEXT, line)]
        return
    try:
        read = parse(text)
    except MarkupError:
        for line in text.split("\n"):
            yield BlockKind.PARAGRAPH, [(RunKind.TEXT, line)]
        return
    if not read:
        yield BlockKind.PARAGRAPH, []
    for block in read:
        yield block.kind, [(run.kind, run.text) for run in block.runs]


# From the screen to the file


def written(document: QTextDocument, *, marked: bool) -> str:
    """The text as the file has it: one blank line between paragraphs, none between items."""
    blocks: list[tuple[BlockKind, str]] = []
    block = document.begin()
    while block.isValid():
        words = _words(block, marked=marked)
        if not marked:
            blocks.append((BlockKind.PARAGRAPH, words))
        elif words.strip():
            kind = block_kind(block)
            blocks.append((kind, _PREFIXES.get(kind, "") + words.strip(" ")))
        block = block.next()
    if not marked:
        return "\n".join(words for _, words in blocks).strip("\n")
    text = ""
    for number, (kind, words) in enumerate(blocks):
        together = number and kind is BlockKind.ITEM and blocks[number - 1][0] is BlockKind.ITEM
        text += ("" if not number else "\n" if together else "\n\n") + words
    return text


def _words(block: QTextBlock, *, marked: bool) -> str:
    """The words of one block with the signs around them; neighbours of one kind share one pair of signs."""
    runs: list[tuple[RunKind, str]] = []
    for words, form in fragments(block):
        kind = kind_of(form) if marked else RunKind.TEXT
        if runs and runs[-1][0] is kind:
            runs[-1] = (kind, runs[-1][1] + words)
        else:
            runs.append((kind, words))
    return "".join(_signed(kind, words) for kind, words in runs)


def fragments(block: QTextBlock) -> Iterator[tuple[str, QTextCharFormat]]:
    """Yield the words of a block and their formats, a field as it is written in the file."""
    inside = block.begin()
    while not inside.atEnd():
        fragment = inside.fragment()
        form = fragment.charFormat()
        words = fragment.text().replace("\u2028", " ").replace("\n", " ")
        raw = form.property(RAW)
        if OBJECT in words:
            words = words.replace(OBJECT, raw if isinstance(raw, str) else "")
        yield words, form
        inside += 1


def _signed(kind: RunKind, words: str) -> str:
    """Words between the signs of their kind; blanks stay outside, and an address has none inside."""
    if kind not in _AROUND or not words.strip():
        return words
    before, after = _AROUND[kind]
    pieces = re.split(r"(\s+)", words) if kind is RunKind.ADDRESS else [words]
    return "".join(f"{before}{piece}{after}" if piece.strip() else piece for piece in pieces)


def raw_field(form: QTextCharFormat) -> str:
    """The field of this format as the file has it, or nothing."""
    raw = form.property(RAW)
    return raw if form.objectType() == FIELD and isinstance(raw, str) else ""


class FieldObject(QPyTextObject):
    """Draws a field as one word on a ground of its own."""

    def __init__(self, theme: Theme, parent: QTextDocument) -> None:
        super().__init__(parent)
        self.theme = theme

    def intrinsicSize(self, _document: QTextDocument, _position: int, form: QTextFormat) -> QSizeF:
        metrics = QFontMetricsF(self._font(form))
        width = min(metrics.horizontalAdvance(self._shown(form)), metrics.averageCharWidth() * 46)
        return QSizeF(width + self.theme.px(8), metrics.ascent() + metrics.descent() / 2)

    def drawObject(
        self, painter: QPainter, rect: QRectF | QRect, _document: QTextDocument, _position: int, form: QTextFormat
    ) -> None:
        font = self._font(form)
        metrics = QFontMetricsF(font)
        box = QRectF(rect).adjusted(1, 0, -1, metrics.descent() / 2)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(self.theme.color(Role.ACCENT)), 1))
        painter.setBrush(self.theme.color(Role.ACCENT_SOFT))
        painter.drawRoundedRect(box, self.theme.px(3), self.theme.px(3))
        painter.setFont(font)
        painter.setPen(self.theme.color(Role.TEXT))
        words = metrics.elidedText(self._shown(form), Qt.TextElideMode.ElideRight, box.width() - self.theme.px(6))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextSingleLine, words)
        painter.restore()

    def _shown(self, form: QTextFormat) -> str:
        raw = form.property(RAW)
        return chip_words(raw).strip() if isinstance(raw, str) else ""

    def _font(self, form: QTextFormat) -> QFont:
        return self.theme.font(9.5, semibold=form.property(KIND) == RunKind.BOLD.value)
