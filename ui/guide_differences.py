"""Two editions of a step in words, side by side: what was taken out is struck, what came in is underlined and bold."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from difflib import SequenceMatcher
from typing import Any

from app.guide.compare import ORDER, Difference, QuestionDifference, key_title
from app.guide.conditions import words_of
from app.guide.edition import Actor, Answer, Edition, Effect, Link, Question, Screen, Step
from app.guide.markup import BlockKind, MarkupError, RunKind, parse
from app.guide.markup import plain as plain_blocks
from ui.guide_rich import parts
from ui.guide_words import (
    ACTORS,
    ANSWERS,
    DUTIES,
    EFFECTS,
    PICTURES,
    SOURCES,
    field_name,
    read_field,
    step_title,
    with_field_names,
)
from ui.theme import CAPTION, Role, Theme

SIGNS = {"added": "+", "removed": "−", "changed": "≠", "moved": "↕", "": "="}
WORDS = {"added": "ajoutée", "removed": "retirée", "changed": "modifiée", "moved": "déplacée", "": "identique"}
STEP_KEYS = (
    "title",
    "stage",
    "phase",
    "actor",
    "when",
    "body",
    "say",
    "if_blocked",
    "answers",
    "links",
    "screen",
    "deadline",
    "on_sheet",
    "duty",
    "teaches",
    "source",
    "unsure",
)
NBSP = "\u00a0"
RUNS = {RunKind.BOLD: " (gras)", RunKind.BUTTON: " (bouton)", RunKind.ADDRESS: " (lien)"}
BLOCKS = {BlockKind.ITEM: "• ", BlockKind.WARNING: "Attention\u00a0: "}

_WORDS = re.compile(r"\s+|[^\s]+")


def kind_words(kind: str) -> str:
    """« ≠ modifiée »."""
    return f"{SIGNS[kind]} {WORDS[kind]}"


def marked_text(text: str) -> str:
    """A text with markup as one reads it, one block a line."""
    try:
        return with_field_names(plain_blocks(parse(text)))
    except MarkupError:
        return with_field_names(text)


def value_words(thing: Step | Question, key: str, edition: Edition) -> str:
    """A key of a step or question in words."""
    value: Any = getattr(thing, key, "")
    match key, value:
        case "when", _:
            return words_of(value, edition)
        case "teaches", _:
            return words_of({question: (answer,) for question, answer in value.items()}, edition) if value else "rien"
        case "stage", _:
            return next((column.title for column in edition.columns if column.stage is value), str(value))
        case "phase", _:
            return next((f"{one.number}. {one.title}" for one in edition.phases if one.number == value), str(value))
        case "actor", Actor():
            return ACTORS[value]
        case "body" | "unsure", _:
            return marked_text(str(value))
        case "duty", _:
            return DUTIES.get(str(value), str(value))
        case "screen", Screen() | None:
            return "\n".join(_screen(value)) if value is not None else "aucun"
        case "answers", _:
            return "\n".join(_answer(one, edition) for one in value)
        case "links", _:
            return "\n".join(_link(one) for one in value) or "aucun"
        case _, bool():
            return "oui" if value else "non"
        case _:
            return with_field_names(str(value))


def rows_of(
    difference: Difference | QuestionDifference, before: Edition, after: Edition
) -> Iterator[tuple[str, str, str]]:
    """Yield what differs: the name of the key, its words before and after; "" where there was or is nothing."""
    old, new = difference.before, difference.after
    if old is not None and new is not None:
        for key in difference.keys:
            if key == ORDER:
                yield key_title(key), _behind(difference, before), _behind(difference, after)
            else:
                was, now = value_words(old, key, before), value_words(new, key, after)
                if was == now:  # a sign, or a field's own words: what is read is the same
                    was, now = _written_otherwise(getattr(old, key), getattr(new, key))
                yield key_title(key), was, now
        return
    for key in STEP_KEYS if isinstance(old or new, Step) else ("label", "ask", "when"):
        was = value_words(old, key, before) if old is not None else ""
        now = value_words(new, key, after) if new is not None else ""
        empty = ("", "rien", "aucun", "Aucune", "non")
        if was not in empty or now not in empty:
            yield key_title(key), was, now


def differences_html(rows: Iterator[tuple[str, str, str]], titles: tuple[str, str], theme: Theme) -> str:
    """The rows as a table of three columns for a text view."""
    second, line, ground = (theme.name(role) for role in (Role.TEXT_SECOND, Role.LINE, Role.SURFACE))
    size = theme.font(CAPTION).pointSizeF()
    head = "".join(
        f"<td width='{width}%' style='color:{second}; font-size:{size:.1f}pt'>{html.escape(words)}</td>"
        for width, words in ((18, ""), (41, titles[0]), (41, titles[1]))
    )
    body = ""
    for name, was, now in rows:
        left, right = compared_html(was, now, theme)
        body += (
            f"<tr bgcolor='{ground}'><td style='color:{second}; font-size:{size:.1f}pt'>{html.escape(name)}</td>"
            f"<td>{left}</td><td>{right}</td></tr>"
        )
    return (
        f"<table width='100%' cellspacing='1' cellpadding='{theme.px(5)}' bgcolor='{line}'>"
        f"<tr bgcolor='{ground}'>{head}</tr>{body}</table>"
    )


def compared_html(was: str, now: str, theme: Theme) -> tuple[str, str]:
    """Both texts, what only one of them has marked: struck before, underlined and bold after."""
    old, new = _WORDS.findall(was), _WORDS.findall(now)
    left, right = "", ""
    late, done = theme.name(Role.LATE), theme.name(Role.DONE)
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        gone, came = _html("".join(old[a:b])), _html("".join(new[c:d]))
        if kind == "equal":
            left, right = left + gone, right + came
            continue
        left += f"<span style='color:{late}; text-decoration:line-through'>{gone}</span>" if gone else ""
        right += f"<span style='color:{done}; text-decoration:underline; font-weight:600'>{came}</span>" if came else ""
    return left or "–", right or "–"


def spelled_text(text: str, *, marked: bool = True) -> str:
    """A text whose signs are told in words: « www.amf42.fr (lien) », « ‹Prénom, sinon : l’élue› »."""
    words = "".join(_spelled_field(part) if is_field else part for is_field, part in parts(text))
    try:
        blocks = parse(words) if marked else ()
    except MarkupError:
        blocks = ()
    told = (
        BLOCKS.get(block.kind, "") + "".join(f"{run.text}{RUNS.get(run.kind, '')}" for run in block.runs)
        for block in blocks
    )
    return "\n".join(told) or words


def _spelled_field(raw: str) -> str:
    field = read_field(raw)
    if field is None:
        return raw
    known = f", écrit «{NBSP}{field.found}{NBSP}»" if field.found not in ("", "#") else ""
    return f"‹{field_name(field)}{known}, sinon{NBSP}: {field.missing.strip() or 'rien'}›"


def _written_otherwise(old: object, new: object) -> tuple[str, str]:
    """Both values where only signs or a field's own words differ: the texts that are not the same, spelled."""
    before, after = list(_texts(old)), list(_texts(new))
    if len(before) == len(after):
        pairs = [(was, now) for was, now in zip(before, after, strict=True) if was != now]
        before, after = [was for was, _ in pairs], [now for _, now in pairs]
    return "\n".join(map(spelled_text, before)), "\n".join(map(spelled_text, after))


