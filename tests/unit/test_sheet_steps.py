"""The sheet holds exactly the steps that remain, whole and in order: every branch of the guide, both print sizes."""

import re
from dataclasses import replace

import pytest

from app.documents.foot import notes
from app.documents.guide_sheet import Sheet, SheetData, Size, guide_sheet, square_words, worded_steps
from app.documents.metrics import LEFT, RIGHT, metrics_of
from app.documents.words import french
from app.domain.stages import Stage
from app.guide.edition import Actor, Link, Step
from app.guide.path import numbering
from tests.unit.sheet_reading import (
    TRAINING,
    WITH_FRANCECONNECT,
    WITHOUT_ACCOUNT,
    Reading,
    edition,
    every_path,
    plain,
    sheet_data,
)

PATHS = every_path()
ACTORS = {Actor.OFFICIAL: "Vous", Actor.AMF42: "AMF42", Actor.CDC: "Caisse des Dépôts"}


def path_name(steps: tuple[Step, ...]) -> str:
    return f"{len(steps)}-{steps[0].id}" if steps else "nothing-left"


def data_of(steps: tuple[Step, ...]) -> SheetData:
    return sheet_data(steps=steps, request_sent=not any(step.deadline for step in steps))


MADE: dict[tuple[str, ...], tuple[Sheet, Reading]] = {}


def made(steps: tuple[Step, ...], size: Size) -> tuple[Sheet, Reading]:
    """The sheet of a path, set and read once for all tests."""
    key = (size.value, *(step.id for step in steps))
    if key not in MADE:
        sheet = guide_sheet(data_of(steps), size)
        MADE[key] = sheet, Reading(sheet.pdf)
    return MADE[key]


@pytest.mark.parametrize("size", Size)
@pytest.mark.parametrize("steps", PATHS, ids=path_name)
def test_every_branch_prints_each_of_its_steps_whole_on_one_page(steps: tuple[Step, ...], size: Size) -> None:
    data = data_of(steps)
    sheet, reading = made(steps, size)
    assert sheet.steps == len(steps)
    assert sheet.pages == len(reading.pages)
    assert sheet.missing_letters == ()
    page = 0
    for worded in worded_steps(data):
        said = [f"{worded.number} {ACTORS[worded.step.actor]} {plain(french(worded.step.title))}"]
        said += [plain(run.text) for block in worded.body for run in block.runs]
        screen = worded.step.screen
        if screen is not None and screen.fields:
            said += [plain(field.label) for field in screen.fields]
            said += [plain(words) for words in screen.buttons]
            said += [plain(run.text) for block in worded.screen_note for run in block.runs]
        squeezed = [words.replace(" ", "") for words in said]
        while squeezed[0] not in reading.pages[page].replace(" ", ""):
            page += 1  # steps follow one another: never back to an earlier page
            assert page < len(reading.pages), f"not on the sheet: {said[0]}"
        here = reading.pages[page].replace(" ", "")
        assert [words for words, bare in zip(said, squeezed, strict=True) if bare not in here] == []


@pytest.mark.parametrize("size", Size)
@pytest.mark.parametrize("steps", PATHS, ids=path_name)
def test_no_page_is_empty_and_nothing_leaves_its_margins_nor_enters_the_foot(
    steps: tuple[Step, ...], size: Size
) -> None:
    sheet, reading = made(steps, size)
    foot = 272.0 if size is Size.STANDARD else 266.0
    for number, text in enumerate(reading.pages):
        assert f"Page {number + 1}/{sheet.pages}" in text
        for words in ("04 77 96 39 08", "amf42@amf42.fr", "18 quai de l’Astrée", "Guide AMF42, édition 2022"):
            assert words in text
        assert ("suite page" in text) == (number + 1 < sheet.pages)
        # In large print a long first step may leave page 1 to the head; every other page has a step.
        assert number == 0 or any(actor in text for actor in ACTORS.values())
        for left, top, right, bottom in reading.bounds(number):
            assert left >= LEFT - 0.8  # pdfium counts half a line's weight, and its joins
            assert right <= RIGHT + 0.8
            assert top >= 9.2
            assert bottom <= 290.6  # descenders of the foot's last line
            in_foot = top > foot - 0.6
            goes_on = left > RIGHT - 50 and top > foot - 5  # « suite page 2 »
            assert bottom <= foot - 1.4 or in_foot or goes_on


def test_a_phase_heading_is_never_alone_at_the_end_of_a_page() -> None:
    for steps in PATHS:
        for size in Size:
            for text in made(steps, size)[1].pages:
                for phase in edition().phases:
                    _, found, after = text.rpartition(plain(f"Phase {phase.number} – {phase.title} étape"))
                    assert not found or any(word in after for word in ("Vous", "AMF42", "Caisse"))


