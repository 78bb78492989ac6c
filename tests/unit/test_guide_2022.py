"""The edition of 2022 against AMF42's own guide: every instruction, in its order, in each branch, in good French."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

import pytest

from app.domain.dossiers import Stage
from app.guide.edition import ANSWERS, NO, UNKNOWN, YES, Effect, Step
from app.guide.loading import load_editions
from app.guide.markup import RunKind, parse, plain
from app.guide.path import numbering, sheet_steps, stage_for, whole_path
from app.guide.wording import WordedStep, fill, worded_step

EDITION = next(edition for edition in load_editions() if edition.id == "2022-03")
QUESTIONS = ("account_open", "franceconnect", "elu_account", "training_found")
VALUES = {
    "training": "La gestion du domaine public et privé de la commune",
    "session_date": "lundi 23 mars 2026",
    "deadline": "mardi 3 mars 2026",
    "price": "200\u00a0€",
    "balance": "0\u00a0€",
    "extra_fees": "18\u00a0€",
}
CDC = "dfp_mcf_gestion-des-droits-et-formations@caissedesdepots.fr"
DIF_BUTTON = 'S’inscrire (Financement DIF à partir de la plateforme "MonCompteElu")'
SITUATIONS = [
    dict(zip(QUESTIONS, answers, strict=True)) for answers in itertools.product(ANSWERS, repeat=len(QUESTIONS))
]

LETTERS = {"y": YES, "n": NO, "u": UNKNOWN}


def situation(letters: str) -> dict[str, str]:
    """`yyyn`: compte ouvert, FranceConnect, compte élu affiché, formation trouvée."""
    return {question: LETTERS[letter] for question, letter in zip(QUESTIONS, letters, strict=True)}


def sheet(letters: str, *, known: bool = True) -> list[WordedStep]:
    """The steps of a new dossier's sheet, in words."""
    steps = sheet_steps(EDITION, situation(letters), Stage.NEW, ())
    return [worded_step(step, VALUES if known else {}, numbering(steps)) for step in steps]


def printed(worded: WordedStep) -> str:
    """All that the step shows on paper and screen but the sentence to say, with plain spaces."""
    step, screen = worded.step, worded.step.screen
    words = [step.title, plain(worded.body)]
    words += [link.url + " " + link.typed for link in step.links]
    if screen:
        words += [screen.title, screen.place, screen.text, plain(worded.screen_note), *screen.buttons]
        words += [f"{field.section} {field.label} {field.hint}" for field in screen.fields]
    return " ".join(" ".join(words).split())


CREATION = [
    "Ouvrez le site Mon Compte Formation",
    "Demandez la création de votre compte",
    "Écran 1 : votre identité",
    "Écran 2 : ajoutez votre téléphone et votre adresse mail",
    "Écran 3 : renseignez votre adresse de domicile",
    "Écran 4 : pour finir, choisissez un mot de passe",
]
SHOWN = ["Vérifiez que votre compte élu s’affiche"]
ABSENT = [
    "Écrivez à la Caisse des Dépôts",
    "La Caisse des Dépôts vous répond",
    "Vérifiez que votre compte élu s’affiche",
]
IDENTITY = ["Envoyez la copie de votre pièce d’identité", "La Caisse des Dépôts vérifie votre identité"]
LOGIN = ["Connectez-vous à votre compte"]
LOGIN_FC = ["Connectez-vous avec FranceConnect"]
FIND = [
    "Ouvrez le programme de l’AMF42",
    "Cliquez sur votre formation",
    "Tout en bas de la page, cliquez sur ce bouton",
    "Vérifiez que c’est la bonne formation",
]
END = [
    "Relisez votre dossier",
    "Envoyez votre dossier",
    "Attendez la réponse de l’AMF42",
    "Connectez-vous sur votre Compte Formation",
    "Confirmez",
]
ASK = ["Créez votre dossier", "Connectez-vous de nouveau", *END]
ASK_FC = ["Créez votre dossier", "Connectez-vous de nouveau avec FranceConnect", *END]


