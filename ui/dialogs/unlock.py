"""A base that does not open: why, in one sentence, and what can be done here; never an end."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from ui.components import Button, FlowLayout, Text, Themed
from ui.forms import TextField
from ui.theme import BODY, PAGE, Role, Theme

if TYPE_CHECKING:
    from app.errors import UserError
    from app.settings import Places

WIDTH = 720


class UnlockPanel(Themed, QScrollArea):
    """The recovery key, another try, or a copy to put in the base's place."""

    keyTyped = Signal(str)  # noqa: N815 - Qt’s way of naming
    retry = Signal()
    copyChosen = Signal(Path, str)  # a copy, and the recovery key as typed or ""  # noqa: N815 - Qt’s way of naming

    def __init__(self, problem: UserError, places: Places, *, key_missing: bool) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self._places = places
        inner = QWidget()
        inner.setProperty("part", "page")
        title = "La base attend sa clé" if key_missing else "La base ne s’ouvre pas"
        self._title = Text(title, PAGE, semibold=True)
        self._why = Text(problem.message, BODY, wrap=True)
        self._where = Text(f"Base\u00a0: {places.base}", BODY, Role.TEXT_SECOND, wrap=True)
        self.key = TextField(
            "Clé de secours",
            hint="Treize groupes de cinq lettres et chiffres\u00a0; majuscules, tirets et espaces n’importent pas.",
            accessible_name="Clé de secours",
        )
        self.open_button = Button("Ouvrir avec cette clé", "key-round", "Entrée", "primary")
        self.open_button.clicked.connect(self._open)
        self.retry_button = Button("Essayer de nouveau", "refresh-cw", kind="secondary" if key_missing else "primary")
        self.retry_button.clicked.connect(self.retry)
        self.copy_button = Button("Remettre une copie…", "history")
        self.copy_button.clicked.connect(self._choose_copy)
        self._said = Text("", BODY, Role.LATE, wrap=True)
        buttons = FlowLayout()
        self.open_button.setVisible(key_missing)
        for button in (self.open_button, self.retry_button, self.copy_button):
            buttons.addWidget(button)
        self._column = QVBoxLayout()
        for widget in (self._title, self._why, self._where, self.key):
            self._column.addWidget(widget)
        self._column.addLayout(buttons)
        self._column.addWidget(self._said)
        self._column.addStretch(1)
        self._row = QHBoxLayout(inner)
        self._row.addLayout(self._column, 10)
        self._row.addStretch(1)
        self.setWidget(inner)
        self.key.line.returnPressed.connect(self._open)
        self.setFocusProxy(self.key.editor if key_missing else self.retry_button)
        self.start_theme()

    def refuse(self, problem: UserError) -> None:
        """Say why it still does not open; what was typed stays."""
        self._said.setText(problem.message)
        self._said.setAccessibleName(problem.message)
        self.key.setFocus()

    def said(self) -> str:
        """The last refusal."""
        return self._said.text()

    def _open(self) -> None:
        if self.key.text().strip():
            self._said.setText("")
            self.keyTyped.emit(self.key.text())
        else:
            self._said.setText(
                "Saisissez la clé de secours\u00a0: elle est sur la feuille imprimée au premier démarrage."
            )

    def _choose_copy(self) -> None:
        start = str(self._places.copies if self._places.copies.is_dir() else self._places.data)
        name, _ = QFileDialog.getOpenFileName(self, "Choisir une copie de la base", start, "Copies (*.db);;Tout (*)")
        if name:
            self.copyChosen.emit(Path(name), self.key.text().strip())

    def retheme(self, theme: Theme) -> None:
        self._row.setContentsMargins(theme.px(40), theme.px(32), theme.px(40), theme.px(32))
        self._column.setSpacing(theme.px(12))
        self.key.setMaximumWidth(theme.px(WIDTH))
