"""What every service checks before it writes: no NIR in a text, the row is still there, nobody saved it since."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeVar

from sqlalchemy.orm import Session

from app.checks.nir import contains_nir
from app.domain.base import Base
from app.errors import Conflict, FieldConflict, UserError

Row = TypeVar("Row", bound=Base)
CONFLICT = "Quelqu’un d’autre a enregistré cette fiche entre-temps. Comparez les deux saisies, puis gardez la bonne."


def refuse_nir(texts: Mapping[str, str]) -> None:
    """Last wall (design, decision 7): raise UserError naming the field, never the number. `texts`: label -> text."""
    for label, text in texts.items():
        if text and contains_nir(text):
            raise UserError(
                f"Le champ «\u00a0{label}\u00a0» contient ce qui ressemble à un numéro de sécurité sociale. "
                "Effacez ce numéro\u00a0: il n’est jamais conservé."
            )


def existing(session: Session, kind: type[Row], row_id: int, what: str) -> Row:
    """The row of this id; UserError when somebody deleted it. `what`: « cette fiche », « ce dossier »."""
    row = session.get(kind, row_id)
    if row is None:
        raise UserError(f"{what.capitalize()} n’existe plus\u00a0: une suppression a eu lieu. Revenez à la liste.")
    return row


def refuse_stale(current: int, seen: int | None, fields: Iterable[FieldConflict]) -> None:
    """Raise Conflict when the row was saved since it was seen (`seen` None: not asked) and something differs."""
    if seen is None or seen == current:
        return
    differing = tuple(field for field in fields if field.mine != field.theirs)
    if differing:
        raise Conflict(CONFLICT, differing)
