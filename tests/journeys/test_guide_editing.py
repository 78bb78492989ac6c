"""The guide is kept true without a programmer: a step is changed, the next sheet says it; and the way back."""

from __future__ import annotations

from collections.abc import Callable

from app.desk import Desk
from app.services.sheets import make_sheet
from app.storage.queries_guide import versions
from tests.factories import AGENT, WITHOUT_ACCOUNT, add_dossier, add_person
from tests.journeys.desktop import Desktop, plain
from ui.pages.guide_editions import GuideEditionsPage
from ui.places import Page

Start = Callable[[], Desktop]
OLD = "2022-03"


def sheet_words(desk: Desk, dossier_id: int) -> str:
    """All that stands on the sheet of a dossier, with single plain spaces."""
    import pypdfium2

    document = pypdfium2.PdfDocument(make_sheet(desk, dossier_id).pdf)
    try:
        return plain(" ".join(" ".join(page.get_textpage().get_text_bounded() for page in document).split()))
    finally:
        document.close()


def to_step(window: Desktop, title: str) -> None:
    """Arrows lead to a step of the tree."""
    for _ in range(40):
        if window.focus_line().startswith(title):
            return
        window.key("Down")
    raise AssertionError(f"no arrow leads to « {title} »")


def test_a_step_is_changed_and_the_next_sheet_says_it_then_one_goes_back(prepared: Desk, desktop: Start) -> None:
    dossier = add_dossier(prepared, add_person(prepared), situation=WITHOUT_ACCOUNT)
    window = desktop()
    window.window.resize(1024, 688)
    window.window.show_page(Page.REGLAGES)
    window.settle()
    window.reach("Modifier le guide")
    window.key("Return")
    page = window.window.current()
    assert isinstance(page, GuideEditionsPage)
    assert window.focus_name() == "Étapes de l'édition"
    to_step(window, "Demandez la création")
    window.key("Return")
    assert window.focus_name() == "Titre"
    window.reach("Sur la fiche")
    window.key("Ctrl+End", "Return", "Ctrl+Shift+A")
    window.type("Comptez ")
    window.key("Ctrl+G")
    window.type("dix minutes")
    assert window.sees("1 étape à enregistrer")
    # A reason is asked for in its place, and nothing is written without one.
    window.key("Ctrl+S")
    assert window.focus_name() == "Pourquoi ce changement"
    assert not window.sees("Guide enregistré")
    window.type("Les appels le disent")
    window.key("Ctrl+S")
    assert "Guide enregistré" in window.banner()
    assert window.desk.edition(OLD).step("create_account").body.endswith("! Comptez **dix minutes**")
    words = sheet_words(window.desk, dossier)
    assert "Comptez dix minutes" in words

    # An edit that no guide could be used with is refused, its step and its place named.
    window.key("F6")
    window.reach("Étapes de l'édition", "F6")
    to_step(window, "Écran 2")
    window.key("Return")
    window.reach("Phrase à dire au téléphone")
    window.key("Ctrl+A", "Delete")
    window.reach("Pourquoi ce changement", "F6")
    window.type("Essai")
    window.key("Ctrl+S")
    assert window.focus_line().startswith("Étape « Écran 2 : ajoutez votre téléphone")
    assert "phrase à dire" in window.focus_line()
    assert [row.number for row in versions(window.desk, OLD)] == [1, 0]
    window.key("Return")
    assert window.focus_name() == "Phrase à dire au téléphone"
    window.key("Ctrl+Z")
    window.until(lambda: window.lacks("avant d'enregistrer"), "the guide can be used again")

    # Who, when and why; what was and what is; and the way back.
    window.key("Escape", "Escape")
    assert window.focus_name().startswith("Étapes, édition 2022")
    window.reach("Vue du guide, Côte à côte", "F6")
    window.key("Right", "Right")
    assert window.sees("Les appels le disent")
    assert window.sees(AGENT)
    assert window.sees("Comptez dix minutes")
    window.reach("Versions de l'édition", "F6")
    window.key("Down")
    window.reach("Pourquoi revenir à cette version", "F6")
    window.type("Trop long")
    window.key("Ctrl+S")
    assert [(row.number, row.reason) for row in versions(window.desk, OLD)[:1]] == [(2, "Trop long")]
    assert "Comptez dix minutes" not in sheet_words(window.desk, dossier)

    window.key("Escape", "Escape")
    assert window.page() is Page.REGLAGES
