"""The cards of a person's page: coordinates, situation, mandates, dossiers, history."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.checks.postal import Address, envelope_lines
from app.domain.names import agreed
from app.guide.edition import Question
from app.guide.path import holds
from app.storage.rows import DossierRow, HistoryRow, MandateRow, OfficialDetail, PhoneRow
from ui.components import YES_NO_LATER, ChipGroup, LinkButton, Section, Segmented, Text
from ui.dates import NBSP, short_day
from ui.forms import NumberField
from ui.panels.official_rows import Coordinate, CopyButton, DossierLine, HistoryLine, NoteLine
from ui.theme import BODY, Role, Theme

if TYPE_CHECKING:
    from app.guide.edition import Edition

HISTORY_SHOWN = 30
OUTCOMES = {"cancelled": "Annulé", "refused": "Refusé", "without_suite": "Sans suite", "other": "Clos"}
EVERYTHING, CALLS, SHEETS = "all", "call", "handed_out"


@dataclass(frozen=True)
class Shown:
    """All that the page of a person needs: what is kept, the questions asked of a person, what is to be read again."""

    detail: OfficialDetail
    edition: Edition
    doubts: Mapping[str, str] = field(default_factory=dict)  # "email" -> the sentence

    @property
    def questions(self) -> tuple[Question, ...]:
        """The questions that are true of the person, those that this situation asks."""
        mine = (one for one in self.edition.questions if one.scope == "official")
        return tuple(one for one in mine if holds(one.when, self.detail.situation))


def day_words(moment: datetime | date, today: date) -> str:
    """« 12 nov. », with the year where it is another one."""
    day = moment.astimezone().date() if isinstance(moment, datetime) else moment
    return short_day(day) if day.year == today.year else f"{short_day(day)}{NBSP}{day.year}"


def ended(words: str) -> str:
    """A sentence with one full stop, though it ends with « nov. » or « Claire M. »."""
    return f"{words.rstrip('.')}."


NO_CONTACT = "Ni téléphone, ni mail, ni adresse. «\u00a0Modifier\u00a0» permet de les ajouter."
NO_DOSSIER = "Aucun dossier. «\u00a0Nouveau dossier\u00a0» en ouvre un, sur une session ou sans session encore."


class CoordinatesCard(Section):
    """Phones, mail and address, each with a button that copies it."""

    def __init__(self) -> None:
        super().__init__("Coordonnées")
        self.show_header_line(False)
        self._lines: list[QWidget] = []

    def show_person(self, shown: Shown) -> None:
        """Show another person's."""
        detail = shown.detail
        note = detail.values.get("phone_note", "")
        lines: list[QWidget] = []
        for place, phone in enumerate(detail.phones):
            lines.append(_phone(phone, note if place == 0 else ""))
        if detail.email:
            copy = CopyButton(detail.email, "l’adresse mail")
            lines.append(
                Coordinate("mail", [detail.email], "Adresse personnelle", [copy], doubt=shown.doubts.get("email", ""))
            )
        if detail.address_lines:
            address = "\n".join(detail.address_lines)
            envelope = "\n".join(envelope_of(detail.values))
            copies = [CopyButton(address, "l’adresse"), CopyButton(envelope, "les lignes de l’enveloppe", "mail")]
            lines.append(Coordinate("house", detail.address_lines, "", copies))
        if not lines:
            nothing = Text(NO_CONTACT, BODY, Role.TEXT_SECOND, wrap=True)
            nothing.setContentsMargins(16, 0, 16, 4)
            lines.append(nothing)
        _replace(self.body, self._lines, lines)
        self._lines = lines
        self.body.setContentsMargins(0, 0, 0, 10)


def envelope_of(values: Mapping[str, str]) -> tuple[str, ...]:
    """The lines of an envelope to a person whose columns these are."""
    name = " ".join(
        part
        for part in (
            values.get("civility", ""),
            values.get("first_name", ""),
            values.get("usual_name", "") or values.get("birth_name", ""),
        )
        if part
    )
    names = ("street_number", "repetition", "street_type", "street_name", "complement", "locality", "postcode", "city")
    return envelope_lines(name, Address(*(values.get(one, "") or None for one in names)))


def _phone(phone: PhoneRow, note: str) -> Coordinate:
    shared = f"Mairie · ligne partagée par {phone.shared_by}{NBSP}personnes" if phone.shared_by > 1 else ""
    about = " · ".join(part for part in (shared or ("Mobile" if phone.mobile else "Fixe"), note) if part)
    doubt = "" if phone.e164 else "Ce numéro est à relire avec la personne."
    copy = CopyButton(phone.national, "le numéro")
    return Coordinate("smartphone" if phone.mobile else "phone", [phone.national], about, [copy], doubt=doubt)


