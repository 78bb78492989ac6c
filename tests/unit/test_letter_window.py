"""The cover letter in its envelope: the address is always whole in the window, and nothing else is ever seen there."""

from dataclasses import replace
from datetime import date

import pytest

from app.checks.envelope import envelope_address
from app.checks.postal import Address
from app.documents.cdc_letter import Writer, cdc_document, cdc_letter
from app.documents.cover_letter import Posted, by_post
from app.documents.envelope import Box, french_envelope
from app.documents.guide_sheet import SheetData, Size
from app.documents.letter_texts import cdc_text
from app.errors import UserError
from tests.pdf_structure import faults, reading_order
from tests.unit.letter_reading import Ink, in_envelope, ink_of, positions
from tests.unit.sheet_reading import Reading, plain, sheet_data

SIX = (
    "Mme Marie-Hélène de La Roche-Fayard",
    "RESIDENCE LES GRANDS TILLEULS BAT B 12",
    "12 BIS CHEMIN DE LA FONTAINE DU MOULIN",
    "BP 12 LIEU DIT LES GRANDES COMBES HAUT",
    "QUARTIER DU CHATEAU DES COMTES DE FORE",
    "42990 SAINT GEORGES EN COUZAN CEDEX 99",
)
WRITER = Writer("Mme Odile Thévenet", ("LE BOURG",), "Feurs", {"birth_name": "Chalencon", "commune": "Feurs"})
THREE = ("M. Luc Ys", "LE BOURG", "42600 CHAMPDIEU")


def posted(address: tuple[str, ...], size: Size, data: SheetData | None = None, civility: str = "Mme") -> bytes:
    return by_post(data or sheet_data(), Posted(address, civility, "Claire M."), size).document.pdf


def is_address(ink: Ink) -> bool:
    """Whether it stands where only the address does."""
    return bool(ink.words) and french_envelope().always.holds(ink.box)


def first_panel(pdf: bytes) -> list[Ink]:
    fold = french_envelope().folds[0]
    return [ink for ink in ink_of(pdf) if ink.box.top < fold]


@pytest.mark.parametrize("size", Size)
@pytest.mark.parametrize("address", [SIX, THREE])
def test_however_the_sheet_slides_the_address_is_whole_and_alone(size: Size, address: tuple[str, ...]) -> None:
    envelope = french_envelope()
    ink = first_panel(posted(address, size))
    lines = [one for one in ink if is_address(one)]
    others = [one for one in ink if not is_address(one)]
    assert plain("".join(one.words for one in lines)) == "".join("".join(address).split())
    tried = 0
    for across, down, turned in positions(envelope):
        tried += 1
        for one in lines:
            seen = in_envelope(one.box, envelope, across, down, turned)
            assert envelope.window.holds(seen), (one.words, across, down, turned)
        for one in others:
            seen = in_envelope(one.box, envelope, across, down, turned)
            assert not envelope.window.meets(seen), (one, across, down, turned)
    assert tried > 40


def test_a_sheet_folded_a_little_long_or_short_still_shows_the_whole_address_and_no_second_panel() -> None:
    ink = ink_of(posted(SIX, Size.LARGE))
    for fold in (98.3, 99.0, 99.7):
        envelope = replace(french_envelope(), folds=(fold, 2 * fold))
        lines = [one.box for one in ink if is_address(one)]
        assert len(lines) > 100
        assert all(envelope.always.holds(box) for box in lines), fold
        assert not any(envelope.ever.meets(one.box) for one in ink if not is_address(one)), fold
        assert envelope.ever.bottom < fold


def test_the_test_of_the_window_sees_what_is_hidden_and_what_shows() -> None:
    """The proof above can fail: one millimetre too low, or a word beside the address, is seen."""
    envelope = french_envelope()
    low = Box(105, 75, 130, envelope.always.bottom + 1)
    beside = Box(92, 60, 99, 63)
    assert not all(envelope.window.holds(in_envelope(low, envelope, *way)) for way in positions(envelope))
    assert any(envelope.window.meets(in_envelope(beside, envelope, *way)) for way in positions(envelope))


def test_the_window_that_is_always_seen_is_ninety_by_twenty_four() -> None:
    envelope = french_envelope()
    assert envelope.always.width == pytest.approx(90)
    assert envelope.always.height == pytest.approx(24)
    assert envelope.slide == pytest.approx((10, 11))
    assert "confirmer" in envelope.unsure


