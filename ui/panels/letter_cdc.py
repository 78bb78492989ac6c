"""« Écrire à la Caisse des Dépôts »: the mail to copy or to open, the letter to sign, and when it was sent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QVBoxLayout

from app.checks.nir import contains_nir
from app.domain.names import agreed
from app.domain.stages import Stage
from ui.components import Button, Segmented, Text, show_part
from ui.dates import NBSP, short_date
from ui.forms import MultilineField
from ui.panels.letter_parts import CopyField, LetterCard, Missing, SentLine, row_of
from ui.panels.script_parts import Told
from ui.theme import BODY, CAPTION, Role

if TYPE_CHECKING:
    from app.changes import Changes
    from app.documents.cdc_letter import Mail
    from app.documents.document import Document
    from app.services.letters import CdcRows, LettersRows
    from app.services.posting import Made
    from ui.front import Front

MESSAGE_LINES = 14
LONGEST_LINK = 2_000  # letters: what Windows hands on to a mail program
REASONS = (
    (Stage.ELU_ACCOUNT_MISSING.value, "Compte élu absent"),
    (Stage.IDENTITY_TO_CHECK.value, "Identité à vérifier"),
)
WAYS = (("mail", "Par mail"), ("courrier", "Par courrier"))


class CdcCard(LetterCard):
    """Nothing leaves the desk by itself: a mail is copied or opened, a letter printed, and what was sent is noted."""

    mendWanted = Signal()  # noqa: N815 - as Qt names signals
    reasonChosen = Signal(str)  # value of a Stage  # noqa: N815 - as Qt names signals

    def __init__(self, front: Front) -> None:
        super().__init__("Écrire à la Caisse des Dépôts")
        self.front = front
        self._rows: LettersRows | None = None
        self.why = Text("", BODY, wrap=True)
        self.reason_switch = Segmented(REASONS, REASONS[0][0], accessible_name="Motif du courrier")
        self.reason_switch.changed.connect(lambda stage: self.reasonChosen.emit(str(stage)))
        self.missing = Missing()
        self.missing.mendWanted.connect(self.mendWanted)
        self._unsure = QVBoxLayout()
        self.to = CopyField("Destinataire")
        self.subject = CopyField("Objet")
        self.message = CopyField("Message", lines=MESSAGE_LINES)
        for field in (self.to, self.subject, self.message):
            field.copied.connect(lambda text: self._copy(text, "Copié."))
        self.enclosed = Text("", BODY, semibold=True, wrap=True)
        self.copy_all = Button("Copier le mail", "copy", kind="primary")
        self.copy_all.clicked.connect(self._copy_all)
        self.open_button = Button("Ouvrir dans la messagerie", "external-link")
        self.open_button.clicked.connect(lambda: self._open(forward=False))
        self.forward_button = Button("Transmettre", "mail")
        self.forward_button.clicked.connect(lambda: self._open(forward=True))
        self.letter_button = Button("Lettre à signer", "file-text")
        self.letter_button.clicked.connect(self.open_letter)
        self.unsure_letter = Text("", CAPTION, Role.TEXT_SECOND, wrap=True)
        self.recipient = MultilineField("Adresse de la Caisse des Dépôts, pour la lettre", lines=5, reserve=False)
        self.recipient.left.connect(self._keep_recipient)
        self.status = Text("", BODY, Role.DONE, wrap=True)
        self.sent = SentLine("Écrit à la CDC le", "Noter l’envoi", front.desk.today, WAYS)
        self.sent.noted.connect(self._written)
        self.body.addWidget(self.why)
        self.body.addWidget(self.reason_switch, 0, Qt.AlignmentFlag.AlignLeft)
        self.body.addWidget(self.missing)
        self.body.addLayout(self._unsure)
        for widget in (self.to, self.subject, self.message, self.enclosed):
            self.body.addWidget(widget)
        self.body.addWidget(row_of(self.copy_all, self.open_button, self.forward_button, self.letter_button))
        self.body.addWidget(self.status)
        self.body.addWidget(self.sent)
        self.body.addWidget(self.recipient)
        self.body.addWidget(self.unsure_letter)

    def show_rows(self, rows: LettersRows) -> None:
        """Show what is to be written; without a reason to write there is no card."""
        cdc = rows.cdc
        show_part(self, cdc is not None)
        before, self._rows = self._rows, rows
        if cdc is None:
            return
        if before is None or (before.dossier_id, before.cdc and before.cdc.reason) != (rows.dossier_id, cdc.reason):
            self._say("")
            self.sent.day.set_value(None)
        self.why.setText(f"Motif{NBSP}: {cdc.title[:1].lower()}{cdc.title[1:]}.")
        show_part(self.reason_switch, len(rows.reasons) > 1)
        self.reason_switch.set_value(cdc.reason.value)
        self.missing.say(cdc.missing)
        self._show_unsure(cdc.unsure_mail)
        self.unsure_letter.setText(cdc.unsure_letter)
        show_part(self.unsure_letter, bool(cdc.unsure_letter))
        self.recipient.set_text("\n".join(rows.settings.recipient))
        self.to.show_text(cdc.mail.to)
        self.subject.show_text(cdc.mail.subject)
        self.message.show_text(cdc.mail.body)
        self.enclosed.setText(f"À joindre{NBSP}: {cdc.mail.enclosed}." if cdc.mail.enclosed else "")
        show_part(self.enclosed, bool(cdc.mail.enclosed))
        self._show_buttons(rows, cdc)
        words = ""
        if rows.cdc_written_on is not None:
            way = "Courrier envoyé" if rows.cdc_written_by == "courrier" else "Mail envoyé"
            words = f"{way} à la CDC le {short_date(rows.cdc_written_on)}."
        self.sent.offer(words or f"Une fois le mail ou la lettre partis, notez-le{NBSP}: le dossier attend la CDC.")

    def _show_buttons(self, rows: LettersRows, cdc: CdcRows) -> None:
        refusal = cdc.missing
        for button in (self.copy_all, self.open_button, self.forward_button, self.letter_button):
            button.refuse(refusal)
        for field in (self.to, self.subject, self.message):
            field.link.setEnabled(not refusal)
        official = agreed(rows.title_name.split(" ")[0], "élu")
        self.forward_button.set_text(f"Transmettre à l’{official} par mail")
        show_part(self.forward_button, cdc.forward is not None)

    def focus_mail(self) -> None:
        """The keyboard on « Copier le mail », or on what is missing."""
        self._lead(self.copy_all)

    def focus_letter(self) -> None:
        """The keyboard on « Lettre à signer »."""
        self._lead(self.letter_button)

    def _lead(self, button: Button) -> None:
        target = self.missing.link if self.missing.said else button
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    # Doing

    def open_letter(self) -> None:
        """Show the letter, to be printed and signed."""
        rows = self._rows
        if rows is None or rows.cdc is None or rows.cdc.missing:
            return
        from app.services.letters import make_cdc_letter
        from app.services.posting import record_made

        desk, dossier_id, reason = self.front.desk, rows.dossier_id, rows.cdc.reason
        made: list[Made] = []

        def make() -> Document:
            made[:] = [make_cdc_letter(desk, dossier_id, reason)]
            return made[0].document

        def record(way: str) -> Changes:
            return record_made(desk, dossier_id, made[0], way)

        if self.sent.way is not None:
            self.sent.way.set_value("courrier")
        self.front.show_document(make, record)

    def _copy_all(self) -> None:
        mail = self._mail()
        if mail is not None:
            self._copy(mail.whole, "Mail copié, avec l’adresse et l’objet. Collez-le dans la messagerie.")

    def _copy(self, text: str, said: str) -> None:
        """Only on demand, and never a NIR, wherever it may come from."""
        if contains_nir(text):
            self._say(
                "Ce texte contient ce qui ressemble à un numéro de sécurité sociale. Corrigez la fiche.", Role.LATE
            )
            return
        QApplication.clipboard().setText(text)
        self._say(f"{said} Une fois le mail parti, notez l’envoi ci-dessous.")

    def _open(self, *, forward: bool) -> None:
        """Have the PC's mail program open it; a text too long for that is copied, to be pasted there."""
        cdc = self._rows.cdc if self._rows is not None else None
        mail = (cdc.forward if forward else cdc.mail) if cdc is not None else None
        if mail is None or cdc is None or cdc.missing:
            return
        link, said = mail.link(), "Le mail est ouvert dans la messagerie. Relisez-le avant de l’envoyer."
        if len(link) > LONGEST_LINK:
            QApplication.clipboard().setText(mail.body)
            link, said = mail.link(with_body=False), "Le texte est copié. Collez-le dans le mail qui s’ouvre."
        if QDesktopServices.openUrl(QUrl.fromEncoded(link.encode())):
            self._say(said)
        else:
            self._say(
                f"Aucune messagerie ne s’est ouverte sur ce poste. Prenez «{NBSP}Copier le mail{NBSP}».", Role.LATE
            )

    def _mail(self) -> Mail | None:
        cdc = self._rows.cdc if self._rows is not None else None
        return cdc.mail if cdc is not None and not cdc.missing else None

    def _written(self, on: date, way: str) -> None:
        from app.services.edof import written_to_cdc

        desk, rows = self.front.desk, self._rows
        if rows is None:
            return
        if on > desk.today():
            self._say(f"Le {short_date(on)} est encore à venir. Notez l’envoi le jour où il part.", Role.LATE)
            return
        self._say("")
        self.front.write(lambda: written_to_cdc(desk, rows.dossier_id, way or "mail", on))

    def _keep_recipient(self) -> None:
        """The address was typed over: it holds for every letter from now on."""
        from app.services.letter_settings import save_recipient

        rows, desk = self._rows, self.front.desk
        lines = tuple(line.strip() for line in self.recipient.text().split("\n") if line.strip())
        if rows is None or lines == rows.settings.recipient or self.recipient.holds_nir():
            return
        self.front.write(lambda: save_recipient(desk, lines))

    def _say(self, words: str, role: Role = Role.DONE) -> None:
        self.status.setText(words)
        self.status.set_role(role)
        show_part(self.status, bool(words))

    def _show_unsure(self, sentences: Sequence[str]) -> None:
        while (item := self._unsure.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for sentence in sentences:
            self._unsure.addWidget(Told(sentence, "info", Role.SOON, Role.SOON_SOFT))