class SituationCard(Section):
    """The questions of the person as switches; that the NIR was checked, never the NIR; the rights declared."""

    answered = Signal(str, str)  # question, value
    rightsGiven = Signal(object)  # whole euros, or None  # noqa: N815 - Qt's way of naming signals

    def __init__(self) -> None:
        super().__init__("Situation")
        self.show_header_line(False)
        self.switches: dict[str, Segmented] = {}
        self._rows: dict[str, QWidget] = {}
        self._asked: tuple[tuple[str, str], ...] = ()
        self._nir = NoteLine("shield-check")
        self.rights_link = LinkButton("Noter")
        self.rights_link.clicked.connect(self._edit_rights)
        self._rights = NoteLine("wallet", action=self.rights_link)
        self.rights = NumberField("Droits, en euros", hint="Ce que l’élu lit sur son compte. Vide\u00a0: non déclarés.")
        self.rights.line.returnPressed.connect(self._give_rights)
        self._keep = LinkButton("Enregistrer", "check")
        self._keep.clicked.connect(self._give_rights)
        self._editor = QWidget()
        row = QHBoxLayout(self._editor)
        row.setContentsMargins(16, 0, 12, 8)
        row.addWidget(self.rights, 1)
        row.addWidget(self._keep)
        self._editor.hide()
        self._questions = QVBoxLayout()
        self._questions.setContentsMargins(16, 0, 12, 8)
        self._questions.setSpacing(6)
        self.body.addLayout(self._questions)
        for widget in (self._nir, self._rights, self._editor):
            self.body.addWidget(widget)

    def show_person(self, shown: Shown, today: date) -> None:
        """Show another person's; a switch that stands stays, so that the keyboard does not lose it."""
        asked = tuple((one.id, one.label) for one in shown.questions)
        if asked != self._asked:
            self._ask(asked)
        for name, switch in self.switches.items():
            switch.set_value(shown.detail.situation.get(name))
        detail = shown.detail
        if detail.nir_checked_at is not None:
            by = f" par {detail.nir_checked_by}" if detail.nir_checked_by else ""
            words = f"Numéro de sécurité sociale contrôlé le{NBSP}{day_words(detail.nir_checked_at, today)}{by}"
            self._nir.say(f"{ended(words)} Il n’est pas conservé.", "shield-check", Role.DONE)
        else:
            self._nir.say("Numéro de sécurité sociale pas encore contrôlé.", "shield-check", Role.TEXT_SECOND)
        official = agreed(detail.person.civility, "élu")
        if detail.rights_euros is not None:
            on = f" le{NBSP}{day_words(detail.rights_on, today)}" if detail.rights_on is not None else ""
            words = ended(f"Droits{NBSP}: {detail.rights_euros}{NBSP}€, déclarés par l’{official}{on}")
            self.rights_link.set_text("Modifier")
        else:
            words = "Droits pas encore déclarés."
            self.rights_link.set_text("Noter")
        self.rights_link.setAccessibleName(f"{self.rights_link.words()} les droits")
        self._rights.say(words, "wallet", Role.TEXT_SECOND)
        self.rights.set_value(detail.rights_euros)

    def stop_editing(self) -> bool:
        """Close the field of the rights; False when it was not open."""
        was = not self._editor.isHidden()
        self._editor.hide()
        return was

    def _ask(self, asked: tuple[tuple[str, str], ...]) -> None:
        """Ask these questions; the rows that stand already stay where they are, with the keyboard."""
        self._asked = asked
        wanted = dict(asked)
        for name in [one for one in self._rows if one not in wanted]:
            _replace(self._questions, [self._rows.pop(name)], ())
            del self.switches[name]
        for place, (name, label) in enumerate(asked):
            if name not in self._rows:
                self._rows[name] = self._row(name, label)
                self._questions.insertWidget(place, self._rows[name])

    def _row(self, name: str, label: str) -> QWidget:
        switch = Segmented(YES_NO_LATER, accessible_name=label)
        switch.changed.connect(lambda value: self.answered.emit(name, value))
        self.switches[name] = switch
        row = QWidget()
        across = QHBoxLayout(row)
        across.setContentsMargins(0, 0, 0, 0)
        across.addWidget(Text(label, BODY, wrap=True), 1)
        across.addWidget(switch)
        return row

    def _edit_rights(self) -> None:
        self._editor.setVisible(self._editor.isHidden())
        if not self._editor.isHidden():
            self.rights.line.selectAll()
            self.rights.lead_here()

    def _give_rights(self) -> None:
        if self.rights.text().strip() and self.rights.value() is None:
            self.rights.judge()
            return
        self._editor.hide()
        self.rightsGiven.emit(self.rights.value())


class MandatesCard(Section):
    """Each mandate with its function and dates; what the register no longer has is marked, never removed."""

    def __init__(self) -> None:
        super().__init__("Mandats")
        self.show_header_line(False)
        self._lines: list[QWidget] = []

    def show_person(self, shown: Shown, today: date) -> None:
        """Show another person's; without any, the card goes."""
        lines: list[QWidget] = [_mandate(one, today) for one in shown.detail.mandates]
        _replace(self.body, self._lines, lines)
        self._lines = lines
        self.body.setContentsMargins(0, 0, 0, 10)
        self.set_count(len(lines) if len(lines) > 1 else None)
        self.setVisible(bool(lines))


