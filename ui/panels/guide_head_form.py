"""The form of an edition as a whole: title, source, from when it holds, when to read it again, names of columns."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from app.checks.problems import error
from app.guide.edition import Edition
from app.guide.proving import Problem
from ui.components import Themed
from ui.fields.base import Field
from ui.forms import DateField, MultilineField, TextField
from ui.panels.guide_rows import Pair, Section
from ui.theme import Theme


class EditionForm(Themed, QScrollArea):
    """What is true of the whole edition."""

    edited = Signal(object)
    """The edition as it stands now."""

    def __init__(self, today: Callable[[], date]) -> None:
        super().__init__()
        self._edition: Edition | None = None
        self.setAccessibleName("L’édition entière")
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.title = TextField(
            "Titre", hint="Imprimé au pied de chaque fiche.", required="Donnez un titre à l’édition."
        )
        self.source = MultilineField(
            "Source", lines=2, hint="D’où vient le guide.", required="Dites d’où vient le guide."
        )
        self.valid_from = DateField("En vigueur depuis", today)
        self.review_by = DateField(
            "À relire d’ici au", today, hint="Passé ce jour, Aujourd’hui et le pied des fiches le disent."
        )
        inner = QWidget()
        inner.setProperty("part", "page")
        self._column = QVBoxLayout(inner)
        self._names = Section("Noms des phases et des colonnes")
        whole = Section("L’édition")
        whole.body.addWidget(self.title)
        whole.body.addWidget(self.source)
        whole.body.addWidget(Pair(self.valid_from, self.review_by))
        for section in (whole, self._names):
            self._column.addWidget(section)
        self._column.addStretch(1)
        self.setWidget(inner)
        self.phases: dict[int, TextField] = {}
        self.columns: dict[str, TextField] = {}
        for field in (self.title, self.source):
            field.edited.connect(self._edited)
        for day in (self.valid_from, self.review_by):
            day.left.connect(self._edited)
        self.start_theme()

    def load(self, edition: Edition) -> None:
        """Show an edition without telling anybody."""
        self._edition = edition
        self.title.set_text(edition.title)
        self.source.set_text(edition.source)
        self.valid_from.set_value(edition.valid_from)
        self.review_by.set_value(edition.review_by)
        for phase in edition.phases:
            self._named(self.phases, phase.number, f"Phase {phase.number}").set_text(phase.title)
        for place, column in enumerate(edition.columns, start=1):
            self._named(self.columns, column.stage.value, f"Colonne {place}").set_text(column.title)
        for day in (self.valid_from, self.review_by):
            day.judge()

    def place_of(self, problem: Problem) -> Field | None:
        """The field that a problem of the whole edition speaks of; None where it is not here."""
        fields = {"title": self.title, "source": self.source, "valid_from": self.valid_from}
        return {**fields, "review_by": self.review_by}.get(problem.key)

    def show_problems(self, problems: list[Problem]) -> None:
        """Say at its field what keeps the edition from being saved."""
        for field in (self.title, self.source, self.valid_from, self.review_by):
            found = [error("guide", problem.sentence) for problem in problems if self.place_of(problem) is field]
            if found:
                field.show_problems(found)
            elif field.problems() and field.problems()[0].code == "guide":
                field.show_problems(())

    def focus_first(self) -> None:
        """The title."""
        self.title.lead_here()

    def _named(self, known: dict, key: object, label: str) -> TextField:  # type: ignore[type-arg]  # Two kinds of key.
        if key not in known:
            field = known[key] = TextField(label, reserve=False)
            field.edited.connect(self._edited)
            self._names.body.addWidget(field)
        found: TextField = known[key]
        return found

    def _edited(self) -> None:
        edition = self._edition
        if edition is None:
            return
        self._edition = replace(
            edition,
            title=self.title.text().strip(),
            source=self.source.text().strip(),
            valid_from=self.valid_from.value() or edition.valid_from,
            review_by=self.review_by.value() or edition.review_by,
            phases=tuple(
                replace(phase, title=text, band=text if phase.band == phase.title else phase.band)
                for phase in edition.phases
                for text in (self.phases[phase.number].text().strip(),)
            ),
            columns=tuple(
                replace(column, title=self.columns[column.stage.value].text().strip()) for column in edition.columns
            ),
        )
        if self._edition != edition:
            self.edited.emit(self._edition)

    def retheme(self, theme: Theme) -> None:
        self._column.setContentsMargins(theme.px(4), 0, theme.px(10), theme.px(12))
        self._column.setSpacing(theme.px(10))
