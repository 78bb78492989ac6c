"""*Guide*: the whole guide for a situation that one picks, as it is read out and printed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.guide.edition import UNKNOWN, Edition
from app.guide.path import holds, numbering, whole_path
from app.guide.wording import WordedStep, worded_step
from ui.components import YES_NO_LATER, Button, Card, ComboBox, PageHead, PhaseNumber, Segmented, Text, Themed
from ui.dates import long_date
from ui.front import Front
from ui.pages.base import PageWidget
from ui.panels.step_text import StepCard
from ui.theme import BODY, CAPTION, SECTION, Role, Theme, current_theme

FOLDED_BELOW = 900  # width at 100 %, in logical pixels
TEXT_WIDTH = 860  # looks/window/SPEC.md, section 1: script text at most 860 wide


class SituationCard(Themed, Card):
    """The questions of the situation, each with Oui, Non, À voir."""

    def __init__(self, edition: Edition, *, in_force: bool) -> None:
        super().__init__()
        self._wide = False
        self.setAccessibleName("Situation")
        self._layout = QVBoxLayout(self)
        self._layout.addWidget(Text("Situation", SECTION, semibold=True))
        self.switches: dict[str, Segmented] = {}
        self._rows: dict[str, QWidget] = {}
        for question in edition.questions:
            switch = Segmented(YES_NO_LATER, UNKNOWN, accessible_name=question.label)
            row = QWidget()
            line = QHBoxLayout(row)
            line.setContentsMargins(0, 0, 0, 0)
            line.addWidget(Text(question.label, BODY), 1)
            line.addWidget(switch)
            self._layout.addWidget(row)
            self.switches[question.id] = switch
            self._rows[question.id] = row
        self.count = Text("", CAPTION, Role.TEXT_SECOND, wrap=True)
        self._layout.addWidget(self.count)
        day = long_date(edition.valid_from)
        held = f"en vigueur depuis le {day}" if in_force else f"préparée pour le {day}, à approuver par l’AMF42"
        told = f"Guide AMF42, {edition.title}, {held}, à relire d’ici au {long_date(edition.review_by)}."
        self.source = Text(f"{told} Source\u00a0: {edition.source}.", CAPTION, Role.TEXT_SECOND, wrap=True)
        self._layout.addWidget(self.source)
        self._layout.addStretch(1)
        self.start_theme()

    def situation(self) -> dict[str, str]:
        """Question id -> yes, no or unknown."""
        return {question: switch.value() or UNKNOWN for question, switch in self.switches.items()}

    def show_asked(self, edition: Edition) -> None:
        """Hide the questions that this situation does not ask."""
        situation = self.situation()
        for question in edition.questions:
            self._rows[question.id].setVisible(holds(question.when, situation))

    def retheme(self, theme: Theme) -> None:
        edge = theme.px(16)
        self._layout.setContentsMargins(edge, edge, edge, edge)
        self._layout.setSpacing(theme.px(10))
        self.set_wide(wide=self._wide)

    def set_wide(self, *, wide: bool) -> None:
        """As wide as what it stands in, or a column of its own."""
        self._wide = wide
        width = current_theme().px(340)
        self.setMinimumWidth(0 if wide else width)
        self.setMaximumWidth(16_777_215 if wide else width)


class PhaseLine(QWidget):
    """The number and the title of a phase, above its steps."""

    def __init__(self, number: int, title: str) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 4, 0, 0)
        row.addWidget(PhaseNumber(number))
        row.addWidget(Text(title, SECTION, semibold=True, wrap=True), 1)


class GuidePage(PageWidget):
    """Situation at the left, all its steps at the right."""

    tables = ("guide_versions", "settings")

    def __init__(self, front: Front) -> None:
        super().__init__(front)
        self._narrow = False
        self._editions: tuple[Edition, ...] = ()
        self._edition = front.desk.edition_for_new()
        self._for_new = self._edition.id
        self._head = PageHead("Guide")
        self._choice = ComboBox()
        self._choice.setAccessibleName("Édition du guide")
        self._head.add_action(self._choice)  # in its place before it is shown: it would flash as a window of its own
        self._list_editions()
        self._choice.currentIndexChanged.connect(self._take_edition)
        self._edit = Button("Modifier le guide…", "pencil", "Ctrl+E")
        self._edit.clicked.connect(lambda _on: self.modify())
        self._head.add_action(self._edit)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._area.setAccessibleName("Étapes du guide")
        self._cards: dict[str, StepCard] = {}  # by step, used again from one situation to the next
        self._shown: list[StepCard] = []
        inner = QWidget()
        inner.setProperty("part", "page")
        self._column = QVBoxLayout(inner)
        self._inner = inner
        self._area.setWidget(self._inner)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._body = QHBoxLayout()
        self._situation = self._new_situation()
        self._body.addWidget(self._situation, 0, Qt.AlignmentFlag.AlignTop)
        self._body.addWidget(self._area, 1)
        self._body.setContentsMargins(16, 0, 0, 0)
        self._body.setSpacing(4)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(0)
        self._layout.addWidget(self._head)
        self._layout.addLayout(self._body, 1)

    def _new_situation(self) -> SituationCard:
        in_force = not self._edition.to_approve or self._edition.id == self._for_new
        card = SituationCard(self._edition, in_force=in_force)
        for switch in card.switches.values():
            switch.changed.connect(lambda _value: self.refresh())
        return card

    def _take_edition(self, index: int) -> None:
        self._edition = self._editions[index]
        answers = self._situation.situation()
        self._situation.setParent(None)
        self._situation.deleteLater()
        self._situation = self._new_situation()
        for question, switch in self._situation.switches.items():
            switch.set_value(answers.get(question, UNKNOWN))
        self._body.insertWidget(0, self._situation, 0, Qt.AlignmentFlag.AlignTop)
        self._narrow = False
        self.refresh()
        self._fold()

    def _list_editions(self) -> None:
        """The editions in use, as they were last saved; the one that is shown stays."""
        self._editions = self.front.desk.editions
        shown = next((place for place, one in enumerate(self._editions) if one.id == self._edition.id), 0)
        self._edition = self._editions[shown]
        self._choice.blockSignals(True)
        self._choice.clear()
        for edition in self._editions:
            self._choice.addItem(edition.title, edition.id)
        self._choice.setCurrentIndex(shown)
        self._choice.blockSignals(False)
        self._choice.setVisible(len(self._editions) > 1)

    def refresh(self) -> None:
        """Set the steps of the situation in force; the one that is being read stays where it is."""
        for_new = self.front.desk.edition_for_new().id
        if (self.front.desk.editions, for_new) != (self._editions, self._for_new):  # the guide was changed
            self._for_new = for_new
            self._list_editions()
            self._take_edition(self._choice.currentIndex())
            return
        situation = self._situation.situation()
        self._situation.show_asked(self._edition)
        steps = whole_path(self._edition, situation)
        self._situation.count.setText(f"{len(steps)} étape{'s' * (len(steps) > 1)} pour cette situation.")
        read = self._read_now()
        self._area.setUpdatesEnabled(False)
        self._inner.hide()  # else Qt would measure all cards again for each one that is added
        self._clear()
        numbers = numbering(steps)
        phase = 0
        for place, step in enumerate(steps, start=1):
            if step.phase != phase:
                phase = step.phase
                title = next(one.title for one in self._edition.phases if one.number == phase)
                self._column.addWidget(PhaseLine(phase, title))
            card = self._card(worded_step(step, {}, numbers), place)
            self._column.addWidget(card)
            card.show()
            self._shown.append(card)
        self._column.addStretch(1)
        self._inner.show()
        QTimer.singleShot(0, self, lambda: self._come_back_to(read))

    def _card(self, worded: WordedStep, place: int) -> StepCard:
        """The card of a step: the one of before where its words are the same, whatever its number."""
        worded = replace(worded, number=None)
        kept = self._cards.get(worded.step.id)
        if kept is not None and kept.worded == worded:
            kept.set_number(place)
            return kept
        if kept is not None:
            kept.deleteLater()
        card = self._cards[worded.step.id] = StepCard(worded, place)
        return card

    def _clear(self) -> None:
        for card in self._shown:
            self._column.removeWidget(card)
            card.hide()
        self._shown = []
        while (item := self._column.takeAt(1 if self._narrow else 0)) is not None:
            line = item.widget()
            if line is not None:
                line.hide()
                line.deleteLater()

    def _read_now(self) -> tuple[StepCard, int] | None:
        """The first card in sight, and how far below the top it is."""
        top = self._area.verticalScrollBar().value()
        found = next((card for card in self._shown if card.geometry().bottom() > top), None) if top else None
        return (found, found.y() - top) if found is not None else None

    def _come_back_to(self, read: tuple[StepCard, int] | None) -> None:
        self._area.setUpdatesEnabled(True)
        if read is not None and read[0] in self._shown:
            self._area.verticalScrollBar().setValue(read[0].y() - read[1])

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fold()

    def _fold(self) -> None:
        """The situation beside the steps, or above them where the window is narrow for its text."""
        narrow = self.width() < FOLDED_BELOW * current_theme().scale
        self._situation.set_wide(wide=narrow)
        self._inner.setMaximumWidth(current_theme().px(TEXT_WIDTH + 32))
        if narrow is self._narrow:
            return
        self._narrow = narrow
        self._edit.set_text("Modifier" if narrow else "Modifier le guide…")
        self._edit.set_shortcut_text(None if narrow else "Ctrl+E")
        if narrow:
            self._body.removeWidget(self._situation)
            self._column.insertWidget(0, self._situation)
        else:
            self._column.removeWidget(self._situation)
            self._body.insertWidget(0, self._situation, 0, Qt.AlignmentFlag.AlignTop)
        # Another parent gives widgets back the font that they had before the last style sheet.
        for part in (self._situation, *self._situation.findChildren(QWidget)):
            if isinstance(part, Themed):
                part.start_theme(anew=True)

    def modify(self) -> bool:
        """Ctrl+E: the editor of the edition that is read."""
        self.front.edit_guide(self._edition.id)
        return True

    def focus_first(self) -> None:
        """The first question."""
        next(iter(self._situation.switches.values())).setFocus(Qt.FocusReason.OtherFocusReason)

    def regions(self) -> Sequence[QWidget]:
        return (self._situation, self._area)
