"""Small parts of the dossier's panel: titles of its sections, history, the EDOF line with its editor."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLayout, QSizePolicy, QVBoxLayout, QWidget

from app.domain.edof import STATUSES, edof_status
from app.storage.rows import DossierDetail, HistoryRow
from ui.components import FlowLayout, LinkButton, Pill, Text, Themed, show_part
from ui.dates import past_moment_words
from ui.forms import ComboField, TextField
from ui.icons import icon_pixmap
from ui.theme import BODY, CAPTION, Role, Theme, current_theme

SHOWN_AT_FIRST = 5


def clear(layout: QLayout) -> None:
    """Take everything out of a layout; the widgets are gone at the next turn of the loop."""
    while (item := layout.takeAt(0)) is not None:
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        elif inner is not None:
            clear(inner)


class PartTitle(Themed, QWidget):
    """The title of a section, its count and its one action."""

    acted = Signal()

    def __init__(self, title: str, action: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = Text(title, BODY, semibold=True)
        self._count = Text("", BODY, Role.TEXT_SECOND)
        self.link = LinkButton(action)
        self.link.clicked.connect(self.acted)
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.addWidget(self._title)
        self._layout.addWidget(self._count)
        self._layout.addStretch(1)
        self._layout.addWidget(self.link)
        self.offer(action)
        self.start_theme()

    def set_count(self, words: str) -> None:
        """« 3 sur 12 »."""
        self._count.setText(words)

    def offer(self, action: str, spoken: str = "") -> None:
        """Change the words of the action; none takes it away."""
        self.link.set_text(action)
        if spoken:
            self.link.setAccessibleName(spoken)
        show_part(self.link, bool(action))

    def retheme(self, theme: Theme) -> None:
        self._layout.setSpacing(theme.px(8))


class IconLabel(Themed, QLabel):
    """An icon of 16 px in the second colour, drawn anew with the theme; words stand beside it."""

    def __init__(self, icon: str, role: Role = Role.TEXT_SECOND, size: int = 16, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon, self._role, self._side = icon, role, size
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.start_theme()

    def set_icon(self, icon: str) -> None:
        """Show another icon."""
        self._icon = icon
        self.retheme(current_theme())

    def retheme(self, theme: Theme) -> None:
        side = theme.icon(self._side)
        self.setPixmap(icon_pixmap(self._icon, theme.color(self._role), side, self.devicePixelRatioF()))
        self.setFixedSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.pixmap().devicePixelRatio() != self.devicePixelRatioF():
            self.retheme(current_theme())
        super().paintEvent(event)


class HistoryLine(Themed, QWidget):
    """One line of history: icon, when, what; the second line with it when all is shown."""

    def __init__(self, row: HistoryRow, today: date, *, whole: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        at: datetime = row.at.astimezone()
        when = past_moment_words(at, today).replace("aujourd’hui", "auj.")
        self._icon = IconLabel(row.icon)
        self._when = Text(when, CAPTION, Role.TEXT_SECOND)
        words = Text(row.text, CAPTION, wrap=True, selectable=whole)
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addWidget(words)
        if whole and row.detail:
            column.addWidget(Text(row.detail, CAPTION, Role.TEXT_SECOND, wrap=True, selectable=True))
        self._layout = QHBoxLayout(self)
        top = Qt.AlignmentFlag.AlignTop
        self._layout.addWidget(self._icon, 0, top)
        self._layout.addWidget(self._when, 0, top)
        self._layout.addLayout(column, 1)
        self.setAccessibleName(", ".join(part for part in (when, row.text, row.detail) if part))
        self.start_theme()

    def retheme(self, theme: Theme) -> None:
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(theme.px(6))
        self._when.setFixedWidth(theme.px(76))


class HistoryPart(Themed, QWidget):
    """The newest lines of history; « Tout voir » shows all of them with who and why."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._all = False
        self._rows: Sequence[HistoryRow] = ()
        self._today = date.min
        self.title = PartTitle("Historique", "Tout voir")
        self.title.acted.connect(self._toggle)
        self._lines = QVBoxLayout()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.title)
        layout.addLayout(self._lines)
        self._layout = layout
        self.start_theme()

    def show_rows(self, rows: Sequence[HistoryRow], today: date, *, anew: bool) -> None:
        """Show these lines; `anew` when they are of another dossier."""
        if anew:
            self._all = False
        elif (rows, today) == (self._rows, self._today):
            return
        self._rows, self._today = rows, today
        self._fill()

    def _toggle(self) -> None:
        self._all = not self._all
        self._fill()

    def _fill(self) -> None:
        clear(self._lines)
        for row in self._rows if self._all else self._rows[:SHOWN_AT_FIRST]:
            self._lines.addWidget(HistoryLine(row, self._today, whole=self._all))
        self.title.offer("Réduire" if self._all else "Tout voir" if self._rows else "")

    def retheme(self, theme: Theme) -> None:
        self._layout.setSpacing(theme.px(4))
        self._lines.setSpacing(theme.px(6))


