"""What the installed program needs beside its window, tried piece by piece: each trial names what is missing.

The window's own trials, and the order of all, are in `ui/self_test.py`. A trial returns what it saw, in a few French
words; it raises FailedError, or anything else, when the piece is not whole.
"""

from __future__ import annotations

import importlib
import importlib.util
import re
import shutil
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app import __version__
from app.errors import UserError

if TYPE_CHECKING:
    from app.documents.guide_sheet import Sheet
    from app.settings import Places

NBSP = "\u00a0"

# Libraries with a compiled part, and what the program can't do without them.
LIBRARIES: Mapping[str, str] = {
    "ssl": "liaisons sûres",
    "lzma": "liste des communes",
    "zlib": "fichiers PDF",
    "ctypes": "appels au système",
    "decimal": "montants",
    "unicodedata": "recherche sans accents",
    "sqlalchemy": "base",
    "sqlcipher3.dbapi2": "base chiffrée",
    "alembic.command": "mises à jour de la base",
    "keyring.core": "trousseau",
    "reportlab.pdfbase.ttfonts": "polices du papier",
    "pypdfium2": "aperçu et impression",
    "PIL.Image": "images du papier",
    "phonenumbers": "téléphones",
    "stdnum.fr.nir": "contrôle du NIR",
    "email_validator": "courriels",
    "nacl.signing": "signature des mises à jour",
    "tomli_w": "export du guide",
    "platformdirs": "dossiers du système",
}
# Wanted where the package has them: PostgreSQL is another package's choice.
LIBRARIES_IF_THERE = ("psycopg",)
REGIONS = ("FR", "GP", "RE", "MQ", "GF", "YT", "NC", "PF")
TABLES = ("emails", "envelope", "nir", "phones", "streets")
PAPER = ("AMF42Lisible-Regular", "AMF42Lisible-Bold", "AMF42Lisible-Italic", "AMF42Case-Regular")
FALLBACK = ("DejaVuSans", "DejaVuSans-Bold")
BEYOND_PAPER = "Ж"  # a letter that only the fallback has
MONTBRISON = "42147"


class FailedError(Exception):
    """A piece is not whole; the message says which, in French."""


@dataclass(frozen=True)
class Trial:
    """One piece to try: its French name, and how."""

    name: str
    run: Callable[[], str]


@dataclass(frozen=True)
class Outcome:
    """What came of a trial, in words, and how many seconds it took."""

    name: str
    good: bool
    told: str
    seconds: float

    def line(self) -> str:
        """One line of the report."""
        return f"{'réussi' if self.good else 'MANQUÉ'}  {self.seconds:5.1f}{NBSP}s  {self.name}{NBSP}: {self.told}"


def attempt(trial: Trial) -> Outcome:
    """Run one trial; whatever it raises is told, a bug only by its kind and its place."""
    started = time.monotonic()
    try:
        good, told = True, trial.run()
    except (FailedError, UserError) as problem:
        good, told = False, str(problem)
    except ImportError as problem:
        good, told = False, f"« {problem.name or problem.path or '?'} » ne se charge pas. Réinstallez le programme."
    except FileNotFoundError as problem:
        missing = Path(str(problem.filename)).name if problem.filename else "un fichier"
        good, told = False, f"il manque {missing}. Réinstallez le programme."
    except Exception as bug:  # whoever installs the program gets a reason, never a bare traceback
        good, told = False, f"un défaut, {place_of(bug)}"
    return Outcome(trial.name, good, " ".join(told.split()), time.monotonic() - started)


def place_of(bug: BaseException) -> str:
    """The kind of a bug and where it came from; never its words, which may be somebody's."""
    trace, last = bug.__traceback__, ""
    while trace is not None:
        last = f"{Path(trace.tb_frame.f_code.co_filename).name} ligne {trace.tb_lineno}"
        trace = trace.tb_next
    cause = f" ({place_of(bug.__cause__)})" if bug.__cause__ is not None else ""
    return f"{type(bug).__name__}, {last}{cause}"


def report_text(outcomes: list[Outcome], verdict: str) -> str:
    """The whole report."""
    kind = "installé" if getattr(sys, "frozen", False) else "sources"
    head = f"AMF42 {__version__} ({kind}), {sys.platform}, Python {sys.version.split()[0]}"
    return "\n".join((head, *(outcome.line() for outcome in outcomes), verdict, ""))


# Pieces without a base


