"""Two editions of the guide, or two versions, step by step: what differs is said in words and by a sign."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QBoxLayout, QHeaderView, QTableView, QTextBrowser, QVBoxLayout, QWidget

from app.guide.compare import Difference, QuestionDifference, differences, key_title, question_differences
from app.guide.edition import Edition, Question, Step
from ui.components import CheckBox, FlowLayout, Text, Themed, dress_table
from ui.focus_view import bring_into_view
from ui.guide_differences import differences_html, kind_words, marked_text, rows_of
from ui.guide_words import whom_where_same, without_fields
from ui.table_model import Column, RowsModel
from ui.theme import CAPTION, Role, Theme, current_theme

SIDE_FROM = 860  # width at 100 % from which the table stands beside what differs
NBSP = "\u00a0"


@dataclass(frozen=True)
class Line:
    """One step of both editions, or a question of the situation; `kind` "" where both are the same."""

    key: str
    kind: str
    left: str
    right: str
    what: str  # « texte, pour qui »
    difference: Difference | QuestionDifference | None
    before: Step | Question | None = None
    after: Step | Question | None = None

    @property
    def unsure(self) -> str:
        """What could not be confirmed."""
        return self.after.unsure if isinstance(self.after, Step) else ""

    @property
    def sentence(self) -> str:
        """The line as it is spoken."""
        sure = ", à confirmer" if self.unsure and key_title("unsure") not in self.what.split(", ") else ""
        what = f"{NBSP}: {self.what}" if self.what else ""
        return f"{self.right or self.left}, {kind_words(self.kind)[2:]}{what}{sure}"


def lines_of(before: Edition, after: Edition) -> tuple[Line, ...]:
    """All questions that differ, then all steps in the order of `after`, the same ones too."""
    lines = []
    for asked in question_differences(before, after):
        left, right = (f"Question{NBSP}: {one.label}" if one else "" for one in (asked.before, asked.after))
        what = _what(asked.keys)
        lines.append(
            Line(f"question {asked.question_id}", asked.kind, left, right, what, asked, asked.before, asked.after)
        )
    found = {one.step_id: one for one in differences(before, after)}
    olds, news = ({step.id: step for step in edition.steps} for edition in (before, after))
    order = [one.id for one in after.steps]
    for one in found.values():  # one taken away stands where `differences` puts it
        if one.after is None:
            place = list(found).index(one.step_id)
            following = next((name for name in list(found)[place + 1 :] if name in order), None)
            order.insert(_place_of_removed(one.step_id, before, order, following), one.step_id)
    for step_id in order:
        difference, old, new = found.get(step_id), olds.get(step_id), news.get(step_id)
        kind, keys = (difference.kind, difference.keys) if difference is not None else ("", ())
        left, right = (_titled(step, whose) for step, whose in ((old, before), (new, after)))
        lines.append(Line(step_id, kind, left, right, _what(keys), difference, old, new))
    return tuple(lines)


def _place_of_removed(step_id: str, before: Edition, order: Sequence[str], following: str | None) -> int:
    """Behind the step that it followed, else before the next difference."""
    ids = [step.id for step in before.steps]
    for earlier in reversed(ids[: ids.index(step_id)]):
        if earlier in order:
            return order.index(earlier) + 1
    return order.index(following) if following in order else 0


def _titled(step: Step | None, edition: Edition) -> str:
    """A step's title, with for whom it is where another has the same one."""
    if step is None:
        return ""
    whom = whom_where_same(step, edition)
    return f"{without_fields(step.title)} ({whom})" if whom else without_fields(step.title)


def _what(keys: Sequence[str]) -> str:
    return ", ".join(key_title(key) for key in keys)


class LinesModel(RowsModel[Line]):
    """The lines, under the titles of the two editions that are compared now."""

    titles = ("Avant", "Après")

    def set_titles(self, titles: tuple[str, str]) -> None:
        """Other editions are compared."""
        self.titles = titles
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 1, 2)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        words = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)
        if orientation == Qt.Orientation.Horizontal and section in (1, 2) and role in words:
            return self.titles[section - 1]
        return super().headerData(section, orientation, role)


