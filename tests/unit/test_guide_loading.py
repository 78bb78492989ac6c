"""A broken file of the guide is refused in one French sentence that names the file, the step and the key."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

import resources
from app.domain.dossiers import Stage
from app.errors import UserError
from app.guide.edition import Actor, Effect
from app.guide.loading import GuideError, current_edition, load_edition, load_editions

WHOLE = resources.read_text("guide", "2022-03.toml")
FILE = "essai.toml"


def refused(text: str) -> str:
    """The sentence that refuses this text."""
    with pytest.raises(GuideError) as problem:
        load_edition(text, FILE)
    assert isinstance(problem.value, UserError)
    assert not re.search("« | [»:;?]", problem.value.message)
    return problem.value.message.replace("\u00a0", " ")


def changed(old: str, new: str, step: str = "") -> str:
    """The real guide with its first `old` after this step's id put in as `new`."""
    start = WHOLE.index(f'id = "{step}"') if step else 0
    place = WHOLE.index(old, start)
    return WHOLE[:place] + new + WHOLE[place + len(old) :]


def test_the_guide_of_2022_comes_with_the_program() -> None:
    edition = next(one for one in load_editions() if one.id == "2022-03")

    assert (edition.title, edition.valid_from) == ("édition 2022", date(2022, 3, 1))
    assert [(phase.number, phase.title) for phase in edition.phases] == [
        (1, "Connexion"),
        (2, "Trouver une formation AMF42"),
        (3, "S’inscrire"),
    ]
    assert [(column.title, column.phase) for column in edition.columns] == [
        ("Nouveau", 1),
        ("Compte à ouvrir", 1),
        ("Identité à vérifier", 1),
        ("Compte élu absent", 1),
        ("Prêt à demander", 2),
        ("Demande envoyée", 3),
        ("À confirmer par l’élu", 3),
        ("Inscrit", 3),
        ("Formé", None),
    ]
    assert [column.stage for column in edition.columns] == list(Stage)
    assert edition.step("identity_checked").actor is Actor.CDC
    with pytest.raises(KeyError):
        edition.step("nowhere")


def test_a_file_and_its_text_give_the_same_edition(tmp_path: Path) -> None:
    file = tmp_path / "2030-01.toml"
    file.write_text(WHOLE, encoding="utf-8")

    assert load_edition(file) == load_edition(WHOLE)


def test_one_answer_stands_for_a_list_of_one() -> None:
    step = load_edition(changed('when = { account_open = "unknown" }', 'when = { account_open = ["unknown"] }')).step(
        "see_account"
    )

    assert step.when == {"account_open": ("unknown",)} == load_edition(WHOLE).step("see_account").when


def test_the_edition_in_force_is_the_newest_that_has_begun() -> None:
    old = load_edition(WHOLE)
    new = replace(old, id="2026-11", valid_from=date(2026, 11, 1))

    assert current_edition([new, old], date(2026, 11, 24)).id == "2026-11"
    assert current_edition([new, old], date(2026, 10, 31)).id == "2022-03"
    assert current_edition([old], date(2020, 1, 1)).id == "2022-03"


ORDER = (
    '    "account_to_open",\n    "elu_account_missing",\n    "identity_to_check", # last of phase 1: it takes days\n'
)