@pytest.mark.parametrize("reason", ["elu_account_missing", "identity_to_check"])
def test_the_letter_to_the_cdc_has_its_address_in_the_window_too(reason: str) -> None:
    envelope = french_envelope()
    writer = Writer(
        "Mme Marie-Hélène de La Roche-Fayard",
        ("Résidence des Grands Tilleuls, bâtiment B, porte 12", "12 bis chemin de la Fontaine", "42990 Palogneux"),
        "Palogneux",
        {"phone": "06 39 98 12 34", "email": "marie-helene.de.la.roche-fayard@mairie-palogneux.exemple.fr"},
    )
    letter = cdc_letter(cdc_text(reason, "2022-03"), writer, sheet_data())
    ink = ink_of(cdc_document(letter, sheet_data()).pdf)
    panel = [one for one in ink if one.box.top < envelope.folds[0]]
    inside = [one for one in panel if envelope.ever.meets(one.box)]
    assert plain("".join(one.words for one in inside)) == "".join("".join(letter.address).split())
    assert all(envelope.always.holds(one.box) for one in inside)


@pytest.mark.parametrize("size", Size)
def test_small_marks_at_the_left_edge_say_where_to_fold(size: Size) -> None:
    marks = [one.box for one in ink_of(posted(THREE, size)) if not one.words and one.box.right < 12]
    assert [round((box.top + box.bottom) / 2) for box in marks] == [99, 198]
    assert all(box.left >= 4 for box in marks)


def test_a_line_too_wide_for_the_window_is_refused_and_said() -> None:
    with pytest.raises(UserError, match="trop large pour la fenêtre"):
        posted(("Mme Ida Blanc", "W" * 38, "42600 CHAMPDIEU"), Size.STANDARD)


# The address by the norm


def test_what_is_longer_than_the_norm_is_abbreviated_by_it_and_told() -> None:
    found = envelope_address(
        "Mme Odile Thévenet",
        Address("12", None, "boulevard", "du Maréchal de Lattre de Tassigny", postcode="42600", city="Montbrison"),
    )
    assert found.lines[1] == "12 BD DU MAL DE LATTRE DE TASSIGNY"
    assert found.shortened == ("12 BOULEVARD DU MARECHAL DE LATTRE DE TASSIGNY",)
    assert found.ready


def test_a_line_that_no_abbreviation_makes_fit_says_what_to_shorten_and_is_not_cut() -> None:
    found = envelope_address(
        "Mme Odile Thévenet",
        Address(
            "12", None, "rue", "des Anciens Combattants d’Afrique du Nord et d’Indochine", None, None, "42600", "Feurs"
        ),
    )
    (problem,) = found.problems
    assert "ANCIENS COMBATTANTS D AFRIQUE DU NORD ET D INDOCHINE" in problem.message
    assert "Abrégez la voie" in problem.message
    assert not found.ready


@pytest.mark.parametrize(
    ("address", "missing"),
    [
        (Address(postcode="42600", city="Feurs"), "la voie ou le lieu-dit"),
        (Address(street_type="rue", street_name="Haute", city="Feurs"), "le code postal"),
        (Address(locality="Le Bourg", postcode="42110"), "la commune"),
        (Address(), "la voie ou le lieu-dit, le code postal et la commune"),
    ],
)
def test_an_address_that_is_not_whole_says_what_is_missing(address: Address, missing: str) -> None:
    (problem,) = envelope_address("Mme Odile Thévenet", address).problems
    assert f"il manque {missing}." in plain(problem.message)


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("Mme Odile Thévenet", "Mme Odile Thévenet"),
        ("Mme Marie-Christine de La Rochefoucauld-Bayers", "Mme M.-C. de La Rochefoucauld-Bayers"),
    ],
)
def test_a_long_name_keeps_its_surname_whole(name: str, line: str) -> None:
    assert envelope_address(name, Address(locality="Le Bourg", postcode="42600", city="Feurs")).lines[0] == line


def test_a_lieu_dit_is_enough_and_nothing_has_punctuation_from_the_street_on() -> None:
    found = envelope_address("M. Luc Ys", Address(locality="L’Orme-Haut", postcode="42600", city="St-Just, Forez"))
    assert found.lines == ("M. Luc Ys", "L ORME HAUT", "42600 ST JUST FOREZ")


# What the letter says


def letter_text(size: Size, data: SheetData | None = None, civility: str = "Mme") -> str:
    return plain(Reading(posted(THREE, size, data, civility)).pages[0])


def test_the_letter_says_what_is_enclosed_by_when_to_ask_with_the_rule_and_whom_to_call() -> None:
    text = letter_text(Size.STANDARD)
    assert "Montbrison, le 26 janvier 2026" in text
    assert "Madame," in text
    assert "La gestion du domaine public et privé de la commune" in text
    assert "au plus tard le mardi 3 mars 2026" in text
    assert "11 jours ouvrés" in text
    assert "04 77 96 39 08" in text
    assert "fiche pas à pas, en 4 pages" in text
    assert "Claire M." in text


