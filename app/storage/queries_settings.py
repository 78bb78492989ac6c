"""Reads the settings of the whole desk: which notice rule, which edition for new dossiers, the dated amounts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.calendar import NoticeRule
from app.domain.calls import Setting

NOTICE_RULE, EDITION, DESK_NAME, RIGHTS = "notice_rule", "edition", "desk_name", "rights"


@dataclass(frozen=True)
class DeskSettings:
    """What holds for the desk, not for one PC. Euros are whole; each default has its source in domain.md."""

    notice_rule: NoticeRule = NoticeRule.WORKING  # section 2: the cautious one, whichever edition is in use
    notice_since: date | None = None  # None: since the beginning
    notice_by: str = ""
    edition: str = ""  # id for new dossiers; "" is the newest that is in force
    desk_name: str = "AMF42"
    rights_a_year_euros: int = 400  # arrêté du 27/03/2023; to be confirmed for 2026 to 2028
    rights_cap_euros: int = 800
    rights_since: date | None = date(2023, 3, 27)


def read_settings(session: Session) -> DeskSettings:
    """The settings as kept; what was never set, or is not understood, has its default."""
    kept: dict[str, dict[str, Any]] = {
        row.key: row.value for row in session.execute(select(Setting.key, Setting.value))
    }
    default = DeskSettings()
    notice, rights = kept.get(NOTICE_RULE, {}), kept.get(RIGHTS, {})
    rule = notice.get("value", "")
    return DeskSettings(
        notice_rule=NoticeRule(rule) if rule in list(NoticeRule) else default.notice_rule,
        notice_since=_day(notice.get("since")),
        notice_by=str(notice.get("by", "")),
        edition=str(kept.get(EDITION, {}).get("value", default.edition)),
        desk_name=str(kept.get(DESK_NAME, {}).get("value", default.desk_name)),
        rights_a_year_euros=int(rights.get("year", default.rights_a_year_euros)),
        rights_cap_euros=int(rights.get("cap", default.rights_cap_euros)),
        rights_since=_day(rights.get("since")) or default.rights_since,
    )


def _day(text: object) -> date | None:
    return date.fromisoformat(text) if isinstance(text, str) and text else None
