"""Text cut into lines: nothing lost, nothing wider than its column, buttons whole, last lines long enough."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.documents.fonts import Face
from app.documents.measure import Span, line_of, lines_of
from app.documents.metrics import STANDARD, Size, metrics_of
from app.documents.prose import text_block
from app.guide.markup import parse
from tests.unit.sheet_reading import edition

WORDS = st.text(alphabet=st.characters(min_codepoint=33, max_codepoint=0x17F), min_size=1, max_size=40)


def bare(text: str) -> str:
    return "".join(text.split())


@settings(max_examples=60, deadline=None)
@given(st.lists(WORDS, min_size=1, max_size=60), st.floats(min_value=25, max_value=175))
def test_no_letter_is_lost_and_no_line_is_too_wide(words: list[str], column: float) -> None:
    spans = [Span(word + " ", Face.BOLD if index % 2 else Face.REGULAR, 12) for index, word in enumerate(words)]
    lines = lines_of(spans, column)
    one_line = line_of(*spans)
    assert bare("".join(line.text for line in lines)) == bare(one_line.text)
    assert all(line.width <= column + 0.01 for line in lines)


def test_lines_hold_seventy_letters_at_most() -> None:
    for step in edition().steps:
        for block in parse(step.body):
            spans = [Span(run.text, Face.REGULAR, 12) for run in block.runs]
            for line in lines_of(spans, 144, characters=70):
                # A last full stop hangs beyond the seventieth.
                assert len(line.text.removesuffix(".")) <= 70 or " " not in line.text.strip()


def test_a_last_line_is_not_a_lone_word() -> None:
    words = "Complétez, modifiez ou supprimez les éléments demandés vous concernant, puis relisez."
    lines = lines_of([Span(words, Face.REGULAR, 12)], 144, characters=78)
    assert len(lines) == 2
    assert lines[-1].width >= 0.3 * 144


def test_a_no_break_space_keeps_its_two_words_together() -> None:
    lines = lines_of([Span("mot " * 9 + "étape\u00a010 mot", Face.REGULAR, 12)], 60)
    assert any("étape\u00a010" in line.text for line in lines)


@pytest.mark.parametrize("size", Size)
def test_a_button_is_never_broken_and_longer_than_a_line_it_gets_two(size: Size) -> None:
    m = metrics_of(size)
    short = lines_of(
        [Span("Cliquez sur ", Face.REGULAR, m.body), Span("Créer mon compte", Face.BOLD, m.body, True)], 60
    )
    assert [segment.text for line in short for segment in line.segments if segment.button] == ["Créer mon compte"]
    words = 'S’inscrire (Financement DIF à partir de la plateforme "MonCompteElu")'
    block = text_block(parse(f"Cliquez sur [[{words}]].")[0], m.text_width, m.characters, m)
    assert block.height > 2 * m.body_leading


def test_what_is_left_out_ends_with_an_ellipsis() -> None:
    lines = lines_of([Span("mot " * 200, Face.REGULAR, 12)], 50, most=3)
    assert len(lines) == 3
    assert lines[-1].text.endswith("…")
    assert lines[-1].width <= 50


def test_an_address_is_cut_before_its_at_sign() -> None:
    address = "dfp_mcf_gestion-des-droits-et-formations@caissedesdepots.fr"
    lines = lines_of([Span(address, Face.BOLD, 18)], 138)
    assert [line.text for line in lines] == ["dfp_mcf_gestion-des-droits-et-formations", "@caissedesdepots.fr"]


def test_the_same_words_are_set_once_and_kept() -> None:
    block = parse("Attendez sa réponse.")[0]
    assert text_block(block, 144.0, 70, STANDARD) is text_block(block, 144.0, 70, STANDARD)
