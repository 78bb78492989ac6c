"""Texts that a sheet would cut, print as signs, or that would lead elsewhere than they say are refused, key by key."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from app.guide.changing import replace_step
from app.guide.compare import key_title
from app.guide.edition import Edition, Link, Step
from app.guide.loading import load_editions
from app.guide.proving import prove
from app.guide.text_rules import LONGEST

EDITION = load_editions()[0]
FORM = EDITION.step("screen_address")


def changed(step: Step) -> Edition:
    return replace_step(EDITION, step)


def with_field(**words: str) -> Edition:
    assert FORM.screen is not None
    first, *others = FORM.screen.fields
    return changed(replace(FORM, screen=replace(FORM.screen, fields=(replace(first, **words), *others))))


def with_screen(**words: object) -> Edition:
    assert FORM.screen is not None
    return changed(replace(FORM, screen=replace(FORM.screen, **words)))  # type: ignore[arg-type] - a table of keys


def with_link(url: str, typed: str) -> Edition:
    return changed(replace(FORM, links=(Link(url=url, typed=typed),)))


def with_phase(**words: str) -> Edition:
    return replace(EDITION, phases=(replace(EDITION.phases[0], **words), *EDITION.phases[1:]))


@pytest.mark.parametrize(
    ("broken", "key"),
    [
        (lambda: with_field(label="{foo|x}"), "screen.field.label"),
        (lambda: with_field(label="{training|x}"), "screen.field.label"),
        (lambda: with_field(section="{foo|"), "screen.field.section"),
        (lambda: with_field(empty="**laissez vide**"), "screen.field.empty"),
        (lambda: with_screen(place="{foo|"), "screen.place"),
        (lambda: with_screen(address="{x"), "screen.address"),
        (lambda: with_screen(buttons=("[[Valider]]",)), "screen.buttons"),
        (lambda: with_phase(title="mot " * 40), "phase.title"),
        (lambda: with_phase(band="{training|x}"), "phase.band"),
        (lambda: replace(EDITION, title="édition **2022**"), "title"),
        (lambda: changed(replace(FORM, title="mot " * 60)), "title"),
        (lambda: changed(replace(FORM, title="{training|}")), "title"),
        (lambda: changed(replace(FORM, title="Tapez\u202eesserda’l")), "title"),
        (lambda: changed(replace(FORM, say="Bon\x1bjour")), "say"),
        (lambda: changed(replace(FORM, body="- \n! ", screen=None)), "body"),
        (lambda: changed(replace(FORM, body="{training|}", screen=None)), "body"),
        (lambda: with_link("https://www.amf42.fr@ailleurs.fr", "www.amf42.fr"), "link.url"),
        (lambda: with_link("https://www.amf42.fr:8443/", "www.amf42.fr"), "link.url"),
        (lambda: with_link("https://ailleurs.fr/", "www.amf42.fr"), "link.typed"),
        (lambda: with_link("https://www.amf42.fr/" + "a" * 300, "www.amf42.fr"), "link.url"),
    ],
)
def test_what_would_be_printed_wrong_is_refused_with_its_key(broken: Callable[[], Edition], key: str) -> None:
    problems = prove(broken())
    assert key in {problem.key for problem in problems}, problems


def test_the_editions_of_the_program_break_none_of_it() -> None:
    assert [prove(edition) for edition in load_editions()] == [(), ()]


def test_every_text_that_is_measured_has_a_french_name() -> None:
    parts = {part for key in LONGEST for part in key.split(".")} - {"edition"}
    assert {part for part in parts if key_title(part) == f"«\u00a0{part}\u00a0»"} == set()