def libraries() -> str:
    """Each library loads, its compiled part too."""
    wanted = {
        **LIBRARIES,
        **{name: "PostgreSQL" for name in LIBRARIES_IF_THERE if importlib.util.find_spec(name) is not None},
    }
    missing = []
    for name, use in wanted.items():
        try:
            importlib.import_module(name)
        except Exception as problem:  # a compiled part may fail in any way
            missing.append(f"{name} ({use}{NBSP}: {type(problem).__name__})")
    if missing:
        raise FailedError(f"ne se chargent pas{NBSP}: {', '.join(missing)}")
    return f"{len(wanted)} chargées"


def fonts() -> str:
    """The paper's fonts are there, and have the letters that are asked of them."""
    from app.documents.fonts import font, missing, printable

    for name in (*PAPER, *FALLBACK):
        try:
            font(name)
        except Exception as problem:  # reportlab has its own errors for a file that is missing or cut
            raise FailedError(f"{name}.ttf n’est pas lisible ({type(problem).__name__})") from None
    text = f"Éloïse Ô, Œuvrard, Ÿ – «{NBSP}à{NBSP}» {BEYOND_PAPER}"
    if missing((text,)) or printable(text) != text:
        raise FailedError("il manque des lettres du français")
    return f"{len(PAPER) + len(FALLBACK)} polices"


def guide() -> str:
    """Each edition that comes with the program loads and has a path for everybody."""
    from app.guide.loading import load_editions
    from app.guide.proving import prove

    editions = load_editions()
    if len(editions) < 2:
        raise FailedError(f"{len(editions)} édition au lieu de 2")
    for edition in editions:
        problems = prove(edition)
        if problems:
            raise FailedError(f"édition {edition.id}{NBSP}: {problems[0].sentence}")
    return ", ".join(f"{edition.id} ({len(edition.steps)} étapes)" for edition in editions)


def reference() -> str:
    """Communes, departments, small tables, letters, help and QR codes are there."""
    from app.checks.communes import load_communes
    from app.checks.reference import departments, table
    from app.documents.letter_texts import cdc_texts, letter_table
    from app.help import load_help

    communes = load_communes()
    found = communes.by_insee(MONTBRISON)
    if found is None or found.name != "Montbrison" or communes.by_postcode("42600") == []:
        raise FailedError("Montbrison n’est pas dans la liste des communes")
    for name in TABLES:
        if not table(name):
            raise FailedError(f"la table {name}.toml est vide")
    if departments().get("42") != "Loire":
        raise FailedError("la Loire n’est pas dans la liste des départements")
    if not (cdc_texts() and letter_table("cover") and load_help()):
        raise FailedError("les textes des courriers ou de l’aide sont vides")
    import resources

    resources.read_text("qr_codes.txt")
    resources.read_text("desk.toml")
    return f"{len(communes)} communes, {len(departments())} départements"


def entry_checks() -> str:
    """Phones of the mainland and overseas, addresses and mails are understood."""
    import phonenumbers

    from app.checks.address import check_address
    from app.checks.email import check_email
    from app.checks.phone import check_phone

    for region in REGIONS:
        example = phonenumbers.example_number(region)
        if example is None:
            raise FailedError(f"les numéros de {region} manquent")
        typed = phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.E164)
        if check_phone(typed).region != region:
            raise FailedError(f"un numéro de {region} n’est pas reconnu")
    if not check_email("mairie@exemple.fr").email:
        raise FailedError("un courriel n’est pas reconnu")
    if check_address("12 rue de la Mairie 42600 Montbrison").address.postcode != "42600":
        raise FailedError("une adresse n’est pas reconnue")
    return f"téléphones de {', '.join(REGIONS)}, courriel, adresse"


def migrations() -> str:
    """Each revision of the schema is there as a file, in one line up to today's."""
    from app.storage.migrations import HEAD, REVISIONS
    from app.storage.upgrade import known_revisions

    found = known_revisions()
    missing = [one for one in REVISIONS if one not in found]
    if missing:
        raise FailedError(f"il manque la migration {', '.join(missing)}. Réinstallez le programme.")
    if found != REVISIONS:
        raise FailedError(f"les migrations présentes sont {', '.join(found)}, et non {', '.join(REVISIONS)}")
    return f"{len(REVISIONS)}, jusqu’à {HEAD}"


