"""The life of a registration in EDOF: machine name, label of EDOF, words of the official (domain.md section 4).

The trap that this table is for: the official's « À valider » is EDOF's « Validé », and the official's « Validé » is
EDOF's « Accepté ».
"""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.dossiers import Outcome, Stage
from app.domain.folding import fold


@dataclass(frozen=True)
class EdofStatus:
    """One status. `stage` is the column that it puts a dossier in, `outcome` how it closes one; an unknown has none."""

    name: str  # machine name, as kept in `Dossier.edof_status`
    label: str  # as staff read it in EDOF
    official_sees: str = ""  # "" where the platform shows nothing
    stage: Stage | None = None
    outcome: Outcome | None = None


_CANCELLED, _REFUSED = Outcome.CANCELLED, Outcome.REFUSED

STATUSES = (
    EdofStatus("notProcessed", "Non traité", "Demande d’inscription", Stage.REQUEST_SENT),
    EdofStatus("validated", "Validé", "À valider", Stage.TO_CONFIRM),
    EdofStatus("waitingAcceptation", "Validé (en cours d’instruction)", "", Stage.TO_CONFIRM),
    EdofStatus("accepted", "Accepté", "Validé", Stage.ENROLLED),
    EdofStatus("inTraining", "En formation", "En formation", Stage.TRAINED),
    EdofStatus("terminated", "Sortie de formation", "Formation terminée", Stage.TRAINED),
    EdofStatus("serviceDoneDeclared", "Service fait déclaré", "", Stage.TRAINED),
    EdofStatus("serviceDoneValidated", "Service fait validé", "", Stage.TRAINED),
    EdofStatus("canceledByAttendee", "Annulé (par le titulaire)", "Formation annulée", None, _CANCELLED),
    EdofStatus("canceledByAttendeeNotRealized", "Annulé (par le titulaire)", "Formation annulée", None, _CANCELLED),
    EdofStatus("canceledByOrganism", "Annulé (par l’organisme)", "Formation annulée par l’organisme", None, _CANCELLED),
    EdofStatus("canceledByFinancer", "Annulé (par le financeur)", "", None, _CANCELLED),
    EdofStatus("refusedByAttendee", "Refus titulaire", "Demande annulée", None, _REFUSED),
    EdofStatus("refusedByOrganism", "Refusé (par l’organisme)", "Refusé par l’organisme", None, _REFUSED),
    EdofStatus("refusedByFinancer", "Refusé (par le financeur)", "", None, _REFUSED),
    EdofStatus("rejectedWithoutTitulaireSuite", "Annulé sans suite", "", None, Outcome.WITHOUT_SUITE),
)

# What EDOF shows of a dossier that the desk has just put in a column.
_OF_STAGE = {
    Stage.REQUEST_SENT: "notProcessed",
    Stage.TO_CONFIRM: "validated",
    Stage.ENROLLED: "accepted",
    Stage.TRAINED: "terminated",
}
_BY_NAME = {status.name: status for status in STATUSES}
_BY_WORDS = {fold(words): status for status in reversed(STATUSES) for words in (status.label, status.name)}


def edof_status(raw: str) -> EdofStatus:
    """The status of a machine name or of EDOF's own label; what is unknown is kept as it is, under its own words."""
    raw = raw.strip()
    found = _BY_NAME.get(raw) or _BY_WORDS.get(fold(raw))
    if found is not None:
        return found
    if raw.startswith("serviceDone"):  # others of that family may come; all of them follow the training
        return EdofStatus(raw, raw, "", Stage.TRAINED)
    return EdofStatus(raw, raw)


def status_in(stage: Stage, current: str = "") -> str:
    """Machine name for a dossier in this column: `current` where it says the same, "" before a request."""
    if current and edof_status(current).stage is stage:
        return current
    return _OF_STAGE.get(stage, "")
