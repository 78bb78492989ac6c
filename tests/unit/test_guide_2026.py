"""The edition of 2026: what FranceConnect+ and the working days change, and nothing else, for every situation."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

import resources
from app.documents.guide_sheet import worded_steps
from app.domain.stages import Stage
from app.guide.compare import differences, question_differences
from app.guide.edition import ANSWERS, NO, UNKNOWN, YES, Edition, Effect, Scope
from app.guide.loading import (
    GuideError,
    current_edition,
    edition_names,
    load_edition,
    load_editions,
    load_packaged,
)
from app.guide.markup import RunKind, plain
from app.guide.path import numbering, open_questions, sheet_steps, stage_after, stage_for, whole_path
from app.guide.wording import worded_step
from tests.unit.sheet_reading import sheet_data

OLD, NEW = load_editions()
QUESTIONS = ("account_open", "franceconnect", "digital_identity", "elu_account", "training_found")
SITUATIONS = [dict(zip(QUESTIONS, answers, strict=True)) for answers in itertools.product(ANSWERS, repeat=5)]
BUYING = {"account_open": YES, "elu_account": YES, "training_found": NO}

# ../shared/domain.md, section 2: what has changed, and where it is written. Nothing else may differ.
PLUS = (
    "FranceConnect+ compulsory to buy a training from 25/10/2022",
    "amf.asso.fr 41427",
    "Sénat, réponse du 23/02/2023",
)
IDENTITY = ("L'Identité Numérique La Poste, or France Identité since July 2024", "maire-info 28837, 18/07/2024")
FORM = ("identity-check form by post, about 4 weeks; the mailbox [?]", "pages d’organismes de formation, 2023-2024")
NOTICE = (
    "11 jours ouvrés, and 2 for the answer; end days [?]",
    "Caisse des Dépôts, avis du 18/05/2021",
    "Sénat, question du 16/03/2023",
)
READING = (
    "NIR and password still let one read rights and follow a dossier, not buy",
    "réponse de 2023 à la question 73366",
)
CHANGED: dict[str, tuple[str, list[tuple[str, ...]]]] = {
    "first_login_franceconnect": ("changed", [PLUS]),
    "first_login_password": ("changed", [READING]),
    "try_franceconnect": ("removed", []),  # FranceConnect alone no longer buys
    "choose_identity": ("added", [PLUS, FORM]),
    "get_identity": ("added", [PLUS, IDENTITY]),
    "send_identity": ("changed", [FORM]),
    "identity_checked": ("changed", [FORM]),
    "login_franceconnect": ("changed", [PLUS]),
    "login_password": ("changed", [READING]),
    "login_either": ("changed", [FORM]),
    "create_file": ("changed", [NOTICE]),
    "create_file_found": ("changed", [NOTICE]),
    "login_again_franceconnect": ("changed", [PLUS, IDENTITY]),
    "login_again_new_identity": ("added", [PLUS, IDENTITY]),
    "login_again_password": ("changed", [READING, FORM]),
    "login_again_either": ("changed", [PLUS, FORM]),
}
UNSURE = {"send_identity", "create_file", "create_file_found", "login_again_password", "login_again_either"}


def spaced(text: str) -> str:
    return " ".join(text.replace("\u00a0", " ").split())


def names(**answers: str) -> list[str]:
    return [step.id for step in whole_path(NEW, BUYING | answers)]


def printed(step_id: str, **answers: str) -> str:
    steps = sheet_steps(NEW, BUYING | answers, Stage.NEW, ())
    step = next(one for one in steps if one.id == step_id)
    return spaced(plain(worded_step(step, {}, numbering(steps)).body))


def test_the_edition_is_there_but_never_chosen_by_its_date() -> None:
    assert edition_names() == ("2022-03", "2026-fcplus")
    assert (NEW.id, NEW.title, NEW.to_approve) == ("2026-fcplus", "édition 2026", True)
    assert not OLD.to_approve
    for day in (date(2022, 3, 1), NEW.valid_from, NEW.review_by, date(2040, 1, 1)):
        assert current_edition((OLD, NEW), day) is OLD
    assert current_edition((NEW,), date(2027, 1, 1)) is NEW
    assert NEW.valid_from < NEW.review_by
    assert load_packaged("2026-fcplus") == NEW
    with pytest.raises(KeyError):
        load_packaged("2031-01")


def test_only_what_has_changed_differs_and_each_step_names_its_source() -> None:
    found = {one.step_id: one for one in differences(OLD, NEW)}

    assert {name: one.kind for name, one in found.items()} == {name: kind for name, (kind, _) in CHANGED.items()}
    for name, (_, facts) in CHANGED.items():
        step = found[name].after
        for source in (source for fact in facts for source in fact[1:]):
            assert step is not None
            assert source in spaced(step.source), (name, source)
    for step in NEW.steps:
        if step.id not in CHANGED:
            assert step == OLD.step(step.id)
    assert {step.id for step in NEW.steps if step.unsure} == UNSURE
    assert (OLD.phases, OLD.columns, OLD.path_order) == (NEW.phases, NEW.columns, NEW.path_order)


def test_one_more_question_is_asked_behind_franceconnect() -> None:
    (found,) = question_differences(OLD, NEW)

    assert (found.question_id, found.kind) == ("digital_identity", "added")
    assert found.after is not None
    assert (found.after.label, found.after.scope, dict(found.after.when)) == ("Identité numérique", Scope.OFFICIAL, {})
    asked = [one.id for one in open_questions(NEW, {})]
    assert asked == ["account_open", "franceconnect", "digital_identity"]
    assert spaced(found.after.ask) == (
        "Avez-vous déjà une identité numérique : L’Identité Numérique La Poste ou France Identité ?"
    )


@pytest.mark.parametrize(
    ("franceconnect", "identity", "before", "again"),
    [
        (YES, YES, [], "login_again_franceconnect"),
        (YES, NO, ["get_identity"], "login_again_new_identity"),
        (YES, UNKNOWN, ["get_identity"], "login_again_new_identity"),
        (NO, YES, [], "login_again_franceconnect"),
        (NO, NO, ["send_identity", "identity_checked"], "login_again_password"),
        (NO, UNKNOWN, ["send_identity", "identity_checked"], "login_again_password"),
        (UNKNOWN, YES, [], "login_again_franceconnect"),
        (UNKNOWN, NO, ["choose_identity", "get_identity", "send_identity", "identity_checked"], "login_again_either"),
        (
            UNKNOWN,
            UNKNOWN,
            ["choose_identity", "get_identity", "send_identity", "identity_checked"],
            "login_again_either",
        ),
    ],
)
def test_each_way_to_prove_who_one_is_leads_to_one_way_to_buy(
    franceconnect: str, identity: str, before: list[str], again: str
) -> None:
    path = names(franceconnect=franceconnect, digital_identity=identity)

    assert path[: len(before)] == before
    assert path[len(before)].startswith("login_")
    assert [name for name in path if name.startswith("login_again")] == [again]
    stage = stage_for(NEW, BUYING | {"franceconnect": franceconnect, "digital_identity": identity}, ())
    assert stage is (Stage.IDENTITY_TO_CHECK if before else Stage.READY_TO_REQUEST)


def test_every_situation_has_one_path_that_ends_enrolled() -> None:
    for situation in SITUATIONS:
        path = whole_path(NEW, situation)
        ids = [step.id for step in path]
        assert stage_after(NEW, situation, Stage.NEW, ids) is Stage.ENROLLED
        for prefix in ("login_again_", "login_confirm_", "create_file", "send_file", "confirm", "amf42_answers"):
            assert len([name for name in ids if name.startswith(prefix)]) == 1, (prefix, situation)
        # Whoever logs in with FranceConnect+ has an identity by then, whoever does not has sent the form.
        if "login_again_new_identity" in ids:
            assert "get_identity" in ids
        if "login_again_password" in ids:
            assert ids.index("send_identity") < ids.index("identity_checked") < ids.index("login_again_password")


def test_no_answer_leads_into_a_circle_of_the_script() -> None:
    """From any situation, saying at each step that it is done, or its first answer, ends in being enrolled."""
    for situation in SITUATIONS:
        known, done, stage = dict(situation), set[str](), Stage.NEW
        for _ in range(60):
            left = [step for step in whole_path(NEW, known) if step.id not in done]
            if not left:
                break
            step = left[0]
            answer = next(
                one
                for one in step.answers
                if one.effect is Effect.DONE or (one.effect is Effect.ANSWER and known[one.question] != one.value)
            )
            if answer.effect is Effect.DONE:
                done.add(step.id)
            else:
                known[answer.question] = answer.value
            stage = stage_after(NEW, known, Stage.NEW, done)
        assert stage is Stage.ENROLLED, situation


def test_what_is_unsure_is_the_last_paragraph_of_its_step() -> None:
    said = printed("send_identity", franceconnect=NO, digital_identity=NO)
    assert "Envoyez-le par courrier" in said
    assert "environ 4 semaines" in said
    assert re.search("À confirmer : la Caisse des Dépôts accepte peut-être encore .*@caissedesdepots.fr$", said)

    said = printed("create_file", franceconnect=YES, digital_identity=YES)
    assert "11 jours ouvrés (ni samedi, ni dimanche, ni jour férié)" in said
    assert said.index("Créer mon dossier") < said.index("À confirmer : le compte du premier et du dernier jour.")
    blocks = worded_step(NEW.step("create_file"), {}, {}).body
    assert (blocks[-1].runs[0].kind, spaced(blocks[-1].runs[0].text)) == (RunKind.BOLD, "À confirmer :")
    for step in OLD.steps:
        assert "À confirmer" not in plain(worded_step(step, {}, {}).body)


def test_both_identities_are_named_with_their_official_sites() -> None:
    links = [(link.label, link.url) for link in NEW.step("get_identity").links]

    assert links == [
        ("L’Identité Numérique La Poste", "https://lidentitenumerique.laposte.fr"),
        ("France Identité", "https://france-identite.gouv.fr"),
    ]
    said = printed("get_identity", franceconnect=YES, digital_identity=NO)
    assert "lidentitenumerique.laposte.fr" in said
    assert "france-identite.gouv.fr" in said
    assert said.endswith("Passez à l’étape 2.")


def test_numbers_that_a_step_names_are_those_of_the_sheet() -> None:
    """Each « étape n » of each sheet leads to a step that is there."""
    for situation in SITUATIONS:
        steps = sheet_steps(NEW, situation, Stage.NEW, ())
        numbers = numbering(steps)
        for step in steps:
            worded = worded_step(step, {}, numbers)
            for number in re.findall(r"étape (\d+)", spaced(plain(worded.body) + " " + plain(worded.screen_note))):
                assert 1 <= int(number) <= len(steps)
                assert int(number) != numbers[step.id], (step.id, situation)


# Language: the rules that the edition of 2022 keeps to (tests/unit/test_guide_2022.py), for what is new here


def new_texts() -> Iterator[tuple[str, str]]:
    """Each sentence of a step or question that changed, for a dossier without step numbers and for one with all."""
    steps = [step for step in NEW.steps if step.id in CHANGED]
    everything = {name: number for number, name in enumerate([step.id for step in NEW.steps], start=1)}
    for numbers in ({}, everything):
        for step in steps:
            worded = worded_step(step, {}, numbers)
            yield from ((step.id, line) for line in plain(worded.body).splitlines())
            yield from ((step.id, text) for text in (worded.step.title, worded.step.say, worded.step.if_blocked))
            for answer in worded.step.answers:
                yield from ((step.id, text) for text in (answer.text, answer.help) if text)
    question = next(one for one in NEW.questions if one.id == "digital_identity")
    for text in (question.ask, question.yes, question.no, question.unknown, question.label, question.no_label):
        yield question.id, text


def test_typography_is_french() -> None:
    for where, text in new_texts():
        assert "'" not in text, (where, text)
        assert "!" not in text, (where, text)
        assert not re.search(r" [:;?»€%]|« |  ", text), (where, text)
        assert not re.search(r"\S[;?»]", re.sub(r"\u00a0[;?»]", "", text)), (where, text)
        assert not re.search(r"étape \d|\d (?:jours|semaines|chiffres)", text), (where, text)


def test_no_sentence_is_longer_than_25_words_and_none_tells_man_from_woman() -> None:
    agreed = re.compile(
        r"\b(?:êtes|serez|étiez|être|suis|soyez)\s+(?:bien\s+|déjà\s+)?\w+(?:é|i|u|is|it)\b|\b\w+é\(e\)"
    )
    for where, text in new_texts():
        for sentence in re.split(r"(?<=[.?])[\s]|\u00a0:\s", text):
            words = [word for word in re.split(r"[\s]+", sentence) if re.search(r"\w", word)]
            assert len(words) <= 25, (where, len(words), sentence)
        assert not agreed.search(re.sub("«[^»]*»", "", text)), (where, text)


def test_a_sentence_to_say_is_one_or_two_sentences() -> None:
    for step in NEW.steps:
        said = worded_step(step, {}, {}).step.say.replace("gouv.fr", "").replace("amf42.fr", "")
        assert 1 <= len(re.findall(r"[.?](?:\s|$)", said)) <= 2, step.id


# An edition written as what it changes

HEAD = 'based_on = "2022-03"\nid = "x"\ntitle = "x"\nsource = "x"\nvalid_from = 2026-01-01\nreview_by = 2027-01-01\n'


def small(changes: str, head: str = "") -> str:
    return HEAD + head + changes


def test_an_edition_that_changes_nothing_is_the_other_one_under_its_own_name() -> None:
    edition = load_edition(HEAD)

    assert (edition.steps, edition.questions) == (OLD.steps, OLD.questions)
    assert (edition.id, edition.valid_from, edition.to_approve) == ("x", date(2026, 1, 1), False)


def test_a_step_keeps_what_it_does_not_rewrite() -> None:
    edition = load_edition(small('[[step]]\nid = "confirm"\nsay = "Autre chose."\n'))

    (found,) = differences(OLD, edition)
    assert (found.step_id, found.kind, found.keys) == ("confirm", "changed", ("say",))


def test_a_step_moves_loses_a_key_or_goes_away() -> None:
    edition = load_edition(
        small(
            '[[step]]\nid = "screen_contact"\nafter = "screen_password"\n'
            '[[step]]\nid = "confirm"\nwithout = ["screen"]\n',
            'removed_steps = ["review_file"]\n',
        )
    )

    assert {one.step_id: (one.kind, one.keys) for one in differences(OLD, edition)} == {
        "screen_contact": ("moved", ("order",)),
        "confirm": ("changed", ("screen",)),
        "review_file": ("removed", ()),
    }


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (small("").replace("2022-03", "2019-01"), ["« based_on »", "« 2019-01 »", "2022-03"]),
        (small("").replace("2022-03", "../../etc/passwd"), ["« based_on »"]),
        (small("").replace('"2022-03"', '"2026-fcplus"'), ["« based_on »", "une édition entière"]),
        (small("", 'removed_steps = ["nowhere"]\n'), ["« removed_steps »", "« nowhere »"]),
        (small("", 'removed_questions = ["nowhere"]\n'), ["« removed_questions »", "« nowhere »"]),
        (small('[[step]]\nid = "new_one"\n'), ["étape « new_one »", "« after »"]),
        (small('[[step]]\nid = "confirm"\nafter = "nowhere"\n'), ["étape « confirm »", "« after »", "« nowhere »"]),
        (small('[[question]]\nid = "new_one"\n'), ["question « new_one »", "« after »"]),
        (small("", 'step = "confirm"\n'), ["« step »"]),
        (small("", "step = [1]\n"), ["« step »"]),
        (small('[[step]]\nid = "confirm"\nwithout = "screen"\n'), ["étape « confirm »", "« without »", "liste"]),
        (small("", 'removed_steps = ["open_site"]\n'), ["« open_site »", "n’existe pas"]),
        (HEAD.replace('title = "x"\n', ""), ["« title »", "manque"]),
    ],
)
def test_a_broken_list_of_changes_is_refused_in_one_sentence(text: str, words: list[str]) -> None:
    with pytest.raises(GuideError) as problem:
        load_edition(text, "essai.toml")

    message = spaced(problem.value.message)
    assert "« essai.toml »" in message
    for word in words:
        assert word in message, message


def test_the_file_only_says_what_it_changes() -> None:
    """A step of the file that is the same as in 2022 would hide a later mending of 2022."""
    text = resources.read_text("guide", "2026-fcplus.toml")

    assert set(re.findall(r'\[\[step\]\]\nid = "(\w+)"', text)) == {
        name for name, (kind, _) in CHANGED.items() if kind != "removed"
    }


def test_each_file_bears_the_name_of_its_edition(tmp_path: Path) -> None:
    assert [edition.id for edition in (OLD, NEW)] == list(edition_names())
    copy = tmp_path / "autre.toml"
    copy.write_text(resources.read_text("guide", "2026-fcplus.toml"), encoding="utf-8")
    assert load_edition(copy) == NEW


@pytest.mark.parametrize("edition", [pytest.param(one, id=one.id) for one in (OLD, NEW)])
def test_the_square_is_spoken_of_where_it_can_be_seen(edition: Edition) -> None:
    """On paper, at the step that draws it or by that step's number; on screen, where no square is, never."""
    for step in edition.steps:
        assert "carré" not in plain(worded_step(step, {}, {}).body)
    seen = set()
    for situation in SITUATIONS[::7]:
        data = sheet_data(steps=sheet_steps(edition, situation, Stage.NEW, ()))
        worded = worded_steps(data)
        drawing = {one.number for one in worded if any(link.qr for link in one.step.links)}
        for one in worded:
            said = spaced(plain(one.body))
            assert ("carré ci-contre" in said) == (one.number in drawing), (one.step.id, situation)
            named = re.findall(r"le carré de l’étape (\d+)", said)
            assert {int(number) for number in named} <= drawing
            seen |= {(one.step.id, bool(named))}
    assert ("open_site", False) in seen
    assert ("login_password", True) in seen
