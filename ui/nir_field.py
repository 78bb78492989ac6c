"""The field of the social security number: checked with the caller, then forgotten; what stays is that it was."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from app.checks.nir import NirMode, NirResult, check_nir
from app.checks.nir_structure import bounds
from app.checks.problems import Problem
from ui.components import Text
from ui.fields.base import Field
from ui.icons import icon_pixmap, screen_ratio
from ui.nir_edit import NirEdit
from ui.theme import CAPTION, Role, Theme

LABEL = "Numéro de sécurité sociale"
PROMISE = "Contrôlé, jamais conservé"
_NOTES = {NirMode.LOGIN: "13 caractères, sans la clé", NirMode.OPENING: "15 caractères, clé comprise"}


class NirField(Field):
    """Seven named groups. Its number leaves it by no way: not as text, draft, accessible value, copy or undo.

    Call `forget` when the field is left for good: the call ends, the page changes, the screen locks.
    """

    checked = Signal(object)
    """A NirResult without error, on leaving the field with all its characters: « contrôlé le … par … » may be noted."""

    def __init__(
        self,
        mode: NirMode = NirMode.OPENING,
        *,
        label: str = LABEL,
        show_label: bool = True,
        reserve: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        self._mode = mode
        self._civility: str | None = None
        self._birth_date: date | None = None
        self.edit = NirEdit(mode)
        super().__init__(
            label,
            self.edit,
            accessible_name=f"{label}, {_NOTES[mode]}",
            note=_NOTES[mode],
            show_label=show_label,
            reserve=reserve,
            parent=parent,
        )
        self._shield = QLabel()
        self._promise = Text(PROMISE, CAPTION, Role.TEXT_SECOND)
        row = QHBoxLayout()
        row.addWidget(self._shield)
        row.addWidget(self._promise)
        self.head.addLayout(row)
        self._promise_row = row
        self.edit.textEdited.connect(self._edited)
        self._tell_groups()
        self.retheme_shield()

    def set_mode(self, mode: NirMode) -> None:
        """Ask for 13 or 15 characters; what stands is judged anew when the field is left."""
        self._mode = mode
        self.edit.set_mode(mode)
        self.set_note(_NOTES[mode])
        self.edit.setAccessibleName(f"{self.label()}, {_NOTES[mode]}")
        self.show_problems(())

    def set_person(self, civility: str | None, birth_date: date | None) -> None:
        """What the form says of the person, to be compared with the number."""
        self._civility, self._birth_date = civility, birth_date

    def is_empty(self) -> bool:
        """Whether nothing stands in the field."""
        return not self.edit.text()

    def is_complete(self) -> bool:
        """Whether as many characters stand as are asked."""
        return len(self.edit.text()) == self._mode.value

    def clear(self) -> None:
        """Forget the number and what was said of it."""
        self.edit.setText("")
        self.edit.set_doubtful(())
        self.show_problems(())

    def forget(self) -> None:
        """The same, when the field is left for good."""
        self.clear()

    def text(self) -> str:
        """Always empty: the number is nobody's to keep."""
        return ""

    def set_text(self, text: str) -> None:
        """Nothing is ever put back into this field from outside."""

    def draft_text(self) -> str | None:
        return None

    def holds_nir(self) -> bool:
        """False: here a number is at home, and it is not saved."""
        return False

    def judge(self) -> tuple[Problem, ...]:
        """Check the number with the person's civility and birth date; an empty field is nothing to read again."""
        if self.is_empty():
            self.edit.set_doubtful(())
            self.show_problems(())
            return ()
        result = self._result()
        self.edit.set_doubtful(result.doubtful_groups)
        self.show_problems(result.problems)
        if result.ok and self.is_complete():
            self.checked.emit(result)
        return result.problems

    def show_problems(self, problems: Sequence[Problem]) -> None:
        super().show_problems(problems)
        self._tell_groups()

    def retheme(self, theme: Theme) -> None:
        super().retheme(theme)
        self.retheme_shield()

    def retheme_shield(self) -> None:
        """Draw the small shield of the promise."""
        from ui.theme import current_theme

        theme = current_theme()
        shield = getattr(self, "_shield", None)
        if isinstance(shield, QLabel):
            color = theme.color(Role.TEXT_SECOND)
            shield.setPixmap(icon_pixmap("shield-check", color, theme.icon(14), screen_ratio()))
            shield.setAlignment(Qt.AlignmentFlag.AlignCenter)
            self._promise_row.setSpacing(theme.px(6))

    def _result(self) -> NirResult:
        return check_nir(self.edit.text(), self._mode, civility=self._civility, birth_date=self._birth_date)

    def _edited(self, _text: str) -> None:
        self._tell_groups()
        self.edited.emit()

    def _tell_groups(self) -> None:
        """Say to a screen reader which groups are filled and what is wrong, and never a character."""
        length = len(self.edit.text())
        filled = [name for name, _start, end in bounds(self.edit.text()) if end <= length]
        words = f"Groupes saisis\u00a0: {', '.join(filled)}." if filled else "Aucun groupe saisi."
        message = self.message.text()
        self.edit.setAccessibleDescription(f"{words} {message}".strip())
