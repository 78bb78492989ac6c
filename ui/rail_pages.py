"""The pages of the window by name; apart from the wishes of `ui.places`, for the first paint needs no more."""

from enum import StrEnum


class Page(StrEnum):
    """The entries of the rail, and the call."""

    TODAY = "today"
    DOSSIERS = "dossiers"
    ELUS = "elus"
    FORMATIONS = "formations"
    GUIDE = "guide"
    REGLAGES = "reglages"
    CALL = "appel"
