"""How people and communes are named in French: civility, agreement, and the article of a commune."""

from __future__ import annotations

_VOWELS = "AEIOUÁÂÀÉÈÊËÎÏÔÖÛÜŒÆ"


def formal_name(civility: str, surname: str, first_name: str = "") -> str:
    """« Mme Thévenet »; without a civility the whole name, « Odile Thévenet »."""
    if civility and surname:
        return f"{civility}\u00a0{surname}"
    return f"{first_name} {surname}".strip() or "sans nom"


def feminine(civility: str) -> bool:
    """Whether *élue* is the right word; unknown counts as « élu »."""
    return civility.strip().lower().startswith("mme")


def agreed(civility: str, word: str) -> str:
    """« élu » or « élue », « Formé » or « Formée »: `word` with an e where the person is a woman."""
    return f"{word}e" if feminine(civility) else word


def of_commune(name: str) -> tuple[str, str]:
    """« de » and what follows it: ("de ", "Feurs"), ("d’", "Ambierle"), ("du ", "Coteau"), ("de ", "La Talaudière")."""
    for article, contracted in (("Le ", "du "), ("Les ", "des ")):
        if name.startswith(article):
            return contracted, name.removeprefix(article)
    starts_with_vowel = name[:1].upper() in _VOWELS or (name[:1] == "Y" and name[1:2].upper() not in _VOWELS)
    return ("d’" if name and starts_with_vowel else "de "), name


def of_person(name: str) -> str:
    """« de Philippe Duclosel », « d’Odile Thévenet »; « de Mme Thévenet »."""
    return ("d’" if name[:1].upper() in _VOWELS else "de ") + name


def town_hall(name: str) -> str:
    """« Mairie de Saint-Georges-en-Couzan », « Mairie du Coteau »."""
    return "Mairie " + "".join(of_commune(name))
