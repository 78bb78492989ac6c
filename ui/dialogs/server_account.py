"""The base on the server: with which account it opens, or why it does not; never an end."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from app.checks.problems import Problem, error
from app.errors import AccountRefused
from ui.components import Button, FlowLayout, Text, Themed, show_part
from ui.forms import TextField
from ui.theme import BODY, PAGE, Role, Theme

if TYPE_CHECKING:
    from app.errors import UserError
    from app.server import Server

NBSP = "\u00a0"
WIDTH, FIELD_WIDTH = 720, 400
REFUSED, EMPTY = "account.refused", "account.empty"
ASKED = "Indiquez le compte et le mot de passe que votre service informatique vous a donnés."
KEPT = "Seul le trousseau de cet ordinateur le garde, s’il en a un."


class PasswordField(TextField):
    """A line whose letters are hidden. It is neither tidied nor judged: each space of a password counts."""

    def __init__(self, label: str, *, hint: str) -> None:
        super().__init__(label, hint=hint)
        self.line.setEchoMode(QLineEdit.EchoMode.Password)

    def judge(self) -> tuple[Problem, ...]:
        return self.problems()

    def draft_text(self) -> None:
        return None


class ServerPanel(Themed, QScrollArea):
    """Two fields where the server wants an account; another try where it does not answer.

    `problem` is why the base does not open; without one, another account is wanted in the place of the one in use.
    """

    typed = Signal(str, str)  # account and password
    retry = Signal()  # with what this PC remembers

    def __init__(self, server: Server, account: str, problem: UserError | None) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        inner = QWidget()
        inner.setProperty("part", "page")
        self._title = Text("", PAGE, semibold=True)
        self._why = Text("", BODY, wrap=True)
        self._where = Text(f"Base{NBSP}: {server.words}", BODY, Role.TEXT_SECOND, wrap=True)
        self.account = TextField("Compte")
        self.account.set_text(account)
        self.password = PasswordField("Mot de passe", hint=KEPT)
        self.open_button = Button("Se connecter", "key-round", "Entrée", "primary")
        self.open_button.clicked.connect(self._send)
        self.retry_button = Button("Réessayer", "refresh-cw")
        self.retry_button.clicked.connect(self._try_again)
        buttons = FlowLayout()
        for button in (self.open_button, self.retry_button):
            buttons.addWidget(button)
        self._words = QWidget()
        self._column = QVBoxLayout(self._words)
        self._column.setContentsMargins(0, 0, 0, 0)
        for widget in (self._title, self._why, self._where, self.account, self.password):
            self._column.addWidget(widget)
        self._column.addLayout(buttons)
        self._column.addStretch(1)
        self._row = QHBoxLayout(inner)
        self._row.addWidget(self._words, 10)
        self._row.addStretch(1)
        self.setWidget(inner)
        self.account.line.returnPressed.connect(self._send)
        self.password.line.returnPressed.connect(self._send)
        self._changes = problem is None  # the account in use can be kept
        self._asks = True
        self._show(problem)
        if self._changes:
            self.account.line.selectAll()
            self.setFocusProxy(self.account.editor)
        self.start_theme()

    def refuse(self, problem: UserError) -> None:
        """Say why it still does not open; what was typed stays, but for a password that the server refused."""
        self._set_busy(busy=False)
        self._show(problem)
        self._focus_proxy().setFocus()

    def said(self) -> str:
        """What stands in the way, as told."""
        return next((problem.message for problem in self.password.problems()), self._why.text())

    def _show(self, problem: UserError | None) -> None:
        """Fields where an account is wanted, or was typed already; else the other try alone."""
        refused = isinstance(problem, AccountRefused)
        typed = bool(self.password.text())
        self._asks = problem is None or refused or typed
        away = problem is not None and not refused
        usual = "Changer de compte" if self._changes else "La base est sur le serveur"
        self._title.setText("La base du serveur ne s’ouvre pas" if away else usual)
        below = problem if refused and typed else None  # what was just typed is told under it
        self._why.setText(problem.message if problem is not None and below is None else ASKED)
        self.password.show_problems([error(REFUSED, below.message)] if below is not None else [])
        self.password.line.selectAll()
        for part in (self.account, self.password, self.open_button):
            show_part(part, self._asks)
        show_part(self.retry_button, self._changes or (away and not typed))
        self.retry_button.set_text("Garder le compte actuel" if self._changes else "Réessayer")
        self.retry_button.set_icon_name("undo-2" if self._changes else "refresh-cw")
        self.retry_button.set_kind("secondary" if self._asks else "primary")
        self.open_button.set_text("Réessayer" if away else "Se connecter")
        self.setFocusProxy(self._focus_proxy())

    def _focus_proxy(self) -> QWidget:
        if not self._asks:
            return self.retry_button
        return self.password.editor if self.account.text().strip() else self.account.editor

    def _send(self) -> None:
        if not self.open_button.isEnabled():
            return
        name, password = self.account.text().strip(), self.password.text()
        self.account.show_problems(_missing(name, "Indiquez le compte."))
        self.password.show_problems(_missing(password, "Saisissez le mot de passe de ce compte."))
        for value, field in ((name, self.account), (password, self.password)):
            if not value:
                field.lead_here()
                return
        self._set_busy(busy=True)
        self.typed.emit(name, password)

    def _try_again(self) -> None:
        self._set_busy(busy=True)
        self.retry.emit()

    def _set_busy(self, *, busy: bool) -> None:
        """One try at a time: the server may take some seconds to answer."""
        for button in (self.open_button, self.retry_button):
            button.refuse("Connexion au serveur…" if busy else "")

    def hideEvent(self, event: QHideEvent) -> None:
        """The base is open: what was typed to open it does not stay behind."""
        super().hideEvent(event)
        if not event.spontaneous():
            self.password.set_text("")

    def retheme(self, theme: Theme) -> None:
        self._row.setContentsMargins(theme.px(40), theme.px(32), theme.px(40), theme.px(32))
        self._column.setSpacing(theme.px(12))
        self._words.setMaximumWidth(theme.px(WIDTH))
        for field in (self.account, self.password):
            field.setMaximumWidth(theme.px(FIELD_WIDTH))


def _missing(text: str, sentence: str) -> Sequence[Problem]:
    return [] if text else [error(EMPTY, sentence)]
