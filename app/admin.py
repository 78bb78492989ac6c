"""The command line for IT: one JSON object a line on standard output, French sentences on standard error.

Exit 0: done. 1: refused. 2: wrong use.
"""

from __future__ import annotations

import argparse
import os
import sys
import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from app import __version__
from app.admin_guide import add_guide_commands
from app.command_line import WRONG_USE, FrenchParser, put, say
from app.errors import UserError
from app.files import why

if TYPE_CHECKING:
    from app.bootstrap import Opened
    from app.checks.problems import Problem
    from app.settings import Places

DONE, REFUSED = 0, 1
KINDS = ("nir", "phone", "address", "email")
ROOT = Path(__file__).resolve().parent.parent


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    sys.stdin.reconfigure(encoding="utf-8", errors="replace", newline="\n")  # type: ignore[union-attr]  # a text stream
    for stream in (sys.stdout, sys.stderr):  # lines end alike on Windows
        stream.reconfigure(encoding="utf-8", errors="replace", newline="\n")  # type: ignore[union-attr]  # a text stream
    options = parser().parse_args(arguments)
    command: Callable[[argparse.Namespace], int] | None = getattr(options, "command", None)
    if command is None:
        parser().print_help(sys.stderr)
        return WRONG_USE
    try:
        return command(options)
    except UserError as refusal:
        say(refusal.message)
    except BrokenPipeError:  # who reads has enough, as `head` does; what was written was whole
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except OSError as refusal:
        say(f"Le fichier n’est pas accessible\u00a0: {why(refusal)}. Vérifiez son nom et vos droits.")
    except KeyboardInterrupt:
        say("Arrêté. Rien n’a été fait à moitié.")
    except Exception as bug:  # a traceback would be English, and might show what was typed
        say(f"Un défaut du programme a arrêté cette commande, rien n’est fait à moitié. À signaler\u00a0: {trace(bug)}")
    return REFUSED


def trace(bug: BaseException) -> str:
    """The kind of a bug and the last line of ours that it came from; never its words, which may be somebody's."""
    ours = [frame for frame in traceback.extract_tb(bug.__traceback__) if Path(frame.filename).is_relative_to(ROOT)]
    place = f", {Path(ours[-1].filename).relative_to(ROOT).as_posix()} ligne {ours[-1].lineno}" if ours else ""
    return f"{type(bug).__name__}{place}, AMF42 {__version__}"


def parser() -> FrenchParser:
    """The whole command line."""
    top = FrenchParser(prog="amf42-admin", description="Outils de l’accueil des élus de l’AMF42, pour l’informatique.")
    top.choices.add_argument(
        "--data", type=Path, metavar="DOSSIER", help="dossier des données (par défaut, celui du programme)"
    )
    top.choices.add_argument("--demo", action="store_true", help="travailler sur la base de démonstration")
    commands = top.add_subparsers(metavar="COMMANDE", parser_class=FrenchParser, title="Commandes")

    def command(name: str, run: Callable[[argparse.Namespace], int], about: str) -> FrenchParser:
        made: FrenchParser = commands.add_parser(name, help=about, description=f"{about[:1].upper()}{about[1:]}.")
        made.set_defaults(command=run)
        return made

    check = command("check", run_check, "contrôler des valeurs lues sur l’entrée standard, une par ligne")
    check.values.add_argument(
        "kind", nargs="?", choices=KINDS, metavar="GENRE", help="ce qui est à contrôler\u00a0: " + ", ".join(KINDS)
    )
    check.choices.add_argument(
        "--digits", type=int, choices=(13, 15), help="pour nir\u00a0: 13 pour se connecter, 15 pour ouvrir un compte"
    )
    check.choices.add_argument("--codes", action="store_true", help="donner la liste des codes")

    importing = command("import", run_import, "importer un registre")
    importing.values.add_argument("register", choices=("rne",), metavar="REGISTRE", help="rne")
    importing.values.add_argument("files", nargs="+", type=Path, metavar="FICHIER", help="un fichier CSV ou plusieurs")
    importing.choices.add_argument("--dry-run", action="store_true", help="dire ce qui serait fait, ne rien changer")

    command("demo", run_demo, "remplir la base de démonstration de personnes inventées")
    search = command("search", run_search, "chercher élus, communes, formations et dossiers")
    search.values.add_argument("text", metavar="TEXTE", help="mots, téléphone ou numéro EDOF")
    command("dossiers", run_dossiers, "lister les dossiers du tableau")

    sheet = command("sheet", run_sheet, "faire la fiche d’un dossier")
    sheet.choices.add_argument("--dossier", type=int, required=True, metavar="ID", help="donné par dossiers")
    sheet.choices.add_argument("--out", type=Path, required=True, metavar="FICHIER", help="le PDF à écrire")

    about = "lister, exporter ou importer les éditions du guide"
    guide = commands.add_parser("guide", help=about, description=f"{about.capitalize()}.")
    add_guide_commands(guide, opened)

    backup = command("backup", run_backup, "copier la base, chiffrée")
    backup.values.add_argument("file", type=Path, metavar="FICHIER", help="la copie à écrire")
    restore = command("restore", run_restore, "remettre une copie en place\u00a0; la base remplacée est gardée à côté")
    restore.values.add_argument("file", type=Path, metavar="FICHIER", help="la copie à remettre")
    restore.choices.add_argument(
        "--recovery", action="store_true", help="lire la clé de secours sur l’entrée standard (autre ordinateur)"
    )
    about = "copier la base de ce poste dans la base vide du serveur que nomme accueil.toml"
    command("move-to-server", run_move_to_server, about)
    command("doctor", run_doctor, "dire où sont la base, sa clé et ses copies, et si elle est saine")
    return top


