"""A step that can't stand on one page is told before the edition is saved, with its title and what to do."""

from dataclasses import replace

import pytest

from app.documents.fitting import too_high
from app.guide.edition import Edition
from app.guide.loading import load_editions

EDITIONS = load_editions()


@pytest.mark.parametrize("edition", EDITIONS, ids=lambda edition: edition.id)
def test_each_step_of_the_packaged_guides_fits_with_the_longest_names_and_addresses(edition: Edition) -> None:
    assert [problem for step in edition.steps for problem in too_high(step, edition)] == []


def test_a_text_longer_than_a_page_is_refused_in_both_sizes() -> None:
    edition = EDITIONS[0]
    step = replace(edition.steps[0], body="\n\n".join(["Une phrase assez longue pour prendre toute une ligne."] * 60))
    problems = too_high(step, edition)
    assert [problem.step_id for problem in problems] == [step.id, step.id]
    assert f"«\u00a0{step.title}\u00a0»" in problems[0].sentence
    assert "sur la fiche ordinaire" in problems[0].sentence
    assert "gros caractères" in problems[1].sentence
    assert "partagez-la en deux étapes" in problems[0].sentence


def test_a_text_that_only_large_print_can_not_hold_is_refused_for_it_alone() -> None:
    edition = EDITIONS[0]
    step = replace(edition.steps[0], body="\n\n".join(["Une phrase assez longue pour une ligne."] * 22))
    assert ["gros caractères" in problem.sentence for problem in too_high(step, edition)] == [True]


def test_a_step_of_the_desk_alone_has_no_page_to_fit() -> None:
    edition = EDITIONS[0]
    assert too_high(replace(edition.steps[0], body="mot " * 5000, on_sheet=False), edition) == ()
