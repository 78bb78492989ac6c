"""What may lie on top of a form: a draft to take up again, and both values of what two people changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ui.components import Button, FlowLayout, RadioButton, Text, Themed
from ui.panels.official_rows import Sign
from ui.theme import BODY, CAPTION, Role, Theme

MINE, THEIRS = "mine", "theirs"
LONGEST_SHOWN = 60


class DraftOffer(Themed, QFrame):
    """« Une saisie n’a pas été enregistrée : Odile Thévenet, aujourd’hui 10 h 12 »: taken up again, or given up."""

    taken = Signal()
    givenUp = Signal()  # noqa: N815 - Qt's way of naming signals

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("part", "card")
        self.words = Text("", BODY, wrap=True)
        self.take = Button("Reprendre", "rotate-ccw", height=28)
        self.give_up = Button("Effacer cette saisie", kind="quiet", height=28)
        self.take.clicked.connect(self.taken)
        self.give_up.clicked.connect(self.givenUp)
        self._layout = QHBoxLayout(self)
        self._layout.addWidget(Sign("history", Role.SOON))
        self._layout.addWidget(self.words, 1)
        self._layout.addWidget(self.take)
        self._layout.addWidget(self.give_up)
        self.hide()
        self.start_theme()

    def offer(self, when: str, name: str) -> None:
        """Offer what was typed then, of whom it names."""
        told = ", ".join(part for part in (name, when) if part)
        self.words.setText(f"Une saisie n’a pas été enregistrée\u00a0: {told}.")
        self.setAccessibleName(self.words.text())
        self.show()

    def retheme(self, theme: Theme) -> None:
        self._layout.setContentsMargins(theme.px(12), theme.px(5), theme.px(8), theme.px(5))
        self._layout.setSpacing(theme.px(10))


@dataclass(frozen=True)
class Difference:
    """One field that two people changed, with both values as shown."""

    name: str
    label: str
    mine: str
    theirs: str


class ConflictBox(Themed, QFrame):
    """Both values, field by field; nothing is saved before each was chosen, and mine stands first."""

    decided = Signal(dict)  # name -> the value that was chosen

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("part", "card")
        self._title = Text("", BODY, semibold=True, wrap=True)
        self._rows = QWidget()
        self._grid = QGridLayout(self._rows)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setColumnStretch(1, 1)
        self._grid.setColumnStretch(2, 1)
        self._differences: Sequence[Difference] = ()
        self.choices: dict[str, dict[str, RadioButton]] = {}
        self._groups: list[QButtonGroup] = []
        self.keep = Button("Enregistrer ces choix", "check", "Ctrl+S", "primary", height=28)
        self.keep.clicked.connect(self.decide)
        foot = QWidget()
        self._foot = FlowLayout(foot)
        self._foot.addWidget(self.keep)
        self._layout = QVBoxLayout(self)
        for widget in (self._title, self._rows, foot):
            self._layout.addWidget(widget)
        self.hide()
        self.start_theme()

    def show_differences(self, differences: Sequence[Difference]) -> None:
        """Ask for each of these."""
        self._differences = differences
        self.choices = {}
        self._groups = []
        while item := self._grid.takeAt(0):
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self._title.setText("Quelqu’un d’autre a enregistré cette fiche entre-temps. Choisissez, champ par champ.")
        for row, one in enumerate(differences):
            self._grid.addWidget(Text(one.label, CAPTION, Role.TEXT_SECOND), row, 0)
            group = QButtonGroup(self)
            self._groups.append(group)
            self.choices[one.name] = {}
            for column, (side, words, value) in enumerate(
                ((MINE, "Vous", one.mine), (THEIRS, "L’autre poste", one.theirs)), start=1
            ):
                radio = RadioButton(f"{words}\u00a0: {_short(value)}")
                radio.setAccessibleName(f"{one.label}, {words}\u00a0: {value or 'vide'}")
                radio.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
                radio.setChecked(side == MINE)
                group.addButton(radio)
                self.choices[one.name][side] = radio
                self._grid.addWidget(radio, row, column)
        self.setVisible(bool(differences))

    def decide(self) -> None:
        """Hand over what was chosen."""
        chosen = {
            one.name: one.theirs if self.choices[one.name][THEIRS].isChecked() else one.mine
            for one in self._differences
        }
        self.hide()
        self.decided.emit(chosen)

    def focus_first(self) -> None:
        """The first choice."""
        for sides in self.choices.values():
            sides[MINE].setFocus()
            return

    def retheme(self, theme: Theme) -> None:
        self._layout.setContentsMargins(theme.px(14), theme.px(8), theme.px(14), theme.px(10))
        self._layout.setSpacing(theme.px(6))
        self._grid.setHorizontalSpacing(theme.px(14))
        self._grid.setVerticalSpacing(theme.px(2))


def _short(value: str) -> str:
    if not value:
        return "vide"
    flat = " ".join(value.split())
    return flat if len(flat) <= LONGEST_SHOWN else f"{flat[:LONGEST_SHOWN]}…"
