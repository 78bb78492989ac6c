"""8. The account that is not shown: the mail to the Caisse des Dépôts is ready, and the letter to sign as well."""

from collections.abc import Callable, Iterator
from datetime import date

import pytest
from PySide6.QtCore import QObject, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication

from app.desk import Desk
from app.domain.stages import Stage
from app.storage import queries
from tests.factories import WITHOUT_FRANCECONNECT, add_dossier, add_person, add_session
from tests.journeys.desktop import Desktop, plain
from tests.journeys.test_calls_script import call_odile, dossier_of
from tests.unit.sheet_reading import Reading
from ui.pages.document import DocumentPage
from ui.places import Page

Start = Callable[[], Desktop]
MAILBOX = "dfp_mcf_gestion-des-droits-et-formations@caissedesdepots.fr"


class MailProgram(QObject):
    """Stands where the PC's own mail program does: it keeps what it is asked to open."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[QUrl] = []

    @Slot(QUrl)
    def open(self, url: QUrl) -> None:
        self.opened.append(url)


@pytest.fixture
def mail_program() -> Iterator[MailProgram]:
    program = MailProgram()
    QDesktopServices.setUrlHandler("mailto", program, "open")
    yield program
    QDesktopServices.unsetUrlHandler("mailto")


def test_the_mail_is_ready_during_the_call_and_what_was_sent_is_noted(
    prepared: Desk, desktop: Start, mail_program: MailProgram
) -> None:
    odile = add_person(prepared, usual_name="Thévenet", birth_name="Chalencon", email="odile@exemple.fr")
    add_dossier(prepared, odile, add_session(prepared), {"account_open": "yes", "franceconnect": "yes"})
    window = desktop()
    call_odile(window)
    window.key("F8")  # only the right-hand counter
    QApplication.clipboard().setText("avant")
    window.reach("Écrire à la Caisse des Dépôts")
    window.key("Return")
    assert window.sees("Courriers pour Odile Thévenet")
    assert QApplication.clipboard().text() == "avant"  # nothing is copied by itself
    assert window.focus_name().startswith("Copier le mail")
    window.key("Return")
    copied = plain(QApplication.clipboard().text())
    assert copied.startswith(f"À : {MAILBOX}")
    assert "Mon compte élu ne s'affiche pas" in copied
    assert "Nom de naissance : Chalencon" in copied
    assert "1re adjointe au maire" in copied
    assert window.sees("Mail copié")
    window.reach("Ouvrir dans la messagerie")
    window.key("Return")
    (opened,) = mail_program.opened
    assert opened.toString().startswith(f"mailto:{MAILBOX}")
    window.reach("Transmettre à l'élue par mail")
    window.key("Return")
    assert mail_program.opened[1].path() == "odile@exemple.fr"
    assert dossier_of(window, odile).cdc_written_on is None  # opened is not yet sent
    window.reach("Noter l'envoi")
    window.key("Return")
    assert window.banner() == "Mail à la CDC noté pour Odile Thévenet"
    assert dossier_of(window, odile).cdc_written_on == date(2026, 11, 24)
    window.key("Escape")
    assert window.page() is Page.CALL
    assert window.sees("Appel de Mme Thévenet")


def test_the_letter_is_ready_to_sign_for_who_has_no_mail(prepared: Desk, desktop: Start) -> None:
    odile = add_person(prepared, street_type="rue", street_name="du Moulin", mobile="+33639984127")
    dossier = add_dossier(prepared, odile, add_session(prepared), WITHOUT_FRANCECONNECT)
    assert queries.dossier(prepared, dossier).row.stage is Stage.IDENTITY_TO_CHECK
    window = desktop()
    window.key("Alt+D")
    assert window.focus_line().startswith("Odile Thévenet")
    window.key("Return")
    window.reach("Écrire à la Caisse des Dépôts")
    window.key("Return")
    assert window.sees("À joindre : copie recto et verso de la carte nationale d'identité ou du passeport.")
    assert window.sees("adresse postale")  # which is not in the guide
    window.reach("Lettre à signer")
    window.key("Return")
    page = window.window.current()
    assert isinstance(page, DocumentPage)
    assert page.view.paper is not None
    (text,) = Reading(page.view.paper.pdf).pages
    assert "Signature" in text
    assert "Je joins" in text
    assert "sécurité sociale" not in text
    window.key("Escape")
    assert window.page() is Page.LETTERS
