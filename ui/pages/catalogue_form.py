"""What the forms of a training and of a session share: fields in parts, draft, summary, conflict, foot."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Literal

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.changes import Changes
from app.domain.folding import fold
from app.errors import Conflict, UserError
from app.storage.rows import DraftRow
from ui.components import Button, Line, LinkButton, PageHead, Text, Themed, show_part
from ui.dates import past_moment_words
from ui.drafting import DraftKeeper, DraftState, draft_words
from ui.fields.base import Field
from ui.forms import ErrorSummary, FormFields, Suggestion, points_words
from ui.panels.form_notices import ConflictBox, Difference
from ui.theme import CAPTION, Role, Theme, current_theme

if TYPE_CHECKING:
    from ui.front import Front

NARROW = 720  # below it the two columns stand one under the other
WIDEST = 1040
VERSION = "version"


class CatalogueForm(Themed, QWidget):
    """A page-wide form. A subclass makes the fields, fills them and saves what they hold.

    What cannot be kept (a date that no one can read) stays as typed: *Enregistrer* leads to it, the draft keeps it.
    """

    closed = Signal()
    saved = Signal(object)  # Changes

    def __init__(self, front: Front, kind: str, subject_id: int | None, title: str, labels: Mapping[str, str]) -> None:
        super().__init__()
        self.front, self.subject_id = front, subject_id
        self.version: int | None = None
        self._kind, self._labels = kind, labels
        self._theirs: dict[str, str] = {}
        self.setProperty("part", "ground")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.head = PageHead(title)
        self.resumed = Text("", CAPTION, Role.TEXT_SECOND)
        self.start_over = LinkButton("Repartir de zéro" if subject_id is None else "Repartir de la fiche")
        self.start_over.clicked.connect(self._start_over)
        for widget in (self.resumed, self.start_over):
            show_part(widget, False)
            self.head.add_beside(widget)
        self.summary, self.conflict = ErrorSummary(), ConflictBox()
        self.conflict.decided.connect(self._decided)
        self.fields: FormFields
        self.keeper = self._make_keeper(None)
        self._columns: tuple[QVBoxLayout, QVBoxLayout] = (QVBoxLayout(), QVBoxLayout())
        self._grid = QGridLayout()
        self._two: bool | None = None
        self._make_foot()

    def lay_out(self, left: Sequence[QWidget], right: Sequence[QWidget], fields: dict[str, Field]) -> None:
        """Put the parts of the form in their two columns; `fields` in the order of Tab."""
        self.fields = FormFields(fields, self)
        self.fields.edited.connect(self._edited)
        self.fields.judged.connect(self._show_errors)
        for column, parts in zip(self._columns, (left, right), strict=True):
            for part in parts:
                column.addWidget(part)
            column.addStretch(1)
        self._sides = tuple(_side(column) for column in self._columns)
        inner = QWidget()
        inner.setProperty("part", "page")
        inner.setLayout(self._grid)
        self._inner = inner
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setWidget(inner)
        told = QVBoxLayout()
        told.addWidget(self.summary)
        told.addWidget(self.conflict)
        self._told = told
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.head)
        whole.addLayout(told)
        whole.addWidget(self._area, 1)
        whole.addWidget(Line())
        whole.addWidget(self._foot)
        self.start_theme()
        editors = [field.editor for field in fields.values()]
        for before, after in pairwise(editors):
            QWidget.setTabOrder(before, after)
        QWidget.setTabOrder(editors[-1], self.save_button)

    def foot_height(self) -> int:
        """Pixels that « Enregistrer » and its neighbours take."""
        return self._foot.height()

    def _make_foot(self) -> None:
        self.save_button = Button("Enregistrer", "check", "Ctrl+S", kind="primary")
        self.save_button.clicked.connect(self.save)
        self.close_button = Button("Fermer", None, "Échap")
        self.close_button.clicked.connect(self.close_form)
        self.state = Text("", CAPTION, Role.TEXT_SECOND)
        self._foot = QWidget()
        self._foot.setProperty("part", "surface")
        self._foot.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._foot_row = QHBoxLayout(self._foot)
        for widget in (self.save_button, self.close_button, self.state):
            self._foot_row.addWidget(widget)
        self._foot_row.addStretch(1)

    def add_gesture(self, button: Button) -> None:
        """Add a gesture on the whole record at the far right of the foot."""
        self._foot_row.addWidget(button)

    # For subclasses

    def action(self) -> Callable[[], Changes] | None:
        """The service that saves what the fields hold; None when a field keeps it from being understood."""
        raise NotImplementedError

    def read_version(self) -> int | None:
        """The version of the record as it is in the base now, None when it is gone. Runs off the window's thread."""
        raise NotImplementedError

    def payload(self) -> dict[str, Any]:
        """What a draft keeps."""
        return {**self.fields.draft(), VERSION: self.version}

    def take_up(self, payload: Mapping[str, Any]) -> None:
        """Put a draft back."""
        self.fields.restore({name: str(text) for name, text in payload.items() if isinstance(text, str)})
        version = payload.get(VERSION)
        self.version = version if isinstance(version, int) else self.version

    def reset(self) -> None:
        """Show the record again as it was read, without the draft."""
        raise NotImplementedError

    # Drafts

    def show_draft(self, draft: DraftRow) -> None:
        """Take up what was typed and not saved."""
        self.keeper.forget()
        self.keeper = self._make_keeper(draft.id)
        self.take_up(draft.payload)
        moment = past_moment_words(draft.updated_at.astimezone(), self.front.desk.today())
        self.resumed.setText(f"Saisie reprise, {moment}")
        for widget in (self.resumed, self.start_over):
            show_part(widget, True)
        self._tell(self.keeper.state)

    def _make_keeper(self, draft_id: int | None) -> DraftKeeper:
        keeper = DraftKeeper(
            self.front, self._kind, self.payload, subject_id=self.subject_id, draft_id=draft_id, parent=self
        )
        keeper.changed.connect(self._tell)
        return keeper

    def _start_over(self) -> None:
        self.keeper.drop()
        self.keeper = self._make_keeper(None)
        self.reset()
        self.conflict.hide()
        self._rank_save("primary")
        for field in self.fields.fields():
            field.show_problems(())
        self._show_errors()
        for widget in (self.resumed, self.start_over):
            show_part(widget, False)
        self.focus_first()

    def _edited(self) -> None:
        self.keeper.touch()

    def _tell(self, state: DraftState) -> None:
        wrong = len(self.fields.with_errors()) if hasattr(self, "fields") else 0
        words = [f"{points_words(wrong)} à relire"] if wrong else []
        if draft_words(state):
            words.append(draft_words(state))
        self.state.setText(" · ".join(words))

    # Gestures

    def save(self) -> bool:
        """Judge all and save; or lead to the first field that keeps it from being saved."""
        wrong = self.fields.judge_all()
        wrong = [*self.fields.holding_nir(), *wrong]
        if wrong:
            wrong[0].lead_here()
            return True
        if not self.conflict.isHidden():
            self.conflict.decide()
            return True
        self._save()
        return True

    def _save(self) -> None:
        action = self.action()
        if action is not None:
            self.keeper.flush()
            self.front.write(action, self._saved, self._refused)

    def _saved(self, changes: Changes) -> None:
        self.keeper.forget()
        self.saved.emit(changes)

    def _refused(self, problem: UserError) -> None:
        if not isinstance(problem, Conflict) or not problem.fields:
            self.front.refused.emit(problem.message)
            return
        names = {label: name for name, label in self._labels.items()}
        differences = [
            Difference(names[field.label], field.label, field.mine, field.theirs)
            for field in problem.fields
            if names.get(field.label) in list(self.fields)
        ]
        self._theirs = {one.name: one.theirs for one in differences}
        if not differences:  # what they changed is not on this form
            self._decided({})
            return
        self.conflict.show_differences(differences)
        self._rank_save("secondary")
        first = self.conflict.choices[differences[0].name]["mine"]
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _decided(self, chosen: Mapping[str, str]) -> None:
        """Field by field the value that is kept, then save over what the other one saved."""
        for name, value in chosen.items():
            if value == self._theirs[name]:
                self.fields[name].set_text(value)
        self._rank_save("primary")
        self.front.read(self.read_version, self._save_over)

    def _save_over(self, version: int | None) -> None:
        self.version = version
        self._save()

    def _rank_save(self, kind: Literal["primary", "secondary"]) -> None:
        """One solid gesture at a time: while both values are shown, it is theirs."""
        self.save_button.set_kind(kind)
        self.save_button.set_shortcut_text("Ctrl+S" if kind == "primary" else None)

    def close_form(self) -> None:
        """Échap: back to the table; what was typed is kept as a draft."""
        kept = self.keeper.state in (DraftState.TYPING, DraftState.KEPT, DraftState.FAILED)
        self.keeper.flush()
        self.closed.emit()
        if kept:
            self.front.refused.emit("Saisie gardée comme brouillon\u00a0: elle vous attend sur Aujourd’hui.")

    def focus_first(self) -> None:
        """Put the keyboard on the first field."""
        self.fields.fields()[0].editor.setFocus(Qt.FocusReason.OtherFocusReason)

    # Looks

    def _show_errors(self) -> None:
        self.summary.show_fields(self.fields.fields())
        self._tell(self.keeper.state)

    def retheme(self, theme: Theme) -> None:
        self._grid.setContentsMargins(theme.px(16), theme.px(4), theme.px(16), theme.px(16))
        self._grid.setHorizontalSpacing(theme.px(48))
        self._grid.setVerticalSpacing(theme.px(8))
        for column in self._columns:
            column.setSpacing(theme.px(8))
        self._foot_row.setContentsMargins(theme.px(16), theme.px(10), theme.px(16), theme.px(10))
        self._foot_row.setSpacing(theme.px(8))
        self._told.setContentsMargins(theme.px(16), 0, theme.px(16), theme.px(6))
        self._inner.setMaximumWidth(theme.px(WIDEST))
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        two = self.width() >= current_theme().px(NARROW)
        if two is self._two:
            return
        self._two = two
        for side in self._sides:
            self._grid.removeWidget(side)
        for place, side in enumerate(self._sides):
            self._grid.addWidget(side, 0 if two else place, place if two else 0)
        for place in (0, 1):
            self._grid.setColumnStretch(place, 1 if two or place == 0 else 0)
        self._grid.setRowStretch(2, 1)


def _side(column: QVBoxLayout) -> QWidget:
    side = QWidget()
    column.setContentsMargins(0, 0, 0, 0)
    side.setLayout(column)
    return side


def beside(*fields: QWidget) -> QWidget:
    """Two short fields on one line."""
    line = QWidget()
    row = QHBoxLayout(line)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(12)
    for field in fields:
        row.addWidget(field, 1, Qt.AlignmentFlag.AlignTop)
    return line


def used_before(texts: Sequence[str]) -> Callable[[str], Sequence[Suggestion]]:
    """Proposals out of what stands in the catalogue already: what begins so first, then what holds it."""
    known = sorted({text.strip() for text in texts if text.strip()}, key=fold)

    def suggest(typed: str) -> Sequence[Suggestion]:
        wanted = fold(typed)
        found = [text for text in known if f" {wanted}" in f" {fold(text)}" and text != typed]
        found.sort(key=lambda text: not fold(text).startswith(wanted))
        return [Suggestion(text) for text in found[:8]]

    return suggest
