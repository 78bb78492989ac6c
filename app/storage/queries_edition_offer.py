"""Reads what another edition of the guide would change for one dossier, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.desk import Desk
from app.domain.dossiers import Dossier, Stage
from app.guide.compare import Difference, changed_keys, differences_for, key_title, question_differences
from app.guide.edition import Edition
from app.guide.path import numbering, whole_path
from app.guide.restaging import stage_in
from app.guide.wording import fill_text

UNSEEN = frozenset({"source", "teaches", "duty", "id"})  # keys whose change neither the person nor the agent reads


@dataclass(frozen=True)
class OfferLine:
    """One step, or one question, that differs for this person. `kind`: "added", "removed", "changed", "moved"."""

    kind: str
    title: str
    detail: str  # what of it changes, in words
    unsure: str = ""  # what could not be confirmed of it
    question: bool = False  # a question of the situation, not a step


@dataclass(frozen=True)
class EditionOffer:
    """What a dossier would gain by the edition with which new dossiers begin."""

    dossier_id: int
    name: str
    before: str  # title of its edition: "édition 2022"
    after_id: str
    after: str
    lines: tuple[OfferLine, ...]
    column: str  # where the dossier would go, "" where it stays


def edition_offer(desk: Desk, dossier_id: int) -> EditionOffer | None:
    """What the edition of new dossiers changes for this one; None for one that has it, is closed or is gone."""
    with desk.database.read() as session:
        desk.guide.look_again(session)
        dossier = session.get(Dossier, dossier_id)
        if dossier is None or not dossier.is_open:
            return None
        before, after = desk.edition(dossier.edition), desk.edition_for_new()
        if before.id == after.id:
            return None
        situation, stage, done = dossier.full_situation, Stage(dossier.stage), dossier.done
        found = differences_for(before, after, situation, stage, done)
        stands = stage_in(before, after, situation, stage, done)
        words = {"training": dossier.session.training.title} if dossier.session is not None else {}
        numbers = numbering(whole_path(after, situation))
        lines = [line for one in found if (line := _line(one, words, numbers)) is not None]
        return EditionOffer(
            dossier_id=dossier_id,
            name=dossier.official.display_name,
            before=before.title,
            after_id=after.id,
            after=after.title,
            lines=(*_questions(before, after), *lines),
            column=after.column(stands).title if stands is not stage else "",
        )


def _line(one: Difference, words: Mapping[str, str], numbers: Mapping[str, int]) -> OfferLine | None:
    """A difference in words; None for one that nobody reads."""
    step = one.after or one.before
    assert step is not None
    detail = ""
    if one.before is not None and one.after is not None:
        keys = [key for key in one.keys if key not in UNSEEN]
        if not keys:
            return None
        seen = [key_title(key) for key in keys if key != "unsure"]
        if not one.after.unsure and "unsure" in keys:
            seen.append("confirmé depuis")
        detail = _listed(seen)
    unsure = one.after.unsure if one.after is not None else ""
    return OfferLine(one.kind, fill_text(step.title, words, numbers), detail, unsure)


def _questions(before: Edition, after: Edition) -> tuple[OfferLine, ...]:
    """The questions of the situation that come, go or are asked in other words."""
    lines = []
    for one in question_differences(before, after):
        question = one.after or one.before
        assert question is not None
        if one.before is not None and one.after is not None:
            keys = changed_keys(one.before, one.after)
            if not keys:
                continue
            detail = _listed([key_title(key) for key in keys])
        else:
            detail = question.ask if one.after is not None else ""
        lines.append(OfferLine(one.kind, question.label, detail, question=True))
    return tuple(lines)


def _listed(names: list[str]) -> str:
    """« titre, texte et réponses »."""
    return " et ".join(part for part in (", ".join(names[:-1]), *names[-1:]) if part)
