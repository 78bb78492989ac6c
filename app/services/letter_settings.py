"""What the desk has measured or asked itself for its letters: where the window is, where the CDC gets its post.

Neither could be confirmed beforehand (domain of the desk, « à confirmer »): the values that come with the program hold
until somebody says better; then they are dated and bear a name.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy.orm import Session

from app.changes import Changes
from app.checks.postal import ENVELOPE_LINES, ENVELOPE_WIDTH
from app.checks.problems import NBSP
from app.desk import Desk
from app.domain.calls import Setting
from app.errors import UserError
from app.services.guarding import refuse_nir

if TYPE_CHECKING:
    from app.documents.envelope import Envelope

WINDOW, RECIPIENT = "envelope_window", "cdc_address"
RIGHT, BOTTOM = (10, 35), (14, 35)  # millimetres: beyond, letterhead or fold would come into the window


@dataclass(frozen=True)
class LetterSettings:
    """How letters are set. `window_since`, `recipient_since`: when the desk said so itself, None as delivered."""

    envelope: Envelope
    recipient: tuple[str, ...]
    window_since: date | None = None
    recipient_since: date | None = None


def read_letter_settings(session: Session) -> LetterSettings:
    """The settings that hold now; what was never set, or is not understood, is as delivered."""
    from app.documents.envelope import french_envelope
    from app.documents.letter_texts import letter_table

    window, recipient = _kept(session, WINDOW), _kept(session, RECIPIENT)
    envelope = french_envelope()
    right, bottom = window.get("right"), window.get("bottom")
    since = None
    if isinstance(right, int) and isinstance(bottom, int):
        envelope = replace(envelope, window_from_right=float(right), window_from_bottom=float(bottom))
        since = _day(window)
    lines = tuple(str(line) for line in recipient.get("lines", ()))
    return LetterSettings(
        envelope,
        lines or tuple(letter_table("cdc")["recipient"]["lines"]),
        since,
        _day(recipient) if lines else None,
    )


def save_window(desk: Desk, right: int, bottom: int) -> Changes:
    """Where the window of the desk's own envelopes is, in millimetres from the right and the bottom edge."""
    for value, (least, most), edge in ((right, RIGHT, "du bord droit"), (bottom, BOTTOM, "du bas")):
        if not least <= value <= most:
            raise UserError(
                f"La fenêtre est à {least} à {most}{NBSP}mm {edge} sur une enveloppe DL. Mesurez-la de nouveau."
            )
    return _keep(desk, WINDOW, {"right": right, "bottom": bottom}, "Place de la fenêtre enregistrée")


def save_recipient(desk: Desk, lines: Sequence[str]) -> Changes:
    """The postal address of the Caisse des Dépôts, line by line; none at all is the one delivered."""
    kept = [" ".join(line.split()) for line in lines if line.strip()]
    refuse_nir({"Adresse de la Caisse des Dépôts": "\n".join(kept)})
    long = next((line for line in kept if len(line) > ENVELOPE_WIDTH), None)
    if long is not None:
        raise UserError(
            f"La ligne «{NBSP}{long}{NBSP}» a {len(long)} caractères, "
            f"l’enveloppe en montre {ENVELOPE_WIDTH}. Abrégez-la."
        )
    if len(kept) > ENVELOPE_LINES:
        raise UserError(f"L’adresse a {len(kept)} lignes, l’enveloppe en montre {ENVELOPE_LINES}. Ôtez-en.")
    return _keep(desk, RECIPIENT, {"lines": kept}, "Adresse de la Caisse des Dépôts enregistrée")


def _keep(desk: Desk, key: str, value: dict[str, Any], label: str) -> Changes:
    dated = {**value, "since": desk.today().isoformat(), "by": desk.agent}
    with desk.database.transaction(undoable=True) as unit:
        row = unit.session.get(Setting, key)
        if row is None:
            unit.session.add(Setting(key=key, value=dated))
        else:
            row.value = dated
        unit.label = label
    return unit.changes


def _kept(session: Session, key: str) -> dict[str, Any]:
    row = session.get(Setting, key)
    return dict(row.value) if row is not None and isinstance(row.value, dict) else {}


def _day(kept: dict[str, Any]) -> date | None:
    since = kept.get("since")
    return date.fromisoformat(since) if isinstance(since, str) and since else None
