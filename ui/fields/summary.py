"""What is to be read again before saving: one box on top whose lines lead to the fields."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from PySide6.QtCore import QObject, QRectF, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QWidget

from ui.components import BadgeKind, Button, FlowLayout, Text, Themed, paint_sign, show_part
from ui.fields.base import Field
from ui.theme import BODY, Role, Theme, current_theme

_COUNTS = ("", "Un", "Deux", "Trois", "Quatre", "Cinq", "Six", "Sept", "Huit", "Neuf", "Dix")


def points_words(count: int) -> str:
    """« Un point », « Deux points », « 12 points »."""
    return f"{_COUNTS[count] if count < len(_COUNTS) else count} point{'s' if count > 1 else ''}"


class ErrorSummary(Themed, QFrame):
    """« Deux points à relire avant d’enregistrer : Téléphone mobile ↓ … »; hidden while nothing is wrong.

    It never keeps anybody from saving.
    """

    def __init__(self, before: str = "avant d’enregistrer", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("part", "error-summary")
        self._before = before
        self._title = Text("", BODY, semibold=True)
        self._links: list[Button] = []
        self._flow = FlowLayout(self)
        self._flow.addWidget(self._title)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.hide()
        self.start_theme()

    def show_fields(self, fields: Sequence[Field]) -> None:
        """Name the fields that have an error, in the form's order."""
        self.show_points([(field.label(), field.lead_here) for field in fields if field.has_error()])

    def show_points(self, points: Sequence[tuple[str, Callable[[], None]]]) -> None:
        """Name any points, each with the way to it."""
        for link in self._links:
            self._flow.removeWidget(link)
            link.hide()
            link.deleteLater()
        self._links = []
        self._title.setText(f"{points_words(len(points))} à relire {self._before}\u00a0:")
        for label, lead in points:
            link = Button(label, "arrow-down", kind="late", height=24, icon_after=True)
            link.setAccessibleDescription("Aller à ce champ")
            link.clicked.connect(lambda _on, there=lead: there())
            self._flow.addWidget(link)
            self._links.append(link)
        names = ", ".join(label for label, _ in points)
        self.setAccessibleName(f"{self._title.text()} {names}")
        show_part(self, bool(points))
        self.updateGeometry()

    def links(self) -> Sequence[Button]:
        """The links, in their order."""
        return tuple(self._links)

    def retheme(self, theme: Theme) -> None:
        self._flow.set_gaps(theme.px(4), theme.px(2))
        self._flow.setContentsMargins(theme.px(36), theme.px(6), theme.px(12), theme.px(6))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        theme = current_theme()
        side = theme.px(16)
        sign = QRectF(theme.px(13), (self.height() - side) / 2, side, side)
        paint_sign(QPainter(self), sign, BadgeKind.LATE, theme.color(Role.LATE))


class FormFields(QObject):
    """The fields of one form by name, in the order of the form: judged, drafted and restored together."""

    edited = Signal()
    """The person changed one of them."""

    judged = Signal()
    """One of them was judged: the summary may have changed."""

    def __init__(self, fields: dict[str, Field], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._fields = dict(fields)
        for field in self._fields.values():
            field.edited.connect(self.edited)
            field.left.connect(self.judged)

    def __getitem__(self, name: str) -> Field:
        return self._fields[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._fields)

    def fields(self) -> Sequence[Field]:
        """All fields, in order."""
        return tuple(self._fields.values())

    def texts(self) -> dict[str, str]:
        """What stands in each field."""
        return {name: field.text() for name, field in self._fields.items()}

    def draft(self) -> dict[str, str]:
        """What a draft may keep: a field in which a NIR stands is left out."""
        texts = {name: field.draft_text() for name, field in self._fields.items()}
        return {name: text for name, text in texts.items() if text is not None}

    def restore(self, texts: dict[str, str]) -> None:
        """Put a draft back; names that this form does not have are passed over."""
        for name, text in texts.items():
            if name in self._fields:
                self._fields[name].set_text(text)

    def judge_all(self) -> Sequence[Field]:
        """Judge every field; answers those with an error, in order."""
        for field in self._fields.values():
            field.judge()
        self.judged.emit()
        return self.with_errors()

    def with_errors(self) -> Sequence[Field]:
        """The fields with an error as last judged, in order."""
        return tuple(field for field in self._fields.values() if field.has_error())

    def holding_nir(self) -> Sequence[Field]:
        """The fields in which a NIR stands: they are not saved before it is replaced."""
        return tuple(field for field in self._fields.values() if field.holds_nir())