@pytest.mark.parametrize(
    ("letters", "stage", "titles"),
    [
        pytest.param("nnuu", Stage.ACCOUNT_TO_OPEN, CREATION + SHOWN + IDENTITY + LOGIN + FIND + ASK, id="no account"),
        pytest.param("nyuu", Stage.ACCOUNT_TO_OPEN, CREATION + SHOWN + LOGIN_FC + FIND + ASK_FC, id="no account, FC"),
        pytest.param(
            "nnnu", Stage.ACCOUNT_TO_OPEN, CREATION + ABSENT + IDENTITY + LOGIN + FIND + ASK, id="then absent"
        ),
        pytest.param("yyyn", Stage.READY_TO_REQUEST, LOGIN_FC + FIND + ASK_FC, id="the easy one"),
        pytest.param("yyyy", Stage.READY_TO_REQUEST, ASK_FC, id="training found"),
        pytest.param("yyuu", Stage.NEW, LOGIN_FC + SHOWN + LOGIN_FC + FIND + ASK_FC, id="FC, counters to see"),
        pytest.param("ynuu", Stage.NEW, LOGIN + SHOWN + IDENTITY + LOGIN + FIND + ASK, id="NIR, counters to see"),
        pytest.param("ynyn", Stage.IDENTITY_TO_CHECK, IDENTITY + LOGIN + FIND + ASK, id="NIR and password"),
        pytest.param("yynu", Stage.ELU_ACCOUNT_MISSING, ABSENT + LOGIN_FC + FIND + ASK_FC, id="élu account absent"),
        pytest.param(
            "ynnu", Stage.ELU_ACCOUNT_MISSING, ABSENT + IDENTITY + LOGIN + FIND + ASK, id="absent, without FC"
        ),
        pytest.param(
            "yuyn",
            Stage.IDENTITY_TO_CHECK,
            ["Essayez FranceConnect", *IDENTITY, *LOGIN, *FIND, *ASK],
            id="FranceConnect to see",
        ),
        pytest.param(
            "uuuu",
            Stage.NEW,
            [
                "Voyez si votre compte est déjà ouvert",
                *CREATION,
                *SHOWN,
                "Essayez FranceConnect",
                *IDENTITY,
                *LOGIN,
                *FIND,
                *ASK,
            ],
            id="nothing known",
        ),
    ],
)
def test_each_branch_has_its_steps_in_the_order_of_the_guide(letters: str, stage: Stage, titles: list[str]) -> None:
    assert [worded.step.title.replace("\u00a0", " ") for worded in sheet(letters)] == titles
    assert stage_for(EDITION, situation(letters), ()) is stage


def test_the_sheets_of_the_pictures_have_21_and_12_steps_and_begin_where_the_official_stands() -> None:
    assert len(sheet("nnuu")) == 21
    assert [len([one for one in sheet("nnuu") if one.step.phase == phase]) for phase in (1, 2, 3)] == [9, 5, 7]
    easy = sheet("yyyn")
    assert len(easy) == 12
    assert (easy[0].step.phase, easy[0].step.title) == (2, "Connectez-vous avec FranceConnect")


