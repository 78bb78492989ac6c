"""Mandates beside the form: added, changed and ended; communes and EPCI are completed, the rest is kept as typed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

import resources
from app.checks.communes import HOME_DEPARTMENT
from app.domain.folding import fold
from app.domain.names import feminine
from app.domain.officials import MandateKind
from app.storage.rows import MandateRow
from ui.components import LinkButton, Text, Themed
from ui.dates import NBSP, numeric_date, short_day
from ui.fields.base import Field
from ui.fields.choice import ComboField
from ui.fields.text import CompletingField, Suggestion
from ui.fields.values import DateField
from ui.panels.address_fields import ChoosingField
from ui.theme import BODY, CAPTION, Role, Theme

if TYPE_CHECKING:
    from app.desk import Desk
    from app.services.directory import MandateForm

KINDS = (
    (MandateKind.MUNICIPAL.value, "Commune"),
    (MandateKind.COMMUNAUTAIRE.value, "EPCI"),
    (MandateKind.DEPARTEMENTAL.value, "Département"),
    (MandateKind.REGIONAL.value, "Région"),
)
FUNCTIONS = {
    MandateKind.MUNICIPAL.value: ("maire", "1er adjoint", "2e adjoint", "3e adjoint", "adjoint", "conseiller"),
    MandateKind.COMMUNAUTAIRE.value: ("président", "vice-président", "conseiller communautaire"),
    MandateKind.DEPARTEMENTAL.value: ("président", "vice-président", "conseiller départemental"),
    MandateKind.REGIONAL.value: ("président", "vice-président", "conseiller régional"),
}
_WOMEN = {"1er adjoint": "1re adjointe", "président": "présidente", "vice-président": "vice-présidente"}


def function_words(function: str, civility: str) -> str:
    """« 2e adjointe », « conseillère communautaire » for a woman."""
    if not feminine(civility):
        return function
    words = _WOMEN.get(function, function)
    words = words.replace("conseiller", "conseillère").replace("départemental", "départementale")
    words = words.replace("régional", "régionale")
    return words if words.endswith("adjointe") else words.replace("adjoint", "adjointe")


class MandatesEditor(Themed, QWidget):
    """All mandates of one person; nothing is written before the form is saved."""

    edited = Signal()
    judged = Signal()

    def __init__(self, desk: Desk, civility: Callable[[], str]) -> None:
        super().__init__()
        self._desk, self._civility = desk, civility
        self.items: list[MandateItem] = []
        self.add = LinkButton("Ajouter un mandat", "plus", size=BODY)
        self.add.clicked.connect(self._add)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(self.add)
        self.start_theme()

    def load(self, mandates: Sequence[MandateRow]) -> None:
        """Show the mandates that are kept."""
        self.restore([_kept(one) for one in mandates])

    def restore(self, drafted: Sequence[Mapping[str, Any]]) -> None:
        """Show mandates as a draft or a person's row gives them."""
        for item in self.items:
            self._column.removeWidget(item)
            item.hide()
            item.deleteLater()
        self.items = []
        for values in drafted:
            self._insert(values)

    def load_ids(self, mandates: Sequence[MandateRow]) -> None:
        """Learn under which ids the mandates were just kept: they were written in this order."""
        kept = [item for item in self.items if not item.is_empty()]
        fresh = sorted(mandates, key=lambda one: one.id)
        known = {item.id for item in kept if item.id is not None}
        new = iter([one.id for one in fresh if one.id not in known])
        for item in kept:
            if item.id is None:
                item.id = next(new, None)

    def draft(self) -> list[dict[str, Any]]:
        """Plain JSON of all of them; a text in which a NIR stands is left out."""
        return [item.draft() for item in self.items]

    def forms(self) -> list[MandateForm]:
        """What the service keeps; an empty one is left out."""
        return [item.form() for item in self.items if not item.is_empty()]

    def fields(self) -> list[Field]:
        """All fields of all mandates, in order."""
        return [field for item in self.items for field in item.fields.values()]

    def begin(self, territory: str, code: str) -> None:
        """Begin a municipal mandate in a commune that is known."""
        values = {"kind": MandateKind.MUNICIPAL.value, "territory": territory, "territory_code": code}
        self._insert(values).open()

    def _add(self) -> None:
        item = self._insert({"kind": MandateKind.MUNICIPAL.value})
        item.open()
        item.fields["territory"].lead_here()
        self.edited.emit()

    def _insert(self, values: Mapping[str, Any]) -> MandateItem:
        item = MandateItem(self._desk, self._civility, values)
        item.edited.connect(self.edited)
        item.judged.connect(self.judged)
        item.removed.connect(lambda: self._remove(item))
        self._column.insertWidget(len(self.items), item)
        self.items.append(item)
        return item

    def _remove(self, item: MandateItem) -> None:
        self.items.remove(item)
        self._column.removeWidget(item)
        item.hide()
        item.deleteLater()
        self.add.setFocus()
        self.edited.emit()

    def retheme(self, theme: Theme) -> None:
        self._column.setSpacing(theme.px(6))


