"""The sheets of 2022 against AMF42's own guide of 2022: where it gives words, the printed sheet has them, in order.

Each line below is AMF42's own (« Comment accéder à Mon Compte Élu ? », 2022), as written there but for its straight
apostrophes and « France Connect », which its own screens write in one word. What was reworded (someone is told what to
do one action at a time) is held step by step in `test_guide_2022`.
"""

from __future__ import annotations

import re
from functools import lru_cache

import pytest

from app.documents.guide_sheet import Size, guide_sheet
from app.domain.stages import Stage
from tests.unit.sheet_reading import Reading, edition, sheet_data

BRANCHES: dict[str, dict[str, str]] = {
    "nothing known": {},
    "no account, FranceConnect": {"account_open": "no", "franceconnect": "yes"},
    "no account, no FranceConnect": {"account_open": "no", "franceconnect": "no"},
    "FranceConnect": {"account_open": "yes", "franceconnect": "yes"},
    "password": {"account_open": "yes", "franceconnect": "no"},
    "FranceConnect, élu account seen": {"account_open": "yes", "franceconnect": "yes", "elu_account": "yes"},
    "FranceConnect, élu account missing": {"account_open": "yes", "franceconnect": "yes", "elu_account": "no"},
    "password, élu account missing": {"account_open": "yes", "franceconnect": "no", "elu_account": "no"},
}
WITH_FRANCECONNECT = [name for name, answers in BRANCHES.items() if answers.get("franceconnect") == "yes"]
WITHOUT = [name for name, answers in BRANCHES.items() if answers.get("franceconnect") == "no"]
CREATING = [name for name, answers in BRANCHES.items() if answers.get("account_open") == "no"]
ALL = list(BRANCHES)

EVERYWHERE = """
Connexion
Trouver une formation AMF42
S'inscrire
La plateforme Mon Compte Formation ne concerne que le financement par le DIF
www.amf42.fr
Programme des formations
Cliquez sur la formation qui vous intéresse
S'inscrire (Financement DIF à partir de la plateforme "MonCompteElu")
répertorie toutes les informations sur la formation
La gestion du domaine public et privé de la commune
par FEDERATION DES MAIRES DE LA LOIRE
6h
BOEN SUR LIGNON
Prix de la formation (frais d'examen non inclus) 200,00 €
Vos droits élu - 200,00 €
Reste à payer final 0,00 €
Frais additionnels à régler au début de votre formation
18,00 €
La demande d'inscription doit être faite au moins 11 jours avant la formation
Créer mon dossier d'inscription
Complétez, modifiez ou supprimez les éléments demandés vous concernant.
Envoyez votre dossier
Attendez la réponse de l'AMF42
Votre demande d'inscription est envoyée.
vous recevrez un mail indiquant "Changement de statut de votre dossier".
Connectez-vous sur votre Compte Formation
Cliquez sur "Je confirme mon inscription" pour valider la prise en charge par le DIF élu.
18, Quai de l'Astrée
42600 Montbrison
"""
CREATION = """
Créer mon compte
tout en bas
Création de compte
tout en haut
Renseignez votre nom, numéro de sécurité sociale, niveau de diplôme.
Votre identité
Nom de naissance
Saisissez uniquement votre nom de naissance
Numéro de sécurité sociale
Saisissez les 13 caractères alphanumériques et la clé à 2 chiffres inscrits sur votre carte vitale
Vos informations professionnelles
Diplôme le plus élevé
Si vous êtes agent public de catégorie A ou B, merci de laisser cette rubrique à « Non renseigné »
votre adresse mail
Votre contact
Téléphone mobile
Téléphone fixe
Adresse mail personnelle
Renseignez votre adresse de domicile
Votre adresse de domicile
Numéro de voie
Type de voie
Nom de la voie
Complément d'adresse
Lieu Dit
Code postal / Ville
Pour finir, choisissez un mot de passe
Votre mot de passe
Mot de passe
Confirmez votre mot de passe
8 caractères, dont 1 majuscule, 1 minuscule et 1 chiffre
J'ai lu et j'accepte les conditions générales d'utilisation
Je consulte la politique de protection des données personnelles
"""
COUNTERS = """
une page
vos droits
DIF Élus
liés au mandat électoral en cours
(Mon Compte Élu)
Droits CPF
liés à votre activité professionnelle
(Mon Compte Formation)
compte élu apparaît à gauche
cocarde tricolore
il y a un problème
"""
MISSING = """
Il est alors nécessaire de contacter la Caisse des dépôts et consignations
dfp_mcf_gestion-des-droits-et-formations@caissedesdepots.fr
"""
IDENTITY = """
L'inscription à une formation nécessite la vérification préalable de votre identité.
Assurez-vous d'être inscrit sur le site Mon Compte Formation (sans utiliser FranceConnect)
de votre carte nationale d'identité ou de votre passeport
dfp_mcf_gestion-des-droits-et-formations@caissedesdepots.fr
nom de naissance, nom usuel ou marital, prénom(s), date et lieu de naissance, nationalité
vous pouvez poursuivre votre inscription à la formation.
Inscription sans FranceConnect
"""
NIR_LOGIN = """
Connexion avec votre compte
Numéro de sécurité sociale
Mot de passe
Saisissez les 13 chiffres de votre numéro de sécurité sociale inscrit sur votre carte vitale, sans la clé à 2 chiffres.
Votre mot de passe comporte au minimum 8 caractères, dont une majuscule, une minuscule et un chiffre
Me connecter
"""
SEED: list[tuple[str, str, list[str]]] = [
    ("everywhere", EVERYWHERE, ALL),
    ("the four screens", CREATION, CREATING),
    ("the counters", COUNTERS, [name for name in ALL if "élu account seen" not in name]),
    ("élu account missing", MISSING, [name for name in ALL if "missing" in name]),
    ("identity by mail", IDENTITY, WITHOUT),
    ("first log in by number", NIR_LOGIN, ["password", "password, élu account missing"]),
    ("log in with FranceConnect", "Connexion avec FranceConnect", WITH_FRANCECONNECT),
]