# Every instruction of the guide, page by page, in its order: branch, step, words that must stand in that step.
SEED: list[tuple[str, str, str]] = [
    ("nnuu", "open_site", "La plateforme Mon Compte Formation ne concerne que le financement par le DIF"),
    ("nnuu", "open_site", "https://www.moncompteformation.gouv.fr/espace-prive/html/#/compte-utilisateur/connexion"),
    ("uuuu", "see_account", "déjà ouvert votre compte au titre de votre activité professionnelle"),
    ("uuuu", "see_account", "os droits en tant qu’élu doivent alors y figurer"),
    ("yyuu", "first_login_franceconnect", "la solution la plus simple et la plus rapide"),
    ("yyuu", "first_login_franceconnect", "identification sera obligatoire pour créer un dossier de formation"),
    ("yyuu", "first_login_franceconnect", "Connexion avec FranceConnect"),
    (
        "yyuu",
        "first_login_franceconnect",
        "FranceConnect est la solution proposée par l’État pour simplifier votre connexion aux services en ligne.",
    ),
    ("ynuu", "first_login_password", "Connexion avec votre compte"),
    ("ynuu", "first_login_password", "Numéro de sécurité sociale"),
    (
        "ynuu",
        "first_login_password",
        "les 13 chiffres de votre numéro de sécurité sociale inscrit sur votre carte Vitale",
    ),
    ("ynuu", "first_login_password", "sans la clé à 2 chiffres"),
    (
        "ynuu",
        "first_login_password",
        "Votre mot de passe comporte au minimum 8 caractères, dont une majuscule, une minuscule et un chiffre",
    ),
    ("ynuu", "first_login_password", "Me connecter"),
    ("nnuu", "create_account", "Vous n’avez pas de compte"),
    ("nnuu", "create_account", "Créez maintenant votre compte en 4 étapes."),
    ("nnuu", "create_account", "Créer mon compte tout en bas de la page"),
    ("nnuu", "create_account", "Création de compte tout en haut"),
    ("nnuu", "screen_identity", "Renseignez votre nom, numéro de sécurité sociale, niveau de diplôme."),
    ("nnuu", "screen_identity", "Votre identité"),
    ("nnuu", "screen_identity", "Nom de naissance Saisissez uniquement votre nom de naissance"),
    (
        "nnuu",
        "screen_identity",
        "Saisissez les 13 caractères alphanumériques et la clé à 2 chiffres inscrits sur votre carte Vitale",
    ),
    ("nnuu", "screen_identity", "Vos informations professionnelles Diplôme le plus élevé"),
    (
        "nnuu",
        "screen_identity",
        "Si vous êtes agent public de catégorie A ou B, merci de laisser cette rubrique à « Non renseigné »",
    ),
    ("nnuu", "screen_contact", "ajoutez votre téléphone et votre adresse mail"),
    ("nnuu", "screen_contact", "Votre contact"),
    ("nnuu", "screen_contact", "Téléphone mobile Téléphone fixe Adresse mail personnelle"),
    ("nnuu", "screen_address", "renseignez votre adresse de domicile"),
    ("nnuu", "screen_address", "Votre adresse de domicile"),
    (
        "nnuu",
        "screen_address",
        "Numéro de voie Indice de répétition Type de voie Nom de la voie "
        "Complément d’adresse Lieu Dit Code postal / Ville",
    ),
    ("nnuu", "screen_password", "pour finir, choisissez un mot de passe"),
    ("nnuu", "screen_password", "Mot de passe Confirmez votre mot de passe"),
    ("nnuu", "screen_password", "8 caractères, dont 1 majuscule, 1 minuscule et 1 chiffre"),
    ("nnuu", "screen_password", "J’ai lu et j’accepte les conditions générales d’utilisation"),
    ("nnuu", "screen_password", "Je consulte la politique de protection des données personnelles"),
    ("yyuu", "see_counters", "une page recense vos droits. Vos droits en tant qu’élu doivent y figurer"),
    ("nnuu", "see_counters_opened", "Dans votre espace, une page recense vos droits."),
    ("nnuu", "see_counters_opened", "il y a un problème"),
    ("nnuu", "see_counters_opened", "Il faut alors écrire à la Caisse des Dépôts (adresse : étape 8)."),
    ("nnuu", "see_counters_opened", "DIF Élus liés au mandat électoral en cours (Mon Compte Élu)"),
    ("nnuu", "see_counters_opened", "Droits CPF liés à votre activité professionnelle (Mon Compte Formation)"),
    ("nnuu", "see_counters_opened", "Le compte élu apparaît à gauche, avec la cocarde tricolore"),
    ("nyuu", "see_counters_opened", CDC),
    ("yyuu", "see_counters", CDC),
    ("yynu", "write_cdc", "cela signifie qu’il y a un problème"),
    ("yynu", "write_cdc", "Il est alors nécessaire de contacter la Caisse des dépôts et consignations"),
    ("yynu", "write_cdc", CDC),
    ("nnuu", "send_identity", "L’inscription à une formation nécessite la vérification préalable de votre identité"),
    ("nnuu", "send_identity", "pour permettre votre authentification et assurer une connexion sécurisée"),
    (
        "nnuu",
        "send_identity",
        "Assurez-vous d’être inscrit sur le site Mon Compte Formation (sans utiliser FranceConnect)",
    ),
    (
        "nnuu",
        "send_identity",
        "une copie ou une photo, recto et verso, de votre carte nationale d’identité ou de votre passeport",
    ),
    (
        "nnuu",
        "send_identity",
        "nom de naissance, nom usuel ou marital, prénom(s), date et lieu de naissance, nationalité",
    ),
    ("nnuu", "send_identity", CDC),
    ("nnuu", "identity_checked", "mail : il vous dit que vous pouvez poursuivre votre inscription à la formation"),
    ("yyyn", "open_programme", "Il faut impérativement vous connecter au préalable."),
    ("ynyn", "open_programme", "Il faut impérativement vous connecter au préalable."),
    (
        "ynyn",
        "login_password",
        "avec votre numéro de sécurité sociale et votre mot de passe habituel",
    ),
    ("yyyn", "open_programme", "www.amf42.fr"),
    ("yyyn", "open_programme", "« Programme des formations »"),
    ("yyyn", "choose_training", "Cliquez sur la formation qui vous intéresse"),
    ("yyyn", "click_dif_button", "Tout en bas de la page"),
    ("yyyn", "click_dif_button", DIF_BUTTON),
    ("yyyn", "click_dif_button", "répertorie toutes les informations sur la formation"),
    ("yyyn", "check_training", "par FEDERATION DES MAIRES DE LA LOIRE"),
    ("yyyn", "check_training", "Prix de la formation (frais d’examen non inclus)"),
    ("yyyn", "check_training", "Vos droits élu"),
    ("yyyn", "check_training", "Reste à payer final"),
    ("yyyn", "check_training", "Frais additionnels à régler au début de votre formation"),
    ("yyyn", "create_file", "La demande d’inscription doit être faite au moins 11 jours avant la formation"),
    ("yyyn", "create_file", "Cliquez sur Créer mon dossier d’inscription"),
    ("yyyn", "login_again_franceconnect", "Pour procéder à la demande, il faut vous connecter à nouveau"),
    ("yyyn", "login_again_franceconnect", "Connectez-vous de nouveau avec FranceConnect"),
    ("nnuu", "login_again_password", "Pour procéder à la demande, il faut vous connecter à nouveau"),
    ("nnuu", "login_again_password", "Inscription sans FranceConnect"),
    (
        "nnuu",
        "login_again_password",
        "Vous n’avez pas la possibilité ou ne souhaitez pas vous identifier avec FranceConnect ?",
    ),
    ("yyyn", "review_file", "Complétez, modifiez ou supprimez les éléments demandés vous concernant"),
    ("yyyn", "send_file", "Envoyez votre dossier"),
    ("yyyn", "amf42_answers", "Votre demande d’inscription est envoyée."),
    ("yyyn", "amf42_answers", "Attendez la réponse de l’AMF42"),
    (
        "yyyn",
        "amf42_answers",
        "validée, vous recevrez un mail indiquant « Changement de statut de votre dossier »",
    ),
    ("yyyn", "login_confirm_franceconnect", "Connectez-vous sur votre Compte Formation"),
    ("yyyn", "confirm", "Cliquez sur Je confirme mon inscription pour valider la prise en charge par le DIF élu"),
]


