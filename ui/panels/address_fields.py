"""« Votre adresse de domicile »: the platform's fields, one dictated line split into them, the envelope foreseen."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.checks.address import AddressResult, check_address, check_address_fields
from app.checks.communes import Commune
from app.checks.postal import ENVELOPE_WIDTH, Address, envelope_lines
from app.checks.problems import Problem
from app.checks.reference import table
from ui.components import Button, FlowLayout, Text, Themed
from ui.fields.base import NIR_STANDS, Field
from ui.fields.text import CompletingField, Suggestion, TextField
from ui.panels.official_rows import Sign
from ui.theme import CAPTION, Role, Theme, current_theme

if TYPE_CHECKING:
    from app.desk import Desk

PARTS = {
    "street_number": "number",
    "repetition": "repetition",
    "street_type": "street_type",
    "street_name": "street_name",
    "complement": "complement",
    "locality": "locality",
    "postcode": "postcode",
    "city": "city",
}
"""Column of the base -> name of the part in `app.checks.address`, in the platform's order."""

REPETITIONS = ("bis", "ter", "quater", "A", "B", "C", "D")
CHOICES_SHOWN = 10
DICTATED_HINT = "Elle se répartit dans les champs ci-dessous."


class ChoosingField(CompletingField):
    """A line with a chevron: typed freely, or chosen from a list that a click or Alt+↓ opens."""

    def __init__(self, label: str, suggest: Callable[[str], Sequence[Suggestion]], **options: Any) -> None:
        super().__init__(label, suggest, chevron=True, **options)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.editor and event.type() == QEvent.Type.MouseButtonPress and isinstance(event, QMouseEvent):
            edge = self.line.width() - current_theme().px(30)
            if event.button() == Qt.MouseButton.LeftButton and event.position().x() >= edge:
                self.line.setFocus(Qt.FocusReason.MouseFocusReason)
                self.propose()
                return True
        return super().eventFilter(watched, event)