class ComparePanel(Themed, QWidget):
    """The steps at the left, what differs of the chosen one at the right or below."""

    entered = Signal(str)
    """Entrée on a line: the step, or « question … »."""

    def __init__(self) -> None:
        super().__init__()
        self._before: Edition | None = None
        self._after: Edition | None = None
        self._titles = ("Avant", "Après")
        self._lines: tuple[Line, ...] = ()
        self.only = CheckBox("Seulement ce qui change")
        self.only.setChecked(True)
        self.only.clicked.connect(lambda _on: self._show_lines())
        self.count = Text("", CAPTION, Role.TEXT_SECOND)
        self.model = LinesModel(
            (
                Column("Changement", lambda line: kind_words(line.kind)),
                Column("Avant", lambda line: line.left or "–"),
                Column("Après", lambda line: line.right or "–"),
                Column("", lambda line: "à confirmer" if line.unsure else ""),
            ),
            lambda line: line.key,
            lambda line: line.sentence,
        )
        self.table = QTableView()
        self.table.setModel(self.model)
        dress_table(self.table)
        self.table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        for column in (0, 3):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        self.table.selectionModel().currentRowChanged.connect(self._current)
        self.table.activated.connect(lambda _index: self.entered.emit(self.current_key()))
        self.detail = QTextBrowser()
        self.detail.setOpenLinks(False)
        self.detail.setTabChangesFocus(True)
        self.detail.setAccessibleName("Ce qui change dans cette étape")
        head = QWidget()
        self._head = FlowLayout(head)
        self._head.addWidget(self.only)
        self._head.addWidget(self.count)
        self._body = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._body.addWidget(self.table, 6)
        self._body.addWidget(self.detail, 5)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.addWidget(head)
        self._layout.addLayout(self._body, 1)
        self.start_theme()

    def compare(self, before: Edition, after: Edition, titles: tuple[str, str]) -> None:
        """Show two editions; their titles stand over the columns."""
        self._before, self._after, self._titles = before, after, titles
        self._lines = lines_of(before, after)
        self.model.set_titles(titles)
        self.table.setAccessibleName(f"Étapes, {titles[0]} et {titles[1]}")
        self._show_lines()

    def lines(self) -> Sequence[Line]:
        """The lines that are shown."""
        return self.model.rows()

    def choose(self, key: str) -> None:
        """Bring the keyboard's line to a step."""
        index = self.model.index_of(key)
        if index.isValid():
            self.table.setCurrentIndex(index)

    def current_key(self) -> str:
        """The step on whose line the keyboard stands."""
        line = self.model.row_at(self.table.currentIndex())
        return line.key if line is not None else ""

    def focus_first(self) -> None:
        """The table."""
        self.table.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _show_lines(self) -> None:
        only = self.only.isChecked()
        shown = [line for line in self._lines if line.kind or not only]
        changed = sum(bool(line.kind) for line in self._lines)
        self.model.set_rows(shown)
        self.count.setText(f"{changed} différence{'s' * (changed > 1)}" if changed else "Aucune différence")
        if shown and not self.table.currentIndex().isValid():
            self.table.setCurrentIndex(self.model.index(0, 0))
        self._show_detail()

    def _current(self, _index: QModelIndex, _before: QModelIndex) -> None:
        self._show_detail()
        self.table.scrollTo(self.table.currentIndex(), QAbstractItemView.ScrollHint.EnsureVisible)
        if self.table.hasFocus():
            bring_into_view(self.table)

    def _show_detail(self) -> None:
        line = self.model.row_at(self.table.currentIndex())
        if line is None or self._before is None or self._after is None:
            self.detail.setHtml("")
            return
        self.detail.setHtml(self.detail_html(line))

    def detail_html(self, line: Line) -> str:
        """What differs of one line, its source, and what is to be confirmed."""
        import html

        assert self._before is not None
        assert self._after is not None
        theme = current_theme()
        parts = [f"<p><b>{html.escape(line.right or line.left)}</b> – {kind_words(line.kind)}</p>"]
        if line.unsure:
            words = html.escape(marked_text(line.unsure))
            parts.append(f"<p style='color:{theme.name(Role.SOON)}'>◐ <b>À confirmer</b>{NBSP}: {words}</p>")
        step = line.after or line.before
        if isinstance(step, Step) and step.source:
            parts.append(f"<p>Source{NBSP}: {html.escape(step.source)}</p>")
        if line.difference is not None:
            rows = rows_of(line.difference, self._before, self._after)
            parts.append(differences_html(rows, self._titles, theme))
        elif isinstance(step, Step):
            parts.append(f"<p>{html.escape(marked_text(step.body))}</p>".replace("\n", "<br>"))
        return "".join(parts)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < SIDE_FROM * current_theme().scale
        wanted = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        if self._body.direction() is not wanted:
            self._body.setDirection(wanted)

    def retheme(self, theme: Theme) -> None:
        self._head.set_gaps(theme.px(14), theme.px(4))
        self._layout.setSpacing(theme.px(6))
        self._body.setSpacing(theme.px(8))
        self._show_detail()