@pytest.mark.parametrize(("letters", "step_id", "words"), SEED)
def test_each_instruction_of_the_guide_stands_in_its_step(letters: str, step_id: str, words: str) -> None:
    worded = next(one for one in sheet(letters) if one.step.id == step_id)

    assert words in printed(worded)


BUTTONS = {
    "create_account": ("Créer mon compte", "Création de compte"),
    "click_dif_button": (DIF_BUTTON,),
    "create_file": ("Créer mon dossier d’inscription",),
    "create_file_found": ("Créer mon dossier d’inscription", DIF_BUTTON),
    "login_again_password": ("Inscription sans FranceConnect",),
    "login_again_either": ("Inscription sans FranceConnect",),
    "confirm": ("Je confirme mon inscription",),
}
SCREEN_BUTTONS = {*itertools.chain(*BUTTONS.values()), "Me connecter"}


def test_buttons_bear_the_words_of_the_platform_and_no_others() -> None:
    for step in EDITION.steps:
        shown = tuple(run.text for block in parse(step.body) for run in block.runs if run.kind is RunKind.BUTTON)
        assert shown == BUTTONS.get(step.id, ())
        assert step.screen is None or SCREEN_BUTTONS.issuperset(step.screen.buttons)


@pytest.mark.parametrize("letters", ["".join(one) for one in itertools.product("ynu", repeat=4)])
def test_the_sentence_on_the_dif_is_said_once_in_every_situation(letters: str) -> None:
    whole = " ".join(printed(worded) for worded in sheet(letters))

    assert whole.count("ne concerne que le financement par le DIF") == 1


