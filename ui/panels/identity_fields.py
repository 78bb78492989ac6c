"""« Votre identité » and « Votre contact » in the platform's own order, each field judged when it is left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.checks.problems import Problem, warning
from app.domain.names import agreed
from app.storage.rows import OfficialDetail
from ui.components import ChipGroup, PhaseNumber, Text, Themed
from ui.dates import numeric_date
from ui.fields.base import Field
from ui.fields.choice import ComboField
from ui.fields.text import MultilineField, TextField
from ui.fields.values import DateField
from ui.nir_field import NirField
from ui.theme import CAPTION, SECTION, Role, Theme, current_theme

if TYPE_CHECKING:
    from app.desk import Desk

NBSP = "\u00a0"
# Levels of the national framework (décret 2019-14 du 8 janvier 2019); the guide only quotes « Non renseigné ».
DIPLOMAS = (
    ("", "Non renseigné"),
    ("sans diplôme", "Sans diplôme"),
    ("niveau 3", "Niveau 3 (CAP, BEP)"),
    ("niveau 4", "Niveau 4 (baccalauréat)"),
    ("niveau 5", "Niveau 5 (bac + 2)"),
    ("niveau 6", "Niveau 6 (bac + 3, + 4)"),
    ("niveau 7", "Niveau 7 (bac + 5)"),
    ("niveau 8", "Niveau 8 (doctorat)"),
)
BIRTH_NAME_HINT = "Celui que demande la plateforme."


class PhoneField(TextField):
    """A phone, shown as people write it; what was typed first is kept beside it."""

    def __init__(self, label: str) -> None:
        super().__init__(label)
        self._typed = ""

    def typed(self) -> str:
        """What was typed, before it was tidied."""
        return self._typed if shown_phone(self._typed) == self.text().strip() else self.text().strip()

    def load(self, typed: str, national: str) -> None:
        """Show a number that is kept."""
        self._typed = typed
        self.set_text(national)

    def examine(self, text: str) -> tuple[str, Sequence[Problem]]:
        if not text.strip():
            self._typed = ""
            return "", ()
        from app.checks.phone import check_phone

        if shown_phone(self._typed) != text.strip():
            self._typed = text.strip()
        result = check_phone(text)
        return result.national or text.strip(), result.problems


class EmailField(TextField):
    """A mail address; a likely slip is named, never corrected."""

    def examine(self, text: str) -> tuple[str, Sequence[Problem]]:
        if not text.strip():
            return "", ()
        from app.checks.email import check_email

        result = check_email(text)
        return result.email or text.strip(), result.problems


class FormSection(Themed, QWidget):
    """A part of the form: its number as on the platform, its title, its rows."""

    def __init__(self, number: int | None, title: str) -> None:
        super().__init__()
        self._head = QHBoxLayout()
        if number is not None:
            self._head.addWidget(PhaseNumber(number))
        self._head.addWidget(Text(title, SECTION, semibold=True))
        self._head.addStretch(1)
        self.rows = QVBoxLayout()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addLayout(self._head)
        self._column.addLayout(self.rows)
        self.setAccessibleName(title)
        self._across: list[QHBoxLayout] = []
        self.start_theme()

    def add_row(self, *parts: tuple[QWidget, int]) -> None:
        """Add widgets side by side, each with its share of the width."""
        row = QHBoxLayout()
        for widget, share in parts:
            row.addWidget(widget, share, Qt.AlignmentFlag.AlignTop)
        row.setSpacing(current_theme().px(12))
        self._across.append(row)
        self.rows.addLayout(row)

    def retheme(self, theme: Theme) -> None:
        self._head.setSpacing(theme.px(8))
        self._column.setSpacing(theme.px(8))
        self.rows.setSpacing(theme.px(6))
        for row in self._across:
            row.setSpacing(theme.px(12))


class IdentityFields(QWidget):
    """The first two parts of the form. The NIR is checked here and goes nowhere."""

    edited = Signal()
    judged = Signal()
    civilityChanged = Signal()  # noqa: N815 - Qt's way of naming signals

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.birth_name = TextField("Nom de naissance", hint=BIRTH_NAME_HINT)
        self.first_name = TextField("Prénom", check=_name)
        self.usual_name = TextField("Nom d’usage", placeholder="S’il est différent", check=_name)
        self.nir = NirField()
        self.civility = ChipGroup((("Mme", "Mme"), ("M.", "M.")), accessible_name="Civilité", optional=True)
        self.birth_date = DateField(
            "Date de naissance",
            desk.today,
            past=True,
            placeholder="jj/mm/aaaa",
            judge_value=lambda day: _birth_problems(day, desk.today()),
        )
        self.diploma = ComboField(
            "Diplôme le plus élevé", DIPLOMAS, hint="À laisser ainsi pour un agent public de catégorie A ou B."
        )
        self.mobile, self.landline = PhoneField("Téléphone mobile"), PhoneField("Téléphone fixe")
        self.email = EmailField("Adresse mail personnelle")
        self.phone_note = TextField("Quand l’appeler", placeholder="De préférence le matin")
        self.note = MultilineField("Note", lines=2, reserve=False)
        self.nir_checked = False  # a whole number was found right since the form was opened
        self.fields: dict[str, Field] = {
            "birth_name": self.birth_name,
            "first_name": self.first_name,
            "usual_name": self.usual_name,
            "nir": self.nir,
            "birth_date": self.birth_date,
            "diploma": self.diploma,
            "mobile": self.mobile,
            "landline": self.landline,
            "email": self.email,
            "phone_note": self.phone_note,
        }
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        identity = FormSection(1, "Votre identité")
        identity.add_row((self.birth_name, 1), (self.first_name, 1), (self.usual_name, 1))
        identity.add_row((self.nir, 1))
        identity.add_row((Labelled("Civilité", self.civility), 0), (self.birth_date, 2), (self.diploma, 5))
        contact = FormSection(2, "Votre contact")
        contact.add_row((self.mobile, 1), (self.landline, 1))
        contact.add_row((self.email, 2), (self.phone_note, 1))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(identity)
        column.addWidget(contact)

    def _connect(self) -> None:
        for field in (*self.fields.values(), self.note):
            field.edited.connect(self.edited)
            field.left.connect(self.judged)
        self.civility.changed.connect(self._say_person)
        self.civility.changed.connect(lambda _value: self.edited.emit())
        self.birth_date.left.connect(self._say_person)
        self.nir.checked.connect(self._nir_right)
        self.nir.edited.connect(self._nir_changed)
        self.usual_name.left.connect(self._say_names)

    def load(self, values: Mapping[str, str], birth: str) -> None:
        """Show what is known of a person; phones as `national`, or as typed where that was not understood."""
        for name in ("birth_name", "first_name", "usual_name", "diploma", "email", "phone_note"):
            self.fields[name].set_text(values.get(name, ""))
        for phone, name in ((self.mobile, "mobile"), (self.landline, "landline")):
            typed = values.get(f"{name}_typed", "") or values.get(name, "")
            phone.load(typed, shown_phone(typed))
        self.birth_date.set_text(birth)
        self.note.set_text(values.get("note", ""))
        self.civility.set_value(values.get("civility") or None)
        self.nir_checked = False
        self.nir.forget()
        self._say_person()
        self._say_names()
        self.judge_filled()

    def hint_shared(self, detail: OfficialDetail | None) -> None:
        """Say below a phone whose line it is, where others have it too."""
        shared = {phone.mobile: phone.shared_by for phone in (detail.phones if detail is not None else ())}
        for field, mobile in ((self.mobile, True), (self.landline, False)):
            count = shared.get(mobile, 1)
            field.set_hint(f"Mairie, ligne partagée par {count}{NBSP}personnes" if count > 1 else "")

    def judge_filled(self) -> None:
        """Judge the fields that hold something, as when a person is opened."""
        for name, field in self.fields.items():
            if name != "nir":
                if field.text():
                    field.judge()
                else:
                    field.show_problems(())

    def texts(self) -> dict[str, str]:
        """What stands in the fields; phones with what was typed."""
        texts = {name: field.text() for name, field in self.fields.items() if name != "nir"}
        texts |= {"mobile_typed": self.mobile.typed(), "landline_typed": self.landline.typed()}
        return texts | {"civility": self.civility.value() or "", "note": self.note.text()}

    def birth_day(self) -> date | None:
        """The birth date, if what stands there is one."""
        return self.birth_date.value()

    def woman_or_man(self, word: str) -> str:
        """« élu » or « élue »."""
        return agreed(self.civility.value() or "", word)

    def _say_person(self, _value: object = None) -> None:
        """Tell the NIR's field whom its number must agree with, and look again at what stands in it."""
        self.nir.set_person(self.civility.value() or None, self.birth_date.value())
        if self.nir.problems() or self.nir_checked:
            self.nir.judge()
        self.civilityChanged.emit()

    def _say_names(self) -> None:
        usual, birth = self.usual_name.text().strip(), self.birth_name.text().strip()
        other = usual if usual and usual != birth else ""
        self.birth_name.set_hint(f"Celui que demande la plateforme, et non {other}." if other else BIRTH_NAME_HINT)

    def _nir_right(self, _result: object) -> None:
        self.nir_checked = True

    def _nir_changed(self) -> None:
        if not self.nir.is_empty():
            self.nir_checked = False


class Labelled(Themed, QWidget):
    """A label above something that is no field, at the height where fields have theirs."""

    def __init__(self, label: str, widget: QWidget) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(Text(label, CAPTION, Role.TEXT, semibold=True))
        self._column.addWidget(widget)
        self._column.addStretch(1)
        self.start_theme()

    def retheme(self, theme: Theme) -> None:
        self._column.setSpacing(theme.px(5))


def birth_words(detail: OfficialDetail | None) -> str:
    """« 25/11/1962 », or nothing."""
    return numeric_date(detail.birth_date) if detail is not None and detail.birth_date is not None else ""


def _name(text: str) -> tuple[str, Sequence[Problem]]:
    return " ".join(text.split()), ()


def _birth_problems(day: date, today: date) -> Sequence[Problem]:
    years = today.year - day.year
    if day > today or years < 17 or years > 105:
        return (warning("birth.age", "Cette date donne un âge rare pour un élu. Relisez-la avec la personne."),)
    return ()


def shown_phone(typed: str) -> str:
    """A number as people write it; as typed where it is not understood."""
    if not typed.strip():
        return ""
    from app.checks.phone import check_phone

    return check_phone(typed).national or typed.strip()
