"""Whether a step of the guide fits on a page: asked before an edition is saved, so that no sheet ever cuts a step.

A sheet is never refused for its data: a step that is too high goes on on the next page (`steps.step_parts`). But what
staff write is refused before that, in both print sizes, for a person whose name and values are as long as they come.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from app.documents.guide_sheet import placeholder_words
from app.documents.metrics import Metrics, Size, denser, metrics_of
from app.documents.pages import HEADING_GAP, room_of
from app.documents.phases import phase_heading
from app.documents.sheet_data import SheetData, SheetPerson, SheetTraining
from app.documents.step_facts import facts_of
from app.documents.steps import step_block
from app.documents.words import long_date
from app.guide.edition import Phase
from app.guide.wording import worded_step

if TYPE_CHECKING:
    from app.guide.edition import Edition, Step
    from app.guide.proving import Problem

# Lines as long as La Poste allows (NF Z 10-011: 38 signs), names longer than any of the Loire is likely to be.
_LONG_VALUES = {
    "birth_name": "MONTGOLFIER-DE-SAINT-RÉMY",
    "mobile": "06 39 98 00 00",
    "landline": "04 65 71 00 00",
    "email": "marie-antoinette.montgolfier@saint-bonnet-le-courreau.exemple.fr",
    "diploma": "Diplôme de niveau bac + 5 et plus",
    "street_number": "1234",
    "repetition": "quater",
    "street_type": "RÉSIDENCE",
    "street_name": "DU MARÉCHAL DE LATTRE DE TASSIGNY",
    "complement": "BÂTIMENT C, ESCALIER 3, APPARTEMENT 12",
    "locality": "LES GRANDES TERRES DE SAINT-MARTIN",
    "postcode_city": "42940 SAINT-BONNET-LE-COURREAU",
}
_PERSON = SheetPerson(
    "Mme Marie-Antoinette Montgolfier-de-Saint-Rémy",
    "conseillère municipale déléguée",
    "commune de",
    "Saint-Bonnet-le-Courreau",
    _LONG_VALUES,
)
_TRAINING = SheetTraining(
    title="La responsabilité pénale des élus et la protection fonctionnelle\u00a0: prévenir, réagir, se défendre",
    starts_on=date(2026, 9, 30),
    ends_on=date(2026, 10, 1),
    hours_words="12 heures",
    place="Saint-Bonnet-le-Courreau",
    price_cents=120_050,
    extra_fees_cents=1_850,
)
_SQUARE = "ou visez le carré ci-contre avec votre téléphone"  # the longest of `guide_sheet.square_words`
_RULE = "11 jours ouvrés pleins entre la réponse de l’AMF42 et la formation, et 2 jours ouvrés pour répondre."


_LONGEST_DAY = long_date(date(2026, 9, 30))


def too_high(step: Step, edition: Edition) -> tuple[Problem, ...]:
    """One problem for each print size in which the step, under its phase's heading, is higher than a page."""
    from app.guide.proving import Problem

    if not step.on_sheet:
        return ()
    data = _longest(step, edition)
    problems: list[Problem] = []
    for size, words in ((Size.STANDARD, "sur la fiche ordinaire"), (Size.LARGE, "sur la fiche en gros caractères")):
        m = metrics_of(size)
        if _height(step, edition, data, m) > room_of(data, m):
            sentence = (
                f"Étape «\u00a0{step.title}\u00a0»\u00a0: elle est plus haute qu’une page {words}. "
                "Raccourcissez son texte, ou partagez-la en deux étapes."
            )
            problems.append(Problem(step.id, "body", sentence))
    return tuple(problems)


def _height(step: Step, edition: Edition, data: SheetData, m: Metrics) -> float:
    """Of the step and its phase's heading, as low as the sheet can set them."""
    numbers = {one.id: number for number, one in enumerate(edition.steps, start=1)}
    worded = worded_step(
        step, placeholder_words(data) | {"square": _SQUARE, "deadline_under_4_weeks": _LONGEST_DAY}, numbers
    )
    facts = facts_of((worded,), data)[0]
    phase = next((one for one in edition.phases if one.number == step.phase), Phase(step.phase, ""))
    heading = phase_heading(phase, 10, 19, m).height + HEADING_GAP
    return heading + min(step_block(worded, facts, tried).height for tried in (m, denser(m)))


def _longest(step: Step, edition: Edition) -> SheetData:
    """The sheet of somebody of a long name, with all that a sheet may add to this step (but « vous en étiez ici »)."""
    day = date(2026, 9, 30)
    return SheetData(
        person=_PERSON,
        training=_TRAINING,
        steps=(step,),
        phases=edition.phases,
        edition_title=f"Guide AMF42, {edition.title}",
        made_on=date(2026, 6, 1),
        deadline=day,
        deadline_rule=_RULE,
        request_sent=not step.deadline,
        confirm_by=day,
        confirm_rule=_RULE,
        validate_by=day,
        validate_rule=_RULE,
    )
