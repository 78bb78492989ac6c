"""The packed list of communes against its own source's figures, and what completes a few letters."""

from __future__ import annotations

import pytest

from app.checks.communes import Communes, load_communes
from app.domain.folding import fold


@pytest.fixture(scope="module")
def communes() -> Communes:
    return load_communes()


def test_the_list_is_whole(communes: Communes) -> None:
    assert len(communes) == 34_969
    loire = [one for one in communes.complete("42", 1000) if one.department == "42"]
    assert len(loire) == 320
    assert len({code for one in loire for code in one.postcodes}) == 78


def test_names_are_folded_in_the_file_as_the_program_folds_them(communes: Communes) -> None:
    columns = communes._columns
    assert [name for name, folded in zip(columns.name, columns.folded, strict=True) if fold(name) != folded] == []


@pytest.mark.parametrize(
    ("code", "insee", "name"),
    [
        ("42147", "42147", "Montbrison"),
        ("1001", "01001", "L'Abergement-Clémenciat"),
        ("2a004", "2A004", "Ajaccio"),
        ("42072", "42217", "La Côte-Saint-Didier"),
        ("01340", "01340", "Saint-Bois"),
        ("69383", "69383", "Lyon 3e Arrondissement"),
    ],
)
def test_a_code_of_today_or_of_before_is_found(communes: Communes, code: str, insee: str, name: str) -> None:
    found = communes.by_insee(code)
    assert found is not None
    assert (found.insee, found.name) == (insee, name)


def test_a_part_leads_to_the_commune_of_today(communes: Communes) -> None:
    part = communes.by_insee("01340")
    assert part is not None
    assert part.kind == "déléguée"
    assert communes.current(part).name == "Arboys en Bugey"


def test_every_part_has_a_commune_of_today(communes: Communes) -> None:
    codes = set(communes._columns.current) - {""}
    assert all((one := communes.by_insee(code)) is not None and one.is_current for code in codes)


@pytest.mark.parametrize("code", ["99999", "", "abc", "42605"])
def test_an_unknown_code_finds_nothing(communes: Communes, code: str) -> None:
    assert communes.by_insee(code) is None
    assert communes.by_postcode(code) == []


def test_a_postal_code_serves_several_communes(communes: Communes) -> None:
    served = [one.name for one in communes.by_postcode("42600")]
    assert len(served) == 19
    assert "Montbrison" in served
    assert {one.department for one in communes.by_postcode("42620")} == {"42", "03"}
    assert communes.by_postcode("42 600") == communes.by_postcode("42600")


def test_a_name_is_found_whatever_its_spelling(communes: Communes) -> None:
    assert next(one.insee for one in communes.by_name("st etienne")) == "42218"
    assert next(one.name for one in communes.by_name("CHAMBOEUF")) == "Chambœuf"
    assert len([one for one in communes.by_name("Sainte-Colombe") if one.is_current]) == 12


def test_completion_puts_the_loire_first(communes: Communes) -> None:
    assert communes.complete("boen")[0].name == "Boën-sur-Lignon"
    assert communes.complete("hopital")[0].department == "42"
    assert [one.name for one in communes.complete("42600 mont")] == ["Montbrison"]
    just = communes.complete("St Just", 20)
    assert [one.department for one in just[:4]] == ["42"] * 4
    assert "Saint-Just" in {one.name for one in just}
    assert "Saint-Just-Saint-Rambert" in {one.name for one in communes.complete("rambert")}
    assert communes.complete("paris")[0].insee == "75056"
    assert communes.complete("") == []
    assert len(communes.complete("saint", 7)) == 7


@pytest.mark.parametrize("typed", ["couzan st georges", "St Georges couz", "georges saint couzan", "couzan 42990 st"])
def test_words_of_a_name_come_in_any_order(typed: str) -> None:
    assert [commune.name for commune in load_communes().complete(typed)][:1] == ["Saint-Georges-en-Couzan"]
