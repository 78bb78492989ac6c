"""The versions of an edition: who made each, when and why; any two compared; the way back to one. And an import."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QHeaderView, QTableView, QVBoxLayout, QWidget

from app.changes import Changes
from app.errors import UserError
from app.guide.edition import Edition
from app.guide.proving import Problem
from ui.components import Button, Line, Text, Themed, dress_table, show_part
from ui.dates import past_moment_words
from ui.focus_view import bring_into_view
from ui.panels.guide_compare import ComparePanel
from ui.panels.guide_rows import ReasonField, choice
from ui.table_model import Column, RowsModel
from ui.theme import BODY, CAPTION, Role, Theme, current_theme

if TYPE_CHECKING:
    from app.storage.queries_guide import VersionRow
    from ui.front import Front

NBSP = "\u00a0"


def version_name(row: VersionRow) -> str:
    """« Version 3 », « Livrée »."""
    return f"Version {row.number}" if row.number else "Livrée"


class ReasonFoot(Themed, QWidget):
    """A gesture that makes a version, and the reason that it needs."""

    acted = Signal(str)  # the reason

    def __init__(self, label: str, gesture: str, icon: str) -> None:
        super().__init__()
        self.setProperty("part", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.reason = ReasonField(label)
        self.button = Button(gesture, icon, kind="primary")
        self.button.clicked.connect(lambda _on: self.act())
        self._row = QHBoxLayout(self)
        self._row.addWidget(self.reason, 1, Qt.AlignmentFlag.AlignBottom)
        self._row.addWidget(self.button, 0, Qt.AlignmentFlag.AlignBottom)
        self.start_theme()

    def act(self) -> None:
        """Do it, once there is a reason."""
        if self.button.reason():
            return
        reason = self.reason.given()
        if reason:
            self.acted.emit(reason)
        else:
            QTimer.singleShot(0, self.reason, lambda: bring_into_view(self.reason))

    def empty(self) -> None:
        """Forget the reason: it was done."""
        self.reason.set_text("")
        self.reason.show_problems(())

    def retheme(self, theme: Theme) -> None:
        self._row.setContentsMargins(theme.px(16), theme.px(6), theme.px(16), theme.px(8))
        self._row.setSpacing(theme.px(8))


class VersionsView(Themed, QWidget):
    """List at the top, the comparison below, the way back at the foot."""

    def __init__(self, front: Front) -> None:
        super().__init__()
        self._front = front
        self._edition_id, self._title = "", ""
        self._turn = 0
        self.model: RowsModel[VersionRow] = RowsModel(
            (
                Column("Version", version_name),
                Column("Quand", self._when),
                Column("Par", lambda row: row.author or "–"),
                Column("Pourquoi", lambda row: row.reason),
            ),
            lambda row: row.number,
            self._spoken,
        )
        self.table = QTableView()
        self.table.setModel(self.model)
        dress_table(self.table)
        self.table.setAccessibleName("Versions de l’édition")
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setStretchLastSection(True)
        self.table.selectionModel().currentRowChanged.connect(lambda *_rows: self._chosen())
        self.other = choice("Comparée à", ())
        self.other.edited.connect(self._compare)
        self.compare = ComparePanel()
        self.foot = ReasonFoot("Pourquoi revenir à cette version", "Revenir à cette version", "rotate-ccw")
        self.foot.acted.connect(self._go_back)
        self.told = Text("", BODY, Role.SOON, wrap=True)
        self.told.hide()
        inside = QVBoxLayout()
        inside.addWidget(self.table, 2)
        inside.addWidget(self.other)
        inside.addWidget(self.told)
        inside.addWidget(self.compare, 5)
        self._inside = inside
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(inside, 1)
        layout.addWidget(Line())
        layout.addWidget(self.foot)
        self.start_theme()

    def show_edition(self, edition: Edition) -> None:
        """Show the versions of an edition."""
        self._edition_id, self._title = edition.id, edition.title
        self.foot.empty()
        self.refresh()

    def refresh(self) -> None:
        """Read the versions again."""
        edition_id, desk = self._edition_id, self._front.desk
        if not edition_id:
            return

        def query() -> tuple[VersionRow, ...]:
            from app.storage.queries_guide import versions

            return versions(desk, edition_id)

        self._front.read(query, self._show)

    def focus_first(self) -> None:
        """The list."""
        self.table.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _spoken(self, row: VersionRow) -> str:
        """A version in one sentence; what is not known of the one that came with the program is left out."""
        if not row.number:
            return row.reason or version_name(row)
        return ", ".join(part for part in (version_name(row), self._when(row), row.author, row.reason) if part)

    def _when(self, row: VersionRow) -> str:
        if row.made_at is None:
            return "–"
        return past_moment_words(row.made_at.astimezone(), self._front.desk.today())

    def _show(self, rows: Sequence[VersionRow]) -> None:
        before = {row.number for row in self.model.rows()}
        self.model.set_rows(rows)
        self.table.resizeColumnsToContents()
        fresh = before != {row.number for row in rows}
        if rows and (fresh or not self.table.currentIndex().isValid()):
            self.table.setCurrentIndex(self.model.index(0, 0))
        self._chosen()

    def _chosen(self) -> None:
        """Another version has the keyboard's line: it is compared to the one before it."""
        row, rows = self.model.row_at(self.table.currentIndex()), self.model.rows()
        if row is None:
            return
        self.other.set_options([(str(one.number), self._named(one)) for one in rows if one.number != row.number])
        older = next((one for one in rows if one.number < row.number), next(iter(rows), None))
        if older is not None:
            self.other.set_value(str(older.number))
        newest = row.number == rows[0].number
        self.foot.button.refuse("C’est la version en vigueur." if newest else "")
        alone = len(rows) < 2
        show_part(self.other, not alone)
        show_part(self.compare, not alone)
        self._say("Cette édition n’a pas été modifiée ici." if alone else "")
        if not alone:
            self._compare()

    def _named(self, row: VersionRow) -> str:
        return f"{version_name(row)} – {self._when(row)}, {row.author}" if row.number else "Livrée avec le programme"

    def _compare(self) -> None:
        """Older before, newer after, whichever was chosen first."""
        row = self.model.row_at(self.table.currentIndex())
        if row is None or not self.other.value():
            return
        first, second = sorted((row.number, int(self.other.value())))
        edition_id, desk = self._edition_id, self._front.desk
        self._turn += 1
        turn = self._turn

        def query() -> tuple[Edition, Edition]:
            from app.storage.queries_guide import edition_at

            return edition_at(desk, edition_id, first), edition_at(desk, edition_id, second)

        def show(found: tuple[Edition, Edition]) -> None:
            if turn == self._turn:
                titles = (f"Version {first}" if first else "Livrée", f"Version {second}")
                self.compare.compare(*found, titles)

        self._front.read(query, show)

    def _go_back(self, reason: str) -> None:
        row = self.model.row_at(self.table.currentIndex())
        if row is None:
            return
        from app.services.guide import go_back

        desk, edition_id, number = self._front.desk, self._edition_id, row.number

        def done(_changes: Changes) -> None:
            self.foot.empty()
            self.focus_first()

        self._front.write(lambda: go_back(desk, edition_id, number, reason), done, self._refused)

    def _refused(self, problem: UserError) -> None:
        self._say(problem.message)

    def _say(self, words: str) -> None:
        self.told.setText(words)
        show_part(self.told, bool(words))

    def minimumSizeHint(self) -> QSize:
        return QSize(300, current_theme().px(440))

    def retheme(self, theme: Theme) -> None:
        self._inside.setContentsMargins(theme.px(16), 0, theme.px(16), theme.px(8))
        self._inside.setSpacing(theme.px(8))
        self.table.setMinimumHeight(theme.px(110))


