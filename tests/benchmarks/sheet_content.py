"""The sheets that are measured: the real guide for invented people, each of another name, situation, stage and session.

The same number gives the same sheet in every process. Nothing here opens a base: what is measured is the paper.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from app.documents.guide_sheet import SheetData, SheetPerson, SheetTraining
from app.domain.stages import Stage
from app.guide.edition import ANSWERS, Edition, Step
from app.guide.loading import load_editions
from app.guide.path import sheet_steps
from tests.benchmarks.names import FIRST_NAMES, SURNAMES

MADE_ON = date(2027, 1, 4)
TERRITORIES = (
    ("commune de", "Champdieu"),
    ("commune d’", "Essertines-en-Châtelneuf"),
    ("commune de", "Saint-Romain-le-Puy"),
    ("commune de", "Boën-sur-Lignon"),
    ("commune du", "Coteau"),
    ("commune de", "Saint-Bonnet-le-Courreau"),
    ("commune d’", "Usson-en-Forez"),
    ("commune des", "Salles"),
    ("commune de", "Panissières"),
    ("commune de", "La Talaudière"),
)
FUNCTIONS = (
    "maire",
    "adjointe au maire",
    "conseiller municipal",
    "conseillère municipale déléguée",
    "2e adjoint au maire",
)
STREETS = (
    ("RUE", "DE LA FONTAINE"),
    ("CHEMIN", "DES GRANDES TERRES"),
    ("PLACE", "DU MARCHE"),
    ("IMPASSE", "DU LAVOIR"),
)
TRAININGS = (
    ("La gestion du domaine public et privé de la commune", "6 heures", 20_000, 1_800),
    ("Le budget communal", "6 heures", 24_000, 1_800),
    ("Prendre la parole en public", "12 heures", 48_000, 3_600),
    ("L’urbanisme\u00a0: permis, déclarations et contrôle", "6 heures", 20_000, None),
    ("Les pouvoirs de police du maire", "3 heures", 15_000, None),
)
PLACES = ("Montbrison", "Boën-sur-Lignon", "Roanne", "Saint-Étienne", "Le Coteau")
RULE = "11 jours ouvrés pleins entre la réponse de l’AMF42 et la formation, et 2 jours ouvrés pour répondre."
SHORT_RULE = "11\u00a0jours ouvrés avant, et 2\u00a0pour répondre"
SENT = frozenset({Stage.REQUEST_SENT, Stage.TO_CONFIRM, Stage.ENROLLED, Stage.TRAINED})


def sheets(count: int) -> Iterator[SheetData]:
    """So many sheets, one after the other, as a batch asks for them."""
    editions = load_editions()
    for number in range(count):
        yield sheet(number, editions[number % len(editions)])


def sheet(number: int, edition: Edition) -> SheetData:
    """The sheet of one invented person: something always remains to be done on it."""
    chance = Random(number)
    stage, steps = _what_remains(chance, edition)
    day = date(2027, 3, 1) + timedelta(days=chance.randrange(90))
    return SheetData(
        person=_person(number, chance),
        training=_training(day, chance),
        steps=steps,
        phases=edition.phases,
        edition_title=f"Guide AMF42, {edition.title}",
        made_on=MADE_ON,
        deadline=day - timedelta(days=20),
        deadline_rule=RULE,
        deadline_rule_short=SHORT_RULE,
        request_sent=stage in SENT,
        confirm_by=day - timedelta(days=11) if stage is Stage.TO_CONFIRM else None,
        confirm_rule="4\u00a0jours ouvrés après notre réponse." if stage is Stage.TO_CONFIRM else "",
    )


def _what_remains(chance: Random, edition: Edition) -> tuple[Stage, tuple[Step, ...]]:
    order = edition.path_order[: edition.path_order.index(Stage.ENROLLED)]
    while True:
        situation = {question.id: chance.choice(ANSWERS) for question in edition.questions}
        stage = chance.choice(order)
        steps = sheet_steps(edition, situation, stage, ())
        if steps:
            return stage, steps


def _person(number: int, chance: Random) -> SheetPerson:
    # Every number gives another pair of surnames or another first name: 20 × 20 × 20 people, then a third surname.
    first, one, two = FIRST_NAMES[number % 20], SURNAMES[number // 20 % 20], SURNAMES[number // 400 % 20]
    surname = f"{one}-{two}" if number < 8000 else f"{one} {two} de {SURNAMES[number // 8000 % 20]}"
    words, territory = chance.choice(TERRITORIES)
    street_type, street = chance.choice(STREETS)
    return SheetPerson(
        title_name=f"{chance.choice(('Mme', 'M.'))} {first} {surname}",
        function=chance.choice(FUNCTIONS),
        territory_words=words,
        territory=territory,
        values={
            "birth_name": one.upper(),
            "mobile": f"06 39 98 {number // 100 % 100:02} {number % 100:02}",
            "email": f"elu{number}@exemple.fr",
            "street_number": str(chance.randrange(1, 200)),
            "street_type": street_type,
            "street_name": street,
            "postcode_city": f"42{chance.randrange(100, 999)} {territory.upper()}",
        },
    )


def _training(day: date, chance: Random) -> SheetTraining:
    title, hours, price, fees = chance.choice(TRAININGS)
    return SheetTraining(
        title=title,
        starts_on=day,
        ends_on=day,
        hours_words=hours,
        place=chance.choice(PLACES),
        price_cents=price,
        extra_fees_cents=fees,
    )
