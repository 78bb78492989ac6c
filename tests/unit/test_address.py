"""Addresses pasted from a mail or dictated in disorder, in the platform's fields and on an envelope."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.checks import problem_codes
from app.checks.address import Address, check_address, check_address_fields, envelope_lines
from app.checks.communes import load_communes

FIELDS = ("number", "repetition", "street_type", "street_name", "complement", "locality", "postcode", "city")
MOULIN = {"number": "12", "street_type": "rue", "street_name": "du Moulin", "postcode": "42600", "city": "Montbrison"}


def parts(address: Address) -> dict[str, str]:
    return {name: getattr(address, name) for name in FIELDS if getattr(address, name) is not None}


@pytest.mark.parametrize(
    "typed",
    [
        "12 rue du Moulin, 42600 Montbrison",
        "12, rue du Moulin 42600 MONTBRISON",
        "12 r. du Moulin 42 600 montbrison",
        "12 r du Moulin, 42600 MONTBRISON",
        "Montbrison (42600), 12 R du Moulin",
        "42600 Montbrison, 12 rue du Moulin",
        "42600 Montbrison 12 rue du Moulin",
        "12 rue du Moulin Montbrison 42600",
        "12 rue du Moulin Montbrison (42600)",
        "12 rue du Moulin Montbrison, 42600",
        "12 rue du Moulin\n42600 MONTBRISON\nFRANCE",
        "12 rue du Moulin à Montbrison",
        "12 rue du Moulin\nMontbrison",
        "rue du Moulin n° 12, 42600 Montbrison, France",
        "12 rue du Moulin 42600 Montbrison France",
        "12\u00a0rue du Moulin - F-42600 Montbrison",
        "douze rue du Moulin, quarante-deux six cents Montbrison",
        "rue du Moulin 12, Montbrison (42)",
    ],
)
def test_one_address_is_understood_in_any_order(typed: str) -> None:
    result = check_address(typed)
    assert parts(result.address) == MOULIN
    assert result.address.insee == "42147"
    assert result.problems == ()
    assert result.envelope == ("12 RUE DU MOULIN", "42600 MONTBRISON")


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("12bis av. de la Gare 42130 Boën", {"number": "12", "repetition": "bis", "street_type": "avenue",
         "street_name": "de la Gare", "postcode": "42130", "city": "Boën-sur-Lignon"}),
        ("12 B bd Carnot, 42000 St Etienne", {"number": "12", "repetition": "B", "street_type": "boulevard",
         "street_name": "Carnot", "postcode": "42000", "city": "Saint-Étienne"}),
        ("12 R rue Carnot, 42000 St Etienne", {"number": "12", "repetition": "R", "street_type": "rue",
         "street_name": "Carnot", "postcode": "42000", "city": "Saint-Étienne"}),
        ("18 ter q de l’Astrée, 42600 Montbrison", {"number": "18", "repetition": "ter", "street_type": "quai",
         "street_name": "de l’Astrée", "postcode": "42600", "city": "Montbrison"}),
        ("3 TER imp du Lac 42110 Feurs", {"number": "3", "repetition": "ter", "street_type": "impasse",
         "street_name": "du Lac", "postcode": "42110", "city": "Feurs"}),
        ("12-14 rue Victor Hugo, 42300 Roanne", {"number": "12-14", "street_type": "rue",
         "street_name": "Victor Hugo", "postcode": "42300", "city": "Roanne"}),
        ("14 rue du 8 mai 1945 42600 Montbrison", {"number": "14", "street_type": "rue",
         "street_name": "du 8 mai 1945", "postcode": "42600", "city": "Montbrison"}),
        ("place du 11 novembre, Montbrison", {"street_type": "place", "street_name": "du 11 novembre",
         "postcode": "42600", "city": "Montbrison"}),
        ("3 rue de la Place, 42450 Sury-le-Comtal", {"number": "3", "street_type": "rue",
         "street_name": "de la Place", "postcode": "42450", "city": "Sury-le-Comtal"}),
        ("rue du Quatre-Septembre, 42300 Roanne", {"street_type": "rue", "street_name": "du Quatre-Septembre",
         "postcode": "42300", "city": "Roanne"}),
        ("2 rue de la Porte Neuve, 42600 Montbrison", {"number": "2", "street_type": "rue",
         "street_name": "de la Porte Neuve", "postcode": "42600", "city": "Montbrison"}),
        ("1 allée Anatole France, 42600 Montbrison", {"number": "1", "street_type": "allée",
         "street_name": "Anatole France", "postcode": "42600", "city": "Montbrison"}),
        ("12 Grande Rue 42600 Montbrison", {"number": "12", "street_name": "Grande Rue", "postcode": "42600",
         "city": "Montbrison"}),
        ("Résidence Les Lilas Bât B Apt 3, 14 rue Mozart, 42300 Roanne", {"number": "14", "street_type": "rue",
         "street_name": "Mozart", "complement": "Résidence Les Lilas Bât B Apt 3", "postcode": "42300",
         "city": "Roanne"}),
        ("Résidence Les Lilas Bât B Apt 3 14 rue Mozart 42300 Roanne", {"number": "14", "street_type": "rue",
         "street_name": "Mozart", "complement": "Résidence Les Lilas Bât B Apt 3", "postcode": "42300",
         "city": "Roanne"}),
        ("14 rue Mozart 2e étage porte 4 42300 Roanne", {"number": "14", "street_type": "rue",
         "street_name": "Mozart", "complement": "2e étage porte 4", "postcode": "42300", "city": "Roanne"}),
        ("Appartement 12, 3 rue Mozart, 42300 Roanne", {"number": "3", "street_type": "rue", "street_name": "Mozart",
         "complement": "Appartement 12", "postcode": "42300", "city": "Roanne"}),
        ("Mme Odile Martin\n14 rue Mozart\n42300 ROANNE", {"number": "14", "street_type": "rue",
         "street_name": "Mozart", "complement": "Mme Odile Martin", "postcode": "42300", "city": "Roanne"}),
        ("Le Bourg, 42440 Noirétable", {"locality": "Le Bourg", "postcode": "42440", "city": "Noirétable"}),
        ("Le Bourg 42440 Noirétable", {"locality": "Le Bourg", "postcode": "42440", "city": "Noirétable"}),
        ("lieu-dit Les Granges 42560 Soleymieux", {"locality": "Les Granges", "postcode": "42560",
         "city": "Soleymieux"}),
        ("12 le Bourg 42600 Bard", {"number": "12", "locality": "le Bourg", "postcode": "42600", "city": "Bard"}),
        ("3 hameau de Vaux 42600 Bard", {"number": "3", "street_type": "hameau", "street_name": "de Vaux",
         "postcode": "42600", "city": "Bard"}),
        ("14 rue Mozart, La Croix, 42300 Roanne", {"number": "14", "street_type": "rue", "street_name": "Mozart",
         "locality": "La Croix", "postcode": "42300", "city": "Roanne"}),
        ("ZA Les Plaines 42600 Savigneux", {"street_type": "zone artisanale", "street_name": "Les Plaines",
         "postcode": "42600", "city": "Savigneux"}),
        ("18 quai de l'Astrée BP 10123 42605 MONTBRISON CEDEX 2", {"number": "18", "street_type": "quai",
         "street_name": "de l'Astrée", "complement": "BP 10123", "postcode": "42605",
         "city": "Montbrison CEDEX 2"}),
        ("4 ch. des Vignes, 42210 L'Hopital le Grand", {"number": "4", "street_type": "chemin",
         "street_name": "des Vignes", "postcode": "42210", "city": "L'Hôpital-le-Grand"}),
        ("7 rue du Stade 42500 Chambon Feugerolles", {"number": "7", "street_type": "rue",
         "street_name": "du Stade", "postcode": "42500", "city": "Le Chambon-Feugerolles"}),
        ("5 imp. du Lac, 1000 Bourg-en-Bresse", {"number": "5", "street_type": "impasse", "street_name": "du Lac",
         "postcode": "01000", "city": "Bourg-en-Bresse"}),
        ("5 place Bellecour, Lyon 2e", {"number": "5", "street_type": "place", "street_name": "Bellecour",
         "postcode": "69002", "city": "Lyon"}),
        ("10 rue de la Paix 75002 Paris", {"number": "10", "street_type": "rue", "street_name": "de la Paix",
         "postcode": "75002", "city": "Paris"}),
        ("12 rue de Paris, Feurs", {"number": "12", "street_type": "rue", "street_name": "de Paris",
         "postcode": "42110", "city": "Feurs"}),
        ("14 rue du Moulin résidence Les Pins 42600 Montbrison", {"number": "14", "street_type": "rue",
         "street_name": "du Moulin", "complement": "résidence Les Pins", "postcode": "42600", "city": "Montbrison"}),
    ],
)  # fmt: skip
def test_each_word_goes_to_its_field(typed: str, expected: dict[str, str]) -> None:
    result = check_address(typed)
    assert parts(result.address) == expected
    assert result.problems == ()


@pytest.mark.parametrize(
    "typed",
    [
        "Douze bis, lotissement Les Pins, au lieu-dit La Croix, à Saint-Just",
        "Douze bis lotissement Les Pins au lieu-dit La Croix à Saint-Just",
        "à Saint-Just, au lieu-dit La Croix, lotissement Les Pins, 12 bis",
    ],
)
def test_the_dictated_address_of_the_desk(typed: str) -> None:
    result = check_address(typed)
    assert parts(result.address) == {
        "number": "12", "repetition": "bis", "street_type": "lotissement", "street_name": "Les Pins",
        "locality": "La Croix", "city": "Saint-Just",
    }  # fmt: skip
    assert [problem.code for problem in result.problems] == ["address.city_choice"]
    assert "Saint-Just-Saint-Rambert (42170, Loire)" in result.problems[0].message
    assert result.ok
    assert {"Saint-Just-en-Chevalet", "Saint-Just"} <= {one.name for one in result.choices}


@pytest.mark.parametrize(
    ("typed", "code", "field"),
    [
        ("12 rue Mozart, 42600", "address.city_choice", "city"),
        ("12 rue Mozart", "address.no_city", "city"),
        ("12 rue Mozart, 42130 Montbrison", "address.mismatch", "postcode"),
        ("12 rue Mozart, 42600 Montbrisson", "address.city_unknown", "city"),
        ("12 rue Mozart, 42000", None, None),
        ("12 rue Mozart, Saint-Étienne", "address.postcode_choice", "postcode"),
        ("42600 Montbrison", "address.no_street", "street_name"),
        ("12 rue, 42600 Montbrison", "address.street_name", "street_name"),
    ],
)
def test_what_is_doubtful_is_kept_with_a_warning(typed: str, code: str | None, field: str | None) -> None:
    result = check_address(typed)
    assert result.ok
    assert [(one.code, one.field) for one in result.problems] == ([(code, field)] if code else [])


def test_an_unknown_commune_is_kept_as_typed() -> None:
    result = check_address("12 rue du Bourg 99999 Trifouilly")
    assert (result.address.postcode, result.address.city, result.address.insee) == ("99999", "Trifouilly", None)
    assert result.ok


def test_a_likely_commune_is_asked_for() -> None:
    assert "Vouliez-vous dire Montbrison\u00a0?" in check_address("1 rue X, 42600 Montbrisson").problems[0].message


def test_a_former_commune_becomes_the_lieu_dit_of_todays() -> None:
    result = check_address("1 rue de la Mairie, 01300 Arbignieu")
    assert (result.address.city, result.address.locality) == ("Arboys en Bugey", "Arbignieu")
    assert [problem.code for problem in result.problems] == ["address.city_former"]


def test_fields_typed_one_by_one_are_tidied() -> None:
    result = check_address_fields(
        Address(number=" 12 bis ", street_type="AV.", street_name=" de la  Gare", postcode="42 130", city="boen")
    )
    assert parts(result.address) == {
        "number": "12", "repetition": "bis", "street_type": "avenue", "street_name": "de la Gare",
        "postcode": "42130", "city": "Boën-sur-Lignon",
    }  # fmt: skip
    assert result.address.insee == "42019"


def test_a_postal_code_of_four_digits_is_said_and_kept() -> None:
    result = check_address_fields(Address(street_name="Le Bourg", postcode="4260", city="Montbrison"))
    assert not result.ok
    assert result.address.postcode == "4260"
    assert "4 saisis" in result.problems[0].message


def test_nothing_at_all_is_an_error() -> None:
    assert [problem.code for problem in check_address("  ").problems] == ["address.empty"]


def test_the_envelope_follows_the_norm() -> None:
    address = Address(
        "4", "bis", "rue", "du Moulin-à-Vent", "Bât. B, BP 12", "L’Étang d’Œuf", "42450", "Sury-le-Comtal"
    )
    assert envelope_lines("Mme Bernadette Chavassieux", address) == (
        "MME BERNADETTE CHAVASSIEUX",
        "BAT B",
        "4 BIS RUE DU MOULIN A VENT",
        "BP 12 L ETANG D OEUF",
        "42450 SURY LE COMTAL",
    )


def test_a_line_of_more_than_38_characters_is_said_and_cut_at_a_word() -> None:
    long = "12 rue du Maréchal de Lattre de Tassigny Prolongée, 42600 Montbrison"
    result = check_address(long)
    assert [(one.code, one.field) for one in result.problems] == [("address.line_too_long", "street_name")]
    assert result.envelope == ("12 RUE DU MARECHAL DE LATTRE DE", "42600 MONTBRISON")


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_any_commune_is_found_from_its_code_and_name(data: st.DataObject) -> None:
    communes = load_communes()
    digits = data.draw(st.sampled_from(["42", "63", "69", "01", "20", "97", "75", "13"]))
    commune = data.draw(st.sampled_from(communes.complete(digits, 2000)))
    if not commune.postcodes:
        return
    for name in (commune.name, commune.name.upper(), commune.name.replace("-", " ").replace("Saint ", "St ")):
        result = check_address(f"12 rue du Moulin, {commune.postcodes[0]} {name}")
        assert (result.address.city, result.address.insee) == (commune.name, commune.insee)
        assert result.address.street_name == "du Moulin"


WORDS = [
    *["12", "bis", "rue", "du", "42600", "Montbrison", ",", "BP", "à", "lieu-dit", "(42)", "CEDEX", "Le Bourg", "\n"],
    *["douze", "résidence", "bât", "B", "Lyon 3e", "F-", "cent", "n°"],
]


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60) | st.lists(st.sampled_from(WORDS), max_size=9).map(" ".join))
def test_any_text_is_split_without_harm(text: str) -> None:
    result = check_address(text)
    known = problem_codes()["address"]
    assert all(problem.code in known for problem in result.problems)
    assert all(len(line) <= 38 for line in result.envelope)
    assert len(result.envelope) <= 6
