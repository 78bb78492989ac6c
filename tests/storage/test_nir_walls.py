"""The last wall before the base: a NIR is refused in each text that a service takes, and nothing is written."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from app.changes import Changes
from app.desk import Desk
from app.domain.dossiers import Outcome
from app.errors import UserError
from app.services.calls import CallForm, add_callback, log_call
from app.services.catalogue import SessionForm, TrainingForm, save_session, save_training
from app.services.dossiers import block, close, follow, set_edof
from app.services.settings import desk_settings, save_desk_settings
from app.storage.database import Database
from tests.factories import NOW, TODAY, WITHOUT_ACCOUNT, add_dossier, add_person, add_session, add_training, make_desk

NIR = "2 62 06 42 147 036 11"  # nobody's: its key is right, its birth place and order were made up
TYPED = f"elle lit {NIR} et raccroche"

Action = Callable[[Desk, int], Changes]  # the desk and a dossier's id

# What the agent does, and the field that the refusal must name.
ACTIONS: dict[str, tuple[Action, str]] = {
    "the caller as typed": (lambda d, _: log_call(d, CallForm(NOW, caller_typed=TYPED)), "Appelle"),
    "the note of a call": (lambda d, one: log_call(d, CallForm(NOW, dossier_id=one, note=TYPED)), "Note"),
    "the reason of a call's callback": (
        lambda d, one: log_call(d, CallForm(NOW, dossier_id=one, callback_on=TODAY, callback_reason=TYPED)),
        "Motif du rappel",
    ),
    "the reason of a callback": (
        lambda d, one: add_callback(d, None, one, TODAY, reason=TYPED),
        "Motif du rappel",
    ),
    "the words of somebody stuck": (lambda d, one: block(d, one, "screen_contact", TYPED), "Note"),
    "the status that closes": (lambda d, one: close(d, one, Outcome.OTHER, TYPED), "Statut EDOF"),
    "who follows": (lambda d, one: follow(d, one, TYPED), "Agent"),
    "the number in EDOF": (lambda d, one: set_edof(d, one, NIR, ""), "Numéro EDOF"),
    "the status in EDOF": (lambda d, one: set_edof(d, one, "", TYPED), "Statut EDOF"),
    "the place of a session": (
        lambda d, _: save_session(d, None, add_training(d), SessionForm(date(2026, 12, 15), place=TYPED), None),
        "Lieu",
    ),
    "the name of the desk": (
        lambda d, _: save_desk_settings(d, replace(desk_settings(d), desk_name=TYPED)),
        "Nom",
    ),
    **{
        f"{field} of a training": (
            lambda d, _, name=field: save_training(d, None, replace(TrainingForm("Budget"), **{name: NIR}), None),
            label,
        )
        for field, label in {
            "title": "Titre",
            "short_name": "Nom court",
            "place": "Lieu",
            "theme": "Thème",
            "link": "Page publique",
        }.items()
    },
}


@pytest.mark.parametrize(("action", "field"), ACTIONS.values(), ids=ACTIONS)
def test_a_nir_is_refused_wherever_it_is_typed(encrypted: Database, action: Action, field: str) -> None:
    desk = make_desk(encrypted)
    dossier = add_dossier(desk, add_person(desk), add_session(desk), WITHOUT_ACCOUNT)
    with pytest.raises(UserError) as refused:
        action(desk, dossier)
    assert f"«\u00a0{field}\u00a0»" in refused.value.message
    assert "numéro de sécurité sociale" in refused.value.message
    assert "036" not in refused.value.message  # the number itself is not repeated
