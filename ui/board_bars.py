"""The two lines of the board that come and go: what its filter shows, under the head; what is chosen, at the foot."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.services.board_filters import NAME_LENGTH
from ui.components import Button, FlowLayout, Line, LinkButton, Text, Themed, show_part
from ui.dates import NBSP
from ui.fields.line_edit import LineEdit
from ui.theme import BODY, Role, Theme


class FilterLine(Themed, QWidget):
    """Says what is shown; « Garder ce filtre » turns it into a line for its name."""

    keepWanted = Signal(str)  # a name  # noqa: N815 - as Qt names signals
    clearWanted = Signal()  # noqa: N815 - as Qt names signals
    left = Signal()  # the name was given up: the keyboard goes back to the board

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._known = False
        self.words = Text("", BODY, Role.TEXT_SECOND, wrap=True)
        self.keep = LinkButton("Garder ce filtre…", size=BODY)
        self.keep.clicked.connect(lambda _ticked: self.ask_name(""))
        self.clear = LinkButton("Tout montrer", None, "Échap", size=BODY)
        self.clear.clicked.connect(self.clearWanted)
        self.name = LineEdit()
        self.name.setPlaceholderText("Nom du filtre")
        self.name.setAccessibleName("Nom du filtre")
        self.name.setMaxLength(NAME_LENGTH)
        self.name.returnPressed.connect(self._keep)
        self.done = Button("Garder", "check", "Entrée")
        self.done.clicked.connect(self._keep)
        self._row = QHBoxLayout(self)
        for widget in (self.words, self.name, self.done, self.keep, self.clear):
            self._row.addWidget(widget, 1 if widget is self.words else 0)
        self._row.addStretch()
        self._asking(False)
        self.start_theme()

    def show_words(self, words: str, count: int, *, known: bool) -> None:
        """What the filter lets through, and how many; a `known` one has its name already."""
        self.words.setText(f"{words}{NBSP}: {count}{NBSP}dossier{'s' * (count > 1)}")
        self._known = known
        if not self.asking():
            show_part(self.keep, not known)

    def ask_name(self, name: str = "") -> None:
        """Have the filter named."""
        self._asking(True)
        self.name.setText(name)
        self.name.selectAll()
        self.name.setFocus(Qt.FocusReason.OtherFocusReason)

    def asking(self) -> bool:
        """Whether a name is being typed."""
        return not self.name.isHidden()

    def stop_asking(self) -> bool:
        """Give the name up (Échap); False when none was being typed."""
        if not self.asking():
            return False
        self._asking(False)
        self.left.emit()
        return True

    def _keep(self) -> None:
        if self.name.text().strip():
            self.keepWanted.emit(self.name.text())
            self.stop_asking()

    def _asking(self, on: bool) -> None:
        for part in (self.name, self.done):
            show_part(part, on)
        for other in (self.words, self.clear):
            show_part(other, not on)
        show_part(self.keep, not on and not self._known)

    def retheme(self, theme: Theme) -> None:
        self._row.setContentsMargins(theme.px(16), 0, theme.px(16), theme.px(8))
        self._row.setSpacing(theme.px(10))
        self.name.setFixedWidth(theme.px(220))


class MarksBar(Themed, QWidget):
    """How many dossiers are chosen, and what can be done with them."""

    sheetsWanted = Signal()  # noqa: N815 - as Qt names signals
    clearWanted = Signal()  # noqa: N815 - as Qt names signals

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.words = Text("", BODY, semibold=True)
        self.sheets = Button("Fiches à imprimer", "printer", "Ctrl+P", "primary")
        self.sheets.clicked.connect(self.sheetsWanted)
        self.free = Button("Ne plus choisir", None, "Échap")
        self.free.clicked.connect(self.clearWanted)
        acts = QWidget()
        self._flow = FlowLayout(acts)
        for widget in (self.words, self.sheets, self.free):
            self._flow.addWidget(widget)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(Line())
        whole.addWidget(acts)
        self.hide()
        self.start_theme()

    def show_count(self, count: int) -> None:
        """Come with the first one chosen, go with the last one freed."""
        self.words.setText(f"{count}{NBSP}dossier{'s' * (count > 1)} choisi{'s' * (count > 1)}")
        self.setAccessibleName(f"{self.words.text()}. Espace choisit ou libère, Ctrl+P\u00a0: leurs fiches")
        self._flow.invalidate()
        self.setVisible(bool(count))

    def retheme(self, theme: Theme) -> None:
        self._flow.setContentsMargins(theme.px(16), theme.px(8), theme.px(16), theme.px(8))
        self._flow.set_gaps(theme.px(12), theme.px(6))
        self.words.setMinimumHeight(theme.px(32))
