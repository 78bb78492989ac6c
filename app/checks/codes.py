"""Every code that a check may give, with what it means: the list that `check --codes` prints."""

from __future__ import annotations

_CODES: dict[str, dict[str, str]] = {
    "nir": {
        "nir.too_short": "Il manque des caractères (13 pour se connecter, 15 pour ouvrir un compte).",
        "nir.too_long": "Il y a des caractères de trop.",
        "nir.foreign_character": "Un caractère n’est ni un chiffre, ni le A ou le B de la Corse.",
        "nir.key": "La clé ne correspond pas aux 13 premiers caractères.",
        "nir.sex": "Le premier chiffre est 0, 5, 6 ou 9.",
        "nir.month": "Le mois est 00, de 13 à 19 ou de 43 à 49.",
        "nir.order": "Le numéro d’ordre est 000.",
        "nir.month_unknown": "Le mois, de 20 à 42 ou de 50 à 99, est celui d’un acte de naissance incomplet.",
        "nir.provisional": "Le premier chiffre, 3, 4, 7 ou 8, est celui d’un numéro provisoire.",
        "nir.department": "Le département de naissance n’est pas dans la liste.",
        "nir.civility": "Le premier chiffre ne va pas avec la civilité de la fiche.",
        "nir.birth_year": "L’année ne va pas avec la date de naissance de la fiche.",
        "nir.birth_month": "Le mois ne va pas avec la date de naissance de la fiche.",
    },
    "phone": {
        "phone.empty": "Aucun numéro n’est saisi.",
        "phone.foreign_character": "Un caractère n’est pas un chiffre.",
        "phone.too_short": "Il manque des chiffres.",
        "phone.too_long": "Il y a des chiffres de trop.",
        "phone.first_digit": "Dix chiffres qui ne commencent pas par 0.",
        "phone.country": "L’indicatif de pays n’existe pas.",
        "phone.unknown_range": "Le numéro n’est pas dans le plan de numérotation ; il est gardé.",
        "phone.unknown_short": "Le numéro court n’est pas dans la liste ; il est gardé.",
        "phone.overseas_code": "Le numéro est d’outre-mer, tapé avec +33.",
        "phone.several": "Plusieurs numéros dans un champ ; le premier est retenu.",
    },
    "address": {
        "address.empty": "Aucune adresse n’est saisie.",
        "address.postcode": "Le code postal n’a pas 5 chiffres.",
        "address.postcode_unknown": "Le code postal n’est pas dans la liste ; il est gardé.",
        "address.postcode_choice": "La commune a plusieurs codes postaux.",
        "address.no_postcode": "Il manque le code postal d’un CEDEX.",
        "address.no_city": "Il manque la commune.",
        "address.city_choice": "Plusieurs communes sont possibles.",
        "address.city_unknown": "La commune n’est pas dans la liste ; elle est gardée.",
        "address.city_former": "Une ancienne commune, aujourd’hui partie d’une autre.",
        "address.mismatch": "Le code postal n’est pas celui de la commune ; les deux sont gardés.",
        "address.number": "Le numéro de voie n’est pas un nombre.",
        "address.street_name": "Il manque le nom de la voie.",
        "address.no_street": "Il manque la voie ou le lieu-dit.",
        "address.line_too_long": "Une ligne de l’enveloppe a plus de 38 caractères.",
    },
    "email": {
        "email.empty": "Aucune adresse n’est saisie.",
        "email.no_at": "Il manque le signe @.",
        "email.several_at": "Il y a plusieurs signes @.",
        "email.space": "Il y a un espace dans l’adresse.",
        "email.incomplete": "Il manque ce qui vient avant ou après le signe @.",
        "email.comma": "Il y a une virgule à la place d’un point.",
        "email.dot": "Un point est de trop.",
        "email.no_ending": "Il manque la fin de l’adresse (.fr, .com…).",
        "email.form": "Un signe ne va pas dans une adresse.",
        "email.slip": "Le fournisseur ressemble à un autre, plus connu.",
        "email.accent": "Une lettre accentuée avant le signe @.",
    },
}


def problem_codes() -> dict[str, dict[str, str]]:
    """Return for each check (`nir`, `phone`, `address`, `email`) its codes and their meaning in French."""
    return {kind: dict(codes) for kind, codes in _CODES.items()}
