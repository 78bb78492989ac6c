"""The commands of `amf42-admin guide`: list the editions, write one to a file, bring one in."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from app.command_line import FrenchParser, put, say

if TYPE_CHECKING:
    from app.bootstrap import Opened

Open = Callable[[argparse.Namespace], "Opened"]  # opens the base that the options mean


def add_guide_commands(guide: FrenchParser, opened: Open) -> None:
    """Put `list`, `export` and `import` under `guide`."""
    actions = guide.add_subparsers(
        metavar="ACTION", parser_class=FrenchParser, title="Actions", dest="action", required=True
    )

    def action(name: str, run: Callable[[Open, argparse.Namespace], int], about: str) -> FrenchParser:
        made: FrenchParser = actions.add_parser(name, help=about, description=f"{about[:1].upper()}{about[1:]}.")
        made.set_defaults(command=partial(run, opened))
        return made

    action("list", run_list, "lister les éditions du guide et leurs versions")
    export = action("export", run_export, "écrire une édition dans un fichier TOML, pour un autre poste")
    export.values.add_argument("id", metavar="ID", help="donné par guide list, comme 2022-03")
    export.values.add_argument("file", type=Path, metavar="FICHIER", help="le fichier à écrire")
    importing = action(
        "import", run_import, "ajouter l’édition d’un fichier\u00a0; refusée entière si une étape ne convient pas"
    )
    importing.values.add_argument("file", type=Path, metavar="FICHIER", help="le fichier TOML à lire")
    importing.choices.add_argument(
        "--reason", default="", metavar="MOTIF", help="pourquoi, pour l’historique (par défaut, le nom du fichier)"
    )


def run_list(opened: Open, options: argparse.Namespace) -> int:
    """One line an edition, the oldest first, with its versions, the newest first."""
    from app.storage.queries_guide import editions, versions

    with opened(options) as place:
        for row in editions(place.desk):
            kept = versions(place.desk, row.id)
            put(
                {
                    "id": row.id,
                    "title": row.title,
                    "source": row.source,
                    "valid_from": row.valid_from.isoformat(),
                    "review_by": row.review_by.isoformat(),
                    "past_review": row.past_review,
                    "for_new": row.for_new,
                    "dossiers": row.dossiers,
                    "version": row.version,
                    "versions": [
                        {
                            "number": one.number,
                            "author": one.author,
                            "made_at": one.made_at.isoformat() if one.made_at else None,
                            "reason": one.reason,
                        }
                        for one in kept
                    ],
                }
            )
            if row.problem:
                say(row.problem)
    return 0


def run_export(opened: Open, options: argparse.Namespace) -> int:
    """Write the edition as it is in use."""
    from app.files import write_whole
    from app.services.guide import export_edition
    from app.storage.queries_guide import editions

    with opened(options) as place:
        text = export_edition(place.desk, options.id).encode()
        version = next(row.version for row in editions(place.desk) if row.id == options.id)
        write_whole(options.file, text)
        put({"guide": options.id, "version": version, "file": str(options.file), "bytes": len(text)})
    return 0


def run_import(opened: Open, options: argparse.Namespace) -> int:
    """Keep the edition of a file as a version; all that stands in its way is told, and nothing is written then."""
    from app.services.guide import EditionRefused, import_edition, read_edition_file

    edition = read_edition_file(options.file)  # before the base is opened, or made
    reason = options.reason.strip() or f"Importé du fichier {options.file.name}"
    with opened(options) as place:
        try:
            changes = import_edition(place.desk, edition, reason)
        except EditionRefused as refusal:
            told = [{"step": one.step_id, "key": one.key, "sentence": one.sentence} for one in refusal.problems]
            put({"file": str(options.file), "guide": edition.id, "problems": told})
            for one in refusal.problems:
                say(one.sentence)
            return 1
        put({"file": str(options.file), "guide": edition.id, "version": changes.result, "saved": bool(changes.rows)})
        say(f"{changes.label}.")
    return 0
