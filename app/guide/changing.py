"""Edits of an edition, each giving a new one: what the editor of *Réglages › Guide* does, before anything is proved.

Nothing is checked here: a half-made edition is what stands on screen while somebody writes (`app.guide.proving`).
"""

from __future__ import annotations

import re
from dataclasses import replace

from app.domain.folding import fold
from app.guide.edition import Edition, Step

LONGEST_ID = 40

_OTHERS = re.compile(r"[^a-z0-9]+")


def replace_step(edition: Edition, step: Step) -> Edition:
    """Return the edition with this step in the place of the one of the same id; KeyError when there is none."""
    edition.step(step.id)
    return replace(edition, steps=tuple(step if one.id == step.id else one for one in edition.steps))


def add_step(edition: Edition, step: Step, after_id: str) -> Edition:
    """Return the edition with one more step behind `after_id` ("": the very first); KeyError when it isn't there."""
    place = _place_behind(edition.steps, after_id)
    return replace(edition, steps=(*edition.steps[:place], step, *edition.steps[place:]))


def remove_step(edition: Edition, step_id: str) -> Edition:
    """Return the edition without this step; KeyError when there is none."""
    edition.step(step_id)
    return replace(edition, steps=tuple(one for one in edition.steps if one.id != step_id))


def move_step(edition: Edition, step_id: str, after_id: str) -> Edition:
    """Return the edition with this step behind another ("": the very first); behind itself, it stays."""
    if step_id == after_id:
        return edition
    return add_step(remove_step(edition, step_id), edition.step(step_id), after_id)


def new_step_id(edition: Edition, title: str) -> str:
    """Return an id for a step of this title that no step of the edition has: « Relisez tout » gives `relisez_tout`."""
    words = _OTHERS.sub("_", fold(title))[:LONGEST_ID].strip("_") or "etape"
    taken = {step.id for step in edition.steps}
    number, name = 1, words
    while name in taken:
        number += 1
        name = f"{words}_{number}"
    return name


def _place_behind(steps: tuple[Step, ...], after_id: str) -> int:
    if not after_id:
        return 0
    ids = [step.id for step in steps]
    if after_id not in ids:
        raise KeyError(after_id)
    return ids.index(after_id) + 1