def test_the_pictures_sheets_take_no_more_paper_than_they_did() -> None:
    assert guide_sheet(sheet_data(WITH_FRANCECONNECT)).pages == 2
    assert guide_sheet(sheet_data(WITHOUT_ACCOUNT)).pages == 4


def steps_on(page: str, steps: tuple[Step, ...]) -> int:
    """How many of these steps begin on a page."""
    heads = [f"{one.number} {ACTORS[one.step.actor]} {plain(one.step.title)}" for one in worded_steps(data_of(steps))]
    return sum(head in page for head in heads)


@pytest.mark.parametrize("steps", PATHS, ids=path_name)
def test_a_last_page_holds_three_steps_or_more(steps: tuple[Step, ...]) -> None:
    pages = made(steps, Size.STANDARD)[1].pages
    assert len(pages) == 1 or steps_on(pages[-1], steps) >= 3


@pytest.mark.parametrize("steps", PATHS, ids=path_name)
def test_a_page_1_without_room_for_a_step_tells_which_phase_begins_where(steps: tuple[Step, ...]) -> None:
    pages = made(steps, Size.LARGE)[1].pages
    if steps and steps_on(pages[0], steps) == 0:
        first = plain(next(phase.title for phase in edition().phases if phase.number == steps[0].phase))
        assert re.search(rf"Phase {steps[0].phase} – {re.escape(first)} étapes? 1( à \d+)?, page 2 ", pages[0])


def test_only_what_remains_is_printed() -> None:
    whole = Reading(guide_sheet(sheet_data()).pdf)
    assert "Demandez la création de votre compte" in whole.text
    done = [step.id for step in sheet_data().steps[:2]]
    rest = Reading(guide_sheet(sheet_data(done=done)).pdf)
    assert "Demandez la création de votre compte" not in rest.text
    assert "☐ 1 Vous Écran 1 : votre identité" in rest.text


def test_phases_say_where_one_stands_in_words() -> None:
    text = Reading(guide_sheet(sheet_data(WITH_FRANCECONNECT, Stage.READY_TO_REQUEST)).pdf).pages[0]
    assert "Phase 1 – fait Connexion" in text
    assert "Phase 2 – vous êtes ici Trouver une formation AMF42" in text
    assert "Phase 3 – ensuite S’inscrire" in text


def test_steps_are_numbered_on_through_the_sheet() -> None:
    data = sheet_data(WITH_FRANCECONNECT, Stage.READY_TO_REQUEST)
    text = Reading(guide_sheet(data).pdf).text
    first = sum(1 for step in data.steps if step.phase == 2)
    assert f"Phase 2 – Trouver une formation AMF42 étapes 1 à {first}" in text
    assert f"Phase 3 – S’inscrire étapes {first + 1} à {len(data.steps)}" in text


def test_the_platforms_form_bears_what_is_known_to_copy() -> None:
    text = Reading(guide_sheet(sheet_data()).pdf).text
    for words in ("Nom de naissance BERTHET", "Téléphone mobile 06 39 98 12 34", "Nom de la voie", "DE LA FONTAINE"):
        assert words in text
    assert "Lieu Dit" in text
    assert "laissez vide" in text


@pytest.mark.parametrize("size", Size)
def test_a_nir_or_a_password_has_a_dashed_frame_that_says_where_it_is_typed(size: Size) -> None:
    data = sheet_data()
    secret = sum(field.secret for step in data.steps if step.screen for field in step.screen.fields)
    text = Reading(guide_sheet(data, size).pdf).text
    assert secret >= 4
    assert text.count("à l’écran seulement") >= secret
    assert "jamais sur cette feuille" in text


def test_what_a_dashed_frame_means_is_said_once() -> None:
    for situation in (WITHOUT_ACCOUNT, {"account_open": "yes", "franceconnect": "no"}):
        text = Reading(guide_sheet(sheet_data(situation)).pdf).text
        assert text.count("Cadre en pointillé : à l’écran seulement, jamais sur cette feuille.") == 1


def test_a_forms_own_heading_and_the_platforms_hints_stand_on_screen_1() -> None:
    text = Reading(guide_sheet(sheet_data()).pdf).pages[0]
    assert "Vos informations professionnelles Diplôme le plus élevé" in text
    for words in (
        "Saisissez les 13 caractères alphanumériques et la clé à 2 chiffres inscrits sur votre carte Vitale",
        "Si vous êtes agent public de catégorie A ou B, merci de laisser cette rubrique à « Non renseigné »",
    ):
        assert words in text


def test_a_sentence_keeps_its_full_stop_at_the_end_of_a_full_line() -> None:
    text = Reading(guide_sheet(sheet_data()).pdf).text
    assert "Complétez, modifiez ou supprimez les éléments demandés vous concernant. ☐ 18 " in text


