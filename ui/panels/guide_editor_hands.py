"""What one does in the guide's editor: goes from step to step, writes, moves, takes back; it is proved as one types."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget

from app.domain.stages import Stage
from app.guide.edition import Edition, Step
from app.guide.proving import Problem
from ui.guide_words import ACTORS, whom_where_same, without_fields
from ui.guide_writing import EditionInHand
from ui.panels.guide_editor_shape import FORM, EditorShape
from ui.panels.guide_tree import Marks

if TYPE_CHECKING:
    from ui.front import Front

DELAY = 400  # milliseconds from the last keystroke to the proof
NBSP = "\u00a0"


class EditorHands(EditorShape):
    """The edition in hand and all gestures on it. A subclass keeps drafts and saves (`draft_touched`, `kept_words`)."""

    def __init__(self, front: Front) -> None:
        self._front = front
        self.hand: EditionInHand | None = None
        super().__init__(front, self._edition)
        self._problems: tuple[Problem, ...] = ()
        self._turn = 0
        self._prover = QTimer(self)
        self._prover.setSingleShot(True)
        self._prover.setInterval(DELAY)
        self._prover.timeout.connect(self.prove)
        self.set_menu(
            (
                ("Monter\tAlt+↑", lambda: self._move(-1)),
                ("Descendre\tAlt+↓", lambda: self._move(1)),
                ("Doubler\tCtrl+D", self._double),
                ("Supprimer\tSuppr", self._remove),
            )
        )
        self.tree.chosen.connect(self.show_step)
        self.tree.entered.connect(lambda step_id: self._enter_form() if step_id else self.show_whole())
        self.tree.moveWanted.connect(self._move)
        self.tree.removeWanted.connect(self._remove)
        self.tree.doubleWanted.connect(self._double)
        self.add.clicked.connect(lambda _on: self.add_step())
        self.form.edited.connect(self._step_edited)
        self.head_form.edited.connect(self._whole_edited)
        self.points.wanted.connect(self.lead_to)
        application = QApplication.instance()
        assert isinstance(application, QApplication)  # what makes widgets at all
        application.focusChanged.connect(self._focus_moved)

    def draft_touched(self) -> None:
        """Something was typed."""
        raise NotImplementedError

    def kept_words(self) -> str:
        """What is said of the draft."""
        raise NotImplementedError

    def _edition(self) -> Edition:
        return self.hand.edition if self.hand is not None else self._front.desk.editions[0]

    # Showing

    def _show_again(self, step_id: str) -> None:
        """Show all of what is in hand."""
        assert self.hand is not None
        self.hand.step_id = step_id if any(step.id == step_id for step in self.hand.edition.steps) else ""
        if not self.hand.step_id and self.hand.edition.steps:
            self.hand.step_id = self.hand.edition.steps[0].id
        self.tree.show_edition(self.hand.edition, self._marks(), self.hand.step_id)
        self.head_form.load(self.hand.edition)
        self.form.load(self.hand.step)
        self.middle.setCurrentWidget(self.form)
        self.form.show_problems(self._of_step())
        self.sheet.show_step(self.hand.step)
        self._say_state()

    def show_step(self, step_id: str) -> None:
        """Show another step in the form and on the sheet."""
        if self.hand is None:
            return
        self.middle.setCurrentWidget(self.form if step_id else self.head_form)
        if not step_id:
            return
        if step_id == self.hand.step_id and self.form.step is not None:
            return
        self.hand.rest()
        self.hand.step_id = step_id
        self.form.load(self.hand.step)
        self.form.show_problems(self._of_step())
        self.sheet.show_step(self.hand.step)

    def show_whole(self) -> None:
        """Show what is true of the whole edition."""
        self.show_pane(FORM)
        self.middle.setCurrentWidget(self.head_form)
        self.head_form.focus_first()

    def _enter_form(self) -> None:
        self.show_pane(FORM)
        self.middle.setCurrentWidget(self.form)
        self.form.focus_first()

    def _marks(self) -> dict[str, Marks]:
        assert self.hand is not None
        changed = self.hand.changed_ids()
        points: dict[str, int] = {}
        for problem in self._problems:
            points[problem.step_id] = points.get(problem.step_id, 0) + 1
        return {
            step.id: Marks(
                ACTORS[step.actor],
                whom_where_same(step, self.hand.edition),
                step.id in changed,
                bool(step.unsure),
                points.get(step.id, 0),
            )
            for step in self.hand.edition.steps
        }

    def _of_step(self) -> list[Problem]:
        assert self.hand is not None
        return [problem for problem in self._problems if problem.step_id == self.hand.step_id]

    def _say_state(self) -> None:
        if self.hand is None:
            return
        changed = len(self.hand.changed_ids())
        words = f"{changed} étape{'s' * (changed > 1)} à enregistrer" if changed else ""
        words = words or ("Des changements à enregistrer" if self.hand.is_changed() else "Rien à enregistrer")
        kept = self.kept_words()
        self.state.setText(f"{words}. {kept}" if kept else f"{words}.")

    # Gestures

    def _step_edited(self, step: Step) -> None:
        assert self.hand is not None
        order = [one.id for one in self.hand.edition.steps]
        old = self.hand.step
        self.hand.put(step)
        moved = order != [one.id for one in self.hand.edition.steps]
        elsewhere = old is not None and (old.stage, old.phase) != (step.stage, step.phase)
        self._touched(anew=moved or elsewhere)

    def _whole_edited(self, edition: Edition) -> None:
        assert self.hand is not None
        own = replace(edition, steps=self.hand.edition.steps, questions=self.hand.edition.questions)
        self.hand.change(own, "whole")
        self._touched(anew=True)

    def _touched(self, *, anew: bool) -> None:
        """Something changed: tree, sheet, proof and draft follow."""
        assert self.hand is not None
        if anew:
            self.tree.show_edition(self.hand.edition, self._marks(), self.hand.step_id)
        else:
            self.tree.show_marks(self.hand.edition, self._marks())
        self.sheet.touch(self.hand.step)
        self._prover.start()
        self.draft_touched()
        self._say_state()

    def _gesture(self) -> None:
        """The steps themselves changed: show the one that is in hand now."""
        assert self.hand is not None
        self._show_again(self.hand.step_id)
        self._touched(anew=False)

    def add_step(self) -> None:
        """Ctrl+N: a new step after the one in hand, or in the column on whose line the keyboard stands."""
        if self.hand is None:
            return
        stage: Stage | None = self.tree.current_stage() if self.tree.hasFocus() else None
        self.hand.add(stage)
        self._gesture()
        self._enter_form()
        self.form.own.title.edit.selectAll()

    def _double(self) -> None:
        if self.hand is not None:
            self.hand.double()
            self._gesture()

    def _remove(self) -> None:
        if self.hand is None or self.hand.step is None:
            return
        title = without_fields(self.hand.step.title)
        self.hand.remove()
        self._gesture()
        self.say(f"«{NBSP}{title}{NBSP}» est retirée. Ctrl+Z la remet.")

    def _move(self, by: int) -> None:
        if self.hand is not None and self.hand.move(by):
            self._gesture()

    def undo(self) -> bool:
        """Ctrl+Z: the last gesture in the editor."""
        return self._turned(self.hand.undo() if self.hand is not None else False)

    def redo(self) -> bool:
        """Ctrl+Y."""
        return self._turned(self.hand.redo() if self.hand is not None else False)

    def _turned(self, done: bool) -> bool:
        if done:
            self.say("")
            self._gesture()
        return done

    def _focus_moved(self, _old: QWidget | None, _new: QWidget | None) -> None:
        if self.hand is not None:
            self.hand.rest()  # what is typed in another field is another gesture

    # Proof

    def prove(self) -> None:
        """Find all that keeps the edition from being saved, off the window's thread."""
        self._prover.stop()
        if self.hand is None:
            return
        edition = self.hand.edition
        self._turn += 1
        turn = self._turn

        def work(_progress: object) -> tuple[Problem, ...] | None:
            from app.services.guide import problems_of

            return problems_of(edition) if turn == self._turn else None

        def done(problems: tuple[Problem, ...] | None) -> None:
            if problems is not None and turn == self._turn:
                self._show_problems(problems)

        self._front.runner.run_heavy(work, done)

    def _show_problems(self, problems: Sequence[Problem]) -> None:
        assert self.hand is not None
        self._problems = tuple(problems)
        self.points.show_problems(self._problems)
        self.tree.show_marks(self.hand.edition, self._marks())
        self.form.show_problems(self._of_step())
        self.head_form.show_problems([problem for problem in self._problems if not problem.step_id])

    def lead_to(self, problem: Problem) -> None:
        """Bring the keyboard to what a point speaks of."""
        if self.hand is None:
            return
        if problem.step_id and any(step.id == problem.step_id for step in self.hand.edition.steps):
            self.tree.choose(problem.step_id)
            self.show_step(problem.step_id)
            self.show_pane(FORM)
            self.form.lead_to(problem)
            return
        field = self.head_form.place_of(problem)
        if field is not None:
            self.show_whole()
            field.lead_here()
        else:
            self.tree.setFocus()
            self.say(problem.sentence)
