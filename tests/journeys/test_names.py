"""Names are data: what looks like markup, is long, or is of another writing stands on screen and paper as typed."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from app.desk import Desk
from app.services.sheets import make_sheet
from app.storage import queries
from tests.factories import ACCOUNT_OPEN, add_dossier, add_person, add_session, add_training
from tests.journeys.desktop import Desktop, plain
from tests.journeys.reading import candidates, sheet_text
from ui.places import Page

Start = Callable[[], Desktop]
MARKUP = '<b>O\'Brien & <img src="file:///etc/passwd"/>'
NAMES = {
    "markup": MARKUP,
    "long": "Montgolfier-" * 16 + "Ternay-X",
    "greek": "Παπαδοπούλου",
    "arabic": "الخوارزمي",
    "emoji": "Durand 🌻",
}


def markup_shown_as_markup(window: Desktop, name: str) -> list[str]:
    """Labels and tooltips that would read the name as HTML."""
    found: list[str] = []
    for one in [window.window, *window.window.findChildren(QWidget)]:
        if isinstance(one, QLabel) and name in one.text() and one.textFormat() is not Qt.TextFormat.PlainText:
            found.append(f"{type(one).__name__}: {one.text()[:80]}")
        tip = one.toolTip()
        if name in tip and Qt.mightBeRichText(tip):
            found.append(f"tooltip of {type(one).__name__}: {tip[:80]}")
    return found


@pytest.mark.parametrize("kind", NAMES)
def test_a_name_is_shown_as_typed_everywhere(prepared: Desk, desktop: Start, kind: str) -> None:
    name = NAMES[kind]
    odile = add_person(prepared, "Zoé", name, function="maire", mobile="+33639984127")
    session = add_session(prepared, add_training(prepared, f"Budget {name}"[:200]))
    dossier = add_dossier(prepared, odile, session, ACCOUNT_OPEN)
    window = desktop()
    wrong: list[str] = []

    def look(where: str, *, at_all: bool = True) -> None:
        assert not at_all or window.sees(plain(name)), f"{where}: {name}"
        wrong.extend(f"{where}: {one}" for one in markup_shown_as_markup(window, name))

    window.key("Ctrl+K")
    window.type("zoé")
    look("search")
    window.key("Escape", "Alt+D")
    look("board")
    window.key("Return")
    look("dossier")
    window.key("Ctrl+Right")
    look("after a move")
    assert plain(name) in plain(window.banner())
    window.key("Ctrl+Z", "Alt+L")
    look("directory")
    window.key("Return")
    look("person")
    window.key("Ctrl+E")
    look("form")
    window.key("Escape", "Alt+F")
    look("catalogue")
    window.key("F2")
    window.type("0639984127")
    assert plain(name) in candidates(window)[0]
    look("candidates")
    window.key("Return")
    look("call")
    window.key("F7")
    window.key("Ctrl+Return")
    assert window.page() is not Page.CALL
    assert plain(name) in plain(window.banner())
    assert wrong == []
    detail = queries.dossier(window.desk, dossier)
    assert detail is not None
    assert detail.row.name == f"Zoé {name}"
    assert any(line.kind == "call" for line in detail.history)


@pytest.mark.parametrize("kind", NAMES)
def test_a_name_is_printed_as_typed_or_as_an_honest_mark_that_the_agent_is_told_of(
    prepared: Desk, desktop: Start, kind: str
) -> None:
    name = NAMES[kind]
    dossier = add_dossier(prepared, add_person(prepared, "Zoé", name), add_session(prepared), ACCOUNT_OPEN)
    window = desktop()
    sheet = make_sheet(window.desk, dossier)
    window.key("F2")
    window.type("zoé")
    window.key("Return", "Ctrl+P")
    told = "police" in " ".join(text for text in window.texts() if "marque sur le papier" in text)
    assert told == bool(sheet.missing_letters)
    if not sheet.missing_letters and kind != "arabic":  # read from right to left, the letters come in another order
        letters = "".join(sheet_text(window, dossier).split())
        assert "".join(name.split()) in letters.replace("’", "'") or kind == "long"
    assert "root:" not in sheet_text(window, dossier)
