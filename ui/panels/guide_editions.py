"""The editions of the guide side by side: what is said of each, which holds for new dossiers, what differs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.guide.edition import Edition
from app.settings import SET_BY_OFFICE
from ui.components import Button, Card, FlowLayout, Pill, Text, Themed, show_part
from ui.dates import long_date
from ui.panels.guide_compare import ComparePanel
from ui.panels.guide_rows import Pair, choice
from ui.theme import BODY, CAPTION, SECTION, Role, Theme, current_theme

if TYPE_CHECKING:
    from app.storage.queries_guide import EditionRow
    from ui.front import Front

NBSP = "\u00a0"


class EditionCard(Themed, Card):
    """One edition in a few lines, and the gesture that begins new dossiers with it."""

    def __init__(self, row: EditionRow, *, to_approve: bool) -> None:
        super().__init__()
        self.row = row
        head = QWidget()
        self._head = FlowLayout(head)
        self._head.addWidget(Text(row.title.capitalize(), SECTION, semibold=True))
        if row.for_new:
            self._head.addWidget(Pill("✓ pour les nouveaux dossiers"))
        if to_approve and not row.for_new:  # chosen for new dossiers: AMF42 has said yes
            self._head.addWidget(Pill("à approuver par AMF42"))
        facts = Text(edition_facts(row), CAPTION, Role.TEXT_SECOND, wrap=True)
        self.review = Text(review_words(row), BODY, Role.SOON if row.past_review else Role.TEXT, wrap=True)
        self.choose = Button("Choisir pour les nouveaux dossiers", "check", height=28)
        self.choose.setAccessibleName(f"Choisir {_the(row.title)} pour les nouveaux dossiers")
        self.edit = Button("Modifier", "pencil", height=28)
        self.edit.setAccessibleName(f"Modifier {_the(row.title)}")
        self.export = Button("Exporter…", "file-up", height=28)
        self.export.setAccessibleName(f"Exporter {_the(row.title)}")
        buttons = QWidget()
        self._buttons = FlowLayout(buttons)
        for button in (self.choose, self.edit, self.export):
            self._buttons.addWidget(button)
        show_part(self.choose, not row.for_new)
        self._layout = QVBoxLayout(self)
        for widget in (head, self.review, facts, buttons):
            self._layout.addWidget(widget)
        if row.problem:
            self._layout.insertWidget(1, Text(row.problem, BODY, Role.LATE, wrap=True))
        self.setAccessibleName(f"{row.title}. {self.review.text()} {facts.text()}")
        self.start_theme()

    def retheme(self, theme: Theme) -> None:
        edge = theme.px(14)
        self._layout.setContentsMargins(edge, theme.px(8), edge, theme.px(10))
        self._layout.setSpacing(theme.px(4))
        self._head.set_gaps(theme.px(8), theme.px(4))
        self._buttons.set_gaps(theme.px(8), theme.px(6))


def _the(title: str) -> str:
    """« l’édition 2022 »; a title of another kind stands in « »."""
    return f"l’{title}" if title.startswith("édition") else f"«{NBSP}{title}{NBSP}»"


def edition_facts(row: EditionRow) -> str:
    """From when, which version, how many dossiers, and the source."""
    version = f"version {row.version}" if row.version else "livrée avec le programme"
    dossiers = (
        f"{row.dossiers} dossier{'s' * (row.dossiers > 1)} en cours" if row.dossiers else "aucun dossier en cours"
    )
    return f"Depuis le {long_date(row.valid_from)} · {version} · {dossiers}. Source{NBSP}: {row.source}."


def review_words(row: EditionRow) -> str:
    """When the edition is to be read again: by its last day, and from the one after, as *Aujourd’hui* says too."""
    if row.past_review:
        return f"▲ À relire depuis le {long_date(row.review_by + timedelta(days=1))}."
    return f"À relire d’ici au {long_date(row.review_by)}."


class EditionsView(Themed, QWidget):
    """Cards of the editions over the comparison of two of them."""

    editWanted = Signal(str, str)  # edition, step  # noqa: N815 - Qt’s way of naming
    exportWanted = Signal(str)  # noqa: N815 - Qt’s way of naming

    def __init__(self, front: Front, edition: Callable[[str], Edition]) -> None:
        super().__init__()
        self._front, self._edition = front, edition
        self.cards: dict[str, EditionCard] = {}
        self._cards = QWidget()
        self._cards_row: Pair | None = None
        self.left = choice("Comparer", ())
        self.right = choice("avec", ())
        self._pair = Pair(self.left, self.right)
        self.left.edited.connect(self._compare)
        self.right.edited.connect(self._compare)
        self.compare = ComparePanel()
        self.compare.entered.connect(self._enter)
        self._layout = QVBoxLayout(self)
        self._layout.addWidget(self._pair)
        self._layout.addWidget(self.compare, 1)
        self.start_theme()

    def show_rows(self, rows: Sequence[EditionRow]) -> None:
        """Show the editions as they are now."""
        if self._cards_row is not None:
            self._layout.removeWidget(self._cards_row)
            self._cards_row.hide()
            self._cards_row.deleteLater()
        self.cards = {row.id: EditionCard(row, to_approve=self._edition(row.id).to_approve) for row in rows}
        for card in self.cards.values():
            if self._front.desk.imposed_edition() is not None:
                card.choose.refuse(f"{SET_BY_OFFICE}.")
            card.choose.clicked.connect(lambda _on, whose=card.row.id: self._choose(whose))
            card.edit.clicked.connect(lambda _on, whose=card.row.id: self.editWanted.emit(whose, ""))
            card.export.clicked.connect(lambda _on, whose=card.row.id: self.exportWanted.emit(whose))
        self._cards_row = Pair(*self.cards.values())
        self._layout.insertWidget(0, self._cards_row)
        options = [(row.id, row.title) for row in rows]
        known = {row.id for row in rows}
        for field, place in ((self.left, 0), (self.right, -1)):
            kept = field.value()
            field.set_options(options)
            field.set_value(kept if kept in known else options[place][0])
        show_part(self._pair, len(rows) > 2)
        show_part(self.compare, len(rows) > 1)
        self._compare()

    def focus_first(self) -> None:
        """What differs, or the first card."""
        if not self.compare.isHidden():
            self.compare.focus_first()
        elif self.cards:
            next(iter(self.cards.values())).edit.setFocus()

    def _compare(self) -> None:
        left, right = self.left.value(), self.right.value()
        if not left or not right:
            return
        before, after = self._edition(left), self._edition(right)
        self.compare.compare(before, after, (before.title, after.title))

    def _enter(self, key: str) -> None:
        """Entrée leads to the step in the edition at the right, or at the left where it is there alone."""
        for edition_id in (self.right.value(), self.left.value()):
            if any(step.id == key for step in self._edition(edition_id).steps):
                self.editWanted.emit(edition_id, key)
                return

    def _choose(self, edition_id: str) -> None:
        from app.services.guide import choose_edition

        desk = self._front.desk
        self._front.write(lambda: choose_edition(desk, edition_id))
        self.focus_first()

    def minimumSizeHint(self) -> QSize:
        return QSize(300, current_theme().px(480))

    def retheme(self, theme: Theme) -> None:
        self._layout.setContentsMargins(theme.px(16), 0, theme.px(16), theme.px(12))
        self._layout.setSpacing(theme.px(10))
