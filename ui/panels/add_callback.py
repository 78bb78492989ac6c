"""« Ajouter un rappel »: whom, when and why, in a line of the page; never a window over it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.storage.rows import Caller
from ui.components import Button, FlowLayout, Text, Themed, text_width
from ui.forms import CompletingField, DateField, Suggestion, TextField, TimeField
from ui.front import Front
from ui.theme import BODY, CAPTION, Role, Theme, current_theme

if TYPE_CHECKING:
    from app.changes import Changes

FOLDED_BELOW = 640  # width at 100 %, in logical pixels


class AddCallback(Themed, QWidget):
    """Four short fields; Entrée in the last one keeps the callback."""

    done = Signal()

    def __init__(self, front: Front) -> None:
        super().__init__()
        self.front = front
        self._person: int | None = None
        self._found: list[Suggestion] = []
        self._asked = ""
        self.who = CompletingField("Qui", self._suggest, placeholder="Nom, commune ou téléphone")
        self.who.chosen.connect(self._take)
        self.who.edited.connect(self._forget)
        self.day = DateField("Jour", front.desk.today)
        self.hour = TimeField("Heure", hint="10 h 30")
        self.reason = TextField("Pourquoi")
        self.keep = Button("Ajouter", "check", "Ctrl+S", "primary")
        self.keep.clicked.connect(self.save)
        self.drop = Button("Fermer", None, "Échap")
        self.drop.clicked.connect(self.done)
        self._said = Text("", CAPTION, Role.LATE, wrap=True)
        self._said.hide()
        when = QHBoxLayout()
        when.setSpacing(8)
        for field, part in ((self.day, 3), (self.hour, 2)):
            when.addWidget(field, part, Qt.AlignmentFlag.AlignTop)
        self._fields = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._fields.addWidget(self.who, 10, Qt.AlignmentFlag.AlignTop)
        self._fields.addLayout(when, 9)
        self._fields.addWidget(self.reason, 10, Qt.AlignmentFlag.AlignTop)
        buttons = FlowLayout()
        buttons.addWidget(self.keep)
        buttons.addWidget(self.drop)
        self._layout = QVBoxLayout(self)
        self._layout.addLayout(self._fields)
        self._layout.addLayout(buttons)
        self._layout.addWidget(self._said)
        self.reason.line.returnPressed.connect(self.save)
        self.day.set_value(front.desk.today())
        self.hour.set_value(time(9))
        self.start_theme()

    def retheme(self, theme: Theme) -> None:
        self._layout.setContentsMargins(theme.px(16), theme.px(10), theme.px(16), theme.px(10))
        self._layout.setSpacing(theme.px(4))
        self._fields.setSpacing(theme.px(8))
        self.day.setMinimumWidth(text_width("Mer. 24 nov. 2026", theme.font(BODY)) + theme.px(28))
        self._fold()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fold()

    def minimumSizeHint(self) -> QSize:
        """As narrow as its fields one below the other."""
        widest = max(self.day.minimumWidth() + current_theme().px(90), self.keep.sizeHint().width())
        return QSize(widest + current_theme().px(32), super().minimumSizeHint().height())

    def _fold(self) -> None:
        """The fields side by side, or one below the other where the line is narrow for its text: no date is cut."""
        narrow = self.width() < FOLDED_BELOW * current_theme().scale
        direction = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        if self._fields.direction() is not direction:
            self._fields.setDirection(direction)

    def save(self) -> None:
        """Keep the callback; what is missing is said and nothing is lost."""
        day = self.day.value()
        for field in (self.who, self.day, self.hour, self.reason):
            if field.holds_nir() or field.has_error():
                field.lead_here()
                return
        if self._person is None:
            self._say("Choisissez une personne dans la liste\u00a0: quelques lettres, puis Entrée.")
            self.who.setFocus()
            return
        if day is None:
            self._say("Indiquez le jour du rappel.")
            self.day.setFocus()
            return
        person, hour, reason = self._person, self.hour.value(), self.reason.text().strip()

        def action() -> Changes:
            from app.services.calls import add_callback

            return add_callback(self.front.desk, person, None, day, hour, reason)

        self.front.write(action, lambda _changes: self.done.emit())

    def _say(self, sentence: str) -> None:
        self._said.setText(sentence)
        self._said.setAccessibleName(sentence)
        self._said.setVisible(bool(sentence))

    def _suggest(self, text: str) -> Sequence[Suggestion]:
        """What is known already for this text; the answer of the base comes back and opens the list."""
        if text.strip() and text != self._asked:
            self._asked = text

            def query() -> Caller:
                from app.storage import queries

                return queries.caller(self.front.desk, text)

            self.front.read(query, lambda found: self._show(text, found))
            return ()
        return self._found if text.strip() else ()

    def _show(self, text: str, found: Caller) -> None:
        if text != self.who.text():
            return
        self._found = [
            Suggestion(person.name, " · ".join(part for part in (person.commune, person.function) if part), person.id)
            for person in found.people
        ]
        if self._found and self.who.line.hasFocus():
            self.who.propose()

    def _take(self, suggestion: Suggestion) -> None:
        self._person = suggestion.value
        self._say("")
        self.day.editor.setFocus(Qt.FocusReason.TabFocusReason)  # its words are chosen: typing replaces them

    def _forget(self) -> None:
        self._person = None
