"""What another edition of the guide would change for one dossier, in the place of its panel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from app.storage.queries_edition_offer import EditionOffer, OfferLine
from ui.components import Button, FlowLayout, IconButton, Line, Text, Themed
from ui.dates import NBSP
from ui.panels.dossier import WIDTH
from ui.panels.dossier_parts import IconLabel, clear
from ui.theme import BODY, CAPTION, SECTION, Role, Theme

if TYPE_CHECKING:
    from app.changes import Changes
    from app.errors import UserError
    from ui.front import Front

ICONS = {"added": "plus", "removed": "minus", "changed": "pencil", "moved": "arrow-up-down"}
STEP_WORDS = {"added": "Étape en plus", "removed": "Étape en moins", "changed": "Changé", "moved": "À une autre place"}
QUESTION_WORDS = {"added": "Question en plus", "removed": "Question en moins", "changed": "Question changée"}
COUNTED = (("added", "en plus"), ("removed", "en moins"), ("changed", "changée"), ("moved", "déplacée"))


class EditionChangePanel(Themed, QFrame):
    """What another edition changes for one person; Entrée changes, Échap keeps the dossier as it is."""

    closed = Signal(int)  # the dossier, changed or not

    def __init__(self, front: Front, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.front = front
        self.dossier_id: int | None = None
        self._offer: EditionOffer | None = None
        self.setProperty("part", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.title = Text("", SECTION, semibold=True, wrap=True)
        self.close_button = IconButton(
            "x", "Garder l’édition du dossier", "Garder l’édition du dossier (Échap)", size=18
        )
        self.summary = Text("", BODY, wrap=True)
        self.stays = Text("Les étapes déjà faites restent cochées.", CAPTION, Role.TEXT_SECOND, wrap=True)
        self.accept = Button("", "check", "Entrée", "primary")
        self.cancel = Button("Garder", None, "Échap")
        self.close_button.clicked.connect(self.leave)
        self.cancel.clicked.connect(self.leave)
        self.accept.clicked.connect(self.save)
        self._lines = QVBoxLayout()
        self._lay_out()
        self.start_theme()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self.title, 1)
        head.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignTop)
        body = QWidget()
        body.setProperty("part", "page")
        self._column = QVBoxLayout(body)
        self._column.addLayout(head)
        self._column.addWidget(self.summary)
        self._column.addLayout(self._lines)
        self._column.addWidget(self.stays)
        self._column.addStretch(1)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setAccessibleName("Ce qui change pour cette personne")
        self.area.setWidget(body)
        self._foot = QWidget()
        self._foot_row = FlowLayout(self._foot)
        self._foot_row.addWidget(self.accept)
        self._foot_row.addWidget(self.cancel)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.area, 1)
        whole.addWidget(Line())
        whole.addWidget(self._foot)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)

    # Showing

    def start(self, dossier_id: int) -> None:
        """Read what would change for this dossier, and show it; where nothing can change, go back to the dossier."""
        self.dossier_id, self._offer = dossier_id, None
        self.accept.setEnabled(False)
        self.refresh()

    def refresh(self) -> None:
        """Read again: the dossier or the guide was changed meanwhile."""
        wanted = self.dossier_id
        if wanted is None:
            return
        from app.storage.queries_edition_offer import edition_offer

        desk = self.front.desk
        self.front.read(lambda: edition_offer(desk, wanted), lambda offer: self._found(wanted, offer))

    def _found(self, wanted: int, offer: EditionOffer | None) -> None:
        if wanted != self.dossier_id:
            return
        if offer is None:
            self.leave()
            return
        first = self._offer is None
        self._offer = offer
        self._show(offer)
        if first and self.isVisible():
            self.focus_first()

    def _show(self, offer: EditionOffer) -> None:
        title = f"Passer à l’{offer.after}{NBSP}?"
        self.title.setText(title)
        self.summary.setText(offer_words(offer))
        self.setAccessibleName(f"{title} {offer_words(offer)}")
        self.accept.set_text(f"Passer à l’{offer.after}")
        self.accept.setEnabled(True)
        self.cancel.set_text(f"Garder l’{offer.before}")
        clear(self._lines)
        for line in offer.lines:
            self._lines.addWidget(DifferenceLine(line))

    def focus_first(self) -> None:
        """The keyboard begins at the gesture that changes: Entrée does it."""
        self.accept.setFocus(Qt.FocusReason.ShortcutFocusReason)

    # Doing

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.cancel.hasFocus() or self.close_button.hasFocus():
                self.leave()
            else:
                self.save()
            return
        super().keyPressEvent(event)

    def save(self) -> None:
        """Let the dossier go on with the edition that was shown."""
        from app.services.guide import change_edition

        offer, desk = self._offer, self.front.desk
        if offer is None:
            return
        self.accept.setEnabled(False)  # one press, one change
        self.front.write(lambda: change_edition(desk, offer.dossier_id, offer.after_id), self._done, self._refused)

    def leave(self) -> None:
        """Back to the dossier."""
        wanted, self.dossier_id, self._offer = self.dossier_id, None, None
        if wanted is not None:
            self.closed.emit(wanted)

    def _done(self, _changes: Changes) -> None:
        self.leave()

    def _refused(self, problem: UserError) -> None:
        self.front.refused.emit(problem.message)
        self.refresh()

    def sizeHint(self) -> QSize:
        """As wide as the panel of a dossier: the buttons may stand one below the other."""
        return QSize(self.minimumWidth(), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(self.minimumWidth(), super().minimumSizeHint().height())

    def retheme(self, theme: Theme) -> None:
        self.setFixedWidth(theme.px(WIDTH))
        self._column.setContentsMargins(theme.px(16), theme.px(12), theme.px(16), theme.px(12))
        self._column.setSpacing(theme.px(12))
        self._lines.setSpacing(theme.px(10))
        self._foot.setContentsMargins(theme.px(16), theme.px(10), theme.px(16), theme.px(10))
        self._foot_row.set_gaps(theme.px(8), theme.px(8))


class DifferenceLine(Themed, QWidget):
    """One step that differs: its sign, its title, what of it changes, and what could not be confirmed."""

    def __init__(self, line: OfferLine, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        kind = (QUESTION_WORDS if line.question else STEP_WORDS).get(line.kind, "")
        told = f"{kind}{NBSP}: {line.detail}" if line.detail else kind
        words = [(line.title, BODY, Role.TEXT), (told, CAPTION, Role.TEXT_SECOND)]
        if line.unsure:
            words.append((f"À confirmer{NBSP}: {line.unsure}", CAPTION, Role.SOON))
        self._column = QVBoxLayout()
        self._column.setSpacing(0)
        for text, size, role in words:
            self._column.addWidget(Text(text, size, role, wrap=True))
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.addWidget(IconLabel(ICONS[line.kind]), 0, Qt.AlignmentFlag.AlignTop)
        self._layout.addLayout(self._column, 1)
        self.setAccessibleName(". ".join(text for text, _, _ in words))
        self.start_theme()

    def retheme(self, theme: Theme) -> None:
        self._layout.setSpacing(theme.px(8))


def offer_words(offer: EditionOffer) -> str:
    """« Pour Odile Thévenet : 2 étapes en plus, 1 en moins, 3 changées. Le dossier passe dans … »."""
    counted: list[str] = []
    for kind, words in COUNTED:
        count = sum(line.kind == kind and not line.question for line in offer.lines)
        if count:
            noun = f"étape{'s' * (count > 1)} " if not counted else ""
            plural = "s" if count > 1 and words.endswith("e") else ""
            counted.append(f"{count}{NBSP}{noun}{words}{plural}")
    asked = sum(line.kind == "added" and line.question for line in offer.lines)
    if asked:
        counted.append(f"{asked}{NBSP}question{'s' * (asked > 1)} de plus")
    change = ", ".join(counted) if counted else "rien ne change dans ce qui reste à faire"
    moves = f" Le dossier passe dans «{NBSP}{offer.column}{NBSP}»." if offer.column else ""
    return f"Pour {offer.name}{NBSP}: {change}.{moves}"
