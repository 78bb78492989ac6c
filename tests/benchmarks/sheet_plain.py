"""A sheet as plain data: the words that stand on it, part by part, which the peers' templates set in their own way.

Whatever our own engine words while it sets (placeholders, amounts, dates) is handed to the peers ready made.
"""

from __future__ import annotations

import re
from typing import Any

from app.documents import qr
from app.documents.guide_sheet import SheetData, SheetTraining, worded_steps
from app.documents.header import notice_of, training_rows
from app.documents.metrics import STANDARD
from app.documents.screens import _in_capitals, _short_hours, filler_of  # the platform's own way to write them
from app.documents.step_facts import confirming
from app.documents.steps import SECRET_WARNING
from app.documents.words import (
    amount,
    at_place,
    day_and_month,
    french,
    long_date,
    platform_amount,
    sentence,
    weekday,
)
from app.guide import markup
from app.guide.edition import Actor, Screen, ScreenField, Step
from app.guide.markup import BlockKind, RunKind
from app.guide.wording import WordedStep

Plain = dict[str, Any]
ACTORS = {Actor.OFFICIAL: "Vous", Actor.CDC: "Caisse des\u00a0Dépôts"}


def plain_sheet(data: SheetData) -> Plain:
    """The whole sheet; only what JSON holds."""
    desk, person, training = data.desk, data.person, data.training
    assert training is not None
    assert training.starts_on is not None
    steps = worded_steps(data)
    notice = notice_of(data, STANDARD)
    first_secret = next((one.step.id for one in steps if _secret(one.step.screen)), "")
    return {
        "title": f"Fiche pas à pas – {person.title_name}",
        "subject": f"Mon Compte Élu – {data.edition_title}",
        "desk": desk.name,
        "desk_full": desk.full_name,
        "kind": "Votre fiche pas à pas – Mon Compte Élu",
        "name": person.title_name,
        "role": f"{person.function}, {person.territory_words}" + ("" if person.territory_words.endswith("’") else " "),
        "territory": person.territory,
        "training": french(training.title),
        "rows": [list(row) for row in training_rows(training)],
        "notice": None
        if notice is None
        else {
            "label": notice.label,
            "weekday": weekday(notice.day),
            "day": day_and_month(notice.day),
            "rule": sentence(notice.rule) if notice.rule else "",
            "thick": notice.is_deadline,
        },
        "running": f"Formation du {day_and_month(training.starts_on)}",
        "phases": [[phase.number, phase.title, _state(phase.number, data.current_phase)] for phase in data.phases],
        "steps": [_step(index, steps, data, first_secret) for index in range(len(steps))],
        "closing": f"C’est terminé. Rendez-vous le {long_date(training.starts_on)} {at_place(training.place)}.",
        "fees": f"Les {amount(training.extra_fees_cents)} de frais se règlent au début de la formation."
        if training.extra_fees_cents
        else "",
        "phone": desk.phone,
        "email": desk.email,
        "address": list(desk.address),
        "edition": french(data.edition_title),
        "made": f"Fiche du {day_and_month(data.made_on)}",
    }


def _state(number: int, current: int | None) -> str:
    if current is None or number < current:
        return "fait"
    return "vous êtes ici" if number == current else "ensuite"


def _step(index: int, steps: tuple[WordedStep, ...], data: SheetData, first_secret: str) -> Plain:
    worded = steps[index]
    step = worded.step
    phase = step.phase
    begins = index == 0 or steps[index - 1].step.phase != phase
    body = [_block(block) for block in worded.body]
    warnings = [block for block in body if block["kind"] == "warning"]
    said = markup.plain(worded.body)
    typed = [link.typed for link in step.links if link.qr and qr.fits(link.url) and link.typed not in said]
    if step.id == first_secret and not any("cette feuille" in text for block in warnings for _, text in block["runs"]):
        warnings.insert(0, _block(SECRET_WARNING))
    return {
        "heading": _heading(phase, index, steps, data) if begins else None,
        "number": worded.number,
        "actor": ACTORS.get(step.actor, data.desk.name),
        "black": step.actor is not Actor.OFFICIAL,
        "title": french(step.title),
        "body": [block for block in body if block["kind"] != "warning"]
        + [{"kind": "paragraph", "runs": [["text", "Adresse à taper\u00a0: "], ["bold", words]]} for words in typed],
        "screen": _screen(worded, data),
        **_date(step, data),
        "warnings": warnings,
    }


