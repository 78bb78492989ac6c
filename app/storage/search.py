"""The search index: folded words and digits of officials, trainings and dossiers, alike on both engines.

Our own code folds and cuts words; each engine only finds tokens by their beginning. An entry is written in the
transaction that wrote what it stands for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Column,
    Integer,
    Row,
    String,
    Table,
    Text,
    TextClause,
    UniqueConstraint,
    bindparam,
    case,
    delete,
    func,
    insert,
    select,
    text,
)
from sqlalchemy.orm import Session
from sqlalchemy.sql import ColumnElement

from app.changes import RowChange
from app.domain.base import Base
from app.domain.dossiers import Dossier
from app.domain.folding import fold, fold_choices
from app.domain.officials import Mandate, Official
from app.domain.trainings import Training, TrainingSession
from app.storage.recording import chunks

OFFICIAL, DOSSIER, TRAINING = "official", "dossier", "training"
KINDS = (OFFICIAL, DOSSIER, TRAINING)
ENGINE_OBJECTS = "search_index"  # how the names of what only one engine has begin

WORD_LENGTH = 64  # letters kept of one word; a lexeme of PostgreSQL holds 2,046 bytes
LEAST_DIGITS = 4  # fewer digits are no phone
FORWARDS, BACKWARDS = "→", "←"  # mark digits read from their beginning or end; no folded word holds them

entries = Table(
    "search_entries",
    Base.metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", String, nullable=False),
    Column("ref_id", Integer, nullable=False),
    Column("rank", Integer, nullable=False),  # 0 comes first: an open dossier, a training that is offered
    Column("words", Text, nullable=False),
    Column("digits", Text, nullable=False),
    UniqueConstraint("kind", "ref_id"),
)

# Of each table, the columns that an entry is made of: another change leaves the index alone.
_MATTERS: dict[str, tuple[str, ...]] = {
    "officials": (
        *("birth_name", "usual_name", "first_name", "role", "email", "city", "postcode", "locality"),
        *("mobile", "mobile_typed", "landline", "landline_typed"),
    ),
    "mandates": ("official_id", "territory", "function"),
    "trainings": ("title", "short_name", "theme", "place", "archived"),
    "sessions": ("training_id", "place"),
    "dossiers": ("official_id", "session_id", "edof_number", "outcome"),
}
# Calling codes of France and of its overseas territories: what follows is typed with a 0 at home.
_CODES = ("33", "262", "508", "590", "594", "596", "681", "687", "689")
_DIGIT_RUN = re.compile(r"\+?\d(?:[\s.()\-\u2010-\u2015]{0,3}\d)*")

_COMPOUND = re.compile(
    r"\b[^\W_]+(?:['\u2019\u02bc\-\u2010\u2011][^\W_]+)+"
)  # L'Hôpital, Jean-Pierre: typed in one too


@dataclass(frozen=True)
class Hit:
    """One record found: its kind ("official", "dossier", "training") and its id."""

    kind: str
    ref_id: int


# -- what is found -----------------------------------------------------------------------------------------------


def search(session: Session, typed: str, *, kinds: Sequence[str] = KINDS, limit: int = 8) -> list[Hit]:
    """Records that hold each typed word or number, in any order, by its beginning; at most `limit` of each kind.

    Kinds come in the order asked for; within one, open dossiers (and trainings still offered) first, then those whose
    name begins with the first word, then by name. A number of 4 digits or more is also a phone, by its beginning in
    any format or by its end.
    """
    criteria = _criteria(typed)
    if not criteria:
        return []
    postgres = session.get_bind().dialect.name == "postgresql"
    first = next((choices for choices in criteria if not choices[0][0].startswith((FORWARDS, BACKWARDS))), None)
    begins: ColumnElement[int] = case((entries.c.words.like(f"{first[0][0]}%"), 0), else_=1) if first else func.abs(0)
    by_name = entries.c.words.collate("C" if postgres else "BINARY")
    matching = _matching_postgres(criteria) if postgres else _matching_sqlite(criteria)
    found = (
        select(entries.c.ref_id).where(matching).order_by(entries.c.rank, begins, by_name, entries.c.id).limit(limit)
    )
    # One question a kind: numbering the rows of all kinds at once is ten times as slow where most of them match. The
    # plus keeps SQLite from walking through a whole kind by its index rather than from the words found.
    of_kind = text("search_entries.kind = :kind" if postgres else "+search_entries.kind = :kind")
    connection = session.connection()
    return [
        Hit(kind, ref_id)
        for kind in kinds
        for ref_id in connection.execute(found.where(of_kind), {"kind": kind}).scalars()
    ]


# A criterion is a choice between groups; a group is tokens that must all be there, each by its beginning.
_Choices = list[list[str]]


def _criteria(typed: str) -> list[_Choices]:
    """What must all hold: one criterion a word, one a number."""
    criteria: list[_Choices] = []
    rest, end = "", 0
    for found in _DIGIT_RUN.finditer(typed):
        digits = re.sub(r"\D", "", found.group())
        if len(digits) < LEAST_DIGITS or _inside_word(typed, found):
            continue
        as_words = [word[:WORD_LENGTH] for word in fold(found.group()).split()]
        beginnings = {f"{FORWARDS}{start}" for start in _beginnings(digits)}
        criteria.append([[start] for start in sorted(beginnings)] + [[f"{BACKWARDS}{digits[::-1]}"]] + [as_words])
        rest += typed[end : found.start()] + " "
        end = found.end()
    rest += typed[end:]
    words: list[_Choices] = []
    pieces = rest.split()
    for n, piece in enumerate(pieces):
        if "@" in piece:
            words += [[[fold(piece).replace(" ", "")[:WORD_LENGTH]]]] if fold(piece) else []
        elif n == len(pieces) - 1 and rest == rest.rstrip():
            words += [[[spelling[:WORD_LENGTH]] for spelling in choice] for choice in fold_choices(piece)]
        else:
            words += [[[word[:WORD_LENGTH]]] for word in fold(piece).split()]
    return words + criteria


def _inside_word(typed: str, found: re.Match[str]) -> bool:
    around = typed[max(found.start() - 1, 0) : found.start()] + typed[found.end() : found.end() + 1]
    return any(letter.isalnum() for letter in around)


def _beginnings(digits: str) -> set[str]:
    """Ways in which the beginning of a phone may be meant: as typed, without 00, 0, 33, 33 (0)."""
    bare = digits.removeprefix("00")
    ways = {digits, bare, digits.removeprefix("0")}
    ways |= {bare.removeprefix(code).removeprefix("0") for code in _CODES if bare.startswith(code)}
    return {way for way in ways if len(way) >= LEAST_DIGITS - 1}


def _matching_sqlite(criteria: list[_Choices]) -> TextClause:
    """A condition on the FTS5 table; its `ascii` tokenizer cuts at spaces only what has been folded."""
    query = " AND ".join(
        "(" + " OR ".join("(" + " AND ".join(f'"{token}"*' for token in group) + ")" for group in choices) + ")"
        for choices in criteria
    )
    matches = text("search_entries.id IN (SELECT rowid FROM search_index WHERE search_index MATCH :query)")
    return matches.bindparams(bindparam("query", query))


def _matching_postgres(criteria: list[_Choices]) -> TextClause:
    """A condition on the GIN index; a tsquery is cast, never parsed by a dictionary of the server."""
    query = " & ".join(
        "(" + " | ".join("(" + " & ".join(f"'{token}':*" for token in group) + ")" for group in choices) + ")"
        for choices in criteria
    )
    return text(f"{POSTGRES_TOKENS} @@ CAST(:query AS tsquery)").bindparams(bindparam("query", query))


# The very expression of the GIN index in migrations/versions/0001: another one would leave it unused.
POSTGRES_TOKENS = "array_to_tsvector(string_to_array(btrim(words || ' ' || digits), ' '))"


# -- how the index is kept ---------------------------------------------------------------------------------------


def reindex(session: Session, changes: Iterable[RowChange]) -> None:
    """Write anew the entries of what these rows stand for, and of the dossiers that show them."""
    touched: dict[str, set[int]] = {OFFICIAL: set(), DOSSIER: set(), TRAINING: set()}
    sessions: set[int] = set()
    for change in changes:
        if not _matters(change):
            continue
        for image in filter(None, (change.before, change.after)):
            if change.table == "officials":
                touched[OFFICIAL].add(image["id"])
            elif change.table == "mandates":
                touched[OFFICIAL].add(image["official_id"])
            elif change.table == "trainings":
                touched[TRAINING].add(image["id"])
            elif change.table == "sessions":
                touched[TRAINING].add(image["training_id"])
                sessions.add(image["id"])
            elif change.table == "dossiers":
                touched[DOSSIER].add(image["id"])
                touched[OFFICIAL].add(image["official_id"])
    connection = session.connection()
    for column, ids in (
        (Dossier.official_id, touched[OFFICIAL]),
        (Dossier.session_id, sessions),
        (TrainingSession.training_id, touched[TRAINING]),
    ):
        for piece in chunks(sorted(ids)):
            showing = select(Dossier.id).where(column.in_(piece))
            if column is TrainingSession.training_id:
                showing = showing.join(TrainingSession, Dossier.session_id == TrainingSession.id)
            touched[DOSSIER].update(connection.execute(showing).scalars())
    for kind, ids in touched.items():
        write_entries(session, kind, ids)


def reindex_all(session: Session) -> None:
    """Make the whole index again, for a migration or a repair."""
    connection = session.connection()
    connection.execute(delete(entries))
    for kind, table in ((OFFICIAL, Official), (TRAINING, Training), (DOSSIER, Dossier)):
        write_entries(session, kind, connection.execute(select(table.id)).scalars().all())


def write_entries(session: Session, kind: str, ids: Iterable[int]) -> None:
    """Replace the entries of one kind for these ids; a record that is gone loses its entry."""
    connection = session.connection()
    make = {OFFICIAL: _official_entries, TRAINING: _training_entries, DOSSIER: _dossier_entries}[kind]
    for piece in chunks(sorted(ids)):
        connection.execute(delete(entries).where(entries.c.kind == kind, entries.c.ref_id.in_(piece)))
        fresh = make(session, piece)
        if fresh:
            connection.execute(insert(entries), [{"kind": kind, **entry} for entry in fresh])


def _matters(change: RowChange) -> bool:
    columns = _MATTERS.get(change.table)
    if columns is None:
        return False
    before, after = change.before, change.after
    return before is None or after is None or any(before[name] != after[name] for name in columns)


def _official_entries(session: Session, ids: list[int]) -> list[dict[str, Any]]:
    connection = session.connection()
    columns = (getattr(Official, name) for name in ("id", *_MATTERS["officials"]))
    people = connection.execute(select(*columns).where(Official.id.in_(ids))).all()
    mandates: dict[int, list[str]] = {}
    query = select(Mandate.official_id, Mandate.territory, Mandate.function).where(Mandate.official_id.in_(ids))
    for official_id, territory, function in connection.execute(query.order_by(Mandate.id)):
        mandates.setdefault(official_id, []).extend((territory, function))
    query_open = select(Dossier.official_id).where(Dossier.official_id.in_(ids), Dossier.outcome == "")
    with_open = set(connection.execute(query_open).scalars())
    return [
        {
            "ref_id": person.id,
            "rank": 0 if person.id in with_open else 1,
            "words": _official_words(person, mandates.get(person.id, [])),
            "digits": _phone_tokens((person.mobile, person.mobile_typed), (person.landline, person.landline_typed)),
        }
        for person in people
    ]


def _official_words(person: Row[Any], mandates: list[str]) -> str:
    name = (person.usual_name or person.birth_name, person.first_name, person.birth_name)
    address = fold(person.email).replace(" ", "")
    return _tokens(*name, person.role, *mandates, person.locality, person.city, person.postcode, address)


def _training_entries(session: Session, ids: list[int]) -> list[dict[str, Any]]:
    connection = session.connection()
    places: dict[int, list[str]] = {}
    query = select(TrainingSession.training_id, TrainingSession.place).where(TrainingSession.training_id.in_(ids))
    for training_id, place in connection.execute(query.order_by(TrainingSession.id)):
        places.setdefault(training_id, []).append(place)
    columns = (getattr(Training, name) for name in ("id", *_MATTERS["trainings"]))
    return [
        {
            "ref_id": row.id,
            "rank": 1 if row.archived else 0,
            "words": _tokens(row.title, row.short_name, row.theme, row.place, *places.get(row.id, [])),
            "digits": "",
        }
        for row in connection.execute(select(*columns).where(Training.id.in_(ids)))
    ]


def _dossier_entries(session: Session, ids: list[int]) -> list[dict[str, Any]]:
    """A dossier is found by what its official is found by, and by its training; officials are indexed before."""
    connection = session.connection()
    query = (
        select(
            Dossier.id,
            Dossier.outcome,
            Dossier.edof_number,
            entries.c.words,
            entries.c.digits,
            Training.title,
            Training.short_name,
            TrainingSession.place,
        )
        .select_from(Dossier)
        .join(entries, (entries.c.ref_id == Dossier.official_id) & (entries.c.kind == OFFICIAL))
        .outerjoin(TrainingSession, TrainingSession.id == Dossier.session_id)
        .outerjoin(Training, Training.id == TrainingSession.training_id)
        .where(Dossier.id.in_(ids))
    )
    return [
        {
            "ref_id": row.id,
            "rank": 1 if row.outcome else 0,
            "words": f"{row.words} {_tokens(row.edof_number, row.title, row.short_name, row.place)}".strip(),
            "digits": row.digits,
        }
        for row in connection.execute(query)
    ]


def _tokens(*texts: str | None) -> str:
    """Folded words in their order, once each; then in one word what a hyphen or an apostrophe joins."""
    tokens: dict[str, None] = {}
    joined: dict[str, None] = {}
    for given in filter(None, texts):
        tokens.update(dict.fromkeys(word[:WORD_LENGTH] for word in fold(given).split()))
        for compound in _COMPOUND.findall(given):
            joined[fold(compound).replace(" ", "")[:WORD_LENGTH]] = None
    return " ".join({**tokens, **joined})


def _phone_tokens(*phones: tuple[str, str]) -> str:
    """The digits of phones (E.164, as typed), each to be found from its beginning and from its end."""
    tokens: dict[str, None] = {}
    for standard, typed in phones:
        for run in [standard] if standard else _DIGIT_RUN.findall(typed):
            digits = re.sub(r"\D", "", run)
            if len(digits) < LEAST_DIGITS - 1:
                continue
            for start in _beginnings(digits) if not standard else {digits, *_at_home(digits)}:
                tokens[FORWARDS + start] = None
            tokens[BACKWARDS + digits[::-1]] = None
    return " ".join(sorted(tokens))


def _at_home(digits: str) -> set[str]:
    """E.164 digits without the code of France or of one of its territories."""
    return {digits.removeprefix(code) for code in _CODES if digits.startswith(code)}
