"""Writes an edition as one TOML text, whole, which `app.guide.loading` reads back as the same edition.

It is what a version of the guide keeps and what one desk hands to another: a person can read it, and correct it with
any text editor. What is as usual (no screen, printed on the sheet, …) is left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.guide.edition import Answer, Column, Edition, Link, Phase, Question, Screen, ScreenField, Step

HEADING = """\
# Guide de l’AMF42, {title}. Un texte par étape, dans l’ordre où les étapes se font.
# Pour l’apporter sur un autre poste : Réglages › Guide › Importer.

"""


def edition_text(edition: Edition) -> str:
    """Return the TOML text of an edition: `load_edition(edition_text(edition)) == edition` for any that can be used."""
    import tomli_w

    return HEADING.format(title=" ".join(edition.title.split())) + tomli_w.dumps(
        edition_tables(edition), multiline_strings=True
    )


def edition_tables(edition: Edition) -> dict[str, Any]:
    """The tables of the text, as `app.guide.loading.read_tables` takes them."""
    return {
        "id": edition.id,
        "title": edition.title,
        "source": edition.source,
        "valid_from": edition.valid_from,
        "review_by": edition.review_by,
        **_set(to_approve=edition.to_approve),
        "path_order": [stage.value for stage in edition.path_order],
        "phase": [_phase(phase) for phase in edition.phases],
        "column": [_column(column) for column in edition.columns],
        "question": [_question(question) for question in edition.questions],
        "step": [_step(step) for step in edition.steps],
    }


def _phase(phase: Phase) -> dict[str, Any]:
    band = phase.band if phase.band != phase.title else ""
    return {"number": phase.number, "title": phase.title, **_set(band=band)}


def _column(column: Column) -> dict[str, Any]:
    return {"stage": column.stage.value, "title": column.title} | ({"phase": column.phase} if column.phase else {})


def _question(question: Question) -> dict[str, Any]:
    return {
        "id": question.id,
        "label": question.label,
        "ask": question.ask,
        "yes": question.yes,
        "no": question.no,
        "unknown": question.unknown,
        "no_label": question.no_label,
        "scope": question.scope.value,
        **_set(when=_conditions(question.when)),
    }


def _step(step: Step) -> dict[str, Any]:
    return {
        "id": step.id,
        "title": step.title,
        "stage": step.stage.value,
        "phase": step.phase,
        "actor": step.actor.value,
        **_set(deadline=step.deadline),
        **({} if step.on_sheet else {"on_sheet": False}),
        **_set(duty=step.duty, body=step.body),
        "say": step.say,
        "if_blocked": step.if_blocked,
        "source": step.source,
        **_set(
            unsure=step.unsure,
            when=_conditions(step.when),
            teaches=dict(step.teaches),
            screen=_screen(step.screen) if step.screen else {},
            link=[_link(link) for link in step.links],
            answer=[_answer(answer) for answer in step.answers],
        ),
    }


def _screen(screen: Screen) -> dict[str, Any]:
    return {
        "title": screen.title,
        **_set(
            place=screen.place,
            address=screen.address,
            text=screen.text,
            note=screen.note,
            picture=screen.picture,
            buttons=list(screen.buttons),
            field=[_field(field) for field in screen.fields],
        ),
    }


def _field(field: ScreenField) -> dict[str, Any]:
    return {
        "label": field.label,
        "source": field.source,
        **_set(
            hint=field.hint,
            width="" if field.width == "full" else field.width,
            empty=field.empty,
            alternative=field.alternative,
            section=field.section,
        ),
    }


def _link(link: Link) -> dict[str, Any]:
    return {"url": link.url, "typed": link.typed, **_set(label=link.label, qr=link.qr)}


def _answer(answer: Answer) -> dict[str, Any]:
    return {
        "text": answer.text,
        "effect": answer.effect.value,
        **_set(question=answer.question, value=answer.value, step=answer.step, help=answer.help),
    }


def _conditions(when: Mapping[str, tuple[str, ...]]) -> dict[str, Any]:
    return {question: answers[0] if len(answers) == 1 else list(answers) for question, answers in when.items()}


def _set(**values: Any) -> dict[str, Any]:
    """The values that say something: an absent key is read as "", false or none."""
    return {key: value for key, value in values.items() if value}
