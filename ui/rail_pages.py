"""The pages of the window by name; apart from the wishes of `ui.places`, for the first paint needs no more."""

from enum import StrEnum


class Page(StrEnum):
    """The entries of the rail; the call, a paper on screen and sheets for many, which have no entry there."""

    TODAY = "today"
    DOSSIERS = "dossiers"
    ELUS = "elus"
    FORMATIONS = "formations"
    GUIDE = "guide"
    AIDE = "aide"
    REGLAGES = "reglages"
    CALL = "appel"
    DOCUMENT = "document"
    BATCH = "fiches"
    GUIDE_EDITIONS = "guide-editions"
    LETTERS = "courriers"
