"""A guide broken in fifty ways is refused before it is saved: each problem names its step and says what to do."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.stages import Stage
from app.guide import proving
from app.guide.changing import add_step, move_step, remove_step, replace_step
from app.guide.edition import ANSWERS, NO, UNKNOWN, YES, Answer, Edition, Effect, Link, Phase, ScreenField
from app.guide.loading import load_edition, load_editions
from app.guide.path import holds, stage_after, whole_path
from app.guide.proving import Problem, all_situations, possible_situations, prove
from app.guide.writing import edition_text

EDITIONS = {edition.id: edition for edition in load_editions()}
OLD, NEW = EDITIONS["2022-03"], EDITIONS["2026-fcplus"]


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def told(edition: Edition) -> list[tuple[str, str, str]]:
    return [(one.step_id, one.key, plain(one.sentence)) for one in prove(edition)]


@pytest.mark.parametrize("edition", [pytest.param(one, id=one.id) for one in EDITIONS.values()])
def test_the_editions_that_come_with_the_program_can_be_used(edition: Edition) -> None:
    assert prove(edition) == ()


def changed(step_id: str, edition: Edition = OLD, **values: Any) -> Edition:
    return replace_step(edition, replace(edition.step(step_id), **values))


def answering(step_id: str, *answers: Answer, edition: Edition = OLD) -> Edition:
    return changed(step_id, edition, answers=answers)


def linking(url: str, **values: Any) -> Edition:
    return changed("confirm", links=(Link(url, "www.amf42.fr", **values),))


def showing(step_id: str, **values: Any) -> Edition:
    screen = OLD.step(step_id).screen
    assert screen is not None
    return changed(step_id, screen=replace(screen, **values))


def asking(question_id: str, **values: Any) -> Edition:
    questions = tuple(replace(one, **values) if one.id == question_id else one for one in OLD.questions)
    return replace(OLD, questions=questions)


def without(*step_ids: str, edition: Edition = OLD) -> Edition:
    for step_id in step_ids:
        edition = remove_step(edition, step_id)
    return edition


def desk_alone(*step_ids: str) -> Edition:
    steps = tuple(replace(step, on_sheet=step.on_sheet and step.id not in step_ids) for step in OLD.steps)
    return replace(OLD, steps=steps)


def twice(edition: Edition, step_id: str) -> Edition:
    return add_step(edition, edition.step(step_id), step_id)


GONE = Answer("Retour", Effect.BACK, step="envoyer")
LONG_QUESTION = OLD.questions[1]
WIDE = ScreenField("Nom de naissance", "birth_name", width="large")
MANY = tuple(replace(LONG_QUESTION, id=f"q{number}") for number in range(9))

# What was done to the guide, then step and key of a problem, and words of its sentence.
BROKEN: list[tuple[str, Edition, str, str, Sequence[str]]] = [
    # for whom
    (
        "a condition against the questions' own",
        changed("create_file_found", when={"training_found": (YES,), "account_open": (NO,)}),
        "create_file_found",
        "when",
        ["« Créez votre dossier », pour qui", "compte à ouvrir", "formation trouvée", "retirez l’étape"],
    ),
    (
        "a condition on a question that is never asked then",
        changed("see_counters", when={"account_open": (UNKNOWN,), "elu_account": (YES,), "training_found": (YES,)}),
        "see_counters",
        "when",
        ["« Vérifiez que votre compte élu s’affiche »", "personne n’est dans ce cas"],
    ),
    (
        "a condition on a question that is gone",
        changed("confirm", when={"compte": (YES,)}),
        "confirm",
        "when.compte",
        ["« Confirmez », pour qui", "« compte »", "autre condition"],
    ),
    (
        "a condition on an answer that nobody gives",
        changed("confirm", when={"franceconnect": ("peut-être",)}),
        "confirm",
        "when.franceconnect",
        ["« FranceConnect »", "« peut-être »", "oui, non ou à voir"],
    ),
    (
        "a condition without an answer",
        changed("confirm", when={"franceconnect": ()}),
        "confirm",
        "when.franceconnect",
        ["pas de réponse", "Choisissez-en une"],
    ),
    (
        "a question that is never asked",
        asking("training_found", when={"account_open": (YES,), "training_found": (YES,)}),
        "",
        "question.when",
        ["Question « Formation trouvée »", "jamais posée"],
    ),
    (
        "a question asked under one that is gone",
        asking("training_found", when={"compte": (YES,)}),
        "",
        "when.compte",
        ["Question « Formation trouvée »", "« compte »"],
    ),
    (
        "a tick that teaches an unknown question",
        changed("see_counters", teaches={"compte": YES}),
        "see_counters",
        "teaches.compte",
        ["« compte »", "n’existe pas"],
    ),
    # branches
    (
        "no step is left for the élu account that is not shown",
        without("write_cdc", "cdc_answers", "see_counters_again"),
        "",
        "stage",
        ["« Compte élu absent »", "n’a plus d’étape", "Ajoutez-en une"],
    ),
    (
        "no step is left to confirm",
        without(*(step.id for step in OLD.steps if step.stage is Stage.TO_CONFIRM)),
        "",
        "stage",
        ["« À confirmer par l’élu »", "n’a plus d’étape", "Ajoutez-en une"],
    ),
    (
        "no step is left for who has found the training",
        without("create_file_found"),
        "",
        "path",
        ["« Formation trouvée : oui »", "n’a plus d’étape"],
    ),
    (
        "who has no FranceConnect would not log in",
        without("login_password"),
        "login_franceconnect",
        "when",
        ["« FranceConnect : non »", "« Connectez-vous à votre compte »", "Ajoutez l’étape qui manque"],
    ),
    (
        "who doesn't know would not log in again",
        without("login_again_either"),
        "login_again_franceconnect",
        "when",
        ["« FranceConnect : à voir »", "« Connectez-vous de nouveau »"],
    ),
    (
        "a step of no FranceConnect given to those who have it",
        changed("login_confirm_password", when={"franceconnect": (YES,)}),
        "login_confirm_password",
        "when",
        ["« FranceConnect : non »"],
    ),
    ("no step at all", replace(OLD, steps=()), "", "step", ["n’a plus d’étape"]),
    (
        "nothing to confirm for who has FranceConnect",
        without("confirm", "check_accepted", "login_confirm_franceconnect"),
        "",
        "path",
        ["« FranceConnect : oui »", "« À confirmer par l’élu »", "Ajoutez une étape qui vaut dans ce cas"],
    ),
    (
        "nobody is told the last day",
        changed("send_file", deadline=False, body="Cliquez."),
        "",
        "path",
        ["pour tout le monde", "le dernier jour"],
    ),
    (
        "only those without FranceConnect are told the last day",
        changed("send_file", when={"franceconnect": (NO,)}),
        "",
        "path",
        ["pour « FranceConnect : oui ou à voir »", "le dernier jour"],
    ),
    (
        "the last steps are the desk's alone",
        desk_alone("confirm", "login_confirm_either", "login_confirm_password", "login_confirm_franceconnect"),
        "",
        "path",
        ["l’élu n’a rien à faire", "« À confirmer par l’élu »"],
    ),
    (
        "more questions than can be walked through",
        replace(OLD, questions=(*OLD.questions, *MANY)),
        "",
        "questions",
        ["13 questions", "8 au plus"],
    ),
    # columns, phases, order
    (
        "a step in a column that is gone",
        replace(OLD, columns=tuple(one for one in OLD.columns if one.stage is not Stage.TO_CONFIRM)),
        "confirm",
        "stage",
        ["« Confirmez », colonne", "aucune colonne du tableau", "Choisissez sa colonne"],
    ),
    ("a column twice", replace(OLD, columns=(*OLD.columns, OLD.columns[0])), "", "column", ["« new »", "deux fois"]),
    (
        "a column in no phase",
        replace(OLD, columns=(replace(OLD.columns[0], phase=7), *OLD.columns[1:])),
        "",
        "column",
        ["« Nouveau »", "phase 7"],
    ),
    (
        "a column without a name",
        replace(OLD, columns=(replace(OLD.columns[0], title=" "), *OLD.columns[1:])),
        "",
        "title",
        ["vide"],
    ),
    ("the path leaves out a column", replace(OLD, path_order=OLD.path_order[:-1]), "", "path_order", ["trained"]),
    ("a phase twice", replace(OLD, phases=(*OLD.phases, Phase(1, "Encore"))), "", "phase", ["« 1 »", "deux fois"]),
    (
        "a phase without a name",
        replace(OLD, phases=(Phase(1, ""), *OLD.phases[1:])),
        "",
        "title",
        ["Phase n° 1", "vide"],
    ),
    (
        "a step in no phase",
        changed("confirm", phase=9),
        "confirm",
        "phase",
        ["« Confirmez », phase", "phase 9"],
    ),
    (
        "a step moved before its column",
        move_step(OLD, "confirm", "open_site"),
        "create_account",
        "stage",
        ["« Demandez la création de votre compte »", "« Compte à ouvrir »", "« Confirmez »", "Déplacez l’étape"],
    ),
    (
        "a step of phase 2 behind one of phase 3",
        move_step(OLD, "check_training", "create_file"),
        "check_training",
        "phase",
        ["« Vérifiez que c’est la bonne formation »", "« Créez votre dossier »", "phase 3"],
    ),
    # texts
    ("no title", changed("confirm", title=" "), "confirm", "title", ["Étape « confirm », titre", "vide", "Écrivez-le"]),
    ("nothing to say", changed("confirm", say=""), "confirm", "say", ["« Confirmez », phrase à dire", "vide"]),
    (
        "nothing to do when it is blocked",
        changed("confirm", if_blocked=""),
        "confirm",
        "if_blocked",
        ["en cas de blocage", "vide"],
    ),
    ("no source", changed("confirm", source=""), "confirm", "source", ["source", "vide"]),
    (
        "a step that does not say how",
        changed("confirm", body="\n", screen=None),
        "confirm",
        "body",
        ["ne dit pas comment faire"],
    ),
    (
        "an unknown placeholder",
        changed("confirm", body="Le {jour|jour dit}."),
        "confirm",
        "body",
        ["« Confirmez », texte", "{jour|jour dit}", "training_short"],
    ),
    (
        "a placeholder without other words",
        changed("confirm", say="Le {session_date}."),
        "confirm",
        "say",
        ["{session_date}", "quand on ne sait pas"],
    ),
    ("a brace left open", changed("confirm", body="Le {training|x"), "confirm", "body", ["{training|x"]),
    (
        "a text that names a step that is gone",
        without("open_site"),
        "login_franceconnect",
        "body",
        ["« open_site »", "n’existe plus", "Choisissez-en une autre"],
    ),
    ("bold left open", changed("confirm", body="**Cliquez"), "confirm", "body", ["**Cliquez", "Fermez-le"]),
    ("a button left open", changed("confirm", body="Cliquez [[ici"), "confirm", "body", ["[[ici", "Fermez-le"]),
    ("an address left open", changed("confirm", body="Ouvrez <www.amf42.fr"), "confirm", "body", ["<www", "Fermez-le"]),
    (
        "a value within a button's exact words",
        changed("confirm", body="[[Je {training|confirme}]]"),
        "confirm",
        "body",
        ["mot exact"],
    ),
    (
        "bold that cuts a placeholder",
        changed("confirm", body="{training|**mot**}"),
        "confirm",
        "body",
        ["coupée par un signe"],
    ),
    (
        "what is unsure left open",
        changed("confirm", unsure="**peut-être"),
        "confirm",
        "unsure",
        ["à confirmer", "Fermez-le"],
    ),
    (
        "a screen's note left open",
        showing("screen_password", note="**8"),
        "screen_password",
        "screen.note",
        ["écran de la plateforme, note", "Fermez-le"],
    ),
    ("a screen without its heading", showing("confirm", title=""), "confirm", "title", ["écran", "vide"]),
    ("a button without words", showing("confirm", buttons=("",)), "confirm", "buttons", ["bouton", "Écrivez-les"]),
    # links
    (
        "a link without https",
        linking("http://www.amf42.fr"),
        "confirm",
        "url",
        ["« Confirmez », lien n° 1", "« http://www.amf42.fr »", "https://"],
    ),
    ("a link that runs a program", linking("file:///etc/passwd"), "confirm", "url", ["https:// ou par mailto:"]),
    ("a link without a host", linking("https://"), "confirm", "url", ["n’est pas entière"]),
    ("a link with a space", linking("https://www.amf42.fr/a b"), "confirm", "url", ["n’est pas entière"]),
    ("a mailbox without a name", linking("mailto:@amf42.fr"), "confirm", "url", ["n’est pas entière"]),
    ("an empty link", linking(""), "confirm", "url", ["un lien commence par https://"]),
    (
        "a code for a mailbox",
        linking("mailto:amf42@amf42.fr", qr=True),
        "confirm",
        "qr",
        ["carré à viser", "Retirez le carré"],
    ),
    (
        "a link that nobody can type",
        changed("confirm", links=(Link("https://www.amf42.fr", ""),)),
        "confirm",
        "typed",
        ["adresse à taper", "vide"],
    ),
    # answers
    ("no answer", answering("confirm"), "confirm", "answer", ["0 réponses", "de 1 à 3"]),
    (
        "more answers than keys",
        answering("confirm", *[Answer(str(n), Effect.WAIT) for n in range(4)]),
        "confirm",
        "answer",
        ["4 réponses"],
    ),
    (
        "an answer without words",
        answering("confirm", Answer("", Effect.DONE)),
        "confirm",
        "text",
        ["réponse n° 1", "vide"],
    ),
    (
        "a help that says nothing",
        answering("confirm", Answer("Non", Effect.HELP)),
        "confirm",
        "help",
        ["réponse n° 1", "vide"],
    ),
    (
        "an answer to a step that is gone",
        answering("confirm", GONE),
        "confirm",
        "answer.step",
        ["« Retour »", "n’existe plus"],
    ),
    (
        "an answer back to a later step",
        answering("create_account", Answer("Retour", Effect.BACK, step="confirm")),
        "create_account",
        "answer",
        ["« Retour »", "« Confirmez »", "ne vient pas avant"],
    ),
    (
        "an answer back to the step itself",
        answering("confirm", Answer("Retour", Effect.BACK, step="confirm")),
        "confirm",
        "answer",
        ["« Retour »", "« Confirmez »", "ne vient pas avant"],
    ),
    (
        "an answer back to another branch",
        answering("login_password", Answer("Retour", Effect.BACK, step="first_login_franceconnect")),
        "login_password",
        "answer",
        ["« Retour »", "ne vient pas avant"],
    ),
    (
        "an answer to a question that is gone",
        answering("confirm", Answer("Oui", Effect.ANSWER, "compte", YES)),
        "confirm",
        "answer.question",
        ["« Oui »", "question qui n’existe pas"],
    ),
    (
        "an answer of another kind",
        answering("confirm", Answer("Oui", Effect.ANSWER, "franceconnect", "oui")),
        "confirm",
        "answer.value",
        ["« Oui »", "oui, non ou à voir"],
    ),
    (
        "an answer that leads nowhere",
        answering(
            "see_account",
            *OLD.step("see_account").answers[:2],
            Answer("Je ne sais pas", Effect.ANSWER, "account_open", UNKNOWN),
        ),
        "see_account",
        "answer",
        ["« Je ne sais pas »", "ne mène nulle part"],
    ),
    (
        "an answer with another effect's key",
        answering("confirm", Answer("Oui", Effect.DONE, step="open_site")),
        "confirm",
        "step",
        ["Retirez-la"],
    ),
    # names and dates
    ("a step twice", twice(OLD, "confirm"), "confirm", "step", ["« confirm »", "deux fois"]),
    (
        "a question twice",
        replace(OLD, questions=(*OLD.questions, OLD.questions[0])),
        "",
        "question",
        ["« account_open »", "deux fois"],
    ),
    (
        "a question without words to say",
        asking("franceconnect", ask=""),
        "",
        "ask",
        ["Question « FranceConnect », question à poser", "vide"],
    ),
    ("an edition without a title", replace(OLD, title=""), "", "title", ["Guide, titre", "vide"]),
    (
        "a review before the beginning",
        replace(OLD, review_by=date(2020, 1, 1)),
        "",
        "review_by",
        ["vient après", "Corrigez"],
    ),
    (
        "a width that no file knows",
        showing("screen_identity", fields=(WIDE,)),
        "",
        "",
        ["« large »"],
    ),
]


@pytest.mark.parametrize(
    ("edition", "step_id", "key", "words"), [pytest.param(*broken[1:], id=broken[0]) for broken in BROKEN]
)
def test_a_broken_guide_is_refused_with_the_step_and_what_to_do(
    edition: Edition, step_id: str, key: str, words: Sequence[str]
) -> None:
    problems = prove(edition)
    found = [plain(one.sentence) for one in problems if (one.step_id, one.key) == (step_id, key)]

    assert found, problems
    assert any(all(word in sentence for word in words) for sentence in found), found
    # Each is told once, the whole first, then in the order of the steps.
    assert len(problems) == len(set(problems))
    ids = [step.id for step in edition.steps]
    ranks = [ids.index(one.step_id) + 1 if one.step_id in ids else 0 for one in problems]
    assert ranks == sorted(ranks)
    for problem in problems:
        assert problem.sentence.endswith("."), problem
        assert not re.search("« | [»:;?]", problem.sentence), problem
        assert not re.search(r"invalide|erreur|veuillez|!|\bNone\b|expected", problem.sentence, re.IGNORECASE), problem


@pytest.mark.parametrize(("more", "refused"), [(0, False), (-1, True)])
def test_as_many_questions_as_can_be_walked_through_are_allowed(
    monkeypatch: pytest.MonkeyPatch, more: int, refused: bool
) -> None:
    monkeypatch.setattr(proving, "MOST_QUESTIONS", len(OLD.questions) + more)

    assert any(problem.key == "questions" for problem in prove(OLD)) is refused


def test_all_problems_are_told_at_once() -> None:
    edition = changed("open_site", title="", say="")
    edition = changed("confirm", edition, body="**Cliquez", links=(Link("http://a", "a"),))
    edition = replace(edition, title="")

    assert [(step, key) for step, key, _ in told(edition)] == [
        ("", "title"),
        ("open_site", "title"),
        ("open_site", "say"),
        ("confirm", "url"),
        ("confirm", "body"),
    ]


def test_what_can_be_used_is_what_a_file_brings_back() -> None:
    """No problem: what is saved is read again, by this desk and by another one."""
    edition = add_step(
        OLD, replace(OLD.step("review_file"), id="read_aloud", title="Lisez à voix haute"), "review_file"
    )

    assert prove(edition) == ()
    assert load_edition(edition_text(edition)) == edition


STEP_IDS = st.sampled_from([step.id for step in OLD.steps])
CONDITIONS = st.dictionaries(
    st.sampled_from([one.id for one in OLD.questions]),
    st.lists(st.sampled_from(ANSWERS), min_size=1, max_size=2, unique=True).map(tuple),
    max_size=2,
)


@settings(max_examples=20, deadline=None)
@given(STEP_IDS, CONDITIONS)
def test_with_no_problem_every_step_waits_for_somebody_and_everybody_has_a_path(
    step_id: str, when: dict[str, tuple[str, ...]]
) -> None:
    edition = changed(step_id, when=when)
    possible = possible_situations(edition)

    if prove(edition):
        return
    for step in edition.steps:
        assert any(holds(step.when, situation) for situation in possible), step.id
    for situation in all_situations(edition):
        path = whole_path(edition, situation)
        assert any(step.deadline for step in path)
        assert stage_after(edition, situation, Stage.NEW, [step.id for step in path]) is Stage.ENROLLED


@settings(max_examples=20, deadline=None)
@given(STEP_IDS, st.sampled_from(["confirm", "open_site", "see_counters", "login_password"]))
def test_whatever_is_taken_away_or_moved_is_judged_and_never_breaks_the_judge(removed: str, moved: str) -> None:
    edition = move_step(OLD, moved, removed) if moved != removed else OLD
    for problem in (*prove(edition), *prove(remove_step(edition, removed))):
        assert isinstance(problem, Problem)
        assert problem.sentence


@pytest.mark.parametrize("edition", [pytest.param(one, id=one.id) for one in EDITIONS.values()])
def test_possible_situations_are_those_that_questions_and_answers_lead_to(edition: Edition) -> None:
    possible = possible_situations(edition)
    found = {tuple(one.values()) for one in possible}

    assert possible[0].keys() == {question.id for question in edition.questions}
    assert {"account_open": UNKNOWN, "training_found": UNKNOWN}.items() <= possible[-1].items()
    for one in possible:
        # The training's page is only asked about once the élu account shows.
        if one["training_found"] == YES:
            assert (one["account_open"], one["elu_account"]) == (YES, YES)
    # « Je ne vois que le compteur de droite », said at the end of opening an account.
    assert any(one["account_open"] == NO and one["elu_account"] == NO for one in possible)
    assert found < {tuple(one.values()) for one in all_situations(edition)}
