"""The sheet of the edition as it is being written, for a situation that one picks; the step's place is marked."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.stages import Stage
from app.errors import UserError
from app.guide.conditions import words_of
from app.guide.edition import UNKNOWN, Edition, Step
from app.guide.path import holds
from app.guide.proving import possible_situations
from ui.components import YES_NO_LATER, FlowLayout, LinkButton, Segmented, Text, Themed, show_part
from ui.guide_trial import Spot, Trial, make_trial
from ui.panels.guide_rows import choice
from ui.panels.pages_view import PagesView
from ui.theme import BODY, CAPTION, Role, Theme, current_theme

if TYPE_CHECKING:
    from ui.front import Front
    from ui.tasks import Progress

DELAY = 400  # milliseconds from the last keystroke to the making of the sheet
LOW = 330  # height at 100 % from which the situation is told
SIZES = (("standard", "Standard"), ("large", "Gros caractères"))
NBSP = "\u00a0"


class Mark(Themed, QWidget):
    """A bar at the left of a page, along the step that is being written."""

    def __init__(self, page: QWidget, spot: Spot) -> None:
        super().__init__(page)
        self._page, self._spot = page, spot
        page.installEventFilter(self)
        self._fit()
        self.show()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._page and event.type() == QEvent.Type.Resize:
            self._fit()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.color(Role.ACCENT_FILL))

    def _fit(self) -> None:
        height = self._page.height()
        top = round(self._spot.top * height)
        width = max(4, round(self._page.width() * 0.014))
        self.setGeometry(round(self._page.width() * 0.03), top, width, max(8, round(self._spot.bottom * height) - top))


class SheetTrial(Themed, QWidget):
    """Situation, stage and size over the pages."""

    def __init__(self, front: Front, edition: Callable[[], Edition]) -> None:
        super().__init__()
        self._front, self._edition = front, edition
        self._step: Step | None = None
        self._asked: tuple[str, ...] = ()
        self._lines: dict[str, QWidget] = {}
        self._picked = False  # the person chose a situation: it is kept, whatever the step
        self._turn = 0
        self._stale = True
        self.trial: Trial | None = None
        self._mark: Mark | None = None
        self._spot: tuple[QWidget, Spot] | None = None
        self.title = Text("Aperçu de la fiche", BODY, semibold=True)
        self.size_switch = Segmented(SIZES, "standard", accessible_name="Taille des caractères de l’aperçu")
        self.size_switch.changed.connect(lambda _size: self.renew())
        self.stage = choice("À partir de la colonne", ())
        self.stage.edited.connect(self.renew)
        self.summary = Text("", CAPTION, Role.TEXT_SECOND, wrap=True)
        self.fold = LinkButton("Changer la situation")
        self.fold.clicked.connect(lambda _on: self._unfold())
        self._questions = QWidget()
        self._rows = QVBoxLayout(self._questions)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._questions.hide()
        self.switches: dict[str, Segmented] = {}
        self.told = Text("", CAPTION, Role.SOON, wrap=True)
        self.adapt = LinkButton("Montrer une situation où elle l’est")
        self.adapt.clicked.connect(lambda: self._fit_situation(anyway=True))
        self.pages = PagesView()
        self.pages.setAccessibleName("Aperçu de la fiche")
        head = QWidget()
        self._head = FlowLayout(head)
        for widget in (self.title, self.size_switch, self.fold):
            self._head.addWidget(widget)
        self._layout = QVBoxLayout(self)
        self._layout.addWidget(head)
        self._layout.addWidget(self.summary)
        self._layout.addWidget(self._questions)
        self._layout.addWidget(self.told)
        self._layout.addWidget(self.adapt)
        self._layout.addWidget(self.pages, 1)
        self._rows.addWidget(self.stage)
        self._laid_out = QTimer(self)
        self._laid_out.setSingleShot(True)
        self._laid_out.setInterval(30)
        self._laid_out.timeout.connect(lambda: self._bring(self._spot))
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(DELAY)
        self._timer.timeout.connect(self.renew)
        self._say("")
        self.start_theme()

    def situation(self) -> dict[str, str]:
        """Question -> yes, no or unknown."""
        return {question: switch.value() or UNKNOWN for question, switch in self.switches.items()}

    def show_step(self, step: Step | None) -> None:
        """Another step is being written: its place is brought in view."""
        self._make_questions()
        self._step = step
        if not self._fit_situation(anyway=False):
            self._show_place()

    def touch(self, step: Step | None) -> None:
        """Something was typed: the sheet is made anew once the hand rests."""
        self._step = step
        self._timer.start()

    def renew(self) -> None:
        """Make the sheet from the edition as it stands."""
        self._timer.stop()
        self._make_questions()
        self._stale = not self.isVisible()
        if self._stale:
            return  # nobody looks: it is made when it comes on screen
        edition, situation, size = self._edition(), self.situation(), self.size_switch.value() or "standard"
        stage, today = Stage(self.stage.value() or Stage.NEW.value), self._front.desk.today()
        for question in edition.questions:
            show_part(self._lines[question.id], holds(question.when, situation))
        known = {name: (one,) for name, one in situation.items() if one != UNKNOWN}
        words = f"Pour{NBSP}: {words_of(known, edition)}." if known else "Rien n’est encore su de la personne."
        self.summary.setText(words)
        self.fold.setAccessibleDescription(words)
        self._turn += 1
        turn = self._turn

        def work(progress: Progress) -> Trial | None:
            if turn != self._turn:
                return None  # something was typed since
            progress.check()
            return make_trial(edition, situation, stage, size, today)

        def done(trial: Trial | None) -> None:
            if trial is not None and turn == self._turn:
                self._show(trial)

        def refused(problem: UserError) -> None:
            if turn == self._turn:
                self._say(problem.message)

        self._front.runner.run_heavy(work, done, refused)

    def _show(self, trial: Trial) -> None:
        before, self.trial = self.pages.verticalScrollBar().value(), trial
        self._mark = None
        self.pages.show_pages(trial.pictures)
        self.pages.verticalScrollBar().setValue(before)
        count = len(trial.pictures)
        words = f"Aperçu de la fiche, {count}{NBSP}page{'s' * (count > 1)}, {len(trial.steps)}{NBSP}étapes"
        self.pages.setAccessibleName(words)
        self.title.setText(f"Aperçu de la fiche – {count}{NBSP}page{'s' * (count > 1)}")
        QTimer.singleShot(0, self, self._show_place)

    def _show_place(self) -> None:
        """Mark the step on its page, and scroll there; say why it is not on the sheet."""
        step, trial = self._step, self.trial
        if self._mark is not None:
            self._mark.hide()
            self._mark.deleteLater()
            self._mark = None
        if step is None or trial is None:
            self._say("")
            return
        spot = trial.spots.get(step.id)
        if step.id not in trial.steps:
            self._say(self._why_absent(step), offer=step.on_sheet)
            return
        self._say("" if trial.pictures else "Rien ne reste à faire\u00a0: il n’y a pas de fiche.")
        if spot is None or spot.page >= len(self.pages.pages):
            return
        page = self.pages.pages[spot.page]
        self._mark = Mark(page, spot)
        self._bring((page, spot))
        # Pages that have just come are laid out a little later: then the bar has its range, and one goes there again.
        self._spot = (page, spot)
        self._laid_out.start()

    def _bring(self, place: tuple[QWidget, Spot] | None) -> None:
        """Scroll to a step unless it is in view."""
        if place is None or place[0] not in self.pages.pages:
            return
        page, spot = place
        bar = self.pages.verticalScrollBar()
        top = page.y() + round(spot.top * page.height())
        bottom = page.y() + round(spot.bottom * page.height())
        if top < bar.value() or bottom > bar.value() + self.pages.viewport().height():
            bar.setValue(max(0, top - current_theme().px(40)))

    def _why_absent(self, step: Step) -> str:
        if not step.on_sheet:
            return "Cette étape n’est pas imprimée\u00a0: elle est pour le bureau."
        if holds(step.when, self.situation()):
            return "Cette étape est déjà faite à partir de cette colonne."
        return f"Cette étape n’est pas sur cette fiche\u00a0: elle est pour {words_of(step.when, self._edition())}."

    def _fit_situation(self, *, anyway: bool) -> bool:
        """Take a situation in which the step is to be done, unless the person chose one; True if another is shown."""
        step = self._step
        if step is None or (self._picked and not anyway):
            return False
        situation = self.situation()
        fits = holds(step.when, situation)
        if fits and not (anyway and self.trial is not None and step.id not in self.trial.steps):
            return False
        found = (
            situation
            if fits
            else next((one for one in possible_situations(self._edition()) if holds(step.when, one)), None)
        )
        if found is None:
            return False
        for question, switch in self.switches.items():
            switch.set_value(found.get(question, UNKNOWN))
        if anyway:
            self.stage.set_value(Stage.NEW.value)
        self.renew()
        return True

    def _make_questions(self) -> None:
        """The questions of the edition, each with its switch; made again when the edition asks others."""
        edition = self._edition()
        asked = tuple(question.id for question in edition.questions)
        if asked == self._asked:
            return
        self._asked = asked
        known = self.situation()
        for line in self._lines.values():
            self._rows.removeWidget(line)
            line.hide()
            line.deleteLater()
        self.switches, self._lines = {}, {}
        for place, question in enumerate(edition.questions):
            switch = Segmented(YES_NO_LATER, known.get(question.id, UNKNOWN), accessible_name=question.label)
            switch.changed.connect(lambda _value: self._pick())
            line = QWidget()
            flow = FlowLayout(line)
            flow.addWidget(Text(question.label, BODY))
            flow.addWidget(switch)
            self._rows.insertWidget(place, line)
            self.switches[question.id], self._lines[question.id] = switch, line
        columns = {column.stage: column.title for column in edition.columns}
        self.stage.set_options([(stage.value, columns.get(stage, stage.value)) for stage in edition.path_order[:-2]])

    def _pick(self) -> None:
        self._picked = True
        self.renew()

    def _unfold(self) -> None:
        open_ = self._questions.isHidden()
        self._questions.setVisible(open_)
        self.fold.set_text("Replier" if open_ else "Changer la situation")
        if open_:
            next(iter(self.switches.values())).setFocus()

    def _say(self, words: str, *, offer: bool = False) -> None:
        self.told.setText(words)
        show_part(self.told, bool(words))
        show_part(self.adapt, offer)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale and self._asked:
            self.renew()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where the window is low, the page comes before what is said of it."""
        super().resizeEvent(event)
        show_part(self.summary, self.height() >= LOW * current_theme().scale)

    def retheme(self, theme: Theme) -> None:
        self._head.set_gaps(theme.px(12), theme.px(4))
        self._layout.setContentsMargins(theme.px(8), 0, theme.px(12), 0)
        self._layout.setSpacing(theme.px(6))
        self._rows.setSpacing(theme.px(4))