# Checks: no base is opened


def run_check(options: argparse.Namespace) -> int:
    """Judge each line of standard input; the NIR itself is never written back."""
    from app.checks import problem_codes

    if options.codes:
        for kind, codes in problem_codes().items():
            for code, meaning in codes.items():
                put({"kind": kind, "code": code, "meaning": meaning})
        return DONE
    if options.kind is None or (options.kind == "nir") != (options.digits is not None):
        say("Dites ce qui est à contrôler\u00a0: nir --digits 13 ou 15, phone, address, email\u00a0; ou bien --codes.")
        return WRONG_USE
    judge = {
        "nir": lambda text: nir_result(text, options.digits),
        "phone": phone_result,
        "address": address_result,
        "email": email_result,
    }[options.kind]
    for number, text in enumerate(lines(sys.stdin), start=1):
        put({"line": number, **judge(text)})
    return DONE


def lines(stream: TextIO) -> Iterator[str]:
    """Lines without their end; a byte order mark is not part of the first value."""
    for number, line in enumerate(stream):
        yield (line.removeprefix("\ufeff") if number == 0 else line).rstrip("\r\n")


def judged(ok: bool, problems: Iterable[Problem]) -> dict[str, Any]:
    """The part that all results share."""
    return {
        "ok": ok,
        "problems": [
            {"code": problem.code, "severity": problem.severity.value, "message": problem.message}
            for problem in problems
        ],
    }


def nir_result(text: str, digits: int) -> dict[str, Any]:
    """Only the verdict: the number is forgotten."""
    from app.checks.nir import NirMode, check_nir

    result = check_nir(text, NirMode(digits))
    return judged(result.ok, result.problems)


def phone_result(text: str) -> dict[str, Any]:
    """The verdict and the number as understood."""
    from app.checks.phone import check_phone

    result = check_phone(text)
    understood = {"e164": result.e164, "national": result.national, "region": result.region}
    return judged(result.ok, result.problems) | understood


def address_result(text: str) -> dict[str, Any]:
    """The verdict and the platform's fields."""
    from app.checks.address import check_address

    result = check_address(text)
    names = (
        "number",
        "repetition",
        "street_type",
        "street_name",
        "complement",
        "locality",
        "postcode",
        "city",
        "insee",
    )
    return judged(result.ok, result.problems) | {name: getattr(result.address, name) for name in names}


def email_result(text: str) -> dict[str, Any]:
    """The verdict, the address as understood and what it may have been meant to be."""
    from app.checks.email import check_email

    result = check_email(text)
    return judged(result.ok, result.problems) | {"email": result.email, "suggestion": result.suggestion}


# Commands on the base


def places_of(options: argparse.Namespace) -> Places:
    """The base that is meant: the demonstration where it is asked for, else the desk's own."""
    from app.settings import find_places

    return find_places(options.data, demo=options.demo)


def opened(options: argparse.Namespace) -> Opened:
    """Open the base that is meant, or make it; where the demonstration alone is there, it is meant."""
    from app.admin_server import with_account
    from app.bootstrap import open_desk, server_of
    from app.settings import find_places

    places, demo = places_of(options), find_places(options.data, demo=True)
    if not places.base.exists() and demo.base.exists() and server_of(places) is None:
        places = demo
        say("Seule la base de démonstration est à cet endroit\u00a0: c’est elle qui sert.")
    place = with_account(lambda account: open_desk(places, account=account))
    if place.made:
        say(f"Une base vide vient d’être créée\u00a0: {place.places.base}.")
    return place


def run_import(options: argparse.Namespace) -> int:
    """Import registers, each in one transaction; a file that is refused changes nothing and the others go on."""
    from app.exchange.rne import read_rne
    from app.services.imports import import_officials, preview

    code = DONE
    with desk_for_import(options) as place:
        for path in options.files:
            try:
                found = preview(place.desk, read_rne(path))
                if not options.dry_run:
                    import_officials(place.desk, found)
            except (UserError, OSError) as refusal:
                sentence = refusal.message if isinstance(refusal, UserError) else "Le fichier n’est pas lisible."
                put({"file": path.name, "refused": sentence})
                say(f"{path.name}\u00a0: {sentence}")
                code = REFUSED
                continue
            put(
                {
                    "file": path.name,
                    "created": len(found.new),
                    "updated": len(found.changed),
                    "unchanged": found.unchanged,
                    "skipped": len(found.refused),
                    "refused_lines": [{"line": line.line, "reason": line.reason} for line in found.refused],
                }
            )
    return code


