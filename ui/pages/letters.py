"""*Courriers* of one dossier: the sheet by post, and what is written to the Caisse des Dépôts. Échap goes back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.domain.stages import Stage
from ui.components import Button, PageHead, Text, Themed
from ui.pages.base import PageWidget
from ui.panels.letter_cdc import CdcCard
from ui.panels.letter_post import PostCard
from ui.theme import CAPTION, Role, Theme

if TYPE_CHECKING:
    from app.services.letters import LettersRows
    from ui.front import Front

POST, MAIL, LETTER = "post", "mail", "letter"


class LettersPage(Themed, PageWidget):
    """Shows what `services.letters` finds for a dossier."""

    leaveWanted = Signal()  # noqa: N815 - as Qt names signals
    tables = (
        *("dossiers", "done_steps", "dossier_events", "officials", "mandates", "sessions", "trainings", "handouts"),
        *("settings", "guide_versions"),
    )

    def __init__(self, front: Front) -> None:
        super().__init__(front)
        self.dossier_id: int | None = None
        self.rows: LettersRows | None = None
        self._part, self._stage = POST, ""
        self._lead = False  # the keyboard goes where it is wanted once the rows are there
        self.head = PageHead("Courriers")
        self.under = Text("", CAPTION, Role.TEXT_SECOND, wrap=True)
        self.head.let_wrap(self.under)
        self.close_button = Button("Retour", "arrow-left", "Échap")
        self.close_button.clicked.connect(self.leaveWanted)
        self.head.add_action(self.close_button)
        self.post, self.cdc = PostCard(front), CdcCard(front)
        self.post.mendWanted.connect(self._mend)
        self.cdc.mendWanted.connect(self._mend)
        self.cdc.reasonChosen.connect(self._choose_reason)
        inner = QWidget()
        inner.setProperty("part", "page")
        across = QHBoxLayout(inner)
        across.setContentsMargins(0, 0, 0, 0)
        self._column = QVBoxLayout()
        across.addLayout(self._column, 10)
        across.addStretch(1)
        self._column.addWidget(self.cdc)
        self._column.addWidget(self.post)
        self._column.addStretch(1)
        for card in (self.post, self.cdc):
            card.hide()  # until its dossier is read
        self.area = QScrollArea()
        self.area.setAccessibleName("Courriers")
        self.area.setWidgetResizable(True)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setWidget(inner)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.head)
        layout.addWidget(self.area, 1)
        self.start_theme()

    def show_letters(self, dossier_id: int, part: str = POST, stage: str = "") -> None:
        """Show the letters of a dossier, beginning with one of them."""
        if dossier_id != self.dossier_id:
            self.rows = None
            self.post.hide()
            self.cdc.hide()
            self.head.set_title("Courriers")
            self.under.setText("")
        self.dossier_id, self._part, self._stage = dossier_id, part, stage
        # What is asked for comes first.
        self._column.removeWidget(self.post)
        self._column.insertWidget(0 if part == POST else 1, self.post)
        QWidget.setTabOrder(self.close_button, self.post if part == POST else self.cdc)
        self._lead, self._stale = True, False
        self.refresh()

    def refresh(self) -> None:
        from app.services.letters import letters_of

        wanted, desk = self.dossier_id, self.front.desk
        if wanted is None:
            return
        stage = Stage(self._stage) if self._stage else None
        self.front.read(lambda: letters_of(desk, wanted, stage), lambda rows: self._show(wanted, rows))

    def _show(self, wanted: int, rows: LettersRows) -> None:
        if wanted != self.dossier_id:
            return
        self.rows = rows
        self.head.set_title(f"Courriers pour {rows.name}")
        self.under.setText(rows.under)
        self.post.show_rows(rows)
        self.post.show()
        self.cdc.show_rows(rows)
        self.post.show_button.set_kind("primary" if self._part == POST or rows.cdc is None else "secondary")
        self.cdc.copy_all.set_kind("primary" if self._part == MAIL else "secondary")
        self.cdc.letter_button.set_kind("primary" if self._part == LETTER else "secondary")
        if self._lead:
            self._lead = False
            self.focus_first()

    def _choose_reason(self, stage: str) -> None:
        self._stage = stage
        self.refresh()

    def _mend(self) -> None:
        if self.rows is not None:
            self.front.edit_official(self.rows.official_id)

    # What the window asks of a page

    def focus_first(self) -> None:
        if self.rows is None:
            self.close_button.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self._part == MAIL and self.rows.cdc is not None:
            self.cdc.focus_mail()
        elif self._part == LETTER and self.rows.cdc is not None:
            self.cdc.focus_letter()
        elif self.rows.address.ready:
            self.post.size_switch.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.post.missing.link.setFocus(Qt.FocusReason.OtherFocusReason)

    def regions(self) -> Sequence[QWidget]:
        cards = (self.post, self.cdc) if self._part == POST else (self.cdc, self.post)
        return tuple(card for card in cards if card.isVisibleTo(self)) or (self,)

    def print_sheet(self, *, ask: bool = False) -> bool:
        """Ctrl+P: the paper of the part that was asked for."""
        if self.rows is None:
            return False
        if self._part == POST or self.rows.cdc is None:
            self.post.open()
        else:
            self.cdc.open_letter()
        return True

    def retheme(self, theme: Theme) -> None:
        self._column.setContentsMargins(theme.px(16), theme.px(4), theme.px(16), theme.px(16))
        self._column.setSpacing(theme.px(12))