def test_the_price_is_the_platforms_own_table() -> None:
    text = Reading(guide_sheet(sheet_data(WITH_FRANCECONNECT)).pdf).text
    assert "par FEDERATION DES MAIRES DE LA LOIRE – 6h – BOEN SUR LIGNON" in text
    for words in ("200,00 €", "Vos droits élu", "– 200,00 €", "Reste à payer final", "0,00 €", "18,00 €"):
        assert words in text


def test_no_sum_is_invented_while_the_price_is_not_known() -> None:
    data = sheet_data(WITH_FRANCECONNECT, training=None, deadline=None)
    text = Reading(guide_sheet(data).pdf).text
    assert "€" not in text
    assert "à choisir avec l’AMF42" in text


def test_the_end_says_where_and_when_one_meets() -> None:
    text = Reading(guide_sheet(sheet_data()).pdf).text
    assert "C’est terminé. Rendez-vous le lundi 23 mars 2026 à Boën-sur-Lignon." in text
    assert "Les 18 € de frais se règlent au début de la formation." in text


def test_a_place_of_several_words_is_told_in_a_sentence_of_its_own() -> None:
    for place in ("Montbrison, AMF42", "visioconférence"):
        text = Reading(guide_sheet(sheet_data(training=replace(TRAINING, place=place))).pdf).text
        assert f"C’est terminé. Rendez-vous le lundi 23 mars 2026. Lieu : {place}." in text


@pytest.mark.parametrize("size", Size)
def test_without_a_session_no_step_is_left_without_a_word(size: Size) -> None:
    data = sheet_data(WITH_FRANCECONNECT, training=None, deadline=None)
    text = Reading(guide_sheet(data, size).pdf).text
    assert "Envoyez votre dossier Pas encore de date limite : l’AMF42 vous la donnera." in text
    assert "Vérifiez que c’est la bonne formation La page affiche : – Prix de la formation" in text
    assert "– Frais additionnels à régler au début de votre formation" in text


def test_a_roomy_last_page_has_lines_for_notes_and_what_never_to_write_there() -> None:
    text = Reading(guide_sheet(sheet_data(steps=(), request_sent=True)).pdf).pages[-1]
    assert "Tout est fait. Rendez-vous" in text
    assert "Vos notes : jamais votre mot de passe ni votre numéro de sécurité sociale." in text


def test_there_are_ten_lines_for_notes_at_most() -> None:
    for size in Size:
        assert len(notes(300.0, metrics_of(size)).marks) == 10


def test_the_step_where_one_is_stuck_is_marked() -> None:
    data = sheet_data(blocked_step="create_account")
    text = Reading(guide_sheet(data).pdf).text
    assert "tout en haut. Il y a 4 écrans à remplir. Vous en étiez ici." in text
    assert "Vous en étiez ici" not in Reading(guide_sheet(sheet_data()).pdf).text


def test_the_guide_is_never_so_long_that_a_step_must_be_cut() -> None:
    for steps in PATHS:
        for size in Size:
            assert not re.search(r"\d suite (?!page)", made(steps, size)[1].text)


def test_a_step_longer_than_a_page_goes_on_under_its_own_number() -> None:
    step = sheet_data().steps[0]
    words = [f"phrase{number}" for number in range(1, 1500)]
    paragraphs = [" ".join(words[at : at + 60]) for at in range(0, len(words), 60)]
    endless = replace(step, body="\n\n".join(paragraphs))
    for size in Size:
        sheet = guide_sheet(sheet_data(steps=(endless, *sheet_data().steps[1:])), size)
        text = Reading(sheet.pdf).text
        assert [word for word in words if word not in text] == []
        assert re.search(r"\b1 suite phrase", text)
        assert "2 Vous Demandez la création de votre compte" in text


def test_a_paragraph_longer_than_a_page_is_printed_smaller_rather_than_cut() -> None:
    words = [f"phrase{number}" for number in range(1, 900)]
    endless = replace(sheet_data().steps[0], body=" ".join(words))
    text = Reading(guide_sheet(sheet_data(steps=(endless,)), Size.LARGE).pdf).text
    assert [word for word in words if word not in text] == []


def test_the_first_square_says_with_what_it_is_read_a_second_one_of_the_same_link_where_it_is() -> None:
    platform, house = (
        Link("https://www.moncompteformation.gouv.fr", "", qr=True),
        Link("https://www.amf42.fr", "", qr=True),
    )
    path = max(PATHS, key=len)[:4]
    steps = tuple(
        replace(step, links=links) for step, links in zip(path, ((platform,), (platform,), (house,), ()), strict=True)
    )
    words = square_words(steps, numbering(steps))
    assert [words.get(step.id, "") for step in steps] == [
        "ou visez le carré ci-contre avec votre téléphone",
        "le carré de l’étape\u00a01",
        "ou visez le carré ci-contre",
        "",
    ]