def test_every_way_to_the_request_names_its_last_day_once_more() -> None:
    for answers in SITUATIONS:
        steps = sheet_steps(EDITION, answers, Stage.NEW, ())
        assert [step.id for step in steps if step.deadline] == ["send_file"]
        assert sum("11" in step.body and "jours avant" in step.body for step in steps) == 1


def test_nothing_of_the_edition_of_2026_slips_in() -> None:
    words = " ".join(printed(worded_step(step, VALUES, {})) for step in EDITION.steps)

    assert not re.search(r"FranceConnect\+|4 semaines|ouvrés|La Poste|formulaire", words)


# ----------------------------------------------------------------- every situation that can be picked


@pytest.mark.parametrize("answers", SITUATIONS, ids=lambda one: "".join(answer[0] for answer in one.values()))
def test_a_step_that_is_cited_stands_on_the_same_sheet(answers: dict[str, str]) -> None:
    for stage in Stage:
        steps = sheet_steps(EDITION, answers, stage, ())
        numbers = numbering(steps)
        for step, known in itertools.product(steps, (VALUES, {})):
            worded = worded_step(step, known, numbers)
            text = " ".join((printed(worded), worded.step.say, worded.step.if_blocked))
            assert not re.search(r"[{}|#]", text.replace("/html/#/", "")), text
            cited = {int(number) for number in re.findall(r"étape[\s](\d+)", text)}
            assert cited <= set(numbers.values()) - {worded.number}


def test_without_session_or_training_the_french_stays_whole() -> None:
    choose = next(one for one in sheet("yyyn", known=False) if one.step.id == "choose_training")

    assert plain(choose.body) == "Cliquez sur la formation qui vous intéresse."
    assert choose.step.say == "Cliquez sur la formation qui vous intéresse."
    create = next(one for one in sheet("yyyn", known=False) if one.step.id == "create_file")
    assert plain(create.body).startswith(
        "La demande d’inscription doit être faite au moins 11\u00a0jours avant la formation. "
    )


def test_before_the_official_is_enrolled_something_always_remains() -> None:
    order = EDITION.path_order
    for answers, stage in itertools.product(SITUATIONS, order[: order.index(Stage.ENROLLED)]):
        assert sheet_steps(EDITION, answers, stage, ())
    assert not sheet_steps(EDITION, situation("yyyn"), Stage.ENROLLED, ())


def test_no_path_tells_two_opposite_things() -> None:
    for answers in SITUATIONS:
        ids = [step.id for step in whole_path(EDITION, answers)]
        for prefix in ("first_login_", "login_again_", "login_confirm_", "create_file", "see_counters"):
            assert sum(one.startswith(prefix) for one in ids) <= 1
        assert sum(one in ids for one in ("login_franceconnect", "login_password", "login_either")) <= 1
        # Papers are asked from nobody who uses FranceConnect, and from everybody who says no.
        assert ("send_identity" in ids) == (answers["franceconnect"] != YES)
        assert ("screen_password" in ids) == (answers["account_open"] != YES)
        assert ("write_cdc" in ids) == (answers["elu_account"] == NO)
        # The élu account has been seen before anything is asked.
        assert answers["account_open"] == YES == answers["elu_account"] or any("counters" in one for one in ids)


# ----------------------------------------------------------------- how it is written


def every_text() -> Iterator[tuple[str, str]]:
    """Where and what, for each French text of the edition, filled in as on a full sheet."""
    numbers = numbering(EDITION.steps)
    for step in EDITION.steps:
        yield from texts_of(worded_step(step, VALUES, numbers), f"{step.id}, all known")
        yield from texts_of(worded_step(step, {}, {}), f"{step.id}, nothing known")
    for question in EDITION.questions:
        for text in (question.ask, question.yes, question.no, question.unknown, question.no_label, question.label):
            yield question.id, text
    for column in EDITION.columns:
        yield "column", column.title


