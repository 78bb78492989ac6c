"""An edition written as what it changes: its file says `based_on` another edition, and only what differs.

- a top key, or a list of `[[phase]]` or `[[column]]`, replaces that of the other edition;
- a `[[step]]` or `[[question]]` of an id that is there changes the keys it writes and keeps the others; `without` lists
  keys that it drops. With `after`, it also moves behind that one ("": to the very beginning);
- one of a new id is added, behind the one that `after` names;
- `removed_steps` and `removed_questions` list ids that are gone.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.guide.tables import Table

BASED_ON = "based_on"
_PARTS = {"question": ("removed_questions", "question"), "step": ("removed_steps", "étape")}
_OWN_TO_AN_EDITION = ("id", "title", "source", "valid_from", "review_by", "to_approve")


def merged(base: Mapping[str, Any], changes: Mapping[str, Any], file: str) -> dict[str, Any]:
    """Return the tables of a whole edition from those of another and what changes; GuideError where it cannot be.

    What an edition says of itself (`id`, `title`, its dates) is never taken from the other one.
    """
    whole = {key: value for key, value in base.items() if key not in _OWN_TO_AN_EDITION}
    whole |= {key: value for key, value in changes.items() if key != BASED_ON and key not in _PARTS}
    for key, (removal, _) in _PARTS.items():
        whole.pop(removal, None)
        whole[key] = _part(base.get(key, []), changes.get(key, []), Table(file, "", changes), key)
    return whole


def _part(base: Any, changes: Any, table: Table, key: str) -> list[Any]:
    removal, name = _PARTS[key]
    parts = {str(one.get("id", "")): dict(one) for one in base}
    for part_id in table.texts(removal):
        if parts.pop(part_id, None) is None:
            raise table.error(removal, f"« {part_id} » n’est pas dans l’édition de départ. Corrigez son nom.")
    if not isinstance(changes, list) or not all(isinstance(one, dict) for one in changes):
        return [*parts.values(), changes]  # the loader says what is wrong with it
    order = list(parts)
    for one in changes:
        part_id = str(one.get("id", ""))
        place = Table(table.file, f"{name} « {part_id} »", one)
        kept = parts.get(part_id, {})
        dropped = place.texts("without")
        parts[part_id] = {known: value for known, value in kept.items() if known not in dropped} | {
            known: value for known, value in one.items() if known not in ("after", "without")
        }
        if "after" in one:
            _put_behind(order, part_id, str(one["after"]), place)
        elif not kept:
            raise place.error("after", "elle manque. Écrivez derrière laquelle celle-ci se place.")
    return [parts[part_id] for part_id in order]


def _put_behind(order: list[str], part_id: str, after: str, place: Table) -> None:
    if part_id in order:
        order.remove(part_id)
    if after and after not in order:
        raise place.error("after", f"« {after} » n’est pas dans l’édition de départ. Corrigez son nom.")
    order.insert(order.index(after) + 1 if after else 0, part_id)
