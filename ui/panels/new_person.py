"""A person made on the spot during a call: a name, what they are, a commune; the rest comes later."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QWidget

from app.domain.officials import MandateKind
from app.storage.rows import Caller
from ui.components import Button, ChipGroup, Text, Themed
from ui.components.keys import held_keys
from ui.fields.choice import ComboField
from ui.fields.summary import FormFields
from ui.fields.text import CompletingField, Suggestion, TextField
from ui.theme import BODY, Theme

if TYPE_CHECKING:
    from app.desk import Desk
    from app.services.directory import MandateForm, OfficialForm

ROLES = (
    ("", "Élu, fonction à préciser"),
    ("maire", "Maire"),
    ("adjoint", "Adjoint au maire"),
    ("conseiller", "Conseiller municipal"),
    ("communautaire", "Conseiller communautaire"),
    ("secretaire", "Secrétaire de mairie (pas élu)"),
    ("autre", "Autre personne (pas élue)"),
)
_NOT_OFFICIALS = {"secretaire": "Secrétaire de mairie", "autre": "Autre personne"}
COMMUNES_OFFERED = 8
SPEAKER, SUBJECT = "speaker", "subject"  # who speaks, or for whom somebody else calls


class NewPerson(Themed, QFrame):
    """The small form in the place of the candidates. Entrée makes the person, Échap goes back to the candidates."""

    edited = Signal()
    wanted = Signal()
    givenUp = Signal()  # noqa: N815 - Qt's way of naming signals

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.whom = SPEAKER
        self.setProperty("part", "card")
        self.setAccessibleName("Nouvelle personne")
        self.civility = ChipGroup((("Mme", "Mme"), ("M.", "M.")), accessible_name="Civilité", optional=True)
        self.first_name = TextField("Prénom", reserve=False)
        self.surname = TextField("Nom", reserve=False)
        self.role = ComboField("Fonction", ROLES, reserve=False)
        self.commune = CompletingField("Commune", self._communes, reserve=False)
        self.fields = FormFields(
            {"first_name": self.first_name, "surname": self.surname, "role": self.role, "commune": self.commune}, self
        )
        self.make = Button("Créer la fiche", None, "Entrée", "primary", height=28)
        self.make.clicked.connect(self.wanted)
        self.leave = Button("Annuler", None, "Échap", height=28)
        self.leave.clicked.connect(self.givenUp)
        self._lay_out()
        self.fields.edited.connect(self.edited)
        self.civility.changed.connect(self._say_role)
        self.start_theme()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(Text("Nouvelle personne", BODY, semibold=True), 1)
        head.addWidget(self.civility)
        foot = QHBoxLayout()
        foot.addWidget(self.make)
        foot.addWidget(self.leave)
        foot.addStretch(1)
        self._foot = foot
        self._grid = QGridLayout(self)
        self._grid.addLayout(head, 0, 0, 1, 2)
        self._grid.addWidget(self.first_name, 1, 0)
        self._grid.addWidget(self.surname, 1, 1)
        self._grid.addWidget(self.role, 2, 0)
        self._grid.addWidget(self.commune, 2, 1)
        self._grid.addLayout(foot, 3, 0, 1, 2)
        self._grid.setColumnStretch(0, 1)
        self._grid.setColumnStretch(1, 1)

    def begin(self, typed: str, caller: Caller, whom: str = "speaker") -> None:
        """Open the form with what the call already tells: the name that was typed, the commune of the line."""
        names = "" if caller.phone_e164 or any(letter.isdigit() for letter in typed) else " ".join(typed.split())
        first, _, last = names.partition(" ")
        communes = {person.commune for person in caller.people if person.commune}
        self.restore(
            {
                "first_name": first if last else "",
                "surname": last or first,
                "commune": communes.pop() if len(communes) == 1 else "",
                "whom": whom,
            }
        )

    def restore(self, values: Mapping[str, str]) -> None:
        """Show what a draft kept."""
        self.whom = SUBJECT if values.get("whom") == SUBJECT else SPEAKER
        self.civility.set_value(values.get("civility") or None)
        for name in self.fields:
            self.fields[name].set_text(values.get(name, ""))
            self.fields[name].show_problems(())
        self._say_role()

    def texts(self) -> dict[str, str]:
        """What stands in the form."""
        return {"civility": self.civility.value() or "", "whom": self.whom, **self.fields.texts()}

    def focus_first(self) -> None:
        """The first field that is still empty."""
        first = next((field for field in (self.first_name, self.surname) if not field.text()), self.role)
        first.lead_here()

    def form(self, caller: Caller) -> tuple[OfficialForm, Sequence[MandateForm]]:
        """The person as the service keeps them. The name given on the phone is the one in use: the birth name is asked
        on the platform's own screen."""
        from app.services.directory import MandateForm, OfficialForm

        role = self.role.value()
        name = self.commune.text().strip()
        commune = next(iter(self._desk.communes().by_name(name)), None) if name else None
        mobile = caller.phone_national.startswith(("06", "07"))
        is_official = role not in _NOT_OFFICIALS
        form = OfficialForm(
            civility=self.civility.value() or "",
            usual_name=self.surname.text(),
            first_name=self.first_name.text(),
            is_official=is_official,
            role=_NOT_OFFICIALS.get(role, ""),
            city="" if is_official else (commune.name if commune else name),
            city_insee="" if is_official or commune is None else commune.insee,
            mobile=caller.phone_e164 if mobile else "",
            mobile_typed=caller.phone_national if mobile else "",
            landline="" if mobile else caller.phone_e164,
            landline_typed="" if mobile else caller.phone_national,
        )
        if not is_official or not name:
            return form, ()
        code = commune.insee if commune is not None else ""
        woman = self.civility.value() == "Mme"
        counsellor = "conseillère" if woman else "conseiller"
        words = {"adjoint": "adjointe" if woman else "adjoint", "conseiller": counsellor}
        if role == "communautaire":
            epci = (commune.epci_name if commune is not None else None) or name
            return form, (MandateForm(MandateKind.COMMUNAUTAIRE.value, epci, "", f"{counsellor} communautaire"),)
        territory = commune.name if commune is not None else name
        return form, (MandateForm(MandateKind.MUNICIPAL.value, territory, code, words.get(role, role)),)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        bare = not held_keys(event)
        if bare and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.wanted.emit()
            return
        super().keyPressEvent(event)

    def retheme(self, theme: Theme) -> None:
        edge = theme.px(10)
        self._grid.setContentsMargins(edge, edge, edge, edge)
        self._grid.setHorizontalSpacing(theme.px(10))
        self._grid.setVerticalSpacing(theme.px(6))
        self._foot.setSpacing(theme.px(8))

    def _communes(self, text: str) -> list[Suggestion]:
        found = self._desk.communes().complete(text, COMMUNES_OFFERED) if len(text.strip()) > 1 else []
        return [Suggestion(commune.name, " ".join(commune.postcodes), commune) for commune in found]

    def _say_role(self, _value: object = None) -> None:
        """Name the functions for a woman or a man."""
        woman = self.civility.value() == "Mme"
        words = {
            "Élu, ": "Élue, ",
            "Adjoint ": "Adjointe ",
            "Conseiller ": "Conseillère ",
            "(pas élu)": "(pas élue)",
        }
        options = []
        for value, text in ROLES:
            for man, feminine in words.items():
                text = text.replace(man, feminine) if woman else text  # noqa: PLW2901  # One text, mended in turn.
            options.append((value, text))
        self.role.set_options(options)