def _date(step: Step, data: SheetData) -> Plain:
    """The framed date of the step that asks or confirms, and its rule."""
    day, rule = None, ""
    if step.deadline and not data.request_sent:
        day, rule = data.deadline, data.rule_in_frame
    elif step.id == confirming(data):
        day, rule = data.confirm_by, data.confirm_rule
    return {"deadline": f"Au plus tard le {long_date(day)}", "rule": sentence(rule)} if day else {"deadline": ""}


def _heading(phase: int, index: int, steps: tuple[WordedStep, ...], data: SheetData) -> list[str]:
    last = max(at for at, one in enumerate(steps) if one.step.phase == phase)
    title = next(one.title for one in data.phases if one.number == phase)
    reach = f"étapes\u00a0{index + 1} à\u00a0{last + 1}" if last > index else f"étape\u00a0{index + 1}"
    return [f"Phase\u00a0{phase} – {title}", reach]


def _block(block: markup.Block) -> Plain:
    kind = {BlockKind.ITEM: "item", BlockKind.WARNING: "warning"}.get(block.kind, "paragraph")
    return {"kind": kind, "runs": [piece for run in block.runs for piece in _run(run)]}


def _run(run: markup.Run) -> list[list[str]]:
    """A run of words; an address in plain words stands alone, since Typst would break it over two lines."""
    kinds = {RunKind.BOLD: "bold", RunKind.BUTTON: "button", RunKind.ADDRESS: "address"}
    if run.kind in kinds:
        return [[kinds[run.kind], run.text]]
    pieces = re.split(r"(www\.[\w.]*\w)", run.text)
    return [["whole" if index % 2 else "text", words] for index, words in enumerate(pieces) if words]


def _secret(screen: Screen | None) -> bool:
    return screen is not None and any(field.secret for field in screen.fields)


def _screen(worded: WordedStep, data: SheetData) -> Plain | None:
    screen = worded.step.screen
    if screen is None or data.training is None:
        return None
    return {
        "counters": screen.picture == "counters",
        "prices": _prices(data.training, data) if screen.picture == "price_table" else None,
        "title": french(screen.title),
        "place": french(screen.place),
        "fields": [_field(field, data) for field in screen.fields],
        "note": [_block(block) for block in worded.screen_note],
        "buttons": list(screen.buttons),
    }


def _field(field: ScreenField, data: SheetData) -> Plain:
    value = "" if field.secret else data.person.values.get(field.source, "")
    filler = "à l’écran seulement" if field.secret else filler_of(field, data.person.values)
    return {
        "section": french(field.section),
        "label": french(field.label),
        "value": value,
        "filler": filler,
        "secret": field.secret,
        "tick": field.source == "checkbox",
        "hint": french(field.hint),
        "width": {"half": 3, "third": 2, "two_thirds": 4}.get(field.width, 6) if not field.hint else 6,
        "or": field.alternative,
    }


def _prices(training: SheetTraining, data: SheetData) -> Plain:
    price, balance = training.price_cents or 0, training.balance_cents or 0
    rows = [
        ["Prix de la formation (frais d’examen non inclus)", platform_amount(price)],
        ["Vos droits élu", platform_amount(balance - price)],
        ["Reste à payer final", platform_amount(balance)],
    ]
    if training.extra_fees_cents:
        rows.append(
            ["Frais additionnels à régler au début de votre formation", platform_amount(training.extra_fees_cents)]
        )
    facts = [f"par {data.desk.provider}", _short_hours(training.hours_words), _in_capitals(training.place)]
    return {"title": french(training.title), "facts": " – ".join(facts), "rows": rows}