def desk_for_import(options: argparse.Namespace) -> AbstractContextManager[Opened]:
    """The base that is meant, made if need be; for a dry run where there is none, an empty one that goes away."""
    from app.admin_server import with_account
    from app.bootstrap import open_desk, open_trial, server_of

    places = places_of(options)
    if options.dry_run and not places.base.exists() and server_of(places) is None:
        return open_trial()
    return with_account(lambda account: open_desk(places, account=account))


def run_demo(options: argparse.Namespace) -> int:
    """Fill the demonstration's own base."""
    from app.bootstrap import open_demo
    from app.settings import find_places

    with open_demo(find_places(options.data)) as place:
        from app.storage import queries

        counts = queries.count_officials(place.desk)
        put({"base": str(place.places.base), "officials": counts["all"], "dossiers": len(queries.board(place.desk))})
    return DONE


def run_search(options: argparse.Namespace) -> int:
    """Search officials, communes, trainings and dossiers together."""
    from app.storage import queries

    with opened(options) as place:
        found = queries.search(place.desk, options.text)
        for person in found.officials:
            put({"kind": "official", "id": person.id, "name": person.name, "commune": person.commune})
        for insee, name, postcodes in found.communes:
            put({"kind": "commune", "insee": insee, "name": name, "postcodes": postcodes})
        for training in found.trainings:
            put({"kind": "training", "id": training.id, "title": training.title})
        for dossier in found.dossiers:
            put({"kind": "dossier", "id": dossier.id, "name": dossier.name, "training": dossier.training})
    return DONE


def run_dossiers(options: argparse.Namespace) -> int:
    """List the dossiers of the board."""
    from app.storage import queries

    with opened(options) as place:
        for row in queries.board(place.desk):
            put(
                {
                    "id": row.id,
                    "name": row.name,
                    "commune": row.commune,
                    "training": row.training,
                    "session": row.session_on.isoformat() if row.session_on else None,
                    "stage": row.stage.value,
                    "edof": row.edof_number or None,
                }
            )
    return DONE


def run_sheet(options: argparse.Namespace) -> int:
    """Write the sheet of one dossier, and say which letters print as a mark."""
    from app.files import write_whole
    from app.services.dossiers import record_handout
    from app.services.sheets import make_sheet

    with opened(options) as place:
        if options.out.resolve().parent == place.places.data.resolve():
            raise UserError(
                "Ce dossier est celui de la base\u00a0: une fiche n’y a pas sa place. Choisissez-en un autre."
            )
        sheet = make_sheet(place.desk, options.dossier)
        write_whole(options.out, sheet.pdf)
        record_handout(place.desk, options.dossier, "file", sheet)
        if sheet.missing_letters:
            say(
                "Ces lettres manquent aux polices et sont imprimées par un repère\u00a0: "
                + " ".join(sheet.missing_letters)
            )
        put({"dossier": options.dossier, "file": str(options.out), "pages": sheet.pages, "steps": sheet.steps})
    return DONE


def run_backup(options: argparse.Namespace) -> int:
    """Make one encrypted copy of the base; a server makes its own."""
    from app.bootstrap import refuse_copies_of_server
    from app.storage.backup import backup

    refuse_copies_of_server(places_of(options))
    with opened(options) as place:
        assert place.key is not None
        backup(place.desk.database, place.key, options.file)
        put({"backup": str(options.file), "bytes": options.file.stat().st_size})
    return DONE


def run_restore(options: argparse.Namespace) -> int:
    """Put a copy in the place of the base; the base that it replaces is kept aside."""
    from app.bootstrap import refuse_copies_of_server, restore_copy

    refuse_copies_of_server(places_of(options))
    recovery = next(lines(sys.stdin), "") if options.recovery else None
    aside = restore_copy(places_of(options), options.file, recovery=recovery)
    put({"restored": str(options.file), "kept_aside": str(aside) if aside else None})
    return DONE


def run_move_to_server(options: argparse.Namespace) -> int:
    """Copy the base of this PC to the server, whole or not at all; it stays here as it is."""
    from app.admin_server import move

    put(move(places_of(options)))
    return DONE


def run_doctor(options: argparse.Namespace) -> int:
    """Say where everything is and whether it is sound."""
    from app.admin_server import examined

    report = examined(places_of(options))
    put(report)
    for problem in report["office"]["problems"]:
        say(problem)
    if report["sound"]:
        return DONE
    if report["integrity"]:
        say("La base est abîmée. Gardez ce dossier tel quel et remettez la dernière copie avec restore.")
    else:
        say(report["problems"][0])
    return REFUSED


if __name__ == "__main__":
    raise SystemExit(main())
