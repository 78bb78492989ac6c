"""Loads an edition of the guide from its TOML file, and refuses a broken one with the file, the step and the key.

What the keys mean is told where the data is: `app.guide.edition`. What must hold between them (order, references) is
checked in `app.guide.rules`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import resources
from app.domain.stages import Stage
from app.guide.edition import (
    Actor,
    Answer,
    Column,
    Edition,
    Effect,
    Link,
    Phase,
    Question,
    Scope,
    Screen,
    ScreenField,
    Step,
)
from app.guide.overlay import BASED_ON, merged
from app.guide.rules import check_edition
from app.guide.tables import GuideError, Table

__all__ = ["GuideError", "current_edition", "edition_names", "load_edition", "load_editions", "load_packaged"]

SOURCES = (
    "birth_name",
    "mobile",
    "landline",
    "email",
    "street_number",
    "repetition",
    "street_type",
    "street_name",
    "complement",
    "locality",
    "postcode_city",
    "diploma",
    "nir13",
    "nir15",
    "password",
    "checkbox",
)
WIDTHS = ("full", "half", "third", "two_thirds")
PICTURES = ("counters", "price_table")
DUTIES = ("note_edof_number", "answer_in_edof", "check_accepted")

_AT_LINE = re.compile(r"\(at line (\d+), column (\d+)\)")


def load_edition(source: Path | str, name: str = "") -> Edition:
    """Return the edition of a file (a Path) or of a text (a str, called `name` in messages); GuideError if broken.

    One that is `based_on` another (`app.guide.overlay`) is put together with that one, as it came with the program.
    """
    file = name or (source.name if isinstance(source, Path) else "texte")
    return _edition(Table(file, "", _whole(file, _parse(file, _text_of(source, file)), {})))


def load_unchecked(path: Path) -> Edition:
    """Return the edition of a file that can be read, whether its rules hold or not: `prove` lists what does not.

    GuideError, with its place and its key, where a key is missing or of another type.
    """
    file = path.name
    return _edition(Table(file, "", _whole(file, _parse(file, _text_of(path, file)), {})), checked=False)


def read_tables(tables: Mapping[str, Any], name: str) -> Edition:
    """Return the edition of tables that are parsed already (`app.guide.writing`); GuideError if broken."""
    return _edition(Table(name, "", tables))


def edition_names() -> tuple[str, ...]:
    """Return the ids of the editions that come with the program, the oldest first; nothing is read for it.

    Each file bears its edition's id, which begins with a year: `2022-03.toml`. The folder holds other files too.
    """
    return tuple(sorted(path.stem for path in resources.path("guide").glob("[0-9][0-9][0-9][0-9]-*.toml")))


def load_packaged(edition_id: str) -> Edition:
    """Return one edition that comes with the program; KeyError when none has this id, GuideError if it is broken."""
    if edition_id not in edition_names():
        raise KeyError(edition_id)
    return _packaged(edition_id, {})


def load_editions() -> tuple[Edition, ...]:
    """Return the editions that come with the program, the oldest first; GuideError if one is broken."""
    read: dict[str, dict[str, Any]] = {}
    editions = (_packaged(name, read) for name in edition_names())
    return tuple(sorted(editions, key=lambda edition: edition.valid_from))


def current_edition(editions: Iterable[Edition], today: date) -> Edition:
    """Return the edition in force: the newest that has begun, else the oldest; ValueError when there is none.

    An edition that is still to be approved is never in force by its date, unless there is no other.
    """
    ordered = sorted(editions, key=lambda edition: (not edition.to_approve, edition.valid_from))
    ordered = [edition for edition in ordered if edition.to_approve == ordered[-1].to_approve]
    if not ordered:
        raise ValueError("no edition of the guide")
    begun = [edition for edition in ordered if edition.valid_from <= today]
    return begun[-1] if begun else ordered[0]


def _packaged(edition_id: str, read: dict[str, dict[str, Any]]) -> Edition:
    """One packaged edition; `read` keeps what was read of each file, since one is based on another."""
    file = f"{edition_id}.toml"
    table = Table(file, "", _whole(file, _packaged_values(edition_id, read), read))
    edition = _edition(table)
    if edition.id != edition_id:
        raise table.error("id", f"« {edition.id} » n’est pas le nom du fichier. Donnez le même aux deux.")
    return edition


def _packaged_values(edition_id: str, read: dict[str, dict[str, Any]]) -> dict[str, Any]:
    if edition_id not in read:
        path = resources.path("guide", f"{edition_id}.toml")
        read[edition_id] = _parse(path.name, _text_of(path, path.name))
    return read[edition_id]


def _whole(file: str, values: dict[str, Any], read: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """The tables of a whole edition, those of the one that it is based on included."""
    if BASED_ON not in values:
        return values
    table = Table(file, "", values)
    base = table.text(BASED_ON)
    if base not in edition_names():
        raise table.unknown(BASED_ON, base, edition_names())
    below = _packaged_values(base, read)
    if BASED_ON in below:
        raise table.error(BASED_ON, f"« {base} » repose elle-même sur une autre. Nommez une édition entière.")
    return merged(below, values, file)


def _text_of(source: Path | str, file: str) -> str:
    if isinstance(source, str):
        return source
    try:
        return source.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise GuideError(
            f"Le guide « {file} » n’est pas un texte en UTF-8. Enregistrez-le de nouveau avec ce codage."
        ) from None
    except OSError:
        raise GuideError(f"Le guide « {file} » ne peut pas être lu. Vérifiez qu’il est bien à sa place.") from None


def _parse(file: str, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        found = _AT_LINE.search(str(problem))
        last = len(text.splitlines())
        line, place = (int(found[1]), f"colonne {found[2]}") if found else (last, "à la fin du fichier")
        # The parser speaks English; the step around the line is what helps.
        raise GuideError(
            f"Le guide « {file} »{_step_before(text, line)}, ligne {line}, {place} : "
            "l’écriture TOML n’est pas respectée. Vérifiez les guillemets, les crochets et les signes égal."
        ) from None
    except (RecursionError, ValueError):  # brackets within brackets without end, a number of thousands of digits
        raise GuideError(
            f"Le guide « {file} » n’est pas un guide : il contient des crochets ou des nombres sans fin. "
            "Vérifiez que c’est le bon fichier."
        ) from None


def _step_before(text: str, line: int) -> str:
    """Return the last id written before a line, as a place for people, or nothing."""
    ids = re.findall(r'^\s*id\s*=\s*"([^"]*)"', "\n".join(text.splitlines()[:line]), re.MULTILINE)
    return f", après « {ids[-1]} »" if ids else ""


def _edition(table: Table, *, checked: bool = True) -> Edition:
    edition = Edition(
        id=table.text("id"),
        title=table.text("title"),
        source=table.text("source"),
        valid_from=table.day("valid_from"),
        review_by=table.day("review_by"),
        path_order=tuple(table.member("path_order", word, Stage) for word in table.texts("path_order")),
        phases=tuple(_phase(one) for one in table.tables("phase", "phase")),
        columns=tuple(_column(one) for one in table.tables("column", "colonne")),
        questions=tuple(_question(one) for one in table.tables("question", "question")),
        steps=tuple(_step(one) for one in table.tables("step", "étape")),
        to_approve=table.flag("to_approve", False),
    )
    table.finish()
    if checked:
        check_edition(edition, table)
    return edition


def _phase(table: Table) -> Phase:
    title = table.text("title")
    phase = Phase(number=table.number("number"), title=title, band=table.text("band", title))
    table.finish()
    return phase


def _column(table: Table) -> Column:
    column = Column(stage=table.choice("stage", Stage), title=table.text("title"), phase=table.optional_number("phase"))
    table.finish()
    return column


def _question(table: Table) -> Question:
    question_id = table.text("id")
    table.at(f"question « {question_id} »")
    question = Question(
        id=question_id,
        label=table.text("label"),
        ask=table.text("ask"),
        yes=table.text("yes"),
        no=table.text("no"),
        unknown=table.text("unknown"),
        no_label=table.text("no_label"),
        scope=table.choice("scope", Scope),
        when=table.conditions("when"),
    )
    table.finish()
    return question


def _step(table: Table) -> Step:
    step_id = table.text("id")
    place = f"étape « {step_id} »"
    table.at(place)
    screen = table.table("screen", f"{place}, écran")
    step = Step(
        id=step_id,
        title=table.text("title"),
        stage=table.choice("stage", Stage),
        phase=table.number("phase"),
        actor=table.choice("actor", Actor),
        body=table.text("body", ""),
        say=table.text("say"),
        when=table.conditions("when"),
        screen=_screen(screen) if screen else None,
        links=tuple(_link(one) for one in table.tables("link", f"{place}, lien")),
        answers=tuple(_answer(one) for one in table.tables("answer", f"{place}, réponse")),
        if_blocked=table.text("if_blocked"),
        deadline=table.flag("deadline", False),
        on_sheet=table.flag("on_sheet", True),
        duty=table.one_of("duty", DUTIES, ""),
        teaches={question: answers[0] for question, answers in table.conditions("teaches").items()},
        source=table.text("source"),
        unsure=table.text("unsure", ""),
    )
    table.finish()
    return step


def _screen(table: Table) -> Screen:
    place = table.place
    screen = Screen(
        title=table.text("title"),
        place=table.text("place", ""),
        address=table.text("address", ""),
        text=table.text("text", ""),
        fields=tuple(_field(one) for one in table.tables("field", f"{place}, champ")),
        buttons=table.texts("buttons"),
        note=table.text("note", ""),
        picture=table.one_of("picture", PICTURES, ""),
    )
    table.finish()
    return screen


def _field(table: Table) -> ScreenField:
    field = ScreenField(
        label=table.text("label"),
        source=table.one_of("source", SOURCES),
        hint=table.text("hint", ""),
        width=table.one_of("width", WIDTHS, "full"),
        empty=table.text("empty", ""),
        alternative=table.flag("alternative", False),
        section=table.text("section", ""),
    )
    table.finish()
    return field


def _link(table: Table) -> Link:
    link = Link(
        url=table.text("url"), typed=table.text("typed"), label=table.text("label", ""), qr=table.flag("qr", False)
    )
    table.finish()
    return link


def _answer(table: Table) -> Answer:
    effect = table.choice("effect", Effect)
    answer = Answer(
        text=table.text("text"),
        effect=effect,
        question=table.text("question", None if effect is Effect.ANSWER else ""),
        value=table.text("value", None if effect is Effect.ANSWER else ""),
        step=table.text("step", None if effect is Effect.BACK else ""),
        help=table.text("help", None if effect is Effect.HELP else ""),
    )
    table.finish()
    return answer