# What was changed in the file, in which step, and what the sentence must name.
BROKEN = [
    pytest.param(changed('title = "édition 2022"\n', ""), ["clé « title »", "manque"], id="missing key of the edition"),
    pytest.param(changed('id = "2022-03"', 'id = ""'), ["clé « id »", "vide"], id="empty id"),
    pytest.param(
        changed("valid_from = 2022-03-01", 'valid_from = "mars"'),
        ["clé « valid_from »", "une date"],
        id="date as a word",
    ),
    pytest.param(
        changed("valid_from = 2022-03-01", "valid_from = 2022-03-01T10:00:00"), ["« valid_from »", "heure"], id="hour"
    ),
    pytest.param(
        changed("review_by = 2027-03-31", "review_by = 2021-03-31"), ["clé « review_by »"], id="review before start"
    ),
    pytest.param(
        changed('band = "Connexion"', 'bande = "Connexion"'),
        ["phase n° 1", "clé « bande »"],
        id="unknown key of a phase",
    ),
    pytest.param(
        changed("number = 1", "number = true"), ["phase n° 1", "clé « number »", "nombre"], id="true as number"
    ),
    pytest.param(changed("number = 2", "number = 1"), ["clé « phase »", "« 1 »", "deux fois"], id="phase twice"),
    pytest.param(
        changed('stage = "new"\n', 'stage = "nouveau"\n'), ["colonne n° 1", "clé « stage »", "nouveau"], id="column"
    ),
    pytest.param(changed('stage = "trained"', 'stage = "enrolled"'), ["clé « column »", "enrolled"], id="column twice"),
    pytest.param(changed('    "trained",\n', ""), ["clé « path_order »", "trained"], id="stage missing in the order"),
    pytest.param(changed(ORDER, ORDER + '    "new",\n'), ["clé « path_order »", "« new »"], id="stage twice in order"),
    pytest.param(changed("phase = 2\n", "phase = 7\n"), ["clé « column »", "phase 7"], id="column in no phase"),
    pytest.param(
        changed('scope = "official"', 'scope = "mairie"'), ["question « account_open »", "clé « scope »"], id="scope"
    ),
    pytest.param(
        changed('when = { account_open = "yes" }', 'when = { compte = "yes" }'),
        ["question « elu_account »", "clé « when.compte »", "account_open"],
        id="question asked under an unknown one",
    ),
    pytest.param(
        changed('label = "FranceConnect"', 'libelle = "FranceConnect"'),
        ["question « franceconnect »", "clé « label »", "manque"],
        id="key renamed",
    ),
    pytest.param(
        changed('id = "franceconnect"', 'id = "account_open"'), ["clé « question »", "deux fois"], id="question twice"
    ),
    pytest.param(
        changed('say = "', 'dire = "', "open_site"),
        ["étape « open_site »", "clé « say »", "manque"],
        id="nothing to say",
    ),
    pytest.param(
        changed("phase = 1", "phase = 1\ncouleur = 3", "open_site"),
        ["étape « open_site »", "clé « couleur »", "n’existe pas"],
        id="unknown key of a step",
    ),
    pytest.param(
        changed('stage = "account_to_open"', 'stage = "compte"', "open_site"),
        ["étape « open_site »", "clé « stage »", "« compte »", "account_to_open"],
        id="unknown stage",
    ),
    pytest.param(
        changed('stage = "account_to_open"', 'stage = "new"', "create_account"),
        ["étape « create_account »", "clé « stage »", "« open_site »"],
        id="order broken",
    ),
    pytest.param(
        changed("phase = 2", "phase = 1", "open_programme"),
        ["étape « open_programme »", "clé « phase »", "« login_either »"],
        id="phase goes back",
    ),
    pytest.param(
        changed("phase = 1", "phase = 9", "see_account"),
        ["étape « see_account »", "clé « phase »", "9"],
        id="no such phase",
    ),
    pytest.param(
        changed('actor = "cdc"', 'actor = "banque"', "cdc_answers"),
        ["étape « cdc_answers »", "clé « actor »", "banque"],
        id="unknown actor",
    ),
    pytest.param(
        changed("account_open", "compte_ouvert", "open_site"),
        ["étape « open_site »", "clé « when.compte_ouvert »"],
        id="unknown question in when",
    ),
    pytest.param(
        changed('["no", "unknown"]', '["non"]', "open_site"),
        ["étape « open_site »", "clé « when.account_open »", "« non »"],
        id="unknown answer in when",
    ),
    pytest.param(
        changed('["no", "unknown"]', "[]", "open_site"),
        ["étape « open_site »", "« when.account_open »"],
        id="no answer",
    ),
    pytest.param(
        changed('teaches = { elu_account = "yes" }', 'teaches = { elu = "yes" }'),
        ["étape « see_counters »", "clé « teaches.elu »"],
        id="teaches an unknown question",
    ),
    pytest.param(
        changed('id = "create_account"', 'id = "open_site"'), ["clé « step »", "« open_site »", "deux fois"], id="twice"
    ),
    pytest.param(
        changed("https://www.amf42", "http://www.amf42"),
        ["étape « open_programme », lien n° 1", "clé « url »", "https://"],
        id="link without https",
    ),
    pytest.param(
        changed('label = "Caisse des Dépôts"', "qr = true"),
        ["étape « see_counters », lien n° 1", "clé « qr »"],
        id="code for a mailbox",
    ),
    pytest.param(
        changed("{training|", "{formation|", "choose_training"),
        ["étape « choose_training »", "clé « body »", "{formation|", "training_short"],
        id="unknown placeholder",
    ),
    pytest.param(
        changed("{step:login_franceconnect/", "{step:connexion/", "open_programme"),
        ["étape « open_programme »", "clé « body »", "« connexion »"],
        id="unknown step cited",
    ),
    pytest.param(
        changed("{session_dates|}", "{session_dates}", "create_file"),
        ["étape « create_file »", "clé « screen.text »", "{session_dates}"],
        id="placeholder without other words",
    ),
    pytest.param(
        changed("**impérativement**", "**impérativement", "open_programme"),
        ["étape « open_programme »", "clé « body »", "pas fermé"],
        id="bold left open",
    ),
    pytest.param(
        changed("[[Je confirme mon inscription]]", "[[Je confirme {training|x}]]"),
        ["étape « confirm »", "clé « body »", "mot exact"],
        id="placeholder in a button",
    ),
    pytest.param(
        changed('effect = "done"', 'effect = "fini"', "open_site"),
        ["étape « open_site », réponse n° 1", "clé « effect »", "« fini »"],
        id="unknown effect",
    ),
    pytest.param(
        changed('effect = "help"\n', 'effect = "wait"\n', "open_site"),
        ["étape « open_site », réponse n° 2", "clé « help »"],
        id="help that would never show",
    ),
    pytest.param(
        changed('value = "yes"\n', "", "create_account"),
        ["étape « create_account », réponse n° 3", "clé « value »", "manque"],
        id="answer without its value",
    ),
    pytest.param(
        changed('value = "yes"', 'value = "oui"', "create_account"),
        ["étape « create_account »", "clé « answer.value »", "« oui »"],
        id="answer with an unknown value",
    ),
    pytest.param(
        changed('step = "write_cdc"', 'step = "ecrire"'),
        ["étape « see_counters_again »", "clé « answer.step »", "« ecrire »"],
        id="back to nowhere",
    ),
    pytest.param(
        changed(
            "[[step.answer]]",
            2 * '[[step.answer]]\ntext = "a"\neffect = "wait"\n' + "[[step.answer]]",
            "review_file",
        ),
        ["étape « review_file »", "clé « answer »", "4 réponses"],
        id="more answers than keys",
    ),
    pytest.param(
        changed('source = "nir15"', 'source = "nir"'),
        ["étape « screen_identity », écran, champ n° 2", "clé « source »", "« nir »"],
        id="unknown source of a field",
    ),
    pytest.param(
        changed('width = "third"', 'width = "tiers"', "screen_identity"),
        ["étape « screen_identity », écran, champ n° 1", "clé « width »"],
        id="unknown width",
    ),
    pytest.param(
        changed('picture = "counters"', 'picture = "compteurs"'),
        ["étape « see_counters », écran", "clé « picture »"],
        id="unknown picture",
    ),
    pytest.param(
        changed('buttons = ["Créer mon compte"]', 'buttons = "Créer mon compte"'),
        ["étape « create_account », écran", "clé « buttons »", "liste"],
        id="text where a list is wanted",
    ),
    pytest.param(
        changed("deadline = true", 'deadline = "oui"'),
        ["étape « send_file »", "clé « deadline »", "true ou false"],
        id="word where true is wanted",
    ),
    pytest.param(
        changed('body = ""', "body = 12", "screen_contact"),
        ["étape « screen_contact »", "clé « body »", "texte"],
        id="number where a text is wanted",
    ),
    pytest.param(
        changed('body = "Complétez', 'body = "" # "Complétez'),
        ["étape « review_file »", "clé « body »"],
        id="step that does not say how",
    ),
    pytest.param(
        changed('duty = "check_accepted"', 'duty = "verifier"'),
        ["étape « check_accepted »", "clé « duty »", "« verifier »"],
        id="unknown duty",
    ),
    pytest.param(
        changed("[step.screen]", "[[step.screen]]", "create_account"),
        ["étape « create_account »", "clé « screen »"],
        id="two brackets for one",
    ),
    pytest.param(changed('say = "', "say = ", "open_site"), ["« open_site »", "ligne"], id="quote forgotten"),
    pytest.param(WHOLE[: WHOLE.rindex('"')], ["ligne"], id="file cut in the middle"),
    pytest.param("", ["clé « id »"], id="empty file"),
    pytest.param("<html><body>Bonjour</body></html>", ["ligne 1"], id="a web page"),
    pytest.param(WHOLE[: WHOLE.index("[[step]]")], ["clé « step »"], id="no step"),
]


@pytest.mark.parametrize(("text", "named"), BROKEN)
def test_a_broken_file_is_refused_with_file_step_and_key(text: str, named: list[str]) -> None:
    message = refused(text)

    assert f"« {FILE} »" in message
    for words in named:
        assert words in message, message
    assert message.endswith(".")


def test_the_sentence_keeps_to_the_house_words() -> None:
    for broken in BROKEN:
        message = refused(str(broken.values[0]))
        assert not any(word in message.lower() for word in ("invalide", "erreur", "veuillez", "!", "none", "expected"))


def test_a_file_that_is_not_there_or_not_a_text_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(GuideError, match=r"absent\.toml"):
        load_edition(tmp_path / "absent.toml")
    binary = tmp_path / "photo.toml"
    binary.write_bytes(b"\x89PNG\xff\xfe\x00")
    with pytest.raises(GuideError, match=r"photo\.toml"):
        load_edition(binary)


def test_every_effect_that_the_script_knows_is_used() -> None:
    used = {answer.effect for step in load_edition(WHOLE).steps for answer in step.answers}

    assert used == set(Effect)
