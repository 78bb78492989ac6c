"""Small parts of a dossier's letters: a card, the address as the window shows it, a text to copy, when it was sent."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from ui.components import Button, Card, FlowLayout, LinkButton, Segmented, Text, Themed, show_part
from ui.dates import NBSP
from ui.forms import DateField, MultilineField, TextField
from ui.theme import BODY, CAPTION, SECTION, Role, Theme

WIDTH = 760


class LetterCard(Themed, Card):
    """A card with a title; parts go into `body`."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.setAccessibleName(title)
        self.body = QVBoxLayout(self)
        self.body.addWidget(Text(title, SECTION, semibold=True))
        self.start_theme()

    def retheme(self, theme: Theme) -> None:
        edge = theme.px(16)
        self.body.setContentsMargins(edge, theme.px(12), edge, theme.px(14))
        self.body.setSpacing(theme.px(8))
        self.setMaximumWidth(theme.px(WIDTH))


class AddressWindow(Themed, QFrame):
    """The lines of an address in a frame, as they stand in the window of the envelope."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("part", "card")
        self._text = Text("", BODY, wrap=True, selectable=True)
        self._layout = QVBoxLayout(self)
        self._layout.addWidget(self._text)
        self.start_theme()

    def show_lines(self, lines: Sequence[str]) -> None:
        """Show these lines; without any there is no frame."""
        self._text.setText("\n".join(lines))
        self.setAccessibleName(f"Dans la fenêtre de l’enveloppe{NBSP}: {', '.join(lines)}")
        show_part(self, bool(lines))

    def retheme(self, theme: Theme) -> None:
        self._layout.setContentsMargins(theme.px(16), theme.px(10), theme.px(16), theme.px(10))
        self.setMaximumWidth(theme.px(380))


class Missing(Themed, QFrame):
    """What stands in the way, and the way to mend it."""

    mendWanted = Signal()  # noqa: N815 - as Qt names signals

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("part", "error-summary")
        self._text = Text("", BODY, wrap=True)
        self.link = LinkButton("Compléter la fiche", "pencil")
        self.link.clicked.connect(self.mendWanted)
        self._layout = QVBoxLayout(self)
        self._layout.addWidget(self._text)
        self._layout.addWidget(self.link, 0, Qt.AlignmentFlag.AlignLeft)
        self.start_theme()

    def say(self, words: str) -> None:
        """Say it; "" says that nothing is missing."""
        self._text.setText(words)
        self.setAccessibleName(words)
        show_part(self, bool(words))

    @property
    def said(self) -> str:
        """What is missing, or ""."""
        return self._text.text()

    def retheme(self, theme: Theme) -> None:
        self._layout.setContentsMargins(theme.px(12), theme.px(8), theme.px(12), theme.px(8))
        self._layout.setSpacing(theme.px(4))


class CopyField(Themed, QWidget):
    """A text to read and to copy, with its own « Copier »; nobody types in it."""

    copied = Signal(str)

    def __init__(self, label: str, *, lines: int = 1) -> None:
        super().__init__()
        self.field: MultilineField | TextField
        if lines > 1:
            self.field = MultilineField(label, lines=lines, reserve=False)
            self.field.area.setReadOnly(True)
        else:
            self.field = TextField(label, reserve=False)
            self.field.line.setReadOnly(True)
        self.link = LinkButton("Copier", "copy")
        self.link.setAccessibleName(f"Copier{NBSP}: {label.lower()}")
        self.link.clicked.connect(lambda: self.copied.emit(self.field.text()))
        self.field.head.addWidget(self.link)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.field)
        self.start_theme()

    def show_text(self, text: str) -> None:
        """Show it from its beginning."""
        self.field.set_text(text)
        if isinstance(self.field, MultilineField):
            self.field.area.verticalScrollBar().setValue(0)
        else:
            self.field.line.setCursorPosition(0)

    def text(self) -> str:
        """What is copied."""
        return self.field.text()


class SentLine(Themed, QWidget):
    """When it was sent, by which way, and the one button that notes it."""

    noted = Signal(date, str)  # the day, and the way where there is a choice

    def __init__(
        self, day_label: str, button: str, today: Callable[[], date], ways: Sequence[tuple[str, str]] = ()
    ) -> None:
        super().__init__()
        self._today = today
        self.said = Text("", CAPTION, Role.TEXT_SECOND, wrap=True)
        self.day = DateField(day_label, today, reserve=False)
        self.way = Segmented(ways, ways[0][0], accessible_name="Par mail ou par courrier") if ways else None
        self.button = Button(button, "check")
        self.button.clicked.connect(self._note)
        self._row = QWidget()
        self._flow = FlowLayout(self._row)
        for widget in (self.day, *([self.way] if self.way is not None else []), self.button):
            self._flow.addWidget(widget)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.said)
        layout.addWidget(self._row)
        self._layout = layout
        self.start_theme()

    def offer(self, words: str, *, offered: bool = True) -> None:
        """Say what is known, and offer to note that it was sent today."""
        self.said.setText(words)
        show_part(self.said, bool(words))
        show_part(self._row, offered)
        if self.day.value() is None:
            self.day.set_value(self._today())

    def _note(self) -> None:
        self.day.judge()
        day = self.day.value()
        if day is not None:
            self.noted.emit(day, (self.way.value() or "") if self.way is not None else "")
        else:
            self.day.lead_here()

    def retheme(self, theme: Theme) -> None:
        self._layout.setSpacing(theme.px(4))
        self._flow.set_gaps(theme.px(10), theme.px(6))
        self.day.setFixedWidth(theme.px(190))


def row_of(*widgets: QWidget) -> QWidget:
    """Widgets in a row that goes on below where there is no room."""
    row = QWidget()
    flow = FlowLayout(row)
    flow.set_gaps(10, 6)
    for widget in widgets:
        flow.addWidget(widget)
    return row
