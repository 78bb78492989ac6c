"""An edition that is being written, as plain JSON and back: a draft may hold what no guide could be used with."""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from typing import Any, Union, get_args, get_origin, get_type_hints

from app.guide.edition import Edition


def as_json(thing: Any) -> Any:
    """A frozen dataclass and all that it holds as dictionaries, lists and words."""
    if is_dataclass(thing) and not isinstance(thing, type):
        return {one.name: as_json(getattr(thing, one.name)) for one in fields(thing)}
    if isinstance(thing, Enum):
        return thing.value
    if isinstance(thing, date):
        return thing.isoformat()
    if isinstance(thing, Mapping):
        return {key: as_json(value) for key, value in thing.items()}
    if isinstance(thing, tuple):
        return [as_json(one) for one in thing]
    return thing


def edition_from(kept: object) -> Edition | None:
    """The edition of a draft; None when it is not one, or lost a part that held a number that is never kept."""
    try:
        made = _made(Edition, kept)
    except (AttributeError, KeyError, TypeError, ValueError):
        return None
    return made if isinstance(made, Edition) else None


def _made(kind: Any, kept: Any) -> Any:
    """`kept` as a value of the annotated kind; an AttributeError, KeyError, TypeError or ValueError when not."""
    origin = get_origin(kind)
    if origin is tuple:
        return tuple(_made(get_args(kind)[0], one) for one in kept)
    if origin in (Union, types.UnionType):
        if kept is None:
            return None
        return _made(next(one for one in get_args(kind) if one is not type(None)), kept)
    if origin is not None and issubclass(origin, Mapping):
        return {str(key): _made(get_args(kind)[1], value) for key, value in kept.items()}
    if isinstance(kind, type) and is_dataclass(kind):
        hints = get_type_hints(kind)
        return kind(**{name: _made(hints[name], value) for name, value in kept.items() if name in hints})
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind(kept)
    if kind is date:
        return date.fromisoformat(kept)
    if not isinstance(kept, kind):
        raise TypeError(kind)
    return kept
