"""What a person reads off the window during a journey, in one line each."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit
from sqlalchemy import select

from app.domain.calls import Call
from app.services.sheets import make_sheet
from tests.journeys.desktop import Desktop, plain
from tests.unit.sheet_reading import Reading
from ui.fields.base import Field
from ui.pages.live_call import LiveCall


def candidates(desktop: Desktop) -> list[str]:
    """The lines below « Appelle », as they are read out."""
    return [plain(row.sentence) for row in desktop.window.call_page().form.caller.list.rows()]


def people_for(desktop: Desktop) -> list[str]:
    """The lines below « Pour »."""
    return [plain(row.sentence) for row in desktop.window.call_page().form.subject.list.rows()]


def current_call(desktop: Desktop) -> LiveCall:
    """The call on screen."""
    call = desktop.window.call_page().current()
    assert call is not None
    return call


def dites(desktop: Desktop) -> str:
    """The sentence to say."""
    reading = desktop.window.call_page().script.reading()
    assert reading is not None
    return plain(reading.say)


def answers(desktop: Desktop) -> list[str]:
    """What F7, F8 and F9 answer now."""
    reading = desktop.window.call_page().script.reading()
    assert reading is not None
    return [plain(words) for words, _hint in reading.answers]


def sheet_text(desktop: Desktop, dossier_id: int) -> str:
    """The sheet of a dossier as it would be printed now, read back from its PDF."""
    return Reading(make_sheet(desktop.desk, dossier_id).pdf).text


def field(desktop: Desktop, name: str) -> str:
    """What stands in the field of this name on screen."""
    for line in desktop.window.findChildren(QLineEdit):
        if line.isVisible() and plain(line.accessibleName()).startswith(name):
            return line.text()
    raise AssertionError(f"no field « {name} » on screen")


def calls_logged(desktop: Desktop) -> list[Call]:
    """The calls in the base, oldest first."""
    with desktop.desk.database.read() as session:
        found = list(session.scalars(select(Call).order_by(Call.started_at, Call.id)))
        session.expunge_all()
    return found


def message(desktop: Desktop, name: str) -> str:
    """What is said below the field of this name."""
    for one in desktop.window.findChildren(Field):
        if one.isVisible() and plain(one.editor.accessibleName()).startswith(name):
            return plain(one.message.text())
    raise AssertionError(f"no field « {name} » on screen")
