"""Show every component, light, dark and at 200 %, as pictures in a folder: python tests/ui/gallery.py [FOLDER]."""

import os
import sys
from datetime import date
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QGridLayout, QHBoxLayout, QTableView, QVBoxLayout, QWidget

from app.checks.nir import NirMode
from app.checks.problems import error, warning
from ui.components import (
    YES_NO_LATER,
    Badge,
    BadgeData,
    BadgeKind,
    Banner,
    Button,
    CheckBox,
    ChipGroup,
    DeadlineBox,
    ElidedLabel,
    EmptyState,
    IconButton,
    KeyCap,
    Line,
    LinkButton,
    PageHead,
    PhaseNumber,
    Pill,
    ProgressStrip,
    RadioButton,
    SeatsBar,
    Section,
    Segmented,
    SignCount,
    Text,
    dress_table,
)
from ui.forms import ComboField, CompletingField, DateField, ErrorSummary, MultilineField, Suggestion, TextField
from ui.nir_field import NirField
from ui.table_model import RIGHT, Column, RowsModel
from ui.theme import BODY, CAPTION, SECTION, SPEAK, Role, Theme, apply_theme, first_family

TODAY = date(2026, 11, 24)


def row(*widgets: QWidget) -> QHBoxLayout:
    layout = QHBoxLayout()
    layout.setSpacing(8)
    for widget in widgets:
        layout.addWidget(widget)
    layout.addStretch(1)
    return layout


def signs() -> QWidget:
    page = QWidget()
    layout = QVBoxLayout(page)
    head = PageHead("Mardi 24 novembre")
    head.add_beside(SignCount(BadgeKind.LATE, "2 en retard", size=BODY))
    head.add_beside(SignCount(BadgeKind.TODAY, "5 pour aujourd’hui", size=BODY))
    head.add_action(Button("Imprimer la journée", "printer"))
    layout.addWidget(head)
    layout.addLayout(
        row(
            Button("Nouvel appel", "phone", "F2", "primary", height=34),
            Button("Appel en cours  04:12", "phone-call", "F2", "call", height=34),
            Button("Terminer l’appel", "phone-off", "Ctrl+Entrée", "primary"),
            Button("Mettre de côté", None, "Échap"),
        )
    )
    refused = Button("Imprimer", "printer", "Ctrl+P")
    refused.refuse("Ouvrez d’abord un dossier.")
    layout.addLayout(
        row(
            Button("Appeler", "phone", height=28),
            Button("Appeler", "phone", kind="primary", height=28),
            Button("Ajouter un rappel", "plus", kind="link"),
            LinkButton("Modifier"),
            Button("Claire M.", "user", kind="quiet"),
            IconButton("x", "Fermer"),
            IconButton("copy", "Copier", role=Role.ACCENT, size=16),
            refused,
        )
    )
    filters = ChipGroup([("all", "Tous"), ("late", "En retard"), ("week", "Cette semaine")], "all")
    for name, count in (("all", 58), ("late", 2), ("week", 17)):
        filters.chip(name).set_count(count)
    layout.addWidget(filters)
    layout.addWidget(ChipGroup([("a", "Connexion"), ("b", "Formation"), ("c", "Suivi"), ("d", "Autre")], "a"))
    layout.addLayout(row(Segmented(YES_NO_LATER, "yes"), Segmented(YES_NO_LATER), KeyCap("F2"), KeyCap("Ctrl+K")))
    badges = [
        BadgeData(BadgeKind.LATE, "1 jour de retard"),
        BadgeData(BadgeKind.TODAY, "Aujourd’hui"),
        BadgeData(BadgeKind.SOON, "Demain"),
        BadgeData(BadgeKind.LATER, "31 déc."),
        BadgeData(BadgeKind.WAITING, "CDC"),
        BadgeData(BadgeKind.DONE, "Fait"),
        BadgeData(BadgeKind.CLOSED, "Demandes closes"),
    ]
    layout.addLayout(row(*(Badge(badge) for badge in badges)))
    layout.addLayout(row(Text("L’élu lit", CAPTION, Role.TEXT_SECOND), Pill("À valider"), Pill("Validé")))
    layout.addLayout(row(PhaseNumber(1), PhaseNumber(2, outlined=True, side=32), SeatsBar(11, 15), SeatsBar(3, 15)))
    layout.addWidget(ProgressStrip(4, 12))
    layout.addWidget(
        DeadlineBox(
            BadgeKind.TODAY, "À confirmer aujourd’hui par l’élu", "Validé le 18 nov. · 4 jours ouvrés pour confirmer"
        )
    )
    layout.addWidget(Text("« Descendez tout en bas de la page,\ncliquez sur Créer mon compte. »", SPEAK, semibold=True))
    ticked = CheckBox("Cliquer « Je confirme mon inscription »")
    ticked.setChecked(True)
    round_ = RadioButton("Odile Thévenet")
    round_.setChecked(True)
    layout.addLayout(row(CheckBox("Se connecter", semibold=True), ticked, round_, RadioButton("Robert Pallandre")))
    layout.addStretch(1)
    return page


