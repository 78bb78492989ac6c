"""French names of what the guide's file calls by English ones: fields of a text, effects, sources, who acts."""

from __future__ import annotations

from collections.abc import Mapping

from app.guide.conditions import words_of
from app.guide.edition import Actor, Edition, Effect, Step
from app.guide.wording import Placeholder, WordingError, placeholders

NBSP = "\u00a0"

VALUES: Mapping[str, str] = {
    "training": "Titre de la formation",
    "training_short": "Nom court de la formation",
    "session_date": "Date de la session",
    "session_dates": "Jours de la session",
    "place": "Lieu",
    "hours": "Durée",
    "price": "Prix",
    "balance": "Reste à payer",
    "extra_fees": "Frais additionnels",
    "deadline": "Dernier jour pour demander",
    "deadline_under_4_weeks": "Dernier jour pour demander, s’il vient dans moins de 4\u00a0semaines",
    "civility": "Civilité",
    "first_name": "Prénom",
    "surname": "Nom",
    "birth_name": "Nom de naissance",
    "commune": "Commune",
    "square": "Carré à viser, sur papier seulement",
}
"""Values that a text may name. What another version of the guide adds is shown by its own name, never lost."""

EFFECTS: Mapping[Effect, str] = {
    Effect.DONE: "Coche l’étape",
    Effect.ANSWER: "Répond à une question de la situation",
    Effect.BACK: "Revient à une étape",
    Effect.HELP: "Dit une autre façon de faire",
    Effect.WAIT: "Propose de rappeler",
    Effect.BLOCKED: "Marque l’étape comme bloquée",
}

SOURCES: Mapping[str, str] = {
    "birth_name": "Nom de naissance",
    "mobile": "Téléphone mobile",
    "landline": "Téléphone fixe",
    "email": "Adresse mail",
    "street_number": "Numéro de voie",
    "repetition": "Indice de répétition",
    "street_type": "Type de voie",
    "street_name": "Nom de la voie",
    "complement": "Complément d’adresse",
    "locality": "Lieu-dit",
    "postcode_city": "Code postal et ville",
    "diploma": "Diplôme",
    "nir13": "Numéro de sécurité sociale, 13 chiffres (à l’écran seulement)",
    "nir15": "Numéro de sécurité sociale et clé (à l’écran seulement)",
    "password": "Mot de passe (à l’écran seulement)",
    "checkbox": "Case à cocher à l’écran",
}

WIDTHS: Mapping[str, str] = {"full": "Toute la largeur", "half": "Moitié", "third": "Tiers", "two_thirds": "Deux tiers"}
PICTURES: Mapping[str, str] = {"": "Aucun", "counters": "Les deux compteurs", "price_table": "Le tableau des prix"}
DUTIES: Mapping[str, str] = {
    "": "Aucune",
    "note_edof_number": "Noter le numéro EDOF",
    "answer_in_edof": "Répondre dans EDOF",
    "check_accepted": "Vérifier que la demande est acceptée",
}
ACTORS: Mapping[Actor, str] = {Actor.OFFICIAL: "L’élu", Actor.AMF42: "AMF42", Actor.CDC: "La Caisse des dépôts"}
ANSWERS: Mapping[str, str] = {"yes": "Oui", "no": "Non", "unknown": "À voir"}


def value_name(name: str) -> str:
    """« Titre de la formation »."""
    return VALUES.get(name, name)


def step_title(edition: Edition | None, step_id: str) -> str:
    """A step's title in « », or its id where the edition has no such step."""
    for step in edition.steps if edition is not None else ():
        if step.id == step_id:
            return without_fields(step.title)
    return step_id


def read_field(raw: str) -> Placeholder | None:
    """A field as written in the file, or None where it cannot be understood."""
    try:
        return next(placeholders(raw), None)
    except WordingError:
        return None


def field_name(field: Placeholder, edition: Edition | None = None) -> str:
    """« Date de la session », « Numéro de l’étape « Ouvrez le site » »."""
    if not field.is_step:
        return value_name(field.names[0])
    titles = " ou ".join(f"«{NBSP}{step_title(edition, name)}{NBSP}»" for name in field.names)
    return f"Numéro de l’étape {titles}"


def chip_words(raw: str) -> str:
    """What stands in the text where a field is: short, with the place of the value between ‹ ›."""
    field = read_field(raw)
    if field is None:
        return raw
    name = "n° de l’étape" if field.is_step else value_name(field.names[0]).lower()
    if "#" in field.found:
        return field.found.replace("#", f"‹{name}›")
    known = "l’étape est là" if field.is_step else f"{name} connu"
    if field.found:
        return f"‹si {known}{NBSP}: {_short(field.found)}›"
    return f"‹sauf si {known}{NBSP}: {_short(field.missing)}›"


def field_sentence(raw: str, edition: Edition | None = None) -> str:
    """A field in one sentence, for the line below the text and for screen readers."""
    field = read_field(raw)
    if field is None:
        return f"Champ qui ne se lit pas{NBSP}: {raw}"
    found = field.found.replace("#", "‹valeur›") or "rien"
    missing = field.missing or "rien"
    when = "si elle est sur la feuille" if field.is_step else "connu"
    return (
        f"Champ{NBSP}: {field_name(field, edition)}. "
        f"{when.capitalize()}{NBSP}: «{NBSP}{found.strip()}{NBSP}»{NBSP}; sinon{NBSP}: «{NBSP}{missing.strip()}{NBSP}»."
    )


def written_field(names: tuple[str, ...], *, is_step: bool, found: str, missing: str) -> str:
    """A field as the file has it; signs that would end it are left out of its words."""
    found, missing = (words.translate(_SIGNS) for words in (found, missing))
    if is_step:
        return f"{{step:{'/'.join(names)}|{found or '#'}|{missing}}}"
    return f"{{{names[0]}|{missing}}}" if found in ("", "#") else f"{{{names[0]}|{found}|{missing}}}"


def whom_where_same(step: Step, edition: Edition) -> str:
    """For whom a step holds, where another one has the same title: what tells the two apart; else ""."""
    title = without_fields(step.title)
    same = any(one.id != step.id and without_fields(one.title) == title for one in edition.steps)
    return words_of(step.when, edition) if same else ""


def without_fields(text: str) -> str:
    """A title as one reads it in a list: a field shows what is read when nothing is known."""
    from app.guide.wording import fill_text

    try:
        return fill_text(text, {}, {})
    except WordingError:
        return text


def with_field_names(text: str) -> str:
    """A text as one compares it: each field shows its name between ‹ ›."""
    from ui.guide_rich import parts

    return "".join(chip_words(words) if is_field else words for is_field, words in parts(text))


def _short(words: str, most: int = 34) -> str:
    flat = " ".join(words.split())
    return flat if len(flat) <= most else f"{flat[: most - 1]}…"


_SIGNS = {ord(sign): None for sign in "{}|"}
