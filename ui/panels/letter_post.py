"""« Envoi par la poste »: the address as the window shows it, the print size, and when it was posted."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal

from app.checks.problems import NBSP
from app.errors import UserError
from ui.components import Button, CheckBox, Segmented, Text, show_part
from ui.dates import short_date
from ui.dialogs.preview import SIZES
from ui.forms import NumberField
from ui.panels.letter_parts import AddressWindow, LetterCard, Missing, SentLine, row_of
from ui.panels.script_parts import Told
from ui.theme import CAPTION, Role

if TYPE_CHECKING:
    from app.changes import Changes
    from app.documents.document import Document
    from app.services.letters import LettersRows
    from app.services.posting import Made
    from ui.front import Front


class PostCard(LetterCard):
    """Makes letter and sheet as one document; what is printed of it is recorded, what is posted noted by hand."""

    mendWanted = Signal()  # noqa: N815 - as Qt names signals

    def __init__(self, front: Front) -> None:
        super().__init__("Envoi par la poste")
        self.front = front
        self._rows: LettersRows | None = None
        self.window_lines = AddressWindow()
        self.shortened = Text("", CAPTION, Role.TEXT_SECOND, wrap=True)
        self.missing = Missing()
        self.missing.mendWanted.connect(self.mendWanted)
        self._late: Told | None = None
        self.size_switch = Segmented(SIZES, "standard", accessible_name="Taille des caractères")
        self.with_letter = CheckBox("Joindre la lettre à la Caisse des Dépôts, à signer")
        self.show_button = Button("Voir la lettre et la fiche", "file-text", kind="primary")
        self.show_button.clicked.connect(self.open)
        self.unsure = Text("", CAPTION, Role.TEXT_SECOND, wrap=True)
        self.right = NumberField("Fenêtre, du bord droit", note="mm", reserve=False)
        self.bottom = NumberField("Fenêtre, du bas", note="mm", reserve=False)
        for field in (self.right, self.bottom):
            field.left.connect(self._keep_window)
        self.sent = SentLine("Posté le", "Noter l’envoi", front.desk.today)
        self.sent.noted.connect(self._posted)
        for widget in (self.window_lines, self.shortened, self.missing):
            self.body.addWidget(widget)
        self._late_at = self.body.count()
        self.body.addWidget(row_of(self.size_switch, self.with_letter))
        self.body.addWidget(self.show_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.body.addWidget(self.unsure)
        self.body.addWidget(row_of(self.right, self.bottom))
        self.body.addWidget(self.sent)

    def show_rows(self, rows: LettersRows) -> None:
        """Show what is known of this dossier."""
        if self._rows is None or self._rows.dossier_id != rows.dossier_id:
            self.with_letter.setChecked(False)
            # Who was written to in large print is written to so again.
            large = rows.printed is not None and rows.printed.large
            self.size_switch.set_value("large" if large else "standard")
            self.sent.day.set_value(None)
        self._rows = rows
        self.window_lines.show_lines(rows.address.lines if rows.address.ready else ())
        before = f"»{NBSP}, «{NBSP}".join(rows.address.shortened)
        self.shortened.setText(f"Abrégé pour l’enveloppe{NBSP}: «{NBSP}{before}{NBSP}»" if before else "")
        show_part(self.shortened, bool(before) and rows.address.ready)
        self.missing.say(" ".join(problem.message for problem in rows.address.problems))
        self._show_late(rows.too_late)
        ready = rows.cdc is not None and not rows.cdc.missing
        show_part(self.with_letter, ready)
        if not ready:
            self.with_letter.setChecked(False)
        self.show_button.refuse("" if rows.address.ready else "L’adresse n’est pas complète.")
        self._show_window(rows)
        printed = rows.printed
        if printed is None:
            self.sent.offer("", offered=False)
        elif printed.posted_on is not None:
            self.sent.offer(f"Posté le {short_date(printed.posted_on)}{NBSP}: {printed.words}.", offered=False)
        else:
            self.sent.offer(f"Préparé le {short_date(printed.on)}{NBSP}: {printed.words}. Le courrier est parti{NBSP}?")

    def open(self) -> None:
        """Show letter and sheet, to be printed together; without an address say what is missing."""
        rows = self._rows
        if rows is None:
            return
        if not rows.address.ready:
            self.missing.link.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        from app.documents.guide_sheet import Size
        from app.services.letters import make_post
        from app.services.posting import record_made

        desk, dossier_id = self.front.desk, rows.dossier_id
        size, with_letter = Size(self.size_switch.value() or "standard"), self.with_letter.isChecked()
        made: list[Made] = []

        def make() -> Document:
            made[:] = [make_post(desk, dossier_id, size, with_letter=with_letter)]
            return made[0].document

        def record(way: str) -> Changes:
            return record_made(desk, dossier_id, made[0], way)

        self.front.show_document(make, record)

    def _show_window(self, rows: LettersRows) -> None:
        settings = rows.settings
        since = settings.window_since
        self.unsure.setText(
            f"Fenêtre mesurée le {short_date(since)}." if since is not None else settings.envelope.unsure
        )
        self.right.set_value(round(settings.envelope.window_from_right))
        self.bottom.set_value(round(settings.envelope.window_from_bottom))

    def _keep_window(self) -> None:
        """A distance was typed over: it holds for every letter of the desk from now on."""
        from app.services.letter_settings import save_window

        rows, right, bottom = self._rows, self.right.value(), self.bottom.value()
        if rows is None or right is None or bottom is None:
            return
        envelope, desk = rows.settings.envelope, self.front.desk
        if (right, bottom) == (round(envelope.window_from_right), round(envelope.window_from_bottom)):
            return

        def refused(problem: UserError) -> None:
            self.front.refused.emit(problem.message)
            self._show_window(rows)

        self.front.write(lambda: save_window(desk, right, bottom), None, refused)

    def _posted(self, on: date, _way: str) -> None:
        from app.services.posting import record_posted

        desk, rows = self.front.desk, self._rows
        if rows is not None:
            self.front.write(lambda: record_posted(desk, rows.dossier_id, on))

    def _show_late(self, words: str) -> None:
        if self._late is not None:
            self.body.removeWidget(self._late)
            self._late.hide()
            self._late.deleteLater()
            self._late = None
        if words:
            self._late = Told(words, "hourglass", Role.SOON, Role.SOON_SOFT)
            self.body.insertWidget(self._late_at, self._late)
