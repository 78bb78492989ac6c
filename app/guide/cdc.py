"""Which steps of the guide are to write to the Caisse des Dépôts, in which way, and who still has to."""

from __future__ import annotations

from collections.abc import Collection

from app.domain.deadlines import WAITING_FOR_CDC
from app.domain.stages import Stage
from app.guide.edition import Edition, Situation, Step
from app.guide.markup import RunKind, parse
from app.guide.path import remaining_steps, whole_path

MAIL, POST = "mail", "courrier"


def writes_to_cdc(step: Step) -> bool:
    """Whether doing the step is to write to the CDC, which acts next."""
    return step.stage in WAITING_FOR_CDC and any(link.url.startswith("mailto:") for link in step.links)


def way_to_write(step: Step) -> str:
    """MAIL when what the step says to do names a mailbox, else POST; what is not confirmed does not count."""
    runs = (run for block in parse(step.body) for run in block.runs)
    return MAIL if any(run.kind is RunKind.ADDRESS and "@" in run.text for run in runs) else POST


def reasons_to_write(edition: Edition, situation: Situation, stage: Stage, done: Collection[str]) -> tuple[Stage, ...]:
    """The columns that ask this person to write to the CDC, the one where the dossier stands first."""
    path = whole_path(edition, situation)
    ahead = {step.stage for step in remaining_steps(edition, situation, stage, done)} | {stage}
    writing = {step.stage for step in path if writes_to_cdc(step)}
    # Put there by hand, before the situation says why: the column does.
    writing |= {stage} - {step.stage for step in path}
    found = [one for one in WAITING_FOR_CDC if one in ahead and one in writing]
    return tuple(sorted(found, key=lambda one: one is not stage))
