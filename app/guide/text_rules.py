"""What a text of the guide may be, whatever it says: not too long for its place, no sign that would be printed as such.

Each function yields (key, problem): what is wrong, then what to do. `app.guide.rules` names the place.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from urllib.parse import urlsplit

from app.guide.edition import Edition, Link, Step
from app.guide.wording import WordingError, fill_text

# Letters that a text may have, by key. Beyond, the sheet cuts it, a card hides it, or setting it takes minutes. The
# longest texts of both editions take two thirds of it at most.
LONGEST = {
    "edition.title": 40,
    "edition.source": 300,
    "phase.title": 60,
    "phase.band": 30,
    "column.title": 40,
    "question.label": 40,
    "question.ask": 300,
    "question.yes": 90,
    "question.no": 90,
    "question.unknown": 90,
    "question.no_label": 60,
    "title": 120,
    "body": 4000,
    "unsure": 1000,
    "say": 600,
    "if_blocked": 500,
    "source": 300,
    "answer.text": 120,
    "answer.help": 500,
    "link.url": 300,
    "link.typed": 100,
    "link.label": 100,
    "screen.title": 200,
    "screen.place": 120,
    "screen.address": 150,
    "screen.text": 1500,
    "screen.note": 1500,
    "screen.buttons": 150,
    "screen.field.label": 120,
    "screen.field.hint": 250,
    "screen.field.empty": 60,
    "screen.field.section": 120,
}
# Printed as they stand: a placeholder in them would never be filled, a sign of markup never drawn.
EXACT = frozenset(
    {
        *(key for key in LONGEST if key.split(".")[0] in ("edition", "phase", "column", "question", "link")),
        *("screen.place", "screen.address", "screen.buttons"),
        *("screen.field.label", "screen.field.empty", "screen.field.section"),
    }
)
_SIGNS = re.compile(r"\*\*|\[\[|\]\]|[{}]")
# Characters that draw nothing and turn the others round: https://www.unicode.org/reports/tr9/ (2.1 to 2.5).
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def whole_texts(edition: Edition) -> Iterator[tuple[str, str]]:
    """Yield (key, problem) for the texts of the edition itself: names of phases, columns and questions."""
    for key in ("title", "source"):
        yield from ((key, problem) for _, problem in _told(f"edition.{key}", getattr(edition, key)))
    for phase in edition.phases:
        yield from _told("phase.title", phase.title)
        yield from _told("phase.band", phase.band)
    for column in edition.columns:
        yield from _told("column.title", column.title)
    for question in edition.questions:
        for key in ("label", "ask", "yes", "no", "unknown", "no_label"):
            yield from _told(f"question.{key}", getattr(question, key))


def step_texts(step: Step) -> Iterator[tuple[str, str]]:
    """Yield (key, problem) for every text of a step."""
    for key in ("title", "body", "unsure", "say", "if_blocked", "source"):
        yield from _told(key, getattr(step, key))
    for answer in step.answers:
        yield from _told("answer.text", answer.text)
        yield from _told("answer.help", answer.help)
    for link in step.links:
        for key in ("url", "typed", "label"):
            yield from _told(f"link.{key}", getattr(link, key))
        yield from _same_place(link)
    if step.screen is not None:
        for key in ("title", "place", "address", "text", "note"):
            yield from _told(f"screen.{key}", getattr(step.screen, key))
        for button in step.screen.buttons:
            yield from _told("screen.buttons", button)
        for field in step.screen.fields:
            for key in ("label", "hint", "empty", "section"):
                yield from _told(f"screen.field.{key}", getattr(field, key))
    if step.title.strip() and not says_something(step.title):
        yield "title", "sans formation choisie, il ne reste rien de ce titre. Écrivez ce qu’il faut faire."


def says_something(text: str) -> bool:
    """Whether words are left when no value is known and the signs of markup are taken away."""
    try:
        return any(letter.isalnum() for letter in fill_text(text, {}, {}))
    except WordingError:
        return True  # told by the rule on placeholders


def _told(key: str, text: str) -> Iterator[tuple[str, str]]:
    most = LONGEST[key]
    if len(text) > most:
        yield key, f"ce texte a {len(text)} lettres, et il en faut {most} au plus. Raccourcissez-le."
    if key in EXACT and (sign := _SIGNS.search(text)) is not None:
        yield key, f"« {sign[0]} » s’imprimerait tel quel ici. Retirez-le."
    if any(_hidden(letter) for letter in text):
        yield key, "une lettre ne se voit pas et dérange les autres. Effacez ce texte et tapez-le de nouveau."


def _hidden(letter: str) -> bool:
    return letter in _TURNING or (unicodedata.category(letter) == "Cc" and letter not in "\n\t\r")


def _same_place(link: Link) -> Iterator[tuple[str, str]]:
    """The code and the address to type lead to the same door, and no name hides the real host."""
    if not link.url.startswith("https://"):
        return
    try:
        parts = urlsplit(link.url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        yield "link.url", "l’adresse n’est pas entière. Écrivez-la comme https://www.amf42.fr."
        return
    if "@" in parts.netloc or "\\" in link.url or "%" in parts.netloc or port not in (None, 443):
        yield "link.url", "l’adresse cache où elle mène. Écrivez-la comme https://www.amf42.fr."
    typed = link.typed.removeprefix("https://").split("/")[0].strip().casefold()
    if typed and "." in typed and _bare(typed) != _bare(host.casefold()):
        yield "link.typed", f"l’adresse à taper n’est pas celle du lien, qui mène à {host}. Accordez les deux."


def _bare(host: str) -> str:
    return host.removeprefix("www.")
