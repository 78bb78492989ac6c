"""The command line for IT: one JSON object a line on standard output, French sentences on standard error.

Exit 0: done. 1: refused. 2: wrong use.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TextIO

from app.errors import UserError

if TYPE_CHECKING:
    from app.bootstrap import Opened
    from app.checks.problems import Problem

DONE, REFUSED, WRONG_USE = 0, 1, 2


class FrenchParser(argparse.ArgumentParser):
    """An argument parser that speaks French and leaves with 2."""

    def error(self, message: str) -> NoReturn:
        """Say how the command is used; argparse's English detail is left out: it may quote what was typed."""
        say(f"Commande mal écrite. {self.format_usage().replace('usage:', 'Usage :').strip()}")
        raise SystemExit(WRONG_USE)


def say(sentence: str) -> None:
    """Tell a person something, on standard error."""
    sys.stderr.write(sentence + "\n")


def put(row: dict[str, Any]) -> None:
    """Write one JSON object on one line of standard output."""
    sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]  # text streams, on Windows too
    options = parser().parse_args(arguments)
    command: Callable[[argparse.Namespace], int] | None = getattr(options, "command", None)
    if command is None:
        parser().print_help(sys.stderr)
        return WRONG_USE
    try:
        return command(options)
    except UserError as refusal:
        say(refusal.message)
        return REFUSED
    except OSError as refusal:
        say(f"Le fichier n’est pas accessible : {refusal.strerror or 'motif inconnu'}. Vérifiez son nom et vos droits.")
        return REFUSED
    except KeyboardInterrupt:
        say("Arrêté. Rien n’a été fait à moitié.")
        return REFUSED


def parser() -> argparse.ArgumentParser:
    """The whole command line."""
    top = FrenchParser(prog="amf42-admin", description="Outils de l’accueil des élus de l’AMF42.", add_help=True)
    top.add_argument("--data", type=Path, metavar="DIR", help="dossier des données (par défaut : celui du programme)")
    commands = top.add_subparsers(metavar="COMMANDE", parser_class=FrenchParser)

    check = commands.add_parser("check", help="contrôler des valeurs lues sur l’entrée standard, une par ligne")
    check.add_argument("kind", nargs="?", choices=("nir", "phone", "address", "email"))
    check.add_argument("--digits", type=int, choices=(13, 15), help="13 pour se connecter, 15 pour ouvrir un compte")
    check.add_argument("--codes", action="store_true", help="donner la liste des codes")
    check.set_defaults(command=run_check)

    importing = commands.add_parser("import", help="importer un registre")
    importing.add_argument("register", choices=("rne",))
    importing.add_argument("files", nargs="+", type=Path, metavar="FICHIER")
    importing.add_argument("--dry-run", action="store_true", help="dire ce qui serait fait, ne rien changer")
    importing.set_defaults(command=run_import)

    demo = commands.add_parser("demo", help="remplir la base de démonstration de personnes inventées")
    demo.set_defaults(command=run_demo)

    search = commands.add_parser("search", help="chercher partout")
    search.add_argument("text", metavar="TEXTE")
    search.set_defaults(command=run_search)

    dossiers = commands.add_parser("dossiers", help="lister les dossiers ouverts")
    dossiers.set_defaults(command=run_dossiers)

    sheet = commands.add_parser("sheet", help="faire la fiche d’un dossier")
    sheet.add_argument("--dossier", type=int, required=True, metavar="ID")
    sheet.add_argument("--out", type=Path, required=True, metavar="FICHIER")
    sheet.set_defaults(command=run_sheet)

    for name, what in (("backup", "copier la base, chiffrée"), ("restore", "remettre une copie en place")):
        copy = commands.add_parser(name, help=what)
        copy.add_argument("file", type=Path, metavar="FICHIER")
        copy.set_defaults(command=run_backup if name == "backup" else run_restore)

    doctor = commands.add_parser("doctor", help="dire où est la base, sa clé, ses copies, et si elle est saine")
    doctor.set_defaults(command=run_doctor)
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
        say("Indiquez ce qu’il faut contrôler : nir --digits 13 ou 15, phone, address, email ; ou bien --codes.")
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


def opened(options: argparse.Namespace) -> Opened:
    """Open the base of the folder that was named, or make it."""
    from app.bootstrap import open_desk
    from app.settings import find_places

    return open_desk(find_places(options.data))


def run_import(options: argparse.Namespace) -> int:
    """Import registers, each in one transaction; a file that is refused changes nothing and the others go on."""
    from app.exchange.rne import read_rne
    from app.services.imports import import_officials, preview

    code = DONE
    with opened(options) as place:
        for path in options.files:
            try:
                found = preview(place.desk, read_rne(path))
                if not options.dry_run:
                    import_officials(place.desk, found)
            except (UserError, OSError) as refusal:
                sentence = refusal.message if isinstance(refusal, UserError) else "Le fichier n’est pas lisible."
                put({"file": path.name, "refused": sentence})
                say(f"{path.name} : {sentence}")
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
        sheet = make_sheet(place.desk, options.dossier)
        write_whole(options.out, sheet.pdf)
        record_handout(place.desk, options.dossier, "file", sheet)
        if sheet.missing_letters:
            say("Ces lettres manquent aux polices et sont imprimées par un repère : " + " ".join(sheet.missing_letters))
        put({"dossier": options.dossier, "file": str(options.out), "pages": sheet.pages, "steps": sheet.steps})
    return DONE


def run_backup(options: argparse.Namespace) -> int:
    """Make one encrypted copy of the base."""
    from app.storage.backup import backup

    with opened(options) as place:
        backup(place.desk.database, place.key, options.file)
        put({"backup": str(options.file), "bytes": options.file.stat().st_size})
    return DONE


def run_restore(options: argparse.Namespace) -> int:
    """Put a copy in the place of the base; the base that it replaces is kept aside."""
    from app.bootstrap import restore_copy
    from app.settings import find_places

    aside = restore_copy(find_places(options.data), options.file)
    put({"restored": str(options.file), "kept_aside": str(aside) if aside else None})
    return DONE


def run_doctor(options: argparse.Namespace) -> int:
    """Say where everything is and whether it is sound."""
    from app.bootstrap import examine
    from app.settings import find_places

    report = examine(find_places(options.data))
    put(report)
    if not report["sound"]:
        say("La base n’est pas saine. Gardez ce dossier tel quel et remettez la dernière copie avec restore.")
        return REFUSED
    return DONE


if __name__ == "__main__":
    raise SystemExit(main())
