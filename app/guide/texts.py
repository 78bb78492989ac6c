"""Every text inside a part of the guide, whatever key it stands under."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass


def texts_in(part: object) -> Iterator[str]:
    """Yield the texts of a dataclass, of the parts inside it and of tuples of them."""
    if isinstance(part, str):
        yield part
    elif isinstance(part, tuple):
        for one in part:
            yield from texts_in(one)
    elif is_dataclass(part):
        for one in fields(part):
            yield from texts_in(getattr(part, one.name))