def bare(text: str) -> str:
    """Letters and signs alone: spaces, quotation marks, kinds of dash and of apostrophe do not count, nor capitals."""
    text = text.lower().replace("-", "–").replace("'", "’")
    return re.sub(r'[\s\u00a0"«»,.]', "", text)


@lru_cache(maxsize=32)
def printed(branch: str, size: Size) -> str:
    """What the whole sheet says, page after page."""
    return bare(Reading(guide_sheet(sheet_data(BRANCHES[branch]), size).pdf).text)


@pytest.mark.parametrize("size", Size)
@pytest.mark.parametrize(("part", "lines", "branches"), SEED, ids=[part for part, _, _ in SEED])
def test_the_printed_sheets_have_the_guides_own_words(part: str, lines: str, branches: list[str], size: Size) -> None:
    assert branches
    for branch in branches:
        missing = [line for line in lines.strip().splitlines() if bare(line) not in printed(branch, size)]
        assert missing == [], f"{part}, {branch}"


@pytest.mark.parametrize(
    ("lines", "branch"),
    [
        (CREATION, "no account, no FranceConnect"),
        (IDENTITY, "password"),
        (MISSING, "FranceConnect, élu account missing"),
        ("\n".join(EVERYWHERE.strip().splitlines()[4:8]), "FranceConnect, élu account seen"),
        ("\n".join(EVERYWHERE.strip().splitlines()[17:-2]), "FranceConnect, élu account seen"),
    ],
)
def test_they_come_in_the_order_of_the_guide(lines: str, branch: str) -> None:
    text = printed(branch, Size.STANDARD)
    at = text.index("phase1–connexion") if branch != "FranceConnect, élu account seen" else 0
    for line in lines.strip().splitlines():
        found = text.find(bare(line), at)
        assert found >= 0, line
        at = found + 1


def test_no_sheet_has_the_words_of_another_branch() -> None:
    for branch in ALL:
        text = printed(branch, Size.STANDARD)
        answers = BRANCHES[branch]
        assert (bare("Votre adresse de domicile") in text) == (answers.get("account_open") != "yes")
        assert (bare("de votre carte nationale d'identité ou de votre passeport") in text) == (
            answers.get("franceconnect") != "yes"
        )
        assert (bare("nécessaire de contacter la Caisse des dépôts et consignations") in text) == (
            answers.get("elu_account") == "no"
        )


def test_the_phases_are_those_of_the_guide_and_a_sheet_without_phone_is_none() -> None:
    assert [phase.title for phase in edition().phases] == ["Connexion", "Trouver une formation AMF42", "S’inscrire"]
    for branch in ALL:
        text = printed(branch, Size.STANDARD)
        assert text.count("0477963908") >= 2
        assert "amf42@amf42fr" in text


def test_once_the_request_is_sent_only_the_end_of_the_guide_is_left() -> None:
    text = bare(Reading(guide_sheet(sheet_data({}, Stage.TO_CONFIRM, request_sent=True)).pdf).text)
    assert bare("Je confirme mon inscription") in text
    for line in (*CREATION.strip().splitlines(), *IDENTITY.strip().splitlines(), "Envoyez votre dossier"):
        # The lines for notes say that neither a password nor that number is to be written there.
        assert bare(line) not in text or line in ("Mot de passe", "Votre mot de passe", "Numéro de sécurité sociale")