class AddressFields(Themed, QWidget):
    """The fields judge each other: a field is spoken of only once it was left, or held something from the start."""

    edited = Signal()
    judged = Signal()

    def __init__(self, desk: Desk, name: Callable[[], str]) -> None:
        super().__init__()
        self._desk, self._name = desk, name
        self._visited: set[str] = set()
        self._emptied: set[str] = set()  # what the person took away is not completed again from the other side
        self._insee = ""
        self._before: dict[str, str] | None = None  # what stood here before a line was split into it
        self._line_before = ""
        self.dictated = TextField(
            "Dicter ou coller l’adresse",
            note="sur une ligne, dans n’importe quel ordre",
            hint=DICTATED_HINT,
        )
        self.fields: dict[str, Field] = {
            "street_number": TextField("Numéro de voie", reserve=False),
            "repetition": ChoosingField(
                "Indice", self._repetitions, accessible_name="Indice de répétition", reserve=False
            ),
            "street_type": ChoosingField("Type de voie", _street_types, reserve=False),
            "street_name": TextField("Nom de la voie", reserve=False),
            "complement": TextField("Complément d’adresse", placeholder="Bâtiment, étage, appartement", reserve=False),
            "locality": TextField("Lieu Dit", placeholder="À la place de la voie, ou en plus", reserve=False),
            "postcode": CompletingField(
                "Code postal", self._towns, accessible_name="Code postal / Ville, code postal", show_label=False
            ),
            "city": ChoosingField("Ville", self._towns, accessible_name="Code postal / Ville, ville", show_label=False),
        }
        self._town_label = Text("Code postal / Ville", CAPTION, semibold=True)
        self.choices = QWidget()
        self._choices = FlowLayout(self.choices)
        self.choices.hide()
        self.envelope = Envelope()
        self._connect()
        self._lay_out()
        self.start_theme()

    def _connect(self) -> None:
        for name, field in self.fields.items():
            field.edited.connect(lambda one=name: self._was_edited(one))
            field.left.connect(lambda one=name: self._left_field(one))
        for name in ("postcode", "city"):
            field = self.fields[name]
            assert isinstance(field, CompletingField)
            field.chosen.connect(lambda suggestion: self._take_town(*suggestion.value))
        self.dictated.left.connect(self.split)
        self.dictated.line.returnPressed.connect(self._split_now)
        self.dictated.edited.connect(self.edited)

    def _lay_out(self) -> None:
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        fields = self.fields
        self._grid.addWidget(self.dictated, 0, 0, 1, 3)
        for column, name in enumerate(("street_number", "repetition", "street_type")):
            self._grid.addWidget(fields[name], 1, column)
        for row, name in enumerate(("street_name", "complement", "locality"), start=2):
            self._grid.addWidget(fields[name], row, 0, 1, 3)
        town = QHBoxLayout()
        town.addWidget(fields["postcode"], 112)
        town.addWidget(fields["city"], 374)
        self._town = QVBoxLayout()
        self._town.addWidget(self._town_label)
        self._town.addLayout(town)
        self._town_row = town
        self._grid.addLayout(self._town, 5, 0, 1, 3)
        self._grid.addWidget(self.choices, 6, 0, 1, 3)
        self._grid.addWidget(self.envelope, 7, 0, 1, 3)
        for column, share in enumerate((112, 92, 270)):
            self._grid.setColumnStretch(column, share)

    # What stands in the fields

    def texts(self) -> dict[str, str]:
        """What stands in each field, by column."""
        return {name: field.text() for name, field in self.fields.items()}

    def insee(self) -> str:
        """The code of the commune, once it is sure; "" else."""
        return self._insee

    def load(self, values: Mapping[str, str]) -> None:
        """Show what is known; what is there is judged at once, what is empty is not."""
        for name, field in self.fields.items():
            field.set_text(values.get(name, ""))
        self._insee = values.get("city_insee", "")
        self._visited = {name for name, field in self.fields.items() if field.text()}
        self._before = None
        self._emptied.clear()
        self.dictated.set_text("")
        self.dictated.show_problems(())
        self.dictated.set_hint(DICTATED_HINT)
        self.judge()

    def judge(self) -> None:
        """Tidy all fields but the one that has the keyboard, and say what is to be read again of those visited."""
        result = check_address_fields(self._address())
        self._take(result, keep_focused=True)

    def judge_all(self) -> None:
        """The same, before saving: whatever the keyboard is on is tidied too."""
        self._visited |= {name for name, field in self.fields.items() if field.text()}
        self._take(check_address_fields(self._address()), keep_focused=False)

    def say_envelope(self) -> None:
        """Show the envelope again: the name or the address has changed."""
        self.envelope.show_lines(envelope_lines(self._name(), self._address()))

    # One line split into the fields

    def split(self) -> None:
        """Spread the dictated line over the fields; Ctrl+Z puts everything back."""
        text = self.dictated.text().strip()
        if not text or self.dictated.holds_nir():
            return
        result = check_address(text)
        self._before, self._line_before = self.texts(), text
        self._emptied.clear()
        for name, part in PARTS.items():
            self.fields[name].set_text(getattr(result.address, part) or "")
        self.dictated.set_text("")
        self._visited |= set(self.fields)
        self._take(result, keep_focused=False)
        self.dictated.set_hint("Répartie ci-dessous. Ctrl+Z la remet sur une ligne.")
        self.edited.emit()

    def undo(self) -> bool:
        """Put back what stood here before the line was split; False when there is nothing to put back."""
        if self._before is None:
            return False
        for name, text in self._before.items():
            self.fields[name].set_text(text)
        self.dictated.set_text(self._line_before)
        self.dictated.set_hint(DICTATED_HINT)
        self._before = None
        self.judge()
        self.edited.emit()
        return True

    def _split_now(self) -> None:
        self.dictated.judge()
        self.split()
        if not self.dictated.holds_nir():
            self.fields["street_number"].lead_here()

    # Judging

    def _left_field(self, name: str) -> None:
        self._visited.add(name)
        if self.fields[name].holds_nir():
            return
        self.judge()

    def _address(self) -> Address:
        return Address(**{part: self.fields[name].text().strip() or None for name, part in PARTS.items()})

    def _take(self, result: AddressResult, *, keep_focused: bool) -> None:
        self._insee = result.address.insee or ""
        for name, part in PARTS.items():
            field = self.fields[name]
            if any(problem.code == NIR_STANDS for problem in field.problems()) and field.holds_nir():
                continue
            tidied = getattr(result.address, part) or ""
            # A field that the person is typing in is left alone; one that is still empty may be completed.
            left_alone = keep_focused and field.editor.hasFocus() and field.text()
            if not left_alone and not (name in self._emptied and not field.text()):
                field.set_text(tidied)
            told = [_said(one) for one in result.problems if one.field == part]
            focused = keep_focused and field.editor.hasFocus()
            field.show_problems(told if name in self._visited and not focused else ())
        self._offer(result)
        self.say_envelope()
        self.judged.emit()

    def _offer(self, result: AddressResult) -> None:
        """The communes, or the postal codes of one commune, between which only the person can choose."""
        while item := self._choices.takeAt(0):
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        offers = _offers(result, self._desk)
        if offers and self._visited & {"postcode", "city"}:
            self._choices.addWidget(Text("Laquelle\u00a0?", CAPTION, Role.TEXT_SECOND))
            for code, commune in offers[:CHOICES_SHOWN]:
                button = Button(f"{code} {commune.name}".strip(), height=26, size=CAPTION)
                button.clicked.connect(lambda _on, town=(code, commune): self._choose(*town))
                self._choices.addWidget(button)
            if len(offers) > CHOICES_SHOWN:
                left = len(offers) - CHOICES_SHOWN
                self._choices.addWidget(Text(f"et {left} autres, dans la liste du champ", CAPTION, Role.TEXT_SECOND))
        self.choices.setVisible(self._choices.count() > 0)

    def _choose(self, code: str, commune: Commune) -> None:
        self.fields["city"].lead_here()
        self._take_town(code, commune)

    def _take_town(self, code: str, commune: Commune) -> None:
        """Fill postal code and town from one choice, from whichever side it was made."""
        self._emptied.clear()
        self.fields["postcode"].set_text(code)
        self.fields["city"].set_text(commune.name)
        self._visited |= {"postcode", "city"}
        self.judge()
        self.edited.emit()

    def _was_edited(self, name: str) -> None:
        self._before = None
        if name in ("postcode", "city"):
            self._emptied = {*self._emptied, name} if not self.fields[name].text() else set()
        self.say_envelope()
        self.edited.emit()

    # Completion

    def _towns(self, text: str) -> list[Suggestion]:
        typed = "".join(letter for letter in text if letter.isdigit())
        if len(text.strip()) < 2:
            postcode = self.fields["postcode"].text().strip()
            served = self._desk.communes().by_postcode(postcode) if len(postcode) == 5 and not text.strip() else []
            return [Suggestion(one.name, postcode, (postcode, one)) for one in served]
        offered: list[Suggestion] = []
        for commune in self._desk.communes().complete(text, 12):
            codes = [code for code in commune.postcodes if code.startswith(typed)] or list(commune.postcodes) or [""]
            for code in codes[:4]:
                first, second = (code, commune.name) if typed else (commune.name, code)
                offered.append(Suggestion(first, second, (code, commune)))
        return offered[:12]

    @staticmethod
    def _repetitions(text: str) -> list[Suggestion]:
        return [Suggestion(one) for one in REPETITIONS if one.lower().startswith(text.strip().lower())]

    def retheme(self, theme: Theme) -> None:
        self._grid.setHorizontalSpacing(theme.px(12))
        self._grid.setVerticalSpacing(theme.px(8))
        self._town.setSpacing(theme.px(3))
        self._town_row.setSpacing(theme.px(12))
        self._choices.set_gaps(theme.px(6), theme.px(4))


