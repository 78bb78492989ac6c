"""EDOF's words against the platform's, and what each puts a dossier in (domain.md, section 4)."""

import pytest

from app.domain.dossiers import Outcome, Stage
from app.domain.edof import STATUSES, edof_status, status_in


def test_what_edof_calls_valide_is_a_valider_for_the_official() -> None:
    validated, accepted = edof_status("validated"), edof_status("accepted")
    assert (validated.label, validated.official_sees) == ("Validé", "À valider")
    assert (accepted.label, accepted.official_sees) == ("Accepté", "Validé")


@pytest.mark.parametrize(
    ("raw", "stage", "outcome"),
    [
        ("notProcessed", Stage.REQUEST_SENT, None),
        ("validated", Stage.TO_CONFIRM, None),
        ("waitingAcceptation", Stage.TO_CONFIRM, None),
        ("accepted", Stage.ENROLLED, None),
        ("inTraining", Stage.TRAINED, None),
        ("terminated", Stage.TRAINED, None),
        ("serviceDoneDeclared", Stage.TRAINED, None),
        ("serviceDoneValidated", Stage.TRAINED, None),
        ("serviceDoneOfTomorrow", Stage.TRAINED, None),
        ("canceledByAttendee", None, Outcome.CANCELLED),
        ("canceledByAttendeeNotRealized", None, Outcome.CANCELLED),
        ("canceledByOrganism", None, Outcome.CANCELLED),
        ("canceledByFinancer", None, Outcome.CANCELLED),
        ("refusedByAttendee", None, Outcome.REFUSED),
        ("refusedByOrganism", None, Outcome.REFUSED),
        ("refusedByFinancer", None, Outcome.REFUSED),
        ("rejectedWithoutTitulaireSuite", None, Outcome.WITHOUT_SUITE),
    ],
)
def test_each_status_has_its_column_or_closes_the_dossier(
    raw: str, stage: Stage | None, outcome: Outcome | None
) -> None:
    status = edof_status(raw)
    assert (status.stage, status.outcome) == (stage, outcome)


def test_a_status_is_known_by_its_label_too_however_it_is_typed() -> None:
    for status in STATUSES:
        found = edof_status(status.label.upper().replace("’", "'"))
        assert found.label == status.label
    assert edof_status(" non traite ").name == "notProcessed"
    assert edof_status("Annulé (par le titulaire)").name == "canceledByAttendee"


def test_an_unknown_status_is_kept_as_it_is_and_moves_nothing() -> None:
    status = edof_status("enAttenteDuFutur")
    assert (status.name, status.label, status.official_sees) == ("enAttenteDuFutur", "enAttenteDuFutur", "")
    assert status.stage is None
    assert status.outcome is None


def test_a_column_gives_its_status_and_keeps_one_that_says_the_same() -> None:
    assert status_in(Stage.REQUEST_SENT) == "notProcessed"
    assert status_in(Stage.TO_CONFIRM, "waitingAcceptation") == "waitingAcceptation"
    assert status_in(Stage.TO_CONFIRM, "accepted") == "validated"
    assert status_in(Stage.TRAINED, "serviceDoneValidated") == "serviceDoneValidated"
    assert status_in(Stage.READY_TO_REQUEST, "notProcessed") == ""