def test_in_large_print_the_letter_is_large_too_says_so_and_keeps_to_one_page() -> None:
    pdf = posted(THREE, Size.LARGE)
    reading = Reading(pdf)
    assert "en gros caractères" in plain(reading.pages[0])
    assert "salutations distinguées" in plain(reading.pages[0])
    assert "Phase" not in plain(reading.pages[0])
    assert "Phase" in "".join(map(plain, reading.pages[1:]))


@pytest.mark.parametrize("size", Size)
def test_a_day_that_is_past_is_never_asked_for(size: Size) -> None:
    text = letter_text(size, replace(sheet_data(), deadline=date(2026, 1, 20), deadline_passed=True))
    assert "La date limite de cette session était le mardi 20 janvier 2026" in text
    assert "Appelez-nous avant de commencer" in text
    assert "au plus tard" not in text


def test_without_a_session_the_letter_asks_to_call_for_a_date() -> None:
    text = letter_text(Size.STANDARD, replace(sheet_data(), training=None, deadline=None))
    assert "n’est pas encore choisie" in text
    assert "formation «" not in text


def test_a_session_that_is_cancelled_is_not_promised() -> None:
    data = replace(sheet_data(), session_note="La session du lundi 23 mars 2026 est annulée.", deadline=None)
    text = letter_text(Size.STANDARD, data)
    assert "est annulée. Appelez-nous avant de commencer" in text
    assert text.count("lundi 23 mars 2026") == 1


def test_who_has_to_confirm_reads_that_day_instead() -> None:
    data = replace(sheet_data(), request_sent=True, confirm_by=date(2026, 2, 2), confirm_rule="4 jours ouvrés")
    text = letter_text(Size.STANDARD, data)
    assert "Confirmez votre inscription au plus tard le lundi 2 février 2026" in text
    assert "Envoyez votre demande" not in text


def test_letter_and_sheet_are_one_document_and_the_same_data_give_the_same_bytes() -> None:
    made = by_post(sheet_data(), Posted(THREE, "M.", "Claire M."), Size.STANDARD)
    assert made.document.pages == made.sheet_pages + 1
    assert made.document.pdf == posted(THREE, Size.STANDARD, civility="M.")
    assert made.document.name == "Courrier Mme Hélène Fayard 26 janvier 2026"


@pytest.mark.parametrize(("reason", "encloses"), [("identity_to_check", True), ("elu_account_missing", False)])
def test_only_a_letter_that_encloses_something_is_said_to_tell_what(reason: str, encloses: bool) -> None:
    letter = cdc_letter(cdc_text(reason, "2022-03"), WRITER, sheet_data())
    pdf = by_post(sheet_data(), Posted(THREE, "Mme", "Claire M.", letter), Size.STANDARD).document.pdf
    text = plain(Reading(pdf).pages[0])
    assert "Signez aussi la lettre à la Caisse des Dépôts, puis postez-la." in text
    assert ("Elle dit ce qu’il faut y joindre." in text) == encloses


def test_a_letter_of_two_pages_fills_the_first_and_its_signature_never_stands_alone() -> None:
    letter = cdc_letter(cdc_text("identity_to_check", "2022-03"), WRITER, sheet_data())
    pdf = by_post(sheet_data(), Posted(THREE, "Mme", "Claire M.", letter), Size.LARGE).document.pdf
    first, second = (plain(page) for page in Reading(pdf).pages[:2])
    assert "N’écrivez sur la fiche ni votre mot de passe" in first
    assert "salutations distinguées" in second
    assert "Claire M." in second


def test_letters_that_no_font_has_are_told() -> None:
    address = ("Mme Hélène 🦉 Fayard", "LE BOURG", "42600 CHAMPDIEU")
    made = by_post(sheet_data(), Posted(address, "Mme", "Claire M."), Size.STANDARD)
    assert made.document.missing_letters == ("🦉",)


# Read out by a screen reader


def test_letter_to_sign_and_post_are_whole_trees_read_in_their_order() -> None:
    letter = cdc_letter(cdc_text("identity_to_check", "2022-03"), WRITER, sheet_data())
    alone = cdc_document(letter, sheet_data()).pdf
    both = by_post(sheet_data(), Posted(SIX, "Mme", "Claire M.", letter), Size.LARGE).document.pdf
    assert faults(alone) == []
    assert faults(both) == []
    read = [(role, plain(words)) for role, words in reading_order(alone)]
    assert read[0][1].startswith("Mme Odile Thévenet")
    assert [words for role, words in read if role == "H1"] == [f"Objet : {plain(letter.subject)}"]
    assert ("LBody", "Nom de naissance : Chalencon") in read
    assert read.index(("P", "Signature")) + 1 == read.index(("P", "Mme Odile Thévenet"))
    assert all(words for _, words in read)  # nothing is read that says nothing
