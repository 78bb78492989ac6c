"""What every field has: its label above, its message below, and judging only when it is left."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QKeyCombination, QObject, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.checks.nir import contains_nir, redact_nir
from app.checks.problems import Problem, Severity, error
from ui.components import Text, Themed, show_part
from ui.fields.message import MessageLine
from ui.theme import CAPTION, Role, Theme

Check = Callable[[str], tuple[str, Sequence[Problem]]]
"""Takes what was typed; answers it tidied and what is to be read again."""

NIR_STANDS = "field.holds_nir"
"""Code of the problem of a field in which a number stands that must not be kept (design, decision 7)."""

MISSING = "field.missing"
"""Code of the problem of an empty field that the form needs."""

_NIR_WORDS = (
    "Un numéro de sécurité sociale se trouve ici. Il ne se garde pas\u00a0: remplacez-le, le reste est conservé."
)
_NIR_GESTURE = "Remplacer le numéro par «\u00a0NIR contrôlé\u00a0»"
_STAYS_INSIDE = (
    Qt.FocusReason.PopupFocusReason,
    Qt.FocusReason.ActiveWindowFocusReason,
    Qt.FocusReason.MenuBarFocusReason,
)


class Field(Themed, QWidget):
    """A labelled editor. Nothing is judged while it has the keyboard; a wrong value is kept and can be saved.

    `hint` stands below, in the place of messages; `note` beside the label; `reserve` keeps the message's line free;
    `required` is the sentence of an empty field where the form needs one.
    """

    edited = Signal()
    """The person changed it; time to plan a draft."""

    left = Signal()
    """The person left it: it has just been tidied and judged."""

    def __init__(
        self,
        label: str,
        editor: QWidget,
        *,
        accessible_name: str = "",
        hint: str = "",
        note: str = "",
        show_label: bool = True,
        reserve: bool = True,
        required: str = "",
        check: Check | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.editor = editor
        self._label_text, self._hint, self._check = label, hint, check
        self._required = required
        self._problems: tuple[Problem, ...] = ()
        self._label = Text(label, CAPTION, semibold=True)
        show_part(self._label, show_label)
        self._label.setBuddy(editor)
        self._note = Text(note, CAPTION, Role.TEXT_SECOND)
        show_part(self._note, bool(note))
        self.head = QHBoxLayout()
        self.head.addWidget(self._label)
        self.head.addWidget(self._note)
        self.head.addStretch(1)
        self.message = MessageLine(reserve)
        self.message.mended.connect(self.redact)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        if show_label:
            self._layout.addLayout(self.head)
        self._layout.addWidget(editor)
        self._layout.addWidget(self.message)
        self.setFocusProxy(editor)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        editor.setAccessibleName(accessible_name or label)
        editor.installEventFilter(self)
        self._shortcut: QShortcut | None = None
        self._say()
        self.start_theme()

    # What the field holds

    def text(self) -> str:
        """What stands in the field, wrong or not."""
        raise NotImplementedError

    def set_text(self, text: str) -> None:
        """Put a value into the field without judging it and without telling anybody."""
        raise NotImplementedError

    def draft_text(self) -> str | None:
        """What a draft may keep; None while a NIR stands in the field."""
        return None if self.holds_nir() else self.text()

    def holds_nir(self) -> bool:
        """Whether a plausible NIR stands in the field now; then it is neither drafted nor saved."""
        return bool(contains_nir(self.text()))

    def redact(self) -> None:
        """Put « NIR contrôlé » in the place of the number; all the rest is kept, and undo does not bring it back."""
        self.set_text(redact_nir(self.text()))
        self.judge()
        self.edited.emit()

    # What is to be said of it

    def label(self) -> str:
        """The label, as the summary names it."""
        return self._label_text

    def problems(self) -> tuple[Problem, ...]:
        """What the last judgement, or `show_problems`, found."""
        return self._problems

    def has_error(self) -> bool:
        """Whether something is certainly wrong."""
        return any(problem.severity is Severity.ERROR for problem in self._problems)

    def judge(self) -> tuple[Problem, ...]:
        """Tidy what was typed and say what is to be read again."""
        text = self.text()
        if contains_nir(text):
            self.show_problems([error(NIR_STANDS, _NIR_WORDS)])
            return self._problems
        tidied, problems = self.examine(text)
        if tidied != text:
            self.set_text(tidied)
        self.show_problems(problems)
        return self._problems

    def examine(self, text: str) -> tuple[str, Sequence[Problem]]:
        """`text` tidied, and its problems; kinds of fields override it to read their value.

        An empty field is nothing to check: it is a problem only where `required` says so.
        """
        if not text.strip():
            return "", ((error(MISSING, self._required),) if self._required else ())
        return self._check(text) if self._check is not None else (text.strip(), ())

    def show_problems(self, problems: Sequence[Problem]) -> None:
        """Show what is to be read again: the first error, or else the first warning; none shows the hint."""
        self._problems = tuple(problems)
        self._say()

    def set_hint(self, hint: str) -> None:
        """Change the words below; a message in force stays before them."""
        self._hint = hint
        self._say()

    def set_note(self, note: str) -> None:
        """Change the words beside the label."""
        self._note.setText(note)
        show_part(self._note, bool(note))

    def state(self) -> str:
        """ "error", "warning" or empty, as the border shows it."""
        if self.has_error():
            return "error"
        return "warning" if self._problems else ""

    def lead_here(self) -> None:
        """Bring the keyboard to the field; the page scrolls to it."""
        self.editor.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def retheme(self, theme: Theme) -> None:
        self._layout.setSpacing(theme.px(3))
        self.head.setSpacing(theme.px(8))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.editor and isinstance(event, QFocusEvent) and event.lostFocus():
            if event.reason() in _STAYS_INSIDE:
                return False
            self._leave()
        return False

    def _leave(self) -> None:
        self.judge()
        self.left.emit()

    def _say(self) -> None:
        errors = [problem for problem in self._problems if problem.severity is Severity.ERROR]
        first = next(iter([*errors, *self._problems]), None)
        text = first.message if first is not None else self._hint
        self.message.say(self.state(), text)
        self.editor.setAccessibleDescription(text)
        if (self.editor.property("state") or "") != self.state():
            self.editor.setProperty("state", self.state())
            self.editor.style().unpolish(self.editor)
            self.editor.style().polish(self.editor)
            self.editor.update()
        self._offer_to_redact(any(problem.code == NIR_STANDS for problem in self._problems))

    def _offer_to_redact(self, offered: bool) -> None:
        """Ctrl+R works from anywhere in the window, since the person has just left the field."""
        self.message.offer(_NIR_GESTURE if offered else "")
        if offered and self._shortcut is None:
            keys = QKeySequence(QKeyCombination(Qt.KeyboardModifier.ControlModifier, Qt.Key.Key_R))
            self._shortcut = QShortcut(keys, self)
            # Where two fields hold a number the key is ambiguous to Qt, which then calls them in turn.
            self._shortcut.activated.connect(self.redact)
            self._shortcut.activatedAmbiguously.connect(self.redact)
        if self._shortcut is not None:
            self._shortcut.setEnabled(offered)
