"""A field whose value is one of a short list."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from ui.components import ComboBox
from ui.fields.base import Field


class ComboField(Field):
    """One of (value, text) pairs; a value that is not among them is added as it is, never lost."""

    def __init__(
        self,
        label: str,
        options: Sequence[tuple[str, str]],
        value: str = "",
        *,
        accessible_name: str = "",
        hint: str = "",
        note: str = "",
        show_label: bool = True,
        reserve: bool = True,
        required: str = "",
        parent: QWidget | None = None,
    ) -> None:
        self.combo = ComboBox()
        super().__init__(
            label,
            self.combo,
            accessible_name=accessible_name,
            hint=hint,
            note=note,
            show_label=show_label,
            reserve=reserve,
            required=required,
            parent=parent,
        )
        self.set_options(options)
        self.set_value(value)
        self.combo.activated.connect(self._edited)

    def set_options(self, options: Sequence[tuple[str, str]]) -> None:
        """Replace what can be chosen; the value stays."""
        value = self.value()
        self.combo.clear()
        for name, text in options:
            self.combo.addItem(text, name)
        self.set_value(value)

    def value(self) -> str:
        """The value chosen; empty if there is nothing to choose."""
        data = self.combo.currentData()
        return data if isinstance(data, str) else ""

    def set_value(self, value: str) -> None:
        """Choose without telling anybody."""
        place = self.combo.findData(value)
        if place < 0 and value:
            self.combo.addItem(value, value)
            place = self.combo.count() - 1
        self.combo.setCurrentIndex(max(place, 0))

    def text(self) -> str:
        """The value, as drafts keep it."""
        return self.value()

    def set_text(self, text: str) -> None:
        self.set_value(text)

    def _edited(self, _index: int) -> None:
        self.edited.emit()
