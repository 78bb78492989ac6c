"""One spelling for comparing: what people type and what registers write meet."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.folding import fold, fold_choices


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Saint-Étienne", "st etienne"),
        ("ST ETIENNE", "Saint Etienne"),
        ("Ste-Agathe-la-Bouteresse", "Sainte Agathe la Bouteresse"),
        ("Chambœuf", "Chamboeuf"),
        ("L’Hôpital-sous-Rochefort", "L'HOPITAL SOUS ROCHEFORT"),
        ("Boën-sur-Lignon", "boen  sur\u00a0lignon"),
        ("Lætitia", "LAETITIA"),
        ("E\u0301tienne", "Étienne"),
        ("Écotay-l'Olme", "ecotay l’olme"),
        ("St. Just", "Saint-Just"),
        ("Straße", "STRASSE"),
    ],
)
def test_spellings_of_one_name_meet(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(("one", "other"), [("Saint-Just", "Sainte-Just"), ("Stéphane", "Saint"), ("Est", "E Saint")])
def test_other_names_stay_apart(one: str, other: str) -> None:
    assert fold(one) != fold(other)


def test_other_alphabets_keep_their_letters() -> None:
    assert fold("Ολυμπία") == "ολυμπια"


@given(st.text())
def test_folding_twice_changes_nothing_and_leaves_plain_words(text: str) -> None:
    folded = fold(text)
    assert fold(folded) == folded
    assert folded == " ".join(folded.split())
    assert not set(folded) & set("-'’.,ÀÉéèœæ")


@pytest.mark.parametrize(
    ("typed", "last"), [("st", ("saint", "st")), ("just ste", ("sainte", "ste")), ("saint", ("saint",))]
)
def test_an_unfinished_st_is_also_the_beginning_of_another_name(typed: str, last: tuple[str, ...]) -> None:
    assert fold_choices(typed)[-1] == last
