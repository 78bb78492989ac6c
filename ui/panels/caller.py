"""« Appelle »: a name, a commune or a phone in any format; candidates appear at once, one key chooses."""

from __future__ import annotations

from collections.abc import Collection, Hashable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.checks.nir import contains_nir, redact_nir
from app.checks.nir_text import NIR_MARK
from app.errors import UserError
from app.storage.rows import Caller, PersonRow
from ui.components import Text, Themed
from ui.fields.message import MessageLine
from ui.icons import icon_pixmap, screen_ratio
from ui.panels.caller_rows import NEW, PERSON, STRANGER, candidate_rows, head_words, person_row, stranger_rows
from ui.panels.choice_list import ChoiceList, ChoiceRow
from ui.panels.search_line import SearchLine
from ui.theme import CAPTION, Role, Theme

if TYPE_CHECKING:
    from ui.front import Front


NIR_WORDS = "Un numéro de sécurité sociale se trouve ici. Il ne se garde pas\u00a0: effacez-le, cherchez par le nom."


class CallerPanel(Themed, QWidget):
    """The field and the list below it. It reads by itself; what is chosen is told, the page keeps it."""

    edited = Signal(str)
    """What now stands in the field."""

    # A PersonRow.
    personChosen = Signal(object)  # noqa: N815 - Qt's way of naming signals
    # Id of an earlier call without a name.
    strangerChosen = Signal(int)  # noqa: N815 - Qt's way of naming signals
    newWanted = Signal()  # noqa: N815 - Qt's way of naming signals
    emptied = Signal()
    waits = Signal(bool)
    """Entrée was struck before the candidates were there; false once one of them was taken."""

    # E.164 of what was typed, or "".
    lineKnown = Signal(str)  # noqa: N815 - Qt's way of naming signals

    def __init__(self, front: Front, name: str, *, officials_only: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._front, self._officials_only = front, officials_only
        self._wanted, self._asking, self._take = "", False, False
        self._caller = Caller((), "")
        self._person: PersonRow | None = None
        self._attached: Collection[int] = ()
        self._expanded = self._hidden = False
        self.line = SearchLine(name, "Nom, commune ou téléphone")
        self.line.textEdited.connect(self._typed)
        self.line.downWanted.connect(self.open_list)
        self.line.takeWanted.connect(self._take_first)
        self.line.emptied.connect(self.emptied)
        self.line.editingFinished.connect(self.judge)
        self.message = MessageLine(reserve=False)
        self.message.mended.connect(self._redact)
        self._redact_key = QShortcut(QKeySequence("Ctrl+R"), self)
        self._redact_key.activated.connect(self._redact)
        self._redact_key.activatedAmbiguously.connect(self._redact)
        self._redact_key.setEnabled(False)
        self.list = ChoiceList(f"{name} : qui parle")
        self.list.chosen.connect(self._choose)
        self.list.moreWanted.connect(self.open_list)
        self.list.leftUpwards.connect(lambda: self.line.setFocus(Qt.FocusReason.BacktabFocusReason))
        self.card = QFrame()
        self.card.setProperty("part", "card")
        self._head = _Head()
        inside = QVBoxLayout(self.card)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.setSpacing(0)
        inside.addWidget(self._head)
        inside.addWidget(self.list)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.addWidget(self.line)
        self._layout.addWidget(self.message)
        self._layout.addWidget(self.card)
        self.setFocusProxy(self.line)
        self._show_rows()
        self.start_theme()

    # What the page gives

    def restore(self, typed: str, person: PersonRow | None, attached: Collection[int] = ()) -> None:
        """Show a call as it was left; candidates are read again."""
        self.line.setText(typed)
        self._caller, self._expanded = Caller((), ""), False
        self._hold(False)
        self._person, self._attached = person, attached
        self._show_rows()
        self._ask(typed)

    def set_person(self, person: PersonRow | None) -> None:
        """Mark who was found; None takes the choice back."""
        self._person, self._expanded = person, False
        self._show_rows()

    def set_attached(self, attached: Collection[int]) -> None:
        """Earlier calls that already belong to this one."""
        self._attached = attached
        self._show_rows()

    def caller(self) -> Caller:
        """What the last reading found."""
        return self._caller

    def judge(self) -> bool:
        """Whether a NIR stands in the field: it is told, and neither drafted nor saved."""
        holds = bool(contains_nir(self.line.text()))
        self.message.say("error" if holds else "", NIR_WORDS if holds else "")
        self.message.offer("Effacer ce numéro" if holds else "")
        self._redact_key.setEnabled(holds)
        return holds

    def _redact(self) -> None:
        """The number goes, what else was typed stays, and undo does not bring it back."""
        self.line.setText(redact_nir(self.line.text()).replace(NIR_MARK, "").strip())
        self.judge()
        self._typed(self.line.text())
        self.line.setFocus(Qt.FocusReason.OtherFocusReason)

    def hide_list(self, hidden: bool) -> None:
        """While a person is being made, their form takes the place of the candidates."""
        self._hidden = hidden
        self._show_rows()

    def open_list(self) -> None:
        """Alt+↓ in the field: go to the candidates, or, once somebody was found, to the calls without a name."""
        self._expanded = True
        self._show_rows()
        if not self.list.rows():
            return
        strangers = [row.key for row in self.list.rows() if _kind(row.key) == STRANGER]
        if self._person is not None:
            # On a shared line one comes to say who else speaks: somebody's earlier call must not be taken by mistake.
            to_stranger = strangers and not self._caller.shared_line
            self.list.go_to(strangers[0] if to_stranger else (PERSON, self._person.id))
        self.list.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def close_list(self) -> bool:
        """Échap: back from the list to the field; False when the keyboard is elsewhere."""
        if not self.list.hasFocus():
            return False
        self._expanded = False
        self._show_rows()
        self.line.setFocus(Qt.FocusReason.BacktabFocusReason)
        return True

    def retheme(self, theme: Theme) -> None:
        self._layout.setSpacing(theme.px(4))

    # Reading

    def _typed(self, text: str) -> None:
        self.edited.emit(text)
        self._expanded = True
        self._ask(text)

    def _ask(self, text: str) -> None:
        """Read the candidates; while one reading is under way only the newest text waits."""
        self._wanted = text
        if self._asking:
            return
        from app.storage.queries import caller

        self._asking = True
        desk = self._front.desk
        self._front.runner.run(lambda: caller(desk, text), lambda found: self._found(text, found), self._not_found)

    def _found(self, text: str, found: Caller) -> None:
        self._asking = False
        if text != self._wanted:
            self._ask(self._wanted)
            return
        if self._officials_only:
            found = replace(found, people=tuple(one for one in found.people if one.is_official), strangers=())
        self._caller = found
        self.line.tell(found.shared_line)
        self.lineKnown.emit(found.phone_e164)
        self._show_rows()
        if self._take:
            self._take_first()
            self._hold(False)

    def _not_found(self, problem: UserError) -> None:
        self._asking = False
        self._hold(False)
        self._front.refused.emit(problem.message)

    def _hold(self, on: bool) -> None:
        """Entrée came before the answer: it takes the first line once that is there, and other keys wait for it."""
        if on != self._take:
            self._take = on
            self.waits.emit(on)

    # Choosing

    def _take_first(self) -> None:
        """Entrée in the field: the first candidate; nobody found, a new person."""
        if self._asking:
            self._hold(True)
            return
        if not self.line.text().strip():
            return
        people = self._caller.people
        self._choose((PERSON, people[0].id) if people else (NEW,))

    def _choose(self, key: Hashable) -> None:
        match key:
            case ("person", int(chosen)):
                person = next((one for one in self._caller.people if one.id == chosen), self._person)
                if person is not None:
                    self._person, self._expanded = person, False
                    self._show_rows()
                    self.personChosen.emit(person)
            case ("stranger", int(call_id)):
                self._expanded = False
                self.strangerChosen.emit(call_id)
            case _:
                self.newWanted.emit()

    def _show_rows(self) -> None:
        caller, person = self._caller, self._person
        today = self._front.desk.today()
        strangers = stranger_rows(caller, today, self._attached)
        chosen: Hashable = (PERSON, person.id) if person is not None else None
        rows: tuple[ChoiceRow, ...] = ()
        typed = bool(self.line.text().strip())
        if person is not None and not (caller.shared_line or (self._expanded and caller.people)):
            rows = (person_row(person), *(strangers if self._expanded else ()))
        elif typed and not (self._asking and not caller.people):
            rows = candidate_rows(caller, today, self._attached)
            if person is not None and all(row.key != chosen for row in rows):
                rows = (person_row(person), *rows)
            if caller.shared_line and not self._expanded:
                rows = tuple(row for row in rows if _kind(row.key) != STRANGER)
        self.list.set_rows(rows, chosen)
        hidden = len(strangers) if not any(_kind(row.key) == STRANGER for row in rows) else 0
        words = head_words(caller, chosen=person is not None, strangers=hidden) if rows else ""
        self._head.show_words(words, shared=bool(caller.shared_line), keys=len(rows) > 1 or bool(hidden))
        self.card.setVisible(bool(rows) and not self._hidden)


def _kind(key: Any) -> str:
    """ "person", "stranger" or "new"."""
    return str(key[0])


class _Head(Themed, QWidget):
    """The line above the candidates: what it is about, and the key that leads to them."""

    def __init__(self) -> None:
        super().__init__()
        self._icon = QLabel()
        self._words = Text("", CAPTION, Role.TEXT_SECOND)
        self._key = Text("Alt+↓", CAPTION, Role.TEXT_SECOND)
        self._layout = QHBoxLayout(self)
        self._layout.addWidget(self._icon)
        self._layout.addWidget(self._words, 1)
        self._layout.addWidget(self._key)
        self.start_theme()

    def show_words(self, words: str, *, shared: bool, keys: bool) -> None:
        """Show the line, or nothing."""
        self._words.setText(words)
        self._icon.setVisible(shared)
        self._key.setVisible(keys)
        self.setVisible(bool(words))

    def retheme(self, theme: Theme) -> None:
        self._layout.setContentsMargins(theme.px(10), theme.px(6), theme.px(10), theme.px(4))
        self._layout.setSpacing(theme.px(8))
        color = theme.color(Role.TEXT_SECOND)
        self._icon.setPixmap(icon_pixmap("users", color, theme.icon(14), screen_ratio()))