class Envelope(Themed, QFrame):
    """What will stand on an envelope, in capitals, as sorting machines read it."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("part", "sunken")
        head = QHBoxLayout()
        head.addWidget(Sign("mail"))
        head.addWidget(Text("Sur l’enveloppe", CAPTION, Role.TEXT_SECOND, semibold=True))
        head.addStretch(1)
        head.addWidget(Text(f"{ENVELOPE_WIDTH} caractères au plus par ligne", CAPTION, Role.TEXT_SECOND))
        self._head = head
        self._words = Text("", CAPTION)
        self._layout = QVBoxLayout(self)
        self._layout.addLayout(head)
        self._layout.addWidget(self._words)
        self.start_theme()

    def show_lines(self, lines: Sequence[str]) -> None:
        """Show these lines."""
        self._words.setText("\n".join(lines) or "—")
        self.setAccessibleName("Sur l’enveloppe\u00a0: " + ", ".join(lines))

    def text(self) -> str:
        """The lines, as shown."""
        return self._words.text()

    def retheme(self, theme: Theme) -> None:
        self._layout.setContentsMargins(theme.px(14), theme.px(6), theme.px(14), theme.px(8))
        self._layout.setSpacing(theme.px(2))
        self._head.setSpacing(theme.px(7))


def _street_types(text: str) -> list[Suggestion]:
    from app.domain.folding import fold

    wanted = fold(text)
    found = []
    for whole, short in table("streets")["ways"].items():
        if not wanted or fold(whole).startswith(wanted) or wanted in short:
            found.append(Suggestion(whole))
    found.sort(key=lambda one: (one.text != "rue", fold(one.text)) if not wanted else (False, fold(one.text)))
    return found


def _said(problem: Problem) -> Problem:
    """The same problem; what the buttons below offer is not told twice."""
    if problem.code not in ("address.city_choice", "address.postcode_choice"):
        return problem
    return replace(problem, message="Il y en a plusieurs\u00a0: choisissez ci-dessous.")


def _offers(result: AddressResult, desk: Desk) -> list[tuple[str, Commune]]:
    """Each commune to choose with the codes that are possible for it."""
    typed = result.address.postcode or ""
    codes: list[Problem] = [one for one in result.problems if one.code == "address.postcode_choice"]
    if codes and result.address.insee and not result.choices:
        commune = desk.communes().by_insee(result.address.insee)
        return [(code, commune) for code in commune.postcodes] if commune is not None else []
    offers = []
    for commune in result.choices:
        fitting = [code for code in commune.postcodes if code == typed] or list(commune.postcodes) or [typed]
        offers += [(code, commune) for code in fitting]
    return offers
