"""Letters of a dossier: the sheet by post, the letter and the mail to the Caisse des Dépôts, and what was sent when.

Making a paper writes nothing: what was printed, saved or sent is recorded by `app.services.posting`, and what was
written to the Caisse des Dépôts by `app.services.edof.written_to_cdc`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from app.checks.envelope import EnvelopeAddress, envelope_address
from app.checks.postal import Address
from app.checks.problems import NBSP, enumeration
from app.desk import Desk
from app.domain.calendar import working_days_until
from app.domain.dates import named_day
from app.domain.dossiers import Dossier
from app.domain.officials import MandateKind, Official
from app.domain.stages import Stage
from app.errors import UserError
from app.guide.cdc import reasons_to_write
from app.guide.edition import Edition
from app.services.guarding import existing, refuse_nir
from app.services.letter_settings import LetterSettings, read_letter_settings
from app.services.posting import CDC, DOSSIER, POST, Made, Printed, last_printed
from app.services.sheets import function_words, sheet_data
from app.storage.queries_people import national

if TYPE_CHECKING:
    from app.documents.cdc_letter import Mail, Writer
    from app.documents.guide_sheet import Size
    from app.documents.letter_texts import CdcText
    from app.documents.sheet_data import SheetData

KINDS = {
    MandateKind.MUNICIPAL: "mandat municipal",
    MandateKind.COMMUNAUTAIRE: "mandat communautaire",
    MandateKind.DEPARTEMENTAL: "mandat départemental",
    MandateKind.REGIONAL: "mandat régional",
}


@dataclass(frozen=True)
class CdcRows:
    """What is to be written to the Caisse des Dépôts for one reason; `missing`: a sentence, or "" when it is ready."""

    reason: Stage
    title: str
    mail: Mail
    forward: Mail | None  # the same on its way to the official; None without their address
    missing: str
    unsure_mail: tuple[str, ...]  # sentences for the agent
    unsure_letter: str  # the same of the letter's address, or ""


@dataclass(frozen=True)
class LettersRows:
    """All that the page of a dossier's letters shows."""

    dossier_id: int
    official_id: int
    name: str
    title_name: str
    under: str  # function and commune
    email: str
    address: EnvelopeAddress
    settings: LetterSettings
    too_late: str  # a sentence: the post takes longer than what is left; "" otherwise
    reasons: tuple[Stage, ...]
    cdc: CdcRows | None
    printed: Printed | None
    cdc_written_on: date | None
    cdc_written_by: str


def letters_of(desk: Desk, dossier_id: int, reason: Stage | None = None) -> LettersRows:
    """What can be sent for a dossier, and what is missing for it. Raises UserError when the dossier is gone."""
    data = sheet_data(desk, dossier_id)
    with desk.database.read() as session:
        dossier = existing(session, Dossier, dossier_id, DOSSIER)
        person = dossier.official
        settings = read_letter_settings(session)
        edition = desk.edition(dossier.edition)
        reasons = _reasons(edition, dossier)
        wanted = reason if reason is not None else next(iter(reasons), None)
        due = data.confirm_by if data.request_sent else data.deadline
        return LettersRows(
            dossier_id=dossier_id,
            official_id=dossier.official_id,
            name=person.display_name,
            title_name=_title_name(person),
            under=" · ".join(words for words in (data.person.function, data.person.territory) if words),
            email=person.email,
            address=_envelope(person),
            settings=settings,
            too_late=_too_late(due, desk.today()),
            reasons=reasons,
            cdc=_cdc_rows(dossier, edition, wanted, data, settings) if wanted is not None else None,
            printed=last_printed(session, dossier_id),
            cdc_written_on=dossier.cdc_written_on,
            cdc_written_by=dossier.cdc_written_by,
        )


def make_post(desk: Desk, dossier_id: int, size: Size, *, with_letter: bool = False) -> Made:
    """Cover letter and sheet as one document, with the letter to sign if wanted. Raises UserError with what to do."""
    from app.documents.cdc_letter import cdc_letter
    from app.documents.cover_letter import Posted, by_post
    from app.documents.guide_sheet import Size as Sizes

    data = sheet_data(desk, dossier_id)
    with desk.database.read() as session:
        dossier = existing(session, Dossier, dossier_id, DOSSIER)
        person = dossier.official
        address = _envelope(person)
        if not address.ready:
            raise UserError(address.problems[0].message)
        settings = read_letter_settings(session)
        letter = None
        if with_letter:
            edition = desk.edition(dossier.edition)
            reason = next(iter(_reasons(edition, dossier)), Stage.ELU_ACCOUNT_MISSING)
            letter = cdc_letter(_text(reason, edition), _writer(person), data, settings.recipient)
        posted = Posted(address.lines, person.civility, desk.agent, letter)
    refuse_nir({"Adresse": "\n".join(address.lines), "Nom": data.person.title_name})
    made = by_post(data, posted, size, settings.envelope)
    return Made(made.document, POST, made.steps, large=size is Sizes.LARGE, with_letter=with_letter)


def make_cdc_letter(desk: Desk, dossier_id: int, reason: Stage) -> Made:
    """The letter to the Caisse des Dépôts, ready to be signed. Raises UserError with what is missing."""
    from app.documents.cdc_letter import cdc_document, cdc_letter

    data = sheet_data(desk, dossier_id)
    with desk.database.read() as session:
        dossier = existing(session, Dossier, dossier_id, DOSSIER)
        person = dossier.official
        if missing := _missing(person):
            raise UserError(missing)
        writer = _writer(person)
        settings = read_letter_settings(session)
        letter = cdc_letter(_text(reason, desk.edition(dossier.edition)), writer, data, settings.recipient)
    return Made(cdc_document(letter, data, settings.envelope), CDC)


