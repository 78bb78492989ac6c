"""*Guide*: the whole guide for a situation that one picks, as it is read out and printed."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.guide.edition import UNKNOWN, Edition
from app.guide.path import holds, numbering, whole_path
from app.guide.wording import worded_step
from ui.components import YES_NO_LATER, Card, ComboBox, PageHead, PhaseNumber, Segmented, Text, Themed
from ui.dates import long_date
from ui.front import Front
from ui.pages.base import PageWidget
from ui.panels.step_text import StepCard
from ui.theme import BODY, CAPTION, SECTION, Role, Theme

TEXT_WIDTH = 860  # looks/window/SPEC.md, section 1: script text at most 860 wide


class SituationCard(Themed, Card):
    """The questions of the situation, each with Oui, Non, À voir."""

    def __init__(self, edition: Edition) -> None:
        super().__init__()
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
        self.source = Text(
            f"Guide AMF42, {edition.title}, en vigueur depuis le {long_date(edition.valid_from)}, "
            f"à relire d’ici au {long_date(edition.review_by)}. Source\u00a0: {edition.source}.",
            CAPTION,
            Role.TEXT_SECOND,
            wrap=True,
        )
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
        self.setFixedWidth(theme.px(340))


class GuidePage(PageWidget):
    """Situation at the left, all its steps at the right."""

    def __init__(self, front: Front) -> None:
        super().__init__(front)
        self._editions = front.desk.editions
        self._edition = self._editions[-1]
        self._head = PageHead("Guide")
        self._choice = ComboBox()
        self._choice.setAccessibleName("Édition du guide")
        for edition in self._editions:
            self._choice.addItem(edition.title, edition.id)
        self._choice.setCurrentIndex(len(self._editions) - 1)
        self._choice.setVisible(len(self._editions) > 1)
        self._choice.currentIndexChanged.connect(self._take_edition)
        self._head.add_action(self._choice)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._area.setAccessibleName("Étapes du guide")
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
        card = SituationCard(self._edition)
        for switch in card.switches.values():
            switch.changed.connect(lambda _value: self.refresh())
        return card

    def _take_edition(self, index: int) -> None:
        self._edition = self._editions[index]
        fresh = self._new_situation()
        self._body.replaceWidget(self._situation, fresh)
        self._situation.deleteLater()
        self._situation = fresh
        self.refresh()

    def refresh(self) -> None:
        """Set the steps of the situation in force."""
        situation = self._situation.situation()
        self._situation.show_asked(self._edition)
        steps = whole_path(self._edition, situation)
        numbers = numbering(steps)
        inner = QWidget()
        inner.setProperty("part", "page")
        inner.setMaximumWidth(round(TEXT_WIDTH * self.logicalDpiX() / 96 * 1.2))
        column = QVBoxLayout(inner)
        phase = 0
        for place, step in enumerate(steps, start=1):
            if step.phase != phase:
                phase = step.phase
                title = next(one.title for one in self._edition.phases if one.number == phase)
                row = QHBoxLayout()
                row.addWidget(PhaseNumber(phase))
                row.addWidget(Text(title, SECTION, semibold=True), 1)
                column.addLayout(row)
            column.addWidget(StepCard(worded_step(step, {}, numbers), place))
        column.addStretch(1)
        count = len(steps)
        self._situation.count.setText(f"{count} étapes pour cette situation.")
        bar = self._area.verticalScrollBar().value()
        self._area.setWidget(inner)
        self._area.verticalScrollBar().setValue(bar)

    def focus_first(self) -> None:
        """The first question."""
        next(iter(self._situation.switches.values())).setFocus(Qt.FocusReason.OtherFocusReason)

    def regions(self) -> Sequence[QWidget]:
        return (self._situation, self._area)
