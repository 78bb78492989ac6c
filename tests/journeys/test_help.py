"""F1: what the desk can do, told truly, found as one types, and printed."""

from collections.abc import Callable

from PySide6.QtGui import QKeySequence, QShortcut

from app.help import load_help
from tests.journeys.desktop import Desktop
from ui.places import Page

FRENCH = {
    "Shift": "Maj",
    "Return": "Entrée",
    "Enter": "Entrée",
    "Esc": "Échap",
    "Left": "←",
    "Up": "↑",
    "Right": "→",
    "Down": "↓",
}


def written(keys: QKeySequence) -> str:
    """A shortcut as it is written on the buttons."""
    text = keys.toString(QKeySequence.SequenceFormat.PortableText)
    return "+".join(FRENCH.get(part, part) for part in text.split("+"))


def test_f1_tells_first_what_the_page_left_can_do_and_leads_back(desktop: Callable[[], Desktop]) -> None:
    at = desktop()
    at.key("Alt+D", "F1")
    assert at.page() is Page.AIDE
    assert at.focus_name() == "Chercher dans l'aide"
    first = at.texts().index("Dossiers", at.texts().index("Chercher dans l'aide"))
    assert first < at.texts().index("Partout")

    at.type("raccrocher")
    assert at.sees("Terminer l'appel : il est noté, rien n'est obligatoire.")
    assert at.lacks("Replier, ouvrir un groupe de colonnes.")

    at.key("Escape", "Escape")
    assert at.page() is Page.DOSSIERS


def test_a_word_that_nothing_answers_says_so(desktop: Callable[[], Desktop]) -> None:
    at = desktop()
    at.key("F1")
    at.type("zèbre")
    assert at.sees("Aucun geste ne répond à ces mots")


def test_every_shortcut_in_force_is_told(desktop: Callable[[], Desktop]) -> None:
    at = desktop()
    told = {key for section in load_help() for gesture in section.gestures for key in gesture.keys}
    at.key("F2")  # a call, whose keys hold on its page alone
    for page in Page:
        at.window.show_page(page)
        at.settle()
    in_force = {written(shortcut.key()) for shortcut in at.window.findChildren(QShortcut)}
    assert in_force, "the window has no shortcut"
    assert in_force <= told, f"not in resources/help.toml: {sorted(in_force - told)}"


def test_the_help_is_printed_from_its_page(desktop: Callable[[], Desktop]) -> None:
    at = desktop()
    at.key("F1", "Ctrl+P")
    assert at.sees("Aide – les gestes de l'accueil")
    at.key("Escape")
    assert at.page() is Page.AIDE
