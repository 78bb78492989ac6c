"""The settings of the whole desk: read here by pages, saved as dated rows."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from app.changes import Changes
from app.desk import Desk
from app.domain.calendar import NoticeRule
from app.domain.calls import Setting
from app.errors import UserError
from app.services.guarding import refuse_nir
from app.settings import SET_BY_OFFICE
from app.storage.queries_settings import DESK_NAME, EDITION, NOTICE_RULE, RIGHTS, DeskSettings, read_settings

__all__ = ("DeskSettings", "desk_settings", "save_desk_settings", "save_notice_rule")

EDITION_SET_BY_OFFICE = (
    f"{SET_BY_OFFICE}\u00a0: l’édition des nouveaux dossiers ne se choisit pas sur ce poste. Adressez-vous à lui."
)
RULE_NAMES = {NoticeRule.WORKING: "jours ouvrés", NoticeRule.CALENDAR: "jours calendaires"}


def desk_settings(desk: Desk) -> DeskSettings:
    """The settings that hold now."""
    with desk.database.read() as session:
        return read_settings(session)


def save_desk_settings(desk: Desk, settings: DeskSettings) -> Changes:
    """Keep what differs; a rule or an amount that changes is dated today and bears the agent's name."""
    refuse_nir({"Nom": settings.desk_name})
    if settings.edition and all(edition.id != settings.edition for edition in desk.editions):
        raise UserError("Cette édition du guide n’est pas sur ce poste. Choisissez-en une autre.")
    imposed = desk.imposed_edition()
    with desk.database.transaction(undoable=True) as unit:
        before = read_settings(unit.session)
        dated = {"since": desk.today().isoformat(), "by": desk.agent}
        changed: dict[str, dict[str, Any]] = {}
        if settings.notice_rule is not before.notice_rule:
            changed[NOTICE_RULE] = {"value": settings.notice_rule.value, **dated}
        if settings.edition != before.edition:
            if imposed is not None:
                raise UserError(EDITION_SET_BY_OFFICE)
            changed[EDITION] = {"value": settings.edition, **dated}
        if settings.desk_name.strip() != before.desk_name:
            changed[DESK_NAME] = {"value": settings.desk_name.strip()}
        rights = (settings.rights_a_year_euros, settings.rights_cap_euros)
        if rights != (before.rights_a_year_euros, before.rights_cap_euros):
            changed[RIGHTS] = {"year": rights[0], "cap": rights[1], **dated}
        for key, value in changed.items():
            row = unit.session.get(Setting, key)
            if row is None:
                unit.session.add(Setting(key=key, value=value))
            else:
                row.value = value
        if NOTICE_RULE in changed:
            unit.label = f"Délai de demande compté en {RULE_NAMES[settings.notice_rule]}"
        elif EDITION in changed:
            unit.label = f"Nouveaux dossiers\u00a0: guide, {desk.edition(settings.edition).title}"
        elif changed:
            unit.label = "Réglages enregistrés"
    return unit.changes


def save_notice_rule(desk: Desk, rule: NoticeRule) -> Changes:
    """Count the notice before a session by this rule from today on; every last day to ask follows."""
    return save_desk_settings(desk, replace(desk_settings(desk), notice_rule=rule))
