"""What the official sees on the platform at a step: its exact words, its boxes, its buttons."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.guide.edition import Screen, ScreenField, Step
from ui.components import CheckBox, show_part
from ui.forms import MultilineField, TextField
from ui.guide_words import PICTURES, SOURCES, WIDTHS
from ui.panels.guide_rows import EditionNow, Pair, Part, Row, Rows, Stack, choice
from ui.panels.guide_text import GuideTextField
from ui.theme import Theme


class BoxRow(Row[ScreenField]):
    """One box of the platform's screen."""

    def __init__(self, edition: EditionNow) -> None:
        super().__init__()
        self.label = TextField("Nom de la case", reserve=False)
        self.source = choice("Ce qu’on y met", list(SOURCES.items()))
        self.hint = GuideTextField("Aide, telle qu’elle est écrite", edition, single=True)
        self.empty = TextField("Si la valeur n’est pas connue", reserve=False)
        self.section = TextField("Titre au-dessus", reserve=False)
        self.breadth = choice("Largeur", list(WIDTHS.items()))
        self.alternative = CheckBox("Précédée de «\u00a0ou\u00a0»")
        self._column = QVBoxLayout(self)
        for widget in (
            Pair(self.label, self.source),
            self.hint,
            Pair(self.empty, self.section),
            Pair(self.breadth, self.alternative),
        ):
            self._column.addWidget(widget)
        for field in (self.label, self.source, self.hint, self.empty, self.section, self.breadth):
            field.edited.connect(self.edited)
        self.alternative.clicked.connect(lambda _on: self.edited.emit())
        self.start_theme()

    def load(self, value: ScreenField) -> None:
        self.label.set_text(value.label)
        self.source.set_value(value.source)
        self.hint.set_text(value.hint)
        self.empty.set_text(value.empty)
        self.section.set_text(value.section)
        self.breadth.set_value(value.width)
        self.alternative.setChecked(value.alternative)

    def value(self) -> ScreenField:
        return ScreenField(
            label=self.label.text().strip(),
            source=self.source.value(),
            hint=self.hint.text(),
            width=self.breadth.value(),
            empty=self.empty.text().strip(),
            alternative=self.alternative.isChecked(),
            section=self.section.text().strip(),
        )

    def first(self) -> QWidget:
        return self.label.line

    def retheme(self, theme: Theme) -> None:
        edge = theme.px(10)
        self._column.setContentsMargins(edge, theme.px(6), edge, theme.px(8))
        self._column.setSpacing(theme.px(6))


class ScreenPart(Part):
    """Écran de la plateforme."""

    def __init__(self, edition: EditionNow) -> None:
        super().__init__("Écran de la plateforme", "Les mots exacts que l’élu a sous les yeux.")
        self.there = CheckBox("Cette étape montre un écran")
        self.title = GuideTextField("Titre de l’écran", edition, single=True)
        self.place = TextField(
            "Où l’on est", hint="Par exemple\u00a0: Création de compte – écran 1 sur 4", reserve=False
        )
        self.address = TextField("Adresse de la page", reserve=False)
        self.text = GuideTextField("Texte de l’écran", edition)
        self.note = GuideTextField("Sous les cases", edition, marked=True)
        self.buttons = MultilineField("Boutons, un par ligne", lines=2, reserve=False)
        self.picture = choice("Dessin", list(PICTURES.items()))
        self.boxes: Rows[ScreenField] = Rows(
            "Case", "Ajouter une case", lambda: BoxRow(edition), lambda: ScreenField("", "checkbox")
        )
        self._inner = Stack()
        fields = (self.title, self.place, self.address, self.text, self.note, self.buttons, self.picture)
        for widget in (
            self.title,
            Pair(self.place, self.address),
            self.text,
            self.boxes,
            self.note,
            Pair(self.buttons, self.picture),
        ):
            self._inner.column.addWidget(widget)
        for field in fields:
            field.edited.connect(self.edited)
        self.boxes.edited.connect(self.edited)
        self.there.clicked.connect(self._turned)
        self.body.addWidget(self.there)
        self.body.addWidget(self._inner)

    def load(self, step: Step) -> None:
        screen = step.screen
        self.there.setChecked(screen is not None)
        show_part(self._inner, screen is not None)
        if screen is not None:
            self._show(screen)

    def _show(self, screen: Screen) -> None:
        self.title.set_text(screen.title)
        self.place.set_text(screen.place)
        self.address.set_text(screen.address)
        self.text.set_text(screen.text)
        self.note.set_text(screen.note)
        self.buttons.set_text("\n".join(screen.buttons))
        self.picture.set_value(screen.picture)
        self.boxes.set_values(screen.fields)

    def taken(self, step: Step) -> Step:
        if not self.there.isChecked():
            return replace(step, screen=None)
        screen = Screen(
            title=self.title.text(),
            place=self.place.text().strip(),
            address=self.address.text().strip(),
            text=self.text.text(),
            fields=self.boxes.values(),
            buttons=tuple(line.strip() for line in self.buttons.text().splitlines() if line.strip()),
            note=self.note.text(),
            picture=self.picture.value(),
        )
        return replace(step, screen=screen)

    def place_of(self, key: str) -> QWidget | None:
        head, _, inner = key.partition(".")
        if head != "screen":
            return None
        if not self.there.isChecked():
            return self.there
        if inner.startswith("field"):
            rows = self._boxes()
            rank = next((place for place, row in enumerate(rows, 1) if "{" in row.value().hint), 1)
            return self.place_at(key, rank)
        named: dict[str, QWidget] = {
            "place": self.place.line,
            "address": self.address.line,
            "text": self.text.edit,
            "note": self.note.edit,
            "buttons": self.buttons.area,
            "picture": self.picture.combo,
        }
        return named.get(inner, self.title.edit)

    def place_at(self, key: str, rank: int) -> QWidget | None:
        """Where a key of the box of this rank, from 1, is typed."""
        if not key.startswith("screen.field"):
            return self.place_of(key)
        rows = self._boxes()
        if not rows:
            return self.boxes.add
        row = rows[min(rank, len(rows)) - 1]
        return row.hint.edit if key.endswith("hint") else row.label.line

    def _boxes(self) -> list[BoxRow]:
        return [row for row in self.boxes.rows() if isinstance(row, BoxRow)]

    def _turned(self) -> None:
        there = self.there.isChecked()
        if there:
            # Empty, not what another step left here.
            self._show(Screen(""))
        show_part(self._inner, there)
        self.edited.emit()
        if there:
            self.title.lead_here()
