"""Where a dossier stands once it follows another edition of the guide."""

from __future__ import annotations

from collections.abc import Collection

from app.domain.deadlines import BEFORE_REQUEST
from app.domain.stages import Stage
from app.guide.compare import stage_after_change
from app.guide.edition import Edition, Situation
from app.guide.path import stage_after, stage_for


def stage_in(before: Edition, after: Edition, situation: Situation, stage: Stage, done: Collection[str]) -> Stage:
    """The column in `after` of a dossier that stands in `stage` of `before`.

    It goes back to a step that only `after` asks for; with nothing left to do where it stands it goes on, unless
    somebody put it there by hand. Once the request is sent it stays: only EDOF moves it.
    """
    if stage not in BEFORE_REQUEST:
        return stage
    stands = stage_after_change(before, after, situation, stage, done)
    by_hand = stage is not stage_for(before, situation, done)
    if by_hand or stands is Stage.NEW:
        return stands
    return stage_after(after, situation, stands, done)