def form() -> QWidget:
    page = QWidget()
    layout = QGridLayout(page)
    layout.setHorizontalSpacing(12)
    mobile = TextField("Téléphone mobile")
    mobile.set_text("06 39 98 52 1")
    mobile.show_problems([error("phone.short", "Il manque un chiffre\u00a0: 9 saisis sur 10.")])
    home = TextField("Téléphone fixe", hint="Mairie, ligne partagée par 4 personnes")
    home.set_text("04 65 71 33 07")
    mail = TextField("Adresse mail personnelle")
    mail.set_text("b.chavassieux@gmial.com")
    mail.show_problems([warning("email.slip", "Vouliez-vous dire gmail.com\u00a0?")])
    number = NirField(NirMode.OPENING)
    number.edit.setText("262064214703660")
    number.judge()
    note = MultilineField("Note", hint="Jamais de numéro de sécurité sociale dans une note.")
    note.set_text("Sa carte Vitale est à la maison, 2 62 06 42 147 036 elle la cherche ce soir.")
    note.judge()
    day = DateField("Rappel", lambda: TODAY)
    day.set_value(date(2026, 11, 26))
    summary = ErrorSummary()
    summary.show_fields([mobile, number])
    layout.addWidget(summary, 0, 0, 1, 3)
    name = TextField("Nom de naissance")
    name.set_text("Chavassieux")
    layout.addWidget(name, 1, 0)
    layout.addWidget(TextField("Prénom"), 1, 1)
    layout.addWidget(TextField("Nom d’usage", placeholder="S’il est différent"), 1, 2)
    layout.addWidget(number, 2, 0, 1, 3)
    layout.addWidget(NirField(NirMode.LOGIN), 3, 0, 1, 3)
    layout.addWidget(mobile, 4, 0)
    layout.addWidget(home, 4, 1)
    layout.addWidget(mail, 4, 2)
    layout.addWidget(ComboField("Diplôme le plus élevé", [("", "Non renseigné"), ("bac", "Baccalauréat")]), 5, 0)
    layout.addWidget(day, 5, 1)
    city = CompletingField("Ville", lambda _text: [Suggestion("Feurs", "42110")], chevron=True)
    layout.addWidget(city, 5, 2)
    layout.addWidget(note, 6, 0, 1, 3)
    layout.setRowStretch(7, 1)
    mobile.setObjectName("focus")
    return page


def lists() -> QWidget:
    page = QWidget()
    layout = QVBoxLayout(page)
    section = Section(
        "À rappeler", 6, "4 jours ouvrés après validation", Button("Ajouter un rappel", "plus", kind="link")
    )
    section.body.addWidget(Text("  Ligne du corps", BODY))
    section.body.addWidget(Line())
    section.body.addWidget(ElidedLabel("Un texte beaucoup trop long pour la place qu’il a " * 6))
    layout.addWidget(section)
    empty = Section("À confirmer par l’élu", 0)
    empty.body.addWidget(
        EmptyState(
            "Rien à confirmer", "Les dossiers validés dans EDOF attendent ici l’accord de l’élu.", Button("Ajouter")
        )
    )
    layout.addWidget(empty)
    table = QTableView()
    rows = [("Chavassieux Bernadette", "Sury-le-Comtal", "2"), ("Chazal Louis", "Saint-Galmier", "")] * 1
    rows += [("Cheminal Bruno", "Saint-Just-Saint-Rambert", "1")]
    columns = [
        Column("Nom", lambda one: one[0]),
        Column("Commune", lambda one: one[1]),
        Column("Dossiers", lambda one: one[2], RIGHT),
    ]
    table.setModel(RowsModel(columns, key=lambda one: one[0], parent=table))
    table.model().set_rows(rows)  # type: ignore[attr-defined]
    dress_table(table)
    table.setColumnWidth(0, 240)
    table.setColumnWidth(1, 240)
    table.selectRow(0)
    table.setMinimumHeight(180)
    layout.addWidget(table)
    layout.addWidget(Text("Dernière ligne", SECTION))
    layout.addStretch(1)
    banner = Banner(page)
    banner.show_message("Dossier de Bernadette Chavassieux déplacé vers « Inscrit »")
    return page


def main(folder: Path) -> None:
    app = QApplication([])
    folder.mkdir(parents=True, exist_ok=True)
    for name, theme in (
        ("light", Theme(family=first_family())),
        ("dark", Theme(dark=True, family=first_family())),
        ("large", Theme(scale=2.0, family=first_family())),
    ):
        apply_theme(app, theme)
        for make in (signs, form, lists):
            window = QWidget()
            window.setProperty("part", "ground")
            window.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
            page = make()
            QVBoxLayout(window).addWidget(page)
            window.resize(round(820 * theme.scale), round(620 * theme.scale))
            window.show()
            window.activateWindow()
            app.processEvents()
            focus = window.findChild(QWidget, "focus") or window.findChild(QTableView)
            if focus is not None:
                focus.setFocus()
            app.processEvents()
            window.grab().save(str(folder / f"{make.__name__}-{name}.png"))
            window.hide()
            window.deleteLater()
            app.processEvents()


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path("/tmp/gallery"))
