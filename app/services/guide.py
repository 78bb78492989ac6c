"""What the desk does with its guide: saves a version, goes back to one, brings an edition in, chooses which holds.

A version is never undone by Ctrl+Z: a gesture meant for a dossier must not take the whole desk's guide back unseen, and
versions are append-only. `go_back` makes a new version of an old text, with its author, its date and its reason.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.changes import Changes
from app.desk import Desk
from app.domain.dates import named_day
from app.domain.dossiers import Dossier, EventKind, Stage
from app.domain.guide_versions import GuideVersion
from app.domain.names import of_person
from app.errors import Conflict, UserError
from app.guide.edition import Edition, Phase, Step
from app.guide.restaging import stage_in
from app.guide.tables import GuideError
from app.guide.texts import texts_in
from app.services.guarding import existing, refuse_nir
from app.services.settings import desk_settings, save_desk_settings
from app.services.stages import add_event, enter, whose
from app.storage.queries_guide import GONE, PACKAGED, edition_at, last_number

if TYPE_CHECKING:
    from app.guide.proving import Problem

ID = re.compile(r"[a-z0-9][a-z0-9-]{0,39}", re.ASCII)
LONGEST_FILE = 2_000_000  # bytes; a whole edition is some 60,000
NBSP = "\u00a0"


class EditionRefused(UserError):
    """An edition that can't be used: nothing was written. `problems` are all that stands in its way."""

    def __init__(self, message: str, problems: tuple[Problem, ...]) -> None:
        super().__init__(message)
        self.problems = problems


def save_edition(desk: Desk, edition: Edition, reason: str, seen: int) -> Changes:
    """Keep an edition as a new version; `seen` is the version that the editor began with (`EditionRow.version`).

    The result is the number of the version; screens hear of the table `guide_versions`. An edition that is the one in
    use makes no version. Raises EditionRefused with all problems, Conflict when another version was saved since,
    UserError without a reason.
    """
    return _save(desk, edition, reason, "Guide enregistré", lambda last: last == seen)


def go_back(desk: Desk, edition_id: str, number: int, reason: str) -> Changes:
    """Make a new version of an old one's text; 0 is the edition as it comes with the program."""
    words = f"version {number}" if number != PACKAGED else "version livrée avec le programme"
    return _save(desk, edition_at(desk, edition_id, number), reason, f"Guide revenu à la {words}")


def choose_edition(desk: Desk, edition_id: str) -> Changes:
    """Begin new dossiers with this edition; those that are open keep theirs."""
    return save_desk_settings(desk, replace(desk_settings(desk), edition=edition_id))


def export_edition(desk: Desk, edition_id: str) -> str:
    """The edition in use as one TOML text, for another desk. Raises UserError when it is not here."""
    from app.guide.writing import edition_text

    return edition_text(_in_use(desk, edition_id))


def read_edition_file(path: Path) -> Edition:
    """The edition of a file, to be looked at before it is imported: `problems_of` tells which rules do not hold.

    Raises UserError when it cannot be read; the sentence has the step's title and the field's French name.
    """
    from app.guide.loading import load_unchecked

    try:
        if path.stat().st_size > LONGEST_FILE:
            raise UserError(
                f"Le fichier «{NBSP}{path.name}{NBSP}» est trop grand pour être un guide. Vérifiez son nom."
            )
    except OSError:
        raise UserError(
            f"Le fichier «{NBSP}{path.name}{NBSP}» ne peut pas être lu. Vérifiez son nom et vos droits."
        ) from None
    try:
        return load_unchecked(path)
    except GuideError as problem:
        raise GuideError(_unread(problem, path)) from None


def _unread(problem: GuideError, path: Path) -> str:
    """A key that cannot be read, in the words of the editor; its name in the file behind it, to be found there."""
    from app.guide.compare import key_title

    if not problem.key:
        return problem.message
    place = re.sub(r"étape « ([^»]*) »", lambda found: f"étape « {_title_in(path, found[1])} »", problem.place)
    named = ", ".join(part for part in (place, key_title(problem.key)) if part)
    return f"Le guide « {path.name} », {named} (« {problem.key} » dans le fichier) : {problem.problem}"


def _title_in(path: Path, step_id: str) -> str:
    """The title of a step in a file that cannot be used as a whole, or its internal name."""
    import tomllib

    try:
        steps = tomllib.loads(path.read_text(encoding="utf-8-sig")).get("step", ())
    except (OSError, ValueError):
        return step_id
    tables = [one for one in steps if isinstance(one, dict)] if isinstance(steps, list) else []
    titles = (one.get("title") for one in tables if one.get("id") == step_id)
    return next((title for title in titles if isinstance(title, str) and _can_be_told(title)), step_id)


def _can_be_told(title: str) -> bool:
    """No title with the digits of a NIR gets into the sentence of an exception."""
    return bool(title.strip()) and sum(letter.isdigit() for letter in title) < 13


def import_edition(desk: Desk, edition: Edition, reason: str) -> Changes:
    """Keep an edition of a file: a new version of the one of this id, or an edition more, which waits to be chosen."""
    known = any(one.id == edition.id for one in desk.editions)
    if not known and not ID.fullmatch(edition.id):
        raise UserError(
            "Le nom interne de cette édition (id) ne convient pas\u00a0: des lettres sans accent, des chiffres et des "
            "tirets, 40 au plus, comme 2026-fcplus. Corrigez-le dans le fichier."
        )
    return _save(desk, edition, reason, "Guide importé" if known else "Nouvelle édition du guide importée")


