"""The shape of a person's form: head, summary, two columns that become one, foot; it decides nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QBoxLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.storage.rows import OfficialDetail
from ui.components import Button, ChipGroup, ElidedLabel, Line, PhaseNumber, Text, Themed
from ui.fields.base import Field
from ui.fields.summary import ErrorSummary, points_words
from ui.fields.text import TextField
from ui.panels.address_fields import AddressFields
from ui.panels.form_notices import ConflictBox, DraftOffer
from ui.panels.identity_fields import FormSection, IdentityFields, birth_words
from ui.panels.mandates import MandatesEditor
from ui.theme import CAPTION, PAGE, Role, Theme, current_theme

if TYPE_CHECKING:
    from app.desk import Desk

TWO_COLUMNS = 940
"""Width, at 100 %, from which the address stands beside the identity."""

ELECTED, OTHER = "elected", "other"


class FormShape(Themed, QWidget):
    """Widgets and where they stand."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.identity = IdentityFields(desk)
        self.address = AddressFields(desk, self._envelope_name)
        self.mandates = MandatesEditor(desk, lambda: self.identity.civility.value() or "")
        options = ((ELECTED, "Élu"), (OTHER, "Autre personne, pas élue"))
        self.elected = ChipGroup(options, ELECTED, accessible_name="Élu ou autre personne")
        self.elected.changed.connect(lambda _value: self._show_role())
        self.role = TextField("Fonction", placeholder="Secrétaire de mairie", reserve=False)
        self.summary = ErrorSummary()
        self.offer, self.conflict = DraftOffer(), ConflictBox()
        self.title = Text("", PAGE, semibold=True)
        self.second = ElidedLabel("", CAPTION, Role.TEXT_SECOND)
        self.save_button = Button("Enregistrer", "check", "Ctrl+S", "primary")
        self.close_button = Button("Fermer", None, "Échap")
        self._points = Text("", CAPTION, Role.TEXT_SECOND)
        self._told = Text("", CAPTION, Role.TEXT_SECOND, wrap=True)
        self._draft = Text("", CAPTION, Role.TEXT_SECOND)
        self._password = Text("", CAPTION, Role.TEXT_SECOND, wrap=True)
        self._lay_out()
        self.start_theme()
        application = QApplication.instance()
        assert isinstance(application, QApplication)  # what makes widgets at all
        application.focusChanged.connect(self._follow_focus)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self.title)
        head.addWidget(self.second, 1)
        head.addWidget(Text("Même ordre que sur Mon Compte Formation", CAPTION, Role.TEXT_SECOND))
        self._head = head
        left, right = QVBoxLayout(), QVBoxLayout()
        self.mandates_section = FormSection(None, "Mandats")
        self.mandates_section.add_row((self.elected, 1), (self.role, 1))
        self.mandates_section.rows.addWidget(self.mandates)
        for widget in (self.identity, self.mandates_section, self.identity.note):
            left.addWidget(widget)
        home = FormSection(3, "Votre adresse de domicile")
        home.rows.addWidget(self.address)
        right.addWidget(home)
        self._password_row = QHBoxLayout()
        self._password_row.addWidget(PhaseNumber(4))
        self._password_row.addWidget(self._password, 1)
        right.addLayout(self._password_row)
        for side in (left, right):
            side.addStretch(1)  # not an alignment: Qt then forgets the height that wrapped words need
        self._columns = QHBoxLayout()
        self._columns.addLayout(left, 687)
        self._upright = Line(upright=True)
        self._columns.addWidget(self._upright)
        self._columns.addLayout(right, 498)
        self._sides = (left, right)
        self.inner = QWidget()
        self.inner.setProperty("part", "page")
        self._page = QVBoxLayout(self.inner)
        self._page.addWidget(self.conflict)
        self._page.addLayout(self._columns)
        self._page.addStretch(1)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setWidget(self.inner)
        self._lay_out_foot()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        self._notices = QVBoxLayout()
        for notice in (self.offer, self.summary):
            self._notices.addWidget(notice)
        column.addLayout(self._notices)
        column.addWidget(self.area, 1)
        column.addWidget(Line())
        column.addWidget(self.foot)

    def _lay_out_foot(self) -> None:
        self.foot = QWidget()
        self.foot.setProperty("part", "surface")
        self.foot.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._foot = QHBoxLayout(self.foot)
        for button in (self.save_button, self.close_button):
            self._foot.addWidget(button)
        self._foot.addWidget(self._points)
        self._foot.addWidget(self._told, 1)
        self._foot.addWidget(self._draft)

    # Fields by name

    def all_fields(self) -> dict[str, Field]:
        """Every field that stands from the beginning, in the platform's order."""
        return {**self.identity.fields, **self.address.fields, "role": self.role, "note": self.identity.note}

    def label_of(self, name: str) -> str:
        """The French name of a value."""
        from app.services.directory import LABELS

        if name == "not_elected":
            return "Élu ou autre personne"
        fields = self.all_fields()
        return fields[name].label() if name in fields else LABELS.get(name, name)

    def put(self, name: str, text: str) -> None:
        """Put a value into whatever shows it."""
        fields = self.all_fields()
        if name == "civility":
            self.identity.civility.set_value(text or None)
        elif name == "not_elected":
            self.set_elected(not text, self.role.text())
        elif name in ("mobile_typed", "landline_typed"):
            phone = self.identity.mobile if name == "mobile_typed" else self.identity.landline
            phone.load(text, text)
            phone.judge()
        elif name in fields:
            fields[name].set_text(text)

    def values_of(self, detail: OfficialDetail) -> dict[str, str]:
        """What the form would hold for this person, by the names of its values."""
        from ui.panels.identity_fields import shown_phone

        values = {name: text for name, text in detail.values.items() if name != "city_insee"}
        for name in ("mobile", "landline"):
            typed = values.get(f"{name}_typed", "") or values.get(name, "")
            values |= {name: shown_phone(typed), f"{name}_typed": typed}
        return values | {
            "birth_date": birth_words(detail),
            "not_elected": "" if detail.person.is_official else "yes",
        }

    def e164(self, name: str) -> str:
        """The E.164 form of a phone, or "" where it is not understood."""
        from app.checks.phone import check_phone

        text = self.identity.fields[name].text()
        return (check_phone(text).e164 or "") if text.strip() else ""

    # Elected or not

    def is_elected(self) -> bool:
        """Whether the person is an official."""
        return self.elected.value() != OTHER

    def set_elected(self, elected: bool, role: str) -> None:
        """Show whether the person is an official, and what else they are."""
        self.elected.set_value(ELECTED if elected else OTHER)
        self.role.set_text(role)
        self._show_role()

    def _show_role(self) -> None:
        self.role.setVisible(not self.is_elected())
        self.mandates.setVisible(self.is_elected() or bool(self.mandates.items))

    # What is said

    def say_title(self, title: str, official: str) -> None:
        """Name the person on top, and agree what is said of them."""
        self.title.setText(title)
        held = [item.title.text() for item in self.mandates.items if not item.is_empty()]
        self.second.setText(" · ".join(held))
        alone = "seule" if official.endswith("e") else "seul"
        home = "elle" if official.endswith("e") else "lui"
        self._password.setText(
            f"Le mot de passe\u00a0: l’{official} le choisit {alone}, chez {home}. Il ne se dicte pas."
        )
        self.elected.chip(ELECTED).set_words(official.capitalize())
        self.address.say_envelope()

    def say_count(self, errors: int) -> None:
        """« 2 points à relire · le reste est bon »."""
        words = points_words(errors)
        self._points.setText(f"{words} à relire · le reste est bon" if errors else "")

    def say_foot(self, words: str) -> None:
        """Say something beside the buttons."""
        self._told.setText(words)
        self._told.setAccessibleName(words)
        self._points.setVisible(not words)

    def say_draft(self, words: str) -> None:
        """Say whether what was typed is kept."""
        self._draft.setText(words)

    def told(self) -> str:
        """What is said beside the buttons."""
        return self._told.text() or self._points.text()

    def _envelope_name(self) -> str:
        identity = self.identity
        surname = identity.usual_name.text().strip() or identity.birth_name.text().strip()
        parts = (identity.civility.value() or "", identity.first_name.text().strip(), surname)
        return " ".join(part for part in parts if part)

    # Looks

    def retheme(self, theme: Theme) -> None:
        edge = theme.px(20)
        self._head.setContentsMargins(edge, theme.px(8), edge, theme.px(6))
        self._head.setSpacing(theme.px(12))
        self._notices.setContentsMargins(edge, 0, edge, theme.px(2))
        self._notices.setSpacing(theme.px(6))
        self._page.setContentsMargins(edge, theme.px(6), edge, theme.px(12))
        self._page.setSpacing(theme.px(10))
        self._columns.setSpacing(theme.px(24))
        self._password_row.setSpacing(theme.px(8))
        for side in self._sides:
            side.setSpacing(theme.px(12))
        self._foot.setContentsMargins(edge, theme.px(9), edge, theme.px(9))
        self._foot.setSpacing(theme.px(10))
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        wide = self.width() >= current_theme().px(TWO_COLUMNS)
        self._columns.setDirection(QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom)
        self._columns.setStretch(0, 687 if wide else 0)
        self._columns.setStretch(2, 498 if wide else 0)
        self._upright.setVisible(wide)

    def _follow_focus(self, _old: QWidget | None, new: QWidget | None) -> None:
        """Bring the field that has the keyboard on screen, with its label and what is said below it."""
        if new is None or not self.isVisible() or not self.inner.isAncestorOf(new):
            return
        field: QWidget | None = new
        while field is not None and not isinstance(field, Field):
            field = field.parentWidget()
        target = field or new
        QTimer.singleShot(0, target, lambda: self.area.ensureWidgetVisible(target, 8, 24))