def _mandate(mandate: MandateRow, today: date) -> QWidget:
    since = f"depuis le{NBSP}{day_words(mandate.mandate_on, today)}" if mandate.mandate_on else ""
    until = f"terminé le{NBSP}{day_words(mandate.ended_on, today)}" if mandate.ended_on else ""
    about = " · ".join(part for part in (mandate.function.capitalize(), since, until) if part)
    gone = ""
    if mandate.absent_since is not None:
        gone = f"Plus dans le registre depuis le{NBSP}{day_words(mandate.absent_since, today)}"
        gone = f"{ended(gone)} À vérifier."
    return Coordinate("landmark", [mandate.territory or "Territoire à préciser"], about, (), warning=gone)


class DossiersCard(Section):
    """The dossiers, open ones first; the sheet of the most urgent one a click away."""

    dossierWanted = Signal(int)  # noqa: N815 - Qt's way of naming signals
    sheetWanted = Signal(int)  # noqa: N815 - Qt's way of naming signals

    def __init__(self) -> None:
        self.sheet = LinkButton("Aperçu de la fiche", "file-text", size=BODY)
        self.sheet.setAccessibleName("Aperçu de la fiche, Ctrl+P")
        super().__init__("Dossiers", 0, action=self.sheet)
        self.sheet.clicked.connect(self._want_sheet)
        self.first_open: int | None = None
        self.lines: list[DossierLine] = []
        self._nothing = Text("", BODY, Role.TEXT_SECOND, wrap=True)
        self._nothing.setContentsMargins(16, 10, 16, 12)
        self.body.addWidget(self._nothing)

    def show_person(self, shown: Shown, today: date) -> None:
        """Show another person's."""
        rows = shown.detail.dossiers
        lines = [self._dossier_line(row, shown, today) for row in rows]
        _replace(self.body, self.lines, lines)
        self.lines = lines
        self.set_count(len(rows))
        self.first_open = next((row.id for row in rows if not row.outcome), None)
        self.sheet.setVisible(self.first_open is not None)
        self._nothing.setVisible(not rows)
        self._nothing.setText(NO_DOSSIER)

    def _want_sheet(self) -> None:
        if self.first_open is not None:
            self.sheetWanted.emit(self.first_open)

    def _dossier_line(self, row: DossierRow, shown: Shown, today: date) -> DossierLine:
        civility = shown.detail.person.civility
        column = shown.edition.column(row.stage).title
        if column in ("Inscrit", "Formé"):
            column = agreed(civility, column)
        line = DossierLine(row, column, OUTCOMES.get(row.outcome, row.outcome), today)
        line.activated.connect(lambda: self.dossierWanted.emit(row.id))
        return line


class HistoryCard(Section):
    """What was done with this person, the newest first; calls alone, or sheets alone."""

    def __init__(self) -> None:
        options = ((EVERYTHING, "Tout"), (CALLS, "Appels"), (SHEETS, "Fiches"))
        self.filters = ChipGroup(options, EVERYTHING, accessible_name="Filtrer l’historique")
        super().__init__("Historique", action=self.filters)
        self.show_header_line(False)
        self._rows: Sequence[HistoryRow] = ()
        self._today = date.min
        self._all = False
        self._lines: list[QWidget] = []
        self.filters.changed.connect(lambda _value: self._fill())

    def retheme(self, theme: Theme) -> None:
        super().retheme(theme)
        self.filters.setFixedHeight(theme.px(28))

    def show_person(self, shown: Shown, today: date) -> None:
        """Show another person's."""
        self._rows, self._today, self._all = shown.detail.history, today, False
        self._fill()

    def _fill(self) -> None:
        wanted = self.filters.value()
        kept = [row for row in self._rows if wanted in (EVERYTHING, row.kind)]
        shown = kept if self._all else kept[:HISTORY_SHOWN]
        lines: list[QWidget] = [HistoryLine(row, self._today) for row in shown]
        if len(kept) > len(shown):
            left = len(kept) - len(shown)
            more = LinkButton(f"{left} autre{'s' * (left > 1)}")
            more.clicked.connect(self._show_all)
            lines.append(more)
        if not kept:
            words = {CALLS: "Aucun appel encore.", SHEETS: "Aucune fiche remise encore."}
            nothing = Text(words.get(wanted or "", "Rien encore."), BODY, Role.TEXT_SECOND)
            nothing.setContentsMargins(16, 0, 16, 4)
            lines.append(nothing)
        _replace(self.body, self._lines, lines)
        self._lines = lines
        self.body.setContentsMargins(0, 0, 0, 10)

    def _show_all(self) -> None:
        self._all = True
        self._fill()


def _replace(layout: QVBoxLayout, old: Sequence[QWidget], new: Sequence[QWidget]) -> None:
    """Put these widgets first in a layout, in the place of the former ones."""
    for widget in old:
        layout.removeWidget(widget)
        widget.hide()
        widget.deleteLater()
    for place, widget in enumerate(new):
        layout.insertWidget(place, widget)