class EdofPart(Themed, QWidget):
    """What the official reads and what EDOF shows, side by side; the number of the EDOF dossier, editable."""

    saved = Signal(str, str)  # number, status as chosen ("" when it says nothing new)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kept = ("", "")
        self._reads, self._read = Text("L’élu lit", CAPTION, Role.TEXT_SECOND), Pill()
        self._shows, self._shown = Text("EDOF affiche", CAPTION, Role.TEXT_SECOND), Pill()
        self._number = Text("", CAPTION, Role.TEXT_SECOND, selectable=True)
        self.edit = LinkButton("Numéro EDOF")
        self.edit.clicked.connect(self.open_editor)
        self._words = QWidget()
        self._flow = FlowLayout(self._words)
        for widget in (self._reads, self._read, self._shows, self._shown, self._number, self.edit):
            self._flow.addWidget(widget)
        self.number = TextField("Numéro du dossier EDOF", reserve=False)
        self.status = ComboField("Statut dans EDOF", _status_options(), reserve=False)
        self.keep, self.cancel = LinkButton("Enregistrer"), LinkButton("Annuler")
        self.keep.clicked.connect(self._save)
        self.cancel.clicked.connect(self.close_editor)
        buttons = QHBoxLayout()
        buttons.addWidget(self.keep)
        buttons.addWidget(self.cancel)
        buttons.addStretch(1)
        self.editor = QWidget()
        form = QVBoxLayout(self.editor)
        form.setContentsMargins(0, 0, 0, 0)
        form.addWidget(self.number)
        form.addWidget(self.status)
        form.addLayout(buttons)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._words)
        layout.addWidget(self.editor)
        self.editor.hide()
        self.start_theme()

    def show_detail(self, detail: DossierDetail, official: str) -> None:
        """Show what is known; `official` is « élu » or « élue ». What is being typed stays."""
        number = detail.row.edof_number
        self._kept = (number, _option_of(detail.edof_status))
        self._reads.setText(f"L’{official} lit")
        self._read.setText(f"«\u00a0{detail.official_sees}\u00a0»" if detail.official_sees else "")
        self._shown.setText(f"«\u00a0{detail.edof_label}\u00a0»" if detail.edof_label else "")
        for widget in (self._reads, self._read):
            show_part(widget, bool(detail.official_sees))
        for widget in (self._shows, self._shown):
            show_part(widget, bool(detail.edof_label))
        self._number.setText(f"dossier {number}" if number else "")
        show_part(self._number, bool(number))
        self.edit.set_text("Modifier" if number else "Ajouter le numéro EDOF")
        self.edit.setAccessibleName("Modifier le numéro et le statut EDOF" if number else "Ajouter le numéro EDOF")
        self._flow.invalidate()
        self._words.updateGeometry()

    def open_editor(self) -> None:
        """Type the number that EDOF's mail or screen tells."""
        number, status = self._kept
        self.number.set_text(number)
        self.status.set_value(status)
        self._words.hide()
        self.editor.show()
        self.number.lead_here()

    def close_editor(self) -> None:
        """Leave the number as it was."""
        self.editor.hide()
        self._words.show()

    @property
    def editing(self) -> bool:
        """Whether a number is being typed."""
        return self.editor.isVisibleTo(self)

    def refuse(self) -> None:
        """The number was not taken: it stays here, to be read again."""
        self.editor.show()
        self._words.hide()
        self.number.lead_here()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.editing and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._save()
            return
        super().keyPressEvent(event)

    def _save(self) -> None:
        self.number.judge()
        if self.number.has_error():
            return
        number, status = self.number.text().strip(), self.status.value()
        self.close_editor()
        if (number, status) != self._kept:
            self.saved.emit(number, status if status != self._kept[1] else "")
        self.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def retheme(self, theme: Theme) -> None:
        self._flow.set_gaps(theme.px(6), theme.px(4))


def _option_of(raw: str) -> str:
    """The name under which a status stands in the list: two names of EDOF share a label."""
    label = edof_status(raw).label
    return next((name for name, words in _status_options() if words == label), raw) if raw else ""


def _status_options() -> list[tuple[str, str]]:
    """EDOF's labels, each once."""
    options = [("", "Non renseigné")]
    seen: set[str] = set()
    for status in STATUSES:
        if status.label not in seen:
            seen.add(status.label)
            options.append((status.name, status.label))
    return options