def texts_of(worded: WordedStep, where: str) -> Iterator[tuple[str, str]]:
    step = worded.step
    for block in (*worded.body, *worded.screen_note):
        yield where, "".join(run.text for run in block.runs)
    yield from ((where, text) for text in (step.title, step.say, step.if_blocked))
    for answer in step.answers:
        yield from ((where, text) for text in (answer.text, answer.help) if text)
    if step.screen:
        yield from ((where, line) for line in step.screen.text.splitlines())
        yield where, step.screen.title
        for field in step.screen.fields:
            yield from ((where, text) for text in (field.label, field.hint, field.section, field.empty) if text)


def test_typography_is_french() -> None:
    for where, text in every_text():
        assert "'" not in text, (where, text)
        assert not re.search(r" [:;?!»€%]|« |  ", text), (where, text)
        assert not re.search(r"\S[;?!»]", re.sub(r"\u00a0[;?!»]", "", text)), (where, text)
        assert "!" not in text, (where, text)
        assert not re.search(r"étape \d|écran \d|page \d", text), (where, text)


def test_no_sentence_is_longer_than_25_words() -> None:
    for where, text in every_text():
        for sentence in re.split(r"(?<=[.?])[\s]|\u00a0:\s", text):
            words = [word for word in re.split(r"[\s]+", sentence) if re.search(r"\w", word)]
            assert len(words) <= 25, (where, len(words), sentence)


def test_no_participle_tells_whether_the_reader_is_a_man_or_a_woman() -> None:
    """The platform's own words, quoted, are left as they are."""
    agreed = re.compile(
        r"\b(?:êtes|serez|étiez|être|suis|soyez)\s+(?:bien\s+|déjà\s+)?\w+(?:é|i|u|is|it)\b|\b\w+é\(e\)", re.IGNORECASE
    )
    for where, text in every_text():
        unquoted = re.sub("«[^»]*»", "", text)
        # « doit être faite » agrees with the request, « être inscrit » stands in a quotation.
        assert not agreed.search(unquoted), (where, text)


def test_a_sentence_to_say_is_one_or_two_sentences() -> None:
    for step in EDITION.steps:
        said = worded_step(step, VALUES, {}).step.say
        assert 1 <= len(re.findall(r"[.?](?:\s|$)", said.replace("gouv.fr", "").replace("amf42.fr", ""))) <= 2, step.id


def test_a_number_or_a_password_is_never_asked_for_on_paper() -> None:
    for step in EDITION.steps:
        for field in step.screen.fields if step.screen else ():
            if "sécurité sociale" in field.label or "mot de passe" in field.label.lower():
                assert field.secret, step.id


def test_each_answer_that_goes_back_or_elsewhere_leads_somewhere() -> None:
    """« Ce n’est pas la bonne formation » goes back to a step that stands earlier wherever both hold."""
    order = [step.id for step in EDITION.steps]
    for step in EDITION.steps:
        for answer in step.answers:
            if answer.effect is Effect.BACK:
                assert order.index(answer.step) < order.index(step.id)
            if answer.effect is Effect.ANSWER:
                before, after = _typical(step), _typical(step) | {answer.question: answer.value}
                ways = [whole_path(EDITION, one) for one in (before, after)]
                # Either this step is another one now, or something has to be done before it.
                assert ways[0][: ways[0].index(step) + 1] != ways[1][: ways[0].index(step) + 1], (step.id, answer.text)


def _typical(step: Step) -> dict[str, str]:
    """A situation in which the step holds."""
    return dict.fromkeys(QUESTIONS, UNKNOWN) | {question: answers[0] for question, answers in step.when.items()}


def test_links_are_short_to_type_and_the_code_is_for_sites_only() -> None:
    for step in EDITION.steps:
        for link in step.links:
            assert len(link.url.encode()) <= 106  # looks/sheet/SPEC.md: most that a code of 25 mm holds
            assert link.qr <= link.url.startswith("https://")
            said = plain(fill(parse(step.body), VALUES, {}))
            assert link.typed in said or not step.links or link.typed.startswith("www.moncompte"), step.id