def mailbox_of(edition: Edition, reason: Stage) -> str:
    """The mailbox of the Caisse des Dépôts that the guide names for this reason, or anywhere else; "" if nowhere."""
    links = [
        (step.stage is not reason, link.url.removeprefix("mailto:"))
        for step in edition.steps
        for link in step.links
        if link.url.startswith("mailto:") and "caissedesdepots" in link.url
    ]
    return min(links, default=(True, ""), key=lambda one: one[0])[1]


def _reasons(edition: Edition, dossier: Dossier) -> tuple[Stage, ...]:
    """Why this person still has to write to the Caisse des Dépôts: where the dossier stands first."""
    if not dossier.is_open:
        return ()
    return reasons_to_write(edition, dossier.full_situation, Stage(dossier.stage), dossier.done)


def _cdc_rows(dossier: Dossier, edition: Edition, reason: Stage, data: SheetData, settings: LetterSettings) -> CdcRows:
    from app.documents.cdc_letter import cdc_mail, forwarded
    from app.documents.letter_texts import cdc_unsure, letter_table

    person = dossier.official
    text = _text(reason, edition)
    unsure = cdc_unsure(reason.value, edition.id)
    missing = _missing(person)
    try:
        writer = _writer(person)
    except UserError as problem:
        missing = problem.message
        writer = _nobody()
    mail = cdc_mail(text, writer, data, mailbox_of(edition, reason))
    return CdcRows(
        reason=reason,
        title=text.title,
        mail=mail,
        forward=forwarded(mail, person.email, data.desk.name) if person.email else None,
        missing=missing,
        unsure_mail=unsure,
        unsure_letter=letter_table("cdc")["recipient"]["unsure"] if settings.recipient_since is None else "",
    )


def _text(reason: Stage, edition: Edition) -> CdcText:
    from app.documents.letter_texts import cdc_text

    return cdc_text(reason.value, edition.id)


def _nobody() -> Writer:
    from app.documents.cdc_letter import Writer

    return Writer("")


def _writer(person: Official) -> Writer:
    """Who writes, in what is known. Raises UserError when one of the texts holds what looks like a NIR."""
    from app.documents.cdc_letter import Writer

    mandates = [
        f"{function_words(mandate.function) or KINDS.get(MandateKind(mandate.kind), 'mandat')}"
        + ("" if mandate.kind == MandateKind.MUNICIPAL else f", {mandate.territory}")
        for mandate in person.current_mandates
    ]
    municipal = next((one.territory for one in person.current_mandates if one.kind == MandateKind.MUNICIPAL), "")
    address = _address(person)
    lines = (address.complement, address.street, address.locality, f"{person.postcode} {person.city}".strip())
    known = {
        "birth_name": person.birth_name,
        "usual_name": person.usual_name if person.usual_name != person.birth_name else "",
        "first_name": person.first_name,
        "mandate": enumeration(mandates),
        "commune": municipal or person.city,
        "phone": national(person.mobile, person.mobile_typed) or national(person.landline, person.landline_typed),
        "email": person.email,
    }
    refuse_nir(
        {
            "Nom": f"{person.first_name} {person.usual_name} {person.birth_name}",
            "Adresse": "\n".join(line or "" for line in lines),
            "Mandat": known["mandate"],
            "Téléphone": known["phone"],
            "Adresse mail": known["email"],
        }
    )
    return Writer(_title_name(person), tuple(line for line in lines if line), person.city, known)


def _missing(person: Official) -> str:
    """What the guide asks for and the person's form does not have, in one sentence; "" when all is there."""
    phone = person.mobile or person.mobile_typed or person.landline or person.landline_typed
    there = {
        "le nom de naissance": person.birth_name,
        "le mandat": bool(person.current_mandates),
        "de quoi répondre (téléphone, adresse mail ou adresse)": phone or person.email or person.postcode,
    }
    wanted = [words for words, value in there.items() if not value]
    if not wanted:
        return ""
    return f"Il manque {enumeration(wanted)}. Complétez la fiche, puis revenez ici."


def _envelope(person: Official) -> EnvelopeAddress:
    return envelope_address(_title_name(person), _address(person))


def _address(person: Official) -> Address:
    return Address(
        number=person.street_number or None,
        repetition=person.repetition or None,
        street_type=person.street_type or None,
        street_name=person.street_name or None,
        complement=person.complement or None,
        locality=person.locality or None,
        postcode=person.postcode or None,
        city=person.city or None,
    )


def _title_name(person: Official) -> str:
    return f"{person.civility} {person.display_name}".strip()


def _too_late(due: date | None, today: date) -> str:
    """Whether the post may come after the day by which the official has to act."""
    from app.documents.letter_texts import letter_table

    if due is None:
        return ""
    days = int(letter_table("cover")["delivery_days"])
    if due < today:
        return f"La date limite du {named_day(due)} est passée. Appelez avant d’envoyer."
    if working_days_until(due, today) <= days:
        return (
            f"La date limite est le {named_day(due)}{NBSP}: le courrier peut arriver après ({days}{NBSP}jours ouvrés). "
            "Appelez aussi."
        )
    return ""
