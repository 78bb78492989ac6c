"""Whatever keeps an edition from being saved is said at a place where it can be put right, and the step is named."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt
from PySide6.QtWidgets import QApplication, QWidget

from app.domain.stages import Stage
from app.guide.changing import remove_step, replace_step
from app.guide.edition import Answer, Effect, Link, ScreenField, Step
from app.guide.loading import load_editions
from app.guide.markup import BlockKind
from app.guide.proving import prove
from ui.fields.base import Field
from ui.panels.guide_form import StepForm
from ui.panels.guide_head_form import EditionForm

EDITION = load_editions()[0]
STEP = EDITION.step("screen_identity")  # one that has a screen, answers and fields
assert STEP.screen is not None
SCREEN = STEP.screen

Break = Callable[[Step], Step]
BROKEN: dict[str, Break] = {
    "a title that is empty": lambda step: replace(step, title=" "),
    "nothing to say": lambda step: replace(step, say=""),
    "no way out when it is blocked": lambda step: replace(step, if_blocked=""),
    "no source": lambda step: replace(step, source=""),
    "bold that never ends": lambda step: replace(step, body="Tapez **votre nom"),
    "a button that never ends": lambda step: replace(step, body="Cliquez sur [[Valider"),
    "a sign alone": lambda step: replace(step, body="moins de < 13 chiffres"),
    "a link on a word": lambda step: replace(step, body="Allez sur <Cliquez>"),
    "an unknown value": lambda step: replace(step, body="le {jour|jour dit}"),
    "a value without other words": lambda step: replace(step, say="le {session_date}"),
    "a step that is no more": lambda step: replace(step, body="comme à {step:nulle_part|l’étape #|la suite}"),
    "a field inside a button": lambda step: replace(step, body="[[{training|ici}]]"),
    "what is not sure, badly written": lambda step: replace(step, unsure="**à voir"),
    "a condition for nobody": lambda step: replace(step, when={"account_open": ("no",), "training_found": ("yes",)}),
    "a question that is not there": lambda step: replace(step, when={"carte_vitale": ("yes",)}),
    "no answer": lambda step: replace(step, answers=()),
    "four answers": lambda step: replace(step, answers=(Answer("Fait", Effect.DONE),) * 4),
    "an answer without words": lambda step: replace(step, answers=(*step.answers[:2], Answer("", Effect.DONE))),
    "help without help": lambda step: replace(step, answers=(step.answers[0], Answer("Non", Effect.HELP))),
    "back to no step": lambda step: replace(step, answers=(Answer("Non", Effect.BACK, step="nulle_part"),)),
    "back to a later step": lambda step: replace(step, answers=(Answer("Non", Effect.BACK, step="confirm"),)),
    "an answer to no question": lambda step: replace(
        step, answers=(Answer("Non", Effect.ANSWER, question="carte", value="no"),)
    ),
    "a link without https": lambda step: replace(step, links=(Link("https://a.fr", "a.fr"), Link("www.b.fr", "b.fr"))),
    "a link that is not typed": lambda step: replace(step, links=(Link("https://www.amf42.fr", ""),)),
    "a square for a mailbox": lambda step: replace(step, links=(Link("mailto:a@b.fr", "a@b.fr", qr=True),)),
    "a screen without title": lambda step: replace(step, screen=replace(SCREEN, title="")),
    "a note that never ends": lambda step: replace(step, screen=replace(SCREEN, note="**gras")),
    "a box without name": lambda step: replace(
        step, screen=replace(SCREEN, fields=(*SCREEN.fields, ScreenField("", "email")))
    ),
    "a hint with an unknown value": lambda step: replace(
        step, screen=replace(SCREEN, fields=(replace(SCREEN.fields[0], hint="{prenom|x}"),))
    ),
    "a column before the one before": lambda step: replace(step, stage=Stage.NEW),
    "a phase before its time": lambda step: replace(step, phase=9),
    "a lesson on no question": lambda step: replace(step, teaches={"carte": "yes"}),
}


@pytest.fixture
def form(qapp: QApplication) -> Iterator[StepForm]:
    form = StepForm(lambda: EDITION)
    form.resize(600, 800)
    form.show()
    yield form
    form.close()
    form.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def test_each_refusal_is_said_at_its_field(form: StepForm) -> None:
    for name, spoil in BROKEN.items():
        broken = replace_step(EDITION, spoil(STEP))
        problems = [problem for problem in prove(broken) if problem.step_id == STEP.id]
        assert problems, f"{name} would be saved"
        form.load(broken.step(STEP.id))
        form.show_problems(problems)
        QApplication.processEvents()  # rows that have just come are shown by the next turn of the loop
        for problem in problems:
            place = form.place_of(problem)
            assert place is not None, (name, problem)
            assert place.isVisibleTo(form), (name, problem)
            assert place.accessibleName(), (name, problem)
            assert STEP.title in problem.sentence or broken.step(STEP.id).title in problem.sentence, (name, problem)
        form.lead_to(problems[0])
        form.load(STEP)
        form.show_problems([])
        assert not any(field.has_error() for field in form.findChildren(Field)), name


def test_what_stands_in_the_form_is_what_is_saved(form: StepForm) -> None:
    for step in EDITION.steps[::4]:
        form.load(step)
        for part in form.parts:
            assert part.taken(step) == step, (step.id, type(part).__name__)


def test_a_row_is_named_by_its_rank(form: StepForm) -> None:
    two = replace(STEP, links=(Link("https://www.amf42.fr", "www.amf42.fr"), Link("ftp://b.fr", "b.fr")))
    problem = next(one for one in prove(replace_step(EDITION, two)) if "b.fr" in one.sentence)
    form.load(two)
    assert form.place_of(problem) is form.links.rows.rows()[1].first()


@pytest.mark.parametrize(
    ("changes", "key"),
    [({"title": ""}, "title"), ({"source": " "}, "source"), ({"review_by": date(2021, 1, 1)}, "review_by")],
)
def test_what_is_wrong_with_the_whole_is_said_there(changes: dict[str, object], key: str, qapp: QApplication) -> None:
    broken = replace(EDITION, **changes)  # type: ignore[arg-type]  # Fields by name.
    form = EditionForm(lambda: date(2026, 11, 24))
    form.load(broken)
    problem = next(one for one in prove(broken) if one.key == key)
    field = form.place_of(problem)
    assert field is not None
    form.show_problems([problem])
    assert field.has_error()
    form.show_problems([])
    assert not field.has_error()
    form.deleteLater()


def test_a_branch_without_steps_is_refused_by_name() -> None:
    edition = EDITION
    for step in EDITION.steps:
        if step.stage is Stage.ELU_ACCOUNT_MISSING:
            edition = remove_step(edition, step.id)
    sentences = [problem.sentence for problem in prove(edition)]
    assert any("Compte élu absent" in sentence for sentence in sentences)


def test_tab_goes_through_the_form_as_one_reads(form: StepForm) -> None:
    step = replace(EDITION.steps[0], answers=(Answer("Fait", Effect.DONE), Answer("Bloqué", Effect.BLOCKED)))
    form.load(EDITION.steps[0])
    form.load(step)
    form.show()
    stops: list[int] = []
    walker: QWidget | None = form.own.title.edit.nextInFocusChain()
    while walker is not None and walker is not form.own.title.edit:
        if form.isAncestorOf(walker) and walker.focusPolicy() & Qt.FocusPolicy.TabFocus and walker.isVisibleTo(form):
            stops.append(walker.mapTo(form, QPoint(0, 0)).y())
        walker = walker.nextInFocusChain()
    slack = 60  # a list beside another, a taller text beside a button
    assert len(stops) > 25
    assert all(following > one - slack for one, following in itertools.pairwise(stops))


def test_no_button_of_the_toolbar_stays_pressed_on_an_empty_text(form: StepForm) -> None:
    tools = form.words.unsure.tools
    assert tools is not None
    form.load(replace(EDITION.steps[0], unsure="! À voir"))
    assert tools.blocks[BlockKind.WARNING].isChecked()
    form.load(replace(EDITION.steps[0], unsure=""))
    assert not tools.blocks[BlockKind.WARNING].isChecked()