def _texts(value: object) -> Iterator[str]:
    """Each text inside a value of a step, in order."""
    if isinstance(value, str):
        yield value
    elif is_dataclass(value):
        for one in fields(value):
            yield from _texts(getattr(value, one.name))
    elif isinstance(value, Mapping):
        for name, inside in value.items():
            yield name
            yield from _texts(inside)
    elif isinstance(value, tuple | list):
        for inside in value:
            yield from _texts(inside)
    else:
        yield "oui" if value is True else "non" if value is False else str(value or "aucun")


def _html(text: str) -> str:
    return html.escape(text).replace("\n", "<br>")


def _behind(difference: Difference | QuestionDifference, edition: Edition) -> str:
    """After which step this one stands."""
    step_id = difference.step_id if isinstance(difference, Difference) else ""
    ids = [step.id for step in edition.steps]
    place = ids.index(step_id) if step_id in ids else 0
    return f"après «{NBSP}{step_title(edition, ids[place - 1])}{NBSP}»" if place else "en premier"


def _answer(answer: Answer, edition: Edition) -> str:
    does = EFFECTS[answer.effect]
    match answer.effect:
        case Effect.ANSWER:
            label = next((one.label for one in edition.questions if one.id == answer.question), answer.question)
            does = f"{label}{NBSP}: {ANSWERS.get(answer.value, answer.value)}"
        case Effect.BACK:
            does = f"revient à «{NBSP}{step_title(edition, answer.step)}{NBSP}»"
        case Effect.HELP:
            does = with_field_names(answer.help)
        case _:
            does = does[:1].lower() + does[1:]
    return f"«{NBSP}{with_field_names(answer.text)}{NBSP}» → {does}"


def _link(link: Link) -> str:
    code = ", carré à viser" if link.qr else ""
    return f"{link.label or link.typed}{NBSP}: {link.url} (à taper{NBSP}: {link.typed}{code})"


def _screen(screen: Screen) -> Iterator[str]:
    yield with_field_names(screen.title)
    for words in (screen.place, screen.address, with_field_names(screen.text), marked_text(screen.note)):
        if words:
            yield words
    for field in screen.fields:
        more = "".join(f", {words}" for words in (field.hint, field.section, field.empty) if words)
        yield f"case {field.label} ({SOURCES.get(field.source, field.source)}{more})"
    for button in screen.buttons:
        yield f"bouton {button}"
    if screen.picture:
        yield f"dessin{NBSP}: {PICTURES.get(screen.picture, screen.picture)}"
