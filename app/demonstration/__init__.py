"""Fills the demonstration's base: invented people of real communes, sessions to come, a dossier at every point.

Catalogue and people are one unit of work, dossiers another, by the very rules of the services (`app.services.stages`);
calls go through their service. Every moment is counted from the desk's own today.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import time, timedelta
from itertools import cycle

from sqlalchemy.orm import Session

from app.demonstration.catalogue import (
    CANCELLED,
    CLOSED,
    COURSES,
    ENROLLED,
    LINK,
    NEW_ENROLLED,
    PAST,
    PAST_SESSIONS,
    TRAINED_BESIDES,
    Course,
)
from app.demonstration.directory import Inventor, communes_of_the_loire, homonym, official_of
from app.demonstration.people import PEOPLE, STRANGER, Person
from app.demonstration.stories import COLLEAGUE, SITUATIONS, STORIES, Spoken, Story
from app.demonstration.telling import Telling, day, moment
from app.desk import Desk
from app.domain.calls import CallReason
from app.domain.dossiers import Stage
from app.domain.officials import Official
from app.domain.trainings import SessionStatus, Training, TrainingSession
from app.services.calls import CallForm, log_call

SEED = 43  # gives nobody the name of a mayor in office in the Loire (RNE of 24/04/2026)

Who = tuple[str, str]  # name, commune
Which = tuple[str, int]  # short name of the training, day


def fill(desk: Desk) -> None:
    """Fill an empty base. Raises what any service raises; what was committed before stays."""
    inventor = Inventor(SEED)
    with desk.database.transaction() as unit:
        held = _catalogue(desk, unit.session)
        people, others = _people(desk, unit.session, inventor)
    stories = (*STORIES, *_other_stories(inventor, others))
    with desk.database.transaction() as unit, unit.session.no_autoflush:
        known: dict[int, int] = {}
        for number, story in sorted(enumerate(stories), key=lambda one: one[1].opened):
            person = unit.session.get_one(Official, people[story.name, story.commune])
            session = unit.session.get_one(TrainingSession, held[story.session]) if story.session else None
            known[number] = Telling(desk, unit.session, story, person, session).tell().id
    for number, story in enumerate(stories):
        for spoken in story.calls:
            _call(desk, spoken, story.agent, people[story.name, story.commune], known[number])
    _stranger(desk)


def _catalogue(desk: Desk, session: Session) -> dict[Which, int]:
    """Trainings with their sessions: those to come, and a year of past ones; ids by short name and day."""
    trainings = {course.short_name: _training(course) for course in COURSES}
    courses = {course.short_name: course for course in COURSES}
    dated = [(course, *one) for course in COURSES for one in course.sessions]
    past = [(courses[name], count, courses[name].place, 15) for name, count in past_sessions()]
    held: dict[Which, TrainingSession] = {}
    for course, count, place, seats in (*past, *dated):
        short_day = course.minutes < 300
        held[course.short_name, count] = TrainingSession(
            training=trainings[course.short_name],
            starts_on=day(desk, count),
            ends_on=day(desk, count + course.days - 1),
            starts_at=time(9),
            ends_at=time(12) if short_day else time(16),
            place=place,
            seats=seats,
            status=(SessionStatus.CANCELLED if (course.short_name, count) == CANCELLED else SessionStatus.OPEN).value,
        )
    session.add_all(trainings.values())
    session.flush()
    return {which: one.id for which, one in held.items()}


def past_sessions() -> list[Which]:
    """Short names and days, the latest first."""
    earlier = [(COURSES[n % len(COURSES)].short_name, -18 - 6 * n) for n in range(PAST_SESSIONS - len(PAST))]
    return [*PAST, *earlier]


def _training(course: Course) -> Training:
    return Training(
        title=course.title,
        short_name=course.short_name,
        minutes=course.minutes,
        price_cents=course.euros * 100,
        extra_fees_cents=course.fees * 100,
        place=course.place,
        theme=course.theme,
        link=LINK,
    )


def _people(desk: Desk, session: Session, inventor: Inventor) -> tuple[dict[Who, int], list[Who]]:
    """Ids of everybody by name and commune, and those whose dossiers are still to be invented."""
    communes = communes_of_the_loire(desk.communes())
    by_name = {commune.name: commune for commune in communes}
    chance = inventor.chance
    counted = NEW_ENROLLED + TRAINED_BESIDES + len(CLOSED)
    asking = [inventor.person(commune) for commune in chance.sample(communes, counted)]
    has_mayor = {person.commune for person in PEOPLE if person.function == "maire" and not person.ended}
    mayors = [inventor.person(commune, "maire") for commune in communes if commune.name not in has_mayor]
    twins = [homonym(asking[0], by_name["Saint-Chamond"]), homonym(mayors[-1], by_name["Le Coteau"])]
    everybody: Iterable[Person] = (*PEOPLE, *asking, *mayors, *twins)
    made = {
        (person.name, person.commune): official_of(person, by_name[person.commune], desk, chance)
        for person in everybody
    }
    session.add_all(made.values())
    session.flush()
    return {who: one.id for who, one in made.items()}, [(person.name, person.commune) for person in asking]


def _other_stories(inventor: Inventor, people: list[Who]) -> Iterator[Story]:
    """Those who are enrolled, trained or gone besides the people of the pictures."""
    chance = inventor.chance
    numbers = (str(number) for number in cycle(chance.sample(range(700_000, 770_000), 400)))
    new, trained = people[:NEW_ENROLLED], people[NEW_ENROLLED : NEW_ENROLLED + TRAINED_BESIDES]
    situations = cycle(SITUATIONS)
    agents = cycle((COLLEAGUE, COLLEAGUE, COLLEAGUE, COLLEAGUE, COLLEAGUE, ""))
    enrolled = iter((*new, *trained, *new))
    for name, count, many in ENROLLED:
        for person in (next(enrolled) for _ in range(many)):
            entered = -chance.randrange(1, 6)
            yield Story(
                *(*person, Stage.ENROLLED, (name, count), next(situations)),
                *(entered - chance.randrange(12, 30), entered),
                number=next(numbers),
                agent=next(agents),
                calls=(_first_call(chance.randrange(3, 14), entered - 8),) if chance.random() < 1 / 3 else (),
            )
    recent = cycle(past_sessions()[1:8])
    for person in trained:
        which = next(recent)
        yield Story(
            *(*person, Stage.TRAINED, which, next(situations), which[1] - 30, which[1] + 2),
            number=next(numbers),
            agent=next(agents),
        )
    gone = people[NEW_ENROLLED + TRAINED_BESIDES :]
    for number, (person, (outcome, edof)) in enumerate(zip(gone, CLOSED, strict=True)):
        stage = Stage.REQUEST_SENT if edof else Stage.NEW
        yield Story(
            *(*person, stage, ENROLLED[number % 3][:2], next(situations), -40, -6 - number),
            number=next(numbers),
            agent=COLLEAGUE,
            outcome=outcome,
            edof=edof,
        )


def _first_call(minutes: int, count: int) -> Spoken:
    return Spoken(count, time(9, 20), minutes, CallReason.CONNECTION)


def _call(desk: Desk, spoken: Spoken, agent: str, official_id: int | None, dossier_id: int | None) -> None:
    """One call as its agent logged it when it ended."""
    began = moment(desk, spoken.day, spoken.at)
    ended = min(began + timedelta(minutes=spoken.minutes), desk.now())
    promised = spoken.promised
    form = CallForm(
        started_at=began,
        official_id=official_id,
        dossier_id=dossier_id,
        outgoing=spoken.outgoing,
        caller_typed=STRANGER if official_id is None else "",
        reason=spoken.reason.value,
        outcome=spoken.outcome.value if spoken.outcome else "",
        note=spoken.note,
        callback_on=day(desk, promised.day) if promised else None,
        callback_time=promised.at if promised else None,
        callback_reason=promised.reason if promised else "",
    )
    log_call(replace(desk, clock=lambda: ended, agent=agent or desk.agent), form)


def _stranger(desk: Desk) -> None:
    """Somebody hung up before saying who they were (day-at-the-desk.md, situation 12)."""
    words = "Voulait ouvrir son compte, a raccroché avant de dire son nom."
    _call(desk, Spoken(-1, time(12, 5), 2, CallReason.CONNECTION, None, words), "", None, None)
