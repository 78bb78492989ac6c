"""What goes by post and what the Caisse des Dépôts is written; what was printed, and what was sent."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pypdfium2
import pytest
from sqlalchemy import select, update

from app.checks.nir_structure import right_key
from app.desk import Desk
from app.documents.guide_sheet import Size
from app.documents.letter_texts import cdc_texts, letter_table, placeholders_of
from app.domain.dossiers import Handout
from app.domain.officials import Official
from app.domain.stages import Stage
from app.errors import UserError
from app.guide.edition import Link
from app.guide.loading import load_editions
from app.services import letters
from app.services.letter_settings import save_recipient, save_window
from app.services.letters import letters_of, mailbox_of, make_cdc_letter, make_post
from app.services.posting import record_made, record_posted
from app.storage import queries
from app.storage.database import Database
from app.storage.revert import revert
from tests.factories import (
    NOT_SHOWN,
    WITHOUT_FRANCECONNECT,
    Clock,
    add_dossier,
    add_person,
    add_session,
    make_desk,
)
from tests.unit.letter_reading import ink_of

MAILBOX = "dfp_mcf_gestion-des-droits-et-formations@caissedesdepots.fr"
AT_HOME: Mapping[str, Any] = {
    "street_number": "12",
    "repetition": "bis",
    "street_type": "rue",
    "street_name": "du Moulin",
    "mobile": "+33639984127",
    "mobile_typed": "06 39 98 41 27",
    "usual_name": "Thévenet",
    "birth_name": "Chalencon",
}
THIRTEEN = "2850542187005"  # invented, of a commune that exists
NIR = THIRTEEN + right_key(THIRTEEN)


@pytest.fixture
def desk(encrypted: Database) -> Desk:
    return make_desk(encrypted)


def plain(text: str) -> str:
    return " ".join(text.replace("\u00a0", " ").split())


def text_of(pdf: bytes, page: int | None = None) -> str:
    document = pypdfium2.PdfDocument(pdf)
    pages = [one.get_textpage().get_text_bounded() for one in document]
    document.close()
    return plain(" ".join(pages if page is None else pages[page : page + 1]))


def odile(desk: Desk, situation: Mapping[str, str] = NOT_SHOWN, **values: Any) -> int:
    return add_dossier(desk, add_person(desk, **{**AT_HOME, **values}), add_session(desk), situation)


def pass_by(desk: Desk, **span: float) -> None:
    clock = desk.clock
    assert isinstance(clock, Clock)
    clock.pass_by(**span)


def history(desk: Desk, dossier_id: int) -> list[str]:
    return [plain(line.text) for line in queries.dossier(desk, dossier_id).history if line.kind == "handed_out"]


# By post


@pytest.mark.parametrize("size", Size)
def test_letter_and_sheet_come_as_one_document_with_her_address(desk: Desk, size: Size) -> None:
    made = make_post(desk, odile(desk), size)
    first = text_of(made.document.pdf, 0)
    assert "Mme Odile Thévenet" in first
    assert "12 BIS RUE DU MOULIN" in first
    assert "42990 SAINT GEORGES EN COUZAN" in first
    assert "au plus tard le mercredi 25 novembre 2026" in first
    assert "11 jours ouvrés" in first
    assert ("gros caractères" in first) is (size is Size.LARGE)
    assert f"en {made.document.pages - 1} pages" in first
    assert "Étape" in text_of(made.document.pdf) or "étape" in text_of(made.document.pdf)


def test_an_address_that_is_not_whole_is_told_and_nothing_is_made(desk: Desk) -> None:
    dossier = odile(desk, street_type="", street_name="", street_number="", repetition="")
    (problem,) = letters_of(desk, dossier).address.problems
    assert "il manque la voie ou le lieu-dit" in plain(problem.message)
    with pytest.raises(UserError, match="la voie ou le lieu-dit"):
        make_post(desk, dossier, Size.STANDARD)


def test_what_is_printed_is_not_yet_sent_and_what_is_posted_counts_as_handed_out(desk: Desk) -> None:
    dossier = odile(desk)
    with pytest.raises(UserError, match="Rien n’est encore imprimé"):
        record_posted(desk, dossier)
    made = make_post(desk, dossier, Size.LARGE)
    changes = record_made(desk, dossier, made, "print")
    assert "une fois posté" in changes.label.lower()
    pages = made.document.pages
    assert history(desk, dossier) == [f"Lettre et fiche imprimées pour la poste : {pages} pages, gros caractères"]
    assert letters_of(desk, dossier).printed.posted_on is None
    with pytest.raises(UserError, match="préparé le"):
        record_posted(desk, dossier, date(2026, 11, 23))
    pass_by(desk, days=2)  # noted a day late
    record_posted(desk, dossier, date(2026, 11, 25))
    newest = queries.dossier(desk, dossier).history[0]
    assert plain(newest.text) == f"Lettre et fiche envoyées par la poste : {pages} pages, gros caractères"
    assert plain(newest.detail) == "Posté le mer. 25 nov. · par Claire M."
    assert letters_of(desk, dossier).printed.posted_on == date(2026, 11, 25)
    with desk.database.read() as session:
        (kept,) = session.scalars(select(Handout))
        assert (kept.way, kept.pages, kept.steps, kept.agent) == ("post", pages, made.steps, "Claire M.")
        assert kept.at.astimezone().date() == date(2026, 11, 25)


def test_a_new_printing_waits_for_its_own_posting(desk: Desk) -> None:
    dossier = odile(desk)
    made = make_post(desk, dossier, Size.STANDARD)
    record_made(desk, dossier, made, "print")
    record_posted(desk, dossier)
    pass_by(desk, minutes=5)
    record_made(desk, dossier, made, "file")
    assert letters_of(desk, dossier).printed.posted_on is None


def test_a_posting_that_is_taken_back_is_offered_again(desk: Desk) -> None:
    dossier = odile(desk)
    record_made(desk, dossier, make_post(desk, dossier, Size.STANDARD), "print")
    changes = record_posted(desk, dossier)
    assert letters_of(desk, dossier).printed.posted_on == desk.today()
    revert(desk.database, changes, desk.now(), desk.agent)
    assert letters_of(desk, dossier).printed.posted_on is None


def test_a_day_to_come_is_no_day_of_posting(desk: Desk) -> None:
    dossier = odile(desk)
    record_made(desk, dossier, make_post(desk, dossier, Size.STANDARD), "print")
    with pytest.raises(UserError, match="encore à venir"):
        record_posted(desk, dossier, date(2026, 11, 25))


def test_a_last_day_that_the_post_may_miss_is_told(desk: Desk) -> None:
    assert "Appelez aussi" in letters_of(desk, odile(desk)).too_late  # to be asked for tomorrow
    later = add_dossier(desk, add_person(desk, "Luc", "Ys"), add_session(desk, starts_on=date(2027, 2, 9)), NOT_SHOWN)
    assert letters_of(desk, later).too_late == ""


def test_the_letter_to_sign_can_go_with_the_sheet(desk: Desk) -> None:
    dossier = odile(desk)
    without = make_post(desk, dossier, Size.STANDARD)
    made = make_post(desk, dossier, Size.STANDARD, with_letter=True)
    assert made.document.pages == without.document.pages + 1
    assert "Signez aussi la lettre à la Caisse des Dépôts" in text_of(made.document.pdf, 0)
    assert "Signature" in text_of(made.document.pdf, 1)


# To the Caisse des Dépôts


@pytest.mark.parametrize("edition", ["2022-03", "2026-fcplus"])
@pytest.mark.parametrize(
    ("situation", "reason"),
    [(NOT_SHOWN, Stage.ELU_ACCOUNT_MISSING), (WITHOUT_FRANCECONNECT, Stage.IDENTITY_TO_CHECK)],
)
def test_mail_and_letter_say_what_the_guide_asks_for_and_nothing_more(
    desk: Desk, situation: Mapping[str, str], reason: Stage, edition: str
) -> None:
    dossier = odile(desk, {**situation, "digital_identity": "no"})
    with desk.database.transaction() as unit:
        unit.session.execute(update(_dossiers()).values(edition=edition))
    rows = letters_of(desk, dossier)
    assert rows.cdc is not None
    assert rows.cdc.reason is reason
    assert rows.cdc.mail.to == MAILBOX
    said = plain(rows.cdc.mail.body)
    for words in ("Nom de naissance : Chalencon", "Nom d’usage : Thévenet", "Prénom : Odile", "1re adjointe au maire"):
        assert words in said
    assert "Commune : Saint-Georges-en-Couzan" in said
    assert "06 39 98 41 27" in said
    letter = make_cdc_letter(desk, dossier, reason)
    printed = text_of(letter.document.pdf)
    assert letter.document.pages == 1
    for words in ("Chalencon", "1re adjointe au maire", "Saint-Georges-en-Couzan", "06 39 98 41 27", "Signature"):
        assert words in printed
    both = (said + printed).lower()
    for never in ("sécurité sociale", "nir", "mot de passe", "iban", "né le", "née le"):
        assert never not in both.split() if never == "nir" else never not in both
    enclosed = "recto et verso" in said
    assert enclosed is (reason is Stage.IDENTITY_TO_CHECK)
    assert bool(rows.cdc.mail.enclosed) is enclosed
    # What is unsure is said to the agent, never to the Caisse des Dépôts.
    assert any("À confirmer" in words for words in rows.cdc.unsure_mail) is (edition == "2026-fcplus")
    assert "confirmer" not in both
    assert "adresse postale" in rows.cdc.unsure_letter


def _dossiers() -> Any:
    from app.domain.dossiers import Dossier

    return Dossier


def test_nobody_is_asked_to_write_who_needs_not(desk: Desk) -> None:
    dossier = odile(desk, {"account_open": "yes", "franceconnect": "yes", "elu_account": "yes"})
    assert letters_of(desk, dossier).cdc is None


def test_both_reasons_can_hold_and_the_column_says_which_comes_first(desk: Desk) -> None:
    dossier = odile(desk, {"account_open": "yes", "franceconnect": "no", "elu_account": "no"})
    rows = letters_of(desk, dossier)
    assert rows.reasons == (Stage.ELU_ACCOUNT_MISSING, Stage.IDENTITY_TO_CHECK)
    assert letters_of(desk, dossier, Stage.IDENTITY_TO_CHECK).cdc.reason is Stage.IDENTITY_TO_CHECK


def test_without_a_mandate_it_says_what_is_missing(desk: Desk) -> None:
    person = add_person(desk, commune="", **AT_HOME)
    dossier = add_dossier(desk, person, add_session(desk), NOT_SHOWN)
    assert "Il manque le mandat" in letters_of(desk, dossier).cdc.missing
    with pytest.raises(UserError, match="Il manque le mandat"):
        make_cdc_letter(desk, dossier, Stage.ELU_ACCOUNT_MISSING)


def test_a_number_that_got_into_a_field_is_refused_and_never_repeated(desk: Desk) -> None:
    """The services refuse it before; a base that came from elsewhere may hold one all the same."""
    dossier = odile(desk)
    with desk.database.transaction() as unit:
        unit.session.execute(update(Official).values(complement=f"Chez Luc {NIR}", email=f"{NIR}@exemple.fr"))
    rows = letters_of(desk, dossier)
    assert "sécurité sociale" in rows.cdc.missing
    assert THIRTEEN not in "".join(rows.cdc.mail.whole.split()) + rows.cdc.missing
    for make in (
        lambda: make_cdc_letter(desk, dossier, Stage.ELU_ACCOUNT_MISSING),
        lambda: make_post(desk, dossier, Size.STANDARD),
    ):
        with pytest.raises(UserError, match="sécurité sociale") as refusal:
            make()
        assert THIRTEEN not in str(refusal.value)


def test_the_mail_fits_a_mailto_that_windows_hands_on(desk: Desk) -> None:
    for situation in (NOT_SHOWN, WITHOUT_FRANCECONNECT):
        mail = letters_of(desk, odile(desk, situation, first_name=f"Odile{len(situation)}")).cdc.mail
        assert len(mail.link()) < 2_000
        assert mail.link().startswith(f"mailto:{MAILBOX}?subject=")
        assert "%0D%0A" in mail.link()
        assert " " not in mail.link()


def test_the_same_mail_can_go_to_her_own_mail_program(desk: Desk) -> None:
    assert letters_of(desk, odile(desk)).cdc.forward is None  # she has no address
    cdc = letters_of(desk, odile(desk, first_name="Odette", email="odette@exemple.fr")).cdc
    assert cdc.forward.to == "odette@exemple.fr"
    assert MAILBOX in cdc.forward.body
    assert cdc.mail.body.rstrip() in cdc.forward.body


def test_every_edition_names_the_mailbox_and_has_its_texts() -> None:
    for edition in load_editions():
        for reason in (Stage.ELU_ACCOUNT_MISSING, Stage.IDENTITY_TO_CHECK):
            assert mailbox_of(edition, reason) == MAILBOX


def test_the_words_of_letters_name_values_that_are_known_and_say_where_they_come_from() -> None:
    told = {"training", "session_dates", "deadline", "desk_name", "desk_full_name", "desk_phone"}
    cover = told | {"deadline_rule", "deadline_past", "confirm_by", "confirm_rule", "session_note", "pages", "large"}
    for text in cdc_texts():
        assert text.source
        for paragraph in text.paragraphs:
            assert placeholders_of(paragraph.text) <= told
    for one in letter_table("cover")["paragraph"]:
        assert placeholders_of(one["text"]) <= cover | {"no_session", "cdc_letter", "cdc_enclosed"}
    assert letter_table("cover")["source"]
    assert letter_table("cdc")["recipient"]["source"]


def test_what_the_desk_has_measured_and_asked_itself_holds_from_then_on(desk: Desk) -> None:
    dossier = odile(desk)
    assert "confirmer" in letters_of(desk, dossier).settings.envelope.unsure
    save_window(desk, 15, 22)
    save_recipient(desk, ["Caisse des Dépôts", "", " 27 RUE INVENTEE ", "49000 ANGERS"])
    rows = letters_of(desk, dossier)
    assert rows.settings.envelope.window.left == 105
    assert (rows.settings.window_since, rows.settings.recipient_since) == (desk.today(), desk.today())
    assert rows.cdc.unsure_letter == ""
    letter = text_of(make_cdc_letter(desk, dossier, Stage.ELU_ACCOUNT_MISSING).document.pdf)
    assert "27 RUE INVENTEE" in letter
    ink = ink_of(make_post(desk, dossier, Size.LARGE).document.pdf)
    inside = [one for one in ink if rows.settings.envelope.ever.meets(one.box)]
    assert "12BISRUEDUMOULIN" in "".join(one.words for one in inside)
    assert all(rows.settings.envelope.always.holds(one.box) for one in inside)


@pytest.mark.parametrize(("right", "bottom"), [(10, 14), (10, 35), (35, 14), (35, 35)])
def test_wherever_the_window_may_be_nothing_but_the_address_is_seen_in_it(desk: Desk, right: int, bottom: int) -> None:
    dossier = odile(desk)
    save_window(desk, right, bottom)
    envelope = letters_of(desk, dossier).settings.envelope
    for made in (make_post(desk, dossier, Size.LARGE), make_cdc_letter(desk, dossier, Stage.ELU_ACCOUNT_MISSING)):
        inside = [one for one in ink_of(made.document.pdf) if envelope.ever.meets(one.box)]
        assert len(inside) > 40
        assert all(envelope.always.holds(one.box) for one in inside)


def test_a_window_that_no_dl_envelope_has_and_a_line_too_long_are_refused(desk: Desk) -> None:
    with pytest.raises(UserError, match="Mesurez-la"):
        save_window(desk, 80, 20)
    for right, bottom in ((9, 20), (36, 20), (20, 13), (20, 36)):  # a millimetre beyond what holds
        with pytest.raises(UserError, match="Mesurez-la"):
            save_window(desk, right, bottom)
    with pytest.raises(UserError, match="Abrégez-la"):
        save_recipient(desk, ["X" * 39])
    with pytest.raises(UserError, match="Ôtez-en"):
        save_recipient(desk, ["X"] * 7)
    save_recipient(desk, ["X" * 38] * 6)
    with pytest.raises(UserError, match="Adresse de la Caisse des Dépôts"):
        save_recipient(desk, [f"CS {NIR}"])


def test_a_later_day_of_the_letter_is_that_day(desk: Desk) -> None:
    dossier = odile(desk)
    pass_by(desk, days=7)
    made = make_cdc_letter(desk, dossier, Stage.ELU_ACCOUNT_MISSING)
    assert "Saint-Georges-en-Couzan, le 1er décembre 2026" in text_of(made.document.pdf)
    assert made.document.name == "Lettre CDC Mme Odile Thévenet 1er décembre 2026"


@pytest.mark.parametrize(("due", "warned"), [(date(2026, 11, 27), True), (date(2026, 11, 30), False)])
def test_a_letter_takes_three_working_days(due: date, warned: bool) -> None:
    """Posted on Tuesday 24 November, it may come on Friday 27: too late to act on that day, in time for Monday."""
    assert ("le courrier peut arriver après" in letters._too_late(due, date(2026, 11, 24))) is warned


def test_the_mailbox_is_that_of_the_step_for_this_reason_or_else_any_that_the_guide_names() -> None:
    edition = load_editions()[0]
    first, second = edition.steps[:2]
    mail = Link("mailto:identite@caissedesdepots.fr", ""), Link("mailto:elus@caissedesdepots.fr", "")
    steps = (
        replace(first, stage=Stage.IDENTITY_TO_CHECK, links=mail[:1]),
        replace(second, stage=Stage.ELU_ACCOUNT_MISSING, links=mail[1:]),
    )
    told = replace(edition, steps=steps)
    assert mailbox_of(told, Stage.IDENTITY_TO_CHECK) == "identite@caissedesdepots.fr"
    assert mailbox_of(told, Stage.ELU_ACCOUNT_MISSING) == "elus@caissedesdepots.fr"
    assert mailbox_of(told, Stage.READY_TO_REQUEST) == "identite@caissedesdepots.fr"
    assert mailbox_of(replace(told, steps=()), Stage.IDENTITY_TO_CHECK) == ""
