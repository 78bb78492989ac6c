"""The guide's texts become blocks; names and titles are put in afterwards and are never markup."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.guide.markup import Block, BlockKind, MarkupError, Run, RunKind, parse, plain
from app.guide.wording import WordingError, fill, fill_text, placeholders


def test_a_text_becomes_paragraphs_items_and_warnings() -> None:
    blocks = parse("Un début\nsur deux lignes.\n\n- un\n- deux,\n  suite\n! Attention.\n\nFin.")

    assert [block.kind for block in blocks] == [
        BlockKind.PARAGRAPH,
        BlockKind.ITEM,
        BlockKind.ITEM,
        BlockKind.WARNING,
        BlockKind.PARAGRAPH,
    ]
    assert plain(blocks) == "Un début sur deux lignes.\nun\ndeux, suite\nAttention.\nFin."


def test_bold_buttons_and_addresses_are_runs_of_their_own() -> None:
    (block,) = parse('Ouvrez <www.amf42.fr>, **puis** cliquez sur [[S’inscrire ("MonCompteElu")]].')

    assert block.runs == (
        Run(RunKind.TEXT, "Ouvrez "),
        Run(RunKind.ADDRESS, "www.amf42.fr"),
        Run(RunKind.TEXT, ", "),
        Run(RunKind.BOLD, "puis"),
        Run(RunKind.TEXT, " cliquez sur "),
        Run(RunKind.BUTTON, 'S’inscrire ("MonCompteElu")'),
        Run(RunKind.TEXT, "."),
    )


@pytest.mark.parametrize("text", ["un **gras", "[[bouton", "bouton]]", "<adresse", "a < b", "<deux mots>", "[[]]"])
def test_a_sign_left_open_is_refused(text: str) -> None:
    with pytest.raises(MarkupError):
        parse(text)


def test_an_empty_text_has_no_block() -> None:
    assert parse("") == parse("\n \n") == ()


HOSTILE = '<b>O\'Brien & **x** [[y]] {training|z} {step:a|b|c} <img src="file:///etc/passwd"/>'


def test_a_name_is_data_never_markup() -> None:
    (block,) = fill(
        parse("C’est **{training|la formation}**, {surname|vous}."), {"training": HOSTILE, "surname": "#{x}"}, {}
    )

    assert block.runs == (
        Run(RunKind.TEXT, "C’est "),
        Run(RunKind.BOLD, HOSTILE),
        Run(RunKind.TEXT, ", #{x}."),
    )


@given(st.text(max_size=60), st.text(max_size=60))
def test_whatever_is_typed_is_shown_as_typed_on_one_line(training: str, place: str) -> None:
    filled = fill(
        parse("Titre\u00a0: **{training|sans titre}** à {place|un lieu}."), {"training": training, "place": place}, {}
    )

    assert len(filled) == 1
    assert filled[0].kind is BlockKind.PARAGRAPH
    assert {run.kind for run in filled[0].runs} <= {RunKind.TEXT, RunKind.BOLD}
    for typed, missing in ((training, "sans titre"), (place, "un lieu")):
        words = typed.split()
        assert all(word in plain(filled) for word in words)
        assert words or not typed.strip(" \t\r\n\f\v") or missing not in plain(filled)


def test_an_unknown_value_gives_way_to_other_words() -> None:
    text = "C’est {training|votre formation}{session_date|, le #|}."

    assert (
        fill_text(text, {"training": "Budget", "session_date": "lundi 23 mars 2026"}, {})
        == "C’est Budget, le lundi 23 mars 2026."
    )
    assert fill_text(text, {"training": "  "}, {}) == "C’est votre formation."


def test_a_step_is_cited_by_its_number_or_not_at_all() -> None:
    text = "Connectez-vous{step:login/first|, comme à l’étape #|}."

    assert fill_text(text, {}, {"first": 1, "login": 10}) == "Connectez-vous, comme à l’étape 10."
    assert fill_text(text, {}, {"first": 1}) == "Connectez-vous, comme à l’étape 1."
    assert fill_text(text, {}, {}) == "Connectez-vous."


def test_what_ends_up_empty_is_left_out() -> None:
    blocks = parse("{training|#|}\n\n- **{place|#|}**\n\nReste {price|de #|} ici.")

    assert fill(blocks, {}, {}) == (Block(BlockKind.PARAGRAPH, (Run(RunKind.TEXT, "Reste ici."),)),)


@pytest.mark.parametrize(
    "text", ["{training}", "{nom|x}", "{step:a|b}", "{training|a|b|c}", "{training|", "training|x}", "{a{training|x}}"]
)
def test_a_badly_written_placeholder_is_refused(text: str) -> None:
    with pytest.raises(WordingError):
        list(placeholders(text))