def key_store(places: Places) -> Callable[[], str]:
    """A key is written, read again and removed, where the program would keep it."""

    def run() -> str:
        from app.storage.keys import Key, KeyPlace, find_key, forget_key, store_key

        key = Key.new()
        kept = store_key(places.base_id, places, key)
        found = find_key(places.base_id, places)
        forget_key(places.base_id, places)
        if found != (key, kept):
            raise FailedError("la clé écrite n’est pas relue")
        if find_key(places.base_id, places) is not None:
            raise FailedError("la clé d’essai n’a pas été retirée")
        if kept is KeyPlace.KEYRING:
            return "dans le trousseau du système"
        if getattr(sys, "frozen", False) and sys.platform == "win32":  # every Windows has one
            raise FailedError("le trousseau de Windows ne garde pas la clé. Réinstallez le programme.")
        return "dans un fichier, sans trousseau"

    return run


# Bases of earlier programs


def earlier_bases(folder: Path, copies: Path) -> Iterator[Trial]:
    """A trial for each base of a folder, `NAME.db` with its key in `NAME.key`; only copies of them are opened."""
    bases = sorted(folder.glob("*.db"))
    for base in bases:
        yield Trial(f"Base {base.stem}", partial(earlier_base, base, copies))
    if not bases:
        yield Trial("Bases anciennes", partial(_none_in, folder))


def _none_in(folder: Path) -> str:
    raise FailedError(f"aucune base (.db) dans {folder.name}")


def earlier_base(base: Path, copies: Path) -> str:
    """Migrate a copy of a base to today's schema and read people from it."""
    from app.bootstrap import open_file
    from app.storage import queries
    from app.storage.backup import check
    from app.storage.keys import read_key_file
    from app.storage.migrations import HEAD
    from app.storage.upgrade import upgrade

    key = read_key_file(base.with_suffix(".key"))
    if key is None:
        raise FailedError(f"il manque sa clé, {base.stem}.key")
    copies.mkdir(parents=True, exist_ok=True)
    copy = Path(shutil.copy(base, copies / base.name))
    before = check(copy, key).revision
    upgrade(copy, key, copies=copies / "copies")
    after = check(copy, key)
    if not after.good or after.revision != HEAD:
        raise FailedError(f"elle est à {after.revision} après la mise à jour, et non à {HEAD}")
    with open_file(copy, key) as opened:
        people = queries.officials(opened.desk)
        dossiers = queries.board(opened.desk)
    if not people:
        raise FailedError("personne n’y est plus")
    return f"de {before} à {HEAD}, {len(people)} personnes et {len(dossiers)} dossiers"


# The sheet


def reread(sheet: Sheet, words: tuple[str, ...]) -> str:
    """Read a sheet again as anybody's reader does: its words are there, its fonts inside. Returns what was seen."""
    import pypdfium2

    if not sheet.pdf.startswith(b"%PDF") or not sheet.steps:
        raise FailedError("la fiche est vide")
    text, embedded = "", dict[str, bool]()
    with pypdfium2.PdfDocument(sheet.pdf) as document:
        for number in range(len(document)):
            page = document[number]
            reading = page.get_textpage()
            text += reading.get_text_bounded() + "\n"
            reading.close()
            embedded |= _fonts_of(page)
            page.close()
    plain = " ".join(text.split()).casefold()
    for word in words:
        if " ".join(word.split()).casefold() not in plain:
            raise FailedError(f"« {word} » ne se lit pas sur la fiche")
    outside = [name for name, inside in embedded.items() if not inside]
    wanted = (PAPER[0], PAPER[1], PAPER[3], FALLBACK[0])
    missing = [name for name in wanted if not any(name in one for one in embedded)]
    if outside or missing:
        raise FailedError(f"polices qui ne sont pas dans la fiche{NBSP}: {', '.join(outside + missing)}")
    return f"{sheet.pages} pages, {sheet.steps} étapes, {len(embedded)} polices incorporées"


def _fonts_of(page: Any) -> dict[str, bool]:
    """Name of each font of a page's text, and whether it is embedded."""
    import ctypes

    from pypdfium2 import raw

    found = {}
    for thing in page.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT], max_depth=6):
        font = raw.FPDFTextObj_GetFont(thing)
        length = raw.FPDFFont_GetBaseFontName(font, None, 0)
        name = ctypes.create_string_buffer(max(1, length))
        raw.FPDFFont_GetBaseFontName(font, name, length)
        plain = re.sub(r"^[A-Z]{6}\+", "", name.value.decode("utf-8", "replace"))
        found[plain] = raw.FPDFFont_GetIsEmbedded(font) == 1
    return found
