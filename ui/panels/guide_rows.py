"""What parts of the guide's form share: fields side by side where there is room, and rows that come and go."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.checks.problems import error
from app.guide.edition import Edition, Step
from ui.components import Button, Card, IconButton, Text, Themed, show_part
from ui.forms import MISSING, ComboField, TextField
from ui.theme import BODY, CAPTION, SECTION, Role, Theme, current_theme

V = TypeVar("V")

EditionNow = Callable[[], Edition]
SIDE_BY_SIDE = 400
"""Width at 100 % from which two fields stand side by side."""


def choice(label: str, options: Sequence[tuple[str, str]]) -> ComboField:
    """A list to choose from that is as wide as its place, whatever its longest line."""
    field = ComboField(label, options, reserve=False)
    field.combo.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
    return field


class ReasonField(TextField):
    """Why the guide changes: asked for when it is to be saved, never before."""

    def __init__(self, label: str, *, show_label: bool = True) -> None:
        super().__init__(label, placeholder="Dit dans l’historique des versions", show_label=show_label, reserve=False)
        self.edited.connect(lambda: self.show_problems(()))

    def given(self) -> str:
        """The reason; "" where there is none, and then it is asked for here."""
        reason = self.text().strip()
        if not reason:
            self.show_problems([error(MISSING, "Dites en quelques mots pourquoi le guide change.")])
            self.lead_here()
        return "" if self.holds_nir() else reason


class Pair(Themed, QWidget):
    """Two or three fields on one line, or one below the other where it is narrow."""

    def __init__(self, *fields: QWidget) -> None:
        super().__init__()
        self._fields = fields
        self._line = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._line.setContentsMargins(0, 0, 0, 0)
        for field in fields:
            self._line.addWidget(field, 1, Qt.AlignmentFlag.AlignTop)
        self.start_theme()

    def minimumSizeHint(self) -> QSize:
        width = max((field.minimumSizeHint().width() for field in self._fields), default=0)
        return QSize(min(width, current_theme().px(160)), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < current_theme().px(SIDE_BY_SIDE)
        wanted = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        if self._line.direction() is not wanted:
            self._line.setDirection(wanted)
            self.updateGeometry()

    def retheme(self, theme: Theme) -> None:
        self._line.setSpacing(theme.px(8))


class Stack(Themed, QWidget):
    """Widgets one below the other, that can be hidden together."""

    def __init__(self) -> None:
        super().__init__()
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.start_theme()

    def retheme(self, theme: Theme) -> None:
        self.column.setSpacing(theme.px(8))


class Section(Themed, Card):
    """A titled part of a form; what stands in it goes into `body`."""

    def __init__(self, title: str, note: str = "") -> None:
        super().__init__()
        self.setAccessibleName(title)
        self.body = QVBoxLayout(self)
        self.body.addWidget(Text(title, SECTION, semibold=True))
        if note:
            self.body.addWidget(Text(note, CAPTION, Role.TEXT_SECOND, wrap=True))
        self.start_theme()

    def retheme(self, theme: Theme) -> None:
        edge = theme.px(14)
        self.body.setContentsMargins(edge, theme.px(10), edge, theme.px(12))
        self.body.setSpacing(theme.px(8))


class Part(Section):
    """A part of the form of a step. A subclass shows its keys of a step, and gives them back as they stand."""

    edited = Signal()

    def load(self, step: Step) -> None:
        """Show a step without telling anybody."""
        raise NotImplementedError

    def taken(self, step: Step) -> Step:
        """The step with what stands here."""
        raise NotImplementedError

    def place_of(self, key: str) -> QWidget | None:
        """Where a key such as `answer.text` is typed; None if it is not here."""
        raise NotImplementedError


class Row(Themed, Card, Generic[V]):
    """One answer, link or box of a screen."""

    edited = Signal()

    def load(self, value: V) -> None:
        """Show a value without telling anybody."""
        raise NotImplementedError

    def value(self) -> V:
        """What stands here."""
        raise NotImplementedError

    def first(self) -> QWidget:
        """Where the keyboard goes."""
        raise NotImplementedError


class Rows(Themed, QWidget, Generic[V]):
    """Rows in order, at most `most`; each can be taken away or brought one up."""

    edited = Signal()

    def __init__(self, what: str, add: str, make: Callable[[], Row[V]], new: Callable[[], V], most: int = 99) -> None:
        super().__init__()
        self._what, self._make, self._new, self._most = what, make, new, most
        self._pool: list[tuple[Row[V], QWidget, Text]] = []
        self._count = 0
        self._rows = QVBoxLayout()
        self.add = Button(add, "plus", height=28)
        self.add.clicked.connect(self._add)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(self._rows)
        layout.addWidget(self.add, 0, Qt.AlignmentFlag.AlignLeft)
        self._layout = layout
        self.start_theme()

    def rows(self) -> Sequence[Row[V]]:
        """The rows that are shown."""
        return [row for row, _, _ in self._pool[: self._count]]

    def values(self) -> tuple[V, ...]:
        """What stands in them."""
        return tuple(row.value() for row in self.rows())

    def set_values(self, values: Sequence[V]) -> None:
        """Show these values; rows are used again from one step to the next."""
        while len(self._pool) < len(values):
            self._make_row()
        self._count = len(values)
        for place, (row, whole, _) in enumerate(self._pool):
            show_part(whole, place < self._count)
            if place < self._count:
                row.load(values[place])
        reason = f"{self._most} au plus{_NBSP}: retirez d’abord une ligne." if self._count >= self._most else ""
        self.add.refuse(reason)

    def _make_row(self) -> None:
        row, whole = self._make(), QWidget()
        place = len(self._pool)
        name = f"{self._what} {place + 1}"
        title = Text(name, BODY, Role.TEXT_SECOND, semibold=True)
        up = IconButton("arrow-up", f"Monter, {name}", size=16)
        away = IconButton("trash-2", f"Retirer, {name}", size=16)
        show_part(up, place > 0)
        up.clicked.connect(lambda: self._up(place))
        away.clicked.connect(lambda: self._away(place))
        head = QHBoxLayout()
        head.addWidget(title, 1)
        head.addWidget(up)
        head.addWidget(away)
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(row)
        row.setAccessibleName(name)
        row.edited.connect(self.edited)
        self._rows.addWidget(whole)
        self._pool.append((row, whole, title))

    def _add(self) -> None:
        self.set_values([*self.values(), self._new()])
        self.edited.emit()
        self.rows()[-1].first().setFocus(Qt.FocusReason.OtherFocusReason)

    def _away(self, place: int) -> None:
        values = list(self.values())
        del values[place]
        self.set_values(values)
        self.edited.emit()
        self.add.setFocus(Qt.FocusReason.OtherFocusReason)

    def _up(self, place: int) -> None:
        values = list(self.values())
        values[place - 1], values[place] = values[place], values[place - 1]
        self.set_values(values)
        self.edited.emit()
        self.rows()[place - 1].first().setFocus(Qt.FocusReason.OtherFocusReason)

    def retheme(self, theme: Theme) -> None:
        self._rows.setSpacing(theme.px(8))
        self._layout.setSpacing(theme.px(8))


_NBSP = "\u00a0"
