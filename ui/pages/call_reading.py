"""From a call that goes on to what its script shows, the opening words of a call included."""

from __future__ import annotations

from dataclasses import replace

from app.checks.problems import NBSP
from app.desk import Desk
from app.domain.names import agreed
from app.guide.edition import UNKNOWN, YES, Edition, Situation
from app.guide.path import whole_path
from app.guide.wording import fill_text, worded_step
from ui.pages.live_call import LiveCall
from ui.panels.script import Reading, place_words
from ui.panels.script_dates import due_now, offers_of, other_dates
from ui.panels.script_parts import StepLine
from ui.script_position import STEP, Script, Standing, asked_questions, situation_words
from ui.script_words import formal, placeholder_values, pronoun

OPEN_ANSWER = "Ouvrir un dossier"


def reading_of(call: LiveCall, desk: Desk) -> Reading:
    """What the script shows now."""
    script, standing = call.script(), call.standing()
    if script is None or standing is None:
        return _opening(call)
    assert call.dossier is not None
    values, today = placeholder_values(call.dossier, call.official), desk.today()
    offers_title, offers = offers_of(call.dossier, today)
    common = Reading(
        say="",
        who=pronoun(call.speaker),
        phase=script.phase.band or script.phase.title,
        phase_number=script.phase.number,
        place_words=place_words(script),
        situation=situation_words(standing.edition, standing.situation),
        can_go_back=bool(script.before),
        print_words=f"Imprimer la fiche de {formal(call.person)}",
        place=f"{call.dossier.row.id}:{script.place}",
        help=call.state.help,
        due=due_now(call.dossier, today),
        offers=offers,
        offers_title=offers_title,
        dates=other_dates(call.dossier, today),
    )
    if script.question is not None:
        return replace(
            common,
            say=fill_text(script.question.ask, values, script.numbers),
            answers=tuple((offer.text, offer.hint) for offer in script.offers),
            done_steps=script.number or 0,
            all_steps=script.total,
        )
    if script.step is None:
        return replace(common, say=_end_words(call), done_steps=script.total, all_steps=script.total)
    worded = worded_step(script.step, values, script.numbers)
    texts = [answer.text for answer in worded.step.answers] or [offer.text for offer in script.offers]
    return replace(
        common,
        say=worded.step.say,
        worded=worded,
        answers=tuple((text, offer.hint) for text, offer in zip(texts, script.offers, strict=True)),
        ahead=tuple(
            (str(script.numbers.get(step.id, "")), fill_text(step.title, values, script.numbers))
            for step in script.ahead
        ),
        done_steps=_reached(script, standing),
        all_steps=script.total,
        blocked=worded.step.if_blocked if script.blocked else "",
        done=script.done,
        can_block=True,
    )


def step_lines(call: LiveCall) -> tuple[StepLine, ...]:
    """The column of all steps; answered questions stand in it, since one may go back to them."""
    script, standing, dossier = call.script(), call.standing(), call.dossier
    if script is None or standing is None or dossier is None:
        return ()
    edition = standing.edition
    titles = {phase.number: phase.band or phase.title for phase in edition.phases}
    lines = [
        StepLine(
            f"question:{question.id}",
            "",
            f"{question.label}{NBSP}: {answer_words(edition, standing.situation, question.id)}",
            1,
            titles.get(1, ""),
            done=question.id in standing.situation and script.question is not question,
            here=script.question is question,
        )
        for question in asked_questions(standing)
    ]
    values = placeholder_values(dossier, call.official)
    for step in whole_path(edition, standing.situation):
        lines.append(
            StepLine(
                STEP + step.id,
                str(script.numbers.get(step.id, "")),
                fill_text(step.title, values, script.numbers),
                step.phase,
                titles.get(step.phase, ""),
                done=step.id in standing.done,
                here=script.step is not None and script.step.id == step.id,
                blocked=step.id == standing.blocked,
            )
        )
    return tuple(lines)


def answer_words(edition: Edition, situation: Situation, question: str) -> str:
    """« oui », « non », « à voir », or « à demander »."""
    if question not in situation:
        return "à demander"
    value = situation.get(question, UNKNOWN)
    return "à voir" if value == UNKNOWN else "oui" if value == YES else "non"


def _reached(script: Script, standing: Standing) -> int:
    """How many segments of the strip are filled: up to the step shown."""
    if script.number:
        return script.number
    assert script.step is not None
    path = [step.id for step in whole_path(standing.edition, standing.situation)]
    before = path[: path.index(script.step.id)]
    return sum(1 for step in before if step in script.numbers)


def _opening(call: LiveCall) -> Reading:
    """Before there is a dossier: who is it, whom for, which training."""
    speaker, person = call.speaker, call.person
    if person is not None:
        ended = f"Le mandat est terminé{NBSP}: le DIF ne sert plus que 6{NBSP}mois, pour un retour à l’emploi."
        return Reading(
            say=f"Pour quelle formation appelez-vous{NBSP}?"
            if not call.state.outgoing
            else f"Avez-vous choisi une formation{NBSP}?",
            who=pronoun(speaker),
            answers=((OPEN_ANSWER, "choisir la session"),),
            help=ended if person.mandate_ended else "",
            place="opening:training",
        )
    if speaker is not None:
        return Reading(say=f"Pour quel élu appelez-vous{NBSP}?", who=pronoun(speaker), place="opening:whom")
    if call.state.outgoing:
        return Reading(
            say=f"Bonjour, c’est l’AMF42. À qui ai-je le plaisir de parler{NBSP}?",
            who="la personne",
            place="opening:out",
        )
    return Reading(
        say=f"AMF42, bonjour. Votre nom et votre commune, s’il vous plaît{NBSP}?",
        who="la personne",
        place="opening:who",
    )


def _end_words(call: LiveCall) -> str:
    """Nothing is left to do."""
    person = call.person
    done = agreed(person.civility if person is not None else "", "inscrit")
    return f"Tout est fait, vous êtes {done}. À bientôt à la formation."