class ImportView(Themed, QWidget):
    """An edition of a file before it is taken: what it changes, and the reason."""

    imported = Signal(str)  # id of the edition
    closed = Signal()

    def __init__(self, front: Front) -> None:
        super().__init__()
        self._front = front
        self._edition: Edition | None = None
        self.title = Text("", BODY, semibold=True, wrap=True)
        self.points = Text("", CAPTION, Role.LATE, wrap=True)
        self.points.hide()
        self.compare = ComparePanel()
        self.foot = ReasonFoot("Pourquoi importer cette édition", "Importer", "check")
        self.foot.acted.connect(self._take)
        self._inside = QVBoxLayout()
        for widget in (self.title, self.points):
            self._inside.addWidget(widget)
        self._inside.addWidget(self.compare, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(self._inside, 1)
        layout.addWidget(Line())
        layout.addWidget(self.foot)
        self.start_theme()

    def show_file(self, edition: Edition, file: str, problems: Sequence[Problem]) -> None:
        """Show what a file would change."""
        self._edition = edition
        editions = self._front.desk.editions
        mine = next((one for one in editions if one.id == edition.id), None)
        known = mine or editions[-1]
        what = "comparée à celle de ce bureau" if mine is not None else f"nouvelle édition, comparée à {known.title}"
        same = edition == mine
        ends = "C’est déjà l’édition en vigueur." if same else "Rien n’est encore pris."
        self.title.setText(f"«{NBSP}{file}{NBSP}» – {edition.title}, {what}. {ends}")
        show_part(self.compare, True)
        self.compare.compare(known, edition, ("En vigueur ici" if mine is not None else known.title, file))
        self._say([problem.sentence for problem in problems])
        refused = "Ces points empêchent l’importation." if problems else ""
        self.foot.button.refuse("C’est déjà l’édition en vigueur." if same else refused)
        self.foot.empty()
        self.focus_first()

    def show_unread(self, file: str, problem: str) -> None:
        """A file that cannot be read as a guide: why stays here to be read."""
        self._edition = None
        self.title.setText(f"«{NBSP}{file}{NBSP}» n’est pas lu. Rien n’est pris.")
        show_part(self.compare, False)
        self._say([problem])
        self.foot.button.refuse("Ce fichier ne se lit pas comme un guide.")
        self.foot.empty()
        self.focus_first()

    def focus_first(self) -> None:
        """What differs; the reason where nothing can be compared."""
        if self.compare.isHidden():
            self.foot.reason.line.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.compare.focus_first()

    def _take(self, reason: str) -> None:
        edition = self._edition
        if edition is None:
            return
        from app.services.guide import import_edition

        desk, edition_id = self._front.desk, edition.id
        self._front.write(
            lambda: import_edition(desk, edition, reason),
            lambda _changes: self.imported.emit(edition_id),
            self._refused,
        )

    def _refused(self, problem: UserError) -> None:
        problems: Sequence[Problem] = getattr(problem, "problems", ())
        self._say([one.sentence for one in problems] or [problem.message])

    def _say(self, sentences: Sequence[str]) -> None:
        self.points.setText("\n".join(f"⬢ {sentence}" for sentence in sentences))
        show_part(self.points, bool(sentences))

    def minimumSizeHint(self) -> QSize:
        return QSize(300, current_theme().px(360))

    def retheme(self, theme: Theme) -> None:
        self._inside.setContentsMargins(theme.px(16), 0, theme.px(16), theme.px(8))
        self._inside.setSpacing(theme.px(8))
