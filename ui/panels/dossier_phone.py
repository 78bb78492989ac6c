"""The phone of the person, first on the panel: read out, copied or called at one gesture."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from app.storage.rows import PhoneRow
from ui.components import Button, IconButton, LinkButton, Text, Themed, show_part
from ui.dates import NBSP
from ui.panels.dossier_parts import IconLabel
from ui.theme import CAPTION, SECTION, Role, Theme


class PhonePart(Themed, QWidget):
    """Number, whose line it is when several share it, copy and call; or a way to add one."""

    called = Signal()
    addWanted = Signal()  # noqa: N815 - as Qt names signals

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = IconLabel("smartphone", size=18)
        self.number = Text("", SECTION, semibold=True, selectable=True)
        self._line = Text("", CAPTION, Role.TEXT_SECOND)
        self.copy = IconButton("copy", "Copier le numéro", role=Role.ACCENT, size=16, target=24)
        self.copy.clicked.connect(self._copy)
        self.call = Button("Appeler", "phone", height=28)
        self.call.clicked.connect(self.called)
        self.add = LinkButton("Ajouter un téléphone", "plus")
        self.add.clicked.connect(self.addWanted)
        self._row = QHBoxLayout()
        for part in (self._icon, self.number, self.copy, self.add):
            self._row.addWidget(part)
        self._row.addStretch(1)
        numbers = QVBoxLayout()
        numbers.setSpacing(0)
        numbers.addLayout(self._row)
        numbers.addWidget(self._line)
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.addLayout(numbers, 1)
        self._layout.addWidget(self.call, 0, Qt.AlignmentFlag.AlignTop)
        self.start_theme()

    def show_phone(self, phone: PhoneRow | None, name: str) -> None:
        """Show one phone of one person, or that there is none yet."""
        self.number.setText(phone.national if phone is not None else "")
        self._icon.set_icon("smartphone" if phone is None or phone.mobile else "phone")
        shared = phone is not None and phone.shared_by > 1
        self._line.setText(phone.line if phone is not None and shared else "")
        show_part(self._line, shared)
        for widget in (self._icon, self.number, self.copy):
            show_part(widget, phone is not None)
        show_part(self.add, phone is None)
        self.call.setAccessibleName(f"Appeler {name}")

    def _copy(self) -> None:
        """With plain spaces: a telephone on the screen does not know the no-break ones."""
        QApplication.clipboard().setText(self.number.text().replace(NBSP, " "))

    def focus_first(self) -> None:
        """The keyboard begins at the call."""
        target: QWidget = self.add if self.add.isVisibleTo(self) else self.call
        target.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def retheme(self, theme: Theme) -> None:
        self._row.setSpacing(theme.px(6))
        self._layout.setSpacing(theme.px(6))
