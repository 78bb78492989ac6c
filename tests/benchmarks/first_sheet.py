"""Ours of the first sheet: the longest branch, for somebody without an account. Argument: the PDF to write.

What the window has already loaded by then (Qt, the base) is left out on both sides; what a sheet needs is all here:
the guide read and checked, phones written out, deadlines worked out, the sheet set and written.
"""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

from app.checks.phone import check_phone
from app.documents.guide_sheet import SheetData, SheetPerson, SheetTraining, guide_sheet
from app.domain.stages import Stage
from app.guide.loading import edition_names, load_packaged
from app.guide.path import sheet_steps

SITUATION = {"account_open": "no", "franceconnect": "no", "elu_account": "no", "training_found": "no"}


def main() -> int:
    edition = load_packaged(edition_names()[0])  # a dossier reads its own edition alone: this one needs no approval
    person = SheetPerson(
        title_name="Mme Hélène Fayard",
        function="adjointe au maire",
        territory_words="commune de",
        territory="Champdieu",
        values={"birth_name": "FAYARD", "mobile": check_phone("06 39 98 12 34").national or ""},
    )
    data = SheetData(
        person=person,
        training=SheetTraining(
            title="La gestion du domaine public et privé de la commune",
            starts_on=date(2027, 3, 18),
            ends_on=date(2027, 3, 18),
            hours_words="6 heures",
            place="Boën-sur-Lignon",
            price_cents=20000,
            extra_fees_cents=1800,
        ),
        steps=sheet_steps(edition, SITUATION, Stage.NEW, frozenset()),
        phases=edition.phases,
        edition_title=f"Guide AMF42, {edition.title}",
        made_on=date(2027, 2, 1),
        deadline=date(2027, 3, 2),
        deadline_rule="11 jours ouvrés avant la session",
    )
    Path(sys.argv[1]).write_bytes(guide_sheet(data).pdf)
    return 0


if __name__ == "__main__":
    sys.exit(main())