def change_edition(desk: Desk, dossier_id: int, edition_id: str) -> Changes:
    """Let a dossier go on with another edition: its ticks are kept, its column is found anew before the request."""
    with desk.database.transaction(undoable=True) as unit:
        dossier = existing(unit.session, Dossier, dossier_id, "ce dossier")
        after, before = _in_use(desk, edition_id), desk.edition(dossier.edition)
        if not dossier.is_open:
            raise UserError("Ce dossier est clos\u00a0: il garde son édition du guide. Rouvrez-le pour en changer.")
        if dossier.edition != edition_id:
            stage = stage_in(before, after, dossier.full_situation, Stage(dossier.stage), dossier.done)
            dossier.edition = edition_id
            if dossier.blocked_step and all(step.id != dossier.blocked_step for step in after.steps):
                dossier.blocked_step = ""  # this edition asks for it no more
            titles = {"from": before.title, "to": after.title}
            add_event(desk, unit.session, dossier, EventKind.EDITION_CHANGED, **titles)
            enter(desk, unit.session, dossier, stage)
            unit.label = f"Dossier {of_person(whose(dossier))}\u00a0: guide, {after.title}"
        unit.result = dossier_id
    return unit.changes


def problems_of(edition: Edition) -> tuple[Problem, ...]:
    """All that stands in the way of this edition, in the order of its steps; empty when it can be saved.

    Steps are set on paper only once all else holds; about a second for a whole edition, then only for what changed.
    """
    from app.guide.proving import prove

    within = _Within(edition)
    return prove(edition) or tuple(
        problem for step in edition.steps for problem in _too_high(step, edition.phases, within)
    )


@dataclass(frozen=True)
class _Within:
    """The edition around a step, which is no part of what its height is remembered by."""

    edition: Edition = field(compare=False)


@lru_cache(maxsize=512)
def _too_high(step: Step, _phases: tuple[Phase, ...], within: _Within) -> tuple[Problem, ...]:
    from app.documents.fitting import too_high

    return too_high(step, within.edition)


def refuse_problems(edition: Edition) -> None:
    """Raise EditionRefused unless this edition can be saved."""
    problems = problems_of(edition)
    if problems:
        more = f" Et {len(problems) - 1} autre{'s' * (len(problems) > 2)}." if len(problems) > 1 else ""
        raise EditionRefused(f"Le guide n’est pas enregistré. {problems[0].sentence}{more}", problems)


def _save(
    desk: Desk, edition: Edition, reason: str, done: str, expected: Callable[[int], bool] = lambda _last: True
) -> Changes:
    """One more version; nothing at all is written unless it can be used from now on."""
    from app.guide.loading import load_edition
    from app.guide.writing import edition_text

    why = " ".join(reason.split())
    if not why:
        raise UserError("Dites en quelques mots pourquoi le guide change\u00a0: l’historique des versions le garde.")
    for label, text in (("Motif", why), *_texts(edition)):
        refuse_nir({label: text})  # before the problems, whose sentences quote titles
    refuse_problems(edition)
    edition = load_edition(edition_text(edition))  # as it is read from now on: blanks at the ends of texts are gone
    text = edition_text(edition)
    if load_edition(text) != edition:
        raise RuntimeError(f"the text of edition {edition.id!r} would be read back as another one")
    with desk.database.transaction() as unit:
        last = last_number(unit.session, edition.id)
        if not expected(last):
            raise _conflict(unit.session, edition, last)
        if any(one == edition for one in desk.editions) and last == _version_in_use(desk, edition.id):
            unit.label, unit.result = f"Le guide, {edition.title}, est déjà ainsi", last
        else:
            unit.session.add(
                GuideVersion(
                    edition_id=edition.id,
                    number=last + 1,
                    text=text,
                    author=desk.agent,
                    made_at=desk.now(),
                    reason=why,
                )
            )
            try:
                unit.session.flush()
            except IntegrityError:  # another desk of the server has just saved this number
                unit.session.rollback()
                raise _conflict(unit.session, edition, last + 1) from None
            unit.label, unit.result = f"{done}\u00a0: {edition.title}, version {last + 1}", last + 1
    return unit.changes


def _conflict(session: Session, edition: Edition, last: int) -> Conflict:
    """Who saved since, and why: the person compares both versions before anything of theirs is lost."""
    query = select(GuideVersion).where(GuideVersion.edition_id == edition.id, GuideVersion.number == last)
    other = session.scalar(query)
    by = ""
    if other is not None:
        day = named_day(other.made_at.astimezone().date())
        by = f" par {other.author or 'un autre poste'}, {day}\u00a0: «{NBSP}{other.reason}{NBSP}»"
    return Conflict(
        f"Une autre version du guide, {edition.title}, a été enregistrée entre-temps{by}. Rien n’a été écrasé. "
        "Comparez-la avec la vôtre, puis reprenez votre modification."
    )


def _in_use(desk: Desk, edition_id: str) -> Edition:
    found = next((edition for edition in desk.editions if edition.id == edition_id), None)
    if found is None:
        raise UserError(GONE)
    return found


def _version_in_use(desk: Desk, edition_id: str) -> int | None:
    in_use = desk.guide.shelf(desk.today()).in_use
    return next((one.version for one in in_use if one.edition.id == edition_id), None)


def _texts(edition: Edition) -> Iterator[tuple[str, str]]:
    """Every text of an edition with where it stands, by its number: a title may be what holds the NIR."""
    yield "Édition du guide", f"{edition.id}\n{edition.title}\n{edition.source}"
    for kind, parts in (("Phase", edition.phases), ("Colonne", edition.columns), ("Question", edition.questions)):
        for number, part in enumerate(parts, start=1):
            yield f"{kind} {number} du guide", "\n".join(texts_in(part))
    for number, step in enumerate(edition.steps, start=1):
        yield f"Étape {number} du guide", "\n".join(texts_in(step))