class MandateItem(Themed, QFrame):
    """One mandate: a line to read, and its fields once *Modifier* opens them."""

    edited = Signal()
    judged = Signal()
    removed = Signal()

    def __init__(self, desk: Desk, civility: Callable[[], str], values: Mapping[str, Any]) -> None:
        super().__init__()
        self._desk, self._civility = desk, civility
        self.id: int | None = values.get("id")  # None for a new one
        self._code = str(values.get("territory_code", ""))
        self._function_on = _day(values.get("function_on"))
        self._absent = bool(values.get("absent"))
        self.setProperty("part", "card")
        self.kind = ComboField("Conseil", KINDS, str(values.get("kind", "")), reserve=False)
        self.territory = CompletingField("Territoire", self._territories, reserve=False)
        self.function = ChoosingField("Fonction", self._functions, reserve=False)
        self.since = DateField("Depuis le", desk.today, past=True, reserve=False)
        self.until = DateField("Terminé le", desk.today, past=True, reserve=False)
        self.fields: dict[str, Field] = {
            "kind": self.kind,
            "territory": self.territory,
            "function": self.function,
            "mandate_on": self.since,
            "ended_on": self.until,
        }
        self.title = Text("", BODY, wrap=True)
        self.second = Text("", CAPTION, Role.TEXT_SECOND, wrap=True)
        self.modify = LinkButton("Modifier")
        self.end = LinkButton("Terminer")
        self.remove = LinkButton("Retirer")
        self._fill(values)
        self._connect()
        self._lay_out()
        self._say()
        self.start_theme()

    def _fill(self, values: Mapping[str, Any]) -> None:
        self.territory.set_text(str(values.get("territory", "")))
        self.function.set_text(str(values.get("function", "")))
        for field, name in ((self.since, "mandate_on"), (self.until, "ended_on")):
            written = values.get(name)
            day = _day(written)
            field.set_text(numeric_date(day) if day is not None else str(written or ""))

    def _connect(self) -> None:
        for field in self.fields.values():
            field.edited.connect(self.edited)
            field.left.connect(self._left)
        self.territory.edited.connect(self._forget_code)
        self.territory.chosen.connect(self._take_territory)
        self.modify.clicked.connect(self._toggle)
        self.end.clicked.connect(self._end)
        self.remove.clicked.connect(self.removed)

    def _lay_out(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self.title)
        words.addWidget(self.second)
        head = QHBoxLayout()
        head.addLayout(words, 1)
        for button in (self.modify, self.end, self.remove):
            head.addWidget(button)
        self.editor = QWidget()
        self._grid = QGridLayout(self.editor)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.addWidget(self.kind, 0, 0)
        self._grid.addWidget(self.territory, 0, 1, 1, 2)
        self._grid.addWidget(self.function, 1, 0)
        self._grid.addWidget(self.since, 1, 1)
        self._grid.addWidget(self.until, 1, 2)
        for column in range(3):
            self._grid.setColumnStretch(column, 1)
        self.editor.hide()
        self._layout = QVBoxLayout(self)
        self._layout.addLayout(head)
        self._layout.addWidget(self.editor)

    # What it holds

    def is_empty(self) -> bool:
        """Whether nothing tells whose mandate of what it is."""
        return not (self.territory.text().strip() or self.function.text().strip())

    def form(self) -> MandateForm:
        """What the service keeps; a date that cannot be read is left out."""
        from app.services.directory import MandateForm

        return MandateForm(
            kind=self.kind.value(),
            territory=self.territory.text(),
            territory_code=self._code,
            function=self.function.text(),
            mandate_on=self.since.value(),
            function_on=self._function_on,
            ended_on=self.until.value(),
            id=self.id,
        )

    def draft(self) -> dict[str, Any]:
        """Plain JSON; dates as typed."""
        texts = {name: field.draft_text() for name, field in self.fields.items()}
        kept: dict[str, Any] = {name: text for name, text in texts.items() if text is not None}
        kept |= {"id": self.id, "territory_code": self._code, "absent": self._absent}
        return kept | {"function_on": self._function_on.isoformat() if self._function_on else None}

    def open(self) -> None:
        """Show the fields."""
        self.editor.show()
        self.modify.set_text("Replier")

    # Gestures

    def _toggle(self) -> None:
        if self.editor.isHidden():
            self.open()
            self.territory.lead_here()
        else:
            self.editor.hide()
            self.modify.set_text("Modifier")

    def _end(self) -> None:
        """End today, to be corrected in the field; or take the end back."""
        self.until.set_value(None if self.until.text().strip() else self._desk.today())
        self._say()
        self.edited.emit()

    def _left(self) -> None:
        self._say()
        self.judged.emit()

    def _forget_code(self) -> None:
        self._code = ""

    def _take_territory(self, suggestion: Suggestion) -> None:
        self._code = str(suggestion.value or "")
        self._say()

    def _say(self) -> None:
        function = self.function.text().strip()
        kind = dict(KINDS).get(self.kind.value(), "")
        self.title.setText(
            ", ".join(one for one in (self.territory.text().strip(), function) if one) or "Nouveau mandat"
        )
        since, until = self.since.value(), self.until.value()
        parts = [kind]
        parts += [f"depuis le{NBSP}{short_day(since)}{NBSP}{since.year}"] if since else []
        parts += [f"terminé le{NBSP}{short_day(until)}{NBSP}{until.year}"] if until else []
        parts += ["plus dans le registre"] if self._absent else []
        self.second.setText(" · ".join(parts))
        self.end.set_text("Reprendre" if self.until.text().strip() else "Terminer")
        for button in (self.modify, self.end, self.remove):
            button.setAccessibleName(f"{button.words()}\u00a0: {self.title.text()}")

    # Completion

    def _territories(self, text: str) -> list[Suggestion]:
        if len(text.strip()) < 2:
            return []
        match self.kind.value():
            case MandateKind.COMMUNAUTAIRE.value:
                return [Suggestion(name) for name in self._desk.communes().complete_epci(text)]
            case MandateKind.DEPARTEMENTAL.value:
                return _departments(text)
            case MandateKind.REGIONAL.value:
                return [Suggestion("Auvergne-Rhône-Alpes", "", "84")]
        found = self._desk.communes().complete(text, 10)
        return [Suggestion(one.name, " ".join(one.postcodes[:3]), one.insee) for one in found]

    def _functions(self, text: str) -> list[Suggestion]:
        offered = FUNCTIONS.get(self.kind.value(), ())
        said = [function_words(one, self._civility()) for one in offered]
        return [Suggestion(one) for one in said if fold(text) in fold(one)]

    def retheme(self, theme: Theme) -> None:
        edge = theme.px(12)
        self._layout.setContentsMargins(edge, theme.px(6), theme.px(8), theme.px(8))
        self._layout.setSpacing(theme.px(6))
        self._grid.setHorizontalSpacing(theme.px(10))
        self._grid.setVerticalSpacing(theme.px(6))


def _kept(mandate: MandateRow) -> dict[str, Any]:
    return {
        "id": mandate.id,
        "kind": mandate.kind,
        "territory": mandate.territory,
        "territory_code": mandate.territory_code,
        "function": mandate.function,
        "mandate_on": mandate.mandate_on,
        "function_on": mandate.function_on,
        "ended_on": mandate.ended_on,
        "absent": mandate.absent_since is not None,
    }


def _day(value: object) -> date | None:
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value)) if value else None
    except ValueError:
        return None


def _departments(text: str) -> list[Suggestion]:
    lines = resources.read("reference", "departements.tsv").decode("utf-8").splitlines()
    rows = [(code, name) for code, _, name in (line.partition("\t") for line in lines)]
    found = [(code, name) for code, name in rows if fold(text) in fold(name) or code == text.strip()]
    found.sort(key=lambda row: (row[0] != HOME_DEPARTMENT, row[0]))
    return [Suggestion(name, code, code) for code, name in found]
