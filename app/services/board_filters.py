"""Filters of the board that the desk keeps by name; kept among its settings, for all who work there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from app.changes import Changes
from app.desk import Desk
from app.domain.calls import Setting
from app.domain.folding import fold
from app.domain.stages import Stage
from app.errors import UserError
from app.services.guarding import refuse_nir
from app.storage.database import Unit

KEY = "board_filters"
NAME_LENGTH = 40


@dataclass(frozen=True)
class BoardFilter:
    """Which dossiers the board shows: all conditions hold together, an empty one lets all through."""

    name: str = ""
    which: str = "all"  # a filter of the head: "all", "late", "week", "mine"
    stages: tuple[str, ...] = ()  # Stage values, one of which it is
    session_id: int | None = None
    agent: str = ""
    text: str = ""  # each word anywhere

    @property
    def lets_all_through(self) -> bool:
        """Whether it hides nothing."""
        return replace(self, name="") == BoardFilter()


def saved_filters(desk: Desk) -> tuple[BoardFilter, ...]:
    """The filters that were kept, by name; what is not understood is left out."""
    with desk.database.read() as session:
        row = session.get(Setting, KEY)
        return _filters(row.value if row is not None else {})


def save_filter(desk: Desk, wanted: BoardFilter) -> Changes:
    """Keep a filter under its name, in the place of one of the same name. Raises UserError without a name."""
    wanted = replace(wanted, name=" ".join(wanted.name.split())[:NAME_LENGTH])
    if not wanted.name:
        raise UserError("Ce filtre n’a pas encore de nom. Donnez-lui un nom court, comme «\u00a0À confirmer\u00a0».")
    refuse_nir({"Nom du filtre": wanted.name, "Filtre": wanted.text, "Agent": wanted.agent})
    with desk.database.transaction(undoable=True) as unit:
        others = [one for one in _kept(unit) if fold(one.name) != fold(wanted.name)]
        _keep(unit, [*others, wanted])
        unit.label = f"Filtre «\u00a0{wanted.name}\u00a0» gardé"
        unit.result = wanted.name
    return unit.changes


def forget_filter(desk: Desk, name: str) -> Changes:
    """Forget the filter of this name."""
    with desk.database.transaction(undoable=True) as unit:
        kept = _kept(unit)
        _keep(unit, [one for one in kept if one.name != name])
        unit.label = f"Filtre «\u00a0{name}\u00a0» oublié"
    return unit.changes


def _kept(unit: Unit) -> tuple[BoardFilter, ...]:
    row = unit.session.get(Setting, KEY)
    return _filters(row.value if row is not None else {})


def _keep(unit: Unit, filters: list[BoardFilter]) -> None:
    value = {"filters": [asdict(one) | {"stages": list(one.stages)} for one in filters]}
    row = unit.session.get(Setting, KEY)
    if row is None:
        unit.session.add(Setting(key=KEY, value=value))
    else:
        row.value = value


def _filters(kept: Mapping[str, Any]) -> tuple[BoardFilter, ...]:
    listed = kept.get("filters", [])
    found = [_filter(one) for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    return tuple(sorted((one for one in found if one.name), key=lambda one: fold(one.name)))


def _filter(kept: Mapping[str, Any]) -> BoardFilter:
    stages, session_id = kept.get("stages", []), kept.get("session_id")
    return BoardFilter(
        name=str(kept.get("name", "")),
        which=str(kept.get("which", "all")),
        stages=tuple(one for one in stages if one in list(Stage)) if isinstance(stages, list) else (),
        session_id=session_id if isinstance(session_id, int) else None,
        agent=str(kept.get("agent", "")),
        text=str(kept.get("text", "")),
    )
